"""The criteria of a rubric's file as a tree of raw tables: what counts where, how much, and for whom.

The same sums as `scoring` makes of a rubric, but tolerant: a figure that has not the right shape
makes a sum unknown (None), and the checks of sense go on with the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from workbook.loading.rule_shapes import rule_of
from workbook.loading.shape import number, rows, table, text, texts
from workbook.loading.source import KeyPath, Row, dotted
from workbook.rules.direct import Direct
from workbook.rules.kinds import BY_KIND
from workbook.rules.rule import Rule, Scale

DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class Node:
    """One criterion as its table says; what is wrong in the table has been said already."""

    path: KeyPath
    row: Row
    children: tuple[Node, ...]
    kind: type[Rule]
    """Direct where none is named, or none that is known."""
    rule: Rule | None
    """None where its table has not the right shape."""
    groups: frozenset[str] | None
    """The only groups that it is for, by its own table and those above; None for all."""
    dropped: bool
    """Itself, or something above it."""

    @property
    def id(self) -> str | None:
        return text(self.row, "id")

    @property
    def name(self) -> str:
        return text(self.row, "name") or dotted(self.path)

    @property
    def is_parent(self) -> bool:
        """Also where its children cannot be read, or lie too deep."""
        return bool(self.row.get("children"))

    @property
    def cap(self) -> bool:
        return self.row.get("cap") is True

    @property
    def weight(self) -> Decimal | None:
        return number(self.row, "weight") if "weight" in self.row else Decimal(1)

    def max_in(self, group: str | None) -> Decimal | None:
        """The maximum in a group, that of no special group for None."""
        own = table(self.row, "group_max")
        return number(own, group) if group is not None and group in own else number(self.row, "max")

    def is_for(self, group: str | None, *, dropped: bool = False) -> bool:
        """Whether it is scored in the group; in any group for None. `dropped`: as if nothing were dropped."""
        return (dropped or not self.dropped) and (group is None or self.groups is None or group in self.groups)


def tree(raw: Row, context: dict[str, Any] | None = None) -> tuple[Node, ...]:
    """The criteria of a file, at most `DEEPEST` levels of them."""
    return tuple(_node(path, row, context, None, False) for path, row in rows(raw, "criteria"))


def _node(
    path: KeyPath, row: Row, context: dict[str, Any] | None, groups: frozenset[str] | None, dropped: bool
) -> Node:
    said = row.get("rule")
    named = said.get("kind") if isinstance(said, dict) else None
    own = frozenset(name for _, name in texts(row, "groups"))
    if own:
        groups = own if groups is None else own & groups
    dropped = dropped or bool((text(row, "dropped") or "").strip())
    below = rows(row, "children", path) if len(path) < 2 * DEEPEST else ()
    return Node(
        path=path,
        row=row,
        children=tuple(_node(at, child, context, groups, dropped) for at, child in below),
        kind=BY_KIND.get(named, Direct) if isinstance(named, str) else Direct,
        rule=Direct() if "rule" not in row else rule_of(said, context),
        groups=groups,
        dropped=dropped,
    )


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, parents before children."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def group_ids(raw: Row) -> list[str]:
    return [name for _, row in rows(raw, "groups") if (name := text(row, "id")) is not None]


# ---------------------------------------------------------------- what counts
def adds(node: Node, group: str | None, *, dropped: bool = False) -> bool:
    """Whether it has a share in maxima: a leaf below that counts, and not beyond the scale."""
    if not node.is_for(group, dropped=dropped):
        return False
    if node.is_parent:
        return not node.children or any(adds(child, group, dropped=dropped) for child in node.children)
    return node.kind.counts and not node.kind.beyond


def gives(node: Node) -> bool:
    """Whether anything below gives or takes points, bonus and penalty too."""
    if node.is_parent:
        return not node.children or any(gives(child) for child in node.children)
    return node.kind.counts


def total(nodes: Iterable[Node], group: str | None, *, dropped: bool = False) -> Decimal | None:
    """The sum of the nodes' own maxima, weighted, of those that count; None where one is not known."""
    return weighted((node.weight, node.max_in(group)) for node in nodes if adds(node, group, dropped=dropped))


def beyond(nodes: Iterable[Node], group: str | None, *, bonus: bool = False) -> Decimal | None:
    """The same of those that only stand beyond the scale; `bonus`: without what is only taken away."""
    chosen = (node for node in nodes if node.is_for(group) and gives(node) and not adds(node, group))
    return weighted((node.weight, reach(node, group) if bonus else node.max_in(group)) for node in chosen)


def worth(node: Node, group: str | None) -> Decimal | None:
    """The maximum of a node from its leaves up, cut where a cap is declared."""
    if not adds(node, group):
        return Decimal(0)
    if not node.is_parent:
        return node.max_in(group)
    return _cut(node, group, weighted((child.weight, worth(child, group)) for child in node.children))


def reach(node: Node, group: str | None) -> Decimal | None:
    """The most points that a node can have, with what is beyond the scale."""
    if not node.is_for(group):
        return Decimal(0)
    if node.is_parent:
        return _cut(node, group, weighted((child.weight, reach(child, group)) for child in node.children))
    most = node.max_in(group)
    if not node.kind.counts:
        return Decimal(0)
    return most if node.rule is None or most is None else node.rule.highest(Scale(most, Decimal(1)))


def _cut(node: Node, group: str | None, below: Decimal | None) -> Decimal | None:
    high = node.max_in(group)
    if not node.children or below is None:
        return None
    return below if not node.cap else None if high is None else min(below, high)


def weighted(parts: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """The sum of (weight, figure); None where one is not known."""
    found = Decimal(0)
    for weight, most in parts:
        if weight is None or most is None:
            return None
        found += weight * most
    return found
