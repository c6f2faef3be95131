"""What a stranger may put into a ballot, a desk, a list of the last check: told in a cell, or without any effect."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.open_excel import Excel, Tab
from tests.resaved import resaved
from tests.sample import (
    ROUND,
    SO,
    ballot_bytes,
    ballot_of,
    issue_of,
    only,
    round_with,
    save,
    write_round,
)  # fmt: skip
from tests.test_desk_live import AT, WORDS, column, pressed, progress, put, row_of
from tests.test_desk_live import opened as desk
from tests.test_live_check import LIST, check, looks, opened, undo
from workbook.catalogue import desk as said_of_desk
from workbook.catalogue import form as said
from workbook.desk import board, results
from workbook.desk.function_table import MAXIMUM
from workbook.desk.functions import PREFIX, answer
from workbook.desk.here import HERE
from workbook.excel import live
from workbook.findings import WARNING, Place, finding
from workbook.pipeline.desking import make_desk
from workbook.pipeline.receiving import import_files
from workbook.pipeline.sending import generate
from workbook.sheets.desk import NOTICES, PASSPORT, Notice
from workbook.sheets.grid import a1

DANGEROUS = {
    "formula": '=HYPERLINK("http://xau.example";"Bấm vào đây")',
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-1+cmd|' /C calc'!A0",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "apostrophe": "'=1+1",
    "control": "\x00\x01\x07\x1b[31m\x7f",
    "lines": "một\r\nhai",
    "bidi": "\u202e05.8\u2066",
    "half a pair": "\ud800",
    "long": "x" * 32_767,
    "long formula": "=" + "x" * 32_766,
    "braces": "{count} {0} {}",
    "markup": "[bold]x[/] &amp; <b>",
}
EXCELS_LONGEST = 32_767
SETTINGS = [["INTERPRETER_WIN", "C:\\xau\\xau.exe"], ["PYTHONPATH", "\\\\xau.example\\chung"], ["UDF_MODULES", "xau"]]


def written(excel: Excel) -> list[str]:
    """Every text that was put into a cell, as it was put."""
    rows = [row for one in excel.done if one["func"] in ("setValues", "setFormula") for row in one["values"]]
    return [cell for row in rows for cell in row if isinstance(cell, str)]


def formulas_written(excel: Excel) -> list[str]:
    """What Excel would compute, but for our own links."""
    own = ("'", "=HYPERLINK(", results.KEY)
    return [text for text in written(excel) if text and not text.startswith(own)]


# ---------------------------------------------------------------- a ballot with the settings of xlwings
@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
@pytest.mark.parametrize("name", ["xlwings.conf", "XLWINGS.Conf"])
def test_settings_in_a_ballot_are_told_as_such(
    root: Path, state: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(book: Any) -> None:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in SETTINGS:
            sheet.append(row)

    issue = issue_of()
    path = save(root / "về" / "phiếu.xlsx", resaved(ballot_bytes(issue, ballot_of(issue)), add))
    monkeypatch.setattr(os, "startfile", fails, raising=False)
    monkeypatch.setattr(os, "system", fails)
    (came,) = import_files(root, [path])
    found = only(came.findings, said.SETTINGS_SHEET)
    assert came.counted and found.facts["sheet"] == name and found.severity is WARNING
    assert said.FOREIGN_SHEET not in {one.check for one in came.findings}


def test_a_ballots_own_sheet_may_not_be_called_like_settings(root: Path) -> None:
    excel = opened({})
    excel.tab(SO).name = "Xlwings.conf"
    shown = check(excel, root)
    assert shown.counted and only(shown.findings, said.SETTINGS_SHEET).facts["sheet"] == "Xlwings.conf"


def fails(*_: object) -> None:
    raise AssertionError("something was run")


def test_settings_in_an_open_ballot_are_told_as_such(root: Path) -> None:
    excel = opened({})
    excel.tabs.append(Excel.of([("xlwings.conf", SETTINGS)]).tabs[0])
    before = looks(excel)
    shown = check(excel, root)
    assert shown.counted and only(shown.findings, said.SETTINGS_SHEET).facts["sheet"] == "xlwings.conf"
    assert looks(excel) == before
    assert not any("xau" in text for text in excel.tab(LIST).texts())


# ---------------------------------------------------------------- cells and names of an open ballot
@pytest.mark.parametrize("value", DANGEROUS.values(), ids=DANGEROUS)
def test_dangerous_cells_are_listed_as_texts(root: Path, value: str) -> None:
    excel = opened(dict.fromkeys(("D11", "C12", "O11"), value))
    before = looks(excel)
    shown = check(excel, root)
    assert shown.sheet == LIST and "D11" in {found.at.cell for found in shown.findings}
    assert formulas_written(excel) == [] and excel.tab(LIST).formulas == []
    assert max(map(len, written(excel))) <= EXCELS_LONGEST
    assert not [char for text in written(excel) for char in text if ord(char) < 32 or char in "\u202e\u2066\ud800"]
    assert looks(excel) == before


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e308, -1e308, 10**400, -0.0, True, 2.0**1023])
def test_strange_figures_are_judged(root: Path, value: Any) -> None:
    excel = opened({"D11": value})
    shown = check(excel, root)
    assert shown.sheet == LIST
    assert shown.counted == (value == 0 and value is not True)


@pytest.mark.parametrize(
    "name",
    [
        "'" + "a" * 29 + "'", 'Phiếu "của" Sở\'s ở 31 chữ cái x', "=1+1", "+1", "a" * 31, "\u202eabc", "a!b#c%20",
        "Kết quả", "'", '"',
    ],
)  # fmt: skip
def test_links_lead_to_sheets_of_any_name(root: Path, name: str) -> None:
    excel = opened()
    excel.tab(SO).name = name
    shown = check(excel, root)
    tab = excel.tab(LIST)
    quoted = name.replace("'", "''")
    assert shown.findings and tab.formulas == [] and formulas_written(excel) == []
    assert f"#'{quoted}'!D11" in tab.links.values() and not any("\u202e" in text for text in tab.texts())


def test_a_ballots_sheet_that_bears_our_name_is_not_ours(root: Path) -> None:
    excel = opened()
    excel.tab(SO).name = LIST
    before = looks(excel), dict(excel.tab(LIST).values)
    shown = check(excel, root)
    assert shown.sheet == f"{LIST} (2)"
    undo(excel)
    assert (looks(excel), excel.tab(LIST).values) == before and shown.sheet not in excel.names


# ---------------------------------------------------------------- the desk's cells
PLACES: dict[str, Any] = {
    "upwards": "..\\..\\..",
    "other computer": "\\\\xau.example\\chung\\dot",
    "other computer, slashes": "//xau.example/chung",
    "device": "CON",
    "device with an ending": "NUL.xlsx",
    "home": "~",
    "variable": "%USERPROFILE%\\dot",
    "variable of a shell": "$HOME",
    "address": "https://xau.example/phieu.xlsx",
    "file address": "file:///etc/passwd",
    "formula": "=1+1",
    "command": "=cmd|' /C calc'!A0",
    "quotation mark": '"',
    "several": "a.xlsx;b.xlsx",
    "braces": "{path}",
    "figure": 2026.5,
    "endless figure": 1e300,
    "no figure": float("nan"),
    "truth": True,
    "null": "a\0b",
}
"""None of them leads anywhere on this computer."""


def held(root: Path) -> dict[str, bytes]:
    """What lies in the round, but for the desk itself and the register, which tells times."""
    files = (
        path for path in root.rglob("*") if path.is_file() and not path.name.startswith(("register.", "desk.json"))
    )
    return {str(path.relative_to(root)): path.read_bytes() for path in files if path.parent.name != "desk"}


def told(folder: Path, name: str, choice: Any = None, **typed: Any) -> tuple[Excel, list[str]]:
    """The desk after that task, with the codes of its messages: nothing but its own cells, the round as it was."""
    excel = desk(folder, name, choice, **typed)
    excel.tabs.append(Tab("Của tôi", {(0, 0): "đừng đụng vào"}))
    before = held(folder)
    tab = pressed(excel)
    assert held(folder) == before
    assert excel.names == [tab.name, "Của tôi"] and {one["sheet"] for one in excel.done} == {tab.name}
    assert not [formula for formula in tab.formulas if not formula.startswith("=HYPERLINK($O")]
    assert not any("Traceback" in text for text in tab.texts())
    return excel, [code for code in column(tab, "code") if code]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_strange_places_are_told_in_a_cell(
    root: Path, place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert told(root, "status", root=place)[1][0] in (said_of_desk.ROUND_WRONG.code, "FILE-095")
    for name in ("check", "import", "audit"):
        excel, codes = told(root, name, place)
        assert codes and codes[0].startswith("FILE-"), (name, progress(excel.tabs[0]))
    for name in ("return", "notices"):
        assert told(root, name, place)[1], name


def test_folders_that_lead_in_a_circle(root: Path, tmp_path: Path) -> None:
    first, second, inside = tmp_path / "một", tmp_path / "hai", tmp_path / "trong"
    first.symlink_to(second)
    second.symlink_to(first)
    inside.mkdir()
    (inside / "nữa").symlink_to(inside)
    for path in (first, second, inside / "nữa" / "nữa"):
        assert told(root, "status", root=str(path))[1] == [said_of_desk.ROUND_WRONG.code]
    assert told(root, "check", str(first))[1] == ["FILE-004"]
    assert told(root, "import", str(inside / "nữa"))[1] == [said_of_desk.NOTHING_THERE.code]


def test_a_round_whose_folder_leads_to_itself(root: Path) -> None:
    (root / "lại").symlink_to(root)
    for path in (root / "lại", root / "lại" / "lại"):
        excel, codes = told(root, "status", root=str(path))
        assert codes == [] and "Xong" in progress(excel.tabs[0])


def endless(path: Path) -> None:
    """A pipe that nobody writes into; Windows has none in folders, but folders that are called like files."""
    if sys.platform == "win32":
        path.mkdir()
    else:
        os.mkfifo(path)


def test_files_that_never_end_are_not_opened(root: Path, tmp_path: Path) -> None:
    for ending in (".xlsx", ".toml"):
        endless(tmp_path / f"ống{ending}")
    (tmp_path / "đợt").mkdir()
    (tmp_path / "đợt" / "round.toml").symlink_to(tmp_path / "ống.toml")
    for name in ("check", "import", "audit"):
        assert told(root, name, str(tmp_path / "ống.xlsx"))[1] == ["FILE-004"], name
    assert told(root, "status", root=str(tmp_path / "đợt"))[1] == [said_of_desk.ROUND_WRONG.code]
    assert str(answer(MAXIMUM, "vi", (str(tmp_path / "ống.toml"), "", "a"))).startswith(PREFIX)


@pytest.mark.parametrize(
    "title",
    [
        WORDS["task_rank"].replace("X", "\u0425"), WORDS["task_rank"] + "\u200b", "R\u0430nk", "__import__('os')",
        "../rank", "=1+1", "{task}", "task_rank", 3.0, True, float("nan"),
    ],
)  # fmt: skip
def test_a_task_that_only_looks_like_one_is_none(root: Path, title: Any) -> None:
    assert told(root, "status", task=title)[1] == [said_of_desk.TASK_UNKNOWN.code]


def test_of_several_desks_only_the_first_is_used(root: Path) -> None:
    excel = desk(root, "generate")
    own = dict(excel.tabs[0].values)
    excel.tabs += [Tab("Hai", dict(own)), Tab("Ba", dict(own))]
    for tab in excel.tabs[1:]:
        put(tab, "task", WORDS["task_rank"])
    others = [dict(tab.values) for tab in excel.tabs[1:]]
    assert "Xong: Tạo phiếu chấm" in progress(pressed(excel))
    assert [tab.values for tab in excel.tabs[1:]] == others


def test_sheets_that_only_begin_like_a_desk() -> None:
    excel = Excel.of([(name, [[f"{PASSPORT}|vi|x"]]) for name in ("Một", "Hai")])
    before = looks(excel)
    pressed(excel)
    assert len(excel.tabs) == 3 and excel.tabs[2].texts()[0].startswith(said_of_desk.NOT_A_DESK.code)
    assert {name: before[name] for name in before} == {name: looks(excel)[name] for name in before}


def keys_twice(tab: Tab) -> None:
    for row, key in enumerate(("d:root", "d:task", "d:head", "d:progress")):
        tab.values[300 + row, 0] = key


def heading_far_below(tab: Tab) -> None:
    del tab.values[row_of(tab, "d:head"), 0]
    tab.values[5000, 0] = "d:head"


def columns_renamed(tab: Tab) -> None:
    tab.values[0, AT["who"]], tab.values[0, AT["text"]] = "text", "who"


def key_of_figures(tab: Tab) -> None:
    tab.values |= {(0, 40): 1e308, (0, 41): float("nan"), (400, 0): float("inf"), (401, 0): True}


@pytest.mark.parametrize("change", [keys_twice, heading_far_below, columns_renamed, key_of_figures])
def test_keys_that_somebody_changed(root: Path, change: Callable[[Tab], None]) -> None:
    excel = desk(root)
    change(excel.tabs[0])
    before = held(root)
    tab = pressed(excel)
    assert held(root) == before and formulas_written(excel) == [] and tab.texts()


@pytest.mark.parametrize("title", ["x" * 32_767, "\U0001d54f" * 20_000, "=" + "x" * 32_766])
def test_a_text_is_never_longer_than_a_cell(root: Path, title: str) -> None:
    excel, _ = told(root, "status", task=title)
    assert max(len(one.encode("utf-16-le")) // 2 for one in written(excel)) <= EXCELS_LONGEST


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00\x1b[31m\u202eb\u2028c\ud800", "a  [31m b c "),
        ("Đợt\u00a02026 \U0001d54f", "Đợt\u00a02026 \U0001d54f"),
    ],
)
def test_a_text_in_a_cell_is_one_line_and_keeps_its_spaces(text: str, kept: str) -> None:
    assert results.text(text) == f"'{kept}"


@pytest.mark.parametrize("typed", ["a\x01\x07b", "a\r\nb", "\u202ea", "a\ud800"])
def test_what_is_typed_is_told_without_control_signs(root: Path, typed: str) -> None:
    asked: tuple[dict[str, Any], ...] = ({"choice": typed}, {"task": typed}, {"root": typed})
    for more in asked:
        excel, codes = told(root, "audit", **more)
        assert codes and not [
            char for text in written(excel) for char in text if ord(char) < 32 or char in "\u202e\ud800"
        ]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such names")
def test_names_of_files_are_told_without_control_signs(root: Path, tmp_path: Path) -> None:
    for name in ("a\nb.xlsx", "\u202ecod.xlsx", os.fsdecode(b"\xff.xlsx")):
        (tmp_path / name).write_bytes(b"x")
    excel, codes = told(root, "check", str(tmp_path))
    assert len(codes) >= 3
    assert not [char for text in written(excel) for char in text if not char.isprintable()]


def test_cells_and_places_are_read_as_one_line(root: Path) -> None:
    tab = desk(root, root="a\ud800b\n", choice="\u202ec\x07d").tabs[0]
    assert board.asked_in(tab.rows(), board.spots_of(tab.rows()))[::2] == ("a\ufffdb", "\ufffdc\ufffdd")
    place = Place(file="\u202ecod\udcff.xlsx", sheet="a\nb")
    notice = board.notice_of(finding(said_of_desk.BOOK_NONE, place), "vi")
    assert notice.at == " cod  · a b"


def test_a_title_in_decomposed_letters_is_the_task(root: Path) -> None:
    _, codes = told(root, "status", task=unicodedata.normalize("NFD", WORDS["task_status"]))
    assert said_of_desk.TASK_UNKNOWN.code not in codes


def test_a_stray_cell_at_the_end_of_the_desk_is_not_read(root: Path) -> None:
    excel = desk(root, "status")
    book = excel.book()
    book.impl.api["sheets"][0]["used_range_address"] = "A1:Q1048576"
    live.desk_main(book, HERE)
    assert sum(len(one["values"]) for one in book.json()["actions"] if isinstance(one["values"], list)) < 200
    excel.run(book)
    assert "Xong" in progress(excel.tabs[0])


@pytest.mark.parametrize("at", [(3000, 1), (9000, 1), (1_048_575, 16), (5, 5000)])
def test_a_desk_with_something_stray_far_away_works_and_keeps_it(root: Path, at: tuple[int, int]) -> None:
    excel = desk(root, "generate")
    book = excel.book()
    excel.tabs[0].values[at] = "của tôi"  # the stand-in is told only how far the sheet reaches
    book.impl.api["sheets"][0]["used_range_address"] = f"A1:{a1(max(at[0], 500), max(at[1], 16))}"
    live.desk_main(book, HERE)
    excel.run(book)
    assert "Xong" in progress(excel.tabs[0]) and excel.tabs[0].values[at] == "của tôi"


def test_messages_are_never_more_than_can_be_taken_away(root: Path) -> None:
    rows = desk(root).tabs[0].rows()
    spots = board.spots_of(rows)
    notices = [Notice("done", "", "x")] * (board.MOST_ROWS + 7)
    block = [*board.notice_block(notices, spots, rows).values()]
    text = NOTICES.index("text")
    assert [row[text] for row in block[: board.MOST_ROWS]] == ["'x"] * board.MOST_ROWS
    assert " 7 " in " ".join(str(row[text]) for row in block[board.MOST_ROWS :]) and len(block) < board.MOST_ROWS + 5
    kept = board.notice_block(notices[:-7], spots, rows)
    assert [row[text] for row in kept.values()] == ["'x"] * board.MOST_ROWS and min(kept) == spots.first


# ---------------------------------------------------------------- names of people, of files
NAMES = ('=HYPERLINK("http://x","An")', "@SUM(1)+An", "-1+cmd|' /C calc'!A0")


def test_names_never_become_formulas(tmp_path: Path) -> None:
    members = tuple(
        replace(one, name=name, role=f"+{number}", absent="=1+1" if number == 2 else None)
        for number, (one, name) in enumerate(zip(ROUND.members, NAMES, strict=True))
    )
    units = tuple(replace(one, name=f"=1+{one.id}") for one in ROUND.units)
    round_ = round_with(members=members, units=units, title="=cmd|'x'!A1", council="=1", contact="@x")
    root = write_round(tmp_path / "Đợt", round_)
    generate(root)
    made = make_desk(root, plain=False, system="win32", interpreter="=1+1").path
    sheets = load_workbook(made).worksheets
    drawn = [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(drawn) == 1 and str(drawn[0]).startswith("=IFERROR(INDEX(")
    for name in ("generate_units", "status", "return", "rank"):
        excel = desk(root, name)
        tab = pressed(excel)
        assert formulas_written(excel) == [] and set(NAMES) <= set(column(tab, "who")), name


def test_names_of_files_never_become_formulas(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "về"
    folder.mkdir()
    issue = issue_of()
    data = ballot_bytes(issue, ballot_of(issue))
    names = ["=1+1.xlsx", "@x.xlsx", "-1 calc.xlsx", "{count}.xlsx", "[b]x.xlsx", "y" * 240 + ".xlsx"]
    names += ["a\r\nb.xlsx", "\u202ecod.xlsx"] if os.name == "posix" else []
    for name in names:
        (folder / name).write_bytes(data)
    (folder / "=thư.docx").write_bytes(b"x")
    excel = desk(root, "import", str(folder))
    tab = pressed(excel)
    assert formulas_written(excel) == [] and max(map(len, written(excel))) <= EXCELS_LONGEST
    assert f"Xong: {WORDS['task_import']}" in progress(tab)
    kinds = column(tab, "notice")
    assert (kinds.count("done"), kinds.count("left")) == (1 + len(names), 1)
    assert any("=thư.docx" in text for text in tab.texts())
