"""The nouns of a round (đợt): units, members, ballots, tally, ranking. Frozen data, no Excel, no files.

`rubric` has the nouns of the rubric; `loading` makes both from files, `scoring`, `consolidation` and
`ranking` compute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from workbook.limits import Limits
from workbook.points import Score
from workbook.rubric import Group, Rubric, is_plain

Layout = Literal["auto", "matrix", "unit"]
Scorer = Literal["member", "unit"]
Method = Literal["mean", "trimmed", "median", "weighted"]
SecondBallot = Literal["newest", "ask", "first"]
"""What happens when a scorer sends a second ballot."""
CellId = tuple[str, str]
"""(unit id, leaf criterion id) of points; (unit id, `input_id`) of what is typed. The two are the same
where a leaf has one input, as every leaf has whose points are typed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency that is scored (đơn vị)."""

    id: str
    name: str
    group: str
    aliases: tuple[str, ...] = ()
    prior_rank: int | None = None
    traits: frozenset[str] = frozenset()
    left_out: str | None = None
    """The reason why the unit is not scored this year; None where it is."""
    exempt: Mapping[str, str] = field(default_factory=dict)
    """Criteria that are not this unit's task (không được giao), with the reason, by id of a leaf or a parent."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the council (thành viên hội đồng)."""

    id: str
    name: str
    role: str = ""
    groups: tuple[str, ...] = ()
    recused: frozenset[str] = frozenset()
    """Units that he may not score; shut in his sheet and outside the mean."""
    absent: str | None = None
    """The reason why no ballot is expected; None where one is."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A recorded decision that one finding stands as typed. The value is never clamped."""

    check: str
    unit: str
    criterion: str
    member: str | None
    """None: whoever typed it."""
    reason: str
    by: str
    when: dt.date
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class TieDecision:
    """The council's decision on units of equal rank, in the order of `units`.

    "shared": one rank, this order in print; "split": distinct ranks in this order.
    """

    units: tuple[str, ...]
    kind: Literal["shared", "split"]
    reason: str
    by: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A recorded decision on which of several ballots of one scorer counts."""

    member: str
    """A member's id, or "unit:" and the id of a unit that scores itself."""
    file: str
    """The first letters of the content hash under which the file is kept."""
    reason: str
    by: str
    when: dt.date


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one member scores (phân công). Members named in none score all of their groups."""

    member: str
    criteria: tuple[str, ...] = ()
    """Ids of leaves or parents; empty for all."""
    groups: tuple[str, ...] = ()
    """Empty for all of the member's groups."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The council's concluded points (kết luận) for one leaf of one unit: they count, whatever members gave."""

    unit: str
    criterion: str
    points: Score
    explanation: str = ""
    """What the unit explained (giải trình)."""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How far apart the members' figures may lie before the council must discuss them (chênh lệch phải thảo luận)."""

    cell: Decimal | None = None
    """Points of one unit on one criterion; None where no such difference is looked for."""
    total: Decimal | None = None
    """The members' own totals of one unit."""
    must: bool = True
    """Whether nothing is ranked before all of them are settled."""


@dataclass(frozen=True, slots=True)
class Discussed:
    """A recorded reason why members' figures that differ may stand (đã thảo luận)."""

    unit: str
    criterion: str | None
    """A leaf; None for the total."""
    reason: str
    by: str
    when: dt.date
    spread: Decimal | None = None
    """How far apart the figures were; where they are farther now, the discussion is open again. None: whatever."""


@dataclass(frozen=True, slots=True)
class Combine:
    """How the members' figures become one (cách gộp điểm), and who must be there for it."""

    method: Method = "mean"
    drop: int = 1
    """trimmed: so many of the highest and as many of the lowest are left out."""
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    """weighted: by the member's role; a role that is not named weighs 1."""
    quorum: Decimal | None = None
    """The percent of all members, absent ones included, who must be present."""
    chair: str = ""
    """The id of the member who must be present; "" where it may be anybody."""
    missing: Literal["refuse", "present"] = "refuse"
    """A missing ballot of a member who is not recorded absent: an error, or those present are combined."""


@dataclass(frozen=True, slots=True)
class Successor:
    """What became of units of the round before: merged into one, split, renamed, or dissolved."""

    unit: str | None
    """Of this round; None where the older units are no more."""
    origins: tuple[str, ...]
    """Ids in the round before."""
    split: bool = False
    """Whether it took over a part of them only."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The council's meeting (phiên họp), as its minutes say."""

    date: dt.date | None = None
    place: str = ""
    chair: str = ""
    """A member's id, or a name."""
    secretary: str = ""
    """A member's id, or a name."""


@dataclass(frozen=True, slots=True)
class Documents:
    """What the drafts of decision, submission and minutes say besides the result; "" is left blank in them."""

    authority: str = ""
    authority_short: str = ""
    """As in its documents' numbers: "UBND"; `department_short` likewise."""
    issuer: str = ""
    """In whose name it is issued, where that is not the authority: "Chủ tịch Ủy ban nhân dân tỉnh"."""
    department: str = ""
    department_short: str = ""
    proposer: str = ""
    """Who proposes it, where that is not the department: "Giám đốc Sở ..."."""
    subject: str = ""
    bases: tuple[str, ...] = ()
    """What it stands on (căn cứ); the rubric's legal basis where none is given."""
    executors: str = ""
    recipients: tuple[str, ...] = ()
    signer: tuple[str, ...] = ()
    """Above the signature, line by line: "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"."""
    signer_name: str = ""
    department_recipients: tuple[str, ...] = ()
    department_signer: tuple[str, ...] = ()
    department_signer_name: str = ""
    meeting: Meeting = field(default_factory=Meeting)


@dataclass(frozen=True, slots=True)
class Round:
    """One year's scoring (đợt): who scores whom, by when, and what was decided on the way."""

    id: str
    title: str
    rubric: str
    year: int
    date: dt.date
    deadline: dt.date
    contact: str
    units: tuple[Unit, ...]
    members: tuple[Member, ...]
    council: str = ""
    """The body whose members score, as printed above their signature."""
    place: str = ""
    """The place in "..., ngày ... tháng ... năm ..."."""
    minimum_scorers: int = 1
    combine: Combine = field(default_factory=Combine)
    lang: Literal["vi", "en"] = "vi"
    """The language of ballots, annex and tally; messages have their own."""
    waivers: tuple[Waiver, ...] = ()
    ties: tuple[TieDecision, ...] = ()
    layout: str = ""
    """Overrides the rubric's annex layout."""
    sheets: Layout = "auto"
    """One sheet a group (matrix), one sheet a unit, or what suits the rubric."""
    assignments: tuple[Assignment, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    listed: Mapping[CellId, Decimal] = field(default_factory=dict)
    """Figures from the round's lists (survey, imported, children), by (unit, `input_id`)."""
    second_ballot: SecondBallot = "newest"
    choices: tuple[Choice, ...] = ()
    limits: Limits = field(default_factory=Limits)
    """What reading one returned file may cost."""
    disagreement: Disagreement = field(default_factory=Disagreement)
    discussed: tuple[Discussed, ...] = ()
    successors: tuple[Successor, ...] = ()
    """Units that are not named here are what had their id in the round before."""
    documents: Documents = field(default_factory=Documents)

    def scores(self, member: Member, unit: Unit, leaf_id: str, above: Iterable[str] = ()) -> bool:
        """Whether the member scores the leaf for the unit; `above` are the ids of the leaf's parents."""
        return unit.id not in member.recused and self.assigned(member, unit.group, leaf_id, above)

    def assigned(self, member: Member, group_id: str, leaf_id: str, above: Iterable[str] = ()) -> bool:
        """Whether the member scores the leaf in the group, but for units from which he is recused."""
        if group_id not in member.groups:
            return False
        own = [one for one in self.assignments if one.member == member.id] if self.assignments else []
        if not own:
            return True
        ids = {leaf_id, *above}
        return any(
            (not one.groups or group_id in one.groups) and (not one.criteria or bool(ids & set(one.criteria)))
            for one in own
        )

    def scored(self, group_id: str) -> tuple[Unit, ...]:
        """The group's units that are scored this year, by id."""
        return tuple(sorted((u for u in self.units if u.group == group_id and u.left_out is None), key=lambda u: u.id))

    def unit(self, unit_id: str) -> Unit:
        return next(unit for unit in self.units if unit.id == unit_id)

    def member(self, member_id: str) -> Member:
        return next(member for member in self.members if member.id == member_id)


MATRIX_LEAVES = 40
"""The most criteria that "auto" puts side by side on one sheet."""


def sheets_for(rubric: Rubric, round_: Round) -> Literal["matrix", "unit"]:
    """How members' workbooks are laid out: as the round says, else as the rubric needs."""
    if round_.sheets != "auto":
        return round_.sheets
    return "matrix" if is_plain(rubric) and len(rubric.leaves()) <= MATRIX_LEAVES else "unit"


@dataclass(frozen=True, slots=True)
class SelfScore:
    """What a unit gave itself (tự chấm): facts by `input_id`, points and words by leaf."""

    facts: Mapping[str, Score] = field(default_factory=dict)
    points: Mapping[str, Score] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    """Where its evidence lies."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """Its explanation (giải trình)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What one member, or one unit that scores itself, was sent: rubric and round as they stood.

    For a unit, `member` is its id, and the round holds this unit and a member of the same id and name.
    """

    rubric: Rubric
    round: Round
    member: str
    number: int
    scorer: Scorer = "member"
    self_scores: Mapping[str, SelfScore] = field(default_factory=dict)
    """By unit id, shown locked beside what the member types; never counted."""
    seal: str = ""
    """What the round's key makes of its identity (`stamp.seal`); on the sheets only, never frozen."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one member gave (phiếu chấm): every open and every prefilled cell of his units."""

    member: str
    issue: int
    scores: Mapping[CellId, Score]
    notes: Mapping[str, str] = field(default_factory=dict)
    """His remark by unit id; units without one are absent."""
    remarks: Mapping[CellId, str] = field(default_factory=dict)
    """His remark on one leaf, by (unit, leaf): on unit sheets. The reason for a mark stands here."""
    links: Mapping[CellId, str] = field(default_factory=dict)
    """Where the evidence lies, by (unit, leaf)."""


@dataclass(frozen=True, slots=True)
class Combined:
    """One cell of the tally: what the members gave and what it makes.

    `exact` is what the numbers given make, not rounded, None where nobody gave one; `value` is
    what counts in the sums: rounded where the rubric rounds leaves, the mark, or None.
    """

    given: tuple[tuple[str, Score], ...]
    exact: Fraction | None
    value: Score
    concluded: bool = False
    """The council's conclusion stands in `exact` and `value`; `given` is what the members gave."""


@dataclass(frozen=True, slots=True)
class Tally:
    """All ballots combined (bảng tổng hợp)."""

    ballots: tuple[Ballot, ...]
    cells: Mapping[CellId, Combined]
    self_scores: Mapping[str, SelfScore] = field(default_factory=dict)
    """By unit id; shown, never counted."""
    combine: Combine = field(default_factory=Combine)
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    """What each member weighs, by id, where the method weighs; empty elsewhere."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What one step of the rubric's tie chain made of equal units: they stand in the order of `units`."""

    step: str
    """The id of a criterion or an aggregate, or one of `rubric.TIE_WORDS`."""
    units: tuple[str, ...]
    """The ids of all that were equal until then, best first; those of one figure still are."""
    figures: tuple[Decimal | None, ...]
    """Each unit's figure in the step; None only for a unit that had no rank in the year before."""
    passed: tuple[str, ...] = ()
    """Steps before this one in which one of these units has no figure: they were passed over."""

    def figure(self, unit_id: str) -> Decimal | None:
        return self.figures[self.units.index(unit_id)]

    def above(self, unit_id: str) -> int:
        """How many of the units this step puts above the one."""
        return self.figures.index(self.figure(unit_id))

    def leaves_alone(self, unit_id: str) -> bool:
        """Whether no other of the units has the one's figure."""
        return self.figures.count(self.figure(unit_id)) == 1


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's line in the ranking. `total`, `index` at the rubric's places."""

    unit: Unit
    values: Mapping[str, Score]
    """By id of a criterion, leaves and parents alike, or an aggregate; the mark where not applicable."""
    total: Decimal | None
    applicable_max: Decimal
    index: Decimal | None
    rank: int | None
    tied: bool
    """Whether others have the same figure; `shares_rank` where they have the same rank too."""
    tier: str | None
    decision: TieDecision | None = None
    converted: Decimal | None = None
    """total / applicable maximum x the group's maximum, at the places of the total."""
    held_back: str | None = None
    """The better tier that its figures reach but a quota keeps it from."""
    settled: tuple[Settled, ...] = ()
    """What the tie chain did with it and the units of the same figure, step by step; () where it did nothing."""

    @property
    def shares_rank(self) -> bool:
        """Whether an equal unit has the same rank: neither the tie chain nor the council parts the two."""
        if not self.tied or (self.decision is not None and self.decision.kind == "split"):
            return False
        return not (self.settled and self.settled[-1].leaves_alone(self.unit.id))


@dataclass(frozen=True, slots=True)
class GroupRanking:
    group: Group
    standings: tuple[Standing, ...]
    """In printed order."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The result (bảng xếp hạng), group by group in the rubric's order."""

    groups: tuple[GroupRanking, ...]


def is_by_unit(issue: Issue) -> bool:
    """Whether the issue's workbook has one sheet a unit; a unit's own workbook always has."""
    return issue.scorer == "unit" or sheets_for(issue.rubric, issue.round) == "unit"
