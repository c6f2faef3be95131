"""Who is who: printed names that are another's, and what changed between sending and ranking."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sample import (
    GUIDE,
    ROUND,
    RUBRIC,
    SO,
    TABLE,
    codes,
    edited,
    filled_files,
    issue_of,
    number,
    only,
    returned,
    rubric,
    taken,
    text,
    with_unit,
    write_round,
)
from workbook.catalogue import form, kept, panel
from workbook.catalogue.cell import DATE
from workbook.findings import Check, say
from workbook.model import Round
from workbook.outdated import check_issue
from workbook.pipeline.receiving import import_files, newest_ballots, open_round
from workbook.pipeline.sending import generate
from workbook.rubric import Criterion, Rubric

OTHER_TABLE = TABLE.replace("8.25", "8.5", 1)


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "check"),
    [
        (SO, "C11", "Sở Xây dựng", form.UNIT_EXCHANGED),
        (SO, "C11", "Sở Y tế tỉnh", form.LABEL_CHANGED),
        (SO, "D9", "1.10. An toàn thông tin", form.CRITERION_EXCHANGED),
        (SO, "D9", "1.1. Mạng", form.LABEL_CHANGED),
        (SO, "H22", "Trần Thị Bình", form.MEMBER_EXCHANGED),
        (GUIDE, "C5", "Trần Thị Bình (TV-02)", form.MEMBER_EXCHANGED),
    ],
)
def test_a_printed_name(sheet: str, cell: str, typed: str, check: Check) -> None:
    got = taken(edited(returned(), sheet, {cell: text(typed)}))
    found = only(got.findings, check)
    assert (found.at.sheet, found.at.cell) == (sheet, cell)
    assert got.counted is (check is form.LABEL_CHANGED)
    assert typed in say(found, "vi") and typed in say(found, "en")


def test_a_day_behind_a_number_format_proposes_the_score() -> None:
    """LibreOffice keeps 0.00 when "8/5" becomes a day; 46150 would only be called too high."""
    found = only(taken(edited(returned(), SO, {"D11": number("46150")})).findings, DATE)
    assert found.facts["proposal"] == Decimal("8.5")
    assert "8,5" in say(found, "vi")


def test_one_finding_a_cell_the_gravest() -> None:
    got = taken(edited(returned(), SO, {"D11": text("30,0")}))
    assert [found.code for found in got.findings if found.at.cell == "D11"] == ["SCORE-001"]


# ---------------------------------------------------------------- after sending
def changed_leaf(**changes: object) -> Rubric:
    def change(node: Criterion) -> Criterion:
        if node.id == "mang":
            return replace(node, **changes)  # type: ignore[arg-type]
        return replace(node, children=tuple(map(change, node.children)))

    return rubric(criteria=tuple(map(change, RUBRIC.criteria)))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (changed_leaf(step=RUBRIC.leaves()[0].step * 2), [panel.LIMITS_CHANGED.code]),
        (changed_leaf(max=RUBRIC.leaves()[0].max * 2), [panel.LIMITS_CHANGED.code]),
        (rubric(criteria=RUBRIC.criteria[:-1]), [panel.LIMITS_CHANGED.code]),
        (changed_leaf(name="Mạng nội bộ và Internet"), []),
        (rubric(title="Tên mới", version="2"), []),
    ],
)
def test_a_rubric_changed_after_sending(now: Rubric, expected: list[str]) -> None:
    assert codes(check_issue(now, ROUND, issue_of())) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (with_unit("dv-1", traits=frozenset({"khong-tthc"})), [panel.UNIT_CHANGED.code]),
        (with_unit("dv-1", group="Huyen"), [panel.UNIT_CHANGED.code]),
        (with_unit("dv-1", name="Sở Xây dựng"), [panel.UNIT_CHANGED.code]),
        (with_unit("dv-1", name="Sở Y tế tỉnh"), []),
        (with_unit("dv-1", left_out="giải thể"), []),
    ],
)
def test_a_unit_changed_after_sending(now: Round, expected: list[str]) -> None:
    assert codes(check_issue(RUBRIC, now, issue_of())) == expected


# ---------------------------------------------------------------- the folder
@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = write_round(tmp_path / "đợt")
    generate(made)
    return made


def test_originals_without_their_register_are_told(root: Path) -> None:
    import_files(root, filled_files(root))
    (root / "returned" / "received.json").unlink()
    _, notes = newest_ballots(open_round(root))
    assert only(notes, kept.UNREGISTERED).facts["count"] == 3


def test_an_older_original_brought_again_counts(root: Path, tmp_path: Path) -> None:
    """Good, then another, then the good one again: somebody wants the good one to count."""
    (good, *_) = filled_files(root)
    (other, *_) = filled_files(tmp_path / "khác", tables={"TV-01": OTHER_TABLE})
    for path in (good, other, good):
        import_files(root, [path])
    (counted, *_) = newest_ballots(open_round(root))[0]
    assert counted.data == good.read_bytes() != other.read_bytes()
