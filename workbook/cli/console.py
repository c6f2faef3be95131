"""Printing on any console: encodings that lack Vietnamese letters, tables, progress, one JSON document."""

from __future__ import annotations

import codecs
import json
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal, NamedTuple

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from workbook.findings import ERROR, NOTE, WARNING, Finding, Severity, Words, as_told, fact_text, key_words
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
    "vi": {
        "cell": "ô {cell}",
        "sheet": "trang “{sheet}”",
        "more": "và {count} chỗ nữa",
        "alike": "và {count} mục tương tự [{code}]; xem đủ bằng --json",
    },
    "en": {
        "cell": "cell {cell}",
        "sheet": "sheet “{sheet}”",
        "more": "and {count} more",
        "alike": "and {count} more of the kind [{code}]; --json shows them all",
    },
}
_MOST_PLACES, _MOST_ALIKE = 12, 20
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


def clean(text: str) -> str:
    """A text from outside without what a terminal would obey: control characters, but for line ends."""
    return "".join(char if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf") else " " for char in text)


def say(text: str, style: str = "", *, whole: bool = False, stderr: bool = False) -> None:
    """Print a text that is data, not markup. `whole`: a line to copy from, never broken by us."""
    out(stderr=stderr).print(Text(clean(text), style), soft_wrap=whole)


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

    Whose ballot it is, and line and key path in a TOML or CSV file ("path"), are among the facts.
    """
    at = found.at
    known = {name: value for name, value in (("member", at.member), ("path", at.key)) if value is not None}
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
def print_findings(findings: Iterable[Finding], lang: str, *, stderr: bool = False) -> None:
    """Findings by file, gravest first; the same words at several places are said once."""
    console = out(stderr=stderr)
    for file, of_file in groupby(as_told(findings), key=lambda found: found.at.file):
        if file:
            console.print(Text(clean(file), "bold"), soft_wrap=True)
        lines: dict[tuple[Severity, str, str], list[str]] = {}
        for found in of_file:
            lines.setdefault((found.severity, found.code, said(found, lang)), []).append(_place(found, lang))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        alike = Counter[tuple[Severity, str]]()
        for (severity, code, message), places in lines.items():
            alike[severity, code] += 1
            if alike[severity, code] <= _MOST_ALIKE:
                where = clean(_places([place for place in places if place], lang))
                text = Text.assemble((f"{where}: " if where else "", "bold"), message, (f" [{code}]", "dim"))
                grid.add_row(Text(_SEVERITIES[lang][severity], _COLORS[severity]), text)
        for (severity, code), count in alike.items():
            if count > _MOST_ALIKE:
                more = _PLACES[lang]["alike"].format(count=count - _MOST_ALIKE, code=code)
                grid.add_row(Text(_SEVERITIES[lang][severity], _COLORS[severity]), Text(more))
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
    return ", ".join(part for part in (cell, sheet, key_words(at.key, lang)) if part)


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
    screen = out()
    totals = [["" if column.total is None else str(column.total) for column in columns]]
    texts = [["" if cell is None else clean(str(cell)) for cell in row] for row in rows]
    lines = [[column.title for column in columns], *texts, *totals]
    widths = fitting([[line[at] for line in lines] for at in range(len(columns))], screen.width - 3 * len(columns))
    made = Table(
        title=Text(clean(title), "bold") if title else None,
        title_justify="left",
        header_style="bold",
        footer_style="bold",
        box=box.HORIZONTALS,
        show_footer=any(totals[0]),
    )
    for column, total, width in zip(columns, totals[0], widths, strict=True):
        made.add_column(Text(column.title), Text(total), justify=column.side, width=width, overflow="fold")
    for row in texts:
        made.add_row(*map(Text, row))
    screen.print(made)


def fitting(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """A width for each column of texts, so that all of them fit into `room`.

    The widest columns give way first, down to their longest word; only where even that is too
    much are words broken.
    """
    widths = [max(map(cell_len, texts)) for texts in columns]
    words = [max((cell_len(word) for text in texts for word in text.split()), default=1) for texts in columns]
    for least in (words, [1] * len(widths)):
        while sum(widths) > room:
            free = [at for at, width in enumerate(widths) if width > least[at]]
            if not free:
                break
            widths[max(free, key=lambda at: widths[at])] -= 1
    return [max(width, 1) for width in widths]


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
