"""What a hostile afternoon found: each of these went wrong in silence or broke off."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.commands import document
from tests.resaved import resaved
from tests.sample import SO, ballot_bytes, filled_files, issue_of, save, write_round
from workbook.findings import ERROR, Finding, Refused, errors
from workbook.pipeline.judging import check_files
from workbook.pipeline.publishing import rank_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.sending import generate


def ready(root: Path) -> Path:
    generate(write_round(root))
    import_files(root, filled_files(root))
    return root


def change(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def altered(path: Path, edit: Callable[[Workbook], None]) -> Path:
    return save(path, resaved(ballot_bytes(issue_of()), edit))


def swap(book: Workbook, columns: str) -> None:
    """dv-1 and dv-2 (rows 11, 12) change places in some columns."""
    for column in columns:
        first, second = book[SO][f"{column}11"], book[SO][f"{column}12"]
        first.value, second.value = second.value, first.value


@pytest.mark.parametrize("columns", ["BCDEFGO", "A"])
def test_scores_whose_printed_unit_is_another_are_not_counted(tmp_path: Path, columns: str) -> None:
    """Sorted without the hidden key column, or two keys exchanged: whose scores these are is not known."""
    path = altered(tmp_path / "a.xlsx", lambda book: swap(book, columns))
    assert not check_files([path])[0].counted


def test_header_labels_exchanged_are_an_error(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[SO]
        sheet["D9"].value, sheet["E9"].value = sheet["E9"].value, sheet["D9"].value

    assert not check_files([altered(tmp_path / "a.xlsx", edit)])[0].counted


def test_a_ballot_under_another_members_passport_is_not_counted(tmp_path: Path) -> None:
    """Passports rewritten and the guide (whose data would tell) deleted."""
    root = write_round(tmp_path)
    change(root, "round.toml", 'recused = ["dv-2"]\n', "")
    generate(root)

    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet["A1"].value = str(sheet["A1"].value).replace("TV-01", "TV-02")
        del book[book.sheetnames[0]]

    assert not check_files([altered(tmp_path / "back" / "a.xlsx", edit)], root)[0].counted


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("round.toml", 'name = "Sở Y tế"\ngroup = "So"', 'name = "Sở Y tế"\ngroup = "So"\ntraits = ["khong-tthc"]'),
        ("round.toml", 'traits = ["khong-tthc"]\n', ""),
        ("round.toml", 'name = "Huyện An"\ngroup = "Huyen"', 'name = "Huyện An"\ngroup = "So"'),
        ("rubric.toml", 'code = "1.1"\nname = "Mạng nội bộ"\nmax = 10\nstep = 0.25',
         'code = "1.1"\nname = "Mạng nội bộ"\nmax = 10\nstep = 5'),
    ],
)  # fmt: skip
def test_what_changed_since_the_ballots_were_sent_is_told(tmp_path: Path, file: str, old: str, new: str) -> None:
    """Scores given under other limits or traits may not go into today's ranking in silence."""
    root = ready(tmp_path)
    change(root, file, old, new)
    told: tuple[Finding, ...]
    try:
        told = rank_round(root).findings
    except Refused as refused:
        told = tuple(refused.findings)
    assert [found.code for found in told if found.code.startswith("PANEL") and found.severity is ERROR]


def test_criteria_that_exchanged_their_names_since_are_told(tmp_path: Path) -> None:
    root = ready(tmp_path)
    change(root, "rubric.toml", 'name = "Mạng nội bộ"', 'name = "?"')
    change(root, "rubric.toml", 'name = "An toàn thông tin"', 'name = "Mạng nội bộ"')
    change(root, "rubric.toml", 'name = "?"', 'name = "An toàn thông tin"')
    with pytest.raises(Refused) as refused:
        rank_round(root)
    assert "PANEL-009" in [found.code for found in errors(refused.value.findings)]


def test_a_lowered_maximum_does_not_rank_above_one_hundred_percent(tmp_path: Path) -> None:
    root = ready(tmp_path)
    change(root, "rubric.toml", 'id = "mang"\ncode = "1.1"\nname = "Mạng nội bộ"\nmax = 10',
           'id = "mang"\ncode = "1.1"\nname = "Mạng nội bộ"\nmax = 5')  # fmt: skip
    change(root, "rubric.toml", "max = 20", "max = 15")
    change(root, "rubric.toml", "max = 45", "max = 40")
    change(root, "rubric.toml", 'name = "UBND cấp huyện"\nmax = 40', 'name = "UBND cấp huyện"\nmax = 35')
    with pytest.raises(Refused) as refused:
        rank_round(root)
    assert errors(refused.value.findings)


def test_a_quotation_mark_left_open_swallows_no_member(tmp_path: Path) -> None:
    root = write_round(tmp_path)
    text = (root / "round.toml").read_text(encoding="utf-8").split("[[members]]")[0]
    (root / "round.toml").write_text('members_from = "m.csv"\n' + text, encoding="utf-8")
    (root / "m.csv").write_text('id;name\nTV-01;"An\nTV-02;Bình\nTV-03;Cường\n', encoding="utf-8")
    code, made = document("generate", root)
    assert code == 2 and made["findings"]


def test_names_with_commas_in_a_members_list(tmp_path: Path) -> None:
    root = write_round(tmp_path)
    text = (root / "round.toml").read_text(encoding="utf-8").split("[[members]]")[0]
    (root / "round.toml").write_text('members_from = "m.csv"\n' + text, encoding="utf-8")
    (root / "m.csv").write_text("id;name;groups\nTV-01;An;Các sở, ban, ngành\nTV-02;Bình;\n", encoding="utf-8")
    assert document("generate", root)[0] == 0


def test_json_says_where_a_key_is_missing(tmp_path: Path) -> None:
    root = write_round(tmp_path)
    change(root, "round.toml", 'name = "Sở Xây dựng"\n', "")
    _, made = document("generate", root)
    assert "units[2]" in str(made["findings"][0]["facts"]), made["findings"][0]


@pytest.mark.parametrize("typed", ["30,0", "8,3", "-1"])
def test_one_finding_a_cell(tmp_path: Path, typed: str) -> None:
    def edit(book: Workbook) -> None:
        book[SO]["D11"].value = typed

    found = check_files([altered(tmp_path / "a.xlsx", edit)])[0].findings
    assert len([one for one in found if one.at.cell == "D11" and one.at.sheet == SO]) == 1


def test_a_part_packed_with_lzma_and_broken_is_a_finding(tmp_path: Path) -> None:
    source = zipfile.ZipFile(io.BytesIO(ballot_bytes(issue_of())))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as packed:
        for name in source.namelist():
            packed.writestr(name, source.read(name))
    data = bytearray(target.getvalue())
    start = data.find(b"sheet2.xml") + 60
    data[start : start + 30] = bytes(byte ^ 0x5A for byte in data[start : start + 30])
    assert document("check", save(tmp_path / "a.xlsx", bytes(data)))[0] == 1


def test_the_word_xmlns_in_a_cell_is_a_text(tmp_path: Path) -> None:
    """Only a tag declares a namespace; a tier or a note may well say so."""
    path = altered(tmp_path / "a.xlsx", lambda book: setattr(book[SO]["O11"], "value", "xem xmlns: và xmlns=1"))
    checked = check_files([path])[0]
    assert checked.counted and checked.ballot is not None
    assert checked.ballot.notes["dv-1"] == "xem xmlns: và xmlns=1"


def test_a_name_that_looks_like_an_escape_raises_no_alarm(tmp_path: Path) -> None:
    """openpyxl drops the escape of an escape on saving."""
    root = write_round(tmp_path / "đợt")
    change(root, "round.toml", 'name = "Sở Y tế"', 'name = "Sở_x000D_ Y_x0041_ tế"')
    generate(root)
    data = resaved((root / "sent" / "phieu-TV-01.xlsx").read_bytes(), lambda _: None)
    findings = check_files([save(tmp_path / "saved.xlsx", data)], root)[0].findings
    assert {found.code for found in findings} == {"BALLOT-001"}


def test_an_altered_version_in_the_passports_is_told(root: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            *parts, version, member, issue, name, seal = str(sheet["A1"].value).split("|")
            sheet["A1"].value = "|".join([*parts, version + "9", member, issue, name, seal])

    checked = check_files([altered(tmp_path / "a.xlsx", edit)], root)[0]
    assert [found.code for found in checked.findings] == ["FORM-060"]
