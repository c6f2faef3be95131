"""Decisions on which of several ballots counts: whether they name somebody, and a file by its hash, once each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.loading.names import Known, hint
from workbook.loading.shape import rows, text
from workbook.loading.source import Fault, KeyPath, Row, fault

_HASH = re.compile("[0-9a-f]{8,32}")
_UNIT = "unit:"


def choices_sense(raw: Row, units: Known | None, members: Known | None) -> Iterator[Fault]:
    """`units` and `members` are None where they could not be read; then no name is judged."""
    first: dict[str, KeyPath] = {}
    for path, row in rows(raw, "choices"):
        scorer, file = text(row, "member"), text(row, "file")
        if scorer is not None:
            of_unit = scorer.startswith(_UNIT)
            known, name = (units, scorer.removeprefix(_UNIT)) if of_unit else (members, scorer)
            if known is not None and name not in known.ids:
                check, what = (checks.UNKNOWN_UNIT, "unit") if of_unit else (checks.UNKNOWN_MEMBER, "member")
                yield Fault(check, (*path, "member"), {what: name, "hint": hint(name, known)})
            if scorer in first:
                yield fault(round_deep.CHOICE_TWICE, path, member=scorer, first=first[scorer])
            first.setdefault(scorer, path)
        if file is not None and not _HASH.fullmatch(file):
            yield fault(round_deep.CHOICE_HASH, (*path, "file"), value=file)
