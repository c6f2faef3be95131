"""The frame of every command: its options, what it answers with, and what stops it.

A command makes an `Answer`; here it is shown to people or printed as one JSON document, and the
exit code follows: 0 clean, or notes and warnings only; 1 an error finding; 2 could not run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.catalogue import kept as said
from workbook.cli import console
from workbook.cli.words import WORDS
from workbook.findings import Finding, Place, Refused, errors, finding
from workbook.mishap import of_disk

Document = dict[str, Any]


class Lang(StrEnum):
    """Languages of messages and sheets."""

    vi = "vi"
    en = "en"


# The texts of --help stand in `help`, in both languages.
LangOption = Annotated[Lang, typer.Option("--lang", metavar="vi|en", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", metavar="")]
RoundArgument = Annotated[Path, typer.Argument(metavar="ROUND")]
PasswordOption = Annotated[str | None, typer.Option("--password", metavar="TEXT", envvar="XEPHANG_PASSWORD")]
FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE")]

KEYS: Mapping[str, Document] = {
    "rubrics": {"rubrics": []},
    "rubric": {"rubric": None},
    "rubric --to": {"file": None},
    "rubric diff": {"old": None, "new": None, "changes": []},
    "new": {"file": None, "lists": []},
    "generate": {"ballots": []},
    "check": {"ballots": []},
    "import": {"ballots": []},
    "status": {"members": [], "units": [], "refused": []},
    "return": {"corrections": []},
    "inspect": {"round": None, "rubric": None, "member": None, "form": None, "inputs": [], "formulas": []},
    "rank": {"groups": [], "files": []},
    "explain": {"provisional": None, "units": [], "comparison": None},
    "documents": {"documents": [], "templates": [], "result": None, "provisional": None},
    "notices": {"files": [], "units": [], "result": None, "provisional": None},
    "audit": {"ballots": []},
    "audit --round": {"result": None},
    "log": {"entries": [], "head": None, "verified": None},
    "export": {"files": [], "result": None, "provisional": None, "coded": None},
    "years": {"old": None, "new": None, "units": [], "gone": [], "files": [], "fill": None},
    "amend": {"from": None, "to": None, "lines": [], "idle": [], "files": []},
    "desk": {"file": None, "plain": None, "new": None},
    "desk install": {"written": [], "unchanged": [], "removed": [], "left": []},
    "desk remove": {"written": [], "unchanged": [], "removed": [], "left": []},
    "desk status": {
        "supported": None,
        "excel": None,
        "xlwings": None,
        "addin": None,
        "installed": None,
        "folder": None,
        "interpreter": None,
    },
    "demo": {"decisions": [], "example": None},
}
"""The keys of each command's JSON document, with what stands there when it could not run.

Every document has `findings` beside them.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command came to: for programs, for people, and what was found on the way."""

    document: Document
    show: Callable[[], None]
    findings: tuple[Finding, ...] = ()
    stopped: tuple[Finding, ...] = ()
    """What stopped it before it was done; shown after what was done until then."""


def run(name: str, action: Callable[[], Answer], lang: str, as_json: bool) -> int:
    """Carry out a command and give its exit code; whatever stops it becomes findings, never a traceback."""
    try:
        answer = action()
        if as_json:
            print_document(name, answer.document, (*answer.findings, *answer.stopped), lang)
        else:
            answer.show()
            if answer.stopped:
                _say_stopped(name, answer.stopped, lang)
        return 2 if answer.stopped else 1 if errors(answer.findings) else 0
    except Exception as error:
        return refuse(name, stopping(error), lang, as_json)


def stopping(error: Exception) -> tuple[Finding, ...]:
    """What stopped a command, as findings."""
    if isinstance(error, Refused):
        return error.findings
    if isinstance(error, BrokenPipeError):
        raise error  # whoever reads our output has read enough; Typer ends quietly
    if isinstance(error, OSError):
        return (of_disk(error),)
    if os.environ.get("XEPHANG_DEBUG"):
        raise error
    return (finding(said.INTERNAL, Place(), reason=f"{type(error).__name__}: {error}"),)


def refuse(name: str, findings: Iterable[Finding], lang: str, as_json: bool) -> int:
    """Say why the command could not run."""
    known = tuple(findings)
    if as_json:
        print_document(name, {}, known, lang)
    else:
        _say_stopped(name, known, lang)
    return 2


def _say_stopped(name: str, findings: tuple[Finding, ...], lang: str) -> None:
    console.print_findings(findings, lang)
    console.say(WORDS[lang]["refused"].format(count=console.count_words(errors(findings), lang)))
    if name == "rank" and all(found.code.startswith("PANEL") for found in errors(findings)):
        console.say(WORDS[lang]["try_provisional"])


def print_document(name: str, document: Document, findings: Iterable[Finding], lang: str) -> None:
    """The command's JSON document: every key of `KEYS`, and `findings`."""
    made = {**KEYS.get(name, {}), **document, "findings": [console.finding_as_data(one, lang) for one in findings]}
    console.print_json(made)
