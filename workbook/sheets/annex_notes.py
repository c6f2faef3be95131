"""The footnotes of an annex that the program makes itself: waivers, tie decisions, units left out.

The layout's own notes are texts in its file. No cells here: only lines, and the marks that the
noted figures carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workbook.model import GroupRanking, Ranking, Round, Settled, Standing, Waiver
from workbook.points import in_words
from workbook.rubric import Criterion, Rubric
from workbook.sheets.layout import Look, fill
from workbook.tie_chain import figures_words, step_words

TOTAL, RANK, TIER = "total", "rank", "tier"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Notes:
    """Footnote lines in order, and by (unit id, column key) the mark of the noted figure."""

    lines: tuple[str, ...] = ()
    marks: Mapping[tuple[str, str], str] = field(default_factory=dict)


def mark_text(number: int) -> str:
    """Footnote 3 is marked ⁽³⁾, as the decisions print it."""
    return f"⁽{str(number).translate(_SUPERSCRIPT)}⁾"


def make_notes(
    look: Look, rubric: Rubric, round_: Round, ranking: Ranking, columns: frozenset[str], lang: str
) -> Notes:
    """Notes on everything that was decided by people; `columns` are the keys of the shown ones."""
    lines: list[str] = []
    marks: dict[tuple[str, str], str] = {}

    def note(places: list[tuple[str, str]], text: str) -> None:
        mark = mark_text(look.layout.first_mark + len(lines))
        lines.append(f"{mark} {text}")
        for place in places:
            marks[place] = marks.get(place, "") + mark

    if look.layout.waiver_notes:
        for waiver in _once(round_.waivers):
            for group, standing in _of(ranking, waiver.unit):
                note(*_waiver_note(look, rubric, group, standing, waiver, columns, lang))
    if look.layout.tie_notes:
        for standings in _chained(ranking) if RANK in columns else ():
            note(*_chain_note(look, rubric, standings, lang))
        for group, standings in _decided(ranking):
            note(*_tie_note(look, group, standings, columns, lang))
    if look.layout.quota_notes:
        for standings in _held_back(ranking):
            note(*_quota_note(look, standings, columns))
    return Notes((*lines, *_unmarked(look, rubric, round_)), marks)


def _once(waivers: tuple[Waiver, ...]) -> tuple[Waiver, ...]:
    """The same decision recorded for several members is one footnote."""
    return tuple({(w.unit, w.criterion, w.reason, w.by): w for w in waivers}.values())


def _of(ranking: Ranking, unit_id: str) -> list[tuple[GroupRanking, Standing]]:
    return [(group, s) for group in ranking.groups for s in group.standings if s.unit.id == unit_id]


def _waiver_note(
    look: Look,
    rubric: Rubric,
    group: GroupRanking,
    standing: Standing,
    waiver: Waiver,
    columns: frozenset[str],
    lang: str,
) -> tuple[list[tuple[str, str]], str]:
    path = _path(rubric.criteria, waiver.criterion)
    shown = next((node.id for node in path if node.id in columns), TOTAL)
    leaf = path[-1] if path else None
    value = standing.values.get(waiver.criterion)
    facts = {
        "unit": standing.unit.name,
        "criterion": leaf.name if leaf else waiver.criterion,
        "value": in_words(value, lang) if leaf and isinstance(value, Decimal) else "",
        "max": in_words(leaf.max_in(group.group.id), lang) if leaf else "",
        "reason": waiver.reason.rstrip("."),
        "by": waiver.by,
        "when": _day(waiver.when, lang),
    }
    word = "waiver_note" if facts["value"] else "waiver_note_bare"
    return [(standing.unit.id, shown)], fill(look, word, look.words[word], facts) + _assumed(look, waiver.assumed)


def _path(nodes: tuple[Criterion, ...], wanted: str) -> tuple[Criterion, ...]:
    """From the top criterion down to the wanted one; empty where there is none."""
    for node in nodes:
        if node.id == wanted:
            return (node,)
        if below := _path(node.children, wanted):
            return (node, *below)
    return ()


def _decided(ranking: Ranking) -> list[tuple[GroupRanking, list[Standing]]]:
    """The standings of each recorded tie decision, in printed order."""
    found = []
    for group in ranking.groups:
        decisions = dict.fromkeys(s.decision for s in group.standings if s.decision is not None)
        found += [(group, [s for s in group.standings if s.decision == decision]) for decision in decisions]
    return found


def _tie_note(
    look: Look, group: GroupRanking, standings: list[Standing], columns: frozenset[str], lang: str
) -> tuple[list[tuple[str, str]], str]:
    decision = standings[0].decision
    assert decision is not None
    key = RANK if RANK in columns else TOTAL
    word = "split_note" if decision.kind == "split" else "shared_note"
    facts = {
        "units": ", ".join(standing.unit.name for standing in standings),
        "reason": decision.reason.rstrip("."),
        "by": decision.by,
    }
    text = fill(look, word, look.words[word], facts) + _assumed(look, decision.assumed)
    return [(standing.unit.id, key) for standing in standings], text


def _chained(ranking: Ranking) -> list[list[Standing]]:
    """Units of one figure that the tie chain parted, in printed order."""
    found: dict[tuple[str, Settled], list[Standing]] = {}
    for group in ranking.groups:
        for standing in group.standings:
            if standing.settled:
                found.setdefault((group.group.id, standing.settled[0]), []).append(standing)
    return list(found.values())


def _chain_note(look: Look, rubric: Rubric, standings: list[Standing], lang: str) -> tuple[list[tuple[str, str]], str]:
    """All that parted units of one figure: "điểm “I. Hạ tầng” (Sở A 12; Sở B 10), hạng năm trước (...)"."""
    names = {standing.unit.id: standing.unit.name for standing in standings}
    said = []
    for event in dict.fromkeys(event for standing in standings for event in standing.settled):
        step, figures = step_words(rubric, event.step), figures_words(event, names)
        said.append(f"{step.vi} ({figures.vi})" if lang == "vi" else f"{step.en} ({figures.en})")
    facts = {"units": ", ".join(names.values()), "steps": ", ".join(said)}
    return [(unit, RANK) for unit in names], fill(look, "chain_note", look.words["chain_note"], facts)


def _held_back(ranking: Ranking) -> list[list[Standing]]:
    """Units that a quota keeps from a better tier, those of the same two tiers together."""
    found: dict[tuple[str, str | None, str | None], list[Standing]] = {}
    for group in ranking.groups:
        for standing in group.standings:
            if standing.held_back is not None:
                found.setdefault((group.group.id, standing.held_back, standing.tier), []).append(standing)
    return list(found.values())


def _quota_note(look: Look, standings: list[Standing], columns: frozenset[str]) -> tuple[list[tuple[str, str]], str]:
    key = next((key for key in (TIER, RANK) if key in columns), TOTAL)
    facts = {
        "units": ", ".join(standing.unit.name for standing in standings),
        "better": standings[0].held_back,
        "tier": standings[0].tier or look.words["no_tier"].rstrip(":"),
    }
    return [(standing.unit.id, key) for standing in standings], fill(
        look, "quota_note", look.words["quota_note"], facts
    )


def _unmarked(look: Look, rubric: Rubric, round_: Round) -> list[str]:
    lines = []
    if left_out := [unit for unit in round_.units if unit.left_out is not None]:
        units = "; ".join(f"{unit.name} ({(unit.left_out or '').rstrip('.')})" for unit in left_out)
        lines.append(fill(look, "left_out_note", look.words["left_out_note"], {"units": units}))
    if rubric.rounding.order != "leaf":
        lines.append(look.words[f"order_{rubric.rounding.order}"])
    return lines


def _assumed(look: Look, assumed: bool) -> str:
    return look.words["assumed"] if assumed else ""


def _day(day: date, lang: str) -> str:
    return day.strftime("%d/%m/%Y") if lang == "vi" else day.isoformat()
