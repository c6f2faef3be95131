"""xephang notices: only of a finished result, nobody's file overwritten, whole files, nothing of others in them."""

from __future__ import annotations

import io
import json
import shutil
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.commands import document, returned_round, run
from tests.docx_text import lines
from tests.sample import codes, only
from workbook.catalogue import notices as said
from workbook.catalogue import rank as said_of_units
from workbook.catalogue.drafts import DRAFT_KEPT
from workbook.catalogue.open_data import RESULT_LOST
from workbook.cli.frame import KEYS
from workbook.excel.read import read_book
from workbook.findings import Refused
from workbook.pipeline import noticing
from workbook.pipeline.noticing import Noticed, make_notices

WORD, EXCEL = "phieu-ket-qua.docx", "phieu-ket-qua.xlsx"
UNITS = ("so-y-te", "so-tai-chinh", "phu-ninh")


@pytest.fixture(scope="module")
def ranked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small round with a finished result; to be copied."""
    root = returned_round(tmp_path_factory.mktemp("notices") / "Đợt 2026")
    assert run("rank", root).code == 0
    return root


@pytest.fixture
def root(ranked_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ranked_once, tmp_path / "Đợt chấm"))


def refused(root: Path, *names: str, provisional: bool = False) -> list[str]:
    with pytest.raises(Refused) as raised:
        make_notices(root, names, provisional=provisional)
    return codes(raised.value.findings)


def names(made: Noticed) -> list[str]:
    return [path.name for path in made.files]


def change(root: Path, old: str, new: str) -> None:
    text = (root / "round.toml").read_text(encoding="utf-8")
    assert old in text
    (root / "round.toml").write_text(text.replace(old, new), encoding="utf-8")


def told(path: Path) -> str:
    """Everything that a file holds as text, its properties and hidden parts too."""
    with ZipFile(path) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist())


# ---------------------------------------------------------------- files
def test_all_units_come_as_one_document_and_one_workbook(root: Path) -> None:
    made = make_notices(root)
    assert (names(made), made.units, made.number, codes(made.findings)) == ([WORD, EXCEL], UNITS, 1, [])
    assert {path.parent for path in made.files} == {root / "notices" / "001"}
    text = "\n".join("\t".join(line) for line in lines(made.files[0].read_bytes()))
    assert text.count("PHIẾU KẾT QUẢ") == text.count("\nKhối: ") == 3
    book = read_book(made.files[1].read_bytes(), EXCEL)
    assert [sheet.name for sheet in book.sheets] == ["1. Sở Y tế", "2. bold Sở Tài chính bold", "3. Huyện Phú Ninh"]


def test_a_second_run_writes_nothing(root: Path) -> None:
    first = make_notices(root)
    again = make_notices(root)
    assert (again.files, again.same, codes(again.findings)) == ((), first.files, [])


def test_a_result_of_which_only_the_log_tells_is_not_passed_over(root: Path) -> None:
    (root / "results" / "result-001.json").unlink()
    assert refused(root) == [RESULT_LOST.code]
    assert run("rank", root).code == 0
    assert names(make_notices(root)) == [WORD, EXCEL]


def test_a_file_that_somebody_changed_is_left_alone(root: Path) -> None:
    make_notices(root)
    own = root / "notices" / "001" / WORD
    own.write_bytes(b"somebody's")
    made = make_notices(root)
    assert names(made) == ["phieu-ket-qua lan 2.docx"]
    assert only(made.findings, DRAFT_KEPT).facts["new"] == "phieu-ket-qua lan 2.docx"
    assert own.read_bytes() == b"somebody's"
    again = make_notices(root)
    assert ([path.name for path in again.same], again.files) == (["phieu-ket-qua lan 2.docx", EXCEL], ())


@pytest.mark.parametrize(("wanted", "units"), [((), UNITS), (("Huyện Phú Ninh", "so-y-te"), ("so-y-te", "phu-ninh"))])
def test_each_unit_can_have_its_own_file(root: Path, wanted: tuple[str, ...], units: tuple[str, ...]) -> None:
    made = make_notices(root, wanted, "docx", split=not wanted)
    assert names(made) == [f"phieu-ket-qua-{unit}.docx" for unit in units]
    others = {"so-y-te": "Sở Y tế", "so-tai-chinh": "Sở Tài chính", "phu-ninh": "Huyện Phú Ninh"}
    for unit, path in zip(units, made.files, strict=True):
        text = told(path)
        assert [name for id_, name in others.items() if name in text] == [others[unit]]
        assert [name for name in ("Nguyễn Văn An", "Trần Thị Bình", "TV-1", "tv.2") if name in text] == []


def test_a_unit_that_is_not_there_is_refused(root: Path) -> None:
    change(root, 'id = "phu-ninh"\n', 'id = "phu-ninh"\nleft_out = "giải thể"\n')
    assert refused(root, "Sở Mới", "phu-ninh") == [said_of_units.UNKNOWN_UNIT.code, said_of_units.UNIT_LEFT_OUT.code]
    assert not (root / "notices").exists()


def test_without_the_library_for_word_there_is_the_workbook(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "print_document", lambda _: None)
    made = make_notices(root, kind="docx", split=True)
    assert [path.suffix for path in made.files] == [".xlsx"] * 3
    assert codes(made.findings) == [said.WORD_MISSING.code]


# ---------------------------------------------------------------- finished, or provisional
@pytest.mark.parametrize("changed", ["never ranked", "result gone", "other figures"])
def test_only_a_finished_result_is_told(root: Path, tmp_path: Path, changed: str) -> None:
    if changed == "never ranked":
        root = returned_round(tmp_path / "chưa xếp hạng")
    elif changed == "result gone":
        shutil.rmtree(root / "results")
    else:
        change(root, 'name = "Sở Y tế"', 'name = "Sở Y tế mới"')
    assert refused(root) == [RESULT_LOST.code if changed == "result gone" else said.NOT_RANKED.code]
    made = make_notices(root, provisional=True)
    assert made.number is None
    assert {path.parent.name for path in made.files} == {"tam-tinh"}
    word, excel = map(told, made.files)
    assert word.count("TẠM TÍNH - CHƯA PHẢI") >= 4, "on each notice and at the foot of every page"
    assert "TẠM TÍNH - CHƯA PHẢI" in excel


def test_other_points_behind_the_same_totals_are_not_the_result(root: Path) -> None:
    """A point more here and one less there: every line stays, and a notice would print what no result holds."""
    result = next((root / "results").glob("result-001.json"))
    values = json.loads(result.read_bytes())["evidence"]["values"]["So"]
    (leaves, own) = values["criteria"].split(), values["units"]["so-y-te"].split()
    assert len(leaves) == len(own) > 1
    typed = Decimal(own[0]) - Decimal("0.25"), Decimal(own[1]) + Decimal("0.25")
    conclusions = [
        f'[[conclusions]]\nunit = "so-y-te"\ncriterion = "{leaf}"\npoints = {points}\nexplanation = "x"\n'
        'reason = "y"\nby = "Hội đồng"\n'
        for leaf, points in zip(leaves, typed, strict=False)
    ]
    with (root / "round.toml").open("a", encoding="utf-8") as file:
        file.write("".join(conclusions))
    assert refused(root) == [said.NOT_RANKED.code]


def test_a_round_with_errors_says_why(root: Path) -> None:
    shutil.rmtree(root / "returned")
    found = refused(root)
    assert found and said.NOT_RANKED.code not in found


def test_withheld_texts_are_told_to_the_office(root: Path) -> None:
    change(root, "Tổ thư ký, thuky@example.vn", "Nguyễn Văn An, thư ký")
    conclusion = '[[conclusions]]\nunit = "so-y-te"\ncriterion = "ha-tang"\npoints = 9\nreason = "như Huyện Phú Ninh"\n'
    with (root / "round.toml").open("a", encoding="utf-8") as file:
        file.write(conclusion + 'by = "Hội đồng"\nexplanation = "đã nộp"\n')
    made = make_notices(root, kind="xlsx", provisional=True)
    found = [one for one in made.findings if one.check is said.TEXT_WITHHELD]
    assert [one.facts["name"] for one in found] == ["Huyện Phú Ninh", "Nguyễn Văn An"]


# ---------------------------------------------------------------- the command
def test_the_command_tells_what_it_wrote(root: Path) -> None:
    code, made = document("notices", root, "--format", "xlsx")
    assert made.keys() == KEYS["notices"].keys() | {"findings"}
    assert (code, made["result"], made["provisional"], made["units"]) == (0, 1, False, list(UNITS))
    assert [Path(name).name for name in made["files"]] == [EXCEL]
    ran = run("notices", root, "--format", "xlsx")
    assert "Phiếu kết quả của 3 đơn vị, theo kết quả số 1." in ran.out and "Đã có, không đổi" in ran.out
    ran = run("notices", root, "--unit", "phu-ninh", "--lang", "en")
    assert "Notices of 1 units, by result no. 1." in ran.out
    assert (root / "notices" / "001" / "phieu-ket-qua-phu-ninh.docx").is_file()


def test_refused_it_still_gives_a_document(root: Path) -> None:
    code, made = document("notices", root, "--unit", "không có")
    assert (code, [one["code"] for one in made["findings"]]) == (2, [said_of_units.UNKNOWN_UNIT.code])
    assert made.keys() == KEYS["notices"].keys() | {"findings"}


def test_the_same_round_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(root, tmp_path / "khác"))
    first, second = ([path.read_bytes() for path in make_notices(one).files] for one in (root, other))
    assert first == second
    with ZipFile(io.BytesIO(first[0])) as package:
        assert {info.date_time[0] for info in package.infolist()} == {1980}
