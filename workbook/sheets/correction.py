"""A correction workbook: fresh sheets that hold what could be read of a faulty ballot, notes at the faults, their list.

And the same list for the scorer's own file. Its formulas, labels and protection are those of any ballot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from workbook import formulas as fx
from workbook.catalogue import ballot as said_of_ballot
from workbook.findings import ERROR, Finding
from workbook.model import Ballot, CellId, Issue, is_by_unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import leaf_of
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.ballot_head import passport_of
from workbook.sheets.compare import Located
from workbook.sheets.fault_places import (
    Drawn,
    Fault,
    Fresh,
    Spot,
    comments_on,
    faults_on,
    to_tell,
    unsure_parts,
    waived_on,
)
from workbook.sheets.faults import MOST, Line, Listing, Todo, draw_faults, note_of, notes_at, waived_note
from workbook.sheets.grid import Book, Comment, Sheet, Style, a1, from_a1
from workbook.sheets.guide import FAULTS_KEY
from workbook.sheets.shown import INVALID, MISSING, blank_ballot, open_cells, own_groups
from workbook.sheets.stamp import Passport, write_passport
from workbook.sheets.unit_head import INVALID_AT, MISSING_AT
from workbook.sheets.unit_plan import unit_words
from workbook.sheets.unit_shown import blank_units
from workbook.template import Template, load_template

_EMPTY = (said_of_ballot.MISSING, said_of_ballot.FACT_MISSING)


@dataclass(frozen=True, slots=True)
class Faulty:
    """A ballot that came back and does not count: its issue, what was read, its sheets by key, its file's name."""

    issue: Issue
    ballot: Ballot
    findings: Sequence[Finding]
    sheets: Mapping[str, Sequence[Located]]
    file: str


class Correction(NamedTuple):
    """What is sent back: its issue, and its list."""

    issue: Issue
    book: Book
    lines: tuple[Line, ...]


def draw_correction(issue: Issue, frozen: tuple[str, ...], faulty: Faulty) -> Correction:
    """The correction workbook of `issue`, a new one of the same scorer."""
    words = words_of(issue)
    fresh = Fresh(draw_ballot_book(issue, frozen, carried(issue, faulty)))
    faults = faults_on(fresh, faulty.sheets, faulty.findings)
    lines = tuple(_line(issue, fresh, words, fault) for fault in faults)
    noted = [(fault.spot, line) for fault, line in zip(faults, lines, strict=True) if fault.spot and line.cell][:MOST]
    his = list(comments_on(fresh, faulty.sheets, faulty.findings))
    waived = [
        (spot, waived_note(one, words, issue.round.lang))
        for spot, one in waived_on(fresh, faulty.sheets, faulty.findings)
    ][:MOST]
    notes = [*his, *((spot, note_of(line, issue.round.lang)) for spot, line in noted), *waived]
    sheets = [replace(one.sheet, comments=_notes(key, one, notes)) for key, one in fresh.sheets.items()]
    listing = Listing(issue, passport_of(issue, FAULTS_KEY), lines, faulty.file, faulty.issue.number, words)
    listing = replace(listing, waived=tuple(note for _, note in waived))
    styles = {**words.styles, **fresh.book.styles}
    return Correction(issue, replace(fresh.book, sheets=(draw_faults(listing), *sheets), styles=styles), lines)


def words_of(issue: Issue) -> Template:
    """The words of the ballot's own sheets, those of the list over them."""
    lang = issue.round.lang
    own = unit_words(lang, issue.scorer == "unit") if is_by_unit(issue) else load_template("ballot", lang)
    of_list = load_template("faults", lang)
    return Template({**own.words, **of_list.words}, {**own.styles, **of_list.styles}, {})


def _notes(key: str, drawn: Drawn, notes: Sequence[tuple[Spot, str]]) -> tuple[Comment, ...]:
    return notes_at((drawn.rows[at.row], drawn.columns[at.column], text) for at, text in notes if at.sheet == key)


# ---------------------------------------------------------------- what is carried over
def carried(issue: Issue, faulty: Faulty) -> Ballot:
    """What was read, in the cells that the new issue has; nothing where nobody can say whose figures they are."""
    groups = {unit.id: unit.group for unit in faulty.issue.round.units}
    leaves = {leaf.id for leaf in faulty.issue.rubric.leaves()}
    unsure = tuple(unsure_parts(faulty.sheets, leaves, faulty.findings))
    old, new = _blank(faulty.issue), _blank(issue)

    def is_sure(unit: str, leaf: str, column: str) -> bool:
        return not any(part.holds(unit, groups.get(unit, ""), leaf, column) for part in unsure)

    def score(cell: CellId, blank: Score) -> Score:
        if blank is NOT_APPLICABLE or old.get(cell) is NOT_APPLICABLE or not is_sure(cell[0], leaf_of(cell[1]), "fact"):
            return blank
        return _plain(faulty.ballot.scores.get(cell))

    known = {(unit.id, leaf.id) for group in own_groups(issue) for unit, leaf, _ in open_cells(issue, group)}
    units = {unit for unit, _ in known}
    given = faulty.ballot
    return Ballot(
        issue.member,
        issue.number,
        {cell: score(cell, blank) for cell, blank in new.items()},
        {unit: text for unit, text in given.notes.items() if unit in units and is_sure(unit, "", "note")},
        {cell: text for cell, text in given.remarks.items() if cell in known and is_sure(*cell, "note")},
        {cell: text for cell, text in given.links.items() if cell in known and is_sure(*cell, "link")},
    )


def _blank(issue: Issue) -> Mapping[CellId, Score]:
    return (blank_units(issue) if is_by_unit(issue) else blank_ballot(issue)).scores


def _plain(score: Score) -> Score:
    """A figure as a cell can hold it; more than fifteen digits come only from texts."""
    return Decimal(repr(float(score))) if isinstance(score, Decimal) and len(score.as_tuple().digits) > 15 else score


# ---------------------------------------------------------------- lines of the list
def _line(issue: Issue, fresh: Fresh, words: Template, fault: Fault) -> Line:
    found, spot = fault.found, fault.spot
    tab = cell = ""
    if spot is not None:
        drawn = fresh.sheets[spot.sheet]
        tab, cell = drawn.sheet.name, drawn.a1(spot.row, spot.column)
    unit, leaf = _whose(found, spot)
    return Line(found, tab, cell, _unit_name(issue, unit), _leaf_name(issue, leaf), _todo(fresh, words, fault))


def _whose(found: Finding, spot: Spot | None) -> tuple[str, str]:
    """The ids of the unit and the leaf: as the finding says, else as the keys say."""
    unit, leaf = found.at.unit or "", found.at.criterion or ""
    for key in (spot.sheet, spot.row) if spot else ():
        unit = unit or (key[2:] if key.startswith("u:") else "")
    for key in (spot.row, spot.column) if spot else ():
        leaf = leaf or (leaf_of(key[2:]) if key.startswith(("c:", "i:")) else "")
    return unit, leaf


def _unit_name(issue: Issue, id_: str) -> str:
    return next((unit.name for unit in issue.round.units if unit.id == id_), "")


def _leaf_name(issue: Issue, id_: str) -> str:
    node = next((node for node in issue.rubric.nodes() if node.id == id_), None)
    return "" if node is None else f"{node.code}. {node.name}" if node.code else node.name


def _todo(fresh: Fresh, words: Template, fault: Fault) -> Todo:
    """What the sheets themselves say is still to be done there, followed by formulas."""
    look = Todo(words.words["look"], None, False)
    if fault.spot is None or fault.level == "none" or fault.found.severity is not ERROR:
        return look
    drawn, spot = fresh.sheets[fault.spot.sheet], fault.spot
    if fault.level == "sheet":
        return _sheet_todo(drawn) or look
    if fault.level == "column":
        return _column_todo(drawn, spot, words)
    if "todo" in drawn.columns:
        return _unit_todo(drawn, spot, words) or look
    if fault.level == "row":
        return _row_todo(drawn, spot) or look
    return _cell_todo(drawn, spot, words) or look


class _Ref(NamedTuple):
    """A cell of a ballot sheet: how another sheet names it, and what it shows."""

    name: str
    value: object


def _ref(drawn: Drawn, row: str, column: str) -> _Ref | None:
    cell = drawn.cell(row, column)
    if cell is None or (cell.value is None and cell.formula is None):
        return None
    return _Ref(_named(drawn, drawn.a1(row, column)), cell.value)


def _named(drawn: Drawn, address: str) -> str:
    """Fixed, because sorting rows would move it along."""
    fixed = (a1(*from_a1(end), fix_row=True, fix_column=True) for end in address.split(":"))
    return f"'{drawn.sheet.name}'!{':'.join(fixed)}"


def _state(ref: _Ref | None) -> int:
    return ref.value if ref is not None and isinstance(ref.value, int) else 0


def _cell_todo(drawn: Drawn, spot: Spot, words: Template) -> Todo | None:
    """On a matrix: the hidden state of the score, in the words of the row's own "still to do"."""
    leaf = spot.column.removeprefix("c:")
    state, said = _ref(drawn, spot.row, f"s:{leaf}"), _ref(drawn, "h:hint", f"s:{leaf}")
    if state is None or said is None:
        return None
    fix, fill, done = (words.words[key] for key in ("fix_invalid", "fix_missing", "fix_done"))
    text = {INVALID: f"{fix}{said.value}", MISSING: f"{fill}{said.value}"}.get(_state(state), done)
    formula = (
        f"IF({state.name}={INVALID},{fx.text_literal(fix)}&{said.name},"
        f"IF({state.name}={MISSING},{fx.text_literal(fill)}&{said.name},{fx.text_literal(done)}))"
    )
    return Todo(text, formula, _state(state) > 0, f"IF({state.name}>0,1,0)")


def _row_todo(drawn: Drawn, spot: Spot) -> Todo | None:
    """On a matrix: what a unit's row says of itself."""
    said, *counts = (_ref(drawn, spot.row, key) for key in ("fix", "missing", "invalid"))
    if said is None or counts[0] is None or counts[1] is None:
        return None
    left = _state(counts[0]) + _state(counts[1])
    formula = f"IF({counts[0].name}+{counts[1].name}>0,1,0)"
    return Todo(str(said.value), f'{said.name}&""', left > 0, formula)


def _unit_todo(drawn: Drawn, spot: Spot, words: Template) -> Todo | None:
    """On a unit's sheet: what the row says of itself, else what its criterion's row says."""
    rows = dict.fromkeys((spot.row, f"c:{leaf_of(spot.row[2:])}"))
    pairs = [(_ref(drawn, row, "state"), _ref(drawn, row, "todo")) for row in rows]
    known = [(state, said) for state, said in pairs if state is not None and said is not None]
    if not known:
        return None
    text, formula = words.words["fix_done"], fx.text_literal(words.words["fix_done"])
    for state, said in reversed(known):
        text = str(said.value) if _state(state) else text
        formula = f"IF({state.name}>0,{said.name},{formula})"
    left = any(_state(state) for state, _ in known)
    return Todo(text, formula, left, f"IF({'+'.join(state.name for state, _ in known)}>0,1,0)")


def _sheet_todo(drawn: Drawn) -> Todo | None:
    """What a sheet says of itself in its head; how much is left there stands in hidden cells, or above the rows."""
    row = drawn.sheet.rows[drawn.rows["t:state"]]
    said = next((cell for cell in row.cells[1:] if cell is not None), None)
    if said is None:
        return None
    text = f'{_named(drawn, a1(drawn.rows["t:state"], row.cells.index(said)))}&""'
    if "todo" in drawn.columns:
        counts = [_ref(drawn, "t:state", column) for column in (MISSING_AT, INVALID_AT)]
        left, names = sum(map(_state, counts)), "+".join(count.name for count in counts if count)
    else:
        units = [key for key in drawn.rows if key.startswith("u:")]
        names = "+".join(f"SUM({_named(drawn, _down(drawn, units, key))})" for key in ("missing", "invalid"))
        left = sum(_state(_ref(drawn, unit, key)) for unit in units for key in ("missing", "invalid"))
    return Todo(str(said.value), text, left > 0, f"IF({names}>0,1,0)")


def _column_todo(drawn: Drawn, spot: Spot, words: Template) -> Todo:
    """A column of texts that is to be filled again: nobody but its scorer knows of which rows."""
    none = f"COUNTA({_named(drawn, _down(drawn, drawn.scored, spot.column))})=0"
    again, done = (fx.text_literal(words.words[key]) for key in ("again", "fix_done"))
    return Todo(words.words["again"], f"IF({none},{again},{done})", True, f"IF({none},1,0)")


def _down(drawn: Drawn, units: Sequence[str], column: str) -> str:
    return f"{drawn.a1(units[0], column)}:{drawn.a1(units[-1], column)}"


# ---------------------------------------------------------------- his own file
class Marked(NamedTuple):
    """What is added to the scorer's own file: notes by (sheet name, address), the list, and its looks."""

    notes: Mapping[tuple[str, str], str]
    sheet: Sheet
    styles: Mapping[str, Style]


def mark_own(passport: Passport, faulty: Faulty) -> Marked:
    """Notes and list for the file as it came: places are those of the file itself, and nothing is computed."""
    words, issue = words_of(faulty.issue), faulty.issue
    lines = tuple(_own_line(issue, words, found) for found in to_tell(faulty.findings))
    notes: dict[tuple[str, str], str] = {}
    for line in lines[:MOST]:
        if line.cell:
            notes.setdefault((line.tab, line.cell), note_of(line, issue.round.lang))
    listing = Listing(
        issue, write_passport(passport._replace(sheet=FAULTS_KEY)), lines, faulty.file, issue.number, words, own=True
    )
    return Marked(notes, draw_faults(listing), words.styles)


def _own_line(issue: Issue, words: Template, found: Finding) -> Line:
    key = "look" if found.severity is not ERROR else "missing" if found.check in _EMPTY else "invalid"
    names = _unit_name(issue, found.at.unit or ""), _leaf_name(issue, found.at.criterion or "")
    return Line(found, found.at.sheet or "", found.at.cell or "", *names, Todo(words.words[key]))
