"""Reading and verifying one returned workbook, against openpyxl opening it twice.

openpyxl needs two passes, one for values and one for formulas, and has judged nothing then.
The sent book is drawn beforehand, as for the many returns that are compared with one book.
Printed: milliseconds of processor time, medians of alternating runs, ratio to the two passes.
"""

from __future__ import annotations

import io

import openpyxl

from benchmarks.books import Way, council, deep, draw, draw_filled, matrix, race
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.loading.frozen import freeze, thaw
from workbook.model import Issue
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Book
from workbook.sheets.keep import book_from_json, book_to_json
from workbook.sheets.stamp import pack
from workbook.sheets.take import Taken, identify, take

FILE = "phieu.xlsx"


def twice(data: bytes) -> None:
    """Values, then formulas."""
    openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    openpyxl.load_workbook(io.BytesIO(data))


def judged(data: bytes, issue: Issue, sent: Book) -> Taken:
    """Read, find the keys, compare every shut cell, decode every open one, recompute."""
    read = read_book(data, FILE)
    return take(identify(read, FILE), issue, sent, read, FILE)


def imported(data: bytes, frozen: str, kept: str) -> Taken:
    """The same as a child process does it, file after file: what was kept of the issue is loaded too."""
    return judged(data, thaw(frozen), book_from_json(kept))


def judged_alone(data: bytes) -> Taken:
    """The same without the round: the sent workbook is drawn again from the issue inside the file."""
    read = read_book(data, FILE)
    identity = identify(read, FILE)
    assert identity.frozen is not None
    issue = thaw(identity.frozen)
    return take(identity, issue, draw_ballot_book(issue, pack(identity.frozen)), read, FILE)


def compare(title: str, issue: Issue) -> None:
    data, sent = write_book(draw_filled(issue)), draw(issue)
    frozen, kept = freeze(issue), book_to_json(sent)
    taken = imported(data, frozen, kept)
    assert taken.counted, [found.code for found in taken.findings]
    race(
        f"{title}: {len(data) / 1000:.0f} kB, {len(taken.ballot.scores)} scores",
        [
            Way("openpyxl twice: values, formulas", lambda: twice(data)),
            Way("xephang, read only: read_book", lambda: read_book(data, FILE)),
            Way("xephang, read and verified: read_book, identify, take", lambda: judged(data, issue, sent)),
            Way("xephang, as an import: what was kept is loaded too", lambda: imported(data, frozen, kept)),
            Way("xephang, without the round: drawn again too", lambda: judged_alone(data)),
        ],
    )


def main() -> None:
    compare("Matrix 60 x 100", matrix()[0])
    compare("Deep, 20 units x 70 indicators", deep())
    compare("Quảng Nam 2019, one member", council()[0])


if __name__ == "__main__":
    main()
