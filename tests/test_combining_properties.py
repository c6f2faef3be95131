"""What must hold of every way of combining, whatever the council and its figures are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.sample import unit_total
from tests.strategies import panels
from workbook.combining import combined
from workbook.consolidation import consolidate, totals_of
from workbook.model import Ballot, Combine, Member, Ranking, Round
from workbook.points import NOT_APPLICABLE, round_half_up
from workbook.ranking import rank
from workbook.rubric import Order, Rubric

Panel = tuple[Rubric, Round, tuple[Ballot, ...]]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
ROLES = ("Chủ tịch", "Ủy viên", "")
weights = st.integers(1, 500).map(lambda n: Decimal(n) / 100)
hows = st.one_of(
    st.just(Combine()),
    st.just(Combine("median")),
    st.integers(1, 3).map(lambda drop: Combine("trimmed", drop=drop)),
    st.dictionaries(st.sampled_from(ROLES[:2]), weights, min_size=1).map(lambda own: Combine("weighted", weights=own)),
)
figures = st.lists(st.decimals(0, 1000, places=4), min_size=1, max_size=30)


def naive(how: Combine, given_: list[Decimal], own: list[Decimal]) -> Fraction:
    """The definition once more, with fractions and without a word of the product."""
    numbers = sorted(map(Fraction, given_))
    if how.method == "weighted":
        pairs = [(Fraction(figure), Fraction(weight)) for figure, weight in zip(given_, own, strict=True)]
        return sum((f * w for f, w in pairs), Fraction(0)) / sum((w for _, w in pairs), Fraction(0))
    if how.method == "median":
        while len(numbers) > 2:
            numbers = numbers[1:-1]
    if how.method == "trimmed" and len(numbers) > 2 * how.drop:
        for _ in range(how.drop):
            numbers.remove(max(numbers))
            numbers.remove(min(numbers))
    return sum(numbers, Fraction(0)) / len(numbers)


# ---------------------------------------------------------------- figures
@given(how=hows, given_=figures, data=st.data())
def test_every_method_against_its_definition(how: Combine, given_: list[Decimal], data: st.DataObject) -> None:
    own = data.draw(st.lists(weights, min_size=len(given_), max_size=len(given_)))
    made = combined(how, given_, own if how.method == "weighted" else ())
    assert made == naive(how, given_, own)
    assert min(given_) <= made <= max(given_)


@given(how=hows, given_=figures, lift=st.decimals(0, 100, places=4), data=st.data())
def test_who_gives_more_never_lowers_the_result(
    how: Combine, given_: list[Decimal], lift: Decimal, data: st.DataObject
) -> None:
    own = data.draw(st.lists(weights, min_size=len(given_), max_size=len(given_)))
    at = data.draw(st.integers(0, len(given_) - 1))
    more = [figure + lift if number == at else figure for number, figure in enumerate(given_)]
    assert combined(how, more, own) >= combined(how, given_, own)


@given(method=st.sampled_from(["mean", "median"]), given_=figures)
def test_one_more_figure_that_is_the_result_changes_nothing(method: str, given_: list[Decimal]) -> None:
    how = Combine("median" if method == "median" else "mean")
    made = combined(how, given_)
    agreeing = _decimal(made)
    assume(agreeing is not None)
    assert agreeing is not None and combined(how, [*given_, agreeing]) == made


def _decimal(value: Fraction) -> Decimal | None:
    """The fraction as a decimal of few places; None where it does not end."""
    scaled = value * 10**12
    return Decimal(scaled.numerator).scaleb(-12) if scaled.denominator == 1 else None


# ---------------------------------------------------------------- whole councils
def result(rubric: Rubric, round_: Round, ballots: tuple[Ballot, ...]) -> Ranking:
    return rank(rubric, round_, consolidate(rubric, round_, ballots))[0]


def plain(ranking: Ranking) -> list[tuple[object, ...]]:
    return [(s.unit.id, s.total, s.index, s.rank, s.tier) for group in ranking.groups for s in group.standings]


@st.composite
def councils(draw: st.DrawFn) -> Panel:
    """A panel whose members have roles, and that combines in any way."""
    rubric, round_, ballots = draw(panels())
    members = tuple(replace(one, role=draw(st.sampled_from(ROLES))) for one in round_.members)
    return rubric, replace(round_, members=members, combine=draw(hows)), ballots


@settings(max_examples=50, suppress_health_check=SLOW)
@given(council=councils(), data=st.data())
def test_rank_and_tier_do_not_depend_on_any_order(council: Panel, data: st.DataObject) -> None:
    rubric, round_, ballots = council
    other = replace(
        round_,
        members=tuple(data.draw(st.permutations(round_.members))),
        units=tuple(data.draw(st.permutations(round_.units))),
    )
    shuffled = tuple(data.draw(st.permutations(ballots)))
    assert plain(result(rubric, other, shuffled)) == plain(result(rubric, round_, ballots))


@settings(max_examples=50, suppress_health_check=[*SLOW, HealthCheck.filter_too_much])
@given(panel=panels(), method=st.sampled_from(["mean", "median"]), order=st.sampled_from(["leaf", "total"]))
def test_a_member_who_agrees_with_the_unrounded_result_changes_nothing(panel: Panel, method: str, order: Order) -> None:
    rubric, round_, ballots = panel
    rubric = replace(rubric, rounding=replace(rubric.rounding, order=order))
    round_ = replace(round_, combine=Combine("median" if method == "median" else "mean"))
    tally = consolidate(rubric, round_, ballots)
    exact = {cell: _decimal(made.exact) for cell, made in tally.cells.items() if made.exact is not None}
    assume(None not in exact.values())
    joined = Member("tv-them", "Thêm", groups=tuple(group.id for group in rubric.groups))
    shut = {cell: made.value for cell, made in tally.cells.items() if made.value is NOT_APPLICABLE}
    more = replace(round_, members=(*round_.members, joined))
    agreeing = Ballot(joined.id, 1, {**shut, **exact})
    assert result(rubric, more, (*ballots, agreeing)) == result(rubric, round_, ballots)


@settings(max_examples=50, suppress_health_check=SLOW)
@given(council=councils())
def test_totals_by_their_definitions_in_every_order_of_rounding(council: Panel) -> None:
    rubric, round_, ballots = council
    tally, how = consolidate(rubric, round_, ballots), round_.combine
    roles = {member.id: how.weights.get(member.role, Decimal(1)) for member in round_.members}
    for unit in (unit for unit in round_.units if unit.left_out is None):
        cells = {leaf.id: tally.cells[unit.id, leaf.id] for leaf in rubric.leaves_in(unit.group)}
        given_ = {leaf: cell.given for leaf, cell in cells.items() if cell.value is not NOT_APPLICABLE}
        if not given_ or not all(given_.values()):
            continue
        places = rubric.rounding
        columns = [
            naive(how, [s for _, s in own if isinstance(s, Decimal)], [roles[name] for name, _ in own])
            for own in given_.values()
        ]
        if places.order == "leaf":
            right = sum((Fraction(round_half_up(made, places.leaf)) for made in columns), Fraction(0))
        elif places.order == "total":
            right = sum(columns, Fraction(0))
        else:
            totals = totals_of(rubric, rubric.group(unit.group), cells)
            right = naive(how, list(totals.values()), [roles[name] for name in totals])
        assert unit_total(rubric, tally, unit) == round_half_up(right, places.total)


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels(), how=hows, more=st.integers(0, 3))
def test_a_council_of_one_mind_gives_what_each_member_gives(panel: Panel, how: Combine, more: int) -> None:
    rubric, round_, ballots = panel
    first = replace(round_.members[0], recused=frozenset())
    own = next(ballot for ballot in ballots if ballot.member == first.id)
    members = tuple(replace(first, id=f"tv-{n}", role=ROLES[n % 3]) for n in range(more + 1))
    alone, many = replace(round_, members=members[:1]), replace(round_, members=members, combine=how)
    same = tuple(replace(own, member=member.id) for member in members)
    assert plain(result(rubric, many, same)) == plain(result(rubric, alone, same[:1]))
