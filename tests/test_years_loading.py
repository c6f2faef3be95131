"""[[successors]] in round.toml: what became of units of the round before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sample import ROUND, RUBRIC, codes, round_with, write_round
from workbook.catalogue import round as checks
from workbook.catalogue import rubric as rubric_checks
from workbook.catalogue import successors as said
from workbook.findings import Check, Finding, Refused, say
from workbook.loading.frozen import freeze, issue_for, slice_for, thaw
from workbook.loading.round import load_round
from workbook.model import Round, Successor


def entry(unit: str | None, *origins: str, split: bool = False, reason: str = "") -> str:
    lines = [f'unit = "{unit}"'] if unit else []
    lines.append(f"from = {json.dumps(origins)}")
    lines += ["split = true"] if split else []
    lines += [f'reason = "{reason}"'] if reason else []
    return "\n[[successors]]\n" + "\n".join(lines) + "\n"


def loaded(tmp_path: Path, text: str) -> tuple[Round, tuple[Finding, ...]]:
    root = write_round(tmp_path / "đợt")
    path = root / "round.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    made, _, findings = load_round(root)
    return made, findings


def test_what_became_of_units_stands_in_the_round(tmp_path: Path) -> None:
    text = (
        entry("dv-1", "x", "dv-1")
        + entry("dv-2", "y", split=True)
        + entry("dv-3", "y", split=True)
        + entry(None, "z", reason="giải thể")
    )
    made, findings = loaded(tmp_path, text)
    assert made.successors == (
        Successor("dv-1", ("x", "dv-1")),
        Successor("dv-2", ("y",), split=True),
        Successor("dv-3", ("y",), split=True),
        Successor(None, ("z",), reason="giải thể"),
    )
    assert not findings


WRONG = [
    (entry("dv-9", "x"), checks.UNKNOWN_UNIT),
    (entry("dv-1", "x") + entry("dv-1", "y"), said.SUCCESSOR_TWICE),
    (entry("dv-1", "x", "x"), said.ORIGIN_TWICE),
    (entry("dv-1", "x") + entry("dv-2", "x"), said.ORIGIN_SHARED),
    (entry("dv-1", "x", split=True) + entry("dv-2", "x"), said.ORIGIN_SHARED),
    (entry("dv-1", "x") + entry(None, "x", reason="giải thể"), said.ORIGIN_SHARED),
    (entry("dv-1", "dv-2"), said.ORIGIN_SHARED),
    (entry(None, "x"), said.NO_SUCCESSOR),
    (entry("dv-1"), rubric_checks.EMPTY_LIST),
    ('\n[[successors]]\nunit = "dv-1"\nform = ["x"]\n', rubric_checks.MISSING_KEY),
    ('\n[[successors]]\nunit = "dv-1"\nfrom = "x"\n', rubric_checks.WANT_LIST),
    ('\n[[successors]]\nunit = "dv-1"\nfrom = ["một hai"]\n', rubric_checks.BAD_ID),
]


@pytest.mark.parametrize(("text", "check"), WRONG, ids=lambda value: getattr(value, "code", None))
def test_what_makes_no_sense_is_told(tmp_path: Path, text: str, check: Check) -> None:
    with pytest.raises(Refused) as raised:
        loaded(tmp_path, text)
    assert checks.OF_RUBRIC.get(check, check).code in codes(raised.value.findings)


def test_a_unit_of_the_same_id_is_the_same_unit_unless_it_says_otherwise(tmp_path: Path) -> None:
    """dv-2 goes on and gives a part to dv-1: both halves must be said; with an entry of its own it does not go on."""
    loaded(tmp_path / "1", entry("dv-1", "dv-2", split=True))
    loaded(tmp_path / "2", entry("dv-1", "dv-2") + entry("dv-2", "x"))
    with pytest.raises(Refused) as raised:
        loaded(tmp_path / "3", entry("dv-1", "dv-2"))
    (told,) = raised.value.findings
    assert "đơn vị cùng mã “dv-2” của đợt này" in say(told, "vi")


def test_a_split_with_one_part_is_a_warning(tmp_path: Path) -> None:
    _, findings = loaded(tmp_path, entry("dv-1", "x", split=True))
    assert [found.check for found in findings] == [said.SPLIT_ALONE]


def test_no_member_is_sent_it() -> None:
    round_ = round_with(successors=(Successor("dv-1", ("x",)),))
    assert slice_for(round_, "TV-01") == slice_for(ROUND, "TV-01")
    text = freeze(issue_for(RUBRIC, round_, "TV-01", 1))
    assert "successors" not in text
    assert thaw(text).round.successors == ()
