"""Where everything stands on a group's tally sheet, and how each place is found.

The figures come from `tally_figures`, the formulas that must give the same stand in `tally_cells`.
Column keys: "c:<leaf>" for the combined figures,
"v:<id>" for the sub-total of a parent or an aggregate, "m:<member>:<leaf>" for the points a member
gave, "mt:<member>" for his total, "d:<leaf>" for whether the combined figure differs from the
program's, "r:<leaf>" for it rounded, "ml:<member>" for the maximum that applies to his figures,
"s:<step>" and "t:<round>" for the tie chain, and plain names. A rubric of many leaves has its result
before them, section by section. "b:<leaf>:<member>" repeats a member's figure, and "b::<member>" his
total, beside those of the others (`copies`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from workbook.checks import check_ballot, covers, waive
from workbook.findings import Finding
from workbook.formulas import text_literal
from workbook.model import Issue, Member, Round, Tally, Unit
from workbook.points import MARK_TEXT
from workbook.rubric import TIE_WORDS, Criterion, Rubric, leaf_of
from workbook.sheets.ballot_plan import sheet_name
from workbook.sheets.grid import Cell, Column, Value, a1
from workbook.sheets.tally_figures import Figures
from workbook.sheets.tree_formulas import ROW, Line, cell_in, counted
from workbook.template import Template

TITLE, WHERE, METHOD, COUNTED, CHECK, BAND, SECTION, TITLES, MAX = range(9)
HEAD_ROWS = 9
"""Rows above the first unit."""
UNIT_WIDTH = 36.0
NARROW_LEAVES = 16
"""The most leaves whose columns stand before the result; more come behind it, section by section before."""
_MOST_SECTIONS = 12
OWN_FIGURES = ("exact", "prior_rank")
"""The steps of a tie chain whose figures stand in no other column."""
RECUSED_TEXT = "-"
"""What stands in the cells of a unit that the member does not score: text, so SUM and COUNT pass it over."""

CellOf = tuple[str, str, str]
"""(unit id, leaf id, member id)"""


class Fault(NamedTuple):
    """A member's figure that breaks the rubric, and the number of its waiver's footnote, if any."""

    found: Finding
    waiver: int | None


def faults_of(rubric: Rubric, round_: Round, tally: Tally) -> dict[CellOf, Fault]:
    """Every counted figure that breaks the rubric, by cell; blank cells are no figures."""
    faults: dict[CellOf, Fault] = {}
    for ballot in tally.ballots:
        found = waive(check_ballot(Issue(rubric, round_, ballot.member, ballot.issue), ballot), round_.waivers)
        given = {(unit, leaf_of(cell)) for (unit, cell), s in ballot.scores.items() if s is not None} if found else ()
        for one in found:
            unit, criterion = one.at.unit, one.at.criterion
            if unit and criterion and (unit, leaf_of(criterion)) in given:
                number = next((n for n, waiver in enumerate(round_.waivers, 1) if covers(waiver, one)), None)
                place = (unit, leaf_of(criterion), ballot.member)
                # A leaf of several facts may have several faults: one that is not waived is the one to show.
                if place not in faults or number is None:
                    faults[place] = Fault(one, number)
    return faults


@dataclass(frozen=True)
class Plan(Figures):
    """One group's sheet before it is drawn."""

    number: int
    words: Template
    lang: str
    faults: Mapping[CellOf, Fault]
    provisional: bool = False

    # ------------------------------------------------------------ who and what
    @cached_property
    def name(self) -> str:
        return sheet_name(self.number, self.made.group)

    @cached_property
    def wide(self) -> bool:
        return len(self.leaves) > NARROW_LEAVES

    @cached_property
    def sections(self) -> tuple[Criterion, ...]:
        """The criteria whose sub-totals stand beside the total where the leaves are many."""
        group_id, top = self.made.group.id, self.rubric.criteria
        while len(top) == 1 and top[0].children:
            top = top[0].children
        there = tuple(node for node in top if counted([node], group_id))
        return there if self.wide and 1 < len(there) <= _MOST_SECTIONS else ()

    # ------------------------------------------------------------ columns
    @cached_property
    def columns(self) -> tuple[Column, ...]:
        wide = 12.0 if len(self.leaves) <= 8 else 9.5
        leaves = tuple(Column(f"c:{leaf.id}", wide) for leaf in self.leaves)
        result = tuple(self._outcome_columns())
        blocks = [column for member in self.members for column in self._block(member)]
        return (
            Column("no", 5),
            Column("unit", UNIT_WIDTH),
            *((*result, *leaves) if self.wide else (*leaves, *result)),
            *blocks,
            *(Column(key, 9, hidden=True) for key in self._helpers()),
        )

    @cached_property
    def copies(self) -> dict[str, str]:
        """Helper columns that repeat members' figures side by side, each with the key of what it repeats.

        Only functions over neighbouring cells can leave out more than one highest and one lowest.
        """
        drop = self.how.drop
        if self.how.method != "trimmed" or drop == 1 or len(self.members) <= 2 * drop:
            return {}
        group_id = self.made.group.id
        leaves = [leaf for leaf in self.leaves if leaf.rule.counts and not leaf.is_listed(group_id)]
        made = {copy_key(leaf.id, one): f"m:{one.id}:{leaf.id}" for leaf in leaves for one in self.members}
        totals = {copy_key("", one): f"mt:{one.id}" for one in self.members} if self.order == "member" else {}
        return made | totals

    def _helpers(self) -> Iterator[str]:
        if self.rubric.ties == "dense":
            yield "first"
        yield from ("program_total", "program_rank")
        shown = {node.id for node in self.sections}
        values = [name for name in self.asked_values if name not in shown]
        asked = any(tier.at_least or tier.requires for tier in self.made.group.tiers)
        asked = asked or bool(set(self.rubric.tie_chain) - set(TIE_WORDS))
        if self.order == "total" and (values or shown or asked):
            yield from (f"r:{leaf.id}" for leaf in self.leaves)
        yield from (f"v:{name}" for name in values)
        if self.rubric.bonus == "capped":
            yield from (f"ml:{member.id}" for member in self.members)
        if self.made.group.tiers and self.rubric.rounding.tier == "exact":
            yield "base"
        yield from self.quota_keys
        yield from (f"s:{step}" for step in OWN_FIGURES if step in self.rubric.tie_chain)
        yield from self.tie_keys
        if self.made.group.tiers:
            yield "program_tier"
        yield from self.copies
        yield from (f"d:{leaf.id}" for leaf in self.leaves)
        yield "differs"

    @cached_property
    def quota_keys(self) -> tuple[str, ...]:
        """Helper columns "q:0", then "q:<n>" for each tier (1 is the best) that its own or a lower quota binds."""
        tiers = self.made.group.tiers
        bound = [
            number
            for number, tier in enumerate(tiers, 1)
            if tier.quota_count is not None or tier.quota_percent is not None
        ]
        return tuple(f"q:{number}" for number in range(max(bound) + 1)) if bound else ()

    @cached_property
    def tie_keys(self) -> tuple[str, ...]:
        """Helper columns "t:0", the rank by figures, then "t:<n>": after the tie chain's nth round."""
        return tuple(f"t:{number}" for number in range(len(self.rubric.tie_chain) + 1)) if self.rubric.tie_chain else ()

    @cached_property
    def tie_columns(self) -> tuple[str, ...]:
        """The column of each step of the tie chain that the group has a figure for."""
        keys = (
            f"s:{step}" if step in OWN_FIGURES else step if step in TIE_WORDS else self.value_key(step)
            for step in self.rubric.tie_chain
        )
        return tuple(key for key in keys if key is not None)

    @cached_property
    def shown_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.hidden)

    def _outcome_columns(self) -> Iterator[Column]:
        yield from (Column(f"v:{node.id}", 9.5) for node in self.sections)
        yield Column("total", 10)
        if self.has_limit:
            yield Column("limit", 10)
        if self.has_index:
            yield Column("index", 9)
        if self.has_percent:
            yield Column("percent", 9)
        if self.has_converted:
            yield Column("converted", 9)
        if any(self.offsets.values()):
            yield Column("offset", 11)
        yield Column("rank", 7)
        if self.made.group.tiers:
            yield Column("tier", 13)
        yield Column("scorers", 9)
        yield Column("spread", 11)

    def _block(self, member: Member) -> Iterator[Column]:
        narrow = 11.0 if len(self.leaves) == 1 else 9.0
        yield from (Column(f"m:{member.id}:{leaf.id}", narrow) for leaf in self.leaves)
        yield Column(f"mt:{member.id}", 9)

    @cached_property
    def at(self) -> dict[str, int]:
        return {column.key: number for number, column in enumerate(self.columns)}

    @cached_property
    def result_columns(self) -> tuple[Column, ...]:
        return self.columns[: self.at["spread"] + 1]

    @cached_property
    def beside_keys(self) -> tuple[str, ...]:
        """The result's columns that stand beside total, rank and tier: sub-totals, shares, scorers, spread."""
        told = {"no", "unit", "offset", "total", "rank", "tier"}
        keys = (column.key for column in self.result_columns)
        return tuple(key for key in keys if key not in told and not key.startswith("c:"))

    @cached_property
    def base_key(self) -> str:
        """The column that tiers are read from."""
        if "base" in self.at:
            return "base"
        keys = {"points": "total", "index": "index", "percent": "percent", "converted": "converted"}
        return keys[self.made.group.base]

    @cached_property
    def score_keys(self) -> dict[str, tuple[str, ...]]:
        """The columns of each member's figures."""
        return {one.id: tuple(f"m:{one.id}:{leaf.id}" for leaf in self.leaves) for one in self.members}

    def shared(self, value: Value, style: str) -> Cell:
        """One cell for all that show the same: a council's figures are many, and few of them differ."""
        key = value or str(value), style  # -0 equals 0, and is another text
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = Cell(value, style)
        return cell

    @cached_property
    def _cells(self) -> dict[tuple[Value, str], Cell]:
        return {}

    # ------------------------------------------------------------ addresses
    @cached_property
    def row_of(self) -> dict[str, int]:
        return {standing.unit.id: HEAD_ROWS + number for number, standing in enumerate(self.standings)}

    @cached_property
    def bottom(self) -> int:
        """The last unit's row; a group without units keeps one row's place."""
        return HEAD_ROWS + max(len(self.standings), 1) - 1

    def cell(self, row: int | None, key: str) -> str:
        return cell_in(row, self.at[key])

    def in_row(self, row: int, key: Hashable, make: Callable[[], str]) -> str:
        """A formula over cells of its own row, which `make` makes once for any row; `key` tells it from others."""
        pattern = self._patterns.get(key)
        if pattern is None:
            pattern = self._patterns[key] = make()
        return pattern.replace(ROW, str(row + 1))

    @cached_property
    def _patterns(self) -> dict[Hashable, str]:
        return {}

    def down(self, key: str) -> str:
        """All units' cells of a column, rows fixed; a range even where there is one unit."""
        return ":".join(a1(row, self.at[key], fix_row=True) for row in (HEAD_ROWS, self.bottom))

    def across(self, row: int | None, prefix: str) -> str:
        """A row's cells of all leaves: prefix "c" or "m:<member>"."""
        ends = (self.leaves[0], self.leaves[-1])
        return ":".join(self.cell(row, f"{prefix}:{leaf.id}") for leaf in ends)

    def line(self, row: int | None, prefix: str, unit: Unit | None = None) -> Line:
        """The leaves' cells of a row; for a member's own row what the council concluded stands elsewhere."""
        own = {leaf.id: self.at[f"{prefix}:{leaf.id}"] for leaf in self.leaves}
        if unit is not None:
            own |= {leaf_id: self.at[f"c:{leaf_id}"] for leaf_id in self.concluded(unit)}
        return Line(row, own, MAX)

    def value_at(self, row: int, name: str) -> str:
        """The cell of a criterion's or an aggregate's value, as tiers compare it; the mark where there is none."""
        key = self.value_key(name)
        return self.cell(row, key) if key else text_literal(MARK_TEXT)

    def value_key(self, name: str) -> str | None:
        """The column of a criterion's or an aggregate's value; None where the group has none."""
        return next((key for key in (f"v:{name}", f"r:{name}", f"c:{name}") if key in self.at), None)

    # ------------------------------------------------------------ waivers
    def waiver_mark(self, unit: Unit, leaf: Criterion, members: tuple[Member, ...]) -> str:
        """The footnote marks of the waivers under which these members' figures stand."""
        found = (self.faults.get((unit.id, leaf.id, member.id)) for member in (members if self.faults else ()))
        numbers = sorted({fault.waiver for fault in found if fault and fault.waiver})
        return "".join(mark_of(self.waiver_order[number]) for number in numbers)

    @cached_property
    def waiver_order(self) -> dict[int, int]:
        """The footnote number on this sheet of each of the round's waivers in use."""
        units = {standing.unit.id for standing in self.standings}
        used = {fault.waiver for (unit, _, _), fault in self.faults.items() if unit in units and fault.waiver}
        return {number: place for place, number in enumerate(sorted(used), 1)}


def copy_key(block: str, member: Member) -> str:
    """The helper column that repeats a member's figure of a leaf, or his total where `block` is ""."""
    return f"b:{block}:{member.id}"


def mark_of(number: int) -> str:
    return "⁽" + str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) + "⁾"
