"""What a kind of mutation is, what it makes, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from tests.mutations.subjects import Subject
from workbook.findings import Check
from workbook.model import Ballot, CellId


class Where(NamedTuple):
    """A place that a finding must name; what is "" does not matter."""

    sheet: str = ""
    cell: str = ""
    unit: str = ""
    criterion: str = ""


ANYWHERE = Where()


class Mutant(NamedTuple):
    """A mutated file, and what must come of it.

    One of the checks in `said` must be found at one of the places in `at`; with `harmless`, silence is right as well,
    as long as nothing that counts has changed. Whatever is said, a file that counts must hold `ballot`.
    """

    data: bytes
    what: str
    """The change in words, for whoever repeats it."""
    said: tuple[Check, ...] = ()
    at: tuple[Where, ...] = (ANYWHERE,)
    harmless: bool = False
    ballot: Ballot | None = None
    """What the file must hold if it counts; None: what the untouched one holds."""
    follows: bool = False
    """The change is legal and every figure was computed again: nothing is to be said."""
    unread: tuple[CellId, ...] = ()
    """Cells that hold texts, which are in no control total."""


Make = Callable[[Random, Subject], Mutant | None]
"""None where the kind does not apply to the ballot."""


@dataclass(frozen=True)
class Kind:
    """One kind of accident or tampering."""

    family: str
    name: str
    make: Make
    layouts: tuple[str, ...]

    def __reduce__(self) -> tuple[Callable[[str], Kind], tuple[str]]:
        return kind_of, (self.name,)


KINDS: dict[str, Kind] = {}
BOTH = ("matrix", "unit")


def kind(family: str, name: str, layouts: tuple[str, ...] = BOTH) -> Callable[[Make], Make]:
    """Puts a function into the list of kinds."""

    def known(make: Make) -> Make:
        assert name not in KINDS, name
        KINDS[name] = Kind(family, name, make, layouts)
        return make

    return known


def kind_of(name: str) -> Kind:
    return KINDS[name]
