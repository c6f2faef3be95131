"""The annex as a Book: each decision's own words and rows, notes, pages; layouts with mistakes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from tests.annexes import PUBLISHED, Case, published, ranked
from workbook.loading.layout import AcrossRows, ColumnSpec, Layout, Signature
from workbook.model import Member, Round, TieDecision, Unit, Waiver
from workbook.points import NOT_APPLICABLE
from workbook.rubric import Criterion, Group, Rounding, Rubric, Tier
from workbook.sheets.annex import draw_annex
from workbook.sheets.grid import Book, Sheet
from workbook.sheets.layout import layouts, load_layout
from workbook.shelf import shelf


def drawn(name: str) -> Book:
    case = published(name)
    return draw_annex(case.ranking, case.rubric, case.round)


def texts(book: Book) -> list[str]:
    """Every printed text, in reading order."""
    return [cell.value for sheet in book.sheets for _, _, cell in sheet.filled() if isinstance(cell.value, str)]


def table(sheet: Sheet) -> list[list[str]]:
    """The printed cells of every row that holds any; numbers as plain text."""
    shown = [number for number, column in enumerate(sheet.columns) if not column.hidden]
    rows = []
    for row in sheet.rows:
        cells = [row.cells[number] if number < len(row.cells) else None for number in shown]
        values = ["" if cell is None or cell.value is None else str(cell.value) for cell in cells]
        if any(values):
            rows.append(values)
    return rows


# ---------------------------------------------------------------- the five decisions
TITLES = {
    "thanh-hoa-2020": "Xếp hạng mức độ ứng dụng công nghệ thông tin (CNTT) trong các cơ quan nhà nước tỉnh Thanh Hóa "
    "năm 2020",
    "thanh-hoa-2023": "Kết quả đánh giá, xếp hạng mức độ chuyển đổi số của các sở, ban, ngành cấp tỉnh và UBND cấp "
    "huyện trên địa bàn tỉnh Thanh Hóa năm 2023",
    "thai-binh-2020": "KẾT QUẢ Đánh giá, xếp hạng ứng dụng công nghệ thông tin trong hoạt động của các sở, ban, ngành "
    "thuộc Ủy ban nhân dân tỉnh năm 2020",
    "lao-cai-2020": "KẾT QUẢ ĐÁNH GIÁ, XẾP HẠNG MỨC ĐỘ ỨNG DỤNG CNTT CỦA CÁC CƠ QUAN HCNN TỈNH LÀO CAI NĂM 2020",
    "quang-nam-2019": "KẾT QUẢ ĐÁNH GIÁ, XẾP HẠNG MỨC ĐỘ ỨNG DỤNG CNTT TRONG CƠ QUAN NHÀ NƯỚC TỈNH QUẢNG NAM NĂM 2019",
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_title_and_reference(name: str) -> None:
    said = texts(drawn(name))
    assert TITLES[name] in " ".join(said)
    assert drawn(name).title == TITLES[name]
    year = int(name[-4:])
    assert any("Kèm theo Quyết định số" in t or "kèm theo Quyết định số" in t for t in said if f"{year + 1}" in t)


HEADERS = {
    "thanh-hoa-2020": [["Stt", "Tên đơn vị", "Tổng điểm", "Xếp hạng"], ["Stt", "Tên đơn vị", "Tổng cộng", "Xếp hạng"]],
    "thanh-hoa-2023": [["Đơn vị", "Điểm đánh giá⁽¹⁾ (Điểm)", "Xếp hạng DTI⁽²⁾ năm 2023"]] * 2,
    "thai-binh-2020": [
        [
            "STT",
            "Tên cơ quan",
            "Hạ tầng kỹ thuật",
            "Ứng dụng CNTT",
            "Trang/Cổng thông tin điện tử",
            "Cung cấp DVCTT",
            "Cơ chế, chính sách",
            "Nhân lực cho ứng dụng CNTT",
            "Tổng điểm",
            "Chỉ số",
            "Phân loại",
            "Ghi chú",
        ]
    ],
    "lao-cai-2020": [
        ["TT", "Tên đơn vị", "Xếp hạng năm 2019", "Kết quả đánh giá năm 2020", "", ""],
        ["", "", "", "Tổng điểm", "Xếp hạng", "Xếp loại"],
    ],
    "quang-nam-2019": [
        f"STT|{unit}|Hạ tầng kỹ thuật CNTT và An toàn thông tin|Ứng dụng CNTT trong hoạt động nội bộ cơ quan|"
        "Ứng dụng CNTT phục vụ người dân và doanh nghiệp|Nguồn nhân lực CNTT|Môi trường tổ chức và Chính sách|"
        "Tổng|Xếp loại".split("|")
        for unit in ("Tên đơn vị", "Huyện, Thành phố")
    ],
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_headers(name: str) -> None:
    (sheet,) = drawn(name).sheets
    assert [row for row in table(sheet) if row in HEADERS[name]] == HEADERS[name]


ACROSS = {
    "thanh-hoa-2020": [
        "1. Xếp hạng mức độ ứng dụng CNTT của các sở, ban, ngành cấp tỉnh:",
        "I Mức Tốt (Tổng điểm đạt từ 85 điểm đến 100 điểm):",
        "III Mức Khá (Tổng điểm đạt từ 70 điểm đến 85 điểm):",
        "2. Xếp hạng mức độ ứng dụng CNTT của các huyện, thị xã, thành phố:",
        "I Mức Tốt (Tổng điểm đạt từ 85 điểm đến 100 điểm):",
        "II Mức Khá (Tổng điểm đạt từ 70 điểm đến 85 điểm):",
    ],
    "thanh-hoa-2023": [
        "1. Khối các sở, ban, ngành cấp tỉnh",
        "⁽¹⁾ Điểm tối đa: 1.000 điểm.",
        "⁽²⁾ DTI: Viết tắt của cụm từ Digital Transformation Index - Bộ chỉ số chuyển đổi số.",
        "2. Khối UBND cấp huyện",
        "⁽¹⁾ Điểm tối đa: 1.000 điểm.",
        "⁽²⁾ DTI: Viết tắt của cụm từ Digital Transformation Index - Bộ chỉ số chuyển đổi số.",
    ],
    "thai-binh-2020": [
        "- Tổng điểm đánh giá chung: 498 điểm (Do không đánh giá mục điều kiện địa lý trên Cổng thông tin điện tử, "
        "điểm của mục này là 2 điểm).",
        "- Cơ quan: Văn phòng UBND tỉnh, Sở Ngoại vụ, Thanh tra tỉnh không có thủ tục hành chính nên không thực hiện "
        "chấm điểm mục: Cung cấp dịch vụ công trực tuyến (điểm mục này là 100 điểm).",
    ],
    "lao-cai-2020": [
        "1. Thang điểm và xếp hạng mức độ ứng dụng CNTT:",
        "- Thang điểm tối đa cho các cơ quan, đơn vị không có TTHC: 70 điểm.",
        "- Mức khá: tổng điểm đạt từ 70 điểm đến dưới 85 điểm đối với cơ quan, đơn vị có TTHC và từ 60 điểm đến dưới "
        "65 điểm đối với các cơ quan, đơn vị không có TTHC;",
        "- Mức yếu: tổng điểm dưới 50 điểm.",
        "2. Kết quả đánh giá, xếp hạng mức độ ứng dụng CNTT năm 2020:",
        "I Các cơ quan, đơn vị có TTHC",
        "II Các cơ quan, đơn vị đặc thù hoặc không có TTHC",
        "III UBND cấp huyện",
        "./.",
    ],
    "quang-nam-2019": [
        "1. Kết quả đánh giá xếp hạng mức độ ứng dụng công nghệ thông tin của các Sở, Ban, ngành",
        "2. Kết quả đánh giá xếp hạng mức độ ứng dụng công nghệ thông tin của UBND các huyện, thị xã, thành phố",
    ],
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_rows_across_and_notes(name: str) -> None:
    (sheet,) = drawn(name).sheets
    lines = [" ".join(filter(None, row)) for row in table(sheet)]
    assert [line for line in lines if line in ACROSS[name]] == ACROSS[name]


# What a published row prints, by column of its CSV; only tables that are right in themselves.
@pytest.mark.parametrize("name", ["thanh-hoa-2020", "thanh-hoa-2023", "lao-cai-2020"])
def test_every_published_row_is_printed_in_order(name: str) -> None:
    case = published(name)
    (sheet,) = drawn(name).sheets
    columns = [c.key for c in sheet.columns if not c.hidden]
    printed = []
    for row in table(sheet):
        record = dict(zip(columns, row, strict=True))
        if record["unit"] in {unit.name for unit in case.round.units}:
            printed.append((record.get("no"), record["unit"], Decimal(record["total"]), record["rank"]))
    assert printed == [
        (row["no"] if "no" in columns else None, row["unit"], Decimal(row["total"]), row["rank"]) for row in case.rows
    ]


def test_thai_binh_prints_zero_for_not_applicable_and_the_index_of_what_applies() -> None:
    (sheet,) = drawn("thai-binh-2020").sheets
    office = next(row for row in sheet.rows if len(row.cells) > 1 and (c := row.cells[1]) and c.value == "Sở Ngoại vụ")
    cells = {column.key: cell for column, cell in zip(sheet.columns, office.cells, strict=True) if cell}
    assert (cells["dvctt"].value, cells["note"].value) == (Decimal(0), "Không TTHC")
    assert cells["index"].value == Decimal("0.724")
    assert cells["index"].formula is not None and "(498-100)" in cells["index"].formula


# ---------------------------------------------------------------- any rubric
SECTIONS = tuple(Criterion(f"s{n}", str(n), f"Nhóm tiêu chí số {n}", Decimal(20), Decimal("0.5")) for n in range(1, 6))
TIERS = (Tier("Tốt", Decimal(80)), Tier("Khá", Decimal(65)), Tier("Trung bình", Decimal(50)), Tier("Yếu", None))
PLAIN = Rubric("r", "Bộ tiêu chí", "1", "", (), SECTIONS, (Group("g", "Xã, phường", Decimal(100), TIERS),))


def case_of(rubric: Rubric, points: dict[str, list[str]], **changes: object) -> Case:
    """Units a, b, ... of the first group with the given points; "-" is the mark, "" a blank."""
    group = rubric.groups[0].id
    units = tuple(Unit(name, f"Đơn vị {name.upper()}", group) for name in points)
    scores = {
        (name, leaf.id): NOT_APPLICABLE if text == "-" else Decimal(text) if text else None
        for name, row in points.items()
        for leaf, text in zip(rubric.leaves(), row, strict=True)
    }
    day = date(2024, 11, 1)
    member = Member("m1", "A", groups=(group,))
    plain = Round("r", "Chấm điểm năm 2024", rubric.id, 2024, day, day, "", units, (member,), "Hội đồng", "Huế")
    round_ = replace(plain, **changes)  # type: ignore[arg-type]
    return Case(rubric, round_, ranked(rubric, round_, scores), ())


def rows_by_unit(book: Book) -> dict[str, dict[str, object]]:
    """By unit: value by column key, hidden columns too."""
    found: dict[str, dict[str, object]] = {}
    for sheet in book.sheets:
        keys = [column.key for column in sheet.columns]
        for row in sheet.rows:
            if len(row.cells) == len(keys):
                record: dict[str, object] = {key: cell.value for key, cell in zip(keys, row.cells, strict=True) if cell}
                if str(record.get("unit")).startswith("Đơn vị"):
                    found[str(record["unit"])[-1].lower()] = record
    return found


POINTS = {"a": ["20", "18.5", "17", "20", "19"], "b": ["10", "12", "13.5", "15", "16"], "c": ["5", "5", "5", "5", "5"]}


def test_standard_prints_sections_maxima_ranks_and_tiers() -> None:
    case = case_of(PLAIN, POINTS)
    book = draw_annex(case.ranking, case.rubric, case.round)
    (sheet,) = book.sheets
    assert ["", "Điểm tối đa", "20", "20", "20", "20", "20", "100", "", ""] in table(sheet)
    assert {name: (row["rank"], row["tier"]) for name, row in rows_by_unit(book).items()} == {
        "a": (1, "Tốt"),
        "b": (2, "Khá"),
        "c": (3, "Yếu"),
    }


def test_a_unit_without_all_its_points_has_no_total_rank_or_tier() -> None:
    case = case_of(PLAIN, POINTS | {"d": ["20", "20", "", "20", "20"]})
    row = rows_by_unit(draw_annex(case.ranking, case.rubric, case.round, provisional=True))["d"]
    assert (row["total"], row["rank"], row["tier"], row["note"]) == (None, "", "", "Chưa đủ điểm")


def test_provisional_says_so_on_every_page() -> None:
    case = case_of(PLAIN, POINTS)
    final, early = (draw_annex(case.ranking, case.rubric, case.round, provisional=flag) for flag in (False, True))
    assert "KẾT QUẢ TẠM THỜI - CHƯA ĐỦ ĐIỀU KIỆN CÔNG BỐ" in texts(early)
    assert "TẠM THỜI" in early.sheets[0].page.footer and "TẠM THỜI" not in "".join(texts(final))
    assert final.sheets[0].page.footer == ""


def test_both_languages() -> None:
    case = case_of(PLAIN, POINTS)
    said = texts(draw_annex(case.ranking, case.rubric, case.round, "en"))
    assert "Unit" in said and "Rank" in said and "Tên đơn vị" not in said


def test_points_of_a_total_rounded_in_another_order_are_no_formula() -> None:
    rubric = replace(PLAIN, rounding=Rounding(order="member"))
    case = case_of(rubric, POINTS)
    book = draw_annex(case.ranking, rubric, case.round)
    (sheet,) = book.sheets
    total = next(number for number, column in enumerate(sheet.columns) if column.key == "total")
    unit_rows = [row for row in sheet.rows if len(row.cells) > 2 and (c := row.cells[1]) and str(c.value) == "Đơn vị A"]
    assert [row.cells[total].formula for row in unit_rows if row.cells[total]] == [None]  # type: ignore[union-attr]
    assert any("gộp từ tổng điểm của từng thành viên" in text for text in texts(book))


# ---------------------------------------------------------------- notes on decisions
WAIVER = Waiver("SCORE-001", "b", "s2", None, "theo nghị quyết", "Hội đồng", date(2024, 12, 5))


def test_a_waiver_is_a_footnote_with_its_mark_at_the_figure() -> None:
    case = case_of(PLAIN, POINTS, waivers=(WAIVER, replace(WAIVER, member="m1"), replace(WAIVER, unit="elsewhere")))
    book = draw_annex(case.ranking, case.rubric, case.round)
    notes = [text for text in texts(book) if text.startswith("⁽")]
    assert notes == [
        "⁽¹⁾ Đơn vị B, Nhóm tiêu chí số 2: 12 điểm (điểm tối đa 20), giữ theo ý kiến của Hội đồng ngày 05/12/2024: "
        "theo nghị quyết."
    ]
    marked = [cell.value for sheet in book.sheets for _, _, cell in sheet.filled() if "⁽¹⁾" in cell.style]
    assert marked == [Decimal(12)]


def test_a_layout_may_leave_waivers_out(tmp_path: Path) -> None:
    case = case_of(PLAIN, POINTS, waivers=(WAIVER,), layout=own_layout(tmp_path, "waiver_notes = false"))
    assert not [text for text in texts(draw_annex(case.ranking, case.rubric, case.round)) if text.startswith("⁽")]


EQUAL = {"a": ["20", "20", "10", "10", "10"], "b": ["10", "20", "20", "10", "10"], "c": ["5", "5", "5", "5", "5"]}


@pytest.mark.parametrize(
    ("kind", "ranks", "word"),
    [("split", {"a": 2, "b": 1, "c": 3}, "xếp hạng lần lượt"), ("shared", {"a": 1, "b": 1, "c": 3}, "đồng hạng")],
)
def test_a_tie_decision_is_kept_and_told(kind: str, ranks: dict[str, int], word: str) -> None:
    decision = TieDecision(("b", "a"), kind, "xét thành tích", "Chủ tịch Hội đồng")  # type: ignore[arg-type]
    case = case_of(PLAIN, EQUAL, ties=(decision,))
    book = draw_annex(case.ranking, case.rubric, case.round)
    assert {name: row["rank"] for name, row in rows_by_unit(book).items()} == ranks
    (note,) = [text for text in texts(book) if text.startswith("⁽¹⁾")]
    assert word in note and "xét thành tích" in note and note.index("Đơn vị B") < note.index("Đơn vị A")


def test_units_left_out_and_findings_are_notes() -> None:
    case = case_of(PLAIN, POINTS)
    left = Unit("z", "Sở Cũ", "g", left_out="đã sáp nhập")
    round_ = replace(case.round, units=(*case.round.units, left))
    said = texts(draw_annex(case.ranking, case.rubric, round_, findings_notes=("Thiếu một phiếu.",)))
    assert "Không đánh giá, xếp hạng năm nay: Sở Cũ (đã sáp nhập)." in said and "Thiếu một phiếu." in said


def test_a_unit_name_is_text_whatever_it_holds() -> None:
    case = case_of(PLAIN, {"a": POINTS["a"]})
    named = replace(case.round, units=(replace(case.round.units[0], name="=1+{x}"),))
    ranking = ranked(PLAIN, named, {("a", leaf.id): Decimal(1) for leaf in PLAIN.leaves()})
    book = draw_annex(ranking, PLAIN, named)
    assert [c.formula for s in book.sheets for _, _, c in s.filled() if c.value == "=1+{x}"] == [None]


# ---------------------------------------------------------------- pages
def long_case(units: int, groups: int = 1) -> Case:
    """Groups of many units with long names, scored from high to low."""
    made = tuple(Group(f"g{n}", f"Khối {n}", Decimal(100), TIERS) for n in range(groups))
    rubric = replace(PLAIN, groups=made)
    everybody = tuple(
        Unit(f"g{g}u{n:03d}", f"Ủy ban nhân dân xã Số {n} thuộc vùng đồng bào dân tộc thiểu số và miền núi", f"g{g}")
        for g in range(groups)
        for n in range(units)
    )
    plain = case_of(PLAIN, POINTS).round
    member = Member("m1", "A", groups=tuple(group.id for group in made))
    round_ = replace(plain, units=everybody, members=(member,))
    scores = {
        (unit.id, leaf.id): Decimal(20) - (Decimal(int(unit.id[-3:])) / 10 if leaf.id == "s1" else 0)
        for unit in everybody
        for leaf in SECTIONS
    }
    return Case(rubric, round_, ranked(rubric, round_, dict(scores)), ())


def pages(sheet: Sheet) -> list[list[int]]:
    """The rows of each printed page."""
    edges = [0, *sheet.page.row_breaks, len(sheet.rows)]
    return [list(range(first, last)) for first, last in pairwise(edges)]


def test_no_page_is_too_full_and_titles_repeat() -> None:
    case = long_case(170)
    (sheet,) = draw_annex(case.ranking, case.rubric, case.round).sheets
    assert sheet.page.repeat_rows is not None and sheet.page.first_page_bare and sheet.page.header
    again = sum(sheet.rows[row].height or 0 for row in range(sheet.page.repeat_rows[0], sheet.page.repeat_rows[1] + 1))
    room = (210 if sheet.page.landscape else 297) * 72 / 25.4 - 40 * 72 / 25.4
    heights = [sum(sheet.rows[row].height or 0 for row in page) for page in pages(sheet)]
    assert len(heights) > 4
    assert max(heights[0], *(height + again for height in heights[1:])) <= room


def test_the_signature_stands_on_a_page_with_units() -> None:
    for units in range(20, 60):
        case = long_case(units)
        (sheet,) = draw_annex(case.ranking, case.rubric, case.round).sheets
        last = [cell.value for row in pages(sheet)[-1] for cell in sheet.rows[row].cells if cell]
        assert "CHỦ TỊCH HỘI ĐỒNG" in last and sum("Ủy ban nhân dân" in str(value) for value in last) >= 2


def test_long_tables_of_several_groups_get_a_sheet_each() -> None:
    case = long_case(60, groups=2)
    first, second = draw_annex(case.ranking, case.rubric, case.round).sheets
    assert first.page.first_page_bare and not second.page.first_page_bare
    assert first.page.repeat_rows and second.page.repeat_rows
    signed = [any("CHỦ TỊCH HỘI ĐỒNG" in row for row in table(sheet)) for sheet in (first, second)]
    assert signed == [False, True]
    assert [table(sheet)[0][0] for sheet in (first, second)] == ["Phụ lục", "2. Khối 1"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_row_has_a_height_and_nothing_is_locked_in(name: str) -> None:
    book = drawn(name)
    assert all(row.height for sheet in book.sheets for row in sheet.rows)
    assert not any(sheet.protected for sheet in book.sheets)
    assert min(style.size for style in book.styles.values()) >= 11


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_same_annex_twice(name: str) -> None:
    assert drawn(name) == drawn(name)


# ---------------------------------------------------------------- layouts
MINIMAL = """
title = ["Kết quả"]
[[columns]]
kind = "unit"
title = "Đơn vị"
[[columns]]
kind = "total"
title = "Điểm"
"""


def own_layout(folder: Path, head: str, tail: str = "") -> str:
    path = folder / "own.toml"
    path.write_text(head + MINIMAL + tail, encoding="utf-8")
    return str(path)


def test_a_new_province_is_a_new_file(tmp_path: Path) -> None:
    layout = own_layout(tmp_path, 'heading = "Phụ lục II"', '[vi]\nsheet = "Bảng"\n[en]\nsheet = "Table"\n')
    case = case_of(PLAIN, POINTS, layout=layout)
    (sheet,) = draw_annex(case.ranking, case.rubric, case.round).sheets
    assert sheet.name == "Bảng"
    assert table(sheet)[:3] == [["Phụ lục II", ""], ["Kết quả", ""], ["Đơn vị", "Điểm"]]


@pytest.mark.parametrize(
    ("head", "tail", "said"),
    [
        ("colour = 1", "", "own.toml: colour: "),
        ("size = 9", "", "own.toml: size: "),
        ("", '[[columns]]\nkind = "ranks"', "own.toml: columns[2].kind: "),
        ("", '[[columns]]\nkind = "total"', "total more than once"),
        ("", '[[columns]]\nkind = "criterion"', "own.toml: columns[2]: "),
        ("", '[vi]\nx = "y"', "own.toml: vi, en: x must stand in both"),
        ("", "[styles.titel]\nsize = 12", "own.toml: styles.titel: there is no such style"),
        ("", "[styles.title]\nsiez = 12", "own.toml: styles.title: unknown siez"),
        ("heading = ", "", "own.toml: Invalid value"),
    ],
)
def test_a_mistake_is_named_with_its_key(tmp_path: Path, head: str, tail: str, said: str) -> None:
    with pytest.raises(ValueError) as raised:
        load_layout(own_layout(tmp_path, head, tail), "vi")
    assert said in str(raised.value)


@pytest.mark.parametrize("word", ["{yaer}", "{max[x]}", "{lower[g][Giỏi]}", "{"])
def test_an_unknown_placeholder_is_named_with_its_key(tmp_path: Path, word: str) -> None:
    case = case_of(PLAIN, POINTS, layout=own_layout(tmp_path, f'reference = "{word}"'))
    with pytest.raises(ValueError, match=r"own\.toml: reference: "):
        draw_annex(case.ranking, case.rubric, case.round)


def test_a_layout_that_is_not_there() -> None:
    with pytest.raises(ValueError, match=r"nowhere\.toml: there is no such annex layout"):
        load_layout("nowhere", "vi")


@pytest.mark.parametrize("name", ["standard", "by-section", "annex-each"])
def test_the_figure_that_ranks_is_printed(name: str) -> None:
    kinds = {column.kind for column in load_layout(name, "vi").layout.columns}
    assert {"total", "index", "converted"} <= kinds


def test_every_layout_is_described() -> None:
    assert set(layouts()) == {*PUBLISHED, "standard", "by-section", "annex-each"}
    described = (shelf("templates") / "README.md").read_text(encoding="utf-8")
    keys = {*Layout.model_fields, *ColumnSpec.model_fields, *AcrossRows.model_fields, *Signature.model_fields}
    assert not [key for key in keys if f"`{key}`" not in described]
