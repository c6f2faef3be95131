"""--json: one document on stdout, its keys always there, and the exit code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands import ROUND_TOML, document, fill_in, filled, returned_round, run, sent_round
from workbook.shelf import shelf

FINDING = ["code", "severity", "file", "sheet", "cell", "unit", "criterion", "message", "facts"]
KEYS = {
    "rubrics": {"rubrics"},
    "rubric": {"rubric"},
    "new": {"file", "lists"},
    "generate": {"ballots"},
    "check": {"ballots"},
    "import": {"ballots"},
    "audit": {"ballots"},
    "status": {"members", "units", "refused"},
    "inspect": {"round", "rubric", "member", "form", "inputs", "formulas"},
    "return": {"corrections"},
    "log": {"entries", "head", "verified"},
    "rank": {"groups", "files"},
    "explain": {"provisional", "units", "comparison"},
    "demo": {"decisions"},
}
Call = tuple[str | Path, ...]


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose ballots are all in; read only."""
    return returned_round(tmp_path_factory.mktemp("council") / "dot")


def has_contract(command: str, made: dict[str, Any]) -> None:
    assert made.keys() == KEYS[command] | {"findings"}
    for found in made["findings"]:
        assert list(found) == FINDING
        assert found["severity"] in ("error", "warning", "note")
        assert re.fullmatch(r"[A-Z]+-\d{3}", found["code"])
        assert found["cell"] is None or re.fullmatch(r"[A-Z]{1,3}[1-9]\d*", found["cell"])
        assert found["message"] and isinstance(found["facts"], dict)


# ---------------------------------------------------------------- every command
CALLS: dict[str, Callable[[Path], Call]] = {
    "rubrics": lambda _: (),
    "rubric": lambda _: ("thai-binh-2020",),
    "new": lambda folder: (folder.parent / "moi", "--rubric", "lao-cai-2020", "--lists"),
    "generate": lambda folder: (folder,),
    "check": lambda folder: (folder / "back" / "phieu-TV-1.xlsx", "--round", folder),
    "import": lambda folder: (folder, folder / "back" / "phieu-TV-1.xlsx"),
    "status": lambda folder: (folder,),
    "inspect": lambda folder: (folder / "back" / "phieu-TV-1.xlsx",),
    "return": lambda folder: (folder,),
    "log": lambda folder: (folder, "--verify"),
    "rank": lambda folder: (folder,),
    "explain": lambda folder: (folder, "so-y-te", "so-tai-chinh"),
    "audit": lambda _: (shelf("published") / "lao-cai-2020.csv", "--rubric", "lao-cai-2020"),
}


@pytest.mark.parametrize("command", CALLS)
def test_a_clean_run_gives_every_key_and_code_0(command: str, council: Path) -> None:
    code, made = document(command, *CALLS[command](council))
    has_contract(command, made)
    assert code == 0
    assert [found for found in made["findings"] if found["severity"] == "error"] == []
    may_be_empty = {("audit", "ballots"), ("status", "units"), ("status", "refused"), ("return", "corrections")}
    assert all(made[key] not in (None, []) for key in KEYS[command] if (command, key) not in may_be_empty)


@pytest.mark.parametrize("command", CALLS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_command_speaks_both_languages(command: str, lang: str, tmp_path: Path) -> None:
    """Refused in either language: the same document, other words."""
    call = REFUSED[command](tmp_path)
    code, made = document(command, *call, "--lang", lang)
    assert code == 2
    words = {"vi": r"[ăâđêôơư]|[^\x00-\x7f]", "en": r"\b(the|not|no|there|is)\b"}[lang]
    assert all(re.search(words, found["message"]) for found in made["findings"])
    other = document(command, *call, "--lang", "en" if lang == "vi" else "vi")[1]
    assert [found["message"] for found in other["findings"]] != [found["message"] for found in made["findings"]]
    assert [found["code"] for found in other["findings"]] == [found["code"] for found in made["findings"]]


def occupied(folder: Path) -> Path:
    """A folder where a round of somebody stands already."""
    (folder / "round.toml").write_text(ROUND_TOML, encoding="utf-8")
    return folder


REFUSED: dict[str, Callable[[Path], Call]] = {
    "rubrics": lambda _: ("too much",),
    "rubric": lambda _: ("no-such-rubric",),
    "new": lambda folder: (occupied(folder), "--rubric", "lao-cai-2020"),
    "generate": lambda folder: (folder / "nowhere",),
    "check": lambda folder: (folder / "x.xlsx", "--round", folder / "nowhere"),
    "import": lambda folder: (folder / "nowhere", folder / "x.xlsx"),
    "status": lambda folder: (folder / "nowhere",),
    "inspect": lambda folder: (folder / "x.xlsx",),
    "return": lambda folder: (folder / "nowhere",),
    "log": lambda folder: (folder / "nowhere",),
    "rank": lambda folder: (occupied(folder),),
    "explain": lambda folder: (folder / "nowhere", "so-y-te"),
    "audit": lambda folder: (folder / "x.csv", "--rubric", "lao-cai-2020"),
}


@pytest.mark.parametrize("command", CALLS)
def test_a_refusal_gives_every_key_findings_and_code_2(command: str, tmp_path: Path) -> None:
    code, made = document(command, *REFUSED[command](tmp_path))
    has_contract(command, made)
    assert code == 2
    assert any(found["severity"] == "error" for found in made["findings"])
    assert all(not made[key] for key in KEYS[command])


@pytest.mark.parametrize("command", [name for name in CALLS if name != "rubrics"])
def test_a_command_line_that_lacks_something_is_a_finding_too(command: str) -> None:
    code, made = document(command)
    has_contract(command, made)
    assert (code, [found["code"] for found in made["findings"]]) == (2, ["FILE-098"])


def test_an_unknown_command_still_gives_a_document() -> None:
    code, made = document("xep")
    assert code == 2
    assert "“xep”" in made["findings"][0]["message"]


def test_the_schema_is_one_document() -> None:
    ran = run("rubric", "--schema", "--json")
    assert json.loads(ran.out)["$schema"].startswith("https://json-schema.org/")


# ---------------------------------------------------------------- check and import
@pytest.fixture(scope="module")
def wrong(council: Path) -> Path:
    """A ballot with one fault of each kind."""
    faults: dict[tuple[str, str], float | str | None] = {
        ("so-y-te", "ha-tang"): "mười",
        ("so-y-te", "noi-bo"): 36.5,
        ("so-y-te", "phuc-vu"): None,
        ("so-tai-chinh", "noi-bo"): "8,0",
        ("so-tai-chinh", "phuc-vu"): 7.3,
    }
    return fill_in(council / "sent" / "phieu-TV-1.xlsx", council / "wrong" / "phieu-TV-1.xlsx", faults)


def test_check_says_what_is_wrong_in_which_cell(council: Path, wrong: Path) -> None:
    code, made = document("check", wrong, "--round", council)
    has_contract("check", made)
    assert code == 1
    assert made["ballots"] == [{"file": str(wrong), "member": "TV-1", "counted": False, "verdict": "refused"}]
    inputs = document("inspect", wrong)[1]["inputs"]
    cells = {(item["sheet"], item["cell"]): (item["unit"], item["criterion"]) for item in inputs}
    seen = {(found["unit"], found["criterion"]): found for found in made["findings"]}
    assert len(seen) == len(made["findings"])
    assert {place: found["severity"] for place, found in seen.items()} == {
        ("so-y-te", "ha-tang"): "error",
        ("so-y-te", "noi-bo"): "error",
        ("so-y-te", "phuc-vu"): "error",
        ("so-tai-chinh", "noi-bo"): "note",
        ("so-tai-chinh", "phuc-vu"): "error",
    }
    for place, found in seen.items():
        assert found["file"] == str(wrong)
        assert cells[found["sheet"], found["cell"]] == place
    assert seen["so-y-te", "noi-bo"]["facts"].keys() >= {"max", "value"}


def test_one_broken_file_does_not_stop_the_others(council: Path, wrong: Path, tmp_path: Path) -> None:
    missing, junk = tmp_path / "không có.xlsx", tmp_path / "rác.xlsx"
    junk.write_bytes(b"junk")
    code, made = document("check", missing, wrong, junk, council / "back" / "phieu-tv.2.xlsx")
    assert code == 1
    assert [(ballot["member"], ballot["counted"]) for ballot in made["ballots"]] == [
        (None, False),
        ("TV-1", False),
        (None, False),
        ("tv.2", True),
    ]
    # A finding names its file as the ballot's line does.
    assert {found["file"] for found in made["findings"]} == {str(missing), str(wrong), str(junk)}


def test_import_keeps_what_has_errors_but_does_not_count_it(tmp_path: Path) -> None:
    folder = sent_round(tmp_path / "dot")
    bad = fill_in(folder / "sent" / "phieu-TV-1.xlsx", folder / "back" / "a.xlsx", {("so-y-te", "noi-bo"): 99})
    code, made = document("import", folder, bad)
    assert (code, made["ballots"]) == (1, [{"file": str(bad), "member": "TV-1", "counted": False, "verdict": "clean"}])
    assert [path.read_bytes() for path in (folder / "returned").glob("*.xlsx")] == [bad.read_bytes()]


# ---------------------------------------------------------------- inspect
def test_inspect_tells_all_that_a_strangers_program_needs(council: Path, tmp_path: Path) -> None:
    """Filled by openpyxl, knowing only the document (`fill_in`): the ballot counts."""
    path = fill_in(council / "sent" / "phieu-tv.2.xlsx", tmp_path / "tv2.xlsx")
    code, made = document("check", path)
    assert (code, made["findings"]) == (0, [])
    assert made["ballots"] == [{"file": str(path), "member": "tv.2", "counted": True, "verdict": "clean"}]


def test_inspect_has_every_open_cell_and_every_formula(council: Path) -> None:
    _, made = document("inspect", council / "sent" / "phieu-TV-1.xlsx")
    assert (made["round"], made["rubric"], made["member"], made["form"]) == ("dot-2026", "quang-nam-2019", "TV-1", "3")
    leaves = {"ha-tang": 10, "noi-bo": 36, "phuc-vu": 36, "nhan-luc": 8, "moi-truong": 10}
    units = ["so-tai-chinh", "so-y-te", "phu-ninh"]
    keys = ["sheet", "cell", "unit", "criterion", "kind", "min", "max", "step", "na", "value"]
    keys += ["input", "label", "hint", "choices", "measure", "optional"]
    assert all(list(item) == keys for item in made["inputs"])
    scores = [item for item in made["inputs"] if item["kind"] == "score"]
    assert {(item["unit"], item["criterion"]) for item in scores} == {(unit, leaf) for unit in units for leaf in leaves}
    assert all((item["min"], item["max"], item["step"]) == (0, leaves[item["criterion"]], 0.5) for item in scores)
    notes = [item for item in made["inputs"] if item["kind"] == "note"]
    assert [item["unit"] for item in notes if item["min"] is item["max"] is item["step"] is None] == units
    assert len({(item["sheet"], item["cell"]) for item in made["inputs"]}) == len(scores) + len(notes)
    assert {item["value"] for item in made["inputs"]} == {None}

    formulas = made["formulas"]
    keys = ["sheet", "cell", "formula", "means", "unit", "criterion"]
    assert all(list(item) == keys for item in formulas)
    assert all(item["formula"].startswith("=") for item in formulas)
    counted = {means: sum(item["means"] == means for item in formulas) for means in {i["means"] for i in formulas}}
    assert counted == {
        "total": 3, "index": 3, "rank": 3, "tier": 3, "missing": 3, "invalid": 3, "control": 2,
    }  # fmt: skip


def test_inspect_leaves_out_what_is_shut_and_gives_values(council: Path) -> None:
    _, made = document("inspect", council / "back" / "phieu-tv.2.xlsx")
    assert "so-y-te" not in {item["unit"] for item in made["inputs"]}
    values = {(item["unit"], item["criterion"]): item["value"] for item in made["inputs"]}
    assert (values["phu-ninh", "noi-bo"], values["phu-ninh", None]) == (35.5, None)


# ---------------------------------------------------------------- rank, status, generate
def test_rank_gives_figures_as_strings_and_ranks_as_numbers(council: Path) -> None:
    code, made = document("rank", council)
    has_contract("rank", made)
    assert code == 0
    assert [group["id"] for group in made["groups"]] == ["So", "Huyen"]
    # 9.5 + 35.5 + 35.5 + 7.5 + 9.5 for everybody: the units of "So" are equal.
    assert made["groups"][0]["standings"] == [
        {
            "unit": unit,
            "name": name,
            "total": "97.50",
            "index": "0.975",
            "converted": "97.50",
            "rank": 1,
            "tied": True,
            "tier": "Tốt",
            "held_back": None,
        }
        for unit, name in (("so-tai-chinh", "[bold]Sở Tài chính[/bold]"), ("so-y-te", "Sở Y tế"))
    ]
    assert all(Path(path).is_file() for path in made["files"])
    assert [Path(path).name for path in made["files"]] == ["ranking.xlsx", "ranking.docx", "tally.xlsx"]
    assert made["groups"][1]["standings"][0]["tied"] is False


def test_a_provisional_ranking_has_nulls_and_code_1(tmp_path: Path) -> None:
    folder = sent_round(tmp_path / "dot")
    code, made = document("rank", folder, "--provisional")
    assert code == 1
    nothing = {"total": None, "index": None, "converted": None, "rank": None, "tied": False, "tier": None}
    nothing["held_back"] = None
    assert {"unit": "phu-ninh", "name": "Huyện Phú Ninh", **nothing} in made["groups"][1]["standings"]


def test_status_tells_who_has_returned_what(tmp_path: Path) -> None:
    folder = sent_round(tmp_path / "dot")
    bad = fill_in(folder / "sent" / "phieu-tv.2.xlsx", folder / "back" / "tv2.xlsx", {("phu-ninh", "noi-bo"): "x"})
    assert run("import", folder, bad).code == 1
    code, made = document("status", folder)
    has_contract("status", made)
    assert made["members"] == [
        {
            "member": "TV-1", "name": "Nguyễn Văn An", "absent": None,
            "issued": [1], "returned": 0, "file": None, "counted": False,
        },
        {
            "member": "tv.2", "name": "Trần Thị Bình", "absent": None,
            "issued": [1], "returned": 1, "file": "tv2.xlsx", "counted": False,
        },
    ]  # fmt: skip
    assert (code, [found["unit"] for found in made["findings"]]) == (1, ["phu-ninh"])


def test_generate_tells_what_is_new(tmp_path: Path) -> None:
    folder = sent_round(tmp_path / "dot")
    assert [(one["member"], one["issue"], one["new"]) for one in document("generate", folder)[1]["ballots"]] == [
        ("TV-1", 1, False),
        ("tv.2", 1, False),
    ]
    text = (folder / "round.toml").read_text(encoding="utf-8").replace("Sở Y tế", "Sở Y tế tỉnh")
    (folder / "round.toml").write_text(text, encoding="utf-8")
    made = document("generate", folder)[1]["ballots"]
    assert [(one["issue"], one["new"], Path(one["file"]).is_file()) for one in made] == [(2, True, True)] * 2


# ---------------------------------------------------------------- exit codes
def test_warnings_and_notes_leave_the_code_at_0(council: Path) -> None:
    table = shelf("published") / "thanh-hoa-2020.csv"
    code, made = document("audit", table, "--rubric", "thanh-hoa-2020")
    assert (code, {found["severity"] for found in made["findings"]}) == (0, {"warning"})
    path = fill_in(council / "sent" / "phieu-TV-1.xlsx", council / "noted" / "a.xlsx", {("so-y-te", "noi-bo"): "8,0"})
    code, made = document("check", path)
    assert (code, [found["severity"] for found in made["findings"]]) == (0, ["note"])
    assert made["ballots"][0]["counted"] is True


def test_an_error_gives_1() -> None:
    code, made = document("audit", shelf("published") / "quang-nam-2019.csv", "--rubric", "quang-nam-2019")
    has_contract("audit", made)
    assert (code, made["ballots"]) == (1, [])
    assert [found["code"] for found in made["findings"] if found["severity"] == "error"] == ["AUDIT-301"]


def test_a_program_reads_back_what_filled_leaves(tmp_path: Path) -> None:
    """Guards `filled`, on which the round of these tests stands: it fills every ballot."""
    assert [path.name for path in filled(sent_round(tmp_path / "dot"))] == ["phieu-TV-1.xlsx", "phieu-tv.2.xlsx"]
