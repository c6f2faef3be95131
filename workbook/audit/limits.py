"""Which maximum applies to a unit by what its row prints, and the shares that follow from total and maximum.

A criterion without a column of its own may be left out of a unit's maximum without a word. So the
maximum is the printed one where that is possible at all, else the largest possible one with which
everything agrees that is printed beside the total.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workbook.audit.figures import Row, shut_nodes
from workbook.audit.tree import ZERO, maxima, may_be_left_out, whole_max
from workbook.points import round_half_up
from workbook.rubric import Group, Rubric, is_plain
from workbook.scoring import converted as converted_points


@dataclass(frozen=True, slots=True)
class Shares:
    """Figures that follow from a row's total and maximum."""

    index: Decimal | None = None
    percent: Decimal | None = None
    converted: Decimal | None = None


NO_SHARES = Shares()


# ---------------------------------------------------------------- the maximum that applies
Known = dict[tuple[frozenset[str], frozenset[str]], frozenset[Decimal] | None]
"""The maxima that can apply, by what is shut and what may be left out."""


def applicable_of(
    row: Row, rubric: Rubric, group: Group | None, totals: Sequence[Decimal | None], known: Known
) -> Decimal | None:
    """The largest possible maximum with which all agrees that is printed; None where nothing printed tells."""
    if group is None:
        return None
    told = whole_max(rubric, group, row.shut)
    printed = printed_max(row, whole_max(rubric, group))
    choices = _choices(row, rubric, group, known)
    if choices == frozenset({told}):
        return told
    if printed is not None:
        possible_ = ZERO <= printed <= told if choices is None else printed in choices
        return printed if possible_ else told
    beside = printed_beside(row)
    if beside == NO_SHARES:
        return None
    for limit in sorted(choices or {told}, reverse=True):
        if any(agrees(rubric, group, total, limit, beside) for total in totals if total is not None):
            return limit
    return None if choices is None else told


def printed_beside(row: Row) -> Shares:
    return Shares(row.number("index"), row.number("percent"), row.number("converted"))


def maxima_left(
    row: Row, rubric: Rubric, group: Group | None, limit: Decimal | None, known: Known
) -> frozenset[Decimal] | None:
    """The maxima that can still apply after what the row prints of its own."""
    if group is None:
        return None
    told = limit is not None and printed_max(row, whole_max(rubric, group)) == limit
    return frozenset({limit}) if told and limit is not None else _choices(row, rubric, group, known)


def printed_max(row: Row, whole: Decimal) -> Decimal | None:
    """The maximum that applies as the row prints it: itself, by what is left out, or where only one stands there."""
    own, excluded, full = (row.number(key) for key in ("max", "excluded", "full"))
    if own is None and excluded is not None:
        return whole - excluded
    return full if own is None and full != whole else own


def _choices(row: Row, rubric: Rubric, group: Group, known: Known) -> frozenset[Decimal] | None:
    columns = row.line.header.columns
    told = "max" in columns or "excluded" in columns
    traits = frozenset(trait.id for trait in rubric.traits if trait.note)
    noted = frozenset(shut_nodes(rubric.criteria, traits, frozenset()))
    # Some layouts print 0 where a criterion does not apply; in a plain rubric a note must say so.
    zero_is_points = is_plain(rubric)
    points = {key for key in columns if zero_is_points or row.values.get(key)}
    hidden = may_be_left_out(rubric, points, noted, told) - row.shut
    if (row.shut, hidden) not in known:
        known[row.shut, hidden] = maxima(rubric, group, row.shut, hidden)
    return known[row.shut, hidden]


# ---------------------------------------------------------------- index, percent, converted points
def agrees(rubric: Rubric, group: Group, total: Decimal, limit: Decimal, printed: Shares) -> bool:
    """Whether all that is printed beside the total follows from it and the maximum."""
    beside = {"index": printed.index, "percent": printed.percent, "converted": printed.converted}
    wanted = {name for name, figure in beside.items() if figure is not None}
    right, places = shares_of(rubric, group, total, limit, wanted), rubric.rounding
    return (
        (printed.index is None or fits(printed.index, right.index, places.index))
        and (printed.percent is None or fits(printed.percent, right.percent, places.total))
        and (printed.converted is None or fits(printed.converted, right.converted, places.total))
    )


ALL_SHARES = frozenset({"index", "percent", "converted"})


def shares_of(
    rubric: Rubric, group: Group, total: Decimal, limit: Decimal, wanted: Collection[str] = ALL_SHARES
) -> Shares:
    """Index, percent and converted points of a total; nothing where no maximum applies."""
    if not limit:
        return NO_SHARES
    share, places = Fraction(total) / Fraction(limit), rubric.rounding
    return Shares(
        round_half_up(share, places.index) if "index" in wanted else None,
        round_half_up(share * 100, places.total) if "percent" in wanted else None,
        converted_points(rubric, group, total, limit) if "converted" in wanted else None,
    )


def fits(printed: Decimal, expected: Decimal | None, places: int) -> bool:
    """Whether the printed figure is the expected one, or shows more of its decimals."""
    return expected is not None and (printed == expected or round_half_up(printed, places) == expected)
