"""The keys of a rubric's TOML file, as pydantic models; the JSON Schema comes from here.

Only the shape of each table: whether the tables agree with each other is `rubric_sense`'s.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from workbook.loading.fields import Figure, Id, Name, Passage, Places, Positive, Shape, Words, YesNo


class RoundingFile(Shape):
    leaf: Places = Field(2, description="Số chữ số thập phân của điểm từng tiêu chí. Decimals of each combined leaf.")
    total: Places = Field(2, description="Số chữ số thập phân của tổng điểm. Decimals of the total.")
    index: Places = Field(3, description="Số chữ số thập phân của chỉ số. Decimals of the index.")
    order: Literal["leaf", "total", "member"] = Field(
        "leaf",
        description="Làm tròn cái gì trước: leaf từng tiêu chí, total tổng, member tổng của từng thành viên. "
        "What is rounded first: each leaf, the total, or each member's total.",
    )


class TraitFile(Shape):
    id: Id = Field(description="Mã của đặc điểm. Id of the trait.")
    name: Name = Field(description="Tên đặc điểm của đơn vị. What is true of the unit.")
    note: Words = Field("", description="Ghi chú in cạnh đơn vị. The note printed beside such a unit.")


class CriterionFile(Shape):
    id: Id = Field(description="Mã, không đổi giữa các phiên bản. Id, stays the same over versions.")
    code: Words = Field("", description="Số thứ tự như đã in, là chữ. Code as printed, text: 1.10 is not 1.1.")
    name: Name = Field(description="Tên tiêu chí như đã in. Name as printed.")
    max: Positive = Field(description="Điểm tối đa. Maximum points.")
    step: Positive | None = Field(
        None,
        description="Bước điểm; tiêu chí con theo tiêu chí cha nếu không ghi. "
        "Step of the points; children take their parent's where they give none.",
    )
    not_applicable: list[Id] = Field(
        [], description="Đặc điểm của đơn vị mà tiêu chí không áp dụng. Traits to which the criterion does not apply."
    )
    markable: YesNo = Field(
        False, description="Người chấm được ghi KĐG (không đánh giá). Whether a scorer may mark it not applicable."
    )
    group_max: dict[str, Figure] = Field(
        {}, description="Điểm tối đa khác cho một số khối. Another maximum for some groups, by group id."
    )
    assumed: YesNo = Field(False, description="Điểm tối đa là suy ra. The maximum is inferred, not printed.")
    children: list[CriterionFile] = Field([], description="Tiêu chí con. Child criteria.")


class TierFile(Shape):
    label: Name = Field(description="Tên mức. The tier's label.")
    lower: Figure | None = Field(
        None, description="Cận dưới; chỉ mức thấp nhất được bỏ. Lower bound; only the lowest tier may go without."
    )
    strict: YesNo = Field(
        False, description="true: phải lớn hơn cận dưới. true: only values above the bound belong to the tier."
    )
    printed_from: Figure | None = Field(
        None, alias="from", description="Cận dưới như đã in. The start of the tier as printed."
    )
    printed_to: Figure | None = Field(
        None,
        alias="to",
        description='Cận trên như đã in, chỉ khi in "đến ..."; in "dưới ..." thì không ghi. '
        "The end as printed, only where the decision includes it.",
    )
    assumed: YesNo = Field(False, description="Mức này là suy ra. The tier is inferred, not printed.")


def _tiers_tag(value: object) -> str:
    return "named" if isinstance(value, str) else "own"


Tiers = Annotated[
    Annotated[Name, Tag("named")] | Annotated[list[TierFile], Tag("own")],
    Discriminator(_tiers_tag),
]


class GroupFile(Shape):
    id: Id = Field(description="Mã của khối. Id of the group.")
    name: Name = Field(description="Tên khối như đã in. Name as printed.")
    max: Positive = Field(description="Tổng điểm tối đa của khối. Maximum total of the group.")
    base: Literal["points", "percent", "index"] = Field(
        "points",
        description="Mức so với: points điểm, percent phần trăm của điểm tối đa áp dụng, index chỉ số 0..1. "
        "What the tiers' bounds are compared with.",
    )
    tiers: Tiers = Field(
        [],
        description="Tên một danh sách [[tiers.TEN]], hoặc các bảng [[groups.tiers]]; xếp từ cao xuống thấp. "
        "The name of a list [[tiers.NAME]] or own tables, best first.",
    )
    titles: dict[str, Name] = Field(
        {},
        description="Tên cột khác với mẫu, theo khóa của cột (unit, total, ...). Column titles that differ here.",
    )
    assumed: YesNo = Field(False, description="Điểm tối đa của khối là suy ra. The group's maximum is inferred.")


class RubricFile(Shape):
    id: Id = Field(description="Mã của bộ tiêu chí. Id of the rubric.")
    title: Name = Field(description="Tiêu đề của phụ lục. Title of the annex.")
    version: Name = Field(description="Phiên bản, ví dụ ngày ban hành. Version, the day of issue for example.")
    legal_basis: Name = Field(description="Quyết định ban hành bộ tiêu chí. The decision that issues the rubric.")
    errata: list[Passage] = Field([], description="Các văn bản đính chính. Decisions that corrected it.")
    layout: Words = Field("", description="Mẫu phụ lục trong templates/annex/. The annex layout that prints it.")
    ties: Literal["shared", "dense"] = Field(
        "shared",
        description="Bằng điểm: shared cùng hạng rồi nhảy hạng (17, 17, 19), dense không nhảy (17, 17, 18). "
        "Equal figures: shared rank with a gap, or without.",
    )
    rank_by: Literal["total", "index"] = Field(
        "total", description="Xếp hạng theo tổng điểm hay chỉ số. Whether the total or the index is ranked."
    )
    shows_index: YesNo = Field(False, description="Có in cột chỉ số. Whether the index is a column.")
    notes: list[Passage] = Field([], description="Điều người đọc cần biết. What a reader must know of this file.")
    rounding: RoundingFile = Field(RoundingFile.model_construct(), description="Làm tròn. Rounding.")
    traits: list[TraitFile] = Field([], description="Đặc điểm của đơn vị. Traits of units.")
    criteria: list[CriterionFile] = Field(description="Cây tiêu chí. The tree of criteria.")
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
    "tiers": TierFile,
    "groups": GroupFile,
}
"""The model of the tables under each key."""
