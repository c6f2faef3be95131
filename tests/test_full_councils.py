"""Random councils with everything at once: the tally's formulas in three engines, and orders that must not matter.

`python -m tests.test_full_councils 2000` tries as many as you like in two engines (a second number is the first one).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from types import ModuleType

import pytest

from tests import engines
from tests.engines import formualizer, ironcalc
from tests.full_councils import Full, council, features, turned
from tests.test_stability import removed
from tests.test_tally import at, down, same
from workbook.excel.write import write_book
from workbook.findings import say
from workbook.model import Standing
from workbook.sheets.grid import Book, Cell, a1
from workbook.sheets.tally import draw_tally
from workbook.stability import leave_one_out

SEEDS = range(60)
WHOLE = 12
"""As many in a row hold every method in every order of rounding."""
ENGINES = (ironcalc, formualizer)


def tally_of(one: Full) -> Book:
    """The tally's first sheet, which holds all formulas from members' figures to tiers; the others have tests too."""
    book = draw_tally(one.rubric, one.round, one.tally, one.ranking, one.findings)
    return replace(book, sheets=book.sheets[:1])


def shown(book: Book) -> list[tuple[object, ...]]:
    return list(zip(*(down(book.sheets[0], key) for key in ("total", "rank", "tier")), strict=True))


def wanted(standings: Iterable[Standing]) -> list[tuple[object, ...]]:
    return [tuple("" if figure is None else figure for figure in (s.total, s.rank, s.tier)) for s in standings]


def formulas_of(book: Book) -> dict[tuple[str, str], Cell]:
    """By sheet and cell, from the drawn book: reading them back from files takes most of the time otherwise."""
    return {(sheet.name, a1(*at_)): cell for sheet in book.sheets for *at_, cell in sheet.filled() if cell.formula}


def wanted_of(book: Book) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for sheet, cell in formulas_of(book):
        cells.setdefault(sheet, []).append(cell)
    return cells


def differing(book: Book, computed: engines.Values) -> list[str]:
    """Formulas whose computed value is not what the book shows; that no program rounds may differ by binary dust."""
    found = []
    for place, cell in formulas_of(book).items():
        ours = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
        if not same(ours, computed[place], exact="ROUND" in str(cell.formula)):
            found.append(f"{place}: ours {ours!r}, computed {computed[place]!r} by ={cell.formula}")
    return found


def wrong(seed: int) -> list[str]:
    """What the sheet shows otherwise than the program, and what two engines compute otherwise than the sheet shows."""
    one = council(seed)
    book = tally_of(one)
    found = [] if shown(book) == wanted(one.ranking.groups[0].standings) else ["total, rank or tier"]
    if not str(at(book.sheets[0], "t:check", "no").value).endswith("ĐÚNG"):
        found.append("the check line")
    xlsx = write_book(book)
    wanted_ = wanted_of(book)
    return found + [
        f"{engine.__name__} {line}" for engine in ENGINES for line in differing(book, engine.compute(xlsx, wanted_))
    ]


# ---------------------------------------------------------------- formulas
@pytest.mark.parametrize("seeds", [SEEDS[start::4] for start in range(4)])
def test_two_engines_compute_what_the_program_does(seeds: Sequence[int]) -> None:
    assert {seed: found for seed in seeds if (found := wrong(seed))} == {}


@pytest.mark.libreoffice
def test_libreoffice_computes_what_the_program_does(libreoffice: ModuleType) -> None:
    """On an English and on a Vietnamese computer."""
    books = [tally_of(council(seed)) for seed in SEEDS[:WHOLE]]
    for locale, own in (("en-US", books[: WHOLE // 2]), ("vi-VN", books[WHOLE // 2 :])):
        computed = libreoffice.compute_many([(write_book(book), wanted_of(book)) for book in own], locale)
        assert [differing(book, values) for book, values in zip(own, computed, strict=True)] == [[]] * len(own)


# ---------------------------------------------------------------- orders
def outcome(one: Full) -> list[tuple[object, ...]]:
    return [(s.unit.id, s.total, s.index, s.rank, s.tier, s.held_back) for s in one.ranking.groups[0].standings]


def test_no_order_of_ballots_units_or_members_changes_a_rank_or_a_tier() -> None:
    for seed in SEEDS:
        one = council(seed)
        other = turned(one, seed)
        assert outcome(other) == outcome(one), seed
        assert sorted(say(f, "vi") for f in other.findings) == sorted(say(f, "vi") for f in one.findings), seed


def test_without_one_ballot_ranks_are_what_the_others_make() -> None:
    for seed in SEEDS:
        one = council(seed)
        assert leave_one_out(one.rubric, one.round, one.tally, one.ranking) == removed(
            one.rubric, one.round, one.ballots
        ), seed


# ---------------------------------------------------------------- what comes up
OFTEN = (
    *(f"{method} at {order}" for method in ("mean", "trimmed", "median", "weighted") for order in
      ("leaf", "total", "member")),
    "drop 1", "drop 2", "drop 3", "base points", "base percent", "base index", "base converted", "by total", "by index",
    "by converted", "shared", "dense", "tier rounded", "tier exact", "chain 1", "chain 2", "chain 3", "even panel",
    "one member", "absent", "absent with a ballot", "ballot missing", "recused", "left out", "assigned", "concluded",
    "blank", "mark", "waived", "gate", "sub-total", "cap", "penalty", "no total", "shared rank", "decided split",
    "decided shared", "held back", "parted", "parted twice", "passed over",
)  # fmt: skip


def test_the_councils_have_everything_that_they_are_meant_to() -> None:
    seen = {name for seed in SEEDS for name in features(council(seed))}
    assert [name for name in OFTEN if name not in seen] == []


def main(count: int, first: int = 0) -> int:
    """Try so many councils and print what is wrong; 1 where anything is."""
    faults = 0
    for seed in range(first, first + count):
        found = wrong(seed)
        faults += bool(found)
        print(*(f"council {seed}: {line}" for line in found), sep="\n", end="\n" if found else "")
    print(f"{count} councils, {faults} wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
