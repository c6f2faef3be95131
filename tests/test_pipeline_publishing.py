"""Rank: refused while something stands in the way; numbered, never overwritten, told what changed."""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.sample import (
    RUBRIC,
    TABLE,
    WAIVER,
    ballot_bytes,
    ballot_of,
    codes,
    decision,
    filled_files,
    issue_of,
    only,
    round_with,
    rubric,
    save,
    speak_english,
    with_member,
    with_unit,
    write_round,
)
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import file as said_of_file
from workbook.catalogue import form as said_of_form
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import rank as said
from workbook.catalogue import score as said_of_score
from workbook.findings import WARNING, Finding, Refused, say
from workbook.model import Round, Waiver
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import open_round
from workbook.pipeline.publishing import Published, _changes, rank_round, ranking_as_data
from workbook.pipeline.receiving import import_files
from workbook.pipeline.sending import generate


@pytest.fixture(scope="module")
def ready(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Path(shutil.copytree(sent_once, tmp_path_factory.mktemp("ready") / "đợt"))
    import_files(made, filled_files(made))
    return made


@pytest.fixture
def root(ready: Path, tmp_path: Path) -> Path:
    """A round whose three ballots are in."""
    return Path(shutil.copytree(ready, tmp_path / "Đợt chấm điểm 2026"))


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path) -> Path:
    """A round whose ballots were sent and nothing came back."""
    return Path(shutil.copytree(sent_once, tmp_path / "chưa nhận"))


def refusal(root: Path) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as raised:
        rank_round(root)
    assert not list((root / "results").glob("*")) or (root / "results" / "result-001.json").exists()
    codes(raised.value.findings)
    return raised.value.findings


def send_back(root: Path, member: str, round_: Round | None = None, table: str = TABLE, **changes: str) -> None:
    """The member's next ballot comes in."""
    issue = issue_of(member) if round_ is None else issue_of(member, round_)
    data = ballot_bytes(issue, ballot_of(issue, table, **changes))
    import_files(root, [save(root / "về" / f"{member}-{len(list(root.glob('về/*')))}.xlsx", data)])


def results(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / "results").iterdir())}


def texts(data: bytes) -> str:
    """Every text of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    values = (cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return "\n".join(str(value) for value in values if value is not None)


def order(made: Published) -> list[list[str]]:
    return [[f"{one.unit.id} {one.rank}" for one in group.standings] for group in made.ranking.groups]


# ---------------------------------------------------------------- the clean way
def test_a_whole_round_is_ranked(root: Path) -> None:
    made = rank_round(root)
    assert made.findings == () and made.new and made.changes == ()
    assert order(made) == [["dv-2 1", "dv-1 2", "dv-3 3"], ["h-1 1", "h-2 2"]]
    assert made.number == 1 and made.places == (2, 3)
    assert [path.name for path in made.files] == ["ranking.xlsx", "ranking.docx", "tally.xlsx"]
    assert list(results(root)) == [
        "ranking-001.docx", "ranking-001.xlsx", "ranking.docx", "ranking.xlsx", "result-001.json", "result.json",
        "tally-001.xlsx", "tally.xlsx",
    ]  # fmt: skip


def test_the_plain_names_are_the_newest(root: Path) -> None:
    rank_round(root)
    made = results(root)
    for stem, ending in (("ranking", "xlsx"), ("tally", "xlsx"), ("result", "json")):
        assert made[f"{stem}.{ending}"] == made[f"{stem}-001.{ending}"]


def test_the_ranking_as_data(root: Path) -> None:
    made = rank_round(root)
    so, huyen = ranking_as_data(made.ranking, *made.places)
    assert so["id"] == "So" and huyen["id"] == "Huyen"
    assert so["standings"][0] == {
        "unit": "dv-2", "name": "Sở Xây dựng", "total": "37.50", "index": "0.833", "converted": "37.50", "rank": 1,
        "tied": False, "tier": "Tốt", "held_back": None,
    }  # fmt: skip


def test_two_runs_give_the_same_bytes(ready: Path, tmp_path: Path) -> None:
    one, two = (Path(shutil.copytree(ready, tmp_path / name)) for name in ("một", "hai"))
    rank_round(one)
    rank_round(two)
    assert results(one) == results(two)


def test_nothing_new_when_nothing_changed(root: Path) -> None:
    rank_round(root)
    before = results(root)
    made = rank_round(root)
    assert (made.new, made.number, made.changes) == (False, 1, ())
    assert results(root) == before


# ---------------------------------------------------------------- what stands in the way
def test_no_ranking_while_a_ballot_is_missing(sent: Path) -> None:
    import_files(sent, filled_files(sent)[:2])
    found = only(refusal(sent), said_of_panel.BALLOT_MISSING)
    assert found.at.member == "TV-03" and not (sent / "results").exists()


def test_no_ranking_without_any_ballot(sent: Path) -> None:
    assert codes(refusal(sent)) == ["PANEL-001"] * 3


def test_no_ranking_while_an_error_stands(root: Path) -> None:
    send_back(root, "TV-01", dv_1__mang="11")
    findings = refusal(root)
    assert codes(findings) == ["BALLOT-005", "SCORE-001"]
    found = only(findings, said_of_score.ABOVE_MAX)
    assert found.at.file and found.at.sheet and found.at.cell == "D11"


def test_a_blank_cell_is_one_finding(root: Path) -> None:
    for member in ("TV-01", "TV-02", "TV-03"):
        send_back(root, member, dv_1__mang="-")
    assert codes(refusal(root)) == ["BALLOT-001"] * 3 + ["BALLOT-005"] * 3


def test_a_faulty_newest_ballot_blocks_until_a_newer_one_comes(root: Path) -> None:
    send_back(root, "TV-02", dv_1__mang="8.3")
    refusal(root)
    send_back(root, "TV-02", dv_1__mang="8.5")
    made = rank_round(root)
    assert codes(made.findings) == ["BALLOT-005", "BALLOT-005"]
    assert only(made.findings[:1], said_of_ballot.SUPERSEDED).at.member == "TV-02"


def test_an_altered_original_is_one_finding(root: Path) -> None:
    # Its ballot is not missing, and its cells are not thin: one cause, one finding.
    line = open_round(root).folder.received()[0]
    path = open_round(root).folder.original(line)
    path.chmod(0o600)
    path.write_bytes(b"x")
    findings = refusal(root)
    assert codes(findings) == [said_of_kept.ORIGINAL_GONE.code]
    assert findings[0].at.member == "TV-01"


def test_a_ballot_whose_issue_is_gone_is_one_finding(root: Path) -> None:
    Folder(root).kept_file("TV-02", 1).unlink()
    assert codes(refusal(root)) == [said_of_form.ISSUE_UNKNOWN.code]


def test_a_missing_ballot_beside_an_unreadable_one(sent: Path) -> None:
    import_files(sent, filled_files(sent)[:2])
    Folder(sent).kept_file("TV-02", 1).unlink()
    assert codes(refusal(sent)) == [said_of_form.ISSUE_UNKNOWN.code, said_of_panel.BALLOT_MISSING.code]


def test_members_who_contradict_each_other(root: Path) -> None:
    send_back(root, "TV-02", dv_1__sang_kien="KĐG")
    found = only(refusal(root), said_of_panel.MARK_BESIDE_SCORE)
    assert (found.at.unit, found.at.criterion) == ("dv-1", "sang-kien")


def test_a_partial_tie_decision(root: Path) -> None:
    equal = TABLE.replace("dv-2  9     8    16.5  4", "dv-2  8.25  7.5  15    3")
    equal = equal.replace("dv-3  7     6.5  KĐG   2", "dv-3  10    10   KĐG   5")
    for member in ("TV-01", "TV-02", "TV-03"):
        send_back(root, member, table=equal.replace("dv-3  10    10   KĐG   5", "dv-3  9.75  9    KĐG   4"))
    write_round(root, round_with(ties=(decision("split", "dv-1", "dv-2"),)))
    made = rank_round(root)
    assert order(made)[0] == ["dv-1 1", "dv-2 2", "dv-3 3"]
    assert said.TIE_SPLIT in [found.check for found in made.findings]


def test_an_absent_member_is_not_waited_for(sent: Path) -> None:
    import_files(sent, filled_files(sent)[:2])
    write_round(sent, with_member("TV-03", absent="đi công tác"))
    made = rank_round(sent)
    assert codes(made.findings) == [said_of_panel.ABSENT.code]


def test_a_ballot_of_an_absent_member_does_not_count(root: Path) -> None:
    send_back(root, "TV-03", dv_1__mang="0")
    write_round(root, with_member("TV-03", absent="ốm"))
    made = rank_round(root)
    assert said_of_panel.ABSENT_BUT_RETURNED in [found.check for found in made.findings]
    assert str(made.ranking.groups[0].standings[1].total) == "33.75"


def test_a_member_who_left_the_round_does_not_count(root: Path) -> None:
    write_round(root, round_with(members=round_with().members[:2]))
    made = rank_round(root)
    assert codes(made.findings) == [said_of_panel.NO_LONGER_MEMBER.code]


def test_another_version_of_the_rubric_is_a_warning(root: Path) -> None:
    write_round(root, by=rubric(version="2026-09-09"))
    made = rank_round(root)
    assert codes(made.findings) == [said_of_panel.RUBRIC_CHANGED.code] * 3
    assert made.findings[0].severity is WARNING
    assert "2026-01-05" in say(made.findings[0], "vi") and "2026-09-09" in say(made.findings[0], "vi")


def test_a_unit_added_after_sending_blocks(root: Path) -> None:
    units = (*round_with().units, replace(round_with().units[0], id="dv-9", name="Sở Nội vụ"))
    write_round(root, round_with(units=units))
    assert codes(refusal(root)) == [said_of_panel.UNIT_NOT_ON_BALLOT.code] * 3


def test_an_impossible_layout_is_a_finding(root: Path) -> None:
    save(root / "mau.toml", b'title = "x"\n')
    text = (root / "round.toml").read_text(encoding="utf-8")
    (root / "round.toml").write_text(text.replace("minimum_scorers", 'layout = "mau.toml"\nminimum_scorers'), "utf-8")
    findings = refusal(root)
    found = only(findings, said.LAYOUT_BAD)
    assert "mau.toml" in say(found, "vi")


# ---------------------------------------------------------------- provisional
def test_provisional_works_and_says_so(sent: Path) -> None:
    import_files(sent, filled_files(sent)[:1])
    made = rank_round(sent, provisional=True)
    assert codes(made.findings) == ["PANEL-001"] * 2
    assert order(made)[0] == ["dv-2 1", "dv-1 2", "dv-3 3"]
    assert "KẾT QUẢ TẠM THỜI" in texts(results(sent)["ranking.xlsx"])
    assert "TẠM THỜI" in texts(results(sent)["tally.xlsx"])


def test_provisional_in_english_says_so(sent: Path) -> None:
    import_files(sent, filled_files(sent)[:1])
    speak_english(sent)
    rank_round(sent, provisional=True)
    assert "provisional" in texts(results(sent)["ranking.xlsx"]).lower()


def test_a_final_ranking_does_not_say_provisional(root: Path) -> None:
    rank_round(root)
    for name in ("ranking.xlsx", "tally.xlsx"):
        words = texts(results(root)[name])
        assert "TẠM THỜI" not in words


def test_provisional_without_any_ballot(sent: Path) -> None:
    made = rank_round(sent, provisional=True)
    assert codes(made.findings) == ["PANEL-001"] * 3 + ["RANK-007"] * 5
    assert only(made.findings[-1:], said.INCOMPLETE).at.unit == "h-2"
    assert {one.rank for group in made.ranking.groups for one in group.standings} == {None}


def test_provisional_with_a_figure_beyond_all_bounds(root: Path) -> None:
    send_back(root, "TV-01", dv_1__mang="1E+40")
    made = rank_round(root, provisional=True)
    assert said_of_score.ABOVE_MAX in [found.check for found in made.findings]


def test_the_final_ranking_follows_the_provisional_one(sent: Path) -> None:
    files = filled_files(sent)
    import_files(sent, files[:1])
    rank_round(sent, provisional=True)
    import_files(sent, files[1:])
    made = rank_round(sent)
    assert made.number == 2 and made.new
    assert {"ranking-001.xlsx", "ranking-002.xlsx"} <= results(sent).keys()


# ---------------------------------------------------------------- numbered, with what changed
def test_a_change_gets_the_next_number_and_is_told(root: Path) -> None:
    rank_round(root)
    first = results(root)
    for member in ("TV-01", "TV-02", "TV-03"):
        send_back(root, member, dv_1__dich_vu="20")
    made = rank_round(root)
    assert (made.number, made.new) == (2, True)
    assert made.changes == (
        "Sở Y tế: tổng điểm 33,75 → 38,75, chỉ số 0,750 → 0,861, hạng 2 → 1, xếp loại Khá → Tốt",
        "Sở Xây dựng: hạng 1 → 2",
    )
    after = results(root)
    for name in ("ranking-001.xlsx", "tally-001.xlsx", "result-001.json"):
        assert after[name] == first[name]
    assert after["ranking.xlsx"] == after["ranking-002.xlsx"] != first["ranking.xlsx"]
    assert after["changes.txt"] == after["changes-002.txt"]
    assert after["changes.txt"].decode("utf-8-sig").splitlines() == list(made.changes)


def test_changes_in_english(root: Path) -> None:
    rank_round(root)
    for member in ("TV-01", "TV-02", "TV-03"):
        send_back(root, member, h_2__mang="7")
    speak_english(root)
    assert rank_round(root).changes == ("Huyện Bình: total 22.00 → 23.00, index 0.550 → 0.575",)


@pytest.mark.parametrize(
    ("lang", "came", "went"),
    [
        ("vi", "chưa có tổng điểm → 30,00, chưa có hạng → 1, chưa xếp loại → Tốt",
         "tổng điểm 30,00 → chưa có tổng điểm, hạng 1 → chưa có hạng, xếp loại Tốt → chưa xếp loại"),
        ("en", "no total → 30.00, no rank → 1, no tier → Tốt",
         "total 30.00 → no total, rank 1 → no rank, tier Tốt → no tier"),
    ],
)  # fmt: skip
def test_what_was_not_there_is_said_in_words(lang: str, came: str, went: str) -> None:
    lines = (
        {"unit": "a", "name": "A", "total": total, "index": None, "rank": place, "tier": tier}
        for total, place, tier in ((None, None, None), ("30.00", 1, "Tốt"))
    )
    bare, whole = ({"groups": [{"standings": [line]}], "conclusions": {}} for line in lines)
    assert _changes(bare, whole, lang) == (f"A: {came}",)
    assert _changes(whole, bare, lang) == (f"A: {went}",)


def test_changes_name_units_that_came_and_went(root: Path) -> None:
    rank_round(root)
    write_round(root, with_unit("dv-3", left_out="sáp nhập"))
    assert rank_round(root).changes == ("Ban Dân tộc: không còn trong kết quả",)
    write_round(root)
    assert rank_round(root).changes == ("Ban Dân tộc: mới có trong kết quả",)


def test_going_back_is_a_new_number_too(root: Path) -> None:
    rank_round(root)
    write_round(root, with_unit("dv-1", name="Sở Y tế và Dân số"))
    assert rank_round(root).changes == ("Sở Y tế và Dân số: tên Sở Y tế → Sở Y tế và Dân số",)
    write_round(root)
    made = rank_round(root)
    assert made.number == 3 and len(made.changes) == 1


def test_stale_changes_do_not_stand_under_the_plain_name(root: Path) -> None:
    rank_round(root)
    write_round(root, with_unit("dv-1", name="Tên khác"))
    rank_round(root)
    # A new number without any change of a unit's line: a note more.
    write_round(root, with_unit("dv-1", round_with(waivers=(WAIVER,)), name="Tên khác"))
    made = rank_round(root)
    assert made.number == 3 and made.changes == ()
    assert "changes.txt" not in results(root) and "changes-002.txt" in results(root)


def test_results_that_somebody_changed_are_not_overwritten(root: Path) -> None:
    rank_round(root)
    path = root / "results" / "ranking-001.xlsx"
    path.write_bytes(b"signed")
    made = rank_round(root)
    assert made.number == 2 and path.read_bytes() == b"signed"
    assert results(root)["ranking.xlsx"] == results(root)["ranking-002.xlsx"]


def test_a_plain_result_that_is_gone_comes_back(root: Path) -> None:
    rank_round(root)
    before = results(root)
    (root / "results" / "ranking.xlsx").unlink()
    (root / "results" / "result.json").write_bytes(b"{}")
    assert not rank_round(root).new
    assert results(root) == before


def test_a_spoiled_last_result_is_no_traceback(root: Path) -> None:
    rank_round(root)
    for spoilt in (b"", b"[]", b'{"groups": [1]}', b'{"groups": [{"standings": [{}]}]}', b'{"groups": "x"}'):
        (root / "results" / "result-001.json").write_bytes(spoilt)
        made = rank_round(root)
        assert made.number >= 2
        for path in (root / "results").glob("*-00[2-9].*"):
            path.unlink()


@pytest.mark.parametrize("name", ["ranking.xlsx", "ranking.docx", "tally.xlsx", "result.json"])
def test_a_plain_name_that_is_open_in_excel_is_brought_up_to_date_afterwards(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    rank_round(root)
    send_back(root, "TV-01", dv_1__mang="9")
    real = os.replace

    def locked(source: str, target: Path) -> None:
        if Path(target).name == name:
            raise PermissionError(errno.EACCES, "open in Excel")
        real(source, target)

    before = results(root)
    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(Refused) as raised:
        rank_round(root)
    assert only(raised.value.findings, said_of_file.IN_USE).at.file == name
    half = results(root)
    assert half[name] == before[name] and not [each for each in half if each.endswith(".tmp")]
    monkeypatch.setattr(os, "replace", real)
    made = rank_round(root)
    after = results(root)
    assert made.number == 2 and after[name] == after[name.replace(".", "-002.")] != before[name]


def test_a_numbered_write_that_fails_leaves_the_newest_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rank_round(root)
    before = results(root)
    send_back(root, "TV-01", dv_1__mang="9")

    def full(source: str, target: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Refused) as raised:
        rank_round(root)
    only(raised.value.findings, said_of_file.DISK_FULL)
    assert results(root) == before


# ---------------------------------------------------------------- waivers and ties
@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        (WAIVER, ["BALLOT-005", "SCORE-001"]),
        (replace(WAIVER, member="TV-01"), ["BALLOT-005", "SCORE-001"]),
    ],
)
def test_a_waived_value_counts_as_typed(root: Path, waiver: Waiver, expected: list[str]) -> None:
    write_round(root, round_with(waivers=(waiver,)))
    send_back(root, "TV-01", dv_1__mang="11")
    made = rank_round(root)
    assert codes(made.findings) == expected
    assert only(made.findings, said_of_score.ABOVE_MAX).severity is WARNING
    # (11 + 8.25 + 8.25) / 3 = 9.1666..., never (10 + ...) / 3
    assert str(made.ranking.groups[0].standings[1].values["mang"]) == "9.17"


WRONG_WAIVERS: Mapping[str, Waiver] = {
    "another member": replace(WAIVER, member="TV-02"),
    "another unit": replace(WAIVER, unit="dv-2"),
    "another criterion": replace(WAIVER, criterion="an-toan"),
    "another check": replace(WAIVER, check="SCORE-003"),
}


@pytest.mark.parametrize("case", WRONG_WAIVERS)
def test_a_waiver_for_another_cell_does_not_help(root: Path, case: str) -> None:
    write_round(root, round_with(waivers=(WRONG_WAIVERS[case],)))
    send_back(root, "TV-01", dv_1__mang="11")
    assert codes(refusal(root)) == ["BALLOT-005", said.WAIVER_UNUSED.code, "SCORE-001"]


def test_an_unused_waiver_is_noted(root: Path) -> None:
    write_round(root, round_with(waivers=(replace(WAIVER, when=date(2026, 12, 1)),)))
    found = only(rank_round(root).findings, said.WAIVER_UNUSED)
    assert (found.at.unit, found.at.criterion) == ("dv-1", "mang")


def equal_totals(root: Path) -> None:
    for member in ("TV-01", "TV-02", "TV-03"):
        send_back(root, member, table=TABLE.replace("dv-2  9     8    16.5  4", "dv-2  8.25  7.5  15    3"))


@pytest.mark.parametrize(
    ("kind", "places", "code"),
    [
        ("", ["dv-1 1", "dv-2 1", "dv-3 3"], "RANK-001"),
        ("shared", ["dv-2 1", "dv-1 1", "dv-3 3"], "RANK-002"),
        ("split", ["dv-2 1", "dv-1 2", "dv-3 3"], "RANK-005"),
    ],
)
def test_ties(root: Path, kind: str, places: list[str], code: str) -> None:
    equal_totals(root)
    ties = (decision(kind, "dv-2", "dv-1"),) if kind else ()
    write_round(root, round_with(ties=ties))
    made = rank_round(root)
    assert order(made)[0] == places
    assert [one.tied for one in made.ranking.groups[0].standings] == [True, True, False]
    assert code in codes(made.findings)


def test_an_unused_tie_decision_is_a_warning(root: Path) -> None:
    write_round(root, round_with(ties=(decision("split", "dv-2", "dv-1"),)))
    found = only(rank_round(root).findings, said.TIE_DECISION_UNUSED)
    assert found.severity is WARNING


def test_a_decision_that_names_too_few_blocks(root: Path) -> None:
    table = TABLE.replace("dv-2  9     8    16.5  4", "dv-2  8.25  7.5  15    3")
    three = round_with(units=tuple(replace(unit, traits=frozenset()) for unit in round_with().units))
    write_round(root, three)
    generate(root)
    for member in ("TV-01", "TV-02", "TV-03"):
        issue = issue_of(member, three, number=2)
        ballot = ballot_of(issue, table.replace("dv-3  7     6.5  KĐG   2", "dv-3  8.25  7.5  15    3"))
        import_files(root, [save(root / "về" / f"{member}.xlsx", ballot_bytes(issue, ballot))])
    write_round(root, replace(three, ties=(decision("split", "dv-2", "dv-1"),)))
    assert only(refusal(root), said.TIE_DECISION_PARTIAL).at.unit == "dv-1"


def test_the_dense_policy(root: Path) -> None:
    equal_totals(root)
    write_round(root, by=replace(RUBRIC, ties="dense"))
    assert order(rank_round(root))[0] == ["dv-1 1", "dv-2 1", "dv-3 2"]
