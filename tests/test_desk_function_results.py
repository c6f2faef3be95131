"""The custom functions beside `xephang rank`, by xlwings' own way in: the five decisions and the teaching round.

One process answers as a server does, to every cell that a sheet with the results would ask for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

import pytest

from tests.commands import document
from tests.shown import Shown
from tests.test_desk_server import answered, as_sent
from workbook.desk.function_table import Value
from workbook.desk.functions import PREFIX
from workbook.model import CellId
from workbook.pipeline.collected import newest_ballots
from workbook.pipeline.demo import DEMO_RUBRICS
from workbook.pipeline.judging import RoundContext, open_round
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Criterion
from workbook.rules.rule import Input

LESSON = "vi-du-chuyen-doi-so"
MARK = "KĐG"


class Asked(NamedTuple):
    """One cell's formula, and of whom it tells what."""

    rubric: str
    unit: str
    what: str
    name: str
    given: tuple[Value, ...]


class Round(NamedTuple):
    """A round that was ranked: what its files say."""

    context: RoundContext
    result: Any
    facts: dict[str, dict[CellId, Score]]
    """By member: what his ballot holds, and the figures of the round's lists."""

    @property
    def name(self) -> str:
        return self.context.rubric.id

    def lines(self) -> Iterator[tuple[str, Any, dict[str, str]]]:
        """Each unit's group and line, and its combined points by criterion, as the result's file tells them."""
        for group in self.result["groups"]:
            values = self.result["evidence"]["values"][group["id"]]
            for line in group["standings"]:
                points = values["units"][line["unit"]].split()
                yield group["id"], line, dict(zip(values["criteria"].split(), points, strict=True))


@pytest.fixture(scope="module")
def rounds(shown: Shown) -> dict[str, Round]:
    folders = {one.rubric: one.folder for one in shown.results} | {LESSON: shown.lesson.folder}
    made = {}
    for name, folder in folders.items():
        context = open_round(folder)
        result = json.loads((folder / "results" / "result-001.json").read_text("utf-8"))
        facts = {}
        for checked in newest_ballots(context)[0]:
            assert checked.ballot is not None
            facts[checked.member] = {**checked.ballot.scores, **context.round.listed}
        made[name] = Round(context, result, facts)
    assert set(made) == {*DEMO_RUBRICS, LESSON}
    return made


# ---------------------------------------------------------------- what a sheet would ask
def typed(score: Score, asked: Input | None = None) -> float | str | None:
    """What stands in the cell."""
    if score is None or score is NOT_APPLICABLE:
        return None if score is None else MARK
    assert isinstance(score, Decimal)
    if asked is not None and asked.kind == "yes_no":
        return "Có" if score else "Không"
    return float(score)


def figure(text: str) -> float | str:
    return text if text == MARK else float(text)


def sheet_of(one: Round) -> Iterator[Asked]:
    """SUM, TIER and RANK of every unit, MAX of every criterion, whether the group has it or not."""
    rubric = one.context.rubric
    lines = list(one.lines())
    for group, line, points in lines:
        unit, name = line["unit"], one.name
        ranked: list[list[float | str]] = [[float(other[rubric.rank_by])] for its, other, _ in lines if its == group]
        most = sum(leaf.max_in(group) for leaf in rubric.leaves_in(group) if points[leaf.id] != MARK)
        yield Asked(name, unit, "total", "XEPHANG_TONG", ([[figure(value) for value in points.values()]],))
        yield Asked(name, unit, "tier", "XEPHANG_XEPLOAI", (name, group, float(line["total"]), float(most)))
        yield Asked(name, unit, "rank", "XEPHANG_RANK", (name, float(line[rubric.rank_by]), ranked))
    for each in rubric.groups:
        for node in rubric.nodes():
            yield Asked(one.name, each.id, node.id, "XEPHANG_MAX", (one.name, each.id, node.id))


def points_of(one: Round) -> Iterator[Asked]:
    """POINTS of what each member typed, for every unit and criterion; `what` begins with the criterion."""
    best: dict[tuple[str, str], float] = defaultdict(float)
    cells = list(typed_in(one))
    for group, _, _, leaf, values in cells:
        if leaf.rule.relative and isinstance(values[0], float):
            best[group, leaf.id] = max(best[group, leaf.id], values[0])
    for group, unit, member, leaf, values in cells:
        highest = [best[group, leaf.id]] if leaf.rule.relative else []
        given = (one.name, group, leaf.id, *values, *highest)
        yield Asked(one.name, unit, f"{leaf.id} {member}", "XEPHANG_DIEM", given)


def typed_in(one: Round) -> Iterator[tuple[str, str, str, Criterion, list[float | str | None]]]:
    rubric, recused = one.context.rubric, {member.id: member.recused for member in one.context.round.members}
    for group, line, _ in one.lines():
        for leaf in rubric.leaves_in(group):
            for member, facts in one.facts.items():
                if line["unit"] not in recused[member]:
                    values = [typed(facts.get((line["unit"], id_)), asked) for id_, asked in leaf.asked_in(group)]
                    # A mark stands in one of its cells, as people write it.
                    values = [MARK, *[None] * (len(values) - 1)] if MARK in values else values
                    yield group, line["unit"], member, leaf, values


@pytest.fixture(scope="module")
def cells(rounds: dict[str, Round], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str, str], Any]:
    """What the server puts into each cell, by rubric, unit, what it tells, and function."""
    asked = [each for one in rounds.values() for each in (*sheet_of(one), *points_of(one))]
    calls = [json.dumps((each.name, as_sent(each.name, each.given))) for each in asked]
    once = list(dict.fromkeys(calls))  # members often type the same
    told = answered(tmp_path_factory.mktemp("home"), [json.loads(call) for call in once])[0]
    known = {call: cell[0][0] for call, cell in zip(once, told, strict=True)}
    return {(one.rubric, one.unit, one.what, one.name): known[call] for one, call in zip(asked, calls, strict=True)}


# ---------------------------------------------------------------- the five decisions
@pytest.mark.parametrize("name", DEMO_RUBRICS)
def test_sum_tier_and_rank_are_those_that_were_ranked(
    name: str, rounds: dict[str, Round], cells: dict[tuple[str, str, str, str], Any]
) -> None:
    one = rounds[name]
    split = {unit for tie in one.context.round.ties if tie.kind == "split" for unit in tie.units}
    lines = list(one.lines())
    assert lines
    for group, line, _ in lines:
        unit = line["unit"]
        assert cells[name, unit, "total", "XEPHANG_TONG"] == float(line["total"]), line
        rank = cells[name, unit, "rank", "XEPHANG_RANK"]
        if unit in split:  # the council parted them, which no function knows: the first of the equal places
            assert 1 <= rank <= line["rank"], line
        else:
            assert rank == line["rank"], line
        tier = cells[name, unit, "tier", "XEPHANG_XEPLOAI"]
        assert tier == line["tier"] if line["tier"] else "không xếp loại khối" in tier, (group, line)


@pytest.mark.parametrize("name", [*DEMO_RUBRICS, LESSON])
def test_every_maximum_is_what_the_command_rubric_tells(name: str, cells: dict[tuple[str, str, str, str], Any]) -> None:
    _, told = document("rubric", name)
    groups = {each["id"] for each in told["rubric"]["groups"]}
    waiting = [(node, groups) for node in told["rubric"]["criteria"]]
    wanted: dict[tuple[str, str], float] = {}
    while waiting:
        node, above = waiting.pop()
        its = set() if node["dropped"] else above & set(node["groups"] or groups)
        wanted |= {(group, node["id"]): float(node["group_max"].get(group, node["max"])) for group in its}
        waiting += [(child, its) for child in node["children"]]
    assert wanted
    made = {(key[1], key[2]): cell for key, cell in cells.items() if key[0] == name and key[3] == "XEPHANG_MAX"}
    said = {at: cell for at, cell in made.items() if isinstance(cell, str)}
    assert all(cell.startswith(PREFIX) for cell in said.values())
    assert {at: cell for at, cell in made.items() if at not in said} == wanted


# ---------------------------------------------------------------- points, by rules and as typed
@pytest.mark.parametrize("name", [*DEMO_RUBRICS, LESSON])
def test_points_of_what_was_typed_make_the_result(
    name: str, rounds: dict[str, Round], cells: dict[tuple[str, str, str, str], Any]
) -> None:
    one = rounds[name]
    rubric = one.context.rubric
    concluded = {(each.unit, each.criterion) for each in one.context.round.conclusions}
    waived = {(each.unit, each.criterion) for each in one.context.round.waivers}
    seen: dict[str, int] = defaultdict(int)
    for group, line, points in one.lines():
        for leaf in rubric.leaves_in(group):
            at = line["unit"], leaf.id
            given = [cells.get((name, at[0], f"{leaf.id} {member}", "XEPHANG_DIEM")) for member in one.facts]
            told = [each for each in given if each is not None]
            if at in waived:  # above the maximum: what only the council may let stand
                assert all(str(each).startswith(PREFIX) for each in told), (at, told)
                seen["waived"] += 1
            elif at in concluded:
                assert made_of(leaf, told) != points[leaf.id], (at, told)
                seen["concluded"] += 1
            else:
                assert made_of(leaf, told) == points[leaf.id], (at, told)
                seen[leaf.rule.kind] += 1
    assert seen["waived"] == len(waived) and seen["concluded"] == len(concluded)
    kinds = {leaf.rule.kind for group in rubric.groups for leaf in rubric.leaves_in(group.id)}
    assert {kind for kind, count in seen.items() if count} - {"waived", "concluded"} == kinds


def made_of(leaf: Criterion, told: Sequence[float | str]) -> str:
    """The members' mean as the result's file writes it; what is only met or not is met where everybody says so."""
    numbers = [Fraction(repr(each)) for each in told if isinstance(each, float | int)]
    if not numbers:
        assert set(told) == {MARK}, told
        return MARK
    mean = sum(numbers, Fraction(0)) / len(numbers) if leaf.rule.counts else min(numbers)
    hundredths = floor(mean * 100 + Fraction(1, 2))  # halves go up
    return f"{Decimal(hundredths).scaleb(-2):f}"
