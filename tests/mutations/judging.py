"""One mutated file against what must come of it: reported, followed, harmless, or missed."""

from __future__ import annotations

from random import Random
from typing import Literal, NamedTuple

from tests.mutations.kinds import Kind, Mutant, Where
from tests.mutations.subjects import FILE, Subject, subjects
from workbook.findings import NOTE, Finding
from workbook.model import Ballot
from workbook.pipeline.judging import Checked, judge

Outcome = Literal["reported", "followed", "harmless", "missed", "not applicable"]


class Judged(NamedTuple):
    """What came of one mutation; `why` says what is wrong with it, "" where nothing is."""

    kind: str
    subject: str
    seed: str
    outcome: Outcome
    why: str = ""


def mutate(kind: Kind, subject: Subject, seed: str) -> Judged:
    """Make the mutation of this seed and judge it. The same seed makes the same file."""
    mutant = kind.make(Random(f"{kind.name}|{subject.name}|{seed}"), subject)
    if mutant is None:
        return Judged(kind.name, subject.name, seed, "not applicable")
    try:
        checked = judge(subject.context, mutant.data, FILE)
    except Exception as error:  # a traceback is the worst of all answers, and one miss must not stop the rest
        return Judged(kind.name, subject.name, seed, "missed", f"{mutant.what}: {error!r}")
    outcome, why = verdict(subject, mutant, checked)
    return Judged(kind.name, subject.name, seed, outcome, f"{mutant.what}: {why}" if why else "")


def verdict(subject: Subject, mutant: Mutant, checked: Checked) -> tuple[Outcome, str]:
    if checked.counted and (wrong := _changed(subject, mutant, checked)):
        return "missed", wrong
    found = [one for one in checked.findings if one.check in mutant.said]
    if any(_is_at(one, where) for one in found for where in mutant.at):
        return "reported", ""
    if found:
        return "missed", f"told elsewhere: {_told(found)}; it should be {_places(mutant)}"
    if mutant.follows and not checked.findings and checked.counted:
        return "followed", ""
    if mutant.harmless and checked.counted:
        alarms = [one for one in checked.findings if one.severity > NOTE]
        return ("missed", f"a false alarm: {_told(alarms)}") if alarms else ("harmless", "")
    codes = ", ".join(check.code for check in mutant.said) or "nothing"
    return "missed", f"{codes} {_places(mutant)} expected; told: {_told(checked.findings) or 'nothing'}"


def _changed(subject: Subject, mutant: Mutant, checked: Checked) -> str:
    """What counts and is not what it must be; "" where all of it is."""
    base, wanted = subject.base, mutant.ballot or subject.ballot
    assert checked.taken and base.taken and checked.passport and base.passport
    if difference := differs(wanted, checked.taken.ballot):
        return f"the ballot counts with {difference}"
    if mutant.ballot is None and not mutant.unread:
        right = [base.taken.controls]
    else:
        # Whether a sheet's own sums take a text in depends on whether it was computed since.
        right = [subject.controls(wanted, unread) for unread in {mutant.unread, ()}]
    if checked.taken.controls not in right:
        return f"the control totals are {dict(checked.taken.controls)}, not {dict(right[0])}"
    if checked.passport._replace(sheet="") != base.passport._replace(sheet=""):
        return f"it counts as {checked.passport}"
    return "another issue" if checked.issue != base.issue else ""


def differs(wanted: Ballot, found: Ballot) -> str:
    """Where two ballots differ, "" where they do not."""
    if (wanted.member, wanted.issue) != (found.member, found.issue):
        return f"{found.member}, issue {found.issue}"
    for name in ("scores", "notes", "remarks", "links"):
        one, other = getattr(wanted, name), getattr(found, name)
        for key in sorted({*one, *other}, key=str):
            if one.get(key) != other.get(key) or (key in one) != (key in other):
                return f"{name} {key}: {other.get(key)!r}, not {one.get(key)!r}"
    return ""


def _is_at(found: Finding, where: Where) -> bool:
    at = found.at
    pairs = ((at.sheet, where.sheet), (at.cell, where.cell), (at.unit, where.unit), (at.criterion, where.criterion))
    return all(not wanted or wanted == there for there, wanted in pairs)


def _told(findings: list[Finding] | tuple[Finding, ...]) -> str:
    return "; ".join(f"{one.code} {one.at.sheet or ''}!{one.at.cell or ''} {one.at.unit or ''}" for one in findings[:4])


def _places(mutant: Mutant) -> str:
    return " or ".join("/".join(part for part in where if part) or "anywhere" for where in mutant.at[:4])


# ---------------------------------------------------------------- untouched
def false_alarms() -> list[str]:
    """Findings above a note on untouched ballots, of which there may be none."""
    alarms = []
    for subject in subjects():
        told = [one for one in subject.base.findings if one.severity > NOTE]
        if told or not subject.base.counted:
            alarms.append(f"{subject.name}: {_told(told)}")
        assert subject.base.taken is not None
        if difference := differs(subject.ballot, subject.base.taken.ballot):
            alarms.append(f"{subject.name}: {difference}")
    return alarms
