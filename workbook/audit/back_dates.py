"""Dates and numbers of documents: possible at all, the same wherever they stand, and in their right order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from workbook.audit.back_page import Page, Said
from workbook.audit.back_rows import place_words
from workbook.audit.back_texts import REFERENCE, short
from workbook.audit.back_wanted import Wanted
from workbook.catalogue import audit_back as said
from workbook.catalogue.audit_drafted import BEFORE_MEETING
from workbook.findings import Finding, Words, finding

_DATE: Final = re.compile(
    r"(?:ngày\s+)?(?<![\d/.-])(\d{1,2})\s*(?:[/.-]|\s+tháng\s+)\s*(\d{1,2})\s*(?:[/.-]|\s+năm\s+)\s*((?:19|20)\d\d)(?![\d/])",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"số:?\s*(\d{1,6}\s*/\s*[\w/-]*[A-ZĐ][\w-]*)", re.IGNORECASE)
_HEAD_NUMBER: Final = re.compile(r"^\W*số:?\s*(\d{1,6}\s*/\s*[\w/-]*[A-ZĐ][\w-]*)", re.IGNORECASE)
_YEAR_ALONE: Final = re.compile(
    r"\bngày[\s.…_]*+(?P<day>\d{0,2}+)[\s.…_]*+(?:tháng|[/-])[\s.…_]*+(?P<month>\d{0,2}+)[\s.…_]*+(?:năm|[/-])[\s.…_]*+"
    r"(?P<year>(?:19|20)\d\d)(?![\d/])",
    re.IGNORECASE,
)
"""A date whose year is typed, whether its day and month are or not."""
_PLACE_DATE: Final = re.compile(
    r"[^,.;:()\d]{2,40},\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}\W*$"
    r"|^[^,.;:()\d]{2,40},\s*ngày\s+\d{1,2}/\d{1,2}/\d{4}\W*$",
    re.IGNORECASE,
)


class Dated(NamedTuple):
    """A date in a text, with the number of the document that it is the date of."""

    said: Said
    day: dt.date
    number: str
    reference: bool


def date_findings(page: Page, wanted: Wanted) -> Iterator[Finding]:
    """All dates of the document, before any other meaning of its sentences."""
    dated: list[Dated] = []
    for one in page.said:
        text = " ".join(one.text.split())
        reference = bool(REFERENCE.search(text))
        for found in _DATE.finditer(text):
            parts = [int(part) for part in found.groups()]
            try:
                day = dt.date(parts[2], parts[1], parts[0])
            except ValueError:
                at = one.grid.at(one.row, one.column)
                yield finding(said.DATE_IMPOSSIBLE, at, text=short(text), found="/".join(found.groups()))
                continue
            before = text[max(0, found.start() - 60) : found.start()]
            numbers = _NUMBER.findall(before) if re.search(r"[\w-]\s*,?\s*$", before) else []
            dated.append(Dated(one, day, _tidy(numbers[-1]) if numbers else "", reference))
    head = next((one for one in dated if _is_head(one.said)), None)
    yield from _cited(dated)
    yield from _decision(dated, head, page, wanted)
    if head is not None:
        yield from _years(head, page)


def _years(head: Dated, page: Page) -> Iterator[Finding]:
    """Lines of an annex that leave the day of the decision blank and yet type a year: it is that of the head above."""
    above = True
    for one in page.said:
        above = above and one is not head.said
        text = " ".join(one.text.split())
        found = _YEAR_ALONE.search(text) if not above and REFERENCE.search(text) else None
        if found is None or (found["day"] and found["month"]) or int(found["year"]) == head.day.year:
            continue
        day, month, year = found["day"] or "...", found["month"] or "...", found["year"]
        typed = Words(f"{day} tháng {month} năm {year}", f"{day}/{month}/{year}")
        where = place_words(head.said.grid.at(head.said.row, head.said.column))
        at = one.grid.at(one.row, one.column)
        yield finding(said.DECISION_DATE, at, found=typed, wanted=head.day, first=where)


def _tidy(number: str) -> str:
    return re.sub(r"\s+", "", number).upper()


def _is_head(one: Said) -> bool:
    """ "Thái Bình, ngày 05 tháng 01 năm 2021", on a line of its own."""
    return any(len(line) < 200 and _PLACE_DATE.search(line) for line in _lines(one))


def _lines(one: Said) -> tuple[str, ...]:
    return one.lines or (one.text,)


def _cited(dated: list[Dated]) -> Iterator[Finding]:
    """A document that is named twice has one date."""
    first: dict[str, Dated] = {}
    for one in dated:
        if not one.number or one.reference:
            continue
        other = first.setdefault(one.number, one)
        if other.day != one.day:
            at = one.said.grid.at(one.said.row, one.said.column)
            where = place_words(other.said.grid.at(other.said.row, other.said.column))
            yield finding(said.CITED_TWICE, at, name=one.number, found=one.day, wanted=other.day, first=where)


def _decision(dated: list[Dated], head: Dated | None, page: Page, wanted: Wanted) -> Iterator[Finding]:
    """The decision's own date and number: in its head, and where the annex refers to it."""
    references = [one for one in dated if one.reference]
    number = _head_number(page)
    for one in references:
        at = one.said.grid.at(one.said.row, one.said.column)
        if head is not None and one.day != head.day:
            where = place_words(head.said.grid.at(head.said.row, head.said.column))
            yield finding(said.DECISION_DATE, at, found=one.day, wanted=head.day, first=where)
        if number is not None and one.number and one.number != number[0]:
            where = place_words(number[1].grid.at(number[1].row, number[1].column))
            yield finding(said.DECISION_NUMBER, at, found=one.number, wanted=number[0], first=where)
    own = head or (references[0] if references else None)
    if own is None:
        return
    if own.day < wanted.date:
        at = own.said.grid.at(own.said.row, own.said.column)
        yield finding(said.BEFORE_ROUND, at, found=own.day, wanted=wanted.date)
    elif wanted.met is not None and own.day < wanted.met:
        at = own.said.grid.at(own.said.row, own.said.column)
        yield finding(BEFORE_MEETING, at, found=own.day, wanted=wanted.met)
    told: set[tuple[int, dt.date]] = set()
    for one in dated:
        again = (id(one.said), one.day) in told
        if one.number and not one.reference and one is not head and one.day > own.day and not again:
            told.add((id(one.said), one.day))
            at = one.said.grid.at(one.said.row, one.said.column)
            yield finding(said.CITED_LATER, at, text=short(one.said.text), found=one.day, wanted=own.day)


def _head_number(page: Page) -> tuple[str, Said] | None:
    """ "Số: 06/QĐ-UBND", on a line of its own."""
    for one in page.said:
        for line in _lines(one):
            if len(line) < 200 and (found := _HEAD_NUMBER.search(line)):
                return _tidy(found[1]), one
    return None
