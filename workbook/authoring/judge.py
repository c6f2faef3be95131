"""An authoring workbook -> a rubric, judged as a TOML file is, with every finding in its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from workbook.authoring.draw import draw_authoring
from workbook.authoring.gather import gather
from workbook.authoring.gathered import Gathered
from workbook.authoring.labels import titles
from workbook.authoring.plan import SHEETS, SheetKey
from workbook.catalogue import authoring as said
from workbook.catalogue import rubric as checks
from workbook.findings import Finding, Place, Refused, Words, errors, finding
from workbook.loading.rubric import build_rubric, in_order, judged, unknown_layout
from workbook.loading.shape import text
from workbook.loading.source import Fault, KeyPath, dotted
from workbook.loading.toml_text import plain
from workbook.rubric import Rubric
from workbook.sheets.grid import Book, Cell, ReadBook, ReadCell, ReadSheet

_SUMS: Final = frozenset({checks.CHILDREN_SUM, checks.GROUP_SUM})


@dataclass(frozen=True, slots=True)
class Written:
    """A rubric read from an authoring workbook, with warnings and notes, and its raw data in plain form."""

    rubric: Rubric
    findings: tuple[Finding, ...]
    raw: Mapping[str, Any]


def load_authoring(book: ReadBook, file: str) -> Written:
    """The rubric of a workbook called `file`; Refused with all findings on an error."""
    made = gather(book, file)
    shape, faults = judged(made.raw)
    faults = [*faults, *unknown_layout(text(made.raw, "layout"), ("layout",))]
    of = {checks.MISSING_KEY: said.CELL_MISSING}
    found = (*made.findings, *in_order(_meant(faults, made), made.locate, of))
    if shape is None or errors(found):
        raise Refused(found)
    return Written(build_rubric(shape), found, plain(made.raw))


def _meant(faults: list[Fault], made: Gathered) -> Iterator[Fault]:
    """The faults without those that only follow from a cell that was told already; keys by their titles."""
    for one in faults:
        if one.path in made.unread or (made.torn and one.check in _SUMS):
            continue
        key = one.facts.get("key")
        named = _title(one.path) if isinstance(key, str) else None
        yield Fault(one.check, one.path, {**one.facts, "key": named}) if named else one


def _title(path: KeyPath) -> Words | None:
    """The title of the column, or of the general row, that a key path leads to."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return None
    last, inside = names[-1], names[:-1]
    order: list[tuple[SheetKey, str]] = []
    if "rule" in inside:
        order = [("criteria", last)] if last == "kind" and inside[-1] == "rule" else [("rows", last), ("rules", last)]
        if isinstance(path[-2], str):  # a key of the rule itself, of no row
            order.reverse()
        order.append(("rules", f"part.{last}"))
    elif "tiers" in inside:
        order = [("tiers", last)]
    elif inside:
        order = [(sheet, last) for sheet in SHEETS if sheet == inside[0]]
        order.append(("general", ".".join(names)))
    else:
        order = [("general", last)]
    return next((titles(sheet)[key] for sheet, key in order if key in titles(sheet)), None)


# ---------------------------------------------------------------- to a workbook, proved by reading it again
def write_authoring(raw: Mapping[str, Any], file: str, lang: str) -> Book:
    """The workbook of a rubric that the loader accepts; Refused where reading it would give anything else."""
    wanted = plain(raw)
    book = draw_authoring(wanted, lang)
    made = gather(as_read(book), file)
    got = plain(made.raw)
    if errors(made.findings) or got != wanted:
        raise Refused([finding(said.LOST, Place(file=file), where=dotted(first_difference(wanted, got)) or file)])
    return book


def first_difference(one: Any, other: Any, path: KeyPath = ()) -> KeyPath:
    """The path to the first value in which two raw data differ; where they are equal, to the top."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in (*one, *(key for key in other if key not in one)):
            if one.get(key) != other.get(key):
                return first_difference(one.get(key), other.get(key), (*path, key))
    if isinstance(one, list) and isinstance(other, list):
        for at, (left, right) in enumerate(zip(one, other, strict=False)):
            if left != right:
                return first_difference(left, right, (*path, at))
    return path


def as_read(book: Book) -> ReadBook:
    """A drawn book as it comes back from a file."""
    return ReadBook(
        tuple(
            ReadSheet(sheet.name, "visible", {(row, column): _read(cell) for row, column, cell in sheet.filled()})
            for sheet in book.sheets
        )
    )


def _read(cell: Cell) -> ReadCell:
    if isinstance(cell.value, int | Decimal):
        return ReadCell("number", repr(float(cell.value)))
    return ReadCell("text", str(cell.value))
