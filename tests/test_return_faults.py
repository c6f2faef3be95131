"""The way back where something went wrong on our own side, or a file is hostile; and what the log says of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import deep_books
from tests.mutations.parts import changed, once, sheet_part
from tests.sample import FILE, ROUND, SO, assert_sayable, codes, issue_of, only, save, write_round
from tests.test_exchanged import DEEP, EXCHANGES, HEAD, exchanged
from tests.test_faults_sheet import computed, corrected, sheet
from tests.test_returning import WRONG, full, one_of, tree, typed
from workbook.catalogue import file as said_of_file
from workbook.catalogue import form as said_of_form
from workbook.catalogue import kept as said
from workbook.excel.annotate import Unmarked, annotate
from workbook.findings import Check, Finding, Place, finding, say
from workbook.limits import MB, Limits, grown
from workbook.pipeline.history import history
from workbook.pipeline.judging import open_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.recorded import findings_as_data
from workbook.pipeline.returning import _why_ended, _why_not_opened, give_back
from workbook.pipeline.sending import generate
from workbook.points import NOT_APPLICABLE
from workbook.register.chain import Draft
from workbook.sheets.correction import Faulty, carried
from workbook.sheets.grid import Sheet, a1
from workbook.sheets.return_mail import faulty_mail, refused_mail
from workbook.sheets.take import identify
from workbook.workers.pool import Overrun


@pytest.fixture
def wrong(root: Path) -> Path:
    """A round with one faulty ballot in it."""
    import_files(root, [typed(full(root), WRONG)])
    return root


def kept(root: Path) -> Path:
    return root / "sent" / "kept"


def refused(root: Path, *found: Finding, name: str = "phieu-TV-01.xlsx") -> None:
    """As if a file of that name had come and could not be taken."""
    body = {"verdict": "unclear", "findings": findings_as_data(found)}
    open_round(root).folder.register.append(Draft("refused", name=name, body=body))


def verified(root: Path) -> tuple[Finding, ...]:
    made = history(root, verify=True)
    for one in made.findings:
        assert_sayable(one)
    return made.findings


# ---------------------------------------------------------------- his own file, in a child process
ENDLESS = '<mergeCells count="1"><mergeCell ref="A60:XFD1048576"/></mergeCells>'
"""A few bytes, of which openpyxl makes a cell for each of a million rows."""


def test_a_hostile_file_costs_its_own_notes_and_nothing_else(root: Path) -> None:
    hostile, honest = (typed(full(root, who), {(SO, "D11"): 55}, f"phieu-{who}.xlsx") for who in ("TV-01", "TV-03"))
    area = once("<conditionalFormatting", f"{ENDLESS}<conditionalFormatting")
    save(hostile, changed(hostile.read_bytes(), {sheet_part(1): area}))
    import_files(root, [hostile, honest])
    made = give_back(root, annotated=True)
    told = only(made.findings, said.NOT_ANNOTATED)
    assert_sayable(told)
    assert told.at.member == "TV-01" and told.facts["reason"] == _why_ended(Overrun("memory_mb", 400))
    assert {one.scorer: (one.path is not None, one.annotated is not None) for one in made.corrections} == {
        "TV-01": (True, False), "TV-03": (True, True),
    }  # fmt: skip


ENDED = {
    Overrun("seconds", 8): "cần hơn 8 giây",
    Overrun("memory_mb", 400): "cần hơn 400 MB bộ nhớ",
    Overrun("crash", code=-9): "tiến trình bị ngắt, mã -9",
}


@pytest.mark.parametrize("over", ENDED)
def test_why_a_file_has_no_notes_is_said(over: Overrun) -> None:
    told = finding(said.NOT_ANNOTATED, Place(), name="An", reason=_why_ended(over))
    assert f"({ENDED[over]})" in say(told, "vi")


UNOPENED = {
    "ValueError: Unable to read workbook: could not read stylesheet from None.\nPlease see the": "định dạng ô",
    "ValueError: Unable to read workbook: could not read worksheets from None.\nPlease see the": "một trang tính",
    "KeyError: 'xl/media/image1.png'": "tệp có chi tiết không mở và lưu lại được",
}


@pytest.mark.parametrize("error", UNOPENED)
def test_a_librarys_sentence_is_not_shown(error: str, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise Unmarked(error)

    monkeypatch.setattr("workbook.pipeline.returning.run_each", broken)
    told = only(give_back(wrong, annotated=True).findings, said.NOT_ANNOTATED)
    assert_sayable(told)
    for lang in ("vi", "en"):
        assert not any(word in say(told, lang) for word in ("Error", "exception", "Unable", "image1"))
    assert UNOPENED[error] in say(told, "vi")


def test_what_openpyxl_says_is_still_what_we_look_for(wrong: Path) -> None:
    """Of a stylesheet that is broken only for openpyxl."""
    data = next((wrong / "sent").glob("*.xlsx")).read_bytes()
    bad = changed(data, {"xl/styles.xml": lambda text: text.replace('horizontal="center"', 'horizontal="x"')})
    with pytest.raises(Unmarked) as raised:
        annotate(bad, {}, Sheet("x", (), ()), {})
    assert _why_not_opened(str(raised.value)).en == "its cell styles cannot be read"


def test_no_memory_is_not_taken_for_a_strange_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever watches the process must see it."""

    def no_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("workbook.excel.annotate.load_workbook", no_memory)
    with pytest.raises(MemoryError):
        annotate(b"", {}, Sheet("x", (), ()), {})


# ---------------------------------------------------------------- what was kept is lost
def lose_issues(root: Path) -> None:
    for path in kept(root).glob("*.json.gz"):
        path.unlink()


def lose_all(root: Path) -> None:
    shutil.rmtree(kept(root))


def damage(root: Path) -> None:
    (kept(root) / "TV-01-1.json.gz").write_bytes((kept(root) / "TV-02-1.json.gz").read_bytes())


LOST: dict[str, tuple[Callable[[Path], object], Check]] = {
    "all issues": (lose_issues, said.ISSUE_GONE),
    "all issues and the key": (lose_all, said.ISSUE_GONE),
    "one issue is another's": (damage, said.ISSUE_EXCHANGED),
    "one issue is broken": (lambda root: save(kept(root) / "TV-01-1.json.gz", b"x"), said.ISSUE_ALTERED),
}


@pytest.mark.parametrize("case", LOST)
def test_what_we_lost_is_told_by_the_log_and_asked_of_nobody(case: str, wrong: Path) -> None:
    lose, check = LOST[case]
    lose(wrong)
    before = tree(wrong)
    made = give_back(wrong)
    assert only(made.findings, check).at.member == "TV-01" and made.undecided
    assert made.corrections == () and tree(wrong) == before
    assert check.code in codes(verified(wrong))


def test_with_a_later_issue_the_earlier_one_is_still_ours(wrong: Path) -> None:
    write_round(wrong, replace(ROUND, contact="Tổ khác"))
    generate(wrong)
    (kept(wrong) / "TV-01-1.json.gz").unlink()
    made = give_back(wrong)
    assert only(made.findings, said.ISSUE_GONE).facts["names"] == "TV-01-1.json.gz"
    assert made.corrections == () and not list((wrong / "sent").glob("*.txt"))


def test_a_file_that_cannot_be_taken_for_our_loss_is_not_blamed(root: Path) -> None:
    filled = full(root)
    lose_all(root)
    (checked,) = import_files(root, [filled])
    assert not checked.counted
    generate(root)
    made = give_back(root, "TV-01")
    assert only(made.findings, said.ISSUE_GONE).at.member == "TV-01"
    assert made.corrections == () and not list((root / "sent").glob("*.txt"))


def test_a_number_that_was_lost_is_not_given_again(root: Path) -> None:
    before = full(root)
    lose_issues(root)
    sent = generate(root).sent
    assert {one.number for one in sent} == {2} and all(one.new for one in sent)
    import_files(root, [typed(sent[0].path, {(SO, "D11"): 55})])
    assert one_of(give_back(root)).number == 3
    (checked,) = import_files(root, [before])
    assert only(checked.findings, said_of_form.ISSUE_UNKNOWN)


OURS: dict[str, Finding] = {
    "program": finding(said.INTERNAL, Place(), reason="KeyError: 'x'"),
    "reader": finding(said_of_file.READER_DIED, Place(), code=-9),
    "kept": finding(said_of_form.ISSUE_UNKNOWN, Place(), member="TV-01", issue=1),
    "disk": finding(said_of_file.MISSING, Place(), path="phieu-TV-01.xlsx"),
}


@pytest.mark.parametrize("case", OURS)
def test_a_fault_of_our_own_side_makes_no_mail(case: str, root: Path) -> None:
    refused(root, OURS[case])
    made = give_back(root)
    told = only(made.findings, said.NOT_HIS_FAULT)
    assert_sayable(told)
    assert told.at.member == "TV-01" and say(OURS[case], "vi") in say(told, "vi")
    assert made.corrections == () and made.undecided and not list((root / "sent").glob("*.txt"))


def test_a_seal_that_is_wrong_is_the_senders_where_nothing_is_lost(root: Path) -> None:
    refused(root, finding(said_of_form.SEAL_WRONG, Place(), member="TV-01", issue=1))
    one = one_of(give_back(root))
    assert one.path is None and "Dấu niêm" in one.mail.read_text("utf-8-sig")


def test_without_an_issued_workbook_there_is_nothing_to_send_once_more(tmp_path: Path) -> None:
    root = write_round(tmp_path / "đợt")
    import_files(root, [save(root / "back" / "phieu-TV-01.xlsx", b"khong phai Excel")])
    made = give_back(root)
    told = only(made.findings, said.NOTHING_ISSUED)
    assert_sayable(told)
    assert told.at.member == "TV-01" and made.corrections == () and made.undecided


def test_the_workbook_that_goes_out_once_more_is_there(root: Path) -> None:
    sent = root / "sent" / "phieu-TV-01.xlsx"
    data = sent.read_bytes()
    sent.unlink()
    import_files(root, [save(root / "back" / "phieu-TV-01.xlsx", b"khong phai Excel")])
    assert one_of(give_back(root)).path is None and sent.read_bytes() == data


# ---------------------------------------------------------------- the key of the seals
def test_a_lost_key_is_told_by_the_command_that_meets_it(wrong: Path) -> None:
    (kept(wrong) / "seal.key").unlink()
    assert only(verified(wrong), said.KEY_GONE).facts["file"] == "seal.key"
    made = give_back(wrong)
    assert_sayable(only(made.findings, said.KEY_LOST))
    assert one_of(made).number == 2
    assert said.KEY_LOST.code not in codes(generate(wrong).findings) and verified(wrong) == ()


def test_another_rounds_key_is_found(root: Path) -> None:
    save(kept(root) / "seal.key", b"00" * 32)
    assert codes(verified(root)) == [said.KEY_GONE.code]


def test_where_nothing_goes_back_no_key_is_made(root: Path) -> None:
    (kept(root) / "seal.key").unlink()
    assert give_back(root).findings == () and not (kept(root) / "seal.key").exists()


# ---------------------------------------------------------------- limits
def test_limits_grow_with_what_was_sent_and_nothing_else(root: Path) -> None:
    save(root / "sent" / "phieu-TV-01 (có ghi chú).xlsx", b"x" * 3 * MB)
    save(root / "sent" / "từ nơi khác.xlsx", b"x" * 3 * MB)
    (root / "sent" / "phieu-TV-02.xlsx").unlink()
    assert open_round(root).limits == Limits()
    save(root / "sent" / "phieu-TV-01.xlsx", b"x" * 3 * MB)
    assert open_round(root).limits == grown(Limits(), 3 * MB)


# ---------------------------------------------------------------- columns that nobody can tell apart
def deep_faulty(one: str, other: str) -> Faulty:
    read = exchanged(DEEP, deep_books.located(DEEP, "u:s-1").sheet.name, HEAD, one, other)
    got = deep_books.taken(read)
    return Faulty(deep_books.ISSUE, got.ballot, got.findings, identify(read, FILE).sheets, FILE)


COLUMNS = {"G": "scores", "J": "links", "K": "remarks"}


@pytest.mark.parametrize(("one", "other", "at"), EXCHANGES)
def test_an_exchanged_column_is_blank_in_the_correction_and_no_other(one: str, other: str, at: Collection[str]) -> None:
    given = deep_faulty(one, other)
    ballot = carried(replace(given.issue, number=2), given)
    for column, name in COLUMNS.items():
        was, now = getattr(given.ballot, name), getattr(ballot, name)
        filled = {cell: value for cell, value in was.items() if value not in (None, NOT_APPLICABLE)}
        assert any(cell[0] == "s-1" for cell in filled)
        assert {cell: now.get(cell) for cell in filled} == {
            cell: None if cell[0] == "s-1" and column in at else value for cell, value in filled.items()
        }


def test_an_exchanged_column_is_to_do_until_it_is_filled_again() -> None:
    made = corrected(deep_faulty("J", "K"))
    own = sheet(made, "u:s-1")
    todo = {one.cell[0]: one for one in made.lines if one.found.check is said_of_form.COLUMN_EXCHANGED}
    assert {one.todo.text for one in todo.values()} == {"Nhập lại cột này"} and set(todo) == {"J", "K"}
    shown = shown_in(made.book.sheets[0])
    assert computed(made.book, {}) == shown
    after = computed(made.book, {(own.name, todo["J"].cell): "https://vi.du"})
    changed = {after[cell] for cell in shown if after[cell] != shown[cell]}
    assert {"Đủ", 0} <= changed


def shown_in(drawn: Sheet) -> dict[str, object]:
    return {a1(row, column): cell.value for row, column, cell in drawn.filled() if cell.formula}


# ---------------------------------------------------------------- the mail
def edit(mail: Path) -> bytes:
    save(mail, mail.read_bytes() + "Trân trọng, Hà".encode())
    return mail.read_bytes()


def test_a_mail_that_somebody_edited_is_left_alone(wrong: Path) -> None:
    mail = one_of(give_back(wrong)).mail
    first = mail.read_bytes()
    edited = edit(mail)
    made = give_back(wrong)
    assert_sayable(only(made.findings, said.MAIL_KEPT))
    assert only(made.findings, said.MAIL_KEPT).at.file == mail.name and mail.read_bytes() == edited
    mail.unlink()
    assert give_back(wrong).findings == () and mail.read_bytes() == first


def test_a_mail_that_is_only_out_of_date_is_written_anew(root: Path) -> None:
    """Another file came that is no ballot; the mail about it has the same name."""
    import_files(root, [save(root / "back" / "phieu-TV-01.xlsx", b"khong phai Excel")])
    mail = one_of(give_back(root)).mail
    first = mail.read_bytes()
    import_files(root, [save(root / "back" / "phieu-TV-01.xlsx", b"")])
    made = give_back(root)
    assert said.MAIL_KEPT.code not in codes(made.findings) and mail.read_bytes() != first
    edited = edit(mail)
    import_files(root, [save(root / "back" / "phieu-TV-01.xlsx", b"PK van khong phai")])
    assert only(give_back(root).findings, said.MAIL_KEPT) and mail.read_bytes() == edited


DEADLINE = ROUND.deadline
DAYS = {DEADLINE: "Hạn gửi: 20/11/2026.", DEADLINE + timedelta(1): "Hạn gửi (20/11/2026) đã qua"}


@pytest.mark.parametrize("today", DAYS)
def test_a_deadline_that_has_passed_is_said_to_have(today: date) -> None:
    mails = faulty_mail(issue_of(), FILE, 1, FILE, (), today), refused_mail(issue_of(), FILE, (), FILE, today)
    for mail in mails:
        assert DAYS[today] in mail and mail.count("20/11/2026") == 1
