"""xephang documents: drafts of a finished result only, nothing overwritten, an office's templates, PDF, back-check."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.commands import document, returned_round, run
from tests.docx_text import lines
from tests.sample import codes
from workbook.catalogue import audit as said_of_audit
from workbook.catalogue import documents as said_of_round
from workbook.catalogue import drafts as said
from workbook.catalogue import round as said_of_names
from workbook.catalogue.open_data import RESULT_LOST
from workbook.cli.frame import KEYS
from workbook.excel.write import save_bytes
from workbook.findings import Refused
from workbook.loading.frozen import slice_for, thaw
from workbook.loading.round import load_round
from workbook.model import Documents, Meeting
from workbook.pipeline import documenting, office
from workbook.pipeline.auditing import audit_typed
from workbook.pipeline.documenting import EDITABLE, FILES, make_documents, write_templates
from workbook.pipeline.drafting import save_beside
from workbook.pipeline.folder import Folder
from workbook.pipeline.history import head_text, history
from workbook.pipeline.judging import open_round
from workbook.register.chain import Draft

MORE = """
[documents]
authority = "Ủy ban nhân dân tỉnh"
authority_short = "UBND"
bases = ["Luật Giao dịch điện tử"]
signer = ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
[documents.meeting]
date = 2026-12-10
chair = "TV-1"
secretary = "Hoàng Thị Thư"
"""


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small ranked round; read only."""
    root = returned_round(tmp_path_factory.mktemp("documents") / "Đợt 2026")
    with_documents(root)
    assert run("rank", root).code == 0
    return root


def with_documents(root: Path, more: str = MORE) -> None:
    """The keys before the first table, the tables at the end."""
    keys, mark, tables = more.partition("[documents]")
    text = (root / "round.toml").read_text(encoding="utf-8")
    (root / "round.toml").write_text(f"{keys}{text}\n{mark}{tables}", encoding="utf-8")


@pytest.fixture
def root(ranked: Path, tmp_path: Path) -> Path:
    shutil.copytree(ranked, tmp_path / "đợt")
    return tmp_path / "đợt"


def refused(call: Any, *args: Any, **options: Any) -> list[str]:
    with pytest.raises(Refused) as raised:
        call(*args, **options)
    return codes(raised.value.findings)


def said_by(path: Path) -> str:
    return "\n".join(" | ".join(line) for line in lines(path.read_bytes()))


# ---------------------------------------------------------------- the command
def test_the_three_drafts_are_written_once_and_their_back_check_is_clean(root: Path) -> None:
    code, made = document("documents", root, "--no-pdf")
    assert made.keys() == KEYS["documents"].keys() | {"findings"}
    assert (code, made["result"], made["provisional"], made["templates"]) == (0, 1, False, [])
    files = [Path(one["file"]) for one in made["documents"]]
    assert [path.relative_to(root).as_posix() for path in files] == [f"documents/001/{name}" for name in FILES.values()]
    assert [(one["new"], one["pdf"], one["own_template"]) for one in made["documents"]] == [(True, None, False)] * 3
    assert "đối với 3 đơn vị" in said_by(files[0])
    for path in files:
        assert audit_typed(path, root).findings == ()
    before = [path.read_bytes() for path in files]
    register = open_round(root).folder.register
    (ranked,) = register.entries("result")
    assert f"khi ghi kết quả này: {head_text(ranked)}\n" in said_by(files[2])
    assert history(root, heads=[head_text(ranked)]).findings == (), "it can be looked up"
    register.append(Draft("refused", name="x.xlsx"))
    _, again = document("documents", root, "--no-pdf")
    assert [one["new"] for one in again["documents"]] == [False] * 3
    assert [path.read_bytes() for path in files] == before
    assert sorted(path.name for path in files[0].parent.iterdir()) == sorted(FILES.values())


def test_an_edited_draft_stays_and_the_new_one_lies_beside_it(root: Path) -> None:
    make_documents(root, pdf=False)
    edited = root / "documents" / "001" / "to-trinh.docx"
    edited.write_bytes(b"edited")
    for new in (True, False):
        made = make_documents(root, pdf=False)
        assert [found.facts["new"] for found in made.findings if found.check is said.DRAFT_KEPT] == [
            "to-trinh lan 2.docx"
        ]
        assert [(one.path.name, one.new) for one in made.documents][1] == ("to-trinh lan 2.docx", new)
    assert edited.read_bytes() == b"edited"
    assert "to-trinh lan 2.docx" in run("documents", root, "--no-pdf").out


def test_a_pdf_without_its_document_takes_the_name_too(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"somebody's")
    assert save_beside(tmp_path / "a.docx", b"1").path.name == "a lan 2.docx"
    assert save_beside(tmp_path / "a.docx", b"2").path.name == "a lan 3.docx"
    assert save_beside(tmp_path / "a.docx", b"1")[:2] == (tmp_path / "a lan 2.docx", False)


def test_only_a_finished_result_unless_provisional(root: Path) -> None:
    shutil.rmtree(root / "results")
    assert refused(make_documents, root, pdf=False) == [RESULT_LOST.code]
    assert not (root / "documents").exists()
    code, made = document("documents", root, "--no-pdf", "--provisional")
    assert (code, made["result"], made["provisional"]) == (0, None, True)
    for one in made["documents"]:
        assert Path(one["file"]).parent.name == "tam-tinh"
        assert "DỰ THẢO - KẾT QUẢ TẠM TÍNH" in said_by(Path(one["file"]))


def test_the_blanks_are_told_with_their_keys(root: Path) -> None:
    (found,) = [one for one in make_documents(root, pdf=False).findings if one.check is said.BLANKS]
    assert found.facts["keys"] == "department, department_short, department_signer, meeting.place"


# ---------------------------------------------------------------- templates
def test_templates_are_written_once_and_then_used(root: Path) -> None:
    code, made = document("documents", root, "--templates")
    assert (code, [Path(name).name for name in made["templates"]]) == (0, list(EDITABLE.values()))
    assert "{{ authority | upper }}" in said_by(root / "mau" / "quyet-dinh.docx")
    drafts = make_documents(root, pdf=False)
    assert all(one.own for one in drafts.documents)
    assert "ỦY BAN NHÂN DÂN TỈNH |" in said_by(drafts.documents[0].path)
    assert audit_typed(drafts.documents[0].path, root).findings == ()
    shutil.copyfile(root / "mau" / "to-trinh.docx", root / "mau" / "bien-ban.docx")
    made_again = write_templates(root)
    assert [found.facts["name"] for found in made_again.findings if found.check is said.TEMPLATE_THERE] == [
        "bien-ban.docx"
    ]
    assert said_by(root / "mau" / "bien-ban.docx") == said_by(root / "mau" / "to-trinh.docx")


def test_a_wrong_template_stops_everything(root: Path) -> None:
    (root / "mau").mkdir()
    (root / "mau" / "bien-ban.docx").write_bytes(b"PK\x03\x04 no document")
    code, made = document("documents", root, "--no-pdf")
    assert code == 2 and made["documents"] == []
    assert [found["file"] for found in made["findings"]] == ["bien-ban.docx"]
    assert not (root / "documents").exists()


def test_what_lies_among_the_templates_and_is_none_is_told(root: Path) -> None:
    (root / "mau" / "to-trinh.docx").mkdir(parents=True)
    for name in ("quyet-dinh.doc", "~$quyet-dinh.docx"):
        (root / "mau" / name).write_bytes(b"x")
    made = make_documents(root, pdf=False)
    (found,) = [one for one in made.findings if one.check is said.TEMPLATE_IDLE]
    assert found.facts["names"] == "quyet-dinh.doc, to-trinh.docx"
    assert not any(one.own for one in made.documents)


def test_who_is_called_absent_only_for_want_of_a_ballot_is_told(root: Path) -> None:
    text = (root / "round.toml").read_text(encoding="utf-8")
    third = '[[members]]\nid = "tv.3"\nname = "Lê Văn Cường"\ngroups = ["So"]\n[combine]\nmissing = "present"\n'
    (root / "round.toml").write_text(text.replace("[documents]", third + "[documents]"), encoding="utf-8")
    made = make_documents(root, provisional=True, pdf=False)
    (found,) = [one for one in made.findings if one.check is said.ABSENT_UNSAID]
    assert found.facts["members"] == "Lê Văn Cường"
    assert "Lê Văn Cường. Lý do: không gửi phiếu chấm." in said_by(made.documents[2].path)


# ---------------------------------------------------------------- PDF
def test_without_libreoffice_a_note_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documenting, "find_office", lambda: None)
    made = make_documents(root)
    assert said.NO_OFFICE in {one.check for one in made.findings}
    assert [one.pdf for one in made.documents] == [None] * 3


def test_what_libreoffice_did_not_make_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documenting, "find_office", lambda: "soffice")
    monkeypatch.setattr(documenting, "print_pdfs", lambda _, texts: ({"bien-ban.docx": b"%PDF-1"}, "exit 1"))
    made = make_documents(root)
    (found,) = [one for one in made.findings if one.check is said.PDF_FAILED]
    assert (found.facts["names"], found.facts["reason"]) == ("quyet-dinh.docx, to-trinh.docx", "exit 1")
    assert [one.pdf and one.pdf.name for one in made.documents] == [None, None, "bien-ban.pdf"]


def test_a_program_that_does_not_end_is_ended(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    assert office.print_pdfs(str(slow), {"a.docx": b"x"}, seconds=0.2)[1] in ("> 0.2 s", "Exec format error")
    assert office.print_pdfs(str(tmp_path / "missing"), {"a.docx": b"x"})[0] == {}


@pytest.mark.libreoffice
def test_libreoffice_prints_all_of_them(root: Path, libreoffice: ModuleType) -> None:
    made = make_documents(root)
    assert {one.check for one in made.findings} == {said.BLANKS}
    for one in made.documents:
        assert one.pdf is not None and one.pdf.read_bytes().startswith(b"%PDF")


# ---------------------------------------------------------------- [documents] in round.toml
@pytest.mark.parametrize(
    ("more", "check"),
    [
        ('[documents.meeting]\nchair = "tv.9"\n', said_of_names.UNKNOWN_MEMBER),
        ("[documents.meeting]\ndate = 2026-11-01\n", said_of_round.MEETING_EARLY),
        ('[documents]\nbases = ["Luật A", "luật  A"]\n', said_of_round.SAID_TWICE),
        ('[documents.meeting]\nsecretary = "tv.3"\n[[members]]\nid = "tv.3"\nname = "Dung"\nabsent = "ốm"\n',
         said_of_round.CHAIR_AWAY),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_round_is_told(root: Path, more: str, check: Any) -> None:
    text = (root / "round.toml").read_text(encoding="utf-8").partition("[documents]")[0]
    (root / "round.toml").write_text(text + more, encoding="utf-8")
    try:
        findings = load_round(root)[2]
    except Refused as refusal:
        findings = refusal.findings
    found = next(one for one in findings if one.check is check)
    assert "documents" in (found.at.key or "")
    codes(findings)


def test_the_round_holds_it_and_no_member_is_sent_it(root: Path) -> None:
    round_ = load_round(root)[0]
    assert round_.documents.signer == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert round_.documents.meeting == Meeting(round_.documents.meeting.date, "", "TV-1", "Hoàng Thị Thư")
    assert slice_for(round_, "TV-1").documents == Documents()
    kept = Folder(root).load_kept("TV-1", 1)
    assert kept is not None and "Hoàng Thị Thư" not in kept.frozen
    assert thaw(kept.frozen).round.documents == Documents()


def test_a_planted_slip_in_the_typed_decision_is_found(root: Path) -> None:
    path = make_documents(root, pdf=False).documents[0].path
    changed = _retyped(path, "đối với 3 đơn vị", "đối với 4 đơn vị")
    found = audit_typed(changed, root).findings
    assert found and said_of_audit.NO_TABLE not in {one.check for one in found}


def _retyped(path: Path, old: str, new: str) -> Path:
    from tests.test_drafts import repacked

    target = path.with_name("da-go.docx")
    data = repacked(path.read_bytes(), lambda xml: xml.replace(old, new))
    assert data != path.read_bytes()
    save_bytes(target, data)
    return target


def test_more_in_round_toml_changes_nothing_that_was_sent(root: Path) -> None:
    _, made = document("generate", root)
    assert [one["issue"] for one in made["ballots"]] == [1, 1]
