"""The command desk: the control workbook of a round, and the add-in in Excel's own folder."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from workbook.catalogue import desk_install as said
from workbook.cli import console
from workbook.cli.desk_install import ACTIONS, desk_action
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, run
from workbook.findings import Place, Refused, finding
from workbook.pipeline.desking import make_desk
from workbook.template import load_template


def desk_command(
    what: Annotated[str, typer.Argument(metavar="ROUND|install|remove|status")],
    plain: Annotated[bool, typer.Option("--plain", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    """A folder that is called as an action is meant with its path: ./install."""
    if what in ACTIONS and not plain:
        return desk_action(what, lang, json)

    def action() -> Answer:
        if what in ACTIONS:
            raise Refused([finding(said.PLAIN_ALONE, Place(), action=what)])
        if not Path(what).exists() and (meant := get_close_matches(what.lower(), ACTIONS, 1)):
            raise Refused([finding(said.ACTION_UNKNOWN, Place(), path=what, action=meant[0])])
        made = make_desk(Path(what), plain=plain, system=sys.platform, interpreter=sys.executable)
        words = load_template("desk", lang)

        def show() -> None:
            console.print_findings(made.findings, lang)
            console.say(words.say("desk_opening" if made.new else "desk_same", path=made.path), whole=True)
            console.say(words.words["desk_open_plain" if plain else "desk_open_it"])

        return Answer({"file": str(made.path), "plain": plain, "new": made.new}, show, made.findings)

    return run("desk", action, lang, json)
