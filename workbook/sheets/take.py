"""A returned workbook -> Ballot and findings, by a diff against the workbook that was sent.

Shut cells must match, open cells become the ballot, shown figures are compared with recomputed
ones. Only inputs are trusted. `identify` says whose file it is before anything is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbook.catalogue import form as said
from workbook.findings import Finding, Place, Refused, errors, finding
from workbook.model import Ballot, Issue, is_by_unit
from workbook.sheets.compare import Located, locate, with_empty_results
from workbook.sheets.grid import Book, ReadBook, from_a1
from workbook.sheets.guide import ISSUE_KEY
from workbook.sheets.stamp import FORM, Passport, read_passport, unpack
from workbook.sheets.take_foreign import foreign_findings
from workbook.sheets.take_guards import guard_findings
from workbook.sheets.take_parts import Returned, compare_shut, formulas_gone_once, once_a_file, sent_by_key
from workbook.sheets.take_scores import take_matrix
from workbook.sheets.take_units import take_units


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose file it says it is. `frozen` is the issue that travels inside, None if damaged."""

    passport: Passport
    frozen: str | None
    sheets: Mapping[str, tuple[Located, ...]]
    """By the passport's sheet key."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a returned file gave. `counted` is False while an error stands."""

    ballot: Ballot
    findings: tuple[Finding, ...]
    controls: Mapping[str, Decimal]
    """The control total of each group, by group id."""

    @property
    def counted(self) -> bool:
        return not errors(self.findings)


def identify(book: ReadBook, file: str) -> Identity:
    """Read the passports; Refused when the file is none of ours or mixes several ballots."""
    located = [found for sheet in book.sheets if (found := locate(sheet)) is not None]
    pairs = [(found, read_passport(found.passport)) for found in located]
    known = [(found, passport) for found, passport in pairs if passport is not None]
    if not known:
        raise Refused([finding(said.NOT_OURS, Place(file=file))])
    owners = {passport._replace(sheet="") for _, passport in known}
    if len(owners) > 1:
        names = "; ".join(sorted(f"{p.member}, {p.round}, {p.issue}" for p in owners))
        raise Refused([finding(said.PASSPORTS_DISAGREE, Place(file=file), found=names)])
    sheets: dict[str, tuple[Located, ...]] = {}
    for found, passport in known:
        sheets[passport.sheet] = (*sheets.get(passport.sheet, ()), found)
    return Identity(known[0][1], _frozen_inside(sheets.get("guide", ())), sheets)


def _frozen_inside(guides: Sequence[Located]) -> str | None:
    chunks: list[str] = []
    while guides and (cell := guides[0].cell(f"{ISSUE_KEY}{len(chunks) + 1}", "label")) is not None:
        chunks.append(cell.text)
    return unpack(chunks) if chunks else None


def take(identity: Identity, issue: Issue, sent: Book, book: ReadBook, file: str) -> Taken:
    """The ballot in a returned file, judged against the `sent` book of its issue."""
    open_styles = frozenset(name for name, style in sent.styles.items() if not style.locked)
    returned = Returned(issue, file, identity.sheets, sent_by_key(sent), open_styles)
    findings: list[Finding] = [*book.findings, *foreign_findings(returned, book)]
    if not book.whole:
        returned = _of_values(returned)
        findings.append(finding(said.VALUES_ONLY, Place(file=file)))
    if len(returned.sheets("guide")) == 1:
        findings += compare_shut(returned.shut("guide"))
    else:
        findings.append(finding(said.GUIDE_MISSING, Place(file=file)))
    by_unit = is_by_unit(issue)
    judged = take_units(returned) if by_unit else take_matrix(returned)
    findings += judged.findings
    findings += guard_findings(returned) if book.whole else ()
    findings = formulas_gone_once(findings)
    if by_unit:
        # With hundreds of sheets, what a program did to all of them would bury the rest.
        findings = once_a_file(findings)
    return Taken(judged.ballot, tuple(_one_a_cell(findings, [sheet.name for sheet in book.sheets])), judged.controls)


def _of_values(returned: Returned) -> Returned:
    """The same where only the values of the cells were seen."""
    sent, found = returned.sent, returned.found
    seen = {key: tuple(with_empty_results(sent[key], one) for one in found[key]) for key in found if key in sent}
    return replace(returned, found={**found, **seen}, whole=False)


_BESIDES = (
    said.FORMULAS_GONE,
    said.COMMENT,
    said.VALIDATION_CHANGED,
    said.LOCKS_CHANGED,
    said.INPUTS_HIDDEN,
    said.INPUTS_MERGED,
    said.BLANKS_MERGED,
)
"""Not about what the cell holds: they stand beside any other finding at it."""


def _one_a_cell(findings: Sequence[Finding], sheets: Sequence[str]) -> list[Finding]:
    """One finding a cell, the gravest (the first of equals), in the order of the sheets and their cells."""
    kept: dict[object, Finding] = {}
    order = {name: number for number, name in enumerate(sheets)}
    for number, found in enumerate(findings):
        at = found.at
        key = (at.sheet, at.cell) if at.cell and found.check not in _BESIDES else number
        if key not in kept or found.severity > kept[key].severity:
            kept[key] = found

    def place(found: Finding) -> tuple[int, int, int]:
        row, column = from_a1(found.at.cell) if found.at.cell else (-1, -1)
        return (order.get(found.at.sheet or "", -1), row, column)

    return sorted(kept.values(), key=place)


# ---------------------------------------------------------------- whose it is
def check_identity(passport: Passport, file: str, round_id: str, members: Sequence[str]) -> Iterator[Finding]:
    """Whether the file belongs to this round and to one of its members."""
    if passport.round != round_id:
        yield finding(said.OTHER_ROUND, Place(file=file), found=passport.round, round=round_id)
    elif passport.member not in members:
        yield finding(said.MEMBER_UNKNOWN, Place(file=file), member=passport.member)


def check_form(passport: Passport, file: str) -> Iterator[Finding]:
    """Whether this program can draw the form again (needed only without the round's folder)."""
    if passport.form != FORM:
        yield finding(said.FORM_NEWER, Place(file=file), found=passport.form, ours=FORM)
