"""Sheets laid out by unit: what stands where, what each row calls for, what is open, what the summary says.

Figures are held against three engines in test_unit_formulas.py and test_deep_rounds.py.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.deep_sample import (
    DEEP,
    DEEP_ROUND,
    INPUTS,
    deep_ballot,
    deep_issue,
    deep_round,
    rule,
)
from tests.sample import issue_of
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.model import Ballot, Issue, Member, SelfScore
from workbook.points import NOT_APPLICABLE
from workbook.rubric import Criterion
from workbook.rules.level import Level
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Area, Book, Cell, Sheet
from workbook.sheets.keep import book_from_json, book_to_json
from workbook.sheets.measure import clipped, width_mm
from workbook.sheets.stamp import read_passport
from workbook.sheets.unit_plan import UnitPlan, unit_plans
from workbook.sheets.unit_shown import Shower, blank_units, unit_cells

ISSUE = deep_issue()


def drawn(issue: Issue = ISSUE, ballot: Ballot | None = None) -> Book:
    return draw_ballot_book(issue, ("",), ballot)


def sheet_of(book: Book, key: str) -> Sheet:
    """A sheet by its passport's key."""
    for sheet in book.sheets:
        cell = sheet.rows[0].cells[0]
        assert cell is not None
        passport = read_passport(str(cell.value))
        if passport is not None and passport.sheet == key:
            return sheet
    raise KeyError(key)


def at(sheet: Sheet, row: str, column: str) -> Cell | None:
    """A cell by its keys."""
    line = next(line for line in sheet.rows if line.key == row)
    place = [one.key for one in sheet.columns].index(column)
    return line.cells[place] if place < len(line.cells) else None


def value(sheet: Sheet, row: str, column: str) -> object:
    cell = at(sheet, row, column)
    return None if cell is None else cell.value


def plan_of(issue: Issue, group: str = "So") -> UnitPlan:
    return next(plan for plan in unit_plans(issue) if plan.group.id == group)


def with_leaf(leaf_id: str, **changes: object) -> Issue:
    """The sample with one leaf changed."""

    def changed(node: Criterion) -> Criterion:
        own = replace(node, **changes) if node.id == leaf_id else node  # type: ignore[arg-type]
        return replace(own, children=tuple(changed(child) for child in own.children))

    return deep_issue(by=replace(DEEP, criteria=tuple(map(changed, DEEP.criteria))))


# ---------------------------------------------------------------- the book
def test_a_book_has_a_guide_and_for_each_group_a_summary_and_its_units() -> None:
    assert [sheet.name for sheet in drawn(deep_issue("TV-2")).sheets] == [
        "Hướng dẫn",
        "Tổng hợp 1. Các sở, ban, ngành",
        "1. Sở Y tế",
        "2. Ban Dân tộc",
        "Tổng hợp 2. UBND cấp xã",
        "3. Xã An Bình",
        "4. Xã Bình Minh",
    ]


def test_the_round_chooses_the_layout() -> None:
    plain = issue_of()
    assert not any(line.key.startswith("p:") for sheet in drawn(plain).sheets[1:] for line in sheet.rows)
    by_unit = replace(plain, round=replace(plain.round, sheets="unit"))
    assert "f:total" in [line.key for line in drawn(by_unit).sheets[2].rows]
    assert drawn(replace(ISSUE, round=replace(ISSUE.round, sheets="auto"))).sheets[2].name == "1. Sở Y tế"


def test_names_that_are_cut_stay_apart() -> None:
    long = "Ủy ban nhân dân phường Hoàng Mai Đông Hưng Thuận"
    twins = tuple(replace(unit, name=long) if unit.group == "So" else unit for unit in DEEP_ROUND.units)
    names = [sheet.name for sheet in drawn(deep_issue(round_=deep_round(units=twins))).sheets]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 for name in names)


def test_a_drawn_book_comes_back_from_what_is_kept_and_prints_the_same_bytes() -> None:
    book = drawn(ISSUE, deep_ballot(ISSUE))
    again = book_from_json(book_to_json(book))
    assert again == book
    assert write_book(again) == write_book(book)


# ---------------------------------------------------------------- rows and columns
def test_the_tree_stands_in_order_with_its_levels() -> None:
    sheet = sheet_of(drawn(), "u:s-1")
    assert [(line.level, line.key) for line in sheet.rows if line.key[:2] in ("p:", "c:", "i:", "d:")] == [
        (0, "p:so-hoa"), (1, "p:ho-so"),
        (2, "c:truc-tuyen"), (3, "i:truc-tuyen/a"), (3, "i:truc-tuyen/b"),
        (2, "c:dung-han"), (3, "i:dung-han/a"), (3, "i:dung-han/b"),
        (1, "c:hop"), (1, "c:sang-kien"), (1, "c:cam-ket"), (1, "c:chuyen-de"),
        (0, "p:nhan-luc"), (1, "c:dao-tao"), (1, "c:can-bo"), (1, "c:tap-huan"),
        (0, "p:an-toan"), (1, "c:he-thong"), (1, "c:su-co"),
        (0, "d:y-kien"),
        (0, "p:ket-qua"), (1, "c:thanh-toan"), (1, "c:chi-so"),
    ]  # fmt: skip
    assert "c:chuyen-de" not in [line.key for line in sheet_of(drawn(), "u:x-1").rows]


def test_levels_fold_under_the_row_above_in_the_file() -> None:
    parts = ZipFile(BytesIO(write_book(drawn())))
    xml = parts.read("xl/worksheets/sheet3.xml").decode()
    assert '<outlinePr summaryBelow="0"/>' in xml
    assert re.search(r'<row r="10"[^>]* outlineLevel="3"', xml)
    assert "outlineLevel" not in parts.read("xl/worksheets/sheet2.xml").decode()


def test_a_dropped_criterion_says_why_and_takes_nothing() -> None:
    sheet = sheet_of(drawn(), "u:s-1")
    assert value(sheet, "d:y-kien", "how") == "Năm nay không chấm: Năm nay không tổ chức khảo sát"
    assert value(sheet, "d:y-kien", "fact") is None


def test_words_of_a_leaf() -> None:
    sheet = sheet_of(drawn(), "u:s-1")
    assert value(sheet, "c:truc-tuyen", "how") == "Tỷ lệ hồ sơ nộp trực tuyến × 15"
    assert value(sheet, "c:truc-tuyen", "evidence") == "Báo cáo của Trung tâm hành chính công"
    assert value(sheet, "c:cam-ket", "evidence") == "Đơn vị thẩm định: Văn phòng UBND"
    assert str(value(sheet, "c:dung-han", "how")).startswith("a / b × 10")
    assert value(sheet, "i:dung-han/b", "name") == "Hồ sơ đã giải quyết"
    assert value(sheet, "p:nhan-luc", "how") == "Cộng các mục con, không quá 20 điểm"
    assert value(sheet, "p:an-toan", "how") == "Hệ số 2"
    assert (value(sheet, "c:cam-ket", "max"), value(sheet, "c:sang-kien", "max")) == ("Bắt buộc", Decimal(5))


def test_words_too_long_for_a_column_run_below_over_the_whole_table() -> None:
    long = "Chi tiết cách tính điểm của từng nội dung. " * 46
    issue = with_leaf("hop", how=long, evidence="Biên bản họp")
    sheet = sheet_of(drawn(issue), "u:s-1")
    assert value(sheet, "c:hop", "how") == "Xem dòng dưới"
    assert value(sheet, "n:hop", "code") == f"Cách tính: {long}"
    assert value(sheet, "c:hop", "evidence") == "Biên bản họp"
    row = next(number for number, line in enumerate(sheet.rows) if line.key == "n:hop")
    assert Area(row, 1, row, plan_of(issue).at["note"]) in sheet.merges
    assert all((line.height or 0) <= 400 for line in sheet.rows)


@pytest.mark.parametrize("own", [False, True])
def test_no_letter_is_printed_below_six_tenths_of_its_size(own: bool) -> None:
    issue = replace(ISSUE, self_scores={"s-1": SelfScore()}) if own else ISSUE
    for sheet in drawn(issue).sheets[1:]:
        assert 277 / width_mm(sheet.columns) >= 0.6
        assert sheet.page.landscape and sheet.page.pages_wide == 1 and sheet.page.repeat_rows is not None


def test_rules_on_a_sheet_stay_few() -> None:
    for sheet in drawn().sheets[1:]:
        assert len(sheet.highlights) <= 12
        assert len(sheet.validations) <= len(INPUTS)


# ---------------------------------------------------------------- figures
FIGURES = {
    "s-1": {"c:truc-tuyen": "12.00", "c:sang-kien": "2", "c:cam-ket": "1.00", "p:so-hoa": "38.5", "p:nhan-luc": "20",
            "p:an-toan": "9.25", "c:thanh-toan": "5.00", "f:total": "86.00", "f:tier": "Tốt", "a:tru-cot-1": "57"},
    "s-3": {"c:truc-tuyen": "KĐG", "c:dung-han": "KĐG", "p:ho-so": "KĐG", "p:nhan-luc": "20", "f:total": "62.00"},
    "x-2": {"c:tap-huan": "KĐG", "f:limit": "85", "f:index": "0.439", "f:tier": "Yếu"},
}  # fmt: skip


@pytest.mark.parametrize("unit", FIGURES)
def test_figures_of_a_filled_sheet(unit: str) -> None:
    sheet = sheet_of(drawn(ISSUE, deep_ballot(ISSUE)), f"u:{unit}")
    assert {row: str(value(sheet, row, "points")) for row in FIGURES[unit]} == FIGURES[unit]
    assert value(sheet, "t:state", "code") == "Đã đủ và đúng"


CLASH = "Sửa: “Tổng số hồ sơ” phải lớn hơn 0; “Hồ sơ nộp trực tuyến” không được lớn hơn “Tổng số hồ sơ”"
STATES = [
    ("s-1 hop", "-", {"c:hop": 1}, "c:hop", "Điền: số nguyên từ 0 đến 366 (cuộc)"),
    ("s-1 hop", "2.5", {"c:hop": 2}, "c:hop", "Sửa: số nguyên từ 0 đến 366 (cuộc)"),
    ("s-1 hop", "KĐG", {"c:hop": 2}, "c:hop", "Sửa: số nguyên từ 0 đến 366 (cuộc)"),
    ("s-1 su-co", "6.1", {"c:su-co": 2}, "c:su-co", "Sửa: điểm từ 0 đến 6, bước 0,25"),
    ("s-1 tap-huan", "KĐG", {"c:tap-huan": 1}, "c:tap-huan", "Ghi lý do không đánh giá vào cột Ghi chú"),
    ("s-1 truc-tuyen/a", "200", {"c:truc-tuyen": 2}, "c:truc-tuyen", CLASH),
    ("s-1 truc-tuyen/b", "0", {"c:truc-tuyen": 2}, "c:truc-tuyen", CLASH),
    ("s-1 truc-tuyen/a", "-", {"i:truc-tuyen/a": 1}, "c:truc-tuyen", ""),
    # A mark beside a figure: the figure must go, and the mark needs its reason.
    ("s-1 truc-tuyen/a", "KĐG", {"c:truc-tuyen": 1, "i:truc-tuyen/b": 2}, "c:truc-tuyen",
     "Ghi lý do không đánh giá vào cột Ghi chú"),
    ("s-1 dung-han/a", "KĐG", {"i:dung-han/a": 2}, "i:dung-han/a", "Sửa: số nguyên từ 0 đến 10.000.000"),
    ("s-1 dung-han/a", "60", {}, "c:dung-han", ""),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "fact", "states", "row", "todo"), STATES)
def test_each_row_says_what_is_still_to_do(cell: str, fact: str, states: dict[str, int], row: str, todo: str) -> None:
    ballot = deep_ballot(ISSUE, {cell: fact}, reasons=False)
    shown = Shower(plan_of(ISSUE), ballot.scores, ballot.remarks).units()["s-1"]
    assert {key: state for key, state in shown.states.items() if state} == states
    sheet = sheet_of(drawn(ISSUE, ballot), "u:s-1")
    assert (value(sheet, row, "todo") or "") == todo
    if states:
        assert shown.outcome is None
        assert value(sheet, "f:total", "points") == ""
        missing, invalid = (list(states.values()).count(state) for state in (1, 2))
        assert value(sheet, "t:state", "code") == f"Còn {missing} ô phải điền · {invalid} chỗ cần sửa"


def test_a_section_shows_nothing_above_a_row_that_is_not_right() -> None:
    ballot = deep_ballot(ISSUE, {"s-1 cam-ket": "-"})
    sheet = sheet_of(drawn(ISSUE, ballot), "u:s-1")
    assert (value(sheet, "p:so-hoa", "points"), value(sheet, "a:tru-cot-1", "points")) == ("", "")
    assert value(sheet, "p:ho-so", "points") == Decimal(22)


def test_unreadable_cells_are_invalid() -> None:
    ballot = deep_ballot(ISSUE)
    shown = Shower(plan_of(ISSUE), ballot.scores, ballot.remarks, {("s-1", "hop")}).units()["s-1"]
    assert (shown.states["c:hop"], shown.points["hop"], shown.invalid) == (2, None, 1)


# ---------------------------------------------------------------- open, shut, listed
def test_only_facts_links_and_notes_are_open() -> None:
    book = drawn()
    plan = plan_of(ISSUE)
    opened = {
        (line.key, column.key)
        for line in sheet_of(book, "u:s-1").rows
        for column, cell in zip(plan.columns, line.cells, strict=False)
        if cell is not None and not book.styles[cell.style].locked
    }
    facts = {(one.key, "fact") for one in plan.tree if one.asked is not None and not one.asked.listed}
    words = {(one.key, column) for one in plan.tree if one.kind == "leaf" for column in ("link", "note")}
    assert opened == facts | words


def test_what_does_not_apply_is_marked_locked_and_explained() -> None:
    sheet = sheet_of(drawn(), "u:s-3")
    assert [value(sheet, "c:dung-han", column) for column in ("fact", "points")] == ["KĐG", "KĐG"]
    assert value(sheet, "c:dung-han", "todo") == "Không đánh giá: Không có thủ tục hành chính"
    cells = (at(sheet, row, "fact") for row in ("c:dung-han", "i:dung-han/a", "i:dung-han/b"))
    assert [cell.style for cell in cells if cell is not None] == ["mark"] * 3
    assert value(sheet_of(drawn(), "u:x-2"), "c:tap-huan", "todo") == "Không đánh giá: không được giao"


def test_listed_figures_stand_locked_and_a_lacking_one_counts_as_missing() -> None:
    sheet = sheet_of(drawn(ISSUE, deep_ballot(ISSUE)), "u:s-1")
    cell = at(sheet, "c:chi-so", "fact")
    assert cell == Cell(Decimal(80), "listed")
    assert value(sheet, "c:chi-so", "points") == Decimal("4.00")
    issue = deep_issue(round_=deep_round(listed={}))
    sheet = sheet_of(drawn(issue, deep_ballot(issue)), "u:s-1")
    assert value(sheet, "c:chi-so", "todo") == "Chưa có số liệu trong danh sách"
    assert (value(sheet, "c:chi-so", "points"), value(sheet, "f:total", "points")) == ("", "")
    assert value(sheet, "t:state", "code") == "Còn 1 ô phải điền · 0 chỗ cần sửa"


def test_answers_and_levels_are_chosen_from_a_list() -> None:
    issue = with_leaf("hop", rule=rule("level", levels=(Level("Có", Decimal(10)), Level("Chưa", Decimal(0)))))
    book = drawn(issue)
    drops = {rule.items for rule in sheet_of(book, "u:s-1").validations if rule.items}
    assert drops == {("Có", "Không"), ("1", "2")}
    [read] = [sheet for sheet in read_book(write_book(book), "x.xlsx").sheets if sheet.name == "1. Sở Y tế"]
    assert {rule.formula for rule in read.validations if rule.kind == "list"} == {'"Có,Không"', '"1,2"'}
    assert all(rule.prompt == rule.message and rule.prompt for rule in sheet_of(book, "u:s-1").validations)


def test_a_blank_ballot_holds_every_open_cell_and_the_marks_of_what_is_shut() -> None:
    blank = blank_units(ISSUE)
    assert blank.scores["s-3", "dung-han/a"] is NOT_APPLICABLE
    assert blank.scores["s-1", "dung-han/a"] is None
    assert ("s-1", "chi-so") not in blank.scores
    cells = list(unit_cells(ISSUE, plan_of(ISSUE).group))
    assert {asked.kind for _, leaf, asked, is_open in cells if leaf.id == "chi-so" and not is_open} == {"number"}


def test_links_and_remarks_are_texts() -> None:
    words = {("s-1", "hop"): "=HYPERLINK(1)"}
    ballot = replace(deep_ballot(ISSUE), links=words, remarks={("s-1", "hop"): "=1+1"})
    sheet = sheet_of(drawn(ISSUE, ballot), "u:s-1")
    assert at(sheet, "c:hop", "link") == Cell("=HYPERLINK(1)", "note")
    assert at(sheet, "c:hop", "note") == Cell("=1+1", "note")


# ---------------------------------------------------------------- self scores
SELF = SelfScore(
    {"can-bo": Decimal(1), "truc-tuyen/a": Decimal(70), "tap-huan": NOT_APPLICABLE},
    {"can-bo": Decimal(10), "truc-tuyen": Decimal("10.5"), "tap-huan": NOT_APPLICABLE, "cam-ket": Decimal(1)},
    {"truc-tuyen": "https://vi-du.vn/bc.pdf"},
    {"truc-tuyen": "Đã rà soát " * 200},
)


def test_what_the_unit_gave_itself_stands_locked_beside() -> None:
    issue = replace(ISSUE, self_scores={"s-1": SELF})
    book = drawn(issue)
    sheet = sheet_of(book, "u:s-1")
    assert [value(sheet, "c:can-bo", column) for column in ("self", "self_points")] == ["Có", Decimal(10)]
    assert [value(sheet, "c:tap-huan", column) for column in ("self", "self_points")] == ["KĐG", "KĐG"]
    assert [value(sheet, "i:truc-tuyen/a", "self"), value(sheet, "c:truc-tuyen", "self_points")] == [
        Decimal(70),
        Decimal("10.5"),
    ]
    note = str(value(sheet, "c:truc-tuyen", "self_note"))
    assert note.startswith("https://vi-du.vn/bc.pdf\nĐã rà soát") and note.endswith("…")
    assert all(book.styles[style].locked for style in ("self", "self_note"))
    assert value(sheet_of(book, "u:s-2"), "c:can-bo", "self") is None
    assert at(sheet, "c:cam-ket", "self_points") == Cell(Decimal(1), "self_met")
    assert "self" not in [column.key for column in sheet_of(drawn(), "u:s-1").columns]


def own_issue(unit: str = "s-1") -> Issue:
    one = DEEP_ROUND.unit(unit)
    alone = replace(DEEP_ROUND, units=(one,), members=(Member(unit, one.name, groups=(one.group,)),))
    return Issue(DEEP, alone, unit, 1, "unit")


def test_the_workbook_of_a_unit_that_scores_itself() -> None:
    issue = own_issue()
    ballot = deep_ballot(replace(issue, round=replace(issue.round, listed=DEEP_ROUND.listed)))
    book = drawn(issue, ballot)
    assert [sheet.name for sheet in book.sheets] == ["Hướng dẫn", "1. Sở Y tế"]
    sheet = sheet_of(book, "u:s-1")
    passport = read_passport(str(value(sheet, "", "")))
    assert passport is not None and passport.member == "unit:s-1"
    assert value(sheet, "t:title", "code") == f"PHIẾU TỰ CHẤM ĐIỂM · {DEEP_ROUND.title}"
    assert value(sheet, "h:title", "note") == "Giải trình"
    # What depends on the other units is asked for, and left out of the total.
    assert at(sheet, "c:thanh-toan", "points") == Cell("Tính khi tổng hợp", "later")
    assert value(sheet, "f:total", "points") == Decimal("81.00")
    assert value(sheet, "f:total", "todo") == "Tổng điểm (chưa gồm các tiêu chí tính khi tổng hợp)"
    keys = [line.key for line in sheet.rows]
    assert "f:tier" not in keys and "f:sign" in keys
    assert "f:sign" not in [line.key for line in sheet_of(drawn(), "u:s-1").rows]
    assert value(book.sheets[0], "p:1", "label") == "1. Sở Y tế"


# ---------------------------------------------------------------- the summary
NEXT = [
    ({}, "Đủ", (0, 0)),
    ({"s-1 hop": "-", "s-1 su-co": "9"}, "Sửa ô G", (1, 1)),
    ({"s-1 hop": "-"}, "Điền ô G", (1, 0)),
]


@pytest.mark.parametrize(("changes", "words", "counts"), NEXT)
def test_the_summary_leads_to_the_next_cell(changes: dict[str, str], words: str, counts: tuple[int, int]) -> None:
    sheet = sheet_of(drawn(ISSUE, deep_ballot(ISSUE, changes)), "g:So")
    assert str(value(sheet, "u:s-1", "next")).startswith(words)
    assert (value(sheet, "u:s-1", "missing"), value(sheet, "u:s-1", "invalid")) == counts
    row = {one.key: one.row + 1 for one in plan_of(ISSUE).tree}
    if words == "Sửa ô G":
        assert value(sheet, "u:s-1", "next") == f"Sửa ô G{row['c:su-co']}"


def test_the_summary_ranks_and_adds_up() -> None:
    sheet = sheet_of(drawn(ISSUE, deep_ballot(ISSUE)), "g:So")
    keys = ("u:s-1", "u:s-2", "u:s-3")
    assert [str(value(sheet, key, "total")) for key in keys] == ["86.00", "48.25", "62.00"]
    assert [value(sheet, key, "rank") for key in keys] == [1, 3, 2]
    assert [value(sheet, key, "tier") for key in keys] == ["Tốt", "Yếu", "Khá"]
    assert value(sheet, "h:best", "b:thanh-toan") == Decimal(400)
    controls = [value(sheet, key, "control") for key in keys]
    assert value(sheet, "f:control", "control") == sum(one for one in controls if isinstance(one, Decimal))
    assert value(sheet, "t:state", "no") == "Xong 3 / 3 đơn vị · còn 0 ô phải điền · 0 chỗ cần sửa"


def test_only_sound_figures_are_the_best() -> None:
    ballot = deep_ballot(ISSUE, {"s-1 thanh-toan": "10000001"})
    sheet = sheet_of(drawn(ISSUE, ballot), "g:So")
    assert value(sheet, "u:s-1", "b:thanh-toan") == ""
    assert value(sheet, "h:best", "b:thanh-toan") == Decimal(200)


def test_a_unit_that_the_member_is_recused_from_is_only_named() -> None:
    issue = deep_issue("TV-2")
    book = drawn(issue, deep_ballot(issue))
    with pytest.raises(KeyError):
        sheet_of(book, "u:s-2")
    sheet = sheet_of(book, "g:So")
    assert value(sheet, "u:s-2", "unit") == "Sở Xây dựng"
    assert value(sheet, "u:s-2", "next") == "Không chấm (có liên quan)"
    assert value(sheet, "t:state", "no") == "Xong 2 / 2 đơn vị · còn 0 ô phải điền · 0 chỗ cần sửa"


def test_the_guide_counts_over_all_units() -> None:
    guide = drawn(ISSUE, deep_ballot(ISSUE, {"s-1 hop": "-"})).sheets[0]
    assert value(guide, "p:1", "label") == "Tổng hợp 1. Các sở, ban, ngành"
    cells, filled, missing = (value(guide, "p:1", key) for key in ("cells", "filled", "missing"))
    assert (cells, filled, missing) == (3 * 14 - 2, 3 * 14 - 3, 1)


def test_english() -> None:
    issue = deep_issue(round_=replace(DEEP_ROUND, lang="en"))
    sheet = sheet_of(drawn(issue, deep_ballot(issue)), "u:s-1")
    assert (value(sheet, "c:can-bo", "fact"), value(sheet, "c:cam-ket", "max")) == ("Yes", "Mandatory")


def test_units_on_a_sheet_that_a_tier_cannot_be_reached_on() -> None:
    """A tier that asks for what the group does not have is no tier of it."""
    groups = tuple(
        replace(group, tiers=(replace(group.tiers[0], requires=("chuyen-de",)), *group.tiers[1:]))
        for group in DEEP.groups
    )
    issue = deep_issue(by=replace(DEEP, groups=groups))
    assert [tier.label for tier in plan_of(issue, "Xa").tiers] == ["Khá", "Yếu"]


# ---------------------------------------------------------------- shortened texts
@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("một hai ba", 10, "một hai ba"),
        ("một hai ba bốn", 10, "một hai…"),
        ("mộthaibabốn", 5, "mộth…"),
        ("một, hai", 5, "một…"),
        ("🌾🌾🌾", 5, "🌾🌾…"),
    ],
)
def test_a_text_is_cut_between_words(text: str, room: int, short: str) -> None:
    assert clipped(text, room) == short
    assert len(short.encode("utf-16-le")) <= 2 * room
