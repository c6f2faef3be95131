"""Seeded random deep rounds, each computed by engines that are not ours; a longer run by command.

    python -m tests.deep_rounds 5000          rounds 0 to 4999 in three engines
    python -m tests.deep_rounds 5000 20000    the same from round 20000 on

A round is a random rubric that mixes all kinds of rule, one scorer's issue and a ballot with marks, blanks
and faults; its workbook's formulas must give the Decimal computation's figures, to the last digit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from random import Random

from tests.deep_strategies import make_ballot, make_issue
from tests.engines import Values, Wanted, formualizer, ironcalc, libreoffice
from tests.test_ballot_formulas import disagreements, wanted
from workbook.excel.write import write_book
from workbook.model import Ballot, Issue
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Book

Many = Callable[[Sequence[tuple[bytes, Wanted]]], list[Values]]


def deep_round(seed: int) -> tuple[Issue, Ballot]:
    """The issue and the ballot of one round, the same on every run; every fifth is a unit that scores itself."""
    dice = Random(f"deep round {seed}")
    issue = make_issue(dice, leaves=6, units=2, scorer="member" if seed % 5 else "unit")
    return issue, make_ballot(dice, issue)


def drawn(seed: int) -> Book:
    issue, ballot = deep_round(seed)
    return draw_ballot_book(issue, ("",), ballot)


def one_by_one(compute: Callable[[bytes, Wanted], Values]) -> Many:
    return lambda jobs: [compute(*job) for job in jobs]


def in_libreoffice(locale: str) -> Many:
    return lambda jobs: libreoffice.compute_many(jobs, locale)


def wrong(seeds: Iterable[int], *engines: Many) -> list[str]:
    """Every formula that some engine computes otherwise than we do, with its round."""
    books = {seed: drawn(seed) for seed in seeds}
    jobs = [(write_book(book), wanted(book)) for book in books.values()]
    return [
        f"round {seed}: {line}"
        for engine in engines
        for (seed, book), values in zip(books.items(), engine(jobs), strict=True)
        for line in disagreements(book, values)
    ]


ENGINES: tuple[Many, ...] = (one_by_one(ironcalc.compute), one_by_one(formualizer.compute))
_BATCH = 100


def main(count: int, first: int = 0) -> int:
    """Run so many rounds and print what disagrees; 1 where anything does."""
    faults: list[str] = []
    for start in range(first, first + count, _BATCH):
        seeds = range(start, min(start + _BATCH, first + count))
        office = (in_libreoffice("vi-VN" if start // _BATCH % 2 else "en-US"),) if libreoffice.available() else ()
        faults += wrong(seeds, *ENGINES, *office)
        print(f"{seeds.stop - first} rounds, {2 + len(office)} engines, {len(faults)} disagreements", flush=True)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
