"""What placeholders of the documents stand for: the round, its council and its result, as texts and counts.

`docs/mau-van-ban.md` names them all, for those who edit templates in Word. What round.toml does not say
is a dotted blank; numbers and dates of the documents themselves are no facts, they stay blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from workbook.documents.council import council_facts
from workbook.model import GroupRanking, Ranking, Round, Standing, Tally
from workbook.points import in_words
from workbook.rubric import Rubric
from workbook.template import Template, load_template

Facts = dict[str, Any]


class Source(NamedTuple):
    """A result and what it was made of."""

    rubric: Rubric
    round: Round
    tally: Tally
    ranking: Ranking


def document_facts(source: Source, lang: str, number: int | None, log_head: str = "") -> Facts:
    """Everything that a template may name; `number` is that of the finished result, None where it is provisional.

    `log_head` is the log's head when that result was written.
    """
    words = load_template("documents/facts", lang)
    groups = [group for group in source.ranking.groups if group.standings]
    return {
        "mark": "" if number is not None else words.words["mark"],
        "number": "" if number is None else str(number),
        "log_head": log_head or words.words["blank"],
        **_of_round(source, words),
        "count": sum(len(group.standings) for group in groups),
        "groups": [_group(source, words, group, lang) for group in groups],
        "left_out": "; ".join(
            words.say("left_out", unit=unit.name, reason=(unit.left_out or "").rstrip("."))
            for unit in source.round.units
            if unit.left_out is not None
        ),
        **council_facts(source.rubric, source.round, source.tally, source.ranking, words, lang),
    }


def missing_facts(round_: Round, rubric: Rubric) -> tuple[str, ...]:
    """The keys of [documents] that leave a dotted blank, as they are written in round.toml."""
    own, meeting = round_.documents, round_.documents.meeting
    given = {
        "authority": own.authority,
        "authority_short": own.authority_short,
        "department": own.department,
        "department_short": own.department_short,
        "bases": own.bases or rubric.legal_basis,
        "signer": own.signer,
        "department_signer": own.department_signer,
        "meeting.date": meeting.date,
        "meeting.place": meeting.place,
        "meeting.chair": meeting.chair or round_.combine.chair,
        "meeting.secretary": meeting.secretary,
    }
    return tuple(key for key, value in given.items() if not value)


# ---------------------------------------------------------------- the round
def _of_round(source: Source, words: Template) -> Facts:
    round_, own, blank = source.round, source.round.documents, words.words["blank"]
    title = _inside(round_.title, words.words["title_drops"])
    nobody = words.words["blank_name"]
    authority = own.authority or nobody
    executors = words.say("executors", authority=authority) if own.authority else words.words["executors_blank"]
    common = [words.words["recipients_file"]]
    return {
        "round": round_.title,
        "title": title,
        "rubric": source.rubric.title,
        "year": round_.year,
        "place": round_.place or blank,
        "authority": authority,
        "authority_short": own.authority_short or blank,
        "issuer": own.issuer or authority,
        "department": own.department or nobody,
        "department_short": own.department_short or blank,
        "proposer": own.proposer or own.department or nobody,
        "subject": own.subject or words.say("subject", title=title),
        "bases": [_basis(text, words) for text in own.bases or (source.rubric.legal_basis or nobody,)],
        "executors": own.executors or executors,
        "recipients": list(own.recipients) or [words.words["recipients_article"], *common],
        "signer": "\n".join(own.signer) or nobody,
        "signer_name": own.signer_name,
        "department_recipients": list(own.department_recipients) or [words.words["recipients_above"], *common],
        "department_signer": "\n".join(own.department_signer) or nobody,
        "department_signer_name": own.department_signer_name,
    }


def _basis(text: str, words: Template) -> str:
    """A basis as a line of its own, which begins with "Căn cứ" or the like; its mark at the end is the template's."""
    begin = tuple(one.casefold() for one in words.words["bases_begin"].split(";"))
    bare = text.rstrip(" ;.") or text
    return bare if bare.casefold().startswith(begin) else words.say("basis", basis=bare)


def _inside(title: str, drops: str) -> str:
    """A title behind "kết quả" in a sentence: without these words; its first letter small, unless capitals follow."""
    if title.casefold().startswith(f"{drops} "):
        title = title[len(drops) :].lstrip(" :-")
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title


# ---------------------------------------------------------------- the result
def _group(source: Source, words: Template, made: GroupRanking, lang: str) -> Facts:
    standings = made.standings
    return {
        "name": made.group.name,
        "count": len(standings),
        "max": in_words(made.group.max, lang),
        "tiers": [
            {"label": tier.label, "count": len(own), "units": ", ".join(own)}
            for tier in made.group.tiers
            if (own := [one.unit.name for one in standings if one.tier == tier.label]) is not None
        ],
        "untiered": sum(one.tier is None for one in standings) if made.group.tiers else 0,
        "leaders": ", ".join(
            words.say(f"leader_{source.rubric.rank_by}", unit=one.unit.name, figure=figures["ranked"])
            for one in standings
            if one.rank == 1 and (figures := _figures(source.rubric, one, lang))
        ),
        "units": [_unit(source.rubric, number, one, lang) for number, one in enumerate(standings, 1)],
    }


def _unit(rubric: Rubric, number: int, one: Standing, lang: str) -> Facts:
    prior = one.unit.prior_rank
    return {
        "no": number,
        "unit": one.unit.name,
        **_figures(rubric, one, lang),
        "rank": "" if one.rank is None else one.rank,
        "tier": one.tier or "",
        "prior_rank": "" if prior is None else prior,
    }


def _figures(rubric: Rubric, one: Standing, lang: str) -> Mapping[str, str]:
    """The figures at the rubric's places; `ranked` is the one that units are ranked by."""
    places = rubric.rounding
    made = {
        "total": _shown(one.total, lang, places.total),
        "index": _shown(one.index, lang, places.index),
        "converted": _shown(one.converted, lang, places.total),
    }
    return {**made, "ranked": made[rubric.rank_by]}


def _shown(value: Decimal | None, lang: str, places: int) -> str:
    return "" if value is None else in_words(value, lang, places)


def all_names(facts: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Every placeholder of the facts: "count", "groups[].name"."""
    for key, value in facts.items():
        yield before + key
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from all_names(value[0], f"{before}{key}[].")
