"""Which line is which unit: by name, by another spelling, by a misspelt name, by its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import NamedTuple

from workbook.audit.back_cells import agreement, comparable
from workbook.audit.back_page import Entry, Page
from workbook.audit.back_wanted import One, Wanted
from workbook.audit.names import unit_name

_ALIKE, _LITTLE = 0.8, 0.6
_LONGEST = 200
_MOST_PAIRS = 40_000


class Row(NamedTuple):
    """A line and the unit that it is taken for."""

    entry: Entry
    one: One
    misspelt: bool = False


class Matched(NamedTuple):
    """All lines that are some unit's, in reading order; the others."""

    rows: list[Row]
    twice: list[tuple[Entry, Row]]
    unknown: list[Entry]
    gone: list[One]


def match(page: Page, wanted: Wanted) -> Matched:
    """Each unit has one line at most."""
    claims: dict[str, list[Entry]] = {}
    rest: list[Entry] = []
    named: dict[int, One] = {}
    for entry in page.entries:
        own = _by_name(entry, page, wanted)
        if own is None:
            rest.append(entry)
        else:
            named[id(entry)] = own
            claims.setdefault(own.unit.id, []).append(entry)
    ones = {one.unit.id: one for one in wanted.ones}
    rows: dict[int, Row] = {}
    for unit_id, entries in claims.items():
        best = max(entries, key=lambda entry: agreement(entry, ones[unit_id]))
        rows[id(best)] = Row(best, ones[unit_id])
        rest += [entry for entry in entries if entry is not best]
    open_ones = [one for one in wanted.ones if one.unit.id not in claims]
    for entry, one in _likely(rest, open_ones):
        rows[id(entry)] = Row(entry, one, misspelt=True)
    first = {row.one.unit.id: row for row in rows.values()}
    lost = [entry for entry in rest if id(entry) not in rows]
    twice = [(entry, first[named[id(entry)].unit.id]) for entry in lost if id(entry) in named]
    return Matched(
        [rows[id(entry)] for entry in page.entries if id(entry) in rows],
        twice,
        [entry for entry in lost if id(entry) not in named],
        [one for one in wanted.ones if one.unit.id not in first],
    )


def _by_name(entry: Entry, page: Page, wanted: Wanted) -> One | None:
    """The unit of that name; of several the one whose group the list is, or whose figures stand there."""
    found = wanted.names.get(unit_name(entry.line.name), ())
    if len(found) < 2:
        return found[0] if found else None
    group = page.parts[entry.part].group
    own = [one for one in found if group is not None and one.group.id == group.id] or list(found)
    return max(own, key=lambda one: agreement(entry, one))


def _likely(rest: list[Entry], ones: list[One]) -> list[tuple[Entry, One]]:
    """Lines without a known name and units without a line: alike in name, or with all the figures."""
    if len(rest) * len(ones) > _MOST_PAIRS:
        return []
    pairs = []
    for one in ones:
        likeness = [_likeness(text) for text in (one.name, *one.unit.aliases)]
        for number, entry in enumerate(rest):
            alike = max(own(entry.line.name) for own in likeness)
            share = agreement(entry, one)
            same = share == 1 and len(comparable(entry, one)) > 1
            if alike >= _ALIKE or same or (alike > _LITTLE and share > 0.6):
                pairs.append((alike + share, -number, entry, one))
    pairs.sort(key=lambda pair: pair[:2], reverse=True)
    taken: set[int] = set()
    found = []
    for _, _, entry, one in pairs:
        if id(entry) not in taken and id(one) not in taken:
            taken |= {id(entry), id(one)}
            found.append((entry, one))
    return found


def _likeness(name: str) -> Callable[[str], float]:
    """How much another name is like this one; 0 where that is little."""
    matcher = SequenceMatcher(None, "", unit_name(name[:_LONGEST]), autojunk=False)

    def alike(other: str) -> float:
        matcher.set_seq1(unit_name(other[:_LONGEST]))
        if matcher.real_quick_ratio() < _LITTLE or matcher.quick_ratio() < _LITTLE:
            return 0
        return matcher.ratio()

    return alike


def lists_of(page: Page, rows: list[Row]) -> dict[int, str]:
    """The group whose list each part is: that of most of its units."""
    counts: dict[int, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.entry.part, Counter())[row.one.group.id] += 1
    return {part: count.most_common(1)[0][0] for part, count in counts.items()}
