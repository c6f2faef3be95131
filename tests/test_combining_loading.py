"""[combine] of round.toml: what it may say, what is told of what it may not, and that no ballot carries it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sample import ROUND, issue_of, only, write_round
from workbook.catalogue import round as checks
from workbook.catalogue import round_deep as deep
from workbook.findings import Check, Finding, Refused, say
from workbook.loading.frozen import freeze, issue_for, thaw, unit_issue
from workbook.loading.round import load_round
from workbook.model import Combine, Round
from workbook.rubric import Rubric

WEIGHT = '[[combine.weights]]\nrole = "{role}"\nweight = {weight}\n'


def combined(tmp_path: Path, text: str) -> tuple[Round, Rubric, tuple[Finding, ...]]:
    """The sample round with these lines: a bare key in front, tables behind."""
    path = write_round(tmp_path / "đợt") / "round.toml"
    head, tables = ("", text) if text.startswith("[") else (text, "")
    path.write_text(f"{head}\n{path.read_text(encoding='utf-8')}\n{tables}", encoding="utf-8")
    return load_round(path.parent)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("", Combine()),
        ('combine = "mean"', Combine()),
        ('combine = "median"', Combine("median")),
        ("[combine]\n", Combine()),
        ('[combine]\nmethod = "trimmed"\n', Combine("trimmed", 1)),
        ('[combine]\nquorum = 75\nchair = "TV-01"\n', Combine(quorum=Decimal(75), chair="TV-01")),
        ('[combine]\nquorum = 66.6667\nmissing = "present"', Combine(quorum=Decimal("66.6667"), missing="present")),
        ('combine = {method = "trimmed", drop = 1}', Combine("trimmed", 1)),
        (
            '[combine]\nmethod = "weighted"\n'
            + WEIGHT.format(role="Chủ  tịch", weight=2)  # two spaces are one, as with members
            + WEIGHT.format(role="Ủy viên", weight=0.5),
            Combine("weighted", weights={"Chủ tịch": Decimal(2), "Ủy viên": Decimal("0.5")}),
        ),
    ],
)
def test_what_may_be_said(tmp_path: Path, text: str, right: Combine) -> None:
    round_, _, found = combined(tmp_path, text)
    assert round_.combine == right and not found


@pytest.mark.parametrize(
    ("text", "check", "key"),
    [
        ('combine = "average"', checks.WANT_CHOICE, "combine"),
        ('[combine]\nmethod = "TRIMMED"\n', checks.WANT_CHOICE, "combine.method"),
        ('[combine]\nmethods = "median"\n', checks.UNKNOWN_KEY, "combine.methods"),
        ('[combine]\nmethod = "trimmed"\ndrop = 0\n', checks.WANT_WHOLE, "combine.drop"),
        ('[combine]\nmethod = "trimmed"\ndrop = -1\n', checks.WANT_WHOLE, "combine.drop"),
        ('[combine]\nmethod = "trimmed"\ndrop = 1.5\n', checks.WANT_WHOLE, "combine.drop"),
        ('[combine]\nmethod = "trimmed"\ndrop = true\n', checks.WANT_WHOLE, "combine.drop"),
        ('[combine]\nmethod = "trimmed"\ndrop = 2\n', deep.DROP_TOO_LARGE, "combine.drop"),
        ("[combine]\ndrop = 1\n", deep.COMBINE_UNUSED, "combine.drop"),
        ('[combine]\nmethod = "median"\ndrop = 1\n', deep.COMBINE_UNUSED, "combine.drop"),
        ('[combine]\nmethod = "weighted"\n', deep.COMBINE_NO_WEIGHTS, "combine"),
        ('combine = "weighted"', deep.COMBINE_NO_WEIGHTS, "combine"),
        (WEIGHT.format(role="Chủ tịch", weight=2), deep.COMBINE_UNUSED, "combine.weights"),
        ("[combine]\nquorum = 0\n", checks.NOT_POSITIVE, "combine.quorum"),
        ("[combine]\nquorum = -5\n", checks.NOT_POSITIVE, "combine.quorum"),
        ("[combine]\nquorum = 100.1\n", checks.NUMBER_OUT_OF_RANGE, "combine.quorum"),
        ('[combine]\nquorum = "75 %"\n', checks.WANT_NUMBER, "combine.quorum"),
        ('[combine]\nchair = "TV-09"\n', checks.UNKNOWN_MEMBER, "combine.chair"),
        ('[combine]\nchair = "Nguyễn Văn An"\n', checks.UNKNOWN_MEMBER, "combine.chair"),
        ('[combine]\nmissing = "ignore"\n', checks.WANT_CHOICE, "combine.missing"),
    ],
)
def test_what_may_not(tmp_path: Path, text: str, check: Check, key: str) -> None:
    with pytest.raises(Refused) as raised:
        combined(tmp_path, text)
    found = only(raised.value.findings, check)
    assert len(raised.value.findings) == 1 and str(found.at.key).split(": ")[-1].startswith(key)


def test_what_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(Refused) as raised:
        combined(tmp_path, "combine = 3")
    assert [(one.check, one.at.key) for one in raised.value.findings] == [(checks.WANT_TABLE, "line 1: combine")]


@pytest.mark.parametrize(
    ("rows", "check", "key"),
    [
        ([("Chủ tịch", "0")], checks.NOT_POSITIVE, "combine.weights[1].weight"),
        ([("Chủ tịch", "-2")], checks.NOT_POSITIVE, "combine.weights[1].weight"),
        ([("Chủ tịch", "1001")], checks.NUMBER_OUT_OF_RANGE, "combine.weights[1].weight"),
        ([("Chủ tịch", '"2"')], checks.WANT_NUMBER, "combine.weights[1].weight"),
        ([("Chủ tịch", "nan")], checks.WANT_NUMBER, "combine.weights[1].weight"),
        ([("Trưởng ban", "2")], deep.ROLE_NOBODY, "combine.weights[1].role"),
        ([("Ủy viên", "1"), ("chủ tịch", "2")], deep.ROLE_NOBODY, "combine.weights[2].role"),
        ([("Chủ tịch", "2"), ("Chủ tịch", "3")], deep.ROLE_TWICE, "combine.weights[2].role"),
        ([("", "2")], checks.EMPTY_TEXT, "combine.weights[1].role"),
    ],
)
def test_weights_that_may_not_be(tmp_path: Path, rows: list[tuple[str, str]], check: Check, key: str) -> None:
    text = "".join(WEIGHT.format(role=role, weight=weight) for role, weight in rows)
    with pytest.raises(Refused) as raised:
        combined(tmp_path, '[combine]\nmethod = "weighted"\n' + text)
    found = only(raised.value.findings, check)
    assert len(raised.value.findings) == 1 and str(found.at.key).endswith(key)


def test_a_role_spelt_in_another_case_is_told_how_it_is_spelt(tmp_path: Path) -> None:
    with pytest.raises(Refused) as raised:
        combined(tmp_path, '[combine]\nmethod = "weighted"\n' + WEIGHT.format(role="chủ tịch", weight=2))
    assert "“Chủ tịch”. " in say(only(raised.value.findings, deep.ROLE_NOBODY), "vi")


def test_absent_members_leave_too_few_to_drop_from(tmp_path: Path) -> None:
    path = write_round(tmp_path / "đợt") / "round.toml"
    text = path.read_text(encoding="utf-8").replace('id = "TV-03"', 'id = "TV-03"\nabsent = "đi công tác"')
    path.write_text(f'{text}\n[combine]\nmethod = "trimmed"\n', encoding="utf-8")
    with pytest.raises(Refused) as raised:
        load_round(path.parent)
    found = only(raised.value.findings, deep.DROP_TOO_LARGE)
    assert (found.facts["count"], found.facts["needed"]) == (2, 3)


# ---------------------------------------------------------------- what members are sent
WEIGHED = replace(
    ROUND,
    combine=Combine("weighted", weights={"Chủ tịch": Decimal(2)}, quorum=Decimal(75), chair="TV-01", missing="present"),
)


def test_no_issue_carries_how_members_are_combined() -> None:
    plain, weighed = issue_of("TV-02"), issue_of("TV-02", WEIGHED)
    assert freeze(plain) == freeze(weighed) and "combine" not in json.loads(freeze(weighed))["round"]
    own = issue_for(plain.rubric, WEIGHED, "TV-02", 1)
    assert own.round.combine == Combine() and thaw(freeze(own)).round.combine == Combine()
    assert unit_issue(plain.rubric, WEIGHED, "dv-1", 1).round.combine == Combine()


@pytest.mark.parametrize("planted", [{"method": "median"}, {"quorum": "75"}, "median", {"drop": 9}])
def test_an_issue_into_which_somebody_wrote_it_is_damaged(planted: object) -> None:
    data = json.loads(freeze(issue_of("TV-02")))
    data["round"]["combine"] = planted
    with pytest.raises(Refused):
        thaw(json.dumps(data))
