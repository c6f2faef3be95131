"""Rules over one ballot and over the round's lists: what was typed, or listed, against the rubric.

Findings are placed by unit, criterion and member, and `Place.key` is the input id where a criterion
has several inputs; whoever knows the sheet adds file and cell. The members together: `panel`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import rank as said_of_rank
from workbook.catalogue import score as said_of_score
from workbook.facts import cells_of, clashes_of, fact_words
from workbook.findings import WARNING, Fact, Finding, Place, Words, finding
from workbook.model import Ballot, CellId, Issue, Member, Round, Unit, Waiver, is_by_unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.rubric import Criterion, Group, Rubric, parents_of
from workbook.rules.direct import Direct
from workbook.rules.entry import hint
from workbook.rules.rule import Input, join
from workbook.scoring import shut_leaves


# ---------------------------------------------------------------- one ballot
def check_ballot(
    issue: Issue, ballot: Ballot, unread: Collection[CellId] = frozenset(), right: Collection[str] = frozenset()
) -> Iterator[Finding]:
    """Every input that the member fills: blank, beyond its limits, off its step; marks; facts that clash.

    At most one finding an input. `unread` cells, (unit, input id), already have a finding of their own
    and are left out; so are the units of which it is known that all is `right`. On sheets by unit a mark needs
    its reason, which stands at the criterion; on a matrix it does not: a unit has one note there, and a mark
    beside nine scores is no news to anybody.
    """
    member = issue.round.member(issue.member)
    above, groups = parents_of(issue.rubric), member.groups
    reasons = is_by_unit(issue)
    leaves = {group_id: [Asked(leaf, group_id) for leaf in issue.rubric.leaves_in(group_id)] for group_id in groups}
    for unit in _own_units(issue.round, member):
        if unit.id in right:
            continue
        shut = shut_leaves(issue.rubric, unit)
        for asked in leaves[unit.group]:
            if asked.is_right(unit.id, ballot.scores, issue.round.listed, unread):
                continue
            leaf = asked.leaf
            if leaf.id not in shut and issue.round.scores(member, unit, leaf.id, above[leaf.id]):
                at = Place(unit=unit.id, criterion=leaf.id, member=None if issue.scorer == "unit" else member.id)
                yield from _check_leaf(_Leaf(leaf, unit, at), issue.round, ballot, unread, reasons)


def _own_units(round_: Round, member: Member) -> Iterator[Unit]:
    for group_id in member.groups:
        yield from (unit for unit in round_.scored(group_id) if unit.id not in member.recused)


class Asked:
    """What is asked for a leaf of a group: tells most leaves of most ballots, which are right, from the others."""

    def __init__(self, leaf: Criterion, group_id: str) -> None:
        self.leaf, self.scale, self.asked = leaf, leaf.scale_in(group_id), leaf.asked_in(group_id)
        self.accepted: list[set[Score]] = [set() for _ in self.asked]
        """The figures of each input that were judged already: they repeat from unit to unit."""
        self.is_direct = isinstance(leaf.rule, Direct)

    def is_right(
        self, unit_id: str, typed: Mapping[CellId, Score], listed: Mapping[CellId, Decimal], unread: Collection[CellId]
    ) -> bool:
        """Whether every figure is there, within its limits, and none clashes."""
        if self.is_direct and typed.get((unit_id, self.leaf.id)) in self.accepted[0]:
            return (unit_id, self.leaf.id) not in unread
        numbers: dict[str, Decimal] = {}
        for (id_, asked), accepted in zip(self.asked, self.accepted, strict=True):
            cell = unit_id, id_
            fact = listed.get(cell) if asked.listed else typed.get(cell)
            if not isinstance(fact, Decimal) or cell in unread:
                return False
            if not asked.listed and fact not in accepted:
                if cell in listed or not asked.accepts(fact):
                    return False
                accepted.add(fact)
            numbers[asked.id] = fact
        return self.is_direct or next(iter(self.leaf.rule.clashes(numbers, self.scale)), None) is None


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf of one unit, and where its findings stand."""

    leaf: Criterion
    unit: Unit
    at: Place

    def place(self, cell: CellId) -> Place:
        """Of one input; of the criterion itself where it has only one."""
        return self.at if cell[1] == self.leaf.id else replace(self.at, key=cell[1])

    def named(self, cell: CellId, asked: Input) -> Fact:
        """The criterion, with the input where it has several."""
        return self.leaf.name if cell[1] == self.leaf.id else join(f"{self.leaf.name}: ", asked.label)


def _check_leaf(
    here: _Leaf, round_: Round, ballot: Ballot, unread: Collection[CellId], reasons: bool
) -> Iterator[Finding]:
    leaf, unit = here.leaf, here.unit
    asked = [(cell, one) for cell, one in cells_of(unit, leaf) if not one.listed]
    marked = any(ballot.scores.get(cell) is NOT_APPLICABLE for cell, _ in asked)
    whole = True
    for cell, one in asked:
        found = None if cell in unread else _check_cell(here, cell, one, ballot.scores.get(cell), marked)
        whole = whole and cell not in unread and found is None
        if found is not None:
            yield found
    if marked:
        if leaf.markable and reasons and not ballot.remarks.get((unit.id, leaf.id), "").strip():
            yield finding(said_of_ballot.MARK_WITHOUT_REASON, here.at, unit=unit.name, criterion=leaf.name)
    elif whole and asked:
        # Beside a fact that is missing or wrong a clash would be told too early.
        yield from _check_clashes(here, {**_of(unit, leaf, ballot.scores), **_of(unit, leaf, round_.listed)})


def _of(unit: Unit, leaf: Criterion, facts: Mapping[CellId, Score]) -> dict[CellId, Score]:
    return {cell: facts[cell] for cell, _ in cells_of(unit, leaf) if cell in facts}


def _check_cell(here: _Leaf, cell: CellId, asked: Input, fact: Score, marked: bool) -> Finding | None:
    """What is wrong with one input; `marked` tells that some input of the leaf holds the mark."""
    leaf, unit, at = here.leaf, here.unit, here.place(cell)
    facts: dict[str, Fact] = {"unit": unit.name, "criterion": leaf.name, "input": asked.label}
    points: dict[str, Fact] = {"unit": unit.name, "criterion": here.named(cell, asked), "max": asked.high}
    if fact is None:
        if marked or asked.optional:
            return None
        if asked.kind == "points":
            return finding(said_of_ballot.MISSING, at, **points)
        return finding(said_of_ballot.FACT_MISSING, at, hint=hint(asked), **facts)
    if fact is NOT_APPLICABLE:
        if leaf.markable:
            return None
        if asked.kind == "points":
            return finding(said_of_ballot.MARK_NOT_ALLOWED, at, **points)
        return finding(said_of_ballot.FACT_MARK_NOT_ALLOWED, at, hint=hint(asked), **facts)
    assert isinstance(fact, Decimal)
    if marked and leaf.markable:
        return finding(said_of_ballot.MARK_BESIDE_FACT, at, value=fact_words(asked, fact), **facts)
    return _check_figure(here, cell, asked, fact)


def _check_figure(here: _Leaf, cell: CellId, asked: Input, fact: Decimal) -> Finding | None:
    """A figure against the limits and the step of its input; points and facts have their own words."""
    if asked.accepts(fact):
        return None
    at, unit, low, high = here.place(cell), here.unit.name, asked.low, asked.high
    if asked.kind == "points":
        facts: dict[str, Fact] = {"unit": unit, "criterion": here.named(cell, asked), "value": fact}
        if fact > high:
            return finding(said_of_score.ABOVE_MAX, at, max=high, **facts)
        if fact < low:
            return finding(said_of_score.BELOW_ZERO, at, max=high, **facts)
        return finding(said_of_score.OFF_STEP, at, step=asked.step, near=_near(asked, fact), **facts)
    facts = {"unit": unit, "criterion": here.leaf.name, "input": asked.label, "value": fact}
    if not low <= fact <= high:
        return finding(said_of_score.FACT_OUTSIDE, at, low=low, high=high, **facts)
    return finding(said_of_score.FACT_OFF_STEP, at, step=asked.step, near=_near(asked, fact), **facts)


def _near(asked: Input, fact: Decimal) -> Decimal:
    """The figure on the step, within the limits, that is nearest to one within the limits."""
    return max(min(round_half_up(fact / asked.step, 0) * asked.step, asked.high), asked.low)


def _check_clashes(here: _Leaf, facts: Mapping[CellId, Score]) -> Iterator[Finding]:
    """The rule's own checks on facts that cannot stand together, each told at its input."""
    cells = {asked.id: cell for cell, asked in cells_of(here.unit, here.leaf)}
    for clash in clashes_of(here.leaf, here.unit, facts):
        at = here.place(cells[clash.input])
        yield finding(clash.check, at, unit=here.unit.name, criterion=here.leaf.name, **clash.facts)


# ---------------------------------------------------------------- the round's lists
def check_listed(rubric: Rubric, round_: Round) -> Iterator[Finding]:
    """Figures from the round's lists, checked like inputs: missing, beyond their limits, clashing.

    What the council concluded needs no figure. Where a whole group has none, that is told once.
    """
    settled = {(one.unit, one.criterion) for one in round_.conclusions if one.points is not None}
    for group in rubric.groups:
        units = [(unit, shut_leaves(rubric, unit)) for unit in round_.scored(group.id)]
        for leaf in rubric.leaves_in(group.id):
            if any(asked.listed for asked in leaf.inputs_in(group.id)):
                due = [unit for unit, shut in units if leaf.id not in shut and (unit.id, leaf.id) not in settled]
                yield from _check_list(group, leaf, due, round_)


def _check_list(group: Group, leaf: Criterion, due: Sequence[Unit], round_: Round) -> Iterator[Finding]:
    asked = {unit.id: [(cell, one) for cell, one in cells_of(unit, leaf) if one.listed] for unit in due}
    if len(due) > 1 and not any(cell in round_.listed for cells in asked.values() for cell, _ in cells):
        yield finding(said_of_panel.LISTED_NOWHERE, Place(criterion=leaf.id), criterion=leaf.name, group=group.name)
        return
    for unit in due:
        here = _Leaf(leaf, unit, Place(unit=unit.id, criterion=leaf.id))
        lacking = [one.label for cell, one in asked[unit.id] if cell not in round_.listed and not one.optional]
        if lacking:
            inputs = Words("; ".join(label.vi for label in lacking), "; ".join(label.en for label in lacking))
            yield finding(said_of_panel.LISTED_MISSING, here.at, unit=unit.name, criterion=leaf.name, inputs=inputs)
            continue
        there = [(cell, one, round_.listed[cell]) for cell, one in asked[unit.id] if cell in round_.listed]
        wrong = [found for cell, one, figure in there if (found := _check_figure(here, cell, one, figure))]
        yield from wrong
        # Where some of its inputs are typed, the ballots' own checks tell the clash.
        if not wrong and leaf.is_listed(group.id):
            yield from _check_clashes(here, round_.listed)


# ---------------------------------------------------------------- waivers
def waive(findings: Iterable[Finding], waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """Findings that a waiver covers become warnings that carry it; the figure stays as typed."""
    return tuple(_waived(found, waivers) for found in findings)


def covers(waiver: Waiver, found: Finding) -> bool:
    """Whether the waiver is for this finding."""
    at = found.at
    same = (waiver.check, waiver.unit, waiver.criterion) == (found.code, at.unit, at.criterion)
    return same and waiver.member in (None, at.member)


def _waived(found: Finding, waivers: Sequence[Waiver]) -> Finding:
    waiver = next((waiver for waiver in waivers if covers(waiver, found)), None)
    if waiver is None:
        return found
    words = f"{waiver.reason} ({waiver.by}, {waiver.when:%d/%m/%Y})"
    return replace(found, lowered=WARNING, facts={**found.facts, "waiver": words})


def check_waivers(round_: Round, rubric: Rubric, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Waivers that cover nothing."""
    known = tuple(findings)
    names = {leaf.id: leaf.name for leaf in rubric.leaves()}
    for waiver in round_.waivers:
        if not any(covers(waiver, found) for found in known):
            yield finding(
                said_of_rank.WAIVER_UNUSED,
                Place(unit=waiver.unit, criterion=waiver.criterion),
                check=waiver.check,
                unit=round_.unit(waiver.unit).name,
                criterion=names[waiver.criterion],
            )
