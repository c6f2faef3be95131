"""What a returned workbook holds beyond what was sent, as findings: sheets, rows, columns, names, comments.

None of it is read. What carries the key of a unit or criterion that was not issued to this scorer is
told with whose it is, as far as his part of the round says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unicodedata import normalize

from workbook.catalogue import form as said
from workbook.findings import Finding, Place, Words, finding
from workbook.model import Issue
from workbook.rubric import leaf_of
from workbook.sheets.compare import HEAD_KEYS, Located, tidy_text
from workbook.sheets.grid import ReadBook, Sheet, a1
from workbook.sheets.guide import FAULTS_KEY
from workbook.sheets.take_parts import TREE, Returned

_MOST = 20
"""Rows and columns of a sheet that are told one by one; of more than that, how many there are."""


_SETTINGS = "xlwings.conf"
"""A sheet whose settings xlwings' add-in takes from whatever workbook is in front; Excel's names know no case."""
_MADE_BY_PROGRAMS = frozenset({"print_titles", "print_area", "_filterdatabase"})
"""Gnumeric makes defined names of print set-ups and filters."""


def foreign_findings(returned: Returned, book: ReadBook) -> Iterator[Finding]:
    """Everything in the file that was not issued with it."""
    yield from _sheets(returned, book)
    if names := [name for name in book.names if name.rpartition("!")[2].casefold() not in _MADE_BY_PROGRAMS]:
        yield finding(said.NAMES_ADDED, Place(file=returned.file), count=len(names), name=names[0])
    noted = _noted(returned)
    for key, sent in returned.sent.items():
        for found in returned.sheets(key):
            here = Place(file=returned.file, sheet=found.sheet.name, unit=key[2:] if key.startswith("u:") else None)
            if len(returned.sheets(key)) == 1:
                yield from _rows(returned.issue, sent, found, here)
                yield from _columns(returned.issue, sent, found, here)
            yield from _comments(sent, found, here, noted)


# ---------------------------------------------------------------- sheets
def _sheets(returned: Returned, book: ReadBook) -> Iterator[Finding]:
    ours = {found.sheet.name for key in returned.sent for found in returned.sheets(key)}
    keyed = {found.sheet.name: key for key, places in returned.found.items() for found in places}
    for sheet in book.sheets:
        at = Place(file=returned.file, sheet=sheet.name)
        if settings := normalize("NFKC", sheet.name).strip().casefold() == _SETTINGS:
            yield finding(said.SETTINGS_SHEET, at, sheet=sheet.name)
        if sheet.name in ours or keyed.get(sheet.name) == FAULTS_KEY:
            continue
        if sheet.name in keyed:
            yield finding(said.SHEET_NOT_HIS, at, sheet=sheet.name, of=_of_sheet(returned.issue, keyed[sheet.name]))
        else:
            if not settings:
                yield finding(said.FOREIGN_SHEET, at, sheet=sheet.name)
            yield from _comments(None, Located(sheet, "", {}, {}, ()), at)


def _of_sheet(issue: Issue, key: str) -> Words:
    kind, _, name = key.partition(":")
    if kind == "g":
        name = next((group.name for group in issue.rubric.groups if group.id == name), name)
        return Words(f"nhóm “{name}”", f"the group “{name}”")
    if kind == "u":
        name = next((unit.name for unit in issue.round.units if unit.id == name), name)
        return Words(f"đơn vị “{name}”", f"the unit “{name}”")
    return Words(f"“{key}”", f"“{key}”")


# ---------------------------------------------------------------- rows and columns
def _rows(issue: Issue, sent: Sheet, found: Located, here: Place) -> Iterator[Finding]:
    known = {row.key for row in sent.rows}
    foreign = [key for key in found.rows if key not in known]
    first = next((found.columns[key] for key in ("unit", "name") if key in found.columns), 0)
    prefixes = ("u:",) if here.unit is None else TREE
    owned = [key for key in foreign if key.startswith(prefixes)][:_MOST]
    for key in owned:
        at = replace(here, cell=a1(found.rows[key], first))
        yield _unit_not_his(issue, key[2:], at) if key.startswith("u:") else _criterion_not_his(issue, key, at)
    if rest := [key for key in foreign if key not in owned]:
        at = replace(here, cell=a1(found.rows[rest[0]], first))
        yield finding(said.ROW_UNKNOWN, at, count=len(rest), key=_bare(rest[0]))


def _columns(issue: Issue, sent: Sheet, found: Located, here: Place) -> Iterator[Finding]:
    known = {column.key for column in sent.columns}
    foreign = [key for key in found.columns if key not in known]
    first = next((found.rows[key] for key in HEAD_KEYS if key in found.rows), 0)
    owned = [key for key in foreign if key.startswith("c:")][:_MOST]
    for key in owned:
        yield _criterion_not_his(issue, key, replace(here, cell=a1(first, found.columns[key])))
    if rest := [key for key in foreign if key not in owned]:
        at = replace(here, cell=a1(first, found.columns[rest[0]]))
        yield finding(said.COLUMN_UNKNOWN, at, count=len(rest), key=_bare(rest[0]))


def _bare(key: str) -> str:
    return key.partition(":")[2] or key


def _unit_not_his(issue: Issue, unit_id: str, at: Place) -> Finding:
    unit = next((unit for unit in issue.round.units if unit.id == unit_id), None)
    if unit is None:
        return finding(said.UNIT_NOT_HIS, at, unit=unit_id, whose=_NOWHERE)
    group = next((group.name for group in issue.rubric.groups if group.id == unit.group), unit.group)
    whose = Words(f"thuộc nhóm “{group}”", f"of the group “{group}”")
    return finding(said.UNIT_NOT_HIS, at, unit=unit.name, whose=whose)


def _criterion_not_his(issue: Issue, key: str, at: Place) -> Finding:
    node_id = leaf_of(key[2:])
    node = next((node for node in issue.rubric.nodes() if node.id == node_id), None)
    name, whose = (node_id, _NOWHERE) if node is None else (node.name, _ELSEWHERE)
    return finding(said.CRITERION_NOT_HIS, at, criterion=name, whose=whose)


_NOWHERE = Words("không có trong phần được giao", "not in the part that was assigned")
_ELSEWHERE = Words("không chấm ở trang này", "not scored on this sheet")


# ---------------------------------------------------------------- comments
def _comments(
    sent: Sheet | None, found: Located, here: Place, noted: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Notes and comments that we did not write: messages to whoever runs the round."""
    ours = {tidy_text(comment.text) for comment in sent.comments} if sent else set()
    units = {row: key[2:] for key, row in found.rows.items() if key.startswith("u:")}
    for comment in found.sheet.comments:
        text = tidy_text(comment.text)
        if text and text not in ours and not noted.issuperset(map(tidy_text, text.split("\n\n"))):
            at = replace(here, cell=a1(comment.row, comment.column), unit=here.unit or units.get(comment.row))
            yield finding(said.COMMENT, at, text=text)


def _noted(returned: Returned) -> frozenset[str]:
    """The notes that the list of faults says are its own: in a file that was annotated, nothing else knows them."""
    places = [(found, found.columns["note"]) for found in returned.sheets(FAULTS_KEY) if "note" in found.columns]
    cells = (cell for found, column in places for (_, at), cell in found.sheet.cells.items() if at == column)
    return frozenset(tidy_text(cell.text) for cell in cells)
