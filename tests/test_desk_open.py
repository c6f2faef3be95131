"""The desk's tasks on a ballot that is open beside it: which one is meant, what is told, and that originals stay."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from xlwings.pro import _xlremote

from tests import test_desk_live as desk
from tests.open_excel import Excel, Tab, seen_here
from tests.sample import SO, filled_files, only, round_with, write_round
from tests.test_desk_live import WORDS, column, progress
from tests.test_live_check import LIST, WRONG, looks, undo, unprotect
from tests.test_live_check import check as check_alone
from tests.test_live_check import opened as ballot_opened
from workbook.catalogue import desk as said
from workbook.catalogue import desk_live as said_of_live
from workbook.catalogue import form as said_of_form
from workbook.desk import results
from workbook.desk.here import HERE
from workbook.excel import live, live_check
from workbook.findings import Check, say
from workbook.pipeline.folder import Folder
from workbook.pipeline.receiving import import_files


class Screen:
    """One Excel with the desk in front, and other workbooks beside it, each with the place where it lies."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch, *others: Excel) -> None:
        self.root, self.others = root, list(others)
        self.places: dict[str, str] = {}
        self.books: list[tuple[Excel, xw.Book]] = []
        patch.setattr(_xlremote.Book, "fullname", property(lambda book: self.places.get(book.name, book.name)))

    def run(self, task: str, choice: str | None = None, root: Path | None = None) -> Tab:
        """The desk after its button was pressed."""
        excel = desk.opened(self.root, task, choice, root=str(root or self.root))
        self.books = [(one, one.book()) for one in (excel, *self.others)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(xw.main.App, "books", property(lambda _: [book for _, book in self.books]))
            live.desk_main(self.books[0][1], HERE)
        self.actions = [(one.name, action["func"]) for one, book in self.books for action in book.json()["actions"]]
        for one, book in self.books:
            one.run(book)
        return excel.tabs[0]

    def fronted(self) -> list[str]:
        """The workbooks in which a sheet was brought to the front."""
        return [name for name, func in self.actions if func == "activateSheet"]


@pytest.fixture
def screen(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    ballot = ballot_opened()
    unprotect(ballot)
    made = Screen(root, monkeypatch, ballot)
    with seen_here(ballot):
        yield made


def named(name: str) -> Excel:
    excel = Excel.of([("Sheet1", [["của tôi"]])])
    excel.name = name
    return excel


def codes_of(tab: Tab) -> list[str]:
    return [code for code in column(tab, "code") if code]


def words_of(tab: Tab) -> str:
    """The messages; a long one stands on several rows."""
    return " ".join(str(text) for text in column(tab, "text"))


# ---------------------------------------------------------------- what is done
def test_the_open_ballot_is_checked_as_the_check_alone_does(screen: Screen, root: Path) -> None:
    before = looks(screen.others[0])
    tab = screen.run("check_open")
    alone = ballot_opened()
    unprotect(alone)
    with seen_here(alone):
        shown = check_alone(alone, root)
    assert codes_of(tab) == [one.code for one in sorted(shown.findings, key=lambda one: -one.severity)]
    grades = [one.severity.word for one in shown.findings]
    counts = f"{grades.count('error')} lỗi, {grades.count('warning')} cảnh báo, {grades.count('note')} ghi chú"
    assert "Xong: Kiểm tra phiếu đang mở" in progress(tab) and counts in progress(tab)
    texts = words_of(tab)
    assert "PHIẾU CHƯA ĐƯỢC TÍNH · mẫu phiếu có chỗ chưa rõ" in texts and f"“{LIST}” trong phieu-TV-01.xlsx" in texts
    assert column(tab, "notice")[0] == "left" and column(tab, "grade")[0] == WORDS["desk_left"]
    assert f"Đã tô màu {shown.cells.marked} ô" in texts and shown.cells.marked >= len(WRONG) - 1
    (ballot,) = screen.others
    assert ballot.tab(LIST).links == alone.tab(LIST).links and looks(ballot) == looks(alone) != before
    assert screen.fronted() == ["phieu-TV-01.xlsx"]

    tab = screen.run("undo_open")
    assert looks(ballot) == before and LIST not in ballot.names
    assert "Xong: Bỏ đánh dấu" in progress(tab) and "không còn dấu" in str(column(tab, "text")[0])
    assert "phieu-TV-01.xlsx" not in screen.fronted() != []


def test_marks_that_stay_are_told_by_the_desk(screen: Screen) -> None:
    (ballot,) = screen.others
    screen.run("check_open")
    for tab in ballot.tabs:
        tab.protected = tab.name != LIST
    told = screen.run("undo_open")
    assert codes_of(told) == [said_of_live.MARKS_SHUT.code] and LIST in ballot.names
    assert not any("không còn dấu" in str(text) for text in column(told, "text"))


@pytest.mark.parametrize("task", ["check_open", "undo_open"])
def test_what_stops_it_is_told_by_the_desk(screen: Screen, task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_check, "values_of", lambda _: 1 / 0)
    tab = screen.run(task)
    assert codes_of(tab) == [said_of_live.STOPPED.code] and "Không thực hiện được" in progress(tab)


def test_a_ballot_of_another_round_is_told(screen: Screen, tmp_path: Path) -> None:
    other = write_round(tmp_path / "khác", round_with(id="khac"))
    codes = codes_of(screen.run("check_open", root=other))
    assert said_of_form.OTHER_ROUND.code in codes and said_of_form.NOT_OURS.code not in codes


def test_a_workbook_that_is_no_ballot_is_told(screen: Screen) -> None:
    (ballot,) = screen.others
    for tab in ballot.tabs:
        tab.values = {(0, 0): "một bảng khác"}
    codes = codes_of(screen.run("check_open"))
    assert said_of_form.NOT_OURS.code in codes and said_of_form.OTHER_ROUND.code not in codes


def test_the_list_says_that_it_must_not_be_sent(screen: Screen) -> None:
    screen.run("check_open")
    head = [str(screen.others[0].tab(LIST).values.get((row, 1))) for row in range(results.HEAD)]
    (line,) = [text for text in head if "Trước khi lưu hoặc gửi" in text]
    assert WORDS["task_undo_open"] in line and "“Bỏ đánh dấu”" in line


# ---------------------------------------------------------------- which one is meant
@pytest.mark.parametrize(
    ("open_too", "choice", "meant"),
    [
        ([], None, True),
        (["PERSONAL.XLSB", "xlwings.xlam"], None, True),
        (["của tôi.xlsx"], "phieu-TV-01.xlsx", True),
        (["của tôi.xlsx"], "PHIEU-tv-01", True),
        (["của tôi.xlsx"], None, said.BOOK_WHICH),
        ([], "phieu-TV-02.xlsx", said.BOOK_UNKNOWN),
        (["của tôi.xlsx"], "ban_lam_viec.xlsx", said.BOOK_UNKNOWN),
        (["phieu-TV-01.xls"], "phieu-TV-01", said.BOOK_UNKNOWN),
    ],
)
def test_which_open_workbook_is_meant(screen: Screen, open_too: list[str], choice: str | None, meant: Any) -> None:
    screen.others += map(named, open_too)
    tab = screen.run("check_open", choice)
    if isinstance(meant, Check):
        text = words_of(tab)
        assert codes_of(tab) == [meant.code] and "Enable Editing" in text
        assert all(one.name in text for one in screen.others) and "ban_lam_viec.xlsx;" not in text
        assert all(name == "ban_lam_viec.xlsx" for name, _ in screen.actions)
    else:
        assert LIST in screen.others[0].names
        assert not any(LIST in one.names for one in screen.others[1:])


def test_names_of_macos_are_the_names_that_were_typed(screen: Screen) -> None:
    screen.others[0].name = unicodedata.normalize("NFD", "phiếu của Thảo.xlsx")
    screen.others.append(named("khác.xlsx"))
    screen.run("check_open", unicodedata.normalize("NFC", "Phiếu của Thảo.xlsx"))
    assert LIST in screen.others[0].names


def test_no_other_workbook_is_open(screen: Screen) -> None:
    screen.others.clear()
    for task in ("check_open", "undo_open"):
        tab = screen.run(task)
        assert codes_of(tab) == [said.BOOK_NONE.code] and "Enable Editing" in words_of(tab)


@pytest.mark.parametrize(("task", "script"), [("check_open", "Kiểm tra phiếu"), ("undo_open", "Bỏ đánh dấu")])
def test_from_afar_the_script_for_it_is_named(root: Path, task: str, script: str) -> None:
    tab = desk.pressed(desk.opened(root, task))
    assert codes_of(tab) == [said.FROM_AFAR.code]
    assert f"“{script}”" in words_of(tab)


# ---------------------------------------------------------------- originals
@pytest.fixture
def original(root: Path) -> Path:
    """A ballot that was received and is kept."""
    import_files(root, filled_files(root)[:1])
    (kept,) = Folder(root).returned.glob("*.xlsx")
    return kept


@pytest.mark.parametrize("task", ["check_open", "undo_open"])
@pytest.mark.parametrize("way", ["itself", "a link to it", "another round's", "online"])
def test_an_original_is_refused(
    screen: Screen, root: Path, original: Path, tmp_path: Path, task: str, way: str
) -> None:
    (ballot,) = screen.others
    ballot.name = original.name
    place, of = str(original), None
    if way == "a link to it":
        (tmp_path / "lối tắt").symlink_to(root, target_is_directory=True)
        place = str(tmp_path / "lối tắt" / "returned" / original.name)
    elif way == "another round's":
        of = Path(shutil.copytree(root, tmp_path / "khác"))
        (of / "returned" / original.name).unlink()
    elif way == "online":
        place = f"https://d.docs.live.net/1/{original.name}"
    screen.places[ballot.name] = place
    tab = screen.run(task, root=of)
    assert codes_of(tab) == [said.ORIGINAL_OPEN.code]
    assert {name for name, _ in screen.actions} == {"ban_lam_viec.xlsx"}
    text = words_of(tab).replace(" ", "")
    assert str(root / "returned").replace(" ", "") in text


@pytest.mark.parametrize(
    "place",
    [
        "phieu-TV-01.xlsx",
        "https://d.docs.live.net/1/phieu-TV-01.xlsx",
        "{}/không có/phieu-TV-01.xlsx",
        "{}/a.xlsx",
        "\0",
    ],
)
def test_anywhere_else_a_ballot_is_checked(screen: Screen, tmp_path: Path, original: Path, place: str) -> None:
    shutil.copy(original, tmp_path / "a.xlsx")
    screen.places["phieu-TV-01.xlsx"] = place.format(tmp_path)
    screen.run("check_open")
    assert LIST in screen.others[0].names


def test_where_it_lies_cannot_be_known(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """So xlwings does where it finds no local folder for an address of OneDrive."""
    monkeypatch.setattr(_xlremote.Book, "fullname", property(lambda _: 1 / 0))
    screen.run("check_open")
    assert LIST in screen.others[0].names


def test_an_original_is_refused_without_the_desk_too(screen: Screen, root: Path, original: Path) -> None:
    (ballot,) = screen.others
    ballot.name = original.name
    screen.places[ballot.name] = str(original)
    for shown in (check_alone(ballot, root), check_alone(ballot), undo(ballot)):
        only(shown.findings, said.ORIGINAL_OPEN)
    assert {one["func"] for one in ballot.done} == {"alert"}


# ---------------------------------------------------------------- saved with our sheet, and sent
def test_a_ballot_that_was_saved_with_our_sheet_is_told_by_the_import(screen: Screen, root: Path) -> None:
    screen.run("check_open")
    (path,) = filled_files(root)[:1]
    book: Workbook = load_workbook(path)
    sheet = book.create_sheet(LIST)
    for (row, at), value in screen.others[0].tab(LIST).values.items():
        sheet.cell(row + 1, at + 1, value)
    for letter in "AIJKLM":
        sheet.column_dimensions[letter].hidden = True
    book[SO]["D11"].fill = PatternFill("solid", fgColor="F8B8B8")  # a mark
    book.save(path)
    (checked,) = import_files(root, [path])
    found = only(checked.findings, said_of_form.FOREIGN_SHEET)
    assert LIST in say(found, "vi") and checked.counted
