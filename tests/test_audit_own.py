"""Our own annex of odd but right names, and of a waived figure: the audit adds nothing of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.annexes import published, ranked
from tests.audits import DICH_VU, HA_TANG, TIERS, audited, marks, rubric
from tests.audits import criterion as make
from workbook.audit.audit import audit_book
from workbook.audit.names import without_marks
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Finding, say
from workbook.model import Member, Round, Unit
from workbook.rubric import Group, Rubric, Tier
from workbook.sheets.annex import draw_annex

SCORES = (("8", "12"), ("9", "16"), ("5", "5"), ("1", "2"))


def own(
    by: Rubric, names: Sequence[str], groups: Sequence[str] = ("So",) * 4, scores: Sequence[tuple[str, str]] = SCORES
) -> tuple[Finding, ...]:
    """The audit of the standard annex of four units."""
    units = tuple(Unit(f"u{n}", name, group) for n, (name, group) in enumerate(zip(names, groups, strict=True)))
    member = Member("m1", "A", groups=tuple(group.id for group in by.groups))
    day = date(2026, 1, 5)
    round_ = Round("r", "Vòng", "thu", 2026, day, day, "", units, (member,), council="Hội đồng", place="Tỉnh")
    cells = {
        (unit.id, leaf.id): Decimal(score)
        for unit, row in zip(units, scores, strict=True)
        for leaf, score in zip(by.leaves(), row, strict=True)
    }
    book = draw_annex(ranked(by, round_, dict(cells)), by, replace(round_, layout="standard"), "vi")
    return audit_book(read_book(write_book(book), "a.xlsx"), "a.xlsx", by)


@pytest.mark.parametrize(
    "names",
    [
        ("123", "+84", "-5", "+5"),
        ("2", "1", "3", "4"),
        ("I", "a", "B", "X"),
        ("Tổng cộng", "Điểm tối đa", "Trung bình", "max"),
    ],
)
def test_units_of_any_name_are_units(names: Sequence[str]) -> None:
    assert marks(own(rubric(), names)) == []


LONG = ("Các đơn vị sự nghiệp công lập trực thuộc " * 8).strip()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Khối", "Khối"), ("Các sở", "các SỞ"), (LONG[:300], LONG[:299] + "x"), (LONG[:300], LONG[:300])],
)
def test_groups_of_one_name_or_a_long_one_keep_their_own_maxima(one: str, other: str) -> None:
    dich_vu = make("dich-vu", "Dịch vụ công", "20", group_max={"B": Decimal(15)})
    groups = (Group("A", one, Decimal(30), TIERS), Group("B", other, Decimal(25), TIERS))
    assert marks(own(rubric((HA_TANG, dich_vu), groups), ("S1", "S2", "X1", "X2"), ("A", "A", "B", "B"))) == []


@pytest.mark.parametrize(
    "name", ["Tổng điểm", "Xếp loại", "Chỉ số", "Ghi chú", "Tên đơn vị", "Xếp hạng", "STT", "Điểm tối đa", DICH_VU.name]
)
def test_a_criterion_may_be_named_as_a_usual_column(name: str) -> None:
    odd = make("la", name, "10")
    assert marks(own(rubric((odd, DICH_VU)), "ABCD")) == []
    assert marks(own(rubric((DICH_VU, odd)), "ABCD", scores=[(b, a) for a, b in SCORES])) == []


def test_a_criterion_named_as_the_total_is_still_added() -> None:
    by = rubric((make("la", "Tổng điểm", "10"), DICH_VU))
    text = "STT;Tên đơn vị;Tổng điểm;Dịch vụ công;Tổng điểm\n1;A;8;16;24\n2;B;8;12;21"
    assert marks(audited(text, by)) == [("AUDIT-107", "E3")]
    # Where there is but one such column it is the total.
    assert marks(audited("STT;Tên đơn vị;Tổng điểm\n1;A;24\n2;B;31", by)) == [("AUDIT-108", "C3")]


@pytest.mark.parametrize("columns", ["(1);(2);(3);(4);(5)=(3)+(4)", "A;B;1;2;3", ";(1);(2);(3);(4)", "a;b;c;d;e"])
def test_a_row_that_numbers_the_columns_is_no_unit(columns: str) -> None:
    head = "STT;Tên đơn vị;Hạ tầng kỹ thuật;Dịch vụ công;Tổng điểm"
    assert marks(audited(f"{head}\n{columns}\n1;2;9;16;25\n2;1;8;12;20", rubric())) == []
    assert marks(audited(f"{head}\n{columns}\n1;2;9;16;25\n2;1;8;12;21", rubric())) == [("AUDIT-107", "E4")]


# ---------------------------------------------------------------- a figure with a footnote
MARKED = """STT;Tên đơn vị;Hạ tầng kỹ thuật;Dịch vụ công;Tổng điểm;Xếp hạng;Xếp loại
    1;A;55⁽¹⁾;18;73⁽¹⁾;1 (1);Tốt⁽¹⁾
    2;B;9 (2);16*;25¹;2;Tốt
    3;C;8;7,5;15,5 [1];3⁽²⁾;Khá (*)
    ⁽¹⁾ A, Hạ tầng: 55 điểm (điểm tối đa 10), giữ theo ý kiến của Hội đồng ngày 04/01/2021: đã thống nhất."""


def test_figures_with_footnote_marks_are_read_and_a_waived_one_stays_an_error() -> None:
    (one,) = audited(MARKED, rubric())
    assert (one.code, one.severity.word, one.at.cell, one.facts["value"]) == ("AUDIT-101", "error", "C2", 55)
    (two,) = audited(MARKED.replace("1 (1)", "2 (1)"), rubric())[1:]
    assert (two.code, two.at.cell, two.facts["rank"]) == ("AUDIT-302", "F2", 2)


@pytest.mark.parametrize(("cell", "expected"), [
    ("⁽¹⁾", []), ("¹", []), (" ⁽¹⁾ ⁽²⁾", []), ("⁽*⁾", []), ("Tốt⁽¹⁾", ["AUDIT-207"]),
    ("(1)", ["AUDIT-203"]), ("Giỏi⁽¹⁾", ["AUDIT-203"]),
])  # fmt: skip
def test_a_tier_cell_with_a_mark_alone_is_empty(cell: str, expected: list[str]) -> None:
    # The only tier has no room, as the footnote says.
    by = rubric(tiers=(Tier("Tốt", Decimal(24), quota_count=0),))
    found = marks(audited(f"no,unit,ha-tang,dich-vu,total,tier\n1,A,8,18,26,{cell}", by))
    assert found == [(code, "F2") for code in expected]


def test_a_figure_cell_with_a_mark_alone_lacks_its_figure() -> None:
    assert marks(audited("no,unit,ha-tang,dich-vu,total\n1,A,8,⁽¹⁾,8", rubric())) == [("AUDIT-009", "D2")]
    assert marks(audited("no,unit,total,rank\n1,A,20,⁽¹⁾", rubric())) == [("AUDIT-009", "D2")]


@pytest.mark.parametrize("mark", ["¹", "⁽¹⁾", "(1)", " * "])
def test_a_heap_of_marks_takes_no_time(mark: str) -> None:
    heap = mark * 60
    assert without_marks(f"55{heap}") == "55"
    assert without_marks(f"55{heap}x") == f"55{heap}x"


def test_our_own_annex_marks_a_waived_figure_that_the_audit_reads() -> None:
    case = published("thai-binh-2020")
    book = read_book(write_book(draw_annex(case.ranking, case.rubric, case.round, "vi")), "a.xlsx")
    found = audit_book(book, "a.xlsx", case.rubric)[0]
    assert (found.code, found.severity.word, found.facts["value"]) == ("AUDIT-101", "error", 55)
    assert any("giữ theo ý kiến của" in cell.text for cell in book.sheets[0].cells.values())


# ---------------------------------------------------------------- what a mend changes, in words
def test_what_changes_is_said_in_whole_sentences() -> None:
    text = "no,unit,ha-tang,dich-vu,total,rank,tier\n1,A,11,13,24,1,Tốt\n2,B,8,8,16,2,Khá\n3,C,6,6,12,3,Yếu"
    (tier,) = audited(text, rubric())
    vi, en = say(tier, "vi"), say(tier, "en")
    assert "tổng điểm 23 (đang in 24); xếp loại Khá (đang in Tốt); thứ hạng không đổi. Đề nghị" in vi
    assert "total 23 (shown: 24); tier Khá (shown: Tốt); the place stays. Please" in en
    (none,) = audited(text.replace("13,24,1,Tốt", "12,23,1,Khá"), rubric())
    assert "tổng điểm 22 (đang in 23); xếp loại và thứ hạng không đổi. Đề nghị" in say(none, "vi")
    (place,) = audited(text.replace("8,8,16,2,Khá", "7,16.5,23.5,2,Khá"), rubric())
    assert "thứ hạng 2 thay vì 1 (tính theo số liệu in). Đề nghị" in say(place, "vi")


def test_what_rests_on_an_inferred_bound_comes_after_the_whole_sentence() -> None:
    tiers = (replace(TIERS[0], assumed=True), *TIERS[1:])
    text = "no,unit,ha-tang,dich-vu,total,rank,tier\n1,A,11,13,24,1,Tốt\n2,B,8,8,16,2,Khá"
    (one,) = audited(text, rubric(tiers=tiers))
    assert "; thứ hạng không đổi. (Ngưỡng xếp loại này là suy ra, không in trong quyết định.) Đề" in say(one, "vi")
    assert "; the place stays. (This tier bound is inferred, the decision does not print it.) Pl" in say(one, "en")
