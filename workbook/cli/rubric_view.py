"""A rubric for people and as JSON: criteria, groups, tiers, and what in it is only assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.words import WORDS
from workbook.model import Criterion, Group, Rubric, Tier
from workbook.points import in_words


def print_rubric(rubric: Rubric, lang: str) -> None:
    """Head, criteria table, groups with their tiers, notes."""
    words, say = WORDS[lang], console.say
    say(f"{rubric.title} [{rubric.id}]", "bold")
    for key, text in (("version", rubric.version), ("legal", rubric.legal_basis)):
        if text:
            say(f"{words[key]}: {text}")
    for erratum in rubric.errata:
        say(f"{words['errata']}: {erratum}")
    columns = [Column(words["id"]), Column(words["criterion"]), Column(words["max"], "right")]
    columns += [Column(words["step"], "right"), Column(words["remark"])]
    console.table("", columns, list(_criteria(rubric, rubric.criteria, 0, lang)))
    for group in rubric.groups:
        assumed = f" ({words['assumed']})" if group.assumed else ""
        say(f"{group.name} [{group.id}]: {words['max'].lower()} {in_words(group.max, lang)}{assumed}")
        say("  " + _tiers(group, lang))
    order = words[f"order_{rubric.rounding.order}"]
    places = rubric.rounding
    say(words["rounding"].format(leaf=places.leaf, total=places.total, index=places.index, order=order))
    say(words[f"ties_{rubric.ties}"])
    if _assumes(rubric):
        say(words["assumed_means"])
    for note in rubric.notes:
        say(f"{words['notes']}: {note}")


def _assumes(rubric: Rubric) -> bool:
    tiers = (tier.assumed for group in rubric.groups for tier in group.tiers)
    groups = (group.assumed for group in rubric.groups)
    return any((*tiers, *groups, *(node.assumed for node in rubric.nodes())))


def _criteria(rubric: Rubric, nodes: Iterable[Criterion], depth: int, lang: str) -> Iterator[tuple[str, ...]]:
    words = WORDS[lang]
    names = {trait.id: trait.name for trait in rubric.traits}
    for node in nodes:
        remarks = [words["assumed"]] if node.assumed else []
        remarks += [f"{words['not_applicable']}: {names.get(trait, trait)}" for trait in sorted(node.not_applicable)]
        remarks += [f"{group}: {in_words(value, lang)}" for group, value in node.group_max.items()]
        step = "" if node.children else in_words(node.step, lang)
        title = "  " * depth + (f"{node.code} " if node.code else "") + node.name
        yield node.id, title, in_words(node.max, lang), step, "; ".join(remarks)
        yield from _criteria(rubric, node.children, depth + 1, lang)


def _tiers(group: Group, lang: str) -> str:
    words = WORDS[lang]
    if not group.tiers:
        return words["no_tiers"]
    remark = f" ({words['assumed']})"
    parts = (f"{tier.label} {_bound(tier, lang)}{remark if tier.assumed else ''}" for tier in group.tiers)
    return f"{words['tiers']} ({words['base']} {words['base_' + group.base]}): " + "; ".join(parts)


def _bound(tier: Tier, lang: str) -> str:
    if tier.lower is None:
        return WORDS[lang]["rest"]
    return WORDS[lang]["above" if tier.strict else "from"].format(lower=in_words(tier.lower, lang))


def rubric_as_data(rubric: Rubric) -> dict[str, Any]:
    """The rubric as plain data; figures as strings."""

    def node(criterion: Criterion) -> dict[str, Any]:
        return {
            "id": criterion.id,
            "code": criterion.code,
            "name": criterion.name,
            "max": str(criterion.max),
            "step": None if criterion.children else str(criterion.step),
            "not_applicable": sorted(criterion.not_applicable),
            "markable": criterion.markable,
            "group_max": {group: str(value) for group, value in criterion.group_max.items()},
            "assumed": criterion.assumed,
            "children": [node(child) for child in criterion.children],
        }

    def tier(one: Tier) -> dict[str, Any]:
        lower = None if one.lower is None else str(one.lower)
        return {"label": one.label, "lower": lower, "strict": one.strict, "assumed": one.assumed}

    return {
        "id": rubric.id,
        "title": rubric.title,
        "version": rubric.version,
        "legal_basis": rubric.legal_basis,
        "errata": list(rubric.errata),
        "criteria": [node(criterion) for criterion in rubric.criteria],
        "groups": [
            {
                "id": group.id,
                "name": group.name,
                "max": str(group.max),
                "base": group.base,
                "assumed": group.assumed,
                "tiers": [tier(one) for one in group.tiers],
            }
            for group in rubric.groups
        ],
        "rounding": {"leaf": rubric.rounding.leaf, "total": rubric.rounding.total, "index": rubric.rounding.index},
        "ties": rubric.ties,
        "rank_by": rubric.rank_by,
        "notes": list(rubric.notes),
    }
