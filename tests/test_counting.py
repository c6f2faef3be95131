"""Which of one scorer's ballots counts: policies, decisions, ballots that come late."""

from __future__ import annotations

from datetime import date

import pytest

from workbook.model import Choice, SecondBallot
from workbook.pipeline.counting import counting, newest
from workbook.pipeline.folder import Received

TEN, NOON = "2026-11-20T10:00:00+00:00", "2026-11-20T12:00:00+00:00"


def line(name: str, issue: int = 1, saved: str = "", counted: bool = True) -> Received:
    return Received(name * 32, f"{name}.xlsx", "TV-01", issue, counted=counted, saved=saved)


def choice(file: str) -> Choice:
    return Choice("TV-01", file, "hỏi lại thành viên", "Tổ thư ký", date(2026, 11, 21))


A, B = line("a"), line("b")
LATE, EARLY = line("c", saved=NOON), line("d", saved=TEN)
WRONG = line("e", counted=False)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([A], A),
        ([A, B], B),
        ([LATE, EARLY], LATE),  # arrived later, saved earlier
        ([EARLY, LATE], LATE),
        ([LATE, A], A),  # without a time of saving the order of arrival stands
        ([line("f", 2), line("g", 1)], line("f", 2)),
        ([line("f", 2, TEN), line("g", 3, TEN), line("h", 2, NOON)], line("g", 3, TEN)),
        ([A, WRONG], WRONG),  # what is wrong in it has to be settled, not passed over
    ],
)
def test_the_newest(lines: list[Received], wanted: Received) -> None:
    assert newest(lines) == counting(lines, "newest").line == wanted


@pytest.mark.parametrize(
    ("policy", "lines", "wanted"),
    [
        ("first", [A, B], A),
        ("first", [WRONG, A, B], A),
        ("first", [WRONG], WRONG),
        ("ask", [A], A),
        ("ask", [WRONG, A], A),  # a corrected ballot leaves no question
        ("ask", [A, B], None),
        ("ask", [A, B, WRONG], None),
    ],
)
def test_the_other_policies(policy: SecondBallot, lines: list[Received], wanted: Received | None) -> None:
    assert counting(lines, policy).line == wanted


@pytest.mark.parametrize("policy", ["newest", "first", "ask"])
def test_a_decision_stands_over_every_policy(policy: SecondBallot) -> None:
    for chosen in (A, B):
        made = counting([A, B], policy, choice(chosen.hash[:8]))
        assert made.line == chosen and made.choice is not None
    assert counting([A, B], policy, choice("01234567")).line is None
