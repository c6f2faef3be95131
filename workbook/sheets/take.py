"""A returned workbook -> Ballot and findings, by a diff against the workbook that was sent.

Shut cells must match, open cells become the ballot, shown figures are compared with recomputed
ones. Only inputs are trusted. `identify` says whose file it is before anything is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said
from workbook.checks import check_ballot
from workbook.findings import ERROR, Finding, Place, Refused, errors, finding
from workbook.model import Ballot, CellId, Criterion, Group, Issue, Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score
from workbook.scoring import shut_leaves
from workbook.sheets.ballot_plan import CONTROL_ROW, sheet_name
from workbook.sheets.compare import Difference, Located, differences, figure_of, locate, tidy_text, unmoved
from workbook.sheets.decode import FIGURES, decode
from workbook.sheets.grid import Book, ReadBook, ReadCell, Sheet
from workbook.sheets.guide import ISSUE_KEY
from workbook.sheets.shown import ShownRow, control_total, open_cells, own_groups, show_group
from workbook.sheets.stamp import FORM, Passport, read_passport, unpack


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
    placed: dict[CellId, Place] = {}
    controls: dict[str, Decimal] = {}
    guide = identity.sheets.get("guide", ())
    if guide:
        findings += _compare_sheet(sent.sheets[0], guide[0], open_styles, None, issue, file)
    for number, group in enumerate(own_groups(issue), 1):
        found = identity.sheets.get(f"g:{group.id}", ())
        name = sheet_name(number, group)
        if len(found) != 1:
            findings.append(_sheet_fault(found, name, file))
            unread.update((unit.id, leaf.id) for unit, leaf, _ in open_cells(issue, group))
            scores |= {(unit.id, leaf.id): None for unit, leaf, _ in open_cells(issue, group)}
            continue
        taker = _GroupTaker(issue, group, found[0], file)
        findings += _compare_sheet(sent.sheets[number], found[0], open_styles, group, issue, file)
        findings += taker.take_scores()
        findings += taker.compare_shown()
        scores |= taker.scores
        notes |= taker.notes()
        unread |= taker.unread
        placed |= taker.places
        controls[group.id] = control_total(issue, group, taker.scores)
    ballot = Ballot(issue.member, issue.number, scores, notes)
    for found_fault in check_ballot(issue, ballot, unread):
        at = found_fault.at
        where = placed.get((at.unit or "", at.criterion or ""))
        findings.append(replace(found_fault, at=where or replace(at, file=file)))
    return Taken(ballot, tuple(findings), controls)


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
    for key in found.rows:
        if key not in known:
            yield finding(said.ROW_UNKNOWN, here, key=key)
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
        return finding(said.COLUMN_GONE, here, sent=column_key)
    at = replace(
        here,
        cell=found.a1(row_key, column_key),
        unit=row_key[2:] if row_key.startswith("u:") else None,
        criterion=column_key[2:] if column_key[:2] in ("c:", "s:") else None,
    )
    if was == MARK_TEXT and row_key.startswith("u:"):
        # A number here is the member's fault, told by take_scores with its own words.
        return finding(said.LABEL_CHANGED, at, found=None, sent=was) if not now.strip() else None
    check = said.FORMULA_CHANGED if kind == "formula" else said.LABEL_CHANGED
    return finding(check, at, found=now or None, sent=was)


def _leaf(issue: Issue, leaf_id: str) -> Criterion:
    return next(leaf for leaf in issue.rubric.leaves() if leaf.id == leaf_id)


# ---------------------------------------------------------------- the open part
class _GroupTaker:
    """Reads one group's sheet; gathers scores, places and cells that could not be read."""

    def __init__(self, issue: Issue, group: Group, found: Located, file: str) -> None:
        self.issue, self.group, self.found, self.file = issue, group, found, file
        self.member = issue.round.member(issue.member)
        self.scores: dict[CellId, Score] = {}
        self.unread: set[CellId] = set()
        self.not_plain: set[CellId] = set()
        self.places: dict[CellId, Place] = {}

    def place(self, unit: Unit, column_key: str, criterion: str | None = None) -> Place:
        cell = self.found.a1(f"u:{unit.id}", column_key)
        return Place(self.file, self.found.sheet.name, cell, unit.id, criterion, self.member.id)

    def take_scores(self) -> Iterator[Finding]:
        for unit in self.issue.round.scored(self.group.id):
            shut = shut_leaves(self.issue.rubric, unit)
            for leaf in self.issue.rubric.leaves():
                if unit.id in self.member.recused:
                    yield from self._take_recused(unit, leaf)
                elif leaf.id in shut:
                    yield from self._take_shut(unit, leaf)
                else:
                    yield from self._take_open(unit, leaf)

    def _cell(self, unit: Unit, leaf: Criterion) -> ReadCell | None:
        return self.found.cell(f"u:{unit.id}", f"c:{leaf.id}")

    def _take_recused(self, unit: Unit, leaf: Criterion) -> Iterator[Finding]:
        cell = self._cell(unit, leaf)
        if cell is not None and (tidy_text(cell.text) or cell.formula):
            at = self.place(unit, f"c:{leaf.id}", leaf.id)
            yield finding(
                said_of_ballot.SCORE_WHERE_RECUSED, at, member=self.member.name, unit=unit.name, found=cell.text
            )

    def _take_shut(self, unit: Unit, leaf: Criterion) -> Iterator[Finding]:
        self.scores[unit.id, leaf.id] = NOT_APPLICABLE
        cell = self._cell(unit, leaf)
        if cell is None or (not tidy_text(cell.text) and cell.formula is None):
            return
        if decode(cell, leaf.max).score is not NOT_APPLICABLE:
            at = self.place(unit, f"c:{leaf.id}", leaf.id)
            self.not_plain.add((unit.id, leaf.id))
            facts = {"criterion": leaf.name, "unit": unit.name, "found": cell.text}
            yield finding(said_of_ballot.SCORE_WHERE_MARKED, at, **facts)

    def _take_open(self, unit: Unit, leaf: Criterion) -> Iterator[Finding]:
        cell_id = (unit.id, leaf.id)
        self.scores[cell_id] = None
        if f"u:{unit.id}" not in self.found.rows or f"c:{leaf.id}" not in self.found.columns:
            self.unread.add(cell_id)
            return
        got = decode(self._cell(unit, leaf), leaf.max_in(self.group.id))
        self.scores[cell_id] = got.score
        self.places[cell_id] = self.place(unit, f"c:{leaf.id}", leaf.id)
        if not got.plain:
            self.not_plain.add(cell_id)
        if got.check is not None:
            yield finding(got.check, self.places[cell_id], **got.facts)
            if got.check.severity is ERROR:
                self.unread.add(cell_id)

    def notes(self) -> dict[str, str]:
        texts = {
            unit.id: cell.text
            for unit in self.issue.round.scored(self.group.id)
            if unit.id not in self.member.recused
            and (cell := self.found.cell(f"u:{unit.id}", "note")) is not None
            and tidy_text(cell.text)
        }
        return {unit_id: tidy_text(text) for unit_id, text in texts.items()}

    # ------------------------------------------------------------ shown figures
    def compare_shown(self) -> Iterator[Finding]:
        """Totals, indexes, tiers and ranks that the sheet shows against recomputed ones."""
        plain = {cell: score for cell, score in self.scores.items() if cell not in self.not_plain}
        shown = show_group(self.issue, self.group, plain, self.not_plain)
        faults = [fault for unit_id, row in shown.items() for fault in self._compare_row(unit_id, row, "total")]
        yield from faults
        if not faults:
            for unit_id, row in shown.items():
                for key in ("index", "rank", "tier"):
                    yield from self._compare_row(unit_id, row, key)
        yield from self._compare_control(plain)

    def _compare_row(self, unit_id: str, row: ShownRow, key: str) -> Iterator[Finding]:
        read = {name: figure_of(self.found.cell(f"u:{unit_id}", name)) for name in (key, "missing", "invalid")}
        if read[key] is None or any(read[name] not in (Decimal(0), None) for name in ("missing", "invalid")):
            return
        made = row.outcome
        right = {
            "total": made and made.total,
            "index": made and made.index,
            "rank": None if row.rank is None else Decimal(row.rank),
            "tier": (made and made.tier) or "",
        }[key]
        if read[key] != (right if right is not None else ""):
            at = replace(self.place(self.issue.round.unit(unit_id), key), criterion=None)
            yield finding(said.SHOWN_DIFFERS, at, what=FIGURES[key], found=read[key] or None, right=right or None)

    def _compare_control(self, plain: Mapping[CellId, Score]) -> Iterator[Finding]:
        read = figure_of(self.found.cell(CONTROL_ROW, "total"))
        right = control_total(self.issue, self.group, plain)
        if read is not None and read != right:
            at = Place(self.file, self.found.sheet.name, self.found.a1(CONTROL_ROW, "total"), member=self.member.id)
            yield finding(said.SHOWN_DIFFERS, at, what=FIGURES["control"], found=read, right=right)


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
