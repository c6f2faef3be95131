"""What one scorer is sent: with assignments the rubric is pruned, and what is left agrees with itself."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deep_sample import DEEP, DEEP_ROUND, deep_round, deep_unit
from workbook.findings import Refused
from workbook.loading.frozen import freeze, issue_for, thaw, unit_issue
from workbook.loading.rubric import load_rubric, rubric_path, shipped_rubrics
from workbook.loading.share import has_work
from workbook.model import Assignment, Conclusion, Issue, Member, Round, SelfScore, Unit, sheets_for
from workbook.points import NOT_APPLICABLE
from workbook.rubric import Criterion, Rubric

DEEP_ONES = tuple(name for name in shipped_rubrics() if len(load_rubric(rubric_path(name))[0].leaves()) > 12)


def assigned(*made: tuple[list[str], list[str]], member: str = "TV-1", round_: Round = DEEP_ROUND) -> Round:
    """The round with assignments of one member: (criteria, groups) each."""
    return replace(
        round_, assignments=tuple(Assignment(member, tuple(criteria), tuple(groups)) for criteria, groups in made)
    )


def share(*made: tuple[list[str], list[str]]) -> Issue:
    return issue_for(DEEP, assigned(*made), "TV-1", 1)


def leaves(issue: Issue) -> dict[str, list[str]]:
    return {group.id: [leaf.id for leaf in issue.rubric.leaves_in(group.id)] for group in issue.rubric.groups}


def node(issue: Issue, id_: str) -> Criterion:
    return next(each for each in issue.rubric.nodes() if each.id == id_)


# ---------------------------------------------------------------- what is left
def test_without_assignments_the_rubric_is_whole() -> None:
    made = issue_for(DEEP, DEEP_ROUND, "TV-2", 3)
    assert made.rubric == DEEP and made.number == 3 and made.scorer == "member"
    assert [unit.id for unit in made.round.units] == ["s-1", "s-2", "s-3", "x-1", "x-2"]
    assert made.round.listed == DEEP_ROUND.listed and [each.id for each in made.round.members] == ["TV-2"]


def test_an_assignment_of_everything_leaves_the_rubric_whole() -> None:
    made = share(([], ["So"]))
    assert made.rubric == DEEP and made.round.members[0].groups == ("So",)
    assert {unit.group for unit in made.round.units} == {"So"}


@pytest.mark.parametrize(
    "made, wanted",
    [
        ([(["hop"], [])], {"So": ["hop"], "Xa": ["hop"]}),
        ([(["hop"], ["Xa"])], {"Xa": ["hop"]}),
        ([(["nhan-luc"], ["So"]), (["hop"], [])], {"So": ["hop", "dao-tao", "can-bo", "tap-huan"], "Xa": ["hop"]}),
        ([(["chuyen-de", "hop"], [])], {"So": ["hop", "chuyen-de"], "Xa": ["hop"]}),
        ([(["ho-so"], [])], {"So": ["truc-tuyen", "dung-han"], "Xa": ["truc-tuyen", "dung-han"]}),
        ([(["cam-ket", "sang-kien"], [])], {"So": ["sang-kien", "cam-ket"], "Xa": ["sang-kien", "cam-ket"]}),
    ],
)
def test_only_what_is_assigned_is_left(made: list[tuple[list[str], list[str]]], wanted: dict[str, list[str]]) -> None:
    issue = share(*made)
    assert leaves(issue) == wanted
    assert issue.round.members[0].groups == tuple(wanted)
    assert {unit.group for unit in issue.round.units} == set(wanted)
    assert not issue.round.assignments and not issue.rubric.aggregates
    assert all(not group.tiers for group in issue.rubric.groups)
    assert thaw(freeze(issue)) == issue


def test_maxima_are_the_sums_of_what_is_left() -> None:
    issue = share((["hop", "chuyen-de", "he-thong"], []))
    assert (node(issue, "so-hoa").max, node(issue, "so-hoa").group_max) == (Decimal(15), {"Xa": Decimal(10)})
    # "he-thong" is worth 4 and counts twice.
    assert [group.max for group in issue.rubric.groups] == [Decimal(23), Decimal(18)]
    assert node(issue, "an-toan").weight == 2


@pytest.mark.parametrize(
    "criteria, most, cap",
    [
        (["nhan-luc"], 20, True),
        (["dao-tao", "can-bo"], 20, True),
        (["dao-tao", "tap-huan"], 20, False),
        (["dao-tao"], 15, False),
    ],
)
def test_a_cap_stays_where_it_still_cuts(criteria: list[str], most: int, cap: bool) -> None:
    made = node(share((criteria, [])), "nhan-luc")
    assert (made.max, made.cap) == (Decimal(most), cap)


def test_what_is_not_scored_this_year_keeps_its_printed_maximum() -> None:
    rubric = load_rubric(rubric_path("vi-du-chuyen-doi-so"))[0]
    issue = issue_for(rubric, assigned((["0", "3.6"], []), member="a", round_=round_of(rubric)), "a", 1)
    assert node(issue, "3.6").dropped and node(issue, "3").max == 6
    assert thaw(freeze(issue)) == issue


def test_the_layout_is_that_of_the_whole_rubric() -> None:
    issue = share((["dao-tao", "su-co"], []))
    assert sheets_for(DEEP, DEEP_ROUND) == "unit" == sheets_for(issue.rubric, issue.round)
    plain = load_rubric(rubric_path("thai-binh-2020"))[0]
    for wanted in ("auto", "matrix", "unit"):
        round_ = round_of(plain, sheets=wanted)
        made = issue_for(plain, round_, "a", 1)
        assert sheets_for(made.rubric, made.round) == sheets_for(plain, round_)
    # To say what goes without saying is no new workbook.
    assert issue_for(plain, round_of(plain, sheets="matrix"), "a", 1) == issue_for(plain, round_of(plain), "a", 1)


def test_listed_figures_follow_the_criteria() -> None:
    assert share((["chi-so"], ["So"])).round.listed == {
        (unit, "chi-so"): DEEP_ROUND.listed[unit, "chi-so"] for unit in ("s-1", "s-2", "s-3")
    }
    assert share((["hop"], [])).round.listed == {}


@pytest.mark.parametrize(
    "made, works", [([(["hop"], [])], True), ([(["chi-so"], [])], False), ([(["chuyen-de"], ["Xa"])], False)]
)
def test_who_has_nothing_to_type_gets_no_workbook(made: list[tuple[list[str], list[str]]], works: bool) -> None:
    round_ = assigned(*made)
    assert has_work(DEEP, round_, round_.member("TV-1")) is works and has_work(DEEP, round_, round_.member("TV-3"))
    assert not has_work(DEEP, round_, replace(round_.member("TV-3"), absent="Ốm"))


# ---------------------------------------------------------------- random shares of deep rubrics
def round_of(rubric: Rubric, **more: Any) -> Round:
    groups = tuple(group.id for group in rubric.groups)
    units = tuple(Unit(f"u-{group}", f"Đơn vị {group}", group) for group in groups)
    members = (Member("a", "An", "", groups), Member("b", "Bình", "", groups))
    return replace(DEEP_ROUND, rubric=rubric.id, units=units, members=members, listed={}, **more)


@pytest.mark.parametrize("name", (*DEEP_ONES, "sample"))
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_share_passes_as_a_rubric_and_comes_back(name: str, data: st.DataObject) -> None:
    rubric = DEEP if name == "sample" else load_rubric(rubric_path(name))[0]
    nodes = st.sampled_from([each.id for each in rubric.nodes()])
    groups = st.sampled_from([group.id for group in rubric.groups])
    one = st.tuples(st.lists(nodes, max_size=6), st.lists(groups, max_size=2))
    round_ = assigned(*data.draw(st.lists(one, min_size=1, max_size=3)), member="a", round_=round_of(rubric))
    if not has_work(rubric, round_, round_.member("a")):
        return
    issue = issue_for(rubric, round_, "a", 1)
    assert thaw(freeze(issue)) == issue
    member, above = round_.member("a"), {each.id: () for each in rubric.nodes()}
    for top in rubric.nodes():
        for leaf in top.leaves():
            above[leaf.id] = (*above[leaf.id], top.id)  # type: ignore[assignment]
    for unit in round_.units:
        scored = [
            leaf.id for leaf in rubric.leaves_in(unit.group) if round_.scores(member, unit, leaf.id, above[leaf.id])
        ]
        left = [leaf.id for leaf in issue.rubric.leaves_in(unit.group)] if scored else []
        assert left == scored


# ---------------------------------------------------------------- a unit that scores itself
def test_a_unit_gets_its_own_part_and_nothing_else() -> None:
    secret = (Conclusion("s-1", "hop", Decimal(1), "BÍ MẬT"),)
    issue = unit_issue(DEEP, deep_round(conclusions=secret), "x-2", 2)
    assert (issue.member, issue.scorer, issue.number) == ("x-2", "unit", 2)
    assert [unit.id for unit in issue.round.units] == ["x-2"] and issue.round.units[0].exempt
    assert issue.round.members == (Member("x-2", "Xã Bình Minh", "", ("Xa",)),)
    assert issue.round.listed == {("x-2", "chi-so"): Decimal(50)}
    assert all(not group.tiers for group in issue.rubric.groups)
    text = freeze(issue)
    assert thaw(text) == issue
    assert all(word not in text for word in ("BÍ MẬT", "Nguyễn Văn An", "Xã An Bình", "Tốt"))


@pytest.mark.parametrize("name", shipped_rubrics())
def test_a_units_issue_of_every_rubric_comes_back(name: str) -> None:
    rubric = load_rubric(rubric_path(name))[0]
    round_ = round_of(rubric)
    for unit in round_.units:
        issue = unit_issue(rubric, round_, unit.id, 1)
        assert thaw(freeze(issue)) == issue


# ---------------------------------------------------------------- self-scores that travel
SELF = {
    "s-1": SelfScore(
        {"truc-tuyen/a": Decimal(80), "hop": Decimal("4.0"), "tap-huan": NOT_APPLICABLE},
        {"truc-tuyen": Decimal("12"), "tap-huan": NOT_APPLICABLE},
        {"hop": "https://so-y-te.example.vn/1"},
        {"hop": '=HYPERLINK("x")', "tap-huan": "không được giao"},
    ),
    "x-1": SelfScore({"hop": Decimal(1)}),
}


def with_self(member: str = "TV-1", round_: Round = DEEP_ROUND) -> Issue:
    return issue_for(DEEP, round_, member, 1, SELF)


def test_self_scores_travel_and_come_back() -> None:
    issue = with_self()
    assert issue.self_scores == SELF and thaw(freeze(issue)) == issue
    assert list(with_self("TV-3").self_scores) == ["s-1"]


def test_self_scores_follow_the_criteria() -> None:
    issue = with_self(round_=assigned((["hop"], ["So"])))
    assert issue.self_scores == {
        "s-1": SelfScore({"hop": Decimal(4)}, {}, SELF["s-1"].links, {"hop": '=HYPERLINK("x")'})
    }


def test_a_matrix_shows_no_self_scores() -> None:
    plain = load_rubric(rubric_path("thai-binh-2020"))[0]
    assert issue_for(plain, round_of(plain), "a", 1, {"u-So": SelfScore()}).self_scores == {}


@pytest.mark.parametrize(
    "key, value",
    [
        ("scorer", "unit"),
        ("scorer", None),
        ("scorer", 1),
        ("self_scores", []),
        ("self_scores", {"lạ": {}}),
        ("self_scores", {"s-1": []}),
        ("self_scores", {"s-1": {"lạ": {}}}),
        ("self_scores", {"s-1": {"facts": {"lạ": "1"}}}),
        ("self_scores", {"s-1": {"facts": {"hop": 1}}}),
        ("self_scores", {"s-1": {"facts": {"hop": "1e"}}}),
        ("self_scores", {"s-1": {"points": {"truc-tuyen/a": "1"}}}),
        ("self_scores", {"s-1": {"links": {"hop": 1}}}),
        ("self_scores", {"s-1": {"remarks": {"hop": "x" * 2001}}}),
    ],
)
def test_a_damaged_issue_is_refused(key: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        thaw(json.dumps({**json.loads(freeze(with_self())), key: value}))
    assert [one.code for one in refused.value.findings] == ["ROUND-060"]


def test_a_unit_has_no_self_scores_of_others() -> None:
    raw = json.loads(freeze(unit_issue(DEEP, DEEP_ROUND, "s-1", 1)))
    with pytest.raises(Refused):
        thaw(json.dumps({**raw, "self_scores": {"s-1": {}}}))
    raw["round"]["members"][0]["name"] = "Người khác"
    with pytest.raises(Refused):
        thaw(json.dumps(raw))


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in items for path in paths(item, (*at, key)))]


ODD: list[Any] = [None, "", "x", "1", "KĐG", -1, 0, 1e308, True, [], {}, [1], {"x": 1}, "\u0000", "1E+999", "../x"]
FROZEN = {
    "member": freeze(with_self(round_=deep_unit("s-1", exempt={"tap-huan": "không được giao"}))),
    "unit": freeze(unit_issue(DEEP, DEEP_ROUND, "x-2", 1)),
}


@pytest.mark.parametrize("scorer", FROZEN)
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_text_gives_an_issue_or_one_finding(scorer: str, data: st.DataObject) -> None:
    raw: Any = json.loads(FROZEN[scorer])
    path = data.draw(st.sampled_from(paths(raw)[1:]))
    target = raw
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = data.draw(st.sampled_from(ODD))
    try:
        assert isinstance(thaw(json.dumps(raw)), Issue)
    except Refused as refused:
        assert [one.code for one in refused.findings] == ["ROUND-060"]
