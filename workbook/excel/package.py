"""How the parts of an .xlsx hang together, and what among them has no place in a ballot.

Nothing that a relationship names outside of the file is ever opened. What could act when the original is opened
in Excel (macros, DDE, embedded objects, connections) refuses the file: an honest ballot has none. Links to other
workbooks and linked pictures come with everyday pasting, so they are a warning; hyperlinks are normal.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from workbook.catalogue import file as checks
from workbook.excel.gate import Parts, refuse
from workbook.excel.parse import Attributes, Source, nothing, parse
from workbook.findings import Check, Finding, Place, Words, finding
from workbook.limits import Limits


class Link(NamedTuple):
    """One relationship: what it is, and what it points to: a part, or a place outside.

    `kind` is the name of a type that is known in full, "" else; `word` the last word of any type.
    """

    kind: str
    target: str
    outside: bool
    word: str


Links = Mapping[str, Link]
"""The relationships of one part by their id."""


@dataclass(slots=True)
class Package:
    """The parts with their relationships; those of the package itself stand under the part ""."""

    parts: Parts
    at: Place
    limits: Limits
    findings: tuple[Finding, ...] = ()
    _known: dict[str, Links] = field(default_factory=dict)

    def links(self, part: str) -> Links:
        """The relationships of one part; refused where they are missing."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", base + ".rels")
        if rels.casefold() not in self._known:
            self._known[rels.casefold()] = self._read(rels, folder)
        return self._known[rels.casefold()]

    def links_if_any(self, part: str) -> Links:
        """The relationships of one part, none where it has no list of them."""
        folder, base = posixpath.split(part)
        return self.links(part) if posixpath.join(folder, "_rels", base + ".rels") in self.parts else {}

    def all_links(self) -> Iterator[Link]:
        """Every relationship of every part, of those too that are never read."""
        for rels in self.parts.names:
            folder, base = posixpath.split(rels)
            if posixpath.basename(folder).casefold() == "_rels" and base.casefold().endswith(".rels"):
                yield from self.links(posixpath.join(posixpath.dirname(folder), base[: -len(".rels")])).values()

    def _read(self, rels: str, folder: str) -> Links:
        links: dict[str, Link] = {}
        depth = 0

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            if tag != "Relationship":
                return
            name, target, type_ = attributes["Id"], attributes["Target"], attributes["Type"]
            if depth != 2:
                raise ValueError(f"<{tag}> inside another element")
            if name in links:
                raise ValueError(f'2 x Id="{name}"')
            outside = attributes.get("TargetMode", "").casefold() == "external"
            kind, word = _kind(type_), type_.strip().rstrip("/").rpartition("/")[2]
            if not kind and word.casefold() in _FEIGNED:  # some programs may take it for what it is called
                refuse(checks.UNSAFE, self.at, reason=f'Type="{type_}", {rels}')
            links[name] = Link(kind, target if outside else _inside(folder, target), outside, word)

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1

        parse(Source(self.parts.read(rels), rels, self.at, self.limits), start, end, nothing)
        return links


_TYPES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/",
    "http://schemas.microsoft.com/office/2017/10/relationships/",
)
"""What the types that mean something here begin with."""
_FEIGNED = ("officedocument", "sharedstrings", "styles", "worksheet")


def _kind(type_: str) -> str:
    for start in _TYPES:
        if type_.startswith(start):
            return type_[len(start) :]
    return ""


def the_one(links: Links, kind: str, at: Place, part: str) -> str:
    """The target of the one relationship of this kind, "" where there is none: no order decides between two."""
    found = [link.target for link in links.values() if link.kind == kind]
    if len(found) > 1:
        refuse(checks.UNSAFE, at, reason=f"{len(found)} x {kind}, {part}")
    return found[0] if found else ""


def _inside(folder: str, target: str) -> str:
    """The part that a relationship names; one that leads out of the file is no part at all."""
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


# ---------------------------------------------------------------- what has no place in a ballot
_FOLDERS = {
    "xl/embeddings/": checks.EMBEDDED,
    "xl/activex/": checks.EMBEDDED,
    "xl/querytables/": checks.CONNECTED,
    "xl/connections.xml": checks.CONNECTED,
}
_KINDS = {
    **dict.fromkeys(("oleObject", "package", "control", "activeXControlBinary"), checks.EMBEDDED),
    **dict.fromkeys(("connections", "queryTable"), checks.CONNECTED),
    **dict.fromkeys(("vbaProject", "xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"), checks.MACROS),
}
"""By the last word of a relationship's type, wherever the part lies."""
_CONTROL = "ctrlProp"
"""A drawn check box or button: without macros, which are refused, it does nothing."""
_SHOWN = 3


def open_package(parts: Parts, at: Place, limits: Limits) -> Package:
    """The package, refused for what could act; what merely does not belong is in its findings."""
    package = Package(parts, at, limits)
    links = list(package.all_links())
    for name in parts.names:
        for start, check in _FOLDERS.items():
            if name.casefold().startswith(start):
                _refuse(check, at, name)
    for link in links:
        if link.word in _KINDS:
            _refuse(_KINDS[link.word], at, link.target)
    for link in links:
        if link.word == "externalLink" and not link.outside:
            _no_program(package, link.target)
    package.findings = tuple(_findings(links, at))
    return package


def _refuse(check: Check, at: Place, part: str) -> None:
    if check is checks.MACROS:
        refuse(check, at)
    refuse(check, at, part=part)


def _no_program(package: Package, part: str) -> None:
    """A link may name another workbook; one that names a program (DDE, OLE) is refused."""
    if part not in package.parts:
        return

    def start(tag: str, attributes: Attributes) -> None:
        if tag in ("ddeLink", "oleLink"):
            names = [attributes.get(name, "") for name in ("ddeService", "ddeTopic", "progId")]
            refuse(checks.DDE, package.at, found=" | ".join(name for name in names if name) or tag)

    parse(Source(package.parts.read(part), part, package.at, package.limits), start, nothing, nothing)


def _findings(links: list[Link], at: Place) -> Iterator[Finding]:
    targets = sorted({link.target for link in links if link.outside and link.kind != "hyperlink"})
    if targets:
        more = len(targets) - _SHOWN
        shown = ", ".join(posixpath.basename(target.replace("\\", "/")) or target for target in targets[:_SHOWN])
        rest = Words(f"{shown} và {more} nơi khác", f"{shown} and {more} more") if more > 0 else shown
        yield finding(checks.LINKED, at, target=rest)
    if count := sum(link.word == _CONTROL for link in links):
        yield finding(checks.CONTROLS, at, count=count)


# ---------------------------------------------------------------- formulas that call programs
_QUOTED = re.compile(r'"[^"]*"?|\'[^\']*\'?|\[[^\]]*\]?')


def calls_program(formula: str) -> bool:
    """Whether the formula holds a DDE call, as cmd|'/c calc'!A0: nothing else has a bar outside of quotes."""
    return "|" in formula and "|" in _QUOTED.sub("", formula)
