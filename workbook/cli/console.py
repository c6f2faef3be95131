"""Printing on any console: encodings that lack Vietnamese letters, tables, progress, one JSON document."""

from __future__ import annotations

import codecs
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from workbook.findings import ERROR, NOTE, WARNING, Finding, Words, fact_text, say

_PLAIN = {"đ": "d", "Đ": "D", "“": '"', "”": '"', "…": "...", "–": "-", "→": "->", "·": "-"}
_SEVERITIES = {
    "vi": {ERROR: "LỖI", WARNING: "CẢNH BÁO", NOTE: "ghi chú"},
    "en": {ERROR: "ERROR", WARNING: "WARNING", NOTE: "note"},
}
_COLORS = {ERROR: "bold red", WARNING: "yellow", NOTE: "dim"}


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """A letter that the console lacks is shown without its marks, never as a crash."""
    assert isinstance(error, UnicodeEncodeError)
    encoding, shown = error.encoding, []
    for char in error.object[error.start : error.end]:
        plain = _PLAIN.get(char) or unicodedata.normalize("NFD", char)
        base = "".join(part for part in plain if not unicodedata.combining(part))
        shown.append(base.encode(encoding, "ignore").decode(encoding) or "?")
    return "".join(shown), error.end


codecs.register_error("xephang.plain", _plainer)


def prepare_streams() -> None:
    """Let stdout and stderr take any text, whatever the console's encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="xephang.plain")


def out() -> Console:
    """The console for people; a pipe or a file gets lines wide enough for tables."""
    made = Console(highlight=False)
    return made if made.is_terminal else Console(highlight=False, width=110)


def print_json(document: dict[str, Any]) -> None:
    """One JSON document on stdout and nothing else."""
    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(json.dumps(document, ensure_ascii=ascii_only, indent=2, default=_plain) + "\n")


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def finding_as_data(found: Finding, lang: str) -> dict[str, Any]:
    """A finding as the JSON contract says; every key is always there."""
    at = found.at
    return {
        "code": found.code,
        "severity": found.severity.word,
        "file": at.file,
        "sheet": at.sheet,
        "cell": at.cell,
        "unit": at.unit,
        "criterion": at.criterion,
        "member": at.member,
        "key": at.key,
        "message": say(found, lang),
        "facts": {name: _fact(value, lang) for name, value in found.facts.items()},
    }


def _fact(value: object, lang: str) -> Any:
    if isinstance(value, Words):
        return fact_text(value, lang)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def print_findings(findings: Iterable[Finding], lang: str) -> None:
    """Findings by file, gravest first, each with its place."""
    ordered = sorted(findings, key=lambda found: (found.at.file or "", -found.severity))
    file: str | None = None
    console = out()
    for found in ordered:
        if found.at.file != file:
            file = found.at.file
            if file:
                console.print(Text(file, style="bold"))
        line = Table.grid(padding=(0, 1))
        line.add_column(no_wrap=True, width=10)
        line.add_column(no_wrap=True)
        line.add_column()
        severity = Text(_SEVERITIES[lang][found.severity], _COLORS[found.severity])
        line.add_row(severity, Text(found.code, "cyan"), Text(say(found, lang)))
        place = _place(found)
        if place:
            console.print(Text(f"  {place}", style="bold"))
        console.print(Padding(line, (0, 0, 0, 2)))


def _place(found: Finding) -> str:
    at = found.at
    cell = "!".join(part for part in (at.sheet, at.cell) if part)
    return ", ".join(part for part in (cell, at.key) if part)


def count_words(findings: Iterable[Finding], lang: str) -> str:
    """ "2 lỗi, 1 cảnh báo, 0 ghi chú"."""
    known = list(findings)
    errors, warnings, notes = (sum(f.severity is severity for f in known) for severity in (ERROR, WARNING, NOTE))
    if lang == "vi":
        return f"{errors} lỗi, {warnings} cảnh báo, {notes} ghi chú"
    return f"{errors} errors, {warnings} warnings, {notes} notes"


def table(title: str, columns: Iterable[tuple[str, str]], rows: Iterable[Iterable[object]]) -> None:
    """A table; columns are (title, "left" | "right" | "center"). Cell texts are data, not markup."""
    made = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for name, justify in columns:
        made.add_column(Text(name), justify=justify, no_wrap=not made.columns)  # type: ignore[arg-type]
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    out().print(made)


@contextmanager
def progress_bar(title: str, total: int | None, quiet: bool) -> Iterator[Any]:
    """A bar on stderr; yields the function to call after each step."""
    if quiet:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[last]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total, last="")
        yield lambda last: bar.update(task, advance=1, last=Text(last).plain)
