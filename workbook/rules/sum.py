"""sum: sub-rules whose points are added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.rules import parts as of_parts
from workbook.rules.flaws import sum_flaws
from workbook.rules.parts import Part
from workbook.rules.rule import Clash, Flaw, Input, Rule, Scale, join, key


@dataclass(frozen=True, slots=True)
class Sum(Rule):
    kind: ClassVar[str] = "sum"
    title: ClassVar[Words] = Words("Cộng các phần", "Sum of sub-rules")
    doc: ClassVar[Words] = Words(
        "Mỗi phần có quy tắc và điểm tối đa riêng; điểm các phần cộng lại, làm tròn một lần ở cuối. Trường hợp b = 0, "
        "a > b, số âm theo quy tắc của từng phần; còn thiếu một số liệu là chưa chấm.",
        "Each part has a rule and a maximum of its own; the parts' points are added and rounded once, at the end. "
        "b = 0, a > b and negative figures go by each part's rule; while one fact is missing nothing is scored yet.",
    )

    parts: tuple[Part, ...] = key("Các phần.", "The parts.", "", least_rows=1)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return of_parts.part_inputs(self.parts, scale)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return sum(of_parts.part_exacts(self.parts, facts, scale), Fraction(0))

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return "+".join(of_parts.part_formulas(self.parts, at, scale))

    def clashes(self, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
        yield from of_parts.part_clashes(self.parts, facts, scale)

    def clash_formula(self, at: Mapping[str, str]) -> str:
        return of_parts.part_clash_formula(self.parts, at)

    def how(self, scale: Scale) -> Words:
        return join(Words("Cộng: ", "Sum of: "), of_parts.part_words(self.parts, scale))

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        yield from of_parts.part_flaws(self.parts, scale)
        yield from sum_flaws("parts", sum((part.max for part in self.parts), Decimal(0)), scale)
