"""The back-check: a typed decision or annex beside the result that was computed; findings out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from workbook.audit.back_amended import corrected_findings, part_corrections
from workbook.audit.back_dates import date_findings
from workbook.audit.back_drafted import drafted_findings
from workbook.audit.back_lists import (
    list_findings,
    misplaced,
    number_findings,
    numeral_findings,
    order_findings,
    strangers,
    tier_findings,
)
from workbook.audit.back_match import lists_of, match
from workbook.audit.back_page import Page, read_page, with_group
from workbook.audit.back_rows import columns_gone, not_compared, row_findings, sum_findings, wrong_cells
from workbook.audit.back_sentences import sentence_findings
from workbook.audit.back_texts import LONGEST, MOST_TEXTS, near_titles, other_titles, text_findings
from workbook.audit.back_wanted import Wanted, whole_titles
from workbook.audit.csvtext import Grid
from workbook.audit.figures import read_part
from workbook.audit.prove_titles import printed_maxima, tier_bounds
from workbook.audit.right import view
from workbook.catalogue import audit as said_of_audit
from workbook.catalogue import audit_back as said
from workbook.catalogue.audit_drafted import TIER_UNKNOWN
from workbook.findings import Finding, Place, finding

_DECIMAL = re.compile(r"(?<![\d.,/-])\d{1,4}([.,])\d{1,2}(?![\d.,/-])")


def back_check(grids: Iterable[Grid], name: str, wanted: Wanted) -> tuple[Finding, ...]:
    """Everything in which the document differs from the result, in reading order of its kinds."""
    grids, corrected = part_corrections(grids)
    exact = whole_titles(wanted)
    page = read_page(grids, wanted.rubric, wanted.titles, exact)
    near, findings = near_titles(page, wanted)
    if near:
        page = read_page(grids, wanted.rubric, {**wanted.titles, **near}, exact)
    findings += corrected_findings(corrected, wanted)
    if not page.entries:
        # A correction may come without an annex.
        findings += [] if corrected else [finding(said_of_audit.NO_TABLE, Place(file=name))]
        findings += date_findings(page, wanted)
        findings += sentence_findings(page, wanted, page.said[:MOST_TEXTS], {})
        findings += drafted_findings(page, wanted, page.said[:MOST_TEXTS])
        return (*findings, *_too_much(page))
    findings += page.findings
    findings += other_titles(page, wanted)
    findings += _table(page, wanted)
    findings += _too_much(page)
    return tuple(_once(findings))


def _table(page: Page, wanted: Wanted) -> Iterator[Finding]:
    matched = match(page, wanted)
    lists = lists_of(page, matched.rows)
    wrong, mixed = wrong_cells(matched)
    unnamed = sum(one.check is said_of_audit.UNNAMED for one in page.findings)
    yield from list_findings(page, matched, lists, unnamed)
    cells = list(row_findings(page, matched, wrong, mixed))
    texts, rest = text_findings(page, wanted)
    yield from _without_lost_marks(cells, texts)
    # Lines that were mixed up, or stand in a foreign list, are told; so is a document of another result.
    told = {id(matched.rows[number].entry) for number in mixed}
    told |= {id(row.entry) for row in strangers(matched, lists)}
    heads: set[object] = set()
    if not any(one.check is said.NOT_THIS_RESULT for one in cells):
        away = misplaced(matched, told)
        yield from order_findings(matched, wanted, away)
        told |= {id(row.entry) for rows in away.values() for row in rows}
        yield from number_findings(page, matched, told)
        tiers = list(tier_findings(page, matched, told))
        yield from tiers
        heads = {_spot(one) for one in tiers if one.check is said.TIER_ROW_WRONG}
    yield from numeral_findings(page, wanted)
    yield from sum_findings(page, wanted, lists)
    bounds = [one for one in _printed_rules(page, wanted, lists) if _spot(one) not in heads]
    yield from bounds
    places = heads | {_spot(one) for one in bounds}
    yield from (one for one in texts if _spot(one) not in places)
    yield from date_findings(page, wanted)
    drafted = list(drafted_findings(page, wanted, rest))
    yield from drafted
    yield from _but_unknown_tiers(drafted, sentence_findings(page, wanted, rest, lists))
    yield from not_compared(page, wanted, matched)
    yield from columns_gone(page, wanted, matched)
    yield from _unstored(page)
    yield from _decimal_marks(page)


def _without_lost_marks(cells: list[Finding], texts: list[Finding]) -> Iterator[Finding]:
    """Where a note is gone, its marks are gone for the same cause."""
    notes = [str(one.facts["wanted"]) for one in texts if one.check is said.NOTE_GONE]
    for one in cells:
        if one.check is not said.MARK_GONE or not any(note.startswith(str(one.facts["wanted"])) for note in notes):
            yield one


def _but_unknown_tiers(drafted: list[Finding], sentences: Iterable[Finding]) -> Iterator[Finding]:
    """A count of a tier that there is not is told for its tier."""
    told = {one.facts["text"] for one in drafted if one.check is TIER_UNKNOWN}
    yield from (one for one in sentences if one.check is not said.COUNT_WRONG or one.facts["text"] not in told)


def _spot(one: Finding) -> object:
    return one.at.sheet, one.at.cell, one.at.key


def _printed_rules(page: Page, wanted: Wanted, lists: dict[int, str]) -> Iterator[Finding]:
    """Maxima and bounds of tiers that the document prints of the rubric."""
    for number, part in enumerate(page.parts):
        if number not in lists:
            continue
        own = with_group(part, lists[number], wanted.rubric)
        read, _, _ = read_part(own, wanted.rubric, None)
        seen = view(read, wanted.rubric)
        yield from printed_maxima(seen)
        yield from tier_bounds(seen)


def _unstored(page: Page) -> Iterator[Finding]:
    count = sum(cell.kind == "none" for entry in page.entries for cell in entry.line.cells.values())
    if count:
        yield finding(said_of_audit.NO_STORED_VALUE, Place(file=page.entries[0].grid.file), count=count)


def _too_much(page: Page) -> Iterator[Finding]:
    """Texts beyond what is compared: never left out in silence."""
    rest = page.said[MOST_TEXTS:]
    long = [one for one in page.said[:MOST_TEXTS] if len(one.text) > LONGEST]
    if rest or long:
        first = min((*rest[:1], *long[:1]), key=lambda one: one.row)
        at = first.grid.at(first.row, first.column)
        facts = {"most": MOST_TEXTS, "letters": LONGEST}
        yield finding(said.TEXTS_LEFT, at, count=len(rest) + len(long), **facts)


def _decimal_marks(page: Page) -> Iterator[Finding]:
    """Both marks in one document: understood, and told once."""
    seen: dict[str, str] = {}
    texts = (cell.text for entry in page.entries for cell in entry.line.cells.values() if cell.kind == "text")
    for text in texts:
        for found in _DECIMAL.finditer(text):
            seen.setdefault(found[1], found[0])
    if len(seen) == 2:
        at = Place(file=page.entries[0].grid.file)
        yield finding(said.MIXED_MARKS, at, comma=seen[","], point=seen["."])


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """A text that is told as differing is not told again for the date or the count in it."""
    told: set[object] = set()
    texts = {said.TEXT_FIGURES, said.TEXT_WORDS}
    kinds = {said.YEAR_WRONG, said.COUNT_WRONG}
    for one in findings:
        place = _spot(one)
        if one.check in kinds and place in told:
            continue
        if one.check in texts:
            told.add(place)
        yield one
