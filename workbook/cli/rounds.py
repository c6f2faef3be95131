"""Commands on rubrics and rounds: rubrics, rubric, new, generate, status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.catalogue.panel import BALLOT_MISSING
from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.rubric_view import print_rubric, rubric_as_data
from workbook.cli.words import WORDS
from workbook.findings import errors
from workbook.loading.rubric import load_rubric, rubric_path, rubric_schema, shipped_rubrics
from workbook.model import Rubric
from workbook.pipeline.publishing import assess
from workbook.pipeline.receiving import MemberStatus, RoundContext, open_round, status
from workbook.pipeline.sending import SentBallot, generate
from workbook.pipeline.starting import new_round


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


def rubric_command(
    name: Annotated[str, typer.Argument(metavar="FILE|ID", show_default=False)] = "",
    schema: Annotated[bool, typer.Option("--schema", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    if schema:
        console.print_json(rubric_schema())
        return 0
    if not name:
        raise typer.BadParameter("Missing argument 'FILE|ID'.")

    def action() -> Answer:
        rubric, findings = load_rubric(rubric_path(name))

        def show() -> None:
            print_rubric(rubric, lang)
            console.print_findings(findings, lang)

        return Answer({"rubric": rubric_as_data(rubric)}, show, findings)

    return run("rubric", action, lang, json)


def new_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    rubric: Annotated[str, typer.Option("--rubric", metavar="FILE|ID")],
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        path = new_round(folder, rubric, lang)
        text = WORDS[lang]["made_round"].format(path=path, folder=_as_typed(folder))
        return Answer({"file": str(path)}, lambda: console.say(text, whole=True))

    return run("new", action, lang, json)


def _as_typed(path: Path) -> str:
    """A path as it is typed into a command."""
    return f'"{path}"' if " " in str(path) else str(path)


# ---------------------------------------------------------------- generate
def generate_command(folder: RoundArgument, lang: LangOption = Lang.vi, json: JsonOption = False) -> int:
    def action() -> Answer:
        with console.progress_bar(WORDS[lang]["generating"], None, json) as step:
            made = generate(folder, step)
        ballots = [
            {"member": sent.member.id, "file": str(sent.path), "issue": sent.number, "new": sent.new}
            for sent in made.sent
        ]

        def show() -> None:
            _print_sent(made.sent, folder, lang)
            console.print_findings(made.findings, lang)

        return Answer({"ballots": ballots}, show, made.findings)

    return run("generate", action, lang, json)


def _print_sent(sent: Sequence[SentBallot], folder: Path, lang: str) -> None:
    words = WORDS[lang]
    columns = [Column(words["member"]), Column(words["file"]), Column(words["issue"], "right"), Column(words["state"])]
    rows = [
        (
            f"{one.member.name} ({one.member.id})",
            one.path.name,
            one.number,
            words["sent_new" if one.new else "sent_same"],
        )
        for one in sent
    ]
    console.table("", columns, rows)
    new = sum(one.new for one in sent)
    text = words["after_generate"].format(folder=folder / "sent", new=new, same=len(sent) - new)
    console.say(text, whole=True)
    console.say(words["then_import"].format(folder=_as_typed(folder)), whole=True)


# ---------------------------------------------------------------- status
def status_command(folder: RoundArgument, lang: LangOption = Lang.vi, json: JsonOption = False) -> int:
    def action() -> Answer:
        context = open_round(folder)
        lines = status(folder)
        found = tuple(found for line in lines if line.checked for found in line.checked.findings)

        def show() -> None:
            # PANEL-001, a ballot that is still missing, stands in the table itself.
            faults = [fault for fault in errors(assess(context).causes) if fault.code != BALLOT_MISSING.code]
            _print_status(context, lines, folder, lang, ready=not faults)
            console.print_findings(faults, lang)

        data = [_status_as_data(line) for line in lines]
        return Answer({"members": data}, show, (*context.findings, *found))

    return run("status", action, lang, json)


def _status_as_data(line: MemberStatus) -> dict[str, Any]:
    return {
        "member": line.member.id,
        "name": line.member.name,
        "absent": line.member.absent,
        "issued": list(line.issued),
        "returned": line.returned,
        "file": line.checked.file if line.checked else None,
        "counted": line.checked.counted if line.checked else False,
    }


def _print_status(
    context: RoundContext, lines: Sequence[MemberStatus], folder: Path, lang: str, *, ready: bool
) -> None:
    words = WORDS[lang]
    columns = [Column(words["member"]), Column(words["issued"], "right"), Column(words["returned"], "right")]
    rows = [
        (
            f"{line.member.name} ({line.member.id})",
            ", ".join(map(str, line.issued)) or "-",
            line.returned or "-",
            _state(line, lang),
        )
        for line in lines
    ]
    console.say(context.round.title, "bold")
    console.table("", [*columns, Column(words["state"])], rows)
    states = Counter(_kind(line) for line in lines)
    due = words["due"].format(day=context.round.deadline.strftime("%d/%m/%Y" if lang == "vi" else "%Y-%m-%d"))
    expected = len(lines) - states["absent"]
    console.say(words["summary"].format(counted=states["counted"], expected=expected) + " " + due)
    for kind, then in (("not_sent", "then_generate"), ("not_counted", "then_again"), ("waiting", "then_wait")):
        if states[kind]:
            names = ", ".join(line.member.name for line in lines if _kind(line) == kind)
            console.say(words[then].format(names=names, folder=_as_typed(folder)), whole=True)
    if states["counted"] == expected and ready:
        console.say(words["then_rank"].format(folder=_as_typed(folder)), whole=True)


def _kind(line: MemberStatus) -> str:
    if line.member.absent is not None:
        return "absent"
    if line.checked is None:
        return "waiting" if line.issued else "not_sent"
    return "counted" if line.checked.counted else "not_counted"


def _state(line: MemberStatus, lang: str) -> str:
    text = WORDS[lang][_kind(line)]
    if line.member.absent is not None:
        return text + f": {line.member.absent}"
    if line.checked is not None and line.checked.findings:
        return f"{text} ({console.count_words(line.checked.findings, lang)})"
    return text
