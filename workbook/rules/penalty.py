"""penalty: points taken away, never more than a floor allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.rule import LARGEST, Input, Rule, Scale, fraction, join, key, same


@dataclass(frozen=True, slots=True)
class Penalty(Rule):
    kind: ClassVar[str] = "penalty"
    title: ClassVar[Words] = Words("Điểm trừ", "Penalty")
    doc: ClassVar[Words] = Words(
        "Có “each”: đếm số lần, mỗi lần trừ “each” điểm, trừ nhiều nhất bằng mức “max” của tiêu chí. Không có: người "
        "chấm nhập số điểm bị trừ (số dương), từ 0 đến “max”, đúng bước điểm. Điểm trừ không tính vào điểm tối đa. "
        "Số âm là lỗi; không bị trừ thì ghi 0, ô trống là chưa chấm.",
        "With “each”: the times are counted, each takes “each” points, at most the criterion's “max” in all. Without: "
        "the scorer types the points taken (a positive figure), from 0 to “max”, on the step. A penalty stands in no "
        "maximum. A negative figure is an error; no penalty is a 0, an empty cell is not scored yet.",
    )
    beyond: ClassVar[bool] = True

    each: Decimal | None = key("Điểm trừ mỗi lần.", "Points taken each time.", "0.5", None, positive=True)
    input: str = key("Điều bị trừ điểm.", "What is taken for.", "Số lần báo cáo chậm", "")
    unit: str = key("Đơn vị tính.", "Unit.", "lần", "")

    @property
    def typed(self) -> bool:  # type: ignore[override]  # one kind, two ways: only its instances know
        return self.each is None

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        if self.each is None:
            label = same(self.input) if self.input else Words("Điểm bị trừ", "Points taken")
            return (Input("", "points", label, scale.max, step=scale.step, unit=self.unit),)
        label = same(self.input) if self.input else Words("Số lần bị trừ", "Times")
        return (Input("", "count", label, LARGEST, unit=self.unit),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        if self.each is None:
            return -fraction(facts[""])
        return -min(fraction(facts[""]) * fraction(self.each), fraction(scale.max))

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        # 0-x, because -x of 0 is a binary -0.
        if self.each is None:
            return f"0-{at['']}"
        return f"0-MIN({at['']}*{number_literal(self.each)},{number_literal(scale.max)})"

    def how(self, scale: Scale) -> Words:
        head = same(f"{self.input}: " if self.input else "")
        if self.each is None:
            return join(
                head,
                Words("trừ từ 0 đến ", "0 to "),
                scale.max,
                Words(" điểm, bước ", " points taken, step "),
                scale.step,
            )
        unit = self.unit or Words("lần", "time")
        return join(
            head,
            Words("trừ ", ""),
            self.each,
            Words(" điểm mỗi ", " points taken each "),
            unit,
            Words(", nhiều nhất ", ", at most "),
            scale.max,
        )

    def lowest(self, scale: Scale) -> Decimal:
        return -scale.max

    def highest(self, scale: Scale) -> Decimal:
        return Decimal(0)
