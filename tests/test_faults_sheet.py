"""The sheet "Lỗi cần sửa", drawn: what it lists, where it leads, what stays in place, and what its formulas follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.workbook.workbook import Workbook

from tests import deep_books
from tests.deep_sample import deep_issue
from tests.edits import with_sorted_units
from tests.engines import ironcalc
from tests.resaved import resaved, with_blanks
from tests.sample import (
    FILE,
    GUIDE,
    HUYEN,
    ROUND,
    SO,
    WAIVER,
    Edits,
    as_read,
    ballot_of,
    day,
    drawn,
    edited,
    issue_of,
    number,
    returned,
    round_with,
    sheet_of,
    taken,
    text,
    with_sheet,
    with_unit,
)
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import form as said
from workbook.catalogue import score as said_of_score
from workbook.checks import waive
from workbook.excel.write import write_book
from workbook.findings import WARNING, Check, say
from workbook.loading.frozen import freeze
from workbook.model import Issue, Round
from workbook.points import NOT_APPLICABLE
from workbook.sheets import faults as faults_room
from workbook.sheets.correction import Correction, Faulty, carried, draw_correction, mark_own
from workbook.sheets.faults import Line, told
from workbook.sheets.grid import Area, Book, Comment, ReadBook, ReadCell, Sheet, a1, from_a1
from workbook.sheets.guide import FAULTS_KEY
from workbook.sheets.keep import book_from_json, book_to_json
from workbook.sheets.stamp import pack
from workbook.sheets.take import identify, take
from workbook.sheets.take_parts import sent_by_key

LIST = "Lỗi cần sửa"
PASSPORT = identify(returned(), FILE).passport


def faulty(read: ReadBook, issue: Issue | None = None) -> Faulty:
    known = issue or issue_of()
    got = taken(read, known)
    return Faulty(known, got.ballot, got.findings, identify(read, FILE).sheets, FILE)


def corrected(given: Faulty, issue: Issue | None = None) -> Correction:
    fresh = replace(issue or given.issue, number=2)
    return draw_correction(fresh, pack(freeze(fresh)), given)


def correction(edits: Edits, read: ReadBook | None = None) -> Correction:
    return corrected(faulty(edited(read or returned(), SO, edits)))


def sheet(made: Correction, key: str = FAULTS_KEY) -> Sheet:
    """The list of faults, or another sheet by its key."""
    return sent_by_key(made.book)[key]


def line(made: Correction, check: Check) -> Line:
    (found,) = [one for one in made.lines if one.found.check is check]
    return found


def value(drawn_sheet: Sheet, cell: str) -> object:
    row, column = from_a1(cell)
    found = drawn_sheet.rows[row].cells[column]
    return None if found is None else found.value


def texts(drawn_sheet: Sheet) -> list[str]:
    return [str(cell.value) for _, _, cell in drawn_sheet.filled()]


def notes(made: Correction, key: str) -> dict[str, str]:
    return {a1(row, column): words for row, column, words in sheet(made, key).comments}


# ---------------------------------------------------------------- one fault
FAULTS: dict[str, tuple[ReadCell | None, Check, object, str]] = {
    "above the maximum": (number("55"), said_of_score.ABOVE_MAX, Decimal(55), "Sửa cột 1.1 (0 đến 10, bước 0,25)"),
    "off the step": (number("8.3"), said_of_score.OFF_STEP, Decimal("8.3"), "Sửa cột 1.1 (0 đến 10, bước 0,25)"),
    "two figures": (text("7-8"), said_of_cell.WORD, None, "Điền cột 1.1 (0 đến 10, bước 0,25)"),
    "a day": (day("46150"), said_of_cell.DATE, None, "Điền cột 1.1 (0 đến 10, bước 0,25)"),
    "blank": (None, said_of_ballot.MISSING, None, "Điền cột 1.1 (0 đến 10, bước 0,25)"),
    "a mark": (text("KĐG"), said_of_ballot.MARK_NOT_ALLOWED, "KĐG", "Sửa cột 1.1 (0 đến 10, bước 0,25)"),
}
"""What stands in D11 (Sở Y tế, 1.1): the finding, what the fresh sheet holds there, what is still to be done."""


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_stays_or_leaves_an_empty_cell_with_a_note(case: str) -> None:
    typed, check, kept, todo = FAULTS[case]
    made = correction({"D11": typed})
    found = line(made, check)
    assert (found.tab, found.cell, found.unit, found.criterion) == (SO, "D11", "Sở Y tế", "1.1. Mạng nội bộ")
    assert value(sheet(made, "g:So"), "D11") == kept
    assert found.todo.text == todo
    note = notes(made, "g:So")["D11"]
    assert note == f"{todo}\n{told(found.found, 'vi')}"
    said_there = texts(sheet(made))
    assert {todo, told(found.found, "vi"), "D11", SO} <= set(said_there)
    assert "Còn 1 / 1 chỗ phải sửa" in said_there


def test_what_only_the_secretariat_can_do_is_not_asked_of_the_scorer() -> None:
    found = line(correction({"D11": number("55")}), said_of_score.ABOVE_MAX).found
    for lang, words in (("vi", "Nhập lại từ 0 đến 10."), ("en", "Enter 0 to 10.")):
        assert "round.toml" in say(found, lang)
        assert told(found, lang).endswith(words)


def test_the_words_are_those_of_the_sheets_own_line() -> None:
    """The only fault of a unit: the list says what "Việc còn lại" says beside the unit."""
    made = correction({"E12": None})
    drawn_sheet = sheet(made, "g:So")
    columns = [column.key for column in drawn_sheet.columns]
    row = next(row for row in drawn_sheet.rows if row.key == "u:dv-2")
    cell = row.cells[columns.index("fix")]
    assert cell is not None
    assert line(made, said_of_ballot.MISSING).todo.text == cell.value


def test_everything_else_is_in_its_place() -> None:
    read = edited(returned(), SO, {"D11": number("55"), "O12": text("=1+1 xem thêm")})
    made = corrected(faulty(read))
    before = drawn(issue_of(), ballot_of(issue_of(), dv_1__mang="55"))
    for name, cell in ((SO, "E11"), (SO, "D12"), (SO, "F13"), (HUYEN, "D11")):
        kept = next(one for one in made.book.sheets if one.name == name)
        assert value(kept, cell) == value(before.sheet(name), cell)
    note = made.book.sheet(SO).rows[11].cells[14]
    assert note is not None and (note.value, note.formula) == ("=1+1 xem thêm", None)


def test_his_own_comment_stays_above_ours() -> None:
    read = edited(returned(), SO, {"D11": number("55")})
    his = tuple(Comment(*from_a1(cell), "tôi đã hỏi Sở\nhôm qua") for cell in ("D11", "E12"))
    made = corrected(faulty(with_sheet(read, replace(sheet_of(read), comments=his))))
    kept = notes(made, "g:So")
    assert kept["E12"] == "tôi đã hỏi Sở\nhôm qua"
    assert kept["D11"].startswith("tôi đã hỏi Sở\nhôm qua\n\nSửa cột 1.1")


def test_an_understood_text_becomes_the_figure_and_is_no_fault() -> None:
    """The note of the import says that the totals leave the text out; beside the figure that would be wrong."""
    made = correction({"D11": number("55"), "D12": text("8,5"), "G12": text("k.đ.g")})
    assert value(sheet(made, "g:So"), "D12") == Decimal("8.5")
    assert [(one.cell, one.must) for one in made.lines] == [("D11", True)]
    assert set(notes(made, "g:So")) == {"D11"}
    marked = mark_own(PASSPORT, faulty(edited(returned(), SO, {"D11": number("55"), "D12": text("8,5")})))
    assert set(marked.notes) == {(SO, "D11")}


def test_what_was_put_right_is_told() -> None:
    made = correction({"D11": number("55"), "C13": ReadCell("text", "Ban khác")})
    assert value(sheet(made, "g:So"), "C13") == "Ban Dân tộc"
    told = line(made, said.LABEL_CHANGED)
    assert (told.cell, told.must, told.todo.text) == ("C13", False, "Xem lại")
    assert "Còn 1 / 1 chỗ phải sửa" in texts(sheet(made))


def test_a_waived_figure_is_no_fault() -> None:
    given = faulty(edited(returned(), SO, {"D11": number("55"), "E11": None}))
    lowered = [replace(one, lowered=WARNING) if one.check is said_of_score.ABOVE_MAX else one for one in given.findings]
    made = corrected(replace(given, findings=lowered))
    assert [one.found.check for one in made.lines] == [said_of_ballot.MISSING]
    assert value(sheet(made, "g:So"), "D11") == Decimal(55)


def waived(read: ReadBook, issue: Issue | None = None) -> Faulty:
    given = faulty(read, issue)
    return replace(given, findings=waive(given.findings, (WAIVER,)))


def test_a_waived_figure_says_who_waived_it_when_and_why() -> None:
    made = corrected(waived(edited(returned(), SO, {"D11": number("55"), "E12": None})))
    note = notes(made, "g:So")["D11"]
    assert note.splitlines()[0] == "Giữ nguyên, không phải sửa"
    assert "giữ như đã công bố (Hội đồng, 25/11/2026)" in note and "Nhập lại" not in note
    rows = [row for row in sheet(made).rows if row.key.startswith("w:")]
    assert [(row.hidden, [cell.value for cell in row.cells if cell]) for row in rows] == [(True, ["w:1", note])]
    assert "Còn 1 / 1 chỗ phải sửa" in texts(sheet(made))


def test_the_note_of_a_waiver_is_not_taken_for_the_scorers_own() -> None:
    made = corrected(waived(edited(returned(), SO, {"D11": number("55"), "E12": None})))
    issue = issue_of(number=2)
    read = as_read(made.book)
    got = take(identify(read, FILE), issue, drawn(issue), read, FILE)  # drawn again: without any note
    assert [one for one in got.findings if one.check is said.COMMENT] == []


def test_a_waived_figure_that_is_not_carried_is_not_said_to_be_waived() -> None:
    made = corrected(waived(edited(returned(), SO, {"D11": number("55"), "C11": ReadCell("text", "Sở Xây dựng")})))
    assert value(sheet(made, "g:So"), "D11") is None
    assert notes(made, "g:So")["D11"].startswith("Điền cột 1.1") and "Hội đồng" not in notes(made, "g:So")["D11"]


# ---------------------------------------------------------------- rows that moved, parts that are gone
def test_rows_that_were_sorted_are_found_again() -> None:
    issue = issue_of()
    book = with_sorted_units(drawn(issue, ballot_of(issue)), 1, [2, 0, 1])
    made = corrected(faulty(edited(as_read(book), SO, {"D12": text("7-8")})))
    found = line(made, said_of_cell.WORD)
    assert found.found.at.cell == "D12"  # where it stood in his file
    assert (found.cell, found.unit) == ("D11", "Sở Y tế")
    assert "D11" in notes(made, "g:So")


def without(read: ReadBook, name: str) -> ReadBook:
    return replace(read, sheets=tuple(one for one in read.sheets if one.name != name))


def row_gone(read: ReadBook) -> ReadBook:
    return edited(read, SO, {"A11": None})


def column_gone(read: ReadBook) -> ReadBook:
    return edited(read, SO, {"E1": None})


GONE: dict[str, tuple[Any, Check, tuple[str, str], str]] = {
    "a row": (row_gone, said.ROW_MISSING, (SO, "D11"), "Điền cột 1.1 (0 đến 10, bước 0,25)"),
    "a column": (column_gone, said.COLUMN_MISSING, (SO, "E11"), "còn 3 ô trống"),
    "a sheet": (lambda read: without(read, HUYEN), said.SHEET_MISSING, (HUYEN, "D11"), "còn 8 ô trống"),
}


@pytest.mark.parametrize("case", GONE)
def test_what_is_gone_leads_to_the_first_cell_concerned(case: str) -> None:
    change, check, place, todo = GONE[case]
    made = corrected(faulty(change(returned())))
    found = line(made, check)
    assert (found.tab, found.cell) == place
    assert todo in found.todo.text and found.todo.is_open


UNSURE: dict[str, tuple[str, Check, list[tuple[str, str]], tuple[str, str]]] = {
    "another unit's name": ("C11", said.UNIT_EXCHANGED, [(SO, "D11"), (SO, "G11")], (SO, "D12")),
    "another criterion's title": ("D9", said.CRITERION_EXCHANGED, [(SO, "D11"), (SO, "D13")], (SO, "E11")),
    "another member's name": ("H22", said.MEMBER_EXCHANGED, [(SO, "D11"), (HUYEN, "G12")], ("", "")),
}
NAMES = {"C11": "Sở Xây dựng", "D9": "1.10. An toàn thông tin", "H22": "Trần Thị Bình"}


@pytest.mark.parametrize("case", UNSURE)
def test_what_may_be_anothers_is_to_be_entered_again(case: str) -> None:
    cell, check, empty, kept = UNSURE[case]
    made = correction({cell: ReadCell("text", NAMES[cell])})
    found = line(made, check)
    assert (found.todo.is_open, found.cell) == (True, "D11")
    for name, address in empty:
        assert value(made.book.sheet(name), address) is None
    if kept[0]:
        assert value(made.book.sheet(kept[0]), kept[1]) is not None


def test_a_new_unit_is_blank_and_a_unit_that_left_is_not_carried() -> None:
    newer = with_unit("dv-4", with_unit("dv-1", left_out="giải thể"), left_out=None)
    given = faulty(edited(returned(), SO, {"D12": number("55"), "E11": None}))
    fresh = issue_of(round_=newer, number=2)
    ballot = carried(fresh, given)
    assert ballot.scores["dv-2", "mang"] == Decimal(55)
    assert ballot.scores["dv-4", "mang"] is None
    assert ("dv-1", "mang") not in ballot.scores
    made = draw_correction(fresh, pack(freeze(fresh)), given)
    (gone,) = [one for one in made.lines if one.found.at.unit == "dv-1"]
    assert (gone.tab, gone.cell, gone.todo.is_open) == ("", "", False)


def test_a_mark_that_came_with_the_sheet_is_nobodys_word() -> None:
    """dv-3 had no procedures; now it has: its cell is to be filled in, not marked."""
    newer = with_unit("dv-3", traits=frozenset())
    ballot = carried(issue_of(round_=newer, number=2), faulty(edited(returned(), SO, {"D11": None})))
    assert ballot.scores["dv-3", "dich-vu"] is None
    assert ballot.scores["h-1", "sang-kien"] is NOT_APPLICABLE


# ---------------------------------------------------------------- the sheet itself
def test_every_link_leads_to_its_cell_and_every_note_is_on_the_list() -> None:
    made = correction({"D11": number("55"), "E11": text("7-8"), "F12": None, "D12": text("8,5")})
    listed = sheet(made)
    links = [cell.formula for _, _, cell in listed.filled() if cell.formula and cell.formula.startswith("HYPERLINK")]
    assert links == [f'HYPERLINK("#\'{one.tab}\'!{one.cell}","{one.cell}")' for one in made.lines]
    assert {(one.tab, one.cell) for one in made.lines} == {(SO, cell) for cell in notes(made, "g:So")}
    assert set(notes(made, "g:So").values()) <= set(texts(listed))


def test_the_list_stands_first_is_locked_and_prints_on_a4() -> None:
    made = correction({"D11": number("55")})
    first = made.book.sheets[0]
    assert (first.name, first.protected, first.page.landscape) == (LIST, True, True)
    assert all(made.book.styles[cell.style].locked for _, _, cell in first.filled() if cell.style != "key")
    assert all(row.height is not None for row in first.rows[1:])


@pytest.mark.parametrize("tab", [GUIDE, LIST])
def test_a_long_round_title_is_wrapped_within_the_print(tab: str) -> None:
    title = "Đánh giá, xếp hạng mức độ ứng dụng công nghệ thông tin " * 5
    issue = issue_of(round_=round_with(title=title))
    drawn_sheet = corrected(faulty(edited(returned(issue), SO, {"D11": number("55")}), issue)).book.sheet(tab)
    at = next(n for n, row in enumerate(drawn_sheet.rows) if row.key == "t:round")
    cell, height = drawn_sheet.rows[at].cells[1], drawn_sheet.rows[at].height
    area = drawn_sheet.page.area
    assert cell is not None and cell.value == title and height is not None
    assert corrected(faulty(returned())).book.styles[cell.style].wrap
    assert area is not None and Area(at, 1, at, area.right) in drawn_sheet.merges
    short = next(row.height for row in plain_sheet(tab).rows if row.key == "t:round")
    assert short is not None and height > 1.7 * short


def plain_sheet(tab: str) -> Sheet:
    return correction({"D11": number("55")}).book.sheet(tab)


def test_a_text_of_the_file_is_never_a_formula() -> None:
    made = correction({"D11": text('=HYPERLINK("http://x")'), "E11": text("+1+1\x07")})
    for _, _, cell in sheet(made).filled():
        assert cell.formula is None or cell.formula.startswith(("HYPERLINK(\"#'", "IF(", "'"))
    assert all(char.isprintable() or char == "\n" for words in notes(made, "g:So").values() for char in words)
    write_book(made.book)


def test_in_english() -> None:
    issue = issue_of(round_=round_with(lang="en"))
    read = edited(returned(issue), "1. Các sở, ban, ngành", {"D11": number("55")})
    made = corrected(faulty(read, issue))
    assert made.book.sheets[0].name == "To correct"
    assert line(made, said_of_score.ABOVE_MAX).todo.text == "Correct column 1.1 (0 to 10, step 0.25)"


def test_a_long_list_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults_room, "MOST", 3)
    read = edited(returned(), SO, {cell: None for cell in ("D11", "E11", "F11", "G11", "D12")})
    said_there = texts(sheet(corrected(faulty(read))))
    assert "Còn 5 / 5 chỗ phải sửa" in said_there
    assert any(words.startswith("Còn 2 chỗ nữa") for words in said_there)


def test_it_is_kept_as_it_was_drawn() -> None:
    book = correction({"D11": number("55"), "E11": text("7-8")}).book
    assert book_from_json(book_to_json(book)) == book


# ---------------------------------------------------------------- it follows what is typed
def computed(book: Book, typed: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """What the list shows after something was typed, computed by an engine that is not ours; by cell.

    Without notes: where the library that types puts them, that engine does not look.
    """
    bare = replace(book, sheets=tuple(replace(one, comments=()) for one in book.sheets))

    def type_in(file: Workbook) -> None:
        for (name, cell), entry in typed.items():
            file[name][cell].value = entry

    data = with_blanks(resaved(write_book(bare), type_in))
    cells = [a1(row, column) for row, column, cell in book.sheets[0].filled() if cell.formula]
    return {cell: found for (_, cell), found in ironcalc.compute(data, {book.sheets[0].name: cells}).items()}


def test_the_list_is_computed_as_it_is_drawn_and_follows_the_cells() -> None:
    made = correction({"D11": number("55"), "E11": text("7-8"), "A13": None})
    first = made.book.sheets[0]
    before = computed(made.book, {})
    for row, column, cell in first.filled():
        if cell.formula:
            assert before[a1(row, column)] == cell.value, (cell.formula, cell.value)
    assert [one.cell for one in made.lines] == ["D11", "E11", "D13"]
    half = computed(made.book, {(SO, "D11"): 8})
    assert (half["G9"], half["G10"]) == ("Đủ", "Điền cột 1.10 (0 đến 10, bước 0,5)")
    entries = {(SO, "D11"): 8, (SO, "E11"): 7.5, (SO, "D13"): 7, (SO, "E13"): 6.5, (SO, "G13"): 2}
    done = computed(made.book, entries)
    assert [done[cell] for cell in ("G9", "G10", "G11")] == ["Đủ"] * 3
    assert done["B7"] == "Đã sửa xong 3 chỗ: xem lại trang “Hướng dẫn”, lưu rồi gửi tệp này"


# ---------------------------------------------------------------- a sheet a unit
def deep_faulty(edits: deep_books.Edits) -> Faulty:
    issue = deep_issue()
    read = deep_books.edited(as_read(deep_books.drawn(issue, deep_books.full_ballot(issue))), edits)
    got = deep_books.taken(read)
    return Faulty(issue, got.ballot, got.findings, identify(read, FILE).sheets, FILE)


UNIT_FAULTS: dict[str, tuple[deep_books.Edits, Check, tuple[str, str], str]] = {
    "a clash, told where the criterion stands": (
        {("u:s-1", "i:truc-tuyen/a", "fact"): number("900"), ("u:s-1", "i:truc-tuyen/b", "fact"): number("5")},
        said_of_score.PART_ABOVE_WHOLE, ("i:truc-tuyen/a", "fact"), "Sửa: ",
    ),
    "one input that cannot be read": (
        {("u:s-1", "i:truc-tuyen/b", "fact"): text("nhiều")},
        said_of_cell.FACT_UNREAD, ("i:truc-tuyen/b", "fact"), "Điền: ",
    ),
    "a mark without its reason": (
        {
            ("u:s-1", "i:truc-tuyen/a", "fact"): text("KĐG"), ("u:s-1", "i:truc-tuyen/b", "fact"): text("KĐG"),
            ("u:s-1", "c:truc-tuyen", "note"): None,
        },
        said_of_ballot.MARK_WITHOUT_REASON, ("c:truc-tuyen", "note"), "Ghi lý do không đánh giá vào cột Ghi chú",
    ),
    "a blank": (
        {("u:s-1", "c:hop", "fact"): None}, said_of_ballot.FACT_MISSING, ("c:hop", "fact"), "Điền: ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNIT_FAULTS)
def test_on_a_units_sheet(case: str) -> None:
    edits, check, (row, column), todo = UNIT_FAULTS[case]
    made = corrected(deep_faulty(edits))
    found = line(made, check)
    own = sheet(made, "u:s-1")
    place = [each.key for each in own.rows].index(row), [each.key for each in own.columns].index(column)
    assert (found.tab, found.cell) == (own.name, a1(*place))
    assert found.todo.text.startswith(todo) and found.todo.is_open
    assert [comment[:2] for comment in own.comments] == [place]


def test_links_and_remarks_stay() -> None:
    given = deep_faulty({("u:s-1", "c:hop", "fact"): None})
    ballot = carried(replace(given.issue, number=2), given)
    assert dict(ballot.links) == dict(given.ballot.links) and ballot.links
    assert dict(ballot.remarks) == dict(given.ballot.remarks) and ballot.remarks


def test_the_list_of_unit_sheets_is_computed_as_it_is_drawn() -> None:
    edits, *_ = UNIT_FAULTS["a clash, told where the criterion stands"]
    made = corrected(deep_faulty({**edits, ("u:s-2", "c:hop", "fact"): None}))
    before = computed(made.book, {})
    shown = {a1(row, column): cell.value for row, column, cell in made.book.sheets[0].filled() if cell.formula}
    assert shown and before == shown


def test_rounds_of_today_and_yesterday_need_not_agree() -> None:
    """Nothing raises whatever the round became: every unit left but one."""
    lonely: Round = replace(ROUND, units=ROUND.units[1:2])
    given = faulty(edited(without(returned(), HUYEN), SO, {"D11": text("7-8"), "A12": None}))
    fresh = issue_of(round_=lonely, number=2)
    made = draw_correction(fresh, pack(freeze(fresh)), given)
    assert {one.unit for one in made.lines if one.cell} == {"Sở Xây dựng"}
    write_book(made.book)
