"""count: so many points for each, up to a cap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.catalogue import rules as said_of_rules
from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.flaws import below_max
from workbook.rules.rule import LARGEST, Flaw, Input, Rule, Scale, fraction, join, key, same


@dataclass(frozen=True, slots=True)
class Count(Rule):
    kind: ClassVar[str] = "count"
    title: ClassVar[Words] = Words("Đếm số lượng", "Count, capped")
    doc: ClassVar[Words] = Words(
        "Điểm = số lượng × “each”, không quá “limit” (bỏ trống: điểm tối đa). Số âm và số lẻ là lỗi; ô trống là "
        "chưa chấm.",
        "Points = count × “each”, at most “limit” (left out: the maximum). Negative and broken figures are errors; an "
        "empty cell is not scored yet.",
    )

    input: str = key("Điều được đếm.", "What is counted.", "Số sáng kiến được công nhận")
    each: Decimal = key("Điểm cho mỗi một.", "Points for each.", "0.5", positive=True)
    unit: str = key("Đơn vị tính.", "Unit.", "sáng kiến", "")
    limit: Decimal | None = key("Điểm cao nhất được cộng.", "Most points that it can give.", "5", None, positive=True)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (Input("", "count", same(self.input), LARGEST, unit=self.unit),)

    def top(self, scale: Scale) -> Decimal:
        """The most points that come out."""
        return scale.max if self.limit is None else min(self.limit, scale.max)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return min(fraction(facts[""]) * fraction(self.each), fraction(self.top(scale)))

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return f"MIN({at['']}*{number_literal(self.each)},{number_literal(self.top(scale))})"

    def how(self, scale: Scale) -> Words:
        unit = f" {self.unit}" if self.unit else ""
        each = join(f"{self.input}: ", self.each, Words(" điểm mỗi", " points each"), unit)
        return join(each, Words(", tối đa ", ", at most "), self.top(scale))

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        if self.limit is not None and self.limit > scale.max:
            yield Flaw(("limit",), said_of_rules.LIMIT_ABOVE_MAX, {"limit": self.limit, "max": scale.max})
        yield from below_max("limit", self.top(scale), scale)
