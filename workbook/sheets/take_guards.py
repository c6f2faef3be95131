"""What became of a returned workbook's guards and looks, as findings: protection, validations, locks, colours, hidden.

All of it is compared by `guards` and `merges`. None of it is trusted, so nothing here refuses a ballot, but for merged
cells under which figures count that nobody saw. What a program dropped from the whole file is one finding for the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from workbook.catalogue import form as said
from workbook.findings import Finding, Place, Words, finding
from workbook.sheets.compare import Located
from workbook.sheets.grid import Sheet, a1
from workbook.sheets.guards import Changed, Pair, highlights_changed, is_gone, locks_changed, validations_changed
from workbook.sheets.merges import merges_changed
from workbook.sheets.take_parts import Returned


@dataclass(frozen=True)
class _Guarded:
    """One sheet that is there once; its differences are looked for when they are asked for, and once."""

    pair: Pair
    here: Place

    @property
    def sent(self) -> Sheet:
        return self.pair.sent

    @property
    def found(self) -> Located:
        return self.pair.found

    @property
    def protection_gone(self) -> bool:
        return self.sent.protected and not self.found.sheet.protected

    @cached_property
    def validation_gone(self) -> bool:
        return is_gone(self.pair, self.sent.validations, self.found.sheet.validations)

    @cached_property
    def highlights_gone(self) -> bool:
        return is_gone(self.pair, self.sent.highlights, self.found.sheet.highlights)

    @cached_property
    def is_clear(self) -> bool:
        """Whether each key stands once, so that every cell can be found."""
        return not self.found.repeated

    def at(self, changed: Changed) -> Place:
        return replace(self.here, cell=a1(*changed.first))


def guard_findings(returned: Returned) -> Iterator[Finding]:
    """Everything about the guards of the sheets that are there once."""
    sheets = list(_guarded(returned))
    # Nothing left anywhere: that was a program, and it is told once for both.
    gone_v = _everywhere([each.validation_gone for each in sheets if each.sent.validations])
    gone_p = _everywhere([each.protection_gone for each in sheets if each.sent.protected])
    gone_h = _everywhere([each.highlights_gone for each in sheets if each.sent.highlights])
    if gone_v or gone_p:
        what = _listed([gone for gone, there in zip(_GONE, (gone_p, gone_v, gone_h), strict=True) if there])
        yield finding(said.GUARDS_GONE, Place(file=returned.file), what=what)
    for each in sheets:
        if each.protection_gone:
            if not gone_p:
                yield finding(said.PROTECTION_GONE, each.here)
        elif each.is_clear and (changed := locks_changed(each.pair)) is not None:
            yield finding(said.LOCKS_CHANGED, each.at(changed), count=changed.cells)
        if each.validation_gone:
            if not gone_v:
                yield finding(said.VALIDATION_GONE, each.here)
        elif each.is_clear and (changed := validations_changed(each.pair)) is not None:
            yield finding(said.VALIDATION_CHANGED, each.at(changed), count=changed.cells)
        told = gone_h and (gone_v or gone_p)
        if not told and each.is_clear and highlights_changed(each.pair):
            yield finding(said.HIGHLIGHTS_CHANGED, each.here)
        yield from _hidden(each)
        yield from _merged(each)


def _guarded(returned: Returned) -> Iterator[_Guarded]:
    for key, sent in returned.sent.items():
        found = returned.sheets(key)
        if len(found) == 1:
            unit = key[2:] if key.startswith("u:") else None
            here = Place(file=returned.file, sheet=found[0].sheet.name, unit=unit)
            yield _Guarded(Pair(sent, found[0], returned.open_styles), here)


def _everywhere(gone: Sequence[bool]) -> bool:
    return bool(gone) and all(gone)


_GONE = (
    Words("khóa trang tính", "sheet protection"),
    Words("kiểm tra khi nhập", "checks of what is typed"),
    Words("màu báo ô trống, ô sai", "colours for empty and wrong cells"),
)


def _listed(words: Sequence[Words]) -> Words:
    vi, en = (" và ".join(word.vi for word in words[-2:]), " and ".join(word.en for word in words[-2:]))
    return Words(*(", ".join([*(word[n] for word in words[:-2]), end]) for n, end in enumerate((vi, en))))


def _hidden(each: _Guarded) -> Iterator[Finding]:
    """Sheets, rows and columns with cells to fill in that somebody hid."""
    sheet, pair = each.found.sheet, each.pair
    if sheet.state != "visible":
        yield finding(said.SHEET_HIDDEN, each.here, sheet=sheet.name)
    if pair.hides_as_sent or not each.is_clear:
        return
    shown = [
        (row, column)
        for row, column in pair.open_cells
        if not (pair.sent.rows[row].hidden or pair.sent.columns[column].hidden)
    ]
    cells = [at for at in pair.now(shown) if at[0] in sheet.hidden_rows or at[1] in sheet.hidden_columns]
    if cells:
        rows = {row for row, _ in cells} & sheet.hidden_rows
        columns = {column for _, column in cells} & sheet.hidden_columns
        count = len(rows) + len(columns)
        yield finding(said.INPUTS_HIDDEN, each.at(Changed(count, min(cells))), count=count)


def _merged(each: _Guarded) -> Iterator[Finding]:
    """Cells that were merged: an error where that hides what was typed into one."""
    if not each.is_clear:
        return
    inputs, printed = merges_changed(each.pair)
    for check, hidden in (
        (said.INPUTS_MERGED, [(made.area, made.typed) for made in inputs if made.typed]),
        (said.BLANKS_MERGED, [(made.area, made.blank) for made in inputs if made.blank]),
    ):
        if hidden:
            cells = {at for _, cells in hidden for at in cells}
            yield finding(check, each.at(Changed(len(cells), min(cells))), area=hidden[0][0].a1, count=len(cells))
    if printed:
        yield finding(said.PRINT_MERGED, each.here, area=printed[0].a1, count=len(printed))
