"""One returned open cell -> what the scorer gave, or a finding that says why it cannot be read.

`decode` reads points, `decode_input` whatever a rule asks for, `decode_text` a note or a link. Kindly,
but never by guessing: what is understood although it is not spelt as the sheet wants it gets a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from workbook.catalogue import cell as said
from workbook.findings import Check, Fact, Words
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Reading, Score, Typed, composed, from_number, read_text, tidy
from workbook.rules.entry import hint
from workbook.rules.rule import Input
from workbook.sheets.compare import tidy_text
from workbook.sheets.formats import is_shown
from workbook.sheets.grid import ReadCell
from workbook.sheets.proposals import (
    Fits,
    either,
    fitting,
    is_fraction,
    may_be_mark,
    meant_by_date,
    meant_by_percent,
    meant_by_text,
    meant_by_time,
    out_of,
    percentage,
)


class Decoded(NamedTuple):
    """`plain`: the cell is just what the sheet's own formulas understand (a number, the mark, blank).

    `check` with its facts says what was wrong or understood; an error leaves `score` None.
    """

    score: Score
    plain: bool = True
    check: Check | None = None
    facts: Mapping[str, Fact] = MappingProxyType({})


_BLANK = Decoded(None)


def decode(cell: ReadCell | None, high: Decimal) -> Decoded:
    """Read one cell of points; `high` is the criterion's maximum, for the words only."""
    if cell is None:
        return _BLANK
    if cell.formula is not None:
        return _formula(cell)
    if cell.kind == "number":
        return _number(cell, high)
    if cell.kind == "date":
        return _date(cell, high)
    if cell.kind == "error":
        return Decoded(None, False, said.ERROR_VALUE, {"found": cell.text, "max": high})
    if cell.kind == "boolean":
        return Decoded(None, False, said.TRUTH, {"found": "TRUE" if cell.text == "1" else "FALSE", "max": high})
    return _text(cell.text, high) if cell.kind == "text" else _BLANK


def _up_to(high: Decimal) -> Fits:
    return lambda value: 0 <= value <= high


def _formula(cell: ReadCell) -> Decoded:
    number = from_number(cell.text if cell.text else cell.formula or "") if cell.kind in ("number", "none") else None
    facts: dict[str, Fact] = {"found": f"={cell.formula}", "shown": cell.text or None if number is None else number}
    return Decoded(None, False, said.FORMULA, facts)


def _number(cell: ReadCell, high: Decimal) -> Decoded:
    value = from_number(cell.text)
    if value is None:
        return Decoded(None, False, said.NO_FIGURE, {"found": cell.text, "max": high})
    if is_percent(cell.number_format):
        return _percent(f"{(value * 100).normalize():f}%", value * 100, high)
    if high < _FIRST_SERIAL <= value <= _LAST_SERIAL and value == int(value):
        # "8/5" typed into a cell that shows 0.00: LibreOffice keeps the number format, the day is hidden.
        return _date(cell, high)
    if not is_shown(value, cell.number_format):
        return Decoded(value, True, said.SHOWN_OTHERWISE, {"value": value, "format": cell.number_format})
    return Decoded(value)


def _percent(found: str, figure: Decimal | None, high: Decimal) -> Decoded:
    proposals = () if figure is None else meant_by_percent(figure, high, _up_to(high))
    if not proposals:
        return Decoded(None, False, said.PERCENT, {"found": found, "max": high})
    return Decoded(None, False, said.PERCENT_MEANT, {"found": found, "proposal": either(proposals), "max": high})


_LITERAL = re.compile(r'"[^"]*"?|\[[^\]]*\]?|[\\_*].')


def is_percent(number_format: str) -> bool:
    """Whether the format shows a number times 100; a quoted or escaped percent sign is only a sign."""
    return "%" in _LITERAL.sub("", number_format)


_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
"""1 January 2000 to the end of 2099, as Excel counts days."""


class _Moment(NamedTuple):
    """What a number under a date format shows: a day or a time; what was typed, if it fits; what else it may be."""

    found: Fact
    proposals: tuple[Decimal, ...]
    is_day: bool = False
    otherwise: Decimal = Decimal(0)


def _moment(cell: ReadCell, fits: Fits) -> _Moment:
    """A cell keeps its date format when the score is typed again: a day of 1900 is the number itself."""
    serial = from_number(cell.text)
    if serial is None or not 0 <= serial < _LAST_DAY:
        return _Moment(cell.text, ())
    shows = cell.number_format.lower()
    if ("h" in shows and serial < 1) or "[h" in shows:
        hours, minutes = divmod(int(serial * 1440 + Decimal("0.01")), 60)
        return _Moment(f"{hours}:{minutes:02}", meant_by_time(hours, minutes, fits))
    day = _day(int(serial))
    if serial < _YEAR_1900:
        return _Moment(day, fitting((serial,), fits), True, tidy(serial))
    return _Moment(day, meant_by_date(day, shows, fits), True, Decimal(f"{day.day}.{day.month}"))


def _date(cell: ReadCell, high: Decimal) -> Decoded:
    """Excel read "8.5" as 8 May. Propose what was typed; never take it."""
    moment = _moment(cell, _up_to(high))
    if not moment.is_day:
        return _meant(moment.found, moment.proposals, high)
    proposal = either(moment.proposals or (moment.otherwise,))
    return Decoded(None, False, said.DATE, {"date": moment.found, "proposal": proposal})


def _meant(found: Fact, proposals: tuple[Decimal, ...], high: Decimal) -> Decoded:
    """An entry that is no score as it stands, with what it may mean."""
    if not proposals:
        return Decoded(None, False, said.WORD, {"found": found, "max": high})
    return Decoded(None, False, said.MEANT, {"found": found, "proposal": either(proposals), "max": high})


_LAST_DAY, _YEAR_1900 = 2_900_000, 367


def _day(serial: int) -> date:
    # Excel counts from 31 December 1899, and its 29 February 1900 (day 60) never was.
    return date(1899, 12, 31) + timedelta(days=serial if serial < 60 else serial - 1)


def _text(text: str, high: Decimal) -> Decoded:
    typed = read_text(text)
    if typed.reading is Reading.BLANK:
        return Decoded(None, plain=text == "")
    if typed.reading is Reading.MARK:
        if typed.plain:
            return Decoded(NOT_APPLICABLE)
        return Decoded(NOT_APPLICABLE, False, said.MARK_UNDERSTOOD, {"found": text})
    if typed.value is not None:
        return _figure(text, typed, _up_to(high), high)
    if _mark_beside(text):
        return Decoded(None, False, said.MARK_AND_SCORE, {"found": text})
    if "%" in text:
        return _percent(text, percentage(text), high)
    share = out_of(text)
    if share is not None and share[1] == high and not is_fraction(*share):
        return Decoded(share[0], False, said.UNDERSTOOD, {"found": text, "value": share[0]})
    if may_be_mark(text):
        return Decoded(None, False, said.MARK_MEANT, {"found": text})
    return _meant(text, meant_by_text(text, _up_to(high)), high)


def _figure(text: str, typed: Typed, fits: Fits, high: Decimal) -> Decoded:
    """A text that is a number: clear, or with a sign that may be of thousands, or with more digits than Excel keeps."""
    value = typed.value
    assert value is not None
    if typed.reading is Reading.AMBIGUOUS:
        proposals = fitting((value, value * 1000), fits) or (value,)
        return Decoded(None, False, said.AMBIGUOUS, {"found": text, "proposal": either(proposals)})
    if len(tidy(value).as_tuple().digits) > _DIGITS:
        return _meant(text, fitting((from_number(str(value)) or value,), fits), high)
    return Decoded(value, False, said.UNDERSTOOD, {"found": text, "value": value})


_DIGITS = 15
"""Digits that Excel keeps of a number; a text may have more."""


# ---------------------------------------------------------------- what a rule asks for
class Answers(NamedTuple):
    """The two texts of a yes/no cell, in the language of the sheet."""

    yes: str
    no: str


_YES = frozenset({"có", "co", "c", "yes", "y", "x", "true", "đúng", "v", "✓", "✔", "☑", "1"})
_NO = frozenset({"không", "khong", "ko", "không có", "khong co", "chưa", "chua", "no", "n", "false", "sai", "0"})
_GROUPED = re.compile(r"\d{1,3}(?:( )\d{3}(?:\1\d{3})*|([.,])\d{3}(?:\2\d{3})+)")
"""Thousands that can mean nothing else: "1 250", "1.250.000"."""


def decode_input(cell: ReadCell | None, asked: Input, answers: Answers) -> Decoded:
    """Read one open cell of an input; limits and steps are `checks`' business.

    A yes/no comes out as 1 or 0, a level as its number.
    """
    if asked.kind == "points":
        return decode(cell, asked.high)
    if cell is None or (cell.formula is None and cell.kind == "none"):
        return _BLANK
    if cell.formula is not None:
        return _formula(cell)
    if cell.kind == "text":
        return _fact_text(cell.text, asked, answers)
    if asked.kind == "yes_no" and (cell.kind == "boolean" or cell.text in ("0", "1")):
        return _answer(cell.text == "1", {"1": "TRUE", "0": "FALSE"}[cell.text], asked, answers)
    if cell.kind == "boolean":
        return _unread("TRUE" if cell.text == "1" else "FALSE", asked)
    if cell.kind == "error" or asked.kind == "yes_no":
        return _unread(cell.text, asked)
    return _fact_date(cell, asked) if cell.kind == "date" else _fact_number(cell, asked)


def _fact_number(cell: ReadCell, asked: Input) -> Decoded:
    """The same as for points, in words that fit a fact, with its name and limits."""
    read = _number(cell, asked.high)
    if read.check is None or read.check is said.SHOWN_OTHERWISE:
        return read
    if read.check is said.DATE:
        return _fact_date(cell, asked)
    value = from_number(cell.text)
    # 0,855 under a percent format shows 85,5 %: that is the figure, where percents are asked for.
    shown = fitting((value * 100,), asked.accepts) if value is not None and asked.unit == "%" else ()
    return _fact_meant(read.facts["found"], shown, asked)


def _fact_date(cell: ReadCell, asked: Input) -> Decoded:
    moment = _moment(cell, asked.accepts)
    if not moment.is_day or not moment.proposals:
        return _fact_meant(moment.found, moment.proposals, asked)
    facts: dict[str, Fact] = {"input": asked.label, "date": moment.found, "proposal": either(moment.proposals)}
    return Decoded(None, False, said.FACT_DATE, facts)


def _fact_meant(found: Fact, proposals: tuple[Decimal, ...], asked: Input) -> Decoded:
    if not proposals:
        return _unread(found, asked)
    facts: dict[str, Fact] = {"input": asked.label, "found": found, "proposal": either(proposals)}
    return Decoded(None, False, said.FACT_MEANT, facts)


def _unread(found: Fact, asked: Input) -> Decoded:
    return Decoded(None, False, said.FACT_UNREAD, {"input": asked.label, "found": found, "wanted": hint(asked)})


def _answer(is_yes: bool, found: str, asked: Input, answers: Answers) -> Decoded:
    facts: dict[str, Fact] = {"input": asked.label, "found": found, "value": answers.yes if is_yes else answers.no}
    return Decoded(Decimal(is_yes), False, said.ANSWER_UNDERSTOOD, facts)


def _fact_text(text: str, asked: Input, answers: Answers) -> Decoded:
    if asked.kind == "yes_no" and text in answers:
        return Decoded(Decimal(text == answers.yes))
    folded = _folded(text)
    if asked.kind == "yes_no" and folded in _YES | _NO:
        return _answer(folded in _YES, text, asked, answers)
    bare = _without_unit(folded, asked.unit)
    typed = read_text(bare)
    if typed.reading in (Reading.BLANK, Reading.MARK) or _mark_beside(text):
        # An empty text, the mark in any spelling, the mark beside a figure: as in a cell of points.
        return _text(text, asked.high)
    if asked.kind == "yes_no":
        return _unread(text, asked)
    if asked.kind == "level" and folded in (names := [_folded(name) for name in asked.options]):
        number = names.index(folded) + 1
        facts: dict[str, Fact] = {"input": asked.label, "found": text, "value": str(number)}
        return Decoded(Decimal(number), False, said.ANSWER_UNDERSTOOD, facts)
    value = typed.value
    if _GROUPED.fullmatch(bare):
        value = Decimal(re.sub("[ .,]", "", bare))
    elif typed.reading is Reading.AMBIGUOUS and value is not None:
        if asked.kind != "count" or asked.accepts(value):
            return Decoded(None, False, said.AMBIGUOUS, {"found": text, "proposal": value})
        # Of a count 1.250 can only be the whole number.
        value = tidy(value * 1000)
    if value is None:
        if may_be_mark(bare):
            return Decoded(None, False, said.MARK_MEANT, {"found": text})
        # A share or another unit: nobody can tell of what.
        unclear = "%" in bare or "/" in bare
        return _fact_meant(text, () if unclear else meant_by_text(bare, asked.accepts), asked)
    return Decoded(value, False, said.UNDERSTOOD, {"found": text, "value": value})


def _folded(text: str) -> str:
    return " ".join(composed(text).split()).casefold()


def _without_unit(folded: str, unit: str) -> str:
    """The text without the input's own unit, with or without its accents: "25 hồ sơ", "25 ho so"."""
    own = _folded(unit)
    for end in (own, _unaccented(own)):
        if own and folded.endswith(end):
            return folded.removesuffix(end).rstrip()
    return folded


def _unaccented(text: str) -> str:
    return "".join(unicodedata.normalize("NFD", char)[0] for char in text).replace("đ", "d")


def _mark_beside(text: str) -> bool:
    """Whether a text holds the mark beside a figure."""
    folded = text.casefold()
    return any(word in folded for word in _MARK_WORDS) and any(char.isdigit() for char in folded)


_MARK_WORDS = (MARK_TEXT.casefold(), "kdg", "không đánh giá", "không áp dụng", "n/a")


# ---------------------------------------------------------------- notes and links
LONGEST_TEXT = 2_000
"""Characters of a note or a link that are kept."""


class DecodedText(NamedTuple):
    """A text as data: nobody computes it, nobody follows it."""

    text: str
    check: Check | None = None
    facts: Mapping[str, Fact] = MappingProxyType({})


def decode_text(cell: ReadCell | None) -> DecodedText:
    """Read a note or a link: what the cell shows, at most `LONGEST_TEXT` characters of it."""
    text = "" if cell is None else tidy_text(cell.text)
    if cell is not None and cell.formula is not None:
        facts: dict[str, Fact] = {"found": f"={cell.formula}", "shown": text or None}
        return DecodedText(text[:LONGEST_TEXT].strip(), said.TEXT_FORMULA, facts)
    if len(text) > LONGEST_TEXT:
        facts = {"length": Decimal(len(text)), "limit": Decimal(LONGEST_TEXT)}
        return DecodedText(text[:LONGEST_TEXT].strip(), said.TEXT_TOO_LONG, facts)
    return DecodedText(text)


FIGURES = {
    "points": Words("Điểm", "The points of"),
    "section": Words("Điểm phần", "The sub-total of"),
    "percent": Words("Tỷ lệ phần trăm", "The percentage"),
    "converted": Words("Điểm quy đổi", "The converted total"),
    "total": Words("Tổng điểm", "The total"),
    "index": Words("Chỉ số", "The index"),
    "rank": Words("Hạng", "The rank"),
    "tier": Words("Xếp loại", "The tier"),
    "control": Words("Tổng kiểm tra", "The control total"),
    "missing": Words("Số ô trống", "The number of empty cells"),
    "invalid": Words("Số ô sai", "The number of wrong cells"),
    "state": Words("Mã báo còn thiếu, sai của", "The code for what is missing or wrong of"),
}
"""How findings name the figures that a ballot sheet shows."""
