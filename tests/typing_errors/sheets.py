"""A typed decision as rows of text that can be mistyped, and printed as .docx, .xlsx or .csv."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import openpyxl

from tests import drafts
from tests.annexes import PUBLISHED, Case, published
from workbook.audit.back import back_check
from workbook.audit.back_page import Entry, Page, grid_of_csv, grids_of_book, read_page
from workbook.audit.back_wanted import Computed, Wanted, make_wanted
from workbook.audit.csvtext import Grid
from workbook.documents.annex import annex_document
from workbook.documents.document import Document, Paragraph, Section, Table, TableCell, TableRow
from workbook.documents.drafts import draft
from workbook.documents.placeholders import document_facts
from workbook.documents.read_docx import read_docx
from workbook.documents.word import write_document
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Finding
from workbook.model import Unit
from workbook.points import in_words, round_half_up
from workbook.sheets.annex import annex_book
from workbook.sheets.annex_parts import make_annex
from workbook.sheets.grid import ReadCell, Style
from workbook.sheets.layout import STANDARD, load_layout, printed_titles

SUBJECTS = (*PUBLISHED, "by-section")
DRAFT = "draft"
"""Our own draft of the decision, as somebody finished it; errors of its own sentences are planted in it."""
NUMBER, DAY = "06/QĐ-UBND", (5, 1)
CITED, CITED_DAY = "2916/QĐ-UBND", "09/11/2017"


@dataclass(slots=True)
class Row:
    """A paragraph (`table` 0) or a table's row, by column."""

    table: int
    cells: dict[int, str]

    @property
    def text(self) -> str:
        return " ".join(self.cells.values())


@dataclass(slots=True)
class Typed:
    """A decision with its annex, row by row."""

    wanted: Wanted
    rows: list[Row] = field(default_factory=list)

    def grid(self) -> Grid:
        cells = {(n, c): ReadCell("text", text) for n, row in enumerate(self.rows) for c, text in row.cells.items()}
        labels = {
            n: f"table {row.table}, line {n}" if row.table else f"paragraph {n}" for n, row in enumerate(self.rows)
        }
        return Grid("x.docx", "", cells, {}, labels)

    def page(self) -> Page:
        return read_page([self.grid()], self.wanted.rubric, self.wanted.titles)

    def spots(self) -> list[Spot]:
        """Every unit's line with its columns."""
        return [Spot(entry.line.row, dict(entry.columns), entry) for entry in self.page().entries]

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        yield from ((n, row.text) for n, row in enumerate(self.rows) if not row.table)


class Spot(NamedTuple):
    """A unit's line: its row, and its columns by key."""

    row: int
    columns: dict[str, int]
    entry: Entry


@cache
def case_of(subject: str) -> Case:
    if subject in PUBLISHED:
        return published(subject)
    if subject == DRAFT:
        own = drafts.source()
        return Case(own.rubric, own.round, own.ranking, ())
    case = published("quang-nam-2019")
    return case._replace(rubric=replace(case.rubric, layout=subject))


@cache
def wanted_of(subject: str) -> Wanted:
    case = case_of(subject)
    annex = make_annex(case.ranking, case.rubric, case.round)
    grids = grids_of_book(read_book(write_book(annex_book(annex)), "ranking.xlsx"), "ranking.xlsx")
    lines = [
        Computed(one.unit, part.group.id, one.total, one.index, one.converted, one.rank, one.tier)
        for part in case.ranking.groups
        for one in part.standings
    ]
    titles = printed_titles(load_layout(case.rubric.layout or STANDARD, "vi"))
    wanted = make_wanted(case.rubric, case.round.year, case.round.date, lines, grids, titles, len(_unscored(case)))
    return replace(wanted, unscored=_unscored(case), met=case.round.documents.meeting.date)


def _unscored(case: Case) -> tuple[Unit, ...]:
    return tuple(unit for unit in case.round.units if unit.left_out is not None)


@cache
def _annex_rows(subject: str) -> tuple[tuple[int, tuple[tuple[int, str], ...]], ...]:
    case = case_of(subject)
    data = write_document(annex_document(make_annex(case.ranking, case.rubric, case.round)))
    grid, notes = read_docx(data, "annex.docx")
    assert not notes
    made = []
    for number, cells in grid.rows():
        label = grid.lines[number]
        table = int(label.split()[1].rstrip(",")) if label.startswith("table") else 0
        made.append((table, tuple((column, cell.text) for column, cell in cells.items())))
    return tuple(made)


@cache
def _draft_rows() -> tuple[tuple[int, tuple[tuple[int, str], ...]], ...]:
    """The draft with its annex, number and date filled in."""
    own = drafts.source()
    annex = annex_document(make_annex(own.ranking, own.rubric, own.round))
    grid, _ = read_docx(draft("decision", "vi", document_facts(own, "vi", 1), None, annex), "quyet-dinh.docx")
    made = []
    for number, cells in grid.rows():
        label = grid.lines[number]
        table = int(label.split()[1].rstrip(",")) if label.startswith("table") else 0
        made.append((table, tuple((column, _filled_in(cell.text)) for column, cell in cells.items())))
    return tuple(made)


def _filled_in(text: str) -> str:
    text = re.sub(r"^Số:\s+/", "Số: 07/", text)
    day = r"\1 07/QĐ-UBND ngày 28 tháng 12 năm 2026 "
    text = re.sub(r"(Quyết định số)\s+/QĐ-UBND ngày\s+\S.*?năm[\s\d]*", day, text)
    text = re.sub(r"(Tờ trình số)\s+/(\S+) ngày\s+tháng\s+năm\s+", r"\1 55/\2 ngày 20 tháng 12 năm 2026", text)
    return re.sub(r"ngày\s+tháng\s+năm\s*$", "ngày 28 tháng 12 năm 2026", text)


def typed(subject: str) -> Typed:
    """The decision as an office types it: a head, articles with counts, and the annex with its number filled in."""
    wanted = wanted_of(subject)
    if subject == DRAFT:
        return Typed(wanted, [Row(table, dict(cells)) for table, cells in _draft_rows()])
    made = Typed(wanted, [Row(0, {0: text}) for text in _decision(wanted)])
    day, month = DAY
    year = wanted.year + 1
    for table, cells in _annex_rows(subject):
        texts = dict(cells)
        if "Kèm theo" in texts.get(0, "") or "kèm theo" in texts.get(0, ""):
            texts[0] = f"(Kèm theo Quyết định số {NUMBER} ngày {day:02}/{month:02}/{year} của UBND tỉnh)"
        made.rows.append(Row(table, texts))
    return made


def _decision(wanted: Wanted) -> Iterator[str]:
    day, month = DAY
    year = wanted.year
    yield f"Số: {NUMBER}"
    yield f"Bình Minh, ngày {day:02} tháng {month:02} năm {year + 1}"
    yield "QUYẾT ĐỊNH"
    yield f"Về việc công bố kết quả đánh giá, xếp hạng các cơ quan năm {year}"
    yield f"Căn cứ Quyết định số {CITED} ngày {CITED_DAY} của Ủy ban nhân dân tỉnh ban hành bộ tiêu chí;"
    yield f"Theo đề nghị của Giám đốc Sở tại Tờ trình số 100/TTr-STTTT ngày 11/12/{year}."
    tiers = [tier.label for tier in wanted.rubric.groups[0].tiers]
    counts = {label: sum(one.tier == label for one in wanted.ones) for label in tiers}
    parts = "; ".join(f"{count} đơn vị xếp loại {label}" for label, count in counts.items() if count)
    of = f", trong đó: {parts}" if parts else ""
    yield f"Điều 1. Công bố kết quả đánh giá, xếp hạng năm {year} của tổng số {len(wanted.ones)} đơn vị{of}."
    first = wanted.ones[0]
    total = first.figures["total"]
    assert total is not None
    rank = f", xếp hạng {first.rank}" if first.rank else ""
    tier = f", xếp loại {first.tier}" if first.tier else ""
    yield f"Đứng đầu là {first.name} với {in_words(total, 'vi')} điểm{rank}{tier}."
    if counts:
        label, count = next(iter(counts.items()))
        share = in_words(round_half_up(Fraction(count * 100, len(wanted.ones)), 2), "vi")
        yield f"Có {count}/{len(wanted.ones)} đơn vị đạt loại {label}, chiếm {share} %."
    yield f"Điều 2. Các cơ quan tiếp tục thực hiện Quyết định số {CITED} ngày {CITED_DAY}."


# ---------------------------------------------------------------- printed
def as_docx(made: Typed) -> bytes:
    """Each stretch of a table's rows is one table."""
    style = Style()
    blocks: list[Paragraph | Table] = []
    waiting: list[tuple[int, TableRow]] = []

    def close() -> None:
        if waiting:
            blocks.append(Table((60.0,) * len(waiting[0][1].cells), tuple(row for _, row in waiting)))
            waiting.clear()

    for row in made.rows:
        if waiting and row.table != waiting[0][0]:
            close()
        if not row.table:
            blocks.append(Paragraph(row.text, style))
            continue
        wide = max(max(other.cells, default=0) for other in made.rows if other.table == row.table) + 1
        cells = tuple(TableCell(row.cells.get(column, ""), style) for column in range(wide))
        waiting.append((row.table, TableRow(cells)))
    close()
    return write_document(Document((Section(tuple(blocks)),), "Thử", datetime(2026, 1, 2)))


def as_xlsx(made: Typed) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(made.rows, 1):
        for column, text in row.cells.items():
            sheet.cell(number, column + 1, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_csv(made: Typed) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    wide = max(max(row.cells, default=0) for row in made.rows) + 1
    for row in made.rows:
        writer.writerow([row.cells.get(column, "") for column in range(wide)])
    return stream.getvalue().encode("utf-8-sig")


def checked(made: Typed, ending: str = "docx") -> tuple[Finding, ...]:
    """The findings on the printed document."""
    name, wanted = f"quyet-dinh.{ending}", made.wanted
    if ending == "docx":
        grid, notes = read_docx(as_docx(made), name)
        return (*notes, *back_check([grid], name, wanted))
    if ending == "xlsx":
        return back_check(grids_of_book(read_book(as_xlsx(made), name), name), name, wanted)
    grid_ = grid_of_csv(as_csv(made).decode("utf-8-sig"), name, wanted.rubric, wanted.titles)
    assert grid_ is not None
    return back_check([grid_], name, wanted)
