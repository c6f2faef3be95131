"""The passport and the frozen issue: both survive what programs do to cell texts, nothing else passes."""

from __future__ import annotations

import unicodedata

import pytest

from workbook.sheets.grid import PASSPORT_PREFIX
from workbook.sheets.stamp import FORM, Passport, pack, read_passport, unpack, write_passport

PASSPORT = Passport(FORM, "dot-2026", "vi-du", "2026-01-05", "TV-01", 3, "g:So")


@pytest.mark.parametrize(
    "passport",
    [
        PASSPORT,
        PASSPORT._replace(version="bản 2|sửa, 100%", member="a b", sheet="guide"),
        PASSPORT._replace(round="=1+1", rubric="", version="\n"),
        PASSPORT._replace(issue=999_999),
    ],
)
def test_a_passport_comes_back(passport: Passport) -> None:
    text = write_passport(passport)
    assert text == text.strip() and text.isascii() and "\n" not in text
    assert read_passport(text) == passport


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sở Y tế",
        PASSPORT_PREFIX,
        PASSPORT_PREFIX + "1|a|b|c|d|1",
        PASSPORT_PREFIX + "1|a|b|c|d|1|e|f|g",
        PASSPORT_PREFIX + "1|a|b|c|d|một|e",
        PASSPORT_PREFIX + "1|a|b|c|d||e",
        PASSPORT_PREFIX + "1|a|b|c|d|-1|e",
        PASSPORT_PREFIX + "1|a|b|c|d|²|e",
        PASSPORT_PREFIX + "1|a|b|c|d|1|" + "e" * 3000,
        " " + write_passport(PASSPORT),
    ],
)
def test_what_is_no_passport(text: str) -> None:
    assert read_passport(text) is None


def test_an_endless_issue_number_is_no_trap() -> None:
    text = PASSPORT_PREFIX + "1|a|b|c|d|" + "9" * 1900 + "|e"
    read = read_passport(text)
    assert read is None or read.issue < 1_000_000


TEXT = "Sở Y tế: {}\n" * 20_000 + "".join(map(chr, range(32, 9000)))


def test_a_packed_text_comes_back_from_trimmed_cells() -> None:
    chunks = pack(TEXT)
    assert all(0 < len(chunk) < 32_767 and chunk.isascii() for chunk in chunks)
    assert unpack(chunks) == TEXT
    assert unpack(f"  {unicodedata.normalize('NFD', chunk)}\n" for chunk in chunks) == TEXT


def test_packing_is_the_same_every_time() -> None:
    assert pack(TEXT) == pack(TEXT)
    assert pack("a") != pack("b")


CHUNK = pack("Sở Y tế")[0]


@pytest.mark.parametrize(
    "chunks",
    [
        (),
        ("",),
        ("không phải",),
        (CHUNK[:-8],),
        (CHUNK[4:],),
        (CHUNK[:10] + ("A" if CHUNK[10] != "A" else "B") + CHUNK[11:],),
        ("AAAA",),
        pack("a" * 200_000)[:0] + pack(TEXT)[1:],
    ],
)
def test_damaged_chunks_are_none_and_no_traceback(chunks: tuple[str, ...]) -> None:
    assert unpack(chunks) is None


def test_a_bomb_does_not_go_off() -> None:
    chunks = pack("a" * 100_000_000)
    assert sum(map(len, chunks)) < 200_000
    assert unpack(chunks) is None
