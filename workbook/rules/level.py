"""level: one of several described levels is chosen, each has its points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.flaws import below_max, name_flaws, worth_flaws
from workbook.rules.rule import Flaw, Input, Rule, Scale, Worth, fraction, join, key, worth


@dataclass(frozen=True, slots=True)
class Level(Worth):
    """One level, as it is described."""

    name: str = key("Mô tả mức.", "What the level is.", "Đã triển khai toàn đơn vị")
    points: Decimal | None = key("Điểm của mức.", "Points of the level.", "10", None)
    share: Decimal | None = key(
        "Hoặc phần của điểm tối đa (0,5 là một nửa).", "Or a share of the maximum.", "0.5", None
    )


@dataclass(frozen=True, slots=True)
class Levels(Rule):
    kind: ClassVar[str] = "level"
    title: ClassVar[Words] = Words("Chọn một mức", "Level")
    doc: ClassVar[Words] = Words(
        "Người chấm nhập số thứ tự của mức; mức nào được điểm của mức đó. Số không phải thứ tự của một mức là lỗi; "
        "ô trống là chưa chấm.",
        "The scorer types the number of a level, which gives its points. A figure that is no level's number is an "
        "error; an empty cell is not scored yet.",
    )

    levels: tuple[Level, ...] = key("Các mức, đánh số từ 1.", "The levels, numbered from 1.", "", least_rows=2)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        names = tuple(level.name for level in self.levels)
        high = Decimal(len(names))
        return (Input("", "level", LEVEL, high, Decimal(1), options=names),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        chosen = {Decimal(number): level for number, level in enumerate(self.levels, 1)}.get(facts[""])
        return fraction(worth(chosen, scale)) if chosen else Fraction(0)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return f"CHOOSE({at['']},{','.join(number_literal(worth(level, scale)) for level in self.levels)})"

    def how(self, scale: Scale) -> Words:
        pieces: list[Words | str | Decimal] = []
        for number, level in enumerate(self.levels, 1):
            pieces += ["; " if number > 1 else "", f"{number} = {level.name}: ", worth(level, scale)]
        return join(*pieces)

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        yield from worth_flaws("levels", self.levels, scale)
        yield from name_flaws("levels", (level.name for level in self.levels))
        yield from below_max("levels", max((worth(level, scale) for level in self.levels), default=scale.max), scale)


LEVEL = Words("Mức", "Level")
