"""Where everything stands in a workbook laid out by unit: its sheets, and on each the rows and columns.

A unit sheet is a keyed grid: "p:<id>" a parent, "c:<leaf>" a leaf, "i:<leaf>/<input>" one input of a leaf
that has several, "d:<id>" what is not scored this year, "n:<leaf>" and "m:<leaf>" how it is scored and its
evidence where these are too long for a column; then named foot rows. All units of a group have the same
rows. No cell is drawn here; `unit_shown` has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal, NamedTuple

from workbook.model import Issue, Unit
from workbook.rubric import Criterion, Group, Tier, input_id, leaves_for
from workbook.rules.rule import Input, Scale
from workbook.sheets.ballot_plan import sheet_name, tab_name
from workbook.sheets.grid import Column, a1
from workbook.sheets.measure import lines
from workbook.sheets.shown import own_groups
from workbook.template import Template, load_template

KEYS, TITLE, UNIT, WHO, STATE, TITLES = range(6)
FIRST = 6
"""The first row of the tree, on every unit sheet."""
SUMMARY_STATE, SUMMARY_TITLES, BEST, SUMMARY_FIRST = 4, 5, 6, 7
"""Rows of a summary sheet; `BEST` is hidden and holds the highest figures of the group."""
MOST_LINES = 14
"""Words that need more lines than this stand in a row of their own, as wide as the table."""
DEEPEST = 7
"""Outline levels that Excel knows."""
CONTROL_ROW = "f:control"
Kind = Literal["parent", "leaf", "input", "dropped", "words"]


@cache
def unit_words(lang: str, is_own: bool = False) -> Template:
    """The words and looks of unit sheets: those of every ballot, their own over them.

    In a unit's own workbook (`is_own`) a word "x_own" stands for "x".
    """
    plain, unit = load_template("ballot", lang), load_template("unit", lang)
    words = {**plain.words, **unit.words}
    if is_own:
        words |= {key.removesuffix("_own"): text for key, text in words.items() if key.endswith("_own")}
    return Template(words, {**plain.styles, **unit.styles}, unit.data)


class TreeRow(NamedTuple):
    """One row of the tree; `asked` is the input that its "fact" cell takes, None where it takes none."""

    key: str
    kind: Kind
    node: Criterion
    asked: Input | None
    depth: int
    row: int
    last: int
    """The last row that belongs to the node."""

    @property
    def input_id(self) -> str:
        assert self.asked is not None
        return input_id(self.node.id, self.asked.id)


class UnitSheet(NamedTuple):
    """One unit's sheet: `key` is the passport's, `name` the tab's."""

    unit: Unit
    key: str
    name: str


@dataclass(frozen=True)
class UnitPlan:
    """Where everything stands on the sheets of one group's units, and on the group's summary."""

    issue: Issue
    group: Group
    words: Template
    lang: Literal["vi", "en"]
    summary_name: str
    """The summary's tab; empty in a unit's own workbook, which has none."""
    sheets: tuple[UnitSheet, ...]

    # ------------------------------------------------------------ what there is
    @cached_property
    def is_own(self) -> bool:
        """Whether a unit scores itself here."""
        return self.issue.scorer == "unit"

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        return self.issue.rubric.leaves_in(self.group.id)

    @cached_property
    def relative_inputs(self) -> tuple[tuple[Criterion, Input], ...]:
        """The inputs of which the best of the group must be known."""
        return tuple((one, asked) for one in self.leaves if one.rule.relative for asked in self.inputs(one))

    def inputs(self, leaf: Criterion) -> tuple[Input, ...]:
        return leaf.inputs_in(self.group.id)

    def counts(self, node: Criterion) -> bool:
        """Whether anything at or below the node is added up on these sheets."""
        return counts_here(self.issue, self.group.id, node)

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers that a unit of the group can reach; none where the total leaves something out."""
        if self.is_own and any(leaf.rule.relative for leaf in self.leaves):
            return ()
        known = {node.id for top in self.issue.rubric.criteria for node in nodes_in(top, self.group.id)}
        known |= {made.id for made in self.issue.rubric.aggregates}
        return tuple(tier for tier in self.group.tiers if {*tier.at_least, *tier.requires} <= known)

    @cached_property
    def shows_limit(self) -> bool:
        capped = self.issue.rubric.bonus == "capped" and any(leaf.rule.beyond for leaf in self.leaves)
        return capped or self.shows_index or self.shows_percent or self.shows_converted

    @cached_property
    def shows_index(self) -> bool:
        rubric = self.issue.rubric
        return rubric.shows_index or rubric.rank_by == "index" or self.group.base == "index"

    @cached_property
    def shows_percent(self) -> bool:
        return self.group.base == "percent"

    @cached_property
    def shows_converted(self) -> bool:
        return self.issue.rubric.rank_by == "converted" or self.group.base == "converted"

    @cached_property
    def shows_exact(self) -> bool:
        """Whether tiers are read from the unrounded figure, which then stands in a hidden row."""
        return bool(self.tiers) and self.issue.rubric.rounding.tier == "exact"

    @cached_property
    def aggregates(self) -> tuple[str, ...]:
        """The ids of the aggregates of which something is on these sheets."""
        here = {node.id for top in self.issue.rubric.criteria for node in nodes_in(top, self.group.id)}
        return tuple(made.id for made in self.issue.rubric.aggregates if here & set(made.criteria))

    @cached_property
    def shows_self(self) -> bool:
        return bool(self.issue.self_scores) and not self.is_own

    # ------------------------------------------------------------ columns
    @cached_property
    def columns(self) -> tuple[Column, ...]:
        wide = not self.shows_self
        texts = any(leaf.evidence or leaf.source or leaf.office for leaf in self.leaves)
        own = (Column("self", 11), Column("self_points", 8), Column("self_note", 21))
        return (
            Column("", 3, hidden=True),
            Column("code", 7.5),
            Column("name", 40 if wide else 35),
            Column("max", 8),
            Column("how", 40 if wide else 34),
            Column("evidence", (30 if wide else 25) if texts else 14),
            *(own if self.shows_self else ()),
            Column("fact", 12),
            Column("todo", 23 if wide else 21),
            Column("points", 10),
            Column("link", 16),
            Column("note", 25 if wide else 21),
            *(Column(key, 6, hidden=True) for key in ("state", "limit", "leaf", "hint")),
        )

    @cached_property
    def at(self) -> dict[str, int]:
        return {column.key: number for number, column in enumerate(self.columns)}

    @cached_property
    def width(self) -> dict[str, float]:
        return {column.key: column.width for column in self.columns}

    # ------------------------------------------------------------ rows
    @cached_property
    def tree(self) -> tuple[TreeRow, ...]:
        made: list[TreeRow] = []
        for top in self.issue.rubric.criteria:
            self._plant(made, top, 0)
        return tuple(made)

    def _plant(self, made: list[TreeRow], node: Criterion, depth: int) -> None:
        """The rows of a node and of all that is below it."""
        row, level = FIRST + len(made), min(depth, DEEPEST)
        if node.dropped:
            if not node.groups or self.group.id in node.groups:
                made.append(TreeRow(f"d:{node.id}", "dropped", node, None, level, row, row))
        elif node.children:
            if node.is_for(self.group.id):
                place = len(made)
                made.append(TreeRow(f"p:{node.id}", "parent", node, None, level, row, row))
                for child in node.children:
                    self._plant(made, child, depth + 1)
                if len(made) == place + 1:
                    made.pop()
                else:
                    made[place] = made[place]._replace(last=FIRST + len(made) - 1)
        elif node.is_for(self.group.id):
            made += self._leaf_rows(node, level, row)

    def _leaf_rows(self, leaf: Criterion, level: int, row: int) -> Iterator[TreeRow]:
        asked, below = self.inputs(leaf), min(level + 1, DEEPEST)
        single = asked[0] if len(asked) == 1 else None
        rest: list[tuple[str, Kind, Input | None]] = [
            (f"{key}:{leaf.id}", "words", None) for key in ("n", "m") if self.is_wordy(leaf, key)
        ]
        rest += [(f"i:{input_id(leaf.id, one.id)}", "input", one) for one in asked] if single is None else []
        last = row + len(rest)
        yield TreeRow(f"c:{leaf.id}", "leaf", leaf, single, level, row, last)
        for number, (key, kind, one) in enumerate(rest, row + 1):
            yield TreeRow(key, kind, leaf, one, below, number, number)

    def is_wordy(self, leaf: Criterion, key: str) -> bool:
        """Whether how a leaf is scored ("n"), or its evidence ("m"), is too long for its column."""
        text, column = (how_of(self, leaf), "how") if key == "n" else (evidence_of(self, leaf), "evidence")
        return lines(text, self.width[column]) > MOST_LINES

    @cached_property
    def feet(self) -> tuple[str, ...]:
        """The keys of the rows of figures below the tree."""
        optional = (
            ("f:exact", self.shows_exact),
            ("f:limit", self.shows_limit),
            ("f:index", self.shows_index),
            ("f:percent", self.shows_percent),
            ("f:converted", self.shows_converted),
            ("f:tier", bool(self.tiers)),
        )
        figures = ("f:total", *(key for key, there in optional if there))
        return (*figures, *(f"a:{name}" for name in self.aggregates), CONTROL_ROW)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each key of the tree and of the figures below it."""
        places = {one.key: one.row for one in self.tree}
        bottom = FIRST + len(self.tree)
        return places | {key: bottom + number for number, key in enumerate(self.feet)}

    @cached_property
    def node_row(self) -> dict[str, TreeRow]:
        """The row of each parent and leaf, by id."""
        return {one.node.id: one for one in self.tree if one.kind in ("parent", "leaf")}

    def input_rows(self, leaf: Criterion) -> tuple[TreeRow, ...]:
        """The rows whose "fact" cells take a leaf's inputs, in the rule's order."""
        return self._input_rows[leaf.id]

    @cached_property
    def _input_rows(self) -> dict[str, tuple[TreeRow, ...]]:
        found: dict[str, tuple[TreeRow, ...]] = {}
        for one in self.tree:
            if one.asked is not None:
                found[one.node.id] = (*found.get(one.node.id, ()), one)
        return found

    @cached_property
    def bottom(self) -> int:
        """The last row of the tree."""
        return FIRST + len(self.tree) - 1

    # ------------------------------------------------------------ addresses
    def cell(self, key: str, column: str) -> str:
        """The cell of a row key and a column key."""
        return a1(self.row_of[key], self.at[column])

    def span(self, column: str, top: int, bottom: int, *, fixed: bool = False) -> str:
        """A range of one column; written as a range even when it is one cell."""
        ends = (a1(row, self.at[column], fix_row=fixed, fix_column=fixed) for row in (top, bottom))
        return ":".join(ends)

    def whole(self, column: str, *, fixed: bool = False) -> str:
        """A column over the whole tree."""
        return self.span(column, FIRST, self.bottom, fixed=fixed)

    def on(self, sheet: UnitSheet, address: str) -> str:
        """An address as another sheet names it; fixed, because sorting rows would move it along."""
        return f"'{sheet.name}'!" + re.sub(r"\$?([A-Z]+)\$?(\d+)", r"$\1$\2", address)

    # ------------------------------------------------------------ the summary
    @cached_property
    def summary_columns(self) -> tuple[Column, ...]:
        optional = (
            ("limit", 9.0, self.shows_limit),
            ("index", 9.0, self.shows_index),
            ("percent", 9.0, self.shows_percent),
            ("converted", 10.0, self.shows_converted),
            ("rank", 7.0, True),
            ("tier", 14.0, bool(self.tiers)),
        )
        helpers = [f"b:{input_id(leaf.id, asked.id)}" for leaf, asked in self.relative_inputs]
        helpers += ["tie_share"] if self.issue.rubric.ties == "dense" else []
        return (
            Column("", 3, hidden=True),
            Column("no", 5),
            Column("unit", 42),
            Column("missing", 8),
            Column("invalid", 8),
            Column("next", 24),
            Column("total", 11),
            *(Column(key, width) for key, width, there in optional if there),
            *(Column(f"a:{name}", 13) for name in self.aggregates),
            Column("control", 12),
            *(Column(key, 6, hidden=True) for key in helpers),
        )

    @cached_property
    def summary_at(self) -> dict[str, int]:
        return {column.key: number for number, column in enumerate(self.summary_columns)}

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """All units of the group, those that the scorer is recused from too: the summary's rows."""
        return self.issue.round.scored(self.group.id)

    @cached_property
    def summary_row(self) -> dict[str, int]:
        return {unit.id: SUMMARY_FIRST + number for number, unit in enumerate(self.units)}

    def down(self, key: str, *, fixed: bool = False) -> str:
        """The whole unit area of a summary column, rows fixed."""
        ends = (SUMMARY_FIRST, SUMMARY_FIRST + len(self.units) - 1)
        return ":".join(a1(row, self.summary_at[key], fix_row=True, fix_column=fixed) for row in ends)

    def best_cell(self, input_: str) -> str:
        """Where the highest figure of the group for an input stands, as the unit sheets name it."""
        return f"'{self.summary_name}'!{a1(BEST, self.summary_at[f'b:{input_}'], fix_row=True, fix_column=True)}"


# ---------------------------------------------------------------- the book
def unit_plans(issue: Issue) -> tuple[UnitPlan, ...]:
    """One plan a group of which the issue's scorer scores anything, in the rubric's order.

    Units that he is recused from have no sheet. Unit sheets are numbered over the whole book.
    """
    lang = issue.round.lang
    words = unit_words(lang, issue.scorer == "unit")
    recused = issue.round.member(issue.member).recused
    plans: list[UnitPlan] = []
    number = 0
    for group in own_groups(issue):
        if not issue.rubric.leaves_in(group.id):
            continue
        sheets = []
        for unit in issue.round.scored(group.id):
            if unit.id not in recused:
                number += 1
                sheets.append(UnitSheet(unit, f"u:{unit.id}", sheet_name(number, unit)))
        lead = f"{words.words['summary_sheet']} {len(plans) + 1}."
        name = "" if issue.scorer == "unit" else tab_name(lead, group.name)
        plans.append(UnitPlan(issue, group, words, lang, name, tuple(sheets)))
    return tuple(plans)


# ---------------------------------------------------------------- the tree in a group
def nodes_in(node: Criterion, group_id: str) -> Iterator[Criterion]:
    """A node and all below it that are for a group, parents first; none where it is not."""
    if node.is_for(group_id) and next(leaves_for([node], group_id), None) is not None:
        yield node
        for child in node.children:
            yield from nodes_in(child, group_id)


def counts_here(issue: Issue, group_id: str, node: Criterion) -> bool:
    """Whether anything at or below the node is added up: in a unit's own workbook no relative rule is."""
    return any(
        leaf.rule.counts and not (issue.scorer == "unit" and leaf.rule.relative)
        for leaf in leaves_for([node], group_id)
    )


def countable(issue: Issue) -> Issue:
    """The issue without what its sheets cannot add up: a unit alone cannot be compared with the best one."""
    if issue.scorer != "unit":
        return issue
    tops = tuple(_without_relative(top) for top in issue.rubric.criteria)
    return replace(issue, rubric=replace(issue.rubric, criteria=tops))


def _without_relative(node: Criterion) -> Criterion:
    if not node.children:
        return replace(node, dropped="-") if node.rule.relative else node
    return replace(node, children=tuple(_without_relative(child) for child in node.children))


def has_points(plan: UnitPlan, leaf: Criterion) -> bool:
    """Whether a leaf's row has a figure: all but what is only shown, and what waits for other units."""
    return plan.counts(leaf) or is_gate(leaf)


def is_gate(leaf: Criterion) -> bool:
    """Whether a leaf is only met or not met (1 or 0), and added up nowhere."""
    return not leaf.children and not leaf.rule.counts and leaf.rule.highest(Scale(leaf.max, leaf.step)) > 0


def summed(plan: UnitPlan, names: Iterable[str]) -> tuple[str, ...]:
    """Those criteria of an aggregate that are on the sheet and added up."""
    rows = plan.node_row
    return tuple(name for name in names if name in rows and plan.counts(rows[name].node))


# ---------------------------------------------------------------- words of a leaf
def how_of(plan: UnitPlan, leaf: Criterion) -> str:
    """How a leaf is scored: as its decision words it, else as its rule does; with the rubric's note."""
    rule = getattr(leaf.rule.how(leaf.scale_in(plan.group.id)), plan.lang)
    return "\n".join(filter(None, (leaf.how or rule, leaf.note and plan.words.say("leaf_note", note=leaf.note))))


def evidence_of(plan: UnitPlan, leaf: Criterion) -> str:
    """What proves it, where its figures come from, who verifies it."""
    parts: Iterable[str] = (
        leaf.evidence,
        leaf.source and plan.words.say("leaf_source", source=leaf.source),
        leaf.office and plan.words.say("leaf_office", office=leaf.office),
    )
    return "\n".join(filter(None, parts))
