"""Two results of one round side by side: which lines changed, and what recorded cause each change has.

What a result stands on is a mapping from points (one waiver, one figure of one member, one rule of the rubric)
to what was said there; two such mappings differ in causes. A change is explained by the causes that can reach
it, or follows from another unit's change; what neither explains is told, for then somebody must.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal, NamedTuple

from workbook.model import CellId
from workbook.points import Score
from workbook.rubric import Rubric, parents_of
from workbook.years import Line

Kind = Literal[
    "score", "ballot", "choice", "conclusion", "waiver", "listed", "exempt", "trait", "left_out", "unit", "name",
    "group", "prior_rank", "tie", "absent", "recused", "role", "groups", "assignments", "combine", "criterion",
    "rules", "tiers", "erratum", "version",
]  # fmt: skip
What = Literal["name", "group", "total", "index", "converted", "rank", "tier", "criteria", "added", "gone"]


class Point(NamedTuple):
    """One thing that a result stands on."""

    kind: Kind
    unit: str = ""
    criterion: str = ""
    """A leaf, or one above it."""
    who: str = ""
    """A member's id."""
    what: str = ""
    """An input, a check, a trait, a group, a rule's name; of a tie decision its units, parted by spaces."""


class Said(NamedTuple):
    """What is recorded at a point; only `value` is compared."""

    value: str = ""
    reason: str = ""
    by: str = ""


class Cause(NamedTuple):
    """A point that is not what it was; None where there was, or is, nothing."""

    point: Point
    old: Said | None
    new: Said | None

    @property
    def broad(self) -> bool:
        """Whether it may reach every unit, so that nobody can tell from the record which change is its own."""
        return self.point.kind in _BROAD


_PAPERS: Final = frozenset({"version", "erratum"})
"""They move nothing: they are the papers of what changed in the rubric."""
_OF_RUBRIC: Final = frozenset({"criterion", "rules", "tiers"})
_BROAD: Final = frozenset({"role", "groups", "assignments", "combine", "rules", "version"})
_OF_CELLS: Final = frozenset(
    {"score", "ballot", "absent", "conclusion", "waiver", "listed", "exempt", "trait", "recused", "role", "groups",
     "assignments", "combine", "criterion", "rules", "group"}
)  # fmt: skip
_OF_MEMBERS: Final = frozenset(
    {"score", "ballot", "absent", "recused", "role", "groups", "assignments", "combine", "waiver"}
)
"""What moves a criterion only where the members' figures are what counts."""
_OF_FIGURES: Final = _OF_CELLS - {"conclusion", "waiver"} | {"tiers"}
"""What can change a total where no combined value changed: by what is not rounded, by weights, by maxima."""
_OF_RANKS: Final = frozenset({"tie", "prior_rank", "rules", "group"})
_OF_TIERS: Final = frozenset({"tiers", "rules", "group"})
_OF_ONE_MEMBER: Final = frozenset({"ballot", "absent", "recused", "role", "groups"})
"""They reach no further than the figures that this member gave."""
_OF_BEING: Final = frozenset({"unit", "left_out"})
REGISTERED: Final = frozenset(
    {"score", "ballot", "choice", "conclusion", "waiver", "tie", "combine", "version", "name", "group"}
)
"""What is known of every result: by its own lines, and by the register."""


@dataclass(frozen=True, slots=True)
class Result:
    """A numbered result and what it stands on."""

    number: int
    lines: tuple[Line, ...]
    evidence: Mapping[Point, Said]
    values: Mapping[CellId, Score] | None = None
    """The combined value of each leaf; None where the result does not tell, then only `REGISTERED` is known of it."""

    def line(self, unit: str) -> Line | None:
        return next((one for one in self.lines if one.unit == unit), None)


class CellChange(NamedTuple):
    """A criterion whose combined value changed."""

    criterion: str
    old: Score
    new: Score
    causes: tuple[Cause, ...]
    after: tuple[str, ...] = ()
    """Units by whose figures on the same criterion it follows, where points depend on the best of the group."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """One unit's line that is not what it was."""

    unit: str
    old: Line | None
    new: Line | None
    what: tuple[What, ...]
    cells: tuple[CellChange, ...] = ()
    causes: tuple[Cause, ...] = ()
    """Every one of them, those of the criteria first."""
    follows: tuple[str, ...] = ()
    """Units whose own change moved this one's rank or tier."""
    unexplained: tuple[What, ...] = ()

    def is_possible(self, cause: Cause) -> bool:
        """Whether nobody can tell that the cause moved this line; a version is the paper of what changed beside it."""
        papers = cause.point.kind == "version" and any(one.point.kind in _OF_RUBRIC for one in self.causes)
        return cause.broad and not papers

    @property
    def line(self) -> Line:
        """The newer line, else the older."""
        line = self.new or self.old
        assert line is not None, "a change has at least one side"
        return line


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed from one result to a newer one."""

    old: Result
    new: Result
    changes: tuple[LineChange, ...]
    """As the newer result is printed; units that are gone stand behind their group."""
    causes: tuple[Cause, ...]
    """All that is recorded as changed, also what moved no line."""

    @property
    def broad(self) -> tuple[Cause, ...]:
        """The causes of changed lines of which nobody can tell what exactly they moved."""
        used = {cause for change in self.changes for cause in change.causes if change.is_possible(cause)}
        return tuple(cause for cause in self.causes if cause in used)

    @property
    def idle(self) -> tuple[Cause, ...]:
        """What was changed and moved nothing."""
        used = {cause for change in self.changes for cause in change.causes}
        rescored = {cause.point.who for cause in self.causes if cause.point.kind == "score"}
        renamed = {cause.point.unit for cause in used if cause.point.kind == "name"}
        # A ballot is told by its figures, and an entry in the list of units by the name that changed.
        said = {("ballot", who) for who in rescored} | {("unit", unit) for unit in renamed}
        # A unit that came or went says so by its line.
        come_or_gone = {change.unit for change in self.changes if None in (change.old, change.new)}
        said |= {(kind, unit) for kind in ("name", "group", "unit") for unit in come_or_gone}
        left = (cause for cause in self.causes if cause not in used)
        return tuple(one for one in left if (one.point.kind, one.point.who or one.point.unit) not in said)


def amend(old: Result, new: Result, rubric: Rubric) -> Amendment:
    """Compare; `rubric` is today's, by which criteria are found below others."""
    work = _Work(old, new, rubric)
    return Amendment(old, new, tuple(work.changes()), work.causes)


def differences(old: Result, new: Result) -> tuple[Cause, ...]:
    """What is recorded otherwise, of the kinds that are known of both results, in the order of the points."""
    whole = old.values is not None and new.values is not None
    made = []
    for point in {**old.evidence, **new.evidence}:
        was, now = old.evidence.get(point), new.evidence.get(point)
        same = was is not None and now is not None and was.value == now.value
        if not same and (whole or point.kind in REGISTERED):
            made.append(Cause(point, was, now))
    return tuple(sorted(made, key=lambda cause: cause.point))


# ---------------------------------------------------------------- the work
@dataclass
class _Work:
    old: Result
    new: Result
    rubric: Rubric
    _cells: dict[str, tuple[CellChange, ...]] = field(default_factory=dict)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """The differences; of a ballot that is new or gone the ballot alone, not each of its figures."""
        found = differences(self.old, self.new)
        whole = {one.point.who for one in found if one.point.kind == "ballot" and None in (one.old, one.new)}
        return tuple(one for one in found if one.point.kind != "score" or one.point.who not in whole)

    @cached_property
    def reach(self) -> Mapping[str, frozenset[CellId]]:
        """The cells in which each member gave something, in either result."""
        made: dict[str, set[CellId]] = {}
        for point in (*self.old.evidence, *self.new.evidence):
            if point.kind == "score":
                made.setdefault(point.who, set()).add((point.unit, point.criterion))
        return {who: frozenset(cells) for who, cells in made.items()}

    @cached_property
    def above(self) -> Mapping[str, tuple[str, ...]]:
        return parents_of(self.rubric)

    @cached_property
    def relative(self) -> frozenset[str]:
        return frozenset(leaf.id for leaf in self.rubric.leaves() if leaf.rule.relative)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """As the newer result is printed; those gone behind the last of their group."""
        groups = list(dict.fromkeys(line.group for line in (*self.new.lines, *self.old.lines)))
        there = {line.unit for line in self.new.lines}
        gone = [line for line in self.old.lines if line.unit not in there]
        return tuple(line.unit for group in groups for line in (*self.new.lines, *gone) if line.group == group)

    @cached_property
    def before(self) -> Mapping[str, Line]:
        return {line.unit: line for line in self.old.lines}

    @cached_property
    def now(self) -> Mapping[str, Line]:
        return {line.unit: line for line in self.new.lines}

    def groups(self, unit: str) -> frozenset[str]:
        lines = (self.before.get(unit), self.now.get(unit))
        return frozenset(line.group for line in lines if line is not None)

    # ------------------------------------------------------------ what a cause can reach
    def touching(self, unit: str, kinds: Iterable[str], criterion: str = "") -> Iterator[Cause]:
        for cause in (*self._of_unit.get(unit, ()), *self._of_unit.get("", ())):
            if cause.point.kind in kinds and self._touches(cause.point, unit, criterion):
                yield cause

    @cached_property
    def _of_unit(self) -> Mapping[str, list[Cause]]:
        """The causes by the one unit that they are about; "" for what is about several."""
        made: dict[str, list[Cause]] = {}
        for cause in self.causes:
            made.setdefault(cause.point.unit, []).append(cause)
        return made

    def _touches(self, point: Point, unit: str, criterion: str) -> bool:
        if point.kind == "tie":
            return unit in point.what.split()
        if point.kind == "tiers":
            return point.what in self.groups(unit)
        if point.unit not in ("", unit):
            return False
        if point.kind == "role" and not self._by_role:
            return False
        if point.kind in _OF_ONE_MEMBER:
            # A newer ballot moves what its figures move, and they are points of their own.
            moves = point.kind not in ("ballot", "absent") or self._one_sided(point)
            cells = self.reach.get(point.who, frozenset())
            return moves and any(at == unit and criterion in ("", leaf) for at, leaf in cells)
        if not criterion or not point.criterion:
            return True
        return point.criterion == criterion or point.criterion in self.above.get(criterion, ())

    @cached_property
    def _by_role(self) -> bool:
        """Whether what a member's role is counts in either result."""
        told = (one.evidence.get(Point("combine"), Said()).value for one in (self.old, self.new))
        return any('"weighted"' in value for value in told)

    def _one_sided(self, point: Point) -> bool:
        return point not in self.old.evidence or point not in self.new.evidence

    # ------------------------------------------------------------ the criteria of a unit
    def cells(self, unit: str) -> tuple[CellChange, ...]:
        if unit not in self._cells:
            self._cells[unit] = tuple(self._changed_cells(unit))
        return self._cells[unit]

    def _changed_cells(self, unit: str) -> Iterator[CellChange]:
        if self.old.values is None or self.new.values is None or not (unit in self.before and unit in self.now):
            return
        leaves = [leaf for at, leaf in {**self.old.values, **self.new.values} if at == unit]
        for leaf in leaves:
            was, now = self.old.values.get((unit, leaf)), self.new.values.get((unit, leaf))
            if was != now:
                # What the council concluded stands, whatever members give.
                concluded = Point("conclusion", unit, leaf) in self.new.evidence
                own = tuple(self.touching(unit, _OF_CELLS - _OF_MEMBERS if concluded else _OF_CELLS, leaf))
                yield CellChange(leaf, was, now, own, self._best_elsewhere(unit, leaf))

    def _best_elsewhere(self, unit: str, leaf: str) -> tuple[str, ...]:
        """Units of the group with a cause of their own on a criterion whose points depend on the best."""
        if leaf not in self.relative:
            return ()
        groups = self.groups(unit)
        others = (one for one in self.units if one != unit and groups & self.groups(one))
        return tuple(one for one in others if any(cause.point.unit for cause in self.touching(one, _OF_CELLS, leaf)))

    # ------------------------------------------------------------ lines
    def changes(self) -> Iterator[LineChange]:
        for unit in self.units:
            what = self.what(unit)
            if what:
                yield self._change(unit, what)

    def what(self, unit: str) -> tuple[What, ...]:
        """In which respects a line is not what it was."""
        was, now = self.before.get(unit), self.now.get(unit)
        if was is None or now is None:
            return ("added",) if was is None else ("gone",)
        names: tuple[What, ...] = ("name", "group", "total", "index", "converted", "rank", "tier")
        made = [name for name in names if getattr(was, name) != getattr(now, name)]
        return (*made, *(("criteria",) if self.cells(unit) else ()))

    def _change(self, unit: str, what: tuple[What, ...]) -> LineChange:
        cells = self.cells(unit)
        causes: dict[Cause, None] = dict.fromkeys(cause for cell in cells for cause in cell.causes)
        follows: dict[str, None] = dict.fromkeys(name for cell in cells for name in cell.after)
        lost: list[What] = ["criteria"] if any(not cell.causes and not cell.after for cell in cells) else []
        for one in what:
            own, others, known = self._why(unit, one, bool(cells))
            causes |= dict.fromkeys(own)
            follows |= dict.fromkeys(others)
            if not known:
                lost.append(one)
        self._add_papers(causes)
        return LineChange(
            unit, self.before.get(unit), self.now.get(unit), what, cells, tuple(causes), tuple(follows),
            tuple(dict.fromkeys(lost)),
        )  # fmt: skip

    def _why(self, unit: str, what: What, by_cells: bool) -> tuple[list[Cause], list[str], bool]:
        """The causes of one respect, the units that it follows from, and whether anything explains it."""
        if what == "criteria":
            return [], [], True
        if what in ("total", "index", "converted"):
            if by_cells:
                return [] if self._adds_up(unit) else [*self.touching(unit, _OF_RUBRIC)], [], True
            own = [*self.touching(unit, _OF_FIGURES | self._beyond())]
            return own, [], bool(own)
        if what in ("rank", "tier"):
            kinds: frozenset[str] = (_OF_RANKS if what == "rank" else _OF_TIERS) | self._beyond()
            own = [*self.touching(unit, kinds)]
            together = {name for cause in own if cause.point.kind == "tie" for name in cause.point.what.split()}
            others = [one for one in self._movers(unit, what) if one not in together]
            return own, others, bool(own or others) or self._moved_itself(unit)
        own = [*self.touching(unit, _OF_BEING if what in ("added", "gone") else (what,))]
        return own, [], bool(own)

    def _adds_up(self, unit: str) -> bool:
        """Whether the changed criteria alone make the new total, and index and converted points follow from it.

        Elsewhere weights, caps or maxima have a part in it.
        """
        was, now = self.before[unit], self.now[unit]
        if was.total is None or now.total is None:
            return True
        moved = sum(_figure(cell.new) - _figure(cell.old) for cell in self.cells(unit))
        return now.total - was.total == moved and all(
            _in_step(was.total, now.total, getattr(was, name), getattr(now, name)) for name in ("index", "converted")
        )

    def _beyond(self) -> frozenset[str]:
        """More kinds, where it is not recorded what exactly changed: then decisions and the version must do."""
        whole = self.old.values is not None and self.new.values is not None
        return frozenset() if whole else frozenset({"version", "conclusion", "waiver"})

    def _add_papers(self, causes: dict[Cause, None]) -> None:
        """Beside a change of the rubric its erratum and version; beside a member's other figures the choice."""
        kinds = {cause.point.kind for cause in causes}
        members = {cause.point.who for cause in causes if cause.point.kind in ("score", "ballot")}
        for cause in self.causes:
            point = cause.point
            if (point.kind in _PAPERS and kinds & _OF_RUBRIC) or (point.kind == "choice" and point.who in members):
                causes[cause] = None

    # ------------------------------------------------------------ ranks that others moved
    def _moved_itself(self, unit: str) -> bool:
        was, now = self.before.get(unit), self.now.get(unit)
        if was is None or now is None or was.group != now.group or self.cells(unit):
            return True
        figures = (was.total, was.index, was.converted) != (now.total, now.index, now.converted)
        return figures or any(self.touching(unit, ("tie", "prior_rank")))

    def _movers(self, unit: str, what: What) -> list[str]:
        """Units of its group that moved by themselves and passed it; of a tier under a quota any that moved."""
        groups = self.groups(unit)
        moved = [one for one in self.units if one != unit and groups & self.groups(one) and self._moved_itself(one)]
        passed = [one for one in moved if self._side(self.before, one, unit) != self._side(self.now, one, unit)]
        if passed or self._moved_itself(unit):
            return passed
        if what == "tier":
            return moved if any(self._has_quota(group) for group in groups) else []
        return [one for one in moved if -1 in (self._side(self.before, one, unit), self._side(self.now, one, unit))]

    def _has_quota(self, group: str) -> bool:
        tiers = (tier for one in self.rubric.groups if one.id == group for tier in one.tiers)
        return any(tier.quota_count is not None or tier.quota_percent is not None for tier in tiers)

    @staticmethod
    def _side(lines: Mapping[str, Line], one: str, other: str) -> int:
        """-1 where the one stands above the other, 0 beside it, 1 below, and where it is not ranked with it."""
        first, second = lines.get(one), lines.get(other)
        if first is None or second is None or first.rank is None or second.rank is None or first.group != second.group:
            return 1
        return (first.rank > second.rank) - (first.rank < second.rank)


def _figure(score: Score) -> Decimal:
    return score if isinstance(score, Decimal) else Decimal(0)


def _in_step(total: Decimal, new_total: Decimal, figure: Decimal | None, new_figure: Decimal | None) -> bool:
    """Whether a figure moved in the ratio of the totals that it is computed from, but for its rounding."""
    if figure is None or new_figure is None or not total:
        return True
    last = Decimal(1).scaleb(int(figure.as_tuple().exponent))
    return abs(new_figure * total - figure * new_total) <= last * (abs(total) + abs(new_total))
