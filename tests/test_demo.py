"""The demo: five published decisions, done again through real files, compared figure by figure.

What should come out is computed here from the published CSVs alone.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.commands import document, installed, run
from tests.shown import Shown
from workbook.catalogue.kept import ROUND_EXISTS
from workbook.findings import Refused
from workbook.pipeline.demo import DEMO_RUBRICS, STEPS, demo, read_table, slug, spread_of
from workbook.shelf import shelf

PLACES = {"thanh-hoa-2020": 2, "thanh-hoa-2023": 2, "thai-binh-2020": 2, "lao-cai-2020": 2, "quang-nam-2019": 2}
WRONGLY_ORDERED = {"Thanh tra tỉnh", "Sở Y tế"}
"""The units of Quảng Nam's first table whose order the audit proves wrong: 90 stood below 89.5."""


@pytest.fixture(scope="module")
def made(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return shown.copied(tmp_path_factory.mktemp("Năm quyết định"))


def published(name: str) -> list[dict[str, str]]:
    with (shelf("published") / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def in_right_order(name: str) -> list[dict[str, str]]:
    """The published lines; where a higher total stands below a lower one of its group, it moves up."""
    key = "index" if "index" in published(name)[0] else "total"
    groups = dict.fromkeys(row["group"] for row in published(name))
    rows = [row for group in groups for row in sorted(
        (row for row in published(name) if row["group"] == group), key=lambda row: -Decimal(row[key]))]  # fmt: skip
    return rows


def expected(name: str) -> list[dict[str, Any]]:
    """(group, unit, total, index, rank, tier) of every unit in the right order; None where nothing is printed."""
    lines: list[dict[str, Any]] = []
    for row in in_right_order(name):
        index = Decimal(row["index"]) if row.get("index") else None
        rank = int(row["rank"]) if row.get("rank") else None
        line = {"group": row["group"], "name": row["unit"], "total": Decimal(row["total"])}
        lines.append(line | {"index": index, "rank": rank, "tier": row.get("tier")})
    return lines


def test_the_right_order_differs_from_the_published_one_in_one_place_only() -> None:
    """Guards the expectation itself."""
    for name in DEMO_RUBRICS:
        pairs = zip(published(name), in_right_order(name), strict=True)
        moved = {old["unit"] for old, new in pairs if old["unit"] != new["unit"]}
        assert moved == (WRONGLY_ORDERED if name == "quang-nam-2019" else set())


# ---------------------------------------------------------------- what came out
def test_183_units_and_only_two_of_them_otherwise_than_published(made: Shown) -> None:
    assert [result.rubric for result in made.results] == list(DEMO_RUBRICS)
    assert sum(result.units for result in made.results) == 183
    assert sum(result.as_published for result in made.results) == 181
    differing = [(r.rubric, one.name, one.what, one.published, one.ours) for r in made.results for one in r.differing]
    assert differing == [
        ("quang-nam-2019", "Sở Y tế", "place", "14", "15"),
        ("quang-nam-2019", "Thanh tra tỉnh", "place", "15", "14"),
    ]


@pytest.mark.parametrize("name", DEMO_RUBRICS)
def test_rank_gives_every_published_figure(made: Shown, name: str) -> None:
    code, data = document("rank", made.root / name)
    assert code == 0
    lines = [(group["id"], line) for group in data["groups"] for line in group["standings"]]
    for want, (group, line) in zip(expected(name), lines, strict=True):
        assert (group, line["name"]) == (want["group"], want["name"])
        assert line["total"] == f"{want['total']:.{PLACES[name]}f}"
        assert want["index"] is None or Decimal(line["index"]) == want["index"]
        assert want["rank"] is None or line["rank"] == want["rank"]
        assert want["tier"] is None or line["tier"] == want["tier"]


def test_quang_nam_ranks_the_inspectorate_beside_its_equal(made: Shown) -> None:
    """No ranks are printed there; ours follow from the totals: 90, 90, 89.5, 89.5."""
    _, data = document("rank", made.root / "quang-nam-2019")
    lines = data["groups"][0]["standings"][12:16]
    assert [(line["name"], line["total"], line["rank"], line["tied"]) for line in lines] == [
        ("Ban Quản lý Khu Kinh tế mở Chu Lai", "90.00", 13, True),
        ("Thanh tra tỉnh", "90.00", 13, True),
        ("Sở Y tế", "89.50", 15, True),
        ("Sở Khoa học và Công nghệ", "89.50", 15, True),
    ]


# ---------------------------------------------------------------- the cells of the annex
TITLES = {
    "no": ("Stt", "STT", "TT"),
    "name": ("Tên đơn vị", "Tên cơ quan", "Đơn vị", "Huyện, Thành phố"),
    "prior": ("Xếp hạng năm 2019",),
    "total": ("Tổng điểm", "Tổng cộng", "Tổng", "Điểm đánh giá⁽¹⁾ (Điểm)"),
    "index": ("Chỉ số",),
    "rank": ("Xếp hạng", "Xếp hạng DTI⁽²⁾ năm 2023"),
    "tier": ("Xếp loại", "Phân loại"),
}
TIER_ROW = re.compile(r"Mức (\w+) \(Tổng điểm")


def cells_of(path: Path) -> Iterator[dict[str, Any]]:
    """Every unit's line in the annex as it stands in the cells, by what the column's title says."""
    meaning = {title: what for what, titles in TITLES.items() for title in titles}
    for sheet in load_workbook(path, data_only=True).worksheets:
        columns: dict[str, int] = {}
        tier = None
        for row in sheet.iter_rows(values_only=True):
            titled = {meaning[cell]: at for at, cell in enumerate(row) if isinstance(cell, str) and cell in meaning}
            columns = titled if "name" in titled else columns | titled
            tier = next((f[1] for cell in row if isinstance(cell, str) and (f := TIER_ROW.match(cell))), tier)
            if "total" in columns and isinstance(row[columns["total"]], int | float):
                line = {what: row[at] for what, at in columns.items()}
                yield {"tier": tier} | line


@pytest.mark.parametrize("name", DEMO_RUBRICS)
def test_the_annex_shows_every_published_figure_in_its_cells(made: Shown, name: str) -> None:
    wanted, numbers = expected(name), Counter[str]()
    lines = list(cells_of(made.root / name / "results" / "ranking.xlsx"))
    assert len(lines) == len(wanted)
    prior = {row["unit"]: row.get("prior_rank") for row in published(name)}
    for want, line in zip(wanted, lines, strict=True):
        numbers[want["group"]] += 1
        assert line["name"] == want["name"]
        assert Decimal(repr(line["total"])) == want["total"]
        printed = {"index": want["index"], "rank": want["rank"], "tier": want["tier"]}
        for what, value in printed.items():
            # A column that is not published is not there either.
            got = line.get(what)
            assert (Decimal(repr(got)) if what == "index" and got is not None else got) == value, (line, what)
        assert line.get("no", numbers[want["group"]]) == numbers[want["group"]]
        assert line.get("prior") == (int(given) if (given := prior[want["name"]]) else None)


@pytest.mark.parametrize("name", ["thai-binh-2020", "quang-nam-2019"])
def test_the_annex_shows_the_published_sections(made: Shown, name: str) -> None:
    sections = [
        key for key in published(name)[0] if key not in ("group", "no", "unit", "total", "index", "tier", "note")
    ]
    shown = {}
    for sheet in load_workbook(made.root / name / "results" / "ranking.xlsx", data_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            if isinstance(row[0], int) and isinstance(row[1], str):
                shown[row[1]] = [Decimal(repr(cell)) for cell in row[2 : 2 + len(sections)]]
    assert shown == {row["unit"]: [Decimal(row[section]) for section in sections] for row in published(name)}


# ---------------------------------------------------------------- the audit
def test_the_defects_are_exactly_these(made: Shown) -> None:
    found = {r.rubric: [(f.code, f.severity.word, f.at.cell) for f in r.defects if f.severity] for r in made.results}
    assert found == {
        "thanh-hoa-2020": [("AUDIT-304", "warning", "E37"), ("AUDIT-304", "warning", "E42")],
        "thanh-hoa-2023": [],
        "thai-binh-2020": [("AUDIT-101", "error", "I7"), ("AUDIT-104", "error", "J1")],
        "lao-cai-2020": [],
        "quang-nam-2019": [("AUDIT-301", "error", "I16")],
    }
    # The notes: nine sets of equal totals in Quảng Nam, which prints no ranks.
    equal = Counter((row["group"], row["total"]) for row in published("quang-nam-2019"))
    notes = Counter(f.code for r in made.results for f in r.defects if not f.severity)
    assert notes == {"AUDIT-305": sum(count > 1 for count in equal.values())}


def test_our_own_annex_adds_no_finding_of_any_kind(made: Shown) -> None:
    assert [result.own_annex for result in made.results] == [()] * 5


def test_the_audit_of_our_annex_does_look(made: Shown, tmp_path: Path) -> None:
    """Guards the test above: one wrong figure in our annex is found."""
    book = load_workbook(made.root / "lao-cai-2020" / "results" / "ranking.xlsx")
    cell = next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == 96.34)
    cell.value = 80.34
    book.save(tmp_path / "ranking.xlsx")
    code, data = document("audit", tmp_path / "ranking.xlsx", "--rubric", "lao-cai-2020")
    assert code == 1
    assert data["findings"]


# ---------------------------------------------------------------- how it came about
@pytest.fixture(scope="module")
def typed(made: Shown) -> dict[tuple[str, str, str], dict[str, Decimal]]:
    """By (decision, unit, criterion): what each member typed, from the returned originals."""
    figures: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for name in DEMO_RUBRICS:
        for path in sorted((made.root / name / "returned").glob("*.xlsx")):
            _, data = document("inspect", path)
            for item in data["inputs"]:
                if item["kind"] == "score":
                    place = (name, item["unit"], item["criterion"])
                    figures.setdefault(place, {})[data["member"]] = Decimal(str(item["value"]))
    return figures


def test_three_members_score_every_group_and_one_is_recused(
    made: Shown, typed: dict[tuple[str, str, str], dict[str, Decimal]]
) -> None:
    for name in DEMO_RUBRICS:
        table = {row["id"]: row["group"] for row in read_table(shelf("published") / f"{name}.csv")}
        groups = {(member, table[unit]) for (of, unit, _), given in typed.items() if of == name for member in given}
        members = {member for member, _ in groups}
        assert len(members) >= 3
        assert groups == {(member, group) for member in members for group in table.values()}
        short = {unit for (of, unit, _), given in typed.items() if of == name and len(given) < len(members)}
        assert len(short) == 1, "one unit has a scorer less: its director is recused"


def test_the_mean_is_the_published_figure_and_does_not_terminate_where_the_step_allows(
    typed: dict[tuple[str, str, str], dict[str, Decimal]],
) -> None:
    steps = {name: Decimal("0.5") if name == "quang-nam-2019" else Decimal("0.01") for name in DEMO_RUBRICS}
    endless = Counter[str]()
    for name in DEMO_RUBRICS:
        for row in read_table(shelf("published") / f"{name}.csv"):
            for (of, unit, criterion), given in typed.items():
                if (of, unit) != (name, row["id"]):
                    continue
                mean = sum(map(Fraction, given.values()), Fraction(0)) / len(given)
                want = Fraction(row.get(criterion) or row["total"])
                assert abs(mean - want) <= Fraction(1, 200), (name, unit, criterion)
                # Three figures, hundredths: a third of a hundredth is within the rounding.
                allowed = len(given) == 3 and steps[name] == Decimal("0.01")
                assert (mean.denominator % 3 == 0) is allowed, (name, unit, criterion, given)
                endless[name] += mean.denominator % 3 == 0
                assert len(set(given.values())) > 1 or name == "quang-nam-2019"
    assert all(endless[name] for name in DEMO_RUBRICS if name != "quang-nam-2019")


@pytest.mark.parametrize(
    ("value", "group", "count"),
    [
        ("0", "So", 3),
        ("50", "So", 3),
        ("49.99", "So", 3),
        ("25.5", "So", 3),
        ("55", "So", 3),
        ("0", "So", 2),
        ("50", "So", 2),
    ],
)
def test_figures_are_found_at_every_edge(value: str, group: str, count: int) -> None:
    from workbook.loading.rubric import load_rubric, rubric_path

    rubric, _ = load_rubric(rubric_path("thai-binh-2020"))
    leaf = next(leaf for leaf in rubric.leaves() if leaf.id == "nhan-luc")
    given = spread_of(Decimal(value), leaf, group, count, 2)
    mean = sum(map(Fraction, given), Fraction(0)) / count
    assert abs(mean - Fraction(value)) <= Fraction(1, 200)
    # What is above the maximum is above it for everybody: one waiver fits all.
    assert all((figure > 50) is (Decimal(value) > 50) and figure >= 0 for figure in given)


def test_waivers_and_ties_are_marked_as_assumed(made: Shown) -> None:
    marks = {result.rubric: (result.waivers, result.tie_decisions) for result in made.results}
    assert marks == {
        "thanh-hoa-2020": (0, 2),
        "thanh-hoa-2023": (0, 0),
        "thai-binh-2020": (1, 0),
        "lao-cai-2020": (0, 0),
        "quang-nam-2019": (0, 9),
    }
    for name in DEMO_RUBRICS:
        text = (made.root / name / "round.toml").read_text(encoding="utf-8")
        assert text.count("assumed = true") == text.count("[[waivers]]") + text.count("[[ties]]") == sum(marks[name])
    annex = load_workbook(made.root / "thai-binh-2020" / "results" / "ranking.xlsx").worksheets[0]
    notes = [cell.value for row in annex.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("55" in note and "giả định" in note.casefold() for note in notes)


# ---------------------------------------------------------------- again
def fingerprints(root: Path) -> dict[str, str]:
    """Of everything but the register, which says when what happened."""
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("register."))
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_second_run_elsewhere_on_a_poor_console_is_the_same_byte_for_byte(made: Shown, tmp_path: Path) -> None:
    """The installed program in a process of its own: what it prints is readable there, what it writes is the same."""
    code, out, err = installed("demo", "ra", encoding="ascii", folder=tmp_path)
    text = out.decode("ascii")
    assert (code, err) == (0, b"")
    assert "Nam quyet dinh da cong bo, lam lai tu dau den cuoi" in " ".join(text.split())
    assert "183" in text and "Thanh tra tinh" in text and "?" not in text
    first, second = fingerprints(made.root), fingerprints(tmp_path / "ra")
    assert first == second
    assert len([path for path in first if path.endswith("results/ranking.xlsx")]) == len(DEMO_RUBRICS) + 1


def test_every_step_is_reported(made: Shown) -> None:
    assert made.steps == STEPS


def test_somebody_elses_round_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "quang-nam-2019" / "round.toml"
    own.parent.mkdir()
    own.write_text("# của tôi\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        demo(tmp_path)
    assert [found.check for found in refused.value.findings] == [ROUND_EXISTS]
    assert own.read_text(encoding="utf-8") == "# của tôi\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["quang-nam-2019"]


@pytest.mark.parametrize(
    ("name", "taken", "made_of_it"),
    [
        ("Sở Y tế", set(), "so-y-te"),
        ("Đài Phát thanh & Truyền hình", set(), "dai-phat-thanh-truyen-hinh"),
        ("Sở Y tế", {"so-y-te"}, "so-y-te-2"),
        ("UBND huyện Sơn Hòa".replace("òa", "o\u0300a"), set(), "ubnd-huyen-son-hoa"),
    ],
)
def test_ids_are_plain_letters(name: str, taken: set[str], made_of_it: str) -> None:
    assert slug(name, taken) == made_of_it


# ---------------------------------------------------------------- the command
def test_run_again_the_command_prints_one_table_and_changes_nothing(made: Shown) -> None:
    before = fingerprints(made.root)
    ran = run("demo", made.root)
    assert (ran.code, ran.err) == (0, "")
    assert fingerprints(made.root) == before
    assert not [path for path in before if re.search(r"-002\.|-2\.(xlsx|json)", path)]
    numbers = {
        words[0]: words[1:] for line in ran.out.splitlines() if (words := line.split()) and words[0] in DEMO_RUBRICS
    }
    assert numbers == {
        "thanh-hoa-2020": ["47", "47", "0", "2", "0", "0", "2"],
        "thanh-hoa-2023": ["47", "47", "0", "0", "0", "0", "0"],
        "thai-binh-2020": ["19", "19", "0", "2", "0", "1", "0"],
        "lao-cai-2020": ["32", "32", "0", "0", "0", "0", "0"],
        "quang-nam-2019": ["38", "36", "2", "1", "0", "0", "9"],
    }
    assert "Cộng" in ran.out and "183" in ran.out
    assert "* Giả định cho trình diễn" in ran.out
    assert "Thanh tra tỉnh: vị trí đã công bố 15, đúng là 14." in ran.out
    assert "Rà soát phụ lục vừa lập (lệnh audit): 0 phát hiện." in ran.out


def test_the_command_gives_json_and_nothing_else(shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.instead(monkeypatch)
    code, data = document("demo", tmp_path / "ra")
    assert (code, sorted(data), data["findings"]) == (0, ["decisions", "example", "findings"], [])
    keys = ["rubric", "units", "as_published", "differing", "defects", "own_annex_defects", "assumed_waivers"]
    assert all(list(one) == [*keys, "assumed_tie_decisions", "folder"] for one in data["decisions"])
    assert sum(one["as_published"] for one in data["decisions"]) == 181
    assert json.dumps(data, ensure_ascii=False).count("AUDIT-301") == 1
    assert (data["example"]["criteria"], data["example"]["self_scored"]) == (70, 11)
    assert data["example"]["own_annex_defects"] == []


def test_a_refusal_of_the_demo_has_its_keys(tmp_path: Path) -> None:
    (tmp_path / "lao-cai-2020").mkdir()
    (tmp_path / "lao-cai-2020" / "round.toml").write_text("", encoding="utf-8")
    code, data = document("demo", tmp_path)
    assert (code, data["decisions"], [found["code"] for found in data["findings"]]) == (2, [], ["FILE-094"])
