"""The desk in an open Excel: its cells are read, its task is done, and what came of it is written back."""

from __future__ import annotations

import logging
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from workbook.catalogue import desk as said
from workbook.desk import board, results
from workbook.desk.here import Here, here_of
from workbook.desk.tasks import Done, Message, Run, in_words
from workbook.excel.live_book import Book, Range, Sheet, alert, is_remote, read_rows, read_used
from workbook.excel.live_check import check_ballot, kept_original, undo_check
from workbook.findings import Finding, Place, Refused, errors, finding
from workbook.mishap import told
from workbook.pipeline.judging import Progress
from workbook.sheets.desk import LIST, NOTICES, Notice, summary_of

_LOG = logging.getLogger("xephang")
CHECK, UNDO = "Kiểm tra phiếu", "Bỏ đánh dấu"
"""What the two scripts for one ballot are called in Server and Lite."""
_UNSEEN: Final = ("personal.xlsb", ".xlam", ".xla")
"""How workbooks end that Excel opens hidden: the user's macros, add-ins."""
_MOST_NAMES: Final = 10
_MOST_WHOLE: Final = 20_000
"""Cells of a desk that are read in any case; of a larger one, as far as there are no long blank stretches."""
_FURTHEST: Final = board.MOST_ROWS + 1000
"""Rows of which it is known whether they are blank, at least: no list of ours reaches further."""


def desk_main(book: Book, here: Here | None = None) -> None:
    """Do the task that the desk's cells ask for, and write back what came of it. Never raises.

    `here`: where that is; by itself a desk that is seen from afar may name only what the server's administrator allows.
    """
    try:
        _desk(book, here or here_of(is_remote(book), sys.platform))
    except Exception as error:
        _desk_lost(book, told(error))


def _desk(book: Book, here: Here) -> None:
    sheet, rows = _desk_sheet(book)
    spots = board.spots_of(rows)
    progress = _at(sheet, *spots.input("d:progress"))

    def show(line: str) -> None:
        progress.value = results.text(line)

    here = here._replace(runs=_runs(book, spots.lang))
    outcome = board.carry_out(board.asked_in(rows, spots), spots.lang, show, datetime.now, here)
    opened, troubles = _opened(book, outcome.opens, spots.lang)
    if outcome.standing is not None:
        _put(sheet, spots, LIST, board.list_block(outcome.standing, spots, rows))
        head = {"t:round": outcome.standing.round, "t:summary": summary_of(outcome.standing, spots.lang)}
        for key, line in head.items():
            _at(sheet, spots.rows[key], spots.columns["who"]).value = results.text(line)
    block = board.notice_block((*troubles, *outcome.notices), spots, rows)
    _put(sheet, spots, NOTICES, block)
    for row, formula in board.links_in(block, spots):
        _at(sheet, row, spots.columns["text"]).formula = formula
    show(outcome.progress)
    if not opened and not outcome.away:
        sheet.activate()


def _desk_sheet(book: Book) -> tuple[Sheet, list[list[Any]]]:
    """The sheet with its values; whatever else lies in the workbook is not even read."""
    for sheet in book.sheets:
        if board.is_desk([[sheet.range((1, 1)).value]]):
            rows = read_used(sheet, Place(file=book.name, sheet=sheet.name), _MOST_WHOLE)
            last, width = sheet.used_range.last_cell.row, len(rows[0])
            if last > len(rows) < _FURTHEST:  # what our lines may come to must be seen, behind a long blank stretch too
                rows += read_rows(sheet, min(last, _FURTHEST) - len(rows), width, len(rows) + 1)
            while len(rows) > 1 and all(value in (None, "") for value in rows[-1]):
                rows.pop()  # looks reach further down than what is written
            return sheet, rows
    raise Refused([finding(said.NOT_A_DESK, Place(), lacking="xephang|desk")])


def _at(sheet: Sheet, row: int, column: int) -> Range:
    """A cell, counted from 0."""
    return sheet.range((row + 1, column + 1))


def _put(sheet: Sheet, spots: board.Spots, keys: Sequence[str], block: board.Block) -> None:
    """A block of values: as many rows and columns at once as stand beside each other."""
    start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or spots.columns[keys[end]] != spots.columns[keys[end - 1]] + 1:
            left, right = spots.columns[keys[start]], spots.columns[keys[end - 1]]
            for top, rows in _runs_of(block):
                area = sheet.range((top + 1, left + 1), (top + len(rows), right + 1))
                area.value = [row[start:end] for row in rows]
            start = end


def _runs_of(block: board.Block) -> list[tuple[int, list[list[str | int | None]]]]:
    """Rows that follow each other, with the number of the first."""
    runs: list[tuple[int, list[list[str | int | None]]]] = []
    for number, row in block.items():
        if not runs or number != runs[-1][0] + len(runs[-1][1]):
            runs.append((number, []))
        runs[-1][1].append(row)
    return runs


def _opened(book: Book, files: Iterable[Path], lang: str) -> tuple[int, list[Notice]]:
    """Open results beside the desk, where there is an Excel of this computer; else their links must do."""
    opened, troubles = 0, []
    for path in () if is_remote(book) else files:
        try:
            # xlwings would give an open one back as it is, though there are other figures in the file by now.
            if found := _open_already(book, path):
                troubles.append(board.notice_of(found, lang))
                continue
            book.app.books.open(str(path), read_only=True)
            opened += 1
        except Exception as error:  # each engine has its own
            found = finding(said.NOT_OPENED, Place(file=path.name), name=path.name, reason=type(error).__name__)
            troubles.append(board.notice_of(found, lang))
    return opened, troubles


def _open_already(book: Book, path: Path) -> Finding | None:
    if _plain(path.name) not in map(_plain, (one.name for one in book.app.books)):
        return None
    return finding(said.OPEN_ALREADY, Place(file=path.name), name=path.name)


# ---------------------------------------------------------------- another open workbook
def _runs(book: Book, lang: str) -> Mapping[str, Run]:
    """The tasks about a ballot that is open beside the desk."""

    def check(root: Path, choice: str, progress: Progress) -> Done:
        other = _beside(book, choice, "check_open", CHECK)
        progress(other.name)
        _refuse_original(other, root)
        shown = check_ballot(other, root, lang)
        if shown.verdict is None:
            raise Refused(shown.findings)
        grade = {"counted": in_words("check_counted" if shown.counted else "check_not_counted")}
        messages = [
            Message("check_verdict", grade | {"verdict": in_words(f"check_{shown.verdict.value}")}, not shown.counted),
            Message("done_open", {"sheet": shown.sheet, "name": other.name}),
            *(Message(word, {"count": count}) for word, count in results.cells_told(shown.cells)),
        ]
        return Done(tuple(messages), shown.findings, away=True)

    def undo(root: Path, choice: str, progress: Progress) -> Done:
        other = _beside(book, choice, "undo_open", UNDO)
        progress(other.name)
        _refuse_original(other, root)
        shown = undo_check(other, lang)
        if errors(shown.findings):
            raise Refused(shown.findings)
        clean = () if shown.findings else (Message("done_undo_open", {"name": other.name}),)
        return Done(clean, shown.findings)

    return {"check_open": check, "undo_open": undo}


def _beside(book: Book, choice: str, task: str, script: str) -> Book:
    """The open workbook of that name, or the only one beside the desk; Refused where it is not clear which."""
    if is_remote(book):
        raise Refused([finding(said.FROM_AFAR, Place(), task=in_words(f"task_{task}"), script=script)])
    known = {_plain(one.name): one for one in book.app.books}
    others = {name: one for name, one in known.items() if name != _plain(book.name) and not name.endswith(_UNSEEN)}
    if not others:
        raise Refused([finding(said.BOOK_NONE, Place())])
    names = "; ".join(one.name for one in list(others.values())[:_MOST_NAMES])
    names += "; …" if len(others) > _MOST_NAMES else ""
    label = in_words("desk_choice")
    if not choice:
        if len(others) > 1:
            raise Refused([finding(said.BOOK_WHICH, Place(), count=len(others), names=names, label=label)])
        return next(iter(others.values()))
    wanted = _plain(choice)
    same = [others[wanted]] if wanted in others else [others[one] for one in others if Path(one).stem == wanted]
    if len(same) != 1:
        raise Refused([finding(said.BOOK_UNKNOWN, Place(), label=label, choice=choice, names=names)])
    return same[0]


def _plain(name: str) -> str:
    """A workbook's name as it is compared: macOS writes letters and their marks apart, and case counts nowhere."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def _refuse_original(book: Book, root: Path) -> None:
    if found := kept_original(book, root):
        raise Refused(found)


# ---------------------------------------------------------------- the last resort
def _desk_lost(book: Book, findings: Sequence[Finding]) -> None:
    """Nothing is where it should be: the messages go to a new sheet, and only if that fails into a box."""
    try:
        sheet = book.sheets.add(after=book.sheets[len(book.sheets) - 1])
        sheet.range((1, 1)).value = [[results.text(line)] for line in results.lines(findings, "vi")]
        sheet.activate()
    except Exception:
        _LOG.exception("no sheet could be added")
        alert(book, findings, "vi")
