"""Commands on rounds: new, generate, status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.catalogue.panel import BALLOT_MISSING
from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.words import WORDS
from workbook.findings import errors
from workbook.pipeline.collected import MemberStatus, RefusedFile, refused_files, status, strays_in
from workbook.pipeline.folder import UNIT
from workbook.pipeline.judging import RoundContext, open_round
from workbook.pipeline.keeping import kept_faults
from workbook.pipeline.publishing import assess
from workbook.pipeline.self_scoring import self_scored, unit_status
from workbook.pipeline.sending import SentBallot, generate
from workbook.pipeline.starting import lists_of, new_round
from workbook.template import load_template

_MOST_NAMES = 10


def new_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    rubric: Annotated[str, typer.Option("--rubric", metavar="FILE|ID")],
    lists: Annotated[bool, typer.Option("--lists", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        path = new_round(folder, rubric, lang, lists=lists)
        text = WORDS[lang]["made_round"].format(path=path, folder=_as_typed(folder))
        written = lists_of(path, lang) if lists else ()
        if written:
            text = load_template("lists", lang).say(
                "made", path=path, units=written[0].name, members=written[1].name, folder=_as_typed(folder)
            )
        if (own := path.parent / "rubric.toml").exists():
            text = WORDS[lang]["made_rubric"].format(path=own) + "\n" + text
        return Answer(
            {"file": str(path), "lists": [str(one) for one in written]}, lambda: console.say(text, whole=True)
        )

    return run("new", action, lang, json)


def _as_typed(path: Path) -> str:
    """A path as it is typed into a command."""
    return f'"{path}"' if " " in str(path) else str(path)


# ---------------------------------------------------------------- generate
class Audience(StrEnum):
    """For whom workbooks are made."""

    members = "members"
    units = "units"


def generate_command(
    folder: RoundArgument,
    for_: Annotated[Audience, typer.Option("--for", metavar="members|units", show_default=False)] = Audience.members,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        with console.progress_bar(WORDS[lang]["generating"], None, json) as step:
            made = generate(folder, step, "units" if for_ is Audience.units else "members")
        ballots = [_sent_as_data(sent) for sent in made.sent]

        def show() -> None:
            _print_sent(made.sent, folder, lang, for_)
            console.print_findings(made.findings, lang)

        return Answer({"ballots": ballots}, show, made.findings)

    return run("generate", action, lang, json)


def _sent_as_data(sent: SentBallot) -> dict[str, Any]:
    """`member` as in the passport ("unit:..." for a unit), `unit` the unit's id; None for a member."""
    unit = sent.member.id if sent.scorer == "unit" else None
    member = sent.member.id if unit is None else UNIT + unit
    return {"member": member, "unit": unit, "file": str(sent.path), "issue": sent.number, "new": sent.new}


def _print_sent(sent: Sequence[SentBallot], folder: Path, lang: str, for_: Audience) -> None:
    words = WORDS[lang]
    of_units = for_ is Audience.units
    columns = [
        Column(words["unit" if of_units else "member"]),
        Column(words["file"]),
        Column(words["issue"], "right"),
        Column(words["state"]),
    ]
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
    text = words["after_generate_units" if of_units else "after_generate"].format(
        folder=folder / "sent", new=new, same=len(sent) - new
    )
    console.say(text, whole=True)
    console.say(words["then_import"].format(folder=_as_typed(folder)), whole=True)


# ---------------------------------------------------------------- status
def status_command(folder: RoundArgument, lang: LangOption = Lang.vi, json: JsonOption = False) -> int:
    def action() -> Answer:
        context = open_round(folder)
        lines = status(context)
        given = self_scored(context)
        units, of_units = unit_status(context, given), given.findings
        refused = refused_files(context.folder)
        altered = tuple(kept_faults(context.folder, context.folder.logged("issued")).values())
        # Of a member recorded as absent nothing is expected, and nothing that came counts.
        judged = [line.checked for line in lines if line.checked and line.member.absent is None]
        found = tuple(found for checked in judged for found in checked.findings)

        def show() -> None:
            # PANEL-001, a ballot that is still missing, stands in the table itself.
            faults = [fault for fault in errors(assess(context, given).causes) if fault.code != BALLOT_MISSING.code]
            _print_status(context, lines, folder, lang, ready=not faults)
            if units:
                _print_units(units, folder, lang)
            if refused:
                console.say(WORDS[lang]["refused_files"].format(names=_names(refused, lang)))
            console.print_findings([*altered, *faults, *strays_in(context.folder), *of_units], lang)

        data = {
            "members": [_status_as_data(line) for line in lines],
            "units": [_unit_as_data(line) for line in units],
            "refused": [one._asdict() for one in refused],
        }
        return Answer(data, show, (*context.findings, *altered, *found, *of_units))

    return run("status", action, lang, json)


def _names(refused: Sequence[RefusedFile], lang: str) -> str:
    """The newest names, and how many there are beside them."""
    names = "; ".join(one.name for one in refused[-_MOST_NAMES:])
    more = len(refused) - _MOST_NAMES
    return f"{names}; {WORDS[lang]['and_more'].format(count=more)}" if more > 0 else names


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


def _unit_as_data(line: MemberStatus) -> dict[str, Any]:
    """A unit that scores itself: the same keys, its id under `unit`."""
    made = _status_as_data(line)
    return {"unit": made.pop("member"), **{key: value for key, value in made.items() if key != "absent"}}


def _print_units(lines: Sequence[MemberStatus], folder: Path, lang: str) -> None:
    """Self-scores: the units that have not returned one, or one that cannot be used."""
    words = WORDS[lang]
    columns = [Column(words["unit"]), Column(words["issued"], "right"), Column(words["returned"], "right")]
    rows = [
        (
            f"{line.member.name} ({line.member.id})",
            ", ".join(map(str, line.issued)) or "-",
            line.returned or "-",
            words["self_used"] if line.kind == "counted" else _state(line, lang),
        )
        for line in lines
        if line.kind != "counted" or len(lines) <= 20
    ]
    console.say(words["self_scores"], "bold")
    if rows:
        console.table("", [*columns, Column(words["state"])], rows)
    used = sum(line.kind == "counted" for line in lines)
    console.say(words["self_summary"].format(used=used, expected=len(lines)))
    if used:
        console.say(words["then_prefill"].format(folder=_as_typed(folder)), whole=True)


_THEN = {
    "not_sent": "then_generate",
    "not_counted": "then_again",
    "undecided": "then_decide",
    "waiting": "then_wait",
}
"""What is to be done about the members of each kind."""


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
    states = Counter(line.kind for line in lines)
    due = words["due"].format(day=context.round.deadline.strftime("%d/%m/%Y" if lang == "vi" else "%Y-%m-%d"))
    expected = len(lines) - states["absent"]
    console.say(words["summary"].format(counted=states["counted"], expected=expected) + " " + due)
    for kind, then in _THEN.items():
        if states[kind]:
            names = ", ".join(line.member.name for line in lines if line.kind == kind)
            console.say(words[then].format(names=names, folder=_as_typed(folder)), whole=True)
    if states["counted"] == expected and ready:
        console.say(words["then_rank"].format(folder=_as_typed(folder)), whole=True)


def _state(line: MemberStatus, lang: str) -> str:
    text = WORDS[lang][line.kind]
    if line.member.absent is not None:
        return text + f": {line.member.absent}"
    if line.checked is not None and line.checked.findings:
        return f"{text} ({console.count_words(line.checked.findings, lang)})"
    return text
