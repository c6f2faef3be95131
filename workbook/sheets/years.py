"""Two rounds side by side as a printed sheet: the figures of both, what changed, and why something is not compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Final

from workbook.findings import fact_text
from workbook.points import in_words
from workbook.sheets.grid import Area, Book, Cell, Column, Page, Row, Sheet, Style, a1
from workbook.sheets.measure import height
from workbook.template import Template, load_template
from workbook.years import Change, Comparison, Line, Origin

_WIDTHS: Final = {
    "no": 5, "unit": 33, "total_old": 9, "total_new": 9, "total_change": 8.5, "index_old": 8.5, "index_new": 8.5,
    "index_change": 8.5, "rank_old": 6.5, "rank_new": 6.5, "rank_change": 6.5, "tier_old": 12, "tier_new": 12,
    "note": 37,
}  # fmt: skip
_KEYS: Final = tuple(_WIDTHS)
_LAST: Final = len(_KEYS) - 1
_NOTE_SIZE: Final = 10
_HEAD: Final = 3
"""The row of the titles of several columns; those of one year each stand below it."""
_BANDS: Final = (("total", "total_old", "total_change"), ("index", "index_old", "index_change"),
                 ("rank", "rank_old", "rank_change"), ("tier", "tier_old", "tier_new"))  # fmt: skip


def draw_years(made: Comparison, lang: str) -> Book:
    """The comparison as a book of one sheet."""
    words = load_template("years", lang)
    sheet = _Drawn(made, words, lang).sheet()
    created = datetime.combine(made.new.round.date, time())
    title = f"{words.words['title']} - {made.new.round.title}"[:255]
    return Book((sheet,), _styles(words, sheet), title=title, created=created, subject=made.new.round.id)


def _styles(words: Template, sheet: Sheet) -> dict[str, Style]:
    """The template's, and for "figure|0.00" the same with that number format."""
    styles = dict(words.styles)
    for _, _, cell in sheet.filled():
        base, bar, number_format = cell.style.partition("|")
        if bar:
            styles[cell.style] = replace(styles[base], number_format=number_format)
    return styles


def year_titles(made: Comparison, words: Template) -> tuple[str, str]:
    """What the columns of the two years are called: their years, unless these are one."""
    years = str(made.old.round.year), str(made.new.round.year)
    return years if years[0] != years[1] else (words.words["before"], words.words["after"])


def under_title(made: Comparison, words: Template) -> str:
    """Which result of which round is compared with which."""
    return words.say(
        "of_results", old=made.old.round.title, old_number=made.old.number, new=made.new.round.title,
        new_number=made.new.number,
    )  # fmt: skip


def note_of(change: Change, words: Template, lang: str, places: int) -> str:
    """What must be known of a unit's line: what it came from, and why something is not compared."""
    parts = []
    if change.fate == "new":
        parts.append(words.words["new"])
    elif change.fate not in ("same", "renamed") or change.origins[0].name != change.unit.name:
        told = (_origin(one, words, lang, places, change.only is None) for one in change.origins)
        parts.append(words.say("renamed" if change.fate == "same" else change.fate, names="; ".join(told)))
    if change.only is not None and change.only.line is None:
        parts.append(words.words["unranked_before"])
    if change.unit.left_out is not None:
        parts.append(words.say("left_out", reason=change.unit.left_out))
    return ". ".join(part[:1].upper() + part[1:] for part in parts)


def _origin(one: Origin, words: Template, lang: str, places: int, with_figures: bool) -> str:
    """An older unit; with its figures where they stand in no column of their own."""
    figures = []
    if with_figures and one.line is not None and one.line.total is not None:
        figures.append(words.say("origin_total", total=in_words(one.line.total, lang, places)))
    if with_figures and one.line is not None and one.line.rank is not None:
        figures.append(words.say("origin_rank", rank=one.line.rank))
    return words.say("origin", name=one.name, figures=", ".join(figures)) if figures else one.name


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One comparison on its way to a sheet."""

    made: Comparison
    words: Template
    lang: str

    def sheet(self) -> Sheet:
        rows = [*self._head()]
        merges = [Area(row, 0, row, _LAST) for row in range(_HEAD)]
        merges += [Area(_HEAD, at, _HEAD + 1, at) for at in (0, 1, _LAST)]
        merges += [Area(_HEAD, _KEYS.index(first), _HEAD, _KEYS.index(last)) for _, first, last in _BANDS]
        for row in self._body(len(rows)):
            if row.key[:2] in ("g:", "r:", "x:"):
                merges.append(Area(len(rows), 0, len(rows), _LAST))
            rows.append(row)
        columns = tuple(Column(key, width) for key, width in _WIDTHS.items())
        page = Page(
            landscape=True,
            margins=(15, 15, 20, 15),
            header=self.words.words["header"],
            first_page_bare=True,
            repeat_rows=(_HEAD, _HEAD + 1),
            area=Area(0, 0, len(rows) - 1, _LAST),
        )
        name = self.words.words["sheet"]
        return Sheet(name, columns, tuple(rows), tuple(merges), freeze=(_HEAD + 2, 2), page=page, cursor=(_HEAD + 2, 1))

    # ------------------------------------------------------------ titles
    def _head(self) -> Iterator[Row]:
        wide = sum(_WIDTHS.values()) * 0.97
        lines = (("title", self.words.words["title"], 14.0), ("under", under_title(self.made, self.words), 11.0),
                 ("legend", self.words.words["legend"], 10.0))  # fmt: skip
        for style, text, size in lines:
            yield self._whole(f"t:{style}", text, style, height([(text, wide)], size))
        top: list[Cell | None] = [Cell(None, "head")] * len(_KEYS)
        for key in ("no", "unit", "note"):
            top[_KEYS.index(key)] = Cell(self.words.words[key], "head")
        for word, first, _ in _BANDS:
            top[_KEYS.index(first)] = Cell(self.words.words[word], "head")
        yield Row("h:1", tuple(top), 20)
        years = dict(zip(("old", "new"), year_titles(self.made, self.words), strict=True))
        years["change"] = self.words.words["change"]
        below = (years.get(key.rpartition("_")[2]) for key in _KEYS)
        yield Row("h:2", tuple(Cell(text, "head") for text in below), 20)

    def _whole(self, key: str, text: str, style: str, tall: float) -> Row:
        """A row of one text over all columns."""
        return Row(key, (Cell(text, style), *(Cell(None, style) for _ in _KEYS[1:])), tall)

    # ------------------------------------------------------------ units
    def _body(self, start: int) -> Iterator[Row]:
        number, at = 0, start
        wide = sum(_WIDTHS.values()) * 0.95
        for group in self.made.new.rubric.groups:
            changes = self.made.of_group(group.id)
            if not changes:
                continue
            ranked = {"new": self.made.new.ranked(group.id), "old": self.made.old.ranked(group.id)}
            text = self.words.say("band", group=group.name, **ranked)
            yield self._whole(f"g:{group.id}", text, "band", height([(text, wide)]))
            at += 1
            if remarks := self.made.remarks.get(group.id, ()):
                text = "; ".join(fact_text(one, self.lang) for one in remarks)
                text = text[:1].upper() + text[1:] + "."
                yield self._whole(f"r:{group.id}", text, "remark", height([(text, wide)], 10))
                at += 1
            for change in changes:
                number += 1
                yield self._unit(change, number, at)
                at += 1
        gone = [*self.made.gone, *(self._dissolved())]
        if gone:
            yield self._whole("x:gone", self.words.words["gone"], "band", 20)
        for place, one in enumerate(gone, 1):
            yield self._gone(one, place)

    def _unit(self, change: Change, number: int, row: int) -> Row:
        before = change.only.line if change.only else None
        now = change.line
        note = note_of(change, self.words, self.lang, self.made.old.rubric.rounding.total)
        remarks = change.remarks if change.remarks != self.made.remarks.get(change.unit.group, ()) else ()
        told = "; ".join(fact_text(one, self.lang) for one in remarks)
        note = ". ".join(part[:1].upper() + part[1:] for part in (note, told) if part)
        cells = [Cell(number, "center"), Cell(change.unit.name, "text")]
        for key in ("total", "index"):
            old_places, new_places = (getattr(year.rubric.rounding, key) for year in (self.made.old, self.made.new))
            cells += [_figure(before, key, old_places, "figure"), _figure(now, key, new_places, "now")]
            cells.append(self._change(getattr(change, key), key, max(old_places, new_places), row))
        cells += [_figure(before, "rank", 0, "figure"), _figure(now, "rank", 0, "now")]
        cells.append(self._change(change.rank, "rank", 0, row))
        cells += [Cell(line.tier if line else None, "center") for line in (before, now)]
        cells.append(Cell(note or None, "note"))
        return Row(f"u:{change.unit.id}", tuple(cells), self._tall(cells))

    def _change(self, value: Decimal | int | None, key: str, places: int, row: int) -> Cell:
        """A difference, by formula from the two cells before it; nothing where it may not be formed."""
        shape = "0." + "0" * places if places else "0"
        style = "figure" if not value else "up" if value > 0 else "down"
        if value is None:
            return Cell(None, style)
        at = _KEYS.index(f"{key}_change")
        old, new = a1(row, at - 2), a1(row, at - 1)
        # A rank that falls in number is a gain.
        formula = f"{old}-{new}" if key == "rank" else f"ROUND({new}-{old},{places})"
        return Cell(value, f"{style}|+{shape};-{shape};{shape}", formula)

    def _dissolved(self) -> Iterator[Origin]:
        old = self.made.old
        return (Origin(id_, old.name(id_), old.group(id_), old.line(id_)) for id_ in self.made.dissolved)

    def _gone(self, one: Origin, number: int) -> Row:
        reason = self.made.dissolved.get(one.id)
        note = self.words.words["vanished"] if reason is None else self.words.say("dissolved", reason=reason)
        rounding = self.made.old.rubric.rounding
        empty = Cell(None, "center")
        cells = [
            Cell(number, "center"), Cell(one.name, "text"),
            _figure(one.line, "total", rounding.total, "figure"), empty, empty,
            _figure(one.line, "index", rounding.index, "figure"), empty, empty,
            _figure(one.line, "rank", 0, "figure"), empty, empty,
            Cell(one.line.tier if one.line else None, "center"), empty,
            Cell(note[:1].upper() + note[1:], "note"),
        ]  # fmt: skip
        return Row(f"o:{one.id}", tuple(cells), self._tall(cells))

    def _tall(self, cells: Sequence[Cell]) -> float:
        texts = [(str(cells[at].value or ""), width * 0.95) for at, width in enumerate(_WIDTHS.values())]
        names = [texts[at] for at in (1, _LAST - 2, _LAST - 1)]
        return max(20.0, height(names), height(texts[_LAST:], _NOTE_SIZE))


def _figure(line: Line | None, key: str, places: int, style: str) -> Cell:
    value = getattr(line, key) if line else None
    if value is None:
        return Cell(None, style)
    return Cell(value, f"{style}|0.{'0' * places}" if places else f"{style}|0")
