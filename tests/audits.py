"""Small rubrics and tables for the audit tests: a table of text in, (code, cell) out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from workbook.audit.audit import audit_csv
from workbook.findings import Finding, say
from workbook.rubric import Base, Basis, Criterion, Group, Order, Rounding, Rubric, TiePolicy, Tier, Trait

TIERS = (Tier("Tốt", Decimal(24)), Tier("Khá", Decimal(15)), Tier("Yếu", None))
SHARES = (Tier("Tốt", Decimal("0.8")), Tier("Khá", Decimal("0.5")), Tier("Yếu", None))
PERCENTS = (Tier("Tốt", Decimal(80)), Tier("Khá", Decimal(50)), Tier("Yếu", None))


def criterion(id_: str, name: str, most: str, *children: Criterion, step: str = "0.5", **more: object) -> Criterion:
    return Criterion(id_, "", name, Decimal(most), Decimal(step), children, **more)  # type: ignore[arg-type]


HA_TANG = criterion("ha-tang", "Hạ tầng kỹ thuật", "10")
DICH_VU = criterion("dich-vu", "Dịch vụ công", "20", not_applicable=frozenset({"khong-tthc"}))
TWO = (HA_TANG, DICH_VU)
DEEP = (
    HA_TANG,
    criterion(
        "ung-dung", "Ứng dụng", "20", criterion("noi-bo", "Nội bộ", "8"), criterion("nguoi-dan", "Người dân", "12")
    ),
)
WHOLE = (criterion("tong-diem", "Tổng điểm", "30", step="0.01"),)


def rubric(
    criteria: tuple[Criterion, ...] = TWO,
    groups: tuple[Group, ...] = (),
    *,
    tiers: tuple[Tier, ...] = TIERS,
    base: Base = "points",
    rank_by: Basis = "total",
    ties: TiePolicy = "shared",
    order: Order = "leaf",
) -> Rubric:
    return Rubric(
        "thu", "Thử", "1", "", (), criteria, groups or (Group("So", "Các sở, ban, ngành", Decimal(30), tiers, base),),
        traits=(Trait("khong-tthc", "Không có TTHC", "Không TTHC"),), rounding=Rounding(order=order), ties=ties,
        rank_by=rank_by,
    )  # fmt: skip


def table(text: str) -> bytes:
    """Lines of a CSV, indented as it suits the test."""
    return "\n".join(line.strip() for line in text.strip().splitlines()).encode()


def audited(text: str, by: Rubric) -> tuple[Finding, ...]:
    return audit_csv(table(text), "bang.csv", by)


def marks(findings: Iterable[Finding]) -> list[tuple[str, str | None]]:
    """(code, cell) of each finding; all must be sayable in both languages."""
    found = list(findings)
    for one in found:
        for lang in ("vi", "en"):
            assert "{" not in say(one, lang)
    return [(one.code, one.at.cell) for one in found]
