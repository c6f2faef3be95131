"""Who scores which criteria (phân công), what is not a unit's task (miễn), and the form of the workbooks.

Works on raw data, as `round_sense` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.catalogue import rubric as rubric_checks
from workbook.findings import Fact, Words
from workbook.loading.names import Known, hint, known
from workbook.loading.shape import rows, text, texts
from workbook.loading.source import Fault, KeyPath, Row, fault
from workbook.loading.tree_view import Tree, shortened, titled, unknown_criterion
from workbook.rubric import Criterion, Rubric, is_plain
from workbook.rules.direct import Direct


# ---------------------------------------------------------------- names
def assignments_sense(raw: Row, tree: Tree, members: Known | None) -> Iterator[Fault]:
    """Names in the assignments that stand for nothing."""
    groups = known((group.id, [group.name]) for group in tree.rubric.groups)
    for path, row in rows(raw, "assignments"):
        member = text(row, "member")
        if member is not None and members is not None and member not in members.ids:
            yield fault(checks.UNKNOWN_MEMBER, (*path, "member"), member=member, hint=hint(member, members))
        for position, name in texts(row, "criteria"):
            yield from unknown_criterion(tree, (*path, "criteria", position), name)
        for position, group in texts(row, "groups"):
            if group not in groups.ids:
                at = (*path, "groups", position)
                yield fault(rubric_checks.UNKNOWN_GROUP, at, group=group, hint=hint(group, groups))


def exemptions_sense(raw: Row, tree: Tree, units: Known | None) -> Iterator[Fault]:
    """Exemptions from what nobody may mark, of whom nobody knows, or given twice."""
    first: dict[tuple[str, str], KeyPath] = {}
    if tree.rubric.rank_by == "total" and any(rows(raw, "exemptions")):
        yield fault(round_deep.EXEMPT_LOWERS, ("exemptions",))
    for path, row in rows(raw, "exemptions"):
        unit = text(row, "unit")
        if unit is not None and units is not None and unit not in units.ids:
            yield Fault(checks.UNKNOWN_UNIT, (*path, "unit"), {"unit": unit, "hint": hint(unit, units)})
        for position, name in texts(row, "criteria"):
            at = (*path, "criteria", position)
            yield from unknown_criterion(tree, at, name)
            if name in tree.nodes:
                yield from _markable(tree.nodes[name], at)
            if unit is not None and (unit, name) in first:
                yield fault(round_deep.EXEMPT_TWICE, at, criterion=name, unit=unit, first=first[unit, name])
            first.setdefault((unit or "", name), at)


def _markable(node: Criterion, path: KeyPath) -> Iterator[Fault]:
    """A parent's mark stands for those of all leaves below."""
    if not node.markable and (barred := [titled(leaf) for leaf in node.leaves() if not leaf.markable]):
        facts = {"criterion": titled(node), "criteria": shortened(barred)}
        yield Fault(round_deep.EXEMPT_NOT_ALLOWED, path, facts)


# ---------------------------------------------------------------- the form of the workbooks
def sheets_sense(raw: Row, rubric: Rubric) -> Iterator[Fault]:
    """One sheet a group where the rubric needs more."""
    if raw.get("sheets") == "matrix" and not is_plain(rubric):
        yield fault(round_deep.MATRIX_IMPOSSIBLE, ("sheets",), reason=_not_plain(rubric))


def _not_plain(rubric: Rubric) -> Words:
    """The first reason why `is_plain` says no."""
    for node in rubric.nodes():
        name = titled(node)
        if not isinstance(node.rule, Direct):
            title = node.rule.title
            return Words(f"“{name}” chấm theo quy tắc “{title.vi}”", f"“{name}” is scored by the rule “{title.en}”")
        if node.cap:
            return Words(f"“{name}” có mức trần cho tổng các tiêu chí con", f"the sum of “{name}” is capped")
        if node.weight != 1:
            return Words(f"“{name}” có trọng số", f"“{name}” has a weight")
    if rubric.aggregates:
        return Words("bộ tiêu chí có các trụ cột (aggregates)", "the rubric has aggregates")
    if rubric.rounding.tier != "rounded":
        return Words("xếp loại theo số chưa làm tròn", "tiers are read from unrounded figures")
    if any(tier.at_least or tier.requires for group in rubric.groups for tier in group.tiers):
        return Words("xếp loại còn có điều kiện khác ngoài tổng điểm", "tiers have conditions beside the total")
    return Words("xếp hạng hoặc xếp loại theo điểm quy đổi", "ranks or tiers follow the converted points")


# ---------------------------------------------------------------- whether everything has a scorer
@dataclass(frozen=True, slots=True)
class _Scorer:
    """A member who is present, as the assignments see him; `own` is empty for one who scores everything."""

    path: KeyPath
    id: str
    groups: frozenset[str] | None
    """None: all."""
    recused: frozenset[str]
    own: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """(criteria, groups) of each of his assignments; empty for all."""

    def scores(self, group: str, ids: frozenset[str]) -> bool:
        if self.groups is not None and group not in self.groups:
            return False
        return not self.own or any(
            (not groups or group in groups) and (not criteria or criteria & ids) for criteria, groups in self.own
        )


def coverage_sense(raw: Row, tree: Tree) -> Iterator[Fault]:
    """With assignments: criteria that nobody scores or too few do, members without any."""
    if not any(True for _ in rows(raw, "assignments")):
        return
    if tree.rubric.rounding.order == "member":
        yield fault(round_deep.ORDER_MEMBER, ("assignments",))
    scorers = _scorers(raw)
    busy: set[str] = set()
    for group, leaves in tree.scored.items():
        panel = [one for one in scorers if one.groups is None or group in one.groups]
        units = [
            (name, text(row, "name") or name, frozenset(one.id for one in panel if name in one.recused))
            for _, row in rows(raw, "units")
            if (name := text(row, "id")) is not None and row.get("group") == group and "left_out" not in row
        ]
        if not panel or not units:  # said without assignments too
            continue
        able: dict[str, list[str]] = {}
        for leaf in leaves.values():
            if not leaf.is_listed(group):
                ids = frozenset({leaf.id, *tree.above[leaf.id]})
                able[leaf.id] = [one.id for one in panel if one.scores(group, ids)]
                busy.update(able[leaf.id])
        yield from _gaps(raw, group, tree, able, units)
    yield from _idle(scorers, busy)


def _scorers(raw: Row) -> list[_Scorer]:
    own: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for _, row in rows(raw, "assignments"):
        parts = (
            frozenset(name for _, name in texts(row, "criteria")),
            frozenset(name for _, name in texts(row, "groups")),
        )
        own.setdefault(text(row, "member") or "", []).append(parts)
    return [
        _Scorer(
            path,
            name,
            frozenset(each for _, each in texts(row, "groups")) if isinstance(row.get("groups"), list) else None,
            frozenset(each for _, each in texts(row, "recused")),
            tuple(own.get(name, ())),
        )
        for path, row in rows(raw, "members")
        if "absent" not in row and (name := text(row, "id")) is not None
    ]


def _gaps(
    raw: Row, group: str, tree: Tree, able: Mapping[str, list[str]], units: Sequence[tuple[str, str, frozenset[str]]]
) -> Iterator[Fault]:
    nobody = [name for name, scorers in able.items() if not scorers]
    if nobody:
        names = shortened(titled(tree.nodes[name]) for name in nobody)
        yield fault(round_deep.NOBODY_ASSIGNED, ("assignments",), group=group, count=len(nobody), criteria=names)
    minimum = raw.get("minimum_scorers", 1)
    minimum = max(minimum, 1) if isinstance(minimum, int) and not isinstance(minimum, bool) else 1
    few: list[tuple[int, str, str]] = []
    for name, scorers in able.items():
        if scorers:
            # The unit from which most of them are recused.
            count, unit = min((sum(one not in recused for one in scorers), unit) for _, unit, recused in units)
            if count < minimum:
                few.append((count, name, unit))
    if few:
        count, name, unit = min(few, key=lambda one: one[0])
        facts: dict[str, Fact] = {"minimum": minimum, "count": len(few), "scorers": count, "unit": unit}
        facts |= {"group": group, "criterion": titled(tree.nodes[name])}
        yield Fault(round_deep.ASSIGNED_TOO_FEW, ("assignments",), facts)


def _idle(scorers: Sequence[_Scorer], busy: set[str]) -> Iterator[Fault]:
    for one in scorers:
        if one.own and one.id not in busy:
            yield fault(round_deep.NOTHING_ASSIGNED, one.path, member=one.id)
    if free := [one.id for one in scorers if not one.own and one.id in busy]:
        yield fault(round_deep.SCORES_ALL, ("assignments",), members=shortened(free))
