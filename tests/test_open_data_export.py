"""xephang export: only a finished result, whole files, nothing lost, and whose code is which kept apart."""

from __future__ import annotations

import builtins
import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.commands import document, returned_round, run
from tests.sample import codes
from workbook.catalogue import open_data as said
from workbook.cli.frame import KEYS
from workbook.excel.write import save_bytes
from workbook.findings import Refused
from workbook.open_data import SHAPES, Codes, grown_codes
from workbook.open_data_text import columns_tables
from workbook.pipeline import exporting
from workbook.pipeline.exporting import CODES_FILE, Exported, Format, export_round, read_codes
from workbook.pipeline.judging import open_round

PAGE = Path(__file__).resolve().parent.parent / "docs" / "du-lieu-mo.md"
TABLES = [shape.name for shape in SHAPES]
FILES: dict[Format, list[str]] = {
    "csv": [f"{name}.csv" for name in TABLES],
    "json": ["open-data.json"],
    "parquet": [f"{name}.parquet" for name in TABLES],
    "xlsx": ["open-data.xlsx"],
}


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose ballots are in, not ranked yet; read only."""
    return returned_round(tmp_path_factory.mktemp("export") / "Đợt 2026")


@pytest.fixture
def unranked(returned: Path, tmp_path: Path) -> Path:
    shutil.copytree(returned, tmp_path / "đợt")
    return tmp_path / "đợt"


@pytest.fixture
def root(unranked: Path) -> Path:
    assert run("rank", unranked).code == 0
    return unranked


def refused(root: Path, kind: Format = "csv", to: Path | None = None, **options: bool) -> list[str]:
    with pytest.raises(Refused) as raised:
        export_round(root, kind, to, **options)
    return codes(raised.value.findings)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# ---------------------------------------------------------------- files
@pytest.mark.parametrize("kind", FILES)
def test_each_kind_is_written_with_the_page_of_its_columns(root: Path, kind: Format) -> None:
    made = export_round(root, kind)
    assert [path.name for path in made.files] == [*FILES[kind], "columns.md"]
    assert sorted(contents(root / "export")) == sorted([*FILES[kind], "columns.md"])
    assert (made.number, made.provisional, made.findings) == (1, False, ())


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_exported_again_the_bytes_are_the_same(root: Path, tmp_path: Path, kind: Format) -> None:
    export_round(root, kind, tmp_path / "1")
    export_round(root, kind, tmp_path / "2")
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    export_round(root, kind, tmp_path / "1")


def test_the_command_tells_what_it_wrote(root: Path, tmp_path: Path) -> None:
    code, made = document("export", root, "--format", "json", "--to", tmp_path / "mở")
    assert made.keys() == KEYS["export"].keys() | {"findings"}
    assert (code, made["result"], made["provisional"], made["coded"]) == (0, 1, False, False)
    assert [Path(name).name for name in made["files"]] == ["open-data.json", "columns.md"]
    assert "kết quả số 1" in run("export", root).out
    assert "result no. 1" in run("export", root, "--lang", "en").out
    assert run("export", root, "--format", "pdf").code == 2


def test_files_with_other_content_are_not_lost_unasked(root: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "scores.csv").write_bytes(b"somebody's")
    assert refused(root, to=tmp_path / "out") == [said.FILES_THERE.code]
    assert contents(tmp_path / "out") == {"scores.csv": b"somebody's"}, "nothing was written"
    made = export_round(root, "csv", tmp_path / "out", force=True)
    assert codes(made.findings) == [said.FILES_REPLACED.code]
    assert contents(tmp_path / "out")["scores.csv"] != b"somebody's"


def test_a_folder_in_the_place_of_a_file_is_never_replaced(root: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "ranking.csv").mkdir(parents=True)
    with pytest.raises(Refused) as raised:
        export_round(root, "csv", tmp_path / "out", force=True)
    assert codes(raised.value.findings) == [said.FILES_THERE.code]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ranking.csv"], "nothing was written"


@pytest.mark.parametrize("place", [".", "sent", "returned", "results", "results/mo", "export/.."])
def test_an_export_stays_out_of_the_rounds_own_files(root: Path, place: str) -> None:
    assert refused(root, to=root / place) == [said.PLACE_TAKEN.code]


def test_without_its_library_parquet_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any) -> Any:
        if name.split(".")[0] == "pyarrow":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    assert refused(root, "parquet") == [said.PARQUET_MISSING.code]
    assert not (root / "export").exists()
    assert 'pip install "xephang[parquet]"' in said.PARQUET_MISSING.vi


def test_more_rows_than_a_sheet_has_are_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "ROWS", 15)
    assert refused(root, "xlsx") == [said.TOO_MANY_ROWS.code]
    assert export_round(root, "csv").files


# ---------------------------------------------------------------- finished, or marked
def rename(root: Path) -> None:
    path = root / "round.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Sở Y tế"', '"Sở Y Tế"'), encoding="utf-8")


def lose_a_ballot(root: Path) -> None:
    path = root / "round.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '\n[[members]]\nid = "tv.3"\nname = "Lê C"\ngroups = ["So"]\n', encoding="utf-8")


def test_what_was_never_ranked_is_not_exported(unranked: Path) -> None:
    assert refused(unranked) == [said.NOT_RANKED.code]
    made = export_round(unranked, "csv", provisional=True)
    assert_marked(made, unranked / "export")


def test_what_changed_since_it_was_ranked_is_not_exported(root: Path) -> None:
    rename(root)
    assert refused(root) == [said.NOT_RANKED.code]
    assert_marked(export_round(root, "csv", provisional=True), root / "export")
    assert run("rank", root).code == 0
    assert export_round(root, "csv", provisional=True).number == 2, "finished, whoever asks for less"


def test_what_was_only_ranked_provisionally_is_not_exported(unranked: Path) -> None:
    lose_a_ballot(unranked)
    assert run("rank", unranked, "--provisional").code == 1
    code, made = document("export", unranked)
    assert code == 2 and {one["severity"] for one in made["findings"]} == {"error"}
    assert_marked(export_round(unranked, "json", provisional=True), unranked / "export")
    assert "TẠM THỜI" in run("export", unranked, "--provisional").out


def assert_marked(made: Exported, folder: Path) -> None:
    assert made.provisional and made.number is None
    assert all(path.name.startswith("provisional-") for path in folder.iterdir())
    assert "TẠM THỜI" in (folder / "provisional-columns.md").read_text(encoding="utf-8")


# ---------------------------------------------------------------- codes
def test_the_key_is_kept_apart_and_the_codes_stay(root: Path, tmp_path: Path) -> None:
    made = export_round(root, "csv", codes=True)
    assert made.coded and codes(made.findings) == [said.CODES_KEPT.code]
    assert (root / CODES_FILE).exists() and CODES_FILE not in contents(root / "export-codes")
    key = (root / CODES_FILE).read_bytes()
    shown = b"".join(contents(root / "export-codes").values()).decode()
    assert not any(name in shown for name in ("so-y-te", "Sở Y tế", "TV-1", "phu-ninh", "Nguyễn Văn An"))
    export_round(root, "csv", tmp_path / "2", codes=True)
    assert contents(tmp_path / "2") == contents(root / "export-codes")
    assert (root / CODES_FILE).read_bytes() == key
    assert sorted(read_codes(key).units) == ["phu-ninh", "so-tai-chinh", "so-y-te"]


def test_a_name_in_the_rounds_own_words_is_told(root: Path) -> None:
    path = root / "round.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('title = "Chấm điểm', 'title = "SỞ Y TẾ chấm điểm'), encoding="utf-8")
    (told,) = (one for one in export_round(root, "csv", codes=True).findings if one.check is said.NAMES_LEFT)
    facts = {key: told.facts[key] for key in ("name", "column", "table", "count")}
    assert facts == {"name": "Sở Y tế", "column": "title", "table": "round", "count": 1}


def test_codes_are_drawn_not_counted_by_id_or_rank(unranked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn from the system's own randomness: another draw, other codes."""
    round_ = open_round(unranked).round
    drawn = {tuple(grown_codes(Codes(), round_, exporting._shuffled).units.items()) for _ in range(300)}
    assert len(drawn) == 6, "three units have six orders"


HEAD = "kind,id,code,name\n"
BAD = {
    "": 1,
    "id,code\n": 1,
    "\xff": 1,
    HEAD + "unit,a,dv#001\n": 2,
    HEAD + "group,a,dv#001,A\n": 2,
    HEAD + "unit,,dv#001,A\n": 2,
    HEAD + "unit,a,so-y-te,A\n": 2,
    HEAD + "unit,a,tv#001,A\n": 2,
    HEAD + "unit,a,dv#001,A\nunit,b,dv#001,B\n": 3,
    HEAD + "unit,a,dv#001,A\nunit,a,dv#002,A\n": 3,
    HEAD + 'unit,a,"dv#001,A\n': 1,
}


@pytest.mark.parametrize("text", BAD)
def test_a_key_that_was_spoilt_is_told_and_kept(root: Path, text: str) -> None:
    data = text.encode("latin-1")
    save_bytes(root / CODES_FILE, data)
    with pytest.raises(Refused) as raised:
        export_round(root, "csv", codes=True)
    (found,) = raised.value.findings
    assert found.check is said.CODES_BAD and found.facts["line"] == BAD[text]
    assert (root / CODES_FILE).read_bytes() == data and not (root / "export-codes").exists()


def test_the_key_may_be_saved_by_excel(root: Path) -> None:
    export_round(root, "csv", codes=True)
    path = root / CODES_FILE
    known = read_codes(path.read_bytes())
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    again = "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)
    assert read_codes(again.encode("utf-8-sig")) == known


# ---------------------------------------------------------------- the page
def test_the_page_in_docs_has_the_columns_of_the_program() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert columns_tables(SHAPES).replace("## ", "### ") in text


def test_the_document_is_one_line_a_row(root: Path) -> None:
    export_round(root, "json")
    text = (root / "export" / "open-data.json").read_text(encoding="utf-8")
    rows = sum(len(table["rows"]) for table in json.loads(text)["tables"].values())
    assert rows == sum(line.startswith("    [") for line in text.splitlines())
