"""An explanation in words: tier, rank, what would change them, and why one unit stands above another."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.explain_voice import Voice, heading, paragraph, voice_of
from workbook.comparison import Comparison, Difference
from workbook.explanation import Explanation
from workbook.headroom import Change, Condition, TierStep
from workbook.model import Settled
from workbook.pipeline.explaining import Explained
from workbook.points import NOT_APPLICABLE
from workbook.rubric import Tier
from workbook.tie_chain import figures_words, passed_words, step_words

_NAMED: Final = 6
"""How many criteria a sentence names."""


# ---------------------------------------------------------------- tiers
def tier_reasons(voice: Voice, one: Explanation) -> Iterator[str]:
    """Each tier of the group with its conditions, as the unit meets them."""
    if not one.tiers:
        yield voice.say("tier_none")
        return
    base = voice.say(f"base_{one.group.base}")
    exact = voice.say("base_exact") if one.rubric.rounding.tier == "exact" else ""
    if one.figure is not None:
        yield voice.say("tier_figure", base=base + exact, figure=voice.figure(one.figure))
    below = False
    for step in one.tiers:
        if below:
            yield f"{voice.say('tier_passed', label=step.tier.label)}."
            continue
        full = any(each.kind == "quota" for each in step.conditions)
        no = "tier_full" if full else "tier_no"
        word = "tier_unknown" if one.figure is None else "tier_here" if step.given else no
        conditions = [condition_words(voice, step.tier, each, base) for each in step.conditions]
        text = voice.say(word, label=step.tier.label)
        yield f"{text} ({'; '.join(conditions)})." if conditions else f"{text}."
        below = step.given


def condition_words(voice: Voice, tier: Tier, one: Condition, base: str) -> str:
    """One condition of a tier, and how the unit stands to it."""
    if one.kind == "quota":
        return voice.say("cond_quota")
    if one.kind == "requires":
        what = voice.say("cond_requires", name=voice.node(one.name))
        if one.figure is NOT_APPLICABLE:
            return voice.say("cond_mark", what=what)
        return voice.say("cond_open" if one.figure is None else "cond_met" if one.holds else "cond_not_met", what=what)
    assert one.bound is not None
    bound = voice.say("bound_strict" if tier.strict else "bound", bound=voice.figure(one.bound))
    name = base if one.kind == "bound" else voice.node(one.name)
    what = voice.say("cond_sub", name=name, bound=bound)
    if one.figure is None:
        return voice.say("cond_open", what=what)
    if one.figure is NOT_APPLICABLE:
        return voice.say("cond_mark", what=what)
    facts = {"what": what, "figure": voice.figure(one.figure)}
    if one.holds:
        return voice.say("cond_yes", **facts)
    short = one.short
    return voice.say("cond_no", short=voice.figure(short), **facts) if short else voice.say("cond_just", **facts)


# ---------------------------------------------------------------- ranks
def rank_reasons(voice: Voice, one: Explanation) -> Iterator[str]:
    """The ranked figure, who stands next to the unit, and what became of units with the same figure."""
    own = one.standing
    if own.rank is None:
        yield voice.say("rank_open", basis=voice.basis)
        return
    yield voice.say("rank_by", basis=voice.basis, figure=voice.ranked(own))
    for near, word, none in ((one.above, "above", "first"), (one.below, "below", "last")):
        if near is None:
            yield voice.say(none)
            continue
        facts = {"unit": near.standing.unit.name, "rank": near.standing.rank, "figure": voice.ranked(near.standing)}
        if near.distance:
            yield voice.say(word, distance=voice.figure(near.distance), **facts)
        else:
            yield voice.say(f"{word}_equal", **facts)
    if one.equals:
        yield voice.say("equals", units="; ".join(each.unit.name for each in one.equals))
        yield from (event_words(voice, event) for event in own.settled)
        if own.decision is not None:
            facts = {"reason": own.decision.reason.rstrip("."), "by": own.decision.by}
            yield voice.say(f"decision_{own.decision.kind}", **facts)
        elif own.shares_rank:
            yield voice.say("shares")


def event_words(voice: Voice, event: Settled) -> str:
    """What one step of the tie chain did."""
    names = {unit: voice.unit(unit) for unit in event.units}
    step, order = step_words(voice.made.rubric, event.step), figures_words(event, names)
    passed = voice.spoken(passed_words(voice.made.rubric, event))
    return voice.say("chain", step=voice.spoken(step), order=voice.spoken(order), passed=passed)


# ---------------------------------------------------------------- what would change it
def changes(voice: Voice, one: Explanation) -> Iterator[str]:
    """One line a change, and what else must be known of it."""
    if one.standing.total is None:
        yield voice.say("change_none")
        return
    yield voice.say("change_how")
    if one.relative:
        yield voice.say("change_relative")
    tiers = {step.tier.label: step for step in one.tiers}
    for change in one.changes:
        yield _rank_change(voice, one, change) if change.unit else _tier_change(voice, one, change, tiers)


def _rank_change(voice: Voice, one: Explanation, change: Change) -> str:
    unit = voice.unit(change.unit)
    if change.points is None:
        return voice.say("never", unit=unit)
    text = voice.say(change.goal, unit=unit, points=voice.figure(abs(change.points)))
    if change.equal is not None:
        word = "equal_up" if change.goal == "rank_up" else "equal_down"
        text += voice.say(word, points=voice.figure(abs(change.equal)))
    return f"{text}{_alone(voice, one, change)}."


def _tier_change(voice: Voice, one: Explanation, change: Change, tiers: dict[str, TierStep]) -> str:
    base = voice.say(f"base_{one.group.base}")
    tier = f"“{change.tier}”"
    asking = next(step.tier for step in tiers.values() if step.given) if change.goal == "tier_down" else None
    others = [condition_words(voice, asking or tiers[change.tier].tier, each, base) for each in change.others]
    if asking is not None:
        kept = voice.say("tier_kept", conditions="; ".join(others)) if others else ""
        return (voice.say("never_tier") if change.points is None else _down(voice, change, tier)) + kept
    if change.points is None:
        word = "tier_up_quota" if all(each.kind == "quota" for each in change.others) else "tier_up_other"
        return voice.say(word, tier=tier, conditions="; ".join(others)) + "."
    least = voice.say("more" if change.beyond else "least")
    text = voice.say("tier_up", tier=tier, least=least, points=voice.figure(abs(change.points)))
    text = f"{text}{_alone(voice, one, change)}."
    return text + (voice.say("tier_up_also", conditions="; ".join(others)) if others else "")


def _down(voice: Voice, change: Change, tier: str) -> str:
    least = voice.say("more" if change.beyond else "least")
    word = "tier_down" if change.tier else "tier_out"
    return voice.say(word, tier=tier, least=least, points=voice.figure(abs(change.points or Fraction(0)))) + "."


def _alone(voice: Voice, one: Explanation, change: Change) -> str:
    if change.goal == "rank_down":
        return ""
    if not change.possible:
        return voice.say("alone_never")
    if not change.alone:
        return voice.say("alone_none")
    names = "; ".join(voice.node(name) for name in change.alone[:_NAMED])
    more = len(change.alone) - _NAMED
    return voice.say("alone", criteria=names) + (voice.say("and_more", count=more) if more > 0 else "")


# ---------------------------------------------------------------- two units
def print_comparison(made: Explained, both: Comparison, typed: str, lang: str) -> None:
    """Why the first of the two stands above the second, criterion by criterion."""
    voice = voice_of(made, lang)
    paragraph(_verdict(voice, both), style="bold")
    if made.provisional:
        paragraph(voice.say("provisional"), style="bold")
    for text in _settled(voice, both):
        paragraph(text, 2)
    if both.total is not None and both.ranked is not None:
        heading(voice.say("compare_title"))
        if both.lines:
            _difference_table(voice, both)
        else:
            paragraph(voice.say("none_differ"), 2)
    for one in (both.first, both.second):
        console.say(voice.say("then_one", folder=typed, unit=one.unit.id), whole=True)


def _verdict(voice: Voice, both: Comparison) -> str:
    one, other = both.first.standing, both.second.standing
    facts = {"first": one.unit.name, "second": other.unit.name, "rank": one.rank, "other": other.rank}
    if both.settled_by == "open":
        return voice.say("compare_open", **facts)
    return voice.say("compare_equal" if one.rank == other.rank else "compare_above", **facts)


def _settled(voice: Voice, both: Comparison) -> Iterator[str]:
    one, other = both.first.standing, both.second.standing
    if both.settled_by == "open":
        without = [each.unit.name for each in (one, other) if each.total is None]
        yield voice.say("compare_no_total", units="; ".join(without))
        return
    figures = {"first": one.unit.name, "second": other.unit.name, "one": voice.ranked(one), "two": voice.ranked(other)}
    if both.settled_by == "figure":
        distance = voice.figure(abs(both.ranked or Decimal(0)))
        yield voice.say("compare_by", basis=voice.basis, distance=distance, **figures)
        return
    yield voice.say("compare_same", basis=voice.basis, one=voice.ranked(one))
    if both.event is not None:
        yield event_words(voice, both.event)
    elif both.decision is not None:
        facts = {"reason": both.decision.reason.rstrip("."), "by": both.decision.by}
        yield voice.say(f"decision_{both.decision.kind}", **facts)
    else:
        yield voice.say("compare_nothing")


def _difference_table(voice: Voice, both: Comparison) -> None:
    one, other = both.first.standing, both.second.standing
    rows = []
    for line in both.lines:
        row = [_line_name(voice, both, line)]
        row += [_own_figure(voice, both.first, line, line.first), _own_figure(voice, both.second, line, line.second)]
        row += [voice.figure(line.points, sign=True)]
        row += [] if both.same_scale else [voice.figure(line.ranked, sign=True)]
        rows.append(row)
    columns = [Column(voice.say("criterion"), total=voice.say("total"))]
    columns += [Column(each.unit.name, "right", voice.total(each.total)) for each in (one, other)]
    columns += [Column(voice.say("difference"), "right", voice.figure(both.total, sign=True))]
    if not both.same_scale:
        columns += [Column(voice.basis, "right", voice.figure(both.ranked, sign=True))]
    console.table("", columns, rows)
    paragraph(voice.say("compare_how"), 2)
    if not both.same_scale:
        maxima = {"one": voice.figure(one.applicable_max), "two": voice.figure(other.applicable_max)}
        paragraph(voice.say("compare_shares", basis=voice.basis, **maxima), 2)


def _own_figure(voice: Voice, one: Explanation, line: Difference, points: Fraction) -> str:
    """What one of the two has in a line: the mark where it does not apply to the unit."""
    value = next((each.value for each in one.lines if line.kind == "leaf" and each.node.id == line.node), None)
    return voice.figure(value) if value is NOT_APPLICABLE else voice.figure(points)


def _line_name(voice: Voice, both: Comparison, line: Difference) -> str:
    if line.kind == "leaf":
        return voice.node(line.node)
    if line.kind == "cap":
        limit = next(each.max for each in both.first.lines if each.node.id == line.node)
        return f"{voice.node(line.node)}: {voice.say('cap', max=voice.figure(limit))}"
    if line.kind == "bonus":
        return voice.say("bonus", max=voice.figure(both.first.standing.applicable_max))
    return voice.say("roundings" if line.kind == "rounding" else line.kind)
