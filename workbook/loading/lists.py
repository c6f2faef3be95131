"""Lists of units and members in .xlsx or .csv: columns by title, each value with its own place.

A row comes out in the very shape of a table in round.toml; ids of groups, traits and units may
stand there by name. Sheets of scores are not read here.
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
from workbook.loading.names import Known, fold, parted
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
_SEVERAL: Final[Mapping[str, bool]] = {"aliases": False, "traits": True, "groups": True, "recused": True}
"""Columns that hold several values, parted at ";", and whether "," may part them too."""
_SEPARATORS: Final = (",", ";", "\t")
_ONE_LINE: Final = ("id", "name", "group")
"""Cells of a CSV that never run over two lines; there a quotation mark is not closed."""

_ERRORS: Final = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})

Value = str | int | float | bool | date | time | timedelta | None
At = Callable[[int, int], Place]
"""From row and column (from 0) to the place of a cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a CSV or of one worksheet; `separator` is that of a CSV."""

    cells: Sequence[Sequence[Value]]
    at: At
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns: keys (None where a title is not known), titles, what it lacks."""

    row: int
    columns: Sequence[tuple[str | None, Value]]
    missing: Sequence[str]


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


def read_list(folder: Path, name: str, kind: str, names: Mapping[str, Known]) -> List:
    """The list `name` (relative to `folder`) of "units" or "members".

    `names` gives the ids of the columns "group", "groups", "traits" and "recused". Refused where
    the file cannot be read or lacks a column.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Refused([finding(checks.LIST_KIND, Place(file=name), name=name)])
    data = read_bytes(folder / name, name, LIST_LIMIT)
    lacking = list(_REQUIRED[kind])
    for table in [_csv(data, name, kind)] if suffix == ".csv" else _xlsx(data, name):
        header = _header(table.cells, kind)
        if not header.missing:
            return _rows(table, header, name, names)
        lacking = min(lacking, list(header.missing), key=len)
    titles = _titles_of(kind)
    wanted = "; ".join(f"{key} ({titles[key][1]})" for key in lacking)
    raise Refused([finding(checks.LACKS_COLUMN, Place(file=name), name=name, columns=wanted)])


def _titles_of(kind: str) -> Mapping[str, tuple[str, ...]]:
    return UNIT_TITLES if kind == "units" else MEMBER_TITLES


def _header(cells: Sequence[Sequence[Value]], kind: str) -> Header:
    """The first line with every needed title, else the one that lacks the fewest."""
    titles = _titles_of(kind)
    best = Header(0, (), _REQUIRED[kind])
    for row, line in enumerate(cells[:_HEADER_ROWS]):
        columns = [(_key(value, titles), value) for value in line[:COLUMN_LIMIT]]
        keys = {key for key, _ in columns if key}
        missing = [key for key in _REQUIRED[kind] if key not in keys]
        if len(missing) < len(best.missing):
            best = Header(row, columns, missing)
        if not missing:
            break
    return best


def _key(title: Value, titles: Mapping[str, tuple[str, ...]]) -> str | None:
    if not isinstance(title, str):
        return None
    return next((key for key, words in titles.items() if fold(title) in words), None)


# ---------------------------------------------------------------- rows of a table
def _rows(table: Table, header: Header, name: str, names: Mapping[str, Known]) -> List:
    at, columns = table.at, header.columns
    if broken := list(_broken(table, header)):
        raise Refused(broken)
    made = List(findings=list(_titles(columns, header.row, at, name)))
    for number in range(header.row + 1, len(table.cells)):
        line = table.cells[number][: len(columns)]
        if all(_blank(value) for value in line):
            continue
        row = ListRow({}, {"": at(number, 0)})
        for column, (key, _) in enumerate(columns):
            if key is None or key in row.at:
                continue
            row.at[key] = at(number, column)
            value = line[column] if column < len(line) else None
            made.findings.extend(_take(row, key, value, names.get(key, Known())))
        made.rows.append(row)
    if not made.rows:
        raise Refused([*made.findings, finding(checks.LIST_EMPTY, Place(file=name), name=name)])
    return made


def _broken(table: Table, header: Header) -> Iterator[Finding]:
    """Rows of a CSV that a separator too many has parted, or a quotation mark too few has joined."""
    width = len(header.columns)
    for number in range(header.row + 1, len(table.cells) if table.separator else 0):
        line = table.cells[number]
        spare = next((column for column in range(width, len(line)) if not _blank(line[column])), None)
        if spare is not None:
            at, extra = table.at(number, spare), _words(line[spare])
            yield finding(checks.MORE_THAN_TITLES, at, count=len(line), columns=width, value=extra)
        for column, value in enumerate(line[:width]):
            if not isinstance(value, str) or not {"\n", "\r"} & set(value.strip()):
                continue
            key, title = header.columns[column]
            # A remark may have lines of its own; one with a row's worth of separators has not.
            swallowed = value.count(table.separator) >= (max(width - 1, 1) if len(line) == width else 1)
            if key in _ONE_LINE or swallowed:
                words = key or _words(title) or str(column + 1)
                yield finding(checks.BROKEN_CELL, table.at(number, column), column=words, value=value[:120])


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


def _take(row: ListRow, key: str, value: Value, ids: Known) -> Iterator[Finding]:
    """Put one cell into the row, in the shape that the key has in TOML."""
    if _blank(value):
        return
    if isinstance(value, bool | date | time | timedelta) or value in _ERRORS:
        yield finding(checks.CELL_NOT_TEXT, row.at[key], column=key, value=str(value))
        row.values[key] = str(value)
        return
    words = _words(value)
    if key in _SEVERAL:
        row.values[key] = parted(words, ids, commas=_SEVERAL[key])
    elif key == "prior_rank":
        row.values[key] = int(words) if words.isdecimal() and len(words) < 9 else words
    else:
        row.values[key] = ids.one(words) or words


def _words(value: Value) -> str:
    """A cell's value as it looks: 12.0 is "12"."""
    if isinstance(value, float):
        return f"{tidy(Decimal(repr(value))):f}"
    # Line breaks inside a cell are for the eye; other control characters are judged with the shape.
    return "" if value is None else " ".join(str(value).replace("\r", "\n").replace("\t", " ").split("\n")).strip()


# ---------------------------------------------------------------- the two kinds of file
def _csv(data: bytes, name: str, kind: str) -> Table:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([finding(rubric_checks.NOT_UTF8, Place(file=name), name=name)]) from None
    separator = _separator(text, kind)
    cells: list[list[Value]] = []
    lines: list[int] = []
    # Strict: a quotation mark that is not closed is an error, not one cell with all rows below.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for row in reader:
            cells.append(list(row))
            lines.append(before + 1)
            before = reader.line_num
            _not_endless(len(cells), name)
    except csv.Error:
        raise Refused([finding(checks.CSV_QUOTES, Place(file=name, key=f"line {before + 1}"))]) from None
    return Table(cells, lambda row, column: Place(file=name, key=f"line {lines[row]}, column {column + 1}"), separator)


def _separator(text: str, kind: str) -> str:
    """The separator that makes a header among the first lines; a title above it may have others."""

    def lacks(separator: str) -> tuple[int, int, int]:
        cells: list[Sequence[Value]] = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                cells.append(row)
                if len(cells) == _HEADER_ROWS:
                    break
        except csv.Error:  # said when the whole is read
            pass
        header = _header(cells, kind)
        titled = sum(key is not None for key, _ in header.columns)
        return len(header.missing), -titled, -text[:4000].count(separator)

    return min(_SEPARATORS, key=lacks)


def _not_endless(count: int, name: str) -> None:
    if count > ROW_LIMIT:
        raise Refused([finding(checks.LIST_TOO_LONG, Place(file=name), name=name, limit=ROW_LIMIT)])


def _xlsx(data: bytes, name: str) -> Iterator[Table]:
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
        yield Table(cells, _in_sheet(name, title))


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
