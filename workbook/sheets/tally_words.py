"""What a tally sheet says in words: how it was computed, how units are classed, what its colours mean."""

from __future__ import annotations

from collections.abc import Iterator

from workbook.model import Member, Waiver
from workbook.points import in_words
from workbook.rubric import Criterion, Tier, leaves_for
from workbook.sheets.tally_plan import Plan, mark_of
from workbook.tie_chain import steps_words


def method_words(plan: Plan) -> str:
    """The order of rounding, and how members are combined and units ranked, in words."""
    words, places, rubric = plan.words, plan.rubric.rounding, plan.rubric
    facts = {"leaf": places.leaf, "total": places.total, "index": places.index}
    parts = [words.say(f"method_{places.order}", how=combine_words(plan), **facts)]
    parts += [words.say("method_index", **facts)] if plan.has_index else []
    parts += [words.say("method_percent", **facts)] if plan.has_percent else []
    parts += [_converted_words(plan)] if plan.has_converted else []
    parts += _tree_words(plan)
    parts += [words.words["method_rest_member" if places.order == "member" else "method_rest"]]
    parts += [words.say(f"rank_{rubric.ties}", basis=words.words[f"basis_{rubric.rank_by}"])]
    if rubric.tie_chain:
        chain = steps_words(rubric, rubric.tie_chain)
        parts += [words.say("rank_chain", list=chain.vi if plan.lang == "vi" else chain.en)]
        if rubric.tie_chain[0] == "exact":
            parts += [words.say("rank_exact", basis=words.words[f"basis_{rubric.rank_by}"])]
    return " ".join(parts)


def combine_words(plan: Plan) -> str:
    """How members' figures become one."""
    words, how = plan.words, plan.how
    what = words.words["what_totals" if plan.order == "member" else "what_points"]
    weights = ", ".join(f"{role} {in_words(weight, plan.lang)}" for role, weight in how.weights.items())
    return words.say(f"how_{how.method}", what=what, drop=how.drop, most=2 * how.drop, list=weights)


def _converted_words(plan: Plan) -> str:
    scale = in_words(plan.made.group.max, plan.lang)
    return plan.words.say("method_converted", max=scale, total=plan.rubric.rounding.total)


def _tree_words(plan: Plan) -> list[str]:
    """What makes the total more than a plain sum."""
    words, group_id = plan.words, plan.made.group.id
    nodes = [node for node in plan.rubric.nodes() if any(leaves_for([node], group_id))]
    capped = [_short_name(node) for node in nodes if node.cap]
    weighted = [f"{_short_name(node)} x {in_words(node.weight, plan.lang)}" for node in nodes if node.weight != 1]
    rules = [leaf.rule for leaf in plan.leaves]
    parts = [words.say("method_cap", list=", ".join(capped))] if capped else []
    parts += [words.say("method_weight", list=", ".join(weighted))] if weighted else []
    parts += [words.words[f"method_bonus_{plan.rubric.bonus}"]] if any(rule.beyond for rule in rules) else []
    parts += [words.words["method_uncounted"]] if any(not rule.counts for rule in rules) else []
    return parts


def _short_name(node: Criterion) -> str:
    return node.code or node.name


def counted_words(plan: Plan) -> str:
    """How many ballots count, whose are missing, who is absent and why."""
    words = plan.words
    counted = {member.id for member in plan.members}
    expected = [member for member in plan.of_group if member.absent is None]
    late = [named(member) for member in expected if member.id not in counted]
    absent = [f"{named(member)}: {member.absent}" for member in plan.of_group if member.absent is not None]
    ids = ", ".join(member.id for member in plan.members)
    parts = [words.say("counted_list" if ids else "counted", counted=len(counted), expected=len(expected), members=ids)]
    parts += [words.say("not_in", members=", ".join(late))] if late else []
    parts += [words.say("absent", members="; ".join(absent))] if absent else []
    parts += [words.say("quorum", percent=in_words(plan.how.quorum, plan.lang))] if plan.how.quorum is not None else []
    chairs = [named(member) for member in plan.round.members if member.id == plan.how.chair]
    parts += [words.say("chair", member=chairs[0])] if chairs else []
    return "; ".join(parts) + "."


def named(member: Member) -> str:
    return f"{member.name} ({member.id})"


def waiver_words(plan: Plan, place: int, waiver: Waiver) -> str:
    words = plan.words
    leaf = next((leaf.name for leaf in plan.leaves if leaf.id == waiver.criterion), waiver.criterion)
    member = next((m for m in plan.round.members if m.id == waiver.member), None)
    return words.say(
        "waiver_assumed" if waiver.assumed else "waiver",
        mark=mark_of(place),
        check=waiver.check,
        unit=plan.round.unit(waiver.unit).name,
        criterion=leaf,
        member=named(member) if member else words.words["waiver_anyone"],
        reason=waiver.reason,
        by=waiver.by,
        when=waiver.when.strftime("%d/%m/%Y") if plan.lang == "vi" else waiver.when.isoformat(),
    )


# ---------------------------------------------------------------- tiers
def tier_words(plan: Plan) -> str:
    """Every tier with its bounds and conditions."""
    words, group, rounding = plan.words, plan.made.group, plan.rubric.rounding
    listed = "; ".join(_one_tier(plan, tier) for tier in group.tiers)
    said = words.say("tiers", base=words.words[f"base_{group.base}"], list=listed)
    return f"{said} {words.words[f'tiers_{rounding.tier}']}"


def _one_tier(plan: Plan, tier: Tier) -> str:
    words, lang = plan.words, plan.lang
    conditions = [
        words.say(
            "tier_sub_above" if tier.strict else "tier_sub_from", name=_name(plan, name), lower=in_words(low, lang)
        )
        for name, low in tier.at_least.items()
    ]
    if tier.requires:
        conditions.append(words.say("tier_requires", list=", ".join(_name(plan, name) for name in tier.requires)))
    if tier.quota_count is not None:
        conditions.append(words.say("tier_quota_count", count=tier.quota_count))
    if tier.quota_percent is not None:
        conditions.append(words.say("tier_quota_percent", percent=in_words(tier.quota_percent, lang)))
    if tier.lower is None and not conditions:
        return words.say("tier_rest", label=tier.label)
    if tier.lower is None:
        return words.say("tier_only", label=tier.label, conditions=", ".join(conditions))
    said = words.say("tier_above" if tier.strict else "tier_from", label=tier.label, lower=in_words(tier.lower, lang))
    return ", ".join([said, *conditions])


def _name(plan: Plan, name: str) -> str:
    """What people call a criterion or an aggregate."""
    node = next((node for node in plan.rubric.nodes() if node.id == name), None)
    if node is not None:
        return _short_name(node)
    return next((made.name for made in plan.rubric.aggregates if made.id == name), name)


# ---------------------------------------------------------------- colours and signs
def legend_words(plan: Plan) -> Iterator[tuple[str, str]]:
    """(key, text): what the looks of figures mean, as far as they occur."""
    words = plan.words.words
    yield "legend", words["legend"]
    if any(not leaf.rule.counts or leaf.rule.beyond for leaf in plan.leaves):
        yield "legend:max", words["legend_max"]
    units = [standing.unit for standing in plan.standings]
    if any(plan.combined(unit, leaf).concluded for unit in units for leaf in plan.leaves):
        yield "legend:concluded", words["legend_concluded"]
    if any(plan.is_listed(unit, leaf) for unit in units for leaf in plan.leaves):
        yield "legend:listed", words["legend_listed"]
    if plan.round.assignments:
        yield "legend:assigned", words["legend_assigned"]
