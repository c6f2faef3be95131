"""Kinds of mutation: two of the others at once, one of which must not hide the other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from tests.mutations import books, parts
from tests.mutations.computed import changed as formula_changed
from tests.mutations.inputs import WORD, at_cell, is_points, legal, other_figure, shown, style_of, where
from tests.mutations.kinds import Mutant, Where, kind
from tests.mutations.labels import keys_of, printed
from tests.mutations.subjects import Entry, Subject, column_of, row_of
from tests.mutations.tabs import stamped
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import form as said
from workbook.catalogue import score as said_of_score
from workbook.excel.write import write_book
from workbook.sheets.grid import Cell

FAMILY = "two at once"
ABOVE = (said_of_score.ABOVE_MAX, said_of_score.FACT_OUTSIDE)


@at_cell(FAMILY, "another figure, and its total typed over", is_points)
def _figure_and_total(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    """What somebody does who wants another total: both must be seen, the formula as changed."""
    column = "total" if at.layout == "matrix" else "points"
    spots = [
        spot for spot in books.formulas(at)
        if spot.sheet == entry.sheet and keys_of(at, spot)[1] == column
    ]  # fmt: skip
    spot = rng.choice(spots)
    score = other_figure(rng, entry)
    ballot = replace(at.ballot, scores={**at.ballot.scores, entry.cell: score})
    book = books.edited(at.redrawn(ballot), entry.sheet, {spot.at: spot.cell._replace(formula=None, value=Decimal(7))})
    what = f"{entry.sheet}!{entry.a1} {score}, {spot.a1} 7"
    return Mutant(write_book(book), what, (said.FORMULA_CHANGED,), (Where(spot.sheet, spot.a1),), ballot=ballot)


@at_cell(FAMILY, "another figure, and no results", is_points)
def _figure_not_computed(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    made = legal(rng, at, {entry.cell: other_figure(rng, entry)})
    return made._replace(data=parts.not_computed(made.data), follows=True)


@kind(FAMILY, "two mistakes in two cells")
def _two(rng: Random, at: Subject) -> Mutant | None:
    entries = [entry for entry in at.entries if is_points(entry)]
    one, other = rng.sample(entries, 2)
    book = books.edited(at.book, one.sheet, {(one.row, one.column): Cell("tám", style_of(at, one))})
    high = Cell(other.high + other.step, style_of(at, other))
    book = books.edited(book, other.sheet, {(other.row, other.column): high})
    seen, checks = rng.choice([(one, WORD), (other, ABOVE)])
    return Mutant(write_book(book), f"{one.a1} and {other.a1}", checks, (where(seen),))


@kind(FAMILY, "a formula and a printed text changed")
def _formula_and_label(rng: Random, at: Subject) -> Mutant | None:
    label = rng.choice([spot for spot in books.labels(at) if printed(at, spot)])
    formula = rng.choice([spot for spot in books.formulas(at) if (spot.sheet, spot.at) != (label.sheet, label.at)])
    book = books.edited(at.book, label.sheet, {label.at: label.cell._replace(value="khác")})
    seen = rng.choice([label, formula])
    wrapped = formula.cell._replace(formula=f'({formula.cell.formula})&""')
    made = formula_changed(replace(at, sent=at.sent._replace(full=book)), formula, wrapped)
    checks = (said.FORMULA_CHANGED,) if seen is formula else (said.LABEL_CHANGED, said.MEMBER_EXCHANGED)
    return made._replace(said=checks, at=(Where(seen.sheet, seen.a1),))


@kind(FAMILY, "all guards gone, and a formula changed")
def _bare_and_formula(rng: Random, at: Subject) -> Mutant | None:
    spot = rng.choice(books.formulas(at))
    other = replace(at, sent=at.sent._replace(full=books.unguarded(at.book)))
    return formula_changed(other, spot, spot.cell._replace(formula=f"0+{spot.cell.formula}"))


@at_cell(FAMILY, "all guards gone, and a figure above the maximum", is_points)
def _bare_and_figure(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    cell = Cell(entry.high * 2, style_of(at, entry))
    data = books.typed(books.unguarded(at.book), entry.sheet, (entry.row, entry.column), cell)
    return Mutant(data, f"{entry.a1} {entry.high * 2}", ABOVE, (where(entry),))


@at_cell(FAMILY, "another figure under another member's passport", is_points)
def _figure_and_member(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    other = at.others["colleague"].issue.member
    book = stamped(at.book, lambda one: one._replace(member=other))
    cell = Cell(shown(entry, other_figure(rng, entry)), style_of(at, entry))
    data = books.typed(book, entry.sheet, (entry.row, entry.column), cell)
    return Mutant(data, f"{entry.a1} as {other}", (said.SEAL_WRONG,))


@at_cell(FAMILY, "the maximum raised, and a figure above the old one", is_points)
def _maximum_and_figure(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    sheet = at.book.sheet(entry.sheet)
    names = {"matrix": ("h:max", f"c:{entry.leaf}"), "unit": (f"c:{entry.leaf}", "max")}[at.layout]
    place = row_of(sheet, names[0]), column_of(sheet, names[1])
    old = books.get(at.book, entry.sheet, place)
    assert old is not None
    book = books.edited(at.book, entry.sheet, {place: old._replace(value=entry.high * 2)})
    cell = Cell(entry.high + entry.step, style_of(at, entry))
    data = books.typed(book, entry.sheet, (entry.row, entry.column), cell)
    return Mutant(data, f"{entry.a1}", ABOVE, (where(entry),))


@at_cell(FAMILY, "texts spelt by another program, and a figure as text", is_points)
def _program_and_text(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    cell = Cell(f"{entry.score:f}".replace(".", ",") + " ", style_of(at, entry))
    data = parts.not_computed(books.typed(at.book, entry.sheet, (entry.row, entry.column), cell))
    return Mutant(data, entry.a1, (said_of_cell.UNDERSTOOD,), (where(entry),), unread=(entry.cell,))
