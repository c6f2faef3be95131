"""What a notice consists of, in reading order: texts and tables on one grid of columns; before any sheet or page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from itertools import count, pairwise
from typing import Final, NamedTuple

from workbook.model import Round
from workbook.notice import FEWEST_IN_SECTION, Compared, Entry, Notice
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Mark, Score, decimals, round_half_up
from workbook.scoring import as_decimal
from workbook.sheets.grid import Cell, Style
from workbook.sheets.notice_words import Speech, reasons, remarks, title
from workbook.template import Template, load_template

MARGINS: Final = (30.0, 15.0, 20.0, 20.0)
"""Nghị định 30/2020/NĐ-CP, mm: left, right, top, bottom."""
COLUMNS: Final = (36.0, 184.0, 41.0, 41.0, 41.0, 41.0, 41.0, 41.0)
"""Points: the code, the name, and six columns of figures, as wide as the page is inside its margins."""
_NUMBERS: Final = 6
_MOST_PLACES: Final = 4
"""Decimals of a figure in a table; a cell of a sheet holds all of them."""
_SPANS: Final = {1: (8,), 2: (2, 6), 3: (2, 3, 3)}
"""Over how many columns each of so many boxes reaches."""


class Text(NamedTuple):
    """A text across the page."""

    text: str
    style: str
    keep: bool = False
    """It stands on the page of what follows."""
    before: float = 0
    after: float = 3


class Line(NamedTuple):
    """One row of a table; a cell's style is "name|number format"."""

    cells: tuple[Cell, ...]
    keep: bool = False


class Table(NamedTuple):
    """A table; `spans`: how many of `COLUMNS` each of its columns reaches over; `header`: how many lines are titles."""

    spans: tuple[int, ...]
    lines: tuple[Line, ...]
    header: int = 0

    @property
    def widths(self) -> tuple[float, ...]:
        edges = [sum(self.spans[:place]) for place in range(len(self.spans) + 1)]
        return tuple(sum(COLUMNS[a:b]) for a, b in pairwise(edges))


Part = Text | Table


@dataclass(frozen=True, slots=True)
class Page:
    """One unit's notice."""

    unit: str
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What all notices of a round share."""

    round: Round
    number: int | None
    """Of the result; None where they are provisional."""
    lang: str

    @property
    def words(self) -> Template:
        return load_template("notice", self.lang)

    @property
    def footer(self) -> str:
        return "" if self.number is not None else self.words.words["provisional"]


@cache
def style_of(name: str) -> Style:
    """The style behind a cell's "name|number format"."""
    base, bar, number_format = name.partition("|")
    style = load_template("notice", "vi").styles[base]  # looks are the same in every language
    return replace(style, number_format=number_format) if bar else style


def page_of(paper: Paper, notice: Notice) -> Page:
    return Page(notice.unit.id, notice.unit.name, tuple(_Made(paper, notice).parts()))


class _Made:
    """One notice on its way to parts."""

    def __init__(self, paper: Paper, notice: Notice) -> None:
        self.paper, self.notice, self.words = paper, notice, paper.words
        self.speech = Speech(notice, paper.round, paper.words, paper.lang)
        self.one, self.own = notice.explanation, notice.standing
        self.places = self.one.rubric.rounding
        self._numbers = count(1)

    def parts(self) -> Iterator[Part]:
        yield from self.head()
        yield from self.boxes()
        yield from self.comparison()
        yield self.heading("reason_title")
        yield from (Text(text, "words") for text in reasons(self.speech))
        yield self.heading("table_title")
        yield self.table()
        yield Text("".join(self.legend()), "legend", before=3)
        told = list(remarks(self.speech))
        if told:
            yield self.heading("remark_title")
            yield from (Text(text, "words") for text in told)
        if self.notice.contact.text:
            yield Text(self.say("contact", contact=self.notice.contact.text.rstrip(".")), "legend", before=6)

    def say(self, word: str, **facts: object) -> str:
        return self.words.say(word, **facts)

    def heading(self, word: str) -> Text:
        return Text(self.say(word, number=next(self._numbers)), "heading", keep=True, before=9, after=4)

    # ------------------------------------------------------------ the head
    def head(self) -> Iterator[Text]:
        round_, number = self.paper.round, self.paper.number
        yield Text((round_.council or self.say("council_none")).upper(), "council", True, after=8)
        yield Text(self.say("title"), "title", True, after=4)
        if number is None:
            yield Text(self.say("provisional"), "provisional", True)
            yield Text(self.say("of_round", round=round_.title), "under", True)
        else:
            yield Text(self.say("of_result", round=round_.title, number=number), "under", True)
        yield Text(self.own.unit.name, "unit", True, before=6, after=2)
        yield Text(self.say("of_group", group=self.one.group.name), "under", True, after=8)

    def boxes(self) -> Iterator[Table]:
        """The result, and in smaller letters what stands beside it: labels, and below them figures."""
        for fields in (list(self._result()), list(self._beside())):
            if fields:
                labels = tuple(Cell(label, "box_label") for label, _ in fields)
                yield Table(_SPANS[len(fields)], (Line(labels, True), Line(tuple(cell for _, cell in fields), True)))

    def _result(self) -> Iterator[tuple[str, Cell]]:
        own = self.own
        label = self.say("box_total", max=self.speech.figure(own.applicable_max))
        yield label, self._boxed(own.total, self.places.total, "box_value")
        label = self.say("box_rank", count=self.one.ranked)
        yield label, self._boxed(None if own.rank is None else Decimal(own.rank), 0, "box_value")
        if self.one.group.tiers:
            yield self.say("box_tier"), Cell(own.tier or self.say("none"), "box_value")

    def _beside(self) -> Iterator[tuple[str, Cell]]:
        own, rubric, group = self.own, self.one.rubric, self.one.group
        bases = (rubric.rank_by, group.base)
        if rubric.shows_index or "index" in bases:
            yield self.say("box_index"), self._boxed(own.index, self.places.index, "box_small")
        if "converted" in bases:
            label = self.say("box_converted", max=self.speech.figure(group.max))
            yield label, self._boxed(own.converted, self.places.total, "box_small")
        if own.unit.prior_rank is not None:
            label = self.say("box_prior", year=self.paper.round.year - 1)
            yield label, self._boxed(Decimal(own.unit.prior_rank), 0, "box_small")

    def _boxed(self, value: Decimal | None, places: int, style: str) -> Cell:
        return Cell(self.say("none"), style) if value is None else _fixed(value, places, style)

    # ------------------------------------------------------------ the group
    def comparison(self) -> Iterator[Part]:
        if self.notice.few:
            ranked = self.one.ranked
            word = "few" if ranked > 1 else "few_one" if ranked else "few_none"
            yield self.heading("compare_title")
            yield Text(self.say(word, count=ranked) if ranked > 1 else self.say(word), "words")
            return
        if not self.notice.compared:
            return
        yield self.heading("compare_title")
        keys = ("section", "limit", "unit", "mean", "median", "best", "place")
        titles = Line(tuple(Cell(self.say(f"col_{key}"), "head") for key in keys), True)
        lines = tuple(self._compared(one) for one in self.notice.compared)
        yield Table((2, *[1] * _NUMBERS), (titles, *(line._replace(keep=True) for line in lines)), 1)
        most = max(one.among for one in self.notice.compared)
        legend = self.say("compare_legend", count=most)
        if any(one.percent for one in self.notice.compared):
            legend += self.say("compare_percent")
        if self.notice.hidden:
            legend += self.say("compare_hidden", count=FEWEST_IN_SECTION)
        yield Text(legend, "legend", before=3)

    def _compared(self, one: Compared) -> Line:
        look = "" if one.kind == "section" else "mid_"
        name = title(one.node) if one.node is not None else self.say(one.kind)
        if one.percent:
            name = self.say("as_percent", name=name)
        places = self.places.index if one.kind == "index" else self.places.total
        mark = '"%"' if one.percent else ""
        figures = [_fixed(value, places, f"{look}figure", mark) for value in (one.own, one.mean, one.median, one.best)]
        limit = Cell(None, f"{look}figure") if not one.limit else _number(one.limit, f"{look}figure")
        place = Cell(one.place, f'{look}figure|0"/{one.among}"')
        return Line((Cell(name, f"{look}text"), limit, *figures, place))

    # ------------------------------------------------------------ criteria
    def legend(self) -> Iterator[str]:
        """What the table's words mean, as far as it has them."""
        lines = self.one.lines
        told = {
            "table_legend": True,
            "table_mark": any(line.value is NOT_APPLICABLE and line.origin is not None for line in lines),
            "table_sums": any(line.node.children for line in lines),
            "table_weights": self.weighs,
            "table_no_points": any(line.origin is not None and not line.counts for line in lines),
        }
        return (self.say(word) for word, is_told in told.items() if is_told)

    @property
    def weighs(self) -> bool:
        return any(line.node.weight != 1 for line in self.one.lines)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        own = ("own",) if self.notice.scored_itself else ()
        return ("max", *own, "points", "lost", *(("factor", "adds") if self.weighs else ()))

    @cached_property
    def digits(self) -> int:
        """Decimals that the figures of the table are shown with."""
        figures: list[Score] = []
        for entry in self.notice.entries:
            figures += [entry.line.value, entry.lost, entry.own]
        needed = max((decimals(one) for one in figures if isinstance(one, Decimal)), default=0)
        return max(self.places.total, min(_MOST_PLACES, needed))

    def table(self) -> Table:
        entries = self.notice.entries
        keys = (*(("code",) if self.coded else ()), "name", *self.keys)
        titles = Line(tuple(Cell(self.say(f"col_{key}"), "head") for key in keys), True)
        lines = [self._entry(entry) for entry in entries]
        # The total stands on the page of the last criterion.
        lines = [line._replace(keep=line.keep or place == len(lines) - 1) for place, line in enumerate(lines)]
        name = len(COLUMNS) - len(self.keys) - self.coded
        spans = (*([1] if self.coded else []), name, *[1] * len(self.keys))
        return Table(spans, (titles, *lines, self._sum()), 1)

    @cached_property
    def coded(self) -> bool:
        """Whether the criteria have codes."""
        return any(line.node.code for line in self.one.lines)

    def _names(self, code: str, name: str, look: str) -> tuple[Cell, ...]:
        codes = (Cell(code or None, f"{look}code"),) if self.coded else ()
        return (*codes, Cell(name, f"{look}text"))

    def _entry(self, entry: Entry) -> Line:
        line = entry.line
        look = "" if not line.node.children else "top_" if line.depth == 0 else "mid_"
        cells = {
            "max": _number(line.max, f"{look}figure") if line.counts and line.max else Cell(None, f"{look}figure"),
            "own": self._score(entry, entry.own, look, blank=False),
            "points": self._score(entry, line.value, look, blank=True),
            "lost": self._figure(entry.lost, f"{look}lost"),
            "factor": self._factor(line.node.weight if line.counts else Decimal(1), f"{look}figure"),
            "adds": self._figure(None if line.adds is None or line.shut else line.adds, f"{look}figure"),
        }
        names = self._names(line.node.code, line.node.name, look)
        return Line((*names, *(cells[key] for key in self.keys)), bool(line.node.children))

    def _score(self, entry: Entry, value: Score, look: str, *, blank: bool) -> Cell:
        """Points as they count: a figure, KĐG, met or not, or that there is none."""
        line, style = entry.line, f"{look}figure"
        if line.origin is None and not line.counts and line.shut is None:
            return Cell(None, style)
        if line.shut is not None and line.shut.kind == "dropped":
            return Cell(self.say("not_scored") if blank else None, style)
        if isinstance(value, Mark):
            return Cell(MARK_TEXT, style)
        if value is None:
            return Cell(self.say("blank") if blank and line.origin is not None else None, style)
        if line.origin is not None and line.node.rule.kind == "mandatory":
            return Cell(self.say("met" if value else "not_met"), style)
        if not line.counts:
            return Cell(self.say("no_points") if blank else None, style)
        return self._figure(value, style)

    def _factor(self, weight: Decimal, style: str) -> Cell:
        return Cell(None, style) if weight == 1 else _number(weight, style)

    def _figure(self, value: Decimal | Fraction | None, style: str) -> Cell:
        return Cell(None, style) if value is None else _fixed(value, self.digits, style)

    def _sum(self) -> Line:
        own = self.own
        lost = None if own.total is None else max(own.applicable_max - own.total, Decimal(0))
        cells = {
            "max": _number(own.applicable_max, "top_figure"),
            "own": self._figure(self.notice.own_total, "top_figure"),
            "points": self._figure(own.total, "top_figure"),
            "lost": self._figure(lost, "top_lost"),
            "factor": Cell(None, "top_figure"),
            "adds": self._figure(own.total, "top_figure"),
        }
        return Line((*self._names("", self.say("table_total"), "top_"), *(cells[key] for key in self.keys)))


# ---------------------------------------------------------------- cells
def _fixed(value: Decimal | Fraction, places: int, style: str, mark: str = "") -> Cell:
    """A figure with so many decimals; a cell of a sheet holds it as exactly as a sheet can."""
    number = _decimal(value)
    return Cell(number, f"{style}|0{'.' + '0' * places if places else ''}{mark}")


def _number(value: Decimal, style: str) -> Cell:
    """A figure with the decimals that it has."""
    return _fixed(value, decimals(value), style)


def _decimal(value: Decimal | Fraction) -> Decimal:
    if isinstance(value, Decimal):
        return value
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return as_decimal(value) if rest == 1 else round_half_up(value, 12)


def texts(parts: Sequence[Part]) -> Iterator[str]:
    """Every text in parts, tables too."""
    for part in parts:
        if isinstance(part, Text):
            yield part.text
        else:
            yield from (str(cell.value) for line in part.lines for cell in line.cells if cell.value is not None)
