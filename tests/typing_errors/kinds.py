"""The register of kinds of typing errors, and what they share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from tests.typing_errors.sheets import Spot, Typed
from workbook.findings import Check

Planter = Callable[[Random, Typed], bool]
"""Plants one error at a random place; False where there is no such place."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of error, and the checks that may tell it."""

    name: str
    plant: Planter
    told: tuple[Check, ...]
    most: int
    """So many findings at most: one for each cell that was mistyped."""
    draft: bool = False
    """Planted in our own draft of the decision, and nowhere else."""


KINDS: dict[str, Kind] = {}


def kind(*told: Check, most: int = 1, draft: bool = False) -> Callable[[Planter], Planter]:
    def register(plant: Planter) -> Planter:
        KINDS[plant.__name__] = Kind(plant.__name__, plant, told, most, draft)
        return plant

    return register


FIGURES = ("total", "index", "converted")


def figure_spots(made: Typed, *keys: str) -> list[tuple[Spot, str]]:
    """Every filled cell with points: totals, indexes, sections."""
    rubric = made.wanted.rubric
    known = keys or (*FIGURES, *(node.id for node in rubric.nodes()))
    return [(spot, key) for spot in made.spots() for key in known if text_at(made, spot, key)]


def text_at(made: Typed, spot: Spot, key: str) -> str:
    return made.rows[spot.row].cells.get(spot.columns.get(key, -1), "")


def type_at(made: Typed, spot: Spot, key: str, text: str) -> None:
    cells = made.rows[spot.row].cells
    if text:
        cells[spot.columns[key]] = text
    else:
        del cells[spot.columns[key]]


def retype(dice: Random, made: Typed, change: Callable[[str, Random], str | None], *keys: str) -> bool:
    """Change one random figure, if the change makes another one of it."""
    spots = figure_spots(made, *keys)
    dice.shuffle(spots)
    for spot, key in spots:
        text = text_at(made, spot, key)
        found = re.search(r"\d+(?:,\d+)?", text)
        changed = change(found[0], dice) if found else None
        if found and changed is not None and number(changed) != number(found[0]):
            type_at(made, spot, key, text.replace(found[0], changed, 1))
            return True
    return False


def number(text: str) -> str:
    """The figure's own form: 8,50 and 8,5 are one."""
    bare = text.replace(",", ".").lstrip("0") or "0"
    return bare.rstrip("0").rstrip(".") if "." in bare else bare


def pick(dice: Random, made: Typed) -> Spot:
    return dice.choice(made.spots())


def edit(made: Typed, row: int, old: str, new: str) -> bool:
    """Change a paragraph's words, once."""
    for column, text in made.rows[row].cells.items():
        if old in text:
            made.rows[row].cells[column] = text.replace(old, new, 1)
            return True
    return False


def same_list(one: Spot, other: Spot) -> bool:
    return one.entry.part == other.entry.part


def neighbours(made: Typed) -> list[tuple[Spot, Spot]]:
    """Two lines right below each other, of one list."""
    spots = made.spots()
    return [(one, other) for one, other in pairwise(spots) if other.row == one.row + 1 and same_list(one, other)]


def one_of(made: Typed, spot: Spot):  # type: ignore[no-untyped-def]
    """The unit of an untouched line."""
    return next(one for one in made.wanted.ones if one.name == spot.entry.line.name)
