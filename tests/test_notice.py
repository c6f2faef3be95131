"""What a unit is told of its result: every figure that of the ranking, and nothing of members or of other units."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random
from statistics import median
from typing import NamedTuple

import pytest

from tests.councils import Council, counted, make_council
from tests.docx_text import lines, parts, rows
from tests.naive_scores import Naive
from tests.sample import ROUND, RUBRIC, decision, panel_of, round_with, rubric, with_unit
from workbook.consolidation import score_units
from workbook.documents.document import Table as DocTable
from workbook.documents.notice import notice_document
from workbook.documents.numbers import shown
from workbook.documents.word import clean, write_document
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.loading.round import load_round
from workbook.model import Ballot, CellId, Combine, Conclusion, Member, Round, SelfScore, Unit, Waiver
from workbook.notice import FEWEST, Notice, notices
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.rubric import Criterion, Group, Rubric, Tier
from workbook.sheets.notice import notice_book
from workbook.sheets.notice_parts import COLUMNS, MARGINS, Page, Paper, Table, page_of, style_of, texts
from workbook.sheets.paper import printable
from workbook.shelf import shelf
from workbook.template import load_template

LESSON = "vi-du-chuyen-doi-so"


class Made(NamedTuple):
    """A council, and its notices by unit id."""

    council: Council
    notices: Mapping[str, Notice]

    @property
    def paper(self) -> Paper:
        return Paper(self.council.round, 7, "vi")

    def page(self, unit: str, lang: str = "vi") -> Page:
        return page_of(replace(self.paper, lang=lang), self.notices[unit])

    def text(self, unit: str, lang: str = "vi") -> str:
        return "\n".join(texts(self.page(unit, lang).parts))


def made_of(council: Council, self_scores: Mapping[str, SelfScore] | None = None) -> Made:
    tally = replace(council.tally, self_scores=self_scores or {})
    units = [unit for unit in council.round.units if unit.left_out is None]
    found = notices(council.rubric, council.round, tally, council.ranking, units)
    return Made(council, {one.unit.id: one for one in found})


def sample(round_: Round = ROUND, by: Rubric = RUBRIC, tables: Mapping[str, str] | None = None) -> Made:
    return made_of(counted(by, round_, tuple(panel_of(tables, round_, by))))


# ---------------------------------------------------------------- the teaching round, computed twice
@pytest.fixture(scope="module")
def naive() -> Naive:
    return Naive(shelf("rubrics") / f"{LESSON}.toml", shelf("example"))


@pytest.fixture(scope="module")
def lesson(naive: Naive) -> Made:
    """The teaching round from what its people type, without the files between."""
    round_, by, _ = load_round(shelf("example"))
    ballots = tuple(Ballot(name, 1, _facts(by, typed)) for name, typed in naive.typed.items())
    with (shelf("example") / "tu-cham.csv").open(encoding="utf-8", newline="") as file:
        own = {(row["unit"], row["input"]): row["value"] for row in csv.DictReader(file) if row["value"]}
    facts = _facts(by, own)
    points: dict[str, dict[str, Score]] = {}
    for group in by.groups:
        points |= score_units(by, round_, group, {unit.id: facts for unit in round_.scored(group.id)})
    return made_of(counted(by, round_, ballots), {unit: SelfScore(points=each) for unit, each in points.items()})


def _facts(by: Rubric, typed: Mapping[tuple[str, str], str]) -> dict[CellId, Score]:
    return {at: NOT_APPLICABLE if text == "KĐG" else Decimal(text) for at, text in typed.items()}


def test_every_figure_of_the_teaching_round_is_that_of_the_naive_program(lesson: Made, naive: Naive) -> None:
    for group in ("So", "Xa"):
        results = {unit["id"]: naive.result(unit) for unit in naive.units(group)}
        converted = [result["converted"] for result in results.values()]
        totals = [total for total in converted if total is not None]
        for id_, wanted in results.items():
            notice = lesson.notices[id_]
            values = {entry.line.node.id: entry for entry in notice.entries}
            for leaf in naive.leaves(naive.tops(group), group):
                if leaf["id"] in wanted:
                    entry, value = values[leaf["id"]], wanted[leaf["id"]]
                    assert _exact(entry.line.value) == value, (id_, leaf["id"])
                    if value is not None and leaf.get("rule", {}).get("kind") not in ("bonus", "penalty"):
                        assert _exact(entry.lost) == Fraction(str(leaf["max"])) - value
            own = notice.standing
            assert _exact(own.total) == wanted["total"]
            assert _exact(own.applicable_max) == wanted["max"]
            assert _exact(own.converted) == wanted["converted"]
            told = next(one for one in notice.compared if one.kind == "converted")
            assert (told.own, told.best) == (wanted["converted"], max(totals))
            assert told.mean == sum(totals) / len(totals)


def _exact(score: Score) -> Fraction | None:
    return Fraction(score) if isinstance(score, Decimal) else None


def test_the_sheets_and_the_document_print_these_figures(lesson: Made) -> None:
    paper = lesson.paper
    pages = [lesson.page(unit) for unit in lesson.notices]
    book, document = notice_book(paper, pages), notice_document(paper, pages)
    for page, sheet, section in zip(pages, book.sheets, document.sections, strict=True):
        notice = lesson.notices[page.unit]
        tables = [part for part in page.parts if isinstance(part, Table)]
        by_code = {line.cells[0].value: line.cells for line in tables[-1].lines}
        for entry in notice.entries:
            if entry.line.counts and isinstance(entry.line.value, Decimal):
                own, points = by_code[entry.line.node.code][3:5]
                assert points.value == entry.line.value
                assert own.value == entry.own
        assert tables[0].lines[1].cells[0].value == notice.standing.total
        printed = {(cell.value, cell.style) for _, _, cell in sheet.filled()}
        drawn = [
            cell.text for block in section.blocks if isinstance(block, DocTable) for r in block.rows for cell in r.cells
        ]
        wanted = [cell for part in tables for line in part.lines for cell in line.cells]
        assert {(cell.value, cell.style) for cell in wanted if cell.value is not None} <= printed
        assert drawn == [shown(cell.value, style_of(cell.style).number_format, "vi").text for cell in wanted]


def test_what_the_teaching_round_says_of_single_criteria(lesson: Made) -> None:
    text = lesson.text("so-giao-duc")
    assert "2.5. " in text and "Hội đồng kết luận 6. Lý do: Hội đồng chấp nhận giải trình. Đơn vị giải trình: " in text
    assert "phiên họp" not in text, "who said it in the council is not told"
    assert "KĐG vì không phải nhiệm vụ của đơn vị. Lý do: không được giao" in lesson.text("so-xay-dung")
    assert "KĐG vì đơn vị có đặc điểm: " in lesson.text("thanh-tra")
    assert "năm nay không chấm. Lý do: " in text
    assert lesson.notices["so-ke-hoach"].own_total == Decimal("191.71")


# ---------------------------------------------------------------- nothing of members and other units
def hidden(council: Council, unit: str) -> Iterator[str]:
    """What the notice of a unit must not hold."""
    for member in council.round.members:
        yield from (member.name, member.id)
    for other in council.round.units:
        if other.id != unit:
            yield from (other.name, *other.aliases)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_notice_names_a_member_or_another_unit(lesson: Made, lang: str) -> None:
    for unit in lesson.notices:
        text = lesson.text(unit, lang)
        assert [name for name in hidden(lesson.council, unit) if name in text] == []
        assert lesson.notices[unit].unit.name in text


SECRET = {
    "TV-01": "dv-1 8.37 7.13 15 3\n dv-2 9 8 16.5 4\n dv-3 7 6.5 KĐG 2\n h-1 9.5 9 14 KĐG\n h-2 6 5 10 1",
    "TV-02": "dv-1 6.59 5.71 11 1\n dv-2 9 8 16.5 4\n dv-3 7 6.5 KĐG 2\n h-1 9.5 9 14 KĐG\n h-2 6 5 10 1",
    "TV-03": "dv-1 9.83 6.97 19 2\n dv-2 9 8 16.5 4\n dv-3 7 6.5 KĐG 2\n h-1 9.5 9 14 KĐG\n h-2 6 5 10 1",
}


@pytest.mark.parametrize("order", ["leaf", "total", "member"])
@pytest.mark.parametrize("method", ["mean", "trimmed"])
def test_no_single_figure_of_a_member_is_told(order: str, method: str) -> None:
    by = rubric(rounding=replace(RUBRIC.rounding, order=order))  # type: ignore[arg-type]
    text = sample(round_with(combine=Combine(method)), by, SECRET).text("dv-1")  # type: ignore[arg-type]
    own = [figure.replace(".", ",") for table in SECRET.values() for figure in table.split()[1:3]]
    # Of three figures trimmed by one, the middle one is left: it is what counts, whoever gave it.
    counts = {"8,37", "6,97"} if method == "trimmed" else set()
    assert [figure for figure in own if figure in text and figure not in counts] == []


def _with_names(council: Council) -> Council:
    """The same council, each unit with a name that nothing else can be."""
    units = tuple(replace(unit, name=f"Sở Thứ {unit.id}", aliases=()) for unit in council.round.units)
    return counted(council.rubric, replace(council.round, units=units), council.ballots)


def test_random_councils_keep_their_secrets_and_their_sums() -> None:
    for number in range(25):
        council = _with_names(make_council(Random(number)))
        made = made_of(council)
        for unit, notice in made.notices.items():
            text = made.text(unit)
            assert [name for name in hidden(council, unit) if name in text] == [], (number, unit)
            group = next(one for one in council.ranking.groups if one.group.id == notice.unit.group)
            totals = [one.total for one in group.standings if one.total is not None]
            assert notice.few == (len([one for one in group.standings if one.rank]) < FEWEST)
            told = next((one for one in notice.compared if one.kind == "total" and not one.percent), None)
            if told is not None:
                exact = [Fraction(total) for total in totals]
                assert (told.mean, told.median) == (sum(exact) / len(exact), median(exact))
                assert told.place == 1 + sum(total > notice.standing.total for total in totals)  # type: ignore[operator]


# ---------------------------------------------------------------- small groups
@pytest.mark.parametrize(
    ("left_out", "few", "word"),
    [((), False, "Trung vị"), (("dv-3",), True, "có 2 đơn vị"), (("dv-2", "dv-3"), True, "chỉ có một đơn vị")],
)
def test_a_small_group_is_not_compared(left_out: tuple[str, ...], few: bool, word: str) -> None:
    round_ = ROUND
    for unit in left_out:
        round_ = with_unit(unit, round_, left_out="sáp nhập")
    made = sample(round_)
    notice = made.notices["dv-1"]
    assert notice.few is few and bool(notice.compared) is not few
    text = made.text("dv-1")
    assert word in text
    assert ("ngay trên còn thiếu" in text) is not few, "the distance to the only other unit would be its figure"
    # What its own figures lack to the next class tells nothing of others.
    assert "Để lên mức “Tốt” còn thiếu ít nhất 2,25 điểm." in text


def test_a_group_to_which_nothing_applies_says_that_nobody_is_ranked() -> None:
    every = tuple(replace(one, markable=True, children=()) for one in RUBRIC.criteria)
    by = rubric(criteria=every, rank_by="index")
    units = [unit.id for unit in ROUND.units if unit.left_out is None]
    given = {(unit, leaf.id): NOT_APPLICABLE for unit in units for leaf in every}
    text = made_of(counted(by, ROUND, (Ballot("TV-01", 1, dict(given)),))).text("dv-1")
    assert "Khối này chưa có đơn vị nào được xếp hạng" in text
    assert "Không có tiêu chí nào áp dụng với đơn vị nên không có chỉ số, không xếp hạng." in text


@pytest.fixture(scope="module")
def made_sample() -> Made:
    return sample()


def test_sections_of_few_units_are_not_compared_only_totals_are(made_sample: Made) -> None:
    """Totals of three units are published; of points by section nobody may know another's."""
    assert [one.kind for one in made_sample.notices["dv-1"].compared] == ["total"]
    assert "Mục có dưới 5 đơn vị có điểm thì không in" in made_sample.text("dv-1")
    assert "fewer than 5 units" in made_sample.text("dv-1", "en")


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((6, 6, 6), "a b c"),
        ((6, 6, 5), "a b c"),
        ((6, 6, 4), "b"),
        ((6, 3, 3), "a"),
        ((6, 6, 1), "a b"),
        ((4, 4, 4), ""),
    ],
)
def test_what_is_not_told_cannot_be_found_by_subtraction(counts: tuple[int, ...], told: str) -> None:
    """`counts`: how many of six units have points in each of three sections; the totals' sum is known to all.

    Of (6, 6, 4) what is left of it would be the sum of three others: a further section is not told.
    """
    leaves = [Criterion(name, name, name, Decimal(10), Decimal(1), markable=True) for name in "abc"]
    by = rubric(criteria=tuple(leaves), groups=(Group("g", "Khối", Decimal(30)),), rank_by="index", traits=())
    units = tuple(Unit(f"u{number}", f"Đơn vị {number}", "g") for number in range(6))
    round_ = round_with(units=units, members=(Member("TV-1", "An Văn Bình", "", ("g",)),))
    given: dict[CellId, Score] = {
        (unit.id, leaf.id): Decimal(number + 1) if number < count else NOT_APPLICABLE
        for leaf, count in zip(leaves, counts, strict=True)
        for number, unit in enumerate(units)
    }
    notice = made_of(counted(by, round_, (Ballot("TV-1", 1, given),))).notices["u0"]
    assert [one.node.id for one in notice.compared if one.node is not None] == told.split()
    assert {one.id for one in notice.hidden} == set("abc") - set(told.split())


def test_sections_with_unlike_maxima_are_compared_by_share() -> None:
    """dv-3 has no sáng kiến to show: 33.75 of 45, 37.5 of 45, 13.5 of 20."""
    by = rubric(rank_by="index")
    table = {one.id: SECRET["TV-01"].replace("dv-3 7 6.5 KĐG 2", "dv-3 7 6.5 KĐG 1") for one in ROUND.members}
    told = next(one for one in sample(by=by, tables=table).notices["dv-3"].compared if one.kind == "total")
    assert told.percent and told.own == Fraction("14.5") / 25 * 100 and told.limit == 25


# ---------------------------------------------------------------- recorded texts
TEXTS = [
    ("theo biên bản kiểm tra", ""),
    ("Nguyễn Văn An đề nghị giữ", "Nguyễn Văn An"),
    ("theo đề nghị của TV-02", "TV-02"),
    ("so với SỞ XÂY DỰNG thì thấp hơn", "Sở Xây dựng"),
    ("Sở Y tế đã bổ sung hồ sơ", ""),
    ("an toàn thông tin", ""),
    ("như Huyện  An đã làm", "Huyện An"),
    ("đồng chí Cường, ông Minh đề nghị", "Lê Văn Cường"),
    ("theo Đ/c Văn An", "Nguyễn Văn An"),
    ("Trần\u00ad Thị-Bình đề nghị", "Trần Thị Bình"),
]


@pytest.mark.parametrize(("reason", "named"), TEXTS)
def test_a_text_that_names_a_member_or_another_unit_is_withheld(reason: str, named: str) -> None:
    round_ = round_with(
        conclusions=(Conclusion("dv-1", "mang", Decimal(9), "", reason, "Hội đồng"),),
        waivers=(Waiver("SCORE-001", "dv-1", "an-toan", "TV-02", reason, "TV-02", date(2026, 11, 25)),),
    )
    made = sample(round_)
    text = made.text("dv-1")
    assert ("Lý do: " + reason in text) is not bool(named)
    assert text.count("không in ở đây vì nêu tên") == (2 if named else 0)
    assert [(node.id if node else "", name) for node, name in made.notices["dv-1"].withheld] == (
        [("mang", named), ("an-toan", named)] if named else []
    )


EQUAL = "dv-1 8 7 15 3\n dv-2 8 7 15 3\n dv-3 8 7 KĐG 2\n h-1 9.5 9 14 KĐG\n h-2 6 5 10 1"


@pytest.mark.parametrize(
    ("chain", "kind", "reason", "word"),
    [
        ((), "", "", "Không có gì tách"),
        ((), "split", "bốc thăm", "tách hạng. Lý do: bốc thăm."),
        ((), "split", "Sở Xây dựng nhường", "tách hạng. Lý do có ghi trong hồ sơ"),
        ((), "shared", "biểu quyết", "cùng hạng. Lý do: biểu quyết."),
        (("prior_rank",), "", "", "hạng năm trước: đơn vị có 2; theo đó đứng dưới 0 và trên 1 đơn vị"),
    ],
)
def test_equal_units_learn_what_parted_them_without_each_others_names(
    chain: tuple[str, ...], kind: str, reason: str, word: str
) -> None:
    round_ = with_unit("dv-1", prior_rank=2)
    ties = (replace(decision(kind, "dv-1", "dv-2"), reason=reason),) if kind else ()
    made = sample(replace(round_, ties=ties), rubric(tie_chain=chain), {one.id: EQUAL for one in ROUND.members})
    text = made.text("dv-1")
    assert "Có 1 đơn vị cùng khối bằng tổng điểm với đơn vị." in text
    assert word in text
    assert "Sở Xây dựng" not in text


def test_a_contact_who_is_a_member_is_withheld() -> None:
    assert "Có gì chưa rõ, xin liên hệ: Tổ thư ký." in sample().text("dv-1")
    text = sample(round_with(contact="Lê Văn Cường, thư ký")).text("dv-1")
    assert "Cường" not in text and "xin liên hệ" not in text


# ---------------------------------------------------------------- classes
@pytest.mark.parametrize(
    ("tier", "unit", "word"),
    [
        (Tier("Tốt", Decimal(30), quota_count=1), "dv-1", "số điểm đã đủ, còn thiếu điều kiện: mức này có giới hạn"),
        (Tier("Tốt", Decimal(30), at_least={"ha-tang": Decimal(16)}), "dv-1", "Hạ tầng từ 16 (đang có 15,75)"),
        (Tier("Tốt", Decimal("33.75"), strict=True), "dv-1", "còn thiếu ít nhất 0,01 điểm"),
        (Tier("Tốt", Decimal(30)), "dv-1", "Xếp loại “Tốt” theo tổng điểm: 33,75 (mức này tính từ 30)"),
    ],
)
def test_a_unit_learns_what_it_lacks_to_the_next_class(tier: Tier, unit: str, word: str) -> None:
    group = replace(RUBRIC.groups[0], tiers=(tier, Tier("Khá", None)))
    assert word in sample(by=rubric(groups=(group, *RUBRIC.groups[1:]))).text(unit)


def test_without_a_total_it_says_what_is_missing() -> None:
    tables = {one.id: SECRET["TV-01"].replace("dv-1 8.37", "dv-1 -") for one in ROUND.members}
    text = sample(tables=tables).text("dv-1")
    assert "Còn 1 tiêu chí chưa có điểm: 1.1. Mạng nội bộ." in text
    assert "Chưa có tổng điểm" in text


# ---------------------------------------------------------------- looks
@cache
def _width() -> float:
    return printable(False, MARGINS)[0]


def test_a_sheet_is_a4_upright_numbered_from_1_and_as_wide_as_the_page(lesson: Made) -> None:
    book = notice_book(lesson.paper, [lesson.page(unit) for unit in lesson.notices])
    assert len({sheet.name.casefold() for sheet in book.sheets}) == len(lesson.notices)
    for sheet in book.sheets:
        page = sheet.page
        assert (page.landscape, page.first_number, page.pages_wide) == (False, 1, 1)
        assert page.area is not None and page.area.bottom == len(sheet.rows) - 1
        assert len(page.row_breaks) <= 4
        assert page.repeat_rows is not None
        assert all(row.height for row in sheet.rows)
    assert 0 <= _width() - sum(COLUMNS) < 3
    assert all(style.font == "Times New Roman" for style in book.styles.values())


def test_a_provisional_notice_says_so_on_every_page(made_sample: Made) -> None:
    paper = replace(made_sample.paper, number=None)
    page = page_of(paper, made_sample.notices["dv-1"])
    word = load_template("notice", "vi").words["provisional"]
    assert word in list(texts(page.parts))
    assert "kết quả số" not in "\n".join(texts(page.parts))
    assert [section.footer for section in notice_document(paper, [page]).sections] == [word]
    assert word in notice_book(paper, [page]).sheets[0].page.footer
    assert word not in made_sample.text("dv-1")


def test_a_very_long_name_fits(made_sample: Made) -> None:
    name = "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp " * 3
    made = sample(with_unit("dv-1", name=name.strip()))
    (sheet,) = notice_book(made.paper, [made.page("dv-1")]).sheets
    row = next(
        row for row in sheet.rows if row.cells and row.cells[0] is not None and row.cells[0].value == name.strip()
    )
    assert row.height is not None and row.height > 50
    assert len(sheet.name) <= 31


def test_figures_are_rounded_as_the_rubric_says(made_sample: Made) -> None:
    own = made_sample.notices["dv-1"]
    mean = next(one.mean for one in own.compared if one.kind == "total")
    assert str(round_half_up(mean, 2)).replace(".", ",") == "28,92"
    cells = [cell.text for block in notice_document(made_sample.paper, [made_sample.page("dv-1")]).sections[0].blocks
             if isinstance(block, DocTable) for row in block.rows for cell in row.cells]  # fmt: skip
    assert "28,92" in cells and "33,75" in cells


# ---------------------------------------------------------------- printed
def test_many_notices_share_what_stands_in_their_margins_and_keep_their_tables(lesson: Made) -> None:
    pages = [lesson.page(unit) for unit in lesson.notices]
    data = write_document(notice_document(lesson.paper, pages))
    found = parts(data)
    assert len([name for name in found if "header" in name and name.endswith(".xml")]) == 2, "first pages, and others"
    assert len([name for name in found if "footer" in name and name.endswith(".xml")]) == 2
    tables = [part for page in pages for part in page.parts if isinstance(part, Table)]
    assert found["word/document.xml"].count(b"<w:tbl>") == len(tables)
    assert found["word/document.xml"].count(b'<w:pgNumType w:start="1"/>') == len(pages)
    assert len(rows(data, 2)) == len(tables[2].lines)


HOSTILE = ['<w:tbl w:stub="0"/>', "=1+1", "{name}", "A & B <C>", "Sở\x0bY\u202etế"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_a_name(name: str) -> None:
    made = sample(with_unit("dv-1", name=name))
    pages = [made.page("dv-1"), made.page("dv-2")]
    data = write_document(notice_document(made.paper, pages))
    count = sum(isinstance(part, Table) for page in pages for part in page.parts)
    assert parts(data)["word/document.xml"].count(b"<w:tbl>") == count
    assert clean(name) in [cell for line in lines(data) for cell in line]
    book = read_book(write_book(notice_book(made.paper, pages)), "x.xlsx")
    cells = [cell for cell in book.sheets[0].cells.values() if cell.text == name]
    assert [(cell.kind, cell.formula) for cell in cells] == [("text", None)]
