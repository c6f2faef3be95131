"""The custom functions for any sheet: what they answer beside the rooms that rank, and how Excel is told of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Literal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive_scores
from tests.deep_strategies import make_ballot, make_issue
from tests.rules import any_facts
from tests.shown import Shown
from tests.test_tie_chain import CHAINS, made, tables
from workbook.consolidation import consolidate
from workbook.desk import function_arguments, functions
from workbook.desk.function_rubrics import allow_paths, of_round
from workbook.desk.function_table import ALL, LANGUAGES, LONGEST_HELP, Described, example_text, page_part, word
from workbook.desk.functions import LONGEST, PREFIX, Answer, answer
from workbook.loading.round import load_round
from workbook.loading.rubric import load_rubric, rubric_path, shipped_rubrics
from workbook.loading.source import read_toml
from workbook.model import Standing
from workbook.pipeline import desking
from workbook.pipeline.demo import DEMO_RUBRICS
from workbook.ranking import rank, rank_key
from workbook.rubric import Rubric
from workbook.rules.kinds import KINDS
from workbook.rules.rule import Input
from workbook.scoring import outcome, shut_leaves

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ham-trong-excel.md"
BY_NAME = {one.name.en.removeprefix("XEPHANG_"): one for one in ALL}
EXAMPLE = "vi-du-chuyen-doi-so"


def call(name: str, *given_: object, lang: str = "vi") -> Answer:
    return answer(BY_NAME[name], lang, given_)


def number(made_: Answer) -> float:
    assert isinstance(made_, float), made_
    return made_


# ---------------------------------------------------------------- the table, the page, Excel's limits
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name.en)
def test_the_examples_come_out(one: Described, lang: str) -> None:
    assert one.examples
    for example in one.examples:
        assert answer(one, lang, example.given) == example.result, example_text(one, example, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_the_table(lang: str) -> None:
    shown = re.search(rf"<!-- functions {lang} -->\n(.*?)<!-- end of functions -->", PAGE.read_text("utf-8"), re.DOTALL)
    assert shown
    assert shown[1] == page_part(lang)


def test_the_names_and_helps_fit_into_excel() -> None:
    names = [word(one.name, lang) for one in ALL for lang in LANGUAGES]
    assert len(set(names)) == len(names) == 10
    for one in ALL:
        said = [one.name, *(each.name for each in one.arguments)]
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z_]*", word(name, lang)) for name in said for lang in LANGUAGES)
        helps = [one.help, *(each.help for each in one.arguments)]
        assert [text for both in helps for text in both if not 0 < len(text) <= LONGEST_HELP] == []
        assert [each.name for each in one.arguments[:-1] if each.many or each.optional] == []


# ---------------------------------------------------------------- points by rule
def raw_leaves(criteria: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for node in criteria:
        yield from raw_leaves(node["children"]) if node.get("children") else (node,)


def test_points_are_those_of_another_computation_from_the_raw_file() -> None:
    tried: set[str] = set()
    for name in shipped_rubrics():
        rubric, _ = load_rubric(rubric_path(name))
        raw: Any = read_toml(rubric_path(name), name)[0]
        rules = {leaf["id"]: leaf.get("rule", {}) for leaf in raw_leaves(raw["criteria"])}
        for group in rubric.groups:
            for leaf in rubric.leaves_in(group.id):
                scale, asked = leaf.scale_in(group.id), leaf.inputs_in(group.id)
                random = Random(f"{name} {group.id} {leaf.id}")
                for _ in range(8):
                    facts = any_facts(random, leaf.rule, scale)
                    typed = [float(facts[one.id]) for one in asked]
                    best = [float(asked[0].high)] if leaf.rule.relative else []
                    told = call("POINTS", name, group.id, leaf.id, [list(map(as_typed, asked, typed))], *best)
                    if any(leaf.rule.clashes(facts, scale)):
                        assert str(told).startswith(PREFIX)
                        continue
                    if leaf.rule.kind not in naive_scores.IDLE:
                        tried.add(leaf.rule.kind)
                        exact = {one: Fraction(fact) for one, fact in facts.items()}
                        points = naive_scores.points(
                            rules[leaf.id], Fraction(scale.max), exact, Fraction(best[0]) if best else Fraction(0)
                        )
                        wanted = points if leaf.rule.typed else naive_scores.half_up(points, rubric.rounding.leaf)
                        assert Fraction(Decimal(repr(number(told)))) == wanted, (name, leaf.id, typed)
    assert tried == {kind.kind for kind in KINDS} - set(naive_scores.IDLE)


def as_typed(asked: Input, fact: float) -> float | str:
    return ("Có" if fact else "Không") if asked.kind == "yes_no" else fact


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        (("2.5", 40.0, 60.0), 5.0),
        (("2.5", [[40.0, 60.0]]), 5.0),
        (("2.5", [[40.0], [60.0]]), 5.0),
        (("2.5", "40 người", "60"), 5.0),
        (("2.5", None, 60.0), ""),
        (("2.5", "", 60.0), ""),
        (("2.5", "KĐG", None), "KĐG"),
        (("2.5", "KĐG", 60.0), "vừa có KĐG vừa có số liệu"),
        (("2.5", 40.0), "cần 2 số liệu, đang có 1: (1) Số người được bồi dưỡng; (2) Tổng số người"),
        (("2.5", 40.0, 60.0, 1.0), "cần 2 số liệu, đang có 3"),
        (("2.5", 61.0, 60.0), "lớn hơn “Tổng số người”"),
        (("2.5", 1.0, 0.0), "bằng 0 nên không tính được tỷ lệ"),
        (("2.5", -1.0, 60.0), "“-1” không hợp lệ, cần số nguyên từ 0"),
        (("2.5", 1.5, 60.0), "“1,5” không hợp lệ"),
        (("2.5", 1e308, 60.0), "…” không hợp lệ, cần số nguyên từ 0"),
        (("2.5", "#N/A", 60.0), "ghi “#N/A” nên không đọc được"),
        (("2.5", -2146826246, 60.0), "ghi “#N/A” nên không đọc được"),
        (("2.5", "1.250", 6000.0), 1.56),
        (("2.8", datetime(2026, 5, 1)), "là ngày 01/05/2026"),
        (("2.8", True), "giá trị logic TRUE"),
        (("2.8", float("nan")), "không phải là số Excel dùng được"),
        (("2.3", True), 2.0),
        (("2.3", "không"), 0.0),
        (("4.2.1", 5.0, 20.0), 1.0),
        (("4.2.1", 25.0, 20.0), "25 lớn hơn số cao nhất khối là 20"),
        (("4.2.1", 5.0, None), ""),
        (("4.2.1", 5.0), "(2) cao nhất khối: Số tập dữ liệu"),
        (("2", 1.0), "là mục cha"),
        (("3.6", 1.0, 2.0), "năm nay không chấm: chưa có hệ thống đo"),
        (("2.55", 1.0), "không có tiêu chí “2.55”"),
        ((10**400, 1.0), "không có tiêu chí “1000"),
        ((float("nan"), 1.0), "phải là văn bản, ô đang là nan"),
        ((float("inf"), 1.0), "phải là văn bản, ô đang là inf"),
        (("", 1.0), "không có tiêu chí “”"),
        ((2.1, 1.0), "phải là văn bản, ô đang là 2,1"),
        ((datetime(2026, 10, 1), 1.0), "phải là văn bản, ô đang là 01/10/2026"),
        (([["2.5", "2.6"]], 1.0), "phải là một ô, không phải vùng"),
    ],
)
def test_points_in_a_cell(given_: tuple[object, ...], told: Answer) -> None:
    made_ = call("POINTS", EXAMPLE, "So", *given_)
    if isinstance(told, str) and told not in ("", "KĐG"):
        assert str(made_).startswith(PREFIX)
        assert told in str(made_)
        assert "Traceback" not in str(made_)
    else:
        assert made_ == told


# ---------------------------------------------------------------- maximum
@pytest.mark.parametrize(
    ("rubric", "group", "criterion", "told"),
    [
        ("quang-nam-2019", "So", "nhan-luc", 8.0),
        ("quang-nam-2019", "các  sở, BAN, ngành", "nhan-luc", 8.0),
        ("quang-nam-2019", "", "nhan-luc", "cần ghi khối: So (Các Sở, Ban, ngành); Huyen"),
        ("quang-nam-2019", "Xa", "nhan-luc", "không có khối “Xa”"),
        (EXAMPLE, "So", 2.0, 30.0),
        (EXAMPLE, "So", "8.1", 3.0),
        (EXAMPLE, "Xa", "8.1", "không áp dụng cho khối Xa"),
        (EXAMPLE, "So", "9", "không áp dụng cho khối So"),
        (12.0, "So", "2", "“12” không phải mã hay đường dẫn"),
        ("khong-co", "So", "2", "không có bộ tiêu chí “khong-co”"),
        ("rubrics/quang-nam-2019.toml", "So", "2", "Ghi đường dẫn đầy đủ"),
        ("\\\\may\\chung\\a.toml", "So", "2", "không mở đường dẫn mạng"),
        ("//may/chung/a.toml", "So", "2", "không mở đường dẫn mạng"),
        ("/\0.toml", "So", "2", "không"),
        (None, "So", "2", "chỉ hàm nạp từ chính bàn làm việc của đợt mới được để trống"),
    ],
)
def test_the_maximum_and_what_is_named(rubric: object, group: object, criterion: object, told: Answer) -> None:
    made_ = call("MAX", rubric, group, criterion)
    assert (made_ == told) if isinstance(told, float) else (told in str(made_) and str(made_).startswith(PREFIX))


def test_every_maximum_of_every_shipped_rubric() -> None:
    for name in shipped_rubrics():
        rubric, _ = load_rubric(rubric_path(name))
        for group in rubric.groups:
            for leaf in rubric.leaves_in(group.id):
                assert call("MAX", name, group.id, leaf.id) == float(leaf.max_in(group.id))


# ---------------------------------------------------------------- tier and rank
@pytest.mark.parametrize(
    ("given_", "told"),
    [
        (("lao-cai-2020", "II", 65.0), "Tốt"),
        (("lao-cai-2020", "II", 64.995), "Tốt"),
        (("lao-cai-2020", "II", 64.99), "Khá"),
        (("lao-cai-2020", "I", "65"), "Trung bình"),
        (("lao-cai-2020", "I", None), ""),
        (("lao-cai-2020", "I", "KĐG"), "KĐG"),
        (("lao-cai-2020", "I", "cao"), "tong_diem là “cao”, không phải số"),
        (("lao-cai-2020", "I", -1.0), "không được âm"),
        (("lao-cai-2020", "I", 1.0, 0.0), "phải lớn hơn 0"),
        (("lao-cai-2020", "I", 100.0), "Tốt"),
        (("lao-cai-2020", "I", 100.004), "Tốt"),
        (("lao-cai-2020", "I", 100.01), "tổng điểm 100,01 lớn hơn mức cao nhất có thể là 100"),
        (("lao-cai-2020", "II", 71.0), "lớn hơn mức cao nhất có thể là 70"),
        (("lao-cai-2020", "I", 1e6), "tổng điểm 1.000.000 lớn hơn mức cao nhất có thể là 100"),
        (("lao-cai-2020", "I", 1e308), "… lớn hơn mức cao nhất có thể là 100"),
        (("thai-binh-2020", "", 398.0, 398.0), "Tốt"),
        (("thai-binh-2020", "", 500.0, 398.0), "tổng điểm 500 lớn hơn mức cao nhất có thể là 398"),
        (("thai-binh-2020", "", 400.0, 499.0), "điểm tối đa 499 lớn hơn điểm tối đa của khối là 498"),
        ((EXAMPLE, "So", 194.5), "tổng điểm 194,5 lớn hơn mức cao nhất có thể là 194"),
        (("thai-binh-2020", "", 400.0), "Khá"),
        (("thai-binh-2020", "", 358.2), "Khá"),
        (("thai-binh-2020", "", 358.2, 398.0), "Tốt"),
        (("thanh-hoa-2023", "So", 900.0), "không xếp loại khối So"),
        ((EXAMPLE, "So", 1.0), "Khởi động"),
        ((EXAMPLE, "So", 165.0), "chỉ tổng điểm thì chưa xếp loại được: đủ mức Dẫn dắt"),
        (("lao-cai-2020", "I"), "mới có 2 đối số"),
    ],
)
def test_the_tier_of_a_total(given_: tuple[object, ...], told: str) -> None:
    made_ = str(call("TIER", *given_))
    assert made_ == told or (made_.startswith(PREFIX) and told and told in made_)


@pytest.mark.parametrize("name", DEMO_RUBRICS)
def test_tiers_and_ranks_of_the_five_decisions(name: str, shown: Shown) -> None:
    """What `xephang rank` wrote is what the functions say, from the figures as a sheet shows them."""
    folder = next(one.folder for one in shown.results if one.rubric == name)
    result = json.loads((folder / "results" / "result-001.json").read_text("utf-8"))
    round_, rubric, _ = load_round(folder)
    split = {unit for tie in round_.ties if tie.kind == "split" for unit in tie.units}
    for made_ in result["groups"]:
        group, lines = rubric.group(made_["id"]), made_["standings"]
        figures = [[float(line[rubric.rank_by])] for line in lines]
        for line, own in zip(lines, figures, strict=True):
            assert call("RANK", str(folder), own[0], figures) == line["rank"] or line["unit"] in split, line
            shut = shut_leaves(rubric, round_.unit(line["unit"]))
            most = float(sum(leaf.max_in(group.id) for leaf in rubric.leaves_in(group.id) if leaf.id not in shut))
            tier = call("TIER", str(folder), group.id, float(line["total"]), most)
            assert tier == line["tier"] if group.tiers else "không xếp loại" in str(tier), line


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_a_total_that_can_be_is_never_above_the_highest(start: int) -> None:
    """Random deep rubrics with caps, weights, bonus, penalties and marks; and with all at its maximum nothing more."""
    for seed in range(start, start + 50):
        one_deep_round(Random(seed))


def one_deep_round(dice: Random) -> None:
    issue = make_issue(dice)
    rubric, round_ = issue.rubric, issue.round
    ballot = make_ballot(dice, issue, faults=False)
    ranking = rank(rubric, round_, consolidate(rubric, round_, [ballot]))[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(function_arguments, "rubric_named", lambda _: rubric)
        for made_ in ranking.groups:
            for one in made_.standings:
                if made_.group.tiers and one.total is not None and one.applicable_max > 0:
                    told = call("TIER", "r", made_.group.id, float(one.total), float(one.applicable_max))
                    assert "lớn hơn" not in str(told), (one.total, one.applicable_max)
        for group in rubric.groups:
            leaves = rubric.leaves_in(group.id)
            full = {leaf.id: leaf.max_in(group.id) * (leaf.rule.kind != "penalty") for leaf in leaves}
            most = outcome(rubric, group, full)
            if group.tiers and most.applicable_max > 0:
                assert "lớn hơn" not in str(call("TIER", "r", group.id, float(most.total)))
                more = float(most.total + Decimal(1).scaleb(-rubric.rounding.total))
                assert "lớn hơn mức cao nhất có thể" in str(call("TIER", "r", group.id, more))


def cells_of(rubric: Rubric, one: Standing) -> list[object]:
    """What a sheet would hold of a unit: what is ranked, and the columns of the chain."""
    steps: dict[str, object] = {"prior_rank": one.unit.prior_rank, "index": one.index, "exact": one.total, **one.values}
    shown_ = [rank_key(rubric, one), *(steps[step] for step in rubric.tie_chain)]
    return [float(n) if isinstance(n, Decimal | int) else n if n is None else "KĐG" for n in shown_]


@given(tables(), CHAINS, st.sampled_from(["shared", "dense"]))
@settings(max_examples=100, deadline=None)
def test_ranks_are_those_of_the_ranking(table: str, chain: list[str], ties: str) -> None:
    rubric, round_, ballots = made(table, *chain, ties=ties)
    standings = rank(rubric, round_, consolidate(rubric, round_, ballots))[0].groups[0].standings
    rows = [cells_of(rubric, one) for one in standings]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(function_arguments, "rubric_named", lambda _: rubric)
        for one, row in zip(standings, rows, strict=True):
            assert call("RANK", "r", [row], rows) == one.rank
            alone = call("RANK", "r", row[0], [each[:1] for each in rows])
            if isinstance(alone, float):  # without the chain's columns: never another rank
                assert alone == one.rank
            else:
                assert "có đơn vị bằng nhau, bộ tiêu chí còn xét" in alone


@pytest.mark.parametrize(
    ("unit", "all_units", "told"),
    [
        (85.5, [90.0, 85.5, 85.5, 80.0], 2.0),
        (80.0, [[90.0, 85.5, 85.5, 80.0]], 4.0),
        (85.504, [[90.0], [85.5], [80.0]], 2.0),
        (80.0, [[90.0], [None], ["KĐG"], [80.0]], 2.0),
        (None, [[90.0], [None]], ""),
        (70.0, [[90.0], [80.0]], "đơn vị này không có trong vùng"),
        (80.0, [[90.0], ["80 điểm rưỡi"], [80.0]], "dòng 2 của khối là “80 điểm rưỡi”, không phải số"),
        (1.0, [[1.0], [True]], "dòng 2 của khối là “TRUE”"),
        ([[80.0, 1.0]], [[80.0, 1.0]], "mỗi đơn vị cần 1 cột"),
    ],
)
def test_a_rank_in_a_cell(unit: object, all_units: object, told: Answer) -> None:
    call("RANK", "quang-nam-2019", 1.0, [[1.0], [1.0]])  # as kept from another cell: 1 and TRUE are not the same
    made_ = call("RANK", "quang-nam-2019", unit, all_units)
    assert made_ == told or (isinstance(told, str) and told and told in str(made_))


def test_one_row_as_wide_as_a_chain_may_be_one_unit_or_several(monkeypatch: pytest.MonkeyPatch) -> None:
    rubric, _, _ = made("", "exact", "prior_rank")
    monkeypatch.setattr(function_arguments, "rubric_named", lambda _: rubric)
    assert "không rõ là nhiều đơn vị hay một" in str(call("RANK", "r", 85.0, [[85.0, 120.0, 90.0]]))
    assert call("RANK", "r", 85.0, [[85.0, 120.0, 90.0, 80.0]]) == 3.0


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_group_is_known_however_its_letters_are_made_up(form: Literal["NFC", "NFD"]) -> None:
    name = normalize(form, "UBND các huyện, thị xã, thành phố")
    assert call("MAX", "quang-nam-2019", name, "nhan-luc") == call("MAX", "quang-nam-2019", "Huyen", "nhan-luc")


# ---------------------------------------------------------------- sum
@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=60))
def test_the_sum_is_exact(typed: list[Decimal]) -> None:
    assert number(call("SUM", [[float(one)] for one in typed], None)) == float(sum(typed))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (([[0.1, 0.2]], 0.3, -0.6), 0.0),
        (([["8,5", " 1 "], [None, "KĐG"]],), 9.5),
        (([[None, ""]],), ""),
        (([["KĐG", None]],), "KĐG"),
        ((), ""),
        ((1e15, 0.25, -1e15), 0.25),
        (([[1.0, 2.0], ["1.250", 3.0]],), "ô thứ 3 (theo từng dòng) là “1.250”, không phải số"),
        ((1.0, "#DIV/0!"), "ô thứ 2 (theo từng dòng) là “#DIV/0!”"),
        ((1.7e308, 1.7e308), "lớn quá mức"),
        (("-0", -0.0), 0.0),
    ],
)
def test_a_sum_in_a_cell(cells: tuple[object, ...], told: Answer) -> None:
    made_ = call("SUM", *cells)
    assert repr(made_) != "-0.0"
    assert made_ == told or (isinstance(told, str) and told and told in str(made_))


# ---------------------------------------------------------------- nothing is raised, everything is said
CELL = st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=8), st.datetimes(), st.just(10**400))
ANY = st.one_of(CELL, st.lists(st.lists(CELL, max_size=3), max_size=3), st.sampled_from([EXAMPLE, "So", "2.5"]))


@given(st.sampled_from(ALL), st.sampled_from(LANGUAGES), st.lists(ANY, max_size=5))
@settings(max_examples=300, deadline=None)
def test_whatever_is_given_a_cell_comes_out(one: Described, lang: str, given_: list[object]) -> None:
    made_ = answer(one, lang, given_[: len(one.arguments)])
    assert isinstance(made_, float | str)
    if isinstance(made_, str) and made_.startswith(PREFIX):
        assert len(made_) <= LONGEST
        assert "Error" not in made_


def test_a_fault_of_ours_is_said_with_its_class(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(functions.__dict__["_CALLS"], "XEPHANG_SUM", broken)
    assert "ZeroDivisionError" in str(call("SUM", 1.0))
    assert "ZeroDivisionError" in str(call("SUM", 1.0, lang="en"))


# ---------------------------------------------------------------- which rubric
def small(path: Path, most: int) -> Path:
    lines = ['id = "nho"', 'title = "Nhỏ"', 'version = "1"', 'legal_basis = "QĐ"', "[[criteria]]", 'id = "a"']
    lines += ['name = "A"', f"max = {most}", "step = 1", "[[groups]]", 'id = "g"', 'name = "G"', f"max = {most}"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small(tmp_path / "bộ nhỏ.toml", 7)
    assert call("MAX", str(path), "", "a") == 7
    with monkeypatch.context() as patch:
        patch.setattr("workbook.desk.function_rubrics.load_any", lambda _: pytest.fail("read again"))
        assert call("MAX", str(path), "g", "A") != 7
        assert call("MAX", str(path), "g", "a") == 7
    os.utime(small(path, 9), ns=(1, 1))
    assert call("MAX", str(path), "", "a") == 9
    path.write_text("id = ", encoding="utf-8")
    assert "bộ nhỏ.toml" in str(call("MAX", str(path), "", "a"))
    path.unlink()
    assert "không mở được tệp" in str(call("MAX", str(path), "", "a"))


def test_the_rubric_of_a_round_and_of_the_desk(tmp_path: Path) -> None:
    small(tmp_path / "nho.toml", 7)
    (tmp_path / "round.toml").write_text('rubric = "nho.toml"', encoding="utf-8")
    assert call("MAX", str(tmp_path), "", "a") == 7
    assert call("MAX", str(tmp_path / "round.toml"), "", "a") == 7
    with of_round(tmp_path):
        assert call("MAX", None, "", "a") == 7
        (tmp_path / "round.toml").write_text("rubric = 12.5", encoding="utf-8")
        assert "chưa ghi bộ tiêu chí" in str(call("MAX", "", "", "a"))
        with of_round(None):
            assert "chỉ hàm nạp từ chính bàn làm việc" in str(call("MAX", "", "", "a"))


def test_the_dialog_says_when_the_rubric_may_be_left_out() -> None:
    """What the message says, too: only functions that came from the desk itself know its round."""
    of_rubric = [each for one in ALL for each in one.arguments if each.name.en == "rubric"]
    assert len(of_rubric) == 4
    for each in of_rubric:
        assert "chỉ khi hàm được nạp từ chính bàn làm việc ấy" in each.help.vi
        assert "only where the functions were loaded from that desk itself" in each.help.en


# ---------------------------------------------------------------- no other computer is asked
AWAY = ("//may-khac/chung/r.toml", "\\\\may-khac\\chung\\r.toml", "\\/may-khac\\r.toml", "//?/UNC/may-khac/r.toml")


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every path that is looked at, as the system is asked for it."""
    seen: list[str] = []

    def spied(name: str) -> None:
        real = getattr(os, name)

        def spy(path: Any, *args: Any, **named: Any) -> Any:
            seen.append(str(path))
            return real(path, *args, **named)

        monkeypatch.setattr(os, name, spy)

    for name in ("stat", "lstat", "readlink", "scandir", "open"):
        spied(name)
    return seen


def away(touched: list[str]) -> list[str]:
    return [path for path in touched if "may-khac" in path]


@pytest.mark.parametrize("name", AWAY)
def test_a_rubric_that_a_round_names_on_another_computer_is_not_even_looked_for(
    name: str, tmp_path: Path, touched: list[str]
) -> None:
    (tmp_path / "round.toml").write_text(f"rubric = {json.dumps(name)}", encoding="utf-8")
    assert "đường dẫn mạng" in str(call("MAX", str(tmp_path), "", "a"))
    assert "network path" in str(call("MAX", str(tmp_path / "round.toml"), "", "a", lang="en"))
    with of_round(tmp_path):
        assert "đường dẫn mạng" in str(call("MAX", "", "", "a"))
    assert "đường dẫn mạng" in str(call("MAX", name, "", "a"))
    assert any(path.endswith("round.toml") for path in touched)
    assert not away(touched)


def test_other_files_that_a_round_names_are_not_read(tmp_path: Path, touched: list[str]) -> None:
    """Units, members, facts and layouts lie where they will: a function asks for the rubric only."""
    small(tmp_path / "nho.toml", 7)
    keys = ("units_from", "members_from", "layout", "member_weights_from")
    lines = ['rubric = "nho.toml"', *(f"{key} = {json.dumps(AWAY[0])}" for key in keys), f'facts_from = ["{AWAY[0]}"]']
    (tmp_path / "round.toml").write_text("\n".join(lines), encoding="utf-8")
    assert call("MAX", str(tmp_path), "", "a") == 7
    rubric = (tmp_path / "nho.toml").read_text("utf-8")
    (tmp_path / "nho.toml").write_text(f'layout = "{AWAY[0]}"\n{rubric}', encoding="utf-8")
    assert call("MAX", str(tmp_path), "", "a") == 7
    assert not away(touched)


def linked(link: Path, target: str) -> Path:
    link.symlink_to(target)
    return link


@pytest.mark.parametrize("target", AWAY[:2])
def test_no_link_is_followed_to_another_computer(target: str, tmp_path: Path, touched: list[str]) -> None:
    small(tmp_path / "nho.toml", 7)
    away_, onward = linked(tmp_path / "r.toml", target), linked(tmp_path / "tiếp.toml", "r.toml")
    folder = linked(tmp_path / "đợt", str(Path(target).parent) if target.startswith("/") else target)
    assert os.readlink(away_) == target
    (tmp_path / "round.toml").write_text('rubric = "tiếp.toml"', encoding="utf-8")
    for named in (away_, onward, folder, folder / "round.toml", tmp_path, tmp_path / "round.toml"):
        assert "liên kết dẫn tới đường dẫn mạng" in str(call("MAX", str(named), "", "a")), named
    assert not away(touched)
    (tmp_path / "round.toml").unlink()
    linked(tmp_path / "round.toml", target)
    back = linked(tmp_path / "trong", str(tmp_path)) / "trong" / ".." / tmp_path.name
    for named in (tmp_path, tmp_path / "round.toml", back / "r.toml", back):
        assert "liên kết dẫn tới đường dẫn mạng" in str(call("MAX", str(named), "", "a")), named
    # Links that stay here are followed, in circles not for ever.
    assert call("MAX", str(linked(tmp_path / "gần.toml", "nho.toml")), "", "a") == 7
    assert call("MAX", str(back / "gần.toml"), "", "a") == 7
    assert str(call("MAX", str(linked(tmp_path / "vòng.toml", "vòng.toml")), "", "a")).startswith(PREFIX)
    # As Windows writes a link to one of its own drives.
    own_drive = linked(tmp_path / "ổ đĩa.toml", "\\\\?\\D:\\chung\\r.toml")
    assert "đường dẫn mạng" not in str(call("MAX", str(own_drive), "", "a"))


def test_a_link_that_changes_is_looked_at_again(tmp_path: Path) -> None:
    small(tmp_path / "nho.toml", 7)
    link = linked(tmp_path / "r.toml", "nho.toml")
    (tmp_path / "round.toml").write_text('rubric = "r.toml"', encoding="utf-8")
    assert call("MAX", str(tmp_path), "", "a") == 7
    link.unlink()
    linked(link, AWAY[0])
    assert "liên kết dẫn tới đường dẫn mạng" in str(call("MAX", str(tmp_path), "", "a"))


def test_on_a_server_no_formula_names_a_file(tmp_path: Path) -> None:
    path = small(tmp_path / "nho.toml", 7)
    allow_paths(False)
    try:
        assert "trên máy chủ" in str(call("MAX", str(path), "", "a"))
        assert "trên máy chủ" in str(call("MAX", None, "", "a"))
        assert call("MAX", "quang-nam-2019", "So", "nhan-luc") == 8
    finally:
        allow_paths(True)


# ---------------------------------------------------------------- through xlwings itself
def python(code: str, home: Path, cwd: Path | None = None, **environment: str) -> Any:
    """What a fresh process prints as JSON; it knows no licence of xlwings but the one given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XLWINGS")}
    places = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, **places, **environment},
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_no_licence_is_needed(tmp_path: Path) -> None:
    code = """if True:
        import json, xlwings
        from workbook.excel import live
        print(json.dumps([xlwings.__pro__, live.XEPHANG_TONG([[0.1, 0.2]]), live.XEPHANG_MAX("quang-nam-2019")]))
    """
    is_pro, total, message = python(code, tmp_path)
    assert not is_pro
    assert total == 0.3
    assert message.startswith(PREFIX)


def test_the_module_beside_a_desk_has_them_for_its_round(tmp_path: Path) -> None:
    """Each desk for its own, two in one process too; the room's own functions, for any workbook, for none."""
    for name, most in (("một", 7), ("hai", 9)):
        desk = tmp_path / name / "desk"
        desk.mkdir(parents=True)
        small(tmp_path / name / "nho.toml", most)
        (tmp_path / name / "round.toml").write_text('rubric = "nho.toml"', encoding="utf-8")
        (desk / f"ban_{most}.py").write_text(desking.__dict__["_MODULE"].format(name="ban.xlsm"), encoding="utf-8")
    code = """if True:
        import json, sys
        sys.path += ["một/desk", "hai/desk"]
        import ban_7, ban_9
        from workbook.excel import live
        made = [room.XEPHANG_TOIDA("", "", "a") for room in (ban_7, ban_9, ban_7, live)]
        print(json.dumps([*made, ban_7.XEPHANG_MAX("", "", "a"), live.XEPHANG_MAX("", "", "a")]))
    """
    *own, none, own_in_english, none_in_english = python(code, tmp_path, cwd=tmp_path)
    assert own == [7, 9, 7] and own_in_english == 7
    assert "chỉ hàm nạp từ chính bàn làm việc" in none
    assert "only functions loaded from a round's own desk" in none_in_english


def test_the_server_and_lite_know_them(tmp_path: Path) -> None:
    code = """if True:
        import asyncio, json
        from xlwings import server
        from workbook.excel import live

        def call(name, *args):
            data = dict(func_name=name, args=args, version="", client="Office.js", runtime="1.4", date_format=None)
            return asyncio.run(server.custom_functions_call(data, live))

        rubric = [["quang-nam-2019"]]
        print(json.dumps([
            server.custom_functions_meta(live), server.custom_scripts_meta(live),
            call("XEPHANG_HANG", rubric, [[80.0]], [[90.0], [80.0]]),
            call("XEPHANG_RANK", rubric, [[80.0]], [[90.0, 85.0, 80.0]]),
            call("XEPHANG_DIEM", rubric, [["So"]], [["nhan-luc"]], [[[8.5]]]),
            call("XEPHANG_SUM", [[[0.1, 0.2], ["", ""]], [["#N/A"]]]),
            call("XEPHANG_XEPLOAI", [["thai-binh-2020"]], [[""]], [[400.0]]),
            call("XEPHANG_MAX", [["/a.toml"]], [[""]], [["a"]]),
        ]))
    """
    made_ = python(code, tmp_path, XLWINGS_ON_SERVER="true", XLWINGS_LICENSE_KEY="noncommercial")
    known = {one["name"]: one for one in made_[0]["functions"]}
    for one in ALL:
        for lang in LANGUAGES:
            told = known.pop(word(one.name, lang))
            assert told["description"] == word(one.help, lang)
            assert [each["name"] for each in told["parameters"]] == [word(each.name, lang) for each in one.arguments]
            assert [each["description"] for each in told["parameters"]] == [
                word(each.help, lang) for each in one.arguments
            ]
            assert [each.get("repeating", False) for each in told["parameters"]] == [e.many for e in one.arguments]
            assert [each.get("optional", False) for each in told["parameters"]] == [e.optional for e in one.arguments]
    assert not known
    assert {one["function_name"]: one["name"] for one in made_[1]}.items() >= {
        "check_script": "Kiểm tra phiếu",
        "undo_script": "Bỏ đánh dấu",
    }.items()
    rank_, among, over, error, tier, named = (cells[0][0] for cells in made_[2:])
    assert (rank_, among, tier) == (2, 3, "Khá")
    assert "8" in over
    assert "#N/A" in error
    assert "shipped rubrics" in named


def test_vba_on_windows_gets_them(tmp_path: Path) -> None:
    """xlwings' own writer of VBA, with empty stand-ins for what only Windows has."""
    code = """if True:
        import io, json, sys, types
        for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
            sys.modules[name] = types.ModuleType(name)
        sys.modules["pythoncom"].CoInitialize = None
        sys.modules["pywintypes"].com_error = OSError
        sys.modules["win32com.client"].Dispatch = None
        import xlwings
        from xlwings import udfs
        xlwings.func, xlwings.arg, xlwings.script = udfs.xlfunc, udfs.xlarg, udfs.xlsub
        from workbook.excel import live
        made = io.StringIO()
        udfs.generate_vba_wrapper("workbook.excel.live", live, made, types.SimpleNamespace(Name="a.xlsm"))
        about = {name: one.__xlfunc__ for name, one in vars(live).items() if hasattr(one, "__xlfunc__")}
        print(json.dumps([made.getvalue(), about], default=str))
    """
    vba, about = python(code, tmp_path)
    assert "Function XEPHANG_DIEM(bo_tieu_chi, khoi, tieu_chi, ParamArray so_lieu())" in vba
    assert "Function XEPHANG_TIER(rubric, group, total, Optional maximum)" in vba
    assert "Sub " not in re.sub(r"End Sub", "", vba)
    assert vba.isascii()
    assert len(about) == 10
    for one in ALL:
        for lang in LANGUAGES:
            told = about[word(one.name, lang)]
            assert (told["ret"]["doc"], told["category"], told["volatile"]) == (word(one.help, lang), "Xephang", False)
            assert [each["doc"] for each in told["args"]] == [word(each.help, lang) for each in one.arguments]
            assert all(each["options"]["err_to_str"] and "convert" not in each["options"] for each in told["args"])
            assert [each["options"].get("ndim") for each in told["args"]] == [
                2 if each.is_table else None for each in one.arguments
            ]
