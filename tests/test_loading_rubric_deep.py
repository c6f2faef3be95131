"""Deep rubrics: what their files make, every mistake at its line and all at once, and what cannot fit into Excel."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.catalogue import rubric as checks
from workbook.catalogue import rules as said_of_rules
from workbook.catalogue import tree as said
from workbook.findings import ERROR, Check, Finding, Place, Refused, say
from workbook.loading.frozen import freeze, thaw
from workbook.loading.rubric import build_rubric, in_order, judged, load_rubric
from workbook.loading.rubric_tiers import tier_formula_limits
from workbook.loading.source import dotted
from workbook.model import Issue, Member, Round, Unit
from workbook.rubric import Aggregate, Rubric
from workbook.rules.bands import Band, Bands
from workbook.rules.best import Best
from workbook.rules.checklist import Checklist, Item
from workbook.rules.direct import Direct
from workbook.rules.limits import nesting
from workbook.rules.parts import Part
from workbook.rules.ratio import Ratio
from workbook.sheets.tier_formulas import tier_formula

HEAD = 'id = "r"\ntitle = "T"\nversion = "1"\nlegal_basis = "L"\n'
LEAF = '[[criteria]]\nid = "a"\nname = "A"\nmax = 100\nstep = 0.5\n'
GROUP = '[[groups]]\nid = "So"\nname = "S"\nmax = 100\n'


def found(folder: Path, text: str) -> tuple[Finding, ...]:
    """Everything that loading says, whether it refuses or not."""
    (folder / "r.toml").write_text(text, encoding="utf-8")
    try:
        return load_rubric(folder / "r.toml")[1]
    except Refused as refused:
        return refused.findings


def lines(folder: Path, text: str) -> list[tuple[str, str | None]]:
    return [(one.code, one.at.key) for one in found(folder, text)]


def rubric(folder: Path, text: str) -> Rubric:
    (folder / "ok.toml").write_text(text, encoding="utf-8")
    return load_rubric(folder / "ok.toml")[0]


def leaf(id_: str, keys: str) -> str:
    return f'[[criteria]]\nid = "{id_}"\nname = "{id_.upper()}"\n{keys}\n'


def child(id_: str, keys: str) -> str:
    return leaf(id_, keys).replace("[[criteria]]", "[[criteria.children]]")


# ---------------------------------------------------------------- what a file makes
DEEP = (
    HEAD
    + 'rank_by = "converted"\nbonus = "capped"\nrounding.tier = "exact"\n'
    + leaf("a", 'max = 50\ncap = true\nweight = 2\ngroups = ["So"]\ndropped = ""\noffice = "Sở Nội vụ"')
    + child("b", 'max = 40\nrule = { kind = "ratio", part = "x", whole = "y", target = 0.8 }\nhow = "Cách tính"')
    + child("c", 'max = 30\nevidence = "Báo cáo"\nsource = "Cổng"\nnote = "Mới"')
    + '[criteria.children.rule]\nkind = "best"\n'
    + '[[criteria.children.rule.parts]]\nname = "P"\nmax = 30\nkind = "bands"\ninput = "n"\n'
    + "bands = [{ bound = 4, points = 30 }, { bound = -1.0, share = 0.5, strict = true }]\nleast = -5\n"
    + '[[criteria.children.rule.parts]]\nname = "Q"\nmax = 20\nstep = 0.25\n'
    + '[[criteria.children.rule.parts]]\nname = "R"\nmax = 10\nkind = "checklist"\n'
    + 'parts = [{ name = "v", points = 4 }, { name = "w", points = 6 }]\n'
    + leaf("d", 'max = 0\nrule = { kind = "mandatory" }')
    + leaf("e", 'max = 30\nstep = 1\ndropped = "Không khảo sát"')
    + '[[aggregates]]\nid = "g"\nname = "G"\ncriteria = ["b", "c"]\n'
    + '[[groups]]\nid = "So"\nname = "S"\nmax = 100\nbase = "converted"\n'
    + '[[groups.tiers]]\nlabel = "T"\nat_least = { g = 60, a = 40.5 }\nrequires = ["d"]\nquota_count = 3\n'
    + '[[groups.tiers]]\nlabel = "K"\nlower = 50\nquota_percent = 33.5\n'
)


def test_a_deep_rubric_is_what_its_file_says(tmp_path: Path) -> None:
    made = rubric(tmp_path, DEEP)
    assert (made.rank_by, made.bonus, made.rounding.tier) == ("converted", "capped", "exact")
    assert made.aggregates == (Aggregate("g", "G", ("b", "c")),)
    top = made.criteria[0]
    assert top.cap and top.weight == 2 and top.groups == {"So"} and not top.dropped and top.office == "Sở Nội vụ"
    assert top.rule == Direct()
    first, second = top.children
    assert first.rule == Ratio("x", "y", target=Decimal("0.8")) and first.how == "Cách tính"
    assert (second.evidence, second.source, second.note) == ("Báo cáo", "Cổng", "Mới")
    bands = Bands(
        "n", (Band(Decimal(4), Decimal(30)), Band(Decimal(-1), None, Decimal("0.5"), True)), least=Decimal(-5)
    )
    ticks = Checklist((Item("v", Decimal(4)), Item("w", Decimal(6))))
    assert second.rule == Best(
        (
            Part("P", Decimal(30), None, bands),
            Part("Q", Decimal(20), Decimal("0.25"), Direct()),
            Part("R", Decimal(10), None, ticks),
        )
    )
    assert made.criteria[2].dropped == "Không khảo sát"
    best, next_ = made.groups[0].tiers
    assert best.at_least == {"g": 60, "a": Decimal("40.5")} and best.requires == ("d",) and best.lower is None
    assert (best.quota_count, next_.quota_percent) == (3, Decimal("33.5"))


def test_what_a_deep_rubric_says_when_nothing_is_wrong(tmp_path: Path) -> None:
    assert lines(tmp_path, DEEP) == []


def test_a_deep_rubric_travels_inside_a_workbook(tmp_path: Path) -> None:
    made = rubric(tmp_path, DEEP)
    day = date(2026, 1, 5)
    member, unit = Member("m", "M", "", ("So",)), Unit("u", "U", "So")
    round_ = Round("d", "D", "r", 2026, day, day, "x", (unit,), (member,))
    back = thaw(freeze(Issue(made, round_, "m", 1))).rubric
    assert back == made and repr(back) == repr(made)


# ---------------------------------------------------------------- every mistake at once
EVERY_MISTAKE = """\
id = "r"
title = 5                                                       #! RUBRIC-008
version = "1"                                                   # legal_basis is missing: RUBRIC-007, without a line
layuot = "x"                                                    #! RUBRIC-006
layout = "khong-co"                                             #! RUBRIC-026
ties = "split"                                                  #! RUBRIC-019
errata = "x"                                                    #! RUBRIC-021
notes = [1]                                                     #! RUBRIC-028
shows_index = "yes"                                             #! RUBRIC-018
bonus = "none"                                                  #! RUBRIC-019
tie_chain = ["nowhere", "total", "c", "c"]                      #! RUBRIC-098 RUBRIC-099 RUBRIC-100 RUBRIC-101

[rounding]
leaf = 2
total = 5                                                       #! RUBRIC-017
tier = "later"                                                  #! RUBRIC-019

[[traits]]
id = "á b"                                                      #! RUBRIC-012
name = "A\\tB"                                                   #! RUBRIC-011

[[criteria]]                    # a cap that nothing needs, and a bonus inside another
id = "a"
code = "I"
name = "Mục một"
max = 100
cap = true                                                      #! RUBRIC-077
markable = true                                                 #! RUBRIC-052
rule = { kind = "direct" }                                      #! RUBRIC-071

[[criteria.children]]
id = "a1"
code = "1"
name = "Tỷ lệ hồ sơ"
max = 40
cap = true                                                      #! RUBRIC-076
not_applicable = ["khong-tthc"]                                 #! RUBRIC-025
rule = { kind = "ratio", part = "x", whole = "y", target = 1.5, over = "drop" }  #! RUBRIC-019

[[criteria.children]]
id = "a1"                                                       #! RUBRIC-023
code = "1"                                                      #! RUBRIC-031
name = "Bậc thang"
max = 20
group_max = { Ban = 10 }                                        #! RUBRIC-024
[criteria.children.rule]
kind = "bands"
input = "n"
most = 10
least = 20                                                      #! RUBRIC-061
[[criteria.children.rule.bands]]                                #! RUBRIC-067
bound = 10                                                      #! RUBRIC-062
points = 30
[[criteria.children.rule.bands]]
bound = 12                                                      #! RUBRIC-064 RUBRIC-062
points = 15
[[criteria.children.rule.bands]]                                #! RUBRIC-065
bound = 5.5                                                     #! RUBRIC-063 RUBRIC-062
points = 16
[[criteria.children.rule.bands]]                                #! RUBRIC-066
bound = 1                                                       #! RUBRIC-062

[[criteria.children]]
id = "a3"
name = ""                                                       #! RUBRIC-009
max = 40
step = 0.3                                                      #! RUBRIC-047

[[criteria]]
id = "total"                                                    #! RUBRIC-050
code = "1"                                                      #! RUBRIC-032
name = "Ghi chú"                                                #! RUBRIC-054
max = 20                                                        #! RUBRIC-048
step = 7

[[criteria]]
id = "b"
name = "Mục hai"
max = 10
cap = true

[[criteria.children]]
id = "b1"
name = "Danh mục"
max = 5
rule = { kind = "checklist", parts = [] }                       #! RUBRIC-027

[[criteria.children]]
id = "b2"
name = "Mức"
max = 6
rule = { kind = "level", levels = [{ name = "một", points = 6 }] }  #! RUBRIC-070

[[criteria.children]]
id = "b3"
name = "Thưởng"
max = 3
step = 0.001                                                    #! RUBRIC-049
rule = { kind = "bonus" }                                       #! RUBRIC-078

[[criteria]]
id = "c"
name = "Mục ba"
max = 50                                                        #! RUBRIC-033
groups = ["So", "Huyen"]                                        #! RUBRIC-024

[[criteria.children]]
id = "c1"
name = "Danh mục"
max = 10
groups = ["Xa"]                                                 #! RUBRIC-083
[criteria.children.rule]
kind = "checklist"
[[criteria.children.rule.parts]]
name = "x"
points = 4
[[criteria.children.rule.parts]]
name = "X"                                                      #! RUBRIC-120
points = 6

[[criteria.children]]
id = "c2"
name = "Cộng"
max = 40
group_max = { Xa = 30 }                                         #! RUBRIC-084
[criteria.children.rule]
kind = "sum"
[[criteria.children.rule.parts]]
name = "p"
max = 35
kind = "count"
input = "n"
each = 1
limit = 36                                                      #! RUBRIC-122
[[criteria.children.rule.parts]]
name = "q"
max = 5
kind = "ratio_bands"
part = "x"
whole = "y"
[[criteria.children.rule.parts.bands]]
bound = 80.12345                                                #! RUBRIC-123
share = 1

[[criteria]]
id = "d"
name = "Khảo sát"
max = 10
step = 1                                                        #! RUBRIC-073
[criteria.rule]
kind = "survey"
[[criteria.rule.options]]
name = "tốt"
share = 2                                                       #! RUBRIC-060
[[criteria.rule.options]]
name = "kém"
share = 0
[[criteria.rule.respondents]]                                   #! RUBRIC-124
name = "dân"
weight = 0.9

[[criteria]]
id = "e"
name = "Bắt buộc"
max = 5
weight = 2                                                      #! RUBRIC-079
rule = { kind = "mandatory" }                                   #! RUBRIC-121 RUBRIC-097

[[criteria]]
id = "f"
name = "Không điểm"
max = 0                                                         #! RUBRIC-072
rule = { kind = "yes_no" }

[[criteria]]
id = "g"
name = "Thông tin"
max = 0
weight = 0.12345                                                #! RUBRIC-016
step = "0,5"                                                    #! RUBRIC-013
rule = { kind = "infomational", input = "n" }                   #! RUBRIC-019

[[criteria]]
id = "h"
name = "Tổng các phần"
max = 30
[criteria.rule]
kind = "sum"
[[criteria.rule.parts]]                                         #! RUBRIC-069
name = "p"
max = 35
kind = "yes_no"

[[criteria]]
id = "i"
name = "Ít hơn"
max = 30
[criteria.rule]
kind = "level"
[[criteria.rule.levels]]                                        #! RUBRIC-068
name = "không"
points = 0
[[criteria.rule.levels]]
name = "có"
points = 20

[[criteria]]
id = "j"
name = "Tỷ lệ theo mức"
max = 30
step = 0                                                        #! RUBRIC-015
rule = 5                                                        #! RUBRIC-022

[[criteria]]                                                    #! RUBRIC-007
id = "k"
name = "Tự chấm"
max = 10

[[aggregates]]
id = "S1"
name = "Tổng phụ"
criteria = []                                                   #! RUBRIC-085

[[aggregates]]
id = "S2"
name = "Tổng phụ hai"
criteria = ["a", "a3", "e", "zz"]                               #! RUBRIC-087 RUBRIC-088 RUBRIC-086

[[tiers.m]]                                                     #! RUBRIC-037
label = "T"
to = 50                                                         #! RUBRIC-046
[[tiers.m]]
label = "T"                                                     #! RUBRIC-039
lower = 60
from = 70                                                       #! RUBRIC-044 RUBRIC-045
to = 60
[[tiers.m]]
label = "K"
lower = 60                                                      #! RUBRIC-036
from = 60
to = 70                                                         #! RUBRIC-042
[[tiers.m]]
label = "Y"
lower = 65                                                      #! RUBRIC-035
from = 30                                                       #! RUBRIC-044
to = 50                                                         #! RUBRIC-043

[[tiers.n]]                                                     #! RUBRIC-041
label = "X"

[[groups]]
id = "So"
name = "Khối sở"
max = 9                                                         #! RUBRIC-034
tiers = "l"                                                     #! RUBRIC-040
titles = { totl = "X" }                                         #! RUBRIC-006

[[groups]]
id = "Xa"
name = "khối  SỞ"                                               #! RUBRIC-053
max = 1000                                                      #! RUBRIC-034
rank = 1                                                        #! RUBRIC-006
[[groups.tiers]]
label = "A"
lower = 1001                                                    #! RUBRIC-038
quota_count = 5
quota_percent = 20                                              #! RUBRIC-092
[[groups.tiers]]
label = "B"
lower = 900
at_least = { a = 101, zz = 1, c = 1 }                           #! RUBRIC-089 RUBRIC-086 RUBRIC-091
requires = ["a"]                                                #! RUBRIC-090
quota_count = 4                                                 #! RUBRIC-094
[[groups.tiers]]
label = "C"
lower = 800
at_least = { a = 50 }
[[groups.tiers]]                                                #! RUBRIC-095
label = "D"
lower = 810
at_least = { a = 60 }
[[groups.tiers]]
label = "E"
quota_count = 9                                                 #! RUBRIC-093

[[groups]]
id = "Ty"
name = "Khối tỷ lệ"
max = 300                                                       #! RUBRIC-034
base = "percent"
tiers = "m"

[[groups]]
id = "Quy"
name = "Khối quy đổi"
max = 2000                                                      #! RUBRIC-080
base = "converted"
tiers = [{ label = "%LONG%", lower = 50 }, 3]                   #! RUBRIC-010 RUBRIC-029
""".replace("%LONG%", "x" * 101)

ALONE = {
    # The file cannot be read at all, or there is none.
    checks.FILE_MISSING, checks.FILE_UNREADABLE, checks.NOT_UTF8, checks.TOO_LARGE, checks.SYNTAX, checks.NOT_FOUND,
    # Stand alone below, or in `test_loading_rubric`: the one would hide the others.
    checks.NUMBER_OUT_OF_RANGE, checks.TOO_DEEP, said.ALL_DROPPED, said.GROUP_WITHOUT_LEAF,
    said.FORMULA_TOO_LONG, said.ENTRY_TOO_LONG, said.TIERS_TOO_LONG, said.CHAIN_TOO_LONG,
}  # fmt: skip


def marked(text: str) -> list[tuple[str, int]]:
    """(code, line) of the marks in the comments."""
    marks = [(number, re.search(r"#! (.*)", line)) for number, line in enumerate(text.splitlines(), 1)]
    return sorted((code, number) for number, mark in marks if mark for code in mark[1].split())


def test_every_mistake_is_told_at_once_each_at_its_line(tmp_path: Path) -> None:
    findings = found(tmp_path, EVERY_MISTAKE)
    at = [(one.code, int(re.sub(r"\D.*", "", (one.at.key or "").removeprefix("line ")) or 0)) for one in findings]
    assert sorted(set(at)) == sorted([*marked(EVERY_MISTAKE), ("RUBRIC-007", 0)])
    for one in findings:
        assert say(one, "vi") and say(one, "en")


def test_the_file_of_every_mistake_holds_every_mistake() -> None:
    catalogue: set[Check] = {*checks.CHECKS, *said.CHECKS, *said_of_rules.CHECKS}
    held = {code for code, _ in marked(EVERY_MISTAKE)}
    assert {check.code for check in catalogue - ALONE} == held


def test_a_group_without_criteria_and_a_rubric_that_drops_all(tmp_path: Path) -> None:
    other = GROUP.replace('"So"', '"Xa"').replace('"S"', '"X"')
    text = HEAD + LEAF + 'groups = ["So"]\n' + GROUP + other
    assert lines(tmp_path, text) == [(said.GROUP_WITHOUT_LEAF.code, "line 16: groups[2].id")]
    dropped = HEAD + LEAF + 'dropped = "x"\n' + GROUP
    assert lines(tmp_path, dropped) == [(said.ALL_DROPPED.code, "line 5: criteria")]


# ---------------------------------------------------------------- sums
SUMS: list[tuple[str, str, list[str]]] = [
    (
        "a declared cap",
        leaf("a", "max = 100\nstep = 1\ncap = true") + child("b", "max = 70") + child("c", "max = 60"),
        [],
    ),
    ("a cap above its children", leaf("a", "max = 100\nstep = 1\ncap = true") + child("b", "max = 70"), ["RUBRIC-033"]),
    ("weights", leaf("a", "max = 100\nstep = 1") + child("b", "max = 50\nweight = 1.5") + child("c", "max = 25"), []),
    ("a weighted top", leaf("a", "max = 50\nstep = 1\nweight = 2"), []),
    ("no weight", leaf("a", "max = 100\nstep = 1\nweight = 0"), ["RUBRIC-015"]),
    (
        "printed with what is dropped",
        leaf("a", "max = 120\nstep = 1") + child("b", "max = 100") + child("c", 'max = 20\ndropped = "x"'),
        [],
    ),
    (
        "printed without what is dropped",
        leaf("a", "max = 100\nstep = 1") + child("b", "max = 100") + child("c", 'max = 20\ndropped = "x"'),
        [],
    ),
    (
        "dropped below, printed above without it",
        leaf("a", "max = 100\nstep = 1")
        + child("b", "max = 120")
        + child("c", "max = 100").replace("criteria.", "criteria.children.")
        + child("d", 'max = 20\ndropped = "x"').replace("criteria.", "criteria.children."),
        [],
    ),
    (
        "beyond the scale",
        leaf("a", "max = 100\nstep = 1") + leaf("b", 'max = 5\nrule = { kind = "bonus" }\nstep = 1'),
        [],
    ),
    (
        "a section of bonus and penalty",
        leaf("a", "max = 100\nstep = 1")
        + leaf("b", "max = 10\nstep = 1")
        + child("c", 'max = 10\nrule = { kind = "bonus" }')
        + child("d", 'max = 5\nrule = { kind = "penalty" }'),
        [],
    ),
    (
        "a section of bonus that is printed as nothing",
        leaf("a", "max = 100\nstep = 1")
        + leaf("b", "max = 0\nstep = 1")
        + child("c", 'max = 10\nrule = { kind = "bonus" }'),
        [],
    ),
    (
        "a section of bonus with another maximum",
        leaf("a", "max = 100\nstep = 1")
        + leaf("b", "max = 7\nstep = 1")
        + child("c", 'max = 10\nrule = { kind = "bonus" }'),
        ["RUBRIC-033"],
    ),
    (
        "a capped section of bonus",
        leaf("a", "max = 100\nstep = 1")
        + leaf("b", "max = 7\nstep = 1\ncap = true")
        + child("c", 'max = 10\nrule = { kind = "bonus" }'),
        [],
    ),
    (
        "a section of mandatory criteria",
        leaf("a", "max = 100\nstep = 1") + leaf("b", "max = 0") + child("c", 'max = 0\nrule = { kind = "mandatory" }'),
        [],
    ),
    (
        "children of different groups",
        leaf("a", "max = 100\nstep = 1\ngroup_max = { Xa = 90 }")
        + child("b", 'max = 100\ngroups = ["So"]')
        + child("c", 'max = 90\ngroups = ["Xa"]'),
        [],
    ),
]


@pytest.mark.parametrize("text, wanted", [pytest.param(text, wanted, id=name) for name, text, wanted in SUMS])
def test_maxima_that_agree_and_that_do_not(tmp_path: Path, text: str, wanted: list[str]) -> None:
    other = '[[groups]]\nid = "Xa"\nname = "X"\nmax = 90\n' if '"Xa"' in text else ""
    codes = [one.code for one in found(tmp_path, HEAD + text + GROUP + other)]
    # A sum that is wrong below may be wrong above as well.
    assert [code for code in codes if code != "RUBRIC-034" or not wanted] == wanted


def test_a_group_is_converted_to_its_own_scale(tmp_path: Path) -> None:
    text = HEAD + 'rank_by = "converted"\n' + LEAF.replace("100", "80") + GROUP
    [one] = found(tmp_path, text)
    assert one.check is said.GROUP_NOMINAL and (one.facts["max"], one.facts["sum"]) == (100, 80)
    assert [one.code for one in found(tmp_path, text.replace('"converted"', '"index"'))] == ["RUBRIC-034"]


# ---------------------------------------------------------------- steps
STEPS: list[tuple[str, list[str]]] = [
    ('rule = { kind = "yes_no" }', []),
    ('rule = { kind = "yes_no" }\nstep = 1', ["RUBRIC-073"]),
    ("", ["RUBRIC-007"]),
    ("rule.kind = \"sum\"\nrule.parts = [{ name = 'p', max = 100 }]", ["RUBRIC-007"]),
    ("step = 1\nrule.kind = \"sum\"\nrule.parts = [{ name = 'p', max = 100 }]", []),
    ("rule.kind = \"sum\"\nrule.parts = [{ name = 'p', max = 100, step = 2 }]", []),
]


@pytest.mark.parametrize("keys, wanted", STEPS)
def test_a_step_stands_where_points_are_typed(tmp_path: Path, keys: str, wanted: list[str]) -> None:
    assert [one.code for one in found(tmp_path, HEAD + leaf("a", "max = 100\n" + keys) + GROUP)] == wanted


def test_a_penalty_needs_a_step_where_it_is_typed(tmp_path: Path) -> None:
    for keys, wanted in (("", ["RUBRIC-007"]), (", each = 0.5", [])):
        text = HEAD + LEAF + leaf("p", f'max = 5\nrule = {{ kind = "penalty"{keys} }}') + GROUP
        assert [one.code for one in found(tmp_path, text)] == wanted


# ---------------------------------------------------------------- tiers
GATED = HEAD + LEAF + leaf("m", 'max = 0\nrule = { kind = "mandatory" }') + GROUP
TIERS: list[tuple[str, list[str], list[str]]] = [
    ("the same bound below a gate", ['lower = 80\nrequires = ["m"]', "lower = 80"], []),
    ("a higher bound below a gate", ['lower = 50\nrequires = ["m"]', "lower = 80"], []),
    ("a gate below the same bound", ["lower = 80", 'lower = 80\nrequires = ["m"]'], ["RUBRIC-036"]),
    ("two gates alike", ['lower = 80\nrequires = ["m"]', 'lower = 85\nrequires = ["m"]'], ["RUBRIC-095"]),
    ("no bound but a gate", ['requires = ["m"]', "lower = 50"], []),
    (
        "a sub-total strictly above the maximum",
        ["strict = true\nat_least = { a = 100 }", 'requires = ["m"]'],
        ["RUBRIC-089"],
    ),
    ("a sub-total at the maximum", ["at_least = { a = 100 }", 'requires = ["m"]'], []),
    (
        "sub-totals of which the second is higher",
        ["at_least = { a = 50 }", 'at_least = { a = 75 }\nrequires = ["m"]'],
        ["RUBRIC-095"],
    ),
    ("quotas that grow", ['requires = ["m"]\nquota_count = 1', "lower = 50\nquota_count = 2", "lower = 20"], []),
    ("a last tier with a bound and a quota", ['requires = ["m"]', "lower = 50\nquota_percent = 20"], []),
    ("more than a hundred percent", ['requires = ["m"]\nquota_percent = 120'], ["RUBRIC-014"]),
]


@pytest.mark.parametrize("tiers, wanted", [pytest.param(tiers, wanted, id=name) for name, tiers, wanted in TIERS])
def test_tiers_that_ask_for_more_than_the_total(tmp_path: Path, tiers: Sequence[str], wanted: list[str]) -> None:
    text = GATED + "".join(f'[[groups.tiers]]\nlabel = "T{at}"\n{tier}\n' for at, tier in enumerate(tiers))
    assert [one.code for one in found(tmp_path, text) if one.check is not said.MANDATORY_IDLE] == wanted


# ---------------------------------------------------------------- what Excel cannot hold
def test_a_rule_that_cannot_fit_is_refused_with_the_reason(tmp_path: Path) -> None:
    rows = ", ".join(f"{{ bound = {200 - at}, points = {100 - at} }}" for at in range(100))
    text = HEAD + leaf("a", f'max = 100\nrule = {{ kind = "bands", input = "n", bands = [{rows}] }}') + GROUP
    [one] = found(tmp_path, text)
    assert one.check is said.FORMULA_TOO_LONG and one.at.key == "line 9: criteria[1].rule"
    assert "lồng" in say(one, "vi")
    levels = ", ".join(f'{{ name = "{at}", points = {at} }}' for at in range(101))
    text = HEAD + leaf("a", f'max = 100\nrule = {{ kind = "level", levels = [{levels}] }}') + GROUP
    assert said.ENTRY_TOO_LONG in [one.check for one in found(tmp_path, text)]


def test_tiers_that_cannot_fit_are_refused_with_the_reason(tmp_path: Path) -> None:
    many = "".join(f'[[groups.tiers]]\nlabel = "T{at}"\nlower = {100 - at}\n' for at in range(70))
    [one] = found(tmp_path, HEAD + LEAF + GROUP + many)
    assert one.check is said.TIERS_TOO_LONG and one.at.key == "line 14: groups[1].tiers"


def test_the_longest_tier_formula_is_not_longer_than_was_reckoned(tmp_path: Path) -> None:
    tiers = "".join(
        f'[[groups.tiers]]\nlabel = "{mark * 90}{at}"\nlower = {90 - at}.25\nstrict = true\n'
        f'at_least = {{ a = {80 - at}.125 }}\nrequires = ["m"]\n'
        for at, mark in enumerate(("x", '\\"', "ế"))
    )
    made = rubric(tmp_path, GATED + tiers)
    cell = "'" + "T" * 31 + "'!$XFD$1048576"
    formula = tier_formula(made.groups[0], cell, {"a": cell, "m": cell})
    rows = [
        {"label": t.label, "lower": t.lower, "at_least": dict(t.at_least), "requires": list(t.requires)}
        for t in made.groups[0].tiers
    ]
    length, depth = tier_formula_limits(rows)
    assert len(formula) <= length <= len(formula) + 150
    assert nesting(formula) <= depth


# ---------------------------------------------------------------- whatever stands there
def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in items for path in paths(item, (*at, key)))]


ODD: list[Any] = [
    None, "", "x", "sum", -1, 0, 3, 10**30, Decimal("1E+999"), Decimal("0.0000001"), Decimal("NaN"), True, [], {}, [1],
    ["a"], ["a", "a"], [{}], {"x": 1}, {"kind": 5}, {"kind": "sum"}, {"kind": "bands", "bands": [{}]}, {"a": -1},
]  # fmt: skip


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_file_with_anything_in_it_gives_findings_or_a_rubric(data: st.DataObject) -> None:
    raw = tomllib.loads(DEEP, parse_float=Decimal)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(raw)[1:]))
        target: Any = raw
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = deepcopy(data.draw(st.sampled_from(ODD)))
    file, faults = judged(raw)
    if file is not None and not any(one.check.severity is ERROR for one in faults):
        assert build_rubric(file).leaves()
    for one in in_order(faults, lambda path: Place(key=dotted(path))):
        assert say(one, "vi") and say(one, "en")
