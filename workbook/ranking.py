"""Tally -> Ranking: totals, tiers, ranks, ties, and the order in print. Deterministic; no Excel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from workbook.catalogue import rank as said
from workbook.consolidation import unit_exact
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.model import GroupRanking, Ranking, Round, Settled, Standing, Tally, TieDecision, Unit
from workbook.quotas import keep_quotas
from workbook.rubric import Group, Rubric
from workbook.scoring import outcome, roll_up, tier_base, tier_of
from workbook.tie_chain import Figures, figures_words, part, passed_words, step_figures, step_words


def rank(
    rubric: Rubric, round_: Round, tally: Tally, totals: Mapping[str, Mapping[str, Decimal]] | None = None
) -> tuple[Ranking, tuple[Finding, ...]]:
    """Rank every group. Units without a total stand last, without a rank.

    Units of equal figure are parted by the rubric's tie chain; those that it leaves equal share a rank,
    and a recorded decision of the council orders or separates them. What no decision orders stands by
    unit id. Quotas hold tiers back after that. `totals` are the members' own, by unit and member, where known.
    """
    own = totals or {}
    findings: list[Finding] = []
    groups = []
    for group in rubric.groups:
        exact = {unit.id: unit_exact(rubric, group, tally, unit, own.get(unit.id)) for unit in round_.scored(group.id)}
        made = [_stand(rubric, group, tally, unit, exact[unit.id]) for unit in round_.scored(group.id)]
        standings = [standing for standing, _ in made]
        known = {unit: total for unit, total in exact.items() if total is not None}
        ordered, of_order = _order(rubric, round_, standings, step_figures(rubric, group, standings, known))
        reached = {standing.unit.id: labels for standing, labels in made}
        figures = {standing.unit.id: rank_key(rubric, standing) for standing in ordered}
        kept, of_quotas = keep_quotas(group, ordered, reached, figures)
        groups.append(GroupRanking(group, tuple(kept)))
        findings += (*of_order, *of_quotas)
        if rubric.rounding.tier == "exact":
            findings += _tiers_apart(rubric, group, kept)
    findings += _unused_decisions(rubric, round_, groups)
    return Ranking(tuple(groups)), tuple(findings)


def _stand(
    rubric: Rubric, group: Group, tally: Tally, unit: Unit, exact: Fraction | None
) -> tuple[Standing, tuple[str, ...]]:
    """A unit's line without its rank, and the labels of all tiers that it reaches, best first."""
    leaves = {leaf.id: tally.cells[unit.id, leaf.id].value for leaf in rubric.leaves_in(group.id)}
    values = roll_up(rubric, group.id, leaves)
    if exact is None:
        return Standing(unit, values, None, group.max, None, None, False, None), ()
    made = outcome(rubric, group, leaves, exact)
    standing = Standing(
        unit, values, made.total, made.applicable_max, made.index, None, False, made.tier, converted=made.converted
    )
    return standing, made.reached


def rank_key(rubric: Rubric, standing: Standing) -> Decimal | None:
    """The figure that decides the rank; None where there is none yet."""
    return {"total": standing.total, "index": standing.index, "converted": standing.converted}[rubric.rank_by]


def _order(
    rubric: Rubric, round_: Round, standings: Sequence[Standing], steps: Figures
) -> tuple[list[Standing], list[Finding]]:
    ranked = [standing for standing in standings if rank_key(rubric, standing) is not None]
    ranked.sort(key=lambda standing: (-(rank_key(rubric, standing) or Decimal(0)), standing.unit.id))
    ordered: list[Standing] = []
    findings: list[Finding] = []
    place = 1
    for figure, equal in groupby(ranked, key=lambda standing: rank_key(rubric, standing)):
        members = {standing.unit.id: standing for standing in equal}
        told: set[Settled] = set()
        for left, settled in part(rubric.tie_chain, steps, tuple(members)):
            findings += _parted(rubric, round_, figure or Decimal(0), [one for one in settled if one not in told])
            told.update(settled)
            alike = [replace(members[unit], tied=len(members) > 1, settled=tuple(settled)) for unit in left]
            placed, found = _settle(round_, alike, place, figure or Decimal(0))
            ordered += placed
            findings += found
            place = place + 1 if rubric.ties == "dense" and not _split(placed) else place + len(alike)
    for standing in standings:
        if rank_key(rubric, standing) is None:
            ordered.append(standing)
            findings.append(finding(said.INCOMPLETE, Place(unit=standing.unit.id), unit=standing.unit.name))
    return ordered, findings


def _split(settled: Sequence[Standing]) -> bool:
    return len({standing.rank for standing in settled}) > 1


def _parted(rubric: Rubric, round_: Round, figure: Decimal, events: Sequence[Settled]) -> Iterator[Finding]:
    """What the tie chain did, one finding for each time that it parted units."""
    for event in events:
        names = {unit: round_.unit(unit).name for unit in event.units}
        yield finding(
            said.TIE_CHAIN, Place(unit=event.units[0]), units=_names(round_, sorted(event.units)), figure=figure,
            step=step_words(rubric, event.step), order=figures_words(event, names), passed=passed_words(rubric, event),
        )  # fmt: skip


def _settle(round_: Round, equal: list[Standing], place: int, figure: Decimal) -> tuple[list[Standing], list[Finding]]:
    """Give ranks to units that nothing parts, by the council's decision where there is one."""
    if len(equal) == 1:
        return [replace(equal[0], rank=place)], []
    tied = {standing.unit.id for standing in equal}
    names = _names(round_, [standing.unit.id for standing in equal])
    at = Place(unit=equal[0].unit.id)
    decision = next((made for made in round_.ties if len(tied & set(made.units)) > 1), None)
    if decision is None:
        shared = [replace(standing, rank=place) for standing in equal]
        return shared, [finding(said.TIE, at, units=names, figure=figure, rank=place)]
    if tied - set(decision.units):
        shared = [replace(standing, rank=place) for standing in equal]
        named = _names(round_, decision.units)
        return shared, [finding(said.TIE_DECISION_PARTIAL, at, units=named, tied=names)]
    equal.sort(key=lambda standing: decision.units.index(standing.unit.id))
    step = 1 if decision.kind == "split" else 0
    settled = [
        replace(standing, rank=place + step * number, decision=decision) for number, standing in enumerate(equal)
    ]
    names = _names(round_, [standing.unit.id for standing in settled])
    facts: dict[str, Fact] = {"units": names, "figure": figure, "reason": decision.reason, "by": decision.by}
    return settled, [finding(said.TIE_SPLIT if step else said.TIE_ORDERED, at, **facts)]


def _names(round_: Round, unit_ids: Sequence[str]) -> str:
    return "; ".join(round_.unit(unit_id).name for unit_id in unit_ids)


def _tiers_apart(rubric: Rubric, group: Group, standings: Sequence[Standing]) -> Iterator[Finding]:
    """Units that share a rank but not a tier, for the tier alone is read from what is not rounded."""
    sharing: dict[int, list[Standing]] = {}
    for one in standings:
        if one.rank is not None and one.shares_rank:
            sharing.setdefault(one.rank, []).append(one)
    for rank_, equal in sharing.items():
        if len({one.tier for one in equal}) > 1 and len({_rounded_tier(rubric, group, one) for one in equal}) == 1:
            tiers = Words(
                "; ".join(one.tier or "không loại" for one in equal), "; ".join(one.tier or "none" for one in equal)
            )
            facts: dict[str, Fact] = {"units": "; ".join(one.unit.name for one in equal), "rank": rank_, "tiers": tiers}
            yield finding(said.TIERS_APART, Place(unit=equal[0].unit.id), figure=rank_key(rubric, equal[0]), **facts)


def _rounded_tier(rubric: Rubric, group: Group, one: Standing) -> str | None:
    """The tier that the unit would have by its rounded figure, quotas aside."""
    base = None if one.total is None else tier_base(rubric, group, one.total, one.applicable_max, one.index)
    tier = tier_of(group.tiers, base, one.values)
    return tier.label if tier else None


def _unused_decisions(rubric: Rubric, round_: Round, groups: Sequence[GroupRanking]) -> Iterator[Finding]:
    """Decisions that change nothing: the tie chain parted the units already, or they are not equal at all."""
    used: list[TieDecision] = [s.decision for made in groups for s in made.standings if s.decision]
    open_: dict[tuple[str, int | None], set[str]] = {}
    for made in groups:
        for one in made.standings:
            if one.shares_rank and one.decision is None:
                open_.setdefault((made.group.id, one.rank), set()).add(one.unit.id)
    for decision in round_.ties:
        names = set(decision.units)
        if decision in used or any(len(names & tied) > 1 for tied in open_.values()):
            continue
        at, units = Place(unit=decision.units[0]), _names(round_, decision.units)
        events = (event for made in groups for one in made.standings for event in one.settled)
        event = next((event for event in events if _parts(event, names)), None)
        if event is None:
            yield finding(said.TIE_DECISION_UNUSED, at, units=units)
        else:
            yield finding(said.TIE_DECISION_SETTLED, at, units=units, step=step_words(rubric, event.step))


def _parts(event: Settled, names: set[str]) -> bool:
    """Whether the step parts any two of the units."""
    return len({event.figure(unit) for unit in event.units if unit in names}) > 1
