"""Keys of round.toml about returned files: which ballot counts, second ballots, limits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.sample import codes, write_round
from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.catalogue import rubric as rubric_checks
from workbook.findings import Check, Refused
from workbook.limits import MB, Limits, grown
from workbook.loading.round import load_round
from workbook.model import Choice, Round

CHOICE = '[[choices]]\nmember = "{member}"\nfile = "{file}"\nreason = "hỏi lại"\nby = "Tổ thư ký"\nwhen = 2026-11-21\n'


def loaded(tmp_path: Path, text: str) -> Round:
    root = write_round(tmp_path / "đợt")
    path = root / "round.toml"
    head, tables = (text, "") if not text.startswith("[") else ("", text)
    path.write_text(f"{head}\n{path.read_text(encoding='utf-8')}\n{tables}", encoding="utf-8")
    return load_round(root)[0]


def test_what_may_be_said_of_returned_files(tmp_path: Path) -> None:
    made = loaded(tmp_path, CHOICE.format(file="0123abcd", member="TV-01") + "[limits]\nseconds = 9\nfile_mb = 50\n")
    assert made.choices == (Choice("TV-01", "0123abcd", "hỏi lại", "Tổ thư ký", date(2026, 11, 21)),)
    assert made.limits == Limits(seconds=9, file_mb=50)
    assert made.second_ballot == "newest"


def test_the_policy_stands_in_the_file(tmp_path: Path) -> None:
    assert loaded(tmp_path, 'second_ballot = "ask"').second_ballot == "ask"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        (CHOICE.format(member="TV-9", file="0123abcd"), checks.UNKNOWN_MEMBER),
        (CHOICE.format(member="unit:dv-9", file="0123abcd"), checks.UNKNOWN_UNIT),
        (CHOICE.format(member="TV-01", file="0123abc"), round_deep.CHOICE_HASH),
        (CHOICE.format(member="TV-01", file="phieu-TV-01.xlsx"), round_deep.CHOICE_HASH),
        (CHOICE.format(member="TV-01", file="0123abcd") * 2, round_deep.CHOICE_TWICE),
        ('second_ballot = "oldest"', rubric_checks.WANT_CHOICE),
        ("[limits]\nseconds = 0\n", rubric_checks.WANT_WHOLE),
        ("[limits]\nminutes = 1\n", rubric_checks.UNKNOWN_KEY),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path: Path, text: str, check: Check) -> None:
    with pytest.raises(Refused) as raised:
        loaded(tmp_path, text)
    told = codes(raised.value.findings)
    assert told in ([check.code], [checks.OF_RUBRIC.get(check, check).code])


@pytest.mark.parametrize(("megabytes", "seconds"), [(0, 2), (1, 2), (2, 4), (7, 14)])
def test_our_own_largest_workbook_can_always_be_read(megabytes: int, seconds: int) -> None:
    made = grown(Limits(), megabytes * MB)
    assert made.seconds == seconds
    assert made.memory_mb == 200 + 100 * max(0, megabytes - 1)
    assert made.cells == 500_000 * max(1, megabytes)
