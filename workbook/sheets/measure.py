"""How much room a text needs: lines when wrapped, row heights, printed width. Estimates, kept safe.

Programs do not agree on fitting rows when they open a file, so every height is computed here.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbook.sheets.grid import Column


def lines(text: str, width: float) -> int:
    """Lines that `text` takes in a column `width` characters wide, wrapped between words."""
    count = 0
    for part in text.split("\n"):
        room = 0.0
        count += 1
        for word in part.split(" "):
            size = _size(word)
            if room and room + 1 + size > width:
                count += 1
                room = 0.0
            room += size + (1 if room else 0)
            while room > width:
                count += 1
                room -= width
    return count


def _size(word: str) -> float:
    """Width in digits of the default font: capitals are wider, thin letters narrower."""
    return sum(1.2 if char.isupper() else 0.6 if char in "iíìịỉĩljtf.,:;'|()" else 0.97 for char in word)


def height(texts: Iterable[tuple[str, float]], size: float = 11, least: int = 1) -> float:
    """Row height in points for (text, column width) pairs in a font of `size` points."""
    needed = max([least, *(lines(text, width * 11 / size) for text, width in texts)])
    return round(needed * size * 1.36 + 4, 1)


def width_mm(columns: Iterable[Column]) -> float:
    """Printed width of the visible columns in mm, unscaled."""
    return sum((column.width * 7 + 5) / 96 * 25.4 for column in columns if not column.hidden)


def clipped(text: str, room: int) -> str:
    """The text, or as many whole words of it as `room` characters hold, with an ellipsis.

    Counted as Excel counts: a sign beyond the basic plane takes two.
    """
    if units(text) <= room:
        return text
    kept = text[:room]
    while units(kept) >= room:
        kept = kept[:-1]
    cut = kept.rsplit(None, 1)[0] if len(kept.split()) > 1 and not text[len(kept)].isspace() else kept
    return cut.rstrip(" ,.;:-–(“") + "…"


def units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2
