"""A TOML file as raw data, and where in it each key stands.

Reading never raises for a bad file: it is Refused with a finding. What the keys mean is not known
here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Final

from workbook.catalogue import rubric as checks
from workbook.findings import Check, Fact, Finding, Place, Refused, Words, finding

KeyPath = tuple[str | int, ...]
"""Keys and positions (from 0) from the top of the file to one value."""
Locate = Callable[[KeyPath], Place]
Row = Mapping[str, object]
FILE_LIMIT: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding whose place is still a key path."""

    check: Check
    path: KeyPath
    facts: Mapping[str, Fact | KeyPath]
    """A fact that is a key path is said as the place where it leads."""


def fault(check: Check, path: KeyPath, **facts: Fact | KeyPath) -> Fault:
    return Fault(check, path, facts)


def placed(found: Fault, locate: Locate, of: Mapping[Check, Check] | None = None) -> Finding:
    """The fault as a finding; `of` exchanges the check for that of another family."""
    check = found.check if of is None else of.get(found.check, found.check)
    return finding(check, locate(found.path), **{name: _said(fact, locate) for name, fact in found.facts.items()})


def _said(fact: Fact | KeyPath, locate: Locate) -> Fact:
    if isinstance(fact, Words) or not isinstance(fact, tuple):
        return fact
    at = locate(fact)
    if at.key and at.key.startswith("line "):
        return Words(re.sub(r"^line (\d+)(?:, column (?=\d))?", _in_vietnamese, at.key), at.key)
    return at.key or (f"{at.sheet}!{at.cell}" if at.cell else at.file)


def _in_vietnamese(line: re.Match[str]) -> str:
    return f"dòng {line[1]}" + (", cột " if "column" in line[0] else "")


def read_bytes(path: Path, shown: str, limit: int = FILE_LIMIT) -> bytes:
    """The whole file; Refused where it is missing, shut or larger than `limit`."""
    at = Place(file=shown)
    try:
        if not path.exists():
            raise Refused([finding(checks.FILE_MISSING, at, name=str(path))])
        if not path.is_file():  # a pipe would never end
            raise OSError(path)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError):  # ValueError: a null character in the name
        raise Refused([finding(checks.FILE_UNREADABLE, at, name=str(path))]) from None
    if len(data) > limit:
        raise Refused([finding(checks.TOO_LARGE, at, name=shown, limit=limit)])
    return data


def read_text(path: Path, shown: str) -> str:
    """The file as UTF-8 text, with or without a BOM."""
    try:
        return read_bytes(path, shown).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([finding(checks.NOT_UTF8, Place(file=shown), name=shown)]) from None


def read_toml(path: Path, shown: str) -> tuple[dict[str, object], Locate]:
    """The file's raw data and the way from a key path to its place. Figures are Decimal."""
    text = read_text(path, shown).replace("\r\n", "\n")
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Refused([_syntax(str(error), text, shown)]) from None
    except (ValueError, InvalidOperation, RecursionError):  # a number or nesting without end
        raise Refused(
            [
                finding(
                    checks.SYNTAX,
                    Place(file=shown),
                    detail=Words("số quá dài hoặc ngoặc lồng quá sâu", "a number or nesting without end"),
                )
            ]
        ) from None
    return raw, locator(text, shown)


def _syntax(message: str, text: str, shown: str) -> Finding:
    detail, _, where = message.rpartition(" (at ")
    line = re.match(r"line (\d+)", where)
    number = int(line[1]) if line else text.rstrip().count("\n") + 1
    known = next((words for start, words in _SYNTAX_WORDS.items() if message.startswith(start)), None)
    typed = next(islice(text.split("\n"), number - 1, None), "")
    words = _date_words(typed) or known or Words("sai cú pháp", detail or message)
    return finding(checks.SYNTAX, Place(file=shown, key=f"line {number}"), detail=words)


def _date_words(line: str) -> Words | None:
    """Where a day was typed as one writes it in Vietnam: 10-12-2026."""
    found = re.fullmatch(r"\s*[\w-]+\s*=\s*(\d\d?)\s*[-/.]\s*(\d\d?)\s*[-/.]\s*(\d{4})\s*(?:#.*)?", line)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    right = f"{year}-{month:02}-{day:02}"
    return Words(f"ngày phải viết năm-tháng-ngày: {right}", f"days are written year-month-day: {right}")


_SYNTAX_WORDS: Final[Mapping[str, Words]] = {
    "Cannot": Words("khóa hoặc bảng này đã có ở trên", "this key or table stands above already"),
    "Unterminated": Words("thiếu dấu ngoặc kép đóng", "the closing quotation mark is missing"),
    "Unclosed": Words("thiếu dấu ngoặc đóng", "the closing bracket is missing"),
}
"""What the parser says most often, by how its message begins; the rest is said in its own words."""


# ---------------------------------------------------------------- from a key path to a line
def locator(text: str, shown: str) -> Locate:
    """Places with key path and line: "line 31: criteria[2].max" (positions from 1)."""
    lines: dict[KeyPath, int] = {}
    for path, number in _keys(text):
        for end in range(1, len(path) + 1):
            lines.setdefault(path[:end], number)

    def locate(path: KeyPath) -> Place:
        for end in range(len(path), 0, -1):
            if path[:end] in lines:
                return Place(file=shown, key=f"line {lines[path[:end]]}: {dotted(path)}")
        return Place(file=shown, key=dotted(path) or None)

    return locate


def dotted(path: KeyPath) -> str:
    """The key path as people write it, positions from 1: criteria[2].max."""
    words = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return words.removeprefix(".")


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_PART = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=(.*)$")
_STRING = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')


def _keys(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Each header and key with its line. A plain scan of valid TOML: good for pointing only."""
    base: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    skip = _Skip()
    for number, line in enumerate(text.split("\n"), start=1):
        if skip.inside(line):
            continue
        if header := _HEADER.match(line):
            base = _open(_parts(header[2]), header[1] == "[[", counts)
            yield base, number
        elif key := _KEY.match(line):
            yield base + _parts(key[1]), number
            skip.begin(key[2])


def _parts(dotted_key: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted_key))


def _open(parts: KeyPath, repeated: bool, counts: dict[KeyPath, int]) -> KeyPath:
    """The path that a header stands for: arrays on the way mean their newest entry."""
    path: KeyPath = ()
    for position, part in enumerate(parts):
        path += (part,)
        if repeated and position == len(parts) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path += (counts[path] - 1,)
    return path


class _Skip:
    """Whether a line lies inside a value that began on an earlier line."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""

    def begin(self, rest: str) -> None:
        self._depth, self._quote = 0, ""
        self._take(rest)

    def inside(self, line: str) -> bool:
        if not self._depth and not self._quote:
            return False
        self._take(line)
        return True

    def _take(self, line: str) -> None:
        if self._quote:
            _, found, line = line.partition(self._quote)
            if not found:
                return
            self._quote = ""
        bare = line
        while hit := _STRING.search(bare):
            if hit[0] in ('"""', "'''"):
                _, closed, rest = bare[hit.end() :].partition(hit[0])
                if not closed:
                    self._quote, bare = hit[0], bare[: hit.start()]
                    break
                bare = bare[: hit.start()] + rest
            else:
                bare = bare[: hit.start()] + bare[hit.end() :]
        self._depth = max(0, self._depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))
