"""python -m tests.mutations: ten thousand mutations on all cores, a table, and the list of what was missed."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from textwrap import wrap

from tests.mutations.catalogue import KINDS
from tests.mutations.judging import Judged, false_alarms, mutate
from tests.mutations.subjects import subjects

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mutations.md"
COUNT, SEED = 10_500, 1
# Some kinds have no place on some ballots: of so many, more than ten thousand apply.
ABOUT = """\
Made by `make mutate`; what it is: `tests/mutations/`. Completed ballots of both layouts, of two members each,
are changed at random places, and every file is judged as one that came back. A mutation is **reported** when
one of the findings that its kind declares stands at the right cell (or row, column, sheet, where there is no
cell any more). A legal change of an input is **followed** when the ballot holds exactly the new figure,
nothing else changed and the control total goes along. A file is **harmless** when scores, notes, links,
control totals and identity are those of the untouched ballot and nothing above a note was said. Everything
else is **missed**, as is any file that counts with other contents than it should."""
HEAD = "| kind | count | reported | followed | harmless | missed |"
HEADS = ("reported", "followed", "harmless", "missed")
Job = tuple[str, str, str]
"""A kind, a subject, a seed."""


def jobs(count: int, seed: int, only: str = "") -> list[Job]:
    """At least so many mutations that apply, every kind as often as every other on each of its ballots."""
    pairs = [
        (name, subject.name)
        for name, kind in KINDS.items()
        for subject in subjects()
        if subject.layout in kind.layouts and only in name
    ]
    rounds = -(-count // len(pairs)) if pairs else 0
    return [(name, subject, f"{seed}.{number}") for number in range(rounds) for name, subject in pairs]


def judged(job: Job) -> Judged:
    name, subject, seed = job
    return mutate(KINDS[name], next(each for each in subjects() if each.name == subject), seed)


def run(work: Sequence[Job], processes: int) -> Iterator[Judged]:
    """The verdicts, as they come; the answer does not depend on their order."""
    if processes == 1:
        yield from map(judged, work)
        return
    with Pool(processes) as pool:
        yield from pool.imap_unordered(judged, work, chunksize=16)


def told(work: Sequence[Job], processes: int) -> Iterator[Judged]:
    """The same, with a line of progress."""
    for number, one in enumerate(run(work, processes), 1):
        if one.outcome == "missed":
            print(f"\rMISSED  {one.kind}\n        {again(one)}\n        {one.why[:400]}", file=sys.stderr)
        if number % 50 == 0 or number == len(work):
            print(f"\r{number} / {len(work)}", end="", file=sys.stderr, flush=True)
        yield one
    print(file=sys.stderr)


def again(one: Judged) -> str:
    return f'python -m tests.mutations --kind "{one.kind}" --ballot "{one.subject}" --only-seed {one.seed}'


# ---------------------------------------------------------------- tables
def table(results: Iterable[Judged]) -> list[tuple[str, str, Counter[str]]]:
    """(family, kind, how often each outcome) in the order of the catalogue."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in KINDS}
    for one in results:
        if one.outcome != "not applicable":
            counted[one.kind][one.outcome] += 1
    return [(KINDS[name].family, name, counts) for name, counts in counted.items() if counts]


def rate(results: Sequence[Judged]) -> tuple[int, int]:
    """(how many were reported, followed or proved harmless; how many there were)."""
    applied = [one for one in results if one.outcome != "not applicable"]
    return sum(one.outcome != "missed" for one in applied), len(applied)


def shown(results: Sequence[Judged]) -> str:
    rows = table(results)
    width = max((len(name) for _, name, _ in rows), default=0)
    lines = [f"{'':{width}}  " + "  ".join(f"{head:>8}" for head in ("count", *HEADS))]
    for _, name, counts in rows:
        figures = (counts.total(), *(counts[head] for head in HEADS))
        lines.append(f"{name:{width}}  " + "  ".join(f"{figure or '-':>8}" for figure in figures))
    good, all_ = rate(results)
    return "\n".join([*lines, f"{good} of {all_}: {percent(good, all_)}"])


def percent(good: int, all_: int) -> str:
    # Rounded down: 100 % is said of all only.
    return f"{good * 10_000 // all_ / 100:.2f} %" if all_ else "-"


def page(results: Sequence[Judged], seed: int) -> str:
    """The page of the documents; its numbers come from the run that wrote it."""
    good, all_ = rate(results)
    rows = table(results)
    alarms = len(false_alarms())
    families = list(dict.fromkeys(family for family, _, _ in rows))
    lines = [
        "# Mutations",
        "",
        *ABOUT.splitlines(),
        "",
        *wrap(
            f"Of {all_:,} mutations of {len(rows)} kinds (seed {seed}), {good:,} were reported, followed or proved "
            f"harmless: **{percent(good, all_)}**. Findings above a note on the {len(subjects())} untouched ballots: "
            f"{alarms}.",
            110,
        ),
        "",
        'One kind again: `python -m tests.mutations --kind "the kind"`.',
    ]
    for family in families:
        lines += ["", f"## {family}", "", HEAD, "|---|--:|--:|--:|--:|--:|"]
        for _, name, counts in (row for row in rows if row[0] == family):
            figures = " | ".join(str(counts[head] or "-") for head in HEADS)
            lines.append(f"| {name} | {counts.total()} | {figures} |")
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- the command
def asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="at least so many mutations")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kind", default="", help="only kinds whose name holds this")
    parser.add_argument("--ballot", default="", help="only this ballot")
    parser.add_argument("--only-seed", default="", help="one seed as a miss names it")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--docs", action="store_true", help="write docs/mutations.md from this run")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    wanted = asked(arguments)
    work = jobs(wanted.count, wanted.seed, wanted.kind)
    if wanted.only_seed:
        pairs = dict.fromkeys((name, subject) for name, subject, _ in work)
        work = [(name, subject, wanted.only_seed) for name, subject in pairs]
    work = [job for job in work if wanted.ballot in job[1]]
    if alarms := false_alarms():
        print("\n".join(["FALSE ALARMS on untouched ballots:", *alarms]), file=sys.stderr)
    results = list(told(work, wanted.processes))
    print(shown(results))
    if wanted.docs:
        PAGE.write_text(page(results, wanted.seed), encoding="utf-8", newline="\n")
    good, all_ = rate(results)
    return 0 if good == all_ and not alarms else 1


if __name__ == "__main__":
    sys.exit(main())
