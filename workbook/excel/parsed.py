"""Cells as the parser finds them, where `plain` leaves a sheet alone: elements are built by slices and walked over.

Strict: rows stand in <sheetData>, cells in rows, a value and a formula in their cell, each once, all under the
sheet's own namespace. Programs differ in what they make of anything else, so nobody could say what the cell shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element, TreeBuilder

from workbook.catalogue import file as checks
from workbook.excel.cells import FORMULA_LIMIT, Grid, read_cell
from workbook.excel.gate import refuse
from workbook.excel.parse import Attributes, Source, own_name
from workbook.sheets.grid import a1

Replay = tuple[Callable[[str, Attributes], None], Callable[[str], None], Callable[[str], None]]
"""Handlers of a start, an end and a text, for what stands behind the cells."""


class Tree:
    """What stands from <sheetData> on, built into elements, and taken out of them after every slice."""

    def __init__(self, source: Source, grid: Grid, behind: Replay) -> None:
        self.source, self.grid, self.behind = source, grid, behind
        self._builder: TreeBuilder | None = None
        self._top = self._rows = Element("")

    def take_over(self) -> None:
        """From here on the parser's events go to the builder, without a call of ours."""
        if self._builder is not None:
            raise ValueError("<sheetData> x 2")
        self._builder, parser, prefix = TreeBuilder(), self.source.parser, self.source.prefix
        self._top = self._builder.start(prefix + "worksheet", {})
        self._rows = self._builder.start(prefix + "sheetData", {})
        parser.StartElementHandler, parser.EndElementHandler = self._builder.start, self._builder.end
        parser.CharacterDataHandler = self._builder.data

    def harvest(self, last: bool) -> None:
        """Read what is whole: rows but for the last one, then the elements behind them; all of it at the end."""
        if self._builder is None:
            return
        following = len(self._top) - 1
        whole = len(self._rows) if last or following else len(self._rows) - 1
        if whole > 0:
            for row in self._rows[:whole]:
                _read_row(row, self.source.prefix, self.grid)
            del self._rows[:whole]
        ready = following if last else following - 1
        if ready > 0:
            for element in self._top[1 : ready + 1]:
                if element.tag == self._rows.tag:
                    raise ValueError("<sheetData> x 2")
                self._replay(element)
            del self._top[1 : ready + 1]
        if last:
            self.grid.close()
            self._builder = None

    def _replay(self, element: Element) -> None:
        """The events of an element and of all within it, without recursion: nobody knows how deep it is."""
        start, end, text = self.behind
        prefix = self.source.prefix
        open_: list[tuple[Element, Iterator[Element]]] = []
        entering: Element | None = element
        while entering is not None or open_:
            if entering is not None:
                self.source.declare(entering.attrib)
                start(own_name(entering.tag, prefix), entering.attrib)
                text(entering.text or "")
                open_.append((entering, iter(entering)))
            current, children = open_[-1]
            entering = next(children, None)
            if entering is None:
                end(own_name(current.tag, prefix))
                text(current.tail or "")
                open_.pop()


# ---------------------------------------------------------------- rows and cells
def _read_row(row: Element, prefix: str, grid: Grid) -> None:
    _only([row], prefix, ("row",))
    grid.enter(row.attrib)
    place, column = grid.row, -1
    for cell in _only(row, prefix, ("c", "extLst")):
        if cell.tag == prefix + "c":
            place, column = grid.address(cell.get("r"), place, column)
            _read_cell(cell, prefix, grid, (place, column))


def _only(elements: Iterable[Element], prefix: str, names: tuple[str, ...]) -> Iterable[Element]:
    """The elements, which must have one of these names."""
    known = [prefix + name for name in names]
    for element in elements:
        if element.tag not in known:
            raise ValueError(f"<{element.tag}>")
    return elements


def _read_cell(cell: Element, prefix: str, grid: Grid, position: tuple[int, int]) -> None:
    parts = {part.tag.removeprefix(prefix): part for part in _only(cell, prefix, ("v", "f", "is", "extLst"))}
    if len(parts) != len(cell) or {"v", "is"} <= parts.keys():
        raise ValueError("<c>: <v> x 2")
    value: str | None = None
    if "v" in parts:
        value = _text(parts["v"])
    elif "is" in parts:
        value = rich_text(parts["is"], prefix)
    style = cell.get("s") or grid.column_styles.get(position[1]) or grid.style
    same = (style, cell.get("t"), value)
    read = grid.shared.known.get(same) or read_cell(*same, grid.shared)
    if "f" in parts:
        formula = _text(parts["f"])
        if len(formula) > FORMULA_LIMIT:
            grid.endless(formula, position)
        read = read._replace(formula=grid.expand(formula, parts["f"].attrib, position))
    elif not read.text:  # an empty text that no formula made is a blank cell, and a blank shut one is not kept
        if read.locked:
            grid.blanks.append(position)
            return
        read = read if read.kind == "none" else read._replace(kind="none")
    if grid.cells.setdefault(position, read) is not read:  # the very same content twice does no harm
        refuse(checks.TWICE, replace(grid.at, cell=a1(*position)))


def _text(element: Element) -> str:
    if len(element):
        raise ValueError(f"<{element[0].tag}> in <{element.tag}>")
    return element.text or ""


def rich_text(holder: Element, prefix: str) -> str:
    """The text of a shared string, or of a cell that holds it itself: of all runs, not how it is read aloud (rPh)."""
    if len(holder) == 1 and holder[0].tag == prefix + "t":  # as nearly all are
        return _text(holder[0])
    pieces = []
    for run in _only(holder, prefix, ("t", "r", "rPh", "phoneticPr")):
        if run.tag == prefix + "t":
            pieces.append(_text(run))
        elif run.tag == prefix + "r":
            pieces += [_text(text) for text in _only(run, prefix, ("rPr", "t")) if text.tag == prefix + "t"]
    return "".join(pieces)
