"""How members' figures become one, as Excel formulas: the same as `combining` says for Python.

Members' figures stand in single cells far from each other, which only some functions take. More than one highest and
lowest can be left out only of neighbouring cells: hidden columns repeat the figures side by side then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from workbook.formulas import number_literal
from workbook.rubric import Criterion
from workbook.sheets.grid import Cell
from workbook.sheets.tally_plan import Plan, copy_key


def leaf_formula(plan: Plan, leaf: Criterion, row: int) -> str:
    """What the members' figures of a leaf make, not rounded; for a row where at least one is a number."""
    return _combination(plan, [plan.cell(row, f"m:{member.id}:{leaf.id}") for member in plan.members], leaf.id, row)


def totals_formula(plan: Plan, row: int) -> str:
    """The same of the members' totals."""
    return _combination(plan, [plan.cell(row, f"mt:{member.id}") for member in plan.members], "", row)


def copy_cell(source: Cell, ref: str) -> Cell:
    """A member's figure once more; "" where there is none."""
    shown = source.value if isinstance(source.value, Decimal) else ""
    return Cell(shown, "helper", f'IF(ISNUMBER({ref}),{ref},"")')


def _combination(plan: Plan, cells: Sequence[str], block: str, row: int) -> str:
    how, refs = plan.how, ",".join(cells)
    mean = f"SUM({refs})/COUNT({refs})"
    if how.method == "median":
        return f"MEDIAN({refs})"
    if how.method == "weighted":
        return _weighted(plan, cells)
    if how.method == "trimmed" and len(cells) > 2 * how.drop:
        return f"IF(COUNT({refs})>{2 * how.drop},{_trimmed(plan, refs, block, row)},{mean})"
    return mean


def _trimmed(plan: Plan, refs: str, block: str, row: int) -> str:
    drop = plan.how.drop
    if drop == 1:
        return f"(SUM({refs})-MAX({refs})-MIN({refs}))/(COUNT({refs})-2)"
    ends = (plan.members[0], plan.members[-1])
    area = ":".join(plan.cell(row, copy_key(block, member)) for member in ends)
    cut = "".join(f"-LARGE({area},{place})-SMALL({area},{place})" for place in range(1, drop + 1))
    return f"(SUM({area}){cut})/(COUNT({area})-{2 * drop})"


def _weighted(plan: Plan, cells: Iterable[str]) -> str:
    """Members of one weight together: (2*SUM(A)+SUM(B,C))/(2*COUNT(A)+COUNT(B,C))."""
    by_weight: dict[Decimal, list[str]] = {}
    for member, cell in zip(plan.members, cells, strict=True):
        by_weight.setdefault(plan.tally.weights[member.id], []).append(cell)

    def added(function: str) -> str:
        parts = ((weight, f"{function}({','.join(refs)})") for weight, refs in by_weight.items())
        return "+".join(made if weight == 1 else f"{number_literal(weight)}*{made}" for weight, made in parts)

    return f"({added('SUM')})/({added('COUNT')})"
