"""Ctrl-C from the first moment: the program says that it was stopped, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from workbook.__main__ import CODE, STOPPED
from workbook.cli.words import WORDS

RAISES = "raise KeyboardInterrupt"
SIGNALS = """
import os, signal
try:
    os.kill(os.getpid(), signal.SIGINT)
    while True: pass
except BaseException:
    pass  # as an extension written in another language does
raise ImportError("half loaded")
"""
"""What a module does that is being imported just when the signal comes."""


def stopped(words: Sequence[str], module: str, code: str, folder: Path) -> tuple[int, str]:
    """Exit code and words of the program, where that module is loaded as `code` says."""
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([*program(), *words], capture_output=True, env=environment, check=False, timeout=60)
    assert done.stdout == b""
    return done.returncode, done.stderr.decode("utf-8")


def program() -> list[str]:
    return [sys.executable, "-m", "workbook"]


@pytest.mark.parametrize("module", ["typer", "pydantic", "openpyxl", "sqlalchemy"])
def test_stopped_while_a_library_is_loaded(module: str, tmp_path: Path) -> None:
    assert stopped(["rubrics"], module, RAISES, tmp_path) == (CODE, f"{STOPPED['vi']}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals that a process sends itself")
@pytest.mark.parametrize(
    ("words", "lang"), [(["rubrics"], "vi"), (["--lang", "en", "rubrics"], "en"), (["rubrics", "--lang=en"], "en")]
)
def test_a_library_that_swallows_the_signal_changes_nothing(words: list[str], lang: str, tmp_path: Path) -> None:
    assert stopped(words, "typer", SIGNALS, tmp_path) == (CODE, f"{STOPPED[lang]}\n")


def test_it_is_said_in_the_same_words_as_later() -> None:
    assert {lang: WORDS[lang]["stopped"] for lang in WORDS} == STOPPED and CODE == 130


def test_the_installed_program_starts_there_too() -> None:
    text = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^xephang = "workbook\.__main__:main"$', text, re.MULTILINE)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals that a process sends itself")
def test_once_loaded_the_signal_is_the_commands_own(tmp_path: Path) -> None:
    """A round is locked, and left unlocked, by whoever is stopped: only an ordinary interrupt does that."""
    code = (
        "import os, signal, workbook.cli.commands as commands\n"
        "def execute(_):\n"
        "    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "commands.execute = execute\n"
        "from workbook.__main__ import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.decode("utf-8", "replace").count("Traceback")) == (CODE, 0)
