"""mandatory: met or not, no points; a gate for tiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from workbook.findings import Words
from workbook.rules.flaws import zero_max
from workbook.rules.rule import Flaw, Input, Rule, Scale, fraction, join, key, same


@dataclass(frozen=True, slots=True)
class Mandatory(Rule):
    kind: ClassVar[str] = "mandatory"
    title: ClassVar[Words] = Words("Điều kiện bắt buộc", "Mandatory, no points")
    doc: ClassVar[Words] = Words(
        "Không cho điểm; đạt khi câu trả lời là “wanted” (yes: Có; no: Không, dùng cho vi phạm loại trực tiếp). Mức "
        "xếp loại nêu tiêu chí này ở “requires” chỉ dành cho đơn vị đạt. Ô trống là chưa chấm.",
        "Gives no points; it is met where the answer is “wanted” (yes, or no for a disqualifier). A tier that names it "
        "in “requires” is only for units that meet it. An empty cell is not scored yet.",
    )
    counts: ClassVar[bool] = False

    question: str = key("Điều được hỏi.", "What is asked.", "Có kế hoạch ứng dụng CNTT", "")
    wanted: Literal["yes", "no"] = key("Câu trả lời được coi là đạt.", "The answer that meets it.", "no", "yes")

    def inputs(self, scale: Scale) -> tuple[Input, ...]:
        general = {"yes": Words("Có đạt", "Is it met"), "no": Words("Có vi phạm", "Is it violated")}[self.wanted]
        return (Input("", "yes_no", same(self.question) if self.question else general, Decimal(1)),)

    def exact(self, facts: Mapping[str, Decimal], scale: Scale, best: Mapping[str, Decimal]) -> Fraction:
        return fraction(facts[""]) if self.wanted == "yes" else 1 - fraction(facts[""])

    def formula(self, at: Mapping[str, str], scale: Scale, best: Mapping[str, str]) -> str:
        return at[""] if self.wanted == "yes" else f"1-{at['']}"

    def how(self, scale: Scale) -> Words:
        head = same(f"{self.question}: " if self.question else "")
        met = {"yes": Words("phải là Có", "must be yes"), "no": Words("phải là Không", "must be no")}[self.wanted]
        return join(head, met, Words("; không tính điểm", "; no points"))

    def flaws(self, scale: Scale) -> Iterator[Flaw]:
        yield from zero_max(self.kind, scale)

    def highest(self, scale: Scale) -> Decimal:
        return Decimal(1)
