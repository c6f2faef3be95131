"""Kinds of mutation: what guards the cells, and how they look."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

from tests.mutations import books, parts
from tests.mutations.kinds import ANYWHERE, Mutant, Where, kind
from tests.mutations.subjects import Subject, key_of
from workbook.catalogue import form as said
from workbook.excel.write import write_book
from workbook.sheets.grid import Area, Cell, Comment, Row, Sheet, Style, Validation, a1

VALIDATION, LOCK, LOOKS = "validation", "lock", "looks"
UNCHECKED = (said.VALIDATION_CHANGED, said.VALIDATION_GONE, said.GUARDS_GONE)
UNLOCKED = (said.LOCKS_CHANGED, said.PROTECTION_GONE, said.GUARDS_GONE)


def _sheets(at: Subject) -> list[Sheet]:
    """Sheets with cells to fill in."""
    return [sheet for sheet in at.book.sheets if sheet.validations]


def _with_rules(rng: Random, at: Subject, change: Callable[[list[Validation], int], list[Validation]]) -> Mutant:
    """One validation of one sheet changed."""
    sheet = rng.choice(_sheets(at))
    number = rng.randrange(len(sheet.validations))
    rules = change(list(sheet.validations), number)
    data = write_book(books.with_sheet(at.book, replace(sheet, validations=tuple(rules))))
    what = f"{sheet.name}: the validation of {sheet.validations[number].area.a1}"
    return Mutant(data, what, UNCHECKED, (Where(sheet.name),))


# ---------------------------------------------------------------- validations
@kind(VALIDATION, "one validation removed")
def _removed(rng: Random, at: Subject) -> Mutant | None:
    return _with_rules(rng, at, lambda rules, n: rules[:n] + rules[n + 1 :])


@kind(VALIDATION, "all validations of a sheet removed")
def _none(rng: Random, at: Subject) -> Mutant | None:
    return _with_rules(rng, at, lambda rules, _: [])


@kind(VALIDATION, "all validations of the file removed")
def _nowhere(rng: Random, at: Subject) -> Mutant | None:
    bare = tuple(replace(sheet, validations=()) for sheet in at.book.sheets)
    return Mutant(write_book(replace(at.book, sheets=bare)), "no validations", UNCHECKED)


@kind(VALIDATION, "a validation with other limits")
def _limits(rng: Random, at: Subject) -> Mutant | None:
    def wider(rules: list[Validation], n: int) -> list[Validation]:
        formula = re.sub(r"(<=|>=)\$?([A-Z]*\$?\d+)", r"\g<1>99999", rules[n].formula, count=1)
        changed = replace(rules[n], formula=formula, items=(*rules[n].items[:1], "Khác") if rules[n].items else ())
        if rules[n].formula == formula and not rules[n].items:
            changed = replace(changed, formula=f"OR({formula},TRUE)")
        return [*rules[:n], changed, *rules[n + 1 :]]

    return _with_rules(rng, at, wider)


@kind(VALIDATION, "a validation of another kind")
def _kind(rng: Random, at: Subject) -> Mutant | None:
    def other(rules: list[Validation], n: int) -> list[Validation]:
        changed = replace(rules[n], items=() if rules[n].items else ("1", "2"), source="")
        return [*rules[:n], changed, *rules[n + 1 :]]

    return _with_rules(rng, at, other)


@kind(VALIDATION, "a validation over fewer cells")
def _shrunk(rng: Random, at: Subject) -> Mutant | None:
    def fewer(rules: list[Validation], n: int) -> list[Validation]:
        area, more = rules[n].area, rules[n].more
        if area.bottom > area.top:
            changed = replace(rules[n], area=area._replace(bottom=area.bottom - 1))
        elif more:
            changed = replace(rules[n], more=more[1:])
        else:
            return rules[:n] + rules[n + 1 :]
        return [*rules[:n], changed, *rules[n + 1 :]]

    return _with_rules(rng, at, fewer)


def _in_xml(rng: Random, at: Subject, change: Callable[[str], str]) -> tuple[bytes, str]:
    sheet = rng.choice(_sheets(at))
    return parts.changed(at.data, {at.part(sheet.name): change}), sheet.name


@kind(VALIDATION, "validations that only warn")
def _warns(rng: Random, at: Subject) -> Mutant | None:
    style = rng.choice(["warning", "information"])
    data, name = _in_xml(rng, at, parts.by_pattern("<dataValidation ", f'<dataValidation errorStyle="{style}" ', 0))
    return Mutant(data, f"{name}: errorStyle {style}", UNCHECKED, (Where(name),))


@kind(VALIDATION, "validations that say nothing")
def _silent(rng: Random, at: Subject) -> Mutant | None:
    data, name = _in_xml(rng, at, parts.by_pattern(' showErrorMessage="1"', "", 0))
    return Mutant(data, f"{name}: no messages", UNCHECKED, (Where(name),))


@kind(VALIDATION, "validations moved to the extension list")
def _extended(rng: Random, at: Subject) -> Mutant | None:
    """As newer versions of Excel save those that point at another sheet."""

    def moved(text: str) -> str:
        found = re.search(r"<dataValidations[^>]*>(.*?)</dataValidations>", text, re.DOTALL)
        assert found is not None
        rules = re.sub(
            r'<dataValidation ([^>]*?) ?sqref="([^"]*)"([^>]*)>(.*?)</dataValidation>',
            _as_extended,
            found[1],
            flags=re.DOTALL,
        )
        x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
        xm = "http://schemas.microsoft.com/office/excel/2006/main"
        extension = (
            f'<extLst><ext xmlns:x14="{x14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
            f'<x14:dataValidations xmlns:xm="{xm}">{rules}</x14:dataValidations></ext></extLst></worksheet>'
        )
        return text.replace(found[0], "").replace("</worksheet>", extension)

    data, name = _in_xml(rng, at, moved)
    return Mutant(data, f"{name}: x14", harmless=True)


def _as_extended(match: re.Match[str]) -> str:
    inside = re.sub(r"<(formula\d)>(.*?)</\1>", r"<x14:\1><xm:f>\2</xm:f></x14:\1>", match[4], flags=re.DOTALL)
    before, areas, behind = match[1], match[2], match[3]
    return f"<x14:dataValidation {before}{behind}>{inside}<xm:sqref>{areas}</xm:sqref></x14:dataValidation>"


# ---------------------------------------------------------------- locks
def _relocked(rng: Random, at: Subject, *, locked: bool) -> Mutant:
    """One cell with the other lock."""
    found = [
        (sheet.name, (row, column), cell)
        for sheet in at.book.sheets
        for row, line in enumerate(sheet.rows)
        for column, cell in enumerate(line.cells)
        if cell is not None and row and column and books.is_locked(at.book, cell) is not locked
        and (not locked or cell.value not in (None, ""))
    ]  # fmt: skip
    name, place, cell = rng.choice(found)
    looks = replace(at.book.styles.get(cell.style, Style()), locked=locked)
    book = books.styled(at.book, "other", looks)
    data = books.typed(book, name, place, cell._replace(style="other"))
    return Mutant(data, f"{name}!{a1(*place)} locked={locked}", UNLOCKED, (Where(name),))


@kind(LOCK, "an input locked")
def _input_locked(rng: Random, at: Subject) -> Mutant | None:
    return _relocked(rng, at, locked=True)


@kind(LOCK, "a shut cell unlocked")
def _shut_open(rng: Random, at: Subject) -> Mutant | None:
    return _relocked(rng, at, locked=False)


@kind(LOCK, "a sheet unprotected")
def _unprotected(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice([each for each in at.book.sheets if each.protected])
    data = write_book(books.with_sheet(at.book, replace(sheet, protected=False)))
    return Mutant(data, sheet.name, UNLOCKED, (Where(sheet.name),))


@kind(LOCK, "all sheets unprotected")
def _all_unprotected(rng: Random, at: Subject) -> Mutant | None:
    bare = tuple(replace(sheet, protected=False) for sheet in at.book.sheets)
    return Mutant(write_book(replace(at.book, sheets=bare)), "no protection", UNLOCKED)


@kind(LOCK, "every lock and validation dropped by a program")
def _dropped(rng: Random, at: Subject) -> Mutant | None:
    return Mutant(write_book(books.unguarded(at.book)), "no guards", (said.GUARDS_GONE,))


# ---------------------------------------------------------------- looks
def _looks(at: Subject, change: Callable[[Sheet], Sheet], what: str) -> Mutant:
    book = replace(at.book, sheets=tuple(map(change, at.book.sheets)))
    return Mutant(write_book(book), what, harmless=True)


@kind(LOOKS, "columns of another width")
def _widths(rng: Random, at: Subject) -> Mutant | None:
    def change(sheet: Sheet) -> Sheet:
        return replace(sheet, columns=tuple(each._replace(width=rng.randrange(2, 60)) for each in sheet.columns))

    return _looks(at, change, "widths")


@kind(LOOKS, "rows of another height")
def _heights(rng: Random, at: Subject) -> Mutant | None:
    def other(row: Row) -> Row:
        return row if row.hidden else row._replace(height=float(rng.randrange(8, 90)))

    return _looks(at, lambda sheet: replace(sheet, rows=tuple(map(other, sheet.rows))), "heights")


@kind(LOOKS, "another zoom, other panes, other print set-up")
def _view(rng: Random, at: Subject) -> Mutant | None:
    def change(sheet: Sheet) -> Sheet:
        page = replace(sheet.page, landscape=not sheet.page.landscape, header="khác", repeat_rows=None, area=None)
        return replace(sheet, zoom=rng.randrange(10, 400), freeze=None, gridlines=True, cursor=(0, 0), page=page)

    return _looks(at, change, "view")


@kind(LOOKS, "other fonts and colours")
def _fonts(rng: Random, at: Subject) -> Mutant | None:
    def other(style: Style) -> Style:
        fill = rng.choice(["#FF0000", "#00FF00", None])
        return replace(style, font="Arial", size=14, color="#0000FF", fill=fill, bold=not style.bold)

    styles = {name: other(style) for name, style in at.book.styles.items()}
    return Mutant(write_book(replace(at.book, styles=styles)), "fonts and colours", harmless=True)


@kind(LOOKS, "another number format")
def _formats(rng: Random, at: Subject) -> Mutant | None:
    entry = rng.choice([one for one in at.entries if one.is_open and isinstance(one.score, Decimal)])
    cell = books.get(at.book, entry.sheet, (entry.row, entry.column))
    assert cell is not None
    looks = replace(
        at.book.styles[cell.style], number_format=rng.choice(["0", "0.0", "#,##0.00", "0.00;[Red]-0.00", "@"])
    )
    book = books.styled(at.book, "other", looks)
    data = books.typed(book, entry.sheet, (entry.row, entry.column), cell._replace(style="other"))
    return Mutant(data, f"{entry.sheet}!{entry.a1} {looks.number_format}", harmless=True)


@kind(LOOKS, "conditional formats removed")
def _no_highlights(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice([each for each in at.book.sheets if each.highlights])
    data = write_book(books.with_sheet(at.book, replace(sheet, highlights=())))
    return Mutant(data, sheet.name, (said.HIGHLIGHTS_CHANGED, said.GUARDS_GONE), (Where(sheet.name),))


@kind(LOOKS, "a conditional format changed")
def _highlight(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice([each for each in at.book.sheets if each.highlights])
    number = rng.randrange(len(sheet.highlights))
    rules = list(sheet.highlights)
    rules[number] = replace(rules[number], formula=f"NOT({rules[number].formula})")
    data = write_book(books.with_sheet(at.book, replace(sheet, highlights=tuple(rules))))
    return Mutant(data, f"{sheet.name}: {rules[number].area.a1}", (said.HIGHLIGHTS_CHANGED,), (Where(sheet.name),))


@kind(LOOKS, "cells merged over inputs")
def _merged(rng: Random, at: Subject) -> Mutant | None:
    """An input under the cell to its left, or two by two: the top left one alone is seen."""
    entry = rng.choice([one for one in at.entries if one.is_open])
    area = Area(entry.row, entry.column - 1, entry.row + rng.randrange(2), entry.column).a1
    part, made = at.part(entry.sheet), f'<mergeCell ref="{area}"/>'
    old = "</mergeCells>" if b"</mergeCells>" in parts.contents(at.data)[part] else "</sheetData>"
    new = f"{made}{old}" if old == "</mergeCells>" else f'{old}<mergeCells count="1">{made}</mergeCells>'
    said_ = (said.INPUTS_MERGED,) if entry.score is not None else (said.INPUTS_MERGED, said.BLANKS_MERGED)
    data = parts.changed(at.data, {part: parts.once(old, new)})
    return Mutant(data, f"{entry.sheet}!{area}", said_, (Where(entry.sheet),))


@kind(LOOKS, "printed cells merged")
def _print_merged(rng: Random, at: Subject) -> Mutant | None:
    """The title row: one more cell under the one to its left."""
    sheet = rng.choice([each for key, each in ((key_of(each), each) for each in at.book.sheets) if key != "guide"])
    row = next(number for number, one in enumerate(sheet.rows) if one.key in ("h:title", "p:head"))
    shown = [n for n, column in enumerate(sheet.columns) if n > 1 and not column.hidden]
    column = rng.choice([n for n in shown if books.get(at.book, sheet.name, (row, n)) and n - 1 in shown])
    merges = (*sheet.merges, Area(row, column - 1, row, column))
    part, made = at.part(sheet.name), f'<mergeCells count="1"><mergeCell ref="{merges[-1].a1}"/></mergeCells>'
    data = parts.changed(at.data, {part: parts.once("</sheetData>", f"</sheetData>{made}")})
    return Mutant(data, f"{sheet.name}!{merges[-1].a1}", (said.PRINT_MERGED,), (Where(sheet.name),), harmless=True)


@kind(LOOKS, "a comment at a cell")
def _comment(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice([each for each in at.book.sheets if key_of(each) != "guide"])
    row, column, _ = rng.choice([one for one in sheet.filled() if one[0] > 4 and one[1] > 0])
    text = rng.choice(["đề nghị xem lại", "8,5 chứ không phải 8", "?"])
    data = _commented(at, sheet.name, Comment(row, column, text))
    return Mutant(data, f"{sheet.name}!{a1(row, column)}", (said.COMMENT,), (Where(sheet.name, a1(row, column)),))


def _commented(at: Subject, name: str, comment: Comment) -> bytes:
    at_cell = f'<comment ref="{a1(comment.row, comment.column)}" authorId="0">'
    text = (
        f'<comments xmlns="{parts.MAIN}"><authors><author>An</author></authors><commentList>{at_cell}'
        f"<text><r><t>{comment.text}</t></r></text></comment></commentList></comments>"
    )
    rels = parts.relationships("comments", "../comments1.xml")
    kind_ = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
    more = {"xl/comments1.xml": text.encode(), parts.rels_part(at.part(name)): rels.encode()}
    return parts.changed(at.data, {parts.TYPES: parts.listed("xl/comments1.xml", kind_)}, more)


@kind(LOOKS, "a defined name added")
def _name(rng: Random, at: Subject) -> Mutant | None:
    name = rng.choice(["Diem", "tong_cong", "x"])
    added = f"<definedName name=\"{name}\">'{at.book.sheets[1].name}'!$D$11</definedName></definedNames>"
    data = parts.changed(at.data, {parts.BOOK: parts.once("</definedNames>", added)})
    return Mutant(data, name, (said.NAMES_ADDED,), (ANYWHERE,))


@kind(LOOKS, "other properties of the document")
def _properties(rng: Random, at: Subject) -> Mutant | None:
    book = replace(at.book, title="khác", subject="khác")
    return Mutant(write_book(book), "title, subject", harmless=True)


@kind(LOOKS, "the whole file packed anew")
def _repacked(rng: Random, at: Subject) -> Mutant | None:
    order = list(parts.contents(at.data).items())
    rng.shuffle(order)
    return Mutant(parts.packed(dict(order)), "other order of parts", harmless=True)


@kind(LOOKS, "empty cells with a format all around")
def _around(rng: Random, at: Subject) -> Mutant | None:
    def change(sheet: Sheet) -> Sheet:
        spare = tuple(Row("", (None, *(Cell(None, "input") for _ in range(4)))) for _ in range(3))
        return replace(sheet, rows=(*sheet.rows, *spare))

    style = replace(next(iter(at.book.styles.values())), fill="#FFFF00")
    book = books.styled(at.book, "input", replace(at.book.styles.get("input", style)))
    return _looks(replace(at, sent=at.sent._replace(full=book)), change, "formats below the sheet")
