"""Two rounds side by side: who is whose successor, what changed, what may not be compared, and last year's ranks.

Works on what was published of each round, and on what the new round's file says of units that were merged,
split, renamed or dissolved. What is not comparable is said, and then no difference is formed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from workbook.audit.names import canonical
from workbook.catalogue import years as said
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.loading.names import Known, hint, known
from workbook.model import Round, Unit
from workbook.points import tidy
from workbook.rubric import Group, Rubric

Fate = Literal["same", "renamed", "merged", "split", "new"]


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's line in a published result."""

    unit: str
    name: str
    group: str
    total: Decimal | None
    index: Decimal | None
    converted: Decimal | None
    rank: int | None
    tied: bool
    tier: str | None


@dataclass(frozen=True, slots=True)
class Year:
    """A round as it was published; without a number nothing has been."""

    round: Round
    rubric: Rubric
    number: int | None = None
    version: str = ""
    """Of the rubric, as the result names it."""
    lines: tuple[Line, ...] = ()

    def line(self, unit_id: str) -> Line | None:
        return next((line for line in self.lines if line.unit == unit_id), None)

    def name(self, unit_id: str) -> str:
        """As published, else as the round's file has it."""
        line = self.line(unit_id)
        return line.name if line else next((one.name for one in self.round.units if one.id == unit_id), unit_id)

    def group(self, unit_id: str) -> str | None:
        line = self.line(unit_id)
        return line.group if line else next((one.group for one in self.round.units if one.id == unit_id), None)

    def ranked(self, group_id: str) -> int:
        """How many units of the group have a rank."""
        return sum(line.group == group_id and line.rank is not None for line in self.lines)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every unit that the result or the round's file names."""
        return tuple(dict.fromkeys((*(line.unit for line in self.lines), *(unit.id for unit in self.round.units))))


class Origin(NamedTuple):
    """A unit of the year before, and its line where it was ranked then."""

    id: str
    name: str
    group: str | None
    line: Line | None


@dataclass(frozen=True, slots=True)
class Change:
    """One unit of the new year beside what it came from; a difference that may not be formed is None."""

    unit: Unit
    line: Line | None
    fate: Fate
    origins: tuple[Origin, ...]
    total: Decimal | None = None
    index: Decimal | None = None
    rank: int | None = None
    """Places gained: 2 is from rank 5 to rank 3."""
    tier: int | None = None
    """Tiers gained."""
    remarks: tuple[Words, ...] = ()
    """Why something is not compared."""

    @property
    def only(self) -> Origin | None:
        """The one unit that it was, alone and whole."""
        return self.origins[0] if self.fate in ("same", "renamed") else None


class Prior(NamedTuple):
    """The rank of the year before that belongs to a unit; None where nobody but the council can say it."""

    unit: Unit
    rank: int | None
    why: Words | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All units of the new round, group by group, and the units that have none after them."""

    old: Year
    new: Year
    changes: tuple[Change, ...]
    gone: tuple[Origin, ...] = ()
    dissolved: Mapping[str, str] = field(default_factory=dict)
    """The reason, by id of a unit that the round's file says to be dissolved."""
    remarks: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    """By id of a group of the new round: what holds of all its units."""

    @property
    def priors(self) -> tuple[Prior, ...]:
        return tuple(_prior(change) for change in self.changes)

    def of_group(self, group_id: str) -> tuple[Change, ...]:
        """By rank of the new year; who has none, by id behind them."""
        own = (change for change in self.changes if change.unit.group == group_id)
        return tuple(sorted(own, key=lambda one: (_rank_of(one.line) or 10**6, one.unit.id)))


def _rank_of(line: Line | None) -> int | None:
    return line.rank if line else None


def compare_years(old: Year, new: Year) -> tuple[Comparison, tuple[Finding, ...]]:
    """The new round beside the older one, and what of it must be told."""
    origins = _origins(old, new)
    remarks = {group.id: tuple(_remarks(old, new, group)) for group in new.rubric.groups}
    changes = tuple(
        _change(old, new, unit, origins[unit.id], remarks.get(unit.group, ()))
        for group in new.rubric.groups
        for unit in sorted(new.round.units, key=lambda unit: unit.id)
        if unit.group == group.id
    )
    dissolved = {
        id_: one.reason for one in new.round.successors if one.unit is None for id_ in one.origins if id_ in old.ids
    }
    used = {id_ for _, ids in origins.values() for id_ in ids} | dissolved.keys()
    gone = tuple(_origin(old, id_) for id_ in old.ids if id_ not in used)
    made = Comparison(old, new, changes, gone, dissolved, remarks)
    return made, tuple(_judged(made, origins))


# ---------------------------------------------------------------- who was who
Origins = Mapping[str, tuple[Fate, tuple[str, ...]]]
"""By id of a unit of the new round: how it came about, and the ids of what it was."""


def _origins(old: Year, new: Year) -> Origins:
    """As [[successors]] says; a unit that is not named there is what had its id."""
    there = frozenset(old.ids)
    own = {one.unit: one for one in new.round.successors if one.unit is not None}
    made: dict[str, tuple[Fate, tuple[str, ...]]] = {}
    for unit in new.round.units:
        one = own.get(unit.id)
        ids = tuple(id_ for id_ in (one.origins if one else (unit.id,)) if id_ in there)
        fate: Fate = "same" if ids == (unit.id,) else "renamed"
        if not ids:
            fate = "new"
        elif len(ids) > 1:
            fate = "merged"
        elif _is_part(new.round, ids[0]):
            fate = "split"
        made[unit.id] = fate, ids
    return made


def _is_part(round_: Round, origin: str) -> bool:
    """Whether the round says that the older unit was split: each of its successors is a part of it."""
    return any(one.split and origin in one.origins for one in round_.successors)


def _origin(old: Year, id_: str) -> Origin:
    return Origin(id_, old.name(id_), old.group(id_), old.line(id_))


# ---------------------------------------------------------------- what may be compared
def _remarks(old: Year, new: Year, group: Group) -> Iterator[Words]:
    """Why points, tiers or anything of a group cannot be compared."""
    before = next((one for one in old.rubric.groups if one.id == group.id), None)
    if before is None:
        return
    if before.max != group.max:
        yield Words(
            f"điểm tối đa khác ({tidy(before.max)} và {tidy(group.max)}): so chỉ số, không so điểm",
            f"other maximum ({tidy(before.max)} and {tidy(group.max)}): the index is compared, not the points",
        )
    elif not _same_scale(old, new, group.id):
        yield Words("tiêu chí khác: so chỉ số, không so điểm", "other criteria: the index is compared, not the points")
    if not _same_tiers(before, group):
        yield Words("cách xếp loại khác: không so loại", "other tiers: they are not compared")


def _same_scale(old: Year, new: Year, group_id: str) -> bool:
    """Whether a point is the same in both years: the same criteria of the group with the same maxima and rules."""
    scales = [
        [(leaf.id, leaf.max_in(group_id), leaf.weight, leaf.rule) for leaf in year.rubric.leaves_in(group_id)]
        for year in (old, new)
    ]
    return scales[0] == scales[1]


def _same_tiers(one: Group, other: Group) -> bool:
    bounds = [[(tier.label, tier.lower, tier.strict) for tier in group.tiers] for group in (one, other)]
    return one.base == other.base and bounds[0] == bounds[1]


def _change(
    old: Year, new: Year, unit: Unit, came: tuple[Fate, tuple[str, ...]], of_group: tuple[Words, ...]
) -> Change:
    fate, ids = came
    origins = tuple(_origin(old, id_) for id_ in ids)
    line = new.line(unit.id)
    made = Change(unit, line, fate, origins)
    was = made.only
    if was is None or was.line is None or line is None:
        return made
    before = was.line
    index = _less(line.index, before.index)
    if before.group != unit.group:
        name = next((one.name for one in old.rubric.groups if one.id == before.group), before.group)
        words = Words(
            f"khối khác (năm trước: {name}): chỉ so chỉ số", f"other group ({name} before): only the index is compared"
        )
        return Change(unit, line, fate, origins, None, index, None, None, (words,))
    group = next(one for one in new.rubric.groups if one.id == unit.group)
    older = next((one for one in old.rubric.groups if one.id == unit.group), None)
    same = older is not None and older.max == group.max and _same_scale(old, new, group.id)
    rank = None if before.rank is None or line.rank is None else before.rank - line.rank
    tier = _tiers_up(group, before.tier, line.tier) if older is not None and _same_tiers(older, group) else None
    total = _less(line.total, before.total) if same else None
    return Change(unit, line, fate, origins, total, index, rank, tier, of_group)


def _less(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else now - before


def _tiers_up(group: Group, before: str | None, now: str | None) -> int | None:
    labels = [tier.label for tier in group.tiers]
    if before not in labels or now not in labels:
        return None
    return labels.index(str(before)) - labels.index(str(now))


# ---------------------------------------------------------------- last year's rank
def _prior(change: Change) -> Prior:
    was = change.only
    if was is None:
        why = {
            "merged": Words("sáp nhập từ nhiều đơn vị", "merged from several units"),
            "split": Words("chia tách từ đơn vị khác", "split off another unit"),
            "new": None,
        }[change.fate]
        return Prior(change.unit, None, why)
    if was.line is None or was.line.rank is None:
        return Prior(change.unit, None)
    if was.line.group != change.unit.group:
        return Prior(change.unit, None, Words("năm trước xếp ở khối khác", "ranked in another group the year before"))
    return Prior(change.unit, was.line.rank)


# ---------------------------------------------------------------- findings
def _judged(made: Comparison, origins: Origins) -> Iterator[Finding]:
    old, new = made.old, made.new
    if old.round.year >= new.round.year:
        yield finding(said.YEARS_ORDER, Place(), old=old.round.year, new=new.round.year)
    for year in (old, new):
        if year.number is not None and year.version != year.rubric.version:
            facts: dict[str, Fact] = {"round": year.round.title, "number": year.number, "published": year.version}
            yield finding(said.RUBRIC_SINCE, Place(), now=year.rubric.version, **facts)
    yield from _unknown_origins(made)
    yield from _vanished(made)
    yield from _other_units(made)
    for group in new.rubric.groups:
        if new.lines and made.remarks[group.id]:
            yield finding(said.NOT_COMPARABLE, Place(), group=group.name, what=_joined(made.remarks[group.id]))
    for change in made.changes:
        for words in change.remarks if change.only and change.remarks != made.remarks[change.unit.group] else ():
            yield finding(said.UNIT_NOT_COMPARABLE, Place(unit=change.unit.id), unit=change.unit.name, what=words)
    yield from _priors(made)


def _joined(words: Sequence[Words]) -> Words:
    return Words("; ".join(one.vi for one in words), "; ".join(one.en for one in words))


def _unknown_origins(made: Comparison) -> Iterator[Finding]:
    """Older units in [[successors]] that the older round does not have."""
    there = _known(made.old)
    for one in made.new.round.successors:
        for id_ in one.origins:
            if id_ not in there.ids:
                facts: dict[str, Fact] = {"origin": id_, "round": made.old.round.title, "hint": hint(id_, there)}
                yield finding(said.ORIGIN_UNKNOWN, Place(unit=one.unit), **facts)


def _known(year: Year) -> Known:
    return known((id_, [year.name(id_)]) for id_ in year.ids)


def _vanished(made: Comparison) -> Iterator[Finding]:
    """Units of the older round of which the new one says nothing; one of the same name is proposed."""
    fresh = known((one.unit.id, _names(one.unit)) for one in made.changes if one.fate == "new")
    for was in made.gone:
        id_ = fresh.one(was.name)
        likely = Words("", "")
        if id_ is not None:
            likely = Words(f" Năm nay có đơn vị mới cùng tên, mã “{id_}”.", f" A new unit, “{id_}”, has the same name.")
        yield finding(said.UNIT_VANISHED, Place(), unit=was.name, id=was.id, likely=likely)


def _names(unit: Unit) -> list[str]:
    return [unit.name, *unit.aliases]


def _other_units(made: Comparison) -> Iterator[Finding]:
    """One id, and two names that have nothing to do with each other: perhaps two units."""
    for change in made.changes:
        names = map(canonical, _names(change.unit))
        if change.fate == "same" and canonical(change.origins[0].name) not in names:
            facts: dict[str, Fact] = {"id": change.unit.id, "old": change.origins[0].name, "new": change.unit.name}
            yield finding(said.NAME_CHANGED, Place(unit=change.unit.id), **facts)


def _priors(made: Comparison) -> Iterator[Finding]:
    """What the new round's file says of last year's ranks, against what was published."""
    if made.old.number is None:
        return
    for unit, rank, why in made.priors:
        at = Place(unit=unit.id)
        if why is not None and unit.prior_rank is None and unit.left_out is None:
            yield finding(said.PRIOR_UNKNOWN, at, unit=unit.name, why=why)
        elif rank is not None and unit.prior_rank not in (None, rank):
            yield finding(
                said.PRIOR_DIFFERS, at, unit=unit.name, stated=unit.prior_rank, rank=rank, number=made.old.number
            )
