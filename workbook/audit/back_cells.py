"""One cell beside what it must say: figures whatever their decimal mark, ranks, tiers, words, footnote marks."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from workbook.audit.back_page import BY_TITLE, NAMING, Entry
from workbook.audit.back_wanted import One
from workbook.audit.figures import rank_in, read_figure
from workbook.audit.match import find_tier
from workbook.audit.names import RAISED, canonical, without_marks
from workbook.audit.tree import ZERO
from workbook.findings import Fact, Words
from workbook.points import Reading, Score, read_text, tidy
from workbook.sheets.grid import ReadCell

RANKS: Final = frozenset({"rank", "prior_rank"})
_WORDS: Final = frozenset({"note"})
_MARK: Final = re.compile(rf"[⁽(（\[]\s*[{RAISED}0-9０-９]{{1,2}}\s*[⁾)）\]]|[{RAISED}]+")
_NO_HINT: Final = Words("", "")
_MARK_LOST: Final = Words(" (có thể mất hoặc sai chỗ dấu thập phân)", " (the decimal mark may be lost or misplaced)")
_SWAPPED: Final = Words(" (hai chữ số có thể bị đổi chỗ)", " (two digits may have changed places)")
_ABOVE: Final = Words(" (đây là số của dòng trên)", " (this is the figure of the line above)")
_DATE: Final = Words(" (ô đã bị đổi thành ngày tháng)", " (the cell has become a date)")


class Difference(NamedTuple):
    """What stands in a cell, and what should."""

    found: Fact
    wanted: Fact
    value: Decimal | None = None
    """The figure typed, where it is one."""
    right: Decimal | None = None


def comparable(entry: Entry, one: One) -> list[str]:
    """The columns of a line for which the result has something to compare with; not those that name the unit."""
    return [key for key in entry.columns if key not in NAMING and _is_known(key, one)]


def _is_known(key: str, one: One) -> bool:
    if key in one.figures:
        return one.figures[key] is not None or key in one.cells
    if key == "rank" or key == "tier":
        return True
    return key in one.cells or (key == "prior_rank" and one.unit.prior_rank is not None)


def agreement(entry: Entry, one: One) -> float:
    """The share of a line's figures that are the unit's."""
    keys = [key for key in comparable(entry, one) if key not in _WORDS and not key.startswith(BY_TITLE)]
    return sum(difference(entry, key, one) is None for key in keys) / len(keys) if keys else 0.0


def difference(entry: Entry, key: str, one: One) -> Difference | None:
    """What is wrong in a cell; None where nothing is."""
    return cell_difference(entry.line.cells.get(entry.columns[key]), key, one)


def cell_difference(cell: ReadCell | None, key: str, one: One) -> Difference | None:
    """The same of a cell wherever it stands."""
    if cell is not None and cell.kind == "none":
        return None  # a formula that nobody has computed: told by the count of all of them
    if key in RANKS:
        return _rank(cell, one.rank if key == "rank" else one.unit.prior_rank)
    if key == "tier":
        return _tier(cell, one)
    if key in _WORDS or (key.startswith(BY_TITLE) and not _is_number(one.cells.get(key))):
        return _words(cell, one.cells.get(key))
    right = one.figures[key] if key in one.figures else _right(one.cells.get(key), key)
    return _figure(cell, key, right)


def _text(cell: ReadCell | None) -> str | None:
    text = " ".join(cell.text.split()) if cell is not None else ""
    return text or None


def _rank(cell: ReadCell | None, right: int | None) -> Difference | None:
    found = rank_in(cell)
    if found == right and (found is not None or _is_blank(cell)):
        return None
    own = None if found is None else Decimal(found)
    return Difference(_text(cell), right, own, None if right is None else Decimal(right))


def _is_blank(cell: ReadCell | None) -> bool:
    return cell is None or not without_marks(cell.text).strip(" \t\n\u00a0-–—/.")


def _tier(cell: ReadCell | None, one: One) -> Difference | None:
    text = _text(cell)
    if _is_blank(cell) and one.tier is None:
        return None
    found = find_tier(text, one.group.tiers) or find_tier(without_marks(text), one.group.tiers) if text else None
    label = found.label if found else None
    return None if found and label == one.tier else Difference(text, one.tier)


def _is_number(cell: ReadCell | None) -> bool:
    return cell is not None and isinstance(read_figure(cell, "", None, ZERO), Decimal)


def _words(cell: ReadCell | None, right: ReadCell | None) -> Difference | None:
    found, wanted = _text(cell), _text(right)
    same = canonical(without_marks(found or "")) == canonical(without_marks(wanted or ""))
    return None if same else Difference(found, wanted)


def _right(cell: ReadCell | None, key: str) -> Score:
    value = read_figure(cell, key, None, ZERO)
    return None if isinstance(value, Reading) else value


def _figure(cell: ReadCell | None, key: str, right: Score) -> Difference | None:
    read = read_figure(cell, key, None, ZERO)
    if read is right or (read is None and right is None):
        return None
    wanted: Fact = right if isinstance(right, Decimal) or right is None else right.value
    if isinstance(read, Decimal) and isinstance(right, Decimal):
        assert cell is not None
        if right in _meanings(cell, read):
            return None
        return Difference(_text(cell) if cell.kind == "text" else read, wanted, read, right)
    own = read if isinstance(read, Decimal) else None
    return Difference(_text(cell), wanted, own, right if isinstance(right, Decimal) else None)


def _meanings(cell: ReadCell, read: Decimal) -> tuple[Decimal, ...]:
    """ "1.000" is a thousand or one."""
    ambiguous = cell.kind == "text" and read_text(without_marks(cell.text)).reading is Reading.AMBIGUOUS
    return (read, read * 1000) if ambiguous else (read,)


# ---------------------------------------------------------------- how it may have come about
def hint_of(entry: Entry, key: str, wrong: Difference, above: Entry | None) -> Words:
    """A likely cause, as a clause."""
    cell = entry.line.cells.get(entry.columns[key])
    if cell is not None and cell.kind == "date":
        return _DATE
    value, right = wrong.value, wrong.right
    if value is None or right is None:
        return _NO_HINT
    if key not in RANKS and value and right and value != right and tidy(value.normalize()).as_tuple().digits:
        one, other = value.normalize().as_tuple(), right.normalize().as_tuple()
        if one.digits == other.digits:
            return _MARK_LOST
    if above is not None and _value(above, key) == value:
        return _ABOVE
    first, second = f"{value:f}", f"{right:f}"
    if len(first) == len(second):
        places = [n for n, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
        if len(places) == 2 and first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]:
            return _SWAPPED
    return _NO_HINT


def _value(entry: Entry, key: str) -> Decimal | None:
    column = entry.columns.get(key)
    cell = entry.line.cells.get(column) if column is not None else None
    if key in RANKS:
        rank = rank_in(cell)
        return None if rank is None else Decimal(rank)
    value = read_figure(cell, key, None, ZERO)
    return value if isinstance(value, Decimal) else None


def marks_in(cell: ReadCell | None) -> str:
    """The footnote marks behind what a cell shows."""
    if cell is None:
        return ""
    text = cell.text if cell.kind == "text" else ""
    behind = text[len(without_marks(text)) :] if text else ""
    quoted = "".join(re.findall(r'"([^"]*)"', cell.number_format))
    return "".join(_MARK.findall(behind + quoted))
