"""A rubric's raw data in its one plain form, and that form as the text of a TOML file.

Two files that mean the same have the same plain form: keys in the order of the models, figures
without needless zeros, texts with single spaces, nothing that is empty. A default that somebody
wrote down stays.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

import tomli_w

from workbook.loading.fields import figure, tidy_text
from workbook.loading.rubric_file import TABLES
from workbook.loading.rule_shapes import KIND, PART
from workbook.loading.source import Row
from workbook.points import tidy

_FIRST_LINE: Final = (
    "# Bộ tiêu chí (xephang); mọi khóa: xephang rubric --schema. A rubric; for all keys run that command.\n"
)
_EMPTY: Final[tuple[object, ...]] = ("", [], {})
_NAMED: Final = frozenset({"group_max", "at_least", "titles"})
"""Tables whose keys are names that people chose: their order is kept."""


# ---------------------------------------------------------------- the plain form
def plain(raw: Row) -> dict[str, Any]:
    """The raw data of a rubric in its plain form. What has not the right shape stays as it is."""
    return _table(raw, "")


def _table(raw: Row, place: str) -> dict[str, Any]:
    """One table; `place` is its model's name in `TABLES`."""
    made = {key: _value(raw[key], key, place) for key in _in_order(raw, place)}
    return {key: value for key, value in made.items() if value not in _EMPTY or _means_more(key, place)}


def _value(value: object, key: str, place: str) -> Any:
    if isinstance(value, Mapping):
        if key == "tiers" and not place:
            return {tidy_text(name): _rows(rows, "tiers") for name, rows in value.items()}
        if key in _NAMED:
            return {str(name): _atom(item) for name, item in value.items()}
        return _table(value, KIND + str(value.get("kind")) if key == "rule" else key)
    if isinstance(value, list):
        return _rows(value, f"{place}.{key}" if place.startswith((KIND, PART)) else key)
    return _atom(value)


def _rows(value: object, place: str) -> Any:
    if not isinstance(value, list):
        return _atom(value)
    return [_table(row, _row_place(row, place)) if isinstance(row, Mapping) else _atom(row) for row in value]


def _row_place(row: Row, place: str) -> str:
    """A part of a rule has its rule's keys beside its own."""
    return PART + str(row["kind"]) if place.startswith(KIND) and "kind" in row else place


def _atom(value: object) -> Any:
    if isinstance(value, str):
        return tidy_text(value)
    number = figure(value)
    if number is None or abs(number.adjusted()) > 40:  # a figure beyond all measure is refused elsewhere
        return value
    return int(number) if number == number.to_integral_value() else tidy(number)


def _means_more(key: str, place: str) -> bool:
    """Whether an empty value says something else than a missing one: the key's default is not empty."""
    model = TABLES.get(place)
    field = None if model is None else model.model_fields.get(key)
    return field is not None and not field.is_required() and field.get_default() not in (*_EMPTY, None, ())


def _in_order(raw: Row, place: str) -> list[str]:
    """The keys as the models have them, unknown ones last."""
    model = TABLES.get(place)
    order = [] if model is None else [field.alias or key for key, field in model.model_fields.items()]
    return sorted(raw, key=lambda key: order.index(key) if key in order else len(order))


# ---------------------------------------------------------------- TOML
def toml_text(raw: Row) -> str:
    """The text of a rubric's file; every table has its own header, so that each key has its own line."""
    return _FIRST_LINE + "\n" + "".join(_sections(plain(raw), ())).rstrip("\n") + "\n"


def reads_back(text: str, raw: Row) -> bool:
    """Whether the text of a file holds just this raw data."""
    return plain(tomllib.loads(text, parse_float=Decimal)) == plain(raw)


def _sections(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterable[str]:
    """The keys of one table, then its tables; `path` leads to it."""
    own = {key: value for key, value in table.items() if not _has_header(value)}
    yield tomli_w.dumps(own)
    for key, value in table.items():
        if isinstance(value, Mapping):
            # A table of tables only, as [tiers], needs no header of its own.
            if not value or not all(map(_has_header, value.values())):
                yield f"\n[{_dotted((*path, key))}]\n"
            yield from _sections(value, (*path, key))
        elif _has_header(value):
            for row in value:
                yield f"\n[[{_dotted((*path, key))}]]\n"
                yield from _sections(row, (*path, key))


def _has_header(value: object) -> bool:
    """Whether a value is written under a header: a table, or tables one of which has tables or is long."""
    if isinstance(value, Mapping):
        return True
    if not isinstance(value, list) or not value or not all(isinstance(item, Mapping) for item in value):
        return False
    # tomli_w writes short rows, as bands are, within one array; it says so itself by not writing a header.
    names = {"id", "label", "kind"}
    return any(names & item.keys() for item in value) or tomli_w.dumps({"x": value}).startswith("[[")


def _dotted(path: Iterable[str]) -> str:
    return ".".join(tomli_w.dumps({key: 0}).rpartition(" = ")[0] for key in path)
