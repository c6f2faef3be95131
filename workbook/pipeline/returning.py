"""Return: to everybody whose ballot does not count, a correction workbook and a ready mail text.

In this order: kept, sent, told. What was stopped in between, a second run completes; what is there
already, it leaves alone. The original is only read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import file as said_of_file
from workbook.catalogue import form as said_of_form
from workbook.catalogue import kept as said
from workbook.excel.annotate import Unmarked, annotate
from workbook.excel.write import save_bytes
from workbook.findings import Finding, Place, Refused, Words, errors, finding
from workbook.limits import Limits
from workbook.loading.frozen import freeze
from workbook.model import Member, Scorer
from workbook.pipeline.arrival import name_of
from workbook.pipeline.collected import counting_ballots, lines_of
from workbook.pipeline.counting import counting_now
from workbook.pipeline.folder import UNIT, Folder, Kept, unit_of
from workbook.pipeline.judging import (
    Checked,
    Progress,
    RoundContext,
    held_round,
    open_file,
    silent,
    where_keys_stand,
)
from workbook.pipeline.keeping import compare_issues, kept_faults
from workbook.pipeline.recorded import codes_in, words_in
from workbook.pipeline.sending import (
    Make,
    SentBallot,
    member_makes,
    new_key,
    newest_numbers,
    record_issued,
    sealed,
    unit_makes,
    write_sent,
)
from workbook.sheets.correction import Correction, Faulty, Marked, draw_correction, mark_own, words_of
from workbook.sheets.guide import FAULTS_KEY
from workbook.sheets.keep import book_from_json, book_to_json
from workbook.sheets.return_mail import faulty_mail, reasons_of, refused_mail
from workbook.sheets.stamp import pack
from workbook.sheets.take import Identity
from workbook.workers.pool import Job, Overrun, run_each

_OURS: Final = (
    said.ORIGINAL_GONE, said.INTERNAL, said.ISSUE_ALTERED, said.ISSUE_EXCHANGED,
    said_of_ballot.WHICH_COUNTS, said_of_ballot.CHOICE_UNKNOWN,
    said_of_form.ISSUE_UNKNOWN, said_of_form.FORM_NEWER, said_of_file.READER_DIED, said_of_file.WRONG_PASSWORD,
    said_of_file.MISSING, said_of_file.FOLDER, said_of_file.DENIED, said_of_file.UNREADABLE,
)  # fmt: skip
"""What is wrong on our side: no sender can correct it, and no mail tells him of it."""
_BESIDE_KEPT: Final = (said_of_form.SEAL_WRONG, said_of_form.NOT_ISSUED, said_of_form.ISSUE_DIFFERS)
"""What is told against what was kept: wrong on our side too where that is no longer what was sent."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What was made for one scorer, `scorer` as in a passport.

    `path` is the correction workbook; None where the file could not be read, and only a mail was written.
    """

    scorer: str
    member: Member
    path: Path | None
    number: int
    new: bool
    mail: Path
    annotated: Path | None
    faults: int


@dataclass(frozen=True, slots=True)
class GivenBack:
    corrections: tuple[Returned, ...]
    findings: tuple[Finding, ...]

    @property
    def undecided(self) -> bool:
        """Whether some ballot cannot go back before those who run the round decide or restore something."""
        return bool(errors(self.findings))


def give_back(root: Path, who: str | None = None, annotated: bool = False, progress: Progress = silent) -> GivenBack:
    """Write what goes back to one scorer, or to all whose newest ballot does not count.

    `who` is a member's id, or "unit:" and the id of a unit that scores itself.
    """
    with held_round(root, "return") as context:
        found: list[Finding] = list(context.findings)
        scorers = _scorers(context, who)
        made: list[Returned] = []
        makes = _makes(context)
        lost, numbers = _lost(context.folder), newest_numbers(context.folder)
        for scorer, came in _faulty(context, scorers, who, found):
            if scorer not in makes:
                name = name_of(context.round, scorer)
                found.append(finding(said.NO_MORE_ASKED, _at(scorer, came.checked.file), name=name))
            elif ours := list(_ours(context, scorer, came, lost)):
                found += ours
            else:
                newest = numbers.get(scorer.casefold(), 0)
                one = _give_back(_Return(context, scorer, came, *makes[scorer], lost, newest, annotated), found)
                made += [one] if one else []
            progress(scorer)
        record_issued(context.folder)
        return GivenBack(tuple(made), tuple(found))


def _scorers(context: RoundContext, who: str | None) -> list[str]:
    round_ = context.round
    known = [*(member.id for member in round_.members), *(UNIT + unit.id for unit in round_.units)]
    if who is None:
        # Of a member recorded as absent nothing is expected; whoever names him wants it all the same.
        absent = {member.id for member in round_.members if member.absent is not None}
        return [scorer for scorer in known if scorer not in absent]
    named = next((one for one in known if one.casefold() in (who.casefold(), UNIT + who.casefold())), None)
    if named is None:
        raise Refused([finding(said.RETURN_TO_NOBODY, Place(), name=who)])
    return [named]


def _makes(context: RoundContext) -> Mapping[str, tuple[Member, Scorer, Make]]:
    """How each scorer's issues are made, as `generate` makes them: then it need not make them again."""
    made: dict[str, tuple[Member, Scorer, Make]] = {}
    for member, make in member_makes(context, []):  # what is to be told of self-scores, `generate` and `status` tell
        made[member.id] = member, "member", make
    for unit, make in unit_makes(context):
        made[UNIT + unit.id] = Member(unit.id, unit.name), "unit", make
    return made


class _Came(NamedTuple):
    """What came of one scorer and does not count; of a file that was no ballot, what the register tells of it."""

    checked: Checked
    codes: tuple[str, ...]
    reasons: tuple[str, ...]


def _faulty(
    context: RoundContext, scorers: Sequence[str], who: str | None, found: list[Finding]
) -> Iterator[tuple[str, _Came]]:
    """Those whose newest ballot does not count."""
    ballots = counting_ballots(context, scorers)
    for scorer in scorers:
        checked = ballots.get(scorer)
        if checked is None:
            if (refused := _refused_file(context, scorer)) is not None:
                yield scorer, refused
            elif who is not None:
                found.append(finding(said.NOTHING_CAME, _at(scorer), name=name_of(context.round, scorer)))
        elif not checked.counted:
            codes = tuple(one.code for one in checked.findings)
            yield scorer, _Came(checked, codes, tuple(reasons_of(checked.findings, context.round.lang)))


def _refused_file(context: RoundContext, scorer: str) -> _Came | None:
    """The last file that bore the name of his workbook and could not be taken, and why, as the register tells it.

    What it holds is not known, so the name must do; it decides nothing but to whom a text is addressed.
    """
    stem = re.escape(context.folder.sent_file(scorer, 1).stem)
    his = re.compile(stem + r"( .*|\(.*)?\.\w+", re.IGNORECASE)
    entries = [one for one in context.folder.logged("refused") if his.fullmatch(one.name)]
    if not entries:
        return None
    body = entries[-1].data
    reasons = dict.fromkeys(words_in(body, context.round.lang))
    return _Came(Checked(entries[-1].name, ()), tuple(codes_in(body)), tuple(reasons))


def _ours(
    context: RoundContext, scorer: str, came: _Came, lost: Mapping[tuple[str, int], Finding]
) -> Iterator[Finding]:
    """What is wrong on our side, so that nothing can be asked of the sender."""
    checked, at = came.checked, _at(scorer)
    if checked.passport is not None and (found := lost.get((scorer, checked.passport.issue))):
        yield found
    elif checked.findings:
        ours = [one for one in checked.findings if one.check in _OURS]
        yield from (replace(one, at=replace(one.at, member=at.member, unit=at.unit)) for one in ours)
    elif any(check.code in came.codes for check in _OURS):
        name, reason = name_of(context.round, scorer), " ".join(came.reasons)
        yield finding(said.NOT_HIS_FAULT, _at(scorer, checked.file), name=name, reason=reason)
    elif any(check.code in came.codes for check in _BESIDE_KEPT):
        yield from (found for (other, _), found in lost.items() if other == scorer)


def _lost(folder: Folder) -> Mapping[tuple[str, int], Finding]:
    """The issues of which is no longer kept what was sent; by (scorer, number)."""
    entries = folder.logged("issued")
    gone = compare_issues(folder, entries).gone
    names = {issue: folder.kept_file(*issue).name for issue in gone}
    told = {issue: finding(said.ISSUE_GONE, _at(issue[0]), names=names[issue]) for issue in gone}
    return told | kept_faults(folder, entries)


def _at(scorer: str, file: str | None = None) -> Place:
    unit = unit_of(scorer)
    return Place(file=file, member=scorer if unit is None else None, unit=unit)


# ---------------------------------------------------------------- one scorer
@dataclass(frozen=True, slots=True)
class _Return:
    """One ballot on its way back, and how its scorer's issues are made."""

    context: RoundContext
    scorer: str
    came: _Came
    member: Member
    kind: Scorer
    make: Make
    lost: Collection[tuple[str, int]]
    """Issues, by (scorer, number), of which is no longer kept what was sent."""
    newest: int
    """The number of the newest issue; 0 where there is none."""
    annotated: bool

    @property
    def checked(self) -> Checked:
        return self.came.checked

    @property
    def name(self) -> str:
        return name_of(self.context.round, self.scorer)

    @property
    def at(self) -> Place:
        return _at(self.scorer, self.checked.file)

    def sent(self, number: int, new: bool) -> SentBallot:
        path = self.context.folder.sent_file(self.scorer, number)
        return SentBallot(self.member, number, path, new, self.kind)


def _give_back(one: _Return, found: list[Finding]) -> Returned | None:
    checked = one.checked
    if checked.ballot is None or checked.issue is None or checked.passport is None:
        return _refused(one, found)
    try:
        data, identity = _original(one)
    except Refused as refused:
        found += refused.findings
        return None
    faulty = Faulty(checked.issue, checked.ballot, checked.findings, identity.sheets, checked.file)
    sent, made = _corrected(one, faulty, found)
    own = _annotated(one, sent, faulty, identity, data, found) if one.annotated else None
    text = faulty_mail(made.issue, checked.file, faulty.issue.number, sent.path.name, made.lines, date.today())
    mail = _mail(one, sent, text, found)
    count = sum(line.must for line in made.lines)
    return Returned(one.scorer, sent.member, sent.path, sent.number, sent.new, mail, own, count)


def _original(one: _Return) -> tuple[bytes, Identity]:
    """The file as it came, and where its keys stand."""
    context = one.context
    line = counting_now(context.round, lines_of(context, [one.scorer])[one.scorer]).line
    assert line is not None
    file = open_file(context.folder.original(line), context.limits, one.checked.file)
    return file.data, where_keys_stand(file, context)


def _corrected(one: _Return, faulty: Faulty, found: list[Finding]) -> tuple[SentBallot, Correction]:
    """The correction: the one that is there where it says the same, else the next issue."""
    folder = one.context.folder
    found += new_key(folder)

    def drawn(number: int) -> tuple[Correction, Kept]:
        issue = sealed(folder, one.make(number))
        frozen = freeze(issue)
        made = draw_correction(issue, pack(frozen), faulty)
        return made, Kept(frozen, made.book, True)

    newest = one.newest
    kept = folder.load_kept(one.scorer, newest) if newest > faulty.issue.number else None
    if kept is not None and kept.correction:
        made, again = drawn(newest)
        if (kept.frozen, kept.book) == (again.frozen, book_from_json(book_to_json(again.book))):
            return _sent(one, one.sent(newest, False), kept, found), made
    made, fresh = drawn(newest + 1)
    folder.keep(one.scorer, newest + 1, fresh)
    return _sent(one, one.sent(newest + 1, True), fresh, found), made


def _sent(one: _Return, sent: SentBallot, kept: Kept, found: list[Finding]) -> SentBallot:
    written, notes = write_sent(one.context, sent, kept)
    found += notes
    return written


def _refused(one: _Return, found: list[Finding]) -> Returned | None:
    """Of a file that cannot be read nothing can be corrected: the issued workbook goes out once more."""
    folder = one.context.folder
    number = next((n for n in reversed(folder.issues_of(one.scorer)) if (one.scorer, n) not in one.lost), 0)
    kept = folder.load_kept(one.scorer, number)
    if kept is None:
        found.append(finding(said.NOTHING_ISSUED, one.at, name=one.name))
        return None
    sent = _sent(one, one.sent(number, False), kept, found)
    reasons = one.came.reasons
    text = refused_mail(one.make(number), one.checked.file, reasons, sent.path.name, date.today())
    mail = _mail(one, sent, text, found)
    found.append(finding(said.NOT_CORRECTABLE, one.at, name=one.name, mail=mail.name))
    return Returned(one.scorer, sent.member, None, sent.number, False, mail, None, len(reasons))


def _mail(one: _Return, sent: SentBallot, text: str, found: list[Finding]) -> Path:
    """The mail beside its workbook, for Notepad, which knows UTF-8 by its mark; left alone where somebody edited it.

    What was written last lies in sent/kept too: so an edited text is told from one that is only out of date.
    """
    path = sent.path.with_suffix(".txt")
    ours = one.context.folder.kept / path.name
    data = text.encode("utf-8-sig", "replace")
    there = _bytes_of(path)
    if there not in (None, data, _bytes_of(ours)):
        found.append(finding(said.MAIL_KEPT, replace(one.at, file=path.name)))
        return path
    for target in (path, ours):
        if _bytes_of(target) != data:
            save_bytes(target, data)
    return path


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


# ---------------------------------------------------------------- his own file
def _annotated(
    one: _Return, sent: SentBallot, faulty: Faulty, identity: Identity, data: bytes, found: list[Finding]
) -> Path | None:
    """His own file with notes, beside the correction; left alone where somebody filled in what lies there."""
    marked = mark_own(identity.passport, faulty)
    old = [located.sheet.name for located in identity.sheets.get(FAULTS_KEY, ())]
    made = _noted(data, marked, old, one.context.limits)
    if isinstance(made, Words):
        found.append(finding(said.NOT_ANNOTATED, one.at, name=one.name, reason=made))
        return None
    note = words_of(faulty.issue).words["file_note"]
    path = sent.path.with_name(f"{sent.path.stem}{note}.xlsx")
    if not path.exists():
        save_bytes(path, made)
    elif path.read_bytes() != made:
        found.append(finding(said.SENT_FILE_KEPT, replace(one.at, file=path.name)))
    return path


_TIMES: Final = 4
"""openpyxl opens and saves a workbook in about three times the time, and twice the memory, of our reading it."""


def _noted(data: bytes, marked: Marked, old: Sequence[str], limits: Limits) -> bytes | Words:
    """The file with notes, made in a child process, for openpyxl knows no limits; in words, why there is none."""
    job = Job(f"{__name__}:annotate_alone", (data, marked.notes, marked.sheet, marked.styles, old))
    more = replace(limits, seconds=limits.seconds * _TIMES, memory_mb=limits.memory_mb * _TIMES // 2)
    try:
        ((_, made),) = run_each([job], more)
    except Unmarked as error:
        return _why_not_opened(str(error))
    if isinstance(made, Overrun):
        return _why_ended(made)
    assert isinstance(made, bytes)
    return made


def annotate_alone(_: None, *arguments: Any) -> bytes:
    """What the child process does."""
    return annotate(*arguments)


_PARTS: Final = {
    "read manifest": Words("bản kê các phần", "its list of parts"),
    "read strings": Words("bảng chữ dùng chung", "its table of texts"),
    "read workbook": Words("phần chung của sổ tính", "its workbook part"),
    "read properties": Words("thuộc tính tài liệu", "its document properties"),
    "read custom properties": Words("thuộc tính tài liệu tự đặt", "its custom properties"),
    "read theme": Words("bảng màu và phông chữ", "its theme"),
    "read stylesheet": Words("định dạng ô", "its cell styles"),
    "read worksheets": Words("một trang tính", "one of its sheets"),
    "assign names": Words("các tên đã đặt", "its defined names"),
}
"""What openpyxl was about when it broke off, in our words: its own sentences are for programmers."""


def _why_not_opened(error: str) -> Words:
    part = next((words for action, words in _PARTS.items() if f"could not {action} from" in error), None)
    if part is None:
        return Words("tệp có chi tiết không mở và lưu lại được", "it holds something that cannot be opened and saved")
    return Words(f"{part.vi} trong tệp không đọc được", f"{part.en} cannot be read")


def _why_ended(over: Overrun) -> Words:
    if over.limit == "seconds":
        return Words(f"cần hơn {over.allowed} giây", f"it takes more than {over.allowed} seconds")
    if over.limit == "memory_mb":
        return Words(f"cần hơn {over.allowed} MB bộ nhớ", f"it takes more than {over.allowed} MB of memory")
    return Words(f"tiến trình bị ngắt, mã {over.code}", f"the process broke off, code {over.code}")
