"""What one ballot means beside the round, the other members' ballots, and what its own scorer sent before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.model import Ballot, Choice, Issue, Round
from workbook.outdated import check_issue, check_version
from workbook.panel import FEWEST_ALIKE, check_copied
from workbook.pipeline.counting import Counting, counting, is_older
from workbook.pipeline.folder import UNIT, Received, received_in, unit_of
from workbook.pipeline.judging import RoundContext
from workbook.pipeline.recorded import ballot_from_data, moment
from workbook.points import MARK_TEXT, NOT_APPLICABLE, in_words
from workbook.register.chain import Entry
from workbook.rubric import leaf_of
from workbook.sheets.stamp import Passport


@dataclass(frozen=True)
class Arrival:
    """One ballot on its way in; `file` is how findings call it, `name` its bare file name."""

    context: RoundContext
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
    def entries(self) -> tuple[Entry, ...]:
        """All ballots that came before, of every scorer."""
        return self.context.folder.register.entries("received")

    @cached_property
    def before(self) -> tuple[Received, ...]:
        """What the same scorer sent before, in order of arrival."""
        return tuple(received_in(entry) for entry in self.entries if entry.scorer == self.passport.member)

    def counting(self, lines: Sequence[Received]) -> Counting:
        round_ = self.context.round
        return counting(lines, round_.second_ballot, choice_of(round_, self.passport.member))

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
        round_ = self.context.round
        for member in round_.members:
            own = [entry for entry in self.entries if entry.scorer == member.id != self.passport.member]
            if own:
                lines = [received_in(entry) for entry in own]
                line = counting(lines, round_.second_ballot, choice_of(round_, member.id)).line
                if line is not None:
                    yield ballot_from_data(own[lines.index(line)].data["ballot"])

    # ------------------------------------------------------------ the scorer's own
    def beside_his_own(self, line: Received) -> Iterator[Finding]:
        """That he sent other ballots before, what differs, and which of them counts now; `line` is the new one."""
        if not self.before:
            return
        then = self.counting(self.before).line or self.before[-1]
        data = next(entry.data["ballot"] for entry in self.entries if received_in(entry) == then)
        count, example = self._differences(ballot_from_data(data))
        facts: dict[str, Fact] = {"member": self.who, "name": then.name, "when": moment(then.at)}
        if count >= FEWEST_ALIKE // 2 and 2 * count > len(self.ballot.scores):
            everything = len(self.ballot.scores)
            yield finding(said_of_ballot.QUITE_ANOTHER, self.at, **facts, count=count, all=everything, example=example)
        else:
            yield finding(said_of_ballot.SECOND_BALLOT, self.at, **facts, count=count, example=example)
        lines = (*self.before, line)
        now = self.counting(lines)
        if now.line is None:
            yield undecided(self.context.round, self.at, lines, now)
        elif now.line != line:
            yield self.not_counted(line, now.line)

    def not_counted(self, line: Received, counts: Received) -> Finding:
        """Why a ballot that came later does not count."""
        round_ = self.context.round
        facts: dict[str, Fact] = {"name": counts.name, "id": line.member, "file": line.hash[:8]}
        if choice_of(round_, line.member) is not None or round_.second_ballot == "first":
            return finding(said_of_ballot.OTHER_COUNTS, self.at, **facts)
        return finding(said_of_ballot.OLDER_AFTER_NEWER, self.at, **facts, why=_why_older(line, counts))

    def _differences(self, then: Ballot) -> tuple[int, Words]:
        """How many cells differ from an earlier ballot, and the first of them in words."""
        cells = [
            cell
            for cell in dict.fromkeys((*self.ballot.scores, *then.scores))
            if self.ballot.scores.get(cell) != then.scores.get(cell)
        ]
        if not cells:
            return 0, Words("", "")
        unit, leaf = cells[0][0], leaf_of(cells[0][1])
        names = {each.id: each.name for each in self.issue.round.units}
        names |= {each.id: each.name for each in self.issue.rubric.leaves()}
        made = []
        for lang in ("vi", "en"):
            was, now = (_figure(ballot.scores.get(cells[0]), lang) for ballot in (then, self.ballot))
            made.append(f" ({names.get(unit, unit)}, “{names.get(leaf, leaf)}”: {was} → {now})")
        return len(cells), Words(*made)


def _figure(score: object, lang: str) -> str:
    if score is None:
        return "trống" if lang == "vi" else "empty"
    return MARK_TEXT if score is NOT_APPLICABLE else in_words(score, lang)  # type: ignore[arg-type]


def _why_older(line: Received, counts: Received) -> Words:
    if line.issue != counts.issue:
        vi = f"đây là phiếu phát lần {line.issue}, phiếu kia là lần {counts.issue}"
        return Words(vi, f"this is issue {line.issue}, the other is issue {counts.issue}")
    if is_older(line, counts):
        mine, theirs = moment(line.saved), moment(counts.saved)
        vi = f"tệp này được lưu lần cuối lúc {mine.vi}, tệp kia lúc {theirs.vi}"
        return Words(vi, f"this file was saved last at {mine.en}, the other at {theirs.en}")
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


def choice_of(round_: Round, scorer: str) -> Choice | None:
    return next((choice for choice in round_.choices if choice.member == scorer), None)


def undecided(round_: Round, at: Place, lines: Sequence[Received], made: Counting) -> Finding:
    """That nobody knows which of several ballots counts, or that the decision names none of them."""
    files = "; ".join(dict.fromkeys(f"{line.hash[:8]} ({line.name})" for line in lines if line.counted))
    scorer = lines[0].member
    facts: dict[str, Fact] = {"member": name_of(round_, scorer), "id": scorer, "files": files}
    if made.choice is not None:
        return finding(said_of_ballot.CHOICE_UNKNOWN, at, **facts, file=made.choice.file)
    return finding(said_of_ballot.WHICH_COUNTS, at, **facts)
