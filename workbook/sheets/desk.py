"""The secretariat's desk as a workbook: who has returned what, a list of tasks, their progress, messages and results.

Everything that is written later is found by the keys of its row and column. Messages are cut into lines, so that the
two lists beside each other keep rows of one height. What a task does is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from textwrap import wrap
from typing import Final, NamedTuple

from workbook.sheets.grid import (
    PASSPORT_PREFIX,
    Area,
    Book,
    Button,
    Cell,
    Column,
    Highlight,
    Page,
    Row,
    Sheet,
    Validation,
    a1,
    key_row,
    keyed_row,
)
from workbook.sheets.measure import clipped
from workbook.template import Template, load_template

PASSPORT: Final = PASSPORT_PREFIX + "desk"
COLUMNS: Final = (
    Column("", 3, hidden=True),
    Column("who", 27),
    Column("role", 21),
    Column("sent", 9),
    Column("back", 9),
    Column("state", 23),
    Column("found", 12),
    Column("kind", 6, hidden=True),
    Column("gap", 2),
    Column("grade", 11),
    Column("at", 28),
    Column("text", 80),
    Column("code", 11),
    Column("notice", 6, hidden=True),
    Column("path", 6, hidden=True),
    Column("title", 6, hidden=True),
    Column("hint", 6, hidden=True),
)
LIST: Final = ("who", "role", "sent", "back", "state", "found", "kind")
NOTICES: Final = ("grade", "at", "text", "code", "notice", "path")
_AT: Final = {column.key: number for number, column in enumerate(COLUMNS)}
_LETTERS: Final = 92
"""Of a message's line; the column holds some more."""
_READY: Final = 400
"""Rows of the two lists that look right before anything is written there."""
_BAND: Final = "band"
TASKS: Final = (
    "status", "generate", "generate_units", "import", "check", "check_open", "undo_open", "return", "rank",
    "rank_provisional", "documents", "notices", "amend", "audit", "export",
)  # fmt: skip
"""The tasks of the list, in the order of the work."""


class Line(NamedTuple):
    """A scorer's line: `kind` is a state of templates/desk.toml (state_...), `found` how many findings of what kind."""

    name: str
    role: str
    issued: tuple[int, ...]
    returned: int
    kind: str
    note: str = ""
    found: tuple[int, int] = (0, 0)
    """Errors, and other findings."""


class Standing(NamedTuple):
    """What the lists and the line above them tell."""

    members: tuple[Line, ...]
    units: tuple[Line, ...]
    deadline: str
    round: str = ""
    """Whose lists these are: the round's title and its council."""


class Notice(NamedTuple):
    """One message or result: `kind` is error, warning, note, done, left (to be seen to) or file; of a file its path."""

    kind: str
    at: str
    text: str
    code: str = ""
    path: str = ""


class Scene(NamedTuple):
    """What the workbook is drawn of; `macro` is "" in one without macros."""

    round: str
    title: str
    council: str
    root: str
    created: datetime
    standing: Standing
    lang: str
    macro: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    """What macros are told of this computer, by name."""


Value = str | int | None


# ---------------------------------------------------------------- the workbook
def draw_desk(made: Scene) -> Book:
    """The workbook; with macros a second sheet tells them which Python is to be called."""
    words = load_template("desk", made.lang)
    sheets = [_desk(made, words)]
    if made.macro:
        sheets.append(_settings(made, words))
    return Book(tuple(sheets), words.styles, words.words["desk_sheet"], made.created, made.title)


def _desk(made: Scene, words: Template) -> Sheet:
    head = _head(made, words)
    first = len(head)
    at = {row.key: number for number, row in enumerate(head)}
    last = first + max(_READY, len(list_rows(made.standing, made.lang)) + 50) - 1
    left, right = _AT["role"], _AT["found"]
    merges = [Area(at[key], left, at[key], right) for key in ("d:root", "d:task", "d:choice", "d:progress")]
    merges.append(Area(at["t:summary"], _AT["who"], at["t:summary"], right))
    run = (Button(at["d:task"], _AT["grade"], (150, 56), words.words["desk_button"], made.macro),) if made.macro else ()
    return Sheet(
        words.words["desk_sheet"],
        COLUMNS,
        (*head, *_below(made, words, last - first + 1)),
        merges=tuple(merges),
        validations=(_tasks(at, words),),
        highlights=tuple(_highlights(first, last)),
        protected=False,
        page=_page(made, words),
        zoom=85,
        cursor=(at["d:task"], left),
        buttons=run,
    )


def _head(made: Scene, words: Template) -> list[Row]:
    said = words.words
    ready = "desk_how_macros" if made.macro else "desk_how_plain"
    hint = f"IFERROR(INDEX({_listed('hint')},MATCH({a1(5, _AT['role'])},{_listed('title')},0)),\"\")"
    rows = [
        ("t:title", {"who": Cell(said["desk_title"], "desk_title")}, 28.0),
        ("t:round", {"who": Cell(round_line(made.title, made.council), "desk_round")}, 19.0),
        ("t:summary", {"who": Cell(summary_of(made.standing, made.lang), "desk_summary")}, 22.0),
        ("d:root", {**_asked(words, "root", made.root), "grade": Cell(said[ready], "desk_how")}, 24.0),
        ("d:task", _asked(words, "task", said["task_status"]), 24.0),
        ("d:choice", {**_asked(words, "choice", None), "text": Cell(said["hint_status"], "desk_hint", hint)}, 24.0),
        ("d:progress", {**_asked(words, "progress", said["desk_ready"], "desk_progress")}, 24.0),
        ("s:gap", {}, 9.0),
        ("d:head", {key: _heading(words, key) for key in _AT if f"desk_{key}" in said and key not in ("task",)}, 22.0),
    ]
    return [key_row(COLUMNS, passport_of(made)), *(_row(key, cells, tall, words) for key, cells, tall in rows)]


def _asked(words: Template, name: str, value: str | None, style: str = "") -> dict[str, Cell]:
    look = style or ("desk_task" if name == "task" else "desk_input")
    return {"who": Cell(words.words[f"desk_{name}"], "desk_label"), "role": Cell(value, look)}


def _heading(words: Template, key: str) -> Cell:
    return Cell(words.words[f"desk_{key}"], "desk_head_left" if key in ("who", "text") else "desk_head")


def _row(key: str, cells: dict[str, Cell], tall: float | None, words: Template) -> Row:
    made = [cells.get(column.key) for column in COLUMNS[1:]]
    while made and made[-1] is None:
        made.pop()
    return keyed_row(key, made, tall)


def _below(made: Scene, words: Template, count: int) -> Iterator[Row]:
    """The rows of the two lists; those of the tasks' list stand in hidden columns beside them."""
    lines = list_rows(made.standing, made.lang)
    looks = dict.fromkeys(("who", "role", "at"), "desk_name") | {"text": "desk_text", "code": "desk_small"}
    looks |= dict.fromkeys(("sent", "back", "state", "found", "grade"), "desk_middle")
    for number in range(count):
        cells = {key: Cell(None, look) for key, look in looks.items()}
        if number < len(lines):
            own = zip(LIST, lines[number], strict=True)
            cells |= {key: Cell(value, looks.get(key, "key")) for key, value in own if value is not None}
        if number < len(TASKS):
            own_words = {"title": f"task_{TASKS[number]}", "hint": f"hint_{TASKS[number]}"}
            cells |= {key: Cell(words.words[word], "key") for key, word in own_words.items()}
        yield _row("", cells, 17.0, words)


def _listed(key: str) -> str:
    """Where the tasks' titles, or hints, stand: in the first rows below the headings."""
    top = _HEAD_ROWS
    return f"{a1(top, _AT[key], fix_row=True, fix_column=True)}:" + a1(
        top + len(TASKS) - 1, _AT[key], fix_row=True, fix_column=True
    )


_HEAD_ROWS: Final = 10


def _tasks(at: dict[str, int], words: Template) -> Validation:
    where = Area(at["d:task"], _AT["role"], at["d:task"], _AT["role"])
    said = words.words
    title, message = said["desk_list_title"], said["desk_list_message"]
    return Validation(where, f"COUNTIF({_listed('title')},{where.a1})>0", title, message, source=_listed("title"))


def _highlights(first: int, last: int) -> Iterator[Highlight]:
    """What a line is stands in a hidden column, so that no colour has to be written later."""

    def rule(left: str, right: str, condition: str, style: str) -> Highlight:
        return Highlight(Area(first, _AT[left], last, _AT[right]), condition, style)

    kind, notice = (a1(first, _AT[key], fix_column=True) for key in ("kind", "notice"))
    striped = "MOD(ROW(),2)=0"
    yield rule("who", "found", f'{kind}="{_BAND}"', "desk_band")
    yield rule("who", "back", f'AND({kind}<>"",{kind}<>"{_BAND}",{striped})', "desk_even")
    yield rule("found", "found", f'AND({kind}<>"",{kind}<>"{_BAND}",{striped})', "desk_even")
    for kinds, style in ((("counted", "used"), "desk_good"), (("not_counted", "undecided"), "desk_bad"),
                         (("waiting", "not_sent"), "desk_wait"), (("absent",), "desk_dim")):  # fmt: skip
        choice = ",".join(f'{kind}="{one}"' for one in kinds)
        yield rule("state", "state", f"OR({choice})", style)
    for one, style in (("error", "desk_bad"), ("warning", "desk_wait"), ("left", "desk_wait"), ("done", "desk_good"),
                       ("note", "desk_even")):  # fmt: skip
        yield rule("grade", "grade", f'{notice}="{one}"', style)
    yield rule("grade", "text", f'{notice}="file"', "desk_link")


def _page(made: Scene, words: Template) -> Page:
    footer = words.say("desk_footer", round=clipped(made.title, 90).replace("&", "&&"))
    return Page(landscape=True, margins=(12, 12, 12, 15), footer=footer)


def _settings(made: Scene, words: Template) -> Sheet:
    columns = (Column("", 22), Column("", 90))
    rows = tuple(Row("", (Cell(name, "desk_text"), Cell(value, "desk_text")), 17.0) for name, value in made.settings)
    return Sheet(words.words["conf_sheet"], columns, rows, protected=False, hidden=True)


def passport_of(made: Scene) -> str:
    """By which the sheet is known again, whatever it is called: its language and its round."""
    return f"{PASSPORT}|{made.lang}|{made.round}"


# ---------------------------------------------------------------- what is written again
def round_line(title: str, council: str) -> str:
    """Which round the lists are about."""
    return " · ".join(filter(None, (title, council)))


def list_rows(standing: Standing, lang: str) -> list[tuple[Value, ...]]:
    """The lines of members and units as values of the columns `LIST`."""
    words = load_template("desk", lang).words
    rows: list[tuple[Value, ...]] = []
    for title, lines in (("desk_members", standing.members), ("desk_units", standing.units)):
        if lines:
            rows.append((words[title], None, None, None, None, None, _BAND))
            rows += [_line(line, words["state_" + line.kind]) for line in lines]
    return rows


def _line(line: Line, state: str) -> tuple[Value, ...]:
    told = f"{state}: {line.note}" if line.note else state
    found = f"{line.found[0]} / {line.found[1]}" if any(line.found) else None
    issued = ", ".join(map(str, line.issued)) or "-"
    # Without a role beside it, a long name runs on over the empty cell.
    name, role = clipped(line.name, 30 if line.role else 52), clipped(line.role, 24) if line.role else None
    return name, role, issued, line.returned or "-", clipped(told, 30), found, line.kind


def summary_of(standing: Standing, lang: str) -> str:
    """How much has come, in one line."""
    words = load_template("desk", lang)
    expected = [line for line in standing.members if line.kind != "absent"]
    counted = sum(line.kind == "counted" for line in expected)
    told = [words.say("desk_summary", counted=counted, expected=len(expected), deadline=standing.deadline)]
    if standing.units:
        used = sum(line.kind == "used" for line in standing.units)
        told.append(words.say("desk_summary_units", used=used, units=len(standing.units)))
    return " · ".join(told)


def notice_rows(notices: Iterable[Notice], lang: str) -> list[tuple[Value, ...]]:
    """Messages and results as values of the columns `NOTICES`, a long one on several rows."""
    words = load_template("desk", lang).words
    rows: list[tuple[Value, ...]] = []
    for one in notices:
        pieces = [one.text] if one.path else wrap(" ".join(one.text.split()), _LETTERS) or [""]
        grade, at = words["desk_" + one.kind], clipped(one.at, 30) if one.at else None
        rows.append((grade, at, pieces[0], one.code or None, one.kind, one.path or None))
        rows += [(None, None, piece, None, "more", None) for piece in pieces[1:]]
    return rows


def link_formula(row: int, column: int) -> str:
    """The link to the file whose path stands in that cell: a formula's own text would be too short for it."""
    return f"HYPERLINK({a1(row, column, fix_column=True)})"
