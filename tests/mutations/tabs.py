"""Kinds of mutation: whole sheets, and whose file it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.mutations import books, parts
from tests.mutations.kinds import Mutant, Where, kind
from tests.mutations.subjects import Sent, Subject, key_of
from workbook.catalogue import form as said
from workbook.excel.write import write_book
from workbook.findings import Check
from workbook.loading.frozen import freeze
from workbook.sheets.grid import Book, Cell, Column, Row, Sheet
from workbook.sheets.stamp import Passport, pack, read_passport, write_passport

SHEET, IDENTITY = "sheet", "identity"
LOST = (said.SHEET_MISSING, said.SUMMARY_MISSING, said.GUIDE_MISSING)
DOUBLED = (said.SHEET_TWICE, said.SUMMARY_MISSING, said.GUIDE_MISSING)


# ---------------------------------------------------------------- sheets
def _formulas(book: Book, change: Callable[[str], str]) -> Book:
    """The book with every formula rewritten."""

    def told(cell: Cell | None) -> Cell | None:
        return cell if cell is None or cell.formula is None else cell._replace(formula=change(cell.formula))

    def sheet(each: Sheet) -> Sheet:
        return replace(each, rows=tuple(row._replace(cells=tuple(map(told, row.cells))) for row in each.rows))

    return replace(book, sheets=tuple(map(sheet, book.sheets)))


def _renamed(book: Book, names: dict[str, str]) -> Book:
    """Sheets under other names; references follow, texts do not."""
    pattern = re.compile("|".join(rf"(?<!#)'{re.escape(name)}'!" for name in names))
    book = _formulas(book, lambda text: pattern.sub(lambda match: f"'{names[match[0][1:-2]]}'!", text))
    return replace(book, sheets=tuple(replace(each, name=names.get(each.name, each.name)) for each in book.sheets))


@kind(SHEET, "a sheet deleted")
def _deleted(rng: Random, at: Subject) -> Mutant | None:
    gone = rng.choice(at.book.sheets)
    left = replace(at.book, sheets=tuple(each for each in at.book.sheets if each is not gone))
    pattern = re.compile(rf"(?<!#)'{re.escape(gone.name)}'!\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?")
    book = _formulas(left, lambda text: pattern.sub("#REF!", text))
    return Mutant(write_book(book), gone.name, LOST)


@kind(SHEET, "a sheet copied")
def _copied(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(at.book.sheets)
    copy = replace(sheet, name=f"{sheet.name[:26]} (2)")
    sheets = list(at.book.sheets)
    sheets.insert(rng.randrange(len(sheets) + 1), copy)
    return Mutant(write_book(replace(at.book, sheets=tuple(sheets))), sheet.name, DOUBLED)


@kind(SHEET, "a sheet renamed")
def _other_name(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(at.book.sheets)
    name = rng.choice(["Sheet1", "bản của tôi", "Phiếu (sửa)"])
    return Mutant(write_book(_renamed(at.book, {sheet.name: name})), f"{sheet.name} -> {name}", harmless=True)


@kind(SHEET, "the names of two sheets exchanged")
def _names_exchanged(rng: Random, at: Subject) -> Mutant | None:
    one, other = rng.sample(at.book.sheets, 2)
    book = _renamed(at.book, {one.name: other.name, other.name: one.name})
    return Mutant(write_book(book), f"{one.name} and {other.name}", harmless=True)


@kind(SHEET, "sheets in another order")
def _order(rng: Random, at: Subject) -> Mutant | None:
    sheets = list(at.book.sheets)
    rng.shuffle(sheets)
    return Mutant(write_book(replace(at.book, sheets=tuple(sheets))), "order", harmless=True)


def _state(rng: Random, at: Subject, state: str) -> Mutant:
    sheet = rng.choice(at.book.sheets[1:])
    change = parts.by_pattern(rf'<sheet name="{re.escape(sheet.name)}"', f'<sheet name="{sheet.name}" state="{state}"')
    data = parts.changed(at.data, {parts.BOOK: change})
    return Mutant(data, f"{sheet.name} {state}", (said.SHEET_HIDDEN,), (Where(sheet.name),))


@kind(SHEET, "a sheet hidden")
def _hidden(rng: Random, at: Subject) -> Mutant | None:
    return _state(rng, at, "hidden")


@kind(SHEET, "a sheet hidden for good")
def _very_hidden(rng: Random, at: Subject) -> Mutant | None:
    return _state(rng, at, "veryHidden")


@kind(SHEET, "a foreign sheet added")
def _foreign(rng: Random, at: Subject) -> Mutant | None:
    rows = (Row("", (Cell("nháp", "key"), Cell(rng.randrange(99), "key"))),)
    sheets = list(at.book.sheets)
    sheets.insert(rng.randrange(len(sheets) + 1), Sheet("Nháp", (Column("", 9), Column("", 9)), rows, protected=False))
    book = replace(at.book, sheets=tuple(sheets))
    return Mutant(write_book(book), "Nháp", (said.FOREIGN_SHEET,), (Where("Nháp"),))


@kind(SHEET, "a sheet replaced by a copy of another", ("unit",))
def _replaced(rng: Random, at: Subject) -> Mutant | None:
    own = [each for each in at.book.sheets if key_of(each).startswith("u:")]
    groups = {unit.id: unit.group for unit in at.issue.round.units}
    one = rng.choice(own)
    alike = [each for each in own if each is not one and groups[key_of(each)[2:]] == groups[key_of(one)[2:]]]
    if not alike:
        return None
    copy = rng.choice(alike)
    rows = (one.rows[0], *copy.rows[1:])
    book = books.with_sheet(at.book, replace(copy, name=one.name, rows=rows), one.name)
    return Mutant(write_book(book), f"{copy.name} over {one.name}", (said.UNIT_EXCHANGED,), (Where(one.name),))


# ---------------------------------------------------------------- passports
def stamped(book: Book, change: Callable[[Passport], Passport | None], only: str = "") -> Book:
    """The book with other passports, on all its sheets or on one; None takes it away."""
    for sheet in book.sheets:
        corner = sheet.rows[0].cells[0]
        passport = read_passport(str(corner.value)) if corner else None
        if passport is None or (only and sheet.name != only):
            continue
        made = change(passport)
        book = books.edited(book, sheet.name, {(0, 0): books.key_cell(write_passport(made)) if made else None})
    return book


def _stamped(at: Subject, what: str, change: Callable[[Passport], Passport | None], *checks: Check) -> Mutant:
    return Mutant(write_book(stamped(at.book, change)), what, checks)


@kind(IDENTITY, "the passport of another member")
def _member(rng: Random, at: Subject) -> Mutant | None:
    other = at.others["colleague"].issue.member
    return _stamped(at, other, lambda one: one._replace(member=other), said.SEAL_WRONG)


@kind(IDENTITY, "the passport and the seal of another member")
def _sealed_member(rng: Random, at: Subject) -> Mutant | None:
    other = at.others["colleague"].issue
    what = f"{other.member}, with his seal"
    checks = said.ISSUE_DIFFERS, said.MEMBER_EXCHANGED
    return _stamped(
        at, what, lambda one: one._replace(member=other.member, seal=other.seal, issue=other.number), *checks
    )


@kind(IDENTITY, "another member's passport and seal, the guide deleted")
def _without_guide(rng: Random, at: Subject) -> Mutant | None:
    other = at.others["colleague"].issue
    book = stamped(at.book, lambda one: one._replace(member=other.member, seal=other.seal, issue=other.number))
    book = replace(book, sheets=book.sheets[1:])
    checks = said.MEMBER_EXCHANGED, said.SHEET_MISSING
    return Mutant(write_book(book), f"{other.member}, no guide", checks)


@kind(IDENTITY, "a member whom nobody knows")
def _unknown(rng: Random, at: Subject) -> Mutant | None:
    name = rng.choice(["TV-99", "", "unit:khac", "admin"])
    return _stamped(at, name, lambda one: one._replace(member=name), said.MEMBER_UNKNOWN)


@kind(IDENTITY, "another round in the passport")
def _round(rng: Random, at: Subject) -> Mutant | None:
    name = rng.choice(["vi-du-2025", "", at.issue.round.id + "x"])
    return _stamped(at, name, lambda one: one._replace(round=name), said.OTHER_ROUND)


@kind(IDENTITY, "another issue in the passport")
def _issue(rng: Random, at: Subject) -> Mutant | None:
    number = rng.choice([2, 3, 9, 0, 999999])
    return _stamped(at, str(number), lambda one: one._replace(issue=number), said.SEAL_WRONG, said.NOT_ISSUED)


@kind(IDENTITY, "another rubric in the passport")
def _rubric(rng: Random, at: Subject) -> Mutant | None:
    return _stamped(at, "rubric", lambda one: one._replace(rubric="khac"), said.ISSUE_DIFFERS, said.SEAL_WRONG)


@kind(IDENTITY, "another version in the passport")
def _version(rng: Random, at: Subject) -> Mutant | None:
    return _stamped(at, "version", lambda one: one._replace(version="1999-01-01"), said.ISSUE_DIFFERS, said.SEAL_WRONG)


@kind(IDENTITY, "another form in the passport")
def _form(rng: Random, at: Subject) -> Mutant | None:
    form = rng.choice(["2", "9", "1", "x", ""])
    checks = said.FORM_NEWER, said.SEAL_WRONG, said.ISSUE_DIFFERS
    return _stamped(at, f"form {form}", lambda one: one._replace(form=form), *checks)


@kind(IDENTITY, "another seal")
def _seal(rng: Random, at: Subject) -> Mutant | None:
    seal = "".join(rng.choice("0123456789abcdef") for _ in range(32))
    return _stamped(at, seal, lambda one: one._replace(seal=seal), said.SEAL_WRONG)


@kind(IDENTITY, "no seal")
def _no_seal(rng: Random, at: Subject) -> Mutant | None:
    return _stamped(at, "no seal", lambda one: one._replace(seal=""), said.SEAL_WRONG)


@kind(IDENTITY, "one sheet with another passport")
def _one_sheet(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(at.book.sheets).name
    other = at.others["colleague"].issue.member
    change = rng.choice([
        lambda one: one._replace(member=other), lambda one: one._replace(issue=one.issue + 1),
        lambda one: one._replace(seal="0" * 32), lambda one: one._replace(version="2"),
        lambda one: one._replace(round="khac"), lambda one: one._replace(form="2"),
    ])  # fmt: skip
    return Mutant(write_book(stamped(at.book, change, sheet)), sheet, (said.PASSPORTS_DISAGREE,))


@kind(IDENTITY, "one sheet without passport")
def _one_without(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(at.book.sheets).name
    return Mutant(write_book(stamped(at.book, lambda _: None, sheet)), sheet, LOST)


@kind(IDENTITY, "no passports at all")
def _none(rng: Random, at: Subject) -> Mutant | None:
    return _stamped(at, "none", lambda _: None, said.NOT_OURS)


@kind(IDENTITY, "a passport that cannot be read")
def _damaged(rng: Random, at: Subject) -> Mutant | None:
    book = at.book
    sheet = rng.choice(book.sheets).name
    text = rng.choice(["xephang|", "xephang|3|a|b", "xephang|" + "|" * 20, "xephang|3|x|y|z|TV|one|guide|", "khác"])
    book = books.edited(book, sheet, {(0, 0): books.key_cell(text)})
    return Mutant(write_book(book), f"{sheet}: {text}", LOST)


@kind(IDENTITY, "the passports of two sheets exchanged")
def _exchanged(rng: Random, at: Subject) -> Mutant | None:
    prefix = "g:" if at.layout == "matrix" else "u:"
    one, other = rng.sample([each for each in at.book.sheets if key_of(each).startswith(prefix)], 2)
    book = books.edited(at.book, one.name, {(0, 0): other.rows[0].cells[0]})
    book = books.edited(book, other.name, {(0, 0): one.rows[0].cells[0]})
    checks = said.UNIT_EXCHANGED, said.ROW_MISSING
    return Mutant(write_book(book), f"{one.name} and {other.name}", checks)


@kind(IDENTITY, "a sheet out of a colleague's file")
def _mixed(rng: Random, at: Subject) -> Mutant | None:
    theirs = {key_of(sheet): sheet for sheet in at.others["colleague"].full.sheets}
    own = [sheet for sheet in at.book.sheets if key_of(sheet) in theirs]
    sheet = rng.choice(own)
    book = books.with_sheet(at.book, replace(theirs[key_of(sheet)], name=sheet.name), sheet.name)
    return Mutant(write_book(book), sheet.name, (said.PASSPORTS_DISAGREE,))


@kind(IDENTITY, "a colleague's sheet under one's own passport")
def _taken_over(rng: Random, at: Subject) -> Mutant | None:
    theirs = {key_of(sheet): sheet for sheet in at.others["colleague"].full.sheets}
    prefix = "g:" if at.layout == "matrix" else "u:"
    own = [sheet for sheet in at.book.sheets if key_of(sheet) in theirs and key_of(sheet).startswith(prefix)]
    sheet = rng.choice(own)
    other = theirs[key_of(sheet)]
    rows = (sheet.rows[0], *other.rows[1:])
    book = books.with_sheet(at.book, replace(other, name=sheet.name, rows=rows), sheet.name)
    return Mutant(write_book(book), sheet.name, (said.MEMBER_EXCHANGED,), (Where(sheet.name),))


# ---------------------------------------------------------------- whole files, and the issue inside
@kind(IDENTITY, "a file of another round")
def _other_round(rng: Random, at: Subject) -> Mutant | None:
    return _file(at.others["other round"], "other round", said.OTHER_ROUND)


@kind(IDENTITY, "a sealed issue of which nothing is kept")
def _never_kept(rng: Random, at: Subject) -> Mutant | None:
    return _file(at.others["never kept"], "issue 7", said.ISSUE_UNKNOWN)


@kind(IDENTITY, "a file by another version of the rubric")
def _other_version(rng: Random, at: Subject) -> Mutant | None:
    return _file(at.others["other version"], "other version", said.SEAL_WRONG)


def _file(sent: Sent, what: str, *checks: Check) -> Mutant:
    return Mutant(sent.data, what, checks)


def _with_frozen(at: Subject, chunks: tuple[str, ...]) -> Book:
    guide = at.book.sheets[0]
    places = [number for number, row in enumerate(guide.rows) if row.key.startswith("issue:")]
    edits = {(place, 1): Cell(chunk, "helper") if chunk else None for place, chunk in zip(places, chunks, strict=False)}
    return books.edited(at.book, guide.name, edits)


@kind(IDENTITY, "the frozen issue damaged")
def _frozen_damaged(rng: Random, at: Subject) -> Mutant | None:
    text = pack(freeze(at.issue))[0]
    place = rng.randrange(len(text))
    damaged = rng.choice(
        [text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :], text[:place], text + "AAAA"]
    )
    data = write_book(_with_frozen(at, (damaged,)))
    return Mutant(data, f"issue at {place}", (said.LABEL_CHANGED, said.ISSUE_DIFFERS), (Where(),))


@kind(IDENTITY, "another frozen issue inside")
def _frozen_other(rng: Random, at: Subject) -> Mutant | None:
    issue = at.issue
    other = rng.choice([
        replace(issue, round=replace(issue.round, title="Đợt khác")),
        replace(issue, number=5),
        replace(issue, rubric=replace(issue.rubric, version="9")),
        at.others["colleague"].issue,
    ])  # fmt: skip
    data = write_book(_with_frozen(at, pack(freeze(other))))
    return Mutant(data, "another issue", (said.ISSUE_DIFFERS,))


@kind(IDENTITY, "the frozen issue removed")
def _frozen_gone(rng: Random, at: Subject) -> Mutant | None:
    return Mutant(write_book(_with_frozen(at, ("",))), "no issue", (said.LABEL_CHANGED,), (Where(at.names["guide"]),))
