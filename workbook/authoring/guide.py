"""The first sheet of an authoring workbook: what to do, what each sheet holds, what each rule needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from workbook.authoring.labels import help_of, label, sheet_name, title, words_of
from workbook.authoring.plan import SHEETS, Slot, columns, general, rule_keys, rule_lists, rule_parts
from workbook.rules.kinds import KINDS
from workbook.rules.rule import Rule
from workbook.sheets.grid import Area, Cell, Column, Page, Row, Sheet
from workbook.sheets.measure import lines

_WIDTHS: Final = (30.0, 82.0, 54.0)


def draw_guide(lang: str) -> Sheet:
    """The guide; nothing in it is filled in or read."""
    said = words_of(lang).words
    rows: list[Row] = [Row("", (None, Cell(said["title"], "title")), 34)]
    merges: list[Area] = []
    rows.append(_heading(said["how"]))
    for number in range(1, 7):
        text = f"{number}. {said[f'how_{number}']}"
        merges.append(Area(len(rows), 1, len(rows), 3))
        rows.append(Row("", (None, Cell(text, "text")), _tall([text], [sum(_WIDTHS)])))
    rows.append(_heading(said["sheets"]))
    merges.append(Area(len(rows), 2, len(rows), 3))
    rows.append(_head([said["sheets_name"], said["sheets_what"], ""]))
    for sheet in SHEETS:
        texts = [_in(sheet_name(sheet), lang), said[f"about_{sheet}"]]
        merges.append(Area(len(rows), 2, len(rows), 3))
        tall = _tall(texts, [_WIDTHS[0], _WIDTHS[1] + _WIDTHS[2]])
        row = (None, Cell(texts[0], "line_bold"), Cell(texts[1], "line"), Cell(None, "line"))
        rows.append(Row("", row, tall))
    rows.append(_heading(said["kinds"]))
    names = {sheet: _in(sheet_name(sheet), lang) for sheet in ("rules", "rows")}
    rows.append(_head([said["kinds_name"], said["kinds_doc"], said["kinds_keys"].format(**names)]))
    for kind in KINDS:
        texts = [_in(kind.title, lang), _in(kind.doc, lang), "; ".join(_needs(kind, lang)) or said["kinds_none"]]
        looks = ("line_bold", "line", "line")
        cells = tuple(Cell(text, style) for text, style in zip(texts, looks, strict=True))
        rows.append(Row("", (None, *cells), _tall(texts, _WIDTHS)))
    rows += _columns(lang, len(rows), merges)
    return Sheet(
        said["sheet_guide"],
        (Column("", 3), *(Column(str(at), width) for at, width in enumerate(_WIDTHS))),
        tuple(rows),
        merges=tuple(merges),
        page=Page(
            landscape=True, margins=(12, 10, 12, 15), footer=said["footer"].format(title=said["file_title"]),
            area=Area(0, 1, len(rows) - 1, 3),
        ),
        cursor=(0, 1),
    )  # fmt: skip


def _columns(lang: str, top: int, merges: list[Area]) -> Iterator[Row]:
    """Every column with its whole help, sheet by sheet."""
    said = words_of(lang).words
    yield _heading(said["columns"])
    yield _head([said["columns_name"], said["columns_help"], ""])
    merges.append(Area(top + 1, 2, top + 1, 3))
    at = top + 2
    for sheet in SHEETS:
        for slot in general() if sheet == "general" else columns(sheet):
            name, text = _in(title(sheet, slot.key), lang), help_of(sheet, slot, lang)
            merges.append(Area(at, 2, at, 3))
            at += 1
            texts = [f"{_in(sheet_name(sheet), lang)}: {name}", text]
            cells = (Cell(texts[0], "line_bold"), Cell(text, "line"), Cell(None, "line"))
            yield Row("", (None, *cells), _tall(texts, [_WIDTHS[0], _WIDTHS[1] + _WIDTHS[2]]))


def _needs(kind: type[Rule], lang: str) -> Iterator[str]:
    """What is filled in for a kind, by the titles of the columns; what may be left out in brackets."""
    said = words_of(lang).words
    slots = rule_keys(kind.kind).values()
    yield from (_in(title("rules", slot.key), lang) for slot in slots if slot.needed)
    for name in rule_lists(kind.kind):
        words = _in(label(Slot("#rows"), name), lang)
        yield said["kinds_list"].format(list=words, rows=_in(sheet_name("rows"), lang))
    if rule_parts(kind.kind):
        yield said["kinds_parts"]
    yield from (f"[{_in(title('rules', slot.key), lang)}]" for slot in slots if not slot.needed)


def _in(words: tuple[str, str], lang: str) -> str:
    return words[0] if lang == "vi" else words[1]


def _heading(text: str) -> Row:
    return Row("", (None, Cell(text, "heading")), 32)


def _head(texts: Sequence[str]) -> Row:
    return Row("", (None, *(Cell(text or None, "head") for text in texts)), 22)


def _tall(texts: Sequence[str], widths: Sequence[float]) -> float:
    needed = max(lines(text, width * 1.05) for text, width in zip(texts, widths, strict=True))
    return round(needed * 15 + 5, 1)
