"""children: the mean of a unit's own children (a district's communes), as a share of the maximum.

The figures come from a list of the round: nobody who scores can type them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from workbook.catalogue import score as said
from workbook.findings import Fact, Words
from workbook.formulas import number_literal
from workbook.rules.rule import Clash, Input, Rule, Scale, figure, fraction, join, key

MOST = Decimal(10_000)
"""The most children of one unit."""


@dataclass(frozen=True, slots=True)
class Children(Rule):
    kind: ClassVar[str] = "children"
    title: ClassVar[Words] = Words("Trung bình các đơn vị trực thuộc", "Mean of a unit's children")
    doc: ClassVar[Words] = Words(
        "Điểm = trung bình số liệu của các đơn vị trực thuộc / “out_of” × điểm tối đa. Tổng và số lượng lấy từ danh "
        "sách của đợt, không ai nhập. Không có đơn vị trực thuộc nào theo “zero”: refuse là lỗi, zero được 0 điểm. "
        "Trung bình lớn hơn “out_of”, số âm là lỗi; thiếu là chưa chấm.",
        "Points = the mean of the children's figures / “out_of” × maximum. Sum and count come from a list of the "
        "round; nobody types them. No child at all goes by “zero”: refuse is an error, zero gives 0. A mean above "
        "“out_of” and negative figures are errors; a missing one is not scored yet.",
    )

    input: str = key("Số liệu của mỗi đơn vị trực thuộc.", "The figure of each child.", "Điểm của các xã")
    out_of: Decimal = key("Thang của số liệu.", "The figure's scale.", "100", positive=True)
    places: int = key("Số chữ số thập phân của số liệu.", "Decimals of the figure.", 2, 2, least=0, most=4)
    zero: Literal["refuse", "zero"] = key("Khi không có đơn vị trực thuộc.", "No children.", "zero", "refuse")

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        total = join(self.input, Words(": tổng", ": sum"))
        number = join(self.input, Words(": số đơn vị", ": number of units"))
        return (
            replace(figure("sum", total, self.places, MOST * self.out_of), listed=True),
            Input("count", "count", number, MOST, listed=True),
        )

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        total, count = fraction(facts["sum"]), fraction(facts["count"])
        if not count:
            return Fraction(0)
        # A mean above the scale that a waiver lets stand earns no more than the maximum.
        return min(total / count / fraction(self.out_of), Fraction(1)) * fraction(scale.max)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        high, out_of = number_literal(scale.max), number_literal(self.out_of)
        return f"IF({at['count']}>0,MIN({at['sum']}*{high}/({at['count']}*{out_of}),{high}),0)"

    def clashes(self, facts: Mapping[str, Decimal], scale: Scale) -> Iterator[Clash]:
        total, count = facts.get("sum"), facts.get("count")
        if count == 0 and self.zero == "refuse":
            yield Clash("count", said.NO_CHILDREN, {"input": self.input})
        elif total is not None and count is not None and total > count * self.out_of:
            told: dict[str, Fact] = {"input": self.input, "sum": total, "count": count, "out_of": self.out_of}
            yield Clash("sum", said.MEAN_ABOVE_SCALE, told)

    def clash_formula(self, at: Mapping[str, str]) -> str:
        above = f"ROUND({at['sum']}-{at['count']}*{number_literal(self.out_of)},6)>0"
        return f"OR({at['count']}=0,{above})" if self.zero == "refuse" else above

    def how(self, scale: Scale) -> Words:
        mean = Words("Trung bình các đơn vị trực thuộc / ", "Mean of the children / ")
        return join(mean, self.out_of, " × ", scale.max, "; ", self.input)
