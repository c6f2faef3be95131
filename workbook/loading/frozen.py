"""What one member was sent, as a text inside his workbook: freeze writes it, thaw reads it back.

Only his part of the round travels: never another member, a waiver or a tie decision. The text
comes back from outside, so it is judged like any file that people write.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from workbook.catalogue import round as checks
from workbook.findings import ERROR, Place, Refused, finding
from workbook.loading.fields import FROZEN
from workbook.loading.round import build_round
from workbook.loading.round_file import TABLES, RoundFile
from workbook.loading.round_sense import names_sense
from workbook.loading.rubric import build_rubric, judged
from workbook.loading.shape import shaped
from workbook.loading.source import Fault, dotted
from workbook.model import Issue, Round

FROZEN_LIMIT: Final = 4_000_000
_VERSION: Final = 1
_FILE_KEYS: Final = {"printed_from": "from", "printed_to": "to"}


def slice_for(round_: Round, member_id: str) -> Round:
    """The part of a round that one member needs: himself and the units of his groups."""
    member = round_.member(member_id)
    units = tuple(unit for unit in round_.units if unit.group in member.groups)
    own = replace(member, recused=member.recused & {unit.id for unit in units})
    return replace(round_, units=units, members=(own,), waivers=(), ties=(), minimum_scorers=1)


def freeze(issue: Issue) -> str:
    """The issue as compact JSON, the same text for the same issue; sliced first if it is whole."""
    sliced = slice_for(issue.round, issue.member)
    data = {
        "version": _VERSION,
        "number": issue.number,
        "member": issue.member,
        "rubric": _plain(issue.rubric),
        "round": _plain(sliced),
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Model values in the shape of the files; what has its default is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            _FILE_KEYS.get(each.name, each.name): _plain(getattr(value, each.name))
            for each in fields(value)
            if getattr(value, each.name) != _default(each)
        }
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _default(each: Field[Any]) -> Any:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def thaw(text: str, file: str | None = None) -> Issue:
    """The issue of a frozen text; Refused (ROUND-060) where it is damaged. `file` is for the finding."""

    def damaged(detail: str) -> Refused:
        return Refused([finding(checks.FROZEN_DAMAGED, Place(file=file), detail=detail)])

    if len(text) > FROZEN_LIMIT:
        raise damaged("size")
    try:
        data = json.loads(text)
        return _issue(data)
    except _Damaged as found:
        raise damaged(str(found)) from None
    except (ValueError, RecursionError):
        raise damaged("JSON") from None


class _Damaged(Exception):
    """The first thing that is wrong with a frozen issue."""


def _issue(data: object) -> Issue:
    if not isinstance(data, dict) or data.get("version") != _VERSION:
        raise _Damaged("version")
    rubric_raw, round_raw = data.get("rubric"), data.get("round")
    member, number = data.get("member"), data.get("number")
    if not isinstance(rubric_raw, dict) or not isinstance(round_raw, dict):
        raise _Damaged("rubric, round")
    rubric_file, faults = judged(rubric_raw, FROZEN)
    _none(faults)
    assert rubric_file is not None
    rubric = build_rubric(rubric_file)
    round_file, faults = shaped(RoundFile, round_raw, TABLES, FROZEN)
    _none([*faults, *names_sense(round_raw, rubric)])
    assert round_file is not None
    made = replace(build_round(round_file, rubric, ()), rubric=round_file.rubric)
    if [each.id for each in made.members] != [member] or made != slice_for(made, str(member)):
        raise _Damaged("member")
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= 10_000:
        raise _Damaged("number")
    return Issue(rubric, made, str(member), number)


def _none(faults: list[Fault]) -> None:
    for one in faults:
        if one.check.severity is ERROR:
            raise _Damaged(f"{dotted(one.path)}: {one.check.code}")
