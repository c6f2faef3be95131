"""No false alarms: ballots filled and saved by programs that are not Excel come back as they were typed.

Nothing above a note may be found but what the ballot itself gives rise to (a blank), and at most one warning
a file where a program drops locks and validations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from tests import sample
from tests.programs import Job, Way, ballots, engine, gnumeric, library, office, sheetjs
from tests.programs.ballots import Filled
from tests.strategies import book_of
from workbook.checks import check_ballot
from workbook.excel.read import read_book
from workbook.findings import NOTE, WARNING, Finding, say
from workbook.points import NOT_APPLICABLE
from workbook.sheets.grid import from_a1
from workbook.sheets.take import Taken, identify, take

FILE = "phieu.xlsx"
WAYS = (
    pytest.param(Way("LibreOffice, en-US", office.american, guards=True), marks=pytest.mark.libreoffice),
    pytest.param(Way("LibreOffice, vi-VN", office.vietnamese, guards=True), marks=pytest.mark.libreoffice),
    # A library leaves every formula without a result.
    pytest.param(Way("LibreOffice, resaved", library.fill, True, office.resaved), marks=pytest.mark.libreoffice),
    Way("Gnumeric", gnumeric.resaved, guards=True),
    Way("Gnumeric, computed", gnumeric.recalculated, guards=True),
    Way("openpyxl", library.fill, guards=True),
    Way("SheetJS", sheetjs.fill, guards=False),
    Way("IronCalc", engine.fill, guards=False),
    # From hand to hand.
    pytest.param(Way("Gnumeric, LibreOffice", gnumeric.resaved, True, office.resaved), marks=pytest.mark.libreoffice),
    pytest.param(Way("SheetJS, LibreOffice", sheetjs.fill, False, office.resaved), marks=pytest.mark.libreoffice),
    pytest.param(Way("IronCalc, LibreOffice", engine.fill, False, office.resaved), marks=pytest.mark.libreoffice),
)
LAYOUTS = {"matrix": ballots.matrix, "by unit": ballots.by_unit}


@cache
def saved_by(fill: Callable[[Sequence[Job]], list[bytes]], layout: str) -> list[bytes]:
    """What a program saves, for itself and for the program that opens it next."""
    return fill([(ballots.fresh(issue), ballots.typed((issue, ballot))) for issue, ballot in LAYOUTS[layout]()])


def taken(filled: Filled, data: bytes) -> Taken:
    issue, _ = filled
    read = read_book(data, FILE)
    return take(identify(read, FILE), issue, book_of(issue), read, FILE)


def alarms(filled: Filled, got: Taken) -> list[Finding]:
    """What is found above a note and does not come from the ballot's own contents."""
    own = Counter(one.code for one in check_ballot(*filled))
    odd: list[Finding] = []
    for one in got.findings:
        if one.severity is NOTE:
            continue
        if own[one.code]:
            own[one.code] -= 1
        else:
            odd.append(one)
    return odd


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_ballot_filled_elsewhere_is_what_was_typed(way: Way, layout: str) -> None:
    filled = LAYOUTS[layout]()
    files = saved_by(way.fill, layout)
    if way.then is not None:
        files = way.then(files)
    for one, data in zip(filled, files, strict=True):
        got = taken(one, data)
        odd = alarms(one, got)
        told = [f"{found.code} {found.at.sheet} {found.at.cell}: {say(found, 'en')}" for found in odd]
        assert got.ballot == one[1], told
        assert len(odd) <= (0 if way.guards else 1) and all(found.severity is WARNING for found in odd), told


@pytest.mark.parametrize("make", LAYOUTS.values(), ids=LAYOUTS)
def test_the_ballots_hold_what_this_is_about(make: Callable[[], tuple[Filled, ...]]) -> None:
    filled = make()
    scores = [score for _, ballot in filled for score in ballot.scores.values()]
    assert NOT_APPLICABLE in scores and None in scores and Decimal(0) in scores
    assert any(isinstance(score, Decimal) and score % Decimal("0.5") for score in scores)
    assert any(ballot.notes or ballot.remarks for _, ballot in filled)
    assert any("\n" in text for _, ballot in filled for text in (*ballot.notes.values(), *ballot.remarks.values()))
    if make is ballots.by_unit:
        assert any(ballot.links for _, ballot in filled)


# ---------------------------------------------------------------- results from before the last entries
@pytest.mark.parametrize("before", ["dv-1 dv-2 dv-3", "dv-3", "dv-1"])
def test_results_of_before_are_no_alarm(before: str) -> None:
    """SheetJS computes nothing: of lines that were empty when the file was computed, nothing shown is compared."""
    issue = sample.issue_of()
    full = sample.ballot_of(issue)
    empty = {cell: None for cell in full.scores if cell[0] in before.split() and cell != ("dv-3", "dich-vu")}
    older = sample.as_read(sample.drawn(issue, replace(full, scores={**full.scores, **empty})))
    newer = sample.sheet_of(sample.as_read(sample.drawn(issue, full)))
    typed = {
        cell: newer.cells[from_a1(cell)] for row in (11, 12, 13) for cell in (f"{column}{row}" for column in "DEFG")
    }
    got = sample.taken(sample.edited(older, sample.SO, typed))
    assert (got.ballot, got.findings) == (full, ())
