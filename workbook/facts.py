"""What typed facts earn: points leaf by leaf, and the highest figures of a group. Exact; no Excel.

The points of a rule are rounded to the rubric's places of a leaf, because that is what the sheet
shows and counts; typed points stay as they were typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from workbook.findings import Words
from workbook.model import Ballot, CellId, Round, Unit
from workbook.points import NOT_APPLICABLE, Mark, Score, round_half_up, tidy
from workbook.rubric import Criterion, Group, Rubric, input_id
from workbook.rules.direct import Direct
from workbook.rules.rule import Clash, Input, both, same
from workbook.scoring import as_decimal, shut_leaves

Facts = Mapping[CellId, Score]
"""What was typed, or listed, by (unit, `input_id`)."""
Best = Mapping[str, Decimal]
"""The highest figure of a group by `input_id`, for inputs of relative rules."""


def cells_of(unit: Unit, leaf: Criterion) -> Iterator[tuple[CellId, Input]]:
    """Each input of a leaf for a unit, in the order in which they are asked."""
    for id_, asked in leaf.asked_in(unit.group):
        yield (unit.id, id_), asked


def facts_of(unit: Unit, leaf: Criterion, facts: Facts) -> dict[str, Score]:
    """A leaf's facts by the rule's own input ids."""
    return {asked.id: facts.get(cell) for cell, asked in cells_of(unit, leaf)}


def is_marked(unit: Unit, leaf: Criterion, facts: Facts) -> bool:
    """Whether a leaf was marked as not applicable: the mark in any of its inputs says so."""
    return any(facts.get(cell) is NOT_APPLICABLE for cell, _ in cells_of(unit, leaf))


def leaf_points(rubric: Rubric, leaf: Criterion, unit: Unit, facts: Facts, best: Best) -> Score:
    """A leaf's points: the mark where a fact holds it, None while a needed fact is missing.

    Facts beyond the limits, which a waiver may let stand, count as the rule makes of them.
    """
    if isinstance(leaf.rule, Direct):
        fact = facts.get((unit.id, leaf.id))
        return tidy(fact) if isinstance(fact, Decimal) else fact  # as typed
    numbers = _numbers(leaf, unit, facts)
    if numbers is None or isinstance(numbers, Mark):
        return numbers
    exact = _earned(leaf, unit, numbers, best)
    return as_decimal(exact) if leaf.rule.typed else round_half_up(exact, rubric.rounding.leaf)


def exact_points(leaf: Criterion, unit: Unit, facts: Facts, best: Best) -> Fraction | None:
    """The same before it is rounded; None where there is no figure."""
    numbers = _numbers(leaf, unit, facts)
    return None if numbers is None or isinstance(numbers, Mark) else _earned(leaf, unit, numbers, best)


def _numbers(leaf: Criterion, unit: Unit, facts: Facts) -> dict[str, Decimal] | Mark | None:
    """The facts by the rule's own input ids; the mark where one holds it, None while a needed one is missing."""
    numbers: dict[str, Decimal] = {}
    lacks = False
    for id_, asked in leaf.asked_in(unit.group):
        fact = facts.get((unit.id, id_))
        if fact is NOT_APPLICABLE:
            return NOT_APPLICABLE
        if isinstance(fact, Decimal):
            numbers[asked.id] = fact
        else:
            lacks = lacks or not asked.optional
    return None if lacks else numbers


def _earned(leaf: Criterion, unit: Unit, numbers: Mapping[str, Decimal], best: Best) -> Fraction:
    highest: dict[str, Decimal] = {}
    if leaf.rule.relative:
        # Nobody stands above the best, not even with a figure that only a waiver lets stand.
        highest = {name: max(fact, best.get(input_id(leaf.id, name), fact)) for name, fact in numbers.items()}
    return leaf.rule.exact(numbers, leaf.scale_in(unit.group), highest)


def clashes_of(leaf: Criterion, unit: Unit, facts: Facts) -> tuple[Clash, ...]:
    """Facts of a leaf that cannot stand together; none beside a mark."""
    given = facts_of(unit, leaf, facts)
    if any(fact is NOT_APPLICABLE for fact in given.values()):
        return ()
    numbers = {name: fact for name, fact in given.items() if isinstance(fact, Decimal)}
    return tuple(leaf.rule.clashes(numbers, leaf.scale_in(unit.group)))


def is_sound(leaf: Criterion, unit: Unit, facts: Facts) -> bool:
    """Whether a leaf's facts are all there, within their limits and free of clashes; or one mark alone."""
    if is_marked(unit, leaf, facts):
        return all(not isinstance(fact, Decimal) for fact in facts_of(unit, leaf, facts).values())
    for cell, asked in cells_of(unit, leaf):
        fact = facts.get(cell)
        if fact is None and not asked.optional:
            return False
        if isinstance(fact, Decimal) and not asked.accepts(fact):
            return False
    return not clashes_of(leaf, unit, facts)


def fact_words(asked: Input, fact: Decimal) -> Words:
    """A fact as people say it: Có or Không, a level with its name, a figure."""
    if asked.kind == "yes_no" and fact in (0, 1):
        return Words("Có", "Yes") if fact else Words("Không", "No")
    if asked.kind == "level" and fact in range(1, len(asked.options) + 1):
        return same(f"{int(fact)} ({asked.options[int(fact) - 1]})")
    return both(fact)


def best_of(
    rubric: Rubric,
    group: Group,
    units: Iterable[Unit],
    ballots: Iterable[Facts],
    without: Collection[CellId] = frozenset(),
) -> Best:
    """The highest figures in a group, over all the ballots; only sound facts of what applies.

    `without` are (unit, leaf) whose facts count no longer: what the council concluded must not, by a slip
    that it has put right, still lower everybody else.
    """
    highest: dict[str, Decimal] = {}
    known = tuple(ballots)
    leaves = [leaf for leaf in rubric.leaves_in(group.id) if leaf.rule.relative]
    for unit in units if leaves else ():
        shut = shut_leaves(rubric, unit)
        for leaf in leaves:
            for facts in known if leaf.id not in shut and (unit.id, leaf.id) not in without else ():
                if is_sound(leaf, unit, facts):
                    for cell, _ in cells_of(unit, leaf):
                        fact = facts.get(cell)
                        if isinstance(fact, Decimal):
                            highest[cell[1]] = max(fact, highest.get(cell[1], fact))
    return highest


def with_listed(rubric: Rubric, round_: Round, ballot: Ballot) -> dict[CellId, Score]:
    """A ballot's facts with the figures of the round's lists, which stand over whatever was typed there.

    Only a mark stays: the ballot holds it where a leaf was shut when the ballot was sent.
    """
    return merge_listed(listed_inputs(rubric), round_, ballot.scores)


def merge_listed(listed: frozenset[str], round_: Round, facts: Facts) -> dict[CellId, Score]:
    """Facts with the figures of the round's lists; `listed` are those of `listed_inputs`."""
    typed = {cell: fact for cell, fact in facts.items() if cell[1] not in listed or fact is NOT_APPLICABLE}
    return {**typed, **{c: figure for c, figure in round_.listed.items() if c[1] in listed and c not in typed}}


def listed_inputs(rubric: Rubric) -> frozenset[str]:
    """The ids of all inputs whose figures come from lists."""
    return frozenset(
        input_id(leaf.id, asked.id)
        for group in rubric.groups
        for leaf in rubric.leaves_in(group.id)
        for asked in leaf.inputs_in(group.id)
        if asked.listed
    )
