"""Commands on results: rank, audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbook.cli import console
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.ranking_table import print_ranking, rank_words
from workbook.cli.words import WORDS
from workbook.findings import Finding, errors
from workbook.pipeline.auditing import audit_file, audit_typed
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
    rubric: Annotated[str, typer.Option("--rubric", metavar="FILE|ID", show_default=False)] = "",
    audit_round: Annotated[Path | None, typer.Option("--round", metavar="ROUND", show_default=False)] = None,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    if audit_round is None and not rubric:
        raise typer.BadParameter("Missing option '--rubric'.")
    if audit_round is not None and rubric:
        raise typer.BadParameter("Got unexpected extra argument (--rubric)")

    def action() -> Answer:
        if audit_round is not None:
            compared = audit_typed(table, audit_round)
            return _audited(table, {"result": compared.number}, compared.findings, lang)
        return _audited(table, {}, audit_file(table, open_rubric(rubric).rubric), lang)

    return run("audit" if audit_round is None else "audit --round", action, lang, json)


_COMPARED = {
    "vi": "Đã đối chiếu với kết quả số {result} của đợt.",
    "en": "Compared with result no. {result} of the round.",
}


def _audited(table: Path, document: dict[str, int | None], findings: tuple[Finding, ...], lang: str) -> Answer:
    """What an audit found; of a typed document also with which result it was compared."""

    def show() -> None:
        console.print_findings(findings, lang)
        if document.get("result") is not None:
            console.say(_COMPARED[lang].format(**document))
        console.say(f"{table.name}: {console.count_words(findings, lang)}.")

    return Answer(document, show, findings)
