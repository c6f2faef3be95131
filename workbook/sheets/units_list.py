"""A round's units as a list that `units_from` reads, with last year's ranks filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from workbook.model import Round
from workbook.sheets.grid import Book, Cell, Column, Row, Sheet
from workbook.sheets.measure import height
from workbook.template import load_template
from workbook.years import Prior

_WIDTHS: Final = {
    "id": 18, "name": 44, "group": 14, "aliases": 34, "prior_rank": 12, "traits": 20, "left_out": 34,
}  # fmt: skip


def draw_units_list(round_: Round, priors: Sequence[Prior], lang: str) -> Book:
    """One row a unit, in the order of the priors; who has a rank already and none from last year keeps it."""
    words = load_template("years", lang)
    columns = tuple(Column(key, width) for key, width in _WIDTHS.items())
    rows = [Row("titles", tuple(Cell(words.words[f"list_{key}"], "list_head") for key in _WIDTHS), 36)]
    for unit, rank, _ in priors:
        texts = [unit.id, unit.name, unit.group, "; ".join(unit.aliases), "", "; ".join(sorted(unit.traits))]
        texts.append(unit.left_out or "")
        prior = unit.prior_rank if rank is None else rank
        cells = [Cell(text or None, "list_text") for text in texts]
        cells[4] = Cell(prior, "list_figure")
        tall = height((text, width * 0.95) for text, width in zip(texts, _WIDTHS.values(), strict=True))
        rows.append(Row(f"u:{unit.id}", tuple(cells), tall))
    sheet = Sheet(words.words["list_sheet"], columns, tuple(rows), freeze=(1, 2), protected=False, gridlines=True)
    created = datetime.combine(round_.date, time())
    return Book((sheet,), words.styles, title=round_.title[:255], created=created, subject=round_.id)
