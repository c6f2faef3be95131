"""A rubric's tree as the rooms of a round ask it: nodes by id, who stands above, what is scored where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.loading.names import Known, hint, known
from workbook.loading.shape import rows, text
from workbook.loading.source import Fault, KeyPath, Row, fault
from workbook.rubric import Criterion, Rubric, parents_of


@dataclass(frozen=True, slots=True)
class Tree:
    """`above`: the ids of each node's parents, from the top. `scored`: leaves by id, by group id."""

    rubric: Rubric
    nodes: Mapping[str, Criterion]
    above: Mapping[str, tuple[str, ...]]
    scored: Mapping[str, Mapping[str, Criterion]]
    criteria: Known
    leaves: Known


def tree_of(rubric: Rubric) -> Tree:
    above = parents_of(rubric)
    scored = {group.id: {leaf.id: leaf for leaf in rubric.leaves_in(group.id)} for group in rubric.groups}
    nodes = {node.id: node for node in rubric.nodes()}
    return Tree(rubric, nodes, above, scored, _known(nodes.values()), _known(rubric.leaves()))


def _known(nodes: Iterable[Criterion]) -> Known:
    """Criteria by id, name and code; a name that several have stands for none of them."""
    return known((node.id, [node.name, *([node.code] if node.code else [])]) for node in nodes)


def unknown_criterion(tree: Tree, path: KeyPath, name: str) -> Iterator[Fault]:
    """An id that no criterion has."""
    if name not in tree.nodes:
        yield Fault(checks.UNKNOWN_CRITERION, path, {"criterion": name, "hint": hint(name, tree.criteria)})


def no_leaf(tree: Tree, path: KeyPath, name: str) -> Iterator[Fault]:
    """An id that no leaf has: unknown, or a parent's."""
    yield from unknown_criterion(tree, path, name)
    if name in tree.nodes and tree.nodes[name].children:
        leaves = shortened(leaf.id for leaf in tree.nodes[name].leaves())
        yield fault(round_deep.FACT_NOT_LEAF, path, criterion=tree.nodes[name].name, leaves=leaves)


def groups_of(raw: Row) -> dict[str, str]:
    """The group of each unit of a round, by unit id; "" where it has none."""
    return {name: text(row, "group") or "" for _, row in rows(raw, "units") if (name := text(row, "id")) is not None}


def shortened(names: Iterable[str], most: int = 5) -> str:
    """The first few of many names, in one line."""
    listed = list(names)
    return ", ".join(listed[:most]) + (f", ... ({len(listed)})" if len(listed) > most else "")


def titled(node: Criterion) -> str:
    """A criterion as people call it: code and name."""
    return f"{node.code} {node.name}".strip()
