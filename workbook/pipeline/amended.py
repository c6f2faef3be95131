"""Numbered results as `amendment` compares them: their lines, what they hold, and what the register tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from workbook.amendment import Point, Result, Said
from workbook.catalogue import kept as said_of_kept
from workbook.findings import Place, Refused, finding
from workbook.model import Choice
from workbook.pipeline.counting import counting
from workbook.pipeline.evidence import Counted
from workbook.pipeline.folder import Folder, Received, received_in, unit_of
from workbook.pipeline.numbered import Evidenced, Numbered
from workbook.pipeline.recorded import ballot_from_data
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, tidy
from workbook.register.chain import Entry, canonical
from workbook.rubric import leaf_of

BLANK = ""
"""What a blank cell of a ballot is recorded as: it is there, and nothing stands in it."""


def result_of(folder: Folder, numbered: Evidenced) -> Result:
    """A result with everything that is known of what it stands on."""
    decided = _decided(folder, numbered.entry)
    basis = numbered.basis
    ballots = basis.ballots if basis is not None else tuple(_ballots_then(folder, numbered.entry, decided))
    points: dict[Point, Said] = dict(basis.points) if basis is not None else {}
    points |= dict(_of_lines(numbered.result))
    points |= dict(_of_decisions(decided, numbered.entry))
    points |= {Point("ballot", who=one.member): Said(one.hash) for one in ballots}
    for one in ballots:
        points |= dict(_of_ballot(folder, one))
    return Result(numbered.result.number, numbered.result.lines, points, basis.values if basis is not None else None)


def _of_lines(numbered: Numbered) -> Iterator[tuple[Point, Said]]:
    yield Point("version"), Said(numbered.version)
    for line in numbered.lines:
        yield Point("name", line.unit), Said(line.name)
        yield Point("group", line.unit), Said(line.group)


# ---------------------------------------------------------------- what the register tells
def _decided(folder: Folder, result: Entry) -> tuple[dict[str, Any], int]:
    """The decisions that were in force when the result was written, and the number of their entry."""
    before = [entry for entry in folder.logged("decisions") if entry.number < result.number]
    return (before[-1].data, before[-1].number) if before else ({}, result.number)


def _of_decisions(decided: tuple[dict[str, Any], int], result: Entry) -> Iterator[tuple[Point, Said]]:
    body, number = decided
    try:
        yield Point("combine"), Said(canonical(body.get("combine", {})))
        for one in body.get("waivers", []):
            at = Point("waiver", str(one["unit"]), str(one["criterion"]), str(one["member"] or ""), str(one["check"]))
            yield at, Said(reason=str(one["reason"]), by=str(one["by"]))
        for one in body.get("conclusions", []):
            at = Point("conclusion", str(one["unit"]), str(one["criterion"]))
            yield at, Said(str(one["points"]), str(one["reason"]), str(one["by"]))
        for one in body.get("ties", []):
            at = Point("tie", what=" ".join(sorted(map(str, one["units"]))))
            order = " ".join(map(str, one["units"]))
            yield at, Said(f"{one['kind']} {order}", str(one["reason"]), str(one["by"]))
        for one in body.get("choices", []):
            yield Point("choice", who=str(one["member"])), Said(str(one["file"]), str(one["reason"]), str(one["by"]))
    except (KeyError, TypeError, AttributeError):
        raise _broken(number) from None


def _ballots_then(folder: Folder, result: Entry, decided: tuple[dict[str, Any], int]) -> Iterator[Counted]:
    """The ballots that counted when the result was written, told anew: the result itself does not tell them."""
    lines: dict[str, list[Received]] = {}
    for entry in folder.logged("received"):
        if entry.number < result.number and unit_of(str(entry.scorer)) is None:
            lines.setdefault(str(entry.scorer), []).append(received_in(entry))
    body, number = decided
    try:
        choices = {one.member: one for one in map(_choice, body.get("choices", []))}
    except (KeyError, TypeError, AttributeError, ValueError):
        raise _broken(number) from None
    policy = body.get("second_ballot")
    for member, own in lines.items():
        line = counting(own, policy if policy in ("first", "ask") else "newest", choices.get(member)).line
        if line is not None:
            yield Counted(member, line.issue, line.hash)


def _choice(one: dict[str, Any]) -> Choice:
    member, file, reason, by = (str(one[key]) for key in ("member", "file", "reason", "by"))
    return Choice(member, file, reason, by, date.fromisoformat(str(one["when"])))


def _of_ballot(folder: Folder, counted: Counted) -> Iterator[tuple[Point, Said]]:
    """What a member typed, as it was read when it came."""
    own = (one for one in folder.logged("received") if (one.scorer, one.file) == (counted.member, counted.hash))
    entry = next(own, None)
    if entry is None:
        return
    try:
        ballot = ballot_from_data(entry.data["ballot"])
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise _broken(entry.number) from None
    for (unit, name), score in ballot.scores.items():
        yield Point("score", unit, leaf_of(name), counted.member, name), Said(_text(score))


def _text(score: Score) -> str:
    return BLANK if score is None else MARK_TEXT if score is NOT_APPLICABLE else f"{tidy(score):f}"


def _broken(number: int) -> Refused:
    return Refused([finding(said_of_kept.CHAIN_BROKEN, Place(), number=number)])
