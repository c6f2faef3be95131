"""checklist: parts that are ticked, each has its points, which add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.flaws import name_flaws, sum_flaws, worth_flaws
from workbook.rules.rule import Flaw, Input, Rule, Scale, Worth, fraction, join, key, same, worth


@dataclass(frozen=True, slots=True)
class Item(Worth):
    """One part that is done or not."""

    name: str = key("Nội dung.", "What is ticked.", "Có hệ thống tường lửa")
    points: Decimal | None = key("Điểm của nội dung.", "Points of the part.", "2", None)
    share: Decimal | None = key(
        "Hoặc phần của điểm tối đa (0,5 là một nửa).", "Or a share of the maximum.", "0.25", None
    )


@dataclass(frozen=True, slots=True)
class Checklist(Rule):
    kind: ClassVar[str] = "checklist"
    title: ClassVar[Words] = Words("Cộng các nội dung đạt", "Checklist")
    doc: ClassVar[Words] = Words(
        "Mỗi nội dung ghi Có được điểm của nó, ghi Không được 0 điểm; điểm cộng lại. Còn một nội dung để trống là "
        "chưa chấm.",
        "Each part that is done gives its points, which are added; a no gives 0. While one part is empty nothing is "
        "scored yet.",
    )

    parts: tuple[Item, ...] = key("Các nội dung.", "The parts.", "", least_rows=1)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return tuple(
            Input(f"p{number}", "yes_no", same(part.name), Decimal(1)) for number, part in enumerate(self.parts, 1)
        )

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        ticked = (fraction(facts[f"p{number}"] * worth(part, scale)) for number, part in enumerate(self.parts, 1))
        return sum(ticked, Fraction(0))

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        terms = (
            f"{at[f'p{number}']}*{number_literal(worth(part, scale))}" for number, part in enumerate(self.parts, 1)
        )
        return "+".join(terms)

    def how(self, scale: Scale) -> Words:
        pieces: list[Words | str | Decimal] = [Words("Cộng: ", "Sum of: ")]
        for number, part in enumerate(self.parts):
            pieces += ["; " if number else "", f"{part.name}: ", worth(part, scale)]
        return join(*pieces)

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        yield from worth_flaws("parts", self.parts, scale)
        yield from name_flaws("parts", (part.name for part in self.parts))
        yield from sum_flaws("parts", sum((worth(part, scale) for part in self.parts), Decimal(0)), scale)
