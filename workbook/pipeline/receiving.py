"""Import: judge the files that came, keep every original, and write down what arrived, when, and what of it counts.

Each file is one transaction: first its original is kept under its hash, then one line is appended to the register.
Killed in between, an import leaves an original without a line, and the next import of that file completes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import kept as said
from workbook.excel.unlock import is_encrypted
from workbook.findings import Finding, Refused, errors, finding
from workbook.pipeline.arrival import Arrival
from workbook.pipeline.counting import Counting, counting_now
from workbook.pipeline.folder import Folder, Received, fingerprint
from workbook.pipeline.inbox import Inbox
from workbook.pipeline.judging import (
    Checked,
    File,
    Progress,
    RoundContext,
    held_round,
    judged,
    label_of,
    open_file,
    silent,
)
from workbook.pipeline.recorded import ballot_as_data, findings_as_data, record_decisions


def import_each(root: Path, paths: Iterable[Path], password: str | None = None) -> Iterator[Checked]:
    """Judge files and keep every ballot of this round, unchanged, in returned/; one after the other, under one lock.

    A ballot with errors is kept too: the original is evidence. It is not counted until a newer
    one comes, or until what is wrong is waived. What is no ballot of this round is kept apart. On a log that is
    not what was written, nothing is built: Refused.
    """
    with held_round(root, "import") as context:
        context.folder.sweep()
        inbox = Inbox(context.folder)
        record_decisions(context.folder.register, context.round)
        files = (_known(context.folder, inbox, open_file(path, context.limits)) for path in paths)
        for file, checked in judged(context, files, password):
            yield replace(_received(context, inbox, file, checked), opened=b"")


def import_files(
    root: Path, paths: Sequence[Path], progress: Progress = silent, password: str | None = None
) -> tuple[Checked, ...]:
    """Import files, all results at once."""
    results = []
    for checked in import_each(root, paths, password):
        results.append(checked)
        progress(Path(checked.file).name)
    return tuple(results)


def _known(folder: Folder, inbox: Inbox, file: File) -> File:
    """A file with a password that was opened before is not asked for it again."""
    if not file.data or not is_encrypted(file.data):
        return file
    line = inbox.opened(fingerprint(file.data))
    try:
        return file if line is None else file._replace(opened=folder.original(line).read_bytes())
    except Refused:
        return file


# ---------------------------------------------------------------- written down
def _received(context: RoundContext, inbox: Inbox, file: File, checked: Checked) -> Checked:
    """Keep one file, write it down, and say what it means beside the others that came."""
    name = label_of(Path(Path(file.label).name))
    passport, issue, ballot = checked.passport, checked.issue, checked.ballot
    if passport is None or issue is None or ballot is None:
        _refused(context.folder, inbox, file, checked, name)
        return checked
    opened = _keep(context.folder, file, checked)
    arrival = Arrival(context, inbox, checked.file, name, passport, issue, ballot)
    checked = _also(checked, arrival.beside_the_round())
    digest = fingerprint(file.data)
    if (line := next((one for one in arrival.before if one.hash == digest), None)) is not None:
        lines = arrival.before
        now = counting_now(context.round, lines)
        if now.line not in (None, line) and errors(checked.findings):
            return _corrected_since(checked, arrival)
        checked = _also(checked, [finding(said.RECEIVED_BEFORE, arrival.at)])
    else:
        line = Received(digest, name, passport.member, passport.issue, "", checked.counted, checked.saved, opened)
        lines = (*arrival.before, line)
        now = counting_now(context.round, lines)
        checked = _also(checked, arrival.beside_the_last())
    checked = replace(_also(checked, arrival.not_counting(line, lines, now)), stands_back=now.line != line)
    if line not in arrival.before:
        inbox.add(line, _body(context, arrival, line, now, checked))
    return checked


def _corrected_since(checked: Checked, arrival: Arrival) -> Checked:
    """A faulty ballot that lies in the folder again beside its correction: its faults were told, and matter no more."""
    told = (
        finding(said.RECEIVED_BEFORE, arrival.at),
        finding(said_of_ballot.SUPERSEDED, arrival.at, member=arrival.who),
    )
    return replace(checked, findings=told, stands_back=True)


def _body(context: RoundContext, arrival: Arrival, line: Received, now: Counting, checked: Checked) -> dict[str, Any]:
    """What the register holds of a ballot beside whose it is."""
    then, counts = arrival.counted_before, now.line == line
    return {
        "verdict": checked.verdict.value,
        "counted": line.sound,
        "counts": counts,
        "supersedes": then.hash if then and counts else "",
        "policy": context.round.second_ballot,
        "saved": line.saved,
        "opened": line.opened,
        "rubric": arrival.passport.version,
        "findings": findings_as_data(checked.findings),
        "ballot": ballot_as_data(arrival.ballot),
    }


def _refused(folder: Folder, inbox: Inbox, file: File, checked: Checked, name: str) -> None:
    """What is no ballot of this round is kept apart and told by its hash; what could not be had, by its name."""
    if file.data:
        folder.keep_refused(file.data)
    body = {"verdict": checked.verdict.value, "findings": findings_as_data(checked.findings)}
    inbox.refuse(fingerprint(file.data) if file.data else "", name, body)


def _keep(folder: Folder, file: File, checked: Checked) -> str:
    """Keep the original, and what came out of its password: nobody is asked for that again. Gives the latter's hash."""
    folder.keep_original(file.data)
    return folder.keep_original(checked.opened) if checked.opened else ""


def _also(checked: Checked, more: Iterable[Finding]) -> Checked:
    return replace(checked, findings=(*checked.findings, *more))
