"""Parts that other programs would read differently: one meaning for every name, or the file is refused or told."""

from __future__ import annotations

import pytest

from tests.excel_books import MAIN, OFFICE, PACKAGE, by_hand, parts, rels, zipped
from workbook.catalogue import file as checks
from workbook.excel.read import read_book
from workbook.findings import Check, Refused, say
from workbook.limits import USUAL, Limits
from workbook.sheets.grid import ReadBook, ReadSheet, a1

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
CELL = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{CELL}</sheetData></worksheet>'
STYLES = (
    '<numFmts><numFmt numFmtId="190" formatCode="&quot;1&quot;"/></numFmts><cellXfs><xf/><xf numFmtId="190"/></cellXfs>'
)
Z, Y = 'xmlns:z="urn:z"', f'xmlns:y="{MAIN}"'


def read(files: dict[str, str], limits: Limits = USUAL) -> ReadBook:
    return read_book(zipped(files), "f.xlsx", limits)


def only(data: bytes, limits: Limits = USUAL) -> ReadSheet:
    [sheet] = read_book(data, "f.xlsx", limits).sheets
    return sheet


def refused_for(files: dict[str, str]) -> Check:
    with pytest.raises(Refused) as refused:
        read(files)
    [found] = refused.value.findings
    assert say(found, "vi") and say(found, "en")
    return found.check


def changed(part: str, old: str, new: str, *, strings: str = "<si><t>một</t></si>") -> dict[str, str]:
    """A workbook in which all is well, but for this."""
    files = parts(SHEET, strings, STYLES)
    assert files[part].count(old) == 1
    return {**files, part: files[part].replace(old, new)}


# ---------------------------------------------------------------- relationships
BOOK_RELS, ROOT_RELS = "xl/_rels/workbook.xml.rels", "_rels/.rels"
END = "</Relationships>"


def one_more(type_: str, target: str) -> str:
    return f'<Relationship Id="more" Type="{type_}" Target="{target}"/>{END}'


@pytest.mark.parametrize(
    ("part", "type_", "target"),
    [
        (ROOT_RELS, "http://zzz/officeDocument", "xl/workbook.xml"),
        (ROOT_RELS, f"{OFFICE}/officeDocument", "xl/workbook.xml"),
        (ROOT_RELS, "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument", "xl/workbook.xml"),
        (BOOK_RELS, "http://zzz/sharedStrings", "s.xml"),
        (BOOK_RELS, f"{OFFICE}/sharedStrings", "s.xml"),
        (BOOK_RELS, f"{OFFICE.upper()}/SHAREDSTRINGS", "s.xml"),
        (BOOK_RELS, f"{OFFICE}/styles", "st.xml"),
        (BOOK_RELS, f"{PACKAGE}/styles/", "st.xml"),
        (BOOK_RELS, "http://zzz/worksheet ", "worksheets/sheet1.xml"),
    ],
)
def test_a_second_relationship_of_a_kind(part: str, type_: str, target: str) -> None:
    assert refused_for(changed(part, END, one_more(type_, target))) is checks.UNSAFE


def test_a_relationship_inside_of_something_else() -> None:
    within = f'<z:x {Z}><Relationship Id="q" Type="{OFFICE}/theme" Target="t.xml"/></z:x>{END}'
    assert refused_for(changed(BOOK_RELS, END, within)) is checks.DAMAGED


def test_relationships_in_strict_spelling() -> None:
    files = parts(SHEET, "<si><t>một</t></si>", STYLES)
    for part in (ROOT_RELS, BOOK_RELS):
        files[part] = files[part].replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    assert read(files).sheets[0].cells[0, 0].text == "một"


def test_what_acts_is_refused_under_any_type() -> None:
    assert refused_for(changed(BOOK_RELS, END, one_more("http://zzz/vbaProject", "a.bin"))) is checks.MACROS


# ---------------------------------------------------------------- prefixes
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/s.xml", "xl/st.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("space", [MAIN, STRICT])
@pytest.mark.parametrize("deep", [False, True], ids=["at the root", "below"])
def test_a_second_prefix_for_the_main_namespace(part: str, space: str, deep: bool) -> None:
    files = parts(SHEET, "<si><t>một</t></si>", STYLES)
    declared = f' xmlns:y="{space}"'
    root = f' xmlns="{MAIN}"'
    assert files[part].count(root) == 1
    if deep:
        head, end, root_name = files[part].rpartition("</")
        files[part] = f"{head}<extLst{declared}/>{end}{root_name}"
    else:
        files[part] = files[part].replace(root, root + declared)
    assert refused_for(files) is checks.UNSAFE


def test_a_second_prefix_among_relationships() -> None:
    space = f"{PACKAGE}/relationships"
    there = f'xmlns="{space}"'
    assert refused_for(changed(BOOK_RELS, there, f'{there} xmlns:y="{space}"')) is checks.UNSAFE


@pytest.mark.parametrize("added", ['<y xmlns="urn:z"/>', '<y xmlns=""/>', f"<extLst><ext {Y}/></extLst>"])
def test_a_prefix_that_changes_its_meaning(added: str) -> None:
    with pytest.raises(Refused) as refused:
        only(by_hand(after=added))
    assert [found.check for found in refused.value.findings] == [checks.UNSAFE]


@pytest.mark.parametrize("rows", ["", '<row r="1"><c r="A1"><!-- --><v>1</v></c></row>'], ids=["plain", "by tags"])
@pytest.mark.parametrize(
    "after",
    [
        '<extLst><ext xmlns:x14="urn:x14" uri="u"/><ext xmlns:x14="urn:x14" uri="v"/></extLst>',
        f'<extLst xmlns="{MAIN}"/>',
        '<extLst><ext xmlns:loext="urn:a"/><ext xmlns:loext="urn:b"/></extLst>',
    ],
)
def test_prefixes_that_programs_write(rows: str, after: str) -> None:
    assert only(by_hand(rows, after=after)).name == "S"


def test_a_name_without_prefix_beside_a_root_that_has_one() -> None:
    """<sheet> in <x:workbook> is in no namespace: other programs see no sheet."""
    files = parts(SHEET, "<si><t>một</t></si>", STYLES)
    book = files["xl/workbook.xml"].replace("xmlns=", "xmlns:x=").replace("<workbook", "<x:workbook")
    files["xl/workbook.xml"] = book.replace("</workbook", "</x:workbook")
    assert refused_for(files) is checks.NO_SHEET


# ---------------------------------------------------------------- names at their place
LAST = "<si><t>một</t></si>"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/s.xml", LAST, f"<si><t>4</t><z:x {Z}><t>9</t></z:x></si>"),
        ("xl/s.xml", LAST, f"<si><r><t>4</t><z:x {Z}><t>9</t></z:x></r></si>"),
        ("xl/s.xml", LAST, f"<z:x {Z}><si><t>0</t></si></z:x>{LAST}"),
        ("xl/s.xml", LAST, f"<extLst><si><t>0</t></si></extLst>{LAST}"),
        ("xl/s.xml", LAST, "<si><rPh><t>a</t></rPh><t>b<t>c</t></t></si>"),
        ("xl/st.xml", "<xf/>", f"<z:x {Z}><xf/></z:x>"),
        ("xl/st.xml", "<cellXfs>", f"<z:x {Z}><cellXfs><xf/></cellXfs></z:x><cellXfs>"),
        ("xl/st.xml", "<cellXfs>", "<cellXfs><xf/></cellXfs><cellXfs>"),
        ("xl/st.xml", "<numFmts>", f"<numFmts><z:x {Z}><numFmt numFmtId='190' formatCode='0'/></z:x>"),
        ("xl/workbook.xml", "</sheets>", f"</sheets><z:x {Z}><sheet name='T' sheetId='2' r:id='a'/></z:x>"),
        ("xl/workbook.xml", "</sheets>", "</sheets><sheets/>"),
        ("xl/workbook.xml", "<sheets>", f"<z:x {Z}><workbookPr date1904='1'/></z:x><sheets>"),
        ("xl/worksheets/sheet1.xml", "<sheetData>", f"<z:x {Z}><cols><col min='1' max='1'/></cols></z:x><sheetData>"),
        ("xl/worksheets/sheet1.xml", "<sheetData>", f"<z:x {Z}><sheetProtection sheet='1'/></z:x><sheetData>"),
    ],
)
def test_a_name_that_stands_elsewhere(part: str, old: str, new: str) -> None:
    assert refused_for(changed(part, old, new)) is checks.DAMAGED


def test_a_foreign_name_is_not_ours() -> None:
    """Programs know neither a foreign protection nor a foreign rule outside of the list of extensions."""
    after = f'<z:sheetProtection {Z} sheet="1"/><z:dataValidation xmlns:z="urn:z" sqref="A1"/>'
    sheet = only(by_hand(after=after))
    assert (sheet.protected, sheet.validations) == (False, ())


# ---------------------------------------------------------------- one formula for many cells
@pytest.mark.parametrize("kind", ["array", "dataTable"])
@pytest.mark.parametrize("gap", ["", "<!-- -->"], ids=["plain", "by tags"])
@pytest.mark.parametrize("second", ["", '<c r="A2"/>', '<c r="A2"><v>7</v></c>', '<c r="A2"><f>B2</f><v>7</v></c>'])
def test_cells_that_one_formula_fills(kind: str, gap: str, second: str) -> None:
    rows = f'<row r="1"><c r="B1"><f t="{kind}" ref="A1:A2">C1</f><v>1</v></c></row><row r="2">{gap}{second}</row>'
    cells = only(by_hand(rows)).cells
    told = {a1(*at): cell.formula for at, cell in cells.items()}
    assert told == {"B1": "C1", "A1": "{C1} (A1:A2)", "A2": "{C1} (A1:A2)"}


def test_a_formula_that_fills_its_own_cell_only() -> None:
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:A1">B1</f><v>1</v></c></row>'
    assert [cell.formula for cell in only(by_hand(rows)).cells.values()] == ["B1"]


@pytest.mark.parametrize(
    ("mark", "check"), [("", checks.DAMAGED), ("?", checks.DAMAGED), ("A:XFD", checks.TOO_MUCH_INSIDE)]
)
def test_an_area_that_nobody_can_fill(mark: str, check: Check) -> None:
    rows = f'<row r="1"><c r="A1"><f t="array" ref="{mark}">B1</f><v>1</v></c></row>'
    with pytest.raises(Refused) as refused:
        only(by_hand(rows))
    assert [found.check for found in refused.value.findings] == [check]


# ---------------------------------------------------------------- how figures are shown
RULE_STYLES = '<dxfs><dxf/><dxf><numFmt numFmtId="191" formatCode="&quot;1&quot;"/></dxf></dxfs>'
FIGURES = '<row r="1"><c r="A1"><v>31</v></c><c r="B1"><v>32</v></c></row>'


def with_rule(rule: str, areas: str = "A1 C:C") -> ReadSheet:
    after = f'<conditionalFormatting sqref="{areas}">{rule}</conditionalFormatting>'
    return only(by_hand(FIGURES, after=after, styles=RULE_STYLES))


@pytest.mark.parametrize(
    ("rule", "want"),
    [
        ('<cfRule type="expression" dxfId="1"><formula>TRUE</formula></cfRule>', '"1"'),
        ('<cfRule type="expression" dxfId="01"><formula>TRUE</formula></cfRule>', '"1"'),
        ('<cfRule type="dataBar"><dataBar showValue="0"/></cfRule>', ";;;"),
        ('<cfRule type="dataBar"><dataBar/></cfRule>', "General"),
        ('<cfRule type="expression" dxfId="0"><formula>TRUE</formula></cfRule>', "General"),
    ],
)
def test_a_rule_that_shows_another_figure(rule: str, want: str) -> None:
    sheet = with_rule(rule)
    assert [cell.number_format for cell in sheet.cells.values()] == [want, "General"]
    [(_, formula)] = sheet.highlights
    assert (want in formula) == (want != "General")


def test_a_rule_over_everything() -> None:
    sheet = with_rule('<cfRule type="expression" dxfId="1"><formula>TRUE</formula></cfRule>', "A:XFD")
    assert [cell.number_format for cell in sheet.cells.values()] == ['"1"', '"1"']


def test_an_extension_that_shows_another_figure() -> None:
    after = (
        '<extLst><ext xmlns:x14="urn:x14" xmlns:xm="urn:xm"><x14:conditionalFormatting><x14:cfRule><xm:f>TRUE</xm:f>'
        '<x14:dxf><numFmt numFmtId="1" formatCode=";;"/></x14:dxf></x14:cfRule><xm:sqref>B1</xm:sqref>'
        "</x14:conditionalFormatting></ext></extLst>"
    )
    assert [cell.number_format for cell in only(by_hand(FIGURES, after=after)).cells.values()] == ["General", ";;"]


@pytest.mark.parametrize("style", ["1", "01", "0001"])
@pytest.mark.parametrize("row", ['<row r="1"><c r="A1" s="{}"><v>3</v></c></row>',
                                 '<row r="1" s="{}" customFormat="1"><c r="A1"><v>3</v></c></row>'])  # fmt: skip
def test_a_style_with_leading_zeros(style: str, row: str) -> None:
    [cell] = only(by_hand(row.format(style), styles=STYLES)).cells.values()
    assert cell.number_format == '"1"'


@pytest.mark.parametrize("style", ["+1", " 1", "1_0", "x"])
def test_a_style_that_is_no_number(style: str) -> None:
    with pytest.raises(Refused) as refused:
        only(by_hand(f'<row r="1"><c r="A1" s="{style}"><v>3</v></c></row>', styles=STYLES))
    assert [found.check for found in refused.value.findings] == [checks.DAMAGED]


# ---------------------------------------------------------------- rows
@pytest.mark.parametrize("gap", ["", "<!-- -->"], ids=["plain", "by tags"])
def test_hidden_rows_take_memory_too(gap: str) -> None:
    rows = gap + "".join(f'<row r="{n}" hidden="1"/>' for n in range(1, 3_002))
    assert len(only(by_hand(rows), Limits(cells=1_100)).hidden_rows) == 3_001
    with pytest.raises(Refused) as refused:
        only(by_hand(rows), Limits(cells=900))
    assert [found.check for found in refused.value.findings] == [checks.TOO_MUCH_INSIDE]


def test_hidden_rows_of_all_sheets_count_together() -> None:
    sheet = "".join(f'<row r="{n}" hidden="1"/>' for n in range(1, 3_001))
    files = parts(f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>')
    files["xl/worksheets/sheet2.xml"] = files["xl/worksheets/sheet1.xml"]
    files["xl/_rels/workbook.xml.rels"] = rels(
        {"a": ("worksheet", "worksheets/sheet1.xml"), "d": ("worksheet", "worksheets/sheet2.xml")}
    )
    more = '<sheet name="T" sheetId="2" r:id="d"/></sheets>'
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace("</sheets>", more)
    assert len(read(files, Limits(cells=2_000)).sheets) == 2
    with pytest.raises(Refused):
        read(files, Limits(cells=1_900))
