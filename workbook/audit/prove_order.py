"""Checks over a list of units: order, repeated units, numbering, column maxima."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from workbook.audit.ladder import longest_orderly
from workbook.audit.names import unit_name
from workbook.audit.right import Case, View, place_of, tell, tier_denied
from workbook.audit.tree import ZERO, climb, counted, is_flat, limit_of, parents, whole_max
from workbook.catalogue import audit as said
from workbook.catalogue.audit import Words
from workbook.findings import Fact, Finding
from workbook.rubric import Criterion
from workbook.sheets.grid import a1

NAMES_TOLD = 8


# ---------------------------------------------------------------- order
def order(seen: View) -> Iterator[Finding]:
    """Units that do not stand where their figure puts them; one finding for each knot of rows."""
    listed = [case for case in seen.cases if case.shown.rank_base is not None]
    blocks = [block for block in blocks_of(listed) if not (_may_be_in_order(block) or _by_tier(seen, block))]
    moved = {id(case) for block in blocks for case in _moved(block)}
    ranked = seen.read.has("rank")
    if ranked and len(moved) * 2 > len(listed) > 3:
        yield tell(said.OTHER_ORDER, seen.read.part.grid.at(seen.read.part.header.row), group=_group_name(seen))
        return
    for block in blocks:
        yield _misplaced(seen, block)


def _group_name(seen: View) -> str:
    return seen.group.name if seen.group else seen.read.part.named


def base_of(case: Case) -> Decimal:
    assert case.shown.rank_base is not None
    return case.shown.rank_base


def _may_be_in_order(block: Sequence[Case]) -> bool:
    """Whether some reading of each row's figures puts the rows in order: then the figure is at fault."""
    last: Decimal | None = None
    for case in block:
        possible = [base for base in case.rank_bases if last is None or base <= last]
        if not possible:
            return False
        last = max(possible)
    return True


def _by_tier(seen: View, block: Sequence[Case]) -> bool:
    """Whether the rows are out of order only by units whose tier denies their figure too."""
    rest = [base_of(case) for case in block if not tier_denied(seen, case)]
    return len(rest) < len(block) and all(one >= other for one, other in pairwise(rest))


def doubted(seen: View) -> set[int]:
    """Units (by identity) whose figure both their tier and their place deny."""
    listed = [case for case in seen.cases if case.shown.rank_base is not None]
    blocks = [block for block in blocks_of(listed) if _by_tier(seen, block) and not _may_be_in_order(block)]
    return {id(case) for block in blocks for case in block if tier_denied(seen, case)}


def blocks_of(listed: Sequence[Case]) -> list[list[Case]]:
    """The smallest runs of rows that must change places among themselves only."""
    right = sorted(listed, key=lambda case: -base_of(case))
    where = {id(case): number for number, case in enumerate(right)}
    blocks: list[list[Case]] = []
    current: list[Case] = []
    furthest = -1
    for number, case in enumerate(listed):
        current.append(case)
        furthest = max(furthest, where[id(case)])
        if furthest == number:
            if len(current) > 1:
                blocks.append(current)
            current = []
    return blocks


def _moved(block: Sequence[Case]) -> list[Case]:
    """The fewest units whose removal leaves the rest in order; of equals, the lower standing."""
    kept = set(longest_orderly([base_of(case) for case in block]))
    return [case for number, case in enumerate(block) if number not in kept]


def _misplaced(seen: View, block: Sequence[Case]) -> Finding:
    moved = _moved(block)
    place = {id(case): number for number, case in enumerate(block)}
    worst = list(accumulate(map(base_of, block), min))
    # Speak of a unit that stands too low; where the moved one stands too high, of the one below it.
    low = next((case for case in moved if worst[place[id(case)]] < base_of(case)), None)
    if low is not None:
        above = next(other for other in block if base_of(other) < base_of(low))
        unit, at_unit = low, low
    else:
        above = moved[0]
        unit = next(other for other in block[place[id(above)] + 1 :] if base_of(other) > base_of(above))
        at_unit = above
    right = sorted(block, key=lambda case: -base_of(case))
    places = {"right_place": place_of(seen, base_of(unit)), "above_place": place_of(seen, base_of(above))}
    return tell(
        said.ORDER, seen.read.at(at_unit.row, seen.rank_column), (said.RIGHT_PLACES,), unit=unit.row.name,
        value=base_of(unit), above=above.row.name, above_value=base_of(above), order=names(right), **places,
    )  # fmt: skip


def names(cases: Sequence[Case]) -> str:
    told = [case.row.name for case in cases[:NAMES_TOLD]]
    return "; ".join(told) + (f"; … (+{len(cases) - NAMES_TOLD})" if len(cases) > NAMES_TOLD else "")


# ---------------------------------------------------------------- the list of units
def repeated(seen: View) -> Iterator[Finding]:
    """A unit that stands twice in one list."""
    first: dict[str, Case] = {}
    for case in seen.cases:
        # A name without letters is no words: "-5" and "+5" are two units.
        name = unit_name(case.row.name) if any(map(str.isalpha, case.row.name)) else case.row.name
        if name in first:
            line = first[name].row.line
            yield tell(
                said.REPEATED_UNIT, seen.read.at(case.row, "unit"), unit=case.row.name,
                first=a1(line.row, line.header.columns["unit"]),
            )  # fmt: skip
        else:
            first[name] = case


def numbering(seen: View) -> Iterator[Finding]:
    """Row numbers that do not run on (or begin again under a tier row)."""
    lines = [(case, case.row.line) for case in seen.cases if case.row.line.number is not None]
    if _numbers_are_ranks(seen):
        return
    due: int | None = None
    for place, (case, line) in enumerate(lines):
        number = line.number
        assert number is not None
        following = lines[place + 1][1].number if place + 1 < len(lines) else None
        if due is None:
            # Numbers may run on from another list; but before a 2 there stands a 1.
            due = 1 if following == 2 else number
        if number == due or (line.restart and number == 1):
            due = number + 1
            continue
        yield tell(said.NUMBERING, seen.read.at(case.row, "no"), unit=case.row.name, value=number, right=due)
        # One number typed wrong is followed by the right one; else the count goes on from it.
        due = due + 1 if following == due + 1 else number + 1


def _numbers_are_ranks(seen: View) -> bool:
    """Whether the number column is the rank: equal numbers for equal figures."""
    numbers = [case.row.line.number for case in seen.cases]
    if seen.read.has("rank") or len(set(numbers)) == len(numbers):
        return False
    return numbers == [place_of(seen, case.shown.rank_base) for case in seen.cases]


# ---------------------------------------------------------------- maxima of columns
def column_maxima(seen: View) -> Iterator[Finding]:
    """The highest points of each column add to more than the maximum: proof without any assumption.

    Told only where no single cell is proved too high by a printed (not inferred) maximum.
    """
    group = seen.group
    cover = _cover(seen.rubric.criteria, seen)
    if group is None or cover is None or len(cover) < 2 or not is_flat(seen.rubric):
        return
    highest = {node.id: max((case.row.number(node.id) or ZERO for case in seen.cases), default=ZERO) for node in cover}
    explained = [
        highest[node.id] if node.assumed else min(highest[node.id], limit_of(node, group)) for node in cover
    ]  # fmt: skip
    most = whole_max(seen.rubric, group)
    if sum(explained, ZERO) <= most:
        return
    figures: dict[str, Fact] = {f"top_{number}": value for number, value in enumerate(highest.values(), 1)}
    written = " + ".join(f"{{{name}}}" for name in figures) + " = {sum}."
    more = [Words(written, written)] + ([said.ASSUMED_TOTAL_MAX] if group.assumed else []) + [said.CAUSE_UNKNOWN]
    header = seen.read.part.header
    at = seen.read.part.grid.at(header.row, header.columns.get("total", header.columns["unit"]))
    yield tell(
        said.COLUMN_MAXIMA, at, more, group=group.name, sum=sum(highest.values(), ZERO), max=most, **figures
    )  # fmt: skip


def _cover(nodes: Sequence[Criterion], seen: View) -> list[Criterion] | None:
    """Printed columns that together are the whole rubric, each part once; None if some are missing."""
    cover: list[Criterion] = []
    for node in nodes:
        if not counted(node, seen.group):
            continue
        if seen.read.has(node.id):
            cover.append(node)
        elif not node.children or (below := _cover(node.children, seen)) is None:
            return None
        else:
            cover.extend(below)
    return cover


def missing_columns(seen: View) -> Iterator[Finding]:
    """Some sections have columns, others none: the sums cannot be checked."""
    ids = {node.id for node in seen.rubric.nodes()}
    if ids & seen.read.part.header.columns.keys() and _cover(seen.rubric.criteria, seen) is None:
        above = parents(seen.rubric)
        leaves = (leaf for leaf in seen.rubric.leaves() if counted(leaf, seen.group))
        lacking = [leaf.name for leaf in leaves if not any(map(seen.read.has, _path(above, leaf)))]
        at = seen.read.part.grid.at(seen.read.part.header.row)
        yield tell(said.MISSING_COLUMNS, at, criteria="; ".join(lacking))


def _path(above: dict[str, Criterion], leaf: Criterion) -> list[str]:
    return [leaf.id, *(node.id for node in climb(above, leaf))]
