"""Import: judge the files that came, keep every original, and write down what arrived, when, and what of it counts.

Each file is one transaction: first its original is kept under its hash, then one line is appended to the register.
Killed in between, an import leaves an original without a line, and the next import of that file completes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbook.catalogue import kept as said
from workbook.excel.unlock import is_encrypted
from workbook.findings import Finding, Refused, finding
from workbook.pipeline.arrival import Arrival
from workbook.pipeline.folder import Received, fingerprint
from workbook.pipeline.judging import (
    Checked,
    File,
    Progress,
    RoundContext,
    judged,
    label_of,
    limits_of,
    open_file,
    open_round,
    silent,
)
from workbook.pipeline.recorded import ballot_as_data, findings_as_data, record_decisions
from workbook.register.chain import Draft
from workbook.register.lock import hold


def import_each(root: Path, paths: Iterable[Path], password: str | None = None) -> Iterator[Checked]:
    """Judge files and keep every ballot of this round, unchanged, in returned/; one after the other, under one lock.

    A ballot with errors is kept too: the original is evidence. It is not counted until a newer
    one comes, or until what is wrong is waived. What is no ballot of this round is written down only.
    """
    context = open_round(root)
    limits = limits_of(context)
    with hold(root, "import"):
        context.folder.sweep()
        record_decisions(context.folder.register, context.round)
        files = (_known(context, open_file(path, limits)) for path in paths)
        for file, checked in judged(context, files, password):
            yield replace(_received(context, file, checked), opened=b"")


def import_files(
    root: Path, paths: Sequence[Path], progress: Progress = silent, password: str | None = None
) -> tuple[Checked, ...]:
    """Import files, all results at once."""
    results = []
    for checked in import_each(root, paths, password):
        results.append(checked)
        progress(Path(checked.file).name)
    return tuple(results)


def _received(context: RoundContext, file: File, checked: Checked) -> Checked:
    """Write one file down, and say what it means beside the others that came."""
    name = label_of(Path(Path(file.label).name))
    if checked.taken is None or checked.passport is None or checked.issue is None:
        _write_refused(context, file, checked, name)
        return checked
    passport, issue = checked.passport, checked.issue
    arrival = Arrival(context, checked.file, name, passport, issue, checked.taken.ballot)
    digest = fingerprint(file.data)
    if known := next((line for line in arrival.before if line.hash == digest), None):
        _keep(context, file, checked)
        return _with(checked, [*arrival.beside_the_round(), *_again(arrival, known)], arrival, known)
    checked = _with(checked, list(arrival.beside_the_round()))
    line = Received(digest, name, passport.member, passport.issue, "", checked.counted, checked.saved)
    checked = _with(checked, list(arrival.beside_his_own(line)))
    opened = _keep(context, file, checked)
    then = arrival.counting(arrival.before).line if arrival.before else None
    counts = arrival.counting((*arrival.before, line)).line == line
    body = {
        "verdict": checked.verdict.value,
        "counted": line.counted,
        "counts": counts,
        "supersedes": then.hash if then and counts else "",
        "policy": context.round.second_ballot,
        "saved": checked.saved,
        "opened": opened,
        "rubric": passport.version,
        "findings": findings_as_data(checked.findings),
        "ballot": ballot_as_data(arrival.ballot),
    }
    context.folder.register.append(Draft("received", line.member, line.issue, digest, name, body))
    return replace(checked, stands_back=not counts)


def _keep(context: RoundContext, file: File, checked: Checked) -> str:
    """Keep the original, and what came out of its password: nobody is asked for that again. Gives the latter's hash."""
    context.folder.keep_original(file.data)
    return context.folder.keep_original(checked.opened) if checked.opened else ""


def _known(context: RoundContext, file: File) -> File:
    """A file with a password that was opened before is not asked for it again."""
    if not file.data or not is_encrypted(file.data):
        return file
    digest = fingerprint(file.data)
    line = next((line for line in context.folder.received() if line.hash == digest and line.opened), None)
    try:
        return file if line is None else file._replace(opened=context.folder.original(line).read_bytes())
    except Refused:
        return file


def _with(
    checked: Checked, more: list[Finding], arrival: Arrival | None = None, known: Received | None = None
) -> Checked:
    """With further findings; `known` is the line of a file that was received before."""
    counts = arrival.counting(arrival.before).line if arrival else None
    return replace(checked, findings=(*checked.findings, *more), stands_back=counts is not None and counts != known)


def _again(arrival: Arrival, known: Received) -> list[Finding]:
    """The very same file once more: no line is written, for nothing is new; a damaged original is healed."""
    found = [finding(said.RECEIVED_BEFORE, arrival.at)]
    counts = arrival.counting(arrival.before).line
    if counts is not None and counts.hash != known.hash:
        found.append(arrival.not_counted(known, counts))
    return found


def _write_refused(context: RoundContext, file: File, checked: Checked, name: str) -> None:
    """What is no ballot of this round is kept apart and told by its hash, once."""
    digest = fingerprint(file.data)
    if file.data:
        context.folder.keep_refused(file.data)
    if file.data and all(entry.file != digest for entry in context.folder.register.entries("refused")):
        body = {"verdict": checked.verdict.value, "findings": findings_as_data(checked.findings)}
        context.folder.register.append(Draft("refused", file=digest, name=name, body=body))
