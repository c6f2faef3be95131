"""Rubrics in Excel: TOML -> workbook -> TOML is the identity, and the workbook is what a secretary needs."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deep_strategies import deep_rubrics
from tests.raw_rubrics import raw_of
from tests.strategies import rubrics, texts
from workbook.authoring.draw import draw_authoring
from workbook.authoring.gather import gather
from workbook.authoring.judge import as_read, load_authoring, write_authoring
from workbook.authoring.labels import help_of, kind_title, label, meaning, sheet_name, title, words_of
from workbook.authoring.plan import SHEETS, Slot, columns, general, lists
from workbook.catalogue import authoring as said
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Refused, errors
from workbook.loading.names import fold
from workbook.loading.rubric import load_rubric, rubric_path, shipped_rubrics
from workbook.loading.source import read_toml
from workbook.loading.toml_text import plain, reads_back, toml_text
from workbook.rules.kinds import KINDS
from workbook.shelf import shelf

EXAMPLE = shelf("templates") / "rubric-example.toml"


def raw_at(path: Path) -> dict[str, Any]:
    return read_toml(path, path.name)[0]


def through_excel(raw: dict[str, Any], lang: str) -> dict[str, Any]:
    """The raw data after it was written to a file and read again."""
    data = write_book(write_authoring(raw, "x.xlsx", lang))
    made = gather(read_book(data, "x.xlsx"), "x.xlsx")
    assert made.findings == []
    return plain(made.raw)


# ---------------------------------------------------------------- there and back
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", [*shipped_rubrics(), "the template"])
def test_every_shipped_rubric_goes_through_excel_unchanged(name: str, lang: str) -> None:
    path = EXAMPLE if name == "the template" else rubric_path(name)
    raw = raw_at(path)
    data = write_book(write_authoring(raw, "x.xlsx", lang))
    back = load_authoring(read_book(data, "x.xlsx"), "x.xlsx")
    assert back.raw == plain(raw)
    assert toml_text(back.raw) == toml_text(raw)
    rubric, findings = load_rubric(path)
    assert back.rubric == rubric
    assert [found.code for found in back.findings] == [found.code for found in findings]


@given(rubrics(), st.sampled_from(["vi", "en"]))
@settings(max_examples=25)
def test_random_rubrics_go_through_excel_unchanged(rubric: Any, lang: str) -> None:
    raw = raw_of(rubric)
    assert through_excel(raw, lang) == plain(raw)


@given(deep_rubrics(leaves=10), st.sampled_from(["vi", "en"]))
@settings(max_examples=30)
def test_random_deep_rubrics_go_through_excel_unchanged(rubric: Any, lang: str) -> None:
    raw = raw_of(rubric)
    assert through_excel(raw, lang) == plain(raw)
    assert tomllib.loads(toml_text(raw), parse_float=Decimal) == plain(raw)


ODD: dict[str, Any] = {
    "id": "la",
    "title": "=HYPERLINK(1)",
    "version": "1.10",
    "legal_basis": '""',
    "errata": ["a; b", '"quoted" \\ back', "'x"],
    "rounding": {"leaf": 0, "order": "member"},
    "shows_index": False,
    "traits": [{"id": "a", "name": "b; c"}, {"id": "b", "name": "a"}, {"id": "c", "name": "_x0041_"}],
    "criteria": [
        {
            "id": "1.10",
            "code": "1.10",
            "name": '""""',
            "max": Decimal("0.125"),
            "step": Decimal("0.000001"),
            "not_applicable": ["b", "c"],
            "group_max": {"So": Decimal("1.125"), "Xa": 1000, "Huyen": Decimal("999999.999999")},
            "assumed": False,
            "children": [{"id": "x", "name": "TRUE", "max": 1, "rule": {"kind": "direct"}}],
        },
        {
            "id": "y",
            "name": "08",
            "max": 10,
            "weight": Decimal("0.3333"),
            "rule": {
                "kind": "sum",
                "parts": [
                    {"name": "1", "max": 5, "kind": "direct", "step": 1},
                    {"name": "2", "max": 5, "kind": "bands", "input": "i", "least": -5,
                     "bands": [{"bound": Decimal("-1.5"), "share": 1, "strict": False}]},
                ],
            },
        },
    ],
    "aggregates": [{"id": "p", "name": "P", "criteria": ["y", "1.10"]}],
    "tiers": {"trống": [], "chung 1": [{"label": "Có"}]},
    "groups": [
        {"id": "So", "name": "Khối; một", "max": 10, "tiers": "chung 1", "titles": {"unit": "a = b; c", "total": "1"}},
        {"id": "Xa", "name": "Xa", "max": 10,
         "tiers": [{"label": "T", "lower": 1, "at_least": {"p": 1}}, {"label": "T"}]},
    ],
}  # fmt: skip
"""What is hard to keep in cells: texts that look like numbers, formulas or lists, figures of three decimals."""


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_odd_texts_and_figures_survive(lang: str) -> None:
    assert through_excel(ODD, lang) == plain(ODD)
    assert reads_back(toml_text(ODD), ODD)
    assert not reads_back(toml_text(ODD), {**ODD, "title": "other"})


@given(texts(60), texts(60))
def test_any_text_survives_in_a_name_and_in_a_list(name: str, erratum: str) -> None:
    raw = {"criteria": [{"id": "a", "name": name, "max": 1}], "errata": [erratum], "groups": []}
    assert plain(gather(as_read(draw_authoring(raw)), "x").raw) == plain(raw)


def test_what_a_cell_cannot_keep_is_refused_and_not_changed() -> None:
    """Two lists whose names are one name after tidying; no file that loads has them."""
    raw = {**ODD, "groups": [{"id": "So", "name": "So", "max": 1, "titles": {" ": "x"}}]}
    with pytest.raises(Refused) as refused:
        write_authoring(raw, "x.xlsx", "vi")
    [found] = refused.value.findings
    assert (found.check, found.facts["where"]) == (said.LOST, "groups[1].titles")


def test_libreoffice_keeps_an_authoring_workbook(libreoffice: ModuleType, tmp_path: Path) -> None:
    raw = raw_at(rubric_path("vi-du-chuyen-doi-so"))
    source = tmp_path / "bo.xlsx"
    source.write_bytes(write_book(write_authoring(raw, source.name, "vi")))
    [saved] = libreoffice.resave([source.read_bytes()])
    assert load_authoring(read_book(saved, "bo.xlsx"), "bo.xlsx").raw == plain(raw)


# ---------------------------------------------------------------- the plain form
def test_the_plain_form_is_one_for_files_that_mean_the_same() -> None:
    one = {"groups": [{"max": Decimal("100.00"), "name": "Các  sở", "id": "So", "tiers": []}], "id": "x", "layout": ""}
    assert plain(one) == {"id": "x", "groups": [{"id": "So", "name": "Các sở", "max": 100}]}
    assert list(plain(one)) == ["id", "groups"]
    assert list(plain(one)["groups"][0]) == ["id", "name", "max"]


@pytest.mark.parametrize("name", shipped_rubrics())
def test_the_text_of_a_file_gives_the_same_rubric(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text(toml_text(raw_at(rubric_path(name))), encoding="utf-8")
    assert load_rubric(path)[0] == load_rubric(rubric_path(name))[0]
    assert toml_text(raw_at(path)) == path.read_text(encoding="utf-8")


# ---------------------------------------------------------------- the workbook itself
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_has_a_title_and_help_that_fits_a_prompt(lang: str) -> None:
    words = words_of(lang).words
    for sheet in SHEETS:
        titles = [title(sheet, slot.key)[lang == "en"] for slot in columns(sheet)]
        assert len(set(titles)) == len(titles)
        assert all(text and not text.startswith("#") for text in titles)
        if sheet != "general":
            assert all(help_of(sheet, slot, lang) for slot in columns(sheet))
    assert all(words[f"general_{slot.key}"] for slot in general())
    assert all(f"list_{name}" in words for name in lists())
    assert len({kind_title(kind.kind) for kind in KINDS}) == len(KINDS)
    for sheet in SHEETS:
        for slot in columns(sheet):
            named = [label(slot, choice)[lang == "en"] for choice in slot.choices]
            assert len(set(named)) == len(named)


def test_a_choice_may_still_be_called_what_an_older_workbook_calls_it() -> None:
    (order,) = (slot for slot in general() if slot.key == "rounding.order")
    for text in ("Tổng của từng thành viên rồi trung bình", "Each member's total, then the mean"):
        assert meaning(order)[fold(text)] == "member" and text not in label(order, "member")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_only_what_is_filled_in_is_open_and_every_open_cell_is_validated(lang: str) -> None:
    book = draw_authoring(raw_at(EXAMPLE), lang)
    assert [sheet.name for sheet in book.sheets] == [
        words_of(lang).words["sheet_guide"], *(sheet_name(key)[lang == "en"] for key in SHEETS)
    ]  # fmt: skip
    for sheet in book.sheets:
        opened = {
            (at, column)
            for at, row in enumerate(sheet.rows)
            for column, cell in enumerate(row.cells)
            if cell is not None and not book.styles[cell.style].locked
        }
        covered = {
            (row, column)
            for rule in sheet.validations
            for row in range(rule.area.top, rule.area.bottom + 1)
            for column in range(rule.area.left, rule.area.right + 1)
        }
        assert opened == covered
        for rule in sheet.validations:
            assert len(rule.prompt_title) <= 32 and len(rule.prompt) <= 255 and len(rule.message) <= 255
            assert "!" not in rule.source


def test_the_kinds_of_rule_are_chosen_by_their_titles() -> None:
    sheet = draw_authoring({}).sheet("Tiêu chí")
    rule = sheet.validations[[slot.key for slot in columns("criteria")].index("kind")]
    first, last = (ord(letters) for letters in re.findall(r"\$([A-Z])\$2", rule.source))
    listed = [cell.value for cell in sheet.rows[1].cells[first - 65 : last - 64] if cell]
    assert listed == [kind.title.vi for kind in KINDS]


def test_a_kind_of_rule_without_words_of_ours_has_its_columns_all_the_same() -> None:
    """Titles come from the rule's own keys where the template has none."""
    own = Slot("new_key", words=KINDS[1].title)
    assert help_of("rules", own, "vi").startswith(KINDS[1].title.vi)


def test_an_empty_workbook_asks_for_what_is_needed() -> None:
    with pytest.raises(Refused) as refused:
        load_authoring(as_read(draw_authoring({})), "x.xlsx")
    missing = {str(found.facts["key"][0]) for found in errors(refused.value.findings)}  # type: ignore[index]
    assert missing >= {"Mã bộ tiêu chí", "Tiêu đề", "Phiên bản", "Căn cứ"}
    assert {found.check for found in refused.value.findings} == {said.CELL_MISSING}
    places = {(found.at.sheet, found.at.cell) for found in refused.value.findings}
    assert {("Chung", "C6"), ("Tiêu chí", None), ("Khối", None)} <= places


def test_drop_downs_are_lists_on_the_same_sheet_in_the_file_too() -> None:
    book = read_book(write_book(draw_authoring({}, "en")), "x.xlsx")
    for sheet in book.sheets[1:]:
        lists_ = [rule.formula for rule in sheet.validations if rule.kind == "list"]
        assert all(re.fullmatch(r'\$[A-Z]+\$2:\$[A-Z]+\$2|"Yes,No"', formula) for formula in lists_), lists_
        assert sheet.protected
    assert sum(rule.kind == "list" for rule in book.sheets[2].validations) == 4
