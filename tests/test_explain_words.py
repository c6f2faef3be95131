"""What an explanation says of a deep rubric: facts, marks, caps, conclusions, quotas, ties, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.deep_sample import DEEP, concluded, criterion, deep_panel, deep_round, deep_unit
from tests.sample import decision
from workbook.cli.explain_result import print_comparison
from workbook.cli.explain_text import print_unit
from workbook.comparison import compare
from workbook.consolidation import consolidate
from workbook.explanation import explain
from workbook.model import Combine, Round, Waiver
from workbook.pipeline.explaining import Explained
from workbook.ranking import rank
from workbook.rubric import Rounding, Rubric
from workbook.rules.informational import Informational

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A console on which no cell of a table is broken."""
    monkeypatch.setenv("COLUMNS", "300")


def said(
    capsys: Said, *units: str, round_: Round | None = None, by: Rubric = DEEP, lang: str = "vi", **changes: Any
) -> str:
    """What is printed of one unit, or of two, without what the console's width does to lines."""
    round_ = round_ or deep_round()
    own = {name.replace("_", "-"): facts for name, facts in changes.items()}
    tally = consolidate(by, round_, deep_panel(own, round_, by))
    ranking, _ = rank(by, round_, tally)
    made = tuple(explain(by, round_, tally, ranking, round_.unit(unit)) for unit in units)
    both = compare(by, *made) if len(made) > 1 else None
    all_ = Explained(by, round_, made, both, (), False)
    if both is None:
        print_unit(all_, made[0], lang)
    else:
        print_comparison(all_, both, "dot", lang)
    return " ".join(capsys.readouterr().out.split())


def holds(text: str, *sentences: str) -> None:
    for sentence in sentences:
        assert sentence in text, f"{sentence}\n{text}"


def with_tiers(by: Rubric, **changes: Any) -> Rubric:
    """The rubric with the best tier of the group So changed."""
    so = by.groups[0]
    return replace(by, groups=(replace(so, tiers=(replace(so.tiers[0], **changes), *so.tiers[1:])), by.groups[1]))


def test_a_figure_that_earns_nothing_is_only_shown(capsys: Said) -> None:
    asked = criterion("dan-so", "9", "Dân số", "0", rule=Informational("Số dân"))
    by = replace(DEEP, criteria=(*DEEP.criteria, asked))
    text = said(capsys, "s-1", by=by, TV_2={"s-1 dan-so": "7"})
    holds(text, "Dân số Cách chấm: Số dân: thông tin, không tính điểm", "(TV-2): Số dân = 7 Lê Văn Cường")
    assert "Số dân = 7 →" not in text and text.count("Chỉ đạt khi mọi người đều chấm đạt.") == 1


def test_facts_earn_points_by_a_rule_in_words(capsys: Said) -> None:
    text = said(capsys, "s-1", TV_2={"s-1 truc-tuyen/a": "71", "s-1 thanh-toan": "390"})
    holds(
        text,
        "Cách chấm: Tỷ lệ hồ sơ nộp trực tuyến × 15",
        "Trần Thị Bình (TV-2): Hồ sơ nộp trực tuyến = 71; Tổng số hồ sơ = 100 → 10,65",
        "Gộp (trung bình cộng): (12 + 10,65 + 12) : 3 = 11,55",
        "Số cao nhất khối: Số giao dịch = 400.",
        "(5 + 4,88 + 5) : 3 = 4,96",
        "Lê Văn Cường (TV-3): Có đạt = Có → đạt",
        "Chỉ đạt khi mọi người đều chấm đạt.",
        "Theo danh sách số liệu của đợt: PAR INDEX = 80 → 4",
        "Không quá mức tối đa của mục (20) -6",
        "IV. Ý kiến người dân: Năm nay không chấm: Năm nay không tổ chức khảo sát.",
        "Có tiêu chí tính theo số cao nhất của khối",
        "Muốn giữ mức này còn phải giữ: I. Số hóa từ 25",
    )


def test_a_figure_that_is_rounded_is_told_before_and_after(capsys: Said) -> None:
    holds(said(capsys, "s-1", TV_2={"s-1 su-co": "5"}), "(5,25 + 5 + 5,25) : 3 = 5,16667…, làm tròn 5,17")


@pytest.mark.parametrize(
    ("combine", "sentences"),
    [
        (Combine("median"), ["Gộp (trung vị): 5 = 5", "Nguyễn Văn An (TV-1): 5,25; bỏ ra ngoài khi gộp"]),
        (
            Combine("trimmed", 1),
            ["trung bình cộng sau khi bỏ 1 số cao nhất và 1 số thấp nhất (nhiều hơn 2 số mới bỏ)): 5 = 5"],
        ),
        (
            Combine("weighted", weights={"Chủ tịch": Decimal(2)}),
            ["Gộp (trung bình có trọng số theo chức vụ): (5,25 x 2 + 5 x 1 + 4,75 x 1) : 4 = 5,0625, làm tròn 5,06"],
        ),
    ],
)
def test_each_way_to_combine_is_written_out(capsys: Said, combine: Combine, sentences: list[str]) -> None:
    text = said(capsys, "s-1", round_=deep_round(combine=combine), TV_2={"s-1 su-co": "5"}, TV_3={"s-1 su-co": "4.75"})
    holds(text, *sentences)


def test_combined_totals_are_told_member_by_member(capsys: Said) -> None:
    by = replace(DEEP, rounding=Rounding(order="member"))
    weighted = deep_round(combine=Combine("weighted", weights={"Chủ tịch": Decimal(2)}))
    text = said(capsys, "s-1", round_=weighted, by=by, TV_2={"s-1 su-co": "5"})
    holds(text, "Tổng của từng thành viên được làm tròn (2 chữ số thập phân), rồi gộp lại: trung bình có trọng số")
    holds(text, "Trần Thị Bình (TV-2): tổng 85,50, tính 1/4", "Nguyễn Văn An (TV-1): tổng 86,00, tính 1/2")
    trimmed = said(capsys, "s-1", round_=deep_round(combine=Combine("median")), by=by, TV_2={"s-1 su-co": "5"})
    holds(trimmed, "Trần Thị Bình (TV-2): tổng 85,50, bỏ ra ngoài")


def test_marks_are_told_with_their_reason(capsys: Said) -> None:
    holds(
        said(capsys, "s-3"),
        "KĐG vì đơn vị có đặc điểm: Không có thủ tục hành chính.",
        "Hồ sơ nộp trực tuyến = KĐG → KĐG; ghi chú: không phát sinh trong năm",
        "KĐG do người chấm ghi.",
        "Chính quyền số từ 40: có 35, thiếu 5",
        "Còn phải đạt: I. Số hóa từ 25: có 15, thiếu 10",
        "mọi tiêu chí đều tới hết mức cũng không đủ",
    )
    round_ = deep_unit("s-1", exempt={"nhan-luc": "mới lập."})
    holds(
        said(capsys, "s-1", round_=round_),
        "II. Nhân lực: KĐG vì không phải nhiệm vụ của đơn vị: mới lập.",
        "KĐG vì không phải nhiệm vụ của đơn vị: mới lập. (ghi ở mục II. Nhân lực)",
    )


def test_conclusions_and_waivers_are_told(capsys: Said) -> None:
    made = concluded("s-1", "dao-tao", "11.5", reason="Hồ sơ bổ sung", by="Hội đồng", explanation="Đã có quyết định.")
    mark = concluded("s-1", "tap-huan", "KĐG", reason="Không tổ chức")
    waiver = Waiver(
        "SCORE-001", "s-1", "su-co", "TV-2", "giữ như đã chấm", "Hội đồng", date(2026, 11, 25), assumed=True
    )
    text = said(capsys, "s-1", round_=deep_round(conclusions=(made, mark), waivers=(waiver,)))
    holds(
        text,
        "Hội đồng kết luận 11,5; tính theo kết luận, không theo điểm từng người. Lý do: Hồ sơ bổ sung. (Hội đồng) Đơn "
        "vị giải trình: Đã có quyết định.",
        "Hội đồng kết luận KĐG; tính theo kết luận",
        "Chấp thuận SCORE-001 cho Trần Thị Bình (TV-2): giữ như đã chấm (Hội đồng, 25/11/2026). (giả định)",
    )
    # What was concluded leaves nobody's figure "out".
    assert "bỏ ra ngoài" not in text


def test_an_absent_member_is_told(capsys: Said) -> None:
    away = tuple(replace(one, absent="đi công tác") if one.id == "TV-3" else one for one in deep_round().members)
    holds(
        said(capsys, "s-1", round_=deep_round(members=away)), "Vắng mặt, không chấm: Lê Văn Cường (TV-3): đi công tác."
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quota_count": 0}, "không được xếp vì hết chỉ tiêu"),
        ({"lower": Decimal(86), "strict": True}, "tổng điểm trên 86: có 86, mới bằng mà phải hơn"),
        ({"requires": ("can-bo", "cam-ket")}, "4. Có kế hoạch được phê duyệt phải đạt: đạt"),
    ],
)
def test_what_holds_a_tier_back_is_told(capsys: Said, changes: dict[str, Any], sentence: str) -> None:
    holds(said(capsys, "s-1", by=with_tiers(DEEP, **changes)), sentence)


def test_a_condition_that_is_not_met_is_told(capsys: Said) -> None:
    text = said(capsys, "s-2")
    holds(text, "4. Có kế hoạch được phê duyệt phải đạt: không đạt", "Để lên mức “Khá”: thêm ít nhất 1,75; riêng một")


def test_a_group_without_tiers_says_so(capsys: Said) -> None:
    by = replace(DEEP, groups=(replace(DEEP.groups[0], tiers=()), DEEP.groups[1]))
    text = said(capsys, "s-1", by=by)
    holds(text, "Khối này không xếp loại.")
    assert "không xếp loại 1." not in text


@pytest.mark.parametrize("basis", ["index", "converted"])
def test_shares_are_told_with_their_division(capsys: Said, basis: Any) -> None:
    by = replace(DEEP, rank_by=basis)
    text = said(capsys, "s-3", by=by)
    holds(
        text,
        {
            "index": "Chỉ số: 62,00 : 65 = 0,95385…, làm tròn 0,954.",
            "converted": "Điểm quy đổi: 62,00 : 65 x 90 = 85,84615…, làm tròn 85,85.",
        }[basis],
    )
    two = said(capsys, "s-1", "s-3", by=by)
    holds(two, "Hai đơn vị có điểm tối đa áp dụng khác nhau", "1.10. Hồ sơ đúng hạn")


def equal_round(**changes: Any) -> Round:
    """s-1 and s-2 alike but for dao-tao (5 and 4) and su-co (3 and 3.5, twice): 10 + 9 + 10 + 4 and 10 + 8 + 11 + 4."""
    leaves = (
        "truc-tuyen",
        "dung-han",
        "hop",
        "sang-kien",
        "chuyen-de",
        "can-bo",
        "tap-huan",
        "he-thong",
        "thanh-toan",
        "chi-so",
    )
    made = [concluded(unit, leaf, "2") for unit in ("s-1", "s-2") for leaf in leaves]
    made += [concluded("s-1", "dao-tao", "5"), concluded("s-2", "dao-tao", "4")]
    made += [concluded("s-1", "su-co", "3"), concluded("s-2", "su-co", "3.5")]
    return deep_round(conclusions=tuple(made), **changes)


def test_the_step_that_parts_equal_units_is_told(capsys: Said) -> None:
    by = replace(DEEP, tie_chain=("chi-so", "dao-tao"))
    holds(
        said(capsys, "s-2", "s-1", round_=equal_round(), by=by),
        "Sở Y tế (hạng 2) đứng trên Sở Xây dựng (hạng 3)",
        "Hai đơn vị có tổng điểm bằng nhau: 33,00.",
        "xét điểm “1. Đào tạo”: Sở Y tế 5; Sở Xây dựng 4.",
        "II / 1. Đào tạo 5 4 +1",
        "III / 2. Ứng cứu sự cố 6 7 -1",
    )
    holds(
        said(capsys, "s-1", round_=equal_round(), by=by, lang="en"),
        "Just below: Sở Xây dựng, rank 3, 33.00 too.",
        "Equal: Sở Xây dựng.",
        "Below Sở Xây dựng: with 0.01 or more taken away.",
    )


def test_the_councils_decision_on_equal_units_is_told(capsys: Said) -> None:
    round_ = equal_round(ties=(decision("split", "s-2", "s-1"),))
    holds(said(capsys, "s-1", round_=round_), "Hội đồng quyết định tách hạng: biểu quyết (Hội đồng).")
    holds(said(capsys, "s-1", "s-2", round_=round_), "Sở Xây dựng (hạng 2) đứng trên Sở Y tế (hạng 3)", "tách hạng")
    shared = equal_round(ties=(decision("shared", "s-2", "s-1"),))
    holds(said(capsys, "s-1", "s-2", round_=shared), "cùng hạng 2", "Hội đồng quyết định cùng hạng")
    holds(said(capsys, "s-1", round_=equal_round()), "Không có gì tách các đơn vị bằng nhau này nên cùng hạng.")


@pytest.mark.parametrize("unit", ["s-1", "s-2", "s-3", "x-1", "x-2"])
@pytest.mark.parametrize("order", ["leaf", "total", "member"])
def test_english_says_as_much_as_vietnamese(capsys: Said, unit: str, order: Any) -> None:
    by = replace(DEEP, rounding=Rounding(order=order))
    vi, en = (said(capsys, unit, by=by, lang=lang) for lang in ("vi", "en"))
    assert not any(f" {word} " in en for word in ("hạng", "xếp", "điểm", "thêm"))
    assert vi.count("(TV-1)") == en.count("(TV-1)") > 5
    assert "{" not in vi + en
