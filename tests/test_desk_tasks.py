"""The tasks of the desk's list: each does what its command does, with the same results."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands import document
from tests.sample import TABLE, filled_files, only
from tests.shown import Shown
from workbook.catalogue import desk as said
from workbook.cli.console import finding_as_data
from workbook.desk.tasks import TASKS, Done, task_called
from workbook.findings import Refused
from workbook.pipeline import documenting, receiving
from workbook.pipeline.demo import DEMO_RUBRICS
from workbook.pipeline.judging import Checked, open_round
from workbook.pipeline.publishing import rank_round
from workbook.pipeline.receiving import import_files
from workbook.sheets.desk import TASKS as NAMES

RUN = {task.name: task.run for task in TASKS}
Words = tuple[str, ...]


def quiet(_: str) -> None:
    """Nobody watches."""


def done(name: str, root: Path, choice: str = "") -> Done:
    return RUN[name](root, choice, quiet)


def files_of(root: Path) -> dict[str, str]:
    """What lies in a round's folder, by content; the register tells times, and so differs."""
    paths = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("register."))
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def found_by(made: Done, root: Path) -> Counter[str]:
    return Counter(_told(finding_as_data(one, "vi"), root) for one in made.findings)


def _told(found: dict[str, Any], root: Path) -> str:
    return json.dumps(found, sort_keys=True, ensure_ascii=False).replace(root.name, "ROUND")


def same_as_command(name: str, words: Words, by_desk: Path, by_command: Path, choice: str = "") -> Done:
    """Do a task in one copy of a round and its command in another: findings and files must be alike."""
    made = done(name, by_desk, choice)
    _, answer = document(*(word.replace("ROUND", str(by_command)) for word in words))
    told = Counter(_told(one, by_command) for one in answer["findings"])
    assert found_by(made, by_desk) == told
    assert files_of(by_desk) == files_of(by_command)
    return made


# ---------------------------------------------------------------- the five decisions
@pytest.fixture(scope="module")
def pairs(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Two copies of each of the five rounds, in folders of one name length."""
    bases = [tmp_path_factory.mktemp(name) for name in ("tay", "may")]
    for base in bases:
        shown.copied(base)
    return {name: (bases[0] / name, bases[1] / name) for name in DEMO_RUBRICS}


@pytest.mark.parametrize("decision", DEMO_RUBRICS)
@pytest.mark.parametrize(
    ("task", "words"),
    [("status", ("status", "ROUND")), ("generate", ("generate", "ROUND")), ("rank", ("rank", "ROUND"))],
)
def test_on_the_five_decisions(pairs: dict[str, tuple[Path, Path]], decision: str, task: str, words: Words) -> None:
    by_desk, by_command = pairs[decision]
    made = same_as_command(task, words, by_desk, by_command)
    if task == "status":
        assert made.standing is not None
        context = open_round(by_desk)
        assert [line.name for line in made.standing.members] == [one.name for one in context.round.members]
        assert {line.kind for line in made.standing.members} == {"counted"}
    if task == "rank":
        assert [path.name for path in made.opens] == ["ranking-001.xlsx", "tally-001.xlsx"], "these never change"
        assert all(path.is_file() for path in made.opens)


@pytest.mark.parametrize("decision", DEMO_RUBRICS[:2])
def test_check_and_import_a_folder_on_decisions(pairs: dict[str, tuple[Path, Path]], decision: str) -> None:
    by_desk, by_command = pairs[decision]
    folder = by_desk / "sent"  # blank ballots, all of them with errors
    files = tuple(str(path) for path in sorted(folder.glob("*.xlsx")))
    same_as_command("check", ("check", *files, "--round", "ROUND"), by_desk, by_command, str(folder))
    made = same_as_command("import", ("import", "ROUND", *files), by_desk, by_command, str(folder))
    assert made.messages[0].facts == {"count": len(files), "good": 0}


# ---------------------------------------------------------------- the other tasks, on a small round
@pytest.fixture(scope="module")
def ranked(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, its ballots in and ranked. To be copied."""
    made = Path(shutil.copytree(sent_once, tmp_path_factory.mktemp("ranked") / "Đợt"))
    import_files(made, filled_files(made))
    rank_round(made)
    return made


@pytest.fixture(scope="module")
def ranked_twice(ranked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, after a member sent other figures and it was ranked again. To be copied."""
    made = Path(shutil.copytree(ranked, tmp_path_factory.mktemp("again") / "Đợt"))
    import_files(made, filled_files(made, tables={"TV-01": TABLE.replace("8.25", "8")}))
    rank_round(made)
    return made


@pytest.fixture(scope="module")
def blank(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, from which a blank ballot came back. To be copied."""
    made = Path(shutil.copytree(sent_once, tmp_path_factory.mktemp("blank") / "Đợt"))
    import_files(made, [made / "sent" / "phieu-TV-01.xlsx"])
    return made


@pytest.mark.parametrize(
    ("start", "task", "words", "choice", "files"),
    [
        ("ranked", "generate_units", ("generate", "ROUND", "--for", "units"), "", 0),
        ("blank", "return", ("return", "ROUND"), "", 2),
        ("blank", "return", ("return", "ROUND", "TV-01"), "TV-01", 2),
        ("blank", "rank_provisional", ("rank", "ROUND", "--provisional"), "", 3),
        ("ranked", "documents", ("documents", "ROUND"), "", 3),
        ("ranked", "notices", ("notices", "ROUND"), "", 2),
        ("ranked", "notices", ("notices", "ROUND", "--unit", "dv-1"), "dv-1", 2),
        ("ranked_twice", "amend", ("amend", "ROUND"), "", 2),
        ("ranked", "audit", ("audit", "ROUND/results/ranking.xlsx", "--round", "ROUND"), "results/ranking.xlsx", 0),
        ("ranked", "export", ("export", "ROUND"), "", 9),
    ],
)
def test_every_task_does_what_its_command_does(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    start: str, task: str, words: Words, choice: str, files: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(documenting, "find_office", lambda: None)
    made = request.getfixturevalue(start)
    by_desk, by_command = (Path(shutil.copytree(made, tmp_path / name / "Đợt")) for name in ("tay", "may"))
    came = same_as_command(task, words, by_desk, by_command, choice)
    assert len(came.files) == files and came.messages
    assert all(path.is_file() for path in came.files)


@pytest.mark.parametrize(
    ("start", "task", "words"), [("blank", "rank", ("rank", "ROUND")), ("ranked", "amend", ("amend", "ROUND"))]
)
def test_what_the_command_refuses_the_task_refuses(
    request: pytest.FixtureRequest, tmp_path: Path, start: str, task: str, words: Words
) -> None:
    root = Path(shutil.copytree(request.getfixturevalue(start), tmp_path / "Đợt"))
    with pytest.raises(Refused) as refused:
        done(task, root)
    code, answer = document(*(word.replace("ROUND", str(root)) for word in words))
    assert (code, [one["code"] for one in answer["findings"]]) == (2, [one.code for one in refused.value.findings])


def test_the_tasks_are_those_of_the_list_in_its_order() -> None:
    assert tuple(task.name for task in TASKS) == NAMES


# ---------------------------------------------------------------- choices
def test_a_folder_is_looked_through_and_what_is_no_workbook_is_told(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Phiếu về"
    folder.mkdir()
    files = filled_files(root)
    shutil.copy(files[0], folder / "phiếu 1.xlsx")
    for name in ("thư.docx", "~$phiếu 1.xlsx", ".ẩn"):
        (folder / name).write_bytes(b"x")
    (folder / "cũ.XLS").write_bytes(b"x")
    made = done("check", root, str(folder))
    assert [message.word for message in made.messages] == [
        "done_files", "done_not_counted", "done_counted", "done_others"
    ]  # fmt: skip
    assert made.messages[-1].facts == {"count": 1, "names": "thư.docx"}
    assert [message.left for message in made.messages] == [False, True, False, True], "what is not done looks so"
    assert {Path(one.at.file or "").name for one in made.findings if one.severity == 2} == {"cũ.XLS"}


@pytest.mark.parametrize("task", ["import", "check", "audit"])
def test_what_needs_a_choice_says_so(root: Path, task: str) -> None:
    with pytest.raises(Refused) as refused:
        done(task, root)
    only(refused.value.findings, said.CHOICE_MISSING)


def test_a_folder_without_workbooks_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "trống").mkdir()
    with pytest.raises(Refused) as refused:
        done("import", root, str(tmp_path / "trống"))
    only(refused.value.findings, said.NOTHING_THERE)
    assert only(refused.value.findings, said.NOTHING_THERE).facts["kinds"] == ".xlsx, .xlsm, .xls, .xlsb, .ods"


@pytest.mark.parametrize("task", ["import", "check", "audit"])
@pytest.mark.parametrize("choice", ["thu-ve", "không có.xlsx", "~", "#N/A", "a\0b", "x" * 5000, "/không/có"])
def test_a_choice_that_is_not_there_is_refused(root: Path, task: str, choice: str) -> None:
    """Not one file that was looked at."""
    with pytest.raises(Refused) as refused:
        done(task, root, choice)
    facts = only(refused.value.findings, said.CHOICE_WRONG).facts
    assert (facts["choice"], facts["path"]) == (choice, str(root / choice))


def test_folders_inside_a_folder_are_told(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "thu-ve"
    for name in ("An", "Bình.xlsx", ".ẩn"):
        (folder / name).mkdir(parents=True)
        shutil.copy(filled_files(root)[0], folder / name / "phiếu.xlsx")
    with pytest.raises(Refused) as refused:
        done("import", root, str(folder))
    only(refused.value.findings, said.NOTHING_THERE)
    shutil.copy(filled_files(root)[0], folder / "phiếu.xlsx")
    made = done("import", root, str(folder))
    assert [message.word for message in made.messages] == ["done_files", "done_counted", "done_folders"]
    assert made.messages[-1] == ("done_folders", {"count": 2, "names": "An; Bình.xlsx"}, True)


def test_a_path_is_looked_for_in_the_rounds_folder(root: Path) -> None:
    made = done("check", root, "sent")
    assert made.messages[0].facts["count"] == len(list((root / "sent").glob("*.xlsx")))


def test_what_was_imported_before_it_stopped_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = filled_files(root)
    real: Callable[..., Checked] = receiving._received
    came: list[str] = []

    def received(*args: Any) -> Checked:
        if came:
            raise OSError(28, "No space left on device")
        came.append("")
        return real(*args)

    monkeypatch.setattr(receiving, "_received", received)
    made = done("import", root, str(files[0].parent))
    assert [message.word for message in made.messages] == ["done_files", "done_counted"]
    assert isinstance(made.stopped, OSError)


# ---------------------------------------------------------------- names
@pytest.mark.parametrize("title", ["Xếp hạng", " xếp  hạng ", "Rank"])
def test_a_task_is_known_by_its_title_in_either_language(title: str) -> None:
    assert task_called(title).name == "rank"


@pytest.mark.parametrize("title", ["", "Xếp", "=1+1", "rank_provisional"])
def test_what_is_no_task_is_refused(title: str) -> None:
    with pytest.raises(Refused) as refused:
        task_called(title)
    assert only(refused.value.findings, said.TASK_UNKNOWN).facts["task"] == title
