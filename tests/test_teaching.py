"""The teaching round: played through real files, and every figure computed again by `naive_scores`."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.deep_annexes import number
from tests.naive_scores import Naive
from tests.shown import Shown
from workbook.audit.audit import audit_book
from workbook.catalogue.kept import ROUND_EXISTS
from workbook.excel.fill import fill
from workbook.excel.gate import read_file
from workbook.excel.read import read_book
from workbook.excel.write import save_bytes
from workbook.findings import ERROR, Refused
from workbook.loading.round import load_round
from workbook.model import Ranking, Standing
from workbook.pipeline.inspecting import inspect_file
from workbook.pipeline.judging import open_round
from workbook.pipeline.publishing import Assessed, assess, rank_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.teaching import FOLDER, STEPS, Lesson, teach
from workbook.points import NOT_APPLICABLE, Score
from workbook.rules.kinds import BY_KIND
from workbook.sheets.grid import ReadBook, ReadCell
from workbook.shelf import shelf


class Played(NamedTuple):
    lesson: Lesson
    steps: int
    assessed: Assessed


@pytest.fixture(scope="module")
def played(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Played:
    own = shown.copied(tmp_path_factory.mktemp("Ví dụ"))
    return Played(own.lesson, own.lesson_steps, assess(open_round(own.lesson.folder)))


@pytest.fixture(scope="module")
def naive() -> Naive:
    return Naive(shelf("rubrics") / f"{FOLDER}.toml", shelf("example"))


def results(root: Path) -> dict[str, str]:
    files = sorted((root / "results").iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def standings(ranking: Ranking) -> dict[str, Standing]:
    return {one.unit.id: one for part in ranking.groups for one in part.standings}


def exact(score: Score) -> Fraction | None:
    return Fraction(score) if isinstance(score, Decimal) else None


# ---------------------------------------------------------------- the lesson runs
def test_every_unit_scores_itself_and_every_ballot_counts(played: Played) -> None:
    lesson, tally = played.lesson, played.assessed.tally
    assert (lesson.units, lesson.self_scored, lesson.members, lesson.leaves) == (11, 11, 3, 70)
    assert [one.code for one in lesson.findings if one.severity >= ERROR] == []
    assert [ballot.member for ballot in tally.ballots] == ["TV-01", "TV-02", "TV-03"]
    assert set(tally.self_scores) == set(standings(lesson.published.ranking))
    assert all(one.total is not None and one.rank for one in standings(lesson.published.ranking).values())
    assert played.steps == STEPS


def test_a_second_run_changes_nothing(played: Played) -> None:
    before = results(played.lesson.folder)
    again = teach(played.lesson.folder)
    assert (results(played.lesson.folder), again.published.new, again.published.number) == (before, False, 1)
    assert again.published.ranking == played.lesson.published.ranking


def test_another_round_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "round.toml").write_text('id = "khac"', encoding="utf-8")
    with pytest.raises(Refused) as refused:
        teach(tmp_path)
    assert [one.code for one in refused.value.findings] == [ROUND_EXISTS.code]
    assert [path.name for path in tmp_path.iterdir()] == ["round.toml"]


# ---------------------------------------------------------------- computed again
def test_the_example_uses_every_kind_of_rule(naive: Naive) -> None:
    assert naive.kinds == set(BY_KIND)


@pytest.mark.parametrize("group", ["So", "Xa"])
def test_every_leaf_of_every_unit_has_the_points_of_its_facts(played: Played, naive: Naive, group: str) -> None:
    made = standings(played.lesson.published.ranking)
    for unit in naive.units(group):
        wanted = naive.result(unit)
        for leaf in naive.leaves(naive.tops(group), group):
            if leaf["id"] in wanted:
                value = made[unit["id"]].values[leaf["id"]]
                assert exact(value) == wanted[leaf["id"]], (unit["id"], leaf["id"])
                assert (value is NOT_APPLICABLE) == (wanted[leaf["id"]] is None)


@pytest.mark.parametrize("group", ["So", "Xa"])
def test_totals_maxima_converted_points_and_ranks_follow(played: Played, naive: Naive, group: str) -> None:
    made = standings(played.lesson.published.ranking)
    wanted = {unit["id"]: naive.result(unit) for unit in naive.units(group)}
    for unit, line in wanted.items():
        one = made[unit]
        assert (exact(one.total), exact(one.applicable_max), exact(one.converted)) == (
            line["total"], line["max"], line["converted"],
        ), unit  # fmt: skip
        better = [other for other in wanted.values() if other["converted"] > line["converted"]]  # type: ignore[operator]
        assert one.rank == 1 + len(better)


def test_some_figures_by_hand(played: Played, naive: Naive) -> None:
    """Guards the naive program itself."""
    by_id = {unit["id"]: unit for group in ("So", "Xa") for unit in naive.units(group)}
    # Section 6 is not the inspectorate's: 194 - 40; nor is 4.2.4 the other's: 194 - 5.
    assert naive.result(by_id["thanh-tra"])["max"] == 154
    assert naive.result(by_id["so-xay-dung"])["max"] == 189
    line = naive.result(by_id["so-ke-hoach"])
    # 325 of 350 people, 80 % earn all; 12 of 12; twelve reports; the mean of 2, 2 and 1.75.
    assert [line[leaf] for leaf in ("2.5", "2.6", "2.7", "2.8")] == [6, 3, 3, Fraction("1.92")]
    # 94.9, 95.1 and 93.1 of 100, for 2 points.
    assert line["8.3"] == Fraction("1.89")


# ---------------------------------------------------------------- what counts and what does not
@pytest.fixture
def copy(played: Played, tmp_path: Path) -> Path:
    """The lesson's folder, to be changed."""
    return shutil.copytree(played.lesson.folder, tmp_path / FOLDER)


def retyped(root: Path, file: str) -> Path:
    """A filled workbook in which 2.1 of one unit is 0 now."""
    path = root / "filled" / file
    (cell,) = (item for item in inspect_file(path).inputs if (item.unit, item.input) == ("so-y-te", "2.1"))
    save_bytes(path, fill(read_file(path), {(cell.sheet, cell.cell): Decimal(0)}))
    return path


def test_a_self_score_is_shown_and_never_counted(played: Played, copy: Path) -> None:
    (checked,) = import_files(copy, [retyped(copy, "tu-cham-so-y-te.xlsx")])
    assert checked.counted
    assert assess(open_round(copy)).tally.self_scores["so-y-te"].facts["2.1"] == 0
    assert played.assessed.tally.self_scores["so-y-te"].facts["2.1"] != 0
    assert rank_round(copy).ranking == played.lesson.published.ranking


def test_a_members_figure_does_count(played: Played, copy: Path) -> None:
    before = standings(played.lesson.published.ranking)["so-y-te"]
    import_files(copy, [retyped(copy, "phieu-TV-01.xlsx")])
    after = standings(rank_round(copy).ranking)["so-y-te"]
    assert before.total is not None and after.total is not None and after.total < before.total


def test_the_conclusion_stands_over_the_members(played: Played, copy: Path) -> None:
    before = standings(played.lesson.published.ranking)["so-giao-duc"]
    assert played.assessed.tally.cells["so-giao-duc", "2.5"].concluded and before.values["2.5"] == 6
    text = (copy / "round.toml").read_text(encoding="utf-8")
    assert text.count("points = 6\n") == 1
    (copy / "round.toml").write_text(text.replace("points = 6\n", "points = 4.5\n"), encoding="utf-8")
    after = standings(rank_round(copy).ranking)["so-giao-duc"]
    # The members gave what they gave; only the council's figure has changed.
    cells = assess(open_round(copy)).tally.cells
    assert cells["so-giao-duc", "2.5"].given == played.assessed.tally.cells["so-giao-duc", "2.5"].given
    assert before.total is not None and after.total is not None
    assert (after.values["2.5"], before.total - after.total) == (Decimal("4.5"), Decimal("1.5"))


# ---------------------------------------------------------------- the audit of its own annex
def test_the_audit_finds_nothing_in_the_annex(played: Played) -> None:
    assert played.lesson.own_annex == ()


TITLES = {"total": "Tổng điểm", "converted": "Điểm quy đổi", "max": "Điểm tối đa áp dụng", "tier": "Xếp loại"}


def annex(played: Played) -> ReadBook:
    path = played.lesson.folder / "results" / "ranking.xlsx"
    return read_book(read_file(path), path.name)


def planted(played: Played, unit: str, column: str, cell: ReadCell) -> list[tuple[str, str | None]]:
    """Errors in the annex after one cell of a unit's row was changed."""
    name = standings(played.lesson.published.ranking)[unit].unit.name
    book = annex(played)
    (sheet,) = book.sheets
    titles = {text.text: at[1] for at, text in sheet.cells.items() if text.text in TITLES.values()}
    (row,) = (at[0] for at, text in sheet.cells.items() if text.text == name)
    cells = {**sheet.cells, (row, titles[TITLES[column]]): cell}
    found = audit_book(ReadBook((replace(sheet, cells=cells),)), "a.xlsx", load_round(played.lesson.folder)[1])
    return [(one.code, one.at.unit) for one in found if one.severity >= ERROR and one.at.unit in (name, None)]


@pytest.mark.parametrize(
    ("unit", "column", "cell", "code"),
    [
        ("so-y-te", "total", number(Decimal("150")), "AUDIT-116"),
        ("so-y-te", "converted", number(Decimal("150")), "AUDIT-116"),
        # what could apply, but not with these converted points; what cannot apply at all
        ("so-xay-dung", "max", number(Decimal("154")), "AUDIT-116"),
        ("thanh-tra", "max", number(Decimal("300")), "AUDIT-112"),
        ("so-xay-dung", "tier", ReadCell("text", "Dẫn dắt"), "AUDIT-201"),
        ("xa-trung", "tier", ReadCell("text", "Nâng cao"), "AUDIT-201"),
        ("so-ke-hoach", "tier", ReadCell("text", "Khởi động"), "AUDIT-206"),
    ],
)
def test_a_fault_planted_in_the_annex_is_found(
    played: Played, unit: str, column: str, cell: ReadCell, code: str
) -> None:
    assert code in {code for code, _ in planted(played, unit, column, cell)}


def test_a_tier_that_a_quota_or_a_gate_keeps_back_is_no_fault(played: Played) -> None:
    held = [one for one in standings(played.lesson.published.ranking).values() if one.held_back]
    assert held and played.lesson.own_annex == ()
    # So a unit that stands one tier lower than its points is no fault either.
    assert planted(played, "so-ke-hoach", "tier", ReadCell("text", "Nâng cao")) == []


def test_units_in_another_order_are_found(played: Played) -> None:
    (sheet,) = annex(played).sheets
    ranking = played.lesson.published.ranking
    one, other = (standing.unit.name for standing in ranking.groups[0].standings[1:3])
    rows = {text.text: at[0] for at, text in sheet.cells.items() if text.text in (one, other)}
    swap = {rows[one]: rows[other], rows[other]: rows[one]}
    cells = {(swap.get(row, row) if column else row, column): cell for (row, column), cell in sheet.cells.items()}
    found = audit_book(ReadBook((replace(sheet, cells=cells),)), "a.xlsx", load_round(played.lesson.folder)[1])
    assert [found_.code for found_ in found if found_.severity >= ERROR] == ["AUDIT-301"]
