"""Counts of units written in words ("mười hai đơn vị"), made digits; what is no number, or no count, stays."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES: Final = {"mươi": 10, "trăm": 100}
_THOUSAND: Final = ("nghìn", "ngàn")
_BETWEEN: Final = ("linh", "lẻ")
_WORD: Final = f"(?:{'|'.join((*_DIGITS, *_SCALES, *_THOUSAND, *_BETWEEN, 'mười'))})"
NUMBER: Final = rf"{_WORD}(?:\s+{_WORD}){{0,12}}+"
"""A run of words of numbers; `value_of` tells whether it is one. Never gone back on: a text may be made of them."""
_BEFORE: Final = re.compile(r"(?:^|[,;:(“\"–-]|\b(?:có|và|gồm|được|còn|với|số|trong đó))\s*$", re.IGNORECASE)
_OF_ONE_WORD: Final = frozenset({"một", "năm"})
""""là một đơn vị" and "trong năm đơn vị phải" count nothing."""


def value_of(text: str) -> int | None:
    """The number that the words say: "hai mươi hai" is 22; None where they are none."""
    total, digit = 0, None
    for word in text.casefold().split():
        if word in _DIGITS and digit is None:
            digit = _DIGITS[word]
        elif word == "mười" and digit is None:
            total += 10
        elif word in _SCALES and digit is not None:
            total, digit = total + digit * _SCALES[word], None
        elif word in _THOUSAND and (total or digit):
            total, digit = (total + (digit or 0)) * 1000, None
        elif word not in _BETWEEN:
            return None
    return total + (digit or 0) or None


def in_digits(text: str, noun: str) -> str:
    """The text with digits for the words of numbers that stand before the noun, a pattern."""

    def digits(found: re.Match[str]) -> str:
        words = found[1]
        value = value_of(words)
        alone = words.casefold() in _OF_ONE_WORD and not _BEFORE.search(text[: found.start()])
        return found[0] if value is None or alone else str(value)

    after = rf"(?=\s*(?:\(\s*\d{{1,5}}\s*\)\s*)?(?:/\s*\d{{1,5}}\s*)?{noun}\b)"
    return re.sub(rf"(?<!\w)({NUMBER}){after}", digits, text, flags=re.IGNORECASE)
