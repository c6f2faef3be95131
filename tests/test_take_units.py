"""A returned workbook with a sheet a unit: cells typed, sheets tampered with; ballot and findings out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

import pytest

from tests.deep_books import (
    FILE,
    ISSUE,
    Edits,
    Where,
    computed,
    drawn,
    edited,
    full_ballot,
    located,
    name_of,
    not_computed,
    place,
    shown,
    taken,
    with_sheet,
)
from tests.deep_sample import DEEP, DEEP_ROUND, deep_ballot, deep_issue, fact
from tests.sample import as_read, codes, day, formula, number, only, text
from tests.shifting import renamed, shifted_in
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import form as said
from workbook.catalogue import score as said_of_score
from workbook.findings import ERROR, WARNING, Check, say
from workbook.loading.frozen import freeze, thaw
from workbook.loading.share import unit_issue
from workbook.model import Ballot, Issue
from workbook.points import MARK_TEXT, NOT_APPLICABLE
from workbook.sheets.decode import LONGEST_TEXT
from workbook.sheets.grid import ReadBook, ReadCell, a1
from workbook.sheets.take import Taken
from workbook.sheets.unit_shown import blank_units

BALLOT = full_ballot()
BOOK = drawn(ballot=BALLOT)
FULL = as_read(BOOK)
BARE = not_computed(FULL)
MARK = text(MARK_TEXT)


def after(edits: Edits, book: ReadBook = BARE) -> Taken:
    """What is taken when cells of the filled workbook hold something else; no formula was computed again."""
    return taken(edited(book, edits))


def fact_at(unit: str, input_: str) -> Where:
    """The cell of an input."""
    return f"u:{unit}", f"{'i' if '/' in input_ else 'c'}:{input_}", "fact"


# ---------------------------------------------------------------- clean ways
@pytest.mark.parametrize("member", ["TV-1", "TV-2", "TV-3"])
def test_what_was_drawn_is_taken(member: str) -> None:
    issue = deep_issue(member)
    ballot = full_ballot(issue)
    got = taken(as_read(drawn(issue, ballot)), issue)
    assert (got.ballot, got.findings, got.counted) == (ballot, (), True)


def test_the_control_totals_are_what_the_summaries_show() -> None:
    got = taken(FULL)
    for group in ("So", "Xa"):
        cell = located(FULL, f"g:{group}").cell("f:control", "control")
        assert cell is not None and got.controls[group] == Decimal(cell.text)


def test_a_blank_workbook_misses_every_input_that_is_needed() -> None:
    got = taken(as_read(drawn()))
    blank = blank_units(ISSUE)
    assert got.ballot == blank and not got.counted
    assert set(codes(got.findings)) == {"BALLOT-001", "BALLOT-006"}
    assert len(got.findings) == sum(score is None for score in blank.scores.values())
    assert len({(found.at.sheet, found.at.cell) for found in got.findings}) == len(got.findings)


def test_formulas_without_results_are_no_finding() -> None:
    got = taken(BARE)
    assert got.findings == () and got.ballot == BALLOT


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_both_languages_come_back_clean(lang: Literal["vi", "en"]) -> None:
    issue = replace(ISSUE, round=replace(ISSUE.round, lang=lang))
    got = taken(as_read(drawn(issue, full_ballot(issue))), issue)
    assert got.findings == () and got.ballot == full_ballot(issue)


# ---------------------------------------------------------------- a unit's own workbook
OWN = unit_issue(DEEP, DEEP_ROUND, "s-1", 1)


def own_ballot() -> Ballot:
    return Ballot("s-1", 1, {cell: score for cell, score in deep_ballot(ISSUE).scores.items() if cell[0] == "s-1"})


def test_a_units_own_workbook_is_taken() -> None:
    ballot = own_ballot()
    book = as_read(drawn(OWN, ballot))
    got = taken(book, OWN)
    assert (got.ballot, got.findings) == (ballot, ())
    assert set(got.controls) == {"So"}
    assert thaw(freeze(OWN)) == OWN


def test_findings_in_a_units_own_workbook_name_no_member() -> None:
    book = as_read(drawn(OWN, own_ballot()))
    got = taken(edited(not_computed(book), {fact_at("s-1", "hop"): number("400")}), OWN)
    found = only(got.findings, said_of_score.FACT_OUTSIDE)
    assert (found.at.unit, found.at.criterion, found.at.member) == ("s-1", "hop", None)


def test_a_stale_figure_in_a_units_own_workbook_is_told() -> None:
    book = as_read(drawn(OWN, own_ballot()))
    got = taken(edited(book, shown(book, ("u:s-1", "f:total", "points"), "99")), OWN)
    assert codes(got.findings) == ["FORM-009"]


# ---------------------------------------------------------------- one cell: what is typed, what counts, what is said
TYPED: list[tuple[str, ReadCell | None, str, Check | None]] = [
    # s-1 has all kinds of cells; what it had is in the sample's table
    ("hop", number("0"), "0", None),
    ("hop", None, "-", said_of_ballot.FACT_MISSING),
    ("hop", text("  "), "-", said_of_ballot.FACT_MISSING),
    ("hop", text("4 cuộc"), "4", said_of_cell.UNDERSTOOD),
    ("hop", number("2.5"), "2.5", said_of_score.FACT_OFF_STEP),
    ("hop", number("367"), "367", said_of_score.FACT_OUTSIDE),
    ("hop", number("-1"), "-1", said_of_score.FACT_OUTSIDE),
    ("hop", text("bốn"), "-", said_of_cell.FACT_UNREAD),
    ("hop", MARK, "KĐG", said_of_ballot.FACT_MARK_NOT_ALLOWED),
    ("hop", formula("G9", "4"), "-", said_of_cell.FORMULA),
    ("hop", day("46150"), "-", said_of_cell.FACT_UNREAD),
    ("can-bo", text("Không"), "0", None),
    ("can-bo", text("có"), "1", said_of_cell.ANSWER_UNDERSTOOD),
    ("can-bo", number("1"), "1", said_of_cell.ANSWER_UNDERSTOOD),
    ("can-bo", text("có thể"), "-", said_of_cell.FACT_UNREAD),
    ("dao-tao", number("15.5"), "15.5", said_of_score.ABOVE_MAX),
    ("dao-tao", text("8,5"), "8.5", said_of_cell.UNDERSTOOD),
    ("dao-tao", text("tám"), "-", said_of_cell.WORD),
    ("truc-tuyen/a", number("101"), "101", said_of_score.PART_ABOVE_WHOLE),
    ("truc-tuyen/b", number("0"), "0", said_of_score.WHOLE_ZERO),
    ("truc-tuyen/a", text("1.250"), "1250", said_of_score.PART_ABOVE_WHOLE),
    ("truc-tuyen/a", MARK, "KĐG", said_of_ballot.MARK_BESIDE_FACT),
]


@pytest.mark.parametrize(("input_", "typed", "counts", "check"), TYPED)
def test_what_is_typed_into_a_fact(input_: str, typed: ReadCell | None, counts: str, check: Check | None) -> None:
    remark = {("u:s-1", "c:truc-tuyen", "note"): text("không phát sinh")} if typed == MARK else {}
    where = fact_at("s-1", input_)
    got = after({where: typed, **remark})
    assert got.ballot.scores["s-1", input_] == fact(counts)
    assert [found.check for found in got.findings] == ([check] if check else [])
    for found in got.findings:
        at, cell = found.at, where
        if check is said_of_ballot.MARK_BESIDE_FACT:
            cell = fact_at("s-1", "truc-tuyen/b")  # the figure beside the mark is told
        assert (at.file, at.sheet, at.cell) == (FILE, *place(FULL, cell))
        assert (at.unit, at.criterion, at.member) == ("s-1", input_.split("/")[0], "TV-1")
        codes([found])
    assert got.counted is not any(found.severity is ERROR for found in got.findings)


def test_a_mark_without_its_reason_is_told_at_the_note() -> None:
    got = after({fact_at("s-1", "tap-huan"): MARK})
    found = only(got.findings, said_of_ballot.MARK_WITHOUT_REASON)
    assert (found.at.sheet, found.at.cell) == place(FULL, ("u:s-1", "c:tap-huan", "note"))
    assert len(got.findings) == 1


def test_a_mark_with_its_reason_counts() -> None:
    reason = {("u:s-1", "c:tap-huan", "note"): text(" không tổ chức\r\ntrong năm ")}
    got = after({fact_at("s-1", "tap-huan"): MARK, **reason})
    assert got.findings == () and got.ballot.scores["s-1", "tap-huan"] is NOT_APPLICABLE
    assert got.ballot.remarks["s-1", "tap-huan"] == "không tổ chức\ntrong năm"


@pytest.mark.parametrize("column", ["link", "note"])
@pytest.mark.parametrize(
    ("typed", "kept", "check"),
    [
        (text("=1+1"), "=1+1", None),
        (text("https://vi.du"), "https://vi.du", None),
        (text("   "), None, None),
        (number("5"), "5", None),
        (formula('HYPERLINK("https://vi.du","x")', "7"), "7", said_of_cell.TEXT_FORMULA),
        (text("x" * LONGEST_TEXT + "y"), "x" * LONGEST_TEXT, said_of_cell.TEXT_TOO_LONG),
    ],
)
def test_links_and_notes_are_texts(column: str, typed: ReadCell, kept: str | None, check: Check | None) -> None:
    where = ("u:s-2", "c:hop", column)
    got = after({where: typed})
    texts = got.ballot.links if column == "link" else got.ballot.remarks
    assert texts.get(("s-2", "hop")) == kept
    assert [found.check for found in got.findings] == ([check] if check else [])
    assert all((found.at.sheet, found.at.cell) == place(FULL, where) for found in got.findings)
    assert got.counted


@pytest.mark.parametrize("row", ["c:dung-han", "i:dung-han/a", "i:dung-han/b"])
@pytest.mark.parametrize("typed", [number("8"), text("x"), formula("1+1", "2")])
def test_a_figure_where_a_criterion_does_not_apply(row: str, typed: ReadCell) -> None:
    got = after({("u:s-3", row, "fact"): typed})
    found = only(got.findings, said_of_ballot.SCORE_WHERE_MARKED)
    assert (found.at.sheet, found.at.cell) == place(FULL, ("u:s-3", row, "fact"))
    assert (found.at.unit, found.at.criterion) == ("s-3", "dung-han")
    assert len(got.findings) == 1 and not got.counted
    assert got.ballot.scores["s-3", "dung-han/a"] is NOT_APPLICABLE


def test_the_printed_mark_taken_out_is_a_changed_label_and_typed_again_it_is_fine() -> None:
    where = ("u:s-3", "c:dung-han", "fact")
    assert codes(after({where: None}).findings) == ["FORM-007"]
    assert after({where: text("kđg")}).findings == ()


def test_a_listed_figure_is_shut() -> None:
    got = after({("u:s-1", "c:chi-so", "fact"): number("100")})
    found = only(got.findings, said.LABEL_CHANGED)
    assert (found.severity, found.at.unit, found.at.criterion) == (WARNING, "s-1", "chi-so")
    assert got.ballot == BALLOT and ("s-1", "chi-so") not in got.ballot.scores


# ---------------------------------------------------------------- what the sheets show
STALE: list[tuple[Where, str, str]] = [
    (("u:s-1", "c:hop", "points"), "9", "Điểm “Họp Ban chỉ đạo” trên phiếu là 9, tính lại từ các ô điểm là 10"),
    (("u:s-1", "c:truc-tuyen", "points"), "", "Điểm “Hồ sơ trực tuyến” trên phiếu là (trống), tính lại"),
    (("u:s-3", "c:truc-tuyen", "points"), "0", "Điểm “Hồ sơ trực tuyến” trên phiếu là 0, tính lại"),
    (("u:s-1", "c:cam-ket", "points"), "0", "Điểm “Có kế hoạch được phê duyệt” trên phiếu là 0"),
    (("u:s-1", "c:thanh-toan", "points"), "#REF!", "Điểm “Thanh toán trực tuyến” trên phiếu là #REF!"),
    (("u:s-1", "p:ho-so", "points"), "1", "Điểm phần “Hồ sơ thủ tục hành chính” trên phiếu là 1"),
    (("u:s-1", "p:nhan-luc", "points"), "25", "Điểm phần “Nhân lực” trên phiếu là 25"),
    (("u:s-1", "a:tru-cot-1", "points"), "1", "Điểm phần “Chính quyền số” trên phiếu là 1"),
    (("u:s-1", "f:total", "points"), "99", "Tổng điểm trên phiếu là 99, tính lại từ các ô điểm là 86"),
    (("u:x-1", "f:index", "points"), "0.1", "Chỉ số trên phiếu là 0,1"),
    (("u:s-1", "f:tier", "points"), "Khá", "Xếp loại trên phiếu là Khá, tính lại từ các ô điểm là Tốt"),
    (("u:s-1", "f:control", "points"), "1", "Tổng kiểm tra trên phiếu là 1"),
    (("g:So", "u:s-1", "total"), "99", "Tổng điểm trên phiếu là 99"),
    (("g:So", "u:s-1", "rank"), "3", "Hạng trên phiếu là 3, tính lại từ các ô điểm là 1"),
    (("g:So", "u:s-1", "tier"), "Yếu", "Xếp loại trên phiếu là Yếu"),
    (("g:So", "u:s-1", "a:tru-cot-2"), "1", "Điểm phần “Nền tảng” trên phiếu là 1"),
    (("g:So", "u:s-1", "control"), "1", "Tổng kiểm tra trên phiếu là 1"),
    (("g:So", "f:control", "control"), "1", "Tổng kiểm tra trên phiếu là 1, tính lại từ các ô điểm là 182"),
]


@pytest.mark.parametrize(("where", "value", "words"), STALE)
def test_a_stale_figure_is_told_once_with_the_right_one(where: Where, value: str, words: str) -> None:
    got = taken(edited(FULL, shown(FULL, where, value)))
    found = only(got.findings, said.SHOWN_DIFFERS)
    assert len(got.findings) == 1 and got.counted and found.severity is WARNING
    assert (found.at.sheet, found.at.cell) == place(FULL, where)
    assert words in say(found, "vi")


def test_a_fact_changed_without_computing_again_is_one_finding() -> None:
    got = taken(edited(FULL, {fact_at("s-1", "hop"): number("2")}))
    found = only(got.findings, said.SHOWN_DIFFERS)
    assert len(got.findings) == 1 and got.counted
    assert (found.at.sheet, found.at.cell) == place(FULL, ("u:s-1", "c:hop", "points"))


def test_two_stale_sheets_are_both_told() -> None:
    edits = {**shown(FULL, ("u:s-1", "f:total", "points"), "1"), **shown(FULL, ("u:s-2", "c:hop", "points"), "1")}
    got = taken(edited(FULL, edits))
    assert [found.at.unit for found in got.findings] == ["s-1", "s-2"]
    assert codes(got.findings) == ["FORM-009", "FORM-009"]


COMPUTED: dict[str, tuple[dict[Where, Any], dict[Where, str], list[Check]]] = {
    "nothing": ({}, {}, []),
    "a missing fact": ({fact_at("s-1", "hop"): None}, {}, [said_of_ballot.FACT_MISSING]),
    "a text that is understood": ({fact_at("s-1", "hop"): "4 cuộc"}, {}, [said_of_cell.UNDERSTOOD]),
    "an answer in small letters": ({fact_at("s-1", "can-bo"): "có"}, {}, [said_of_cell.ANSWER_UNDERSTOOD]),
    "an answer as a figure": ({fact_at("s-1", "can-bo"): 1}, {}, [said_of_cell.ANSWER_UNDERSTOOD]),
    "the mark in small letters": ({fact_at("s-3", "tap-huan"): "kđg"}, {}, [said_of_cell.MARK_UNDERSTOOD]),
    "a word": ({fact_at("s-1", "hop"): "bốn"}, {}, [said_of_cell.FACT_UNREAD]),
    "a formula": ({fact_at("s-1", "hop"): "=1+1"}, {}, [said_of_cell.FORMULA]),
    "a formula in a relative rule": ({fact_at("s-1", "thanh-toan"): "=900+1"}, {}, [said_of_cell.FORMULA]),
    "a word in a relative rule": ({fact_at("s-1", "thanh-toan"): "900 giao dịch"}, {}, [said_of_cell.UNDERSTOOD]),
    "a percentage": (
        {fact_at("s-1", "hop"): 2}, {fact_at("s-1", "hop"): "0%"}, [said_of_cell.FACT_UNREAD],
    ),
    "a date": ({fact_at("s-1", "hop"): 4}, {fact_at("s-1", "hop"): "d-mmm"}, [said_of_cell.FACT_DATE]),
    "too high": ({fact_at("s-1", "dao-tao"): 16}, {}, [said_of_score.ABOVE_MAX]),
    "a clash": ({fact_at("s-1", "truc-tuyen/a"): 101}, {}, [said_of_score.PART_ABOVE_WHOLE]),
    "a mark without a reason": ({fact_at("s-1", "tap-huan"): MARK_TEXT}, {}, [said_of_ballot.MARK_WITHOUT_REASON]),
    "a mark beside a fact": (
        {fact_at("s-1", "truc-tuyen/a"): MARK_TEXT, ("u:s-1", "c:truc-tuyen", "note"): "lý do"}, {},
        [said_of_ballot.MARK_BESIDE_FACT],
    ),
    "a figure where the mark was": (
        {("u:s-3", "c:dung-han", "fact"): 8}, {}, [said_of_ballot.SCORE_WHERE_MARKED],
    ),
    "a change of the highest figure": ({fact_at("s-2", "thanh-toan"): 5000}, {}, []),
}  # fmt: skip
"""What a spreadsheet program makes of a cell: figures that follow from it are no second finding."""


@pytest.mark.parametrize("case", COMPUTED)
def test_what_follows_from_a_cell_is_no_second_finding(case: str) -> None:
    typed, formats, checks = COMPUTED[case]
    got = taken(computed(BOOK, typed, formats))
    assert [found.check for found in got.findings] == checks


def test_a_stale_figure_beside_an_error_is_still_told() -> None:
    read = computed(BOOK, {fact_at("s-1", "hop"): "bốn"})
    got = taken(edited(read, shown(read, ("u:s-1", "c:su-co", "points"), "1")))
    assert codes(got.findings) == ["CELL-011", "FORM-009"]


# ---------------------------------------------------------------- shut cells
TAMPERED: list[tuple[Where, ReadCell | None, Check, str]] = [
    (("u:s-1", "c:hop", "name"), text("Họp"), said.LABEL_CHANGED, "phiếu đã phát ghi “Họp Ban chỉ đạo”"),
    (("u:s-1", "c:hop", "name"), None, said.LABEL_CHANGED, "đang là “(trống)”"),
    (("u:s-1", "c:hop", "max"), number("100"), said.LABEL_CHANGED, "đang là “100”"),
    (("u:s-1", "c:hop", "points"), number("10"), said.FORMULA_CHANGED, "đang là “10”"),
    (("u:s-1", "c:hop", "state"), number("0"), said.FORMULA_CHANGED, "đang là “0”"),
    (("u:s-1", "f:total", "points"), ReadCell("number", "86", "SUM(I7:I9)"), said.FORMULA_CHANGED, "“=SUM(I7:I9)”"),
    (("u:s-1", "t:unit", "code"), text("Sở Y tế mới"), said.LABEL_CHANGED, "“Sở Y tế”"),
    (("g:So", "u:s-1", "total"), number("86"), said.FORMULA_CHANGED, "đang là “86”"),
    (("g:So", "h:best", "b:thanh-toan"), number("1"), said.FORMULA_CHANGED, "đang là “1”"),
    (("guide", "t:title", "label"), text("Tự do"), said.LABEL_CHANGED, "Tự do"),
    # another's name
    (("u:s-1", "t:unit", "code"), text("Sở Xây dựng"), said.UNIT_EXCHANGED, "mang mã của Sở Y tế"),
    (("u:s-1", "c:hop", "name"), text("Đào tạo"), said.CRITERION_EXCHANGED, "“Họp Ban chỉ đạo”"),
    (("g:So", "t:who", "no"), text("Trần Thị Bình"), said.MEMBER_EXCHANGED, "Trần Thị Bình"),
]


@pytest.mark.parametrize(("where", "cell", "check", "words"), TAMPERED)
def test_a_shut_cell_that_was_changed(where: Where, cell: ReadCell | None, check: Check, words: str) -> None:
    got = taken(edited(FULL, {where: cell}))
    (found,) = got.findings
    codes([found])
    assert found.check is check and words in say(found, "vi")
    assert (found.at.sheet, found.at.cell) == place(FULL, where)
    assert got.counted is (check.severity is WARNING) and got.ballot == BALLOT


MISPLACED: list[tuple[Where, str, str]] = [
    (("u:s-1", "c:truc-tuyen", "fact"), "nhập ở ô G10, G11", "go into G10, G11"),
    (("u:s-1", "p:ho-so", "fact"), "ở dòng của các tiêu chí bên dưới", "the criteria below"),
    (("u:s-1", "d:y-kien", "fact"), "Mục này không cần nhập số liệu", "No facts are needed"),
]


@pytest.mark.parametrize(("where", "vi", "en"), MISPLACED)
@pytest.mark.parametrize(
    ("typed", "seen"), [(MARK, MARK_TEXT), (number("9"), "9"), (text(" chín "), "chín"), (formula("1+1", ""), "=1+1")]
)
def test_a_fact_where_none_is_asked_is_an_error(where: Where, vi: str, en: str, typed: ReadCell, seen: str) -> None:
    got = after({where: typed})
    found = only(got.findings, said.NOT_ASKED_HERE)
    assert (found.at.sheet, found.at.cell, found.at.unit) == (*place(FULL, where), "s-1")
    assert found.at.criterion == where[1][2:] and len(got.findings) == 1
    assert not got.counted and got.ballot == BALLOT
    assert f"đang ghi “{seen}”" in say(found, "vi") and vi in say(found, "vi")
    assert f"it holds “{seen}”" in say(found, "en") and en in say(found, "en")


def test_a_listed_fact_that_nobody_supplied_is_not_the_members_to_fill_in() -> None:
    listed = {cell: value for cell, value in ISSUE.round.listed.items() if cell != ("s-1", "chi-so")}
    issue = replace(ISSUE, round=replace(ISSUE.round, listed=listed))
    book = as_read(drawn(issue, full_ballot(issue)))
    before = codes(taken(book, issue).findings)
    got = taken(edited(not_computed(book), {("u:s-1", "c:chi-so", "fact"): number("80")}), issue)
    found = only(got.findings, said.NOT_ASKED_HERE)
    assert "do bên tổ chức đợt cung cấp" in say(found, "vi") and "those who run the round" in say(found, "en")
    assert codes(got.findings) == sorted([*before, "FORM-032"])


@pytest.mark.parametrize(
    "where",
    [
        ("u:s-1", "p:ho-so", "how"),
        ("u:s-1", "i:truc-tuyen/a", "points"),
        ("u:s-1", "i:truc-tuyen/a", "note"),
        ("u:s-1", "d:y-kien", "points"),
        ("u:s-1", "f:total", "fact"),
        ("u:s-3", "c:dung-han", "note"),
    ],
)
def test_another_empty_shut_cell_that_was_filled_is_a_warning(where: Where) -> None:
    got = after({where: text("xem sau")})
    found = only(got.findings, said.SHUT_CELL_FILLED)
    assert (found.at.sheet, found.at.cell) == place(FULL, where) and len(got.findings) == 1
    assert got.counted and found.severity is WARNING and got.ballot == BALLOT
    assert "đang ghi “xem sau”" in say(found, "vi") and "holds “xem sau”" in say(found, "en")


@pytest.mark.parametrize("typed", [text(""), text(" \n\u00a0\u200b"), ReadCell("none", "")])
@pytest.mark.parametrize("where", [("u:s-1", "c:truc-tuyen", "fact"), ("u:s-1", "p:ho-so", "how")])
def test_spaces_in_a_shut_cell_are_nothing(where: Where, typed: ReadCell) -> None:
    assert after({where: typed}).findings == ()


def test_what_stands_beside_and_below_the_table_is_nobodys() -> None:
    sheet = located(BARE, "u:s-1").sheet
    beside = {(8, 20): text("của tôi"), (2, 6): text("của tôi"), (60, 6): number("5")}
    assert taken(with_sheet(BARE, replace(sheet, cells={**sheet.cells, **beside}))).findings == ()


def test_values_pasted_over_a_whole_sheet_are_one_finding() -> None:
    sheet = located(FULL, "u:s-1").sheet
    cells = {at: cell._replace(formula=None) for at, cell in sheet.cells.items()}
    got = taken(with_sheet(FULL, replace(sheet, cells=cells)))
    found = only(got.findings, said.FORMULAS_GONE)
    formulas = [at for at, cell in sheet.cells.items() if cell.formula is not None]
    assert (found.severity, found.facts["count"]) == (WARNING, len(formulas))
    assert len(got.findings) == 1 and got.counted and got.ballot == BALLOT
    assert found.at.cell == a1(*min(formulas))


def test_the_place_of_a_changed_cell_names_unit_and_criterion() -> None:
    found = only(after({("u:s-1", "i:truc-tuyen/a", "state"): number("0")}).findings, said.FORMULA_CHANGED)
    assert (found.at.unit, found.at.criterion) == ("s-1", "truc-tuyen")


def test_a_raised_maximum_does_not_let_a_figure_through() -> None:
    got = after({("u:s-1", "c:dao-tao", "max"): number("100"), fact_at("s-1", "dao-tao"): number("50")})
    assert codes(got.findings) == ["FORM-007", "SCORE-001"]


def test_what_a_program_dropped_from_many_sheets_is_told_once() -> None:
    bare = FULL
    for sheet in FULL.sheets:
        bare = with_sheet(bare, replace(sheet, protected=False, validations=()))
    got = taken(bare)
    assert codes(got.findings) == ["FORM-035"] and got.counted
    one = taken(with_sheet(FULL, replace(located(FULL, "u:s-1").sheet, protected=False)))
    found = only(one.findings, said.PROTECTION_GONE)
    assert (found.severity, found.at.sheet) == (WARNING, name_of("u:s-1"))


# ---------------------------------------------------------------- rows, columns and sheets moved, copied, deleted
def moved(key: str, rows: list[int | None] | None = None, columns: list[int | None] | None = None) -> ReadBook:
    return shifted_in(FULL, name_of(key), rows, columns)


def without_row(key: str, *gone: str) -> ReadBook:
    rows = located(BARE, key).rows
    last = max(rows.values()) + 1
    order: list[int | None] = [at for at in range(last) if at not in {rows[name] for name in gone}]
    return shifted_in(BARE, name_of(key), order)


def without_column(key: str, gone: str) -> ReadBook:
    columns = located(BARE, key).columns
    order: list[int | None] = [at for at in range(max(columns.values()) + 1) if at != columns[gone]]
    return shifted_in(BARE, name_of(key), None, order)


@pytest.mark.parametrize("key", ["u:s-1", "u:x-2", "g:So"])
@pytest.mark.parametrize(
    ("rows", "columns"),
    [([None, *range(60)], None), ([*range(9), None, None, *range(9, 60)], None), (None, [0, None, *range(1, 30)])],
)
def test_moved_rows_and_columns_are_read_by_key(
    key: str, rows: list[int | None] | None, columns: list[int | None] | None
) -> None:
    got = taken(moved(key, rows, columns))
    assert codes(got.findings) == ["FORM-017"] and got.ballot == BALLOT


@pytest.mark.parametrize(
    ("gone", "criterion", "lost"),
    [
        (["c:hop"], "Họp Ban chỉ đạo", ["hop"]),
        (["i:truc-tuyen/a"], "Hồ sơ trực tuyến: Hồ sơ nộp trực tuyến", ["truc-tuyen/a"]),
        (["c:truc-tuyen"], "Hồ sơ trực tuyến", ["truc-tuyen/a", "truc-tuyen/b"]),
        (["c:truc-tuyen", "i:truc-tuyen/a", "i:truc-tuyen/b"], "Hồ sơ trực tuyến", ["truc-tuyen/a", "truc-tuyen/b"]),
    ],
)
def test_a_deleted_criterion_is_one_error(gone: list[str], criterion: str, lost: list[str]) -> None:
    got = taken(without_row("u:s-1", *gone))
    assert codes(got.findings) == ["FORM-017", "FORM-028"]
    found = only(got.findings, said.CRITERION_ROW_MISSING)
    assert (found.severity, found.at.unit, found.facts["criterion"]) == (ERROR, "s-1", criterion)
    assert found.facts["unit"] == "Sở Y tế" and not got.counted
    assert {cell for cell, score in got.ballot.scores.items() if score != BALLOT.scores[cell]} == {
        ("s-1", name) for name in lost
    }


@pytest.mark.parametrize("gone", ["p:ho-so", "f:total", "t:who"])
def test_other_deleted_rows_are_warnings(gone: str) -> None:
    got = taken(without_row("u:s-1", gone))
    assert codes(got.findings) == ["FORM-017", "FORM-022"] and got.counted
    assert got.ballot == BALLOT


def test_a_deleted_criterion_that_does_not_apply_costs_nothing() -> None:
    got = taken(without_row("u:s-3", "c:dung-han", "i:dung-han/a", "i:dung-han/b"))
    assert set(codes(got.findings)) == {"FORM-017", "FORM-022"} and got.counted
    assert got.ballot == BALLOT


def test_the_deleted_column_of_facts_is_one_error() -> None:
    got = taken(without_column("u:s-1", "fact"))
    assert codes(got.findings) == ["FORM-017", "FORM-029"]
    found = only(got.findings, said.OPEN_COLUMN_MISSING)
    assert (found.severity, found.at.sheet, found.at.unit) == (ERROR, name_of("u:s-1"), "s-1")
    assert all(
        (score is None) == (cell[0] == "s-1")
        for cell, score in got.ballot.scores.items()
        if score is not NOT_APPLICABLE and BALLOT.scores[cell] is not None
    )


def test_the_deleted_column_of_notes_is_one_error_even_where_a_mark_needs_its_reason() -> None:
    got = taken(without_column("u:s-3", "note"))
    assert codes(got.findings) == ["FORM-017", "FORM-029"] and not got.counted


def test_another_deleted_column_is_a_warning() -> None:
    got = taken(without_column("u:s-1", "evidence"))
    assert codes(got.findings) == ["FORM-017", "FORM-023"] and got.counted


def test_a_copied_row_is_an_error_that_names_the_criterion() -> None:
    found_at = located(BARE, "u:s-1")
    cells = {**found_at.sheet.cells, (90, 0): text("c:hop"), (90, found_at.columns["fact"]): number("1")}
    got = taken(with_sheet(BARE, replace(found_at.sheet, cells=cells)))
    found = only(got.findings, said.KEY_TWICE)
    assert (found.severity, found.facts["key"], found.at.criterion) == (ERROR, "Họp Ban chỉ đạo", "hop")
    assert len(got.findings) == 1


def test_a_missing_sheet_is_one_error_that_names_the_unit() -> None:
    name = name_of("u:s-2")
    got = taken(replace(FULL, sheets=tuple(sheet for sheet in FULL.sheets if sheet.name != name)))
    found = only(got.findings, said.SHEET_MISSING)
    assert len(got.findings) == 1 and (found.at.sheet, found.at.unit) == (name, "s-2")
    assert "Sở Xây dựng" in say(found, "vi")
    assert {unit for (unit, _), score in got.ballot.scores.items() if score is None} == {"s-2", "s-3"}
    assert set(got.controls) == {"Xa"}


def test_a_sheet_copied_over_another_is_two_errors() -> None:
    """Its passport goes along: one unit is there twice, the other one not at all."""
    copy = replace(located(FULL, "u:s-1").sheet, name=name_of("u:s-2"))
    got = taken(with_sheet(FULL, copy))
    assert codes(got.findings) == ["FORM-002", "FORM-003"]
    assert only(got.findings, said.SHEET_TWICE).at.unit == "s-1"
    assert only(got.findings, said.SHEET_MISSING).at.unit == "s-2"


def test_what_is_seen_of_a_sheet_copied_over_another_is_found_by_the_name() -> None:
    """Pasted without the hidden keys: the sheet still says that it is s-2's, but prints the name of s-1."""
    source, target = located(BARE, "u:s-1").sheet, located(BARE, "u:s-2").sheet
    seen = {at: cell for at, cell in source.cells.items() if at[0] > 0 and at[1] > 0}
    cells = {at: cell for at, cell in target.cells.items() if at[0] == 0 or at[1] == 0} | seen
    got = taken(with_sheet(BARE, replace(target, cells=cells)))
    assert codes(got.findings) == ["FORM-007", "FORM-024"] and not got.counted
    assert only(got.findings, said.UNIT_EXCHANGED).at.unit == "s-2"
    assert only(got.findings, said.LABEL_CHANGED).at.criterion == "chi-so"  # the listed figure of s-1


def test_a_deleted_summary_is_a_warning() -> None:
    name = name_of("g:So")
    got = taken(replace(FULL, sheets=tuple(sheet for sheet in FULL.sheets if sheet.name != name)))
    found = only(got.findings, said.SUMMARY_MISSING)
    assert len(got.findings) == 1 and (found.severity, found.at.sheet) == (WARNING, name)
    assert got.counted and got.ballot == BALLOT


def test_formulas_that_a_deleted_sheet_broke_are_not_told() -> None:
    """Excel puts #REF! wherever the summary was meant, and in what follows from it."""
    name = name_of("g:So")
    read = replace(FULL, sheets=tuple(sheet for sheet in FULL.sheets if sheet.name != name))
    for sheet in read.sheets:
        cells = {
            at: cell if f"'{name}'!" not in (cell.formula or "").split('"')[0] else broken(cell, name)
            for at, cell in sheet.cells.items()
        }
        read = with_sheet(read, replace(sheet, cells=cells))
    assert codes(taken(read).findings) == ["FORM-030"]


def broken(cell: ReadCell, name: str) -> ReadCell:
    return ReadCell("error", "#REF!", (cell.formula or "").replace(f"'{name}'!", "#REF!"))


def test_renamed_and_reordered_sheets_are_the_same() -> None:
    book = renamed(FULL, {sheet.name: f"Tờ {number}" for number, sheet in enumerate(FULL.sheets)})
    got = taken(replace(book, sheets=book.sheets[::-1]))
    assert got.findings == () and got.ballot == BALLOT


def test_a_sheet_of_a_unit_that_is_not_in_the_workbook_is_not_read() -> None:
    """Its passport is ours, but nobody was sent such a sheet."""
    found = located(FULL, "u:s-1")
    corner = text(found.passport.replace("u%3As-1", "u%3As-9"))
    more = replace(found.sheet, name="Thêm", cells={**found.sheet.cells, (0, 0): corner})
    got = taken(replace(FULL, sheets=(*FULL.sheets, more)))
    assert codes(got.findings) == ["FORM-045"] and got.ballot == BALLOT


def test_a_recused_unit_has_no_sheet() -> None:
    issue: Issue = deep_issue("TV-2")
    got = taken(as_read(drawn(issue, deep_ballot(issue))), issue)
    assert got.findings == () and "s-2" not in {unit for unit, _ in got.ballot.scores}
