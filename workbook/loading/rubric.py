"""A rubric's TOML file becomes a `Rubric`: find the file, read it, judge it, build it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbook.catalogue import rubric as checks
from workbook.findings import Check, Finding, Place, Refused, errors, finding
from workbook.loading.rubric_file import TABLES, CriterionFile, RubricFile, TierFile
from workbook.loading.rubric_sense import sense
from workbook.loading.shape import shaped, text
from workbook.loading.source import Fault, Locate, Row, fault, placed, read_toml
from workbook.rubric import Aggregate, Criterion, Group, Rounding, Rubric, Tier, Trait
from workbook.shelf import shelf


def shipped_rubrics() -> tuple[str, ...]:
    """The ids of the rubrics that come with the product."""
    return tuple(sorted(path.stem for path in shelf("rubrics").glob("*.toml")))


def rubric_path(name: str, folder: Path | None = None) -> Path:
    """The file of a rubric: a shipped id, or the path of a TOML file or a workbook, relative to `folder`.

    Refused (RUBRIC-030) where it is neither.
    """
    if name in shipped_rubrics():
        return shelf("rubrics") / f"{name}.toml"
    try:
        path = Path(name) if folder is None else folder / name
        if path.suffix.lower() in (".toml", ".xlsx") and path.is_file():
            return path
    except (OSError, ValueError):  # a name that no file can have
        pass
    known = ", ".join(shipped_rubrics())
    raise Refused([finding(checks.NOT_FOUND, Place(key="rubric"), name=name, known=known)])


def load_rubric(path: Path) -> tuple[Rubric, tuple[Finding, ...]]:
    """The rubric of a TOML file, with warnings and notes; Refused with all findings on an error."""
    raw, locate = read_toml(path, path.name)
    file, faults = judged(raw)
    faults = [*faults, *unknown_layout(text(raw, "layout"), ("layout",))]
    found = in_order(faults, locate)
    if file is None or errors(found):
        raise Refused(found)
    return build_rubric(file), found


def judged(raw: Row, context: dict[str, Any] | None = None) -> tuple[RubricFile | None, list[Fault]]:
    """A rubric's raw data: its shape, None where that is wrong, and everything that is wrong."""
    file, faults = shaped(RubricFile, raw, TABLES, context)
    said = {one.path for one in faults}
    return file, faults + [one for one in sense(raw, context) if one.path not in said]


def in_order(faults: Iterable[Fault], locate: Locate, of: Mapping[Check, Check] | None = None) -> tuple[Finding, ...]:
    """The faults as findings, each said once."""
    unique: dict[tuple[str, Place, str], Finding] = {}
    for one in faults:
        found = placed(one, locate, of)
        unique.setdefault((found.code, found.at, repr(found.facts)), found)
    return tuple(unique.values())


def unknown_layout(layout: str | None, at: tuple[str, ...]) -> Iterator[Fault]:
    """A layout that no file draws. Said early: it would be missed only on the last day."""
    known = sorted(path.stem for path in (shelf("templates") / "annex").glob("*.toml"))
    own_file = layout is not None and layout.endswith(".toml")
    if layout and known and layout not in known and not own_file:
        yield fault(checks.UNKNOWN_LAYOUT, at, layout=layout, known=", ".join(known))


def rubric_schema() -> dict[str, Any]:
    """The JSON Schema of a rubric's file, for editors."""
    made = _with_numbers(RubricFile.model_json_schema(by_alias=True))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _with_numbers(schema: Any) -> Any:
    """Defaults and examples of figures as numbers: pydantic writes exact figures as texts."""
    if isinstance(schema, list):
        return [_with_numbers(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _with_numbers(item) for key, item in schema.items()}
    kinds = [schema, *(schema.get("anyOf") or ())]
    if any(isinstance(kind, dict) and kind.get("type") == "number" for kind in kinds):
        if isinstance(made.get("default"), str):
            made["default"] = json.loads(made["default"])
        if isinstance(made.get("examples"), list):
            made["examples"] = [json.loads(one) if isinstance(one, str) else one for one in made["examples"]]
    return made


# ---------------------------------------------------------------- from the file's shape to the model
def build_rubric(file: RubricFile) -> Rubric:
    """The rubric of a file that has been judged."""
    return Rubric(
        id=file.id,
        title=file.title,
        version=file.version,
        legal_basis=file.legal_basis,
        errata=tuple(file.errata),
        criteria=tuple(_criterion(each, None) for each in file.criteria),
        groups=tuple(
            Group(
                id=group.id,
                name=group.name,
                max=group.max,
                tiers=tuple(_tier(tier) for tier in _tiers_of(group.tiers, file)),
                base=group.base,
                titles=dict(group.titles),
                assumed=group.assumed,
            )
            for group in file.groups
        ),
        traits=tuple(Trait(trait.id, trait.name, trait.note) for trait in file.traits),
        rounding=Rounding(**file.rounding.model_dump()),
        ties=file.ties,
        rank_by=file.rank_by,
        shows_index=file.shows_index,
        layout=file.layout,
        notes=tuple(file.notes),
        aggregates=tuple(Aggregate(each.id, each.name, tuple(each.criteria)) for each in file.aggregates),
        bonus=file.bonus,
        tie_chain=tuple(file.tie_chain),
    )


def _tiers_of(tiers: str | list[TierFile], file: RubricFile) -> list[TierFile]:
    return file.tiers.get(tiers, []) if isinstance(tiers, str) else tiers


def _criterion(file: CriterionFile, inherited: Decimal | None) -> Criterion:
    step = file.step or inherited
    children = tuple(_criterion(child, step) for child in file.children)
    # A parent is not scored; its step only has to be one that its children's sums keep.
    own = step or min((child.step for child in children), default=Decimal(1))
    return Criterion(
        id=file.id,
        code=file.code,
        name=file.name,
        max=file.max,
        step=own,
        children=children,
        not_applicable=frozenset(file.not_applicable),
        markable=file.markable,
        group_max=dict(file.group_max),
        assumed=file.assumed,
        rule=file.rule,
        groups=frozenset(file.groups),
        cap=file.cap,
        weight=file.weight,
        dropped=file.dropped,
        how=file.how,
        evidence=file.evidence,
        source=file.source,
        office=file.office,
        note=file.note,
    )


def _tier(file: TierFile) -> Tier:
    return Tier(
        label=file.label,
        lower=file.lower,
        strict=file.strict,
        printed_from=file.printed_from,
        printed_to=file.printed_to,
        assumed=file.assumed,
        # In one order, whatever the file's: formulas are made of it, before sending and after.
        at_least=dict(sorted(file.at_least.items())),
        requires=tuple(file.requires),
        quota_count=file.quota_count,
        quota_percent=file.quota_percent,
    )
