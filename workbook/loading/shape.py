"""Pydantic's errors as faults, and a tolerant view of raw data for the checks of sense.

The view gives None for whatever has not the right shape: that has been said already, and the
checks of sense go on with the rest, so that all problems come out at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from workbook.catalogue import round as round_checks
from workbook.catalogue import round_deep, tree
from workbook.catalogue import rubric as checks
from workbook.findings import placeholders
from workbook.loading.fields import Shape, figure, shown
from workbook.loading.source import Fault, KeyPath, Row, fault

_Model = TypeVar("_Model", bound=Shape)
_BY_CODE = {check.code: check for check in (*checks.CHECKS, *round_checks.CHECKS, *round_deep.CHECKS)}
_TAGS = frozenset({"named", "own"})
_TABLE_TYPES = ("model_type", "model_attributes_type", "dict_type", "union_tag_not_found")


def shaped(
    model: type[_Model],
    raw: Mapping[str, object],
    tables: Mapping[str, type[Shape]],
    context: dict[str, Any] | None = None,
) -> tuple[_Model | None, list[Fault]]:
    """The raw data as the model, or what is wrong with its shape."""
    try:
        return model.model_validate(raw, context=context), []
    except ValidationError as error:
        return None, [_fault(detail, tables) for detail in error.errors(include_url=False)]


def _fault(detail: ErrorDetails, tables: Mapping[str, type[Shape]]) -> Fault:
    path = _without_tags(detail["loc"], tables)
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return fault(checks.MISSING_KEY, path, key=key)
        case "extra_forbidden":
            return _unknown(path, key, _model_of(detail["loc"], tables))
        case "literal_error":
            choices = str(context["expected"]).replace(" or ", ", ").replace("'", '"')
            return fault(checks.WANT_CHOICE, path, key=key, value=shown(detail["input"]), choices=choices)
        case "list_type":
            return fault(checks.WANT_LIST, path, key=key, value=shown(detail["input"]))
        case "too_short" if context["min_length"] == 1:
            return fault(checks.EMPTY_LIST, path, key=key)
        case "too_short":
            return fault(tree.TOO_FEW_ROWS, path, key=key, count=context["actual_length"], least=context["min_length"])
        case "union_tag_not_found" | "union_tag_invalid" if isinstance(detail["input"], dict):
            return _kind(path, detail["input"], context)
        case kind if kind in _BY_CODE:
            check = _BY_CODE[kind]
            if check is checks.WANT_TEXT and isinstance(path[-1], int):
                check = checks.WANT_TEXTS
            extra = {"key": key} if "key" in placeholders(check.vi) else {}
            return Fault(check, path, {**context, **extra})
        case kind if kind in _TABLE_TYPES:
            check = checks.WANT_TABLES if path and isinstance(path[-1], int) else checks.WANT_TABLE
            return fault(check, path, key=key, value=shown(detail["input"]))
        case _:  # no other type is used by our models; a loop of nesting ends here
            return fault(checks.WANT_LIST, path, key=key, value=shown(detail["input"]))


def _kind(path: KeyPath, row: Row, context: Mapping[str, Any]) -> Fault:
    """A table that does not say which kind it is, or one that there is not."""
    if "kind" not in row:
        return fault(checks.MISSING_KEY, (*path, "kind"), key="kind")
    choices = ", ".join(f'"{kind}"' for kind in re.findall(r"'\w+:(\w+)'", context.get("expected_tags", "")))
    return fault(checks.WANT_CHOICE, (*path, "kind"), key="kind", value=shown(row["kind"]), choices=choices)


def _without_tags(loc: tuple[int | str, ...], tables: Mapping[str, type[Shape]]) -> KeyPath:
    """Pydantic names the chosen branch of `tiers` and of rules in the path; the file does not."""
    return tuple(part for at, part in enumerate(loc) if not _is_tag(loc, at, tables))


def _is_tag(loc: tuple[int | str, ...], at: int, tables: Mapping[str, type[Shape]]) -> bool:
    part, before = loc[at], loc[at - 1] if at else None
    if part in _TAGS:
        return before == "tiers" and at > 1
    return isinstance(part, str) and ":" in part and part in tables and (before == "rule" or isinstance(before, int))


def _model_of(loc: tuple[int | str, ...], tables: Mapping[str, type[Shape]]) -> type[Shape]:
    """The model of the innermost table on the way; a rule's own tables go by its kind."""
    found = ""
    for part in loc[:-1]:
        if isinstance(part, str):
            found = next((name for name in (f"{found}.{part}", part) if name in tables), found)
    return tables[found]


def _unknown(path: KeyPath, key: str, model: type[Shape]) -> Fault:
    known = [field.alias or name for name, field in model.model_fields.items()]
    nearest = get_close_matches(key, known, n=1, cutoff=0.0)
    return fault(checks.UNKNOWN_KEY, path, key=key, nearest=nearest[0] if nearest else known[0], known=", ".join(known))


# ---------------------------------------------------------------- the tolerant view
def rows(raw: Row, key: str, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Row]]:
    """The tables of an array with their paths; whatever is no table is left out."""
    value = raw.get(key)
    if isinstance(value, list):
        for position, row in enumerate(value):
            if isinstance(row, dict):
                yield (*at, key, position), row


def table(raw: Row, key: str) -> Row:
    value = raw.get(key)
    return value if isinstance(value, dict) else {}


def text(row: Row, key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


def texts(row: Row, key: str) -> Iterator[tuple[int, str]]:
    """The texts of a list with their positions."""
    value = row.get(key)
    if isinstance(value, list):
        yield from ((position, item) for position, item in enumerate(value) if isinstance(item, str))


def number(row: Row, key: str) -> Decimal | None:
    """The figure at the key; None where it is missing, no figure or out of all measure."""
    value = figure(row.get(key))
    return value if value is not None and abs(value) <= 10**9 and (not value or value.adjusted() > -20) else None


def repeated(found: Iterator[tuple[KeyPath, Row]], key: str = "id") -> Iterator[Fault]:
    """Ids that are used twice; upper and lower case are one (Windows file names)."""
    first: dict[str, KeyPath] = {}
    for path, row in found:
        name = text(row, key)
        if name is None:
            continue
        if name.casefold() in first:
            yield fault(checks.REPEATED_ID, (*path, key), id=name, first=first[name.casefold()])
        first.setdefault(name.casefold(), path)
