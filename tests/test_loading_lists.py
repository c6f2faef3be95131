"""What a list in Excel may hide from its reader: merged cells, untitled columns, formulas, hidden sheets and rows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbook.catalogue import round as said
from workbook.catalogue.round_deep import CONCLUSION_NO_POINTS
from workbook.findings import Check, Finding, Refused, say
from workbook.loading.lists import List, read_list
from workbook.loading.names import Known
from workbook.loading.round import load_round
from workbook.loading.skeleton import LISTS
from workbook.pipeline.starting import new_round

Edit = Callable[[Worksheet], object]
Told = list[tuple[Check, str | None]]

ROWS: dict[str, list[list[object]]] = {
    "units": [
        ["Mã", "Tên đơn vị", "Khối", "Đặc điểm", "Lý do không xếp", "Ghi chú"],
        ["a", "Sở A", "So", "x", None, None],
        ["b", "Sở B", "So", None, None, None],
        ["c", "Sở C", "So", None, None, None],
    ],
    "members": [
        ["Mã", "Họ và tên", "Khối phụ trách", "Không chấm", "Lý do vắng", "Ghi chú"],
        ["tv-1", "An", "So", "a", None, None],
        ["tv-2", "Bình", None, None, None, None],
        ["tv-3", "Cúc", None, None, None, None],
    ],
    "facts": [
        ["Đơn vị", "Tiêu chí", "Số liệu", "Xã", "Giá trị", "Ghi chú"],
        ["a", "mang", None, None, 1, None],
        ["b", "mang", None, None, 2, None],
        ["c", "mang", None, None, 3, None],
    ],
    "conclusions": [
        ["Đơn vị", "Tiêu chí", "Kết luận", "Giải trình", "Lý do", "Ghi chú"],
        ["a", "mang", 1, None, "R", None],
        ["b", "mang", 2, None, "R", None],
        ["c", "mang", None, None, None, None],
    ],
}
"""Of each kind the titles in row 3 and three rows below; column F has a title that means nothing."""


def made(folder: Path, kind: str, edit: Edit | None = None) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "DS"
    rows: list[list[object]] = [["DANH SÁCH"], ["Gợi ý"], *ROWS[kind]]
    for row in rows:
        sheet.append(row)
    if edit:
        edit(sheet)
    book.save(folder / "ds.xlsx")
    return folder / "ds.xlsx"


def values(read: List) -> list[object]:
    return [row.values for row in read.rows]


def told(folder: Path, kind: str, name: str = "ds.xlsx") -> tuple[Told, tuple[Finding, ...], list[object]]:
    """What is said but for the note on column F, and the rows; none where the list is refused."""
    try:
        read = read_list(folder, name, kind, {})
    except Refused as refused:
        found, rows = refused.findings, []
    else:
        found, rows = tuple(read.findings), values(read)
    found = tuple(one for one in found if one.check is not said.IGNORED_COLUMNS)
    for one in found:
        assert all("{" not in say(one, lang) and "None" not in say(one, lang) for lang in ("vi", "en"))
    return [(one.check, one.at.cell or one.at.key) for one in found], found, rows


def fill(cell: str, value: object, area: str = "") -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet[cell].value = value
        if area:
            sheet.merge_cells(area)

    return edit


# ---------------------------------------------------------------- merged cells
@pytest.mark.parametrize(
    "kind, cell, value, area",
    [
        ("members", "D4", "dv-01", "D4:D6"),
        ("members", "C4", "So", "C4:C6"),
        ("members", "E5", "Đi công tác", "E5:E6"),
        ("units", "C4", "So", "C4:C5"),
        ("units", "D4", "x", "D4:D6"),
        ("units", "E4", "Mới lập", "E4:E6"),
        ("units", "D4", "x", "D4:E4"),  # across
        ("units", "E4", "Mới lập", "E4:F4"),  # across, into a column that is not read
        ("units", "A7", "KHỐI XÃ", "A7:F7"),  # the name of a section
        ("units", "E3", "Lý do không xếp", "E3:E5"),  # from the title down
        ("facts", "A4", "a", "A4:A6"),
        ("facts", "E4", 1, "E4:E5"),
        ("conclusions", "A4", "a", "A4:A6"),
        ("conclusions", "E4", "R", "E4:E5"),
    ],
)
def test_merged_cells_of_a_list_are_refused(tmp_path: Path, kind: str, cell: str, value: object, area: str) -> None:
    made(tmp_path, kind, fill(cell, value, area))
    wanted, (one, *_), rows = told(tmp_path, kind)
    assert (wanted, rows) == ([(said.MERGED_CELLS, cell)], [])
    assert one.facts == {"area": area, "value": str(value)} and one.at.sheet == "DS"


@pytest.mark.parametrize(
    "kind, cell, value, area",
    [
        ("units", "A1", "DANH SÁCH", "A1:F2"),  # above the titles
        ("units", "E4", None, "E4:E6"),  # nothing there
        ("units", "A8", None, "A8:F9"),
        ("units", "F4", "ngoài", "F4:F6"),  # not read
        ("units", "H4", "ngoài", "H4:J6"),
        ("facts", "F4", "ngoài", "F4:F6"),
        ("conclusions", "A6", "Nhóm 1", "A6:F6"),  # a row without points says nothing
    ],
)
def test_merged_cells_that_hide_nothing_are_read(
    tmp_path: Path, kind: str, cell: str, value: object, area: str
) -> None:
    made(tmp_path, kind)
    plain = told(tmp_path, kind)[2]
    made(tmp_path, kind, fill(cell, value, area))
    wanted, _, rows = told(tmp_path, kind)
    assert [one for one in wanted if one[0] is not said.UNTITLED_COLUMN] == [] and rows == plain != []


def test_titles_over_two_rows_are_read(tmp_path: Path) -> None:
    def two_rows(sheet: Worksheet) -> None:
        sheet.insert_rows(4)
        for column in "ABCDEF":
            sheet.merge_cells(f"{column}3:{column}4")

    made(tmp_path, "units", two_rows)
    wanted, _, rows = told(tmp_path, "units")
    assert wanted == [] and len(rows) == 3


def test_of_two_sheets_every_fault_is_told(tmp_path: Path) -> None:
    path = made(tmp_path, "units", fill("E4", "Mới lập", "E4:E6"))
    book = load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy.unmerge_cells("E4:E6")
    copy["D5"] = "=1+1"
    book.save(path)
    assert told(tmp_path, "units")[0] == [(said.MERGED_CELLS, "E4"), (said.FORMULA_UNSOLVED, "D5")]


def test_a_round_whose_list_has_merged_cells_does_not_begin(tmp_path: Path) -> None:
    """Whom a member must not score was read for the first of three members only."""
    folder = new_round(tmp_path / "dot", "vi-du-chuyen-doi-so", lists=True).parent
    path = folder / LISTS["vi"][1]
    book = load_workbook(path)
    book.worksheets[0]["E4"] = "dv-01"
    book.worksheets[0].merge_cells("E4:E6")
    book.save(path)
    with pytest.raises(Refused) as raised:
        load_round(folder)
    found = [(one.at.file, one.at.cell) for one in raised.value.findings if one.check is said.MERGED_CELLS]
    assert found == [(path.name, "E4")]


@pytest.mark.parametrize("area", ["D4:D6", "$D$4:$D$6", "D4:XFD1048576"])
def test_merged_cells_whose_values_a_program_kept(tmp_path: Path, area: str) -> None:
    """Some programs keep what lies below a merged cell: read, it would be what nobody sees."""
    path = made(tmp_path, "units", fill("D5", "y"))
    rewritten(path, "</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{area}"/></mergeCells>')
    wanted, (one, *_), _ = told(tmp_path, "units")
    assert wanted == [(said.MERGED_CELLS, "D4")] and one.facts == {"area": area.replace("$", ""), "value": "x"}


# ---------------------------------------------------------------- columns without a title
def clear(title: str, cell: str, value: object) -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet[title].value = None
        sheet[cell].value = value

    return edit


@pytest.mark.parametrize(
    "kind, edit, cell, column, value",
    [
        ("members", clear("D3", "D5", "dv-01"), "D4", "D", "a"),
        ("members", clear("E3", "E5", "Đi công tác"), "E5", "E", "Đi công tác"),
        ("members", fill("C3", "Khối phụ trách", "C3:D3"), "D4", "D", "a"),
        ("units", clear("D3", "D4", "x" * 70), "D4", "D", "x" * 60 + "..."),
        ("units", fill("H4", "ngoài"), "H4", "H", "ngoài"),
        ("units", fill("H4", "=1+1"), "H4", "H", "=1+1"),
        ("units", fill("XFD5", "xa"), "XFD5", "XFD", "xa"),
        ("facts", clear("D3", "D5", "Xã Tây"), "D5", "D", "Xã Tây"),
        ("facts", fill("XFD5", 5), "XFD5", "XFD", "5"),
        ("conclusions", clear("E3", "D4", None), "E4", "E", "R"),
    ],
)
def test_a_column_without_a_title_is_told(
    tmp_path: Path, kind: str, edit: Edit, cell: str, column: str, value: str
) -> None:
    made(tmp_path, kind, edit)
    wanted, found, rows = told(tmp_path, kind)
    assert wanted == [(said.UNTITLED_COLUMN, cell)] and rows
    assert found[0].facts == {"column": column, "value": value}


@pytest.mark.parametrize(
    "kind, edit",
    [
        ("units", clear("E3", "E4", None)),
        ("units", clear("E3", "E4", "  ")),
        ("units", fill("H9", "Người lập biểu")),  # beside no row of the list
        ("conclusions", fill("H6", "chưa kết luận")),
    ],
)
def test_an_empty_column_and_a_remark_outside_need_no_title(tmp_path: Path, kind: str, edit: Edit) -> None:
    made(tmp_path, kind, edit)
    assert told(tmp_path, kind)[0] == []


def test_a_column_of_a_csv_has_a_number(tmp_path: Path) -> None:
    (tmp_path / "ds.csv").write_text("id,name,,role\na,An,sếp,x\n", encoding="utf-8")
    wanted, (one, *_), rows = told(tmp_path, "members", "ds.csv")
    assert wanted == [(said.UNTITLED_COLUMN, "line 2, column 3")] and one.facts == {"column": "3", "value": "sếp"}
    assert rows == [{"id": "a", "name": "An", "role": "x"}]


# ---------------------------------------------------------------- formulas without a result
@pytest.mark.parametrize(
    "kind, cell, column",
    [
        ("members", "D4", "Không chấm"),
        ("members", "A4", "Mã"),
        ("members", "E9", "Lý do vắng"),  # in a row that is empty otherwise
        ("members", "D3", "D"),  # the title itself
        ("units", "B5", "Tên đơn vị"),
        ("units", "D5", "Đặc điểm"),
        ("facts", "D4", "Xã"),
        ("facts", "E4", "Giá trị"),
        ("conclusions", "C4", "Kết luận"),
        ("conclusions", "C6", "Kết luận"),  # its only points
        ("conclusions", "D4", "Giải trình"),
    ],
)
def test_a_formula_without_a_result_is_refused_in_every_column(
    tmp_path: Path, kind: str, cell: str, column: str
) -> None:
    made(tmp_path, kind, fill(cell, '="dv"&"-01"'))
    wanted, (one, *_), rows = told(tmp_path, kind)
    assert (wanted, rows) == ([(said.FORMULA_UNSOLVED, cell)], [])
    assert one.facts == {"column": column, "formula": '="dv"&"-01"', "count": 1}


def test_formulas_that_are_not_read_need_no_result(tmp_path: Path) -> None:
    """A running number, filled in far below the list: neither a fault nor a row."""

    def numbers(sheet: Worksheet) -> None:
        for row in range(4, 40):
            sheet[f"F{row}"] = "=ROW()-3"

    for kind in ROWS:
        made(tmp_path, kind)
        plain = told(tmp_path, kind)[2]
        made(tmp_path, kind, numbers)
        wanted, _, rows = told(tmp_path, kind)
        assert wanted == [] and rows == plain


def rewritten(path: Path, old: str, new: str) -> None:
    """The sheet's part with one text instead of another."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    part = "xl/worksheets/sheet1.xml"
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)


SHARED = '<c r="E4"><f t="shared" ref="E4:E5" si="0">"di"</f>{}</c>'


@pytest.mark.parametrize(
    "cells, wanted, reason",
    [
        ('<c r="E4" t="str"><f>"di"</f><v>di</v></c>', [], "di"),
        ('<c r="E4" t="str"><f>""</f><v></v></c>', [], None),  # an empty text is a result
        ('<c r="E4" t="str"><f>""</f><v/></c>', [], None),
        ('<c r="E4"><f>"di"</f></c>', [("E4", '="di"', 1)], None),
        ('<c r="E4"><f>"di"</f><v/></c>', [("E4", '="di"', 1)], None),
        ('<c r="E4" t="str"><f>"di"</f></c>', [("E4", '="di"', 1)], None),
        (SHARED.format("") + '</row><row r="5"><c r="E5"><f t="shared" si="0"/></c>', [("E4", '="di"', 2)], None),
        (
            SHARED.replace("<c", '<c t="str"').format("<v>di</v>")
            + '</row><row r="5"><c r="E5"><f t="shared" si="0"/></c>',
            [("E5", '="di"', 1)],
            None,
        ),
    ],
)
def test_what_counts_as_a_result(
    tmp_path: Path, cells: str, wanted: list[tuple[str, str, int]], reason: str | None
) -> None:
    def only_one(sheet: Worksheet) -> None:
        sheet["E4"] = "cell"
        sheet.delete_rows(5, 2)

    rewritten(made(tmp_path, "members", only_one), '<c r="E4" t="inlineStr"><is><t>cell</t></is></c>', cells)
    codes, found, rows = told(tmp_path, "members")
    assert codes == [(said.FORMULA_UNSOLVED, cell) for cell, _, _ in wanted]
    assert [(one.facts["formula"], one.facts["count"]) for one in found] == [(text, count) for _, text, count in wanted]
    if not wanted:
        assert isinstance(rows[0], dict) and rows[0].get("absent") == reason


def test_points_that_are_missing_are_asked_about(tmp_path: Path) -> None:
    """As before: a reason without points is a warning, no refusal."""
    made(tmp_path, "conclusions", fill("E6", "Có văn bản"))
    wanted, _, rows = told(tmp_path, "conclusions")
    assert wanted == [(CONCLUSION_NO_POINTS, "C6")] and len(rows) == 2


# ---------------------------------------------------------------- what is hidden
@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out_and_told(tmp_path: Path, kind: str, state: str) -> None:
    path = made(tmp_path, kind)
    plain = told(tmp_path, kind)[2]
    book = load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy["A4"], copy["A5"], copy.title, copy.sheet_state = "cũ", "=1+1", "Bản cũ", state  # type: ignore[assignment]
    copy.merge_cells("A4:A6")
    book.create_sheet("Chọn").sheet_state = "hidden"  # no list: nothing to be told
    book.move_sheet(copy, -1)
    book.active = 1
    book.save(path)
    wanted, (one, *_), rows = told(tmp_path, kind)
    assert wanted == [(said.HIDDEN_SHEET, "A3")] and rows == plain
    assert one.facts == {"sheet": "Bản cũ"} == {"sheet": one.at.sheet}


def test_a_list_on_a_hidden_sheet_only(tmp_path: Path) -> None:
    path = made(tmp_path, "units")
    book = load_workbook(path)
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Bìa")
    book.active = 1
    book.save(path)
    assert told(tmp_path, "units")[0] == [(said.HIDDEN_SHEET, "A3"), (said.LACKS_COLUMN, None)]


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        for row in (1, 2, 5, 6, 30):  # the head, two rows of the list, an empty one
            sheet.row_dimensions[row].hidden = True
        sheet.auto_filter.ref = "A3:F6"

    made(tmp_path, "units", hide)
    wanted, (one, *_), rows = told(tmp_path, "units")
    assert wanted == [(said.HIDDEN_ROWS, "A5")] and one.facts == {"count": 2} and len(rows) == 3


# ---------------------------------------------------------------- damaged parts
@pytest.mark.parametrize(
    "old, new",
    [
        ('<row r="5"', '<row r="4"'),  # one of the two would be dropped
        ('<row r="5"', '<row r="1"'),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A:A"/></mergeCells>'),
        ("</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:ZZ9999"/>' * 9 + "</mergeCells>"),
        ("<worksheet", '<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet'),
    ],
)
def test_a_damaged_sheet_is_not_half_read(tmp_path: Path, old: str, new: str) -> None:
    rewritten(made(tmp_path, "units"), old, new)
    assert told(tmp_path, "units")[0] == [(said.LIST_UNREADABLE, None)]


def test_names_are_still_read_by_those_who_know_them(tmp_path: Path) -> None:
    """The ordinary list: no finding but the note on the column that means nothing."""
    made(tmp_path, "units")
    read = read_list(tmp_path, "ds.xlsx", "units", {"group": Known()})
    assert [one.check for one in read.findings] == [said.IGNORED_COLUMNS] and len(read.rows) == 3
