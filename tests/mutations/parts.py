"""Changes to the parts of an .xlsx: what no drawn workbook can say, done to the XML and the zip."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Change = Callable[[str], str]
_EPOCH = (1980, 1, 1, 0, 0, 0)
TYPES, BOOK, RELS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def contents(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """A file of these parts; the same bytes whenever it is made."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(timeless(name), part, method)
    return made.getvalue()


def timeless(name: str) -> ZipInfo:
    return ZipInfo(name, _EPOCH)


def changed(data: bytes, changes: Mapping[str, Change], more: Mapping[str, bytes] | None = None) -> bytes:
    """The file with some parts rewritten, and others added."""
    parts = contents(data)
    for name, change in changes.items():
        parts[name] = change(parts[name].decode()).encode()
    return packed({**parts, **(more or {})})


def once(old: str, new: str) -> Change:
    """A change that must find what it replaces."""

    def change(text: str) -> str:
        assert old in text, f"{old} is not there"
        return text.replace(old, new, 1)

    return change


def by_pattern(pattern: str, new: str | Callable[[re.Match[str]], str], count: int = 1) -> Change:
    def change(text: str) -> str:
        made, found = re.subn(pattern, new, text, count=count, flags=re.DOTALL)
        assert found, f"{pattern} is not there"
        return made

    return change


def sheet_part(number: int) -> str:
    """The part of the sheet at this place, from 0."""
    return f"xl/worksheets/sheet{number + 1}.xml"


def rels_part(part: str) -> str:
    """Where the relationships of a part stand."""
    folder, name = part.rsplit("/", 1)
    return f"{folder}/_rels/{name}.rels"


def cell(address: str, inside: str, type_: str | None = None) -> Change:
    """Another content for one cell, its style kept."""
    kind = f' t="{type_}"' if type_ else ""
    return by_pattern(
        rf'<c r="{address}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)',
        lambda match: f'<c r="{address}"{match[1] or ""}{kind}>{inside}</c>',
    )


def result(address: str, value: str, type_: str | None = None) -> Change:
    """Another cached result for a formula cell."""
    kind = f' t="{type_}"' if type_ else ""
    return by_pattern(
        rf'<c r="{address}"( s="\d+")?(?: t="\w+")?>(<f>[^<]*</f>)<v>[^<]*</v></c>',
        lambda match: f'<c r="{address}"{match[1] or ""}{kind}>{match[2]}<v>{escape(value)}</v></c>',
    )


def not_computed(data: bytes) -> bytes:
    """As a library or a phone saves it: formulas without results."""

    def change(text: str) -> str:
        shown = r'<c r="(\w+)"( s="\d+")?(?: t="\w+")?>(<f>[^<]*</f>)<v>[^<]*</v></c>'
        return re.sub(shown, r'<c r="\1"\2>\3</c>', text)

    sheets = [name for name in contents(data) if name.startswith("xl/worksheets/")]
    return changed(data, dict.fromkeys(sheets, change))


def linked(kind: str, target: str, number: int = 900, mode: str = "") -> Change:
    """One more relationship."""
    made = f'<Relationship Id="rId{number}" Type="{_KINDS}/{kind}" Target="{target}"{mode}/>'
    return once("</Relationships>", f"{made}</Relationships>")


def relationships(kind: str, target: str, mode: str = "") -> str:
    """A part of relationships that has one."""
    made = f'<Relationship Id="rId1" Type="{_KINDS}/{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{_PACKAGE}">{made}</Relationships>'


def listed(part: str, kind: str) -> Change:
    """One more line in the table of contents."""
    return once("</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')
