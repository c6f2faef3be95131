"""What changed since a ballot was sent, so that its scores no longer mean what they said.

Plain generators over the issue and today's rubric and round; no cells, no files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal

from workbook.catalogue import panel as said
from workbook.findings import Finding, Place, Words, finding
from workbook.model import Issue, Round, Unit
from workbook.rubric import Criterion, Rubric, leaves_for, parents_of
from workbook.scoring import shut_leaves


def check_version(rubric: Rubric, issue: Issue, who: str) -> Iterator[Finding]:
    """Whether the ballot was sent under another version of the rubric than today's; `who` is the scorer in words."""
    now, sent = rubric.version, _version(issue.rubric, rubric)
    if sent != now:
        of = now if issue.rubric.id == rubric.id else f"{rubric.id} {now}"
        yield finding(said.RUBRIC_CHANGED, Place(), member=who, sent=sent, now=of)


def _version(rubric: Rubric, now: Rubric) -> str:
    """The rubric's version; with its id where that is another one than today's."""
    return rubric.version if rubric.id == now.id else f"{rubric.id} {rubric.version}"


def check_issue(rubric: Rubric, round_: Round, issue: Issue) -> Iterator[Finding]:
    """What changed since the ballot was sent, so that its scores no longer mean what they said.

    Names may be corrected, tiers and titles too; limits, rules, what applies, and who is who may not.
    Only what the member scores, now or when it was sent, is compared.
    """
    if changes := tuple(_changed_criteria(rubric, round_, issue)):
        words = Words("; ".join(change.vi for change in changes), "; ".join(change.en for change in changes))
        yield finding(said.LIMITS_CHANGED, Place(), changes=words)
    sent = {unit.id: unit for unit in issue.round.units}
    by_name = {unit.name: unit.id for unit in issue.round.units}
    known = frozenset(leaf.id for leaf in issue.rubric.leaves())
    for unit in round_.units:
        if unit.id in sent and unit.left_out is None and sent[unit.id].left_out is None:
            change = _changed_unit(rubric, unit, sent[unit.id], by_name, known)
            if change is not None:
                at = Place(unit=unit.id)
                yield finding(said.UNIT_CHANGED, at, unit=unit.name, id=unit.id, changes=change)


def _changed_criteria(rubric: Rubric, round_: Round, issue: Issue) -> Iterator[Words]:
    """The changes, each told once although it may be in several groups."""
    told: dict[Words, None] = {}
    for group in issue.rubric.groups:
        units = [unit for unit in issue.round.units if unit.group == group.id and unit.left_out is None]
        if units and any(one.id == group.id for one in rubric.groups):
            told.update(dict.fromkeys(_changed_in(rubric, round_, issue, group.id, units)))
    yield from told


def _changed_in(rubric: Rubric, round_: Round, issue: Issue, group_id: str, units: Sequence[Unit]) -> Iterator[Words]:
    now, sent = _held(rubric, round_, issue, units), _held(issue.rubric, issue.round, issue, units)
    if not now:
        # Nothing that he gave in this group counts any longer.
        return
    there = {leaf.id: leaf for leaf in rubric.leaves_in(group_id)}
    for leaf in (*now.values(), *(leaf for leaf in sent.values() if leaf.id not in there)):
        name = leaf.name
        if leaf.id not in there:
            yield _gone(rubric, leaf)
        elif leaf.id not in sent:
            yield Words(f"thêm tiêu chí “{name}”", f"“{name}” was added")
        elif name != sent[leaf.id].name and name in {one.name for one in sent.values()}:
            vi = f"tên “{name}” khi phát là của tiêu chí khác"
            yield Words(vi, f"“{name}” was another criterion's name when sent")
        elif _meaning(leaf.rule) != _meaning(sent[leaf.id].rule):
            yield Words(f"cách chấm của “{name}”", f"the scoring rule of “{name}”")
        elif leaf.max_in(group_id) != sent[leaf.id].max_in(group_id):
            yield Words(f"điểm tối đa của “{name}”", f"the maximum of “{name}”")
        elif _limits(leaf, group_id) != _limits(sent[leaf.id], group_id):
            yield Words(f"bước điểm của “{name}”", f"the step of “{name}”")
        elif leaf.markable != sent[leaf.id].markable:
            yield Words(f"có được ghi KĐG ở “{name}” hay không", f"whether “{name}” may be marked KĐG")
    yield from _changed_sums(rubric, issue.rubric, group_id, now.keys() & sent.keys())


def _meaning(rule: object) -> object:
    """A rule without its words, which may be corrected at any time: only what it computes."""
    if is_dataclass(rule):
        # Annotations are texts here: a plain `str` is a label, a choice is a Literal.
        own = {each.name: _meaning(getattr(rule, each.name)) for each in fields(rule) if each.type != "str"}
        return {"kind": getattr(rule, "kind", ""), **own}
    return [_meaning(one) for one in rule] if isinstance(rule, tuple) else rule


def _limits(leaf: Criterion, group_id: str) -> list[tuple[object, ...]]:
    """What each input takes; a part's step may come from the criterion."""
    asked = leaf.inputs_in(group_id)
    return [(one.id, one.kind, one.low, one.high, one.step, one.optional, one.listed) for one in asked]


def _held(rubric: Rubric, round_: Round, issue: Issue, units: Sequence[Unit]) -> dict[str, Criterion]:
    """The leaves of the units' group that the issue's scorer scores, by this rubric and round."""
    leaves = rubric.leaves_in(units[0].group)
    member = next((one for one in round_.members if one.id == issue.member), None)
    if issue.scorer == "member" and member is not None:
        above = parents_of(rubric)
        leaves = tuple(
            leaf for leaf in leaves if any(round_.scores(member, unit, leaf.id, above[leaf.id]) for unit in units)
        )
    return {leaf.id: leaf for leaf in leaves}


def _gone(rubric: Rubric, leaf: Criterion) -> Words:
    """Why a leaf that was sent is no longer scored in the group."""
    if leaf.id not in {one.id for one in rubric.leaves()}:
        return Words(f"bỏ tiêu chí “{leaf.name}”", f"“{leaf.name}” was removed")
    ids = {leaf.id, *parents_of(rubric)[leaf.id]}
    if any(node.dropped for node in rubric.nodes() if node.id in ids):
        return Words(f"không chấm “{leaf.name}” năm nay", f"“{leaf.name}” is not scored this year")
    return Words(f"“{leaf.name}” không còn dành cho khối này", f"“{leaf.name}” is no longer for this group")


def _changed_sums(rubric: Rubric, sent: Rubric, group_id: str, leaves: Collection[str]) -> Iterator[Words]:
    """Weights and caps of the leaves that are in both, and of their parents."""
    before = {node.id: node for node in sent.nodes()}
    for node in rubric.nodes():
        own = {leaf.id for leaf in leaves_for([node], group_id)}
        if node.id not in before or not own & set(leaves):
            continue
        if node.weight != before[node.id].weight:
            yield Words(f"trọng số của “{node.name}”", f"the weight of “{node.name}”")
        # A workbook that holds a part of the criteria has caps and maxima of its own.
        whole = own == {leaf.id for leaf in leaves_for([before[node.id]], group_id)}
        if node.children and whole and _cap(node, group_id) != _cap(before[node.id], group_id):
            yield Words(f"mức trần của “{node.name}”", f"the cap of “{node.name}”")


def _cap(node: Criterion, group_id: str) -> Decimal | None:
    return node.max_in(group_id) if node.cap else None


def _changed_unit(
    rubric: Rubric, now: Unit, sent: Unit, by_name: Mapping[str, str], known: frozenset[str]
) -> Words | None:
    if now.group != sent.group:
        return Words(f"chuyển từ khối {sent.group} sang khối {now.group}", f"from group {sent.group} to {now.group}")
    if shut_leaves(rubric, now) & known != shut_leaves(rubric, sent) & known:
        return Words("tiêu chí nào áp dụng cho đơn vị", "which criteria apply to it")
    if by_name.get(now.name, now.id) != now.id:
        return Words(
            f"mã này khi phát là của “{sent.name}”", f"when the ballots were sent this id was that of “{sent.name}”"
        )
    return None
