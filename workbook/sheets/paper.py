"""Text set in Times New Roman on A4: widths, lines, row heights, and where pages must end.

Row heights are computed because no program fits them reliably on opening a file; page ends are
computed because Excel knows no "keep with next". Everything is in points. No cells, no words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import ceil

POINTS_PER_MM = 72 / 25.4
A4_MM = (210.0, 297.0)

# Advance widths of the typeface in thousandths of the size; letters not named are as wide as 500.
_WIDTHS = {
    **dict.fromkeys("ijlt/:;|", 278),
    **dict.fromkeys("fr()!-I", 333),
    **dict.fromkeys("acez?", 444),
    **dict.fromkeys(" .,", 250),
    **dict.fromkeys("s", 389),
    **dict.fromkeys("m", 778),
    **dict.fromkeys("w", 722),
    **dict.fromkeys("ADGHKNOQUVXY", 722),
    **dict.fromkeys("Đ", 722),
    **dict.fromkeys("BCR", 667),
    **dict.fromkeys("ELTZ", 611),
    **dict.fromkeys("FPS", 556),
    **dict.fromkeys("J", 389),
    **dict.fromkeys("M", 889),
    **dict.fromkeys("W", 944),
    **dict.fromkeys("%", 833),
    **dict.fromkeys("&", 778),
    **dict.fromkeys("+<=>≥≤", 564),
    **dict.fromkeys("⁽⁾¹²³⁴⁵⁶⁷⁸⁹⁰", 310),
    **dict.fromkeys("—…", 1000),
}
_BOLD = 1.05
CELL_PADDING = 4.5
"""Points that a cell keeps free at its two sides together."""
DIGIT = 0.5
"""Width of a digit, in sizes."""


@cache
def _char_width(char: str) -> int:
    base = unicodedata.normalize("NFD", char)
    bare = base[0]
    horn = 30 if "\u031b" in base else 0
    return _WIDTHS.get(bare, 500) + horn


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points of a text on one line."""
    return sum(map(_char_width, text)) / 1000 * size * (_BOLD if bold else 1.0)


def line_count(text: str, width: float, size: float, *, bold: bool = False, indent: int = 0) -> int:
    """Lines that a wrapped text takes in a cell `width` points wide."""
    room = max(width - CELL_PADDING - indent * 8, size)
    space = text_width(" ", size, bold=bold)
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, 0.0
        for word in paragraph.split(" "):
            # Two in a hundred to spare: printers and programs differ by that much.
            long = text_width(word, size, bold=bold) * 1.02
            if used and used + space + long > room:
                count, used = count + 1, 0.0
            used += long + (space if used else 0)
            while used > room:
                count, used = count + 1, used - room
    return count


def row_height(lines: int, size: float, padding: float = 4) -> float:
    """Height of a row with that many lines, in whole pixels of 0.75 points, as programs keep it."""
    return ceil((lines * size * 1.19 + padding) / 0.75) * 0.75


def column_points(characters: float) -> float:
    """Width of a column given in characters of the default font (7 pixels each, 5 of padding)."""
    return (int(characters * 7 + 0.5) + 5) * 0.75


def column_characters(points: float) -> float:
    """The other way round, two decimals."""
    return round((points / 0.75 - 5) / 7, 2)


def printable(landscape: bool, margins: tuple[float, float, float, float]) -> tuple[float, float]:
    """(width, height) in points inside the margins (left, right, top, bottom, in mm) of A4."""
    wide, high = (A4_MM[1], A4_MM[0]) if landscape else A4_MM
    left, right, top, bottom = margins
    return (wide - left - right) * POINTS_PER_MM, (high - top - bottom) * POINTS_PER_MM


def page_breaks(
    heights: Sequence[float], keep: Sequence[bool], room: float, repeated: tuple[int, int] | None = None
) -> tuple[int, ...]:
    """Rows before which a new page begins, so that kept rows stay together.

    keep[i]: no page ends between row i and the next. repeated: rows printed again at the top of
    every later page. A run of kept rows that is taller than a page breaks where it must. Every
    page end is told, natural ones too: programs differ by some lines in what a page holds, and a
    natural end some lines later could part a title from its table.
    """
    again = sum(heights[repeated[0] : repeated[1] + 1]) if repeated else 0.0
    ends: list[int] = []
    start, used = 0, 0.0
    row = 0
    while row < len(heights):
        if used + heights[row] <= room or row == start:
            used += heights[row]
            row += 1
            continue
        first = row
        while first > start + 1 and keep[first - 1]:
            first -= 1
        if first <= start + 1 and keep[start]:
            first = row
        ends.append(first)
        start = row = first
        used = again if repeated and first > repeated[1] else 0.0
    return tuple(ends)


def nearest_edge(widths: Sequence[float], share: float) -> int:
    """The column whose left edge is nearest to `share` of the whole width (never the first)."""
    edges = [sum(widths[:column]) for column in range(1, len(widths))]
    target = sum(widths) * share
    return 1 + min(range(len(edges)), key=lambda number: abs(edges[number] - target))


def runs(flags: Sequence[str]) -> list[tuple[int, int, str]]:
    """(first, last, value) of neighbours with equal values."""
    if not flags:
        return []
    edges = [0, *(i for i, (a, b) in enumerate(pairwise(flags), 1) if a != b), len(flags)]
    return [(a, b - 1, flags[a]) for a, b in pairwise(edges)]
