"""The check of an open ballot: a list on a sheet of ours, faulty cells marked, all of it undone by one command.

On the remote engine only values can be read, and what is written is done later, action by action: one that Excel
refuses there takes the rest with it, so the list, which remembers the marks, is written before any cell is touched, and
deleted after: a mark that cannot be taken away keeps its memory, and the next undo tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from workbook.catalogue import desk as said_of_desk
from workbook.catalogue import desk_live as said
from workbook.desk import marks, results
from workbook.desk.marks import Found, Mark, Memory, Spot, Target
from workbook.desk.results import Counts, Own, Page
from workbook.desk.seen import book_of
from workbook.excel.live_book import Book, Range, Sheet, alert, is_remote, read_rows, read_used, unread_in, values_of
from workbook.findings import Finding, Place, finding
from workbook.mishap import told
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import Checked, judge_seen, limits_of, open_round
from workbook.verdict import Verdict

_LOG = logging.getLogger("xephang")
_MOST_LISTED = 100_000
"""Cells of a list, and more."""


class Shown(NamedTuple):
    """What a check found, and what it changed in the workbook; `sheet` is "" where there is no list."""

    findings: tuple[Finding, ...]
    sheet: str = ""
    verdict: Verdict | None = None
    counted: bool = False
    cells: Counts = Counts()


def kept_original(book: Book, root: Path | None = None) -> tuple[Finding, ...]:
    """Why nothing may be written into an open workbook: it is one of the originals that this or another round keeps."""
    where = _kept_in(book, root)
    return (
        (finding(said_of_desk.ORIGINAL_OPEN, Place(file=book.name), name=book.name, path=str(where)),) if where else ()
    )


def _kept_in(book: Book, root: Path | None) -> Path | None:
    returned = Folder(root).returned if root else None
    try:
        path = Path(book.fullname)  # may be an address of OneDrive, and each engine has its own error there
        if path.is_absolute():
            for one in path.resolve().parents:
                if one == Folder(one.parent).returned and (one.parent / "round.toml").is_file():
                    return one
                if returned and one.samefile(returned):
                    return returned
            return None
    except Exception:
        _LOG.info("not known where %s lies", book.name)
    # Where that is not known, its name tells: an original is called by its hash.
    return returned if returned and (returned / book.name).is_file() else None


def check_ballot(book: Book, root: Path | None = None, lang: str = "vi", *, mark: bool | None = None) -> Shown:
    """Judge the open ballot, of the round in `root` if that is given, and list what was found on a sheet of ours.

    `mark`: colour faulty cells; None where Excel lets us (from afar: on sheets that were sent unprotected), True
    also on sheets of which only the user knows that they are unprotected now. Never raises.
    """
    now = datetime.now()
    if original := kept_original(book, root):
        alert(book, original, lang)
        return Shown(original)
    try:
        return _check(book, root, lang, mark, now)
    except Exception as error:
        findings = told(error)
    try:
        sheets = {sheet.name: read_rows(sheet, 2, 1) for sheet in book.sheets}
        for name in results.claimed(sheets):
            sheets[name] = read_used(book.sheets[name], Place(file=book.name, sheet=name), _MOST_LISTED)
        own = _own_in(book, sheets)
        memory = results.remembered(sheets[own.name]) if own else Memory()
        findings = (*findings, *_forgotten(book, own, memory))
        name, _ = _list(book, own, Checked(book.name, findings), lang, sheets, memory.marks, Counts(), now)
        _disown(book, own)
        return Shown(findings, name)
    except Exception:
        _LOG.exception("the list could not be written")
        alert(book, findings, lang)
        return Shown(findings)


def undo_check(book: Book, lang: str = "vi") -> Shown:
    """Take the marks and the sheet away again; nothing else is touched. Never raises."""
    if original := kept_original(book):
        alert(book, original, lang)
        return Shown(original)
    try:
        return _undo(book, lang)
    except Exception as error:
        findings = told(error)
        alert(book, findings, lang)
        return Shown(findings)


def _check(book: Book, root: Path | None, lang: str, mark: bool | None, now: datetime) -> Shown:
    sheets = values_of(book)
    own = _own_in(book, sheets)
    memory = results.remembered(sheets[own.name]) if own else Memory()
    old = {one.spot: one for one in memory.marks}
    context = open_round(root) if root else None
    seen = book_of(_others(sheets, own), book.name, limits_of(context))
    checked = judge_seen(seen, context, book.name)
    places, sent, remote = marks.places_now(seen), marks.sent_book(checked, seen, context), is_remote(book)
    faulty = marks.targets(checked.findings, places, sent) if sent and mark is not False else ()
    faulty = tuple(marks.rememberable(memory.marks, faulty))
    tried = [one for one in faulty if mark or not remote or not one.shut]
    unseen = len(faulty) - len(tried)
    planned = [Mark(one.spot, _before(book, one, old.get(one.spot)), one.color) for one in tried]
    gone = [one for spot, one in old.items() if spot not in {each.spot for each in tried}]
    stuck, lost = ([], sum(one.spot not in places for one in gone)) if remote else _reset(book, gone, places)
    more = (*_left_of(book, own, memory, len(stuck), lost), *unread_in(book, sheets))
    checked = replace(checked, findings=(*checked.findings, *more))
    counts, kept = Counts(len(tried), 0, unseen), [*planned, *(gone if remote else stuck)]
    name, page = _list(book, own, checked, lang, sheets, kept, counts, now)
    if remote:
        _reset(book, gone, places)
    marked = _colour(book, tried)
    counts = Counts(len(marked), len(tried) - len(marked), unseen)
    still = [one if one.spot in marked else old[one.spot] for one in planned if one.spot in marked or one.spot in old]
    _remember(book.sheets[name], page.rows, [*still, *stuck], counts, lang)
    _disown(book, own)
    return Shown(checked.findings, name, checked.verdict, checked.counted, counts)


def _undo(book: Book, lang: str) -> Shown:
    sheets = values_of(book)
    own = _own_in(book, sheets)
    if own is None:
        return Shown((finding(said.NO_LIST, Place(file=book.name), colors=", ".join(marks.COLORS.values())),))
    memory = results.remembered(sheets[own.name])
    stuck, lost = _reset(book, memory.marks, marks.places_now(book_of(_others(sheets, own), book.name)))
    if stuck:
        if own.whole:
            _remember(book.sheets[own.name], sheets[own.name], stuck, Counts(len(stuck)), lang)
        return Shown(_leftover(len(stuck), lost), own.name)
    if own.whole:
        book.sheets[own.name].delete()
    _disown(book, own)
    return Shown(_left_of(book, own, memory, 0, lost))


def _own_in(book: Book, sheets: Mapping[str, results.Values]) -> Own | None:
    """Our list; one of which not all could be read is not known to be as it was written."""
    own = results.ours_among(sheets)
    if own is None or not own.whole:
        return own
    last, rows = book.sheets[own.name].used_range.last_cell, sheets[own.name]
    return own._replace(whole=last.row <= len(rows) and last.column <= len(rows[0]))


def _others(sheets: Mapping[str, results.Values], own: Own | None) -> list[tuple[str, results.Values]]:
    """What is judged: all but our own list. One that also holds something else is a sheet like any other."""
    return [pair for pair in sheets.items() if own is None or not own.whole or pair[0] != own.name]


def _left_of(book: Book, own: Own | None, memory: Memory, stuck: int, lost: int) -> tuple[Finding, ...]:
    """What is left over of the last check."""
    return (*_leftover(stuck, lost), *_forgotten(book, own, memory), *_kept_list(book, own))


def _forgotten(book: Book, own: Own | None, memory: Memory) -> tuple[Finding, ...]:
    if own is None or not memory.broken:
        return ()
    at = Place(file=book.name, sheet=own.name)
    return (finding(said.MARKS_FORGOTTEN, at, sheet=own.name, colors=", ".join(marks.COLORS.values())),)


def _kept_list(book: Book, own: Own | None) -> tuple[Finding, ...]:
    if own is None or own.whole:
        return ()
    return (finding(said.LIST_KEPT, Place(file=book.name, sheet=own.name), sheet=own.name),)


def _leftover(stuck: int, lost: int) -> tuple[Finding, ...]:
    counts = ((said.MARKS_SHUT, stuck), (said.MARKS_LEFT, lost))
    return tuple(finding(check, Place(), count=count) for check, count in counts if count)


# -- cells of the ballot: nothing but their colour is ever written
def _cell(book: Book, at: Found) -> Range:
    return book.sheets[at.sheet].range((at.row + 1, at.column + 1))


def _color_of(cell: Range) -> str:
    color = cell.color
    return "#{:02X}{:02X}{:02X}".format(*color) if color else ""


def _before(book: Book, target: Target, old: Mark | None) -> str:
    """The colour that a cell has without a mark of ours."""
    if is_remote(book):
        return old.before if old else target.drawn
    color = _color_of(_cell(book, target.at))
    if color not in marks.COLORS.values():
        return color
    return old.before if old else target.drawn


def _reset(book: Book, old: Iterable[Mark], places: Mapping[Spot, Found]) -> tuple[list[Mark], int]:
    """Give cells their old colour back: those where Excel refuses that, and how many are no more as we left them."""
    stuck, lost = [], 0
    for mark in old:
        at = places.get(mark.spot)
        cell = _cell(book, at) if at else None
        if cell is None or (not is_remote(book) and _color_of(cell) != mark.made):
            lost += 1
            continue
        try:
            cell.color = mark.before or None
        except Exception:  # each engine has its own for a protected sheet
            stuck.append(mark)
    return stuck, lost


def _colour(book: Book, targets: Iterable[Target]) -> frozenset[Spot]:
    """Mark cells; those that were. A sheet that refuses one cell is protected, and refuses all."""
    done, shut = set(), set()
    for target in targets:
        if target.at.sheet not in shut:
            try:
                _cell(book, target.at).color = target.color
                done.add(target.spot)
            except Exception:  # each engine has its own
                shut.add(target.at.sheet)
    return frozenset(done)


# -- our own sheet
def _list(
    book: Book,
    own: Own | None,
    checked: Checked,
    lang: str,
    sheets: Mapping[str, results.Values],
    kept: Sequence[Mark],
    counts: Counts,
    now: datetime,
) -> tuple[str, Page]:
    """Write the whole list, into our sheet or a new one; its name, and what it holds."""
    whole = own is not None and own.whole
    name = own.name if own and whole else results.free_name(sheets, lang)
    page = results.page(checked, lang, name, sheets, kept, counts, now)
    if whole:
        sheet = book.sheets[name]
        sheet.clear()
    else:
        sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    sheet.range((1, 1), (len(page.rows), len(page.rows[0]))).value = page.rows
    _memory_of(sheet).value = [page.memory]
    if page.links:
        column = results.LINK + 1
        sheet.range((page.first + 1, column), (page.first + len(page.links), column)).formula = page.links
    _dress(sheet, page, 5.6 if is_remote(book) else 1.0)
    sheet.activate()
    return name, page


def _dress(sheet: Sheet, page: Page, unit: float) -> None:
    """Looks; `unit`: a column's width is in characters on the desktop, in points from afar."""
    last = len(results.WIDTHS)
    for number, width in enumerate(results.WIDTHS, 1):
        sheet.range((1, number)).column_width = width * unit
    sheet.range((1, 2)).font.size = 16
    sheet.range((1, 2), (3, 2)).font.bold = True
    titles = sheet.range((page.first, 2), (page.first, last))
    titles.font.bold, titles.font.color, titles.color = True, "#FFFFFF", "#24476B"
    bottom = page.first + len(page.severities)
    if page.severities:
        lines = sheet.range((page.first + 1, 2), (bottom, last))
        lines.wrap_text = True
        lines.rows.autofit()
        sheet.range((page.first + 1, 2), (bottom, 2)).number_format = results.NUMBERED
        links = sheet.range((page.first + 1, results.LINK + 1), (bottom, results.LINK + 1))
        links.font.color = "#0B5394"
    for severity, color in marks.COLORS.items():
        if count := page.severities.count(severity):
            top = page.first + 1 + page.severities.index(severity)
            sheet.range((top, 3), (top + count - 1, 3)).color = color
    for left, right in ((1, 1), (results.MEMORY + 1, results.MEMORY + marks.PIECES)):
        sheet.range((1, left), (1, right)).columns.hidden = True


def _disown(book: Book, own: Own | None) -> None:
    """Take our keys off a sheet that also holds something else; the rest of it stays."""
    if own is not None and not own.whole:
        try:
            book.sheets[own.name].range((1, 1), (2, 1)).value = [[None], [None]]
        except Exception:  # each engine has its own for a protected sheet
            _LOG.info("the keys on %s stay", own.name)


def _memory_of(sheet: Sheet) -> Range:
    return sheet.range((1, results.MEMORY + 1), (1, results.MEMORY + marks.PIECES))


def _remember(sheet: Sheet, rows: results.Values, kept: Sequence[Mark], counts: Counts, lang: str) -> None:
    """Say what was really marked, and remember it, over what was planned and is written in `rows`."""
    made = results.retold(rows, kept, results.words_of(lang), counts)
    _memory_of(sheet).value = [made.memory]
    for (row, column), value in (((results.NOTICE, 1), made.notice), (results.PRINT, made.print)):
        sheet.range((row + 1, column + 1)).value = value
