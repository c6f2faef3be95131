"""Whether the tables of a rubric agree with each other: sums, tiers, bounds as printed, steps.

Works on the raw data of the file (see `shape`), so that it can speak beside errors of shape. What
a rubric computes is not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from itertools import pairwise
from typing import Final

from workbook.catalogue import rubric as checks
from workbook.findings import Fact
from workbook.loading.names import Known, fold, hint, known
from workbook.loading.shape import number, repeated, rows, table, text, texts
from workbook.loading.source import Fault, KeyPath, Row, dotted, fault
from workbook.points import decimals, on_step

DEEPEST: Final = 6
RESERVED_IDS: Final = frozenset({"group", "no", "unit", "prior_rank", "total", "index", "rank", "tier", "note"})
"""Fixed columns of published tables; a criterion of that name could not be told from them."""

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

Node = tuple[KeyPath, Row]


def sense(raw: Row) -> Iterator[Fault]:
    """Everything that is wrong between the tables of one rubric."""
    nodes = list(_walk(raw))
    yield from _ids(raw, nodes)
    yield from _codes(nodes)
    yield from _names(raw, nodes)
    yield from _columns(raw, nodes)
    yield from _group_names(raw)
    yield from _sums(raw, nodes)
    yield from _steps(raw)
    yield from _tier_lists(raw)


def _walk(raw: Row) -> Iterator[Node]:
    """Every criterion with its path, parents first; without recursion, for files of any depth."""
    waiting = list(reversed(list(rows(raw, "criteria"))))
    while waiting:
        path, row = waiting.pop()
        yield path, row
        if len(path) < 2 * DEEPEST:
            waiting.extend(reversed(list(rows(row, "children", path))))


def group_ids(raw: Row) -> list[str]:
    return [name for _, row in rows(raw, "groups") if (name := text(row, "id")) is not None]


def _known(raw: Row, key: str) -> Known:
    return known(
        (id_, [word for word in (text(row, "name"), text(row, "note")) if word])
        for _, row in rows(raw, key)
        if (id_ := text(row, "id"))
    )


# ---------------------------------------------------------------- ids, codes, names
def _ids(raw: Row, nodes: Sequence[Node]) -> Iterator[Fault]:
    yield from repeated(iter(nodes))
    yield from repeated(rows(raw, "groups"))
    yield from repeated(rows(raw, "traits"))
    for path, row in nodes:
        name = text(row, "id")
        if name is not None and name.casefold() in RESERVED_IDS:
            yield fault(checks.RESERVED_ID, (*path, "id"), id=name)
        if len(path) >= 2 * DEEPEST and row.get("children"):
            yield fault(checks.TOO_DEEP, (*path, "children"), limit=DEEPEST)
    for key in ("criteria", "groups"):
        if raw.get(key) == []:
            yield fault(checks.EMPTY_LIST, (key,), key=key)


def _codes(nodes: Sequence[Node]) -> Iterator[Fault]:
    first: dict[str, KeyPath] = {}
    for path, row in nodes:
        code = (text(row, "code") or "").strip()
        if not code:
            continue
        if code in first:
            same_parent = first[code][:-1] == path[:-1]
            check = checks.REPEATED_CODE if same_parent else checks.CODE_ELSEWHERE
            yield fault(check, (*path, "code"), code=code, first=first[code])
        first.setdefault(code, path)


def _names(raw: Row, nodes: Sequence[Node]) -> Iterator[Fault]:
    """Traits, groups and tier lists that are named but not there."""
    traits, groups, lists = _known(raw, "traits"), _known(raw, "groups"), table(raw, "tiers")
    for path, row in nodes:
        for position, name in texts(row, "not_applicable"):
            if name not in traits.ids:
                at = (*path, "not_applicable", position)
                yield fault(checks.UNKNOWN_TRAIT, at, trait=name, hint=hint(name, traits))
        for name in table(row, "group_max"):
            if name not in groups.ids:
                yield fault(checks.UNKNOWN_GROUP, (*path, "group_max", name), group=name, hint=hint(name, groups))
    used = set()
    for path, row in rows(raw, "groups"):
        named = text(row, "tiers")
        used.add(named)
        if named is not None and named not in lists:
            yield fault(checks.UNKNOWN_TIERS, (*path, "tiers"), name=named, known=_listed(list(lists)))
    for name in lists:
        if name not in used:
            yield fault(checks.UNUSED_TIERS, ("tiers", name), name=name)


def _columns(raw: Row, nodes: Sequence[Node]) -> Iterator[Fault]:
    """What would be confused with a fixed column, or names a column that is not there."""
    several = sum(not row.get("children") for _, row in nodes) > 1
    for path, row in nodes:
        name = text(row, "name") or ""
        if several and fold(name) in _COLUMN_NAMES:
            yield fault(checks.LIKE_A_COLUMN, (*path, "name"), name=name)
        if row.get("markable") is True and row.get("children"):
            yield fault(checks.MARKABLE_PARENT, (*path, "markable"), criterion=name or dotted(path))
    keys = [*_TITLE_KEYS, *(id_ for _, row in nodes if (id_ := text(row, "id")))]
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


def _listed(names: Sequence[str]) -> str | None:
    return ", ".join(names) or None


# ---------------------------------------------------------------- maxima
def _max_in(row: Row, group: str | None) -> Decimal | None:
    own = table(row, "group_max")
    return number(own, group) if group is not None and group in own else number(row, "max")


def _sums(raw: Row, nodes: Sequence[Node]) -> Iterator[Fault]:
    groups = group_ids(raw)
    for path, row in nodes:
        children = [child for _, child in rows(row, "children", path)]
        if children:
            yield from _children_sum(path, row, children, groups)
    tops = [row for _, row in rows(raw, "criteria")]
    for path, row in rows(raw, "groups"):
        name, own = text(row, "id"), number(row, "max")
        # Leaves, not tops: a top that its children do not add up to is a fault of its own.
        total = _total(_leaves(tops), name)
        if name is not None and own is not None and total is not None and own != total:
            if total != _total(tops, name) and own == _total(tops, name):
                continue
            yield fault(checks.GROUP_SUM, (*path, "max"), group=name, max=own, sum=total)


def _children_sum(path: KeyPath, row: Row, children: Sequence[Row], groups: Sequence[str]) -> Iterator[Fault]:
    """Once in general, and for a group only where its own maxima are to blame."""
    name = text(row, "name") or dotted(path)
    own, total = number(row, "max"), _total(children, None)
    wrong = own is not None and total is not None and own != total
    if wrong:
        yield fault(checks.CHILDREN_SUM, (*path, "max"), criterion=name, max=own, sum=total, group="")
    for group in groups:
        special = any(group in table(each, "group_max") for each in (row, *children))
        own, total = _max_in(row, group), _total(children, group)
        if special and own is not None and total is not None and own != total:
            at = (*path, "group_max", group) if group in table(row, "group_max") else (*path, "max")
            yield fault(checks.CHILDREN_SUM, at, criterion=name, max=own, sum=total, group=f" ({group})")


def _leaves(tops: Sequence[Row]) -> list[Row]:
    found, waiting, left = [], list(tops), 10_000
    while waiting and left:
        left -= 1
        row = waiting.pop()
        children = [child for _, child in rows(row, "children")]
        waiting.extend(children)
        if not children:
            found.append(row)
    return found


def _total(items: Sequence[Row], group: str | None) -> Decimal | None:
    """The sum of the maxima; None where one of them is not known."""
    total = Decimal(0)
    for row in items:
        own = _max_in(row, group)
        if own is None:
            return None
        total += own
    return total


# ---------------------------------------------------------------- steps
def _steps(raw: Row) -> Iterator[Fault]:
    leaf_places = table(raw, "rounding").get("leaf", 2)
    waiting: list[tuple[KeyPath, Row, Decimal | None]] = [(path, row, None) for path, row in rows(raw, "criteria")]
    while waiting:
        path, row, inherited = waiting.pop(0)
        step = number(row, "step") if "step" in row else inherited
        children = list(rows(row, "children", path)) if len(path) < 2 * DEEPEST else []
        waiting[:0] = [(at, child, step) for at, child in children]
        if "step" in row and step is not None and step > 0 and not _usable(step):
            yield fault(checks.STEP_NOT_INVERTIBLE, (*path, "step"), step=step)
        elif step is None and not children and "step" not in row and not _wrong_above(raw, path):
            yield fault(checks.MISSING_KEY, (*path, "step"), key="step")
        elif not children and step is not None and step > 0 and _usable(step):
            yield from _off_step(path, row, step)
            if isinstance(leaf_places, int) and decimals(step) > leaf_places:
                name = text(row, "name") or dotted(path)
                yield fault(checks.STEP_FINER, (*path, "step"), step=step, criterion=name, places=leaf_places)


def _wrong_above(raw: Row, path: KeyPath) -> bool:
    """Whether a parent gives a step of the wrong shape, which has been said there."""
    row: object = raw
    for part in path:
        row = row[part] if isinstance(row, list | dict) else None  # type: ignore[index]
        if isinstance(row, dict) and "step" in row and number(row, "step") is None:
            return True
    return False


def _usable(step: Decimal) -> bool:
    """A whole number, or finely invertible: 1/step is what Excel multiplies by, exactly."""
    if Fraction(step).denominator == 1:
        return True
    inverse = 1 / Fraction(step)
    return (inverse * 10**6).denominator == 1


def _off_step(path: KeyPath, row: Row, step: Decimal) -> Iterator[Fault]:
    name = text(row, "name") or dotted(path)
    own = number(row, "max")
    if own is not None and own > 0 and not on_step(own, step):
        yield fault(checks.MAX_OFF_STEP, (*path, "max"), max=own, criterion=name, step=step)
    for group in table(row, "group_max"):
        special = number(table(row, "group_max"), group)
        if special is not None and special > 0 and not on_step(special, step):
            at = (*path, "group_max", group)
            yield fault(checks.MAX_OFF_STEP, at, max=special, criterion=name, step=step)


# ---------------------------------------------------------------- tiers
def _tier_lists(raw: Row) -> Iterator[Fault]:
    """Each list once, judged with the first group that uses it; the range with every group."""
    shared = table(raw, "tiers")
    judged = set()
    for path, group in rows(raw, "groups"):
        named = text(group, "tiers")
        tiers = list(rows(group, "tiers", path) if named is None else rows(shared, named, ("tiers",)))
        if named is None or named not in judged:
            judged.add(named)
            yield from _order(tiers)
            yield from _as_printed(tiers, _grain(raw, group))
        yield from _range(tiers, group)
    for name in shared:
        if name not in judged:
            yield from _order(list(rows(shared, name, ("tiers",))))


def _order(tiers: Sequence[Node]) -> Iterator[Fault]:
    first: dict[str, KeyPath] = {}
    before: tuple[str, Decimal] | None = None
    for position, (path, row) in enumerate(tiers):
        label = text(row, "label") or dotted(path)
        if label in first:
            yield fault(checks.REPEATED_TIER, (*path, "label"), tier=label, first=first[label])
        first.setdefault(label, path)
        if row.get("lower") is None and position < len(tiers) - 1:
            yield fault(checks.TIER_WITHOUT_LOWER, path, tier=label)
        lower = number(row, "lower")
        if lower is None:
            continue
        if before is not None and lower == before[1]:
            yield fault(checks.TIERS_EQUAL, (*path, "lower"), tier=label, before=before[0], lower=lower)
        elif before is not None and lower > before[1]:
            facts: dict[str, Fact] = {"tier": label, "lower": lower, "before": before[0], "bound": before[1]}
            yield Fault(checks.TIERS_UNSORTED, (*path, "lower"), facts)
        before = (label, lower)


def _range(tiers: Sequence[Node], group: Row) -> Iterator[Fault]:
    """Bounds that no unit of the group can have."""
    base = group.get("base", "points")
    highest = {"points": number(group, "max"), "percent": Decimal(100), "index": Decimal(1)}.get(str(base))
    if highest is None:
        return
    for path, row in tiers:
        label = text(row, "label") or dotted(path)
        for key in ("lower", "from", "to"):
            bound = number(row, key)
            if bound is not None and bound > highest:
                facts: dict[str, Fact] = {"tier": label, "bound": bound, "key": key, "base": str(base), "high": highest}
                yield Fault(checks.TIER_BEYOND, (*path, key), facts)
    top = number(tiers[0][1], "to") if tiers else None
    if top is not None and top < highest:
        label = text(tiers[0][1], "label") or ""
        yield fault(checks.PRINTED_TOP, (*tiers[0][0], "to"), tier=label, to=top, max=highest)


def _grain(raw: Row, group: Row) -> Decimal:
    """The smallest difference between two figures that the tiers are compared with."""
    rounding = table(raw, "rounding")
    places = rounding.get("index", 3) if group.get("base") == "index" else rounding.get("total", 2)
    return Decimal(1).scaleb(-places) if isinstance(places, int) and 0 <= places <= 4 else Decimal("0.01")


def _as_printed(tiers: Sequence[Node], grain: Decimal) -> Iterator[Fault]:
    """Overlaps and holes of the bounds as the decision words them."""
    for path, row in tiers:
        start, end, lower = number(row, "from"), number(row, "to"), number(row, "lower")
        label = text(row, "label") or dotted(path)
        if start is not None and end is not None and start > end:
            yield fault(checks.PRINTED_REVERSED, (*path, "from"), tier=label, printed=start, to=end)
        if start is not None and lower is not None and start != lower:
            yield fault(checks.PRINTED_LOWER, (*path, "from"), tier=label, printed=start, lower=lower)
    for (_, upper), (path, row) in pairwise(tiers):
        end, start = number(row, "to"), number(upper, "from")
        if end is None or start is None:
            continue
        facts: dict[str, Fact] = {
            "tier": text(row, "label") or "",
            "before": text(upper, "label") or "",
            "to": end,
            "bound": start,
        }
        if end >= start:
            counts = facts["tier" if upper.get("strict") is True else "before"]
            yield Fault(checks.PRINTED_OVERLAP, (*path, "to"), {**facts, "value": start, "counts": counts})
        elif start - end > grain:
            yield Fault(checks.PRINTED_HOLE, (*path, "to"), facts)
