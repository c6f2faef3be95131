"""Run the examples of the documents and put their true output in: `make docs`.

A ```console block holds `$ xephang ...` lines and, below each, what it prints; a line "..." stands
for lines left out. The examples of one document run in order, in one empty folder. What people
do between two commands stands in comments that no reader sees:

    <!-- a round is sent: ROUND, RUBRIC -->         the sample round of `xephang new`, generated
    <!-- members fill ROUND into FOLDER -->         every sent ballot, filled in; "alike" at the
                                                    end: each unit gets the same points
    <!-- units fill ROUND into FOLDER -->           every sent self-score workbook, filled in
    <!-- a member types FILE | SHEET | CELL | TEXT -->   a date as 2026-05-08, nothing to clear the cell
    <!-- add to FILE -->                            the next block is added at the end of that file
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbook.excel.fill import fill
from workbook.pipeline.inspecting import inspect_file
from workbook.pipeline.sending import generate
from workbook.pipeline.starting import new_round

ROOT = Path(__file__).resolve().parent.parent
_STEP = re.compile(
    r"^<!-- add to (?P<target>\S+) -->\n```\w*\n(?P<added>.*?)^```$"
    r"|^<!-- (?P<doing>a round is sent:|members fill|units fill|a member types) (?P<what>.*?) -->$"
    r"|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def documents() -> list[Path]:
    """Every document whose examples are run."""
    texts = {path: path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))}
    return sorted(path for path, text in texts.items() if "```console\n" in text)


Runner = Callable[[Sequence[str], Path], str]
"""Runs xephang with these arguments in a folder; gives what it prints on stdout."""


def installed(arguments: Sequence[str], folder: Path) -> str:
    """The program in a process of its own, as people start it."""
    # A clean environment: no terminal's width or colours, no language of this computer.
    clean = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE")
    }
    ran = subprocess.run(
        [sys.executable, "-c", "from workbook.__main__ import main; main()", *arguments],
        cwd=folder,
        env=clean | {"PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    assert ran.returncode in (0, 1, 2), ran.stderr.decode(errors="replace")
    return ran.stdout.decode("utf-8")


def replay(text: str, folder: Path, run: Runner = installed) -> str:
    """The document with what its examples really print; run in `folder`."""

    def step(found: re.Match[str]) -> str:
        if found["target"]:
            with (folder / found["target"]).open("a", encoding="utf-8", newline="\n") as file:
                file.write("\n" + found["added"])
        elif found["doing"]:
            _DOINGS[found["doing"]](folder, found["what"])
        else:
            return "```console\n" + "".join(_run(found["console"], folder, run)) + "```"
        return found[0]

    return _STEP.sub(step, text)


def _run(block: str, folder: Path, run: Runner) -> Iterator[str]:
    """Each command of a block with its output; a shortened output that still fits stays as it is."""
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        if part:
            command, _, shown = part.partition("\n")
            printed = _printed(command.removeprefix("$ "), folder, run)
            kept = [".*?" if line == "..." else re.escape(line) for line in shown.splitlines()]
            fits = re.fullmatch("\n".join(kept), printed.removesuffix("\n"), re.DOTALL)
            yield f"{command}\n{shown if fits else printed}"


def _printed(command: str, folder: Path, run: Runner) -> str:
    """What a command prints on stdout, without spaces at the ends of lines."""
    program, *words = shlex.split(command)
    assert program == "xephang", f"the examples run xephang only, not {program}"
    arguments = [name for word in words for name in _expanded(word, folder)]
    lines = run(arguments, folder).replace(os.sep, "/").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _expanded(word: str, folder: Path) -> Sequence[str]:
    """The files that a word with a star stands for, in order."""
    if "*" not in word:
        return [word]
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob(word))


# ---------------------------------------------------------------- what people do
def round_is_sent(folder: Path, what: str) -> None:
    """Make the sample round and its ballots."""
    name, rubric = what.split(", ")
    new_round(folder / name, rubric)
    generate(folder / name)


def members_fill(folder: Path, what: str) -> None:
    """Fill every sent ballot of a round as its member would, and save it in another folder."""
    words = re.fullmatch(r"(\S+) into (\S+)( alike)?", what)
    assert words is not None, what
    into = folder / words[2]
    into.mkdir(parents=True, exist_ok=True)
    for turn, path in enumerate(sorted((folder / words[1] / "sent").glob("phieu-*.xlsx"))):
        _fill(path, into / path.name, turn, bool(words[3]))


def units_fill(folder: Path, what: str) -> None:
    """Fill every self-score workbook of a round as its unit would, and save it in another folder."""
    name, into = what.split(" into ")
    (folder / into).mkdir(parents=True, exist_ok=True)
    for turn, path in enumerate(sorted((folder / name / "sent").glob("tu-cham-*.xlsx"))):
        _fill(path, folder / into / path.name, turn, False)


def _fill(path: Path, target: Path, turn: int, alike: bool) -> None:
    """Something valid in every cell that must be filled: points near the maximum, and Có."""
    entries: dict[tuple[str, str], Decimal | str | None] = {}
    for number, cell in enumerate(item for item in inspect_file(path).inputs if item.kind not in ("note", "link")):
        steps = 1 if alike else (7 * number + turn) % 4
        if cell.choices:
            entries[cell.sheet, cell.cell] = cell.choices[0]
        else:
            assert cell.max is not None and cell.step is not None
            entries[cell.sheet, cell.cell] = max(cell.max - cell.step * steps, Decimal(0))
    target.write_bytes(fill(path.read_bytes(), entries))


def member_types(folder: Path, what: str) -> None:
    """Type one text into one cell of a file."""
    name, sheet, cell, text = (part.strip() for part in f"{what} ".split("|"))
    value: Any = text or None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        value = dt.datetime.fromisoformat(text)
    elif re.fullmatch(r"\d+(\.\d+)?", text):
        value = Decimal(text)
    path = folder / name
    path.write_bytes(fill(path.read_bytes(), {(sheet, cell): value}))


_DOINGS: dict[str, Callable[[Path, str], None]] = {
    "a round is sent:": round_is_sent,
    "members fill": members_fill,
    "units fill": units_fill,
    "a member types": member_types,
}


def main() -> int:
    for path in documents():
        with tempfile.TemporaryDirectory(prefix="xephang-examples-") as name:
            path.write_text(replay(path.read_text(encoding="utf-8"), Path(name)), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
