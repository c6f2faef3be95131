"""A returned matrix workbook, a sheet a group: scores, notes, and the figures that the sheets show.

Part of `take`; faults in the rubric's own terms (too high, missing) are `checks`' business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said
from workbook.checks import check_ballot
from workbook.findings import ERROR, Fact, Finding, Place, finding
from workbook.model import Ballot, CellId, Issue, Unit
from workbook.points import NOT_APPLICABLE, Score, roundings
from workbook.rubric import Criterion, Group
from workbook.scoring import Outcome, shut_leaves, sum_points, tier_of
from workbook.sheets.ballot_plan import CONTROL_ROW, sheet_name
from workbook.sheets.compare import Located, figure_of, tidy_text
from workbook.sheets.decode import FIGURES, Decoded, decode, decode_text
from workbook.sheets.grid import ReadCell
from workbook.sheets.shown import (
    MISSING,
    OK,
    ShownRow,
    control_of,
    control_places,
    following,
    open_cells,
    own_groups,
    ranks_by,
    show_group,
)
from workbook.sheets.take_parts import Judged, Returned, compare_shut, sheet_fault


def take_matrix(returned: Returned) -> Judged:
    """The ballot of a workbook with one sheet a group, units down and criteria across."""
    issue, file = returned.issue, returned.file
    findings: list[Finding] = []
    scores: dict[CellId, Score] = {}
    notes: dict[str, str] = {}
    unread: set[CellId] = set()
    right: set[str] = set()
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
        right |= got.right
        # The figure that the sheet itself shows and the member signed: texts are not in its sum.
        controls[group.id] = control_of(issue, plain_scores(got).values())
    ballot = Ballot(issue.member, issue.number, scores, notes)
    for fault in check_ballot(issue, ballot, unread, right):
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
    right: set[str] = field(default_factory=set)
    """Units with a score in every cell, each as the rubric wants it."""
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a leaf's column stands now, None where it is gone; and the leaf's maximum."""

    leaf: Criterion
    at: int | None
    high: Decimal
    known: dict[ReadCell | None, Decoded] = field(default_factory=dict)
    """What its cells say: the same few scores stand in it many times."""

    def decode(self, cell: ReadCell | None) -> Decoded:
        read = self.known.get(cell)
        if read is None:
            read = self.known[cell] = decode(cell, self.high)
        return read


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
                read = column.known.get(cell) or column.decode(cell)
                got.scores[unit.id, column.leaf.id] = read.score
                if read.check is not None or not read.plain:
                    _told(sheet, got, unit, column.leaf, read)
        _take_note(sheet, got, unit, found.cell(f"u:{unit.id}", "note"))
    return got


def _take_note(sheet: GroupSheet, got: GroupScores, unit: Unit, cell: ReadCell | None) -> None:
    if cell is None or (not cell.text and cell.formula is None):  # as most are
        return
    read = decode_text(cell)
    if read.text:
        got.notes[unit.id] = read.text
    if read.check is not None:
        got.findings.append(finding(read.check, sheet.place_of(unit, "note"), **read.facts))


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
    if column.decode(cell).score is not NOT_APPLICABLE:
        got.spoiled.add(unit.id)
        facts: dict[str, Fact] = {"criterion": column.leaf.name, "unit": unit.name, "found": _content(cell)}
        at = sheet.place(unit, column.leaf.id)
        got.findings.append(finding(said_of_ballot.SCORE_WHERE_MARKED, at, **facts))


def _told(sheet: GroupSheet, got: GroupScores, unit: Unit, leaf: Criterion, read: Decoded) -> None:
    """What is to be said of an open cell that is not just a number, the mark or blank."""
    cell_id = (unit.id, leaf.id)
    if not read.plain:
        got.not_plain.add(cell_id)
    if read.check is not None:
        got.findings.append(finding(read.check, sheet.place(unit, leaf.id), **read.facts))
        if read.check.severity is ERROR:
            got.unread.add(cell_id)
            got.spoiled.add(unit.id)


def plain_scores(got: GroupScores) -> Mapping[CellId, Score]:
    """The scores that the sheet's own sums take in: numbers and marks, no texts."""
    if not got.not_plain:
        return got.scores
    return {cell: score for cell, score in got.scores.items() if cell not in got.not_plain}


# ---------------------------------------------------------------- shown figures
def compare_shown(sheet: GroupSheet, got: GroupScores) -> Iterator[Finding]:
    """Totals, indexes, ranks, tiers and the control total that the sheet shows against recomputed ones.

    A row that the sheet itself calls incomplete may show no figures, and none but the right ones. Where a
    total differs, the ranks that follow from it are not compared, and where a cell has an error of its own,
    neither is what the sheet makes of it: one cause, one finding.
    """
    strange = {cell for cell in got.not_plain if not _understood(sheet, got, cell)}
    plain: Mapping[CellId, Score] = got.scores
    if strange:
        plain = {cell: score for cell, score in got.scores.items() if cell not in strange}
    shown = show_group(sheet.issue, sheet.group, plain, strange)
    got.right.update(unit_id for unit_id, row in shown.items() if row.outcome is not None)
    rows = {unit_id: row for unit_id, row in shown.items() if unit_id not in got.spoiled}
    lines = [_Line(sheet, unit_id, row, plain) for unit_id, row in rows.items()]
    faults = [fault for line in lines for fault in line.total()]
    yield from faults
    for line in lines:
        yield from line.counts()
    older = {line.unit_id for line in lines if line.is_older}
    if all(fault.check is said.SHOWN_HALF for fault in faults):
        for line in lines:
            yield from line.figures()
        if not (got.spoiled or older):
            yield from _compare_ranks(sheet, lines)
    if not got.spoiled:
        summed = [score for cell, score in plain.items() if cell[0] not in older or not _came_later(sheet, cell)]
        yield from _compare_control(sheet, summed)


def _came_later(sheet: GroupSheet, cell: CellId) -> bool:
    """Whether the sheet takes a score for missing: then it is not in its sum either."""
    unit_id, leaf_id = cell
    return figure_of(sheet.found.cell(f"u:{unit_id}", f"s:{leaf_id}")) == Decimal(MISSING)


def _understood(sheet: GroupSheet, got: GroupScores, cell: CellId) -> bool:
    """Whether the sheet's own formulas took the cell for the mark: to Excel "kđg" equals "KĐG"."""
    unit_id, leaf_id = cell
    state = figure_of(sheet.found.cell(f"u:{unit_id}", f"s:{leaf_id}"))
    return got.scores[cell] is NOT_APPLICABLE and state == Decimal(OK)


class _Line:
    """One unit's figures, as recomputed and as the sheet shows them.

    `made` follows what the sheet shows where that is an exact half rounded the other way: what the sheet
    makes of such a figure is no second fault.
    """

    def __init__(self, sheet: GroupSheet, unit_id: str, row: ShownRow, scores: Mapping[CellId, Score]) -> None:
        self.sheet, self.unit_id, self.row, self.scores = sheet, unit_id, row, scores
        self.made = row.outcome
        self.counted = {key: figure_of(sheet.found.cell(f"u:{unit_id}", key)) for key in ("missing", "invalid")}
        self.waits = any(figure not in (None, Decimal(0)) for figure in self.counted.values())
        """Whether the sheet itself calls the row incomplete; then it shows no figures."""

    @property
    def is_older(self) -> bool:
        """Whether it counts more empty cells than it has: a program that computes nothing saved the last entries."""
        missing = self.counted["missing"]
        return isinstance(missing, Decimal) and missing > self.row.missing and self.read("total") is None

    def counts(self) -> Iterator[Finding]:
        """What is said to lack in a row that is whole and has its total: no program computes such a thing."""
        if self.waits and self.row.outcome is not None and self.read("total") is not None:
            for key, shown in self.counted.items():
                yield from self.told(key, shown, Decimal(0))

    def total(self) -> Iterator[Finding]:
        read = self.read("total")
        if read is None or self.made is None:
            yield from self.told("total", read, "")
        elif read != self.made.total:
            sheet = self.sheet
            leaves = sheet.issue.rubric.leaves_in(sheet.group.id)
            exact = sum_points(self.scores.get((self.unit_id, leaf.id)) for leaf in leaves)
            halves = roundings(exact, sheet.issue.rubric.rounding.total)[1:]
            yield from self.told("total", read, self.made.total, read in halves)
            if isinstance(read, Decimal) and read in halves:
                self.made = following(sheet.issue, sheet.group, self.made, read)

    def figures(self) -> Iterator[Finding]:
        """The index and the tier that follow from the total."""
        index, made, right, sheet = self.read("index"), self.made, self.row.outcome, self.sheet
        if made is None or right is None:
            yield from self.told("index", index, "")
            yield from self.told("tier", self.read("tier"), "")
            return
        if index != made.index:
            halves = self._halves(made, Decimal(1), sheet.issue.rubric.rounding.index)
            yield from self.told("index", index, right.index, index in halves)
            if isinstance(index, Decimal) and index in halves:
                made = self.made = following(sheet.issue, sheet.group, made, made.total, index)
        tier = self.read("tier")
        if tier is not None and tier != (made.tier or ""):
            # The percentage that a tier is read from stands in no cell: its half shows in the tier alone.
            percents = self._halves(made, Decimal(100), sheet.issue.rubric.rounding.total)
            reached = [tier_of(sheet.group.tiers, half) for half in percents if sheet.group.base == "percent"]
            yield from self.told("tier", tier, right.tier, tier in [one.label if one else "" for one in reached])

    def _halves(self, made: Outcome, whole: Decimal, places: int) -> tuple[Decimal, ...]:
        """What a program may make of the share of the maximum if it lies at an exact half."""
        limit = made.applicable_max
        return roundings(Fraction(made.total) / Fraction(limit) * Fraction(whole), places)[1:] if limit else ()

    def read(self, key: str) -> Decimal | str | None:
        """What the sheet shows; None also for a blank in a row that it calls incomplete."""
        read = figure_of(self.sheet.found.cell(f"u:{self.unit_id}", key))
        return None if read == "" and self.waits else read

    def told(
        self, key: str, read: Decimal | str | None, right: Decimal | str | None, is_half: bool = False
    ) -> Iterator[Finding]:
        if read is not None and read != ("" if right is None else right):
            at = self.sheet.place_of(self.sheet.issue.round.unit(self.unit_id), key)
            check = said.SHOWN_HALF if is_half else said.SHOWN_DIFFERS
            yield finding(check, at, what=FIGURES[key], found=_or_none(read), right=_or_none(right))


def _compare_ranks(sheet: GroupSheet, lines: Sequence[_Line]) -> Iterator[Finding]:
    """The ranks, which may also follow from halves that were rounded the other way."""
    ranks = ranks_by(sheet.issue, {line.unit_id: line.made for line in lines})
    for line in lines:
        read = line.read("rank")
        if read is not None and read != ("" if ranks[line.unit_id] is None else ranks[line.unit_id]):
            yield from line.told("rank", read, None if line.row.rank is None else Decimal(line.row.rank))


def _or_none(value: Decimal | str | None) -> Decimal | str | None:
    return None if value == "" else value


def _compare_control(sheet: GroupSheet, typed: Collection[Score]) -> Iterator[Finding]:
    read = figure_of(sheet.found.cell(CONTROL_ROW, "total"))
    right = control_of(sheet.issue, typed)
    if read is not None and read != right:
        cell = sheet.found.a1(CONTROL_ROW, "total")
        at = Place(sheet.file, sheet.found.sheet.name, cell, member=sheet.issue.member)
        is_half = read in roundings(sum_points(typed), control_places(sheet.issue))[1:]
        check = said.SHOWN_HALF if is_half else said.SHOWN_DIFFERS
        yield finding(check, at, what=FIGURES["control"], found=read, right=right)
