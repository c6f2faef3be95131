"""Quotas of tiers (chỉ tiêu): how many units a tier and the better ones may hold, and who must stand back.

Going down from the best tier, a unit keeps its tier while it and all that rank as high or higher fit
into the quota. Units of equal rank are never separated: where they do not all fit, all of them fall to
the next tier whose conditions they meet. Only the rubric's tie chain, or a recorded decision of the
council that gives equal units distinct ranks, separates them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from workbook.catalogue import rank as said
from workbook.findings import Finding, Place, Words, finding
from workbook.model import Standing
from workbook.rubric import Group, Tier
from workbook.rules.rule import both


@dataclass(frozen=True, slots=True)
class _Quota:
    limit: int
    words: Words


def keep_quotas(
    group: Group,
    standings: Sequence[Standing],
    reached: Mapping[str, Sequence[str]],
    figures: Mapping[str, Decimal | None],
) -> tuple[list[Standing], list[Finding]]:
    """The standings, ranked already, with the tiers that quotas leave them, and why.

    `reached` gives the labels of all tiers whose conditions a unit meets, best first, by unit id;
    `figures` what each is ranked by. `Standing.held_back` is the best tier that a unit lost.
    """
    ranked = sum(one.rank is not None for one in standings)
    quotas = _binding(group.tiers, ranked)
    current = {one.unit.id: one.tier for one in standings}
    # Who has no rank stands below everybody.
    ranks = {one.unit.id: one.rank or len(standings) + 1 for one in standings}
    lost: dict[str, _Lost] = {}
    taken = 0
    for tier, quota in zip(group.tiers, quotas, strict=True):
        names = sorted((name for name, label in current.items() if label == tier.label), key=lambda n: (ranks[n], n))
        for name in names:
            count = taken + sum(ranks[other] <= ranks[name] for other in names)
            if quota is not None and count > quota.limit:
                own = [*reached[name]]
                current[name] = next(iter(own[own.index(tier.label) + 1 :]), None)
                above = taken + sum(ranks[other] < ranks[name] for other in names)
                lost.setdefault(name, _Lost(tier.label, quota, count, max(quota.limit - above, 0)))
        taken += sum(current[name] == tier.label for name in names)
    made = [
        replace(one, tier=current[one.unit.id], held_back=lost[one.unit.id].tier) if one.unit.id in lost else one
        for one in standings
    ]
    return made, list(_explained([one for one in made if one.held_back], lost, figures))


@dataclass(frozen=True, slots=True)
class _Lost:
    """The tier that a unit lost, to which quota, and how many rank as high or higher among those who reach it."""

    tier: str
    quota: _Quota
    count: int
    left: int
    """Places that those above leave, too few for all units of this rank."""


def _binding(tiers: Sequence[Tier], ranked: int) -> list[_Quota | None]:
    """The quota that binds each tier: its own, or a smaller one of a tier below, which counts it too."""
    binding: list[_Quota | None] = []
    lowest: _Quota | None = None
    for tier in reversed(tiers):
        for own in _own(tier, ranked):
            lowest = own if lowest is None or own.limit < lowest.limit else lowest
        binding.append(lowest)
    return binding[::-1]


def _own(tier: Tier, ranked: int) -> Iterator[_Quota]:
    head = Words(f"mức “{tier.label}” trở lên chỉ được ", f"“{tier.label}” and above hold at most ")
    if tier.quota_count is not None:
        limit = tier.quota_count
        yield _Quota(limit, Words(f"{head.vi}{limit} đơn vị", f"{head.en}{limit}"))
    if tier.quota_percent is not None:
        # Rounded down, exactly: 20 % of 14 is 2.
        limit = int(Fraction(tier.quota_percent) * ranked / 100)
        share = both(tier.quota_percent)
        vi = f"{head.vi}{limit} đơn vị ({share.vi} % của {ranked})"
        yield _Quota(limit, Words(vi, f"{head.en}{limit} ({share.en} % of {ranked})"))


def _explained(
    held: Sequence[Standing], lost: Mapping[str, _Lost], figures: Mapping[str, Decimal | None]
) -> Iterator[Finding]:
    """A note for each unit; one for all the equal units that would have fitted in part."""
    told: set[str] = set()
    for one in held:
        name, why = one.unit.id, lost[one.unit.id]
        if name in told:
            continue
        at, figure = Place(unit=name), figures[name]
        tier = Words(f"“{one.tier}”", f"“{one.tier}”") if one.tier else Words("không mức nào", "in no tier")
        alike = (one.rank, one.held_back, one.tier)
        equal = [other for other in held if (other.rank, other.held_back, other.tier) == alike]
        if why.left and len(equal) > 1:
            told.update(other.unit.id for other in equal)
            units = "; ".join(other.unit.name for other in equal)
            facts = {"lost": why.tier, "quota": why.quota.words, "tier": tier, "figure": figure}
            yield finding(said.HELD_BACK_TIED, at, units=units, left=why.left, **facts)
        else:
            facts = {"lost": why.tier, "quota": why.quota.words, "tier": tier, "figure": figure}
            yield finding(said.HELD_BACK, at, unit=one.unit.name, count=why.count, **facts)
