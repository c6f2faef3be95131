"""What a ballot that comes in means beside the round, the other members' ballots and its own scorer's earlier ones."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests.arrivals import GOOD, HIGH, OTHER, brought
from tests.excel_books import unzipped, zipped
from tests.resaved import with_passports
from tests.sample import (
    KEY,
    ROUND,
    ballot_bytes,
    ballot_of,
    choice,
    codes,
    issue_of,
    only,
    round_with,
    rubric,
    save,
    with_unit,
    write_round,
)
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import panel as said_of_panel
from workbook.findings import ERROR, NOTE, WARNING, Check, errors, fact_text
from workbook.model import Ballot, Member, Round, Unit
from workbook.panel import FEWEST_ALIKE, check_copied
from workbook.pipeline.collected import newest_ballots
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import open_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.sending import generate
from workbook.sheets.stamp import Passport, read_passport, seal, write_passport
from workbook.verdict import Verdict

PASSWORD = "bí mật"


def encrypted(data: bytes) -> bytes:
    """The workbook as Excel saves it with the password."""
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(PASSWORD, stream)
    return stream.getvalue()


def at_hour(hour: int, data: bytes) -> bytes:
    """The workbook as if it was saved at that hour of 20 November 2026 (UTC)."""
    parts = unzipped(data)
    moment = f"2026-11-20T{hour:02}:00:00Z".encode()
    core, count = re.subn(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, parts["docProps/core.xml"])
    assert count == 1
    return zipped({**parts, "docProps/core.xml": core})


def counts(root: Path) -> str:
    """The file name of TV-01's ballot that counts; "" where none does."""
    checked, _ = newest_ballots(open_round(root))
    return next((item.file for item in checked if item.member == "TV-01" and item.taken), "")


# ---------------------------------------------------------------- whose file it is
@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"seal": "0" * 32}, said.SEAL_WRONG),
        ({"seal": ""}, said.SEAL_WRONG),
        ({"member": "TV-02"}, said.SEAL_WRONG),
        ({"version": "2026-02-01"}, said.SEAL_WRONG),
        ({"form": "2"}, said.SEAL_WRONG),
        ({"issue": 7}, said.NOT_ISSUED),
        ({"issue": 7, "form": "99"}, said.FORM_NEWER),
        ({"round": "khac-2026"}, said.OTHER_ROUND),
        ({"member": "TV-09"}, said.MEMBER_UNKNOWN),
    ],
)
def test_an_identity_that_was_changed(root: Path, changes: dict[str, object], check: Check) -> None:
    (checked,) = brought(root, {"a.xlsx": with_passports(GOOD, **changes)})
    assert codes(checked.findings) == [check.code]
    assert not checked.counted and open_round(root).folder.received() == ()


def test_an_issue_whose_copy_is_lost_is_still_known_by_its_seal(root: Path) -> None:
    Folder(root).kept_file("TV-01", 1).unlink()
    (checked,) = brought(root, {"a.xlsx": GOOD})
    assert codes(checked.findings) == [said.ISSUE_UNKNOWN.code]


def test_a_seal_is_made_with_the_rounds_own_key() -> None:
    passport = Passport("3", "vi-du-2026", "vi-du", "2026-01-05", "TV-01", 1, "guide")
    assert read_passport(write_passport(passport._replace(seal=issue_of().seal))) is not None
    assert seal(KEY, passport) == seal(KEY, passport._replace(sheet="g:So")) == issue_of().seal
    assert seal(b"other", passport) != issue_of().seal


def test_a_key_that_is_lost_is_told_and_all_is_issued_anew(root: Path) -> None:
    Folder(root).key_file.unlink()
    made = generate(root)
    assert only(made.findings, said_of_kept.KEY_LOST).severity is WARNING
    assert {one.number for one in made.sent} == {2}
    (checked,) = brought(root, {"a.xlsx": GOOD})
    assert checked.counted and codes(checked.findings) == [said.OLDER_ISSUE.code]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("phieu-TV-02.xlsx", True),
        ("Phieu-tv-02 lan 2 (1).xlsx", True),
        ("phieu-TV-01.xlsx", False),
        ("phieu-TV-01 lan 3.xlsx", False),
        ("phieu-TV-77.xlsx", False),
        ("của tôi.xlsx", False),
    ],
)
def test_a_colleagues_copy_under_another_name(root: Path, name: str, told: bool) -> None:
    (checked,) = brought(root, {name: GOOD})
    assert checked.counted
    assert [found.check for found in checked.findings] == ([said.NAMED_AFTER_ANOTHER] if told else [])


def test_a_rubric_that_has_changed_since(root: Path) -> None:
    write_round(root, by=rubric(version="2026-03-01"))
    (checked,) = brought(root, {"a.xlsx": GOOD})
    assert only(checked.findings, said_of_panel.RUBRIC_CHANGED).at.file == str(root.parent / "nhận" / "a.xlsx")


def test_an_older_issue_is_noted(root: Path) -> None:
    write_round(root, with_unit("dv-1", name="Sở Y tế và Dân số"))
    generate(root)
    (checked,) = brought(root, {"a.xlsx": GOOD})
    found = only(checked.findings, said.OLDER_ISSUE)
    assert found.severity is NOTE and (found.facts["issue"], found.facts["newest"]) == (1, 2)


# ---------------------------------------------------------------- a second ballot
def test_a_second_ballot_tells_what_differs(root: Path) -> None:
    _, second = brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER})
    found = only(second.findings, said_of_ballot.SECOND_BALLOT)
    assert found.severity is NOTE and found.facts["count"] == 1 and found.facts["name"] == "a.xlsx"
    assert fact_text(found.facts["example"], "vi") == " (Sở Y tế, “Mạng nội bộ”: 8,25 → 9,5)"
    assert second.counted and not second.stands_back
    assert counts(root) == "b.xlsx"


def test_a_ballot_that_is_quite_another_is_a_question(root: Path) -> None:
    """Somebody filled in a colleague's file: nearly every cell is another."""
    table = "dv-1 1 1 1 1\ndv-2 2 2 2 2\ndv-3 1 1 KĐG 1\nh-1 1 1 1 KĐG\nh-2 1 1 1 2"
    _, second = brought(root, {"a.xlsx": GOOD, "b.xlsx": ballot_bytes(issue_of(), ballot_of(issue_of(), table))})
    found = only(second.findings, said_of_ballot.QUITE_ANOTHER)
    assert found.severity is WARNING and found.facts["count"] == 18 and found.facts["all"] == 20


def test_a_password_is_asked_for_once(root: Path) -> None:
    locked = encrypted(GOOD)
    (first,) = import_files(root, [save(root.parent / "khóa.xlsx", locked)], password=PASSWORD)
    assert first.counted and not first.opened
    (line,) = open_round(root).folder.received()
    assert line.opened and counts(root) == "khóa.xlsx"
    (again,) = brought(root, {"khóa.xlsx": locked})
    assert codes(again.findings) == [said_of_kept.RECEIVED_BEFORE.code]


def test_what_is_no_ballot_is_kept_apart(root: Path) -> None:
    (checked,) = brought(root, {"ảnh.xlsx": b"\x89PNG not a ballot"})
    assert not checked.counted
    (entry,) = open_round(root).folder.register.entries("refused")
    kept = root / "returned" / "refused" / f"{entry.file}.bin"
    assert kept.read_bytes() == b"\x89PNG not a ballot" and open_round(root).folder.unregistered() == ()


def test_a_verdict_is_of_the_form_alone(root: Path) -> None:
    """That a file came before, or bears another name, says nothing of its form."""
    first, again = brought(root, {"phieu-TV-02.xlsx": GOOD, "phieu-TV-03.xlsx": GOOD})
    assert [first.verdict, again.verdict] == [Verdict.CLEAN, Verdict.CLEAN]
    assert said.NAMED_AFTER_ANOTHER in [found.check for found in again.findings]


def test_the_same_scores_in_another_file_differ_nowhere(root: Path) -> None:
    _, second = brought(root, {"a.xlsx": at_hour(9, GOOD), "b.xlsx": at_hour(10, GOOD)})
    assert only(second.findings, said_of_ballot.SECOND_BALLOT).facts["count"] == 0


def test_a_ballot_saved_earlier_does_not_replace_a_later_one(root: Path) -> None:
    _, second = brought(root, {"mới.xlsx": at_hour(15, OTHER), "cũ.xlsx": at_hour(9, GOOD)})
    found = only(second.findings, said_of_ballot.OLDER_AFTER_NEWER)
    assert found.severity is WARNING and found.facts["name"] == "mới.xlsx"
    assert second.stands_back and not second.counted
    assert counts(root) == "mới.xlsx"


def test_the_same_file_again_after_a_newer_one_does_not_count(root: Path) -> None:
    *_, again = brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER, "a (1).xlsx": GOOD})
    assert {found.check for found in again.findings} == {said_of_kept.RECEIVED_BEFORE, said_of_ballot.OLDER_AFTER_NEWER}
    assert counts(root) == "b.xlsx"


def test_a_faulty_one_that_lies_there_again_beside_its_correction_is_only_noted(root: Path) -> None:
    first, corrected, again = brought(root, {"sai.xlsx": HIGH, "đúng.xlsx": GOOD, "sai (1).xlsx": HIGH})
    assert errors(first.findings) and corrected.counted
    assert {found.check for found in again.findings} == {said_of_kept.RECEIVED_BEFORE, said_of_ballot.SUPERSEDED}
    assert all(found.severity is NOTE for found in again.findings) and not again.counted
    assert counts(root) == "đúng.xlsx"


def test_a_recorded_choice_brings_the_older_one_back(root: Path) -> None:
    *_, again = brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER, "a (1).xlsx": GOOD})
    file = str(only(again.findings, said_of_ballot.OLDER_AFTER_NEWER).facts["file"])
    write_round(root, round_with(choices=(choice(file),)))
    assert counts(root) == "a.xlsx"
    *_, third = brought(root, {"c.xlsx": at_hour(20, OTHER)})
    assert only(third.findings, said_of_ballot.OTHER_COUNTS).severity is WARNING
    assert counts(root) == "a.xlsx"


def test_a_choice_that_names_no_file_received(root: Path) -> None:
    brought(root, {"a.xlsx": GOOD})
    write_round(root, round_with(choices=(choice("01234567"),)))
    (one,) = newest_ballots(open_round(root))[0]
    assert only(one.findings, said_of_ballot.CHOICE_UNKNOWN).severity is ERROR and not one.counted


def test_the_first_ballot_may_be_the_one_that_counts(root: Path) -> None:
    write_round(root, round_with(second_ballot="first"))
    _, second = brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER})
    only(second.findings, said_of_ballot.OTHER_COUNTS)
    assert counts(root) == "a.xlsx"


def test_somebody_may_have_to_decide(root: Path) -> None:
    write_round(root, round_with(second_ballot="ask"))
    _, second = brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER})
    found = only(second.findings, said_of_ballot.WHICH_COUNTS)
    assert found.severity is ERROR and "a.xlsx" in str(found.facts["files"]) and "b.xlsx" in str(found.facts["files"])
    assert counts(root) == ""
    (one,) = newest_ballots(open_round(root))[0]
    assert only(one.findings, said_of_ballot.WHICH_COUNTS).at.member == "TV-01"


# ---------------------------------------------------------------- copied ballots
def many(changes: Mapping[str, str] | None = None) -> tuple[Round, list[Ballot]]:
    """Two members and ten units: 40 cells that both scored; `changes` to the second ballot, by unit."""
    units = tuple(Unit(f"dv-{n}", f"Sở số {n}", "So") for n in range(10, 20))
    members = (Member("TV-01", "An", groups=("So",)), Member("TV-02", "Bình", groups=("So",)))
    round_ = round_with(units=units, members=members)
    table = "\n".join(f"{unit.id} {number % 4 + 5} 7.5 15 3" for number, unit in enumerate(units))
    other = "\n".join((changes or {}).get(line.split()[0], line) for line in table.splitlines())
    return round_, [
        ballot_of(issue_of("TV-01", round_), table),
        ballot_of(issue_of("TV-02", round_), other),
    ]


def test_two_ballots_that_are_the_same_cell_for_cell() -> None:
    (found,) = check_copied(*many())
    assert found.check is said_of_panel.COPIED and found.severity is WARNING
    assert found.facts["count"] == 40 and FEWEST_ALIKE <= 40


def test_one_other_figure_is_enough() -> None:
    assert list(check_copied(*many({"dv-13": "dv-13 9 7.5 15 3"}))) == []


def test_a_few_cells_may_be_alike_by_chance() -> None:
    issues = issue_of("TV-01"), issue_of("TV-03")
    assert len(ballot_of(issues[1]).scores) < FEWEST_ALIKE
    assert list(check_copied(ROUND, [ballot_of(one) for one in issues])) == []


def test_the_maximum_for_everybody_is_no_copy() -> None:
    round_, _ = many()
    table = "\n".join(f"{unit.id} 10 10 10 10" for unit in round_.units)
    ballots = [ballot_of(issue_of(one, round_), table) for one in ("TV-01", "TV-02")]
    assert list(check_copied(round_, ballots)) == []


def test_a_copied_ballot_is_told_as_it_comes_in(tmp_path: Path) -> None:
    round_, ballots = many()
    root = write_round(tmp_path / "đợt", round_)
    generate(root)
    files = {f"{one.member}.xlsx": ballot_bytes(issue_of(one.member, round_), one) for one in ballots}
    first, second = brought(root, files)
    assert first.findings == () and second.counted
    assert only(second.findings, said_of_panel.COPIED).at.file == second.file
