"""How offices really type: counts in words, several units in a sentence, heads in two columns, merged cells."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable

import docx
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.sample import assert_sayable
from tests.typing_errors.sheets import Row, Typed, as_xlsx, checked, typed
from workbook.audit.back import back_check
from workbook.audit.back_page import grids_of_book
from workbook.audit.back_spoken import in_digits, value_of
from workbook.catalogue import audit_back as said
from workbook.documents.read_docx import read_docx
from workbook.excel.read import read_book
from workbook.findings import NOTE, Check, Finding

SUBJECT = "lao-cai-2020"  # 16, 7 and 9 units; Tốt 12 + 3 + 7, Khá 4 + 0 + 2, Trung bình 0 + 3 + 0, Yếu 0 + 1 + 0
FIRST = 9
"""Where sentences are put in: after the articles' first lines."""


def told(sentences: list[str]) -> dict[str, list[Check]]:
    """What is found in each of the sentences, which stand in one decision."""
    made = typed(SUBJECT)
    made.rows[FIRST:FIRST] = [Row(0, {0: text}) for text in sentences]
    found: dict[str, list[Check]] = {text: [] for text in sentences}
    for one in checked(made):
        assert_sayable(one)
        number = int(str(one.at.key).removeprefix("paragraph ")) - 1
        found[made.rows[number].text].append(one.check)
    return found


# ---------------------------------------------------------------- sentences
HARMLESS = [
    "Có hai mươi hai đơn vị xếp loại Tốt.",
    "Có 22 (hai mươi hai) đơn vị xếp loại Tốt.",
    "Có hai mươi hai (22) đơn vị xếp loại Tốt.",
    "Ba đơn vị xếp loại Trung bình và một đơn vị xếp loại Yếu.",
    "Tổng số ba mươi hai đơn vị được đánh giá.",
    "Sở Y tế là một đơn vị xếp loại Khá.",
    "Trong năm đơn vị nào xếp loại Yếu phải kiểm điểm.",
    "Hai đơn vị đứng đầu đều xếp loại Tốt.",
    "Điều 2. Biểu dương 03 đơn vị dẫn đầu xếp loại Tốt.",
    "So với năm 2019 tăng 3 đơn vị loại Tốt.",
    "UBND các huyện, thị xã, thành phố (9/9 đơn vị) đã nộp phiếu.",
    "07/09 huyện đạt loại Tốt",
    "Có 7 huyện đạt loại Tốt.",
    "Có 22 Sở, ban, ngành và UBND cấp huyện xếp loại Tốt.",
    "Khối sở có 12 đơn vị loại Tốt, khối huyện có 7 đơn vị loại Tốt.",
    "Năm 2020 có 22 đơn vị đạt loại Tốt; năm 2019 có 15 đơn vị đạt loại Tốt.",
    "Số đơn vị đạt loại Tốt: 22 (68,75%).",
    "Tỷ lệ loại Tốt đạt 68,75%.",
    "Phấn đấu 100% đơn vị đạt loại Tốt.",
    "Mức Tốt: từ 85 điểm đến 100 điểm",
    "Sở Nội vụ (87,43 điểm), Sở Y tế (77,91 điểm) và Sở Tài chính (86,60 điểm).",
    "Sở Nội vụ: 87,43 điểm, Sở Tài chính: 86,60 điểm.",
    "Sở Nội vụ tăng 2,5 điểm so với năm 2019.",
    "Sở Nội vụ thiếu 1,2 điểm để đạt loại cao hơn.",
    "Sở Y tế cần phấn đấu đạt loại Tốt năm 2021.",
    "Năm 2019, Sở Nội vụ xếp hạng 14.",
    "Sở Nội vụ xếp hạng 14 năm 2019.",
    "Sở Nội vụ xếp hạng 6, tăng 8 bậc so với năm 2019.",
    "So với năm 2019, Sở Nội vụ xếp hạng 6, tăng 8 bậc.",
    "Sở Nội vụ từ hạng 14 lên hạng 6.",
    "Sở Nội vụ xếp hạng 6 (năm 2017 xếp hạng 3).",
]
HARMFUL = [
    ("Có hai mươi ba đơn vị xếp loại Tốt.", said.COUNT_WRONG),
    ("Có 22 (hai mươi ba) đơn vị xếp loại Tốt.", said.COUNT_WRONG),
    ("Có hai mươi hai (23) đơn vị xếp loại Tốt.", said.COUNT_WRONG),
    ("Bốn đơn vị xếp loại Trung bình và một đơn vị xếp loại Yếu.", said.COUNT_WRONG),
    ("Tổng số ba mươi mốt đơn vị được đánh giá.", said.COUNT_WRONG),
    ("Số đơn vị đạt loại Tốt: 23.", said.COUNT_WRONG),
    ("Có 8 huyện đạt loại Tốt.", said.COUNT_WRONG),
    ("08/09 huyện đạt loại Tốt", said.COUNT_WRONG),
    ("7/8 huyện đạt loại Tốt", said.COUNT_WRONG),
    ("Tỷ lệ loại Tốt đạt 70%.", said.SHARE_WRONG),
    ("Sở Nội vụ (87,43 điểm), Sở Y tế (79,71 điểm) và Sở Tài chính (86,60 điểm).", said.SAID_FIGURE),
    ("Sở Nội vụ: 87,34 điểm, Sở Tài chính: 86,60 điểm.", said.SAID_FIGURE),
    ("Sở Nội vụ (hạng 9), Sở Tài chính (hạng 9).", said.SAID_RANK),
    ("Năm 2019, Sở Nội vụ xếp hạng 15.", said.SAID_PRIOR_RANK),
    ("Năm 2019, Sở Nội vụ xếp hạng 6.", said.SAID_PRIOR_RANK),
    ("Sở Nội vụ xếp hạng 6 (năm 2019 xếp hạng 15).", said.SAID_PRIOR_RANK),
    ("Sở Nội vụ xếp hạng 7 (năm 2019 xếp hạng 14).", said.SAID_RANK),
    ("Sở Nội vụ từ hạng 13 lên hạng 6.", said.SAID_PRIOR_RANK),
]


def test_sentences_that_are_right_are_left_alone() -> None:
    assert told(HARMLESS) == {text: [] for text in HARMLESS}


def test_sentences_that_are_wrong_are_told_once() -> None:
    assert told([text for text, _ in HARMFUL]) == {text: [check] for text, check in HARMFUL}


def test_the_rows_of_a_small_table_are_counted() -> None:
    for count, share, wanted in (
        ("22", "68,75%", []),
        ("23", "68,75%", [said.COUNT_WRONG]),
        ("22", "69,75%", [said.SHARE_WRONG]),
    ):
        made = typed(SUBJECT)
        made.rows[7:7] = [Row(98, {0: "Xếp loại", 1: "Số đơn vị", 2: "Tỷ lệ"}), Row(98, {0: "Tốt", 1: count, 2: share})]
        assert [one.check for one in checked(made)] == wanted


def test_a_count_in_a_tiers_row_is_that_of_the_units_below_it() -> None:
    for more, wanted in ((0, []), (1, [said.COUNT_WRONG])):
        made = typed("thanh-hoa-2020")
        row = next(one.row for one in made.page().said if one.across == "tier")
        cells = made.rows[row].cells
        column = max(cells, key=lambda place: len(cells[place]))
        cells[column] += f" ({18 + more} đơn vị)"
        assert [one.check for one in checked(made)] == wanted


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("một", 1), ("mười", 10), ("mười lăm", 15), ("hai mươi mốt", 21), ("ba mươi tư", 34), ("năm mươi", 50),
        ("một trăm linh năm", 105), ("một trăm sáu mươi tám", 168), ("hai nghìn không trăm linh hai", 2002),
        ("hai hai", None), ("mươi", None), ("linh", None), ("trăm", None), ("", None), ("đơn vị", None),
    ],
)  # fmt: skip
def test_numbers_in_words(words: str, number: int | None) -> None:
    assert value_of(words) == number
    assert value_of(words.upper()) == number


def test_words_of_numbers_elsewhere_stay() -> None:
    for text in ("ba mươi ngày", "là một đơn vị", "Trong năm đơn vị", "thứ hai, đơn vị"):
        assert in_digits(text, "đơn vị") == text


def test_a_heap_of_words_of_numbers_takes_no_time() -> None:
    heap = "một " * 4_000
    assert in_digits(heap, "đơn vị") == heap


# ---------------------------------------------------------------- the head in two columns
def with_head(number: str, day: str) -> list[Check]:
    """The head as decisions have it: a table without lines."""
    made = typed(SUBJECT)
    own, place = made.rows[0].text.replace("06/", f"{number}/"), made.rows[1].text.replace("ngày 05", f"ngày {day}")
    left = f"ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI\n-------\n{own}"
    right = f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\n{place}"
    made.rows[:2] = [Row(99, {0: left, 1: right})]
    return [one.check for one in checked(made)]


@pytest.mark.parametrize(
    ("number", "day", "wanted"),
    [("06", "05", []), ("07", "05", [said.DECISION_NUMBER]), ("06", "15", [said.DECISION_DATE])],
)
def test_a_head_in_two_columns_is_read(number: str, day: str, wanted: list[Check]) -> None:
    assert with_head(number, day) == wanted


# ---------------------------------------------------------------- cells
def change(made: Typed, key: str, to: Callable[[str], str]) -> None:
    for spot in made.spots():
        cells, column = made.rows[spot.row].cells, spot.columns.get(key, -1)
        if column in cells:
            cells[column] = to(cells[column])


def everywhere(made: Typed, to: Callable[[str], str]) -> None:
    for row in made.rows:
        row.cells = {column: to(text) for column, text in row.cells.items()}


def paragraphs(made: Typed, *ways: Callable[[str], str]) -> None:
    for number, row in enumerate(one for one in made.rows if not one.table and 0 in one.cells):
        row.cells[0] = ways[number % len(ways)](row.cells[0])


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isdigit() else char for char in text)


RETYPED: dict[str, Callable[[Typed], None]] = {
    "all letters decomposed": lambda made: everywhere(made, lambda text: unicodedata.normalize("NFD", text)),
    "decimal points": lambda made: change(made, "total", lambda text: text.replace(",", ".")),
    "wide digits": lambda made: change(made, "total", wide),
    "points with their word": lambda made: change(made, "total", lambda text: f"{text} điểm"),
    "invisible joints": lambda made: change(made, "unit", lambda text: f"{text[:3]}\u200b{text[3:5]}\u00ad{text[5:]}"),
    "another letter like Đ": lambda made: change(made, "unit", lambda text: text.replace("Đ", "Ð").replace("đ", "ð")),
    "names on two lines": lambda made: change(made, "unit", lambda text: text.replace(" ", "\n", 1)),
    "an ampersand": lambda made: change(made, "unit", lambda text: text.replace(" và ", " & ")),
    "spaces at hyphens": lambda made: change(made, "unit", lambda text: text.replace(" - ", "-").replace(", ", " , ")),
    "numbers 01, 02": lambda made: change(made, "no", lambda text: text.zfill(2)),
    "numbers with a point": lambda made: change(made, "no", lambda text: f"{text}."),
    "ranks in words": lambda made: change(made, "rank", lambda text: f"Thứ {text}"),
    "tiers with their word": lambda made: change(made, "tier", lambda text: f"Loại: {text}"),
    "tiers in quotes": lambda made: change(made, "tier", lambda text: f"“{text}”."),
    "marks behind a full stop": lambda made: change(made, "tier", lambda text: f"{text}.⁽²⁾"),
    "marks in rings": lambda made: change(made, "total", lambda text: f"{text} ①"),
    "wide marks": lambda made: change(made, "rank", lambda text: f"{text}（１）"),
    "marks behind sentences": lambda made: paragraphs(made, lambda text: f"{text}⁽³⁾", lambda text: f"{text}.²"),
    "a signature and recipients": lambda made: made.rows.append(
        Row(97, {0: "Nơi nhận:\n- Như Điều 3;\n- Lưu: VT.", 1: "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"})
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", RETYPED)
def test_another_hand_is_no_error(how: str) -> None:
    made = typed(SUBJECT)
    RETYPED[how](made)
    ending = ("docx", "xlsx", "csv")[list(RETYPED).index(how) % 3]
    assert [one for one in checked(made, ending) if one.check is not said.MIXED_MARKS] == []


def test_a_table_that_goes_on_after_a_page_is_one_list() -> None:
    for again in (True, False):
        made = typed("thanh-hoa-2023")
        head = next(row for row in made.rows if row.table)
        spots = made.spots()
        cut = spots[12].row
        following = [Row(50, dict(row.cells)) if row.table == head.table else row for row in made.rows[cut:]]
        made.rows[cut:] = [Row(0, {0: "(tiếp theo)"}), *([Row(50, dict(head.cells))] if again else []), *following]
        assert checked(made) == ()


def test_rows_of_tiers_may_be_paragraphs_between_tables() -> None:
    made = typed("thanh-hoa-2020")
    for row in {one.row for one in made.page().said if one.across}:
        made.rows[row] = Row(0, {0: made.rows[row].text})
    assert checked(made) == ()


def test_a_column_that_is_left_out_is_a_note() -> None:
    made = typed(SUBJECT)
    for row, column in [(spot.row, spot.columns["tier"]) for spot in made.spots()]:
        del made.rows[row].cells[column]
    for line in made.rows:
        line.cells = {column: text for column, text in line.cells.items() if not (line.table and text == "Xếp loại")}
    (one,) = checked(made)
    assert (one.check, one.severity) == (said.COLUMN_GONE, NOTE)
    assert "Xếp loại" in str(one.facts["title"])


# ---------------------------------------------------------------- one cell for several lines
def runs(made: Typed, key: str) -> list[tuple[int, int, int]]:
    """(first row, last row, column) of lines below each other that say the same."""
    column = {spot.row: spot.columns[key] for spot in made.spots()}
    found: list[tuple[int, int, int]] = []
    for row, own in column.items():
        text = made.rows[row].cells.get(own)
        if found and found[-1][1] == row - 1 and made.rows[row - 1].cells.get(own) == text:
            found[-1] = (found[-1][0], row, own)
        else:
            found.append((row, row, own))
    return [run for run in found if run[1] > run[0]]


def merged_docx(made: Typed, key: str) -> tuple[Finding, ...]:
    table_rows = [number for number, row in enumerate(made.rows) if row.table]
    document = docx.Document()
    for row in made.rows[: table_rows[0]]:
        document.add_paragraph(row.text)
    width = max(max(made.rows[number].cells) for number in table_rows) + 1
    table = document.add_table(len(table_rows), width)
    at = {number: place for place, number in enumerate(table_rows)}
    cells = [list(line.cells) for line in table.rows]
    for number in table_rows:
        for column, text in made.rows[number].cells.items():
            cells[at[number]][column].text = text
    for first, last, column in runs(made, key):
        for below in range(first + 1, last + 1):
            cells[at[below]][column].text = ""
        text = made.rows[first].cells.get(column, "")
        cells[at[first]][column].merge(cells[at[last]][column]).text = text
    stream = io.BytesIO()
    document.save(stream)
    grid, notes = read_docx(stream.getvalue(), "x.docx")
    assert not notes
    return back_check([grid], "x.docx", made.wanted)


def merged_xlsx(made: Typed, key: str) -> tuple[Finding, ...]:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(made)))
    for first, last, column in runs(made, key):
        letter = get_column_letter(column + 1)
        book.worksheets[0].merge_cells(f"{letter}{first + 1}:{letter}{last + 1}")
    stream = io.BytesIO()
    book.save(stream)
    return back_check(grids_of_book(read_book(stream.getvalue(), "x.xlsx"), "x.xlsx"), "x.xlsx", made.wanted)


@pytest.mark.parametrize("merged", [merged_docx, merged_xlsx])
def test_a_merged_cell_is_said_of_each_of_its_lines(merged: Callable[[Typed, str], tuple[Finding, ...]]) -> None:
    made = typed(SUBJECT)
    assert len(runs(made, "tier")) > 4
    assert merged(made, "tier") == ()
    spot = made.spots()[12]  # the first that is not “Tốt”
    made.rows[spot.row].cells[spot.columns["tier"]] = "Tốt"
    (one,) = merged(made, "tier")
    assert one.check is said.TIER_DIFFERS and one.facts["unit"] == spot.entry.line.name
