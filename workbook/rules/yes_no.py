"""yes_no: done or not, the maximum or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.rule import Input, Rule, Scale, fraction, join, key, same


@dataclass(frozen=True, slots=True)
class YesNo(Rule):
    kind: ClassVar[str] = "yes_no"
    title: ClassVar[Words] = Words("Có / Không", "Yes or no")
    doc: ClassVar[Words] = Words(
        "Có được điểm tối đa, Không được 0 điểm; ô trống là chưa chấm, không phải Không.",
        "Yes gives the maximum, no gives 0; an empty cell is not scored yet and is not a no.",
    )

    question: str = key("Điều được hỏi.", "What is asked.", "Có ban hành kế hoạch trong quý I", "")

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (Input("", "yes_no", self.asked, Decimal(1)),)

    @property
    def asked(self) -> Words:
        """The question, or the general one."""
        return same(self.question) if self.question else DONE

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return fraction(facts[""]) * fraction(scale.max)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return f"{at['']}*{number_literal(scale.max)}"

    def how(self, scale: Scale) -> Words:
        asked = join(self.question, ": ") if self.question else same("")
        return join(asked, Words("Có: ", "Yes: "), scale.max, Words("; Không: 0", "; No: 0"))


DONE = Words("Có thực hiện", "Done")
