"""A value under a sheet's number format, as text: what Excel shows on a Vietnamese (or an English) computer.

The marks are those of the language, never of the machine. Only the formats that an annex can use:
digits, groups of thousands, literal text, percent, room left free; any other is a ValueError.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from workbook.points import round_half_up, tidy

Value = str | Decimal | int | None

_MARKS: Final = {"vi": (".", ","), "en": (",", ".")}
"""By language: between groups of thousands, and before the decimals."""
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<room>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>[#0][#0,]*(?:\.[#0]*)?|\.[#0]+)|(?P<plain>[ %+()@€$-])",
    re.DOTALL,
)
_PIECE: Final = re.compile(r'"[^"]*"|\\.|_.|.', re.DOTALL)


class Shown(NamedTuple):
    """The text of a value, and the characters whose room its format leaves free at the right."""

    text: str
    room: str = ""


class _Pattern(NamedTuple):
    """One section of a format: the digits, what stands before and after them, the room left at the end."""

    before: str
    digits: str | None
    after: str
    room: str
    percent: bool


def shown(value: Value, number_format: str, lang: str) -> Shown:
    """The value as its format shows it; an empty text for None. Halves are rounded up, as Excel does."""
    if value is None:
        return Shown("")
    sections = _sections(number_format)
    if isinstance(value, str):
        return _text(value, sections)
    number = Decimal(value)
    wanted = 1 if number < 0 else 2 if number == 0 else 0
    place = wanted if wanted < len(sections) else 0
    pattern = _pattern(sections[place])
    if pattern is None:
        return Shown(_marked(f"{tidy(number):f}", lang))
    text = _figure(abs(number), pattern, lang)
    # A section of its own for negative figures says itself what stands for the sign.
    sign = "-" if number < 0 and place == 0 and any(char in "123456789" for char in text) else ""
    return Shown(sign + pattern.before + text + pattern.after, pattern.room)


def _sections(number_format: str) -> list[str]:
    """For positive figures, negative ones, zero, and texts."""
    sections = [""]
    for piece in _PIECE.findall(number_format):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections


def _text(value: str, sections: list[str]) -> Shown:
    """A text: under the last section where that is one for texts, else as it is."""
    section = sections[-1] if len(sections) in (1, 4) and "@" in sections[-1] else "@"
    pattern = _pattern(section)
    assert pattern is not None
    before, _, after = (pattern.before + pattern.after).partition("@")
    return Shown(before + value + after, pattern.room)


def _pattern(section: str) -> _Pattern | None:
    """A section taken apart; None for the format General."""
    if section.strip().casefold() in ("general", ""):
        return None
    before, after, room = "", "", ""
    digits: str | None = None
    percent, at = False, 0
    while at < len(section):
        token = _TOKEN.match(section, at)
        bracket = token["bracket"] if token else None
        if token is None or (token["digits"] and digits) or (bracket is not None and bracket[:1] in "<>=hmsHMS"):
            raise ValueError(f"number format {section!r}: not understood at {section[at:]!r}")
        at = token.end()
        literal = token["quoted"] or token["escaped"] or token["plain"] or ""
        percent = percent or token["plain"] == "%"
        digits = token["digits"] or digits
        if digits is None:
            before += literal
        else:
            after, room = after + literal, room + (token["room"] or "")
    return _Pattern(before, digits, after, room, percent)


def _figure(number: Decimal, pattern: _Pattern, lang: str) -> str:
    """The digits of a number that is not negative."""
    if pattern.digits is None:
        return ""
    whole, _, decimals = pattern.digits.partition(".")
    if whole.endswith(","):
        raise ValueError(f"number format {pattern.digits!r}: thousands cut off are no figure")
    figure = round_half_up(number * 100 if pattern.percent else number, len(decimals))
    left, _, right = f"{figure:.{len(decimals)}f}".partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        left = f"{int(left or 0):,}".rjust(len(left), "0") if left else ""
    wanted = decimals.rfind("0") + 1
    while len(right) > wanted and right.endswith("0"):
        right = right[:-1]
    return _marked(f"{left}.{right}" if right else left, lang)


def _marked(text: str, lang: str) -> str:
    """A figure in Python's marks with those of the language."""
    thousands, decimal = _MARKS[lang]
    return text.translate(str.maketrans(",.", thousands + decimal))
