"""One XML part through expat: no document type, no foreign root, faults as findings.

The parts' meaning stands in `read` (the workbook's own parts) and `worksheet` (one sheet).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from workbook.catalogue import file as checks
from workbook.excel.gate import refuse, too_much, unsafe
from workbook.findings import Place, Words
from workbook.limits import MB, USUAL, Limits

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]

_MAIN = (
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",  # "Strict Open XML Spreadsheet" in Excel's list of formats
)

_STRICT, _USUAL = "http://purl.oclc.org/ooxml/", "http://schemas.openxmlformats.org/"
RELATIONSHIPS = f"{_USUAL}officeDocument/2006/relationships"
_TWINS = {
    f"{_STRICT}spreadsheetml/main": f"{_USUAL}spreadsheetml/2006/main",
    f"{_STRICT}officeDocument/relationships": RELATIONSHIPS,
}
"""Both spellings of a namespace, which programs read alike."""

_LETTERS_A_CELL = 100
"""Shared formulas are spelt out for every cell; all together may take this many letters a cell."""


@dataclass(slots=True)
class Budget:
    """What the workbook may still make us keep: cells (texts, areas and columns too), formula letters."""

    at: Place
    limits: Limits = USUAL
    cells: int = field(init=False)
    letters: int = field(init=False)

    def __post_init__(self) -> None:
        self.cells = self.limits.cells
        self.letters = self.limits.cells * _LETTERS_A_CELL

    def spend(self, cells: int = 0, letters: int = 0) -> None:
        self.cells -= cells
        self.letters -= letters
        if self.letters < 0:
            what = Words("quá nhiều ký tự trong công thức", "too many letters in formulas")
            too_much(self.at, what, self.limits, "cells")
        self.at_most(0)

    def at_most(self, cells: int) -> None:
        """Refuse when `cells` more would be too many."""
        if cells > self.cells:
            too_much(self.at, Words("quá nhiều ô", "too many cells"), self.limits, "cells")


@dataclass(slots=True)
class Source:
    """One part to be parsed: its bytes, its name in the zip, the place for findings."""

    data: bytes
    part: str
    at: Place
    limits: Limits = USUAL
    spaces: tuple[str, ...] = _MAIN
    """What the root's namespace may begin with."""
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)
    prefix: str = ""
    """The root's own prefix with its colon: some programs write <x:c> for <c>."""
    prefixes: dict[str, str] = field(default_factory=dict)
    """The one prefix of each namespace, "" for the one that needs none."""
    meanings: dict[str, str] = field(default_factory=dict)
    """The one namespace of each prefix."""

    def declare(self, attributes: Attributes) -> None:
        """Take note of the namespaces that an element declares.

        Names are compared as they are spelt. So a namespace that means something here has one prefix in a part,
        and that prefix no other meaning: else other programs would see elements that are not seen here.
        """
        for name, value in attributes.items():
            if not name.startswith("xmlns"):
                continue
            prefix, space = name[len("xmlns:") :], _TWINS.get(value, value)
            same = self.prefixes.setdefault(space, prefix), self.meanings.setdefault(prefix, space)
            if same != (prefix, space) and any(known.startswith(_MAIN) for known in (space, same[1])):
                refuse(checks.UNSAFE, self.at, reason=f'{name}="{value}", {self.part}')

    def is_scattered(self, root: Attributes) -> bool:
        """Whether elements below the root may declare namespaces too; hardly any do."""
        return self.data.count(b"xmlns") > sum(name.startswith("xmlns") for name in root)


def parse(source: Source, start: Start, end: End, text: End, between: Callable[[bool], None] | None = None) -> None:
    """Send the part's elements to the handlers; names come without the root's own prefix.

    `between` is called after every slice of the part, and with True at its end.

    A broken part, and whatever a handler cannot make sense of (ValueError, LookupError), is DAMAGED.
    """
    parser = source.parser
    _is_utf8(source)

    def root(tag: str, attributes: Attributes) -> None:
        prefix, colon, _ = tag.rpartition(":")
        space = attributes.get("xmlns" + colon + prefix, "")
        if not space.startswith(source.spaces):
            raise ValueError(f"<{tag}> {space}")
        source.prefix = prefix + colon
        source.declare(attributes)
        send(source, start, end, source.is_scattered(attributes))
        start(tag.removeprefix(source.prefix), attributes)

    def doctype(*_: object) -> NoReturn:
        unsafe(source.at, f"DOCTYPE trong {source.part}", f"DOCTYPE in {source.part}")

    def declared(_: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            refuse(checks.NOT_UTF8, source.at, found=encoding, part=source.part)

    parser.buffer_text = True
    parser.buffer_size = 1 << 18
    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = root
    parser.CharacterDataHandler = text
    try:
        _feed(source, between)
    except (expat.ExpatError, ValueError, LookupError) as error:
        refuse(checks.DAMAGED, source.at, part=source.part, reason=str(error) or type(error).__name__)
    finally:  # the handlers hold the parser and the parser the handlers: let them go at once
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = parser.XmlDeclHandler = None


# ---------------------------------------------------------------- what the parser may be given
_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii")


def _is_utf8(source: Source) -> None:
    """Every program writes UTF-8; what searches the bytes for a word would find nothing in another encoding."""
    if source.data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in source.data[:4]:
        refuse(checks.NOT_UTF8, source.at, found="UTF-16", part=source.part)


_SLICE = 1 << 18
_BLOCK = 64
"""Bytes of a small block of memory, at least: an element that is open, a name, a cell."""
_LONGEST = 4 * _SLICE
"""Bytes of one tag, comment or instruction; the longest honest ones are lists of areas."""


def _feed(source: Source, between: Callable[[bool], None] | None) -> None:
    """The part slice by slice, so that tags within tags and names without end stop before memory does."""
    parser, data, at, limits = source.parser, memoryview(source.data), source.at, source.limits
    most = sys.getallocatedblocks() + limits.memory_mb * MB // _BLOCK
    for start in range(0, len(data), _SLICE):
        parser.Parse(data[start : start + _SLICE], False)
        if between is not None:
            between(False)
        if start - parser.CurrentByteIndex > _LONGEST:
            unsafe(at, f"{source.part}: một thẻ quá dài", f"{source.part}: a tag that is too long")
        if sys.getallocatedblocks() > most:
            too_much(at, Words("quá nhiều bộ nhớ", "too much memory"), limits, "memory_mb")
    parser.Parse(b"", True)
    if between is not None:
        between(True)


def send(source: Source, start: Start, end: End, is_scattered: bool) -> None:
    """From here on the elements go to these handlers."""
    parser = source.parser
    if not (source.prefix or is_scattered):
        parser.StartElementHandler, parser.EndElementHandler = start, end
        return

    def opened(tag: str, attributes: Attributes) -> None:
        source.declare(attributes)
        start(own_name(tag, source.prefix), attributes)

    parser.StartElementHandler = opened
    parser.EndElementHandler = lambda tag: end(own_name(tag, source.prefix))


def own_name(tag: str, prefix: str) -> str:
    """An element's name without the root's own prefix; one that has none beside such a root is nobody's."""
    if tag.startswith(prefix):
        return tag[len(prefix) :]
    return tag if ":" in tag else f":{tag}"


def local(tag: str) -> str:
    """An element's name without prefix, for the places where extensions are welcome."""
    return tag.rpartition(":")[2]


def on(value: str | None) -> bool:
    """A flag of the file: "1" and "true" are the same thing."""
    return value in ("1", "true")


# ---------------------------------------------------------------- a part as a tree
def parse_tree(source: Source, harvest: Callable[[Element, bool], None] | None = None) -> Element:
    """The part as elements, spelt as they are in it; `harvest` may take them out of the root after every slice."""
    builder = TreeBuilder()
    top = Element("")
    scattered = False

    def first(tag: str, attributes: Attributes) -> None:
        nonlocal top, scattered
        top, scattered = builder.start(source.prefix + tag, attributes), source.is_scattered(attributes)
        source.parser.StartElementHandler, source.parser.EndElementHandler = builder.start, builder.end

    def between(last: bool) -> None:
        if scattered and (last or harvest is not None):
            for element in top.iter():
                source.declare(element.attrib)
        if harvest is not None:
            harvest(top, last)

    parse(source, first, nothing, builder.data, between)
    return top


def nothing(_: str) -> None:
    """A handler for what is of no interest."""


def only_at(source: Source, root: Element, *path: str) -> list[Element]:
    """The elements of this path below the root; one of that name anywhere else means what nobody can say."""
    found = [root]
    for name in path:
        tag = source.prefix + name
        found = [child for element in found for child in element if child.tag == tag]
    if len(found) != sum(1 for _ in root.iter(source.prefix + path[-1])):
        raise ValueError(f"<{path[-1]}> not in <{'><'.join(path[:-1])}>")
    return found


def children(source: Source, parent: Element | None, name: str) -> list[Element]:
    """The elements of that name right below their parent; any other one there would be counted by other programs."""
    if parent is None:
        return []
    found = [child for child in parent if child.tag == source.prefix + name]
    if len(found) != sum(1 for _ in parent.iter(source.prefix + name)):
        raise ValueError(f"<{name}> not in <{parent.tag}>")
    return found


def once(source: Source, root: Element, name: str) -> Element | None:
    """The one element of that name right below the root, if there is one."""
    found = only_at(source, root, name)
    if len(found) > 1:
        raise ValueError(f"<{name}> x {len(found)}")
    return found[0] if found else None
