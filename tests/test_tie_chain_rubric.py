"""The key tie_chain: in a rubric's file, what is wrong with it, in authoring workbooks, in diffs, in no ballot."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.raw_rubrics import changed, raw_of
from tests.sample import ROUND, RUBRIC
from tests.test_tie_chain import RUBRIC as THREE
from workbook.authoring.gather import gather
from workbook.authoring.judge import as_read, write_authoring
from workbook.catalogue import rubric as checks
from workbook.catalogue import tree as said
from workbook.cli.rubric_view import rubric_as_data
from workbook.findings import ERROR, NOTE, WARNING, Finding, Refused, say
from workbook.loading.frozen import freeze, issue_for, thaw, unit_issue
from workbook.loading.rubric import load_rubric
from workbook.loading.rubric_tiers import LONGEST_FORMULA
from workbook.loading.rubric_ties import chain_formula_length
from workbook.loading.toml_text import plain, toml_text
from workbook.rubric import TIE_WORDS
from workbook.rubric_diff import rubric_changes
from workbook.sheets.grid import a1

HEAD = 'id = "r"\ntitle = "T"\nversion = "1"\nlegal_basis = "L"\n'
BODY = """
[[criteria]]
id = "a"
name = "Phần A"
max = 60
[[criteria.children]]
id = "a1"
name = "Mạng"
max = 60
step = 0.5
[[criteria]]
id = "b"
name = "Phần B"
max = 40
step = 0.5
[[criteria]]
id = "c"
name = "Chỉ của huyện"
max = 10
step = 0.5
groups = ["Huyen"]
[[criteria]]
id = "info"
name = "Dân số"
max = 0
rule = { kind = "informational" }
[[criteria]]
id = "gate"
name = "Kế hoạch"
max = 0
rule = { kind = "mandatory" }
[[criteria]]
id = "gone"
name = "Khảo sát"
max = 10
step = 1
dropped = "Năm nay không khảo sát"
[[aggregates]]
id = "ab"
name = "A và B"
criteria = ["a1", "b"]
[[groups]]
id = "So"
name = "Các sở"
max = 100
[[groups]]
id = "Huyen"
name = "Các huyện"
max = 110
"""


def found(folder: Path, chain: str, head: str = "", body: str = BODY) -> tuple[Finding, ...]:
    """What loading says of a rubric with this chain."""
    (folder / "r.toml").write_text(f"{HEAD}tie_chain = {chain}\n{head}{body}", encoding="utf-8")
    try:
        return load_rubric(folder / "r.toml")[1]
    except Refused as refused:
        return refused.findings


# ---------------------------------------------------------------- the file
def test_the_chain_is_read_in_its_order(tmp_path: Path) -> None:
    assert found(tmp_path, '["b", "ab", "gate", "prior_rank", "index"]') == ()
    made, _ = load_rubric(tmp_path / "r.toml")
    assert made.tie_chain == ("b", "ab", "gate", "prior_rank", "index")


@pytest.mark.parametrize(
    ("chain", "head", "expected"),
    [
        ('["x"]', "", ["RUBRIC-098 tie_chain[1]"]),
        ('["b", "Phần A", "ab"]', "", ["RUBRIC-012 tie_chain[2]"]),
        ('["b", "a", "b"]', "", ["RUBRIC-099 tie_chain[3]"]),
        ('["prior_rank", "prior_rank"]', "", ["RUBRIC-099 tie_chain[2]"]),
        ('["total"]', "", ["RUBRIC-100 tie_chain[1]"]),
        ('["total"]', 'rank_by = "index"\n', []),
        ('["index", "total"]', 'rank_by = "index"\n', ["RUBRIC-100 tie_chain[1]"]),
        # What is ranked is the plain sum of rounded points: nothing is lost by rounding it again.
        ('["exact"]', "", ["RUBRIC-100 tie_chain[1]"]),
        ('["exact"]', 'rounding = { total = 1 }\n', []),
        ('["exact"]', 'rounding = { order = "total" }\n', []),
        ('["exact"]', 'rank_by = "index"\n', []),
        ('["info"]', "", ["RUBRIC-100 tie_chain[1]"]),
        ('["gone"]', "", ["RUBRIC-100 tie_chain[1]"]),
        ('["c"]', "", ["RUBRIC-101 tie_chain[1]"]),
        ('"b"', "", ["RUBRIC-021 tie_chain"]),
        ('[1]', "", ["RUBRIC-028 tie_chain[1]"]),
    ],
)  # fmt: skip
def test_each_mistake_is_told_at_its_place(tmp_path: Path, chain: str, head: str, expected: list[str]) -> None:
    told = [f"{one.code} {str(one.at.key).partition(': ')[2]}" for one in found(tmp_path, chain, head)]
    assert told == expected


def test_what_is_said_of_a_step(tmp_path: Path) -> None:
    (unknown,) = found(tmp_path, '["Mang"]')
    assert unknown.check is said.CHAIN_UNKNOWN and unknown.severity is ERROR
    assert "exact, total, index, converted, prior_rank. Gần giống nhất là “a1”. Các mã dùng được: a, a1, b," in say(
        unknown, "vi"
    )
    (twice,) = found(tmp_path, '["b", "b"]')
    assert twice.check is said.CHAIN_TWICE and twice.severity is WARNING
    (never,) = found(tmp_path, '["info"]')
    assert never.check is said.CHAIN_NEVER and never.severity is WARNING
    assert "không tính điểm" in say(never, "vi") and "gives no points" in say(never, "en")
    (elsewhere,) = found(tmp_path, '["c"]')
    assert elsewhere.check is said.CHAIN_NOT_FOR_GROUP and elsewhere.severity is NOTE
    assert "khối “So”" in say(elsewhere, "vi")


def test_the_only_criterion_is_the_whole_total(tmp_path: Path) -> None:
    body = '[[criteria]]\nid = "a"\nname = "A"\nmax = 100\nstep = 1\n[[groups]]\nid = "So"\nname = "S"\nmax = 100\n'
    (never,) = found(tmp_path, '["a"]', body=body)
    assert never.check is said.CHAIN_NEVER and "cả tổng điểm" in say(never, "vi")
    assert found(tmp_path, '["a"]', "rounding = { total = 1 }\n", body) == ()


def test_a_chain_that_excel_could_not_hold_is_refused(tmp_path: Path) -> None:
    body = "".join(f'[[criteria]]\nid = "k{n}"\nname = "K{n}"\nmax = 4\nstep = 1\n' for n in range(25))
    body += '[[groups]]\nid = "So"\nname = "S"\nmax = 100\n'

    def chain(count: int) -> str:
        return "[" + ", ".join(f'"k{n}"' for n in range(count)) + "]"

    assert chain_formula_length(23) <= LONGEST_FORMULA < chain_formula_length(24)
    assert found(tmp_path, chain(23), body=body) == ()
    (long,) = found(tmp_path, chain(24), body=body)
    assert long.check is said.CHAIN_TOO_LONG and "24 bước" in say(long, "vi")


@pytest.mark.parametrize("word", TIE_WORDS)
def test_no_criterion_has_the_name_of_a_step(tmp_path: Path, word: str) -> None:
    told = found(tmp_path, "[]", body=BODY.replace('"ab"', f'"{word.upper()}"'))
    assert [one.check for one in told] == [checks.RESERVED_ID]


# ---------------------------------------------------------------- not in what members are sent
def test_no_workbook_holds_the_chain() -> None:
    """It is the ranking's matter; settled later, it must not make another issue of a workbook."""
    with_chain = replace(RUBRIC, tie_chain=("dich-vu", "prior_rank"))
    for plain_, chained in (
        (issue_for(RUBRIC, ROUND, "TV-01", 1), issue_for(with_chain, ROUND, "TV-01", 1)),
        (unit_issue(RUBRIC, ROUND, "dv-1", 1), unit_issue(with_chain, ROUND, "dv-1", 1)),
    ):
        assert freeze(chained) == freeze(plain_)
        assert thaw(freeze(chained)) == chained


# ---------------------------------------------------------------- differences, the console, the authoring workbook
def test_a_changed_chain_is_a_difference() -> None:
    (change,) = rubric_changes(THREE, replace(THREE, tie_chain=("a", "exact")))
    assert change.words.vi == "bằng nhau thì xét lần lượt (tie_chain): (không có) → “a, exact”"
    (change,) = rubric_changes(replace(THREE, tie_chain=("a", "b")), replace(THREE, tie_chain=("b", "a")))
    assert change.words.vi.endswith("“a, b” → “b, a”")


def test_the_chain_is_data_too() -> None:
    assert rubric_as_data(replace(THREE, tie_chain=("a", "exact")), "vi")["tie_chain"] == ["a", "exact"]


RAW = {**raw_of(THREE), "tie_chain": ["c", "ab", "exact", "prior_rank"]}


def gathered(cells: dict[tuple[str, str], Any], lang: str = "vi") -> dict[str, Any]:
    made = gather(changed(write_authoring(RAW, "x.xlsx", lang), cells), "x.xlsx")
    assert made.findings == []
    return plain(made.raw)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_chain_goes_through_excel_unchanged(lang: str) -> None:
    assert gathered({}, lang) == plain(RAW)
    assert tomllib.loads(toml_text(gathered({}, lang)))["tie_chain"] == RAW["tie_chain"]
    without = {**RAW, "tie_chain": []}
    assert plain(gather(as_read(write_authoring(without, "x.xlsx", lang)), "x.xlsx").raw) == plain(without)


def test_people_write_the_steps_in_words() -> None:
    sheet = write_authoring(RAW, "x.xlsx", "vi").sheet("Chung")
    row, column = next((row, at) for row, at, cell in sheet.filled() if cell.value == "c; ab; exact; prior_rank")
    place = (sheet.name, a1(row, column))
    typed = "Phần C; A và B; Số chưa làm tròn; Hạng năm trước"
    assert gathered({place: typed})["tie_chain"] == ["c", "ab", "exact", "prior_rank"]
    assert gathered({place: "Before rounding; Rank of last year; b"})["tie_chain"] == ["exact", "prior_rank", "b"]
