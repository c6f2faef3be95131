"""informational: a figure that is shown and never scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.rules.flaws import zero_max
from workbook.rules.rule import Flaw, Input, Rule, Scale, figure, join, key, same

WIDEST = Decimal(10) ** 12
"""The largest figure: nothing is computed from it, so it needs only to be shown whole."""


@dataclass(frozen=True, slots=True)
class Informational(Rule):
    kind: ClassVar[str] = "informational"
    title: ClassVar[Words] = Words("Thông tin, không tính điểm", "Informational")
    doc: ClassVar[Words] = Words(
        "Chỉ để biết, không tính điểm; được để trống. Số âm hoặc quá số chữ số thập phân “places” là lỗi.",
        "Only shown, never scored; it may stay empty. A figure that is negative or has more decimals than “places” is "
        "an error.",
    )
    counts: ClassVar[bool] = False

    input: str = key("Số liệu.", "The figure.", "Dân số của tỉnh", "")
    unit: str = key("Đơn vị tính.", "Unit.", "người", "")
    places: int = key("Số chữ số thập phân được nhập.", "Decimals that may be typed.", 2, 0, least=0, most=2)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        label = same(self.input) if self.input else Words("Số liệu", "Figure")
        return (replace(figure("", label, self.places, WIDEST, unit=self.unit), optional=True),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return Fraction(0)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return "0"

    def how(self, scale: Scale) -> Words:
        head = same(f"{self.input}: " if self.input else "")
        return join(head, Words("thông tin, không tính điểm", "information, not scored"))

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        yield from zero_max(self.kind, scale)
