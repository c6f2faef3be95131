"""What an annex is drawn from: its columns with their widths, the facts its words may name, its footnotes.

Everything is decided here before the first row is drawn. No cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from math import ceil

from workbook.loading.layout import ColumnSpec
from workbook.model import Ranking, Round
from workbook.points import NOT_APPLICABLE, decimals, in_words
from workbook.rubric import Criterion, Rubric
from workbook.sheets import paper
from workbook.sheets.annex_cells import (
    CONVERTED,
    FIRST,
    INDEX,
    PERCENT,
    Field,
    Scene,
    full_maximum,
    note_of,
    percent_of,
    printed,
    tier_key,
)
from workbook.sheets.annex_notes import Notes, make_notes
from workbook.sheets.annex_table import title_of
from workbook.sheets.layout import Look
from workbook.sheets.tree_formulas import counted

MARGINS = (30.0, 15.0, 20.0, 20.0)
"""Nghị định 30/2020/NĐ-CP, mm: left, right, top, bottom."""
_WIDTHS = {"no": 5.0, "prior_rank": 10.0, "sections": 10.0, "criterion": 10.0, "tier": 12.0, "note": 14.0}
_RANK_WIDTH = 6.0
"""Of a column that ranks the section beside it."""
_NARROWEST_UNIT = 125.0
_COMFORTABLE_UNIT = 170.0


def make_scene(look: Look, ranking: Ranking, rubric: Rubric, round_: Round, lang: str) -> tuple[Scene, bool, Notes]:
    scene = Scene(look, rubric, round_, ranking, _facts(ranking, rubric, round_, lang), (), {})
    shown = tuple(field for field in _fields(scene) if not field.spec.optional or _has_content(scene, field))
    fields, landscape = _fitted(scene, shown)
    fields = tuple(_measured(scene, field) for field in fields) + _helpers(scene, shown)
    notes = make_notes(look, rubric, round_, ranking, frozenset(field.key for field in shown), lang)
    return replace(scene, fields=fields, marks=notes.marks), landscape, notes


def _facts(ranking: Ranking, rubric: Rubric, round_: Round, lang: str) -> Mapping[str, object]:
    """What placeholders in a layout may name."""
    units: dict[str, list[str]] = defaultdict(list)
    for group in ranking.groups:
        for standing in group.standings:
            for trait in rubric.traits:
                if trait.id in standing.unit.traits:
                    units[trait.id].append(standing.unit.name)
    return {
        "lang": lang,
        "year": round_.year,
        "year_before": round_.year - 1,
        "year_after": round_.year + 1,
        "round": round_.title,
        "rubric": rubric.title,
        "legal_basis": rubric.legal_basis,
        "council": round_.council,
        "council_upper": round_.council.upper(),
        "place": round_.place,
        "max": {group.id: in_words(group.max, lang) for group in rubric.groups},
        "lower": {
            group.id: {t.label: in_words(t.lower, lang) for t in group.tiers if t.lower is not None}
            for group in rubric.groups
        },
        "units": {trait.id: ", ".join(units[trait.id]) for trait in rubric.traits},
    }


def _fields(scene: Scene) -> Iterable[Field]:
    """The layout's columns, each section a column of its own."""
    for number, spec in enumerate(scene.look.layout.columns):
        where = f"columns[{number}]"
        if spec.kind == "criterion":
            node = next((node for node in scene.rubric.nodes() if node.id == spec.criterion), None)
            if node is None:
                raise ValueError(f"{scene.look.name}.toml: {where}.criterion: {spec.criterion!r} is not in the rubric")
            yield from _with_rank(scene, Field(node.id, spec, where, node=node))
        elif spec.kind == "sections":
            for node in _sections(scene.rubric, spec):
                yield from _with_rank(scene, Field(node.id, spec, where, node=node))
        else:
            yield Field(spec.kind, spec, where)


def _with_rank(scene: Scene, field: Field) -> Iterable[Field]:
    """A section's column; where its ranks are wanted too, both columns under its name."""
    if not field.spec.ranks:
        yield field
        return
    name = title_of(scene, field, None)
    yield field._replace(title="{col_points}", over=name)
    narrow = field.spec.model_copy(update={"width": _RANK_WIDTH})
    yield Field(f"rank:{field.key}", narrow, field.where, title="{col_part_rank}", over=name, ranks=field.key)


def _sections(rubric: Rubric, spec: ColumnSpec) -> tuple[Criterion, ...]:
    """The top criteria; none where there is but one figure, or more than can be printed."""
    top = rubric.criteria
    while len(top) == 1 and top[0].children:
        top = top[0].children
    # What is in no sum, or is not scored this year, has no column of points.
    there = tuple(node for node in top if any(counted([node], group.id) for group in rubric.groups))
    return there if 1 < len(there) <= spec.most else ()


def _has_content(scene: Scene, field: Field) -> bool:
    standings = [standing for group in scene.ranking.groups for standing in group.standings]
    rubric = scene.rubric
    sums = [leaf for leaf in rubric.leaves() if leaf.rule.counts]
    lacks = any(NOT_APPLICABLE in (standing.values.get(leaf.id) for leaf in sums) for standing in standings)
    return {
        "prior_rank": any(standing.unit.prior_rank is not None for standing in standings),
        "max": lacks,
        "full": lacks,
        "excluded": lacks,
        CONVERTED: CONVERTED in (rubric.rank_by, *(group.base for group in rubric.groups)),
        "index": rubric.shows_index or rubric.rank_by == "index",
        "percent": any(tier_key(group) == PERCENT for group in scene.ranking.groups if group.group.tiers),
        "tier": any(group.group.tiers for group in scene.ranking.groups),
        "note": any(note_of(scene, standing) for standing in standings),
    }.get(field.spec.kind, True)


def _helpers(scene: Scene, shown: tuple[Field, ...]) -> tuple[Field, ...]:
    """Hidden columns that formulas need and the layout does not print."""
    keys = {field.key for field in shown}
    wanted = {tier_key(group) for group in scene.ranking.groups if group.group.tiers} - {"total"}
    if scene.rubric.rank_by != "total":
        wanted.add(scene.rubric.rank_by)
    hidden = (ColumnSpec(kind="index"), ColumnSpec(kind="percent"), ColumnSpec(kind="converted"))
    needed = [
        _measured(scene, Field(spec.kind, spec, spec.kind, 50, hidden=True))
        for spec in hidden
        if spec.kind in wanted - keys
    ]
    if scene.rubric.ties == "dense" and "rank" in keys:
        needed.append(Field(FIRST, ColumnSpec(kind="no"), FIRST, 50, hidden=True))
    return tuple(needed)


def _measured(scene: Scene, field: Field) -> Field:
    """The field with the most decimals and digits that it shows."""
    rounding = scene.rubric.rounding
    fixed = {"total": rounding.total, PERCENT: rounding.total, INDEX: rounding.index, CONVERTED: rounding.total}
    figures: list[object] = []
    for group in scene.ranking.groups:
        for standing in group.standings:
            if field.node is not None:
                figures.append(printed(scene, standing, field.node))
            else:
                percent = percent_of(scene, standing)
                by_kind = {"total": standing.total, INDEX: standing.index, PERCENT: percent}
                by_kind |= {CONVERTED: standing.converted, "max": standing.applicable_max}
                full = full_maximum(scene.rubric, group.group.id)
                figures.append({**by_kind, "full": full, "excluded": full - standing.applicable_max}.get(field.key))
    numbers = [figure for figure in figures if isinstance(figure, Decimal)]
    places = max(map(decimals, numbers), default=0)
    if field.spec.pad:
        places = fixed.get(field.key, places)
    return field._replace(places=places, digits=max((len(str(int(abs(number)))) for number in numbers), default=1))


def _fitted(scene: Scene, fields: tuple[Field, ...]) -> tuple[tuple[Field, ...], bool]:
    """The fields with widths that fill the page's width exactly, and whether the page lies flat."""
    asked = scene.look.layout.orientation
    widths = [_asked_width(scene, field) for field in fields]
    taken = sum(width for width in widths if width is not None)
    upright = paper.printable(False, MARGINS)[0]
    landscape = asked == "landscape" or (asked == "auto" and upright - taken < _COMFORTABLE_UNIT)
    free = paper.printable(landscape, MARGINS)[0] - 2 - taken
    share = max(_NARROWEST_UNIT, free)
    return tuple(
        field._replace(points=share if width is None else width) for field, width in zip(fields, widths, strict=True)
    ), landscape


def _asked_width(scene: Scene, field: Field) -> float | None:
    """Points of a column, enough for every word of its title; None for the unit column that takes the rest."""
    if field.spec.kind == "unit" and field.spec.width is None:
        return None
    titles = {title_of(scene, field, group.group) for group in scene.ranking.groups}
    words = [word for title in titles for word in title.replace("/", "/ ").split()]
    longest = max((paper.text_width(word, scene.head_size, bold=True) for word in words), default=0.0)
    # Two columns share an upper title.
    shared = max((paper.text_width(word, scene.head_size, bold=True) for word in field.over.split()), default=0.0)
    longest = max(longest, shared / 2)
    return max(
        paper.column_points(field.spec.width or _WIDTHS.get(field.spec.kind, 9.0)),
        ceil((longest * 1.02 + paper.CELL_PADDING) / 0.75) * 0.75,
    )
