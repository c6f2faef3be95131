"""`xephang rubric` with workbooks and comparisons: --template, --to, diff, and a round whose rubric is a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.commands import ROUND_TOML, document, run, sent_round
from workbook.catalogue import authoring as said
from workbook.catalogue import rubric as of_rubric
from workbook.catalogue.form import NOT_OURS
from workbook.loading.rubric import load_rubric, rubric_path
from workbook.pipeline.rubrics import open_rubric


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A new workbook with the sample rows."""
    path = tmp_path / "bo tieu chi.xlsx"
    ran = run("rubric", path, "--template")
    assert ran.code == 0
    assert f'xephang rubric "{path}"' in ran.out
    return path


def codes(made: dict[str, object]) -> list[str]:
    findings = made["findings"]
    assert isinstance(findings, list)
    return [found["code"] for found in findings]


def test_a_new_workbook_is_a_rubric_at_once_and_can_be_shown(written: Path) -> None:
    code, made = document("rubric", written)
    assert (code, made["findings"]) == (0, [])
    assert made["rubric"]["id"] == "bo-tieu-chi-mau"
    assert made["rubric"]["criteria"][1]["children"][1]["rule"]["kind"] == "ratio"
    text = " ".join(run("rubric", written).out.split())
    # The table's columns wrap as the console is wide: only what stands on one line is looked for.
    assert "Tỷ lệ: a / b ×" in text and "phải đạt ke-hoach" in text


def test_a_mistake_typed_in_excel_is_told_with_sheet_and_cell(written: Path) -> None:
    book = load_workbook(written)
    book["Tiêu chí"]["F9"] = "mười lăm"
    book["Chung"]["C7"] = None
    book.save(written)
    code, made = document("rubric", written)
    places = {(found["code"], found["sheet"], found["cell"]) for found in made["findings"]}
    assert code == 2
    assert places == {(said.UNREADABLE.code, "Tiêu chí", "F9"), (said.CELL_MISSING.code, "Chung", "C7")}


def test_to_toml_and_back_keeps_everything(written: Path, tmp_path: Path) -> None:
    toml, back = tmp_path / "bo.toml", tmp_path / "lai.xlsx"
    assert document("rubric", written, "--to", toml) == (0, {"file": str(toml), "findings": []})
    assert load_rubric(toml)[0] == open_rubric(str(written)).rubric
    code, made = document("rubric", toml, "--to", back, "--lang", "en")
    assert (code, codes(made)) == (0, [said.COMMENTS_LOST.code])
    assert open_rubric(str(back)).raw == open_rubric(str(written)).raw
    assert "Criteria" in load_workbook(back).sheetnames


def test_a_shipped_rubric_becomes_a_workbook_and_says_what_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "lao-cai.xlsx"
    ran = run("rubric", "lao-cai-2020", "--to", path)
    assert ran.code == 0
    assert "chú thích" in ran.out
    assert open_rubric(str(path)).rubric == load_rubric(rubric_path("lao-cai-2020"))[0]


def test_no_file_is_overwritten_unless_forced(written: Path, tmp_path: Path) -> None:
    before = written.read_bytes()
    for call in ((written, "--template"), ("lao-cai-2020", "--to", written)):
        code, made = document("rubric", *call)
        assert (code, codes(made), made["file"]) == (2, [said.TARGET_EXISTS.code], None)
    assert written.read_bytes() == before
    assert document("rubric", "lao-cai-2020", "--to", written, "--force")[0] == 0
    assert open_rubric(str(written)).rubric.id == "lao-cai-2020"


@pytest.mark.parametrize("call", [("lao-cai-2020", "--to", "x.pdf"), ("x.toml", "--template"), ("x", "--template")])
def test_another_kind_of_target_is_refused(
    call: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, made = document("rubric", *call)
    assert (code, codes(made)) == (2, [said.TARGET_KIND.code])
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_authoring_workbook_is_named(tmp_path: Path, written: Path) -> None:
    folder = sent_round(tmp_path / "dot")
    ballot = next((folder / "sent").glob("*.xlsx"))
    junk = tmp_path / "rác.xlsx"
    junk.write_bytes(b"junk")
    assert codes(document("rubric", ballot)[1]) == [said.NOT_AUTHORING.code]
    assert document("rubric", junk)[0] == 2
    assert codes(document("rubric", tmp_path / "không có.xlsx")[1]) == [of_rubric.NOT_FOUND.code]
    code, made = document("check", written)
    assert (code, codes(made)) == (1, [NOT_OURS.code])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["rubric", "diff"], "còn thiếu A B"),
        (["rubric", "diff", "a"], "còn thiếu B"),
        (["rubric", "diff", "a", "b", "c"], "thừa “c”"),
        (["rubric", "a", "b"], "thừa “b”"),
        (["rubric", "a", "--to"], "sau --to còn thiếu giá trị"),
    ],
)
def test_a_wrong_command_line_is_told(line: list[str], words: str) -> None:
    ran = run(*line)
    assert ran.code == 2
    assert words in " ".join((ran.out + ran.err).split())


# ---------------------------------------------------------------- diff
def test_diff_says_what_changed_in_either_language(written: Path, tmp_path: Path) -> None:
    newer = tmp_path / "moi.toml"
    run("rubric", written, "--to", newer)
    text = newer.read_text(encoding="utf-8").replace('version = "2026-01-05"', 'version = "2026-02-01"')
    newer.write_text(text.replace("bound = 80", "bound = 85"), encoding="utf-8")
    code, made = document("rubric", "diff", written, newer)
    assert (code, made["findings"]) == (0, [])
    assert made["old"] == {"file": str(written), "id": "bo-tieu-chi-mau", "version": "2026-01-05"}
    assert made["changes"] == [
        {"part": "head", "id": None, "text": "phiên bản: “2026-01-05” → “2026-02-01”"},
        {
            "part": "criteria",
            "id": "truc-tuyen",
            "text": "“2.1 Tỷ lệ hồ sơ nộp trực tuyến”: các mức, dòng 1: cận của mức: 80 → 85",
        },
    ]
    ran = run("rubric", "diff", written, newer, "--lang", "en")
    assert ran.code == 0
    assert "the bands in percent, row 1: the band's bound: 80 → 85" in ran.out and "Changes: 2." in ran.out


def test_diff_of_the_same_rubric_says_so(written: Path) -> None:
    code, made = document("rubric", "diff", written, written)
    assert (code, made["changes"]) == (0, [])
    assert "giống nhau" in run("rubric", "diff", "lao-cai-2020", "lao-cai-2020").out


def test_diff_cannot_run_without_both(written: Path) -> None:
    code, made = document("rubric", "diff", written, "no-such")
    assert (code, codes(made), made["changes"]) == (2, [of_rubric.NOT_FOUND.code], [])


# ---------------------------------------------------------------- rounds
def test_a_round_may_name_a_workbook_as_its_rubric(tmp_path: Path) -> None:
    folder = tmp_path / "dot"
    folder.mkdir()
    run("rubric", "quang-nam-2019", "--to", folder / "bo.xlsx")
    text = ROUND_TOML.replace('rubric = "quang-nam-2019"', 'rubric = "bo.xlsx"')
    (folder / "round.toml").write_text(text, encoding="utf-8")
    assert run("generate", folder).code == 0
    code, made = document("check", next((folder / "sent").glob("*.xlsx")), "--round", folder)
    assert made["ballots"][0]["member"] in ("TV-1", "tv.2")
    book = load_workbook(folder / "bo.xlsx")
    book["Khối"]["D7"] = "một trăm"
    book.save(folder / "bo.xlsx")
    code, made = document("status", folder)
    assert code == 2
    assert (said.UNREADABLE.code, "Khối", "D7") in [(f["code"], f["sheet"], f["cell"]) for f in made["findings"]]


def test_a_new_round_keeps_the_workbooks_rubric_as_toml(written: Path, tmp_path: Path) -> None:
    assert run("new", tmp_path / "dot", "--rubric", written).code == 0
    assert load_rubric(tmp_path / "dot" / "rubric.toml")[0] == open_rubric(str(written)).rubric
