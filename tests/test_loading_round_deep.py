"""Deep rounds: assignments, exemptions, listed figures, conclusions; what is read, and every way to be wrong."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from workbook.catalogue import round_deep as checks
from workbook.findings import ERROR, NOTE, WARNING, Finding, Refused, errors, say
from workbook.loading.round import load_round, new_round_text
from workbook.loading.rubric import load_rubric
from workbook.model import Assignment, Conclusion, Round
from workbook.points import NOT_APPLICABLE

RUBRIC = """id = "sau"
title = "Bộ tiêu chí thử"
version = "1"
legal_basis = "QĐ 1"
[[criteria]]
id = "ha-tang"
code = "1"
name = "Hạ tầng"
max = 30
[[criteria.children]]
id = "mang"
code = "1.1"
name = "Mạng"
max = 10
step = 0.5
markable = true
[[criteria.children]]
id = "may-chu"
code = "1.10"
name = "Máy chủ"
max = 10
rule = { kind = "ratio", part = "Máy mới", whole = "Tổng số máy" }
[[criteria.children]]
id = "rieng"
code = "1.2"
name = "Riêng của sở"
max = 10
step = 1
groups = ["So"]
[[criteria]]
id = "khao-sat"
code = "2"
name = "Khảo sát"
max = 20
[criteria.rule]
kind = "survey"
options = [{ name = "Tốt", share = 1 }, { name = "Kém", share = 0 }]
respondents = [{ name = "Người dân", weight = 1 }]
[[criteria]]
id = "chi-so"
code = "3"
name = "Chỉ số CCHC"
max = 20
rule = { kind = "imported", source = "PAR INDEX", out_of = 100, places = 2 }
[[criteria]]
id = "cap-xa"
code = "4"
name = "Kết quả cấp xã"
max = 20
rule = { kind = "children", input = "Điểm của xã", out_of = 100, places = 1 }
[[criteria]]
id = "tru"
code = "5"
name = "Điểm trừ"
max = 5
step = 1
rule = { kind = "penalty" }
[[criteria]]
id = "bat-buoc"
code = "6"
name = "Bắt buộc"
max = 0
rule = { kind = "mandatory" }
[[groups]]
id = "So"
name = "Các sở"
max = 90
[[groups]]
id = "Xa"
name = "Các xã"
max = 80
"""
RUBRIC_XA = RUBRIC.replace('name = "Hạ tầng"\nmax = 30', 'name = "Hạ tầng"\nmax = 30\ngroup_max = { Xa = 20 }')
HEAD = """id = "d1"
title = "Đợt 1"
rubric = "sau.toml"
year = 2026
date = 2026-01-05
deadline = 2026-02-05
contact = "Tổ thư ký"
"""
PEOPLE = """[[units]]
id = "y-te"
name = "Sở Y tế"
group = "So"
[[units]]
id = "an-binh"
name = "Xã An Bình"
group = "Xa"
[[members]]
id = "an"
name = "An"
[[members]]
id = "binh"
name = "Bình"
"""
GOOD = HEAD + PEOPLE
WHY = 'reason = "R"\nby = "HĐ"\n'
LOWERS = ("ROUND-096", "line 22: exemptions")


def found(folder: Path, text: str) -> tuple[Finding, ...]:
    (folder / "sau.toml").write_text(RUBRIC_XA, encoding="utf-8")
    (folder / "round.toml").write_text(text, encoding="utf-8")
    try:
        return load_round(folder)[2]
    except Refused as refused:
        return refused.findings


def lines(folder: Path, text: str) -> list[tuple[str, str | None]]:
    return sorted((one.code, one.at.cell or one.at.key) for one in found(folder, text))


def loaded(folder: Path, text: str) -> Round:
    assert not errors(found(folder, text)), [say(one, "en") for one in found(folder, text)]
    return load_round(folder)[0]


def sheet(path: Path, *rows: list[object]) -> None:
    book = Workbook()
    made = book.active
    assert made is not None
    made.title = "DS"
    for row in rows:
        made.append(row)
    book.save(path)


def assignment(member: str = "an", criteria: str = "", groups: str = "") -> str:
    parts = f"criteria = [{criteria}]\n" * bool(criteria) + f"groups = [{groups}]\n" * bool(groups)
    return f'[[assignments]]\nmember = "{member}"\n{parts}'


def exemption(criteria: str = '"mang"', unit: str = "y-te", reason: str = "Không được giao") -> str:
    return f'[[exemptions]]\nunit = "{unit}"\ncriteria = [{criteria}]\nreason = "{reason}"\n'


def conclusion(criterion: str = "mang", points: str = "8.5", unit: str = "y-te", why: str = WHY) -> str:
    return f'[[conclusions]]\nunit = "{unit}"\ncriterion = "{criterion}"\npoints = {points}\n{why}'


def fact(criterion: str = "chi-so", more: str = "", value: str = "80", unit: str = "y-te") -> str:
    return f'[[facts]]\nunit = "{unit}"\ncriterion = "{criterion}"\n{more}value = {value}\n'


# ---------------------------------------------------------------- reading
def test_a_deep_round(tmp_path: Path) -> None:
    made = loaded(
        tmp_path,
        HEAD + 'sheets = "unit"\n' + PEOPLE + assignment("an", '"ha-tang"', '"So"') + exemption()
        + conclusion("tru", "-2") + 'explanation = "Đã khắc phục"\n'
        + conclusion("bat-buoc", "1") + conclusion("mang", '"KĐG"', "an-binh") + fact(),
    )  # fmt: skip
    assert made.sheets == "unit" and made.assignments == (Assignment("an", ("ha-tang",), ("So",)),)
    assert made.unit("y-te").exempt == {"mang": "Không được giao"} and not made.unit("an-binh").exempt
    assert made.conclusions == (
        Conclusion("y-te", "tru", Decimal(-2), "Đã khắc phục", "R", "HĐ"),
        Conclusion("y-te", "bat-buoc", Decimal(1), "", "R", "HĐ"),
        Conclusion("an-binh", "mang", NOT_APPLICABLE, "", "R", "HĐ"),
    )
    assert made.listed == {("y-te", "chi-so"): Decimal(80)}


def test_a_round_without_any_of_it(tmp_path: Path) -> None:
    made = loaded(tmp_path, GOOD)
    assert (made.sheets, made.assignments, made.conclusions, made.listed) == ("auto", (), (), {})


# ---------------------------------------------------------------- every finding
BAD: list[tuple[str, str, list[tuple[str, str | None]]]] = [
    ("matrix", HEAD + 'sheets = "matrix"\n' + PEOPLE, [("ROUND-070", "line 8: sheets")]),
    ("sheets", HEAD + 'sheets = "x"\n' + PEOPLE, [("ROUND-019", "line 8: sheets")]),
    ("member", GOOD + assignment("anh"), [("ROUND-033", "line 23: assignments[1].member")]),
    ("criterion", GOOD + assignment(criteria='"mag"'), [("ROUND-034", "line 24: assignments[1].criteria[1]")]),
    ("group", GOOD + assignment(groups='"Xax"'), [("ROUND-024", "line 24: assignments[1].groups[1]")]),
    (
        "nobody",
        GOOD + assignment("an", '"mang"') + assignment("binh", '"may-chu", "tru", "bat-buoc"'),
        [("ROUND-072", "line 22: assignments")],
    ),
    (
        "too few",
        HEAD + "minimum_scorers = 2\n" + PEOPLE + assignment("an", '"ha-tang"'),
        [
            ("ROUND-073", "line 23: assignments"),
            ("ROUND-073", "line 23: assignments"),
            ("ROUND-075", "line 23: assignments"),
        ],
    ),
    (
        "recused",
        GOOD + 'recused = ["y-te"]\n' + assignment("binh") + assignment("an", '"ha-tang"'),
        [("ROUND-073", "line 23: assignments")],
    ),
    (
        "nothing left",
        GOOD + assignment("an", '"chi-so"') + assignment("binh"),
        [("ROUND-074", "line 16: members[1]")],
    ),
    ("all for one", GOOD + assignment("an", '"mang"'), [("ROUND-075", "line 22: assignments")]),
    ("exempt unit", GOOD + exemption(unit="yte"), [("ROUND-032", "line 23: exemptions[1].unit"), LOWERS]),
    ("exempt criterion", GOOD + exemption('"x"'), [("ROUND-034", "line 24: exemptions[1].criteria[1]"), LOWERS]),
    ("exempt unmarkable", GOOD + exemption('"may-chu"'), [("ROUND-076", "line 24: exemptions[1].criteria[1]"), LOWERS]),
    ("exempt parent", GOOD + exemption('"ha-tang"'), [("ROUND-076", "line 24: exemptions[1].criteria[1]"), LOWERS]),
    ("exempt twice", GOOD + exemption() * 2, [("ROUND-077", "line 28: exemptions[2].criteria[1]"), LOWERS]),
    ("exempt no reason", GOOD + exemption(reason=" "), [("ROUND-038", "line 25: exemptions[1].reason"), LOWERS]),
    ("exempt x", GOOD + exemption(reason="x"), [("ROUND-039", "line 25: exemptions[1].reason"), LOWERS]),
    ("fact not listed", GOOD + fact("mang"), [("ROUND-078", "line 24: facts[1].criterion")]),
    ("fact of a parent", GOOD + fact("ha-tang"), [("ROUND-085", "line 24: facts[1].criterion")]),
    ("fact of none", GOOD + fact("chiso"), [("ROUND-034", "line 24: facts[1].criterion")]),
    ("fact of nobody", GOOD + fact(unit="yte"), [("ROUND-032", "line 23: facts[1].unit")]),
    ("unknown input", GOOD + fact("khao-sat", 'input = "x"\n'), [("ROUND-079", "line 25: facts[1].input")]),
    ("which input", GOOD + fact("khao-sat"), [("ROUND-080", "line 22: facts[1]")]),
    ("which child", GOOD + fact("cap-xa"), [("ROUND-081", "line 22: facts[1]")]),
    ("a child too many", GOOD + fact(more='child = "Tổ 1"\n'), [("ROUND-082", "line 25: facts[1].child")]),
    (
        "child and input",
        GOOD + fact("cap-xa", 'input = "sum"\nchild = "Tổ 1"\n'),
        [("ROUND-082", "line 26: facts[1].child")],
    ),
    ("fact twice", GOOD + fact() + fact(value="81"), [("ROUND-083", "line 26: facts[2]")]),
    (
        "child twice",
        GOOD + fact("cap-xa", 'child = "Tổ 1"\n') + fact("cap-xa", 'child = "tổ  1"\n'),
        [("ROUND-083", "line 27: facts[2]")],
    ),
    (
        "children beside their sum",
        GOOD + fact("cap-xa", 'child = "Tổ 1"\n') + fact("cap-xa", 'input = "sum"\n'),
        [("ROUND-083", "line 27: facts[2]")],
    ),
    ("fact not scored", GOOD + fact("rieng", unit="an-binh"), [("ROUND-084", "line 22: facts[1]")]),
    ("fact as text", GOOD + fact(value='"80"'), [("ROUND-013", "line 25: facts[1].value")]),
    ("fact too large", GOOD + fact(value="1e12"), [("ROUND-014", "line 25: facts[1].value")]),
    ("fact too fine", GOOD + fact(value="0.1234567"), [("ROUND-016", "line 25: facts[1].value")]),
    ("points as text", GOOD + conclusion(points='"8.5"'), [("ROUND-086", "line 25: conclusions[1].points")]),
    ("points yes", GOOD + conclusion(points="true"), [("ROUND-086", "line 25: conclusions[1].points")]),
    ("no such leaf", GOOD + conclusion("rieng", "1", "an-binh"), [("ROUND-087", "line 22: conclusions[1]")]),
    ("too many points", GOOD + conclusion(points="10.5"), [("ROUND-088", "line 25: conclusions[1].points")]),
    ("negative points", GOOD + conclusion(points="-1"), [("ROUND-088", "line 25: conclusions[1].points")]),
    ("a bonus of penalty", GOOD + conclusion("tru", "1"), [("ROUND-088", "line 25: conclusions[1].points")]),
    ("too fine", GOOD + conclusion(points="1.005"), [("ROUND-089", "line 25: conclusions[1].points")]),
    ("half met", GOOD + conclusion("bat-buoc", "0.5"), [("ROUND-089", "line 25: conclusions[1].points")]),
    ("mark", GOOD + conclusion("tru", '"KĐG"'), [("ROUND-090", "line 25: conclusions[1].points")]),
    ("concluded twice", GOOD + conclusion() + conclusion(points="9"), [("ROUND-091", "line 28: conclusions[2]")]),
    ("no reason", GOOD + conclusion(why='by = "HĐ"\n'), [("ROUND-095", "line 22: conclusions[1]")]),
    ("nobody decided", GOOD + conclusion(why='reason = "R"\nby = " "\n'), [("ROUND-095", "line 22: conclusions[1]")]),
    ("concluded parent", GOOD + conclusion("ha-tang"), [("ROUND-085", "line 24: conclusions[1].criterion")]),
    ("concluded nobody", GOOD + conclusion(unit="x"), [("ROUND-032", "line 23: conclusions[1].unit")]),
]


@pytest.mark.parametrize("text, wanted", [pytest.param(text, wanted, id=name) for name, text, wanted in BAD])
def test_each_fault_is_found_at_its_place_and_alone(
    tmp_path: Path, text: str, wanted: list[tuple[str, str | None]]
) -> None:
    assert lines(tmp_path, text) == wanted
    for one in found(tmp_path, text):
        for lang in ("vi", "en"):
            assert "{" not in say(one, lang) and "None" not in say(one, lang)


def test_severities(tmp_path: Path) -> None:
    graver = {"ROUND-074": WARNING, "ROUND-075": NOTE, "ROUND-077": WARNING, "ROUND-084": WARNING}
    graver |= dict.fromkeys(["ROUND-096", "ROUND-098", "ROUND-099", "ROUND-120", "ROUND-121"], WARNING)
    for check in checks.CHECKS:
        assert check.severity is graver.get(check.code, ERROR)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD + assignment("anh") + exemption('"may-chu"') + fact("mang") + conclusion(points="11") + fact(value='"x"')
    )
    assert [code for code, _ in lines(tmp_path, text)] == [
        "ROUND-013", "ROUND-033", "ROUND-076", "ROUND-078", "ROUND-088", "ROUND-096",
    ]  # fmt: skip


def test_a_matrix_is_refused_with_the_reason(tmp_path: Path) -> None:
    [one] = found(tmp_path, HEAD + 'sheets = "matrix"\n' + PEOPLE)
    assert "“1.10 Máy chủ” chấm theo quy tắc" in say(one, "vi")


def test_members_totals_cannot_be_averaged_over_parts(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(RUBRIC_XA + '[rounding]\norder = "member"\n', encoding="utf-8")
    text = GOOD.replace("sau.toml", "r.toml") + assignment("an", '"ha-tang"')
    assert lines(tmp_path, text) == [("ROUND-071", "line 22: assignments"), ("ROUND-075", "line 22: assignments")]


# ---------------------------------------------------------------- lists of figures
FACTS = HEAD + 'facts_from = ["ks.xlsx", "xa.csv"]\n' + PEOPLE


def test_figures_by_name_code_and_label(tmp_path: Path) -> None:
    sheet(
        tmp_path / "ks.xlsx",
        ["KẾT QUẢ KHẢO SÁT"],
        ["TT", "Đơn vị", "Tiêu chí", "Số liệu", "Giá trị"],
        [1, "Sở Y tế", "Khảo sát", "Người dân: Tốt", 30],
        [2, "sở  y tế", 2, "r1o2", "10"],
        [3, "y-te", "3", None, "80,25"],
        [4, "Xã An Bình", "chỉ số CCHC", None, 70.1],
    )
    (tmp_path / "xa.csv").write_text(
        "Mã đơn vị;Đơn vị;Tiêu chí;Xã;Kết quả\n"
        "y-te;(tên cũ);Kết quả cấp xã;Xã A;81,5\ny-te;;cap-xa;Xã B;70\ny-te;;4;Xã C;0\n",
        encoding="utf-8",
    )
    assert loaded(tmp_path, FACTS).listed == {
        ("y-te", "khao-sat/r1o1"): Decimal(30),
        ("y-te", "khao-sat/r1o2"): Decimal(10),
        ("y-te", "chi-so"): Decimal("80.25"),
        ("an-binh", "chi-so"): Decimal("70.1"),
        ("y-te", "cap-xa/sum"): Decimal("151.5"),
        ("y-te", "cap-xa/count"): Decimal(3),
    }
    assert [one.code for one in found(tmp_path, FACTS)] == ["ROUND-054"]


def test_every_fault_of_a_list_has_its_cell(tmp_path: Path) -> None:
    sheet(
        tmp_path / "ks.xlsx",
        ["unit", "criterion", "input", "child", "value"],
        ["Sở Lạ", "chi-so", None, None, 1],
        ["y-te", "Hạ tầng", None, None, 1],
        ["y-te", "chi-so", None, None, None],
        ["y-te", "chi-so", None, None, datetime(2026, 5, 8)],
        ["an-binh", "chi-so", None, None, "85%"],
        ["an-binh", "khao-sat", "lạ", None, "KĐG"],
        ["y-te", "khao-sat", "r1o1", None, "1.250"],
        ["y-te", 1.1, None, None, 5],
        ["y-te", "khao-sat", "r1o2", None, 1],
        ["y-te", "Khảo sát", "Người dân: Kém", None, 1],
    )
    text = FACTS.replace(', "xa.csv"', "")
    assert sorted((one.code, one.at.cell) for one in found(tmp_path, text)) == [
        ("ROUND-013", "E6"),
        ("ROUND-013", "E7"),
        ("ROUND-032", "A2"),
        ("ROUND-034", "B3"),
        ("ROUND-057", "E4"),
        ("ROUND-079", "C7"),
        ("ROUND-083", "A11"),
        ("ROUND-083", "A5"),
        ("ROUND-092", "E5"),
        ("ROUND-093", "E8"),
        ("ROUND-094", "B9"),
    ]
    assert all(one.at.file == "ks.xlsx" and one.at.sheet == "DS" for one in found(tmp_path, text))
    [unclear] = [one for one in found(tmp_path, text) if one.check is checks.CODE_UNCLEAR]
    assert "mang" in say(unclear, "vi") and "may-chu" in say(unclear, "vi")
    [amount] = [one for one in found(tmp_path, text) if one.check is checks.AMBIGUOUS_NUMBER]
    assert "1,25" in say(amount, "vi") and "1.250" in say(amount, "vi")


def test_lists_that_cannot_be_read_hide_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "xa.csv").write_text("unit,criterion\ny-te,cap-xa\n", encoding="utf-8")
    assert lines(tmp_path, FACTS + exemption('"may-chu"')) == [
        ("ROUND-001", None),
        ("ROUND-052", None),
        ("ROUND-076", "line 25: exemptions[1].criteria[1]"),
        ("ROUND-096", "line 23: exemptions"),
    ]


def test_rows_of_round_toml_come_first(tmp_path: Path) -> None:
    (tmp_path / "xa.csv").write_text("unit,criterion,value\ny-te,chi-so,1\n", encoding="utf-8")
    text = FACTS.replace('"ks.xlsx", ', "") + fact(value="2")
    assert lines(tmp_path, text) == [("ROUND-062", "line 8: facts_from"), ("ROUND-083", "line 2, column 1")]


# ---------------------------------------------------------------- lists of conclusions
CONCLUDED = HEAD + 'conclusions_from = "kl.xlsx"\n' + PEOPLE


def test_rows_without_points_are_passed_over(tmp_path: Path) -> None:
    sheet(
        tmp_path / "kl.xlsx",
        ["Mã đơn vị", "Tên đơn vị", "Mã tiêu chí", "Tiêu chí", "Kết luận", "Giải trình", "Lý do", "Người quyết định"],
        ["y-te", "Sở Y tế", "mang", "Mạng", "8,5", "Đã bổ sung", "Đúng", "Hội đồng"],
        ["y-te", "Sở Y tế", "may-chu", "Máy chủ", None, "Không có ý kiến", None, None],
        ["an-binh", "Xã An Bình", "mang", "Mạng", "kđg", None, "R", "HĐ"],
        ["an-binh", "Xã An Bình", "may-chu", "Máy chủ", 0, None, "R", "HĐ"],
    )
    assert loaded(tmp_path, CONCLUDED).conclusions == (
        Conclusion("y-te", "mang", Decimal("8.5"), "Đã bổ sung", "Đúng", "Hội đồng"),
        Conclusion("an-binh", "mang", NOT_APPLICABLE, "", "R", "HĐ"),
        Conclusion("an-binh", "may-chu", Decimal(0), "", "R", "HĐ"),
    )


def test_a_list_without_any_conclusion_yet(tmp_path: Path) -> None:
    sheet(tmp_path / "kl.xlsx", ["Đơn vị", "Tiêu chí", "Kết luận"], ["Sở Y tế", "Mạng", None])
    assert loaded(tmp_path, CONCLUDED).conclusions == () and found(tmp_path, CONCLUDED) == ()


def test_faults_of_conclusions_have_their_cells(tmp_path: Path) -> None:
    sheet(
        tmp_path / "kl.xlsx",
        ["Đơn vị", "Tiêu chí", "Kết luận", "Lý do", "Người quyết định"],
        ["Sở Y tế", "Mạng", 11, "R", "HĐ"],
        ["Sở Y tế", "Mạng", "tám", "R", "HĐ"],
        ["Sở Y tế", "Mạng lưới", 1, "R", "HĐ"],
        ["Sở Y tế", "Máy chủ", "KĐG", "R", "HĐ"],
        ["Xã An Bình", "Riêng của sở", 1, "R", "HĐ"],
        ["Xã An Bình", "Mạng", 1, None, "HĐ"],
    )
    assert lines(tmp_path, CONCLUDED) == [
        ("ROUND-034", "B4"),
        ("ROUND-086", "C3"),
        ("ROUND-087", "A6"),
        ("ROUND-088", "C2"),
        ("ROUND-090", "C5"),
        ("ROUND-091", "A3"),
        ("ROUND-095", "A7"),
    ]


def test_one_row_for_every_unit_and_criterion_is_not_too_long(tmp_path: Path) -> None:
    rows = "\n".join("y-te;mang;;;" for _ in range(20_500))
    text = f"unit;criterion;points;reason;by\n{rows}\nan-binh;mang;3;R;HĐ\n"
    (tmp_path / "kl.csv").write_text(text, encoding="utf-8")
    made = loaded(tmp_path, CONCLUDED.replace("kl.xlsx", "kl.csv"))
    assert made.conclusions == (Conclusion("an-binh", "mang", Decimal(3), "", "R", "HĐ"),)


def test_a_list_may_repeat_what_round_toml_concludes(tmp_path: Path) -> None:
    titles: list[object] = ["Đơn vị", "Tiêu chí", "Kết luận", "Giải trình", "Lý do", "Người quyết định"]
    text = CONCLUDED + conclusion(why='reason = "R"\n')
    sheet(tmp_path / "kl.xlsx", titles, ["y-te", "mang", 8.5, "Đã sửa", "Khác", "HĐ"])
    assert loaded(tmp_path, text).conclusions == (Conclusion("y-te", "mang", Decimal("8.5"), "Đã sửa", "R", "HĐ"),)
    sheet(tmp_path / "kl.xlsx", titles, ["y-te", "mang", 8, "Đã sửa", "Khác", "HĐ"])
    assert [one for one in lines(tmp_path, text) if one[0] == checks.CONCLUSION_TWICE.code] == [("ROUND-091", "A2")]


def test_a_row_that_looks_concluded_without_points(tmp_path: Path) -> None:
    sheet(
        tmp_path / "kl.xlsx",
        ["Đơn vị", "Tiêu chí", "Kết luận", "Giải trình", "Lý do", "Người quyết định"],
        ["y-te", "mang", None, "Đã sửa", "Đủ", None],
        ["an-binh", "mang", None, None, None, "HĐ"],
        ["an-binh", "may-chu", None, "Chỉ giải trình", None, None],
    )
    assert lines(tmp_path, CONCLUDED) == [("ROUND-098", "C2"), ("ROUND-098", "C3")]
    assert {one.check for one in found(tmp_path, CONCLUDED)} == {checks.CONCLUSION_NO_POINTS}
    assert loaded(tmp_path, CONCLUDED).conclusions == ()


# ---------------------------------------------------------------- what both kinds of lists share
def save_sheets(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        made = book.create_sheet(name)
        for row in rows:
            made.append(row)
    book.save(path)


def test_every_sheet_with_the_titles_is_read(tmp_path: Path) -> None:
    facts: list[object] = ["unit", "criterion", "value"]
    save_sheets(
        tmp_path / "ks.xlsx",
        {
            "Sở": [facts, ["y-te", "chi-so", 80]],
            "Ghi chú": [["không phải danh sách"]],
            "Trống": [facts],
            "Xã": [["DANH SÁCH"], facts, ["an-binh", "chi-so", 70]],
        },
    )
    kl: list[object] = ["unit", "criterion", "points", "reason", "by"]
    save_sheets(
        tmp_path / "kl.xlsx",
        {"A": [kl, ["y-te", "mang", 1, "R", "HĐ"]], "B": [kl, ["an-binh", "mang", 2, "R", "HĐ"]]},
    )
    text = CONCLUDED.replace("[[units]]", 'facts_from = ["ks.xlsx"]\n[[units]]', 1)
    made = loaded(tmp_path, text)
    assert made.listed == {("y-te", "chi-so"): Decimal(80), ("an-binh", "chi-so"): Decimal(70)}
    assert [(one.unit, one.points) for one in made.conclusions] == [("y-te", Decimal(1)), ("an-binh", Decimal(2))]
    save_sheets(
        tmp_path / "kl.xlsx",
        {"A": [kl, ["y-te", "mang", 1, "R", "HĐ"]], "B": [kl, ["an-binh", "mang", 99, "R", "HĐ"]]},
    )
    assert [(one.code, one.at.sheet, one.at.cell) for one in found(tmp_path, text)] == [("ROUND-088", "B", "C2")]


def test_a_percentage_is_never_read_as_its_fraction(tmp_path: Path) -> None:
    book = Workbook()
    made = book.worksheets[0]
    for row in (["unit", "criterion", "value"], ["y-te", "chi-so", 0.885], ["an-binh", "chi-so", 70]):
        made.append(row)
    made["C2"].number_format = "0.0%"
    made["C3"].number_format = '0" %"'
    book.save(tmp_path / "ks.xlsx")
    [one] = found(tmp_path, FACTS.replace(', "xa.csv"', ""))
    assert (one.check, one.at.cell) == (checks.PERCENT_CELL, "C2")
    assert "88.5%" in say(one, "vi") and "0.885" in say(one, "vi")


@pytest.mark.parametrize(
    "more, wanted", [("", [("ROUND-099", "line 2, column 2")]), ("y-te;1.10;;;\n", []), ("y-te;Máy chủ;;;\n", [])]
)
def test_a_code_that_may_have_lost_its_zero(tmp_path: Path, more: str, wanted: list[tuple[str, str | None]]) -> None:
    rows = "unit;criterion;points;reason;by\ny-te;1.1;3;R;HĐ\nan-binh;1.1;3;R;HĐ\n"
    (tmp_path / "kl.csv").write_text(rows + more, encoding="utf-8")
    text = CONCLUDED.replace("kl.xlsx", "kl.csv")
    assert lines(tmp_path, text) == wanted
    assert {one.check for one in found(tmp_path, text)} <= {checks.CODE_DOUBTFUL}


# ---------------------------------------------------------------- the skeleton
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_new_deep_round_shows_what_the_rubric_needs(tmp_path: Path, lang: str) -> None:
    (tmp_path / "sau.toml").write_text(RUBRIC_XA, encoding="utf-8")
    rubric = load_rubric(tmp_path / "sau.toml")[0]
    text = new_round_text(rubric, lang, "sau.toml")
    assert "khao-sat, chi-so, cap-xa" in text and '#facts_from = ["so-lieu.xlsx"]' in text
    assert '#criteria = ["mang"]\n#reason' in text and "?" not in "".join(line[:1] for line in text.splitlines())
    on = "\n".join(
        line[1:] if line[:1] == "#" and line[1:2] not in ("", " ", "l") else line for line in text.splitlines()
    )
    for name in ("so-lieu.xlsx", "ket-luan.xlsx"):
        sheet(tmp_path / name, ["unit", "criterion", "points", "value"], ["dv-01", "chi-so", None, 5])
    sheet(tmp_path / "units.xlsx", ["id", "name", "group"], ["x", "X", "So"])
    (tmp_path / "members.csv").write_text("id,name\nx,X\n", encoding="utf-8")
    made = loaded(tmp_path, "\n".join(line for line in on.splitlines() if not line.startswith("traits")))
    assert made.unit("dv-01").exempt and made.conclusions and made.assignments and made.sheets == "unit"
    assert made.listed == {("dv-01", "chi-so"): Decimal(5)}
