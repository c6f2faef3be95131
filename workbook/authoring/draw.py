"""A rubric's raw data -> the workbook in which it is written: one sheet a table, help above every column.

Row 1 of each sheet holds the keys, row 2 the drop-down lists; both are hidden, so that sorting and
deleting rows below harms neither. What cannot be shown raises ValueError: raw data that the
loader has accepted always can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from workbook.authoring.flatten import Line, flat, general_lines
from workbook.authoring.guide import draw_guide
from workbook.authoring.labels import help_of, label, sheet_name, title, words_of
from workbook.authoring.plan import SHEETS, SheetKey, Slot, columns
from workbook.authoring.values import shown
from workbook.loading.toml_text import plain
from workbook.sheets.grid import KEY_STYLE, Area, Book, Cell, Column, Page, Row, Sheet, Style, Validation, a1
from workbook.sheets.measure import lines
from workbook.template import Template

PASSPORT: Final = "xephang-rubric|1|"
"""Stands in the corner of each sheet, before the sheet's key."""
HEAD: Final = "head"
"""Stands in the hidden column beside the titles."""
ROW_KEY: Final = "k:"
_CREATED: Final = datetime(2026, 1, 1)
_TOP: Final = 6
"""Rows above the first one to fill: keys, lists, title, what the sheet is, help, titles."""
_TALLEST: Final = 380.0
_DEEPEST: Final = 6
_NOTE_LINES: Final = 5
_STYLES: Final[Mapping[str, str]] = {"figure": "cell_number", "whole": "cell_number", "choice": "cell_choice"}


@dataclass(frozen=True, slots=True)
class _Table:
    """What the drawing of one sheet needs everywhere."""

    sheet: SheetKey
    slots: tuple[Slot, ...]
    words: Template
    lang: str

    def say(self, both: tuple[str, str]) -> str:
        return both[0] if self.lang == "vi" else both[1]

    def width(self, slot: Slot) -> float:
        return float(self.words.data["widths"].get(f"{self.sheet}_{slot.key}", 14))


def draw_authoring(raw: Mapping[str, Any], lang: str = "vi") -> Book:
    """The workbook of a rubric's raw data, in the language of the reader. `{}` gives an empty one."""
    words, made = words_of(lang), plain(raw)
    sheets = [draw_guide(lang)]
    for key in SHEETS:
        table = _Table(key, columns(key), words, lang)
        sheets.append(_general(table, made) if key == "general" else _sheet(table, flat(key, made)))
    return Book(tuple(sheets), _styles(words), words.words["file_title"], _CREATED)


def _styles(words: Template) -> dict[str, Style]:
    """The template's, and those of names that stand deeper in the tree."""
    styles = dict(words.styles)
    for name in ("cell", "cell_top"):
        for depth in range(1, _DEEPEST):
            styles[f"{name}_{depth}"] = replace(styles[name], indent=depth)
    return styles


# ---------------------------------------------------------------- a sheet of rows
def _sheet(table: _Table, found: Sequence[Line]) -> Sheet:
    spare = table.words.data["spare"][table.sheet]
    widths = [table.width(slot) for slot in table.slots]
    titles = [table.say(title(table.sheet, slot.key)) for slot in table.slots]
    helps = [help_of(table.sheet, slot, table.lang) for slot in table.slots]
    # A long help above a narrow column would push the rows off the screen; the prompt and the guide have it whole.
    fits = [lines(text, width * 1.15) <= _NOTE_LINES for text, width in zip(helps, widths, strict=True)]
    notes = [text if fit else "" for text, fit in zip(helps, fits, strict=True)]
    last = _TOP + len(found) + spare - 1
    choices, ranges = _lists(table)
    head = (
        Row("", (Cell(PASSPORT + table.sheet, KEY_STYLE), *(Cell(slot.key, KEY_STYLE) for slot in table.slots)),
            hidden=True),
        Row("", (None, *(Cell(text, "hidden") for text in choices)), hidden=True),
        *_titles(table, sum(widths[: _spread(widths)])),
        Row("", (None, *(Cell(text, "help") for text in notes)), _height(zip(notes, widths, strict=True), 9)),
        Row(HEAD, (Cell(HEAD, KEY_STYLE), *_header(table, titles)), max(32, _height(zip(titles, widths, strict=True)))),
    )  # fmt: skip
    body = [_row(table, line) for line in found]
    empty = Row("", (None, *(Cell(None, _style(slot, Line({}), 0)) for slot in table.slots)), 19)
    return Sheet(
        table.say(sheet_name(table.sheet)),
        (Column("", 4, hidden=True), *(Column(slot.key, table.width(slot)) for slot in table.slots)),
        (*head, *body, *[empty] * spare),
        merges=(Area(3, 1, 3, _spread(widths)),),
        validations=tuple(_validations(table, titles, helps, ranges, last)),
        freeze=(_TOP, _frozen(table.sheet)),
        page=Page(
            landscape=True,
            margins=(10, 10, 12 if _pages(widths) == 1 else 20, 15),
            header="" if _pages(widths) == 1 else "&L&14&A",
            footer=table.words.say("footer", title=table.words.words["file_title"]),
            repeat_rows=(5, 5),
            repeat_columns=(1, 1) if _pages(widths) > 1 else None,
            pages_wide=_pages(widths),
            # A repeated column would repeat a piece of the title: then it stands in the header.
            area=Area(2 if _pages(widths) == 1 else 4, 1, min(last, _TOP + len(found) + 4), len(table.slots)),
            centered=False,
        ),
        cursor=(_TOP, 1),
    )


def _pages(widths: Sequence[float]) -> int:
    """Sheets of paper side by side, so that letters stay readable."""
    return 1 if sum(widths) < 230 else 2 if sum(widths) < 330 else 3


def _frozen(sheet: SheetKey) -> int:
    return {"criteria": 5, "rules": 3, "rows": 4}.get(sheet, 2)


def _spread(widths: Sequence[float]) -> int:
    """How many columns the line about the sheet runs over."""
    total = 0.0
    for count, width in enumerate(widths, 1):
        total += width
        if total >= 95:
            return count
    return len(widths)


def _titles(table: _Table, width: float) -> Iterator[Row]:
    name = table.say(sheet_name(table.sheet))
    about = table.words.words[f"about_{table.sheet}"]
    yield Row("", (None, Cell(name, "title")), 30)
    yield Row("", (None, Cell(about, "about")), _height([(about, width)]))


def _header(table: _Table, titles: Sequence[str]) -> Iterator[Cell]:
    for slot, text in zip(table.slots, titles, strict=True):
        yield Cell(text, "head_key" if slot.key.startswith("#") or slot.key == "id" else "head")


def _row(table: _Table, line: Line) -> Row:
    cells, texts = [], []
    for slot in table.slots:
        value = shown(slot, line.values.get(slot.key), table.lang)
        style = _style(slot, line, line.depth if slot.key == "name" else 0)
        cells.append(Cell(value, style))
        texts.append((str(value) if value is not None else "", table.width(slot) - 1.5 * line.depth - 1))
    return Row("", (None, *cells), _height(texts))


def _style(slot: Slot, line: Line, depth: int) -> str:
    name = "cell_choice" if slot.kind == "yes_no" else _STYLES.get(slot.kind, "cell")
    name += "_top" if line.parent else ""
    return f"{name}_{min(depth, _DEEPEST - 1)}" if depth else name


def _height(texts: Iterable[tuple[str, float]], size: float = 11) -> float:
    needed = max((lines(text, width * 11 / size * 1.02) for text, width in texts), default=1)
    return min(_TALLEST, round(needed * size * 1.36 + 4, 1))


# ---------------------------------------------------------------- what may be typed
def _lists(table: _Table) -> tuple[list[str], dict[str, str]]:
    """The labels of all drop-downs in one row, and the range of each column's."""
    found: list[str] = []
    ranges: dict[str, str] = {}
    for slot in table.slots:
        if slot.choices:
            start = len(found) + 1
            found += [table.say(label(slot, choice)) for choice in slot.choices]
            first, final = (a1(1, at, fix_row=True, fix_column=True) for at in (start, len(found)))
            ranges[slot.key] = f"{first}:{final}"
    return found, ranges


def _validations(
    table: _Table, titles: Sequence[str], helps: Sequence[str], ranges: Mapping[str, str], last: int
) -> Iterator[Validation]:
    for at, (slot, text, prompt) in enumerate(zip(table.slots, titles, helps, strict=True), 1):
        area = Area(_TOP, at, last, at)
        yield validation(slot, area, (text, prompt), ranges.get(slot.key, ""), table.words)


def validation(slot: Slot, area: Area, prompt: tuple[str, str], source: str, words: Template) -> Validation:
    """What a cell of the column takes, with its title and help as the prompt."""
    cell, said = a1(area.top, area.left), words.words
    items: tuple[str, ...] = ()
    match slot.kind:
        case "figure" | "whole":
            formula = f"ISNUMBER({cell})" if slot.signed else f"AND(ISNUMBER({cell}),{cell}>=0)"
            message = said["stop_number" if slot.signed else "stop_positive"]
        case "yes_no":
            items = (said["yes"], said["no"])
            formula, message = f'OR({cell}="{items[0]}",{cell}="{items[1]}")', said["stop_choice"]
        case "choice":
            formula, message = f"COUNTIF({source},{cell})>0", said["stop_choice"]
        case _:
            formula, message = f"LEN({cell})<=2000", said["stop_title"]
    head, text = _short(prompt[0], 32), _short(prompt[1], 255)
    return Validation(area, formula, said["stop_title"], message, head if text else "", text, items, source=source)


def _short(text: str, limit: int) -> str:
    """Cut at a word's end; the whole text stands above the column."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;") + "…"


# ---------------------------------------------------------------- the general sheet
def _general(table: _Table, raw: Mapping[str, Any]) -> Sheet:
    words, widths = table.words.words, table.words.data["widths"]
    sizes = [float(widths[f"general_{key}"]) for key in ("label", "value", "help")]
    found = list(general_lines(raw))
    slots = [slot for slot, _ in found if slot.choices]
    choices = [table.say(label(slot, choice)) for slot in slots for choice in slot.choices]
    rows = [
        Row("", (Cell(PASSPORT + table.sheet, KEY_STYLE), Cell("#label", KEY_STYLE), Cell("#value", KEY_STYLE)),
            hidden=True),
        Row("", (None, *(Cell(text, "hidden") for text in choices)), hidden=True),
        *_titles(table, sum(sizes)),
        Row(HEAD, (Cell(HEAD, KEY_STYLE), *(Cell(words[f"general_{key}"], "head")
            for key in ("label", "value", "help"))), 24),
    ]  # fmt: skip
    rules, start = [], 1
    for slot, value in found:
        name, text = table.say(title("general", slot.key)), words[f"general_{slot.key}_help"]
        source = ""
        if slot.choices:
            first, final = (a1(1, at, fix_row=True, fix_column=True) for at in (start, start + len(slot.choices) - 1))
            source, start = f"{first}:{final}", start + len(slot.choices)
        cell = Cell(shown(slot, value, table.lang), "cell_choice" if slot.kind != "text" else "cell")
        rules.append(validation(slot, Area(len(rows), 2, len(rows), 2), (name, text), source, table.words))
        tall = _height(zip((name, str(cell.value or ""), text), sizes, strict=True))
        cells = (Cell(ROW_KEY + slot.key, KEY_STYLE), Cell(name, "label"), cell, Cell(text, "remark"))
        rows.append(Row(slot.key, cells, max(tall, 20)))
    return Sheet(
        table.say(sheet_name("general")),
        (Column("", 4, hidden=True), *(Column(key, size) for key, size in zip(("a", "b", "c"), sizes, strict=True))),
        tuple(rows),
        merges=(Area(3, 1, 3, 3),),
        validations=tuple(rules),
        freeze=(5, 0),
        page=Page(
            margins=(15, 10, 15, 15),
            footer=table.words.say("footer", title=words["file_title"]),
            area=Area(2, 1, len(rows) - 1, 3),
            landscape=True,
        ),
        cursor=(5, 2),
    )
