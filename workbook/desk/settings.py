"""xlwings' settings (xlwings.conf) as bytes: what the add-in reads in them, our one line put in and taken out.

Our line goes to the top: the add-in takes the first of a key, so nothing of somebody else's has to make way, and what
was there is the same to the byte when our line is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_SETTING: Final = re.compile(rb'\s*"?([^",]*)"?\s*,\s*"?(.*?)"?\s*')
_CONDA: Final = "CONDA PATH"
_GENERAL: Final = "INTERPRETER"
"""Asked by the add-in only where the system's own key is empty."""


class Wish(NamedTuple):
    """The line that we want in the settings, and those that we wrote."""

    key: str
    value: str
    ours: tuple[str, ...] = ()
    """Values that we wrote before (two while one is being replaced)."""
    end: bytes = b"\n"


class Answer(NamedTuple):
    """What the settings come to."""

    text: bytes | None = None
    """To be written; None where nothing is."""
    other: tuple[str, str] | None = None
    """Somebody else's key and value, which stand against ours."""


def _pairs(data: bytes) -> Iterator[tuple[bytes, str, str]]:
    """Each setting: its line without its end, its key in capitals, its value."""
    for line in data.splitlines():
        if found := _SETTING.fullmatch(line):
            key, value = (part.decode("utf-8", "replace") for part in found.groups())
            yield line, key.strip().upper(), value


def setting(data: bytes, key: str) -> str | None:
    """The value of a key in xlwings.conf, found as the add-in finds it: the first, whatever its case."""
    return next((value for _, name, value in _pairs(data) if name == key), None)


def is_unicode(data: bytes) -> bool:
    """Whether this is UTF-16 or no text at all: the add-in cannot read it, and a line of ours would break it."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data


def _line(key: str, value: str) -> bytes:
    return f'"{key}","{value}"'.encode()


def _where(data: bytes, key: str, values: Sequence[str]) -> tuple[list[bytes], int | None]:
    """The lines, and which of them is to the letter what we wrote."""
    lines, ours = data.splitlines(keepends=True), [_line(key, value) for value in values]
    return lines, next((number for number, line in enumerate(lines) if line.rstrip(b"\r\n") in ours), None)


def has(data: bytes, key: str, values: Sequence[str]) -> bool:
    """Whether our line is there, wherever it stands."""
    return _where(data, key, values)[1] is not None


def without(data: bytes, key: str, values: Sequence[str]) -> bytes:
    """The settings without our line, one line since we write no second; everything else to the byte."""
    lines, number = _where(data, key, values)
    return data if number is None else b"".join((*lines[:number], *lines[number + 1 :]))


def judged(data: bytes, wish: Wish) -> Answer:
    """Whether Excel gets what we want, what is to be written for it, or what stands against it."""
    key = wish.key
    first = next((pair for pair in _pairs(data) if pair[1] == key), None)
    lines, number = _where(data, key, wish.ours)
    ours = first is not None and number is not None and lines[number].rstrip(b"\r\n") == first[0]
    if first is not None and (ours or first[2] == wish.value):
        if conda := setting(data, _CONDA):
            return Answer(other=(_CONDA, conda))
        if first[2] == wish.value or number is None:
            return Answer()
        end = lines[number][len(first[0]) :]
        return Answer(b"".join((*lines[:number], _line(key, wish.value) + end, *lines[number + 1 :])))
    rest = without(data, key, wish.ours)
    for name in (key, _GENERAL, _CONDA):
        # A later one counts too: whoever wrote it wants it, and may clear away the empty one above it.
        for _, found, value in _pairs(rest):
            if found == name and value and (name, value) != (key, wish.value):
                return Answer(other=(name, value))
    return Answer(_line(key, wish.value) + wish.end + rest)
