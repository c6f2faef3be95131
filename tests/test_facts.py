"""Typed facts in, points out: missing, marked, listed and relative ones, and what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deep_sample import (
    CHI_SO,
    CHUYEN_DE,
    DEEP,
    DEEP_ROUND,
    DUNG_HAN,
    HOP,
    SANG_KIEN,
    THANH_TOAN,
    TRUC_TUYEN,
    criterion,
    deep_ballot,
    deep_issue,
    fact,
    rule,
)
from tests.rules import EXAMPLES
from workbook.catalogue import score as said
from workbook.facts import (
    best_of,
    cells_of,
    clashes_of,
    fact_words,
    facts_of,
    is_sound,
    leaf_points,
    with_listed,
)
from workbook.model import CellId, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Criterion, Rounding
from workbook.rules.level import Level
from workbook.rules.rule import Rule

UNIT = DEEP_ROUND.unit("s-1")


def given_as(leaf: Criterion, *figures: str) -> dict[CellId, Score]:
    """The leaf's facts for `UNIT` in the order of its inputs."""
    cells = [cell for cell, _ in cells_of(UNIT, leaf)]
    return {cell: fact(figure) for cell, figure in zip(cells, figures, strict=True)}


def points(leaf: Criterion, *figures: str, best: Mapping[str, Decimal] | None = None) -> Score:
    return leaf_points(DEEP, leaf, UNIT, given_as(leaf, *figures), best or {})


# ---------------------------------------------------------------- points
@pytest.mark.parametrize(
    ("leaf", "figures", "made"),
    [
        (TRUC_TUYEN, "80 100", "12"),
        (TRUC_TUYEN, "1 3", "5"),
        (TRUC_TUYEN, "1 7", "2.14"),
        (TRUC_TUYEN, "1 1000", "0.02"),  # 0.015, half up
        (TRUC_TUYEN, "0 5", "0"),
        (TRUC_TUYEN, "- 5", "-"),
        (TRUC_TUYEN, "5 -", "-"),
        (TRUC_TUYEN, "KĐG -", "KĐG"),
        (TRUC_TUYEN, "- KĐG", "KĐG"),
        (TRUC_TUYEN, "KĐG KĐG", "KĐG"),
        (TRUC_TUYEN, "KĐG 5", "KĐG"),
        (DUNG_HAN, "0 0", "10"),
        (DUNG_HAN, "6 5", "10"),
        (HOP, "4", "10"),
        (HOP, "3", "5"),
        (HOP, "1", "0"),
        (CHUYEN_DE, "4.5", "4.5"),
        (CHUYEN_DE, "4.123456", "4.123456"),  # typed points stay as they were typed
        (CHUYEN_DE, "1000000000000000000000000000000000000.1", "1000000000000000000000000000000000000.1"),
        (SANG_KIEN, "0", "0"),
        (SANG_KIEN, "-", "-"),
        (criterion("tru", "", "Trừ", "5", rule=rule("penalty")), "2.5", "-2.5"),
        (criterion("tru", "", "Trừ", "5", rule=rule("penalty", each=Decimal("0.333"))), "2", "-0.67"),
        (criterion("x", "", "X", "0", rule=rule("mandatory", wanted="no")), "0", "1"),
        (criterion("x", "", "X", "0", rule=rule("informational", input="Dân số")), "-", "0"),
    ],
)
def test_the_points_of_a_leaf(leaf: Criterion, figures: str, made: str) -> None:
    assert points(leaf, *figures.split()) == fact(made)


def test_points_of_a_rule_are_rounded_to_the_rubrics_places() -> None:
    by = replace(DEEP, rounding=Rounding(leaf=4))
    assert leaf_points(by, TRUC_TUYEN, UNIT, given_as(TRUC_TUYEN, "1", "7"), {}) == Decimal("2.1429")


def test_the_maximum_of_the_units_group_counts() -> None:
    leaf = replace(HOP, group_max={"So": Decimal(20)}, rule=rule("yes_no"))
    assert points(leaf, "1") == 20


@pytest.mark.parametrize(
    ("figure", "best", "made"),
    [("30", "40", "3.75"), ("40", "40", "5"), ("0", "0", "0"), ("0", "40", "0"), ("50", "40", "5"), ("50", "", "5")],
)
def test_a_relative_figure_beside_the_best(figure: str, best: str, made: str) -> None:
    highest = {"thanh-toan": Decimal(best)} if best else {}
    assert points(THANH_TOAN, figure, best=highest) == Decimal(made)


WILD = st.sampled_from([*map(Decimal, ["-1e30", "-3", "-0.5", "0", "0.1", "1", "2", "7", "99.5", "1e9", "1e30"])])


@settings(max_examples=300)
@given(own=st.sampled_from(EXAMPLES), data=st.data())
def test_facts_that_only_a_waiver_lets_stand_still_earn_something(own: Rule, data: st.DataObject) -> None:
    leaf = criterion("x", "", "X", "10", rule=own)
    facts: dict[CellId, Score] = {cell: data.draw(WILD) for cell, _ in cells_of(UNIT, leaf)}
    assert isinstance(leaf_points(DEEP, leaf, UNIT, facts, {}), Decimal)


# ---------------------------------------------------------------- soundness and clashes
@pytest.mark.parametrize(
    ("leaf", "figures", "sound"),
    [
        (TRUC_TUYEN, "80 100", True),
        (TRUC_TUYEN, "KĐG -", True),
        (TRUC_TUYEN, "KĐG 5", False),
        (TRUC_TUYEN, "- 5", False),
        (TRUC_TUYEN, "0 0", False),
        (TRUC_TUYEN, "6 5", False),
        (TRUC_TUYEN, "-1 5", False),
        (TRUC_TUYEN, "0.5 5", False),
        (DUNG_HAN, "0 0", True),
        (DUNG_HAN, "6 5", True),
        (CHUYEN_DE, "5.5", False),
        (CHUYEN_DE, "0.25", False),
    ],
)
def test_sound_facts(leaf: Criterion, figures: str, sound: bool) -> None:
    assert is_sound(leaf, UNIT, given_as(leaf, *figures.split())) is sound


def test_beside_a_mark_nothing_clashes() -> None:
    assert [clash.check for clash in clashes_of(TRUC_TUYEN, UNIT, given_as(TRUC_TUYEN, "6", "5"))] == [
        said.PART_ABOVE_WHOLE
    ]
    assert clashes_of(TRUC_TUYEN, UNIT, given_as(TRUC_TUYEN, "KĐG", "0")) == ()


# ---------------------------------------------------------------- the best of a group
def best(*tables: str, shut: str = "") -> Mapping[str, Decimal]:
    """The best of "s-1 30 s-2 40" a member; units in `shut` are not scored on it."""
    units = [
        replace(unit, exempt={"ket-qua": "không được giao"}) if unit.id in shut.split() else unit
        for unit in DEEP_ROUND.scored("So")
    ]
    facts = []
    for table in tables:
        words = table.split()
        facts.append({(unit, "thanh-toan"): fact(figure) for unit, figure in zip(words[::2], words[1::2], strict=True)})
    return best_of(DEEP, DEEP.group("So"), units, facts)


@pytest.mark.parametrize(
    ("tables", "shut", "highest"),
    [
        (["s-1 30 s-2 40 s-3 10"], "", "40"),
        (["s-1 30", "s-2 40", "s-2 35"], "", "40"),
        (["s-1 30 s-2 40"], "s-2", "30"),
        (["s-1 30 s-2 40.5"], "", "30"),  # off the step: not sound
        (["s-1 30 s-2 -40"], "", "30"),
        (["s-1 30 s-2 KĐG s-3 -"], "", "30"),
        (["s-1 30 x-1 90"], "", "30"),  # another group
        (["s-1 0 s-2 0"], "", "0"),
    ],
)
def test_the_best_is_the_highest_sound_figure(tables: list[str], shut: str, highest: str) -> None:
    assert best(*tables, shut=shut) == {"thanh-toan": Decimal(highest)}


def test_nobody_is_the_best_of_nothing() -> None:
    assert best("s-1 - s-2 KĐG") == {}


# ---------------------------------------------------------------- listed figures
def test_listed_figures_stand_over_what_was_typed() -> None:
    ballot = deep_ballot(deep_issue())
    typed = replace(ballot, scores={**ballot.scores, ("s-1", "chi-so"): Decimal(5), ("s-2", "chi-so"): NOT_APPLICABLE})
    facts = with_listed(DEEP, DEEP_ROUND, typed)
    assert (facts["s-1", "chi-so"], facts["s-2", "chi-so"]) == (Decimal(80), NOT_APPLICABLE)
    assert leaf_points(DEEP, CHI_SO, UNIT, facts, {}) == 4


def test_a_list_gives_listed_inputs_only() -> None:
    round_ = replace(DEEP_ROUND, listed={**DEEP_ROUND.listed, ("s-1", "hop"): Decimal(9)})
    facts = with_listed(DEEP, round_, deep_ballot(deep_issue(), {"s-1 hop": "-"}))
    assert facts["s-1", "hop"] is None


# ---------------------------------------------------------------- in words
LEVELS = rule("level", levels=(Level("Toàn bộ", Decimal(10)), Level("Chưa", Decimal(0))))


@pytest.mark.parametrize(
    ("own", "figure", "vi", "en"),
    [
        (rule("yes_no"), "1", "Có", "Yes"),
        (rule("yes_no"), "0.0", "Không", "No"),
        (rule("yes_no"), "2", "2", "2"),
        (LEVELS, "2.0", "2 (Chưa)", "2 (Chưa)"),
        (LEVELS, "3", "3", "3"),
        (rule("relative", input="Giá trị", places=1), "1234.5", "1.234,5", "1,234.5"),
    ],
)  # fmt: skip
def test_a_fact_as_people_say_it(own: Rule, figure: str, vi: str, en: str) -> None:
    ((_, asked),) = cells_of(UNIT, criterion("x", "", "X", "10", rule=own))
    assert fact_words(asked, Decimal(figure)) == (vi, en)


def test_facts_by_the_rules_own_names() -> None:
    assert facts_of(UNIT, TRUC_TUYEN, {("s-1", "truc-tuyen/b"): Decimal(3)}) == {"a": None, "b": Decimal(3)}
    assert [cell for cell, _ in cells_of(Unit("u", "U", "So"), HOP)] == [("u", "hop")]
