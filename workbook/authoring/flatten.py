"""A rubric's raw data as rows: the tree of criteria, rules, bands and tiers, each row with its values by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbook.authoring.plan import PART_PREFIX, USUAL, SheetKey, Slot, general, rule_keys, rule_lists, rule_parts

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: values by the column's key; where it stands in the tree, and whether rows hang below it."""

    values: Mapping[str, Any]
    depth: int = 0
    parent: bool = False


def flat(sheet: SheetKey, raw: Raw) -> list[Line]:
    """The rows of a sheet, in the order of the raw data."""
    match sheet:
        case "criteria":
            return [_criterion(node, parent, depth) for node, parent, depth in _walk(raw)]
        case "rules":
            return [Line(values) for node, _, _ in _walk(raw) for values in _rule_rows(node)]
        case "rows":
            return [Line(values) for node, _, _ in _walk(raw) for values in _list_rows(node)]
        case "tiers":
            return [Line(values) for values in _tiers(raw)]
        case "groups":
            return [Line(_group(row)) for row in raw.get("groups", ())]
        case "titles":
            return [
                Line({"#group": row["id"], "#key": key, "title": text})
                for row in raw.get("groups", ())
                for key, text in row.get("titles", {}).items()
            ]
    return [Line(row) for row in raw.get(sheet, ())]


def general_lines(raw: Raw, spare: int = 2) -> Iterator[tuple[Slot, Any]]:
    """The rows of the general sheet; texts of a list have a row each, and some are left empty."""
    for slot in general():
        table, _, key = slot.key.rpartition(".")
        value = (raw.get(table, {}) if table else raw).get(key)
        if slot.kind != "texts":
            yield slot, value
            continue
        one = Slot(slot.key)
        yield from ((one, text) for text in value or ())
        yield from ((one, None) for _ in range(spare))


# ---------------------------------------------------------------- criteria and their rules
def _walk(raw: Raw) -> Iterator[tuple[Raw, str, int]]:
    """Every criterion with its parent's id and its depth, parents first."""
    waiting = [(node, "", 0) for node in reversed(raw.get("criteria", ()))]
    while waiting:
        node, parent, depth = waiting.pop()
        yield node, parent, depth
        waiting.extend((child, node["id"], depth + 1) for child in reversed(node.get("children", ())))


def _criterion(node: Raw, parent: str, depth: int) -> Line:
    own = {key: value for key, value in node.items() if key not in ("children", "rule")}
    kind = node.get("rule", {}).get("kind")
    return Line({**own, "#parent": parent or None, "kind": kind}, depth, bool(node.get("children")))


def _rule_rows(node: Raw) -> Iterator[dict[str, Any]]:
    """A row for the rule itself where it has keys of its own, and one for each part."""
    rule = node.get("rule", {})
    if not rule:
        return
    kind = rule["kind"]
    own = {key: rule[key] for key in rule_keys(kind) if key in rule}
    parts = _parts(rule)
    if own or parts:
        yield {"#criterion": node["id"], "kind": kind, **own}
    for number, part in enumerate(parts, 1):
        known = rule_parts(kind)
        assert known is not None
        theirs = {f"{PART_PREFIX}{key}": part[key] for key in known[1] if key in part}
        keys = {key: part[key] for key in rule_keys(part.get("kind", USUAL)) if key in part}
        yield {"#criterion": node["id"], "#part": number, **theirs, "kind": part.get("kind"), **keys}


def _parts(rule: Raw) -> list[Raw]:
    found = rule_parts(rule["kind"])
    return list(rule.get(found[0], ())) if found else []


def _list_rows(node: Raw) -> Iterator[dict[str, Any]]:
    rule = node.get("rule", {})
    if not rule:
        return
    for number, one in enumerate((rule, *_parts(rule))):
        for name in rule_lists(one.get("kind", USUAL)):
            for row in one.get(name, ()):
                yield {"#criterion": node["id"], "#part": number or None, "#rows": name, **row}


# ---------------------------------------------------------------- groups and tiers
def _group(row: Raw) -> dict[str, Any]:
    own = {key: value for key, value in row.items() if key != "titles"}
    if not isinstance(own.get("tiers"), str):
        own.pop("tiers", None)
    return own


def _tiers(raw: Raw) -> Iterator[dict[str, Any]]:
    """Shared lists, then those of one group; a list without tiers has a row with its name only."""
    for name, tiers in raw.get("tiers", {}).items():
        yield from ({"#list": name, **tier} for tier in tiers)
        if not tiers:
            yield {"#list": name}
    for group in raw.get("groups", ()):
        tiers = group.get("tiers", ())
        if not isinstance(tiers, str):
            yield from ({"#group": group["id"], **tier} for tier in tiers)
