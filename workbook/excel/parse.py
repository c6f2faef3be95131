"""One XML part through expat: no document type, no foreign root, faults as findings.

The parts' meaning stands in `read` (the workbook's own parts) and `worksheet` (one sheet).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn
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
        send(source, start, end)
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


def send(source: Source, start: Start, end: End) -> None:
    """From here on the elements go to these handlers."""
    parser, prefix = source.parser, source.prefix
    if prefix:
        parser.StartElementHandler = lambda tag, attributes: start(tag.removeprefix(prefix), attributes)
        parser.EndElementHandler = lambda tag: end(tag.removeprefix(prefix))
    else:
        parser.StartElementHandler, parser.EndElementHandler = start, end


def local(tag: str) -> str:
    """An element's name without prefix, for the places where extensions are welcome."""
    return tag.rpartition(":")[2]


def on(value: str | None) -> bool:
    """A flag of the file: "1" and "true" are the same thing."""
    return value in ("1", "true")

