"""survey: answers of several respondent groups, counted by option, as a weighted share of the maximum.

The figures come from a list of the round: nobody who scores can type them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from workbook.catalogue import rules as said_of_rules
from workbook.catalogue import score as said
from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.flaws import below_max, name_flaws
from workbook.rules.rule import Clash, Flaw, Input, Rule, Scale, fraction, join, key, same

ANSWERS = Decimal(1_000_000)
"""The most answers to one option."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be given."""

    name: str = key("Phương án trả lời.", "The answer.", "Hài lòng")
    share: Decimal = key("Phần điểm của phương án, từ 0 đến 1.", "What it is worth, 0 to 1.", "0.6")


@dataclass(frozen=True, slots=True)
class Respondents:
    """One group that is asked."""

    name: str = key("Nhóm được hỏi.", "Who is asked.", "Người dân")
    weight: Decimal = key(
        "Trọng số của nhóm; cộng lại bằng 1.", "The group's weight; all add to 1.", "0.65", Decimal(1), positive=True
    )


@dataclass(frozen=True, slots=True)
class Survey(Rule):
    kind: ClassVar[str] = "survey"
    title: ClassVar[Words] = Words("Điều tra xã hội học", "Survey")
    doc: ClassVar[Words] = Words(
        "Điểm = điểm tối đa × tổng theo nhóm (trọng số × trung bình phần điểm của các phiếu trả lời). Số phiếu lấy từ "
        "danh sách của đợt, không ai nhập. Nhóm không có phiếu nào theo “zero”: refuse là lỗi, zero tính nhóm đó bằng "
        "0. Số âm và số lẻ là lỗi; thiếu một số là chưa chấm.",
        "Points = maximum × the sum over groups of (weight × mean worth of their answers). The counts come from a list "
        "of the round; nobody types them. A group without any answer goes by “zero”: refuse is an error, zero counts "
        "the group as 0. Negative and broken figures are errors; a missing one is not scored yet.",
    )

    options: tuple[Option, ...] = key("Các phương án trả lời.", "The answers.", "", least_rows=2)
    respondents: tuple[Respondents, ...] = key("Các nhóm được hỏi.", "Who is asked.", "", least_rows=1)
    zero: Literal["refuse", "zero"] = key("Khi một nhóm không có phiếu nào.", "No answers.", "zero", "refuse")

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return tuple(
            Input(f"r{i}o{j}", "count", same(f"{group.name}: {option.name}"), ANSWERS, listed=True)
            for i, group in enumerate(self.respondents, 1)
            for j, option in enumerate(self.options, 1)
        )

    def ids(self, group: int) -> list[str]:
        """The inputs of one respondent group, counted from 1."""
        return [f"r{group}o{j}" for j, _ in enumerate(self.options, 1)]

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        made = Fraction(0)
        for i, group in enumerate(self.respondents, 1):
            counts = [fraction(facts[name]) for name in self.ids(i)]
            worth = sum((n * fraction(one.share) for n, one in zip(counts, self.options, strict=True)), Fraction(0))
            made += fraction(group.weight) * worth / sum(counts) if sum(counts) else 0
        return made * fraction(scale.max)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        terms = []
        for i, group in enumerate(self.respondents, 1):
            cells = [at[name] for name in self.ids(i)]
            each = [
                f"{cell}*{number_literal(option.share * group.weight * scale.max)}"
                for cell, option in zip(cells, self.options, strict=True)
                if option.share
            ]
            answers = "+".join(cells)
            terms.append(f"IF({answers}>0,({'+'.join(each) or '0'})/({answers}),0)")
        return "+".join(terms)

    def clashes(self, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
        for i, group in enumerate(self.respondents, 1):
            counts = [facts.get(name) for name in self.ids(i)]
            if self.zero == "refuse" and all(count == 0 for count in counts):
                yield Clash(self.ids(i)[0], said.NO_ANSWERS, {"respondents": group.name})

    def clash_formula(self, at: Mapping[str, str]) -> str:
        if self.zero != "refuse":
            return ""
        return (
            f"OR({','.join('+'.join(at[n] for n in self.ids(i)) + '=0' for i in range(1, len(self.respondents) + 1))})"
        )

    def how(self, scale: Scale) -> Words:
        pieces: list[Words | str | Decimal] = [Words("Phiếu điều tra × ", "Survey × "), scale.max]
        for option in self.options:
            pieces += ["; ", f"{option.name}: ", option.share * 100, " %"]
        for group in self.respondents if len(self.respondents) > 1 else ():
            pieces += ["; ", f"{group.name}: ", Words("trọng số ", "weight "), group.weight]
        return join(*pieces)

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        for number, option in enumerate(self.options):
            if option.share > 1:
                yield Flaw(("options", number, "share"), said_of_rules.SHARE_ABOVE_ONE, {"share": option.share})
        yield from name_flaws("options", (option.name for option in self.options))
        yield from name_flaws("respondents", (group.name for group in self.respondents))
        weights = sum((group.weight for group in self.respondents), Decimal(0))
        if weights != 1:
            yield Flaw(("respondents",), said_of_rules.WEIGHTS_NOT_ONE, {"sum": weights})
        yield from below_max("options", max((one.share for one in self.options), default=Decimal(1)) * scale.max, scale)
