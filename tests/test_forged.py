"""Unit sheets whose results no program computed: what hides behind a helping cell is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.deep_books import Where, edited, located, place, shown, taken
from tests.test_take_units import BALLOT, FULL
from workbook.catalogue import form as said
from workbook.sheets.grid import ReadCell
from workbook.sheets.take import Taken

STATE: Where = ("u:s-1", "c:hop", "state")
POINTS: Where = ("u:s-1", "c:hop", "points")
TOTAL: Where = ("u:s-1", "f:total", "points")
CONTROL: Where = ("u:s-1", "f:control", "points")


def after(results: dict[Where, str]) -> Taken:
    """What is taken when cells show other results."""
    edits: dict[Where, ReadCell | None] = {}
    for where, value in results.items():
        edits |= shown(FULL, where, value)
    return taken(edited(FULL, edits))


def without_hop() -> str:
    """The control total of the group without the ten points of the leaf."""
    cell = located(FULL, "g:So").cell("f:control", "control")
    assert cell is not None
    return str(Decimal(cell.text) - 10)


STALE: dict[Where, str] = {
    STATE: "1", POINTS: "", ("u:s-1", "p:so-hoa", "points"): "", ("u:s-1", "a:tru-cot-1", "points"): "",
    TOTAL: "", ("u:s-1", "f:tier", "points"): "", CONTROL: "72.75",
    **{("g:So", "u:s-1", column): "" for column in ("total", "tier", "a:tru-cot-1", "rank")},
    ("g:So", "u:s-1", "control"): "72.75", ("g:So", "f:control", "control"): without_hop(),
}  # fmt: skip
"""What a program leaves that computes nothing, where the last entry was made after it."""


def test_what_a_program_leaves_that_computes_nothing_is_no_finding() -> None:
    got = after(STALE)
    assert got.findings == () and got.ballot == BALLOT


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ({STATE: "1"}, [STATE]),
        ({STATE: "2", TOTAL: "99"}, [STATE, TOTAL]),
        ({STATE: "1", POINTS: "9"}, [STATE, POINTS]),
        ({**STALE, TOTAL: "99"}, [TOTAL]),
        ({**STALE, CONTROL: "99"}, [CONTROL]),
        ({**STALE, ("u:s-1", "p:so-hoa", "points"): "12"}, [("u:s-1", "p:so-hoa", "points")]),
        ({**STALE, ("u:s-1", "a:tru-cot-1", "points"): "12"}, [("u:s-1", "a:tru-cot-1", "points")]),
        ({**STALE, ("u:s-1", "f:tier", "points"): "Khá"}, [("u:s-1", "f:tier", "points")]),
        ({**STALE, ("g:So", "u:s-1", "total"): "99"}, [("g:So", "u:s-1", "total")]),
        ({**STALE, ("g:So", "u:s-1", "control"): "99"}, [("g:So", "u:s-1", "control")]),
        ({**STALE, ("g:So", "f:control", "control"): "99"}, [("g:So", "f:control", "control")]),
    ],
)
def test_what_is_falsely_called_incomplete(results: dict[Where, str], told: list[Where]) -> None:
    """No program shows figures beside what is missing, so whoever wrote the one wrote the other."""
    got = after(results)
    assert {found.check for found in got.findings} == {said.SHOWN_DIFFERS}
    assert {(found.at.sheet, found.at.cell) for found in got.findings} == {place(FULL, where) for where in told}
    assert got.ballot == BALLOT and got.counted
