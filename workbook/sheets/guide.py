"""The instruction sheet: who, what, by when, how, and how far the member is over all his sheets.

It also carries the frozen issue in hidden rows ("issue:1", ...), so that a file can be judged
without its round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from workbook import formulas as fx
from workbook.model import Issue
from workbook.points import MARK_TEXT
from workbook.sheets.grid import Area, Cell, Column, Highlight, Page, Row, Sheet, a1, key_row, keyed_row
from workbook.sheets.measure import lines
from workbook.template import Template

COLUMNS = (
    Column("", 3, hidden=True),
    Column("label", 34),
    Column("cells", 16),
    Column("filled", 13),
    Column("missing", 13),
    Column("invalid", 13),
    Column("state", 26),
)
ISSUE_KEY = "issue:"
FAULTS_KEY = "faults"
"""The passport's key of the sheet that lists what must be corrected; only corrections have one (`faults`)."""
_TEXT_WIDTH = sum(column.width for column in COLUMNS[1:])


class SheetSummary(NamedTuple):
    """What the guide says of one ballot sheet; `missing_area` and `invalid_area` hold counts a unit."""

    name: str
    cells: int
    missing: int
    invalid: int
    missing_area: str
    invalid_area: str
    first_cell: str


def draw_guide(
    issue: Issue, frozen: tuple[str, ...], sheets: Sequence[SheetSummary], words: Template, passport: str
) -> Sheet:
    """The first sheet of a member's workbook; `frozen` are the chunks of the issue that it carries."""
    head = (
        key_row(COLUMNS, passport),
        *(keyed_row(f"{ISSUE_KEY}{n}", (Cell(chunk, "helper"),), hidden=True) for n, chunk in enumerate(frozen, 1)),
        keyed_row("t:title", (Cell(words.words["guide_title"], "title"),), 30),
        keyed_row("t:round", (Cell(issue.round.title, "guide_round"),), _text_height(issue.round.title, 12)),
        *_facts(issue, words),
        _heading("progress", words.words["guide_progress"]),
    )
    table = _progress(sheets, len(head), words)
    rows = (*head, *table, *_how(words), *_legend(words))
    first = len(head) + 1
    return Sheet(
        words.words["guide_sheet"],
        COLUMNS,
        rows,
        highlights=tuple(_highlights(first, first + len(sheets), words)),
        merges=tuple(_merges(rows)),
        page=Page(
            margins=(18, 12, 15, 15),
            footer=words.words["guide_footer"],
            area=Area(1 + len(frozen), 1, len(rows) - 1, 6),
        ),
        cursor=(first, 1),
    )


def _merges(rows: Sequence[Row]) -> Iterable[Area]:
    """Long texts run over the whole width; no merge touches the progress table."""
    for number, row in enumerate(rows):
        if row.key.startswith("how:") or row.key == "t:round":
            yield Area(number, 1, number, 6)
        elif row.key.startswith(("fact:", "legend:")):
            yield Area(number, 2, number, 6)


def _text_height(text: str, size: float = 11) -> float:
    return round(lines(text, _TEXT_WIDTH * 11 / size * 0.97) * size * 1.36 + 5, 1)


def _heading(key: str, text: str) -> Row:
    return keyed_row(f"head:{key}", (Cell(text, "heading"),), 30)


def _facts(issue: Issue, words: Template) -> Iterable[Row]:
    member, round_ = issue.round.member(issue.member), issue.round
    facts = (
        ("member", f"{member.name} ({member.id})"),
        ("role", member.role),
        ("council", round_.council),
        ("rubric", ". ".join(filter(None, (issue.rubric.title, issue.rubric.legal_basis)))),
        ("deadline", round_.deadline.strftime("%d/%m/%Y")),
        ("contact", round_.contact),
        ("issue", str(issue.number)),
    )
    for key, text in facts:
        if text:
            tall = lines(text, (_TEXT_WIDTH - COLUMNS[1].width) * 0.97) * 15 + 4
            yield keyed_row(f"fact:{key}", (Cell(words.words[f"guide_{key}"], "label"), Cell(text, "text_wrap")), tall)


def _progress(sheets: Sequence[SheetSummary], top: int, words: Template) -> tuple[Row, ...]:
    titles = ("guide_sheet_title", "guide_cells", "guide_filled", "guide_missing", "guide_invalid", "guide_state")
    rows = [keyed_row("p:head", (Cell(words.words[title], "table_head") for title in titles), 22)]
    for number, sheet in enumerate(sheets, 1):
        row = top + number
        quoted = "'" + sheet.name + "'!"
        link = f"HYPERLINK({fx.text_literal('#' + quoted + sheet.first_cell)},{fx.text_literal(sheet.name)})"
        cells = (
            Cell(sheet.name, "link", link),
            Cell(sheet.cells, "table"),
            Cell(sheet.cells - sheet.missing, "table", f"{a1(row, 2)}-{a1(row, 4)}"),
            Cell(sheet.missing, "table", f"SUM({quoted}{sheet.missing_area})"),
            Cell(sheet.invalid, "table", f"SUM({quoted}{sheet.invalid_area})"),
            _state(row, sheet.missing, sheet.invalid, words, "table"),
        )
        rows.append(keyed_row(f"p:{number}", cells, 21))
    last = top + len(sheets)
    row = last + 1
    columns = zip(*((s.cells, s.cells - s.missing, s.missing, s.invalid) for s in sheets), strict=True)
    sums = [sum(values) for values in columns]
    totals = tuple(Cell(value, "table_bold", f"SUM({a1(top + 1, n)}:{a1(last, n)})") for n, value in enumerate(sums, 2))
    state = _state(row, sums[2] if sums else 0, sums[3] if sums else 0, words, "table_bold")
    if sheets:
        rows.append(keyed_row("p:all", (Cell(words.words["guide_all"], "table_bold"), *totals, state), 21))
    return tuple(rows)


def _state(row: int, missing: int, invalid: int, words: Template, style: str) -> Cell:
    wrong, unfinished, done = (words.words[f"state_{key}"] for key in ("wrong", "open", "done"))
    formula = (
        f"IF({a1(row, 5)}>0,{fx.text_literal(wrong)},"
        f"IF({a1(row, 4)}>0,{fx.text_literal(unfinished)},{fx.text_literal(done)}))"
    )
    return Cell(wrong if invalid else unfinished if missing else done, style, formula)


def _highlights(first: int, last: int, words: Template) -> Iterable[Highlight]:
    area = Area(first, 6, last, 6)
    cell = a1(first, 6)
    for key, style in (("wrong", "wrong"), ("open", "empty"), ("done", "state_done")):
        yield Highlight(area, f"{cell}={fx.text_literal(words.words[f'state_{key}'])}", style)


def _how(words: Template) -> Iterable[Row]:
    yield _heading("how", words.words["guide_how"])
    for number in range(1, 7):
        text = f"{number}. " + words.say(f"how_{number}", fix=words.words["fix"], done=words.words["state_done"])
        yield keyed_row(f"how:{number}", (Cell(text, "text_wrap"),), _text_height(text))


def _legend(words: Template) -> Iterable[Row]:
    yield _heading("legend", words.words["guide_legend"])
    samples = (
        ("input", Decimal("8.5"), "legend_input"),
        ("empty", None, "legend_empty"),
        ("wrong", Decimal(11), "legend_wrong"),
        ("mark", MARK_TEXT, "mark"),
        ("locked", Decimal(95), "total_sample"),
    )
    for key, sample, style in samples:
        yield keyed_row(f"legend:{key}", (Cell(sample, style), Cell(words.words[f"legend_{key}"], "legend_text")), 20)
