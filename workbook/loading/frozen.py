"""What one member was sent, as a text inside his workbook: freeze writes it, thaw reads it back.

Only his part of the round travels: never another member, a waiver or a tie decision. The text
comes back from outside, so it is judged like any file that people write.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from workbook.catalogue import round as checks
from workbook.catalogue import tree
from workbook.findings import ERROR, Place, Refused, finding
from workbook.loading.fields import FROZEN, figure
from workbook.loading.round import build_round
from workbook.loading.round_file import TABLES, RoundFile
from workbook.loading.round_sense import names_sense
from workbook.loading.rubric import build_rubric, judged
from workbook.loading.shape import shaped
from workbook.loading.share import LONGEST
from workbook.loading.share import issue_for as issue_for
from workbook.loading.share import slice_for as slice_for
from workbook.loading.share import unit_issue as unit_issue
from workbook.loading.source import Fault, dotted
from workbook.model import Issue, Member, Round, SelfScore
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Mark, Score
from workbook.rubric import Criterion, Rubric, input_id, leaf_of
from workbook.rules.rule import Rule

FROZEN_LIMIT: Final = 4_000_000
_VERSION: Final = 1
_Read = TypeVar("_Read")
_FILE_KEYS: Final = {"printed_from": "from", "printed_to": "to"}


def freeze(issue: Issue) -> str:
    """The issue as compact JSON, the same text for the same issue; sliced first if it is whole."""
    data = {
        "version": _VERSION,
        "number": issue.number,
        "member": issue.member,
        "rubric": _plain(issue.rubric),
        "round": _round(slice_for(issue.round, issue.member)),
    }
    if issue.scorer == "unit":
        data["scorer"] = "unit"
    if issue.self_scores:
        data["self_scores"] = {unit: _plain(given) for unit, given in issue.self_scores.items()}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _round(round_: Round) -> dict[str, Any]:
    """The round in the shape of its file, where figures and exemptions are tables of their own."""
    exemptions = [
        {"unit": unit.id, "criteria": [criterion], "reason": reason}
        for unit in round_.units
        for criterion, reason in unit.exempt.items()
    ]
    facts = [
        {"unit": unit, "criterion": leaf_of(name), "input": name.partition("/")[2], "value": str(figure)}
        for (unit, name), figure in round_.listed.items()
    ]
    units = tuple(replace(unit, exempt={}) for unit in round_.units)
    tables = {"exemptions": exemptions, "facts": facts}
    return {**_plain(replace(round_, units=units, listed={})), **{key: rows for key, rows in tables.items() if rows}}


def _plain(value: Any) -> Any:
    """Model values in the shape of the files; what has its default is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        named = [(each, getattr(value, each.name)) for each in fields(value)]
        plain = {_FILE_KEYS.get(each.name, each.name): _plain(own) for each, own in named if own != _default(each)}
        if isinstance(value, Rule):
            return {"kind": value.kind, **plain}
        # A part of a rule is one table: its own keys and those of the rule in it.
        inner = plain.pop("rule") if "rule" in plain and not isinstance(value, Criterion) else {}
        return {**plain, **inner}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mark):
        return MARK_TEXT
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
    rubric = _rubric(json.dumps(rubric_raw))
    round_file, faults = shaped(RoundFile, round_raw, TABLES, FROZEN)
    _none([*faults, *names_sense(round_raw, rubric)])
    assert round_file is not None
    made = replace(build_round(round_file, rubric, ()), rubric=round_file.rubric)
    if [each.id for each in made.members] != [member] or made != slice_for(made, str(member)):
        raise _Damaged("member")
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= 10_000:
        raise _Damaged("number")
    issue = Issue(rubric, made, str(member), number)
    scorer = data.get("scorer", "member")
    if scorer == "unit" and _is_its_own(made):
        issue = replace(issue, scorer="unit")
    elif scorer != "member":
        raise _Damaged("scorer")
    return replace(issue, self_scores=_self_scores(data.get("self_scores", {}), issue))


@lru_cache(8)
def _rubric(text: str) -> Rubric:
    """Once for all workbooks that were made with it."""
    rubric_file, faults = judged(json.loads(text), FROZEN)
    # A member may be assigned nothing but conditions and bonus points: his share then has no maximum.
    _none([one for one in faults if one.check is not tree.GROUP_WITHOUT_LEAF])
    assert rubric_file is not None
    return build_rubric(rubric_file)


def _is_its_own(round_: Round) -> bool:
    """Whether the round holds one unit, and it as the one member."""
    if len(round_.units) != 1:
        return False
    unit = round_.units[0]
    return round_.members == (Member(unit.id, unit.name, "", (unit.group,)),)


def _self_scores(raw: object, issue: Issue) -> dict[str, SelfScore]:
    """What units gave themselves: each name one that the member's sheets hold, each figure a figure."""
    units = {unit.id: unit.group for unit in issue.round.units}
    if not isinstance(raw, dict) or not set(raw) <= set(units) or (raw and issue.scorer == "unit"):
        raise _Damaged("self_scores")
    made = {}
    for unit, given in raw.items():
        leaves = issue.rubric.leaves_in(units[unit])
        names = {leaf.id for leaf in leaves}
        inputs = {input_id(leaf.id, one.id) for leaf in leaves for one in leaf.inputs_in(units[unit])}
        if not isinstance(given, dict) or not set(given) <= {"facts", "points", "links", "remarks"}:
            raise _Damaged("self_scores")
        made[unit] = SelfScore(
            _each(given.get("facts", {}), inputs, _score),
            _each(given.get("points", {}), names, _score),
            _each(given.get("links", {}), names, _words),
            _each(given.get("remarks", {}), names, _words),
        )
    return made


def _each(raw: object, names: Collection[str], read: Callable[[object], _Read]) -> dict[str, _Read]:
    if not isinstance(raw, dict) or not set(raw) <= set(names):
        raise _Damaged("self_scores")
    return {name: read(value) for name, value in raw.items()}


def _score(value: object) -> Score:
    if value is None or value == MARK_TEXT:
        return None if value is None else NOT_APPLICABLE
    number = figure(value) if isinstance(value, str) else None
    if number is None:
        raise _Damaged("self_scores")
    return number


def _words(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise _Damaged("self_scores")
    return value


def _none(faults: list[Fault]) -> None:
    for one in faults:
        if one.check.severity is ERROR:
            raise _Damaged(f"{dotted(one.path)}: {one.check.code}")
