"""bonus: points beyond the scale, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.rules.rule import Input, Rule, Scale, fraction, join


@dataclass(frozen=True, slots=True)
class Bonus(Rule):
    kind: ClassVar[str] = "bonus"
    title: ClassVar[Words] = Words("Điểm thưởng", "Bonus")
    doc: ClassVar[Words] = Words(
        "Người chấm nhập điểm thưởng, từ 0 đến mức cao nhất của tiêu chí, đúng bước điểm; điểm được cộng vào tổng, "
        "không vào điểm tối đa (tổng có được vượt điểm tối đa hay không: khóa “bonus” của bộ tiêu chí). Số âm, "
        "quá mức, lệch bước là lỗi; không thưởng thì ghi 0, ô trống là chưa chấm.",
        "The scorer types bonus points, from 0 to the criterion's maximum, on the step; they are added to the total "
        "but stand in no maximum (whether a total may pass the maximum: key “bonus” of the rubric). A figure below 0, "
        "too high or off the step is an error; no bonus is a 0, an empty cell is not scored yet.",
    )
    beyond: ClassVar[bool] = True
    typed: ClassVar[bool] = True

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (Input("", "points", Words("Điểm thưởng", "Bonus points"), scale.max, step=scale.step),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return fraction(facts[""])

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return at[""]

    def how(self, scale: Scale) -> Words:
        high = join(Words("Thưởng từ 0 đến ", "Bonus from 0 to "), scale.max, Words(" điểm", " points"))
        return join(high, Words(", bước ", ", step "), scale.step, Words("; ngoài thang điểm", "; beyond the scale"))
