"""Commands on rubrics: rubrics; rubric with its view, its workbooks (--template, --to) and its comparison (diff)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, run
from workbook.cli.rubric_view import print_rubric, rubric_as_data
from workbook.cli.words import WORDS
from workbook.loading.rubric import load_rubric, rubric_path, rubric_schema, shipped_rubrics
from workbook.pipeline.rubrics import new_authoring, open_rubric, save_rubric
from workbook.rubric import Rubric
from workbook.rubric_diff import Change, rubric_changes

DIFF = "diff"


def rubrics_command(lang: LangOption = Lang.vi, json: JsonOption = False) -> int:
    def action() -> Answer:
        loaded = [load_rubric(rubric_path(name))[0] for name in shipped_rubrics()]
        rows = [
            {
                "id": rubric.id,
                "title": rubric.title,
                "version": rubric.version,
                "groups": [group.id for group in rubric.groups],
                "criteria": len(rubric.leaves()),
            }
            for rubric in loaded
        ]
        return Answer({"rubrics": rows}, lambda: _print_rubrics(loaded, lang))

    return run("rubrics", action, lang, json)


def _print_rubrics(rubrics: Sequence[Rubric], lang: str) -> None:
    words = WORDS[lang]
    columns = [Column(words["id"]), Column(words["title"])]
    columns += [Column(words[key], "right") for key in ("groups", "leaves")]
    rows = [(rubric.id, rubric.title, len(rubric.groups), len(rubric.leaves())) for rubric in rubrics]
    console.table(words["rubrics"], columns, rows)
    console.say(words["after_rubrics"])


# ---------------------------------------------------------------- rubric
def rubric_command(
    name: Annotated[str, typer.Argument(metavar="FILE|ID", show_default=False)] = "",
    others: Annotated[list[str] | None, typer.Argument(metavar="A B", show_default=False)] = None,
    template: Annotated[bool, typer.Option("--template", metavar="")] = False,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", metavar="")] = False,
    schema: Annotated[bool, typer.Option("--schema", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    given = others or []
    if schema:
        console.print_json(rubric_schema())
        return 0
    if not name:
        raise typer.BadParameter("Missing argument 'FILE|ID'.")
    if name == DIFF and len(given) < 2:
        raise typer.BadParameter(f"Missing argument '{'A B' if not given else 'B'}'.")
    if len(given) > 2 or (given and name != DIFF):
        raise typer.BadParameter(f"Got unexpected extra argument ({given[-1] if name == DIFF else given[0]})")
    if name == DIFF and given:
        return run("rubric diff", lambda: _diff(given[0], given[1], lang), lang, json)
    if template:
        return run("rubric --to", lambda: _template(Path(name), lang, force=force), lang, json)
    if to is not None:
        return run("rubric --to", lambda: _to(name, to, lang, force=force), lang, json)
    return run("rubric", lambda: _view(name, lang), lang, json)


def _view(name: str, lang: str) -> Answer:
    opened = open_rubric(name)

    def show() -> None:
        print_rubric(opened.rubric, lang)
        console.print_findings(opened.findings, lang)

    return Answer({"rubric": rubric_as_data(opened.rubric, lang)}, show, opened.findings)


def _template(target: Path, lang: str, *, force: bool) -> Answer:
    path = new_authoring(target, lang, force=force)
    text = WORDS[lang]["made_template"].format(path=path, typed=as_typed(path))
    return Answer({"file": str(path)}, lambda: console.say(text, whole=True))


def _to(name: str, target: Path, lang: str, *, force: bool) -> Answer:
    saved = save_rubric(name, target, lang, force=force)

    def show() -> None:
        console.say(WORDS[lang]["wrote"].format(path=saved.path), whole=True)
        console.print_findings(saved.findings, lang)

    return Answer({"file": str(saved.path)}, show, saved.findings)


def as_typed(path: Path) -> str:
    """A path as it is typed into a command."""
    return f'"{path}"' if " " in str(path) else str(path)


# ---------------------------------------------------------------- diff
def _diff(old_name: str, new_name: str, lang: str) -> Answer:
    old, new = (open_rubric(name).rubric for name in (old_name, new_name))
    changes = rubric_changes(old, new)
    document = {
        "old": _identity(old, old_name),
        "new": _identity(new, new_name),
        "changes": [{"part": one.part, "id": one.id or None, "text": _text(one, lang)} for one in changes],
    }
    return Answer(document, lambda: _print_changes(old, new, changes, lang))


def _identity(rubric: Rubric, name: str) -> dict[str, Any]:
    return {"file": name, "id": rubric.id, "version": rubric.version}


def _text(change: Change, lang: str) -> str:
    return change.words.vi if lang == "vi" else change.words.en


def _print_changes(old: Rubric, new: Rubric, changes: Sequence[Change], lang: str) -> None:
    words = WORDS[lang]
    console.say(words["diff_of"].format(old=_named(old), new=_named(new)), "bold")
    if not changes:
        console.say(words["diff_none"])
        return
    for part, found in groupby(changes, key=lambda one: one.part):
        console.say(words[f"diff_{part}"], "bold")
        for change in found:
            console.say(f"  - {_text(change, lang)}", whole=True)
    console.say(words["diff_count"].format(count=len(changes)))


def _named(rubric: Rubric) -> str:
    return f"{rubric.id} ({rubric.version})"
