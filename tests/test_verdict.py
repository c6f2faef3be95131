"""The verdict on one returned file: families and severities in, one word out."""

from __future__ import annotations

import pytest

from tests.sample import FILE
from workbook.catalogue import ballot, cell, file, form, panel, score
from workbook.catalogue import form as said
from workbook.cli.words import WORDS
from workbook.findings import ERROR, NOTE, WARNING, Check, Finding, Place, Severity
from workbook.verdict import Verdict, verdict_of


def found(*checks: Check) -> list[Finding]:
    return [Finding(check, Place(file=FILE)) for check in checks]


VERDICTS: list[tuple[tuple[Check, ...], Verdict]] = [
    ((), Verdict.CLEAN),
    ((score.ABOVE_MAX, ballot.MISSING), Verdict.CLEAN),
    ((panel.NO_LONGER_MEMBER,), Verdict.CLEAN),
    ((said.VALUES_ONLY,), Verdict.CLEAN),
    ((said.FOREIGN_SHEET,), Verdict.HARMLESS),
    ((said.MOVED, said.COMMENT, said.HIGHLIGHTS_CHANGED), Verdict.HARMLESS),
    ((cell.UNDERSTOOD, score.ABOVE_MAX), Verdict.HARMLESS),
    ((said.LABEL_CHANGED, said.MOVED), Verdict.REPAIRABLE),
    ((said.GUARDS_GONE,), Verdict.REPAIRABLE),
    ((said.UNIT_NOT_HIS, ballot.MISSING), Verdict.REPAIRABLE),
    ((said.LABEL_CHANGED, said.KEY_TWICE), Verdict.REFUSED),
    ((cell.AMBIGUOUS,), Verdict.REFUSED),
    ((file.DAMAGED,), Verdict.REFUSED),
]


@pytest.mark.parametrize(("checks", "right"), VERDICTS)
def test_a_files_verdict(checks: tuple[Check, ...], right: Verdict) -> None:
    assert verdict_of(found(*checks)) is right
    assert verdict_of(found(*reversed(checks))) is right


def test_a_waived_finding_counts_as_what_it_was_lowered_to() -> None:
    (one,) = found(cell.AMBIGUOUS)
    assert verdict_of([Finding(one.check, one.at, {}, WARNING)]) is Verdict.REPAIRABLE


def test_each_verdict_has_words_in_both_languages() -> None:
    for words in WORDS.values():
        assert len({words[f"verdict_{verdict.value}"] for verdict in Verdict}) == len(Verdict)


LOOKS = {
    said.FOREIGN_SHEET, said.MOVED, said.HIGHLIGHTS_CHANGED, said.INPUTS_HIDDEN, said.SHEET_HIDDEN, said.NAMES_ADDED,
    said.COMMENT, said.PRINT_MERGED,
}  # fmt: skip
"""What changes nothing of ours: moved, hidden, merged, coloured, added."""
NO_CHANGES = {said.SHOWN_HALF, said.OLDER_ISSUE, said.VALUES_ONLY}


def test_only_looks_are_harmless_in_a_form() -> None:
    assert {check for check in form.CHECKS if check.severity is NOTE} == LOOKS | NO_CHANGES


@pytest.mark.parametrize(
    ("check", "severity"),
    [
        (said.LABEL_CHANGED, WARNING),
        (said.FORMULA_CHANGED, WARNING),
        (said.SHOWN_DIFFERS, WARNING),
        (said.PROTECTION_GONE, WARNING),
        (said.VALIDATION_GONE, WARNING),
        (said.GUIDE_MISSING, WARNING),
        (said.ROW_MISSING, ERROR),
        (said.SHEET_TWICE, ERROR),
        (said.UNIT_EXCHANGED, ERROR),
        (said.NOT_ASKED_HERE, ERROR),
        (cell.TEXT_FORMULA, WARNING),
        (cell.MARK_UNDERSTOOD, NOTE),
    ],
)
def test_severities_fit_the_verdict(check: Check, severity: Severity) -> None:
    """Altered but unambiguous is a warning; what was typed and cannot be told is an error."""
    assert check.severity is severity
