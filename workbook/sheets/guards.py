"""What guards the open cells of a returned sheet, against what was sent: validations, locks, conditional formats.

By meaning and cell by cell: programs split, join and reorder areas, and write a formula relative to
another cell. Equal at once costs nothing; only what differs is looked at by its cells, and whatever a
file holds, the work stays bounded. Nothing here knows a rubric or a finding.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from workbook.sheets.compare import Located, unmoved
from workbook.sheets.grid import Area, Highlight, ReadValidation, Sheet, Validation, from_a1
from workbook.sheets.meaning import tokens

At = tuple[int, int]
"""Row and column from 0, on the returned sheet unless it says otherwise."""
STEPS = 8
"""How many areas, columns and cells are looked at for each cell that matters; beyond that nothing counts as kept."""
_LONGEST = 8_192
_MANY = 2_000
"""Conditional formats of a returned sheet that are looked at; programs that split them make hundreds."""


class Changed(NamedTuple):
    """How many open cells are not guarded as they were sent, and the first of them."""

    cells: int
    first: At


@dataclass(frozen=True)
class Pair:
    """One sheet as it was sent and as it came back."""

    sent: Sheet
    found: Located
    open_styles: frozenset[str]

    @cached_property
    def is_moved(self) -> bool:
        return not unmoved(self.sent, self.found)

    @cached_property
    def rows(self) -> dict[int, int]:
        """Where each row with a key stands now, by where it was sent."""
        now = self.found.rows
        return {number: now[row.key] for number, row in enumerate(self.sent.rows) if row.key in now}

    @cached_property
    def columns(self) -> dict[int, int]:
        now = self.found.columns
        return {number: now[column.key] for number, column in enumerate(self.sent.columns) if column.key in now}

    @cached_property
    def is_sorted(self) -> bool:
        """Whether rows or columns changed places: programs then leave validations, and some of them locks, behind."""
        orders = [list(places.values()) for places in (self.rows, self.columns)]
        return any(order != sorted(order) for order in orders)

    @cached_property
    def open_cells(self) -> frozenset[At]:
        """The cells to fill in, as they were sent."""
        styles, rows = self.open_styles, enumerate(self.sent.rows)
        return frozenset(
            [(n, at) for n, row in rows for at, cell in enumerate(row.cells) if cell is not None and cell[1] in styles]
        )

    @cached_property
    def hides_as_sent(self) -> bool:
        """Whether no row and no column is hidden that was not sent so."""
        sheet, sent = self.found.sheet, self.sent
        return not self.is_moved and not (
            sheet.hidden_rows - {number for number, row in enumerate(sent.rows) if row.hidden}
            or sheet.hidden_columns - {number for number, column in enumerate(sent.columns) if column.hidden}
        )

    def now(self, cells: Iterable[At]) -> Iterator[At]:
        """Where cells that were sent stand now; those whose row or column is gone are left out."""
        if not self.is_moved:
            yield from cells
            return
        rows, columns = self.rows, self.columns
        for row, column in cells:
            if row in rows and column in columns:
                yield rows[row], columns[column]


# ---------------------------------------------------------------- gone
def is_gone(pair: Pair, sent: Sequence[Validation] | Sequence[Highlight], came: Collection[object]) -> bool:
    """Whether nothing came back of the rules that were `sent`, though cells that they were about did."""
    if came or not sent:
        return False
    areas = (area for rule in sent for area in (rule.areas if isinstance(rule, Validation) else (rule.area,)))
    return not pair.is_moved or any(True for area in areas for _ in pair.now(_cells(area)))


# ---------------------------------------------------------------- validations
def validations_changed(pair: Pair) -> Changed | None:
    """The cells that no longer check what is typed, or check something else; None where all is as it was sent."""
    sent, found = pair.sent.validations, pair.found.sheet.validations
    if not pair.is_moved and len(sent) == len(found) and all(map(_is_same, sent, found)):
        return None
    own = (pair.sent.name, pair.found.sheet.name)
    wanted = dict(_wanted_rules(pair, own))
    places: Collection[At] = wanted.keys()
    if pair.is_sorted:
        places = {(row, column) for row in pair.rows.values() for column in {column for _, column in wanted}}
    covering = cover([rule.areas for rule in found], places)
    said = _Said(pair, found, own)
    if pair.is_sorted:
        return _fewer(wanted, covering, said)
    wrong = [at for at, rule in wanted.items() if not _says(rule, covering.get(at, ()), said)]
    return Changed(len(wrong), min(wrong)) if wrong else None


def _is_same(sent: Validation, found: ReadValidation) -> bool:
    return (_kind(sent), _written(sent)) == (found.kind, found.formula) and sent.areas == found.areas and found.stops


def _kind(rule: Validation) -> str:
    return "list" if rule.items or rule.source else "custom"


def _written(rule: Validation) -> str:
    """The validation's formula as it stands in a file."""
    return rule.source or (f'"{",".join(rule.items)}"' if rule.items else rule.formula)


def _wanted_rules(pair: Pair, own: tuple[str, str]) -> Iterator[tuple[At, Hashable]]:
    """What each open cell checks, by where it stands now."""
    for rule in pair.sent.validations:
        means = _meaning(_kind(rule), _written(rule), _anchor(rule.area), own)
        if pair.is_moved:
            means = _loose(means, None, None)
        for area in rule.areas:
            for at in pair.now(_cells(area)):
                yield at, means


@dataclass
class _Said:
    """What the validations that came back say, each looked at only when it covers a cell that matters."""

    pair: Pair
    found: Sequence[ReadValidation]
    own: tuple[str, str]
    known: dict[int, frozenset[Hashable]] = field(default_factory=dict)

    @cached_property
    def back(self) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Where rows and columns were sent, by where they stand now."""
        rows, columns = self.pair.rows, self.pair.columns
        return {now: was for was, now in rows.items()}, {now: was for was, now in columns.items()}

    @cached_property
    def unchanged(self) -> dict[tuple[str, str], Hashable]:
        """What was sent, by its text: LibreOffice keeps the text when a part of the area was pasted over."""
        return {
            (_kind(rule), _written(rule)): _meaning(_kind(rule), _written(rule), _anchor(rule.area), self.own)
            for rule in self.pair.sent.validations
        }

    def by(self, number: int) -> frozenset[Hashable]:
        """All that a validation may say: by which cell its formula is relative to, programs do not agree."""
        if number not in self.known:
            rule = self.found[number]
            if not rule.stops:
                return frozenset()
            said = {_meaning(rule.kind, rule.formula, anchor, self.own) for anchor in anchors(rule.areas)}
            said |= {self.unchanged.get((rule.kind, rule.formula))}
            if self.pair.is_moved:
                said = {_loose(one, *self.back) for one in said}
            self.known[number] = frozenset(said)
        return self.known[number]


def _says(wanted: Hashable, by: Sequence[int], said: _Said) -> bool:
    """Whether the validations of one cell say what was sent; two that differ do not."""
    return bool(by) and all(wanted in said.by(number) for number in by)


def _fewer(wanted: Mapping[At, Hashable], covering: Mapping[At, Sequence[int]], said: _Said) -> Changed | None:
    """On a sorted sheet a validation may stand at its old place: they are only counted, each kind for itself."""
    there: Counter[Hashable] = Counter()
    for by in covering.values():
        there.update({one for number in by for one in said.by(number)})
    missing = Counter(wanted.values()) - there
    if not missing:
        return None
    cells = [at for at, rule in wanted.items() if rule in missing and not _says(rule, covering.get(at, ()), said)]
    return Changed(missing.total(), min(cells or wanted))


# ---------------------------------------------------------------- locks
def locks_changed(pair: Pair) -> Changed | None:
    """Drawn cells that were open and are locked now, or the other way round; a blank locked cell is not in the file."""
    came = pair.found.sheet.cells
    unlocked = {at for at, cell in came.items() if not cell[3]}
    wanted = pair.open_cells
    if unlocked == wanted and not pair.is_moved:
        return None
    opened = set(pair.now(wanted))
    drawn = ((n, column) for n, row in enumerate(pair.sent.rows) for column, cell in enumerate(row.cells) if cell)
    ours = unlocked.intersection(pair.now(drawn)) if unlocked != opened else opened
    if ours == opened or (pair.is_sorted and len(ours) == len(opened)):
        return None
    wrong = ours ^ opened
    return Changed(len(wrong), min(wrong))


# ---------------------------------------------------------------- conditional formats
def highlights_changed(pair: Pair) -> bool:
    """Whether conditional formats were lost, changed or added."""
    sent, found = pair.sent.highlights, pair.found.sheet.highlights
    if not pair.is_moved and Counter(((rule.area,), rule.formula) for rule in sent) == Counter(found):
        return False
    if len(found) > _MANY:
        return True
    if pair.is_moved:
        # Their references went along; that every cell still has one is enough for what is only looks.
        cells = {at for rule in sent for at in pair.now(_cells(rule.area))}
        return cover((areas for areas, _ in found), cells).keys() != cells
    wanted: dict[Hashable, set[At]] = {}
    own = (pair.sent.name, pair.found.sheet.name)
    for rule in sent:
        means = _meaning("", rule.formula, _anchor(rule.area), own)
        wanted.setdefault(means, set()).update(_cells(rule.area))
    there: dict[Hashable, list[tuple[Area, ...]]] = {}
    for areas, formula in found:
        meant = {_meaning("", formula, anchor, own) for anchor in anchors(areas)} & wanted.keys()
        if not meant:
            return True
        for means in meant:
            there.setdefault(means, []).append(areas)
    return any(cover(there.get(means, ()), cells).keys() != cells for means, cells in wanted.items())


# ---------------------------------------------------------------- areas and cells
def _cells(area: Area) -> Iterator[At]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield row, column


def anchors(areas: Sequence[Area]) -> set[At]:
    """The cells that a formula over these areas may be relative to: the first area's, or the top left of them all."""
    if not areas:
        return set()
    return {_anchor(areas[0]), (min(area.top for area in areas), min(area.left for area in areas))}


def _anchor(area: Area) -> At:
    return area.top, area.left


def cover(rules: Iterable[Iterable[Area]], cells: Collection[At]) -> dict[At, tuple[int, ...]]:
    """The rules, by number, that apply to each of the cells; of those that overlap two are enough."""
    by_column: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        by_column.setdefault(column, []).append(row)
    columns = sorted(by_column)
    made: dict[At, tuple[int, ...]] = {}
    steps, most = 0, STEPS * len(cells) + _FEW
    for number, areas in enumerate(rules):
        for area in areas:
            steps += 1
            if steps > most:
                return made
            for column in columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]:
                rows = by_column[column]
                first, last = bisect_left(rows, area.top), bisect_right(rows, area.bottom)
                steps += 1 + max(0, last - first)
                if steps > most:
                    return made
                for row in rows[first:last]:
                    by = made.get((row, column), ())
                    if len(by) < _ENOUGH and number not in by:
                        made[row, column] = (*by, number)
    return made


_ENOUGH = 2
_FEW = 1_000
"""Steps that any sheet may take."""


# ---------------------------------------------------------------- formulas by meaning
_END = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})")
End = tuple[bool, int, bool, int]
"""Whether the row is fixed, the row (fixed) or how far down it is; the same for the column."""


def _meaning(kind: str, formula: str, anchor: At, own: tuple[str, str]) -> Hashable:
    """What a rule says at any of its cells; references to the sheet itself (one of the `own` names) need no name."""
    if len(formula) > _LONGEST:
        return None
    if kind == "list" and formula.startswith('"'):
        return (kind, *(item.strip() for item in formula.strip('"').split(",")))
    return (kind, *_relative(formula, anchor, own if "!" in formula else ()))


@lru_cache(maxsize=20_000)
def _relative(formula: str, anchor: At, own: tuple[str, ...]) -> tuple[Hashable, ...]:
    return tuple(
        _token(kind, str(text), anchor, own) if kind == "ref" else (kind, text) for kind, text in tokens(formula)
    )


def _token(kind: str, text: str, anchor: At, own: tuple[str, ...]) -> Hashable:
    sheet, _, ref = text.rpartition("!")
    if sheet and sheet.removeprefix("'").removesuffix("'").replace("''", "'") not in own:
        return kind, text
    ends = []
    for fixed_column, column, fixed_row, row in _END.findall(ref):
        at = from_a1(f"{column}{row}")
        down = at[0] if fixed_row else at[0] - anchor[0]
        ends.append((bool(fixed_row), down, bool(fixed_column), at[1] if fixed_column else at[1] - anchor[1]))
    return (kind, *ends)


def _loose(means: Hashable, rows: Mapping[int, int] | None, columns: Mapping[int, int] | None) -> Hashable:
    """A meaning on a sheet that moved: fixed ends stand for where they were sent, the others for any cell.

    LibreOffice moves the areas and leaves a formula's relative references as they were.
    """
    if not isinstance(means, tuple):
        return means

    def end(one: End) -> Hashable:
        fixed_row, row, fixed_column, column = one
        return _at(fixed_row, row, rows), _at(fixed_column, column, columns)

    return tuple(
        ("ref", *map(end, item[1:]))
        if isinstance(item, tuple) and item[0] == "ref" and not isinstance(item[1], str)
        else item
        for item in means
    )


def _at(fixed: bool, place: int, sent: Mapping[int, int] | None) -> Hashable:
    return None if not fixed else place if sent is None else sent.get(place, -1)
