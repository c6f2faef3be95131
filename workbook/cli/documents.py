"""The command documents: drafts of decision, submission and minutes, and the templates to edit in Word."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.pipeline.documenting import STEPS, Documented, Templates, make_documents, write_templates
from workbook.template import load_template


def documents_command(
    folder: RoundArgument,
    templates: Annotated[bool, typer.Option("--templates", metavar="")] = False,
    no_pdf: Annotated[bool, typer.Option("--no-pdf", metavar="")] = False,
    provisional: Annotated[bool, typer.Option("--provisional", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        return _templates(folder, lang) if templates else _drafts(folder, provisional, not no_pdf, lang, json)

    return run("documents", action, lang, json)


def _drafts(folder: Path, provisional: bool, pdf: bool, lang: str, quiet: bool) -> Answer:
    with console.progress_bar(load_template("drafts", lang).words["working"], STEPS - (not pdf), quiet) as step:
        made = make_documents(folder, provisional=provisional, pdf=pdf, progress=step)
    documents = [
        {
            "document": one.name,
            "file": str(one.path),
            "pdf": None if one.pdf is None else str(one.pdf),
            "own_template": one.own,
            "new": one.new,
        }
        for one in made.documents
    ]
    data = {"documents": documents, "result": made.number, "provisional": made.number is None, "templates": []}
    return Answer(data, lambda: _print(made, folder, lang), made.findings)


def _templates(folder: Path, lang: str) -> Answer:
    made = write_templates(folder)
    data = {"templates": [str(path) for path in made.files], "documents": []}
    return Answer(data, lambda: _print_templates(made, folder, lang), made.findings)


def _print(made: Documented, folder: Path, lang: str) -> None:
    template = load_template("drafts", lang)
    words = template.words
    title = words["provisional"] if made.number is None else template.say("of_result", number=made.number)
    rows = []
    for one in made.documents:
        names = one.path.name if one.pdf is None else f"{one.path.name}\n{one.pdf.name}"
        rows.append([names, words["new" if one.new else "same"], words["own" if one.own else "ours"]])
    console.table(title, [Column(words["file"]), Column(words["state"]), Column(words["template"])], rows)
    console.print_findings(made.findings, lang)
    console.say(template.say("where", folder=made.documents[0].path.parent), whole=True)
    console.say(template.say("check", round=_typed(folder)), whole=True)


def _print_templates(made: Templates, folder: Path, lang: str) -> None:
    template = load_template("drafts", lang)
    console.print_findings(made.findings, lang)
    if made.files:
        console.say(template.words["templates"])
    for path in made.files:
        console.say(str(path), whole=True)
    console.say(template.say("templates_next", round=_typed(folder)), whole=True)


def _typed(folder: Path) -> str:
    return f'"{folder}"' if " " in str(folder) else str(folder)
