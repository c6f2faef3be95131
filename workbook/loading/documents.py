"""What round.toml says for the drafts of documents ([documents]): its keys, and whether they agree with the round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from workbook.catalogue import documents as said
from workbook.catalogue import round as checks
from workbook.findings import Words as Said
from workbook.loading.fields import Day, Name, Passage, Shape, Words, tidy_text
from workbook.loading.names import Known, fold, hint
from workbook.loading.shape import rows, table, text, texts
from workbook.loading.source import Fault, Row, fault
from workbook.model import Documents, Meeting

_LISTS = ("bases", "recipients", "department_recipients")
_ROLES = {"chair": Said("chủ trì", "chair"), "secretary": Said("thư ký", "secretary")}


class MeetingFile(Shape):
    date: Day | None = Field(None, description="Ngày họp. Day of the meeting.")
    place: Words = Field("", description="Nơi họp. Where it was held.")
    chair: Words = Field(
        "", description="Mã thành viên chủ trì, hoặc họ tên. Who chaired it: a member's id, or a name."
    )
    secretary: Words = Field(
        "", description="Mã thành viên làm thư ký, hoặc họ tên. The secretary: a member's id, or a name."
    )


class DocumentsFile(Shape):
    authority: Words = Field("", description="Cơ quan ban hành quyết định. Who issues the decision.")
    authority_short: Words = Field("", description='Chữ viết tắt trong số, ký hiệu: "UBND". Its letters in numbers.')
    issuer: Words = Field(
        "", description="Thẩm quyền ban hành, nếu khác tên cơ quan. In whose name, where that is not the authority."
    )
    department: Words = Field("", description="Cơ quan tham mưu, trình. Who submits the decision.")
    department_short: Words = Field("", description='Chữ viết tắt của cơ quan trình: "SKHCN". Its letters in numbers.')
    proposer: Words = Field(
        "", description="Theo đề nghị của ai, nếu khác tên cơ quan trình. Who proposes it, where that is another."
    )
    subject: Words = Field("", description="Trích yếu sau “Về việc”. What the decision is about.")
    bases: list[Passage] = Field([], description="Các căn cứ, mỗi dòng một căn cứ. What the decision stands on.")
    executors: Words = Field("", description="Ai chịu trách nhiệm thi hành. Who carries it out.")
    recipients: list[Name] = Field([], description="Nơi nhận quyết định. Who gets the decision.")
    signer: list[Name] = Field([], description="Các dòng trên chữ ký của quyết định. Above the decision's signature.")
    signer_name: Words = Field("", description="Họ tên người ký quyết định. Who signs the decision.")
    department_recipients: list[Name] = Field([], description="Nơi nhận tờ trình. Who gets the submission.")
    department_signer: list[Name] = Field(
        [], description="Các dòng trên chữ ký của tờ trình. Above the submission's signature."
    )
    department_signer_name: Words = Field("", description="Họ tên người ký tờ trình. Who signs the submission.")
    meeting: MeetingFile = Field(
        MeetingFile.model_construct(), description="Phiên họp của hội đồng. The council's meeting."
    )


def documents_of(file: DocumentsFile) -> Documents:
    """The table of a file that has been judged."""
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in file}
    return Documents(**{**plain, "meeting": Meeting(**dict(file.meeting))})


def documents_sense(raw: Row, members: Known | None) -> Iterator[Fault]:
    """`members` is None where they could not be read; then nobody is looked for among them."""
    own = table(raw, "documents")
    for key in _LISTS:
        first: set[str] = set()
        for position, one in texts(own, key):
            if fold(one) in first:
                yield fault(said.SAID_TWICE, ("documents", key, position), text=tidy_text(one), key=key)
            first.add(fold(one))
    meeting = table(own, "meeting")
    held, day = meeting.get("date"), raw.get("date")
    if type(held) is dt.date and type(day) is dt.date and held < day:
        yield fault(said.MEETING_EARLY, ("documents", "meeting", "date"), date=held, before=day)
    if members is not None:
        absent = {text(row, "id") for _, row in rows(raw, "members") if "absent" in row}
        for key, role in _ROLES.items():
            yield from _person(text(meeting, key) or "", key, role, members, absent)


def _person(name: str, key: str, role: Said, members: Known, absent: set[str | None]) -> Iterator[Fault]:
    """A name of one word is meant as a member's id: people have more than one."""
    path = ("documents", "meeting", key)
    if name in absent:
        yield fault(said.CHAIR_AWAY, path, member=name, role=role)
    elif name and name not in members.ids and len(name.split()) == 1:
        yield Fault(checks.UNKNOWN_MEMBER, path, {"member": name, "hint": hint(name, members)})
