"""Checks over what follows from a unit's total and maximum: index, share, converted points, the maxima themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from workbook.audit.limits import Shares, fits, printed_max, shares_of
from workbook.audit.right import Case, View, changes, tell
from workbook.audit.tree import ZERO, whole_max
from workbook.catalogue import audit as said
from workbook.catalogue.audit import Words
from workbook.findings import Fact, Finding


def indexes(seen: View) -> Iterator[Finding]:
    """An index that is not total / applicable maximum."""
    places = seen.rubric.rounding.index
    for case in seen.cases:
        index, total, limit = case.row.number("index"), case.shown.total, case.applicable_max
        if index is None or total is None or not limit:
            continue
        if any(fits(index, expected, places) for expected in (one.index for one in case.readings[1:])):
            continue
        right = case.derived.index
        words, facts = changes(seen, case, case.derived, said.IF_MENDED)
        facts.pop("index", None), facts.pop("right_index", None)
        words = [word for word in words if word is not said.INDEX_CHANGES]
        words = words if len(words) > 1 else []
        hint, other = _other_maximum(seen, case, index, total)
        assumed = [said.ASSUMED_TOTAL_MAX] if seen.group and seen.group.assumed else []
        yield tell(
            said.INDEX, seen.read.at(case.row, "index"), [*assumed, *words, *hint], unit=case.row.name, value=index,
            total=total, max=limit, right=right, **facts, **other,
        )  # fmt: skip


def _other_maximum(seen: View, case: Case, index: Decimal, total: Decimal) -> tuple[list[Words], dict[str, Fact]]:
    """Whether the index fits the maximum with or without what a note can leave out."""
    group = seen.group
    if group is None or case.applicable_max is None:
        return [], {}
    for trait in seen.rubric.traits:
        leaves = [leaf for leaf in seen.rubric.leaves() if trait.id in leaf.not_applicable]
        names = frozenset(leaf.id for leaf in leaves)
        shut = bool(leaves) and names <= case.row.shut
        other = whole_max(seen.rubric, group, case.row.shut - names if shut else case.row.shut | names)
        if other > ZERO and fits(index, shares_of(seen.rubric, group, total, other).index, seen.rubric.rounding.index):
            told = ", ".join(leaf.name for leaf in leaves)
            return [said.FITS_WITH if shut else said.FITS_WITHOUT], {"other_max": other, "left_out": told}
    return [], {}


# ---------------------------------------------------------------- maxima of one unit
def unit_maxima(seen: View) -> Iterator[Finding]:
    """A whole maximum that the rubric has not, an applicable one that does not follow, parts that do not make it."""
    group = seen.group
    if group is None:
        return
    whole = whole_max(seen.rubric, group)
    for case in seen.cases:
        full, excluded, own = (case.row.number(key) for key in ("full", "excluded", "max"))
        name, limit, printed = case.row.name, case.applicable_max, printed_max(case.row, whole)
        alone = own is None and excluded is None
        if full is not None and full not in (whole, group.max) and not (alone and full == limit):
            yield tell(said.FULL_MAX, seen.read.at(case.row, "full"), unit=name, value=full, max=whole)
            continue
        column = "excluded" if own is None and excluded is not None else "max"
        if printed is not None and limit is not None and printed != limit and not (alone and full == group.max):
            yield tell(said.APPLICABLE_MAX, seen.read.at(case.row, column), unit=name, value=printed, max=limit)
        elif own is not None and excluded is not None and own + excluded not in (whole, full):
            at = seen.read.at(case.row, "excluded")
            right = (whole if full is None else full) - own
            yield tell(said.EXCLUDED, at, unit=name, value=excluded, full=right + own, max=own, right=right)


# ---------------------------------------------------------------- shares and converted points
def shares(seen: View) -> Iterator[Finding]:
    """A printed percentage that is not total / applicable maximum."""
    for case, value, right in _unfit(seen, "percent", lambda made: made.percent):
        at = seen.read.at(case.row, "percent")
        yield tell(
            said.PERCENT, at, unit=case.row.name, value=value, total=case.shown.total, max=case.applicable_max,
            right=right,
        )  # fmt: skip


def converted(seen: View) -> Iterator[Finding]:
    """Converted points that are not total / applicable maximum x the group's scale."""
    for case, value, right in _unfit(seen, "converted", lambda made: made.converted):
        assert seen.group is not None
        at = seen.read.at(case.row, "converted")
        yield tell(
            said.CONVERTED, at, unit=case.row.name, value=value, total=case.shown.total, max=case.applicable_max,
            scale=seen.group.max, right=right,
        )  # fmt: skip


def _unfit(
    seen: View, key: str, share: Callable[[Shares], Decimal | None]
) -> Iterator[tuple[Case, Decimal, Decimal | None]]:
    """(row, figure, right one) of a figure that follows neither from the printed total nor from the right one."""
    group, places = seen.group, seen.rubric.rounding.total
    for case in seen.cases:
        value, total, limit = case.row.number(key), case.shown.total, case.applicable_max
        if value is None or total is None or not limit or group is None:
            continue
        printed = case.row.number("max")
        # A maximum that is wrong has its own finding; what follows from it is no second one.
        limits = [limit] if printed is None or printed <= ZERO else [limit, printed]
        totals = [total] if case.right.total is None else [total, case.right.total]
        rights = [share(shares_of(seen.rubric, group, one, most)) for one in totals for most in limits]
        if not any(fits(value, right, places) for right in rights):
            yield case, value, rights[0]
