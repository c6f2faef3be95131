"""What an explanation's sentences share: figures, names, and the words of one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from rich.padding import Padding
from rich.text import Text

from workbook.cli import console
from workbook.findings import Words, fact_text
from workbook.model import Standing
from workbook.pipeline.explaining import Explained
from workbook.points import MARK_TEXT, Mark, Score, decimals, in_words, round_half_up, tidy
from workbook.ranking import rank_key
from workbook.rubric import Criterion, parents_of
from workbook.scoring import WEIGHTED_PLACES, as_decimal
from workbook.template import Template, load_template

_SHOWN: Final = 5
"""Decimals of a figure that has no end."""


# ---------------------------------------------------------------- figures
def has_end(value: Fraction) -> bool:
    """Whether the figure can be written out as a decimal."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def tidied(value: Decimal | Fraction) -> Decimal:
    return tidy(as_decimal(value) if isinstance(value, Fraction) else value)


@dataclass(frozen=True, slots=True)
class Voice:
    """One language's words, and the names of one round."""

    made: Explained
    lang: str
    words: Template

    def say(self, word: str, **facts: object) -> str:
        return self.words.say(word, **facts)

    def figure(self, value: Score | Fraction, places: int | None = None, *, sign: bool = False) -> str:
        """A figure for people; one without an end is cut with "…"."""
        if value is None:
            return self.say("blank")
        if isinstance(value, Mark):
            return MARK_TEXT
        plus = "+" if sign and value > 0 else ""
        if isinstance(value, Fraction) and (not has_end(value) or decimals(tidied(value)) > WEIGHTED_PLACES):
            return f"{plus}{in_words(round_half_up(value, _SHOWN), self.lang)}…"
        return plus + in_words(tidied(value), self.lang, places)

    def total(self, value: Decimal | None) -> str:
        return self.figure(value, self.made.rubric.rounding.total)

    def ranked(self, standing: Standing) -> str:
        """The figure that the unit is ranked by, at its places."""
        places = self.made.rubric.rounding
        by_index = self.made.rubric.rank_by == "index"
        return self.figure(rank_key(self.made.rubric, standing), places.index if by_index else places.total)

    @property
    def basis(self) -> str:
        return self.say(f"basis_{self.made.rubric.rank_by}")

    def member(self, member_id: str) -> str:
        return next((f"{one.name} ({one.id})" for one in self.made.round.members if one.id == member_id), member_id)

    def members(self, ids: Sequence[str]) -> str:
        return ", ".join(self.member(one) for one in ids)

    def unit(self, unit_id: str) -> str:
        return self.made.round.unit(unit_id).name

    def node(self, node_id: str) -> str:
        rubric = self.made.rubric
        found = next((node for node in rubric.nodes() if node.id == node_id), None)
        if found is not None:
            return self._path(found)
        return next((one.name for one in rubric.aggregates if one.id == node_id), node_id)

    def _path(self, node: Criterion) -> str:
        """A criterion's title, after the codes of those above it where its own code is not unique."""
        codes = {one.id: one.code for one in self.made.rubric.nodes()}
        if not node.code or list(codes.values()).count(node.code) == 1:
            return title(node)
        above = [codes[name] for name in parents_of(self.made.rubric)[node.id] if codes[name]]
        return " / ".join((*above, title(node)))

    def spoken(self, words: Words) -> str:
        return fact_text(words, self.lang)


def title(node: Criterion) -> str:
    return f"{node.code}. {node.name}" if node.code else node.name


def paragraph(text: str, indent: int = 0, style: str = "") -> None:
    """A paragraph that is data, not markup; its wrapped lines stand under each other."""
    console.out().print(Padding(Text(console.clean(text), style, overflow="fold"), (0, 0, 0, indent)))


def heading(text: str) -> None:
    """The title of a part, after a blank line."""
    paragraph("")
    paragraph(text, style="bold")


def voice_of(made: Explained, lang: str) -> Voice:
    return Voice(made, lang, load_template("explain", lang))
