"""The ready mail text to the sender of a ballot that does not count: plain text, all names and findings are data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from workbook.findings import Finding
from workbook.model import Issue
from workbook.sheets.correction import words_of
from workbook.sheets.faults import Line, told
from workbook.template import Template

LISTED: Final = 12
"""Faults that the mail names itself; the sheet lists them all."""


def faulty_mail(issue: Issue, file: str, old: int, attached: str, lines: Sequence[Line], today: date) -> str:
    """To the sender of a faulty ballot: what was wrong, and that the workbook `attached` is to be corrected."""
    words, lang = words_of(issue), issue.round.lang
    must = [line for line in lines if line.must]
    made = [
        *_head(issue, words),
        words.say(_own("mail_faulty", issue), round=issue.round.title, file=file, old=old, count=len(must)),
    ]
    for number, line in enumerate(must[:LISTED], 1):
        made.append(words.say("mail_line", no=number, place=_place(line, words), what=told(line.found, lang)))
    if (rest := len(must) - LISTED) > 0:
        made.append(words.say("mail_more", count=rest, list=words.words["sheet"]))
    made += ["", words.say("mail_how", new=attached, list=words.words["sheet"])]
    return _text([*made, *_foot(issue, words, today)])


def refused_mail(issue: Issue, file: str, reasons: Sequence[str], attached: str, today: date) -> str:
    """To the sender of a file that could not be read as a ballot: why, what to do, else to fill in the issued one."""
    words = words_of(issue)
    made = [*_head(issue, words), words.say("mail_refused", round=issue.round.title, file=file)]
    made += [words.say("mail_refused_line", what=reason) for reason in reasons]
    made += ["", words.say("mail_again", new=attached)]
    return _text([*made, *_foot(issue, words, today)])


def reasons_of(findings: Sequence[Finding], lang: str) -> list[str]:
    """What was found, each sentence once."""
    return list(dict.fromkeys(told(found, lang) for found in findings))


def _head(issue: Issue, words: Template) -> Iterator[str]:
    member = issue.round.member(issue.member)
    yield words.say(_own("mail_subject", issue), round=issue.round.title)
    yield ""
    greeting = "mail_greeting_role" if member.role else "mail_greeting"
    yield words.say(greeting, **({"role": member.role} if member.role else {}), name=member.name)
    yield ""


def _own(key: str, issue: Issue) -> str:
    """The word of a member's ballot, or that of a unit's self-score."""
    return f"{key}_own" if issue.scorer == "unit" else key


def _foot(issue: Issue, words: Template, today: date) -> Iterator[str]:
    round_ = issue.round
    yield ""
    key = "mail_deadline" if today <= round_.deadline else "mail_deadline_past"
    yield words.say(key, deadline=round_.deadline.strftime("%d/%m/%Y"))
    if round_.contact:
        # Whoever left the dots of the sample there, or ended a sentence, needs no more of them.
        end = "" if round_.contact.rstrip().endswith((".", "…", "!", "?")) else "."
        yield words.say("mail_contact", contact=round_.contact) + end
    yield from ("", words.words["mail_regards"], *filter(None, (round_.council,)), words.words["mail_signature"])


def _place(line: Line, words: Template) -> str:
    if line.cell:
        return words.say("mail_place", sheet=line.tab, cell=line.cell)
    return words.say("mail_place_sheet", sheet=line.tab) if line.tab else words.words["mail_place_none"]


def _text(lines: Sequence[str]) -> str:
    """One line an item, whatever the data hold: no control character, no line of somebody else's making."""
    plain = (" ".join("".join(char if char.isprintable() else " " for char in line).split()) for line in lines)
    return "\r\n".join(plain) + "\r\n"
