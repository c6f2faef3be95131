"""Findings: facts now, words later, in two languages; a check that does not fit raises at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from workbook.findings import (
    ERROR,
    NOTE,
    WARNING,
    Check,
    Fact,
    Place,
    Refused,
    Words,
    errors,
    fact_text,
    finding,
    placeholders,
    say,
    worst,
)

HIGH = Check("SCORE-901", ERROR, vi="Điểm {value} quá {max}.", en="{value} is above {max}.")
SOFT = Check("FORM-901", NOTE, vi="Đã dời.", en="Moved.")


def test_the_same_facts_in_two_languages() -> None:
    found = finding(HIGH, Place(cell="D11"), value=Decimal("10.5"), max=Decimal(10))
    assert say(found, "vi") == "Điểm 10,5 quá 10."
    assert say(found, "en") == "10.5 is above 10."
    assert (found.code, found.severity, found.at.cell) == ("SCORE-901", ERROR, "D11")


@pytest.mark.parametrize(
    ("fact", "vi", "en"),
    [
        (None, "(trống)", "(empty)"),
        (Decimal("1000.50"), "1.000,5", "1,000.5"),
        (Decimal(0), "0", "0"),
        (date(2026, 5, 8), "08/05/2026", "2026-05-08"),
        (Words("Hạng", "The rank"), "Hạng", "The rank"),
        (3, "3", "3"),
        ("a\x1b[31m\nb", "a [31m b", "a [31m b"),
        ("{max}", "{max}", "{max}"),
    ],
)
def test_facts_as_words(fact: Fact, vi: str, en: str) -> None:
    assert (fact_text(fact, "vi"), fact_text(fact, "en")) == (vi, en)


def test_an_endless_text_is_cut() -> None:
    assert len(fact_text("x" * 5000, "vi")) == 300


@pytest.mark.parametrize("facts", [{}, {"value": 1}, {"value": 1, "max": 2, "more": 3}])
def test_facts_must_fit_the_words(facts: dict[str, Fact]) -> None:
    with pytest.raises(TypeError, match="SCORE-901"):
        finding(HIGH, Place(), **facts)


@pytest.mark.parametrize("code", ["SCORE-1", "score-001", "SCORES-001", "OTHER-001", "SCORE-0011"])
def test_a_code_is_a_family_and_three_digits(code: str) -> None:
    with pytest.raises(ValueError, match="bad code"):
        Check(code, ERROR, vi="a", en="b")


def test_both_languages_name_the_same_facts() -> None:
    with pytest.raises(ValueError, match="different facts"):
        Check("SCORE-902", ERROR, vi="{a}", en="{b}")
    assert placeholders("{a} và {b}, {a}") == {"a", "b"}


def test_the_worst_and_the_errors() -> None:
    high = finding(HIGH, Place(), value=1, max=0)
    soft = finding(SOFT, Place())
    assert worst([]) is None
    assert worst([soft]) is NOTE
    assert worst([soft, high]) is ERROR > WARNING > NOTE
    assert errors([soft, high, soft]) == (high,)


def test_refused_carries_all_findings() -> None:
    found = [finding(SOFT, Place()), finding(HIGH, Place(), value=1, max=0)]
    refused = Refused(iter(found))
    assert refused.findings == tuple(found)
    assert str(refused) == "FORM-901; SCORE-901"
