"""Two rounds side by side: who became what, which differences are formed, and what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.sample import RUBRIC, codes, only, points, round_with
from workbook.catalogue import years as said
from workbook.findings import ERROR, Check, Severity, say
from workbook.model import Successor, Unit
from workbook.rubric import Rubric
from workbook.sheets.years import note_of
from workbook.template import load_template
from workbook.years import Comparison, Line, Prior, Year, compare_years

OLD = """
    a  So     40.00  0.889  1  Tốt
    b  So     30.50  0.678  2  Khá
    c  So     30.50  0.678  2  Khá
    d  So     20.00  0.444  4  Yếu
    h  Huyen  30.00  0.750  1  Khá
"""
NEW = """
    a  So     38.25  0.850  2  Tốt
    b  So     41.00  0.911  1  Tốt
    c  So     30.50  0.678  3  Khá
    d  So     20.00  0.444  4  Yếu
    h  Huyen  33.00  0.825  1  Tốt
"""


def year(
    table: str,
    number: int | None = 1,
    rubric: Rubric = RUBRIC,
    successors: Sequence[Successor] = (),
    units: Sequence[Unit] = (),
    when: int = 2026,
) -> Year:
    """A published round from a table: unit, group, total, index, rank, tier. The units' names are "Đơn vị X"."""
    lines = []
    for row in table.strip().splitlines():
        id_, group, total, index, rank, tier = row.split()
        figures = Decimal(total), Decimal(index), None, int(rank), False, tier
        lines.append(Line(id_, f"Đơn vị {id_.upper()}", group, *figures))
    own = {line.unit: Unit(line.unit, line.name, line.group) for line in lines}
    own |= {unit.id: unit for unit in units}
    round_ = round_with(units=tuple(own.values()), successors=tuple(successors), year=when, title=f"Đợt {when}")
    return Year(round_, rubric, number, rubric.version if number else "", tuple(lines))


BEFORE = year(OLD, number=2, when=2025)


def compared(new: Year, old: Year = BEFORE) -> tuple[Comparison, list[str]]:
    made, findings = compare_years(old, new)
    return made, codes(findings)


def shown(made: Comparison) -> dict[str, tuple[str | int | None, ...]]:
    """What is formed of each unit: its fate, and the changes of total, index, rank and tier."""
    return {
        one.unit.id: (
            one.fate,
            None if one.total is None else str(one.total),
            None if one.index is None else str(one.index),
            one.rank,
            one.tier,
        )
        for one in made.changes
    }


def priors(made: Comparison) -> dict[str, int | None]:
    return {prior.unit.id: prior.rank for prior in made.priors}


# ---------------------------------------------------------------- the same units, the same rubric
def test_a_rank_that_falls_in_number_and_a_better_tier_are_gains() -> None:
    made, found = compared(year(NEW))
    assert shown(made) == {
        "a": ("same", "-1.75", "-0.039", -1, 0),
        "b": ("same", "10.50", "0.233", 1, 1),
        "c": ("same", "0.00", "0.000", -1, 0),
        "d": ("same", "0.00", "0.000", 0, 0),
        "h": ("same", "3.00", "0.075", 0, 1),
    }
    assert not found
    assert [one.unit.id for one in made.of_group("So")] == ["b", "a", "c", "d"]


def test_last_years_ranks_are_those_published() -> None:
    made, _ = compared(year(NEW))
    assert priors(made) == {"a": 1, "b": 2, "c": 2, "d": 4, "h": 1}


# ---------------------------------------------------------------- merged, split, renamed, new, gone
WITHOUT_BC = "".join(line for line in NEW.splitlines(keepends=True) if not line.strip().startswith(("b ", "c ")))
X = "    x  So  35.00  0.778  3  Khá\n"
Y = "    y  So  31.00  0.689  5  Khá\n"


def test_a_merged_unit_has_no_difference_and_no_rank_of_the_year_before() -> None:
    made, found = compared(year(WITHOUT_BC + X, successors=[Successor("x", ("b", "c"))]))
    assert shown(made)["x"] == ("merged", None, None, None, None)
    (x,) = (one for one in made.changes if one.unit.id == "x")
    assert [(origin.id, origin.line and origin.line.rank) for origin in x.origins] == [("b", 2), ("c", 2)]
    assert priors(made)["x"] is None
    assert found == [said.PRIOR_UNKNOWN.code]


def test_a_renamed_unit_is_compared_with_what_it_was() -> None:
    made, found = compared(year(WITHOUT_BC + X + Y, successors=[Successor("x", ("b",)), Successor("y", ("c",))]))
    assert shown(made)["x"] == ("renamed", "4.50", "0.100", -1, 0)
    assert priors(made)["x"] == 2
    assert not found


def test_a_unit_that_kept_its_name_has_no_note_of_its_old_one() -> None:
    """Only its id is another: there is nothing to be said."""
    words = load_template("years", "vi")
    for name, note in (("Đơn vị B", ""), ("Đơn vị X", "Năm trước: Đơn vị B")):
        new = year(WITHOUT_BC + X, successors=[Successor("x", ("b",))], units=[Unit("x", name, "So")])
        (x,) = (one for one in compared(new)[0].changes if one.unit.id == "x")
        assert note_of(x, words, "vi", 2) == note


def test_the_parts_of_a_split_unit_are_not_compared_nor_is_what_is_left_of_it() -> None:
    parts = [Successor("x", ("b",), split=True), Successor("y", ("b", "c"), split=True)]
    made, found = compared(year(WITHOUT_BC + X + Y, successors=parts))
    assert (shown(made)["x"][0], shown(made)["y"][0]) == ("split", "merged")
    assert found == [said.PRIOR_UNKNOWN.code] * 2
    made, found = compared(year(NEW + X, successors=[Successor("x", ("b",), split=True)]))
    assert [shown(made)[id_] for id_ in ("b", "x")] == [("split", None, None, None, None)] * 2
    assert priors(made)["b"] is None


def test_a_new_unit_stands_alone() -> None:
    made, found = compared(year(NEW + X))
    assert shown(made)["x"] == ("new", None, None, None, None)
    assert not found


def test_a_unit_that_vanishes_without_a_word_is_told() -> None:
    made, findings = compare_years(
        BEFORE, year(WITHOUT_BC + X, successors=[Successor(None, ("c",), reason="giải thể")])
    )
    assert [origin.id for origin in made.gone] == ["b"]
    assert made.dissolved == {"c": "giải thể"}
    told = only(findings, said.UNIT_VANISHED)
    assert told.facts["unit"] == "Đơn vị B"
    assert "[[successors]]" in say(told, "vi") and "cùng tên" not in say(told, "vi")


def test_a_new_unit_of_the_same_name_is_proposed() -> None:
    fresh = Unit("b-moi", "đơn  vị b", "So")
    _, findings = compare_years(BEFORE, year(WITHOUT_BC, units=[fresh], successors=[Successor(None, ("c",))]))
    assert "“b-moi”" in say(only(findings, said.UNIT_VANISHED), "vi")


def test_older_ids_that_do_not_exist_are_errors_with_the_nearest() -> None:
    new = year(NEW + X, successors=[Successor("x", ("aa", "d-cu"))])
    _, findings = compare_years(BEFORE, new)
    told = [found for found in findings if found.check is said.ORIGIN_UNKNOWN]
    assert [found.facts["origin"] for found in told] == ["aa", "d-cu"]
    assert all(found.severity is ERROR and "a, b, c, d, h" in say(found, "en") for found in told)


def test_one_id_and_two_names_may_be_two_units() -> None:
    other = replace(BEFORE, lines=tuple(replace(line, name="Sở Khác") for line in BEFORE.lines[:1]) + BEFORE.lines[1:])
    _, findings = compare_years(other, year(NEW))
    assert only(findings, said.NAME_CHANGED).facts == {"id": "a", "old": "Sở Khác", "new": "Đơn vị A"}
    for name, aliases in (("Đơn vị A", ("sở khác",)), ("SỞ, Khác", ())):
        _, findings = compare_years(other, year(NEW, units=[Unit("a", name, "So", aliases=aliases)]))
        assert not findings


# ---------------------------------------------------------------- what is not comparable
def with_group(**changes: Any) -> Rubric:
    groups = tuple(replace(group, **changes) if group.id == "So" else group for group in RUBRIC.groups)
    return replace(RUBRIC, groups=groups)


def with_leaf(**changes: Any) -> Rubric:
    first, *rest = RUBRIC.criteria
    mang, *others = first.children
    return replace(RUBRIC, criteria=(replace(first, children=(replace(mang, **changes), *others)), *rest))


NEW_TIERS = (
    *RUBRIC.groups[0].tiers[:1],
    replace(RUBRIC.groups[0].tiers[1], lower=points("20")),
    RUBRIC.groups[0].tiers[2],
)
RUBRICS = [
    (with_group(max=points("50")), ("10.50", "0.233", 1, 1), (None, "0.233", 1, 1), "điểm tối đa khác (45 và 50)"),
    (with_leaf(max=points("12")), ("10.50", "0.233", 1, 1), (None, "0.233", 1, 1), "tiêu chí khác"),
    (with_group(tiers=NEW_TIERS), ("10.50", "0.233", 1, 1), ("10.50", "0.233", 1, None), "cách xếp loại khác"),
]


@pytest.mark.parametrize(("rubric", "before", "now", "words"), RUBRICS, ids=lambda value: str(value)[:24])
def test_under_another_rubric_the_index_is_compared_and_it_is_said(
    rubric: Rubric, before: object, now: object, words: str
) -> None:
    made, _ = compared(year(NEW))
    assert shown(made)["b"][1:] == before
    made, findings = compare_years(BEFORE, year(NEW, rubric=rubric))
    assert shown(made)["b"][1:] == now
    told = [found for found in findings if found.check is said.NOT_COMPARABLE]
    assert any(words in say(found, "vi") for found in told)
    assert all(found.check is said.NOT_COMPARABLE for found in findings)


def test_a_rubric_of_another_id_with_the_same_criteria_is_comparable() -> None:
    made, found = compared(year(NEW, rubric=replace(RUBRIC, id="bo-2026", version="2026-02-01")))
    assert shown(made)["b"] == ("same", "10.50", "0.233", 1, 1)
    assert not found


def test_in_another_group_only_the_index_is_compared() -> None:
    moved = NEW.replace("h  Huyen", "h  So   ")
    made, findings = compare_years(BEFORE, year(moved))
    assert shown(made)["h"] == ("same", None, "0.075", None, None)
    assert priors(made)["h"] is None
    assert "UBND cấp huyện" in say(only(findings, said.UNIT_NOT_COMPARABLE), "vi")
    assert only(findings, said.PRIOR_UNKNOWN).facts["unit"] == "Đơn vị H"


# ---------------------------------------------------------------- last year's ranks, years, versions
@pytest.mark.parametrize(
    ("stated", "found"),
    [(None, []), (1, []), (3, [said.PRIOR_DIFFERS.code])],
)
def test_a_stated_rank_that_was_not_published_is_told(stated: int | None, found: list[str]) -> None:
    assert compared(year(NEW, units=[Unit("a", "Đơn vị A", "So", prior_rank=stated)]))[1] == found


def test_before_the_new_round_is_ranked_last_years_ranks_are_known() -> None:
    made, found = compared(year(NEW, number=None))
    assert priors(made) == {"a": 1, "b": 2, "c": 2, "d": 4, "h": 1}
    assert not found


def test_a_unit_that_nobody_ranked_has_no_rank() -> None:
    old = replace(BEFORE, lines=(replace(BEFORE.lines[0], rank=None, total=None, index=None), *BEFORE.lines[1:]))
    made, found = compared(year(NEW), old)
    assert shown(made)["a"] == ("same", None, None, None, 0)
    assert made.priors[0] == Prior(made.changes[0].unit, None)
    assert not found


@pytest.mark.parametrize(
    ("old", "check", "severity"),
    [
        (year(OLD, when=2026), said.YEARS_ORDER, 1),
        (replace(BEFORE, version="2024-01-01"), said.RUBRIC_SINCE, 1),
    ],
)
def test_what_makes_the_whole_comparison_doubtful_is_told(old: Year, check: Check, severity: int) -> None:
    _, findings = compare_years(old, year(NEW))
    assert only(findings, check).severity is Severity(severity)
