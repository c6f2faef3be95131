"""What a result stands on, as data beside its lines, and back: values by criterion, units, members, lists, rubric.

Waivers, conclusions, ties and what members gave are not here: the register holds them. What is read back was
open to everybody, so that every part of it is looked at; ValueError where it has another shape.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from workbook.amendment import Point, Said
from workbook.model import CellId, Member, Round, Tally, Unit
from workbook.pipeline.collected import lines_of
from workbook.pipeline.counting import counting_now
from workbook.pipeline.judging import RoundContext
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score
from workbook.register.chain import canonical
from workbook.rubric import Criterion, Rubric, leaf_of
from workbook.rules.rule import Rule

_BLANK: Final = "-"
_DIGITS: Final = 16
"""Of a digest: it is looked at beside one other, and the file is one that was logged."""
_TEXTS: Final = frozenset({"code", "name", "how", "evidence", "source", "office", "note", "assumed", "children"})
"""Of a criterion: what moves no point."""
_RULES: Final = ("rounding", "ties", "rank_by", "tie_chain", "bonus", "aggregates")
_LONGEST: Final = 4_000
_MOST: Final = 2_000_000
"""More cells than any round has."""
_FIGURE: Final = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_DIGEST: Final = re.compile(rf"[0-9a-f]{{{_DIGITS}}}")
_HASH: Final = re.compile("[0-9a-f]{32}")


class Counted(NamedTuple):
    """A ballot that counted."""

    member: str
    issue: int
    hash: str


class Basis(NamedTuple):
    """What was read back."""

    values: Mapping[CellId, Score]
    points: Mapping[Point, Said]
    ballots: tuple[Counted, ...]


# ---------------------------------------------------------------- making it
def evidence_as_data(context: RoundContext, tally: Tally) -> dict[str, Any]:
    """What a result stands on beside the register; only what is there, figures as texts."""
    round_, rubric = context.round, context.rubric
    return {
        "values": {group.id: _values(rubric, round_, tally, group.id) for group in rubric.groups},
        "ballots": [list(one) for one in _counted(context, tally)],
        "units": {unit.id: _unit(unit) for unit in round_.units},
        "members": {member.id: _member(member) for member in round_.members},
        "assignments": canonical(_plain(round_.assignments)),
        "listed": [[*cell, str(figure)] for cell, figure in sorted(round_.listed.items())],
        "rubric": {
            "errata": list(rubric.errata),
            "criteria": {node.id: _digest(_counting(node)) for node in rubric.nodes()},
            "rules": {name: _digest(getattr(rubric, name)) for name in _RULES},
            "tiers": {one.id: _digest((one.max, one.base, one.tiers)) for one in rubric.groups},
        },
    }


def _values(rubric: Rubric, round_: Round, tally: Tally, group: str) -> dict[str, Any]:
    """The combined values of a group: one line a unit, in the order of the criteria."""
    leaves = [leaf.id for leaf in rubric.leaves_in(group)]
    cells = tally.cells
    units = {one.id: " ".join(_shown(cells[one.id, leaf].value) for leaf in leaves) for one in round_.scored(group)}
    return {"criteria": " ".join(leaves), "units": units}


def _shown(value: Score) -> str:
    return _BLANK if value is None else MARK_TEXT if value is NOT_APPLICABLE else f"{value:f}"


def _counted(context: RoundContext, tally: Tally) -> Iterator[Counted]:
    """The ballots that were combined, each with the hash of its original."""
    members = [ballot.member for ballot in tally.ballots]
    for member, lines in lines_of(context, members).items():
        line = counting_now(context.round, lines).line
        if line is not None:
            yield Counted(member, line.issue, line.hash)


def _unit(unit: Unit) -> dict[str, Any]:
    told = {
        "group": unit.group,
        "left_out": unit.left_out,
        "prior_rank": unit.prior_rank,
        "traits": sorted(unit.traits),
        "exempt": dict(sorted(unit.exempt.items())),
    }
    return {"name": unit.name, **{key: value for key, value in told.items() if value not in (None, [], {})}}


def _member(member: Member) -> dict[str, Any]:
    told = {
        "role": member.role,
        "absent": member.absent,
        "groups": sorted(member.groups),
        "recused": sorted(member.recused),
    }
    return {"name": member.name, **{key: value for key, value in told.items() if value not in (None, "", [])}}


def _counting(node: Criterion) -> dict[str, object]:
    """What a criterion says for points: its words may be mended without moving any."""
    return {each.name: getattr(node, each.name) for each in fields(node) if each.name not in _TEXTS}


def _digest(value: object) -> str:
    return hashlib.sha256(canonical(_plain(value)).encode()).hexdigest()[:_DIGITS]


def _plain(value: object) -> object:
    """A part of a rubric as JSON knows it, the same for the same part."""
    if is_dataclass(value) and not isinstance(value, type):
        own = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {"kind": value.kind, **own} if isinstance(value, Rule) else own
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, str | int) else str(value)


# ---------------------------------------------------------------- reading it back
def evidence_from_data(data: Any) -> Basis:
    """What `evidence_as_data` made; ValueError, KeyError or TypeError where it has another shape."""
    rubric = _dict(data["rubric"])
    points: dict[Point, Said] = {}
    for make in (_of_units, _of_members):
        points |= dict(make(data))
    points[Point("assignments")] = Said(_text(data["assignments"]))
    for unit, name, figure in _rows(data["listed"], 3):
        points[Point("listed", unit, leaf_of(name), what=name)] = Said(_figure(figure))
    points |= {Point("erratum", what=_text(text)): Said(text) for text in _list(rubric["errata"])}
    for node, digest in _dict(rubric["criteria"]).items():
        points[Point("criterion", criterion=node)] = Said(_matching(_DIGEST, digest))
    for name in _RULES:
        points[Point("rules", what=name)] = Said(_matching(_DIGEST, rubric["rules"][name]))
    for group, digest in _dict(rubric["tiers"]).items():
        points[Point("tiers", what=group)] = Said(_matching(_DIGEST, digest))
    return Basis(dict(_of_values(data["values"])), points, tuple(_of_ballots(data["ballots"])))


def _of_values(data: Any) -> Iterator[tuple[CellId, Score]]:
    left = _MOST
    for group in _dict(data).values():
        leaves = str(group["criteria"]).split()
        for unit, line in _dict(group["units"]).items():
            texts = line.split()
            left -= len(texts)
            if len(texts) != len(leaves) or len(set(leaves)) < len(leaves) or left < 0:
                raise ValueError
            yield from (((unit, leaf), _score(text)) for leaf, text in zip(leaves, texts, strict=True))


def _score(text: str) -> Score:
    return None if text == _BLANK else NOT_APPLICABLE if text == MARK_TEXT else Decimal(_figure(text))


def _of_units(data: Any) -> Iterator[tuple[Point, Said]]:
    for unit, told in _dict(data["units"]).items():
        yield Point("unit", unit), Said(_text(told["name"]))
        if told.get("left_out") is not None:
            yield Point("left_out", unit), Said(reason=_text(told["left_out"]))
        if told.get("prior_rank") is not None:
            yield Point("prior_rank", unit), Said(str(_whole(told["prior_rank"])))
        yield from ((Point("trait", unit, what=_text(one)), Said()) for one in _list(told.get("traits", [])))
        for criterion, reason in _dict(told.get("exempt", {})).items():
            yield Point("exempt", unit, criterion), Said(reason=_text(reason))


def _of_members(data: Any) -> Iterator[tuple[Point, Said]]:
    for member, told in _dict(data["members"]).items():
        _text(told["name"])
        if told.get("absent") is not None:
            yield Point("absent", who=member), Said(reason=_text(told["absent"]))
        if told.get("role"):
            yield Point("role", who=member), Said(_text(told["role"]))
        groups = [_text(one) for one in _list(told.get("groups", []))]
        yield Point("groups", who=member), Said(" ".join(groups))
        yield from ((Point("recused", _text(one), who=member), Said()) for one in _list(told.get("recused", [])))


def _of_ballots(data: Any) -> Iterator[Counted]:
    for member, issue, digest in _rows(data, 3):
        yield Counted(_text(member), _whole(issue), _matching(_HASH, digest))


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > _MOST or not all(0 < len(key) <= _LONGEST for key in value):
        raise ValueError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError
    return value


def _rows(value: Any, width: int) -> Iterator[list[Any]]:
    for row in _list(value):
        if not isinstance(row, list) or len(row) != width:
            raise ValueError
        yield row


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _MOST:
        raise ValueError
    return value


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value


def _figure(value: Any) -> str:
    return _matching(_FIGURE, value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
        raise ValueError
    return value
