"""Faults of a whole table: a wrong rubric, bounds that the table prints, and very long tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audits import WHOLE, audited, marks, rubric
from workbook.audit.audit import audit_csv
from workbook.audit.ladder import Ladder, longest_orderly, step_of
from workbook.findings import say
from workbook.loading.rubric import load_rubric
from workbook.rubric import Tier
from workbook.shelf import shelf


# ---------------------------------------------------------------- a wrong rubric
@pytest.mark.parametrize(
    ("table", "rubric_id", "cells"),
    [
        ("thai-binh-2020", "thanh-hoa-2020", ["J2"]),
        ("thai-binh-2020", "quang-nam-2019", ["D2"]),
        ("thanh-hoa-2023", "thanh-hoa-2020", ["D2", "D22"]),
    ],
)
def test_a_wrong_rubric_is_one_finding_a_list(table: str, rubric_id: str, cells: list[str]) -> None:
    by, _ = load_rubric(shelf("rubrics") / f"{rubric_id}.toml")
    found = audit_csv((shelf("published") / f"{table}.csv").read_bytes(), f"{table}.csv", by)
    errors = [one for one in found if one.severity.word == "error"]
    assert [(one.code, one.at.cell) for one in errors] == [("AUDIT-013", cell) for cell in cells]
    assert errors[0].facts["count"] == errors[0].facts["rows"]
    assert "cao hơn mức tối đa" in say(errors[0], "vi") and "Is it the right rubric" in say(errors[0], "en")


def many(*totals: int) -> str:
    return "no,unit,total\n" + "\n".join(f"{n},Sở {n},{total}" for n, total in enumerate(totals, 1))


def test_only_what_most_rows_break_speaks_for_the_table() -> None:
    by = rubric(WHOLE)
    assert marks(audited(many(38, 37, 36, 35, 20, 19, 18), by)) == [("AUDIT-013", "C2")]
    assert marks(audited(many(38, 37, 36, 20, 19, 18), by)) == [("AUDIT-108", f"C{row}") for row in (2, 3, 4)]
    # Three of three rows are too few to tell.
    assert marks(audited(many(38, 37, 36), by)) == [("AUDIT-108", f"C{row}") for row in (2, 3, 4)]


def test_what_has_nothing_to_do_with_the_rubric_is_still_told() -> None:
    text = many(38, 37, 36, 35, 18, 19) + "\n6,Sở 1,10"
    assert marks(audited(text, rubric(WHOLE))) == [
        ("AUDIT-013", "C2"), ("AUDIT-301", "C7"), ("AUDIT-306", "B8"), ("AUDIT-307", "A8")
    ]  # fmt: skip


def test_sums_wrong_in_most_rows_are_one_finding() -> None:
    rows = "\n".join(f"{n},Sở {n},5,{20 - n},{26 - n}" for n in range(1, 7))
    found = audited(f"no,unit,ha-tang,dich-vu,total\n{rows}", rubric())
    assert marks(found) == [("AUDIT-013", "E2")]
    assert "tổng điểm in 25, nhưng các phần cộng lại được 24" in say(found[0], "vi")


# ---------------------------------------------------------------- bounds printed in tier rows
BOUNDED = """Stt;Tên đơn vị;Tổng điểm;Xếp hạng
    I;Mức Tốt (Tổng điểm đạt từ 24 điểm đến 30 điểm):
    1;Sở A;28,5;1
    II;Mức Khá (Tổng điểm đạt từ 15 điểm đến 24 điểm):
    2;Sở C;20;2"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("từ", "từ", []),
        ("từ 24 điểm đến 30", "từ 25 điểm đến 30", [("AUDIT-205", "B2")]),
        ("từ 15 điểm đến 24", "từ 14,5 điểm đến dưới 24", [("AUDIT-205", "B4")]),
        ("đạt từ 15 điểm đến 24 điểm", "từ 16 trở lên", [("AUDIT-205", "B4")]),
        # not clear, so not judged
        ("từ 24 điểm đến 30", "từ 80 % đến 100", []),
        ("từ 24 điểm đến 30", "từ năm 2020 trên 25", []),
        ("từ 24 điểm đến 30", "từ 1.250 đến 30", []),
    ],
)
def test_bounds_of_tier_rows_are_those_of_the_rubric(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert marks(audited(BOUNDED.replace(old, new, 1), rubric(WHOLE))) == expected


def test_a_bound_as_printed_in_the_rubric_is_right_and_an_inferred_one_says_so() -> None:
    printed = (Tier("Tốt", Decimal(25), printed_from=Decimal(24)), Tier("Khá", Decimal(15), assumed=True))
    by = rubric(WHOLE, tiers=printed)
    assert marks(audited(BOUNDED, by)) == []
    (one,) = audited(BOUNDED.replace("từ 15", "từ 16"), by)
    assert (one.code, one.facts["value"], one.facts["lower"]) == ("AUDIT-205", 16, 15)
    assert "suy ra" in say(one, "vi") and "inferred" in say(one, "en")


# ---------------------------------------------------------------- long tables
ROWS = 10_000


def long_table(rank: str) -> bytes:
    rows = (f"{n},Xã số {n},20,{n if rank == 'split' else 1}" for n in range(1, ROWS + 1))
    return "\n".join(["no,unit,total,rank", *rows]).encode()


def test_ten_thousand_equal_totals_are_no_trouble() -> None:
    assert marks(audit_csv(long_table("shared"), "a.csv", rubric(WHOLE))) == []
    assert marks(audit_csv(long_table("split"), "a.csv", rubric(WHOLE))) == [("AUDIT-304", "D3")]


FIGURES = st.lists(st.integers(0, 6).map(Decimal), max_size=14)


@given(FIGURES, st.integers(0, 6).map(Decimal), st.data())
def test_a_place_is_one_more_than_who_is_better(bases: list[Decimal], base: Decimal, data: st.DataObject) -> None:
    ladder = Ladder(map(step_of, bases))
    own = data.draw(st.sampled_from(bases)) if bases else None
    others = list(bases)
    if own is not None:
        others.remove(own)
    better = [other for other in others if other > base]
    out = None if own is None else step_of(own)
    assert ladder.place(step_of(base), "shared", out) == 1 + len(better)
    assert ladder.place(step_of(base), "dense", out) == 1 + len(set(better))


@given(FIGURES)
def test_the_longest_orderly_run_is_the_first_of_the_longest(bases: list[Decimal]) -> None:
    best: list[tuple[int, int]] = []
    for number, base in enumerate(bases):
        runs = [(best[i][0] + 1, i) for i in range(number) if bases[i] >= base]
        best.append(max(runs, key=lambda run: (run[0], -run[1]), default=(1, -1)))
    end = max(range(len(bases)), key=lambda number: (best[number][0], -number), default=-1)
    kept: list[int] = []
    while end >= 0:
        kept.insert(0, end)
        end = best[end][1]
    assert longest_orderly(bases) == kept
