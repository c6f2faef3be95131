"""best: alternatives, of which the highest counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.catalogue import rules as said_of_rules
from workbook.findings import Words
from workbook.rules import parts as of_parts
from workbook.rules.flaws import below_max
from workbook.rules.parts import Part
from workbook.rules.rule import Clash, Flaw, Input, Rule, Scale, join, key


@dataclass(frozen=True, slots=True)
class Best(Rule):
    kind: ClassVar[str] = "best"
    title: ClassVar[Words] = Words("Lấy phương án cao nhất", "Best of alternatives")
    doc: ClassVar[Words] = Words(
        "Mỗi phương án có quy tắc và điểm tối đa riêng; tính phương án được điểm cao nhất. Phương án không có ở đơn vị "
        'thì ghi 0 hoặc Không (tỷ lệ trong đó cần zero = "zero"). Trường hợp b = 0, a > b, số âm theo quy tắc của từng '
        "phương án; còn thiếu một số liệu là chưa chấm.",
        "Each alternative has a rule and a maximum of its own; the highest points count. An alternative that a unit "
        'does not have is entered as 0 or no (a ratio in it needs zero = "zero"). b = 0, a > b and negative figures '
        "go by each alternative's rule; while one fact is missing nothing is scored yet.",
    )

    parts: tuple[Part, ...] = key("Các phương án.", "The alternatives.", "", least_rows=2)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return of_parts.part_inputs(self.parts, scale)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return max(of_parts.part_exacts(self.parts, facts, scale), default=Fraction(0))

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return f"MAX({','.join(of_parts.part_formulas(self.parts, at, scale))})"

    def clashes(self, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
        yield from of_parts.part_clashes(self.parts, facts, scale)

    def clash_formula(self, at: Mapping[str, str]) -> str:
        return of_parts.part_clash_formula(self.parts, at)

    def how(self, scale: Scale) -> Words:
        return join(Words("Cao nhất trong: ", "Highest of: "), of_parts.part_words(self.parts, scale))

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        yield from of_parts.part_flaws(self.parts, scale)
        for number, part in enumerate(self.parts):
            if part.max > scale.max:
                facts = {"points": part.max, "max": scale.max}
                yield Flaw(("parts", number, "max"), said_of_rules.WORTH_ABOVE_MAX, facts)
        yield from below_max("parts", max((part.max for part in self.parts), default=scale.max), scale)
