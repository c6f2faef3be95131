"""Hostile and broken files by the hundred: only values and `Refused` come out, in time that grows with the file."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Callable, Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.excel_books import by_hand
from tests.fuzz import HANGS, kinds, mutated, outcome
from workbook.catalogue import file as checks
from workbook.excel.package import calls_program
from workbook.excel.read import read_book
from workbook.excel.shift import cut
from workbook.excel.styles import dated
from workbook.findings import Refused
from workbook.limits import Limits
from workbook.points import read_text
from workbook.sheets.compare import tidy_text
from workbook.sheets.meaning import tokens
from workbook.sheets.precedence import order

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "120"))


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    """What hangs ends the run with a traceback of where."""
    faulthandler.dump_traceback_later(2 * HANGS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def test_untouched_ballots_are_taken() -> None:
    assert [outcome(kind, kind.data) for kind in kinds()] == ["taken", "taken"]


def test_the_mutations_reach_the_reader_and_the_comparison() -> None:
    """Fuzzing that is refused at the door would show nothing."""
    seen = [outcome(kind, mutated(dice, kind)) for dice in map(Random, range(120)) for kind in kinds()[:1]]
    assert len(set(seen)) >= 4 and seen.count("taken") >= 20


@given(seed=st.integers(0, 2**32), which=st.sampled_from([0, 0, 0, 1]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_mutated_ballots(seed: int, which: int) -> None:
    faulthandler.dump_traceback_later(HANGS, exit=True)
    kind = kinds()[which]
    outcome(kind, mutated(Random(seed), kind))


# ---------------------------------------------------------------- work that grows faster than the file
PIECES = (
    "'", '"', "[", "(", "{", "1.", "1", "A1", "A", "A.", " ", "+", "A1:", "$A$", "1e", ",", "_x0041", "a\u0301", "-",
    "1%", "|", "K.", "1/", "'\"", "'a", "'a''", '"a', "[a", "O", "1,", "đ", "\\a", "T!", "'T'!", "#REF!", "8 ",
    "\u0323\u0301",
)  # fmt: skip
READERS: list[tuple[str, Callable[[str], object]]] = [
    ("points.read_text", read_text),
    ("compare.tidy_text", tidy_text),
    ("compare.tokens and precedence.order", lambda text: order(tokens.__wrapped__(text))),
    ("shift.cut", lambda text: cut(text, 1, 1)),
    ("package.calls_program", lambda text: calls_program(text + "|")),
    ("read.dated", dated),
]


@pytest.mark.parametrize("read", [reader[1] for reader in READERS], ids=[reader[0] for reader in READERS])
def test_no_reading_of_a_cell_is_quadratic(read: Callable[[str], object]) -> None:
    """Texts three times as long as a cell holds: what looks at every letter once needs a moment, else it hangs."""
    for piece in PIECES:
        read(piece * (100_000 // len(piece)))


def test_rules_times_areas_are_limited() -> None:
    """One list of areas serves many rules of a conditional format, and each is compared with all of them."""
    areas = " ".join(f"D{n}" for n in range(1, 400))
    rules = '<cfRule type="expression"><formula>1</formula></cfRule>' * 400
    data = by_hand(after=f'<conditionalFormatting sqref="{areas}">{rules}</conditionalFormatting>')
    assert len(read_book(data, "f.xlsx").sheets[0].highlights) == 400
    with pytest.raises(Refused) as refused:
        read_book(data, "f.xlsx", Limits(cells=100_000))
    assert [found.check for found in refused.value.findings] == [checks.TOO_MUCH_INSIDE]
