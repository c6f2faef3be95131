"""Tally -> Ranking: totals, tiers, ranks, ties, and the order in print. Deterministic; no Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from workbook.catalogue import rank as said
from workbook.consolidation import unit_exact
from workbook.findings import Fact, Finding, Place, finding
from workbook.model import GroupRanking, Ranking, Round, Standing, Tally, TieDecision, Unit
from workbook.quotas import keep_quotas
from workbook.rubric import Group, Rubric
from workbook.scoring import outcome, roll_up


def rank(rubric: Rubric, round_: Round, tally: Tally) -> tuple[Ranking, tuple[Finding, ...]]:
    """Rank every group. Units without a total stand last, without a rank.

    Equal figures share a rank; a recorded decision of the council orders or separates them. What
    no decision orders stands by unit id. Quotas hold tiers back after that.
    """
    findings: list[Finding] = []
    groups = []
    for group in rubric.groups:
        made = [_stand(rubric, group, tally, unit) for unit in round_.scored(group.id)]
        ordered, of_order = _order(rubric, round_, [standing for standing, _ in made])
        reached = {standing.unit.id: labels for standing, labels in made}
        figures = {standing.unit.id: rank_key(rubric, standing) for standing in ordered}
        kept, of_quotas = keep_quotas(group, ordered, reached, figures)
        groups.append(GroupRanking(group, tuple(kept)))
        findings += (*of_order, *of_quotas)
    findings += _unused_decisions(round_, groups)
    return Ranking(tuple(groups)), tuple(findings)


def _stand(rubric: Rubric, group: Group, tally: Tally, unit: Unit) -> tuple[Standing, tuple[str, ...]]:
    """A unit's line without its rank, and the labels of all tiers that it reaches, best first."""
    leaves = {leaf.id: tally.cells[unit.id, leaf.id].value for leaf in rubric.leaves_in(group.id)}
    values = roll_up(rubric, group.id, leaves)
    exact = unit_exact(rubric, group, tally, unit)
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


def _order(rubric: Rubric, round_: Round, standings: Sequence[Standing]) -> tuple[list[Standing], list[Finding]]:
    ranked = [standing for standing in standings if rank_key(rubric, standing) is not None]
    ranked.sort(key=lambda standing: (-(rank_key(rubric, standing) or Decimal(0)), standing.unit.id))
    ordered: list[Standing] = []
    findings: list[Finding] = []
    place = 1
    for figure, equal in groupby(ranked, key=lambda standing: rank_key(rubric, standing)):
        members = list(equal)
        settled, found = _settle(round_, members, place, figure or Decimal(0))
        ordered += settled
        findings += found
        place = place + 1 if rubric.ties == "dense" and not _split(settled) else place + len(members)
    for standing in standings:
        if rank_key(rubric, standing) is None:
            ordered.append(standing)
            findings.append(finding(said.INCOMPLETE, Place(unit=standing.unit.id), unit=standing.unit.name))
    return ordered, findings


def _split(settled: Sequence[Standing]) -> bool:
    return len({standing.rank for standing in settled}) > 1


def _settle(round_: Round, equal: list[Standing], place: int, figure: Decimal) -> tuple[list[Standing], list[Finding]]:
    """Give ranks to units of equal figure, by the council's decision where there is one."""
    if len(equal) == 1:
        return [replace(equal[0], rank=place)], []
    tied = {standing.unit.id for standing in equal}
    names = _names(round_, [standing.unit.id for standing in equal])
    at = Place(unit=equal[0].unit.id)
    decision = next((made for made in round_.ties if len(tied & set(made.units)) > 1), None)
    if decision is None:
        shared = [replace(standing, rank=place, tied=True) for standing in equal]
        return shared, [finding(said.TIE, at, units=names, figure=figure, rank=place)]
    if tied - set(decision.units):
        shared = [replace(standing, rank=place, tied=True) for standing in equal]
        named = _names(round_, decision.units)
        return shared, [finding(said.TIE_DECISION_PARTIAL, at, units=named, tied=names)]
    equal.sort(key=lambda standing: decision.units.index(standing.unit.id))
    step = 1 if decision.kind == "split" else 0
    settled = [
        replace(standing, rank=place + step * number, tied=True, decision=decision)
        for number, standing in enumerate(equal)
    ]
    names = _names(round_, [standing.unit.id for standing in settled])
    facts: dict[str, Fact] = {"units": names, "figure": figure, "reason": decision.reason, "by": decision.by}
    return settled, [finding(said.TIE_SPLIT if step else said.TIE_ORDERED, at, **facts)]


def _names(round_: Round, unit_ids: Sequence[str]) -> str:
    return "; ".join(round_.unit(unit_id).name for unit_id in unit_ids)


def _unused_decisions(round_: Round, groups: Sequence[GroupRanking]) -> Iterator[Finding]:
    used: list[TieDecision] = [s.decision for made in groups for s in made.standings if s.decision]
    partial = [
        {standing.unit.id for standing in made.standings if standing.tied and not standing.decision} for made in groups
    ]
    for decision in round_.ties:
        names = set(decision.units)
        if decision not in used and not any(len(names & tied) > 1 for tied in partial):
            at = Place(unit=decision.units[0])
            yield finding(said.TIE_DECISION_UNUSED, at, units=_names(round_, decision.units))
