""".xlsx bytes -> ReadBook: the workbook's own parts here, one sheet's cells in `worksheet`.

Standard library only: a zip behind the door of `gate`, then one expat pass a part. What the
cells mean is not known here; a file that cannot be read at all is `Refused` with FILE findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar, cast
from xml.etree.ElementTree import Element

from workbook.catalogue import file as checks
from workbook.excel.cells import PLAIN, TEXT_LIMIT, Shared
from workbook.excel.comments import read_comments
from workbook.excel.gate import open_parts, refuse
from workbook.excel.package import Links, Package, calls_program, open_package, the_one
from workbook.excel.parse import (
    RELATIONSHIPS,
    Attributes,
    Budget,
    End,
    Source,
    Start,
    local,
    on,
    once,
    only_at,
    parse,
    parse_tree,
)  # fmt: skip
from workbook.excel.parsed import rich_text
from workbook.excel.styles import Styles, read_styles
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
    main = the_one(package.links(""), "officeDocument", at, "_rels/.rels")
    if not main:
        refuse(checks.DAMAGED, at, part="_rels/.rels", reason="officeDocument")
    links = package.links(main)
    strings = _strings(package, the_one(links, "sharedStrings", at, main), budget)
    listed = _sensible(package, main, lambda source: _listed(source, budget))
    part = the_one(links, "styles", at, main)
    styles = _sensible(package, part, read_styles) if part in package.parts else Styles({"0": PLAIN}, {})
    shared = Shared(strings, styles.cells, budget, listed.from_1904, rules=styles.rules)
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
T = TypeVar("T")


def _sensible(package: Package, part: str, read: Callable[[Source], T]) -> T:
    """What a part says; DAMAGED where it makes no sense."""
    try:
        return read(_source(package, part))
    except (ValueError, LookupError) as error:
        refuse(checks.DAMAGED, package.at, part=part, reason=str(error) or type(error).__name__)


def _listed(source: Source, budget: Budget) -> _Listed:
    root = parse_tree(source)
    properties = once(source, root, "workbookPr")
    once(source, root, "sheets")
    prefix = source.prefixes.get(RELATIONSHIPS)
    tabs = []
    for sheet in only_at(source, root, "sheets", "sheet"):
        state = sheet.get("state", "visible")
        if state not in ("visible", "hidden", "veryHidden"):
            raise ValueError(f'state="{state}"')
        link = sheet.get(f"{prefix}:id", "") if prefix else ""
        tabs.append(_Tab(unescape(sheet.attrib["name"]), cast(State, state), link))
    names = []
    for defined in only_at(source, root, "definedNames", "definedName"):
        budget.spend(cells=1)
        name = unescape(defined.attrib["name"])
        # Programs keep hidden ones for themselves, and those of the prefix for print areas, titles and filters.
        if not name.casefold().startswith("_xl") and not on(defined.get("hidden")):
            names.append(name)
        if calls_program(formula := "".join(defined.itertext())):
            refuse(checks.DDE, source.at, found=f"{name} = {formula}")
    return _Listed(tuple(tabs), tuple(names), properties is not None and on(properties.get("date1904")))


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
def _strings(package: Package, part: str, budget: Budget) -> dict[str, str]:
    """The shared strings by their number, which stays the text that the cells write."""
    strings: dict[str, str] = {}
    if part not in package.parts:
        return strings
    source = _source(package, part)

    def harvest(root: Element, last: bool) -> None:
        """Take out what is whole: all but the last one, which may still be open."""
        whole = len(root) if last else max(len(root) - 1, 0)
        prefix = source.prefix
        item = prefix + "si"
        for element in root[:whole]:
            if element.tag == item:
                text = unescape(rich_text(element, prefix))
                if len(text) > TEXT_LIMIT:
                    raise ValueError(f"{len(text)} > {TEXT_LIMIT}")
                strings[str(len(strings))] = text
            elif element.tag != prefix + "extLst" or only_at(source, element, "si"):
                raise ValueError(f"<{element.tag}>")
        budget.at_most(len(strings))
        del root[:whole]

    parse_tree(source, harvest)
    return strings
