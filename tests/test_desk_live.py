"""The desk in an open Excel: the task chosen in a cell is done, what came of it stands in cells, never a traceback."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from openpyxl import load_workbook

from tests.commands import document
from tests.open_excel import Beside, Excel, Tab, seen_here
from tests.sample import TABLE, filled_files, round_with, speak_english, write_round
from tests.shown import Shown
from tests.test_register_lock import another
from workbook.catalogue import amendments as said_of_amendments
from workbook.catalogue import desk as said
from workbook.catalogue import desk_live as said_of_live
from workbook.catalogue import drafts as said_of_drafts
from workbook.catalogue import file as said_of_file
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import notices as said_of_notices
from workbook.catalogue import self_scores as said_of_self_scores
from workbook.desk import board, tasks
from workbook.desk.board import Asked, carry_out
from workbook.desk.here import HERE
from workbook.excel import live
from workbook.findings import Check, Place, Refused, finding, say
from workbook.pipeline import judging
from workbook.pipeline.demo import DEMO_RUBRICS
from workbook.pipeline.desking import make_desk
from workbook.pipeline.folder import Folder
from workbook.register.lock import hold
from workbook.sheets.desk import COLUMNS, Notice
from workbook.template import load_template

DESK = "Bàn làm việc"
AT = {column.key: number for number, column in enumerate(COLUMNS)}
WORDS = load_template("desk", "vi").words


def opened(folder: Path, name: str = "status", choice: str | None = None, **typed: Any) -> Excel:
    """The round's desk, open in Excel, with the task of that name and what was typed."""
    path = make_desk(folder, plain=True, system="linux", interpreter="python").path
    sheets = load_workbook(path).worksheets
    excel = Excel.of((one.title, [list(row) for row in one.iter_rows(values_only=True)]) for one in sheets)
    excel.name = path.name
    for cell, value in ({"task": WORDS[f"task_{name}"], "choice": choice} | typed).items():
        put(excel.tabs[0], cell, value)
    return excel


def put(tab: Tab, name: str, value: Any) -> None:
    tab.values[row_of(tab, f"d:{name}"), AT["role"]] = value


def row_of(tab: Tab, key: str) -> int:
    return next(row for (row, column), value in tab.values.items() if column == 0 and value == key)


def pressed(excel: Excel) -> Tab:
    """The desk after the button was pressed."""
    book = excel.book()
    live.desk_main(book, HERE)
    excel.run(book)
    return excel.tabs[0]


def progress(tab: Tab) -> str:
    return str(tab.values[row_of(tab, "d:progress"), AT["role"]])


def column(tab: Tab, key: str) -> list[Any]:
    """What stands below the headings."""
    first = row_of(tab, "d:head") + 1
    rows = sorted(row for row, at in tab.values if at == AT[key] and row >= first)
    return [tab.values[row, AT[key]] for row in rows]


# ---------------------------------------------------------------- tasks
@pytest.fixture(scope="module")
def made(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return shown.copied(tmp_path_factory.mktemp("Năm quyết định"))


@pytest.mark.parametrize("decision", DEMO_RUBRICS)
def test_ranking_in_excel_says_what_the_command_says(made: Shown, decision: str) -> None:
    root = made.root / decision
    tab = pressed(opened(root, "rank"))
    _, answer = document("rank", root)
    assert column(tab, "code") == [one["code"] for one in as_printed(answer["findings"])]
    assert [Path(path).name for path in column(tab, "path")] == [Path(path).name for path in answer["files"]]
    assert " · Xong: Xếp hạng. " in progress(tab)


def as_printed(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By file, the gravest of each first."""
    return sorted(found, key=lambda one: (one["file"] or "", ["error", "warning", "note"].index(one["severity"])))


def test_a_folder_is_imported_and_the_list_says_who_sent(root: Path) -> None:
    folder = filled_files(root)[0].parent
    excel = opened(root, "import", f'"{folder}"')
    before = column(excel.tabs[0], "state")
    tab = pressed(excel)
    assert WORDS["state_waiting"] in before and WORDS["state_counted"] in column(tab, "state")
    _, answer = document("status", root)
    wanted = [one["name"] for one in answer["members"] if one["counted"]]
    lines = zip(column(tab, "who"), column(tab, "kind"), strict=True)
    assert [name for name, kind in lines if kind == "counted"] == wanted
    assert str(tab.values[row_of(tab, "t:summary"), AT["who"]]).startswith(f"Được tính: {len(wanted)}/")
    assert "done" in column(tab, "notice")


def test_files_are_links_by_their_paths(root: Path) -> None:
    import_all(root)
    tab = pressed(opened(root, "rank"))
    rows = [row for (row, at), value in tab.values.items() if at == AT["path"] and row > row_of(tab, "d:head")]
    assert rows and [tab.values[row, AT["text"]] for row in rows] == [f"=HYPERLINK($O{row + 1})" for row in rows]
    assert all(Path(str(tab.values[row, AT["path"]])).is_file() for row in rows)


def import_all(root: Path) -> None:
    code, _ = document("import", root, *filled_files(root))
    assert code == 0


def test_nothing_but_the_desk_is_written(root: Path) -> None:
    """Its own lists, the line above them, and the progress; typed cells, titles and other sheets stay."""
    excel = opened(root, "generate")
    excel.tabs.append(Tab("Của tôi", {(0, 0): "đừng đụng vào"}))
    head = {key: value for key, value in excel.tabs[0].values.items() if key[0] <= row_of(excel.tabs[0], "d:head")}
    tab = pressed(excel)
    after = {key: tab.values.get(key) for key in head}
    changed = {key for key in head if head[key] != after[key]}
    own = {(row_of(tab, "d:progress"), AT["role"]), (row_of(tab, "t:summary"), AT["who"])}
    assert changed <= own
    assert {one["sheet"] for one in excel.done} == {DESK}
    assert {one["func"] for one in excel.done} <= {"setValues", "setFormula", "activateSheet"}
    titles = [tab.values[10 + number, AT["title"]] for number in range(len(tasks.TASKS))]
    assert titles == [WORDS[f"task_{task.name}"] for task in tasks.TASKS]


def test_the_next_task_takes_the_last_ones_messages_away(root: Path) -> None:
    excel = opened(root, "import", "sent")
    many = len(column(pressed(excel), "notice"))
    put(excel.tabs[0], "task", WORDS["task_generate"])
    assert 0 < len(column(pressed(excel), "notice")) < many


def test_cells_are_found_where_somebody_moved_them(root: Path) -> None:
    excel = opened(root, "generate")
    tab = excel.tabs[0]
    tab.values = {(row + 2 if row > 3 else row, at + (at > 8)): value for (row, at), value in tab.values.items()}
    pressed(excel)
    assert "Xong: Tạo phiếu chấm" in progress(tab)
    first = row_of(tab, "d:head") + 1
    assert tab.values[first, AT["grade"] + 1] == WORDS["desk_done"]


def test_texts_never_become_formulas(root: Path) -> None:
    import_all(root)
    text = (root / "round.toml").read_text("utf-8").replace('role = "', 'role = "=1+1 ', 1)
    (root / "round.toml").write_text(text, encoding="utf-8")
    excel = opened(root, "check", "=cmd")
    tab = pressed(excel)
    put(tab, "task", "@SUM(A1)")
    pressed(excel)
    put(tab, "task", WORDS["task_status"])
    tab = pressed(excel)
    assert [formula for formula in tab.formulas if not formula.startswith("=HYPERLINK($O")] == []


def test_in_english(root: Path) -> None:
    speak_english(root)
    excel = opened(root, "generate", task="Generate ballots for members")
    assert "Done: Generate ballots for members." in progress(pressed(excel))


# ---------------------------------------------------------------- what the user wrote
def test_what_the_user_wrote_below_the_lists_stays(root: Path) -> None:
    """Beside longer and shorter lists, near and far: our lines step over it."""
    excel = opened(root, "import", "sent")
    tab = excel.tabs[0]
    first = row_of(tab, "d:head") + 1
    lists = column(tab, "kind")
    near = first + len(lists) + 1
    mine = {
        (near, AT["who"]): "hỏi lại ông An",
        (first + 3, AT["text"]): "đã gọi điện",
        (first + 300, AT["who"]): "ghi chú xa",
        (first + 300, AT["text"]): 12.5,
        (first + 1, AT["gap"]): "x",
    }
    tab.values |= mine
    told = []
    for name in ("import", "status", "generate", "rank", "status"):
        put(tab, "task", WORDS[f"task_{name}"])
        pressed(excel)
        assert {at: tab.values.get(at) for at in mine} == mine, name
        assert len(column(tab, "kind")) == len(lists), "none twice, none left out"
        told.append(len(column(tab, "notice")))
    assert max(told) > 3 and len(set(told)) > 1, "longer and shorter"


def test_a_list_that_became_longer_steps_over_a_note(root: Path) -> None:
    excel = opened(root, "status")
    tab = excel.tabs[0]
    first, lists = row_of(tab, "d:head") + 1, column(tab, "who")
    for key in [key for key in tab.values if key[0] >= first + 2 and key[1] in (AT["who"], AT["kind"])]:
        del tab.values[key]  # as if the list had been shorter
    tab.values[first + 2, AT["who"]] = "của tôi"
    pressed(excel)
    assert column(tab, "who") == [*lists[:2], "của tôi", *lists[2:]]


def test_behind_a_long_blank_stretch_nothing_is_written_over(root: Path) -> None:
    spots_rows = opened(root).tabs[0].rows()
    spots_rows += [[None] * len(COLUMNS) for _ in range(3000 - len(spots_rows))]
    spots_rows.append(["" if at != AT["text"] else "của tôi" for at in range(len(COLUMNS))])
    spots = board.spots_of(spots_rows)
    block = board.notice_block([Notice("done", "", "x")] * board.MOST_ROWS, spots, spots_rows)
    assert 3000 not in block and len(block) == board.MOST_ROWS and {2999, 3001} <= block.keys()


def test_the_head_says_whose_lists_these_are(root: Path, tmp_path: Path) -> None:
    other = write_round(tmp_path / "b", round_with(title="Đợt B", council="Hội đồng B"))
    tab = pressed(opened(root, "status", root=str(other)))
    assert tab.values[row_of(tab, "t:round"), AT["who"]] == "Đợt B · Hội đồng B"


@pytest.mark.parametrize("key", ["d:progress", "d:task", "d:choice", "d:root", "t:summary", "t:round"])
def test_lists_above_what_is_typed_are_no_desk(root: Path, key: str) -> None:
    excel = opened(root)
    tab = excel.tabs[0]
    head = row_of(tab, "d:head")
    moved = row_of(tab, key)
    tab.values = {(head + 2 if row == moved else row, at): value for (row, at), value in tab.values.items()}
    before = dict(tab.values)
    pressed(excel)
    assert tab.values == before and said.NOT_A_DESK.code in excel.tabs[1].texts()[0]


def test_what_stops_a_task_stands_as_the_command_prints_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> None:
        second, first = (finding(said.OPEN_ALREADY, Place(file=f"{name}.xlsx"), name="x") for name in "ba")
        raise Refused([second, finding(said.BOOK_NONE, Place(file="b.xlsx")), first])

    monkeypatch.setattr(tasks, "generate", stop)
    tab = pressed(opened(root, "generate"))
    wanted = [("a", said.OPEN_ALREADY.code), ("b", said.BOOK_NONE.code), ("b", said.OPEN_ALREADY.code)]
    assert list(zip(column(tab, "at"), column(tab, "code"), strict=True)) == wanted


# ---------------------------------------------------------------- what goes wrong
def codes_after(excel: Excel) -> list[str]:
    tab = pressed(excel)
    assert "Không thực hiện được" in progress(tab)
    assert not any("Traceback" in text for text in tab.texts())
    return [code for code in column(tab, "code") if code]


@pytest.mark.parametrize(
    ("typed", "check"),
    [
        ({"root": None}, said.ROUND_EMPTY),
        ({"root": "  "}, said.ROUND_EMPTY),
        ({"root": "Z:/không có"}, said.ROUND_WRONG),
        ({"root": "\0"}, said.ROUND_WRONG),
        ({"root": 2026.0}, said.ROUND_WRONG),
        ({"task": None}, said.TASK_UNKNOWN),
        ({"task": "Xóa hết"}, said.TASK_UNKNOWN),
        ({"task": WORDS["task_import"]}, said.CHOICE_MISSING),
        ({"task": WORDS["task_import"], "choice": "trống"}, said.NOTHING_THERE),
    ],
)
def test_what_was_typed_wrongly_is_a_message_in_a_cell(root: Path, typed: dict[str, Any], check: Check) -> None:
    (root / "trống").mkdir()
    before = sorted(path.name for path in root.iterdir())
    excel = opened(root, **typed)
    assert codes_after(excel) == [check.code]
    assert [name for name in sorted(path.name for path in root.iterdir()) if name not in (*before, "desk")] == []


def test_a_folder_without_a_round(root: Path, tmp_path: Path) -> None:
    assert codes_after(opened(root, root=str(tmp_path))) == [said.ROUND_WRONG.code]


def test_a_damaged_round(root: Path) -> None:
    excel = opened(root)
    (root / "round.toml").write_text("id = [", encoding="utf-8")
    assert codes_after(excel)[0].startswith("ROUND-")


def test_a_round_that_is_busy(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    excel = opened(root, "generate")
    monkeypatch.setattr(judging, "hold", lambda root, command: hold(root, command, 0.1))
    with another(root, "rank"):
        assert codes_after(excel) == [said_of_kept.LOCKED.code]


def denied(*_: Any) -> None:
    raise PermissionError(13, "Permission denied", "ranking.xlsx")


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        (denied, said_of_file.DENIED),
        (lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")), said_of_kept.DISK),
        (lambda *_: 1 / 0, said_of_live.STOPPED),
        (lambda *_: (_ for _ in ()).throw(MemoryError()), said_of_live.STOPPED),
    ],
)
def test_what_stops_a_task_is_a_message_in_a_cell(
    root: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., Any], check: Check
) -> None:
    excel = opened(root, "generate")
    monkeypatch.setattr(tasks, "generate", fault)
    assert codes_after(excel) == [check.code]


def files_in(root: Path) -> list[Path]:
    """But for the lock, which is let go of."""
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith("register."))


def test_a_folder_that_cannot_be_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    excel = opened(root, "generate_units")
    before = files_in(root)
    monkeypatch.setattr(tempfile, "mkstemp", lambda **_: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
    assert codes_after(excel) == [said_of_file.UNWRITABLE.code]
    assert files_in(root) == before


def test_a_file_that_is_open_elsewhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So Windows says of a result that Excel holds open; the numbered result is written all the same."""
    import_all(root)
    excel = opened(root, "rank")
    real = os.replace

    def replace(source: Any, target: Any) -> None:
        if Path(target).name == "ranking.xlsx":
            denied()
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    assert codes_after(excel) == [said_of_file.IN_USE.code]
    assert Folder(root).result_file("ranking.xlsx", 1).is_file()


def test_lists_that_cannot_be_told_do_not_hide_what_was_done(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    excel = opened(root, "generate")
    monkeypatch.setattr(board, "standing", denied)
    tab = pressed(excel)
    assert [kind for kind in column(tab, "notice") if kind != "more"] == ["error", "done"]


def test_without_keys_the_message_goes_to_a_sheet_of_its_own(root: Path) -> None:
    excel = opened(root)
    tab = excel.tabs[0]
    tab.values = {key: value for key, value in tab.values.items() if key[0] == 0 or key[1] != 0}
    before = dict(tab.values)
    pressed(excel)
    assert tab.values == before and len(excel.tabs) == 2
    assert excel.tabs[1].texts()[0].startswith(said.NOT_A_DESK.code)


def test_a_workbook_that_is_no_desk() -> None:
    excel = Excel.of([("Sheet1", [["xephang|3|dot"]]), ("Sheet2", [[None]])])
    pressed(excel)
    assert excel.tabs[-1].texts()[0].startswith(said.NOT_A_DESK.code)


def test_even_if_nothing_can_be_written_nothing_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xw.main.Sheets, "add", denied)
    excel = Excel.of([("Sheet1", [[None]])])
    book = excel.book()
    live.desk_main(book)
    assert [one["func"] for one in book.json()["actions"]] == ["alert"]


def test_without_excel_the_button_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xw.Book, "caller", denied)
    with pytest.raises(SystemExit) as ended:
        live.desk_called()
    assert str(ended.value.code) == say(finding(said.NOT_FROM_EXCEL, Place()), "vi")


# ---------------------------------------------------------------- on the desktop
def test_results_are_opened_beside_the_desk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_all(root)
    asked: list[tuple[str, bool]] = []
    excel_opens(monkeypatch, lambda path, read_only: asked.append((Path(path).name, read_only)))
    excel = opened(root, "rank")
    with seen_here(excel):
        pressed(excel)
    assert asked == [("ranking-001.xlsx", True), ("tally-001.xlsx", True)]


def pressed_beside(excel: Excel, beside: Beside) -> Tab:
    """The desk after its button was pressed, in an Excel that keeps open what was opened."""
    book = excel.book()
    with pytest.MonkeyPatch.context() as patch, seen_here(excel):
        patch.setattr(xw.main.App, "books", property(lambda _: beside))
        live.desk_main(book, HERE)
    excel.run(book)
    return excel.tabs[0]


def corrected(root: Path) -> None:
    """A member sends other figures."""
    assert document("import", root, *filled_files(root, tables={"TV-01": TABLE.replace("8.25", "8")}))[0] == 0


def test_ranked_again_without_closing_the_first_result_the_new_one_is_shown(root: Path) -> None:
    import_all(root)
    beside = Beside()
    pressed_beside(opened(root, "rank"), beside)
    corrected(root)
    excel = opened(root, "rank")
    tab = pressed_beside(excel, beside)
    newest = [one for one in beside if one.name.startswith("ranking")][-1]
    assert newest.shown == (root / "results" / "ranking.xlsx").read_bytes() != beside.books[0].shown
    assert not {said.OPEN_ALREADY.code, said.NOT_OPENED.code} & set(column(tab, "code"))
    assert "activateSheet" not in {one["func"] for one in excel.done}


@pytest.mark.parametrize("another", [False, True])
def test_a_workbook_of_that_name_that_is_open_is_not_taken_for_the_new_one(
    root: Path, tmp_path: Path, another: bool
) -> None:
    import_all(root)
    assert document("rank", root)[0] == 0
    beside = Beside()
    if another:  # Excel opens no two workbooks of one name
        other = tmp_path / "khác"
        other.mkdir()
        (other / "Phieu-ket-qua.XLSX").write_bytes(b"")
        beside.open(str(other / "Phieu-ket-qua.XLSX"), read_only=True)
    else:
        pressed_beside(opened(root, "notices"), beside)
    old = list(beside)
    excel = opened(root, "notices")
    tab = pressed_beside(excel, beside)
    assert column(tab, "code")[:1] == [said.OPEN_ALREADY.code] and list(beside) == old
    assert "Xong" in progress(tab) and any(str(path).endswith("phieu-ket-qua.xlsx") for path in column(tab, "path"))
    assert "activateSheet" in {one["func"] for one in excel.done}, "the message is in front, not the old workbook"


def excel_opens(monkeypatch: pytest.MonkeyPatch, how: Callable[[str, bool], Any]) -> None:
    """What this computer's Excel does when it is told to open a file."""
    real = xw.main.Books.open

    def open_(books: Any, path: str = "", read_only: bool = False, json: Any = None) -> Any:
        return how(path, read_only) if json is None else real(books, json=json)

    monkeypatch.setattr(xw.main.Books, "open", open_)


def test_a_result_that_excel_cannot_open_is_told_and_linked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_all(root)
    excel_opens(monkeypatch, denied)
    excel = opened(root, "rank")
    with seen_here(excel):
        tab = pressed(excel)
    assert column(tab, "code")[:2] == [said.NOT_OPENED.code] * 2
    assert "Xong: Xếp hạng" in progress(tab) and column(tab, "path")


# ---------------------------------------------------------------- messages that lead on
def test_a_ranking_that_ballots_hinder_names_the_next_task(root: Path) -> None:
    document("import", root, root / "sent" / "phieu-TV-01.xlsx")
    tab = pressed(opened(root, "rank"))
    assert column(tab, "notice")[0] == "left" and column(tab, "grade")[0] == WORDS["desk_left"]
    assert f"“{WORDS['task_return']}”" in str(column(tab, "text")[0])


def test_a_ranking_that_only_waits_for_ballots_names_no_return(root: Path) -> None:
    tab = pressed(opened(root, "rank"))
    assert "left" not in column(tab, "notice") and "error" in column(tab, "notice")


@pytest.mark.parametrize(
    ("check", "facts", "named"),
    [
        (said_of_notices.NOT_RANKED, {"reason": "x"}, ["rank"]),
        (said_of_kept.NOTHING_CAME, {"name": "An"}, ["import"]),
        (said_of_kept.NOTHING_ISSUED, {"name": "x"}, ["generate", "return"]),
        (said_of_self_scores.SELF_OUTDATED, {"unit": "x", "changes": "y"}, ["generate_units"]),
        (said_of_self_scores.SELF_NOT_USED, {"unit": "x", "count": 1}, ["check"]),
        (said_of_kept.NOTHING_CAME, {"name": "xephang rank"}, ["import"]),
        (said_of_drafts.TEMPLATE_BROKEN, {"name": "x", "problem": "y"}, []),  # --templates is none of the desk's
        (said_of_amendments.UNEXPLAINED, {"unit": "x", "what": "y"}, []),
        (said.NOT_A_DESK, {"lacking": "x"}, []),
    ],
)
def test_commands_in_messages_are_told_as_tasks(check: Check, facts: dict[str, Any], named: list[str]) -> None:
    found = finding(check, Place(), **facts)
    for lang, head in (("vi", "Trên bàn làm việc: việc "), ("en", "On the desk: the task ")):
        titles = [load_template("desk", lang).words[f"task_{name}"] for name in named]
        more = f" {head}" + ", ".join(f"“{title}”" for title in titles) + "." if named else ""
        assert board.notice_of(found, lang).text == say(found, lang) + more


@pytest.mark.parametrize("folder", ["Đợt #1", "Đợt 1"])
def test_a_path_that_office_would_cut_is_shown_without_a_link(root: Path, tmp_path: Path, folder: str) -> None:
    other = Path(shutil.copytree(root, tmp_path / folder))
    tab = pressed(opened(root, "return", root=str(other)))
    document("import", other, other / "sent" / "phieu-TV-01.xlsx")
    tab = pressed(opened(root, "return", root=str(other)))
    rows = [row for (row, at), kind in tab.values.items() if at == AT["notice"] and kind == "file"]
    shown = [str(tab.values[row, AT["text"]]) for row in rows]
    assert shown and all(text.startswith(str(other) if "#" in folder else "=HYPERLINK(") for text in shown)


@pytest.mark.parametrize("sign", ["{}", ' "{}" ', "'{}'", "“{}”", "‘{}’", '"“{}”"', '" {} "', "{}/round.toml"])
def test_signs_around_a_path_and_the_rounds_file_are_no_harm(root: Path, sign: str) -> None:
    excel = opened(root, "check", sign.format("sent").removesuffix("/round.toml"), root=sign.format(root))
    assert "Xong" in progress(pressed(excel))


# ---------------------------------------------------------------- as values
def test_progress_is_told_step_by_step(root: Path) -> None:
    told: list[str] = []
    asked = Asked(str(root), WORDS["task_generate"], "")
    outcome = carry_out(asked, "vi", told.append, lambda: datetime(2026, 1, 2, 3, 4))
    sent = sorted(path.stem.removeprefix("phieu-") for path in (root / "sent").glob("phieu-*.xlsx"))
    running = "Đang chạy: Tạo phiếu chấm cho thành viên ... "
    assert sent and told == [running, *(running + member for member in sent)]
    assert outcome.progress.startswith("03:04 · Xong: ")


def test_a_long_message_stands_on_several_rows(root: Path) -> None:
    tab = pressed(opened(root, root="Z:/" + "rất dài " * 60))
    kinds = column(tab, "notice")
    assert kinds[0] == "error" and set(kinds[1:]) == {"more"}
    assert "".join(column(tab, "text")).count("rất") >= 30


def test_a_copied_desk_of_another_round_works_where_its_cell_says(root: Path, tmp_path: Path) -> None:
    """The folder in the cell counts, not where the workbook lies."""
    other = Path(shutil.copytree(root, tmp_path / "khác"))
    excel = opened(root, "generate_units", root=str(other))
    pressed(excel)
    assert list((other / "sent").glob("tu-cham-*.xlsx")) and not list((root / "sent").glob("tu-cham-*.xlsx"))
