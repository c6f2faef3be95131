"""Generate: one workbook a member, each issue frozen; what changed gets the next number, nothing is lost."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.sample import (
    BOTH,
    GUIDE,
    HUYEN,
    ROUND,
    RUBRIC,
    SO,
    WAIVER,
    assert_sayable,
    codes,
    decision,
    drawn,
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
from workbook.catalogue import file as said_of_file
from workbook.catalogue import kept as said
from workbook.excel.fill import fill
from workbook.excel.write import write_book
from workbook.findings import Finding, Refused, say
from workbook.loading.frozen import issue_for, thaw
from workbook.loading.round import load_round
from workbook.model import Round
from workbook.pipeline import sending
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import check_files
from workbook.pipeline.sending import Generated, generate
from workbook.rubric import Rubric
from workbook.sheets import ballot as ballot_room
from workbook.template import Template, load_template


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A round in a folder with spaces and Vietnamese letters."""
    return write_round(tmp_path / "Đợt chấm điểm 2026")


def issues(made: Generated) -> dict[str, tuple[int, bool]]:
    return {each.member.id: (each.number, each.new) for each in made.sent}


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


ALL_NEW = {"TV-01": (1, True), "TV-02": (1, True), "TV-03": (1, True)}
ALL_SAME = {"TV-01": (1, False), "TV-02": (1, False), "TV-03": (1, False)}


def test_the_folder_says_what_the_sample_says(root: Path) -> None:
    round_, by, findings = load_round(root)
    assert (round_, by, findings) == (ROUND, RUBRIC, ())


# ---------------------------------------------------------------- the first time
def test_one_workbook_a_member(root: Path) -> None:
    made = generate(root)
    assert issues(made) == ALL_NEW and made.findings == ()
    names = sorted(path.name for path in (root / "sent").iterdir() if path.is_file())
    assert names == ["phieu-TV-01.xlsx", "phieu-TV-02.xlsx", "phieu-TV-03.xlsx"]
    assert [each.path.name for each in made.sent] == names


def test_the_workbook_is_the_drawn_one(root: Path) -> None:
    (first, *_) = generate(root).sent
    assert first.path.read_bytes() == write_book(drawn(issue_of()))


def test_each_member_gets_the_sheets_of_his_groups(root: Path) -> None:
    sheets = {each.member.id: openpyxl.load_workbook(each.path).sheetnames for each in generate(root).sent}
    assert sheets == {"TV-01": [GUIDE, SO, HUYEN], "TV-02": [GUIDE, SO, HUYEN], "TV-03": [GUIDE, SO]}


def test_what_is_kept_is_the_members_part_only(root: Path) -> None:
    generate(root)
    kept = Folder(root).load_kept("TV-03", 1)
    assert kept is not None
    assert thaw(kept.frozen) == replace(issue_of("TV-03"), seal="")
    assert "Trần Thị Bình" not in kept.frozen and "Huyện An" not in kept.frozen
    assert kept.book == drawn(issue_of("TV-03"))


def test_absent_members_get_nothing(tmp_path: Path) -> None:
    root = write_round(tmp_path / "r", with_member("TV-02", absent="ốm"))
    assert list(issues(generate(root))) == ["TV-01", "TV-03"]


def test_english_sheets(root: Path) -> None:
    speak_english(root)
    (first, *_) = generate(root).sent
    assert openpyxl.load_workbook(first.path).sheetnames[0] == "Guide"


def test_progress_names_each_member(root: Path) -> None:
    told: list[str] = []
    generate(root, progress=told.append)
    assert told == ["TV-01", "TV-02", "TV-03"]


# ---------------------------------------------------------------- again
def test_an_unchanged_round_keeps_numbers_and_bytes(root: Path) -> None:
    generate(root)
    before = everything(root)
    assert issues(generate(root)) == ALL_SAME
    assert everything(root) == before


def test_a_lost_workbook_is_made_again_byte_for_byte(root: Path) -> None:
    generate(root)
    before = everything(root)
    (root / "sent" / "phieu-TV-02.xlsx").unlink()
    assert issues(generate(root)) == ALL_SAME
    assert everything(root) == before


NOT_ON_THE_SHEET: dict[str, Round] = {
    "a waiver": round_with(waivers=(WAIVER,)),
    "a tie decision": round_with(ties=(decision("split", "dv-1", "dv-2"),)),
    "the minimum of scorers": round_with(minimum_scorers=2),
    "another member": round_with(members=(*ROUND.members, replace(ROUND.members[0], id="TV-09", name="Chín"))),
}


@pytest.mark.parametrize("change", NOT_ON_THE_SHEET)
def test_what_no_sheet_shows_is_no_new_issue(root: Path, change: str) -> None:
    generate(root)
    write_round(root, NOT_ON_THE_SHEET[change])
    made = issues(generate(root))
    assert {member: made[member] for member in ALL_SAME} == ALL_SAME


NEW_ISSUES: dict[str, tuple[Round, Rubric, set[str]]] = {
    "a unit's name": (with_unit("dv-1", name="Sở Y tế và Dân số"), RUBRIC, {"TV-01", "TV-02", "TV-03"}),
    "a district's name": (with_unit("h-1", name="Thị xã An"), RUBRIC, {"TV-01", "TV-02"}),
    "the deadline": (replace(ROUND, deadline=ROUND.deadline.replace(day=30)), RUBRIC, {"TV-01", "TV-02", "TV-03"}),
    "one member's role": (with_member("TV-03", role="Thư ký"), RUBRIC, {"TV-03"}),
    "one member's recusal": (with_member("TV-03", recused=frozenset({"dv-1"})), RUBRIC, {"TV-03"}),
    "one member's groups": (with_member("TV-03", groups=BOTH), RUBRIC, {"TV-03"}),
    "the rubric's version": (ROUND, rubric(version="2026-02-01"), {"TV-01", "TV-02", "TV-03"}),
    "a unit left out": (with_unit("dv-3", left_out="sáp nhập"), RUBRIC, {"TV-01", "TV-02", "TV-03"}),
}


@pytest.mark.parametrize("change", NEW_ISSUES)
def test_a_changed_sheet_is_issued_again_under_the_next_number(root: Path, change: str) -> None:
    generate(root)
    before = everything(root)
    round_, by, members = NEW_ISSUES[change]
    write_round(root, round_, by)
    made = generate(root)
    assert issues(made) == {member: (2, True) if member in members else (1, False) for member in ALL_SAME}
    again = [f"phieu-{member}.xlsx" for member in sorted(members)]
    assert only(made.findings, said.OUTDATED).facts["names"] == ", ".join(again)
    after = everything(root)
    for name in before.keys() - {"round.toml", "rubric.toml", "register.db"}:
        assert after[name] == before[name], name
    assert len(after) == len(before) + 2 * len(members)


def test_a_third_issue(root: Path) -> None:
    for number, name in enumerate(("A", "B", "C"), 1):
        write_round(root, with_unit("dv-1", name=f"Sở {name}"))
        assert issues(generate(root))["TV-01"] == (number, True)
    assert [path.name for path in sorted((root / "sent").glob("phieu-TV-01*"))] == [
        "phieu-TV-01 lan 2.xlsx",
        "phieu-TV-01 lan 3.xlsx",
        "phieu-TV-01.xlsx",
    ]
    assert Folder(root).issues_of("TV-01") == [1, 2, 3]


def test_going_back_to_the_old_text_is_a_new_issue_too(root: Path) -> None:
    generate(root)
    write_round(root, with_unit("dv-1", name="Sở khác"))
    generate(root)
    write_round(root)
    assert issues(generate(root))["TV-01"] == (3, True)


# ---------------------------------------------------------------- frozen
def altered(name: str, lang: str) -> Template:
    made = load_template(name, lang)
    return replace(made, words={**made.words, "title": "PHIẾU KHÁC", "total": "Cộng điểm"})


def change_name(root: Path, _: pytest.MonkeyPatch) -> None:
    write_round(root, with_unit("dv-1", name="Tên đã sửa"))


def add_waiver(root: Path, _: pytest.MonkeyPatch) -> None:
    write_round(root, round_with(waivers=(WAIVER,)))


def change_template(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballot_room, "load_template", altered)


def change_rubric(root: Path, _: pytest.MonkeyPatch) -> None:
    criteria = (*RUBRIC.criteria[:2], replace(RUBRIC.criteria[2], name="Sáng kiến (sửa)"))
    write_round(root, ROUND, rubric(criteria=criteria, title="Tên bộ tiêu chí khác"))


CHANGES: list[Callable[[Path, pytest.MonkeyPatch], None]] = [change_name, add_waiver, change_template, change_rubric]


@pytest.mark.parametrize("change", CHANGES)
def test_returned_ballots_are_judged_by_what_was_sent(
    root: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path, pytest.MonkeyPatch], None]
) -> None:
    generate(root)
    files = filled_files(root)
    change(root, monkeypatch)
    assert [codes(checked.findings) for checked in check_files(files, root)] == [[], [], []]
    # ... and still after the changed sheets were issued.
    generate(root)
    assert [codes(checked.findings) for checked in check_files(files, root)] == [[], [], []]


def test_an_altered_template_is_issued_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(root)
    change_template(root, monkeypatch)
    made = generate(root)
    assert issues(made)["TV-01"] == (2, True)
    assert openpyxl.load_workbook(made.sent[0].path)[SO]["B4"].value == "PHIẾU KHÁC"


def test_both_issues_can_be_returned(root: Path) -> None:
    generate(root)
    first = filled_files(root / "a")
    changed = with_unit("dv-1", name="Tên đã sửa")
    write_round(root, changed)
    second = [fill(each.path.read_bytes(), {(SO, "D11"): "8,0"}) for each in generate(root).sent[:1]]
    (root / "b.xlsx").write_bytes(second[0])
    old, new = check_files([first[0], root / "b.xlsx"], root)
    assert old.passport is not None and new.passport is not None
    assert (old.passport.issue, new.passport.issue) == (1, 2)
    assert codes(old.findings) == []
    assert not [found for found in new.findings if found.code.startswith("FORM")]


# ---------------------------------------------------------------- nobody's work is overwritten
def test_a_workbook_filled_in_sent_is_never_overwritten(root: Path) -> None:
    made = generate(root)
    path = made.sent[0].path
    path.write_bytes(fill(path.read_bytes(), {(SO, "D11"): "8,0"}))
    before = everything(root)
    again = generate(root)
    assert everything(root) == before
    found = only(again.findings, said.SENT_FILE_KEPT)
    assert (found.at.file, found.at.member) == ("phieu-TV-01.xlsx", "TV-01")
    assert issues(again) == ALL_SAME


def test_a_workbook_filled_in_sent_stays_when_a_new_one_is_issued(root: Path) -> None:
    path = generate(root).sent[0].path
    filled = fill(path.read_bytes(), {(SO, "D11"): "8,0"})
    path.write_bytes(filled)
    write_round(root, with_unit("dv-1", name="Tên đã sửa"))
    made = generate(root)
    assert path.read_bytes() == filled and codes(made.findings) == ["FILE-097"]
    assert made.sent[0].path.name == "phieu-TV-01 lan 2.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(filled))[SO]["D11"].value == "8,0"


def test_a_damaged_copy_in_kept_stops_until_it_is_settled(root: Path) -> None:
    generate(root)
    path = Folder(root).kept_file("TV-01", 1)
    path.write_bytes(b"broken")
    before = everything(root)
    found = only(refused(root), said.ISSUE_ALTERED)
    assert (found.at.member, found.facts["name"], everything(root)) == ("TV-01", path.name, before)
    path.rename(root / path.name)  # as it says, where there is no backup
    assert issues(generate(root)) == {**ALL_SAME, "TV-01": (2, True)}


# ---------------------------------------------------------------- files exchanged
def exchange(first: Path, second: Path) -> None:
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)


def refused(root: Path) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as raised:
        generate(root)
    for found in raised.value.findings:
        assert_sayable(found)
    return raised.value.findings


@pytest.mark.parametrize("logged", [True, False])
def test_kept_issues_that_were_exchanged_stop_everything(root: Path, logged: bool) -> None:
    """Also where the log is lost: what is kept says itself whose it is."""
    generate(root)
    first, second = (Folder(root).kept_file(who, 1) for who in ("TV-01", "TV-02"))
    exchange(first, second)
    if not logged:
        (root / "register.db").unlink()
    before = everything(root)
    found = refused(root)
    assert [one.check for one in found] == [said.ISSUE_EXCHANGED] * 2
    assert "TV-01-1.json.gz không phải" in say(found[0], "vi") and "issue 1 of the member TV-02" in say(found[0], "en")
    assert sorted(everything(root).keys() - before.keys()) in ([], ["register.db"])
    assert not [path for path in (root / "sent").iterdir() if "lan 2" in path.name]
    exchange(first, second)
    assert issues(generate(root)) == ALL_SAME


def test_a_kept_issue_of_a_unit_under_a_members_name(root: Path) -> None:
    generate(root, for_="units")
    unit = Folder(root).kept_file("unit:dv-1", 1)
    save(Folder(root).kept_file("TV-01", 1), unit.read_bytes())
    assert "phiếu lần 1 của đơn vị dv-1" in say(only(refused(root), said.ISSUE_EXCHANGED), "vi")


@pytest.mark.parametrize("filled", [False, True])
def test_sent_files_that_were_exchanged_are_told(root: Path, filled: bool) -> None:
    first, second, _ = (one.path for one in generate(root).sent)
    if filled:
        second.write_bytes(fill(second.read_bytes(), {(SO, "D11"): "8,0"}))
    exchange(first, second)
    before = everything(root)
    made = generate(root)
    assert everything(root) == before and issues(made) == ALL_SAME
    assert [(one.check, one.at.file) for one in made.findings] == [
        (said.SENT_OF_ANOTHER, "phieu-TV-01.xlsx"),
        (said.SENT_OF_ANOTHER, "phieu-TV-02.xlsx"),
    ]
    assert_sayable(made.findings[0])
    assert "phiếu lần 1 của thành viên TV-02" in say(made.findings[0], "vi")
    for path in (first, second):
        path.rename(root / path.name)
    assert generate(root).findings == ()


def test_an_earlier_issue_under_the_name_of_a_later_one_is_told(root: Path) -> None:
    early = generate(root).sent[0].path.read_bytes()
    write_round(root, with_unit("dv-1", name="Tên đã sửa"))
    generate(root).sent[0].path.write_bytes(early)
    assert "issue 1 of the member TV-01" in say(only(generate(root).findings, said.SENT_OF_ANOTHER), "en")


def test_what_is_no_workbook_in_sent_is_left_alone(root: Path) -> None:
    generate(root).sent[0].path.write_bytes(b"no workbook")
    assert only(generate(root).findings, said.SENT_FILE_KEPT).at.member == "TV-01"


# ---------------------------------------------------------------- what stops it
def test_a_locked_workbook_stops_with_a_finding_and_loses_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(root)
    write_round(root, with_unit("dv-1", name="Tên đã sửa"))
    before = everything(root)
    real = os.replace

    def locked(source: str, target: Path) -> None:
        if Path(target).suffix == ".xlsx":
            raise PermissionError(errno.EACCES, "open in Excel")
        real(source, target)

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(Refused) as raised:
        generate(root)
    found = only(raised.value.findings, said_of_file.IN_USE)
    assert found.at.file == "phieu-TV-01 lan 2.xlsx"
    assert everything(root).keys() - before.keys() == {"sent/kept/TV-01-2.json.gz"}
    monkeypatch.setattr(os, "replace", real)
    made = generate(root)
    assert issues(made) == {"TV-01": (2, False), "TV-02": (2, True), "TV-03": (2, True)}
    assert made.sent[0].path.exists()


def test_a_round_that_cannot_be_read_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "round.toml").write_text("id =", encoding="utf-8")
    with pytest.raises(Refused) as raised:
        generate(tmp_path)
    for found in raised.value.findings:
        assert_sayable(found)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["round.toml"]


def test_drawing_an_issue_is_repeatable() -> None:
    first, second = (sending.drawn(issue_for(RUBRIC, ROUND, ROUND.members[0].id, 1)) for _ in range(2))
    assert first == second
