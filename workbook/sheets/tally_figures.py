"""The figures of one group's tally sheet: who gave what, totals, maxima, ranks, computed without Excel."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from workbook.consolidation import unit_exact
from workbook.model import Combined, GroupRanking, Member, Round, Standing, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.ranking import rank_key
from workbook.rubric import Criterion, Rubric, is_plain
from workbook.scoring import Exact, applicable_max, exact_total
from workbook.sheets.tree_formulas import is_flat, nodes_of


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

    @cached_property
    def flat(self) -> bool:
        """Whether plain sums make the totals."""
        return is_flat(self.rubric, self.made.group.id)

    @cached_property
    def plain(self) -> bool:
        return self.flat and is_plain(self.rubric)

    @cached_property
    def has_index(self) -> bool:
        return self.rubric.shows_index or self.rubric.rank_by == "index" or self.made.group.base == "index"

    @cached_property
    def has_percent(self) -> bool:
        return self.made.group.base == "percent"

    @cached_property
    def has_converted(self) -> bool:
        return "converted" in (self.rubric.rank_by, self.made.group.base)

    @cached_property
    def has_limit(self) -> bool:
        return self.has_index or self.has_percent or self.has_converted or self.rubric.bonus == "capped"

    @cached_property
    def order(self) -> str:
        return self.rubric.rounding.order

    @cached_property
    def asked_values(self) -> tuple[str, ...]:
        """Ids of the parents and aggregates that tiers ask for, and of all aggregates."""
        tiers = self.made.group.tiers
        names = [name for tier in tiers for name in tier.at_least]
        leaves = {leaf.id for leaf in self.rubric.leaves()}
        wanted = dict.fromkeys([*names, *(one.id for one in self.rubric.aggregates)])
        return tuple(name for name in wanted if name not in leaves and nodes_of(self.rubric, self.made.group.id, name))

    # ------------------------------------------------------------ figures
    def combined(self, unit: Unit, leaf: Criterion) -> Combined:
        return self.tally.cells[unit.id, leaf.id]

    def is_shut(self, unit: Unit, leaf: Criterion) -> bool:
        """Not applicable by the unit's traits: nobody was asked."""
        cell = self.combined(unit, leaf)
        return cell.value is NOT_APPLICABLE and not cell.given and not cell.concluded

    def is_listed(self, unit: Unit, leaf: Criterion) -> bool:
        """Whether the figure comes from the round's lists, and nobody scores it."""
        return leaf.is_listed(self.made.group.id) and not self.is_shut(unit, leaf)

    def is_asked(self, unit: Unit, leaf: Criterion, member: Member) -> bool:
        """Whether the member scores the leaf for the unit, or nobody needs to."""
        cell = self.combined(unit, leaf)
        if cell.given:
            return member.id in dict(cell.given)
        return not cell.concluded and (self.is_shut(unit, leaf) or self.is_listed(unit, leaf))

    def given(self, unit: Unit, leaf: Criterion, member: Member) -> Score:
        """What a member who scores the unit gave; the mark where nobody was asked, a list's figure."""
        cell = self.combined(unit, leaf)
        return dict(cell.given).get(member.id) if cell.given else cell.value

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
        cells = [self.combined(unit, leaf) for leaf in self.leaves]
        if not any(member.id in dict(cell.given) for cell in cells):
            return all(self.is_shut(unit, leaf) for leaf in self.leaves)
        return all(self.combined(unit, leaf).concluded or self.is_asked(unit, leaf, member) for leaf in self.leaves)

    def member_total(self, unit: Unit, member: Member) -> Decimal | None:
        """A member's own total; None where he did not score, or left a cell blank."""
        if not self.has_total(unit, member):
            return None
        own: dict[str, Exact] = {}
        for leaf in self.leaves:
            cell = self.combined(unit, leaf)
            score = cell.value if cell.concluded else self.given(unit, leaf, member)
            own[leaf.id] = Fraction(score) if isinstance(score, Decimal) else score
        total = exact_total(self.rubric, self.made.group, own)
        # A blank counts as one though its leaf be in no sum.
        return None if total is None or None in own.values() else round_half_up(total, self.rubric.rounding.total)

    def member_totals(self, unit: Unit) -> list[Decimal]:
        totals = (self.member_total(unit, member) for member in self.members)
        return [total for total in totals if total is not None]

    def member_limit(self, unit: Unit, member: Member) -> Decimal:
        """The maximum that applies to a member's figures."""
        own: dict[str, Score] = {}
        for leaf in self.leaves:
            cell = self.combined(unit, leaf)
            own[leaf.id] = cell.value if cell.concluded else self.given(unit, leaf, member)
        return applicable_max(self.rubric, self.made.group, own)

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


def is_split(standing: Standing) -> bool:
    return standing.decision is not None and standing.decision.kind == "split"
