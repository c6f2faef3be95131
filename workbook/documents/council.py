"""What the minutes say of the council: who was there, how points are combined, what was discussed and decided."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workbook.disagreement import Apart, differences
from workbook.findings import Words
from workbook.model import Conclusion, GroupRanking, Member, Ranking, Round, Standing, Tally, Waiver
from workbook.points import MARK_TEXT, Score, in_words
from workbook.rubric import Criterion, Rubric
from workbook.template import Template
from workbook.tie_chain import figures_words, step_words, steps_words

Facts = dict[str, Any]


def council_facts(rubric: Rubric, round_: Round, tally: Tally, ranking: Ranking, words: Template, lang: str) -> Facts:
    """The facts of the minutes; each list is empty where there is nothing of its kind."""
    return {
        "council": round_.council or words.words["council"],
        **_people(round_, tally, words, lang),
        **_meeting(round_, words),
        "method": " ".join(_method(rubric, round_, words, lang)),
        "discussions": [_discussion(round_, one, words, lang) for one in differences(rubric, round_, tally)],
        "conclusions": [
            _conclusion(rubric, round_, tally, one, words, lang) for one in round_.conclusions if one.points is not None
        ],
        "waivers": [_waiver(rubric, round_, tally, one, words, lang) for one in round_.waivers],
        "ties": [tie for group in ranking.groups for tie in _ties(rubric, group, words, lang)],
    }


def day_words(day: dt.date | None, words: Template) -> str:
    """A date as Nghị định 30/2020/NĐ-CP writes it: days below 10 and the months 1 and 2 with a leading zero."""
    if day is None:
        return words.words["no_day"]
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return words.say("day", day=f"{day.day:02}", month=month, year=day.year)


# ---------------------------------------------------------------- people
def _people(round_: Round, tally: Tally, words: Template, lang: str) -> Facts:
    came = {ballot.member for ballot in tally.ballots}
    rows = []
    for number, member in enumerate(round_.members, 1):
        reason = (member.absent or "").rstrip(" .") or ("" if member.id in came else words.words["no_ballot"])
        row = {"no": number, "name": member.name, "role": member.role, "present": not reason, "reason": reason}
        rows.append(row)
    present = [row for row in rows if row["present"]]
    absent = [row for row in rows if not row["present"]]
    return {
        "members": rows,
        "present": _numbered(present),
        "absent": _numbered(absent),
        "member_count": len(rows),
        "present_count": len(present),
        "absent_count": len(absent),
        "quorum": _quorum(round_, rows, words, lang),
    }


def absent_unsaid(round_: Round, tally: Tally) -> tuple[str, ...]:
    """The members whom the minutes call absent, though nobody said so: they only sent no ballot that counts."""
    came = {ballot.member for ballot in tally.ballots}
    return tuple(one.name for one in round_.members if one.absent is None and one.id not in came)


def _numbered(rows: Sequence[Facts]) -> list[Facts]:
    return [{**row, "no": number} for number, row in enumerate(rows, 1)]


def _quorum(round_: Round, rows: Sequence[Facts], words: Template, lang: str) -> str:
    """Who must be there, and whether they were: so many, and the chair."""
    how, members = round_.combine, len(round_.members)
    present = sum(row["present"] for row in rows)
    chair = _person(round_, how.chair)
    chaired = not how.chair or any(row["present"] and row["name"] == chair.name for row in rows)
    said = []
    if how.quorum is not None:
        needed = math.ceil(Fraction(how.quorum) * members / 100)
        met = words.words["quorum_met" if present >= needed and chaired else "quorum_not_met"]
        facts = {"needed": needed, "members": members, "present": present, "met": met}
        said.append(words.say("quorum", percent=in_words(how.quorum, lang), **facts))
    if how.chair:
        said.append(words.say("quorum_chair" if chaired else "quorum_no_chair", member=chair.name))
    return " ".join(said)


def _meeting(round_: Round, words: Template) -> Facts:
    meeting, blank = round_.documents.meeting, words.words["blank_name"]
    chair, secretary = meeting.chair or round_.combine.chair, meeting.secretary
    return {
        "meeting_day": day_words(meeting.date, words),
        "meeting_place": meeting.place.rstrip(" .") or blank,
        "chair": _person(round_, chair).name or blank,
        "chair_role": _person(round_, chair).role,
        "secretary": _person(round_, secretary).name or blank,
        "secretary_role": _person(round_, secretary).role,
    }


def _person(round_: Round, name: str) -> Member:
    """The member of that id or name; else somebody of that name, of whom no more is known."""
    known = (member for member in round_.members if name and name in (member.id, member.name))
    return next(known, Member("", name))


# ---------------------------------------------------------------- how points are combined
def _method(rubric: Rubric, round_: Round, words: Template, lang: str) -> Iterator[str]:
    how, order = round_.combine, rubric.rounding.order
    what = words.words["what_totals" if order == "member" else "what_points"]
    combined = words.say(f"how_{how.method}", what=what, drop=how.drop)
    yield words.say(f"method_{order}", how=combined, how_totals=combined)
    if round_.assignments:
        yield words.words["method_assigned"]
    if any(one.points is not None for one in round_.conclusions):
        yield words.words["method_conclusions"]
    ranked = "method_rank" if len(rubric.groups) > 1 else "method_rank_one"
    yield words.say(ranked, basis=words.words[f"basis_{rubric.rank_by}"])
    if rubric.tie_chain:
        yield words.say("tie_chain", steps=_in(steps_words(rubric, rubric.tie_chain), lang))
    yield words.say(f"tie_{rubric.ties}", start=words.words["tie_still" if rubric.tie_chain else "tie_start"])


def _in(words: Words, lang: str) -> str:
    return words.vi if lang == "vi" else words.en


# ---------------------------------------------------------------- what was discussed and decided
def _discussion(round_: Round, one: Apart, words: Template, lang: str) -> Facts:
    if one.concluded is not None:
        outcome = words.say("outcome_concluded", points=_points(one.concluded, lang))
    elif one.discussed is not None and one.settled:
        own = one.discussed
        outcome = words.say("outcome_reason", by=own.by, day=day_words(own.when, words), reason=own.reason.rstrip("."))
    else:
        outcome = words.words["outcome_open"]
    return {
        "unit": one.unit.name,
        "what": words.words["total"] if one.leaf is None else words.say("criterion", name=_leaf_name(one.leaf)),
        "low": in_words(one.low, lang),
        "high": in_words(one.high, lang),
        "spread": in_words(one.spread, lang),
        "limit": in_words(one.limit, lang),
        "outcome": outcome,
        "open": not one.settled,
    }


def _leaf_name(leaf: Criterion) -> str:
    return f"{leaf.code}. {leaf.name}" if leaf.code else leaf.name


def _points(value: Score, lang: str) -> str:
    return in_words(value, lang) if isinstance(value, Decimal) else MARK_TEXT


def _cell(rubric: Rubric, round_: Round, unit: str, criterion: str) -> Facts:
    leaf = next((leaf for leaf in rubric.leaves() if leaf.id == criterion), None)
    return {
        "unit": round_.unit(unit).name,
        "criterion": criterion if leaf is None else _leaf_name(leaf),
    }


def _conclusion(rubric: Rubric, round_: Round, tally: Tally, one: Conclusion, words: Template, lang: str) -> Facts:
    """`given` is what the members gave, as a range; "" where nobody scored it."""
    return {
        **_cell(rubric, round_, one.unit, one.criterion),
        "points": _points(one.points, lang),
        "given": _given(tally, one.unit, one.criterion, words, lang),
        "explanation": one.explanation.rstrip("."),
        "reason": one.reason.rstrip("."),
        "by": one.by,
    }


def _given(tally: Tally, unit: str, criterion: str, words: Template, lang: str, member: str | None = None) -> str:
    """What the members gave, or the one of them."""
    cell = tally.cells.get((unit, criterion))
    given = [score for who, score in cell.given if member in (None, who)] if cell else []
    figures = [score for score in given if isinstance(score, Decimal)]
    if not figures:
        return ""
    low, high = in_words(min(figures), lang), in_words(max(figures), lang)
    return low if low == high else words.say("range", low=low, high=high)


def _waiver(rubric: Rubric, round_: Round, tally: Tally, one: Waiver, words: Template, lang: str) -> Facts:
    """`points` are those that stand, not what the members' points come to."""
    member = "" if one.member is None else _person(round_, one.member).name
    return {
        **_cell(rubric, round_, one.unit, one.criterion),
        "points": _given(tally, one.unit, one.criterion, words, lang, one.member),
        "member": member,
        "reason": one.reason.rstrip(".") + (words.words["assumed"] if one.assumed else ""),
        "by": one.by,
        "day": day_words(one.when, words),
    }


# ---------------------------------------------------------------- ties
def _ties(rubric: Rubric, group: GroupRanking, words: Template, lang: str) -> Iterator[Facts]:
    """Every set of units of one figure, in printed order, with all that settled it."""
    sets: dict[Decimal, list[Standing]] = {}
    for one in group.standings:
        figure = {"total": one.total, "index": one.index, "converted": one.converted}[rubric.rank_by]
        if one.tied and figure is not None:
            sets.setdefault(figure, []).append(one)
    places = rubric.rounding.index if rubric.rank_by == "index" else rubric.rounding.total
    for figure, standings in sets.items():
        yield {
            "group": group.group.name,
            "units": ", ".join(one.unit.name for one in standings),
            "figure": in_words(figure, lang, places),
            "outcome": "; ".join(_settled_by(rubric, standings, words, lang)),
        }


def _settled_by(rubric: Rubric, standings: Sequence[Standing], words: Template, lang: str) -> Iterator[str]:
    names = {one.unit.id: one.unit.name for one in standings}
    for event in dict.fromkeys(event for one in standings for event in one.settled):
        step, figures = step_words(rubric, event.step), figures_words(event, names)
        yield words.say("tie_by_step", step=_in(step, lang), figures=_in(figures, lang))
    for decision in dict.fromkeys(one.decision for one in standings if one.decision is not None):
        word = "tie_split" if decision.kind == "split" else "tie_order"
        said = words.say(word, by=decision.by, reason=decision.reason.rstrip("."))
        yield said + (words.words["assumed"] if decision.assumed else "")
    shared: dict[int, list[str]] = {}
    for one in standings:
        if one.shares_rank and one.rank is not None:
            shared.setdefault(one.rank, []).append(one.unit.name)
    for rank, units in shared.items():
        whole = len(units) == len(standings)
        yield words.say("tie_same_all" if whole else "tie_same", rank=rank, units=", ".join(units))
