"""The command log: what happened to a round, in words, and whether it is still what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, Document, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.cli.words import WORDS
from workbook.findings import errors, fact_text
from workbook.model import Round
from workbook.pipeline.folder import unit_of
from workbook.pipeline.history import History, head_text, history
from workbook.pipeline.recorded import codes_in
from workbook.register.chain import Entry

_METHODS = {
    "vi": {
        "mean": "trung bình cộng",
        "trimmed": "trung bình bỏ điểm cao nhất, thấp nhất",
        "median": "trung vị",
        "weighted": "trung bình có trọng số",
    },
    "en": {"mean": "mean", "trimmed": "trimmed mean", "median": "median", "weighted": "weighted mean"},
}
_DECISIONS = ("waivers", "ties", "choices", "conclusions", "discussed")


def log_command(
    folder: RoundArgument,
    verify: Annotated[bool, typer.Option("--verify", metavar="")] = False,
    head: Annotated[list[str] | None, typer.Option("--head", metavar="NUMBER:HASH", show_default=False)] = None,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        made = history(folder, verify=verify, heads=head or ())
        typed = f'"{folder}"' if " " in str(folder) else str(folder)
        return Answer(_as_data(made), lambda: _print(made, typed, lang), made.findings)

    return run("log", action, lang, json)


def _as_data(made: History) -> Document:
    entries = [entry._asdict() | {"body": entry.data} for entry in made.entries]
    head = {"number": made.head.number, "hash": made.head.hash} if made.head else None
    return {"entries": entries, "head": head, "verified": made.verified}


def _print(made: History, typed: str, lang: str) -> None:
    words = WORDS[lang]
    console.say(made.round.title, "bold")
    if made.entries:
        titles = [Column(words["log_number"], "right")]
        titles += [Column(words[f"log_{title}"]) for title in ("at", "what", "who", "file", "more")]
        console.table("", titles, [_row(entry, made.round, lang) for entry in made.entries])
        zone = datetime.now().astimezone().strftime("%z")
        console.say(words["log_zone"].format(zone=f"{zone[:3]}:{zone[3:]}"))
    else:
        console.say(words["log_empty"])
    console.print_findings(made.findings, lang)
    if made.verified is not None and (made.entries or made.findings):  # of nothing there is nothing to be said
        console.say(words[_state(made)], "bold")
    if made.head:
        console.say(words["log_head"].format(head=head_text(made.head)), whole=True)
        console.say(words["log_then"].format(folder=typed, head=head_text(made.head)), whole=True)


def _state(made: History) -> str:
    if made.verified:
        return "log_whole"
    return "log_broken" if errors(made.findings) else "log_doubtful"


def _row(entry: Entry, round_: Round, lang: str) -> tuple[object, ...]:
    """An entry as a line of the table. Its text is data, and of a log that was tampered with any text may be there."""
    words = WORDS[lang]
    what = words.get(f"log_{entry.kind}", str(entry.kind))
    if entry.kind in ("issued", "received") and entry.issue:
        what = words["log_of_issue"].format(what=what, issue=entry.issue)
    file = f"{entry.name} ({str(entry.file)[:8]})" if entry.file else entry.name
    texts = _local(entry.at, lang), what, _who(entry, round_), file, "; ".join(_details(entry, lang))
    return entry.number, *(fact_text(text, lang) for text in texts)


def _local(at: str, lang: str) -> str:
    try:
        moment = datetime.fromisoformat(at).astimezone()
    except (ValueError, TypeError, OverflowError, OSError):
        return str(at)
    return moment.strftime("%d/%m/%Y %H:%M:%S" if lang == "vi" else "%Y-%m-%d %H:%M:%S")


def _who(entry: Entry, round_: Round) -> str:
    """The scorer's name, where the round still knows him."""
    scorer = str(entry.scorer)
    unit = unit_of(scorer)
    known = round_.members if unit is None else round_.units
    return next((f"{one.name} ({one.id})" for one in known if one.id == (unit or scorer)), unit or scorer)


def _details(entry: Entry, lang: str) -> Iterator[str]:
    """What of an entry's body is worth a line; a key that an older version did not write is left out."""
    words, body = WORDS[lang], entry.data
    if entry.kind == "received":
        if body.get("counts") is False:
            yield words["log_held"]
        elif isinstance(body.get("counted"), bool):
            yield words["counted" if body["counted"] else "not_counted"]
        yield from _verdict(body, lang)
        if body.get("supersedes"):
            yield words["log_supersedes"].format(file=str(body["supersedes"])[:8])
    elif entry.kind == "refused":
        yield from _codes(body)
    elif entry.kind == "decisions":
        counts = {key: len(body[key]) for key in _DECISIONS if isinstance(body.get(key), list) and body[key]}
        yield from (words[f"log_{key}"].format(count=count) for key, count in counts.items())
        if isinstance(body.get("second_ballot"), str):
            policy = body["second_ballot"]
            yield words["log_second"].format(policy=words.get(f"policy_{policy}", policy))
        combine = body.get("combine")
        if isinstance(combine, dict) and isinstance(combine.get("method"), str):
            method = combine["method"]
            yield words["log_combine"].format(method=_METHODS[lang].get(method, method))
    elif entry.kind == "result":
        if "number" in body:
            yield words["log_result_number"].format(number=body["number"])
        if body.get("provisional"):
            yield words["log_provisional"]


def _verdict(body: dict[str, Any], lang: str) -> Iterator[str]:
    verdict = body.get("verdict")
    if isinstance(verdict, str):
        yield WORDS[lang].get(f"verdict_{verdict}", verdict)
    yield from _codes(body)


def _codes(body: dict[str, Any]) -> Iterator[str]:
    if codes := codes_in(body):
        yield ", ".join(codes)
