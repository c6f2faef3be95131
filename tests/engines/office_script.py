"""Drives one LibreOffice start; run by a Python that has `uno`, never imported by the tests.

    python office_script.py SOFFICE PROFILE

Orders come as lines of JSON on stdin, {"jobs": [...], "deadline"}; each answer is a line on stdout. A job:
{"path", "wanted": {sheet: [[row, column]]}, "typed": [[sheet, cell, text]], "moved": [[what, sheet, ...]],
"recalculate", "save_as", "filter"}. The answer: for each job the wanted values by sheet, in the order wanted.
The program and its office end with stdin, and after whatever goes wrong; the profile goes with them.
Standard library and uno only.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import TableSortField

# An error's number in LibreOffice and its name in Excel, as LibreOffice itself exports it.
_ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
_START = 90
_IS_ERROR, _IS_LOGICAL = 4, 1024
"""FormulaResult.ERROR; NumberFormat.LOGICAL."""


def main(soffice: str, profile: str) -> None:
    pipe = f"xephang-{uuid.uuid4().hex}"
    command = [soffice, "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    command += [f"-env:UserInstallation={Path(profile).as_uri()}"]
    command += [f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"]
    # Its own process group, so that a hanging office ends whole and nothing else ends with it.
    office = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        with _watched(office, _START):
            context = _connect(pipe, office)
            desktop = _service(context, "com.sun.star.frame.Desktop")
            dispatcher = _service(context, "com.sun.star.frame.DispatchHelper")
        for line in sys.stdin:
            order = json.loads(line)
            with _watched(office, order["deadline"]):
                answer = [_do(desktop, dispatcher, job) for job in order["jobs"]]
            print(json.dumps(answer), flush=True)
        with contextlib.suppress(Exception):  # The bridge goes down with the office.
            desktop.terminate()
        office.wait(timeout=30)
    finally:
        if office.poll() is None:
            _kill(office)
        shutil.rmtree(profile, ignore_errors=True)


@contextlib.contextmanager
def _watched(office: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    watch = threading.Timer(seconds, _give_up, [office])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _give_up(office: subprocess.Popen[bytes]) -> None:
    print("LibreOffice did not finish in time", file=sys.stderr, flush=True)
    _kill(office)
    os._exit(3)


def _kill(office: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(office.pid, signal.SIGKILL)
    else:
        office.kill()


def _connect(pipe: str, office: subprocess.Popen[bytes]) -> Any:
    local = uno.getComponentContext()
    resolver = _service(local, "com.sun.star.bridge.UnoUrlResolver")
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if office.poll() not in (None, 0, 81):
                sys.exit(f"LibreOffice ended with {office.returncode}")
            time.sleep(0.05)


def _service(context: Any, name: str) -> Any:
    return context.ServiceManager.createInstanceWithContext(name, context)


def _do(desktop: Any, dispatcher: Any, job: dict[str, Any]) -> dict[str, list[Any]]:
    # Only a document with a view keeps its frozen panes on saving; to compute, none is needed.
    hidden = _property("Hidden", not (job["save_as"] or job["typed"] or job["moved"]))
    document = desktop.loadComponentFromURL(Path(job["path"]).as_uri(), "_blank", 0, (hidden,))
    if document is None:
        sys.exit(f"LibreOffice cannot open {job['path']}")
    try:
        for sheet, cell, text in job["typed"]:
            _type(dispatcher, document, sheet, cell, text)
        for what, sheet, *rest in job["moved"]:
            _move(document.Sheets.getByName(sheet), what, *rest)
        if job["recalculate"]:
            document.calculateAll()
        if job["save_as"]:
            document.storeToURL(Path(job["save_as"]).as_uri(), (_property("FilterName", job["filter"]),))
        return {name: _values(document, name, cells) for name, cells in job["wanted"].items() if cells}
    finally:
        document.close(True)


def _type(dispatcher: Any, document: Any, sheet: str, cell: str, text: str) -> None:
    """Type as a person does: the cell's validation has its say, a refused entry changes nothing."""
    controller = document.CurrentController
    controller.setActiveSheet(document.Sheets.getByName(sheet))
    entry = (_property("StringName", text), _property("DontCommit", True))
    here, away = (_property("ToPoint", cell),), (_property("ToPoint", "A1" if cell != "A1" else "A2"),)
    # DontCommit, then leaving the cell: committing at once would bypass the validation.
    for command, arguments in ((".uno:GoToCell", here), (".uno:EnterString", entry), (".uno:GoToCell", away)):
        dispatcher.executeDispatch(controller.Frame, command, "", 0, arguments)


def _move(sheet: Any, what: str, *rest: Any) -> None:
    """Insert a row or a column before a place, or sort an area's rows by one of its columns, falling."""
    sheet.unprotect("")
    if what == "row":
        sheet.Rows.insertByIndex(rest[0], 1)
    elif what == "column":
        sheet.Columns.insertByIndex(rest[0], 1)
    else:
        area, column = rest
        field = TableSortField()
        field.Field, field.IsAscending = column, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        sort = (_property("SortFields", fields), _property("ContainsHeader", False))
        sheet.getCellRangeByPosition(*area).sort(sort)
    sheet.protect("")


def _values(document: Any, name: str, wanted: list[tuple[int, int]]) -> list[Any]:
    """The values of (row, column) cells. One call takes a millisecond, so whole areas are read."""
    sheet = document.Sheets.getByName(name)
    bottom, right = max(row for row, _ in wanted), max(column for _, column in wanted)
    area = sheet.getCellRangeByPosition(0, 0, right, bottom)
    values, formulas = area.getDataArray(), area.getFormulaArray()
    errors = {
        (row, column)
        for place in area.queryFormulaCells(_IS_ERROR).getRangeAddresses()
        for row in range(place.StartRow, place.EndRow + 1)
        for column in range(place.StartColumn, place.EndColumn + 1)
    }
    unsure = [(row, column) for row, column in wanted if values[row][column] in (0.0, 1.0) and formulas[row][column]]
    logical = _logical(document, sheet, unsure)
    return [
        _error(sheet.getCellByPosition(column, row))
        if (row, column) in errors
        else _plain(values[row][column], formulas[row][column], (row, column) in logical)
        for row, column in wanted
    ]


def _logical(document: Any, sheet: Any, cells: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the cells under a logical format: there are no booleans here, only such numbers."""
    found: set[tuple[int, int]] = set()
    for column in {column for _, column in cells}:
        rows = [row for row, own in cells if own == column]
        area = sheet.getCellRangeByPosition(column, min(rows), column, max(rows))
        # One call for a column of one format; where the format differs from cell to cell there is none.
        shared = area.NumberFormat
        if shared is not None:
            found.update((row, column) for row in (rows if _is_logical(document, shared) else ()))
        else:
            own = ((row, sheet.getCellByPosition(column, row).NumberFormat) for row in rows)
            found.update((row, column) for row, key in own if _is_logical(document, key))
    return found


def _is_logical(document: Any, key: int) -> bool:
    return bool(document.NumberFormats.getByKey(key).Type & _IS_LOGICAL)


def _error(cell: Any) -> str:
    return _ERRORS.get(cell.getError()) or str(cell.String)


def _plain(value: Any, formula: str, is_logical: bool) -> Any:
    if formula == "":
        return None
    return bool(value) if is_logical and value in (0.0, 1.0) else value


def _property(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


if __name__ == "__main__":
    main(*sys.argv[1:])
