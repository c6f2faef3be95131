"""The notes and threaded comments of one sheet: what a member wrote beside the cells."""

from __future__ import annotations

import re

from workbook.catalogue import file as checks
from workbook.excel.package import Package
from workbook.excel.parse import Attributes, Budget, Source, parse
from workbook.excel.shift import COLUMN_LIMIT, ROW_LIMIT
from workbook.findings import Finding, Place, Refused, finding
from workbook.sheets.grid import Comment, from_a1, unescape

_THREADED = "threadedComment"
_SPACES = ("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/", "http://schemas.microsoft.com/office/")
_REFERENCE = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}")
_LONGEST = 32_767
"""Letters of one comment that are kept, as many as a cell holds."""

Notes = dict[tuple[int, int], list[str]]


def read_comments(
    package: Package, sheet: str, at: Place, budget: Budget
) -> tuple[tuple[Comment, ...], tuple[Finding, ...]]:
    """The comments of a sheet's part in reading order, and what of them cannot be read.

    A thread wins over the note at the same cell, which older programs show in its place. A broken part is told and
    refuses nothing: no score stands in it.
    """
    notes: dict[bool, Notes] = {False: {}, True: {}}
    findings: list[Finding] = []
    for link in package.links_if_any(sheet).values():
        if link.kind not in ("comments", _THREADED) or link.outside:
            continue
        try:
            source = Source(package.parts.read(link.target), link.target, at, package.limits, _SPACES)
            _read(source, notes[link.kind == _THREADED], budget)
        except Refused as refused:
            for found in refused.findings:
                if found.check not in (checks.DAMAGED, checks.NOT_UTF8):
                    raise
                findings.append(finding(checks.COMMENTS_UNREAD, at, reason=link.target))
    kept = {**notes[False], **notes[True]}
    comments = (Comment(*position, "\n".join(texts)[:_LONGEST]) for position, texts in sorted(kept.items()))
    return tuple(comments), tuple(findings)


def _read(source: Source, notes: Notes, budget: Budget) -> None:
    pieces: list[str] = []
    texts: list[str] = []
    position = (0, 0)
    phonetic = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal position, phonetic
        if tag in ("comment", _THREADED):
            position = _position(attributes["ref"])
            pieces.clear()
            budget.spend(cells=1)
        elif tag in ("t", "text"):
            texts.clear()
        elif tag == "rPh":  # how the text is read aloud, not the text
            phonetic = True

    def end(tag: str) -> None:
        nonlocal phonetic
        if tag == "t" and not phonetic:
            pieces.append("".join(texts))
            texts.clear()
        elif tag == "rPh":
            phonetic = False
        elif tag == "comment":
            notes.setdefault(position, []).append(unescape("".join(pieces)))
        elif tag == _THREADED:
            notes.setdefault(position, []).append("".join(texts))

    parse(source, start, end, texts.append)


def _position(reference: str) -> tuple[int, int]:
    if not _REFERENCE.fullmatch(reference):
        raise ValueError(f'ref="{reference}"')
    row, column = from_a1(reference)
    if not (0 <= row < ROW_LIMIT and column < COLUMN_LIMIT):
        raise ValueError(f'ref="{reference}"')
    return row, column
