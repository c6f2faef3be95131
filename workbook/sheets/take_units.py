"""A returned workbook with a sheet a unit: facts, remarks and links, and where their findings stand.

Part of `take`; faults in the rubric's own terms (beyond limits, missing, clashing) are `checks`' business,
the figures that the sheets show are `take_figures`'. Links are texts: nothing is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said
from workbook.checks import check_ballot
from workbook.findings import ERROR, Fact, Finding, Place, Words, finding
from workbook.model import Ballot, CellId, Issue, Unit
from workbook.points import NOT_APPLICABLE, Reading, Score, read_text
from workbook.rubric import Criterion, input_id
from workbook.scoring import shut_leaves
from workbook.sheets.compare import Located, figure_of, tidy_text
from workbook.sheets.decode import Answers, decode_input, decode_text
from workbook.sheets.grid import ReadCell
from workbook.sheets.take_figures import Figures, compare_figures, shown_control
from workbook.sheets.take_parts import Judged, Returned, ShutPart, compare_shut, sheet_fault
from workbook.sheets.unit_plan import TreeRow, UnitPlan, UnitSheet, unit_plans

_TEXTS = ("link", "note")


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """One unit's sheet that came back once."""

    plan: UnitPlan
    unit: Unit
    found: Located
    file: str

    def place(self, row_key: str, column_key: str, criterion: str | None = None) -> Place:
        issue = self.plan.issue
        member = None if issue.scorer == "unit" else issue.member
        cell = self.found.a1(row_key, column_key)
        return Place(self.file, self.found.sheet.name, cell, self.unit.id, criterion, member)

    def at(self, row_key: str, column_key: str) -> ReadCell | None:
        return self.found.cell(row_key, column_key)


@dataclass(frozen=True, slots=True)
class UnitScores:
    """What the unit sheets gave."""

    scores: dict[CellId, Score] = field(default_factory=dict)
    remarks: dict[CellId, str] = field(default_factory=dict)
    links: dict[CellId, str] = field(default_factory=dict)
    unread: set[CellId] = field(default_factory=set)
    """Cells, by (unit, input id), that have an error of their own; their score is None."""
    strange: set[CellId] = field(default_factory=set)
    """Cells that the sheet's own formulas do not take for a fact, a blank or the mark."""
    spoiled: set[CellId] = field(default_factory=set)
    """(unit, leaf) with an error: what the sheets make of it is not told again."""
    sheets: dict[str, ReadUnit] = field(default_factory=dict)
    """By unit id, those that are there once."""
    findings: list[Finding] = field(default_factory=list)


def take_units(returned: Returned) -> Judged:
    """The ballot of a workbook with one sheet a unit, criteria down."""
    issue = returned.issue
    got = UnitScores()
    plans = unit_plans(issue)
    for plan in plans:
        answers = Answers(plan.words.words["yes"], plan.words.words["no_answer"])
        for sheet in plan.sheets:
            _take_sheet(returned, plan, sheet, answers, got)
    ballot = Ballot(issue.member, issue.number, got.scores, {}, got.remarks, got.links)
    got.findings.extend(_faults(issue, ballot, got))
    plain = {cell: score for cell, score in got.scores.items() if cell not in got.strange}
    controls: dict[str, Decimal] = {}
    for plan in plans:
        found = {unit: read.found for unit, read in got.sheets.items()}
        figures = Figures(returned, plan, found, plain, got.remarks, got.strange, got.spoiled)
        got.findings.extend(_summary_faults(returned, plan))
        got.findings.extend(compare_figures(figures))
        if all(sheet.unit.id in got.sheets for sheet in plan.sheets):
            controls[plan.group.id] = shown_control(figures)
    return Judged(ballot, got.findings, controls)


def _summary_faults(returned: Returned, plan: UnitPlan) -> Iterator[Finding]:
    """Nothing on a summary is the scorer's to fill in: it is all shut."""
    if plan.summary_name:
        key = f"g:{plan.group.id}"
        if len(returned.sheets(key)) == 1:
            yield from compare_shut(returned.shut(key, plan.group))
        else:
            at = Place(file=returned.file, sheet=plan.summary_name)
            yield finding(said.SUMMARY_MISSING, at, sheet=plan.summary_name)


def _faults(issue: Issue, ballot: Ballot, got: UnitScores) -> Iterator[Finding]:
    """What is wrong with the ballot in the rubric's own terms, each at the cell that it is about."""
    for fault in check_ballot(issue, ballot, got.unread):
        unit_id, leaf_id = fault.at.unit or "", fault.at.criterion or ""
        got.spoiled.add((unit_id, leaf_id))
        sheet = got.sheets.get(unit_id)
        if sheet is None:
            continue
        if fault.check is said_of_ballot.MARK_WITHOUT_REASON:
            if f"c:{leaf_id}" in sheet.found.rows and "note" in sheet.found.columns:
                yield replace(fault, at=sheet.place(f"c:{leaf_id}", "note", leaf_id))
            continue
        rows = sheet.plan.input_rows(sheet.plan.node_row[leaf_id].node)
        at = next((row for row in rows if row.input_id == fault.at.key), rows[0])
        yield replace(fault, at=sheet.place(at.key, "fact", leaf_id))


# ---------------------------------------------------------------- one unit's sheet
def _take_sheet(returned: Returned, plan: UnitPlan, sheet: UnitSheet, answers: Answers, got: UnitScores) -> None:
    unit = sheet.unit
    found = returned.sheets(sheet.key)
    shut = shut_leaves(plan.issue.rubric, unit)
    if len(found) != 1:
        got.findings.append(sheet_fault(found, sheet.name, returned.file, unit))
        for leaf in plan.leaves:
            _without_sheet(plan, unit, leaf, leaf.id in shut, got)
        return
    read = got.sheets[unit.id] = ReadUnit(plan, unit, found[0], returned.file)
    part = returned.shut(sheet.key, unit=unit)
    got.findings.extend(compare_shut(part))
    got.findings.extend(_strays(part, read, shut))
    for leaf in plan.leaves:
        if leaf.id in shut:
            _take_shut(read, leaf, got)
        else:
            whole = f"c:{leaf.id}" in read.found.rows and "fact" in read.found.columns
            for at in plan.input_rows(leaf):
                _take_fact(read, at, answers, whole and at.key in read.found.rows, got)
            _take_texts(read, leaf, got)


def _strays(part: ShutPart, read: ReadUnit, shut: frozenset[str]) -> Iterator[Finding]:
    """What was typed into the table where nothing is asked: in the column of facts it was meant to count."""
    tree = {at.key: at for at in read.plan.tree}
    for kind, row_key, column_key, _, shown in part.differences:
        if kind != "typed":
            continue
        at = tree.get(row_key)
        if at is None and row_key not in read.plan.feet:
            continue
        place = read.place(row_key, column_key, at.node.id if at else None)
        if at is None or column_key != "fact":
            yield finding(said.SHUT_CELL_FILLED, place, found=shown)
        elif at.node.id not in shut:  # a leaf that does not apply has words of its own
            yield finding(said.NOT_ASKED_HERE, place, found=shown, where=_where(read, at))


def _where(read: ReadUnit, at: TreeRow) -> Words:
    """Where the facts go that somebody typed into this row."""
    if at.asked is not None:
        return Words("Số liệu này do bên tổ chức đợt cung cấp.", "This fact is supplied by those who run the round.")
    asked = () if at.node.children or at.kind == "dropped" else read.plan.inputs(at.node)
    rows = [row for row in read.plan.input_rows(at.node) if row.asked and not row.asked.listed] if asked else []
    cells = [cell for row in rows if (cell := read.found.a1(row.key, "fact"))]
    if cells:
        places = ", ".join(cells)
        return Words(f"Số liệu của tiêu chí này nhập ở ô {places}.", f"The facts of this criterion go into {places}.")
    if at.node.children:
        return Words("Số liệu nhập ở dòng của các tiêu chí bên dưới.", "Facts go into the rows of the criteria below.")
    return Words("Mục này không cần nhập số liệu.", "No facts are needed for this item.")


def _without_sheet(plan: UnitPlan, unit: Unit, leaf: Criterion, is_shut: bool, got: UnitScores) -> None:
    got.spoiled.add((unit.id, leaf.id))
    for asked in plan.inputs(leaf):
        cell = (unit.id, input_id(leaf.id, asked.id))
        got.unread.add(cell)
        if is_shut or not asked.listed:
            got.scores[cell] = NOT_APPLICABLE if is_shut else None


def _take_shut(read: ReadUnit, leaf: Criterion, got: UnitScores) -> None:
    """A leaf that holds the mark from the start; a figure in any of its cells is the scorer's fault."""
    rows = read.plan.input_rows(leaf)
    for asked in read.plan.inputs(leaf):
        got.scores[read.unit.id, input_id(leaf.id, asked.id)] = NOT_APPLICABLE
    for key in dict.fromkeys((f"c:{leaf.id}", *(row.key for row in rows))):
        cell = read.at(key, "fact")
        if cell is not None and not _is_bare_mark(cell):
            got.spoiled.add((read.unit.id, leaf.id))
            shown = cell.text if cell.formula is None else f"={cell.formula}"
            facts: dict[str, Fact] = {"criterion": leaf.name, "unit": read.unit.name, "found": shown}
            at = read.place(key, "fact", leaf.id)
            got.findings.append(finding(said_of_ballot.SCORE_WHERE_MARKED, at, **facts))


def _is_bare_mark(cell: ReadCell) -> bool:
    """Whether a shut cell holds nothing but the mark, in any spelling, or nothing at all."""
    text = tidy_text(cell.text)
    return cell.formula is None and (not text or read_text(text).reading is Reading.MARK)


def _take_fact(read: ReadUnit, at: TreeRow, answers: Answers, is_there: bool, got: UnitScores) -> None:
    assert at.asked is not None
    if at.asked.listed:
        return
    cell_id, leaf_id = (read.unit.id, at.input_id), at.node.id
    if not is_there:
        got.scores[cell_id] = None
        got.unread.add(cell_id)
        got.spoiled.add((read.unit.id, leaf_id))
        return
    made = decode_input(read.at(at.key, "fact"), at.asked, answers)
    got.scores[cell_id] = made.score
    if not made.plain and not _is_understood(read, at, made.score):
        got.strange.add(cell_id)
    if made.check is not None:
        got.findings.append(finding(made.check, read.place(at.key, "fact", leaf_id), **made.facts))
        if made.check.severity is ERROR:
            got.unread.add(cell_id)
            got.spoiled.add((read.unit.id, leaf_id))


def _is_understood(read: ReadUnit, at: TreeRow, score: Score) -> bool:
    """Whether the sheet's own formulas took the cell as we do: to Excel "kđg" equals "KĐG", and "có" "Có".

    A state of 1 beside a cell that is filled tells a mark that waits for its reason.
    """
    return score is not None and figure_of(read.at(at.key, "state")) in (Decimal(0), Decimal(1))


def _take_texts(read: ReadUnit, leaf: Criterion, got: UnitScores) -> None:
    key = f"c:{leaf.id}"
    for column, kept in zip(_TEXTS, (got.links, got.remarks), strict=True):
        cell = read.at(key, column)
        if cell is None or (not cell.text and cell.formula is None):  # as most are
            continue
        made = decode_text(cell)
        if made.text:
            kept[read.unit.id, leaf.id] = made.text
        if made.check is not None:
            got.findings.append(finding(made.check, read.place(key, column, leaf.id), **made.facts))
