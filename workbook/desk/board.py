"""The desk as values: what its cells ask for, how a task is carried out, and what is written back, block by block.

Cells are found by the keys of their row and column, wherever somebody moved them. Below the headings only rows with
our own hidden key are written over; what stands in any other row is the user's, and our lines step over it: Excel
cannot undo what a macro erased. No Excel here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple
from unicodedata import normalize

from workbook.catalogue import desk as said
from workbook.desk.here import HERE, Here, chosen_path, round_folder
from workbook.desk.results import one_line, text
from workbook.desk.tasks import Done, Message, Task, in_words, task_called
from workbook.findings import NOTE, WARNING, Finding, Place, Refused, Words, as_told, errors, finding, key_words, say
from workbook.mishap import told
from workbook.pipeline.desking import standing
from workbook.pipeline.judging import open_round
from workbook.sheets.desk import LIST, NOTICES, PASSPORT, Notice, Standing, link_formula, list_rows, notice_rows
from workbook.sheets.desk import TASKS as NAMES
from workbook.template import load_template

Values = Sequence[Sequence[object]]
Block = dict[int, list[str | int | None]]
"""Rows to be written, by their number from 0."""
MOST_ROWS: Final = 5000
"""Rows of messages: what one task tells of some hundred ballots."""
_ROWS: Final = ("t:round", "t:summary", "d:root", "d:task", "d:choice", "d:progress", "d:head")
_INPUT: Final = "role"
"""The column of what is typed, and of the progress."""


class Spots(NamedTuple):
    """Where things stand on the desk's sheet, from 0."""

    rows: Mapping[str, int]
    columns: Mapping[str, int]
    lang: str

    def input(self, row: str) -> tuple[int, int]:
        return self.rows[row], self.columns[_INPUT]

    @property
    def first(self) -> int:
        """The first row of the two lists."""
        return self.rows["d:head"] + 1


class Asked(NamedTuple):
    """What the cells ask for, as typed."""

    root: str
    task: str
    choice: str


class Outcome(NamedTuple):
    """What is to be written back; `standing` is None where the lists stay as they are."""

    progress: str
    notices: tuple[Notice, ...]
    standing: Standing | None = None
    opens: tuple[Path, ...] = ()
    away: bool = False
    """Whether another workbook stays in front."""


# ---------------------------------------------------------------- the cells
def is_desk(rows: Values) -> bool:
    """Whether a sheet is the desk, whatever it is called."""
    return bool(rows) and _typed(rows, 0, 0).startswith(f"{PASSPORT}|")


def spots_of(rows: Values) -> Spots:
    """Where the desk's cells are; Refused where the keys are gone."""
    passport = _typed(rows, 0, 0).split("|")
    places = {key: number for number in range(len(rows)) if (key := _typed(rows, number, 0))}
    width = len(rows[0]) if rows else 0
    columns = {key: number for number in range(1, width) if (key := _typed(rows, 0, number))}
    lacking = [name for name in _ROWS if name not in places]
    lacking += [name for name in (*LIST, *NOTICES) if name not in columns]
    # Whatever stands below the headings may be written over: never what is typed.
    lacking += [f"{name} < d:head" for name in _ROWS[:-1] if not lacking and places[name] > places["d:head"]]
    if lacking:
        raise Refused([finding(said.NOT_A_DESK, Place(), lacking=", ".join(lacking))])
    return Spots(places, columns, "en" if passport[2:3] == ["en"] else "vi")


def asked_in(rows: Values, spots: Spots) -> Asked:
    return Asked(*(_unquoted(_typed(rows, *spots.input(f"d:{name}"))) for name in ("root", "task", "choice")))


def _typed(rows: Values, row: int, column: int) -> str:
    """A cell as text on one line: an id that is a number comes from Excel as one."""
    value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else one_line(str(value).strip(), "\ufffd")


def _unquoted(typed: str) -> str:
    """A path as Windows copies it stands in quotation marks; a mail program makes them curved."""
    while len(typed) > 1 and typed[0] + typed[-1] in _QUOTES:
        typed = typed[1:-1].strip()
    return typed


_QUOTES: Final = ('""', "''", "“”", "‘’", "„“", "«»")


# ---------------------------------------------------------------- one task
def carry_out(
    asked: Asked, lang: str, progress: Callable[[str], None], now: Callable[[], datetime], here: Here = HERE
) -> Outcome:
    """Do what is asked; whatever stops it becomes messages. `progress` is told each line for the progress cell."""
    words = load_template("desk", lang)
    title = asked.task
    task: Task | None = None
    standing_now: Standing | None = None
    done = Done()
    stopped: tuple[Finding, ...] = ()
    try:
        task = task_called(asked.task)
        title = words.words[f"task_{task.name}"]
        if task.children and not here.children:
            raise Refused([finding(said.NOT_HERE, Place(), task=in_words(f"task_{task.name}"))])
        root = round_folder(asked.root, here)
        choice = chosen_path(asked.choice, root, here) if task.path else normalize("NFC", asked.choice)
        run = here.runs.get(task.name, task.run)
        progress(words.say("desk_running", task=title, step=""))
        done = run(root, choice, lambda step: progress(words.say("desk_running", task=title, step=step)))
        stopped = told(done.stopped) if done.stopped is not None else ()
    except Exception as error:
        stopped = told(error)
    else:
        if task.changes and not here.children:
            done = replace(done, messages=(*done.messages, Message("done_list_old", {}, left=True)))
        else:
            standing_now, more = _standing(task, root, done)
            stopped += more
    found = (*done.findings, *stopped)
    word = "desk_stopped" if stopped else "desk_finished"
    ended = words.say(word, time=now().strftime("%H:%M"), task=title, count=_count(found, lang))
    opens = () if stopped else done.opens
    notices = (*_next(task, stopped, lang), *_notices(done, stopped, lang))
    return Outcome(ended, notices, standing_now, opens, done.away and not stopped)


def _next(task: Task | None, stopped: Sequence[Finding], lang: str) -> Iterator[Notice]:
    """What to do first where ballots with errors are in a ranking's way."""
    faulty = (one for one in errors(stopped) if one.at.member and one.code.partition("-")[0] in _OF_BALLOTS)
    if task is not None and task.name == "rank" and any(faulty):
        words = load_template("desk", lang)
        yield Notice("left", "", words.say("desk_next", task=words.words["task_return"]))


_OF_BALLOTS: Final = ("FORM", "CELL", "SCORE", "BALLOT")


def _standing(task: Task, root: Path, done: Done) -> tuple[Standing | None, tuple[Finding, ...]]:
    """Who has returned what after the task; why it cannot be told."""
    if done.standing is not None or not task.changes:
        return done.standing, ()
    try:
        return standing(open_round(root)), ()
    except Exception as error:
        return None, told(error)


# ---------------------------------------------------------------- in words
def _count(found: Sequence[Finding], lang: str) -> str:
    words = load_template("desk", lang)
    if not found:
        return words.words["desk_none"]
    grades = [one.severity for one in found]
    faults = len(errors(found))
    return words.say("desk_count", errors=faults, warnings=grades.count(WARNING), notes=grades.count(NOTE))


def _notices(done: Done, stopped: Iterable[Finding], lang: str) -> Iterator[Notice]:
    """First what stopped it, then what was done, its files, and what was found."""
    yield from (notice_of(one, lang) for one in as_told(stopped))
    yield from (Notice("left" if one.left else "done", "", _said(one, lang)) for one in done.messages)
    yield from (Notice("file", one_line(path.name), str(path), path=str(path)) for path in done.files)
    yield from (notice_of(one, lang) for one in as_told(done.findings))


def _said(message: Message, lang: str) -> str:
    facts = {name: getattr(fact, lang) if isinstance(fact, Words) else fact for name, fact in message.facts.items()}
    return load_template("desk", lang).say(message.word, **facts)


def notice_of(found: Finding, lang: str) -> Notice:
    """A finding as a message: where (file, cell, sheet, whose) and what. Files are ballots, more or less: no ending."""
    at = found.at
    file = Path(at.file).name.removesuffix(".xlsx") if at.file else None
    where = filter(None, (file, at.cell, at.sheet, at.key and key_words(at.key, lang), None if file else at.member))
    told = " ".join(filter(None, (say(found, lang), _on_the_desk(found.check.text(lang), lang))))
    return Notice(found.severity.word, one_line(" · ".join(where)), told, found.code)


def _on_the_desk(words: str, lang: str) -> str:
    """Which tasks do here what a check's words tell to do by commands; "" where there are none."""
    tasks = dict.fromkeys(
        "generate_units" if (name, options) == ("generate", ["--for"]) else name
        for name, rest in _COMMAND.findall(words)
        if set(options := _OPTION.findall(rest)) <= _OPTIONS.get(name, frozenset())
    )
    desk = load_template("desk", lang)
    titles = ", ".join(f"“{desk.words[f'task_{name}']}”" for name in tasks)
    return desk.say("desk_task_for", tasks=titles) if titles else ""


_COMMAND: Final = re.compile(rf"\bxephang ({'|'.join(NAMES)})\b((?:(?!xephang)[^.;:()])*)")
_OPTION: Final = re.compile("--[a-z]+")
_OPTIONS: Final = {"generate": frozenset({"--for"}), "check": frozenset({"--round"})}
"""Of the commands that tasks stand for: with any other option a task does something else."""


# ---------------------------------------------------------------- blocks to be written
def list_block(outcome: Standing, spots: Spots, rows: Values) -> Block:
    """The lines of members and units, and blank ones over those of before."""
    return _block(list_rows(outcome, spots.lang), LIST, "kind", spots, rows)


def notice_block(notices: Iterable[Notice], spots: Spots, rows: Values) -> Block:
    """The messages, and blank lines over those of before; as many as can be found again and taken away."""
    made = notice_rows(notices, spots.lang)
    if len(made) > MOST_ROWS:
        rest = load_template("desk", spots.lang).say("desk_more", count=len(made) - MOST_ROWS)
        made = [*made[:MOST_ROWS], *notice_rows([Notice("note", "", rest)], spots.lang)]
    return _block(made, NOTICES, "notice", spots, rows)


def links_in(block: Block, spots: Spots) -> list[tuple[int, str]]:
    """The rows of a block of messages that lead to a file, and their formulas."""
    path, column = NOTICES.index("path"), spots.columns["path"]
    # Office takes what follows "#" for a place inside the file: there the path itself, to be copied, must do.
    linked = (row for row, line in block.items() if line[path] and "#" not in str(line[path]))
    return [(row, f"={link_formula(row, column)}") for row in linked]


def _block(
    made: Sequence[Sequence[str | int | None]], keys: Sequence[str], own: str, spots: Spots, rows: Values
) -> Block:
    """Lines from the headings on, in the rows that are ours or blank."""
    block: Block = {row: [None] * len(keys) for row in range(spots.first, len(rows)) if _is_ours(rows, row, own, spots)}
    free = (row for row in count(spots.first) if row in block or not _anything(rows, row, keys, spots))
    for row, line in zip(free, made, strict=False):
        block[row] = [text(value) if isinstance(value, str) else value for value in line]
    return dict(sorted(block.items()))


def _is_ours(rows: Values, row: int, own: str, spots: Spots) -> bool:
    """Whether a task wrote this row: it has one of the keys that tasks write."""
    return _typed(rows, row, spots.columns[own]) in _KEYS[own]


def _anything(rows: Values, row: int, keys: Sequence[str], spots: Spots) -> bool:
    return any(_typed(rows, row, spots.columns[key]) for key in keys)


_KEYS: Final = {
    "kind": ("band", "counted", "not_counted", "undecided", "waiting", "not_sent", "absent", "used"),
    "notice": ("error", "warning", "note", "done", "left", "file", "more"),
}
"""What stands in the hidden columns of our rows."""
