"""A small deep rubric that mixes kinds, a round and filled ballots, in memory.

Three levels, two groups, 14 leaves of eight kinds; what stands where:

| criterion | what is special |
|---|---|
| so-hoa (I) | ragged: a section of two ratios beside leaves; 35 in group Xa, for chuyen-de is for group So only |
| truc-tuyen | ratio, two inputs, may be marked KĐG; 0 out of 0 is a clash |
| dung-han | ratio; 0 out of 0 earns all, a > b counts as all; shut for units without procedures |
| hop, sang-kien, cam-ket | bands on a count; a bonus outside the scale; a mandatory criterion |
| nhan-luc (II) | capped: its children add to 30, it is worth 20; tap-huan may be marked |
| an-toan (III) | counts twice |
| y-kien (IV) | dropped this year |
| ket-qua (V) | relative to the best unit; a figure from a list |

Totals of `TABLE`: s-1 86, s-2 48.25, s-3 62 of 65; x-1 69.75, x-2 37.33 of 85.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from workbook.facts import cells_of
from workbook.loading.frozen import slice_for
from workbook.model import Ballot, CellId, Conclusion, Issue, Member, Round, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Aggregate, Criterion, Group, Rubric, Tier, Trait
from workbook.rules.bands import Band
from workbook.rules.kinds import BY_KIND
from workbook.rules.rule import Rule
from workbook.scoring import shut_leaves


# ---------------------------------------------------------------- the rubric
def rule(kind: str, **keys: Any) -> Rule:
    """A rule by its word in files."""
    made: Any = BY_KIND[kind]
    ready: Rule = made(**keys)
    return ready


def criterion(id_: str, code: str, name: str, most: str, *children: Criterion, **more: Any) -> Criterion:
    step = Decimal(more.pop("step", "0.5"))
    return Criterion(id_, code, name, Decimal(most), step, children, **more)


TRUC_TUYEN = criterion(
    "truc-tuyen", "1.1", "Hồ sơ trực tuyến", "15", markable=True,
    rule=rule("ratio", part="Hồ sơ nộp trực tuyến", whole="Tổng số hồ sơ", unit="hồ sơ"),
    how="Tỷ lệ hồ sơ nộp trực tuyến × 15", evidence="Báo cáo của Trung tâm hành chính công",
)  # fmt: skip
DUNG_HAN = criterion(
    "dung-han", "1.10", "Hồ sơ đúng hạn", "10", not_applicable=frozenset({"khong-tthc"}),
    rule=rule("ratio", part="Hồ sơ đúng hạn", whole="Hồ sơ đã giải quyết", zero="full", over="cap"),
)  # fmt: skip
HO_SO = criterion("ho-so", "1", "Hồ sơ thủ tục hành chính", "25", TRUC_TUYEN, DUNG_HAN)
HOP = criterion(
    "hop", "2", "Họp Ban chỉ đạo", "10",
    rule=rule(
        "bands", input="Số cuộc họp trong năm", unit="cuộc", most=Decimal(366),
        bands=(Band(Decimal(4), Decimal(10)), Band(Decimal(2), share=Decimal("0.5"))),
    ),
)  # fmt: skip
SANG_KIEN = criterion("sang-kien", "3", "Điểm thưởng sáng kiến", "5", step="1", rule=rule("bonus"))
CAM_KET = criterion("cam-ket", "4", "Có kế hoạch được phê duyệt", "0", rule=rule("mandatory"), office="Văn phòng UBND")
CHUYEN_DE = criterion("chuyen-de", "5", "Chuyên đề của sở", "5", groups=frozenset({"So"}))
SO_HOA = criterion(
    "so-hoa", "I", "Số hóa", "40", HO_SO, HOP, SANG_KIEN, CAM_KET, CHUYEN_DE, group_max={"Xa": Decimal(35)}
)
DAO_TAO = criterion("dao-tao", "1", "Đào tạo", "15")
CAN_BO = criterion("can-bo", "2", "Có cán bộ chuyên trách", "10", rule=rule("yes_no"))
TAP_HUAN = criterion("tap-huan", "3", "Tập huấn", "5", step="1", markable=True)
NHAN_LUC = criterion("nhan-luc", "II", "Nhân lực", "20", DAO_TAO, CAN_BO, TAP_HUAN, cap=True)
HE_THONG = criterion("he-thong", "1", "Hệ thống được phê duyệt cấp độ", "4", rule=rule("yes_no"))
SU_CO = criterion("su-co", "2", "Ứng cứu sự cố", "6", step="0.25")
AN_TOAN = criterion("an-toan", "III", "An toàn thông tin", "10", HE_THONG, SU_CO, weight=Decimal(2))
Y_KIEN = criterion("y-kien", "IV", "Ý kiến người dân", "10", dropped="Năm nay không tổ chức khảo sát")
THANH_TOAN = criterion(
    "thanh-toan", "1", "Thanh toán trực tuyến", "5", rule=rule("relative", input="Số giao dịch", unit="giao dịch")
)
CHI_SO = criterion(
    "chi-so", "2", "Chỉ số cải cách", "5", rule=rule("imported", source="PAR INDEX", out_of=Decimal(100))
)
KET_QUA = criterion("ket-qua", "V", "Kết quả", "10", THANH_TOAN, CHI_SO)

DEEP = Rubric(
    id="vi-du-sau",
    title="Kết quả xếp hạng chuyển đổi số ví dụ",
    version="2026-02-03",
    legal_basis="Quyết định số 2/QĐ-UBND",
    errata=(),
    criteria=(SO_HOA, NHAN_LUC, AN_TOAN, Y_KIEN, KET_QUA),
    groups=(
        Group(
            "So", "Các sở, ban, ngành", Decimal(90),
            (
                Tier(
                    "Tốt", Decimal(70), at_least={"so-hoa": Decimal(25), "tru-cot-1": Decimal(40)},
                    requires=("cam-ket",),
                ),
                Tier("Khá", Decimal(50)),
                Tier("Yếu", None),
            ),
        ),
        Group(
            "Xa", "UBND cấp xã", Decimal(85),
            (
                Tier("Tốt", Decimal("0.8"), strict=True, requires=("cam-ket",)),
                Tier("Khá", Decimal("0.5")),
                Tier("Yếu", None),
            ),
            "index",
        ),
    ),
    traits=(Trait("khong-tthc", "Không có thủ tục hành chính", "Không TTHC"),),
    aggregates=(
        Aggregate("tru-cot-1", "Chính quyền số", ("so-hoa", "an-toan")),
        Aggregate("tru-cot-2", "Nền tảng", ("an-toan", "dao-tao")),
    ),
)  # fmt: skip

# ---------------------------------------------------------------- the round
DEEP_ROUND = Round(
    id="vi-du-sau-2026",
    title="Chấm điểm chuyển đổi số năm 2026",
    rubric="vi-du-sau",
    year=2026,
    date=date(2026, 11, 1),
    deadline=date(2026, 11, 20),
    contact="Tổ thư ký",
    units=(
        Unit("s-1", "Sở Y tế", "So"),
        Unit("s-2", "Sở Xây dựng", "So"),
        Unit("s-3", "Ban Dân tộc", "So", traits=frozenset({"khong-tthc"})),
        Unit("x-1", "Xã An Bình", "Xa"),
        Unit("x-2", "Xã Bình Minh", "Xa", exempt={"tap-huan": "không được giao"}),
    ),
    members=(
        Member("TV-1", "Nguyễn Văn An", "Chủ tịch", ("So", "Xa")),
        Member("TV-2", "Trần Thị Bình", "Giám đốc Sở Xây dựng", ("So", "Xa"), recused=frozenset({"s-2"})),
        Member("TV-3", "Lê Văn Cường", "Ủy viên", ("So",)),
    ),
    council="Hội đồng thẩm định",
    place="Hà Nội",
    listed={
        (unit, "chi-so"): Decimal(figure)
        for unit, figure in {"s-1": 80, "s-2": 60, "s-3": 90, "x-1": 70, "x-2": 50}.items()
    },
)

INPUTS = (
    "truc-tuyen/a", "truc-tuyen/b", "dung-han/a", "dung-han/b", "hop", "sang-kien", "cam-ket", "chuyen-de",
    "dao-tao", "can-bo", "tap-huan", "he-thong", "su-co", "thanh-toan",
)  # fmt: skip
TABLE = """
    s-1  80   100  50   50   4  2  1  4.5  12   1  4    1  5.25  400
    s-2  1    3    0    0    3  0  0  3    6    0  3    0  6     100
    s-3  KĐG  -    KĐG  KĐG  2  5  1  5    15   1  KĐG  1  6     200
    x-1  9    10   7    8    4  0  1  -    10   0  5    1  3     30
    x-2  0    5    6    5    0  1  1  -    7.5  1  KĐG  0  1.5   20
"""
"""Facts by unit, input by input in the order of `INPUTS`; "-" is blank, or not asked for."""


def facts(table: str = TABLE) -> dict[CellId, Score]:
    """A table of facts as a mapping."""
    made: dict[CellId, Score] = {}
    for line in table.strip().splitlines():
        unit, *figures = line.split()
        made |= {(unit, name): fact(figure) for name, figure in zip(INPUTS, figures, strict=True)}
    return made


def fact(text: str) -> Score:
    return None if text == "-" else NOT_APPLICABLE if text == "KĐG" else Decimal(text)


def deep_issue(member: str = "TV-1", round_: Round = DEEP_ROUND, by: Rubric = DEEP, number: int = 1) -> Issue:
    return Issue(by, slice_for(round_, member), member, number)


def deep_ballot(issue: Issue, changes: Mapping[str, str] | None = None, *, reasons: bool = True) -> Ballot:
    """The member's ballot of `TABLE`; `changes` are facts by "unit input": {"s-1 truc-tuyen/a": "90"}.

    Every mark that he may type has its reason, unless `reasons` says no.
    """
    given = facts()
    for place, figure in (changes or {}).items():
        unit_id, name = place.split()
        given[unit_id, name] = fact(figure)
    member = issue.round.member(issue.member)
    scores: dict[CellId, Score] = {}
    remarks: dict[CellId, str] = {}
    for unit in issue.round.units:
        if unit.group not in member.groups or unit.id in member.recused or unit.left_out is not None:
            continue
        shut = shut_leaves(issue.rubric, unit)
        for leaf in issue.rubric.leaves_in(unit.group):
            own = {cell: given.get(cell) for cell, asked in cells_of(unit, leaf) if not asked.listed}
            if leaf.id in shut:
                own = dict.fromkeys(own, NOT_APPLICABLE)
            elif reasons and NOT_APPLICABLE in own.values():
                remarks[unit.id, leaf.id] = "không phát sinh trong năm"
            scores |= own
    return Ballot(issue.member, issue.number, scores, remarks=remarks)


def deep_panel(
    changes: Mapping[str, Mapping[str, str]] | None = None, round_: Round = DEEP_ROUND, by: Rubric = DEEP
) -> list[Ballot]:
    """One ballot a member; changed facts by member id."""
    own = changes or {}
    return [deep_ballot(deep_issue(each.id, round_, by), own.get(each.id)) for each in round_.members]


def deep_round(**changes: Any) -> Round:
    return replace(DEEP_ROUND, **changes)


def deep_unit(unit_id: str, round_: Round = DEEP_ROUND, **changes: Any) -> Round:
    """The round with one unit changed."""
    return replace(round_, units=tuple(replace(u, **changes) if u.id == unit_id else u for u in round_.units))


def concluded(unit: str, leaf: str, points: str, **more: Any) -> Conclusion:
    return Conclusion(unit, leaf, fact(points), **more)
