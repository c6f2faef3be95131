"""Generate: one workbook a member, each issue frozen with what it was drawn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbook.catalogue import kept as said
from workbook.excel.write import save_bytes, write_book
from workbook.findings import Finding, Place, finding
from workbook.loading.frozen import freeze, slice_for
from workbook.loading.round import load_round
from workbook.model import Issue, Member, Round, Rubric
from workbook.pipeline.folder import Folder, Kept
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.stamp import pack

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class SentBallot:
    """One member's workbook in sent/. `new` is False where the same issue was there before."""

    member: Member
    number: int
    path: Path
    new: bool


@dataclass(frozen=True, slots=True)
class Generated:
    sent: tuple[SentBallot, ...]
    findings: tuple[Finding, ...]


def generate(root: Path, progress: Progress = silent) -> Generated:
    """Write the workbook of every member who is present; unchanged issues keep their number."""
    round_, rubric, findings = load_round(root)
    folder, found = Folder(root), list(findings)
    sent: list[SentBallot] = []
    for member in round_.members:
        if member.absent is None and member.groups:
            made, notes = _send(folder, rubric, round_, member)
            sent.append(made)
            found += notes
            progress(member.id)
    newest = {one.path.name for one in sent}
    others = sorted(path.name for path in folder.sent.glob("phieu-*.xlsx") if path.name not in newest)
    if others:
        found.append(finding(said.OUTDATED, Place(), count=len(others), names=", ".join(others)))
    return Generated(tuple(sent), tuple(found))


def draw_issue(rubric: Rubric, round_: Round, member: Member, number: int) -> Kept:
    """The frozen issue and its drawn workbook."""
    issue = Issue(rubric, slice_for(round_, member.id), member.id, number)
    frozen = freeze(issue)
    return Kept(frozen, draw_ballot_book(issue, pack(frozen)))


def _send(folder: Folder, rubric: Rubric, round_: Round, member: Member) -> tuple[SentBallot, list[Finding]]:
    numbers = folder.issues_of(member.id)
    newest = numbers[-1] if numbers else 0
    if newest:
        drawn, kept = draw_issue(rubric, round_, member, newest), folder.load_kept(member.id, newest)
        if kept is not None and (kept.frozen, kept.book) == (drawn.frozen, drawn.book):
            return _write(folder, member, newest, drawn, new=False)
    drawn = draw_issue(rubric, round_, member, newest + 1)
    folder.keep(member.id, newest + 1, drawn)
    return _write(folder, member, newest + 1, drawn, new=True)


def _write(folder: Folder, member: Member, number: int, drawn: Kept, *, new: bool) -> tuple[SentBallot, list[Finding]]:
    path = folder.sent_file(member.id, number)
    made = SentBallot(member, number, path, new)
    data = write_book(drawn.book)
    if not path.exists():
        save_bytes(path, data)
    elif path.read_bytes() != data:
        # Somebody filled the copy in sent/ itself: his work stays.
        return made, [finding(said.SENT_FILE_KEPT, Place(file=path.name, member=member.id))]
    return made, []
