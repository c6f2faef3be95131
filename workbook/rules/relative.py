"""relative: a figure beside the highest of its group, times the maximum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.rule import Input, Rule, Scale, figure, finest, fraction, join, key, same


@dataclass(frozen=True, slots=True)
class Relative(Rule):
    kind: ClassVar[str] = "relative"
    title: ClassVar[Words] = Words("So với đơn vị cao nhất khối", "Relative to the best unit")
    doc: ClassVar[Words] = Words(
        "Điểm = x / số cao nhất trong khối × điểm tối đa; điểm đổi khi số của bất kỳ đơn vị nào trong khối đổi. Cả "
        "khối bằng 0 thì được 0 điểm. Số âm hoặc quá số chữ số thập phân “places” là lỗi và không được lấy làm số cao "
        "nhất; ô trống là chưa chấm.",
        "Points = x / the highest of the group × maximum; they change when any unit of the group is corrected. Where "
        "the whole group has 0, so have the points. A figure that is negative or has more decimals than “places” is "
        "an error and never the highest; an empty cell is not scored yet.",
    )
    relative: ClassVar[bool] = True

    input: str = key("Số liệu được so.", "The figure.", "Số hồ sơ trực tuyến trong năm")
    unit: str = key("Đơn vị tính.", "What is counted.", "hồ sơ", "")
    places: int = key("Số chữ số thập phân được nhập.", "Decimals that may be typed.", 2, 0, least=0, most=6)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (figure("", same(self.input), self.places, finest(self.places), unit=self.unit),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        highest = fraction(best.get("", Decimal(0)))
        if highest <= 0:
            return Fraction(0)
        return min(fraction(facts[""]) / highest, Fraction(1)) * fraction(scale.max)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        high = number_literal(scale.max)
        return f"IF({best['']}>0,MIN({at['']}*{high}/{best['']},{high}),0)"

    def how(self, scale: Scale) -> Words:
        of = Words("x / số cao nhất của khối × ", "x / highest of the group × ")
        return join(of, scale.max, "; x: ", self.input)
