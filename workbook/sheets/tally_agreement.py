"""The tally's sheet of agreement: statistics of the panel in words and figures, each member beside it, and what would
change without his ballot. For the council's eyes: no figure here counts anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workbook.agreement import FEWEST_MEMBERS, FEWEST_UNITS, Agreement, Interval, Refusal, agreement
from workbook.disagreement import Totals, panel_totals
from workbook.model import GroupRanking, Member, Ranking, Round, Tally
from workbook.points import in_words, round_half_up
from workbook.rubric import Rubric
from workbook.sheets.grid import Column, Sheet
from workbook.sheets.tally_lines import Line, Part, draw_lines, titled_lines
from workbook.sheets.tally_words import named
from workbook.stability import Moved, Severity, Without, deviation, leave_one_out, severities
from workbook.template import Template

_COLUMNS = (
    Column("no", 5),
    Column("agree_member", 34),
    Column("agree_units", 9),
    Column("agree_mean", 10),
    Column("agree_severity", 11),
    Column("agree_spread", 11),
    Column("agree_low", 9),
    Column("agree_high", 9),
    Column("agree_without", 76),
)
_LISTED = 6
"""How many units are named whose rank or tier hangs on one ballot."""
_BANDS = ((0.5, "poor"), (0.75, "moderate"), (0.9, "good"))
"""Koo and Li 2016: below 0.5 poor, to 0.75 moderate, to 0.9 good, above excellent."""


@dataclass(frozen=True, slots=True)
class _Group:
    """One group's figures, before they are drawn."""

    made: GroupRanking
    members: tuple[Member, ...]
    """Who gave anything in the group."""
    totals: Totals
    without: Mapping[str, Without]
    places: int

    @property
    def names(self) -> dict[str, str]:
        return {standing.unit.id: standing.unit.name for standing in self.made.standings}


def draw_agreement(
    rubric: Rubric, round_: Round, tally: Tally, ranking: Ranking, words: Template, lang: str
) -> Sheet | None:
    """The sheet, group by group; None where nobody can be compared with anybody."""
    groups = tuple(_groups(rubric, round_, tally, ranking))
    if not groups:
        return None
    say = words.words
    wide = len(_COLUMNS)
    lines = [*titled_lines(say["agree_title"], say["agree_under"], wide)]
    for group in groups:
        # A group is kept on one page where it fits; nothing is parted from what explains it.
        lines += [line._replace(keep=True) for line in _group_lines(group, words, lang)]
        lines[-1] = lines[-1]._replace(keep=False)
    lines += [Line("f:notes", (Part(say["agree_notes"], "fact", wide),), keep=True)]
    lines += [Line("f:sources", (Part(say["agree_sources"], "quiet", wide),))]
    return draw_lines(words, round_, say["agree_sheet"], _COLUMNS, lines)


def _groups(rubric: Rubric, round_: Round, tally: Tally, ranking: Ranking) -> Iterator[_Group]:
    gave: dict[str, dict[str, None]] = {}
    group_of = {unit.id: unit.group for unit in round_.units}
    for (unit, _), cell in tally.cells.items():
        gave.setdefault(group_of[unit], {}).update(dict.fromkeys(member for member, _ in cell.given))
    if not any(len(members) > 1 for members in gave.values()):
        return
    without = leave_one_out(rubric, round_, tally, ranking)
    for made in ranking.groups:
        there = gave.get(made.group.id, {})
        members = tuple(member for member in round_.members if member.id in there)
        units = [standing.unit for standing in made.standings]
        totals = panel_totals(rubric, made.group, tally, units)
        group = _Group(made, members, totals, without, rubric.rounding.total)
        if len(members) > 1 and (any(totals.values()) or any(_is_compared(group, one) for one in members)):
            yield group


def _is_compared(group: _Group, member: Member) -> bool:
    """Whether any unit of the group has a rank without the member."""
    lost = group.without[member.id].lost
    return any(one.rank is not None and one.unit.id not in lost for one in group.made.standings)


# ---------------------------------------------------------------- one group
def _group_lines(group: _Group, words: Template, lang: str) -> Iterator[Line]:
    say, id_ = words.words, group.made.group.id
    wide = len(_COLUMNS)
    yield Line(f"b:{id_}", (Part(words.say("agree_group", group=group.made.group.name), "section_left", wide),), 22)
    yield from _statistics(group, words, lang)
    yield Line(f"h:{id_}", tuple(Part(say[column.key], "head") for column in _COLUMNS))
    severe = severities(group.totals)
    for number, member in enumerate(group.members, 1):
        figures = _figures(severe.get(member.id))
        why = without_words(group.made, group.without[member.id], words)
        yield Line(f"m:{id_}:{member.id}", (Part(number, "text_center"), Part(named(member)), *figures, Part(why)))
    if severe:
        yield Line(f"p:{id_}", (Part(None), Part(say["agree_panel"], "discuss_total"), *_panel(group), Part(None)))
    yield Line(f"g:{id_}", (), 12)


def _figures(own: Severity | None) -> tuple[Part, ...]:
    if own is None:
        return tuple(Part("–", "text_center") for _ in range(6))
    mean, severity = round_half_up(own.mean, 2), round_half_up(own.severity, 2)
    spread = Part("–", "text_center") if own.spread is None else Part(round_half_up(own.spread, 2), "agree_figure")
    ends = (Part(figure, "agree_figure") for figure in (own.low, own.high))
    return (Part(own.units, "text_center"), Part(mean, "agree_figure"), Part(severity, "agree_away"), spread, *ends)


def _panel(group: _Group) -> tuple[Part, ...]:
    """The panel's own line: of the members' mean of each unit."""
    means = [sum(map(Fraction, own.values()), Fraction(0)) / len(own) for own in group.totals.values() if own]
    mean, spread = sum(means, Fraction(0)) / len(means), deviation(means)
    shown = (mean, None, spread, min(means), max(means))
    figures = (Part(None if one is None else round_half_up(one, 2), "agree_figure") for one in shown)
    return (Part(len(means), "text_center"), *figures)


# ---------------------------------------------------------------- statistics
def _statistics(group: _Group, words: Template, lang: str) -> Iterator[Line]:
    say, id_ = words.words, group.made.group.id
    made = agreement(group.totals)
    if isinstance(made, Refusal):
        yield Line(f"s:{id_}:none", (Part(refusal_words(made, words), "fact", len(_COLUMNS)),))
        return
    said = words.say("agree_compared", members=len(made.members), units=len(made.units))
    if made.left_out:
        said += " " + words.say("agree_left_out", list="; ".join(group.names[unit] for unit in made.left_out))
    yield Line(f"s:{id_}:who", (Part(said, "fact", len(_COLUMNS)),))
    titles = (("agree_measure", 2), ("agree_value", 2), ("agree_interval", 2), ("agree_reading", 3))
    yield Line(f"s:{id_}:head", tuple(Part(say[key], "head", over) for key, over in titles))
    yield from _measures(id_, made, words, lang)


def _measures(id_: str, made: Agreement, words: Template, lang: str) -> Iterator[Line]:
    facts = {"members": len(made.members), "freedom": len(made.units) - 1, "chi2": _two(made.chi2, lang)}
    reading = words.say("agree_w_reading", **facts)
    yield _measure(f"s:{id_}:w", words.words["agree_w"], Part(_figure(made.w), "agree_figure", 2), "–", reading)
    for key, own in (("single", made.single), ("average", made.average)):
        name = words.say(f"agree_{key}", **facts)
        if own is None:
            nothing = Part("–", "text_center", 2)
            yield _measure(f"s:{id_}:{key}", name, nothing, "–", words.words["agree_at_odds"])
        else:
            value = Part(_figure(own.value), "agree_figure", 2)
            yield _measure(f"s:{id_}:{key}", name, value, _interval(own, words, lang), icc_words(own, words, lang))


def _measure(key: str, name: str, value: Part, interval: str, reading: str) -> Line:
    return Line(key, (Part(name, "text", 2), value, Part(interval, "text_center", 2), Part(reading, "text", 3)))


def _interval(own: Interval, words: Template, lang: str) -> str:
    if own.low is None or own.high is None:
        return words.words["agree_no_interval"]
    return words.say("agree_from_to", low=_two(own.low, lang), high=_two(own.high, lang))


def icc_words(own: Interval, words: Template, lang: str) -> str:
    """What an ICC says in plain words, with the bands of Koo and Li for its interval."""
    if own.value <= 0:
        share = words.words["agree_icc_none"]
    else:
        share = words.say("agree_icc_share", percent=in_words(round_half_up(Decimal(own.value) * 100, 0), lang))
    if own.low is None or own.high is None:
        return share
    low, high = (words.words[f"agree_band_{band_of(limit)}"] for limit in (own.low, own.high))
    said = words.say("agree_band", band=low) if low == high else words.say("agree_bands", low=low, high=high)
    return f"{share} {said}"


def band_of(value: float) -> str:
    return next((name for bound, name in _BANDS if value < bound), "good" if value == 0.9 else "excellent")


def refusal_words(refusal: Refusal, words: Template) -> str:
    """Why there are no statistics."""
    least = FEWEST_MEMBERS if refusal.why == "members" else FEWEST_UNITS
    return words.say(f"agree_no_{refusal.why}", count=refusal.there, least=least)


def _figure(value: float) -> Decimal:
    return round_half_up(Decimal(repr(value)), 2)


def _two(value: float, lang: str) -> str:
    return in_words(Decimal(repr(value)), lang, 2)


# ---------------------------------------------------------------- without one member
def without_words(made: GroupRanking, own: Without, words: Template) -> str:
    """Which units of the group would have another rank or tier."""
    names = {standing.unit.id: standing.unit.name for standing in made.standings}
    moved = [one for one in own.moved if one.unit in names]
    lost = [unit for unit in own.lost if unit in names]
    parts = [words.say("agree_lost", count=len(lost))] if lost else []
    if moved:
        counts = {
            "agree_ranks": sum(one.ranks[0] != one.ranks[1] for one in moved),
            "agree_tiers": sum(one.tiers[0] != one.tiers[1] for one in moved),
        }
        said = ", ".join(words.say(key, count=count) for key, count in counts.items() if count)
        listed = [_moved_words(names[one.unit], one, words) for one in moved[:_LISTED]]
        listed += [words.say("agree_more", count=len(moved) - _LISTED)] if len(moved) > _LISTED else []
        parts.append(f"{said}: {'; '.join(listed)}.")
    elif len(lost) < len(names):
        parts.append(words.words["agree_same"])
    return " ".join(parts)


def _moved_words(name: str, one: Moved, words: Template) -> str:
    parts = []
    if one.ranks[0] != one.ranks[1]:
        parts.append(words.say("agree_rank", was=one.ranks[0], now=one.ranks[1]))
    if one.tiers[0] != one.tiers[1]:
        was, now = (tier or words.words["agree_no_tier"] for tier in one.tiers)
        parts.append(words.say("agree_tier", was=was, now=now))
    return f"{name} ({', '.join(parts)})"
