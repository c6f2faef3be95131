"""Drawn cells -> the XML of a sheet's rows, as XlsxWriter would write it but without its table of cells in between.

Byte for byte the same (a test holds that), many times faster, and in memory only while the sheet is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Final

from workbook.sheets.grid import Cell, Value, escape, letters

FORMULA_LIMIT: Final = 8192
TEXT_LIMIT: Final = 32767
"""UTF-16 units that a cell holds."""
BLOCK: Final = 16
"""So many rows share one `spans`."""

Cells = Sequence[Cell | None]


class Looks(dict[str, str]):
    """A style's attribute by its name; the styles are numbered as they come to be used."""

    def __init__(self, number: Callable[[str], int]) -> None:
        super().__init__()
        self.number = number

    def __missing__(self, style: str) -> str:
        made = self[style] = f' s="{self.number(style)}"'
        return made


def row_xml(number: int, cells: Cells, looks: Looks, strings: Mapping[str, int]) -> str:
    """The cells of a row, counted from 0; `strings` are the numbers of the shared texts."""
    made: list[str] = []
    row = f'{number + 1}"'
    for column, cell in enumerate(cells):
        if cell is None:
            continue
        value, style, formula = cell
        head = f'<c r="{letters(column)}{row}{looks[style]}'
        if formula is not None:
            made.append(f"{head}{_formula(formula, value)}")
        elif value is None:
            made.append(f"{head}/>")
        elif not isinstance(value, str):
            made.append(f"{head}><v>{_number(value):.16G}</v></c>")
        elif value:
            made.append(f'{head} t="s"><v>{strings[value]}</v></c>')
        else:  # an empty shared text is no blank cell
            made.append(f"{head}/>")
    return "".join(made)


def _number(value: Decimal | int) -> float:
    figure = float(value)
    if not isfinite(figure):  # would be written, and nothing opens the file then
        raise ValueError(f"no figure: {value}")
    return figure


def _formula(formula: str, value: Value) -> str:
    """The formula with its cached result; without one other programs would show 0."""
    if not formula or len(formula) > FORMULA_LIMIT:
        raise ValueError(f"a formula of {len(formula)} characters")
    text = _data(formula.removeprefix("="))
    if value is None or isinstance(value, str):
        # Without the type other programs read "no result" or 0 for ""; and a text such as "#N/A" is no error.
        return f' t="str"><f>{text}</f><v>{_data(escape(value or ""))}</v></c>'
    figure = _number(value)
    return f"><f>{text}</f><v>{int(figure) if figure.is_integer() else figure}</v></c>"


def _data(text: str) -> str:
    """A text as XML has it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# ---------------------------------------------------------------- before it is written
def ends_of(cells: Cells) -> tuple[int, ...]:
    """The first and the last column in which something stands; () where nothing does."""
    there = [column for column, cell in enumerate(cells) if cell is not None]
    return (there[0], there[-1]) if there else ()


def texts_of(cells: Cells) -> Iterator[str]:
    """The texts that are shared; a ValueError where one is longer than a cell holds."""
    for cell in cells:
        if cell is None or cell.formula is not None or not isinstance(cell.value, str) or not cell.value:
            continue
        if len(cell.value) > TEXT_LIMIT // 2 and len(cell.value.encode("utf-16-le", "surrogatepass")) > 2 * TEXT_LIMIT:
            raise ValueError(f"a text of {len(cell.value)} characters")
        yield cell.value
