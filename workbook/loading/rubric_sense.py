"""Whether the tables of a rubric agree with each other: ids, codes, names; the rooms beside do the rest.

Works on the raw data of the file (see `shape`), so that it can speak beside errors of shape. What
a rubric computes is not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final

from workbook.catalogue import rubric as checks
from workbook.catalogue import tree as said
from workbook.loading.names import Known, fold, hint, known
from workbook.loading.rubric_rules import rules
from workbook.loading.rubric_sums import sums
from workbook.loading.rubric_tiers import tier_lists
from workbook.loading.rubric_ties import tie_chain
from workbook.loading.rubric_tree import DEEPEST, Node, gives, tree, walk
from workbook.loading.shape import repeated, rows, table, text, texts
from workbook.loading.source import Fault, KeyPath, Row, dotted, fault
from workbook.rubric import TIE_WORDS

RESERVED_IDS: Final = frozenset({"group", "no", "unit", "rank", "tier", "note", *TIE_WORDS})
"""Fixed columns of published tables, and figures of a tie chain; a criterion of that name could not be told from them.
"""

_TITLE_KEYS: Final = (
    "no", "unit", "prior_rank", "total", "max", "limit", "index", "percent", "offset", "rank", "tier", "scorers",
    "spread", "missing", "invalid", "fix", "note",
)  # fmt: skip
"""The fixed columns of ballots, annexes and tallies, whose titles a group may change."""
_COLUMN_NAMES: Final = frozenset({
    "stt", "tt", "đơn vị", "tên đơn vị", "khối", "tổng", "tổng điểm", "tổng cộng", "tổng số điểm", "điểm",
    "điểm tối đa", "chỉ số", "tỷ lệ", "hạng", "xếp hạng", "thứ hạng", "xếp loại", "phân loại", "mức xếp loại",
    "ghi chú", "hạng năm trước", "xếp hạng năm trước", "total", "total points", "rank", "tier", "index", "note", "unit",
})  # fmt: skip
"""Titles by which printed tables name their fixed columns."""


def sense(raw: Row, context: dict[str, Any] | None = None) -> Iterator[Fault]:
    """Everything that is wrong between the tables of one rubric; `context` as in `shaped`."""
    tops = tree(raw, context)
    nodes = list(walk(tops))
    yield from _ids(raw, nodes)
    yield from _codes(nodes)
    yield from _names(raw, nodes)
    yield from _columns(raw, nodes)
    yield from _group_names(raw)
    yield from _groups_of_criteria(raw, tops)
    yield from _aggregates(raw, nodes)
    yield from sums(raw, tops)
    yield from rules(raw, tops)
    yield from tier_lists(raw, tops)
    yield from tie_chain(raw, tops)


def _known(raw: Row, key: str) -> Known:
    return known(
        (id_, [word for word in (text(row, "name"), text(row, "note")) if word])
        for _, row in rows(raw, key)
        if (id_ := text(row, "id"))
    )


# ---------------------------------------------------------------- ids, codes, names
def _ids(raw: Row, nodes: Sequence[Node]) -> Iterator[Fault]:
    # Aggregates stand among the criteria wherever values go by id.
    named = [*((node.path, node.row) for node in nodes), *rows(raw, "aggregates")]
    yield from repeated(iter(named))
    yield from repeated(rows(raw, "groups"))
    yield from repeated(rows(raw, "traits"))
    for path, row in named:
        name = text(row, "id")
        if name is not None and name.casefold() in RESERVED_IDS:
            yield fault(checks.RESERVED_ID, (*path, "id"), id=name)
        if len(path) >= 2 * DEEPEST and row.get("children"):
            yield fault(checks.TOO_DEEP, (*path, "children"), limit=DEEPEST)
    for key in ("criteria", "groups"):
        if raw.get(key) == []:
            yield fault(checks.EMPTY_LIST, (key,), key=key)


def _codes(nodes: Sequence[Node]) -> Iterator[Fault]:
    seen: dict[str, list[Node]] = {}
    for node in nodes:
        code = (text(node.row, "code") or "").strip()
        if not code:
            continue
        # Two groups may each have their own section "VIII".
        first = next((one for one in seen.get(code, ()) if not _apart(one, node)), None)
        if first is not None:
            same_parent = first.path[:-1] == node.path[:-1]
            check = checks.REPEATED_CODE if same_parent else checks.CODE_ELSEWHERE
            yield fault(check, (*node.path, "code"), code=code, first=first.path)
        seen.setdefault(code, []).append(node)


def _apart(one: Node, other: Node) -> bool:
    """Whether no group has both."""
    mine, theirs = ({name for _, name in texts(node.row, "groups")} for node in (one, other))
    return bool(mine and theirs) and not mine & theirs


def _names(raw: Row, nodes: Sequence[Node]) -> Iterator[Fault]:
    """Traits, groups and tier lists that are named but not there."""
    traits, groups, lists = _known(raw, "traits"), _known(raw, "groups"), table(raw, "tiers")
    for node in nodes:
        for position, name in texts(node.row, "not_applicable"):
            if name not in traits.ids:
                at = (*node.path, "not_applicable", position)
                yield fault(checks.UNKNOWN_TRAIT, at, trait=name, hint=hint(name, traits))
        for where, name in _named_groups(node):
            if name not in groups.ids:
                yield fault(checks.UNKNOWN_GROUP, (*node.path, *where), group=name, hint=hint(name, groups))
    used = set()
    for path, row in rows(raw, "groups"):
        named = text(row, "tiers")
        used.add(named)
        if named is not None and named not in lists:
            yield fault(checks.UNKNOWN_TIERS, (*path, "tiers"), name=named, known=", ".join(lists) or None)
    for name in lists:
        if name not in used:
            yield fault(checks.UNUSED_TIERS, ("tiers", name), name=name)


def _named_groups(node: Node) -> Iterator[tuple[KeyPath, str]]:
    yield from ((("group_max", name), name) for name in table(node.row, "group_max"))
    yield from ((("groups", position), name) for position, name in texts(node.row, "groups"))


def _columns(raw: Row, nodes: Sequence[Node]) -> Iterator[Fault]:
    """What would be confused with a fixed column, or names a column that is not there."""
    several = sum(not node.is_parent for node in nodes) > 1
    for node in nodes:
        name = text(node.row, "name") or ""
        if several and fold(name) in _COLUMN_NAMES:
            yield fault(checks.LIKE_A_COLUMN, (*node.path, "name"), name=name)
        if node.row.get("markable") is True and node.is_parent:
            yield fault(checks.MARKABLE_PARENT, (*node.path, "markable"), criterion=node.name)
    named = [*(node.row for node in nodes), *(row for _, row in rows(raw, "aggregates"))]
    keys = [*_TITLE_KEYS, *(id_ for row in named if (id_ := text(row, "id")))]
    for path, row in rows(raw, "groups"):
        for key in table(row, "titles"):
            if key not in keys:
                near = get_close_matches(key, keys, n=1, cutoff=0.0)[0]
                at = (*path, "titles", key)
                yield fault(checks.UNKNOWN_KEY, at, key=key, nearest=near, known=", ".join(_TITLE_KEYS))


def _group_names(raw: Row) -> Iterator[Fault]:
    first: dict[str, tuple[KeyPath, str]] = {}
    for path, row in rows(raw, "groups"):
        name, own = text(row, "name") or "", (text(row, "id") or "").casefold()
        before, id_ = first.setdefault(fold(name), (path, own))
        # A whole table twice is one cause, said by its id.
        if name and before != path and id_ != own:
            yield fault(checks.SAME_GROUP_NAME, (*path, "name"), name=name, first=before)


# ---------------------------------------------------------------- criteria of some groups only
def _groups_of_criteria(raw: Row, tops: Sequence[Node]) -> Iterator[Fault]:
    """Groups that a criterion names although its parent, or itself, is not for them."""
    there = {name for _, row in rows(raw, "groups") if (name := text(row, "id"))}
    for parent in [None, *walk(tops)]:
        for node in parent.children if parent else tops:
            for where, name in _named_groups(node):
                if name not in there or node.is_for(name, dropped=True):
                    continue
                facts = {"criterion": node.name, "group": name}
                if where[0] == "group_max":
                    yield fault(said.GROUP_MAX_IDLE, (*node.path, *where), **facts)
                elif parent is not None:
                    yield fault(said.GROUPS_WIDER, (*node.path, *where), **facts, parent=parent.name)


# ---------------------------------------------------------------- aggregates
def _aggregates(raw: Row, nodes: Sequence[Node]) -> Iterator[Fault]:
    by_id = {node.id: node for node in nodes if node.id}
    criteria = known((id_, [node.name]) for id_, node in by_id.items())
    for path, row in rows(raw, "aggregates"):
        name = text(row, "name") or dotted(path)
        if row.get("criteria") == []:
            yield fault(said.AGGREGATE_EMPTY, (*path, "criteria"), aggregate=name)
        listed = list(texts(row, "criteria"))
        for position, each in listed:
            at = (*path, "criteria", position)
            node = by_id.get(each)
            if node is None:
                yield fault(said.UNKNOWN_CRITERION, at, name=each, hint=hint(each, criteria))
                continue
            if not gives(node):
                yield fault(said.AGGREGATE_IDLE, at, name=node.name, aggregate=name)
            # Itself once more, or something above it; of the same two only the later is told.
            before = [by_id[one] for other, one in listed if one in by_id and (one != each or other < position)]
            twice = next((one for one in before if node.path[: len(one.path)] == one.path), None)
            if twice is not None:
                yield fault(said.AGGREGATE_TWICE, at, aggregate=name, name=node.name, parent=twice.name)
