"""What the council must discuss, and what it has: whether limits can be exceeded, and records name what is scored."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.findings import Fact, Words
from workbook.loading.names import Known, hint
from workbook.loading.shape import number, rows, table, text
from workbook.loading.source import Fault, KeyPath, Row, fault
from workbook.loading.tree_view import Tree, groups_of, no_leaf, titled

_TOTAL = Words("tổng điểm", "the total")


def discussed_sense(raw: Row, tree: Tree, units: Known | None) -> Iterator[Fault]:
    """What is wrong with [disagreement] and [[discussed]]; no unit is judged where `units` could not be read."""
    yield from _limits(raw, tree)
    groups = groups_of(raw)
    first: dict[tuple[str, str | None], KeyPath] = {}
    for path, row in rows(raw, "discussed"):
        unit, criterion = text(row, "unit"), text(row, "criterion")
        if unit is not None and units is not None and unit not in units.ids:
            yield Fault(checks.UNKNOWN_UNIT, (*path, "unit"), {"unit": unit, "hint": hint(unit, units)})
        if "criterion" in row:
            if criterion is None:  # said with the shape
                continue
            wrong = list(no_leaf(tree, (*path, "criterion"), criterion))
            yield from wrong
            if wrong:
                continue
        if unit is None:
            continue
        at = first.setdefault((unit, criterion), path)
        if at != path:
            name = titled(tree.nodes[criterion]) if criterion is not None else ""
            what = Words(f"tiêu chí “{name}”", f"“{name}”") if criterion is not None else _TOTAL
            yield fault(round_deep.DISCUSSED_TWICE, path, unit=unit, what=what, first=at)
        group = groups.get(unit, "")
        if criterion is not None and group in tree.scored and criterion not in tree.scored[group]:
            facts: dict[str, Fact] = {"criterion": titled(tree.nodes[criterion]), "group": group, "unit": unit}
            yield Fault(round_deep.DISCUSSED_NOT_SCORED, path, facts)


def _limits(raw: Row, tree: Tree) -> Iterator[Fault]:
    if not isinstance(raw.get("disagreement"), dict):
        return
    own = table(raw, "disagreement")
    if own.keys() <= {"must"}:
        yield fault(round_deep.DISAGREEMENT_EMPTY, ("disagreement",))
    for key, most in (("cell", _widest_cell(tree)), ("total", _widest_total(tree))):
        limit = number(own, key)
        if limit is not None and most is not None and limit >= most:
            yield fault(round_deep.DISAGREEMENT_IDLE, ("disagreement", key), key=key, limit=limit, most=most)


def _widest_cell(tree: Tree) -> Decimal | None:
    """The most by which two members' points on one criterion can differ."""
    scaled = ((leaf.rule, leaf.scale_in(group)) for group, own in tree.scored.items() for leaf in own.values())
    return max((rule.highest(scale) - rule.lowest(scale) for rule, scale in scaled if rule.counts), default=None)


def _widest_total(tree: Tree) -> Decimal | None:
    """The same of totals; None where points outside the scale may add to them."""
    if any(leaf.rule.beyond for own in tree.scored.values() for leaf in own.values()):
        return None
    return max((group.max for group in tree.rubric.groups), default=None)
