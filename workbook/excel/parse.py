"""One XML part through expat: no document type, no foreign root, faults as findings.

The parts' meaning stands in `read` (the workbook's own parts) and `worksheet` (one sheet).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from workbook.catalogue import file as checks
from workbook.excel.gate import refuse
from workbook.findings import Place

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]

# What one workbook may make us keep. A council's largest has about 100,000 cells; these only stop
# a file of a few kilobytes from filling the memory.
CELL_LIMIT = 2_000_000
FORMULA_TEXT_LIMIT = 50_000_000

_MAIN = (
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",  # "Strict Open XML Spreadsheet" in Excel's list of formats
)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Budget:
    """What the workbook may still make us keep: cells (areas and columns too), formula letters."""

    at: Place
    cells: int = field(default_factory=lambda: CELL_LIMIT)
    letters: int = field(default_factory=lambda: FORMULA_TEXT_LIMIT)

    def spend(self, cells: int = 0, letters: int = 0) -> None:
        self.cells -= cells
        self.letters -= letters
        if self.letters < 0:
            refuse(checks.TOO_MUCH_INSIDE, self.at, what=f"> {FORMULA_TEXT_LIMIT} (formula)", max=FORMULA_TEXT_LIMIT)
        self.at_most(0)

    def at_most(self, cells: int) -> None:
        """Refuse when `cells` more would be too many."""
        if cells > self.cells:
            refuse(checks.TOO_MUCH_INSIDE, self.at, what=f"> {CELL_LIMIT} (cell)", max=CELL_LIMIT)


@dataclass(slots=True)
class Source:
    """One part to be parsed: its bytes, its name in the zip, the place for findings."""

    data: bytes
    part: str
    at: Place
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)
    prefix: str = ""
    """The root's own prefix with its colon: some programs write <x:c> for <c>."""


def parse(source: Source, start: Start, end: End, text: End) -> None:
    """Send the part's elements to the handlers; names come without the root's own prefix.

    A broken part, and whatever a handler cannot make sense of (ValueError, LookupError), is DAMAGED.
    """
    parser = source.parser

    def root(tag: str, attributes: Attributes) -> None:
        prefix, colon, _ = tag.rpartition(":")
        space = attributes.get("xmlns" + colon + prefix, "")
        if not space.startswith(_MAIN):
            raise ValueError(f"<{tag}> {space}")
        source.prefix = prefix + colon
        send(source, start, end)
        start(tag.removeprefix(source.prefix), attributes)

    def doctype(*_: object) -> NoReturn:
        refuse(checks.UNSAFE, source.at, reason=f"DOCTYPE, {source.part}")

    parser.buffer_text = True
    parser.buffer_size = 1 << 18
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    parser.CharacterDataHandler = text
    try:
        parser.Parse(source.data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        refuse(checks.DAMAGED, source.at, part=source.part, reason=str(error) or type(error).__name__)
    finally:  # the handlers hold the parser and the parser the handlers: let them go at once
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None


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


def unescape(text: str) -> str:
    """`_x000D_` stands for a character that XML cannot hold; half a surrogate pair becomes U+FFFD."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
