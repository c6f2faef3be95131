""".xlsx bytes -> ReadBook: the workbook's own parts here, one sheet's cells in `worksheet`.

Standard library only: a zip behind the door of `gate`, then one expat pass a part. What the
cells mean is not known here; a file that cannot be read at all is `Refused` with FILE findings.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, cast

from workbook.catalogue import file as checks
from workbook.excel.gate import Parts, open_parts, refuse
from workbook.excel.parse import Attributes, Budget, Source, local, on, parse, unescape
from workbook.excel.worksheet import PLAIN, CellStyle, Shared, State, read_sheet
from workbook.findings import Place
from workbook.sheets.grid import ReadBook, ReadSheet


class _Link(NamedTuple):
    """One relationship: the last word of its type, and the part that it points to."""

    kind: str
    part: str


class _Tab(NamedTuple):
    """One sheet as the workbook lists it."""

    name: str
    state: State
    link: str


def read_book(data: bytes, name: str) -> ReadBook:
    """The workbook in `data`; `name` is how the findings call the file.

    Sheets come in the workbook's order, chart sheets left out. Raises Refused, and nothing else,
    whatever the bytes are.
    """
    at = Place(file=name)
    parts = open_parts(data, name)
    main = next((link.part for link in _links(parts, "", at).values() if link.kind == "officeDocument"), "")
    if not main:
        refuse(checks.DAMAGED, at, part="_rels/.rels", reason="officeDocument")
    links = _links(parts, main, at)
    by_kind = {link.kind: link.part for link in links.values()}
    strings = _strings(parts, by_kind.get("sharedStrings"), at)
    shared = Shared(strings, _styles(parts, by_kind.get("styles"), at), Budget(at))
    tabs = _tabs(parts, main, at)
    sheets = tuple(_sheets(parts, tabs, links, shared, at))
    if not sheets:
        refuse(checks.NO_SHEET, at)
    return ReadBook(sheets, _application(parts, at))


def _sheets(parts: Parts, tabs: list[_Tab], links: dict[str, _Link], shared: Shared, at: Place) -> Iterator[ReadSheet]:
    seen = set()
    for tab in tabs:
        link = links.get(tab.link)
        if link is None or link.part.casefold() in seen:
            refuse(checks.DAMAGED, at, part="workbook", reason=f"{tab.name} -> {tab.link}")
        seen.add(link.part.casefold())
        if link.kind == "worksheet":
            here = replace(at, sheet=tab.name)
            yield read_sheet(Source(parts.read(link.part), link.part, here), tab.name, tab.state, shared)


# ---------------------------------------------------------------- how the parts hang together
def _links(parts: Parts, part: str, at: Place) -> dict[str, _Link]:
    """The relationships of one part ("" is the package), by their id."""
    folder, base = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", base + ".rels")
    links: dict[str, _Link] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            links[attributes["Id"]] = _Link(kind, _target(folder, attributes["Target"]))

    parse(Source(parts.read(rels), rels, at), start, _nothing, _nothing)
    return links


def _target(folder: str, target: str) -> str:
    """The part that a relationship names; one that leads out of the file is no part at all."""
    path = posixpath.normpath(posixpath.join("/" + folder, target))
    return path.lstrip("/")


def _tabs(parts: Parts, main: str, at: Place) -> list[_Tab]:
    tabs: list[_Tab] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            link = next((value for name, value in attributes.items() if local(name) == "id"), "")
            state = attributes.get("state", "visible")
            if state not in ("visible", "hidden", "veryHidden"):
                raise ValueError(f'state="{state}"')
            tabs.append(_Tab(unescape(attributes["name"]), cast(State, state), link))

    parse(Source(parts.read(main), main, at), start, _nothing, _nothing)
    return tabs


def _application(parts: Parts, at: Place) -> str:
    part, texts = "docProps/app.xml", list[str]()
    found: list[str] = []
    if part not in parts:
        return ""

    def start(tag: str, attributes: Attributes) -> None:
        texts.clear()

    def end(tag: str) -> None:
        if tag == "Application":
            found.append("".join(texts))

    parse(Source(parts.read(part), part, at), start, end, texts.append)
    return found[0].strip() if found else ""


def _nothing(_: str) -> None:
    """A handler for what is of no interest."""


# ---------------------------------------------------------------- strings
def _strings(parts: Parts, part: str | None, at: Place) -> dict[str, str]:
    """The shared strings by their number, which stays the text that the cells write."""
    strings: dict[str, str] = {}
    if part is None or part not in parts:
        return strings
    texts: list[str] = []
    pieces: list[str] = []
    phonetic = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal phonetic
        if tag == "t":
            texts.clear()
        elif tag == "rPh":  # how the text is read aloud, not the text
            phonetic = True

    def end(tag: str) -> None:
        nonlocal phonetic
        if tag == "t" and not phonetic:
            pieces.append("".join(texts))
        elif tag == "si":
            strings[str(len(strings))] = unescape("".join(pieces))
            pieces.clear()
        elif tag == "rPh":
            phonetic = False

    parse(Source(parts.read(part), part, at), start, end, texts.append)
    return strings


# ---------------------------------------------------------------- styles
_BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_BUILTIN |= dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")  # dates of East Asian locales
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"?|\[[^\]]*\]?|[\\_*].')


def dated(number_format: str) -> bool:
    """Whether a number under this format is shown as a date or a time."""
    if _ELAPSED.search(number_format):
        return True
    bare = _LITERAL.sub("", number_format)
    return bare.casefold() not in ("general", "standard") and any(char in "dmyhsDMYHS" for char in bare)


def _styles(parts: Parts, part: str | None, at: Place) -> dict[str, CellStyle]:
    """What each cell style means, by its number as the cells write it."""
    if part is None or part not in parts:
        return {"0": PLAIN}
    codes = dict(_BUILTIN)
    found: list[tuple[int, bool]] = []
    block = ""

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal block
        if tag in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs"):
            block = tag
        elif tag == "numFmt" and block == "numFmts":
            codes[int(attributes["numFmtId"])] = unescape(attributes["formatCode"])
        elif tag == "xf" and block == "cellXfs":
            found.append((int(attributes.get("numFmtId", "0")), True))
        elif tag == "protection" and block == "cellXfs":
            found[-1] = (found[-1][0], on(attributes.get("locked", "1")))

    parse(Source(parts.read(part), part, at), start, _nothing, _nothing)
    formats = {number: (code, dated(code)) for number, code in codes.items()}
    return {
        str(number): CellStyle(locked, *formats.get(code, ("General", False)))
        for number, (code, locked) in enumerate(found)
    }
