"""What a notice tells one unit of its result: its figures, how they stand in its group, and why; exact, no words.

Councils score confidentially: nothing here names a member or holds what one of them gave, and of other units
there are only figures of the whole group. A recorded text that names either is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final, Literal, NamedTuple

from workbook.confidential import Names
from workbook.explanation import Explanation, Line, explain
from workbook.headroom import Change
from workbook.model import GroupRanking, Ranking, Round, Standing, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.ranking import rank_key
from workbook.rubric import Criterion, Rubric
from workbook.scoring import exact_total, roll_up, shut_leaves, worth_of
from workbook.summands import counts_in

FEWEST: Final = 3
"""With fewer units, what is told of their totals together tells the total of one other. Totals are published."""
FEWEST_IN_SECTION: Final = 5
"""Points by section are published by nobody. Of four units the mean, median and best give all figures to the one
that knows a middle one; of three to everybody."""


class Said(NamedTuple):
    """A recorded text; empty where it is withheld, and then `named` is whom it names."""

    text: str = ""
    named: str = ""


class Entry(NamedTuple):
    """One criterion: what counts, what the unit gave itself, and what it lost of its maximum."""

    line: Line
    own: Score
    lost: Decimal | None


RemarkKind = Literal["concluded", "waiver", "trait", "exempt", "dropped", "scorers"]


class Remark(NamedTuple):
    """What must be known of one criterion's points."""

    kind: RemarkKind
    node: Criterion
    said: Said = Said()
    explained: Said = Said()
    """What the unit explained, beside a conclusion."""
    points: Score = None
    when: date | None = None


class Compared(NamedTuple):
    """One figure of the unit beside those of its group; with `percent` all are shares of what applies to each."""

    kind: Literal["section", "total", "index", "converted"]
    node: Criterion | None
    limit: Decimal | None
    own: Fraction
    mean: Fraction
    median: Fraction
    best: Fraction
    place: int
    among: int
    percent: bool


class Parted(NamedTuple):
    """What one step of the tie chain did with the unit: its own figure, how many it put above, below, left equal."""

    step: str
    figure: Decimal | None
    above: int
    below: int
    equal: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything that one unit is told."""

    explanation: Explanation
    entries: tuple[Entry, ...]
    own_total: Decimal | None
    """What the unit gave itself in all."""
    scored_itself: bool
    compared: tuple[Compared, ...]
    few: bool
    """Whether the group is too small for anything to be told of the others."""
    hidden: tuple[Criterion, ...]
    """Sections of which nothing is told, since it would tell single figures of others."""
    remarks: tuple[Remark, ...]
    parted: tuple[Parted, ...]
    decided: Said | None
    """The reason of the council's decision on units of equal rank."""
    changes: tuple[Change, ...]
    """What was missing to the next rank and to the next tier."""
    contact: Said

    @property
    def unit(self) -> Unit:
        return self.explanation.unit

    @property
    def standing(self) -> Standing:
        return self.explanation.standing

    @property
    def withheld(self) -> tuple[tuple[Criterion | None, str], ...]:
        """The criteria whose recorded texts are not told, and whom these name; None for the council's decision."""
        told = [(one.node, said.named) for one in self.remarks for said in (one.said, one.explained) if said.named]
        return (*told, *([(None, self.decided.named)] if self.decided and self.decided.named else []))


def notices(rubric: Rubric, round_: Round, tally: Tally, ranking: Ranking, units: Iterable[Unit]) -> Iterator[Notice]:
    """A notice for each of the units, in their order."""
    names = Names(round_, units=True)
    groups = {made.group.id: _InGroup(rubric, made) for made in ranking.groups}
    for unit in units:
        one = explain(rubric, round_, tally, ranking, unit)
        yield _notice(one, tally, groups[unit.group], _Teller(names, unit), round_.contact)


def _notice(one: Explanation, tally: Tally, group: _InGroup, teller: _Teller, contact: str) -> Notice:
    own, total = _self_scores(one, tally)
    few = group.ranked < FEWEST
    standing = one.standing
    decision = standing.decision
    wanted = ("tier_up",) if few else ("rank_up", "tier_up")
    return Notice(
        one,
        tuple(Entry(line, own.get(line.node.id), _lost(line)) for line in one.lines),
        total,
        bool(own),
        () if few or standing.total is None else tuple(group.compared(standing)),
        few,
        () if few or standing.total is None else tuple(group.hidden(one.unit)),
        tuple(remark for line in one.lines for remark in _remarks(line, teller)),
        () if few else tuple(_parted(standing)),
        None if few or decision is None else teller.said(decision.reason),
        tuple(change for change in one.changes if change.goal in wanted),
        teller.said(contact),
    )


class _Teller(NamedTuple):
    """Who tells a unit what was recorded."""

    names: Names
    unit: Unit

    def said(self, text: str) -> Said:
        named = self.names.named(text, (self.unit.name, *self.unit.aliases))
        return Said("", named) if named else Said(text)


# ---------------------------------------------------------------- figures of one unit
def _self_scores(one: Explanation, tally: Tally) -> tuple[Mapping[str, Score], Decimal | None]:
    """What the unit gave itself, by criterion with sub-totals, and its total."""
    made = tally.self_scores.get(one.unit.id)
    if made is None:
        return {}, None
    rubric, group = one.rubric, one.group
    shut = shut_leaves(rubric, one.unit)
    leaves = {
        leaf.id: NOT_APPLICABLE if leaf.id in shut else made.points.get(leaf.id) for leaf in rubric.leaves_in(group.id)
    }
    total = exact_total(rubric, group, leaves)
    return roll_up(rubric, group.id, leaves), None if total is None else round_half_up(total, rubric.rounding.total)


def _lost(line: Line) -> Decimal | None:
    """What lacks to the maximum; None for what has none: bonus points, what is not added up, what does not apply."""
    is_bonus = line.origin is not None and line.node.rule.beyond and line.max > 0
    if not line.counts or is_bonus or not isinstance(line.value, Decimal):
        return None
    lost = line.max - line.value
    return lost if lost >= 0 else None


def _remarks(line: Line, teller: _Teller) -> Iterator[Remark]:
    node, shut, origin = line.node, line.shut, line.origin
    if shut is not None:
        if shut.node == node.id:
            # Traits and what is not scored at all are the rubric's own words.
            yield Remark(shut.kind, node, teller.said(shut.reason) if shut.kind == "exempt" else Said(shut.reason))
        return
    if origin is None:
        return
    made = origin.conclusion
    if made is not None:
        said, explained = teller.said(made.reason), teller.said(made.explanation)
        yield Remark("concluded", node, said, explained, made.points)
    elif line.value is NOT_APPLICABLE:
        yield Remark("scorers", node)
    for waiver in origin.waivers:
        yield Remark("waiver", node, teller.said(waiver.reason), when=waiver.when)


def _parted(standing: Standing) -> Iterator[Parted]:
    for event in standing.settled:
        id_ = standing.unit.id
        above, equal = event.above(id_), event.figures.count(event.figure(id_)) - 1
        yield Parted(event.step, event.figure(id_), above, len(event.units) - above - equal - 1, equal)


# ---------------------------------------------------------------- the group
class _InGroup:
    """The figures of a group's units, section by section."""

    def __init__(self, rubric: Rubric, made: GroupRanking) -> None:
        self.rubric, self.made, self.group = rubric, made, made.group
        self.known = [one for one in made.standings if one.total is not None]
        self.sections = [(top, self._of_section(top)) for top in rubric.criteria if counts_in(top, made.group.id)]

    @property
    def ranked(self) -> int:
        return sum(one.rank is not None for one in self.made.standings)

    def _of_section(self, top: Criterion) -> dict[str, tuple[Fraction, Decimal]]:
        """By unit id its points and the most that it can have there; not those to whom nothing of it applies."""
        found = {}
        for one in self.known:
            value = one.values.get(top.id)
            if isinstance(value, Decimal):
                left_out = {name for name, score in one.values.items() if score is NOT_APPLICABLE}
                found[one.unit.id] = Fraction(value), worth_of(top, self.group.id, left_out)
        return found

    def compared(self, own: Standing) -> Iterator[Compared]:
        hidden = {top.id for top in self.hidden(own.unit)}
        # Of one section alone the total says the same.
        for top, figures in self.sections if len(self.sections) > 1 else ():
            if top.id not in hidden:
                yield from self._compared("section", top, own, figures)
        totals = {one.unit.id: (Fraction(one.total or 0), one.applicable_max) for one in self.known}
        yield from self._compared("total", None, own, totals)
        by = self.rubric.rank_by
        if by != "total":
            keys = {one.unit.id: rank_key(self.rubric, one) for one in self.known}
            ranked = {unit: (Fraction(key), Decimal(1)) for unit, key in keys.items() if key is not None}
            yield from self._compared(by, None, own, ranked)

    def hidden(self, unit: Unit) -> Iterator[Criterion]:
        """The sections in which too few units have points, and more of them where a subtraction would tell those."""
        others = 0
        for top, figures in sorted(self.sections, key=lambda one: len(one[1])) if len(self.sections) > 1 else ():
            # Totals less the sections that are told are the sum of those that are not.
            if 0 < len(figures) < FEWEST_IN_SECTION or 0 < others < FEWEST_IN_SECTION - 1:
                others += len(figures.keys() - {unit.id})
                yield top

    def _compared(
        self,
        kind: Literal["section", "total", "index", "converted"],
        node: Criterion | None,
        own: Standing,
        figures: Mapping[str, tuple[Fraction, Decimal]],
    ) -> Iterator[Compared]:
        """The unit's figure among the others'; nothing where it has none, or too few others have one."""
        limits = {limit for _, limit in figures.values()}
        # Where totals are ranked as they are, they are compared as they are too.
        percent = len(limits) > 1 and all(limits) and (kind == "section" or self.rubric.rank_by != "total")
        values = {unit: value / Fraction(limit) * 100 if percent else value for unit, (value, limit) in figures.items()}
        if own.unit.id not in values or len(values) < FEWEST:
            return
        mine, every = values[own.unit.id], list(values.values())
        limit = figures[own.unit.id][1] if kind in ("section", "total") else None
        mean, middle = sum(every, Fraction(0)) / len(every), Fraction(median(every))
        place = 1 + sum(value > mine for value in every)
        yield Compared(kind, node, limit, mine, mean, middle, max(every), place, len(every), percent)
