"""The tie chain in the workbooks: the tally's live ranks, its sheet of ties, the annex's footnotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import engines
from tests.engines import formualizer, ironcalc
from tests.sample import decision, round_with
from tests.test_tally import at, differing, down, texts
from tests.test_tally_deep import panels
from tests.test_tie_chain import PRIOR, TWO_STEPS, made
from workbook.cli.ranking_table import rank_words
from workbook.consolidation import consolidate
from workbook.excel.write import write_book
from workbook.model import Ballot, CellId, Member, Ranking, Round, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import TIE_WORDS, Aggregate, Basis, Criterion, Group, Rounding, Rubric, Tier
from workbook.sheets.annex import draw_annex
from workbook.sheets.grid import Book
from workbook.sheets.tally import draw_tally

D = Decimal
ENGINES = (ironcalc, formualizer)


def ranking_of(rubric: Rubric, round_: Round, ballots: Sequence[Ballot]) -> Ranking:
    return rank(rubric, round_, consolidate(rubric, round_, ballots))[0]


def tally_of(rubric: Rubric, round_: Round, ballots: Sequence[Ballot], lang: str = "vi") -> Book:
    tally = consolidate(rubric, round_, ballots)
    ranking, findings = rank(rubric, round_, tally)
    return draw_tally(rubric, round_, tally, ranking, findings, (), lang)


# ---------------------------------------------------------------- random rounds, computed by others
PARENT = Criterion(
    "p", "I", "Phần P", D(20), D("0.25"),
    (Criterion("a", "1", "A", D(10), D("0.25"), markable=True), Criterion("b", "2", "B", D(10), D("0.25"))),
    weight=D("0.5"),
)  # fmt: skip
OTHERS = tuple(Criterion(name, name.upper(), f"Phần {name}", D(10), D("0.25"), markable=True) for name in "cd")
STEPS = ("a", "b", "c", "p", "ac", *TIE_WORDS)
FIRST = ("a", "c", "ac", "b", "index")


def random_round(seed: int) -> tuple[Rubric, Round, list[Ballot]]:
    """Coarse figures, so that many are equal; marks, blanks, members with their own opinion, decisions."""
    dice = Random(f"tie chain {seed}")
    few = dice.sample(["0", "5", "5.25", "10"], 2)
    units = tuple(Unit(f"u{number}", f"Sở {number}", "g", prior_rank=dice.choice([None, 1, 2])) for number in range(8))
    members = tuple(Member(f"m{number}", f"Người {number}", groups=("g",)) for number in range(dice.choice([1, 2, 3])))
    usual: dict[CellId, Score] = {}
    for unit in units:
        for leaf in "abcd":
            mark = leaf != "b" and dice.random() < 0.15
            usual[unit.id, leaf] = NOT_APPLICABLE if mark else D(dice.choice(few))
    ballots = []
    for member in members:
        own = dict(usual)
        for cell in dice.sample(sorted(own), dice.choice([0, 0, 3])):
            own[cell] = dice.choice([D("5.25"), None])
        ballots.append(Ballot(member.id, 1, own))
    bases: tuple[Basis, ...] = ("total", "index", "converted")
    tiers = (Tier("I", D(15), quota_count=dice.choice([None, 2])), Tier("II", None))
    rubric = Rubric(
        "r", "Thử", "1", "QĐ", (), (PARENT, *OTHERS), (Group("g", "Khối", D(30), tiers),),
        rounding=Rounding(2, dice.choice([0, 1, 2]), 2, dice.choice(["leaf", "total", "member"])),
        ties=dice.choice(["shared", "dense"]),
        rank_by=dice.choice(bases),
        aggregates=(Aggregate("ac", "A và C", ("a", "c")),),
        tie_chain=tuple(dict.fromkeys([dice.choice(FIRST), *dice.sample(STEPS, dice.choice([0, 1, 2, 4]))])),
    )  # fmt: skip
    decided = dice.choice([(), (decision(dice.choice(["split", "shared"]), "u3", "u1", "u5", "u0"),)])
    return rubric, round_with(units=units, members=members, ties=decided), ballots


SEEDS = range(40)


def wrong(seed: int) -> list[str]:
    """What two engines compute otherwise than the program, and ranks that are not the ranking's."""
    rubric, round_, ballots = random_round(seed)
    book = tally_of(rubric, round_, ballots)
    standings = ranking_of(rubric, round_, ballots).groups[0].standings
    found = [] if down(book.sheets[0], "rank") == ["" if s.rank is None else s.rank for s in standings] else ["ranks"]
    xlsx = write_book(book)
    wanted = engines.formulas(xlsx)
    bare = ("".join(text.split('"')[::2]) for text in wanted[book.sheets[0].name].values())
    found += [text for text in bare if " " in text or "--" in text or ";" in text]
    return found + [
        f"{engine.__name__} {line}" for engine in ENGINES for line in differing(xlsx, engine.compute(xlsx, wanted))
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_two_engines_rank_as_the_program_does(seed: int) -> None:
    assert wrong(seed) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize(("locale", "seeds"), [("en-US", SEEDS[::2]), ("vi-VN", SEEDS[1::2])])
def test_libreoffice_ranks_as_the_program_does(libreoffice: ModuleType, locale: str, seeds: range) -> None:
    books = [write_book(tally_of(*random_round(seed))) for seed in seeds]
    computed = libreoffice.compute_many([(xlsx, engines.formulas(xlsx)) for xlsx in books], locale)
    assert [differing(xlsx, values) for xlsx, values in zip(books, computed, strict=True)] == [[]] * len(books)


def test_the_rounds_hold_what_they_are_meant_to() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        rubric, round_, ballots = random_round(seed)
        for one in ranking_of(rubric, round_, ballots).groups[0].standings:
            seen["shared"] += one.shares_rank
            seen["decided"] += one.decision is not None
            seen["no rank"] += one.rank is None
            seen["dense"] += rubric.ties == "dense"
            seen["deep"] += len(one.settled) > 1
            seen["passed"] += any(event.passed for event in one.settled)
            seen.update(event.step for event in one.settled)
    assert set(STEPS) <= seen.keys()
    for what in ("shared", "decided", "no rank", "dense", "deep", "passed"):
        assert seen[what] >= 8, (what, seen)


@given(panels(), st.data())
@settings(max_examples=20)
def test_the_formulas_hold_whatever_the_tree(
    panel: tuple[Rubric, Round, tuple[Ballot, ...]], data: st.DataObject
) -> None:
    rubric, round_, ballots = panel
    names = [node.id for node in rubric.nodes()] + [one.id for one in rubric.aggregates]
    chain = data.draw(st.lists(st.sampled_from([*names, *TIE_WORDS]), min_size=1, max_size=3, unique=True))
    book = tally_of(replace(rubric, tie_chain=tuple(chain)), round_, ballots)
    xlsx = write_book(book)
    wanted = engines.formulas(xlsx)
    for engine in ENGINES:
        assert differing(xlsx, engine.compute(xlsx, wanted)) == [], engine.__name__


def test_the_check_line_sees_a_rank_that_was_changed_by_hand() -> None:
    """A figure of the second step is changed: the ranks follow, and the sheet says that they differ."""
    rubric, round_, ballots = made(TWO_STEPS, "a", "b")
    other = replace(ballots[0], scores={**ballots[0].scores, ("q", "b"): D(35), ("q", "c"): D(5)})
    book = tally_of(rubric, round_, [other])
    sheet = book.sheets[0]
    assert [at(sheet, f"u:{unit}", "rank").value for unit in "qpsr"] == [1, 2, 3, 4]
    xlsx = write_book(book)
    wanted = engines.formulas(xlsx)
    assert [differing(xlsx, engine.compute(xlsx, wanted)) for engine in ENGINES] == [[], []]


# ---------------------------------------------------------------- the sheet of ties
def test_every_tie_is_shown_with_what_settled_it() -> None:
    table = TWO_STEPS + "v 1 1 1\nw 1 1 1\nx 2 2 KĐG\ny 3 1 0"
    book = tally_of(*made(table, "c", "a", "b", decided=[decision("split", "w", "v")]))
    sheet = book.sheet("Đồng hạng")
    head = [cell.value if cell else None for cell in sheet.rows[2].cells]
    assert head[5:7] == ["Thứ tự ưu tiên của bộ tiêu chí", "Cách xử lý"]
    shown = [[cell.value if cell else None for cell in row.cells][3:9] for row in sheet.rows[3:]]
    none = "Chưa có quyết định của hội đồng: cùng hạng, in theo mã đơn vị"
    c, a = "Điểm “C. Phần C”: ", "Điểm “A. Phần A”: "
    assert shown == [
        ["Sở Q\nSở S\nSở P\nSở R", "1\n1\n3\n4",
         f"{c}Sở Q 15; Sở S 15; Sở P 10; Sở R 10.\n{a}Sở P 20; Sở R 10.", none, None, None],
        ["Sở Y\nSở X", "5\n6",
         f"{a}Sở Y 3; Sở X 2. Không xét điểm “C. Phần C”, vì có đơn vị trong số này không được đánh giá ở đó.",
         "Không cần quyết định: bộ tiêu chí đã tách hạng", None, None],
        ["Sở W\nSở V", "7\n8", "Không tách được", "Hội đồng quyết định: tách hạng theo thứ tự này", "biểu quyết",
         "Hội đồng"],
    ]  # fmt: skip


def test_without_a_chain_the_sheet_of_ties_has_no_such_column() -> None:
    book = tally_of(*made(TWO_STEPS))
    assert "Thứ tự ưu tiên" not in texts(book.sheet("Đồng hạng"))
    assert not any(column.key.startswith(("t:", "s:")) for column in book.sheets[0].columns)


def test_the_top_of_the_sheet_names_the_chain() -> None:
    told = texts(tally_of(*made(TWO_STEPS, "a", "prior_rank")).sheets[0])
    assert "Trước khi cho cùng hạng, xét lần lượt: điểm “A. Phần A”; hạng năm trước;" in told
    told = texts(tally_of(*made(TWO_STEPS, "a", "exact"), lang="en").sheets[0])
    assert "in this order: points in “A. Phần A”; the total before rounding;" in told and "So the ranks" not in told


def test_the_top_says_that_ranks_follow_what_is_not_rounded() -> None:
    vi, en = (texts(tally_of(*made(TWO_STEPS, "exact", "a"), lang=lang).sheets[0]) for lang in ("vi", "en"))
    assert "Như vậy thứ hạng theo đúng tổng điểm chưa làm tròn." in vi
    assert "So the ranks follow the total before rounding." in en


def test_an_equal_sign_only_where_a_rank_is_shared() -> None:
    rubric, round_, ballots = made(TWO_STEPS, "a", "b")
    standings = ranking_of(rubric, round_, ballots).groups[0].standings
    assert [rank_words(one) for one in standings] == ["1", "2=", "2=", "4"]


# ---------------------------------------------------------------- the annex
def annex_texts(*chain: str, table: str = PRIOR, lang: str = "vi", layout: str = "") -> str:
    rubric, round_, ballots = made(table, *chain)
    round_ = replace(round_, layout=layout)
    book = draw_annex(ranking_of(rubric, round_, ballots), rubric, round_, lang=lang)
    return "\n".join(texts(sheet) for sheet in book.sheets)


def test_the_annex_says_by_what_equal_units_are_ranked() -> None:
    told = annex_texts("prior_rank")
    assert "⁽¹⁾ Sở R, Sở P, Sở Q, Sở S: bằng nhau, xếp hạng theo hạng năm trước (Sở R 2; Sở P 5; Sở Q không có" in told
    assert "equal, ranked by the rank of the year before (Sở R 2;" in annex_texts("prior_rank", lang="en")
    assert "bằng nhau, xếp hạng theo" not in annex_texts()


def test_two_steps_are_one_footnote() -> None:
    told = annex_texts("a", "b", table=TWO_STEPS)
    assert (
        "Sở P, Sở Q, Sở S, Sở R: bằng nhau, xếp hạng theo điểm “A. Phần A” (Sở P 20; Sở Q 20; Sở S 20; Sở R 10), "
        "điểm “B. Phần B” (Sở P 30; Sở Q 25; Sở S 25)." in told
    )


@pytest.mark.parametrize("ties", ["shared", "dense"])
def test_the_annexs_ranks_are_computed_to_the_same(ties: str) -> None:
    rubric, round_, ballots = made(TWO_STEPS + "z 1 1 1", "a", "b", ties=ties)
    ranking = ranking_of(rubric, round_, ballots)
    book = draw_annex(ranking, rubric, round_)
    assert [one.rank for one in ranking.groups[0].standings] == (
        [1, 2, 2, 4, 5] if ties == "shared" else [1, 2, 2, 3, 4]
    )
    xlsx = write_book(book)
    wanted = engines.formulas(xlsx)
    assert any(wanted.values())
    assert [differing(xlsx, engine.compute(xlsx, wanted)) for engine in ENGINES] == [[], []]
