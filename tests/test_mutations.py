"""A sample of the mutations: every kind twice on each layout. All of them: make mutate."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from tests.mutations.__main__ import jobs, page, rate
from tests.mutations.catalogue import KINDS
from tests.mutations.judging import Judged, false_alarms, mutate, verdict
from tests.mutations.kinds import Mutant, Where
from tests.mutations.subjects import Subject, subjects
from workbook.catalogue import form as said
from workbook.excel.write import write_book
from workbook.findings import Check
from workbook.pipeline.judging import judge

FAMILIES = (
    "input", "label", "formula", "result", "validation", "lock", "looks", "row", "column", "sheet", "identity", "file",
    "two at once",
)  # fmt: skip


def test_untouched_ballots_raise_no_alarm() -> None:
    assert false_alarms() == []


def test_the_catalogue_is_as_large_as_was_asked() -> None:
    assert len(KINDS) >= 60
    assert {kind.family for kind in KINDS.values()} == set(FAMILIES)


def _applied(name: str, subject: Subject) -> list[Judged]:
    """Twice, from seeds that stay the same; a seed whose ballot has no place for the kind is passed over."""
    found = (mutate(KINDS[name], subject, f"sample.{number}") for number in range(4))
    return [one for one in found if one.outcome != "not applicable"][:2]


@pytest.mark.parametrize("name", KINDS)
def test_a_mutation_is_reported_or_proved_harmless(name: str) -> None:
    kind = KINDS[name]
    for layout in kind.layouts:
        # One ballot of the two is enough for a sample, whichever the kind applies to.
        found = next((found for each in subjects() if each.layout == layout if (found := _applied(name, each))), [])
        assert found, f"{name} never applies to {layout}"
        assert [one.why for one in found if one.outcome == "missed"] == []


REPEATED = (
    "another legal figure", "a bit flipped", "a row deleted", "another seal", "a part of the zip twice",
    "parts packed in a way that Excel does not know", "parts not packed at all",
)  # fmt: skip


@pytest.mark.parametrize("name", REPEATED)
def test_a_seed_makes_the_same_file_at_any_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = subjects()[0]
    first = KINDS[name].make(Random("7"), subject)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    second = KINDS[name].make(Random("7"), subject)
    assert first is not None and second is not None and first.data == second.data


def test_what_is_silent_and_changes_the_ballot_is_a_miss() -> None:
    """The judge itself: a figure changed is no harmless change, and a finding elsewhere is not the one wanted."""
    subject = subjects()[0]
    entry = next(one for one in subject.entries if one.is_open and isinstance(one.score, Decimal))
    other = replace(subject.ballot, scores={**subject.ballot.scores, entry.cell: Decimal(0)})
    data = write_book(subject.redrawn(other))
    checked = judge(subject.context, data, "phieu.xlsx")

    def outcome(**more: object) -> str:
        return verdict(subject, Mutant(data, "zero", **more), checked)[0]  # type: ignore[arg-type]

    checks: tuple[Check, ...] = (said.SHOWN_DIFFERS,)
    assert outcome(harmless=True) == "missed"
    assert outcome(said=checks) == "missed"
    assert outcome(ballot=other, said=checks, at=(Where("x"),)) == "missed"
    assert outcome(ballot=other, follows=True) == "followed"


def test_jobs_are_spread_evenly_and_numbers_are_never_rounded_up() -> None:
    work = jobs(3000, 1)
    assert len(work) >= 3000 and len(set(work)) == len(work)
    assert len(set(Counter((name, subject) for name, subject, _ in work).values())) == 1
    name = next(iter(KINDS))
    results = [Judged(name, "m", str(n), "missed" if n == 0 else "reported") for n in range(20_000)]
    assert rate(results) == (19_999, 20_000)
    assert "**99.99 %**" in page(results, 1)
