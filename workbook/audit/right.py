"""What the figures of a table should be: sums, index, tier and place, and what a mend changes.

Two readings of each row are kept: `shown` follows the printed figures as they stand, `right`
follows the rubric after every provable mend (a cell above its maximum counts as the maximum).
A later figure is wrong only when it fits neither, so that one cause is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from workbook.audit.figures import Read, Row, limit_of, tier_label
from workbook.audit.ladder import Ladder, step_of
from workbook.catalogue.audit import (
    INDEX_CHANGES,
    NOTHING_CHANGES,
    PLACE_CHANGES,
    PLACE_UNKNOWN,
    REST_STAYS,
    TIER_CHANGES,
    TOTAL_CHANGES,
    Words,
    extended,
)  # fmt: skip
from workbook.findings import Check, Fact, Finding, Place, finding
from workbook.model import Criterion, Group, Rubric, Tier
from workbook.points import NOT_APPLICABLE, round_half_up
from workbook.scoring import tier_base, tier_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Result:
    """What a total makes, at the rubric's places."""

    total: Decimal | None
    index: Decimal | None
    tier_base: Decimal | None
    tier: str | None
    rank_base: Decimal | None


@dataclass(frozen=True, slots=True)
class Case:
    """One row with what it shows and what it should show."""

    row: Row
    applicable_max: Decimal | None
    sum_shown: Decimal | None
    """The printed sections added up; None where a section is missing."""
    sum_right: Decimal | None
    shown: Result
    """From the printed total and the printed index."""
    derived: Result
    """From the printed total; the index computed."""
    summed: Result
    """From the printed sections."""
    right: Result

    @property
    def readings(self) -> tuple[Result, ...]:
        """All that this row's figures can mean; a later figure is wrong when it fits none of them."""
        return self.shown, self.derived, self.summed, self.right

    @property
    def rank_bases(self) -> tuple[Decimal, ...]:
        return tuple(one.rank_base for one in self.readings if one.rank_base is not None)

    @property
    def tiers(self) -> frozenset[str | None]:
        return frozenset(one.tier for one in self.readings)


@dataclass(frozen=True, slots=True)
class View:
    """One list of units with everything that the checks look at."""

    rubric: Rubric
    read: Read
    cases: tuple[Case, ...]
    ladder: Ladder = field(repr=False, compare=False)
    """The figures shown by which the units are ranked."""

    @property
    def group(self) -> Group | None:
        return self.read.group


def view(read: Read, rubric: Rubric) -> View:
    cases = tuple(_case(row, read, rubric) for row in read.rows)
    bases = (case.shown.rank_base for case in cases)
    return View(rubric, read, cases, Ladder(step_of(base) for base in bases if base is not None))


def _case(row: Row, read: Read, rubric: Rubric) -> Case:
    group = read.group
    limit = _applicable_max(row, rubric, group)
    shown_sum = total_of(shown(node, row) for node in rubric.criteria)
    right_sum = total_of(mended(node, row, group) for node in rubric.criteria)
    places = rubric.rounding.total
    total = row.number("total")
    if total is None and shown_sum is not None and row.values.get("total") is None:
        total = round_half_up(shown_sum, places)
    right = _right_total(total, right_sum, limit, rubric)
    derived = result(rubric, group, total, limit)
    own_index = row.number("index")
    index = own_index if own_index is not None else derived.index
    as_shown = result(rubric, group, total, limit, index)
    percent = row.number("percent")
    if group is not None and group.base == "percent" and percent is not None:
        tier = tier_of(group.tiers, percent)
        as_shown = replace(as_shown, tier_base=percent, tier=tier.label if tier else None)
    if shown_sum is None and total is not None and limit is not None and not ZERO <= total <= limit:
        # Surely wrong, and nothing tells what is right: it is ranked nowhere.
        as_shown, derived = replace(as_shown, rank_base=None), replace(derived, rank_base=None)
    in_right = result(rubric, group, right, limit)
    summed = in_right if shown_sum is None else result(rubric, group, round_half_up(shown_sum, places), limit)
    return Case(row, limit, shown_sum, right_sum, as_shown, derived, summed, in_right)


def _right_total(
    total: Decimal | None, right_sum: Decimal | None, limit: Decimal | None, rubric: Rubric
) -> Decimal | None:
    if right_sum is not None:
        right = round_half_up(right_sum, rubric.rounding.total)
        return total if total is not None and abs(total - right) <= slack(rubric) else right
    if total is None or limit is None:
        return total
    return min(max(total, ZERO), limit)


def slack(rubric: Rubric) -> Decimal:
    """How far a right total may stand from the sum of the printed sections.

    Nothing where leaves are rounded before they are added; else each may hide half a unit.
    """
    if rubric.rounding.order == "leaf":
        return ZERO
    hidden = Decimal("0.5").scaleb(-rubric.rounding.leaf) * len(rubric.leaves())
    return hidden + Decimal("0.5").scaleb(-rubric.rounding.total)


def _applicable_max(row: Row, rubric: Rubric, group: Group | None) -> Decimal | None:
    if group is None:
        return None
    return group.max - sum((leaf.max_in(group.id) for leaf in rubric.leaves() if leaf.id in row.shut), ZERO)


def total_of(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, None where any of the values is unknown."""
    numbers = list(values)
    return sum((n for n in numbers if n is not None), ZERO) if None not in numbers else None


def shown(node: Criterion, row: Row) -> Decimal | None:
    """The criterion's points as printed: its own cell, or its parts added."""
    own = row.values.get(node.id)
    if isinstance(own, Decimal):
        return own
    if node.id in row.shut or own is NOT_APPLICABLE:
        return ZERO
    if node.id in row.values or not node.children:
        return None
    return total_of(shown(child, row) for child in node.children)


def mended(node: Criterion, row: Row, group: Group | None) -> Decimal | None:
    """The criterion's points after the provable mends: from 0 to the maximum, nothing where shut."""
    if node.id in row.shut:
        return ZERO
    parts = total_of(mended(child, row, group) for child in node.children) if node.children else None
    value = parts if parts is not None else row.number(node.id)
    return None if value is None else min(max(value, ZERO), limit_for(node, row, group))


def limit_for(node: Criterion, row: Row, group: Group | None) -> Decimal:
    """The criterion's maximum for this unit: what does not apply is left out."""
    shut = sum((limit_of(leaf, group) for leaf in node.leaves() if leaf.id in row.shut), ZERO)
    return limit_of(node, group) - shut if node.children else limit_of(node, group)


def result(
    rubric: Rubric, group: Group | None, total: Decimal | None, limit: Decimal | None, index: Decimal | None = None
) -> Result:
    """What follows from a total (and from a printed index, where one is given)."""
    if index is None and total is not None and limit:
        index = round_half_up(Fraction(total) / Fraction(limit), rubric.rounding.index)
    base: Decimal | None = None
    tier: Tier | None = None
    if group is not None and (total is not None or (group.base == "index" and index is not None)):
        base = index if group.base == "index" else tier_base(rubric, group, total or ZERO, limit or ZERO, index)
        tier = tier_of(group.tiers, base)
    return Result(total, index, base, tier.label if tier else None, index if rubric.rank_by == "index" else total)


def place_of(seen: View, base: Decimal | None, own: Decimal | None = None) -> int | None:
    """The rank that a figure has in the list; `own`: the figure there that it would replace."""
    if base is None:
        return None
    return seen.ladder.place(step_of(base), seen.rubric.ties, None if own is None else step_of(own))


def tier_denied(seen: View, case: Case) -> bool:
    """Whether the unit's printed tier is one of the rubric's, but not that of its figures."""
    given = tier_label(case.row.tier, seen.group.tiers) if seen.group else None
    return given is not None and case.shown.tier_base is not None and given not in case.tiers


def fits(printed: Decimal, expected: Decimal | None, places: int) -> bool:
    """Whether the printed figure is the expected one, or shows more of its decimals."""
    return expected is not None and (printed == expected or round_half_up(printed, places) == expected)


# ---------------------------------------------------------------- what the right value would change
def changes(seen: View, case: Case, mend: Result, what: Words) -> tuple[list[Words], dict[str, Fact]]:
    """Sentences and facts: which figures of the unit differ from the printed ones after a mend."""
    words: list[Words] = []
    facts: dict[str, Fact] = {}
    row, now = case.row, case.shown

    def tell(clause: Words, **told: Fact) -> None:
        words.append(clause)
        facts.update(told)

    if mend.total is not None and now.total is not None and mend.total != now.total:
        tell(TOTAL_CHANGES, right_total=mend.total, total=now.total)
    if seen.read.has("index") and mend.index is not None and now.index is not None and mend.index != now.index:
        tell(INDEX_CHANGES, right_index=mend.index, index=now.index)
    moved = len(words)
    tiers = seen.group.tiers if seen.group else ()
    printed = tier_label(row.tier, tiers) or now.tier
    if mend.tier is not None and printed is not None and mend.tier != printed:
        tell(TIER_CHANGES, right_tier=mend.tier, tier=printed)
    place, right_place = (place_of(seen, base, now.rank_base) for base in (now.rank_base, mend.rank_base))
    if words and (place is None or right_place is None):
        words.append(PLACE_UNKNOWN)
    elif place != right_place:
        tell(PLACE_CHANGES, right_place=right_place, place=place)
    elif words:
        words.append(NOTHING_CHANGES if len(words) == moved else REST_STAYS)
    return ([what, *words] if words else []), facts


def tell(check: Check, at: Place, more: Sequence[Words] = (), **facts: Fact) -> Finding:
    """A finding whose words go on with the sentences that apply."""
    whole = extended(check, more)
    return finding(whole, at, **facts)
