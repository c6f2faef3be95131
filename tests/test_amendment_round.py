"""xephang amend: two results of a round's folder, what the register tells of them, the draft, the table, refusals."""

from __future__ import annotations

import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.commands import document, run
from tests.docx_text import lines as lines_in
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
    save,
    speak_english,
    with_member,
    with_unit,
    write_round,
)
from workbook.amendment import LineChange
from workbook.audit.back_wanted import Wanted
from workbook.catalogue import amendments as said
from workbook.catalogue import audit_back as said_of_back
from workbook.catalogue import drafts as said_of_drafts
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import open_data as said_of_files
from workbook.cli.frame import KEYS
from workbook.documents import drafts
from workbook.documents.drafts import template_bytes
from workbook.findings import Check, Refused
from workbook.limits import Limits
from workbook.model import Waiver
from workbook.pipeline import auditing, judging
from workbook.pipeline.amending import Amended, amend_round
from workbook.pipeline.auditing import audit_typed, back_checked
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import Checked, RoundContext, judge
from workbook.pipeline.publishing import rank_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.results import hashes_of
from workbook.register.chain import Draft
from workbook.workers.pool import Job


@pytest.fixture(scope="module", autouse=True)
def here() -> Iterator[None]:
    """Files are judged in this process: what child processes do has tests of its own, and costs seconds."""

    def each(jobs: Iterable[Job], limits: Limits, context: RoundContext | None) -> Iterator[tuple[int, Checked]]:
        yield from ((number, judge(context, *job.arguments)) for number, job in enumerate(jobs))  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "run_each", each)
        yield


EQUAL = TABLE.replace("dv-2  9     8    16.5  4", "dv-2  8.25  7.5  15    3")


def ranked(sent: Path, root: Path, table: str = TABLE) -> Path:
    made = Path(shutil.copytree(sent, root))
    import_files(made, filled_files(made, tables={member: table for member in ("TV-01", "TV-02", "TV-03")}))
    rank_round(made)
    return made


@pytest.fixture(scope="module")
def once(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's round with a first result; to be copied."""
    return ranked(sent_once, tmp_path_factory.mktemp("ranked") / "đợt")


@pytest.fixture
def root(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "Đợt chấm 2026"))


@pytest.fixture(scope="module")
def twice(once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a second result, after a re-score; to be copied."""
    made = Path(shutil.copytree(once, tmp_path_factory.mktemp("again") / "đợt"))
    rescore(made)
    rank_round(made)
    return made


@pytest.fixture
def pair(twice: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(twice, tmp_path / "Đợt chấm 2026"))


def send_back(root: Path, member: str, table: str = TABLE, **changes: str) -> None:
    data = ballot_bytes(issue_of(member), ballot_of(issue_of(member), table, **changes))
    import_files(root, [save(root / "về" / f"{member}-{len(list(root.glob('về/*')))}.xlsx", data)])


def rescore(root: Path) -> None:
    """TV-01 and TV-03 give dv-1 more: it stands above dv-2 from then on."""
    send_back(root, "TV-01", dv_1__dich_vu="20")
    send_back(root, "TV-03", dv_1__dich_vu="20", dv_1__mang="10")


def amended(root: Path) -> Amended:
    """Rank again, and compare with the result before."""
    assert rank_round(root).new
    return amend_round(root)


def shown(made: Amended) -> dict[str, tuple[list[str], tuple[str, ...], tuple[str, ...]]]:
    """By unit: the kinds of its causes, whom it follows, what is unexplained."""

    def of(change: LineChange) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
        return sorted({cause.point.kind for cause in change.causes}), change.follows, change.unexplained

    return {change.unit: of(change) for change in made.made.changes}


def reasons(made: Amended, unit: str) -> str:
    change = next(change for change in made.made.changes if change.unit == unit)
    return "\n".join(made.voice("vi").reasons(change))


# ---------------------------------------------------------------- causes, from real files
def test_a_re_score_moves_one_unit_over_another(pair: Path) -> None:
    made = amend_round(pair)
    assert shown(made) == {"dv-1": (["score"], (), ()), "dv-2": ([], ("dv-1",), ())}
    own = next(change for change in made.made.changes if change.unit == "dv-1")
    assert [(cell.criterion, str(cell.old), str(cell.new)) for cell in own.cells] == [
        ("mang", "8.25", "8.83"), ("dich-vu", "15.00", "18.33"),
    ]  # fmt: skip
    assert own.old and own.new and (own.old.rank, own.new.rank) == (2, 1)
    assert "Nguyễn Văn An chấm lại tiêu chí II Dịch vụ công: 15 → 20 (phiếu mới, mã tệp " in reasons(made, "dv-1")
    assert "Lê Văn Cường chấm lại tiêu chí 1.1 Mạng nội bộ: 8,25 → 10" in reasons(made, "dv-1")
    assert said.UNEXPLAINED.code not in codes(made.findings)


def _append(root: Path, text: str, name: str = "round.toml") -> None:
    path = root / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _concluded(root: Path) -> None:
    _append(
        root,
        '[[conclusions]]\nunit = "h-1"\ncriterion = "mang"\npoints = 9\nexplanation = "đã bổ sung"\n'
        'reason = "đồng ý giải trình"\nby = "Hội đồng"\n',
    )


def _erratum(root: Path) -> None:
    path = root / "rubric.toml"
    text = (
        path.read_text(encoding="utf-8").replace(RUBRIC.version, "2026-12-01").replace("lower = 36\n", "lower = 38\n")
    )
    path.write_text(text.replace("legal_basis", 'errata = ["Mức Tốt là 38 điểm"]\nlegal_basis', 1), encoding="utf-8")


def test_each_change_has_the_cause_that_was_recorded(root: Path) -> None:
    waiver = Waiver("SCORE-001", "dv-3", "mang", "TV-01", "giữ nguyên", "Hội đồng", date(2026, 11, 25))
    send_back(root, "TV-01", dv_3__mang="11")
    write_round(root, replace(with_unit("h-2", name="Huyện Thăng Bình"), waivers=(waiver,)))
    _concluded(root)
    _erratum(root)
    made = amended(root)
    wanted = {
        "dv-2": (["erratum", "tiers", "version"], "đính chính bộ tiêu chí: Mức Tốt là 38 điểm"),
        "dv-3": (["score", "waiver"], "chấp thuận giữ điểm tiêu chí 1.1 Mạng nội bộ (SCORE-001); lý do: giữ nguyên"),
        "h-1": (["conclusion"], "hội đồng kết luận tiêu chí 1.1 Mạng nội bộ: 9; lý do: đồng ý giải trình (Hội đồng)"),
        "h-2": (["name"], "sửa tên trong danh sách: Huyện Bình → Huyện Thăng Bình"),
    }  # fmt: skip
    assert shown(made) == {unit: (kinds, (), ()) for unit, (kinds, _) in wanted.items()}
    for unit, (_, words) in wanted.items():
        assert words in reasons(made, unit)
    assert said.UNEXPLAINED.code not in codes(made.findings)


def test_a_conclusion_taken_back_is_a_cause_too(root: Path) -> None:
    before = (root / "round.toml").read_text(encoding="utf-8")
    _concluded(root)
    rank_round(root)
    (root / "round.toml").write_text(before, encoding="utf-8")
    made = amended(root)
    assert shown(made) == {"h-1": (["conclusion"], (), ())}
    assert "bỏ kết luận tiêu chí 1.1 Mạng nội bộ (trước là 9)" in reasons(made, "h-1")
    whole = amend_round(root, 1, 3)
    assert whole.made.changes == () and only(whole.findings, said.SAME_RESULT)


def test_a_member_recorded_absent(root: Path) -> None:
    send_back(root, "TV-03", dv_1__mang="10")
    rank_round(root)
    write_round(root, with_member("TV-03", absent="ốm"))
    made = amended(root)
    assert shown(made) == {"dv-1": (["absent", "ballot"], (), ())}


def test_a_tie_decision(sent_once: Path, tmp_path: Path) -> None:
    root = ranked(sent_once, tmp_path / "đợt", EQUAL)
    write_round(root, round_with(ties=(decision("split", "dv-2", "dv-1"),)))
    made = amended(root)
    assert shown(made) == {"dv-1": (["tie"], (), ())}
    assert "hội đồng quyết định thứ tự Sở Xây dựng, Sở Y tế" in reasons(made, "dv-1")


# ---------------------------------------------------------------- which results
def test_provisional_results_are_passed_over_and_never_compared(root: Path) -> None:
    send_back(root, "TV-01", dv_1__mang="99")
    rank_round(root, provisional=True)
    refused(root, said.TOO_FEW_RESULTS)
    refused(root, said.RESULT_PROVISIONAL, 1, 2)
    send_back(root, "TV-01", dv_1__mang="9")
    made = amended(root)
    assert (made.made.old.number, made.made.new.number) == (1, 3)


def refused(root: Path, check: Check, old: int | None = None, new: int | None = None) -> None:
    before = sorted(path.name for path in root.rglob("*"))
    with pytest.raises(Refused) as raised:
        amend_round(root, old, new)
    only(raised.value.findings, check)
    after = [path.name for path in root.rglob("*") if "register" not in path.name]
    assert sorted(after) == [name for name in before if "register" not in name]


def test_numbers_that_make_no_pair(pair: Path) -> None:
    table: list[tuple[int | None, int | None, Check]] = [
        (1, 7, said.NO_SUCH_RESULT), (7, 8, said.NO_SUCH_RESULT), (2, 1, said.WRONG_ORDER), (2, 2, said.WRONG_ORDER),
        (None, 1, said.TOO_FEW_RESULTS), (2, None, said.WRONG_ORDER),
    ]  # fmt: skip
    for old, new, check in table:
        refused(pair, check, old, new)


def test_nothing_changed_writes_nothing(root: Path) -> None:
    # A decision that nothing needs makes another result, no line of which changed.
    write_round(root, round_with(waivers=(WAIVER,)))
    made = amended(root)
    assert made.made.changes == () and made.files == () and only(made.findings, said.SAME_RESULT)
    assert not (root / "amendments").exists()
    assert run("amend", root).code == 0


# ---------------------------------------------------------------- what is written
def table_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_draft_has_old_and_new_lines_and_the_new_annex(pair: Path) -> None:
    made = amend_round(pair)
    folder = pair / "amendments" / "001-002"
    assert sorted(made.files) == [folder / "dinh-chinh.docx", folder / "dinh-chinh.xlsx"]
    texts = lines_in((folder / "dinh-chinh.docx").read_bytes())
    rows = [line for line in texts if len(line) == 5]
    assert rows[0] == ("TT", "Đơn vị", "Đã công bố", "Đính chính thành", "Lý do")
    assert [row[:4] for row in rows[1:3]] == [
        ("1", "Sở Y tế", "Tổng điểm 33,75\nHạng 2\nXếp loại Khá", "Tổng điểm 37,66\nHạng 1\nXếp loại Tốt"),
        ("2", "Sở Xây dựng", "Tổng điểm 37,50\nHạng 1\nXếp loại Tốt", "Tổng điểm 37,50\nHạng 2\nXếp loại Tốt"),
    ]
    whole = "\n".join("|".join(line) for line in texts)
    assert "Nguyễn Văn An" not in whole, "a decision names no member who scored"
    assert "Phụ lục kèm theo Quyết định này thay thế Phụ lục" in whole
    assert "37,66" in whole.partition("thay thế Phụ lục")[2], "the new annex stands behind it"
    assert codes(made.findings).count(said_of_drafts.BLANKS.code) == 1


def test_the_table_marks_what_changed_also_on_a_grey_copy(pair: Path) -> None:
    amend_round(pair)
    path = pair / "amendments" / "001-002" / "dinh-chinh.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Đính chính"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    now, was = cells[37.66], cells[33.75]
    assert now.font.bold and "►" in now.number_format and was.font.bold and "►" not in was.number_format
    assert "► Tốt" in cells and "Sở Xây dựng" in cells
    assert [row[1:5] for row in table_of(path)["Theo tiêu chí"][4:]] == [
        ("Sở Y tế", "1.1 Mạng nội bộ", 8.25, 8.83), ("Sở Y tế", "II Dịch vụ công", 15, 18.33),
    ]  # fmt: skip


def test_what_somebody_edited_is_never_overwritten(pair: Path) -> None:
    first = amend_round(pair)
    data = {path.name: path.read_bytes() for path in first.files}
    again = amend_round(pair)
    assert again.files == first.files and {path.name: path.read_bytes() for path in again.files} == data
    edited = pair / "amendments" / "001-002" / "dinh-chinh.docx"
    edited.write_bytes(b"edited")
    made = amend_round(pair)
    assert edited.read_bytes() == b"edited"
    assert [path.name for path in made.files] == ["dinh-chinh.xlsx", "dinh-chinh lan 2.docx"]
    only(made.findings, said_of_drafts.DRAFT_KEPT)


def test_without_the_library_the_table_is_there_all_the_same(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> bytes:
        raise drafts._missing(ModuleNotFoundError(name="docx"))

    monkeypatch.setattr("workbook.pipeline.amending.draft", missing)
    made = amend_round(pair)
    assert [path.name for path in made.files] == ["dinh-chinh.xlsx"]
    only(made.findings, said_of_drafts.LIBRARY_MISSING)


def test_an_offices_own_template_is_filled_and_a_wrong_one_told(pair: Path) -> None:
    mau = pair / "mau" / "dinh-chinh.docx"
    save(mau, template_bytes("amendment", "vi"))
    draft = next(path for path in amend_round(pair).files if path.suffix == ".docx")
    assert ("2", "Sở Xây dựng") in [line[:2] for line in lines_in(draft.read_bytes())]
    shutil.rmtree(pair / "amendments")
    save(mau, b"not a Word file")
    with pytest.raises(Refused) as raised:
        amend_round(pair)
    assert all(found.at.file == "dinh-chinh.docx" for found in raised.value.findings)
    assert not (pair / "amendments").exists()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_our_own_draft_agrees_with_the_result_and_a_slip_in_its_table_does_not(
    pair: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def here(job: Job, *_: object, shared: Wanted) -> object:
        return back_checked(shared, *job.arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(auditing, "run_one", here)
    if lang == "en":
        speak_english(pair)
        rank_round(pair)
    made = amend_round(pair, 1, 2 if lang == "vi" else 3)
    assert said.ANNEX_NOT_NEW.code not in codes(made.findings), "the annex stands behind it"
    draft = next(path for path in made.files if path.suffix == ".docx")
    assert audit_typed(draft, pair).findings == ()
    right, wrong = ("37,66", "36,76") if lang == "vi" else ("37.66", "36.76")
    slip = tmp_path / "go.docx"
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(slip, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(right.encode(), wrong.encode(), 1) if name.endswith("ument.xml") else text)
    (found,) = audit_typed(slip, pair).findings
    assert (found.check, found.at.unit, found.facts["found"]) == (said_of_back.FIGURE, "Sở Y tế", wrong)


def test_an_older_pair_comes_without_the_annex_of_today(pair: Path) -> None:
    send_back(pair, "TV-01", dv_1__dich_vu="18")
    rank_round(pair)
    made = amend_round(pair, 1, 2)
    only(made.findings, said.ANNEX_NOT_NEW)
    draft = next(path for path in made.files if path.suffix == ".docx")
    assert "Các dòng tại Điều 1 thay thế" in "\n".join("|".join(line) for line in lines_in(draft.read_bytes()))


def test_how_points_are_combined_is_only_a_possible_reason(root: Path) -> None:
    send_back(root, "TV-01", dv_1__dich_vu="18")
    rank_round(root)
    _append(root, '[combine]\nmethod = "median"\n')
    made = amended(root)
    assert shown(made) == {"dv-1": (["combine"], (), ())}
    assert only(made.findings, said.BROAD_CAUSE).facts["count"] == 1
    assert reasons(made, "dv-1") == "có thể do: thay đổi cách gộp điểm của các thành viên"


# ---------------------------------------------------------------- results that were touched
def rewritten(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The first result's data changed, and logged so: what is in it is then hostile, not altered."""
    folder = Folder(root, "vi-du-2026")
    path = folder.result_file("result.json", 1)
    path.chmod(stat.S_IREAD | stat.S_IWRITE)
    data = json.loads(path.read_bytes())
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    folder.register.append(Draft("result", body={"number": 1, "files": hashes_of(folder, 1), "provisional": False}))


def test_a_result_of_an_older_version_is_compared_by_the_register(root: Path) -> None:
    rewritten(root, lambda data: data.pop("evidence"))
    rescore(root)
    made = amended(root)
    assert shown(made) == {"dv-1": (["score"], (), ()), "dv-2": ([], ("dv-1",), ())}
    assert all(not change.cells for change in made.made.changes)
    assert only(made.findings, said.VALUES_NOT_RECORDED).facts["number"] == 1


def test_what_no_record_explains_is_a_warning_that_stops_nothing(root: Path) -> None:
    def other(data: dict[str, Any]) -> None:
        data["groups"][0]["standings"][1]["total"] = "33.00"

    rewritten(root, other)
    _concluded(root)
    made = amended(root)
    assert shown(made)["dv-1"] == ([], (), ("total",))
    assert only(made.findings, said.UNEXPLAINED).at.unit == "dv-1"
    assert run("amend", root).code == 0


HOSTILE: list[tuple[str, Any]] = [
    ("evidence", None), ("evidence", []), ("evidence", {}), ("values", {"So": 7}), ("values", "x"),
    ("values", {"So": {"criteria": "mang", "units": {"dv-1": "1 2"}}}),
    ("values", {"So": {"criteria": "mang mang", "units": {"dv-1": "1 2"}}}),
    ("values", {"So": {"criteria": "mang", "units": {"dv-1": "NaN"}}}),
    ("values", {"So": {"criteria": "mang", "units": {"dv-1": "1E+999999"}}}),
    ("ballots", [["TV-01", 1]]), ("ballots", [["TV-01", True, "0" * 32]]), ("ballots", [["TV-01", 1, "../../etc"]]),
    ("units", {"dv-1": {}}), ("units", {"dv-1": {"name": 1}}), ("units", {"dv-1": {"name": "x", "exempt": ["mang"]}}),
    ("units", {"dv-1": {"name": "x", "prior_rank": "1"}}), ("units", {"": {"name": "x"}}),
    ("members", {"TV-01": None}), ("members", {"TV-01": {"name": "x", "recused": "dv-1"}}), ("assignments", 5),
    ("listed", [["dv-1", "mang", "x"]]), ("listed", {"dv-1": 1}), ("rubric", {"errata": "x"}), ("rubric", None),
]  # fmt: skip


def test_hostile_evidence_is_refused(pair: Path) -> None:
    sound = json.loads((pair / "results" / "result-001.json").read_bytes())["evidence"]
    for key, value in HOSTILE:
        rewritten(pair, lambda data, key=key, value=value: data.update(  # type: ignore[misc]
            evidence=value if key == "evidence" else {**sound, key: value}))  # fmt: skip
        refused(pair, said_of_files.RESULT_UNREADABLE, 1, 2)


def test_an_altered_result_is_refused(pair: Path) -> None:
    path = pair / "results" / "result-001.json"
    path.chmod(stat.S_IREAD | stat.S_IWRITE)
    path.write_bytes(path.read_bytes().replace(b"33.75", b"34.75"))
    refused(pair, said_of_kept.RESULT_ALTERED)


def test_a_result_that_is_gone_is_told_and_another_is_not_taken_for_it_silently(pair: Path) -> None:
    send_back(pair, "TV-01", dv_1__dich_vu="18")
    rank_round(pair)
    Folder(pair).result_file("result.json", 2).unlink()
    made = amend_round(pair)
    assert (made.made.old.number, made.made.new.number) == (1, 3)
    assert only(made.findings, said_of_kept.RESULT_GONE).at.file == "result-002.json"
    Folder(pair).result_file("result.json", 1).unlink()
    with pytest.raises(Refused) as raised:
        amend_round(pair)
    gone = said_of_kept.RESULT_GONE.code
    assert codes(raised.value.findings) == sorted([said.TOO_FEW_RESULTS.code, gone, gone])


def test_hostile_texts_are_texts(root: Path) -> None:
    name = "=1+1 {{ lines }} [b]Sở[/b] <w:p/>"
    write_round(root, with_unit("dv-3", name=name))
    made = amended(root)
    docx, xlsx = (next(path for path in made.files if path.suffix == ending) for ending in (".docx", ".xlsx"))
    assert any(name in cell for line in lines_in(docx.read_bytes()) for cell in line)
    assert any(str(cell).startswith(name) for row in table_of(xlsx)["Đính chính"] for cell in row)
    assert (
        name.replace("[b]", "[b]") in run("amend", root).out.replace("\n", " ") or "[b]Sở[/b]" in run("amend", root).out
    )


# ---------------------------------------------------------------- the command
def test_the_command_says_it_and_gives_it_as_data(pair: Path) -> None:
    code, made = document("amend", pair, "--from", "1", "--to", "2")
    assert code == 0 and made.keys() == KEYS["amend"].keys() | {"findings"}
    assert (made["from"], made["to"], len(made["files"])) == (1, 2, 2)
    own, other = made["lines"]
    assert (own["unit"], own["old"]["total"], own["new"]["total"]) == ("dv-1", "33.75", "37.66")
    assert Decimal(own["criteria"][0]["new"]) == Decimal("8.83")
    cause = own["criteria"][0]["causes"][0]
    assert (cause["kind"], cause["member"], cause["old"]["value"], cause["new"]["value"]) == (
        "score",
        "TV-03",
        "8.25",
        "10",
    )
    assert (other["unit"], other["follows"], other["unexplained"]) == ("dv-2", ["dv-1"], [])
    hint = "Nếu bản đã công bố không phải là kết quả số 1, ghi rõ số đó: --from."
    assert hint not in " ".join(run("amend", pair, "--from", "1").out.split()), "who says which need not be told"
    ran = run("amend", pair)
    for words in (
        "Kết quả số 1 (coi là đã công bố)",
        hint,
        "Hạng 1 → 2",
        "thay đổi theo đơn vị khác",
        "dinh-chinh.docx",
    ):
        assert words in " ".join(ran.out.split())
    english = " ".join(run("amend", pair, "--lang", "en").out.split())
    assert "Rank 1 → 2" in english and "2 lines changed." in english


def test_a_round_in_english(pair: Path) -> None:
    speak_english(pair)
    made = amend_round(pair)
    draft = next(path for path in made.files if path.suffix == ".docx")
    text = "\n".join("|".join(line) for line in lines_in(draft.read_bytes()))
    assert (
        "Total 37.66" in text
        and "Members of the council scored criterion 1.1 Mạng nội bộ; II Dịch vụ công anew" in text
    )
    assert "Class Tốt" in text, "the annex says class too"
    assert "Pursuant to Pursuant" not in text
