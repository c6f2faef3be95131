"""A round's folder becomes a `Round`: round.toml, the lists that it names, and its rubric."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unicodedata import category

from workbook.catalogue import round as checks
from workbook.catalogue import rubric as rubric_checks
from workbook.findings import Fact, Finding, Place, Refused, errors, finding
from workbook.limits import Limits
from workbook.loading.conclusions import one_each
from workbook.loading.documents import documents_of
from workbook.loading.figures import listed_figures, named_input
from workbook.loading.lists import List, ListRow, read_list
from workbook.loading.names import Known
from workbook.loading.round_file import TABLES, CombineFile, RoundFile, UnitFile
from workbook.loading.round_sense import known_groups, known_rows, known_traits, sense
from workbook.loading.rubric import in_order, load_rubric, rubric_path, unknown_layout
from workbook.loading.shape import shaped, text
from workbook.loading.skeleton import is_sample
from workbook.loading.skeleton import new_round_text as new_round_text
from workbook.loading.source import Fault, KeyPath, Locate, read_toml
from workbook.loading.tree_view import tree_of
from workbook.model import (
    Assignment,
    Choice,
    Combine,
    Disagreement,
    Discussed,
    Member,
    Round,
    Successor,
    TieDecision,
    Unit,
    Waiver,
)
from workbook.rubric import Rubric

ROUND_FILE = "round.toml"
Opener = Callable[[Path], tuple[Rubric, tuple[Finding, ...]]]
"""From a rubric's file to the rubric with warnings and notes."""
KINDS = ("units", "members", "facts", "conclusions")
"""What may also come from lists; units first, for the other lists name them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows that lists give to one table of round.toml, behind its own first `start`."""

    start: int
    rows: list[ListRow]
    unread: bool = False
    """Whether one of the lists could not be read."""


def load_round(folder: Path, open_rubric: Opener = load_rubric) -> tuple[Round, Rubric, tuple[Finding, ...]]:
    """The round of a folder, its rubric, warnings and notes; Refused with all findings on an error.

    `open_rubric` loads the rubric's file; this one knows TOML only.
    """
    try:
        raw, locate = read_toml(folder / ROUND_FILE, ROUND_FILE)
    except Refused as refused:
        raise Refused(_ours(refused.findings)) from None
    rubric, found = _rubric(raw, folder, locate, open_rubric)
    listed = _lists(raw, folder, rubric, locate, found)
    found += _samples_among(raw, _in_lists(locate, listed), found)
    file, faults = _judged(raw, rubric, listed)
    said = {one.at for one in errors(found)}
    found += [one for one in in_order(faults, _in_lists(locate, listed), checks.OF_RUBRIC) if one.at not in said]
    if file is None or rubric is None or errors(found):
        raise Refused(found)
    return build_round(file, rubric, tuple(group.id for group in rubric.groups)), rubric, tuple(found)


def _ours(findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings on any file, said under this family's codes."""
    return [replace(one, check=checks.OF_RUBRIC.get(one.check, one.check)) for one in findings]


def _rubric(
    raw: Mapping[str, object], folder: Path, locate: Locate, open_rubric: Opener
) -> tuple[Rubric | None, list[Finding]]:
    """The rubric that the round names; None where it names none or it cannot be used."""
    name = text(raw, "rubric")
    if not name:
        return None, []
    try:
        path = rubric_path(name, folder)
    except Refused as refused:
        return None, [replace(one, at=locate(("rubric",))) for one in _ours(refused.findings)]
    try:
        rubric, found = open_rubric(path)
    except Refused as refused:
        return None, list(refused.findings)
    return rubric, list(found)


def _lists(
    raw: dict[str, object], folder: Path, rubric: Rubric | None, locate: Locate, found: list[Finding]
) -> dict[str, Listed]:
    """Read the lists that the round names, and put their rows behind those of round.toml itself."""
    names = _names(rubric)
    tree = tree_of(rubric) if rubric is not None else None
    listed: dict[str, Listed] = {}
    for kind in KINDS:
        inline = raw.get(kind, [])
        if not isinstance(inline, list):  # said with the shape
            continue
        start, unread = len(inline), False
        for name in _list_names(raw, kind):
            made = _list(folder, name, kind, names, found)
            if made is None:
                unread = True
                continue
            if kind == "facts" and tree is not None:
                for row in made.rows:
                    if "input" in row.values:
                        row.values["input"] = named_input(row.values, tree)
            known = listed.get(kind, Listed(start, []))
            listed[kind] = Listed(start, [*known.rows, *made.rows], unread)
            raw[kind] = [*inline, *(row.values for row in listed[kind].rows)]
            found.extend(made.findings)
            found.extend(_added(kind, inline, len(made.rows), name, locate))
        if unread:
            listed[kind] = replace(listed.get(kind, Listed(start, [])), unread=True)
        if kind == "units":
            units = known_rows(raw, "units")
            names = {**names, "recused": units, "unit": units}
    return listed


def _list_names(raw: Mapping[str, object], kind: str) -> list[str]:
    """The lists of a kind; names that no file can have are said with the shape."""
    value = raw.get(f"{kind}_from")
    names = value if isinstance(value, list) else [value]
    return [name for name in names if isinstance(name, str) and name and not any(category(c) == "Cc" for c in name)]


def _names(rubric: Rubric | None) -> dict[str, Known]:
    """What may stand by name in the columns of lists: "Không TTHC" instead of the trait's id."""
    if rubric is None:
        return {}
    groups = known_groups(rubric)
    leaves = tree_of(rubric).leaves
    return {"group": groups, "groups": groups, "traits": known_traits(rubric), "criterion": leaves}


def _added(kind: str, inline: Sequence[object], listed: int, name: str, locate: Locate) -> Iterator[Finding]:
    """What stands in round.toml beside a list counts too: said, for samples have been sent out so."""
    if not inline:
        return
    key = f"{kind}_from"
    people = kind in ("units", "members")
    samples = [(at, row) for at, row in enumerate(inline) if people and isinstance(row, dict) and is_sample(kind, row)]
    if not samples:
        at, count = locate((key,)), listed + len(inline)
        yield finding(checks.LIST_ADDED, at, key=key, listed=listed, name=name, inline=len(inline), count=count)
        return
    facts: dict[str, Fact] = {"key": key, "listed": listed, "name": name, "inline": len(inline), "kind": kind}
    yield finding(checks.SAMPLES_LEFT, locate((kind, samples[0][0])), **facts, **_named([row for _, row in samples]))


def _samples_among(raw: Mapping[str, object], locate: Locate, found: Sequence[Finding]) -> Iterator[Finding]:
    """Samples that were left beside real units or members; where all are samples, somebody tries it out."""
    told = {one.facts["kind"] for one in found if one.check is checks.SAMPLES_LEFT}
    samples: dict[str, list[tuple[int, Mapping[str, object]]]] = {}
    rows = 0
    for kind in ("units", "members"):
        table = raw.get(kind)
        known = table if isinstance(table, list) else []
        samples[kind] = [(at, row) for at, row in enumerate(known) if isinstance(row, dict) and is_sample(kind, row)]
        rows += len(known)
    if rows > sum(map(len, samples.values())):
        for kind, left in samples.items():
            if left and kind not in told:
                yield finding(checks.SAMPLES_MIXED, locate((kind, left[0][0])), **_named([row for _, row in left]))


def _named(samples: Sequence[Mapping[str, object]]) -> dict[str, Fact]:
    names = ", ".join(str(row["name"]) for row in samples[:5])
    return {"samples": len(samples), "names": names + (", ..." if len(samples) > 5 else "")}


def _list(folder: Path, name: str, kind: str, names: Mapping[str, Known], found: list[Finding]) -> List | None:
    try:
        return read_list(folder, name, kind, names)
    except Refused as refused:
        found.extend(_ours(refused.findings))
        return None


def _judged(
    raw: Mapping[str, object], rubric: Rubric | None, listed: Mapping[str, Listed]
) -> tuple[RoundFile | None, Iterator[Fault]]:
    file, faults = shaped(RoundFile, raw, TABLES)

    unread = [kind for kind in KINDS if raw.get(f"{kind}_from") and (kind not in listed or listed[kind].unread)]
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
            if not (nameless and len(one.path) > 2 and one.path[2] in ("group", "groups", "traits", "criterion")):
                yield _in_row(one, listed)
        yield from (one for one in meant if one.path not in said)
        yield from unknown_layout(text(raw, "layout"), ("layout",))

    return file, all_faults()


def _in_row(one: Fault, listed: Mapping[str, Listed]) -> Fault:
    """A key that is missing in a list is an empty cell there."""
    if one.check is rubric_checks.MISSING_KEY and _list_row(one.path, listed) is not None:
        return Fault(checks.ROW_WITHOUT, one.path, {"column": one.facts["key"]})
    return one


def _list_row(path: KeyPath, listed: Mapping[str, Listed]) -> ListRow | None:
    if len(path) < 2 or path[0] not in listed:
        return None
    known, position = listed[str(path[0])], path[1]
    within = isinstance(position, int) and 0 <= position - known.start < len(known.rows)
    return known.rows[position - known.start] if within and isinstance(position, int) else None


def _in_lists(locate: Locate, listed: Mapping[str, Listed]) -> Locate:
    def anywhere(path: KeyPath) -> Place:
        row = _list_row(path, listed)
        if row is None:
            return locate(path)
        return row.at.get(str(path[2]), row.at[""]) if len(path) > 2 else row.at[""]

    return anywhere


# ---------------------------------------------------------------- from the file's shape to the model
def build_round(file: RoundFile, rubric: Rubric, groups: tuple[str, ...]) -> Round:
    """The round of a file that has been judged; `groups` is what a member has who names none."""
    exempt: dict[str, dict[str, str]] = {}
    for made in file.exemptions:
        exempt.setdefault(made.unit, {}).update(dict.fromkeys(made.criteria, made.reason))
    units = tuple(_unit(each, exempt.get(each.id, {})) for each in file.units)
    return Round(
        id=file.id,
        title=file.title,
        rubric=rubric.id,
        year=file.year,
        date=file.date,
        deadline=file.deadline,
        contact=file.contact,
        units=units,
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
        combine=_combine(file.combine),
        lang=file.lang,
        waivers=tuple(Waiver(**dict(each)) for each in file.waivers),
        ties=tuple(TieDecision(tuple(each.units), each.kind, each.reason, each.by, each.assumed) for each in file.ties),
        layout=file.layout,
        sheets=file.sheets,
        assignments=tuple(Assignment(one.member, tuple(one.criteria), tuple(one.groups)) for one in file.assignments),
        conclusions=one_each(file.conclusions),
        listed=listed_figures(file.facts, rubric, units),
        second_ballot=file.second_ballot,
        choices=tuple(Choice(**dict(each)) for each in file.choices),
        limits=Limits(**dict(file.limits)),
        disagreement=Disagreement(**dict(file.disagreement)),
        discussed=tuple(Discussed(**dict(each)) for each in file.discussed),
        successors=tuple(
            Successor(one.unit, tuple(one.origins), one.split, one.reason or "") for one in file.successors
        ),
        documents=documents_of(file.documents),
    )


def _combine(file: CombineFile) -> Combine:
    weights = {one.role: one.weight for one in file.weights}
    return Combine(**{**dict(file), "weights": weights, "chair": file.chair or ""})


def _unit(file: UnitFile, exempt: Mapping[str, str]) -> Unit:
    traits = frozenset(file.traits)
    return Unit(
        file.id, file.name, file.group, tuple(file.aliases), file.prior_rank, traits, file.left_out, dict(exempt)
    )


def round_schema() -> dict[str, Any]:
    """The JSON Schema of round.toml, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RoundFile.model_json_schema(by_alias=True)}
