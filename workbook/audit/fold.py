"""One finding instead of one a row, where most rows break the same rule: then the rubric is the likely cause."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workbook.audit.right import View
from workbook.catalogue import audit as said
from workbook.findings import Check, Finding, Place, Words, finding, placeholders, say

FEWEST: Final = 4
"""So many rows must break a rule before it speaks for the whole table."""
_RULES: Final[tuple[tuple[Check, ...], ...]] = (
    (said.OVER_MAX, said.TOTAL_OVER_MAX),
    (said.TOTAL_SUM,),
    (said.INDEX,),
    (said.PERCENT,),
    (said.CONVERTED,),
    (said.APPLICABLE_MAX,),
    (said.TIER, said.NO_TIER, said.TIER_CHOICE),
)
"""Checks of one row; those of one line are one rule, the first are about maxima."""
_FOLLOW: Final = (said.COLUMN_MAXIMA, said.UNKNOWN_TIER)
"""What wrong maxima bring along besides."""


def folded(seen: View, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one list, those of a rule that most rows break told as one."""
    told = list(findings)
    most = max(FEWEST, len(seen.cases) // 2 + 1)
    broken = [rule for rule in _RULES if len(_rows(told, rule)) >= most]
    if not broken:
        return told
    checks = [check for rule in broken for check in rule]
    if broken[0] is _RULES[0]:
        # With other maxima no index and no tier can fit either.
        checks = [*(check for rule in _RULES for check in rule), *_FOLLOW]
    codes = {check.code for check in checks}
    first = next(place for place, one in enumerate(told) if one.code in {check.code for check in broken[0]})
    instead = _not_fitting(seen, told[first], len(_rows(told, broken[0])))
    return [
        instead if place == first else one for place, one in enumerate(told) if place == first or one.code not in codes
    ]


def _rows(findings: Iterable[Finding], rule: Iterable[Check]) -> set[str]:
    """The rows (by their numbers on the sheet) of the findings of one rule."""
    codes = {check.code for check in rule}
    return {(one.at.cell or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for one in findings if one.code in codes}


def _not_fitting(seen: View, first: Finding, count: int) -> Finding:
    plain = next(check for check in said.CHECKS if check.code == first.code)
    bare = Finding(plain, first.at, {name: first.facts[name] for name in placeholders(plain.vi)})
    at = Place(file=first.at.file, sheet=first.at.sheet, cell=first.at.cell)
    example = Words(say(bare, "vi"), say(bare, "en"))
    return finding(
        said.NOT_FITTING, at, rubric=seen.rubric.id, count=count, rows=len(seen.cases), example=example
    )  # fmt: skip
