"""Running the command: in this process, or as the installed program on a console of some encoding."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook

from workbook.cli.commands import execute

ROUND_TOML = """
id = "dot-2026"
title = "Chấm điểm năm 2026"
rubric = "quang-nam-2019"
year = 2026
date = 2026-11-20
deadline = 2026-12-04
contact = "Tổ thư ký, thuky@example.vn"

[[units]]
id = "so-y-te"
name = "Sở Y tế"
group = "So"

[[units]]
id = "so-tai-chinh"
name = "[bold]Sở Tài chính[/bold]"
group = "So"

[[units]]
id = "phu-ninh"
name = "Huyện Phú Ninh"
group = "Huyen"

[[members]]
id = "TV-1"
name = "Nguyễn Văn An"
groups = ["So", "Huyen"]

[[members]]
id = "tv.2"
name = "Trần Thị Bình"
groups = ["So", "Huyen"]
recused = ["so-y-te"]
"""
"""A small round of two groups and two members; nobody may score his own office."""


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def run(*args: str | Path, encoding: str = "utf-8") -> Ran:
    """The command, in this process, on a console of that encoding that is no terminal."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = execute([str(arg) for arg in args])
    return Ran(code, *(_text(stream) for stream in (out, err)))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode(stream.encoding)


def document(*args: str | Path) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON document of a command; nothing else may be printed anywhere."""
    ran = run(*args, "--json")
    assert ran.err == ""
    made = json.loads(ran.out)
    assert isinstance(made, dict)
    return ran.code, made


def installed(*args: str | Path, encoding: str, folder: Path | None = None) -> tuple[int, bytes, bytes]:
    """The installed program in a process of its own, on a console of that encoding."""
    program = shutil.which("xephang", path=os.path.dirname(sys.executable))
    start: Sequence[str] = [program] if program else [sys.executable, "-m", "workbook"]
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "FORCE_COLOR", "LC_ALL")}
    environment = kept | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "COLUMNS": "100"}
    done = subprocess.run([*start, *map(str, args)], capture_output=True, env=environment, cwd=folder, check=False)
    return done.returncode, done.stdout, done.stderr


# ---------------------------------------------------------------- a round
def sent_round(folder: Path) -> Path:
    """The small round, with its ballots in sent/."""
    folder.mkdir(parents=True)
    (folder / "round.toml").write_text(ROUND_TOML, encoding="utf-8")
    ran = run("generate", folder)
    assert ran.code == 0, ran.out
    return folder


def fill_in(ballot: Path, target: Path, other: Mapping[tuple[str, str], float | str | None] | None = None) -> Path:
    """Fill a ballot knowing only what `inspect --json` says and openpyxl can do, as a stranger's program would.

    Every score cell gets its maximum less one step, but for `other`, by (unit, criterion).
    """
    code, made = document("inspect", ballot)
    assert code == 0
    book = load_workbook(ballot)
    for item in made["inputs"]:
        if item["kind"] == "score":
            value = float(Decimal(str(item["max"])) - Decimal(str(item["step"])))
            cell = book[item["sheet"]][item["cell"]]
            cell.value = (other or {}).get((item["unit"], item["criterion"]), value)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def filled(folder: Path) -> list[Path]:
    """Every sent ballot of a round, filled in, in back/."""
    return [fill_in(path, folder / "back" / path.name) for path in sorted((folder / "sent").glob("*.xlsx"))]


def returned_round(folder: Path) -> Path:
    """The small round with every ballot filled in and imported."""
    sent_round(folder)
    ran = run("import", folder, *filled(folder))
    assert ran.code == 0, ran.out
    return folder
