"""Statistics of agreement of a panel: Kendall's W, ICC(2,1) and ICC(2,k) with 95 % intervals, or why there are none.

Figures of n units (objects) by k members (judges), one total each. The only room that knows numpy and scipy, which
are an extra; they are imported when they are needed, for that takes a while.

Kendall's W (Kendall and Babington Smith 1939; with ties Kendall and Gibbons 1990): each member ranks the units, equal
totals share the mean rank, R_i are the units' sums of ranks, T_j = sum of t^3 - t over the ties of member j:

    W = 12 * (sum of R_i^2 - k^2 n (n+1)^2 / 4) / (k^2 (n^3 - n) - k * sum of T_j)  =  chi2 / (k (n - 1))

where chi2 is Friedman's statistic with correction for ties, as `scipy.stats.friedmanchisquare` gives it.

ICC (Shrout and Fleiss 1979; in McGraw and Wong 1996 ICC(A,1) and ICC(A,k)): two-way random effects, absolute
agreement. B, J, E are the mean squares between units, between members, and of the residual:

    ICC(2,1) = (B - E) / (B + (k-1) E + k (J - E) / n)          ICC(2,k) = (B - E) / (B + (J - E) / n)

Their intervals are those of Shrout and Fleiss, p. 424: see `_limits`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

FEWEST_MEMBERS, FEWEST_UNITS = 3, 5
_CONFIDENCE = 0.95
_DUST = 1e-13
"""Mean squares below this share of the whole are binary dust of figures that are the same."""

Why = Literal["members", "units", "incomplete", "variance", "library"]


class Refusal(NamedTuple):
    """Why there are no statistics, and how many there are of what is too few: members, units, units that all scored."""

    why: Why
    there: int = 0


class Interval(NamedTuple):
    """An estimate and its 95 % confidence limits; None where they cannot be computed."""

    value: float
    low: float | None
    high: float | None


class Squares(NamedTuple):
    """Mean squares of n units by k members: between units, between members, residual."""

    units: float
    members: float
    residual: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of a panel, or of what of it can be compared: every one of `members` gave every one of `units` a total."""

    members: tuple[str, ...]
    units: tuple[str, ...]
    left_out: tuple[str, ...]
    """Units that not all of the members gave a total."""
    w: float
    chi2: float
    single: Interval
    """ICC(2,1): how far one member's total can be relied on."""
    average: Interval | None
    """ICC(2,k): the mean of all members; None where the formula has no meaning, members being at odds."""


def is_available() -> bool:
    """Whether the libraries are there."""
    try:
        import numpy  # noqa: F401
        import scipy  # noqa: F401
    except ImportError:
        return False
    return True


def agreement(totals: Mapping[str, Mapping[str, Decimal]]) -> Agreement | Refusal:
    """The statistics of totals by unit id and member id. Units that not every member scored are left out."""
    members = tuple(dict.fromkeys(member for own in totals.values() for member in own))
    units = tuple(unit for unit, own in totals.items() if len(own) == len(members))
    table = [[totals[unit][member] for member in members] for unit in units]
    refusal = _refusal(len(members), len(totals), table)
    if refusal is not None:
        return refusal
    if not is_available():
        return Refusal("library")
    left_out = tuple(unit for unit in totals if unit not in units)
    figures = [[float(figure) for figure in row] for row in table]
    chi2, w = concordance(figures)
    single, average = intraclass(figures)
    return Agreement(members, units, left_out, w, chi2, single, average)


def _refusal(members: int, units: int, table: Sequence[Sequence[Decimal]]) -> Refusal | None:
    if members < FEWEST_MEMBERS:
        return Refusal("members", members)
    if units < FEWEST_UNITS:
        return Refusal("units", units)
    if len(table) < FEWEST_UNITS:
        return Refusal("incomplete", len(table))
    # A member who gives all units the same says nothing of their order; if all do, there is none to agree on.
    ordered = any(len(set(column)) > 1 for column in zip(*table, strict=True))
    return None if ordered else Refusal("variance", len(table))


# ---------------------------------------------------------------- Kendall's W
def concordance(table: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Friedman's chi-square with correction for ties, and W; a row a unit, a column a member."""
    from scipy import stats

    chi2 = float(stats.friedmanchisquare(*table).statistic)
    return chi2, chi2 / (len(table[0]) * (len(table) - 1))


# ---------------------------------------------------------------- ICC
def mean_squares(table: Sequence[Sequence[float]]) -> Squares:
    """The two-way analysis of variance without replication."""
    import numpy as np

    figures = np.asarray(table, dtype=float)
    n, k = figures.shape
    centred = figures - figures.mean()
    of_units, of_members = centred.mean(axis=1, keepdims=True), centred.mean(axis=0, keepdims=True)
    parts = (
        k * float((of_units**2).sum()) / (n - 1),
        n * float((of_members**2).sum()) / (k - 1),
        float(((centred - of_units - of_members) ** 2).sum()) / ((n - 1) * (k - 1)),
    )
    dust = _DUST * float((figures**2).mean())
    return Squares(*(0.0 if part < dust else part for part in parts))


def intraclass(table: Sequence[Sequence[float]]) -> tuple[Interval, Interval | None]:
    """ICC(2,1) and ICC(2,k)."""
    n, k = len(table), len(table[0])
    # Shares do not depend on the scale, and squares of figures of about 1 are never beyond all numbers.
    largest = max(abs(figure) for row in table for figure in row) or 1.0
    between, judges, residual = squares = mean_squares([[figure / largest for figure in row] for row in table])
    single = (between - residual) / (between + (k - 1) * residual + k * (judges - residual) / n)
    low, high = _limits(squares, n, k, single)
    below = between + (judges - residual) / n
    if below <= 0:
        return Interval(single, low, high), None
    average = Interval((between - residual) / below, _stepped_up(low, k), _stepped_up(high, k))
    return Interval(single, low, high), average


def _stepped_up(limit: float | None, k: int) -> float | None:
    """The limit for the mean of k members (Spearman and Brown), which for these limits is exact."""
    if limit is None or 1 + (k - 1) * limit <= 0:
        return None
    return k * limit / (1 + (k - 1) * limit)


def _limits(squares: Squares, n: int, k: int, single: float) -> tuple[float, float] | tuple[None, None]:
    """Shrout and Fleiss 1979, p. 424, with v multiplied out by E, so that E may be 0:

    v = (k-1)(n-1) (k r J + c E)^2 / ((n-1) k^2 r^2 J^2 + c^2 E^2),  r = ICC(2,1),  c = n (1 + (k-1) r) - k r
    low  = n (B - F1 E) / (F1 (k J + (k n - k - n) E) + n B),  F1 = F(0.975; n-1, v)
    high = n (F2 B - E) / (k J + (k n - k - n) E + n F2 B),    F2 = F(0.975; v, n-1)
    """
    from scipy import stats

    between, judges, residual = squares
    if residual == 0 and judges == 0:
        return 1.0, 1.0  # all members gave the same
    c = n * (1 + (k - 1) * single) - k * single
    ours, theirs = k * single * judges, c * residual
    if abs(ours + theirs) <= _DUST * (abs(ours) + abs(theirs)):
        return None, None  # no degrees of freedom are left
    freedom = (k - 1) * (n - 1) * (ours + theirs) ** 2 / ((n - 1) * ours**2 + theirs**2)
    share = 1 - (1 - _CONFIDENCE) / 2
    first, second = float(stats.f.ppf(share, n - 1, freedom)), float(stats.f.ppf(share, freedom, n - 1))
    spread = k * judges + (k * n - k - n) * residual
    low = n * (between - first * residual) / (first * spread + n * between)
    high = n * (second * between - residual) / (spread + n * second * between)
    # With next to no degrees of freedom F is beyond all numbers.
    return (low, high) if math.isfinite(low) and math.isfinite(high) else (None, None)
