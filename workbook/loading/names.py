"""What a written name stands for: ids by name, by other spelling, by id in any case.

Also what is said where it stands for nothing. Which tables have ids is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from workbook.findings import Words
from workbook.loading.fields import is_id, tidy_text

_SHOWN: Final = 12
"""How many ids a finding lists."""
_COMMAS: Final = 8
"""The most pieces between commas that one name has."""


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that may stand somewhere, and the words that people write for them."""

    ids: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids by folded word; more than one where the word says too little."""

    def one(self, text: str) -> str | None:
        """The id that the text stands for; None where it is none or could be several."""
        if text in self.ids:
            return text
        found = self.words.get(fold(text), ())
        return found[0] if len(found) == 1 else None


def fold(name: str) -> str:
    """A name for comparing: composed, one space, no case, one way of writing commas."""
    return re.sub(r" ?, ?", ", ", tidy_text(name).casefold())


def known(entries: Iterable[tuple[str, Sequence[str]]]) -> Known:
    """From ids with their words, the name first. An id goes before a name, a name before other words."""
    listed = list(entries)
    words: dict[str, tuple[str, ...]] = {}
    for rank in range(3):
        found: dict[str, tuple[str, ...]] = {}
        for id_, spelled in listed:
            for word in ((id_,), spelled[:1], spelled[1:])[rank]:
                others = found.get(fold(word), ())
                found[fold(word)] = others if id_ in others else (*others, id_)
        words = {**found, **words}
    return Known(tuple(dict.fromkeys(id_ for id_, _ in listed)), words)


def hint(text: str, known: Known) -> Words:
    """What to write in place of a text that is no id."""
    ids = [id_ for id_ in known.ids if is_id(id_)]
    meant = [id_ for id_ in known.words.get(fold(text), ()) if is_id(id_)]
    if len(meant) == 1:
        return Words(f"Hãy ghi mã của mục này: “{meant[0]}”.", f"Write its id: “{meant[0]}”.")
    if meant:
        several = _listed(meant)
        return Words(
            f"Tên này có ở nhiều mã: {several}. Hãy ghi một mã.", f"Several have this name: {several}. Name one."
        )
    if not ids:
        return Words("Hiện chưa có mã nào để chọn.", "There is none to choose from yet.")
    words = Words(f"Các mã dùng được: {_listed(ids)}.", f"Known ids: {_listed(ids)}.")
    near = _nearest(text, known)
    if near is None:
        return words
    return Words(f"Gần giống nhất là “{near}”. {words.vi}", f"The nearest is “{near}”. {words.en}")


def _nearest(text: str, known: Known) -> str | None:
    if len(text) > 300:
        return None
    close = get_close_matches(fold(text), list(known.words), n=1, cutoff=0.6)
    return next((id_ for word in close for id_ in known.words[word] if is_id(id_)), None)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (f", ... ({len(ids)})" if len(ids) > _SHOWN else "")


def parted(text: str, known: Known, *, commas: bool) -> list[str]:
    """The ids in a cell that names several: parted at ";", at "," only where names do not have it.

    What stands for no id is left as it is.
    """
    if whole := known.one(text):
        return [whole]
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return [one for part in parts for one in (_at_commas(part, known) if commas else [known.one(part) or part])]


def _at_commas(text: str, known: Known) -> list[str]:
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    found: list[str] = []
    at = 0
    while at < len(pieces):
        # The longest name first: "Sở Văn hóa, Thể thao" is one unit, not two.
        ends = range(min(len(pieces), at + _COMMAS), at, -1)
        one = next(((end, id_) for end in ends if (id_ := known.one(", ".join(pieces[at:end])))), None)
        if one is None:
            return pieces if all(map(is_id, pieces)) else [text]
        at, name = one
        found.append(name)
    return found
