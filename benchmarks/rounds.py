"""The rounds that are measured: rubric, round and ballots as they come out of an import, made in memory.

Points are typed, or facts of every kind of rule of the teaching rubric. The figures are a unit's quality, a member's
severity and a little noise, so that members nearly agree, as in a real council.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from benchmarks.books import TIERS, deep_rubric, fact
from workbook.model import Ballot, CellId, Combine, Disagreement, Member, Round, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Criterion, Group, Rounding, Rubric

SIZE: Final = (30, 60, 100)
"""Members, units and criteria of the council that the round's speed is promised for."""
_STEP, _STEPS = Decimal("0.25"), 40
_DAYS: Final = (date(2026, 12, 1), date(2026, 12, 15))
_EXEMPT: Final = ("c3", "c7")
"""Criteria that are not the task of one unit in ten."""


class Case(NamedTuple):
    """A round, ready to be combined."""

    rubric: Rubric
    round: Round
    ballots: tuple[Ballot, ...]

    @property
    def scores(self) -> int:
        """Members' scores: a leaf of a unit by a member is one, however many facts it asks for."""
        return len(self.ballots) * len(self.round.units) * len(self.rubric.leaves_in(self.rubric.groups[0].id))


# ---------------------------------------------------------------- typed points
def points(members: int, units: int, leaves: int) -> Case:
    """Typed points in sections of ten criteria, plain means."""
    made = [Criterion(f"c{n}", str(n + 1), f"Tiêu chí số {n + 1}", _STEP * _STEPS, _STEP) for n in range(leaves)]
    parts = [tuple(made[at : at + 10]) for at in range(0, leaves, 10)]
    tops = tuple(
        Criterion(f"p{n}", str(n), f"Phần {n}", _STEP * _STEPS * len(own), Decimal(1), own)
        for n, own in enumerate(parts, 1)
    )
    whole = _STEP * _STEPS * leaves
    tiers = tuple(replace(one, lower=None if one.lower is None else one.lower * whole / 100) for one in TIERS)
    groups = (Group("k", "Khối", whole, tiers),)
    rubric = Rubric("bench", "Bộ tiêu chí thử tốc độ", "1", "", (), tops, groups)
    exempt = {leaf.id: "Không được giao" for leaf in made if leaf.id in _EXEMPT}
    return _case(rubric, members, units, exempt, _points)


def _points(rubric: Rubric, unit: int, member: int) -> Mapping[str, Score]:
    made = {}
    for number, leaf in enumerate(rubric.leaves()):
        mixed = unit * 31 + number * 17 + member * 29
        slip = 8 if mixed % 3001 == 0 else 0
        made[leaf.id] = _STEP * (18 + (unit * 7 + number * 13) % 12 + member % 5 - 2 + mixed % 97 % 3 + slip)
    return made


def trimmed(members: int, units: int, leaves: int) -> Case:
    """Two highest and two lowest left out: members' figures stand on the sheet once more, side by side."""
    made = points(members, units, leaves)
    return made._replace(round=replace(made.round, combine=Combine("trimmed", drop=2)))


def unrounded(members: int, units: int, leaves: int) -> Case:
    """Means that are rounded in the total only, and a tie chain: what has no short way."""
    made = points(members, units, leaves)
    rubric = replace(made.rubric, rounding=Rounding(order="total"), tie_chain=("exact", "c0"))
    return made._replace(rubric=rubric)


# ---------------------------------------------------------------- facts and rules
def deep(members: int, units: int, leaves: int) -> Case:
    """Facts of every kind of rule, some of them measured against the best unit; at least the rubric's own 70 leaves."""
    rubric = deep_rubric()
    there = rubric.leaves_in(rubric.groups[0].id)
    more = tuple(replace(leaf, id=f"{leaf.id}-2") for leaf in islice(there, max(0, leaves - len(there))))
    if more:
        top = Criterion("them-nua", "14", "Phần thêm", sum((leaf.max for leaf in more), Decimal(0)), Decimal(1), more)
        rubric = replace(rubric, criteria=(*rubric.criteria, top))
    return _case(rubric, members, units, {}, _facts)


def _facts(rubric: Rubric, unit: int, member: int) -> Mapping[str, Score]:
    group = rubric.groups[0].id
    asked = (one for leaf in rubric.leaves_in(group) for one in leaf.asked_in(group))
    return {id_: fact(one, unit + member % 5) for id_, one in asked if not one.listed}


# ---------------------------------------------------------------- the round around it
def _case(
    rubric: Rubric,
    members: int,
    units: int,
    exempt: Mapping[str, str],
    scored: Callable[[Rubric, int, int], Mapping[str, Score]],
) -> Case:
    group = rubric.groups[0].id
    listed = tuple(
        Unit(f"u{n}", f"Cơ quan, đơn vị số {n + 1}", group, prior_rank=units - n, exempt={} if n % 10 else exempt)
        for n in range(units)
    )
    council = tuple(Member(f"m{n}", f"Thành viên {n + 1}", "Ủy viên", (group,)) for n in range(members))
    figures = {
        (unit.id, id_): fact(asked, number)
        for number, unit in enumerate(listed)
        for leaf in rubric.leaves_in(group)
        for id_, asked in leaf.asked_in(group)
        if asked.listed
    }
    apart = Disagreement(cell=_STEP * 6, total=_STEP * 6 * len(rubric.leaves()), must=False)
    round_ = Round(
        "bench", "Đợt thử tốc độ", rubric.id, 2026, *_DAYS, "Tổ thư ký", listed, council,
        council="HỘI ĐỒNG ĐÁNH GIÁ", place="Huế", listed=figures, disagreement=apart,
    )  # fmt: skip
    ballots = (_ballot(rubric, listed, number, member.id, scored) for number, member in enumerate(council))
    return Case(rubric, round_, tuple(ballots))


def _ballot(
    rubric: Rubric,
    units: tuple[Unit, ...],
    number: int,
    member: str,
    scored: Callable[[Rubric, int, int], Mapping[str, Score]],
) -> Ballot:
    """A ballot as it comes back from the child process that read it: it shares nothing with the others."""
    scores: dict[CellId, Score] = {}
    for at, unit in enumerate(units):
        for id_, score in scored(rubric, at, number).items():
            scores[unit.id, id_] = NOT_APPLICABLE if id_ in unit.exempt else score
    notes = {unit.id: "Đã xem hồ sơ kiểm chứng." for unit in units[number % 6 :: 6]}
    made: Ballot = pickle.loads(pickle.dumps(Ballot(member, 1, scores, notes)))
    return made


CASES: Final[Mapping[str, tuple[str, Callable[[int, int, int], Case]]]] = {
    "points": ("typed points, means", points),
    "deep": ("facts and rules of every kind", deep),
    "trimmed": ("typed points, two highest and lowest left out", trimmed),
    "unrounded": ("typed points, rounded in the total only", unrounded),
}
