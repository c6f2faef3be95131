"""Gnumeric: its converter opens, computes and saves; it cannot type into a sheet of choice, so a library fills."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.programs import Job, library, need, run


@cache
def _ssconvert() -> str | None:
    return shutil.which("ssconvert")


def resaved(jobs: Sequence[Job], *options: str) -> list[bytes]:
    """Filled by a library, then opened and saved here."""
    program = _ssconvert()
    need("Gnumeric (ssconvert)", program is not None)
    assert program is not None
    saved = []
    with tempfile.TemporaryDirectory(prefix="xephang-gnumeric-") as name:
        folder = Path(name)
        for number, data in enumerate(library.fill(jobs)):
            before, after = folder / f"{number}.xlsx", folder / f"{number}-saved.xlsx"
            before.write_bytes(data)
            run([program, *options, "--export-type=Gnumeric_Excel:xlsx2", before.name, after.name], folder)
            saved.append(after.read_bytes())
    return saved


def recalculated(jobs: Sequence[Job]) -> list[bytes]:
    """The same with every formula computed again."""
    return resaved(jobs, "--recalc")
