"""[disagreement] and [[discussed]] of round.toml: what is read, and every way to be wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sample import assert_sayable, codes, write_round
from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.catalogue import rubric as rubric_checks
from workbook.findings import WARNING, Check, Finding, Refused, say
from workbook.loading.round import load_round
from workbook.model import Disagreement, Discussed, Round

LIMITS = "[disagreement]\ncell = 2.5\ntotal = 10\n"
RECORD = '[[discussed]]\nunit = "{unit}"\n{criterion}reason = "đã xem tài liệu"\nby = "Hội đồng"\nwhen = 2026-11-21\n'


def record(unit: str = "dv-1", criterion: str = "mang") -> str:
    return RECORD.format(unit=unit, criterion=f'criterion = "{criterion}"\n' if criterion else "")


def loaded(tmp_path: Path, text: str) -> tuple[Round, tuple[Finding, ...]]:
    root = write_round(tmp_path / "đợt")
    path = root / "round.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
    round_, _, found = load_round(root)
    return round_, found


def test_limits_and_records_are_read(tmp_path: Path) -> None:
    made, found = loaded(tmp_path, LIMITS + record() + record("dv-1", "") + "spread = 12.5\n")
    assert made.disagreement == Disagreement(Decimal("2.5"), Decimal(10), must=True)
    assert made.discussed == (
        Discussed("dv-1", "mang", "đã xem tài liệu", "Hội đồng", date(2026, 11, 21)),
        Discussed("dv-1", None, "đã xem tài liệu", "Hội đồng", date(2026, 11, 21), Decimal("12.5")),
    )
    assert found == ()


def test_nothing_need_be_discussed(tmp_path: Path) -> None:
    made, _ = loaded(tmp_path, "")
    assert (made.disagreement, made.discussed) == (Disagreement(None, None, must=True), ())


def test_the_ranking_need_not_wait(tmp_path: Path) -> None:
    assert not loaded(tmp_path, "[disagreement]\ncell = 0\nmust = false\n")[0].disagreement.must


@pytest.mark.parametrize(
    ("text", "check", "key"),
    [
        ("[disagreement]\nmust = true\n", round_deep.DISAGREEMENT_EMPTY, "disagreement"),
        # The highest criterion has 20 points, the largest group 45.
        ("[disagreement]\ncell = 20\n", round_deep.DISAGREEMENT_IDLE, "disagreement.cell"),
        ("[disagreement]\ntotal = 45\n", round_deep.DISAGREEMENT_IDLE, "disagreement.total"),
    ],
)
def test_limits_without_use_are_told(tmp_path: Path, text: str, check: Check, key: str) -> None:
    (one,) = loaded(tmp_path, text)[1]
    assert (one.check, one.severity) == (check, WARNING)
    assert key.rpartition(".")[2] in say(one, "vi")
    assert_sayable(one)


@pytest.mark.parametrize("text", ["[disagreement]\ncell = 19.75\n", "[disagreement]\ntotal = 44.9\n"])
def test_limits_that_can_be_passed_are_right(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text)[1] == ()


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("[disagreement]\ncell = -1\n", rubric_checks.NUMBER_OUT_OF_RANGE),
        ('[disagreement]\ncell = "2"\n', rubric_checks.WANT_NUMBER),
        ("[disagreement]\ncells = 2\n", rubric_checks.UNKNOWN_KEY),
        ("[disagreement]\ncell = 2\nmust = 1\n", rubric_checks.WANT_YES_NO),
        (record() + 'spread = "12"\n', rubric_checks.WANT_NUMBER),
        (record() + "spread = -1\n", rubric_checks.NUMBER_OUT_OF_RANGE),
        (record("dv-9"), checks.UNKNOWN_UNIT),
        (record(criterion="mangg"), checks.UNKNOWN_CRITERION),
        (record(criterion="ha-tang"), round_deep.FACT_NOT_LEAF),
        (record() + record(), round_deep.DISCUSSED_TWICE),
        (record(criterion="") + record(criterion=""), round_deep.DISCUSSED_TWICE),
        (record().replace('reason = "đã xem tài liệu"\n', ""), rubric_checks.MISSING_KEY),
        (record().replace("2026-11-21", "21"), checks.WANT_DATE),
        (record().replace('"mang"', "7"), rubric_checks.WANT_TEXT),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path: Path, text: str, check: Check) -> None:
    with pytest.raises(Refused) as raised:
        loaded(tmp_path, text)
    assert codes(raised.value.findings) in ([check.code], [checks.OF_RUBRIC.get(check, check).code])
    for one in raised.value.findings:
        assert_sayable(one)


def test_a_criterion_that_the_units_group_has_not(tmp_path: Path) -> None:
    root = write_round(tmp_path / "đợt")
    rubric = root / "rubric.toml"
    text = rubric.read_text(encoding="utf-8")
    only_so = text.replace('id = "sang-kien"', 'id = "sang-kien"\ngroups = ["So"]')
    assert only_so != text
    rubric.write_text(only_so.replace("max = 40", "max = 35"), encoding="utf-8")
    path = root / "round.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{record('h-1', 'sang-kien')}", encoding="utf-8")
    with pytest.raises(Refused) as raised:
        load_round(root)
    assert codes(raised.value.findings) == [round_deep.DISCUSSED_NOT_SCORED.code]
