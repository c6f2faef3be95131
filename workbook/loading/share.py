"""What one member, or one unit that scores itself, is sent of a rubric and a round: his share and nothing else.

With assignments the rubric is pruned to what he scores. The maxima of parents and groups become the
sums of what is left, so that his sheet adds up; tiers, sub-totals and quotas would mean nothing and go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from workbook.limits import Limits
from workbook.model import Combine, Disagreement, Documents, Issue, Member, Round, SelfScore, sheets_for
from workbook.rubric import Criterion, Group, Rubric, leaf_of, parents_of

LONGEST: Final = 2000
"""Letters of one remark or link of a unit that others are shown."""


def slice_for(round_: Round, member_id: str) -> Round:
    """The part of a round that one member needs: himself and the units of his groups."""
    member = round_.member(member_id)
    units = tuple(unit for unit in round_.units if unit.group in member.groups)
    own = {unit.id for unit in units}
    return replace(
        round_,
        units=units,
        members=(replace(member, recused=member.recused & own),),
        waivers=(),
        ties=(),
        minimum_scorers=1,
        combine=Combine(),
        assignments=(),
        conclusions=(),
        second_ballot="newest",
        choices=(),
        limits=Limits(),
        disagreement=Disagreement(),
        discussed=(),
        successors=(),
        documents=Documents(),
        listed={cell: figure for cell, figure in round_.listed.items() if cell[0] in own},
    )


def issue_for(
    rubric: Rubric, round_: Round, member_id: str, number: int, self_scores: Mapping[str, SelfScore] | None = None
) -> Issue:
    """What a member is sent: his units, the criteria that he scores, what those units gave themselves."""
    layout = sheets_for(rubric, round_)
    if any(one.member == member_id for one in round_.assignments):
        made, groups = _pruned(rubric, round_, round_.member(member_id))
        members = tuple(replace(one, groups=groups) if one.id == member_id else one for one in round_.members)
        round_ = replace(round_, members=members)
    else:
        made = rubric
    # Who stands above whom is the ranking's matter: it may be settled after the workbooks are sent.
    made = replace(made, tie_chain=()) if made.tie_chain else made
    own = _only_of(made, replace(slice_for(round_, member_id), sheets="auto"))
    if sheets_for(made, own) != layout:
        own = replace(own, sheets=layout)
    units = {unit.id: unit.group for unit in own.units}
    told = self_scores or {}
    given = {unit: _of_leaves(told[unit], _leaf_ids(made, group)) for unit, group in units.items() if unit in told}
    return Issue(made, own, member_id, number, self_scores=given if layout == "unit" else {})


def unit_issue(rubric: Rubric, round_: Round, unit_id: str, number: int) -> Issue:
    """What a unit is sent that scores itself: its own sheet, without any tier."""
    unit = round_.unit(unit_id)
    groups = tuple(replace(group, tiers=()) for group in rubric.groups)
    whole = replace(round_, units=(unit,), members=(Member(unit.id, unit.name, "", (unit.group,)),), sheets="auto")
    made = replace(rubric, groups=groups, tie_chain=())
    return Issue(made, _only_of(made, slice_for(whole, unit.id)), unit.id, number, scorer="unit")


def has_work(rubric: Rubric, round_: Round, member: Member) -> bool:
    """Whether a member who is present has anything to score: without it he gets no workbook."""
    if member.absent is not None or not member.groups:
        return False
    if not any(one.member == member.id for one in round_.assignments):
        return True
    made, groups = _pruned(rubric, round_, member)
    return any(not leaf.is_listed(group) for group in groups for leaf in made.leaves_in(group))


def _leaf_ids(rubric: Rubric, group_id: str) -> frozenset[str]:
    return frozenset(leaf.id for leaf in rubric.leaves_in(group_id))


def _only_of(rubric: Rubric, round_: Round) -> Round:
    """Without the figures and exemptions of criteria that are not on the sheets."""
    groups = {unit.id: _leaf_ids(rubric, unit.group) for unit in round_.units if _has(rubric, unit.group)}
    kept = {cell: figure for cell, figure in round_.listed.items() if leaf_of(cell[1]) in groups.get(cell[0], ())}
    known = {node.id for node in rubric.nodes()}
    exempt = ({name: reason for name, reason in unit.exempt.items() if name in known} for unit in round_.units)
    units = tuple(replace(unit, exempt=own) for unit, own in zip(round_.units, exempt, strict=True))
    return replace(round_, units=units, listed=kept)


def _has(rubric: Rubric, group_id: str) -> bool:
    return any(group.id == group_id for group in rubric.groups)


def _of_leaves(score: SelfScore, leaves: frozenset[str]) -> SelfScore:
    return SelfScore(
        {name: fact for name, fact in score.facts.items() if leaf_of(name) in leaves},
        {name: points for name, points in score.points.items() if name in leaves},
        {name: link for name, link in score.links.items() if name in leaves},
        {name: words for name, words in score.remarks.items() if name in leaves},
    )


# ---------------------------------------------------------------- the rubric that is left
Scored = Callable[[Criterion, tuple[str, ...], str], bool]
"""Whether the member scores a leaf, below those parents, in a group."""


def _pruned(rubric: Rubric, round_: Round, member: Member) -> tuple[Rubric, tuple[str, ...]]:
    """The rubric with only what the member is assigned, and the groups in which that is something.

    The rubric stays whole for one who is assigned all that is scored in his groups.
    """
    own = [one for one in round_.assignments if one.member == member.id]

    def scored(leaf: Criterion, above: tuple[str, ...], group: str) -> bool:
        ids = {leaf.id, *above}
        return group in member.groups and any(
            (not one.groups or group in one.groups) and (not one.criteria or ids & set(one.criteria)) for one in own
        )

    groups = tuple(group.id for group in rubric.groups)
    tops = [_branch(top, (), groups, scored) for top in rubric.criteria]
    left = tuple(group for group in groups if any(top is not None and group in top[1] for top in tops))
    above = parents_of(rubric)
    if all(scored(leaf, above[leaf.id], group) for group in left for leaf in rubric.leaves_in(group)):
        return rubric, left
    criteria = tuple(_within(top[0], left) for top in tops if top is not None)
    own_groups = tuple(_group(group, criteria) for group in rubric.groups if group.id in left)
    return replace(rubric, criteria=criteria, groups=own_groups, aggregates=()), left


def _branch(
    node: Criterion, above: tuple[str, ...], groups: Iterable[str], scored: Scored
) -> tuple[Criterion, tuple[str, ...]] | None:
    """What is left of a node, and the groups in which it is; None where nothing is.

    What is not scored this year stays where it would have been the member's: it is shown with its reason.
    """
    there = tuple(group for group in groups if not node.groups or group in node.groups)
    if not node.children:
        where = tuple(group for group in there if scored(node, above, group))
        return (replace(node, groups=frozenset(where)), where) if where else None
    below = [_branch(child, (*above, node.id), there, scored) for child in node.children]
    kept = [child for child in below if child is not None]
    if not kept:
        return None
    where = tuple(group for group in there if any(group in child[1] for child in kept))
    return replace(node, children=tuple(child for child, _ in kept), groups=frozenset(where)), where


def _within(node: Criterion, left: Iterable[str]) -> Criterion:
    """The node with its maxima as the sums of what is left, told for the groups that are left only."""
    groups = tuple(left)
    own = node.groups & set(groups)
    known = {group: limit for group, limit in node.group_max.items() if group in groups}
    children = tuple(_within(child, [group for group in groups if group in own]) for child in node.children)
    made = replace(node, groups=frozenset() if own == set(groups) else own, group_max=known, children=children)
    return _summed(made, [group for group in groups if group in own]) if children else made


def _summed(node: Criterion, groups: Iterable[str]) -> Criterion:
    sums = {
        group: sum((child.weight * _worth(child, group) for child in node.children), Decimal(0)) for group in groups
    }
    cut = {group for group, total in sums.items() if node.cap and total > node.max_in(group)}
    most = {group: node.max_in(group) if group in cut else total for group, total in sums.items()}
    # Of what is not scored this year alone the printed maximum stays, as in the whole rubric.
    most = {group: limit or _printed(node, group) for group, limit in most.items()}
    high = max(most.values(), default=Decimal(0))
    return replace(
        node, max=high, cap=bool(cut), group_max={group: limit for group, limit in most.items() if limit != high}
    )


def _printed(node: Criterion, group: str) -> Decimal:
    """The maxima of the children that would count if nothing were dropped."""
    there = (child for child in node.children if not child.groups or group in child.groups)
    known = (child.weight * child.max_in(group) for child in there if any(map(_counts, child.leaves())))
    return sum(known, Decimal(0))


def _counts(leaf: Criterion) -> bool:
    return leaf.rule.counts and not leaf.rule.beyond


def _worth(node: Criterion, group: str) -> Decimal:
    """The maximum of a node in a group, as sums count it."""
    if not node.is_for(group):
        return Decimal(0)
    if node.children:
        below = sum((child.weight * _worth(child, group) for child in node.children), Decimal(0))
        return min(below, node.max_in(group)) if node.cap else below
    return node.max_in(group) if _counts(node) else Decimal(0)


def _group(group: Group, criteria: Iterable[Criterion]) -> Group:
    total = sum((top.weight * _worth(top, group.id) for top in criteria), Decimal(0))
    # A share of nothing but bonus points and conditions has no maximum; the group's own stays then.
    return replace(group, max=total or group.max, tiers=())
