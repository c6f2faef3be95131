"""Random councils for the tally: everything that a round and a rubric can ask of it, drawn together.

The tree is small on purpose and the figures are coarse, so that ties, bounds that are just reached, quotas that end
among equals and steps that do not apply come up often. All is made from one number; `features` says what a round has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from tests.sample import round_with
from workbook.consolidation import consolidate
from workbook.findings import Finding
from workbook.model import (
    Assignment,
    Ballot,
    CellId,
    Combine,
    Conclusion,
    Disagreement,
    Member,
    Method,
    Ranking,
    Round,
    Tally,
    TieDecision,
    Unit,
    Waiver,
)
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import TIE_WORDS, Aggregate, Criterion, Group, Order, Rounding, Rubric, Tier, Trait
from workbook.rules.mandatory import Mandatory
from workbook.rules.penalty import Penalty

D = Decimal
ROLES = ("Chủ tịch", "Phó Chủ tịch", "Ủy viên", "")
METHODS: tuple[Method, ...] = ("mean", "trimmed", "median", "weighted")
ORDERS: tuple[Order, ...] = ("leaf", "total", "member")
STEPS = ("p", "a", "b", "c", "ac", *TIE_WORDS)


class Full(NamedTuple):
    """A council with its ballots, combined and ranked."""

    rubric: Rubric
    round: Round
    ballots: tuple[Ballot, ...]
    tally: Tally
    ranking: Ranking
    findings: tuple[Finding, ...]


def council(seed: int) -> Full:
    """The council of this number, the same on every run."""
    dice = Random(f"full council {seed}")
    rubric = _rubric(dice, ORDERS[seed // 4 % 3])
    round_ = _round(dice, rubric, METHODS[seed % 4])
    ballots = tuple(_ballots(dice, rubric, round_))
    return ranked(rubric, round_, ballots)


def ranked(rubric: Rubric, round_: Round, ballots: tuple[Ballot, ...]) -> Full:
    tally = consolidate(rubric, round_, ballots)
    return Full(rubric, round_, ballots, tally, *rank(rubric, round_, tally))


def turned(one: Full, seed: int) -> Full:
    """The same with ballots, units and members in another order."""
    dice = Random(f"another order {seed}")
    units, members, ballots = list(one.round.units), list(one.round.members), list(one.ballots)
    for each in (units, members, ballots):
        dice.shuffle(each)
    return ranked(one.rubric, replace(one.round, units=tuple(units), members=tuple(members)), tuple(ballots))


# ---------------------------------------------------------------- the rubric
def _rubric(dice: Random, order: Order) -> Rubric:
    grain = D("0.25")
    first = Criterion(
        "p", "I", "Hạ tầng", D(20), grain,
        (
            Criterion("a", "1", "Máy chủ", D(10), grain, markable=True),
            Criterion("b", "2", "Mạng", D(10), grain),
        ),
        weight=dice.choice([D(1), D(1), D(1), D("0.5")]),
    )  # fmt: skip
    if dice.random() < 0.2:
        first = replace(first, cap=True, max=D(12))
    others = [
        Criterion("c", "II", "Dịch vụ", D(10), grain, markable=True),
        Criterion("d", "III", "Hồ sơ", D(10), grain, not_applicable=frozenset({"t"})),
    ]
    if dice.random() < 0.3:
        others.append(Criterion("m", "ĐK", "Kế hoạch", D(0), D(1), rule=Mandatory("Có kế hoạch")))
    if dice.random() < 0.2:
        others.append(Criterion("x", "IV", "Điểm trừ", D(3), D("0.5"), rule=Penalty()))
    places = dice.choice([0, 1, 2, 2, 3])
    tier: Any = dice.choice(["rounded", "rounded", "exact"])
    by: Any = dice.choice(["total", "total", "index", "converted"])
    ties: Any = dice.choice(["shared", "dense"])
    bonus: Any = dice.choice(["open", "capped"])
    steps = [dice.choice(["a", "c", "ac"]), *dice.sample(STEPS, dice.choice([0, 1, 2]))]
    chain = tuple(dict.fromkeys(steps)) if dice.random() < 0.6 else ()
    rubric = Rubric(
        "r", "Thử", "1", "QĐ", (), (first, *others), (Group("g", "Khối", D(40)),), (Trait("t", "không có hồ sơ"),),
        Rounding(places, dice.choice([0, 1, places]), 3, order, tier),
        ties=ties, rank_by=by, aggregates=(Aggregate("ac", "A và C", ("a", "c")),), bonus=bonus, tie_chain=chain,
    )  # fmt: skip
    return replace(rubric, groups=(_group(dice, rubric),))


def _group(dice: Random, rubric: Rubric) -> Group:
    base: Any = dice.choice(["points", "points", "percent", "index", "converted"])
    high, low = {"points": "28 20", "percent": "75 50", "index": "0.75 0.5", "converted": "30 20"}[base].split()
    gate = any(leaf.id == "m" for leaf in rubric.leaves()) and dice.random() < 0.7
    best = Tier("Tốt", D(high), dice.random() < 0.3, requires=("m",) if gate else (), **_quota(dice))
    if dice.random() < 0.3:
        best = replace(best, at_least={"p": D("7.5")})
    tiers = (best, Tier("Khá", D(low), **_quota(dice)), Tier("Yếu", None))
    return Group("g", "Khối", D(40), tiers[: dice.choice([2, 3, 3])], base)


def _quota(dice: Random) -> dict[str, Any]:
    return dice.choice(
        [{}, {}, {"quota_count": dice.choice([0, 1, 2, 3])}, {"quota_percent": D(dice.choice([20, 50]))}]
    )


# ---------------------------------------------------------------- the round
def _round(dice: Random, rubric: Rubric, method: Method) -> Round:
    units = tuple(
        Unit(
            f"u{number}", f"Sở {number}", "g", prior_rank=dice.choice([None, 1, 2]),
            traits=frozenset({"t"} if dice.random() < 0.15 else ()),
            left_out="Sáp nhập" if dice.random() < 0.05 else None,
            exempt={"c": "không được giao"} if dice.random() < 0.05 else {},
        )
        for number in range(1, dice.choice([1, 3, 5, 6, 7]) + 1)
    )  # fmt: skip
    members = tuple(
        Member(
            f"m{number}", f"Người {number}", dice.choice(ROLES), ("g",),
            frozenset(unit.id for unit in units if dice.random() < 0.08),
            absent="đi công tác" if number > 1 and dice.random() < 0.12 else None,
        )
        for number in range(1, dice.choice([1, 2, 3, 4, 5, 7]) + 1)
    )  # fmt: skip
    drop = dice.choice([1, 2, 3]) if method == "trimmed" else 1
    weights = {"Chủ tịch": D("2.5"), "Ủy viên": D("0.7")} if method == "weighted" else {}
    round_ = round_with(units=units, members=members, combine=Combine(method, drop, weights))
    changes: dict[str, Any] = {"conclusions": tuple(_conclusions(dice, rubric, units))}
    changes["waivers"] = tuple(_waivers(dice, units))
    changes["disagreement"] = Disagreement(D(5), D(10), must=False)
    if dice.random() < 0.4:
        kind: Any = dice.choice(["split", "shared"])
        names = [unit.id for unit in units]
        dice.shuffle(names)
        changes["ties"] = (TieDecision(tuple(names), kind, "biểu quyết", "Hội đồng"),)
    if len(members) > 2 and rubric.rounding.order != "member" and dice.random() < 0.15:
        # One appraiser a criterion.
        leaves = [leaf.id for leaf in rubric.leaves()]
        parts = ((members[number % len(members)].id, leaf) for number, leaf in enumerate(leaves))
        changes["assignments"] = tuple(Assignment(member, (leaf,)) for member, leaf in parts)
    return replace(round_, **changes)


def _conclusions(dice: Random, rubric: Rubric, units: tuple[Unit, ...]) -> Iterator[Conclusion]:
    for unit in units:
        for name in ("a", "b", "c"):
            if dice.random() < 0.06:
                points: Score = NOT_APPLICABLE if name != "b" and dice.random() < 0.3 else D(dice.choice(["5", "7.5"]))
                yield Conclusion(unit.id, name, points, "Đã làm", "Theo hồ sơ", "Hội đồng")


def _waivers(dice: Random, units: tuple[Unit, ...]) -> Iterator[Waiver]:
    for unit in units:
        if dice.random() < 0.3:
            yield Waiver("SCORE-001", unit.id, "b", None, "cộng điểm", "Hội đồng", date(2026, 11, 20))


def _ballots(dice: Random, rubric: Rubric, round_: Round) -> Iterator[Ballot]:
    """Most members see a unit alike, so that units are often equal; blanks, marks and points above the maximum."""
    few = dice.sample(["0", "5", "5.25", "7.5", "10"], 3)
    usual: dict[CellId, str] = {}
    row: dict[str, str] = {}
    for unit in round_.units:
        if row and dice.random() < 0.75:
            # The same points as the unit before, on other criteria: equal in total, not step by step.
            row["a"], row["c"] = row["c"], row["a"]
            row["b"], row["d"] = dice.choice([(row["b"], row["d"]), (row["d"], row["b"])])
        else:
            marks = {leaf.id for leaf in rubric.leaves() if leaf.markable and dice.random() < 0.25}
            row = {leaf.id: "KĐG" if leaf.id in marks else dice.choice(few) for leaf in rubric.leaves()}
        usual |= {(unit.id, name): text for name, text in row.items()}
    waived = [waiver.unit for waiver in round_.waivers]
    uneven, holes = dice.choice([0, 0, 0.1, 0.5]), dice.choice([0, 0, 0.04])
    for member in round_.members:
        if dice.random() < 0.06 and member is not round_.members[0]:
            continue  # a ballot that did not come
        scores: dict[CellId, Score] = {}
        for (unit_id, name), text in usual.items():
            leaf = rubric.leaf(name)
            own = dice.choice(["1.75", "6.25", "9.5", "4"]) if text != "KĐG" and dice.random() < uneven else text
            score: Score = NOT_APPLICABLE if own == "KĐG" else D(own)
            if isinstance(score, Decimal) and not leaf.rule.counts:
                score = D(1) if dice.random() < 0.85 else D(0)
            elif isinstance(score, Decimal) and name == "x":
                score = D(dice.choice([0, 0, 1, 2]))
            elif name == "b" and unit_id in waived and dice.random() < 0.5:
                score = D("10.5")
            scores[unit_id, name] = None if dice.random() < holes else score
        yield Ballot(member.id, 1, {cell: one for cell, one in scores.items() if cell[0] not in member.recused})


# ---------------------------------------------------------------- what a council has
def features(one: Full) -> Iterator[str]:
    """Names of what must come up among many councils."""
    rubric, round_, group = one.rubric, one.round, one.rubric.groups[0]
    how = round_.combine
    yield f"{how.method} at {rubric.rounding.order}"
    yield f"drop {how.drop}" if how.method == "trimmed" else "no drop"
    yield from (f"base {group.base}", f"by {rubric.rank_by}", rubric.ties, f"tier {rubric.rounding.tier}")
    yield from ([f"chain {len(rubric.tie_chain)}"] if rubric.tie_chain else [])
    given = {
        (unit, cell, ballot.member): score for ballot in one.ballots for (unit, cell), score in ballot.scores.items()
    }
    units = {unit.id for unit in round_.units if unit.left_out is None}
    waived = {waiver.unit for waiver in round_.waivers}
    tests = {
        "even panel": len(one.tally.ballots) % 2 == 0,
        "one member": len(one.tally.ballots) == 1,
        "absent": any(member.absent for member in round_.members),
        "absent with a ballot": any(m.absent and any(b.member == m.id for b in one.ballots) for m in round_.members),
        "ballot missing": any(not m.absent and all(b.member != m.id for b in one.ballots) for m in round_.members),
        "recused": any(member.recused & units for member in round_.members),
        "left out": any(unit.left_out for unit in round_.units),
        "assigned": bool(round_.assignments),
        "concluded": any(cell.concluded for cell in one.tally.cells.values()),
        "blank": None in given.values(),
        "mark": NOT_APPLICABLE in given.values(),
        "waived": any(score == D("10.5") and unit in waived for (unit, _, _), score in given.items()),
        "gate": any(tier.requires for tier in group.tiers),
        "sub-total": any(tier.at_least for tier in group.tiers),
        "cap": any(node.cap for node in rubric.nodes()),
        "penalty": any(leaf.id == "x" for leaf in rubric.leaves()),
    }
    yield from (name for name, holds in tests.items() if holds)
    for standing in one.ranking.groups[0].standings:
        yield from (["no total"] if standing.total is None else [])
        yield from (["shared rank"] if standing.shares_rank else [])
        yield from ([f"decided {standing.decision.kind}"] if standing.decision else [])
        yield from (["held back"] if standing.held_back else [])
        yield from (["parted"] if standing.settled else [])
        yield from (["parted twice"] if len(standing.settled) > 1 else [])
        yield from (["passed over"] if any(event.passed for event in standing.settled) else [])
