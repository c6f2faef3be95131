"""Whether a round agrees with itself and with its rubric: names, scorers, recorded decisions.

Works on raw data (see `shape`), so that it can speak beside errors of shape. The rubric may be
missing: then only what does not need it is judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from workbook.catalogue import round as checks
from workbook.catalogue import rubric as rubric_checks
from workbook.catalogue import score
from workbook.findings import Check, Fact
from workbook.loading.assigned import assignments_sense, coverage_sense, exemptions_sense, sheets_sense
from workbook.loading.choices import choices_sense
from workbook.loading.combine import combine_sense
from workbook.loading.conclusions import conclusions_sense
from workbook.loading.discussed import discussed_sense
from workbook.loading.documents import documents_sense
from workbook.loading.figures import facts_sense
from workbook.loading.names import Known, fold, hint, known
from workbook.loading.shape import repeated, rows, text, texts
from workbook.loading.source import Fault, KeyPath, Row, dotted, fault
from workbook.loading.successors import successors_sense
from workbook.loading.tree_view import tree_of
from workbook.rubric import Criterion, Rubric

_NO_REASONS: Final = frozenset(
    {
        "có", "co", "c", "x", "v", "y", "n", "k", "yes", "no", "true", "false", "đúng", "sai", "0", "1", "-", "--", ".",
        "?", "ok", "không", "khong", "ko", "vắng", "vang", "absent", "nil", "none", "null", "vắng mặt", "có mặt",
        "không vắng", "không có", "không xếp", "không xếp hạng",
    }
)  # fmt: skip
"""What people write in a column that asks for a reason, as if it asked yes or no."""


def sense(raw: Row, rubric: Rubric | None, unread: Collection[str] = ()) -> Iterator[Fault]:
    """Everything that is wrong in a whole round; `unread` are the lists that could not be read."""
    for key in ("units", "members"):
        if not raw.get(key) and raw.get(f"{key}_from") is None:
            yield fault(rubric_checks.EMPTY_LIST, (key,), key=key)
    yield from names_sense(raw, rubric, unread)
    yield from _reasons(raw)
    yield from documents_sense(raw, None if "members" in unread else known_rows(raw, "members"))
    yield from combine_sense(raw, None if "members" in unread else known_rows(raw, "members"))
    if rubric is not None:
        yield from sheets_sense(raw, rubric)
        if not {"units", "members"} & set(unread):
            yield from _scorers(raw, rubric)
            tree = tree_of(rubric)
            # A name that stands for nothing leaves a gap: that is told already.
            if not any(assignments_sense(raw, tree, known_rows(raw, "members"))):
                yield from coverage_sense(raw, tree)


def names_sense(raw: Row, rubric: Rubric | None, unread: Collection[str] = ()) -> Iterator[Fault]:
    """What must hold of a member's part of a round too: every name stands for something."""
    yield from repeated(rows(raw, "units"))
    yield from repeated(rows(raw, "members"))
    yield from _units(raw, rubric)
    units = None if "units" in unread else known_rows(raw, "units")
    members = None if "members" in unread else known_rows(raw, "members")
    yield from _members(raw, rubric, units)
    yield from _waivers(raw, rubric, units, members)
    yield from _ties(raw, units)
    yield from choices_sense(raw, units, members)
    yield from successors_sense(raw, units)
    if rubric is not None:
        tree = tree_of(rubric)
        yield from assignments_sense(raw, tree, members)
        yield from exemptions_sense(raw, tree, units)
        yield from facts_sense(raw, tree, units)
        yield from conclusions_sense(raw, tree, units)
        yield from discussed_sense(raw, tree, units)


def known_rows(raw: Row, key: str) -> Known:
    """The units or members of a file by id, name and other spelling."""
    return known(
        (id_, [word for word in (text(row, "name"), *(alias for _, alias in texts(row, "aliases"))) if word])
        for _, row in rows(raw, key)
        if (id_ := text(row, "id"))
    )


def known_groups(rubric: Rubric) -> Known:
    return known((group.id, [group.name]) for group in rubric.groups)


def known_traits(rubric: Rubric) -> Known:
    return known((trait.id, [word for word in (trait.name, trait.note) if word]) for trait in rubric.traits)


def _unknown(check: Check, path: KeyPath, what: str, name: str | None, ids: Known | None) -> Iterator[Fault]:
    """A name that is no id; where the ids could not be read (None), nothing is judged."""
    if name is not None and ids is not None and name not in ids.ids:
        yield Fault(check, path, {what: name, "hint": hint(name, ids)})


def _reasons(raw: Row) -> Iterator[Fault]:
    for table, key in (("units", "left_out"), ("members", "absent"), ("exemptions", "reason")):
        for path, row in rows(raw, table):
            reason = text(row, key)
            if reason is not None and {fold(reason), fold(reason).rstrip(".!")} & _NO_REASONS:
                yield fault(checks.NOT_A_REASON, (*path, key), key=key, value=reason)


# ---------------------------------------------------------------- units and members
def _units(raw: Row, rubric: Rubric | None) -> Iterator[Fault]:
    first: dict[tuple[str | None, str], KeyPath] = {}
    groups = known_groups(rubric) if rubric is not None else None
    traits = known_traits(rubric) if rubric is not None else None
    for path, row in rows(raw, "units"):
        group, name = text(row, "group"), text(row, "name")
        if name:
            key = (group, fold(name))
            if key in first:
                yield fault(checks.REPEATED_NAME, (*path, "name"), name=name, first=first[key])
            first.setdefault(key, path)
        yield from _unknown(rubric_checks.UNKNOWN_GROUP, (*path, "group"), "group", group, groups)
        for position, trait in texts(row, "traits"):
            yield from _unknown(rubric_checks.UNKNOWN_TRAIT, (*path, "traits", position), "trait", trait, traits)


def _members(raw: Row, rubric: Rubric | None, units: Known | None) -> Iterator[Fault]:
    groups = known_groups(rubric) if rubric is not None else None
    for path, row in rows(raw, "members"):
        for position, unit in texts(row, "recused"):
            yield from _unknown(checks.UNKNOWN_UNIT, (*path, "recused", position), "unit", unit, units)
        for position, group in texts(row, "groups"):
            yield from _unknown(rubric_checks.UNKNOWN_GROUP, (*path, "groups", position), "group", group, groups)


def _scorers(raw: Row, rubric: Rubric) -> Iterator[Fault]:
    """Units that nobody scores, or fewer members than the minimum; members with nothing to do."""
    members = [(path, row) for path, row in rows(raw, "members") if "absent" not in row]
    busy: set[KeyPath] = set()
    for group in rubric.groups:
        counts: dict[str, int] = {}
        places: dict[str, KeyPath] = {}
        for path, unit in rows(raw, "units"):
            name = text(unit, "id")
            if name is None or unit.get("group") != group.id or "left_out" in unit:
                continue
            able = [at for at, member in members if _scores(member, name, group.id)]
            busy.update(able)
            counts.setdefault(name, len(able))
            places.setdefault(name, path)
        # No member at all is one cause, said by EMPTY_LIST (or by the list that cannot be read).
        if raw.get("members"):
            yield from _too_few(raw, group.id, counts, places)
    if any(True for _ in rows(raw, "units")):
        for path, row in members:
            if path not in busy:
                yield fault(checks.NO_UNIT_SCORED, path, member=text(row, "id") or dotted(path))


def _scores(member: Row, unit: str, group: str) -> bool:
    groups, recused = member.get("groups"), member.get("recused")
    has_group = group in groups if isinstance(groups, list) else True
    return has_group and not (isinstance(recused, list) and unit in recused)


def _too_few(raw: Row, group: str, counts: dict[str, int], places: dict[str, KeyPath]) -> Iterator[Fault]:
    nobody = sorted(name for name, count in counts.items() if count == 0)
    if nobody:
        some = ", ".join(nobody[:5]) + (", ..." if len(nobody) > 5 else "")
        yield fault(checks.NOBODY_SCORES, places[nobody[0]], group=group, count=len(nobody), units=some)
    minimum = raw.get("minimum_scorers", 1)
    if not isinstance(minimum, int) or isinstance(minimum, bool):
        return
    few = sorted((count, name) for name, count in counts.items() if 0 < count < minimum)
    if few:
        facts: dict[str, Fact] = {
            "minimum": minimum,
            "count": len(few),
            "group": group,
            "unit": few[0][1],
            "scorers": few[0][0],
        }
        yield Fault(checks.MINIMUM_IMPOSSIBLE, ("minimum_scorers",), facts)


# ---------------------------------------------------------------- recorded decisions
def _waivers(raw: Row, rubric: Rubric | None, units: Known | None, members: Known | None) -> Iterator[Fault]:
    first: dict[tuple[object, ...], KeyPath] = {}
    waivable = [each.code for each in score.CHECKS]
    for path, row in rows(raw, "waivers"):
        check, unit, member = text(row, "check"), text(row, "unit"), text(row, "member")
        criterion = text(row, "criterion")
        if check and check not in waivable:
            yield fault(checks.NOT_WAIVABLE, (*path, "check"), code=check, known=", ".join(waivable))
        yield from _unknown(checks.UNKNOWN_UNIT, (*path, "unit"), "unit", unit, units)
        yield from _unknown(checks.UNKNOWN_MEMBER, (*path, "member"), "member", member, members)
        if criterion is not None and rubric is not None:
            yield from _leaf(rubric, (*path, "criterion"), criterion)
        same = (check, unit, criterion, member)
        if same in first:
            yield fault(checks.REPEATED_WAIVER, path, first=first[same])
        first.setdefault(same, path)


def _leaf(rubric: Rubric, path: KeyPath, name: str) -> Iterator[Fault]:
    nodes: dict[str, Criterion] = {node.id: node for node in rubric.nodes()}
    spelled = known((node.id, [node.name, *([node.code] if node.code else [])]) for node in nodes.values())
    yield from _unknown(checks.UNKNOWN_CRITERION, path, "criterion", name, spelled)
    if name in nodes and nodes[name].children:
        leaves = ", ".join(leaf.id for leaf in nodes[name].leaves())
        yield fault(checks.WAIVER_NOT_LEAF, path, criterion=name, leaves=leaves)


def _ties(raw: Row, units: Known | None) -> Iterator[Fault]:
    groups = {name: text(row, "group") for _, row in rows(raw, "units") if (name := text(row, "id")) is not None}
    first: dict[str, KeyPath] = {}
    for path, row in rows(raw, "ties"):
        named = list(texts(row, "units"))
        if isinstance(row.get("units"), list) and len(named) < 2:
            yield fault(checks.TIE_TOO_FEW, (*path, "units"), count=len(named))
        for position, unit in named:
            yield from _unknown(checks.UNKNOWN_UNIT, (*path, "units", position), "unit", unit, units)
            if unit in first:
                yield fault(checks.TIE_TWICE, (*path, "units", position), unit=unit, first=first[unit])
            first.setdefault(unit, path)
        met = sorted({str(groups[unit]) for _, unit in named if unit in groups})
        if len(met) > 1:
            yield fault(checks.TIE_TWO_GROUPS, (*path, "units"), groups=", ".join(met))
