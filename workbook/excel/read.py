""".xlsx bytes -> ReadBook: the workbook's own parts here, one sheet's cells in `worksheet`.

Standard library only: a zip behind the door of `gate`, then one expat pass a part. What the
cells mean is not known here; a file that cannot be read at all is `Refused` with FILE findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple, cast

from workbook.catalogue import file as checks
from workbook.excel.cells import PLAIN, TEXT_LIMIT, CellStyle, Shared
from workbook.excel.comments import read_comments
from workbook.excel.gate import open_parts, refuse
from workbook.excel.package import Links, Package, calls_program, nothing, open_package
from workbook.excel.parse import Attributes, Budget, End, Source, Start, local, on, parse
from workbook.excel.worksheet import State, read_sheet
from workbook.findings import Finding, Place, Refused
from workbook.limits import USUAL, Limits
from workbook.sheets.grid import ReadBook, ReadSheet, a1, unescape


class _Tab(NamedTuple):
    """One sheet as the workbook lists it."""

    name: str
    state: State
    link: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the workbook's main part lists."""

    tabs: tuple[_Tab, ...]
    names: tuple[str, ...]
    from_1904: bool
    """Whether days are counted from 1904, as Excel for the Mac once did."""


def read_book(data: bytes, name: str, limits: Limits = USUAL) -> ReadBook:
    """The workbook in `data`; `name` is how the findings call the file.

    Sheets come in the workbook's order, chart sheets left out. Raises Refused, and nothing else,
    whatever the bytes are.
    """
    at = Place(file=name)
    budget = Budget(at, limits)
    package = open_package(open_parts(data, name, limits), at, limits)
    main = next((link.target for link in package.links("").values() if link.kind == "officeDocument"), "")
    if not main:
        refuse(checks.DAMAGED, at, part="_rels/.rels", reason="officeDocument")
    links = package.links(main)
    by_kind = {link.kind: link.target for link in links.values() if not link.outside}
    strings = _strings(package, by_kind.get("sharedStrings"), budget)
    listed = _listed(package, main, budget)
    shared = Shared(strings, _styles(package, by_kind.get("styles")), budget, listed.from_1904)
    findings = list(package.findings)
    sheets = tuple(_sheets(package, listed.tabs, links, shared, findings))
    if not sheets:
        refuse(checks.NO_SHEET, at)
    return ReadBook(sheets, _application(package), _saved(package), listed.names, tuple(findings))


def _sheets(
    package: Package, tabs: tuple[_Tab, ...], links: Links, shared: Shared, findings: list[Finding]
) -> Iterator[ReadSheet]:
    seen = set()
    for tab in tabs:
        link = links.get(tab.link)
        if link is None or link.outside or link.target.casefold() in seen:
            refuse(checks.DAMAGED, package.at, part="workbook", reason=f"{tab.name} -> {tab.link}")
        seen.add(link.target.casefold())
        if link.kind != "worksheet":
            continue
        source = _source(package, link.target, replace(package.at, sheet=tab.name))
        sheet = read_sheet(source, tab.name, tab.state, shared)
        _no_program(source, sheet)
        comments, found = read_comments(package, link.target, source.at, shared.budget)
        findings += found
        yield replace(sheet, comments=comments) if comments else sheet


def _no_program(source: Source, sheet: ReadSheet) -> None:
    """No formula calls another program; the sheet's bytes are searched first, since hardly any has a bar."""
    # A search for one byte takes no time, and there is rarely a number sign at all.
    if b"|" in source.data or (b"#" in source.data and b"&#" in source.data):
        for position, cell in sheet.cells.items():
            if cell.formula and calls_program(cell.formula):
                refuse(checks.DDE, replace(source.at, cell=a1(*position)), found=cell.formula)


def _source(package: Package, part: str, at: Place | None = None) -> Source:
    return Source(package.parts.read(part), part, at or package.at, package.limits)


# ---------------------------------------------------------------- what the workbook lists
_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


def _remember_prefixes(attributes: Attributes, prefixes: set[str]) -> None:
    """The prefixes of the namespace in which a sheet's part is named; one that changes its meaning is a trap."""
    for name, value in attributes.items():
        if name.startswith("xmlns:"):
            prefix = name[len("xmlns:") :]
            if value in _RELATIONSHIPS:
                prefixes.add(prefix)
            elif prefix in prefixes:
                raise ValueError(f'{name}="{value}"')


def _listed(package: Package, main: str, budget: Budget) -> _Listed:
    tabs: list[_Tab] = []
    names: list[str] = []
    texts: list[str] = []
    name: str | None = None
    from_1904 = False

    prefixes: set[str] = set()

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal name, from_1904
        texts.clear()
        _remember_prefixes(attributes, prefixes)
        if tag == "workbookPr":
            from_1904 = on(attributes.get("date1904"))
        elif tag == "sheet":
            link = next((attributes[f"{prefix}:id"] for prefix in prefixes if f"{prefix}:id" in attributes), "")
            state = attributes.get("state", "visible")
            if state not in ("visible", "hidden", "veryHidden"):
                raise ValueError(f'state="{state}"')
            tabs.append(_Tab(unescape(attributes["name"]), cast(State, state), link))
        elif tag == "definedName":
            budget.spend(cells=1)
            name = unescape(attributes["name"])
            # Programs keep hidden ones for themselves, and those of the prefix for print areas, titles and filters.
            if not name.casefold().startswith("_xl") and not on(attributes.get("hidden")):
                names.append(name)

    def end(tag: str) -> None:
        if tag == "definedName" and calls_program(formula := "".join(texts)):
            refuse(checks.DDE, package.at, found=f"{name} = {formula}")

    parse(_source(package, main), start, end, texts.append)
    return _Listed(tuple(tabs), tuple(names), from_1904)


# ---------------------------------------------------------------- what the document says of itself
def _application(package: Package) -> str:
    found = _property(package, "docProps/app.xml", "Application")
    return found.strip()


def _saved(package: Package) -> datetime | None:
    """When the file was saved last, None where it does not say or nobody can read it."""
    part = next((link.target for link in package.links("").values() if link.kind == "core-properties"), "")
    text = _property(package, part, "modified").strip()
    try:
        moment = datetime.fromisoformat(text) if len(text) >= len("2025-01-02") else None
        return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _property(package: Package, part: str, wanted: str) -> str:
    """One text of the document's properties, "" where there is none: nothing depends on them."""
    texts: list[str] = []
    found: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        texts.clear()

    def end(tag: str) -> None:
        if local(tag) == wanted:
            found.append("".join(texts))

    if part in package.parts:
        _if_readable(_source(package, part), start, end, texts)
    return found[0] if found else ""


def _if_readable(source: Source, start: Start, end: End, texts: list[str]) -> None:
    """Parse a part that the ballot does not need: a fault in it is no reason to refuse, an attack is."""
    try:
        parse(source, start, end, texts.append)
    except Refused as refused:
        if any(found.check not in (checks.DAMAGED, checks.NOT_UTF8) for found in refused.findings):
            raise


# ---------------------------------------------------------------- strings
def _strings(package: Package, part: str | None, budget: Budget) -> dict[str, str]:
    """The shared strings by their number, which stays the text that the cells write."""
    strings: dict[str, str] = {}
    if part is None or part not in package.parts:
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
            text = unescape("".join(pieces))
            if len(text) > TEXT_LIMIT:
                raise ValueError(f"{len(text)} > {TEXT_LIMIT}")
            strings[str(len(strings))] = text
            budget.at_most(len(strings))
            pieces.clear()
        elif tag == "rPh":
            phonetic = False

    parse(_source(package, part), start, end, texts.append)
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


def _styles(package: Package, part: str | None) -> dict[str, CellStyle]:
    """What each cell style means, by its number as the cells write it."""
    if part is None or part not in package.parts:
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

    parse(_source(package, part), start, nothing, nothing)
    formats = {number: (code, dated(code)) for number, code in codes.items()}
    return {
        str(number): CellStyle(locked, *formats.get(code, ("General", False)))
        for number, (code, locked) in enumerate(found)
    }
