"""What every kind of scoring rule tells: its keys in a file, its inputs, its points, its formula, its faults.

A rule is a frozen value; a kind is one file beside this one and one line in `kinds`. `exact` and
`formula` say the same thing twice, once for Python and once for Excel: both leave missing facts,
marks, limits and rounding to whoever calls them, and both are defined for every set of facts that
the inputs accept and no clash forbids. No rubric, no unit, no sheet is known here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Literal, NamedTuple

from workbook.findings import Check, Fact, Words
from workbook.points import in_words, on_step

InputKind = Literal["points", "number", "count", "yes_no", "level"]
"""points and number: with decimals; count: whole; yes_no: 1 or 0, Có or Không in a sheet; level: 1, 2, ..."""
LARGEST = Decimal(10_000_000)
"""The largest fact that may be typed where a rule gives no limit of its own: with it, a share of
facts times a maximum of 1000 is told from every half of two decimals in binary arithmetic too."""


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that a rule needs. `id` is "" where it is the only one; unique within a criterion."""

    id: str
    kind: InputKind
    label: Words
    high: Decimal
    low: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    unit: str = ""
    """What is counted ("hồ sơ", "%")."""
    options: tuple[str, ...] = ()
    """The names of the levels, from 1 on."""
    optional: bool = False
    listed: bool = False
    """Comes from a list of the round; nobody types it."""

    def accepts(self, value: Decimal) -> bool:
        """Whether the figure is within the limits and on the step."""
        return self.low <= value <= self.high and on_step(value, self.step)


class Scale(NamedTuple):
    """What a criterion lends its rule: its maximum in the group, and the step of typed points."""

    max: Decimal
    step: Decimal


class Clash(NamedTuple):
    """Facts that contradict each other; `input` is where it is told."""

    input: str
    check: Check
    facts: Mapping[str, Fact]


class Flaw(NamedTuple):
    """What is wrong with a rule itself; `path` leads from the rule's table to the key."""

    path: tuple[str | int, ...]
    check: Check
    facts: Mapping[str, Fact]


class Rule(ABC):
    """One rule. Subclasses are frozen dataclasses whose fields are made by `key`."""

    __slots__ = ()
    kind: ClassVar[str]
    """The word in files."""
    title: ClassVar[Words]
    doc: ClassVar[Words]
    """What it computes, and what it makes of b = 0, a > b, negative and missing facts."""
    counts: ClassVar[bool] = True
    """Whether its points are added up; false for what is only met, or only shown."""
    beyond: ClassVar[bool] = False
    """Its points stand outside the scale: added, but in no maximum (bonus, penalty)."""
    typed: ClassVar[bool] = False
    """Points are typed: the criterion's step matters."""
    relative: ClassVar[bool] = False
    """Its points depend on the highest figure of the group."""

    @abstractmethod
    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        """The figures that it needs, in the order in which they are asked."""

    @abstractmethod
    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        """The points, not rounded, for facts by input id. Never raises; a division by 0 gives 0.

        `best` holds the highest figure of the group by input id, for relative rules only.
        """

    @abstractmethod
    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        """The same as an Excel expression without "="; `at` gives each input as a numeric expression.

        Only functions of `workbook.formulas`' safe list; comparisons of computed figures are rounded first.
        """

    def clashes(self, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
        """Facts that cannot stand together. Facts that are missing are left out of `facts`."""
        yield from ()

    def clash_formula(self, at: Mapping[str, str]) -> str:
        """An Excel condition, TRUE where complete facts clash; "" where they never do."""
        return ""

    @abstractmethod
    def how(self, scale: Scale) -> Words:
        """How it is scored, in words, for the sheet and the printed rubric."""

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        """What is wrong with the rule for a criterion of this scale."""
        yield from ()

    def lowest(self, scale: Scale) -> Decimal:
        """The fewest points that can come out."""
        return Decimal(0)

    def highest(self, scale: Scale) -> Decimal:
        return scale.max


def key(vi: str, en: str, example: object, default: Any = MISSING, **more: Any) -> Any:
    """A key of a rule in files: what it means in both languages, an example, its default.

    `more` narrows its values for the loader: `positive=True`, `signed=True` (may be below 0), `least`
    and `most` for whole numbers, `least_rows` for lists.
    """
    metadata = {"words": Words(vi, en), "example": example, **more}
    return field(metadata=metadata) if default is MISSING else field(default=default, metadata=metadata)


# ---------------------------------------------------------------- parts that several kinds share
class Worth(ABC):
    """A row of a rule that is worth points: given themselves, or as a share of the maximum."""

    __slots__ = ()
    points: Decimal | None
    share: Decimal | None


def figure(id_: str, label: Words, places: int, high: Decimal, *, low: Decimal = Decimal(0), unit: str = "") -> Input:
    """A figure with so many decimals: a count where it is whole and never below 0."""
    kind: InputKind = "number" if places or low < 0 else "count"
    return Input(id_, kind, label, high, low, Decimal(1).scaleb(-places), unit)


def finest(places: int) -> Decimal:
    """The largest figure of so many decimals that is divided: `LARGEST` of its last decimal's units."""
    return LARGEST.scaleb(-places)


def worth(row: Worth, scale: Scale) -> Decimal:
    """The points of a row; a share is of the criterion's maximum."""
    if row.points is not None:
        return row.points
    return (row.share or Decimal(0)) * scale.max


@lru_cache(maxsize=10_000)
def fraction(value: Decimal | Fraction) -> Fraction:
    """The same figure; maxima, weights and small counts are asked for again for every unit."""
    return Fraction(value)


def same(text: str) -> Words:
    """A rubric's own text, which has one language."""
    return Words(text, text)


def both(value: Decimal) -> Words:
    """A figure in both languages' spelling."""
    return Words(in_words(value, "vi"), in_words(value, "en"))


def join(*pieces: Words | str | Decimal) -> Words:
    """Words put together; plain text is the same in both languages."""
    made = [
        both(piece) if isinstance(piece, Decimal) else Words(piece, piece) if isinstance(piece, str) else piece
        for piece in pieces
    ]
    return Words("".join(piece.vi for piece in made), "".join(piece.en for piece in made))
