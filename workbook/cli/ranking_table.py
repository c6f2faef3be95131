"""A group's ranking as a table on the console."""

from __future__ import annotations

from decimal import Decimal

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.words import WORDS
from workbook.model import GroupRanking, Standing
from workbook.points import in_words


def print_ranking(part: GroupRanking, places: tuple[int, int], lang: str) -> None:
    """One line a unit, in printed order; `places` are the decimals of totals and indexes.

    The converted total stands there where it is another figure than the total.
    """
    words = WORDS[lang]
    converts = any(standing.converted not in (None, standing.total) for standing in part.standings)
    rows = []
    for number, standing in enumerate(part.standings, 1):
        figures = [_figure(standing.total, lang, places[0])]
        figures += [_figure(standing.converted, lang, places[0])] if converts else []
        figures += [_figure(standing.index, lang, places[1]), rank_words(standing)]
        rows.append((number, standing.unit.name, *figures, standing.tier))
    titles = ["total", *(["converted"] if converts else []), "index", "rank"]
    columns = [Column(words["no"], "right"), Column(words["unit"]), *(Column(words[key], "right") for key in titles)]
    console.table(part.group.name, [*columns, Column(words["tier"])], rows)


def rank_words(standing: Standing) -> str:
    """The rank, with "=" where others share it."""
    return "" if standing.rank is None else f"{standing.rank}{'=' if standing.shares_rank else ''}"


def _figure(value: Decimal | None, lang: str, places: int) -> str:
    return "" if value is None else in_words(value, lang, places)
