"""Totals in, ranks out: ties, decisions of the council, tiers, and the order in print."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.deep_sample import DEEP, DEEP_ROUND, deep_panel
from tests.sample import (
    ROUND,
    RUBRIC,
    assert_sayable,
    codes,
    decision,
    leaf,
    only,
    panel_of,
    points,
    round_with,
)
from workbook.catalogue import rank as said
from workbook.consolidation import consolidate
from workbook.findings import ERROR, NOTE, WARNING, Finding, say
from workbook.model import Ballot, CellId, GroupRanking, Member, Ranking, Standing, TieDecision, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank, rank_key
from workbook.rubric import Group, Rounding, Rubric, Tier

TIERS = (Tier("Tốt", points("80")), Tier("Khá", points("65"), strict=True), Tier("Yếu", None))
ONE_LEAF = replace(
    RUBRIC, criteria=(leaf("tong-diem", "", "Tổng điểm", "100", "0.01"),), traits=(),
    groups=(Group("So", "Các sở", points("100"), TIERS),),
)  # fmt: skip


def ranked(totals: str, *ties: TieDecision, **changes: Any) -> tuple[tuple[Standing, ...], tuple[Finding, ...]]:
    """Units and their totals ("a 90 b 85.5", "-" is none) as one member's group."""
    words = totals.split()
    given = dict(zip(words[::2], words[1::2], strict=True))
    units = tuple(Unit(name, f"Sở {name.upper()}", "So") for name in given)
    round_ = round_with(units=units, members=(Member("tv", "An", groups=("So",)),), ties=ties)
    scores: dict[CellId, Score] = {
        (name, "tong-diem"): None if total == "-" else Decimal(total) for name, total in given.items()
    }
    by = replace(ONE_LEAF, **changes)
    ranking, findings = rank(by, round_, consolidate(by, round_, [Ballot("tv", 1, scores)]))
    codes(findings)
    return ranking.groups[0].standings, findings


def lines(standings: tuple[Standing, ...]) -> str:
    """ "a 1, b 2=, c 2=": the printed order, "=" marks a tie."""
    return ", ".join(f"{one.unit.id} {one.rank or '-'}{'=' if one.tied else ''}" for one in standings)


# ---------------------------------------------------------------- ranks and ties
@pytest.mark.parametrize(
    ("totals", "shared", "dense"),
    [
        ("a 90 b 85 c 80", "a 1, b 2, c 3", "a 1, b 2, c 3"),
        ("c 90 b 85 a 80", "c 1, b 2, a 3", "c 1, b 2, a 3"),
        ("a 90 b 85 c 85 d 80", "a 1, b 2=, c 2=, d 4", "a 1, b 2=, c 2=, d 3"),
        ("d 85 c 85 b 85 a 80", "b 1=, c 1=, d 1=, a 4", "b 1=, c 1=, d 1=, a 2"),
        ("a 85 b 85 c 80 d 80 e 1", "a 1=, b 1=, c 3=, d 3=, e 5", "a 1=, b 1=, c 2=, d 2=, e 3"),
        ("a 85.00 b 85", "a 1=, b 1=", "a 1=, b 1="),
        ("a 0 b 0", "a 1=, b 1=", "a 1=, b 1="),
        ("a 50", "a 1", "a 1"),
    ],
)
def test_ranks_by_policy(totals: str, shared: str, dense: str) -> None:
    assert lines(ranked(totals)[0]) == shared
    assert lines(ranked(totals, ties="dense")[0]) == dense


def test_an_undecided_tie_is_a_warning() -> None:
    _, findings = ranked("a 90 b 85 c 85")
    found = only(findings, said.TIE)
    assert found.severity is WARNING and found.at.unit == "b"
    assert say(found, "vi").startswith("Sở B; Sở C bằng nhau (85) và cùng hạng 2.")
    assert len(findings) == 1


def test_each_tie_is_told_once() -> None:
    assert codes(ranked("a 85 b 85 c 80 d 80 e 80")[1]) == ["RANK-001", "RANK-001"]


@pytest.mark.parametrize(
    ("totals", "made", "expected", "check"),
    [
        ("a 90 b 85 c 85 d 80", decision("shared", "c", "b"), "a 1, c 2=, b 2=, d 4", said.TIE_ORDERED),
        ("a 90 b 85 c 85 d 80", decision("split", "c", "b"), "a 1, c 2=, b 3=, d 4", said.TIE_SPLIT),
        ("a 85 b 85 c 85 d 80", decision("split", "c", "a", "b"), "c 1=, a 2=, b 3=, d 4", said.TIE_SPLIT),
        ("a 85 b 85 c 85 d 80", decision("shared", "b", "c", "a"), "b 1=, c 1=, a 1=, d 4", said.TIE_ORDERED),
        # A decision may name more units than are equal in the end; the others stand by their totals.
        ("a 90 b 85 c 85 d 80", decision("split", "d", "c", "b"), "a 1, c 2=, b 3=, d 4", said.TIE_SPLIT),
    ],
)
def test_the_councils_decision(totals: str, made: TieDecision, expected: str, check: object) -> None:
    standings, findings = ranked(totals, made)
    assert lines(standings) == expected
    (found,) = findings
    assert found.check is check and found.severity is NOTE
    assert "biểu quyết (Hội đồng)" in say(found, "vi")
    assert [one.decision for one in standings if one.tied] == [made] * sum(one.tied for one in standings)


@pytest.mark.parametrize(
    ("kind", "expected"), [("split", "b 1=, a 2=, c 3"), ("shared", "b 1=, a 1=, c 2")], ids=["split", "shared"]
)
def test_a_decision_under_the_dense_policy(kind: str, expected: str) -> None:
    assert lines(ranked("a 85 b 85 c 80", decision(kind, "b", "a"), ties="dense")[0]) == expected


def test_a_decision_that_names_too_few_is_an_error() -> None:
    standings, findings = ranked("a 85 b 85 c 85", decision("split", "c", "a"))
    assert lines(standings) == "a 1=, b 1=, c 1="
    (found,) = findings
    assert found.check is said.TIE_DECISION_PARTIAL and found.severity is ERROR
    assert "Sở C; Sở A chưa nêu đủ các đơn vị bằng nhau: Sở A; Sở B; Sở C" in say(found, "vi")


def test_a_decision_about_units_that_are_not_equal() -> None:
    standings, findings = ranked("a 90 b 85", decision("split", "b", "a"))
    assert lines(standings) == "a 1, b 2"
    (found,) = findings
    assert found.check is said.TIE_DECISION_UNUSED and found.severity is WARNING


def test_a_decision_that_names_one_of_two_equal_units_decides_nothing() -> None:
    # a and x are not equal: the decision is unused, and the tie of a and b stays open.
    standings, findings = ranked("x 90 a 85 b 85", decision("split", "a", "x"))
    assert lines(standings) == "x 1, a 2=, b 2="
    assert codes(findings) == ["RANK-001", "RANK-003"]


def test_decisions_do_not_stand_in_each_others_way() -> None:
    ties = decision("split", "a", "x"), decision("split", "b", "c")
    standings, findings = ranked("x 90 a 85 b 80 c 80", *ties)
    assert lines(standings) == "x 1, a 2, b 3=, c 4="
    assert codes(findings) == ["RANK-003", "RANK-005"]


def test_each_tie_has_its_own_decision() -> None:
    ties = decision("split", "d", "c"), decision("shared", "b", "a")
    standings, findings = ranked("a 90 b 90 c 80 d 80", *ties)
    assert lines(standings) == "b 1=, a 1=, d 3=, c 4="
    assert codes(findings) == ["RANK-002", "RANK-005"]


# ---------------------------------------------------------------- incomplete units
def test_units_without_total_stand_last_without_rank() -> None:
    standings, findings = ranked("a - b 85 c 90 d -")
    assert lines(standings) == "c 1, b 2, a -, d -"
    assert [one.total for one in standings[2:]] == [None, None]
    assert {one.tier for one in standings[2:]} == {None}
    assert codes(findings) == ["RANK-007", "RANK-007"]
    assert [found.at.unit for found in findings] == ["a", "d"]
    assert findings[0].check is said.INCOMPLETE


def test_blank_and_zero_are_two_things() -> None:
    standings, _ = ranked("a - b 0")
    assert [(one.unit.id, one.rank, one.total) for one in standings] == [("b", 1, Decimal("0.00")), ("a", None, None)]


# ---------------------------------------------------------------- tiers
@pytest.mark.parametrize(
    ("total", "tier"),
    [("100", "Tốt"), ("80", "Tốt"), ("79.99", "Khá"), ("65.01", "Khá"), ("65", "Yếu"), ("0", "Yếu")],
)
def test_tiers_by_points(total: str, tier: str) -> None:
    assert ranked(f"a {total}")[0][0].tier == tier


def test_a_value_below_every_bound_has_no_tier() -> None:
    groups = (Group("So", "Các sở", points("100"), TIERS[:2]),)
    assert ranked("a 10", groups=groups)[0][0].tier is None


@pytest.mark.parametrize(
    ("totals", "rounding", "chain", "expected", "found"),
    [
        # 79.996 and 80.004 are both 80.00 in print; Tốt is from 80 on.
        ("a 80.004 b 79.996", {"tier": "exact"}, (), "a 1= Tốt, b 1= Khá", ["RANK-001", "RANK-013"]),
        ("a 80.004 b 79.996", {"tier": "rounded"}, (), "a 1= Tốt, b 1= Tốt", ["RANK-001"]),
        # Ranked by what is not rounded, nothing is shared.
        ("a 80.004 b 79.996", {"tier": "exact"}, ("exact",), "a 1= Tốt, b 2= Khá", ["RANK-011"]),
        ("a 80.004 b 80.001", {"tier": "exact"}, (), "a 1= Tốt, b 1= Tốt", ["RANK-001"]),
    ],
)
def test_equal_units_in_two_tiers_are_told(
    totals: str, rounding: dict[str, Any], chain: tuple[str, ...], expected: str, found: list[str]
) -> None:
    criteria = (leaf("tong-diem", "", "Tổng điểm", "100", "0.001"),)
    standings, findings = ranked(totals, criteria=criteria, rounding=Rounding(leaf=3, **rounding), tie_chain=chain)
    assert ", ".join(f"{one.unit.id} {one.rank}= {one.tier}" for one in standings) == expected
    assert codes(findings) == found
    if "RANK-013" in found:
        one = only(findings, said.TIERS_APART)
        assert one.severity is WARNING
        assert say(one, "vi").startswith("Sở A; Sở B bằng nhau (80) và cùng hạng 1 nhưng khác loại (Tốt; Khá)")
        assert_sayable(one)


# ---------------------------------------------------------------- groups, index, what does not apply
def whole(by: Rubric = RUBRIC) -> Ranking:
    return rank(by, ROUND, consolidate(by, ROUND, panel_of(by=by)))[0]


def figures(made: GroupRanking) -> list[tuple[str, str, str, int | None, str | None]]:
    return [(one.unit.id, str(one.total), str(one.index), one.rank, one.tier) for one in made.standings]


def test_groups_are_ranked_apart_in_the_rubrics_order() -> None:
    so, huyen = whole().groups
    assert figures(so) == [
        ("dv-2", "37.50", "0.833", 1, "Tốt"),
        ("dv-1", "33.75", "0.750", 2, "Khá"),
        ("dv-3", "15.50", "0.620", 3, "Yếu"),
    ]
    # h-1: 32.5 of the 35 that apply; above 0.8 strictly. h-2: 22 of 40.
    assert figures(huyen) == [("h-1", "32.50", "0.929", 1, "Tốt"), ("h-2", "22.00", "0.550", 2, "Khá")]


def test_ranking_by_index_leaves_out_what_does_not_apply() -> None:
    by = replace(RUBRIC, rank_by="index")
    so = whole(by).groups[0].standings
    assert [one.unit.id for one in so] == ["dv-2", "dv-1", "dv-3"]
    assert [rank_key(by, one) for one in so] == [Decimal("0.833"), Decimal("0.750"), Decimal("0.620")]
    assert so[2].applicable_max == 25


def test_sections_are_summed_and_the_mark_stays() -> None:
    so, huyen = whole().groups
    last = so.standings[-1].values
    assert (last["ha-tang"], last["dich-vu"], last["sang-kien"]) == (Decimal("13.50"), NOT_APPLICABLE, Decimal(2))
    assert huyen.standings[0].values["sang-kien"] is NOT_APPLICABLE


def test_left_out_units_are_not_ranked() -> None:
    assert "dv-4" not in {one.unit.id for made in whole().groups for one in made.standings}


def test_the_same_ballots_give_the_same_ranking_in_any_order() -> None:
    again = rank(RUBRIC, ROUND, consolidate(RUBRIC, ROUND, panel_of()[::-1]))[0]
    assert again == whole()


def test_the_order_of_units_in_the_round_changes_nothing() -> None:
    turned = round_with(units=ROUND.units[::-1])
    again = rank(RUBRIC, turned, consolidate(RUBRIC, turned, panel_of()))[0]
    assert again == whole()


# ---------------------------------------------------------------- converted totals, conditions, aggregates
def deep(by: Rubric = DEEP) -> tuple[tuple[Standing, ...], ...]:
    made, _ = rank(by, DEEP_ROUND, consolidate(by, DEEP_ROUND, deep_panel(by=by)))
    return tuple(group.standings for group in made.groups)


def test_ranking_by_the_converted_total() -> None:
    # s-3: 62 of the 65 that apply is 85.85 of 90, s-1 has all of 90.
    so, _ = deep(replace(DEEP, rank_by="converted"))
    assert [(one.unit.id, one.converted, one.rank) for one in so] == [
        ("s-1", Decimal("86.00"), 1), ("s-3", Decimal("85.85"), 2), ("s-2", Decimal("48.25"), 3),
    ]  # fmt: skip


def test_tiers_of_the_deep_sample() -> None:
    # s-2 misses the lower bound, s-3 the sub-total of so-hoa, x-1 is strictly above 0.8.
    assert [[(one.unit.id, one.tier) for one in group] for group in deep()] == [
        [("s-1", "Tốt"), ("s-3", "Khá"), ("s-2", "Yếu")],
        [("x-1", "Tốt"), ("x-2", "Yếu")],
    ]


def test_standings_hold_sections_gates_and_aggregates() -> None:
    values = deep()[0][0].values
    wanted = {
        "so-hoa": "38.5",
        "nhan-luc": "20",
        "an-toan": "9.25",
        "cam-ket": "1",
        "tru-cot-1": "57",
        "tru-cot-2": "30.5",
    }
    assert {name: values[name] for name in wanted} == {name: Decimal(value) for name, value in wanted.items()}
    assert "y-kien" not in values and "chuyen-de" not in deep()[1][0].values


# ---------------------------------------------------------------- quotas
def limited(first: str = "", second: str = "") -> tuple[Group, ...]:
    """Three tiers from 80, 60 and below; quotas as "2" units or "20%" for the first two."""

    def quota(text: str) -> dict[str, Any]:
        if text.endswith("%"):
            return {"quota_percent": Decimal(text[:-1])}
        return {"quota_count": int(text)} if text else {}

    tiers = (Tier("I", points("80"), **quota(first)), Tier("II", points("60"), **quota(second)), Tier("III", None))
    return (Group("So", "Các sở", points("100"), tiers),)


def tiers_of(standings: tuple[Standing, ...]) -> str:
    """ "a I, b II<I": the tier, and the one that a quota took."""
    return ", ".join(
        f"{one.unit.id} {one.tier or '-'}{'<' + one.held_back if one.held_back else ''}" for one in standings
    )


@pytest.mark.parametrize(
    ("totals", "quotas", "expected"),
    [
        ("a 95 b 90 c 85 d 50", ("", ""), "a I, b I, c I, d III"),
        ("a 95 b 90 c 85 d 50", ("2", ""), "a I, b I, c II<I, d III"),
        ("a 95 b 90 c 85 d 50", ("3", ""), "a I, b I, c I, d III"),
        ("a 95 b 90 c 85 d 50", ("0", ""), "a II<I, b II<I, c II<I, d III"),
        # 50 % of three ranked units is one; of four it is two
        ("a 95 b 90 c 85 d -", ("50%", ""), "a I, b II<I, c II<I, d -"),
        ("a 95 b 90 c 85 d 50", ("50%", ""), "a I, b I, c II<I, d III"),
        ("a 95 b 90 c 85", ("33.3%", ""), "a II<I, b II<I, c II<I"),
        ("a 95 b 90 c 85", ("33.4%", ""), "a I, b II<I, c II<I"),
        # ties are never separated
        ("a 95 b 90 c 90 d 50", ("2", ""), "a I, b II<I, c II<I, d III"),
        ("a 95 b 90 c 90 d 85", ("2", ""), "a I, b II<I, c II<I, d II<I"),
        ("a 95 b 90 c 90 d 85", ("3", ""), "a I, b I, c I, d II<I"),
        ("a 90 b 90", ("1", ""), "a II<I, b II<I"),
        # a quota counts the better tiers too
        ("a 95 b 70 c 65 d 50", ("", "2"), "a I, b II, c III<II, d III"),
        ("a 95 b 90 c 85 d 70", ("1", "2"), "a I, b II<I, c III<I, d III<II"),
        ("a 95 b 90 c 85 d 70", ("", "2"), "a I, b I, c III<I, d III<II"),
        ("a 95 b 90 c 70 d 70", ("", "3"), "a I, b I, c III<II, d III<II"),
        ("a 50 b 40", ("0", "0"), "a III, b III"),
    ],
)
def test_quotas(totals: str, quotas: tuple[str, str], expected: str) -> None:
    assert tiers_of(ranked(totals, groups=limited(*quotas))[0]) == expected


def test_who_falls_below_every_tier_has_none() -> None:
    (group,) = limited("1")
    (standings, _) = ranked("a 95 b 90", groups=(replace(group, tiers=group.tiers[:1]),))
    assert tiers_of(standings) == "a I, b -<I"


def test_who_falls_must_meet_the_conditions_of_the_next_tier() -> None:
    first, second, third = limited("1")[0].tiers
    gated = (first, replace(second, at_least={"tong-diem": Decimal(92)}), third)
    standings, _ = ranked("a 95 b 93 c 85", groups=(Group("So", "Các sở", points("100"), gated),))
    assert tiers_of(standings) == "a I, b II<I, c III<I"


@pytest.mark.parametrize(
    ("kind", "expected"), [("split", "a I, c I, b II<I, d III"), ("shared", "a I, c II<I, b II<I, d III")]
)
def test_only_the_council_separates_equal_units(kind: str, expected: str) -> None:
    standings, _ = ranked("a 95 b 90 c 90 d 50", decision(kind, "c", "b"), groups=limited("2"))
    assert tiers_of(standings) == expected


def test_who_is_held_back_is_told_why() -> None:
    _, findings = ranked("a 95 b 90 c 85 d 50 e 40 f 30", groups=limited("20%"))
    assert codes(findings) == ["RANK-009", "RANK-009"]
    first = findings[0]
    assert first.check is said.HELD_BACK and first.severity is NOTE and first.at.unit == "b"
    assert say(first, "vi") == (
        "Sở B (90) đủ điều kiện xếp mức “I” nhưng mức “I” trở lên chỉ được 1 đơn vị (20 % của 6); tính cả Sở B, có 2 "
        "đơn vị bằng hoặc cao hơn. Xếp: “II”."
    )


def test_equal_units_for_whom_there_is_not_enough_room_are_told_once() -> None:
    _, findings = ranked("a 95 b 90 c 90 d 85", groups=limited("2"))
    assert codes(findings) == ["RANK-001", "RANK-009", "RANK-010"]
    found = only(findings, said.HELD_BACK_TIED)
    assert found.severity is WARNING and found.at.unit == "b"
    assert say(found, "vi").startswith(
        "Sở B; Sở C bằng nhau (90) và cùng đủ điều kiện xếp mức “I” nhưng mức “I” trở lên chỉ được 2 đơn vị, "
        "chỉ còn 1 chỗ."
    )
    assert only(findings, said.HELD_BACK).at.unit == "d"


def test_the_quota_of_a_lower_tier_is_named_where_it_binds() -> None:
    _, findings = ranked("a 95 b 90 c 85", groups=limited("", "2"))
    assert "Sở C (85) đủ điều kiện xếp mức “I” nhưng mức “II” trở lên chỉ được 2 đơn vị" in say(findings[0], "vi")


def test_a_unit_without_rank_takes_no_place() -> None:
    # By index, nothing applies to c: it has a total of 0 and no rank.
    by = replace(ONE_LEAF, criteria=(replace(ONE_LEAF.criteria[0], markable=True),), groups=limited("", "1"))
    units = tuple(Unit(name, name, "So") for name in "abc")
    round_ = round_with(units=units, members=(Member("tv", "An", groups=("So",)),))
    scores: dict[CellId, Score] = {("a", "tong-diem"): Decimal(70), ("b", "tong-diem"): Decimal(65)}
    scores["c", "tong-diem"] = NOT_APPLICABLE
    by = replace(by, rank_by="index")
    made, _ = rank(by, round_, consolidate(by, round_, [Ballot("tv", 1, scores)]))
    assert tiers_of(made.groups[0].standings) == "a II, b III<II, c III"
