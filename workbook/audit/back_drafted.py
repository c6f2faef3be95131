"""Sentences of our draft decision, retyped: who leads, names of tiers, who is left out, groups, "Như Điều 3"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from workbook.audit.back_page import Page, Said
from workbook.audit.back_sentences import units_in
from workbook.audit.back_texts import LONGEST, short
from workbook.audit.back_wanted import Wanted
from workbook.audit.names import canonical, contains, unit_name
from workbook.catalogue import audit_back as said
from workbook.catalogue import audit_drafted as said_of_drafts
from workbook.findings import Finding, finding

_LEADER: Final = re.compile(r"(?:đứng|dẫn)\s+đầu(?:\s+là)?\s*:?\s+(?P<rest>.+)", re.IGNORECASE)
_FIGURE: Final = re.compile(
    r"\s*\((?:(?:chỉ\s+số|điểm\s+quy\s+đổi)\s*)?\d+(?:[.,]\d+)?(?:\s*điểm)?\)[,;]?\s*(?:và\s+)?", re.IGNORECASE
)
"""Behind the name of a unit that leads."""
_CLASSED: Final = re.compile(
    r"\d\s*(?:cơ\s+quan,?\s+)?đơn\s+vị\s+(?:được\s+|đạt\s+)?(?:xếp\s+)?loại\s+[“\"]?([^\W\d_][^,.;:()”\"\d]*)",
    re.IGNORECASE,
)
_ALIKE: Final = 0.6
_LEFT_OUT: Final = tuple(map(canonical, ("không đánh giá, xếp hạng", "không xếp hạng", "chưa đánh giá, xếp hạng")))
_GROUPS: Final = re.compile(
    r"(?:gồm|chia\s+thành|chia\s+làm|của(?:\s+cả)?|tại|ở|cả)\s+(\d{1,2})\s+(?:khối|nhóm)\b", re.IGNORECASE
)
_ARTICLE: Final = re.compile(r"^\W*Điều\s+(\d{1,2})\s*[.:]", re.IGNORECASE)
_CARRIED_OUT: Final = re.compile(r"chịu\s+trách\s+nhiệm\s+thi\s+hành", re.IGNORECASE)
_AS_IN: Final = re.compile(r"như\s+điều\s+(\d{1,2})\b", re.IGNORECASE)


def drafted_findings(page: Page, wanted: Wanted, texts: list[Said]) -> Iterator[Finding]:
    """What the texts that are not the annex's own say otherwise than the draft."""
    for one in texts:
        text = unicodedata.normalize("NFC", " ".join(one.text.split()))[:LONGEST]
        yield from _leaders(one, text, wanted)
        yield from _tiers(one, text, wanted)
        yield from _left_out(one, text, wanted)
        yield from _groups(one, text, wanted)
    yield from _articles(page)


def _leaders(one: Said, text: str, wanted: Wanted) -> Iterator[Finding]:
    """A name beside the figure of who leads that is nobody's."""
    found = _LEADER.search(text)
    for name in _FIGURE.split(found["rest"])[:-1] if found else ():
        if name.strip() and not units_in(name, wanted):
            known = [unit.name for unit in wanted.ones]
            near = max(known, key=lambda other: SequenceMatcher(None, unit_name(name), unit_name(other)).ratio())
            yield finding(said.NAME_WRONG, one.grid.at(one.row, one.column), found=name.strip(), wanted=near)


def _tiers(one: Said, text: str, wanted: Wanted) -> Iterator[Finding]:
    labels = {canonical(tier.label): tier.label for group in wanted.rubric.groups for tier in group.tiers}
    at = one.grid.at(one.row, one.column)
    for piece in re.split(r"[.;]\s", text):
        counted: list[str] = []
        for match in _CLASSED.finditer(piece):
            words = canonical(match[1])
            own = [label for label in labels if words == label or words.startswith(f"{label} ")]
            if own:
                counted.append(labels[max(own, key=len)])
            elif labels and _is_like(words, labels):
                names = ", ".join(dict.fromkeys(labels.values()))
                yield finding(said_of_drafts.TIER_UNKNOWN, at, text=short(piece), found=match[1].strip(), wanted=names)
        again = next((label for label in counted if counted.count(label) > 1), None)
        if again is not None and "trong đó" in piece.casefold():
            yield finding(said_of_drafts.TIER_AGAIN, at, text=short(piece), found=again)


def _is_like(words: str, labels: dict[str, str]) -> bool:
    """Whether it is nearly the name of a tier; "xếp loại theo ..." is none."""
    return any(
        SequenceMatcher(None, " ".join(words.split()[: len(label.split())]), label).ratio() >= _ALIKE
        for label in labels
    )


def _left_out(one: Said, text: str, wanted: Wanted) -> Iterator[Finding]:
    if ":" not in text or not canonical(text).startswith(_LEFT_OUT):
        return
    words = unit_name(text)
    bare = unit_name(re.sub(r"\([^()]*\)", " ", text))
    missing = False
    for unit in wanted.unscored:
        names = [name for name in map(unit_name, (unit.name, *unit.aliases)) if contains(words, name)]
        missing = missing or not names
        for name in sorted(names, key=len, reverse=True):
            bare = f" {bare} ".replace(f" {name} ", " ").strip()
    if missing or units_in(bare, wanted):
        right = "; ".join(unit.name for unit in wanted.unscored) or "-"
        yield finding(said_of_drafts.LEFT_OUT_SAID, one.grid.at(one.row, one.column), text=short(text), wanted=right)


def _groups(one: Said, text: str, wanted: Wanted) -> Iterator[Finding]:
    right = len({unit.group.id for unit in wanted.ones})
    for match in _GROUPS.finditer(text):
        if int(match[1]) != right:
            at = one.grid.at(one.row, one.column)
            yield finding(said_of_drafts.GROUPS_WRONG, at, text=short(text), found=int(match[1]), wanted=right)


def _articles(page: Page) -> Iterator[Finding]:
    """The recipients' "Như Điều 3" beside the article that says who carries the decision out."""
    number = right = None
    for one in page.said:
        if found := _ARTICLE.match(one.text):
            number = int(found[1])
        if _CARRIED_OUT.search(one.text):
            right = number
        named = _AS_IN.search(one.text)
        if named and right is not None and int(named[1]) != right:
            yield finding(
                said_of_drafts.ARTICLE_WRONG, one.grid.at(one.row, one.column), found=int(named[1]), wanted=right
            )
