"""Files that came back: judged one by one, kept unchanged, the newest counted."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from tests.resaved import resaved, with_passports
from tests.sample import (
    GUIDE,
    HUYEN,
    SO,
    WAIVER,
    assert_sayable,
    ballot_bytes,
    ballot_of,
    codes,
    filled_files,
    issue_of,
    only,
    round_with,
    save,
    with_member,
    with_unit,
    write_round,
)
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import file as said_of_file
from workbook.catalogue import form as said
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import score as said_of_score
from workbook.excel.fill import fill
from workbook.findings import ERROR, NOTE, WARNING, Check, Refused, Severity, errors, say
from workbook.loading.frozen import freeze
from workbook.model import Waiver
from workbook.pipeline.collected import newest_ballots, status
from workbook.pipeline.folder import fingerprint
from workbook.pipeline.inspecting import inspect_file
from workbook.pipeline.judging import Checked, check_files, open_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.sending import generate
from workbook.sheets.stamp import pack

GOOD = ballot_bytes(issue_of())


def judged(tmp_path: Path, data: bytes, root: Path | None = None) -> Checked:
    (checked,) = check_files([save(tmp_path / "về" / "phiếu của tôi.xlsx", data)], root)
    for found in checked.findings:
        assert_sayable(found)
        assert found.at.file == checked.file
    return checked


def typed(cell: str, value: object, number_format: str | None = None, sheet: str = SO) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell].value = value
        if number_format is not None:
            book[sheet][cell].number_format = number_format

    return change


# ---------------------------------------------------------------- one file
@pytest.mark.parametrize("with_round", [False, True])
@pytest.mark.parametrize("member", ["TV-01", "TV-02", "TV-03"])
def test_a_filled_workbook_is_clean(root: Path, tmp_path: Path, member: str, with_round: bool) -> None:
    issue = issue_of(member)
    checked = judged(tmp_path, ballot_bytes(issue), root if with_round else None)
    assert checked.findings == () and checked.counted
    assert checked.ballot == ballot_of(issue)
    assert checked.issue == issue


def test_a_workbook_filled_by_another_program_is_clean(root: Path, tmp_path: Path) -> None:
    sent = (root / "sent" / "phieu-TV-01.xlsx").read_bytes()
    cells = {(item.sheet, item.cell): item for item in inspect_file(root / "sent" / "phieu-TV-01.xlsx").inputs}
    scores = ballot_of(issue_of()).scores
    entries = {
        place: "KĐG" if not isinstance(figure := scores[item.unit, item.criterion or ""], Decimal) else figure
        for place, item in cells.items()
        if item.kind == "score"
    }
    checked = judged(tmp_path, fill(sent, entries), root)
    assert checked.findings == () and checked.ballot == ballot_of(issue_of())


# What a person types, as openpyxl writes it into the file.
TYPED: list[tuple[Callable[[Workbook], None], str, Check]] = [
    (typed("D11", None), "D11", said_of_ballot.MISSING),
    (typed("D11", "8,0"), "D11", said_of_cell.UNDERSTOOD),
    (typed("D11", "1.250"), "D11", said_of_cell.AMBIGUOUS),
    (typed("D11", "tám điểm"), "D11", said_of_cell.WORD),
    (typed("D11", datetime(2026, 5, 8), "d-mmm"), "D11", said_of_cell.DATE),
    (typed("D11", 0.85, "0%"), "D11", said_of_cell.PERCENT_MEANT),
    (typed("D11", "#DIV/0!"), "D11", said_of_cell.ERROR_VALUE),
    (typed("D11", "=E11+1"), "D11", said_of_cell.FORMULA),
    (typed("D11", True), "D11", said_of_cell.TRUTH),
    (typed("D11", "KĐG 8"), "D11", said_of_cell.MARK_AND_SCORE),
    (typed("D11", "KĐG"), "D11", said_of_ballot.MARK_NOT_ALLOWED),
    (typed("G11", "kdg"), "G11", said_of_cell.MARK_UNDERSTOOD),
    (typed("F13", 8), "F13", said_of_ballot.SCORE_WHERE_MARKED),
    (typed("D11", 10.25), "D11", said_of_score.ABOVE_MAX),
    (typed("D11", -0.25), "D11", said_of_score.BELOW_ZERO),
    (typed("D11", 8.3), "D11", said_of_score.OFF_STEP),
    (typed("F11", 15.5, sheet=HUYEN), "F11", said_of_score.ABOVE_MAX),
    (typed("C11", "Sở khác"), "C11", said.LABEL_CHANGED),
    (typed("H11", 33.75), "H11", said.FORMULA_CHANGED),
    (typed("D10", 100), "D10", said.LABEL_CHANGED),
]


@pytest.mark.parametrize(("change", "cell", "check"), TYPED)
def test_each_fault_has_its_place(
    root: Path, tmp_path: Path, change: Callable[[Workbook], None], cell: str, check: Check
) -> None:
    checked = judged(tmp_path, resaved(GOOD, change), root)
    (found,) = checked.findings
    assert found.check is check
    at = found.at
    assert at.cell == cell and at.sheet in (SO, HUYEN)
    if found.severity is ERROR:
        assert at.unit in ("dv-1", "dv-3", "h-1") and at.criterion in ("mang", "dich-vu") and at.member == "TV-01"
    assert checked.counted is (found.severity is not ERROR)


def test_a_date_proposes_the_figure(root: Path, tmp_path: Path) -> None:
    checked = judged(tmp_path, resaved(GOOD, typed("D11", datetime(2026, 5, 8), "dd/mm/yyyy")), root)
    assert "08/05/2026" in say(checked.findings[0], "vi") and "8,5" in say(checked.findings[0], "vi")


def test_a_recused_unit_that_was_scored(root: Path, tmp_path: Path) -> None:
    checked = judged(tmp_path, resaved(ballot_bytes(issue_of("TV-02")), typed("D12", 9)), root)
    found = only(checked.findings, said_of_ballot.SCORE_WHERE_RECUSED)
    assert (found.at.cell, found.at.unit, found.at.criterion) == ("D12", "dv-2", "mang")
    assert len(checked.findings) == 1


def copy_sheet(book: Workbook) -> None:
    book.copy_worksheet(book[SO])


def unprotect(book: Workbook) -> None:
    book[SO].protection.sheet = False
    book[SO].data_validations.dataValidation.clear()


def rename(book: Workbook) -> None:
    """As every program does it: formulas on other sheets go along, texts in them (HYPERLINK) do not."""
    book[SO].title = "Phiếu"
    for row in book[GUIDE].iter_rows():
        for cell in row:
            if cell.data_type == "f" and "HYPERLINK" not in str(cell.value):
                cell.value = str(cell.value).replace(SO, "Phiếu")


STRUCTURE: list[tuple[str, Callable[[Workbook], object], list[str]]] = [
    ("sheet deleted", lambda book: book.remove(book[HUYEN]), ["FORM-002"]),
    ("sheet copied", copy_sheet, ["FORM-003"]),
    ("sheet renamed", rename, []),
    ("sheet renamed, formulas left behind", lambda book: setattr(book[SO], "title", "Phiếu"), ["FORM-048"]),
    ("sheet added", lambda book: book.create_sheet("Nháp"), ["FORM-016"]),
    ("guide deleted", lambda book: book.remove(book[GUIDE]), ["FORM-027"]),
    ("protection and validation gone", unprotect, ["FORM-010", "FORM-011"]),
    ("a row's key copied", typed("A12", "u:dv-1"), ["FORM-004", "FORM-006"]),
    ("a column's key copied", typed("F1", "c:mang"), ["FORM-005", "FORM-006"]),
    ("a row's key gone", typed("A12", None), ["FORM-004"]),
    ("a foreign key", typed("A40", "u:x"), ["FORM-043"]),
]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in STRUCTURE], ids=[case[0] for case in STRUCTURE])
def test_a_sheet_that_was_changed(
    root: Path, tmp_path: Path, change: Callable[[Workbook], object], expected: list[str]
) -> None:
    checked = judged(tmp_path, resaved(GOOD, change), root)
    assert codes(checked.findings) == expected


def test_a_text_file_is_told_and_does_not_stop_the_rest(root: Path, tmp_path: Path) -> None:
    files = [
        save(tmp_path / "a.xlsx", b"a,b\n1,2\n"),
        tmp_path / "gone.xlsx",
        save(tmp_path / "c.xlsx", GOOD),
        save(tmp_path / "d.xlsx", GOOD[:2000]),
    ]
    checked = check_files(files, root)
    assert [item.counted for item in checked] == [False, False, True, False]
    assert [item.findings[0].check for item in checked[:2]] == [said_of_file.TEXT, said_of_file.MISSING]
    assert [item.file for item in checked] == [str(path) for path in files]


def test_a_workbook_of_somebody_elses(root: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Điểm"
    stream = io.BytesIO()
    book.save(stream)
    checked = judged(tmp_path, stream.getvalue(), root)
    assert codes(checked.findings) == [said.NOT_OURS.code] and checked.passport is None


# ---------------------------------------------------------------- whose it is
FOREIGN: list[tuple[bytes, Check]] = [
    (with_passports(GOOD, round="vi-du-2025"), said.OTHER_ROUND),
    (with_passports(GOOD, member="TV-99"), said.MEMBER_UNKNOWN),
    (with_passports(GOOD, issue=7), said.NOT_ISSUED),
    (with_passports(GOOD, member="TV-02"), said.SEAL_WRONG),
    (resaved(GOOD, typed("B2", pack(freeze(issue_of()).replace('"10"', '"99"'))[0], sheet=GUIDE)), said.ISSUE_DIFFERS),
    (resaved(GOOD, typed("A1", ballot_of(issue_of()).member, sheet=SO)), said.SHEET_MISSING),
]


@pytest.mark.parametrize(("data", "check"), FOREIGN)
def test_a_file_that_does_not_belong_here(root: Path, tmp_path: Path, data: bytes, check: Check) -> None:
    checked = judged(tmp_path, data, root)
    assert check in [found.check for found in checked.findings]
    assert not checked.counted
    if check is not said.SHEET_MISSING:
        assert len(checked.findings) == 1 and checked.ballot is None


def test_an_issue_that_was_never_kept_says_which(root: Path, tmp_path: Path) -> None:
    found = only(judged(tmp_path, with_passports(GOOD, issue=7), root).findings, said.NOT_ISSUED)
    assert "phát phiếu lần 7 cho TV-01" in say(found, "vi") and found.at.member == "TV-01"


def test_two_members_in_one_file(root: Path, tmp_path: Path) -> None:
    other = str(openpyxl.load_workbook(io.BytesIO(ballot_bytes(issue_of("TV-02"))))[HUYEN]["A1"].value)
    checked = judged(tmp_path, resaved(GOOD, typed("A1", other, sheet=HUYEN)), root)
    assert codes(checked.findings) == [said.PASSPORTS_DISAGREE.code]


def test_damaged_inner_data_matters_only_without_the_round(root: Path, tmp_path: Path) -> None:
    data = resaved(GOOD, typed("B2", "hỏng", sheet=GUIDE))
    alone = judged(tmp_path, data)
    assert codes(alone.findings) == [said.ISSUE_DAMAGED.code] and alone.ballot is None
    with_round = judged(tmp_path, data, root)
    assert said.ISSUE_DAMAGED not in [found.check for found in with_round.findings]
    assert with_round.ballot == ballot_of(issue_of())


def test_inner_data_of_another_issue_is_damage(tmp_path: Path) -> None:
    other = pack(freeze(issue_of(number=2)))[0]
    checked = judged(tmp_path, resaved(GOOD, typed("B2", other, sheet=GUIDE)))
    assert codes(checked.findings) == [said.ISSUE_DAMAGED.code]


def test_inner_data_that_is_no_issue(tmp_path: Path) -> None:
    for text in ("{}", "[]", "x", '{"version":1}'):
        checked = judged(tmp_path, resaved(GOOD, typed("B2", pack(text)[0], sheet=GUIDE)))
        assert len(checked.findings) == 1 and checked.findings[0].severity is ERROR and checked.ballot is None


def test_a_newer_form_needs_the_round(root: Path, tmp_path: Path) -> None:
    data = with_passports(GOOD, form="9")
    assert codes(judged(tmp_path, data).findings) == [said.FORM_NEWER.code]
    assert said.FORM_NEWER not in [found.check for found in judged(tmp_path, data, root).findings]


def test_a_renamed_file_is_known_by_what_is_inside(root: Path, tmp_path: Path) -> None:
    (checked,) = check_files([save(tmp_path / "phieu-TV-03.xlsx", GOOD)], root)
    assert checked.passport is not None and checked.passport.member == "TV-01"


# ---------------------------------------------------------------- waivers
HIGH = resaved(GOOD, typed("D11", 11))


@pytest.mark.parametrize(
    ("waiver", "severity"),
    [
        (WAIVER, WARNING),
        (replace(WAIVER, member="TV-01"), WARNING),
        (replace(WAIVER, member="TV-02"), ERROR),
        (replace(WAIVER, unit="dv-2"), ERROR),
    ],
)
def test_a_waiver_lowers_the_finding_and_the_value_counts_as_typed(
    root: Path, tmp_path: Path, waiver: Waiver, severity: Severity
) -> None:
    write_round(root, round_with(waivers=(waiver,)))
    checked = judged(tmp_path, HIGH, root)
    found = only(checked.findings, said_of_score.ABOVE_MAX)
    assert found.severity is severity and checked.counted is (severity is WARNING)
    assert checked.ballot is not None and checked.ballot.scores["dv-1", "mang"] == 11
    assert ("[Được chấp thuận: giữ như đã công bố" in say(found, "vi")) is (severity is WARNING)


def test_without_the_round_no_waiver_helps(tmp_path: Path) -> None:
    assert only(judged(tmp_path, HIGH).findings, said_of_score.ABOVE_MAX).severity is ERROR


# ---------------------------------------------------------------- importing
def lines(root: Path) -> list[tuple[str, str, int]]:
    return [(line.name, line.member, line.issue) for line in open_round(root).folder.received()]


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_originals_are_kept_byte_for_byte(root: Path) -> None:
    files = filled_files(root)
    before = [path.read_bytes() for path in files]
    checked = import_files(root, files)
    assert all(item.counted and item.findings == () for item in checked)
    assert lines(root) == [("TV-01.xlsx", "TV-01", 1), ("TV-02.xlsx", "TV-02", 1), ("TV-03.xlsx", "TV-03", 1)]
    assert [path.read_bytes() for path in files] == before
    assert [(root / "returned" / f"{fingerprint(data)}.xlsx").read_bytes() for data in before] == before


def test_the_same_file_twice_is_noted_and_kept_once(root: Path) -> None:
    files = filled_files(root)[:1]
    import_files(root, files)
    before = everything(root)
    (again,) = import_files(root, files)
    found = only(again.findings, said_of_kept.RECEIVED_BEFORE)
    assert found.severity is NOTE and again.counted
    assert everything(root) == before


def test_a_ballot_with_errors_is_kept_too(root: Path, tmp_path: Path) -> None:
    (checked,) = import_files(root, [save(tmp_path / "cao.xlsx", HIGH)])
    assert not checked.counted
    assert lines(root) == [("cao.xlsx", "TV-01", 1)]


@pytest.mark.parametrize(("data", "check"), FOREIGN[:5])
def test_what_does_not_belong_here_is_not_kept(root: Path, tmp_path: Path, data: bytes, check: Check) -> None:
    import_files(root, [save(tmp_path / "x.xlsx", data)])
    assert lines(root) == [] and not list((root / "returned").glob("*.xlsx"))
    assert [entry.name for entry in open_round(root).folder.register.entries("refused")] == ["x.xlsx"]


def test_a_newer_ballot_replaces_the_older_with_a_note(root: Path, tmp_path: Path) -> None:
    newer = ballot_bytes(issue_of(), ballot_of(issue_of(), dv_1__mang="9.5"))
    import_files(root, [save(tmp_path / "cũ.xlsx", GOOD), save(tmp_path / "mới.xlsx", newer)])
    checked, notes = newest_ballots(open_round(root))
    (item,) = checked
    assert item.ballot is not None and item.ballot.scores["dv-1", "mang"] == Decimal("9.5")
    found = only(notes, said_of_ballot.SUPERSEDED)
    assert (found.severity, found.at.file, found.at.member) == (NOTE, "cũ.xlsx", "TV-01")
    assert item.file == "mới.xlsx"


def test_a_faulty_newest_ballot_is_the_one_that_counts(root: Path, tmp_path: Path) -> None:
    import_files(root, [save(tmp_path / "tốt.xlsx", GOOD), save(tmp_path / "sai.xlsx", HIGH)])
    ((item,), _) = newest_ballots(open_round(root))
    assert item.file == "sai.xlsx" and not item.counted


def test_an_older_issue_that_comes_late_does_not_replace_a_newer_one(root: Path, tmp_path: Path) -> None:
    changed = with_unit("dv-1", name="Sở Y tế và Dân số")
    write_round(root, changed)
    generate(root)
    second = ballot_bytes(issue_of(round_=changed, number=2), ballot_of(issue_of(), dv_1__mang="9.5"))
    import_files(root, [save(tmp_path / "lần 2.xlsx", second), save(tmp_path / "lần 1.xlsx", GOOD)])
    ((item,), notes) = newest_ballots(open_round(root))
    assert item.file == "lần 2.xlsx" and item.counted
    assert only(notes, said_of_ballot.SUPERSEDED).at.file == "lần 1.xlsx"


def test_an_altered_original_is_detected(root: Path) -> None:
    import_files(root, filled_files(root)[:1])
    (line,) = open_round(root).folder.received()
    path = open_round(root).folder.original(line)
    path.chmod(0o600)
    path.write_bytes(HIGH)
    ((item,), _) = newest_ballots(open_round(root))
    found = only(item.findings, said_of_kept.ORIGINAL_GONE)
    assert found.at.member == "TV-01" and not item.counted


def test_a_spoiled_register_stops_the_import(root: Path) -> None:
    files = filled_files(root)
    save(root / "register.db", b"no database")
    before = everything(root)
    with pytest.raises(Refused) as raised:
        import_files(root, files)
    assert errors(raised.value.findings)
    assert everything(root) == before


def test_a_member_who_left_the_round(root: Path) -> None:
    import_files(root, filled_files(root))
    write_round(root, round_with(members=round_with().members[:2]))
    checked, notes = newest_ballots(open_round(root))
    assert [item.passport.member for item in checked if item.passport] == ["TV-01", "TV-02"]
    found = only(notes, said_of_panel.NO_LONGER_MEMBER)
    assert found.at.member == "TV-03" and found.severity is WARNING


def test_an_import_that_fails_half_way_leaves_the_old(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = filled_files(root)
    import_files(root, files[:1])
    before = everything(root)
    real = os.replace

    def locked(source: str, target: Path) -> None:
        raise PermissionError(errno.EACCES, "open elsewhere")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(Refused) as raised:
        import_files(root, files[1:2])
    only(raised.value.findings, said_of_file.IN_USE)
    after = everything(root)
    assert {name: after[name] for name in before} == before
    assert not [name for name in after if name.endswith(".tmp")]
    monkeypatch.setattr(os, "replace", real)
    (again,) = import_files(root, files[1:2])
    assert again.findings == () and len(lines(root)) == 2


# ---------------------------------------------------------------- status and inspection
def test_who_has_returned_what(root: Path, tmp_path: Path) -> None:
    import_files(root, [*filled_files(root)[:1], save(tmp_path / "sai.xlsx", HIGH)])
    write_round(root, with_member("TV-03", absent="ốm"))
    found = status(open_round(root))
    shown = [(one.member.id, one.issued, one.returned, one.checked and one.checked.counted) for one in found]
    assert shown == [("TV-01", (1,), 2, False), ("TV-02", (1,), 0, None), ("TV-03", (1,), 0, None)]


def test_an_altered_original_stands_in_the_status(root: Path) -> None:
    import_files(root, filled_files(root)[:1])
    (line,) = open_round(root).folder.received()
    open_round(root).folder.original(line).unlink()
    first = status(open_round(root))[0]
    assert first.checked is not None and not first.checked.counted
    assert codes(first.checked.findings) == [said_of_kept.ORIGINAL_GONE.code]


def test_inspecting_tells_every_open_cell(root: Path) -> None:
    made = inspect_file(root / "sent" / "phieu-TV-02.xlsx")
    cells = {(item.unit, item.criterion): (item.sheet, item.cell) for item in made.inputs if item.kind == "score"}
    own = {cell for cell, given in ballot_of(issue_of("TV-02")).scores.items() if cell != ("dv-3", "dich-vu") or given}
    assert cells.keys() == own - {("dv-3", "dich-vu")}
    assert cells["dv-1", "mang"] == (SO, "D11")
    (first, *_) = made.inputs
    assert (first.min, first.max, first.step) == (Decimal(0), Decimal(10), Decimal("0.25"))
    assert (first.na, first.value) == (False, None)
    assert {item.means for item in made.formulas} == {
        "total", "index", "rank", "tier", "missing", "invalid", "control",
    }  # fmt: skip


# ---------------------------------------------------------------- LibreOffice
@pytest.mark.libreoffice
def test_typed_and_saved_in_libreoffice(libreoffice: ModuleType, root: Path, tmp_path: Path) -> None:
    entries = [(SO, "G11", "kđg"), (SO, "D12", "9,5"), (SO, "O11", "thiếu minh chứng"), (SO, "D13", "11")]
    saved = libreoffice.fill(GOOD, entries, "vi-VN")
    checked = judged(tmp_path, saved, root)
    # 11 was refused by the cell's own check; the mark in small letters is understood, and so is its total.
    assert codes(checked.findings) == [said_of_cell.MARK_UNDERSTOOD.code]
    assert checked.ballot is not None
    assert checked.ballot.scores["dv-2", "mang"] == Decimal("9.5")
    assert checked.ballot.scores["dv-3", "mang"] == Decimal("7")
    assert checked.ballot.notes == {"dv-1": "thiếu minh chứng"}
