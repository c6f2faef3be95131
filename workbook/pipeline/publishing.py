"""Rank: combine the returned ballots, rank each group, write the annex and the tally.

Results are numbered and never overwritten; the newest also stands under the plain name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from workbook.agreement import Refusal, agreement, is_available
from workbook.catalogue import kept as said
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import rank as said_of_rank
from workbook.checks import check_listed, check_waivers, waive
from workbook.consolidation import check_trimmed, consolidate
from workbook.disagreement import check_disagreement, panel_totals
from workbook.documents.annex import annex_document
from workbook.documents.printing import print_document
from workbook.excel.write import write_book
from workbook.findings import Finding, Place, Refused, errors, finding, say
from workbook.model import Ballot, CellId, Conclusion, Ranking, Round, Standing, Tally
from workbook.outdated import check_issue, check_version
from workbook.panel import check_copied, check_panel
from workbook.pipeline.collected import newest_ballots
from workbook.pipeline.evidence import evidence_as_data
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import Checked, RoundContext, held_round
from workbook.pipeline.recorded import record_decisions
from workbook.pipeline.results import ANNEX, ANNEX_WORD, TALLY, copy_newest, hashes_of, printed_files, write_result
from workbook.pipeline.self_scoring import SelfScored, self_scored
from workbook.points import MARK_TEXT, NOT_APPLICABLE
from workbook.ranking import rank
from workbook.register.chain import Draft
from workbook.rubric import leaf_of
from workbook.sheets.annex import annex_book
from workbook.sheets.annex_parts import make_annex
from workbook.sheets.tally import draw_tally


@dataclass(frozen=True, slots=True)
class Published:
    """A numbered result. `changes` against the one before; `new` is False where nothing changed."""

    ranking: Ranking
    findings: tuple[Finding, ...]
    number: int
    files: tuple[Path, ...]
    changes: tuple[str, ...]
    new: bool
    places: tuple[int, int]
    """Decimals of total and index."""
    provisional: bool


@dataclass(frozen=True, slots=True)
class Assessed:
    """A round as far as it has come: combined, ranked, and everything that was found."""

    tally: Tally
    ranking: Ranking
    causes: tuple[Finding, ...]
    """What was found in rubric, round, ballots and panel."""
    of_ranking: tuple[Finding, ...]
    """Ties, and units without a total: much of it only follows from the causes."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.causes, *self.of_ranking)


def assess(context: RoundContext, self_scores: SelfScored | None = None) -> Assessed:
    """Combine and rank what is in returned/; nothing is written. `self_scores` where they are known already.

    A score that has an error is left out of the mean: it counts nowhere until it is mended or waived.
    """
    checked, notes = newest_ballots(context)
    units = self_scored(context) if self_scores is None else self_scores
    of_lists = waive(check_listed(context.rubric, context.round), context.round.waivers)
    absent = {member.id for member in context.round.members if member.absent is not None}
    # The ballot of a member recorded as absent does not count; the panel check says so once.
    expected = tuple(item for item in checked if item.member not in absent)
    ballots = [_without_faults(item.ballot, item.findings) for item in checked if item.ballot is not None]
    findings = [*context.findings, *of_lists, *notes, *(found for item in expected for found in item.findings)]
    findings += check_waivers(context.round, context.rubric, findings)
    findings += _check_versions(context, expected)
    findings += _check_issues(context, expected)
    findings += _check_panel(context, ballots, checked)
    findings += check_copied(context.round, ballots, units.scores)
    findings += units.findings
    round_ = _without_faulty_lists(context.round, of_lists)
    tally = consolidate(context.rubric, round_, ballots, units.scores)
    findings += check_trimmed(context.rubric, round_, tally)
    findings += check_disagreement(context.rubric, round_, tally)
    ranking, of_ranking = rank(context.rubric, round_, tally)
    return Assessed(tally, ranking, tuple(findings), of_ranking)


def rank_round(root: Path, *, provisional: bool = False) -> Published:
    """Rank a round and write results/. Refused while an error stands, unless `provisional`."""
    with held_round(root, "rank") as context:
        made = _ranked(context, provisional)
        _record(context, made)
    return made


def _ranked(context: RoundContext, provisional: bool) -> Published:
    made = assess(context)
    findings = (*made.findings, *_check_statistics(context, made.tally))
    if errors(findings) and not provisional:
        # What follows from missing scores is not told again beside its cause.
        raise Refused(made.causes if errors(made.causes) else findings)
    # Where nothing hinders, the ranking is no longer provisional, whoever asked for it.
    provisional = provisional and bool(errors(findings))
    before = _last_result(context.folder)
    now = _result(made, findings, context, provisional)
    lang = context.round.lang
    changes = _changes(before, now, lang)
    annex, word = _annexes(context, made.ranking, lang, provisional)
    sheets = draw_tally(
        context.rubric, context.round, made.tally, made.ranking, findings, changes, lang, provisional=provisional
    )
    annexes = {ANNEX: annex} if word is None else {ANNEX: annex, ANNEX_WORD: word}
    number, new = write_result(context.folder, annexes, lambda: {TALLY: write_book(sheets)}, now, changes)
    kept = copy_newest(context.folder, number)
    findings += tuple(finding(said.PLAIN_KEPT, Place(file=plain), name=name) for plain, name in kept.items())
    if word is None:
        findings += (finding(said_of_rank.WORD_MISSING, Place(), name=ANNEX_WORD),)
    files = printed_files(context.folder, number, kept)
    places = context.rubric.rounding.total, context.rubric.rounding.index
    return Published(made.ranking, findings, number, files, changes, new, places, provisional)


def _record(context: RoundContext, made: Published) -> None:
    """Write the result down, with the decisions that it stands on; once, also where an earlier run was stopped."""
    register = context.folder.register
    record_decisions(register, context.round)
    if all(entry.data.get("number") != made.number for entry in register.entries("result")):
        files = hashes_of(context.folder, made.number)
        body = {"number": made.number, "files": files, "provisional": made.provisional}
        register.append(Draft("result", body=body))


def _without_faults(ballot: Ballot, findings: Sequence[Finding]) -> Ballot:
    faulty = {(found.at.unit, found.at.criterion) for found in errors(findings)}
    if not faulty:
        return ballot
    scores = {cell: None if _leaf(cell) in faulty else score for cell, score in ballot.scores.items()}
    return replace(ballot, scores=scores)


def _without_faulty_lists(round_: Round, findings: Sequence[Finding]) -> Round:
    """The round without listed figures that have an error: they count nowhere until they are mended."""
    faulty = {(found.at.unit, found.at.criterion) for found in errors(findings)}
    if not faulty:
        return round_
    return replace(round_, listed={cell: value for cell, value in round_.listed.items() if _leaf(cell) not in faulty})


def _leaf(cell: CellId) -> tuple[str | None, str | None]:
    """Unit and criterion of a cell, whichever of its inputs it is."""
    return cell[0], leaf_of(cell[1])


def _annexes(context: RoundContext, ranking: Ranking, lang: str, provisional: bool) -> tuple[bytes, bytes | None]:
    """The annex for Excel, and for Word where the library for it is installed.

    A layout file of the office's own is looked for in the round's folder.
    """
    round_ = context.round
    if round_.layout.endswith(".toml"):
        round_ = replace(round_, layout=str(context.folder.root / round_.layout))
    try:
        annex = make_annex(ranking, context.rubric, round_, lang, provisional=provisional)
        book, document = annex_book(annex), annex_document(annex)
    except ValueError as error:
        at = Place(file=round_.layout or None)
        raise Refused([finding(said_of_rank.LAYOUT_BAD, at, problem=str(error))]) from error
    return write_book(book), print_document(document)


def _check_panel(context: RoundContext, ballots: Sequence[Ballot], checked: Sequence[Checked]) -> list[Finding]:
    # A ballot that came but cannot be read is not missing: its own finding says what to do.
    came = {item.member for item in checked}
    return [
        found
        for found in check_panel(context.rubric, context.round, ballots)
        if found.check not in (said_of_panel.BALLOT_MISSING, said_of_panel.BALLOT_NOT_AWAITED)
        or found.at.member not in came
    ]


def _check_statistics(context: RoundContext, tally: Tally) -> Iterator[Finding]:
    """Whether statistics of agreement are left out only because nobody installed what computes them."""
    rubric, round_ = context.rubric, context.round
    if not is_available():
        totals = (panel_totals(rubric, group, tally, round_.scored(group.id)) for group in rubric.groups)
        if any(agreement(own) == Refusal("library") for own in totals):
            yield finding(said_of_panel.NO_STATISTICS, Place())


def _check_issues(context: RoundContext, checked: Sequence[Checked]) -> list[Finding]:
    """What changed in rubric and round since the ballots were sent; the same change is told once."""
    found: dict[object, Finding] = {}
    for item in checked:
        for one in check_issue(context.rubric, context.round, item.issue) if item.issue is not None else ():
            found.setdefault((one.code, one.at, tuple(one.facts.items())), one)
    return list(found.values())


def _check_versions(context: RoundContext, checked: Sequence[Checked]) -> list[Finding]:
    """Ballots sent under another version of the rubric than today's."""
    return [
        replace(found, at=Place(file=item.file, member=item.issue.member))
        for item in checked
        if item.issue is not None
        for found in check_version(context.rubric, item.issue, context.round.member(item.issue.member).name)
    ]


# ---------------------------------------------------------------- the result as data
def _result(made: Assessed, findings: Sequence[Finding], context: RoundContext, provisional: bool) -> dict[str, Any]:
    places = context.rubric.rounding
    return {
        "round": context.round.id,
        "rubric": context.rubric.id,
        "version": context.rubric.version,
        "provisional": provisional,
        "groups": ranking_as_data(made.ranking, places.total, places.index),
        "conclusions": {_concluded(context, one): _conclusion(one) for one in context.round.conclusions},
        "findings": [[found.code, found.severity.word, say(found, "vi")] for found in findings],
        "evidence": evidence_as_data(context, made.tally),
    }


def _concluded(context: RoundContext, one: Conclusion) -> str:
    """Whose points, and which, in words."""
    leaf = context.rubric.leaf(one.criterion)
    alike = sum(other.name == leaf.name for other in context.rubric.leaves())
    code = leaf.code or (leaf.id if alike > 1 else "")
    return f"{context.round.unit(one.unit).name}: {code}{'. ' if code else ''}{leaf.name}"


def _conclusion(one: Conclusion) -> list[str]:
    points = MARK_TEXT if one.points is NOT_APPLICABLE else str(one.points)
    return [points, one.explanation, one.reason, one.by]


def ranking_as_data(ranking: Ranking, total_places: int, index_places: int) -> list[dict[str, Any]]:
    """The ranking as plain data, standings in printed order; figures as strings at their places."""

    def line(standing: Standing) -> dict[str, Any]:
        return {
            "unit": standing.unit.id,
            "name": standing.unit.name,
            "total": None if standing.total is None else f"{standing.total:.{total_places}f}",
            "index": None if standing.index is None else f"{standing.index:.{index_places}f}",
            "converted": None if standing.converted is None else f"{standing.converted:.{total_places}f}",
            "rank": standing.rank,
            "tied": standing.tied,
            "tier": standing.tier,
            "held_back": standing.held_back,
        }

    return [{"id": made.group.id, "standings": [line(s) for s in made.standings]} for made in ranking.groups]


def _last_result(folder: Folder) -> dict[str, Any] | None:
    """The newest result that can be read: the numbered files lie open to everybody."""
    for number in reversed(folder.result_numbers()):
        try:
            data = json.loads(folder.result_file("result.json", number).read_bytes())
            if all(isinstance(line["name"], str) for line in _lines(data).values()):
                return cast(dict[str, Any], data)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return None


_WORDS = {
    "vi": {
        "total": "tổng điểm", "index": "chỉ số", "rank": "hạng", "tier": "xếp loại", "name": "tên",
        "added": "{name}: mới có trong kết quả", "gone": "{name}: không còn trong kết quả",
        "no_total": "chưa có tổng điểm", "no_index": "chưa có chỉ số", "no_rank": "chưa có hạng",
        "no_tier": "chưa xếp loại", "no_conclusion": "chưa có kết luận", "conclusion": "kết luận",
        "concluded": "{name}: {was} → {points}", "explained": "{name}: ghi lại lời giải thích của kết luận",
        "taken_back": "{name}: bỏ kết luận",
    },
    "en": {
        "total": "total", "index": "index", "rank": "rank", "tier": "tier", "name": "name",
        "added": "{name}: new in the result", "gone": "{name}: no longer in the result",
        "no_total": "no total", "no_index": "no index", "no_rank": "no rank", "no_tier": "no tier",
        "no_conclusion": "no conclusion", "conclusion": "concluded",
        "concluded": "{name}: {was} → {points}", "explained": "{name}: the conclusion is explained anew",
        "taken_back": "{name}: no longer concluded",
    },
}  # fmt: skip


def _changes(before: dict[str, Any] | None, now: dict[str, Any], lang: str) -> tuple[str, ...]:
    """In words, what differs between two results, unit by unit."""
    if before is None:
        return ()
    words, lines = _WORDS[lang], []
    old, new = _lines(before), _lines(now)
    for unit, line in new.items():
        if unit not in old:
            lines.append(words["added"].format(name=line["name"]))
            continue
        parts = [
            f"{_before(key, old[unit].get(key), lang)} → {_shown(key, line[key], lang)}"
            for key in ("name", "total", "index", "rank", "tier")
            if old[unit].get(key) != line[key]
        ]
        if parts:
            lines.append(f"{line['name']}: " + ", ".join(parts))
    lines += [words["gone"].format(name=line["name"]) for unit, line in old.items() if unit not in new]
    return (*lines, *_changed_conclusions(before, now, lang))


def _changed_conclusions(before: dict[str, Any], now: dict[str, Any], lang: str) -> Iterator[str]:
    """The council's conclusions that are new, other than before, or taken back: they explain what changed."""
    words = _WORDS[lang]
    old, new = before.get("conclusions") or {}, now["conclusions"]
    for name, (points, *why) in new.items():
        was = old.get(name)
        if was is None or was[0] != points:
            then = _before("conclusion", was[0] if was else None, lang)
            yield words["concluded"].format(name=name, was=then, points=_shown("conclusion", points, lang))
        elif was[1:] != why:
            yield words["explained"].format(name=name)
    yield from (words["taken_back"].format(name=name) for name in old if name not in new)


def _lines(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {line["unit"]: line for group in result["groups"] for line in group["standings"]}


def _before(key: str, value: object, lang: str) -> str:
    """What it was, with its name; what was not there is said in words of its own."""
    shown = _shown(key, value, lang)
    return shown if value is None else f"{_WORDS[lang][key]} {shown}"


def _shown(key: str, value: object, lang: str) -> str:
    if value is None:
        return _WORDS[lang][f"no_{key}"]
    return str(value).replace(".", ",") if lang == "vi" and key in ("total", "index", "conclusion") else str(value)
