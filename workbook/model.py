"""The nouns: rubric, round, ballot, tally, ranking. Frozen data, no Excel, no files, no words.

`loading` makes rubrics and rounds from files, `scoring`, `consolidation` and `ranking` compute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from workbook.points import Score

Base = Literal["points", "percent", "index"]
Basis = Literal["total", "index"]
Order = Literal["leaf", "total", "member"]
TiePolicy = Literal["shared", "dense"]
CellId = tuple[str, str]
"""(unit id, leaf criterion id)"""


# ---------------------------------------------------------------- the rubric (bộ tiêu chí)
@dataclass(frozen=True, slots=True)
class Criterion:
    """A node of the criteria tree (tiêu chí); a leaf is scored, a parent sums its children."""

    id: str
    code: str
    """As printed; text, so "1.10" is not 1.1. May be empty."""
    name: str
    max: Decimal
    step: Decimal
    children: tuple[Criterion, ...] = ()
    not_applicable: frozenset[str] = frozenset()
    """Traits of a unit to which the criterion does not apply (its children neither)."""
    markable: bool = False
    """Whether a scorer may type the mark KĐG in an open cell."""
    group_max: Mapping[str, Decimal] = field(default_factory=dict)
    """Another maximum for some groups, by group id."""
    assumed: bool = False
    """The maximum is inferred, not printed in the rubric's decision."""

    def leaves(self) -> Iterator[Criterion]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def max_in(self, group_id: str) -> Decimal:
        return self.group_max.get(group_id, self.max)


@dataclass(frozen=True, slots=True)
class Tier:
    """A band of the base value (xếp loại): from `lower` up to the next tier's lower bound."""

    label: str
    lower: Decimal | None
    """None for the lowest tier: everything below the others."""
    strict: bool = False
    """True: only values above `lower`; False: `lower` itself belongs to the tier."""
    printed_from: Decimal | None = None
    printed_to: Decimal | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Units ranked together (khối), with their own maximum and tiers."""

    id: str
    name: str
    max: Decimal
    tiers: tuple[Tier, ...] = ()
    """Best first; empty where the rubric classes nobody."""
    base: Base = "points"
    """What the tiers' bounds are compared with."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Column titles of this group that differ, by column key ("unit", "total", ...)."""
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Trait:
    """Something true of a unit that decides what applies to it ("không có TTHC")."""

    id: str
    name: str
    note: str = ""
    """The note that a published table prints beside such a unit ("Không TTHC")."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """Decimal places, and which figure is rounded first.

    order "leaf": each combined leaf, then the sum (default); "total": the unrounded leaves are
    summed, then rounded; "member": each member's total, then their mean.
    """

    leaf: int = 2
    total: int = 2
    index: int = 3
    order: Order = "leaf"


@dataclass(frozen=True, slots=True)
class Rubric:
    """The criteria, maxima, tiers and rules fixed by a decision."""

    id: str
    title: str
    version: str
    legal_basis: str
    errata: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    groups: tuple[Group, ...]
    traits: tuple[Trait, ...] = ()
    rounding: Rounding = Rounding()
    ties: TiePolicy = "shared"
    rank_by: Basis = "total"
    shows_index: bool = False
    layout: str = ""
    """The annex layout in templates/annex/ that prints this rubric's ranking."""
    notes: tuple[str, ...] = ()
    """What a reader must know of this file: what is inferred, what is missing."""

    def leaves(self) -> tuple[Criterion, ...]:
        return tuple(leaf for top in self.criteria for leaf in top.leaves())

    def group(self, group_id: str) -> Group:
        return next(group for group in self.groups if group.id == group_id)

    def nodes(self) -> Iterator[Criterion]:
        """Every criterion, parents before children."""
        waiting = list(reversed(self.criteria))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


# ---------------------------------------------------------------- the round (đợt)
@dataclass(frozen=True, slots=True)
class Unit:
    """An agency that is scored (đơn vị)."""

    id: str
    name: str
    group: str
    aliases: tuple[str, ...] = ()
    prior_rank: int | None = None
    traits: frozenset[str] = frozenset()
    left_out: str | None = None
    """The reason why the unit is not scored this year; None where it is."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the council (thành viên hội đồng)."""

    id: str
    name: str
    role: str = ""
    groups: tuple[str, ...] = ()
    recused: frozenset[str] = frozenset()
    """Units that he may not score; shut in his sheet and outside the mean."""
    absent: str | None = None
    """The reason why no ballot is expected; None where one is."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A recorded decision that one finding stands as typed. The value is never clamped."""

    check: str
    unit: str
    criterion: str
    member: str | None
    """None: whoever typed it."""
    reason: str
    by: str
    when: dt.date
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class TieDecision:
    """The council's decision on units of equal rank, in the order of `units`.

    "shared": one rank, this order in print; "split": distinct ranks in this order.
    """

    units: tuple[str, ...]
    kind: Literal["shared", "split"]
    reason: str
    by: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """One year's scoring (đợt): who scores whom, by when, and what was decided on the way."""

    id: str
    title: str
    rubric: str
    year: int
    date: dt.date
    deadline: dt.date
    contact: str
    units: tuple[Unit, ...]
    members: tuple[Member, ...]
    council: str = ""
    """The body whose members score, as printed above their signature."""
    place: str = ""
    """The place in "..., ngày ... tháng ... năm ..."."""
    minimum_scorers: int = 1
    combine: Literal["mean"] = "mean"
    lang: Literal["vi", "en"] = "vi"
    """The language of ballots, annex and tally; messages have their own."""
    waivers: tuple[Waiver, ...] = ()
    ties: tuple[TieDecision, ...] = ()
    layout: str = ""
    """Overrides the rubric's annex layout."""

    def scored(self, group_id: str) -> tuple[Unit, ...]:
        """The group's units that are scored this year, by id."""
        return tuple(sorted((u for u in self.units if u.group == group_id and u.left_out is None), key=lambda u: u.id))

    def unit(self, unit_id: str) -> Unit:
        return next(unit for unit in self.units if unit.id == unit_id)

    def member(self, member_id: str) -> Member:
        return next(member for member in self.members if member.id == member_id)


# ---------------------------------------------------------------- ballots and results
@dataclass(frozen=True, slots=True)
class Issue:
    """What one member was sent: rubric and round as they stood, and the number of the sending."""

    rubric: Rubric
    round: Round
    member: str
    number: int


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one member gave (phiếu chấm): every open and every prefilled cell of his units."""

    member: str
    issue: int
    scores: Mapping[CellId, Score]
    notes: Mapping[str, str] = field(default_factory=dict)
    """His remark by unit id; units without one are absent."""


@dataclass(frozen=True, slots=True)
class Combined:
    """One cell of the tally: what the members gave and what it makes.

    `exact` is the unrounded mean of the numbers given, None where nobody gave one; `value` is
    what counts in the sums: rounded where the rubric rounds leaves, the mark, or None.
    """

    given: tuple[tuple[str, Score], ...]
    exact: Fraction | None
    value: Score


@dataclass(frozen=True, slots=True)
class Tally:
    """All ballots combined (bảng tổng hợp)."""

    ballots: tuple[Ballot, ...]
    cells: Mapping[CellId, Combined]


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's line in the ranking. `total`, `index` at the rubric's places."""

    unit: Unit
    values: Mapping[str, Score]
    """By criterion id, leaves and parents alike; the mark where not applicable."""
    total: Decimal | None
    applicable_max: Decimal
    index: Decimal | None
    rank: int | None
    tied: bool
    tier: str | None
    decision: TieDecision | None = None


@dataclass(frozen=True, slots=True)
class GroupRanking:
    group: Group
    standings: tuple[Standing, ...]
    """In printed order."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The result (bảng xếp hạng), group by group in the rubric's order."""

    groups: tuple[GroupRanking, ...]
