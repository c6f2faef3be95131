"""Where everything stands on a group's tally sheet, and the figures that it shows.

The figures come from the tally and the ranking (`Decimal`, computed without Excel); the formulas
that must give the same stand in `tally_cells`. Column keys: "c:<leaf>" for the combined figures,
"m:<member>:<leaf>" for what a member gave, "mt:<member>" for his total, "d:<leaf>" for whether the
combined figure differs from the program's, and plain names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from workbook.checks import check_ballot, covers, waive
from workbook.findings import Finding
from workbook.model import Combined, Criterion, GroupRanking, Issue, Member, Round, Rubric, Standing, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.scoring import applicable_max
from workbook.sheets.ballot_plan import sheet_name
from workbook.sheets.grid import Column, a1
from workbook.template import Template

TITLE, WHERE, METHOD, COUNTED, CHECK, BAND, SECTION, TITLES, MAX = range(9)
HEAD_ROWS = 9
"""Rows above the first unit."""
UNIT_WIDTH = 36.0
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
        found = check_ballot(Issue(rubric, round_, ballot.member, ballot.issue), ballot)
        for one in waive(found, round_.waivers):
            unit, criterion = one.at.unit, one.at.criterion
            if unit and criterion and ballot.scores.get((unit, criterion)) is not None:
                number = next((n for n, waiver in enumerate(round_.waivers, 1) if covers(waiver, one)), None)
                faults[unit, criterion, ballot.member] = Fault(one, number)
    return faults


@dataclass(frozen=True)
class Plan:
    """One group's sheet before it is drawn."""

    rubric: Rubric
    round: Round
    tally: Tally
    made: GroupRanking
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
    def leaves(self) -> tuple[Criterion, ...]:
        return self.rubric.leaves()

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        return self.made.standings

    @cached_property
    def of_group(self) -> tuple[Member, ...]:
        """All members who score the group, present or not."""
        return tuple(member for member in self.round.members if self.made.group.id in member.groups)

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The members whose ballots count, in the round's order."""
        counted = {ballot.member for ballot in self.tally.ballots}
        return tuple(member for member in self.of_group if member.id in counted)

    @cached_property
    def has_index(self) -> bool:
        return self.rubric.shows_index or self.rubric.rank_by == "index" or self.made.group.base == "index"

    @cached_property
    def has_percent(self) -> bool:
        return self.made.group.base == "percent"

    @cached_property
    def order(self) -> str:
        return self.rubric.rounding.order

    # ------------------------------------------------------------ columns
    @cached_property
    def columns(self) -> tuple[Column, ...]:
        wide = 12.0 if len(self.leaves) <= 8 else 9.5
        blocks = [column for member in self.members for column in self._block(member)]
        helpers = ["first"] if self.rubric.ties == "dense" else []
        helpers += ["program_total", "program_rank", *(f"d:{leaf.id}" for leaf in self.leaves), "differs"]
        return (
            Column("no", 5),
            Column("unit", UNIT_WIDTH),
            *(Column(f"c:{leaf.id}", wide) for leaf in self.leaves),
            *self._outcome_columns(),
            *blocks,
            *(Column(key, 9, hidden=True) for key in helpers),
        )

    @cached_property
    def shown_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.hidden)

    def _outcome_columns(self) -> Iterator[Column]:
        yield Column("total", 10)
        if self.has_index or self.has_percent:
            yield Column("limit", 10)
        if self.has_index:
            yield Column("index", 9)
        if self.has_percent:
            yield Column("percent", 9)
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
    def base_key(self) -> str:
        return {"points": "total", "index": "index", "percent": "percent"}[self.made.group.base]

    # ------------------------------------------------------------ addresses
    @cached_property
    def row_of(self) -> dict[str, int]:
        return {standing.unit.id: HEAD_ROWS + number for number, standing in enumerate(self.standings)}

    @cached_property
    def bottom(self) -> int:
        """The last unit's row; a group without units keeps one row's place."""
        return HEAD_ROWS + max(len(self.standings), 1) - 1

    def cell(self, row: int, key: str) -> str:
        return a1(row, self.at[key])

    def down(self, key: str) -> str:
        """All units' cells of a column, rows fixed; a range even where there is one unit."""
        return ":".join(a1(row, self.at[key], fix_row=True) for row in (HEAD_ROWS, self.bottom))

    def across(self, row: int, prefix: str, *, fix_row: bool = False) -> str:
        """A row's cells of all leaves: prefix "c" or "m:<member>"."""
        ends = (self.leaves[0], self.leaves[-1])
        return ":".join(a1(row, self.at[f"{prefix}:{leaf.id}"], fix_row=fix_row) for leaf in ends)

    # ------------------------------------------------------------ figures
    def combined(self, unit: Unit, leaf: Criterion) -> Combined:
        return self.tally.cells[unit.id, leaf.id]

    def is_shut(self, unit: Unit, leaf: Criterion) -> bool:
        """Not applicable by the unit's traits: nobody was asked."""
        cell = self.combined(unit, leaf)
        return cell.value is NOT_APPLICABLE and not cell.given

    def given(self, unit: Unit, leaf: Criterion, member: Member) -> Score:
        """What a member who scores the unit gave; the mark where nobody was asked."""
        cell = self.combined(unit, leaf)
        return NOT_APPLICABLE if self.is_shut(unit, leaf) else dict(cell.given).get(member.id)

    def figure(self, unit: Unit, leaf: Criterion) -> Score:
        """The combined figure that stands on the sheet: not rounded where only the total is."""
        cell = self.combined(unit, leaf)
        if self.order == "total" and cell.exact is not None:
            return Decimal(cell.exact.numerator) / Decimal(cell.exact.denominator)
        return cell.value

    def limit(self, unit: Unit) -> Decimal:
        """The applicable maximum as the sheet computes it, complete row or not."""
        values = {leaf.id: self.combined(unit, leaf).value for leaf in self.leaves}
        return applicable_max(self.rubric, self.made.group, values)

    def member_total(self, unit: Unit, member: Member) -> Decimal | None:
        """A member's own total; None where he did not score, or left a cell blank."""
        if unit.id in member.recused:
            return None
        scores = [self.given(unit, leaf, member) for leaf in self.leaves]
        if any(score is None for score in scores):
            return None
        numbers = (score for score in scores if isinstance(score, Decimal))
        return round_half_up(sum(numbers, Decimal(0)), self.rubric.rounding.total)

    def member_totals(self, unit: Unit) -> list[Decimal]:
        totals = (self.member_total(unit, member) for member in self.members)
        return [total for total in totals if total is not None]

    def percent(self, standing: Standing) -> Decimal | None:
        limit = self.limit(standing.unit)
        if standing.total is None or not limit:
            return None
        return round_half_up(Fraction(standing.total) / Fraction(limit) * 100, self.rubric.rounding.total)

    # ------------------------------------------------------------ ranks
    def rank_figure(self, standing: Standing) -> Decimal | None:
        return standing.index if self.rubric.rank_by == "index" else standing.total

    @cached_property
    def flags(self) -> dict[str, int]:
        """By unit: 1 at the first of equal figures, and at each unit that a decision set apart."""
        seen: set[Decimal] = set()
        flags: dict[str, int] = {}
        for standing in self.standings:
            figure = self.rank_figure(standing)
            flags[standing.unit.id] = int(figure is not None and (is_split(standing) or figure not in seen))
            seen |= {figure} if figure is not None else set()
        return flags

    @cached_property
    def offsets(self) -> dict[str, int]:
        """By unit: how many places a decision of the council moved it from the computed rank."""
        dense = self.rubric.ties == "dense"
        offsets: dict[str, int] = {}
        for standing in self.standings:
            own = self.rank_figure(standing)
            if own is None or standing.rank is None:
                offsets[standing.unit.id] = 0
                continue
            above = [s for s in self.standings if (figure := self.rank_figure(s)) is not None and figure > own]
            computed = 1 + (sum(self.flags[s.unit.id] for s in above) if dense else len(above))
            offsets[standing.unit.id] = standing.rank - computed
        return offsets

    # ------------------------------------------------------------ waivers
    def waiver_mark(self, unit: Unit, leaf: Criterion, members: tuple[Member, ...]) -> str:
        """The footnote marks of the waivers under which these members' figures stand."""
        found = (self.faults.get((unit.id, leaf.id, member.id)) for member in members)
        numbers = sorted({fault.waiver for fault in found if fault and fault.waiver})
        return "".join(mark_of(self.waiver_order[number]) for number in numbers)

    @cached_property
    def waiver_order(self) -> dict[int, int]:
        """The footnote number on this sheet of each of the round's waivers in use."""
        units = {standing.unit.id for standing in self.standings}
        used = {fault.waiver for (unit, _, _), fault in self.faults.items() if unit in units and fault.waiver}
        return {number: place for place, number in enumerate(sorted(used), 1)}


def is_split(standing: Standing) -> bool:
    return standing.decision is not None and standing.decision.kind == "split"


def mark_of(number: int) -> str:
    return "⁽" + str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) + "⁾"
