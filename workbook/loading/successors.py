"""Units merged, split, renamed or dissolved since the round before: whether the entries agree with each other.

Whether the older ids exist is not known here: only the older round can tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbook.catalogue import round as checks
from workbook.catalogue import successors as said
from workbook.findings import Fact, Words
from workbook.loading.names import Known, hint
from workbook.loading.shape import rows, text, texts
from workbook.loading.source import Fault, KeyPath, Row, fault


class _Owner(NamedTuple):
    """Who took over an older unit: where that stands, and whether it says that it took a part only."""

    at: KeyPath
    split: bool
    itself: bool = False
    """A unit of the same id that needs no entry."""


def successors_sense(raw: Row, units: Known | None) -> Iterator[Fault]:
    """`units` is None where they could not be read; then no name is judged."""
    first: dict[str, KeyPath] = {}
    owners: dict[str, list[_Owner]] = {}
    for path, row in rows(raw, "successors"):
        unit = text(row, "unit")
        if unit is None:
            if "unit" not in row and not (text(row, "reason") or "").strip():
                yield fault(said.NO_SUCCESSOR, path)
        else:
            if units is not None and unit not in units.ids:
                yield Fault(checks.UNKNOWN_UNIT, (*path, "unit"), {"unit": unit, "hint": hint(unit, units)})
            if unit in first:
                yield fault(said.SUCCESSOR_TWICE, path, unit=unit, first=first[unit])
            first.setdefault(unit, path)
        named: set[str] = set()
        for position, origin in texts(row, "from"):
            if origin in named:
                yield fault(said.ORIGIN_TWICE, (*path, "from", position), origin=origin)
            else:
                owners.setdefault(origin, []).append(_Owner((*path, "from", position), row.get("split") is True))
            named.add(origin)
    yield from _shared(owners, _unchanged(raw, frozenset(first)))
    yield from _alone(raw, owners, frozenset(first))


def _unchanged(raw: Row, named: frozenset[str]) -> dict[str, KeyPath]:
    """Units without an entry: each is what had its id the year before."""
    return {id_: path for path, row in rows(raw, "units") if (id_ := text(row, "id")) is not None and id_ not in named}


def _shared(owners: dict[str, list[_Owner]], unchanged: dict[str, KeyPath]) -> Iterator[Fault]:
    """Older units that several units claim although no split is said."""
    for origin, found in owners.items():
        claims = [_Owner(unchanged[origin], True, itself=True), *found] if origin in unchanged else found
        if len(claims) < 2 or all(one.split for one in claims):
            continue
        at = next((one for one in claims[1:] if not one.split), claims[1])
        before: Fact | KeyPath = claims[0].at
        if claims[0].itself:
            before = Words(f"đơn vị cùng mã “{origin}” của đợt này", f"the unit “{origin}” of this round")
        yield fault(said.ORIGIN_SHARED, at.at, origin=origin, first=before)


def _alone(raw: Row, owners: dict[str, list[_Owner]], named: frozenset[str]) -> Iterator[Fault]:
    """A split of which there is one part only."""
    unchanged = _unchanged(raw, named)
    for path, row in rows(raw, "successors"):
        origins = [origin for _, origin in texts(row, "from")]
        shared = any(len(owners[one]) > 1 or one in unchanged for one in origins)
        if row.get("split") is True and origins and not shared:
            yield fault(said.SPLIT_ALONE, (*path, "split"), origins=", ".join(origins))
