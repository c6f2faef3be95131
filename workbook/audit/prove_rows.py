"""Checks over one unit's row: cells against maxima and steps, sums, index, tier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from workbook.audit.figures import limit_of, tier_label
from workbook.audit.prove_order import doubted
from workbook.audit.right import (
    ZERO,
    Case,
    View,
    changes,
    fits,
    limit_for,
    mended,
    result,
    shown,
    slack,
    tell,
    total_of,
)  # fmt: skip
from workbook.catalogue import audit as said
from workbook.catalogue.audit import Words
from workbook.findings import Fact, Finding
from workbook.model import Criterion, Tier
from workbook.points import on_step, round_half_up

FEW = 20
"""Off-step cells are told only where at most one cell in so many is off: means are off everywhere."""


def cells(seen: View) -> Iterator[Finding]:
    """A section's points above its maximum or below zero."""
    for case in seen.cases:
        meant = {node.id: value for node, value in explained(seen, case).values()}
        for node, value, limit in _out_of_range(seen, case):
            at = seen.read.at(case.row, node.id, node.id)
            name = case.row.name
            more: list[Words]
            facts: dict[str, Fact]
            if node.id in meant:
                more, facts = [said.IMPLIED], {"implied": meant[node.id]}
            else:
                more, facts = _after(seen, case, value, ZERO if value < ZERO else limit)
            if value < ZERO:
                yield tell(said.NEGATIVE, at, more, unit=name, criterion=node.name, value=value, **facts)
                continue
            more = [*([said.ASSUMED_MAX] if node.assumed else []), *more]
            yield tell(said.OVER_MAX, at, more, unit=name, criterion=node.name, value=value, max=limit, **facts)


def _out_of_range(seen: View, case: Case) -> Iterator[tuple[Criterion, Decimal, Decimal]]:
    """(criterion, points, maximum) of each printed cell below zero or above its maximum."""
    for node in seen.rubric.nodes():
        value = case.row.number(node.id)
        if value is None or node.id in case.row.shut:
            continue
        limit = limit_for(node, case.row, seen.group)
        if not ZERO <= value <= limit and not _by_its_parts(seen, case, node, value):
            yield node, value, limit


def explained(seen: View, case: Case) -> dict[str, tuple[Criterion, Decimal]]:
    """Sums that miss only by one cell out of range: "total" or a parent's id -> the cell, what it should be.

    "70" typed for 7,0 breaks the maximum and the sum: one cause, told at the cell.
    """
    found: dict[str, tuple[Criterion, Decimal]] = {}
    faults: list[str] = []
    for node, value, limit in _out_of_range(seen, case):
        key, printed, summed = _sum_over(seen, case, node)
        faults.append(key)
        if printed is not None and summed is not None and printed != summed:
            implied = value - (summed - printed)
            if ZERO <= implied <= limit:
                found[key] = (node, implied)
    return {key: told for key, told in found.items() if faults.count(key) == 1}


def _sum_over(seen: View, case: Case, node: Criterion) -> tuple[str, Decimal | None, Decimal | None]:
    """The printed figure into which a criterion's points are added first, and its parts added."""
    parents = [over for over in seen.rubric.nodes() if over.id != node.id and _holds(over, node)]
    printed = [over for over in parents if case.row.number(over.id) is not None]
    if printed:
        over = printed[-1]
        return over.id, case.row.number(over.id), total_of(shown(child, case.row) for child in over.children)
    return "total", case.row.number("total"), case.sum_shown


def _holds(over: Criterion, node: Criterion) -> bool:
    return any(child.id == node.id or _holds(child, node) for child in over.children)


def _by_its_parts(seen: View, case: Case, node: Criterion, value: Decimal) -> bool:
    """Whether a parent is out of range only because a part of it is; then the part is told."""
    parts = total_of(shown(child, case.row) for child in node.children) if node.children else None
    right = total_of(mended(child, case.row, seen.group) for child in node.children) if node.children else None
    return parts is not None and parts == value and right != parts


def _after(seen: View, case: Case, value: Decimal, right: Decimal) -> tuple[list[Words], dict[str, Fact]]:
    """What changes when one cell is mended: the total follows it where it is the sum of the printed cells."""
    total = case.shown.total
    if total is None:
        return [said.CAUSE_UNKNOWN], {}
    if case.sum_shown is not None and total != round_half_up(case.sum_shown, seen.rubric.rounding.total):
        # The printed total is no sum of the printed cells: its own finding tells what it should be.
        return [said.TOTAL_TOO, said.CAUSE_UNKNOWN], {"total": total}
    mend = result(seen.rubric, seen.group, total - (value - right), case.applicable_max)
    words, facts = changes(seen, case, mend, said.IF_RIGHT)
    if words:
        facts["right_value"] = right
    assumed = said.TIER_CHANGES in words and _crossed_assumed(seen, case.shown.tier, mend.tier)
    return [*words, *([said.ASSUMED_TIER] if assumed else []), said.CAUSE_UNKNOWN], facts


def _crossed_assumed(seen: View, one: str | None, other: str | None) -> bool:
    """Whether a change of tier rests on a bound that is inferred."""
    tiers = seen.group.tiers if seen.group else ()
    if one == other:
        return False
    order = [tier.label for tier in tiers]
    better = min(one, other, key=lambda label: order.index(label) if label in order else len(order))
    return any(tier.label == better and tier.assumed for tier in tiers)


def not_applicable(seen: View) -> Iterator[Finding]:
    """Points in a cell that the unit's note says does not apply."""
    for case in seen.cases:
        row = case.row
        for node in seen.rubric.nodes():
            value = row.number(node.id)
            parts = [child for child in node.children if row.number(child.id)]
            if node.id not in row.shut or not value or parts or not row.note:
                continue
            total = case.shown.total
            counted = total is not None and case.sum_shown is not None and total == case.sum_shown
            mend = (
                result(seen.rubric, seen.group, total - value, case.applicable_max) if counted and total else case.right
            )
            words, facts = changes(seen, case, mend, said.IF_NOT_APPLICABLE)
            at = seen.read.at(row, node.id, node.id)
            more = [*words, said.CAUSE_UNKNOWN]
            yield tell(
                said.NOT_APPLICABLE_SCORED, at, more, unit=row.name, note=row.note, criterion=node.name, value=value,
                **facts,
            )  # fmt: skip


def steps(seen: View) -> Iterator[Finding]:
    """A section off the step where (almost) all others are on it."""
    off: list[tuple[Case, Criterion, Decimal]] = []
    count = 0
    for case in seen.cases:
        for node in seen.rubric.leaves():
            value = case.row.number(node.id)
            if value is None or node.id in case.row.shut or not ZERO <= value <= limit_of(node, seen.group):
                continue
            count += 1
            if not on_step(value, node.step):
                off.append((case, node, value))
    if len(off) * FEW <= max(count, FEW):
        for case, node, value in off:
            at = seen.read.at(case.row, node.id, node.id)
            yield tell(said.OFF_STEP, at, unit=case.row.name, criterion=node.name, value=value, step=node.step)


def parts(seen: View) -> Iterator[Finding]:
    """A printed parent that is not the sum of its printed parts."""
    for case in seen.cases:
        told = explained(seen, case)
        for node in seen.rubric.nodes():
            value = None if node.id in told else case.row.number(node.id)
            summed = total_of(shown(child, case.row) for child in node.children) if node.children else None
            if value is None or summed is None or node.id in case.row.shut or abs(value - summed) <= slack(seen.rubric):
                continue
            if value not in (summed, mended(node, case.row, seen.group)):
                at = seen.read.at(case.row, node.id, node.id)
                yield tell(said.PART_SUM, at, unit=case.row.name, criterion=node.name, value=value, sum=summed)


def totals(seen: View) -> Iterator[Finding]:
    """A total that is not the sum of its sections, below zero, or above the maximum."""
    places = seen.rubric.rounding.total
    for case in seen.cases:
        total, limit = case.row.number("total"), case.applicable_max
        if total is None or "total" in explained(seen, case):
            continue
        at = seen.read.at(case.row, "total")
        if case.sum_shown is not None and not _sum_fits(seen, case, total):
            words, facts = changes(seen, case, case.right, said.IF_SUM_RIGHT)
            facts.pop("total", None), facts.pop("right_total", None)
            words = [word for word in words if word is not said.TOTAL_CHANGES]
            words = words if len(words) > 1 else []
            shown_sum = round_half_up(case.sum_shown, places)
            yield tell(said.TOTAL_SUM, at, words, unit=case.row.name, value=total, sum=shown_sum, **facts)
        elif total < ZERO:
            header = seen.read.part.header
            title = header.headings[header.columns["total"]].own
            yield tell(said.NEGATIVE, at, (said.CAUSE_UNKNOWN,), unit=case.row.name, criterion=title, value=total)
        elif limit is not None and total > limit and case.sum_shown == case.sum_right:
            assumed = seen.group is not None and seen.group.assumed
            more = [*([said.ASSUMED_TOTAL_MAX] if assumed else []), said.CAUSE_UNKNOWN]
            yield tell(said.TOTAL_OVER_MAX, at, more, unit=case.row.name, value=total, max=limit)


def _sum_fits(seen: View, case: Case, total: Decimal) -> bool:
    places = seen.rubric.rounding.total
    sums = [value for value in (case.sum_shown, case.sum_right) if value is not None]
    return any(
        total == value or fits(total, round_half_up(value, places), places) or abs(total - value) <= slack(seen.rubric)
        for value in sums
    )


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
        worth = sum((leaf.max_in(group.id) for leaf in leaves), ZERO)
        shut = bool(leaves) and all(leaf.id in case.row.shut for leaf in leaves)
        other = case.applicable_max + worth if shut else case.applicable_max - worth
        if other > ZERO and fits(index, _ratio(total, other, seen.rubric.rounding.index), seen.rubric.rounding.index):
            names = ", ".join(leaf.name for leaf in leaves)
            return [said.FITS_WITH if shut else said.FITS_WITHOUT], {"other_max": other, "left_out": names}
    return [], {}


def _ratio(total: Decimal, limit: Decimal, places: int) -> Decimal:
    return round_half_up(Fraction(total) / Fraction(limit), places)


def shares(seen: View) -> Iterator[Finding]:
    """A printed applicable maximum or percentage that does not follow."""
    places = seen.rubric.rounding.total
    for case in seen.cases:
        name, total, limit = case.row.name, case.shown.total, case.applicable_max
        printed, percent = case.row.number("max"), case.row.number("percent")
        if printed is not None and limit is not None and printed != limit:
            yield tell(said.APPLICABLE_MAX, seen.read.at(case.row, "max"), unit=name, value=printed, max=limit)
        if percent is None or total is None or not limit:
            continue
        limits = [limit] if printed is None or printed <= ZERO else [limit, printed]
        totals_of = [total] if case.right.total is None else [total, case.right.total]
        rights = [_ratio(value * 100, most, places) for value in totals_of for most in limits]
        if not any(fits(percent, right, places) for right in rights):
            at = seen.read.at(case.row, "percent")
            yield tell(said.PERCENT, at, unit=name, value=percent, total=total, max=limit, right=rights[0])


# ---------------------------------------------------------------- tiers
def tiers(seen: View) -> Iterator[Finding]:
    """A tier that the bounds do not give, a missing one, a label that the rubric does not know."""
    group = seen.group
    if group is None or not group.tiers:
        return
    unknown: dict[str, list[Case]] = {}
    wrong: list[tuple[Case, str]] = []
    above: str | None = None
    for case in seen.cases:
        printed, given = case.row.tier, tier_label(case.row.tier, group.tiers)
        if case.shown.tier_base is None:
            continue
        if printed is None:
            merged = above is not None and not seen.read.part.grid.is_csv and above in case.tiers
            if seen.read.has("tier") and case.shown.tier is not None and not merged:
                title = seen.read.part.header.headings[seen.read.part.header.columns["tier"]].own
                yield tell(said.MISSING, seen.read.at(case.row, "tier"), unit=case.row.name, title=title)
            continue
        above = given
        if given is None:
            unknown.setdefault(printed, []).append(case)
        elif given not in case.tiers:
            wrong.append((case, given))
    for label, cases_of in unknown.items():
        names = ", ".join(tier.label for tier in group.tiers)
        at = seen.read.at(cases_of[0].row, "tier")
        yield tell(
            said.UNKNOWN_TIER, at, tier=label, count=len(cases_of), unit=cases_of[0].row.name, tiers=names
        )  # fmt: skip
    yield from _wrong_tiers(seen, wrong, group.tiers)


def _wrong_tiers(seen: View, wrong: Sequence[tuple[Case, str]], known: Sequence[Tier]) -> Iterator[Finding]:
    place = {id(case): number for number, case in enumerate(seen.cases)}
    # Under a tier row a run of units has one cause; in a column each cell has its own.
    column = seen.read.has("tier")
    numbered = list(enumerate(wrong))
    denied = doubted(seen)
    runs = groupby(
        numbered,
        key=lambda item: item[0] if column else (place[id(item[1][0])] - item[0], item[1][1], item[1][0].shown.tier),
    )
    for _, run in runs:
        cases_of = [item[1] for item in run]
        case, given = cases_of[0]
        value, right = case.shown.tier_base, case.shown.tier
        more = [said.ASSUMED_TIER] if _crossed_assumed(seen, given, right) else []
        more += [said.PLACE_DENIES_TOO] if id(case) in denied else []
        at = seen.read.at(case.row, "tier" if column else "total")
        if right is None:
            yield tell(said.NO_TIER, at, more, unit=case.row.name, tier=given, value=value)
        elif len(cases_of) == 1:
            yield tell(said.TIER, at, more, unit=case.row.name, tier=given, value=value, right=right)
        else:
            count = len(cases_of) - 1
            yield tell(said.TIER_ROW, at, more, unit=case.row.name, count=count, tier=given, value=value, right=right)
