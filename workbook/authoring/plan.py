"""Which sheets a workbook for writing a rubric has, and what stands in each column.

Made from the models of rubric files and from the rules' own dataclasses: a new key or a new kind of
rule has its column without a word here. Titles and help stand in templates/authoring.toml.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from workbook.findings import Words
from workbook.loading.fields import Shape
from workbook.loading.rubric_file import (
    AggregateFile,
    CriterionFile,
    GroupFile,
    RoundingFile,
    RubricFile,
    TierFile,
    TraitFile,
)
from workbook.rules.direct import Direct
from workbook.rules.kinds import BY_KIND, KINDS
from workbook.rules.rule import Rule

SheetKey = Literal["general", "criteria", "rules", "rows", "tiers", "groups", "traits", "aggregates", "titles"]
ValueKind = Literal["text", "figure", "whole", "yes_no", "choice", "ids", "figures", "texts"]
"""ids: several ids in one cell; figures: several "id = figure"; texts: a text a line."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of a sheet, or one row of the general sheet.

    `key` is the key in the file; one that begins with "#" only ties rows together. `of` says whose
    ids stand in the cell ("groups", "traits", "criteria", "sums", "steps", "tiers"), "" for none.
    """

    key: str
    kind: ValueKind = "text"
    choices: tuple[str, ...] = ()
    of: str = ""
    words: Words | None = None
    """Its title where the template has none."""
    needed: bool = False
    signed: bool = False


PARENT: Final = Slot("#parent", of="criteria")
CRITERION: Final = Slot("#criterion", of="criteria", needed=True)
PART: Final = Slot("#part", "whole")
LIST: Final = Slot("#list", of="tiers")
GROUP: Final = Slot("#group", of="groups")
COLUMN: Final = Slot("#key", needed=True)
KIND: Final = Slot("kind", "choice", tuple(BY_KIND))
_OF: Final = {
    "groups": "groups",
    "group_max": "groups",
    "not_applicable": "traits",
    "criteria": "criteria",
    "requires": "criteria",
    "at_least": "sums",
    "tiers": "tiers",
    "tie_chain": "steps",
}
_FIRST: Final = (
    "id", "code", "name", "max", "step", "weight", "cap", "markable", "groups", "group_max", "not_applicable",
    "dropped", "how", "evidence", "source", "office", "note",
)  # fmt: skip
"""The order of the columns of criteria; whatever else the model has follows."""


# ---------------------------------------------------------------- from the models of files
def _bare(hint: Any) -> Any:
    """A type without what pydantic is told of it, and without None."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) in (Union, types.UnionType):
        inner = [one for one in map(_bare, get_args(hint)) if one is not type(None)]
        return inner[0]
    return hint


def _slot(key: str, hint: Any, words: Words | None = None, *, needed: bool = False, signed: bool = False) -> Slot:
    """The column of a key of that type."""
    bare, of = _bare(hint), _OF.get(key, "")
    if get_origin(bare) is Literal:
        return Slot(key, "choice", tuple(map(str, get_args(bare))), "", words, needed)
    if get_origin(bare) in (list, tuple):
        return Slot(key, "ids" if of else "texts", (), of, words, needed)
    if get_origin(bare) is dict:
        return Slot(key, "figures", (), of, words, needed)
    kinds: dict[Any, ValueKind] = {bool: "yes_no", int: "whole", Decimal: "figure"}
    return Slot(key, kinds.get(bare, "text"), (), of, words, needed, signed)


def _slots(model: type[Shape], *but: str) -> tuple[Slot, ...]:
    """A column for every key of a table, but for those that have rows of their own."""
    return tuple(
        _slot(field.alias or name, field.annotation, needed=field.is_required())
        for name, field in model.model_fields.items()
        if name not in but
    )


def _ordered(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    order = {key: at for at, key in enumerate(_FIRST)}
    return tuple(sorted(slots, key=lambda slot: order.get(slot.key, len(order))))


_TABLES_OF_RUBRIC: Final = ("rounding", "traits", "criteria", "aggregates", "tiers", "groups")


@cache
def general() -> tuple[Slot, ...]:
    """The keys at the top of the file; those of [rounding] as "rounding.leaf"."""
    top = _slots(RubricFile, *_TABLES_OF_RUBRIC)
    rounding = (Slot(f"rounding.{slot.key}", slot.kind, slot.choices) for slot in _slots(RoundingFile))
    return (*(slot for slot in top if slot.kind != "texts"), *rounding, *(one for one in top if one.kind == "texts"))


# ---------------------------------------------------------------- from the rules' dataclasses
@cache
def _hints(made: type) -> Mapping[str, Any]:
    return get_type_hints(made)


def _row_type(hint: Any) -> type | None:
    """The dataclass of a list's rows; None for a plain key."""
    args = get_args(hint)
    return args[0] if get_origin(hint) is tuple and args and is_dataclass(args[0]) else None  # type: ignore[return-value]


def _fields(made: Any) -> tuple[Field[Any], ...]:
    """`dataclasses.fields` of a class that is known to be one."""
    return fields(made)


def _holds_rule(made: type) -> bool:
    return Rule in _hints(made).values()


def _plain(made: type) -> dict[str, Slot]:
    """The keys of a dataclass that stand in cells of their own."""
    found = {}
    for field in _fields(made):
        hint, said = _hints(made)[field.name], field.metadata
        if _row_type(hint) is None and hint is not Rule:
            needed = field.default is MISSING
            found[field.name] = _slot(field.name, hint, said["words"], needed=needed, signed=bool(said.get("signed")))
    return found


@cache
def rule_keys(kind: str) -> Mapping[str, Slot]:
    """The keys of a kind of rule that hold one value."""
    return _plain(BY_KIND[kind])


@cache
def rule_lists(kind: str) -> Mapping[str, Mapping[str, Slot]]:
    """The lists of a kind of rule with the keys of their rows; parts, which are rules, left out."""
    found = {}
    for field in _fields(BY_KIND[kind]):
        row = _row_type(_hints(BY_KIND[kind])[field.name])
        if row is not None and not _holds_rule(row):
            found[field.name] = _plain(row)
    return found


@cache
def rule_parts(kind: str) -> tuple[str, Mapping[str, Slot]] | None:
    """The list of a kind whose rows are rules themselves, with what a row has beside its rule's keys."""
    for field in _fields(BY_KIND[kind]):
        row = _row_type(_hints(BY_KIND[kind])[field.name])
        if row is not None and _holds_rule(row):
            return field.name, _plain(row)
    return None


def list_words(name: str) -> Words:
    """What a list of rows is, as the first kind that has it says."""
    kind = next(made for made in KINDS if name in rule_lists(made.kind))
    said: Words = next(field.metadata["words"] for field in _fields(kind) if field.name == name)
    return said


def _merged(tables: Iterable[Mapping[str, Slot]], prefix: str = "") -> Iterator[Slot]:
    """One column for each key of all kinds; choices are put together."""
    found: dict[str, Slot] = {}
    for table in tables:
        for key, slot in table.items():
            before = found.get(key)
            choices = tuple(dict.fromkeys((*(before.choices if before else ()), *slot.choices)))
            words = before.words if before else slot.words
            found[key] = Slot(f"{prefix}{key}", slot.kind, choices, slot.of, words, signed=slot.signed)
    yield from found.values()


PART_PREFIX: Final = "part."
USUAL: Final = Direct.kind
"""The kind of a rule, or of a part, that names none."""


@cache
def lists() -> tuple[str, ...]:
    """The names of all lists of rows."""
    return tuple(dict.fromkeys(name for kind in KINDS for name in rule_lists(kind.kind)))


# ---------------------------------------------------------------- the sheets
@cache
def columns(sheet: SheetKey) -> tuple[Slot, ...]:
    """The columns of a sheet in their order."""
    match sheet:
        case "general":
            return (Slot("#value"),)
        case "criteria":
            id_, code, name, high, step, *rest = _ordered(_slots(CriterionFile, "children", "rule"))
            return (id_, PARENT, code, name, high, step, KIND, *rest)
        case "rules":
            parts = (found[1] for made in KINDS if (found := rule_parts(made.kind)))
            keys = _merged(rule_keys(made.kind) for made in KINDS)
            return (CRITERION, PART, *_merged(parts, PART_PREFIX), KIND, *keys)
        case "rows":
            tables = (table for made in KINDS for table in rule_lists(made.kind).values())
            return (CRITERION, PART, Slot("#rows", "choice", lists()), *_merged(tables))
        case "tiers":
            return (LIST, GROUP, *_slots(TierFile))
        case "groups":
            return _slots(GroupFile, "titles")
        case "traits":
            return _slots(TraitFile)
        case "aggregates":
            return _slots(AggregateFile)
        case "titles":
            return (Slot("#group", of="groups", needed=True), COLUMN, Slot("title", needed=True))


SHEETS: Final[tuple[SheetKey, ...]] = get_args(SheetKey)
