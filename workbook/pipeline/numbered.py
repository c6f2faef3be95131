"""A finished result read back from results/: what was published, and whether it is still what was logged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from workbook.catalogue import amendments as said_of_amendments
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import open_data as said
from workbook.findings import Fact, Place, Refused, finding
from workbook.pipeline.evidence import Basis, evidence_from_data
from workbook.pipeline.folder import Folder, is_logged
from workbook.pipeline.results import RESULT, files_of
from workbook.register.chain import Entry
from workbook.years import Line

_FIGURE: Final = re.compile(r"-?\d{1,12}(\.\d{1,12})?")
_LONGEST: Final = 2_000


class Numbered(NamedTuple):
    """One numbered result."""

    number: int
    version: str
    """Of the rubric, as the result names it."""
    lines: tuple[Line, ...]
    newer: int | None = None
    """The number of a newer result that is only provisional."""


class Evidenced(NamedTuple):
    """A finished result with what it stands on, and the line of the register that tells of it."""

    result: Numbered
    basis: Basis | None
    """None of a result that an older version wrote."""
    entry: Entry


def finished_result(folder: Folder) -> Numbered | None:
    """The newest result that is not provisional, None where there is none; Refused where it cannot be trusted."""
    newer: int | None = None
    lost = {number for number, _ in lost_results(folder)}
    for number in sorted({*folder.result_numbers(), *lost}, reverse=True):
        path = folder.result_file(RESULT, number)
        if number in lost:
            raise Refused([finding(said.RESULT_LOST, Place(file=path.name), number=number)])
        if not path.is_file():
            continue  # never finished: the data of a result is written last
        data = _read(path, number)
        if not data["provisional"]:
            _as_logged(folder, path, number)
            return Numbered(number, data["version"], tuple(lines_of(data["groups"])), newer)
        newer = newer or number
    return None


def lost_results(folder: Folder) -> Iterator[tuple[int, Entry]]:
    """Finished results of which the log tells and whose data is no more; each with its line of the log."""
    logged = {entry.data.get("number"): entry for entry in folder.logged("result")}
    for number, entry in logged.items():
        if not isinstance(number, int) or entry.data.get("provisional"):
            continue
        if not folder.result_file(RESULT, number).is_file():
            yield number, entry


def finished_numbers(folder: Folder) -> list[int]:
    """The numbers of all results that are not provisional, ascending; Refused where one cannot be read."""
    paths = ((number, folder.result_file(RESULT, number)) for number in folder.result_numbers())
    return [number for number, path in paths if path.is_file() and not _read(path, number)["provisional"]]


def evidenced_result(folder: Folder, number: int) -> Evidenced:
    """One finished result with what it stands on; Refused where there is none, or where it cannot be trusted."""
    path = folder.result_file(RESULT, number)
    data: dict[str, Any] = _read(path, number) if path.is_file() else {"provisional": None}
    if data["provisional"] is not False:
        known = ", ".join(map(str, finished_numbers(folder))) or "-"
        facts: dict[str, Fact] = {"number": number, "known": known}
        check = said_of_amendments.RESULT_PROVISIONAL if data["provisional"] else said_of_amendments.NO_SUCH_RESULT
        raise Refused([finding(check, Place(), **facts)])
    entry = _as_logged(folder, path, number)
    basis = _basis(data, path, number)
    return Evidenced(Numbered(number, data["version"], tuple(lines_of(data["groups"]))), basis, entry)


def _basis(data: dict[str, Any], path: Path, number: int) -> Basis | None:
    if "evidence" not in data:
        return None
    try:
        return evidence_from_data(data["evidence"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _unreadable(path, number) from None


def lines_of(groups: list[dict[str, Any]]) -> Iterator[Line]:
    """The lines of a result's groups, its own data or what was read back; ValueError where they have another shape."""
    for group in groups:
        for one in group["standings"]:
            yield Line(
                _text(one["unit"]),
                _text(one["name"]),
                _text(group["id"]),
                _figure(one["total"]),
                _figure(one["index"]),
                _figure(one["converted"]),
                _rank(one["rank"]),
                one["tied"] is True,
                None if one["tier"] is None else _text(one["tier"]),
            )


def _read(path: Path, number: int) -> dict[str, Any]:
    """The data of a result. It lies open to everybody, so that its shape is looked at first."""
    try:
        data = json.loads(path.read_bytes())
        if not isinstance(data, dict) or not isinstance(data["provisional"], bool):
            raise ValueError
        _text(data["version"])
        units = [line.unit for line in lines_of(data["groups"])]
        if len(set(units)) < len(units):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unreadable(path, number) from None
    return data


def _unreadable(path: Path, number: int) -> Refused:
    return Refused([finding(said.RESULT_UNREADABLE, Place(file=path.name), number=number, name=path.name)])


def _as_logged(folder: Folder, path: Path, number: int) -> Entry:
    """A result that was changed, or put there by hand, was never published by this program."""
    logged = [entry for entry in folder.logged("result") if entry.data.get("number") == number]
    digest = files_of(logged[-1].data).get(path.name) if logged else None
    if digest is None:
        raise Refused([finding(said_of_kept.RESULT_UNLOGGED, Place(), names=path.name)])
    if not is_logged(path, digest):
        raise Refused([finding(said_of_kept.RESULT_ALTERED, Place(file=path.name), number=logged[-1].number)])
    return logged[-1]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise ValueError
    return value


def _figure(value: object) -> Decimal | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _FIGURE.fullmatch(value):
        raise ValueError
    return Decimal(value)


def _rank(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100_000:
        raise ValueError
    return value
