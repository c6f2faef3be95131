"""The tally's sheets for the council: what must be discussed, how far members agree, what hangs on one ballot."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run
from tests.deep_sample import concluded
from tests.sample import ROUND, RUBRIC, filled_files, only, speak_english, write_round
from workbook.agreement import Interval
from workbook.catalogue import panel as said
from workbook.consolidation import consolidate
from workbook.excel.write import write_book
from workbook.findings import NOTE, Refused
from workbook.model import Assignment, Ballot, Disagreement, Discussed, Member, Round, Unit
from workbook.pipeline.folder import Folder
from workbook.pipeline.publishing import rank_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.sending import generate
from workbook.ranking import rank
from workbook.rubric import Criterion, Group, Rubric, Tier
from workbook.sheets.grid import Book, Sheet
from workbook.sheets.tally import draw_tally
from workbook.sheets.tally_agreement import band_of, icc_words
from workbook.template import load_template

D = Decimal
DISCUSS, AGREE = "Cần thảo luận", "Mức đồng thuận"
SIX = Rubric(
    "mau", "Mẫu", "1", "", (),
    (Criterion("a", "1", "Hạ tầng", D(10), D(1)), Criterion("b", "2", "Nhân lực", D(10), D(1))),
    (Group("g", "Các sở", D(20), (Tier("Tốt", D(10)), Tier("Khá", None))),),
)  # fmt: skip
UNITS = tuple(Unit(f"u{number}", f"Đơn vị {number}", "g") for number in range(1, 7))
MEMBERS = tuple(
    Member(f"TV-{number}", name, "", ("g",)) for number, name in enumerate(("An", "Bình", "Chi", "Dung"), 1)
)
# The table of Shrout and Fleiss 1979 as points on "a"; "b" is 2 from everybody.
TABLE = "9 2 5 8\n6 1 3 2\n8 4 6 8\n7 1 2 6\n10 5 6 9\n6 2 4 7"


def round_of(**changes: Any) -> Round:
    day = date(2026, 11, 1)
    made = Round("dot-1", "Đợt 1", "mau", 2026, day, day, "Tổ thư ký", UNITS, MEMBERS)
    return replace(made, **changes)


def ballots(table: str = TABLE) -> list[Ballot]:
    rows = [line.split() for line in table.splitlines()]
    return [
        Ballot(
            member.id,
            1,
            {
                cell: score
                for unit, row in zip(UNITS, rows, strict=False)
                for cell, score in {(unit.id, "a"): D(row[at]), (unit.id, "b"): D(2)}.items()
            },
        )
        for at, member in enumerate(MEMBERS[: len(rows[0])])
    ]


def drawn(round_: Round, given: Sequence[Ballot], lang: str = "vi", rubric: Rubric = SIX) -> Book:
    tally = consolidate(rubric, round_, given)
    return draw_tally(rubric, round_, tally, rank(rubric, round_, tally)[0], (), lang=lang)


def names(book: Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def texts(sheet: Sheet, key: str) -> list[object]:
    """The values of one row, without the empty ones."""
    row = next(row for row in sheet.rows if row.key == key)
    return [cell.value for cell in row.cells if cell is not None and cell.value is not None]


# ---------------------------------------------------------------- what must be discussed
LIMITS = Disagreement(cell=D(6), total=D(6))


def test_the_list_names_every_difference_with_everybodys_figure() -> None:
    sheet = drawn(round_of(disagreement=LIMITS), ballots()).sheet(DISCUSS)
    # Only u1 differs by more than 6: from 2 to 9, and the total from 4 to 11.
    assert [row.key for row in sheet.rows] == ["t:title", "t:under", "h:title", "r:1", "r:2"]
    assert texts(sheet, "r:1") == [
        1, "Đơn vị 1", "Tổng điểm", "4 (TV-2) · 7 (TV-3) · 10 (TV-4) · 11 (TV-1)", D(7), D(6), "Chưa thảo luận",
    ]  # fmt: skip
    assert texts(sheet, "r:2")[2:5] == ["1. Hạ tầng", "2 (TV-2) · 5 (TV-3) · 8 (TV-4) · 9 (TV-1)", D(7)]
    (under,) = texts(sheet, "t:under")
    assert "2 chênh lệch như vậy, 2 chưa được thảo luận" in str(under)
    assert "chênh nhau quá 6; tổng điểm chênh nhau quá 6" in str(under)
    assert "Chưa xong thì chưa xếp hạng" in str(under)


def test_the_list_says_what_was_recorded() -> None:
    record = Discussed("u1", None, "=1+1", "Hội đồng", date(2026, 11, 25))
    round_ = round_of(disagreement=LIMITS, discussed=(record,), conclusions=(concluded("u1", "a", "7.5"),))
    sheet = drawn(replace(round_, conclusions=()), ballots()).sheet(DISCUSS)
    assert texts(sheet, "r:1")[-1] == "Giữ nguyên điểm. =1+1 (Hội đồng, 25/11/2026)"
    assert all(cell.formula is None for _, _, cell in sheet.filled())
    sheet = drawn(round_, ballots()).sheet(DISCUSS)
    # The conclusion makes the totals one.
    assert texts(sheet, "r:1")[2:] == [
        "1. Hạ tầng", "2 (TV-2) · 5 (TV-3) · 8 (TV-4) · 9 (TV-1)", D(7), D(6), "Hội đồng kết luận: 7,5"
    ]  # fmt: skip
    assert "Chưa xong" not in str(texts(sheet, "t:under"))


def test_the_list_says_what_must_be_discussed_again() -> None:
    record = Discussed("u1", None, "đã xem", "Hội đồng", date(2026, 11, 25), D("6.5"))
    sheet = drawn(round_of(disagreement=Disagreement(total=D(6)), discussed=(record,)), ballots()).sheet(DISCUSS)
    assert texts(sheet, "r:1")[-1] == "Phải thảo luận lại: khi thảo luận ngày 25/11/2026 chỉ chênh 6,5"
    assert "1 chênh lệch như vậy, 1 chưa được thảo luận" in str(texts(sheet, "t:under"))


def test_who_agrees_has_no_list() -> None:
    assert DISCUSS not in names(drawn(round_of(disagreement=Disagreement(D(7), D(7))), ballots()))
    assert DISCUSS not in names(drawn(round_of(), ballots()))


# ---------------------------------------------------------------- statistics
def test_statistics_stand_with_their_meaning() -> None:
    sheet = drawn(round_of(), ballots()).sheet(AGREE)
    single = texts(sheet, "s:g:single")
    assert single[1:3] == [D("0.29"), "0,02 đến 0,76"]
    assert str(single[3]).startswith("Khoảng 29 % chênh lệch điểm là do các đơn vị khác nhau")
    assert "từ mức kém đến mức tốt (Koo và Li 2016)" in str(single[3])
    average = texts(sheet, "s:g:average")
    assert (average[1], average[2]) == (D("0.62"), "0,07 đến 0,93")
    assert "cả 4 thành viên" in str(average[0])
    w = texts(sheet, "s:g:w")
    # Sums of ranks by hand: 17, 6, 19, 7.5, 23.5, 11 around 14, squares 239.5; five pairs of equal figures, T = 30:
    # W = 12 x 239.5 / (16 x 210 - 4 x 30) = 2874 / 3240.
    assert w[1] == D("0.89")
    assert "không xếp mức" in str(w[3]) and "5 bậc tự do" in str(w[3])
    assert "So 4 thành viên trên 6 đơn vị" in str(texts(sheet, "s:g:who"))
    assert all(cell.formula is None for _, _, cell in sheet.filled())


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (Interval(0.95, 0.91, 0.99), "Khoảng 95 % .* nằm trong mức rất tốt"),
        (Interval(0.6, -0.1, 0.8), "Khoảng 60 % .* từ mức kém đến mức tốt"),
        (Interval(-0.2, -0.4, 0.3), "Điểm khác nhau là do người chấm.* nằm trong mức kém"),
        (Interval(0.3, None, None), "Khoảng 30 % .* do người chấm.$"),
    ],
)
def test_a_coefficient_is_read_in_plain_words(own: Interval, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(icc_words(own, load_template("tally", "vi"), "vi"))


@pytest.mark.parametrize(
    ("value", "band"),
    [(-1.0, "poor"), (0.499, "poor"), (0.5, "moderate"), (0.749, "moderate"), (0.75, "good"), (0.9, "good"),
     (0.901, "excellent"), (1.0, "excellent")],
)  # fmt: skip
def test_the_bands_are_those_of_koo_and_li(value: float, band: str) -> None:
    assert band_of(value) == band


REFUSALS: Mapping[str, tuple[str, str]] = {
    "members": (
        "9 2\n6 1\n8 4\n7 1\n10 5\n6 2",
        "cần ít nhất 3 thành viên chấm đủ mọi tiêu chí của một đơn vị, ở đây có 2",
    ),
    "variance": ("9 2 5\n" * 5 + "9 2 5", "mỗi thành viên cho cả 6 đơn vị cùng một tổng điểm"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_why_there_are_no_statistics_is_told(case: str) -> None:
    table, words = REFUSALS[case]
    assert words in str(texts(drawn(round_of(), ballots(table)).sheet(AGREE), "s:g:none"))


def test_units_too_few_and_units_not_scored_by_all_are_told() -> None:
    few = drawn(round_of(units=UNITS[:4]), ballots()).sheet(AGREE)
    assert "cần ít nhất 5 đơn vị, ở đây có 4" in str(texts(few, "s:g:none"))
    away = tuple(
        replace(one, recused=frozenset(units)) for one, units in zip(MEMBERS, ({"u1"}, {"u2"}, (), ()), strict=True)
    )
    thin = drawn(round_of(members=away), ballots()).sheet(AGREE)
    assert "ở đây chỉ có 4" in str(texts(thin, "s:g:none"))
    one = (replace(MEMBERS[0], recused=frozenset({"u1"})), *MEMBERS[1:])
    named = drawn(round_of(members=one), ballots()).sheet(AGREE)
    assert "So 4 thành viên trên 5 đơn vị" in str(texts(named, "s:g:who"))
    assert str(texts(named, "s:g:who")[0]).endswith("chưa đủ: Đơn vị 1.")


# ---------------------------------------------------------------- the members
def test_members_stand_beside_the_panel() -> None:
    sheet = drawn(round_of(), ballots()).sheet(AGREE)
    # Columns of the table: means 46/6, 15/6, 26/6, 40/6, and 2 more in total; the panel 127/24 and 2.
    assert texts(sheet, "m:g:TV-1")[:5] == [1, "An (TV-1)", 6, D("9.67"), D("2.38")]
    assert texts(sheet, "m:g:TV-2")[2:5] == [6, D("4.50"), D("-2.79")]
    assert texts(sheet, "m:g:TV-2")[6:8] == [D("3.00"), D("7.00")]
    assert texts(sheet, "p:g")[:3] == ["Cả hội đồng (trung bình)", 6, D("7.29")]


def test_what_hangs_on_one_ballot_is_named() -> None:
    sheet = drawn(round_of(), ballots("9 2 5\n6 1 3\n8 4 6\n7 1 2\n10 5 6\n6 2 9")).sheet(AGREE)
    # Totals: 7.33, 5.33, 8, 5.33, 9, 7.67; without TV-3 7.5, 5.5, 8, 6, 9.5, 6.
    assert texts(sheet, "m:g:TV-3")[-1] == (
        "4 đơn vị đổi hạng: Đơn vị 6 (hạng 3 → 4); Đơn vị 1 (hạng 4 → 3); Đơn vị 2 (hạng 5 → 6); Đơn vị 4 (hạng 5 → 4)."
    )


def test_tiers_are_named_too_and_nothing_is_said_of_what_stays() -> None:
    sheet = drawn(round_of(), ballots("8 8 8\n8 8 7\n1 1 1\n1 1 1\n1 1 1\n1 1 1")).sheet(AGREE)
    # u2: 9.67 is Khá, without TV-3 it is 10, which is Tốt and shares the first rank.
    assert texts(sheet, "m:g:TV-3")[-1] == ("1 đơn vị đổi hạng, 1 đơn vị đổi loại: Đơn vị 2 (hạng 2 → 1, Khá → Tốt).")
    assert texts(sheet, "m:g:TV-1")[-1] == "Không đơn vị nào đổi hạng hoặc đổi loại."


def test_many_units_are_named_in_part() -> None:
    rising, falling = "1 10 1\n2 9 2\n3 8 3\n4 7 4\n5 6 5\n6 5 6".splitlines(), 7
    table = "\n".join([*rising, "7 4 7", "8 3 8"])
    units = tuple(Unit(f"u{n}", f"Đơn vị {n}", "g") for n in range(1, falling + 2))
    rows = [line.split() for line in table.splitlines()]
    given = [
        Ballot(one.id, 1, {(u.id, leaf): D(row[at]) for u, row in zip(units, rows, strict=True) for leaf in ("a", "b")})
        for at, one in enumerate(MEMBERS[:3])
    ]
    sheet = drawn(round_of(units=units), given).sheet(AGREE)
    # Without the first: 10 + 1, 9 + 2, ... are all equal.
    assert "và 1 đơn vị khác." in str(texts(sheet, "m:g:TV-1")[-1])


def test_who_alone_scored_something_cannot_be_left_out() -> None:
    parts = tuple(Assignment(one.id, (leaf,)) for one, leaf in zip(MEMBERS, ("a", "b", "a", "a"), strict=True))
    sheet = drawn(round_of(assignments=parts), ballots()).sheet(AGREE)
    assert texts(sheet, "m:g:TV-2")[-1] == "Không so được 6 đơn vị: có tiêu chí chỉ thành viên này chấm."
    assert texts(sheet, "m:g:TV-2")[2] == "–"
    assert "cần ít nhất 3 thành viên" in str(texts(sheet, "s:g:none"))


@pytest.mark.parametrize("count", [0, 1])
def test_where_nobody_can_be_compared_there_is_no_sheet(count: int) -> None:
    assert AGREE not in names(drawn(round_of(), ballots()[:count]))
    parts = tuple(Assignment(one.id, (leaf,)) for one, leaf in zip(MEMBERS[:2], ("a", "b"), strict=True))
    assert AGREE not in names(drawn(round_of(assignments=parts, members=MEMBERS[:2]), ballots()[:2]))


def test_it_is_printed_on_a4_and_groups_are_kept_whole() -> None:
    groups = tuple(replace(SIX.groups[0], id=f"g{n}", name=f"Khối {n}") for n in range(8))
    rubric = replace(SIX, groups=groups)
    units = tuple(replace(unit, id=f"{unit.id}-{one.id}", group=one.id) for one in groups for unit in UNITS)
    members = tuple(replace(one, groups=tuple(group.id for group in groups)) for one in MEMBERS)
    given = [
        replace(ballot, scores={(f"{u}-{one.id}", leaf): s for (u, leaf), s in ballot.scores.items() for one in groups})
        for ballot in ballots()
    ]
    sheet = drawn(round_of(units=units, members=members), given, rubric=rubric).sheet(AGREE)
    page = sheet.page
    assert (page.landscape, page.pages_wide) == (True, 1)
    starts = {number for number, row in enumerate(sheet.rows) if row.key.startswith("b:")}
    assert page.row_breaks and set(page.row_breaks) <= starts


def test_english_and_the_file_itself() -> None:
    book = drawn(round_of(disagreement=LIMITS), ballots(), lang="en")
    assert {"To discuss", "Agreement"} <= set(names(book))
    assert "About 29 % of the differences" in str(texts(book.sheet("Agreement"), "s:g:single"))
    assert write_book(book) == write_book(drawn(round_of(disagreement=LIMITS), ballots(), lang="en"))


# ---------------------------------------------------------------- the round as a folder
@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A round whose members all sent ballots: TV-03 found dv-1 much weaker on "mang" than the others."""
    made = write_round(tmp_path / "đợt")
    generate(made)
    table = RIGHT.replace("dv-1  8.25", "dv-1  2")
    import_files(made, filled_files(made, tables={"TV-03": table}))
    return made


RIGHT = """
    dv-1  8.25  7.5  15    3
    dv-2  9     8    16.5  4
    dv-3  7     6.5  KĐG   2
    h-1   9.5   9    14    KĐG
    h-2   6     5    10    1
"""
RECORD = '[[discussed]]\nunit = "dv-1"\ncriterion = "mang"\nreason = "đã xem"\nby = "Hội đồng"\nwhen = 2026-11-25\n'
SPREAD = "spread = 6.25\n"


def add(root: Path, text: str) -> None:
    path = root / "round.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")


def test_nothing_is_ranked_before_it_was_discussed(root: Path) -> None:
    add(root, "[disagreement]\ncell = 6\n")
    with pytest.raises(Refused) as raised:
        rank_round(root)
    assert only(raised.value.findings, said.CELL_APART).at.member is None
    assert rank_round(root, provisional=True).provisional
    add(root, RECORD + SPREAD)
    made = rank_round(root)
    assert not made.provisional
    assert only(made.findings, said.DISCUSSED).at.unit == "dv-1"


def test_new_ballots_that_differ_by_more_must_be_discussed_again(root: Path) -> None:
    add(root, f"[disagreement]\ncell = 6\n{RECORD}{SPREAD}")
    rank_round(root)
    worse = filled_files(root, tables={"TV-03": RIGHT.replace("dv-1  8.25", "dv-1  1.75")})
    import_files(root, worse[2:])
    with pytest.raises(Refused) as raised:
        rank_round(root)
    assert only(raised.value.findings, said.DISCUSSED_OUTGROWN).facts["spread"] == D("6.5")


def test_the_ranking_need_not_wait(root: Path) -> None:
    add(root, "[disagreement]\ncell = 6\nmust = false\n")
    assert only(rank_round(root).findings, said.CELL_APART_OPEN).at.criterion == "mang"


def test_the_record_is_written_down(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    add(root, f"[disagreement]\ncell = 6\n{RECORD}")
    rank_round(root)
    plain = {"unit": "dv-1", "criterion": "mang", "reason": "đã xem", "by": "Hội đồng", "when": "2026-11-25"}
    add(root, SPREAD)
    rank_round(root)
    written = [entry.data.get("discussed") for entry in Folder(root, ROUND.id).register.entries("decisions")]
    assert written[-2:] == [[plain], [plain | {"spread": "6.25"}]]
    assert "1 chênh lệch đã thảo luận" in " ".join(run("log", root).out.split())
    assert "differences discussed: 1" in " ".join(run("log", root, "--lang", "en").out.split())


def without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] in ("numpy", "scipy"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)


def test_a_panel_too_small_for_statistics_needs_no_libraries(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_libraries(monkeypatch)
    assert said.NO_STATISTICS not in [one.check for one in rank_round(root).findings]


def test_without_the_libraries_the_tally_is_written_and_a_note_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = tuple(Unit(f"dv-{number}", f"Sở {number}", "So") for number in range(1, 7))
    members = tuple(Member(f"TV-0{number}", f"Người {number}", "", ("So",)) for number in range(1, 4))
    round_ = replace(round_of(), id="vi-du-2026", rubric=RUBRIC.id, units=units, members=members)
    root = write_round(tmp_path / "đợt", round_)
    generate(root)
    table = "\n".join(f"dv-{number} {number} 5 10 1" for number in range(1, 7))
    import_files(root, filled_files(root, round_, dict.fromkeys(("TV-01", "TV-02", "TV-03"), table)))
    assert said.NO_STATISTICS not in [one.check for one in rank_round(root).findings]
    without_libraries(monkeypatch)
    made = rank_round(root)
    note = only(made.findings, said.NO_STATISTICS)
    assert note.severity is NOTE
    assert made.new and all(path.exists() for path in made.files)


def test_the_sheets_speak_the_rounds_language(root: Path) -> None:
    speak_english(root)
    add(root, "[disagreement]\ncell = 6\nmust = false\n")
    assert any(path.name == "tally.xlsx" for path in rank_round(root).files)
