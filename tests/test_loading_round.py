"""round.toml and the lists that it names: what is read, and every way in which it can be wrong."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from workbook.catalogue import round as checks
from workbook.findings import ERROR, NOTE, WARNING, Finding, Refused, Words, errors, say
from workbook.loading.round import load_round, new_round_text, round_schema
from workbook.loading.rubric import load_rubric, rubric_path, shipped_rubrics
from workbook.model import Round
from workbook.shelf import shelf

HEAD = """id = "d1"
title = "Đợt 1"
rubric = "thai-binh-2020"
year = 2020
date = 2021-01-05
deadline = 2021-01-04
contact = "Tổ thư ký"
"""
UNITS = """[[units]]
id = "y-te"
name = "Sở Y tế"
group = "So"
[[units]]
id = "ngoai-vu"
name = "=Sở Ngoại vụ"
group = "So"
traits = ["khong-tthc"]
"""
MEMBERS = """[[members]]
id = "an"
name = "An"
[[members]]
id = "binh"
name = "Bình"
"""
GOOD = HEAD + UNITS + MEMBERS
WAIVER = """[[waivers]]
check = "SCORE-001"
unit = "y-te"
criterion = "nhan-luc"
reason = "R"
by = "B"
when = 2021-01-05
"""
TIE = '[[ties]]\nunits = ["y-te", "ngoai-vu"]\nkind = "split"\nreason = "R"\nby = "B"\n'


def found(folder: Path, text: str) -> tuple[Finding, ...]:
    (folder / "round.toml").write_text(text, encoding="utf-8")
    try:
        return load_round(folder)[2]
    except Refused as refused:
        return refused.findings


def lines(folder: Path, text: str) -> list[tuple[str, str | None]]:
    return sorted((one.code, one.at.key or one.at.cell) for one in found(folder, text))


def loaded(folder: Path, text: str) -> Round:
    (folder / "round.toml").write_text(text, encoding="utf-8")
    return load_round(folder)[0]


# ---------------------------------------------------------------- reading
def test_a_round_and_its_defaults(tmp_path: Path) -> None:
    made = loaded(tmp_path, GOOD + WAIVER + TIE)
    assert made.rubric == "thai-binh-2020" and made.date == date(2021, 1, 5) and made.deadline < made.date
    assert made.unit("ngoai-vu").name == "=Sở Ngoại vụ" and made.unit("ngoai-vu").traits == {"khong-tthc"}
    assert made.member("an").groups == ("So",) and made.minimum_scorers == 1
    assert made.waivers[0].member is None and made.waivers[0].when == date(2021, 1, 5)
    assert made.ties[0].units == ("y-te", "ngoai-vu") and not made.ties[0].assumed


def test_a_rubric_beside_the_round(tmp_path: Path) -> None:
    (tmp_path / "Bộ của tôi.toml").write_bytes(rubric_path("thai-binh-2020").read_bytes())
    assert lines(tmp_path, GOOD.replace('"thai-binh-2020"', '"Bộ của tôi.toml"')) == []


def test_warnings_of_the_rubric_come_along(tmp_path: Path) -> None:
    text = GOOD.replace("thai-binh-2020", "thanh-hoa-2020").replace('traits = ["khong-tthc"]', "")
    assert lines(tmp_path, text) == [("RUBRIC-042", "line 38: tiers.main[2].to")]


# ---------------------------------------------------------------- every finding
BAD_ROUNDS: list[tuple[str, str, list[tuple[str, str | None]]]] = [
    ("decimal comma", GOOD.replace("year = 2020", "year = 2,020"), [("ROUND-005", "line 4")]),
    ("unknown key", HEAD + "deadlin = 2021-01-05\n" + UNITS + MEMBERS, [("ROUND-006", "line 8: deadlin")]),
    (
        "missing keys",
        GOOD.replace("year = 2020\n", "").replace('group = "So"\n[[', "[["),
        [("ROUND-007", "line 7: units[1].group"), ("ROUND-007", "year")],
    ),
    ("not text", GOOD.replace('"Tổ thư ký"', "1"), [("ROUND-008", "line 7: contact")]),
    ("empty", GOOD.replace('"Đợt 1"', '""'), [("ROUND-009", "line 2: title")]),
    ("too long", GOOD.replace('"Đợt 1"', f'"{"x" * 301}"'), [("ROUND-010", "line 2: title")]),
    ("control character", GOOD.replace('"Đợt 1"', '"a\\u202Eb"'), [("ROUND-011", "line 2: title")]),
    ("id with a space", GOOD.replace('id = "an"', 'id = "an b"'), [("ROUND-012", "line 18: members[1].id")]),
    ("id of Windows", GOOD.replace('id = "an"', 'id = "NUL"'), [("ROUND-012", "line 18: members[1].id")]),
    ("year", GOOD.replace("2020\n", "20\n"), [("ROUND-017", "line 4: year")]),
    ("yes or no", GOOD + WAIVER + "assumed = 1\n", [("ROUND-018", "line 30: waivers[1].assumed")]),
    ("choice", GOOD + TIE.replace("split", "both"), [("ROUND-019", "line 25: ties[1].kind")]),
    ("date", GOOD.replace("2021-01-05", '"05/01/2021"'), [("ROUND-020", "line 5: date")]),
    ("date and time", GOOD.replace("2021-01-05", "2021-01-05T10:00:00"), [("ROUND-020", "line 5: date")]),
    ("no list", GOOD.replace('["khong-tthc"]', '"khong-tthc"'), [("ROUND-021", "line 16: units[2].traits")]),
    ("units as one table", HEAD + 'units = {id = "x"}\n' + MEMBERS, [("ROUND-021", "line 8: units")]),
    ("no table", HEAD + "units = [1]\n" + MEMBERS, [("ROUND-029", "line 8: units[1]")]),
    ("repeated id", GOOD.replace('"binh"', '"AN"'), [("ROUND-023", "line 21: members[2].id")]),
    ("unknown group", GOOD.replace('group = "So"\n[[', 'group = "Xa"\n[['), [("ROUND-024", "line 11: units[1].group")]),
    ("member's group", GOOD + 'groups = ["Xa", "So"]\n', [("ROUND-024", "line 23: members[2].groups[1]")]),
    ("unknown trait", GOOD.replace('["khong-tthc"]', '["la"]'), [("ROUND-025", "line 16: units[2].traits[1]")]),
    ("no units", HEAD + MEMBERS, [("ROUND-027", "units")]),
    ("no members", HEAD + UNITS, [("ROUND-027", "members")]),
    ("unknown rubric", GOOD.replace("thai-binh-2020", "thai-binh"), [("ROUND-030", "line 3: rubric")]),
    ("same name", GOOD.replace("=Sở Ngoại vụ", "sở  Y TẾ"), [("ROUND-031", "line 14: units[2].name")]),
    ("recused unit", GOOD + 'recused = ["yte"]\n', [("ROUND-032", "line 23: members[2].recused[1]")]),
    ("waived unit", GOOD + WAIVER.replace("y-te", "yte"), [("ROUND-032", "line 25: waivers[1].unit")]),
    ("waived member", GOOD + WAIVER + 'member = "anh"\n', [("ROUND-033", "line 30: waivers[1].member")]),
    (
        "waived criterion",
        GOOD + WAIVER.replace("nhan-luc", "nhanluc"),
        [("ROUND-034", "line 26: waivers[1].criterion")],
    ),
    (
        "nobody scores",
        GOOD.replace('"An"', '"An"\nrecused = ["y-te"]') + 'absent = "Ốm"\n',
        [("ROUND-035", "line 8: units[1]")],
    ),
    ("minimum", HEAD + "minimum_scorers = 3\n" + UNITS + MEMBERS, [("ROUND-036", "line 8: minimum_scorers")]),
    ("nothing to score", GOOD + 'recused = ["y-te", "ngoai-vu"]\n', [("ROUND-037", "line 20: members[2]")]),
    (
        "left out without reason",
        GOOD.replace('group = "So"\n[[', 'group = "So"\nleft_out = ""\n[['),
        [("ROUND-038", "line 12: units[1].left_out")],
    ),
    ("absent without reason", GOOD + 'absent = " "\n', [("ROUND-038", "line 23: members[2].absent")]),
    ("not waivable", GOOD + WAIVER.replace("SCORE-001", "CELL-001"), [("ROUND-040", "line 24: waivers[1].check")]),
    ("waiver twice", GOOD + WAIVER + WAIVER, [("ROUND-042", "line 30: waivers[2]")]),
    ("tie of one", GOOD + TIE.replace(', "ngoai-vu"', ""), [("ROUND-043", "line 24: ties[1].units")]),
    ("tie of strangers", GOOD + TIE.replace("ngoai-vu", "xa"), [("ROUND-032", "line 24: ties[1].units[2]")]),
    (
        "tie twice",
        GOOD + TIE + TIE.replace("ngoai-vu", "y-te"),
        [("ROUND-045", "line 29: ties[2].units[1]"), ("ROUND-045", "line 29: ties[2].units[2]")],
    ),
]


@pytest.mark.parametrize("text, wanted", [pytest.param(text, wanted, id=name) for name, text, wanted in BAD_ROUNDS])
def test_each_fault_is_found_at_its_place_and_alone(
    tmp_path: Path, text: str, wanted: list[tuple[str, str | None]]
) -> None:
    assert lines(tmp_path, text) == wanted
    for one in found(tmp_path, text):
        assert one.at.file == "round.toml" and say(one, "vi") and say(one, "en")


def test_left_out_units_and_absent_members_do_not_count(tmp_path: Path) -> None:
    text = GOOD.replace('["khong-tthc"]', '[]\nleft_out = "Mới"') + 'recused = ["ngoai-vu"]\n'
    assert lines(tmp_path, text.replace('"An"', '"An"\nrecused = ["ngoai-vu"]')) == []


def test_waiver_of_a_parent_and_tie_over_two_groups(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", (shelf("rubrics") / "README.md").read_text(encoding="utf-8"), re.DOTALL)[
        1
    ]
    (tmp_path / "r.toml").write_text(example, encoding="utf-8")
    text = (GOOD + WAIVER.replace("nhan-luc", "ha-tang") + TIE).replace("thai-binh-2020", "r.toml")
    text = text.replace('group = "So"\ntraits', 'group = "Huyen"\ntraits')
    assert lines(tmp_path, text) == [
        ("ROUND-041", "line 26: waivers[1].criterion"),
        ("ROUND-044", "line 31: ties[1].units"),
    ]


def test_faults_of_round_and_rubric_come_together(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(rubric_path("thai-binh-2020").read_text("utf-8").replace("498", "500"), "utf-8")
    text = GOOD.replace("thai-binh-2020", "r.toml").replace("year = 2020", "year = 1") + 'absent = ""\n'
    assert [code for code, _ in lines(tmp_path, text)] == ["ROUND-017", "ROUND-038", "RUBRIC-034"]


def test_missing_folder_and_unknown_layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused) as refused:
        load_round(tmp_path / "không có")
    assert refused.value.findings[0].check is checks.FILE_MISSING
    assert "không có" in say(refused.value.findings[0], "vi")
    (tmp_path / "annex").mkdir()
    (tmp_path / "annex" / "thai-binh-2020.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr("workbook.loading.rubric.shelf", lambda name: tmp_path if name == "templates" else shelf(name))
    assert lines(tmp_path, HEAD + 'layout = "x"\n' + UNITS + MEMBERS) == [("ROUND-026", "line 8: layout")]


# ---------------------------------------------------------------- lists
LISTED = HEAD + 'units_from = "Đơn vị.xlsx"\nmembers_from = "tv.csv"\n'
CSV = "Mã;Họ và tên;Chức vụ;Khối;Không chấm;Vắng\nan;An;Chủ tịch;;sở ngoại vụ , 301;\nbinh;Bình;;So;;\n"


def book(path: Path, table: list[list[object]]) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "DS"
    for row in table:
        sheet.append(row)
    made.save(path)


UNIT_ROWS: list[list[object]] = [
    ["DANH SÁCH ĐƠN VỊ"],
    [],
    ["STT", "Mã", "TÊN  ĐƠN VỊ", "Khối", "Tên khác", "Hạng năm trước", "Đặc điểm", "Lý do không xếp"],
    [1, "y-te", "Sở Y tế", "So", "SYT; Sở Y tế, Thái Bình", 3.0, None, None],
    [],
    [2, "ngoai-vu", "Sở Ngoại vụ", "Các sở, ban, ngành", None, "12", "Không TTHC", None],
    [3, 301, "Sở Mới", "so", None, None, None, "Mới thành lập"],
]


def test_lists_are_read_by_title(tmp_path: Path) -> None:
    book(tmp_path / "Đơn vị.xlsx", UNIT_ROWS)
    (tmp_path / "tv.csv").write_text(CSV, encoding="utf-8-sig")
    made = loaded(tmp_path, LISTED)
    assert [unit.id for unit in made.units] == ["y-te", "ngoai-vu", "301"]
    assert made.unit("y-te").aliases == ("SYT", "Sở Y tế, Thái Bình") and made.unit("y-te").prior_rank == 3
    assert made.unit("ngoai-vu").group == "So" and made.unit("ngoai-vu").traits == {"khong-tthc"}
    assert made.unit("301").left_out == "Mới thành lập" and made.unit("ngoai-vu").prior_rank == 12
    assert made.member("an").recused == {"301", "ngoai-vu"} and made.member("binh").groups == ("So",)
    assert lines(tmp_path, LISTED) == [("ROUND-054", None)]


def test_lists_and_tables_together(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("id,name,group\nx,X,So\ny-te,Y,So\n", encoding="utf-8")
    text = HEAD + 'units_from = "u.csv"\n' + UNITS + MEMBERS
    note, one = found(tmp_path, text)
    assert (note.code, note.severity, note.at.key) == ("ROUND-062", NOTE, "line 8: units_from")
    assert (note.facts["listed"], note.facts["inline"], note.facts["count"]) == (2, 2, 4)
    assert (one.code, one.at.file, one.at.key) == ("ROUND-023", "u.csv", "line 3, column 1")
    assert one.facts["first"] == Words("dòng 9: units[1]", "line 9: units[1]")


def test_bad_rows_are_named_by_cell_and_line(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["id", "name", "group", "prior_rank", "name"],
        ["a b", None, "Xa", "ba", None],
        ["c", datetime(2021, 5, 8), "So", None, None],
        ["d", "D", "So", "#REF!", None],
    ]
    book(tmp_path / "Đơn vị.xlsx", rows)
    (tmp_path / "tv.csv").write_text('id,name\n"a",A\n,B\n', encoding="utf-8")
    findings = found(tmp_path, LISTED)
    assert sorted((one.code, one.at.file, one.at.cell or one.at.key) for one in findings) == [
        ("ROUND-012", "Đơn vị.xlsx", "A2"),
        ("ROUND-017", "Đơn vị.xlsx", "D2"),
        ("ROUND-024", "Đơn vị.xlsx", "C2"),
        ("ROUND-053", "Đơn vị.xlsx", "E1"),
        ("ROUND-057", "tv.csv", "line 3, column 1"),
        ("ROUND-057", "Đơn vị.xlsx", "B2"),
        ("ROUND-058", "Đơn vị.xlsx", "B3"),
        ("ROUND-058", "Đơn vị.xlsx", "D4"),
    ]
    assert all(one.at.sheet == "DS" for one in findings if one.at.cell)


@pytest.mark.parametrize(
    "name, data, code",
    [
        ("u.xls", b"x", "ROUND-050"),
        ("u.xlsx", b"not a zip", "ROUND-051"),
        ("u.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "ROUND-051"),
        ("u.csv", "id,name\nx,Sở\n".encode("utf-16"), "ROUND-003"),
        ("u.csv", b"id,name\nx,X\n", "ROUND-052"),
        ("u.csv", b"", "ROUND-052"),
        ("u.csv", b"id,name,group\n\n", "ROUND-056"),
        ("u.csv", b"id,name,group\n" + b"x,X,So\n" * 20_001, "ROUND-055"),
        ("u.csv", b'id,name,group\n"' + b"x" * 200_000 + b'"\n', "ROUND-059"),
        ("none.csv", None, "ROUND-001"),
        ("u.csv", b"folder", "ROUND-002"),
        ("u.csv", b"x" * 10_000_001, "ROUND-004"),
        ("\\u0000.csv", None, "ROUND-011"),
    ],
)
def test_a_list_that_cannot_be_read_is_the_only_finding(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    if data == b"folder":
        (tmp_path / name).mkdir()
    elif data is not None:
        (tmp_path / name).write_bytes(data)
    text = HEAD + f'units_from = "{name}"\n' + MEMBERS + 'recused = ["y-te"]\n' + WAIVER + TIE
    assert [one.code for one in errors(found(tmp_path, text))] == [code]


def test_a_book_whose_dimension_lies(tmp_path: Path) -> None:
    import zipfile

    book(tmp_path / "ok.xlsx", UNIT_ROWS)
    with zipfile.ZipFile(tmp_path / "ok.xlsx") as source, zipfile.ZipFile(tmp_path / "Đơn vị.xlsx", "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data))
    (tmp_path / "tv.csv").write_text(CSV, encoding="utf-8")
    assert len(loaded(tmp_path, LISTED).units) == 3


# ---------------------------------------------------------------- lists as offices make them
def units_of(folder: Path, csv: str, more: str = "") -> tuple[Finding, ...]:
    (folder / "u.csv").write_text(csv, encoding="utf-8", newline="")
    return found(folder, HEAD + 'units_from = "u.csv"\n' + MEMBERS + more)


def members_of(folder: Path, csv: str) -> tuple[Finding, ...]:
    (folder / "tv.csv").write_text(csv, encoding="utf-8", newline="")
    return found(folder, HEAD + 'members_from = "tv.csv"\n' + UNITS)


@pytest.mark.parametrize(
    "csv, wanted",
    [
        ('id;name\ntv-1;"Nguyễn A\ntv-2;Trần B\n', [("ROUND-059", "line 2")]),
        ('id;name\ntv-1;An\ntv-2;"Trần" B\n', [("ROUND-059", "line 3")]),
        ('id;name\ntv-1;"Nguyễn A\ntv-2;Trần B"\n', [("ROUND-061", "line 2, column 2")]),
        ('id;name;role;note\ntv-1;An;;"x\ntv-2;Bình;;y"\n', [("ROUND-061", "line 2, column 4")]),
        ('id;name;role\ntv-1;An;"Chủ tịch\ntv-2;Bình;y"\n', [("ROUND-061", "line 2, column 3")]),
        ('id;name;role\ntv-1;An;"Phó giám đốc\nSở; Thành viên"\n', []),
        ('id;name\ntv-1;"Nguyễn ""Tư"" A"\n', []),
        ("id,name,groups\ntv-1,An,Các sở, ban, ngành\n", [("ROUND-064", "line 2, column 4")]),
        ("id,name\ntv-1,An,,,\n", []),
    ],
)
def test_a_quotation_mark_never_swallows_a_row(tmp_path: Path, csv: str, wanted: list[tuple[str, str]]) -> None:
    assert [(one.code, one.at.key) for one in members_of(tmp_path, csv)] == wanted


@pytest.mark.parametrize(
    "csv",
    [
        "DANH SÁCH ĐƠN VỊ, NĂM 2026, LẦN 1, LẦN 2\n\nid;name;group\ny-te;Sở Y tế;So\n",
        "sep=;\nid;name;group\ny-te;Sở Y tế;So\n",
        "Danh sách; bản 2; ngày 1; a; b\nid,name,group\ny-te,Sở Y tế,So\n",
        '"Danh sách, ""mới"""\nid\tname\tgroup\ny-te\tSở Y tế\tSo\n',
        "id;name;group;role, other, x, y, z\ny-te;Sở Y tế;So;\n",
    ],
)
def test_the_separator_is_what_makes_a_header(tmp_path: Path, csv: str) -> None:
    assert [one for one in units_of(tmp_path, csv) if one.code != "ROUND-054"] == []
    assert [unit.id for unit in load_round(tmp_path)[0].units] == ["y-te"]


COMMAS = "id;name;group;aliases\nvh;Sở Văn hóa, Thể thao;So;\ny-te;Sở Y tế;So;SYT\nnv;Sở Nội vụ;So;\n"


@pytest.mark.parametrize(
    "recused, wanted",
    [
        ("Sở Văn hóa, Thể thao", ["vh"]),
        ("sở văn hóa,thể thao; SYT", ["vh", "y-te"]),
        ("Sở Y tế, Sở Văn hóa, Thể thao, nv", ["nv", "vh", "y-te"]),
        ("VH, y-te", ["vh", "y-te"]),
    ],
)
def test_names_with_commas_are_whole(tmp_path: Path, recused: str, wanted: list[str]) -> None:
    (tmp_path / "u.csv").write_text(COMMAS, encoding="utf-8")
    (tmp_path / "tv.csv").write_text(
        f'id;name;groups;recused\nan;An;Các sở, ban, ngành;"{recused}"\nb;B;;\n', encoding="utf-8"
    )
    made = loaded(tmp_path, HEAD + 'units_from = "u.csv"\nmembers_from = "tv.csv"\n')
    assert sorted(made.member("an").recused) == wanted and made.member("an").groups == ("So",)


def test_a_name_of_two_units_and_a_name_of_none(tmp_path: Path) -> None:
    csv = COMMAS + "yt-2;Sở Y tế;So;\n"
    (tmp_path / "u.csv").write_text(csv, encoding="utf-8")
    (tmp_path / "tv.csv").write_text('id,name,recused\nan,An,"Sở Y tế;Sở Lạ, Xa;nv, xx"\n', encoding="utf-8")
    text = HEAD + 'units_from = "u.csv"\nmembers_from = "tv.csv"\n'
    says = [say(one, "vi") for one in found(tmp_path, text) if one.code == "ROUND-032"]
    assert len(says) == 3 and "y-te, yt-2" in says[0] and "“Sở Lạ, Xa”" in says[1] and "“xx”" in says[2]


@pytest.mark.parametrize("reason", ["có", "X", "yes", "Vắng", "không", "-", "1"])
def test_yes_and_no_are_no_reasons(tmp_path: Path, reason: str) -> None:
    [one] = members_of(tmp_path, f"id;name;absent\nan;An;{reason}\nb;B;\n")
    assert (one.code, one.at.key, one.severity) == ("ROUND-039", "line 2, column 3", ERROR)
    [one] = units_of(tmp_path, f"id;name;group;left_out\na;A;So;{reason}\nb;B;So;Mới thành lập\nc;C;So;\n")
    assert (one.code, one.at.key) == ("ROUND-039", "line 2, column 4")


def test_places_in_lists_are_said_in_both_languages(tmp_path: Path) -> None:
    [one] = units_of(tmp_path, "id,name,group\nx,X,So\nX,Y,So\n")
    assert one.facts["first"] == Words("dòng 2, cột 1", "line 2, column 1")


def test_a_huge_cell_is_no_fault_of_toml(tmp_path: Path) -> None:
    [one] = units_of(tmp_path, 'id,name,group\na,A,So\n"' + "x" * 200_000 + '"\n')
    assert (one.code, one.at.key) == ("ROUND-059", "line 3") and "TOML" not in say(one, "vi")


# ---------------------------------------------------------------- names instead of ids, samples, years
@pytest.mark.parametrize(
    "text, code, meant",
    [
        (GOOD + 'recused = ["sở  Y TẾ"]\n', "ROUND-032", "“y-te”"),
        (GOOD + 'recused = ["Y-TE"]\n', "ROUND-032", "“y-te”"),
        (GOOD + 'recused = ["SYT"]\n', "ROUND-032", "“y-te”"),
        (GOOD + 'recused = ["Sở gì đó lạ"]\n', "ROUND-032", "y-te, ngoai-vu"),
        (GOOD + WAIVER.replace('"y-te"', '"Sở Y tế"'), "ROUND-032", "“y-te”"),
        (GOOD + WAIVER.replace('"nhan-luc"', '"Nhân lực"'), "ROUND-034", "nhan-luc"),
        (GOOD + WAIVER + 'member = "Bình"\n', "ROUND-033", "“binh”"),
        (GOOD + TIE.replace('"y-te"', '"Sở Y tế"'), "ROUND-032", "“y-te”"),
        (GOOD.replace('group = "So"\n[[', 'group = "Các sở, ban, ngành"\n[['), "ROUND-024", "“So”"),
        (GOOD + 'groups = ["Khối lạ", "So"]\n', "ROUND-024", "So"),
        (GOOD.replace('["khong-tthc"]', '["Không TTHC"]'), "ROUND-025", "“khong-tthc”"),
    ],
)
def test_a_name_in_place_of_an_id(tmp_path: Path, text: str, code: str, meant: str) -> None:
    text = text.replace('name = "Sở Y tế"', 'name = "Sở Y tế"\naliases = ["SYT"]')
    [one] = errors(found(tmp_path, text))
    assert one.code == code
    assert all(meant in say(one, lang) for lang in ("vi", "en"))


def test_ids_are_listed_up_to_a_dozen_and_none_is_said(tmp_path: Path) -> None:
    many = "".join(f'[[units]]\nid = "u{at}"\nname = "U {at}"\ngroup = "So"\n' for at in range(20))
    [one] = found(tmp_path, HEAD + many + MEMBERS + 'recused = ["zz zz"]\n')
    assert "u11, ... (20)" in say(one, "vi") and "u12" not in say(one, "vi")
    says = [say(one, "vi") for one in found(tmp_path, HEAD + MEMBERS + 'recused = ["x"]\n')]
    assert len(says) == 2 and not any("(trống)" in words for words in says)


def test_only_codes_that_exist_can_be_waived(tmp_path: Path) -> None:
    [one] = found(tmp_path, GOOD + WAIVER.replace("SCORE-001", "SCORE-999"))
    assert one.code == "ROUND-040" and "SCORE-001, SCORE-002" in say(one, "vi")


def test_an_entry_of_a_list_is_named_as_such(tmp_path: Path) -> None:
    [one] = found(tmp_path, GOOD + "recused = [1]\n")
    assert (one.code, one.at.key) == ("ROUND-028", "line 23: members[2].recused[1]")
    assert 'recused = ["..."' in say(one, "vi")


@pytest.mark.parametrize("typed", ["10-12-2026", "10/12/2026   # hạn", "10.12.2026"])
def test_a_day_as_it_is_written_in_vietnam_is_answered_with_the_right_one(tmp_path: Path, typed: str) -> None:
    [one] = found(tmp_path, GOOD.replace("deadline = 2021-01-04", f"deadline = {typed}"))
    assert (one.code, one.at.key) == ("ROUND-005", "line 6") and "năm-tháng-ngày: 2026-12-10" in say(one, "vi")


def test_samples_beside_a_list_are_a_warning(tmp_path: Path) -> None:
    rubric = load_rubric(rubric_path("thai-binh-2020"))[0]
    text = new_round_text(rubric, today=date(2026, 1, 5))
    text = text.replace("#units_from", "units_from").replace("#members_from", "members_from")
    (tmp_path / "members.csv").write_text("id,name\nx,X\n", encoding="utf-8")
    book(tmp_path / "units.xlsx", [["id", "name", "group"], ["x", "X", "So"]])
    units, members = [one for one in found(tmp_path, text) if one.code.startswith("ROUND")]
    assert units.code == members.code == "ROUND-063" and units.severity is WARNING
    assert (units.facts["samples"], members.facts["samples"]) == (2, 3) and "Đơn vị 01" in say(units, "vi")
    assert str(units.at.key).endswith("units[1]") and str(members.at.key).endswith("members[1]")


@pytest.mark.parametrize(
    "units, left",
    [
        (["Đơn vị 01", "Sở Y tế", "Đơn vị 02"], ("units.xlsx", "A2", 2)),
        (["Sở Y tế", "Đơn vị 02"], ("units.xlsx", "A3", 1)),
        (["Đơn vị 01", "Đơn vị 02"], ("units.xlsx", "A2", 2)),  # the members are real
        (["Sở Y tế", "Đơn vị Quản lý"], None),
    ],
)
def test_samples_among_real_units_are_a_warning(
    tmp_path: Path, units: list[str], left: tuple[str, str, int] | None
) -> None:
    rows: list[list[object]] = [["id", "name", "group"]]
    rows += [[f"u{number}", name, "So"] for number, name in enumerate(units)]
    book(tmp_path / "units.xlsx", rows)
    told = found(tmp_path, HEAD + 'units_from = "units.xlsx"\n' + MEMBERS)
    assert [(one.at.file, one.at.cell, one.facts["samples"]) for one in told] == ([left] if left else [])
    assert {one.check for one in told} <= {checks.SAMPLES_MIXED}


@pytest.mark.parametrize(
    "title, wanted",
    [
        ("KẾT QUẢ XẾP HẠNG NĂM 2019", "KẾT QUẢ XẾP HẠNG NĂM 2026"),
        ("Giai đoạn 2021-2025, theo QĐ 12/2019/QĐ-UBND", "Giai đoạn 2021-2025, theo QĐ 12/2019/QĐ-UBND"),
        ("Giai đoạn 2021 – 2025", "Giai đoạn 2021 – 2025"),
    ],
)
def test_a_new_round_bears_its_own_year(title: str, wanted: str) -> None:
    rubric = replace(load_rubric(rubric_path("thai-binh-2020"))[0], title=title)
    assert f'title = "{wanted}"\n' in new_round_text(rubric, today=date(2026, 1, 5))


# ---------------------------------------------------------------- the skeleton
@pytest.mark.parametrize("name", shipped_rubrics())
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_new_round_loads_as_it_is(tmp_path: Path, name: str, lang: str) -> None:
    rubric = load_rubric(rubric_path(name))[0]
    text = new_round_text(rubric, lang, today=date(2026, 1, 5))
    made = loaded(tmp_path, text)
    assert not [one for one in found(tmp_path, text) if one.severity is ERROR or one.code.startswith("ROUND")]
    assert {group.id: len(made.scored(group.id)) for group in rubric.groups} == {group.id: 2 for group in rubric.groups}
    assert len(made.members) == 3 and made.deadline == date(2026, 1, 19)
    assert ("đợt" in text.lower()) is (lang == "vi")


def test_every_option_of_a_new_round_can_be_switched_on(tmp_path: Path) -> None:
    rubric = load_rubric(rubric_path("thai-binh-2020"))[0]
    text = re.sub(r"^#(?=[a-z\[])", "", new_round_text(rubric, today=date(2026, 1, 5)), flags=re.MULTILINE)
    (tmp_path / "members.csv").write_text("id,name\nx,X\n", encoding="utf-8")
    book(tmp_path / "units.xlsx", [["id", "name", "group"], ["x", "X", "So"]])
    book(tmp_path / "ket-luan.xlsx", [["unit", "criterion", "points"], ["dv-02", "nhan-luc", None]])
    made = loaded(tmp_path, text)
    other = made.unit("dv-khac")
    assert other.aliases and other.prior_rank == 3 and other.traits and other.left_out
    assert made.member("tv-1").groups == ("So",) and made.member("tv-2").recused and made.member("tv-3").absent
    assert made.waivers[0].member == "tv-1" and made.ties[0].kind == "split" and made.sheets == "unit"
    assert made.assignments[0].member == "tv-2" and [one.unit for one in made.conclusions] == ["dv-01"]
    assert made.documents.bases[-1] == rubric.legal_basis, "the rubric's own basis is not lost"
    assert made.layout == "thai-binh-2020" and made.unit("x") and made.member("x")


def test_a_rubric_file_of_ones_own_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "của tôi.toml").write_bytes(rubric_path("lao-cai-2020").read_bytes())
    rubric = load_rubric(tmp_path / "của tôi.toml")[0]
    assert loaded(tmp_path, new_round_text(rubric, source="của tôi.toml")).rubric == "lao-cai-2020"
    assert rubric.leaves()[0].max == Decimal(100)


def test_committed_schema_is_the_models() -> None:
    committed = json.loads((shelf("rubrics") / "round.schema.json").read_text(encoding="utf-8"))
    assert committed == round_schema(), "write round_schema() to rubrics/round.schema.json again"
