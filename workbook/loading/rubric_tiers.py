"""Whether the tiers of a rubric's file can be told apart and reached: bounds, conditions, quotas, words as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from workbook.catalogue import rubric as checks
from workbook.catalogue import tree as said
from workbook.findings import Fact
from workbook.formulas import text_literal
from workbook.loading.names import Known, hint, known
from workbook.loading.rubric_tree import Node, reach, walk, weighted
from workbook.loading.shape import number, rows, table, text, texts
from workbook.loading.source import Fault, KeyPath, Row, dotted, fault
from workbook.rules.mandatory import Mandatory

TierRow = tuple[KeyPath, Row]
LONGEST_FORMULA: Final = 8192
DEEPEST_FORMULA: Final = 64


def tier_lists(raw: Row, tops: Sequence[Node]) -> Iterator[Fault]:
    """Each list once, judged with the first group that uses it; what depends on a group with every one."""
    shared, asked = table(raw, "tiers"), _asked(raw, tops)
    judged = set()
    for path, group in rows(raw, "groups"):
        named = text(group, "tiers")
        tiers = list(rows(group, "tiers", path) if named is None else rows(shared, named, ("tiers",)))
        if named is None or named not in judged:
            judged.add(named)
            yield from _order(tiers)
            yield from _conditions(tiers, asked)
            yield from _as_printed(tiers, _grain(raw, group))
        yield from _range(tiers, group)
        yield from _reached(tiers, asked, group)
        yield from _formula(tiers, group, (*path, "tiers"))
    for name in shared:
        if name not in judged:
            unused = list(rows(shared, name, ("tiers",)))
            yield from _order(unused)
            yield from _conditions(unused, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What tiers may ask for beside the total."""

    criteria: Mapping[str, Node]
    aggregates: Mapping[str, tuple[Node, ...]]
    gates: Known
    """The mandatory criteria."""
    all: Known


def _asked(raw: Row, tops: Sequence[Node]) -> _Asked:
    criteria = {node.id: node for node in walk(tops) if node.id}
    sums = [(name, row) for _, row in rows(raw, "aggregates") if (name := text(row, "id"))]
    aggregates = {
        name: tuple(criteria[one] for _, one in texts(row, "criteria") if one in criteria) for name, row in sums
    }
    gates = {name: node for name, node in criteria.items() if node.kind is Mandatory and not node.is_parent}
    names = [
        *((name, [node.name]) for name, node in criteria.items()),
        *((name, [text(row, "name") or name]) for name, row in sums),
    ]
    return _Asked(criteria, aggregates, known((name, [node.name]) for name, node in gates.items()), known(names))


def _is_gated(tier: Row) -> bool:
    return bool(tier.get("at_least") or tier.get("requires"))


def _label(path: KeyPath, tier: Row) -> str:
    return text(tier, "label") or dotted(path)


# ---------------------------------------------------------------- one list
def _order(tiers: Sequence[TierRow]) -> Iterator[Fault]:
    """Labels and bounds; a tier that asks for more than its bound does not shut those below it out."""
    first: dict[str, KeyPath] = {}
    before: tuple[str, Decimal] | None = None
    for position, (path, row) in enumerate(tiers):
        label, gated = _label(path, row), _is_gated(row)
        if label in first:
            yield fault(checks.REPEATED_TIER, (*path, "label"), tier=label, first=first[label])
        first.setdefault(label, path)
        if row.get("lower") is None and position < len(tiers) - 1 and not gated:
            yield fault(checks.TIER_WITHOUT_LOWER, path, tier=label)
        lower = number(row, "lower")
        if lower is None:
            continue
        if before is not None and lower == before[1]:
            yield fault(checks.TIERS_EQUAL, (*path, "lower"), tier=label, before=before[0], lower=lower)
        elif before is not None and lower > before[1]:
            facts: dict[str, Fact] = {"tier": label, "lower": lower, "before": before[0], "bound": before[1]}
            yield Fault(checks.TIERS_UNSORTED, (*path, "lower"), facts)
        before = before if gated else (label, lower)


def _conditions(tiers: Sequence[TierRow], asked: _Asked) -> Iterator[Fault]:
    """What tiers ask for that is not there, quotas, and tiers that another one swallows."""
    for position, (path, row) in enumerate(tiers):
        label = _label(path, row)
        for name in table(row, "at_least"):
            if name not in asked.all.ids:
                yield fault(said.UNKNOWN_CRITERION, (*path, "at_least", name), name=name, hint=hint(name, asked.all))
        for at, name in texts(row, "requires"):
            if name not in asked.gates.ids:
                facts: dict[str, Fact] = {"tier": label, "name": name, "hint": hint(name, asked.gates)}
                yield Fault(said.REQUIRES_NOT_MANDATORY, (*path, "requires", at), facts)
        above = next((one for one in tiers[:position] if _swallows(one[1], row)), None)
        if above is not None:
            yield fault(said.TIER_NEVER, path, tier=label, above=_label(*above))
    yield from _quotas(tiers)


def _quotas(tiers: Sequence[TierRow]) -> Iterator[Fault]:
    before: dict[str, tuple[str, Decimal]] = {}
    for position, (path, row) in enumerate(tiers):
        label = _label(path, row)
        quotas = {key: quota for key in ("quota_count", "quota_percent") if (quota := number(row, key)) is not None}
        if len(quotas) == 2:
            yield fault(said.QUOTA_TWICE, (*path, "quota_percent"), tier=label)
        open_end = row.get("lower") is None and not _is_gated(row)
        for key, quota in quotas.items():
            if position == len(tiers) - 1 and open_end:
                yield fault(said.QUOTA_LOWEST, (*path, key), tier=label)
            elif key in before and quota < before[key][1]:
                facts: dict[str, Fact] = {"tier": label, "quota": quota}
                yield Fault(said.QUOTA_FALLS, (*path, key), facts | {"above": before[key][0], "before": before[key][1]})
            before[key] = (label, quota)


def _swallows(upper: Row, lower: Row) -> bool:
    """Whether whoever reaches the lower tier has reached the upper one; bounds alone are judged by `_order`."""
    if not _is_gated(upper):
        return False
    strict = upper.get("strict") is True and lower.get("strict") is not True
    bounds = [(number(upper, "lower"), number(lower, "lower"))] if upper.get("lower") is not None else []
    asked, given = table(upper, "at_least"), table(lower, "at_least")
    bounds += [(number(asked, name), number(given, name)) for name in asked]
    if any(above is None or below is None or below < above or (strict and below == above) for above, below in bounds):
        return False
    return {name for _, name in texts(upper, "requires")} <= {name for _, name in texts(lower, "requires")}


# ---------------------------------------------------------------- one group
def _reached(tiers: Sequence[TierRow], asked: _Asked, group: Row) -> Iterator[Fault]:
    """Conditions that no unit of the group can meet."""
    own = text(group, "id")
    if own is None:
        return
    for path, row in tiers:
        facts: dict[str, Fact] = {"tier": _label(path, row), "group": own}
        for at, name in texts(row, "requires"):
            if name in asked.gates.ids and not asked.criteria[name].is_for(own):
                yield Fault(said.TIER_ASKS_ABSENT, (*path, "requires", at), facts | {"name": name})
        for name in table(row, "at_least"):
            bound, parts = number(table(row, "at_least"), name), asked.aggregates.get(name, ())
            nodes = parts or tuple(node for node in (asked.criteria.get(name),) if node is not None)
            if not nodes or bound is None:
                continue
            at_key = (*path, "at_least", name)
            if not any(node.is_for(own) for node in nodes):
                yield Fault(said.TIER_ASKS_ABSENT, at_key, facts | {"name": name})
                continue
            high = weighted((node.weight if parts else Decimal(1), reach(node, own)) for node in nodes)
            if high is not None and (bound > high or (bound == high and row.get("strict") is True)):
                yield Fault(said.AT_LEAST_BEYOND, at_key, facts | {"name": name, "bound": bound, "high": high})


def tier_formula_limits(tiers: Sequence[Row]) -> tuple[int, int]:
    """The most characters and levels that the tiers' formula can have in a sheet."""
    length, cell = len(f'IF(ISNUMBER({_CELL}),"","")'), len(_CELL)
    for row in tiers:
        length += len("IF(AND(),,)") + len(text_literal(text(row, "label") or ""))
        length += cell + _FIGURE if row.get("lower") is not None else 0
        length += len(table(row, "at_least")) * (len("IF(ISNUMBER(),ROUND(,9)>=,1=1),") + 2 * cell + _FIGURE)
        length += sum(1 for _ in texts(row, "requires")) * (len('OR(=1,="KĐG"),') + 2 * cell)
    return length, len(tiers) + _AROUND


_CELL: Final = f"'{'x' * 31}'!$XFD$1048576"
_FIGURE: Final = len(">=,1000000.123456")
_AROUND: Final = 4
"""IF(ISNUMBER(...)) around, and AND, IF, ROUND within."""


def _formula(tiers: Sequence[TierRow], group: Row, at: KeyPath) -> Iterator[Fault]:
    length, depth = tier_formula_limits([row for _, row in tiers])
    if length > LONGEST_FORMULA or depth > DEEPEST_FORMULA:
        facts: dict[str, Fact] = {"group": text(group, "id") or "", "length": length, "depth": depth}
        yield Fault(said.TIERS_TOO_LONG, at, facts | {"most": LONGEST_FORMULA, "deepest": DEEPEST_FORMULA})


def _range(tiers: Sequence[TierRow], group: Row) -> Iterator[Fault]:
    """Bounds that no unit of the group can have."""
    base = group.get("base", "points")
    own = number(group, "max")
    highest = {"points": own, "converted": own, "percent": Decimal(100), "index": Decimal(1)}.get(str(base))
    if highest is None:
        return
    for path, row in tiers:
        label = _label(path, row)
        for key in ("lower", "from", "to"):
            bound = number(row, key)
            if bound is not None and bound > highest:
                facts: dict[str, Fact] = {"tier": label, "bound": bound, "key": key, "base": str(base), "high": highest}
                yield Fault(checks.TIER_BEYOND, (*path, key), facts)
    top = number(tiers[0][1], "to") if tiers else None
    if top is not None and top < highest:
        label = text(tiers[0][1], "label") or ""
        yield fault(checks.PRINTED_TOP, (*tiers[0][0], "to"), tier=label, to=top, max=highest)


def _grain(raw: Row, group: Row) -> Decimal:
    """The smallest difference between two figures that the tiers are compared with."""
    rounding = table(raw, "rounding")
    places = rounding.get("index", 3) if group.get("base") == "index" else rounding.get("total", 2)
    return Decimal(1).scaleb(-places) if isinstance(places, int) and 0 <= places <= 4 else Decimal("0.01")


def _as_printed(tiers: Sequence[TierRow], grain: Decimal) -> Iterator[Fault]:
    """Overlaps and holes of the bounds as the decision words them."""
    for path, row in tiers:
        start, end, lower = number(row, "from"), number(row, "to"), number(row, "lower")
        label = _label(path, row)
        if start is not None and end is not None and start > end:
            yield fault(checks.PRINTED_REVERSED, (*path, "from"), tier=label, printed=start, to=end)
        if start is not None and lower is not None and start != lower:
            yield fault(checks.PRINTED_LOWER, (*path, "from"), tier=label, printed=start, lower=lower)
    for (_, upper), (path, row) in pairwise(tiers):
        end, start = number(row, "to"), number(upper, "from")
        if end is None or start is None:
            continue
        facts: dict[str, Fact] = {
            "tier": text(row, "label") or "",
            "before": text(upper, "label") or "",
            "to": end,
            "bound": start,
        }
        if end >= start:
            counts = facts["tier" if upper.get("strict") is True else "before"]
            yield Fault(checks.PRINTED_OVERLAP, (*path, "to"), {**facts, "value": start, "counts": counts})
        elif start - end > grain:
            yield Fault(checks.PRINTED_HOLE, (*path, "to"), facts)
