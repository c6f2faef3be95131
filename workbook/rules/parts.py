"""Parts of a rule that are rules themselves: what `sum` and `best` share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar

from workbook.findings import Words
from workbook.rules.bands import Bands
from workbook.rules.checklist import Checklist
from workbook.rules.complement import Complement
from workbook.rules.count import Count
from workbook.rules.direct import POINTS, Direct
from workbook.rules.flaws import name_flaws
from workbook.rules.level import LEVEL, Levels
from workbook.rules.ratio import Ratio
from workbook.rules.ratio_bands import RatioBands
from workbook.rules.rule import Clash, Flaw, Input, Rule, Scale, join, key
from workbook.rules.yes_no import DONE, YesNo

SIMPLE: Final[tuple[type[Rule], ...]] = (
    Direct,
    Ratio,
    Complement,
    Bands,
    RatioBands,
    YesNo,
    Levels,
    Checklist,
    Count,
)
"""The kinds that a part can be."""
GENERAL: Final = (POINTS, LEVEL, DONE)
"""Labels that do not say by themselves which part is meant."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a rule with a maximum of its own. In files the rule's kind and keys stand beside these keys."""

    name: str = key("Tên phần.", "The part's name.", "Tỷ lệ hồ sơ trực tuyến")
    max: Decimal = key("Điểm tối đa của phần.", "The part's maximum.", "45", positive=True)
    step: Decimal | None = key("Bước điểm; bỏ trống: như tiêu chí.", "Step; left out: the criterion's.", "0.5", None)
    rule: Rule = key("Quy tắc của phần, một trong các kiểu đơn.", "The part's rule, of a simple kind.", "", Direct())

    def scale(self, above: Scale) -> Scale:
        """What the part's rule is lent."""
        return Scale(self.max, above.step if self.step is None else self.step)


Parts = tuple[Part, ...]
T = TypeVar("T")


def part_id(number: int, inner: str) -> str:
    """The id of a part's input: "2.a", or "2" where the part has one input."""
    return f"{number}.{inner}" if inner else str(number)


def own(part: Part, number: int, whole: Mapping[str, T], scale: Scale) -> dict[str, T]:
    """A part's facts, or addresses, by its own input ids; those that are missing left out."""
    ids = ((asked.id, part_id(number, asked.id)) for asked in part.rule.inputs(part.scale(scale)))
    return {inner: whole[outer] for inner, outer in ids if outer in whole}


def part_inputs(parts: Parts, scale: Scale) -> tuple[Input, ...]:
    """All inputs; a label that would not be understood alone carries the part's name."""
    asked = [(number, part, one) for number, part in enumerate(parts, 1) for one in part.rule.inputs(part.scale(scale))]
    often = Counter(one.label for _, _, one in asked)

    def label(part: Part, one: Input) -> Words:
        unclear = one.label in GENERAL or often[one.label] > 1
        return join(part.name, ": ", one.label) if unclear else one.label

    return tuple(replace(one, id=part_id(number, one.id), label=label(part, one)) for number, part, one in asked)


def part_exacts(parts: Parts, facts: Mapping[str, Decimal], scale: Scale) -> list[Fraction]:
    """Each part's points, not rounded."""
    return [
        part.rule.exact(own(part, number, facts, scale), part.scale(scale), {}) for number, part in enumerate(parts, 1)
    ]


def part_formulas(parts: Parts, at: Mapping[str, str], scale: Scale) -> list[str]:
    """Each part's points as an Excel expression."""
    return [
        part.rule.formula(own(part, number, at, scale), part.scale(scale), {}) for number, part in enumerate(parts, 1)
    ]


def part_clashes(parts: Parts, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
    for number, part in enumerate(parts, 1):
        for clash in part.rule.clashes(own(part, number, facts, scale), part.scale(scale)):
            yield clash._replace(input=part_id(number, clash.input))


def part_clash_formula(parts: Parts, at: Mapping[str, str]) -> str:
    """TRUE where the facts of any part clash."""
    any_scale = Scale(Decimal(1), Decimal(1))
    made = [part.rule.clash_formula(own(part, number, at, any_scale)) for number, part in enumerate(parts, 1)]
    said = [one for one in made if one]
    return f"OR({','.join(said)})" if said else ""


def part_words(parts: Parts, scale: Scale) -> Words:
    """ "(1) Tỷ lệ, tối đa 45: a / b × 45; (2) ..."."""
    pieces: list[Words | str | Decimal] = []
    for number, part in enumerate(parts, 1):
        pieces += ["; " if number > 1 else "", f"({number}) {part.name}", Words(", tối đa ", ", at most "), part.max]
        pieces += [": ", part.rule.how(part.scale(scale))]
    return join(*pieces)


def part_flaws(parts: Parts, scale: Scale) -> Iterator[Flaw]:
    """What is wrong inside the parts, and names that stand twice."""
    for number, part in enumerate(parts):
        for flaw in part.rule.flaws(part.scale(scale)):
            yield flaw._replace(path=("parts", number, *flaw.path))
    yield from name_flaws("parts", (part.name for part in parts))
