"""The two Excel lists of a new round: what they hold, that they are read as they are, that nothing is overwritten."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.commands import document, run
from tests.engines import formualizer, ironcalc
from workbook.catalogue import kept as said
from workbook.catalogue import round as of_round
from workbook.excel.write import write_book
from workbook.findings import Refused
from workbook.loading.list_titles import REQUIRED, TITLES
from workbook.loading.lists import read_list
from workbook.loading.names import fold
from workbook.loading.round import load_round
from workbook.loading.round_sense import known_groups
from workbook.loading.rubric import load_rubric, rubric_path, shipped_rubrics
from workbook.loading.skeleton import LISTS, is_sample
from workbook.pipeline.starting import new_round
from workbook.rubric import Rubric
from workbook.sheets.grid import Book, Cell, Row, Sheet, a1
from workbook.sheets.lists import HEADING, KINDS, ROWS, Kind, draw_list

DAY = datetime(2026, 11, 26)
TOP = HEADING + 2
"""The first row that people type into, counted from 1."""


def rubric(name: str = "vi-du-chuyen-doi-so") -> Rubric:
    return load_rubric(rubric_path(name))[0]


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def groups_to_choose(book: Workbook) -> list[object]:
    """What the drop-down of a list of units offers."""
    (rule,) = [one for one in book.worksheets[0].data_validations.dataValidation if one.type == "list"]
    name, _, area = rule.formula1.rpartition("!")
    return [cell.value for (cell,) in book[name.strip("'")][area.replace("$", "")]]


# ---------------------------------------------------------------- the drawn lists
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_reader_knows_every_heading(kind: Kind, lang: str) -> None:
    sheet = draw_list(kind, rubric(), DAY, lang).sheets[0]
    drawn = {column.key: cell for column, cell in zip(sheet.columns, sheet.rows[HEADING].cells, strict=True) if cell}
    assert all(fold(str(cell.value)) in TITLES[kind][key] for key, cell in drawn.items())
    assert drawn.keys() == TITLES[kind].keys(), "no column that a secretary may need is left out"
    assert {key for key, cell in drawn.items() if cell.style == "head"} == set(REQUIRED[kind])
    assert [(one.row, one.column) for one in sheet.comments] == [(HEADING, at) for at in range(len(drawn))]


def test_columns_that_a_rubric_has_no_use_for_are_not_there() -> None:
    plain = rubric("dti-922-tinh")  # one group, no traits
    keys = [[column.key for column in draw_list(kind, plain, DAY, "vi").sheets[0].columns] for kind in KINDS]
    assert keys == [
        ["id", "name", "group", "prior_rank", "aliases", "left_out"],
        ["id", "name", "role", "recused", "absent"],
    ]
    told = [cell.value for _, _, cell in draw_list("members", plain, DAY, "vi").sheets[1].filled()]
    assert plain.groups[0].name not in told and "Không chấm" in told


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_typed_stays_text_and_nothing_hinders(kind: Kind) -> None:
    sheet = draw_list(kind, rubric(), DAY, "vi").sheets[0]
    styles = draw_list(kind, rubric(), DAY, "vi").styles
    ready = sheet.rows[HEADING + 1 :]
    assert len(ready) == ROWS[kind] and not sheet.protected
    for row in ready:
        for column, cell in zip(sheet.columns, row.cells, strict=True):
            assert cell is not None and not styles[cell.style].locked
            assert styles[cell.style].number_format == ("0" if column.key == "prior_rank" else "@")
    areas = [*(rule.area for rule in sheet.validations), *(rule.area for rule in sheet.highlights)]
    assert {(area.top, area.bottom) for area in areas} == {(HEADING + 1, HEADING + ROWS[kind])}
    assert sheet.page.repeat_rows == (HEADING, HEADING) and sheet.page.landscape


def test_names_of_groups_are_data_whatever_they_look_like() -> None:
    """An apostrophe, a formula, a comma; and two groups of one name, which are told apart by id."""
    made = rubric()
    first = made.groups[0]
    names = ("Khối 'A', B", "=1+1", "Trùng", "trùng")
    made = replace(made, groups=tuple(replace(first, id=f"k{at}", name=name) for at, name in enumerate(names)))
    book = load_workbook(BytesIO(write_book(draw_list("units", made, DAY, "vi"))))
    assert groups_to_choose(book) == ["Khối 'A', B", "=1+1", "k2", "k3"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert len(cells) == 3 and {cell.data_type for cell in cells} == {"s"}, "two examples, and the list to choose from"


# ---------------------------------------------------------------- colours that say what is missing
ASIDE = 20
"""The column, from 0, where the conditions are put as formulas."""
CASES: list[tuple[Kind, dict[str, str], dict[str, str]]] = [
    ("units", {}, {"id": "", "name": "", "group": ""}),
    ("units", {"id": "01", "name": "Sở A", "group": "X"}, {"id": "band", "name": "band", "group": "band"}),
    ("units", {"name": "Sở A"}, {"id": "missing", "name": "band", "group": "missing"}),
    ("units", {"left_out": "Mới lập"}, {"id": "missing", "name": "missing", "group": "missing"}),
    ("units", {"id": "DV-9", "name": "Sở A", "group": "X"}, {"id": "twice", "name": "band", "group": "band"}),
    ("units", {"id": "*", "name": "Đơn vị A", "group": "X"}, {"id": "band", "name": "band", "group": "band"}),
    ("units", {"id": "1", "name": "Đơn vị 1", "group": "X"}, {"id": "band", "name": "band", "group": "band"}),
    ("units", {"id": "1", "name": "Đơn vị 01"}, {"id": "sample", "name": "sample", "group": "missing"}),
    ("members", {"id": "a", "name": "Trần Thị B"}, {"id": "sample", "name": "sample", "role": "sample"}),
    ("members", {"id": "a", "name": "Trần Thị Bé"}, {"id": "band", "name": "band", "role": "band"}),
]


@pytest.mark.parametrize(("kind", "row", "wanted"), CASES, ids=[f"{kind} {row}" for kind, row, _ in CASES])
def test_each_cell_has_at_most_one_colour_and_the_right_one(
    kind: Kind, row: dict[str, str], wanted: dict[str, str]
) -> None:
    """The conditions of the first row, computed by engines that are not ours; the row below has the id dv-9."""
    drawn = draw_list(kind, rubric(), DAY, "vi")
    sheet = drawn.sheets[0]
    keys = [column.key for column in sheet.columns]
    asked = {f"{one.style} {keys[one.area.left]}": one.formula for one in sheet.highlights}
    cells = [Cell(row.get(key), "text") for key in keys]
    gap = [None] * (ASIDE - len(keys))
    first = Row("", (*cells, *gap, *(Cell(0, "text", formula) for formula in asked.values())))
    other = Row("", (Cell("dv-9", "text"), Cell("Sở Khác", "text")))
    rows = (*(Row("", ()) for _ in range(HEADING + 1)), first, other)
    xlsx = write_book(Book((Sheet("S", (), rows),), drawn.styles, "", DAY))
    places = {a1(HEADING + 1, ASIDE + at): name for at, name in enumerate(asked)}
    values = ironcalc.compute(xlsx, {"S": places})
    assert values == formualizer.compute(xlsx, {"S": places})
    true = [name.split() for place, name in places.items() if values["S", place] is True]
    colours = {key: style for style, key in true}
    assert len(colours) == len(true), "one colour a cell"
    assert {key: colours.get(key, "") for key in keys[: len(wanted)]} == wanted


# ---------------------------------------------------------------- read as they are
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", shipped_rubrics())
def test_a_round_with_lists_is_the_round_without_them(tmp_path: Path, name: str, lang: str) -> None:
    """As many groups, units and members, in the same order, and nothing more to be said."""
    listed, plain = (new_round(tmp_path / str(lists), name, lang, lists=lists).parent for lists in (True, False))
    units, members = LISTS[lang]
    assert sorted(path.name for path in listed.iterdir()) == sorted(["round.toml", units, members])
    made, of, found = load_round(listed)
    assert (made, found) == (load_round(plain)[0], load_round(plain)[2])
    assert len(made.units) == 2 * len(of.groups) and len(made.members) == 3
    assert all(is_sample("units", {"name": unit.name}) for unit in made.units)
    offered = groups_to_choose(load_workbook(listed / units))
    assert [known_groups(of).one(str(one)) for one in offered] == [group.id for group in of.groups]
    text = (listed / "round.toml").read_text(encoding="utf-8")
    assert "\n[[units]]" not in text and "#[combine]" in text and "?" not in {line[:1] for line in text.splitlines()}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_row_of_the_explanations_is_ever_read(tmp_path: Path, kind: Kind, lang: str) -> None:
    """Not even in a list whose own sheet was deleted."""
    drawn = draw_list(kind, rubric(), DAY, lang)
    (tmp_path / "list.xlsx").write_bytes(write_book(replace(drawn, sheets=drawn.sheets[1:])))
    with pytest.raises(Refused) as raised:
        read_list(tmp_path, "list.xlsx", kind, {})
    assert [one.check for one in raised.value.findings] == [of_round.LACKS_COLUMN]


Typed = str | int | None
UNITS: list[tuple[str, str, int, int | None, Typed, Typed, Typed]] = [
    ("01", "Sở 'Nội vụ'", 0, 3, "SNV; 'Nội vụ'", None, None),
    ("1", "=1+1", 1, None, '=HYPERLINK("x")', "Không có thủ tục hành chính", None),
    ("dv.cuoi", "+84 @Đội {x}", 1, None, None, None, "Mới thành lập"),
]
MEMBERS = [
    ("TV-01", "Y'Bing Niê", "-Chủ tịch", None, "=1+1", None),
    ("002", "=cmd|' /C calc'!A0", "Thư ký", "Các xã, phường", None, None),
    ("TV-03", "Lê {Quang}", "", None, None, "Đi công tác"),
    ("4", "Đỗ Thị Tư", "Ủy viên", None, "sở 'nội vụ'", None),
]
"""What people type over the examples; of a unit, the number of its group stands for what the drop-down offers."""


def type_over(path: Path, rows: list[list[Typed]]) -> None:
    """As a person does: values into the cells that are there; text that looks like a formula is text in a text cell."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for line in sheet.iter_rows(min_row=TOP):
        for cell in line:
            cell.value = None
    for number, row in enumerate(rows, TOP):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_typed_over_the_examples_becomes_the_ballots(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "Đợt chấm 'A'"
    assert run("new", folder, "--rubric", "vi-du-chuyen-doi-so", "--lists", "--lang", lang).code == 0
    offered = [str(one) for one in groups_to_choose(load_workbook(folder / LISTS[lang][0]))]
    type_over(folder / LISTS[lang][0], [[*one[:2], offered[one[2]], *one[3:]] for one in UNITS])
    type_over(folder / LISTS[lang][1], [list(one) for one in MEMBERS])
    made, of, found = load_round(folder)
    assert not [one for one in found if one.code.startswith("ROUND")]
    assert [(one.id, one.name, one.prior_rank, one.left_out) for one in made.units] == [
        (*one[:2], one[3], one[6]) for one in UNITS
    ]
    assert [one.group for one in made.units] == [of.groups[one[2]].id for one in UNITS]
    assert made.unit("01").aliases == ("SNV", "'Nội vụ'") and made.unit("1").traits == {of.traits[0].id}
    assert [(one.id, one.name, one.role, one.absent) for one in made.members] == [(*one[:3], one[5]) for one in MEMBERS]
    assert made.member("TV-01").recused == {"1"} and made.member("4").recused == {"01"}
    assert made.member("002").groups == (of.groups[1].id,)
    assert run("generate", folder).code == 0
    sent = load_workbook(folder / "sent" / "phieu-002.xlsx")
    texts = {cell.value: cell.data_type for sheet in sent for row in sheet.iter_rows() for cell in row if cell.value}
    assert texts.get("=1+1") == "s" and not any(value == "01" for value in texts), "his groups only, names as typed"


def test_examples_that_are_left_count_as_those_of_round_toml_do(tmp_path: Path) -> None:
    folder = new_round(tmp_path / "dot", "thai-binh-2020", lists=True).parent
    code, made = document("generate", folder)
    assert (code, [one["member"] for one in made["ballots"]]) == (0, ["tv-1", "tv-2", "tv-3"])
    assert not [one for one in made["findings"] if one["code"].startswith("ROUND")]


# ---------------------------------------------------------------- nothing overwritten, nothing half done
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("there", [("round.toml",), ("units",), ("members",), ("round.toml", "members")])
def test_a_file_that_is_there_already_is_refused(tmp_path: Path, there: tuple[str, ...], lang: str) -> None:
    names = dict(zip(KINDS, LISTS[lang], strict=True))
    paths = [tmp_path / names.get(name, name) for name in there]  # type: ignore[call-overload]
    for path in paths:
        path.write_bytes(b"mine")
    before = everything(tmp_path)
    code, made = document("new", tmp_path, "--rubric", "thai-binh-2020", "--lists", "--lang", lang)
    assert (code, made["file"], made["lists"]) == (2, None, [])
    assert [(one["code"], one["facts"]["path"]) for one in made["findings"]] == [
        (said.ROUND_EXISTS.code, str(path)) for path in paths
    ]
    assert everything(tmp_path) == before


def test_a_rubric_of_somebody_in_the_folder_is_not_replaced(tmp_path: Path) -> None:
    own = rubric_path("thai-binh-2020").read_bytes()
    (tmp_path / "rubric.toml").write_bytes(b"# mine")
    (tmp_path / "tinh.toml").write_bytes(own)
    with pytest.raises(Refused) as raised:
        new_round(tmp_path, str(tmp_path / "tinh.toml"), lists=True)
    assert [one.check for one in raised.value.findings] == [said.ROUND_EXISTS]
    assert everything(tmp_path) == {"rubric.toml": b"# mine", "tinh.toml": own}
    (tmp_path / "rubric.toml").write_bytes(own)
    assert load_round(new_round(tmp_path, str(tmp_path / "rubric.toml"), lists=True).parent)[0].units


@pytest.mark.parametrize("works", [0, 1, 2, 3])
def test_a_disk_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, works: int) -> None:
    """The rubric's copy, two lists and round.toml are written, in that order; after some of them the disk is full."""
    (tmp_path / "tinh.toml").write_bytes(rubric_path("thai-binh-2020").read_bytes())
    written: list[str] = []
    move = os.replace

    def full(source: str, target: Path) -> None:
        if len(written) == works:
            raise OSError(28, "full")
        written.append(Path(target).name)
        move(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Refused):
        new_round(tmp_path / "dot", str(tmp_path / "tinh.toml"), lists=True)
    assert written == ["rubric.toml", *LISTS["vi"], "round.toml"][:works]
    assert not (tmp_path / "dot").exists()


# ---------------------------------------------------------------- the command
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_command_tells_what_it_wrote_and_what_to_do(tmp_path: Path, lang: str) -> None:
    ran = run("new", tmp_path / "dot", "--rubric", "thai-binh-2020", "--lists", "--lang", lang)
    assert ran.code == 0 and ran.err == ""
    for told in (*LISTS[lang], "round.toml", "Excel", f"xephang generate {tmp_path / 'dot'}"):
        assert told in ran.out
    code, made = document("new", tmp_path / "hai", "--rubric", "thai-binh-2020", "--lists", "--lang", lang)
    assert (code, [Path(one).name for one in made["lists"]]) == (0, list(LISTS[lang]))
    assert all(Path(one).is_file() for one in (made["file"], *made["lists"]))
    assert document("new", tmp_path / "ba", "--rubric", "thai-binh-2020")[1]["lists"] == []


def test_the_same_day_gives_the_same_bytes() -> None:
    first, second = (write_book(draw_list("units", rubric(), DAY, "vi")) for _ in range(2))
    assert first == second
