"""Checks of printed tiers: against the figures, the conditions that the table shows, and the quotas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from workbook.audit.figures import tier_label
from workbook.audit.prove_order import doubted
from workbook.audit.prove_rows import crossed_assumed
from workbook.audit.right import Case, View, tell
from workbook.audit.tiers import missed, quota_of
from workbook.catalogue import audit as said
from workbook.catalogue.audit import Words
from workbook.findings import Fact, Finding
from workbook.rubric import Tier


def tiers(seen: View) -> Iterator[Finding]:
    """A tier that the figures do not give, a missing one, a label that the rubric does not know."""
    group = seen.group
    if group is None or not group.tiers:
        return
    unknown: dict[str, list[Case]] = {}
    wrong: list[tuple[Case, str]] = []
    above: str | None = None
    for case in seen.cases:
        printed, given = case.row.tier, tier_label(case.row.tier, group.tiers)
        if case.shown.tier_base is None:
            continue
        if printed is None:
            merged = above is not None and not seen.read.part.grid.is_csv and above in case.tiers
            if seen.read.has("tier") and None not in case.shown.tiers and not merged:
                title = seen.read.part.header.headings[seen.read.part.header.columns["tier"]].own
                yield tell(said.MISSING, seen.read.at(case.row, "tier"), unit=case.row.name, title=title)
            continue
        above = given
        if given is None:
            unknown.setdefault(printed, []).append(case)
        elif given not in case.tiers:
            wrong.append((case, given))
    for label, cases_of in unknown.items():
        names = ", ".join(tier.label for tier in group.tiers)
        at = seen.read.at(cases_of[0].row, "tier")
        yield tell(
            said.UNKNOWN_TIER, at, tier=label, count=len(cases_of), unit=cases_of[0].row.name, tiers=names
        )  # fmt: skip
    yield from _wrong_tiers(seen, wrong)


def _wrong_tiers(seen: View, wrong: Sequence[tuple[Case, str]]) -> Iterator[Finding]:
    place = {id(case): number for number, case in enumerate(seen.cases)}
    # Under a tier row a run of units has one cause; in a column each cell has its own.
    column = seen.read.has("tier")
    numbered = list(enumerate(wrong))
    denied = doubted(seen)
    runs = groupby(
        numbered,
        key=lambda item: item[0] if column else (place[id(item[1][0])] - item[0], item[1][1], item[1][0].shown.tiers),
    )
    for _, run in runs:
        cases_of = [item[1] for item in run]
        case, given = cases_of[0]
        value, right = case.shown.tier_base, case.shown.tiers
        more = [said.ASSUMED_TIER] if crossed_assumed(seen, given, case.shown.tier) else []
        more += [said.PLACE_DENIES_TOO] if id(case) in denied else []
        why, facts = _why(seen, case, given)
        more = [*why, *more]
        at = seen.read.at(case.row, "tier" if column else "total")
        if right == (None,):
            yield tell(said.NO_TIER, at, more, unit=case.row.name, tier=given, value=value, **facts)
        elif len(right) > 1:
            names = ", ".join(label for label in right if label is not None)
            yield tell(said.TIER_CHOICE, at, more, unit=case.row.name, tier=given, value=value, tiers=names, **facts)
        elif len(cases_of) == 1:
            yield tell(said.TIER, at, more, unit=case.row.name, tier=given, value=value, right=right[0], **facts)
        else:
            count, name = len(cases_of) - 1, case.row.name
            yield tell(
                said.TIER_ROW, at, more, unit=name, count=count, tier=given, value=value, right=right[0], **facts
            )  # fmt: skip


def _why(seen: View, case: Case, given: str) -> tuple[list[Words], dict[str, Fact]]:
    """The printed sub-total by which the printed tier is missed, where there is one."""
    assert seen.group is not None
    tier = next(one for one in seen.group.tiers if one.label == given)
    short = missed(seen.rubric, seen.group, case.row, tier)
    if short is None:
        return [], {}
    return [said.SHORT_OF], {"part": short.name, "bound": short.bound, "figure": short.figure}


# ---------------------------------------------------------------- quotas
def quotas(seen: View) -> Iterator[Finding]:
    """More units in a tier and the better ones than its quota allows."""
    group = seen.group
    if group is None:
        return
    ranked = sum(1 for case in seen.cases if case.shown.total is not None or case.row.line.unfit)
    labels = [tier.label for tier in group.tiers]
    placed = [(labels.index(given), case) for case in seen.cases if (given := _given(case, group.tiers)) is not None]
    told = 0
    for place, tier in enumerate(group.tiers):
        limit = quota_of(tier, ranked)
        inside = [case for own, case in placed if own <= place]
        # A better tier's quota that is passed too has been told.
        if limit is None or len(inside) - told <= limit:
            continue
        told = len(inside) - limit
        over = inside[limit]
        at = seen.read.at(over.row, "tier" if seen.read.has("tier") else "total")
        yield tell(said.OVER_QUOTA, at, group=group.name, tier=tier.label, count=len(inside), limit=limit)


def _given(case: Case, known: Sequence[Tier]) -> str | None:
    return tier_label(case.row.tier, known)
