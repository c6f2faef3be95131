"""IronCalc: a spreadsheet in the browser; typed into by its own reading of what people type, computed, saved."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import ironcalc

from tests.programs import Job, plain
from workbook.sheets.grid import from_a1


def fill(jobs: Sequence[Job]) -> list[bytes]:
    saved = []
    with tempfile.TemporaryDirectory(prefix="xephang-ironcalc-") as name:
        for number, (xlsx, entries) in enumerate(jobs):
            path, after = Path(name) / f"{number}.xlsx", Path(name) / f"{number}-saved.xlsx"
            path.write_bytes(xlsx)
            model = ironcalc.load_from_xlsx(str(path))
            places = {sheet["name"]: place for place, sheet in enumerate(model.get_worksheets_properties())}
            for sheet, cell, value in entries:
                row, column = from_a1(cell)
                model.set_user_input(places[sheet], row + 1, column + 1, plain(value))
            model.evaluate()
            model.save_to_xlsx(str(after))
            saved.append(after.read_bytes())
    return saved
