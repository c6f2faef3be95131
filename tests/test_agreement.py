"""Statistics of agreement: published reference values, W with ties by hand, what must not matter, and refusals."""

from __future__ import annotations

import builtins
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.agreement import (
    Agreement,
    Interval,
    Refusal,
    Squares,
    _limits,
    agreement,
    concordance,
    intraclass,
    is_available,
    mean_squares,
)

Table = Sequence[Sequence[float]]


def table(text: str) -> list[list[float]]:
    """A row a unit, a column a member."""
    return [[float(figure) for figure in line.split()] for line in text.strip().splitlines()]


def totals(rows: Table) -> dict[str, dict[str, Decimal]]:
    return {
        f"u{unit}": {f"m{member}": Decimal(str(figure)) for member, figure in enumerate(row)}
        for unit, row in enumerate(rows)
    }


def made_of(rows: Table) -> Agreement:
    made = agreement(totals(rows))
    assert isinstance(made, Agreement), made
    return made


# ---------------------------------------------------------------- Shrout and Fleiss 1979, table 2 to table 4
SHROUT_FLEISS = table("""
    9  2  5  8
    6  1  3  2
    8  4  6  8
    7  1  2  6
   10  5  6  9
    6  2  4  7
""")


def test_the_mean_squares_are_the_published_ones() -> None:
    # Their table 3: between targets 11.24, between judges 32.49, residual 1.02; within targets 6.26.
    between, judges, residual = mean_squares(SHROUT_FLEISS)
    assert [round(one, 2) for one in (between, judges, residual)] == [11.24, 32.49, 1.02]
    within = (3 * judges + 15 * residual) / 18
    assert round(within, 2) == 6.26
    # The other two forms of their table 4, from the same mean squares: ICC(1,1) = .17 and ICC(3,1) = .71.
    assert round((between - within) / (between + 3 * within), 2) == 0.17
    assert round((between - residual) / (between + 3 * residual), 2) == 0.71


def test_the_coefficients_and_their_intervals_are_the_published_ones() -> None:
    single, average = intraclass(SHROUT_FLEISS)
    assert average is not None
    # Table 4: ICC(2,1) = .29 and ICC(2,4) = .62; their intervals, as every program of today gives them for this
    # table: .02 to .76 and .07 to .93.
    assert rounded(single) == (0.29, 0.02, 0.76)
    assert rounded(average) == (0.62, 0.07, 0.93)


def rounded(own: Interval) -> tuple[float, float, float]:
    assert own.low is not None and own.high is not None
    return round(own.value, 2), round(own.low, 2), round(own.high, 2)


def test_the_limits_of_the_mean_are_those_of_mcgraw_and_wong() -> None:
    """ICC(A,k) has limits of its own there: n (B - F E) / (F (J - E) + n B), and for the upper one n (F B - E) /
    (J - E + n F B). Stepping up the limits of ICC(A,1) must give the same; F is taken back out of these."""
    between, judges, residual = mean_squares(SHROUT_FLEISS)
    n, k = 6, 4
    single, average = intraclass(SHROUT_FLEISS)
    assert average is not None and None not in (single.low, single.high, average.low, average.high)
    spread = k * judges + (k * n - k - n) * residual
    low, high = float(single.low or 0), float(single.high or 0)
    # low = n (B - F E) / (F spread + n B), solved for F; likewise for high.
    first = n * between * (1 - low) / (low * spread + n * residual)
    second = (n * residual + high * spread) / (n * between * (1 - high))
    assert average.low == pytest.approx(n * (between - first * residual) / (first * (judges - residual) + n * between))
    assert average.high == pytest.approx(n * (second * between - residual) / (judges - residual + n * second * between))


# ---------------------------------------------------------------- Kendall's W
def test_w_without_ties_by_hand() -> None:
    # Ranks of 4 units by 3 members; sums of ranks 4, 6, 8, 12 (mean 7.5), squares of the differences
    # 12.25 + 2.25 + 0.25 + 20.25 = 35; W = 12 x 35 / (3^2 x (4^3 - 4)) = 420 / 540 = 7 / 9.
    ranks = table("1 1 2\n2 3 1\n3 2 3\n4 4 4")
    chi2, w = concordance(ranks)
    assert w == pytest.approx(7 / 9)
    assert chi2 == pytest.approx(3 * 3 * 7 / 9)


def test_w_with_ties_by_hand() -> None:
    # Member 1 ranks 1, 2.5, 2.5, 4; member 2 ranks 1.5, 1.5, 3, 4; member 3 ranks 1, 2, 3, 4.
    # Sums 3.5, 6, 8.5, 12 (mean 7.5): 16 + 2.25 + 1 + 20.25 = 39.5.
    # Ties: one pair each in 1 and 2, T = 2^3 - 2 = 6 twice, 12 together.
    # W = 12 x 39.5 / (9 x 60 - 3 x 12) = 474 / 504.
    figures = table("10 5 1\n20 5 2\n20 7 3\n30 9 4")
    assert concordance(figures)[1] == pytest.approx(474 / 504)


BIRDS = table("""
    10.4  7.4  17
    10.8  7.6  17
    11.1  7.9  20
    10.2  7.2  14.5
    10.3  7.4  15.5
    10.2  7.1  13
    10.7  7.4  19.5
    10.5  7.2  16
    10.8  7.8  21
    11.2  7.7  20
    10.6  7.8  18
    11.4  8.3  22
""")


def test_w_of_a_published_table_with_ties() -> None:
    # Zar, Biostatistical Analysis (2010), example 20.5: wing, tail and bill of 12 birds. Sums of ranks 14.5 21 30.5 6
    # 11 3.5 20 11.5 29 28.5 22.5 36, of squares 5738.5; S = 5738.5 - 234^2 / 12 = 1175.5. Ties: two pairs (12), two
    # pairs and a triple (36), two pairs (12): 60. W = 12 x 1175.5 / (9 x (1728 - 12) - 3 x 60) = 14106 / 15264 = .924.
    assert concordance(BIRDS)[1] == pytest.approx(14106 / 15264)
    assert round(concordance(BIRDS)[1], 3) == 0.924


def test_opposite_orders_of_even_number_agree_on_nothing() -> None:
    up, down = [1.0, 2, 3, 4, 5], [5.0, 4, 3, 2, 1]
    rows = [list(row) for row in zip(up, down, up, down, strict=True)]
    assert concordance(rows)[1] == pytest.approx(0)


# ---------------------------------------------------------------- properties
@st.composite
def panels(draw: st.DrawFn) -> list[list[float]]:
    units, members = draw(st.integers(5, 9)), draw(st.integers(3, 6))
    figure = st.integers(0, 400).map(lambda one: one / 4)
    rows = [[draw(figure) for _ in range(members)] for _ in range(units)]
    rows[0][0] = 500.0  # never all the same
    return rows


@settings(max_examples=40, deadline=None)
@given(panels(), st.randoms(use_true_random=False))
def test_the_order_of_members_and_units_does_not_matter(rows: list[list[float]], dice: Any) -> None:
    columns = list(range(len(rows[0])))
    dice.shuffle(columns)
    mixed = [[row[column] for column in columns] for row in rows]
    dice.shuffle(mixed)
    one, other = made_of(rows), made_of(mixed)
    assert one.w == pytest.approx(other.w, abs=1e-9)
    assert figures_of(one) == pytest.approx(figures_of(other), abs=1e-9, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(panels())
def test_every_figure_lies_where_it_must(rows: list[list[float]]) -> None:
    made = made_of(rows)
    assert -1e-9 <= made.w <= 1 + 1e-9
    for own in (made.single, made.average):
        if own is not None:
            assert own.value <= 1 + 1e-9
            if own.low is not None and own.high is not None:
                assert own.low <= own.value + 1e-9 and own.value <= own.high + 1e-9 <= 1 + 2e-9


def figures_of(made: Agreement) -> list[float]:
    found = [*made.single, *(made.average or (None, None, None))]
    return [math.nan if one is None else one for one in found]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=5, max_size=9), st.integers(3, 6))
def test_identical_columns_agree_wholly_or_are_refused(column: list[int], members: int) -> None:
    made = agreement(totals([[one / 4] * members for one in column]))
    if len(set(column)) == 1:
        assert made == Refusal("variance", len(column))
    else:
        assert isinstance(made, Agreement)
        assert made.w == pytest.approx(1)
        assert made.single == made.average == Interval(1, 1, 1)


@settings(max_examples=30, deadline=None)
@given(panels())
def test_one_order_gives_w_of_one(rows: list[list[float]]) -> None:
    # Each member has a scale of his own, but all the same order.
    column = [row[0] for row in rows]
    same = [[one, one * 2 + 3, one**2] for one in column]
    assert made_of(same).w == pytest.approx(1)


def test_members_who_differ_by_a_constant_agree_on_the_order_only() -> None:
    # No residual at all: the interval's degrees of freedom are those of the members.
    made = made_of([[one, one + 10, one + 20] for one in (1.0, 2, 4, 7, 9)])
    assert made.w == pytest.approx(1)
    assert 0 < made.single.value < 0.5
    assert made.single.low is not None and made.single.high is not None
    assert made.single.low < made.single.value < made.single.high


def test_where_no_degrees_of_freedom_are_left_there_is_no_interval() -> None:
    # k r J and c E cancel out but for a trace; F with so few degrees of freedom is beyond all numbers.
    n, k = 6, 3
    for step in range(200):
        judges = 1e-6 * 1.2**step
        made = limits_of(Squares(0.0, judges, 1.0), n, k)
        assert made == (None, None) or all(math.isfinite(one or 0) for one in made)


def limits_of(squares: Squares, n: int, k: int) -> tuple[float, float] | tuple[None, None]:
    between, judges, residual = squares
    single = (between - residual) / (between + (k - 1) * residual + k * (judges - residual) / n)
    return _limits(squares, n, k, single)


@pytest.mark.parametrize("scale", [1e-200, 1e-9, 1e9, 1e150])
def test_the_scale_of_points_does_not_matter(scale: float) -> None:
    usual, other = made_of(SHROUT_FLEISS), made_of([[one * scale for one in row] for row in SHROUT_FLEISS])
    assert (other.w, *figures_of(other)) == pytest.approx((usual.w, *figures_of(usual)))


# ---------------------------------------------------------------- who is compared, and refusals
def test_units_that_not_everybody_scored_are_left_out_by_name() -> None:
    given_ = totals([*SHROUT_FLEISS, *SHROUT_FLEISS])
    del given_["u3"]["m1"]
    given_["u4"] = {}
    made = agreement(given_)
    assert isinstance(made, Agreement)
    assert made.left_out == ("u3", "u4")
    assert (len(made.members), len(made.units)) == (4, 10)


def without(rows: Table, *cells: tuple[int, int]) -> dict[str, dict[str, Decimal]]:
    made = totals(rows)
    for unit, member in cells:
        del made[f"u{unit}"][f"m{member}"]
    return made


@pytest.mark.parametrize(
    ("given_", "refusal"),
    [
        ({}, Refusal("members", 0)),
        (totals([row[:2] for row in SHROUT_FLEISS]), Refusal("members", 2)),
        (totals(SHROUT_FLEISS[:4]), Refusal("units", 4)),
        (without(SHROUT_FLEISS, (0, 0), (5, 2)), Refusal("incomplete", 4)),
        (totals([[5, 6, 7]] * 6), Refusal("variance", 6)),
    ],
)
def test_a_panel_too_small_is_refused(given_: Mapping[str, Mapping[str, Decimal]], refusal: Refusal) -> None:
    assert agreement(given_) == refusal


def test_without_the_libraries_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] in ("numpy", "scipy"):
            raise ImportError(name)
        return real(name, *rest, **more)

    assert is_available()
    monkeypatch.setattr(builtins, "__import__", absent)
    assert not is_available()
    assert agreement(totals(SHROUT_FLEISS)) == Refusal("library")
    assert agreement(totals(SHROUT_FLEISS[:4])) == Refusal("units", 4)
