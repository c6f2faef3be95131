"""An explanation of one unit in words: what its total is made of, and where the points of each criterion come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.explain_result import changes, rank_reasons, tier_reasons
from workbook.cli.explain_voice import Voice, heading, paragraph, title, voice_of
from workbook.explanation import Explanation, Facts, Gave, Line, Origin
from workbook.facts import fact_words
from workbook.findings import fact_text
from workbook.model import Combine, Waiver
from workbook.pipeline.explaining import Explained
from workbook.points import Mark
from workbook.summands import Kind, Part

_INNER: tuple[Kind, ...] = ("cap", "weights")
"""Parts of a total that belong to a section."""


# ---------------------------------------------------------------- one unit
def print_unit(made: Explained, one: Explanation, lang: str) -> None:
    """Everything about one unit's result."""
    voice = voice_of(made, lang)
    _head(voice, one)
    heading(voice.say("sum_title"))
    _sum_table(voice, one)
    for text in _sum_words(voice, one):
        paragraph(text, 2)
    heading(voice.say("cells_title"))
    for line in one.lines:
        _criterion(voice, one, line)
    for key, lines in (
        ("tier_title", tier_reasons(voice, one)),
        ("rank_title", rank_reasons(voice, one)),
        ("change_title", changes(voice, one)),
    ):
        heading(voice.say(key))
        for text in lines:
            paragraph(text, 2)


def _head(voice: Voice, one: Explanation) -> None:
    own = one.standing
    if own.total is None:
        paragraph(voice.say("head_open", unit=own.unit.name), style="bold")
    else:
        tier = voice.say("head_tier", tier=own.tier) if own.tier else voice.say("head_no_tier") if one.tiers else ""
        rank = voice.say("head_rank", rank=own.rank, count=one.ranked, group=one.group.name) if own.rank else "-"
        facts = {"total": voice.total(own.total), "max": voice.figure(own.applicable_max)}
        paragraph(voice.say("head", unit=own.unit.name, rank=rank, tier=tier, **facts), style="bold")
        if one.rubric.rank_by != "total":
            facts = {"max": voice.figure(one.group.max), one.rubric.rank_by: voice.ranked(own)}
            paragraph(voice.say(f"head_{one.rubric.rank_by}", **facts))
    if voice.made.provisional:
        paragraph(voice.say("provisional"), style="bold")
    if one.missing:
        names = "; ".join(voice.node(name) for name in one.missing)
        paragraph(voice.say("missing", count=len(one.missing), criteria=names))
    elif own.total is None:
        paragraph(voice.say("nobody_whole"))
    if one.absent:
        names = "; ".join(f"{member.name} ({member.id}): {member.absent}" for member in one.absent)
        paragraph(voice.say("absent", members=names))
    recused = [name for line in one.lines if line.origin is not None for name in line.origin.recused]
    if recused:
        paragraph(voice.say("recused", members=voice.members(tuple(dict.fromkeys(recused)))))


# ---------------------------------------------------------------- the sum
def _sum_table(voice: Voice, one: Explanation) -> None:
    weighs = any(line.node.weight != 1 for line in one.lines)
    keys = ["max", "points", *(["factor"] if weighs else []), "adds"]
    rows: list[tuple[str, ...]] = []
    parts = {(part.kind, part.node): part for part in (one.summands.parts if one.summands else ())}
    for line in one.lines:
        indent = "  " * line.depth
        row = [indent + title(line.node), *_maximum(voice, line), _points(voice, one, line)]
        row += [voice.figure(line.node.weight) if line.counts and line.node.weight != 1 else ""] if weighs else []
        rows.append((*row, _adds(voice, line)))
        for kind in _INNER:
            part = parts.get((kind, line.node.id))
            if part is not None:
                words = voice.say(kind, max=voice.figure(line.max)) if kind == "cap" else voice.say(kind)
                rows.append((f"{indent}  {words}", *[""] * (len(keys) - 1), voice.figure(part.points, sign=True)))
    for part in parts.values():
        if not part.node:
            rows.append((_of_total(voice, one, part), *[""] * (len(keys) - 1), voice.figure(part.points, sign=True)))
    total = voice.total(one.standing.total)
    columns = [Column(voice.say("criterion"), total=voice.say("total"))]
    columns += [Column(voice.say(key), "right", total if key == "adds" else "") for key in keys]
    console.table("", columns, rows)


def _maximum(voice: Voice, line: Line) -> list[str]:
    return [voice.figure(line.max) if line.counts and line.max else ""]


def _points(voice: Voice, one: Explanation, line: Line) -> str:
    if line.shut is not None and line.shut.kind == "dropped":
        return voice.say("not_scored")
    if isinstance(line.value, Decimal) and is_gate(line):
        return voice.say("met" if line.value else "not_met")
    if isinstance(line.value, Decimal) and _is_noted(line):
        return ""
    unrounded = line.origin is not None and line.counts and one.rubric.rounding.order == "total"
    if unrounded and line.origin is not None and line.origin.exact is not None:
        return voice.figure(line.origin.exact)
    if line.origin is None and not line.counts and not isinstance(line.value, Decimal):
        return ""
    return voice.figure(line.value)


def is_gate(line: Line) -> bool:
    """Whether the criterion is only met or not."""
    return line.origin is not None and line.node.rule.kind == "mandatory"


def _is_noted(line: Line) -> bool:
    """Whether the criterion only asks for a figure that earns nothing."""
    return line.origin is not None and line.node.rule.kind == "informational"


def _adds(voice: Voice, line: Line) -> str:
    if line.shut is not None or isinstance(line.value, Mark):
        return ""
    if not line.counts:
        return voice.say("no_points") if line.origin is not None else ""
    return "" if line.adds is None else voice.figure(line.adds)


def _of_total(voice: Voice, one: Explanation, part: Part) -> str:
    if part.kind == "bonus":
        return voice.say("bonus", max=voice.figure(one.standing.applicable_max))
    if part.kind in ("members", "rounding"):
        return voice.say(part.kind, places=one.rubric.rounding.total)
    return voice.say(part.kind)


def _sum_words(voice: Voice, one: Explanation) -> Iterator[str]:
    places, own = one.rubric.rounding, one.standing
    yield voice.say("sum_how" if any(line.depth for line in one.lines) else "sum_how_flat")
    how = method_words(voice, voice.made.round.combine)
    yield voice.say(f"order_{places.order}", places=places.leaf if places.order == "leaf" else places.total, how=how)
    for row in one.totals:
        said = {"member": voice.member(row.member), "total": voice.total(row.total)}
        if not row.share:
            yield voice.say("out_member", **said)
        else:
            share = voice.say("share", share=row.share) if len({each.share for each in one.totals}) > 1 else ""
            yield voice.say("of_member", **said) + share
    facts = {"total": voice.total(own.total), "limit": voice.figure(own.applicable_max)}
    if own.index is not None and (one.rubric.rank_by == "index" or one.group.base == "index" or one.rubric.shows_index):
        index = voice.figure(own.index, places.index)
        yield voice.say("index_how", exact=voice.figure(one.index), index=index, **facts)
    if own.converted is not None and "converted" in (one.rubric.rank_by, one.group.base):
        facts |= {"max": voice.figure(one.group.max), "exact": voice.figure(one.converted)}
        yield voice.say("converted_how", converted=voice.total(own.converted), **facts)


def method_words(voice: Voice, how: Combine) -> str:
    facts = {"drop": how.drop, "least": 2 * how.drop} if how.method == "trimmed" else {}
    return voice.say(how.method, **facts)


# ---------------------------------------------------------------- criterion by criterion
def _criterion(voice: Voice, one: Explanation, line: Line) -> None:
    if line.origin is None:
        if line.shut is not None and line.shut.node == line.node.id:
            paragraph(voice.say("leaf", name=title(line.node), points=_shut(voice, line)), 2)
        elif line.node.children:
            paragraph(title(line.node), 2)
        return
    points = _points(voice, one, line)
    with_max = line.counts and isinstance(line.value, Decimal) and line.max
    shown = voice.say("leaf_max", points=points, max=voice.figure(line.max)) if with_max else points
    head = voice.say("leaf", name=title(line.node), points=shown) if shown else title(line.node)
    paragraph(head, 2, "bold")
    for text in (_shut(voice, line),) if line.shut is not None else _origin(voice, one, line, line.origin):
        paragraph(text, 4)


def _shut(voice: Voice, line: Line) -> str:
    assert line.shut is not None
    above = "" if line.shut.node == line.node.id else voice.say("shut_above", name=voice.node(line.shut.node))
    return voice.say(f"shut_{line.shut.kind}", reason=line.shut.reason.rstrip(".")) + above


def _origin(voice: Voice, one: Explanation, line: Line, origin: Origin) -> Iterator[str]:
    yield voice.say("how", how=voice.spoken(origin.how))
    if origin.best:
        yield voice.say("best", facts=_facts(voice, origin.best))
    if origin.listed:
        known = isinstance(line.value, Decimal) or origin.exact is not None
        facts = {"facts": _facts(voice, origin.listed), "points": voice.figure(origin.exact)}
        yield voice.say("listed", **facts) if known and origin.conclusion is None else voice.say("listed_none")
    elif not (origin.gave or origin.awaited or origin.conclusion):
        yield voice.say("nobody")
    for gave in origin.gave:
        yield _gave(voice, line, origin, gave)
    if origin.awaited:
        yield voice.say("awaited", members=voice.members(origin.awaited))
    yield from _combined(voice, one, line, origin)
    for waiver in origin.waivers:
        yield waiver_words(voice, waiver)


def _gave(voice: Voice, line: Line, origin: Origin, gave: Gave) -> str:
    points = voice.say("blank_or_wrong") if gave.points is None else voice.figure(gave.points)
    if is_gate(line) and isinstance(gave.points, Decimal):
        points = voice.say("met" if gave.points else "not_met")
    known = gave.facts and any(fact is not None for _, fact in gave.facts)
    word = "gave_facts" if known else "gave"
    if known and _is_noted(line):
        word, points = "gave", _facts(voice, gave.facts)
    text = voice.say(word, member=voice.member(gave.member), points=points, facts=_facts(voice, gave.facts))
    counts = origin.conclusion is None and any(each.share for each in origin.gave)
    if counts and not gave.share and isinstance(gave.points, Decimal):
        text += voice.say("out")
    text += voice.say("remark", text=gave.remark) if gave.remark else ""
    return text + (voice.say("link", text=gave.link) if gave.link else "")


def _facts(voice: Voice, facts: Facts) -> str:
    shown = []
    marked = any(isinstance(fact, Mark) for _, fact in facts)
    for asked, fact in facts:
        value = voice.spoken(fact_words(asked, fact)) if isinstance(fact, Decimal) else voice.figure(fact)
        if fact is not None or not (asked.optional or marked):
            shown.append(voice.say("fact", label=voice.spoken(asked.label), value=value))
    return "; ".join(shown)


def _combined(voice: Voice, one: Explanation, line: Line, origin: Origin) -> Iterator[str]:
    """How the members' figures became the criterion's."""
    if origin.conclusion is not None:
        yield _concluded(voice, origin)
        return
    if isinstance(line.value, Mark):
        yield voice.say("shut_by_scorer")
        return
    counted = [gave for gave in origin.gave if gave.share and isinstance(gave.points, Decimal)]
    if is_gate(line) and len(origin.gave) > 1:
        yield voice.say("lowest")
    if len(counted) == 1 and len(origin.gave) == 1:
        yield voice.say("one", value=voice.figure(line.value))
    elif counted:
        yield _sum_of(voice, one, line, origin, counted)


def _sum_of(voice: Voice, one: Explanation, line: Line, origin: Origin, counted: Sequence[Gave]) -> str:
    """The members' figures as a sum that a pocket calculator can follow."""
    figures = [gave.points for gave in counted if isinstance(gave.points, Decimal)]
    weights = [gave.share for gave in counted]
    if len(set(weights)) == 1:
        written = " + ".join(voice.figure(figure) for figure in figures)
        text = voice.say("divided", sum=written, by=len(figures)) if len(figures) > 1 else written
    else:
        # The shares over their common denominator are the weights, or a plain multiple of them.
        least = min(weights)
        times = [weight / least for weight in weights]
        written = " + ".join(f"{voice.figure(f)} x {voice.figure(t)}" for f, t in zip(figures, times, strict=True))
        text = voice.say("divided", sum=written, by=voice.figure(sum(times, Fraction(0))))
    how = method_words(voice, voice.made.round.combine)
    made = voice.say("combined", how=how, sum=text, exact=voice.figure(origin.exact))
    is_rounded = isinstance(line.value, Decimal) and origin.exact is not None and origin.exact != Fraction(line.value)
    if is_rounded and one.rubric.rounding.order != "total":
        made += voice.say("rounded", value=voice.figure(line.value))
    return made


def _concluded(voice: Voice, origin: Origin) -> str:
    made = origin.conclusion
    assert made is not None
    text = voice.say("concluded", points=voice.figure(made.points))
    text += voice.say("concluded_reason", reason=made.reason.rstrip(".")) if made.reason else ""
    text += voice.say("concluded_by", by=made.by) if made.by else ""
    return text + (voice.say("explained", text=made.explanation.rstrip(".")) if made.explanation else "")


def waiver_words(voice: Voice, waiver: Waiver) -> str:
    member = voice.say("waiver_member", member=voice.member(waiver.member)) if waiver.member else ""
    when = fact_text(waiver.when, voice.lang)
    facts = {"check": waiver.check, "member": member, "reason": waiver.reason, "by": waiver.by, "when": when}
    return voice.say("waiver", **facts) + (voice.say("assumed") if waiver.assumed else "")
