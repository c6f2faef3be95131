"""Lists of units, members, figures and conclusions in .xlsx or .csv: columns by title, each value with its place.

A row comes out in the very shape of a table in round.toml; ids of groups, traits and units may
stand there by name. Sheets of scores are not read here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.catalogue import rubric as rubric_checks
from workbook.findings import Finding, Place, Refused, Words, finding
from workbook.loading.list_sheets import (
    COLUMN_LIMIT,
    HEADER_ROWS,
    At,
    Percent,
    Table,
    Unsolved,
    Value,
    letters,
    not_endless,
    worksheets,
)
from workbook.loading.list_titles import (
    BESIDE,
    FIGURES,
    REQUIRED,
    SKIPPED_WITHOUT,
    SURER,
    TITLES,
    WITH_POINTS,
    Titles,
)
from workbook.loading.names import Known, fold, parted
from workbook.loading.source import read_bytes
from workbook.points import MARK_TEXT, Reading, from_number, in_words, read_text, tidy

LIST_LIMIT: Final = 10_000_000

_SEVERAL: Final[Mapping[str, bool]] = {"aliases": False, "traits": True, "groups": True, "recused": True}
"""Columns that hold several values, parted at ";", and whether "," may part them too."""
_SEPARATORS: Final = (",", ";", "\t")
_ONE_LINE: Final = ("id", "name", "group")
"""Cells of a CSV that never run over two lines; there a quotation mark is not closed."""

_CODE: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})


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
    silent: bool = False
    """Whether rows were passed over because they say nothing."""


def read_list(folder: Path, name: str, kind: str, names: Mapping[str, Known]) -> List:
    """The list `name` (relative to `folder`) of a kind that `list_titles` knows.

    `names` gives the ids of columns that name groups, traits, units, criteria. Refused where the
    file cannot be read or lacks a column.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Refused([finding(checks.LIST_KIND, Place(file=name), name=name)])
    data = read_bytes(folder / name, name, LIST_LIMIT)
    lacking = list(REQUIRED[kind])
    whole: List | None = None
    unseen: list[Finding] = []
    broken: list[Finding] = []
    for table in [_csv(data, name, kind)] if suffix == ".csv" else worksheets(data, name, kind):
        header = _header(table.cells, kind)
        if header.missing:
            lacking = min(lacking, list(header.missing), key=len) if table.visible else lacking
            continue
        if not table.visible:
            place = table.at(header.row, 0)
            unseen.append(finding(checks.HIDDEN_SHEET, place, sheet=place.sheet or ""))
            continue
        whole = whole or List()
        if faults := [*_broken(table, header), *_unsolved(table, header), *_merged(table, header, kind)]:
            broken.extend(faults)
            continue
        made = _rows(table, header, name, names, kind)
        whole.rows += made.rows
        notes = [one for one in whole.findings if one.check is checks.IGNORED_COLUMNS]
        whole.findings += [one for one in made.findings if one not in notes]
        whole.silent = whole.silent or made.silent
    if broken:
        raise Refused([*unseen, *broken])
    if whole is not None:
        whole.findings += unseen
        if not whole.rows and not whole.silent:
            raise Refused([*whole.findings, finding(checks.LIST_EMPTY, Place(file=name), name=name)])
        return whole
    titles = TITLES[kind]
    wanted = "; ".join(f"{key} ({titles[key][1]})" for key in lacking)
    raise Refused([*unseen, finding(checks.LACKS_COLUMN, Place(file=name), name=name, columns=wanted)])


def _header(cells: Sequence[Sequence[Value]], kind: str) -> Header:
    """The first line with every needed title, else the one that lacks the fewest."""
    best = Header(0, (), REQUIRED[kind])
    for row, line in enumerate(cells[:HEADER_ROWS]):
        columns = _columns(line[:COLUMN_LIMIT], TITLES[kind])
        keys = {key for key, _ in columns if key}
        missing = [key for key in REQUIRED[kind] if key not in keys]
        if len(missing) < len(best.missing):
            best = Header(row, columns, missing)
        if not missing:
            break
    return best


def _columns(line: Sequence[Value], titles: Titles) -> list[tuple[str | None, Value]]:
    """Keys and titles of a line; a column of names beside one of ids is there for the eye (key "")."""
    columns = [(_key(value, titles), value) for value in line]
    instead = {SURER[key] for key, _ in columns if key and key in SURER}
    shown = [("" if key in instead else key, value) for key, value in columns]
    return [(SURER.get(key or "", key), value) for key, value in shown]


def _key(title: Value, titles: Titles) -> str | None:
    if not isinstance(title, str):
        return None
    return next((key for key, words in titles.items() if fold(title) in words), None)


# ---------------------------------------------------------------- rows of a table
def _rows(table: Table, header: Header, name: str, names: Mapping[str, Known], kind: str) -> List:
    """The rows below the header, but for those that say nothing; no formula is left here that has no result."""
    at, columns, needed = table.at, header.columns, SKIPPED_WITHOUT.get(kind)
    made = List(findings=list(_titles(columns, header.row, at, name, BESIDE.get(kind, frozenset()))))
    made.findings.extend(_doubtful(table, header, names.get("criterion", Known())))
    made.findings.extend(_unnamed(table, header, kind))
    for number in range(header.row + 1, len(table.cells)):
        line = table.cells[number][: len(columns)]
        if all(map(_blank, line)):
            continue
        if needed and not _says(line, columns, needed):
            made.silent = True
            made.findings.extend(_unused(line, columns, number, at, needed))
            continue
        row = ListRow({}, {"": at(number, 0)})
        for column, (key, _) in enumerate(columns):
            if not key or key in row.at:
                continue
            row.at[key] = at(number, column)
            value = line[column] if column < len(line) else None
            made.findings.extend(_take(row, key, value, names.get(key, Known())))
        made.rows.append(row)
    return made


def _unused(
    line: Sequence[Value], columns: Sequence[tuple[str | None, Value]], row: int, at: At, needed: str
) -> Iterator[Finding]:
    """A row without points that looks like a conclusion all the same, said at the cell where the points should be."""
    if any(key in WITH_POINTS and not _blank(value) for (key, _), value in zip(columns, line, strict=False)):
        column = next(number for number, (key, _) in enumerate(columns) if key == needed)
        yield finding(round_deep.CONCLUSION_NO_POINTS, at(row, column), column=_words(columns[column][1]))


def _doubtful(table: Table, header: Header, ids: Known) -> Iterator[Finding]:
    """Codes as text that may have lost a final zero: the list never writes the other one."""
    column = next((number for number, (key, _) in enumerate(header.columns) if key == "criterion"), None)
    if column is None:
        return
    first: dict[str, Place] = {}
    meant: set[str | None] = set()
    for number in range(header.row + 1, len(table.cells)):
        value = table.cells[number][column] if column < len(table.cells[number]) else None
        if isinstance(value, str):
            first.setdefault(_words(value), table.at(number, column))
            meant.add(ids.one(_words(value)))
    for words, place in first.items():
        own = ids.one(words)
        if own is None or not _CODE.fullmatch(words):
            continue
        others = {id_: word for id_, word in _same_number(words, ids).items() if id_ != own}
        if others and not meant & set(others):
            named = ", ".join(others.values())
            yield finding(round_deep.CODE_DOUBTFUL, place, value=words, others=named, criterion=own)


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


def _says(line: Sequence[Value], columns: Sequence[tuple[str | None, Value]], needed: str | None) -> bool:
    """Whether a row says anything: it is not empty, nor has it nothing in the one column that it is there for."""
    cells = zip(columns, line, strict=False)
    return any(not _blank(value) for (key, _), value in cells if needed is None or key == needed)


def _saying(table: Table, header: Header, kind: str) -> list[int]:
    """The rows below the header that say anything."""
    needed, rows = SKIPPED_WITHOUT.get(kind), range(header.row + 1, len(table.cells))
    return [row for row in rows if _says(table.cells[row], header.columns, needed)]


def _unsolved(table: Table, header: Header) -> Iterator[Finding]:
    """Formulas without a result, where something is read: once a column, and every title that is one."""
    for column, (key, title) in enumerate(header.columns):
        if isinstance(title, Unsolved):
            yield _no_result(table.at(header.row, column), letters(column), title, 1)
        rows = [row for row in range(header.row + 1, len(table.cells)) if column < len(table.cells[row])] if key else []
        first: tuple[int, Unsolved] | None = None
        count = 0
        for row in rows:
            value = table.cells[row][column]
            if isinstance(value, Unsolved):
                first, count = first or (row, value), count + 1
        if first is not None:
            yield _no_result(table.at(first[0], column), _words(title), first[1], count)


def _no_result(at: Place, column: str, formula: str, count: int) -> Finding:
    return finding(checks.FORMULA_UNSOLVED, at, column=column, formula=_short(formula), count=count)


def _merged(table: Table, header: Header, kind: str) -> Iterator[Finding]:
    """Merged cells below the titles: of many only the first has the value, and nobody can say for which it is meant."""
    saying = set(_saying(table, header, kind)) if table.merges else set()
    for one in sorted(table.merges):
        rows, columns = range(one.top, min(one.bottom + 1, len(table.cells))), range(one.left, one.right + 1)
        is_read = any(key for key, _ in header.columns[one.left : one.right + 1])
        if not is_read or one.bottom <= header.row or saying.isdisjoint(rows):
            continue
        held = [value for row in rows for value in table.cells[row][columns.start : columns.stop] if not _blank(value)]
        if held:
            at = table.at(one.top, one.left)
            yield finding(checks.MERGED_CELLS, at, area=str(one), value=_short(_words(held[0])))


def _unnamed(table: Table, header: Header, kind: str) -> Iterator[Finding]:
    """What a reader of the sheet may miss in the list: columns without a title, and rows that are hidden."""
    first: dict[int, tuple[int, Value]] = {}
    rows = _saying(table, header, kind)
    named = {column for column, (_, title) in enumerate(header.columns) if not _blank(title)}
    for row in rows:
        spare = [pair for pair in enumerate(table.cells[row]) if pair[0] not in named]
        for column, value in [*spare, *([table.beyond[row]] if row in table.beyond else [])]:
            if not _blank(value) or isinstance(value, Unsolved):
                first.setdefault(column, (row, value))
    for column, (row, value) in sorted(first.items()):
        title = str(column + 1) if table.separator else letters(column)
        yield finding(checks.UNTITLED_COLUMN, table.at(row, column), column=title, value=_short(_words(value)))
    if hidden := [row for row in rows if row in table.hidden_rows]:
        yield finding(checks.HIDDEN_ROWS, table.at(hidden[0], 0), count=len(hidden))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}..."


def _titles(
    columns: Sequence[tuple[str | None, Value]], header: int, at: At, name: str, beside: Collection[str]
) -> Iterator[Finding]:
    seen: set[str] = set()
    for column, (key, _) in enumerate(columns):
        if key and key in seen:
            yield finding(checks.REPEATED_COLUMN, at(header, column), column=key)
        if key:
            seen.add(key)
    spare = [str(title) for key, title in columns if key is None and not _blank(title)]
    spare = [title for title in spare if fold(title) not in beside]
    if spare:
        yield finding(checks.IGNORED_COLUMNS, Place(file=name), columns=", ".join(spare))


def _blank(value: Value) -> bool:
    return value is None or isinstance(value, Unsolved) or (isinstance(value, str) and not value.strip())


def _take(row: ListRow, key: str, value: Value, ids: Known) -> Iterator[Finding]:
    """Put one cell into the row, in the shape that the key has in TOML."""
    if _blank(value):
        return
    if isinstance(value, bool | date | time | timedelta) or value in _ERRORS:
        check = round_deep.CELL_NOT_NUMBER if key in FIGURES else checks.CELL_NOT_TEXT
        yield finding(check, row.at[key], column=key, value=str(value))
        row.values[key] = str(value)
        return
    words = _words(value)
    if key in FIGURES:
        yield from _take_figure(row, key, value)
    elif key == "criterion" and not isinstance(value, str):
        yield from _take_code(row, key, words, ids)
    elif key in _SEVERAL:
        row.values[key] = parted(words, ids, commas=_SEVERAL[key])
    elif key == "prior_rank":
        row.values[key] = int(words) if words.isdecimal() and len(words) < 9 else words
    else:
        row.values[key] = ids.one(words) or words


def _take_figure(row: ListRow, key: str, value: Value) -> Iterator[Finding]:
    """A figure in a cell: a number, or a text that can only be one; else left as it is, said with the shape."""
    if isinstance(value, int | float):
        row.values[key] = from_number(repr(value))
        return
    if isinstance(value, Percent):
        number = f"{tidy(Decimal(value.rstrip('%')) / 100):f}"
        yield finding(round_deep.PERCENT_CELL, row.at[key], column=key, shown=str(value), value=number)
    typed = read_text(str(value))
    row.values[key] = typed.value if typed.reading is Reading.NUMBER else str(value)
    if typed.reading is Reading.MARK:
        row.values[key] = MARK_TEXT
    elif typed.reading is Reading.AMBIGUOUS and typed.value is not None:
        small, large = (Words(in_words(one, "vi"), in_words(one, "en")) for one in (typed.value, typed.value * 1000))
        at = row.at[key]
        yield finding(round_deep.AMBIGUOUS_NUMBER, at, column=key, value=str(value), small=small, large=large)


def _take_code(row: ListRow, key: str, words: str, ids: Known) -> Iterator[Finding]:
    """A code that Excel made a number: 1.1 may be "1.1" or "1.10"."""
    same = _same_number(words, ids)
    row.values[key] = next(iter(same), words)
    if len(same) > 1:
        named = ", ".join(f"“{word}” ({id_})" for id_, word in same.items())
        yield finding(round_deep.CODE_UNCLEAR, row.at[key], column=key, value=words, criteria=named)


def _same_number(words: str, ids: Known) -> dict[str, str]:
    """The criteria whose code is the same number, with that code: 1.1 and 1.10."""
    return {
        id_: word
        for word, found in ids.words.items()
        if _CODE.fullmatch(word) and Decimal(word) == Decimal(words)
        for id_ in found
    }


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
            not_endless(len(cells), name, kind)
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
                if len(cells) == HEADER_ROWS:
                    break
        except csv.Error:  # said when the whole is read
            pass
        header = _header(cells, kind)
        titled = sum(key is not None for key, _ in header.columns)
        return len(header.missing), -titled, -text[:4000].count(separator)

    return min(_SEPARATORS, key=lacks)
