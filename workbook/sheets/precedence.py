"""What a formula computes in which order: its tokens without the brackets that change nothing.

Some programs drop spare brackets and plus signs on saving, others add brackets to a double minus. Only order
is known here, no function and no reference; what is not an ordinary expression has no order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_BINARY = {
    **dict.fromkeys(("=", "<", ">", "<>", "<=", ">="), 1),
    "&": 2,
    **dict.fromkeys(("+", "-"), 3),
    **dict.fromkeys(("*", "/"), 4),
    "^": 5,
}
_PERCENT, _NEGATION = 6, 7
"""In Excel a sign binds closest of all: -2^2 is 4."""


class _Open(NamedTuple):
    """An open bracket: of a call with its name, or None of an expression."""

    call: object


class _Operator(NamedTuple):
    binds: int
    sign: str


class _Strange(Exception):
    """Not an ordinary expression."""


def order(tokens: Sequence[object]) -> tuple[object, ...] | None:
    """Operands and operators in the order of computation (postfix); None where that cannot be told.

    A token is (kind, text): kind "other" for signs, "name" for what may be a function; anything else, and a
    token of any other shape, is an operand. Not recursive: a hostile formula may be nested thousands deep.
    """
    reader = _Reader(tokens)
    try:
        for place in range(len(tokens)):
            reader.take(place)
        return reader.end()
    except _Strange:
        return None


class _Reader:
    """The shunting yard of Dijkstra: `made` is what is out already, `waiting` what waits for its operands."""

    def __init__(self, tokens: Sequence[object]) -> None:
        self.tokens = tokens
        self.made: list[object] = []
        self.waiting: list[_Open | _Operator] = []
        self.arguments: list[int] = []
        self.operand_next = True

    def take(self, place: int) -> None:
        token = self.tokens[place]
        sign = _sign(token)
        if sign is None:
            if not self.operand_next:
                raise _Strange
            if _sign(self._after(place)) == "(":
                if not (isinstance(token, tuple) and token[0] == "name"):
                    raise _Strange
                return  # a call: its bracket says so
            self.made.append(token)
            self.operand_next = False
        elif sign == "(":
            self._open(place)
        elif sign in (",", ")"):
            self._close(last=sign == ")")
        elif self.operand_next:
            self._sign_before(sign)
        else:
            self._operator(sign)

    def _after(self, place: int) -> object:
        return self.tokens[place + 1] if place + 1 < len(self.tokens) else None

    def _open(self, place: int) -> None:
        if not self.operand_next:
            raise _Strange
        before = self.tokens[place - 1] if place else None
        called = isinstance(before, tuple) and before[0] == "name"
        self.waiting.append(_Open(before if called else None))
        self.arguments.append(1)

    def _close(self, last: bool) -> None:
        """The end of an argument, or of a bracket."""
        if self.operand_next:
            self.made.append("nothing")
        while self.waiting and isinstance(self.waiting[-1], _Operator):
            self.made.append(self.waiting.pop())
        opened = self.waiting[-1] if self.waiting else None
        if not isinstance(opened, _Open) or (opened.call is None and (self.operand_next or not last)):
            raise _Strange
        self.operand_next = not last
        if not last:
            self.arguments[-1] += 1
            return
        self.waiting.pop()
        count = self.arguments.pop()
        if opened.call is not None:
            self.made.append((opened.call, count))

    def _sign_before(self, sign: str) -> None:
        if sign == "-":
            self.waiting.append(_Operator(_NEGATION, "negative"))
        elif sign != "+":  # a plus before an operand does nothing
            raise _Strange

    def _operator(self, sign: str) -> None:
        binds = _PERCENT if sign == "%" else _BINARY.get(sign)
        if binds is None:
            raise _Strange
        while self.waiting and isinstance(top := self.waiting[-1], _Operator) and top.binds >= binds:
            self.made.append(self.waiting.pop())
        if sign == "%":
            self.made.append(_Operator(binds, sign))
        else:
            self.waiting.append(_Operator(binds, sign))
            self.operand_next = True

    def end(self) -> tuple[object, ...]:
        if self.operand_next:
            raise _Strange
        while self.waiting:
            top = self.waiting.pop()
            if isinstance(top, _Open):
                raise _Strange
            self.made.append(top)
        return tuple(self.made)


def _sign(token: object) -> str | None:
    return str(token[1]) if isinstance(token, tuple) and token[0] == "other" else None
