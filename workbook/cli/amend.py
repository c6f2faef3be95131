"""The command amend: what changed between two results of a round and why, and the draft of its correction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

import typer

from workbook.amendment import Cause, CellChange, LineChange, Said
from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, Document, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.words import WORDS
from workbook.pipeline.amending import Amended, amend_round
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score
from workbook.sheets.amendment_words import Voice
from workbook.years import Line


def amend_command(
    folder: RoundArgument,
    old: Annotated[int | None, typer.Option("--from", metavar="N", show_default=False, min=1)] = None,
    new: Annotated[int | None, typer.Option("--to", metavar="M", show_default=False, min=1)] = None,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        made = amend_round(folder, old, new)
        return Answer(_as_data(made, lang), lambda: _print(made, lang, guessed=old is None), made.findings)

    return run("amend", action, lang, json)


# ---------------------------------------------------------------- as data
def _as_data(made: Amended, lang: str) -> Document:
    voice = made.voice(lang)
    return {
        "from": made.made.old.number,
        "to": made.made.new.number,
        "lines": [_change(voice, change) for change in made.made.changes],
        "idle": [_cause(voice, cause) for cause in made.made.idle],
        "files": [str(path) for path in made.files],
    }


def _change(voice: Voice, change: LineChange) -> Document:
    return {
        "unit": change.unit,
        "what": list(change.what),
        "old": _line(change.old),
        "new": _line(change.new),
        "criteria": [_cell(voice, cell) for cell in change.cells],
        "causes": [_cause(voice, cause) for cause in change.causes],
        "follows": list(change.follows),
        "unexplained": list(change.unexplained),
    }


def _line(line: Line | None) -> Document | None:
    """Figures as texts at their places, as in result.json."""
    if line is None:
        return None
    figures = {key: _text(getattr(line, key)) for key in ("total", "index", "converted")}
    return {"name": line.name, "group": line.group, **figures, "rank": line.rank, "tier": line.tier}


def _cell(voice: Voice, cell: CellChange) -> Document:
    return {
        "criterion": cell.criterion,
        "old": _text(cell.old),
        "new": _text(cell.new),
        "causes": [_cause(voice, cause) for cause in cell.causes],
        "follows": list(cell.after),
    }


def _cause(voice: Voice, cause: Cause) -> Document:
    point = cause.point
    return {
        "kind": point.kind,
        "unit": point.unit or None,
        "criterion": point.criterion or None,
        "member": point.who or None,
        "what": point.what or None,
        "old": _said(cause.old),
        "new": _said(cause.new),
        "broad": cause.broad,
        "words": voice.cause(cause),
    }


def _said(said: Said | None) -> dict[str, Any] | None:
    return None if said is None else said._asdict()


def _text(value: Score) -> str | None:
    return MARK_TEXT if value is NOT_APPLICABLE else f"{value:f}" if isinstance(value, Decimal) else None


# ---------------------------------------------------------------- for people
def _print(made: Amended, lang: str, *, guessed: bool) -> None:
    """`guessed`: nobody said which result was published."""
    voice = made.voice(lang)
    words = voice.words
    if made.made.changes:
        console.say(words.say("heading", old=made.made.old.number, new=made.made.new.number), "bold")
        if guessed:
            console.say(words.say("taken", old=made.made.old.number))
        columns = [Column(words.words[key]) for key in ("unit", "change", "why")]
        groups = dict.fromkeys(change.line.group for change in made.made.changes)
        for group in groups:
            own = [change for change in made.made.changes if change.line.group == group]
            heading = words.say("band", group=voice.group(group), count=len(own))
            console.table(heading, columns, [_row(voice, change) for change in own])
        console.say(words.say("summary", count=len(made.made.changes)))
    if made.made.idle:
        told = dict.fromkeys(voice.cause(cause) for cause in made.made.idle)
        console.say(words.say("idle", causes="; ".join(told)))
    console.print_findings(made.findings, lang)
    for path in made.files:
        console.say(WORDS[lang]["wrote"].format(path=path), whole=True)
    if made.files:
        console.say(words.words["draft_next"])


def _row(voice: Voice, change: LineChange) -> Sequence[str]:
    why = (voice.words.say("mark", text=text) for text in voice.reasons(change))
    return change.line.name, "\n".join(voice.changed(change)), "\n".join(why)
