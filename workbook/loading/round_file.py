"""The keys of round.toml, as pydantic models; the JSON Schema comes from here."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema

from workbook.catalogue import round_deep
from workbook.limits import Limits
from workbook.loading.fields import (
    MOST,
    Amount,
    Count,
    Day,
    Id,
    Listed,
    Name,
    Passage,
    Reason,
    Remark,
    Shape,
    Words,
    Year,
    YesNo,
    figure,
    refusal,
    shown,
)
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


_LIMITS = Limits()


class LimitsFile(Shape):
    file_mb: Amount = Field(_LIMITS.file_mb, description="Cỡ tệp lớn nhất, MB. Largest file.")
    entries: Amount = Field(_LIMITS.entries, description="Số thành phần nén trong tệp. Parts inside the zip.")
    inflated_mb: Amount = Field(_LIMITS.inflated_mb, description="Cỡ sau khi giải nén, MB. Size when unpacked.")
    ratio: Amount = Field(_LIMITS.ratio, description="Tỷ lệ nén, tính từ 10 MB. Unpacked to packed, from 10 MB on.")
    cells: Amount = Field(_LIMITS.cells, description="Số ô phải giữ khi đọc. Cells to be kept when reading.")
    seconds: Amount = Field(_LIMITS.seconds, description="Thời gian đọc một tệp, giây. Time for one file.")
    memory_mb: Amount = Field(_LIMITS.memory_mb, description="Bộ nhớ để đọc một tệp, MB. Memory for one file.")


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
    council: Words = Field("", description="Tên hội đồng, in trên chữ ký. The council, printed above the signature.")
    place: Words = Field("", description='Địa danh trong "..., ngày ... tháng ...". The place beside the date.')
    minimum_scorers: Count = Field(
        1, description="Số người chấm ít nhất của một ô điểm. Fewest scorers that a cell needs."
    )
    lang: Literal["vi", "en"] = Field(
        "vi", description="Ngôn ngữ của phiếu và kết quả. Language of ballots and results."
    )
    combine: Literal["mean"] = Field("mean", description="Cách gộp điểm. How members are combined.")
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
        [], description="Điểm kết luận, thay cho điểm trung bình. Concluded points; they stand over the mean."
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
}
"""The model of the tables under each key."""
