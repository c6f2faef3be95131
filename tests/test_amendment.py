"""Two results side by side: which lines changed, by which recorded cause, after whom, and what nothing explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.sample import HA_TANG, MANG, ROUND, RUBRIC, rubric, score
from workbook.amendment import Amendment, Kind, LineChange, Point, Result, Said, amend
from workbook.model import CellId
from workbook.points import Score
from workbook.rubric import Rubric
from workbook.rules.relative import Relative
from workbook.sheets.amendment_words import Voice
from workbook.template import load_template
from workbook.years import Line

BEFORE = """
    dv-2  So     37.50  0.833  1  Tốt
    dv-1  So     33.75  0.750  2  Khá
    dv-3  So     15.50  0.620  3  Yếu
    h-1   Huyen  32.50  0.929  1  Tốt
"""
VALUES = {("dv-1", "mang"): "8.25", ("dv-1", "dich-vu"): "15", ("dv-2", "mang"): "9", ("dv-3", "mang"): "7",
          ("h-1", "mang"): "9.5"}  # fmt: skip
Points = Mapping[Point, Said]


def lines(table: str) -> tuple[Line, ...]:
    """unit, group, total, index, rank ("-" for none), tier; the units' names are those of the sample."""
    names = {unit.id: unit.name for unit in ROUND.units}
    made = []
    for row in table.strip().splitlines():
        unit, group, total, index, rank, tier = row.split()
        place = None if rank == "-" else int(rank)
        made.append(Line(unit, names.get(unit, unit), group, Decimal(total), Decimal(index), None, place, False, tier))
    return tuple(made)


def result(table: str, number: int = 2, points: Points | None = None, recorded: bool = True, **cells: str) -> Result:
    """A result; `cells` are values other than before: dv_1__mang="9"."""
    values: dict[CellId, Score] = {cell: score(text) for cell, text in VALUES.items()}
    for name, text in cells.items():
        unit, leaf = name.replace("_", "-").split("--")
        values[unit, leaf] = score(text)
    made = lines(table)
    known: dict[Point, Said] = {Point("name", line.unit): Said(line.name) for line in made}
    known |= {Point("group", line.unit): Said(line.group) for line in made}
    return Result(number, made, known | dict(points or {}), values if recorded else None)


def compared(after: Result, points: Points | None = None, by: Rubric = RUBRIC, recorded: bool = True) -> Amendment:
    """`points` stand behind the older result."""
    return amend(result(BEFORE, 1, points, recorded), after, by)


def change_of(made: Amendment, unit: str) -> LineChange:
    return next(change for change in made.changes if change.unit == unit)


def told(made: Amendment, unit: str, public: bool = False, by: Rubric = RUBRIC) -> list[str]:
    return Voice(made, by, ROUND, "vi").reasons(change_of(made, unit), public=public)


def kinds(change: LineChange) -> list[Kind]:
    return [cause.point.kind for cause in change.causes]


def rescored(unit: str, leaf: str, member: str, old: str, new: str) -> tuple[Points, Points]:
    at = Point("score", unit, leaf, member, leaf)
    return {at: Said(old)}, {at: Said(new)}


OVER = (
    BEFORE.replace("dv-2  So     37.50  0.833  1", "dv-2  So     37.50  0.833  2")
    .replace("33.75  0.750  2  Khá", "38.75  0.861  1  Tốt")
)  # fmt: skip


# ---------------------------------------------------------------- own figures, and who follows
def test_a_new_figure_of_one_member_moves_one_unit_over_another() -> None:
    was, now = rescored("dv-1", "dich-vu", "TV-01", "15", "20")
    made = compared(result(OVER, 2, now, dv_1__dich_vu="20"), was)
    assert [change.unit for change in made.changes] == ["dv-2", "dv-1"]
    own = change_of(made, "dv-1")
    assert own.what == ("total", "index", "rank", "tier", "criteria")
    assert [(cell.criterion, cell.old, cell.new) for cell in own.cells] == [("dich-vu", Decimal(15), Decimal(20))]
    assert own.follows == () and own.unexplained == ()
    other = change_of(made, "dv-2")
    assert (other.what, other.causes, other.follows, other.unexplained) == (("rank",), (), ("dv-1",), ())
    assert told(made, "dv-1")[0].startswith("Nguyễn Văn An chấm lại tiêu chí II Dịch vụ công: 15 → 20")
    assert told(made, "dv-2") == ["thay đổi theo đơn vị khác: Sở Y tế"]


def test_the_decision_names_no_member_and_none_of_his_figures() -> None:
    was, now = rescored("dv-1", "dich-vu", "TV-01", "15", "20")
    made = compared(result(OVER, 2, now, dv_1__dich_vu="20"), was)
    assert told(made, "dv-1", public=True) == ["thành viên hội đồng chấm lại tiêu chí II Dịch vụ công"]


def test_what_nothing_explains_is_told_criterion_by_criterion() -> None:
    was, now = rescored("dv-1", "mang", "TV-01", "8.25", "9")
    made = compared(result(OVER, 2, now, dv_1__mang="9", dv_1__dich_vu="20"), was)
    own = change_of(made, "dv-1")
    assert own.unexplained == ("criteria",)
    assert "KHÔNG THẤY CĂN CỨ: điểm tiêu chí II Dịch vụ công thay đổi" in told(made, "dv-1")


@pytest.mark.parametrize(
    ("table", "unit", "lost"),
    [
        (BEFORE.replace("37.50", "37.60"), "dv-2", ("total",)),
        (BEFORE.replace("0.833  1", "0.834  1"), "dv-2", ("index",)),
        (BEFORE.replace("0.620  3", "0.620  4"), "dv-3", ("rank",)),
        (BEFORE.replace("3  Yếu", "3  Khá"), "dv-3", ("tier",)),
        (BEFORE.replace("    dv-3  So     15.50  0.620  3  Yếu\n", ""), "dv-3", ("gone",)),
        (BEFORE + "    dv-9  So     1.00  0.1  4  Yếu\n", "dv-9", ("added",)),
    ],
)
def test_a_change_without_any_record(table: str, unit: str, lost: tuple[str, ...]) -> None:
    made = compared(result(table))
    assert [change.unit for change in made.changes] == [unit]
    assert change_of(made, unit).unexplained == lost
    assert told(made, unit)[-1].startswith("KHÔNG THẤY CĂN CỨ: ")


def test_a_rank_follows_only_from_units_that_passed_it() -> None:
    # dv-3 gets points of its own and stays last: nobody's rank can follow from it.
    was, now = rescored("dv-3", "mang", "TV-01", "7", "8")
    table = BEFORE.replace("15.50  0.620  3", "16.50  0.660  4").replace("0.750  2", "0.750  3")
    made = compared(result(table, 2, now, dv_3__mang="8"), was)
    assert change_of(made, "dv-1").unexplained == ("rank",)
    assert change_of(made, "dv-3").unexplained == ()


def test_criteria_that_changed_while_the_total_stayed_are_told() -> None:
    was, now = rescored("dv-1", "mang", "TV-01", "8.25", "9.25")
    made = compared(result(BEFORE, 2, now, dv_1__mang="9.25", dv_1__dich_vu="14"), was)
    assert change_of(made, "dv-1").what == ("criteria",)
    assert change_of(made, "dv-1").unexplained == ("criteria",)


# ---------------------------------------------------------------- each kind of cause
def test_every_kind_of_cause_is_found_and_said() -> None:
    for kind, (point, old, new, words) in CAUSES.items():
        was = {point: old} if old else {}
        now = {point: new} if new else {}
        if kind == "ballot":
            now |= {Point("score", "dv-1", "dich-vu", "TV-01", "dich-vu"): Said("20")}
        elif point.who:  # a member moves what he gave
            given = {Point("score", "dv-1", "dich-vu", point.who, "dich-vu"): Said("20")}
            was, now = was | given, now | given
        if kind == "role":
            weighted = {Point("combine"): Said('{"method":"weighted"}')}
            was, now = was | weighted, now | weighted
        made = compared(result(OVER, 2, now, dv_1__dich_vu="20"), was)
        own = change_of(made, "dv-1")
        assert (kind, kinds(own), own.unexplained) == (kind, [kind], ())
        assert told(made, "dv-1") == [words]
        assert "{" not in "".join(told(made, "dv-1", public=True))


CAUSES: dict[Kind, tuple[Point, Said | None, Said | None, str]] = {
    "conclusion": (
        Point("conclusion", "dv-1", "dich-vu"), None, Said("20", "có giải trình", "Hội đồng"),
        "hội đồng kết luận tiêu chí II Dịch vụ công: 20; lý do: có giải trình (Hội đồng)",
    ),
    "waiver": (
        Point("waiver", "dv-1", "dich-vu", "", "SCORE-001"), None, Said("", "giữ như đã nộp", "Hội đồng"),
        "chấp thuận giữ điểm tiêu chí II Dịch vụ công (SCORE-001); lý do: giữ như đã nộp (Hội đồng)",
    ),
    "listed": (
        Point("listed", "dv-1", "dich-vu", what="dich-vu"), Said("15"), Said("20"),
        "sửa số liệu theo danh sách, tiêu chí II Dịch vụ công: 15 → 20",
    ),
    "exempt": (
        Point("exempt", "dv-1", "dich-vu"), Said(reason="không có"), None,
        "chấm lại tiêu chí II Dịch vụ công, trước đó không giao",
    ),
    "trait": (
        Point("trait", "dv-1", what="khong-tthc"), Said(), None,
        "bỏ đặc điểm “Không có thủ tục hành chính” của đơn vị",
    ),
    "ballot": (
        Point("ballot", who="TV-01"), None, Said("0123456789abcdef"),
        "tính thêm phiếu của Nguyễn Văn An (mã tệp 01234567)",
    ),
    "recused": (
        Point("recused", "dv-1", who="TV-02"), None, Said(), "Trần Thị Bình không được chấm đơn vị này",
    ),
    "combine": (
        Point("combine"), Said("{}"), Said('{"method":"median"}'),
        "có thể do: thay đổi cách gộp điểm của các thành viên",
    ),
    "role": (
        Point("role", who="TV-01"), Said("Ủy viên"), Said("Chủ tịch"),
        "có thể do: sửa chức vụ của Nguyễn Văn An: Ủy viên → Chủ tịch",
    ),
    "assignments": (
        Point("assignments"), Said("[]"), Said("[1]"), "có thể do: thay đổi phân công chấm",
    ),
    "groups": (
        Point("groups", who="TV-03"), Said("So"), None, "có thể do: bỏ thành viên Lê Văn Cường",
    ),
    "criterion": (
        Point("criterion", criterion="dich-vu"), Said("a"), Said("b"),
        "bộ tiêu chí: sửa quy định chấm tiêu chí II Dịch vụ công",
    ),
    "rules": (
        Point("rules", what="rounding"), Said("a"), Said("b"), "có thể do: bộ tiêu chí: sửa cách làm tròn",
    ),
}  # fmt: skip


def test_a_member_recorded_absent_moves_what_he_had_scored_and_nothing_else() -> None:
    was = {
        Point("score", "dv-1", "dich-vu", "TV-01", "dich-vu"): Said("10"),
        Point("ballot", who="TV-01"): Said("0a1b"),
    }
    absent = {Point("absent", who="TV-01"): Said(reason="ốm")}
    made = compared(result(OVER, 2, absent, dv_1__dich_vu="20", dv_1__mang="9"), was)
    own = change_of(made, "dv-1")
    assert told(made, "dv-1")[:2] == [
        "ghi nhận Nguyễn Văn An vắng mặt; lý do: ốm",
        "không còn tính phiếu của Nguyễn Văn An",
    ]
    assert [(cell.criterion, bool(cell.causes)) for cell in own.cells] == [("mang", False), ("dich-vu", True)]


def test_a_cause_elsewhere_explains_nothing() -> None:
    elsewhere = (
        Point("conclusion", "dv-2", "dich-vu"), Point("conclusion", "dv-1", "mang"), Point("exempt", "dv-1", "mang"),
        Point("criterion", criterion="mang"), Point("tiers", what="Huyen"), Point("tie", what="dv-3 dv-4"),
        Point("left_out", "dv-4"),
    )  # fmt: skip
    for point in elsewhere:
        made = compared(result(OVER, 2, {point: Said("1")}, dv_1__dich_vu="20"))
        assert (point, change_of(made, "dv-1").unexplained) == (point, ("criteria",))
        assert point in [cause.point for cause in made.idle]


def test_a_member_moves_nothing_that_he_did_not_score() -> None:
    """Also a role moves nothing where roles do not weigh."""
    rescore = rescored("dv-1", "dich-vu", "TV-01", "15", "20")
    given = Point("score", "dv-1", "dich-vu", "TV-02", "dich-vu")
    table: list[tuple[Point, dict[Point, Said]]] = [
        (Point("groups", who="TV-09"), {}), (Point("recused", "dv-1", who="TV-09"), {}),
        (Point("role", who="TV-09"), {Point("combine"): Said('{"method":"weighted"}')}),
        (Point("role", who="TV-02"), {given: Said("20")}),
    ]  # fmt: skip
    for point, both in table:
        made = compared(result(OVER, 2, {**rescore[1], **both, point: Said("x")}, dv_1__dich_vu="20"),
                        {**rescore[0], **both})  # fmt: skip
        assert (point, kinds(change_of(made, "dv-1"))) == (point, ["score"])
        assert [cause.point for cause in made.idle] == [point]


def test_where_the_council_concluded_no_member_moved_it() -> None:
    was, now = rescored("dv-1", "dich-vu", "TV-01", "15", "18")
    ballots = {Point("ballot", who="TV-01"): Said("a")}, {Point("ballot", who="TV-01"): Said("b")}
    concluded = {Point("conclusion", "dv-1", "dich-vu"): Said("20")}
    made = compared(result(OVER, 2, {**now, **concluded, **ballots[1]}, dv_1__dich_vu="20"), {**was, **ballots[0]})
    assert kinds(change_of(made, "dv-1")) == ["conclusion"]
    assert [cause.point.kind for cause in made.idle] == ["score"], "a ballot is told by its figures"
    made = compared(result(OVER, 2, {**now, **concluded}, dv_1__dich_vu="20"), {**was, **concluded})
    assert change_of(made, "dv-1").unexplained == ("criteria",)


@pytest.mark.parametrize(
    ("total", "index", "names"),
    [
        ("38.75", "0.861", ["score"]),  # 5 points more, as the criterion has; 38.75 of 45
        ("40.75", "0.906", ["score", "criterion"]),  # 2 more than that: a weight has changed
        ("38.75", "0.775", ["score", "criterion"]),  # now of 50: a maximum has changed
    ],
)
def test_a_total_that_its_criteria_do_not_explain_is_the_rubrics_too(total: str, index: str, names: list[str]) -> None:
    was, now = rescored("dv-1", "dich-vu", "TV-01", "15", "20")
    weight = Point("criterion", criterion="mang")
    table = BEFORE.replace("33.75  0.750", f"{total}  {index}")
    made = compared(result(table, 2, {**now, weight: Said("b")}, dv_1__dich_vu="20"), {**was, weight: Said("a")})
    assert kinds(change_of(made, "dv-1")) == names
    assert [cause.point for cause in made.idle] == ([] if "criterion" in names else [weight])


def test_a_scale_that_changed_explains_figures_that_moved_alone() -> None:
    scale = Point("tiers", what="So")
    made = compared(result(BEFORE.replace("0.750", "0.675"), 2, {scale: Said("b")}), {scale: Said("a")})
    assert kinds(change_of(made, "dv-1")) == ["tiers"] and not change_of(made, "dv-1").unexplained


def test_a_unit_that_is_gone_is_told_once() -> None:
    left = {Point("left_out", "dv-3"): Said(reason="sáp nhập")}
    made = compared(result(BEFORE.replace("    dv-3  So     15.50  0.620  3  Yếu\n", ""), 2, left))
    assert kinds(change_of(made, "dv-3")) == ["left_out"] and made.idle == ()


@pytest.mark.parametrize(
    ("reason", "by", "told_of"),
    [
        ("có giải trình", "Hội đồng", "; lý do: có giải trình (Hội đồng)"),
        ("có giải trình", "TV-01", "; lý do: có giải trình"),
        ("theo đề nghị của đồng chí Cường", "Hội đồng", "; lý do có ghi trong hồ sơ của Hội đồng, không nêu"),
    ],
)
def test_the_decision_names_no_member_whoever_wrote_the_reason(reason: str, by: str, told_of: str) -> None:
    concluded = {Point("conclusion", "dv-1", "dich-vu"): Said("20", reason, by)}
    made = compared(result(OVER, 2, concluded, dv_1__dich_vu="20"))
    (text,) = told(made, "dv-1", public=True)
    assert told_of in text and not [name for name in ("TV-01", "Cường") if name in text]
    assert f"{reason} ({by})" in told(made, "dv-1")[0], "the office's own table tells all"


def test_a_cause_at_a_parent_reaches_its_leaves() -> None:
    made = compared(result(OVER, 2, {Point("exempt", "dv-1", HA_TANG.id): Said(reason="x")}, dv_1__mang="KĐG"))
    assert kinds(change_of(made, "dv-1")) == ["exempt"]


def test_beside_a_change_of_the_rubric_stand_its_version_and_its_erratum() -> None:
    papers = {Point("version"): Said("1")}, {Point("version"): Said("2"), Point("erratum", what="sửa"): Said("sửa")}
    made = compared(result(OVER, 2, papers[1], dv_1__dich_vu="20"), papers[0])
    assert change_of(made, "dv-1").unexplained == ("criteria",), "papers alone move nothing"
    rules = {Point("criterion", criterion="dich-vu"): Said("b")}
    made = compared(
        result(OVER, 2, papers[1] | rules, dv_1__dich_vu="20"),
        papers[0] | {Point("criterion", criterion="dich-vu"): Said("a")},
    )
    assert kinds(change_of(made, "dv-1")) == ["criterion", "erratum", "version"]
    assert not [text for text in told(made, "dv-1") if text.startswith("có thể do")] and made.broad == ()


def test_a_choice_between_ballots_stands_beside_the_figures_it_brought() -> None:
    was, now = rescored("dv-1", "dich-vu", "TV-01", "15", "20")
    choice = {Point("choice", who="TV-01"): Said("0123abcd", "đã hỏi lại", "Tổ thư ký")}
    made = compared(result(OVER, 2, {**now, **choice}, dv_1__dich_vu="20"), was)
    assert kinds(change_of(made, "dv-1")) == ["score", "choice"]
    assert told(made, "dv-1")[1] == "chọn phiếu có mã 0123abcd của Nguyễn Văn An để tính; lý do: đã hỏi lại (Tổ thư ký)"


# ---------------------------------------------------------------- ranks and tiers
def test_a_decision_on_a_tie_moves_the_ranks_of_its_units_only() -> None:
    equal = BEFORE.replace("33.75  0.750  2", "37.50  0.833  1").replace("Khá", "Tốt")
    split = equal.replace("dv-1  So     37.50  0.833  1", "dv-1  So     37.50  0.833  2")
    at = Point("tie", what="dv-1 dv-2")
    after = replace(result(split, 2, {at: Said("split dv-2 dv-1", "biểu quyết", "Hội đồng")}), values=None)
    made = amend(replace(result(equal, 1), values=None), after, RUBRIC)
    assert [change.unit for change in made.changes] == ["dv-1"]
    assert told(made, "dv-1") == [
        "hội đồng quyết định thứ tự Sở Xây dựng, Sở Y tế (bằng điểm nhau); lý do: biểu quyết (Hội đồng)"
    ]
    assert all(text.count("Sở Y tế") == 1 for text in told(made, "dv-1")), "each unit once"


def test_new_bounds_move_tiers() -> None:
    at = Point("tiers", what="So")
    made = compared(result(BEFORE.replace("1  Tốt\n    dv-1", "1  Khá\n    dv-1"), 2, {at: Said("b")}), {at: Said("a")})
    assert [(change.unit, kinds(change)) for change in made.changes] == [("dv-2", ["tiers"])]


@pytest.mark.parametrize(("quota", "follows"), [(1, ("dv-1",)), (None, ())])
def test_a_tier_follows_from_others_only_under_a_quota(quota: int | None, follows: tuple[str, ...]) -> None:
    group = RUBRIC.groups[0]
    tiers = (replace(group.tiers[0], quota_count=quota), *group.tiers[1:])
    by = rubric(groups=(replace(group, tiers=tiers), RUBRIC.groups[1]))
    was, now = rescored("dv-1", "mang", "TV-01", "8.25", "8.5")
    table = BEFORE.replace("33.75  0.750", "34.00  0.755").replace("3  Yếu", "3  Khá")
    made = compared(result(table, 2, now, dv_1__mang="8.5"), was, by)
    own = change_of(made, "dv-3")
    assert (own.follows, own.unexplained) == (follows, () if quota else ("tier",))


def test_a_unit_that_comes_moves_those_below_it() -> None:
    more = "    dv-4  So     35.00  0.777  2  Khá\n"
    table = BEFORE.replace("0.750  2", "0.750  3").replace("0.620  3", "0.620  4") + more
    made = compared(result(table), {Point("left_out", "dv-4"): Said(reason="mới thành lập")})
    assert {change.unit: (change.what, change.follows) for change in made.changes} == {
        "dv-4": (("added",), ()),
        "dv-1": (("rank",), ("dv-4",)),
        "dv-3": (("rank",), ("dv-4",)),
    }
    assert told(made, "dv-4") == ["đưa trở lại danh sách chấm"]


def test_a_unit_that_goes_moves_those_below_it() -> None:
    table = BEFORE.replace("    dv-1  So     33.75  0.750  2  Khá\n", "").replace("0.620  3", "0.620  2")
    made = compared(result(table), {Point("unit", "dv-1"): Said("Sở Y tế")})
    assert [(change.unit, change.follows) for change in made.changes] == [("dv-3", ("dv-1",)), ("dv-1", ())]
    assert told(made, "dv-1") == ["đưa ra khỏi danh sách đơn vị"]


def test_points_by_the_best_of_the_group_follow_from_the_best() -> None:
    by = rubric(criteria=(replace(HA_TANG, children=(replace(MANG, rule=Relative("hồ sơ")),)), *RUBRIC.criteria[1:]))
    was, now = rescored("dv-2", "mang", "TV-01", "9", "10")
    table = BEFORE.replace("37.50", "38.50").replace("33.75", "33.00")
    made = compared(result(table, 2, now, dv_2__mang="10", dv_1__mang="7.5"), was, by)
    own = change_of(made, "dv-1")
    assert (own.cells[0].after, own.follows, own.unexplained) == (("dv-2",), ("dv-2",), ())
    assert told(made, "dv-1", by=by) == [
        "điểm tính theo mức cao nhất của khối, mức này thay đổi ở: Sở Xây dựng"
    ]  # fmt: skip


def test_a_renamed_unit() -> None:
    after = result(BEFORE)
    renamed = tuple(replace(line, name="Sở Nội vụ") if line.unit == "dv-1" else line for line in after.lines)
    evidence = {**after.evidence, Point("name", "dv-1"): Said("Sở Nội vụ")}
    made = compared(replace(after, lines=renamed, evidence=evidence))
    assert [(change.unit, change.what, change.unexplained) for change in made.changes] == [("dv-1", ("name",), ())]
    assert told(made, "dv-1") == ["sửa tên trong danh sách: Sở Y tế → Sở Nội vụ"]


# ---------------------------------------------------------------- results that tell less
def test_a_result_without_criteria_is_explained_by_ballots_and_decisions() -> None:
    was, now = rescored("dv-1", "dich-vu", "TV-01", "15", "20")
    made = compared(result(OVER, 2, now), was, recorded=False)
    own = change_of(made, "dv-1")
    assert (own.cells, kinds(own), own.unexplained) == ((), ["score"], ())
    assert change_of(made, "dv-2").follows == ("dv-1",)


def test_what_only_one_of_two_results_tells_is_no_difference() -> None:
    points = {Point("exempt", "dv-1", "mang"): Said(reason="x"), Point("assignments"): Said("[]")}
    made = compared(result(BEFORE, 2, points), recorded=False)
    assert made.changes == () and made.causes == ()


def test_nothing_changed() -> None:
    assert compared(result(BEFORE)).changes == ()


def test_both_languages_say_every_kind() -> None:
    for lang in ("vi", "en"):
        words = load_template("amendment", lang).words
        for point, old, new, _ in CAUSES.values():
            made = amend(
                result(BEFORE, 1, {point: old} if old else {}), result(BEFORE, 2, {point: new} if new else {}), RUBRIC
            )
            (cause,) = made.causes
            assert Voice(made, RUBRIC, ROUND, lang).cause(cause)
        assert words["unexplained"]
