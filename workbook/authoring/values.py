"""One cell of an authoring workbook: from a value of the raw data to what stands in the cell, and back.

Reading is kind: numbers typed as text, yes and no in many spellings, names instead of ids. What
cannot be read is a problem that names the check and its facts; the place is the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from workbook.authoring.labels import label, meaning, word, words_of
from workbook.authoring.plan import Slot
from workbook.catalogue import authoring as said
from workbook.findings import Check, Fact, Words
from workbook.loading.names import Known, fold, parted
from workbook.points import Reading, decimals, from_number, in_words, read_text, tidy
from workbook.sheets.grid import ReadCell, Value

_QUOTES = re.compile(r'(?:"")+')
"""What stands for an empty text, and texts that look like it: one more pair is written, one taken off."""
_LAST_DAY: Final = 2_958_466
_YES: Final = frozenset({"có", "co", "x", "đúng", "true", "yes", "y", "1", "✓", "✔"})
_NO: Final = frozenset({"không", "khong", "ko", "sai", "false", "no", "n", "0", "-"})


class Problem(NamedTuple):
    """Why a cell gives no value, or what must be said beside its value."""

    check: Check
    facts: Mapping[str, Fact]


class Read(NamedTuple):
    """What a cell holds; value None where it is blank or cannot be read."""

    value: Any = None
    problems: tuple[Problem, ...] = ()
    broken: bool = False
    """It holds something that cannot be read."""


# ---------------------------------------------------------------- to the cell
def shown(slot: Slot, value: Any, lang: str) -> Value:
    """The value as the cell shows it; ValueError where it has not the column's kind."""
    match slot.kind, value:
        case _, None:
            return None
        case "text", str():
            return f'{value}""' if not value or _QUOTES.fullmatch(value) else value
        case "texts", list():
            return "\n".join(value)
        case "yes_no", bool():
            return words_of(lang).words["yes" if value else "no"]
        case "choice", str():
            words = label(slot, value) if value in slot.choices else Words(value, value)
            return words.vi if lang == "vi" else words.en
        case "ids", list():
            return "; ".join(value)
        case "figures", dict():
            return "; ".join(f"{key} = {_written(figure, lang)}" for key, figure in value.items())
        case (("figure" | "whole"), (int() | Decimal())) if not isinstance(value, bool):
            return value
    raise ValueError(f"{slot.key}: {value!r} is no {slot.kind}")


def _written(value: int | Decimal, lang: str) -> str:
    """A figure inside a text, so that it can be read in one way only: "1,125" might mean 1125."""
    text = f"{tidy(Decimal(value)):f}"
    text += "0" if decimals(Decimal(value)) == 3 else ""
    return text.replace(".", ",") if lang == "vi" else text


# ---------------------------------------------------------------- from the cell
def read(slot: Slot, cell: ReadCell | None, column: Words, known: Known) -> Read:
    """What the cell holds. `known` are the ids that may stand in it."""
    if cell is None or (cell.kind == "none" and cell.formula is None):
        return Read()
    if cell.kind == "none" or cell.kind == "error":
        reason = (
            Words("công thức chưa có kết quả", "its formula has no result yet")
            if cell.kind == "none"
            else Words(f"công thức báo lỗi {cell.text}", f"its formula gives the error {cell.text}")
        )
        return _broken(said.BROKEN, column=column, reason=reason)
    if cell.kind == "text" and not cell.text.strip():
        return Read()
    if cell.kind == "date" and slot.key == "version" and (day := _day(cell.text)):
        return Read(day)
    if cell.kind == "date":
        reason = Words(
            "Excel đã đổi nội dung thành ngày tháng; hãy định dạng ô là Văn bản (Text)",
            "Excel has made a date of it; format the cell as Text",
        )
        return _broken(said.BROKEN, column=column, reason=reason)
    made = _read(slot, cell, column, known)
    if cell.formula is not None and not made.broken:
        made = made._replace(problems=(*made.problems, Problem(said.FORMULA_TAKEN, {})))
    return made


def _day(text: str) -> str | None:
    """A version is often the day of issue, which Excel makes a date of: as "2026-01-05"."""
    number = from_number(text)
    if number is None or not 1 <= number < _LAST_DAY:
        return None
    return (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()


def _broken(check: Check, **facts: Fact) -> Read:
    return Read(None, (Problem(check, facts),), True)


def _read(slot: Slot, cell: ReadCell, column: Words, known: Known) -> Read:
    match slot.kind:
        case "figure" | "whole":
            return _figure(slot, cell, column)
        case "yes_no":
            return _yes_no(cell, column)
        case "choice":
            return _choice(slot, cell, column)
    text = _text(cell)
    match slot.kind:
        case "ids":
            return Read(_ids(text, known))
        case "figures":
            return _figures(text, column, known)
        case "texts":
            return Read([line for line in text.split("\n") if line.strip()])
    if cell.kind == "number":
        problems = (Problem(said.NUMBER_AS_CODE, {"value": text}),) if "." in text else ()
        return Read(text, problems)
    return Read(text[:-2] if _QUOTES.fullmatch(text) else text)


def _text(cell: ReadCell) -> str:
    if cell.kind == "number":
        number = from_number(cell.text)
        return cell.text if number is None else f"{tidy(number):f}"
    if cell.kind == "boolean":
        return "TRUE" if cell.text == "1" else "FALSE"
    return cell.text.replace("\r\n", "\n")


def _figure(slot: Slot, cell: ReadCell, column: Words) -> Read:
    wanted = word("want_whole" if slot.kind == "whole" else "want_number")
    if cell.kind == "number":
        number = from_number(cell.text)
        if number is None:
            return _broken(said.UNREADABLE, column=column, value=cell.text, wanted=wanted)
        percent = cell.number_format.rstrip().endswith("%")
        facts: dict[str, Fact] = {"value": number, "times": number * 100}
        return Read(_plain(number), (Problem(said.PERCENT, facts),) if percent else ())
    typed = read_text(cell.text) if cell.kind == "text" else None
    if typed is not None and typed.reading is Reading.NUMBER and typed.value is not None:
        return Read(_plain(typed.value))
    if typed is not None and typed.reading is Reading.AMBIGUOUS and typed.value is not None:
        return _broken(said.AMBIGUOUS, column=column, value=cell.text, **_both(cell.text, typed.value))
    return _broken(said.UNREADABLE, column=column, value=_text(cell), wanted=wanted)


def _both(text: str, value: Decimal) -> dict[str, Fact]:
    """The two numbers that "1.250" may mean."""
    whole = Decimal(re.sub(r"[^0-9-]", "", text) or "0")
    return {
        "whole": Words(in_words(whole, "vi"), in_words(whole, "en")),
        "broken": Words(in_words(value, "vi"), in_words(value, "en")),
    }


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else tidy(number)


def _yes_no(cell: ReadCell, column: Words) -> Read:
    if cell.kind == "boolean":
        return Read(cell.text == "1")
    text = fold(_text(cell))
    if text in _YES or text in _NO:
        return Read(text in _YES)
    return _broken(said.UNREADABLE, column=column, value=_text(cell), wanted=word("want_yes_no"))


def _choice(slot: Slot, cell: ReadCell, column: Words) -> Read:
    text = _text(cell)
    if (choice := meaning(slot).get(fold(text))) is not None:
        return Read(choice)
    labels = [label(slot, one) for one in slot.choices]
    choices = Words("; ".join(one.vi for one in labels), "; ".join(one.en for one in labels))
    want = word("want_choice")
    wanted = Words(want.vi.format(choices=choices.vi), want.en.format(choices=choices.en))
    return _broken(said.UNREADABLE, column=column, value=text, wanted=wanted)


# ---------------------------------------------------------------- several in one cell
def _ids(text: str, known: Known) -> list[str]:
    pieces = [piece.strip() for piece in re.split(r"[;\n]", text) if piece.strip()]
    if all(piece in known.ids for piece in pieces):
        return pieces
    return parted(" ; ".join(pieces), known, commas=True)


def _figures(text: str, column: Words, known: Known) -> Read:
    """ "So = 50; Huyen = 40,5"; a colon does as well."""
    made: dict[str, int | Decimal] = {}
    for piece in re.split(r"[;\n]", text):
        if not piece.strip():
            continue
        found = re.fullmatch(r"\s*(.+?)\s*[=:]\s*([^=:]+)", piece)
        typed = read_text(found[2]) if found else None
        if found and typed is not None and typed.reading is Reading.AMBIGUOUS and typed.value is not None:
            return _broken(said.AMBIGUOUS, column=column, value=found[2].strip(), **_both(found[2], typed.value))
        if not found or typed is None or typed.reading is not Reading.NUMBER or typed.value is None:
            return _broken(said.UNREADABLE, column=column, value=piece.strip(), wanted=word("want_figures"))
        key = known.one(found[1]) or found[1]
        if key in made:
            return _broken(said.UNREADABLE, column=column, value=text, wanted=word("want_figures"))
        made[key] = _plain(typed.value)
    return Read(made)
