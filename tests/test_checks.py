"""What one ballot, the lists and the waivers are judged by: scores and facts in, findings with their places out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.deep_sample import (
    DEEP,
    DEEP_ROUND,
    concluded,
    criterion,
    deep_ballot,
    deep_issue,
    deep_round,
    deep_unit,
    fact,
    rule,
)
from tests.sample import RUBRIC, TABLE, WAIVER, assert_sayable, ballot_of, codes, issue_of, only, round_with
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import rank as said_of_rank
from workbook.catalogue import score as said_of_score
from workbook.checks import check_ballot, check_listed, check_waivers, waive
from workbook.findings import ERROR, WARNING, Check, Finding, Place, errors, say
from workbook.model import Assignment, Ballot, CellId, Issue, Member, Waiver
from workbook.points import Score
from workbook.rules.parts import Part

ISSUE = issue_of()


def judged(**changes: str) -> list[Finding]:
    return list(check_ballot(ISSUE, ballot_of(ISSUE, **changes)))


# ---------------------------------------------------------------- one ballot
@pytest.mark.parametrize(
    ("cell", "given", "check"),
    [
        ("dv_1__mang", "8.25", None),
        ("dv_1__mang", "0", None),
        ("dv_1__mang", "10", None),
        ("dv_1__mang", "-", said_of_ballot.MISSING),
        ("dv_1__mang", "10.25", said_of_score.ABOVE_MAX),
        ("dv_1__mang", "1000000000000000000000000000000.1", said_of_score.ABOVE_MAX),
        ("dv_1__mang", "-0.25", said_of_score.BELOW_ZERO),
        ("dv_1__mang", "8.3", said_of_score.OFF_STEP),
        ("dv_1__an_toan", "7.25", said_of_score.OFF_STEP),
        ("dv_1__mang", "KĐG", said_of_ballot.MARK_NOT_ALLOWED),
        ("dv_1__sang_kien", "KĐG", None),  # markable
        ("dv_3__dich_vu", "KĐG", None),  # not applicable by trait
        ("dv_1__dich_vu", "20", None),
        ("h_1__dich_vu", "20", said_of_score.ABOVE_MAX),  # 15 in that group
    ],
)
def test_a_score_against_the_rubric(cell: str, given: str, check: Check | None) -> None:
    found = judged(**{cell: given})
    assert [one.check for one in found] == ([check] if check else [])
    for one in found:
        unit, leaf = cell.replace("_", "-").split("--")
        assert (one.at.unit, one.at.criterion, one.at.member) == (unit, leaf, "TV-01")
        assert one.severity is ERROR
        assert_sayable(one)


def test_above_and_off_the_step_is_one_finding() -> None:
    assert codes(judged(dv_1__mang="10.3")) == ["SCORE-001"]


@pytest.mark.parametrize(("given", "near"), [("8.3", "8.25"), ("8.4", "8.5"), ("0.1", "0"), ("9.99", "10")])
def test_off_the_step_proposes_a_near_one(given: str, near: str) -> None:
    found = only(judged(dv_1__mang=given), said_of_score.OFF_STEP)
    assert found.facts["near"] == Decimal(near)
    assert f"ví dụ {near.replace('.', ',')}." in say(found, "vi")


def test_the_words_name_figure_limit_and_unit() -> None:
    (found,) = judged(dv_1__mang="10.25")
    assert say(found, "vi").startswith("Sở Y tế: điểm 10,25 vượt điểm tối đa 10 của tiêu chí “Mạng nội bộ”.")
    (found,) = judged(dv_1__mang="-")
    assert "của Sở Y tế còn trống" in say(found, "vi")


def test_nine_mistakes_are_nine_findings() -> None:
    blank = "\n".join(line if line.split()[:1] != ["dv-2"] else "dv-2 - - - -" for line in TABLE.splitlines())
    found = list(check_ballot(ISSUE, ballot_of(ISSUE, blank, dv_1__mang="11", h_2__mang="0.1")))
    assert codes(found) == ["BALLOT-001"] * 4 + ["SCORE-001", "SCORE-003"]


def test_a_recused_unit_is_not_asked_for() -> None:
    issue = issue_of("TV-02")
    assert list(check_ballot(issue, ballot_of(issue))) == []


def test_cells_with_a_fault_of_their_own_are_left_out() -> None:
    ballot = ballot_of(ISSUE, dv_1__mang="-", dv_2__mang="-")
    found = check_ballot(ISSUE, ballot, {("dv-1", "mang")})
    assert [one.at.unit for one in found] == ["dv-2"]


# ---------------------------------------------------------------- waivers
HIGH = judged(dv_1__mang="11")


@pytest.mark.parametrize(
    ("waiver", "helps"),
    [
        (WAIVER, True),
        (replace(WAIVER, member="TV-01"), True),
        (replace(WAIVER, member="TV-02"), False),
        (replace(WAIVER, unit="dv-2"), False),
        (replace(WAIVER, criterion="an-toan"), False),
        (replace(WAIVER, check="SCORE-003"), False),
    ],
)
def test_a_waiver_covers_its_own_cell_only(waiver: Waiver, helps: bool) -> None:
    (found,) = waive(HIGH, [waiver])
    assert found.severity is (WARNING if helps else ERROR)
    assert (found in HIGH) is not helps


def test_a_waived_finding_carries_the_waiver_in_words() -> None:
    (found,) = waive(HIGH, [WAIVER])
    words = "giữ như đã công bố (Hội đồng, 25/11/2026)"
    assert say(found, "vi").endswith(f"[Được chấp thuận: {words}]")
    assert say(found, "en").endswith(f"[Waived: {words}]")
    assert found.facts["value"] == Decimal(11)
    assert not errors([found]) and found.check.severity is ERROR


def test_the_words_of_a_waiver_are_data() -> None:
    (found,) = waive(HIGH, [replace(WAIVER, reason="{max} {x}", by="")])
    assert "{max} {x}" in say(found, "vi")


@pytest.mark.parametrize(
    ("waiver", "used"),
    [(WAIVER, True), (replace(WAIVER, unit="dv-2"), False), (replace(WAIVER, member="TV-03"), False)],
)
def test_an_unused_waiver_is_noted(waiver: Waiver, used: bool) -> None:
    round_ = round_with(waivers=(waiver,))
    found = list(check_waivers(round_, RUBRIC, waive(HIGH, round_.waivers)))
    assert codes(found) == ([] if used else [said_of_rank.WAIVER_UNUSED.code])
    for one in found:
        assert (one.at.unit, one.at.criterion) == (waiver.unit, waiver.criterion)
        assert "“Mạng nội bộ”" in say(one, "vi")


# ---------------------------------------------------------------- a deep ballot: facts, marks, clashes
DEEP_ISSUE = deep_issue()
RATE, RATE_A, RATE_B = "s-1 truc-tuyen", "s-1 truc-tuyen/a", "s-1 truc-tuyen/b"


def deep(changes: dict[str, str], issue: Issue = DEEP_ISSUE) -> list[Finding]:
    return list(check_ballot(issue, deep_ballot(issue, changes)))


def test_the_deep_sample_is_right() -> None:
    for member in DEEP_ROUND.members:
        assert deep({}, deep_issue(member.id)) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        # typed points keep their words
        ("s-1 chuyen-de -", "BALLOT-001 s-1 chuyen-de"),
        ("s-1 chuyen-de 5.5", "SCORE-001 s-1 chuyen-de"),
        ("s-1 chuyen-de 0.3", "SCORE-003 s-1 chuyen-de"),
        ("s-1 chuyen-de KĐG", "BALLOT-002 s-1 chuyen-de"),
        ("s-1 sang-kien 6", "SCORE-001 s-1 sang-kien"),
        ("s-1 sang-kien -1", "SCORE-002 s-1 sang-kien"),
        # facts
        ("s-1 hop -", "BALLOT-006 s-1 hop"),
        ("s-1 hop 367", "SCORE-010 s-1 hop"),
        ("s-1 hop -1", "SCORE-010 s-1 hop"),
        ("s-1 hop 2.5", "SCORE-011 s-1 hop"),
        ("s-1 hop KĐG", "BALLOT-007 s-1 hop"),
        ("s-1 can-bo -", "BALLOT-006 s-1 can-bo"),
        ("s-1 cam-ket -", "BALLOT-006 s-1 cam-ket"),
        ("s-1 can-bo 2", "SCORE-010 s-1 can-bo"),
        # two inputs
        (f"{RATE_A} -", f"BALLOT-006 {RATE_A}"),
        (f"{RATE_B} -", f"BALLOT-006 {RATE_B}"),
        (f"{RATE_A} 0.5", f"SCORE-011 {RATE_A}"),
        (f"{RATE_A} 101", f"SCORE-013 {RATE_A}"),
        (f"{RATE_A} 0, {RATE_B} 0", f"SCORE-012 {RATE_B}"),
        # a clash is not told beside a fact that is missing or wrong
        (f"{RATE_A} -, {RATE_B} 0", f"BALLOT-006 {RATE_A}"),
        (f"{RATE_A} 101.5", f"SCORE-011 {RATE_A}"),
        # marks
        (f"{RATE_A} KĐG, {RATE_B} -", ""),
        (f"{RATE_A} -, {RATE_B} KĐG", ""),
        (f"{RATE_A} KĐG, {RATE_B} KĐG", ""),
        (f"{RATE_A} KĐG", f"BALLOT-008 {RATE_B}"),
        (f"{RATE_A} KĐG, {RATE_B} 0.5", f"BALLOT-008 {RATE_B}"),
        ("s-1 dung-han/a KĐG, s-1 dung-han/b -", "BALLOT-007 s-1 dung-han/a"),
        ("s-1 dung-han/a KĐG, s-1 dung-han/b 0.5", "BALLOT-007 s-1 dung-han/a, SCORE-011 s-1 dung-han/b"),
        ("s-1 tap-huan KĐG", ""),
        # what is not asked for: shut leaves, other groups, dropped criteria
        ("s-3 dung-han/a 5", ""),
        ("x-1 chuyen-de 99", ""),
        ("x-2 tap-huan 99", ""),
        ("s-1 y-kien 99", ""),
    ],
)
def test_inputs_of_every_kind(changes: str, found: str) -> None:
    made = deep({" ".join(words[:2]): words[2] for part in changes.split(",") if (words := part.split())})
    places = [f"{one.code} {one.at.unit} {one.at.key or one.at.criterion}" for one in made]
    assert ", ".join(places) == found
    for one in made:
        assert one.at.member == "TV-1" and one.severity is ERROR
        assert_sayable(one)


@pytest.mark.parametrize(
    ("changes", "check", "words"),
    [
        ({"s-1 hop": "-"}, said_of_ballot.FACT_MISSING,
         "Sở Y tế, tiêu chí “Họp Ban chỉ đạo”: “Số cuộc họp trong năm” còn trống. Nhập số nguyên từ 0 đến 366 (cuộc)."),
        ({"s-1 can-bo": "KĐG"}, said_of_ballot.FACT_MARK_NOT_ALLOWED,
         "Sở Y tế: ô “Có thực hiện” ghi “KĐG” (không đánh giá) nhưng tiêu chí “Có cán bộ chuyên trách” áp dụng cho đơn "
         "vị này. Nhập Có hoặc Không."),
        ({RATE_A: "KĐG"}, said_of_ballot.MARK_BESIDE_FACT,
         "Sở Y tế, tiêu chí “Hồ sơ trực tuyến”: “Tổng số hồ sơ” ghi 100 trong khi ô khác của tiêu chí ghi KĐG"),
        ({"s-1 hop": "2.5"}, said_of_score.FACT_OFF_STEP,
         "Sở Y tế, tiêu chí “Họp Ban chỉ đạo”: “Số cuộc họp trong năm” ghi 2,5, quá nhiều chữ số thập phân; chỉ nhập "
         "bội số của 1. Nhập lại, ví dụ 3."),
        ({"s-1 hop": "400"}, said_of_score.FACT_OUTSIDE,
         "Sở Y tế, tiêu chí “Họp Ban chỉ đạo”: “Số cuộc họp trong năm” ghi 400, ngoài giới hạn 0 đến 366."),
    ],
)  # fmt: skip
def test_the_words_name_the_input(changes: dict[str, str], check: Check, words: str) -> None:
    assert say(only(deep(changes), check), "vi").startswith(words)


def test_points_of_one_part_are_named() -> None:
    parts = (Part("Hạ tầng", Decimal(6), Decimal("0.5")), Part("Đào tạo", Decimal(4), rule=rule("yes_no")))
    by = replace(DEEP, criteria=(criterion("tong", "", "Tổng hợp", "10", rule=rule("sum", parts=parts)),))
    issue = deep_issue(by=by, round_=deep_round(listed={}))
    inputs = by.leaves()[0].inputs_in("So")
    scores: dict[CellId, Score] = {(u.id, f"tong/{one.id}"): Decimal(1) for u in issue.round.units for one in inputs}
    scores["s-1", f"tong/{inputs[0].id}"] = Decimal("6.5")
    (found,) = check_ballot(issue, Ballot("TV-1", 1, scores))
    assert found.check is said_of_score.ABOVE_MAX and found.at.key == f"tong/{inputs[0].id}"
    assert "vượt điểm tối đa 6 của tiêu chí “Tổng hợp: Hạ tầng" in say(found, "vi")


def test_a_mark_on_a_sheet_by_unit_needs_its_reason() -> None:
    ballot = deep_ballot(DEEP_ISSUE, {"s-1 tap-huan": "KĐG"}, reasons=False)
    found = list(check_ballot(DEEP_ISSUE, ballot))
    assert {one.check for one in found} == {said_of_ballot.MARK_WITHOUT_REASON}
    # s-3 marks truc-tuyen and tap-huan; its shut dung-han needs no reason.
    assert [(one.at.unit, one.at.criterion, one.at.key) for one in found] == [
        ("s-1", "tap-huan", None), ("s-3", "truc-tuyen", None), ("s-3", "tap-huan", None),
    ]  # fmt: skip
    assert "Tập huấn” ghi KĐG (không đánh giá) nhưng chưa có lý do" in say(found[0], "vi")
    blank = replace(ballot, remarks=dict.fromkeys([(one.at.unit or "", one.at.criterion or "") for one in found], "  "))
    assert len(list(check_ballot(DEEP_ISSUE, blank))) == 3


def test_a_mark_on_a_matrix_is_quiet() -> None:
    assert judged(dv_1__sang_kien="KĐG") == []
    by_unit = issue_of(round_=round_with(sheets="unit"))
    found = list(check_ballot(by_unit, ballot_of(by_unit, dv_1__sang_kien="KĐG")))
    assert [one.at.unit for one in found] == ["dv-1", "h-1"]


def test_unread_inputs_are_left_out_and_nothing_clashes_with_them() -> None:
    ballot = deep_ballot(DEEP_ISSUE, {RATE_A: "-", RATE_B: "0", "s-1 hop": "-"})
    found = list(check_ballot(DEEP_ISSUE, ballot, {("s-1", "truc-tuyen/a")}))
    assert [one.at.criterion for one in found] == ["hop"]


def test_what_is_assigned_to_others_is_not_asked_for() -> None:
    round_ = deep_round(assignments=(Assignment("TV-1", ("nhan-luc",), ("So",)), Assignment("TV-1", ("su-co",))))
    issue = Issue(DEEP, round_, "TV-1", 1)
    missing = check_ballot(issue, Ballot("TV-1", 1, {}))
    asked = {(one.at.unit, one.at.criterion) for one in missing}
    own = {(unit, leaf) for unit in ("s-1", "s-2", "s-3") for leaf in ("dao-tao", "can-bo", "tap-huan")}
    assert asked == own | {(unit.id, "su-co") for unit in round_.units}


def test_a_unit_that_scores_itself_is_no_member() -> None:
    round_ = deep_round(
        units=(DEEP_ROUND.unit("s-1"),), members=(Member("s-1", "Sở Y tế", groups=("So",)),), sheets="matrix"
    )
    issue = Issue(DEEP, round_, "s-1", 1, scorer="unit")
    found = deep({"s-1 hop": "-", "s-1 tap-huan": "KĐG"}, issue)
    assert [(one.code, one.at.unit, one.at.member) for one in found] == [("BALLOT-006", "s-1", None)]
    bare = deep_ballot(issue, {"s-1 tap-huan": "KĐG"}, reasons=False)
    assert codes(check_ballot(issue, bare)) == [said_of_ballot.MARK_WITHOUT_REASON.code]


def test_a_fact_can_be_waived() -> None:
    waiver = replace(WAIVER, check="SCORE-013", unit="s-1", criterion="truc-tuyen")
    (found,) = waive(deep({RATE_A: "101"}), [waiver])
    assert found.severity is WARNING
    assert "[Được chấp thuận: giữ như đã công bố" in say(found, "vi")


# ---------------------------------------------------------------- the round's lists
def listed(changes: dict[str, str], **more: Any) -> list[Finding]:
    """The findings on the sample's lists with some figures of chi-so changed; "-" takes one out."""
    figures = {**DEEP_ROUND.listed, **{(unit, "chi-so"): fact(figure) for unit, figure in changes.items()}}
    there = {cell: figure for cell, figure in figures.items() if isinstance(figure, Decimal)}
    return list(check_listed(DEEP, deep_round(listed=there, **more)))


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({}, None),
        ({"s-1": "100"}, None),
        ({"s-1": "-"}, said_of_panel.LISTED_MISSING),
        ({"s-1": "100.01"}, said_of_score.FACT_OUTSIDE),
        ({"s-1": "-1"}, said_of_score.FACT_OUTSIDE),
        ({"s-1": "80.123456789"}, said_of_score.FACT_OFF_STEP),
    ],
)
def test_listed_figures_are_checked_like_inputs(changes: dict[str, str], check: Check | None) -> None:
    found = listed(changes)
    assert [one.check for one in found] == ([check] if check else [])
    for one in found:
        assert (one.at.unit, one.at.criterion, one.at.member) == ("s-1", "chi-so", None)
        assert_sayable(one)


def test_a_list_that_is_not_there_is_told_once_a_group() -> None:
    found = listed({"s-1": "-", "s-2": "-", "s-3": "-"})
    assert only(found, said_of_panel.LISTED_NOWHERE).at == Place(criterion="chi-so")
    assert "chưa có số liệu nào cho khối Các sở, ban, ngành" in say(found[0], "vi") and len(found) == 1


def test_what_is_concluded_or_shut_needs_no_listed_figure() -> None:
    assert listed({"s-1": "-"}, conclusions=(concluded("s-1", "chi-so", "4"),)) == []
    assert codes(listed({"s-1": "-"}, conclusions=(concluded("s-1", "chi-so", "-"),))) == ["PANEL-014"]
    exempt = deep_unit("s-1", exempt={"ket-qua": "không được giao"})
    there = {cell: figure for cell, figure in DEEP_ROUND.listed.items() if cell[0] != "s-1"}
    assert list(check_listed(DEEP, replace(exempt, listed=there))) == []


def test_listed_figures_that_clash() -> None:
    children = criterion("tu-xa", "", "Điểm của các xã", "10", rule=rule("children", input="Điểm", out_of=Decimal(100)))
    by = replace(DEEP, criteria=(children,))
    figures = {(unit.id, f"tu-xa/{name}"): Decimal(5) for unit in DEEP_ROUND.units for name in ("sum", "count")}
    round_ = deep_round(listed={**figures, ("s-1", "tu-xa/sum"): Decimal(501), ("s-2", "tu-xa/count"): Decimal(0)})
    found = list(check_listed(by, round_))
    assert [(one.check, one.at.unit) for one in found] == [
        (said_of_score.MEAN_ABOVE_SCALE, "s-1"), (said_of_score.NO_CHILDREN, "s-2"),
    ]  # fmt: skip
