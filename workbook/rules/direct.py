"""direct: the scorer types the points, from 0 to the maximum on the step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.rules.rule import Input, Rule, Scale, fraction, join


@dataclass(frozen=True, slots=True)
class Direct(Rule):
    kind: ClassVar[str] = "direct"
    title: ClassVar[Words] = Words("Chấm trực tiếp", "Points typed")
    doc: ClassVar[Words] = Words(
        "Người chấm nhập điểm, từ 0 đến điểm tối đa, đúng bước điểm. Số âm, số quá điểm tối đa, số lệch bước là lỗi; "
        "ô trống là chưa chấm.",
        "The scorer types the points, from 0 to the maximum, on the step. A figure below 0, above the maximum or off "
        "the step is an error; an empty cell is not scored yet.",
    )
    typed: ClassVar[bool] = True

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (Input("", "points", POINTS, scale.max, step=scale.step),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return fraction(facts[""])

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return at[""]

    def how(self, scale: Scale) -> Words:
        return join(
            Words("Chấm từ 0 đến ", "From 0 to "), scale.max, Words(" điểm, bước ", " points, step "), scale.step
        )


POINTS = Words("Điểm", "Points")
