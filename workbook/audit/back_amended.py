"""The table of a decision that corrects: what each line becomes, beside the result; old figures and reasons are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from workbook.audit.back_cells import RANKS, cell_difference
from workbook.audit.back_sentences import units_in
from workbook.audit.back_texts import LONGEST, short
from workbook.audit.back_wanted import One, Wanted
from workbook.audit.csvtext import Grid
from workbook.audit.match import find_group
from workbook.audit.names import canonical, contains, unit_name
from workbook.catalogue import audit_back as said
from workbook.findings import Fact, Finding, Words, finding
from workbook.points import in_words
from workbook.sheets.grid import ReadCell

_OLD: Final = tuple(map(canonical, ("đã công bố", "published")))
_NEW: Final = tuple(map(canonical, ("đính chính thành", "đính chính là", "corrected to")))
_UNIT: Final = tuple(map(canonical, ("đơn vị", "cơ quan", "unit")))
_LONGEST_TITLE: Final = 60
_NOT_THERE: Final = frozenset(map(canonical, ("không có", "không còn", "not there", "none", "")))
_NOTHING: Final = frozenset(map(canonical, ("không", "không có", "none", "trống", "blank", "")))
_LABELS: Final = {
    "converted": r"điểm\s+quy\s+đổi|converted(?:\s+points)?",
    "total": r"tổng\s+(?:số\s+)?điểm|tổng|total(?:\s+(?:points|score))?",
    "index": r"chỉ\s+số|index",
    "rank": r"(?:xếp\s+)?(?:thứ\s+)?hạng|xếp\s+thứ|rank",
    "tier": r"(?:xếp\s+|phân\s+)?loại|(?:xếp\s+)?mức|class|tier",
    "name": r"tên(?:\s+đơn\s+vị)?|name",
    "group": r"khối|nhóm|group",
}
_ANY_LABEL: Final = re.compile(
    r"(?:^|[.,]\s|(?<=\d)\s++|(?<=điểm)\s++)[\s•+*–-]*+(?:"
    + "|".join(f"(?P<{key}>{pattern})" for key, pattern in _LABELS.items())
    + r")(?=[\s:=])[\s:=]*",
    re.IGNORECASE,
)
_FIGURE: Final = re.compile(r"^\W*?([-+]?\d(?:[\d.,]*\d)?\s*%?)")
_POINTS: Final = re.compile(r"(?:điểm\s*[:=]?\s*)?([\d.,]*\d)\s*(?:điểm|points?)?\W*", re.IGNORECASE)
_ALIKE: Final = 0.8
_LONGEST_NAME: Final = 200


class Corrected(NamedTuple):
    """One line of such a table."""

    grid: Grid
    row: int
    unit_column: int
    column: int
    """Where it says what the line becomes."""
    cells: Mapping[int, ReadCell]

    def text(self, column: int) -> str:
        cell = self.cells.get(column)
        return unicodedata.normalize("NFC", cell.text)[:LONGEST].strip() if cell is not None else ""


class _Head(NamedTuple):
    """The columns of such a table, and where it stands."""

    row: int
    unit: int
    old: int
    new: int


def part_corrections(grids: Iterable[Grid]) -> tuple[list[Grid], list[Corrected]]:
    """The document without the tables that correct lines, and these lines."""
    rest: list[Grid] = []
    lines: list[Corrected] = []
    for grid in grids:
        taken: set[int] = set()
        head: _Head | None = None
        for row, cells in grid.rows():
            own = _head(row, cells)
            if own is None and (head is None or not _goes_on(grid, head, row, cells, taken)):
                head = None
                continue
            taken.add(row)
            if own is not None:
                head = own
            elif head is not None and (head.unit in cells or head.new in cells):
                lines.append(Corrected(grid, row, head.unit, head.new, cells))
        kept = {place: cell for place, cell in grid.cells.items() if place[0] not in taken}
        rest.append(grid._replace(cells=kept) if taken else grid)
    return rest, lines


def _head(row: int, cells: Mapping[int, ReadCell]) -> _Head | None:
    titles = {n: canonical(cell.text) for n, cell in cells.items() if len(cell.text) <= _LONGEST_TITLE}
    old, new, unit = (
        next((n for n, words in titles.items() if any(contains(words, key) for key in keys)), None)
        for keys in (_OLD, _NEW, _UNIT)
    )
    if old is None or new is None or old == new:
        return None
    before = [n for n in cells if n < min(old, new)]
    unit = unit if unit is not None and unit in before else max(before, default=None)
    return None if unit is None else _Head(row, unit, old, new)


def _goes_on(grid: Grid, head: _Head, row: int, cells: Mapping[int, ReadCell], taken: set[int]) -> bool:
    """Whether the row is of the table below the head: of one table of a text, or right below in a sheet."""
    if grid.lines:
        table = grid.lines.get(head.row, "").partition(",")[0]
        return table.startswith("table") and grid.lines.get(row, "").partition(",")[0] == table
    return row - 1 in taken and (head.new in cells or head.old in cells)


# ---------------------------------------------------------------- beside the result
def corrected_findings(lines: Iterable[Corrected], wanted: Wanted) -> Iterator[Finding]:
    """What such lines say otherwise than the result."""
    for line in lines:
        text = line.text(line.column)
        name = line.text(line.unit_column)
        gone = canonical(text) in _NOT_THERE
        one = _unit(name, wanted)
        if one is None:
            near = None if gone else _near(name, wanted)
            # A unit that is no longer ranked is not in the result, and the table says so.
            if near is None and not gone:
                at = line.grid.at(line.row, line.unit_column)
                yield finding(said.UNIT_UNKNOWN, at, found=short(name))
            if near is None:
                continue
            one = near
            names: dict[str, Fact] = {"found": short(name.split("\n")[0]), "wanted": one.name}
            yield finding(said.NAME_WRONG, line.grid.at(line.row, line.unit_column, one.name), **names)
        yield from _line(line, text, one, wanted)


def _unit(text: str, wanted: Wanted) -> One | None:
    """The unit that the cell names; its group may stand behind it in brackets."""
    bare = re.sub(r"\([^()]*\)\W*$", "", text)
    for name in dict.fromkeys((text, bare, text.split("\n")[0])):
        if found := wanted.names.get(unit_name(name), ()):
            group = find_group(text[len(bare) :], wanted.rubric.groups) if len(found) > 1 else None
            return next((one for one in found if group is not None and one.group.id == group.id), found[0])
    named = units_in(text, wanted)
    return named[0] if len(named) == 1 else None


def _near(text: str, wanted: Wanted) -> One | None:
    matcher = SequenceMatcher(None, "", unit_name(re.sub(r"\([^()]*\)\W*$", "", text)[:_LONGEST_NAME]), autojunk=False)
    best, near = _ALIKE, None
    for name, ones in wanted.names.items():
        matcher.set_seq1(name[:_LONGEST_NAME])
        if matcher.real_quick_ratio() >= best <= matcher.quick_ratio() and (share := matcher.ratio()) >= best:
            best, near = share, ones[0]
    return near


def _line(line: Corrected, text: str, one: One, wanted: Wanted) -> Iterator[Finding]:
    at = line.grid.at(line.row, line.column, one.name)
    head = Words("Đính chính thành", "Corrected to")
    told = False
    for piece in filter(str.strip, re.split(r"[\n;]", text)):
        values, unread = _values(piece)
        told = told or bool(values or unread)
        if unread:
            facts: dict[str, Fact] = {"unit": one.name, "found": short(unread), "wanted": _whole(one)}
            yield finding(said.WORDS_DIFFER, at, title=head, **facts)
        for key, value in values:
            if (wrong := _value(key, value.strip(), one, wanted)) is not None:
                title = Words(f"{head.vi}: {_TITLES[key].vi}", f"{head.en}: {_TITLES[key].en}")
                yield _finding(key, title, wrong, line, one)
    if not told:
        facts = {"unit": one.name, "found": short(text) or None, "wanted": _whole(one)}
        yield finding(said.WORDS_DIFFER, at, title=head, **facts)


def _values(piece: str) -> tuple[list[tuple[str, str]], str]:
    """What a line of the cell says, by key; and what of it has figures and is not understood."""
    labels = list(_ANY_LABEL.finditer(piece))
    starts = [*(found.start() for found in labels), len(piece)]
    values = [(str(found.lastgroup), piece[found.end() : end]) for found, end in zip(labels, starts[1:], strict=True)]
    before = piece[: starts[0]].strip()
    if alone := _POINTS.fullmatch(before):
        return [("total", alone[1]), *values], ""
    return values, before if any(map(str.isdecimal, before)) else ""


_TITLES: Final = {
    "total": Words("Tổng điểm", "Total"),
    "index": Words("Chỉ số", "Index"),
    "converted": Words("Điểm quy đổi", "Converted"),
    "rank": Words("Hạng", "Rank"),
    "tier": Words("Xếp loại", "Class"),
    "name": Words("Tên", "Name"),
    "group": Words("Khối", "Group"),
}


def _whole(one: One) -> Words:
    """The line as the result has it."""
    parts: list[tuple[Words, str, str]] = []
    if (total := one.figures["total"]) is not None:
        parts.append((_TITLES["total"], in_words(total, "vi"), in_words(total, "en")))
    for key, value in (("rank", one.rank), ("tier", one.tier)):
        if value is not None:
            parts.append((_TITLES[key], str(value), str(value)))
    return Words(
        "; ".join(f"{title.vi} {vi}" for title, vi, _ in parts), "; ".join(f"{title.en} {en}" for title, _, en in parts)
    )


def _value(key: str, text: str, one: One, wanted: Wanted) -> tuple[Fact, Fact] | None:
    """What stands there and what should, where these differ."""
    words = canonical(text)
    if key == "name":
        same = one in wanted.names.get(unit_name(text), ())
        return None if same else (short(text), one.name)
    if key == "group":
        group = find_group(text, wanted.rubric.groups)
        return None if group is not None and group.id == one.group.id else (short(text), one.group.name)
    if key == "tier":
        bare = re.sub(r"\([^()]*\)", " ", text).strip(" \t“”\"'.,:")
        cell = None if words in _NOTHING else ReadCell("text", bare)
    else:
        figure = _FIGURE.match(text)
        cell = None if words in _NOTHING else ReadCell("text", figure[1] if figure else text)
    wrong = cell_difference(cell, key, one)
    return None if wrong is None else (wrong.found, wrong.wanted)


def _finding(key: str, title: Words, wrong: tuple[Fact, Fact], line: Corrected, one: One) -> Finding:
    at = line.grid.at(line.row, line.column, one.name)
    facts: dict[str, Fact] = {"unit": one.name, "found": wrong[0], "wanted": wrong[1]}
    if key in RANKS:
        return finding(said.RANK_DIFFERS, at, hint=Words("", ""), **facts)
    if key == "tier":
        return finding(said.TIER_DIFFERS, at, **facts)
    if key in ("name", "group"):
        return finding(said.WORDS_DIFFER, at, title=title, **facts)
    return finding(said.FIGURE, at, title=title, hint=Words("", ""), **facts)
