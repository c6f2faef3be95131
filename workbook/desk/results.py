"""The sheet "Kết quả kiểm tra" of an open ballot, as values: its lines, its links, the cells that are marked.

What is remembered of the marks (`marks`) stands in hidden columns of its first row. Texts of the ballot are data:
`text` keeps them from becoming formulas. So is that memory, and the whole sheet:
anybody can make one that looks like ours (`ours_among`, `is_whole`).
What people write there is theirs: the sheet keeps a print of its own cells, and one that differs is left alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from unicodedata import category, normalize

from workbook import __version__
from workbook import formulas as fx
from workbook.desk.marks import PIECES, Mark, Memory, packed, unpacked
from workbook.findings import ERROR, NOTE, WARNING, Finding, Severity, say
from workbook.model import Issue
from workbook.pipeline.judging import Checked
from workbook.sheets.measure import units
from workbook.template import Template, load_template

KEY: Final = "xephang-check|1"
"""The upper left corner of our sheet; below it the name that we gave it, so that a copy is not taken for ours; below
that the print of all its other cells (`print_of`)."""
MOST: Final = 1000
"""Lines of the list; as many as a correction's list has."""
COLUMNS: Final = ("no", "severity", "place", "about", "what", "todo", "code")
WIDTHS: Final = (3, 6, 10, 30, 36, 60, 60, 11)
"""In characters, the hidden first column too."""
NUMBERED: Final = '0"  "'
"""The format of the lines' numbers, which stand on the right: else the next column would stick to them."""
HEAD: Final = 8
"""Lines above the titles of the columns."""
LINK: Final = 1 + COLUMNS.index("place")
MEMORY: Final = 1 + len(COLUMNS)
"""The first of the PIECES hidden columns that remember marks, in the first row."""
NOTICE: Final = 5
"""The line of the head that says what was marked."""
PRINT: Final = 2, 0
"""Where the print of the sheet stands, from 0."""
Values = Sequence[Sequence[object]]
Row = list[str | int | None]


class Counts(NamedTuple):
    """Cells that were marked, and those that were not: refused by Excel, or not even tried."""

    marked: int = 0
    refused: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The whole sheet: `rows` from A1 on, all equally long; `links` go into their column LINK from `first` on."""

    rows: list[Row]
    memory: Row
    """The first row from the column MEMORY on: the marks."""
    links: list[list[str]]
    first: int
    severities: tuple[Severity, ...]
    """Of each line from `first` on."""


# ---------------------------------------------------------------- our sheet among others
def words_of(lang: str) -> Template:
    return load_template("desk", lang)


class Own(NamedTuple):
    """The sheet of the last check. `whole`: it is our list as it was written, so that it may be cleared or deleted."""

    name: str
    whole: bool


def ours_among(sheets: Mapping[str, Values]) -> Own | None:
    """Our sheet in a workbook; None where there is none. Nothing in an open workbook is a proof: whoever copies our
    keys into a sheet of his gets them taken off, no more."""
    made = [Own(name, is_whole(sheets[name])) for name in claimed(sheets)]
    return next((one for one in made if one.whole), None) or next(iter(made), None)


def claimed(sheets: Mapping[str, Values]) -> tuple[str, ...]:
    """The sheets that bear our keys, the likeliest first: two rows of each sheet are enough to tell."""
    made = {name: _text_at(rows, 1, 0) for name, rows in sheets.items() if _text_at(rows, 0, 0) == KEY}
    known = {name.casefold() for name in sheets}
    # Renamed, it is still ours; a copy beside it is not.
    named = [name for name, first in made.items() if name == first]
    return (*named, *(name for name, first in made.items() if first and first.casefold() not in known))


def is_whole(rows: Values) -> bool:
    """Whether a sheet is a list as `page` makes it, and nobody wrote, changed or deleted anything there since."""
    return _text_at(rows, *PRINT) == print_of(rows) and any(_is_list(rows, words_of(lang)) for lang in ("vi", "en"))


def print_of(rows: Values) -> str:
    """A hash of a sheet's values but for the place of the hash, alike as they are put and as Excel gives them back."""
    cells = [
        (row, column, known)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if (row, column) != PRINT and (known := _as_given_back(value))
    ]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def _as_given_back(value: object) -> str:
    """Excel hides the apostrophe before a text, macOS may take letters and their marks apart, numbers are floats."""
    if isinstance(value, str):
        return normalize("NFC", value.lstrip("'"))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _is_list(rows: Values, words: Template) -> bool:
    lines = [[normalize("NFC", value) or None if isinstance(value, str) else value for value in row] for row in rows]
    blank: list[object] = [None] * MEMORY
    for number, line in enumerate(lines):
        line += blank[len(line) :]
        own, rest = line[1:MEMORY], line[MEMORY if number else MEMORY + PIECES :]
        key = line[0] is None or (number <= PRINT[0] and isinstance(line[0], str))
        if not key or any(rest):
            return False
        if number < HEAD and (any(own[1:]) or not isinstance(own[0], str | None)):
            return False
        if number > HEAD and any(own) and not _is_line(own, words):
            return False
    titles = [words.words[f"check_{column}"] for column in COLUMNS]
    if remembered(rows).broken:
        return False
    return len(lines) > HEAD and lines[0][1] == words.words["check_title"] and lines[HEAD][1:MEMORY] == titles


def _is_line(own: Sequence[object], words: Template) -> bool:
    """A finding of the list, or one of the two lines that may stand below it."""
    number, severity, *texts, code = own
    if isinstance(number, str):
        more = re.escape(words.words["check_more"]).replace(re.escape("{count}"), "[0-9]+")
        return not any(own[1:]) and (number == words.words["check_none"] or bool(re.fullmatch(more, number)))
    grades = [words.words[f"check_{one.word}"] for one in (ERROR, WARNING, NOTE)]
    told = all(one is None or isinstance(one, str) for one in texts)
    known = isinstance(code, str) and _CODE.fullmatch(code)
    return isinstance(number, int | float) and severity in grades and told and bool(known)


_CODE: Final = re.compile("[A-Z]+-[0-9]{3}")
_CELL: Final = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")


def free_name(names: Iterable[str], lang: str) -> str:
    """Our sheet's name, with a number where somebody else has taken it."""
    taken, base = {name.casefold() for name in names}, words_of(lang).words["check_sheet"]
    number = 1
    while (name := base if number == 1 else f"{base} ({number})").casefold() in taken:
        number += 1
    return name


def _text_at(rows: Values, row: int, column: int) -> str:
    value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
    return value if isinstance(value, str) else ""


def text(value: str) -> str:
    """A text as it is put into a cell: whatever it begins with, Excel takes it as a text and hides the apostrophe."""
    return f"'{_fitting(one_line(value))}" if value else ""


def one_line(value: str, instead: str = " ") -> str:
    """A text of others on one line: no control signs, no marks that turn its direction, no halves of letters.

    As `findings.say` has it, but spaces of all kinds stay: they may belong to the name of a folder.
    """
    return "".join(char if char.isprintable() or category(char) == "Zs" else instead for char in value)


LONGEST: Final = 32_767
"""Of what is put into a cell, as Excel counts; whether it counts the apostrophe is told nowhere, so it is counted."""


def _fitting(value: str) -> str:
    if units(value) < LONGEST:
        return value
    kept = value[: LONGEST - 2]
    while (over := units(kept) - (LONGEST - 2)) > 0:
        kept = kept[: -((over + 1) // 2)]
    return kept + "…"


# ---------------------------------------------------------------- the sheet
def page(
    checked: Checked, lang: str, name: str, sheets: Iterable[str], marks: Sequence[Mark], counts: Counts, now: datetime
) -> Page:
    """The whole sheet of this name in a workbook with these `sheets`."""
    words, findings = words_of(lang), sorted(checked.findings, key=lambda one: -one.severity)
    known = frozenset(sheets)
    rows: list[Row] = [[text(line)] for line in _head(checked, words, counts, now)]
    rows.append([text(words.words[f"check_{column}"]) for column in COLUMNS])
    first = len(rows)
    shown = findings[:MOST]
    links = [[_link(one, words, known)] for one in shown]
    rows += [_line(number, one, checked.issue, words, lang) for number, one in enumerate(shown, 1)]
    if not findings:
        rows.append([text(words.words["check_none"])])
    elif rest := len(findings) - len(shown):
        rows.append([text(words.say("check_more", count=rest))])
    keys = [KEY, text(name)]
    made: list[Row] = [
        [keys[number] if number < len(keys) else None, *row, *[None] * (len(COLUMNS) - len(row))]
        for number, row in enumerate(rows)
    ]
    memory = _memory(marks)
    made[PRINT[0]][PRINT[1]] = text(print_of([made[0] + memory, *made[1:]]))
    return Page(made, memory, links, first, tuple(one.severity for one in shown))


class Retold(NamedTuple):
    """What is written anew into a list: its memory, the line of the head about marks, its print."""

    memory: Row
    notice: str | None
    print: str


def retold(rows: Values, marks: Sequence[Mark], words: Template, counts: Counts) -> Retold:
    """The same sheet when these marks are remembered and told of, and no others."""
    memory, told = _memory(marks), text(notice(words, counts)) or None
    made = [[*line, *[None] * MEMORY][:MEMORY] for line in rows]
    made[0] += memory
    made[NOTICE][1] = told
    return Retold(memory, told, text(print_of(made)))


def remembered(rows: Values) -> Memory:
    """The marks that a list remembers."""
    return unpacked(rows[0][MEMORY : MEMORY + PIECES]) if rows else Memory()


def _memory(marks: Sequence[Mark]) -> Row:
    """The hidden cells of the first row; blank ones forget what stood there."""
    pieces = packed(marks)
    return [*map(text, pieces), *[None] * (PIECES - len(pieces))]


def notice(words: Template, counts: Counts) -> str:
    """What was marked, and what was not and why."""
    return " ".join(words.say(word, count=count) for word, count in cells_told(counts))


def cells_told(counts: Counts) -> tuple[tuple[str, int], ...]:
    """The words about cells that were marked and that were not, with how many."""
    said = {"check_marked": counts.marked, "check_protected": counts.refused, "check_unseen": counts.unseen}
    return tuple((word, count) for word, count in said.items() if count)


def _head(checked: Checked, words: Template, counts: Counts, now: datetime) -> list[str]:
    grades = [one.severity for one in checked.findings]
    counted = words.words["check_counted" if checked.counted else "check_not_counted"]
    found = words.say(
        "check_counts", errors=grades.count(ERROR), warnings=grades.count(WARNING), notes=grades.count(NOTE)
    )
    head = [
        words.words["check_title"],
        _whose(checked.issue, words),
        words.say("check_verdict", counted=counted, verdict=words.words[f"check_{checked.verdict.value}"]),
        found,
        words.say("check_made", time=now.strftime("%d/%m/%Y %H:%M"), version=__version__),
        notice(words, counts),
        words.words["check_before"],
    ]
    return [*head, *[""] * (HEAD - len(head))]


def _whose(issue: Issue | None, words: Template) -> str:
    if issue is None:
        return words.words["check_nobody"]
    member = issue.round.member(issue.member)
    return words.say("check_whose", member=f"{member.name} ({member.id})", round=issue.round.title, issue=issue.number)


def _line(number: int, found: Finding, issue: Issue | None, words: Template, lang: str) -> Row:
    what, todo = parted(found, lang)
    severity = words.words[f"check_{found.severity.word}"]
    place = text(_place(found, words))
    return [number, text(severity), place, text(_about(found, issue)), text(what), text(todo), text(found.code)]


def _about(found: Finding, issue: Issue | None) -> str:
    if issue is None:
        return ""
    unit = next((unit.name for unit in issue.round.units if unit.id == found.at.unit), "")
    node = next((node for node in issue.rubric.nodes() if node.id == found.at.criterion), None)
    leaf = "" if node is None else f"{node.code}. {node.name}" if node.code else node.name
    return "; ".join(part for part in (unit, leaf) if part)


def _place(found: Finding, words: Template) -> str:
    sheet, cell = found.at.sheet, found.at.cell or ""
    return f"{sheet}!{cell}" if sheet and cell else sheet or words.words["check_file"]


def _link(found: Finding, words: Template, sheets: frozenset[str]) -> str:
    """The formula that leads to the place; plain text where there is no such sheet."""
    sheet, cell, shown = found.at.sheet, found.at.cell or "", _place(found, words)
    ends = cell.split(":")
    if not sheet or sheet not in sheets or (cell and not (len(ends) <= 2 and all(map(_CELL.fullmatch, ends)))):
        return text(shown)
    target = f"#'{sheet.replace(chr(39), chr(39) * 2)}'!{cell or 'A1'}"
    return f"=HYPERLINK({fx.text_literal(target)},{fx.text_literal(one_line(shown))})"


# ---------------------------------------------------------------- words
def parted(found: Finding, lang: str) -> tuple[str, str]:
    """A finding's words: what is there, and what to do; together they are all that `say` says."""
    whole = say(found, lang)
    first, _, rest = found.check.text(lang).partition(". ")
    if not rest or found.lowered is not None:
        return whole, ""
    # What stands between the braces may hold a full stop itself: the words after it are looked for.
    opening = rest.partition("{")[0]
    at = whole.find(f". {opening}", first.find("{") if "{" in first else len(first))
    return (whole[: at + 1], whole[at + 2 :]) if at > 0 else (whole, "")


def lines(findings: Iterable[Finding], lang: str) -> Iterator[str]:
    """The findings' words, for a message where no sheet can be written."""
    return (f"{found.code}: {say(found, lang)}" for found in findings)
