"""From imported ballots to the tally and the annex: each step's time, the highest memory, and how both grow.

Every run is a process of its own, so that nothing is known beforehand and the memory is that of this round alone.
Printed: processor time, the least of several runs; beside it bare XlsxWriter, which writes the same cells known
beforehand and computes nothing. `python -m benchmarks.round_speed points 30 60 100` is one run, as JSON.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from benchmarks.rounds import CASES, SIZE, Case
from benchmarks.write_speed import bare
from workbook.agreement import agreement
from workbook.consolidation import check_trimmed, consolidate
from workbook.disagreement import check_disagreement, panel_totals
from workbook.excel.write import write_book
from workbook.model import Ranking, Tally
from workbook.ranking import rank
from workbook.sheets.annex import draw_annex
from workbook.sheets.grid import Book
from workbook.sheets.tally import draw_tally
from workbook.stability import leave_one_out, severities

RUNS: Final = 3
PROMISED: Final = (5.0, 300.0)
"""Seconds and MB for the council of `SIZE`, on two cores."""
LIBRARIES: Final = "numpy and scipy loaded"
_MB: Final = 1e6


class Run(NamedTuple):
    """What one process found out."""

    scores: int
    cells: int
    """Drawn on all sheets of the tally and the annex."""
    kilobytes: float
    steps: dict[str, float]
    """Seconds of processor time, in the order in which `rank` takes the steps."""
    statistics: float
    """Of the agreement and of what hangs on one ballot; they are in the drawing of the tally."""
    bare: float
    """Bare XlsxWriter writing both books."""
    before: float | None
    """MB of the whole process when the ballots are there; None where the system does not tell."""
    peak: float | None
    digests: tuple[str, ...]
    """Of the two files: the same figures must come of every run."""

    @property
    def total(self) -> float:
        return sum(self.steps.values())

    @property
    def own(self) -> float:
        """Without what takes as long for the smallest round."""
        return self.total - self.steps[LIBRARIES]


class _Clock:
    """Takes the steps and their times."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    def __call__(self, step: str, job: Callable[[], Any]) -> Any:
        started = time.process_time()
        made = job()
        self.steps[step] = time.process_time() - started
        return made


# ---------------------------------------------------------------- one process
def run_of(case: Case) -> Run:
    """All steps, once, in this process."""
    rubric, round_, ballots = case
    before, clock = _memory("VmRSS"), _Clock()
    clock(LIBRARIES, lambda: importlib.import_module("scipy.stats"))
    tally: Tally = clock("consolidate", lambda: consolidate(rubric, round_, ballots))
    ranked = clock("rank", lambda: rank(rubric, round_, tally))
    ranking: Ranking = ranked[0]
    differ = clock("what must be discussed", lambda: [*_findings(case, tally)])
    findings = (*differ, *ranked[1])
    tally_book: Book = clock("draw the tally", lambda: draw_tally(rubric, round_, tally, ranking, findings))
    tally_file = clock("write the tally", lambda: write_book(tally_book))
    annex_book: Book = clock("draw the annex", lambda: draw_annex(ranking, rubric, round_))
    annex_file = clock("write the annex", lambda: write_book(annex_book))
    peak, books, files = _memory("VmHWM"), (tally_book, annex_book), (tally_file, annex_file)
    apart = _Clock()
    # A tally that nobody asked before: members' totals are kept for the last one.
    apart("statistics", lambda: _statistics(case, replace(tally), ranking))
    apart("bare", lambda: [bare(book) for book in books])
    cells = sum(cell is not None for book in books for sheet in book.sheets for row in sheet.rows for cell in row.cells)
    return Run(
        case.scores,
        cells,
        kilobytes=sum(len(data) for data in files) / 1000,
        steps=clock.steps,
        statistics=apart.steps["statistics"],
        bare=apart.steps["bare"],
        before=before,
        peak=peak,
        digests=tuple(hashlib.sha256(data).hexdigest() for data in files),
    )


def _findings(case: Case, tally: Tally) -> list[Any]:
    rubric, round_ = case.rubric, case.round
    return [*check_trimmed(rubric, round_, tally), *check_disagreement(rubric, round_, tally)]


def _statistics(case: Case, tally: Tally, ranking: Ranking) -> None:
    rubric, round_ = case.rubric, case.round
    for group in rubric.groups:
        totals = panel_totals(rubric, group, tally, round_.scored(group.id))
        agreement(totals)
        severities(totals)
    leave_one_out(rubric, round_, tally, ranking)


def _memory(key: str) -> float | None:
    """MB of the whole process, now ("VmRSS") or at its highest ("VmHWM"), as Linux tells it."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 / _MB for line in status if line.startswith(key))
    except (OSError, StopIteration):
        return None


# ---------------------------------------------------------------- several
def measured(name: str, size: Sequence[int], runs: int = RUNS) -> Run:
    """The least of each step over several processes."""
    command = [sys.executable, "-m", "benchmarks.round_speed", name, *map(str, size)]
    found = [run_from(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(runs)]
    assert len({run.digests for run in found}) == 1, "the same round must give the same files"
    steps = {step: min(run.steps[step] for run in found) for step in found[0].steps}
    peaks = [run.peak for run in found if run.peak is not None]
    return found[0]._replace(
        steps=steps,
        statistics=min(run.statistics for run in found),
        bare=min(run.bare for run in found),
        peak=max(peaks, default=None),
    )


def run_from(text: str) -> Run:
    """What a process printed."""
    made = Run(**json.loads(text))
    return made._replace(digests=tuple(made.digests))


def show(title: str, run: Run, promised: tuple[float, float] | None = None) -> None:
    """One council, step by step."""
    print(f"\n{title}: {run.scores} scores, {run.cells} cells, {run.kilobytes / 1000:.1f} MB of files")
    for step, seconds in run.steps.items():
        print(f"  {step:<58}{seconds * 1000:9.1f} ms{seconds / run.bare:7.2f}")
        if step == "draw the tally":
            print(f"    {'of it statistics':<56}{run.statistics * 1000:9.1f} ms{run.statistics / run.bare:7.2f}")
    most = f" of {promised[0]:.1f} s promised" if promised else ""
    print(f"  {'all of it':<58}{run.total * 1000:9.1f} ms{run.total / run.bare:7.2f}{most}")
    print(f"  {'bare XlsxWriter, cells known beforehand':<58}{run.bare * 1000:9.1f} ms{1:7.2f}")
    most = f" of {promised[1]:.0f} MB promised" if promised else ""
    print(f"  {'highest memory of the process, ballots and libraries too':<58}{_megabytes(run.peak)}{most}")
    print(f"  {'  before the first step':<58}{_megabytes(run.before)}")


def _megabytes(figure: float | None) -> str:
    return "  unknown" if figure is None else f"{figure:9.1f} MB"


def show_growth(name: str, whole: Run) -> None:
    """The same for a quarter and a half of the scores, by members, by units and by criteria."""
    print("\nTime a score as the council grows, loading apart, and its ratio to the whole council's; highest memory")
    for at, what in enumerate(("members", "units", "criteria")):
        for share in (4, 2, 1):
            size = [number // share if place == at else number for place, number in enumerate(SIZE)]
            run = measured(name, size) if share > 1 else whole
            each, ratio = run.own / run.scores * 1e6, run.own / run.scores / (whole.own / whole.scores)
            title = f"{' x '.join(map(str, size))}, {run.scores} scores, by {what}"
            print(f"  {title:<58}{each:9.2f} µs{ratio:7.2f}{_megabytes(run.peak)}")


def main() -> None:
    made = {}
    for name, (words, _) in CASES.items():
        made[name] = measured(name, SIZE)
        promised = PROMISED if name == "points" else None
        show(f"Council of {' x '.join(map(str, SIZE))}, {words}", made[name], promised)
    show_growth("points", made["points"])


if __name__ == "__main__":
    if len(sys.argv) == 5:
        members, units, leaves = map(int, sys.argv[2:])
        print(json.dumps(run_of(CASES[sys.argv[1]][1](members, units, leaves))._asdict()))
    else:
        main()
