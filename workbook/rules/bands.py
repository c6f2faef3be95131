"""bands: a figure falls into a band, each band has its points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from workbook.catalogue import rules as said_of_rules
from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.points import on_step
from workbook.rules.flaws import below_max, worth_flaws
from workbook.rules.rule import LARGEST, Flaw, Input, Rule, Scale, Worth, figure, fraction, join, key, same, worth

Direction = Literal["from", "to"]


@dataclass(frozen=True, slots=True)
class Band(Worth):
    """One band. Direction "from": figures of at least `bound`; "to": of at most `bound`."""

    bound: Decimal = key("Cận của mức.", "The band's bound.", "80", signed=True)
    points: Decimal | None = key("Điểm của mức.", "Points of the band.", "10", None)
    share: Decimal | None = key(
        "Hoặc phần của điểm tối đa (0,5 là một nửa).", "Or a share of the maximum.", "0.5", None
    )
    strict: bool = key("true: không kể chính cận.", "true: without the bound itself.", True, False)


@dataclass(frozen=True, slots=True)
class Bands(Rule):
    kind: ClassVar[str] = "bands"
    title: ClassVar[Words] = Words("Theo mức của một số liệu", "Bands on a number")
    doc: ClassVar[Words] = Words(
        "Số liệu rơi vào mức nào thì được điểm của mức đó; xét từ mức đầu, không vào mức nào được 0 điểm. "
        "Số ngoài giới hạn “least”, “most” hoặc quá số chữ số thập phân “places” là lỗi; ô trống là chưa chấm.",
        "The first band that the figure reaches gives its points; outside all bands it is 0. A figure outside “least” "
        "and “most”, or with more decimals than “places”, is an error; an empty cell is not scored yet.",
    )

    input: str = key("Số liệu.", "The figure.", "Số cuộc họp của Ban chỉ đạo trong năm")
    bands: tuple[Band, ...] = key("Các mức, mức cao điểm trước.", "The bands, best first.", "", least_rows=1)
    unit: str = key("Đơn vị tính.", "What is counted.", "cuộc", "")
    direction: Direction = key(
        "from: từ cận trở lên; to: đến cận trở xuống.", "from: the bound or more; to: the bound or less.", "to", "from"
    )
    places: int = key("Số chữ số thập phân được nhập.", "Decimals that may be typed.", 2, 0, least=0, most=6)
    least: Decimal = key("Số nhỏ nhất được nhập.", "Lowest figure.", "-100", Decimal(0), signed=True)
    most: Decimal = key("Số lớn nhất được nhập.", "Highest figure.", "100", LARGEST, signed=True)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (figure("", same(self.input), self.places, self.most, low=self.least, unit=self.unit),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return band_worth(self.bands, self.direction, facts[""], scale)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return band_formula(self.bands, self.direction, at[""], scale)

    def how(self, scale: Scale) -> Words:
        return join(self.input, ": ", band_words(self.bands, self.direction, self.unit, scale))

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        yield from band_flaws(self.bands, self.direction, scale)
        yield from band_limits(self.bands, self.direction, self.least, self.most)
        if self.least >= self.most:
            yield Flaw(("least",), said_of_rules.LIMITS_REVERSED, {"least": self.least, "most": self.most})
        for number, band in enumerate(self.bands):
            if not on_step(band.bound, Decimal(1).scaleb(-self.places)):
                facts = {"bound": band.bound, "places": Decimal(self.places)}
                yield Flaw(("bands", number, "bound"), said_of_rules.BAND_TOO_FINE, facts)


# ---------------------------------------------------------------- shared with bands on a ratio
def band_worth(bands: tuple[Band, ...], direction: Direction, found: Decimal | Fraction, scale: Scale) -> Fraction:
    """The points of the first band that the figure reaches, 0 outside all."""
    for band in bands:
        bound = fraction(band.bound)
        gap = fraction(found) - bound if direction == "from" else bound - fraction(found)
        if gap > 0 or (gap == 0 and not band.strict):
            return fraction(worth(band, scale))
    return Fraction(0)


def band_formula(bands: tuple[Band, ...], direction: Direction, at: str, scale: Scale) -> str:
    """Nested IF; `at` must be a number that was typed."""
    made = "0"
    for band in reversed(bands):
        sign = {"from": ">", "to": "<"}[direction] + ("" if band.strict else "=")
        made = f"IF({at}{sign}{number_literal(band.bound)},{number_literal(worth(band, scale))},{made})"
    return made


def band_words(bands: tuple[Band, ...], direction: Direction, unit: str, scale: Scale) -> Words:
    """ "từ 4 cuộc: 20; từ 3 cuộc: 15; còn lại: 0"."""
    words = {
        ("from", False): Words("từ ", "from "),
        ("from", True): Words("trên ", "above "),
        ("to", False): Words("đến ", "up to "),
        ("to", True): Words("dưới ", "below "),
    }
    unit = f" {unit}" if unit and unit != "%" else unit
    pieces: list[Words | str | Decimal] = []
    for band in bands:
        pieces += [words[direction, band.strict], band.bound, unit, ": ", worth(band, scale), "; "]
    return join(*pieces, Words("còn lại: 0", "else: 0"))


def band_flaws(bands: tuple[Band, ...], direction: Direction, scale: Scale) -> Iterator[Flaw]:
    """Bands out of order, without worth or with two, above the maximum or all below it."""
    yield from worth_flaws("bands", bands, scale)
    yield from below_max("bands", max((worth(band, scale) for band in bands), default=scale.max), scale)
    for number, (above, below) in enumerate(pairwise(bands), 1):
        better = above.bound > below.bound if direction == "from" else above.bound < below.bound
        if above.bound == below.bound and above.strict and not below.strict:
            continue
        if not better:
            facts = {"bound": below.bound, "before": above.bound}
            yield Flaw(("bands", number, "bound"), said_of_rules.BANDS_UNSORTED, facts)
        elif worth(below, scale) > worth(above, scale):
            facts = {"points": worth(below, scale), "before": worth(above, scale)}
            yield Flaw(("bands", number), said_of_rules.BAND_WORTH_RISES, facts)


def band_limits(bands: tuple[Band, ...], direction: Direction, least: Decimal, most: Decimal) -> Iterator[Flaw]:
    """Bounds that no figure from `least` to `most` has, or reaches."""
    last = most if direction == "from" else least
    for number, band in enumerate(bands):
        if not least <= band.bound <= most or (band.strict and band.bound == last):
            facts = {"bound": band.bound, "least": least, "most": most}
            yield Flaw(("bands", number, "bound"), said_of_rules.BAND_OUTSIDE, facts)
