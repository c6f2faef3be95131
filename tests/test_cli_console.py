"""Printing on any console: tables that fit, letters that the console lacks, JSON that stays JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from tests.commands import installed, returned_round, run
from workbook.cli import console
from workbook.cli.console import Column
from workbook.shelf import shelf

AUDIT = ("audit", shelf("published") / "quang-nam-2019.csv", "--rubric", "quang-nam-2019")


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose ballots are all in; read only."""
    return returned_round(tmp_path_factory.mktemp("Đợt chấm") / "năm 2026")


# ---------------------------------------------------------------- tables
@pytest.mark.parametrize("width", [80, 100, 120])
def test_tables_fit_the_screen_and_nothing_is_cut(width: int, council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    wanted = {
        ("rubrics",): ["thanh-hoa-2020", "quang-nam-2019"],
        ("rank", council): ["Huyện Phú Ninh", "97,50"],
        ("status", council): ["Nguyễn Văn An (TV-1)"],
        ("rubric", "quang-nam-2019"): ["moi-truong"],
    }
    for line, parts in wanted.items():
        text = run(*line).out
        assert "…" not in text
        assert all(part in text for part in parts)
        rules = [len(row) for row in text.splitlines() if "───" in row]
        assert rules and max(rules) <= width


@pytest.mark.parametrize(
    ("columns", "room", "widths"),
    [
        ([["ab", "abc"], ["x"]], 20, [3, 1]),
        ([["mười sáu chữ cái"], ["một hai"]], 20, [13, 7]),
        ([["mười sáu chữ cái"], ["một hai"]], 12, [6, 6]),
        ([["thanh-hoa-2020"], ["một hai ba bốn năm"]], 26, [14, 12]),
        ([["thanh-hoa-2020"], ["1"], ["2"]], 16, [14, 1, 1]),
        ([["thanh-hoa-2020"], ["1"], ["2"]], 10, [8, 1, 1]),
        ([["đ" * 5], [""]], 1, [1, 1]),
    ],
)
def test_the_widest_column_gives_way_first(columns: list[list[str]], room: int, widths: list[int]) -> None:
    assert console.fitting(columns, room) == widths


# ---------------------------------------------------------------- encodings
ENCODINGS = ("cp1252", "cp437", "ascii")
LINES: dict[str, tuple[str | Path, ...]] = {
    "help": ("--help",),
    "audit": AUDIT,
    "rubric": ("rubric", "thai-binh-2020"),
    "usage": ("rank",),
}
_BOXES = re.compile(r"[╭╮╰╯│─━┃|+\-]")


def plain(text: str) -> str:
    """Letters without their marks, as they are readable on any console; lines and boxes left out."""
    bare = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D").replace("“", '"').replace("”", '"'))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(_BOXES.sub(" ", bare).split())


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line", LINES)
def test_a_poor_console_shows_bare_letters(line: str, encoding: str) -> None:
    code, out, err = installed(*LINES[line], encoding=encoding)
    wanted_code, wanted_out, wanted_err = installed(*LINES[line], encoding="utf-8")
    assert code == wanted_code
    for shown, wanted in ((out, wanted_out), (err, wanted_err)):
        text = shown.decode(encoding)
        assert "Traceback" not in text
        assert plain(text) == plain(wanted.decode("utf-8"))
        assert text.count("?") == wanted.decode("utf-8").count("?")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_ballots_and_json_on_a_poor_console(encoding: str, council: Path) -> None:
    path = Path("back") / "phieu-TV-1.xlsx"
    code, out, err = installed("check", path, "--round", ".", encoding=encoding, folder=council)
    assert (code, err) == (0, b"")
    assert "Duoc tinh. Mau phieu nguyen ven. Khong co loi." in plain(out.decode(encoding))
    code, out, err = installed("inspect", path, "--json", encoding=encoding, folder=council)
    assert (code, err) == (0, b"")
    made = json.loads(out.decode(encoding))
    assert {item["sheet"] for item in made["inputs"]} == {"1. Các Sở, Ban, ngành", "2. UBND các huyện, thị xã"}
    code, out, err = installed(*AUDIT, "--json", encoding=encoding)
    assert (code, err) == (1, b"")
    assert json.loads(out.decode(encoding)) == json.loads(run(*AUDIT, "--json").out)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_demo_on_a_poor_console(encoding: str, tmp_path: Path) -> None:
    code, out, err = installed("demo", "ra", encoding=encoding, folder=tmp_path)
    text = out.decode(encoding)
    assert (code, err) == (0, b"")
    assert plain("Năm quyết định đã công bố, làm lại từ đầu đến cuối") in plain(text)
    assert "183" in text and "Thanh tra t" in text and "?" not in text
    assert (tmp_path / "ra" / "lao-cai-2020" / "results" / "ranking.xlsx").is_file()


@pytest.mark.parametrize("encoding", [*ENCODINGS, "cp1258", "latin-1", "utf-8"])
def test_every_letter_has_some_plain_form(encoding: str) -> None:
    text = "Đợt chấm: “ưỡn ẹo” – … → × ≥ ² ⁽¹⁾ © 漢 \ud800 ẵ" + unicodedata.normalize("NFD", "Nguyễn")
    shown = text.encode(encoding, "xephang.plain").decode(encoding)
    assert plain(shown).startswith('Dot cham: "uon eo"')
    assert plain(shown).endswith("Nguyen")


def test_a_text_from_outside_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "Sở\x1b[31m Y tế\x07\u202e"
    console.say(hostile)
    console.table(hostile, [Column("Tên")], [(hostile,)])
    shown = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e"} & set(shown) and shown.count("Y tế") == 3
