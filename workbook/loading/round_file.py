"""The keys of round.toml, as pydantic models; the JSON Schema comes from here."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema

from workbook.catalogue import round_deep
from workbook.limits import Limits
from workbook.loading.documents import DocumentsFile, MeetingFile
from workbook.loading.fields import (
    MOST,
    Amount,
    Count,
    Day,
    Figure,
    Id,
    Listed,
    Name,
    Passage,
    Percent,
    Reason,
    Remark,
    Shape,
    Weight,
    Words,
    Year,
    YesNo,
    figure,
    refusal,
    shown,
)
from workbook.model import Method
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Mark


def _points(value: object, info: ValidationInfo) -> Decimal | Mark:
    """Concluded points: a number, or the mark."""
    if value == MARK_TEXT:
        return NOT_APPLICABLE
    frozen = bool(info.context and info.context.get("frozen"))
    number = figure(value) if frozen or not isinstance(value, str) else None
    if number is None or abs(number) > MOST:
        raise refusal(round_deep.WANT_POINTS, value=shown(value))
    return number


Points = Annotated[
    Decimal | Mark, PlainValidator(_points), WithJsonSchema({"anyOf": [{"type": "number"}, {"const": MARK_TEXT}]})
]


class UnitFile(Shape):
    id: Id = Field(description="Mã đơn vị, không đổi qua các năm. Id of the unit, stays over the years.")
    name: Name = Field(description="Tên như sẽ in. Name as printed.")
    group: Id = Field(description="Mã khối trong bộ tiêu chí. Group of the rubric.")
    aliases: list[Name] = Field([], description="Cách viết khác của tên. Other spellings of the name.")
    prior_rank: Count | None = Field(None, description="Hạng năm trước. Rank of the year before.")
    traits: list[Id] = Field([], description="Đặc điểm, theo mã trong bộ tiêu chí. Traits of the rubric.")
    left_out: Reason | None = Field(
        None, description="Lý do năm nay không chấm, không xếp hạng. Why the unit is not scored this year."
    )


class MemberFile(Shape):
    id: Id = Field(description="Mã thành viên, thành tên tệp. Id, becomes part of the file name.")
    name: Name = Field(description="Họ và tên. Full name.")
    role: Words = Field("", description="Chức vụ trong hội đồng. Role in the council.")
    groups: list[Id] | None = Field(
        None, description="Các khối người này chấm; không ghi là tất cả. Groups he scores; all where left out."
    )
    recused: list[Id] = Field([], description="Các đơn vị người này không được chấm. Units that he may not score.")
    absent: Reason | None = Field(None, description="Lý do không tham gia chấm. Why no ballot is expected of him.")


class WaiverFile(Shape):
    check: Name = Field(description="Mã lỗi SCORE-... được chấp thuận. The SCORE-... code that stands.")
    unit: Id = Field(description="Mã đơn vị. Unit.")
    criterion: Id = Field(description="Mã tiêu chí. Criterion, a leaf.")
    member: Id | None = Field(None, description="Mã thành viên; không ghi là mọi người. Member; anybody if left out.")
    reason: Passage = Field(description="Lý do. Reason.")
    by: Name = Field(description="Ai quyết định. Who decided.")
    when: Day = Field(description="Ngày quyết định. Day of the decision.")
    assumed: YesNo = Field(False, description="Chỉ là giả định. Assumed, not recorded.")


class TieFile(Shape):
    units: list[Id] = Field(description="Các đơn vị bằng điểm, theo thứ tự in. Units of equal rank, in printed order.")
    kind: Literal["shared", "split"] = Field(
        description="shared: cùng hạng; split: hạng liên tiếp. One rank for all, or distinct ranks in this order."
    )
    reason: Passage = Field(description="Lý do. Reason.")
    by: Name = Field(description="Ai quyết định. Who decided.")
    assumed: YesNo = Field(False, description="Chỉ là giả định. Assumed, not recorded.")


class ChoiceFile(Shape):
    member: Name = Field(
        description='Mã thành viên, hoặc "unit:" và mã đơn vị tự chấm. Member, or "unit:" and the id of a unit.'
    )
    file: Name = Field(
        description="Ít nhất 8 ký tự đầu của mã tệp (xem xephang log). At least 8 letters of the file's hash."
    )
    reason: Passage = Field(description="Lý do. Reason.")
    by: Name = Field(description="Ai quyết định. Who decided.")
    when: Day = Field(description="Ngày quyết định. Day of the decision.")


class WeightFile(Shape):
    role: Name = Field(description="Chức vụ trong hội đồng, như ở thành viên. Role, as members have it.")
    weight: Weight = Field(description="Trọng số; chức vụ không ghi là 1. Weight; 1 for a role that is not named.")


class CombineFile(Shape):
    method: Literal["mean", "trimmed", "median", "weighted"] = Field(
        "mean",
        description="mean: trung bình cộng; trimmed: bỏ các điểm cao nhất và thấp nhất rồi lấy trung bình; median: "
        "trung vị; weighted: trung bình có trọng số theo chức vụ. Mean, trimmed mean, median, or weighted by role.",
    )
    drop: Count = Field(1, description="trimmed: bỏ mỗi đầu bao nhiêu điểm. How many are left out at either end.")
    weights: list[WeightFile] = Field([], description="weighted: trọng số từng chức vụ. The weight of each role.")
    quorum: Percent | None = Field(
        None,
        description="Phần trăm số thành viên (kể cả người vắng) phải có mặt. Percent of all members who must be there.",
    )
    chair: Id | None = Field(
        None, description="Mã thành viên bắt buộc phải có mặt (chủ trì). The member who must be there."
    )
    missing: Literal["refuse", "present"] = Field(
        "refuse",
        description="Thiếu phiếu của người không vắng: refuse chưa xếp hạng, present tính theo người có mặt. "
        "A missing ballot: nothing is ranked, or those present are combined.",
    )


def _method(value: object) -> object:
    """A bare text is the method."""
    return {"method": value} if isinstance(value, str) else value


def _or_method(schema: dict[str, Any]) -> None:
    """For editors: the table, or a bare text."""
    table = {"$ref": schema.pop("$ref")} if "$ref" in schema else {"allOf": schema.pop("allOf")}
    schema["anyOf"] = [table, {"enum": list(get_args(Method))}]


_LIMITS = Limits()


class LimitsFile(Shape):
    file_mb: Amount = Field(_LIMITS.file_mb, description="Cỡ tệp lớn nhất, MB. Largest file.")
    entries: Amount = Field(_LIMITS.entries, description="Số thành phần nén trong tệp. Parts inside the zip.")
    inflated_mb: Amount = Field(_LIMITS.inflated_mb, description="Cỡ sau khi giải nén, MB. Size when unpacked.")
    ratio: Amount = Field(_LIMITS.ratio, description="Tỷ lệ nén, tính từ 10 MB. Unpacked to packed, from 10 MB on.")
    cells: Amount = Field(_LIMITS.cells, description="Số ô phải giữ khi đọc. Cells to be kept when reading.")
    seconds: Amount = Field(_LIMITS.seconds, description="Thời gian đọc một tệp, giây. Time for one file.")
    memory_mb: Amount = Field(_LIMITS.memory_mb, description="Bộ nhớ để đọc một tệp, MB. Memory for one file.")


class DisagreementFile(Shape):
    cell: Figure | None = Field(
        None,
        description="Điểm một tiêu chí của một đơn vị chênh quá mức này thì phải thảo luận. "
        "Points on one criterion that differ by more must be discussed.",
    )
    total: Figure | None = Field(
        None,
        description="Tổng điểm một đơn vị của các thành viên chênh quá mức này thì phải thảo luận. "
        "Members' totals of a unit that differ by more must be discussed.",
    )
    must: YesNo = Field(
        True,
        description="Chưa thảo luận xong thì chưa xếp hạng. Nothing is ranked before all of them are settled.",
    )


class DiscussedFile(Shape):
    unit: Id = Field(description="Mã đơn vị. Unit.")
    criterion: Id | None = Field(
        None, description="Mã tiêu chí chấm điểm; không ghi là tổng điểm. Criterion, a leaf; the total if left out."
    )
    reason: Passage = Field(description="Lý do giữ nguyên điểm. Why the points stand.")
    by: Name = Field(description="Ai thảo luận, quyết định. Who discussed it.")
    when: Day = Field(description="Ngày thảo luận. Day of the discussion.")
    spread: Figure | None = Field(
        None,
        description="Chênh lệch khi thảo luận; sau này chênh nhiều hơn thì phải thảo luận lại. "
        "The difference that was discussed; a wider one must be discussed again.",
    )


class SuccessorFile(Shape):
    unit: Id | None = Field(
        None, description="Mã đơn vị của đợt này; không ghi là đơn vị cũ không còn. Unit; none if they are no more."
    )
    origins: list[Id] = Field(
        alias="from", min_length=1, description="Mã các đơn vị của đợt trước. Ids in the round before."
    )
    split: YesNo = Field(False, description="Chỉ nhận một phần của đơn vị cũ (chia tách). A part only: it was split.")
    reason: Reason | None = Field(None, description="Lý do, văn bản. Reason.")


class AssignmentFile(Shape):
    member: Id = Field(description="Mã thành viên. Member.")
    criteria: list[Id] = Field(
        [],
        description="Mã các tiêu chí người này chấm, cả tiêu chí cha; không ghi là tất cả. "
        "Criteria that he scores, parents too; all where left out.",
    )
    groups: list[Id] = Field(
        [], description="Mã các khối; không ghi là mọi khối của người này. Groups; all of his where left out."
    )


class ExemptionFile(Shape):
    unit: Id = Field(description="Mã đơn vị. Unit.")
    criteria: list[Id] = Field(
        description="Mã các tiêu chí không thuộc nhiệm vụ của đơn vị, ghi sẵn KĐG. "
        "Criteria that are not the unit's task; marked KĐG."
    )
    reason: Reason = Field(description="Lý do. Reason.")


class ConclusionFile(Shape):
    unit: Id = Field(description="Mã đơn vị. Unit.")
    criterion: Id = Field(description="Mã tiêu chí chấm điểm (không phải tiêu chí cha). Criterion, a leaf.")
    points: Points = Field(description='Điểm kết luận, hoặc "KĐG". Concluded points, or "KĐG".')
    explanation: Remark = Field("", description="Giải trình của đơn vị. What the unit explained.")
    reason: Remark = Field("", description="Lý do của kết luận. Reason.")
    by: Words = Field("", description="Ai kết luận. Who concluded.")


class FactFile(Shape):
    unit: Id = Field(description="Mã đơn vị. Unit.")
    criterion: Id = Field(description="Mã tiêu chí lấy số liệu từ danh sách. Criterion whose figures are listed.")
    input: Words = Field(
        "", description="Số liệu nào, nếu tiêu chí có nhiều số liệu. Which figure, where a criterion has several."
    )
    child: Words = Field(
        "",
        description="Đơn vị trực thuộc, nếu điểm tính từ các đơn vị trực thuộc. "
        "The subordinate unit, where the points come from such.",
    )
    value: Listed = Field(description="Số liệu. The figure.")


class RoundFile(Shape):
    id: Id = Field(description="Mã của đợt, thành tên tệp. Id of the round, becomes part of file names.")
    title: Name = Field(description="Tên đợt chấm. Title of the round.")
    rubric: Name = Field(description="Mã bộ tiêu chí có sẵn, hoặc đường dẫn tệp .toml. Shipped id, or path of a .toml.")
    year: Year = Field(description="Năm được đánh giá. The year that is judged.")
    date: Day = Field(description="Ngày ghi trên phiếu. The day on the ballots.")
    deadline: Day = Field(description="Hạn gửi phiếu. Day by which ballots are due.")
    contact: Passage = Field(description="Người nhận, thư điện tử, điện thoại. Whom to ask and send to.")
    council: Words = Field(
        "", description="Tên hội đồng, viết như trong câu. The council, as it is written within a sentence."
    )
    place: Words = Field("", description='Địa danh trong "..., ngày ... tháng ...". The place beside the date.')
    minimum_scorers: Count = Field(
        1, description="Số người chấm ít nhất của một ô điểm. Fewest scorers that a cell needs."
    )
    lang: Literal["vi", "en"] = Field(
        "vi", description="Ngôn ngữ của phiếu và kết quả. Language of ballots and results."
    )
    combine: Annotated[CombineFile, BeforeValidator(_method)] = Field(
        CombineFile.model_construct(),
        description="Cách gộp điểm của các thành viên, và ai phải có mặt. How members are combined, who must be there.",
        json_schema_extra=_or_method,
    )
    layout: Words = Field("", description="Mẫu phụ lục khác bộ tiêu chí. Another annex layout than the rubric's.")
    units_from: Name | None = Field(None, description="Danh sách đơn vị, .xlsx hoặc .csv. List of units.")
    members_from: Name | None = Field(None, description="Danh sách thành viên, .xlsx hoặc .csv. List of members.")
    units: list[UnitFile] = Field([], description="Các đơn vị. The units.")
    members: list[MemberFile] = Field([], description="Các thành viên. The members.")
    waivers: list[WaiverFile] = Field([], description="Ngoại lệ được chấp thuận. Findings that stand by decision.")
    ties: list[TieFile] = Field([], description="Quyết định về đồng hạng. Decisions on units of equal rank.")
    sheets: Literal["auto", "matrix", "unit"] = Field(
        "auto",
        description="Phiếu chấm: matrix một trang tính mỗi khối, unit một trang tính mỗi đơn vị, auto tùy bộ tiêu chí. "
        "One sheet a group, one sheet a unit, or what suits the rubric.",
    )
    assignments: list[AssignmentFile] = Field(
        [], description="Phân công: ai chấm tiêu chí nào, khối nào. Who scores which criteria and groups."
    )
    exemptions: list[ExemptionFile] = Field(
        [], description="Tiêu chí không thuộc nhiệm vụ của một đơn vị. Criteria that are not a unit's task."
    )
    conclusions_from: Name | None = Field(
        None, description="Danh sách điểm kết luận, .xlsx hoặc .csv. List of concluded points."
    )
    conclusions: list[ConclusionFile] = Field(
        [],
        description="Điểm kết luận, thay cho điểm gộp của các thành viên. "
        "Concluded points; they stand over what members gave.",
    )
    facts_from: list[Name] = Field(
        [],
        description="Các danh sách số liệu (khảo sát, số liệu có sẵn, đơn vị trực thuộc), .xlsx hoặc .csv. "
        "Lists of figures (survey, imported, of subordinate units).",
    )
    facts: list[FactFile] = Field([], description="Số liệu ghi ngay ở đây. Figures given here.")
    second_ballot: Literal["newest", "ask", "first"] = Field(
        "newest",
        description="Một người gửi hai phiếu: newest tính phiếu mới nhất, first phiếu đầu tiên không lỗi, ask phải "
        "quyết định. A second ballot: the newest, the first without errors, or a decision is needed.",
    )
    choices: list[ChoiceFile] = Field(
        [], description="Quyết định tính phiếu nào khi một người gửi nhiều phiếu. Which of several ballots counts."
    )
    limits: LimitsFile = Field(
        LimitsFile.model_construct(),
        description="Giới hạn khi đọc một tệp gửi về. What reading one returned file may cost.",
    )
    disagreement: DisagreementFile = Field(
        DisagreementFile.model_construct(),
        description="Điểm chênh nhau bao nhiêu thì phải thảo luận. From when on differing points must be discussed.",
    )
    discussed: list[DiscussedFile] = Field(
        [], description="Chênh lệch đã thảo luận, giữ nguyên điểm. Differences that were discussed and stand."
    )
    successors: list[SuccessorFile] = Field(
        [],
        description="Đơn vị sáp nhập, chia tách, đổi mã, giải thể so với đợt trước (xephang years). "
        "Units merged, split, renamed or dissolved since the round before.",
    )
    documents: DocumentsFile = Field(
        DocumentsFile.model_construct(),
        description="Thông tin cho dự thảo quyết định, tờ trình, biên bản. What the drafts of documents say besides.",
    )


TABLES: dict[str, type[Shape]] = {
    "": RoundFile,
    "units": UnitFile,
    "members": MemberFile,
    "waivers": WaiverFile,
    "ties": TieFile,
    "assignments": AssignmentFile,
    "exemptions": ExemptionFile,
    "conclusions": ConclusionFile,
    "facts": FactFile,
    "choices": ChoiceFile,
    "limits": LimitsFile,
    "combine": CombineFile,
    "combine.weights": WeightFile,
    "disagreement": DisagreementFile,
    "discussed": DiscussedFile,
    "successors": SuccessorFile,
    "documents": DocumentsFile,
    "documents.meeting": MeetingFile,
}
"""The model of the tables under each key."""
