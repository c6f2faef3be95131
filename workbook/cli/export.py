"""The command export: a round's result as open data."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from workbook.cli import console
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.words import WORDS
from workbook.pipeline.exporting import Exported, export_round


class Format(StrEnum):
    """Kinds of file that an export can be."""

    csv = "csv"
    json = "json"
    parquet = "parquet"
    xlsx = "xlsx"


def export_command(
    folder: RoundArgument,
    kind: Annotated[Format, typer.Option("--format", metavar="csv|json|parquet|xlsx", show_default=False)] = Format.csv,
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", show_default=False)] = None,
    codes: Annotated[bool, typer.Option("--codes", metavar="")] = False,
    provisional: Annotated[bool, typer.Option("--provisional", metavar="")] = False,
    force: Annotated[bool, typer.Option("--force", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        made = export_round(folder, kind.value, to, codes=codes, provisional=provisional, force=force)
        document = {
            "files": [str(path) for path in made.files],
            "result": made.number,
            "provisional": made.provisional,
            "coded": made.coded,
        }
        return Answer(document, lambda: _print(made, lang), made.findings)

    return run("export", action, lang, json)


def _print(made: Exported, lang: str) -> None:
    words = WORDS[lang]
    console.print_findings(made.findings, lang)
    key = "export_provisional" if made.provisional else "export_of"
    console.say(words[key].format(number=made.number), "bold" if made.provisional else "")
    for path in made.files:
        console.say(words["wrote"].format(path=path), whole=True)
