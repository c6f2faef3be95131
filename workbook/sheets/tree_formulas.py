"""The tree as Excel formulas: points, maxima and sub-totals over a row of leaves' cells.

The same as `scoring` says for Python, for any tree: caps, weights, leaves that count in no sum,
bonus and penalty, what does not apply. Neighbouring cells become ranges, so that a hundred leaves
stay far below the 8,192 characters of a formula. A leaf's cell holds a number, the mark, another
text (not scored here) or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from workbook.formulas import number_literal, rounded_sum, text_literal
from workbook.points import MARK_TEXT
from workbook.rubric import Aggregate, Criterion, Rubric, leaves_for
from workbook.scoring import WEIGHTED_PLACES
from workbook.sheets.grid import a1, letters

_ONE = Decimal(1)
ROW: Final = "\x00"
"""Stands in a formula for the number of its row, where one formula is made for all rows; no formula holds it else."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where the leaves' cells of one row stand, and the row of their maxima in the same columns."""

    row: int | None
    """None: any row, whose number in formulas is `ROW`."""
    columns: Mapping[str, int]
    """By leaf id."""
    maxima: int


# ---------------------------------------------------------------- what is in the sums
def counted(nodes: Iterable[Criterion], group_id: str) -> tuple[Criterion, ...]:
    """The leaves below the nodes that are added up in a group."""
    return tuple(leaf for leaf in leaves_for(nodes, group_id) if leaf.rule.counts)


def is_flat(rubric: Rubric, group_id: str) -> bool:
    """Whether the total is the plain sum of all leaves, and the maximum that of their maxima."""
    nodes = [node for node in rubric.nodes() if node.is_for(group_id)]
    return (
        rubric.bonus == "open"
        and all(node.weight == 1 and not node.cap for node in nodes)
        and all(leaf.rule.counts and not leaf.rule.beyond for leaf in rubric.leaves_in(group_id))
    )


def _adds(leaf: Criterion) -> bool:
    return leaf.rule.counts


def _in_scale(leaf: Criterion) -> bool:
    return leaf.rule.counts and not leaf.rule.beyond


Picks = Callable[[Criterion], bool]


def _parts(
    nodes: Iterable[Criterion], group_id: str, picks: Picks, above: Decimal = _ONE
) -> Iterator[tuple[Decimal, Criterion]]:
    """(weight, node) to be added: leaves, and parents whose own sum must be made first.

    A parent that neither caps nor holds weights is left out for its children.
    """
    for node in nodes:
        if not node.is_for(group_id) or not any(picks(leaf) for leaf in leaves_for([node], group_id)):
            continue
        weight = above * node.weight
        if node.children and not node.cap and not _weighs(node, group_id):
            yield from _parts(node.children, group_id, picks, weight)
        else:
            yield weight, node


def _weighs(node: Criterion, group_id: str) -> bool:
    """Whether anything below the node has a weight of its own."""
    return any(child.is_for(group_id) and (child.weight != 1 or _weighs(child, group_id)) for child in node.children)


def _by_weight(
    parts: Iterable[tuple[Decimal, Criterion]],
) -> Iterator[tuple[Decimal, list[Criterion], list[Criterion]]]:
    """(weight, leaves, parents), the weights in the order in which they come."""
    found: dict[Decimal, tuple[list[Criterion], list[Criterion]]] = {}
    for weight, node in parts:
        found.setdefault(weight.normalize(), ([], []))[1 if node.children else 0].append(node)
    for weight, (leaves, parents) in found.items():
        yield weight, leaves, parents


# ---------------------------------------------------------------- points
def points_formula(nodes: Iterable[Criterion], group_id: str, line: Line) -> str:
    """The sum of the nodes' points, each with its weight; "0" where nothing counts."""
    sums, weighted = [], False
    for weight, leaves, parents in _by_weight(_parts(nodes, group_id, _adds)):
        own = (_capped(node, group_id, points_formula(node.children, group_id, line)) for node in parents)
        made = f"SUM({','.join((*_ranges(line, leaves), *own))})"
        sums.append(made if weight == 1 else f"{made}*{number_literal(weight)}")
        weighted = weighted or weight != 1
    made = "+".join(sums) or "0"
    # As in `scoring`: a weighted sum is kept to so many decimals.
    return f"ROUND({made},{WEIGHTED_PLACES})" if weighted else made


def _capped(node: Criterion, group_id: str, formula: str) -> str:
    return f"MIN({formula},{number_literal(node.max_in(group_id))})" if node.cap else formula


def total_formula(rubric: Rubric, group_id: str, line: Line, limit: str = "") -> str:
    """The unit's total, not rounded; `limit` is the cell or expression of the applicable maximum.

    The limit is needed only where bonus points are capped.
    """
    made = points_formula(rubric.criteria, group_id, line)
    leaves = counted(rubric.criteria, group_id)
    if rubric.bonus == "capped":
        made = f"MIN({made},{limit})"
    return f"MAX({made},0)" if any(leaf.rule.lowest(leaf.scale_in(group_id)) < 0 for leaf in leaves) else made


def complete_formula(leaves: Iterable[Criterion], line: Line) -> str:
    """A condition: none of the leaves' cells is blank."""
    return "+".join(f"COUNTBLANK({cells})" for cells in _ranges(line, leaves, whole=True)) + "=0"


# ---------------------------------------------------------------- maxima
def limit_formula(rubric: Rubric, group_id: str, line: Line) -> str:
    """The applicable maximum of a row: what is marked is left out, weighted, capped where declared."""
    made = _worth(rubric.criteria, group_id, line, marks=True)
    return _clean(rubric, group_id, made)


def full_formula(rubric: Rubric, group_id: str, line: Line) -> str:
    """The maximum where everything applies, over the row of maxima itself."""
    made = _worth(rubric.criteria, group_id, line, marks=False)
    return made if is_flat(rubric, group_id) else _clean(rubric, group_id, made)


def _clean(rubric: Rubric, group_id: str, made: str) -> str:
    """A maximum without what binary addition leaves; weighted ones have more decimals."""
    if any(weight != 1 for weight, _ in _parts(rubric.criteria, group_id, _in_scale)):
        return made
    weighted = any(node.weight != 1 for node in rubric.nodes())
    return f"ROUND({made},{WEIGHTED_PLACES})" if weighted else rounded_sum(made)


def _worth(nodes: Iterable[Criterion], group_id: str, line: Line, *, marks: bool) -> str:
    sums, weighted = [], False
    for weight, leaves, parents in _by_weight(_parts(nodes, group_id, _in_scale)):
        ranges = _ranges(line, leaves, whole=True)
        maxima = [_maxima(line, first, last) for first, last in _runs(line, leaves)]
        made = [f"SUM({','.join(maxima)})"] if maxima else []
        made += [_capped(node, group_id, _worth(node.children, group_id, line, marks=marks)) for node in parents]
        sum_ = "+".join(made)
        if marks:
            mark = text_literal(MARK_TEXT)
            sum_ += "".join(f"-SUMIF({cells},{mark},{row})" for cells, row in zip(ranges, maxima, strict=True))
        sums.append(sum_ if weight == 1 else f"({sum_})*{number_literal(weight)}")
        weighted = weighted or weight != 1
    made_of_all = "+".join(sums) or "0"
    return f"ROUND({made_of_all},{WEIGHTED_PLACES})" if weighted else made_of_all


# ---------------------------------------------------------------- sub-totals
def value_formula(rubric: Rubric, group_id: str, name: str, line: Line) -> str:
    """The value of a parent or an aggregate: "" while something lacks, the mark where nothing below applies."""
    nodes = nodes_of(rubric, group_id, name)
    leaves = counted(nodes, group_id)
    mark = text_literal(MARK_TEXT)
    if not leaves:
        return mark
    own = next((node for node in rubric.nodes() if node.id == name), None)
    made = (
        points_formula(nodes, group_id, line)
        if own is None
        else _capped(own, group_id, points_formula(own.children or (own,), group_id, line))
    )
    some = f"COUNT({','.join(_ranges(line, leaves))})>0"
    return f'IF({complete_formula(leaves, line)},IF({some},ROUND({made},{WEIGHTED_PLACES}),{mark}),"")'


def nodes_of(rubric: Rubric, group_id: str, name: str) -> tuple[Criterion, ...]:
    """The criterion of that id, or those of an aggregate, as far as they are for the group."""
    there = {node.id: node for node in _there(rubric.criteria, group_id)}
    made: Aggregate | None = next((one for one in rubric.aggregates if one.id == name), None)
    return tuple(there[one] for one in (made.criteria if made else (name,)) if one in there)


def _there(nodes: Iterable[Criterion], group_id: str) -> Iterator[Criterion]:
    for node in nodes:
        if node.is_for(group_id):
            yield node
            yield from _there(node.children, group_id)


# ---------------------------------------------------------------- cells
def cell_in(row: int | None, column: int) -> str:
    """A cell of a row, or of any."""
    return f"{letters(column)}{ROW}" if row is None else a1(row, column)


def _runs(line: Line, leaves: Iterable[Criterion]) -> list[tuple[int, int]]:
    """(first, last) columns of neighbours. A leaf that stands twice is in two runs."""
    found: list[tuple[int, int]] = []
    for column in (line.columns[leaf.id] for leaf in leaves):
        if found and column == found[-1][1] + 1:
            found[-1] = (found[-1][0], column)
        else:
            found.append((column, column))
    return found


def _ranges(line: Line, leaves: Iterable[Criterion], *, whole: bool = False) -> list[str]:
    """The cells of the leaves; `whole`: a single cell as a range too, which some functions need."""
    found = []
    for first, last in _runs(line, leaves):
        ends = (cell_in(line.row, first), cell_in(line.row, last))
        # SUM passes over the text of a range, and of a single cell that is named as a reference.
        found.append(ends[0] if first == last and not whole else ":".join(ends))
    return found


def _maxima(line: Line, first: int, last: int) -> str:
    return f"{a1(line.maxima, first, fix_row=True)}:{a1(line.maxima, last, fix_row=True)}"
