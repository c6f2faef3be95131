"""Random councils on random deep rubrics: several members, every way to combine and to round."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.deep_strategies import make_ballot, make_issue
from workbook.consolidation import consolidate
from workbook.loading.frozen import slice_for
from workbook.model import Ballot, Combine, Conclusion, Issue, Member, Ranking, Round, Tally
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Rubric

ROLES = ("Chủ tịch", "Ủy viên", "")


class Council(NamedTuple):
    """A round with its ballots, combined and ranked."""

    rubric: Rubric
    round: Round
    ballots: tuple[Ballot, ...]
    tally: Tally
    ranking: Ranking


def counted(rubric: Rubric, round_: Round, ballots: tuple[Ballot, ...]) -> Council:
    tally = consolidate(rubric, round_, ballots)
    return Council(rubric, round_, ballots, tally, rank(rubric, round_, tally)[0])


def make_council(dice: Random) -> Council:
    """Complete ballots mostly; sometimes with blanks, marks, faults and a ballot that did not come."""
    issue = make_issue(dice, leaves=6, units=4)
    order: Any = dice.choice(["leaf", "leaf", "total", "member", "member"])
    chain = tuple(dice.sample(["exact", "prior_rank", issue.rubric.criteria[0].id], dice.randint(0, 2)))
    rubric = replace(issue.rubric, rounding=replace(issue.rubric.rounding, order=order), tie_chain=chain)
    groups = tuple(group.id for group in rubric.groups)
    method: Any = dice.choice(["mean", "mean", "trimmed", "median", "weighted"])
    weights = {"Chủ tịch": Decimal("2.5"), "Ủy viên": Decimal("0.7")} if method == "weighted" else {}
    members = tuple(
        Member(f"tv-{number}", f"Thành viên {number}", dice.choice(ROLES), groups, _few(dice, issue.round))
        for number in range(1, dice.randint(1, 5) + 1)
    )
    units = tuple(replace(unit, prior_rank=dice.choice([None, 1, 2, 3])) for unit in issue.round.units)
    combine = Combine(method, 1, weights)
    round_ = replace(issue.round, units=units, members=members, combine=combine)
    round_ = replace(round_, conclusions=tuple(_conclusions(dice, rubric, round_)))
    faults = dice.random() < 0.25
    ballots = tuple(
        make_ballot(dice, Issue(rubric, slice_for(round_, member.id), member.id, 1), faults=faults)
        for member in members
        if dice.random() < 0.95
    )
    return counted(rubric, round_, ballots)


def _few(dice: Random, round_: Round) -> frozenset[str]:
    return frozenset(unit.id for unit in round_.units if dice.random() < 0.1)


def _conclusions(dice: Random, rubric: Rubric, round_: Round) -> list[Conclusion]:
    made = []
    for unit in round_.units:
        for leaf in rubric.leaves_in(unit.group):
            if dice.random() < 0.06:
                candidates: list[Score] = [Decimal(0), leaf.max_in(unit.group), NOT_APPLICABLE]
                points = dice.choice(candidates)
                made.append(Conclusion(unit.id, leaf.id, points, "Đã làm", "Theo hồ sơ", "Hội đồng"))
    return made


@st.composite
def councils(draw: st.DrawFn) -> Council:
    return make_council(draw(st.randoms(use_true_random=False)))
