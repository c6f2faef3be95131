"""What people read: help, wrong command lines, faults of the disk, what to do next; names of files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands import ROUND_TOML, Ran, document, fill_in, filled, returned_round, run, sent_round
from workbook.catalogue import file as file_checks
from workbook.catalogue import kept as kept_checks
from workbook.cli import console, frame
from workbook.cli.commands import COMMANDS
from workbook.cli.words import WORDS
from workbook.findings import Finding, Place, finding


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose ballots are all in, in a folder as people name theirs; read only."""
    return returned_round(tmp_path_factory.mktemp("Đợt chấm số 1") / "năm 2026")


def fails_with(ran: Ran, *parts: str) -> None:
    """A refusal in words: code 2, no traceback, the parts named."""
    assert ran.code == 2, ran
    text = " ".join(ran.out.split() + ran.err.split())
    assert "Traceback" not in text
    assert "FILE-099" not in text
    for part in parts:
        assert part in text, text


# ---------------------------------------------------------------- words
def test_both_languages_have_the_same_words() -> None:
    assert WORDS["vi"].keys() == WORDS["en"].keys()
    for key, text in WORDS["vi"].items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", WORDS["en"][key])), key


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_vietnamese_and_in_english(command: str) -> None:
    given = [command] if command else []
    vi, en = run(*given, "--help"), run(*given, "--help", "--lang", "en")
    assert (vi.code, en.code, vi.err, en.err) == (0, 0, "", "")
    assert "Cách dùng: xephang" in vi.out and "Tùy chọn" in vi.out and "Ngôn ngữ" in vi.out
    assert "Usage: xephang" in en.out and "Options" in en.out and "Language" in en.out
    assert not re.search(r"Usage|Options|Show this|required|default|<\w+>", vi.out)
    assert re.sub(r"[╭╮╰╯│─]", "", en.out).isascii()


def test_square_brackets_of_toml_are_no_marks_of_the_console() -> None:
    assert "[[units]]" in run("years", "--help").out


def test_every_command_has_lang_json_and_a_line_in_the_overview() -> None:
    overview = run("--help").out
    for command in COMMANDS:
        text = run(command, "--help").out
        assert "--lang" in text and "--json" in text
        assert re.search(rf"^│ {command} ", overview, re.MULTILINE)


def test_nothing_said_gives_the_help() -> None:
    assert run() == run("--help")
    assert "Score and rank" in run("--lang", "en").out


def test_the_language_may_stand_before_the_command() -> None:
    assert run("--lang", "en", "rubrics") == run("rubrics", "--lang", "en") == run("rubrics", "--lang=en")
    assert run("rubrics") != run("rubrics", "--lang", "en")


def test_version() -> None:
    assert re.fullmatch(r"xephang \d+\.\d+\.\d+\n", run("--version").out)


# ---------------------------------------------------------------- wrong command lines
@pytest.mark.parametrize(
    ("line", "vi", "en"),
    [
        (["xep"], "không có lệnh “xep”. Cách dùng: xephang --help", "there is no command “xep”"),
        (["rank"], "còn thiếu ROUND. Cách dùng: xephang rank --help", "ROUND is missing"),
        (["check"], "còn thiếu FILE", "FILE is missing"),
        (["rubric"], "còn thiếu FILE|ID", "FILE|ID is missing"),
        (["audit", "x.csv"], "còn thiếu --rubric", "--rubric is missing"),
        (["audit", "x.csv", "--rubric"], "sau --rubric còn thiếu giá trị", "a value is missing after --rubric"),
        (["rank", "x", "--fast"], "không có tùy chọn --fast", "there is no option --fast"),
        (["rank", "x", "y"], "thừa “y”", "“y” is too much"),
        (["rank", "x", "--provisional=1"], "--provisional không có giá trị", "--provisional takes no value"),
    ],
)
def test_a_wrong_command_line_is_told_in_plain_words(line: list[str], vi: str, en: str) -> None:
    assert run(*line).out == ""
    fails_with(run(*line), "Lệnh chưa đúng", vi, kept_checks.USAGE.code)
    fails_with(run("--lang", "en", *line), "not right yet", en)


def test_an_unknown_language_is_told_too() -> None:
    fails_with(run("rubrics", "--lang", "fr"), "--lang là “fr”, cần một trong: 'vi', 'en'")


def test_words_of_typer_that_we_do_not_know_are_shown_as_they_are() -> None:
    from workbook.cli.usage import trouble

    assert "Something new" in str(trouble("Something new", "rank").facts["problem"])


# ---------------------------------------------------------------- faults of the disk
def test_a_folder_without_a_round(tmp_path: Path) -> None:
    for command in ("generate", "status", "rank"):
        fails_with(run(command, tmp_path), "round.toml", "ROUND-001")


def test_a_file_where_the_rounds_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "dot").write_text("", encoding="utf-8")
    for command in ("generate", "status", "rank"):
        fails_with(run(command, tmp_path / "dot"), "round.toml")
    fails_with(run("new", tmp_path / "dot", "--rubric", "lao-cai-2020"), "FILE-04")


def test_a_syntax_error_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "round.toml").write_text('id = "a"\ntitle = "b\n', encoding="utf-8")
    fails_with(run("status", tmp_path), "round.toml", "dòng 2")
    fails_with(run("status", tmp_path, "--lang", "en"), "line 2")


def test_a_folder_where_a_file_should_be(tmp_path: Path, council: Path) -> None:
    checked = run("check", tmp_path)
    assert checked.code == 1 and "là một thư mục" in unwrapped(checked.out)
    fails_with(run("inspect", tmp_path), "là một thư mục")
    fails_with(run("audit", tmp_path, "--rubric", "lao-cai-2020"), "là một thư mục")
    imported = run("import", council, tmp_path)
    assert imported.code == 1 and "là một thư mục" in unwrapped(imported.out)


def unwrapped(text: str) -> str:
    """Without the line ends that a long path in front of the words moves about."""
    return " ".join(text.split())


def denied(*_: object, **__: object) -> Any:
    raise PermissionError(13, "Permission denied", "phieu.xlsx")


def test_a_ballot_open_in_excel_cannot_be_read(council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = council / "back" / "phieu-TV-1.xlsx"
    monkeypatch.setattr(Path, "open", denied)
    checked = run("check", path)
    text = " ".join(checked.out.split())
    assert checked.code == 1
    assert "đang mở trong Excel" in text and "đóng tệp" in text and file_checks.DENIED.code in text
    fails_with(run("inspect", path, "--lang", "en"), "open in Excel", "close it")


@pytest.mark.parametrize("name", ["open", "stat"])
def test_a_folder_that_may_not_be_read(name: str, council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So Windows and Linux tell it: at the first look, or when the file is opened."""
    monkeypatch.setattr(Path, name, denied)
    for line in (("status", council), ("rank", council), ("generate", council), ("import", council, "a.xlsx")):
        fails_with(run(*line), "round.toml", "hãy đóng lại", "quyền đọc")
    fails_with(run("inspect", "a.xlsx"), "không có quyền đọc", file_checks.DENIED.code)


def test_a_result_open_in_excel_cannot_be_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = returned_round(tmp_path / "dot")
    assert run("rank", folder).code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    text = (folder / "round.toml").read_text(encoding="utf-8").replace("Huyện Phú Ninh", "UBND huyện Phú Ninh")
    (folder / "round.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(os, "replace", denied)
    fails_with(run("rank", folder), "đang mở trong Excel", "đóng tệp", file_checks.IN_USE.code)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    del before[folder / "round.toml"], after[folder / "round.toml"]
    assert after == before, "nothing is lost and no half-written file remains"


@pytest.mark.parametrize("command", ["generate", "import", "rank", "new"])
def test_whatever_is_locked_the_command_says_so(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sent_round(tmp_path / "dot")
    ballots = filled(folder)
    more: dict[str, Callable[[], tuple[object, ...]]] = {
        "generate": lambda: (folder,),
        "import": lambda: (folder, *ballots),
        "rank": lambda: (folder, "--provisional"),
        "new": lambda: (tmp_path / "moi", "--rubric", "lao-cai-2020"),
    }
    if command == "generate":
        (folder / "sent" / "phieu-TV-1.xlsx").unlink()
    monkeypatch.setattr(os, "replace", denied)
    fails_with(run(command, *map(str, more[command]())), "đang mở trong Excel")
    assert not [path for path in tmp_path.rglob("*.tmp")]


def test_any_other_file_that_is_locked(council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", denied)
    fails_with(run("generate", council), "đang mở trong Excel", "phieu.xlsx")


def test_a_disk_that_fails_otherwise(council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Any:
        raise OSError(5, "Input/output error", "phieu.xlsx")

    monkeypatch.setattr(Path, "read_bytes", broken)
    fails_with(run("generate", council), "phieu.xlsx", "Input/output error", kept_checks.DISK.code)


def test_our_own_fault_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> frame.Answer:
        raise ZeroDivisionError("ba phần không")

    monkeypatch.delenv("XEPHANG_DEBUG", raising=False)
    assert frame.run("rank", broken, "vi", as_json=False) == 2
    monkeypatch.setenv("XEPHANG_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        frame.run("rank", broken, "vi", as_json=False)


def test_our_own_fault_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError("ba phần không")

    monkeypatch.delenv("XEPHANG_DEBUG", raising=False)
    monkeypatch.setattr("workbook.cli.rounds.status", broken)
    monkeypatch.setattr("workbook.cli.rounds.open_round", broken)
    code, made = document("status", "x")
    assert (code, made["members"]) == (2, [])
    assert [found["code"] for found in made["findings"]] == [kept_checks.INTERNAL.code]
    assert "ZeroDivisionError: ba phần không" in made["findings"][0]["message"]


def test_ctrl_c_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("workbook.cli.rounds.open_round", stopped)
    ran = run("status", "x")
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "Đã dừng theo yêu cầu.")


# ---------------------------------------------------------------- what a secretary reads
def test_status_says_who_is_missing_and_what_to_do_next(tmp_path: Path) -> None:
    folder = tmp_path / "đợt 1"
    folder.mkdir()
    (folder / "round.toml").write_text(ROUND_TOML, encoding="utf-8")
    quoted = f'"{folder}"'
    before = run("status", folder)
    assert before.code == 0
    assert f"Chưa tạo phiếu cho Nguyễn Văn An, Trần Thị Bình. Chạy: xephang generate {quoted}" in before.out
    assert "Hạn gửi phiếu: 04/12/2026." in before.out

    made = run("generate", folder)
    assert "2 mới tạo, 0 không đổi" in made.out and f"xephang import {quoted} TỆP..." in made.out
    assert "0 mới tạo, 2 không đổi" in run("generate", folder).out
    assert "Cần nhắc gửi phiếu: Nguyễn Văn An, Trần Thị Bình." in run("status", folder).out

    first, second = filled(folder)
    bad = fill_in(first, folder / "sai" / first.name, {("phu-ninh", "noi-bo"): 99})
    assert run("import", folder, bad, second).code == 1
    after = run("status", folder)
    assert after.code == 1
    assert "Phiếu còn lỗi, đề nghị sửa và gửi lại: Nguyễn Văn An." in after.out
    assert "Được tính: 1/2 phiếu." in after.out
    assert "điểm 99 vượt điểm tối đa 36" in " ".join(after.out.split())

    mended = fill_in(first, folder / "đúng" / first.name, {})  # saved after the wrong one, as a mended file is
    assert run("import", folder, mended).code == 0
    assert f"Đã đủ phiếu. Xếp hạng: xephang rank {quoted}" in run("status", folder).out


def test_check_gives_the_control_totals_to_compare_with_the_paper(council: Path) -> None:
    ran = run("check", council / "back" / "phieu-tv.2.xlsx")
    assert ran.code == 0
    line = (
        "(Trần Thị Bình): Được tính. Mẫu phiếu nguyên vẹn. Không có lỗi. "
        "Tổng kiểm tra (đối chiếu với bản ký): khối So 97,5; khối Huyen 97,5."
    )
    assert line in ran.out


def test_a_missing_ballot_stops_the_ranking_and_the_way_out_is_named(tmp_path: Path) -> None:
    folder = sent_round(tmp_path / "dot")
    fails_with(run("rank", folder), "Chưa nhận được phiếu của Nguyễn Văn An", "--provisional")
    ran = run("rank", folder, "--provisional")
    assert ran.code == 1 and "Sở Y tế" in ran.out


def test_names_are_data_and_not_markup(council: Path) -> None:
    assert re.search(r"^ +1 +\[bold\]Sở Tài chính\[/bold\] +97,50", run("rank", council).out, re.MULTILINE)


def test_the_rubric_says_what_is_only_inferred() -> None:
    text = run("rubric", "thai-binh-2020").out
    assert len(re.findall("suy ra", text)) >= 6 + 3
    assert "không in trong quyết định" in text
    assert "inferred" in run("rubric", "thai-binh-2020", "--lang", "en").out


def test_the_same_words_at_many_places_are_said_once() -> None:
    found = [finding(file_checks.TWICE, Place("a.xlsx", "Sở", f"D{row}")) for row in range(10, 40)]
    text = printed(found)
    assert text.count("hai lần trong tệp") == 1
    assert "ô D10, trang “Sở”; ô D11" in text and "và 18 chỗ nữa" in text


def test_a_flood_of_findings_of_one_kind_is_cut_short_for_people() -> None:
    found = [finding(file_checks.MISSING, Place("a.xlsx"), path=f"{n}.xlsx") for n in range(50)]
    text = printed(found)
    assert text.count("Không tìm thấy tệp") == 20
    assert "và 30 mục tương tự [FILE-001]" in text


def printed(findings: list[Finding]) -> str:
    import io
    from contextlib import redirect_stdout

    out = io.StringIO()
    with redirect_stdout(out):
        console.print_findings(findings, "vi")
    return " ".join(out.getvalue().split())


# ---------------------------------------------------------------- paths and file names
RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)


def test_folders_with_spaces_and_vietnamese_letters(council: Path) -> None:
    assert " " in str(council) and not str(council).isascii()
    for line in (("status", council), ("rank", council), ("generate", council)):
        assert run(*line).code == 0


def test_names_of_files_are_short_plain_and_free_of_reserved_words(tmp_path: Path) -> None:
    folder = returned_round(tmp_path / "dot")
    assert run("rank", folder).code == 0
    text = (folder / "round.toml").read_text(encoding="utf-8").replace("Sở Y tế", "Sở Y tế tỉnh")
    (folder / "round.toml").write_text(text, encoding="utf-8")
    assert run("generate", folder).code == run("rank", folder).code == 0
    names = [path.name for part in ("sent", "returned", "results") for path in (folder / part).rglob("*")]
    assert len(names) > 15
    for name in names:
        assert name.isascii() and len(name) <= 50 and not RESERVED.fullmatch(name)
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._-]*[A-Za-z0-9]", name)


@pytest.mark.parametrize("member", ["CON", "nul", "Com1", "aux.x", "TV 1", "Đỗ", "a/b", "a.", "x" * 41])
def test_ids_that_make_no_file_name_are_refused(member: str, tmp_path: Path) -> None:
    (tmp_path / "round.toml").write_text(ROUND_TOML.replace("TV-1", member), encoding="utf-8")
    fails_with(run("generate", tmp_path), "ROUND-012")
    assert not (tmp_path / "sent").exists()
