"""complement: what is left of a whole after the bad part, (b - bad) / b, times the maximum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.ratio import Zero, share_clash_formula, share_clashes, zero_words
from workbook.rules.rule import LARGEST, Clash, Input, Rule, Scale, fraction, join, key, same


@dataclass(frozen=True, slots=True)
class Complement(Rule):
    kind: ClassVar[str] = "complement"
    title: ClassVar[Words] = Words("Tỷ lệ phần không vi phạm", "Complement ratio")
    doc: ClassVar[Words] = Words(
        "Điểm = (b − số vi phạm) / b × điểm tối đa. b = 0 theo “zero”: refuse là lỗi, zero được 0 điểm, full được điểm "
        "tối đa. Số vi phạm lớn hơn b luôn là lỗi. Số âm và số lẻ là lỗi; thiếu một số là chưa chấm.",
        "Points = (b − bad) / b × maximum. b = 0 goes by “zero”: refuse is an error, zero gives 0, full gives the "
        "maximum. A bad part above b is always an error. Negative and broken figures are errors; a missing one is "
        "not scored yet.",
    )

    bad: str = key("Số vi phạm, bị trừ khỏi b.", "The bad part, taken from b.", "Số hồ sơ quá hạn")
    whole: str = key("b: tổng số.", "b: out of how many.", "Tổng số hồ sơ đã giải quyết")
    unit: str = key("Đơn vị tính.", "What is counted.", "hồ sơ", "")
    zero: Zero = key("Khi b = 0.", "When b = 0.", "full", "refuse")

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (
            Input("bad", "count", same(self.bad), LARGEST, unit=self.unit),
            Input("b", "count", same(self.whole), LARGEST, unit=self.unit),
        )

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        bad, whole = fraction(facts["bad"]), fraction(facts["b"])
        if not whole:
            return fraction(scale.max) if self.zero == "full" else Fraction(0)
        # A bad part above b that a waiver lets stand leaves nothing.
        return max(whole - bad, Fraction(0)) / whole * fraction(scale.max)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        high, none = number_literal(scale.max), number_literal(scale.max if self.zero == "full" else Decimal(0))
        return f"IF({at['b']}>0,MAX({at['b']}-{at['bad']},0)*{high}/{at['b']},{none})"

    def clashes(self, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
        yield from share_clashes(facts, (self.bad, self.whole), self.zero == "refuse", True, "bad")

    def clash_formula(self, at: Mapping[str, str]) -> str:
        return share_clash_formula(at, self.zero == "refuse", True, "bad")

    def how(self, scale: Scale) -> Words:
        return join(
            Words("(b − a) / b × ", "(b − a) / b × "),
            scale.max,
            "; a: ",
            self.bad,
            "; b: ",
            self.whole,
            zero_words(self.zero, scale),
        )
