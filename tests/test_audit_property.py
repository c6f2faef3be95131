"""Whatever the table: a right one has no defects, a changed figure has one, nonsense never raises."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.annexes import PUBLISHED, published
from tests.audits import rubric
from workbook.audit.audit import audit_book, audit_csv
from workbook.findings import WARNING, say
from workbook.rubric import TiePolicy
from workbook.scoring import tier_of
from workbook.sheets.grid import ReadBook, ReadCell, ReadSheet
from workbook.shelf import shelf

HALF = Decimal("0.5")
Scores = list[tuple[int, int]]
SCORES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), min_size=1, max_size=12)


def rows_of(scores: Scores, ties: TiePolicy) -> list[list[str]]:
    """A right table: header and rows as text."""
    tiers = rubric().groups[0].tiers
    halves = sorted(scores, key=lambda pair: -sum(pair))
    totals = [sum(pair) * HALF for pair in halves]
    rows = [["no", "unit", "ha-tang", "dich-vu", "total", "rank", "tier"]]
    for number, ((one, other), total) in enumerate(zip(halves, totals, strict=True), 1):
        better = [value for value in totals if value > total]
        rank = 1 + (len(set(better)) if ties == "dense" else len(better))
        tier = tier_of(tiers, total)
        label = tier.label if tier else ""
        rows.append([f"{number}", f"Sở số {number}", f"{one * HALF}", f"{other * HALF}", f"{total}", f"{rank}", label])
    return rows


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@given(SCORES, st.sampled_from(["shared", "dense"]))
def test_a_right_table_has_no_findings(scores: Scores, ties: TiePolicy) -> None:
    assert audit_csv(written(rows_of(scores, ties)), "a.csv", rubric(ties=ties)) == ()


@given(SCORES, st.data())
def test_a_changed_total_is_found_at_its_cell(scores: Scores, data: st.DataObject) -> None:
    rows = rows_of(scores, "shared")
    row = data.draw(st.integers(1, len(scores)))
    change = data.draw(st.integers(-60, 60).filter(bool))
    rows[row][4] = str(Decimal(rows[row][4]) + change * HALF)
    found = audit_csv(written(rows), "a.csv", rubric())
    assert [(one.code, one.at.cell) for one in found] == [("AUDIT-107", f"E{row + 1}")]


@given(SCORES, st.data())
def test_a_changed_section_is_found_once(scores: Scores, data: st.DataObject) -> None:
    rows = rows_of(scores, "shared")
    row, column = data.draw(st.integers(1, len(scores))), data.draw(st.integers(2, 3))
    change = data.draw(st.integers(-60, 60).filter(bool))
    value = Decimal(rows[row][column]) + change * HALF
    rows[row][column] = str(value)
    found = [(one.code, one.at.cell) for one in audit_csv(written(rows), "a.csv", rubric())]
    most = rubric().criteria[column - 2].max
    where = f"{'CD'[column - 2]}{row + 1}"
    code = "AUDIT-102" if value < 0 else "AUDIT-101"
    assert found == [(code, where) if not 0 <= value <= most else ("AUDIT-107", f"E{row + 1}")]


@given(SCORES, st.data())
def test_a_changed_rank_is_found(scores: Scores, data: st.DataObject) -> None:
    rows = rows_of(scores, "shared")
    row = data.draw(st.integers(1, len(scores)))
    rank = data.draw(st.integers(1, 20).filter(lambda number: str(number) != rows[row][5]))
    rows[row][5] = str(rank)
    found = audit_csv(written(rows), "a.csv", rubric())
    assert len(found) == 1 and found[0].severity >= WARNING
    assert found[0].code in ("AUDIT-302", "AUDIT-303", "AUDIT-304")


@pytest.mark.parametrize("name", PUBLISHED)
@given(data=st.data())
def test_nonsense_in_a_table_never_raises(name: str, data: st.DataObject) -> None:
    text = (shelf("published") / f"{name}.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    nonsense = st.sampled_from(
        ["", "1.250", "-", "8/5", "KĐG", "Không TTHC", "1e999", "=A1", "Tốt", "II", "٣", "\x00", "99999999"]
    )
    for _ in range(data.draw(st.integers(1, 6))):
        row = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[0]) - 1))
        if column < len(rows[row]):
            rows[row][column] = data.draw(nonsense)
    for found in audit_csv(written(rows), "a.csv", published(name).rubric):
        assert say(found, "vi") and say(found, "en")


@given(st.binary(max_size=300))
def test_any_bytes_give_findings(data: bytes) -> None:
    assert audit_csv(data, "a.csv", rubric())


CELLS = st.builds(
    ReadCell,
    st.sampled_from(["text", "number", "date", "boolean", "error", "none"]),
    st.sampled_from(
        ["", "1", "2", "25.5", "STT", "Đơn vị", "Tổng điểm", "Xếp hạng", "Sở A", "Tốt", "Mức Khá", "I", "x"]
    ),
)


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 5)), CELLS))
def test_any_cells_never_raise(cells: dict[tuple[int, int], ReadCell]) -> None:
    for found in audit_book(ReadBook((ReadSheet("S", "visible", cells),)), "a.xlsx", rubric()):
        assert say(found, "vi") and say(found, "en")
