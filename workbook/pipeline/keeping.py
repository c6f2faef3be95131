"""What was kept of each issue beside the log and beside its own name: altered, exchanged, gone, not logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from workbook.catalogue import kept as said
from workbook.findings import Finding, Place, Words, fact_text, finding
from workbook.pipeline.folder import Folder, is_logged, unit_of
from workbook.register.chain import Entry
from workbook.sheets.grid import Book
from workbook.sheets.stamp import Passport, read_passport


class Compared(NamedTuple):
    """What of the logged files is gone or altered, and what lies there that nobody logged; by their keys."""

    gone: list[Any]
    altered: list[Any]
    stray: list[Any]


def compare(logged: Mapping[Any, str], there: Mapping[Any, Path]) -> Compared:
    """A log is data too: only what was found in the folder itself is opened, so that no name in it leads out."""
    changed = [key for key, digest in logged.items() if key not in there or not is_logged(there[key], digest)]
    gone = [key for key in changed if key not in there]
    return Compared(gone, [key for key in changed if key in there], sorted(there.keys() - logged.keys()))


def compare_issues(folder: Folder, entries: Sequence[Entry]) -> Compared:
    """What was kept of each issue beside what the log tells of it; by (scorer, number)."""
    logged = {(str(entry.scorer), entry.issue): str(entry.file) for entry in entries if entry.kind == "issued"}
    return compare(logged, {issue: folder.kept_file(*issue) for issue in kept_issues(folder)})


def kept_issues(folder: Folder) -> list[tuple[str, int]]:
    return [(scorer, number) for scorer, numbers in folder.issued().items() for number in numbers]


def kept_faults(folder: Folder, entries: Sequence[Entry]) -> dict[tuple[str, int], Finding]:
    """The issues of which is kept something else than what was sent, by (scorer, number).

    What is as logged is what was sent, whatever it holds; only the others are opened.
    """
    found = compare_issues(folder, entries)
    faults = ((issue, _fault(folder, issue, issue in found.altered)) for issue in (*found.altered, *found.stray))
    return {issue: fault for issue, fault in faults if fault is not None}


def _fault(folder: Folder, issue: tuple[str, int], altered: bool) -> Finding | None:
    scorer, number = issue
    unit, name = unit_of(scorer), fact_text(folder.kept_file(scorer, number).name, "vi")
    at = Place(member=scorer if unit is None else None, unit=unit)
    kept = folder.load_kept(scorer, number)
    passport = identity_in(kept.book) if kept else None
    if passport and (passport.member.casefold(), passport.issue) != (scorer.casefold(), number):
        return finding(said.ISSUE_EXCHANGED, at, name=name, holds=issue_in_words(passport))
    return finding(said.ISSUE_ALTERED, at, name=name) if altered or passport is None else None


def identity_in(book: Book) -> Passport | None:
    """What all sheets of a workbook that was sent have in common, with its seal."""
    corner = next((cell for sheet in book.sheets[:1] for row in sheet.rows[:1] for cell in row.cells[:1]), None)
    passport = read_passport(str(corner.value)) if corner else None
    return passport and passport._replace(sheet="")


def issue_in_words(passport: Passport) -> Words:
    """Which issue a passport names."""
    unit = unit_of(passport.member)
    name, round_ = fact_text(unit or passport.member, "vi"), fact_text(passport.round, "vi")
    vi, en = ("thành viên", "member") if unit is None else ("đơn vị", "unit")
    return Words(
        f"phiếu lần {passport.issue} của {vi} {name} (đợt {round_})",
        f"issue {passport.issue} of the {en} {name} (round {round_})",
    )
