"""Drafts of documents: what they say, templates of an office, facts that look like markup, blanks, looks."""

from __future__ import annotations

import builtins
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.docx_text import W, body, lines, parts, text_of, values
from tests.drafts import DOCUMENTS, ROUND, UNITS, source
from tests.sample import WAIVER, codes, only
from workbook.catalogue import drafts as said
from workbook.catalogue import file as said_of_file
from workbook.documents.annex import annex_document
from workbook.documents.document import Document, Paragraph, Section
from workbook.documents.drafts import blank, draft, template_bytes
from workbook.documents.filling import FILTERS, fill_own
from workbook.documents.placeholders import all_names, document_facts, missing_facts
from workbook.documents.word import append, fixed, write_document
from workbook.findings import Finding, Refused, say
from workbook.limits import USUAL
from workbook.model import Combine, Documents, Round
from workbook.rubric import Rubric
from workbook.sheets.annex_parts import make_annex
from workbook.sheets.grid import Style

NAMES = ("decision", "submission", "minutes")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "mau-van-ban.md"
SOURCE = source()
FACTS = document_facts(SOURCE, "vi", 1)
ANNEX = annex_document(make_annex(SOURCE.ranking, SOURCE.rubric, SOURCE.round, "vi"))


@cache
def drafted_bytes(name: str, lang: str = "vi", annexed: bool = False) -> bytes:
    """A built-in draft of the council of `tests.drafts`."""
    facts = FACTS if lang == "vi" else document_facts(SOURCE, lang, 1)
    return draft(name, lang, facts, None, ANNEX if annexed else None)


def drafted(name: str, lang: str = "vi", round_: Round = ROUND, number: int | None = 1) -> str:
    """What a built-in template says of a round, a paragraph or a row a line."""
    if (round_, number) == (ROUND, 1):
        return said_in(drafted_bytes(name, lang))
    return said_in(draft(name, lang, document_facts(source(round_), lang, number)))


def said_in(data: bytes) -> str:
    return "\n".join(" | ".join(line) for line in lines(data))


def own_template(*texts: str) -> bytes:
    """What an office could have written in Word, a paragraph a text."""
    plain = Style(size=13)
    paragraphs = tuple(Paragraph(text, plain) for text in texts)
    return write_document(Document((Section(paragraphs),), "Mẫu", blank("decision", "vi").created))


def filled(*texts: str, **facts: Any) -> str:
    return said_in(fill_own({**FACTS, **facts}, own_template(*texts), "quyet-dinh.docx", USUAL))


def refused(*texts: str, data: bytes | None = None) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as raised:
        fill_own(FACTS, own_template(*texts) if data is None else data, "quyet-dinh.docx", USUAL)
    return raised.value.findings


# ---------------------------------------------------------------- what the drafts say
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("decision", "ỦY BAN NHÂN DÂN TỈNH A | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("decision", "Số:          /QĐ-UBND | Hà Nội, ngày       tháng       năm"),
        ("decision", "Về việc công bố kết quả chấm điểm năm 2026"),
        ("decision", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;\n"),
        ("decision", "\nThực hiện Kế hoạch số 5/KH-UBND;\nTheo đề nghị của Giám đốc Sở Khoa học và Công nghệ tại"),
        ("decision", "Điều 1. Công bố kết quả chấm điểm năm 2026 đối với 7 đơn vị được xếp hạng"),
        ("decision", "1. Các sở, ban, ngành: 3 đơn vị được xếp hạng, trong đó: 2 đơn vị xếp loại Tốt, 1 đơn vị xếp "
                     "loại Yếu. Đứng đầu: Sở Y tế (37,50 điểm)."),
        ("decision", "2. UBND cấp huyện: 4 đơn vị được xếp hạng, trong đó: 4 đơn vị xếp loại Khá. Đứng đầu: Huyện An "
                     "(29,00 điểm), Huyện Bình (29,00 điểm)."),
        ("decision", "Không đánh giá, xếp hạng năm nay: Sở Mới (mới thành lập)."),
        ("decision", "Nơi nhận:- Như Điều 3;\n- Lưu: VT. | KT. CHỦ TỊCH\nPHÓ CHỦ TỊCHNguyễn Thị Hoàng Anh"),
        ("submission", "ỦY BAN NHÂN DÂN TỈNH ASỞ KHOA HỌC VÀ CÔNG NGHỆ | CỘNG HÒA"),
        ("submission", "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh"),
        ("submission", "gồm 4 thành viên; 3 thành viên tham gia chấm điểm, 1 thành viên vắng mặt (Phạm Thị Dung: đi "
                       "công tác nước ngoài). Phiên họp của Hội đồng: ngày 05 tháng 12 năm 2026, tại Phòng họp số 1"),
        ("submission", "GIÁM ĐỐCPhạm Văn Đức"),
        ("minutes", "1. Chủ trì: Nguyễn Văn An - Chủ tịch.\n2. Thư ký: Hoàng Thị Thư.\n3. Thành viên có mặt: 3/4."),
        ("minutes", "TT | Họ và tên | Chức vụ trong Hội đồng\n1 | Nguyễn Văn An | Chủ tịch\n2 | Trần Thị"),
        ("minutes", "4. Thành viên vắng mặt: 1/4.\n- Phạm Thị Dung (Ủy viên). Lý do: đi công tác nước ngoài."),
        ("minutes", "ít nhất 75 % số thành viên, tức 3/4 người; có mặt 3 người: đủ điều kiện họp."),
        ("minutes", "- Ban Dân tộc. Tiêu chí “1.1. Mạng nội bộ”: các thành viên cho từ 7 đến 9, chênh lệch 2 (phải "
                    "thảo luận khi quá 1). Hội đồng kết luận: 8."),
        ("minutes", "- Ban Dân tộc. Tiêu chí “1.1. Mạng nội bộ”: kết luận 8 (các thành viên cho từ 7 đến 9). Giải "
                    "trình: đã bổ sung hồ sơ. Lý do: theo hồ sơ. Người kết luận: Hội đồng."),
        ("minutes", "- Sở Y tế. Tiêu chí “1.1. Mạng nội bộ”: 9. Theo ý kiến của Hội đồng (ngày 25 tháng 11 năm 2026). "
                    "Lý do: giữ như đã công bố."),
        ("minutes", "Sở Y tế, Sở Xây dựng cùng được 37,50; xếp theo điểm “1.1. Mạng nội bộ” (Sở Y tế 9; Sở Xây "
                    "dựng 8)."),
        ("minutes", "Huyện An, Huyện Bình cùng được 29,00; cùng hạng 1."),
        ("minutes", "Huyện Dài, Huyện Chín cùng được 22,00; xếp lần lượt theo ý kiến của Hội đồng: Huyện Dài có nhiều "
                    "sáng kiến hơn."),
        ("minutes", "THƯ KÝHoàng Thị Thư | CHỦ TỌANguyễn Văn An\nNơi nhận:\n- Các thành viên Hội đồng thẩm định;"),
        ("minutes", "Mốc sổ nhật ký của đợt khi ghi kết quả này: ......\nHội đồng thông qua"),
        ("minutes", "đủ điều kiện họp. Người chủ trì theo quy định phải có mặt (Nguyễn Văn An) có mặt."),
    ],
)  # fmt: skip
def test_a_draft_says(name: str, wanted: str) -> None:
    assert wanted in drafted(name)


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_said_is_a_blank_and_no_placeholder_is_left(name: str) -> None:
    round_ = replace(ROUND, documents=Documents(), combine=Combine(), council="", place="")
    bare = drafted(name, round_=round_)
    for text in (bare, drafted(name), drafted(name, "en")):
        assert not re.search(r"[{}%]", text.replace("75 %", ""))
    assert "...................." in bare
    assert "quy định phải có mặt" not in bare


def test_the_blanks_are_named_by_their_keys() -> None:
    bare = replace(ROUND, documents=Documents(), combine=Combine())
    rubric: Rubric = SOURCE.rubric
    assert missing_facts(bare, rubric) == (
        "authority", "authority_short", "department", "department_short", "signer", "department_signer",
        "meeting.date", "meeting.place", "meeting.chair", "meeting.secretary",
    )  # fmt: skip
    assert missing_facts(ROUND, rubric) == ()
    assert "bases" in missing_facts(bare, replace(rubric, legal_basis=""))


def test_numbers_and_dates_of_the_documents_are_blank() -> None:
    for name in NAMES:
        assert not re.search(r"Số:\s*\d", drafted(name))
    assert "Hà Nội, ngày       tháng       năm" in drafted("decision")


@pytest.mark.parametrize("name", NAMES)
def test_a_provisional_draft_says_so_on_every_page(name: str) -> None:
    data = draft(name, "vi", document_facts(SOURCE, "vi", None))
    mark = "DỰ THẢO - KẾT QUẢ TẠM TÍNH"
    assert mark in said_in(data).splitlines()
    feet = [content.decode() for part, content in parts(data).items() if part.startswith("word/footer")]
    assert len(feet) == 2 and all(mark in foot for foot in feet)
    assert mark not in drafted(name)


def test_members_without_a_ballot_are_absent_and_a_missed_quorum_is_told() -> None:
    alone = SOURCE._replace(tally=replace(SOURCE.tally, ballots=SOURCE.tally.ballots[:1]))
    facts = document_facts(alone, "vi", 1)
    assert (facts["present_count"], facts["absent_count"]) == (1, 3)
    assert facts["absent"][0] == {
        "no": 1, "name": "Trần Thị Bình", "role": "Ủy viên", "present": False, "reason": "không gửi phiếu chấm",
    }  # fmt: skip
    assert "CHƯA đủ điều kiện họp" in facts["quorum"]
    chairless = SOURCE._replace(tally=replace(SOURCE.tally, ballots=SOURCE.tally.ballots[1:]))
    chairless = chairless._replace(round=replace(ROUND, combine=replace(ROUND.combine, quorum=Decimal(50))))
    said_of_it = document_facts(chairless, "vi", 1)["quorum"]
    assert "có mặt 2 người: CHƯA đủ điều kiện họp. Người chủ trì" in said_of_it and "VẮNG MẶT" in said_of_it


@pytest.mark.parametrize(
    ("title", "within"),
    [
        ("Chấm điểm 2026", "chấm điểm 2026"),
        ("DTI cấp tỉnh", "DTI cấp tỉnh"),
        ("Á khôi", "á khôi"),
        ("", ""),
        ("KẾT QUẢ Đánh giá năm 2026", "đánh giá năm 2026"),
        ("Kết quả: DTI", "kết quả: DTI"),
    ],
)
def test_a_title_within_a_sentence(title: str, within: str) -> None:
    assert document_facts(source(replace(ROUND, title=title)), "vi", 1)["title"] == within


def test_a_waiver_tells_the_points_that_stand_and_not_what_they_come_to() -> None:
    """Of dv-3 the members gave 7, 9 and 7 there: the mean is nobody's."""
    own = replace(WAIVER, unit="dv-3", criterion="mang", member="TV-02")
    cases = ((own, "9"), (replace(own, member="TV-01"), "7"), (replace(own, member=None), "từ 7 đến 9"))
    for waiver, points in cases:
        facts = document_facts(source(replace(ROUND, conclusions=(), waivers=(waiver,))), "vi", 1)
        assert [one["points"] for one in facts["waivers"]] == [points]


def test_what_the_office_typed_with_a_point_has_one_point() -> None:
    members = tuple(replace(one, absent="đi công tác.") if one.absent else one for one in ROUND.members)
    meeting = replace(DOCUMENTS.meeting, place="Phòng họp số 1.", chair="Nguyễn Văn An")
    round_ = replace(ROUND, members=members, documents=replace(DOCUMENTS, meeting=meeting))
    assert ".." not in drafted("minutes", round_=round_).replace("......", "")
    assert "1. Chủ trì: Nguyễn Văn An - Chủ tịch." in drafted("minutes", round_=round_), "a member, by his name"


def test_units_without_a_class_are_counted() -> None:
    group = {**FACTS["groups"][0], "untiered": 1}
    text = said_in(draft("decision", "vi", {**FACTS, "groups": [group]}))
    assert "\nCác sở, ban, ngành: 3 đơn vị được xếp hạng, trong đó:" in text, "one group has no number"
    assert "xếp loại Yếu; 1 đơn vị không xếp loại. Đứng đầu" in text


def test_a_difference_that_is_not_settled_is_open() -> None:
    open_ = document_facts(source(replace(ROUND, conclusions=())), "vi", 1)["discussions"]
    assert [(one["what"], one["outcome"], one["open"]) for one in open_] == [
        (
            "Tổng điểm",
            "Giữ nguyên theo ý kiến của Hội đồng (ngày 05 tháng 12 năm 2026): mỗi người giữ quan điểm",
            False,
        ),
        ("Tiêu chí “1.1. Mạng nội bộ”", "Chưa thống nhất", True),
    ]


# ---------------------------------------------------------------- facts are data
HOSTILE = 'Sở <w:p>&amp;</w:t> {{ x }} {% if %} {#"\x07\x0c\u202e#} ]]>'


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_looks_like_markup_is_a_text(name: str) -> None:
    units = tuple(replace(one, name=HOSTILE) if one.id == "dv-1" else one for one in UNITS)
    shown = HOSTILE.replace("\x07", "").replace("\x0c", "").replace("\u202e", "")
    assert shown in drafted(name, round_=replace(ROUND, units=units))


def test_a_name_is_a_text_in_an_office_template_too() -> None:
    assert filled("Tên: {{ council }}", council=HOSTILE) == 'Tên: Sở <w:p>&amp;</w:t> {{ x }} {% if %} {#"#} ]]>'
    assert filled("{%p for one in absent %}", "{{ one.name }}", "{%p endfor %}") == "Phạm Thị Dung"


# ---------------------------------------------------------------- an office's own templates
@pytest.mark.parametrize(
    ("texts", "check", "wanted"),
    [
        (("{{ authoriti }}",), said.PLACEHOLDER_UNKNOWN, "authoriti"),
        (("{%p for unit in units %}", "{{ unit.name }}", "{%p endfor %}"), said.PLACEHOLDER_UNKNOWN, "units"),
        (("{%p for one in absent %}", "{{ one.nam }}", "{%p endfor %}"), said.PLACEHOLDER_UNKNOWN, "one.nam"),
        (("{{ authority.short.x }}",), said.PLACEHOLDER_UNKNOWN, "authority.short"),
        (("{{ authority",), said.TEMPLATE_SYNTAX, "authority"),
        (("{%p for one in absent %}", "{{ one.name }}"), said.TEMPLATE_SYNTAX, ""),
        (("{% if count %}x{% endfor %}",), said.TEMPLATE_SYNTAX, "{% if count %} {% endfor %}"),
        (("{% khong %}",), said.TEMPLATE_SYNTAX, "{% khong %}"),
        (("{{ count ** count ** count }}",), said.TEMPLATE_FORBIDDEN, "{{ count ** count ** count }}"),
        (("{{ 'a' * 1000000000 }}",), said.TEMPLATE_FORBIDDEN, "{{ 'a' * 1000000000 }}"),
        (("{% for a in range(9) %}{% endfor %}",), said.TEMPLATE_FORBIDDEN, "{% for a in range(9) %} {% endfor %}"),
        (("{{ council.upper() }}",), said.TEMPLATE_FORBIDDEN, "{{ council.upper() }}"),
        (("{{ council | safe }}",), said.TEMPLATE_FORBIDDEN, "| safe"),
        (("{% autoescape false %}x{% endautoescape %}",), said.TEMPLATE_FORBIDDEN, "autoescape"),
        (("{% include 'x' %}",), said.TEMPLATE_FORBIDDEN, "{% include 'x' %}"),
        (("{% macro a() %}{% endmacro %}",), said.TEMPLATE_FORBIDDEN, "{% macro a() %} {% endmacro %}"),
        (("{{r council }}",), said.TEMPLATE_FORBIDDEN, "{{r council }}"),
        (("{{ ''.__class__.__mro__ }}",), said.TEMPLATE_FORBIDDEN, "__mro__"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)  # fmt: skip
def test_a_mistake_in_a_template_names_file_and_place(texts: tuple[str, ...], check: Any, wanted: str) -> None:
    found = refused(*texts)
    assert found[0].check is check
    assert found[0].at.file == "quyet-dinh.docx"
    assert wanted in say(found[0], "vi") and "quyet-dinh.docx" in say(found[0], "vi")


def test_all_unknown_names_are_told_at_once_with_what_is_near() -> None:
    found = refused("{{ authoriti }} {{ zzzzzz }} {{ authoriti }}")
    assert [(one.facts["placeholder"], "authority" in say(one, "vi")) for one in found] == [
        ("authoriti", True), ("zzzzzz", False),
    ]  # fmt: skip


def test_a_mistake_is_said_in_words_of_the_office() -> None:
    (found,) = refused("{%p for one in absent %}", "{{ one.name }}")
    assert "“{% for one in absent %}” viết sai (thiếu endfor)" in say(found, "vi")
    assert "(endif thừa hoặc sai chỗ)" in say(refused("{% endif %}")[0], "vi")
    assert len(refused("{% for a in range(9) %}{% endfor %}")) == 1
    for change, wanted in (("<!DOCTYPE a>", "DOCTYPE"), ("<!--macroEnabled-->", "macro")):
        part = "word/document.xml" if wanted == "DOCTYPE" else "[Content_Types].xml"
        data = repacked(own_template("x"), lambda xml, new=change: xml.replace("?>", "?>" + new, 1), part)  # type: ignore[misc]
        (found,) = refused(data=data)
        assert found.check is said.TEMPLATE_BROKEN and wanted in say(found, "vi") and "Excel" not in say(found, "vi")


def test_what_word_puts_into_a_tag_does_no_harm() -> None:
    assert filled("{{\xa0council\xa0}}", "{%p\xa0if mark\xa0%}", "x", "{%p endif %}") == "Hội đồng thẩm định"
    deleted = '</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>{{ hoi_dong }}</w:delText></w:r></w:del>'
    data = repacked(own_template("{{ council }}"), lambda xml: xml.replace(" }}</w:t></w:r>", " }}" + deleted))
    assert said_in(fill_own(FACTS, data, "quyet-dinh.docx", USUAL)) == "Hội đồng thẩm định"


def test_a_loop_across_cells_is_no_document() -> None:
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    last = "<w:p><w:r><w:t>{% endif %}</w:t></w:r></w:p><w:sectPr"
    torn = table.replace("{}", "{% endif %}{% if mark %}") + last
    data = repacked(own_template("{% if count %}", "a"), lambda xml: xml.replace("<w:sectPr", torn, 1))
    (found,) = refused(data=data)
    assert found.check is said.TEMPLATE_SYNTAX and "ô khác" in say(found, "vi")


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def with_part(data: bytes, name: str, content: str) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as target:
        target.writestr(name, content)
    return stream.getvalue()


def test_a_template_does_not_lead_back_to_the_file_it_was_made_of() -> None:
    link = f'<w:attachedTemplate xmlns:r="{RELATIONS}" r:id="rId9"/></w:settings>'
    data = repacked(own_template("{{ council }}"), lambda xml: xml.replace("</w:settings>", link), "word/settings.xml")
    relation = f'<Relationship Id="rId9" Type="{RELATIONS}/attachedTemplate" Target="http://example.vn/a.dotm" '
    relations = f'<Relationships xmlns="{PACKAGE}">{relation}TargetMode="External"/></Relationships>'
    data = with_part(data, "word/_rels/settings.xml.rels", relations)
    made = parts(fill_own(FACTS, data, "quyet-dinh.docx", USUAL))
    assert b"attachedTemplate" not in b"".join(made.values()) and b"example.vn" not in b"".join(made.values())


def test_every_part_that_is_filled_is_looked_at_first() -> None:
    plain = Section((Paragraph("x", Style(size=13)),))
    created = blank("decision", "vi").created
    in_title = write_document(Document((plain,), "Mẫu {{ khong_co }}", created))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    declared = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    linked = f'<Relationship Id="rId77" Type="{RELATIONS}/footnotes" Target="footnotes.xml"/></Relationships>'
    data = repacked(own_template("x"), lambda xml: xml.replace("</Types>", declared), "[Content_Types].xml")
    data = repacked(data, lambda xml: xml.replace("</Relationships>", linked), "word/_rels/document.xml.rels")
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>{{ khong_co }}</w:t></w:r></w:p></w:footnote>'
    in_note = with_part(data, "word/footnotes.xml", f'<w:footnotes xmlns:w="{W[1:-1]}">{note}</w:footnotes>')
    for data in (in_title, in_note):
        assert only(refused(data=data), said.PLACEHOLDER_UNKNOWN).facts["placeholder"] == "khong_co"


def test_what_a_template_may_do_with_facts() -> None:
    assert filled("{{ council | upper }} {{ absent | length }}") == "HỘI ĐỒNG THẨM ĐỊNH 1"
    assert filled("{{ bases | join('; ') }}").count("; ") == 1
    assert filled("{% if count > 3 and not mark %}nhiều{% else %}ít{% endif %} {{ count + 1 }}") == "nhiều 8"
    assert filled("{{ khong_co | default('trống') }}", khong_co="") == ""
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{one}`" in page for one in FILTERS)


def test_a_tag_that_word_cut_into_runs_is_read() -> None:
    data = own_template("{{ council }}")
    cut = '<w:t xml:space="preserve">{{ cou</w:t></w:r><w:r><w:t>ncil }}</w:t>'
    whole = re.compile(r'<w:t xml:space="preserve">\{\{ council \}\}</w:t>')
    changed = repacked(data, lambda xml: whole.sub(cut, xml))
    assert changed != data
    assert said_in(fill_own(FACTS, changed, "quyet-dinh.docx", USUAL)) == "Hội đồng thẩm định"


def repacked(data: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts(data).items():
            target.writestr(name, change(content.decode()) if name == part else content)
    return stream.getvalue()


def test_bytes_that_are_no_template() -> None:
    good = own_template("{{ council }}")
    assert codes(refused(data=b"PK\x03\x04 broken"))[0].startswith("FILE-")
    assert codes(refused(data=b"x" * 100))[0].startswith("FILE-")
    torn = repacked(good, lambda xml: xml.replace("</w:body>", ""))
    assert codes(refused(data=torn))[0] == said.TEMPLATE_BROKEN.code
    huge = repacked(good, lambda xml: xml.replace("</w:body>", "<w:p/>" * 750_000 + "</w:body>"))
    assert codes(refused(data=huge))[0] in (said.TEMPLATE_BROKEN.code, said_of_file.TOO_MUCH_INSIDE.code)


def test_a_hostile_template_runs_in_a_child_and_comes_back_as_findings() -> None:
    nested = "{% for a in members %}" * 14 + "x" * 50 + "{% endfor %}" * 14  # 4 ** 14 times
    with pytest.raises(Refused) as raised:
        draft(
            "decision", "vi", FACTS, own_template(nested), file="quyet-dinh.docx", limits=replace(USUAL, memory_mb=40)
        )
    (found,) = raised.value.findings
    assert found.check in (said_of_file.TOO_SLOW, said_of_file.TOO_MUCH_MEMORY)
    assert found.at.file == "quyet-dinh.docx"


# ---------------------------------------------------------------- without the libraries
@pytest.mark.parametrize("library", ["docx", "docxtpl", "jinja2"])
def test_without_the_library_the_office_is_told_what_to_install(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "workbook.documents" and "filling" in (rest[2] or ()):
            raise ModuleNotFoundError(f"No module named {library!r}", name=library)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Refused) as raised:
        draft("decision", "vi", FACTS)
    assert only(raised.value.findings, said.LIBRARY_MISSING).facts["library"] == library


# ---------------------------------------------------------------- the annex behind a document
def test_the_annex_stands_behind_in_sections_of_its_own() -> None:
    data = drafted_bytes("decision", annexed=True)
    assert data == draft("decision", "vi", FACTS, None, ANNEX), "the same bytes"
    assert values(body(data), "pgSz", "orient") == ["", "landscape"]
    assert values(body(data), "pgNumType", "start") == ["1", "1"]
    alone = lines(write_document(ANNEX))
    assert lines(data)[-len(alone) :] == alone
    assert said_in(data).startswith(drafted("decision"))


def test_the_annex_follows_whatever_a_template_ends_with() -> None:
    """A paragraph without properties, one whose change is tracked, one that ends a section, even pages of their own."""
    annex = Document((Section((Paragraph("Phụ lục", Style(size=14)),)),), "x", blank("decision", "vi").created)
    bare = repacked(own_template("a"), lambda xml: re.sub(r"<w:pPr>.*?</w:pPr>", "", xml))
    tracked = repacked(own_template("a"), lambda xml: xml.replace("</w:pPr>", '<w:pPrChange w:id="1"/></w:pPr>', 1))
    ended = repacked(own_template("a"), lambda xml: xml.replace("</w:pPr>", "<w:sectPr/></w:pPr>", 1))
    even = repacked(
        own_template("a"),
        lambda xml: xml.replace("<w:compat>", "<w:evenAndOddHeaders/><w:compat>"),
        "word/settings.xml",
    )
    for base, sections in ((bare, 2), (tracked, 2), (ended, 3), (even, 2)):
        data = append(base, annex)
        found = list(body(data).iter(f"{W}sectPr"))
        assert len(found) == sections and all(len(one.findall(f"{W}sectPr")) < 2 for one in body(data).iter(f"{W}pPr"))
        for properties in body(data).iter(f"{W}pPr"):
            tags = [child.tag for child in properties]
            assert f"{W}pPrChange" not in tags[:-1], "Word reads it as the last only"
    headers = [content for part, content in parts(append(even, annex)).items() if part.startswith("word/header")]
    assert sum(b" PAGE " in one for one in headers) == 3, "odd and even pages of the annex, and those of the template"


def test_the_annex_keeps_its_looks_behind_a_document_of_any_look() -> None:
    base = repacked(
        own_template("Thân văn bản"),
        lambda xml: xml.replace("<w:cols ", '<w:pgBorders/><w:cols w:num="2" ', 1),
    )
    annex = Document((Section((Paragraph("Phụ lục", Style(size=14)),)),), "x", blank("decision", "vi").created)
    data = append(base, annex)
    own = body(data).findall(f"{W}sectPr")[-1]
    assert [child.tag for child in own if child.tag == f"{W}pgBorders"] == []
    last = next(one for one in body(data).iter(f"{W}p") if text_of(one) == "Phụ lục")
    spacing = last.find(f"{W}pPr/{W}spacing")
    assert spacing is not None and spacing.get(f"{W}line") == "240"
    shouting = '<w:style w:type="paragraph" w:default="1"><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/><w:caps/></w:rPr>'
    loud = repacked(
        base, lambda xml: xml.replace("</w:docDefaults>", f"</w:docDefaults>{shouting}</w:style>"), "word/styles.xml"
    )
    quiet = next(one for one in body(append(loud, annex)).iter(f"{W}p") if text_of(one) == "Phụ lục")
    run = quiet.find(f"{W}r/{W}rPr")
    assert run is not None and [child.get(f"{W}val") for child in run if child.tag in (f"{W}b", f"{W}caps")] == [
        "0",
        "0",
    ]
    assert [one.get(f"{W}val") for one in quiet.iter(f"{W}keepNext")] == ["0"]
    indent = last.find(f"{W}pPr/{W}ind")
    assert indent is not None and indent.get(f"{W}firstLine") == "0"


# ---------------------------------------------------------------- templates and their page
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_template_for_word_gives_what_the_built_in_one_gives(name: str, lang: str) -> None:
    facts = document_facts(SOURCE, lang, 1)
    filled_in = fixed(fill_own(facts, template_bytes(name, lang), name, USUAL))
    assert filled_in == drafted_bytes(name, lang)


def test_the_page_names_every_placeholder_and_no_other() -> None:
    page = PAGE.read_text(encoding="utf-8")
    table = page.partition("## Các tên dùng được")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| `([\w.\[\]]+)` \|", table, re.MULTILINE))
    assert named == set(all_names(FACTS))


def test_figures_are_those_of_the_ranking() -> None:
    units = [one for group in FACTS["groups"] for one in group["units"]]
    standings = [one for group in SOURCE.ranking.groups for one in group.standings]
    assert [(one["unit"], one["rank"], one["tier"]) for one in units] == [
        (one.unit.name, one.rank, one.tier) for one in standings
    ]
    assert [Decimal(one["total"].replace(",", ".")) for one in units] == [one.total for one in standings]
    assert sum(tier["count"] for group in FACTS["groups"] for tier in group["tiers"]) == FACTS["count"] == 7
    assert DOCUMENTS.signer_name == FACTS["signer_name"]
