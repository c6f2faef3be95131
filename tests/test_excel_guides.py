"""The guides for Excel say what is true: their commands lead to a ranking, tables and examples are the program's."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.test_docs import DOCS, script, text_of
from workbook.cli import desk_install
from workbook.desk.function_table import ALL, LANGUAGES, word
from workbook.desk.functions import answer
from workbook.desk.here import ROUNDS
from workbook.desk.install import Machine, package_at
from workbook.desk.tasks import TASKS
from workbook.excel.fill import fill
from workbook.excel.macros import xlwings_folder
from workbook.pipeline.inspecting import inspect_file
from workbook.pipeline.starting import new_round
from workbook.template import load_template


def test_the_ten_minutes_of_the_secretary_lead_to_a_ranking(tmp_path: Path) -> None:
    """The page's own command, lists, settings and tasks; a member makes three slips and corrects them."""
    guide = script("guide")
    root: Path = guide["lay_out"](tmp_path)
    table = text_of(DOCS / "ban-lam-viec-excel.md").partition("### Bước 4.")[2].partition("\n\n![")[0]
    steps = [re.split(r" *\| *", line)[1:] for line in table.splitlines() if line.startswith("| ")][1:]
    assert [step[1] for step in steps] == [
        guide["WORDS"][f"task_{name}"] for name in ("generate", "import", "return", "rank", "documents")
    ]
    assert [step[2].strip("`") for step in steps] == ["để trống", guide["BACK"], *["để trống"] * 3]

    def told(name: str, choice: str = "") -> tuple[set[str], list[str]]:
        outcome = guide["do"](root, name, choice).outcome
        return {notice.code for notice in outcome.notices if notice.code}, [
            one.kind for one in outcome.standing.members
        ]

    assert told("generate") == (set(), ["waiting"] * 3)
    guide["members_fill"](root, guide["FAULTY"])
    assert told("import", guide["BACK"]) == ({"SCORE-001", "BALLOT-001", "CELL-001"}, COUNTED_BUT_ONE)
    assert told("return") == (set(), COUNTED_BUT_ONE)
    assert (root / "sent" / f"phieu-{guide['FAULTY']} lan 2.xlsx").is_file()
    guide["members_fill"](root)
    assert told("import", guide["BACK"])[1] == ["counted"] * 3
    opened = guide["do"](root, "rank").outcome.opens
    assert {path.name for path in opened} == OPENED and all(path.is_file() for path in opened)
    page = text_of(DOCS / "ban-lam-viec-excel.md")
    assert all(f"`{name}`" in page for name in OPENED)


OPENED = {"ranking-001.xlsx", "tally-001.xlsx"}


COUNTED_BUT_ONE = ["counted", "not_counted", "counted"]


def test_the_try_out_with_the_samples_leads_to_a_ranking_too(tmp_path: Path) -> None:
    """Without step 2: one number for each row, others on each ballot."""
    guide = script("guide")
    root = tmp_path / "dot-thu"
    new_round(root, "quang-nam-2019", lists=True)
    (root / guide["BACK"]).mkdir()
    guide["do"](root, "generate")
    for turn, path in enumerate(sorted((root / "sent").glob("phieu-*.xlsx"))):
        scores = [one for one in inspect_file(path).inputs if one.kind == "score"]
        typed = {(one.sheet, one.cell): Decimal(1 + turn + 3 * (one.cell.endswith("2"))) for one in scores}
        (root / guide["BACK"] / path.name).write_bytes(fill(path.read_bytes(), typed))
    came = guide["do"](root, "import", guide["BACK"]).outcome
    assert [one.kind for one in came.standing.members] == ["counted"] * 3
    assert not [notice for notice in came.notices if notice.code], "nothing but good ballots"
    assert {path.name for path in guide["do"](root, "rank").outcome.opens} == OPENED


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_examples_of_functions_come_out_as_they_are_written(lang: str) -> None:
    """The formulas as text, their ranges from the cells that are named behind."""
    text = text_of(DOCS / "ham-trong-excel.md").partition(f"<!-- functions {lang} -->")[2].partition("<!-- end")[0]
    examples = re.findall(r"^- \w.+?: `=(\w+)\((.*)\)` → (?:`(.+)`|[^(\n]+?)(?: \((A2: .+)\))?$", text, re.MULTILINE)
    assert len(examples) == sum(len(one.examples) for one in ALL)
    separator, comma = (";", ",") if lang == "vi" else (",", ".")

    def value(shown: str) -> float | str | None:
        """What a cell holds, or an argument that is typed."""
        if shown[:1] == '"':
            return shown.strip('"')
        bare = shown.replace(comma, ".")
        number = re.fullmatch(r"[\d.]+", bare)
        return float(bare) if number else None if shown in ("", "để trống", "empty") else shown

    for name, arguments, result, cells in examples:
        stands = dict(one.split(": ") for one in cells.split("; ")) if cells else {}

        def given(shown: str, stands: dict[str, str] = stands) -> object:
            if not (area := re.fullmatch(r"A2:([A-C])(\d)", shown)):
                return value(shown)
            columns = "ABC"[: "ABC".index(area[1]) + 1]
            return [[value(stands[f"{column}{row}"]) for column in columns] for row in range(2, int(area[2]) + 1)]

        function = next(one for one in ALL if word(one.name, lang) == name)
        made = answer(function, lang, [given(one) for one in arguments.split(separator)])
        assert made == (value(result) or ""), (name, arguments)


def test_the_guide_says_truly_which_task_runs_where() -> None:
    page = text_of(DOCS / "excel-cho-can-bo-cntt.md")
    rows = re.findall(r"^\| ([^|]+) \| có \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    scripts = {
        "check_open": ("kịch bản *Kiểm tra phiếu* (2)", "kịch bản *Kiểm tra phiếu*, chưa thử trong Excel (2) (5)"),
        "undo_open": ("kịch bản *Bỏ đánh dấu*", "kịch bản *Bỏ đánh dấu*, chưa thử trong Excel (5)"),
    }
    words = load_template("desk", "vi").words
    others = {True: ("có (1)", "không (3)"), False: ("có (1)", "có, chưa thử trong Excel (4) (5)")}
    wanted = [(words[f"task_{task.name}"], *scripts.get(task.name, others[task.children])) for task in TASKS]
    assert rows[: len(wanted)] == wanted
    assert f"`{ROUNDS}`" in page


# What a secretary does not have to know; they are for the page of IT officers.
HARD = ("động cơ", "JSON", "Pyodide", "tiến trình con", "--plain")


def test_the_secretarys_page_is_for_the_secretary() -> None:
    page = text_of(DOCS / "ban-lam-viec-excel.md")
    assert [word for word in HARD if word in page] == []
    assert "excel-cho-can-bo-cntt.md" in page and "diem-vuot-toi-da.md" in page


def test_the_guide_names_the_task_for_each_command() -> None:
    """What a message calls a command is a task of the same name, but for what belongs to no list."""
    table = text_of(DOCS / "ban-lam-viec-excel.md").partition("| Thông báo nhắc |")[2].partition("\n\n")[0]
    words = load_template("desk", "vi").words
    told = {
        word for left in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for word in re.findall(r"`[^`]+`", left)
    }
    commands = {word.strip("`").removeprefix("xephang ") for word in told}
    tasks = {task.name for task in TASKS} - {"generate_units", "check_open", "undo_open", "rank_provisional"}
    assert commands == tasks | {"desk", "desk install", "log", "pip install …"}
    assert [name for name in tasks if words[f"task_{name}"] not in table] == []


def test_the_page_for_it_officers_shows_what_the_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a Windows of folders that are made up; only the paths are put as they would be there."""
    home = tmp_path / "thu-ky"
    (home / "AppData/Roaming/Microsoft/Excel").mkdir(parents=True)
    environ = {
        "APPDATA": str(home / "AppData" / "Roaming"),
        "USERPROFILE": str(home),
        "ProgramFiles": str(home / "none"),
    }
    python = r"D:\xephang\.venv\Scripts\python.exe"
    machine = Machine("win32", home, environ, python, r"D:\Python312", home / "none")
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(desk_install, "this_machine", lambda: (machine, package_at(xlwings_folder())))
    blocks = re.findall(
        r"^```\nD:\\xephang> \.venv\\Scripts\\xephang desk (\w+)\n(.*?)^```$",
        text_of(DOCS / "cai-khong-co-mang.md"),
        re.MULTILINE | re.DOTALL,
    )
    assert [action for action, _ in blocks] == ["status", "install", "status"]
    for action, shown in blocks:
        assert desk_install.desk_action(action, "vi", False) == 0
        printed = capsys.readouterr().out.replace(environ["APPDATA"], "%APPDATA%").replace("/", "\\")
        assert [line.rstrip() for line in printed.splitlines()] == shown.splitlines()
