"""Whether the maxima of a rubric's file agree: children, caps, weights, groups, what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workbook.catalogue import rubric as checks
from workbook.catalogue import tree as said
from workbook.loading.rubric_tree import Node, adds, beyond, gives, group_ids, total, walk, weighted, worth
from workbook.loading.shape import number, rows, table, text
from workbook.loading.source import Fault, KeyPath, Row, fault


def sums(raw: Row, tops: Sequence[Node]) -> Iterator[Fault]:
    """Everything that is wrong with maxima, caps and weights."""
    groups = group_ids(raw)
    wrong = [one for node in walk(tops) if node.children for one in _children(node, groups)]
    yield from wrong
    for node in walk(tops):
        yield from _own(node)
        yield from _bonus_in_cap(node)
    if tops and not any(_scored(top) for top in tops):
        yield fault(said.ALL_DROPPED, ("criteria",))
        return
    for path, row in rows(raw, "groups"):
        yield from _group(raw, path, row, tops, bool(wrong))


# ---------------------------------------------------------------- one node
def _own(node: Node) -> Iterator[Fault]:
    if node.cap and not node.is_parent:
        yield fault(said.CAP_LEAF, (*node.path, "cap"), criterion=node.name)
    if node.weight not in (None, 1) and not gives(node):
        yield fault(said.WEIGHT_IDLE, (*node.path, "weight"), criterion=node.name)
    if number(node.row, "max") == 0 and (adds(node, None, dropped=True) if node.is_parent else _needs_points(node)):
        yield fault(said.MAX_ZERO, (*node.path, "max"), criterion=node.name)


def _needs_points(leaf: Node) -> bool:
    return leaf.kind.counts and (leaf.rule is not None or "rule" not in leaf.row)


def _bonus_in_cap(node: Node) -> Iterator[Fault]:
    """Points beyond the scale that a cap on counted ones cuts too."""
    if node.cap and adds(node, None):
        for leaf in walk(node.children):
            if leaf.kind.beyond and not leaf.is_parent:
                yield fault(said.CAP_HOLDS_BONUS, (*leaf.path, "rule"), criterion=leaf.name, parent=node.name)


def _scored(node: Node) -> bool:
    if node.dropped:
        return False
    return not node.children or any(_scored(child) for child in node.children)


# ---------------------------------------------------------------- a parent and its children
def _children(node: Node, groups: Sequence[str]) -> Iterator[Fault]:
    """Once in general, and for a group only where it has its own maxima or its own children."""
    if node.dropped:
        return
    parted = any(child.groups != node.groups for child in node.children)
    special = [
        group
        for group in groups
        if node.is_for(group)
        and (parted or any(group in table(each.row, "group_max") for each in (node, *node.children)))
    ]
    found, idle = [], node.cap
    for group in special if parted else (None, *special):
        own, sum_ = node.max_in(group), _below(node, group)
        if own is None or sum_ is None or (own == 0 and adds(node, group)) or (own < sum_ and node.cap):
            idle = False
        elif own not in _allowed(node, group, sum_):
            where = ("group_max", group) if group in table(node.row, "group_max") else ("max",)
            at: KeyPath = (*node.path, *(str(part) for part in where))
            extra = f" ({group})" if group is not None else ""
            found.append(fault(checks.CHILDREN_SUM, at, criterion=node.name, max=own, sum=sum_, group=extra))
    yield from found
    if idle and not found:
        yield fault(said.CAP_IDLE, (*node.path, "cap"), criterion=node.name, max=number(node.row, "max"))


def _below(node: Node, group: str | None) -> Decimal | None:
    """What the children make: what counts, or where none does, what stands beyond the scale."""
    return total(node.children, group) if adds(node, group) else beyond(node.children, group)


def _allowed(node: Node, group: str | None, sum_: Decimal) -> set[Decimal | None]:
    """The maxima that may be printed: with what is not scored this year, or without it."""
    allowed = {sum_, total(node.children, group, dropped=True)}
    if any(below.dropped for below in walk(node.children)):
        allowed.add(worth(node, group))
    if not adds(node, group) and sum_:
        # Bonus and penalty have no share in the scale: 0, or the most that can be added.
        allowed |= {Decimal(0), beyond(node.children, group, bonus=True)}
    return allowed


# ---------------------------------------------------------------- a group
def _group(raw: Row, path: KeyPath, row: Row, tops: Sequence[Node], told: bool) -> Iterator[Fault]:
    name, own = text(row, "id"), number(row, "max")
    if name is None:
        return
    if tops and not any(adds(top, name) for top in tops):
        yield fault(said.GROUP_WITHOUT_LEAF, (*path, "id"), group=name)
        return
    # Leaves, not tops: a top that its children do not add up to is a fault of its own.
    sum_, of_tops = weighted((top.weight, worth(top, name)) for top in tops), total(tops, name)
    if own is None or sum_ is None or own == sum_:
        return
    if told and sum_ != of_tops and own == of_tops:
        return
    if "converted" in (raw.get("rank_by"), row.get("base")):
        yield fault(said.GROUP_NOMINAL, (*path, "max"), group=name, max=own, sum=sum_)
    else:
        yield fault(checks.GROUP_SUM, (*path, "max"), group=name, max=own, sum=sum_)
