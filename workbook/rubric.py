"""The nouns of a rubric (bộ tiêu chí): criteria, tiers, groups, rounding. Frozen data, no Excel, no files.

`model` has the nouns of a round and of its results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from workbook.rules.direct import Direct
from workbook.rules.rule import Input, Rule, Scale

Base = Literal["points", "percent", "index", "converted"]
Basis = Literal["total", "index", "converted"]
Order = Literal["leaf", "total", "member"]
TiePolicy = Literal["shared", "dense"]
TIE_WORDS: Final = ("exact", "total", "index", "converted", "prior_rank")
"""The steps of a tie chain that are no ids: what is ranked before it was rounded, other figures, the year before.
No criterion and no aggregate has such an id."""


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
    rule: Rule = Direct()
    """How a leaf's points follow from what is typed; a parent's is not used."""
    groups: frozenset[str] = frozenset()
    """The only groups that it is for, its children too; empty for all."""
    cap: bool = False
    """A parent whose children add to more than its maximum: their sum is cut there."""
    weight: Decimal = Decimal(1)
    """What its points, and its maximum, count for in the parent or the total."""
    dropped: str = ""
    """The reason why it is not scored at all this year, its children neither; empty where it is."""
    how: str = ""
    """How it is scored, in the decision's words; where empty the rule's own words stand."""
    evidence: str = ""
    """The documents that prove it (tài liệu kiểm chứng)."""
    source: str = ""
    """Where the figures come from."""
    office: str = ""
    """Who verifies it."""
    note: str = ""

    def leaves(self) -> Iterator[Criterion]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def max_in(self, group_id: str) -> Decimal:
        return self.group_max.get(group_id, self.max)

    def scale_in(self, group_id: str) -> Scale:
        return Scale(self.max_in(group_id), self.step)

    def inputs_in(self, group_id: str) -> tuple[Input, ...]:
        """What is typed, or listed, for a leaf in a group."""
        return tuple(asked for _, asked in self.asked_in(group_id))

    def asked_in(self, group_id: str) -> tuple[tuple[str, Input], ...]:
        """The same, each with its `input_id`."""
        known = _asked.get((id(self), group_id))
        if known is None:
            if len(_asked) >= _KEPT_ASKED:
                _asked.clear()
            inputs = _inputs(self.rule, self.scale_in(group_id))
            known = _asked[id(self), group_id] = self, tuple((input_id(self.id, asked.id), asked) for asked in inputs)
        return known[1]

    def is_listed(self, group_id: str) -> bool:
        """Whether all that a leaf needs comes from the round's lists: nobody scores it."""
        return all(asked.listed for asked in self.inputs_in(group_id))

    def is_for(self, group_id: str) -> bool:
        return not self.dropped and (not self.groups or group_id in self.groups)


_asked: dict[tuple[int, str], tuple[Criterion, tuple[tuple[str, Input], ...]]] = {}
"""By the leaf's identity and the group: asked for at every cell. It holds the leaf, so no other takes its place."""
_KEPT_ASKED = 10_000


@lru_cache(maxsize=10_000)
def _inputs(rule: Rule, scale: Scale) -> tuple[Input, ...]:
    """A rule's inputs, made once: they are asked for again for every unit and ballot."""
    return rule.inputs(scale)


def input_id(leaf_id: str, input_: str) -> str:
    """The id of one input of a leaf, unique in the rubric: the leaf's own where it has one input."""
    return f"{leaf_id}/{input_}" if input_ else leaf_id


def leaf_of(input_: str) -> str:
    """The leaf that an input id belongs to; no criterion's id holds a slash."""
    return input_.partition("/")[0]


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
    at_least: Mapping[str, Decimal] = field(default_factory=dict)
    """Sub-totals that must be reached too, by id of a criterion or an aggregate; strict as `strict` says."""
    requires: tuple[str, ...] = ()
    """Mandatory criteria that must be met (a disqualifier is one whose wanted answer is no)."""
    quota_count: int | None = None
    """At most so many units of the group in this tier and the better ones."""
    quota_percent: Decimal | None = None
    """At most this percent of the group's ranked units, rounded down, in this tier and the better ones."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A sum beside the tree (trụ cột): the same criterion may count in several."""

    id: str
    name: str
    criteria: tuple[str, ...]
    """Ids of leaves or parents; each counts with its weight."""


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
    summed, then rounded; "member": each member's total, and then what the round's method makes of these.
    """

    leaf: int = 2
    total: int = 2
    index: int = 3
    order: Order = "leaf"
    tier: Literal["rounded", "exact"] = "rounded"
    """Whether tiers are read from the rounded total, index or percent, or from the unrounded one."""


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
    aggregates: tuple[Aggregate, ...] = ()
    bonus: Literal["open", "capped"] = "open"
    """Whether bonus points may lift a total above the unit's applicable maximum."""
    tie_chain: tuple[str, ...] = ()
    """What parts equal units, step by step: ids of criteria and aggregates, and `TIE_WORDS`."""

    def leaves(self) -> tuple[Criterion, ...]:
        """Every leaf, those not scored this year and those of some groups only too."""
        return tuple(leaf for top in self.criteria for leaf in top.leaves())

    def leaves_in(self, group_id: str) -> tuple[Criterion, ...]:
        """The leaves that are scored in a group, in the rubric's order."""
        return tuple(leaves_for(self.criteria, group_id))

    def leaf(self, leaf_id: str) -> Criterion:
        return next(leaf for leaf in self.leaves() if leaf.id == leaf_id)

    def group(self, group_id: str) -> Group:
        return next(group for group in self.groups if group.id == group_id)

    def nodes(self) -> Iterator[Criterion]:
        """Every criterion, parents before children."""
        waiting = list(reversed(self.criteria))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def leaves_for(nodes: Iterable[Criterion], group_id: str) -> Iterator[Criterion]:
    """The leaves below the nodes that are scored in a group."""
    for node in nodes:
        if node.is_for(group_id):
            if node.children:
                yield from leaves_for(node.children, group_id)
            else:
                yield node


def parents_of(rubric: Rubric) -> dict[str, tuple[str, ...]]:
    """The ids of the parents of each node, from the top."""
    found: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[Criterion, tuple[str, ...]]] = [(top, ()) for top in rubric.criteria]
    while waiting:
        node, above = waiting.pop()
        found[node.id] = above
        waiting += [(child, (*above, node.id)) for child in node.children]
    return found


def is_plain(rubric: Rubric) -> bool:
    """Whether one sheet a group can hold the rubric: points are typed, and their plain sum is the total."""
    nodes = tuple(rubric.nodes())
    plain = all(isinstance(node.rule, Direct) and not node.cap and node.weight == 1 for node in nodes)
    tiers = (tier for group in rubric.groups for tier in group.tiers)
    simple = all(not (tier.at_least or tier.requires) for tier in tiers)
    bases = {rubric.rank_by, *(group.base for group in rubric.groups)}
    return plain and simple and "converted" not in bases and rubric.rounding.tier == "rounded" and not rubric.aggregates
