"""ratio: a share of facts, a of b, times the maximum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final, Literal

from workbook.catalogue import rules as said_of_rules
from workbook.catalogue import score as said
from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.rule import LARGEST, Clash, Flaw, Input, Rule, Scale, fraction, join, key, same

Zero = Literal["refuse", "zero", "full"]
Over = Literal["refuse", "cap"]


@dataclass(frozen=True, slots=True)
class Ratio(Rule):
    kind: ClassVar[str] = "ratio"
    title: ClassVar[Words] = Words("Tỷ lệ", "Ratio")
    doc: ClassVar[Words] = Words(
        "Điểm = a / b × điểm tối đa, không quá điểm tối đa; đạt “target” phần của b là đủ điểm. b = 0 theo “zero”: "
        "refuse là lỗi, zero được 0 điểm, full được điểm tối đa. a > b theo “over”: refuse là lỗi, cap tính như a = b. "
        "Số âm và số lẻ là lỗi; thiếu một số là chưa chấm.",
        "Points = a / b × maximum, at most the maximum; “target” of b earns all. b = 0 goes by “zero”: refuse is an "
        "error, zero gives 0, full gives the maximum. a > b goes by “over”: refuse is an error, cap counts as a = b. "
        "Negative and broken figures are errors; a missing one is not scored yet.",
    )

    part: str = key("a: phần được tính.", "a: what is counted.", "Số hồ sơ nộp trực tuyến")
    whole: str = key("b: tổng số.", "b: out of how many.", "Tổng số hồ sơ")
    unit: str = key("Đơn vị tính.", "What is counted.", "hồ sơ", "")
    zero: Zero = key("Khi b = 0.", "When b = 0.", "zero", "refuse")
    over: Over = key("Khi a > b.", "When a > b.", "cap", "refuse")
    target: Decimal = key(
        "Tỷ lệ đạt đủ điểm (0,8 là 80 %).", "The share that earns all points.", "0.8", Decimal(1), positive=True
    )

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (
            Input("a", "count", same(self.part), LARGEST, unit=self.unit),
            Input("b", "count", same(self.whole), LARGEST, unit=self.unit),
        )

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        part, whole = fraction(facts["a"]), fraction(facts["b"])
        if not whole:
            return fraction(scale.max) if self.zero == "full" else Fraction(0)
        share = part / (whole * fraction(self.target))
        # A figure above b that a waiver lets stand still earns no more than the maximum.
        return min(share, Fraction(1)) * fraction(scale.max)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        high, none = number_literal(scale.max), number_literal(scale.max if self.zero == "full" else Decimal(0))
        goal = at["b"] if self.target == 1 else f"({at['b']}*{number_literal(self.target)})"
        return f"IF({at['b']}>0,MIN({at['a']}*{high}/{goal},{high}),{none})"

    def clashes(self, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
        yield from share_clashes(facts, (self.part, self.whole), self.zero == "refuse", self.over == "refuse")

    def clash_formula(self, at: Mapping[str, str]) -> str:
        return share_clash_formula(at, self.zero == "refuse", self.over == "refuse")

    def how(self, scale: Scale) -> Words:
        how = join("a / b × ", scale.max, "; a: ", self.part, "; b: ", self.whole)
        if self.target != 1:
            how = join(how, Words("; đạt ", "; "), self.target * 100, Words(" % được đủ điểm", " % earns all"))
        return join(how, zero_words(self.zero, scale), OVER_WORDS[self.over])

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        if self.target > 1:
            yield Flaw(("target",), said_of_rules.SHARE_ABOVE_ONE, {"share": self.target})


# ---------------------------------------------------------------- shared by the kinds that have a part of a whole
def share_clashes(
    facts: Mapping[str, Decimal], labels: tuple[str, str], zero: bool, over: bool, part_id: str = "a"
) -> Iterator[Clash]:
    """The whole "b" is 0, or the part is above it; `zero` and `over` tell which of the two is refused."""
    part, whole = facts.get(part_id), facts.get("b")
    if whole == 0 and zero:
        yield Clash("b", said.WHOLE_ZERO, {"whole": labels[1]})
    elif part is not None and whole is not None and part > whole and over:
        yield Clash(part_id, said.PART_ABOVE_WHOLE, {"part": labels[0], "a": part, "whole": labels[1], "b": whole})


def share_clash_formula(at: Mapping[str, str], zero: bool, over: bool, part_id: str = "a") -> str:
    """`share_clashes` for Excel."""
    refused = [f"{at['b']}=0"] if zero else []
    refused += [f"{at[part_id]}>{at['b']}"] if over else []
    return f"OR({','.join(refused)})" if refused else ""


def zero_words(zero: Zero, scale: Scale) -> Words:
    """What b = 0 earns, where it is no error."""
    if zero == "refuse":
        return same("")
    return join("; b = 0: ", scale.max if zero == "full" else Decimal(0), Words(" điểm", " points"))


OVER_WORDS: Final = {"refuse": same(""), "cap": Words("; a > b tính như a = b", "; a > b counts as a = b")}
