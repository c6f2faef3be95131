"""Programs that are not Excel and that people fill ballots with: one module each, `fill` types and saves.

Each starts from a fresh workbook and gives back the bytes that the program saved. A program that is
missing skips its tests; in CI (CI=true) they fail instead.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

Entry = tuple[str, str, Decimal | str]
"""(sheet, cell, what a person types there)."""
Job = tuple[bytes, Sequence[Entry]]
"""A fresh workbook and what is typed into it."""


class Way(NamedTuple):
    """One program, in one of its ways of typing and saving."""

    name: str
    fill: Callable[[Sequence[Job]], list[bytes]]
    """All workbooks filled and saved, in order; skips where the program is missing."""
    guards: bool
    """Whether it keeps locks and validations; one that does not may cause one warning a file."""
    then: Callable[[Sequence[bytes]], list[bytes]] | None = None
    """A second program, which opens and saves what the first one saved: files go from hand to hand."""


def need(program: str, there: bool) -> None:
    """Skip the calling test where a program is missing; in CI (CI=true) fail instead."""
    if there:
        return
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{program} is not installed, and CI must not skip this test")
    pytest.skip(f"{program} is not installed")


def run(command: Sequence[str | Path], folder: Path) -> None:
    """Run a program to its end; a failure says what the program said."""
    ran = subprocess.run(command, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
    if ran.returncode:
        raise RuntimeError(f"{command[0]} failed ({ran.returncode}): {ran.stderr.decode(errors='replace')[-2000:]}")


def plain(value: Decimal | str, point: str = ".") -> str:
    """What a person types for it, with the point or the comma of his country."""
    return f"{value:f}".replace(".", point) if isinstance(value, Decimal) else value
