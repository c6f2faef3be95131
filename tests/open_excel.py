"""An open Excel as xlwings' remote engine sees it: real `xw.Book`s, whose actions are then done to these sheets.

`seen_here` makes the same books answer like Excel on the desktop, which tells colours and refuses at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlwings as xw
from xlwings.pro import _xlremote

from workbook.excel import live_check, live_desk

At = tuple[int, int]
_LINK = re.compile(r'=HYPERLINK\("((?:[^"]|"")*)","((?:[^"]|"")*)"\)')
LOOKS = frozenset({
    "setFontProperty", "setWrapText", "setAutofit", "setColumnWidth", "setColumnHidden", "setNumberFormat",
    "activateSheet",
})  # fmt: skip


class RefusedByExcel(Exception):
    """Excel's own: the sheet is protected."""


@dataclass
class Tab:
    """One sheet: values, fills, links by (row, column) from 0."""

    name: str
    values: dict[At, Any] = field(default_factory=dict)
    colors: dict[At, str] = field(default_factory=dict)
    links: dict[At, str] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)
    """What became a formula that is no link."""
    protected: bool = False

    def rows(self) -> list[list[Any]]:
        height = max((row for row, _ in self.values), default=0) + 1
        width = max((column for _, column in self.values), default=0) + 1
        return [[self.values.get((row, column)) for column in range(width)] for row in range(height)]

    def texts(self) -> list[str]:
        return [value for value in self.values.values() if isinstance(value, str)]


@dataclass
class Excel:
    """The open workbook."""

    tabs: list[Tab]
    name: str = "phieu-TV-01.xlsx"
    done: list[dict[str, Any]] = field(default_factory=list)
    """Every action that was done, each with the name of its sheet."""

    @classmethod
    def of(cls, sheets: Iterable[tuple[str, list[list[Any]]]]) -> Excel:
        def cells(rows: list[list[Any]]) -> dict[At, Any]:
            return {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None}

        return cls([Tab(name, cells(rows)) for name, rows in sheets])

    def tab(self, name: str) -> Tab:
        return next(tab for tab in self.tabs if tab.name == name)

    @property
    def names(self) -> list[str]:
        return [tab.name for tab in self.tabs]

    def book(self) -> xw.Book:
        """The workbook as it is now, for Python."""
        own = {"visibility": "Visible", "print_area": None}
        lists: dict[str, list[Any]] = {key: [] for key in ("pictures", "tables", "shapes", "charts", "notes")}
        sheets = [{"name": tab.name, "values": tab.rows(), **own, **lists} for tab in self.tabs]
        head = {"name": self.name, "active_sheet_index": 0, "selection": "A1"}
        return xw.Book(
            json={"client": "Office.js", "version": xw.__version__, "book": head, "names": [], "sheets": sheets}
        )

    def run(self, book: xw.Book) -> None:
        """Do what Python wants done; the first action that is refused ends it."""
        actions = book.json()["actions"]
        while actions:
            self.do(actions.pop(0))

    def do(self, action: Mapping[str, Any]) -> None:
        func, args, position = action["func"], action["args"], action["sheet_position"]
        if func in ("addSheet", "alert"):
            if func == "addSheet":
                self.tabs.insert(args[0], Tab(args[1]))
            self.done.append({**action, "sheet": args[-1]})
            return
        tab = self.tabs[position]
        self.done.append({**action, "sheet": tab.name})
        if func == "sheetDelete":
            self.tabs.remove(tab)
        elif tab.protected and func != "activateSheet":
            raise RefusedByExcel(tab.name)
        elif func == "sheetClear":
            tab.values, tab.colors, tab.links = {}, {}, {}
        elif func in ("setValues", "setFormula", "setRangeColor"):
            for at, value in _spread(action):
                (self._paint if func == "setRangeColor" else self._put)(tab, at, value)
        else:
            assert func in LOOKS, func

    def _paint(self, tab: Tab, at: At, color: str | None) -> None:
        tab.colors.pop(at, None)
        if color:
            tab.colors[at] = color

    def _put(self, tab: Tab, at: At, value: Any) -> None:
        tab.values.pop(at, None)
        tab.links.pop(at, None)
        if isinstance(value, str) and (link := _LINK.fullmatch(value)):
            tab.links[at], value = (part.replace('""', '"') for part in link.groups())
        elif isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
            tab.formulas.append(value)
        elif isinstance(value, str):
            value = value.removeprefix("'")
        if value not in ("", None):
            tab.values[at] = value


def _spread(action: Mapping[str, Any]) -> Iterator[tuple[At, Any]]:
    """What each cell of an action's range gets."""
    top, left, values = action["start_row"], action["start_column"], action["values"]
    if values is not None and not isinstance(values, list):
        values = [[values] * action["column_count"]] * action["row_count"]
    for row in range(action["row_count"]):
        for column in range(action["column_count"]):
            yield (top + row, left + column), action["args"][0] if values is None else values[row][column]


class Opened(NamedTuple):
    """A workbook beside the desk, with what was in its file when it was opened."""

    name: str
    fullname: str
    shown: bytes


class Beside:
    """What is open beside the desk. As by xlwings on the desktop, an open workbook is given back as it is."""

    def __init__(self) -> None:
        self.books: list[Opened] = []

    def __iter__(self) -> Iterator[Opened]:
        return iter(self.books)

    def open(self, fullname: str, *, read_only: bool) -> Opened:
        path = Path(fullname)
        for one in self.books:
            if one.name == path.name:
                if not path.samefile(one.fullname):
                    raise ValueError("Cannot open two workbooks of one name")
                return one
        self.books.append(Opened(path.name, str(path), path.read_bytes()))
        return self.books[-1]


@contextmanager
def seen_here(excel: Excel) -> Iterator[None]:
    """Meanwhile colours are told and set at once, and protected sheets refuse them, as by Excel on the desktop."""

    def where(cell: Any) -> tuple[Tab, At]:
        return excel.tab(cell.sheet.name), (cell.row - 1, cell.column - 1)

    def get(cell: Any) -> tuple[int, ...] | None:
        tab, at = where(cell)
        color = tab.colors.get(at)
        return tuple(bytes.fromhex(color[1:])) if color else None

    def put(cell: Any, color: str | None) -> None:
        if cell.sheet.name not in excel.names:  # a sheet that is only about to be made
            return
        tab, at = where(cell)
        if tab.protected:
            raise RefusedByExcel(tab.name)
        excel._paint(tab, at, color)

    with pytest.MonkeyPatch.context() as patch:
        for room in (live_check, live_desk):
            patch.setattr(room, "is_remote", lambda book: False)
        patch.setattr(_xlremote.Range, "color", property(get, put))
        yield
