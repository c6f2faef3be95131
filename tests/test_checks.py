"""What one ballot, the panel and the waivers are judged by: scores in, findings with their places out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.sample import (
    RUBRIC,
    TABLE,
    WAIVER,
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
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import rank as said_of_rank
from workbook.catalogue import score as said_of_score
from workbook.checks import check_ballot, check_panel, check_waivers, waive
from workbook.findings import ERROR, WARNING, Check, Finding, errors, say
from workbook.model import Ballot, Round, Rubric, Waiver

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
