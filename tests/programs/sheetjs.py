"""SheetJS: the library behind most web forms that take .xlsx; run by Node, fetched by npm into the tests' cache.

It drops protection, validations and frozen panes, computes nothing, and leaves the results that were there.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from subprocess import TimeoutExpired

from tests.programs import Job, need, run

_VERSION = "0.18.5"
_SCRIPT = Path(__file__).with_name("sheetjs.js")
_CACHE = Path(__file__).parents[2] / ".pytest_cache" / "programs"
"""Beside what pytest itself keeps between runs: no part of the project."""


def fill(jobs: Sequence[Job]) -> list[bytes]:
    """All workbooks in one start of Node."""
    home, node = _installed(), shutil.which("node")
    need("SheetJS (node, npm and its package)", home is not None and node is not None)
    assert home is not None and node is not None
    with tempfile.TemporaryDirectory(prefix="xephang-sheetjs-") as name:
        folder = Path(name)
        orders = []
        for number, (xlsx, entries) in enumerate(jobs):
            (folder / f"{number}.xlsx").write_bytes(xlsx)
            typed = [(sheet, cell, float(v) if isinstance(v, Decimal) else v) for sheet, cell, v in entries]
            paths = {"path": str(folder / f"{number}.xlsx"), "saved": str(folder / f"{number}-saved.xlsx")}
            orders.append({**paths, "entries": typed})
        (folder / "order.json").write_text(json.dumps(orders), encoding="utf-8")
        run([node, _SCRIPT, folder / "order.json"], home)
        return [Path(order["saved"]).read_bytes() for order in orders]  # type: ignore[arg-type]


@cache
def _installed() -> Path | None:
    """The folder that holds the package, fetched once; None where that cannot be done."""
    home, npm = _CACHE / f"sheetjs-{_VERSION}", shutil.which("npm")
    if (home / "node_modules" / "xlsx" / "package.json").is_file():
        return home
    if npm is None:
        return None
    _CACHE.mkdir(parents=True, exist_ok=True)
    # Into a folder of our own first: test workers that start together must not see half of it.
    with tempfile.TemporaryDirectory(dir=_CACHE) as made:
        options = ("--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")
        try:
            run([npm, "install", "--prefix", made, *options, f"xlsx@{_VERSION}"], Path(made))
            Path(made).rename(home)
        except (RuntimeError, OSError, TimeoutExpired):
            return home if (home / "node_modules" / "xlsx").is_dir() else None
        Path(made).mkdir()  # its context manager wants to delete something
    return home
