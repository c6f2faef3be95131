"""Checks of printed ranks: against the figures, and where figures are equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from workbook.audit.ladder import Ladder, Step, step_of
from workbook.audit.prove_order import NAMES_TOLD, base_of, blocks_of, names
from workbook.audit.right import Case, View, place_of, tell, tier_denied
from workbook.catalogue import audit as said
from workbook.catalogue.audit import Words
from workbook.findings import Fact, Finding
from workbook.points import NOT_APPLICABLE, Score
from workbook.tie_chain import part, steps_words


def ranks(seen: View) -> Iterator[Finding]:
    """Printed ranks that the figures do not give; a split of equal figures is `ties`' matter."""
    ranked = [case for case in seen.cases if case.row.rank is not None and case.shown.rank_base is not None]
    by_shown = expected_ranks(seen, seen.rubric.ties)
    wrong = [case for case in ranked if not by_shown.allow(case)]
    if not wrong or _follows_rows(seen, wrong):
        return
    other = "shared" if seen.rubric.ties == "dense" else "dense"
    by_other = expected_ranks(seen, other)
    best_first = sorted(wrong, key=lambda case: (-base_of(case), case.row.line.row))
    first = best_first[0]
    if all(case.row.rank == by_other.due[id(case)] for case in ranked):
        at = seen.read.at(first.row, "rank")
        yield tell(said.RANK_COUNTING, at, unit=first.row.name, rank=first.row.rank, right=by_shown.due[id(first)])
        return
    for run in _runs(ranked, wrong):
        yield _wrong_rank(seen, run, by_shown.due)


class Ranks(NamedTuple):
    """Ranks by the figures, by the cases' identity."""

    due: Mapping[int, int]
    """By the figures as printed."""
    least: Mapping[int, int]
    most: Mapping[int, int]
    """Where a figure is in doubt (its own finding says so) several ranks are possible."""

    def allow(self, case: Case) -> bool:
        rank = case.row.rank
        return rank is None or id(case) not in self.due or self.least[id(case)] <= rank <= self.most[id(case)]


def expected_ranks(seen: View, policy: str) -> Ranks:
    """The ranks that the figures give.

    Equal figures with different printed ranks count as told apart by decimals that are not
    printed, where those ranks then come out; else they count as equal.
    """
    whole: set[Decimal] = set()
    while True:
        ranks_ = _counted(seen, policy, whole)
        split = _split(seen) - whole
        broken = {
            case.shown.rank_base for case in seen.cases if case.shown.rank_base in split and not ranks_.allow(case)
        }
        if not broken:
            return ranks_
        whole |= {base for base in broken if base is not None}


def _split(seen: View) -> set[Decimal]:
    """Figures that several units show with different ranks."""
    ranks_at: dict[Decimal, set[int]] = {}
    for case in seen.cases:
        if case.shown.rank_base is not None and case.row.rank is not None:
            ranks_at.setdefault(case.shown.rank_base, set()).add(case.row.rank)
    return {base for base, told in ranks_at.items() if len(told) > 1}


def _counted(seen: View, policy: str, whole: set[Decimal]) -> Ranks:
    """Ranks by counting who is better; `whole`: equal figures that are not told apart."""
    known = [case for case in seen.cases if case.shown.rank_base is not None]
    hidden = sum(1 for case in seen.cases if case.shown.rank_base is None and _takes_part(case))
    shown = {id(case): _step(case, base_of(case), whole) for case in known}
    high = {id(case): _step(case, max(case.rank_bases), whole) for case in known}
    low = {id(case): _step(case, min(case.rank_bases), whole) for case in known}
    by_shown, by_high, by_low = (Ladder(steps.values()) for steps in (shown, high, low))
    due = {name: by_shown.place(step, policy) for name, step in shown.items()}
    least = {name: by_low.place(step, policy, low[name]) for name, step in high.items()}
    most = {name: by_high.place(step, policy, high[name]) + hidden for name, step in low.items()}
    return Ranks(due, least, most)


def _step(case: Case, base: Decimal, whole: set[Decimal]) -> Step:
    """The figure, told apart from equal ones by the printed rank."""
    return step_of(base) if case.row.rank is None or base in whole else step_of(base, case.row.rank)


def _takes_part(case: Case) -> bool:
    """Whether a unit without a figure is ranked all the same: others may rightly stand behind it."""
    return case.row.line.unfit or case.row.rank is not None or case.row.line.cell("total") is not None


def _follows_rows(seen: View, wrong: Sequence[Case]) -> bool:
    """Whether the ranks are only the rows counted, and the rows are out of order: told by `order`."""
    listed = [case for case in seen.cases if case.shown.rank_base is not None]
    knotted = {id(case) for block in blocks_of(listed) for case in block}
    counted = {id(case): number for number, case in enumerate(listed, 1)}
    return all(id(case) in knotted and case.row.rank == counted[id(case)] for case in wrong)


def _runs(ranked: Sequence[Case], wrong: Sequence[Case]) -> list[list[Case]]:
    """Wrong ranks that follow each other in the right order have one cause."""
    bad = {id(case) for case in wrong}
    runs: list[list[Case]] = [[]]
    for case in sorted(ranked, key=lambda case: (-base_of(case), case.row.line.row)):
        if id(case) in bad:
            runs[-1].append(case)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _wrong_rank(seen: View, run: Sequence[Case], expected: Mapping[int, int]) -> Finding:
    first, others = run[0], run[1:]
    more: list[Words] = []
    facts: dict[str, Fact] = {"value": base_of(first), "rank": first.row.rank, "right": expected[id(first)]}
    if others:
        more = [said.ALSO_RANKS]
        facts |= {"count": len(others), "others": names(others)}
    return tell(said.RANK, seen.read.at(first.row, "rank"), more, unit=first.row.name, **facts)


def ties(seen: View) -> Iterator[Finding]:
    """Equal printed figures: told apart by rank (warning), or in a table without ranks (note)."""
    by_base: dict[Decimal, list[Case]] = {}
    for case in seen.cases:
        # A figure that is wrong has its own finding; a tie that it makes is no news.
        if case.shown.rank_base is not None and len(set(case.rank_bases)) == 1 and not tier_denied(seen, case):
            by_base.setdefault(case.shown.rank_base, []).append(case)
    by_figures = expected_ranks(seen, seen.rubric.ties).due
    for base, equal in by_base.items():
        if len(equal) < 2:
            continue
        if not seen.read.has("rank"):
            yield tell(said.TIE, seen.read.at(equal[0].row, seen.rank_column), units=names(equal), value=base)
            continue
        printed = [case.row.rank for case in equal if case.row.rank is not None]
        if len(set(printed)) < 2 or len({by_figures[id(case)] for case in equal}) < 2:
            continue  # one rank, or ranks that no hidden decimals explain: told by `ranks`
        second = next(case for case in equal if case.row.rank not in (None, printed[0]))
        right = place_of(seen, base)
        told = ", ".join(map(str, printed[:NAMES_TOLD])) + (", …" if len(printed) > NAMES_TOLD else "")
        at = seen.read.at(second.row, "rank")
        steps = _parted_by(seen, equal)
        if steps is not None:
            by = steps_words(seen.rubric, steps)
            yield tell(said.TIE_BY_CHAIN, at, units=names(equal), value=base, ranks=told, steps=by)
        else:
            yield tell(said.TIE_SPLIT, at, units=names(equal), value=base, ranks=told, right=right)


def _parted_by(seen: View, equal: Sequence[Case]) -> tuple[str, ...] | None:
    """The steps of the tie chain that give these ranks, as far as the table shows their figures; else None."""
    by_name = {str(number): case for number, case in enumerate(equal)}
    figures: dict[str, dict[str, Decimal | None]] = {}
    for step in seen.rubric.tie_chain:
        known = {name: _printed_step(seen, case, step) for name, case in by_name.items()}
        if None in known.values():
            break  # what comes after it cannot be judged
        figures[step] = {name: own if isinstance(own, Decimal) else None for name, own in known.items()}
    parted = part(tuple(figures), figures, tuple(by_name))
    last = 0
    for same, _ in parted:
        rank, *more = {by_name[name].row.rank for name in same}
        if rank is None or more or rank <= last:
            return None
        last = rank
    return tuple(dict.fromkeys(event.step for _, events in parted for event in events))


def _printed_step(seen: View, case: Case, step: str) -> Score:
    """A row's figure in a step, or the mark; None where the table does not show it."""
    if step in ("total", "index", "converted"):
        return {"total": case.shown.total, "index": case.shown.index, "converted": case.shown.converted}[step]
    if step in case.row.shut:
        return NOT_APPLICABLE
    return case.row.values.get(step) if seen.read.has(step) else None
