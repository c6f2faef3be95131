"""How much one file from outside may cost: size, what is inside, time, memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

MB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Each can be set in round.toml under [limits]; what is over one of them is told with its name.

    seconds and memory_mb: what reading and judging one file may take of a process; memory_mb is what is
    added to the process, which needs about 60 MB of its own.
    """

    file_mb: int = 20
    """The file itself; a council's largest workbook has about 2 MB."""
    entries: int = 2000
    """Parts inside the zip."""
    inflated_mb: int = 100
    """All parts together, unpacked and really counted."""
    ratio: int = 200
    """Unpacked to packed, judged from 10 MB on: a small, very regular sheet shrinks well in all honesty."""
    cells: int = 500_000
    """Cells, areas and pieces of formulas that one workbook may make us keep."""
    seconds: int = 2
    memory_mb: int = 200


USUAL: Final = Limits()
"""The limits where no round says otherwise."""


def grown(limits: Limits, largest: int) -> Limits:
    """The limits for a round whose largest sent workbook has `largest` bytes.

    Up to 1 MB they stay as they are; time, memory and cells grow with it, so that what we made ourselves is never
    too big to be read.
    """
    times = -(-largest // MB)
    if times <= 1:
        return limits
    more = {"seconds": limits.seconds * times, "cells": limits.cells * times}
    return replace(limits, **more, memory_mb=limits.memory_mb + 100 * (times - 1))
