"""Kinds of mutation: the file itself, its zip and its parts."""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Callable
from io import BytesIO
from random import Random
from xml.sax.saxutils import unescape
from zipfile import ZIP_LZMA, ZIP_STORED, ZipFile

from tests.mutations import parts
from tests.mutations.kinds import ANYWHERE, Mutant, Where, kind
from tests.mutations.subjects import Subject, subjects
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import file as said
from workbook.catalogue import form as said_of_form
from workbook.findings import Check

FAMILY = "file"
DAMAGE = (said.DAMAGED, said.UNSAFE, said.REPACKED, said.ENCRYPTED, said.EMPTY, said.UNKNOWN, said.TEXT, said.NOT_UTF8)
"""What broken bytes may be told as: it depends on where they break."""
ANY = tuple(each for each in vars(said).values() if isinstance(each, Check))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _sheet(rng: Random, at: Subject) -> str:
    """The part of any sheet."""
    return parts.sheet_part(rng.randrange(len(at.book.sheets)))


# ---------------------------------------------------------------- broken bytes
@kind(FAMILY, "the file cut short")
def _truncated(rng: Random, at: Subject) -> Mutant | None:
    size = rng.randrange(len(at.data))
    return Mutant(at.data[:size], f"{size} bytes of {len(at.data)}", DAMAGE)


@kind(FAMILY, "a bit flipped")
def _bit(rng: Random, at: Subject) -> Mutant | None:
    data = bytearray(at.data)
    place, bit = rng.randrange(len(data)), rng.randrange(8)
    data[place] ^= 1 << bit
    # A bit in a time stamp, or in a part that nobody reads, changes nothing.
    return Mutant(bytes(data), f"bit {bit} of byte {place}", ANY, harmless=True)


@kind(FAMILY, "a stretch of the file overwritten")
def _overwritten(rng: Random, at: Subject) -> Mutant | None:
    data = bytearray(at.data)
    place, size = rng.randrange(len(data) - 64), rng.randrange(4, 64)
    data[place : place + size] = rng.randbytes(size) if rng.random() < 0.5 else bytes(size)
    return Mutant(bytes(data), f"{size} bytes at {place}", ANY, harmless=True)


@kind(FAMILY, "bytes behind the end")
def _behind(rng: Random, at: Subject) -> Mutant | None:
    return Mutant(at.data + rng.randbytes(rng.randrange(1, 99)), "bytes behind", DAMAGE, harmless=True)


@kind(FAMILY, "two zips glued")
def _glued(rng: Random, at: Subject) -> Mutant | None:
    """Another ballot before or behind this one: who reads from the front sees one, who reads from the end the other."""
    other = rng.choice([each for each in subjects() if each.name != at.name])
    glued = {
        "before": other.data + at.data,
        "behind": at.data + other.data,
        "behind, without its end": at.data + other.data[: other.data.rfind(b"PK\x05\x06")],
    }
    place = rng.choice(list(glued))
    return Mutant(glued[place], f"{other.name} {place}", (said.UNSAFE,))


@kind(FAMILY, "one letter of the XML changed")
def _letter(rng: Random, at: Subject) -> Mutant | None:
    """Mostly the part is no XML any more; of an empty element a stray text is left."""
    name = _sheet(rng, at)

    def change(text: str) -> str:
        places = [number for number, char in enumerate(text) if char == "<"]
        place = rng.choice(places)
        return text[:place] + "{" + text[place + 1 :]

    return Mutant(parts.changed(at.data, {name: change}), name, (*DAMAGE, *said_of_form.CHECKS), harmless=True)


@kind(FAMILY, "a part removed")
def _part_gone(rng: Random, at: Subject) -> Mutant | None:
    content = parts.contents(at.data)
    name = rng.choice(
        ["xl/workbook.xml", parts.RELS, "[Content_Types].xml", _sheet(rng, at), "_rels/.rels", "xl/sharedStrings.xml"]
    )
    del content[name]
    checks = (said.DAMAGED, said.ARCHIVE, said_of_form.NOT_OURS)
    return Mutant(parts.packed(content), name, checks)


@kind(FAMILY, "a part of the zip twice")
def _twice(rng: Random, at: Subject) -> Mutant | None:
    name = _sheet(rng, at)
    made = BytesIO(at.data)
    with warnings.catch_warnings(), ZipFile(made, "a") as archive:
        warnings.simplefilter("ignore")
        text = archive.read(name).replace(b"<v>7", b"<v>9")
        archive.writestr(parts.timeless(rng.choice([name, name.upper()])), text)
    return Mutant(made.getvalue(), name, (said.UNSAFE,))


@kind(FAMILY, "a part with a name that leads out of the file")
def _escaping(rng: Random, at: Subject) -> Mutant | None:
    name = rng.choice(["../evil.xml", "/etc/passwd", "xl/../../x", "C:/x"])
    return Mutant(parts.packed({**parts.contents(at.data), name: b"x"}), name, (said.UNSAFE,))


@kind(FAMILY, "parts packed in a way that Excel does not know")
def _lzma(rng: Random, at: Subject) -> Mutant | None:
    return Mutant(parts.packed(parts.contents(at.data), ZIP_LZMA), "LZMA", (said.REPACKED,))


@kind(FAMILY, "parts not packed at all")
def _stored(rng: Random, at: Subject) -> Mutant | None:
    return Mutant(parts.packed(parts.contents(at.data), ZIP_STORED), "stored", harmless=True)


@kind(FAMILY, "a part that is marked as encrypted")
def _flag(rng: Random, at: Subject) -> Mutant | None:
    data = bytearray(at.data)
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    return Mutant(bytes(data), "flag", (said.ENCRYPTED,))


# ---------------------------------------------------------------- bombs
@kind(FAMILY, "too many parts")
def _entries(rng: Random, at: Subject) -> Mutant | None:
    more = {f"x/{number}": b"" for number in range(rng.randrange(2000, 2500))}
    return Mutant(parts.packed({**parts.contents(at.data), **more}), f"{len(more)} parts", (said.TOO_MUCH_INSIDE,))


@kind(FAMILY, "a part that shrank too well")
def _ratio(rng: Random, at: Subject) -> Mutant | None:
    more = {"xl/media/image1.bin": bytes(rng.randrange(20, 30) * 2**20)}
    return Mutant(parts.packed({**parts.contents(at.data), **more}), "zeros", (said.TOO_MUCH_INSIDE,))


@kind(FAMILY, "a part that is larger than it says")
def _liar(rng: Random, at: Subject) -> Mutant | None:
    data = bytearray(at.data)
    place = data.rfind(b"PK\x01\x02")
    while rng.random() < 0.7 and (other := data.rfind(b"PK\x01\x02", 0, place)) >= 0:
        place = other
    (size,) = struct.unpack_from("<I", data, place + 24)
    struct.pack_into("<I", data, place + 24, size // 2)
    return Mutant(bytes(data), f"{size} bytes said to be {size // 2}", DAMAGE, harmless=True)


# ---------------------------------------------------------------- what no ballot has
def _with_part(at: Subject, name: str, part: bytes, kind_: str, link: str, *checks: Check) -> Mutant:
    changes = {parts.TYPES: parts.listed(name, kind_), parts.RELS: parts.linked(link, "/" + name)}
    return Mutant(parts.changed(at.data, changes, {name: part}), name, checks)


@kind(FAMILY, "a document type declared")
def _doctype(rng: Random, at: Subject) -> Mutant | None:
    name = rng.choice(
        [_sheet(rng, at), parts.BOOK, parts.RELS, parts.STYLES, "xl/sharedStrings.xml", "[Content_Types].xml"]
    )
    inside = rng.choice([
        "<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    ])  # fmt: skip
    return Mutant(
        parts.changed(at.data, {name: parts.once("?>", "?>" + inside)}), f"{name} {inside}", (said.UNSAFE, said.DAMAGED)
    )


@kind(FAMILY, "macros")
def _macros(rng: Random, at: Subject) -> Mutant | None:
    kind_ = "application/vnd.ms-office.vbaProject"
    return _with_part(at, "xl/vbaProject.bin", OLE + bytes(99), kind_, "vbaProject", said.MACROS)


EXTERNAL = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"


def _with_link(at: Subject, inside: str, *checks: Check) -> Mutant:
    name = "externalLinks/externalLink1.xml"
    changes = {
        parts.TYPES: parts.listed(f"xl/{name}", EXTERNAL),
        parts.RELS: parts.linked("externalLink", name),
    }
    rels = parts.relationships("externalLinkPath", "file:///x.xlsx", ' TargetMode="External"')
    more = {
        f"xl/{name}": f'<externalLink xmlns="{parts.MAIN}">{inside}</externalLink>'.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels.encode(),
    }
    return Mutant(parts.changed(at.data, changes, more), name, checks)


@kind(FAMILY, "a link to another workbook")
def _external(rng: Random, at: Subject) -> Mutant | None:
    inside = '<externalBook><sheetNames><sheetName val="a"/></sheetNames></externalBook>'
    return _with_link(at, inside, said.LINKED)


@kind(FAMILY, "a DDE link")
def _dde(rng: Random, at: Subject) -> Mutant | None:
    inside = '<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="a"/></ddeItems></ddeLink>'
    return _with_link(at, inside, said.DDE, said.LINKED)


@kind(FAMILY, "a DDE formula")
def _dde_formula(rng: Random, at: Subject) -> Mutant | None:
    entry = rng.choice([one for one in at.entries if one.is_open])
    call = rng.choice(["cmd|' /C calc'!A0", "DDE(&quot;cmd&quot;,&quot;/c calc&quot;,&quot;x&quot;)", "MSEXCEL|'x'!A1"])
    change = parts.cell(entry.a1, f"<f>{call}</f><v>8</v>")
    checks = said.DDE, said_of_cell.FORMULA, said_of_cell.FACT_UNREAD
    data = parts.changed(at.data, {at.part(entry.sheet): change})
    return Mutant(data, f"{entry.sheet}!{entry.a1} {call}", checks)


@kind(FAMILY, "a connection")
def _connection(rng: Random, at: Subject) -> Mutant | None:
    inside = '<connection id="1" name="x" type="4"><webPr url="http://vi.du"/></connection>'
    text = f'<connections xmlns="{parts.MAIN}">{inside}</connections>'
    kind_ = "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml"
    return _with_part(at, "xl/connections.xml", text.encode(), kind_, "connections", said.CONNECTED)


@kind(FAMILY, "an embedded object")
def _object(rng: Random, at: Subject) -> Mutant | None:
    name = rng.choice(["xl/embeddings/oleObject1.bin", "xl/embeddings/Microsoft_Word_Document1.docx"])
    part = _sheet(rng, at)
    rels = parts.relationships("oleObject", f"../{name[3:]}")
    more = {name: OLE + bytes(99), parts.rels_part(part): rels.encode()}
    kind_ = "application/vnd.openxmlformats-officedocument.oleObject"
    return Mutant(parts.changed(at.data, {parts.TYPES: parts.listed(name, kind_)}, more), name, (said.EMBEDDED,))


# ---------------------------------------------------------------- another kind of file
Bytes = Callable[[Random, Subject], bytes]


def _ods(rng: Random, at: Subject) -> bytes:
    kind_ = b"application/vnd.oasis.opendocument.spreadsheet"
    return parts.packed({"mimetype": kind_, "content.xml": b"<x/>", "META-INF/manifest.xml": b"<x/>"})


def _types(old: str, new: str) -> Bytes:
    return lambda rng, at: parts.changed(at.data, {parts.TYPES: parts.once(old, new)})


_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_OTHER: dict[str, tuple[Bytes, tuple[Check, ...]]] = {
    "an old .xls": (lambda rng, at: OLE + "Workbook".encode("utf-16-le") + rng.randbytes(2000), (said.OLD_EXCEL,)),
    "an encrypted workbook": (
        lambda rng, at: OLE + rng.randbytes(500) + "EncryptedPackage".encode("utf-16-le") + rng.randbytes(500),
        (said.ENCRYPTED, said.UNKNOWN_ENCRYPTION),
    ),
    "an .ods": (_ods, (said.OPEN_DOCUMENT,)),
    "an .xlsb": (_types(_MAIN, "application/vnd.ms-excel.sheet.binary.macroEnabled.main"), (said.BINARY_EXCEL,)),
    "an .xlsm": (_types(_MAIN, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"), (said.MACROS,)),
    "a .csv": (lambda rng, at: "đơn vị;điểm\nSở Y tế;8,5\n".encode(rng.choice(["utf-8", "utf-16"])), (said.TEXT,)),
    "a .pdf": (lambda rng, at: b"%PDF-1.7\n" + rng.randbytes(300), (said.PDF,)),
    "a picture": (
        lambda rng, at: rng.choice([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a"]) + rng.randbytes(300),
        (said.PICTURE,),
    ),
    "a web page": (lambda rng, at: b"<!DOCTYPE html><html><table><tr><td>8</td></tr></table></html>", (said.WEB_PAGE,)),
    "a Word document": (
        lambda rng, at: parts.packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}), (said.WORD,)
    ),
    "an archive": (
        lambda rng, at: rng.choice([b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"]) + rng.randbytes(300),
        (said.ARCHIVE,),
    ),
    "the workbook in a .zip": (lambda rng, at: parts.packed({"phieu.xlsx": at.data}), (said.ARCHIVE,)),
    "an empty file": (lambda rng, at: b"", (said.EMPTY,)),
    "bytes without sense": (lambda rng, at: b"\x00\x01" + rng.randbytes(500), (said.UNKNOWN, said.TEXT)),
}  # fmt: skip


def _other_file(make: Bytes, checks: tuple[Check, ...]) -> Callable[[Random, Subject], Mutant | None]:
    return lambda rng, at: Mutant(make(rng, at), "another kind of file", checks)


for _name, (_bytes, _checks) in _OTHER.items():
    kind(FAMILY, f"{_name} under the name of an .xlsx")(_other_file(_bytes, _checks))


# ---------------------------------------------------------------- traps among the cells
@kind(FAMILY, "a cell that stands twice")
def _cell_twice(rng: Random, at: Subject) -> Mutant | None:
    entry = rng.choice([one for one in at.entries if one.is_open])
    change = parts.by_pattern(
        rf'(<c r="{entry.a1}".*?(?:/>|</c>))', rf'\1<c r="{entry.a1}"><v>{rng.randrange(11, 99)}</v></c>'
    )
    data = parts.changed(at.data, {at.part(entry.sheet): change})
    return Mutant(data, f"{entry.sheet}!{entry.a1}", (said.TWICE,), (Where(entry.sheet, entry.a1),))


@kind(FAMILY, "a cell beyond the sheet")
def _beyond(rng: Random, at: Subject) -> Mutant | None:
    reference = rng.choice(["A1048577", "XFE1", "ZZZ9", "A9999999"])
    row = reference.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    change = parts.once("</sheetData>", f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>')
    return Mutant(parts.changed(at.data, {_sheet(rng, at): change}), reference, (said.OFF_THE_SHEET, said.DAMAGED))


@kind(FAMILY, "a text number that leads nowhere")
def _no_string(rng: Random, at: Subject) -> Mutant | None:
    entry = rng.choice([one for one in at.entries if one.is_open])
    change = parts.cell(entry.a1, "<v>99999</v>", "s")
    return Mutant(parts.changed(at.data, {at.part(entry.sheet): change}), entry.a1, (said.DAMAGED,))


@kind(FAMILY, "two printed texts of the file exchanged")
def _strings(rng: Random, at: Subject) -> Mutant | None:
    """As a broken program does: every cell with the one text has the other one now.

    Texts of the scorer's own are left alone: a note that says something else is a note.
    """
    ballot = at.ballot
    own = {"Có", "Không", "KĐG", *ballot.notes.values(), *ballot.remarks.values(), *ballot.links.values()}

    def change(text: str) -> str:
        pieces = text.split("<si>")
        texts = {number: unescape(re.sub("<[^>]*>", "", piece)) for number, piece in enumerate(pieces[:-1]) if number}
        one, other = rng.sample([number for number, text in texts.items() if text not in own], 2)
        pieces[one], pieces[other] = pieces[other], pieces[one]
        return "<si>".join(pieces)

    checks = (*said_of_form.CHECKS, said_of_cell.FACT_UNREAD, said_of_cell.WORD)
    return Mutant(parts.changed(at.data, {"xl/sharedStrings.xml": change}), "two texts", checks, (ANYWHERE,))


@kind(FAMILY, "two sheets under each other's name")
def _sheets(rng: Random, at: Subject) -> Mutant | None:
    """The relationships exchanged: each sheet still has its passport."""
    one, other = rng.sample(range(1, len(at.book.sheets) + 1), 2)

    def change(text: str) -> str:
        first, second = f'r:id="rId{one}"', f'r:id="rId{other}"'
        assert first in text and second in text
        return text.replace(first, "\0").replace(second, first).replace("\0", second)

    # Nobody adapted the formulas: those that named one of the two now mean the other.
    data = parts.changed(at.data, {parts.BOOK: change})
    checks = said_of_form.FORMULA_CHANGED, said_of_form.FORMULAS_NOT_MOVED
    return Mutant(data, f"{one} and {other}", checks)


@kind(FAMILY, "a sheet that is listed twice")
def _listed_twice(rng: Random, at: Subject) -> Mutant | None:
    number = rng.randrange(1, len(at.book.sheets) + 1)
    change = parts.once("</sheets>", f'<sheet name="bản sao" sheetId="77" r:id="rId{number}"/></sheets>')
    return Mutant(parts.changed(at.data, {parts.BOOK: change}), str(number), (said.DAMAGED,))
