"""A returned matrix workbook, a sheet a group: scores, notes, and the figures that the sheets show.

Part of `take`; faults in the rubric's own terms (too high, missing) are `checks`' business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said
from workbook.checks import check_ballot
from workbook.findings import ERROR, Fact, Finding, Place, finding
from workbook.model import Ballot, CellId, Issue, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Criterion, Group
from workbook.scoring import shut_leaves
from workbook.sheets.ballot_plan import CONTROL_ROW, sheet_name
from workbook.sheets.compare import Located, figure_of, tidy_text
from workbook.sheets.decode import FIGURES, decode
from workbook.sheets.grid import ReadCell
from workbook.sheets.shown import OK, ShownRow, control_total, open_cells, own_groups, show_group
from workbook.sheets.take_parts import Judged, Returned, compare_shut, sheet_fault


def take_matrix(returned: Returned) -> Judged:
    """The ballot of a workbook with one sheet a group, units down and criteria across."""
    issue, file = returned.issue, returned.file
    findings: list[Finding] = []
    scores: dict[CellId, Score] = {}
    notes: dict[str, str] = {}
    unread: set[CellId] = set()
    places: dict[str, GroupSheet] = {}
    controls: dict[str, Decimal] = {}
    for number, group in enumerate(own_groups(issue), 1):
        key = f"g:{group.id}"
        found = returned.sheets(key)
        if len(found) != 1:
            findings.append(sheet_fault(found, sheet_name(number, group), file))
            cells = {(unit.id, leaf.id): is_open for unit, leaf, is_open in open_cells(issue, group)}
            unread.update(cells)
            scores |= {cell: None if is_open else NOT_APPLICABLE for cell, is_open in cells.items()}
            continue
        sheet = places[group.id] = GroupSheet(issue, group, found[0], file)
        got = take_scores(sheet)
        findings += (*compare_shut(returned.shut(key, group)), *got.findings, *compare_shown(sheet, got))
        scores |= got.scores
        notes |= got.notes
        unread |= got.unread
        # The figure that the sheet itself shows and the member signed: texts are not in its sum.
        controls[group.id] = control_total(issue, group, plain_scores(got))
    ballot = Ballot(issue.member, issue.number, scores, notes)
    for fault in check_ballot(issue, ballot, unread):
        unit = issue.round.unit(fault.at.unit or "")
        findings.append(replace(fault, at=places[unit.group].place(unit, fault.at.criterion or "")))
    return Judged(ballot, findings, controls)


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """One group's returned sheet, and whose it is."""

    issue: Issue
    group: Group
    found: Located
    file: str

    def place(self, unit: Unit, criterion: str) -> Place:
        """The place of a score cell; `criterion` is a leaf's id."""
        return self.place_of(unit, f"c:{criterion}", criterion)

    def place_of(self, unit: Unit, column_key: str, criterion: str | None = None) -> Place:
        cell = self.found.a1(f"u:{unit.id}", column_key)
        return Place(self.file, self.found.sheet.name, cell, unit.id, criterion, self.issue.member)


@dataclass(frozen=True, slots=True)
class GroupScores:
    """What a group's sheet gave."""

    scores: dict[CellId, Score] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    unread: set[CellId] = field(default_factory=set)
    """Cells that have an error of their own; their score is None."""
    not_plain: set[CellId] = field(default_factory=set)
    """Cells that the sheet's own formulas do not take for a number or the mark."""
    spoiled: set[str] = field(default_factory=set)
    """Units with a cell that cannot be read, or a figure where none may stand."""
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a leaf's column stands now, None where it is gone; and the leaf's maximum."""

    leaf: Criterion
    at: int | None
    high: Decimal


def take_scores(sheet: GroupSheet) -> GroupScores:
    """Read every score and note cell of the member's units."""
    got, issue, found = GroupScores(), sheet.issue, sheet.found
    recused = issue.round.member(issue.member).recused
    columns = [
        _Column(leaf, found.columns.get(f"c:{leaf.id}"), leaf.max_in(sheet.group.id))
        for leaf in issue.rubric.leaves_in(sheet.group.id)
    ]
    for unit in issue.round.scored(sheet.group.id):
        row = found.rows.get(f"u:{unit.id}")
        if unit.id in recused:
            faults = list(_recused_faults(sheet, unit, row, columns))
            got.findings.extend(faults)
            got.spoiled.update([unit.id] if faults else [])
            continue
        shut = shut_leaves(issue.rubric, unit)
        for column in columns:
            cell = None if row is None or column.at is None else found.sheet.cells.get((row, column.at))
            if column.leaf.id in shut:
                _take_shut(sheet, got, unit, column, cell)
            elif row is None or column.at is None:
                got.scores[unit.id, column.leaf.id] = None
                got.unread.add((unit.id, column.leaf.id))
            else:
                _take_open(sheet, got, unit, column, cell)
        note = found.cell(f"u:{unit.id}", "note")
        if note is not None and (text := tidy_text(note.text)):
            got.notes[unit.id] = text
    return got


def _recused_faults(sheet: GroupSheet, unit: Unit, row: int | None, columns: list[_Column]) -> Iterator[Finding]:
    member = sheet.issue.round.member(sheet.issue.member)
    for column in columns:
        cell = None if row is None or column.at is None else sheet.found.sheet.cells.get((row, column.at))
        if cell is not None and _has_content(cell):
            at = sheet.place(unit, column.leaf.id)
            facts: dict[str, Fact] = {"member": member.name, "unit": unit.name, "found": _content(cell)}
            yield finding(said_of_ballot.SCORE_WHERE_RECUSED, at, **facts)


def _has_content(cell: ReadCell) -> bool:
    return cell.formula is not None or bool(tidy_text(cell.text))


def _content(cell: ReadCell) -> str:
    return cell.text if cell.formula is None else f"={cell.formula}"


def _take_shut(sheet: GroupSheet, got: GroupScores, unit: Unit, column: _Column, cell: ReadCell | None) -> None:
    """A cell that holds the mark from the start; a figure there is the member's fault."""
    cell_id = (unit.id, column.leaf.id)
    got.scores[cell_id] = NOT_APPLICABLE
    if cell is None or not _has_content(cell):
        return
    if decode(cell, column.high).score is not NOT_APPLICABLE:
        got.spoiled.add(unit.id)
        facts: dict[str, Fact] = {"criterion": column.leaf.name, "unit": unit.name, "found": _content(cell)}
        at = sheet.place(unit, column.leaf.id)
        got.findings.append(finding(said_of_ballot.SCORE_WHERE_MARKED, at, **facts))


def _take_open(sheet: GroupSheet, got: GroupScores, unit: Unit, column: _Column, cell: ReadCell | None) -> None:
    cell_id = (unit.id, column.leaf.id)
    read = decode(cell, column.high)
    got.scores[cell_id] = read.score
    if not read.plain:
        got.not_plain.add(cell_id)
    if read.check is not None:
        got.findings.append(finding(read.check, sheet.place(unit, column.leaf.id), **read.facts))
        if read.check.severity is ERROR:
            got.unread.add(cell_id)
            got.spoiled.add(unit.id)


def plain_scores(got: GroupScores) -> dict[CellId, Score]:
    """The scores that the sheet's own sums take in: numbers and marks, no texts."""
    return {cell: score for cell, score in got.scores.items() if cell not in got.not_plain}


# ---------------------------------------------------------------- shown figures
def compare_shown(sheet: GroupSheet, got: GroupScores) -> Iterator[Finding]:
    """Totals, indexes, ranks, tiers and the control total that the sheet shows against recomputed ones.

    Rows that the sheet itself calls incomplete are left out. Where a total differs, the ranks that
    follow from it are not compared, and where a cell has an error of its own, neither is what the
    sheet makes of it: one cause, one finding.
    """
    strange = {cell for cell in got.not_plain if not _understood(sheet, got, cell)}
    plain: Mapping[CellId, Score] = got.scores
    if strange:
        plain = {cell: score for cell, score in got.scores.items() if cell not in strange}
    shown = show_group(sheet.issue, sheet.group, plain, strange)
    rows = {unit_id: row for unit_id, row in shown.items() if unit_id not in got.spoiled}
    faults = [fault for unit_id, row in rows.items() for fault in _compare_row(sheet, unit_id, row, "total")]
    yield from faults
    if not faults:
        for unit_id, row in rows.items():
            for key in ("index", "tier") if got.spoiled else ("index", "rank", "tier"):
                yield from _compare_row(sheet, unit_id, row, key)
    if not got.spoiled:
        yield from _compare_control(sheet, plain)


def _understood(sheet: GroupSheet, got: GroupScores, cell: CellId) -> bool:
    """Whether the sheet's own formulas took the cell for the mark: to Excel "kđg" equals "KĐG"."""
    unit_id, leaf_id = cell
    state = figure_of(sheet.found.cell(f"u:{unit_id}", f"s:{leaf_id}"))
    return got.scores[cell] is NOT_APPLICABLE and state == Decimal(OK)


def _compare_row(sheet: GroupSheet, unit_id: str, row: ShownRow, key: str) -> Iterator[Finding]:
    read = figure_of(sheet.found.cell(f"u:{unit_id}", key))
    if read is None or _called_incomplete(sheet, unit_id):
        return
    made = row.outcome
    right: Decimal | str | None = ""
    if key == "rank":
        right = "" if row.rank is None else Decimal(row.rank)
    elif made is not None:
        right = {"total": made.total, "index": made.index, "tier": made.tier}[key]
    if read != ("" if right is None else right):
        at = sheet.place_of(sheet.issue.round.unit(unit_id), key)
        yield finding(said.SHOWN_DIFFERS, at, what=FIGURES[key], found=_or_none(read), right=_or_none(right))


def _or_none(value: Decimal | str | None) -> Decimal | str | None:
    return None if value == "" else value


def _called_incomplete(sheet: GroupSheet, unit_id: str) -> bool:
    shown = (figure_of(sheet.found.cell(f"u:{unit_id}", key)) for key in ("missing", "invalid"))
    return any(figure not in (None, Decimal(0)) for figure in shown)


def _compare_control(sheet: GroupSheet, plain: Mapping[CellId, Score]) -> Iterator[Finding]:
    read = figure_of(sheet.found.cell(CONTROL_ROW, "total"))
    right = control_total(sheet.issue, sheet.group, plain)
    if read is not None and read != right:
        cell = sheet.found.a1(CONTROL_ROW, "total")
        at = Place(sheet.file, sheet.found.sheet.name, cell, member=sheet.issue.member)
        yield finding(said.SHOWN_DIFFERS, at, what=FIGURES["control"], found=read, right=right)
