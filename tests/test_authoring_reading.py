"""An authoring workbook as people fill it in: kindness, whatever was moved, and every mistake at once in its cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.raw_rubrics import Typed, cell, changed, sheet_of
from tests.test_authoring import EXAMPLE, raw_at
from workbook.authoring.draw import draw_authoring
from workbook.authoring.gather import gather
from workbook.authoring.judge import as_read, load_authoring
from workbook.authoring.plan import SHEETS, SheetKey, columns
from workbook.catalogue import authoring as said
from workbook.catalogue import rubric as of_rubric
from workbook.findings import WARNING, Finding, Refused, say
from workbook.loading.toml_text import plain
from workbook.sheets.grid import Book, ReadBook, ReadCell, ReadSheet, a1

RAW = plain(raw_at(EXAMPLE))
BOOK = draw_authoring(RAW)
FIRST = 7
"""The first row to fill, as Excel counts."""


def at(sheet: SheetKey, key: str, row: int) -> tuple[str, str]:
    """The cell of a column in the n-th filled row (from 1) of a sheet."""
    names = dict(zip(SHEETS, (made.name for made in BOOK.sheets[1:]), strict=True))
    column = [slot.key for slot in columns(sheet)].index(key) + 1
    return names[sheet], a1(FIRST + row - 2, column)


def general(key: str) -> tuple[str, str]:
    """The cell of a key on the general sheet."""
    return "Chung", next(a1(row, 2) for row, made in enumerate(BOOK.sheets[1].rows) if made.key == key)


def found_in(book: ReadBook) -> tuple[Finding, ...]:
    """Everything that is said about the workbook."""
    try:
        return load_authoring(book, "x.xlsx").findings
    except Refused as refused:
        return refused.findings


def with_cells(cells: Mapping[tuple[str, str], Typed]) -> ReadBook:
    return changed(BOOK, cells)


def told(book: ReadBook) -> list[tuple[str, str | None, str | None]]:
    return sorted((found.code, found.at.sheet, found.at.cell) for found in found_in(book))


def test_the_sample_is_a_good_rubric() -> None:
    assert found_in(as_read(BOOK)) == ()


# ---------------------------------------------------------------- kindness
KIND: dict[str, tuple[tuple[SheetKey, str, int], Typed, Any]] = {
    "a number as text": (("criteria", "max", 3), "15", 15),
    "a comma": (("criteria", "step", 3), "0,5", Decimal("0.5")),
    "the word điểm": (("criteria", "max", 3), " 15 điểm ", 15),
    "full-width digits": (("criteria", "max", 3), "１５", 15),
    "yes without marks": (("criteria", "markable", 3), "co", True),
    "a cross": (("criteria", "markable", 3), "x", True),
    "a logical value": (("criteria", "markable", 3), False, False),
    "1 for yes": (("criteria", "markable", 3), 1, True),
    "English yes": (("criteria", "markable", 3), "Yes", True),
    "a trait by its name": (("criteria", "not_applicable", 3), "Không có thủ tục hành chính", ["khong-tthc"]),
    "groups by name and id": (("criteria", "groups", 3), "các sở, ban, ngành ; Xa", ["So", "Xa"]),
    "lines instead of semicolons": (("criteria", "groups", 3), "So\nXa", ["So", "Xa"]),
    "a colon for the equals sign": (("criteria", "group_max", 3), "Xa: 15", {"Xa": 15}),
    "a group's name as the key": (("criteria", "group_max", 3), "UBND cấp xã = 15,0", {"Xa": 15}),
    "a whole number as a code": (("criteria", "code", 3), 11, "11"),
}


@pytest.mark.parametrize("name", KIND)
def test_what_is_clearly_meant_is_understood(name: str) -> None:
    (sheet, key, row), typed, wanted = KIND[name]
    book = with_cells({at(sheet, key, row): typed})
    made = gather(book, "x.xlsx")
    assert made.findings == []
    assert made.raw["criteria"][1]["children"][0][key] == wanted
    assert found_in(book) == ()


@pytest.mark.parametrize("text", ["Tỷ lệ", "tỷ  LỆ", "ratio", "Ratio"])
def test_a_rule_may_be_named_in_either_language_or_by_its_word(text: str) -> None:
    book = with_cells({at("criteria", "kind", 4): text})
    assert load_authoring(book, "x.xlsx").raw == RAW


@pytest.mark.parametrize("text", ["ha-tang", "HA-TANG", "I", "Hạ tầng số"])
def test_a_parent_may_be_named_by_id_code_or_name(text: str) -> None:
    assert load_authoring(with_cells({at("criteria", "#parent", 3): text}), "x.xlsx").raw == RAW


def test_a_formula_counts_with_the_result_that_it_shows() -> None:
    place = at("criteria", "max", 2)
    book = with_cells({place: ReadCell("number", "40", "F9+F10")})
    assert load_authoring(book, "x.xlsx").raw == RAW
    assert told(book) == [(said.FORMULA_TAKEN.code, *place)]


def test_a_version_that_excel_made_a_date_of_is_that_day() -> None:
    book = with_cells({general("version"): ReadCell("date", "46027")})
    assert load_authoring(book, "x.xlsx").rubric.version == "2026-01-05"


def test_rule_and_list_may_be_left_out_where_they_are_clear() -> None:
    """The kind stands on the sheet of rules too, and bands are the only list that ratio_bands has."""
    cells = {at("criteria", "kind", 6): None, at("rows", "#rows", 1): None, at("rules", "kind", 2): None}
    assert load_authoring(with_cells(cells), "x.xlsx").raw == RAW


# ---------------------------------------------------------------- moved, sorted, renamed
def edited(book: Book, change: Any) -> ReadBook:
    read = as_read(book)
    return replace(read, sheets=tuple(change(sheet) for sheet in read.sheets))


def moved(sheet: ReadSheet, rows: Mapping[int, int], across: Mapping[int, int] | None = None) -> ReadSheet:
    """The sheet with rows and columns (from 0) at other places."""
    cells = {(rows.get(r, r), (across or {}).get(c, c)): made for (r, c), made in sheet.cells.items()}
    return replace(sheet, cells=cells)


def no_keys(sheet: ReadSheet) -> ReadSheet:
    """Without the hidden row and column."""
    return replace(sheet, cells={place: made for place, made in sheet.cells.items() if place[0] > 1 and place[1]})


MOVES: dict[str, Any] = {
    "nothing": lambda sheet: sheet,
    "the hidden cells deleted": no_keys,
    "a row inserted at the top": lambda sheet: moved(sheet, {row: row + 1 for row in range(200)}),
    "a column inserted": lambda sheet: moved(sheet, {}, {column: column + 1 for column in range(1, 60)}),
    "columns exchanged": lambda sheet: moved(sheet, {}, {1: 2, 2: 1}) if sheet.name != "Chung" else sheet,
    "a blank row between": lambda sheet: moved(sheet, {row: row + 1 for row in range(8, 200)}),
    "renamed": lambda sheet: replace(sheet, name=f"{sheet.name} (1)"),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", MOVES)
def test_whatever_was_moved_is_found(name: str, lang: str) -> None:
    book = edited(draw_authoring(RAW, lang), MOVES[name])
    assert load_authoring(book, "x.xlsx").raw == RAW


def test_sheets_in_any_order_and_children_before_parents() -> None:
    read = as_read(BOOK)
    upside_down = {FIRST - 1 + row: FIRST + 6 - row for row in range(8)}
    sheets = [moved(sheet, upside_down) if sheet.name == "Tiêu chí" else sheet for sheet in reversed(read.sheets)]
    made = load_authoring(replace(read, sheets=tuple(sheets)), "x.xlsx")
    assert [top["id"] for top in made.raw["criteria"]] == ["sang-kien", "dich-vu", "ha-tang", "ke-hoach"]
    assert [node.id for node in made.rubric.nodes() if not node.children] == [
        "sang-kien", "ho-tro", "truc-tuyen", "may-tinh", "mang", "ke-hoach"
    ]  # fmt: skip


# ---------------------------------------------------------------- mistakes in cells
WRONG: dict[str, tuple[dict[tuple[str, str], Typed], list[str]]] = {
    "words for a number": ({at("criteria", "max", 3): "mười lăm"}, [said.UNREADABLE.code]),
    "a range": ({at("criteria", "step", 3): "0,5 - 1"}, [said.UNREADABLE.code]),
    "a number that may be two": ({at("criteria", "max", 3): "1.500"}, [said.AMBIGUOUS.code]),
    "a broken whole number": (
        {at("rows", "#part", 7): "một", at("rows", "#criterion", 7): "ho-tro"}, [said.UNREADABLE.code]
    ),
    "perhaps": ({at("criteria", "markable", 3): "có thể"}, [said.UNREADABLE.code]),
    "no such rule": ({at("criteria", "kind", 4): "Tỉ số"}, [said.UNREADABLE.code]),
    "no pairs": ({at("criteria", "group_max", 3): "Xa 15"}, [said.UNREADABLE.code]),
    "a pair that may be two": ({at("criteria", "group_max", 3): "Xa = 1.500"}, [said.AMBIGUOUS.code]),
    "a group twice": ({at("criteria", "group_max", 3): "Xa = 15; Xa = 15"}, [said.UNREADABLE.code]),
    "a date": ({at("criteria", "code", 3): ReadCell("date", "45292")}, [said.BROKEN.code]),
    "an error": ({at("criteria", "max", 3): ReadCell("error", "#REF!", "A1")}, [said.BROKEN.code]),
    "no result": ({at("criteria", "max", 3): ReadCell("none", "", "A1")}, [said.BROKEN.code]),
    "a code that lost its zero": ({at("criteria", "code", 3): 1.1}, [said.NUMBER_AS_CODE.code]),
    "percent": ({at("rows", "share", 3): ReadCell("number", "0.5", None, False, "0%")}, [said.PERCENT.code]),
    "nothing in a needed cell": ({at("criteria", "name", 3): None}, [said.CELL_MISSING.code]),
    "no maximum": ({at("criteria", "max", 3): None}, [said.CELL_MISSING.code]),
    "no title": ({general("title"): None}, [said.CELL_MISSING.code]),
    "a bad id": ({at("traits", "id", 1): "không tthc"}, ["RUBRIC-012", "RUBRIC-025"]),
    "below zero": ({at("criteria", "step", 3): -1}, [of_rubric.NOT_POSITIVE.code]),
    "a sum that is off": ({at("criteria", "max", 2): 41}, [of_rubric.CHILDREN_SUM.code]),
    "an unknown group": ({at("criteria", "group_max", 8): "Phong = 5"}, ["RUBRIC-024"]),
    "a line break in a name": ({at("criteria", "name", 3): "Mạng\nnội bộ"}, ["RUBRIC-011"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_in_its_cell_and_once(name: str) -> None:
    cells, codes = WRONG[name]
    places = [place for place in cells]
    seen = found_in(with_cells(cells))
    assert {found.code for found in seen} == set(codes), [say(found, "vi") for found in seen]
    assert places[0] in [(found.at.sheet, found.at.cell) for found in seen]
    assert len(seen) == len(codes)


TIES: dict[str, tuple[dict[tuple[str, str], Typed], list[tuple[str, tuple[str, str]]]]] = {
    "an unknown parent": (
        {at("criteria", "#parent", 3): "ha tang"},
        [(said.UNKNOWN_REFERENCE.code, at("criteria", "#parent", 3))],
    ),
    "its own parent": (
        {at("criteria", "#parent", 2): "ha-tang"}, [(said.PARENT_LOOP.code, at("criteria", "#parent", 2))]
    ),
    "parents in a ring": (
        {at("criteria", "#parent", 2): "mang"}, [(said.PARENT_LOOP.code, at("criteria", "#parent", 2))]
    ),
    "a rule for nobody": (
        {at("rules", "#criterion", 2): "may tinh"},
        [(said.UNKNOWN_REFERENCE.code, at("rules", "#criterion", 2)),
         (said.CELL_MISSING.code, at("criteria", "kind", 4)), (said.CELL_MISSING.code, at("criteria", "kind", 4))],
    ),
    "a row for nobody": (
        {at("rows", "#criterion", 9): None, at("rows", "name", 9): "x"},
        [(said.CELL_MISSING.code, at("rows", "#criterion", 9))],
    ),
    "a rule twice": (
        {at("rules", "#criterion", 8): "may-tinh", at("rules", "unit", 8): "người"},
        [(said.TWICE.code, at("rules", "#criterion", 8))],
    ),
    "a key that the kind has not": (
        {at("rules", "limit", 2): 5}, [(said.NOT_OF_KIND.code, at("rules", "limit", 2))]
    ),
    "a part of a kind without parts": (
        {at("rules", "#criterion", 8): "may-tinh", at("rules", "#part", 8): 1},
        [(said.NOT_OF_KIND.code, at("rules", "#part", 8))],
    ),
    "a column of another list": (
        {at("rows", "weight", 1): 1}, [(said.NOT_OF_KIND.code, at("rows", "weight", 1))]
    ),
    "a list of another kind": (
        {at("rows", "#criterion", 7): "may-tinh", at("rows", "bound", 7): 1},
        [(said.NOT_OF_KIND.code, at("rows", "#rows", 7))],
    ),
    "a row of a part that is not there": (
        {at("rows", "#criterion", 7): "ho-tro", at("rows", "#part", 7): 3, at("rows", "name", 7): "x"},
        [(said.UNKNOWN_REFERENCE.code, at("rows", "#part", 7))],
    ),
    "two kinds": (
        {at("rules", "kind", 2): "Đếm số lượng"}, [(said.KIND_DIFFERS.code, at("rules", "kind", 2))]
    ),
    "a rule without a kind": (
        {at("criteria", "kind", 4): None, at("rules", "kind", 2): None},
        [(said.CELL_MISSING.code, at("criteria", "kind", 4))],
    ),
    "a part without a kind, which is typed and needs a step": (
        {at("rules", "kind", 5): None}, [(said.CELL_MISSING.code, at("criteria", "step", 7))]
    ),
    "a part without a kind that has another kind's key": (
        {at("rules", "kind", 5): None, at("rules", "unit", 5): "tổ", at("rules", "part.step", 5): 1},
        [(said.NOT_OF_KIND.code, at("rules", "unit", 5))],
    ),
    "a tier of a list and of a group": (
        {at("tiers", "#group", 2): "So"}, [(said.TIER_OWNER.code, at("tiers", "#list", 2))]
    ),
    "a tier of nobody": (
        {at("tiers", "#list", 2): None}, [(said.TIER_OWNER.code, at("tiers", "#list", 2))]
    ),
    "a group's tiers beside a list": (
        {at("tiers", "#group", 4): "So", at("tiers", "label", 4): "Kém"},
        [(said.TIER_OWNER.code, at("tiers", "#list", 4))],
    ),
    "a tier of an unknown group": (
        {at("tiers", "#group", 4): "Phong", at("tiers", "label", 4): "Kém"},
        [(said.UNKNOWN_REFERENCE.code, at("tiers", "#group", 4))],
    ),
    "a title twice": (
        {at("titles", "#group", 2): "Xa", at("titles", "#key", 2): "unit", at("titles", "title", 2): "Xã"},
        [(said.TWICE.code, at("titles", "#key", 2))],
    ),
    "an id twice": (
        {at("criteria", "id", 9): "mang", at("criteria", "name", 9): "x", at("criteria", "max", 9): 0,
         at("criteria", "kind", 9): "informational"},
        [("RUBRIC-023", at("criteria", "id", 9))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TIES)
def test_what_does_not_belong_together_is_told_where_it_stands(name: str) -> None:
    cells, wanted = TIES[name]
    seen = found_in(with_cells(cells))
    words = [say(found, "vi") for found in seen]
    places = [(found.code, (found.at.sheet, found.at.cell)) for found in seen]
    assert set(wanted[:1]) <= set(places), words
    assert {code for code, _ in places} == {code for code, _ in wanted}, words


def test_everything_is_told_at_once() -> None:
    cells: dict[tuple[str, str], Typed] = {}
    codes = set()
    # Each in a row of its own, so that none hides another.
    for name in ("words for a number", "no title", "percent"):
        cells |= WRONG[name][0]
        codes |= set(WRONG[name][1])
    for name in ("a key that the kind has not", "a tier of a list and of a group", "a title twice"):
        cells |= TIES[name][0]
        codes |= {code for code, _ in TIES[name][1]}
    assert {code for code, _, _ in told(with_cells(cells))} == codes


def test_titles_stand_in_findings_instead_of_keys() -> None:
    [found] = found_in(with_cells({at("criteria", "step", 3): -1}))
    assert "“Bước điểm”" in say(found, "vi") and "“Step”" in say(found, "en")
    [found] = found_in(with_cells({at("rows", "name", 5): None}))
    assert "“Tên mức, nội dung”" in say(found, "vi")
    [found] = found_in(with_cells({general("version"): None}))
    assert "“Phiên bản”" in say(found, "vi")


# ---------------------------------------------------------------- mistakes with sheets and columns
def test_another_workbook_is_named() -> None:
    sheets = tuple(sheet for sheet in as_read(BOOK).sheets if sheet.name == "Hướng dẫn")
    with pytest.raises(Refused) as refused:
        load_authoring(ReadBook(sheets), "x.xlsx")
    assert [found.check for found in refused.value.findings] == [said.NOT_AUTHORING]


def test_a_copied_sheet_is_told() -> None:
    read = as_read(BOOK)
    copy = replace(sheet_of(read, "Tiêu chí"), name="Tiêu chí (2)")
    assert told(replace(read, sheets=(copy, *read.sheets))) == [(said.TWICE.code, "Tiêu chí (2)", None)]


def test_columns_of_ones_own_are_ignored_with_a_warning_where_they_hold_something() -> None:
    header = a1(FIRST - 2, 40)
    assert told(with_cells({("Tiêu chí", header): "Của tôi"})) == []
    cells: dict[tuple[str, str], Typed] = {("Tiêu chí", header): "Của tôi", ("Tiêu chí", a1(FIRST, 40)): 5}
    assert told(with_cells(cells)) == [(said.IGNORED.code, "Tiêu chí", header)]


def test_a_label_of_ones_own_is_ignored_with_a_warning() -> None:
    cells: dict[tuple[str, str], Typed] = {("Chung", "B60"): "Người soạn", ("Chung", "C60"): "An"}
    assert told(with_cells(cells)) == [(said.IGNORED.code, "Chung", "C60")]


def test_a_column_twice_and_a_key_twice_are_told() -> None:
    header = a1(FIRST - 2, 40)
    cells: dict[tuple[str, str], Typed] = {("Tiêu chí", header): "Điểm tối đa", ("Tiêu chí", a1(FIRST, 40)): 5}
    assert told(with_cells(cells)) == [(said.TWICE.code, "Tiêu chí", header)]
    cells = {("Chung", "B60"): "Tiêu đề", ("Chung", "C60"): "Khác"}
    assert told(with_cells(cells)) == [(said.TWICE.code, "Chung", "C60")]


def test_a_needed_column_that_is_gone_is_told_once() -> None:
    cells: dict[tuple[str, str], Typed] = {("Tiêu chí", a1(row, 5)): None for row in range(80)}
    assert told(with_cells(cells)) == [(said.NO_COLUMN.code, "Tiêu chí", None)]


def without_column(name: str, key: str) -> ReadBook:
    """The sample after somebody deleted a whole column of a sheet, its hidden key too."""
    read = as_read(BOOK)
    sheet = sheet_of(read, name)
    gone = next(column for (row, column), made in sheet.cells.items() if row == 0 and made.text == key)
    left = {(r, c - (c > gone)): made for (r, c), made in sheet.cells.items() if c != gone}
    return edited_one(read, replace(sheet, cells=left))


def edited_one(read: ReadBook, sheet: ReadSheet) -> ReadBook:
    return replace(read, sheets=tuple(sheet if one.name == sheet.name else one for one in read.sheets))


def test_an_optional_column_that_is_gone_is_told() -> None:
    book = without_column("Tiêu chí", "not_applicable")
    [found] = found_in(book)
    assert (found.check, found.severity, found.at.sheet) == (said.COLUMN_GONE, WARNING, "Tiêu chí")
    assert "không còn mục “Không áp dụng khi”" in say(found, "vi") and "mặc định" in say(found, "vi")
    assert "the default applies" in say(found, "en")
    assert told(edited_one(book, no_keys(sheet_of(book, "Tiêu chí")))) == []  # a sheet that a person built


def test_an_optional_column_of_a_sheet_without_rows_costs_nothing() -> None:
    book = without_column("Đặc điểm", "note")
    sheet = sheet_of(book, "Đặc điểm")
    bare = replace(sheet, cells={place: made for place, made in sheet.cells.items() if place[0] < FIRST - 1})
    assert said.COLUMN_GONE.code in {code for code, _, _ in told(book)}
    assert said.COLUMN_GONE.code not in {code for code, _, _ in told(edited_one(book, bare))}


def test_a_row_of_the_general_sheet_that_is_gone_is_told() -> None:
    read = as_read(BOOK)
    sheet = sheet_of(read, "Chung")
    row = next(at for at, made in enumerate(BOOK.sheets[1].rows) if made.key == "rank_by")
    left = {place: made for place, made in sheet.cells.items() if place[0] != row}
    [found] = found_in(edited_one(read, replace(sheet, cells=left)))
    assert (found.check, found.at.sheet) == (said.COLUMN_GONE, "Chung") and "“Xếp hạng theo”" in say(found, "vi")


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_a_sheet_of_ours_that_is_gone_is_told(how: str) -> None:
    read = as_read(BOOK)
    book = replace(read, sheets=tuple(one for one in read.sheets if one.name != "Trụ cột"))
    if how == "emptied":
        book = edited_one(read, replace(sheet_of(read, "Trụ cột"), cells={}))
    found = next(one for one in found_in(book) if one.check is said.SHEET_GONE)
    assert found.severity is WARNING
    assert "không còn trang “Trụ cột”" in say(found, "vi") and "no sheet “Pillars”" in say(found, "en")
    built = edited(BOOK, no_keys)
    built = replace(built, sheets=tuple(one for one in built.sheets if one.name != "Trụ cột"))
    assert said.SHEET_GONE.code not in {code for code, _, _ in told(built)}


def test_a_sheet_without_titles_is_told() -> None:
    cells: dict[tuple[str, str], Typed] = {
        ("Khối", a1(row, column)): None for row in range(FIRST - 1) for column in range(20)
    }
    codes = {code for code, _, _ in told(with_cells(cells))}
    assert said.NO_COLUMN.code in codes


def test_a_long_chain_of_parents_is_refused_without_a_crash() -> None:
    cells: dict[tuple[str, str], Typed] = {}
    for row in range(1, 400):
        values: dict[str, Typed] = {"id": f"c{row}", "name": f"Tên {row}", "max": 1, "#parent": f"c{row - 1}"}
        cells |= {at("criteria", key, row): value for key, value in values.items()}
    cells[at("criteria", "#parent", 1)] = None
    assert "RUBRIC-051" in {code for code, _, _ in told(with_cells(cells))}


def test_findings_are_said_in_both_languages_without_braces() -> None:
    cells = {place: typed for made, _ in WRONG.values() for place, typed in made.items()}
    cells |= {place: typed for made, _ in TIES.values() for place, typed in made.items()}
    seen = found_in(with_cells(cells))
    assert len(seen) > 15
    for lang in ("vi", "en"):
        assert not [text for found in seen if re.search(r"[{}]|Words\(", text := say(found, lang))]


def test_a_cell_of_the_wrong_kind_is_shown_as_it_is() -> None:
    assert cell(True) == ReadCell("boolean", "1")
    [found] = found_in(with_cells({at("criteria", "max", 3): True}))
    assert (found.check, found.facts["value"]) == (said.UNREADABLE, "TRUE")
