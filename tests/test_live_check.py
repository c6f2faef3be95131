"""The check inside Excel: its list, its marks, how they are taken away; through xlwings' own books, and without it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.open_excel import At, Excel, RefusedByExcel, Tab, seen_here
from tests.sample import HUYEN, SO, ballot_of, codes, drawn, issue_of, only, round_with, write_round
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import desk_live as said
from workbook.catalogue import file as said_of_file
from workbook.catalogue import form as said_of_form
from workbook.catalogue import score as said_of_score
from workbook.desk import marks, results
from workbook.desk.seen import book_of
from workbook.excel import live_book, live_check
from workbook.excel.live import check_ballot, undo_check
from workbook.excel.live_check import Shown
from workbook.findings import ERROR, NOTE, WARNING, Check, Finding, Place, finding, say
from workbook.limits import Limits
from workbook.mishap import told
from workbook.sheets.grid import Book, Style, from_a1
from workbook.verdict import Verdict

LIST = "Kết quả kiểm tra"
WRONG = {"D11": 55.0, "E11": "7-8", "F11": True, "G12": None, "C13": '=HYPERLINK("http://xau")', "O11": "+1 ghi chú"}
"""Above the maximum, two figures, a logical value, a blank; a label changed into what looks like a formula; a note."""
FAULTY = ("D11", "E11", "F11", "G12", "C13")
Typed = dict[str, Any]


def sheets_of(book: Book) -> list[tuple[str, list[list[Any]]]]:
    """A drawn workbook as Excel shows it."""
    made = []
    for sheet in book.sheets:
        rows: list[list[Any]] = [[None] * len(sheet.columns) for _ in sheet.rows]
        for row, column, cell in sheet.filled():
            number = isinstance(cell.value, int | Decimal)
            rows[row][column] = float(cell.value or 0) if number else cell.value or None
        made.append((sheet.name, rows))
    return made


def opened(typed: Typed = WRONG) -> Excel:
    """TV-01's ballot of the sample, open in Excel, filled with what is right but for `typed`; drawn fills and locks."""
    issue = issue_of()
    book = drawn(issue, ballot_of(issue))
    excel = Excel.of(sheets_of(book))
    for tab, sheet in zip(excel.tabs, book.sheets, strict=True):
        for number, row in enumerate(sheet.rows):
            fills = (book.styles.get(cell.style, Style()).fill if cell else None for cell in row.cells)
            tab.colors |= {(number, at): fill for at, fill in enumerate(fills) if fill}
        tab.protected = sheet.protected
    put(excel.tab(SO), typed)
    return excel


def put(tab: Tab, typed: Typed) -> None:
    for at, value in typed.items():
        tab.values[from_a1(at)] = value


def check(excel: Excel, root: Path | None = None, **more: Any) -> Shown:
    book = excel.book()
    shown = check_ballot(book, root, **more)
    excel.run(book)
    return shown


def undo(excel: Excel) -> Shown:
    book = excel.book()
    shown = undo_check(book)
    excel.run(book)
    return shown


def unprotect(excel: Excel) -> None:
    for tab in excel.tabs:
        tab.protected = False


def looks(excel: Excel) -> dict[str, tuple[dict[At, Any], dict[At, str]]]:
    """Values and fills of every sheet but ours."""
    return {tab.name: (dict(tab.values), dict(tab.colors)) for tab in excel.tabs if tab.name != LIST}


def marked(excel: Excel, before: Excel) -> dict[tuple[str, At], str]:
    """Cells of the ballot whose fill is another one now."""
    return {
        (tab.name, at): tab.colors.get(at, "")
        for tab in excel.tabs
        if tab.name in before.names
        for at in tab.colors.keys() | before.tab(tab.name).colors.keys()
        if tab.colors.get(at) != before.tab(tab.name).colors.get(at)
    }


# ---------------------------------------------------------------- the list
def test_the_list_tells_everything_with_links_and_takes_texts_as_data(root: Path) -> None:
    excel = opened()
    before = looks(excel)
    shown = check(excel, root)
    tab = excel.tab(LIST)

    assert shown.sheet == LIST and not shown.counted and shown.verdict is Verdict.REFUSED
    assert only(shown.findings, said_of_score.ABOVE_MAX).at.cell == "D11"
    assert only(shown.findings, said_of_ballot.MISSING).at.cell == "G12"
    assert only(shown.findings, said_of_form.LABEL_CHANGED).at.cell == "C13"
    assert {found.at.cell for found in shown.findings} >= set(FAULTY)
    rows = [[tab.values.get((row, column)) for column in range(8)] for row in range(len(tab.rows()))]
    listed = rows[results.HEAD + 1 :][: len(shown.findings)]
    assert [row[1] for row in listed] == list(range(1, len(shown.findings) + 1))
    order = {"Lỗi": 0, "Cảnh báo": 1, "Ghi chú": 2}
    assert [order[str(row[2])] for row in listed] == sorted(order[str(row[2])] for row in listed)
    assert sorted(str(row[7]) for row in listed) == codes(shown.findings)
    for row in listed:
        assert any(" ".join(str(part) for part in row[5:7] if part) == say(one, "vi") for one in shown.findings), row
    assert set(tab.links.values()) >= {f"#'{SO}'!{cell}" for cell in FAULTY}
    assert any("=HYPERLINK" in text for text in tab.texts()) and not tab.formulas
    head = " ".join(str(row[1]) for row in rows[: results.HEAD] if row[1])
    written = [part for one in excel.done if one["func"] == "setValues" for row in one["values"] for part in row]
    assert all(part in ("", results.KEY) or part.startswith("'") for part in written if isinstance(part, str))
    hidden = {action["start_column"]: action["column_count"] for action in excel.done if "Hidden" in action["func"]}
    assert hidden == {0: 1, results.MEMORY: marks.PIECES}
    (spaced,) = (one for one in excel.done if one["func"] == "setNumberFormat")
    place = spaced["start_row"], spaced["start_column"], spaced["row_count"], spaced["args"]
    assert place == (results.HEAD + 1, 1, len(shown.findings), ['0"  "']), "else the number sticks to the next column"
    assert "PHIẾU CHƯA ĐƯỢC TÍNH" in head and "xephang 0" in head and "lần 1" in head

    # Seen from afar, sheets that were sent protected are left alone: nothing but our own sheet is touched.
    assert {action["sheet"] for action in excel.done} == {LIST}
    assert looks(excel) == before and "không tô màu" in head
    assert shown.cells == results.Counts(0, 0, len({f.at.cell for f in shown.findings if f.severity and f.at.cell}))


def test_a_ballot_without_faults_counts(root: Path) -> None:
    excel = opened({})
    shown = check(excel, root)
    assert shown.counted and shown.verdict in (Verdict.CLEAN, Verdict.HARMLESS)
    assert "PHIẾU ĐƯỢC TÍNH" in str(excel.tab(LIST).values[2, 1])
    english = opened({})
    assert check(english, root, lang="en").sheet == "Check results"
    assert "THE BALLOT COUNTS" in str(english.tab("Check results").values[2, 1])


@pytest.mark.parametrize(
    ("found", "parts"),
    [
        (finding(said.MARKS_LEFT, Place(), count=2), 2),
        (finding(said_of_form.LABEL_CHANGED, Place(cell="C3"), sent="A. Đề nghị b", found="C. D. E"), 2),
    ],
)
def test_what_is_there_and_what_to_do_are_all_that_is_said(found: Finding, parts: int) -> None:
    for lang in ("vi", "en"):
        said_apart = [part for part in results.parted(found, lang) if part]
        assert " ".join(said_apart) == say(found, lang) and len(said_apart) == parts


HOSTILE = "'=1+1'\"&[x]"


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (Place(sheet=SO, cell="D11"), f'=HYPERLINK("#\'{SO}\'!D11","{SO}!D11")'),
        (Place(sheet=SO, cell="D11:E12"), f'=HYPERLINK("#\'{SO}\'!D11:E12","{SO}!D11:E12")'),
        (Place(sheet=SO), f'=HYPERLINK("#\'{SO}\'!A1","{SO}")'),
        (Place(sheet=HOSTILE, cell="A1"), "=HYPERLINK(\"#'''=1+1''\"\"&[x]'!A1\",\"'=1+1'\"\"&[x]!A1\")"),
        (Place(sheet="=gone", cell="A1"), "'=gone!A1"),
        (Place(sheet=SO, cell='A1",1)'), f"'{SO}!A1\",1)"),
        (Place(), "'Cả tệp"),
    ],
)
def test_links_lead_only_to_cells_of_this_workbook(at: Place, shown: str) -> None:
    words = results.words_of("vi")
    assert results._link(finding(said.STOPPED, at, reason="x"), words, frozenset({SO, HOSTILE})) == shown


# ---------------------------------------------------------------- marks, seen from afar
def test_marks_are_all_that_is_changed_and_all_of_it_is_undone(root: Path) -> None:
    excel, sent = opened(), opened()
    unprotect(excel)
    shown = check(excel, root, mark=True)
    changed = marked(excel, sent)
    wanted = {(found.at.sheet, from_a1(found.at.cell)) for found in shown.findings if found.at.cell and found.severity}
    assert set(changed) == wanted >= {(SO, from_a1(cell)) for cell in FAULTY}
    assert set(changed.values()) <= {"#F8B8B8", "#FFE08A"} and changed[SO, from_a1("D11")] == "#F8B8B8"
    for action in excel.done:
        cells = {(action["sheet"], (action["start_row"], action["start_column"]))} if action["func"] else set()
        if action["sheet"] != LIST:
            assert action["func"] == "setRangeColor" and cells <= wanted
            assert (action["row_count"], action["column_count"]) == (1, 1)
    told_so = str(excel.tab(LIST).values[results.NOTICE, 1])
    assert shown.cells == results.Counts(len(wanted)) and f"Đã tô màu {len(wanted)} ô" in told_so
    assert "vẫn hiện màu của phiếu" in told_so, "a ballot's own colour of a faulty score lies above ours"

    # Corrected, and a unit's row moved down by one: the marks are found by their keys.
    put(excel.tab(SO), {"D11": 8.25, "C13": None})
    moved(excel.tab(SO), 12)
    again = check(excel, root, mark=True)
    still = {(found.at.sheet, from_a1(found.at.cell)) for found in again.findings if found.at.cell and found.severity}
    moved(sent.tab(SO), 12)
    assert set(marked(excel, sent)) == still and (SO, from_a1("D11")) not in still
    assert excel.names.count(LIST) == 1

    excel.done.clear()
    assert undo(excel) == Shown(())
    assert not marked(excel, sent) and LIST not in excel.names
    assert {action["func"] for action in excel.done} == {"setRangeColor", "sheetDelete"}
    excel.done.clear()
    assert codes(undo(excel).findings) == [said.NO_LIST.code] and not excel.done


def moved(tab: Tab, row: int) -> None:
    """A row inserted above this one."""
    for cells in (tab.values, tab.colors):
        down = {(at[0] + (at[0] >= row), at[1]): value for at, value in cells.items()}
        cells.clear()
        cells.update(down)


def test_no_marks_where_none_are_wanted(root: Path) -> None:
    excel = opened()
    unprotect(excel)
    shown = check(excel, root, mark=False)
    assert shown.cells == results.Counts() and {action["sheet"] for action in excel.done} == {LIST}


def test_a_mark_that_excel_refuses_from_afar_leaves_the_list_whole(root: Path) -> None:
    excel, sent = opened(), opened()
    book = excel.book()
    check_ballot(book, root, mark=True)
    with pytest.raises(RefusedByExcel):  # Excel tells the user
        excel.run(book)
    assert excel.tab(LIST).links and not marked(excel, sent)


def test_marks_that_could_not_be_taken_away_from_afar_stay_remembered(root: Path) -> None:
    excel, sent = opened(), opened()
    unprotect(excel)
    check(excel, root, mark=True)
    put(excel.tab(SO), {"D11": 8.25})
    put(sent.tab(SO), {"D11": 8.25})
    excel.tab(SO).protected = True
    with pytest.raises(RefusedByExcel):
        check(excel, root)
    assert (SO, from_a1("D11")) in marked(excel, sent)
    unprotect(excel)
    undo(excel)
    assert looks(excel) == looks(sent)


def test_an_undo_that_excel_refuses_from_afar_can_be_done_again(root: Path) -> None:
    excel, sent = opened(), opened()
    unprotect(excel)
    count = check(excel, root, mark=True).cells.marked
    excel.tab(SO).protected = True
    for _ in range(2):
        with pytest.raises(RefusedByExcel):
            undo(excel)
        assert len(marked(excel, sent)) == count and LIST in excel.names
    unprotect(excel)
    undo(excel)
    assert not marked(excel, sent) and LIST not in excel.names


MANY: Typed = {f"{column}{row}": 99.0 for column in "DEF" for row in (11, 12, 13)}


def corrected_all(excel: Excel, sent: Excel, lines: list[int]) -> None:
    """All is corrected that was marked, and these rows of the list are deleted (from 0)."""
    for name in (SO, HUYEN):
        for one in (excel, sent):
            put(one.tab(name), dict.fromkeys(MANY, 5.0))
    tab = excel.tab(LIST)
    for row in sorted(lines, reverse=True):
        for cells in (tab.values, tab.colors, tab.links):
            kept = {(at[0] - (at[0] > row), at[1]): value for at, value in cells.items() if at[0] != row}
            cells.clear()
            cells.update(kept)


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("lines", [[9, 10, 11], [results.HEAD], list(range(3, 25)), [3]])
def test_lines_that_somebody_deletes_do_not_lose_the_marks(root: Path, lines: list[int], here: bool) -> None:
    """As people do with lines that they have dealt with; the titles, a line of the head."""
    excel, sent = opened({}), opened({})
    for one in (excel, sent):
        unprotect(one)
        for name in (SO, HUYEN):
            put(one.tab(name), MANY)
    with seen_here(excel) if here else nullcontext():
        assert check(excel, root, mark=True).cells.marked == len(marked(excel, sent)) >= 18
        corrected_all(excel, sent, lines)
        again = check(excel, root, mark=True)
        assert again.sheet != LIST and only(again.findings, said.LIST_KEPT)
        assert said.MARKS_FORGOTTEN.code not in codes(again.findings)
        undo(excel)
    assert not marked(excel, sent)


@pytest.mark.parametrize("here", [True, False])
def test_a_memory_that_somebody_damaged_is_told(root: Path, here: bool) -> None:
    for act in (check, undo):
        excel, sent = opened(), opened()
        unprotect(excel)
        with seen_here(excel) if here else nullcontext():
            check(excel, root, mark=True)
            before = marked(excel, sent)
            excel.tab(LIST).values[0, results.MEMORY] = "của tôi"
            shown = act(excel)
        forgotten = only(shown.findings, said.MARKS_FORGOTTEN)
        assert "#F8B8B8" in say(forgotten, "vi") and "#FFE08A" in say(forgotten, "vi")
        assert excel.tab(LIST).values[0, results.MEMORY] == "của tôi"
        assert set(marked(excel, sent)) >= set(before)


def test_keys_that_stand_twice_are_no_places() -> None:
    issue = issue_of()
    sheets = dict(sheets_of(drawn(issue, ballot_of(issue))))
    once = marks.places_now(book_of(list(sheets.items())))
    assert {spot.row for spot in once if spot.sheet == "g:So"} >= {"u:dv-1", "u:dv-2"}
    sheets[SO].append(sheets[SO][10])
    twice = marks.places_now(book_of(list(sheets.items())))
    assert {spot.row for spot in once.keys() - twice.keys()} == {"u:dv-1"}
    sheets["Bản sao"] = sheets[HUYEN]
    assert "g:Huyen" not in {spot.sheet for spot in marks.places_now(book_of(list(sheets.items())))}
    assert not marks.places_now(book_of([("x", [["y"]])]))


# ---------------------------------------------------------------- sheets of the user's own
def test_sheets_of_the_user_with_our_name_are_never_touched(root: Path) -> None:
    excel = opened()
    excel.tabs.append(Tab("KẾT QUẢ kiểm tra", {(0, 0): "của tôi"}))
    assert check(excel, root).sheet == f"{LIST} (2)"
    ours = excel.tab(f"{LIST} (2)")
    excel.tabs.insert(0, Tab(f"{LIST} (3)", dict(ours.values)))  # he copies our sheet
    assert check(excel, root).sheet == f"{LIST} (2)"
    undo(excel)
    assert [name for name in excel.names if "tra" in name] == [f"{LIST} (3)", "KẾT QUẢ kiểm tra"]
    assert excel.tab("KẾT QUẢ kiểm tra").values == {(0, 0): "của tôi"}
    assert {action["sheet"] for action in excel.done} == {f"{LIST} (2)"}


def test_our_sheet_is_ours_under_another_name_too(root: Path) -> None:
    excel = opened()
    check(excel, root)
    excel.tab(LIST).name = "Kiểm tra của tôi"
    assert check(excel, root).sheet == "Kiểm tra của tôi"
    undo(excel)
    assert "Kiểm tra của tôi" not in excel.names


# ---------------------------------------------------------------- marks on the desktop
def test_on_the_desktop_every_cell_gets_back_the_colour_that_it_had(root: Path) -> None:
    excel, sent = opened(), opened()
    unprotect(excel)
    for one in (excel, sent):
        one.tab(SO).colors[from_a1("D11")] = "#00FF00"
        one.tab(SO).colors.pop(from_a1("E11"), None)
    with seen_here(excel):
        shown = check(excel, root)
        assert shown.cells.marked == len(marked(excel, sent)) >= len(FAULTY) and not shown.cells.refused
        assert check(excel, root).cells == shown.cells
        excel.tab(SO).colors[from_a1("F11")] = "#0000FF"  # he colours a marked cell himself
        gone = undo(excel)
    assert marked(excel, sent) == {(SO, from_a1("F11")): "#0000FF"} and LIST not in excel.names
    assert only(gone.findings, said.MARKS_LEFT).facts["count"] == 1


def test_a_colour_seen_on_the_desktop_is_given_back_from_afar(root: Path) -> None:
    excel = opened()
    unprotect(excel)
    excel.tab(SO).colors[from_a1("D11")] = "#00FF00"
    before = looks(excel)
    with seen_here(excel):
        check(excel, root)
    check(excel, root, mark=True)
    undo(excel)
    assert looks(excel) == before


def test_a_protected_sheet_is_listed_not_marked(root: Path) -> None:
    excel, sent = opened(), opened()
    with seen_here(excel):
        shown = check(excel, root)
        assert shown.cells.marked == 0 < shown.cells.refused and not marked(excel, sent)
        assert "Bỏ bảo vệ trang tính" in str(excel.tab(LIST).values[5, 1]) and excel.tab(LIST).links
        assert undo(excel) == Shown(())

        unprotect(excel)
        count = check(excel, root).cells.marked
        excel.tab(SO).protected = excel.tab(HUYEN).protected = True
        stuck = undo(excel)
        assert only(stuck.findings, said.MARKS_SHUT).facts["count"] == count
        assert stuck.sheet == LIST and len(marked(excel, sent)) == count
        again = check(excel, root)  # the list is made new, and what is stuck stays remembered
        assert again.cells.refused == count
        unprotect(excel)
        assert undo(excel) == Shown(())
    assert not marked(excel, sent) and LIST not in excel.names


# ---------------------------------------------------------------- what goes wrong
def another_round(excel: Excel, tmp_path: Path) -> Path:
    return write_round(tmp_path / "khác", round_with(id="khac"))


def no_round(excel: Excel, tmp_path: Path) -> Path:
    return tmp_path / "không có"


def no_ballot(excel: Excel, tmp_path: Path) -> None:
    for tab in excel.tabs:
        tab.values = {(0, 0): "một bảng khác"}


MISHAPS: list[tuple[Callable[[Excel, Path], Path | None], Check]] = [
    (another_round, said_of_form.OTHER_ROUND),
    (no_ballot, said_of_form.NOT_OURS),
]


@pytest.mark.parametrize(("mishap", "expected"), MISHAPS, ids=lambda one: getattr(one, "__name__", None))
def test_a_mishap_is_a_message_in_a_cell(
    mishap: Callable[[Excel, Path], Path | None], expected: Check, tmp_path: Path
) -> None:
    excel = opened()
    shown = check(excel, mishap(excel, tmp_path))
    assert not shown.counted and expected in {found.check for found in shown.findings}
    assert expected.code in excel.tab(LIST).texts()


def test_a_folder_without_a_round_is_told(tmp_path: Path) -> None:
    excel = opened()
    shown = check(excel, tmp_path / "không có")
    assert shown.findings and {found.severity for found in shown.findings} == {ERROR}
    assert set(codes(shown.findings)) <= set(excel.tab(LIST).texts())


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PermissionError(13, "denied", "a.xlsx"), said_of_file.DENIED.code),
        (OSError(5, "disk"), "FILE-09"),
        (ZeroDivisionError("x"), said.STOPPED.code),
        (MemoryError(), said.STOPPED.code),
        (OSError("no number"), said.STOPPED.code),
    ],
)
def test_any_error_is_told_and_what_stood_there_stays(
    error: Exception, expected: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise error

    excel, sent = opened(), opened()
    unprotect(excel)
    check(excel, root, mark=True)
    count = len(marked(excel, sent))
    monkeypatch.setattr(live_check, "judge_seen", fails)
    shown = check(excel, root, mark=True)
    (code,) = codes(shown.findings)
    assert code.startswith(expected) and code in excel.tab(LIST).texts()
    assert len(marked(excel, sent)) == count > 0
    undo(excel)
    assert not marked(excel, sent)


def test_where_no_cell_can_be_written_a_dialog_tells(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("structure is protected")

    excel = opened()
    before = looks(excel)
    with monkeypatch.context() as patch:
        patch.setattr(xw.main.Sheets, "add", fails)
        shown = check(excel, root)
    assert only(shown.findings, said.STOPPED) and looks(excel) == before
    (dialog,) = excel.done
    assert dialog["func"] == "alert" and said.STOPPED.code in dialog["args"][0]

    check(excel, root)
    with monkeypatch.context() as patch:
        patch.setattr(xw.main.Sheet, "delete", fails)
        patch.setattr(xw.main.App, "alert", fails)
        assert only(undo(excel).findings, said.STOPPED)


def test_a_used_area_far_larger_than_its_values_is_no_harm(root: Path) -> None:
    """A column that was coloured down to its end, a stray value in the last row: the rest is checked as ever."""
    plain = check(opened(), root)
    for area in ("A1:ZZ1048576", "A1:XFD1048576"):
        excel = opened()
        book = excel.book()
        sheet = next(one for one in book.impl.api["sheets"] if one["name"] == SO)
        sheet["used_range_address"] = area
        shown = check_ballot(book, root)
        excel.run(book)
        far = only(shown.findings, said.NOT_READ)
        assert far.at.sheet == SO and str(far.facts["last"]).endswith("1048576")
        assert codes(shown.findings) == sorted([*codes(plain.findings), far.code])
        assert shown.verdict is plain.verdict and far.code in excel.tab(LIST).texts()


def test_far_too_many_values_are_not_read_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    excel = opened()
    excel.tabs.append(Tab("to", {(row, 0): "x" for row in range(20_000)}))
    monkeypatch.setattr(live_book, "_MOST_SEEN", 15_000)
    shown = check(excel)
    assert only(shown.findings, said_of_file.TOO_MUCH_INSIDE).facts["max"] == Limits().cells
    assert said_of_file.TOO_MUCH_INSIDE.code in excel.tab(LIST).texts()


def test_an_error_is_told_with_its_class() -> None:
    (found,) = told(KeyError("x"))
    assert found.check is said.STOPPED and "KeyError" in say(found, "vi")


def test_marks_have_colours_for_all_that_is_to_be_corrected() -> None:
    assert set(marks.COLORS) == {ERROR, WARNING} and NOTE not in marks.COLORS


# ---------------------------------------------------------------- without xlwings
ALONE = """
import sys
sys.modules["xlwings"] = None  # whoever imports it gets an ImportError
import importlib, pkgutil, workbook
for found in pkgutil.walk_packages(workbook.__path__, "workbook."):
    if found.name not in ("workbook.excel.live", "workbook.__main__"):
        importlib.import_module(found.name)
from workbook.cli.commands import COMMANDS, execute
codes = [execute([name, "--help"]) for name in COMMANDS]
assert not any(codes), codes
assert execute(["check", sys.argv[1], "--round", sys.argv[2]]) == 1
try:
    import workbook.excel.live
except ImportError:
    print("alone")
"""


def test_everything_else_runs_without_xlwings(root: Path) -> None:
    ballot = root / "sent" / "phieu-TV-01.xlsx"
    command = [sys.executable, "-c", ALONE, str(ballot), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "alone"
