"""Random rubrics, rounds, issues and ballots for Hypothesis: everything that loading accepts, and more.

What comes out is meant to be awkward: ragged trees, units to which nothing applies, groups of one
unit and of none, names that begin with "=", sums that stand exactly on a tier's bound or on a half.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st

from workbook.loading.frozen import freeze, slice_for
from workbook.model import Ballot, CellId, Issue, Member, Round, Unit
from workbook.points import NOT_APPLICABLE, Score, tidy
from workbook.rubric import Criterion, Group, Rounding, Rubric, Tier, Trait
from workbook.scoring import shut_leaves
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Book
from workbook.sheets.shown import blank_ballot, own_groups
from workbook.sheets.stamp import pack

_STEPS = "0.01 0.02 0.05 0.1 0.125 0.2 0.25 0.4 0.5 0.625 0.8 1 1.25 2 2.5 3 5"
STEPS = tuple(Decimal(step) for step in _STEPS.split())
BASES = ("points", "percent", "index")
ORDERS = ("leaf", "total", "member")
_WORDS = (
    "Sở Thông tin và Truyền thông", "Ban Quản lý Khu kinh tế", "UBND huyện Mường Khương", "Hoằng Hóa", "=1+1",
    '="KĐG"', "+84", "-", "@SUM(A1)", 'Sở "Mới"', "'Nháy đơn'", "1.10", "08", "1/2", "TRUE", "KĐG", "Sở A & B <C>",
    "xmlns", "x SORT(y", "#N/A", "{=1}", "🌾 Nông nghiệp", "Ủy ban nhân dân " + "xã Đông Hưng Thuận " * 16,
)  # fmt: skip
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặếềểễệ ABĐÊ0123456789=+-@'\"&<>().,:;/\\!%[]*?#_"


def texts(longest: int = 30) -> st.SearchStrategy[str]:
    """A name as a file may hold it: composed, single spaces, no control characters, not empty."""
    free = st.text(_LETTERS, min_size=1, max_size=longest).map(lambda text: " ".join(text.split()))
    return st.one_of(st.sampled_from(_WORDS), free).map(lambda text: text.strip()[:290].strip() or "Tên")


def unique(names: Sequence[str]) -> list[str]:
    """The same names, told apart by a number where they would be equal without case."""
    seen: set[str] = set()
    made = []
    for number, name in enumerate(names, 1):
        chosen = name if name.casefold() not in seen else f"{name} ({number})"
        seen.add(chosen.casefold())
        made.append(chosen)
    return made


# ---------------------------------------------------------------- the rubric
@st.composite
def rubrics(draw: st.DrawFn, leaves: int = 6, groups: int = 3) -> Rubric:
    """A rubric that loading accepts: maxima add up, in every group; bounds fall; steps are usable."""
    traits = tuple(
        Trait(f"t{number}", draw(texts()), draw(st.sampled_from(["", "Không TTHC"])))
        for number in range(draw(st.integers(0, 2)))
    )
    group_ids = [f"G{number}" for number in range(1, draw(st.integers(1, groups)) + 1)]
    nodes = _Nodes(draw, [trait.id for trait in traits], group_ids, draw(st.integers(1, leaves)))
    criteria = nodes.criteria()
    places = st.integers(0, 4)
    rounding = Rounding(draw(places), draw(places), draw(places), draw(st.sampled_from(ORDERS)))
    names = unique([draw(texts()) for _ in group_ids])
    return Rubric(
        id="thu",
        title=draw(texts()),
        version="2026",
        legal_basis=draw(texts()),
        errata=(),
        criteria=criteria,
        groups=tuple(
            _group(draw, group_id, name, criteria, rounding) for group_id, name in zip(group_ids, names, strict=True)
        ),
        traits=traits,
        rounding=rounding,
        ties=draw(st.sampled_from(["shared", "dense"])),
        rank_by=draw(st.sampled_from(["total", "index"])),
        shows_index=draw(st.booleans()),
    )


@dataclass
class _Nodes:
    """Grows one ragged tree of at most four levels."""

    draw: st.DrawFn
    traits: list[str]
    groups: list[str]
    left: int
    made: int = 0

    def criteria(self) -> tuple[Criterion, ...]:
        tops = [self.node(1, self.left == 1)]
        while self.left:
            tops.append(self.node(1, False))
        # In no group may everything be worth nothing.
        if any(not sum(top.max_in(group) for top in tops) for group in self.groups):
            tops.append(Criterion("c0", "", "Chung", Decimal(10), Decimal("0.5")))
        return tuple(tops)

    def node(self, level: int, must_be_leaf: bool) -> Criterion:
        self.made += 1
        id_, code = f"c{self.made}", self.draw(st.sampled_from(["", f"1.{self.made}0", f"I-{self.made}"]))
        name = self.draw(texts())
        barred = frozenset(trait for trait in self.traits if self.draw(st.integers(0, 3)) == 0)
        markable = self.draw(st.booleans())
        if level < 4 and self.left > 1 and not must_be_leaf and self.draw(st.integers(0, 2)) == 0:
            children = [self.node(level + 1, False)]
            while self.left and self.draw(st.booleans()):
                children.append(self.node(level + 1, False))
            return _parent(id_, code, name, tuple(children), barred, self.groups)
        self.left -= 1
        step = self.draw(st.sampled_from(STEPS))
        high = step * self.draw(st.integers(1, 80))
        if self.draw(st.integers(0, 9)) == 0:
            high += Decimal("0.03")  # a maximum off the step is a warning only
        other = {
            group: step * self.draw(st.integers(0, 60)) for group in self.groups if self.draw(st.integers(0, 4)) == 0
        }
        return Criterion(id_, code, name, high, step, (), barred, markable, other)


def _parent(
    id_: str, code: str, name: str, children: tuple[Criterion, ...], barred: frozenset[str], groups: Sequence[str]
) -> Criterion:
    high = sum((child.max for child in children), Decimal(0))
    in_group = {group: sum((child.max_in(group) for child in children), Decimal(0)) for group in groups}
    other = {group: limit for group, limit in in_group.items() if limit != high}
    return Criterion(id_, code, name, high, min(child.step for child in children), children, barred, False, other)


def _group(draw: st.DrawFn, id_: str, name: str, criteria: Sequence[Criterion], rounding: Rounding) -> Group:
    limit = sum((top.max_in(id_) for top in criteria), Decimal(0))
    base = draw(st.sampled_from(BASES))
    highest = {"points": limit, "percent": Decimal(100), "index": Decimal(1)}[base]
    return Group(id_, name, limit, _tiers(draw, highest), base)  # type: ignore[arg-type]


def _tiers(draw: st.DrawFn, highest: Decimal) -> tuple[Tier, ...]:
    """Falling bounds at plain shares of the highest figure, which plain ballots reach exactly."""
    shares = draw(
        st.lists(
            st.sampled_from(["1", "0.9", "0.8", "0.75", "0.7", "0.65", "0.5", "0.25", "0"]), max_size=5, unique=True
        )
    )
    bounds = sorted({tidy((highest * Decimal(share)).quantize(Decimal("0.0001"))) for share in shares}, reverse=True)
    bounds = [bound for bound in bounds if bound <= highest]
    labels = unique([draw(texts(12))[:90].strip() for _ in range(len(bounds) + 1)])
    tiers = [Tier(label, bound, draw(st.booleans())) for label, bound in zip(labels, bounds, strict=False)]
    return (*tiers, Tier(labels[-1], None)) if draw(st.booleans()) else tuple(tiers)


# ---------------------------------------------------------------- the round, the issue
@st.composite
def issues(draw: st.DrawFn, leaves: int = 6, groups: int = 3, units: int = 5) -> Issue:
    """One member's issue as generation makes it; his groups may be few, or empty, or hold one unit."""
    rubric = draw(rubrics(leaves, groups))
    made = tuple(unit for group in rubric.groups for unit in _units(draw, rubric, group, units))
    ids = [group.id for group in rubric.groups]
    own = tuple(draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)))
    member = Member(
        "tv-1",
        draw(texts()),
        draw(st.sampled_from(["", "Chủ tịch hội đồng"])),
        own,
        _few(draw, made),
    )
    days = (date(2026, 1, 5), date(2026, 1, 20))
    languages: list[Literal["vi", "en"]] = ["vi", "en"]
    lang = draw(st.sampled_from(languages))
    round_ = Round("thu-2026", draw(texts()), rubric.id, 2026, *days, "a@b.vn", made, (member,), lang=lang)
    return Issue(rubric, slice_for(round_, member.id), member.id, draw(st.integers(1, 12)))


def _units(draw: st.DrawFn, rubric: Rubric, group: Group, most: int) -> Iterator[Unit]:
    traits = [trait.id for trait in rubric.traits]
    count = draw(st.sampled_from([0, 1, 1, *range(2, most + 1), most]))
    order = draw(st.permutations(range(1, count + 1)))
    names = unique([draw(texts()) for _ in range(count)])
    for number, name in zip(order, names, strict=True):
        own = frozenset(trait for trait in traits if draw(st.booleans()))
        left_out = "Sáp nhập" if draw(st.integers(0, 9)) == 0 else None
        yield Unit(f"{group.id}-{number:02}", name, group.id, traits=own, left_out=left_out)


# ---------------------------------------------------------------- the ballot
SHARES = tuple(map(Decimal, ["1", "0.9", "0.75", "0.7", "0.5", "0.25", "0"]))


def on_grid_at(leaf: Criterion, group: str, share: Decimal) -> Decimal:
    """The figure on the leaf's step nearest below a share of its maximum."""
    return leaf.max_in(group) * share // leaf.step * leaf.step


def good_scores(leaf: Criterion, group: str) -> st.SearchStrategy[Score]:
    """What the leaf allows; plain shares of the maximum come often, so that rows tie."""
    most = int(leaf.max_in(group) / leaf.step)
    numbers = st.one_of(
        st.sampled_from(SHARES).map(lambda share: on_grid_at(leaf, group, share)),
        st.integers(0, most).map(lambda times: leaf.step * times),
    )
    return st.one_of(numbers, numbers, st.just(NOT_APPLICABLE)) if leaf.markable else numbers


def bad_scores(leaf: Criterion, group: str) -> st.SearchStrategy[Score]:
    """Blank, beyond the limits, off the step by much and by little, a mark where none may stand."""
    high, step = leaf.max_in(group), leaf.step
    off = ("0.5", "0.1", "0.001", "0.0001", "0.000001", "0.00000001")
    candidates: list[Score] = [
        None, NOT_APPLICABLE, high + step, -step, Decimal(-1), Decimal("-0.0000001"), high + Decimal("0.01"),
        Decimal(1000000000), *(step * Decimal(part) for part in off), *(high - step * Decimal(part) for part in off),
    ]  # fmt: skip
    return st.sampled_from(candidates)


@st.composite
def ballots(draw: st.DrawFn, issue: Issue, notes: bool = True, faults: bool = True) -> Ballot:
    """What a member may type: whole rows, rows at a plain share of the maximum, rows with faults."""
    blank = blank_ballot(issue)
    scores: dict[CellId, Score] = dict(blank.scores)
    remarks: dict[str, str] = {}
    recused = issue.round.member(issue.member).recused
    for group in own_groups(issue):
        for unit in issue.round.scored(group.id):
            if unit.id not in recused:
                scores |= draw(_row(issue.rubric, unit, faults))
                if notes and draw(st.integers(0, 3)) == 0:
                    remarks[unit.id] = draw(texts(60))
    return Ballot(issue.member, issue.number, scores, remarks)


@st.composite
def _row(draw: st.DrawFn, rubric: Rubric, unit: Unit, faults: bool) -> Mapping[CellId, Score]:
    shut = shut_leaves(rubric, unit)
    kind = draw(st.sampled_from(["share", "share", "good", "good", "marks", "bad", "blank"] if faults else ["good"]))
    share = draw(st.sampled_from(SHARES))
    row: dict[CellId, Score] = {}
    for leaf in rubric.leaves():
        if leaf.id in shut:
            continue
        score: Score = None
        if kind == "share":
            score = on_grid_at(leaf, unit.group, share)
        elif kind == "marks" and leaf.markable:
            score = NOT_APPLICABLE
        elif kind == "bad" and draw(st.integers(0, 2)) == 0:
            score = draw(bad_scores(leaf, unit.group))
        elif kind != "blank":
            score = draw(good_scores(leaf, unit.group))
        row[unit.id, leaf.id] = score
    return row


@st.composite
def filled_issues(draw: st.DrawFn, notes: bool = True, leaves: int = 6, units: int = 5) -> tuple[Issue, Ballot]:
    """An issue and a ballot for it."""
    issue = draw(issues(leaves, units=units))
    return issue, draw(ballots(issue, notes))


def book_of(issue: Issue, ballot: Ballot | None = None) -> Book:
    """The workbook of the issue as the program draws it."""
    return draw_ballot_book(issue, pack(freeze(issue)), ballot)


# ---------------------------------------------------------------- the panel
@st.composite
def panels(draw: st.DrawFn, recused: bool = True, traits: bool = True) -> tuple[Rubric, Round, tuple[Ballot, ...]]:
    """A rubric, a round of up to four members, and everybody's valid, complete ballot."""
    rubric = draw(rubrics(leaves=5, groups=2))
    rubric = rubric if traits else replace(rubric, traits=())
    units = tuple(unit for group in rubric.groups for unit in _units(draw, rubric, group, 4))
    groups = tuple(group.id for group in rubric.groups)
    members = tuple(
        Member(f"tv-{n}", f"Thành viên {n}", groups=groups, recused=_few(draw, units) if recused else frozenset())
        for n in range(1, draw(st.integers(1, 4)) + 1)
    )
    round_ = Round("thu", "Thử", rubric.id, 2026, date(2026, 1, 5), date(2026, 1, 20), "a@b.vn", units, members)
    plain = replace(rubric, criteria=tuple(_unmarkable(top) for top in rubric.criteria))
    made = []
    for member in members:
        issue = Issue(plain, round_, member.id, 1)
        made.append(draw(ballots(issue, notes=False, faults=False)))
    return plain, round_, tuple(made)


def _few(draw: st.DrawFn, units: Sequence[Unit]) -> frozenset[str]:
    """About one unit in six."""
    return frozenset(unit.id for unit in units if draw(st.integers(0, 5)) == 0)


def _unmarkable(node: Criterion) -> Criterion:
    """Without optional marks: a mark beside scores is a fault of the panel."""
    return replace(node, markable=False, children=tuple(_unmarkable(child) for child in node.children))
