"""Kinds of mutation: printed texts and numbers, and the notes and links of the scorer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from tests.mutations import books
from tests.mutations.books import Spot
from tests.mutations.kinds import Mutant, Where, kind
from tests.mutations.subjects import Subject, column_of, key_of, row_of
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import form as said
from workbook.excel.write import write_book
from workbook.findings import Check
from workbook.sheets.decode import LONGEST_TEXT
from workbook.sheets.grid import Cell, Value

FAMILY = "label"
CHANGED = (said.LABEL_CHANGED, said.MEMBER_EXCHANGED)
"""Where the scorer's name is printed, a change of the text is told as that."""


def where(spot: Spot) -> Where:
    return Where(spot.sheet, spot.a1)


def spot_of(at: Subject, sheet_key: str, row: str, column: str) -> Spot | None:
    """The cell at two keys, None where it is not filled."""
    sheet = at.book.sheet(at.names[sheet_key])
    place = row_of(sheet, row), column_of(sheet, column)
    cell = books.get(at.book, sheet.name, place)
    return None if cell is None or cell.value is None else Spot(sheet.name, *place, cell)


def changed(at: Subject, spot: Spot, value: Value, *checks: Check, formula: str | None = None) -> Mutant:
    data = books.typed(at.book, spot.sheet, spot.at, Cell(value, spot.cell.style, formula))
    what = f"{spot.sheet}!{spot.a1} {spot.cell.value!r} -> {f'={formula}' if formula else repr(value)}"
    return Mutant(data, what, checks, (where(spot),))


def pick(rng: Random, at: Subject, fits: Callable[[Spot], bool]) -> Spot | None:
    found = [spot for spot in books.labels(at) if fits(spot)]
    return rng.choice(found) if found else None


def keys_of(at: Subject, spot: Spot) -> tuple[str, str]:
    return books.keys(at.book.sheet(spot.sheet), spot.row, spot.column)


def is_text(spot: Spot) -> bool:
    return isinstance(spot.cell.value, str)


def is_frozen(at: Subject, spot: Spot) -> bool:
    """Whether the cell carries a part of the frozen issue, which has kinds of its own."""
    return keys_of(at, spot)[0].startswith("issue:")


def is_mark(spot: Spot) -> bool:
    """Whether it is the printed mark, which has kinds of its own."""
    return spot.cell.value == "KĐG"


def printed(at: Subject, spot: Spot) -> bool:
    return is_text(spot) and not is_frozen(at, spot) and not is_mark(spot)


# ---------------------------------------------------------------- any printed text
@kind(FAMILY, "a printed text changed")
def _text(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: printed(at, one))
    if spot is None:
        return None
    text = str(spot.cell.value)
    cut = rng.randrange(len(text))
    new = rng.choice([text[:cut] + "x" + text[cut:], text + " (sửa)", text[:cut] + "7" + text[cut + 1 :], "khác"])
    return changed(at, spot, new, *CHANGED)


@kind(FAMILY, "a printed text removed")
def _removed(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: printed(at, one))
    return spot and changed(at, spot, None, *CHANGED)


@kind(FAMILY, "a printed text in other letters")
def _case(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: printed(at, one) and str(one.cell.value).upper() != one.cell.value)
    return spot and changed(at, spot, str(spot.cell.value).upper(), *CHANGED)


@kind(FAMILY, "a printed text without its accents")
def _bare(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: printed(at, one) and _unaccented(str(one.cell.value)) != one.cell.value)
    return spot and changed(at, spot, _unaccented(str(spot.cell.value)), *CHANGED)


def _unaccented(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@kind(FAMILY, "a printed text in decomposed letters")
def _decomposed(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(
        rng, at, lambda one: printed(at, one) and unicodedata.normalize("NFD", str(one.cell.value)) != one.cell.value
    )
    made = spot and changed(at, spot, unicodedata.normalize("NFD", str(spot.cell.value)))
    return made and made._replace(harmless=True)


@kind(FAMILY, "a space behind a printed text")
def _space(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: printed(at, one))
    made = spot and changed(at, spot, f"{spot.cell.value}{rng.choice([' ', '  ', chr(10)])}")
    return made and made._replace(harmless=True)


@kind(FAMILY, "a printed text that became a formula")
def _by_formula(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(
        rng, at, lambda one: printed(at, one) and len(str(one.cell.value)) < 200 and '"' not in str(one.cell.value)
    )
    return spot and changed(at, spot, spot.cell.value, *CHANGED, formula=f'"{spot.cell.value}"')


@kind(FAMILY, "a printed number changed")
def _number(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: not is_text(one))
    if spot is None:
        return None
    value = Decimal(spot.cell.value or 0) + Decimal(rng.choice(["1", "-1", "5", "0.5", "0.01", "100"]))
    return changed(at, spot, value, said.LABEL_CHANGED)


@kind(FAMILY, "a printed number as a text")
def _number_text(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: not is_text(one))
    return spot and changed(at, spot, f"{spot.cell.value}đ", said.LABEL_CHANGED)


@kind(FAMILY, "a printed number removed")
def _no_number(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: not is_text(one))
    return spot and changed(at, spot, None, said.LABEL_CHANGED)


# ---------------------------------------------------------------- those that matter most
@kind(FAMILY, "a maximum changed")
def _maximum(rng: Random, at: Subject) -> Mutant | None:
    wanted = {"matrix": ("h:max", ""), "unit": ("", "max")}[at.layout]
    spot = pick(
        rng, at, lambda one: not is_text(one) and (keys_of(at, one)[0] == wanted[0] or keys_of(at, one)[1] == wanted[1])
    )
    return spot and changed(at, spot, Decimal(spot.cell.value or 0) * 2, said.LABEL_CHANGED)


def _unit_spots(at: Subject) -> list[Spot]:
    """Where a unit's name stands on its row or sheet."""
    if at.layout == "matrix":
        return [
            one for one in books.labels(at) if keys_of(at, one)[0].startswith("u:") and keys_of(at, one)[1] == "unit"
        ]
    return [spot for key in at.names if key.startswith("u:") if (spot := spot_of(at, key, "t:unit", "code"))]


@kind(FAMILY, "a unit's name changed")
def _unit(rng: Random, at: Subject) -> Mutant | None:
    spot = rng.choice(_unit_spots(at))
    return changed(at, spot, f"{spot.cell.value} (mới)", said.LABEL_CHANGED)


@kind(FAMILY, "the names of two units exchanged")
def _units(rng: Random, at: Subject) -> Mutant | None:
    return _exchanged(at, rng.sample(_unit_spots(at), 2), said.UNIT_EXCHANGED)


def _exchanged(at: Subject, spots: Sequence[Spot], *checks: Check) -> Mutant:
    one, other = spots
    book = books.edited(at.book, one.sheet, {one.at: other.cell._replace(style=one.cell.style)})
    book = books.edited(book, other.sheet, {other.at: one.cell._replace(style=other.cell.style)})
    what = f"{one.sheet}!{one.a1} and {other.sheet}!{other.a1} exchanged"
    return Mutant(write_book(book), what, checks, (where(one), where(other)))


def _titles(rng: Random, at: Subject) -> list[Spot]:
    """The titles of criteria on one sheet."""
    prefix = "g:" if at.layout == "matrix" else "u:"
    sheet = rng.choice([name for key, name in at.names.items() if key.startswith(prefix)])
    here = [one for one in books.labels(at) if one.sheet == sheet]
    if at.layout == "matrix":
        return [one for one in here if keys_of(at, one)[0] == "h:title" and keys_of(at, one)[1].startswith("c:")]
    return [one for one in here if keys_of(at, one)[0].startswith("c:") and keys_of(at, one)[1] == "name"]


@kind(FAMILY, "a criterion's title changed")
def _title(rng: Random, at: Subject) -> Mutant | None:
    spot = rng.choice(_titles(rng, at))
    return changed(at, spot, f"{spot.cell.value} (x2)", said.LABEL_CHANGED)


@kind(FAMILY, "the titles of two criteria exchanged")
def _titles_exchanged(rng: Random, at: Subject) -> Mutant | None:
    return _exchanged(at, rng.sample(_titles(rng, at), 2), said.CRITERION_EXCHANGED)


def _of_rows(at: Subject, *rows: str) -> Callable[[Spot], bool]:
    return lambda one: is_text(one) and keys_of(at, one)[0] in rows


@kind(FAMILY, "the words of the tiers changed")
def _tiers(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, _of_rows(at, "f:tiers", "f:legend"))
    return spot and changed(at, spot, re.sub("Tốt|Khá|Yếu|KĐG", "Đạt", str(spot.cell.value)) + ".", said.LABEL_CHANGED)


@kind(FAMILY, "the group's name changed")
def _group(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: _of_rows(at, "t:who")(one) and "Khối: " in str(one.cell.value))
    return spot and changed(at, spot, str(spot.cell.value).replace("Khối: ", "Khối: Các "), *CHANGED)


@kind(FAMILY, "another scorer's name printed")
def _scorer(rng: Random, at: Subject) -> Mutant | None:
    mine, other = (at.issue.round.member(at.issue.member), at.others["colleague"].issue)
    name = other.round.member(other.member).name
    spot = pick(rng, at, lambda one: is_text(one) and mine.name in str(one.cell.value))
    return spot and changed(at, spot, str(spot.cell.value).replace(mine.name, name), *CHANGED)


@kind(FAMILY, "the deadline changed")
def _deadline(rng: Random, at: Subject) -> Mutant | None:
    spot = pick(rng, at, lambda one: is_text(one) and "20/11/2026" in str(one.cell.value))
    return spot and changed(at, spot, str(spot.cell.value).replace("20/11", "30/12"), *CHANGED)


VALUES: tuple[Value, ...] = ("xem lại", Decimal(5), "8,5", "KĐG")


def _is_empty(cell: Cell) -> bool:
    return cell.formula is None and cell.value in (None, "")


@kind(FAMILY, "something typed into a shut cell that was empty")
def _typed(rng: Random, at: Subject) -> Mutant | None:
    found = [
        Spot(sheet.name, row, column, cell)
        for sheet in at.book.sheets
        for row, line in enumerate(sheet.rows)
        for column, cell in enumerate(line.cells)
        if cell and row and column and _is_empty(cell) and not sheet.columns[column].hidden
        and books.is_locked(at.book, cell)
    ]  # fmt: skip
    value: Value = rng.choice(VALUES)
    spot = rng.choice(found)
    made = changed(at, spot, value, said.SHUT_CELL_FILLED, said.NOT_ASKED_HERE)
    # Outside of what is scored a remark hurts nobody.
    is_scored = keys_of(at, spot)[0][:2] in ("p:", "c:", "i:", "d:")
    in_table = is_scored and key_of(at.book.sheet(spot.sheet)).startswith("u:")
    return made._replace(harmless=not in_table)


# ---------------------------------------------------------------- notes and links
@kind(FAMILY, "a note changed")
def _note(rng: Random, at: Subject) -> Mutant | None:
    return _with_text(rng, at, "note", "ghi chú khác")


@kind(FAMILY, "a link changed", ("unit",))
def _link(rng: Random, at: Subject) -> Mutant | None:
    return _with_text(rng, at, "link", "https://khac.vi.du/a?b=c&d=<e>")


def _note_places(rng: Random, at: Subject, column: str) -> tuple[Spot, str, str]:
    """An open cell of notes or links; its unit and its criterion ("" on a matrix)."""
    entry = rng.choice([one for one in at.entries if one.is_open])
    sheet = at.book.sheet(entry.sheet)
    row = entry.row if at.layout == "matrix" else row_of(sheet, f"c:{entry.leaf}")
    place = row, column_of(sheet, column)
    cell = books.get(at.book, sheet.name, place)
    assert cell is not None
    return Spot(sheet.name, *place, cell), entry.unit, entry.leaf if at.layout == "unit" else ""


def _with_text(rng: Random, at: Subject, column: str, text: str) -> Mutant:
    spot, unit, leaf = _note_places(rng, at, column)
    ballot = at.ballot
    if column == "link":
        ballot = replace(ballot, links={**ballot.links, (unit, leaf): text})
    elif leaf:
        ballot = replace(ballot, remarks={**ballot.remarks, (unit, leaf): text})
    else:
        ballot = replace(ballot, notes={**ballot.notes, unit: text})
    return changed(at, spot, text)._replace(ballot=ballot, follows=True)


@kind(FAMILY, "a formula in a note")
def _note_formula(rng: Random, at: Subject) -> Mutant | None:
    spot, _, _ = _note_places(rng, at, "note")
    return changed(at, spot, spot.cell.value, said_of_cell.TEXT_FORMULA, formula='HYPERLINK("http://vi.du","xem")')


@kind(FAMILY, "a note longer than is kept")
def _note_long(rng: Random, at: Subject) -> Mutant | None:
    spot, unit, leaf = _note_places(rng, at, "note")
    text = "dài " * 900
    kept = text[:LONGEST_TEXT].strip()
    if leaf:
        ballot = replace(at.ballot, remarks={**at.ballot.remarks, (unit, leaf): kept})
    else:
        ballot = replace(at.ballot, notes={**at.ballot.notes, unit: kept})
    return changed(at, spot, text, said_of_cell.TEXT_TOO_LONG)._replace(ballot=ballot, what=f"{spot.sheet}!{spot.a1}")
