"""Commands on results: rank, audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbook.cli import console
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.ranking_table import print_ranking, rank_words
from workbook.cli.words import WORDS
from workbook.findings import errors
from workbook.pipeline.auditing import audit_file
from workbook.pipeline.publishing import Published, rank_round, ranking_as_data
from workbook.pipeline.rubrics import open_rubric


def rank_command(
    folder: RoundArgument,
    provisional: Annotated[bool, typer.Option("--provisional", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        made = rank_round(folder, provisional=provisional)
        document = {
            "groups": ranking_as_data(made.ranking, *made.places),
            "files": [str(path) for path in made.files],
        }
        return Answer(document, lambda: _print_ranking(made, lang), made.findings)

    return run("rank", action, lang, json)


def _print_ranking(made: Published, lang: str) -> None:
    words = WORDS[lang]
    for part in made.ranking.groups:
        print_ranking(part, made.places, lang)
    if any(rank_words(standing).endswith("=") for part in made.ranking.groups for standing in part.standings):
        console.say(words["tied"])
    console.print_findings(made.findings, lang)
    if errors(made.findings):
        console.say(words["provisional"], "bold")
    console.say(words["result_new" if made.new else "result_same"].format(number=made.number))
    for path in made.files:
        console.say(words["wrote"].format(path=path) if made.new else f"  {path}", whole=True)
    if made.new and made.changes:
        console.say(words["changes"].format(number=made.number))
        for change in made.changes:
            console.say(f"  {change}")


def audit_command(
    table: Annotated[Path, typer.Argument(metavar="TABLE")],
    rubric: Annotated[str, typer.Option("--rubric", metavar="FILE|ID")],
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        loaded = open_rubric(rubric).rubric
        findings = audit_file(table, loaded)

        def show() -> None:
            console.print_findings(findings, lang)
            console.say(f"{table.name}: {console.count_words(findings, lang)}.")

        return Answer({}, show, findings)

    return run("audit", action, lang, json)
