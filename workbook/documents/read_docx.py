""".docx bytes -> a grid: paragraphs and tables in reading order, as a reader sees them; no library, nothing opened.

The file is from outside: its zip goes through the door of `excel.gate`, its XML through `excel.parse` (no
document type, no entity), nothing that it links to is read. Insertions of tracked changes count, deletions
and hidden text do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from workbook.audit.csvtext import Grid
from workbook.catalogue import audit_back as said
from workbook.catalogue import file as said_of_files
from workbook.excel.gate import open_parts, refuse
from workbook.excel.kinds import ZIP, kind_of
from workbook.excel.package import Package
from workbook.excel.parse import Attributes, Budget, Source, local, parse
from workbook.findings import Finding, Place, Words, finding
from workbook.limits import MB, USUAL, Limits
from workbook.sheets.grid import ReadCell

FOOTNOTE: Final = "⁽*⁾"
"""Stands where Word keeps a footnote's number to itself."""
_SKIPPED: Final = frozenset({"del", "moveFrom", "txbxContent", "textbox", "Fallback", "sdtPr"}) | {
    f"{what}Change" for what in ("pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr")
}
"""Elements of which nothing counts: deleted, moved away, floating, former looks, or said a second time."""
_FLOATING: Final = frozenset({"txbxContent", "textbox"})
_PICTURES: Final = frozenset({"pic", "imagedata"})
_CHANGES: Final = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"})
_CHARACTERS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_NOTES: Final = ("footnotes", "endnotes")
_WIDEST: Final = 200
"""Columns of a table beyond which a cell's own word about its width is not believed."""


@dataclass(slots=True)
class _Table:
    """A table while it is read; nested tables wait until it ends."""

    rows: list[dict[int, str]] = field(default_factory=list)
    cells: dict[int, str] = field(default_factory=dict)
    column: int = 0
    span: int = 1
    texts: list[str] = field(default_factory=list)
    deleted: bool = False
    goes_on: bool = False
    merged: dict[int, list[int]] = field(default_factory=dict)
    """By row, the columns of the cells that are one with that above them."""
    inner: list[_Table] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Where we stand in the body."""

    budget: Budget
    blocks: list[str | _Table] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    skipped: int = 0
    in_text: bool = False
    hidden: bool = False
    changes: int = 0
    unread: int = 0
    pictures: int = 0

    # ------------------------------------------------------------ elements
    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        self.open.append(name)
        if len(self.open) > 2_000:
            raise ValueError("depth")
        inside = self.open[-2] if len(self.open) > 1 else ""
        self._count(name)
        if name in _SKIPPED and not (name == "del" and inside in ("rPr", "trPr", "tcPr")):
            self.skipped += 1
        if self.skipped:
            return
        if name == "tbl":
            self.tables.append(_Table())
        elif self.tables and self._in_table(name, inside, attributes):
            return
        elif name == "r":
            self.run, self.hidden = [], False
        elif name == "vanish" and inside == "rPr":
            self.hidden = "r" in self.open and attributes.get("w:val") not in ("0", "false")
        elif name == "t":
            self.in_text = True
        elif name in _CHARACTERS and inside == "r":
            self.run.append(_CHARACTERS[name])
        elif name in ("footnoteReference", "endnoteReference"):
            self.run.append(FOOTNOTE)

    def _count(self, name: str) -> None:
        if name in _CHANGES:
            self.changes += 1
        if name == "altChunk" or (name in _FLOATING and "Fallback" not in self.open):
            self.unread += 1
        if name in _PICTURES and "Fallback" not in self.open:
            self.pictures += 1

    def _in_table(self, name: str, inside: str, attributes: Attributes) -> bool:
        table = self.tables[-1]
        if name == "tr":
            table.cells, table.column, table.deleted = {}, 0, False
        elif name == "tc":
            table.texts, table.span, table.goes_on = [], 1, False
        elif name == "gridSpan":
            table.span = _count_in(attributes)
        elif name == "gridBefore":
            table.column += _count_in(attributes)
        elif name == "vMerge" and inside == "tcPr":
            table.goes_on = _value(attributes) in ("", "continue")
        elif name == "del" and inside == "trPr":
            table.deleted = True
        else:
            return False
        return True

    def end(self, tag: str) -> None:
        name = self.open.pop()
        inside = self.open[-1] if self.open else ""
        if name in _SKIPPED and not (name == "del" and inside in ("rPr", "trPr", "tcPr")):
            self.skipped -= 1
            return
        if self.skipped:
            return
        if name == "t":
            self.in_text = False
        elif name == "r":
            if not self.hidden:
                self.text += self.run
            self.run, self.hidden = [], False
        elif name == "p":
            self._paragraph()
        elif self.tables and name in ("tc", "tr", "tbl"):
            self._close(name)

    def characters(self, text: str) -> None:
        if self.in_text and not self.skipped:
            self.run.append(text)

    # ------------------------------------------------------------ what they make
    def _paragraph(self) -> None:
        text, self.text = "".join(self.text), []
        self.budget.spend(cells=1, letters=len(text))
        if self.tables:
            self.tables[-1].texts.append(text)
        elif text.strip():
            self.blocks.append(text)

    def _close(self, name: str) -> None:
        table = self.tables[-1]
        if name == "tc":
            text = "\n".join(filter(str.strip, table.texts))
            if text and table.column < _WIDEST:
                table.cells[table.column] = text
            elif table.goes_on:
                table.merged.setdefault(len(table.rows), []).append(table.column)
            table.column += table.span
        elif name == "tr":
            if not table.deleted:
                table.rows.append(table.cells)
            table.cells, table.deleted = {}, False
        else:
            self.tables.pop()
            if self.tables:
                self.tables[-1].inner.append(table)
            else:
                self.blocks.extend(_with_inner(table))


def _with_inner(table: _Table) -> Iterator[_Table]:
    yield table
    for inner in table.inner:
        yield from _with_inner(inner)


def _count_in(attributes: Attributes) -> int:
    text = _value(attributes)
    return min(int(text), _WIDEST) if text.isdecimal() and len(text) < 6 else 1


def _value(attributes: Attributes) -> str:
    return next((value for name, value in attributes.items() if local(name) == "val"), "")


def is_docx(data: bytes, name: str) -> bool:
    """Whether the bytes are a text document, whatever the file is called; an old one (.doc, .rtf) is one too."""
    if not data.startswith(ZIP):
        return kind_of(data) is said_of_files.WORD or name.lower().endswith((".docx", ".doc"))
    return b"word/document" in data[:MB] or (b"word/" in data[-MB:] and b"xl/workbook" not in data[-MB:])


def read_docx(data: bytes, name: str, limits: Limits = USUAL) -> tuple[Grid, tuple[Finding, ...]]:
    """The document as one grid, each row of which knows what it is in the document; Refused if it is none."""
    at = Place(file=name)
    if kind_of(data) is said_of_files.WORD:
        refuse(said.OLD_WORD, at)
    parts = open_parts(data, name, limits, word=True)
    package = Package(parts, at, limits)
    main = next((link.target for link in package.links("").values() if link.kind == "officeDocument"), "")
    if not main.casefold().startswith("word/"):
        refuse(said_of_files.DAMAGED, at, part="_rels/.rels", reason=Words("không có phần chính", "no main part"))
    reader = _Reader(Budget(at, limits))
    wanted = [link.target for link in package.links_if_any(main).values() if link.kind in _NOTES and not link.outside]
    for part in (main, *sorted(wanted)):
        if part in parts:
            _read(reader, Source(parts.read(part), part, at, limits))
    findings = []
    if reader.changes:
        findings.append(finding(said.TRACKED, at, count=reader.changes))
    # A table that is a picture; beside a real one it is an emblem or a line.
    unread = reader.unread + (0 if any(isinstance(block, _Table) for block in reader.blocks) else reader.pictures)
    if unread:
        findings.append(finding(said.NOT_READ, at, count=unread))
    return _grid(reader.blocks, name), tuple(findings)


def _read(reader: _Reader, source: Source) -> None:
    reader.open, reader.tables, reader.skipped = [], [], 0
    reader.text, reader.run, reader.in_text, reader.hidden = [], [], False, False
    parse(source, reader.start, reader.end, reader.characters)


def _grid(blocks: list[str | _Table], name: str) -> Grid:
    cells: dict[tuple[int, int], ReadCell] = {}
    lines: dict[int, str] = {}
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    row = paragraphs = tables = 0
    for block in blocks:
        if isinstance(block, str):
            paragraphs += 1
            cells[row, 0] = ReadCell("text", block)
            lines[row] = f"paragraph {paragraphs}"
            row += 1
            continue
        tables += 1
        for number, texts in enumerate(block.rows, 1):
            cells.update({(row, column): ReadCell("text", text) for column, text in texts.items()})
            for column in block.merged.get(number - 1, ()):
                merged[row, column] = merged.get((row - 1, column), (row - 1, column))
            lines[row] = f"table {tables}, line {number}"
            row += 1
    return Grid(name, "", cells, {}, lines or {0: "paragraph 1"}, merged)
