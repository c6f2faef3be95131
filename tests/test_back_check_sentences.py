"""Sentences as offices write them: what they count, of whom they speak, their years and dates."""

from __future__ import annotations

import pytest

from tests.sample import assert_sayable
from tests.typing_errors.sheets import Row, Typed, checked, typed
from workbook.catalogue import audit_back as said
from workbook.catalogue.audit_drafted import TIER_AGAIN
from workbook.findings import Check, Finding

# Lào Cai 2020: 16, 7 and 9 units; Tốt 12 + 3 + 7, Khá 4 + 0 + 2, Trung bình 0 + 3 + 0, Yếu 0 + 1 + 0.
COUNTS = [
    ("Có {} đơn vị xếp loại Tốt.", 22),
    ("Có {} đơn vị được xếp loại “Tốt”.", 22),
    ("Mức Tốt: {} đơn vị.", 22),
    ("Xếp loại Tốt có {} cơ quan, đơn vị;", 22),
    ("{} (hai mươi hai) đơn vị đạt loại Tốt", 22),
    ("{}/32 đơn vị đạt mức Tốt", 22),
    ("Loại Tốt: 22 đơn vị, loại Khá: {} đơn vị, loại Trung bình: 3 đơn vị, loại Yếu: 1 đơn vị", 6),
    ("22 đơn vị xếp loại Tốt, {} đơn vị xếp loại Khá, 3 đơn vị xếp loại Trung bình và 1 đơn vị xếp loại Yếu", 6),
    ("22 đơn vị xếp loại Tốt, 6 đơn vị xếp loại Khá, 3 đơn vị xếp loại Trung bình và {} đơn vị xếp loại Yếu", 1),
    ("Công bố kết quả của tổng số {} đơn vị.", 32),
    ("Đã đánh giá {} cơ quan, đơn vị năm 2020.", 32),
    ("Khối UBND cấp huyện: {} đơn vị xếp loại Tốt", 7),
    ("Trong UBND cấp huyện, {} huyện đạt loại Khá", 2),
]


def with_sentence(text: str) -> tuple[Finding, ...]:
    made: Typed = typed("lao-cai-2020")
    made.rows.insert(9, Row(0, {0: text}))
    findings = checked(made)
    for found in findings:
        assert_sayable(found)
    return findings


def checks(text: str) -> list[Check]:
    return [found.check for found in with_sentence(text)]


@pytest.mark.parametrize(("text", "right"), COUNTS)
def test_a_count_is_understood(text: str, right: int) -> None:
    assert checks(text.format(right)) == []
    (found,) = with_sentence(text.format(right + 8))
    assert found.check is said.COUNT_WRONG
    assert (found.facts["found"], found.facts["wanted"]) == (right + 8, right)
    assert found.at.key is not None and found.at.key.startswith("paragraph 10")


@pytest.mark.parametrize(
    "text",
    [
        "Điều 3. Có 3 sở, ban, ngành phối hợp thực hiện.",
        "Chậm nhất 15 ngày kể từ ngày ký, các đơn vị thực hiện tốt Quyết định này.",
        "Cử 2 đơn vị tham gia tổ công tác.",
        "Mức tốt: tổng điểm đạt từ 85 điểm trở lên.",
        "Kinh phí: 15.000.000 đồng cho 5 đơn vị.",
        "Sở Nội vụ tham mưu kế hoạch năm 2021.",
        "Căn cứ kết quả đánh giá, xếp hạng năm 2019;",
        "Các đơn vị xếp loại theo Điều 5; 2 đơn vị xếp loại theo đề nghị riêng.",
        "Căn cứ Quyết định số 11/QĐ-UBND ngày 01/02/2017 của Ủy ban nhân dân tỉnh Lào Cai;",
        "Sở Nội vụ đạt 87,43 điểm, xếp thứ 6, loại Tốt.",
        "Sở Nội vụ xếp hạng 6 (năm 2019 xếp hạng 14).",
        "Sở Tài chính (86,60 điểm) đứng trên Sở Y tế (77,91 điểm).",
        "So với năm 2019, kết quả đánh giá năm 2020 tăng.",
        "Thời gian: ngày 29/02/2020 đến 31/12/2020.",
    ],
)
def test_what_says_nothing_wrong_is_left_alone(text: str) -> None:
    assert checks(text) == []


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Sở Nội vụ đạt 78,43 điểm.", said.SAID_FIGURE),
        ("Sở Nội vụ xếp thứ 9.", said.SAID_RANK),
        ("UBND huyện Bảo Yên đứng thứ nhì khối huyện.", said.SAID_RANK),
        ("Sở Y tế đứng đầu.", said.SAID_RANK),
        ("Sở Y tế được xếp loại Tốt.", said.SAID_TIER),
        ("Công bố kết quả đánh giá, xếp hạng năm 2012.", said.YEAR_WRONG),
        ("Có 22/32 đơn vị loại Tốt, chiếm 86,75 %.", said.SHARE_WRONG),
        (
            "Có 32 đơn vị được xếp hạng, trong đó: 3 đơn vị xếp loại Trung bình, 3 đơn vị xếp loại Trung bình.",
            TIER_AGAIN,
        ),
        ("Sở Nội vụ (điểm quy đổi 78,43).", said.SAID_FIGURE),
        ("Họp ngày 31/4/2020.", said.DATE_IMPOSSIBLE),
        ("Họp ngày 30 tháng 02 năm 2020.", said.DATE_IMPOSSIBLE),
        ("Theo Quyết định số 2916/QĐ-UBND ngày 09/12/2017.", said.CITED_TWICE),
        ("Theo Công văn số 77/CV-VP ngày 20/6/2021.", said.CITED_LATER),
    ],
)
def test_what_is_wrong_is_one_finding(text: str, check: Check) -> None:
    assert checks(text) == [check]


def test_a_share_is_that_of_the_count() -> None:
    assert checks("Có 22/32 đơn vị loại Tốt, chiếm 68,75%.") == checks("Có 22 đơn vị loại Tốt (68,8 %).") == []
