"""A list of the last check that somebody else made or wrote into: nothing of his is lost by it, and no cell changed."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.open_excel import LOOKS, At, Excel, RefusedByExcel, Tab, seen_here
from tests.sample import HUYEN, SO, codes, only
from tests.test_desk_hostile import formulas_written
from tests.test_live_check import LIST, check, looks, marked, opened, undo, unprotect
from workbook.catalogue import desk_live as said
from workbook.catalogue import form as said_of_form
from workbook.desk import marks, results
from workbook.desk.seen import book_of
from workbook.excel.live_check import undo_check
from workbook.findings import say

SECOND = f"{LIST} (2)"
WORDS = results.words_of("vi").words


# ---------------------------------------------------------------- what is ours
def test_the_likeliest_list_is_ours() -> None:
    rows = [[results.KEY], ["A"]]
    assert results.claimed({"B": rows, "A": rows, "C": [[results.KEY], [None]], "D": [[results.KEY]]}) == ("A",)
    assert results.claimed({"B": rows, "C": [["x"]]}) == ("B",), "renamed"
    assert results.ours_among({"A": rows}) == ("A", False)
    assert results.ours_among({"C": [[results.KEY], [""]], "D": []}) is None


@pytest.mark.parametrize("typed", [{}, {"D11": 55.0, "E11": "7-8", "O11": "x" * 400}])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_list_as_we_made_it_is_whole(root: Path, typed: dict[str, Any], lang: str) -> None:
    excel = opened(typed)
    unprotect(excel)
    name = check(excel, root, mark=True, lang=lang).sheet
    rows: list[list[object]] = excel.tab(name).rows()
    assert results.is_whole(rows)
    assert results.is_whole([["" if one is None else one for one in row] for row in rows]), "so Office.js says blank"
    assert results.is_whole([[unicodedata.normalize("NFD", one) if at and isinstance(one, str) else one
                              for at, one in enumerate(row)] for row in rows]), "so macOS may say"  # fmt: skip
    many = sealed([*rows, [None, WORDS["check_more"].replace("{count}", "12")]])
    assert results.is_whole(many) == (lang == "vi")
    assert results.is_whole(sealed(rows)) and not results.is_whole(sealed([*rows, [None, None, "của tôi"]]))


def sealed(rows: list[list[object]]) -> list[list[object]]:
    """As somebody would forge it who knows how: that the cells are as written says nothing of who wrote them."""
    (row, column), made = results.PRINT, [list(line) for line in rows]
    made[row][column] = results.print_of(made)
    return made


STRANGE: dict[str, tuple[At, Any]] = {
    "beside the lines": ((results.HEAD + 1, results.MEMORY + marks.PIECES), "của tôi"),
    "on a blank line of the head": ((7, 1), "ĐÃ HỎI ÔNG AN"),
    "in the head": ((3, 1), "ĐÃ HỎI ÔNG AN"),
    "a line's place": ((results.HEAD + 1, 3), "ĐÃ HỎI ÔNG AN"),
    "whom a line is about": ((results.HEAD + 1, 4), "ĐÃ HỎI ÔNG AN"),
    "what a line says": ((results.HEAD + 1, 5), "ĐÃ HỎI ÔNG AN"),
    "what to do": ((results.HEAD + 2, 6), "ĐÃ HỎI ÔNG AN"),
    "another of our severities": ((results.HEAD + 1, 2), "Ghi chú"),
    "another of our codes": ((results.HEAD + 1, 7), "FORM-001"),
    "nothing any more": ((results.HEAD + 1, 6), None),
    "the print itself": (results.PRINT, "của tôi"),
    "below them": ((60, 3), "của tôi"),
    "below them, first": ((60, 1), "của tôi"),
    "beside the title": ((0, 4), 5.0),
    "in the keys' column": ((3, 0), "của tôi"),
    "a line's number": ((results.HEAD + 1, 1), "của tôi"),
    "a line's code": ((results.HEAD + 1, 7), "của tôi"),
    "a figure in the list": ((results.HEAD + 1, 5), 12.0),
    "a figure among the marks": ((30, results.MEMORY), 12.0),
    "a text among the marks": ((30, results.MEMORY + 4), "của tôi"),
    "beside the marks": ((0, results.MEMORY + marks.PIECES), "của tôi"),
    "another title": ((results.HEAD, 2), "của tôi"),
}


@pytest.mark.parametrize(("at", "value"), STRANGE.values(), ids=STRANGE)
def test_what_somebody_wrote_into_a_list_is_never_lost(root: Path, at: At, value: Any) -> None:
    excel, sent = opened(), opened()
    unprotect(excel)
    check(excel, root, mark=True)
    excel.tab(LIST).values.pop(at, None)
    if value is not None:
        excel.tab(LIST).values[at] = value
    kept = {spot: one for spot, one in excel.tab(LIST).values.items() if spot not in ((0, 0), (1, 0))}
    again = check(excel, root, mark=True)
    assert again.sheet == SECOND and only(again.findings, said.LIST_KEPT).facts["sheet"] == LIST
    assert LIST in say(only(again.findings, said_of_form.FOREIGN_SHEET), "vi"), "it is a sheet like any other"
    assert excel.tab(LIST).values == kept, "only our two keys are taken off"
    assert check(excel, root, mark=True).sheet == SECOND, "and no third one comes"
    undo(excel)
    assert SECOND not in excel.names and excel.tab(LIST).values == kept and not marked(excel, sent)


def test_an_undo_leaves_a_list_with_something_else(root: Path) -> None:
    excel, sent = opened(), opened()
    unprotect(excel)
    check(excel, root, mark=True)
    excel.tab(LIST).values[2, 20] = "của tôi"
    with seen_here(excel):
        gone = undo(excel)
    assert only(gone.findings, said.LIST_KEPT) and excel.tab(LIST).values[2, 20] == "của tôi"
    assert not marked(excel, sent) and codes(undo(excel).findings) == [said.NO_LIST.code]


def test_a_list_with_something_else_on_a_shut_sheet_is_left(root: Path) -> None:
    """From afar even its keys stay; and here it is only told."""
    excel = opened()
    unprotect(excel)
    check(excel, root, mark=True)
    tab = excel.tab(LIST)
    tab.values[2, 20] = "của tôi"
    tab.protected = True
    before = dict(tab.values)
    with pytest.raises(RefusedByExcel):
        undo(excel)
    assert tab.values == before
    with pytest.raises(RefusedByExcel):
        check(excel, root)
    assert tab.values == before and SECOND in excel.names


def test_the_users_sheet_before_ours_is_not_cleared(root: Path) -> None:
    excel = opened()
    excel.tabs.insert(0, Tab("Ghi chú", {(0, 0): results.KEY, (0, 3): "của người dùng"}))
    check(excel, root)
    assert excel.tab("Ghi chú").values == {(0, 0): results.KEY, (0, 3): "của người dùng"}
    undo(excel)
    assert "Ghi chú" in excel.names and LIST not in excel.names


def test_a_score_sheet_with_our_keys_is_judged_and_kept(root: Path) -> None:
    """Else a check would take a ballot's sheet out of the comparison, and clear it."""
    excel = opened()
    tab = excel.tab(SO)
    tab.values = {(row + 2, at): value for (row, at), value in tab.values.items()} | {(0, 0): results.KEY, (1, 0): SO}
    before = {at: value for at, value in tab.values.items() if at[0] > 1}
    unprotect(excel)
    shown = check(excel, root, mark=False)
    assert shown.sheet == LIST and "D13" in {one.at.cell for one in shown.findings}
    assert {at: value for at, value in tab.values.items() if at[0] > 1} == before
    undo(excel)
    assert {at: value for at, value in tab.values.items() if at[0] > 1} == before and LIST not in excel.names


def test_an_error_finds_the_list_as_well(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    excel = opened()
    check(excel, root)
    excel.tab(LIST).values[60, 3] = "của tôi"
    monkeypatch.setattr("workbook.excel.live_check.judge_seen", fails)
    assert check(excel, root).sheet == SECOND and check(excel, root).sheet == SECOND
    assert excel.tab(LIST).values[60, 3] == "của tôi"


# ---------------------------------------------------------------- marks that it claims
Forged = list[tuple[Any, ...]]
CELL = ("g:So", "u:dv-1", "c:mang")
FORGED: dict[str, Forged] = {
    "colours that are formulas": [(*CELL, '=HYPERLINK("http://x")', "#F8B8B8"), (*CELL, "", "=1+1")],
    "colours that are none": [(*CELL, "", "#GGGGGG"), (*CELL, "red", "#F8B8B8"), (*CELL, "", "#F8B8B8\n#000000")],
    "keys that are figures": [(-1, -5, 1e9, "#FFFFFF", "#000000"), (float("nan"), True, 1e308, "", "#000000")],
    "far rows": [
        ("g:So", "1048577", "-1", "#000000", "#F8B8B8"),
        ("g:So", "99999999999999999999", "mang", "", "#F8B8B8"),
    ],
    "other sheets": [("không có", "dv-1", "mang", "#000000", "#F8B8B8"), ("../x", "A1", "A1", "", "#F8B8B8")],
    "gaps": [(None, "dv-1", "mang", "", "#F8B8B8"), (*CELL[:2], None, "", "#F8B8B8"), (*CELL, "", None)],
    "long": [("x" * 32_767, "y" * 32_767, "z" * 32_767, "", "#F8B8B8")],
}


def marked_as(rows: Forged) -> list[Any]:
    return [[list(parts[:3]), *parts[3:]] for parts in rows]


def remembering(told: str) -> list[str]:
    """Such a memory, with the hash that fits, in as many cells as it takes."""
    whole = f"xephang-marks|1|{hashlib.sha256(told.encode()).hexdigest()}{told}"
    return [whole[at : at + marks.PIECE] for at in range(0, len(whole), marks.PIECE)]


def with_forged(excel: Excel, rows: Forged, name: str = LIST) -> Excel:
    """A list that somebody else made, which claims marks; it holds nothing else, and its print fits."""
    values: dict[At, Any] = {(0, 0): results.KEY, (1, 0): name, (0, 1): WORDS["check_title"], (1, 1): "=1+1"}
    values |= {(results.HEAD, 1 + at): WORDS[f"check_{key}"] for at, key in enumerate(results.COLUMNS)}
    values |= {(0, results.MEMORY + at): piece for at, piece in enumerate(remembering(json.dumps(marked_as(rows))))}
    tab = Tab(name, {at: value for at, value in values.items() if value is not None})
    tab.values[results.PRINT] = results.print_of(tab.rows())
    excel.tabs.append(tab)
    return excel


@pytest.mark.parametrize("act", [check, undo])
@pytest.mark.parametrize("rows", FORGED.values(), ids=FORGED)
def test_a_forged_list_changes_no_cell(act: Callable[[Excel], Any], rows: Forged) -> None:
    excel = with_forged(opened({}), rows)
    before = looks(excel)
    act(excel)
    after = {name: look for name, look in looks(excel).items() if name != SECOND}
    assert after == before and formulas_written(excel) == []
    assert {one["func"] for one in excel.done} <= {
        "addSheet", "setValues", "setFormula", "setRangeColor", "sheetClear", "sheetDelete", *LOOKS
    }  # fmt: skip
    assert {one["sheet"] for one in excel.done} <= {LIST, SECOND}


def test_a_forged_list_gives_no_cell_a_colour_on_the_desktop(root: Path) -> None:
    """Only a cell that still bears the mark's own colour is touched."""
    excel = opened({})
    unprotect(excel)
    check(excel, root)
    spots = [(*spot, "#000000", "#F8B8B8") for spot in spots_of(excel)]
    excel.tabs = [tab for tab in excel.tabs if tab.name != LIST]
    before = looks(excel)
    with seen_here(with_forged(excel, spots)):
        undo(excel)
    assert spots and looks(excel) == before


def spots_of(excel: Excel) -> list[marks.Spot]:
    """The keyed cells of its two sheets with scores."""
    seen = book_of([(tab.name, tab.rows()) for tab in excel.tabs if tab.name != LIST])
    return [spot for spot, at in marks.places_now(seen).items() if at.sheet in (SO, HUYEN)]


def test_marks_claimed_on_shut_sheets_keep_the_list_until_they_are_not_shut(root: Path) -> None:
    """From afar what Excel refuses takes the rest with it: the list, which might remember marks, goes last."""
    excel = with_forged(opened({}), [(*spot, "#000000", "#F8B8B8") for spot in spots_of(opened({}))[:1]])
    with pytest.raises(RefusedByExcel):
        undo(excel)
    assert LIST in excel.names
    unprotect(excel)
    undo(excel)
    assert LIST not in excel.names


def test_one_claimed_mark_is_one_action(root: Path) -> None:
    excel = opened({})
    unprotect(excel)
    spots = spots_of(excel)
    undo(with_forged(excel, [(*spots[0], "#000000", "#F8B8B8")] * 1000))
    assert [one["func"] for one in excel.done] == ["setRangeColor", "sheetDelete"]


def test_only_so_many_marks_are_remembered_and_only_ours() -> None:
    many = [("g:So", f"u:{number}", "c:a", "", "#F8B8B8") for number in range(marks.MOST_KEPT + 9)]
    assert len(marks.unpacked(remembering(json.dumps(marked_as(many)))).marks) == marks.MOST_KEPT
    for made, known in (("#F8B8B8", 1), ("#FFE08A", 1), ("#f8b8b8", 0), ("#000000", 0), ("#24476B", 0)):
        claimed = marked_as([("g:So", "u:a", "c:a", "#112233", made)] * 3)
        assert len(marks.unpacked(remembering(json.dumps(claimed))).marks) == known, made


@pytest.mark.parametrize("letters", [1, 40, 400])
def test_as_many_marks_are_made_as_can_be_remembered(letters: int) -> None:
    def spot(number: int, of: str = "n") -> marks.Spot:
        return marks.Spot(f"g:{'x' * letters}", f"u:{number:{'x'}>{letters}}", f"{of}:{'z' * letters}")

    old = [marks.Mark(spot(number, "o"), "#112233", "#FFE08A") for number in range(400)]
    at = marks.Found("x", 1, 1)
    wanted = [marks.Target(spot(number), at, "#F8B8B8", "", False) for number in range(marks.MOST_KEPT)]
    taken = marks.rememberable(old[:100] if letters > 40 else old, wanted)
    known = [*(old[:100] if letters > 40 else old), *(marks.Mark(one.spot, "#000000", one.color) for one in taken)]
    pieces = marks.packed(known)
    assert len(pieces) <= marks.PIECES and max(map(len, pieces)) <= marks.PIECE
    assert marks.unpacked([*pieces, None]) == (tuple(known), False)
    assert len(known) == marks.MOST_KEPT if letters <= 40 else 0 < len(taken) < marks.MOST_KEPT - 100


@pytest.mark.parametrize("told", ["[" * 100_000, "{", "", "null", '"x"', "[1, null, [], {}, [[]]]", '{"a": 1}'])
def test_a_memory_with_the_right_hash_that_says_nothing(told: str) -> None:
    assert marks.unpacked(remembering(told)).marks == ()


def test_a_memory_is_believed_whole_or_not_at_all() -> None:
    pieces = marks.packed([marks.Mark(marks.Spot("g:So", f"u:{at}", "c:a"), "", "#F8B8B8") for at in range(500)])
    assert len(pieces) > 2 and not marks.unpacked(pieces).broken
    for cells in (pieces[1:], pieces[:-1], [pieces[0], *pieces[2:]], [12.0, *pieces[1:]], ["của tôi"], [0.0],
                  [*pieces[:-1], pieces[-1] + "]"]):  # fmt: skip
        assert marks.unpacked(cells) == ((), True)
    assert marks.unpacked([None, "", None]) == marks.unpacked([]) == ((), True)  # cleared: what it held is lost
    assert marks.unpacked(marks.packed([])) == ((), False)


@pytest.mark.parametrize("hidden", [0, 2], ids=["the memory cleared", "a column before it deleted"])
def test_a_memory_that_is_gone_is_told(root: Path, hidden: int) -> None:
    """Were it blank where nothing is marked too, nobody could tell the one from the other."""
    excel = opened()
    unprotect(excel)
    check(excel, root, mark=True)
    tab = excel.tab(LIST)
    at = next(spot for spot, value in tab.values.items() if spot[0] == 0 and spot[1] > 2 and value)
    whole = tab.values.pop(at)
    if hidden:
        tab.values[0, at[1] - 1] = whole
    with seen_here(excel):
        gone = undo(excel)
    assert only(gone.findings, said.MARKS_FORGOTTEN).facts["sheet"] == LIST


@pytest.mark.parametrize("key", [True, False], ids=["the list deleted", "a row inserted above it"])
def test_an_undo_without_its_list_never_says_that_all_is_well(root: Path, key: bool) -> None:
    excel, sent = opened(), opened()
    unprotect(excel)
    check(excel, root, mark=True)
    if key:
        excel.tabs.remove(excel.tab(LIST))
    else:
        tab = excel.tab(LIST)
        tab.values = {(row + 1, column): value for (row, column), value in tab.values.items()}
    with seen_here(excel):
        gone = undo(excel)
    assert marked(excel, sent) and "#F8B8B8" in str(only(gone.findings, said.NO_LIST).facts["colors"])


def test_a_list_of_which_not_all_could_be_read_is_left(root: Path) -> None:
    """What stands beyond a long blank stretch is not seen, but it may be somebody's."""
    excel = opened()
    check(excel, root)
    before = dict(excel.tab(LIST).values)
    book = excel.book()
    sheet = next(one for one in book.impl.api["sheets"] if one["name"] == LIST)
    sheet["used_range_address"] = "A1:M1048576"
    undo_check(book)
    excel.run(book)
    left = excel.tab(LIST).values
    assert left == {at: value for at, value in before.items() if at not in ((0, 0), (1, 0))}
