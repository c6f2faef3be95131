"""What changed between two rubrics: a small change in, its line out; nothing said where nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deep_strategies import deep_rubrics
from tests.strategies import rubrics
from workbook.loading.rubric import load_rubric
from workbook.loading.rubric import shipped_rubrics as shipped
from workbook.rubric import Aggregate, Criterion, Group, Rounding, Rubric, Tier, Trait
from workbook.rubric_diff import rubric_changes
from workbook.rules.bands import Band, Bands
from workbook.rules.count import Count
from workbook.rules.direct import Direct
from workbook.rules.parts import Part
from workbook.rules.ratio import Ratio
from workbook.rules.sum import Sum
from workbook.shelf import shelf

TIERS = (Tier("Tốt", Decimal(80)), Tier("Khá", Decimal(65)), Tier("Yếu", None))
RATIO = Ratio("a", "b")
BANDS = Bands("số cuộc họp", (Band(Decimal(4), Decimal(10)), Band(Decimal(2), Decimal(5))))
SUM = Sum((Part("Một", Decimal(5), None, Direct()), Part("Hai", Decimal(5), None, RATIO)))


def leaf(id_: str, code: str, high: int, **more: Any) -> Criterion:
    return Criterion(id_, code, f"Tiêu chí {id_}", Decimal(high), Decimal("0.5"), **more)


OLD = Rubric(
    id="bo", title="Bộ tiêu chí", version="1", legal_basis="QĐ 1", errata=("CV 9",),
    criteria=(
        Criterion("A", "I", "Phần A", Decimal(30), Decimal(1), (
            leaf("a1", "1.1", 10), leaf("a2", "1.2", 10, rule=RATIO), leaf("a3", "1.3", 10, rule=BANDS))),
        Criterion("B", "II", "Phần B", Decimal(20), Decimal(1), (
            leaf("b1", "2.1", 10, group_max={"Xa": Decimal(8)}), leaf("b2", "2.2", 10, rule=SUM))),
    ),
    groups=(Group("So", "Sở", Decimal(50), TIERS), Group("Xa", "Xã", Decimal(48), TIERS)),
    traits=(Trait("t", "Không TTHC"),),
    aggregates=(Aggregate("p", "Trụ cột", ("a1", "b1")),),
)  # fmt: skip


def edited(id_: str, **changes: Any) -> Rubric:
    """The rubric with one criterion changed."""

    def walk(node: Criterion) -> Criterion:
        made = replace(node, children=tuple(map(walk, node.children)))
        return replace(made, **changes) if node.id == id_ else made

    return replace(OLD, criteria=tuple(map(walk, OLD.criteria)))


def with_children(a: tuple[str, ...], b: tuple[str, ...]) -> Rubric:
    """The rubric with its leaves under other parents."""
    leaves = {one.id: one for one in OLD.leaves()}
    tops = [
        replace(top, children=tuple(leaves[id_] for id_ in ids)) for top, ids in zip(OLD.criteria, (a, b), strict=True)
    ]
    return replace(OLD, criteria=tuple(tops))


def group(**changes: Any) -> Rubric:
    return replace(OLD, groups=(OLD.groups[0], replace(OLD.groups[1], **changes)))


def tiers(*made: Tier) -> Rubric:
    """Both groups with these tiers."""
    return replace(OLD, groups=tuple(replace(one, tiers=made) for one in OLD.groups))


A1, B1, NONE = "“1.1 Tiêu chí a1”", "“2.1 Tiêu chí b1”", "(không có)"
LINES: dict[str, tuple[Rubric, list[str]]] = {
    "title": (replace(OLD, title="Bộ khác"), ["tiêu đề: “Bộ tiêu chí” → “Bộ khác”"]),
    "version": (replace(OLD, version="2"), ["phiên bản: “1” → “2”"]),
    "errata": (replace(OLD, errata=("CV 10",)), ["bỏ đính chính: “CV 9”", "thêm đính chính: “CV 10”"]),
    "rounding": (
        replace(OLD, rounding=Rounding(total=1, order="total")),
        ["số lẻ của tổng điểm: 2 → 1", "làm tròn cái gì trước (rounding.order): “leaf” → “total”"],
    ),
    "ties": (replace(OLD, ties="dense"), ["khi bằng điểm (ties): “shared” → “dense”"]),
    "index": (replace(OLD, shows_index=True), ["in cột chỉ số: không → có"]),
    "name": (edited("a1", name="Mới"), ["“1.1 Mới”: tên: “Tiêu chí a1” → “Mới”"]),
    "code": (edited("a1", code=""), [f"“Tiêu chí a1”: số thứ tự: “1.1” → {NONE}"]),
    "maximum": (edited("a1", max=Decimal("12.5")), [f"{A1}: điểm tối đa: 10 → 12,5"]),
    "maximum in a group": (edited("b1", group_max={}), [f"{B1}: điểm tối đa khối Xa: 8 → 10"]),
    "both maxima": (
        edited("b1", max=Decimal(9), group_max={"Xa": Decimal(7)}),
        [f"{B1}: điểm tối đa: 10 → 9", f"{B1}: điểm tối đa khối Xa: 8 → 7"],
    ),
    "step": (edited("a1", step=Decimal(1)), [f"{A1}: bước điểm: 0,5 → 1"]),
    "a step that nobody uses": (edited("a2", step=Decimal(1)), []),
    "kind": (edited("a1", rule=RATIO), [f"{A1}: cách chấm: “Chấm trực tiếp” → “Tỷ lệ”"]),
    "a key of a rule": (edited("a2", rule=replace(RATIO, zero="full")), ["khi b = 0: “refuse” → “full”"]),
    "a figure of a rule": (
        edited("a2", rule=replace(RATIO, target=Decimal("0.8"))), ["tỷ lệ đạt đủ điểm (0,8 là 80 %): 1 → 0,8"]
    ),
    "points of a band": (
        edited("a3", rule=replace(BANDS, bands=(BANDS.bands[0], replace(BANDS.bands[1], points=Decimal(6))))),
        ["các mức, dòng 2: điểm của mức: 5 → 6"],
    ),
    "a band more": (
        edited("a3", rule=replace(BANDS, bands=(*BANDS.bands, Band(Decimal(1), Decimal(1))))),
        ["các mức: thêm dòng 3 (cận của mức 1; điểm của mức 1)"],
    ),
    "a band less": (
        edited("a3", rule=replace(BANDS, bands=BANDS.bands[1:])),
        ["các mức: bỏ dòng 1 (cận của mức 4; điểm của mức 10)"],
    ),
    "a part's own rule": (
        edited("b2", rule=Sum((SUM.parts[0], replace(SUM.parts[1], rule=replace(RATIO, over="cap"))))),
        ["các phần, dòng 2: khi a > b: “refuse” → “cap”"],
    ),
    "a part's kind": (
        edited("b2", rule=Sum((SUM.parts[0], replace(SUM.parts[1], rule=Count("x", Decimal(1)))))),
        ["các phần, dòng 2: cách chấm: “Tỷ lệ” → “Đếm số lượng”"],
    ),
    "weight": (edited("a1", weight=Decimal("0.3")), [f"{A1}: trọng số: 1 → 0,3"]),
    "cap": (edited("A", cap=True), ["“I Phần A”: cắt ở điểm tối đa: không → có"]),
    "mark": (edited("a1", markable=True), [f"{A1}: được ghi KĐG: không → có"]),
    "groups": (edited("a1", groups=frozenset({"So"})), [f"{A1}: chỉ cho khối: {NONE} → “So”"]),
    "traits of a criterion": (
        edited("a1", not_applicable=frozenset({"t"})), [f"{A1}: không áp dụng khi: {NONE} → “t”"]
    ),
    "dropped": (edited("a1", dropped="chưa có số liệu"), [f"{A1}: không chấm vì: {NONE} → “chưa có số liệu”"]),
    "evidence": (edited("a1", evidence="Báo cáo"), [f"{A1}: tài liệu kiểm chứng: {NONE} → “Báo cáo”"]),
    "assumed": (edited("a1", assumed=True), [f"{A1}: suy ra: không → có"]),
    "another id": (edited("a1", id="a9"), ["“1.1 Tiêu chí a1”: mã: a1 → a9"]),
    "gone": (
        with_children(("a1", "a2"), ("b1", "b2")),
        ["Bỏ “1.3 Tiêu chí a3” [a3], thuộc “I Phần A”; điểm tối đa 10; cách chấm “Theo mức của một số liệu”"],
    ),
    "a whole part gone": (
        replace(OLD, criteria=OLD.criteria[:1]),
        ["Bỏ “II Phần B” [B]; điểm tối đa 20, cùng 2 tiêu chí bên dưới"],
    ),
    "new": (
        replace(OLD, criteria=(*OLD.criteria, leaf("c", "III", 5))),
        ["Thêm “III Tiêu chí c” [c]; điểm tối đa 5; cách chấm “Chấm trực tiếp”"],
    ),
    "moved": (
        with_children(("a1", "a2"), ("b1", "b2", "a3")), ["“1.3 Tiêu chí a3”: chuyển: “I Phần A” → “II Phần B”"]
    ),
    "another order": (
        with_children(("a3", "a1", "a2"), ("b1", "b2")), ["“I Phần A”: thứ tự: a1, a2, a3 → a3, a1, a2"]
    ),
    "top order": (
        replace(OLD, criteria=OLD.criteria[::-1]), ["Tiêu chí lớn: thứ tự: A, B → B, A"]
    ),
    "now a parent": (
        edited("a1", children=(leaf("a11", "1.1.1", 10),)),
        [f"{A1}: nay là tổng của các tiêu chí con",
         f"Thêm “1.1.1 Tiêu chí a11” [a11], thuộc {A1}; điểm tối đa 10; cách chấm “Chấm trực tiếp”"],
    ),
    "a trait": (replace(OLD, traits=()), ["Bỏ “Không TTHC” [t]"]),
    "an aggregate": (
        replace(OLD, aggregates=(Aggregate("p", "Trụ cột", ("a1",)),)),
        ["“Trụ cột”: các tiêu chí được cộng: “a1, b1” → “a1”"],
    ),
    "a group's maximum": (group(max=Decimal(50)), ["“Xã”: tổng điểm tối đa: 48 → 50"]),
    "a group's base": (group(base="percent"), ["“Xã”: xếp loại theo (base): “points” → “percent”"]),
    "a column's title": (group(titles={"unit": "Xã"}), [f"“Xã”: tên cột unit: {NONE} → “Xã”"]),
    "a group more": (
        replace(OLD, groups=(*OLD.groups, Group("P", "Phường", Decimal(50)))), ["Thêm “Phường” [P]"]
    ),
    "a bound, said once for both groups": (
        tiers(replace(TIERS[0], lower=Decimal(85)), *TIERS[1:]), ["Xếp loại, khối So, Xa: “Tốt”: cận dưới: 80 → 85"]
    ),
    "tiers of one group": (group(tiers=TIERS[:2]), ["Xếp loại, khối Xa: bỏ mức “Yếu”"]),
    "a tier more": (
        tiers(Tier("Xuất sắc", Decimal(90)), *TIERS), ["Xếp loại, khối So, Xa: thêm mức “Xuất sắc” từ 90"]
    ),
    "conditions of a tier": (
        tiers(replace(TIERS[0], at_least={"A": Decimal(20)}, requires=("a1",), quota_percent=Decimal(20)), *TIERS[1:]),
        [f"Xếp loại, khối So, Xa: “Tốt”: nhiều nhất (%): {NONE} → 20",
         f"Xếp loại, khối So, Xa: “Tốt”: điểm ít nhất của A: {NONE} → 20",
         f"Xếp loại, khối So, Xa: “Tốt”: điều kiện bắt buộc: {NONE} → “a1”"],
    ),
    "strictly": (
        group(tiers=(replace(TIERS[0], strict=True), *TIERS[1:])),
        ["Xếp loại, khối Xa: “Tốt”: phải lớn hơn cận: không → có"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_a_change_is_one_line(name: str) -> None:
    new, wanted = LINES[name]
    said = [change.words.vi for change in rubric_changes(OLD, new)]
    # Changes of rules are listed without the criterion's name.
    assert [line if line in wanted else line.partition(": ")[2] for line in said] == wanted


@pytest.mark.parametrize("name", LINES)
def test_english_is_english(name: str) -> None:
    data = {"Tiêu chí", "Phần", "Bộ", "Không", "Báo", "Sở", "Xã", "Tốt", "Khá", "Yếu", "Xuất", "Phường", "Trụ", "CV"}
    for change in rubric_changes(OLD, LINES[name][0]):
        words = change.words.en
        for text in (*data, "khác", "tiêu chí", "số cuộc họp", "chưa có số liệu", "cáo", "cột", "sắc", "Mới", "KĐG"):
            words = words.replace(text, "")
        assert set(words) <= set(map(chr, range(128))) | set("“”→×"), words


@pytest.mark.parametrize("field", [one.name for one in fields(Criterion) if one.name not in ("id", "children")])
def test_no_field_of_a_criterion_is_forgotten(field: str) -> None:
    values: dict[str, Any] = {
        "max": Decimal(3), "step": Decimal(3), "not_applicable": frozenset({"t"}), "markable": True, "cap": True,
        "group_max": {"So": Decimal(3)}, "assumed": True, "rule": RATIO, "groups": frozenset({"So"}),
        "weight": Decimal(3),
    }  # fmt: skip
    assert rubric_changes(OLD, edited("a1", **{field: values.get(field, "chữ khác")}))


SIDE: dict[type, Callable[[Any], Rubric]] = {
    Tier: lambda tier: tiers(tier, *TIERS[1:]),
    Group: lambda made: replace(OLD, groups=(made, OLD.groups[1])),
    Rounding: lambda made: replace(OLD, rounding=made),
    Trait: lambda made: replace(OLD, traits=(made,)),
    Aggregate: lambda made: replace(OLD, aggregates=(made,)),
}
OTHER: dict[str, Any] = {
    "lower": Decimal(70), "strict": True, "printed_from": Decimal(1), "printed_to": Decimal(1), "assumed": True,
    "at_least": {"A": Decimal(1)}, "requires": ("a1",), "quota_count": 3, "quota_percent": Decimal(3),
    "max": Decimal(1),
    "tiers": (), "base": "index", "titles": {"unit": "x"}, "leaf": 4, "total": 4, "index": 4, "order": "member",
    "tier": "exact", "criteria": ("a1",),
}  # fmt: skip
FIRST: dict[type, Any] = {
    Tier: TIERS[0], Group: OLD.groups[0], Rounding: OLD.rounding, Trait: OLD.traits[0], Aggregate: OLD.aggregates[0]
}  # fmt: skip


@pytest.mark.parametrize(("made", "field"), [(kind, one.name) for kind in SIDE for one in fields(kind)])
def test_no_field_of_the_other_tables_is_forgotten(made: type, field: str) -> None:
    assert rubric_changes(OLD, SIDE[made](replace(FIRST[made], **{field: OTHER.get(field, "chữ khác")})))


@pytest.mark.parametrize(
    "field",
    [one.name for one in fields(Rubric) if one.name not in ("criteria", "groups", "traits", "rounding", "aggregates")],
)
def test_no_field_of_the_rubric_is_forgotten(field: str) -> None:
    own = {"errata": (), "ties": "dense", "rank_by": "index", "shows_index": True, "notes": ("x",), "bonus": "capped"}
    assert rubric_changes(OLD, replace(OLD, **{field: own.get(field, "chữ khác")}))  # type: ignore[arg-type]


# ---------------------------------------------------------------- any two rubrics
@given(st.one_of(rubrics(), deep_rubrics()))
def test_a_rubric_is_like_itself(rubric: Rubric) -> None:
    assert rubric_changes(rubric, rubric) == ()


@given(deep_rubrics(), deep_rubrics())
def test_any_two_rubrics_can_be_compared(one: Rubric, other: Rubric) -> None:
    changes = rubric_changes(one, other)
    assert (changes == ()) == (rubric_changes(other, one) == ())
    assert all(change.words.vi and change.words.en and "\n" not in change.words.vi for change in changes)


@pytest.mark.parametrize("name", shipped())
def test_shipped_rubrics_can_be_compared(name: str) -> None:
    one, other = (load_rubric(shelf("rubrics") / f"{which}.toml")[0] for which in (name, "lao-cai-2020"))
    assert (rubric_changes(one, other) == ()) == (name == "lao-cai-2020")
