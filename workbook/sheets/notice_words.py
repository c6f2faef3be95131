"""A notice in sentences: why this rank and this class, what was missing, and what is noted on single criteria."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from workbook.findings import fact_text
from workbook.headroom import Change, Condition, TierStep
from workbook.model import Round
from workbook.notice import Notice, Remark, Said
from workbook.points import MARK_TEXT, Mark, Score, decimals, in_words, round_half_up, tidy
from workbook.rubric import Criterion, Tier
from workbook.scoring import WEIGHTED_PLACES, as_decimal
from workbook.template import Template
from workbook.tie_chain import passed_words, step_words

_SHOWN: Final = 5
"""Decimals of a figure that has no end."""
_NAMED: Final = 5
"""How many criteria a sentence names."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One notice in the words of one language."""

    notice: Notice
    round: Round
    words: Template
    lang: str

    def say(self, word: str, **facts: object) -> str:
        return self.words.say(word, **facts)

    def figure(self, value: Score | Fraction, places: int | None = None) -> str:
        """A figure for people; one without an end is cut with "…"."""
        if value is None:
            return self.say("blank")
        if isinstance(value, Mark):
            return MARK_TEXT
        if isinstance(value, Fraction) and not _has_end(value):
            return f"{in_words(round_half_up(value, _SHOWN), self.lang)}…"
        return in_words(_plain(value), self.lang, places)

    def node(self, name: str) -> str:
        """The title of a criterion or an aggregate."""
        rubric = self.notice.explanation.rubric
        found = next((node for node in rubric.nodes() if node.id == name), None)
        if found is not None:
            return title(found)
        return next((one.name for one in rubric.aggregates if one.id == name), name)

    @property
    def basis(self) -> str:
        return self.say(f"basis_{self.notice.explanation.rubric.rank_by}")

    @property
    def base(self) -> str:
        return self.say(f"base_{self.notice.explanation.group.base}")


def title(node: Criterion) -> str:
    return f"{node.code}. {node.name}" if node.code else node.name


def _plain(value: Decimal | Fraction) -> Decimal:
    return tidy(as_decimal(value) if isinstance(value, Fraction) else value)


def _has_end(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1 and decimals(_plain(value)) <= WEIGHTED_PLACES


# ---------------------------------------------------------------- why this result
def reasons(speech: Speech) -> Iterator[str]:
    """How the result came about, and how much was missing to a better one."""
    notice = speech.notice
    one, own = notice.explanation, notice.standing
    if one.missing:
        names = "; ".join(speech.node(name) for name in one.missing[:_NAMED])
        more = "; …" if len(one.missing) > _NAMED else ""
        yield speech.say("missing", count=len(one.missing), criteria=names + more)
    if own.total is None:
        yield speech.say("no_total")
        return
    yield from _sums(speech)
    yield from _rank(speech)
    yield from _tier(speech)
    lost = sorted((entry for entry in notice.entries if entry.line.origin is not None and entry.lost),
                  key=lambda entry: -Fraction(entry.lost or 0) * entry.line.factor)[:_NAMED]  # fmt: skip
    if lost and len(notice.entries) > 1:
        told = (speech.say("lost_of", name=title(e.line.node), points=speech.figure(e.lost)) for e in lost)
        yield speech.say("most_lost", criteria="; ".join(told))


def _sums(speech: Speech) -> Iterator[str]:
    """What else than adding up made the total, and what is computed from it."""
    one = speech.notice.explanation
    own, rubric, places = one.standing, one.rubric, one.rubric.rounding
    if places.order != "leaf":
        yield speech.say(f"order_{places.order}")
    limits = {line.node.id: line.max for line in one.lines}
    for part in one.summands.parts if one.summands else ():
        points = speech.figure(abs(part.points))
        if part.kind == "cap":
            yield speech.say("cap", name=speech.node(part.node), max=speech.figure(limits[part.node]), points=points)
        elif part.kind == "bonus":
            yield speech.say("bonus", max=speech.figure(own.applicable_max), points=points)
        elif part.kind == "floor":
            yield speech.say("floor", points=points)
    facts = {"total": speech.figure(own.total, places.total), "limit": speech.figure(own.applicable_max)}
    if own.index is not None and "index" in (rubric.rank_by, one.group.base):
        yield speech.say("index_how", index=speech.figure(own.index, places.index), **facts)
    if own.converted is not None and "converted" in (rubric.rank_by, one.group.base):
        facts |= {"max": speech.figure(one.group.max), "converted": speech.figure(own.converted, places.total)}
        yield speech.say("converted_how", **facts)


# ---------------------------------------------------------------- rank
def _rank(speech: Speech) -> Iterator[str]:
    notice = speech.notice
    one, own = notice.explanation, notice.standing
    if own.rank is None:
        yield speech.say("no_rank", basis=speech.basis)
        return
    figures = {"total": own.total, "index": own.index, "converted": own.converted}
    places = one.rubric.rounding
    digits = places.index if one.rubric.rank_by == "index" else places.total
    yield speech.say("rank_by", basis=speech.basis, figure=speech.figure(figures[one.rubric.rank_by], digits))
    if not notice.few:
        yield from _ties(speech)
        up = next((change for change in notice.changes if change.goal == "rank_up"), None)
        if up is not None and up.points is not None:
            equal = "" if up.equal is None else speech.say("rank_equal", points=speech.figure(abs(up.equal)))
            yield speech.say("rank_up", points=speech.figure(abs(up.points)), equal=equal)
        elif up is None:
            yield speech.say("rank_first")
    prior = own.unit.prior_rank
    if prior is not None:
        word = "moved_up" if own.rank < prior else "moved_down" if own.rank > prior else "moved_none"
        moved = speech.say(word, count=abs(prior - own.rank)) if prior != own.rank else speech.say(word)
        yield speech.say("prior", year=speech.round.year - 1, rank=prior, moved=moved)


def _ties(speech: Speech) -> Iterator[str]:
    """What became of the units with the same figure; none of them is named, nor are their figures."""
    notice = speech.notice
    one, own = notice.explanation, notice.standing
    if not one.equals:
        return
    yield speech.say("tied", count=len(one.equals), basis=speech.basis)
    for made, event in zip(notice.parted, own.settled, strict=True):
        equal = speech.say("tie_equal", count=made.equal) if made.equal else ""
        figure = speech.say("tie_none") if made.figure is None else speech.figure(made.figure)
        step = fact_text(step_words(one.rubric, made.step), speech.lang)
        text = speech.say("tie_step", step=step, figure=figure, above=made.above, below=made.below, equal=equal)
        yield text + fact_text(passed_words(one.rubric, event), speech.lang)
    if own.decision is not None and notice.decided is not None:
        reason = _said(speech, notice.decided, "decision_reason").strip()
        yield speech.say(f"decision_{own.decision.kind}", reason=reason).strip()
    elif own.shares_rank:
        yield speech.say("shares")


# ---------------------------------------------------------------- class
def _tier(speech: Speech) -> Iterator[str]:
    one = speech.notice.explanation
    if not one.tiers:
        yield speech.say("tier_none")
        return
    given = next((step for step in one.tiers if step.given), None)
    places = one.rubric.rounding
    digits = places.index if one.group.base == "index" else places.total
    exact = isinstance(one.figure, Fraction)
    facts = {"base": speech.base, "figure": speech.figure(one.figure, None if exact else digits)}
    if given is None:
        yield speech.say("tier_out", **facts)
    else:
        lower = given.tier.lower
        word = "tier_bound_strict" if given.tier.strict else "tier_bound"
        bound = "" if lower is None else speech.say(word, bound=speech.figure(lower))
        yield speech.say("tier_given", tier=given.tier.label, bound=bound, **facts)
    up = next((change for change in speech.notice.changes if change.goal == "tier_up"), None)
    if up is not None:
        yield _tier_up(speech, up, next(step for step in one.tiers if step.tier.label == up.tier))


def _tier_up(speech: Speech, up: Change, step: TierStep) -> str:
    others = "; ".join(_condition(speech, step.tier, each) for each in up.others)
    if up.points is None:
        return speech.say("tier_up_other", tier=up.tier, conditions=others)
    least = speech.say("more" if up.beyond else "least")
    text = speech.say("tier_up", tier=up.tier, least=least, points=speech.figure(abs(up.points)))
    return text + (speech.say("tier_up_also", conditions=others) if others else "")


def _condition(speech: Speech, tier: Tier, one: Condition) -> str:
    if one.kind == "quota":
        return speech.say("cond_quota")
    if one.kind == "requires":
        return speech.say("cond_requires", name=speech.node(one.name))
    word = "cond_bound_strict" if tier.strict else "cond_bound"
    name = speech.base if one.kind == "bound" else speech.node(one.name)
    return speech.say(word, name=name, bound=speech.figure(one.bound), figure=speech.figure(one.figure))


# ---------------------------------------------------------------- single criteria
def remarks(speech: Speech) -> Iterator[str]:
    return (_remark(speech, one) for one in speech.notice.remarks)


def _remark(speech: Speech, one: Remark) -> str:
    name = title(one.node)
    if one.kind == "scorers":
        return speech.say("scorers", name=name)
    if one.kind in ("trait", "dropped"):
        return speech.say(one.kind, name=name, reason=_bare(one.said.text))
    reason = _said(speech, one.said, "reason")
    if one.kind == "concluded":
        withheld = bool(one.explained.named) and not one.said.named
        explained = speech.say("explained", text=_bare(one.explained.text)) if one.explained.text else ""
        explained = speech.say("withheld") if withheld else explained
        return speech.say("concluded", name=name, points=speech.figure(one.points), reason=reason, explained=explained)
    if one.kind == "waiver":
        return speech.say("waiver", name=name, when=fact_text(one.when, speech.lang), reason=reason)
    return speech.say("exempt", name=name, reason=reason)


def _said(speech: Speech, said: Said, word: str) -> str:
    """A recorded reason as a sentence; that there is one, where it is withheld."""
    if said.named:
        return speech.say("withheld")
    return speech.say(word, reason=_bare(said.text)) if _bare(said.text) else ""


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
