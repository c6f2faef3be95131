"""The sheet "Lỗi cần sửa": what is wrong in a ballot, line by line, with a link to each cell; and the notes at cells.

Drawn into a correction workbook, where "still to do" follows what is typed, and into a scorer's own
annotated file, where it stands still. Locked, with a passport, and never needed on return.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from workbook import formulas as fx
from workbook.findings import ERROR, Finding, say
from workbook.model import Issue
from workbook.sheets.grid import Area, Cell, Column, Comment, Highlight, Page, Row, Sheet, a1, key_row, keyed_row
from workbook.sheets.measure import lines
from workbook.sheets.unit_head import spelt
from workbook.template import Template

MOST: Final = 1000
"""Lines of the list, and notes of a workbook: with more, programs open it slowly and nobody reads it."""
COLUMNS: Final = (
    Column("", 3, hidden=True),
    Column("no", 5),
    Column("tab", 20),
    Column("cell", 7),
    Column("unit", 31),
    Column("criterion", 28),
    Column("todo", 28),
    Column("what", 66),
    Column("open", 6, hidden=True),
    Column("note", 6, hidden=True),
)
"""The last column holds the notes at the cells, word for word: on return they are known by it."""
_AT: Final = {column.key: number for number, column in enumerate(COLUMNS)}
_WIDTH: Final = {column.key: column.width for column in COLUMNS}
_LAST: Final = _AT["what"]
_ACROSS: Final = sum(column.width for column in COLUMNS if not column.hidden)
_NOTE_LENGTH: Final = 1000
_WRAPPED: Final = ("t:round", "t:intro", "t:steps")
"""Rows whose text runs over the whole width, on as many lines as it needs."""


class Todo(NamedTuple):
    """What is still to be done: words, and whether anything is; formulas where they follow what is typed."""

    text: str
    formula: str | None = None
    is_open: bool = True
    open_formula: str | None = None


class Line(NamedTuple):
    """One fault on the list; `tab` and `cell` are "" where it leads nowhere, `cell` is an address."""

    found: Finding
    tab: str
    cell: str
    unit: str
    criterion: str
    todo: Todo

    @property
    def must(self) -> bool:
        """Whether something has to be corrected; else it is only to be looked at."""
        return self.found.severity is ERROR


@dataclass(frozen=True, slots=True)
class Listing:
    """What the sheet is made of. `file` and `old` are the returned file's name and issue number.

    `own`: it goes into the scorer's own file, where nothing is computed.
    """

    issue: Issue
    passport: str
    lines: Sequence[Line]
    file: str
    old: int
    words: Template
    """Of the ballot (its "still to do" words), and those of templates/faults.toml over them."""
    own: bool = False
    waived: Sequence[str] = ()
    """Notes at waived figures: no faults, kept in hidden rows so that the list knows them as ours on return."""


# ---------------------------------------------------------------- the sheet
def draw_faults(made: Listing) -> Sheet:
    """The whole list: what must be corrected first, then what is only news."""
    must = [line for line in made.lines if line.must]
    news = [line for line in made.lines if not line.must]
    shown = must[:MOST], news[: max(0, MOST - len(must))]
    head = _head(made, len(must))
    first = len(head)
    rows = [*head, *(_line(made, number, line) for number, line in enumerate(shown[0], 1))]
    if shown[1]:
        rows.append(_wide("n:head", made.words.words["news"], "list_news", 21))
        rows += [_line(made, len(shown[0]) + n, line) for n, line in enumerate(shown[1], 1)]
    if rest := len(made.lines) - len(shown[0]) - len(shown[1]):
        said = made.words.say("more", count=rest, fix=made.words.words.get("fix", ""))
        rows.append(_wide("n:more", said, "list_more", 21))
    rows += [_hidden(number, note) for number, note in enumerate(made.waived, 1)]
    return Sheet(
        made.words.words["sheet"],
        COLUMNS,
        tuple(rows),
        merges=tuple(Area(n, 1, n, _LAST) for n, row in enumerate(rows) if row.key in _WRAPPED),
        highlights=tuple(_highlights(made, first, len(shown[0]))),
        freeze=(first, 0),
        page=_page(made, len(rows), first),
        cursor=(first, _AT["cell"]),
    )


def _page(made: Listing, rows: int, first: int) -> Page:
    facts = {"round": made.issue.round.id, "member": made.issue.member}
    footer = made.words.say(
        "footer", issue=made.issue.number, **{key: text.replace("&", "&&") for key, text in facts.items()}
    )
    area = Area(1, 1, rows - 1, _LAST)
    return Page(True, (10, 10, 11, 14), footer=footer, repeat_rows=(first - 1, first - 1), area=area)


def _head(made: Listing, count: int) -> list[Row]:
    words, round_ = made.words, made.issue.round
    member = round_.member(made.issue.member)
    whose = f"{member.name} ({member.id})" + (f", {member.role}" if member.role else "")
    who = words.say("who", member=whose, issue=made.issue.number, deadline=round_.deadline.strftime("%d/%m/%Y"))
    intro = words.say("intro", file=made.file, old=made.old)
    steps = words.words["steps_own"] if made.own else words.say("steps", done=words.words["fix_done"])
    tall = lines(round_.title, _ACROSS * 11 / 12 * 0.97) * 16.5 + 2
    told = {"t:steps": steps} if made.own else {"t:intro": intro, "t:steps": steps}
    titles = (Cell(words.words[column.key], "list_head") for column in COLUMNS[1 : _LAST + 1])
    above = [
        key_row(COLUMNS, made.passport),
        keyed_row("t:title", (Cell(words.words["title"], "list_title"),), 27),
        keyed_row("t:round", (Cell(round_.title, "list_round"),), tall),
        keyed_row("t:who", (Cell(who, "list_who"),), 18),
        *(_paragraph(key, text) for key, text in told.items()),
    ]
    return [*above, _state_row(made, count, len(above) + 2), keyed_row("h:title", titles, 22)]


def _paragraph(key: str, text: str) -> Row:
    return keyed_row(key, (Cell(text, "list_text"),), lines(text, _ACROSS * 0.97) * 15 + 5)


def _state_row(made: Listing, count: int, top: int) -> Row:
    """How many places are left; it counts what the lines say, from row `top` on."""
    words, left = made.words, sum(line.todo.is_open for line in made.lines if line.must)
    if made.own:
        cell = Cell(words.say("state_own", count=count), "list_state")
    else:
        area = f"{a1(top, _AT['open'])}:{a1(top + max(min(count, MOST), 1) - 1, _AT['open'])}"
        more = max(0, count - MOST)
        total = f"SUM({area})" + (f"+{more}" if more else "")
        done = words.say("state_done", count=count, guide=words.words["guide_sheet"])
        said = spelt(words.words["state"].replace("{count}", str(count)), {"open": f"({total})"})
        text = words.say("state", open=left, count=count) if left else done
        cell = Cell(text, "list_state", f"IF({total}=0,{fx.text_literal(done)},{said})")
    return keyed_row("t:state", (cell, *(Cell(None, "list_state"),) * (_LAST - 1)), 22)


def _line(made: Listing, number: int, line: Line) -> Row:
    said = told(line.found, made.issue.round.lang)
    link = Cell(line.cell or None, "list_link")
    if line.cell:
        target = fx.text_literal(f"#'{line.tab.replace(chr(39), chr(39) * 2)}'!{line.cell}")
        link = Cell(line.cell, "list_link", f"HYPERLINK({target},{fx.text_literal(line.cell)})")
    todo = line.todo
    cells = (
        Cell(number, "list_no"),
        Cell(line.tab or None, "list_line"),
        link,
        Cell(line.unit or None, "list_line"),
        Cell(line.criterion or None, "list_line"),
        Cell(todo.text, "list_todo" if line.must else "list_look", todo.formula),
        Cell(said, "list_line"),
        Cell(int(todo.is_open and line.must), "list_helper", todo.open_formula if line.must else None),
        Cell(note_of(line, made.issue.round.lang), "list_helper") if line.cell else None,
    )
    texts = {"tab": line.tab, "unit": line.unit, "criterion": line.criterion, "what": said}
    needed = max(lines(text, _WIDTH[key] * 0.88) for key, text in texts.items())
    needed = max(needed, lines(todo.text, _WIDTH["todo"] * 0.84))
    return keyed_row(f"e:{number}", cells, max(20.0, needed * 15.0 + 5))


def _hidden(number: int, note: str) -> Row:
    cells = (*(None,) * (_AT["note"] - 1), Cell(note, "list_helper"))
    return keyed_row(f"w:{number}", cells, hidden=True)


def _wide(key: str, text: str, style: str, tall: float) -> Row:
    return keyed_row(key, (Cell(text, style), *(Cell(None, style),) * (_LAST - 1)), tall)


def _highlights(made: Listing, first: int, count: int) -> Iterator[Highlight]:
    """What is done turns from red to blue; its words change too, so that grey print tells it."""
    if made.own or not count:
        return
    last, column = first + count - 1, _AT["open"]
    yield Highlight(Area(first, _AT["todo"], last, _AT["todo"]), f"{a1(first, column, fix_column=True)}=0", "list_done")
    if count == sum(line.must for line in made.lines):
        ends = (a1(row, column, fix_row=True, fix_column=True) for row in (first, last))
        yield Highlight(Area(first - 2, 1, first - 2, _LAST), f"SUM({':'.join(ends)})=0", "list_state_done")


# ---------------------------------------------------------------- words
def told(found: Finding, lang: str) -> str:
    """A finding's own words to the scorer."""
    return say(found, lang, to_scorer=True)


def notes_at(entries: Iterable[tuple[int, int, str]]) -> tuple[Comment, ...]:
    """One note a cell, from (row, column, words), in the order in which they come."""
    texts: dict[tuple[int, int], list[str]] = {}
    for row, column, text in entries:
        texts.setdefault((row, column), []).append(text)
    return tuple(Comment(row, column, "\n\n".join(said)) for (row, column), said in sorted(texts.items()))


def note_of(line: Line, lang: str) -> str:
    """The words of one note: what is still to be done, then the finding's own."""
    return _short(f"{line.todo.text}\n{told(line.found, lang)}")


def waived_note(found: Finding, words: Template, lang: str) -> str:
    """The words at a waived figure: that it stays, and who waived what, when and why."""
    return _short(f"{words.words['waived']}\n{' '.join(told(found, lang).split())}")


def _short(text: str) -> str:
    return text if len(text) <= _NOTE_LENGTH else text[: _NOTE_LENGTH - 1] + "…"
