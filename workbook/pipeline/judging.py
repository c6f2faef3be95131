"""One returned file against what was sent: whose it is, what it holds, what is wrong with it.

`judge` is what a child process does with the bytes of one file; `judged` does it for many, side by side and
under limits, so that a broken or hostile file costs little and never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from workbook.catalogue import form as said
from workbook.catalogue import kept as said_of_kept
from workbook.checks import waive
from workbook.excel.gate import read_file
from workbook.excel.read import read_book
from workbook.excel.unlock import is_encrypted, unlock
from workbook.findings import Fact, Finding, Place, Refused, errors, finding
from workbook.limits import Limits, grown
from workbook.loading.frozen import thaw
from workbook.loading.round import load_round
from workbook.model import Ballot, Issue, Round
from workbook.pipeline.folder import UNIT, Folder
from workbook.pipeline.keeping import identity_in, kept_faults
from workbook.pipeline.rubrics import load_any
from workbook.register.lock import hold
from workbook.rubric import Rubric
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Book, ReadBook
from workbook.sheets.stamp import Passport, is_sealed, pack
from workbook.sheets.take import Identity, Taken, check_form, check_identity, identify, take
from workbook.verdict import Verdict, verdict_of
from workbook.workers.pool import Job, Overrun, run_each, run_one

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file as it was judged. `taken` is None where it could not be read as a ballot at all.

    `member` is whose line in the register it is, "" for a file that is only checked; as in a
    passport, "unit:..." for a unit that scores itself.
    """

    file: str
    findings: tuple[Finding, ...]
    passport: Passport | None = None
    taken: Taken | None = None
    issue: Issue | None = None
    saved: str = ""
    """When it was saved last, as it says itself: ISO 8601 in UTC."""
    opened: bytes = field(default=b"", repr=False)
    """The workbook that came out of a password."""
    member: str = ""
    stands_back: bool = False
    """Whether another ballot of the same scorer counts instead."""

    @property
    def counted(self) -> bool:
        return self.taken is not None and not errors(self.findings) and not self.stands_back

    @property
    def ballot(self) -> Ballot | None:
        return self.taken.ballot if self.taken else None

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.findings)


@dataclass(frozen=True)
class RoundContext:
    """A loaded round and its folder."""

    folder: Folder
    round: Round
    rubric: Rubric
    findings: tuple[Finding, ...]

    @cached_property
    def limits(self) -> Limits:
        """What one file may cost: as the round says, and never less than our own largest workbook needs.

        Of what lies in sent/, only issued workbooks count: annotated copies hold what came from outside.
        """
        issued = self.folder.issued().items()
        sizes = (_size(self.folder.sent_file(scorer, number)) for scorer, numbers in issued for number in numbers)
        return grown(self.round.limits, max(sizes, default=0))


def _size(path: Path) -> int:
    """0 where the file is gone, perhaps just now."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def open_round(root: Path) -> RoundContext:
    round_, rubric, findings = load_round(root, load_any)
    return RoundContext(Folder(root, round_.id), round_, rubric, findings)


@contextmanager
def held_round(root: Path, command: str) -> Iterator[RoundContext]:
    """A round for a command that writes into it: nobody else does meanwhile, and it is read when that is so."""
    open_round(root)  # who names a folder without a round is told so at once, and no lock is left there
    with hold(root, command):
        yield open_round(root)


def limits_of(context: RoundContext | None) -> Limits:
    return context.limits if context else Limits()


# ---------------------------------------------------------------- one file
def judge(context: RoundContext | None, data: bytes, label: str, password: str | None = None) -> Checked:
    """Judge the bytes of one file, which findings call `label`."""
    opened = b""
    try:
        if password is not None and is_encrypted(data):
            data = opened = unlock(data, password, label)
        book = read_book(data, label, limits_of(context))
    except Refused as refused:
        return Checked(label, _in_file(refused.findings, label), opened=opened)
    except (MemoryError, SystemError):
        raise  # over the limit: whoever watches tells
    except Exception as error:
        return _fault_of_ours(error, label)
    return _judge_book(context, book, label, opened)


def judge_seen(book: ReadBook, context: RoundContext | None, label: str = "") -> Checked:
    """Judge a workbook of which only the cell values were seen (`desk.seen`), as a file is judged; in this process."""
    checked = _judge_book(context, book, label)
    return _beside_kept(context, _faults_of(context.folder) if context else {}, checked)


def _judge_book(context: RoundContext | None, book: ReadBook, label: str, opened: bytes = b"") -> Checked:
    passport: Passport | None = None
    saved = book.saved.isoformat() if book.saved else ""
    try:
        identity = identify(book, label)
        passport = identity.passport
        issue, sent = _sent(identity, context, label)
        taken = take(identity, issue, sent, book, label)
    except Refused as refused:
        return Checked(label, _in_file(refused.findings, label), passport, saved=saved, opened=opened)
    except (MemoryError, SystemError):
        raise
    except Exception as error:
        return _fault_of_ours(error, label, passport)
    findings = waive(taken.findings, context.round.waivers) if context else taken.findings
    return Checked(label, findings, passport, taken, issue, saved, opened)


def _fault_of_ours(error: Exception, label: str, passport: Passport | None = None) -> Checked:
    """A fault of ours in one file must not stop the others."""
    reason = f"{type(error).__name__}: {error}"
    return Checked(label, (finding(said_of_kept.INTERNAL, Place(file=label), reason=reason),), passport)


def label_of(path: Path) -> str:
    """What findings call a file. On Linux a name may hold bytes that are no text; findings and sheets need text."""
    return str(path).encode("utf-8", "replace").decode("utf-8")


def _in_file(findings: Iterable[Finding], label: str) -> tuple[Finding, ...]:
    return tuple(replace(found, at=replace(found.at, file=label)) for found in findings)


def _sent(identity: Identity, context: RoundContext | None, file: str) -> tuple[Issue, Book]:
    """The issue and the workbook that the file must be compared with."""
    return _sent_by_round(identity, context, file) if context else sent_by_itself(identity, file)


def sent_by_itself(identity: Identity, file: str) -> tuple[Issue, Book]:
    """The issue that travels inside the file, and its workbook drawn again; no key is at hand to prove its seal."""
    passport = identity.passport
    if newer := tuple(check_form(passport, file)):
        raise Refused(newer)
    if identity.frozen is None:
        raise Refused([finding(said.ISSUE_DAMAGED, Place(file=file))])
    issue = replace(thaw(identity.frozen, file), seal=passport.seal)
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
        if is_sealed(context.folder.seal_key(), passport):
            raise Refused([finding(said.ISSUE_UNKNOWN, at, **facts)])
        newer = tuple(check_form(passport, file))
        raise Refused(newer or [finding(said.NOT_ISSUED, at, **facts)])
    if identity_in(kept.book) != passport._replace(sheet=""):
        raise Refused([finding(said.SEAL_WRONG, at, **facts)])
    if identity.frozen is not None and identity.frozen != kept.frozen:
        raise Refused([finding(said.ISSUE_DIFFERS, at, **facts)])
    issue = replace(thaw(kept.frozen, file), seal=passport.seal)
    if not _agrees(passport, issue):
        raise Refused([finding(said.ISSUE_DIFFERS, at, **facts)])
    return issue, kept.book


def _agrees(passport: Passport, issue: Issue) -> bool:
    """Whether the passport names just this issue."""
    scorer = issue.member if issue.scorer == "member" else UNIT + issue.member
    own = (issue.round.id, issue.rubric.id, issue.rubric.version, scorer, issue.number)
    return own == (passport.round, passport.rubric, passport.version, passport.member, passport.issue)


# ---------------------------------------------------------------- many files
class File(NamedTuple):
    """One file to be judged: its bytes, or why they cannot be had."""

    label: str
    data: bytes = b""
    refused: tuple[Finding, ...] = ()
    opened: bytes = b""
    """What came out of its password when it was received before."""


def open_file(path: Path, limits: Limits, label: str = "") -> File:
    label = label or label_of(path)
    try:
        return File(label, read_file(path, limits))
    except Refused as refused:
        return File(label, refused=_in_file(refused.findings, label))


def judged(
    context: RoundContext | None, files: Iterable[File], password: str | None = None
) -> Iterator[tuple[File, Checked]]:
    """Judge files in child processes, under the round's limits; they come out in the order in which they went in."""
    waiting: dict[int, File] = {}
    ready: dict[int, Checked] = {}
    asked: list[int] = []  # the number of the file that each job is about
    faults = _faults_of(context.folder) if context else {}

    def jobs() -> Iterator[Job]:
        for number, one in enumerate(files):
            waiting[number] = one
            if one.refused:
                ready[number] = Checked(one.label, one.refused)
            else:
                asked.append(number)
                yield Job("workbook.pipeline.judging:judge", (one.opened or one.data, one.label, password))

    def in_order() -> Iterator[tuple[File, Checked]]:
        while waiting and (first := min(waiting)) in ready:
            yield waiting.pop(first), ready.pop(first)

    for number, result in run_each(jobs(), limits_of(context), _to_children(context)):
        checked = _outcome(waiting[asked[number]].label, result)
        ready[asked[number]] = _beside_kept(context, faults, checked)
        yield from in_order()
    yield from in_order()


def _to_children(context: RoundContext | None) -> RoundContext | None:
    """The context without what it has opened and read so far."""
    return replace(context, folder=Folder(context.folder.root, context.folder.round)) if context else None


def _outcome(label: str, result: object) -> Checked:
    if isinstance(result, Overrun):
        return Checked(label, (result.told(Place(file=label)),))
    assert isinstance(result, Checked)
    return result


def _faults_of(folder: Folder) -> Mapping[tuple[str, int], Finding]:
    """What is kept otherwise than it was sent; of a log that cannot be built on, its own command tells."""
    try:
        entries = folder.logged("issued")
    except Refused:
        entries = ()
    return kept_faults(folder, entries)


def _beside_kept(context: RoundContext | None, faults: Mapping[tuple[str, int], Finding], checked: Checked) -> Checked:
    """What was compared with something else than what was sent is not judged at all: neither faulty nor sound."""
    passport = checked.passport
    if context is None or passport is None or passport.round != context.round.id:
        return checked
    fault = faults.get((passport.member, passport.issue))
    if fault is None:
        return checked
    return replace(checked, findings=_in_file([fault], checked.file), taken=None, issue=None)


def check_each(paths: Iterable[Path], root: Path | None = None, password: str | None = None) -> Iterator[Checked]:
    """Judge files, one after the other; nothing is kept, neither on disk nor in memory."""
    context = open_round(root) if root else None
    limits = limits_of(context)
    for _, checked in judged(context, (open_file(path, limits) for path in paths), password):
        yield replace(checked, opened=b"")


def check_files(paths: Sequence[Path], root: Path | None = None, password: str | None = None) -> tuple[Checked, ...]:
    """Judge files; nothing is written."""
    return tuple(check_each(paths, root, password))


# ---------------------------------------------------------------- one file, without judging it
def open_issue(path: Path) -> tuple[Issue, Identity]:
    """The issue that travels inside a workbook, and where its keys stand now."""
    issue, identity = _in_child("issue_inside", open_file(path, Limits()), None)
    return issue, identity


def where_keys_stand(file: File, context: RoundContext) -> Identity:
    """Whose a file is, and where its keys stand now."""
    identity: Identity = _in_child("identified", file, context)
    return identity


def _in_child(function: str, file: File, context: RoundContext | None) -> Any:
    """What a function of this module makes of a file's bytes; Refused where they cannot be had or read."""
    if file.refused:
        raise Refused(file.refused)
    job = Job(f"{__name__}:{function}", (file.opened or file.data, file.label))
    return run_one(job, limits_of(context), Place(file=file.label), _to_children(context))


def identified(context: RoundContext | None, data: bytes, label: str) -> Identity:
    return identify(read_book(data, label, limits_of(context)), label)


def issue_inside(context: RoundContext | None, data: bytes, label: str) -> tuple[Issue, Identity]:
    identity = identified(context, data, label)
    return sent_by_itself(identity, label)[0], identity
