"""Return: to everybody whose ballot does not count, a correction workbook and a ready mail text.

In this order: kept, sent, told. What was stopped in between, a second run completes; what is there
already, it leaves alone. The original is only read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import kept as said
from workbook.excel.annotate import Unmarked, annotate
from workbook.excel.gate import read_file
from workbook.excel.read import read_book
from workbook.excel.write import save_bytes
from workbook.findings import Finding, Place, Refused, check_of, finding, placeholders
from workbook.loading.frozen import freeze
from workbook.model import Issue, Member, Scorer
from workbook.pipeline.arrival import choice_of, name_of
from workbook.pipeline.collected import counting_ballots
from workbook.pipeline.counting import counting
from workbook.pipeline.folder import UNIT, Kept, Received, unit_of
from workbook.pipeline.judging import Checked, Progress, RoundContext, open_round, silent
from workbook.pipeline.sending import Make, SentBallot, member_makes, record_issued, sealed, unit_makes, write_sent
from workbook.register.lock import hold
from workbook.sheets.correction import Correction, Faulty, draw_correction, mark_own, words_of
from workbook.sheets.guide import FAULTS_KEY
from workbook.sheets.keep import book_from_json, book_to_json
from workbook.sheets.return_mail import faulty_mail, reasons_of, refused_mail
from workbook.sheets.stamp import pack
from workbook.sheets.take import Identity, identify

_OURS: Final = (said.ORIGINAL_GONE, said_of_ballot.WHICH_COUNTS, said_of_ballot.CHOICE_UNKNOWN)
"""What is wrong on our side: no sender can correct it."""


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
        return any(one.check in _OURS for one in self.findings)


def give_back(root: Path, who: str | None = None, annotated: bool = False, progress: Progress = silent) -> GivenBack:
    """Write what goes back to one scorer, or to all whose newest ballot does not count.

    `who` is a member's id, or "unit:" and the id of a unit that scores itself.
    """
    with hold(root, "return"):
        context = open_round(root)
        found: list[Finding] = list(context.findings)
        scorers = _scorers(context, who)
        made: list[Returned] = []
        makes = _makes(context)
        for scorer, checked, reasons in _faulty(context, scorers, who, found):
            one = _give_back(_Return(context, scorer, checked, reasons, makes.get(scorer), annotated), found)
            made += [one] if one else []
            progress(scorer)
        record_issued(context.folder)
        return GivenBack(tuple(made), tuple(found))


def _scorers(context: RoundContext, who: str | None) -> list[str]:
    round_ = context.round
    known = [*(member.id for member in round_.members), *(UNIT + unit.id for unit in round_.units)]
    if who is None:
        return known
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


def _faulty(
    context: RoundContext, scorers: Sequence[str], who: str | None, found: list[Finding]
) -> Iterator[tuple[str, Checked, tuple[str, ...]]]:
    """Those whose newest ballot does not count; with the reasons where the file was no ballot at all."""
    came = counting_ballots(context, scorers)
    for scorer in scorers:
        checked = came.get(scorer)
        if checked is None:
            if (name := _refused_file(context, scorer)) is not None:
                yield scorer, Checked(name[0], ()), name[1]
            elif who is not None:
                found.append(finding(said.NOTHING_CAME, _at(scorer), name=name_of(context.round, scorer)))
        elif any(one.check in _OURS for one in checked.findings):
            found.extend(checked.findings)
        elif not checked.counted:
            yield scorer, checked, tuple(reasons_of(checked.findings, context.round.lang))


def _refused_file(context: RoundContext, scorer: str) -> tuple[str, tuple[str, ...]] | None:
    """The last file that bore the name of his workbook and could not be taken, and why, as the register tells it.

    What it holds is not known, so the name must do; it decides nothing but to whom a text is addressed.
    """
    stem = re.escape(context.folder.sent_file(scorer, 1).stem)
    his = re.compile(stem + r"( .*|\(.*)?\.\w+", re.IGNORECASE)
    entries = [one for one in context.folder.register.entries("refused") if his.fullmatch(one.name)]
    if not entries:
        return None
    told = entries[-1].data.get("findings")
    rows = [row for row in told if isinstance(row, list) and len(row) >= 4] if isinstance(told, list) else []
    reasons = (_in_lang(str(row[0]), str(row[3]), context.round.lang) for row in rows)
    return entries[-1].name, tuple(dict.fromkeys(reasons))


def _in_lang(code: str, recorded: str, lang: str) -> str:
    """The register holds the Vietnamese words only; in English, those of checks that name no fact."""
    with suppress(KeyError):
        check = check_of(code)
        if lang == "en" and not placeholders(check.en):
            return check.en
    return recorded


def _at(scorer: str, file: str | None = None) -> Place:
    unit = unit_of(scorer)
    return Place(file=file, member=scorer if unit is None else None, unit=unit)


# ---------------------------------------------------------------- one scorer
@dataclass(frozen=True, slots=True)
class _Return:
    """One ballot on its way back; `maker` is None where the round asks nothing of its scorer any more."""

    context: RoundContext
    scorer: str
    checked: Checked
    reasons: tuple[str, ...]
    maker: tuple[Member, Scorer, Make] | None
    annotated: bool

    @property
    def name(self) -> str:
        return name_of(self.context.round, self.scorer)

    @property
    def at(self) -> Place:
        return _at(self.scorer, self.checked.file)

    @property
    def newest(self) -> int:
        numbers = self.context.folder.issues_of(self.scorer)
        return numbers[-1] if numbers else 0

    def file(self, number: int) -> Path:
        return self.context.folder.sent_file(self.scorer, number)


def _give_back(one: _Return, found: list[Finding]) -> Returned | None:
    if one.maker is None:
        found.append(finding(said.NO_MORE_ASKED, one.at, name=one.name))
        return None
    if one.checked.ballot is None or one.checked.issue is None or one.checked.passport is None:
        return _refused(one, one.maker, found)
    data, identity = _original(one)
    faulty = Faulty(one.checked.issue, one.checked.ballot, one.checked.findings, identity.sheets, one.checked.file)
    sent, made = _corrected(one, one.maker, faulty, found)
    own = _annotated(one, sent, faulty, identity, data, found) if one.annotated else None
    issue = made.issue
    lines = made.correction.lines
    mail = sent.path.with_suffix(".txt")
    _write_mail(mail, faulty_mail(issue, one.checked.file, faulty.issue.number, sent.path.name, lines))
    count = sum(line.must for line in lines)
    return Returned(one.scorer, sent.member, sent.path, sent.number, sent.new, mail, own, count)


def _original(one: _Return) -> tuple[bytes, Identity]:
    """The file as it came, and where its keys stand; it was judged under limits before, in a process of its own."""
    context = one.context
    lines = [line for line in context.folder.received() if line.member == one.scorer]
    line = counting(lines, context.round.second_ballot, choice_of(context.round, one.scorer)).line
    assert isinstance(line, Received)
    data = read_file(context.folder.original(line), context.limits)
    return data, identify(read_book(data, one.checked.file, context.limits), one.checked.file)


@dataclass(frozen=True, slots=True)
class _Made:
    issue: Issue
    correction: Correction

    def kept(self, frozen: str) -> Kept:
        return Kept(frozen, self.correction.book, True)


def _corrected(
    one: _Return, maker: tuple[Member, Scorer, Make], faulty: Faulty, found: list[Finding]
) -> tuple[SentBallot, _Made]:
    """The correction: the one that is there where it says the same, else the next issue."""
    folder, (member, scorer, make) = one.context.folder, maker

    def drawn(number: int) -> tuple[_Made, Kept]:
        issue = sealed(folder, make(number))
        frozen = freeze(issue)
        made = _Made(issue, draw_correction(issue, pack(frozen), faulty))
        return made, made.kept(frozen)

    newest = one.newest
    kept = folder.load_kept(one.scorer, newest) if newest > faulty.issue.number else None
    if kept is not None and kept.correction:
        made, again = drawn(newest)
        if (kept.frozen, kept.book) == (again.frozen, book_from_json(book_to_json(again.book))):
            return _sent(SentBallot(member, newest, one.file(newest), False, scorer), kept, found), made
    made, fresh = drawn(newest + 1)
    folder.keep(one.scorer, newest + 1, fresh)
    return _sent(SentBallot(member, newest + 1, one.file(newest + 1), True, scorer), fresh, found), made


def _sent(sent: SentBallot, kept: Kept, found: list[Finding]) -> SentBallot:
    written, notes = write_sent(sent, kept)
    found += notes
    return written


def _annotated(
    one: _Return, sent: SentBallot, faulty: Faulty, identity: Identity, data: bytes, found: list[Finding]
) -> Path | None:
    """His own file with notes, beside the correction; left alone where somebody filled in what lies there."""
    marked = mark_own(identity.passport, faulty)
    old = [located.sheet.name for located in identity.sheets.get(FAULTS_KEY, ())]
    try:
        made = annotate(data, marked.notes, marked.sheet, marked.styles, old)
    except Unmarked as error:
        found.append(finding(said.NOT_ANNOTATED, one.at, name=one.name, reason=str(error)))
        return None
    note = words_of(faulty.issue).words["file_note"]
    path = sent.path.with_name(f"{sent.path.stem}{note}.xlsx")
    if not path.exists():
        save_bytes(path, made)
    elif path.read_bytes() != made:
        found.append(finding(said.SENT_FILE_KEPT, replace(one.at, file=path.name)))
    return path


def _refused(one: _Return, maker: tuple[Member, Scorer, Make], found: list[Finding]) -> Returned | None:
    """Of a file that cannot be read nothing can be corrected: the issued workbook goes out once more."""
    member, _, make = maker
    number = one.newest
    if not number:
        return None
    path = one.file(number)
    issue = make(number)
    mail = path.with_suffix(".txt")
    _write_mail(mail, refused_mail(issue, one.checked.file, one.reasons, path.name))
    found.append(finding(said.NOT_CORRECTABLE, one.at, name=one.name, mail=mail.name))
    return Returned(one.scorer, member, None, number, False, mail, None, len(one.reasons))


def _write_mail(path: Path, text: str) -> None:
    """For Notepad, which knows UTF-8 by its mark; written anew only where it says something else."""
    data = text.encode("utf-8-sig", "replace")
    if not path.exists() or path.read_bytes() != data:
        save_bytes(path, data)
