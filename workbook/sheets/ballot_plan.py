"""Where everything stands on a ballot sheet: rows, columns, addresses. No cell is drawn here.

Row keys: "u:<unit id>" and named head and foot rows. Column keys: "c:<leaf id>" for scores,
"s:<leaf id>" for their hidden states (0 right, 1 empty, 2 invalid), and plain names ("total").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from workbook.model import Ballot, Issue, Unit
from workbook.points import in_words
from workbook.rubric import Criterion, Group
from workbook.scoring import shut_leaves
from workbook.sheets.grid import Column, a1
from workbook.sheets.guide import SheetSummary
from workbook.sheets.shown import ShownRow, show_group
from workbook.template import Template

CONTROL_ROW = "f:control"
UNIT_WIDTH, FIX_WIDTH, NOTE_WIDTH = 38, 33, 28
KEYS, STEP, HINT, TITLE, ROUND, WHO, STATE, SECTION, TITLES, MAX = range(10)
HEAD_ROWS = 10
"""Rows above the first unit."""


def sheet_name(number: int, of: Group | Unit) -> str:
    """The name of a group's or a unit's sheet, unique by its number."""
    return tab_name(f"{number}.", of.name)


def tab_name(lead: str, name: str) -> str:
    """At most 31 characters, cut between words, no character that a program dislikes.

    Holds a space always, so that every program keeps the quotes around it in formulas. No sign beyond
    the basic plane, which counts for two, and no "_x0041_", which some read as "A".
    """
    clean = "".join(" " if char in "[]:*?/\\'\"!_" or not _is_plain(char) else char for char in name)
    name = f"{lead} {' '.join(clean.split())}"
    start = len(lead) + 1
    if len(name) <= 31:
        return name
    return name[:32].rsplit(" ", 1)[0].rstrip(" ,-–") if " " in name[start:32] else name[:31]


def _is_plain(char: str) -> bool:
    return char.isprintable() and ord(char) < 0x10000


def label_of(leaf: Criterion, number: int) -> str:
    """How the sheet's messages name a criterion: its code, else its place."""
    return leaf.code or str(number)


@dataclass(frozen=True)
class Plan:
    """Where everything stands on one group's ballot sheet, and what it shows."""

    issue: Issue
    group: Group
    number: int
    words: Template
    ballot: Ballot
    lang: str

    @cached_property
    def name(self) -> str:
        return sheet_name(self.number, self.group)

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        return self.issue.rubric.leaves_in(self.group.id)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        return self.issue.round.scored(self.group.id)

    @cached_property
    def recused(self) -> frozenset[str]:
        return self.issue.round.member(self.issue.member).recused

    @cached_property
    def shut(self) -> dict[str, frozenset[str]]:
        return {unit.id: shut_leaves(self.issue.rubric, unit) for unit in self.units}

    @cached_property
    def shown(self) -> dict[str, ShownRow]:
        return show_group(self.issue, self.group, self.ballot.scores)

    @cached_property
    def shows_index(self) -> bool:
        rubric = self.issue.rubric
        return rubric.shows_index or rubric.rank_by == "index" or self.group.base == "index"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        narrow = 13.0 if len(self.leaves) <= 12 else 9.0
        optional = [
            Column("index", 9, hidden=not self.shows_index),
            Column("rank", 7),
            Column("tier", 13) if self.group.tiers else None,
        ]
        helpers = [f"s:{leaf.id}" for leaf in self.leaves]
        helpers += ["limit"]
        helpers += ["percent"] if self.group.base == "percent" else []
        helpers += ["tie_share"] if self.issue.rubric.ties == "dense" else []
        return (
            Column("", 3, hidden=True),
            Column("no", 5),
            Column("unit", UNIT_WIDTH),
            *(Column(f"c:{leaf.id}", narrow) for leaf in self.leaves),
            Column("total", 11),
            *(column for column in optional if column),
            Column("missing", 7),
            Column("invalid", 7),
            Column("fix", FIX_WIDTH),
            Column("note", NOTE_WIDTH),
            *(Column(key, 6, hidden=True) for key in helpers),
        )

    @cached_property
    def at(self) -> dict[str, int]:
        return {column.key: number for number, column in enumerate(self.columns)}

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {unit.id: HEAD_ROWS + number for number, unit in enumerate(self.units)}

    @cached_property
    def bottom(self) -> int:
        """The last unit's row."""
        return HEAD_ROWS + len(self.units) - 1

    def cell(self, row: int, key: str) -> str:
        return a1(row, self.at[key])

    def down(self, key: str, *, fix_column: bool = False) -> str:
        """The whole unit area of a column, rows fixed."""
        ends = (HEAD_ROWS, self.bottom)
        return ":".join(a1(row, self.at[key], fix_row=True, fix_column=fix_column) for row in ends)

    def across(self, row: int, prefix: str, *, fix_row: bool = False) -> str:
        first, last = self.at[f"{prefix}:{self.leaves[0].id}"], self.at[f"{prefix}:{self.leaves[-1].id}"]
        return f"{a1(row, first, fix_row=fix_row)}:{a1(row, last, fix_row=fix_row)}"

    @cached_property
    def base_key(self) -> str:
        return {"points": "total", "index": "index", "percent": "percent"}[self.group.base]

    @cached_property
    def position(self) -> dict[str, int]:
        return {leaf.id: number for number, leaf in enumerate(self.leaves)}

    @cached_property
    def summary(self) -> SheetSummary:
        rows = self.shown.values()
        cells = sum(len(self.leaves) - len(self.shut[unit.id]) for unit in self.units if unit.id not in self.recused)
        return SheetSummary(
            self.name,
            cells,
            sum(row.missing for row in rows),
            sum(row.invalid for row in rows),
            self.down("missing"),
            self.down("invalid"),
            a1(HEAD_ROWS, self.at[f"c:{self.leaves[0].id}"]),
        )


def title_of(leaf: Criterion, number: int) -> str:
    """A criterion's column title, as it stands above its scores."""
    return f"{label_of(leaf, number)}. {leaf.name}"


def limits_of(plan: Plan, leaf: Criterion, number: int) -> dict[str, str]:
    """The words that every hint and message about a criterion is made of."""
    return {
        "label": label_of(leaf, number),
        "max": in_words(leaf.max_in(plan.group.id), plan.lang),
        "step": in_words(leaf.step, plan.lang),
    }


def hint_of(plan: Plan, leaf: Criterion, number: int) -> str:
    return plan.words.say("hint_short", **limits_of(plan, leaf, number))
