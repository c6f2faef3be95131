"""What is found wrong, where, and how it is said. The checks themselves stand in `catalogue/`.

A finding holds facts; words are made only by `say`, in the reader's language. People's mistakes
are findings and are collected; `Refused` carries them when nothing can go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from string import Formatter
from typing import Final, NamedTuple

from workbook.points import in_words


class Words(NamedTuple):
    """A fact that is itself words, in both languages."""

    vi: str
    en: str


Fact = str | int | Decimal | date | Words | None


class Severity(IntEnum):
    """How grave a finding is; larger is graver."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        return self.name.lower()


NOTE, WARNING, ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR
_CODE = re.compile(r"(FILE|FORM|CELL|SCORE|BALLOT|PANEL|RANK|RUBRIC|ROUND|AUDIT)-\d{3}")


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the catalogue: code, severity and its words in both languages.

    The words name facts in braces: `{max}`. Wording: what is there, what should be, what to do.
    """

    code: str
    severity: Severity
    vi: str
    en: str
    office: Words | None = None
    """What only those who run the round can do about it: said after the rest, and never to a scorer."""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"bad code {self.code}")
        if placeholders(self.text("vi")) != placeholders(self.text("en")):
            raise ValueError(f"{self.code}: the two languages name different facts")
        _known.setdefault(self.code, self)

    def text(self, lang: str, to_scorer: bool = False) -> str:
        """The words with their braces."""
        own = self.vi if lang == "vi" else self.en
        return own if self.office is None or to_scorer else f"{own} {self.office[lang != 'vi']}"

    def __reduce__(self) -> tuple[Callable[[str], Check], tuple[str]]:
        # Between processes a check travels as its code, and is the same object on the other side.
        return check_of, (self.code,)


_known: dict[str, Check] = {}


def check_of(code: str) -> Check:
    """The check of a code, of all those whose catalogue has been loaded; KeyError where there is none."""
    return _known[code]


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where: any part may be missing. `cell` is in A1 form; `key` is a key path or a line."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    unit: str | None = None
    criterion: str | None = None
    member: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place, with the facts that its words need."""

    check: Check
    at: Place
    facts: Mapping[str, Fact] = field(default_factory=dict)
    lowered: Severity | None = None
    """The severity after a waiver; None where the check's own stands."""

    @property
    def severity(self) -> Severity:
        return self.check.severity if self.lowered is None else self.lowered

    @property
    def code(self) -> str:
        return self.check.code


def finding(check: Check, at: Place, /, **facts: Fact) -> Finding:
    """A finding; facts that do not fit the check's placeholders raise at once (our own error)."""
    wanted = placeholders(check.text("vi"))
    if wanted != facts.keys():
        raise TypeError(f"{check.code} wants {sorted(wanted)}, got {sorted(facts)}")
    return Finding(check, at, facts)


class Refused(Exception):
    """Nothing can go on; the findings say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(found.code for found in self.findings))


def say(found: Finding, lang: str, to_scorer: bool = False) -> str:
    """The finding's words in `lang` ("vi" or "en"); the only place that formats them.

    `to_scorer`: without what only those who run the round can do.
    """
    text = found.check.text(lang, to_scorer)
    if found.lowered is not None:
        # What to do is settled by the waiver: only the first sentence, what was found, stands.
        text = text.split(". ", 1)[0].rstrip(".") + "."
    words = text.format_map({name: fact_text(found.facts[name], lang) for name in placeholders(text)})
    waived = found.facts.get("waiver")
    if found.lowered is not None and waived:
        words += f" [{'Được chấp thuận' if lang == 'vi' else 'Waived'}: {waived}]"
    return words


def fact_text(value: Fact, lang: str) -> str:
    """One fact as words in `lang`."""
    if value is None:
        return "(trống)" if lang == "vi" else "(empty)"
    if isinstance(value, Words):
        return value.vi if lang == "vi" else value.en
    if isinstance(value, Decimal):
        return in_words(value, lang)
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y") if lang == "vi" else value.isoformat()
    # A cell's text is data: one line, not endless, no control characters on a console.
    text = "".join(char if char.isprintable() else " " for char in str(value))
    return text if len(text) <= 300 else text[:297] + "..."


def key_words(key: str | None, lang: str) -> str:
    """A place's key path for people: "line 12: groups[1]" is "dòng 12: groups[1]" in Vietnamese."""
    if lang != "vi" or not key:
        return key or ""
    found = _COUNTED.match(key)
    return _COUNTED_WORD.sub(lambda word: _COUNTED_IN_VI[word[0]], found[0]) + key[found.end() :] if found else key


_COUNTED: Final = re.compile(r"(?:(?:line|paragraph|table \d+, line) \d+)(?:, column \d+)?(?!\w)|line (?=\d)")
_COUNTED_WORD: Final = re.compile("[a-z]+")
_COUNTED_IN_VI: Final = {"line": "dòng", "column": "cột", "paragraph": "đoạn", "table": "bảng"}


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity, None where nothing was found."""
    return max((found.severity for found in findings), default=None)


def as_told(findings: Iterable[Finding]) -> list[Finding]:
    """By file, the gravest of each first: so people are told, in a console and on the desk."""
    return sorted(findings, key=lambda found: (found.at.file or "", -found.severity))


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(found for found in findings if found.severity is ERROR)
