"""The tally workbook's plain tables: ties and their decisions, changes, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from workbook.findings import ERROR, NOTE, WARNING, Finding, key_words, say
from workbook.model import GroupRanking, Ranking, Round, Standing, Tally
from workbook.points import in_words
from workbook.ranking import rank_key
from workbook.rubric import Rubric
from workbook.sheets.grid import Area, Cell, Column, Page, Row, Sheet, Value
from workbook.sheets.measure import height, lines
from workbook.sheets.tally_group import MARGINS, page_words
from workbook.template import Template
from workbook.tie_chain import figures_words, passed_words, step_words

_HEAD_ROWS = 3
_TALLEST = 400.0
"""Excel's rows end at 409 points."""


class Entry(NamedTuple):
    """One cell of a plain table."""

    value: Value
    style: str = "text"


class Field(NamedTuple):
    """One column of a plain table: its word, which is its key too, and its width."""

    key: str
    width: float


def _table(
    words: Template,
    round_: Round,
    sheet: str,
    title: str,
    under: str,
    fields: Sequence[Field],
    entries: Iterable[Sequence[Entry]],
) -> Sheet:
    """Title, a line under it, the column titles, then one row an entry, each as high as its texts need."""
    columns = tuple(Column(field.key, field.width) for field in fields)
    rows = [
        Row("t:title", (Cell(title, "title"),), 26),
        Row("t:under", (Cell(under, "fact"),), _under_height(under, fields)),
        Row("h:title", tuple(Cell(words.words[field.key], "head") for field in fields), 22),
    ]
    for number, entry in enumerate(entries, 1):
        texts = ((str(one.value or ""), field.width * 0.95) for one, field in zip(entry, fields, strict=True))
        tall = min(_TALLEST, max(19.0, height(texts)))
        rows.append(Row(f"r:{number}", tuple(Cell(one.value, one.style) for one in entry), tall))
    header, footer = page_words(words.say, round_.id, sheet)
    return Sheet(
        sheet,
        columns,
        tuple(rows),
        merges=(Area(1, 0, 1, len(fields) - 1),),
        freeze=(_HEAD_ROWS, 0),
        page=Page(
            landscape=True,
            margins=MARGINS,
            header=header,
            footer=footer,
            repeat_rows=(_HEAD_ROWS - 1, _HEAD_ROWS - 1),
            area=Area(0, 0, len(rows) - 1, len(fields) - 1),
            centered=False,
        ),
        cursor=(_HEAD_ROWS, 0) if len(rows) > _HEAD_ROWS else (0, 0),
    )


def _under_height(text: str, fields: Sequence[Field]) -> float:
    return round(lines(text, sum(field.width for field in fields) * 0.97) * 15 + 4, 1)


# ---------------------------------------------------------------- findings
_FINDING_FIELDS = (
    Field("no", 5),
    Field("severity", 11),
    Field("code", 12),
    Field("message", 58),
    Field("unit", 22),
    Field("criterion", 22),
    Field("member", 19),
    Field("file", 17),
    Field("sheet", 15),
    Field("cell", 9),
)


def draw_findings(rubric: Rubric, round_: Round, findings: Sequence[Finding], words: Template, lang: str) -> Sheet:
    """All findings, the gravest first; a line says so where there are none."""
    ordered = sorted(findings, key=lambda found: -found.severity)
    count = {level: sum(found.severity is level for found in ordered) for level in (ERROR, WARNING, NOTE)}
    under = (
        words.say("findings_count", errors=count[ERROR], warnings=count[WARNING], notes=count[NOTE])
        if ordered
        else words.words["findings_none"]
    )
    units = {unit.id: unit.name for unit in round_.units}
    criteria = {node.id: f"{node.code}. {node.name}" if node.code else node.name for node in rubric.nodes()}
    members = {member.id: f"{member.name} ({member.id})" for member in round_.members}

    def entry(number: int, found: Finding) -> tuple[Entry, ...]:
        at, level = found.at, f"severity_{found.severity.word}"
        return (
            Entry(number, "text_center"),
            Entry(words.words[level], level),
            Entry(found.code, "text_center"),
            Entry(say(found, lang)),
            Entry(_known(units, at.unit)),
            Entry(_known(criteria, at.criterion)),
            Entry(_known(members, at.member)),
            Entry(at.file),
            Entry(at.sheet),
            Entry(at.cell or key_words(at.key, lang) or None, "text_center"),
        )

    entries = [entry(number, found) for number, found in enumerate(ordered, 1)]
    name, title = words.words["findings_sheet"], words.words["findings_title"]
    return _table(words, round_, name, title, under, _FINDING_FIELDS, entries)


def _known(names: dict[str, str], key: str | None) -> str | None:
    """The name, else the id as it was found."""
    return None if key is None else names.get(key, key)


# ---------------------------------------------------------------- changes
def draw_changes(round_: Round, changes: Sequence[str], words: Template) -> Sheet:
    """What changed since the last numbered result, one line each."""
    entries = [(Entry(number, "text_center"), Entry(text)) for number, text in enumerate(changes, 1)]
    fields = (Field("no", 5), Field("change", 120))
    name, title = words.words["changes_sheet"], words.words["changes_title"]
    return _table(words, round_, name, title, round_.title, fields, entries)


# ---------------------------------------------------------------- ties
_TIE_FIELDS = (
    Field("no", 5),
    Field("group", 26),
    Field("figure", 11),
    Field("tied_units", 46),
    Field("tied_ranks", 9),
    Field("decision", 32),
    Field("reason", 36),
    Field("by", 26),
)


def draw_notes(round_: Round, tally: Tally, words: Template) -> Sheet | None:
    """What the members remarked beside their scores; None where nobody did."""
    names = {unit.id: unit.name for unit in round_.units}
    entries = [
        (Entry(names.get(unit_id, unit_id)), Entry(round_.member(ballot.member).name), Entry(note))
        for ballot in tally.ballots
        for unit_id, note in sorted(ballot.notes.items())
    ]
    if not entries:
        return None
    fields = (Field("notes_unit", 40), Field("notes_member", 28), Field("notes_text", 90))
    sheet, title, under = (words.words[key] for key in ("notes_sheet", "notes_title", "notes_under"))
    return _table(words, round_, sheet, title, under, fields, entries)


def draw_ties(rubric: Rubric, round_: Round, ranking: Ranking, words: Template, lang: str) -> Sheet | None:
    """Who is equal and what settled it: the tie chain, or a decision of the council; None where nobody is."""
    ties = [(made, equal) for made in ranking.groups for equal in _equal(rubric, made)]
    if not ties:
        return None
    places = rubric.rounding.index if rubric.rank_by == "index" else rubric.rounding.total
    chained = bool(rubric.tie_chain)
    entries = [
        (
            Entry(number, "text_center"),
            Entry(made.group.name),
            Entry(in_words(rank_key(rubric, equal[0]) or Decimal(0), lang, places), "text_center"),
            Entry("\n".join(standing.unit.name for standing in equal)),
            Entry("\n".join(str(standing.rank) for standing in equal), "text_center"),
            *([Entry(_parted(rubric, equal, lang) or words.words["tie_open"])] if chained else []),
            *_decision(equal, words),
        )
        for number, (made, equal) in enumerate(ties, 1)
    ]
    at = next(number for number, field in enumerate(_TIE_FIELDS) if field.key == "decision")
    fields = (*_TIE_FIELDS[:at], *([Field("tie_parted", 44)] if chained else []), *_TIE_FIELDS[at:])
    return _table(words, round_, words.words["ties_sheet"], words.words["ties_title"], round_.title, fields, entries)


def _equal(rubric: Rubric, made: GroupRanking) -> Iterator[list[Standing]]:
    """The group's tied units, each set of equal ones together."""
    tied = (standing for standing in made.standings if standing.tied)
    for _, equal in groupby(tied, key=lambda standing: rank_key(rubric, standing)):
        yield list(equal)


def _parted(rubric: Rubric, equal: Sequence[Standing], lang: str) -> str:
    """What the tie chain did with them, a line each time that it parted some."""
    names = {standing.unit.id: standing.unit.name for standing in equal}
    said = []
    for event in dict.fromkeys(event for standing in equal for event in standing.settled):
        step, figures, passed = (
            words.vi if lang == "vi" else words.en
            for words in (step_words(rubric, event.step), figures_words(event, names), passed_words(rubric, event))
        )
        said.append(f"{step[:1].upper()}{step[1:]}: {figures}.{passed}")
    return "\n".join(said)


def _decision(equal: Sequence[Standing], words: Template) -> tuple[Entry, Entry, Entry]:
    """The council's decisions on them; where there is none, whether any are equal still."""
    decisions = list(dict.fromkeys(standing.decision for standing in equal if standing.decision is not None))
    if not decisions:
        still = any(standing.shares_rank for standing in equal)
        return Entry(words.words["tie_none" if still else "tie_done"]), Entry(None), Entry(None)
    by = (f"{one.by} {words.words['assumed']}" if one.assumed else one.by for one in decisions)
    said = ([words.words[f"tie_{one.kind}"] for one in decisions], [one.reason for one in decisions], by)
    how, reason, who = ("\n".join(texts) for texts in said)
    return Entry(how), Entry(reason), Entry(who)
