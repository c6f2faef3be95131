"""One sheet's XML -> ReadSheet: the cells by pattern where they are spelt plainly, everything by the parser else.

What stands around the cells goes through `_Around` in either case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from xml.parsers.expat import ParserCreate

from workbook.catalogue import file as checks
from workbook.excel.cells import LONGEST_AREA, Grid, Shared, area_of, is_tiny
from workbook.excel.gate import refuse
from workbook.excel.parse import Attributes, Budget, Source, local, on, parse
from workbook.excel.parsed import Tree
from workbook.excel.plain import find_cells, read_plain
from workbook.excel.shift import COLUMN_LIMIT
from workbook.sheets.grid import Area, ReadSheet, ReadValidation, unescape

State = Literal["visible", "hidden", "veryHidden"]


def read_sheet(source: Source, name: str, state: State, shared: Shared) -> ReadSheet:
    """The sheet called `name`; a cell beyond the sheet or given twice is refused."""
    _no_foreign_cells(source)
    budget = shared.budget
    before = budget.cells, budget.letters
    made = _read_plainly(source, shared)
    if made is None:  # what was read so far is let go
        budget.cells, budget.letters = before
        made = _read_wholly(source, shared)
    around, grid = made
    for areas, number_format in around.shown:
        grid.show(areas, number_format)
    return ReadSheet(
        name,
        state,
        grid.cells,
        around.protected,
        tuple(around.validations),
        tuple(around.highlights),
        frozenset(grid.hidden_rows),
        frozenset(around.hidden_columns),
        merges=tuple(around.merges),
    )


def _read_wholly(source: Source, shared: Shared) -> tuple[_Around, Grid]:
    """Every tag by the parser."""
    around = _Around(shared.budget, shared.rules)
    grid = Grid(source.at, shared, around.column_styles)
    tree = Tree(source, grid, (around.start, around.end, around.texts.append))

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheetData":
            around.at_top(tag)
            tree.take_over()
        else:
            around.start(tag, attributes)

    parse(source, start, around.end, around.texts.append, tree.harvest)
    return around, grid


def _read_plainly(source: Source, shared: Shared) -> tuple[_Around, Grid] | None:
    """The cells by pattern, the rest by the parser; None where the cells are not spelt as `plain` knows it.

    The rest is parsed with an empty <sheetData/> in the place of the cells: only if the parser finds it just there,
    and no other, are they what the pattern takes them for.
    """
    span = find_cells(source.data)
    if span is None:
        return None
    around, seen = _Around(shared.budget, shared.rules), list[int]()
    data = memoryview(source.data)
    rest = replace(source, data=b"".join((data[: span[0]], b"<sheetData/>", data[span[1] :])), parser=ParserCreate())

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheetData":
            around.at_top(tag)
            seen.append(rest.parser.CurrentByteIndex)
        around.start(tag, attributes)

    parse(rest, start, around.end, around.texts.append)
    grid = Grid(source.at, shared, around.column_styles)
    there = seen == [span[0]] and not rest.prefix
    return (around, grid) if there and read_plain(source.data, span, grid) else None


_DECLARES = re.compile(rb"""<[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*?\sxmlns\s*[:=]""")
"""A tag that declares a namespace: an attribute's value may hold ">", a cell's text the word itself."""


def _no_foreign_cells(source: Source) -> None:
    """Names are taken without their namespace, so none may be declared among the cells."""
    first, last = source.data.find(b"sheetData"), source.data.rfind(b"sheetData")
    # The plain search is quick; only where it finds something is a cell's text told from a tag.
    if source.data.find(b"xmlns", first, last) >= 0 and _DECLARES.search(source.data, first, last):
        refuse(checks.UNSAFE, source.at, reason=f"xmlns, {source.part}")


# ---------------------------------------------------------------- all around the cells
_TEXTS = ("formula1", "formula", "f", "sqref")
_PLACES = {
    "sheetProtection": [],
    "col": ["cols"],
    "mergeCell": ["mergeCells"],
    "dataValidation": ["dataValidations"],
    "conditionalFormatting": [],
    "cfRule": ["conditionalFormatting"],
}
"""Where an element of the sheet's own stands; one that is found elsewhere is nothing to other programs, or all."""


@dataclass(slots=True)
class _Around:
    """Protection, validations, conditional formats, merged cells, hidden rows and columns.

    Excel keeps some rules in an extension list; its elements have other prefixes, the same local
    names, and the areas in an element of their own.
    """

    budget: Budget
    rules: Mapping[int, str]
    """The number formats of the workbook's rules."""
    texts: list[str] = field(default_factory=list)
    protected: bool = False
    validations: list[ReadValidation] = field(default_factory=list)
    highlights: list[tuple[tuple[Area, ...], str]] = field(default_factory=list)
    shown: list[tuple[tuple[Area, ...], str]] = field(default_factory=list)
    """Areas whose figures a conditional format may show under a number format of its own, or not at all."""
    merges: list[Area] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    column_styles: dict[int, str] = field(default_factory=dict)
    _areas: str = ""
    _kind: str = "none"
    _stops: bool = True
    _formulas: list[str] = field(default_factory=list)
    _rules: list[str] = field(default_factory=list)
    _formats: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def at_top(self, tag: str) -> None:
        """Programs know the element only right below the sheet's own."""
        if len(self._open) != 1:
            raise ValueError(f"<{tag}> inside another element")

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag) if ":" in tag else tag
        if tag in _PLACES and self._open[1:] != _PLACES[tag]:
            raise ValueError(f"<{tag}> inside another element")
        if tag != name and "extLst" not in self._open:  # an extension's, which nobody knows but in their list
            name = ""
        self._open.append(tag)
        if name in _TEXTS:
            self.texts.clear()
        elif tag == "col":
            self._column(attributes)
        elif tag == "mergeCell":
            self._merge(attributes["ref"])
        elif name in ("cfRule", "dataBar", "iconSet", "numFmt"):
            self._look(name, attributes)
        elif tag == "sheetProtection":
            self.protected = on(attributes.get("sheet"))
        elif name in ("dataValidation", "conditionalFormatting"):
            self._areas, self._kind = attributes.get("sqref", ""), attributes.get("type", "none")
            self._stops = attributes.get("errorStyle", "stop") == "stop" and on(attributes.get("showErrorMessage"))
            self._formulas, self._rules, self._formats = [], [], []

    def end(self, tag: str) -> None:
        name = local(tag) if ":" in tag else tag
        self._open.pop()
        if tag != name and "extLst" not in self._open:
            return
        if name == "sqref":
            self._areas = "".join(self.texts)
        elif name in _TEXTS and tag != "f":
            self._formulas.append("".join(self.texts).strip())
        elif name == "cfRule":
            self._rules.append(";".join(self._formulas))
            self._formulas = []
        elif name == "conditionalFormatting":
            # Each rule is compared with its areas, so both together must not be too many.
            self.budget.spend(cells=len(self._rules) * len(self._areas.split()))
            areas = self._area_list()
            self.highlights += ((areas, rule) for rule in self._rules)
            self.shown += ((areas, number_format) for number_format in self._formats)
        elif name == "dataValidation":
            formula = self._formulas[0] if self._formulas else ""
            self.validations.append(ReadValidation(self._area_list(), self._kind, formula, self._stops))

    def _look(self, name: str, attributes: Attributes) -> None:
        """A rule may show a figure as another one, or hide it behind a bar."""
        if name == "cfRule":
            number_format = self.rules.get(int(attributes.get("dxfId", "-1")))
        elif name == "numFmt":
            number_format = unescape(attributes["formatCode"])
        else:
            number_format = None if on(attributes.get("showValue", "1")) else ";;;"
        if number_format is not None:
            self._formats.append(number_format)
            self._formulas.append(f'"{number_format}"')  # another rule than one that only colours
            self.budget.spend(cells=1)

    def _column(self, attributes: Attributes) -> None:
        first, last = int(attributes["min"]) - 1, int(attributes["max"]) - 1
        if not 0 <= first <= last < COLUMN_LIMIT:
            raise ValueError(f'col min="{attributes["min"]}" max="{attributes["max"]}"')
        span, style = range(first, last + 1), attributes.get("style", "0")
        self.budget.spend(cells=len(span))
        if on(attributes.get("hidden")) or is_tiny(attributes.get("width")):
            self.hidden_columns.update(span)
        if style != "0":
            self.column_styles.update(dict.fromkeys(span, style))

    def _merge(self, ref: str) -> None:
        self.budget.spend(cells=1)
        area = area_of(ref) if len(ref) <= LONGEST_AREA else None
        if area is None:  # nobody could say what is hidden
            raise ValueError(f'mergeCell ref="{ref[:LONGEST_AREA]}"')
        self.merges.append(area)

    def _area_list(self) -> tuple[Area, ...]:
        pieces = self._areas.split()
        self.budget.spend(cells=len(pieces))
        return tuple([area for piece in pieces if len(piece) <= LONGEST_AREA and (area := area_of(piece)) is not None])
