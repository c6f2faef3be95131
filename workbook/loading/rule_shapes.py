"""The keys of scoring rules as pydantic models, made from the rules' own dataclasses.

A new kind in `workbook/rules` needs nothing here: its fields' types and what `key` says of them
make its table in files, its JSON Schema and its rows in the documents.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import pydantic
from pydantic import AfterValidator, Discriminator, GetPydanticSchema, Tag, TypeAdapter, ValidationError, create_model

from workbook.findings import Words
from workbook.loading.fields import Name, Shape, YesNo, figure_between, positive_to, whole_between
from workbook.loading.fields import Words as Text
from workbook.rules.direct import Direct
from workbook.rules.kinds import KINDS
from workbook.rules.parts import SIMPLE
from workbook.rules.rule import LARGEST, Rule

KIND: Final = "kind:"
PART: Final = "part:"
"""How pydantic's paths name the chosen kind, of a criterion's rule and of a rule's part."""
RULE_TABLES: Final[dict[str, type[Shape]]] = {}
"""The model of each kind ("kind:ratio", "part:ratio") and of its rows ("kind:bands.bands")."""


# ---------------------------------------------------------------- one field
def _typed(each: Field[Any], hint: Any, place: str) -> Any:
    """What pydantic is told of a field."""
    said, origin = each.metadata, get_origin(hint)
    if hint is str:
        return Text if each.default == "" else Name
    if hint is bool:
        return YesNo
    if hint is int:
        return whole_between(said.get("least", 0), said.get("most", 1_000_000))
    if hint is Decimal:
        return _figure(said)
    if origin in (Union, types.UnionType):
        [inner] = [one for one in get_args(hint) if one is not type(None)]
        return _typed(each, inner, place) | None
    if origin is Literal:
        return hint
    assert origin is tuple, f"no kind of value is known for {each.name}: {hint}"
    row: type = get_args(hint)[0]
    item = _table(row, f"{place}.{each.name}") if is_dataclass(row) else Name
    return Annotated[list.__class_getitem__(item), pydantic.Field(min_length=said.get("least_rows", 0))]


def _figure(said: Mapping[str, Any]) -> Any:
    high = int(LARGEST)
    if said.get("positive"):
        return positive_to(high)
    return figure_between(-high if said.get("signed") else 0, high)


def _fields(made: type, place: str) -> dict[str, Any]:
    """The fields of a model, as `create_model` wants them. A rule among them is not a key: its own keys are."""
    hints, found = get_type_hints(made), {}
    for each in fields(made):
        if hints[each.name] is not Rule:
            words: Words = each.metadata["words"]
            example = each.metadata["example"]
            told = pydantic.Field(
                ... if each.default is MISSING else each.default,
                description=f"{words.vi} {words.en}",
                examples=None if example == "" else [example],
            )
            found[each.name] = (_typed(each, hints[each.name], place), told)
    return found


# ---------------------------------------------------------------- tables
def _table(made: type, place: str) -> Any:
    """A row of a rule: a plain dataclass, or one that holds a rule, whose keys then stand in the row too."""
    inner = [name for name, hint in get_type_hints(made).items() if hint is Rule]
    if not inner:
        return _model(made, place, _fields(made, place))
    return _choice(PART, {kind.kind: _part(made, inner[0], kind) for kind in SIMPLE}, Direct.kind)


def _part(made: type, inner: str, kind: type[Rule]) -> Any:
    place = PART + kind.kind
    own, theirs = _fields(made, place), _fields(kind, place)
    assert not own.keys() & theirs.keys(), f"{kind.kind} has a key of {made.__name__}"
    told = _kind(kind, optional=kind is Direct)
    model = RULE_TABLES.setdefault(place, create_model(_title(place), __base__=Shape, **own, kind=told, **theirs))

    def build(shape: Shape) -> Any:
        return made(**_values(shape, own), **{inner: kind(**_values(shape, theirs))})

    return Annotated[model, AfterValidator(build)]


def _model(made: type, place: str, keys: dict[str, Any]) -> Any:
    model = RULE_TABLES.setdefault(place, create_model(_title(place), __base__=Shape, **keys))
    names = [each.name for each in fields(made)]

    def build(shape: Shape) -> Any:
        return made(**_values(shape, names))

    return Annotated[model, AfterValidator(build)]


def _values(shape: Shape, names: Iterable[str]) -> dict[str, Any]:
    found = {name: getattr(shape, name) for name in names}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def _kind(kind: type[Rule], optional: bool = False) -> Any:
    words, default = kind.title, kind.kind if optional else ...
    return (Literal[kind.kind], pydantic.Field(default, description=f"{words.vi}. {words.en}.", examples=[kind.kind]))


def _title(place: str) -> str:
    """ "kind:ratio_bands.bands" -> "RatioBandsRuleBandsFile"."""
    head, _, rest = place.partition(":")
    name, _, row = rest.partition(".")
    words = (*name.split("_"), {"kind": "rule", "part": "part"}[head], *row.split("_"))
    return "".join(word.capitalize() for word in words) + "File"


def _choice(prefix: str, tables: Mapping[str, Any], default: str | None = None) -> Any:
    """One of several tables, told apart by their key `kind`, or the default one where it is left out."""

    def tag(value: object) -> str | None:
        kind = value.get("kind", default) if isinstance(value, dict) else None
        return None if kind is None else prefix + str(kind)

    options = tuple(Annotated[table, Tag(prefix + name)] for name, table in tables.items())
    # Made by "|": Union[options] is what linters turn into something else, and Python 3.14 has no Union.__getitem__.
    return Annotated[reduce(or_, options), Discriminator(tag)]


# ---------------------------------------------------------------- a criterion's rule
_RULES: Final = _choice(
    KIND,
    {
        kind.kind: _model(kind, KIND + kind.kind, {"kind": _kind(kind), **_fields(kind, KIND + kind.kind)})
        for kind in KINDS
    },
)
_ADAPTER: Final[TypeAdapter[Rule]] = TypeAdapter(_RULES)
RuleTable = Annotated[Rule, GetPydanticSchema(lambda _, handler: handler.generate_schema(_RULES))]
"""A rule's table in a file; validated, it is the rule itself."""


def rule_of(raw: object, context: dict[str, Any] | None = None) -> Rule | None:
    """The rule of a raw table; None where its shape is wrong."""
    try:
        return _ADAPTER.validate_python(raw, context=context)
    except ValidationError:
        return None
