"""Which of one scorer's ballots counts: policies, decisions, ballots that come late."""

from __future__ import annotations

import pytest

from tests.sample import choice
from workbook.model import SecondBallot
from workbook.pipeline.counting import counting, newest
from workbook.pipeline.folder import Received

TEN, NOON = "2026-11-20T10:00:00+00:00", "2026-11-20T12:00:00+00:00"


def line(name: str, issue: int = 1, saved: str = "", sound: bool = True) -> Received:
    return Received(name * 32, f"{name}.xlsx", "TV-01", issue, sound=sound, saved=saved)


A, B = line("a"), line("b")
LATE, EARLY = line("c", saved=NOON), line("d", saved=TEN)
WRONG = line("e", sound=False)


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
        ([LATE, A, EARLY], A),  # a file without a time between them does not make the early one newer
        ([EARLY, A, LATE], LATE),
        ([line("f", 1, NOON), line("g", 2), line("h", 2, TEN)], line("h", 2, TEN)),  # of another issue no time counts
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
        ("ask", [WRONG], WRONG),
        (
            "ask",
            [WRONG, line("f", sound=False)],
            line("f", sound=False),
        ),  # to be corrected
        ("ask", [A, WRONG], None),  # a faulty one takes no sound one's place unasked
        ("ask", [WRONG, A, line("f", sound=False)], None),
        ("ask", [line("f", 2, sound=False), A], None),  # the only sound one, but not the newest
        ("ask", [line("f", 2), WRONG], line("f", 2)),  # an older faulty one changes nothing
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
