"""What one ballot means beside the round, the other members' ballots, and what its own scorer sent before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.model import Ballot, CellId, Issue, Round
from workbook.outdated import check_issue, check_version
from workbook.panel import FEWEST_ALIKE, check_copied
from workbook.pipeline.counting import Counting, counting_now, saved_before
from workbook.pipeline.folder import UNIT, Received, unit_of
from workbook.pipeline.inbox import Inbox
from workbook.pipeline.judging import RoundContext
from workbook.pipeline.recorded import moment
from workbook.points import MARK_TEXT, NOT_APPLICABLE, in_words
from workbook.rubric import leaf_of
from workbook.sheets.stamp import Passport


@dataclass(frozen=True)
class Arrival:
    """One ballot on its way in; `file` is how findings call it, `name` its bare file name."""

    context: RoundContext
    inbox: Inbox
    file: str
    name: str
    passport: Passport
    issue: Issue
    ballot: Ballot

    @cached_property
    def at(self) -> Place:
        unit = unit_of(self.passport.member)
        return Place(file=self.file, member=self.passport.member if unit is None else None, unit=unit)

    @cached_property
    def who(self) -> str:
        return name_of(self.context.round, self.passport.member)

    @cached_property
    def before(self) -> tuple[Received, ...]:
        """What the same scorer sent before, in order of arrival."""
        return self.inbox.of(self.passport.member)

    @cached_property
    def counted_before(self) -> Received | None:
        """What counted until this one came; None where nothing had come, or nobody could tell."""
        return counting_now(self.context.round, self.before).line if self.before else None

    # ------------------------------------------------------------ the round and the other members
    def beside_the_round(self) -> Iterator[Finding]:
        """An older issue or rubric, a file that bears another one's name, another member's very ballot."""
        context = self.context
        issued = context.folder.issues_of(self.passport.member)
        if issued and self.passport.issue < issued[-1]:
            numbers: dict[str, Fact] = {"issue": self.passport.issue, "newest": issued[-1]}
            yield finding(said.OLDER_ISSUE, self.at, member=self.who, **numbers)
        for found in (
            *check_version(context.rubric, self.issue, self.who),
            *check_issue(context.rubric, context.round, self.issue),
        ):
            yield replace(found, at=replace(found.at, file=self.file, member=self.at.member))
        if other := _named_after(context.round, self.name, self.passport.member):
            yield finding(said.NAMED_AFTER_ANOTHER, self.at, other=name_of(context.round, other), member=self.who)
        if unit_of(self.passport.member) is None:
            for ballot in self._of_others():
                for found in check_copied(context.round, (self.ballot, ballot), self.issue.self_scores):
                    yield replace(found, at=self.at)

    def _of_others(self) -> Iterator[Ballot]:
        """The ballot of each other member that counts, as the register wrote it down."""
        for member in self.context.round.members:
            if member.id != self.passport.member and (lines := self.inbox.of(member.id)):
                line = counting_now(self.context.round, lines).line
                if line is not None:
                    yield self.inbox.ballot(line)

    # ------------------------------------------------------------ the scorer's own
    def beside_the_last(self) -> Iterator[Finding]:
        """What differs from the ballot that counted until now, if there was one."""
        if not self.before:
            return
        then = self.counted_before or self.before[-1]
        old = self.inbox.ballot(then)
        was, now = old.scores, self.ballot.scores
        differing = [cell for cell in dict.fromkeys((*now, *was)) if now.get(cell) != was.get(cell)]
        # What was empty and is filled in now is how a ballot grows, and how a corrected one comes back.
        both = [cell for cell in now if now[cell] is not None and was.get(cell) is not None]
        replaced = [cell for cell in both if now[cell] != was[cell]]
        facts: dict[str, Fact] = {"member": self.who, "name": then.name, "when": moment(then.at)}
        if len(replaced) >= FEWEST_ALIKE // 2 and 2 * len(replaced) > len(both):
            facts |= {"count": len(replaced), "all": len(both), "example": self._example(old, replaced)}
            yield finding(said_of_ballot.QUITE_ANOTHER, self.at, **facts)
        else:
            facts |= {"count": len(differing), "example": self._example(old, differing)}
            yield finding(said_of_ballot.SECOND_BALLOT, self.at, **facts)

    def not_counting(self, line: Received, lines: Sequence[Received], now: Counting) -> Iterator[Finding]:
        """Why the line of this file, one of its scorer's `lines`, does not count."""
        if now.line is None:
            yield undecided(self.context.round, self.at, lines, now)
        elif now.line != line:
            facts = {"name": now.line.name, **_choice_of(line)}
            if now.choice is not None or self.context.round.second_ballot == "first":
                yield finding(said_of_ballot.OTHER_COUNTS, self.at, **facts)
            else:
                yield finding(said_of_ballot.OLDER_AFTER_NEWER, self.at, **facts, why=_why_older(line, now.line, lines))

    def _example(self, then: Ballot, cells: Sequence[CellId]) -> Words:
        """The first of the cells that differ from an earlier ballot, in words."""
        if not cells:
            return Words("", "")
        unit, leaf = cells[0][0], leaf_of(cells[0][1])
        names = {each.id: each.name for each in self.issue.round.units}
        names |= {each.id: each.name for each in self.issue.rubric.leaves()}
        made = []
        for lang in ("vi", "en"):
            was, now = (_figure(ballot.scores.get(cells[0]), lang) for ballot in (then, self.ballot))
            first = "" if len(cells) == 1 else "ô đầu tiên: " if lang == "vi" else "the first: "
            made.append(f" ({first}{names.get(unit, unit)}, “{names.get(leaf, leaf)}”: {was} → {now})")
        return Words(*made)


def _figure(score: object, lang: str) -> str:
    if score is None:
        # An empty cell, or one that holds something else than points, as a date.
        return "không có điểm" if lang == "vi" else "no points"
    return MARK_TEXT if score is NOT_APPLICABLE else in_words(score, lang)  # type: ignore[arg-type]


def _choice_of(line: Received) -> dict[str, Fact]:
    """What a decision for this file says of it; the day on which it came stands for the day of the decision."""
    return {"id": line.member, "file": line.hash[:8], "day": (line.at or datetime.now(UTC).isoformat())[:10]}


def _why_older(line: Received, counts: Received, lines: Sequence[Received]) -> Words:
    if line.issue != counts.issue:
        vi = f"đây là phiếu phát lần {line.issue}, phiếu kia là lần {counts.issue}"
        return Words(vi, f"this is issue {line.issue}, the other is issue {counts.issue}")
    if line.saved < (latest := saved_before(line, lines[: lines.index(line)])):
        mine, theirs = moment(line.saved), moment(latest)
        vi = f"tệp này được lưu lần cuối lúc {mine.vi}, trước đó đã nhận tệp lưu lúc {theirs.vi}"
        return Words(vi, f"this file was saved last at {mine.en}, one that came before it at {theirs.en}")
    return Words("tệp kia đến sau", "the other one came later")


_ISSUED_NAME = re.compile(r"(phieu|tu-cham)-(.+?)(?: lan \d+)?(?: ?\(.*\))?\.xlsx", re.IGNORECASE)


def _named_after(round_: Round, name: str, scorer: str) -> str | None:
    """The other scorer whose workbook a file's name says it is. A name proves nothing, but should not mislead."""
    match = _ISSUED_NAME.fullmatch(name)
    if match is None:
        return None
    meant = match[2] if match[1].lower() == "phieu" else UNIT + match[2]
    known = [*(member.id for member in round_.members), *(UNIT + unit.id for unit in round_.units)]
    other = next((one for one in known if one.casefold() == meant.casefold()), None)
    return None if other is None or other.casefold() == scorer.casefold() else other


def name_of(round_: Round, scorer: str) -> str:
    """The scorer's name with his id."""
    unit = unit_of(scorer)
    rows = round_.members if unit is None else round_.units
    return next((f"{one.name} ({one.id})" for one in rows if one.id == (unit or scorer)), unit or scorer)


def undecided(round_: Round, at: Place, lines: Sequence[Received], made: Counting) -> Finding:
    """That nobody knows which of several ballots counts, or that the decision names none of them."""
    files = Words(*("; ".join(_file(line, lang) for line in lines) for lang in ("vi", "en")))
    facts: dict[str, Fact] = {"member": name_of(round_, lines[0].member), "files": files}
    if made.choice is not None:
        return finding(said_of_ballot.CHOICE_UNKNOWN, at, **facts, file=made.choice.file, newest=lines[-1].hash[:8])
    return finding(said_of_ballot.WHICH_COUNTS, at, **facts, **_choice_of(lines[-1]))


def _file(line: Received, lang: str) -> str:
    faults = "" if line.sound else ", có lỗi" if lang == "vi" else ", with errors"
    return f"{line.hash[:8]} ({line.name}{faults})"
