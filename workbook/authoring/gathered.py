"""What reading an authoring workbook has come to so far: raw data, the place of every key, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workbook.authoring.labels import sheet_name, title
from workbook.authoring.locate import Found
from workbook.authoring.plan import SHEETS, SheetKey, Slot
from workbook.authoring.values import read
from workbook.findings import Check, Fact, Finding, Place, Words, finding
from workbook.loading.names import Known
from workbook.loading.source import KeyPath

NOBODY: Final = Known()


@dataclass(slots=True)
class Gathered:
    """The raw data that the loader will judge, and what was found on the way."""

    file: str
    sheets: Mapping[SheetKey, Found]
    findings: list[Finding]
    raw: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    unread: set[KeyPath] = field(default_factory=set)
    """Keys whose cells hold something that could not be read: told already."""
    known: dict[str, Known] = field(default_factory=dict)
    """The ids that may stand in cells, by what they are ids of."""
    torn: bool = False
    """The tree could not be put together, so that its sums mean nothing."""

    def told(self, check: Check, at: Place, **facts: Fact) -> None:
        self.findings.append(finding(check, at, **facts))

    def value(
        self, found: Found, row: int, slot: Slot, path: KeyPath, *, at: str = "", column: Words | None = None
    ) -> Any:
        """What a cell holds, None where it is blank or broken; its place is kept for the path.

        `at` is the key of the column, `column` its title, where they are not the slot's own.
        """
        key = at or slot.key
        here = found.place(self.file, row, key)
        self.places.setdefault(path, here)
        made = read(slot, found.cell(row, key), column or title(found.key, key), self.known.get(slot.of, NOBODY))
        for problem in made.problems:
            self.told(problem.check, here, **problem.facts)
        if made.broken or key not in found.columns:
            self.unread.add(path)
        return made.value

    def rows(self, sheet: SheetKey) -> list[tuple[Found, int]]:
        """The filled rows of a sheet; none where the sheet is not there."""
        found = self.sheets.get(sheet)
        return [] if found is None else [(found, row) for row in found.rows()]

    def locate(self, path: KeyPath) -> Place:
        """The cell of the key at the end of the path, else of the nearest table around it, else the sheet."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        sheet: SheetKey = next((key for key in SHEETS if path and key == path[0]), "general")
        there = self.sheets.get(sheet)
        return Place(file=self.file, sheet=there.sheet.name if there else sheet_name(sheet).vi)
