"""What the council must discuss: differences, what settles them, and how they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.deep_sample import DEEP, DEEP_ROUND, concluded, deep_panel
from tests.sample import RUBRIC, assert_sayable, ballot_of, codes, issue_of, only, panel_of, round_with, with_member
from workbook.catalogue import panel as said
from workbook.consolidation import consolidate
from workbook.disagreement import Apart, check_disagreement, differences, panel_totals
from workbook.findings import ERROR, NOTE, WARNING, Check, Finding, say
from workbook.loading.frozen import slice_for
from workbook.model import Assignment, Ballot, Disagreement, Discussed, Round

D = Decimal
LIMITS = Disagreement(cell=D(3), total=D(10))
WHEN = date(2026, 11, 25)


def ballots(**changes: str) -> list[Ballot]:
    """TV-01 and TV-02 as in the table; what TV-03 gave otherwise."""
    return [*panel_of()[:2], ballot_of(issue_of("TV-03"), **changes)]


def found(round_: Round, given: list[Ballot]) -> list[Finding]:
    return list(check_disagreement(RUBRIC, round_, consolidate(RUBRIC, round_, given)))


def apart(round_: Round, given: list[Ballot]) -> list[Apart]:
    return list(differences(RUBRIC, round_, consolidate(RUBRIC, round_, given)))


def told(*records: Discussed, limits: Disagreement = LIMITS) -> Round:
    return round_with(disagreement=limits, discussed=records)


def discussed(unit: str, criterion: str | None, spread: str | None = "20") -> Discussed:
    return Discussed(unit, criterion, "Tài liệu đã rõ", "Hội đồng", WHEN, D(spread) if spread else None)


# ---------------------------------------------------------------- what differs
@pytest.mark.parametrize(
    ("given", "places"),
    [
        # The others gave 8.25, 7.5, 15 and 3, together 33.75.
        ("5.25", []),  # 3 apart, which is not more than 3
        ("5", [("dv-1", "mang")]),
        ("11.5", [("dv-1", "mang")]),  # whatever is typed is compared: its own fault is told elsewhere
    ],
)
def test_a_cell_differs_by_more_than_the_limit(given: str, places: list[tuple[str, str]]) -> None:
    made = found(told(), ballots(dv_1__mang=given))
    assert [(one.at.unit, one.at.criterion) for one in made] == places


def test_the_total_is_told_before_its_criteria() -> None:
    given = ballots(dv_1__mang="1", dv_1__an_toan="4")  # 7.25 and 3.5 apart, 10.75 together
    made = found(told(), given)
    assert [(one.check, one.at.criterion) for one in made] == [
        (said.TOTAL_APART, None),
        (said.CELL_APART, "mang"),
        (said.CELL_APART, "an-toan"),
    ]
    total = only(made, said.TOTAL_APART)
    assert (total.facts["low"], total.facts["high"], total.facts["spread"]) == (D("23.00"), D("33.75"), D("10.75"))
    assert (total.facts["lowest"], total.facts["highest"]) == ("TV-03", "TV-01, TV-02")
    words = say(only(made[1:2], said.CELL_APART), "vi")
    assert "chênh nhau 7,25, quá mức 3" in words and "[[discussed]]" in words
    for one in made:
        assert_sayable(one)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Disagreement(), []),
        (Disagreement(cell=D(3)), ["PANEL-070", "PANEL-070"]),
        (Disagreement(total=D(10)), ["PANEL-071"]),
        (Disagreement(total=D("10.75")), []),
        (Disagreement(cell=D(0)), ["PANEL-070", "PANEL-070"]),
    ],
)
def test_either_limit_may_be_missing(limits: Disagreement, expected: list[str]) -> None:
    assert [one.code for one in found(told(limits=limits), ballots(dv_1__mang="1", dv_1__an_toan="4"))] == expected


@pytest.mark.parametrize(("must", "severity"), [(True, ERROR), (False, WARNING)])
def test_whether_the_ranking_waits_is_a_setting(must: bool, severity: int) -> None:
    made = found(told(limits=replace(LIMITS, must=must)), ballots(dv_1__mang="1", dv_1__an_toan="4"))
    assert {one.severity for one in made} == {severity}
    names = {said.CELL_APART, said.TOTAL_APART} if must else {said.CELL_APART_OPEN, said.TOTAL_APART_OPEN}
    assert {one.check for one in made} == names
    for one in made:
        assert_sayable(one)


def test_marks_and_blanks_are_no_figures() -> None:
    made = found(told(limits=Disagreement(D(0), D(0))), ballots(dv_1__sang_kien="KĐG", dv_2__mang="-"))
    # The mark lowers the total by 3; the unit with a blank has no total of his; no cell differs.
    assert [(one.check, one.at.unit) for one in made] == [(said.TOTAL_APART, "dv-1")]


def test_conditions_that_are_met_or_not_are_no_points() -> None:
    round_ = replace(DEEP_ROUND, disagreement=Disagreement(cell=D(0)))
    tally = consolidate(DEEP, round_, deep_panel({"TV-2": {"s-1 cam-ket": "0", "s-1 hop": "0"}}))
    places = [one.leaf.id for one in differences(DEEP, round_, tally) if one.leaf is not None]
    assert places == ["hop"]


def test_the_widest_difference_is_told_first() -> None:
    given = ballots(dv_1__mang="4", dv_2__mang="1", dv_3__mang="2.5")  # from 8.25, 9 and 7
    made = found(told(limits=Disagreement(cell=D(3))), given)
    assert [(one.at.unit, one.facts["spread"]) for one in made] == [
        ("dv-2", D("8")),
        ("dv-3", D("4.5")),
        ("dv-1", D("4.25")),
    ]
    # The list for the meeting goes unit by unit.
    assert [one.unit.id for one in apart(told(limits=Disagreement(cell=D(3))), given)] == ["dv-1", "dv-2", "dv-3"]


# ---------------------------------------------------------------- what settles it
def test_a_recorded_reason_settles_a_cell_and_only_it() -> None:
    made = found(told(discussed("dv-1", "mang")), ballots(dv_1__mang="1", dv_1__an_toan="4"))
    assert [(one.check, one.at.criterion) for one in made] == [
        (said.TOTAL_APART, None),
        (said.DISCUSSED, "mang"),
        (said.CELL_APART, "an-toan"),
    ]
    note = only(made, said.DISCUSSED)
    assert note.severity is NOTE
    assert "25/11/2026" in say(note, "vi") and "Tài liệu đã rõ (Hội đồng)" in say(note, "vi")
    assert_sayable(note)


def test_a_recorded_reason_settles_the_total() -> None:
    records = (discussed("dv-1", None), discussed("dv-1", "mang"), discussed("dv-1", "an-toan"))
    made = found(told(*records), ballots(dv_1__mang="1", dv_1__an_toan="4"))
    assert codes(made) == ["PANEL-074"] * 3


@pytest.mark.parametrize("criterion", [None, "mang"])
@pytest.mark.parametrize(
    ("spread", "must", "check"),
    [
        # dv-1: 8.25 and 1 on "mang", and 7.25 in total.
        ("7.25", True, said.DISCUSSED),
        ("8", True, said.DISCUSSED),
        ("7.24", True, said.DISCUSSED_OUTGROWN),
        ("7.24", False, said.DISCUSSED_OUTGROWN_OPEN),
        (None, True, said.DISCUSSED_UNBOUND),
    ],
)
def test_a_difference_that_grew_since_is_open_again(
    criterion: str | None, spread: str | None, must: bool, check: Check
) -> None:
    limits = Disagreement(D(3), None, must) if criterion else Disagreement(None, D(3), must)
    round_ = told(discussed("dv-1", criterion, spread), limits=limits)
    one = only(found(round_, ballots(dv_1__mang="1")), check)
    assert one.facts["spread"] == D("7.25") and (one.at.unit, one.at.criterion) == ("dv-1", criterion)
    grown = check in (said.DISCUSSED_OUTGROWN, said.DISCUSSED_OUTGROWN_OPEN)
    assert [each.settled for each in apart(round_, ballots(dv_1__mang="1"))] == [not grown]
    assert one.severity is (NOTE if not grown else ERROR if must else WARNING)
    assert ("chênh nhau 7,24, nay chênh 7,25" in say(one, "vi")) is grown
    assert_sayable(one)


def test_a_conclusion_settles_what_outgrew_its_discussion() -> None:
    round_ = replace(told(discussed("dv-1", "mang", "4")), conclusions=(concluded("dv-1", "mang", "8"),))
    assert codes(found(round_, ballots(dv_1__mang="1"))) == ["PANEL-075"]


def test_a_conclusion_settles_its_cell_and_counts_in_the_totals() -> None:
    round_ = replace(told(), conclusions=(concluded("dv-1", "mang", "8"),))
    made = found(round_, ballots(dv_1__mang="1", dv_1__an_toan="4"))
    assert [(one.check, one.at.criterion) for one in made] == [(said.CELL_APART, "an-toan")]
    listed = apart(round_, ballots(dv_1__mang="1", dv_1__an_toan="4"))
    assert [(one.leaf.id if one.leaf else None, one.settled) for one in listed] == [("mang", True), ("an-toan", False)]


def test_new_ballots_that_agree_settle_it() -> None:
    assert found(told(), ballots()) == []


@pytest.mark.parametrize("criterion", [None, "mang"])
def test_a_record_that_fits_nothing_is_told(criterion: str | None) -> None:
    idle = only(found(told(discussed("dv-2", criterion)), ballots()), said.DISCUSSED_IDLE)
    assert (idle.severity, idle.at.unit, idle.at.criterion) == (WARNING, "dv-2", criterion)
    assert_sayable(idle)


def test_a_record_of_what_was_concluded_is_told() -> None:
    round_ = replace(told(discussed("dv-1", "mang")), conclusions=(concluded("dv-1", "mang", "8"),))
    assert codes(found(round_, ballots(dv_1__mang="1"))) == ["PANEL-075"]


# ---------------------------------------------------------------- totals
def test_totals_are_of_those_who_scored_everything() -> None:
    round_ = told()
    tally = consolidate(RUBRIC, round_, ballots(dv_2__mang="-"))
    totals = panel_totals(RUBRIC, RUBRIC.group("So"), tally, round_.scored("So"))
    assert totals == {
        "dv-1": {"TV-01": D("33.75"), "TV-02": D("33.75"), "TV-03": D("33.75")},
        "dv-2": {"TV-01": D("37.50")},  # TV-02 is recused, TV-03 left a cell blank
        "dv-3": {"TV-01": D("15.50"), "TV-02": D("15.50"), "TV-03": D("15.50")},
    }


def test_where_totals_cannot_be_compared_it_is_told_once_a_group() -> None:
    parts = (
        Assignment("TV-01", ("ha-tang",)),
        Assignment("TV-02", ("dich-vu",)),
        Assignment("TV-03", ("sang-kien",)),
    )
    round_ = replace(told(), assignments=parts)
    made = found(round_, panel_of())
    assert codes(made) == ["PANEL-076", "PANEL-076"]
    assert only(made[:1], said.TOTALS_NOT_COMPARED).facts["group"] == "Các sở, ban, ngành"
    assert_sayable(made[0])
    alone = replace(round_, disagreement=Disagreement(cell=D(3)))
    assert found(alone, panel_of()) == []


def test_one_ballot_alone_differs_from_nobody() -> None:
    assert found(told(), panel_of()[:1]) == []


# ---------------------------------------------------------------- whose business it is
def test_members_are_not_told() -> None:
    sent = slice_for(told(discussed("dv-1", "mang")), "TV-01")
    assert (sent.disagreement, sent.discussed) == (Disagreement(), ())


def test_many_members_are_named_in_part() -> None:
    names = [f"TV-{number:02}" for number in range(1, 10)]
    first = with_member("TV-01", told()).members[0]
    round_ = replace(told(), members=tuple(replace(first, id=name) for name in names))
    given = [ballot_of(issue_of(name, round_), **({"dv_1__mang": "1"} if name == "TV-05" else {})) for name in names]
    one = only(found(round_, given), said.CELL_APART)
    assert one.facts["lowest"] == "TV-05"
    assert one.facts["highest"] == "TV-01, TV-02, TV-03, TV-04, TV-06, ... (8)"
