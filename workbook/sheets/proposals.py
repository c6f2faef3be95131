"""What may have been meant by an entry that cannot be read for certain: proposals, never scores.

A person has to type the figure again, so a proposal may be a guess, but only one that fits the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from workbook.findings import Fact, Words
from workbook.points import Reading, in_words, read_text, tidy, tidy_entry

Fits = Callable[[Decimal], bool]
"""Whether a figure may stand in the cell."""
_LONGEST: Final = 100
"""Characters beyond which a text is a remark, not an entry."""
_MOST: Final = 2


def either(proposals: Iterable[Decimal]) -> Fact:
    """Proposals as words: "8,5", "8,5 hoặc 5,8"."""
    figures = list(proposals)
    return Words(*(f" {word} ".join(in_words(one, lang) for one in figures) for lang, word in _OR))


_OR = (("vi", "hoặc"), ("en", "or"))


def fitting(candidates: Iterable[Decimal], fits: Fits) -> tuple[Decimal, ...]:
    """The first few that fit, none twice."""
    return tuple(dict.fromkeys(tidy(one) for one in candidates if fits(one)))[:_MOST]


# ---------------------------------------------------------------- texts
def meant_by_text(text: str, fits: Fits) -> tuple[Decimal, ...]:
    """The figures that a text may mean, the likeliest first."""
    entry = tidy_entry(text)
    return fitting(_readings(entry), fits) if len(entry) <= _LONGEST else ()


def _readings(entry: str) -> Iterator[Decimal]:
    bare = _UNIT.sub("", entry).strip()
    for pattern, made in _SPELLINGS:
        if match := pattern.fullmatch(bare):
            yield from made(match)
            return
    if _LIKE_DIGITS.fullmatch(bare):
        yield from _number(bare.translate(_DIGITS))
        return
    numbers = _ANY_NUMBER.findall(entry)
    if len(numbers) == 1 and not any(unicodedata.category(char) == "No" for char in entry):
        yield from _number(numbers[0])


def _number(text: str) -> Iterator[Decimal]:
    typed = read_text(text)
    if typed.reading in (Reading.NUMBER, Reading.AMBIGUOUS) and typed.value is not None:
        yield typed.value


def _halves(match: re.Match[str]) -> Iterator[Decimal]:
    """ "8½", "8 1/2", "8 rưỡi", "8 điểm rưỡi"."""
    whole, part = match.group("whole") or "0", match.group("part").casefold()
    yield Decimal(whole) + _PARTS[part]


def _joined(match: re.Match[str]) -> Iterator[Decimal]:
    """Two groups of digits that are one figure: "8, 5", "8..5", "8:30", "8/5"."""
    yield Decimal(f"{match[1]}.{match[2]}")


def _day_text(match: re.Match[str]) -> Iterator[Decimal]:
    yield from (Decimal(f"{int(match[1])}.{int(match[2])}"), Decimal(f"{int(match[2])}.{int(match[1])}"))


def _quotient(match: re.Match[str]) -> Iterator[Decimal]:
    """ "8/5" is a figure with another sign; "8/10" a share, whose first figure may be the score; "1/2" also a half."""
    first, second = Decimal(match[1]), Decimal(match[2])
    yield Decimal(f"{match[1]}.{match[2]}") if first > second else first
    if is_fraction(first, second) and second != 3:  # a third is no score that anybody types
        yield first / second


def _without_half(match: re.Match[str]) -> Iterator[Decimal]:
    """A figure that lost what stands on one side of its mark: ",5", "8,"."""
    yield Decimal(match[0].strip(" ").replace(",", ".").rstrip(".") if match[1] else "0." + match[2])


def _power(match: re.Match[str]) -> Iterator[Decimal]:
    yield Decimal(match[1].replace(",", ".")).scaleb(int(match[2]))


def _thousands(match: re.Match[str]) -> Iterator[Decimal]:
    """ "12 nghìn", "1,2 triệu"."""
    zeros = _MULTIPLES[match[2].casefold()]
    yield from (value.scaleb(zeros) for value in _number(match[1]))


_UNIT = re.compile(r"\s*\b(điểm|diem|points?|pts?)\.?$|(?<=[\dOol])\s*đ\.?$", re.IGNORECASE)
_PARTS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "rưỡi": Decimal("0.5")}
_PARTS |= {"1/2": _PARTS["½"], "1/4": _PARTS["¼"], "3/4": _PARTS["¾"]}
_MULTIPLES = dict.fromkeys(("nghìn", "ngàn", "nghin", "ngan", "k"), 3) | dict.fromkeys(("triệu", "trieu", "tr"), 6)
_MULTIPLES |= dict.fromkeys(("tỷ", "tỉ", "ty"), 9)
_LIKE_DIGITS = re.compile(r"(?=.*[OoQlI|])[\dOoQlI|]{1,9}(?:[.,][\dOoQlI|]{1,9})?")
_DIGITS = str.maketrans("OoQlI|", "000111")
_ANY_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Decimal]]], ...] = (
    (re.compile(r"(?P<whole>\d{1,4})? ?(?P<part>[½¼¾])"), _halves),
    (re.compile(r"(?P<whole>\d{1,4}) (?P<part>1/2|1/4|3/4)"), _halves),
    (re.compile(r"(?P<whole>\d{1,4}) ?(?:đ|điểm)? ?(?P<part>rưỡi)", re.IGNORECASE), _halves),
    (re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](?:\d\d)?\d\d"), _day_text),
    (re.compile(r"(\d{1,4}) ?/ ?(\d{1,4})"), _quotient),
    (re.compile(r"(\d{1,4}[.,]\d{1,4}) ?/ ?\d{1,4}"), lambda match: _number(match[1])),
    (re.compile(r"(\d{1,4})(?: ?[.,]{1,2} ?|[;:·'`])(\d{1,4})"), _joined),
    (re.compile(r"(\d{1,9}) ?[.,;]|[.,](\d{1,9})"), _without_half),
    (re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)[eE]([+-]?\d{1,2})"), _power),
    (re.compile(r"(\d[\d.,]{0,15}) ?(" + "|".join(_MULTIPLES) + r")\b\.?", re.IGNORECASE), _thousands),
)


def is_fraction(first: Decimal, second: Decimal) -> bool:
    """Whether "1/2" or "3/4" may as well be a half and three quarters: people write nothing finer than quarters so."""
    return 0 < first < second <= _FINEST and first == int(first) and second == int(second)


_FINEST: Final = 4


def out_of(text: str) -> tuple[Decimal, Decimal] | None:
    """A score that is written beside its maximum: "8,5/10", "8,5 điểm / 10"."""
    first, stroke, second = tidy_entry(text[: 4 * _LONGEST]).partition("/")
    figure, most = read_text(first), read_text(second)
    if not stroke or figure.value is None or most.value is None:
        return None
    clear = figure.reading is Reading.NUMBER and most.reading is Reading.NUMBER
    return (figure.value, most.value) if clear else None


def meant_by_percent(figure: Decimal, high: Decimal, fits: Fits) -> tuple[Decimal, ...]:
    """Of "85%": 85 points, or so much of the maximum."""
    return fitting((figure, figure * high / 100), fits)


def percentage(text: str) -> Decimal | None:
    """The figure before the percent sign of "85 %"."""
    entry = tidy_entry(text[: 4 * _LONGEST])
    typed = read_text(entry.removesuffix("%")) if entry.endswith("%") else None
    return typed.value if typed is not None and typed.reading is Reading.NUMBER else None


def may_be_mark(text: str) -> bool:
    """Whether people write this where nothing applies, or where they gave nothing: "-", "x", "không có"."""
    entry = tidy_entry(text).casefold()
    if not 0 < len(entry) <= _LONGEST:
        return False
    return entry.rstrip(" .") in _MAYBE_MARKS or not entry.strip("-_/\\.…*? ")


_MAYBE_MARKS = frozenset(
    {"x", "k", "ko", "na", "n.a", "#n/a", "null", "none", "kps", "kad", "kđ", "không", "khong", "không có", "khong co"}
    | {"không phát sinh", "không chấm", "chưa chấm", "chưa có", "miễn", "miễn chấm", "bỏ qua", "trống", "không xét"}
)


# ---------------------------------------------------------------- dates and times
def meant_by_date(day: date, number_format: str, fits: Fits) -> tuple[Decimal, ...]:
    """What was typed before Excel made a date of it: "8.5" by day and month, or by month and day in an English one.

    Where no such day is, Excel takes the second figure for a year: "8.25" is August 2025, shown as Aug-25.
    """
    shows = number_format.casefold()
    if "d" not in shows and "m" in shows and "y" in shows:
        return fitting((Decimal(f"{day.month}.{day.year % 100:02}"),), fits)
    return fitting((Decimal(f"{day.day}.{day.month}"), Decimal(f"{day.month}.{day.day}")), fits)


def meant_by_time(hours: int, minutes: int, fits: Fits) -> tuple[Decimal, ...]:
    """ "8:30" for 8,3, "8:5" for 8,5; midnight means nothing."""
    return fitting((Decimal(f"{hours}.{minutes}"),), fits) if hours or minutes else ()
