"""What must hold of a deep rubric whatever members type: facts, marks, conclusions, quotas, against naive sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.deep_sample import DEEP, DEEP_ROUND, INPUTS, deep_issue
from workbook.checks import check_ballot
from workbook.consolidation import consolidate
from workbook.findings import errors
from workbook.model import (
    Assignment,
    Ballot,
    CellId,
    Conclusion,
    GroupRanking,
    Ranking,
    Round,
    SelfScore,
    Standing,
    Unit,
)
from workbook.points import NOT_APPLICABLE, Score
from workbook.quotas import keep_quotas
from workbook.ranking import rank
from workbook.rubric import Group, Rubric, Tier
from workbook.scoring import shut_leaves

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


# ---------------------------------------------------------------- random panels
class Panel(NamedTuple):
    """Everything that ranking looks at."""

    rubric: Rubric
    round: Round
    ballots: tuple[Ballot, ...]


COUNTS = st.sampled_from([*map(Decimal, ["0", "1", "2", "3", "4", "7", "12", "100", "3333"])])
ANSWERS = st.sampled_from([Decimal(0), Decimal(1)])
FIGURES: Mapping[str, st.SearchStrategy[Decimal]] = {
    "hop": st.integers(0, 6).map(Decimal),
    "sang-kien": st.integers(0, 5).map(Decimal),
    "cam-ket": ANSWERS,
    "chuyen-de": st.integers(0, 10).map(lambda n: Decimal(n) / 2),
    "dao-tao": st.integers(0, 30).map(lambda n: Decimal(n) / 2),
    "can-bo": ANSWERS,
    "tap-huan": st.integers(0, 5).map(Decimal),
    "he-thong": ANSWERS,
    "su-co": st.integers(0, 24).map(lambda n: Decimal(n) / 4),
    "thanh-toan": COUNTS,
}


@st.composite
def facts(draw: st.DrawFn, unit: str) -> dict[CellId, Score]:
    """One member's sound facts for one unit; a few are blank, some are marked."""
    made: dict[CellId, Score] = {(unit, name): draw(figure) for name, figure in FIGURES.items()}
    whole = draw(COUNTS.filter(bool))
    made[unit, "truc-tuyen/a"], made[unit, "truc-tuyen/b"] = min(draw(COUNTS), whole), whole
    made[unit, "dung-han/a"], made[unit, "dung-han/b"] = draw(COUNTS), draw(COUNTS)
    if draw(st.integers(0, 5)) == 0:
        made[unit, "truc-tuyen/a"], made[unit, "truc-tuyen/b"] = NOT_APPLICABLE, None
    if draw(st.integers(0, 3)) == 0:
        made[unit, "tap-huan"] = NOT_APPLICABLE
    if draw(st.integers(0, 9)) == 0:
        made[unit, draw(st.sampled_from(INPUTS))] = None
    return made


@st.composite
def panels(draw: st.DrawFn) -> Panel:
    """The deep sample with other facts, assignments, recusals and conclusions; everything typed is sound."""
    own = draw(st.lists(st.sampled_from(["so-hoa", "ho-so", "nhan-luc", "an-toan", "thanh-toan"]), max_size=3))
    assignments = [Assignment("TV-3", tuple(own))] if own else []
    recused = {member.id: draw(st.frozensets(st.sampled_from(["s-1", "s-2", "x-1"]))) for member in DEEP_ROUND.members}
    round_ = replace(
        DEEP_ROUND,
        members=tuple(replace(member, recused=recused[member.id]) for member in DEEP_ROUND.members),
        assignments=tuple(assignments),
        conclusions=tuple(draw(st.lists(conclusions(), max_size=6, unique_by=lambda one: (one.unit, one.criterion)))),
    )
    ballots = []
    for member in round_.members:
        scores: dict[CellId, Score] = {}
        for unit in round_.units:
            if unit.group in member.groups:
                scores |= draw(facts(unit.id))
        ballots.append(Ballot(member.id, 1, scores))
    by = replace(DEEP, bonus=draw(st.sampled_from(["open", "capped"])), ties=draw(st.sampled_from(["shared", "dense"])))
    return Panel(by, round_, tuple(ballots))


@st.composite
def conclusions(draw: st.DrawFn) -> Conclusion:
    unit = draw(st.sampled_from(DEEP_ROUND.units)).id
    leaf = draw(st.sampled_from(["hop", "su-co", "truc-tuyen", "chi-so", "dung-han", "tap-huan"]))
    marks: list[Score] = [NOT_APPLICABLE] if leaf in ("truc-tuyen", "tap-huan") else []
    return Conclusion(unit, leaf, draw(st.sampled_from([Decimal(0), Decimal("1.37"), Decimal("4.5"), *marks, None])))


def result(panel: Panel, self_scores: Mapping[str, SelfScore] | None = None) -> Ranking:
    tally = consolidate(panel.rubric, panel.round, panel.ballots, self_scores)
    return rank(panel.rubric, panel.round, tally)[0]


# ---------------------------------------------------------------- the same, naively
SECTIONS: Mapping[str, Sequence[str]] = {
    "so-hoa": ("truc-tuyen", "dung-han", "hop", "sang-kien", "chuyen-de"),
    "nhan-luc": ("dao-tao", "can-bo", "tap-huan"),
    "an-toan": ("he-thong", "su-co"),
    "ket-qua": ("thanh-toan", "chi-so"),
}
MOST = {
    "truc-tuyen": 15, "dung-han": 10, "hop": 10, "sang-kien": 0, "chuyen-de": 5, "dao-tao": 15, "can-bo": 10,
    "tap-huan": 5, "he-thong": 4, "su-co": 6, "thanh-toan": 5, "chi-so": 5,
}  # fmt: skip
PARENTS = {leaf: section for section, leaves in SECTIONS.items() for leaf in leaves}


def cents(value: Fraction) -> Fraction:
    """Half up to two decimals; nothing here is negative."""
    return Fraction((value * 100 + Fraction(1, 2)).__floor__(), 100)


def may(panel: Panel, member: int, unit: Unit, leaf: str) -> bool:
    one = panel.round.members[member]
    own = [assignment for assignment in panel.round.assignments if assignment.member == one.id]
    names = {leaf, PARENTS[leaf], *(["ho-so"] if leaf in ("truc-tuyen", "dung-han") else [])}
    return unit.group in one.groups and unit.id not in one.recused and (not own or bool(names & {*own[0].criteria}))


def earned(panel: Panel, member: int, unit: Unit, leaf: str) -> Fraction | str | None:
    """What one member's facts earn: a figure, "KĐG" or nothing."""
    scores = panel.ballots[member].scores
    two = leaf in ("truc-tuyen", "dung-han")
    given = [scores.get((unit.id, name)) for name in ([f"{leaf}/a", f"{leaf}/b"] if two else [leaf])]
    if NOT_APPLICABLE in given:
        return "KĐG"
    numbers = [Fraction(figure) for figure in given if isinstance(figure, Decimal)]
    if len(numbers) < len(given):
        return None
    if leaf == "truc-tuyen":
        return cents(numbers[0] / numbers[1] * 15)
    if leaf == "dung-han":
        return cents(min(numbers[0] / numbers[1], Fraction(1)) * 10 if numbers[1] else Fraction(10))
    if leaf == "hop":
        return Fraction(10 if numbers[0] >= 4 else 5 if numbers[0] >= 2 else 0)
    if leaf in ("can-bo", "he-thong"):
        return numbers[0] * MOST[leaf]
    if leaf == "thanh-toan":
        typed = [
            Fraction(figure)
            for n, ballot in enumerate(panel.ballots)
            for other in panel.round.units
            if other.group == unit.group and may(panel, n, other, leaf)
            and isinstance(figure := ballot.scores.get((other.id, leaf)), Decimal)
        ]  # fmt: skip
        return cents(numbers[0] / max(typed) * 5) if max(typed) else Fraction(0)
    return numbers[0]


def combined(panel: Panel, unit: Unit, leaf: str) -> Fraction | str | None:
    if leaf in shut_leaves(panel.rubric, unit):
        return "KĐG"
    for one in panel.round.conclusions:
        if (one.unit, one.criterion) == (unit.id, leaf) and one.points is not None:
            return Fraction(one.points) if isinstance(one.points, Decimal) else "KĐG"
    if leaf == "chi-so":
        return cents(Fraction(panel.round.listed[unit.id, leaf]) / 20)
    given = [earned(panel, n, unit, leaf) for n in range(len(panel.ballots)) if may(panel, n, unit, leaf)]
    numbers = [value for value in given if isinstance(value, Fraction)]
    return cents(sum(numbers, Fraction(0)) / len(numbers)) if numbers else "KĐG" if "KĐG" in given else None


def naive(panel: Panel, unit: Unit) -> tuple[Fraction, Fraction] | None:
    """(total, applicable maximum) of a unit; None while a leaf has no score."""
    total, limit = Fraction(0), Fraction(0)
    for section, leaves in SECTIONS.items():
        there = [leaf for leaf in leaves if leaf != "chuyen-de" or unit.group == "So"]
        values = {leaf: combined(panel, unit, leaf) for leaf in there}
        if None in values.values():
            return None
        points = sum((value for value in values.values() if isinstance(value, Fraction)), Fraction(0))
        most = Fraction(sum(MOST[leaf] for leaf, value in values.items() if value != "KĐG"))
        times = 2 if section == "an-toan" else 1
        top = Fraction(20) if section == "nhan-luc" else points + most
        total, limit = total + times * min(points, top), limit + times * min(most, top)
    return (min(total, limit) if panel.rubric.bonus == "capped" else total), limit


def gate(panel: Panel, unit: Unit) -> Fraction | None:
    """1 where all who answered say yes; whoever scores hop scores cam-ket, which has the same parent."""
    members = [n for n in range(len(panel.ballots)) if may(panel, n, unit, "hop")]
    given = [panel.ballots[n].scores.get((unit.id, "cam-ket")) for n in members]
    numbers = [Fraction(answer) for answer in given if isinstance(answer, Decimal)]
    return min(numbers) if numbers else None


@settings(max_examples=120, suppress_health_check=SLOW)
@given(panel=panels())
def test_totals_against_naive_sums(panel: Panel) -> None:
    for group in result(panel).groups:
        for standing in group.standings:
            right = naive(panel, standing.unit)
            met = gate(panel, standing.unit)
            if right is None or met is None:
                assert standing.total is None
                continue
            assert standing.total is not None
            assert (Fraction(standing.total), Fraction(standing.applicable_max)) == right
            assert standing.values["cam-ket"] == Decimal(int(met))


@settings(max_examples=60, suppress_health_check=SLOW)
@given(panel=panels(), data=st.data())
def test_no_order_changes_anything(panel: Panel, data: st.DataObject) -> None:
    def turned(things: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(data.draw(st.permutations(things)))

    round_ = panel.round
    other = replace(
        round_, units=turned(round_.units), members=turned(round_.members), conclusions=turned(round_.conclusions)
    )
    assert result(Panel(panel.rubric, other, turned(panel.ballots))) == result(panel)


@settings(max_examples=60, suppress_health_check=SLOW)
@given(panel=panels(), data=st.data())
def test_self_scores_never_count(panel: Panel, data: st.DataObject) -> None:
    own = {
        unit.id: SelfScore(
            facts={name: fact for (_, name), fact in data.draw(facts(unit.id)).items()},
            points={leaf.id: leaf.max_in(unit.group) for leaf in panel.rubric.leaves_in(unit.group)},
        )
        for unit in panel.round.units
    }
    assert result(panel, own) == result(panel)


@settings(max_examples=60, suppress_health_check=SLOW)
@given(panel=panels(), points=st.integers(0, 40).map(lambda n: Decimal(n) / 4))
def test_what_is_concluded_counts_whatever_members_gave(panel: Panel, points: Decimal) -> None:
    own = tuple(one for one in panel.round.conclusions if (one.unit, one.criterion) != ("s-1", "hop"))
    round_ = replace(panel.round, conclusions=(*own, Conclusion("s-1", "hop", points)))
    loud = tuple(
        replace(ballot, scores={**ballot.scores, ("s-1", "hop"): None if n else Decimal(6)})
        for n, ballot in enumerate(panel.ballots)
    )
    made = result(Panel(panel.rubric, round_, panel.ballots))
    assert made == result(Panel(panel.rubric, round_, loud))
    (standing,) = (one for one in made.groups[0].standings if one.unit.id == "s-1")
    assert standing.values["hop"] == points


@settings(max_examples=60, suppress_health_check=SLOW)
@given(panel=panels())
def test_whatever_the_strategy_types_is_sound(panel: Panel) -> None:
    """The other tests are about sound facts: a blank is the only error that they may meet."""
    for ballot in panel.ballots:
        remarks = {(unit.id, leaf.id): "có" for unit in panel.round.units for leaf in panel.rubric.leaves()}
        issue = deep_issue(ballot.member, panel.round, panel.rubric)
        found = errors(check_ballot(issue, replace(ballot, remarks=remarks)))
        assert {one.code for one in found} <= {"BALLOT-001", "BALLOT-006"}


# ---------------------------------------------------------------- quotas
LABELS = ("I", "II", "III", "IV")


@st.composite
def groups(draw: st.DrawFn) -> tuple[Group, list[Standing], dict[str, tuple[str, ...]]]:
    """A ranked group with quotas; what a unit reaches need not follow from its rank."""

    def quota() -> dict[str, Any]:
        kind = draw(st.sampled_from(["", "count", "percent"]))
        if kind == "count":
            return {"quota_count": draw(st.integers(0, 6))}
        return (
            {"quota_percent": draw(st.sampled_from([*map(Decimal, ["5", "20", "33.3", "50", "100"])]))} if kind else {}
        )

    group = Group("G", "Khối", Decimal(100), tuple(Tier(label, None, **quota()) for label in LABELS))
    figures = sorted((Decimal(n) for n in draw(st.lists(st.integers(0, 9), max_size=12))), reverse=True)
    standings, reached = [], {}
    for number, figure in enumerate(figures):
        unit = Unit(f"u{number:02}", f"Đơn vị {number}", "G")
        reached[unit.id] = tuple(label for label in LABELS if draw(st.integers(0, 4)))
        rank_ = 1 + sum(other > figure for other in figures)
        tier = next(iter(reached[unit.id]), None)
        standings.append(Standing(unit, {}, figure, Decimal(100), None, rank_, figures.count(figure) > 1, tier))
    return group, standings, reached


@settings(max_examples=300, suppress_health_check=SLOW)
@given(made=groups())
def test_quotas_hold_and_ties_stay_together(made: tuple[Group, list[Standing], dict[str, tuple[str, ...]]]) -> None:
    group, before, reached = made
    figures = {one.unit.id: one.total for one in before}
    after, findings = keep_quotas(group, before, reached, figures)
    for number, tier in enumerate(group.tiers):
        inside = [one for one in after if one.tier in LABELS[: number + 1]]
        if tier.quota_count is not None:
            assert len(inside) <= tier.quota_count
        if tier.quota_percent is not None:
            assert len(inside) * 100 <= tier.quota_percent * len(before)
    for one, old in zip(after, before, strict=True):
        assert one.held_back == (old.tier if one.tier != old.tier else None)
        assert one.tier is None or one.tier in reached[one.unit.id]
        assert replace(one, tier=old.tier, held_back=None) == old
        for other in after:
            if (one.rank, reached[one.unit.id]) == (other.rank, reached[other.unit.id]):
                assert one.tier == other.tier
            # Nobody overtakes: who ranks higher and may have a tier has one as good.
            if (one.rank or 0) < (other.rank or 0) and other.tier in reached[one.unit.id]:
                assert one.tier is not None and LABELS.index(one.tier) <= LABELS.index(other.tier or "")
    assert (after == before) == (not findings)


@settings(max_examples=100, suppress_health_check=SLOW)
@given(made=groups())
def test_without_quotas_nothing_is_held_back(made: tuple[Group, list[Standing], dict[str, tuple[str, ...]]]) -> None:
    group, before, reached = made
    free = replace(group, tiers=tuple(Tier(tier.label, None) for tier in group.tiers))
    assert keep_quotas(free, before, reached, {one.unit.id: one.total for one in before}) == (before, [])


@settings(max_examples=40, suppress_health_check=SLOW)
@given(panel=panels(), quota=st.integers(0, 3))
def test_quotas_in_a_ranking(panel: Panel, quota: int) -> None:
    def limited(group: Group) -> Group:
        return replace(group, tiers=(replace(group.tiers[0], quota_count=quota), *group.tiers[1:]))

    by = replace(panel.rubric, groups=tuple(limited(group) for group in panel.rubric.groups))
    free, held = result(panel), result(panel._replace(rubric=by))
    for was, now in zip(free.groups, held.groups, strict=True):
        best = was.group.tiers[0].label
        assert len(_in(now, best)) <= quota
        assert _in(now, best) <= _in(was, best)
        assert {one.unit.id for one in now.standings if one.held_back} == _in(was, best) - _in(now, best)


def _in(group: GroupRanking, label: str) -> set[str]:
    return {one.unit.id for one in group.standings if one.tier == label}
