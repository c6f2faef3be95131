"""How a result came about, on the samples: small figures that are worked out by hand in the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.deep_sample import DEEP, concluded, deep_panel, deep_round, deep_unit, rule
from tests.sample import ROUND, RUBRIC, TABLE, WAIVER, decision, panel_of, round_with
from workbook.comparison import Comparison, compare
from workbook.consolidation import consolidate
from workbook.explanation import Explanation, Line, explain
from workbook.headroom import Change, Condition, least_total
from workbook.model import Ballot, Combine, Conclusion, Ranking, Round, Tally
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Rounding, Rubric, Tier

SO = RUBRIC.groups[0]


def ranked(rubric: Rubric, round_: Round, ballots: list[Ballot]) -> tuple[Tally, Ranking]:
    tally = consolidate(rubric, round_, ballots)
    return tally, rank(rubric, round_, tally)[0]


def told(unit: str, tables: Mapping[str, str] | None = None, round_: Round = ROUND, by: Rubric = RUBRIC) -> Explanation:
    """The explanation of one unit of the plain sample."""
    tally, ranking = ranked(by, round_, panel_of(tables, round_, by))
    return explain(by, round_, tally, ranking, round_.unit(unit))


def both(
    first: str, second: str, tables: Mapping[str, str] | None = None, round_: Round = ROUND, by: Rubric = RUBRIC
) -> Comparison:
    return compare(by, told(first, tables, round_, by), told(second, tables, round_, by))


def deep(unit: str, round_: Round | None = None, by: Rubric = DEEP, **changes: Mapping[str, str]) -> Explanation:
    """The explanation of one unit of the deep sample; changed facts by member, TV_1={...}."""
    round_ = round_ or deep_round()
    own = {name.replace("_", "-"): facts for name, facts in changes.items()}
    tally, ranking = ranked(by, round_, deep_panel(own, round_, by))
    return explain(by, round_, tally, ranking, round_.unit(unit))


def line(one: Explanation, node: str) -> Line:
    return next(each for each in one.lines if each.node.id == node)


def change(one: Explanation, goal: str) -> Change | None:
    return next((each for each in one.changes if each.goal == goal), None)


def rounded(**changes: Any) -> Rubric:
    return replace(RUBRIC, rounding=replace(Rounding(), **changes))


def conditions(one: Explanation, tier: str) -> tuple[Condition, ...]:
    return next(step.conditions for step in one.tiers if step.tier.label == tier)


def parts(one: Explanation) -> dict[tuple[str, str], Fraction]:
    assert one.summands is not None
    return {(part.kind, part.node): part.points for part in one.summands.parts if part.points}


# ---------------------------------------------------------------- what a total is made of
def test_a_plain_total_is_the_sum_of_its_criteria() -> None:
    """8.25 + 7.5 + 15 + 3 = 33.75."""
    one = told("dv-1")
    assert one.standing.total == Decimal("33.75")
    assert parts(one) == {
        ("leaf", "mang"): Fraction("8.25"), ("leaf", "an-toan"): Fraction("7.5"),
        ("leaf", "dich-vu"): 15, ("leaf", "sang-kien"): 3,
    }  # fmt: skip
    assert [(each.node.id, each.depth, each.adds) for each in one.lines] == [
        ("ha-tang", 0, Fraction("15.75")), ("mang", 1, Fraction("8.25")), ("an-toan", 1, Fraction("7.5")),
        ("dich-vu", 0, 15), ("sang-kien", 0, 3),
    ]  # fmt: skip


THIRDS = {"TV-02": TABLE.replace("dv-1  8.25", "dv-1  8"), "TV-03": TABLE.replace("dv-1  8.25", "dv-1  8")}
"""dv-1 in mang: 8.25, 8 and 8, which make 8 and a twelfth."""


@pytest.mark.parametrize(
    ("order", "right"),
    [
        # 8.08 + 7.5 + 15 + 3
        ("leaf", {("leaf", "mang"): Fraction("8.08")}),
        # 8 1/12 + 25.5 = 33.58333..., which makes 33.58
        ("total", {("leaf", "mang"): Fraction(97, 12), ("rounding", ""): Fraction("33.58") - Fraction(403, 12)}),
        # totals 33.75, 33.5, 33.5: their mean is 33.58333...
        ("member", {("leaf", "mang"): Fraction(97, 12), ("rounding", ""): Fraction("33.58") - Fraction(403, 12)}),
    ],
)
def test_each_order_of_rounding_has_its_own_parts(order: str, right: dict[tuple[str, str], Fraction]) -> None:
    one = told("dv-1", THIRDS, by=rounded(order=order))
    rest = {("leaf", "an-toan"): Fraction("7.5"), ("leaf", "dich-vu"): Fraction(15), ("leaf", "sang-kien"): Fraction(3)}
    assert one.standing.total == Decimal("33.58")
    assert parts(one) == right | rest


def test_members_totals_are_told_with_what_they_count() -> None:
    """Trimmed: of 33.75, 33.5, 33.5 the highest and one of the lowest are left out."""
    round_ = round_with(combine=Combine("trimmed", 1))
    one = told("dv-1", THIRDS, round_, rounded(order="member"))
    assert one.standing.total == Decimal("33.50")
    assert [(row.member, row.total, row.share) for row in one.totals] == [
        ("TV-01", Decimal("33.75"), Fraction(0)), ("TV-02", Decimal("33.50"), Fraction(0)),
        ("TV-03", Decimal("33.50"), Fraction(1)),
    ]  # fmt: skip
    assert parts(one)["leaf", "mang"] == 8


def test_rounding_of_members_totals_is_a_part() -> None:
    """To whole points 33.75 is 34: a quarter is added before the members are combined."""
    one = told("dv-1", by=rounded(order="member", total=0))
    assert parts(one)["members", ""] == Fraction("0.25")
    assert sum(parts(one).values()) == 34 == one.standing.total


def test_caps_and_weights_are_parts() -> None:
    """s-1: 12 + 10 + 4 is cut at 20; (4 + 5.25) counts twice."""
    one = deep("s-1")
    assert parts(one)["cap", "nhan-luc"] == -6
    assert parts(one)["leaf", "su-co"] == Fraction("10.5")
    assert line(one, "nhan-luc").adds == 20 and line(one, "nhan-luc").capped == -6
    assert (line(one, "su-co").factor, line(one, "su-co").value) == (Fraction(2), Decimal("5.25"))
    assert line(one, "cam-ket").adds is None and not line(one, "cam-ket").counts


@pytest.mark.parametrize(
    ("bonus", "total", "kind"),
    [("capped", "90", "bonus"), ("open", "93", "")],
)
def test_a_bonus_that_may_not_lift_the_total_is_a_part(bonus: Any, total: str, kind: str) -> None:
    """Everything at its most is 90 without the bonus (40 + 20 + 20 + 10), with it 3 more."""
    most = {
        "s-1 truc-tuyen/a": "100", "s-1 hop": "4", "s-1 sang-kien": "3", "s-1 chuyen-de": "5", "s-1 dao-tao": "15",
        "s-1 tap-huan": "5", "s-1 su-co": "6",
    }  # fmt: skip
    round_ = deep_round(listed={(unit, "chi-so"): Decimal(100) for unit in ("s-1", "s-2", "s-3", "x-1", "x-2")})
    one = deep("s-1", round_, replace(DEEP, bonus=bonus), TV_1=most, TV_2=most, TV_3=most)
    assert one.standing.total == Decimal(total)
    assert {at: points for at, points in parts(one).items() if at[0] == "bonus"} == ({(kind, ""): -3} if kind else {})


def test_no_total_is_below_0_and_what_lifts_it_is_a_part() -> None:
    trees = tuple(
        replace(top, children=(), rule=rule("penalty")) if top.id == "ket-qua" else top for top in DEEP.criteria
    )
    rubric = replace(DEEP, criteria=trees[-1:], aggregates=(), groups=tuple(replace(g, tiers=()) for g in DEEP.groups))
    round_ = deep_round(listed={})
    ballots = [
        Ballot(m.id, 1, {(u.id, "ket-qua"): Decimal(4) for u in round_.units if u.id not in m.recused})
        for m in round_.members
    ]
    tally, ranking = ranked(rubric, round_, ballots)
    one = explain(rubric, round_, tally, ranking, round_.unit("s-1"))
    assert one.standing.total == 0
    assert parts(one) == {("leaf", "ket-qua"): -4, ("floor", ""): 4}


# ---------------------------------------------------------------- where points come from
def test_each_member_is_told_with_his_facts_and_his_part() -> None:
    """TV-2 counts 71 of 100: 10.65; the mean of 12, 10.65 and 12 is 11.55."""
    origin = line(deep("s-1", TV_2={"s-1 truc-tuyen/a": "71"}), "truc-tuyen").origin
    assert origin is not None
    assert [(gave.member, gave.points, gave.share) for gave in origin.gave] == [
        ("TV-1", 12, Fraction(1, 3)), ("TV-2", Decimal("10.65"), Fraction(1, 3)), ("TV-3", 12, Fraction(1, 3)),
    ]  # fmt: skip
    assert [(asked.label.vi, fact) for asked, fact in origin.gave[1].facts] == [
        ("Hồ sơ nộp trực tuyến", Decimal(71)), ("Tổng số hồ sơ", Decimal(100)),
    ]  # fmt: skip
    assert origin.exact == Fraction("11.55") and origin.how.vi == "Tỷ lệ hồ sơ nộp trực tuyến × 15"


@pytest.mark.parametrize(
    ("combine", "shares"),
    [
        (Combine(), "1/3 1/3 1/3"),
        (Combine("median"), "0 1 0"),
        (Combine("trimmed", 1), "0 1 0"),
        (Combine("weighted", weights={"Chủ tịch": Decimal(2)}), "1/2 1/4 1/4"),
    ],
)
def test_what_each_figure_counts(combine: Combine, shares: str) -> None:
    """9, 8 and 7 for dv-1: the middle one is that of TV-02."""
    tables = {name: TABLE.replace("dv-1  8.25", f"dv-1  {given}") for name, given in
              (("TV-01", "9"), ("TV-02", "8"), ("TV-03", "7"))}  # fmt: skip
    origin = line(told("dv-1", tables, round_with(combine=combine)), "mang").origin
    assert origin is not None
    assert [gave.share for gave in origin.gave] == [Fraction(text) for text in shares.split()]


def test_waivers_and_conclusions_stand_with_their_criterion() -> None:
    made = Conclusion("dv-1", "an-toan", Decimal(9), "Đã bổ sung", "Theo hồ sơ", "Hội đồng")
    one = told("dv-1", round_=round_with(waivers=(WAIVER,), conclusions=(made,)))
    origins = {each.node.id: each.origin for each in one.lines if each.origin is not None}
    assert origins["mang"].waivers == (WAIVER,) and origins["mang"].conclusion is None
    assert origins["an-toan"].conclusion == made and origins["an-toan"].waivers == ()
    assert line(one, "an-toan").adds == 9
    assert [gave.share for gave in origins["an-toan"].gave] == [0, 0, 0]
    assert [gave.points for gave in origins["an-toan"].gave] == [Decimal("7.5")] * 3


@pytest.mark.parametrize(
    ("unit", "round_", "node", "kind", "reason", "stated_at"),
    [
        ("s-3", None, "dung-han", "trait", "Không có thủ tục hành chính", "dung-han"),
        ("x-2", None, "tap-huan", "exempt", "không được giao", "tap-huan"),
        ("s-1", deep_unit("s-1", exempt={"nhan-luc": "mới lập"}), "can-bo", "exempt", "mới lập", "nhan-luc"),
        ("s-1", deep_unit("s-1", exempt={"nhan-luc": "mới lập"}), "nhan-luc", "exempt", "mới lập", "nhan-luc"),
        ("s-1", None, "y-kien", "dropped", "Năm nay không tổ chức khảo sát", "y-kien"),
    ],
)  # fmt: skip
def test_what_does_not_apply_is_told_with_its_reason(
    unit: str, round_: Round | None, node: str, kind: str, reason: str, stated_at: str
) -> None:
    found = line(deep(unit, round_), node)
    assert found.shut is not None
    assert (found.shut.kind, found.shut.reason, found.shut.node) == (kind, reason, stated_at)
    assert found.value is NOT_APPLICABLE and not found.max


def test_a_mark_that_scorers_gave_is_no_rule_of_the_rubric() -> None:
    one = deep("s-3")
    found = line(one, "truc-tuyen")
    assert found.shut is None and found.value is NOT_APPLICABLE and found.origin is not None
    assert [gave.remark for gave in found.origin.gave] == ["không phát sinh trong năm"] * 3
    assert found.adds == 0


def test_points_beside_the_best_unit_tell_who_is_best() -> None:
    origin = line(deep("s-2"), "thanh-toan").origin
    assert origin is not None
    assert [fact for _, fact in origin.best] == [Decimal(400)]
    assert deep("s-2").relative and not told("dv-1").relative


def test_what_a_member_gave_where_he_may_not_score_makes_nobody_the_best() -> None:
    """TV-2 is recused from s-2; his 1000 there counts nowhere."""
    round_ = deep_round()
    ballots = [
        replace(one, scores={**one.scores, ("s-2", "thanh-toan"): Decimal(1000)}) if one.member == "TV-2" else one
        for one in deep_panel()
    ]
    tally, ranking = ranked(DEEP, round_, ballots)
    origin = line(explain(DEEP, round_, tally, ranking, round_.unit("s-1")), "thanh-toan").origin
    assert origin is not None and [fact for _, fact in origin.best] == [Decimal(400)]
    assert [gave.points for gave in origin.gave] == [5, 5, 5]


def test_a_conclusion_without_points_does_not_count() -> None:
    made = Conclusion("dv-1", "an-toan", None, "Đã bổ sung", "", "Hội đồng")
    origin = line(told("dv-1", round_=round_with(conclusions=(made,))), "an-toan").origin
    assert origin is not None and origin.conclusion is None
    assert [gave.share for gave in origin.gave] == [Fraction(1, 3)] * 3


def test_figures_from_lists_are_told() -> None:
    origin = line(deep("s-1"), "chi-so").origin
    assert origin is not None and origin.gave == ()
    assert [fact for _, fact in origin.listed] == [Decimal(80)]
    assert line(deep("s-1"), "chi-so").adds == 4


# ---------------------------------------------------------------- a round that is not complete
def test_a_missing_ballot_is_told_and_the_rest_goes_on() -> None:
    """Of TV-02 nothing is there; the two others make 8.25 in mang all the same."""
    ballots = [ballot for ballot in panel_of() if ballot.member != "TV-02"]
    tally, ranking = ranked(RUBRIC, ROUND, ballots)
    one = explain(RUBRIC, ROUND, tally, ranking, ROUND.unit("dv-1"))
    origin = line(one, "mang").origin
    assert origin is not None and origin.awaited == ("TV-02",) and one.standing.total == Decimal("33.75")


def test_without_a_total_each_criterion_goes_as_far_as_it_has_come() -> None:
    blank = TABLE.replace("dv-1  8.25  7.5", "dv-1  8.25  -")
    one = told("dv-1", dict.fromkeys(("TV-01", "TV-02", "TV-03"), blank))
    assert (one.standing.total, one.summands, one.missing, one.changes) == (None, None, ("an-toan",), ())
    assert line(one, "mang").adds == Fraction("8.25") and line(one, "ha-tang").adds is None
    assert (one.above, one.below, one.figure) == (None, None, None)


def test_nobody_may_have_scored_yet() -> None:
    tally, ranking = ranked(RUBRIC, ROUND, [])
    one = explain(RUBRIC, ROUND, tally, ranking, ROUND.unit("dv-2"))
    origin = line(one, "mang").origin
    assert one.missing == ("mang", "an-toan", "dich-vu", "sang-kien")
    # TV-02 may not score the unit, so his ballot is not awaited for it.
    assert origin is not None and (origin.awaited, origin.recused) == (("TV-01", "TV-03"), ("TV-02",))


# ---------------------------------------------------------------- tiers
def test_a_tier_tells_its_bound_and_by_how_much_it_is_missed() -> None:
    """33.75 of Tốt from 36 and Khá from 22.5."""
    one = told("dv-1")
    assert [(step.tier.label, step.holds, step.given) for step in one.tiers] == [
        ("Tốt", False, False), ("Khá", True, True), ("Yếu", True, False),
    ]  # fmt: skip
    (bound,) = conditions(one, "Tốt")
    assert (bound.figure, bound.bound, bound.short) == (Decimal("33.75"), Decimal(36), Fraction("2.25"))
    assert conditions(one, "Khá")[0].short is None


def test_conditions_that_hold_a_tier_back_are_told() -> None:
    """s-3 has 62: short of 70 by 8, of so-hoa 25 by 10, of the pillar 40 by 5; its plan is approved."""
    assert [(each.kind, each.name, each.short, each.holds) for each in conditions(deep("s-3"), "Tốt")] == [
        ("bound", "", 8, False), ("at_least", "so-hoa", 10, False), ("at_least", "tru-cot-1", 5, False),
        ("requires", "cam-ket", None, True),
    ]  # fmt: skip


def test_a_quota_that_takes_a_tier_is_told() -> None:
    tiers = (replace(SO.tiers[0], lower=Decimal(30), quota_count=1), *SO.tiers[1:])
    by = replace(RUBRIC, groups=(replace(SO, tiers=tiers), RUBRIC.groups[1]))
    one = told("dv-1", by=by)
    assert (one.standing.tier, one.standing.held_back) == ("Khá", "Tốt")
    assert [(each.kind, each.holds) for each in conditions(one, "Tốt")] == [("bound", True), ("quota", False)]
    up = change(one, "tier_up")
    assert up is not None and up.points is None and [each.kind for each in up.others] == ["quota"]


def test_just_equal_is_short_by_nothing_where_a_bound_must_be_passed() -> None:
    tiers = (Tier("Tốt", Decimal("33.75"), strict=True), Tier("Yếu", None))
    one = told("dv-1", by=replace(RUBRIC, groups=(replace(SO, tiers=tiers), RUBRIC.groups[1])))
    assert [(each.holds, each.short) for each in conditions(one, "Tốt")] == [(False, Fraction(0))]
    up = change(one, "tier_up")
    assert up is not None and up.points == Fraction("0.01")


def test_where_tiers_are_read_unrounded_the_bound_is_missed_unrounded() -> None:
    """33.58333...: of a bound of 33.585 a six hundredth part of a point is missing."""
    tiers = (Tier("Tốt", Decimal("33.585")), Tier("Yếu", None))
    by = replace(rounded(order="total", tier="exact"), groups=(replace(SO, tiers=tiers), RUBRIC.groups[1]))
    one = told("dv-1", THIRDS, by=by)
    assert one.figure == Fraction(403, 12) and conditions(one, "Tốt")[0].short == Fraction(1, 600)
    up = change(one, "tier_up")
    assert up is not None and (up.points, up.beyond) == (Fraction(1, 600), False)


# ---------------------------------------------------------------- ranks
def test_a_rank_tells_its_neighbours() -> None:
    """37.5, 33.75, 15.5."""
    one = told("dv-1")
    assert one.above is not None and one.below is not None
    assert (one.standing.rank, one.ranked) == (2, 3)
    assert (one.above.standing.unit.id, one.above.distance) == ("dv-2", Decimal("3.75"))
    assert (one.below.standing.unit.id, one.below.distance) == ("dv-3", Decimal("18.25"))
    first, last = told("dv-2"), told("dv-3")
    assert first.above is None and last.below is None
    # The nearest of those above and below, not the first and the last of the group.
    assert first.below is not None and first.below.standing.unit.id == "dv-1"
    assert last.above is not None and last.above.standing.unit.id == "dv-1"


EQUAL = TABLE.replace("dv-1  8.25  7.5  15    3", "dv-1  9     8    15.5  5")
"""dv-1 and dv-2 both have 37.5; dv-1 has more in sang-kien, dv-2 in dich-vu."""
ALL_EQUAL = dict.fromkeys(("TV-01", "TV-02", "TV-03"), EQUAL)


@pytest.mark.parametrize(
    ("by", "round_", "settled_by", "above"),
    [
        (RUBRIC, ROUND, "nothing", "dv-1"),
        (replace(RUBRIC, tie_chain=("mang", "dich-vu")), ROUND, "chain", "dv-2"),
        (replace(RUBRIC, tie_chain=("sang-kien",)), ROUND, "chain", "dv-1"),
        (RUBRIC, round_with(ties=(decision("split", "dv-2", "dv-1"),)), "decision", "dv-2"),
    ],
)
def test_what_settles_units_of_equal_figures(by: Rubric, round_: Round, settled_by: str, above: str) -> None:
    made = both("dv-1", "dv-2", ALL_EQUAL, round_, by)
    assert (made.settled_by, made.first.unit.id, made.total, made.ranked) == (settled_by, above, Decimal(0), Decimal(0))
    assert [each.unit.id for each in made.first.equals] == [made.second.unit.id]
    assert (made.event is not None) == (settled_by == "chain")
    assert (made.decision is not None) == (settled_by == "decision")


def test_differences_are_told_largest_first_whoever_is_named_first() -> None:
    """dv-2 beside dv-1: 9 - 8.25, 8 - 7.5, 16.5 - 15, 4 - 3."""
    for names in (("dv-1", "dv-2"), ("dv-2", "dv-1")):
        made = both(*names)
        assert (made.first.unit.id, made.total, made.settled_by) == ("dv-2", Decimal("3.75"), "figure")
        assert [(each.node, each.points) for each in made.lines] == [
            ("dich-vu", Fraction("1.5")), ("sang-kien", 1), ("mang", Fraction("0.75")), ("an-toan", Fraction("0.5")),
        ]  # fmt: skip


def test_where_an_index_is_ranked_the_differences_add_to_that_of_the_indexes() -> None:
    """h-1 has 32.5 of 35 (0.929), h-2 22 of 40 (0.55)."""
    by = replace(RUBRIC, rank_by="index")
    made = both("h-2", "h-1", by=by)
    assert (made.first.unit.id, made.ranked, made.same_scale) == ("h-1", Decimal("0.379"), False)
    assert sum(each.ranked for each in made.lines) == Fraction("0.379")
    own = next(each for each in made.lines if each.node == "sang-kien")
    assert own.unlike and (own.points, own.ranked) == (Fraction(-1), Fraction(-1, 40))
    # 0.92857... is rounded up by 3/7000.
    assert next(each for each in made.lines if each.kind == "rounding").ranked == Fraction(929, 1000) - Fraction(13, 14)


def test_a_unit_without_a_total_cannot_be_compared_yet() -> None:
    blank = TABLE.replace("dv-1  8.25  7.5", "dv-1  8.25  -")
    made = both("dv-1", "dv-2", dict.fromkeys(("TV-01", "TV-02", "TV-03"), blank))
    assert (made.settled_by, made.lines, made.total, made.first.unit.id) == ("open", (), None, "dv-2")


# ---------------------------------------------------------------- what would change it
def test_the_points_that_change_a_rank_and_where_there_is_room_for_them() -> None:
    """dv-1 has 33.75 and passes 37.5 with 3.76: sang-kien alone has room for 2, mang for 1.75, dich-vu for 5."""
    one = told("dv-1")
    up, down = change(one, "rank_up"), change(one, "rank_down")
    assert up is not None and down is not None
    assert (up.points, up.equal, up.unit, up.alone, up.possible) == (
        Fraction("3.76"),
        Fraction("3.75"),
        "dv-2",
        ("dich-vu",),
        True,
    )
    assert (down.points, down.equal, down.unit) == (Fraction("-18.26"), Fraction("-18.25"), "dv-3")
    assert {room.leaf: room.up for room in one.rooms} == {
        "mang": Decimal("1.75"), "an-toan": Decimal("2.5"), "dich-vu": 5, "sang-kien": 2,
    }  # fmt: skip


def test_room_for_just_the_points_is_enough() -> None:
    """35.75 is 2 above 33.75; sang-kien has 3 of 5."""
    tiers = (Tier("Tốt", Decimal("35.75")), Tier("Yếu", None))
    up = change(told("dv-1", by=replace(RUBRIC, groups=(replace(SO, tiers=tiers), RUBRIC.groups[1]))), "tier_up")
    assert up is not None and (up.points, up.alone) == (Fraction(2), ("an-toan", "dich-vu", "sang-kien"))


@pytest.mark.parametrize("order", ["leaf", "total", "member"])
def test_room_is_looked_for_in_every_order_of_rounding(order: str) -> None:
    """33.58 and 8.08 (or 8 1/12) in mang: to 10 it is 1.92 more."""
    assert {room.leaf: room.up for room in told("dv-1", THIRDS, by=rounded(order=order)).rooms}["mang"] == Decimal(
        "1.92"
    )


def test_a_section_that_is_cut_leaves_its_criteria_no_room() -> None:
    """s-1: 26 of 20 in nhan-luc, so more there adds nothing; s-2 may gain 11 of the 20 by can-bo's 10."""
    assert {room.leaf: room.up for room in deep("s-1").rooms}["dao-tao"] == 0
    assert {room.leaf: room.up for room in deep("s-2").rooms}["can-bo"] == 10


def test_what_does_not_apply_has_no_room() -> None:
    assert not {"dung-han", "truc-tuyen", "tap-huan"} & {room.leaf for room in deep("s-3").rooms}


def test_where_the_best_is_out_of_reach_that_is_told() -> None:
    """dv-3 can have 10 + 10 + 5 of its 25, and dv-1 has 33.75."""
    up = change(told("dv-3"), "rank_up")
    assert up is not None and (up.alone, up.possible) == ((), False)


def test_units_of_equal_rank_need_one_step_to_part() -> None:
    one = told("dv-1", ALL_EQUAL)
    down = change(one, "rank_down")
    assert change(one, "rank_up") is None
    assert down is not None and (down.points, down.equal, down.unit) == (Fraction("-0.01"), None, "dv-2")


def test_a_unit_with_nothing_cannot_fall() -> None:
    nothing = "\n".join(
        f"{unit} 0 0 {'KĐG' if unit == 'dv-3' else 0} 0" for unit in ("dv-1", "dv-2", "dv-3", "h-1", "h-2")
    )
    one = told("dv-1", dict.fromkeys(("TV-01", "TV-02", "TV-03"), nothing))
    down = change(one, "rank_down")
    assert down is not None and down.points is None


@pytest.mark.parametrize(
    ("basis", "limit", "bound", "beyond", "right"),
    [
        # At least 0.8000: rounded to three places that is reached from 0.7995 x 40 = 31.98 on.
        ("index", "40", "0.8", False, "31.98"),
        # More than 0.8: from 0.801, which is reached from 0.8005 x 40 = 32.02 on.
        ("index", "40", "0.8", True, "32.02"),
        # 65 % of 45: from 64.995 % on, 29.24775, of which the next total is 29.25.
        ("percent", "45", "65", False, "29.25"),
        # 36 of a scale of 45, of 30 points: 35.995 x 30 / 45 = 23.99667.
        ("converted", "30", "36", False, "24"),
        ("points", "45", "36", False, "36"),
        ("points", "45", "36", True, "36.01"),
        ("total", "45", "-1", False, "0"),
        ("index", "0", "0.5", False, None),
    ],
)
def test_the_least_total_that_reaches_a_bound(
    basis: Any, limit: str, bound: str, beyond: bool, right: str | None
) -> None:
    made = least_total(RUBRIC, SO, Decimal(limit), basis, Decimal(bound), beyond)
    assert made == (None if right is None else Decimal(right))


def test_concluding_what_is_missing_does_change_the_tier() -> None:
    """s-2 is 1.75 short of Khá; dao-tao has room for it alone."""
    one = deep("s-2")
    up = change(one, "tier_up")
    assert up is not None and up.points == Fraction("1.75") and "dao-tao" in up.alone
    now: Score = line(one, "dao-tao").value
    assert isinstance(now, Decimal)
    for more, tier in (("1.75", "Khá"), ("1.74", "Yếu")):
        again = deep("s-2", deep_round(conclusions=(concluded("s-2", "dao-tao", str(now + Decimal(more))),)))
        assert again.standing.tier == tier
