"""The five published tables as rounds, and their rankings: what the annex tests draw."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from workbook.consolidation import consolidate
from workbook.loading.rubric import load_rubric
from workbook.model import Ballot, CellId, Member, Ranking, Round, TieDecision, Unit, Waiver
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Rubric
from workbook.scoring import shut_leaves
from workbook.shelf import shelf

PUBLISHED = ("thanh-hoa-2020", "thanh-hoa-2023", "thai-binh-2020", "lao-cai-2020", "quang-nam-2019")
Record = dict[str, str]


class Case(NamedTuple):
    """One decision: its rubric, a round of one member, the ranking, the published rows."""

    rubric: Rubric
    round: Round
    ranking: Ranking
    rows: tuple[Record, ...]


@cache
def published(name: str) -> Case:
    """The decision as one member would have scored it."""
    rubric, _ = load_rubric(shelf("rubrics") / f"{name}.toml")
    with (shelf("published") / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = tuple(csv.DictReader(file))
    units = tuple(_unit(rubric, row, place) for place, row in enumerate(rows, 1))
    year = int(name[-4:])
    round_ = Round(
        id=name,
        title=rubric.title,
        rubric=name,
        year=year,
        date=date(year, 11, 1),
        deadline=date(year, 11, 30),
        contact="",
        units=units,
        members=(Member("m1", "Nguyễn Văn A", groups=tuple(group.id for group in rubric.groups)),),
        council="Hội đồng thẩm định",
        place="Tỉnh",
        waivers=tuple(_waivers(rubric, rows, units)),
        ties=tuple(_ties(rows, units)),
    )
    return Case(rubric, round_, ranked(rubric, round_, _scores(rubric, rows, units)), rows)


def ranked(rubric: Rubric, round_: Round, scores: dict[CellId, Score]) -> Ranking:
    """The ranking of one member's scores."""
    return rank(rubric, round_, consolidate(rubric, round_, [Ballot("m1", 1, scores)]))[0]


def _unit(rubric: Rubric, row: Record, place: int) -> Unit:
    traits = frozenset(trait.id for trait in rubric.traits if trait.note and trait.note == row.get("note"))
    prior = row.get("prior_rank")
    return Unit(f"u{place:03d}", row["unit"], row["group"], (), int(prior) if prior else None, traits)


def _scores(rubric: Rubric, rows: tuple[Record, ...], units: tuple[Unit, ...]) -> dict[CellId, Score]:
    scores: dict[CellId, Score] = {}
    for row, unit in zip(rows, units, strict=True):
        shut = shut_leaves(rubric, unit)
        for leaf in rubric.leaves():
            printed = row[leaf.id] if leaf.id in row else row["total"]
            scores[unit.id, leaf.id] = NOT_APPLICABLE if leaf.id in shut else Decimal(printed)
    return scores


def _waivers(rubric: Rubric, rows: tuple[Record, ...], units: tuple[Unit, ...]) -> Iterator[Waiver]:
    for row, unit in zip(rows, units, strict=True):
        for leaf in rubric.leaves():
            if leaf.id in row and Decimal(row[leaf.id]) > leaf.max_in(unit.group):
                reason = "giữ đúng số liệu đã công bố"
                yield Waiver("SCORE-001", unit.id, leaf.id, None, reason, "Hội đồng", date(2021, 1, 4), assumed=True)


def _ties(rows: tuple[Record, ...], units: tuple[Unit, ...]) -> Iterator[TieDecision]:
    equal: dict[tuple[str, str], list[tuple[Record, Unit]]] = defaultdict(list)
    for row, unit in zip(rows, units, strict=True):
        equal[row["group"], row.get("index") or row["total"]].append((row, unit))
    for tied in equal.values():
        if len(tied) > 1:
            split = len({row.get("rank") for row, _ in tied}) > 1
            units_ = tuple(unit.id for _, unit in tied)
            yield TieDecision(units_, "split" if split else "shared", "theo thứ tự đã công bố", "Hội đồng", True)
