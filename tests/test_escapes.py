"""Texts as a file spells them: what XML cannot hold, and halves of characters that no file could hold again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import deep_books, sample
from tests.excel_books import ballot, unzipped, zipped
from tests.sample import SO, codes, drawn, edited, issue_of, only, returned, text, with_sheet
from workbook.catalogue import form as said
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import say
from workbook.loading.frozen import freeze
from workbook.model import SelfScore
from workbook.sheets.compare import tidy_text
from workbook.sheets.decode import decode_text
from workbook.sheets.grid import Comment, ReadBook, escape, unescape

SPELT: list[tuple[str, str]] = [
    # as a file spells it, the text
    ("a", "a"), ("_x000D_", "\r"), ("_x005F_x000D_", "_x000D_"), ("_x00e9_", "é"), ("_xD83D__xDE00_", "\U0001f600"),
    ("_xD800_", "\ufffd"), ("a_xDC00_b", "a\ufffdb"), ("_xDE00__xD83D_", "\ufffd\ufffd"), ("_x12_", "_x12_"),
]  # fmt: skip


@pytest.mark.parametrize(("spelt", "meant"), SPELT)
def test_what_a_file_spells(spelt: str, meant: str) -> None:
    assert unescape(spelt) == meant


@given(
    st.text(st.one_of(st.sampled_from("_x0D5F8\r\x01\ufffe"), st.characters(exclude_categories=["Cs"])), max_size=30)
)
def test_what_is_written_is_read_again(typed: str) -> None:
    assert unescape(escape(typed)) == typed


@given(st.lists(st.sampled_from(["_x", "D800", "DC00", "d8FF", "005F", "_", "a", " ", "\n"]), max_size=20))
def test_no_text_that_is_read_holds_half_a_character(pieces: list[str]) -> None:
    typed = "".join(pieces)
    for made in (unescape(typed), tidy_text(typed), tidy_text(unescape(typed)), decode_text(text(typed)).text):
        made.encode()


# ---------------------------------------------------------------- through everything that is read
HALF = "_xD800_"
"""As somebody types it. Excel writes it with an escape of its own, which some programs drop."""


def assert_held(book: ReadBook) -> None:
    """The ballot and what is said of it can be kept, written and printed."""
    got = sample.taken(book)
    texts = [*got.ballot.notes.values(), *got.ballot.remarks.values(), *got.ballot.links.values()]
    texts += [say(found, lang) for found in got.findings for lang in ("vi", "en")]
    codes(got.findings)
    "".join(texts).encode()
    json.dumps(texts, ensure_ascii=False).encode()


@pytest.mark.parametrize("cell", ["O11", "D11", "C11", "H11", "C4", "X90"])
def test_in_any_cell(cell: str) -> None:
    assert_held(edited(returned(), SO, {cell: text(HALF)}))


def test_a_note_counts_with_the_sign_for_no_character() -> None:
    assert sample.taken(edited(returned(), SO, {"O11": text(f"a {HALF}")})).ballot.notes["dv-1"] == "a \ufffd"


def test_in_a_comment() -> None:
    book = returned()
    noted = replace(sample.sheet_of(book), comments=(Comment(10, 3, HALF),))
    assert only(sample.taken(with_sheet(book, noted)).findings, said.COMMENT).facts["text"] == "\ufffd"
    assert_held(with_sheet(book, noted))


@pytest.mark.parametrize("spelt", [b"_xD800_", b"_x005F_xD800_"])
def test_everywhere_in_the_file(spelt: bytes) -> None:
    """Labels, the name of a sheet, the note."""
    made = drawn(issue_of(), replace(sample.ballot_of(issue_of()), notes={"dv-1": "Sở Y tế"}))
    parts = {
        name: part if name.endswith(".rels") else part.replace("Sở Y tế".encode(), spelt).replace(b"UBND", spelt)
        for name, part in unzipped(write_book(made)).items()
    }
    book = read_book(zipped(parts), "phieu.xlsx")
    assert any("\ufffd" in sheet.name or HALF in sheet.name for sheet in book.sheets)
    assert_held(book)


def test_a_units_own_words_can_be_frozen_for_the_members() -> None:
    """What stopped `generate` for everybody."""
    issue = deep_books.ISSUE
    words = decode_text(text(HALF)).text
    given = {"s-1": SelfScore(links={"hop": words}, remarks={"hop": words})}
    assert "\ufffd" in freeze(replace(issue, self_scores=given))


def test_a_note_of_any_text_is_as_large_as_it_must_be() -> None:
    """One rule for the notes that we draw and those that we put into somebody's own file."""
    small, large = Comment(0, 0, "a").size, Comment(0, 0, "a" * 47 + "\nb").size
    assert small == (330, 31) and large == (330, 69)
    sheet = replace(ballot().sheets[0], comments=(Comment(3, 3, "\x01 _x0041_"),))
    (read,) = read_book(write_book(replace(ballot(), sheets=(sheet,))), "f.xlsx").sheets
    assert [tuple(one) for one in read.comments] == [(3, 3, "\x01 _x0041_")]
