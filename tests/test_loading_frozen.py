"""What travels inside a workbook: the same issue comes back, and nothing of anybody else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.findings import Refused
from workbook.loading.frozen import freeze, slice_for, thaw
from workbook.loading.rubric import load_rubric, rubric_path, shipped_rubrics
from workbook.model import Issue, Member, Round, TieDecision, Unit, Waiver
from workbook.rubric import Criterion, Group, Rubric, Tier

WORDS = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20)
FIGURES = st.decimals(Decimal("0.5"), 100, places=2) | st.integers(1, 100).map(Decimal) | st.just(Decimal("1E+1"))


def issue(name: str = "lao-cai-2020") -> Issue:
    rubric = load_rubric(rubric_path(name))[0]
    groups = [group.id for group in rubric.groups]
    units = tuple(
        Unit(f"u{at}-{group}", f"=Đơn vị {at}", group, ("B",), at + 1, frozenset(), "Mới" if at == 2 else None)
        for group in groups
        for at in range(3)
    )
    members = (
        Member("an", "An", "Chủ tịch", tuple(groups[:1]), frozenset({units[0].id, units[-1].id})),
        Member("binh", "BÍ MẬT", "", tuple(groups)),
    )
    made = Round(
        id="d", title="Đợt", rubric=rubric.id, year=2020, date=date(2021, 1, 5), deadline=date(2021, 2, 1),
        contact="TTK", units=units, members=members, council="HĐ", place="Lào Cai", minimum_scorers=2,
        waivers=(Waiver("SCORE-001", units[0].id, "tong-diem", None, "BÍ MẬT", "x", date(2021, 1, 1)),),
        ties=(TieDecision((units[0].id, units[1].id), "split", "BÍ MẬT", "x"),),
    )  # fmt: skip
    return Issue(rubric, made, "an", 3)


@pytest.mark.parametrize("name", shipped_rubrics())
def test_the_sliced_issue_comes_back(name: str) -> None:
    whole = issue(name)
    sliced = replace(whole, round=slice_for(whole.round, "an"))
    assert thaw(freeze(whole)) == sliced
    assert freeze(whole) == freeze(sliced) == freeze(thaw(freeze(whole)))
    assert repr(thaw(freeze(whole)).rubric) == repr(whole.rubric)


def test_nothing_of_the_others_travels() -> None:
    whole = issue()
    text = freeze(whole)
    assert "BÍ MẬT" not in text and "binh" not in text and "-III" not in text
    own = slice_for(whole.round, "an")
    assert [unit.id for unit in own.units] == ["u0-I", "u1-I", "u2-I"]
    assert own.members[0].recused == {"u0-I"} and not own.waivers and not own.ties
    assert slice_for(own, "an") == own


@given(name=WORDS, max_=FIGURES, step=st.sampled_from(["0.50", "0.1", "2", "1E+1", "0.25"]), aliases=st.lists(WORDS))
@settings(max_examples=60, deadline=None)
def test_any_issue_comes_back(name: str, max_: Decimal, step: str, aliases: list[str]) -> None:
    leaf = Criterion("b", "1.10", name, max_, Decimal(step), group_max={"H": Decimal("7.0")}, markable=True)
    top = Criterion("a", "I", name, max_, Decimal(step), (leaf,), frozenset({"t"}), group_max={"H": Decimal(7)})
    tiers = (Tier(name, Decimal("0.50"), True, Decimal("0.5"), None, True), Tier(name + "x", None))
    groups = (Group("G", name, max_, tiers, "index", {"unit": name}), Group("H", name + "x", Decimal(7)))
    base = issue("thai-binh-2020")
    rubric: Rubric = replace(base.rubric, criteria=(top,), groups=groups, traits=(), title=name)
    rubric = replace(rubric, traits=(replace(base.rubric.traits[0], id="t", note=""),))
    unit = Unit("u", name, "H", tuple(aliases), None, frozenset({"t"}))
    made = replace(base.round, units=(unit,), members=(Member("m", name, "", ("H",)),), contact="", waivers=(), ties=())
    made = replace(made, minimum_scorers=1)
    back = thaw(freeze(Issue(rubric, made, "m", 1)))
    assert back == Issue(rubric, made, "m", 1)
    assert str(back.rubric.criteria[0].max) == str(max_) and str(back.rubric.criteria[0].step) == step


# ---------------------------------------------------------------- hostile texts
HOSTILE = [
    "", "null", "[]", "{}", "1", '"x"', "{", "[" * 200_000, "NaN", "\x00", "x" * 4_000_001, '{"version": 1}',
    '{"version": 1, "rubric": {}, "round": {}}', '{"version":' + "9" * 10_000 + "}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_a_text_that_is_no_issue(text: str) -> None:
    with pytest.raises(Refused) as refused:
        thaw(text, "p.xlsx")
    [one] = refused.value.findings
    assert one.code == "ROUND-060" and one.at.file == "p.xlsx"


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in items for path in paths(item, (*at, key)))]


ODD: list[Any] = [
    None,
    "",
    "x",
    "1",
    -1,
    0,
    1e308,
    10**30,
    True,
    [],
    {},
    [1],
    {"x": 1},
    "\u0000",
    "1E+999",
    "NaN",
    "../x",
]
DEEP: Any = {"id": "z", "code": "", "name": "n", "max": "1", "step": "1"}
for _ in range(400):
    DEEP = {**DEEP, "children": [DEEP]}


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_changed_text_gives_an_issue_or_one_finding(data: st.DataObject) -> None:
    raw: Any = json.loads(freeze(issue()))
    path = data.draw(st.sampled_from(paths(raw)[1:]))
    target = raw
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = data.draw(st.sampled_from(ODD))
    try:
        assert isinstance(thaw(json.dumps(raw)), Issue)
    except Refused as refused:
        assert [one.code for one in refused.findings] == ["ROUND-060"]


@pytest.mark.parametrize(
    "key, value", [("member", "binh"), ("number", 0), ("version", 2), ("rubric", []), ("number", True)]
)
def test_a_changed_head_is_refused(key: str, value: Any) -> None:
    with pytest.raises(Refused):
        thaw(json.dumps({**json.loads(freeze(issue())), key: value}))


def test_a_tree_without_end_is_refused() -> None:
    raw = json.loads(freeze(issue()))
    raw["rubric"]["criteria"] = [DEEP]
    with pytest.raises(Refused):
        thaw(json.dumps(raw))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_any_bytes_as_a_rubric_are_refused_and_never_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(data)
    with pytest.raises(Refused):
        load_rubric(path)
