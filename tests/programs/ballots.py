"""Fresh workbooks of every layout, and what members type into them: right ballots with marks, halves, blanks, notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random

from hypothesis import HealthCheck, Phase, given, settings

from tests import deep_books, sample
from tests.deep_sample import DEEP, DEEP_ROUND, deep_ballot, deep_issue
from tests.deep_strategies import make_ballot, make_issue
from tests.programs import Entry
from tests.strategies import ballots, book_of, issues
from workbook.excel.write import write_book
from workbook.loading.share import unit_issue
from workbook.model import Ballot, Issue, is_by_unit
from workbook.points import tidy
from workbook.sheets.grid import Book, a1

Filled = tuple[Issue, Ballot]
NOTES = ("Thiếu 2 minh chứng, xem lại mục 3", "đã đối chiếu\nvới báo cáo quý IV", "Ủy ban: “đạt” & đủ <100 %>", "x")
LINKS = ("https://vi.du/bien-ban?nam=2026&q=1", "Công văn 12/CV-UBND")


# ---------------------------------------------------------------- whose
@cache
def matrix() -> tuple[Filled, ...]:
    """One sheet a group: the sample, the same with a blank and odd decimals, and random ones."""
    fine = replace(sample.MANG, step=Decimal("0.05"))
    tree = replace(sample.HA_TANG, children=(fine, sample.AN_TOAN))
    rubric = sample.rubric(criteria=(tree, sample.DICH_VU, sample.SANG_KIEN))
    odd = sample.issue_of(by=rubric)
    made = [
        (sample.issue_of(), sample.ballot_of(sample.issue_of())),
        (odd, sample.ballot_of(odd, dv_1__mang="8.35", dv_2__mang="0", h_1__mang="0.05", dv_3__sang_kien="KĐG")),
        (odd, sample.ballot_of(odd, dv_1__mang="-", h_2__dich_vu="-", h_1__sang_kien="KĐG")),
    ]
    return tuple(_with_words(filled, number) for number, filled in enumerate([*made, *_random_matrix()]))


def _random_matrix() -> list[Filled]:
    made: list[Filled] = []
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large]
    phases = [Phase.generate]

    @settings(max_examples=15, derandomize=True, database=None, phases=phases, suppress_health_check=calm)
    @given(issues().flatmap(lambda issue: ballots(issue, notes=False, faults=False).map(lambda made: (issue, made))))
    def gather(filled: Filled) -> None:
        if filled[1].scores:
            made.append(filled)

    gather()
    assert len(made) >= 5
    return made[:8]


@cache
def by_unit() -> tuple[Filled, ...]:
    """One sheet a unit: the sample, the same with blanks and decimals, a unit's own workbook, and random ones."""
    own = unit_issue(DEEP, DEEP_ROUND, "s-1", 1)
    given_up = {"s-1 dao-tao": "-", "x-1 truc-tuyen/a": "-", "x-2 su-co": "0.25", "s-2 hop": "0"}
    made = [
        (deep_books.ISSUE, deep_ballot(deep_books.ISSUE)),
        (deep_issue("TV-2"), deep_ballot(deep_issue("TV-2"), given_up)),
        (own, make_ballot(Random(1), own, faults=False)),
    ]
    for seed in range(6):
        dice = Random(seed)
        issue = make_issue(dice, leaves=10, scorer="unit" if seed == 5 else "member")
        ballot = make_ballot(dice, issue, faults=False)
        if ballot.scores:
            made.append((issue, ballot))
    assert len(made) >= 7
    return tuple(_with_words(filled, number) for number, filled in enumerate(made))


def _with_words(filled: Filled, number: int) -> Filled:
    """Notes and links as people write them: "08" would be a number to whatever program it is typed into."""
    issue, ballot = filled
    remarks = {cell: NOTES[(number + place) % len(NOTES)] for place, cell in enumerate(ballot.remarks)}
    links = {cell: LINKS[(number + place) % len(LINKS)] for place, cell in enumerate(ballot.links)}
    noted = () if is_by_unit(issue) else dict.fromkeys(unit for unit, _ in ballot.scores)
    notes = {unit: NOTES[(number + place) % len(NOTES)] for place, unit in enumerate(noted)}
    return issue, replace(ballot, notes=notes, remarks=remarks, links=links)


# ---------------------------------------------------------------- what is typed where
def fresh(issue: Issue) -> bytes:
    return write_book(book_of(issue))


def typed(filled: Filled) -> list[Entry]:
    """What stands in the open cells of the filled workbook and not in the fresh one, top to bottom."""
    book = book_of(*filled)
    return list(_typed(book))


def _typed(book: Book) -> Iterator[Entry]:
    is_open = {name for name, style in book.styles.items() if not style.locked}
    for sheet in book.sheets:
        for row, column, cell in sheet.filled():
            if cell.style in is_open and cell.value is not None and cell.formula is None:
                value = cell.value if isinstance(cell.value, str) else tidy(Decimal(cell.value))
                yield sheet.name, a1(row, column), value
