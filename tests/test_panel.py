"""What the members together are judged by: who is missing, who scores what, who contradicts whom, conclusions,
and what changed since a ballot was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.deep_sample import (
    DEEP,
    DEEP_ROUND,
    concluded,
    criterion,
    deep_issue,
    deep_panel,
    deep_round,
    deep_unit,
    rule,
)
from tests.sample import (
    RUBRIC,
    assert_sayable,
    ballot_of,
    codes,
    issue_of,
    only,
    panel_of,
    round_with,
    rubric,
    with_member,
    with_unit,
)
from workbook.catalogue import panel as said_of_panel
from workbook.consolidation import consolidate
from workbook.findings import ERROR, WARNING, Check, Finding, Place, say
from workbook.model import Assignment, Ballot, Issue, Member, Round
from workbook.outdated import check_issue
from workbook.panel import check_conclusions, check_panel
from workbook.rubric import Criterion, Rubric
from workbook.rules.direct import Direct
from workbook.rules.parts import Part
from workbook.rules.ratio import Ratio
from workbook.rules.rule import Rule
from workbook.rules.sum import Sum

# ---------------------------------------------------------------- the best of a group
SLIP = {member: {"s-3 thanh-toan": "20000"} for member in ("TV-1", "TV-2", "TV-3")}


def test_a_best_figure_far_above_the_others_is_told() -> None:
    assert said_of_panel.BEST_FAR not in [one.check for one in panel(DEEP_ROUND, deep_panel(), DEEP)]
    found = only(panel(DEEP_ROUND, deep_panel(SLIP), DEEP), said_of_panel.BEST_FAR)
    assert (found.at.unit, found.at.criterion, found.severity) == ("s-3", "thanh-toan", WARNING)
    assert "20.000" in say(found, "vi") and "400" in say(found, "vi")


def test_what_the_council_concluded_no_longer_sets_the_best() -> None:
    settled = deep_round(conclusions=(concluded("s-3", "thanh-toan", "2.5", reason="gõ nhầm", by="Hội đồng"),))
    wrong, right = consolidate(DEEP, DEEP_ROUND, deep_panel(SLIP)), consolidate(DEEP, settled, deep_panel(SLIP))
    assert wrong.cells["s-1", "thanh-toan"].value == Decimal("0.1")
    assert right.cells["s-1", "thanh-toan"].value == Decimal(5)
    assert said_of_panel.BEST_FAR not in [one.check for one in panel(settled, deep_panel(SLIP), DEEP)]


# ---------------------------------------------------------------- the panel
def panel(round_: Round, ballots: list[Ballot], by: Rubric = RUBRIC) -> list[Finding]:
    return list(check_panel(by, round_, ballots))


def test_a_whole_panel_has_no_findings() -> None:
    assert panel(round_with(minimum_scorers=2), panel_of()) == []


def test_a_missing_ballot_is_the_only_finding() -> None:
    # Thin cells are a consequence of it.
    found = panel(round_with(minimum_scorers=3), panel_of()[:2])
    assert codes(found) == ["PANEL-001"]
    missing = only(found, said_of_panel.BALLOT_MISSING)
    assert missing.at.member == "TV-03" and "Lê Văn Cường (TV-03)" in say(missing, "vi")


def test_an_absent_member_is_not_waited_for() -> None:
    round_ = with_member("TV-03", absent="đi công tác")
    found = panel(round_, panel_of()[:2])
    assert codes(found) == ["PANEL-004"]
    assert "đi công tác" in say(only(found, said_of_panel.ABSENT), "vi")


def test_a_ballot_of_an_absent_member_does_not_count() -> None:
    found = panel(with_member("TV-03", absent="ốm"), panel_of())
    assert codes(found) == ["PANEL-004", "PANEL-005"]
    assert only(found, said_of_panel.ABSENT_BUT_RETURNED).severity is WARNING


def test_cells_with_too_few_scorers() -> None:
    found = panel(round_with(minimum_scorers=3), panel_of())
    # dv-2: TV-02 is recused; the districts: TV-03 does not score them.
    assert {(one.at.unit, one.code) for one in found} == {(unit, "PANEL-002") for unit in ("dv-2", "h-1", "h-2")}
    assert len(found) == 12
    assert found[0].check is said_of_panel.TOO_FEW_SCORERS
    assert "chỉ có 2 người chấm, cần ít nhất 3" in say(found[0], "vi")


def test_what_does_not_apply_needs_no_scorer() -> None:
    found = panel(with_unit("dv-2", round_with(minimum_scorers=3), traits=frozenset({"khong-tthc"})), panel_of())
    assert ("dv-2", "dich-vu") not in {(one.at.unit, one.at.criterion) for one in found}


def test_a_blank_cell_is_said_once_by_its_ballot() -> None:
    # BALLOT-001 stands at the cell; that the cell is thin is a consequence.
    ballots = [ballot_of(issue_of(each), dv_1__mang="-") for each in ("TV-01", "TV-02", "TV-03")]
    assert panel(round_with(minimum_scorers=1), ballots) == []


def test_the_mark_beside_a_score() -> None:
    ballots = panel_of()
    ballots[1] = ballot_of(issue_of("TV-02"), dv_1__sang_kien="KĐG")
    found = only(panel(round_with(), ballots), said_of_panel.MARK_BESIDE_SCORE)
    assert (found.at.unit, found.at.criterion) == ("dv-1", "sang-kien")
    assert "TV-02 ghi KĐG" in say(found, "vi") and "TV-01, TV-03 cho điểm" in say(found, "vi")


def test_the_mark_by_everybody_is_fine() -> None:
    ballots = [ballot_of(issue_of(each), dv_1__sang_kien="KĐG") for each in ("TV-01", "TV-02", "TV-03")]
    assert panel(round_with(minimum_scorers=2), ballots) == []


def test_a_unit_added_after_sending() -> None:
    units = (*round_with().units, replace(round_with().units[0], id="dv-5", name="Sở Nội vụ"))
    found = panel(round_with(units=units), panel_of())
    assert codes(found) == ["PANEL-007"] * 3
    first = found[0]
    assert first.check is said_of_panel.UNIT_NOT_ON_BALLOT
    assert (first.at.unit, first.at.member) == ("dv-5", "TV-01")
    assert "Sở Nội vụ" in say(first, "vi") and "Nguyễn Văn An (TV-01)" in say(first, "vi")


def test_a_criterion_added_after_sending() -> None:
    by = rubric(criteria=(*RUBRIC.criteria, replace(RUBRIC.criteria[1], id="moi", name="Mới")))
    found = panel(round_with(), panel_of(), by)
    assert {one.check for one in found} == {said_of_panel.TOO_FEW_SCORERS}
    assert {one.at.criterion for one in found} == {"moi"}
    assert "chỉ có 0 người chấm" in say(found[0], "vi")


# ---------------------------------------------------------------- a deep panel: who scores what
OTHERS = ("so-hoa", "nhan-luc", "y-kien", "ket-qua")


def deep(
    changes: Mapping[str, Mapping[str, str]] | None = None, round_: Round = DEEP_ROUND, by: Rubric = DEEP
) -> list[Finding]:
    return list(check_panel(by, round_, deep_panel(changes, round_, by)))


def shared_out(*more: Assignment, **changes: Any) -> Round:
    """TV-1 scores an-toan alone, TV-2 and TV-3 everything else."""
    own = tuple(Assignment(member, OTHERS) for member in ("TV-2", "TV-3"))
    return deep_round(assignments=(Assignment("TV-1", ("an-toan",)), *own, *more), **changes)


def test_a_whole_deep_panel_has_no_findings() -> None:
    assert deep() == []


def test_one_assigned_appraiser_is_enough() -> None:
    # TV-2 is recused from s-2, where TV-3 is left; the communes are TV-2's alone.
    assert deep(round_=shared_out()) == []
    thin = deep(round_=shared_out(minimum_scorers=2))
    assert {one.check for one in thin} == {said_of_panel.TOO_FEW_SCORERS}
    assert {one.at.unit for one in thin if one.at.criterion == "su-co"} == {"s-1", "s-2", "s-3", "x-1", "x-2"}
    assert {one.at.unit for one in thin if one.at.criterion == "hop"} == {"s-2", "x-1", "x-2"}


def test_what_nobody_scores_is_told_once_a_group() -> None:
    round_ = deep_round(
        assignments=(
            Assignment("TV-1", ("so-hoa", "nhan-luc")),
            Assignment("TV-2", ("an-toan",)),
            Assignment("TV-3", ("an-toan", "ket-qua")),
        )
    )
    found = only(deep(round_=round_), said_of_panel.NOBODY_SCORES)
    assert found.at == Place(criterion="thanh-toan")
    assert "“Thanh toán trực tuyến” của khối UBND cấp xã không có ai chấm" in say(found, "vi")


def test_who_is_absent_scores_nothing() -> None:
    round_ = shared_out()
    away = replace(round_, members=tuple(replace(m, absent="ốm") if m.id == "TV-1" else m for m in round_.members))
    found = list(check_panel(DEEP, away, deep_panel(round_=round_)[1:]))
    told = [one for one in found if one.check is said_of_panel.NOBODY_SCORES]
    assert [one.at.criterion for one in told] == ["he-thong", "su-co"] * 2
    assert codes(found) == ["PANEL-004"] + ["PANEL-011"] * 4


def test_what_is_listed_or_concluded_needs_no_scorer() -> None:
    round_ = shared_out()
    away = replace(round_, members=tuple(replace(m, absent="ốm") if m.id == "TV-1" else m for m in round_.members))
    settled = tuple(concluded(u.id, leaf, "1") for u in away.units for leaf in ("he-thong", "su-co"))
    found = list(check_panel(DEEP, replace(away, conclusions=settled), deep_panel(round_=round_)[1:]))
    assert codes(found) == ["PANEL-004"]


def test_a_unit_is_on_the_ballot_with_any_criterion_that_its_scorer_has() -> None:
    ballots = deep_panel()
    lost = {cell: score for cell, score in ballots[0].scores.items() if cell[0] != "s-1" or cell[1] == "hop"}
    ballots[0] = replace(ballots[0], scores=lost)
    assert list(check_panel(DEEP, DEEP_ROUND, ballots)) == []
    ballots[0] = replace(ballots[0], scores={cell: score for cell, score in lost.items() if cell[0] != "s-1"})
    found = only(check_panel(DEEP, DEEP_ROUND, ballots), said_of_panel.UNIT_NOT_ON_BALLOT)
    assert (found.at.unit, found.at.member) == ("s-1", "TV-1")


# ---------------------------------------------------------------- who contradicts whom
@pytest.mark.parametrize(
    ("changes", "check", "words"),
    [
        ({"TV-1": {"s-1 hop": "3"}}, said_of_panel.FACTS_DIFFER, "“Số cuộc họp trong năm”: 3 (TV-1), 4 (TV-2, TV-3)"),
        (
            {"TV-2": {"s-1 truc-tuyen/a": "79", "s-1 truc-tuyen/b": "1000"}},
            said_of_panel.FACTS_DIFFER,
            "“Hồ sơ nộp trực tuyến”: 80 (TV-1, TV-3), 79 (TV-2); “Tổng số hồ sơ”: 100 (TV-1, TV-3), 1.000 (TV-2)",
        ),
        ({"TV-3": {"s-1 can-bo": "0"}}, said_of_panel.FACTS_DIFFER, "“Có thực hiện”: Có (TV-1, TV-2), Không (TV-3)"),
        ({"TV-3": {"s-1 cam-ket": "0"}}, said_of_panel.MANDATORY_DIFFERS, "Có (TV-1, TV-2), Không (TV-3)"),
        ({"TV-3": {"s-1 hop": "4.0"}}, None, ""),
        ({"TV-3": {"s-1 chuyen-de": "1"}}, None, ""),  # points are opinions
        ({"TV-3": {"s-1 sang-kien": "5"}}, None, ""),
        ({"TV-3": {"s-1 hop": "-"}}, None, ""),  # told at the ballot
        ({"TV-2": {"s-2 hop": "1"}}, None, ""),  # he does not score it
        ({"TV-3": {"x-1 hop": "1"}}, None, ""),
    ],
)
def test_facts_that_differ(changes: dict[str, dict[str, str]], check: Check | None, words: str) -> None:
    found = deep(changes)
    assert [one.check for one in found] == ([check] if check else [])
    for one in found:
        assert one.at.unit == "s-1" and words in say(one, "vi")
        assert one.severity is (ERROR if check is said_of_panel.MANDATORY_DIFFERS else WARNING)
        assert_sayable(one)


def test_a_conclusion_settles_what_members_disagree_on() -> None:
    changes = {"TV-1": {"s-1 hop": "3", "s-1 cam-ket": "0", "s-1 tap-huan": "KĐG"}}
    assert codes(deep(changes)) == ["PANEL-003", "PANEL-012", "PANEL-013"]
    settled = tuple(concluded("s-1", leaf, "1") for leaf in ("hop", "cam-ket", "tap-huan"))
    assert deep(changes, deep_round(conclusions=settled)) == []


def test_a_mark_in_any_input_is_a_mark_beside_a_score() -> None:
    found = deep({"TV-2": {"s-1 truc-tuyen/a": "-", "s-1 truc-tuyen/b": "KĐG"}})
    assert "TV-2 ghi KĐG (không đánh giá) nhưng TV-1, TV-3 cho điểm" in say(
        only(found, said_of_panel.MARK_BESIDE_SCORE), "vi"
    )
    assert len(found) == 1


# ---------------------------------------------------------------- conclusions
@pytest.mark.parametrize(
    ("unit", "leaf", "points", "check", "words"),
    [
        ("s-1", "hop", "10", None, ""),
        ("s-1", "hop", "0", None, ""),
        ("s-1", "hop", "3.37", None, ""),  # the council is bound by no step
        ("s-1", "tap-huan", "KĐG", None, ""),
        ("s-1", "cam-ket", "1", None, ""),
        ("s-1", "khong-co", "-", None, ""),  # an explanation only
        ("s-1", "hop", "10.01", said_of_panel.CONCLUSION_OUTSIDE, "là 10,01 điểm, ngoài khoảng 0 đến 10"),
        ("s-1", "hop", "-1", said_of_panel.CONCLUSION_OUTSIDE, "là -1 điểm"),
        ("s-1", "cam-ket", "2", said_of_panel.CONCLUSION_OUTSIDE, "ngoài khoảng 0 đến 1"),
        ("s-1", "hop", "KĐG", said_of_panel.CONCLUSION_MARK, "Ghi điểm từ 0 đến 10"),
        ("s-9", "hop", "5", said_of_panel.CONCLUSION_ASTRAY, "không có đơn vị này"),
        ("s-1", "khong-co", "5", said_of_panel.CONCLUSION_ASTRAY, "chỉ kết luận được cho tiêu chí thành phần"),
        ("s-1", "so-hoa", "5", said_of_panel.CONCLUSION_ASTRAY, "chỉ kết luận được cho tiêu chí thành phần"),
        ("s-1", "y-kien", "5", said_of_panel.CONCLUSION_ASTRAY, "khối của đơn vị không chấm"),
        ("x-1", "chuyen-de", "5", said_of_panel.CONCLUSION_ASTRAY, "khối của đơn vị không chấm"),
        ("s-3", "dung-han", "5", said_of_panel.CONCLUSION_ASTRAY, "không áp dụng cho đơn vị này"),
        ("x-2", "tap-huan", "5", said_of_panel.CONCLUSION_ASTRAY, "không áp dụng cho đơn vị này"),
    ],
)
def test_conclusions(unit: str, leaf: str, points: str, check: Check | None, words: str) -> None:
    found = list(check_conclusions(DEEP, deep_round(conclusions=(concluded(unit, leaf, points),))))
    assert [one.check for one in found] == ([check] if check else [])
    for one in found:
        assert one.at == Place(unit=unit, criterion=leaf) and words in say(one, "vi")
        assert_sayable(one)


def test_a_penalty_is_concluded_below_zero() -> None:
    by = replace(DEEP, criteria=(criterion("tru", "", "Điểm trừ", "5", rule=rule("penalty")),))
    made = [list(check_conclusions(by, deep_round(conclusions=(concluded("s-1", "tru", p),)))) for p in ("-5", "1")]
    assert [codes(found) for found in made] == [[], ["PANEL-017"]]


def test_no_conclusion_on_a_unit_that_is_left_out_or_twice_on_one_leaf() -> None:
    out = deep_unit("s-1", left_out="mới thành lập")
    (found,) = check_conclusions(DEEP, replace(out, conclusions=(concluded("s-1", "hop", "5"),)))
    assert found.check is said_of_panel.CONCLUSION_ASTRAY and "không chấm đơn vị này" in say(found, "vi")
    twice = concluded("s-1", "tap-huan", "5"), concluded("s-1", "tap-huan", "KĐG")
    found = only(check_conclusions(DEEP, deep_round(conclusions=twice)), said_of_panel.CONCLUSION_TWICE)
    assert "có hai kết luận (5; KĐG)" in say(found, "vi")


def test_the_panel_tells_of_conclusions_even_before_all_ballots_are_in() -> None:
    round_ = deep_round(conclusions=(concluded("s-1", "hop", "11"),))
    assert codes(check_panel(DEEP, round_, deep_panel()[:1])) == ["PANEL-001", "PANEL-001", "PANEL-017"]


# ---------------------------------------------------------------- since the ballot was sent
def with_node(id_: str, /, **changes: Any) -> Rubric:
    """The deep rubric with one node changed."""

    def mended(node: Criterion) -> Criterion:
        node = replace(node, children=tuple(mended(child) for child in node.children))
        return replace(node, **changes) if node.id == id_ else node

    return replace(DEEP, criteria=tuple(mended(top) for top in DEEP.criteria))


def without(name: str) -> Rubric:
    return replace(DEEP, criteria=tuple(top for top in DEEP.criteria if top.id != name))


def since(by: Rubric = DEEP, round_: Round = DEEP_ROUND, issue: Issue | None = None) -> str:
    """What changed, in Vietnamese."""
    return "; ".join(say(one, "vi") for one in check_issue(by, round_, issue or deep_issue()))


def online(**changes: Any) -> Rule:
    """The ratio of the deep rubric with other keys."""
    ratio = DEEP.leaf("truc-tuyen").rule
    assert isinstance(ratio, Ratio)
    return replace(ratio, **changes)


NEW = criterion("moi", "VI", "Tiêu chí mới", "5")


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (DEEP, ""),
        (with_node("hop", name="Họp", how="đếm", evidence="biên bản", note="x", code="9"), ""),
        (replace(DEEP, aggregates=(), title="Khác", bonus="capped"), ""),
        (with_node("hop", max=Decimal(12)), "điểm tối đa của “Họp Ban chỉ đạo”"),
        (with_node("chuyen-de", step=Decimal(1)), "bước điểm của “Chuyên đề của sở”"),
        (with_node("hop", step=Decimal(1)), ""),  # nothing is typed on it
        (with_node("hop", rule=rule("yes_no")), "cách chấm của “Họp Ban chỉ đạo”"),
        (with_node("tap-huan", markable=False), "có được ghi KĐG ở “Tập huấn” hay không"),
        (with_node("truc-tuyen", rule=online(part="Hồ sơ nộp qua mạng")), ""),
        (with_node("truc-tuyen", rule=online(over="cap")),
         f"cách chấm của “{DEEP.leaf('truc-tuyen').name}”"),
        (with_node("hop", weight=Decimal(2)), "trọng số của “Họp Ban chỉ đạo”"),
        (with_node("an-toan", weight=Decimal(1)), "trọng số của “An toàn thông tin”"),
        (with_node("nhan-luc", cap=False), "mức trần của “Nhân lực”"),
        (with_node("nhan-luc", max=Decimal(25)), "mức trần của “Nhân lực”"),
        (with_node("so-hoa", max=Decimal(41)), ""),  # no cap: only what is below it counts
        (with_node("su-co", dropped="thôi"), "không chấm “Ứng cứu sự cố” năm nay"),
        (with_node("an-toan", dropped="thôi"),
         "không chấm “Hệ thống được phê duyệt cấp độ” năm nay; không chấm “Ứng cứu sự cố” năm nay"),
        (with_node("y-kien", dropped=""), "thêm tiêu chí “Ý kiến người dân”"),
        (with_node("chuyen-de", groups=frozenset()), "thêm tiêu chí “Chuyên đề của sở”"),
        (with_node("hop", groups=frozenset({"Xa"})), "“Họp Ban chỉ đạo” không còn dành cho khối này"),
        (replace(DEEP, criteria=(*DEEP.criteria, NEW)), "thêm tiêu chí “Tiêu chí mới”"),
        (without("nhan-luc"), "bỏ tiêu chí “Đào tạo”; bỏ tiêu chí “Có cán bộ chuyên trách”; bỏ tiêu chí “Tập huấn”"),
    ],
)  # fmt: skip
def test_rules_and_limits_may_not_change(by: Rubric, words: str) -> None:
    told = since(by)
    assert told == "" if not words else f"sau khi phát phiếu: {words}. Điểm đã chấm" in told


def test_a_step_that_parts_of_a_rule_inherit_may_not_change() -> None:
    def with_parts(step: str) -> Rubric:
        parts = (Part("Hồ sơ", Decimal(5), None, Direct()), Part("Thực tế", Decimal(5), None, Direct()))
        return with_node("hop", step=Decimal(step), max=Decimal(10), rule=Sum(parts))

    issue = deep_issue(by=with_parts("0.25"))
    assert since(with_parts("0.25"), issue=issue) == ""
    assert "bước điểm của “Họp Ban chỉ đạo”" in since(with_parts("0.5"), issue=issue)


def test_only_what_the_member_scores_is_compared() -> None:
    assigned = deep_round(assignments=(Assignment("TV-1", ("an-toan",)),))
    issue = Issue(without("nhan-luc"), assigned, "TV-1", 1)
    assert since(with_node("hop", max=Decimal(12)), assigned, issue) == ""
    assert "bước điểm của “Ứng cứu sự cố”" in since(with_node("su-co", step=Decimal(1)), assigned, issue)
    wider = deep_round(assignments=(Assignment("TV-1", ("an-toan", "hop", "dao-tao")),))
    assert "thêm tiêu chí “Họp Ban chỉ đạo”; thêm tiêu chí “Đào tạo”. Điểm" in since(round_=wider, issue=issue)
    # What is taken from him counts nowhere, so nothing need be sent again.
    assert since(round_=assigned) == ""


def test_a_member_of_one_group_hears_nothing_of_the_other() -> None:
    changed = with_node("so-hoa", children=DEEP.criteria[0].children[:-1])
    assert "bỏ tiêu chí “Chuyên đề của sở”" in since(changed)
    assert since(with_node("hop", group_max={"Xa": Decimal(5)}), issue=deep_issue("TV-3")) == ""


def test_a_part_of_the_criteria_has_a_cap_of_its_own() -> None:
    assigned = deep_round(assignments=(Assignment("TV-1", ("dao-tao",)),))
    pruned = with_node("nhan-luc", children=(DEEP.leaf("dao-tao"),), max=Decimal(15), cap=False)
    assert since(round_=assigned, issue=Issue(pruned, assigned, "TV-1", 1)) == ""


def test_an_exemption_after_sending() -> None:
    told = since(round_=deep_unit("s-1", exempt={"tap-huan": "không được giao"}))
    assert "Sở Y tế (s-1) đã thay đổi sau khi phát phiếu: tiêu chí nào áp dụng cho đơn vị." in told
    # Of no concern to a member who does not score it.
    assigned = deep_round(assignments=(Assignment("TV-1", ("an-toan",)),))
    issue = Issue(without("nhan-luc"), assigned, "TV-1", 1)
    assert since(round_=deep_unit("s-1", assigned, exempt={"tap-huan": "không được giao"}), issue=issue) == ""


def test_the_issue_of_a_unit_that_scores_itself() -> None:
    own = deep_round(units=(DEEP_ROUND.unit("s-1"),), members=(Member("s-1", "Sở Y tế", groups=("So",)),))
    issue = Issue(DEEP, own, "s-1", 1, scorer="unit")
    assert since(issue=issue) == ""
    assert "cách chấm của “Họp Ban chỉ đạo”" in since(with_node("hop", rule=rule("yes_no")), issue=issue)
