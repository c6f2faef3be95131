"""Whether the tie chain of a rubric's file can part units: steps that are not there, stand twice, or part nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from workbook.catalogue import tree as said
from workbook.findings import Words
from workbook.formulas import tie_round_formula
from workbook.loading.names import Known, hint, known
from workbook.loading.rubric_tiers import LONGEST_FORMULA
from workbook.loading.rubric_tree import Node, gives, walk
from workbook.loading.shape import rows, table, text, texts
from workbook.loading.source import Fault, Row, fault
from workbook.rubric import TIE_WORDS
from workbook.rules.mandatory import Mandatory


def tie_chain(raw: Row, tops: Sequence[Node]) -> Iterator[Fault]:
    """Everything that is wrong with the steps, in their order."""
    criteria = {node.id: (node,) for node in walk(tops) if node.id}
    sums = {
        name: tuple(node for _, one in texts(row, "criteria") for node in criteria.get(one, ()))
        for _, row in rows(raw, "aggregates")
        if (name := text(row, "id"))
    }
    named = {**sums, **criteria}
    seen: set[str] = set()
    steps = list(texts(raw, "tie_chain"))
    for position, step in steps:
        at = ("tie_chain", position)
        if step in seen:
            yield fault(said.CHAIN_TWICE, at, name=step)
        elif step in TIE_WORDS:
            if (reason := _idle_word(raw, tops, step)) is not None:
                yield fault(said.CHAIN_NEVER, at, name=step, reason=reason)
        elif step not in named:
            words = ", ".join(TIE_WORDS)
            yield fault(said.CHAIN_UNKNOWN, at, name=step, words=words, hint=hint(step, _known(raw, criteria)))
        elif (why := _idle_sum(raw, tops, named[step])) is not None:
            yield fault(said.CHAIN_NEVER, at, name=step, reason=why)
        else:
            for group in _without(raw, named[step]):
                yield fault(said.CHAIN_NOT_FOR_GROUP, at, name=step, group=group)
        seen.add(step)
    length = chain_formula_length(len(steps))
    if length > LONGEST_FORMULA:
        yield fault(said.CHAIN_TOO_LONG, ("tie_chain",), count=len(steps), length=length, most=LONGEST_FORMULA)


def chain_formula_length(steps: int) -> int:
    """The most characters that the formula of one round of so many steps can have in a sheet."""
    return len(tie_round_formula(_CELL, _AREA, [(_CELL, _AREA)] * steps))


_CELL: Final = "XFD1048576"
_AREA: Final = "XFD$1048576:XFD$1048576"


def _known(raw: Row, criteria: Mapping[str, tuple[Node, ...]]) -> Known:
    sums = ((name, [text(row, "name") or name]) for _, row in rows(raw, "aggregates") if (name := text(row, "id")))
    return known([*((name, [node.name]) for name, (node,) in criteria.items()), *sums])


# ---------------------------------------------------------------- steps that part nobody
_RANKED: Final = Words("các đơn vị bằng nhau đã bằng nhau ở số này", "equal units are equal in this already")
_ALL_OF_IT: Final = Words(
    "tổng điểm là điểm tiêu chí cộng lại, không còn gì bị làm tròn", "the total is the plain sum, nothing is rounded"
)
_WHOLE: Final = Words("đó là cả tổng điểm", "it is the whole total")
_POINTLESS: Final = Words("không tính điểm, hoặc năm nay không chấm", "it gives no points, or is not scored this year")


def _idle_word(raw: Row, tops: Sequence[Node], step: str) -> Words | None:
    ranked = raw.get("rank_by", "total")
    if step == ranked:
        return _RANKED
    return _ALL_OF_IT if step == "exact" and ranked == "total" and _is_whole(raw, tops) else None


def _is_whole(raw: Row, tops: Sequence[Node]) -> bool:
    """Whether the sum of the rounded points is the total to its last decimal."""
    rounding = table(raw, "rounding")
    leaf, total = rounding.get("leaf", 2), rounding.get("total", 2)
    plain = all(node.weight == 1 for node in walk(tops))
    by_leaf = rounding.get("order", "leaf") == "leaf"
    return by_leaf and plain and isinstance(leaf, int) and isinstance(total, int) and leaf <= total


def _idle_sum(raw: Row, tops: Sequence[Node], nodes: Sequence[Node]) -> Words | None:
    if not any(_can_differ(node) for node in nodes):
        return _POINTLESS
    counted = [top for top in tops if not top.dropped and gives(top)]
    whole = raw.get("rank_by", "total") == "total" and _is_whole(raw, tops) and raw.get("bonus", "open") == "open"
    return _WHOLE if whole and len(counted) == 1 and counted[0] in nodes else None


def _can_differ(node: Node) -> bool:
    """Whether units can have different values in it: points, or a condition that is met or not."""
    if node.dropped:
        return False
    return gives(node) or (node.kind is Mandatory and not node.is_parent)


def _without(raw: Row, nodes: Sequence[Node]) -> Iterator[str]:
    """The groups in which nothing of it is scored."""
    for _, group in rows(raw, "groups"):
        name = text(group, "id")
        if name is not None and not any(node.is_for(name) for node in nodes):
            yield name
