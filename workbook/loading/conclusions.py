"""What the council concluded: points for one leaf of one unit, that stand over the members' mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.findings import Words
from workbook.loading.fields import figure
from workbook.loading.names import Known, hint
from workbook.loading.round_file import ConclusionFile
from workbook.loading.shape import rows, text
from workbook.loading.source import Fault, KeyPath, Row, fault
from workbook.loading.tree_view import Tree, groups_of, no_leaf, titled
from workbook.model import Conclusion
from workbook.points import MARK_TEXT, decimals
from workbook.rubric import Criterion

_EXPLAINED: Final = (
    ("reason", Words("lý do (reason)", "its reason (reason)")),
    ("by", Words("người quyết định (by)", "who decided (by)")),
)


def conclusions_sense(raw: Row, tree: Tree, units: Known | None) -> Iterator[Fault]:
    """What is wrong with the conclusions of a round, figures included."""
    groups = groups_of(raw)
    said = _explained(raw)
    first: dict[tuple[str, str], tuple[KeyPath, object]] = {}
    for path, row in rows(raw, "conclusions"):
        unit, criterion = text(row, "unit"), text(row, "criterion")
        if unit is not None and units is not None and unit not in units.ids:
            yield Fault(checks.UNKNOWN_UNIT, (*path, "unit"), {"unit": unit, "hint": hint(unit, units)})
        if criterion is None:
            continue
        wrong = list(no_leaf(tree, (*path, "criterion"), criterion))
        yield from wrong
        if wrong or unit is None:
            continue
        leaf = tree.nodes[criterion]
        points = _given(row)
        at, known = first.setdefault((unit, criterion), (path, points))
        if at != path and points is not None and points == known:
            continue  # the sheet of three scores carries what round.toml says already
        if lacking := [words for key, words in _EXPLAINED if key not in said.get((unit, criterion, points), ())]:
            words = Words(" và ".join(one.vi for one in lacking), " or ".join(one.en for one in lacking))
            yield fault(round_deep.CONCLUSION_UNEXPLAINED, path, unit=unit, criterion=titled(leaf), lacking=words)
        if at != path:
            yield fault(round_deep.CONCLUSION_TWICE, path, unit=unit, criterion=titled(leaf), first=at)
        group = groups.get(unit, "")
        if group not in tree.scored:
            continue
        if criterion not in tree.scored[group]:
            facts = {"criterion": titled(leaf), "group": group, "unit": unit}
            yield Fault(round_deep.CONCLUSION_NOT_SCORED, path, facts)
        else:
            yield from _points(row.get("points"), leaf, group, tree, (*path, "points"), unit)


def _given(row: Row) -> Decimal | str | None:
    """The points of a row, for comparing; None where they cannot be points."""
    value = row.get("points")
    if isinstance(value, str):
        return value if value == MARK_TEXT else None
    return figure(value)


def _explained(raw: Row) -> dict[tuple[str | None, str | None, Decimal | str | None], set[str]]:
    """What rows with the same unit, criterion and points give together: reason, decider."""
    given: dict[tuple[str | None, str | None, Decimal | str | None], set[str]] = {}
    for _, row in rows(raw, "conclusions"):
        keys = given.setdefault((text(row, "unit"), text(row, "criterion"), _given(row)), set())
        keys.update(key for key, _ in _EXPLAINED if (text(row, key) or "").strip())
    return given


def one_each(given: Iterable[ConclusionFile]) -> tuple[Conclusion, ...]:
    """Every conclusion once; what the first leaves empty the later ones with the same points fill. Judged before."""
    made: dict[tuple[str, str], Conclusion] = {}
    for row in given:
        new = Conclusion(**dict(row))
        old = made.setdefault((new.unit, new.criterion), new)
        texts = old.explanation or new.explanation, old.reason or new.reason, old.by or new.by
        made[new.unit, new.criterion] = Conclusion(old.unit, old.criterion, old.points, *texts)
    return tuple(made.values())


def _points(value: object, leaf: Criterion, group: str, tree: Tree, path: KeyPath, unit: str) -> Iterator[Fault]:
    if value == MARK_TEXT:
        if not leaf.markable and not leaf.not_applicable:
            yield fault(round_deep.CONCLUSION_MARK, path, unit=unit, criterion=titled(leaf))
        return
    points = figure(value) if not isinstance(value, str) else None
    if points is None:  # said with the shape
        return
    scale = leaf.scale_in(group)
    low, high = leaf.rule.lowest(scale), leaf.rule.highest(scale)
    places = max(tree.rubric.rounding.leaf, decimals(leaf.step)) if leaf.rule.counts else 0
    if not low <= points <= high:
        facts: dict[str, Decimal | str] = {"points": points, "low": low, "high": high}
        yield Fault(round_deep.CONCLUSION_RANGE, path, {**facts, "unit": unit, "criterion": titled(leaf)})
    elif decimals(points) > places:
        yield fault(
            round_deep.CONCLUSION_TOO_FINE, path, points=points, places=places, unit=unit, criterion=titled(leaf)
        )
