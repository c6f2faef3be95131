"""Before anything is parsed: other kinds of files are named, traps are shut, no bytes end in a traceback."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.excel_books import ballot, by_hand, parts, unzipped, zipped
from workbook.catalogue import file as checks
from workbook.excel.gate import open_parts, read_file
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Check, Finding, Refused, say
from workbook.limits import USUAL, Limits
from workbook.sheets.grid import ReadBook

GOOD = write_book(ballot())
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(data: bytes, name: str = "phiếu.xlsx", limits: Limits = USUAL) -> Finding:
    with pytest.raises(Refused) as refused:
        open_parts(data, name, limits)
    [found] = refused.value.findings
    assert found.at.file == name and say(found, "vi") and say(found, "en")
    return found


def over(found: Finding) -> tuple[object, object]:
    """Which limit a refused file is over, and its value; both are named in both languages."""
    assert found.check in (checks.TOO_LARGE, checks.TOO_MUCH_INSIDE)
    for lang in ("vi", "en"):
        assert f"{found.facts['limit']}" in say(found, lang) and f"{found.facts['max']}" in say(found, lang)
        assert "[limits]" in say(found, lang)
    return found.facts["limit"], found.facts["max"]


def reason(found: Finding) -> str:
    assert found.check is checks.UNSAFE
    return say(found, "en")


def with_part(name: str, text: str = "") -> bytes:
    return zipped({**parts(""), name: text})


def with_type(kind: str) -> bytes:
    return zipped(
        {**parts(""), "[Content_Types].xml": f'<Types><Override ContentType="application/vnd.{kind}"/></Types>'}
    )


# ---------------------------------------------------------------- another kind of file
KINDS: list[tuple[str, bytes, Check]] = [
    ("nothing", b"", checks.EMPTY),
    ("a password", OLE + "EncryptedPackage".encode("utf-16-le"), checks.ENCRYPTED),
    (".xls", OLE + "Workbook".encode("utf-16-le"), checks.OLD_EXCEL),
    (".doc", OLE + "WordDocument".encode("utf-16-le"), checks.WORD),
    (".xlsb", with_part("xl/workbook.bin"), checks.BINARY_EXCEL),
    (
        ".xlsm by its type",
        zipped({**parts(""), "[Content_Types].xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}),
        checks.MACROS,
    ),
    (
        ".xlsb by its type",
        zipped({**parts(""), "[Content_Types].xml": '<Override ContentType="application/vnd.ms-excel.sheet.binary"/>'}),
        checks.BINARY_EXCEL,
    ),
    (".xlsm by its macros", with_part("xl/vbaProject.bin"), checks.MACROS),
    (".ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), checks.OPEN_DOCUMENT),
    (".docx", with_part("word/document.xml"), checks.WORD),
    (".xlsm by a type of its macros", with_type("ms-office.vbaProject"), checks.MACROS),
    ("a sheet of macros", with_part("xl/macrosheets/sheet1.xml"), checks.MACROS),
    ("a sheet of dialogs", with_part("xl/dialogsheets/sheet1.xml"), checks.MACROS),
    (".rtf", b"{\\rtf1 ", checks.WORD),
    (".msg", OLE + "__properties_version1.0".encode("utf-16-le"), checks.MAIL),
    (".lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60), checks.SHORTCUT),
    (".url", b"[InternetShortcut]\r\nURL=a", checks.SHORTCUT),
    ("a pointer to Google Drive", b'{"url": "a", "doc_id": "b"}', checks.SHORTCUT),
    (".zip", zipped({"phiếu.xlsx": "x"}), checks.ARCHIVE),
    (".rar", b"Rar!\x1a\x07\x00", checks.ARCHIVE),
    ("an empty .zip", zipped({}), checks.ARCHIVE),
    (".csv", "đơn vị,điểm\nSở Y tế,8.5\n".encode(), checks.TEXT),
    (".csv with a mark", "\ufeffđơn vị;điểm\n".encode(), checks.TEXT),
    ("unicode text", "đơn vị\tđiểm\n".encode("utf-16"), checks.TEXT),
    (".pdf", b"%PDF-1.7\n", checks.PDF),
    (".png", b"\x89PNG\r\n\x1a\n", checks.PICTURE),
    (".jpg", b"\xff\xd8\xff\xe0", checks.PICTURE),
    (".heic", b"\x00\x00\x00\x18ftypheic", checks.PICTURE),
    (".html as .xls", b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'>", checks.WEB_PAGE),
    ("a download page", b"\xef\xbb\xbf\r\n<!DOCTYPE HTML>", checks.WEB_PAGE),
    ("XML of 2003", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', checks.WEB_PAGE),
    ("something", bytes(range(256)), checks.UNKNOWN),
    ("a zip cut short", GOOD[: len(GOOD) // 2], checks.DAMAGED),
    ("a zip without its end", GOOD[:-30], checks.DAMAGED),
]


def test_a_type_for_parts_that_are_not_there_says_nothing() -> None:
    """SheetJS writes it into every .xlsx."""
    made = unzipped(GOOD)
    kind = b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    made["[Content_Types].xml"] = made["[Content_Types].xml"].replace(b"<Default", kind + b"<Default", 1)
    assert kind in made["[Content_Types].xml"]
    assert read_book(zipped(made), "phiếu.xlsx") == read_book(GOOD, "phiếu.xlsx")


@pytest.mark.parametrize(("data", "check"), [kind[1:] for kind in KINDS], ids=[kind[0] for kind in KINDS])
def test_the_kind_is_named(data: bytes, check: Check) -> None:
    assert refusal(data).check is check


# ---------------------------------------------------------------- traps
def test_a_large_file() -> None:
    found = refusal(GOOD + bytes(2**20), limits=Limits(file_mb=1))
    assert (over(found), found.facts["size"]) == (("file_mb", 1), 2)


def test_a_bomb_that_says_its_size() -> None:
    data = with_part("xl/media/a.xml", " " * (2**20 + 1))
    assert len(data) < 5000
    assert over(refusal(data, limits=Limits(inflated_mb=1))) == ("inflated_mb", 1)


def test_a_bomb_that_shrinks_too_well() -> None:
    """Judged from 10 MB on: a small, very regular sheet shrinks well in all honesty."""
    [small, large] = [with_part("xl/media/a.xml", " " * (size * 2**20)) for size in (9, 11)]
    open_parts(small, "f.xlsx")
    assert over(refusal(large)) == ("ratio", 200)
    open_parts(large, "f.xlsx", Limits(ratio=2000))


def test_a_bomb_that_lies_about_its_size() -> None:
    """The directory says 10 bytes, and so does the part's own header: hardly more than those are inflated."""
    data = bytearray(with_part("xl/a.xml", " " * 5_000_000))
    size = struct.pack("<I", 5_000_000)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 10)
    assert "xl/a.xml is larger than it says" in reason(refusal(bytes(data)))


@pytest.mark.parametrize("size", [0, 9, 2000])
def test_a_directory_that_lies_about_one_size(size: int) -> None:
    """A program that reads by the parts' own headers would see other contents."""
    data = bytearray(with_part("xl/a.xml", "x" * 1000))
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, size)
    assert "two different ways" in reason(refusal(bytes(data)))


@pytest.mark.parametrize("size", [999, 1001])
def test_both_sizes_lie_by_a_byte(size: int) -> None:
    data = bytearray(with_part("xl/a.xml", "x" * 1000))
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, size)
    struct.pack_into("<I", data, data.rfind(b"PK\x03\x04") + 22, size)
    assert refusal(bytes(data)).check is (checks.UNSAFE if size < 1000 else checks.DAMAGED)


def test_a_part_of_another_name_in_its_own_header() -> None:
    data = with_part("xl/a.xml", "x" * 1000)
    at = data.rfind(b"PK\x03\x04")
    assert "two different ways" in reason(refusal(data[:at] + data[at:].replace(b"xl/a.xml", b"xl/b.xml", 1)))


def test_parts_that_share_their_bytes() -> None:
    """How a file of 40 KB unpacks into gigabytes: every entry of the directory points to one kernel."""
    data = bytearray(zipped({**parts(""), "xl/a1.xml": "x" * 1000, "xl/a2.xml": "x" * 1000}))
    headers = [data.find(b"PK\x01\x02", data.rfind(name) - 46) for name in (b"xl/a1.xml", b"xl/a2.xml")]
    [offset] = struct.unpack_from("<I", data, headers[0] + 42)
    struct.pack_into("<I", data, headers[1] + 42, offset)
    assert refusal(bytes(data)).check is checks.UNSAFE


def test_too_many_parts() -> None:
    data = zipped({**parts(""), **{f"xl/{number}.xml": "" for number in range(20)}})
    assert over(refusal(data, limits=Limits(entries=20))) == ("entries", 20)
    open_parts(data, "f.xlsx", Limits(entries=30))


NAMES_REFUSED = [
    "../evil.xml", "xl/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "XL/workbook.XML", "xl\\evil.xml",
    "..\\evil.xml", "xl//evil.xml", "xl/./evil.xml", "xl/C:evil.xml", "xl/a\nb.xml", "../", "xl/a*.xml",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES_REFUSED)
def test_names_that_escape_or_come_twice(name: str) -> None:
    assert refusal(with_part(name)).check is checks.UNSAFE


def test_a_name_that_hides_behind_a_null() -> None:
    data = with_part("xl/a.xml?.png", "x").replace(b"xl/a.xml?.png", b"xl/a.xml\x00.png")
    assert refusal(data).check is checks.UNSAFE


def test_folders_and_names_in_vietnamese_are_no_harm() -> None:
    data = zipped({**parts(""), "xl/": "", "xl/media/": "", "xl/media/ảnh 1 (a).png": "x"})
    assert open_parts(data, "f.xlsx").read("xl/media/ảnh 1 (A).png") == b"x"


def packed_by(method: int) -> bytes:
    """A workbook whose largest part is packed in another way than Excel does."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in unzipped(GOOD).items():
            archive.writestr(part, text, method if part == "xl/worksheets/sheet1.xml" else None)
    return stream.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("damaged", [False, True])
def test_a_part_packed_as_excel_never_does(method: int, damaged: bool) -> None:
    data = packed_by(method)
    if damaged:
        at = data.find(b"sheet1.xml") + 60
        data = data[:at] + bytes(byte ^ 0x5A for byte in data[at : at + 30]) + data[at + 30 :]
    with pytest.raises(Refused) as refused:
        read_book(data, "phiếu.xlsx")
    [found] = refused.value.findings
    assert found.check is checks.REPACKED and found.facts["part"] == "xl/worksheets/sheet1.xml"
    assert say(found, "vi") and say(found, "en")


def test_an_archive_of_another_packing_is_an_archive() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("phiếu.xlsx", GOOD)
    assert refusal(stream.getvalue()).check is checks.ARCHIVE


@pytest.mark.parametrize("method", [1, 9, 93, 98])
def test_a_packing_that_nobody_here_knows(method: int) -> None:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    data[at + 10] = method
    assert refusal(bytes(data)).check is checks.REPACKED


def test_a_part_that_begins_beyond_any_file() -> None:
    data = bytearray(zipped({**parts(""), "xl/far.xml": "x" * 1000}))
    at = data.rfind(b"PK\x01\x02")
    far = struct.pack("<HHQ", 1, 8, 2**63)
    data[at + 30 : at + 32] = struct.pack("<H", len(far))
    data[at + 42 : at + 46] = b"\xff" * 4
    data[at + 46 + len("xl/far.xml") : at + 46 + len("xl/far.xml")] = far
    end = data.rfind(b"PK\x05\x06")
    [size] = struct.unpack_from("<I", data, end + 12)
    struct.pack_into("<I", data, end + 12, size + len(far))
    assert refusal(bytes(data)).check is checks.DAMAGED


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_damage_inside_a_part(method: int) -> None:
    data = packed_by(method)
    at = data.find(b"sheet1.xml") + 60
    only_a_book_or_a_refusal(data[:at] + bytes(byte ^ 0x5A for byte in data[at : at + 30]) + data[at + 30 :])


def test_an_encrypted_entry() -> None:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)).check is checks.ENCRYPTED


def test_a_target_outside_the_file_is_no_part() -> None:
    files = parts("")
    files["xl/_rels/workbook.xml.rels"] = files["xl/_rels/workbook.xml.rels"].replace("worksheets/", "../../../etc/")
    with pytest.raises(Refused) as refused:
        read_book(zipped(files), "f.xlsx")
    assert refused.value.findings[0].check is checks.DAMAGED


def test_too_many_cells() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60))
    with pytest.raises(Refused) as refused:
        read_book(by_hand(rows), "f.xlsx", Limits(cells=50))
    assert over(refused.value.findings[0]) == ("cells", 50)


# ---------------------------------------------------------------- from the disk
def test_read_file(tmp_path: Path) -> None:
    path = tmp_path / "thư mục của tôi" / "phiếu chấm.xlsx"
    path.parent.mkdir()
    path.write_bytes(GOOD)
    assert read_file(path) == GOOD


def said(path: Path) -> tuple[str, bool]:
    with pytest.raises(Refused) as refused:
        read_file(path)
    [found] = refused.value.findings
    return found.code, path.name in say(found, "vi")


def test_what_stands_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(tmp_path / "không có.xlsx") == ("FILE-001", True)
    assert said(tmp_path / "no\x00ne.xlsx")[0] == "FILE-001"
    assert said(tmp_path) == ("FILE-002", True)
    assert said(tmp_path / "~$phiếu.xlsx")[0] == "FILE-007"
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(2**20 + 1))
    with pytest.raises(Refused) as refused:
        read_file(path, Limits(file_mb=1))
    assert over(refused.value.findings[0]) == ("file_mb", 1)

    def locked(*_: object) -> None:
        raise PermissionError(13, "locked")

    monkeypatch.setattr(Path, "open", locked)
    assert said(path) == ("FILE-003", True)

    def broken(*_: object) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(Path, "open", broken)
    assert said(path) == ("FILE-004", True)


# ---------------------------------------------------------------- no bytes end in a traceback
def only_a_book_or_a_refusal(data: bytes) -> None:
    try:
        assert isinstance(read_book(data, "f.xlsx"), ReadBook)
    except Refused as refused:
        assert refused.findings
        assert all(found.code.startswith("FILE-") and say(found, "vi") for found in refused.findings)


PLACES = st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=0, max_size=6), st.integers(0, 40))


def mutated(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """Each change puts some bytes in the place of some others."""
    for share, new, gone in changes:
        at = int(share * len(data))
        data = data[:at] + new + data[at + gone :]
    return data


@given(st.lists(PLACES, min_size=1, max_size=4))
@settings(max_examples=150)
def test_mutated_bytes(changes: list[tuple[float, bytes, int]]) -> None:
    only_a_book_or_a_refusal(mutated(GOOD, changes))


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", OLE, b"\xff\xfe", b"<?xml"]))
def test_any_bytes(data: bytes, head: bytes) -> None:
    only_a_book_or_a_refusal(head + data)


XML = (
    "<",
    ">",
    "/",
    '"',
    "=",
    "&amp;",
    "&",
    "x:",
    "-1",
    "99999999999999999999",
    "1e9",
    "\x00",
    "đ",
    "<c/>",
    "<v>",
    "]]>",
)


@given(
    part=st.sampled_from(sorted(unzipped(GOOD))),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(XML).map(str.encode), st.integers(0, 12)),
        min_size=1,
        max_size=4,
    ),
)
@settings(max_examples=250)
def test_mutated_parts(part: str, changes: list[tuple[float, bytes, int]]) -> None:
    files = unzipped(GOOD)
    only_a_book_or_a_refusal(zipped({**files, part: mutated(files[part], changes)}))


def test_a_part_without_a_name() -> None:
    data = bytearray(with_part("q"))
    while (at := data.find(b"q")) >= 0:
        data[at] = 0  # zipfile cuts names at a null character
    assert refusal(bytes(data)).check is checks.UNSAFE


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@given(part=st.sampled_from(sorted(unzipped(GOOD))), name=NAMES, twice=st.booleans())
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_renamed_missing_and_repeated_parts(part: str, name: str, twice: bool) -> None:
    files = unzipped(GOOD)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for old, data in files.items():
            if old != part or twice:
                archive.writestr(old, data)
        archive.writestr(part if twice else name or "x", files[part])
    only_a_book_or_a_refusal(stream.getvalue())


@pytest.mark.parametrize("room", [0, 1_000, 1 << 23])
def test_a_part_says_the_same_whether_its_bytes_were_kept_or_not(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbook.excel.gate._KEPT", room)
    opened = open_parts(GOOD, "phiếu.xlsx")
    for _ in range(2):  # what was kept is handed out once
        assert {name: opened.read(name) for name in opened.names} == unzipped(GOOD)
