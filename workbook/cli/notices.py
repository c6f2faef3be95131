"""The command notices: what each unit is told of its result, as Word and Excel files."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from workbook.cli import console
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.words import WORDS
from workbook.pipeline.noticing import Noticed, make_notices
from workbook.template import load_template


class Kind(StrEnum):
    """Kinds of file that notices can be."""

    docx = "docx"
    xlsx = "xlsx"
    both = "both"


def notices_command(
    folder: RoundArgument,
    unit: Annotated[list[str] | None, typer.Option("--unit", metavar="UNIT", show_default=False)] = None,
    kind: Annotated[Kind, typer.Option("--format", metavar="docx|xlsx|both", show_default=False)] = Kind.both,
    split: Annotated[bool, typer.Option("--split", metavar="")] = False,
    provisional: Annotated[bool, typer.Option("--provisional", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        options = {"split": split, "provisional": provisional}
        with console.progress_bar(load_template("notice", lang).words["making"], None, json) as step:
            made = make_notices(folder, unit or (), kind.value, progress=step, **options)
        document = {
            "files": [str(path) for path in (*made.files, *made.same)],
            "units": list(made.units),
            "result": made.number,
            "provisional": made.number is None,
        }
        return Answer(document, lambda: _print(made, lang), made.findings)

    return run("notices", action, lang, json)


def _print(made: Noticed, lang: str) -> None:
    words = load_template("notice", lang)
    console.print_findings(made.findings, lang)
    key = "made_provisional" if made.number is None else "made"
    told = words.words[key].format(count=len(made.units), number=made.number)
    console.say(told, "bold" if made.number is None else "")
    for path in made.files:
        console.say(WORDS[lang]["wrote"].format(path=path), whole=True)
    for path in made.same:
        console.say(words.say("same", path=path), whole=True)
