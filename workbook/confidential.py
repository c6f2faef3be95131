"""Names that a text for others must not hold: whom of the council, or which other unit, a recorded text names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from workbook.audit.names import canonical
from workbook.loading.fields import tidy_text
from workbook.model import Round

_SHORTEST: Final = 2
_TITLES: Final = ("ông", "bà", "anh", "chị", "cô", "thầy", "đồng chí", "đ/c")
"""Before a given name, by which people are called: "ông An", "đ/c Văn An"."""


class Names:
    """The names of a round's members, with `units` those of its units too, and where a text holds one."""

    def __init__(self, round_: Round, *, units: bool) -> None:
        people = [spelled for one in round_.members for spelled in (one.name, one.id)]
        agencies = [spelled for one in round_.units for spelled in (one.name, *one.aliases)] if units else []
        every = sorted({one for one in (*people, *agencies) if _is_telling(one)}, key=len, reverse=True)
        single = [one for one in every if one.isalpha()]
        self._whole = {canonical(one): one for one in every if not one.isalpha()} | _called(round_)
        self._pattern = re.compile(rf"(?<= ){_either(sorted(self._whole, key=len, reverse=True))}(?= )")
        # "An" is a name, "an" is not.
        self._single = re.compile(rf"(?<!\w){_either(single)}(?!\w)")

    def named(self, text: str, own: Iterable[str] = ()) -> str:
        """The first name in the text that is none of `own`; "" where there is none."""
        known = {canonical(one) for one in own}
        # Neighbouring names share the space between them.
        for match in self._pattern.finditer(f" {canonical(text)} "):
            if match[0] not in known:
                return self._whole[match[0]]
        single = (match[0] for match in self._single.finditer(tidy_text(text)))
        return next((one for one in single if canonical(one) not in known), "")


def _called(round_: Round) -> dict[str, str]:
    """Members as they are called in speech: a title before the given name, or before the last two words."""
    made: dict[str, str] = {}
    for name in (one.name for one in round_.members):
        words = canonical(name).split()
        for given in (words[-1:], words[-2:]) if len(words) > 1 else ():
            made |= {f"{canonical(title)} {' '.join(given)}": name for title in _TITLES}
    return made


def _is_telling(spelled: str) -> bool:
    return len(spelled) >= _SHORTEST and any(char.isupper() or char.isdigit() for char in spelled)


def _either(spelled: Iterable[str]) -> str:
    parts = "|".join(re.escape(one) for one in spelled if one)
    return rf"(?:{parts})" if parts else r"(?!)"
