"""The desk on a server and in a browser: what may be named there, and what can be done there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sample import TABLE, filled_files, only
from tests.test_desk_live import WORDS, column, opened, progress
from workbook.catalogue import desk as said
from workbook.desk import here, tasks
from workbook.desk.board import Asked, Outcome, carry_out
from workbook.desk.here import ROUNDS, Here, here_of, round_folder
from workbook.desk.tasks import TASKS, Done
from workbook.excel import live
from workbook.findings import Check, Refused, say
from workbook.pipeline.publishing import rank_round
from workbook.pipeline.receiving import import_files
from workbook.workers import pool

SERVER, BROWSER = Here(server=True), Here(children=False)
NOW = datetime(2026, 1, 2, 3, 4)
CHOICES = {"import": "sent", "check": "sent", "audit": "results/ranking.xlsx"}


# ---------------------------------------------------------------- where it is
@pytest.mark.parametrize(
    ("remote", "system", "found"),
    [
        (False, "win32", Here()),
        (False, "darwin", Here()),
        (True, "linux", SERVER),
        (True, "win32", SERVER),
        (True, "emscripten", BROWSER),
    ],
)
def test_where_the_desk_runs(remote: bool, system: str, found: Here) -> None:
    assert here_of(remote, system) == found


@pytest.mark.parametrize("typed", [".", "{name}", "./{name}", "../{name}"])
def test_on_a_computer_only_a_full_path_is_a_round(root: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """Where Excel was started decides nothing: it may be another round's folder."""
    monkeypatch.chdir(root if typed == "." else root.parent)
    with pytest.raises(Refused) as refused:
        round_folder(typed.format(name=root.name))
    assert "đường dẫn đầy đủ" in say(only(refused.value.findings, said.ROUND_WRONG), "vi")


def test_the_rounds_file_stands_for_its_folder(root: Path, tmp_path: Path) -> None:
    assert round_folder(str(root)) == round_folder(str(root / "round.toml")) == root
    for typed in (tmp_path / "round.toml", root / "round.toml" / "round.toml"):
        with pytest.raises(Refused) as refused:
            round_folder(str(typed))
        only(refused.value.findings, said.ROUND_WRONG)


# ---------------------------------------------------------------- on a server
@pytest.fixture
def rounds(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The server's folder with one round, and another round beside that folder."""
    made = tmp_path / "Các đợt"
    shutil.copytree(root, made / "Đợt 1")
    (made / "Đợt 1" / "ra ngoài").symlink_to(root / "sent", target_is_directory=True)
    (made / "lối tắt").symlink_to(made / "Đợt 1", target_is_directory=True)
    (made / "ra ngoài").symlink_to(root, target_is_directory=True)
    (made / "vòng").symlink_to(made / "vòng")
    monkeypatch.setenv(ROUNDS, str(made))
    return made


@pytest.mark.parametrize(
    "typed", ["Đợt 1", "{}/Đợt 1", "./Đợt 1/../Đợt 1", "lối tắt", "{}/lối tắt", "Đợt 1/round.toml"]
)
def test_rounds_of_the_servers_folder_are_opened(rounds: Path, typed: str) -> None:
    assert round_folder(typed.format(rounds), SERVER) == rounds.resolve() / "Đợt 1"


@pytest.mark.parametrize(
    "typed",
    [
        "{root}", "../Đợt chấm điểm 2026", "Đợt 1/../../Đợt chấm điểm 2026", "ra ngoài", "{rounds}/ra ngoài", "..", "/",
        "~", "vòng", "\0", "//may-khac/chung", "\\\\may-khac\\chung", "\\/may-khac", "{rounds}2/x", "../không có",
    ],
)  # fmt: skip
def test_nothing_else_is_opened_whether_there_or_not(rounds: Path, root: Path, typed: str) -> None:
    (rounds.parent / f"{rounds.name}2").mkdir()
    typed = typed.format(root=root, rounds=rounds)
    with pytest.raises(Refused) as refused:
        round_folder(typed, SERVER)
    inside = typed in ("~",)  # no home here: a name like any other
    assert [one.check for one in refused.value.findings] == [said.ROUND_WRONG if inside else said.OUTSIDE]


def test_another_computer_is_not_even_looked_for(rounds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "resolve", lambda *_: rounds)
    with pytest.raises(Refused) as refused:
        here.allowed("\\\\may-khac\\chung", rounds)
    only(refused.value.findings, said.OUTSIDE)


@pytest.mark.parametrize("value", [None, "", "   ", "Các đợt", "{}/không có", "{}/a.txt"])
def test_without_a_folder_of_rounds_nothing_is_opened(
    rounds: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    (rounds / "a.txt").write_text("")
    monkeypatch.delenv(ROUNDS)
    if value is not None:
        monkeypatch.setenv(ROUNDS, value.format(rounds))
    with pytest.raises(Refused) as refused:
        round_folder("Đợt 1", SERVER)
    assert only(refused.value.findings, said.ROUNDS_UNSET).facts["name"] == ROUNDS


def carried(root: Path, task: str, choice: str, where: Here) -> Outcome:
    return carry_out(Asked(str(root), WORDS[f"task_{task}"], choice), "vi", lambda _: None, lambda: NOW, where)


@pytest.mark.parametrize("task", sorted(CHOICES))
@pytest.mark.parametrize("choice", ["{root}/sent", "ra ngoài", "../../Đợt chấm điểm 2026/sent", "/"])
def test_choices_lead_nowhere_else_either(
    rounds: Path, root: Path, monkeypatch: pytest.MonkeyPatch, task: str, choice: str
) -> None:
    monkeypatch.setattr(tasks, "_workbooks", lambda *_: pytest.fail("it was opened"))
    monkeypatch.setattr(tasks, "_needed", lambda *_: pytest.fail("it was opened"))
    made = carried(rounds / "Đợt 1", task, choice.format(root=root), SERVER)
    assert [one.code for one in made.notices] == [said.OUTSIDE.code]


def test_what_is_chosen_on_a_server_is_found(rounds: Path) -> None:
    made = carried(rounds / "Đợt 1", "check", "sent", SERVER)
    count = len(list((rounds / "Đợt 1" / "sent").glob("*.xlsx")))
    assert made.notices[0].text.startswith(f"{count} tệp đã xem")
    assert carried(rounds / "Đợt 1", "check", "", SERVER).notices[0].code == said.CHOICE_MISSING.code


@pytest.mark.parametrize(
    ("value", "typed", "check"),
    [(None, "Đợt 1", said.ROUNDS_UNSET), ("{}", "../Đợt chấm điểm 2026", said.OUTSIDE), ("{}", "Đợt 1", None)],
)
def test_the_desk_seen_from_afar_is_a_servers(
    root: Path, rounds: Path, monkeypatch: pytest.MonkeyPatch, value: str | None, typed: str, check: Check | None
) -> None:
    """Nobody has to say so: whoever calls it without saying where it runs has the careful one."""
    monkeypatch.delenv(ROUNDS)
    if value:
        monkeypatch.setenv(ROUNDS, value.format(rounds))
    excel = opened(root, "generate_units", root=typed)
    book = excel.book()
    live.desk_script(book)
    excel.run(book)
    assert [code for code in column(excel.tabs[0], "code") if code] == ([check.code] if check else [])
    assert ("Xong" in progress(excel.tabs[0])) is (check is None)


def test_server_and_lite_know_the_scripts(tmp_path: Path, rounds: Path) -> None:
    code = """if True:
        import json
        from xlwings import server
        from workbook.excel import live
        print(json.dumps({one["name"]: one.get("title") for one in server.custom_scripts_meta(live)}, default=str))
    """
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False,
        env={"PYTHONPATH": str(Path(__file__).parent.parent), "XLWINGS_ON_SERVER": "true",
             "XLWINGS_LICENSE_KEY": "noncommercial"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Bàn làm việc" in str(json.loads(done.stdout))


# ---------------------------------------------------------------- in a browser
@pytest.fixture(scope="module")
def ranked(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, ranked twice. To be copied."""
    made = Path(shutil.copytree(sent_once, tmp_path_factory.mktemp("xếp hạng") / "Đợt"))
    import_files(made, filled_files(made))
    rank_round(made)
    import_files(made, filled_files(made, tables={"TV-01": TABLE.replace("8.25", "8")}))
    rank_round(made)
    return made


class NoChild(Exception):
    """A child process was wanted."""


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_table_says_which_tasks_need_child_processes(
    ranked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: tasks.Task
) -> None:
    def wanted(*_: Any) -> None:
        raise NoChild

    monkeypatch.setattr(pool._Pool, "set_to_work", wanted)
    root = Path(shutil.copytree(ranked, tmp_path / "Đợt"))
    try:
        done: Done | None = task.run(root, CHOICES.get(task.name, ""), lambda _: None)
    except NoChild:
        needed = True
    except Refused as refused:
        only(refused.findings, said.NOT_FROM_EXCEL)
        needed = False
    else:
        assert done is not None
        needed = isinstance(done.stopped, NoChild)
    assert needed is task.children


@pytest.mark.parametrize("task", [task.name for task in TASKS if task.children])
def test_what_cannot_be_done_in_a_browser_is_one_plain_message(
    root: Path, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool._Pool, "set_to_work", lambda *_: pytest.fail("a child process"))
    made = carried(root, task, CHOICES.get(task, ""), BROWSER)
    assert [one.code for one in made.notices] == [said.NOT_HERE.code] and "Không thực hiện được" in made.progress
    assert WORDS[f"task_{task}"] in made.notices[0].text and made.standing is None


@pytest.mark.parametrize("task", ["generate", "generate_units"])
def test_what_can_be_done_in_a_browser_is_done(ranked: Path, tmp_path: Path, task: str) -> None:
    root = Path(shutil.copytree(ranked, tmp_path / "Đợt"))
    made = carried(root, task, "", BROWSER)
    assert "Xong" in made.progress and made.standing is None
    assert WORDS["done_list_old"] in [one.text for one in made.notices]
