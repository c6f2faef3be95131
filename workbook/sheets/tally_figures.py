"""The figures of one group's tally sheet: who gave what, totals, maxima, ranks, computed without Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from workbook.consolidation import unit_exact
from workbook.model import Combine, Combined, GroupRanking, Member, Round, Standing, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.ranking import rank_key
from workbook.rubric import Criterion, Rubric, is_plain
from workbook.scoring import applicable_max, exact_total
from workbook.sheets.tree_formulas import is_flat, nodes_of
from workbook.tie_chain import ranks_by_round


class _Row(NamedTuple):
    """One unit's figures as members' totals need them."""

    common: Mapping[str, Score]
    """By leaf: what counts in every total alike, for the council concluded it or nobody scores it."""
    own: Mapping[str, Mapping[str, Score]]
    """By member and leaf: what he gave, conclusions aside."""
    needed: int
    """How many leaves somebody scores."""
    members: frozenset[str]
    """Who scores any of them."""
    has_gap: bool
    """Whether nobody scores a leaf that somebody must."""
    is_shut: bool
    """Whether nothing applies to the unit."""


@dataclass(frozen=True)
class Figures:
    """One group's figures, from the tally and the ranking."""

    rubric: Rubric
    round: Round
    tally: Tally
    made: GroupRanking

    # ------------------------------------------------------------ who and what
    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        return self.rubric.leaves_in(self.made.group.id)

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

    @property
    def how(self) -> Combine:
        """How members' figures become one."""
        return self.tally.combine

    def givers(self, unit: Unit) -> dict[str, dict[str, Score]]:
        """Who gave what for a unit, by leaf and member; kept for one unit, whose row is being drawn."""
        if unit.id not in self._givers:
            self._givers.clear()
            self._givers[unit.id] = {leaf.id: dict(self.combined(unit, leaf).given) for leaf in self.leaves}
        return self._givers[unit.id]

    @cached_property
    def _givers(self) -> dict[str, dict[str, dict[str, Score]]]:
        return {}

    @cached_property
    def flat(self) -> bool:
        """Whether plain sums make the totals."""
        return is_flat(self.rubric, self.made.group.id)

    @cached_property
    def plain(self) -> bool:
        return self.flat and is_plain(self.rubric)

    @cached_property
    def has_index(self) -> bool:
        ranked = self.rubric.rank_by == "index" or "index" in self.rubric.tie_chain
        return self.rubric.shows_index or ranked or self.made.group.base == "index"

    @cached_property
    def has_percent(self) -> bool:
        return self.made.group.base == "percent"

    @cached_property
    def has_converted(self) -> bool:
        return "converted" in (self.rubric.rank_by, self.made.group.base, *self.rubric.tie_chain)

    @cached_property
    def has_limit(self) -> bool:
        return self.has_index or self.has_percent or self.has_converted or self.rubric.bonus == "capped"

    @cached_property
    def order(self) -> str:
        return self.rubric.rounding.order

    @cached_property
    def asked_values(self) -> tuple[str, ...]:
        """Ids of the parents and aggregates that tiers and the tie chain ask for, and of all aggregates."""
        tiers = self.made.group.tiers
        names = [*(name for tier in tiers for name in tier.at_least), *self.rubric.tie_chain]
        leaves = {leaf.id for leaf in self.rubric.leaves()}
        wanted = dict.fromkeys([*names, *(one.id for one in self.rubric.aggregates)])
        return tuple(name for name in wanted if name not in leaves and nodes_of(self.rubric, self.made.group.id, name))

    # ------------------------------------------------------------ figures
    def combined(self, unit: Unit, leaf: Criterion) -> Combined:
        return self.tally.cells[unit.id, leaf.id]

    def concluded(self, unit: Unit) -> tuple[str, ...]:
        """The leaves that the council concluded for the unit."""
        if unit.id not in self._concluded:
            self._concluded[unit.id] = tuple(leaf.id for leaf in self.leaves if self.combined(unit, leaf).concluded)
        return self._concluded[unit.id]

    @cached_property
    def _concluded(self) -> dict[str, tuple[str, ...]]:
        return {}

    def is_shut(self, unit: Unit, leaf: Criterion) -> bool:
        """Not applicable by the unit's traits: nobody was asked."""
        cell = self.combined(unit, leaf)
        return cell.value is NOT_APPLICABLE and not cell.given and not cell.concluded

    def is_listed(self, unit: Unit, leaf: Criterion) -> bool:
        """Whether the figure comes from the round's lists, and nobody scores it."""
        return leaf.id in self.listed_ids and not self.is_shut(unit, leaf)

    @cached_property
    def listed_ids(self) -> frozenset[str]:
        return frozenset(leaf.id for leaf in self.leaves if leaf.is_listed(self.made.group.id))

    def is_asked(self, unit: Unit, leaf: Criterion, member: Member) -> bool:
        """Whether the member scores the leaf for the unit, or nobody needs to."""
        cell = self.combined(unit, leaf)
        if cell.given:
            return member.id in self.givers(unit)[leaf.id]
        return not cell.concluded and (self.is_shut(unit, leaf) or self.is_listed(unit, leaf))

    def given(self, unit: Unit, leaf: Criterion, member: Member) -> Score:
        """What a member who scores the unit gave; the mark where nobody was asked, a list's figure."""
        cell = self.combined(unit, leaf)
        return self.givers(unit)[leaf.id].get(member.id) if cell.given else cell.value

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

    def has_total(self, unit: Unit, member: Member) -> bool:
        """Whether the member scores all of the unit's leaves that somebody must; he may have left one blank."""
        if unit.id in member.recused:
            return False
        row = self._row_of(unit)
        if member.id not in row.members:
            return row.is_shut
        return not row.has_gap and len(row.own.get(member.id, ())) == row.needed

    def _row_of(self, unit: Unit) -> _Row:
        """Kept for one unit, like `givers`."""
        if unit.id not in self._rows:
            self._rows.clear()
            self._rows[unit.id] = self._row(unit)
        return self._rows[unit.id]

    @cached_property
    def _rows(self) -> dict[str, _Row]:
        return {}

    def _row(self, unit: Unit) -> _Row:
        cells = {leaf.id: self.combined(unit, leaf) for leaf in self.leaves}
        shut = {leaf.id for leaf in self.leaves if self.is_shut(unit, leaf)}
        common = {leaf: cell.value for leaf, cell in cells.items() if cell.concluded or not cell.given}
        own: dict[str, dict[str, Score]] = {}
        for leaf, cell in cells.items():
            for member, score in cell.given if leaf not in common else ():
                own.setdefault(member, {})[leaf] = score
        members = frozenset(member for cell in cells.values() for member, _ in cell.given)
        gap = any(not cells[leaf].concluded and leaf not in shut and leaf not in self.listed_ids for leaf in common)
        return _Row(common, own, len(cells) - len(common), members, gap, len(shut) == len(cells))

    def member_total(self, unit: Unit, member: Member) -> Decimal | None:
        """A member's own total; None where he did not score, or left a cell blank."""
        key = unit.id, member.id
        if key not in self._known:
            self._known[key] = self._member_total(unit, member) if self.has_total(unit, member) else None
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, str], Decimal | None]:
        """The members' totals that were asked for, by (unit, member)."""
        return {}

    def _member_total(self, unit: Unit, member: Member) -> Decimal | None:
        own = self._own(unit, member)
        # A blank counts as one though its leaf be in no sum.
        lacks = any(score is None for score in own.values())
        total = None if lacks else exact_total(self.rubric, self.made.group, own)
        return None if total is None else round_half_up(total, self.rubric.rounding.total)

    def _own(self, unit: Unit, member: Member) -> dict[str, Score]:
        """What counts for a member who has a total, by leaf."""
        row = self._row_of(unit)
        return {**row.common, **row.own.get(member.id, {})}

    def member_totals(self, unit: Unit) -> list[Decimal]:
        totals = (self.member_total(unit, member) for member in self.members)
        return [total for total in totals if total is not None]

    def member_limit(self, unit: Unit, member: Member) -> Decimal:
        """The maximum that applies to a member's figures."""
        return applicable_max(self.rubric, self.made.group, self._own(unit, member))

    def percent(self, standing: Standing) -> Decimal | None:
        limit = self.limit(standing.unit)
        if standing.total is None or not limit:
            return None
        return round_half_up(Fraction(standing.total) / Fraction(limit) * 100, self.rubric.rounding.total)

    def exact_base(self, standing: Standing) -> Fraction | None:
        """What tiers compare where they are read from the total that is not rounded."""
        exact, limit = unit_exact(self.rubric, self.made.group, self.tally, standing.unit), self.limit(standing.unit)
        base = self.made.group.base
        if exact is None or (not limit and base != "points"):
            return None
        if base == "points":
            return exact
        scale = {"index": Fraction(1), "percent": Fraction(100), "converted": Fraction(self.made.group.max)}[base]
        return exact / Fraction(limit) * scale

    def tier_figure(self, standing: Standing) -> Decimal | Fraction | None:
        """What the unit's tier is read from."""
        if standing.total is None:
            return None
        if self.rubric.rounding.tier == "exact":
            return self.exact_base(standing)
        figures = {"points": standing.total, "index": standing.index, "converted": standing.converted}
        return self.percent(standing) if self.made.group.base == "percent" else figures[self.made.group.base]

    # ------------------------------------------------------------ ranks
    def rank_figure(self, standing: Standing) -> Decimal | None:
        return rank_key(self.rubric, standing)

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """By unit with a rank: 1 and those of a better figure, then the rank after each round of the tie chain."""
        rounds = len(self.rubric.tie_chain)
        figures = {s.unit.id: figure for s in self.standings if (figure := self.rank_figure(s)) is not None}
        better = {unit: 1 + sum(other > own for other in figures.values()) for unit, own in figures.items()}
        made = ((s, better.get(s.unit.id)) for s in self.standings)
        return {s.unit.id: ranks_by_round(s, place, rounds) for s, place in made if place is not None}

    @cached_property
    def flags(self) -> dict[str, int]:
        """By unit: 1 at the first of those that nothing parts, and at each unit that a decision set apart."""
        seen: set[int] = set()
        flags: dict[str, int] = {}
        for standing in self.standings:
            place = self.places.get(standing.unit.id, (0,))[-1]
            flags[standing.unit.id] = int(place > 0 and (is_split(standing) or place not in seen))
            seen |= {place}
        return flags

    @cached_property
    def offsets(self) -> dict[str, int]:
        """By unit: how many places a decision of the council moved it from the computed rank."""
        dense = self.rubric.ties == "dense"
        offsets: dict[str, int] = {}
        for standing in self.standings:
            own = self.places.get(standing.unit.id)
            if own is None or standing.rank is None:
                offsets[standing.unit.id] = 0
                continue
            above = (self.flags[unit] for unit, places in self.places.items() if places[-1] < own[-1])
            offsets[standing.unit.id] = standing.rank - (1 + sum(above) if dense else own[-1])
        return offsets


def is_split(standing: Standing) -> bool:
    return standing.decision is not None and standing.decision.kind == "split"
