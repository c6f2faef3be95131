"""The workbooks that are measured, drawn by the product itself: a wide matrix, a small council, deep sheets."""

from __future__ import annotations

import csv
import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from workbook.loading.frozen import freeze, issue_for, slice_for
from workbook.loading.rubric import load_rubric, rubric_path
from workbook.model import Ballot, CellId, Issue, Member, Round, Unit, sheets_for
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Criterion, Group, Rubric, Tier, input_id
from workbook.rules.rule import Input
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Book
from workbook.sheets.shown import open_cells, own_groups
from workbook.sheets.stamp import pack
from workbook.sheets.unit_shown import unit_cells
from workbook.shelf import shelf

TIERS = (
    Tier("Tốt", Decimal(85)),
    Tier("Khá", Decimal(70)),
    Tier("Trung bình", Decimal(50)),
    Tier("Yếu", None),
)


# ---------------------------------------------------------------- issues
def matrix(units: int = 60, leaves: int = 100) -> list[Issue]:
    """One member, one group, every unit on every criterion."""
    criteria = tuple(
        Criterion(f"c{n}", f"{n // 10 + 1}.{n % 10 + 1}", f"Tiêu chí số {n + 1}", Decimal(1), Decimal("0.25"))
        for n in range(leaves)
    )
    rubric = Rubric(
        "matrix", "Bộ tiêu chí thử tốc độ", "1", "", (), criteria, (Group("k", "Khối", Decimal(leaves), TIERS),)
    )
    listed = tuple(Unit(f"u{n}", f"Cơ quan, đơn vị số {n + 1}", "k") for n in range(units))
    return _issues(rubric, listed, members=1)


def council(members: int = 7) -> list[Issue]:
    """Quảng Nam 2019: 20 departments and 18 districts on five sections, one workbook a member."""
    rubric, _ = load_rubric(rubric_path("quang-nam-2019"))
    with (shelf("published") / "quang-nam-2019.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    units = tuple(Unit(f"u{n}", row["unit"], row["group"]) for n, row in enumerate(rows))
    return _issues(rubric, units, members)


def deep(units: int = 20) -> Issue:
    """The teaching rubric, every kind of rule: one sheet a unit with all of its 70 indicators."""
    rubric = deep_rubric()
    group = rubric.groups[0]
    listed = tuple(Unit(f"u{n}", f"Cơ quan, đơn vị số {n + 1}", group.id) for n in range(units))
    figures = {
        (unit.id, input_id(leaf.id, asked.id)): fact(asked, number)
        for number, unit in enumerate(listed)
        for leaf in rubric.leaves_in(group.id)
        for asked in leaf.inputs_in(group.id)
        if asked.listed
    }
    member = Member("m0", "Thành viên 1", "Ủy viên", (group.id,))
    days = date(2026, 12, 1), date(2026, 12, 15)
    round_ = Round("bench", "Đợt thử tốc độ", rubric.id, 2026, *days, "Tổ thư ký", listed, (member,), listed=figures)
    return issue_for(rubric, round_, member.id, 1)


def deep_rubric() -> Rubric:
    """The teaching rubric with all of its leaves, and one more, in one group."""
    rubric, _ = load_rubric(rubric_path("vi-du-chuyen-doi-so"))
    tops = tuple(_for_all(top) for top in rubric.criteria)
    shown = next(leaf for leaf in rubric.leaves() if leaf.rule.kind == "informational")
    rubric = replace(rubric, criteria=(*tops, replace(shown, id="them", code="13")), groups=rubric.groups[:1])
    assert len(rubric.leaves_in(rubric.groups[0].id)) == 70
    return rubric


def _for_all(node: Criterion) -> Criterion:
    """The criterion for every group."""
    return replace(node, groups=frozenset(), children=tuple(_for_all(child) for child in node.children))


def fact(asked: Input, number: int) -> Decimal:
    """A unit's figure that the input takes and no other contradicts: parts are below their wholes."""
    wanted = Decimal(80 + number if asked.id.endswith("b") else 20 + number * 7 % 50)
    return wanted if asked.accepts(wanted) else asked.high if asked.kind in ("yes_no", "level") else asked.low


def _issues(rubric: Rubric, units: tuple[Unit, ...], members: int) -> list[Issue]:
    groups = tuple(group.id for group in rubric.groups)
    council = tuple(Member(f"m{n}", f"Thành viên {n + 1}", "Ủy viên", groups) for n in range(members))
    days = date(2019, 12, 1), date(2019, 12, 15)
    round_ = Round("bench", "Đợt thử tốc độ", rubric.id, 2019, *days, "Tổ thư ký", units, council, sheets="matrix")
    return [Issue(rubric, slice_for(round_, member.id), member.id, 1) for member in council]


# ---------------------------------------------------------------- books
def draw(issue: Issue) -> Book:
    """The workbook as it is sent."""
    return draw_ballot_book(issue, pack(freeze(issue)))


def draw_filled(issue: Issue) -> Book:
    """The workbook as a diligent member returns it: every cell filled with what fits."""
    if sheets_for(issue.rubric, issue.round) == "unit":
        numbers = {unit.id: number for number, unit in enumerate(issue.round.units)}
        facts: dict[CellId, Score] = {
            (unit.id, input_id(leaf.id, asked.id)): fact(asked, numbers[unit.id])
            for group in own_groups(issue)
            for unit, leaf, asked, is_open in unit_cells(issue, group)
            if is_open
        }
        return draw_ballot_book(issue, pack(freeze(issue)), Ballot(issue.member, issue.number, facts))
    scores: dict[CellId, Score] = {}
    for group in own_groups(issue):
        for number, (unit, leaf, is_open) in enumerate(open_cells(issue, group)):
            steps = int(leaf.max / leaf.step) + 1
            scores[unit.id, leaf.id] = leaf.step * (number * 7 % steps) if is_open else NOT_APPLICABLE
    ballot = Ballot(issue.member, issue.number, scores)
    return draw_ballot_book(issue, pack(freeze(issue)), ballot)


# ---------------------------------------------------------------- measuring
class Way(NamedTuple):
    """One way of doing the job."""

    name: str
    run: Callable[[], object]


def race(title: str, ways: Sequence[Way], runs: int = 9) -> None:
    """Run the ways in turn and print their medians; the first way is 1.00."""
    times: dict[str, list[float]] = {way.name: [] for way in ways}
    for way in ways:
        way.run()
    for _ in range(runs):
        for way in ways:
            gc.collect()
            started = time.process_time()
            way.run()
            times[way.name].append(time.process_time() - started)
    print(f"\n{title}")
    base = statistics.median(times[ways[0].name])
    for way in ways:
        median = statistics.median(times[way.name])
        print(f"  {way.name:<58}{median * 1000:9.1f} ms{median / base:7.2f}")
