"""A list's figures sorted once, so that each place is found without comparing every pair of units."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import inf

Step = tuple[Decimal, float]
"""(figure, what tells equal figures apart): the smaller is the better, so figures stand negated."""


class Ladder:
    """Figures from the best down."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._all = sorted(steps)
        self._count = Counter(self._all)
        self._levels = sorted(self._count)

    def place(self, step: Step, policy: str, own: Step | None = None) -> int:
        """The rank that a figure has among the others; `own`: the unit's figure in the list, left out."""
        dense = policy == "dense"
        better = bisect_left(self._levels if dense else self._all, step)
        if own is not None and own < step and (not dense or self._count[own] == 1):
            better -= 1
        return 1 + better


def step_of(base: Decimal, apart: float = inf) -> Step:
    return -base, apart


def longest_orderly(bases: Sequence[Decimal]) -> list[int]:
    """Places of the longest run that never rises; of equally long ones, the one that stands higher."""
    # For each length the runs' last figures only rise with their places, so the best is found by halving.
    reached: list[list[int]] = []
    lowest: list[Decimal] = []  # by length, the negated highest figure on which such a run ends
    before: list[int] = []
    for number, base in enumerate(bases):
        length = bisect_right(lowest, -base)
        before.append(_earliest(reached[length - 1], bases, base) if length else -1)
        if length == len(reached):
            reached.append([])
            lowest.append(-base)
        reached[length].append(number)
        lowest[length] = -base
    kept: list[int] = []
    end = reached[-1][0] if reached else -1
    while end >= 0:
        kept.append(end)
        end = before[end]
    return kept[::-1]


def _earliest(ends: Sequence[int], bases: Sequence[Decimal], base: Decimal) -> int:
    """The first of these runs' ends that is not below `base`: their figures rise from end to end."""
    return ends[bisect_left(ends, base, key=lambda end: bases[end])]
