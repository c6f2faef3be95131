"""The shipped deep rubrics: they load without a word, and say what in them is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbook.findings import NOTE
from workbook.loading.rubric import load_rubric, rubric_path
from workbook.rubric import Rubric
from workbook.scoring import full_max, outcome, roll_up

SCHOOLS, PROVINCES = "truong-hoc-4725", "dti-922-tinh"


def shipped(name: str) -> Rubric:
    return load_rubric(rubric_path(name))[0]


@pytest.mark.parametrize("name", [SCHOOLS, PROVINCES])
def test_they_load_without_a_warning(name: str) -> None:
    made, findings = load_rubric(rubric_path(name))
    assert [found.code for found in findings if found.severity > NOTE] == []
    assert made.id == name
    assert all(full_max(made, group) == group.max for group in made.groups)


def points(rubric: Rubric, **special: int) -> dict[str, Decimal]:
    """Every leaf at its maximum (mandatory ones met), but for the given ones."""
    full = {leaf.id: leaf.rule.highest(leaf.scale_in("")) for leaf in rubric.leaves()}
    return full | {name.replace("_", "-"): Decimal(figure) for name, figure in special.items()}


def test_a_province_has_three_pillars_that_share_the_foundation() -> None:
    made = shipped(PROVINCES)
    values = roll_up(made, "Tinh", points(made, the_che_so=60, xa_hoi_so=15))
    assert values["nen-tang"] == 460
    pillars = {one.id: values[one.id] for one in made.aggregates}
    assert pillars == {"tru-cot-chinh-quyen-so": 660, "tru-cot-kinh-te-so": 610, "tru-cot-xa-hoi-so": 475}
    uncounted = [leaf.id for leaf in made.leaves() if not leaf.rule.counts]
    assert uncounted == ["thong-tin-chung", "do-thi-thong-minh"]
    assert [leaf.id for leaf in made.leaves() if leaf.assumed] == ["xa-hoi-so"]


@pytest.mark.parametrize(
    ("given", "tier"),
    [
        ({}, "Mức 3"),
        ({"so_diem": 0, "y_te": 5}, "Mức 3"),  # group II: 75
        ({"so_diem": 0, "y_te": 4}, "Mức 2"),
        ({"hoc_lieu_so": 0, "kiem_tra_phong_may": 0}, "Mức 3"),  # group I: 75
        ({"hoc_lieu_so": 0, "kiem_tra_phong_may": 0, "studio": 0}, "Mức 2"),
        ({"so_diem": 0, "y_te": 0, "thu_phi": 0, "tuyen_sinh": 2}, "Mức 2"),  # group II: 50
        ({"so_diem": 0, "y_te": 0, "thu_phi": 0, "tuyen_sinh": 1}, "Mức 1"),
        ({"ke_hoach_cds": 0}, "Mức 1"),
    ],
)
def test_a_school_needs_both_groups_and_all_that_is_mandatory(given: dict[str, int], tier: str) -> None:
    made = shipped(SCHOOLS)
    assert outcome(made, made.groups[0], points(made, **given)).tier == tier


def test_the_school_rubric_says_that_it_is_not_the_text_itself() -> None:
    made = shipped(SCHOOLS)
    assert "không phải văn bản của Bộ" in made.title and made.notes[0].startswith("KHÔNG PHẢI VĂN BẢN CỦA BỘ")
    assert all(leaf.assumed for leaf in made.leaves() if leaf.rule.counts) and made.groups[0].assumed
    assert all(tier.assumed for tier in made.groups[0].tiers)
    typed = [leaf for leaf in made.leaves() if leaf.rule.typed]
    assert all("không rõ" in leaf.note for leaf in typed)
    assert [node.max for node in made.criteria] == [100, 90] and "90" in made.criteria[1].note
