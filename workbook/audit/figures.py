"""Cells of a found table -> figures: numbers, ranks, tiers, notes, what is not applicable.

What cannot be read or is missing is found here; whether the figures are right is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbook.audit.match import find_tier, traits_in
from workbook.audit.names import canonical, without_marks
from workbook.audit.table import NOT_FIGURES, Line, Part
from workbook.audit.tree import counted, limit_of
from workbook.catalogue.audit import MISSING, UNREADABLE
from workbook.findings import Finding, Place, finding
from workbook.points import NOT_APPLICABLE, Reading, Score, from_number, read_text, round_half_up, tidy
from workbook.rubric import Criterion, Group, Rubric, Tier, is_plain
from workbook.sheets.grid import ReadCell

_NOT_CRITERIA = frozenset({"total", "full", "excluded", "max", "index", "percent", "converted", "rank"})
_DASHES = frozenset("-–—/xX.")
_CLEAR = re.compile(r"\d+([.,])(?:\d{1,2}|\d{4,})\D*$|^0+([.,])\d+\D*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's row, read."""

    line: Line
    values: Mapping[str, Score]
    """By criterion id, "total" and "index"; None where blank or not readable."""
    shut: frozenset[str]
    """Ids of criteria (leaves and parents) that do not apply to the unit."""
    rank: int | None
    tier: str | None
    """The label printed, as it stands; None where there is none but a footnote mark."""
    note: str

    @property
    def name(self) -> str:
        return self.line.name

    def number(self, key: str) -> Decimal | None:
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None


@dataclass(frozen=True, slots=True)
class Read:
    """One list of units, read."""

    part: Part
    rows: tuple[Row, ...]

    @property
    def group(self) -> Group | None:
        return self.part.group

    def has(self, key: str) -> bool:
        return key in self.part.header.columns

    def at(self, row: Row, key: str, criterion: str | None = None) -> Place:
        """The place of a row's cell under a column; of its name where there is no such column."""
        columns = row.line.header.columns
        return self.part.grid.at(row.line.row, columns.get(key, columns["unit"]), row.name, criterion)


def shut_nodes(nodes: Iterable[Criterion], traits: frozenset[str], marked: frozenset[str]) -> Iterator[str]:
    """Ids of criteria that do not apply, by a trait of the unit or by a printed mark."""
    for node in nodes:
        if node.not_applicable & traits or node.id in marked:
            yield node.id
            yield from (child.id for child in _below(node))
        else:
            below = set(shut_nodes(node.children, traits, marked))
            yield from below
            if node.children and all(child.id in below for child in node.children):
                yield node.id


def _below(node: Criterion) -> Iterator[Criterion]:
    for child in node.children:
        yield child
        yield from _below(child)


# ---------------------------------------------------------------- reading
def decimal_mark(parts: Iterable[Part]) -> str | None:
    """The decimal mark of the file's figures, where the clear ones agree."""
    marks: set[str] = set()
    for part in parts:
        for line in part.lines:
            for key in line.header.columns:
                cell = line.cell(key)
                if key not in NOT_FIGURES and cell is not None and cell.kind == "text":
                    found = _CLEAR.search(cell.text.strip())
                    marks.update(filter(None, found.groups() if found else ()))
    return marks.pop() if len(marks) == 1 else None


def read_cell(cell: ReadCell | None, mark: str | None, limit: Decimal) -> Score | Reading:
    """The figure, None for a blank; WORD where it cannot be read, BLANK for a result not stored."""
    if cell is None or (cell.kind == "text" and not without_marks(cell.text)):
        return None
    if cell.kind == "none":
        return Reading.BLANK
    if cell.kind == "number":
        value = from_number(cell.text)
        return Reading.WORD if value is None else tidy(round_half_up(value, 9))
    if cell.kind != "text":
        return Reading.WORD
    if cell.text.strip() in _DASHES:
        return None
    text = without_marks(cell.text)
    typed = read_text(text)
    if typed.reading is Reading.MARK:
        return NOT_APPLICABLE
    if typed.reading is Reading.NUMBER:
        return typed.value
    if typed.reading is Reading.AMBIGUOUS and typed.value is not None:
        return _settle(text, typed.value, mark, limit)
    return Reading.WORD


def read_figure(cell: ReadCell | None, key: str, mark: str | None, limit: Decimal) -> Score | Reading:
    """A figure; shares may be written with a percent sign."""
    if cell is None or key not in _SHARES:
        return read_cell(cell, mark, limit)
    text = without_marks(cell.text).rstrip()
    signed = text.endswith("%") if cell.kind == "text" else "%" in cell.number_format
    value = read_cell(cell._replace(text=text.rstrip(" %\u00a0")), mark, limit)
    if not isinstance(value, Decimal) or not signed:
        return value
    # A text "86,1%" holds 86.1, a cell in percent format holds 0.861.
    hundreds = value if cell.kind == "text" else value * 100
    return tidy(hundreds if key == "percent" else hundreds / 100)


_SHARES = ("index", "percent")
_OF_TOTALS = ("total", "full", "excluded", "max", "converted")


def _settle(text: str, as_decimal: Decimal, mark: str | None, limit: Decimal) -> Decimal | Reading:
    """ "1.250" is settled by the file's decimal mark, or by a maximum that 1250 would pass."""
    as_thousands = as_decimal * 1000
    if mark is not None:
        return as_decimal if mark in text else as_thousands
    return as_decimal if as_thousands > limit else Reading.AMBIGUOUS


def read_part(part: Part, rubric: Rubric, mark: str | None) -> tuple[Read, list[Finding], int]:
    """The part's rows, what could not be read, and how many formulas have no stored result."""
    rows: list[Row] = []
    findings: list[Finding] = []
    unstored = 0
    # What is not added up in this group need not be there.
    silent = {node.id for node in rubric.nodes() if not counted(node, part.group)}
    columns = [key for key in part.header.columns if key not in silent]
    used = [key for key in columns if any(line.cell(key) is not None for line in part.lines)]
    for line in part.lines:
        raw = {key: read_figure(line.cell(key), key, mark, _limit(key, part, rubric)) for key in _figure_keys(line)}
        row = _row(line, rubric, raw, rows)
        rows.append(row)
        unstored += sum(1 for value in raw.values() if value is Reading.BLANK)
        findings.extend(_faults(part, row, raw, used, not is_plain(rubric)))
    return Read(part, _tiers_carried(part, tuple(rows))), findings, unstored


def _figure_keys(line: Line) -> list[str]:
    return [key for key in line.header.columns if key not in NOT_FIGURES and key != "rank"]


def _limit(key: str, part: Part, rubric: Rubric) -> Decimal:
    if key in _SHARES:
        return Decimal(1) if key == "index" else Decimal(100)
    if key in _OF_TOTALS:
        return part.group.max if part.group else max(group.max for group in rubric.groups)
    return next(limit_of(node, part.group) for node in rubric.nodes() if node.id == key)


def _row(line: Line, rubric: Rubric, raw: Mapping[str, Score | Reading], above: Sequence[Row]) -> Row:
    values: dict[str, Score] = {k: None if isinstance(v, Reading) else v for k, v in raw.items()}
    note = _text(line, "note")
    marked = frozenset(key for key, value in values.items() if value is NOT_APPLICABLE)
    shut = frozenset(shut_nodes(rubric.criteria, traits_in(note, rubric), marked))
    rank = rank_in(line.cell("rank"))
    previous = above[-1] if above else None
    if rank is None and line.cell("rank") is None and previous and previous.values.get("total") == values.get("total"):
        rank = previous.rank  # a rank cell merged over units of equal total
    label = _text(line, "tier")
    return Row(line, values, shut, rank, label if without_marks(label) else None, note)


def _text(line: Line, key: str) -> str:
    cell = line.cell(key)
    return " ".join(cell.text.split()) if cell is not None else ""


def rank_in(cell: ReadCell | None) -> int | None:
    """A rank as printed: "3", "3.", "Hạng 3", 3.0."""
    if cell is None or cell.kind not in ("text", "number"):
        return None
    unmarked = without_marks(cell.text)
    # "3 (1)" is rank 3 with a footnote, "Hạng (3)" is rank 3.
    words = canonical(unmarked if any(map(str.isdecimal, unmarked)) else cell.text).split()
    if cell.kind == "number":
        number = from_number(cell.text)
        return int(number) if number is not None and number == number.to_integral_value() else None
    return int(words[-1]) if words and words[-1].isdecimal() and len(words[-1]) < 7 and len(words) < 3 else None


def _tiers_carried(part: Part, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The tier printed by a row across the table, where there is no tier column."""
    if "tier" in part.header.columns:
        return rows
    return tuple(Row(r.line, r.values, r.shut, r.rank, r.line.tier_row, r.note) for r in rows)


# ---------------------------------------------------------------- what is missing
def _faults(
    part: Part, row: Row, raw: Mapping[str, Score | Reading], used: Sequence[str], deep: bool
) -> Iterator[Finding]:
    empty = all(value is None for value in raw.values())
    if row.line.unfit or (empty and row.note):
        return  # told already; or not evaluated, and the note says why
    # Where nothing applies to a unit there is no share of it either.
    blank = all(raw.get(key) is None for key in _OF_MAXIMA)
    nothing_applies = row.number("max") == 0 or (deep and row.number("total") == 0 and blank)
    for key in used:
        if key in NOT_FIGURES or (key in _OF_MAXIMA and nothing_applies):
            continue
        cell = row.line.cell(key)
        title = row.line.header.headings[row.line.header.columns[key]].own
        at = Read(part, ()).at(row, key, None if key in _NOT_CRITERIA else key)
        no_rank = key == "rank" and row.rank is None and not _is_blank(cell)
        unread = isinstance(raw.get(key), Reading) and raw[key] is not Reading.BLANK
        if cell is not None and (no_rank or unread):
            yield finding(UNREADABLE, at, unit=row.name, text=cell.text, title=title)
        elif _is_missing(row, key, raw) and not (empty and key != "total" and "total" in used):
            yield finding(MISSING, at, unit=row.name, title=title)


def _is_missing(row: Row, key: str, raw: Mapping[str, Score | Reading]) -> bool:
    if key == "rank":
        cell = row.line.cell(key)
        return row.rank is None and (cell is None or (cell.kind == "text" and _is_blank(cell)))
    return key in raw and raw[key] is None and key not in row.shut


def _is_blank(cell: ReadCell | None) -> bool:
    return cell is None or cell.kind == "none" or not without_marks(cell.text)


_OF_MAXIMA = frozenset({"index", "percent", "converted", "rank"})


def tier_label(text: str | None, tiers: Iterable[Tier]) -> str | None:
    """The rubric's own label for a printed tier; None where it has none such."""
    known = tuple(tiers)
    found = (find_tier(text, known) or find_tier(without_marks(text), known)) if text else None
    return found.label if found else None
