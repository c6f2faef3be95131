"""A returned workbook -> Ballot and findings, by a diff against the workbook that was sent.

Shut cells must match, open cells become the ballot, shown figures are compared with recomputed
ones. Only inputs are trusted. `identify` says whose file it is before anything is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbook.catalogue import form as said
from workbook.checks import check_ballot
from workbook.findings import Finding, Place, Refused, errors, finding
from workbook.model import Ballot, CellId, Criterion, Group, Issue
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score
from workbook.sheets.ballot_plan import sheet_name, title_of
from workbook.sheets.compare import Difference, Located, differences, locate, tidy_text, unmoved
from workbook.sheets.grid import Book, ReadBook, Sheet, from_a1
from workbook.sheets.guide import ISSUE_KEY
from workbook.sheets.shown import control_total, open_cells, own_groups
from workbook.sheets.stamp import FORM, Passport, read_passport, unpack
from workbook.sheets.take_scores import GroupSheet, compare_shown, plain_scores, take_scores


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
    findings: list[Finding] = list(_foreign_sheets(identity, book, file))
    scores: dict[CellId, Score] = {}
    notes: dict[str, str] = {}
    unread: set[CellId] = set()
    places: dict[str, GroupSheet] = {}
    controls: dict[str, Decimal] = {}
    guide = identity.sheets.get("guide", ())
    if len(guide) == 1:
        findings += _compare_sheet(sent.sheets[0], guide[0], open_styles, None, issue, file)
    else:
        findings.append(finding(said.GUIDE_MISSING, Place(file=file)))
    for number, group in enumerate(own_groups(issue), 1):
        found = identity.sheets.get(f"g:{group.id}", ())
        name = sheet_name(number, group)
        if len(found) != 1:
            findings.append(_sheet_fault(found, name, file))
            cells = {(unit.id, leaf.id): is_open for unit, leaf, is_open in open_cells(issue, group)}
            unread.update(cells)
            scores |= {cell: None if is_open else NOT_APPLICABLE for cell, is_open in cells.items()}
            continue
        sheet = places[group.id] = GroupSheet(issue, group, found[0], file)
        got = take_scores(sheet)
        findings += _compare_sheet(sent.sheets[number], found[0], open_styles, group, issue, file)
        findings += (*got.findings, *compare_shown(sheet, got))
        scores |= got.scores
        notes |= got.notes
        unread |= got.unread
        # The figure that the sheet itself shows and the member signed: texts are not in its sum.
        controls[group.id] = control_total(issue, group, plain_scores(got))
    ballot = Ballot(issue.member, issue.number, scores, notes)
    for fault in check_ballot(issue, ballot, unread):
        unit = issue.round.unit(fault.at.unit or "")
        findings.append(replace(fault, at=places[unit.group].place(unit, fault.at.criterion or "")))
    return Taken(ballot, tuple(_one_a_cell(findings, [sheet.name for sheet in book.sheets])), controls)


def _one_a_cell(findings: Sequence[Finding], sheets: Sequence[str]) -> list[Finding]:
    """One finding a cell, the gravest (the first of equals), in the order of the sheets and their cells."""
    kept: dict[object, Finding] = {}
    for number, found in enumerate(findings):
        at = found.at
        key = (at.sheet, at.cell) if at.cell else number
        if key not in kept or found.severity > kept[key].severity:
            kept[key] = found

    def place(found: Finding) -> tuple[int, int, int]:
        row, column = from_a1(found.at.cell) if found.at.cell else (-1, -1)
        return (sheets.index(found.at.sheet) if found.at.sheet in sheets else -1, row, column)

    return sorted(kept.values(), key=place)


def _foreign_sheets(identity: Identity, book: ReadBook, file: str) -> Iterator[Finding]:
    ours = {found.sheet.name for group in identity.sheets.values() for found in group}
    for sheet in book.sheets:
        if sheet.name not in ours:
            yield finding(said.FOREIGN_SHEET, Place(file=file, sheet=sheet.name), sheet=sheet.name)


def _sheet_fault(found: Sequence[Located], name: str, file: str) -> Finding:
    if not found:
        return finding(said.SHEET_MISSING, Place(file=file, sheet=name), sheet=name)
    copies = ", ".join(located.sheet.name for located in found)
    return finding(said.SHEET_TWICE, Place(file=file, sheet=name), sheet=name, copies=copies)


# ---------------------------------------------------------------- the shut part
def _compare_sheet(
    sent: Sheet, found: Located, open_styles: frozenset[str], group: Group | None, issue: Issue, file: str
) -> Iterator[Finding]:
    here = Place(file=file, sheet=found.sheet.name)
    for key in found.repeated:
        yield finding(said.KEY_TWICE, here, key=key.partition(":")[2] or key)
    if not found.repeated and not unmoved(sent, found):
        yield finding(said.MOVED, here)
    if sent.protected and not found.sheet.protected:
        yield finding(said.PROTECTION_GONE, here)
    if sent.validations and not found.sheet.validations:
        yield finding(said.VALIDATION_GONE, here)
    known = {row.key for row in sent.rows}
    if foreign := [key for key in found.rows if key not in known]:
        yield finding(said.ROW_UNKNOWN, here, count=len(foreign), key=foreign[0].partition(":")[2] or foreign[0])
    for difference in differences(sent, found, open_styles):
        made = _difference(difference, found, group, issue, here)
        if made is not None:
            yield made


def _difference(
    difference: Difference, found: Located, group: Group | None, issue: Issue, here: Place
) -> Finding | None:
    kind, row_key, column_key, was, now = difference
    if kind == "row":
        if group is not None and row_key.startswith("u:"):
            unit = issue.round.unit(row_key[2:])
            return finding(said.ROW_MISSING, replace(here, unit=unit.id), unit=unit.name)
        return finding(said.ROW_GONE, here, sent=was)
    if kind == "column":
        if column_key.startswith("c:"):
            leaf = _leaf(issue, column_key[2:])
            return finding(said.COLUMN_MISSING, replace(here, criterion=leaf.id), criterion=leaf.name)
        return finding(said.COLUMN_GONE, here, sent=was)
    at = replace(
        here,
        cell=found.a1(row_key, column_key),
        unit=row_key[2:] if row_key.startswith("u:") else None,
        criterion=column_key[2:] if column_key[:2] in ("c:", "s:") else None,
    )
    if was == MARK_TEXT and row_key.startswith("u:"):
        # A number here is the member's fault, told by take_scores with its own words.
        return finding(said.LABEL_CHANGED, at, found=None, sent=was) if not now.strip() else None
    if kind == "formula":
        return finding(said.FORMULA_CHANGED, at, found=now or None, sent=was)
    return _exchanged(difference, issue, at) or finding(said.LABEL_CHANGED, at, found=now or None, sent=was)


_WHOSE = frozenset({"t:who", "f:name", "fact:member"})
"""Rows that print the member's name."""


def _exchanged(difference: Difference, issue: Issue, at: Place) -> Finding | None:
    """A printed name that is another's: rows sorted without their keys, titles exchanged, a copied file."""
    _, row_key, column_key, was, now = difference
    found = tidy_text(now)
    names = {tidy_text(unit.name) for unit in issue.round.units}
    if column_key == "unit" and row_key.startswith("u:") and found in names:
        return finding(said.UNIT_EXCHANGED, at, unit=was, found=found)
    if row_key == "h:title" and column_key.startswith("c:"):
        titles = {title_of(leaf, number): leaf for number, leaf in enumerate(issue.rubric.leaves(), 1)}
        if found in titles:
            return finding(said.CRITERION_EXCHANGED, at, criterion=_leaf(issue, column_key[2:]).name, found=found)
    if row_key in _WHOSE and found:
        return finding(said.MEMBER_EXCHANGED, at, found=found, sent=was)
    return None


def _leaf(issue: Issue, leaf_id: str) -> Criterion:
    return next(leaf for leaf in issue.rubric.leaves() if leaf.id == leaf_id)


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
