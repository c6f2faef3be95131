"""What the figures of a table should be: sums, index, tier and place, and what a mend changes.

Two readings of each row are kept: `shown` follows the printed figures as they stand, `right`
follows the rubric after every provable mend (a cell above its maximum counts as the maximum).
A later figure is wrong only when it fits neither, so that one cause is told once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from workbook.audit.figures import Read, Row, tier_label
from workbook.audit.ladder import Ladder, step_of
from workbook.audit.limits import NO_SHARES, Known, Shares, applicable_of, maxima_left, printed_beside, shares_of
from workbook.audit.sums import added, mended, shown, total_slack
from workbook.audit.tiers import Span, possible
from workbook.audit.tree import ZERO, Reach, total_reach, whole_max
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
from workbook.points import round_half_up
from workbook.rubric import Base, Group, Rubric

_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Result:
    """What a total makes, at the rubric's places."""

    total: Decimal | None
    index: Decimal | None
    converted: Decimal | None
    tier_base: Decimal | None
    tiers: tuple[str | None, ...]
    """The tiers that are possible, best first; None: no tier."""
    rank_base: Decimal | None

    @property
    def tier(self) -> str | None:
        """The best tier that is possible."""
        return self.tiers[0]


@dataclass(frozen=True, slots=True)
class Case:
    """One row with what it shows and what it should show."""

    row: Row
    applicable_max: Decimal | None
    """None also where the table does not show which maximum applies."""
    maxima: frozenset[Decimal] | None
    """All maxima that can apply by what the table shows; None: too many to list, or unknown."""
    reach: Reach | None
    """The totals that are possible."""
    sum_shown: Decimal | None
    """The total that the printed sections make; None where a section is missing."""
    sum_right: Decimal | None
    shown: Result
    """From the printed total and what is printed beside it."""
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
        return frozenset(tier for one in self.readings for tier in one.tiers)


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

    @property
    def rank_column(self) -> str:
        """The column of the figure by which the units are ranked; the total's where that is not printed."""
        by = self.rubric.rank_by
        return by if self.read.has(by) else "total"


def view(read: Read, rubric: Rubric) -> View:
    known: Known = {}
    cases = tuple(_case(row, read, rubric, known) for row in read.rows)
    bases = (case.shown.rank_base for case in cases)
    return View(rubric, read, cases, Ladder(step_of(base) for base in bases if base is not None))


def _case(row: Row, read: Read, rubric: Rubric, known: Known) -> Case:
    group, places = read.group, rubric.rounding
    full = whole_max(rubric, group, row.shut) if group else None
    within = total_reach(rubric, group, row.shut) if group else None
    shown_sum = made_total(rubric, full, added(rubric.criteria, lambda node: shown(node, row, group)))
    right_sum = made_total(rubric, full, added(rubric.criteria, lambda node: mended(node, row, group, places.leaf)))
    total = row.number("total")
    if total is None and shown_sum is not None and row.values.get("total") is None:
        total = round_half_up(shown_sum, places.total)
    room = total_slack(row, group, rubric)
    right = _right_total(total, right_sum, within, places.total, room)
    limit = applicable_of(row, rubric, group, (total, right), known)
    summed = right if shown_sum is None else _near(total, round_half_up(shown_sum, places.total), room)
    as_shown = result(rubric, group, row, total, limit, printed_beside(row))
    follows = {one: result(rubric, group, row, one, limit) for one in {total, summed, right}}
    derived = follows[total]
    if shown_sum is None and total is not None and within is not None and not within.holds(total):
        # Surely wrong, and nothing tells what is right: it is ranked nowhere.
        as_shown, derived = replace(as_shown, rank_base=None), replace(derived, rank_base=None)
    return Case(
        row, limit, maxima_left(row, rubric, group, limit, known), within, shown_sum, right_sum, as_shown, derived,
        follows[summed], follows[right],
    )  # fmt: skip


def made_total(rubric: Rubric, limit: Decimal | None, summed: Decimal | None) -> Decimal | None:
    """The total that a sum makes: a penalty never takes it below 0, a capped bonus never above the maximum."""
    if summed is None:
        return None
    if rubric.bonus == "capped" and limit is not None:
        summed = min(summed, limit)
    takes = any(leaf.rule.beyond for leaf in rubric.leaves())
    return max(summed, ZERO) if takes else summed


def _right_total(
    total: Decimal | None, right_sum: Decimal | None, within: Reach | None, places: int, room: Decimal
) -> Decimal | None:
    if right_sum is not None:
        return _near(total, round_half_up(right_sum, places), room)
    return total if total is None or within is None else within.nearest(total)


def _near(total: Decimal | None, summed: Decimal, room: Decimal) -> Decimal:
    """The sum, or the printed total where hidden decimals explain the difference."""
    return total if total is not None and room and abs(total - summed) <= room else summed


# ---------------------------------------------------------------- what follows
def result(
    rubric: Rubric, group: Group | None, row: Row, total: Decimal | None, limit: Decimal | None,
    printed: Shares = NO_SHARES,
) -> Result:  # fmt: skip
    """What follows from a total, and from what is printed beside it."""
    if group is None:
        index, scaled = printed.index, printed.converted
        return Result(total, index, scaled, None, (None,), _ranked(rubric, total, index, scaled))
    wanted = {"index", group.base, rubric.rank_by}
    made = shares_of(rubric, group, total, limit, wanted) if total is not None and limit else NO_SHARES
    index = made.index if printed.index is None else printed.index
    percent = made.percent if printed.percent is None else printed.percent
    scaled = made.converted if printed.converted is None else printed.converted
    bases: Mapping[Base, Decimal | None] = {"points": total, "index": index, "percent": percent, "converted": scaled}
    base = bases[group.base]
    span = None if base is None else _span(rubric, group, base, limit)
    return Result(
        total, index, scaled, base, possible(rubric, group, row, span), _ranked(rubric, total, index, scaled)
    )  # fmt: skip


def _ranked(
    rubric: Rubric, total: Decimal | None, index: Decimal | None, scaled: Decimal | None
) -> Decimal | None:  # fmt: skip
    return {"total": total, "index": index, "converted": scaled}[rubric.rank_by]


def _span(rubric: Rubric, group: Group, base: Decimal, limit: Decimal | None) -> Span:
    """The figure that tiers are read from: as printed, or with what its decimals hide."""
    places = rubric.rounding
    if places.tier == "rounded":
        return Span(base, base)
    hidden = _HALF.scaleb(-places.total)
    scales: Mapping[Base, Decimal] = {"index": Decimal(1), "percent": Decimal(100), "converted": group.max}
    if group.base in scales:
        own = _HALF.scaleb(-places.index) if group.base == "index" else hidden
        carried = Fraction(hidden) / Fraction(limit or 1) * Fraction(scales[group.base])
        hidden = own + round_half_up(carried, 12) + Decimal("1e-12")
    return Span(base - hidden, base + hidden)


def place_of(seen: View, base: Decimal | None, own: Decimal | None = None) -> int | None:
    """The rank that a figure has in the list; `own`: the figure there that it would replace."""
    if base is None:
        return None
    return seen.ladder.place(step_of(base), seen.rubric.ties, None if own is None else step_of(own))


def tier_denied(seen: View, case: Case) -> bool:
    """Whether the unit's printed tier is one of the rubric's, but not that of its figures."""
    given = tier_label(case.row.tier, seen.group.tiers) if seen.group else None
    return given is not None and case.shown.tier_base is not None and given not in case.tiers


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
    if mend.tier is not None and printed is not None and printed not in mend.tiers and len(mend.tiers) == 1:
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
