"""The back-check: our own output is clean, other spellings are understood, every kind of typing error is found."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.annexes import PUBLISHED
from tests.sample import assert_sayable
from tests.typing_errors.judging import ENDINGS, plant
from tests.typing_errors.kinds import KINDS, text_at, type_at
from tests.typing_errors.sheets import DRAFT, SUBJECTS, Row, Typed, case_of, checked, typed, wanted_of
from workbook.audit.back import back_check
from workbook.audit.back_page import grid_of_csv, grids_of_book
from workbook.audit.back_texts import LONGEST, MOST_TEXTS
from workbook.audit.csvtext import Grid
from workbook.catalogue import audit as said_of_audit
from workbook.catalogue import audit_back as said
from workbook.documents.annex import annex_document
from workbook.documents.numbers import shown
from workbook.documents.read_docx import read_docx
from workbook.documents.word import write_document
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import NOTE, Check, Finding, Words, say
from workbook.sheets.annex import annex_book
from workbook.sheets.annex_parts import make_annex


def checks(findings: tuple[Finding, ...]) -> list[Check]:
    return [one.check for one in findings]


# ---------------------------------------------------------------- our own output
def own_xlsx(subject: str) -> list[Grid]:
    case = case_of(subject)
    data = write_book(annex_book(make_annex(case.ranking, case.rubric, case.round)))
    return grids_of_book(read_book(data, "ranking.xlsx"), "ranking.xlsx")


def own_docx(subject: str) -> list[Grid]:
    case = case_of(subject)
    data = write_document(annex_document(make_annex(case.ranking, case.rubric, case.round)))
    grid, findings = read_docx(data, "ranking.docx")
    assert not findings
    return [grid]


def own_csv(subject: str, lang: str, mark: str) -> list[Grid]:
    """As Excel saves the sheet: every cell as it is shown."""
    case = case_of(subject)
    book = annex_book(make_annex(case.ranking, case.rubric, case.round))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=mark)
    for sheet in book.sheets:
        seen = [number for number, column in enumerate(sheet.columns) if not column.hidden]
        for row in (row for row in sheet.rows if not row.hidden):
            cells = [row.cells[number] if number < len(row.cells) else None for number in seen]
            texts = [
                shown(cell.value, book.styles[cell.style].number_format, lang).text
                if cell is not None and cell.style
                else ""
                for cell in cells
            ]
            writer.writerow(texts)
    wanted = wanted_of(subject)
    grid = grid_of_csv(stream.getvalue(), "ranking.csv", wanted.rubric, wanted.titles)
    assert grid is not None
    return [grid]


OWN: dict[str, Callable[[str], list[Grid]]] = {
    "xlsx": own_xlsx,
    "docx": own_docx,
    "csv, comma for decimals": lambda subject: own_csv(subject, "vi", ";"),
    "csv, point for decimals": lambda subject: own_csv(subject, "en", ","),
}


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_our_own_annex_is_clean(subject: str, kind: str) -> None:
    assert back_check(OWN[kind](subject), "ranking", wanted_of(subject)) == ()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("subject", [*SUBJECTS, DRAFT])
def test_a_decision_typed_without_an_error_is_clean(subject: str, ending: str) -> None:
    assert checked(typed(subject), ending) == ()


# ---------------------------------------------------------------- every kind of error
@pytest.mark.parametrize("name", KINDS)
def test_a_typing_error_is_found_and_told_once(name: str) -> None:
    """In the first decision that has a place for it, beginning with another one for each kind."""
    turn = list(KINDS).index(name)
    subjects = [SUBJECTS[(turn + n) % len(SUBJECTS)] for n in range(len(SUBJECTS))]
    if KINDS[name].draft:
        subjects = [DRAFT]
    judged = (plant(KINDS[name], subject, "1", ENDINGS[turn % len(ENDINGS)]) for subject in subjects)
    one = next((one for one in judged if one is not None), None)
    assert one is not None, "no decision has a place for it"
    assert one.found and one.once, (one.subject, one.ending, [say(found, "vi") for found in one.findings])
    for found in one.findings:
        assert_sayable(found)
        assert found.at.file


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 60


# ---------------------------------------------------------------- what is understood
def change(made: Typed, key: str, to: Callable[[str], str]) -> None:
    for spot in made.spots():
        if text := text_at(made, spot, key):
            type_at(made, spot, key, to(text))


UNDERSTOOD: dict[str, Callable[[Typed], None]] = {
    "decomposed letters": lambda made: change(made, "unit", lambda text: unicodedata.normalize("NFD", text)),
    "tone on another vowel": lambda made: change(made, "unit", lambda text: text.replace("hóa", "hoá")),
    "no-break spaces": lambda made: change(made, "unit", lambda text: text.replace(" ", "\u00a0")),
    "capitals": lambda made: change(made, "unit", str.upper),
    "abbreviated": lambda made: change(made, "unit", lambda text: text.replace("Phát triển nông thôn", "PTNT")),
    "footnote marks at names": lambda made: change(made, "unit", lambda text: f"{text} (1)"),
    "footnote marks at totals": lambda made: change(made, "total", lambda text: f"{text}*"),
    "spaces in figures": lambda made: change(made, "total", lambda text: f" {text}\u00a0"),
    "zeros behind": lambda made: change(made, "total", lambda text: text + ("0" if "," in text else ",0")),
    "words at ranks": lambda made: change(made, "rank", lambda text: f"Hạng {text}"),
    "tiers in small letters": lambda made: change(made, "tier", str.lower),
    "lines without numbers": lambda made: change(made, "no", lambda _: ""),
}  # fmt: skip


@pytest.mark.parametrize("how", UNDERSTOOD)
@pytest.mark.parametrize("subject", PUBLISHED)
def test_other_spellings_of_the_same_are_no_errors(subject: str, how: str) -> None:
    made = typed(subject)
    UNDERSTOOD[how](made)
    assert checked(made, "csv") == ()


@pytest.mark.parametrize("subject", PUBLISHED)
def test_decimal_points_are_understood_and_told_once(subject: str) -> None:
    made = typed(subject)
    change(made, "total", lambda text: text.replace(",", "."))
    assert set(checks(checked(made, "csv"))) <= {said.MIXED_MARKS}


def test_a_point_for_thousands_is_settled_by_the_result() -> None:
    made = typed("thanh-hoa-2023")
    spot = made.spots()[0]
    right = made.wanted.ones[0].figures["total"]
    assert right == Decimal(970)
    for text, expected in (("970", []), ("970.000", []), ("0.970", [said.FIGURE])):
        type_at(made, spot, "total", text)
        assert [check for check in checks(checked(made)) if check is not said.MIXED_MARKS] == expected, text


def test_an_alias_is_a_name_of_the_unit() -> None:
    made = typed("lao-cai-2020")
    first = made.wanted.ones[0]
    own = replace(first, unit=replace(first.unit, aliases=("Cơ quan chuyên trách CNTT",)))
    names = {**made.wanted.names, "cơ quan chuyên trach́ cntt": (own,)}
    type_at(made, made.spots()[0], "unit", "Cơ quan chuyên trách CNTT")
    assert checks(checked(made)) == [said.NAME_WRONG]
    made.wanted = replace(made.wanted, names=names, ones=(own, *made.wanted.ones[1:]))
    assert checks(checked(made)) == []


def test_a_cause_is_proposed_where_it_can_be_guessed() -> None:
    made = typed("lao-cai-2020")
    spot = made.spots()[1]
    for text, hint in (("9603", "dấu thập phân"), ("90,63", ""), ("69,03", "đổi chỗ"), ("96,34", "dòng trên")):
        type_at(made, spot, "total", text)
        (one,) = checked(made)
        words = one.facts["hint"]
        assert one.check is said.FIGURE and isinstance(words, Words) and hint in words.vi, text
        assert "96,03" in say(one, "vi") and "Sở Kế hoạch và Đầu tư" in say(one, "vi")


# ---------------------------------------------------------------- whole documents
def test_the_document_of_another_result_is_one_finding() -> None:
    made = typed("lao-cai-2020")
    change(made, "total", lambda text: text[:-1] + str((int(text[-1]) + 1) % 10))
    found = [one for one in checked(made) if one.check is not said.SAID_FIGURE]
    assert checks(tuple(found)) == [said.NOT_THIS_RESULT]
    assert (found[0].facts["count"], found[0].facts["rows"]) == (32, 32)


def test_another_order_on_purpose_is_a_note() -> None:
    made = typed("thai-binh-2020")
    rows = sorted(spot.row for spot in made.spots())
    made.rows[rows[0] : rows[-1] + 1] = [row for row in reversed(made.rows[rows[0] : rows[-1] + 1])]
    (one,) = (one for one in checked(made) if one.check is not said.NUMBER_WRONG)
    assert one.check is said.OTHER_ORDER and one.severity is NOTE


def test_a_column_of_which_the_result_knows_nothing_is_told() -> None:
    made = typed("lao-cai-2020")
    spots = made.spots()
    made.rows[next(number for number, row in enumerate(made.rows) if row.table)].cells[9] = "Số lao động"
    for spot in spots:
        made.rows[spot.row].cells[9] = "12"
    assert checks(checked(made)) == [said.NOT_COMPARED]


def test_what_is_too_much_to_compare_is_told() -> None:
    for texts, count in ((["Một đoạn."] * (MOST_TEXTS + 7), 8), (["Một đoạn."] * 3, None), (["chữ " * LONGEST], 1)):
        made = typed("lao-cai-2020")
        made.rows = [Row(0, {0: text}) for text in texts] + made.rows[:1] * (count == 8)
        left = [one for one in checked(made, "csv") if one.check is said.TEXTS_LEFT]
        assert [one.facts["count"] for one in left] == ([count] if count else [])


def test_another_prior_rank_is_told_against_the_prior_rank() -> None:
    made = typed("lao-cai-2020")
    spot = made.spots()[0]
    type_at(made, spot, "prior_rank", "8")
    (found,) = checked(made)
    assert (found.check, found.facts["found"], found.facts["wanted"]) == (said.PRIOR_RANK_DIFFERS, "8", 3)


def test_a_document_without_a_table_says_so() -> None:
    made = typed("lao-cai-2020")
    made.rows = [Row(0, {0: "Quyết định khen thưởng"})]
    assert checks(checked(made)) == [said_of_audit.NO_TABLE]


def test_a_published_decision_whose_dates_disagree() -> None:
    """Thái Bình 2020, as published: the decision of 5 January is one of 5 April in its annex."""
    made = typed("thai-binh-2020")
    for row in made.rows:
        row.cells = {c: text.replace("ngày 05/01/2021", "ngày 05/04/2021") for c, text in row.cells.items()}
    assert said.DECISION_DATE in checks(checked(made))
