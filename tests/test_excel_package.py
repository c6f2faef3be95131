"""What a package holds besides its cells: what could act is refused, links are told, comments are read, bombs stop."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment as PyComment
from openpyxl.workbook.defined_name import DefinedName

from tests.excel_books import MAIN, OFFICE, PACKAGE, ballot, by_hand, parts, rels, unzipped, zipped
from workbook.catalogue import file as checks
from workbook.excel.gate import read_file
from workbook.excel.package import calls_program
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Check, Finding, Refused, say
from workbook.limits import USUAL, Limits
from workbook.sheets.grid import Comment, ReadBook

SHEET = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"


def read(files: dict[str, str], limits: Limits = USUAL) -> ReadBook:
    return read_book(zipped(files), "f.xlsx", limits)


def refusal(files: dict[str, str], limits: Limits = USUAL) -> Finding:
    with pytest.raises(Refused) as refused:
        read(files, limits)
    [found] = refused.value.findings
    assert found.at.file == "f.xlsx" and say(found, "vi") and say(found, "en")
    return found


def linked(kind: str, target: str, outside: bool = False, of: str = "xl/worksheets/_rels/sheet1.xml.rels") -> str:
    """The relationships of one part, with one in them."""
    mode = ' TargetMode="External"' if outside else ""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="q" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    )


def with_link(kind: str, target: str, outside: bool = False) -> dict[str, str]:
    return {**parts(SHEET), "xl/worksheets/_rels/sheet1.xml.rels": linked(kind, target, outside)}


def with_external(content: str, target: str = "file:///D:\\Phieu\\bang%20diem.xlsx") -> dict[str, str]:
    """A workbook that names another one, or a program."""
    files = parts(SHEET)
    files["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}">{content}</externalLink>'
    )
    files["xl/externalLinks/_rels/externalLink1.xml.rels"] = linked("externalLinkPath", target, outside=True)
    links = files["xl/_rels/workbook.xml.rels"]
    added = f'<Relationship Id="e" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    return {**files, "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", added + "</Relationships>")}


# ---------------------------------------------------------------- what could act
ACTS: list[tuple[str, dict[str, str], Check]] = [
    ("a file in it", {**parts(SHEET), "xl/embeddings/Microsoft_Word.docx": "x"}, checks.EMBEDDED),
    ("an object", with_link("oleObject", "../odd/a.bin"), checks.EMBEDDED),
    ("an object elsewhere", with_link("oleObject", "file:///C:/a.docx", outside=True), checks.EMBEDDED),
    ("a package", with_link("package", "../odd/a.docx"), checks.EMBEDDED),
    ("ActiveX by name", {**parts(SHEET), "xl/activeX/activeX1.xml": "<a/>"}, checks.EMBEDDED),
    ("ActiveX by link", with_link("control", "../odd/a.xml"), checks.EMBEDDED),
    ("connections", {**parts(SHEET), "xl/connections.xml": "<a/>"}, checks.CONNECTED),
    ("connections under another name", with_link("connections", "../odd.xml"), checks.CONNECTED),
    ("a query", {**parts(SHEET), "xl/queryTables/queryTable1.xml": "<a/>"}, checks.CONNECTED),
    ("macros under another name", with_link("vbaProject", "../odd.bin"), checks.MACROS),
    ("old macros", with_link("xlMacrosheet", "../odd.xml"), checks.MACROS),
    ("DDE", with_external('<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'), checks.DDE),
    ("OLE", with_external('<oleLink progId="Excel.Sheet.12"/>'), checks.DDE),
]


@pytest.mark.parametrize(("files", "check"), [act[1:] for act in ACTS], ids=[act[0] for act in ACTS])
def test_what_could_act_is_refused(files: dict[str, str], check: Check) -> None:
    assert refusal(files).check is check


FORMULAS = [
    ("cmd|'/c calc'!A0", True),
    ("1+cmd|'/c calc'!A0", True),
    ("Excel|Sheet1!R1C1", True),
    ("'a'|'b'!c", True),
    ('"a|b"&A1', False),
    ("'a|b'!A1", False),
    ('SUM(A1:A2)&"cmd|""x"" |"', False),
    ("T[a|b]", False),
]


@pytest.mark.parametrize(("formula", "calls"), FORMULAS)
def test_a_formula_that_calls_a_program(formula: str, calls: bool) -> None:
    assert calls_program(formula) is calls
    text = formula.replace("&", "&amp;")
    for written in (text, text.replace("|", "&#124;")):
        data = by_hand(f'<row r="2"><c r="B2"><f>{written}</f><v>1</v></c></row>')
        if not calls:
            assert read_book(data, "f.xlsx").sheets[0].cells[1, 1].formula == formula
            continue
        with pytest.raises(Refused) as refused:
            read_book(data, "f.xlsx")
        [found] = refused.value.findings
        assert (found.check, found.at.sheet, found.at.cell) == (checks.DDE, "S", "B2")


def with_names(names: str) -> dict[str, str]:
    files = parts(SHEET)
    main = files["xl/workbook.xml"].replace("</workbook>", f"<definedNames>{names}</definedNames></workbook>")
    return {**files, "xl/workbook.xml": main}


def test_a_name_that_calls_a_program() -> None:
    assert refusal(with_names("<definedName name=\"n\">cmd|'/c calc'!A0</definedName>")).check is checks.DDE


# ---------------------------------------------------------------- what does not act
def test_a_link_to_another_workbook_is_told_and_not_followed() -> None:
    """An everyday accident of pasting; the formula itself is found by the comparison of the sheets."""
    [found] = read(with_external('<externalBook r:id="q"/>')).findings
    assert (found.check, found.facts["target"]) == (checks.LINKED, "bang%20diem.xlsx")


def test_many_links_are_one_finding() -> None:
    links = "".join(
        f'<Relationship Id="q{n}" Type="{OFFICE}/image" Target="http://a/{n}.png" TargetMode="External"/>'
        for n in range(9)
    )
    text = f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    [found] = read({**parts(SHEET), "xl/drawings/_rels/drawing1.xml.rels": text}).findings
    assert found.check is checks.LINKED
    assert "0.png, 1.png, 2.png và 6 nơi khác" in say(found, "vi") and "and 6 more" in say(found, "en")


def test_a_check_box_is_a_note() -> None:
    [found] = read(with_link("ctrlProp", "../ctrlProps/ctrlProp1.xml")).findings
    assert (found.check, found.facts["count"]) == (checks.CONTROLS, 1)


NORMAL = [
    with_link("hyperlink", "https://example.org/a?b", outside=True),
    with_link("hyperlink", "mailto:a@example.org", outside=True),
    with_link("drawing", "../drawings/drawing1.xml"),
    with_link("printerSettings", "../printerSettings/printerSettings1.bin"),
    {**parts(SHEET), "xl/media/image1.png": "x", "xl/media/image2.svg": "<!DOCTYPE svg><svg/>"},
    {**parts(SHEET), "xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"},
    {**parts(SHEET), "xl/persons/person.xml": "<personList/>", "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"/>'},
    {**parts(SHEET), "customXml/item1.xml": '<?xml version="1.0" encoding="utf-16"?><a/>'},
    {**parts(SHEET), "xl/webextensions/taskpanes.xml": "<wetp:taskpanes xmlns:wetp='a'/>", "docProps/x": ""},
]


@pytest.mark.parametrize("files", NORMAL)
def test_what_programs_write_by_themselves_is_no_finding(files: dict[str, str]) -> None:
    assert read(files).findings == ()


# ---------------------------------------------------------------- attacks by XML
DOCTYPES = [
    "<!DOCTYPE a><a/>",
    '<?xml version="1.0"?>\n<!-- a --><!DOCTYPE a [<!ENTITY b "c">]><a/>',
    "\ufeff<!DOCTYPE a><a/>",
    "  <!DOCTYPE a><a/>",
]


def marked(text: str, encoding: str) -> bytes:
    """In this encoding, with one byte order mark at most."""
    return (text.lstrip("\ufeff") if encoding == "utf-16" else text).encode(encoding)


@pytest.mark.parametrize("part", ["customXml/item1.xml", "xl/theme/theme1.xml", "xl/odd.bin", "docProps/core.xml"])
@pytest.mark.parametrize("text", DOCTYPES)
def test_a_document_type_in_any_part(part: str, text: str) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-be"):
        files = {name: data.encode() for name, data in parts(SHEET).items()}
        with pytest.raises(Refused) as refused:
            read_book(zipped({**files, part: marked(text, encoding)}), "f.xlsx")
        assert refused.value.findings[0].check is checks.UNSAFE, encoding


def test_a_prolog_without_end() -> None:
    assert refusal({**parts(SHEET), "xl/a.xml": f"<!--{'-' * 0}{'a' * 70_000}--><a/>"}).check is checks.UNSAFE


@pytest.mark.parametrize(
    ("encoding", "head"),
    [("utf-16", ""), ("utf-16-le", ""), ("utf-16-be", ""), ("latin-1", '<?xml version="1.0" encoding="ISO-8859-1"?>')],
)
def test_another_encoding_than_excels(encoding: str, head: str) -> None:
    files = {name: data.encode() for name, data in parts(SHEET).items()}
    files["xl/worksheets/sheet1.xml"] = (head + SHEET).encode(encoding)
    with pytest.raises(Refused) as refused:
        read_book(zipped(files), "f.xlsx")
    assert refused.value.findings[0].check is checks.NOT_UTF8


@pytest.mark.parametrize(
    "head", ["\ufeff", '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0" encoding="US-ASCII"?>']
)
def test_encodings_that_programs_write(head: str) -> None:
    assert len(read({**parts(SHEET), "xl/worksheets/sheet1.xml": head + SHEET}).sheets) == 1


BOMBS = [
    ("tags within tags", f'<worksheet xmlns="{MAIN}"><sheetData>{"<a>" * 400_000}'),
    ("the same around the cells", f'<worksheet xmlns="{MAIN}">{"<a>" * 400_000}'),
    ("attributes", f'<worksheet xmlns="{MAIN}"><a {" ".join(f"a{n}=" + chr(34) * 2 for n in range(300_000))}/>'),
    ("names", f'<worksheet xmlns="{MAIN}">{"".join(f"<a{n}/>" for n in range(400_000))}'),
]


@pytest.mark.parametrize("text", [bomb[1] for bomb in BOMBS], ids=[bomb[0] for bomb in BOMBS])
def test_xml_that_fills_the_memory(text: str) -> None:
    found = refusal({**parts(SHEET), "xl/worksheets/sheet1.xml": text}, Limits(memory_mb=10))
    assert found.check in (checks.TOO_MUCH_INSIDE, checks.UNSAFE)
    if found.check is checks.TOO_MUCH_INSIDE:
        assert (found.facts["limit"], found.facts["max"]) == ("memory_mb", 10)


def test_a_tag_that_is_too_long() -> None:
    text = f'<worksheet xmlns="{MAIN}"><a b="{"c" * 3_000_000}"/>'
    assert refusal({**parts(SHEET), "xl/worksheets/sheet1.xml": text}).check is checks.UNSAFE


@pytest.mark.parametrize(
    "cell", ['t="str"><v>{}</v>', 't="inlineStr"><is><t>{}</t></is>', "><v>{}</v>", 't="s"><v>0</v>']
)
def test_a_text_longer_than_any_cell_holds(cell: str) -> None:
    text = "1" * 70_000
    rows = f'<row r="1"><c r="A1" {cell.format(text)}</c></row>'
    with pytest.raises(Refused) as refused:
        read_book(by_hand(rows, strings=f"<si><t>{text}</t></si>"), "f.xlsx")
    assert refused.value.findings[0].check is checks.DAMAGED


def test_more_shared_strings_than_cells() -> None:
    data = by_hand(strings="<si/>" * 2000)
    with pytest.raises(Refused) as refused:
        read_book(data, "f.xlsx", Limits(cells=1000))
    assert refused.value.findings[0].check is checks.TOO_MUCH_INSIDE


def test_a_large_honest_sheet_is_read_in_slices() -> None:
    rows = "".join(f'<row r="{n}">' + f"<c><v>{n}.25</v></c>" * 40 + "</row>" for n in range(1, 1500))
    assert len(read_book(by_hand(rows), "f.xlsx").sheets[0].cells) == 40 * 1499


# ---------------------------------------------------------------- comments
def commented(notes: str = "", threads: str = "") -> dict[str, str]:
    links = {"n": ("comments", "../comments1.xml")} if notes else {}
    text = rels({**links, **({"t": ("threadedComment", "../threadedComments/tc1.xml")} if threads else {})})
    files = {**parts(SHEET), "xl/worksheets/_rels/sheet1.xml.rels": text}
    if notes:
        files["xl/comments1.xml"] = f'<comments xmlns="{MAIN}"><authors/><commentList>{notes}</commentList></comments>'
    if threads:
        files["xl/threadedComments/tc1.xml"] = f'<ThreadedComments xmlns="{THREADS}">{threads}</ThreadedComments>'
    return files


def note(ref: str, *texts: str) -> str:
    runs = "".join(f'<r><rPr><b/></rPr><t xml:space="preserve">{text}</t></r>' for text in texts)
    return f'<comment ref="{ref}" authorId="0"><text>{runs}</text></comment>'


def thread(ref: str, text: str) -> str:
    marks = f'ref="{ref}" dT="2026-01-01T00:00:00.00" personId="p" id="i"'
    return f"<threadedComment {marks}><text>{text}</text></threadedComment>"


COMMENTS: list[tuple[str, str, list[tuple[int, int, str]]]] = [
    (note("B2", "An:\n", "8,5 điểm"), "", [(1, 1, "An:\n8,5 điểm")]),
    (note("B10", "sau") + note("C2", "trước"), "", [(1, 2, "trước"), (9, 1, "sau")]),
    ('<comment ref="A1" authorId="0"><text><t>trơn</t></text></comment>', "", [(0, 0, "trơn")]),
    (note("B2", "[Threaded comment] ..."), thread("B2", "một") + thread("B2", "hai"), [(1, 1, "một\nhai")]),
    (note("B2", "ghi chú"), thread("C3", "trao đổi"), [(1, 1, "ghi chú"), (2, 2, "trao đổi")]),
    (note("A1", "x" * 40_000), "", [(0, 0, "x" * 32_767)]),
    (note("A1", ""), "", [(0, 0, "")]),
]


@pytest.mark.parametrize(("notes", "threads", "want"), COMMENTS)
def test_comments(notes: str, threads: str, want: list[tuple[int, int, str]]) -> None:
    book = read(commented(notes, threads))
    assert list(book.sheets[0].comments) == [Comment(*one) for one in want] and book.findings == ()


def test_comments_by_openpyxl() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write_book(ballot())))
    workbook.worksheets[0]["C2"].comment = PyComment("Đề nghị xem lại", "An")
    workbook.worksheets[0]["C3"].hyperlink = "https://example.org"
    workbook.defined_names["Diem"] = DefinedName("Diem", attr_text="'Phiếu chấm'!$C$2")
    saved = io.BytesIO()
    workbook.save(saved)
    book = read_book(saved.getvalue(), "f.xlsx")
    assert book.sheets[0].comments == (Comment(1, 2, "Đề nghị xem lại"),)
    assert book.names == ("Diem",) and book.findings == () and book.saved is not None


BROKEN = ["<comments", f'<comments xmlns="{MAIN}"><commentList>{note("?", "a")}', "<a/>", ""]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_part_of_comments_refuses_no_ballot(text: str) -> None:
    book = read({**commented(note("A1", "a")), "xl/comments1.xml": text})
    [found] = book.findings
    assert (found.check, found.at.sheet, found.facts["reason"]) == (checks.COMMENTS_UNREAD, "S", "xl/comments1.xml")


def test_comments_that_are_missing_are_told() -> None:
    files = commented(note("A1", "a"))
    del files["xl/comments1.xml"]
    assert [found.check for found in read(files).findings] == [checks.COMMENTS_UNREAD]


def test_too_many_comments() -> None:
    found = refusal(commented("".join(note(f"A{n}", "a") for n in range(1, 200))), Limits(cells=100))
    assert found.check is checks.TOO_MUCH_INSIDE


# ---------------------------------------------------------------- names and dates
NAMES: list[tuple[str, tuple[str, ...]]] = [
    (
        '<definedName name="Diem">S!$A$1</definedName><definedName name="_xlnm.Print_Area">S!$A$1</definedName>',
        ("Diem",),
    ),
    ('<definedName name="_xlfn.IFERROR" hidden="1">#NAME?</definedName>', ()),
    ('<definedName name="_FilterDatabase" hidden="true">S!$A$1</definedName>', ()),
    ('<definedName name="đ_x0041_" localSheetId="0">1</definedName>', ("đA",)),
]


@pytest.mark.parametrize(("names", "want"), NAMES)
def test_defined_names(names: str, want: tuple[str, ...]) -> None:
    assert read(with_names(names)).names == want


SAVED: list[tuple[str, datetime | None]] = [
    ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    (" 2026-01-02T10:04:05+07:00 ", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ("2026-01-02T03:04:05.1234567Z", datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
    ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
    ("2026", None),
    ("0001-01-01T00:00:00+14:00", None),
    ("hôm qua", None),
    ("", None),
    ("2026-01-02T03:04:05Z</dcterms:modified", None),
]


@pytest.mark.parametrize(("text", "want"), SAVED)
def test_when_it_was_saved(text: str, want: datetime | None) -> None:
    kind = f"{PACKAGE}/relationships/metadata/core-properties"
    files = parts(SHEET)
    files["_rels/.rels"] = files["_rels/.rels"].replace(
        "</Relationships>", f'<Relationship Id="c" Type="{kind}" Target="docProps/core.xml"/></Relationships>'
    )
    files["docProps/core.xml"] = (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dcterms:modified>{text}</dcterms:modified></cp:coreProperties>"
    )
    assert read(files).saved == want


def test_our_own_file_says_when_it_was_made() -> None:
    made = ballot()
    assert read_book(write_book(made), "f.xlsx").saved == made.created.replace(tzinfo=UTC)


def test_one_id_for_two_relationships() -> None:
    files = parts(SHEET)
    twice = files["xl/_rels/workbook.xml.rels"].replace('Id="b"', 'Id="a"')
    assert refusal({**files, "xl/_rels/workbook.xml.rels": twice}).check is checks.DAMAGED


def test_a_file_within_a_part_of_another_is_refused() -> None:
    """A stored part that holds a whole entry, to which the directory points too: bytes that are counted twice."""
    inner = zipped({"xl/b.xml": "x" * 50})
    record = inner[: inner.find(b"PK\x01\x02")]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts(SHEET).items():
            archive.writestr(name, text)
        archive.writestr("xl/a.bin", record, zipfile.ZIP_STORED)
        archive.writestr("xl/b.xml", "x" * 50)
    data = bytearray(stream.getvalue())
    last = data.rfind(b"PK\x01\x02")
    data[last + 42 : last + 46] = data.find(record).to_bytes(4, "little")
    with pytest.raises(Refused) as refused:
        read_book(bytes(data), "f.xlsx")
    [found] = refused.value.findings
    assert found.check is checks.UNSAFE and "overlap" in say(found, "en")
    assert len(unzipped(stream.getvalue())) == 9


def test_a_sheet_is_found_by_its_relationship_and_by_no_other_id() -> None:
    """A foreign attribute called "id" before the real one: other programs read the real one."""
    data = write_book(ballot())
    files = unzipped(data)
    part = files["xl/workbook.xml"]
    astray = part.replace(b' r:id="rId1"', b' xmlns:f="urn:f" f:id="rId9" id="rId9" r:id="rId1"')
    assert astray != part
    assert read_book(zipped({**files, "xl/workbook.xml": astray}), "f.xlsx").sheets == read_book(data, "f.xlsx").sheets


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.xlsx")
    with pytest.raises(Refused) as refused:
        read_file(tmp_path / "ong.xlsx")
    assert [found.check for found in refused.value.findings] == [checks.UNREADABLE]
