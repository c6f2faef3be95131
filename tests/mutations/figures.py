"""Kinds of mutation: figures beyond their limits, and other legal figures, which nobody can call wrong."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.mutations.inputs import (
    FAMILY,
    at_cell,
    is_answer,
    is_number,
    is_points,
    is_single,
    legal,
    mistake,
    other_figure,
    pick,
)
from tests.mutations.kinds import Mutant, Where, kind
from tests.mutations.subjects import Entry, Subject
from workbook.catalogue import score as said_of_score
from workbook.points import Score, on_step


# ---------------------------------------------------------------- limits
@at_cell(FAMILY, "a figure above the maximum", is_number)
def _above(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    value = entry.high + rng.choice([1, 2, 10, 1000]) * entry.step
    return mistake(rng, at, entry, value, said_of_score.ABOVE_MAX, said_of_score.FACT_OUTSIDE)


@at_cell(FAMILY, "a figure below zero", is_number)
def _below(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    value = -entry.step * rng.randrange(1, 9)
    return mistake(rng, at, entry, value, said_of_score.BELOW_ZERO, said_of_score.FACT_OUTSIDE)


@at_cell(FAMILY, "a figure off the step", is_number)
def _off_step(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    value = min(Decimal(entry.score or 0), entry.high - entry.step) + entry.step * rng.choice(  # type: ignore[arg-type]
        [Decimal("0.5"), Decimal("0.1"), Decimal("0.001"), Decimal("0.0000001")]
    )
    assert not on_step(value, entry.step)
    return mistake(rng, at, entry, value, said_of_score.OFF_STEP, said_of_score.FACT_OFF_STEP)


def _is_part(entry: Entry) -> bool:
    return is_number(entry) and entry.cell[1] == "truc-tuyen/a"


@at_cell(FAMILY, "a part greater than the whole", _is_part, ("unit",))
def _part_above(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    made = mistake(rng, at, entry, Decimal(rng.randrange(200, 900)), said_of_score.PART_ABOVE_WHOLE)
    return made._replace(at=(Where(entry.sheet, unit=entry.unit, criterion=entry.leaf),))


# ---------------------------------------------------------------- legal changes, by whoever
@at_cell(FAMILY, "another legal figure", lambda one: is_points(one) or is_answer(one))
def _other(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return legal(rng, at, {entry.cell: other_figure(rng, entry)})


def _is_count(entry: Entry) -> bool:
    return is_number(entry) and entry.kind == "count" and is_single(entry)


@at_cell(FAMILY, "another legal count", _is_count, ("unit",))
def _other_count(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return legal(rng, at, {entry.cell: other_figure(rng, entry)})


@kind(FAMILY, "two figures exchanged")
def _exchanged(rng: Random, at: Subject) -> Mutant | None:
    first = pick(rng, at, is_points)
    if first is None:
        return None
    fitting = [
        one for one in at.entries
        if is_points(one) and one.score != first.score and fits(one, first.score) and fits(first, one.score)
    ]  # fmt: skip
    if not fitting:
        return None
    second = rng.choice(fitting)
    return legal(rng, at, {first.cell: second.score, second.cell: first.score})


@at_cell(FAMILY, "the figures of another unit pasted over", is_points)
def _pasted(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    by_leaf = {one.leaf: one for one in at.entries if one.unit == entry.unit and is_points(one)}
    other = rng.choice(sorted({one.unit for one in at.entries if one.unit != entry.unit}))
    given = [one for one in at.entries if one.unit == other and is_points(one) and one.leaf in by_leaf]
    edits = {by_leaf[one.leaf].cell: one.score for one in given if fits(by_leaf[one.leaf], one.score)}
    return legal(rng, at, edits) if edits else None


def fits(entry: Entry, score: Score) -> bool:
    return isinstance(score, Decimal) and 0 <= score <= entry.high and on_step(score, entry.step)
