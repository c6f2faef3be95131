"""imported: the figure of another index, on its own scale, as a share of the maximum.

The figure comes from a list of the round: nobody who scores can type it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from workbook.findings import Words
from workbook.formulas import number_literal
from workbook.rules.rule import Input, Rule, Scale, figure, fraction, join, key, same


@dataclass(frozen=True, slots=True)
class Imported(Rule):
    kind: ClassVar[str] = "imported"
    title: ClassVar[Words] = Words("Lấy kết quả có sẵn", "Imported figure")
    doc: ClassVar[Words] = Words(
        "Điểm = x / thang điểm của nguồn × điểm tối đa. Số x lấy từ danh sách của đợt, không ai nhập. Số âm, số lớn "
        "hơn thang điểm của nguồn hoặc quá số chữ số thập phân “places” là lỗi; thiếu là chưa chấm.",
        "Points = x / the source's scale × maximum. The figure comes from a list of the round; nobody types it. A "
        "figure that is negative, above the source's scale or has more decimals than “places” is an error; a missing "
        "one is not scored yet.",
    )

    source: str = key("Kết quả nào.", "Which result.", "Chỉ số cải cách hành chính của đơn vị")
    out_of: Decimal = key("Thang điểm của nguồn.", "The source's scale.", "100", positive=True)
    unit: str = key("Đơn vị tính.", "Unit.", "điểm", "")
    places: int = key("Số chữ số thập phân của số liệu.", "Decimals of the figure.", 2, 2, least=0, most=4)

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        return (replace(figure("", same(self.source), self.places, self.out_of, unit=self.unit), listed=True),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        # A figure above the scale that a waiver lets stand earns no more than the maximum.
        return min(fraction(facts[""]) / fraction(self.out_of), Fraction(1)) * fraction(scale.max)

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        high = number_literal(scale.max)
        return f"MIN({at['']}*{high}/{number_literal(self.out_of)},{high})"

    def how(self, scale: Scale) -> Words:
        return join("x / ", self.out_of, " × ", scale.max, "; x: ", self.source)
