"""Amend: two numbered results compared, why each line changed, and a draft of the decision that corrects it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from workbook.amendment import Amendment, LineChange, amend
from workbook.catalogue import amendments as said
from workbook.catalogue import drafts as said_of_drafts
from workbook.catalogue import kept as said_of_kept
from workbook.documents.drafts import draft
from workbook.documents.placeholders import Source, document_facts, missing_facts
from workbook.excel.write import write_book
from workbook.findings import Fact, Finding, Place, Refused, Words, finding
from workbook.model import Round
from workbook.pipeline.amended import result_of
from workbook.pipeline.documenting import EDITABLE, annex_for
from workbook.pipeline.drafting import office_template, save_beside
from workbook.pipeline.finished import finished
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import RoundContext, held_round
from workbook.pipeline.numbered import evidenced_result, finished_numbers, lost_results
from workbook.pipeline.results import ANNEX, RESULT, TALLY
from workbook.rubric import Rubric
from workbook.sheets.amendment import draw_amendment
from workbook.sheets.amendment_words import Voice

FOLDER: Final = "amendments"
TABLE: Final = "dinh-chinh.xlsx"
TEMPLATE: Final = "amendment"
DRAFT: Final = EDITABLE[TEMPLATE]
_NOT_HERE: Final = ("meeting.", "department_signer")
"""Keys of [documents] that only submission and minutes say."""


@dataclass(frozen=True, slots=True)
class Amended:
    """What changed between two results of a round, what was found, and what was written of it."""

    made: Amendment
    rubric: Rubric
    round: Round
    findings: tuple[Finding, ...]
    files: tuple[Path, ...]

    def voice(self, lang: str) -> Voice:
        return Voice(self.made, self.rubric, self.round, lang)


def amend_round(root: Path, old: int | None = None, new: int | None = None) -> Amended:
    """Compare two finished results of a round, by default the newest and the one before it.

    The draft decision and the table are written into amendments/; nothing where no line changed.
    """
    with held_round(root, "amend") as context:
        pair = _pair(context.folder, old, new)
        results = [result_of(context.folder, evidenced_result(context.folder, number)) for number in pair]
        made = amend(results[0], results[1], context.rubric)
        findings = [*_findings(context, made)]
        files: tuple[Path, ...] = ()
        if made.changes:
            files, of_files = _write(context, made)
            findings += of_files
    return Amended(made, context.rubric, context.round, tuple(findings), files)


def _pair(folder: Folder, old: int | None, new: int | None) -> tuple[int, int]:
    """The numbers of the two results, each of which may be left to us."""
    if old is not None and new is not None:
        pair = old, new
    else:
        known = finished_numbers(folder)
        later = known[-1] if new is None and known else new
        before = [number for number in known if later is not None and number < later]
        earlier = before[-1] if old is None and before else old
        if earlier is None or later is None:
            names = ", ".join(map(str, known)) or "-"
            raise Refused([finding(said.TOO_FEW_RESULTS, Place(), known=names), *_gone(folder)])
        pair = earlier, later
    if pair[0] >= pair[1]:
        raise Refused([finding(said.WRONG_ORDER, Place(), old=pair[0], new=pair[1])])
    return pair


def _gone(folder: Folder) -> Iterator[Finding]:
    """Finished results that were written and are no more: what was published may be one of them."""
    for number, entry in lost_results(folder):
        at = Place(file=folder.result_file(RESULT, number).name)
        yield finding(said_of_kept.RESULT_GONE, at, number=entry.number)


# ---------------------------------------------------------------- what is told
def _findings(context: RoundContext, made: Amendment) -> Iterator[Finding]:
    yield from context.findings
    yield from _gone(context.folder)
    if not made.changes:
        yield finding(said.SAME_RESULT, Place(), old=made.old.number, new=made.new.number)
    for result in (made.old, made.new):
        if result.values is None:
            name = context.folder.result_file(TALLY, result.number).name
            at = Place(file=context.folder.result_file(RESULT, result.number).name)
            yield finding(said.VALUES_NOT_RECORDED, at, number=result.number, name=name)
    voices = {lang: Voice(made, context.rubric, context.round, lang) for lang in ("vi", "en")}
    for change in made.changes:
        if change.unexplained:
            what = Words(*(voices[lang].lost(change) for lang in ("vi", "en")))
            yield finding(said.UNEXPLAINED, Place(unit=change.unit), unit=change.line.name, what=what)
    for cause in made.broad:
        count = sum(cause in change.causes for change in made.changes)
        what = Words(*(_capital(voices[lang].cause(cause)) for lang in ("vi", "en")))
        yield finding(said.BROAD_CAUSE, Place(), what=what, count=count)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------- what is written
def _write(context: RoundContext, made: Amendment) -> tuple[tuple[Path, ...], list[Finding]]:
    """The table, and the draft where the libraries for it are there; nobody's file is overwritten."""
    voice = Voice(made, context.rubric, context.round, context.round.lang)
    target = context.folder.root / FOLDER / f"{made.old.number:03}-{made.new.number:03}"
    contents = {TABLE: write_book(draw_amendment(voice))}
    findings: list[Finding] = []
    try:
        contents[DRAFT], findings = _draft(context, voice)
    except Refused as refused:
        # The table needs no library: who has none still sees what changed, and why.
        if any(found.check is not said_of_drafts.LIBRARY_MISSING for found in refused.findings):
            raise
        findings += refused.findings
    files = []
    for name, data in contents.items():
        saved = save_beside(target / name, data)
        files.append(saved.path)
        findings += saved.findings
    return tuple(files), findings


def _draft(context: RoundContext, voice: Voice) -> tuple[bytes, list[Finding]]:
    """The draft with the new annex behind it, unless the round is no longer what the newer result was made of."""
    new, lang = voice.made.new, context.round.lang
    now = finished(context, provisional=True)
    source = Source(context.rubric, context.round, now.assessed.tally, now.assessed.ranking)
    findings: list[Finding] = []
    annex = None
    if now.number == new.number:
        annex = annex_for(context, source.ranking, provisional=False)
    else:
        facts: dict[str, Fact] = {"number": new.number, "name": context.folder.result_file(ANNEX, new.number).name}
        findings.append(finding(said.ANNEX_NOT_NEW, Place(), **facts))
    missing = [key for key in missing_facts(context.round, context.rubric) if not key.startswith(_NOT_HERE)]
    if missing:
        findings.append(finding(said_of_drafts.BLANKS, Place(), keys=", ".join(missing)))
    of_round = document_facts(source, lang, new.number)
    data = draft(
        TEMPLATE,
        lang,
        of_round | amendment_facts(voice, has_annex=annex is not None),
        office_template(context.folder, DRAFT, context.limits),
        annex,
        file=DRAFT,
        created=datetime.combine(context.round.date, time()),
        limits=context.limits,
    )
    return data, findings


def amendment_facts(voice: Voice, *, has_annex: bool) -> dict[str, Any]:
    """What the template of the draft may name beside the facts of every document."""
    # Where only points by criterion changed, that is what is corrected; else the annex's lines are.
    changes = [change for change in voice.made.changes if change.what != ("criteria",)] or list(voice.made.changes)
    several = len({change.line.group for change in changes}) > 1
    return {
        "changed": len(changes),
        "lines": [_line(voice, change, several) for change in changes],
        "has_annex": has_annex,
        "old_number": voice.made.old.number,
        "new_number": voice.made.new.number,
    }


def _line(voice: Voice, change: LineChange, with_group: bool) -> dict[str, str]:
    name = change.line.name
    if with_group:
        name += f"\n({voice.group(change.line.group)})"
    keys = voice.keys(change)
    reasons = [_capital(text) for text in voice.reasons(change, public=True)]
    return {
        "unit": name,
        "old": "\n".join(voice.whole(change.old, keys)),
        "new": "\n".join(voice.whole(change.new, keys)),
        "why": "\n".join(f"{text.rstrip('.')}." for text in reasons),
    }
