"""LibreOffice: computes, types and saves as a person with the program does; one start serves a whole test process.

It shows the cached value of a formula when it opens a file, so computing forces a hard
recalculation. Its profile is fresh and our own: nothing of the user's settings matters.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests.engines import Value, Values, Wanted
from workbook.sheets.grid import from_a1

_SCRIPT = Path(__file__).with_name("office_script.py")
Entry = tuple[str, str, str]
"""(sheet, cell, text) to be typed."""
Move = tuple[str, str, int] | tuple[str, str, tuple[int, int, int, int], int]
"""("row" or "column", sheet, before which) inserts; ("sort", sheet, (left, top, right, bottom), by which
column of the area) sorts rows, the largest first. The sheet is unprotected for it and protected again."""
_XLSX, _PDF = "Calc MS Excel 2007 XML", "calc_pdf_Export"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""  # noqa: E501


# ---------------------------------------------------------------- is it there
def available() -> bool:
    """Whether LibreOffice and a Python that can talk to it are installed."""
    return _soffice() is not None and _python() is not None


def need_libreoffice() -> None:
    """Skip the calling test where LibreOffice is missing; in CI (CI=true) fail instead."""
    if available():
        return
    message = "LibreOffice with python3-uno is not installed"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{message}, and CI must not skip this test")
    pytest.skip(message)


@cache
def _soffice() -> str | None:
    usual = (r"C:\Program Files\LibreOffice\program", "/Applications/LibreOffice.app/Contents/MacOS")
    return shutil.which("soffice") or next(filter(None, (shutil.which("soffice", path=path) for path in usual)), None)


@cache
def _python() -> str | None:
    """A Python with `uno`: the one inside LibreOffice, or the system's."""
    if (soffice := _soffice()) is None:
        return None
    program = Path(soffice).resolve().parent
    inside = [program / "python.exe", program / "python", program.parent / "Resources" / "python"]
    for candidate in (*(str(path) for path in inside if path.is_file()), "/usr/bin/python3", sys.executable):
        try:
            tried = subprocess.run([candidate, "-c", "import uno"], capture_output=True, stdin=subprocess.DEVNULL)
        except OSError:
            continue
        if tried.returncode == 0:
            return candidate
    return None


# ---------------------------------------------------------------- what it does
def compute(xlsx: bytes, wanted: Wanted, locale: str = "en-US") -> Values:
    """The wanted cells of the workbook, all formulas computed again."""
    return compute_many([(xlsx, wanted)], locale)[0]


def compute_many(books: Sequence[tuple[bytes, Wanted]], locale: str = "en-US") -> list[Values]:
    """`compute` for many workbooks."""
    jobs = [
        _Job(xlsx, {sheet: list(cells) for sheet, cells in wanted.items()}, recalculate=True) for xlsx, wanted in books
    ]
    return [values for values, _ in _run(jobs, locale)]


def resave(books: Sequence[bytes], locale: str = "en-US") -> list[bytes]:
    """Each workbook opened with a view and saved as .xlsx, as a person does."""
    return [saved for _, saved in _run([_Job(xlsx, save_as="xlsx") for xlsx in books], locale)]


def fill(xlsx: bytes, entries: Iterable[Entry], locale: str = "en-US") -> bytes:
    """Type (sheet, cell, text) after one another as a person does, then save.

    The cell's validation has its say: a refused entry leaves the old value. A text that begins
    with "=" cannot be typed this way.
    """
    return edit([(xlsx, tuple(entries), ())], locale)[0]


def edit(books: Iterable[tuple[bytes, Sequence[Entry], Sequence[Move]]], locale: str = "en-US") -> list[bytes]:
    """Many workbooks: each opened, its entries typed (see `fill`), then moved, then saved."""
    jobs = [_Job(xlsx, typed=tuple(typed), moved=tuple(moved), save_as="xlsx") for xlsx, typed, moved in books]
    return [saved for _, saved in _run(jobs, locale)]


def to_pdf(books: Sequence[bytes]) -> list[bytes]:
    """Each workbook printed to PDF."""
    return [saved for _, saved in _run([_Job(xlsx, save_as="pdf") for xlsx in books], "en-US")]


# ---------------------------------------------------------------- how
@dataclass(frozen=True, slots=True)
class _Job:
    """One workbook and what to do with it; `save_as` is "xlsx", "pdf" or nothing."""

    xlsx: bytes
    wanted: Wanted = field(default_factory=dict)
    typed: tuple[Entry, ...] = ()
    moved: tuple[Move, ...] = ()
    recalculate: bool = False
    save_as: str = ""


def _run(jobs: Sequence[_Job], locale: str) -> list[tuple[Values, bytes]]:
    """The values wanted and the file saved, job by job."""
    with tempfile.TemporaryDirectory(prefix="xephang-office-") as name:
        folder = Path(name)
        orders = [_order(job, folder, number) for number, job in enumerate(jobs)]
        answers = _ask(orders, locale)
        return [
            (
                _named(job, answer),
                Path(asked["save_as"]).read_bytes() if asked["save_as"] else b"",
            )
            for job, asked, answer in zip(jobs, orders, answers, strict=True)
        ]


def _named(job: _Job, answer: Mapping[str, list[Value]]) -> Values:
    return {
        (sheet, cell): value
        for sheet, cells in job.wanted.items()
        for cell, value in zip(cells, answer.get(sheet, []), strict=True)
    }


def _order(job: _Job, folder: Path, number: int) -> dict[str, Any]:
    path = folder / f"{number}.xlsx"
    path.write_bytes(job.xlsx)
    return {
        "path": str(path),
        "wanted": {sheet: [from_a1(cell) for cell in cells] for sheet, cells in job.wanted.items()},
        "typed": job.typed,
        "moved": job.moved,
        "recalculate": job.recalculate,
        "save_as": str(folder / f"{number}-saved.{job.save_as}") if job.save_as else "",
        "filter": _PDF if job.save_as == "pdf" else _XLSX,
    }


class _Office:
    """The program, started in one locale; it ends with this process, however that ends."""

    def __init__(self, locale: str) -> None:
        python, soffice = _python(), _soffice()
        assert python is not None and soffice is not None, "call need_libreoffice() first"
        self.locale, self.served = locale, 0
        # A virtual environment's variables must not lead the other Python astray.
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        command = [python, "-X", "utf8", str(_SCRIPT), soffice, str(_profile(locale))]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by end)
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=clean, encoding="utf-8"
        )

    def ask(self, order: Mapping[str, Any]) -> list[dict[str, list[Value]]]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self.served += len(order["jobs"])
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps(order), file=self._process.stdin, flush=True)
        if not (line := self._process.stdout.readline()):
            code = self._process.wait()
            self._errors.seek(0)
            raise RuntimeError(f"LibreOffice failed ({code}): {self._errors.read()[-2000:].decode(errors='replace')}")
        read: list[dict[str, list[Value]]] = json.loads(line)
        return read

    def end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()  # type: ignore[union-attr]
        self._process.wait()
        self._errors.close()


_running: list[_Office] = []
_MOST: Final = 500
"""Workbooks after which it is started anew: it never gives back all of its memory."""


def _ask(orders: Sequence[Mapping[str, Any]], locale: str) -> list[dict[str, list[Value]]]:
    """The answers of the one office that runs: in this locale, not worn out, not the one that failed."""
    if _running and (_running[0].locale != locale or _running[0].served >= _MOST):
        _end()
    if not _running:
        _running.append(_Office(locale))
    try:
        return _running[0].ask({"jobs": orders, "deadline": 90 + 10 * len(orders)})
    except BaseException:
        _end()
        raise


def _end() -> None:
    while _running:
        _running.pop().end()


atexit.register(_end)


def _profile(locale: str) -> Path:
    """A fresh profile in that locale; the script takes it away."""
    profile = Path(tempfile.mkdtemp(prefix=f"xephang-profile-{locale}-"))
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS.format(locale=locale), encoding="utf-8")
    return profile
