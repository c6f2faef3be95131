"""Corrections as a printed workbook: every changed line old beside new with its causes, and the criteria behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Final

from workbook.amendment import CellChange, LineChange
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score
from workbook.sheets.amendment_words import Voice
from workbook.sheets.grid import Area, Book, Cell, Column, Page, Row, Sheet, Style, Value
from workbook.sheets.measure import height
from workbook.template import Template
from workbook.years import Line

_WIDTHS: Final[dict[str, float]] = {
    "no": 5, "unit": 34, "total_old": 10.5, "total_new": 10.5, "index_old": 9.5, "index_new": 9.5,
    "converted_old": 10.5, "converted_new": 10.5, "rank_old": 10.5, "rank_new": 8, "tier_old": 13.5, "tier_new": 13.5,
    "why": 58,
}  # fmt: skip
_CELLS: Final[dict[str, float]] = {"no": 5, "unit": 30, "criterion": 44, "old": 11, "new": 11, "why": 66}
_HEAD: Final = 3
_NOTE_SIZE: Final = 10
_MOST: Final = 400
"""A row is at most 409 points high."""
_MARK: Final = "► "
"""Beside what changed: bold letters alone are lost on a grey copy."""


def draw_amendment(voice: Voice) -> Book:
    """The lines, and on a second sheet the criteria, where results tell them."""
    words = voice.words
    sheets = [_Lines(voice).sheet()]
    if any(change.cells for change in voice.made.changes):
        sheets.append(_Criteria(voice).sheet())
    created = datetime.combine(voice.round.date, time())
    title = f"{words.words['title']} - {voice.round.title}"[:255]
    return Book(tuple(sheets), _styles(words, sheets), title=title, created=created, subject=voice.round.id)


def _styles(words: Template, sheets: list[Sheet]) -> dict[str, Style]:
    """The template's, and for "now|0.00" the same with that number format."""
    styles = dict(words.styles)
    for sheet in sheets:
        for _, _, cell in sheet.filled():
            base, bar, number_format = cell.style.partition("|")
            if bar:
                styles[cell.style] = replace(styles[base], number_format=number_format)
    return styles


def _figure(value: Value, style: str, changed: bool) -> Cell:
    """A figure as a number; where it changed, with the mark as a part of its number format."""
    if isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent))
        shape = f"0.{'0' * places}" if places else "0"
        return Cell(value, f"{style}|{_marked(shape) if changed else shape}")
    if isinstance(value, int):
        return Cell(value, f"{style}|{_marked('0') if changed else '0'}")
    return Cell(f"{_MARK}{value}" if changed and value else value, style)


def _marked(shape: str) -> str:
    return f'"{_MARK}"{shape}'


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines, old beside new."""

    voice: Voice

    def sheet(self) -> Sheet:
        keys = self._keys()
        last = len(keys) - 1
        rows = [*self._head(keys)]
        merges = [Area(row, 0, row, last) for row in range(_HEAD)]
        for at, key in enumerate(keys):
            if key in ("no", "unit", "why"):
                merges.append(Area(_HEAD, at, _HEAD + 1, at))
            elif key.endswith("_old"):
                merges.append(Area(_HEAD, at, _HEAD, at + 1))
        for row in self._body(keys):
            if row.key.startswith("g:"):
                merges.append(Area(len(rows), 0, len(rows), last))
            rows.append(row)
        return _printed(self.voice, "sheet", keys, _WIDTHS, rows, merges, (_HEAD + 2, 2))

    def _keys(self) -> list[str]:
        """Columns of figures that no changed line has are left out."""
        changes = self.voice.made.changes
        used = {key for change in changes for key in self.voice.keys(change)} | {"no", "unit", "why"}
        return [key for key in _WIDTHS if key.partition("_")[0] in used]

    def _head(self, keys: list[str]) -> Iterator[Row]:
        words = self.voice.words
        yield from _titles(self.voice, "title", "legend", keys, _WIDTHS)
        names = {"no": "no", "unit": "unit", "why": "why"}
        top = [
            words.words[names.get(key, key.removesuffix("_old"))] if not key.endswith("_new") else None for key in keys
        ]
        yield Row("h:1", tuple(Cell(text, "head") for text in top), 20)
        below = [words.words["before" if key.endswith("_old") else "after"] if "_" in key else None for key in keys]
        yield Row("h:2", tuple(Cell(text, "head") for text in below), 34)

    def _body(self, keys: list[str]) -> Iterator[Row]:
        number = 0
        wide = sum(_WIDTHS[key] for key in keys) * 0.95
        groups = dict.fromkeys(change.line.group for change in self.voice.made.changes)
        for group in groups:
            own = [change for change in self.voice.made.changes if change.line.group == group]
            text = self.voice.words.say("band", group=self.voice.group(group), count=len(own))
            cells = (Cell(text, "band"), *(Cell(None, "band") for _ in keys[1:]))
            yield Row(f"g:{group}", cells, height([(text, wide)]))
            for change in own:
                number += 1
                yield self._line(change, number, keys)

    def _line(self, change: LineChange, number: int, keys: list[str]) -> Row:
        voice = self.voice
        why = "\n".join(voice.words.say("mark", text=text) for text in voice.reasons(change))
        cells: list[Cell] = []
        for key in keys:
            what, _, side = key.partition("_")
            if key == "no":
                cells.append(Cell(number, "center"))
            elif key == "unit":
                cells.append(Cell(self._name(change), "text"))
            elif key == "why":
                cells.append(Cell(why or None, "alarm" if change.unexplained else "why"))
            else:
                cells.append(self._side(change, what, change.old if side == "old" else change.new, side))
        texts = [(str(cells[keys.index("unit")].value), _WIDTHS["unit"] * 0.95)]
        texts += [
            (str(cell.value or ""), _WIDTHS[key] * 0.85) for key, cell in zip(keys, cells, strict=True) if "tier" in key
        ]
        tall = max(22.0, height(texts), height([(why, _WIDTHS["why"] * 0.95)], _NOTE_SIZE))
        return Row(f"u:{change.unit}", tuple(cells), min(tall, _MOST))

    def _side(self, change: LineChange, what: str, line: Line | None, side: str) -> Cell:
        differs = what in change.what
        style = ("was" if side == "old" else "now") + ("_changed" if differs else "")
        value: Value = getattr(line, what) if line is not None else None
        if value is None and differs:
            value = self.voice.words.words["none"]
        return _figure(value, style, differs and side == "new")

    def _name(self, change: LineChange) -> str:
        """The unit, and below it what else of it changed than figures."""
        voice, words = self.voice, self.voice.words.words
        lines = [change.line.name]
        for key in ("name", "group"):
            if key in change.what:
                old, new = voice.figure(change.old, key), voice.figure(change.new, key)
                lines.append(_MARK + voice.words.say("arrow", what=words[key], old=old, new=new))
        for one in ("added", "gone"):
            if one in change.what:
                lines.append(f"{_MARK}{words[one]}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Criteria:
    """Every criterion of every changed line whose combined value changed."""

    voice: Voice

    def sheet(self) -> Sheet:
        keys = list(_CELLS)
        rows = [*_titles(self.voice, "title_cells", "legend_cells", keys, _CELLS)]
        names = {"old": "before", "new": "after"}
        titles = (Cell(self.voice.words.words[names.get(key, key)], "head") for key in keys)
        rows.append(Row("h:1", tuple(titles), 34))
        merges = [Area(row, 0, row, len(keys) - 1) for row in range(_HEAD)]
        number = 0
        for change in self.voice.made.changes:
            for cell in change.cells:
                number += 1
                rows.append(self._cell(change, cell, number))
        return _printed(self.voice, "sheet_cells", keys, _CELLS, rows, merges, (_HEAD + 1, 3))

    def _cell(self, change: LineChange, cell: CellChange, number: int) -> Row:
        voice = self.voice
        single = replace(change, cells=(cell,), causes=cell.causes, follows=(), unexplained=())
        if not cell.causes and not cell.after:
            single = replace(single, unexplained=("criteria",))
        told = voice.reasons(single, most=60)
        why = "\n".join(voice.words.say("mark", text=text) for text in told)
        unit, criterion = voice.unit(change.unit), voice.criterion(cell.criterion)
        old, new = (
            _figure(self._value(value), style, False) for value, style in ((cell.old, "was"), (cell.new, "now_changed"))
        )
        cells = (
            Cell(number, "center"), Cell(unit, "text"), Cell(criterion, "text"), old, new,
            Cell(why, "alarm" if single.unexplained else "why"),
        )  # fmt: skip
        texts = [(unit, _CELLS["unit"] * 0.95), (criterion, _CELLS["criterion"] * 0.95)]
        tall = max(20.0, height(texts), height([(why, _CELLS["why"] * 0.95)], _NOTE_SIZE))
        return Row(f"c:{change.unit}:{cell.criterion}", cells, min(tall, _MOST))

    def _value(self, value: Score) -> Value:
        if value is None:
            return self.voice.words.words["none"]
        return MARK_TEXT if value is NOT_APPLICABLE else value


# ---------------------------------------------------------------- what both sheets share
def _titles(voice: Voice, title: str, legend: str, keys: list[str], widths: dict[str, float]) -> Iterator[Row]:
    words = voice.words
    under = words.say("under", round=voice.round.title, old=voice.made.old.number, new=voice.made.new.number)
    wide = sum(widths[key] for key in keys) * 0.95
    for style, text, size in (
        ("title", words.words[title], 14.0), ("under", under, 11.0), ("legend", words.words[legend], 10.0),
    ):  # fmt: skip
        cells = (Cell(text, style), *(Cell(None, style) for _ in keys[1:]))
        yield Row(f"t:{style}", cells, height([(text, wide)], size))


def _printed(
    voice: Voice,
    name: str,
    keys: list[str],
    widths: dict[str, float],
    rows: list[Row],
    merges: list[Area],
    freeze: tuple[int, int],
) -> Sheet:
    columns = tuple(Column(key, widths[key]) for key in keys)
    page = Page(
        landscape=True,
        margins=(15, 15, 20, 15),
        header=voice.words.words["header"],
        first_page_bare=True,
        repeat_rows=(_HEAD, freeze[0] - 1),
        area=Area(0, 0, len(rows) - 1, len(keys) - 1),
    )
    sheet_name = voice.words.words[name]
    return Sheet(sheet_name, columns, tuple(rows), tuple(merges), freeze=freeze, page=page, cursor=freeze)
