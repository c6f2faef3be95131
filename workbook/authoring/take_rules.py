"""The rules of an authoring workbook: rows of two sheets -> the table `rule` of each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbook.authoring.gathered import Gathered
from workbook.authoring.labels import kind_title, label, title
from workbook.authoring.locate import Found
from workbook.authoring.plan import (
    CRITERION,
    KIND,
    PART,
    PART_PREFIX,
    USUAL,
    SheetKey,
    columns,
    rule_keys,
    rule_lists,
    rule_parts,
)
from workbook.authoring.values import read
from workbook.catalogue import authoring as said
from workbook.findings import Place, Words
from workbook.loading.names import hint
from workbook.loading.source import KeyPath

At = tuple[Found, int]
ROWS = "#rows"


@dataclass(slots=True)
class RuleRows:
    """What belongs to one criterion: rows of its rule by part number (None: its own), and rows of lists."""

    rules: dict[int | None, At] = field(default_factory=dict)
    lists: list[tuple[int | None, At]] = field(default_factory=list)


def rule_rows(made: Gathered) -> dict[str, RuleRows]:
    """The rows of both sheets by criterion; what names no criterion, or stands there twice, is told."""
    found: dict[str, RuleRows] = {}
    sheets: tuple[SheetKey, ...] = ("rules", "rows")
    for sheet in sheets:
        for at in made.rows(sheet):
            id_ = _criterion(made, at)
            broken = len(made.unread)
            number = made.value(*at, PART, ("#", sheet, at[1]))
            if id_ is None or len(made.unread) > broken:
                continue
            own = found.setdefault(id_, RuleRows())
            if sheet == "rows":
                own.lists.append((number, at))
            elif number in own.rules:
                first = _place(made, own.rules[number], CRITERION.key)
                what = f"{id_}: {number}" if number is not None else id_
                made.told(said.TWICE, _place(made, at, CRITERION.key), what=what, first=first.cell)
            else:
                own.rules[number] = at
    return found


def _place(made: Gathered, at: At, key: str) -> Place:
    return at[0].place(made.file, at[1], key)


def _criterion(made: Gathered, at: At) -> str | None:
    """The id of the criterion that a row names."""
    found, row = at
    column, ids = title(found.key, CRITERION.key), made.known["criteria"]
    cell = found.cell(row, CRITERION.key)
    text = str(read(CRITERION, cell, column, ids).value or "").strip()
    id_ = ids.one(text) if text else None
    if id_ is None and CRITERION.key in found.columns:
        here = _place(made, at, CRITERION.key)
        if text:
            made.told(said.UNKNOWN_REFERENCE, here, column=column, value=text, hint=hint(text, ids))
        else:
            made.told(said.CELL_MISSING, here, key=column)
    return id_


# ---------------------------------------------------------------- one criterion's rule
def take_rule(made: Gathered, own: RuleRows, path: KeyPath, found: Found, row: int) -> dict[str, Any] | None:
    """The rule of the criterion in that row of the sheet of criteria; None where it says nothing of one."""
    at_kind: KeyPath = (*path, "kind")
    kind = made.value(found, row, KIND, at_kind)
    if at_kind in made.unread:
        made.unread.add((*path[:-1], "step"))  # whether it is needed hangs on the kind
        return None
    main = own.rules.get(None)
    if main is not None:
        there = made.value(*main, KIND, ("#", "kind", main[1]))
        if kind is not None and there is not None and kind != there:
            facts = {"here": kind_title(there), "there": kind_title(kind)}
            made.told(said.KIND_DIFFERS, _place(made, main, KIND.key), first=made.places[at_kind].cell, **facts)
        kind = kind or there
    if kind is None:
        if own.rules or own.lists:
            made.told(said.CELL_MISSING, made.places[at_kind], key=title("criteria", KIND.key))
        return None
    made.places[path] = made.places[at_kind]
    rule: dict[str, Any] = {"kind": kind}
    if main is not None:
        _keys(made, main, kind, path, rule, is_part=False)
    parts = {number: at for number, at in own.rules.items() if number is not None}
    inside = _parts(made, kind, parts, path, rule)
    for number, at in own.lists:
        if number is None:
            _list_row(made, at, kind, path, rule)
        elif number in inside:
            part, at_part = inside[number]
            if (*at_part, "kind") not in made.unread:
                _list_row(made, at, part.get("kind", USUAL), at_part, part)
        elif number not in parts:
            _no_part(made, at, number, sorted(parts))
    return rule


def _parts(
    made: Gathered, kind: str, rows: Mapping[int, At], path: KeyPath, rule: dict[str, Any]
) -> dict[int, tuple[dict[str, Any], KeyPath]]:
    """The parts of a rule by their number, put into the rule; each with its path."""
    found = rule_parts(kind)
    inside: dict[int, tuple[dict[str, Any], KeyPath]] = {}
    for number in sorted(rows):
        at = rows[number]
        if found is None:
            _not_of_kind(made, at, PART.key, kind_title(kind))
            continue
        name, slots = found
        here: KeyPath = (*path, name, len(inside))
        made.places[here] = _place(made, at, PART.key)
        part: dict[str, Any] = {}
        for key, slot in slots.items():
            value = made.value(*at, slot, (*here, key), at=f"{PART_PREFIX}{key}")
            part |= {} if value is None else {key: value}
        own = made.value(*at, KIND, (*here, "kind"))
        part |= {} if own is None else {"kind": own}
        if (*here, "kind") not in made.unread:
            _keys(made, at, own or USUAL, here, part, is_part=True)
        rule.setdefault(name, []).append(part)
        inside[number] = (part, here)
    return inside


def _keys(made: Gathered, at: At, kind: str, path: KeyPath, rule: dict[str, Any], *, is_part: bool) -> None:
    """The keys of a kind from its row; what the kind does not have is told."""
    own = rule_keys(kind)
    for slot in columns("rules"):
        if slot.key in own:
            value = made.value(*at, own[slot.key], (*path, slot.key))
            rule |= {} if value is None else {slot.key: value}
        elif slot.key.startswith("#") or slot.key == KIND.key or (is_part and slot.key.startswith(PART_PREFIX)):
            continue
        elif at[0].filled(at[1], slot.key):
            _not_of_kind(made, at, slot.key, kind_title(kind))


def _not_of_kind(made: Gathered, at: At, key: str, kind: Words) -> None:
    made.told(said.NOT_OF_KIND, _place(made, at, key), kind=kind, column=title(at[0].key, key))


# ---------------------------------------------------------------- rows of lists
def _list_row(made: Gathered, at: At, kind: str, path: KeyPath, rule: dict[str, Any]) -> None:
    """One row of a list of the rule: a band, a level, an answer."""
    lists = rule_lists(kind)
    slot = next(one for one in columns("rows") if one.key == ROWS)
    here: KeyPath = ("#", "list", at[1])
    name = made.value(*at, slot, here)
    if here in made.unread:
        made.unread |= {(*path, one) for one in lists}  # a list may only seem to be missing
        return
    if name is None and len(lists) == 1:
        name = next(iter(lists))
    if name is None and lists:
        made.told(said.CELL_MISSING, made.places[here], key=title("rows", ROWS))
        return
    if name is None or name not in lists:
        column = title("rows", ROWS) if name is None else label(slot, name)
        made.told(said.NOT_OF_KIND, made.places[here], kind=kind_title(kind), column=column)
        return
    own = lists[name]
    rows = rule.setdefault(name, [])
    made.places.setdefault((*path, name), made.places[here])
    at_row: KeyPath = (*path, name, len(rows))
    made.places[at_row] = _place(made, at, next(iter(own), CRITERION.key))
    values = {key: made.value(*at, slot_, (*at_row, key)) for key, slot_ in own.items()}
    rows.append({key: value for key, value in values.items() if value is not None})
    for slot_ in columns("rows"):
        if slot_.key not in own and not slot_.key.startswith("#") and at[0].filled(at[1], slot_.key):
            _not_of_kind(made, at, slot_.key, kind_title(kind))


def _no_part(made: Gathered, at: At, number: int, known: list[int]) -> None:
    listed = ", ".join(map(str, known)) or "-"
    hint_ = Words(f"Các phần đang có ở trang “Quy tắc”: {listed}.", f"Parts on the sheet of rules: {listed}.")
    column = title("rows", PART.key)
    made.told(said.UNKNOWN_REFERENCE, _place(made, at, PART.key), column=column, value=str(number), hint=hint_)
