"""What several kinds of rule can get wrong alike: rows without worth, repeated names, sums beside the maximum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from workbook.catalogue import rules as said
from workbook.rules.rule import Flaw, Scale, Worth, worth


def worth_flaws(name: str, rows: tuple[Worth, ...], scale: Scale) -> Iterator[Flaw]:
    """Rows that give neither points nor a share, both, or more than the maximum."""
    for number, row in enumerate(rows):
        if (row.points is None) == (row.share is None):
            yield Flaw((name, number), said.WORTH_UNCLEAR, {"row": Decimal(number + 1)})
        elif worth(row, scale) > scale.max:
            yield Flaw((name, number), said.WORTH_ABOVE_MAX, {"points": worth(row, scale), "max": scale.max})


def name_flaws(name: str, rows: Iterable[str]) -> Iterator[Flaw]:
    """Rows of one name: nobody can tell them apart in a sheet."""
    first: dict[str, int] = {}
    for number, text in enumerate(rows):
        before = first.setdefault(text.casefold(), number)
        if before != number:
            yield Flaw((name, number, "name"), said.SAME_ROW_NAME, {"name": text, "row": Decimal(before + 1)})


def below_max(name: str, reached: Decimal, scale: Scale) -> Iterator[Flaw]:
    """The best that can come out is less than the maximum."""
    if reached < scale.max:
        yield Flaw((name,), said.NEVER_FULL, {"sum": reached, "max": scale.max})


def sum_flaws(name: str, total: Decimal, scale: Scale) -> Iterator[Flaw]:
    """Rows that are added up should make the maximum."""
    if total > scale.max:
        yield Flaw((name,), said.PARTS_ABOVE_MAX, {"sum": total, "max": scale.max})
    yield from below_max(name, total, scale)


def zero_max(kind: str, scale: Scale) -> Iterator[Flaw]:
    """Kinds that give no points have no maximum."""
    if scale.max:
        yield Flaw((), said.MAX_NOT_ZERO, {"kind": kind, "max": scale.max})
