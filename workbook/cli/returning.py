"""The command return: what goes back to those whose ballot does not count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.words import WORDS
from workbook.pipeline.returning import Returned, give_back


def return_command(
    folder: RoundArgument,
    who: Annotated[str | None, typer.Argument(metavar="MEMBER", show_default=False)] = None,
    annotate: Annotated[bool, typer.Option("--annotate", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        with console.progress_bar(WORDS[lang]["returning"], None, json) as step:
            made = give_back(folder, who, annotate, step)

        def show() -> None:
            if made.corrections:
                _print(made.corrections, folder, lang)
            console.print_findings(made.findings, lang)
            if made.undecided:
                console.say(WORDS[lang]["return_undecided"], whole=True)
            elif not made.corrections:
                console.say(WORDS[lang]["return_nothing"])

        return Answer({"corrections": [_as_data(one) for one in made.corrections]}, show, made.findings)

    return run("return", action, lang, json)


def _as_data(one: Returned) -> dict[str, Any]:
    """`file` is None where the ballot could not be read, and only a mail was written."""
    return {
        "member": one.scorer,
        "issue": one.number,
        "file": None if one.path is None else str(one.path),
        "mail": str(one.mail),
        "annotated": None if one.annotated is None else str(one.annotated),
        "faults": one.faults,
        "new": one.new,
    }


def _print(made: Sequence[Returned], folder: Path, lang: str) -> None:
    words = WORDS[lang]
    columns = [
        Column(words["member"]),
        Column(words["faults"], "right"),
        Column(words["return_file"]),
        Column(words["state"]),
    ]
    console.table("", columns, [_row(one, lang) for one in made])
    console.say(words["after_return"].format(folder=folder / "sent"), whole=True)
    typed = f'"{folder}"' if " " in str(folder) else str(folder)
    console.say(words["then_import"].format(folder=typed), whole=True)


def _row(one: Returned, lang: str) -> tuple[str, int, str, str]:
    words = WORDS[lang]
    files = [path.name for path in (one.path, one.mail, one.annotated) if path is not None]
    state = "return_refused" if one.path is None else "sent_new" if one.new else "sent_same"
    return f"{one.member.name} ({one.member.id})", one.faults, "\n".join(files), words[state]
