"""Leaves' points in, sections, totals, indexes and tiers out: caps, weights, marks, bonus, penalty, aggregates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deep_sample import AN_TOAN, DEEP, NHAN_LUC, SO_HOA, criterion, fact, rule
from workbook.model import Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.rubric import Aggregate, Base, Criterion, Group, Rounding, Rubric, Tier, parents_of
from workbook.rules.rule import Rule
from workbook.scoring import (
    Exact,
    Outcome,
    applicable_max,
    exact_total,
    full_max,
    outcome,
    roll_up,
    shut_leaves,
    tier_of,
    worth_of,
)

SO, XA = DEEP.groups


def leaves(text: str) -> dict[str, Score]:
    """ "a 5, b KĐG, c -" as points by leaf."""
    pairs = (pair.split() for pair in text.split(","))
    return {name: fact(value) for name, value in pairs}


def tree(*criteria: Criterion, most: str = "100", tiers: tuple[Tier, ...] = (), **changes: Any) -> Rubric:
    group = Group("G", "Khối", Decimal(most), tiers, changes.pop("base", "points"))
    return replace(DEEP, criteria=criteria, groups=(group,), aggregates=changes.pop("aggregates", ()), **changes)


def made(by: Rubric, text: str) -> Outcome:
    return outcome(by, by.groups[0], leaves(text))


def leaf(id_: str, most: str = "10", **more: Any) -> Criterion:
    return criterion(id_, "", id_.upper(), most, **more)


def parent(id_: str, most: str, *children: Criterion, **more: Any) -> Criterion:
    return criterion(id_, "", id_.upper(), most, *children, **more)


# ---------------------------------------------------------------- what applies
@pytest.mark.parametrize(
    ("unit", "shut"),
    [
        (Unit("u", "U", "So"), set()),
        (Unit("u", "U", "So", traits=frozenset({"khong-tthc"})), {"dung-han"}),
        (Unit("u", "U", "So", exempt={"tap-huan": "không được giao"}), {"tap-huan"}),
        (Unit("u", "U", "So", exempt={"ho-so": "không được giao"}), {"truc-tuyen", "dung-han"}),
        (Unit("u", "U", "So", exempt={"nhan-luc": "x"}, traits=frozenset({"khong-tthc"})),
         {"dung-han", "dao-tao", "can-bo", "tap-huan"}),
    ],
)  # fmt: skip
def test_traits_and_exemptions_shut_leaves(unit: Unit, shut: set[str]) -> None:
    assert shut_leaves(DEEP, unit) == shut


def test_the_leaves_of_a_group() -> None:
    # Group So alone has chuyen-de; y-kien is dropped for everybody.
    everywhere = [one.id for one in DEEP.leaves_in("Xa")]
    assert [one.id for one in DEEP.leaves_in("So") if one.id not in everywhere] == ["chuyen-de"]
    assert "y-kien" not in everywhere and "y-kien" in {one.id for one in DEEP.leaves()}


def test_parents_from_the_top() -> None:
    above = parents_of(DEEP)
    assert above["dung-han"] == ("so-hoa", "ho-so") and above["so-hoa"] == ()
    assert above.keys() == {node.id for node in DEEP.nodes()}


# ---------------------------------------------------------------- maxima
def test_maxima_by_group() -> None:
    assert [full_max(DEEP, group) for group in DEEP.groups] == [90, 85]
    worth = {
        (node.id, group.id): worth_of(node, group.id) for node in (SO_HOA, NHAN_LUC, AN_TOAN) for group in (SO, XA)
    }
    assert worth == {
        ("so-hoa", "So"): 40, ("so-hoa", "Xa"): 35, ("nhan-luc", "So"): 20, ("nhan-luc", "Xa"): 20,
        ("an-toan", "So"): 10, ("an-toan", "Xa"): 10,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "limit"),
    [
        ("", 90),
        ("hop", 80),
        ("tap-huan", 90),  # 25 of 30 are left, still more than the cap of 20
        ("dao-tao", 85),  # 15 are left
        ("dao-tao can-bo", 75),
        ("su-co", 78),  # counts twice
        ("sang-kien", 90),  # a bonus is in no maximum
        ("cam-ket", 90),
    ],
)
def test_the_applicable_maximum(marked: str, limit: int) -> None:
    assert applicable_max(DEEP, SO, dict.fromkeys(marked.split(), NOT_APPLICABLE)) == limit


def test_weighted_maxima_keep_nine_decimals() -> None:
    third, down = Decimal("0.3333"), leaf("a", "10", weight=Decimal("0.3333"))
    by = tree(parent("p", "1", parent("q", "1", down, weight=third), weight=third))
    # 10 x 0.3333 is 3.333, times 0.3333 is 1.1108889, times 0.3333 is 0.37025927037.
    assert full_max(by, by.groups[0]) == Decimal("0.370259270")


# ---------------------------------------------------------------- up the tree
A, B, C = leaf("a"), leaf("b"), leaf("c")


@pytest.mark.parametrize(
    ("criteria", "points", "values"),
    [
        ([parent("p", "20", A, B)], "a 5, b 7.25", "p 12.25"),
        ([parent("p", "15", A, B, cap=True)], "a 9, b 7", "p 15"),
        ([parent("p", "15", A, B, cap=True)], "a 9, b KĐG", "p 9"),
        ([parent("p", "20", A, B)], "a KĐG, b 3", "p 3"),
        ([parent("p", "20", A, B)], "a KĐG, b KĐG", "p KĐG"),
        ([parent("p", "20", A, B)], "a -, b 3", "p -"),
        ([parent("p", "20", A, B)], "a -, b KĐG", "p -"),
        ([parent("p", "20", A, B)], "a 0, b 0", "p 0"),
        ([parent("p", "30", leaf("a", weight=Decimal(2)), B)], "a 5, b 3", "p 13"),
        ([parent("p", "30", leaf("a", weight=Decimal("0.0001")), B)], "a 0.01, b 3", "p 3.000001"),
        ([parent("p", "10", A, leaf("b", rule=rule("bonus")))], "a 9, b 4", "p 13"),
        ([parent("p", "10", A, leaf("b", rule=rule("bonus")))], "a KĐG, b 4", "p 4"),
        ([parent("p", "10", A, leaf("b", rule=rule("penalty")))], "a 1, b -4", "p -3"),
        ([parent("p", "10", A, leaf("b", "0", rule=rule("mandatory")))], "a 9, b 1", "p 9"),
        ([parent("p", "10", A, leaf("b", "0", rule=rule("mandatory")))], "a 9, b -", "p 9"),
        ([parent("p", "0", leaf("b", "0", rule=rule("mandatory")))], "b 1", "p KĐG"),
        ([parent("p", "20", A, leaf("b", dropped="thôi"))], "a 9", "p 9"),
        ([parent("p", "20", A, leaf("b", groups=frozenset({"H"})))], "a 9", "p 9"),
        ([parent("p", "20", parent("q", "10", A, cap=True, weight=Decimal(2)), B)], "a 9, b 1", "q 9, p 19"),
    ],
)
def test_sections_roll_up(criteria: list[Criterion], points: str, values: str) -> None:
    rolled = roll_up(tree(*criteria), "G", leaves(points))
    assert {name: rolled[name] for name in leaves(values)} == leaves(values)


def test_what_is_not_for_the_group_has_no_value() -> None:
    by = tree(parent("p", "20", A, leaf("b", groups=frozenset({"H"}))), parent("q", "10", C, dropped="thôi"))
    assert roll_up(by, "G", leaves("a 9")).keys() == {"p", "a"}


@pytest.mark.parametrize(
    ("ids", "points", "value"),
    [
        ("p c", "a 5, b 7, c 1", "25"),  # p counts twice
        ("a c", "a 5, b 7, c 1", "6"),
        ("a", "a KĐG, b 7, c 1", "KĐG"),
        ("a c", "a KĐG, b 7, c 1", "1"),
        ("p", "a 5, b -, c 1", "-"),
        ("c m", "a 5, b 7, c 1", "1"),  # a mandatory criterion is in no sum
        ("c x", "a 5, b 7, c 1", "1"),  # not for this group
    ],
)
def test_an_aggregate_is_a_sum_beside_the_tree(ids: str, points: str, value: str) -> None:
    by = tree(
        parent("p", "20", A, B, weight=Decimal(2)), C, leaf("m", "0", rule=rule("mandatory")),
        leaf("x", groups=frozenset({"H"})), aggregates=(Aggregate("tru", "Trụ cột", tuple(ids.split())),),
    )  # fmt: skip
    assert roll_up(by, "G", {**leaves(points), "m": Decimal(1)})["tru"] == fact(value)


# ---------------------------------------------------------------- the total
@pytest.mark.parametrize(
    ("bonus", "points", "total"),
    [
        ("open", "a 9, b 4, c 0", "13"),
        ("capped", "a 9, b 4, c 0", "10"),
        ("capped", "a 5, b 4, c 0", "9"),
        ("capped", "a KĐG, b 4, c 0", "0"),  # nothing is left that could be reached
        ("open", "a 3, b 0, c -5", "0"),  # never below 0
        ("open", "a 3, b 4, c -5", "2"),
        ("capped", "a 9, b 4, c -5", "8"),
    ],
)
def test_bonus_and_penalty(bonus: Any, points: str, total: str) -> None:
    by = tree(A, leaf("b", rule=rule("bonus")), leaf("c", rule=rule("penalty")), most="10", bonus=bonus)
    assert made(by, points).total == Decimal(total)


def test_a_total_needs_every_leaf_that_counts() -> None:
    by = tree(A, leaf("m", "0", rule=rule("mandatory")))
    exact: dict[str, Exact] = {"a": Fraction(3), "m": None}
    assert exact_total(by, by.groups[0], exact) == 3
    assert exact_total(by, by.groups[0], {"a": None, "m": Fraction(1)}) is None


def test_the_mean_is_not_rounded_before_it_is_weighted() -> None:
    by = tree(leaf("a", weight=Decimal(3)), rounding=Rounding(order="total"))
    assert exact_total(by, by.groups[0], {"a": Fraction(25, 3)}) == 25


def test_what_is_marked_changes_no_rounding() -> None:
    """The sheet's formula rounds a weighted sum in every row, also where the weighted part does not apply."""
    by = tree(A, leaf("b", weight=Decimal("0.5")))
    assert exact_total(by, by.groups[0], {"a": Fraction(1, 3), "b": NOT_APPLICABLE}) == Fraction(333333333, 10**9)


def test_the_converted_total_is_on_the_groups_scale() -> None:
    by = tree(A, leaf("b", "20"), most="30", base="converted", tiers=(Tier("Tốt", Decimal(27)), Tier("Yếu", None)))
    whole, part = made(by, "a 9, b 17"), made(by, "a 9, b KĐG")
    assert (whole.converted, whole.tier) == (Decimal(26), "Yếu")
    assert (part.total, part.converted, part.tier) == (Decimal(9), Decimal(27), "Tốt")
    assert made(by, "a KĐG, b KĐG").converted is None


# ---------------------------------------------------------------- tiers
@pytest.mark.parametrize(
    ("base", "points", "rounded", "exact"),
    [
        # 6.996 of 10: 7.00 is rounded, 6.996 is not.
        ("points", "a 6.996", "Tốt", "Yếu"),
        ("percent", "a 6.996", "Yếu", "Yếu"),
        ("index", "a 6.996", "Tốt", "Yếu"),
        ("converted", "a 6.996", "Tốt", "Yếu"),
        ("points", "a 7", "Tốt", "Tốt"),
        ("index", "a 7", "Tốt", "Tốt"),
    ],
)
def test_tiers_are_read_from_the_rounded_or_the_exact_figure(base: Base, points: str, rounded: str, exact: str) -> None:
    bound = {"points": "7", "percent": "70.01", "index": "0.7", "converted": "7"}[base]
    tiers = (Tier("Tốt", Decimal(bound)), Tier("Yếu", None))
    found = [
        made(tree(A, most="10", tiers=tiers, base=base, rounding=Rounding(index=2, tier=which)), points).tier
        for which in ("rounded", "exact")
    ]
    assert found == [rounded, exact]


GATED = (
    Tier("Mức 3", Decimal(15), at_least={"p": Decimal(5), "tru": Decimal(8)}, requires=("m",)),
    Tier("Mức 2", Decimal(15), strict=True, at_least={"p": Decimal(5)}),
    Tier("Mức 1", None, requires=("m",)),
)


@pytest.mark.parametrize(
    ("points", "tier"),
    [
        ("a 5, b 0, c 10, m 1", "Mức 3"),
        ("a 5, b 0, c 10, m 0", None),  # 15 is not above 15, and the lowest asks for m too
        ("a 5.5, b 0, c 10, m 0", "Mức 2"),
        ("a 4.5, b 0, c 10, m 1", "Mức 1"),
        ("a KĐG, b KĐG, c 10, m 1", "Mức 1"),
        ("a 8, b 8, c KĐG, m KĐG", "Mức 3"),  # what does not apply is no hindrance
        ("a 5, b 0.5, c 10, m KĐG", "Mức 3"),
        ("a 10, b 5, c 2.5, m 1", "Mức 2"),  # the aggregate b + c is below 8
        ("a 5, b 0, c 10, m -", None),
    ],
)
def test_every_condition_of_a_tier_must_hold(points: str, tier: str | None) -> None:
    by = tree(
        parent("p", "20", A, B), C, leaf("m", "0", rule=rule("mandatory"), markable=True), most="30",
        aggregates=(Aggregate("tru", "Trụ cột", ("b", "c")),), tiers=GATED,
    )  # fmt: skip
    assert made(by, points).tier == tier


def test_a_condition_on_what_is_not_for_the_group_is_no_hindrance() -> None:
    other = leaf("x", "0", rule=rule("mandatory"), groups=frozenset({"H"}))
    tiers = (Tier("Đạt", None, at_least={"y": Decimal(5)}, requires=("x",)),)
    by = tree(A, other, leaf("y", dropped="thôi"), most="10", tiers=tiers)
    assert made(by, "a 1").tier == "Đạt"


def test_all_tiers_that_are_reached() -> None:
    by = tree(A, most="10", tiers=(Tier("I", Decimal(8)), Tier("II", Decimal(5)), Tier("III", None)))
    assert made(by, "a 6").reached == ("II", "III")
    assert tier_of(by.groups[0].tiers, None) is None


# ---------------------------------------------------------------- whatever the tree
KINDS: tuple[Rule, ...] = (*([rule("direct")] * 4), rule("bonus"), rule("penalty"), rule("mandatory"))
WEIGHTS = tuple(map(Decimal, ["1", "1", "1", "2", "0.5", "0.25", "0.3333", "1.5"]))


@st.composite
def trees(draw: st.DrawFn) -> tuple[Rubric, dict[str, Score]]:
    """A ragged tree of any kinds of leaf, and points for each: numbers, marks, sometimes nothing."""
    points: dict[str, Score] = {}

    def grow(level: int) -> Criterion:
        name = f"n{next(numbers)}"
        more: dict[str, Any] = {
            "weight": draw(st.sampled_from(WEIGHTS)),
            "groups": draw(st.sampled_from([frozenset(), frozenset(), frozenset({"G"}), frozenset({"H"})])),
            "dropped": draw(st.sampled_from(["", "", "", "", "thôi"])),
        }
        if level < 3 and draw(st.booleans()):
            children = [grow(level + 1) for _ in range(draw(st.integers(1, 3)))]
            return parent(name, draw(st.sampled_from(["5", "10", "25"])), *children, cap=draw(st.booleans()), **more)
        kind = draw(st.sampled_from(KINDS))
        points[name] = draw(_points(kind))
        return leaf(name, draw(st.sampled_from(["0", "4", "10.5"])), rule=kind, **more)

    numbers = iter(range(10_000))
    tops = [grow(1) for _ in range(draw(st.integers(1, 3)))]
    by = tree(*tops, bonus=draw(st.sampled_from(["open", "capped"])))
    ids = [node.id for node in by.nodes()]
    chosen = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
    return replace(by, aggregates=(Aggregate("tru", "Trụ cột", tuple(chosen)),)), points


def _points(kind: Rule) -> st.SearchStrategy[Score]:
    figures = st.decimals(0, 10, places=2)
    if not kind.counts:
        figures = st.sampled_from([Decimal(0), Decimal(1)])
    if kind.kind == "penalty":
        figures = figures.map(lambda figure: -figure)
    return st.one_of(figures, figures, figures, st.just(NOT_APPLICABLE), st.sampled_from([None, NOT_APPLICABLE]))


def naive(node: Criterion, points: Mapping[str, Score]) -> tuple[Fraction, Fraction, bool, bool, bool]:
    """(points, maximum, whether it is in a sum, whether a number is there, whether something lacks) of a node."""
    if node.dropped or (node.groups and "G" not in node.groups):
        return Fraction(0), Fraction(0), False, False, False
    if not node.children:
        score, kind = points[node.id], node.rule.kind
        if kind == "mandatory":
            return Fraction(0), Fraction(0), False, False, False
        most = Fraction(0) if score is NOT_APPLICABLE or kind != "direct" else Fraction(node.max)
        number = Fraction(score) if isinstance(score, Decimal) else Fraction(0)
        return number, most, True, isinstance(score, Decimal), score is None
    below = [(child, naive(child, points)) for child in node.children]
    earned = sum((Fraction(child.weight) * part[0] for child, part in below), Fraction(0))
    most = sum((Fraction(child.weight) * part[1] for child, part in below), Fraction(0))
    if any(child.weight != 1 for child, _ in below):
        earned, most = (Fraction(round_half_up(figure, 9)) for figure in (earned, most))
    if node.cap:
        earned, most = min(earned, Fraction(node.max)), min(most, Fraction(node.max))
    flags = [any(part[n] for _, part in below) for n in (2, 3, 4)]
    return earned, most, flags[0], flags[1], flags[2]


def score_of(found: tuple[Fraction, Fraction, bool, bool, bool]) -> Fraction | Score:
    earned, _, _, there, lacks = found
    return None if lacks else earned if there else NOT_APPLICABLE


@settings(max_examples=150)
@given(drawn=trees())
def test_any_tree_against_a_naive_sum(drawn: tuple[Rubric, dict[str, Score]]) -> None:
    by, points = drawn
    group = by.groups[0]
    rolled = roll_up(by, "G", points)
    for node in by.nodes():
        if node.children and node.id in rolled:
            value = rolled[node.id]
            assert (Fraction(value) if isinstance(value, Decimal) else value) == score_of(naive(node, points))
    whole = parent("tat-ca", "0", *by.criteria)
    earned, most, _, _, lacks = naive(whole, points)
    exact = {name: Fraction(score) if isinstance(score, Decimal) else score for name, score in points.items()}
    right = max(min(earned, most) if by.bonus == "capped" else earned, Fraction(0))
    assert exact_total(by, group, exact) == (None if lacks else right)
    assert Fraction(applicable_max(by, group, points)) == most
    there = [node for node in by.nodes() if node.id in by.aggregates[0].criteria and node.id in rolled]
    value = rolled["tru"]
    if not there:
        assert value is NOT_APPLICABLE
        return
    sum_ = naive(parent("tru", "0", *(replace(node, groups=frozenset(), dropped="") for node in there)), points)
    assert (Fraction(value) if isinstance(value, Decimal) else value) == score_of(sum_)


@settings(max_examples=100)
@given(drawn=trees(), data=st.data())
def test_the_order_of_criteria_changes_no_sum(drawn: tuple[Rubric, dict[str, Score]], data: st.DataObject) -> None:
    by, points = drawn

    def turned(nodes: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        mixed = data.draw(st.permutations(nodes))
        return tuple(replace(node, children=turned(node.children)) if node.children else node for node in mixed)

    other = replace(by, criteria=turned(by.criteria))
    assert roll_up(other, "G", points) == roll_up(by, "G", points)
    assert applicable_max(other, by.groups[0], points) == applicable_max(by, by.groups[0], points)
