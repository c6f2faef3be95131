"""The audit of the five published tables: all that is provable, nothing else."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest

from tests.annexes import PUBLISHED, published
from workbook.audit.audit import audit_book, audit_csv
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Finding, say
from workbook.loading.rubric import load_rubric
from workbook.sheets.annex import draw_annex
from workbook.shelf import shelf

# (code, severity, cell, unit, criterion)
Expected = tuple[str, str, str, str | None, str | None]
FOUND: dict[str, list[Expected]] = {
    "thanh-hoa-2020": [
        ("AUDIT-304", "warning", "E37", "UBND huyện Lang Chánh", None),
        ("AUDIT-304", "warning", "E42", "UBND huyện Nga Sơn", None),
    ],
    "thanh-hoa-2023": [],
    "thai-binh-2020": [
        ("AUDIT-101", "error", "I7", "Văn phòng UBND tỉnh", "nhan-luc"),
        ("AUDIT-104", "error", "J1", None, None),
    ],
    "lao-cai-2020": [],
    "quang-nam-2019": [
        ("AUDIT-301", "error", "I16", "Thanh tra tỉnh", None),
        ("AUDIT-305", "note", "I7", "Sở Tài chính", None),
        ("AUDIT-305", "note", "I9", "Sở Lao động - Thương binh và Xã hội", None),
        ("AUDIT-305", "note", "I14", "Ban Quản lý Khu Kinh tế mở Chu Lai", None),
        ("AUDIT-305", "note", "I15", "Sở Y tế", None),
        ("AUDIT-305", "note", "I18", "Sở Nội vụ", None),
        ("AUDIT-305", "note", "I26", "Huyện Phú Ninh", None),
        ("AUDIT-305", "note", "I31", "Huyện Núi Thành", None),
        ("AUDIT-305", "note", "I33", "Huyện Duy Xuyên", None),
        ("AUDIT-305", "note", "I36", "Huyện Bắc Trà My", None),
    ],
}


def audit(name: str) -> tuple[Finding, ...]:
    rubric, _ = load_rubric(shelf("rubrics") / f"{name}.toml")
    return audit_csv((shelf("published") / f"{name}.csv").read_bytes(), f"{name}.csv", rubric)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_table_has_exactly_these_defects(name: str) -> None:
    found = [(f.code, f.severity.word, f.at.cell, f.at.unit, f.at.criterion) for f in audit(name)]
    assert found == FOUND[name]
    assert {f.at.file for f in audit(name)} <= {f"{name}.csv"}


def test_thai_binh_says_what_the_right_value_would_change_and_what_it_rests_on() -> None:
    cell, columns = audit("thai-binh-2020")
    facts = {key: cell.facts[key] for key in cell.facts if key.startswith("right_")}
    assert facts == {
        "right_value": Decimal(50),
        "right_total": Decimal("337.7"),
        "right_index": Decimal("0.848"),
        "right_tier": "Khá",
        "right_place": 8,
    }
    assert cell.facts["place"] == 6
    assert "suy ra" in say(cell, "vi") and "inferred" in say(cell, "en")
    assert say(cell, "vi").startswith("Văn phòng UBND tỉnh: “Nhân lực cho ứng dụng CNTT” là 55, cao hơn mức tối đa 50.")
    # The columns' proof rests on nothing that is inferred.
    assert (columns.facts["sum"], columns.facts["max"]) == (Decimal("502.7"), Decimal(498))
    assert "suy ra" not in say(columns, "vi")
    assert "50 + 99,7 + 98 + 100 + 100 + 55 = 502,7" in say(columns, "vi")


def test_quang_nam_says_where_the_units_belong() -> None:
    order = audit("quang-nam-2019")[0]
    assert order.facts["order"] == "Thanh tra tỉnh; Sở Y tế"
    assert (order.facts["right_place"], order.facts["above_place"]) == (13, 15)


# ---------------------------------------------------------------- computed once more, by other means
SECTIONS = {
    "thai-binh-2020": ("ha-tang", "ung-dung", "trang-tin", "dvctt", "co-che", "nhan-luc"),
    "quang-nam-2019": ("ha-tang", "noi-bo", "phuc-vu", "nhan-luc", "moi-truong"),
}
MAXIMA = {
    "thai-binh-2020": (50, 100, 98, 100, 100, 50),
    "quang-nam-2019": (10, 36, 36, 8, 10),
}
TOTAL_MAX = {"thai-binh-2020": 498, "thanh-hoa-2020": 100, "thanh-hoa-2023": 1000, "quang-nam-2019": 100}
BOUNDS = {
    "thai-binh-2020": [("0.85", "Tốt"), ("0.7", "Khá"), ("0.5", "Trung bình")],
    "thanh-hoa-2020": [("85", "Tốt"), ("70", "Khá")],
    "quang-nam-2019": [("80", "Tốt"), ("0", "Khá")],
    "lao-cai-2020": [("85", "Tốt"), ("70", "Khá"), ("50", "Trung bình"), ("0", "Yếu")],
    "lao-cai-2020 II": [("65", "Tốt"), ("60", "Khá"), ("50", "Trung bình"), ("0", "Yếu")],
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (shelf("published") / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def contradictions(name: str) -> Iterator[tuple[str, int]]:
    """(kind, line in the file) of everything in the table that arithmetic denies, written anew."""
    rows = rows_of(name)
    for line, row in enumerate(rows, 2):
        total = Decimal(row["total"])
        sections = [Decimal(row[section]) for section in SECTIONS.get(name, ())]
        if sections and sum(sections) != total:
            yield "sum", line
        yield from (("max", line) for got, most in zip(sections, MAXIMA.get(name, ()), strict=True) if got > most)
        most = TOTAL_MAX.get(name, 70 if row["group"] == "II" else 100) - (100 if row.get("note") else 0)
        if not 0 <= total <= most:
            yield "total", line
        index = (total / most).quantize(Decimal("0.001"), ROUND_HALF_UP)
        if "index" in row and Decimal(row["index"]) != index:
            yield "index", line
        base = index if "index" in row else total
        bounds = BOUNDS.get(f"{name} {row['group']}", BOUNDS.get(name, []))
        if "tier" in row and row["tier"] != next(label for lower, label in bounds if base >= Decimal(lower)):
            yield "tier", line
        same = [Decimal(other.get("index") or other["total"]) for other in rows if other["group"] == row["group"]]
        if "rank" in row and int(row["rank"]) != 1 + sum(1 for other in same if other > base):
            yield "rank", line
        number = 1 + sum(1 for other in rows[: line - 2] if other["group"] == row["group"])
        if int(row["no"]) != number:
            yield "no", line
    for line, (one, other) in enumerate(pairwise(rows), 3):
        key = "index" if "index" in one else "total"
        if one["group"] == other["group"] and Decimal(one[key]) < Decimal(other[key]):
            yield "order", line
    assert len({(row["group"], row["unit"]) for row in rows}) == len(rows)


KIND = {"AUDIT-101": "max", "AUDIT-301": "order", "AUDIT-304": "rank"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_nothing_provable_is_missed(name: str) -> None:
    told = [(KIND[f.code], int((f.at.cell or "")[1:])) for f in audit(name) if f.code in KIND]
    assert sorted(told) == sorted(contradictions(name))


def test_every_tie_without_ranks_is_noted() -> None:
    equal = Counter((row["group"], row["total"]) for row in rows_of("quang-nam-2019"))
    ties = sum(1 for count in equal.values() if count > 1)
    assert ties == sum(1 for found in audit("quang-nam-2019") if found.code == "AUDIT-305")
    assert len({row["index"] for row in rows_of("thai-binh-2020")}) == len(rows_of("thai-binh-2020"))


# ---------------------------------------------------------------- one more fault in a real table
PLANTED = {"total": Decimal("0.5"), "index": Decimal("0.05"), "rank": Decimal(1), "no": Decimal(1)}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("thai-binh-2020", ("no", *SECTIONS["thai-binh-2020"], "total", "index", "tier")),
        ("lao-cai-2020", ("no", "rank", "tier")),
        ("thanh-hoa-2023", ("no", "rank")),
    ],
)
def test_a_fault_planted_anywhere_is_one_more_finding(name: str, columns: tuple[str, ...]) -> None:
    rows = rows_of(name)
    before = Counter((f.code, f.at.cell) for f in audit(name))
    faulty = {cell[1:] for _, cell in before if cell}
    for line, row in enumerate(rows, 2):
        for column in columns:
            if str(line) in faulty:
                continue
            change = PLANTED.get(column, Decimal("0.5"))
            wrong = (
                ("Khá" if row["tier"] == "Tốt" else "Tốt") if column == "tier" else str(Decimal(row[column]) + change)
            )
            text = io.StringIO()
            writer = csv.DictWriter(text, rows[0].keys())
            writer.writeheader()
            writer.writerows([{**row, column: wrong} if other is row else other for other in rows])
            found = audit_csv(text.getvalue().encode(), "a.csv", published(name).rubric)
            more = Counter((f.code, f.at.cell) for f in found) - before
            assert [(cell or "")[1:] for _, cell in more] == [str(line)], (row["unit"], column, more)


# ---------------------------------------------------------------- our own annex
@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_our_own_annex_shows_the_same_defects_and_no_other(name: str, lang: str) -> None:
    case = published(name)
    book = read_book(write_book(draw_annex(case.ranking, case.rubric, case.round, lang)), f"{name}.xlsx")
    found = audit_book(book, f"{name}.xlsx", case.rubric)
    # Its order comes from our ranking, so what the table has of order faults is gone.
    expected = [(code, unit, criterion) for code, _, _, unit, criterion in FOUND[name] if code != "AUDIT-301"]
    assert [(f.code, f.at.unit, f.at.criterion) for f in found] == expected
    assert all(f.at.sheet and f.at.cell for f in found)
