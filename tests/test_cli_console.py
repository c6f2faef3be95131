"""Printing on any console: tables that fit, letters that the console lacks, JSON that stays JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import chdir
from pathlib import Path

import pytest

from tests.commands import Ran, installed, returned_round, run
from tests.shown import Shown
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


def shown_on(encoding: str, *words: str | Path, folder: Path | None = None) -> Ran:
    """On the poorest console in a process of its own, as people start it; on the others without that second."""
    with chdir(folder or Path()):
        if encoding != "ascii":
            return run(*words, encoding=encoding)
        code, out, err = installed(*words, encoding=encoding)
        return Ran(code, out.decode(encoding), err.decode(encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line", LINES)
def test_a_poor_console_shows_bare_letters(line: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    shown, wanted = shown_on(encoding, *LINES[line]), run(*LINES[line])
    assert shown.code == wanted.code
    for text, right in ((shown.out, wanted.out), (shown.err, wanted.err)):
        assert "Traceback" not in text
        assert plain(text) == plain(right)
        assert text.count("?") == right.count("?")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_ballots_and_json_on_a_poor_console(encoding: str, council: Path) -> None:
    path = Path("back") / "phieu-TV-1.xlsx"
    ran = shown_on(encoding, "check", path, "--round", ".", folder=council)
    assert (ran.code, ran.err) == (0, "")
    assert "Duoc tinh. Mau phieu nguyen ven. Khong co loi." in plain(ran.out)
    ran = run("inspect", council / path, "--json", encoding=encoding)
    assert (ran.code, ran.err) == (0, "")
    made = json.loads(ran.out)
    assert {item["sheet"] for item in made["inputs"]} == {"1. Các Sở, Ban, ngành", "2. UBND các huyện, thị xã"}
    ran = shown_on(encoding, *AUDIT, "--json")
    assert (ran.code, ran.err) == (1, "")
    assert json.loads(ran.out) == json.loads(run(*AUDIT, "--json").out)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_demo_on_a_poor_console(
    encoding: str, shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it prints; test_demo runs the whole of it in a process of its own."""
    shown.instead(monkeypatch)
    ran = run("demo", tmp_path / "ra", encoding=encoding)
    assert (ran.code, ran.err) == (0, "")
    assert plain("Năm quyết định đã công bố, làm lại từ đầu đến cuối") in plain(ran.out)
    assert "183" in ran.out and "Thanh tra t" in ran.out and "?" not in ran.out


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
