"""A rubric for people and as JSON: criteria with their rules, groups, tiers, and what in it is only assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.words import WORDS
from workbook.findings import Words
from workbook.points import in_words
from workbook.rubric import Criterion, Group, Rubric, Tier
from workbook.rules.direct import Direct
from workbook.rules.rule import Rule, Scale
from workbook.tie_chain import steps_words


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
    columns += [Column(words["step"], "right"), *([Column(words["rule"])] if _has_rules(rubric) else [])]
    console.table("", [*columns, Column(words["remark"])], list(_criteria(rubric, rubric.criteria, 0, lang)))
    for group in rubric.groups:
        assumed = f" ({words['assumed']})" if group.assumed else ""
        say(f"{group.name} [{group.id}]: {words['max'].lower()} {in_words(group.max, lang)}{assumed}")
        say("  " + _tiers(group, lang))
    for aggregate in rubric.aggregates:
        say(f"{words['aggregate']}: {aggregate.name} [{aggregate.id}] = {' + '.join(aggregate.criteria)}")
    order = words[f"order_{rubric.rounding.order}"]
    places = rubric.rounding
    say(words["rounding"].format(leaf=places.leaf, total=places.total, index=places.index, order=order))
    say(words[f"ties_{rubric.ties}"])
    if rubric.tie_chain:
        chain = steps_words(rubric, rubric.tie_chain)
        say(words["tie_chain"].format(list=chain.vi if lang == "vi" else chain.en))
    for key, usual, own in (("rank_by", "total", rubric.rank_by), ("bonus", "open", rubric.bonus),
                            ("tier_by", "rounded", rubric.rounding.tier)):  # fmt: skip
        if own != usual:
            say(words[f"{key}_{own}"])
    if _assumes(rubric):
        say(words["assumed_means"])
    for note in rubric.notes:
        say(f"{words['notes']}: {note}")


def _assumes(rubric: Rubric) -> bool:
    tiers = (tier.assumed for group in rubric.groups for tier in group.tiers)
    groups = (group.assumed for group in rubric.groups)
    return any((*tiers, *groups, *(node.assumed for node in rubric.nodes())))


def _has_rules(rubric: Rubric) -> bool:
    return any(node.how or not (node.children or isinstance(node.rule, Direct)) for node in rubric.nodes())


def _criteria(rubric: Rubric, nodes: Iterable[Criterion], depth: int, lang: str) -> Iterator[tuple[str, ...]]:
    words = WORDS[lang]
    with_rules = _has_rules(rubric)
    for node in nodes:
        step = "" if node.children or not node.rule.typed else in_words(node.step, lang)
        title = "  " * depth + (f"{node.code} " if node.code else "") + node.name
        rule = [_rule(node, lang)] if with_rules else []
        remarks = "; ".join(_remarks(rubric, node, words, lang))
        yield (node.id, title, in_words(node.max, lang), step, *rule, remarks)
        yield from _criteria(rubric, node.children, depth + 1, lang)


def _rule(node: Criterion, lang: str) -> str:
    """The kind of rule, and how it is scored: in the decision's words where there are any."""
    if node.children:
        return node.how
    kind, how = node.rule.title, node.rule.how(Scale(node.max, node.step))
    if isinstance(node.rule, Direct) and not node.how:  # its words are the maximum and the step, which stand beside
        return _in(kind, lang)
    return f"{_in(kind, lang)}: {node.how or _in(how, lang)}"


def _in(words: Words, lang: str) -> str:
    return words.vi if lang == "vi" else words.en


def _remarks(rubric: Rubric, node: Criterion, words: Mapping[str, str], lang: str) -> Iterator[str]:
    if node.dropped:
        yield f"{words['dropped']}: {node.dropped}"
    if node.assumed:
        yield words["assumed"]
    names = {trait.id: trait.name for trait in rubric.traits}
    yield from (f"{words['not_applicable']}: {names.get(trait, trait)}" for trait in sorted(node.not_applicable))
    yield from (f"{group}: {in_words(value, lang)}" for group, value in node.group_max.items())
    if node.groups:
        yield f"{words['only_groups']} {', '.join(sorted(node.groups))}"
    if node.weight != 1:
        yield f"{words['weight']} {in_words(node.weight, lang)}"
    if node.cap:
        yield words["capped"]
    yield from (f"{words[key]}: {text}" for key in ("evidence", "source", "office") if (text := getattr(node, key)))
    if node.note:
        yield node.note


def _tiers(group: Group, lang: str) -> str:
    words = WORDS[lang]
    if not group.tiers:
        return words["no_tiers"]
    parts = (" ".join(filter(None, (tier.label, _bound(tier, lang)))) + _conditions(tier, lang) for tier in group.tiers)
    return f"{words['tiers']} ({words['base']} {words['base_' + group.base]}): " + "; ".join(parts)


def _bound(tier: Tier, lang: str) -> str:
    if tier.lower is None:
        return "" if tier.at_least or tier.requires else WORDS[lang]["rest"]
    return WORDS[lang]["above" if tier.strict else "from"].format(lower=in_words(tier.lower, lang))


def _conditions(tier: Tier, lang: str) -> str:
    """What else a tier asks for, in brackets."""
    words = WORDS[lang]
    least = "above" if tier.strict else "from"
    made = [f"{id_} {words[least].format(lower=in_words(low, lang))}" for id_, low in tier.at_least.items()]
    made += [words["requires"].format(criteria=", ".join(tier.requires))] if tier.requires else []
    made += [words["quota_count"].format(count=tier.quota_count)] if tier.quota_count is not None else []
    if tier.quota_percent is not None:
        made.append(words["quota_percent"].format(percent=in_words(tier.quota_percent, lang)))
    made += [words["assumed"]] if tier.assumed else []
    return f" ({', '.join(made)})" if made else ""


def rubric_as_data(rubric: Rubric, lang: str = "vi") -> dict[str, Any]:
    """The rubric as plain data; figures as strings."""

    return {
        "id": rubric.id,
        "title": rubric.title,
        "version": rubric.version,
        "legal_basis": rubric.legal_basis,
        "errata": list(rubric.errata),
        "criteria": [_node_as_data(criterion, lang) for criterion in rubric.criteria],
        "groups": [
            {
                "id": group.id,
                "name": group.name,
                "max": str(group.max),
                "base": group.base,
                "assumed": group.assumed,
                "tiers": [_tier_as_data(one) for one in group.tiers],
            }
            for group in rubric.groups
        ],
        "rounding": {"leaf": rubric.rounding.leaf, "total": rubric.rounding.total, "index": rubric.rounding.index},
        "ties": rubric.ties,
        "tie_chain": list(rubric.tie_chain),
        "rank_by": rubric.rank_by,
        "notes": list(rubric.notes),
        "bonus": rubric.bonus,
        "aggregates": [{"id": one.id, "name": one.name, "criteria": list(one.criteria)} for one in rubric.aggregates],
    }


def _node_as_data(criterion: Criterion, lang: str) -> dict[str, Any]:
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
        "rule": None if criterion.children else _rule_as_data(criterion, lang),
        "weight": str(criterion.weight),
        "cap": criterion.cap,
        "groups": sorted(criterion.groups),
        "dropped": criterion.dropped,
        **{key: getattr(criterion, key) for key in ("how", "evidence", "source", "office", "note")},
        "children": [_node_as_data(child, lang) for child in criterion.children],
    }


def _tier_as_data(one: Tier) -> dict[str, Any]:
    lower = None if one.lower is None else str(one.lower)
    return {
        "label": one.label,
        "lower": lower,
        "strict": one.strict,
        "assumed": one.assumed,
        "at_least": {id_: str(bound) for id_, bound in one.at_least.items()},
        "requires": list(one.requires),
        "quota_count": one.quota_count,
        "quota_percent": None if one.quota_percent is None else str(one.quota_percent),
    }


def _rule_as_data(criterion: Criterion, lang: str) -> dict[str, Any]:
    """The rule's kind, how it is scored in words, and its keys as in a file."""
    how = criterion.rule.how(Scale(criterion.max, criterion.step))
    return {**_keys_as_data(criterion.rule), "how": _in(how, lang)}


def _keys_as_data(made: Any) -> dict[str, Any]:
    """A rule or one of its rows; a part's rule stands beside the part's own keys."""
    found: dict[str, Any] = {"kind": made.kind} if isinstance(made, Rule) else {}
    for field in fields(made):
        value = getattr(made, field.name)
        if isinstance(value, Rule):
            found |= _keys_as_data(value)
        elif isinstance(value, tuple):
            found[field.name] = [_keys_as_data(row) if is_dataclass(row) else row for row in value]
        else:
            found[field.name] = str(value) if isinstance(value, Decimal) else value
    return found
