"""Checks over one unit's row: cells against maxima and steps, sums of sections, the total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from workbook.audit.limits import fits
from workbook.audit.right import Case, View, changes, result, tell
from workbook.audit.sums import mended, part_slack, parts_mended, parts_shown, total_slack
from workbook.audit.tree import ZERO, Reach, climb, counted, parents, reach, weights
from workbook.catalogue import audit as said
from workbook.catalogue.audit import Words
from workbook.findings import Fact, Finding
from workbook.points import decimals, on_step, round_half_up
from workbook.rubric import Criterion, is_plain

FEW = 20
"""Off-step cells are told only where at most one cell in so many is off: means are off everywhere."""


# ---------------------------------------------------------------- one cell
def cells(seen: View) -> Iterator[Finding]:
    """A section's points above its maximum or below what is possible."""
    for case in seen.cases:
        meant = {node.id: value for node, value in explained(seen, case).values()}
        for node, value, within in _out_of_range(seen, case):
            at = seen.read.at(case.row, node.id, node.id)
            name = case.row.name
            more: list[Words]
            facts: dict[str, Fact]
            if node.id in meant:
                more, facts = [said.IMPLIED], {"implied": meant[node.id]}
            else:
                more, facts = _after(seen, case, node, value, within.nearest(value))
            if value > within.high:
                more = [*([said.ASSUMED_MAX] if node.assumed else []), *more]
                yield tell(
                    said.OVER_MAX, at, more, unit=name, criterion=node.name, value=value, max=within.high, **facts
                )
            elif within.low:
                facts["min"] = within.low
                yield tell(said.BELOW_LEAST, at, more, unit=name, criterion=node.name, value=value, **facts)
            else:
                yield tell(said.NEGATIVE, at, more, unit=name, criterion=node.name, value=value, **facts)


def _out_of_range(seen: View, case: Case) -> Iterator[tuple[Criterion, Decimal, Reach]]:
    """(criterion, points, what is possible) of each printed cell that is not possible."""
    for node in seen.rubric.nodes():
        value = case.row.number(node.id)
        if value is None or node.id in case.row.shut or not counted(node, seen.group):
            continue
        within = reach(node, seen.group, case.row.shut, seen.rubric.rounding.leaf)
        if not within.holds(value) and not _by_its_parts(seen, case, node, value):
            yield node, value, within


def explained(seen: View, case: Case) -> dict[str, tuple[Criterion, Decimal]]:
    """Sums that miss only by one cell out of range: "total" or a parent's id -> the cell, what it should be.

    "70" typed for 7,0 breaks the maximum and the sum: one cause, told at the cell.
    """
    found: dict[str, tuple[Criterion, Decimal]] = {}
    faults: list[str] = []
    for node, value, within in _out_of_range(seen, case):
        key, printed, summed = _sum_over(seen, case, node)
        faults.append(key)
        if printed is not None and summed is not None and printed != summed:
            implied = value - (summed - printed)
            if within.holds(implied):
                found[key] = (node, implied)
    return {key: told for key, told in found.items() if faults.count(key) == 1}


def _sum_over(seen: View, case: Case, node: Criterion) -> tuple[str, Decimal | None, Decimal | None]:
    """The printed figure into which a criterion's points are added first, and its parts added.

    Nothing is known of them where a weight or a cap stands between.
    """
    path = [node]
    for over in climb(parents(seen.rubric), node):
        printed = case.row.number(over.id)
        if printed is not None:
            known = _adds_plainly(path) and not over.cap
            return over.id, *((printed, parts_shown(over, case.row, seen.group)) if known else (None, None))
        path.append(over)
    known = _adds_plainly(path) and seen.rubric.bonus == "open"
    return "total", *((case.row.number("total"), case.sum_shown) if known else (None, None))


def _adds_plainly(path: list[Criterion]) -> bool:
    return all(node.weight == 1 for node in path) and not any(over.cap for _, over in pairwise(path))


def _by_its_parts(seen: View, case: Case, node: Criterion, value: Decimal) -> bool:
    """Whether a parent is out of range only because a part of it is; then the part is told."""
    group, places = seen.group, seen.rubric.rounding.leaf
    parts, right = parts_shown(node, case.row, group), parts_mended(node, case.row, group, places)
    room = part_slack(node, case.row, group, seen.rubric)
    return parts is not None and abs(parts - value) <= room and right != parts


def _after(
    seen: View, case: Case, node: Criterion, value: Decimal, right: Decimal
) -> tuple[list[Words], dict[str, Fact]]:
    """What changes when one cell is mended: the total follows it where it is the sum of the printed cells."""
    total = case.shown.total
    cut = node.cap or any(over.cap for over in climb(parents(seen.rubric), node))
    if total is None or cut or seen.rubric.bonus == "capped":
        return [said.CAUSE_UNKNOWN], {}
    if case.sum_shown is not None and total != round_half_up(case.sum_shown, seen.rubric.rounding.total):
        # The printed total is no sum of the printed cells: its own finding tells what it should be.
        return [said.TOTAL_TOO, said.CAUSE_UNKNOWN], {"total": total}
    mend = result(seen.rubric, seen.group, case.row, _less(seen, node, total, value - right), case.applicable_max)
    words, facts = changes(seen, case, mend, said.IF_RIGHT)
    if words:
        facts["right_value"] = right
    assumed = said.TIER_CHANGES in words and crossed_assumed(seen, case.shown.tier, mend.tier)
    return [*words, *([said.ASSUMED_TIER] if assumed else []), said.CAUSE_UNKNOWN], facts


def _less(seen: View, node: Criterion, total: Decimal, points: Decimal) -> Decimal:
    """The total without some of a criterion's points."""
    weight = weights(seen.rubric)[node.id]
    return total - points if weight == 1 else round_half_up(total - points * weight, seen.rubric.rounding.total)


def crossed_assumed(seen: View, one: str | None, other: str | None) -> bool:
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
            if node.id not in row.shut or not value or parts or not row.note or not counted(node, seen.group):
                continue
            total = case.shown.total
            mend = case.right
            if total and case.sum_shown == total:
                less = _less(seen, node, total, value)
                mend = result(seen.rubric, seen.group, row, less, case.applicable_max)
            words, facts = changes(seen, case, mend, said.IF_NOT_APPLICABLE)
            at = seen.read.at(row, node.id, node.id)
            more = [*words, said.CAUSE_UNKNOWN]
            yield tell(
                said.NOT_APPLICABLE_SCORED, at, more, unit=row.name, note=row.note, criterion=node.name, value=value,
                **facts,
            )  # fmt: skip


def not_scored(seen: View) -> Iterator[Finding]:
    """Points for a criterion that is for other groups only, or that is not scored this year."""
    group = seen.group
    if group is None:
        return
    above = parents(seen.rubric)
    closed = [
        node
        for node in seen.rubric.nodes()
        if seen.read.has(node.id) and not all(each.is_for(group.id) for each in (node, *climb(above, node)))
    ]
    for case in seen.cases:
        for node in closed:
            if value := case.row.number(node.id):
                at = seen.read.at(case.row, node.id, node.id)
                yield tell(
                    said.NOT_SCORED, at, unit=case.row.name, criterion=node.name, value=value, group=group.name
                )  # fmt: skip


def steps(seen: View) -> Iterator[Finding]:
    """A typed figure off the step where (almost) all others are on it."""
    off: list[tuple[Case, Criterion, Decimal]] = []
    count = 0
    places = seen.rubric.rounding.leaf
    typed = [leaf for leaf in seen.rubric.leaves() if leaf.rule.typed and decimals(leaf.step) <= places]
    for case in seen.cases:
        for node in typed:
            value = case.row.number(node.id)
            if value is None or node.id in case.row.shut or not counted(node, seen.group):
                continue
            if not reach(node, seen.group, case.row.shut, places).holds(value):
                continue
            count += 1
            if not on_step(value, node.step):
                off.append((case, node, value))
    # In a deep rubric few figures are typed: some of them prove nothing of the others.
    if len(off) * FEW <= (max(count, FEW) if is_plain(seen.rubric) else count):
        for case, node, value in off:
            at = seen.read.at(case.row, node.id, node.id)
            yield tell(said.OFF_STEP, at, unit=case.row.name, criterion=node.name, value=value, step=node.step)


# ---------------------------------------------------------------- sums
def parts(seen: View) -> Iterator[Finding]:
    """A printed parent that is not what its printed parts make."""
    group, places = seen.group, seen.rubric.rounding.leaf
    for case in seen.cases:
        told = explained(seen, case)
        for node in seen.rubric.nodes():
            value = None if node.id in told or not counted(node, group) else case.row.number(node.id)
            summed = None if value is None or node.id in case.row.shut else parts_shown(node, case.row, group)
            if value is None or summed is None:
                continue
            room = part_slack(node, case.row, group, seen.rubric)
            right = mended(node, case.row, group, places)
            if abs(value - summed) > room and (right is None or abs(value - right) > room):
                more = [said.WEIGHED] if node.cap or any(child.weight != 1 for child in node.children) else []
                at = seen.read.at(case.row, node.id, node.id)
                yield tell(said.PART_SUM, at, more, unit=case.row.name, criterion=node.name, value=value, sum=summed)


def totals(seen: View) -> Iterator[Finding]:
    """A total that is not the sum of its sections, below zero, or above the maximum."""
    places = seen.rubric.rounding.total
    for case in seen.cases:
        total, within = case.row.number("total"), case.reach
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
        elif within is not None and total > within.high and case.sum_shown == case.sum_right:
            assumed = seen.group is not None and seen.group.assumed
            more = [*([said.ASSUMED_TOTAL_MAX] if assumed else []), said.CAUSE_UNKNOWN]
            yield tell(said.TOTAL_OVER_MAX, at, more, unit=case.row.name, value=total, max=within.high)


def _sum_fits(seen: View, case: Case, total: Decimal) -> bool:
    places = seen.rubric.rounding.total
    room = total_slack(case.row, seen.group, seen.rubric)
    sums = [value for value in (case.sum_shown, case.sum_right) if value is not None]
    if seen.rubric.bonus == "capped":
        # What does not apply lowers the maximum at which the total is cut.
        if case.maxima is None:
            return total <= round_half_up(max(sums), places) + room
        sums += [limit for limit in case.maxima if limit < max(sums)]
    return any(
        total == value or fits(total, round_half_up(value, places), places) or abs(total - value) <= room
        for value in sums
    )
