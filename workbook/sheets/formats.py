"""Whether a number format shows the figure that a cell holds: what stands on paper is what the member signed."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_LITERAL = re.compile(r'"([^"]*)"?|\\(.)|[_*].')
_BRACKET = re.compile(r"\[([^\]]*)\]?")
_PLACES = re.compile(r"\.([0#?]*)")


class _Section(NamedTuple):
    """What one section of a format does to a number; places None where it shows as many as there are."""

    is_plain: bool
    places: int | None


def is_shown(value: Decimal, number_format: str) -> bool:
    """Whether the format shows the value and no other number: not scaled, cut, hidden, or under digits of its own."""
    sections = _sections(number_format)
    number = 0 if value > 0 or len(sections) < 2 else 1 if value < 0 or len(sections) < 3 else 2
    if value == 0 and len(sections) < 3:
        number = 0
    made = sections[number]
    if not made.is_plain:
        return False
    exponent = value.normalize().as_tuple().exponent
    return made.places is None or not isinstance(exponent, int) or -exponent <= made.places


@lru_cache(maxsize=500)
def _sections(number_format: str) -> tuple[_Section, ...]:
    """The sections for numbers: positive, negative, zero."""
    bare = _LITERAL.sub(lambda found: "\x00" if any(map(str.isdigit, found[0])) else "", number_format[:300])
    return tuple(map(_section, bare.split(";")[:3]))


def _section(text: str) -> _Section:
    bracketed = _BRACKET.findall(text)
    text = _BRACKET.sub("", text).strip()
    if text.casefold() in ("general", "@", "standard"):
        return _Section(True, None)
    digits = re.sub("[^0#?.,]", "", text)
    own = "\x00" in text or any(char in "123456789" for char in text) or any(one[:1] in "<>=" for one in bracketed)
    if own or not re.search("[0#?]", digits) or digits.endswith(",") or ",." in digits:
        return _Section(False, 0)
    places = _PLACES.search(digits)
    return _Section(True, None if "E" in text.upper() or "/" in text else len(places[1]) if places else 0)
