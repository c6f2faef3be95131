"""The keys of round.toml, as pydantic models; the JSON Schema comes from here."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbook.loading.fields import Count, Day, Id, Name, Passage, Reason, Shape, Words, Year, YesNo


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


TABLES: dict[str, type[Shape]] = {
    "": RoundFile,
    "units": UnitFile,
    "members": MemberFile,
    "waivers": WaiverFile,
    "ties": TieFile,
}
"""The model of the tables under each key."""
