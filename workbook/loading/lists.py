"""Lists of units and members in .xlsx or .csv: columns by title, each value with its own place.

A row comes out in the very shape of a table in round.toml; ids of groups and traits may stand
there by name. Sheets of scores are not read here.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from workbook.catalogue import round as checks
from workbook.catalogue import rubric as rubric_checks
from workbook.findings import Finding, Place, Refused, finding
from workbook.loading.round_sense import fold
from workbook.loading.source import read_bytes
from workbook.points import tidy

LIST_LIMIT: Final = 10_000_000
UNPACKED_LIMIT: Final = 100_000_000
ROW_LIMIT: Final = 20_000
COLUMN_LIMIT: Final = 200
_HEADER_ROWS: Final = 20

UNIT_TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "mã", "mã đơn vị", "mã số"),
    "name": ("name", "tên", "tên đơn vị", "đơn vị", "tên cơ quan", "unit"),
    "group": ("group", "khối", "nhóm", "mã khối"),
    "aliases": ("aliases", "tên khác", "tên gọi khác", "cách viết khác"),
    "prior_rank": ("prior_rank", "prior rank", "hạng năm trước", "xếp hạng năm trước"),
    "traits": ("traits", "đặc điểm"),
    "left_out": ("left_out", "left out", "lý do không xếp", "lý do không xếp hạng", "không xếp hạng"),
}
MEMBER_TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "mã", "mã thành viên", "mã số"),
    "name": ("name", "tên", "họ và tên", "họ tên", "tên thành viên"),
    "role": ("role", "chức vụ", "chức danh", "vai trò"),
    "groups": ("groups", "group", "khối", "các khối", "khối phụ trách"),
    "recused": ("recused", "không chấm", "đơn vị không chấm"),
    "absent": ("absent", "vắng", "vắng mặt", "lý do vắng"),
}
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {"units": ("id", "name", "group"), "members": ("id", "name")}
_SEPARATORS: Final[Mapping[str, str]] = {"aliases": ";", "traits": ";,", "groups": ";,", "recused": ";,"}
"""Columns that hold several values. Names of units have commas, so aliases part at ";" only."""

_ERRORS: Final = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})

Value = str | int | float | bool | date | time | timedelta | None
At = Callable[[int, int], Place]
"""From row and column (from 0) to the place of a cell."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: its values by key, and where each stands. `at[""]` is the row itself."""

    values: dict[str, object]
    at: dict[str, Place]


@dataclass(slots=True)
class List:
    """The rows of one list and what was found wrong while reading it."""

    rows: list[ListRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_list(folder: Path, name: str, kind: str, names: Mapping[str, Mapping[str, str]]) -> List:
    """The list `name` (relative to `folder`) of "units" or "members".

    `names` gives ids by folded name for the columns "group", "groups" and "traits". Refused where
    the file cannot be read or lacks a column.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Refused([finding(checks.LIST_KIND, Place(file=name), name=name)])
    data = read_bytes(folder / name, name, LIST_LIMIT)
    tables = _csv(data, name) if suffix == ".csv" else _xlsx(data, name)
    titles = UNIT_TITLES if kind == "units" else MEMBER_TITLES
    best: list[str] = list(_REQUIRED[kind])
    for cells, at in tables:
        for row, line in enumerate(cells[:_HEADER_ROWS]):
            columns = [(_key(value, titles), value) for value in line[:COLUMN_LIMIT]]
            keys = [key for key, _ in columns if key]
            missing = [key for key in _REQUIRED[kind] if key not in keys]
            if not missing:
                return _rows(cells, at, row, columns, name, names)
            best = min(best, missing, key=len)
    wanted = "; ".join(f"{key} ({titles[key][1]})" for key in best)
    raise Refused([finding(checks.LACKS_COLUMN, Place(file=name), name=name, columns=wanted)])


def _key(title: Value, titles: Mapping[str, tuple[str, ...]]) -> str | None:
    if not isinstance(title, str):
        return None
    return next((key for key, words in titles.items() if fold(title) in words), None)


# ---------------------------------------------------------------- rows of a table
def _rows(
    cells: Sequence[Sequence[Value]],
    at: At,
    header: int,
    columns: Sequence[tuple[str | None, Value]],
    name: str,
    names: Mapping[str, Mapping[str, str]],
) -> List:
    made = List(findings=list(_titles(columns, header, at, name)))
    for number in range(header + 1, len(cells)):
        line = cells[number][: len(columns)]
        if all(_blank(value) for value in line):
            continue
        row = ListRow({}, {"": at(number, 0)})
        for column, (key, _) in enumerate(columns):
            if key is None or key in row.at:
                continue
            row.at[key] = at(number, column)
            value = line[column] if column < len(line) else None
            made.findings.extend(_take(row, key, value, names.get(key, {})))
        made.rows.append(row)
    if not made.rows:
        raise Refused([*made.findings, finding(checks.LIST_EMPTY, Place(file=name), name=name)])
    return made


def _titles(columns: Sequence[tuple[str | None, Value]], header: int, at: At, name: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for column, (key, _) in enumerate(columns):
        if key in seen:
            yield finding(checks.REPEATED_COLUMN, at(header, column), column=key)
        if key:
            seen.add(key)
    spare = [str(title) for key, title in columns if key is None and not _blank(title)]
    if spare:
        yield finding(checks.IGNORED_COLUMNS, Place(file=name), columns=", ".join(spare))


def _blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _take(row: ListRow, key: str, value: Value, ids: Mapping[str, str]) -> Iterator[Finding]:
    """Put one cell into the row, in the shape that the key has in TOML."""
    if _blank(value):
        return
    if isinstance(value, bool | date | time | timedelta) or value in _ERRORS:
        yield finding(checks.CELL_NOT_TEXT, row.at[key], column=key, value=str(value))
        row.values[key] = str(value)
        return
    words = _words(value)
    if key in _SEPARATORS:
        row.values[key] = [ids.get(fold(part), part) for part in _parted(words, _SEPARATORS[key])]
    elif key == "prior_rank":
        row.values[key] = int(words) if words.isdecimal() and len(words) < 9 else words
    else:
        row.values[key] = ids.get(fold(words), words)


def _words(value: Value) -> str:
    """A cell's value as it looks: 12.0 is "12"."""
    if isinstance(value, float):
        return f"{tidy(Decimal(repr(value))):f}"
    # Line breaks inside a cell are for the eye; other control characters are judged with the shape.
    return " ".join(str(value).replace("\r", "\n").replace("\t", " ").split("\n")).strip()


def _parted(words: str, separators: str) -> list[str]:
    for separator in separators[1:]:
        words = words.replace(separator, separators[0])
    return [part.strip() for part in words.split(separators[0]) if part.strip()]


# ---------------------------------------------------------------- the two kinds of file
def _csv(data: bytes, name: str) -> Iterator[tuple[list[list[Value]], At]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([finding(rubric_checks.NOT_UTF8, Place(file=name), name=name)]) from None
    head = text[:4000].split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    cells: list[list[Value]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        before = 0
        for row in reader:
            cells.append(list(row))
            lines.append(before + 1)
            before = reader.line_num
            _not_endless(len(cells), name)
    except csv.Error:
        at = Place(file=name, key=f"line {reader.line_num}")
        raise Refused([finding(rubric_checks.SYNTAX, at, detail="CSV")]) from None
    yield cells, lambda row, column: Place(file=name, key=f"line {lines[row]}, column {column + 1}")


def _not_endless(count: int, name: str) -> None:
    if count > ROW_LIMIT:
        raise Refused([finding(checks.LIST_TOO_LONG, Place(file=name), name=name, limit=ROW_LIMIT)])


def _xlsx(data: bytes, name: str) -> Iterator[tuple[list[list[Value]], At]]:
    """Every worksheet of the book, read once and whole, whatever its dimension claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
                raise ValueError("too large unpacked")
        with warnings.catch_warnings():  # about styles and validations, which do not matter here
            warnings.simplefilter("ignore")
            sheets = list(_sheets(data, name))
    except Refused:
        raise
    except Exception:  # openpyxl raises whatever its parts raise; the file is the cause of all of it
        raise Refused([finding(checks.LIST_UNREADABLE, Place(file=name), name=name)]) from None
    for title, cells in sheets:
        yield cells, _in_sheet(name, title)


def _in_sheet(name: str, title: str) -> At:
    return lambda row, column: Place(file=name, sheet=title, cell=f"{_letters(column)}{row + 1}")


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheets(data: bytes, name: str) -> Iterator[tuple[str, list[list[Value]]]]:
    from openpyxl import load_workbook  # slow to import, and few rounds have such a list

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            cells: list[list[Value]] = []
            rows: Iterable[Iterable[Any]] = sheet.iter_rows(values_only=True)
            for row in rows:
                cells.append(list(row)[:COLUMN_LIMIT])
                _not_endless(len(cells), name)
            yield sheet.title, cells
    finally:
        book.close()
