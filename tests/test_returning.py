"""The way back, through real files: a faulty ballot comes in, a correction goes out, is filled in and counts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from tests.deep_folder import deep_folder
from tests.deep_folder import filled as deep_filled
from tests.resaved import resaved
from tests.sample import (
    HUYEN,
    SO,
    WAIVER,
    assert_sayable,
    ballot_bytes,
    ballot_of,
    choice,
    codes,
    issue_of,
    only,
    round_with,
    save,
    speak_english,
    with_member,
    write_round,
)
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import form as said_of_form
from workbook.catalogue import kept as said
from workbook.excel.annotate import Unmarked, annotate
from workbook.findings import Refused, Words, say
from workbook.pipeline import returning as room
from workbook.pipeline.folder import Folder
from workbook.pipeline.inspecting import inspect_file
from workbook.pipeline.judging import check_files
from workbook.pipeline.receiving import import_files
from workbook.pipeline.returning import GivenBack, Returned, give_back
from workbook.pipeline.sending import generate
from workbook.sheets.grid import Cell, Column, Row, Sheet, Style

LIST = "Lỗi cần sửa"
Typed = Mapping[tuple[str, str], Any]
WRONG: Typed = {
    (SO, "D11"): 55, (SO, "E11"): "7-8", (SO, "F11"): datetime(2026, 5, 8), (SO, "G12"): None,
    (SO, "C13"): "Ban khác", (SO, "O11"): "ghi chú của tôi", (HUYEN, "D11"): 9.25,
}  # fmt: skip
"""Above the maximum, two figures, a day, a blank; a label changed; a note and another right score."""
RIGHT: Typed = {(SO, "D11"): 8.25, (SO, "E11"): 7.5, (SO, "F11"): 15, (SO, "G12"): 4}


def typed(path: Path, entries: Typed, name: str = "phieu-TV-01.xlsx") -> Path:
    """The workbook with entries typed into it, in back/."""

    def type_in(book: Workbook) -> None:
        for (sheet, at), value in entries.items():
            cell = book[sheet][at]
            cell.value = value
            if isinstance(value, int | float):
                cell.number_format = "General"  # a day keeps its format until somebody takes it away
            if isinstance(value, str):
                cell.data_type = "s"

    return save(path.parent.parent / "back" / name, resaved(path.read_bytes(), type_in))


def full(root: Path, member: str = "TV-01") -> Path:
    """The member's sent workbook with every score of the sample in it."""
    sent = root / "sent" / f"phieu-{member}.xlsx"
    scores = ballot_of(issue_of(member)).scores

    def fill_in(book: Workbook) -> None:
        for item in inspect_file(sent).inputs:
            if item.kind == "score":
                score = scores.get((item.unit, item.criterion or ""))
                book[item.sheet][item.cell].value = float(score) if isinstance(score, Decimal) else "KĐG"

    return save(root / "full" / sent.name, resaved(sent.read_bytes(), fill_in))


def sent_anew(root: Path) -> Path:
    """TV-01's workbook, as the round is now."""
    (path,) = [one.path for one in generate(root).sent if one.member.id == "TV-01"]
    return path


@pytest.fixture(scope="module")
def faulty_once(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Path(shutil.copytree(sent_once, tmp_path_factory.mktemp("faulty") / "đợt"))
    import_files(made, [typed(full(made), WRONG)])
    return made


@pytest.fixture
def faulty(faulty_once: Path, tmp_path: Path) -> Path:
    """A round with one faulty ballot in it."""
    return Path(shutil.copytree(faulty_once, tmp_path / "Đợt có lỗi"))


def opened(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def noted_in(sheet: Any) -> set[str]:
    """The cells of the sheet that have a note."""
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}


def one_of(made: GivenBack) -> Returned:
    for found in made.findings:
        assert_sayable(found)
    (one,) = made.corrections
    return one


def path_of(made: GivenBack) -> Path:
    path = one_of(made).path
    assert path is not None
    return path


def tree(root: Path) -> dict[str, bytes]:
    """Every file in sent/, kept issues too, by name."""
    return {path.name: path.read_bytes() for path in (root / "sent").rglob("*") if path.is_file()}


# ---------------------------------------------------------------- there and back
def test_a_faulty_ballot_comes_back_as_a_correction_and_counts(faulty: Path) -> None:
    one = one_of(give_back(faulty))
    assert (one.scorer, one.number, one.new, one.faults) == ("TV-01", 2, True, 4)
    assert one.path == faulty / "sent" / "phieu-TV-01 lan 2.xlsx"
    book = opened(one.path)
    assert book.sheetnames[0] == LIST
    so = book[SO]
    assert {cell: so[cell].value for cell in ("D11", "E11", "F11", "G12", "D12", "C13", "O11")} == {
        "D11": 55, "E11": None, "F11": None, "G12": None, "D12": 9, "C13": "Ban Dân tộc", "O11": "ghi chú của tôi",
    }  # fmt: skip
    assert book[HUYEN]["D11"].value == 9.25
    assert noted_in(so) == {"D11", "E11", "F11", "G12", "C13"}
    assert "“7-8”" in so["E11"].comment.text
    (checked,) = import_files(faulty, [typed(one.path, RIGHT, "sua.xlsx")])
    assert checked.counted and checked.issue is not None and checked.issue.number == 2
    assert all(code.startswith("BALLOT") for code in codes(checked.findings))
    assert give_back(faulty).corrections == ()


def test_the_list_names_each_fault_and_leads_to_its_cell(faulty: Path) -> None:
    book = opened(path_of(give_back(faulty)))
    lines = [[cell.value for cell in row] for row in book[LIST].iter_rows() if str(row[0].value).startswith("e:")]
    places = [re.fullmatch(r"=HYPERLINK\(\"#'(.+)'!(\w+)\",\"\2\"\)", str(row[3])) for row in lines]
    assert [match and match.groups() for match in places] == [
        (SO, cell) for cell in ("D11", "E11", "F11", "G12", "C13")
    ]
    assert [row[4] for row in lines] == ["Sở Y tế", "Sở Y tế", "Sở Y tế", "Sở Xây dựng", "Ban Dân tộc"]
    assert all(sheet in book.sheetnames for sheet in (row[2] for row in lines))


def test_without_faults_nothing_goes_back(root: Path) -> None:
    import_files(root, [full(root)])
    before = tree(root)
    assert give_back(root).corrections == () and tree(root) == before


def test_a_second_run_makes_nothing_new(faulty: Path) -> None:
    give_back(faulty, annotated=True)
    before = tree(faulty)
    again = one_of(give_back(faulty, annotated=True))
    assert (again.number, again.new) == (2, False)
    assert tree(faulty) == before


def test_a_correction_that_is_still_faulty_leads_to_the_next(faulty: Path) -> None:
    first = path_of(give_back(faulty))
    import_files(faulty, [typed(first, {**RIGHT, (SO, "G12"): "sai"}, "sua.xlsx")])
    one = one_of(give_back(faulty))
    assert (one.number, one.faults) == (3, 1)
    assert one_of(give_back(faulty)).number == 3
    unchanged = typed(path_of(give_back(faulty)), {}, "y nguyen.xlsx")
    import_files(faulty, [unchanged])
    assert one_of(give_back(faulty)).number == 4


def test_a_newer_faulty_ballot_of_an_older_issue_is_answered_anew(faulty: Path) -> None:
    give_back(faulty)
    import_files(faulty, [typed(full(faulty), {(SO, "D11"): 77}, "lai.xlsx")])
    one = one_of(give_back(faulty))
    assert (one.number, one.faults) == (3, 1)


def test_generate_knows_that_a_correction_is_the_newest(faulty: Path) -> None:
    give_back(faulty, annotated=True)
    before = tree(faulty)
    made = generate(faulty)
    assert [(one.member.id, one.number, one.new) for one in made.sent] == [
        ("TV-01", 2, False), ("TV-02", 1, False), ("TV-03", 1, False),
    ]  # fmt: skip
    assert tree(faulty) == before
    outdated = only(made.findings, said.OUTDATED)
    assert outdated.facts["names"] == "phieu-TV-01.xlsx"


def test_generate_writes_a_lost_correction_again_with_what_is_in_it(faulty: Path) -> None:
    path = path_of(give_back(faulty))
    data = path.read_bytes()
    path.unlink()
    generate(faulty)
    assert path.read_bytes() == data


def test_when_the_round_changes_both_make_the_next_issue(faulty: Path) -> None:
    give_back(faulty)
    write_round(faulty, round_with(deadline=date(2026, 12, 1)))
    assert one_of(give_back(faulty)).number == 3
    assert generate(faulty).sent[0].number == 3


def test_a_waived_fault_goes_back_only_with_others(faulty: Path) -> None:
    write_round(faulty, round_with(waivers=(WAIVER,)))
    one = one_of(give_back(faulty))
    assert one.faults == 3 and one.path is not None
    cell = opened(one.path)[SO]["D11"]
    assert cell.value == 55 and "giữ như đã công bố (Hội đồng, 25/11/2026)" in cell.comment.text
    (checked,) = import_files(faulty, [typed(one.path, {**RIGHT, (SO, "D11"): 55}, "sua.xlsx")])
    assert checked.counted and said_of_form.COMMENT.code not in codes(checked.findings)


def test_one_member_is_asked_for_by_name(faulty: Path) -> None:
    import_files(faulty, [typed(full(faulty, "TV-03"), {(SO, "D11"): None}, "phieu-TV-03.xlsx")])
    assert [one.scorer for one in give_back(faulty, "tv-03").corrections] == ["TV-03"]
    assert [one.scorer for one in give_back(faulty).corrections] == ["TV-01", "TV-03"]


def test_whoever_has_sent_nothing_or_is_nobody(faulty: Path) -> None:
    assert only(give_back(faulty, "TV-02").findings, said.NOTHING_CAME).at.member == "TV-02"
    with pytest.raises(Refused) as raised:
        give_back(faulty, "ai-do")
    assert only(raised.value.findings, said.RETURN_TO_NOBODY).facts["name"] == "ai-do"


def test_whoever_has_nothing_to_score_any_more(faulty: Path) -> None:
    write_round(faulty, with_member("TV-01", absent="đi công tác"))
    assert give_back(faulty).findings == ()
    made = give_back(faulty, "TV-01")
    assert made.corrections == () and only(made.findings, said.NO_MORE_ASKED).at.member == "TV-01"


def test_an_original_that_is_gone_is_nobodys_fault(faulty: Path) -> None:
    (original,) = (faulty / "returned").glob("*.xlsx")
    original.unlink()
    before = tree(faulty)
    made = give_back(faulty)
    assert made.corrections == () and only(made.findings, said.ORIGINAL_GONE)
    assert tree(faulty) == before


# ---------------------------------------------------------------- stopped in between
class Killed(BaseException):
    """As if somebody pulled the plug."""


@pytest.mark.parametrize("step", ["kept", "sent", "annotated", "mail"])
def test_what_was_stopped_a_second_run_completes(step: str, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> Any:
        raise Killed

    before = tree(faulty)
    with monkeypatch.context() as patch:
        if step == "kept":
            patch.setattr(Folder, "keep", stop)
        else:
            patch.setattr(room, {"sent": "write_sent", "annotated": "_noted", "mail": "_mail"}[step], stop)
        with pytest.raises(Killed):
            give_back(faulty, annotated=True)
    assert (tree(faulty) == before) is (step == "kept")
    assert one_of(give_back(faulty, annotated=True)).number == 2
    names = {
        "phieu-TV-01 lan 2.xlsx",
        "phieu-TV-01 lan 2.txt",
        "phieu-TV-01 lan 2 (có ghi chú).xlsx",
        "TV-01-2.json.gz",
    }
    assert tree(faulty).keys() - before.keys() == names


def test_what_somebody_filled_in_in_sent_is_left_alone(faulty: Path) -> None:
    path = path_of(give_back(faulty))
    save(path, typed(path, RIGHT, "tam.xlsx").read_bytes())
    filled = path.read_bytes()
    made = give_back(faulty)
    assert only(made.findings, said.SENT_FILE_KEPT).at.file == path.name
    assert path.read_bytes() == filled


# ---------------------------------------------------------------- the mail
def mail(made: GivenBack) -> str:
    data = one_of(made).mail.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
    return data.decode("utf-8-sig")


def test_the_mail_says_who_what_which_file_and_by_when(faulty: Path) -> None:
    text = mail(give_back(faulty))
    for words in (
        "Kính gửi: Nguyễn Văn An, Chủ tịch", "“Chấm điểm năm 2026”", "còn 4 chỗ phải sửa", f"Trang “{SO}”, ô D11",
        "phieu-TV-01 lan 2.xlsx", "20/11/2026", "Tổ thư ký", "Hội đồng thẩm định",
    ):  # fmt: skip
        assert words in text
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) == 4


def test_the_mail_in_english(root: Path) -> None:
    speak_english(root)
    import_files(root, [typed(sent_anew(root), {(SO, "D11"): 55})])
    text = mail(give_back(root))
    assert "To: Nguyễn Văn An" in text and "phieu-TV-01 lan 3.xlsx" in text and "Kính gửi" not in text
    assert "more, all listed on the sheet “To correct”" in text


def test_data_in_the_mail_makes_no_lines_of_its_own(root: Path) -> None:
    write_round(root, with_member("TV-01", name="An {round}", role="{ghế}, Bcc: a@vi.du"))
    import_files(root, [typed(sent_anew(root), {(SO, "D11"): "7\nBcc: x\t9"})])
    text = mail(give_back(root))
    assert not any(line.startswith("Bcc") for line in text.splitlines())
    assert all(char.isprintable() or char in "\r\n" for char in text) and "An {round}, {ghế}" in text


CONTACTS = {
    "Tổ thư ký": "Tổ thư ký.",
    "Tổ thư ký, thư điện tử ....": "thư điện tử ....",
    "Tổ thư ký, điện thoại ...": "điện thoại ...",
    "Bà Hà, ĐT 12.": "ĐT 12.",
}
"""A round's contact, and how the mail's line ends with it."""


@pytest.mark.parametrize("contact", CONTACTS)
def test_the_mail_names_the_round_and_ends_the_contact_once(contact: str, root: Path) -> None:
    write_round(root, round_with(contact=contact))
    import_files(root, [typed(sent_anew(root), {(SO, "D11"): 55})])
    lines = mail(give_back(root)).splitlines()
    assert any(line.startswith("Phiếu chấm của đợt “Chấm điểm năm 2026”") for line in lines)
    (line,) = [line for line in lines if line.startswith("Nơi nhận")]
    assert line.endswith(CONTACTS[contact]) and not line.endswith(CONTACTS[contact].rstrip(".") + "." * 5)


# ---------------------------------------------------------------- what no sender can correct
def test_a_choice_that_names_no_file_is_told_and_nothing_is_sent_back(faulty: Path) -> None:
    write_round(faulty, round_with(choices=(choice("0123abcd"),)))
    before = tree(faulty)
    made = give_back(faulty)
    assert only(made.findings, said_of_ballot.CHOICE_UNKNOWN).at.member == "TV-01"
    assert made.corrections == () and made.undecided and tree(faulty) == before


# ---------------------------------------------------------------- a file that is no ballot
def test_of_a_refused_file_only_a_mail_is_made(root: Path) -> None:
    (checked,) = import_files(root, [save(root / "back" / "phieu-TV-01 (1).xlsx", b"khong phai Excel")])
    made = give_back(root)
    one = one_of(made)
    assert (one.path, one.number, one.mail.name) == (None, 1, "phieu-TV-01.txt")
    assert only(made.findings, said.NOT_CORRECTABLE).at.member == "TV-01"
    text = mail(made)
    assert say(checked.findings[0], "vi") in text and "“phieu-TV-01.xlsx”" in text
    assert "Nếu không làm được như trên thì điền lại vào tệp đã phát" in text and "Đề nghị điền vào đúng" not in text
    assert one_of(give_back(root, "TV-01")).mail == one.mail
    import_files(root, [full(root)])
    assert give_back(root).corrections == ()


def test_a_refused_files_name_is_not_taken_for_another_members(root: Path) -> None:
    import_files(root, [save(root / "back" / name, name.encode()) for name in ("phieu-TV-011.xlsx", "phieu-TV-0.xlsx")])
    assert give_back(root).corrections == ()


# ---------------------------------------------------------------- his own file
def test_his_own_file_comes_with_notes_and_can_still_be_filled_in(faulty: Path) -> None:
    (original,) = (faulty / "returned").glob("*.xlsx")
    before = original.read_bytes()
    one = one_of(give_back(faulty, annotated=True))
    assert original.read_bytes() == before
    assert one.annotated == faulty / "sent" / "phieu-TV-01 lan 2 (có ghi chú).xlsx"
    book = opened(one.annotated)
    so = book[SO]
    assert (so["D11"].value, so["E11"].value, so["C13"].value) == (55, "7-8", "Ban khác")
    assert noted_in(so) == {"D11", "E11", "F11", "G12", "C13"}
    assert so["F11"].number_format == "d/m"  # a whole date is wider than its column, and would show "###"
    assert so["D11"].fill.start_color.rgb == "FFFFC7CE" and not so["D11"].protection.locked
    assert book.sheetnames[0] == LIST
    entries = {**RIGHT, (SO, "C13"): "Ban Dân tộc"}
    (checked,) = check_files([typed(one.annotated, entries, "ghi chu.xlsx")], faulty)
    assert checked.counted and codes(checked.findings) == []
    assert checked.issue is not None and checked.issue.number == 1


def test_an_annotated_file_that_comes_back_annotated_has_one_list(faulty: Path) -> None:
    own = one_of(give_back(faulty, annotated=True)).annotated
    assert own is not None
    import_files(faulty, [typed(own, {**RIGHT, (SO, "D11"): 66}, "ghi chu.xlsx")])
    again = one_of(give_back(faulty, annotated=True)).annotated
    assert again is not None and again != own
    book = opened(again)
    assert [name for name in book.sheetnames if name.startswith(LIST)] == [LIST]
    assert book[SO]["D11"].comment.text.count("vượt điểm tối đa") == 2  # his file's own note, and the new one


def test_what_cannot_be_annotated_is_told(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise Unmarked("KeyError: x")

    monkeypatch.setattr(room, "run_each", broken)
    made = give_back(faulty, annotated=True)
    assert one_of(made).annotated is None
    assert only(made.findings, said.NOT_ANNOTATED).facts["reason"] == Words(
        "tệp có chi tiết không mở và lưu lại được", "it holds something that cannot be opened and saved"
    )


def test_annotating_keeps_texts_as_texts_and_never_raises_but_its_own() -> None:
    sheet = Sheet("Lỗi cần sửa", (Column("", 9),), (Row("", (Cell("=1+1", "a"),)), Row("", (Cell(3, "a", "1+2"),))))
    data = ballot_bytes(issue_of())
    made = annotate(data, {(SO, "D11"): "một\x07", ("không có", "A1"): "x"}, sheet, {"a": Style()})
    book = openpyxl.load_workbook(BytesIO(made))
    first = book["Lỗi cần sửa"]
    assert (first["A1"].data_type, first["A1"].value, first["A2"].value) == ("s", "=1+1", "=1+2")
    assert book[SO]["D11"].comment.text == "một "
    assert made == annotate(data, {(SO, "D11"): "một\x07", ("không có", "A1"): "x"}, sheet, {"a": Style()})
    with pytest.raises(Unmarked):
        annotate(b"PK", {}, sheet, {})


# ---------------------------------------------------------------- what comes back with a correction
def delete_list(book: Workbook) -> None:
    del book[LIST]


def fill_the_list(book: Workbook) -> None:
    book[LIST]["H9"].value = "đã sửa"


def nothing(_: Workbook) -> None:
    return None


@pytest.mark.parametrize(
    "change", [nothing, delete_list, fill_the_list], ids=["whole", "list deleted", "list typed in"]
)
@pytest.mark.parametrize("alone", [False, True], ids=["with its round", "without"])
def test_the_list_is_not_needed_back(change: Callable[[Workbook], None], alone: bool, faulty: Path) -> None:
    path = typed(path_of(give_back(faulty)), RIGHT, "sua.xlsx")
    save(path, resaved(path.read_bytes(), change))
    (checked,) = check_files([path], None if alone else faulty)
    assert checked.counted
    # Without the round only the list itself tells that the notes at the cells are ours.
    unknown = alone and change is delete_list
    assert set(codes(checked.findings)) == ({said_of_form.COMMENT.code} if unknown else set())


# ---------------------------------------------------------------- a sheet a unit
def deep_round(tmp_path: Path) -> Path:
    root = deep_folder(tmp_path / "sâu")
    generate(root)
    generate(root, for_="units")
    return root


DEEP: Mapping[str, str | int | None] = {
    "y-te truc-tuyen/a": 120, "y-te y-thuc": 55, "xay-dung truc-tuyen/a": "KĐG", "xay-dung truc-tuyen/b": "KĐG",
    "xay-dung y-thuc": None, "xay-dung ke-hoach": "sai",
}  # fmt: skip


def test_a_round_of_unit_sheets(tmp_path: Path) -> None:
    root = deep_round(tmp_path)
    texts = {"y-te y-thuc note": "xem biên bản", "y-te ke-hoach link": "https://vi.du/1"}
    import_files(root, [deep_filled(root / "sent" / "phieu-an.xlsx", DEEP, texts)])
    one = one_of(give_back(root))
    assert (one.scorer, one.number, one.faults) == ("an", 2, 4)
    assert one.path is not None
    kept = {(item.unit, item.criterion, item.kind, item.input): item.value for item in inspect_file(one.path).inputs}
    assert kept["y-te", "truc-tuyen", "count", "truc-tuyen/a"] == 120
    assert kept["y-te", "y-thuc", "points", "y-thuc"] == 55
    assert kept["xay-dung", "truc-tuyen", "count", "truc-tuyen/a"] == "KĐG"
    assert kept["xay-dung", "ke-hoach", "yes_no", "ke-hoach"] == "Không"
    assert kept["y-te", "y-thuc", "note", None] == "xem biên bản"
    assert kept["y-te", "ke-hoach", "link", None] == "https://vi.du/1"
    book = opened(one.path)
    noted = {sheet.title: cells for sheet in book if (cells := noted_in(sheet))}
    assert noted == {"1. Sở Xây dựng": {"K7", "G13"}, "2. Sở Y tế": {"G8", "G13"}}
    right: Typed = {
        ("1. Sở Xây dựng", "K7"): "không có thủ tục", ("1. Sở Xây dựng", "G13"): 9.5, ("2. Sở Y tế", "G8"): 80,
        ("2. Sở Y tế", "G13"): 8,
    }  # fmt: skip
    (checked,) = import_files(root, [typed(one.path, right, "sua.xlsx")])
    assert checked.counted and set(codes(checked.findings)) <= {said_of_ballot.SECOND_BALLOT.code}
    assert give_back(root).corrections == ()


def test_a_unit_that_scores_itself(tmp_path: Path) -> None:
    root = deep_round(tmp_path)
    import_files(root, [deep_filled(root / "sent" / "tu-cham-y-te.xlsx", {"y-te truc-tuyen/a": 120})])
    one = one_of(give_back(root, "unit:y-te"))
    assert (one.scorer, one.path) == ("unit:y-te", root / "sent" / "tu-cham-y-te lan 2.xlsx")
    assert "Kính gửi: Sở Y tế" in one.mail.read_text("utf-8-sig")
    assert one_of(give_back(root, "y-te")).new is False
    assert [made.new for made in generate(root, for_="units").sent] == [False, False]
    assert one.path is not None
    (checked,) = import_files(root, [typed(one.path, {("1. Sở Y tế", "G8"): 80}, "sua.xlsx")])
    assert checked.counted and give_back(root).corrections == ()
