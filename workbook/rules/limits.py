"""Whether a rule fits into Excel: its longest formula, how deep it is nested, what its cells refuse.

Known before any sheet is drawn, so that a rubric that cannot fit is refused when it is read.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from workbook.rules.entry import LONGEST_LIST, drop_down, fits_formula, numeric
from workbook.rules.rule import Input, Rule, Scale

LONGEST: Final = 6_000
"""Characters that a rule's own expression may have: Excel allows 8,192, the sheet's part around it needs some."""
DEEPEST: Final = 54
"""Levels of nesting that a rule's own expression may have: Excel allows 64."""
LONGEST_ENTRY: Final = LONGEST_LIST
"""Characters of a validation's formula, or of its literal list."""
_FARTHEST: Final = "$XFD$1048576"
_SHEET: Final = "'" + "M" * 31 + "'!"
_LONGEST_YES: Final = "Y" * 12


class Limits(NamedTuple):
    """Of a rule's longest expression: characters, and levels of brackets."""

    length: int
    depth: int


def formula_limits(rule: Rule, scale: Scale) -> Limits:
    """The longer, and the deeper, of a rule's two expressions, points and clash, at the longest addresses."""
    asked = rule.inputs(scale)
    at = {one.id: numeric(one, _FARTHEST, _LONGEST_YES) for one in asked}
    best = {one.id: _SHEET + _FARTHEST for one in asked}
    made = (rule.formula(at, scale, best), rule.clash_formula(at))
    return Limits(max(map(len, made)), max(map(nesting, made)))


def nesting(formula: str) -> int:
    """How deep the brackets of a formula go; those inside texts and sheet names are not counted."""
    depth = deepest = 0
    quote = ""
    for char in formula:
        if quote or char in "\"'":
            quote = "" if char == quote else quote or char
        elif char == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif char == ")":
            depth -= 1
    return deepest


def entry_length(asked: Input, yes: str, no: str) -> int:
    """The longer of an input's validation formula and its literal drop-down list, mark and all."""
    formula = fits_formula(asked, _FARTHEST, yes, no, markable=True)
    return max(len(formula), len(",".join(drop_down(asked, yes, no, markable=True))))
