"""Check, import, inspect, status: what came back, judged against what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import self_scores as said_of_self
from workbook.checks import waive
from workbook.excel.gate import read_file
from workbook.excel.read import read_book
from workbook.findings import Fact, Finding, Place, Refused, errors, finding
from workbook.loading.frozen import thaw
from workbook.loading.round import load_round
from workbook.model import Ballot, Issue, Member, Round
from workbook.pipeline.folder import UNIT, Folder, Received, fingerprint, unit_of
from workbook.pipeline.rubrics import load_any
from workbook.rubric import Rubric
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Book
from workbook.sheets.stamp import Passport, pack
from workbook.sheets.take import Identity, Taken, check_form, check_identity, identify, take

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file's verdict. `taken` is None where it could not be read as a ballot at all.

    `member` is whose line in the register it is, "" for a file that is only checked; as in a
    passport, "unit:..." for a unit that scores itself.
    """

    file: str
    findings: tuple[Finding, ...]
    passport: Passport | None = None
    taken: Taken | None = None
    issue: Issue | None = None
    data: bytes = field(default=b"", repr=False)
    member: str = ""

    @property
    def counted(self) -> bool:
        return self.taken is not None and not errors(self.findings)

    @property
    def ballot(self) -> Ballot | None:
        return self.taken.ballot if self.taken else None


@dataclass(frozen=True, slots=True)
class RoundContext:
    """A loaded round and its folder."""

    folder: Folder
    round: Round
    rubric: Rubric
    findings: tuple[Finding, ...]


def open_round(root: Path) -> RoundContext:
    round_, rubric, findings = load_round(root, load_any)
    return RoundContext(Folder(root), round_, rubric, findings)


# ---------------------------------------------------------------- one file
def check_file(path: Path, context: RoundContext | None, name: str | None = None) -> Checked:
    """Judge one file for itself; `name` is what findings call it (its own name by default)."""
    # On Linux a name may hold bytes that are no text; findings, JSON and sheets need text.
    label = (name or str(path)).encode("utf-8", "replace").decode("utf-8")
    data = b""
    passport: Passport | None = None
    try:
        data = read_file(path)
        book = read_book(data, label)
        identity = identify(book, label)
        passport = identity.passport
        issue, sent = _sent(identity, context, label)
        taken = take(identity, issue, sent, book, label)
    except Refused as refused:
        return Checked(label, _in_file(refused.findings, label), passport, data=data)
    findings = waive(taken.findings, context.round.waivers) if context else taken.findings
    return Checked(label, findings, passport, taken, issue, data)


def _in_file(findings: Iterable[Finding], label: str) -> tuple[Finding, ...]:
    return tuple(replace(found, at=replace(found.at, file=label)) for found in findings)


def _sent(identity: Identity, context: RoundContext | None, file: str) -> tuple[Issue, Book]:
    """The issue and the workbook that the file must be compared with."""
    return _sent_by_round(identity, context, file) if context else _sent_by_itself(identity, file)


def _sent_by_itself(identity: Identity, file: str) -> tuple[Issue, Book]:
    passport = identity.passport
    if newer := tuple(check_form(passport, file)):
        raise Refused(newer)
    if identity.frozen is None:
        raise Refused([finding(said.ISSUE_DAMAGED, Place(file=file))])
    issue = thaw(identity.frozen, file)
    if not _agrees(passport, issue):
        raise Refused([finding(said.ISSUE_DAMAGED, Place(file=file))])
    return issue, draw_ballot_book(issue, pack(identity.frozen))


def _sent_by_round(identity: Identity, context: RoundContext, file: str) -> tuple[Issue, Book]:
    passport = identity.passport
    # A unit that is left out today may still return what it was sent.
    members = [*(member.id for member in context.round.members), *(UNIT + unit.id for unit in context.round.units)]
    if wrong := tuple(check_identity(passport, file, context.round.id, members)):
        raise Refused(wrong)
    kept = context.folder.load_kept(passport.member, passport.issue)
    at = Place(file=file, member=passport.member)
    facts: dict[str, Fact] = {"member": passport.member, "issue": passport.issue}
    if kept is None:
        raise Refused([finding(said.ISSUE_UNKNOWN, at, **facts)])
    if identity.frozen is not None and identity.frozen != kept.frozen:
        raise Refused([finding(said.ISSUE_DIFFERS, at, **facts)])
    issue = thaw(kept.frozen, file)
    if not _agrees(passport, issue):
        raise Refused([finding(said.ISSUE_DIFFERS, at, **facts)])
    return issue, kept.book


def _agrees(passport: Passport, issue: Issue) -> bool:
    """Whether the passport names just this issue."""
    scorer = issue.member if issue.scorer == "member" else UNIT + issue.member
    own = (issue.round.id, issue.rubric.id, issue.rubric.version, scorer, issue.number)
    return own == (passport.round, passport.rubric, passport.version, passport.member, passport.issue)


# ---------------------------------------------------------------- many files
def check_files(paths: Sequence[Path], root: Path | None = None, progress: Progress = silent) -> tuple[Checked, ...]:
    """Judge files one by one; one broken file does not stop the rest."""
    context = open_round(root) if root else None
    return tuple(_each(paths, context, progress))


def _each(paths: Sequence[Path], context: RoundContext | None, progress: Progress) -> Iterator[Checked]:
    for path in paths:
        yield check_file(path, context)
        progress(path.name)


def import_files(root: Path, paths: Sequence[Path], progress: Progress = silent) -> tuple[Checked, ...]:
    """Check files and keep every ballot of this round, unchanged, in returned/.

    A ballot with errors is kept too: the original is evidence. It is not counted until a newer
    one comes, or until what is wrong is waived.
    """
    context = open_round(root)
    results = []
    for path in paths:
        checked = check_file(path, context)
        if checked.taken is not None and checked.passport is not None:
            checked = _received(context, checked, checked.passport, path.name)
        results.append(replace(checked, data=b""))
        progress(path.name)
    return tuple(results)


def _received(context: RoundContext, checked: Checked, passport: Passport, name: str) -> Checked:
    """Keep the original; note where it was there before, and where a later one counts instead."""
    notes: list[Finding] = []
    unit = unit_of(passport.member)
    at = Place(file=checked.file, member=passport.member) if unit is None else Place(file=checked.file, unit=unit)
    if not context.folder.receive(checked.data, name, passport.member, passport.issue):
        notes.append(finding(said_of_kept.RECEIVED_BEFORE, at))
    lines = [line for line in context.folder.received() if line.member == passport.member]
    if newest(lines).hash != fingerprint(checked.data):
        if unit is None:
            notes.append(finding(said_of_ballot.SUPERSEDED, at, member=_name(context.round.member(passport.member))))
        else:
            notes.append(finding(said_of_self.SELF_SUPERSEDED, at, unit=context.round.unit(unit).name))
    return replace(checked, findings=(*checked.findings, *notes))


def newest(lines: Sequence[Received]) -> Received:
    """The line that counts: of the latest issue, the last to arrive.

    A ballot of an earlier issue never takes the place of one of a later issue, however late it comes.
    """
    return max(enumerate(lines), key=lambda item: (item[1].issue, item[0]))[1]


def newest_ballots(context: RoundContext) -> tuple[tuple[Checked, ...], tuple[Finding, ...]]:
    """The ballot of each member that counts, checked again, and notes on those that do not."""
    lines = context.folder.received()
    known = {member.id for member in context.round.members}
    notes = [
        finding(said_of_panel.NO_LONGER_MEMBER, Place(file=line.name, member=line.member), member=line.member)
        for line in lines
        if line.member not in known and unit_of(line.member) is None
    ]
    if strays := context.folder.unregistered():
        notes.append(finding(said_of_kept.UNREGISTERED, Place(), count=len(strays), name=strays[0]))
    checked: list[Checked] = []
    for member in context.round.members:
        own = [line for line in lines if line.member == member.id]
        if own:
            latest = newest(own)
            checked.append(check_original(context, latest))
            notes += [
                finding(said_of_ballot.SUPERSEDED, Place(file=line.name, member=member.id), member=_name(member))
                for line in own
                if line is not latest
            ]
    return tuple(checked), tuple(notes)


def check_original(context: RoundContext, line: Received) -> Checked:
    """What a line of the register stands for, judged again."""
    try:
        path = context.folder.original(line)
    except Refused as refused:
        return Checked(line.name, refused.findings, member=line.member)
    return replace(check_file(path, context, line.name), member=line.member)


def _name(member: Member) -> str:
    return f"{member.name} ({member.id})"


# ---------------------------------------------------------------- inspect and status
def open_issue(path: Path) -> tuple[Issue, Book, Identity]:
    """The issue that travels inside a workbook, its drawn book, and where its keys stand now."""
    data = read_file(path)
    book = read_book(data, str(path))
    identity = identify(book, str(path))
    issue, sent = _sent_by_itself(identity, str(path))
    return issue, sent, identity


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """One member's line in the status: what was sent and what came back."""

    member: Member
    issued: tuple[int, ...]
    returned: int
    checked: Checked | None


def status_of(context: RoundContext, member: Member, scorer: str, checked: Checked | None) -> MemberStatus:
    """The line of one scorer; a unit that scores itself stands as a member of its id and name."""
    returned = sum(line.member == scorer for line in context.folder.received())
    return MemberStatus(member, tuple(context.folder.issues_of(scorer)), returned, checked)


def status(root: Path) -> tuple[MemberStatus, ...]:
    """Who has returned what, by member."""
    context = open_round(root)
    checked, _ = newest_ballots(context)
    by_member = {item.member: item for item in checked}
    return tuple(status_of(context, member, member.id, by_member.get(member.id)) for member in context.round.members)
