"""Generate: one workbook a member, or a unit that scores itself; each issue frozen with what it was drawn from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from workbook.catalogue import kept as said
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import self_scores as said_of_self
from workbook.checks import check_listed, waive
from workbook.excel.write import save_bytes, write_book
from workbook.findings import Finding, Place, Refused, Words, finding
from workbook.loading.frozen import FROZEN_LIMIT, freeze, issue_for, unit_issue
from workbook.loading.share import has_work
from workbook.model import Issue, Member, Round, Scorer, SelfScore, Unit, sheets_for
from workbook.pipeline.folder import UNIT, Folder, Kept, fingerprint
from workbook.pipeline.judging import Progress as Progress
from workbook.pipeline.judging import RoundContext, held_round, open_file, where_keys_stand
from workbook.pipeline.judging import silent as silent
from workbook.pipeline.keeping import issue_in_words, kept_faults
from workbook.pipeline.self_scoring import self_scored
from workbook.register.chain import Draft
from workbook.rubric import Rubric
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.ballot_head import identity_of
from workbook.sheets.stamp import pack, seal

LACKING: Final = (said_of_panel.LISTED_NOWHERE, said_of_panel.LISTED_MISSING)
Audience = Literal["members", "units"]
LENGTHS: Final = (1000, 300, 100, 0)
"""To how many letters units' words are cut, one after the other, until a workbook can carry them."""


@dataclass(frozen=True, slots=True)
class SentBallot:
    """One workbook in sent/. `new` is False where the same issue was there before.

    For a unit that scores itself `member` bears its id and name.
    """

    member: Member
    number: int
    path: Path
    new: bool
    scorer: Scorer = "member"


@dataclass(frozen=True, slots=True)
class Generated:
    sent: tuple[SentBallot, ...]
    findings: tuple[Finding, ...]


def generate(root: Path, progress: Progress = silent, for_: Audience = "members") -> Generated:
    """Write the workbooks of all members who have something to score, or of all units that are scored.

    Unchanged issues keep their number. Members see what units gave themselves, as far as it has come.
    """
    with held_round(root, "generate") as context:
        return _generate(context, progress, for_)


def _generate(context: RoundContext, progress: Progress, for_: Audience) -> Generated:
    folder = context.folder
    if faults := kept_faults(folder, folder.logged("issued")):
        # Else everything would be issued anew, and what comes back of the issues that are out judged wrongly.
        raise Refused(list(faults.values()))
    found = [*context.findings, *_of_lists(context), *new_key(folder)]
    sent: list[SentBallot] = []
    numbers = newest_numbers(folder)
    for member, scorer, make in _scorers(context, for_, found):
        made, notes = _send(context, numbers, member, scorer, make)
        sent.append(made)
        found += notes
        progress(member.id)
    newest = {one.path.name for one in sent}
    prefix = "phieu" if for_ == "members" else "tu-cham"
    others = sorted(path.name for path in folder.sent.glob(f"{prefix}-*.xlsx") if bare_name(path.name) not in newest)
    if others:
        found.append(finding(said.OUTDATED, Place(), count=len(others), names=", ".join(others)))
    record_issued(folder)
    return Generated(tuple(sent), tuple(found))


def bare_name(name: str) -> str:
    """The name of a workbook in sent/ without what is said in brackets: an annotated copy lies beside its issue."""
    return re.sub(r" \([^()]*\)(?=\.xlsx$)", "", name)


def new_key(folder: Folder) -> list[Finding]:
    """Make the key of the seals where there is none; tell where an earlier one is gone."""
    if folder.seal_key():
        return []
    lost = bool(folder.issued())
    folder.make_key()
    return [finding(said.KEY_LOST, Place(), file=folder.key_file.name)] if lost else []


def sealed(folder: Folder, issue: Issue) -> Issue:
    """The issue with the seal of this round's key, which `new_key` has made sure of."""
    key = folder.seal_key()
    assert key
    return replace(issue, seal=seal(key, identity_of(issue)))


def record_issued(folder: Folder) -> None:
    """Write down the issues that the register does not know yet; also those of a run that was stopped."""
    known = {(entry.scorer, entry.issue) for entry in folder.register.entries("issued")}
    drafts = [
        Draft("issued", scorer, number, fingerprint(folder.kept_file(scorer, number).read_bytes()), path.name)
        for scorer, numbers in folder.issued().items()
        for number in numbers
        if (scorer, number) not in known
        for path in (folder.sent_file(scorer, number),)
    ]
    if drafts:
        folder.register.append(*drafts)


def _of_lists(context: RoundContext) -> Iterator[Finding]:
    """Faults of the listed figures; what only lacks is no error yet, for lists may come after the workbooks."""
    names = {leaf.id: leaf.name for leaf in context.rubric.leaves()}
    lacking: dict[str, None] = {}
    for found in waive(check_listed(context.rubric, context.round), context.round.waivers):
        if found.check in LACKING:
            lacking[names[found.at.criterion or ""]] = None
        else:
            yield found
    if lacking:
        yield finding(said_of_self.LISTS_LACK, Place(), criteria="; ".join(lacking))


Make = Callable[[int], Issue]
"""An issue by its number."""


def _scorers(context: RoundContext, for_: Audience, found: list[Finding]) -> Iterator[tuple[Member, Scorer, Make]]:
    if for_ == "units":
        yield from ((Member(unit.id, unit.name), "unit", make) for unit, make in unit_makes(context))
    else:
        yield from ((member, "member", make) for member, make in member_makes(context, found))


def unit_makes(context: RoundContext) -> Iterator[tuple[Unit, Make]]:
    """How the issues of each unit that may score itself are made."""
    for unit in context.round.units:
        if unit.left_out is None:
            yield unit, _of_unit(context.rubric, context.round, unit.id)


def member_makes(context: RoundContext, found: list[Finding]) -> Iterator[tuple[Member, Make]]:
    """How the issues of each member who has something to score are made; what is to be told goes into `found`."""
    rubric, round_ = context.rubric, context.round
    given: Mapping[str, SelfScore] = {}
    if sheets_for(rubric, round_) == "unit":
        scored = self_scored(context)
        given = scored.scores
        found += scored.findings
    for member in round_.members:
        if has_work(rubric, round_, member):
            yield member, _of_member(rubric, round_, member, given, found)


def _of_unit(rubric: Rubric, round_: Round, unit_id: str) -> Make:
    return lambda number: unit_issue(rubric, round_, unit_id, number)


def _of_member(
    rubric: Rubric, round_: Round, member: Member, given: Mapping[str, SelfScore], found: list[Finding]
) -> Make:
    length = _fitting(issue_for(rubric, round_, member.id, 1, given))
    if length is None:
        return lambda number: issue_for(rubric, round_, member.id, number, given)
    at, name = Place(member=member.id), f"{member.name} ({member.id})"
    found.append(finding(said_of_self.SELF_SHORTENED, at, member=name, length=length))
    return lambda number: shortened(issue_for(rubric, round_, member.id, number, given), length)


def _fitting(issue: Issue) -> int | None:
    """To how many letters the units' words must be cut; None where the workbook can carry them whole."""
    # Only such words can be that long; everything else was limited when it was loaded.
    if not issue.self_scores or _fits(issue):
        return None
    return next((length for length in LENGTHS if _fits(shortened(issue, length))), LENGTHS[-1])


def _fits(issue: Issue) -> bool:
    # Bytes, for the text is packed as such; a Vietnamese letter may need three.
    return len(freeze(issue).encode()) <= FROZEN_LIMIT


def shortened(issue: Issue, length: int) -> Issue:
    """The issue with the units' explanations and links cut to so many letters."""

    def cut(words: Mapping[str, str]) -> dict[str, str]:
        long = {name: text if len(text) <= length else f"{text[: length - 1]}…" for name, text in words.items()}
        return long if length else {}

    given = {
        unit: replace(score, links=cut(score.links), remarks=cut(score.remarks))
        for unit, score in issue.self_scores.items()
    }
    return replace(issue, self_scores=given)


# ---------------------------------------------------------------- one workbook
def drawn(issue: Issue) -> Kept:
    """The frozen issue and its drawn workbook."""
    frozen = freeze(issue)
    return Kept(frozen, draw_ballot_book(issue, pack(frozen)))


def _send(
    context: RoundContext, numbers: Mapping[str, int], member: Member, scorer: Scorer, make: Make
) -> tuple[SentBallot, list[Finding]]:
    folder = context.folder
    name = member.id if scorer == "member" else UNIT + member.id
    newest = numbers.get(name.casefold(), 0)
    if (kept := folder.load_kept(name, newest)) is not None:
        made = drawn(sealed(folder, make(newest)))
        if kept.frozen == made.frozen and (kept.correction or kept.book == made.book):
            return write_sent(context, SentBallot(member, newest, folder.sent_file(name, newest), False, scorer), kept)
    made = drawn(sealed(folder, make(newest + 1)))
    folder.keep(name, newest + 1, made)
    return write_sent(context, SentBallot(member, newest + 1, folder.sent_file(name, newest + 1), True, scorer), made)


def newest_numbers(folder: Folder) -> Mapping[str, int]:
    """The number of each scorer's newest issue, by his name in small letters; the log still knows what is lost.

    Else a number would be given twice, and nobody could tell the lost issue from the new one.
    """
    known = [(entry.scorer, entry.issue) for entry in folder.logged("issued")]
    known += [(scorer, number) for scorer, numbers in folder.issued().items() for number in numbers]
    newest: dict[str, int] = {}
    for scorer, number in known:
        newest[scorer.casefold()] = max(number, newest.get(scorer.casefold(), 0))
    return newest


def write_sent(context: RoundContext, sent: SentBallot, made: Kept) -> tuple[SentBallot, list[Finding]]:
    """Put a kept book into sent/, unless somebody filled in what lies there."""
    data = write_book(made.book)
    if not sent.path.exists():
        save_bytes(sent.path, data)
    elif sent.path.read_bytes() != data:
        # Somebody filled the copy in sent/ itself: his work stays.
        at = Place(file=sent.path.name, member=sent.member.id)
        if other := _of_another(context, sent):
            return sent, [finding(said.SENT_OF_ANOTHER, at, own=sent.member.name, holds=other)]
        return sent, [finding(said.SENT_FILE_KEPT, at)]
    return sent, []


def _of_another(context: RoundContext, sent: SentBallot) -> Words | None:
    """Whose workbook lies under this name; None where it is the right one, or none at all."""
    try:
        passport = where_keys_stand(open_file(sent.path, context.limits), context).passport
    except Refused:
        return None
    name = sent.member.id if sent.scorer == "member" else UNIT + sent.member.id
    own = (context.round.id, name.casefold(), sent.number)
    return None if (passport.round, passport.member.casefold(), passport.issue) == own else issue_in_words(passport)
