"""What taking has to do for sheets of every layout: find them by key, judge the part that is not the scorer's.

`compare` finds the differences between a sheet and what was sent; here they get their place (unit,
criterion) and their check: a changed label, another unit's name, a criterion's row that is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from workbook.catalogue import form as said
from workbook.findings import Check, Finding, Place, finding
from workbook.model import Ballot, Issue, Unit
from workbook.points import MARK_TEXT
from workbook.rubric import Criterion, Group, leaf_of
from workbook.sheets.ballot_plan import title_of
from workbook.sheets.compare import Difference, Located, differences, elsewhere_in, tidy_text, unmoved
from workbook.sheets.grid import Book, Sheet
from workbook.sheets.meaning import Elsewhere, tokens
from workbook.sheets.stamp import read_passport

MATRIX_LEAF = ("c:", "s:")
"""Prefixes of the columns that belong to a leaf on a matrix sheet."""
TREE = ("p:", "c:", "i:", "d:", "n:")
"""Prefixes of the rows that belong to a criterion on a unit sheet."""
_WHOSE = frozenset({"t:who", "f:name", "fact:member"})
"""Rows that print the scorer's name."""


class Judged(NamedTuple):
    """What the sheets of one layout gave: the ballot, what is to be said, the control total of each group."""

    ballot: Ballot
    findings: list[Finding]
    controls: dict[str, Decimal]


@dataclass(frozen=True)
class Returned:
    """A returned workbook beside the one that was sent, both by the passport's sheet key."""

    issue: Issue
    file: str
    found: Mapping[str, tuple[Located, ...]]
    sent: Mapping[str, Sheet]
    open_styles: frozenset[str]
    whole: bool = True
    """False where only values were seen: formulas and guards are not judged."""

    @cached_property
    def sheet_lost(self) -> bool:
        return any(key not in self.found for key in self.sent)

    @cached_property
    def elsewhere(self) -> Elsewhere:
        return elsewhere_in(self.sent, self.found)

    def sheets(self, key: str) -> tuple[Located, ...]:
        """Where the sheet is now: once, if all is well."""
        return self.found.get(key, ())

    def shut(self, key: str, group: Group | None = None, unit: Unit | None = None) -> ShutPart:
        """The shut part of a sheet that is there once."""
        (found,) = self.found[key]
        lost, whole = self.sheet_lost, self.whole
        return ShutPart(
            self.issue, self.file, self.sent[key], found, self.open_styles, self.elsewhere, group, unit, lost, whole
        )


def sent_by_key(sent: Book) -> dict[str, Sheet]:
    """The sheets of the workbook that was sent, by the sheet key in their passports."""
    made: dict[str, Sheet] = {}
    for sheet in sent.sheets:
        corner = sheet.rows[0].cells[0]
        passport = read_passport(str(corner.value)) if corner else None
        assert passport is not None, f"{sheet.name} was sent without a passport"
        made[passport.sheet] = sheet
    return made


# ---------------------------------------------------------------- the shut part
@dataclass(frozen=True)
class ShutPart:
    """One sheet as it was sent and as it came back, and whose it is: a group's, a unit's, or nobody's (the guide)."""

    issue: Issue
    file: str
    sent: Sheet
    found: Located
    open_styles: frozenset[str]
    elsewhere: Elsewhere
    group: Group | None = None
    unit: Unit | None = None
    sheet_lost: bool = False
    """Whether another sheet of the book is gone: every program breaks the formulas that pointed at it."""
    whole: bool = True

    @property
    def here(self) -> Place:
        return Place(file=self.file, sheet=self.found.sheet.name, unit=self.unit.id if self.unit else None)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Everything that is not as it was sent."""
        return tuple(differences(self.sent, self.found, self.open_styles, self.elsewhere, whole=self.whole))

    @cached_property
    def open_rows(self) -> frozenset[str]:
        """Keys of the rows that have cells to fill in."""
        return frozenset(
            row.key for row in self.sent.rows if any(cell and cell.style in self.open_styles for cell in row.cells)
        )

    @cached_property
    def titles(self) -> frozenset[str]:
        """What stands above the columns of the table."""
        heads = (row.cells[1:] for row in self.sent.rows if row.key == "h:title")
        return frozenset(tidy_text(str(cell.value)) for cells in heads for cell in cells if cell and cell.value)

    @cached_property
    def names(self) -> frozenset[str]:
        """What the rows of a unit sheet may be called: every criterion's name, and what is printed beside an input."""
        at = next((number for number, column in enumerate(self.sent.columns) if column.key == "name"), None)
        rows = (row.cells for row in self.sent.rows if row.key.startswith(TREE))
        printed = (cells[at] for cells in rows if at is not None and at < len(cells))
        names = {node.name for node in self.issue.rubric.nodes()}
        return frozenset(map(tidy_text, names | {str(cell.value) for cell in printed if cell and cell.value}))

    @cached_property
    def open_columns(self) -> frozenset[str]:
        """Keys of the columns that have cells to fill in."""
        return frozenset(
            self.sent.columns[number].key
            for row in self.sent.rows
            for number, cell in enumerate(row.cells)
            if cell and cell.style in self.open_styles
        )


def compare_shut(part: ShutPart) -> Iterator[Finding]:
    """Everything on the sheet that is not the scorer's to change, and was changed."""
    sent, found = part.sent, part.found
    for key in found.repeated:
        yield finding(said.KEY_TWICE, _of_key(part, key), key=_key_words(part, key))
    if not found.repeated and not unmoved(sent, found):
        yield finding(said.MOVED, part.here)
    # What stands where nothing was sent is nobody's, but for the table of a unit (`take_units`).
    changed = [each for each in part.differences if each.kind != "typed"]
    if len(lost := [each for each in changed if _is_lost(each)]) > _MANY:
        changed = [each for each in changed if not _is_lost(each)]
        first = found.a1(lost[0].row_key, lost[0].column_key)
        yield finding(said.FORMULAS_GONE, replace(part.here, cell=first), count=len(lost))
    by_text = [(each, _is_text_as_sent(each)) for each in changed]
    for difference in (each for each, as_sent in by_text if not as_sent):
        made = _difference(part, difference)
        if made is not None:
            yield made
    if unmoved_texts := [each for each, as_sent in by_text if as_sent]:
        first = found.a1(unmoved_texts[0].row_key, unmoved_texts[0].column_key)
        yield finding(said.FORMULAS_NOT_MOVED, replace(part.here, cell=first), count=len(unmoved_texts))


def _is_lost(each: Difference) -> bool:
    """Whether a formula was replaced by a value, or by nothing."""
    return each.kind == "formula" and each.found[:1] != "="


def _is_text_as_sent(each: Difference) -> bool:
    """Whether a formula reads as it was sent, so that only what it points at has moved: one cause for all of them."""
    # What is much longer cannot be the same, and may take long to take apart.
    near = each.kind == "formula" and each.found[:1] == "=" and len(each.found) < 2 * len(each.sent) + 100
    return near and tokens(each.found) == tokens(each.sent)


_MANY = 10
"""So many formulas of a sheet or a file that are gone were replaced at once: that is one cause."""


def _difference(part: ShutPart, difference: Difference) -> Finding | None:
    kind, row_key, column_key, was, now = difference
    if kind == "row":
        return _row_gone(part, row_key, was)
    if kind == "column":
        return _column_gone(part, column_key, was)
    at = replace(_of_key(part, row_key, column_key), cell=part.found.a1(row_key, column_key))
    if was == MARK_TEXT and _may_be_scored(part, row_key, column_key):
        # A figure here is the scorer's fault, told with its own words where the scores are taken.
        return finding(said.LABEL_CHANGED, at, found=None, sent=was) if not now.strip() else None
    if kind == "formula":
        if part.sheet_lost and "!" in was and "#REF!" in now:
            return None
        return finding(said.FORMULA_CHANGED, at, found=now or None, sent=was)
    return _exchanged(part, difference, at) or finding(said.LABEL_CHANGED, at, found=now or None, sent=was)


def _may_be_scored(part: ShutPart, row_key: str, column_key: str) -> bool:
    return column_key == "fact" if part.unit else row_key.startswith("u:")


# ---------------------------------------------------------------- what a key belongs to
def _of_key(part: ShutPart, row_key: str, column_key: str = "") -> Place:
    """The place with the unit and the criterion that a row's and a column's key mean."""
    if part.unit:
        return replace(part.here, criterion=_node_id(row_key) if row_key.startswith(TREE) else None)
    return replace(
        part.here,
        unit=row_key[2:] if row_key.startswith("u:") else None,
        criterion=column_key[2:] if column_key.startswith(MATRIX_LEAF) else None,
    )


def _node_id(row_key: str) -> str:
    return leaf_of(row_key[2:])


def _key_words(part: ShutPart, key: str) -> str:
    """How a key is called that stands twice: on a unit sheet the criterion, else the key's own end."""
    if part.unit and key.startswith(TREE):
        return next((node.name for node in part.issue.rubric.nodes() if node.id == _node_id(key)), key)
    return key.partition(":")[2] or key


def _node(issue: Issue, node_id: str) -> Criterion:
    return next(node for node in issue.rubric.nodes() if node.id == node_id)


# ---------------------------------------------------------------- gone
def _row_gone(part: ShutPart, key: str, was: str) -> Finding | None:
    if part.unit and key.startswith(TREE):
        if key not in part.open_rows:
            return finding(said.ROW_GONE, _of_key(part, key), sent=was)
        leaf = _node(part.issue, _node_id(key))
        if key.startswith("i:") and f"c:{leaf.id}" not in part.found.rows:
            # Told at the criterion's own row.
            return None
        label = "" if key.startswith("c:") else f": {was}"
        at = _of_key(part, key)
        return finding(said.CRITERION_ROW_MISSING, at, criterion=f"{leaf.name}{label}", unit=part.unit.name)
    if part.group and key.startswith("u:") and part.open_rows:
        unit = part.issue.round.unit(key[2:])
        return finding(said.ROW_MISSING, replace(part.here, unit=unit.id), unit=unit.name)
    return finding(said.ROW_GONE, part.here, sent=was)


def _column_gone(part: ShutPart, key: str, was: str) -> Finding:
    if part.unit and key in part.open_columns:
        return finding(said.OPEN_COLUMN_MISSING, part.here, column=was, unit=part.unit.name)
    if part.group and key.startswith("c:"):
        leaf = _node(part.issue, key[2:])
        return finding(said.COLUMN_MISSING, replace(part.here, criterion=leaf.id), criterion=leaf.name)
    return finding(said.COLUMN_GONE, part.here, sent=was)


# ---------------------------------------------------------------- exchanged
def _exchanged(part: ShutPart, difference: Difference, at: Place) -> Finding | None:
    """A printed name that is another's: rows sorted without their keys, titles exchanged, a sheet or a file copied."""
    _, row_key, column_key, was, now = difference
    found = tidy_text(now)
    if found == tidy_text(was):
        return None
    if found and (made := _name_exchanged(part, difference, at, found)) is not None:
        return made
    if row_key == "h:title" and column_key in part.open_columns and (found in part.titles or _is_elsewhere(part, was)):
        return finding(said.COLUMN_EXCHANGED, at, column=was, found=found or None)
    return None


def _is_elsewhere(part: ShutPart, title: str) -> bool:
    """Whether a title that is gone from its column stands above another one, which had none."""
    cells = (part.found.cell("h:title", key) for key in part.found.columns)
    return any(cell is not None and tidy_text(cell.text) == tidy_text(title) for cell in cells)


def _name_exchanged(part: ShutPart, difference: Difference, at: Place, found: str) -> Finding | None:
    _, row_key, column_key, was, _ = difference
    if part.unit:
        if (made := _exchanged_on_unit_sheet(part, difference, at, found)) is not None:
            return made
    elif column_key == "unit" and row_key.startswith("u:"):
        if found in {tidy_text(unit.name) for unit in part.issue.round.units}:
            return finding(said.UNIT_EXCHANGED, at, unit=was, found=found)
    elif row_key == "h:title" and column_key.startswith("c:") and part.group:
        leaves = part.issue.rubric.leaves_in(part.group.id)
        if found in {tidy_text(title_of(leaf, number)) for number, leaf in enumerate(leaves, 1)}:
            name = _node(part.issue, column_key[2:]).name
            return finding(said.CRITERION_EXCHANGED, at, criterion=name, found=found)
    return finding(said.MEMBER_EXCHANGED, at, found=found, sent=was) if row_key in _WHOSE else None


def _exchanged_on_unit_sheet(part: ShutPart, difference: Difference, at: Place, found: str) -> Finding | None:
    _, row_key, column_key, was, _ = difference
    assert part.unit is not None
    if row_key == "t:unit":
        names = (unit.name for unit in part.issue.round.units)
        if any(tidy_text(was.replace(part.unit.name, name)) == found for name in names):
            return finding(said.UNIT_EXCHANGED, at, unit=part.unit.name, found=found)
    if column_key == "name" and row_key.startswith(TREE) and found in part.names:
        return finding(said.CRITERION_EXCHANGED, at, criterion=was, found=found)
    return None


# ---------------------------------------------------------------- whole sheets
def sheet_fault(found: tuple[Located, ...], name: str, file: str, unit: Unit | None = None) -> Finding:
    """A sheet that is not there exactly once."""
    called = name if unit is None or unit.name in name else f"{name}: {unit.name}"
    at = Place(file=file, sheet=name, unit=unit.id if unit else None)
    if not found:
        return finding(said.SHEET_MISSING, at, sheet=called)
    copies = ", ".join(located.sheet.name for located in found)
    return finding(said.SHEET_TWICE, at, sheet=called, copies=copies)


_ONCE: tuple[Check, ...] = (
    said.MOVED,
    said.PROTECTION_GONE,
    said.VALIDATION_GONE,
    said.HIGHLIGHTS_CHANGED,
    said.PRINT_MERGED,
)


def once_a_file(findings: list[Finding]) -> list[Finding]:
    """What a program did to many sheets alike is told once, for the file."""
    kept: list[Finding] = []
    told: set[str] = set()
    often = Counter(found.code for found in findings)
    for found in findings:
        if found.check not in _ONCE or often[found.code] == 1:
            kept.append(found)
        elif found.code not in told:
            told.add(found.code)
            kept.append(replace(found, at=Place(file=found.at.file)))
    return kept


def formulas_gone_once(findings: list[Finding]) -> list[Finding]:
    """Formulas that are gone from several sheets, one by one or together, are told once: a file saved as values."""
    gone = [found for found in findings if _formulas_gone(found)]
    count = sum(map(_formulas_gone, gone))
    if count <= _MANY or len({found.at.sheet for found in gone}) == 1:
        return findings
    told = finding(said.FORMULAS_GONE, replace(gone[0].at, unit=None, criterion=None), count=count)
    return [told, *(found for found in findings if not _formulas_gone(found))]


def _formulas_gone(found: Finding) -> int:
    """How many formulas the finding says were replaced by values, or by nothing."""
    if found.check is said.FORMULAS_GONE:
        return int(str(found.facts["count"]))
    return found.check is said.FORMULA_CHANGED and not str(found.facts["found"] or "").startswith("=")
