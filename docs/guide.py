"""The round of docs/ban-lam-viec-excel.md: made of that page's own lists and settings, played as the page says.

`pictures.py` shows its moments, and tests/test_docs.py follows the page with it. What Excel would do is done without
it: tasks are carried out as the desk's button does, and what they come to is drawn into the desk's workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Final, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbook.desk import function_table, functions, marks, results
from workbook.desk.board import Asked, Outcome, carry_out
from workbook.desk.seen import book_of
from workbook.desk.tasks import TASKS
from workbook.excel.fill import fill
from workbook.excel.macros import MACRO, vba_project
from workbook.excel.write import write_book
from workbook.loading.skeleton import LISTS
from workbook.pipeline.inspecting import Input, inspect_file
from workbook.pipeline.judging import judge_seen, open_round
from workbook.pipeline.starting import new_round
from workbook.sheets.desk import NOTICES, Notice, Scene, draw_desk, notice_rows
from workbook.sheets.grid import Book, Cell, Row, Style
from workbook.sheets.lists import HEADING
from workbook.template import load_template

PAGE: Final = Path(__file__).resolve().parent / "ban-lam-viec-excel.md"
COMMAND: Final = re.compile(r"^xephang new (?P<folder>\S+) --rubric (?P<rubric>\S+) --lists$", re.MULTILINE)
NOW: Final = datetime(2026, 12, 10, 8, 30)
ON_WINDOWS: Final = "D:\\dot-2026"
"""Where the pictures say that the round lies."""
BACK: Final = "thu-ve"
"""The folder for what members send back, in the round's own."""
FAULTY: Final = "TV-02"
WORDS: Final = load_template("desk", "vi").words


class Moment(NamedTuple):
    """A task that was carried out."""

    task: str
    choice: str
    outcome: Outcome


# ---------------------------------------------------------------- as the page says
def lay_out(folder: Path) -> Path:
    """The round's folder by the page's command, with its settings and its two lists."""
    page = PAGE.read_text(encoding="utf-8")
    command = COMMAND.search(page)
    assert command is not None
    root = folder / command["folder"]
    new_round(root, command["rubric"], lists=True)
    _set(root / "round.toml", re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[0])
    for name, title in zip(LISTS["vi"], ("Tên đơn vị", "Họ và tên"), strict=True):
        assert f"`{name}`" in page
        _type(root / name, list(_table(page, title)))
    (root / BACK).mkdir()
    return root


def _set(path: Path, settings: str) -> None:
    """Each of the page's lines in place of the one that a new round has."""
    new = {line.partition(" = ")[0]: line for line in settings.splitlines()}
    lines = path.read_text(encoding="utf-8").splitlines()
    assert new.keys() <= {line.partition(" = ")[0] for line in lines}
    path.write_text("\n".join(new.get(line.partition(" = ")[0], line) for line in lines) + "\n", encoding="utf-8")


def _type(path: Path, table: Sequence[Sequence[str]]) -> None:
    """The page's rows over a list's examples, each value below its heading; what of the examples is left is deleted."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[HEADING + 1]]
    for line in sheet.iter_rows(min_row=HEADING + 2):
        for cell in line:
            cell.value = None
    for number, row in enumerate(table[1:], HEADING + 2):
        for title, text in zip(table[0], row, strict=True):
            sheet.cell(number, heads.index(title) + 1, text or None)
    book.save(path)


def _table(page: str, title: str) -> Iterator[list[str]]:
    """The rows of the page's table that has such a column, its titles first."""
    start = re.search(rf"^\|[^\n]*\| {title} \|.*?(?=\n\n)", page, re.MULTILINE | re.DOTALL)
    assert start is not None, title
    for line in start[0].splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if not set("".join(cells)) <= {"-", ":"}:
            yield cells


def do(root: Path, name: str, choice: str = "") -> Moment:
    """Choose a task in the list and press the button."""
    title = WORDS[f"task_{name}"]
    return Moment(title, choice, carry_out(Asked(str(root), title, choice), "vi", lambda _: None, lambda: NOW))


def members_fill(root: Path, faulty: str = "") -> None:
    """Every ballot of the newest issue filled in and put into the folder; one of them with three slips."""
    sent = sorted((root / "sent").glob("phieu-*.xlsx"), key=lambda path: (len(path.name), path.name))
    newest = {path.name[: len("phieu-TV-00")]: path for path in sent}
    for turn, (name, path) in enumerate(newest.items()):
        scores = [item for item in inspect_file(path).inputs if item.kind == "score"]
        entries = {(one.sheet, one.cell): _points(one, 7 * number + turn) for number, one in enumerate(scores)}
        if name == f"phieu-{faulty}":
            first, second, third = [one for one in scores if one.max and one.max >= 10][:3]
            entries[first.sheet, first.cell] = Decimal(str(first.max)) + 5
            entries[second.sheet, second.cell] = None
            entries[third.sheet, third.cell] = "7-8"
        (root / BACK / path.name).write_bytes(fill(path.read_bytes(), entries))


def _points(item: Input, number: int) -> Decimal | str | None:
    assert item.max is not None and item.step is not None
    return max(item.max - item.step * (number % 4), Decimal(0))


# ---------------------------------------------------------------- the desk as it then looks
def desk_of(root: Path, made: Moment | None = None, markers: bool = False) -> bytes:
    """The desk's workbook after a moment, or as it is opened first; with red numbers at its cells."""
    context = open_round(root)
    round_ = context.round
    created = datetime.combine(round_.date, time())
    after = made.outcome.standing if made and made.outcome.standing else do(root, "status").outcome.standing
    assert after is not None
    scene = Scene(round_.id, round_.title, round_.council, ON_WINDOWS, created, after, round_.lang, MACRO)
    book = draw_desk(scene)
    if made:
        book = _written(book, made, root)
    macros = vba_project()
    assert macros is not None, "xlwings is not installed"
    return write_book(_marked(book) if markers else book, macros)


def _written(book: Book, made: Moment, root: Path) -> Book:
    """What the button writes into the cells."""
    said = load_template("desk", "vi").words
    hint = next(said[f"hint_{task.name}"] for task in TASKS if said[f"task_{task.name}"] == made.task)
    typed = {"d:task": made.task, "d:choice": made.choice or None, "d:progress": made.outcome.progress}
    put = {(key, "role"): value for key, value in typed.items()} | {("d:choice", "text"): hint}
    notices = notice_rows([_on_windows(one, root) for one in made.outcome.notices], "vi")
    return _with(book, put, [dict(zip(NOTICES, row, strict=True)) for row in notices])


def _on_windows(notice: Notice, root: Path) -> Notice:
    """A path as it would be there."""
    if str(root) not in notice.text:
        return notice
    text, path = (one.replace(str(root), ON_WINDOWS).replace("/", "\\") for one in (notice.text, notice.path))
    return notice._replace(text=text, path=path)


Put = Mapping[tuple[str, str], str | int | None]


def _with(book: Book, put: Put, below: Sequence[Mapping[str, str | int | None]] = (), style: str = "") -> Book:
    """The desk with other values: by the keys of row and column, and in the rows below the lists' titles."""
    sheet = book.sheets[0]
    keys = [column.key for column in sheet.columns]
    first = next(number for number, row in enumerate(sheet.rows) if row.cells[0] and row.cells[0].value == "d:head") + 1
    rows: list[Row] = []
    for number, row in enumerate(sheet.rows):
        own = {key: value for (at, key), value in put.items() if row.key == at}
        own |= below[number - first] if 0 <= number - first < len(below) else {}
        cells = [*row.cells, *[None] * (len(keys) - len(row.cells))]
        for key, value in own.items():
            at = keys.index(key)
            old = cells[at]
            cells[at] = Cell(value, style or (old.style if old else "key"), old.formula if old else None)
        rows.append(row._replace(cells=tuple(cells)))
    return replace(book, sheets=(replace(sheet, rows=tuple(rows)), *book.sheets[1:]))


MARKERS: Final = {
    ("d:root", "gap"): "①",
    ("d:task", "gap"): "②",
    ("d:choice", "gap"): "③",
    ("d:progress", "gap"): "⑤",
    ("d:task", "at"): "④",
}
"""The red numbers of the page's list, beside the cells that they mean."""


def _marked(book: Book) -> Book:
    """The desk with the red numbers; where its two lists are needs none."""
    styles = {**book.styles, "marker": Style("Calibri", 13, bold=True, color="#C00000", align="center")}
    return _with(replace(book, styles=styles), MARKERS, style="marker")


# ---------------------------------------------------------------- a check of the open ballot
def checked_of(root: Path, shown: bytes) -> bytes:
    """The list of a check of the ballot with its formulas' values, as Excel shows it: its sheets are protected."""
    book = load_workbook(BytesIO(shown), data_only=True)
    sheets = [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book.worksheets]
    context, seen = open_round(root), book_of(sheets)
    checked = judge_seen(seen, context, f"phieu-{FAULTY}.xlsx")
    sent = marks.sent_book(checked, seen, context)
    assert sent is not None
    faulty = marks.targets(checked.findings, marks.places_now(seen), sent)
    title = results.free_name(book.sheetnames, "vi")
    counts = results.Counts(refused=len(faulty))
    listed, made = Workbook(), BytesIO()
    listed.worksheets[0].title = title
    _draw(listed.worksheets[0], results.page(checked, "vi", title, book.sheetnames, (), counts, NOW))
    listed.save(made)
    return made.getvalue()


WIDTHS: Final = (*results.WIDTHS[:3], 26, 30, 38, *results.WIDTHS[6:])
"""Narrower than in Excel, so that the picture can be folded and read."""


def _draw(sheet: Worksheet, page: results.Page) -> None:
    """The list as excel/live_check dresses it; its head's lines stand within the part that is folded to the left."""
    room = sum(WIDTHS[1:6])
    last = page.first + len(page.links)
    for number, row in enumerate(page.rows, 1):
        for column, value in enumerate(row[: results.MEMORY], 1):
            cell = sheet.cell(number, column, value.removeprefix("'") if isinstance(value, str) else value)
            cell.font = Font("Calibri", 16 if number == 1 else 11, bold=number < 4)
            if number == page.first and column > 1:
                cell.font = Font("Calibri", 11, bold=True, color="FFFFFF")
                cell.fill = PatternFill("solid", fgColor="24476B")
            if page.first < number <= last:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.number_format = results.NUMBERED if column == 2 else "General"
        if page.first < number <= last:
            texts = zip(WIDTHS, row[: results.MEMORY], strict=True)
            lines = max(ceil(len(text) / (0.95 * width)) for width, text in texts if isinstance(text, str))
            sheet.row_dimensions[number].height = 15 * lines
        elif number < page.first and isinstance(row[1], str):
            sheet.merge_cells(start_row=number, end_row=number, start_column=2, end_column=6)
            sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[number].height = (22 if number == 1 else 15) * ceil(len(row[1]) / (1.05 * room))
    for number, (link, severity) in enumerate(zip(page.links, page.severities, strict=True), page.first + 1):
        cell = sheet.cell(number, results.LINK + 1, link[0].removeprefix("'"))
        cell.font = Font("Calibri", 11, color="0B5394")
        if severity in marks.COLORS:
            sheet.cell(number, 3).fill = PatternFill("solid", fgColor=marks.COLORS[severity][1:])
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


# ---------------------------------------------------------------- functions in a sheet
class Call(NamedTuple):
    """A cell with a function. Its arguments: what is typed, and the cells that are meant, as `B3` or `$B$2:$B$5`."""

    cell: str
    function: function_table.Described
    given: tuple[str | float, ...]


TYPED: Final[Mapping[str, str | float]] = {
    "A1": "Đơn vị", "B1": "Tổng điểm", "C1": "Hạng", "D1": "Xếp loại",
    "A2": "Sở Nội vụ", "B2": 90.0, "A3": "Sở Y tế", "B3": 85.5, "A4": "Sở Xây dựng", "B4": 85.5,
    "A5": "Thanh tra tỉnh", "B5": 64.0, "A6": "Cộng",
    "A8": "Số hồ sơ", "B8": 60.0, "A9": "Số đúng hạn", "B9": 40.0, "A10": "Điểm tiêu chí 2.5",
}  # fmt: skip
RUBRIC: Final = "quang-nam-2019"
CALLS: Final = (
    *(Call(f"C{row}", function_table.RANK, (RUBRIC, f"B{row}", "$B$2:$B$5")) for row in range(2, 6)),
    *(Call(f"D{row}", function_table.TIER, (RUBRIC, "So", f"B{row}")) for row in range(2, 6)),
    Call("B6", function_table.SUM, ("B2:B5",)),
    Call("B10", function_table.POINTS, ("vi-du-chuyen-doi-so", "So", "2.5", "B9", "B8")),
)
CELLS: Final = re.compile(r"\$?[A-D]\$?[1-9][0-9]?(:\$?[A-D]\$?[1-9][0-9]?)?")


def functions_sheet() -> bytes:
    """A sheet with the functions' true results; beside it, as text, what stands in the cells."""
    book, made = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    for at, value in TYPED.items():
        sheet[at] = value
        sheet[at].alignment = Alignment(vertical="center")
    for number, (title, width) in enumerate((("A", 19), ("B", 11), ("C", 8), ("D", 12), ("E", 68))):
        sheet.column_dimensions[title].width = width
        head = sheet.cell(1, number + 1)
        head.font, head.fill = Font("Calibri", 11, bold=True), PatternFill("solid", fgColor="D9E5F3")
    sheet["E1"] = "Công thức đã gõ ở ô xanh"
    typed: dict[int, list[str]] = {}
    for call in CALLS:
        sheet[call.cell] = functions.answer(call.function, "vi", [_value(sheet, one) for one in call.given])
        sheet[call.cell].fill = PatternFill("solid", fgColor="E2F0D9")
        sheet[call.cell].alignment = Alignment("right" if call.cell[0] == "B" else "center", "center")
        typed.setdefault(sheet[call.cell].row, []).append(f"{call.cell}: {_formula(call)}")
    for row, formulas in typed.items():
        sheet.cell(row, 5, "\n".join(formulas)).font = Font("Consolas", 10)
        sheet.cell(row, 5).alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = 15 * len(formulas)
    line = Side("thin", color="BFBFBF")
    for row_ in sheet.iter_rows(max_row=10, max_col=5):
        for cell in row_:
            cell.border = Border(line, line, line, line)
    sheet.print_options.headings = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(made)
    return made.getvalue()


def _value(sheet: Worksheet, given: str | float) -> object:
    """What Excel would give to the function."""
    if not isinstance(given, str) or not CELLS.fullmatch(given):
        return given
    if ":" not in given:
        return sheet[given].value
    return [[cell.value for cell in row] for row in sheet[given]]


def _formula(call: Call) -> str:
    given = [f"{one}" if CELLS.fullmatch(f"{one}") else f'"{one}"' for one in call.given]
    return f"={call.function.name.vi}({';'.join(given)})"
