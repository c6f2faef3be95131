"""A round's folder becomes a `Round`: round.toml, the lists that it names, and its rubric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import category

from workbook.catalogue import round as checks
from workbook.catalogue import rubric as rubric_checks
from workbook.findings import Finding, Place, Refused, errors, finding
from workbook.loading.lists import List, ListRow, read_list
from workbook.loading.names import Known
from workbook.loading.round_file import TABLES, RoundFile
from workbook.loading.round_sense import known_groups, known_rows, known_traits, sense
from workbook.loading.rubric import in_order, load_rubric, rubric_path, unknown_layout
from workbook.loading.shape import shaped, text
from workbook.loading.skeleton import is_sample
from workbook.loading.skeleton import new_round_text as new_round_text
from workbook.loading.source import Fault, KeyPath, Locate, read_toml
from workbook.model import Member, Round, Rubric, TieDecision, Unit, Waiver

ROUND_FILE = "round.toml"


def load_round(folder: Path) -> tuple[Round, Rubric, tuple[Finding, ...]]:
    """The round of a folder, its rubric, warnings and notes; Refused with all findings on an error."""
    try:
        raw, locate = read_toml(folder / ROUND_FILE, ROUND_FILE)
    except Refused as refused:
        raise Refused(_ours(refused.findings)) from None
    rubric, found = _rubric(raw, folder, locate)
    names = _names(rubric)
    listed: dict[str, tuple[int, list[ListRow]]] = {}
    for kind in ("units", "members"):
        made = _list(raw, folder, kind, names, found)
        inline = raw.get(kind, [])
        if made is not None and isinstance(inline, list):
            listed[kind] = (len(inline), made.rows)
            raw[kind] = [*inline, *(row.values for row in made.rows)]
            found.extend(made.findings)
            found.extend(_added(kind, inline, len(made.rows), str(raw[f"{kind}_from"]), locate))
        if kind == "units":
            names = {**names, "recused": known_rows(raw, "units")}
    file, faults = _judged(raw, rubric, listed)
    said = {one.at for one in errors(found)}
    found += [one for one in in_order(faults, _in_lists(locate, listed), checks.OF_RUBRIC) if one.at not in said]
    if file is None or rubric is None or errors(found):
        raise Refused(found)
    return build_round(file, rubric, tuple(group.id for group in rubric.groups)), rubric, tuple(found)


def _ours(findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings on any file, said under this family's codes."""
    return [replace(one, check=checks.OF_RUBRIC.get(one.check, one.check)) for one in findings]


def _rubric(raw: Mapping[str, object], folder: Path, locate: Locate) -> tuple[Rubric | None, list[Finding]]:
    """The rubric that the round names; None where it names none or it cannot be used."""
    name = text(raw, "rubric")
    if not name:
        return None, []
    try:
        path = rubric_path(name, folder)
    except Refused as refused:
        return None, [replace(one, at=locate(("rubric",))) for one in _ours(refused.findings)]
    try:
        rubric, found = load_rubric(path)
    except Refused as refused:
        return None, list(refused.findings)
    return rubric, list(found)


def _names(rubric: Rubric | None) -> dict[str, Known]:
    """What may stand by name in the columns of lists: "Không TTHC" instead of the trait's id."""
    if rubric is None:
        return {}
    groups = known_groups(rubric)
    return {"group": groups, "groups": groups, "traits": known_traits(rubric)}


def _added(kind: str, inline: Sequence[object], listed: int, name: str, locate: Locate) -> Iterator[Finding]:
    """What stands in round.toml beside a list counts too: said, for samples have been sent out so."""
    if not inline:
        return
    key = f"{kind}_from"
    samples = [(at, row) for at, row in enumerate(inline) if isinstance(row, dict) and is_sample(kind, row)]
    if not samples:
        at, count = locate((key,)), listed + len(inline)
        yield finding(checks.LIST_ADDED, at, key=key, listed=listed, name=name, inline=len(inline), count=count)
        return
    yield finding(
        checks.SAMPLES_LEFT,
        locate((kind, samples[0][0])),
        key=key,
        listed=listed,
        name=name,
        inline=len(inline),
        samples=len(samples),
        names=", ".join(str(row["name"]) for _, row in samples[:5]) + (", ..." if len(samples) > 5 else ""),
        kind=kind,
    )


def _list(
    raw: Mapping[str, object], folder: Path, kind: str, names: Mapping[str, Known], found: list[Finding]
) -> List | None:
    name = text(raw, f"{kind}_from")
    if not name or any(category(char) == "Cc" for char in name):  # said with the shape
        return None
    try:
        return read_list(folder, name, kind, names)
    except Refused as refused:
        found.extend(_ours(refused.findings))
        return None


def _judged(
    raw: Mapping[str, object], rubric: Rubric | None, listed: Mapping[str, tuple[int, list[ListRow]]]
) -> tuple[RoundFile | None, Iterator[Fault]]:
    file, faults = shaped(RoundFile, raw, TABLES)

    unread = [kind for kind in ("units", "members") if kind not in listed and raw.get(f"{kind}_from") is not None]
    meant = list(sense(raw, rubric, unread))
    named = {one.path for one in meant if "hint" in one.facts}

    def all_faults() -> Iterator[Fault]:
        said = set()
        for one in faults:
            if one.check is rubric_checks.BAD_ID and one.path in named:
                continue  # a name instead of an id: said with the id that is meant
            said.add(one.path)
            # Without its rubric a list's names of groups and traits cannot become ids: no fault of theirs.
            nameless = rubric is None and _list_row(one.path, listed) is not None
            if not (nameless and len(one.path) > 2 and one.path[2] in ("group", "groups", "traits")):
                yield _in_row(one, listed)
        yield from (one for one in meant if one.path not in said)
        yield from unknown_layout(text(raw, "layout"), ("layout",))

    return file, all_faults()


def _in_row(one: Fault, listed: Mapping[str, tuple[int, list[ListRow]]]) -> Fault:
    """A key that is missing in a list is an empty cell there."""
    if one.check is rubric_checks.MISSING_KEY and _list_row(one.path, listed) is not None:
        return Fault(checks.ROW_WITHOUT, one.path, {"column": one.facts["key"]})
    return one


def _list_row(path: KeyPath, listed: Mapping[str, tuple[int, list[ListRow]]]) -> ListRow | None:
    if len(path) < 2 or path[0] not in listed:
        return None
    start, made = listed[str(path[0])]
    position = path[1]
    return made[position - start] if isinstance(position, int) and position >= start else None


def _in_lists(locate: Locate, listed: Mapping[str, tuple[int, list[ListRow]]]) -> Locate:
    def anywhere(path: KeyPath) -> Place:
        row = _list_row(path, listed)
        if row is None:
            return locate(path)
        return row.at.get(str(path[2]), row.at[""]) if len(path) > 2 else row.at[""]

    return anywhere


# ---------------------------------------------------------------- from the file's shape to the model
def build_round(file: RoundFile, rubric: Rubric, groups: tuple[str, ...]) -> Round:
    """The round of a file that has been judged; `groups` is what a member has who names none."""
    return Round(
        id=file.id,
        title=file.title,
        rubric=rubric.id,
        year=file.year,
        date=file.date,
        deadline=file.deadline,
        contact=file.contact,
        units=tuple(
            Unit(
                each.id,
                each.name,
                each.group,
                tuple(each.aliases),
                each.prior_rank,
                frozenset(each.traits),
                each.left_out,
            )
            for each in file.units
        ),
        members=tuple(
            Member(
                id=each.id,
                name=each.name,
                role=each.role,
                groups=groups if each.groups is None else tuple(each.groups),
                recused=frozenset(each.recused),
                absent=each.absent,
            )
            for each in file.members
        ),
        council=file.council,
        place=file.place,
        minimum_scorers=file.minimum_scorers,
        combine=file.combine,
        lang=file.lang,
        waivers=tuple(Waiver(**dict(each)) for each in file.waivers),
        ties=tuple(TieDecision(tuple(each.units), each.kind, each.reason, each.by, each.assumed) for each in file.ties),
        layout=file.layout,
    )


def round_schema() -> dict[str, Any]:
    """The JSON Schema of round.toml, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RoundFile.model_json_schema(by_alias=True)}
