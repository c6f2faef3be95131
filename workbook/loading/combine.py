"""How members are combined ([combine] of round.toml): keys without use, roles and a chair that nobody is, sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from workbook.catalogue import round as checks
from workbook.catalogue import round_deep as deep
from workbook.loading.fields import tidy_text
from workbook.loading.names import Known, fold, hint
from workbook.loading.shape import rows, table, text
from workbook.loading.source import Fault, Row, fault
from workbook.model import Method

_NEEDS = {"drop": "trimmed", "weights": "weighted"}
"""The method that a key is for."""
_SHOWN = 12
"""How many roles a finding lists."""


def combine_sense(raw: Row, members: Known | None) -> Iterator[Fault]:
    """`members` is None where they could not be read; then nothing is judged that asks for them."""
    own = table(raw, "combine")
    # A bare text is the method: combine = "median".
    method = text(raw, "combine") or text(own, "method") or ("mean" if "method" not in own else None)
    for key, needed in _NEEDS.items():
        if key in own and method in get_args(Method) and method != needed:
            yield fault(deep.COMBINE_UNUSED, ("combine", key), key=key, needed=needed, method=method)
    if method == "weighted" and not own.get("weights"):
        yield fault(deep.COMBINE_NO_WEIGHTS, ("combine",))
    if members is None:
        return
    chair = text(own, "chair")
    if chair and chair not in members.ids:
        yield Fault(checks.UNKNOWN_MEMBER, ("combine", "chair"), {"member": chair, "hint": hint(chair, members)})
    yield from _drop(raw, own, method)
    yield from _weights(raw, own)


def _drop(raw: Row, own: Row, method: str | None) -> Iterator[Fault]:
    """Whether there will ever be figures left when so many are dropped."""
    drop = own.get("drop", 1)
    count = sum("absent" not in row for _, row in rows(raw, "members"))
    if method == "trimmed" and type(drop) is int and drop > 0 and count <= 2 * drop:
        yield fault(deep.DROP_TOO_LARGE, ("combine", "drop"), drop=drop, count=count, needed=2 * drop + 1)


def _weights(raw: Row, own: Row) -> Iterator[Fault]:
    """Roles that nobody has, and roles that are weighed twice."""
    roles = dict.fromkeys(tidy_text(role) for _, row in rows(raw, "members") if (role := text(row, "role")))
    first: dict[str, tuple[int | str, ...]] = {}
    for path, row in rows(own, "weights", ("combine",)):
        role = tidy_text(text(row, "role") or "")
        if not role:
            continue
        if role not in roles:
            near = next((one for one in roles if fold(one) == fold(role)), None)
            some = ", ".join(f"“{one}”" for one in [*roles][:_SHOWN]) + (", ..." if len(roles) > _SHOWN else "")
            shown = f"“{near}”" if near else some or "–"
            yield fault(deep.ROLE_NOBODY, (*path, "role"), role=role, known=shown)
        elif role in first:
            yield fault(deep.ROLE_TWICE, (*path, "role"), role=role, first=first[role])
        first.setdefault(role, path)
