"""xephang years: two rounds' folders, what was published of them, the workbook, the list and the lines to paste."""

from __future__ import annotations

import json
import shutil
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from tests.commands import ROUND_TOML, document, fill_in, returned_round, run
from tests.engines import cached, formualizer, formulas, ironcalc
from tests.sample import codes
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import open_data as said_of_files
from workbook.catalogue import years as said
from workbook.cli.frame import KEYS
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Check, Refused
from workbook.loading.round import load_round
from workbook.pipeline.comparing import compare_rounds
from workbook.pipeline.folder import Folder
from workbook.pipeline.publishing import rank_round
from workbook.register.chain import Draft
from workbook.sheets.years import draw_years

UNITS = """
[[units]]
id = "{0}"
name = "{1}"
group = "So"
{2}
"""
OLD = ROUND_TOML.replace("2026", "2025") + "".join(
    UNITS.format(*one)
    for one in (("so-gt", "Sở Giao thông", ""), ("so-xd", "Sở Xây dựng", ""), ("ban-dt", "Ban Dân tộc", ""))
)
NEW = (
    ROUND_TOML
    + UNITS.format("so-xdgt", "Sở Xây dựng", 'aliases = ["Sở XD", "=Sở XD"]')
    + '[[successors]]\nunit = "so-xdgt"\nfrom = ["so-gt", "so-xd"]\n'
    + '[[successors]]\nfrom = ["ban-dt"]\nreason = "giải thể"\n'
)


def ranked(folder: Path, text: str, steps: int) -> Path:
    """A round sent, filled in (every unit other figures), imported and ranked."""
    folder.mkdir(parents=True)
    (folder / "round.toml").write_text(text, encoding="utf-8")
    assert run("generate", folder).code == 0
    for path in sorted((folder / "sent").glob("*.xlsx")):
        _, made = document("inspect", path)
        scores = [item for item in made["inputs"] if item["kind"] == "score"]
        given: dict[tuple[str, str], float | str | None] = {
            (item["unit"], item["criterion"]): float(
                Decimal(str(item["max"])) - Decimal(str(item["step"])) * (len(item["unit"]) * steps % 5)
            )
            for item in scores
        }
        fill_in(path, folder / "back" / path.name, given)
    assert run("import", folder, *sorted((folder / "back").glob("*.xlsx"))).code == 0
    assert run("rank", folder).code == 0
    return folder


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Last year's round and this year's, both ranked; read only."""
    root = tmp_path_factory.mktemp("years")
    return ranked(root / "Đợt 2025", OLD, 1), ranked(root / "Đợt 2026", NEW, 2)


@pytest.fixture
def copies(two: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The same, to spoil."""
    for path in two:
        shutil.copytree(path, tmp_path / path.name)
    return tmp_path / two[0].name, tmp_path / two[1].name


# ---------------------------------------------------------------- what is compared
def test_the_numbers_compared_are_those_published(two: tuple[Path, Path]) -> None:
    code, made = document("years", *two)
    assert code == 0 and made.keys() == KEYS["years"].keys() | {"findings"}
    published = {
        root: {
            line["unit"]: (line["total"], line["rank"])
            for group in json.loads((root / "results" / "result.json").read_bytes())["groups"]
            for line in group["standings"]
        }
        for root in two
    }
    assert [made[key]["result"] for key in ("old", "new")] == [1, 1]
    assert {one["unit"]: (one["total"], one["rank"]) for one in made["units"]} == published[two[1]]
    before = {origin["unit"]: origin for one in made["units"] for origin in one["from"]}
    assert {unit: (one["total"], one["rank"]) for unit, one in before.items()} == {
        unit: line for unit, line in published[two[0]].items() if unit != "ban-dt"
    }
    assert [(one["unit"], one["reason"]) for one in made["gone"]] == [("ban-dt", "giải thể")]
    fates = {one["unit"]: one["fate"] for one in made["units"]}
    assert fates == {"phu-ninh": "same", "so-tai-chinh": "same", "so-xdgt": "merged", "so-y-te": "same"}
    for one in made["units"]:
        if one["fate"] == "same":
            was = before[one["unit"]]
            assert Decimal(one["change"]["total"]) == Decimal(one["total"]) - Decimal(was["total"])
            assert one["change"]["rank"] == was["rank"] - one["rank"]


def test_people_see_both_results_by_number(two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    ran = run("years", *two)
    for words in ("năm 2025 (kết quả số 1)", "năm 2026 (kết quả số 1)", "Sáp nhập từ: Sở Giao thông", "[RANK-045]"):
        assert words in ran.out
    assert "Merged from: Sở Giao thông" in run("years", *two, "--lang", "en").out


def test_a_newer_provisional_result_is_passed_over_and_named(copies: tuple[Path, Path]) -> None:
    old, new = copies
    path = old / "round.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Sở Giao thông"', '"Sở GTVT"'), encoding="utf-8")
    next((old / "returned").glob("*.xlsx")).unlink()
    assert rank_round(old, provisional=True).number == 2
    made = compare_rounds(old, new)
    assert made.comparison.old.number == 1
    assert said.PROVISIONAL_SINCE.code in codes(made.findings)


def spoil(root: Path, how: str) -> None:
    result = root / "results" / "result-001.json"
    text = result.read_text(encoding="utf-8")
    if how == "gone":
        shutil.rmtree(root / "results")
    elif how == "altered":
        result.write_text(text.replace('"rank": 1', '"rank": 2', 1), encoding="utf-8")
    elif how == "unlogged":
        (root / "results" / "result-002.json").write_text(text, encoding="utf-8")
    elif how == "not JSON":
        result.write_text("[" * 100_000, encoding="utf-8")
    else:
        data = json.loads(text)
        line = data["groups"][0]["standings"][0]
        line |= {"figure": {"total": "1e999999999"}, "rank": {"rank": True}, "no text": {"name": 5}}.get(how, {})
        if how == "twice":
            data["groups"][0]["standings"].append(line)
        if how == "a list":
            data = [data]
        result.write_text(json.dumps(data), encoding="utf-8")


SPOILT = {
    "gone": said_of_files.RESULT_LOST, "altered": said_of_kept.RESULT_ALTERED, "unlogged": said_of_kept.RESULT_UNLOGGED,
    "not JSON": said_of_files.RESULT_UNREADABLE, "figure": said_of_files.RESULT_UNREADABLE,
    "rank": said_of_files.RESULT_UNREADABLE, "no text": said_of_files.RESULT_UNREADABLE,
    "twice": said_of_files.RESULT_UNREADABLE, "a list": said_of_files.RESULT_UNREADABLE,
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_a_result_that_was_not_published_so_is_not_compared(copies: tuple[Path, Path], how: str) -> None:
    spoil(copies[0], how)
    with pytest.raises(Refused) as raised:
        compare_rounds(*copies)
    assert codes(raised.value.findings) == [SPOILT[how].code]


def test_a_round_that_was_never_ranked_is_not_compared(copies: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(Refused) as raised:
        compare_rounds(returned_round(tmp_path / "mới"), copies[1])
    assert codes(raised.value.findings) == [said.NOT_PUBLISHED.code]


def test_a_number_that_was_logged_again_is_held_against_its_last_word(copies: tuple[Path, Path]) -> None:
    folder = Folder(copies[0], "dot-2025")
    folder.register.append(Draft("result", body={"number": 1, "files": {"result-001.json": "0" * 64}}))
    with pytest.raises(Refused) as raised:
        compare_rounds(*copies)
    assert codes(raised.value.findings) == [said_of_kept.RESULT_ALTERED.code]


def test_a_round_is_not_compared_with_itself(two: tuple[Path, Path]) -> None:
    code, made = document("years", two[0], two[0])
    assert code == 2 and made.keys() == KEYS["years"].keys() | {"findings"}
    assert [one["code"] for one in made["findings"]] == [said.SAME_ROUND.code]


# ---------------------------------------------------------------- last year's ranks
def test_before_the_new_round_is_ranked_last_years_ranks_can_be_had(copies: tuple[Path, Path], tmp_path: Path) -> None:
    spoil(copies[1], "gone")
    with pytest.raises(Refused) as raised:
        compare_rounds(*copies)
    assert codes(raised.value.findings) == [said_of_files.RESULT_LOST.code]
    made = compare_rounds(*copies, fill=True, units=tmp_path / "dv.xlsx")
    assert made.fill is not None and made.files == (tmp_path / "dv.xlsx",)


def test_the_lines_are_the_rounds_units_with_last_years_ranks(copies: tuple[Path, Path]) -> None:
    old, new = copies
    before = (new / "round.toml").read_bytes()
    ran = run("years", old, new, "--fill")
    assert (new / "round.toml").read_bytes() == before, "the file is never touched"
    ranks = {line.unit: line.rank for line in compare_rounds(old, new).comparison.old.lines}
    units = {one["id"]: one for one in tomllib.loads(ran.out)["units"]}
    assert {id_: one.get("prior_rank") for id_, one in units.items()} == {
        id_: ranks.get(id_) for id_ in ("phu-ninh", "so-tai-chinh", "so-xdgt", "so-y-te")
    }
    assert "RANK-045" in ran.err
    # Pasted into the file, they make the same round but for the ranks.
    kept = tomllib.loads(before.decode())["units"]
    assert {one["id"]: {**one, "prior_rank": None} for one in kept} == {
        id_: {**one, "prior_rank": None} for id_, one in units.items()
    }


def test_the_list_is_read_as_the_rounds_units(copies: tuple[Path, Path]) -> None:
    old, new = copies
    compare_rounds(old, new, units=new / "don-vi.xlsx")
    text = NEW.partition("[[units]]")[0] + 'units_from = "don-vi.xlsx"\n' + NEW[NEW.index("[[members]]") :]
    text = text.replace(UNITS.format("so-xdgt", "Sở Xây dựng", 'aliases = ["Sở XD", "=Sở XD"]'), "\n")
    was = load_round(new)[0]
    (new / "round.toml").write_text(text, encoding="utf-8")
    now = load_round(new)[0]
    ranks = {line.unit: line.rank for line in compare_rounds(old, new).comparison.old.lines}
    assert {unit.id: (unit.name, unit.group, unit.aliases) for unit in now.units} == {
        unit.id: (unit.name, unit.group, unit.aliases) for unit in was.units
    }
    assert {unit.id: unit.prior_rank for unit in now.units} == {unit.id: ranks.get(unit.id) for unit in was.units}


def test_another_name_that_a_list_would_part_is_refused(copies: tuple[Path, Path], tmp_path: Path) -> None:
    path = copies[1] / "round.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Sở XD"', '"Sở XD; GT"'), encoding="utf-8")
    with pytest.raises(Refused) as raised:
        compare_rounds(*copies, units=tmp_path / "dv.xlsx")
    assert codes(raised.value.findings) == [said.ALIAS_SEMICOLON.code]
    assert compare_rounds(*copies, fill=True).fill is not None


def test_nothing_is_written_while_an_older_unit_is_unknown(copies: tuple[Path, Path], tmp_path: Path) -> None:
    path = copies[1] / "round.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["so-gt"', '["so-gtvt"'), encoding="utf-8")
    code, made = document("years", *copies, "--to", tmp_path / "so-sanh.xlsx")
    assert code == 2 and not (tmp_path / "so-sanh.xlsx").exists()
    told = [one["code"] for one in made["findings"]]
    assert said.ORIGIN_UNKNOWN.code in told and said.UNIT_VANISHED.code in told
    assert document("years", *copies)[0] == 1, "shown all the same"


@pytest.mark.parametrize(("force", "check"), [(False, said_of_files.FILES_THERE), (True, said_of_files.FILES_REPLACED)])
def test_a_file_with_other_content_is_not_lost_unasked(
    two: tuple[Path, Path], tmp_path: Path, force: bool, check: Check
) -> None:
    target = tmp_path / "so-sanh.xlsx"
    target.write_bytes(b"somebody's")
    code, made = document("years", *two, "--to", target, *(["--force"] if force else []))
    assert check.code in [one["code"] for one in made["findings"]]
    assert (code, target.read_bytes() == b"somebody's") == ((0, False) if force else (2, True))


@pytest.mark.parametrize(
    ("to", "units", "check"),
    [
        ("so-sanh.csv", None, said.WANT_XLSX),
        (None, "don-vi", said.WANT_XLSX),
        ("a.xlsx", "a.xlsx", said.WANT_XLSX),
        ("results/ranking-001.xlsx", None, said_of_files.PLACE_TAKEN),
        (None, "returned/a.xlsx", said_of_files.PLACE_TAKEN),
    ],
)
def test_no_file_is_written_where_or_as_it_must_not(
    copies: tuple[Path, Path], to: str | None, units: str | None, check: Check
) -> None:
    for root in copies if check is said_of_files.PLACE_TAKEN else copies[:1]:
        with pytest.raises(Refused) as raised:
            compare_rounds(*copies, to=root / to if to else None, units=root / units if units else None, force=True)
        assert codes(raised.value.findings) == [check.code]


# ---------------------------------------------------------------- the workbook
def test_the_workbook_shows_the_comparison_and_its_formulas_agree(two: tuple[Path, Path], tmp_path: Path) -> None:
    made = compare_rounds(*two, to=tmp_path / "a.xlsx")
    (path,) = made.files
    data = path.read_bytes()
    assert data == write_book(draw_years(made.comparison, "vi")), "the same bytes for the same rounds"
    (sheet,) = read_book(data, path.name).sheets
    assert sheet.name == "So sánh hai năm"
    texts = {cell.text for cell in sheet.cells.values()}
    assert {"SO SÁNH KẾT QUẢ HAI NĂM", "2025", "2026", "Không còn: giải thể", "Huyện Phú Ninh"} <= texts
    assert any("Sáp nhập từ: Sở Giao thông (" in text for text in texts)
    wanted = formulas(data)
    assert wanted, "the differences are formulas"
    assert ironcalc.compute(data, wanted) == formualizer.compute(data, wanted)


def test_the_differences_drawn_are_those_that_other_engines_compute(two: tuple[Path, Path]) -> None:
    book = draw_years(compare_rounds(*two).comparison, "en")
    data = write_book(book)
    wanted = formulas(data)
    assert cached(data, wanted) == ironcalc.compute(data, wanted)
    assert sum(map(len, wanted.values())) == 3 * 3, "total, index and rank of the three units that are the same"
