"""What is said around the table beside the texts of the annex that was made: same, slightly other, or gone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from workbook.audit.back_page import BY_TITLE, Page, Said, columns_of, numeral
from workbook.audit.back_wanted import Wanted, annex_titles
from workbook.audit.names import RAISED, without_marks
from workbook.audit.names import title as comparable_title
from workbook.catalogue import audit_back as said
from workbook.findings import Fact, Finding, Place, finding

_ALIKE: Final = 0.7
_SHORTEST: Final = 3
"""Words of a text that may be taken for a misspelt other one."""
_WORD: Final = re.compile(r"\d+(?:[.,/-]\d+)*|\w+")
_BLANK: Final = re.compile(r"\s{3,}|[.…_]{3,}|số\s+/|ngày\s+(?:/|tháng)|tháng\s+năm")
_UNDATED: Final = re.compile(r"\bngày[\s.…]+tháng[\s.…]+năm[\s.…]*$", re.IGNORECASE)
"""The end of a place and date that nobody has filled in yet: it says nothing that could be wrong."""
_MARK: Final = re.compile(rf"^\s*(?:[⁽(（\[]\s*[{RAISED}0-9０-９]{{1,3}}\s*[⁾)）\]]|[{RAISED}]+)\s*")
_MARK_INSIDE: Final = re.compile(rf"⁽[{RAISED}]*⁾|[{RAISED}]+")
"""Marks that are nothing else; "(1)" inside a text may number what follows."""
_DATE: Final = re.compile(r"\b(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\b", re.IGNORECASE)
REFERENCE: Final = re.compile(r"^\W*(?:ban\s+hành\s+)?kèm\s+theo\s+quyết\s+định", re.IGNORECASE)
"""The line of an annex that names its decision."""
_BASIS: Final = re.compile(r"^\W*(?:căn\s+cứ|thực\s+hiện|theo\s+đề\s+nghị)\b", re.IGNORECASE)
_SHORT: Final = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}
MOST_TEXTS: Final = 4_000
"""Paragraphs of some two hundred pages; no decision has more."""
LONGEST: Final = 4_000
"""Letters of a paragraph that are compared: two pages of them."""


def words_of(text: str) -> list[str]:
    """Words and figures in comparable form; 8.50 and 8,50 are the same figure, a date is a date however written."""
    return [comparable for comparable, _ in _pairs_of_words(text)]


def _pairs_of_words(text: str) -> list[tuple[str, str]]:
    """Each word in comparable form and as it stands."""
    bare = without_marks(_MARK.sub("", unicodedata.normalize("NFC", text)[:LONGEST]).rstrip(" \t\n.;,:"))
    bare = _MARK_INSIDE.sub(" ", bare)
    for short_form, full in _SHORT.items():
        bare = re.sub(rf"\b{short_form}\b", full, bare)
    return [(_one_word(word), word) for word in _WORD.findall(_DATE.sub(r"\1/\2/\3", bare))]


def _one_word(word: str) -> str:
    if word[0].isdecimal():
        found = word.replace(",", ".")
        if re.fullmatch(r"\d+\.\d{1,2}", found):
            return found.rstrip("0").rstrip(".")
        return "/".join(part.lstrip("0") or "0" for part in found.split("/"))
    return comparable_title(word) or word.casefold()


def text_findings(page: Page, wanted: Wanted) -> tuple[list[Finding], list[Said]]:
    """What differs from the annex's texts, and the texts that are not the annex's."""
    own = [one for one in wanted.page.said if not one.across] if wanted.page else []
    across = [one for one in wanted.page.said if one.across] if wanted.page else []
    texts = page.said[:MOST_TEXTS]
    known = {tuple(words_of(_bare(one))) for one in (*own, *across)}
    rest = [one for one in texts if tuple(words_of(_bare(one))) not in known]
    there = Counter(tuple(words_of(_bare(one))) for one in texts)
    lacking = []
    for one in (*own, *across):
        words = tuple(words_of(_bare(one)))
        there[words] -= 1
        if there[words] < 0:
            lacking.append(one)
    findings: list[Finding] = []
    for one, other in _pairs(rest, lacking):
        if not one.across:  # what a row across adds to the annex's words is a sentence: "(12 đơn vị)"
            rest.remove(one)
        lacking.remove(other)
        findings += _differences(one, other)
    # A note below each of two tables may as well stand there once.
    said_once = {tuple(words_of(_bare(one))) for one in texts}
    findings += _gone([one for one in lacking if tuple(words_of(_bare(one))) not in said_once], page)
    return findings, rest


def _bare(one: Said) -> str:
    """A row across the table without its number, which is judged apart."""
    sign = numeral(one.text) if one.across else ""
    return one.text.strip().removeprefix(sign) if sign else one.text


def _pairs(rest: list[Said], lacking: list[Said]) -> list[tuple[Said, Said]]:
    """Texts that are nearly those of the annex; each of them once."""
    likely = []
    split = {id(one): words_of(_bare(one)) for one in (*rest, *lacking)}
    for other in lacking:
        right = split[id(other)]
        for one in rest:
            if REFERENCE.search(other.text) and _BASIS.search(one.text):
                continue  # both name a decision, and no more
            found = split[id(one)]
            short_one, long_one = sorted((len(right), len(found)))
            if short_one < _SHORTEST or long_one > 2 * short_one + 6:
                continue
            matcher = SequenceMatcher(None, right, found, autojunk=False)
            if matcher.real_quick_ratio() >= _ALIKE <= matcher.quick_ratio() and (share := matcher.ratio()) >= _ALIKE:
                likely.append((share, one, other))
    likely.sort(key=lambda one: -one[0])
    taken: set[int] = set()
    pairs = []
    for _, one, other in likely:
        if id(one) not in taken and id(other) not in taken:
            taken |= {id(one), id(other)}
            pairs.append((one, other))
    return pairs


def _differences(one: Said, other: Said) -> Iterator[Finding]:
    """What the two texts say differently; blanks of the annex may be filled in."""
    if REFERENCE.search(one.text) and REFERENCE.search(other.text):
        yield from _reference(one, other)
        return
    if _UNDATED.search(one.text):
        return
    right, found = _pairs_of_words(_bare(other)), _pairs_of_words(_bare(one))
    filled = bool(_BLANK.search(other.text))
    steps = SequenceMatcher(None, [word for word, _ in right], [word for word, _ in found], autojunk=False)
    codes = steps.get_opcodes()
    # What stands before or behind the text ("Điều 1.") is a matter of the office.
    codes = codes[codes[0][0] == "insert" :]
    codes = codes[: len(codes) - (codes[-1][0] == "insert")]
    parts = [
        (" ".join(text for _, text in right[a:b]), " ".join(text for _, text in found[c:d]))
        for kind, a, b, c, d in codes
        if kind != "equal" and not (filled and kind == "insert")
    ]
    if not parts:
        return
    was, now = ("; ".join(filter(None, texts)) for texts in zip(*parts, strict=True))
    check = said.TEXT_FIGURES if any(char.isdecimal() for char in was + now) else said.TEXT_WORDS
    facts: dict[str, Fact] = {"text": short(one.text), "found": now or None, "wanted": was or None}
    yield finding(check, one.grid.at(one.row, one.column), **facts)


def _reference(one: Said, other: Said) -> Iterator[Finding]:
    """The line that names the decision: what the annex has of its date must be in it, the rest is filled in."""
    right, found = (re.findall(r"\d+", text.text) for text in (other, one))
    rest = iter(int(text) for text in found)
    # The year that the annex has may be a guess: a result of December is decided in December, or in January.
    if not all(any(number in {int(text), int(text) - (len(text) == 4)} for number in rest) for text in right):
        facts: dict[str, Fact] = {"text": short(one.text), "found": "/".join(found), "wanted": "/".join(right)}
        yield finding(said.TEXT_FIGURES, one.grid.at(one.row, one.column), **facts)


def _gone(lacking: list[Said], page: Page) -> Iterator[Finding]:
    """Notes of the annex that the document does not have; other texts an office may leave out or say otherwise."""
    grid = page.entries[0].grid if page.entries else None
    for one in lacking:
        if _MARK.match(one.text):
            yield finding(said.NOTE_GONE, Place(file=grid.file if grid else None), wanted=short(one.text))


def short(text: str) -> str:
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= 160 else tidy[:157] + "..."


# ---------------------------------------------------------------- column titles
def near_titles(page: Page, wanted: Wanted) -> tuple[dict[str, str], list[Finding]]:
    """Titles that are nearly one of the annex's: what column they stand for, and that they are misspelt."""
    known = annex_titles(wanted)
    found: dict[str, str] = {}
    findings = []
    for grid, header in page.headers:
        there = {comparable_title(text) for one in header.headings.values() for text in (one.whole, one.own)}
        for column in header.meaning.unknown:
            heading = header.headings[column]
            text = comparable_title(heading.own)
            near = [
                (SequenceMatcher(None, text, other, autojunk=False).ratio(), key, printed)
                for other, (key, printed) in known.items()
                if other not in there and not key.startswith(BY_TITLE)
            ]
            best = max(near, default=None)
            if best is not None and best[0] >= 0.75 and text not in known:
                found[heading.own] = best[1]
                there.add(comparable_title(best[2]))
                facts = {"found": " ".join(heading.own.split()), "wanted": best[2]}
                findings.append(finding(said.TITLE_MISSPELT, grid.at(header.row, column), **facts))
    return found, findings


def other_titles(page: Page, wanted: Wanted) -> Iterator[Finding]:
    """Titles of known columns whose figures (a year, a maximum) are not the annex's."""
    right: dict[str, set[tuple[str, ...]]] = {}
    for _, header in wanted.page.headers if wanted.page else ():
        for key, column in columns_of(header).items():
            right.setdefault(key, set()).add(_figures(header.headings[column].whole))
    told: set[str] = set()
    for grid, header in page.headers:
        for key, column in columns_of(header).items():
            heading = header.headings[column]
            whole = " ".join(heading.whole.split())
            own = _figures(whole)
            # A title over several columns is told once.
            where = whole if _figures(heading.own) or not heading.above else heading.above
            if key in right and own and own not in right[key] and where not in told and any(right[key]):
                told.add(where)
                facts: dict[str, Fact] = {"text": short(whole), "found": ", ".join(own)}
                wanted_figures = ", ".join(next(filter(None, sorted(right[key]))))
                yield finding(said.TEXT_FIGURES, grid.at(header.row, column), wanted=wanted_figures, **facts)


def _figures(text: str) -> tuple[str, ...]:
    return tuple(word for word in words_of(re.sub(r"[⁰¹²³⁴-⁹⁽⁾]", "", text)) if word[0].isdecimal())
