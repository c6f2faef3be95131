"""What changed between two rubrics, in words: one line a change, in the order of the new rubric.

Criteria, groups, traits and aggregates are the same where their ids are; a criterion that has only
another id is recognised by its name. No file is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from workbook.findings import Words
from workbook.rubric import Aggregate, Criterion, Group, Rubric, Tier, Trait
from workbook.rule_diff import arrow, quoted, rule_changes, shown
from workbook.rules.rule import both, join

Part = Literal["head", "criteria", "traits", "aggregates", "groups"]
Entry = Trait | Aggregate | Group


class Change(NamedTuple):
    """One change: the part of the rubric, the id that it is about ("" for the whole), and its words."""

    part: Part
    id: str
    words: Words


@dataclass(frozen=True, slots=True)
class _Node:
    """A criterion where it stands in its tree."""

    own: Criterion
    parent: str
    """The parent's id, "" for the topmost."""

    @property
    def name(self) -> Words:
        return quoted(f"{self.own.code} {self.own.name}".strip())


def rubric_changes(old: Rubric, new: Rubric) -> tuple[Change, ...]:
    """Every difference that the model knows; () where the two mean the same."""
    return (
        *(Change("head", "", words) for words in _head(old, new)),
        *_criteria(old, new),
        *_entries("traits", old.traits, new.traits, _trait),
        *_entries("aggregates", old.aggregates, new.aggregates, _aggregate),
        *_entries("groups", old.groups, new.groups, _group),
        *_tiers(old, new),
    )


# ---------------------------------------------------------------- the top of the file
_HEAD: Final[Mapping[str, Words]] = {
    "id": Words("mã bộ tiêu chí", "id"),
    "title": Words("tiêu đề", "title"),
    "version": Words("phiên bản", "version"),
    "legal_basis": Words("căn cứ", "legal basis"),
    "layout": Words("mẫu phụ lục", "annex layout"),
    "ties": Words("khi bằng điểm (ties)", "ties"),
    "rank_by": Words("xếp hạng theo (rank_by)", "ranked by (rank_by)"),
    "bonus": Words("điểm thưởng (bonus)", "bonus points (bonus)"),
    "shows_index": Words("in cột chỉ số", "index column"),
}
_ROUNDING: Final[Mapping[str, Words]] = {
    "leaf": Words("số lẻ của điểm tiêu chí", "decimals of a criterion"),
    "total": Words("số lẻ của tổng điểm", "decimals of the total"),
    "index": Words("số lẻ của chỉ số", "decimals of the index"),
    "order": Words("làm tròn cái gì trước (rounding.order)", "what is rounded first (rounding.order)"),
    "tier": Words("xếp loại theo số (rounding.tier)", "tiers are read from (rounding.tier)"),
}


def _head(old: Rubric, new: Rubric) -> Iterator[Words]:
    yield from _named(old, new, _HEAD)
    if old.tie_chain != new.tie_chain:
        name = Words("bằng nhau thì xét lần lượt (tie_chain)", "ties are parted by (tie_chain)")
        yield arrow(name, shown(", ".join(old.tie_chain)), shown(", ".join(new.tie_chain)))
    yield from _named(old.rounding, new.rounding, _ROUNDING)
    yield from _texts(Words("đính chính", "erratum"), old.errata, new.errata)
    yield from _texts(Words("lưu ý", "note"), old.notes, new.notes)


def _named(old: object, new: object, names: Mapping[str, Words]) -> Iterator[Words]:
    """A line for each of the named fields that differs."""
    for key, name in names.items():
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield arrow(name, shown(before), shown(after))


def _texts(name: Words, old: Sequence[str], new: Sequence[str]) -> Iterator[Words]:
    yield from (join(Words("bỏ ", "gone: "), name, ": ", quoted(text)) for text in old if text not in new)
    yield from (join(Words("thêm ", "new: "), name, ": ", quoted(text)) for text in new if text not in old)
    if old != new and sorted(old) == sorted(new):
        yield join(name, Words(": thứ tự thay đổi", ": another order"))


# ---------------------------------------------------------------- criteria
_CRITERION: Final[Mapping[str, Words]] = {
    "code": Words("số thứ tự", "code"),
    "name": Words("tên", "name"),
    "weight": Words("trọng số", "weight"),
    "cap": Words("cắt ở điểm tối đa", "cut at the maximum"),
    "markable": Words("được ghi KĐG", "may be marked KĐG"),
    "dropped": Words("không chấm vì", "not scored because"),
    "how": Words("cách tính", "how it is scored"),
    "evidence": Words("tài liệu kiểm chứng", "evidence"),
    "source": Words("nguồn số liệu", "data source"),
    "office": Words("cơ quan thẩm định", "verified by"),
    "note": Words("ghi chú", "note"),
    "assumed": Words("suy ra", "inferred"),
}


def _nodes(rubric: Rubric) -> dict[str, _Node]:
    found: dict[str, _Node] = {}
    waiting = [_Node(top, "") for top in reversed(rubric.criteria)]
    while waiting:
        node = waiting.pop()
        found[node.own.id] = node
        waiting.extend(_Node(child, node.own.id) for child in reversed(node.own.children))
    return found


def _criteria(old: Rubric, new: Rubric) -> Iterator[Change]:
    before, after = _nodes(old), _nodes(new)
    same = _same(before, after)
    came = after.keys() - same.values()
    gone = before.keys() - same.keys()
    back = {now: then for then, now in same.items()}
    for id_, node in before.items():
        if id_ in gone and node.parent not in gone:
            yield Change("criteria", id_, _whole(Words("Bỏ", "Gone"), node, gone, before))
    for id_, node in after.items():
        if id_ not in came:
            yield from (
                Change("criteria", id_, join(node.name, ": ", words))
                for words in _criterion(before[back[id_]], node, same, (before, after), (old, new))
            )
        elif node.parent not in came:
            yield Change("criteria", id_, _whole(Words("Thêm", "New"), node, came, after))
    yield from _orders(before, after, same)


def _same(before: Mapping[str, _Node], after: Mapping[str, _Node]) -> dict[str, str]:
    """Old id -> new id of the criteria that are in both: by id, else by a name that only one has."""
    same = {id_: id_ for id_ in before if id_ in after}
    left = {name: ids for name, ids in _by_name(before, same.keys()).items() if len(ids) == 1}
    for name, ids in _by_name(after, same.values()).items():
        if len(ids) == 1 and name in left:
            same[left[name][0]] = ids[0]
    return same


def _by_name(nodes: Mapping[str, _Node], but: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_ in nodes.keys() - set(but):
        found.setdefault(nodes[id_].own.name.casefold(), []).append(id_)
    return found


def _whole(verb: Words, node: _Node, among: Iterable[str], nodes: Mapping[str, _Node]) -> Words:
    """A criterion that came or went, with those below it that did the same."""
    ids = set(among)
    below = sum(node.own.id != other and _is_below(other, node.own.id, nodes) for other in ids)
    more = Words(f", cùng {below} tiêu chí bên dưới", f", with {below} below it") if below else Words("", "")
    where = nodes[node.parent].name if node.parent else Words("", "")
    under = join(Words(", thuộc ", ", under "), where) if node.parent else where
    rule = Words("", "") if node.own.children else join(Words("; cách chấm ", "; rule "), quoted(node.own.rule.title))
    high = join(Words("; điểm tối đa ", "; maximum "), both(node.own.max))
    return join(verb, " ", node.name, f" [{node.own.id}]", under, high, rule, more)


def _is_below(id_: str, above: str, nodes: Mapping[str, _Node]) -> bool:
    while id_ and id_ != above:
        id_ = nodes[id_].parent
    return id_ == above


def _criterion(
    old: _Node,
    new: _Node,
    same: Mapping[str, str],
    nodes: tuple[Mapping[str, _Node], Mapping[str, _Node]],
    rubrics: tuple[Rubric, Rubric],
) -> Iterator[Words]:
    """What changed in one criterion."""
    one, other = old.own, new.own
    if one.id != other.id:
        yield arrow(Words("mã", "id"), Words(one.id, one.id), Words(other.id, other.id))
    if same.get(old.parent, "") != new.parent or (old.parent and old.parent not in same):
        top = Words("(cấp cao nhất)", "(the top)")
        names = [side[node.parent].name if node.parent else top for side, node in zip(nodes, (old, new), strict=True)]
        yield arrow(Words("chuyển", "moved"), *names)
    yield from _named(one, other, _CRITERION)
    yield from _maxima(one, other, rubrics)
    if bool(one.children) != bool(other.children):
        yield (
            Words("nay là tổng của các tiêu chí con", "now the sum of its children")
            if other.children
            else join(Words("nay được chấm, cách chấm ", "now scored, rule "), quoted(other.rule.title))
        )
    elif not other.children:
        yield from rule_changes(one.rule, other.rule)
        if one.step != other.step and (one.rule.typed or other.rule.typed):
            yield arrow(Words("bước điểm", "step"), both(one.step), both(other.step))
    yield from _sets(Words("không áp dụng khi", "not applicable when"), one.not_applicable, other.not_applicable)
    yield from _sets(Words("chỉ cho khối", "only for groups"), one.groups, other.groups)


def _maxima(old: Criterion, new: Criterion, rubrics: tuple[Rubric, Rubric]) -> Iterator[Words]:
    """The maximum with both figures, and for a group where it has its own in either rubric."""
    name = Words("điểm tối đa", "maximum")
    if old.max != new.max:
        yield arrow(name, both(old.max), both(new.max))
    groups = dict.fromkeys(group.id for rubric in rubrics for group in rubric.groups)
    for group in (*groups, *({*old.group_max, *new.group_max} - groups.keys())):
        before, after = old.max_in(group), new.max_in(group)
        if before != after and (group in old.group_max or group in new.group_max):
            yield arrow(join(name, Words(" khối ", " in group "), group), both(before), both(after))


def _sets(name: Words, old: Iterable[str], new: Iterable[str]) -> Iterator[Words]:
    before, after = sorted(old), sorted(new)
    if before != after:
        yield arrow(name, shown(", ".join(before)), shown(", ".join(after)))


def _orders(before: Mapping[str, _Node], after: Mapping[str, _Node], same: Mapping[str, str]) -> Iterator[Change]:
    """Siblings that stand in another order among themselves."""
    for parent in dict.fromkeys(node.parent for node in after.values()):
        now = [id_ for id_, node in after.items() if node.parent == parent]
        then = [same[id_] for id_, node in before.items() if id_ in same and same.get(node.parent, "") == parent]
        kept = [id_ for id_ in now if id_ in then]
        then = [id_ for id_ in then if id_ in kept]
        if kept != then:
            where = after[parent].name if parent else Words("Tiêu chí lớn", "Top criteria")
            lists = [Words(text, text) for text in (", ".join(then), ", ".join(kept))]
            yield Change("criteria", parent, join(where, ": ", arrow(Words("thứ tự", "order"), *lists)))


# ---------------------------------------------------------------- traits, aggregates, groups
def _entries(
    part: Part, old: Sequence[Any], new: Sequence[Any], changes: Callable[[Any, Any], Iterable[Words]]
) -> Iterator[Change]:
    """Entries that came, went or changed, by id."""
    before: dict[str, Entry] = {one.id: one for one in old}
    after: dict[str, Entry] = {one.id: one for one in new}
    for id_, one in before.items():
        if id_ not in after:
            yield Change(part, id_, join(Words("Bỏ ", "Gone: "), quoted(one.name), f" [{id_}]"))
    for id_, one in after.items():
        if id_ not in before:
            yield Change(part, id_, join(Words("Thêm ", "New: "), quoted(one.name), f" [{id_}]"))
        else:
            yield from (Change(part, id_, join(quoted(one.name), ": ", w)) for w in changes(before[id_], one))
    then, now = ([id_ for id_ in side if id_ in before and id_ in after] for side in (before, after))
    if then != now:
        lists = [Words(text, text) for text in (", ".join(then), ", ".join(now))]
        yield Change(part, "", arrow(Words("Thứ tự", "Order"), *lists))


def _trait(old: Trait, new: Trait) -> Iterator[Words]:
    yield from _named(old, new, {"name": Words("tên", "name"), "note": Words("ghi chú in", "printed note")})


def _aggregate(old: Aggregate, new: Aggregate) -> Iterator[Words]:
    yield from _named(old, new, {"name": Words("tên", "name")})
    if old.criteria != new.criteria:
        name = Words("các tiêu chí được cộng", "criteria that count")
        yield arrow(name, shown(", ".join(old.criteria)), shown(", ".join(new.criteria)))


_GROUP: Final[Mapping[str, Words]] = {
    "name": Words("tên", "name"),
    "max": Words("tổng điểm tối đa", "maximum total"),
    "base": Words("xếp loại theo (base)", "tiers go by (base)"),
    "assumed": Words("suy ra", "inferred"),
}


def _group(old: Group, new: Group) -> Iterator[Words]:
    yield from _named(old, new, _GROUP)
    for key in dict.fromkeys((*old.titles, *new.titles)):
        before, after = old.titles.get(key), new.titles.get(key)
        if before != after:
            yield arrow(Words(f"tên cột {key}", f"title of column {key}"), shown(before), shown(after))


# ---------------------------------------------------------------- tiers
_TIER: Final[Mapping[str, Words]] = {
    "lower": Words("cận dưới", "lower bound"),
    "strict": Words("phải lớn hơn cận", "must be above the bound"),
    "printed_from": Words("như in, từ", "printed from"),
    "printed_to": Words("như in, đến", "printed to"),
    "quota_count": Words("nhiều nhất (đơn vị)", "at most (units)"),
    "quota_percent": Words("nhiều nhất (%)", "at most (%)"),
    "assumed": Words("suy ra", "inferred"),
}


def _tiers(old: Rubric, new: Rubric) -> Iterator[Change]:
    """Changes of tiers; the same changes in several groups are said once."""
    before = {group.id: group for group in old.groups}
    said: dict[tuple[Words, ...], list[str]] = {}
    for group in new.groups:
        if group.id in before and (found := tuple(_tier_list(before[group.id].tiers, group.tiers))):
            said.setdefault(found, []).append(group.id)
    for found, groups in said.items():
        where = Words(f"Xếp loại, khối {', '.join(groups)}: ", f"Tiers, group {', '.join(groups)}: ")
        yield from (Change("groups", groups[0], join(where, words)) for words in found)


def _tier_list(old: Sequence[Tier], new: Sequence[Tier]) -> Iterator[Words]:
    before, after = {tier.label: tier for tier in old}, {tier.label: tier for tier in new}
    for label, tier in before.items():
        if label not in after:
            yield join(Words("bỏ mức ", "gone: "), quoted(label), _bound(tier))
    for label, tier in after.items():
        if label in before:
            yield from (join(quoted(label), ": ", words) for words in _tier(before[label], tier))
        else:
            yield join(Words("thêm mức ", "new: "), quoted(label), _bound(tier))
    then, now = ([label for label in side if label in before and label in after] for side in (before, after))
    if then != now:
        lists = [Words(text, text) for text in (", ".join(then), ", ".join(now))]
        yield arrow(Words("thứ tự", "order"), *lists)


def _bound(tier: Tier) -> Words:
    return Words("", "") if tier.lower is None else join(Words(" từ ", " from "), tier.lower)


def _tier(old: Tier, new: Tier) -> Iterator[Words]:
    yield from _named(old, new, _TIER)
    for key in dict.fromkeys((*old.at_least, *new.at_least)):
        before, after = old.at_least.get(key), new.at_least.get(key)
        if before != after:
            yield arrow(Words(f"điểm ít nhất của {key}", f"least points of {key}"), shown(before), shown(after))
    if old.requires != new.requires:
        name = Words("điều kiện bắt buộc", "mandatory criteria")
        yield arrow(name, shown(", ".join(old.requires)), shown(", ".join(new.requires)))
