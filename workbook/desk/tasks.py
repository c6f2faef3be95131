"""The tasks of the desk's list: each is a command of the program, with the same results, told in words for cells.

A task takes the round's folder, what was typed as its choice, and whom to tell of progress. What stops it is raised,
as everywhere; whoever runs it in Excel turns that into messages.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from unicodedata import normalize

from workbook.catalogue import desk as said
from workbook.catalogue.panel import BALLOT_MISSING
from workbook.findings import Fact, Finding, Place, Refused, Words, errors, finding
from workbook.pipeline.amending import amend_round
from workbook.pipeline.auditing import audit_typed
from workbook.pipeline.collected import status, strays_in
from workbook.pipeline.desking import standing_of
from workbook.pipeline.documenting import make_documents
from workbook.pipeline.exporting import export_round
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import Checked, Progress, check_each, label_of, open_round
from workbook.pipeline.keeping import kept_faults
from workbook.pipeline.noticing import make_notices
from workbook.pipeline.publishing import assess, rank_round
from workbook.pipeline.receiving import import_each
from workbook.pipeline.results import ANNEX, TALLY
from workbook.pipeline.returning import give_back
from workbook.pipeline.self_scoring import self_scored, unit_status
from workbook.pipeline.sending import Audience, generate
from workbook.sheets.desk import TASKS as NAMES
from workbook.sheets.desk import Standing
from workbook.template import load_template

_SHEETS: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_MOST_NAMES: Final = 10


class Message(NamedTuple):
    """What was done: a word of templates/desk.toml with its facts. `left`: what was not, and is to be looked at."""

    word: str
    facts: Mapping[str, object]
    left: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What a task came to. `opens` are the workbooks among `files` that one wants to see now."""

    messages: tuple[Message, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()
    opens: tuple[Path, ...] = ()
    standing: Standing | None = None
    """Where the task found out anew who has returned what."""
    stopped: Exception | None = None
    """What stopped it after some files were done already."""
    away: bool = False
    """Whether the user is to look at another workbook now."""


Run = Callable[[Path, str, Progress], Done]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the list. `changes` whether the members' list may look different afterwards."""

    name: str
    run: Run = field(repr=False)
    changes: bool = False
    children: bool = False
    """Whether it reads files of others, or documents, in child processes."""
    path: bool = False
    """Whether its choice is a path."""


def in_words(word: str) -> Words:
    """A word of the desk in both languages."""
    return Words(*(load_template("desk", lang).words[word] for lang in ("vi", "en")))


def _message(word: str, **facts: object) -> Message:
    return Message(word, facts)


def _left(word: str, **facts: object) -> Message:
    return Message(word, facts, left=True)


# ---------------------------------------------------------------- ballots
def _status(root: Path, _: str, progress: Progress) -> Done:
    context = open_round(root)
    progress(context.round.title)
    lines, given = status(context), self_scored(context)
    altered = tuple(kept_faults(context.folder, context.folder.logged("issued")).values())
    judged = [line.checked for line in lines if line.checked and line.member.absent is None]
    found = [*context.findings, *altered, *(one for checked in judged for one in checked.findings), *given.findings]
    # A ballot that is still missing stands in the list itself.
    faults = [fault for fault in errors(assess(context, given).causes) if fault.code != BALLOT_MISSING.code]
    found += [one for one in (*faults, *strays_in(context.folder)) if one not in found]
    return Done(findings=tuple(found), standing=standing_of(context, lines, unit_status(context, given)))


def _generate(audience: Audience) -> Run:
    def run(root: Path, _: str, progress: Progress) -> Done:
        made = generate(root, progress, audience)
        new = sum(one.new for one in made.sent)
        told = _message("done_generate", folder=root / "sent", new=new, same=len(made.sent) - new)
        return Done((told,), made.findings)

    return run


def _import(root: Path, choice: str, progress: Progress) -> Done:
    files, more = _workbooks("import", root, choice)
    return _judged(import_each(root, files), progress, len(files), "done_kept", more)


def _check(root: Path, choice: str, progress: Progress) -> Done:
    files, more = _workbooks("check", root, choice)
    return _judged(check_each(files, root), progress, len(files), "done_not_counted", more)


def _judged(
    results: Iterable[Checked], progress: Progress, count: int, stands_back: str, more: tuple[Message, ...]
) -> Done:
    messages: list[Message] = []
    found: list[Finding] = []
    good, stopped = 0, None
    try:
        for number, one in enumerate(results, 1):
            name = Path(one.file).name
            word = stands_back if one.stands_back else "done_counted" if one.counted else "done_not_counted"
            messages.append(Message(word, {"name": name}, left=word != "done_counted"))
            found += one.findings
            good += one.counted
            progress(f"{number}/{count} {name}")
    except Exception as error:
        if not messages:
            raise
        # What was imported until then is imported: it is told before what stopped the rest.
        stopped = error
    total = _message("done_files", count=len(messages), good=good)
    return Done((total, *messages, *more), tuple(found), stopped=stopped)


def _without_excel(root: Path, choice: str, progress: Progress) -> Done:
    """What is about an open ballot is done by whoever has it open (excel/live_desk.py)."""
    raise Refused([finding(said.NOT_FROM_EXCEL, Place())])


def _return(root: Path, choice: str, progress: Progress) -> Done:
    made = give_back(root, choice or None, False, progress)
    told = [_message("done_return", name=one.member.name, faults=one.faults) for one in made.corrections]
    files = [path for one in made.corrections for path in (one.path, one.mail) if path is not None]
    if not made.corrections and not made.undecided:
        told.append(_message("done_return_none"))
    return Done(tuple(told), made.findings, tuple(files))


# ---------------------------------------------------------------- results
def _rank(provisional: bool) -> Run:
    def run(root: Path, _: str, progress: Progress) -> Done:
        progress("")
        made = rank_round(root, provisional=provisional)
        told = [_message("done_rank" if made.new else "done_rank_same", number=made.number)]
        told += [_left("done_provisional")] if made.provisional else []
        told += [_message("done_change", change=change) for change in made.changes if made.new]
        # Excel does not open a file twice: under its number a result is never an old one that was left open.
        numbered = (Folder(root).result_file(name, made.number) for name in (ANNEX, TALLY))
        return Done(tuple(told), made.findings, made.files, tuple(path for path in numbered if path.is_file()))

    return run


def _documents(root: Path, _: str, progress: Progress) -> Done:
    made = make_documents(root, progress=progress)
    files = [path for one in made.documents for path in (one.path, one.pdf) if path is not None]
    return Done((_message("done_documents", count=len(made.documents)),), made.findings, tuple(files))


def _notices(root: Path, choice: str, progress: Progress) -> Done:
    made = make_notices(root, (choice,) if choice else (), progress=progress)
    files = (*made.files, *made.same)
    return Done((_message("done_notices", count=len(made.units)),), made.findings, files, _books(files))


def _amend(root: Path, _: str, progress: Progress) -> Done:
    progress("")
    made = amend_round(root)
    pair = made.made.old.number, made.made.new.number
    told = _message("done_amend", count=len(made.made.changes), old=pair[0], new=pair[1])
    return Done((told,), made.findings, made.files, _books(made.files))


def _audit(root: Path, choice: str, progress: Progress) -> Done:
    path = _needed("audit", root, choice)
    progress(path.name)
    made = audit_typed(path, root)
    return Done((_message("done_audit", name=path.name, number=made.number),), made.findings)


def _export(root: Path, _: str, progress: Progress) -> Done:
    progress("")
    made = export_round(root, "csv")
    return Done((_message("done_export", count=len(made.files)),), made.findings, made.files)


def _books(files: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(path for path in files if path.suffix == ".xlsx")


# ---------------------------------------------------------------- what was chosen
def _needed(task: str, root: Path, choice: str) -> Path:
    """The path that was typed; from the round's folder where it is no whole one."""
    if not choice:
        words = {"task": f"task_{task}", "label": "desk_choice", "hint": f"hint_{task}"}
        facts: dict[str, Fact] = {name: in_words(word) for name, word in words.items()}
        raise Refused([finding(said.CHOICE_MISSING, Place(), **facts)])
    path = root / choice
    if not os.path.lexists(path):
        where = {"choice": choice, "path": label_of(path)}
        raise Refused([finding(said.CHOICE_WRONG, Place(), label=in_words("desk_choice"), **where)])
    return path


def _workbooks(task: str, root: Path, choice: str) -> tuple[list[Path], tuple[Message, ...]]:
    """The workbooks of a folder, or the one file; what else lies there is told, folders too."""
    path = _needed(task, root, choice)
    if not path.is_dir():
        return [path], ()
    there = sorted(one for one in path.iterdir() if not one.name.startswith(("~$", ".")))
    books = [one for one in there if one.suffix.lower() in _SHEETS and one.is_file()]
    if not books:
        facts: dict[str, Fact] = {"path": label_of(path), "kinds": ", ".join(_SHEETS)}
        raise Refused([finding(said.NOTHING_THERE, Place(), label=in_words("desk_choice"), **facts)])
    told = {
        "done_folders": [one.name for one in there if one.is_dir()],
        "done_others": [one.name for one in there if one not in books and not one.is_dir()],
    }
    return books, tuple(_left(word, count=len(names), names=_listed(names)) for word, names in told.items() if names)


def _listed(names: Sequence[str]) -> str:
    return "; ".join(names[:_MOST_NAMES]) + ("; …" if len(names) > _MOST_NAMES else "")


_RUNS: Final[Mapping[str, Task]] = {
    task.name: task
    for task in (
        Task("status", _status, True, children=True),
        Task("generate", _generate("members"), True),
        Task("generate_units", _generate("units"), True),
        Task("import", _import, True, children=True, path=True),
        Task("check", _check, children=True, path=True),
        Task("check_open", _without_excel),
        Task("undo_open", _without_excel),
        Task("return", _return, True, children=True),
        Task("rank", _rank(False), children=True),
        Task("rank_provisional", _rank(True), children=True),
        Task("documents", _documents, children=True),
        Task("notices", _notices, children=True),
        Task("amend", _amend, children=True),
        Task("audit", _audit, children=True, path=True),
        Task("export", _export, children=True),
    )
}
TASKS: Final = tuple(_RUNS[name] for name in NAMES)
"""In the order of the list."""


def task_called(title: str) -> Task:
    """The task of that title in either language; Refused where there is none."""
    # macOS writes letters and their marks apart.
    wanted = normalize("NFC", " ".join(title.split())).casefold()
    for task in TASKS:
        if wanted in (word.casefold() for word in in_words(f"task_{task.name}")):
            return task
    raise Refused([finding(said.TASK_UNKNOWN, Place(), label=in_words("desk_task"), task=title)])
