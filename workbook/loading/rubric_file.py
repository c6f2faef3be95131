"""The keys of a rubric's TOML file, as pydantic models; the JSON Schema and the documents' tables come from here.

Only the shape of each table: whether the tables agree with each other is `rubric_sense`'s. The keys
of a criterion's rule are made in `rule_shapes`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from workbook.loading.fields import (
    Count,
    Figure,
    Id,
    Label,
    Name,
    Passage,
    Percent,
    Places,
    Positive,
    Remark,
    Shape,
    Weight,
    Words,
    YesNo,
)
from workbook.loading.rule_shapes import RULE_TABLES, RuleTable
from workbook.rules.direct import Direct


class RoundingFile(Shape):
    leaf: Places = Field(
        2, description="Số chữ số thập phân của điểm từng tiêu chí. Decimals of each combined leaf.", examples=[3]
    )
    total: Places = Field(2, description="Số chữ số thập phân của tổng điểm. Decimals of the total.", examples=[1])
    index: Places = Field(3, description="Số chữ số thập phân của chỉ số. Decimals of the index.", examples=[4])
    order: Literal["leaf", "total", "member"] = Field(
        "leaf",
        description="Làm tròn cái gì trước: leaf từng tiêu chí, total tổng, member tổng của từng thành viên. "
        "What is rounded first: each leaf, the total, or each member's total.",
        examples=["total"],
    )
    tier: Literal["rounded", "exact"] = Field(
        "rounded",
        description="Xếp loại theo số đã làm tròn (rounded) hay chưa làm tròn (exact). "
        "Whether tiers are read from the rounded or the unrounded figure.",
        examples=["exact"],
    )


class TraitFile(Shape):
    id: Id = Field(description="Mã của đặc điểm. Id of the trait.", examples=["khong-tthc"])
    name: Name = Field(
        description="Tên đặc điểm của đơn vị. What is true of the unit.", examples=["Không có thủ tục hành chính"]
    )
    note: Words = Field(
        "", description="Ghi chú in cạnh đơn vị. The note printed beside such a unit.", examples=["Không TTHC"]
    )


class CriterionFile(Shape):
    id: Id = Field(
        description="Mã, không đổi giữa các phiên bản. Id, stays the same over versions.", examples=["ha-tang"]
    )
    code: Words = Field(
        "", description="Số thứ tự như đã in, là chữ. Code as printed, text: 1.10 is not 1.1.", examples=["1.10"]
    )
    name: Name = Field(description="Tên tiêu chí như đã in. Name as printed.", examples=["Hạ tầng kỹ thuật"])
    max: Figure = Field(
        description="Điểm tối đa; 0 chỉ khi không tính điểm. Maximum points; 0 only where no points are given.",
        examples=[10],
    )
    step: Positive | None = Field(
        None,
        description="Bước điểm, khi điểm do người chấm nhập; tiêu chí con theo tiêu chí cha nếu không ghi. "
        "Step of points that are typed; children take their parent's where they give none.",
        examples=[0.5],
    )
    rule: RuleTable = Field(
        default_factory=Direct,
        description="Cách tính điểm, xem các loại ở docs/rules.md. How points are computed, see docs/rules.md.",
        examples=[{"kind": "yes_no"}],
    )
    not_applicable: list[Id] = Field(
        [],
        description="Đặc điểm của đơn vị mà tiêu chí không áp dụng. Traits to which the criterion does not apply.",
        examples=[["khong-tthc"]],
    )
    markable: YesNo = Field(
        False,
        description="Người chấm được ghi KĐG (không đánh giá). Whether a scorer may mark it not applicable.",
        examples=[True],
    )
    group_max: dict[str, Figure] = Field(
        {},
        description="Điểm tối đa khác cho một số khối. Another maximum for some groups, by group id.",
        examples=[{"Huyen": 8}],
    )
    groups: list[Id] = Field(
        [],
        description="Chỉ dùng cho các khối này; không ghi là mọi khối. "
        "The only groups that it is for; all where left out.",
        examples=[["So"]],
    )
    cap: YesNo = Field(
        False,
        description="Tiêu chí con cộng lại quá điểm tối đa thì cắt ở điểm tối đa. "
        "Children may add to more than the maximum; their sum is cut there.",
        examples=[True],
    )
    weight: Weight = Field(
        Decimal(1),
        description="Trọng số khi cộng vào tiêu chí cha. What its points and maximum count for in the parent.",
        examples=[0.3],
    )
    dropped: Remark = Field(
        "",
        description="Lý do năm nay không chấm. Why it is not scored this year.",
        examples=["Năm 2026 không khảo sát"],
    )
    how: Remark = Field(
        "",
        description="Cách tính, theo chữ của quyết định. How it is scored, in the decision's words.",
        examples=["Đạt 80 % trở lên: điểm tối đa"],
    )
    evidence: Remark = Field(
        "", description="Tài liệu kiểm chứng. The evidence required.", examples=["Báo cáo của đơn vị"]
    )
    source: Remark = Field(
        "", description="Nguồn số liệu. Where the figures come from.", examples=["Cổng dịch vụ công"]
    )
    office: Remark = Field("", description="Cơ quan thẩm định. Who verifies it.", examples=["Sở Nội vụ"])
    note: Remark = Field("", description="Ghi chú. A note.", examples=["Mới từ năm 2026"])
    assumed: YesNo = Field(
        False, description="Điểm tối đa là suy ra. The maximum is inferred, not printed.", examples=[True]
    )
    children: list[CriterionFile] = Field([], description="Tiêu chí con. Child criteria.")


class AggregateFile(Shape):
    id: Id = Field(description="Mã của tổng phụ. Id of the sum.", examples=["chinh-quyen-so"])
    name: Name = Field(description="Tên tổng phụ. Its name.", examples=["Chính quyền số"])
    criteria: list[Id] = Field(
        description="Mã các tiêu chí được cộng; một tiêu chí được ở nhiều tổng phụ. "
        "Ids of the criteria that are added; a criterion may stand in several.",
        examples=[["nhan-thuc", "ha-tang"]],
    )


class TierFile(Shape):
    label: Label = Field(description="Tên mức. The tier's label.", examples=["Tốt"])
    lower: Figure | None = Field(
        None,
        description="Cận dưới; chỉ mức thấp nhất, hoặc mức có at_least hay requires, được bỏ. "
        "Lower bound; only the lowest tier, or one with at_least or requires, may go without.",
        examples=[80],
    )
    strict: YesNo = Field(
        False,
        description="true: phải lớn hơn cận dưới (và at_least). "
        "true: only values above the bound belong to the tier (at_least too).",
        examples=[True],
    )
    at_least: dict[str, Figure] = Field(
        {},
        description="Điểm ít nhất của từng tiêu chí hoặc tổng phụ, theo mã. "
        "Least points of criteria or aggregates, by id.",
        examples=[{"nhom-1": 75, "nhom-2": 75}],
    )
    requires: list[Id] = Field(
        [],
        description='Tiêu chí bắt buộc (kind = "mandatory") phải đạt. Mandatory criteria that must be met.',
        examples=[["ke-hoach"]],
    )
    quota_count: Count | None = Field(
        None,
        description="Nhiều nhất bao nhiêu đơn vị của khối ở mức này và các mức trên. "
        "At most so many units in this tier and the better ones.",
        examples=[3],
    )
    quota_percent: Percent | None = Field(
        None,
        description="Nhiều nhất bao nhiêu phần trăm số đơn vị của khối ở mức này và các mức trên, làm tròn xuống. "
        "At most this percent of the group's units, rounded down.",
        examples=[20],
    )
    printed_from: Figure | None = Field(
        None, alias="from", description="Cận dưới như đã in. The start of the tier as printed.", examples=[80]
    )
    printed_to: Figure | None = Field(
        None,
        alias="to",
        description='Cận trên như đã in, chỉ khi in "đến ..."; in "dưới ..." thì không ghi. '
        "The end as printed, only where the decision includes it.",
        examples=[100],
    )
    assumed: YesNo = Field(False, description="Mức này là suy ra. The tier is inferred, not printed.", examples=[True])


def _tiers_tag(value: object) -> str:
    return "named" if isinstance(value, str) else "own"


Tiers = Annotated[
    Annotated[Name, Tag("named")] | Annotated[list[TierFile], Tag("own")],
    Discriminator(_tiers_tag),
]


class GroupFile(Shape):
    id: Id = Field(description="Mã của khối. Id of the group.", examples=["So"])
    name: Name = Field(description="Tên khối như đã in. Name as printed.", examples=["Các sở, ban, ngành"])
    max: Positive = Field(
        description="Tổng điểm tối đa của khối; khi quy đổi là thang quy đổi. "
        "Maximum total of the group; the scale where totals are converted.",
        examples=[100],
    )
    base: Literal["points", "percent", "index", "converted"] = Field(
        "points",
        description="Mức so với: points điểm, percent phần trăm của điểm tối đa áp dụng, index chỉ số 0..1, "
        "converted điểm quy đổi về thang của khối. What the tiers' bounds are compared with.",
        examples=["percent"],
    )
    tiers: Tiers = Field(
        [],
        description="Tên một danh sách [[tiers.TEN]], hoặc các bảng [[groups.tiers]]; xếp từ cao xuống thấp. "
        "The name of a list [[tiers.NAME]] or own tables, best first.",
        examples=["chung"],
    )
    titles: dict[str, Name] = Field(
        {},
        description="Tên cột khác với mẫu, theo khóa của cột (unit, total, ...). Column titles that differ here.",
        examples=[{"unit": "Huyện, thành phố"}],
    )
    assumed: YesNo = Field(
        False, description="Điểm tối đa của khối là suy ra. The group's maximum is inferred.", examples=[True]
    )


class RubricFile(Shape):
    id: Id = Field(description="Mã của bộ tiêu chí. Id of the rubric.", examples=["lao-cai-2020"])
    title: Name = Field(
        description="Tiêu đề của phụ lục. Title of the annex.", examples=["Kết quả đánh giá, xếp hạng năm 2026"]
    )
    version: Name = Field(
        description="Phiên bản, ví dụ ngày ban hành. Version, the day of issue for example.", examples=["2026-01-05"]
    )
    legal_basis: Name = Field(
        description="Quyết định ban hành bộ tiêu chí. The decision that issues the rubric.",
        examples=["Quyết định số 1/QĐ-UBND ngày 05/01/2026"],
    )
    errata: list[Passage] = Field(
        [],
        description="Các văn bản đính chính. Decisions that corrected it.",
        examples=[["Công văn số 9/UBND-TH ngày 20/02/2026"]],
    )
    layout: Words = Field(
        "",
        description="Mẫu phụ lục trong templates/annex/. The annex layout that prints it.",
        examples=["lao-cai-2020"],
    )
    ties: Literal["shared", "dense"] = Field(
        "shared",
        description="Bằng điểm: shared cùng hạng rồi nhảy hạng (17, 17, 19), dense không nhảy (17, 17, 18). "
        "Equal figures: shared rank with a gap, or without.",
        examples=["dense"],
    )
    tie_chain: list[Id] = Field(
        [],
        description="Bằng nhau thì xét lần lượt gì để tách hạng: mã tiêu chí hoặc tổng phụ (nhiều điểm hơn đứng trên), "
        "exact số chưa làm tròn, total, index, converted số kia, prior_rank hạng năm trước. "
        "What parts equal units, in this order: ids of criteria or aggregates (more points stand above), exact, the "
        "figure before rounding, total, index or converted, the other figure, prior_rank, the rank of the year before.",
        examples=[["nhan-thuc", "ha-tang", "prior_rank"]],
    )
    rank_by: Literal["total", "index", "converted"] = Field(
        "total",
        description="Xếp hạng theo tổng điểm, chỉ số, hay điểm quy đổi về thang của khối. "
        "Whether the total, the index, or the total converted to the group's maximum is ranked.",
        examples=["index"],
    )
    bonus: Literal["open", "capped"] = Field(
        "open",
        description="Điểm thưởng được làm tổng vượt điểm tối đa (open) hay không (capped). "
        "Whether bonus points may lift a total above the maximum.",
        examples=["capped"],
    )
    shows_index: YesNo = Field(False, description="Có in cột chỉ số. Whether the index is a column.", examples=[True])
    notes: list[Passage] = Field(
        [],
        description="Điều người đọc cần biết. What a reader must know of this file.",
        examples=[["Bước điểm là suy ra."]],
    )
    rounding: RoundingFile = Field(RoundingFile.model_construct(), description="Làm tròn. Rounding.")
    traits: list[TraitFile] = Field([], description="Đặc điểm của đơn vị. Traits of units.")
    criteria: list[CriterionFile] = Field(description="Cây tiêu chí. The tree of criteria.")
    aggregates: list[AggregateFile] = Field(
        [], description="Tổng phụ cạnh cây tiêu chí (trụ cột). Sums beside the tree (pillars)."
    )
    tiers: dict[str, list[TierFile]] = Field(
        {}, description="Danh sách mức dùng chung, theo tên. Tier lists that groups share, by name."
    )
    groups: list[GroupFile] = Field(description="Các khối, theo thứ tự in. The groups in printed order.")


TABLES: dict[str, type[Shape]] = {
    "": RubricFile,
    "rounding": RoundingFile,
    "traits": TraitFile,
    "criteria": CriterionFile,
    "children": CriterionFile,
    "aggregates": AggregateFile,
    "tiers": TierFile,
    "groups": GroupFile,
    **RULE_TABLES,
}
"""The model of the tables under each key."""
