"""Document -> .docx bytes, by python-docx and nothing else: the same bytes for the same document.

Every text goes into a run of its own, as a text: nothing in it is read as a field, a link or markup.
What XML cannot hold, and what would be invisible or turn the reading direction, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import compress, decompress

from docx import Document as open_document
from docx.enum.section import WD_ORIENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from workbook.documents.document import Document, Paragraph, Section, Table, TableCell, TableRow
from workbook.documents.settling import inherited_looks, settle
from workbook.sheets.grid import Style
from workbook.sheets.paper import A4_MM, CELL_PADDING, POINTS_PER_MM

Element = Any
"""python-docx has a class for each element and says of none what its children are."""

_NUMBER: Final = Style(size=13, align="center")
"""Of a page's number."""
_LANGUAGES: Final = {"vi": "vi-VN", "en": "en-GB"}
_KEPT_STYLES: Final = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList"})
_KEPT_PARTS: Final = ("settings", "styles", "theme", "fontTable", "header", "footer")
_UNSAID: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff"
    "\ufffe\uffff]|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U000ffffe\U000fffff\U0010fffe\U0010ffff]"
)
_NAMESPACE: Final = re.compile(rb' xmlns:w="[^"]*"')
_BODY: Final = "word/document.xml"
_STUB: Final = re.compile(rb'<w:tbl w:stub="([0-9]+)"/>')
_MARGIN: Final = CELL_PADDING / 2
"""Points that a cell keeps free at either side."""
_ROOM: Final = 2.0
"""Points above and below the text of a cell."""
_RULE: Final = 3
"""Size of the letters that are not there, where a paragraph is a line."""
_INDENT: Final = 4.0
"""Points of one step of a cell's indent."""
_ALIGN: Final = {"left": "left", "center": "center", "right": "right", "justify": "both", "center_across": "center"}


def write_document(document: Document) -> bytes:
    """The document as .docx."""
    made = open_document()
    _prepare(made, document)
    body = made.element.body
    tables: list[bytes] = []
    for number, section in enumerate(document.sections):
        if number:
            made.add_section()
            _close(body)
        alike = number > 0 and section.footer == document.sections[number - 1].footer
        _set_up(made.sections[-1], section, linked=alike)
        for element in _elements(section):
            body.insert_element_before(_set_aside(element, tables), "w:sectPr")
    return _saved(made, tables)


def _set_aside(element: Element, tables: list[bytes]) -> Element:
    """A stub in the place of a table: the document of a hundred units with their criteria would fill the memory."""
    if element.tag != qn("w:tbl"):
        return element
    text = serialize_part_xml(element).partition(b"?>\n")[2]
    tables.append(compress(_NAMESPACE.sub(b"", text, count=1), 1))
    return _element("w:tbl", w_stub=len(tables) - 1)


def append(base: bytes, document: Document) -> bytes:
    """The document behind another one, in sections of its own; whatever that looks like, this one looks as alone."""
    made = open_document(BytesIO(base))
    body = made.element.body
    inherited = inherited_looks(made.styles.element)
    for section in document.sections:
        made.add_section()
        _close(body)
        for old in list(body[-1]):  # columns, borders or a grid of the pages before
            body[-1].remove(old)
        _set_up(made.sections[-1], section)
        if made.settings.odd_and_even_pages_header_footer:
            _fill(made.sections[-1].even_page_header, _page_number(_NUMBER))
            _fill(made.sections[-1].even_page_footer, _foot(section))
        for element in _elements(section):
            settle(element, inherited)
            body.insert_element_before(element, "w:sectPr")
        for place in _margins_of(made.sections[-1], made.settings.odd_and_even_pages_header_footer):
            settle(place._element, inherited)
    return _saved(made)


def _elements(section: Section) -> Iterator[Element]:
    """The blocks of a section."""
    left, right = section.margins[:2]
    wide = ((A4_MM[1] if section.landscape else A4_MM[0]) - left - right) * POINTS_PER_MM
    for block in _apart(section.blocks):
        yield _table(block) if isinstance(block, Table) else _paragraph(block, wide)


def _saved(made: Any, tables: Sequence[bytes] = ()) -> bytes:
    stream = BytesIO()
    made.save(stream)
    return fixed(stream.getvalue(), tables)


def clean(text: str) -> str:
    """The text with nothing in it that no document can hold or no reader would see; a tab is a space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\t", " ")
    return _UNSAID.sub("", text)


def fixed(data: bytes, tables: Sequence[bytes] = ()) -> bytes:
    """The package with no time of day in it, and with its tables where `_set_aside` put stubs."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(stream, "w") as target:
        for name in source.namelist():
            info = ZipInfo(name)  # of 1980, as all of its kind
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 0, 0
            with target.open(info, "w") as part:
                text = source.read(name)
                for number, piece in enumerate(_STUB.split(text) if tables and name == _BODY else [text]):
                    part.write(decompress(tables[int(piece)]) if number % 2 else piece)
    return stream.getvalue()


# ---------------------------------------------------------------- elements
def _element(tag: str, *children: Element | None, **attributes: object) -> Element:
    """An element with its children, those that are None left out; `w_val=1` is the attribute w:val."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name.replace("_", ":", 1)), str(value))
    for child in children:
        if child is not None:
            made.append(child)
    return made


def _twips(points: float) -> int:
    return round(points * 20)


def _colour(text: str) -> str:
    return text.removeprefix("#").upper()


# ---------------------------------------------------------------- paragraphs
def _paragraph(paragraph: Paragraph, wide: float) -> Element:
    """A paragraph where there are so many points of room across."""
    indents = {"w_left": _twips(paragraph.left)} if paragraph.left else {}
    if paragraph.first_line:
        indents["w_firstLine"] = _twips(paragraph.first_line)
    spacing = _element("w:spacing", w_before=_twips(paragraph.before), w_after=_twips(paragraph.after))
    if paragraph.rule:
        side = max(0, _twips((wide - paragraph.rule) / 2))
        return _lines("", Style(size=_RULE), paragraph.keep, spacing, {"w_left": side, "w_right": side}, rule=True)
    made = _lines(paragraph.text, paragraph.style, paragraph.keep, spacing, indents)
    if paragraph.lead:
        made.insert(1, _run(paragraph.lead, replace(paragraph.style, bold=True)))
    return made


def _lines(
    text: str, style: Style, keep: bool, spacing: Element, indents: dict[str, int], *, rule: bool = False
) -> Element:
    line = _element("w:top", w_val="single", w_sz=6, w_space=0, w_color="000000") if rule else None
    properties = _element(
        "w:pPr",
        _element("w:keepNext") if keep else None,
        _element("w:keepLines"),
        _element("w:pBdr", line) if rule else None,
        spacing,
        _element("w:ind", **indents) if indents else None,
        _element("w:jc", w_val=_ALIGN[style.align or "left"]),
        _looks(style),  # of the mark at the end, which gives an empty paragraph its height
    )
    return _element("w:p", properties, _run(text, style) if text else None)


def _run(text: str, style: Style) -> Element:
    run = _element("w:r", _looks(style))
    for number, line in enumerate(clean(text).split("\n")):
        if number:
            run.append(_element("w:br"))
        words = OxmlElement("w:t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
    return run


def _looks(style: Style) -> Element:
    return deepcopy(_looks_of(style))


@lru_cache(maxsize=2_000)
def _looks_of(style: Style) -> Element:
    half_points = round(style.size * 2)
    return _element(
        "w:rPr",
        _fonts(style.font),
        *((_element("w:b"), _element("w:bCs")) if style.bold else ()),
        *((_element("w:i"), _element("w:iCs")) if style.italic else ()),
        _element("w:color", w_val=_colour(style.color)) if style.color != "#000000" else None,
        _element("w:sz", w_val=half_points),
        _element("w:szCs", w_val=half_points),
    )


def _fonts(name: str) -> Element:
    return _element("w:rFonts", w_ascii=name, w_hAnsi=name, w_eastAsia=name, w_cs=name)


# ---------------------------------------------------------------- tables
def _apart(blocks: tuple[Paragraph | Table, ...]) -> Iterator[Paragraph | Table]:
    """Two tables one after the other would be one, and none can be the last of a section."""
    thin = Paragraph("", Style(size=1))
    before: Paragraph | Table | None = None
    for block in blocks:
        if isinstance(block, Table) and isinstance(before, Table):
            yield thin
        yield block
        before = block
    if not isinstance(before, Paragraph):
        yield thin


def _table(table: Table) -> Element:
    edges = [_twips(sum(table.widths[:number])) for number in range(len(table.widths) + 1)]
    properties = _element(
        "w:tblPr",
        _element("w:tblW", w_w=edges[-1], w_type="dxa"),
        _element("w:jc", w_val="center"),
        _element("w:tblLayout", w_type="fixed"),
        _element(
            "w:tblCellMar",
            *(_element(f"w:{side}", w_w=_twips(_MARGIN), w_type="dxa") for side in ("left", "right")),
        ),
    )
    grid = _element("w:tblGrid", *(_element("w:gridCol", w_w=b - a) for a, b in pairwise(edges)))
    return _element("w:tbl", properties, grid, *(_row(row, edges) for row in table.rows))


def _row(row: TableRow, edges: list[int]) -> Element:
    made = _element(
        "w:tr", _element("w:trPr", _element("w:cantSplit"), _element("w:tblHeader") if row.header else None)
    )
    column = 0
    for cell in row.cells:
        made.append(_cell(cell, edges[column + cell.columns] - edges[column], row.keep))
        column += cell.columns
    return made


def _cell(cell: TableCell, width: int, keep: bool) -> Element:
    """Copied from an empty one of its kind: a long table has few kinds of cells, and to build each is slow."""
    made = deepcopy(_empty_cell(cell._replace(text="", more=()), width, keep))
    if cell.text:
        made[-1].append(_run(cell.text, cell.style))
    wide = width / 20 - 2 * _MARGIN
    for one in cell.more:
        made.append(_paragraph(replace(one, keep=keep), wide))
    return made


@lru_cache(maxsize=2_000)
def _empty_cell(cell: TableCell, width: int, keep: bool) -> Element:
    style = cell.style
    joins = {"starts": _element("w:vMerge", w_val="restart"), "goes on": _element("w:vMerge"), "": None}
    properties = _element(
        "w:tcPr",
        _element("w:tcW", w_w=width, w_type="dxa"),
        _element("w:gridSpan", w_val=cell.columns) if cell.columns > 1 else None,
        joins[cell.joined],
        _borders(style),
        _element("w:shd", w_val="clear", w_color="auto", w_fill=_colour(style.fill)) if style.fill else None,
        _element("w:vAlign", w_val={"vcenter": "center"}.get(style.valign, style.valign)),
    )
    indents = {"w_left": _twips(style.indent * _INDENT)} if style.indent else {}
    if cell.right:
        indents["w_right"] = _twips(cell.right)
    spacing = _element("w:spacing", w_before=_twips(_ROOM), w_after=_twips(_ROOM))
    return _element("w:tc", properties, _lines("", style, keep, spacing, indents))


def _borders(style: Style) -> Element | None:
    """In the order in which they must stand."""
    if style.border is None:
        return None
    eighths = {"hair": 2, "thin": 4, "medium": 8}[style.border]
    sides = ((side, name) for side, name in zip("tlbr", ("top", "left", "bottom", "right"), strict=True))
    return _element(
        "w:tcBorders",
        *(
            _element(f"w:{name}", w_val="single", w_sz=eighths, w_space=0, w_color=_colour(style.border_color))
            for side, name in sides
            if side in style.sides
        ),
    )


# ---------------------------------------------------------------- pages
def _set_up(made: Any, section: Section, *, linked: bool = False) -> None:
    """A4 and its margins; the number in the middle of the top margin, not on the first page.

    `linked`: what stands in the margins is that of the section before.
    """
    wide, high = reversed(A4_MM) if section.landscape else A4_MM
    made.orientation = WD_ORIENT.LANDSCAPE if section.landscape else WD_ORIENT.PORTRAIT
    made.page_width, made.page_height = Mm(wide), Mm(high)
    made.left_margin, made.right_margin, made.top_margin, made.bottom_margin = map(Mm, section.margins)
    made.header_distance = made.footer_distance = Mm(min(section.margins[2:]) / 2)
    made.different_first_page_header_footer = True
    properties = made._sectPr
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    properties.insert_element_before(_element("w:pgNumType", w_start=1), "w:cols", "w:titlePg")
    if linked:
        return
    _fill(made.header, _page_number(_NUMBER))
    _fill(made.first_page_header, _lines("", _NUMBER, False, _element("w:spacing"), {}))
    for place in (made.footer, made.first_page_footer):
        _fill(place, _foot(section))


def _foot(section: Section) -> Element:
    return _lines(section.footer, Style(size=11, italic=True, align="center"), False, _element("w:spacing"), {})


def _margins_of(made: Any, even: bool) -> tuple[Any, ...]:
    usual = made.header, made.first_page_header, made.footer, made.first_page_footer
    return (*usual, made.even_page_header, made.even_page_footer) if even else usual


def _fill(place: Any, paragraph: Element) -> None:
    place.is_linked_to_previous = False
    for old in list(place._element):
        place._element.remove(old)
    place._element.append(paragraph)


def _page_number(style: Style) -> Element:
    """The only field of a document."""
    paragraph = _lines("", style, False, _element("w:spacing"), {})
    words = OxmlElement("w:t")
    words.text = "2"
    paragraph.append(_element("w:fldSimple", _element("w:r", _looks(style), words), w_instr=" PAGE "))
    return paragraph


def _close(body: Element) -> None:
    """The end of a section goes into its last paragraph instead of one of its own, which could need a page."""
    own = body[-2]
    last = own.getprevious()
    end = own.pPr.find(qn("w:sectPr"))
    if last is not None and last.tag == qn("w:p"):
        properties = last.get_or_add_pPr()
        if properties.find(qn("w:sectPr")) is not None:  # it ends a section already
            return
        properties.insert_element_before(end, "w:pPrChange")
        body.remove(own)


# ---------------------------------------------------------------- the whole
def _prepare(made: Any, document: Document) -> None:
    """The library's empty document without what it brings along, and with our own properties."""
    parts = made.part
    for where, kept in ((parts.rels, _KEPT_PARTS), (parts.package.rels, ("officeDocument", "core-properties"))):
        for key, link in list(where.items()):
            if link.reltype.rpartition("/")[2] not in kept:
                del where[key]
    language = _LANGUAGES[document.lang]
    _set_styles(made.styles.element, language)
    _set_settings(made.settings.element, document.lang, language)
    core = made.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.title, core.subject = clean(document.title)[:255], clean(document.subject)[:255]
    core.created = core.modified = document.created
    core.language, core.revision = language, 1


def _set_styles(styles: Element, language: str) -> None:
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _KEPT_STYLES:
            styles.remove(style)
    defaults = styles.find(qn("w:docDefaults"))
    for old in list(defaults):
        defaults.remove(old)
    looks = _looks(Style(size=13))
    looks.append(_element("w:lang", w_val=language, w_eastAsia=language, w_bidi="ar-SA"))
    spacing = _element("w:spacing", w_before=0, w_after=0, w_line=240, w_lineRule="auto")
    defaults.append(_element("w:rPrDefault", looks))
    defaults.append(_element("w:pPrDefault", _element("w:pPr", spacing)))


def _set_settings(settings: Element, lang: str, language: str) -> None:
    """Word's layout of today instead of a compatibility mode; nothing that claims to have been proofread."""
    values = {"compatibilityMode": "15"}
    for setting in settings.iter(qn("w:compatSetting")):
        name = setting.get(qn("w:name"))
        setting.set(qn("w:val"), values.get(name, setting.get(qn("w:val"))))
    marks = {"decimalSymbol": ",", "listSeparator": ";"} if lang == "vi" else {}
    for name, mark in marks.items():
        for found in settings.findall(qn(f"w:{name}")):
            found.set(qn("w:val"), mark)
    for name in ("proofState", "savePreviewPicture", "rsids", "zoom"):
        for found in settings.findall(qn(f"w:{name}")):
            settings.remove(found)
    for found in settings.iter(qn("w:useFELayout")):
        found.getparent().remove(found)
        break
    for found in settings.findall(qn("w:themeFontLang")):
        found.set(qn("w:val"), language)
