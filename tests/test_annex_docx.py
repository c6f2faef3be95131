"""The annex for Word: the same words and figures as the sheet, set as the decree on documents wants it."""

from __future__ import annotations

import io
import re
import time
import xml.etree.ElementTree as Tree
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from openpyxl.cell.cell import Cell

from tests.annexes import PUBLISHED, Case, published, ranked
from tests.deep_annexes import make_published
from tests.docx_text import Line, W, body, has, lines, parts, rows, text_of, values
from tests.test_annex import EQUAL, PLAIN, POINTS, WAIVER, case_of, long_case, own_layout
from workbook.documents.annex import annex_document
from workbook.documents.document import Document, Paragraph, Section, Table, TableCell, TableRow
from workbook.documents.word import clean, write_document
from workbook.excel.write import write_book
from workbook.model import Unit
from workbook.sheets.annex import annex_book
from workbook.sheets.annex_parts import make_annex
from workbook.sheets.grid import Style
from workbook.sheets.layout import layouts


def made(case: Case, *, provisional: bool = False, lang: str = "vi") -> bytes:
    annex = make_annex(case.ranking, case.rubric, case.round, lang, provisional=provisional)
    return write_document(annex_document(annex))


def with_layout(case: Case, layout: str) -> Case:
    return case._replace(round=replace(case.round, layout=layout))


# ---------------------------------------------------------------- the same as the sheet
def as_shown(cell: Cell, lang: str) -> str:
    """What Excel shows in a cell, worked out apart from our own reading of formats."""
    value, code = cell.value, str(cell.number_format)
    if value is None or isinstance(value, str):
        mark = re.fullmatch('@"(.*)"', code)
        return (value or "") + (mark[1] if mark else "")
    if code == "General":
        text = f"{Decimal(repr(value)).normalize():f}"
    else:
        digits = re.match(r"[#,0.]+", code)
        assert digits is not None, code
        places = len(digits[0].partition(".")[2])
        text = f"{Decimal(repr(value)):{',' if ',' in digits[0] else ''}.{places}f}"
    marks = "".join(re.findall('"([^"]*)"', code))
    return (text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text) + marks


def sheet_lines(case: Case, lang: str, *, provisional: bool = False) -> Iterator[Line]:
    """Every line of the workbook, as a person reads it from the file."""
    annex = make_annex(case.ranking, case.rubric, case.round, lang, provisional=provisional)
    book = openpyxl.load_workbook(io.BytesIO(write_book(annex_book(annex))), data_only=True)
    for sheet in book.worksheets:
        sizes = [size for size in sheet.column_dimensions.values() if size.hidden]
        hidden = {number for size in sizes for number in range(size.min or 0, (size.max or 0) + 1)}
        for row in sheet.iter_rows():
            cells = [cell for cell in row if cell.column not in hidden]
            texts = tuple(as_shown(cell, lang) if isinstance(cell, Cell) else "" for cell in cells)
            if any(texts):
                yield texts


def assert_the_same(case: Case, lang: str = "vi", *, provisional: bool = False) -> None:
    """Line by line, cell by cell; a text across the page is one paragraph in Word."""
    word = lines(made(case, lang=lang, provisional=provisional))
    sheet = list(sheet_lines(case, lang, provisional=provisional))
    assert word == [
        tuple(filter(None, texts)) if len(ours) == 1 else texts for texts, ours in zip(sheet, word, strict=True)
    ]


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_annex_says_in_word_what_it_says_in_excel(name: str) -> None:
    case = published(name)
    assert_the_same(case)
    assert sum(len(line) > 1 for line in lines(made(case))) > len(case.rows)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("layout", ["standard", "by-section", "annex-each"])
@pytest.mark.parametrize("provisional", [False, True])
def test_so_does_any_annex(layout: str, lang: str, provisional: bool) -> None:
    points = POINTS | {"d": ["20", "20", "", "20", "20"], "e": ["1", "-", "2", "3", "4"]} | {"f": EQUAL["a"]}
    case = with_layout(case_of(PLAIN, points, waivers=(WAIVER,)), layout)
    assert_the_same(case, lang, provisional=provisional)


@pytest.mark.parametrize("seed", range(10))
def test_so_does_the_annex_of_any_deep_rubric(seed: int) -> None:
    made_up = make_published(Random(seed), scorers=1 + seed % 3)
    case = Case(made_up.rubric, made_up.round, made_up.ranking, ())
    assert_the_same(with_layout(case, ("standard", "by-section")[seed % 2]))


@pytest.mark.parametrize(
    ("points", "shown"),
    [("12", "12,0⁽¹⁾"), ("-", "KĐG⁽¹⁾"), ("", "⁽¹⁾")],
    ids=["a figure", "not applicable", "nothing"],
)
def test_a_footnote_has_its_mark_whatever_stands_there(points: str, shown: str) -> None:
    case = case_of(PLAIN, POINTS | {"b": ["10", points, "13.5", "15", "16"]}, waivers=(WAIVER,))
    assert next(line for line in lines(made(case)) if "Đơn vị B" in line)[3] == shown
    assert_the_same(case)


# What the decisions print, as their own pages have it.
PRINTED = {
    "thanh-hoa-2023": ("Văn phòng UBND tỉnh", "970,00", "1"),
    "lao-cai-2020": ("2", "Sở Ngoại vụ", "2", "65,15", "2", "Tốt"),
    "thanh-hoa-2020": ("1", "Văn phòng UBND tỉnh", "99,00", "1"),
    "quang-nam-2019": ("1", "Sở Giao thông vận tải", "10", "36", "35,5", "8", "10", "99,5", "Tốt"),
    "thai-binh-2020": ("1", "Sở Thông tin và Truyền thông", "50", "99,1", "98", "100", "100", "50", "497,1", "0,998",
                       "Tốt", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_figures_are_texts_with_a_decimal_comma(name: str) -> None:
    assert PRINTED[name] in lines(made(published(name)))


def test_thousands_have_a_point() -> None:
    sections = tuple(replace(node, max=Decimal(400)) for node in PLAIN.criteria)
    rubric = replace(PLAIN, criteria=sections, groups=(replace(PLAIN.groups[0], max=Decimal(2000), tiers=()),))
    case = case_of(rubric, {"a": ["400", "400", "300", "0", "0.5"]})
    assert ("", "Điểm tối đa", "400", "400", "400", "400", "400", "2.000", "") in lines(made(case))
    assert "1.100,50" in next(line for line in lines(made(case)) if "Đơn vị A" in line)


def test_a_two_level_header_is_merged() -> None:
    upper, lower = rows(made(published("lao-cai-2020")))[:2]
    assert values(upper, "vMerge") == ["restart"] * 3 and values(lower, "vMerge") == [""] * 3
    assert values(upper, "gridSpan") == ["3"]
    assert [text_of(cell) for cell in upper.iter(f"{W}tc")][-1] == "Kết quả đánh giá năm 2020"
    assert has(upper, "tblHeader") and has(lower, "tblHeader")


def test_a_tier_row_reaches_across() -> None:
    found = [row for row in rows(made(published("thanh-hoa-2020"))) if "Mức Tốt" in text_of(row)]
    assert [values(row, "gridSpan") for row in found] == [["3"]]
    assert [text_of(cell) for cell in found[0].iter(f"{W}tc")] == [
        "I",
        "Mức Tốt (Tổng điểm đạt từ 85 điểm đến 100 điểm):",
    ]
    assert has(found[0], "keepNext")


def test_the_colour_of_the_tier_is_that_of_the_rule_in_the_sheet() -> None:
    case = case_of(PLAIN, POINTS)
    fills = [values(row, "shd", "fill")[-1] for row in rows(made(case)) if "Đơn vị" in text_of(row)]
    assert fills == ["6DAAD2", "9DC6E3", "FDF6E3"]


NUMBERED = """
title = ["Kết quả"]
tables = "group"
numbering = "{}"
columns = [
  {{ kind = "no", title = "TT" }}, {{ kind = "unit", title = "Đơn vị" }}, {{ kind = "total", title = "Điểm" }},
]
"""


@pytest.mark.parametrize(("numbering", "wanted"), [("group", [1, 60, 1, 60]), ("all", [1, 60, 61, 120])])
def test_numbers_restart_or_run_on_as_the_layout_says(numbering: str, wanted: list[int], tmp_path: Path) -> None:
    layout = tmp_path / "own.toml"
    layout.write_text(NUMBERED.format(numbering), encoding="utf-8")
    case = with_layout(long_case(60, groups=2), str(layout))
    numbers = [int(line[0]) for line in lines(made(case)) if line[0].isdigit()]
    assert [numbers[0], numbers[59], numbers[60], numbers[119]] == wanted
    assert_the_same(case)


# ---------------------------------------------------------------- several annexes
def test_several_annexes_have_roman_numbers_and_pages_of_their_own() -> None:
    data = made(with_layout(long_case(3, groups=2), "annex-each"))
    said = [line[0] for line in lines(data) if len(line) == 1]
    assert [text for text in said if text.startswith("Phụ lục")] == ["Phụ lục I", "Phụ lục II"]
    assert ["KHỐI 0" in said, "KHỐI 1" in said] == [True, True]
    assert values(body(data), "pgNumType", "start") == ["1", "1"]


def test_one_annex_of_several_may_have_its_number_from_the_layout(tmp_path: Path) -> None:
    layout = own_layout(tmp_path, 'heading = "Phụ lục"\nannex_number = 3')
    assert lines(made(case_of(PLAIN, POINTS, layout=layout)))[0] == ("Phụ lục III",)


def test_a_note_stands_in_the_annex_of_its_unit() -> None:
    case = long_case(2, groups=2)
    noted = replace(WAIVER, unit="g1u001", criterion="s1")
    case = case._replace(round=replace(case.round, waivers=(noted,), layout="annex-each"))
    said = lines(made(case))
    second = said.index(("Phụ lục II",))
    assert [number > second for number, line in enumerate(said) if line[0].startswith("⁽¹⁾")] == [True]


# ---------------------------------------------------------------- the decree
@pytest.mark.parametrize("name", [*PUBLISHED, "standard", "by-section", "annex-each"])
def test_the_page_is_as_the_decree_has_it(name: str) -> None:
    case = published(name) if name in PUBLISHED else with_layout(long_case(40, groups=2), name)
    data = made(case)
    for section in docx.Document(io.BytesIO(data)).sections:
        flat = section.orientation == WD_ORIENT.LANDSCAPE
        sides = [round(length.mm) for length in (section.page_width, section.page_height) if length is not None]
        assert sides == ([297, 210] if flat else [210, 297])
        margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
        assert [round(length.mm) for length in margins if length is not None] == [20, 20, 30, 15]
    assert set(values(body(data), "rFonts", "ascii")) == {"Times New Roman"}
    assert set(values(Tree.fromstring(parts(data)["word/styles.xml"]), "rFonts", "ascii")) == {"Times New Roman"}


def test_titles_are_centred_and_bold_the_reference_is_italic() -> None:
    first, title, reference = list(body(made(published("lao-cai-2020"))))[:3]
    assert [text_of(first), values(first, "jc"), values(first, "sz")[-1]] == ["Phụ lục", ["center"], "28"]
    assert has(first, "b") and has(title, "b") and values(title, "jc") == ["center"]
    assert text_of(title).isupper() and 26 <= int(values(title, "sz")[-1]) <= 28
    assert text_of(reference).startswith("(Kèm theo Quyết định số          /QĐ-UBND ngày")
    assert has(reference, "i") and not has(reference, "b") and values(reference, "jc") == ["center"]


def test_the_page_number_stands_in_the_top_margin_and_not_on_the_first_page() -> None:
    data = made(published("thanh-hoa-2020"))
    (section,) = docx.Document(io.BytesIO(data)).sections
    assert section.different_first_page_header_footer
    number = Tree.fromstring(section.header._element.xml)
    assert values(number, "fldSimple", "instr") == [" PAGE "] and values(number, "jc") == ["center"]
    assert values(number, "sz")[-1] == "26"
    assert not has(Tree.fromstring(section.first_page_header._element.xml), "fldSimple")


def test_a_provisional_annex_says_so_on_every_page() -> None:
    case = case_of(PLAIN, POINTS)
    for provisional in (True, False):
        (section,) = docx.Document(io.BytesIO(made(case, provisional=provisional))).sections
        feet = [section.footer.paragraphs[0].text, section.first_page_footer.paragraphs[0].text]
        assert ["TẠM THỜI" in foot for foot in feet] == [provisional] * 2


def test_168_communes_have_titles_on_every_page_and_whole_rows() -> None:
    data = made(long_case(168))
    found = rows(data)
    assert [has(row, "tblHeader") for row in found] == [True, True] + [False] * 168
    assert all(has(row, "cantSplit") for row in found)
    # Titles stay with the first unit, the signature with the last two.
    assert [number for number, row in enumerate(found) if has(row, "keepNext")] == [0, 1, 168, 169]
    # A long name makes its row higher: no height is fixed.
    assert not [row for row in found if has(row, "trHeight")]


def test_long_notes_may_run_over_pages() -> None:
    case = case_of(PLAIN, POINTS)
    notes = tuple(f"Ghi chú số {number}: " + "nội dung " * 60 for number in range(30))
    annex = make_annex(case.ranking, case.rubric, case.round, findings_notes=notes)
    (section,) = annex_document(annex).sections
    kept = [block.keep for block in section.blocks if isinstance(block, Paragraph) and block.text in notes]
    assert kept == [False] * 29 + [True]


@pytest.mark.parametrize("layout", layouts())
def test_the_columns_fill_the_width_of_the_page(layout: str) -> None:
    cases = {name: published(name) for name in PUBLISHED}
    case = with_layout(cases.get(layout, cases["thai-binh-2020"]), layout)
    document = annex_document(make_annex(case.ranking, case.rubric, case.round))
    for section in document.sections:
        wide = ((297 if section.landscape else 210) - 45) * 72 / 25.4
        tables = [block for block in section.blocks if isinstance(block, Table)]
        assert tables
        for table in tables:
            assert abs(sum(table.widths) - wide) < 0.05
            assert {sum(cell.columns for cell in row.cells) for row in table.rows} == {len(table.widths)}


# ---------------------------------------------------------------- texts are texts
HOSTILE = [
    ("=1+1", "=1+1"),
    ("{ PAGE }", "{ PAGE }"),
    ('{ INCLUDETEXT "x.docx" }', '{ INCLUDETEXT "x.docx" }'),
    ("<w:p/>&amp;]]>", "<w:p/>&amp;]]>"),
    ("a\x00b\x07c\x1fd\x13e\x14f\x15", "abcdef"),
    ("a\x7fb\x9fc", "abc"),
    ("a\ud800b\ufffec\uffffd\U0001fffee", "abcde"),
    ("tên\u202eđảo\u202c", "tênđảo"),
    ("một\thai", "một hai"),
    ("một\r\nhai\rba", "một\nhai\nba"),
    ("_x0041_", "_x0041_"),
    ("  hai đầu  ", "  hai đầu  "),
]


@pytest.mark.parametrize(("name", "told"), HOSTILE)
def test_a_name_is_a_text_whatever_it_holds(name: str, told: str) -> None:
    assert clean(name) == told
    case = case_of(PLAIN, {"a": POINTS["a"]})
    round_ = replace(case.round, units=(Unit("a", name, "g"),), council=name, title=name)
    scores = {("a", leaf.id): Decimal(1) for leaf in PLAIN.leaves()}
    data = made(Case(PLAIN, round_, ranked(PLAIN, round_, dict(scores)), ()))
    cells = [cell for line in lines(data) for cell in line]
    assert told in cells and clean(name.upper()) in cells, "capitals above the signature"
    document = body(data)
    odd = ("fldSimple", "instrText", "fldChar", "hyperlink", "altChunk", "object", "drawing", "sdt")
    assert not [tag for tag in odd if has(document, tag)]
    docx.Document(io.BytesIO(data))


def test_nothing_of_the_library_s_own_document_is_left() -> None:
    found = parts(made(published("lao-cai-2020")))
    assert not [name for name in found if "thumbnail" in name or "customXml" in name or "numbering" in name]
    core = docx.Document(io.BytesIO(made(published("lao-cai-2020")))).core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert core.title is not None and core.title.startswith("KẾT QUẢ ĐÁNH GIÁ")
    assert sum(map(len, found.values())) < 400_000


# ---------------------------------------------------------------- the same bytes
def test_the_same_result_is_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    case = published("thai-binh-2020")
    first = made(case)
    now = time.time() + 400_000
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr(time, "localtime", lambda seconds=None: time.gmtime(now if seconds is None else seconds))
    assert made(case) == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    created = docx.Document(io.BytesIO(first)).core_properties.created
    assert created is not None and created.date() == case.round.date


# ---------------------------------------------------------------- any document
def test_two_tables_stay_two_and_a_section_may_end_with_one() -> None:
    cell = TableCell("x", Style(border="thin"))
    table = Table((100.0,), (TableRow((cell,)),))
    section = Section((table, table))
    data = write_document(Document((section, section), "Thử", datetime(2026, 1, 2)))
    tags = [element.tag.removeprefix(W) for element in body(data)]
    assert tags == ["tbl", "p", "tbl", "p", "tbl", "p", "tbl", "p", "sectPr"]
