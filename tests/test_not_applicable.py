"""The seven ways in which provinces treat what does not apply to a unit, each on the same small rubric.

Two criteria of 60 and 40 points; the unit has 45 in the first. What the second does is the case.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from workbook.model import Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Criterion, Group, Rubric, Tier, Trait
from workbook.scoring import full_max, outcome, shut_leaves

FIRST = Criterion("mot", "1", "Hạ tầng", Decimal(60), Decimal("0.5"))
SECOND = Criterion("hai", "2", "Dịch vụ công", Decimal(40), Decimal("0.5"))
TIERS = (Tier("Tốt", Decimal(70)), Tier("Khá", Decimal(40)), Tier("Yếu", None))
WHOLE = Group("So", "Các sở", Decimal(100), TIERS)
PLAIN = Rubric("vd", "Ví dụ", "1", "QĐ", (), (FIRST, SECOND), (WHOLE,), (Trait("khong-tthc", "Không có TTHC"),))
UNIT = Unit("dv", "Sở Ngoại vụ", "So")
EARNED = Decimal(45)


def second(**more: Any) -> Rubric:
    """The rubric with another second criterion."""
    return replace(PLAIN, criteria=(FIRST, replace(SECOND, **more)))


def scored(rubric: Rubric, unit: Unit) -> dict[str, Score]:
    """What the members gave: 45 in the first, the mark or 20 in the second."""
    shut = shut_leaves(rubric, unit)
    given: dict[str, Score] = {"mot": EARNED, "hai": NOT_APPLICABLE if "hai" in shut else Decimal(20)}
    return {leaf.id: given[leaf.id] for leaf in rubric.leaves_in(unit.group)}


SMALL = replace(WHOLE, id="Nho", max=Decimal(60), tiers=(Tier("Tốt", Decimal(45)), Tier("Yếu", None)))
BY_TRAIT = second(not_applicable=frozenset({"khong-tthc"}))
WITHOUT = replace(UNIT, traits=frozenset({"khong-tthc"}))
ON_INDEX = replace(WHOLE, base="index", tiers=(Tier("Tốt", Decimal("0.75")), Tier("Yếu", None)))
ON_SCALE = replace(WHOLE, base="converted")


@pytest.mark.parametrize(
    ("rubric", "unit", "applicable", "total", "index", "converted", "tier"),
    [
        pytest.param(
            replace(second(groups=frozenset({"So"})), groups=(WHOLE, SMALL)), replace(UNIT, group="Nho"),
            "60", "45", "0.75", "45", "Tốt", id="1 a group of its own, with its own maximum and tiers",
        ),
        pytest.param(
            replace(BY_TRAIT, groups=(ON_INDEX,), rank_by="index"), WITHOUT,
            "60", "45", "0.75", "75", "Tốt", id="2 ranked by points over the applicable maximum",
        ),
        pytest.param(
            replace(BY_TRAIT, groups=(ON_SCALE,), rank_by="converted"), WITHOUT,
            "60", "45", "0.75", "75", "Tốt", id="3 converted back to the nominal scale",
        ),
        pytest.param(
            replace(second(dropped="không tổ chức"), groups=(replace(WHOLE, max=Decimal(60)),)), UNIT,
            "60", "45", "0.75", "45", "Khá", id="4 dropped for everybody: 100 becomes 60",
        ),
        pytest.param(
            replace(second(dropped="không khảo sát"), groups=(ON_SCALE,), rank_by="converted"), UNIT,
            "60", "45", "0.75", "75", "Tốt", id="5 a whole part missing, brought back to 100",
        ),
        pytest.param(
            replace(second(markable=True), groups=(ON_SCALE,), rank_by="converted"),
            replace(UNIT, exempt={"hai": "không được giao"}),
            "60", "45", "0.75", "75", "Tốt", id="6 not the unit's task, taken from both sides",
        ),
        pytest.param(PLAIN, UNIT, "100", "65", "0.65", "65", "Khá", id="and where all applies"),
    ],
)  # fmt: skip
def test_what_does_not_apply(
    rubric: Rubric, unit: Unit, applicable: str, total: str, index: str, converted: str, tier: str
) -> None:
    made = outcome(rubric, rubric.group(unit.group), scored(rubric, unit))
    figures = (made.applicable_max, made.total, made.index, made.converted)
    assert figures == tuple(map(Decimal, (applicable, total, index, converted)))
    assert made.tier == tier


def test_zero_is_not_the_mark() -> None:
    rubric = replace(BY_TRAIT, groups=(ON_SCALE,), rank_by="converted")
    nothing = outcome(rubric, ON_SCALE, {"mot": EARNED, "hai": Decimal(0)})
    assert (nothing.applicable_max, nothing.converted) == (Decimal(100), Decimal(45))
    assert nothing.tier == "Khá"


def test_the_full_maximum_is_that_of_a_unit_to_which_everything_applies() -> None:
    assert [full_max(rubric, rubric.groups[0]) for rubric in (PLAIN, second(dropped="x"), BY_TRAIT)] == [
        Decimal(100),
        Decimal(60),
        Decimal(100),
    ]
