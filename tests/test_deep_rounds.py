"""A thousand random deep rounds: three engines give every figure of their workbooks as the program does.

More by command: `python -m tests.deep_rounds 10000`.
"""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import pytest

from tests.deep_rounds import ENGINES, deep_round, drawn, in_libreoffice, wrong
from tests.engines import ironcalc
from tests.test_ballot_formulas import wanted
from workbook.excel.write import write_book
from workbook.points import NOT_APPLICABLE
from workbook.rules.kinds import KINDS
from workbook.sheets.unit_plan import unit_plans
from workbook.sheets.unit_shown import Shower

ROUNDS, BATCH, OFFICE_BATCH = 1000, 50, 100


def batches(size: int) -> list[range]:
    return [range(start, start + size) for start in range(0, ROUNDS, size)]


@pytest.mark.parametrize("seeds", batches(BATCH), ids=str)
def test_two_engines_agree_on_random_deep_rounds(seeds: range) -> None:
    assert wrong(seeds, *ENGINES) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("seeds", batches(OFFICE_BATCH), ids=str)
def test_libreoffice_agrees_on_random_deep_rounds(libreoffice: ModuleType, seeds: range) -> None:
    # One half in each: the office is started anew where the locale changes.
    locale = "en-US" if seeds.start < ROUNDS // 2 else "vi-VN"
    assert wrong(seeds, in_libreoffice(locale)) == []


def test_the_rounds_hold_what_they_are_meant_to() -> None:
    seen: Counter[str] = Counter()
    for seed in range(200):
        issue, ballot = deep_round(seed)
        for plan in unit_plans(issue):
            seen.update(leaf.rule.kind for leaf in plan.leaves)
            seen.update(f"base {plan.group.base}" for _ in plan.tiers[:1])
            for made in Shower(plan, ballot.scores, ballot.remarks).units().values():
                seen["complete" if made.outcome else "open"] += 1
                seen["missing"] += bool(made.missing)
                seen["invalid"] += bool(made.invalid)
                seen["marked"] += NOT_APPLICABLE in made.points.values()
                seen["no sub-total"] += NOT_APPLICABLE in made.values.values()
                seen["below zero"] += any(score is not None and score is not NOT_APPLICABLE and score < 0
                                          for score in made.values.values())  # fmt: skip
    assert {kind.kind for kind in KINDS} <= seen.keys()
    assert {f"base {base}" for base in ("points", "percent", "index", "converted")} <= seen.keys()
    for what in ("complete", "open", "missing", "invalid", "marked", "no sub-total", "below zero"):
        assert seen[what] >= 10, (what, seen[what])


def test_a_wrong_figure_would_be_told() -> None:
    book = drawn(3)
    values = ironcalc.compute(write_book(book), wanted(book))
    place = next(place for place, value in values.items() if isinstance(value, float) and value)
    assert wrong([3], lambda jobs: [values]) == []
    [line] = wrong([3], lambda jobs: [values | {place: float(str(values[place])) + 1e-9}])
    assert line.startswith("round 3: ")
