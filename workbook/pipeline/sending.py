"""Generate: one workbook a member, or a unit that scores itself; each issue frozen with what it was drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from workbook.catalogue import kept as said
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import self_scores as said_of_self
from workbook.checks import check_listed, waive
from workbook.excel.write import save_bytes, write_book
from workbook.findings import Finding, Place, finding
from workbook.loading.frozen import FROZEN_LIMIT, freeze, issue_for, unit_issue
from workbook.loading.share import has_work
from workbook.model import Issue, Member, Round, Scorer, SelfScore, sheets_for
from workbook.pipeline.folder import UNIT, Folder, Kept
from workbook.pipeline.receiving import Progress as Progress
from workbook.pipeline.receiving import RoundContext, open_round
from workbook.pipeline.receiving import silent as silent
from workbook.pipeline.self_scoring import self_scored
from workbook.rubric import Rubric
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.stamp import pack

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
    context = open_round(root)
    folder, found = context.folder, [*context.findings, *_of_lists(context)]
    sent: list[SentBallot] = []
    for member, scorer, make in _scorers(context, for_, found):
        made, notes = _send(folder, member, scorer, make)
        sent.append(made)
        found += notes
        progress(member.id)
    newest = {one.path.name for one in sent}
    prefix = "phieu" if for_ == "members" else "tu-cham"
    others = sorted(path.name for path in folder.sent.glob(f"{prefix}-*.xlsx") if path.name not in newest)
    if others:
        found.append(finding(said.OUTDATED, Place(), count=len(others), names=", ".join(others)))
    return Generated(tuple(sent), tuple(found))


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
    rubric, round_ = context.rubric, context.round
    if for_ == "units":
        for unit in round_.units:
            if unit.left_out is None:
                yield Member(unit.id, unit.name), "unit", _of_unit(rubric, round_, unit.id)
        return
    given: Mapping[str, SelfScore] = {}
    if sheets_for(rubric, round_) == "unit":
        scored = self_scored(context)
        given = scored.scores
        found += scored.findings
    for member in round_.members:
        if has_work(rubric, round_, member):
            yield member, "member", _of_member(rubric, round_, member, given, found)


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
def draw_issue(rubric: Rubric, round_: Round, member: Member, number: int) -> Kept:
    """The frozen issue of a member and its drawn workbook."""
    return drawn(issue_for(rubric, round_, member.id, number))


def drawn(issue: Issue) -> Kept:
    """The frozen issue and its drawn workbook."""
    frozen = freeze(issue)
    return Kept(frozen, draw_ballot_book(issue, pack(frozen)))


def _send(folder: Folder, member: Member, scorer: Scorer, make: Make) -> tuple[SentBallot, list[Finding]]:
    name = member.id if scorer == "member" else UNIT + member.id
    numbers = folder.issues_of(name)
    newest = numbers[-1] if numbers else 0
    if newest:
        made, kept = drawn(make(newest)), folder.load_kept(name, newest)
        if kept is not None and (kept.frozen, kept.book) == (made.frozen, made.book):
            return _write(SentBallot(member, newest, folder.sent_file(name, newest), False, scorer), made)
    made = drawn(make(newest + 1))
    folder.keep(name, newest + 1, made)
    return _write(SentBallot(member, newest + 1, folder.sent_file(name, newest + 1), True, scorer), made)


def _write(sent: SentBallot, made: Kept) -> tuple[SentBallot, list[Finding]]:
    data = write_book(made.book)
    if not sent.path.exists():
        save_bytes(sent.path, data)
    elif sent.path.read_bytes() != data:
        # Somebody filled the copy in sent/ itself: his work stays.
        return sent, [finding(said.SENT_FILE_KEPT, Place(file=sent.path.name, member=sent.member.id))]
    return sent, []
