"""Our own annexes of random deep rubrics, as a reader of the published workbook sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from tests.deep_strategies import make_ballot, make_issue
from tests.sample import as_read
from workbook.audit.audit import audit_book
from workbook.consolidation import consolidate
from workbook.facts import cells_of
from workbook.findings import Finding
from workbook.model import Ballot, CellId, Issue, Member, Ranking, Round
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Rubric, input_id
from workbook.scoring import full_max, shut_leaves
from workbook.sheets.annex import draw_annex
from workbook.sheets.grid import Book, ReadBook, ReadCell

FILE = "phu-luc.xlsx"


@dataclass(frozen=True, slots=True)
class Published:
    """A ranking with the annex that was printed of it."""

    rubric: Rubric
    round: Round
    ranking: Ranking
    annex: ReadBook

    def audited(self, edits: Mapping[tuple[str, int, int], ReadCell | None] | None = None) -> tuple[Finding, ...]:
        """The audit's findings, after cells (sheet, row, column) were changed."""
        sheets = []
        for sheet in self.annex.sheets:
            cells = dict(sheet.cells)
            for (name, row, column), cell in (edits or {}).items():
                if name == sheet.name:
                    cells.pop((row, column), None)
                    cells |= {} if cell is None else {(row, column): cell}
            sheets.append(replace(sheet, cells=cells))
        return audit_book(ReadBook(tuple(sheets)), FILE, self.rubric)


def read_annex(book: Book) -> ReadBook:
    """What stands in the workbook; hidden columns are known as such."""
    sheets = []
    for sheet in as_read(book).sheets:
        columns = book.sheet(sheet.name).columns
        hidden = frozenset(number for number, column in enumerate(columns) if column.hidden)
        sheets.append(replace(sheet, hidden_columns=hidden))
    return ReadBook(tuple(sheets))


def print_annex(rubric: Rubric, round_: Round, ballots: list[Ballot]) -> Published:
    """Units whose points are not complete are left out: that a figure lacks is a finding of its own."""
    ranking, _ = rank(rubric, round_, consolidate(rubric, round_, ballots))
    lacking = {one.unit.id for part in ranking.groups for one in part.standings if one.total is None}
    if lacking:
        units = tuple(replace(u, left_out="Chưa đủ điểm") if u.id in lacking else u for u in round_.units)
        round_ = replace(round_, units=units)
        ranking, _ = rank(rubric, round_, consolidate(rubric, round_, ballots))
    return Published(rubric, round_, ranking, read_annex(draw_annex(ranking, rubric, round_, "vi")))


def make_published(dice: Random, leaves: int = 8, units: int = 4, scorers: int = 1, **changes: Any) -> Published:
    """A random round, scored to the end, and its annex; `changes` are of the rubric."""
    issue = make_issue(dice, leaves, units)
    ids = tuple(group.id for group in issue.rubric.groups)
    members = tuple(Member(f"tv-{number}", f"Thành viên {number}", "", ids) for number in range(1, scorers + 1))
    rubric = as_loaded(replace(issue.rubric, **changes))
    rubric = quotas(dice, rubric)
    named = tuple(replace(unit, name=f"Đơn vị số {number}") for number, unit in enumerate(issue.round.units, 1))
    round_ = replace(issue.round, members=members, units=named)
    listed = {
        (unit.id, input_id(leaf.id, asked.id)): asked.low
        for unit in named
        for leaf in rubric.leaves_in(unit.group)
        for asked in leaf.inputs_in(unit.group)
        if asked.listed
    }
    round_ = replace(round_, listed={**listed, **round_.listed})
    ballots = [_marked(dice, Issue(rubric, round_, member.id, 1)) for member in members]
    return print_annex(rubric, round_, ballots)


def as_loaded(rubric: Rubric) -> Rubric:
    """A group's maximum is what its criteria make, unless points are converted: loading refuses another."""
    groups = []
    for group in rubric.groups:
        scaled = "converted" in (rubric.rank_by, group.base)
        groups.append(group if scaled else replace(group, max=full_max(rubric, group)))
    return replace(rubric, groups=tuple(groups))


def quotas(dice: Random, rubric: Rubric) -> Rubric:
    """Some best tiers get a quota."""
    groups = []
    for group in rubric.groups:
        if group.tiers and dice.random() < 0.3:
            first = replace(group.tiers[0], quota_count=dice.choice([0, 1, 2]))
            group = replace(group, tiers=(first, *group.tiers[1:]))
        groups.append(group)
    return replace(rubric, groups=tuple(groups))


def _marked(dice: Random, issue: Issue) -> Ballot:
    """A sound ballot; what may be marked is marked now and then."""
    ballot = make_ballot(dice, issue, faults=False)
    scores: dict[CellId, Score] = dict(ballot.scores)
    for unit in issue.round.units:
        shut = shut_leaves(issue.rubric, unit)
        for leaf in issue.rubric.leaves_in(unit.group):
            cells = [cell for cell, asked in cells_of(unit, leaf) if cell in scores and not asked.listed]
            if leaf.markable and leaf.id not in shut and cells and dice.random() < 0.3:
                scores |= {**dict.fromkeys(cells), cells[0]: NOT_APPLICABLE}
    return replace(ballot, scores=scores)


@st.composite
def annexes(draw: st.DrawFn, /, **options: Any) -> Published:
    """An annex of `make_published` that ranks somebody."""
    made = make_published(draw(st.randoms(use_true_random=False)), **options)
    assume(any(part.standings for part in made.ranking.groups))
    return made


def number(value: Decimal) -> ReadCell:
    return ReadCell("number", f"{value}")
