"""Log: what the register tells of a round, and whether register, originals and results are still what they were."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbook.catalogue import kept as said
from workbook.findings import WARNING, Finding, Place, Refused, fact_text, finding
from workbook.model import Round
from workbook.pipeline.folder import Folder, is_logged
from workbook.pipeline.judging import open_round
from workbook.pipeline.keeping import compare, compare_issues, identity_in, kept_faults, kept_issues
from workbook.pipeline.results import NAMES, PRINTED, files_of
from workbook.register.chain import Entry, first_break
from workbook.sheets.stamp import is_sealed

HEAD: Final = 32
"""Digits of a hash that are shown for writing down: nobody makes another entry with the same 128 bits."""
LEAST: Final = 16
MOST: Final = 3
"""How many names a finding tells."""
_NAMED = re.compile("[0-9a-f]{32}")
_HEAD = re.compile(rf"(?:([0-9]{{1,9}}):)?([0-9a-f]{{{LEAST},64}})")


@dataclass(frozen=True, slots=True)
class History:
    """A round's log. `verified`: whether nothing graver than a note was found; None where nobody asked."""

    round: Round
    entries: tuple[Entry, ...]
    verified: bool | None
    findings: tuple[Finding, ...]

    @property
    def head(self) -> Entry | None:
        return self.entries[-1] if self.entries else None


def history(root: Path, *, verify: bool = False, heads: Sequence[str] = ()) -> History:
    """The log of a round. `verify` the chain, the originals and the results; `heads` noted earlier are looked up."""
    context = open_round(root)
    noted = [(text, *_parsed(text)) for text in heads]
    entries = context.folder.register.entries()
    found = [*_of_a_lost_log(context.folder, entries)]
    if not verify and not noted:
        return History(context.round, entries, None, tuple(found))
    found += _of_chain(entries, context.round.id)
    found += [
        finding(said.HEAD_LOST, Place(), head=text)
        for text, number, start in noted
        if not any(number in (None, entry.number) and str(entry.hash).startswith(start) for entry in entries)
    ]
    if verify and entries:  # of a lost log nothing can be asked
        for part in (_of_originals, _of_refused, _of_issues, _of_key, _of_results):
            found += part(context.folder, entries)
    return History(context.round, entries, all(one.severity < WARNING for one in found), tuple(found))


def head_text(entry: Entry) -> str:
    """The head as it is written into the minutes: NUMBER:HASH."""
    return f"{entry.number}:{entry.hash[:HEAD]}"


def _parsed(text: str) -> tuple[int | None, str]:
    match = _HEAD.fullmatch("".join(text.split()).lower())
    if match is None:
        raise Refused([finding(said.HEAD_UNREADABLE, Place(), head=text, least=LEAST)])
    return int(match[1]) if match[1] else None, match[2]


# ---------------------------------------------------------------- verifying
def _of_chain(entries: Sequence[Entry], round_id: str) -> Iterator[Finding]:
    number = first_break(entries, round_id)
    if number is not None:
        yield finding(said.CHAIN_BROKEN, Place(), number=number)


def _of_a_lost_log(folder: Folder, entries: Sequence[Entry]) -> Iterator[Finding]:
    """A log without entries, beside what only logged commands make."""
    if entries:
        return
    originals = sum(1 for path in folder.returned.rglob("*") if _NAMED.fullmatch(path.stem))
    issues, results = len(kept_issues(folder)), len(folder.result_numbers())
    if issues or originals or results:
        yield finding(said.LOG_GONE, Place(), issues=issues, originals=originals, results=results)


def _files(where: Path, pattern: str) -> dict[str, Path]:
    return {path.name: path for path in where.glob(pattern) if path.is_file()}


def _of_originals(folder: Folder, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Every original that the log tells of, and every file in returned/ that it does not tell of."""
    wanted: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind == "received":
            opened = entry.data.get("opened")
            names = (str(entry.file), opened) if isinstance(opened, str) and opened else (str(entry.file),)
            wanted.update((f"{name}.xlsx", entry) for name in names)
    there = _files(folder.returned, "*.xlsx")
    found = compare({name: name.removesuffix(".xlsx") for name in wanted}, there)
    for name in (*found.gone, *found.altered):
        at = Place(file=fact_text(wanted[name].name, "vi"), member=wanted[name].scorer)
        yield finding(said.ORIGINAL_GONE, at, name=name)
    sound = [path for name, path in there.items() if name in wanted and name not in found.altered]
    if writable := sum(bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)) for path in sound):
        yield finding(said.ORIGINALS_WRITABLE, Place(), count=writable)
    if found.stray:
        yield finding(said.UNREGISTERED, Place(), count=len(found.stray), name=found.stray[0])


def _of_refused(folder: Folder, entries: Sequence[Entry]) -> Iterator[Finding]:
    """What was not taken is kept all the same, as evidence; of what could not even be had, nothing is."""
    wanted = {f"{entry.file}.bin": entry for entry in entries if entry.kind == "refused" and entry.file}
    there = _files(folder.returned / "refused", "*.bin")
    found = compare({name: name.removesuffix(".bin") for name in wanted}, there)
    for name in (*found.gone, *found.altered):
        yield finding(said.REFUSED_GONE, Place(file=fact_text(wanted[name].name, "vi")), name=fact_text(name, "vi"))


def _of_issues(folder: Folder, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Kept issues that are gone, that are no longer what was sent, or that the log does not tell of."""

    def names(issues: Sequence[tuple[str, int]]) -> list[str]:
        return [folder.kept_file(*issue).name for issue in issues]

    found = compare_issues(folder, entries)
    if found.gone:
        yield finding(said.ISSUE_GONE, Place(), names=_some(names(found.gone)))
    if found.altered:
        faults = kept_faults(folder, entries)
        yield from (faults[issue] for issue in found.altered)
    if found.stray:
        yield finding(said.ISSUE_UNLOGGED, Place(), names=_some(names(found.stray)))


def _of_key(folder: Folder, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Whether the key is still the one that the last issue was sealed with."""
    issues = [(str(entry.scorer), entry.issue) for entry in entries if entry.kind == "issued"]
    there = set(kept_issues(folder))
    kept = (folder.load_kept(*issue) for issue in reversed(issues) if issue in there)
    last = next((passport for one in kept if one and (passport := identity_in(one.book)) and passport.seal), None)
    if last is not None and not is_sealed(folder.seal_key(), last):
        yield finding(said.KEY_GONE, Place(), file=folder.key_file.name)


def _of_results(folder: Folder, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Result files that are not what was logged; of a name that was logged again, the last word counts."""
    logged: dict[str, str] = {}
    number: dict[str, int] = {}
    for entry in entries:
        if entry.kind == "result":
            logged |= files_of(entry.data)
            number |= dict.fromkeys(files_of(entry.data), entry.number)
    numbered = {name: _numbered(folder, name) for name in NAMES}
    ours = {path.name: path for paths in numbered.values() for path in paths}
    found = compare(logged, _files(folder.results, "*"))
    for name in found.gone:
        yield finding(said.RESULT_GONE, Place(file=fact_text(name, "vi")), number=number[name])
    for name in found.altered:
        yield finding(said.RESULT_ALTERED, Place(file=name), number=number[name])
    if strays := [name for name in found.stray if name in ours]:
        yield finding(said.RESULT_UNLOGGED, Place(), names=_some(strays))
    for name in PRINTED:
        yield from _of_plain(folder.result_file(name), numbered[name], logged)


def _of_plain(plain: Path, numbered: Sequence[Path], logged: Mapping[str, str]) -> Iterator[Finding]:
    """A printed file that is not the newest numbered one that was logged, or not logged, which is told already."""
    known = {number: name for name in logged if (number := _number(plain.name, name)) is not None}
    strays = [path for path in numbered if path.name not in logged]
    if not plain.is_file() or not (known or strays):
        return
    newest = known[max(known)] if known else strays[-1].name
    if known and is_logged(plain, logged[newest]):
        return
    if not strays or plain.read_bytes() != strays[-1].read_bytes():
        yield finding(said.PLAIN_DIFFERS, Place(file=plain.name), name=newest)


def _numbered(folder: Folder, name: str) -> list[Path]:
    """The numbered files of a result's name, from the first."""
    found = [(_number(name, path.name), path) for path in folder.results.glob("*") if path.is_file()]
    return [path for number, path in sorted(pair for pair in found if pair[0] is not None)]


def _number(name: str, numbered: str) -> int | None:
    """The number in the name of a numbered file; None where it is not one of that name."""
    stem, _, ending = name.rpartition(".")
    match = re.fullmatch(rf"{stem}-([0-9]{{3,6}})\.{ending}", numbered)
    return int(match[1]) if match else None


def _some(names: Sequence[str]) -> str:
    """The first names, and how many there are."""
    return ", ".join(names[:MOST]) + (f", … ({len(names)})" if len(names) > MOST else "")
