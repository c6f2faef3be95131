"""What the styles of cells and conditional formats mean here: how a figure is shown, and whether it is locked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from workbook.excel.cells import CellStyle
from workbook.excel.parse import Source, children, on, once, parse_tree
from workbook.sheets.grid import unescape

_BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_BUILTIN |= dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")  # dates of East Asian locales
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"?|\[[^\]]*\]?|[\\_*].')


class Styles(NamedTuple):
    """The styles of one workbook."""

    cells: Mapping[str, CellStyle]
    """By their number as the cells write it."""
    rules: Mapping[int, str]
    """The number formats of those differential styles that have one, by their number."""


def dated(number_format: str) -> bool:
    """Whether a number under this format is shown as a date or a time."""
    if _ELAPSED.search(number_format):
        return True
    bare = _LITERAL.sub("", number_format)
    return bare.casefold() not in ("general", "standard") and any(char in "dmyhsDMYHS" for char in bare)


def read_styles(source: Source) -> Styles:
    """What each style means; one that stands where it has no place is a ValueError."""
    root = parse_tree(source)
    formats, cells, _, rules = (once(source, root, name) for name in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs"))
    codes = dict(_BUILTIN)
    for number_format in children(source, formats, "numFmt"):
        codes[int(number_format.attrib["numFmtId"])] = unescape(number_format.attrib["formatCode"])
    known = {number: (code, dated(code)) for number, code in codes.items()}
    styles, lock = {}, source.prefix + "protection"
    for number, style in enumerate(children(source, cells, "xf")):
        locked = True
        for protection in style:
            if protection.tag == lock:
                locked = on(protection.get("locked", "1"))
        code = int(style.get("numFmtId", "0"))
        styles[str(number)] = CellStyle(locked, *known.get(code, ("General", False)))
    all_styles = sum(1 for _ in root.iter(source.prefix + "xf"))
    if all_styles != sum(len(children(source, group, "xf")) for group in root if group.tag.endswith("Xfs")):
        raise ValueError("<xf> not in <cellXfs>")
    shown = {}
    for number, rule in enumerate(children(source, rules, "dxf")):
        for number_format in rule.iter(source.prefix + "numFmt"):
            shown[number] = unescape(number_format.attrib["formatCode"])
    return Styles(styles, shown)
