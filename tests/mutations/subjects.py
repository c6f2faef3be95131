"""The completed ballots that are mutated: what was sent, what was filled in, and what stands where."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from tests import deep_sample, sample
from tests.mutations.parts import sheet_part
from workbook.excel.write import write_book
from workbook.loading.frozen import freeze
from workbook.model import Ballot, CellId, Issue, Round
from workbook.pipeline.folder import Folder, Kept
from workbook.pipeline.judging import Checked, RoundContext, judge
from workbook.points import Score
from workbook.rubric import Rubric, input_id
from workbook.rules.rule import Input
from workbook.scoring import shut_leaves
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.ballot_head import identity_of
from workbook.sheets.grid import Book, Cell, Sheet, a1
from workbook.sheets.stamp import pack, read_passport, seal

Layout = Literal["matrix", "unit"]
FILE = "phieu.xlsx"


class Entry(NamedTuple):
    """One cell that the scorer fills in, or that holds the mark from the start (`is_open` False)."""

    sheet: str
    row: int
    column: int
    unit: str
    leaf: str
    cell: CellId
    asked: Input | None
    """None where points are typed into a matrix."""
    high: Decimal
    step: Decimal
    markable: bool
    is_open: bool
    score: Score

    @property
    def a1(self) -> str:
        return a1(self.row, self.column)

    @property
    def kind(self) -> str:
        return self.asked.kind if self.asked else "points"


class Sent(NamedTuple):
    """One workbook as it was sent, filled in and saved."""

    issue: Issue
    blank: Book
    full: Book
    ballot: Ballot
    data: bytes


@dataclass(frozen=True)
class Subject:
    """One completed ballot of a round whose folder is at hand; `others` are further workbooks, by what they are."""

    name: str
    layout: Layout
    sent: Sent
    context: RoundContext
    others: Mapping[str, Sent]

    @property
    def issue(self) -> Issue:
        return self.sent.issue

    @property
    def book(self) -> Book:
        return self.sent.full

    @property
    def ballot(self) -> Ballot:
        return self.sent.ballot

    @property
    def data(self) -> bytes:
        return self.sent.data

    @cached_property
    def base(self) -> Checked:
        """The untouched file, judged."""
        return judge(self.context, self.data, FILE)

    @cached_property
    def names(self) -> dict[str, str]:
        """The sheets' names by their keys."""
        return {key_of(sheet): sheet.name for sheet in self.book.sheets}

    def part(self, sheet: str) -> str:
        """The part of the file that holds the sheet of that name."""
        return sheet_part([each.name for each in self.book.sheets].index(sheet))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        made = _matrix_entries(self) if self.layout == "matrix" else _unit_entries(self)
        return tuple(made)

    def redrawn(self, ballot: Ballot) -> Book:
        """The workbook with another ballot in it, every figure computed."""
        return draw_ballot_book(self.issue, pack(freeze(self.issue)), ballot)

    def controls(self, ballot: Ballot, unread: tuple[CellId, ...] = ()) -> dict[str, Decimal]:
        """What stands beside the signature for a ballot, by group id; `unread` cells are in no sum."""
        scores = {cell: None if cell in unread else score for cell, score in ballot.scores.items()}
        book = self.redrawn(replace(ballot, scores=scores))
        column = "total" if self.layout == "matrix" else "control"
        made = {}
        for sheet in book.sheets:
            key = key_of(sheet)
            if key.startswith("g:"):
                cell = cell_at(sheet, "f:control", column)
                assert cell is not None and cell.value is not None
                made[key[2:]] = Decimal(cell.value)
        return made


# ---------------------------------------------------------------- what stands where
def key_of(sheet: Sheet) -> str:
    """The sheet's key in its passport."""
    corner = sheet.rows[0].cells[0]
    passport = read_passport(str(corner.value)) if corner else None
    assert passport is not None
    return passport.sheet


def row_of(sheet: Sheet, key: str) -> int:
    return next(number for number, row in enumerate(sheet.rows) if row.key == key)


def column_of(sheet: Sheet, key: str) -> int:
    return next(number for number, column in enumerate(sheet.columns) if column.key == key)


def cell_at(sheet: Sheet, row_key: str, column_key: str) -> Cell | None:
    cells, column = sheet.rows[row_of(sheet, row_key)].cells, column_of(sheet, column_key)
    return cells[column] if column < len(cells) else None


def _matrix_entries(at: Subject) -> Iterator[Entry]:
    issue = at.issue
    for group in issue.rubric.groups:
        if f"g:{group.id}" not in at.names:
            continue
        sheet = at.book.sheet(at.names[f"g:{group.id}"])
        for unit in issue.round.scored(group.id):
            shut = shut_leaves(issue.rubric, unit)
            for leaf in issue.rubric.leaves_in(group.id):
                cell = (unit.id, leaf.id)
                if cell in at.ballot.scores:
                    yield Entry(
                        sheet.name, row_of(sheet, f"u:{unit.id}"), column_of(sheet, f"c:{leaf.id}"), unit.id, leaf.id,
                        cell, None, leaf.max_in(group.id), leaf.step, leaf.markable, leaf.id not in shut,
                        at.ballot.scores[cell],
                    )  # fmt: skip


def _unit_entries(at: Subject) -> Iterator[Entry]:
    issue = at.issue
    for unit in issue.round.units:
        if f"u:{unit.id}" not in at.names:
            continue
        sheet = at.book.sheet(at.names[f"u:{unit.id}"])
        shut = shut_leaves(issue.rubric, unit)
        for leaf in issue.rubric.leaves_in(unit.group):
            for asked in leaf.inputs_in(unit.group):
                name = input_id(leaf.id, asked.id)
                if asked.listed:
                    continue
                key = f"i:{name}" if len(leaf.inputs_in(unit.group)) > 1 else f"c:{leaf.id}"
                cell = (unit.id, name)
                yield Entry(
                    sheet.name, row_of(sheet, key), column_of(sheet, "fact"), unit.id, leaf.id,
                    cell, asked, asked.high, asked.step, leaf.markable, leaf.id not in shut, at.ballot.scores[cell],
                )  # fmt: skip


# ---------------------------------------------------------------- the rounds
Fill = Callable[[Issue], Ballot]


class _Kept(Folder):
    """The round's folder, whose kept issues are read from the disk once a process."""

    def load_kept(self, scorer: str, number: int) -> Kept | None:
        known = self.__dict__.setdefault("known", {})
        if (scorer, number) not in known:
            known[scorer, number] = super().load_kept(scorer, number)
        made: Kept | None = known[scorer, number]
        return made


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
"""Kept until the process ends."""


def _context(round_: Round, rubric: Rubric) -> RoundContext:
    folder = tempfile.TemporaryDirectory(prefix="mutations-")
    _FOLDERS.append(folder)
    made = _Kept(Path(folder.name), round_.id)
    # Always the same key, so that a seed makes the same bytes everywhere.
    made.make_key(hashlib.sha256(round_.id.encode()).digest())
    return RoundContext(made, round_, rubric, ())


def _send(context: RoundContext, issue: Issue, fill: Fill, *, keep: bool = True) -> Sent:
    """The workbook as `generate` sends it, and as the scorer saves it."""
    sealed = replace(issue, seal=seal(context.folder.seal_key(), identity_of(issue)))
    frozen = freeze(sealed)
    blank, ballot = draw_ballot_book(sealed, pack(frozen)), fill(sealed)
    full = draw_ballot_book(sealed, pack(frozen), ballot)
    if keep:
        context.folder.keep(issue.member, issue.number, Kept(frozen, blank))
    return Sent(sealed, blank, full, ballot, write_book(full))


def _with_notes(issue: Issue) -> Ballot:
    made = sample.ballot_of(issue)
    there = {unit for unit, _ in made.scores}
    notes = {"dv-1": "thiếu minh chứng", "h-2": "đề nghị xem lại\nmục II"}
    return replace(made, notes={unit: text for unit, text in notes.items() if unit in there})


def _with_links(issue: Issue) -> Ballot:
    made = deep_sample.deep_ballot(issue)
    there = {unit for unit, _ in made.scores}
    links = {("s-1", "hop"): "https://vi.du/bien-ban?nam=2026&q=1", ("x-1", "su-co"): "tep/bao cao.pdf"}
    remarks = {("s-1", "hop"): "xem biên bản\nsố 4", ("s-3", "dao-tao"): "đã kiểm tra"}
    return replace(
        made,
        links={cell: text for cell, text in links.items() if cell[0] in there},
        remarks=dict(made.remarks) | {cell: text for cell, text in remarks.items() if cell[0] in there},
    )


def _subjects_of(
    layout: Layout, rubric: Rubric, round_: Round, members: tuple[str, str], fill: Fill, issue_of: Callable[..., Issue]
) -> Iterator[Subject]:
    context, elsewhere = _context(round_, rubric), _context(replace(round_, id=f"{round_.id}-cu"), rubric)
    first, second = (_send(context, issue_of(member, round_, rubric), fill) for member in members)
    _send(context, issue_of(members[0], round_, rubric, 2), fill)  # so that the first issue is not the newest
    never = _send(context, issue_of(members[0], round_, rubric, 7), fill, keep=False)
    other_round = _send(elsewhere, issue_of(members[0], elsewhere.round, rubric), fill)
    older = replace(rubric, version="2025-12-31")
    other_version = _send(context, issue_of(members[0], round_, older), fill, keep=False)
    others = {"never kept": never, "other round": other_round, "other version": other_version}
    yield Subject(f"{layout} {members[0]}", layout, first, context, {**others, "colleague": second})
    yield Subject(f"{layout} {members[1]}", layout, second, context, {**others, "colleague": first})


@cache
def subjects() -> tuple[Subject, ...]:
    """Two members' ballots of each layout; the second member is recused from a unit."""
    return (
        *_subjects_of("matrix", sample.RUBRIC, sample.ROUND, ("TV-01", "TV-02"), _with_notes, sample.issue_of),
        *_subjects_of(
            "unit", deep_sample.DEEP, deep_sample.DEEP_ROUND, ("TV-1", "TV-2"), _with_links, deep_sample.deep_issue
        ),
    )
