"""What xlwings Server and Lite call, by their own way in: the same answers and the same changes as in this process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.open_excel import Excel
from tests.test_live_check import LIST, WRONG, opened
from workbook.desk.function_table import ALL, LANGUAGES, Value, example_text, word
from workbook.desk.functions import PREFIX, answer
from workbook.excel.live_check import check_ballot, undo_check

ROOT = Path(__file__).resolve().parent.parent
SERVED = """if True:
    import asyncio, json, sys
    import xlwings as xw
    from xlwings import server
    from workbook.excel import live

    asked = json.load(sys.stdin)
    assert xw.on_server

    async def served():
        cells = []
        for name, args in asked["calls"]:
            data = dict(func_name=name, args=args, version="", client="Office.js", runtime="1.4", date_format=None)
            cells.append(await server.custom_functions_call(data, live))
        actions = []
        for script, seen in asked["scripts"]:
            book = await server.custom_scripts_call(live, script, typehint_to_value={xw.Book: xw.Book(json=seen)})
            actions.append(book.json()["actions"])
        return cells, actions

    cells, actions = asyncio.run(served())
    print(json.dumps([cells, actions, server.custom_functions_meta(live), server.custom_scripts_meta(live)]))
"""
"""As a server does it: a request comes in as JSON, xlwings finds the function in our room and calls it."""
STRANGE: list[tuple[str, tuple[Value, ...]]] = [
    ("XEPHANG_TONG", ([["=1+1", "#N/A"]],)),
    ("XEPHANG_DIEM", ("không có", "", "a")),
    ("XEPHANG_RANK", ("quang-nam-2019", 1.0, [["a"]])),
    ("XEPHANG_TOIDA", ("\\\\may-khac\\chung\\dot", "", "a")),
    ("XEPHANG_MAX", ("../../etc/passwd", "", "a")),
]


def examples() -> list[tuple[str, tuple[Value, ...], Any]]:
    """Each example under both names."""
    names = [(one, word(one.name, lang)) for one in ALL for lang in LANGUAGES]
    return [(name, made.given, made.result) for one, name in names for made in one.examples]


def as_sent(name: str, given: tuple[Value, ...]) -> list[Any]:
    """Every argument comes as rows of cells, a blank cell as ""; the last one's many in a list of their own."""
    one = next(each for each in ALL if name in each.name)
    cells = [value if isinstance(value, list) else [["" if value is None else value]] for value in given]
    if one.arguments[-1].many:
        fixed = len(one.arguments) - 1
        return [*cells[:fixed], cells[fixed:]]
    return cells


def answered(home: Path, calls: Sequence[tuple[str, Sequence[Any]]], scripts: Sequence[tuple[str, Any]] = ()) -> Any:
    """What a server's process answers: cells, actions, what it tells Excel of us. `calls` as `as_sent` makes them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XLWINGS")}
    own = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    own |= {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    ran = subprocess.run(
        [sys.executable, "-c", SERVED], input=json.dumps({"calls": calls, "scripts": scripts}), capture_output=True,
        encoding="utf-8", env={**kept, **own},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def seen(excel: Excel) -> Any:
    return json.loads(json.dumps(excel.book().impl.api, default=str))


def timeless(actions: Any) -> str:
    """Without the moment that the list tells, and without the list's own hash, in which that moment is."""
    text = json.dumps(actions, sort_keys=True, ensure_ascii=False)
    return re.sub(r"'[0-9a-f]{64}\b", "'HASH", re.sub(r"\d\d/\d\d/\d{4} \d\d:\d\d", "TIME", text))


@pytest.fixture(scope="module")
def checked() -> Excel:
    """A faulty ballot after its check."""
    excel = opened(WRONG)
    book = excel.book()
    check_ballot(book)
    excel.run(book)
    return excel


@pytest.fixture(scope="module")
def served(checked: Excel, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a server answers to all of it: cells, actions, what it tells Excel of us."""
    calls = [(name, as_sent(name, given)) for name, given in [*((n, g) for n, g, _ in examples()), *STRANGE]]
    scripts = [("check_script", seen(opened(WRONG))), ("check_script", seen(checked)),
               ("undo_script", seen(checked)), ("check_script", seen(Excel.of([("Sheet1", [[None]])])))]  # fmt: skip
    return answered(tmp_path_factory.mktemp("home"), calls, scripts)


def test_every_example_comes_out_on_the_server(served: Any) -> None:
    told = served[0][: len(examples())]
    assert len({name for name, _, _ in examples()}) == 10
    for (name, given, result), cells in zip(examples(), told, strict=True):
        assert cells == [[result]], (name, given)


def test_what_is_strange_is_said_in_the_cell(served: Any) -> None:
    told = served[0][len(examples()) :]
    for (name, given), cells in zip(STRANGE, told, strict=True):
        assert str(cells[0][0]).startswith(PREFIX), (name, given)
    one, lang = next((one, lang) for one in ALL for lang in LANGUAGES if word(one.name, lang) == STRANGE[0][0])
    assert told[0] == [[answer(one, lang, STRANGE[0][1])]], example_text(one, one.examples[0], lang)


def test_a_check_on_the_server_changes_what_it_changes_here(served: Any, checked: Excel) -> None:
    first, again, undone, blank = served[1]
    for actions, excel in ((first, opened(WRONG)), (again, checked), (blank, Excel.of([("Sheet1", [[None]])]))):
        book = excel.book()
        check_ballot(book)
        assert timeless(actions) == timeless(book.json()["actions"])
    book = checked.book()
    undo_check(book)
    assert timeless(undone) == timeless(book.json()["actions"])
    assert LIST in checked.names and "sheetDelete" in [one["func"] for one in undone]


def test_excel_is_told_of_all_ten_and_of_the_scripts(served: Any) -> None:
    assert {one["name"] for one in served[2]["functions"]} == {name for one in ALL for name in one.name}
    assert {"check_script", "undo_script"} <= {one["function_name"] for one in served[3]}
