"""Reading an open workbook: what each engine of xlwings does otherwise, and that nothing is lost by it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.open_excel import Excel
from workbook.desk.seen import ERROR_TEXTS
from workbook.excel import live_book
from workbook.excel.live_book import read_rows, read_used, values_of
from workbook.findings import Place, Refused
from workbook.mishap import told

ROOT = Path(__file__).resolve().parent.parent
MAC = """if True:
    import json, sys, types

    class Words:  # what appscript calls things by
        def __getattr__(self, name):
            return name

    class Library(types.ModuleType):
        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return type(name, (Exception,), {})

    for name in ("aem", "osax", "appscript", "appscript.reference"):
        sys.modules[name] = Library(name)
    sys.modules["appscript"].k = Words()

    import xlwings as xw
    from xlwings import _xlmac
    from workbook.excel import live_book

    asked = json.load(sys.stdin)
    book = types.SimpleNamespace(app=types.SimpleNamespace(engine=_xlmac.engine, pid=1))

    def given(rows):
        if len(rows) == len(rows[0]) == 1:
            rows = rows[0][0]
        return types.SimpleNamespace(get=lambda: rows)

    class Sheet:
        def __init__(self, values, texts):
            self.values, self.texts = values, texts

        def range(self, first, last):
            def cut(rows):
                return [row[first[1] - 1 : last[1]] for row in rows[first[0] - 1 : last[0]]]

            area = types.SimpleNamespace(value=given(cut(self.values)), string_value=given(cut(self.texts)))
            impl = _xlmac.Range.__new__(_xlmac.Range)
            impl.sheet, impl.options, impl.xl = types.SimpleNamespace(book=book), None, area
            impl._coords = (*first, last[0] - first[0] + 1, last[1] - first[1] + 1)
            return xw.main.Range(impl=impl)

    live_book._MOST_TEXTS = asked["most"]
    print(json.dumps([live_book.read_rows(Sheet(*one), len(one[0]), len(one[0][0])) for one in asked["cases"]]))
"""
"""xlwings' own reading for macOS, with stand-ins for AppleScript's libraries and for what Excel answers there."""
ERRORS = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#GETTING_DATA", "#UNKNOWN!",
]  # fmt: skip
GONE = "missing_value"


CASES: list[tuple[Any, Any, Any]] = [
    ([[GONE]], [["#N/A"]], [["#N/A"]]),
    ([[1.5]], [["1,5"]], [[1.5]]),
    ([[1.5, GONE, ""]], [["1,5", "#REF!", ""]], [[1.5, "#REF!", None]]),
    ([["a"], [GONE]], [["a"], ["#DIV/0!"]], [["a"], ["#DIV/0!"]]),
    (
        [["a", 1.0], [GONE, ""], [2.0, 3.0]],
        [["a", "1"], ["#N/A", ""], ["2", "#####"]],
        [["a", 1.0], ["#N/A", None], [2.0, 3.0]],
    ),
    ([["#N/A", GONE]], [["#N/A", "#N/A"]], [["#N/A", "#N/A"]]),
    ([[GONE] * len(ERRORS)], [ERRORS], [ERRORS]),
]
"""What Excel gives as values and as texts, and what is read."""


@pytest.mark.parametrize("most", [100_000, 2])
def test_on_macos_errors_are_read_as_such(most: int) -> None:
    asked = json.dumps({"most": most, "cases": [(values, texts) for values, texts, _ in CASES]})
    done = subprocess.run(
        [sys.executable, "-c", MAC],
        input=asked,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [read for _, _, read in CASES]


def test_from_afar_errors_are_read_as_such() -> None:
    book = Excel.of([("Sheet1", [["a", "#N/A", None], [1.5, True, "#REF!"]])]).book()
    assert values_of(book) == {"Sheet1": [["a", "#N/A", None], [1.5, True, "#REF!"]]}


def test_texts_that_do_not_fit_the_values_are_no_values() -> None:
    class Range:
        api = type("Xl", (), {"string_value": type("Told", (), {"get": staticmethod(lambda: [["a"]])})})

        def options(self, **options: Any) -> Any:
            if "err_to_str" in options:
                raise TypeError("'NoneType' object is not iterable")
            return type("Read", (), {"value": [[1.0, 2.0]]})

    sheet: Any = type("Sheet", (), {"range": lambda *_: Range()})()
    with pytest.raises(ValueError, match="do not fit") as raised:
        read_rows(sheet, 1, 2)
    assert told(raised.value)[0].code == "FILE-179"


def test_errors_are_listed_in_one_place() -> None:
    assert set(ERRORS) == ERROR_TEXTS


Cells = dict[tuple[int, int], Any]
LAST = 1_048_576, 16_384


class Wide:
    """A sheet whose used area reaches far; it counts the cells that are asked for."""

    name = "Trang"

    def __init__(self, used: tuple[int, int], cells: Cells) -> None:
        self.used, self.cells, self.asked = used, cells, 0

    @property
    def used_range(self) -> Any:
        return SimpleNamespace(last_cell=SimpleNamespace(row=self.used[0], column=self.used[1]))

    def range(self, first: tuple[int, int], last: tuple[int, int]) -> Any:
        high, wide = last[0] - first[0] + 1, last[1] - first[1] + 1
        self.asked += high * wide
        assert self.asked < 3_000_000
        values = [[self.cells.get((first[0] + row, first[1] + at)) for at in range(wide)] for row in range(high)]
        return SimpleNamespace(options=lambda **_: SimpleNamespace(value=values))


OWN: Cells = {(row, column): "x" for row in range(1, 1501) for column in range(1, 6)}
FAR: list[tuple[tuple[int, int], Cells, tuple[int, int]]] = [
    ((1500, 5), OWN, (1500, 5)),
    ((LAST[0], 5), OWN, (2000, 5)),
    ((LAST[0], 5), OWN | {(LAST[0], 1): "lạc"}, (2000, 5)),
    ((LAST[0], 5), OWN | {(2400, 1): "gần"}, (3000, 5)),
    (LAST, OWN | {(3, 300): "gần"}, (2000, 400)),
    (LAST, OWN | {LAST: "lạc"}, (2000, 200)),
    (LAST, {LAST: "lạc"}, (1, 1)),
    ((LAST[0], 1), {(LAST[0], 1): "lạc"}, (1, 1)),
]
"""The used area, what stands in it, and how far it is read."""


@pytest.mark.parametrize(("used", "cells", "read"), FAR)
def test_only_what_can_matter_is_read(used: tuple[int, int], cells: Cells, read: tuple[int, int]) -> None:
    sheet: Any = Wide(used, cells)
    rows = read_used(sheet, Place(), 200_000)
    assert (len(rows), len(rows[0])) == read
    inside = {at: value for at, value in cells.items() if at[0] <= read[0] and at[1] <= read[1]}
    assert {(r, c): one for r, row in enumerate(rows, 1) for c, one in enumerate(row, 1) if one} == inside


def test_a_sheet_full_of_values_is_refused_before_it_is_read() -> None:
    sheet: Any = Wide((LAST[0], 5), {(row, 1): "x" for row in range(1, 900_000)})
    with pytest.raises(Refused):
        read_used(sheet, Place(), 200_000)
    assert sheet.asked <= 2_100_000


def test_the_room_asks_for_texts_in_parts() -> None:
    assert 0 < live_book._MOST_TEXTS < live_book._MOST_SEEN
