"""Formulas by meaning: their tokens, and references as the keys that they point at, on their own sheet or another.

Nothing here knows what a sheet holds; `compare` says where its keys stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from workbook.points import composed
from workbook.sheets.grid import from_a1
from workbook.sheets.precedence import order

_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<gone>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?
      \#REF!(?:\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?)?)
  | (?P<ref>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?(?![\w(]))
  | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
  | (?P<name>(?:[^\W\d]|\\)[\w.]*)
  | (?P<quoted>'(?:[^']|'')*')
  | (?P<space>\s+)
  | (?P<other><>|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_RENAMED = {"RANK.EQ": "RANK", "STDEV.S": "STDEV"}
Token = tuple[str, object]


@lru_cache(maxsize=20_000)
def tokens(formula: str) -> tuple[Token, ...]:
    """The formula's tokens, free of spacing, case and number spelling."""
    made: list[Token] = []
    for match in _TOKEN.finditer(formula):
        kind, text = match.lastgroup or "other", match.group()
        if kind == "space":
            continue
        if kind == "number":
            made.append((kind, float(text)))
        elif kind == "name":
            bare = text.upper().removeprefix("_XLFN.")
            made.append((kind, _RENAMED.get(bare, bare)))
        elif kind == "ref":
            made.append((kind, text if "!" in text else _one_cell(text.upper())))
        else:
            # Programs leave more or less of a reference behind whose cell is gone.
            made.append((kind, "#REF!" if kind == "gone" else text))
    return tuple(_without_true_call(made))


def _one_cell(reference: str) -> str:
    """Gnumeric writes a range of one cell as that cell."""
    first, _, last = reference.partition(":")
    return first if first.replace("$", "") == last.replace("$", "") else reference


def _without_true_call(made: list[Token]) -> Iterator[Token]:
    # LibreOffice writes TRUE as TRUE(): the two brackets are dropped.
    skip = 0
    for number, token in enumerate(made):
        if skip:
            skip -= 1
            continue
        yield token
        if token in (("name", "TRUE"), ("name", "FALSE")) and made[number + 1 : number + 3] == [
            ("other", "("),
            ("other", ")"),
        ]:
            skip = 2


class Moves:
    """Translates references of either sheet into the keys that they point at.

    Keys that are gone from the returned sheet are left out on both sides: every program shortens
    ranges over a deleted row, and puts #REF! where nothing is left.
    """

    def __init__(self, rows: Sequence[Shift], columns: Sequence[Shift]) -> None:
        self.sent = Axes(*(_Axis({was: key for key, was, _ in shifts}) for shifts in (rows, columns)))
        self.found = Axes(*(_Axis({now: key for key, _, now in shifts}) for shifts in (rows, columns)))
        self.known: dict[tuple[str, str], bool] = {}
        """Which formulas without references to other sheets say the same, by (sent, found)."""


Shift = tuple[str, int, int]
"""A key, where it was sent, and where it stands now."""


@lru_cache(maxsize=4)
def moves_of(rows: tuple[Shift, ...], columns: tuple[Shift, ...]) -> Moves:
    """Hundreds of unit sheets have one layout, and whoever moves a column often moves it on all of them."""
    return Moves(rows, columns)


class Axes(NamedTuple):
    """The keys down and across a sheet."""

    rows: _Axis
    columns: _Axis

    def keys(self, reference: str) -> tuple[frozenset[str], frozenset[str]] | None:
        """What a reference points at; None where nothing of it has a key."""
        ends = [from_a1(end) for end in reference.split(":")]
        (top, left), (bottom, right) = ends[0], ends[-1]
        down, across = self.rows.between(top, bottom), self.columns.between(left, right)
        return (down, across) if down and across else None


class _Axis:
    """The keys along the rows, or the columns, of a sheet; looks up what lies between two of them."""

    def __init__(self, keys: Mapping[int, str]) -> None:
        self._places = sorted(keys)
        self._keys = [keys[place] for place in self._places]
        self._known: dict[tuple[int, int], frozenset[str]] = {}

    def between(self, one: int, other: int) -> frozenset[str]:
        """The keys from one place to the other, ends included."""
        ends = (one, other) if one <= other else (other, one)
        if ends not in self._known:
            # By the keys that there are, not by the rows of the range: a hostile range may span a million.
            first, last = bisect_left(self._places, ends[0]), bisect_right(self._places, ends[1])
            self._known[ends] = frozenset(self._keys[first:last])
        return self._known[ends]


_GONE = ("gone",)
"""What is left of a reference whose cell is gone, however a program writes it."""


# ---------------------------------------------------------------- other sheets
class Elsewhere:
    """The sheets of two books: what their names stand for, and what moved on each of them.

    Names are those of the sheets by key, as sent and as found; `moves` has None for a sheet on which nothing
    moved, and nothing for one that is not there once: what pointed at it is broken by every program.
    """

    def __init__(
        self, sent: Iterable[tuple[str, str]] = (), found: Iterable[tuple[str, str]] = (),
        moves: Mapping[str, Moves | None] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self._sent = {_folded(name): key for name, key in sent}
        self._moves = moves
        now = {_folded(name): key for name, key in found}
        self._lost = self._sent.keys() - {name for name, key in self._sent.items() if key in moves}
        self._found = {name: self._sent[name] for name in self._lost} | now
        self.is_same = not self._lost and now == self._sent and not any(moves.values())
        """Whether equal references mean the same cells."""

    def of_sent(self, name: str, reference: str) -> object:
        return self._meant(self._sent.get(_folded(name)), name, reference, "sent")

    def of_found(self, name: str, reference: str) -> object:
        return self._meant(self._found.get(_folded(name)), name, reference, "found")

    def _meant(self, key: str | None, name: str, reference: str, side: Literal["sent", "found"]) -> object:
        plain = _one_cell(reference.replace("$", "").upper())
        if key is None:
            return ("ref", "", _folded(name), plain)
        if key not in self._moves:
            return _GONE
        moves = self._moves[key]
        if moves is None:
            return ("ref", key, plain)
        keys = (moves.sent if side == "sent" else moves.found).keys(plain)
        return ("ref", key, *keys) if keys else _GONE


def _folded(name: str) -> str:
    """A sheet's name as programs compare it; quotes are spelling."""
    if name[:1] == name[-1:] == "'":
        name = name[1:-1].replace("''", "'")
    return composed(name).casefold()


# ---------------------------------------------------------------- the same or not
_LONGEST_FORMULA = 8_192
"""Excel's own limit in characters; what is longer is not compared further."""


def same_formula(sent: str, found: str, moves: Moves | None, elsewhere: Elsewhere) -> bool:
    """Whether two formulas mean the same; `moves` is None where nothing moved on their own sheet."""
    if sent == found and moves is None and ("!" not in sent or elsewhere.is_same):
        return True
    if len(found) > _LONGEST_FORMULA:
        return False
    if "!" in sent or "!" in found:
        axes = (None, None) if moves is None else (moves.sent, moves.found)
        ours = [_meant(token, axes[0], elsewhere.of_sent) for token in tokens(sent)]
        return _same_sense(ours, [_meant(token, axes[1], elsewhere.of_found) for token in tokens(found)])
    if moves is None:
        return _same_sense(tokens(sent), tokens(found))
    if (sent, found) not in moves.known:
        ours = [_meant(token, moves.sent) for token in tokens(sent)]
        moves.known[sent, found] = _same_sense(ours, [_meant(token, moves.found) for token in tokens(found)])
    return moves.known[sent, found]


def _meant(token: Token, axes: Axes | None, other_sheet: Callable[[str, str], object] | None = None) -> object:
    kind, text = token
    if kind == "gone":
        return _GONE
    if kind != "ref":
        return token
    name, _, reference = str(text).rpartition("!")
    if name and other_sheet is not None:
        return other_sheet(name, reference)
    if axes is None:
        return token
    keys = axes.keys(reference)
    return (kind, *keys) if keys else _GONE


def _same_sense(ours: Sequence[object], theirs: Sequence[object]) -> bool:
    """Token by token, else by what is computed in which order: IronCalc drops spare brackets."""
    ours, theirs = list(ours), list(theirs)
    return ours == theirs or ((sense := order(ours)) is not None and sense == order(theirs))
