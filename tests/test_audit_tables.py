"""The shapes in which tables are published: encodings, delimiters, titles, headers, group and tier rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.annexes import PUBLISHED, published
from tests.audits import TWO, WHOLE, audited, marks, rubric, table
from workbook.audit.audit import audit_book, audit_csv
from workbook.audit.names import canonical, title, unit_name
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Finding
from workbook.rubric import Group, Rubric, Tier
from workbook.sheets.annex import draw_annex
from workbook.sheets.grid import ReadBook, ReadCell, ReadSheet

# One fault in each: 11 is above 10, in the first unit's first section.
PRINTED = """STT;Tên cơ quan;Hạ tầng kỹ thuật;Dịch vụ công;Tổng điểm;Xếp loại
    1;Sở Văn hoá;11;17,5;28,5;Tốt
    2;Sở B;9;16;25;Tốt"""
OVER = [("AUDIT-101", "C2")]


@pytest.mark.parametrize(
    "data",
    [
        table(PRINTED),
        b"\xef\xbb\xbf" + table(PRINTED),
        table(PRINTED).decode().encode("utf-16"),
        table(PRINTED).decode().encode("utf-16-le"),
        unicodedata.normalize("NFD", table(PRINTED).decode()).encode(),
        table(PRINTED).replace(b"\n", b"\r\n"),
        table(PRINTED).replace(b";", b"\t"),
        table(PRINTED).replace(b",", b".").replace(b";", b","),
        table(PRINTED).replace(b"17,5", b'"17,5"').replace(b"28,5", b'"28,5"').replace(b";", b","),
        table(PRINTED.replace("Tên cơ quan", "TÊN\u00a0CƠ  QUAN⁽¹⁾").replace("Tổng điểm", "Tổng điểm (Điểm)")),
        table(PRINTED.replace("Tốt", "Mức tốt").replace("11;", " 11đ ;")),
    ],
)
def test_a_table_is_read_however_it_was_saved(data: bytes) -> None:
    assert marks(audit_csv(data, "bảng 1.csv", rubric())) == OVER


def test_rows_count_as_in_excel() -> None:
    assert marks(audit_csv(b"sep=;\n" + table(PRINTED), "a.csv", rubric())) == [("AUDIT-101", "C3")]
    assert marks(audit_csv(b"\n\n" + table(PRINTED), "a.csv", rubric())) == [("AUDIT-101", "C4")]


def test_an_old_encoding_is_read_with_a_note() -> None:
    # Windows-1258 writes most tones as marks of their own: "ể" is "ê" and a hook.
    text = "".join(_cp1258(char) for char in table(PRINTED).decode())
    assert marks(audit_csv(text.encode("cp1258"), "a.csv", rubric())) == [("AUDIT-003", None), *OVER]


def _cp1258(char: str) -> str:
    try:
        char.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", char)
        tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", parts.replace(tone, "")) + tone
    return char


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"PK\x03\x04abc", b"\xd0\xcf\x11\xe0abc", b"%PDF-1.7", bytes(range(256)) * 4]
)
def test_what_is_no_text_is_told_and_never_raises(data: bytes) -> None:
    assert marks(audit_csv(data, "a.csv", rubric())) == [("AUDIT-002", None)]


@pytest.mark.parametrize("data", ["xin chào".encode(), b'"', b"a,b\n1,2", "Đơn vị\nSở A".encode()])
def test_a_text_without_a_table_is_told(data: bytes) -> None:
    assert marks(audit_csv(data, "a.csv", rubric())) == [("AUDIT-001", None)]


def test_unquoted_decimal_commas_are_told_by_row() -> None:
    text = "no,unit,total\n1,A,28,5\n2,B,25\n3,C,7,25"
    assert marks(audited(text, rubric(WHOLE))) == [("AUDIT-010", "A2"), ("AUDIT-010", "A4")]


def test_columns_not_understood_are_notes_and_a_column_twice_a_warning() -> None:
    text = "no,unit,total,Điện thoại,Tổng cộng\n1,A,28,0912,28"
    assert marks(audited(text, rubric(WHOLE))) == [("AUDIT-004", "D1"), ("AUDIT-005", "E1")]


def test_titles_may_be_given_from_outside() -> None:
    text = "no,unit,Hạ tầng (phần I),dich-vu,total\n1,A,11,17,28"
    assert ("AUDIT-004", "C1") in marks(audited(text, rubric()))
    assert marks(audit_csv(text.encode(), "a.csv", rubric(), {"Hạ tầng (phần I)": "ha-tang"})) == OVER


def test_ambiguous_figures_are_settled_by_the_table_or_refused() -> None:
    big = rubric(WHOLE, (Group("So", "Sở", Decimal(2000)),))
    head = "no;unit;total\n"
    assert marks(audit_csv(f"{head}1;A;1.250\n2;B;970,5".encode(), "a.csv", big)) == []
    assert marks(audit_csv(f"{head}1;A;1.250\n2;B;970".encode(), "a.csv", big)) == [("AUDIT-008", "C2")]
    # 1.250 points out of 30 can only be one and a quarter.
    assert marks(audit_csv(f"{head}1;A;9.250\n2;B;1.250".encode(), "a.csv", rubric(WHOLE))) == []


def test_an_unknown_group_is_told_and_its_rows_are_still_compared() -> None:
    text = "group,no,unit,total\nSo,1,A,28\nXa,1,B,9\nXa,2,C,20"
    assert marks(audited(text, rubric(WHOLE))) == [("AUDIT-007", "A3"), ("AUDIT-301", "D4")]


def test_footnotes_between_tables_are_no_units() -> None:
    one = "Đơn vị;Điểm;Hạng\nSở A;28;1\nSở B\nSở C;20;2\n⁽¹⁾ Điểm tối đa: 30\n"
    text = one + "Đơn vị;Điểm;Hạng\nHuyện X;19;1\nHuyện Y;18;2\nHết"
    by = rubric(WHOLE, GROUPS)
    assert marks(audited(text, by)) == [("AUDIT-009", "B3")]
    # Without numbers and headings, a rank 1 under a new header opens the next list.
    bare = text.replace("⁽¹⁾ Điểm tối đa: 30\n", "").replace("Huyện X;19", "Huyện X;21")
    assert marks(audited(bare, by)) == [("AUDIT-009", "B3"), ("AUDIT-108", "B6")]


def test_a_unit_that_was_not_evaluated_says_why_in_its_note() -> None:
    text = "no,unit,total,note\n1,A,28,\n2,B,,Mới thành lập\n3,C,20,"
    assert marks(audited(text, rubric(WHOLE))) == []
    assert marks(audited(text.replace("Mới thành lập", ""), rubric(WHOLE))) == [("AUDIT-009", "C3")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sở Văn hoá", "SỞ VĂN HÓA"),
        ("Sở Lao động TBXH", "Sở Lao động - Thương binh và Xã hội"),
        ("Ban QL KKT", "Ban Quản lý Khu kinh tế"),
        ("UBND huyện Bảo Yên", "Huyện Bảo Yên"),
        ("Sở Y tế\u00a0", unicodedata.normalize("NFD", "Sở Y tế")),
    ],
)
def test_one_unit_in_two_spellings_is_repeated(one: str, other: str) -> None:
    assert unit_name(one) == unit_name(other)
    assert marks(audited(f"no,unit,total\n1,{one},28\n2,{other},20", rubric(WHOLE))) == [("AUDIT-306", "B3")]


def test_names_that_only_look_alike_stay_apart() -> None:
    assert unit_name("Huyện Bảo Yên") != unit_name("Thị xã Bảo Yên")
    assert unit_name("Văn phòng UBND tỉnh") != unit_name("Văn phòng HĐND tỉnh")
    assert title("Điểm đánh giá⁽¹⁾ (Điểm)") == canonical("Điểm đánh giá")


# ---------------------------------------------------------------- workbooks
Shown = str | int | Decimal | ReadCell | None


def sheet(rows: Sequence[Sequence[object]], name: str = "Phụ lục", hidden: tuple[int, int] | None = None) -> ReadSheet:
    """A sheet of texts and numbers; `hidden` names one row and one column."""
    cells: dict[tuple[int, int], ReadCell] = {}
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, ReadCell):
                cells[row, column] = value
            elif value is not None:
                cells[row, column] = ReadCell("text" if isinstance(value, str) else "number", str(value))
    rows_, columns = (frozenset({hidden[0]}), frozenset({hidden[1]})) if hidden else (frozenset(), frozenset())
    return ReadSheet(name, "visible", cells, hidden_rows=rows_, hidden_columns=columns)


def read(rubric_: Rubric, *sheets: ReadSheet) -> tuple[Finding, ...]:
    return audit_book(ReadBook(sheets), "phụ lục.xlsx", rubric_)


GROUPS = (
    Group("I", "Các cơ quan có TTHC", Decimal(30), (Tier("Tốt", Decimal(24)), Tier("Khá", None))),
    Group("II", "Các cơ quan không có TTHC", Decimal(20), (Tier("Tốt", Decimal(16)), Tier("Khá", None))),
)
TWO_GROUPS = rubric(WHOLE, GROUPS)
TWO_LEVELS: list[list[Shown]] = [
    ["KẾT QUẢ XẾP HẠNG NĂM 2020"],
    ["- Mức tốt: từ 24 điểm đối với các cơ quan có TTHC và 16 điểm đối với các cơ quan không có TTHC;"],
    ["TT", "Tên đơn vị", "Xếp hạng năm 2019", "Kết quả đánh giá năm 2020"],
    [None, None, None, "Tổng điểm", "Xếp hạng", "Xếp loại"],
    ["I", "Các cơ quan có TTHC"],
    [1, "Sở A", 2, Decimal("28.5"), 1, "Tốt"],
    [2, "Sở B", 1, "25,25", 2, "Tốt"],
    ["II", "Các cơ quan không có TTHC"],
    [1, "Thanh tra", 1, 16, 1, "Tốt"],
    [2, "Văn phòng", 2, Decimal("15.9"), 2, "Khá"],
    ["./."],
]


def test_two_level_headers_and_group_rows() -> None:
    assert marks(read(TWO_GROUPS, sheet(TWO_LEVELS))) == []
    bad: list[list[Shown]] = [*TWO_LEVELS[:9], [2, "Văn phòng", 2, Decimal("21"), 2, "Tốt"], *TWO_LEVELS[10:]]
    found = read(TWO_GROUPS, sheet(bad))
    assert marks(found) == [("AUDIT-108", "D10")]
    assert found[0].at.sheet == "Phụ lục" and found[0].at.unit == "Văn phòng"


TIER_ROWS: list[list[Shown]] = [
    ["1. Xếp hạng của các cơ quan có TTHC:"],
    ["Stt", "Tên đơn vị", "Tổng điểm", "Xếp hạng"],
    ["I", *["Mức Tốt (Tổng điểm đạt từ 24 điểm đến 30 điểm):"] * 3],
    [1, "Sở A", Decimal("28.5"), 1],
    [2, "Sở B", 25, 2],
    ["III", "Mức Khá (Tổng điểm dưới 24 điểm):"],
    [3, "Sở C", 20, 3],
    [4, "Sở D", 19, 4],
    ["2. Xếp hạng của các cơ quan không có TTHC:"],
    ["Stt", "Tên đơn vị", "Tổng cộng", "Xếp hạng"],
    ["I", "Mức Tốt (Tổng điểm đạt từ 16 điểm đến 20 điểm):"],
    [1, "Thanh tra", 17, 1],
    ["⁽¹⁾ Điểm tối đa: 20 điểm."],
    [None, "Nơi nhận:", "CHỦ TỊCH"],
]


def test_tier_rows_and_headings_between_tables() -> None:
    assert marks(read(TWO_GROUPS, sheet(TIER_ROWS))) == []


def test_a_tier_row_in_the_wrong_place_is_one_finding() -> None:
    late = [*TIER_ROWS[:5], *TIER_ROWS[6:8], TIER_ROWS[5], *TIER_ROWS[8:]]
    (one,) = read(TWO_GROUPS, sheet(late))
    assert (one.code, one.at.cell, one.at.unit, one.facts["count"]) == ("AUDIT-204", "C6", "Sở C", 1)
    unknown = [["I", "Mức Giỏi (Tổng điểm từ 24):"] if row is TIER_ROWS[2] else row for row in TIER_ROWS]
    assert marks(read(TWO_GROUPS, sheet(unknown))) == [("AUDIT-203", "B4")]


def test_tables_without_names_follow_the_rubrics_order() -> None:
    plain = [
        ["Bảng" if row[0] in ("1. Xếp hạng của các cơ quan có TTHC:",) else cell for cell in row] for row in TIER_ROWS
    ]
    plain[8] = ["Bảng tiếp theo"]
    assert marks(read(TWO_GROUPS, sheet(plain))) == []
    low = [[1, "Thanh tra", 21, 1] if row is plain[11] else row for row in plain]
    assert marks(read(TWO_GROUPS, sheet(low))) == [("AUDIT-108", "C12")]


def test_one_sheet_a_group_is_told_by_the_sheets_name() -> None:
    head = ["STT", "Đơn vị", "Điểm đánh giá⁽¹⁾\n(Điểm)", "Xếp hạng DTI⁽²⁾ năm 2023"]
    second = sheet([head, [1, "Thanh tra", 21, 1]], "Không có TTHC")
    first = sheet([head, [1, "Sở A", 21, 1]], "Có TTHC")
    found = read(TWO_GROUPS, second, first)
    assert [(one.code, one.at.sheet) for one in found] == [("AUDIT-108", "Không có TTHC")]


def test_a_header_repeated_on_the_next_page_goes_on() -> None:
    head: list[Shown] = ["STT", "Tên cơ quan", "Hạ tầng kỹ thuật", "Dịch vụ công", "Tổng điểm"]
    columns: list[Shown] = ["(1)", "(2)", "(3)", "(4)", "(5)"]
    rows: list[list[Shown]] = [
        head,
        columns,
        [1, "A", 10, 18, 28],
        [2, "B", 9, 16, 25],
        head,
        columns,
        [3, "C", 8, 13, 21],
    ]
    assert marks(read(rubric(TWO), sheet(rows))) == []
    rows[-1] = [3, "C", 9, 19, 28]
    assert marks(read(rubric(TWO), sheet(rows))) == [("AUDIT-301", "E7"), ("AUDIT-305", "E3")]


def test_hidden_sheets_rows_and_columns_are_not_published() -> None:
    rows: list[list[Shown]] = [["xephang|", "no", "unit", "total"], ["u1", "TT", "Đơn vị", "Tổng"], ["u2", 1, "A", 31]]
    hidden = sheet(rows, hidden=(0, 0))
    assert marks(read(rubric(WHOLE), hidden)) == [("AUDIT-108", "D3")]
    gone = ReadSheet("x", "hidden", hidden.cells)
    assert marks(read(rubric(WHOLE), gone)) == [("AUDIT-001", None)]


def test_cells_of_every_kind() -> None:
    head: list[Shown] = ["TT", "Đơn vị", "Tổng điểm", "Xếp loại"]
    unstored = ReadCell("none", "", formula="SUM(A1)")
    stored = ReadCell("number", "25.300000000000001", formula="SUM(A1)")
    dated, broken = ReadCell("date", "45000", number_format="dd/mm"), ReadCell("error", "#REF!")
    rows: list[list[Shown]] = [
        head,
        [1, "A", stored, "Tốt"],
        [2, "B", unstored, "Tốt"],
        [3, "C", dated, "Tốt"],
        [4, "D", broken, "Tốt"],
    ]
    assert marks(read(rubric(WHOLE), sheet(rows))) == [("AUDIT-008", "C4"), ("AUDIT-008", "C5"), ("AUDIT-011", None)]
    assert marks(read(rubric(WHOLE), sheet([head, [1, None, 25, "Tốt"], [2, "B", 24, "Tốt"]])))[0] == (
        "AUDIT-012",
        "B2",
    )


def test_merged_tier_and_rank_cells_count_for_the_rows_below() -> None:
    head: list[Shown] = ["TT", "Đơn vị", "Tổng điểm", "Xếp hạng", "Xếp loại"]
    rows: list[list[Shown]] = [head, [1, "A", 28, 1, "Tốt"], [2, "B", 25, 2], [3, "C", 25], [4, "D", 20, 4, "Khá"]]
    assert marks(read(rubric(WHOLE), sheet(rows))) == []


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_standard_annex_of_any_rubric_is_understood_whole(name: str, lang: str) -> None:
    case = published(name)
    drawn = draw_annex(case.ranking, case.rubric, replace(case.round, layout="standard"), lang)
    found = audit_book(read_book(write_book(drawn), "a.xlsx"), "a.xlsx", case.rubric)
    expected = {"thai-binh-2020": ["AUDIT-101", "AUDIT-104"], "thanh-hoa-2020": ["AUDIT-304", "AUDIT-304"]}
    assert [one.code for one in found] == expected.get(name, [])
