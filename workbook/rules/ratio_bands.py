"""ratio_bands: a share of facts, a of b in percent, falls into a band, each band has its points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from workbook.catalogue import rules as said_of_rules
from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.points import decimals
from workbook.rules.bands import Band, Direction, band_flaws, band_limits, band_words, band_worth
from workbook.rules.ratio import OVER_WORDS, Over, share_clash_formula, share_clashes, zero_words
from workbook.rules.rule import LARGEST, Clash, Flaw, Input, Rule, Scale, fraction, join, key, same, worth

FINEST = 4
"""The most decimals of a bound in percent: with them every share of `LARGEST` is told from its bound."""


@dataclass(frozen=True, slots=True)
class RatioBands(Rule):
    kind: ClassVar[str] = "ratio_bands"
    title: ClassVar[Words] = Words("Theo mức của một tỷ lệ", "Bands on a ratio")
    doc: ClassVar[Words] = Words(
        "Tỷ lệ a / b tính bằng phần trăm, so đúng với cận, không làm tròn; rơi vào mức nào thì được điểm của mức đó, "
        "không vào mức nào được 0 điểm. b = 0 theo “zero”: refuse là lỗi, zero được 0 điểm. a > b theo “over”: refuse "
        "là lỗi, cap tính như 100 %. Số âm và số lẻ là lỗi; thiếu một số là chưa chấm.",
        "The share a / b in percent is compared with the bounds exactly, never rounded; the first band that it reaches "
        "gives its points, outside all bands it is 0. b = 0 goes by “zero”: refuse is an error, zero gives 0. a > b "
        "goes by “over”: refuse is an error, cap counts as 100 %. Negative and broken figures are errors; a missing "
        "one is not scored yet.",
    )

    part: str = key("a: phần được tính.", "a: what is counted.", "Số thủ tục có hồ sơ trực tuyến")
    whole: str = key("b: tổng số.", "b: out of how many.", "Tổng số thủ tục")
    bands: tuple[Band, ...] = key(
        "Các mức, cận tính bằng phần trăm, mức cao điểm trước.", "The bands in percent, best first.", "", least_rows=1
    )
    unit: str = key("Đơn vị tính của a và b.", "What is counted.", "thủ tục", "")
    direction: Direction = key(
        "from: từ cận trở lên; to: đến cận trở xuống.", "from: the bound or more; to: the bound or less.", "to", "from"
    )
    zero: Literal["refuse", "zero"] = key("Khi b = 0.", "When b = 0.", "zero", "refuse")
    over: Over = key("Khi a > b.", "When a > b.", "cap", "refuse")

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (
            Input("a", "count", same(self.part), LARGEST, unit=self.unit),
            Input("b", "count", same(self.whole), LARGEST, unit=self.unit),
        )

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        part, whole = fraction(facts["a"]), fraction(facts["b"])
        # A figure above b that a waiver lets stand is 100 %, no more.
        return band_worth(self.bands, self.direction, min(part, whole) * 100 / whole, scale) if whole else Fraction(0)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        # a / b is never divided: 57/100*100 is below 57 in binary arithmetic.
        made, sign = "0", {"from": ">", "to": "<"}[self.direction]
        for band in reversed(self.bands):
            gap = f"ROUND(MIN({at['a']},{at['b']})*100-{at['b']}*{number_literal(band.bound)},6)"
            made = f"IF({gap}{sign}{'' if band.strict else '='}0,{number_literal(worth(band, scale))},{made})"
        return f"IF({at['b']}>0,{made},0)"

    def clashes(self, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
        yield from share_clashes(facts, (self.part, self.whole), self.zero == "refuse", self.over == "refuse")

    def clash_formula(self, at: Mapping[str, str]) -> str:
        return share_clash_formula(at, self.zero == "refuse", self.over == "refuse")

    def how(self, scale: Scale) -> Words:
        bands = band_words(self.bands, self.direction, "%", scale)
        how = join("a / b: ", bands, "; a: ", self.part, "; b: ", self.whole)
        return join(how, zero_words(self.zero, scale), OVER_WORDS[self.over])

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        yield from band_flaws(self.bands, self.direction, scale)
        yield from band_limits(self.bands, self.direction, Decimal(0), Decimal(100))
        for number, band in enumerate(self.bands):
            if decimals(band.bound) > FINEST:
                facts = {"bound": band.bound, "places": Decimal(FINEST)}
                yield Flaw(("bands", number, "bound"), said_of_rules.PERCENT_TOO_FINE, facts)
