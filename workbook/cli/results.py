"""Commands on results: rank, audit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.words import WORDS
from workbook.findings import errors
from workbook.loading.rubric import load_rubric, rubric_path
from workbook.model import Standing
from workbook.pipeline.auditing import audit_file
from workbook.pipeline.publishing import Published, rank_round, ranking_as_data
from workbook.points import in_words


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
        rows = [
            (
                number,
                standing.unit.name,
                _figure(standing.total, lang, made.places[0]),
                _figure(standing.index, lang, made.places[1]),
                _rank(standing),
                standing.tier,
            )
            for number, standing in enumerate(part.standings, 1)
        ]
        columns = [Column(words["no"], "right"), Column(words["unit"])]
        columns += [Column(words[title], "right") for title in ("total", "index", "rank")]
        console.table(part.group.name, [*columns, Column(words["tier"])], rows)
    if any(_rank(standing).endswith("=") for part in made.ranking.groups for standing in part.standings):
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


def _rank(standing: Standing) -> str:
    """The rank, with "=" where others share it; a council's split leaves nobody sharing."""
    if standing.rank is None:
        return ""
    split = standing.decision is not None and standing.decision.kind == "split"
    return f"{standing.rank}{'=' if standing.tied and not split else ''}"


def _figure(value: Decimal | None, lang: str, places: int) -> str:
    return "" if value is None else in_words(value, lang, places)


def audit_command(
    table: Annotated[Path, typer.Argument(metavar="TABLE")],
    rubric: Annotated[str, typer.Option("--rubric", metavar="FILE|ID")],
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        loaded, _ = load_rubric(rubric_path(rubric))
        findings = audit_file(table, loaded)

        def show() -> None:
            console.print_findings(findings, lang)
            console.say(f"{table.name}: {console.count_words(findings, lang)}.")

        return Answer({}, show, findings)

    return run("audit", action, lang, json)
