"""Printing on any console: encodings that lack Vietnamese letters, tables, progress, one JSON document."""

from __future__ import annotations

import codecs
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal, NamedTuple

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from workbook.findings import ERROR, NOTE, WARNING, Finding, Words, fact_text
from workbook.findings import say as said

_PLAIN = {
    "đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "→": "->", "·": "-",
    "•": "-", "×": "x", "≥": ">=", "≤": "<=",
}  # fmt: skip
_SEVERITIES = {
    "vi": {ERROR: "LỖI", WARNING: "CẢNH BÁO", NOTE: "ghi chú"},
    "en": {ERROR: "ERROR", WARNING: "WARNING", NOTE: "note"},
}
_COLORS = {ERROR: "bold red", WARNING: "yellow", NOTE: "dim"}
_PLACES = {
    "vi": {"cell": "ô {cell}", "sheet": "trang “{sheet}”", "more": "và {count} chỗ nữa"},
    "en": {"cell": "cell {cell}", "sheet": "sheet “{sheet}”", "more": "and {count} more"},
}
_MOST_PLACES = 12
_PIPE_WIDTH = 110
"""Columns of a pipe or a file, which have no width of their own."""


# ---------------------------------------------------------------- streams
def _plainer(error: UnicodeError) -> tuple[str, int]:
    """A letter that the console lacks is shown without its marks, never as a crash.

    The answer is plain ASCII: whatever else the encoding has is unknown here, for Windows code
    pages call themselves "charmap".
    """
    assert isinstance(error, UnicodeEncodeError)
    shown = []
    for char in error.object[error.start : error.end]:
        plain = _PLAIN.get(char) or unicodedata.normalize("NFKD", char)
        shown.append("".join(_PLAIN.get(part, part) for part in plain).encode("ascii", "ignore").decode())
        if not shown[-1] and not unicodedata.combining(char):
            shown[-1] = "?"
    return "".join(shown), error.end


codecs.register_error("xephang.plain", _plainer)


def prepare_streams() -> None:
    """Let stdout and stderr take any text, whatever the console's encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="xephang.plain")


def out(*, stderr: bool = False) -> Console:
    """The console for people; a pipe or a file gets lines wide enough for tables."""
    made = Console(highlight=False, stderr=stderr)
    if made.is_terminal or os.environ.get("COLUMNS"):
        return made
    return Console(highlight=False, stderr=stderr, width=_PIPE_WIDTH)


def say(text: str, style: str = "", *, whole: bool = False) -> None:
    """Print a text that is data, not markup. `whole`: a line to copy from, never broken by us."""
    out().print(Text(text, style), soft_wrap=whole)


# ---------------------------------------------------------------- JSON
def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on stdout and nothing else; escaped where the console is not Unicode."""
    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(json.dumps(document, ensure_ascii=ascii_only, indent=2, default=_plain) + "\n")
    sys.stdout.flush()


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def finding_as_data(found: Finding, lang: str) -> dict[str, Any]:
    """A finding as the JSON contract says; every key is always there.

    Whose ballot it is and the key path in a TOML file, where known, are among the facts.
    """
    at = found.at
    known = {name: value for name, value in (("member", at.member), ("key", at.key)) if value is not None}
    return {
        "code": found.code,
        "severity": found.severity.word,
        "file": at.file,
        "sheet": at.sheet,
        "cell": at.cell,
        "unit": at.unit,
        "criterion": at.criterion,
        "message": said(found, lang),
        "facts": known | {name: _fact(value, lang) for name, value in found.facts.items()},
    }


def _fact(value: object, lang: str) -> Any:
    if isinstance(value, Words):
        return fact_text(value, lang)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


# ---------------------------------------------------------------- findings
def print_findings(findings: Iterable[Finding], lang: str) -> None:
    """Findings by file, gravest first; the same words at several places are said once."""
    ordered = sorted(findings, key=lambda found: (found.at.file or "", -found.severity))
    console = out()
    for file, of_file in groupby(ordered, key=lambda found: found.at.file):
        if file:
            console.print(Text(file, "bold"), soft_wrap=True)
        lines: dict[tuple[Any, str, str], list[str]] = {}
        for found in of_file:
            lines.setdefault((found.severity, found.code, said(found, lang)), []).append(_place(found, lang))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for (severity, code, message), places in lines.items():
            where = _places([place for place in places if place], lang)
            text = Text.assemble((f"{where}: " if where else "", "bold"), message, (f" [{code}]", "dim"))
            grid.add_row(Text(_SEVERITIES[lang][severity], _COLORS[severity]), text)
        console.print(Padding(grid, (0, 0, 0, 2)))


def _places(places: Sequence[str], lang: str) -> str:
    shown = list(places[:_MOST_PLACES])
    if len(places) > len(shown):
        shown.append(_PLACES[lang]["more"].format(count=len(places) - len(shown)))
    return "; ".join(shown)


def _place(found: Finding, lang: str) -> str:
    at, words = found.at, _PLACES[lang]
    cell = words["cell"].format(cell=at.cell) if at.cell else ""
    sheet = words["sheet"].format(sheet=at.sheet) if at.sheet else ""
    return ", ".join(part for part in (cell, sheet, at.key) if part)


def count_words(findings: Iterable[Finding], lang: str) -> str:
    """ "2 lỗi, 1 cảnh báo"; "không có lỗi" where there is nothing at all."""
    known = list(findings)
    counts = [(severity, sum(found.severity is severity for found in known)) for severity in (ERROR, WARNING, NOTE)]
    if lang == "vi":
        parts = [f"{count} {_SEVERITIES['vi'][severity].lower()}" for severity, count in counts if count]
        return ", ".join(parts) or "không có lỗi"
    parts = [f"{count} {severity.word}{'s' if count > 1 else ''}" for severity, count in counts if count]
    return ", ".join(parts) or "no errors"


# ---------------------------------------------------------------- tables
class Column(NamedTuple):
    """One column of a table: its title, the side its cells stand on, what stands below the line."""

    title: str
    side: Literal["left", "right", "center"] = "left"
    total: object = None


def table(title: str, columns: Sequence[Column], rows: Iterable[Iterable[object]]) -> None:
    """A table; cell texts are data, not markup. Long texts wrap, nothing is cut off."""
    made = Table(
        title=Text(title, "bold") if title else None,
        title_justify="left",
        header_style="bold",
        footer_style="bold",
        box=box.HORIZONTALS,
        show_footer=any(column.total is not None for column in columns),
        pad_edge=False,
    )
    texts = [[Text("" if cell is None else str(cell)) for cell in row] for row in rows]
    for position, column in enumerate(columns):
        words = [word for row in texts for word in row[position].plain.split()] + column.title.split()
        made.add_column(
            Text(column.title),
            Text("" if column.total is None else str(column.total)),
            justify=column.side,
            # A word is not broken while there is room for it elsewhere.
            min_width=min(max(map(len, words), default=1), 24),
            overflow="fold",
        )
    for row in texts:
        made.add_row(*row)
    out().print(made)


# ---------------------------------------------------------------- progress
@contextmanager
def progress_bar(title: str, total: int | None, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A bar on stderr, where that is a terminal; yields the function to call after each step."""
    console = out(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    last = TextColumn("{task.fields[last]}", markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), last)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=total, last="")
        yield lambda step: bar.update(task, advance=1, last=step)
