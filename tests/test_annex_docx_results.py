"""results/ranking.docx: beside the workbook, numbered and logged as it; where the library is missing, a note."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docx_text import lines
from tests.sample import ballot_bytes, ballot_of, filled_files, issue_of, only, save
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import rank as said
from workbook.documents.document import Document
from workbook.documents.printing import print_document
from workbook.findings import NOTE, Refused, say
from workbook.pipeline.folder import Folder
from workbook.pipeline.history import history
from workbook.pipeline.publishing import rank_round
from workbook.pipeline.receiving import import_files


@pytest.fixture(scope="module")
def ready(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Path(shutil.copytree(sent_once, tmp_path_factory.mktemp("word") / "đợt"))
    import_files(made, filled_files(made))
    return made


@pytest.fixture
def root(ready: Path, tmp_path: Path) -> Path:
    """A round whose three ballots are in."""
    return Path(shutil.copytree(ready, tmp_path / "đợt"))


@pytest.fixture
def without_word(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As where python-docx is not installed; `undo` installs it."""
    monkeypatch.delitem(sys.modules, "workbook.documents.word", raising=False)
    monkeypatch.setitem(sys.modules, "docx", None)
    return monkeypatch


def names(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "results").iterdir() if path.suffix == ".docx")


def logged(root: Path) -> list[dict[str, Any]]:
    entries = Folder(root, history(root).round.id).register.entries("result")
    return [entry.data["files"] for entry in entries]


def test_it_is_written_numbered_and_logged(root: Path) -> None:
    rank_round(root)
    assert names(root) == ["ranking-001.docx", "ranking.docx"]
    assert "ranking-001.docx" in logged(root)[0]
    assert history(root, verify=True).findings == ()
    said_there = [cell for line in lines((root / "results" / "ranking.docx").read_bytes()) for cell in line]
    assert {"Sở Xây dựng", "37,50"} <= set(said_there)


@pytest.mark.parametrize(
    ("name", "check"),
    [("ranking-001.docx", said_of_kept.RESULT_ALTERED), ("ranking.docx", said_of_kept.PLAIN_DIFFERS)],
)
def test_a_change_in_it_is_found(root: Path, name: str, check: object) -> None:
    rank_round(root)
    with (root / "results" / name).open("ab") as stream:
        stream.write(b"\0")
    assert check in [one.check for one in history(root, verify=True).findings]


def test_a_copy_that_somebody_edited_in_word_stays(root: Path) -> None:
    rank_round(root)
    path = root / "results" / "ranking.docx"
    path.write_bytes(path.read_bytes() + b"\0")
    typed = path.read_bytes()
    made = rank_round(root)
    assert only(made.findings, said_of_kept.PLAIN_KEPT).facts == {"name": "ranking-001.docx"}
    assert path.read_bytes() == typed
    assert [file.name for file in made.files] == ["ranking.xlsx", "ranking-001.docx", "tally.xlsx"]


# ---------------------------------------------------------------- without the library
def test_without_the_library_a_note_says_how_to_get_it(root: Path, without_word: pytest.MonkeyPatch) -> None:
    made = rank_round(root)
    found = only(made.findings, said.WORD_MISSING)
    assert found.severity is NOTE and 'pip install "xephang[docx]"' in say(found, "vi")
    assert names(root) == [] and [path.name for path in made.files] == ["ranking.xlsx", "tally.xlsx"]
    assert rank_round(root).new is False
    without_word.undo()
    later = rank_round(root)
    assert (later.number, later.new, later.findings) == (2, True, ())
    assert names(root) == ["ranking-002.docx", "ranking.docx"]
    assert history(root, verify=True).findings == ()


def test_no_annex_of_a_former_result_is_left_under_the_plain_name(root: Path, request: pytest.FixtureRequest) -> None:
    rank_round(root)
    request.getfixturevalue("without_word")
    assert rank_round(root).new is False, "the same result without it is the same result"
    assert names(root) == ["ranking-001.docx", "ranking.docx"]
    issue = issue_of("TV-01")
    import_files(root, [save(root / "về" / "mới.xlsx", ballot_bytes(issue, ballot_of(issue, dv_1__mang="9")))])
    assert rank_round(root).number == 2
    assert names(root) == ["ranking-001.docx"]


def test_another_missing_module_is_no_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "workbook.documents.word", raising=False)
    monkeypatch.setitem(sys.modules, "workbook.sheets.paper", None)
    with pytest.raises(ModuleNotFoundError, match="paper"):
        print_document(Document((), "", None))  # type: ignore[arg-type]


# ---------------------------------------------------------------- a layout with a mistake
def test_a_number_format_that_cannot_be_said_in_words_is_a_finding(root: Path) -> None:
    layout = (
        'title = ["Kết quả"]\n[[columns]]\nkind = "unit"\n[[columns]]\nkind = "total"\n[[columns]]\nkind = "rank"\n'
        '[styles.table_count]\nnumber_format = "yyyy"\n'
    )
    (root / "mau.toml").write_text(layout, encoding="utf-8")
    text = (root / "round.toml").read_text(encoding="utf-8")
    (root / "round.toml").write_text('layout = "mau.toml"\n' + text, encoding="utf-8")
    with pytest.raises(Refused) as raised:
        rank_round(root)
    assert "yyyy" in str(only(raised.value.findings, said.LAYOUT_BAD).facts["problem"])
