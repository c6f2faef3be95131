"""A round's folder: paths, what is kept, originals under their hash, writes that are whole or not there."""

from __future__ import annotations

import errno
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sample import assert_sayable, drawn, issue_of, save
from workbook.catalogue import file as said_of_file
from workbook.catalogue import kept as said
from workbook.cli.frame import Answer, run
from workbook.findings import Check, Finding, Refused
from workbook.loading.frozen import freeze
from workbook.pipeline.folder import Folder, Kept, Received, fingerprint
from workbook.pipeline.starting import new_round
from workbook.register.chain import Draft

KEPT = Kept(freeze(issue_of()), drawn(issue_of()))
DATA = b"the original, as it came"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "Đợt chấm 2026", "dot-2026")


def refusal(action: Callable[[], object]) -> Finding:
    with pytest.raises(Refused) as raised:
        action()
    (found,) = raised.value.findings
    assert_sayable(found)
    return found


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


# ---------------------------------------------------------------- what was sent
def test_what_is_kept_comes_back(folder: Folder) -> None:
    folder.keep("TV-01", 3, KEPT)
    assert folder.load_kept("TV-01", 3) == KEPT
    assert folder.load_kept("TV-01", 1) is None and folder.load_kept("TV-02", 3) is None


def test_keeping_twice_gives_the_same_bytes(folder: Folder) -> None:
    folder.keep("TV-01", 1, KEPT)
    before = everything(folder.root)
    folder.keep("TV-01", 1, KEPT)
    assert everything(folder.root) == before


@pytest.mark.parametrize(
    "spoil", ["cut", "changed", "changed in front", "empty", "not packed", "not ours", "a list", "wrong shapes"]
)
def test_a_damaged_copy_is_none_and_no_traceback(folder: Folder, spoil: str) -> None:
    folder.keep("TV-01", 1, KEPT)
    path = folder.kept_file("TV-01", 1)
    data = path.read_bytes()
    middle = len(data) // 2
    bad = {
        "cut": data[:middle],
        "changed": data[:middle] + b"Excel" + data[middle + 5 :],
        "changed in front": data[:10] + bytes(255 - byte for byte in data[10:50]) + data[50:],
        "empty": b"",
        "not packed": b'{"frozen": ""}',
        "not ours": gzip.compress(b'{"a": 1}'),
        "a list": gzip.compress(b"[1, 2]"),
        "wrong shapes": gzip.compress(json.dumps({"frozen": "", "book": '{"styles": [], "sheets": []}'}).encode()),
    }[spoil]
    path.write_bytes(bad)
    assert folder.load_kept("TV-01", 1) is None


def test_the_numbers_of_issues(folder: Folder) -> None:
    for member, number in (("an", 1), ("an", 2), ("an", 10), ("an-2", 1), ("an.b", 7)):
        folder.keep(member, number, KEPT)
    save(folder.kept / "an-x.json.gz", b"")
    save(folder.kept / "notes.txt", b"")
    assert folder.issues_of("an") == [1, 2, 10]
    assert folder.issues_of("an-2") == [1]
    assert folder.issues_of("a") == [] and folder.issues_of("an.b") == [7] and folder.issues_of("anxb") == []


def test_no_two_issues_share_a_file(folder: Folder) -> None:
    # "an-2" may be a member of his own.
    members = ("an", "an-2", "an-2-1", "1", "1-1", "a.b", "a_b")
    files = [folder.sent_file(member, number).name for member in members for number in (1, 2, 11)]
    kept = [folder.kept_file(member, number).name for member in members for number in (1, 2, 11)]
    assert len({name.lower() for name in files}) == len(files)
    assert len({name.lower() for name in kept}) == len(kept)


@pytest.mark.parametrize("member", ["CON1", "tv-01", "A" * 40])
def test_file_names_suit_windows(folder: Folder, member: str) -> None:
    for number in (1, 2):
        name = folder.sent_file(member, number).name
        assert name.isascii() and len(name) < 64 and not set(name) & set('<>:"/\\|?*')
        assert name.split(".")[0].upper() not in ("CON", "PRN", "AUX", "NUL")


# ---------------------------------------------------------------- what came back
def received(folder: Folder, data: bytes, name: str) -> str:
    """An original kept, and its line in the register."""
    digest = folder.keep_original(data)
    folder.register.append(Draft("received", "TV-01", 1, digest, name, {"counted": True}))
    return digest


def test_an_original_is_kept_under_its_hash(folder: Folder) -> None:
    assert folder.received() == ()
    received(folder, DATA, "Phiếu của tôi (2).xlsx")
    (line,) = folder.received()
    assert line == Received(fingerprint(DATA), "Phiếu của tôi (2).xlsx", "TV-01", 1, line.at)
    assert folder.original(line).read_bytes() == DATA
    assert folder.original(line).name == f"{fingerprint(DATA)}.xlsx"
    assert not folder.original(line).stat().st_mode & 0o222


def test_the_same_original_twice_is_kept_once(folder: Folder) -> None:
    assert folder.keep_original(DATA) == folder.keep_original(DATA)
    assert [path.name for path in folder.returned.iterdir()] == [f"{fingerprint(DATA)}.xlsx"]


def test_lines_stand_in_order_of_arrival(folder: Folder) -> None:
    for number in (3, 1, 2):
        received(folder, b"%d" % number, f"{number}.xlsx")
    assert [line.name for line in folder.received()] == ["3.xlsx", "1.xlsx", "2.xlsx"]


def test_what_came_out_of_a_password_is_what_is_read(folder: Folder) -> None:
    digest, opened = folder.keep_original(b"locked"), folder.keep_original(DATA)
    folder.register.append(Draft("received", "TV-01", 1, digest, "a.xlsx", {"counted": True, "opened": opened}))
    (line,) = folder.received()
    assert folder.original(line).read_bytes() == DATA
    assert folder.unregistered() == ()


@pytest.mark.parametrize("change", ["altered", "gone"])
def test_an_original_that_is_altered_or_gone_is_told_until_it_is_brought_again(folder: Folder, change: str) -> None:
    received(folder, DATA, "a.xlsx")
    (line,) = folder.received()
    path = folder.original(line)
    path.chmod(0o600)
    if change == "altered":
        path.write_bytes(DATA + b" ")
    else:
        path.unlink()
    found = refusal(lambda: folder.original(line))
    assert found.check is said.ORIGINAL_GONE
    assert (found.at.file, found.at.member) == ("a.xlsx", "TV-01")
    folder.keep_original(DATA)
    assert folder.original(line).read_bytes() == DATA


def test_an_original_without_its_line_is_told(folder: Folder) -> None:
    digest = folder.keep_original(DATA)
    assert folder.unregistered() == (f"{digest}.xlsx",)


# ---------------------------------------------------------------- results
def test_results_are_numbered(folder: Folder) -> None:
    assert folder.result_numbers() == []
    for name in ("ranking.xlsx", "ranking-001.xlsx", "tally-001.xlsx", "result-012.json", "ranking-1.xlsx", "x.txt"):
        save(folder.results / name, b"")
    assert folder.result_numbers() == [1, 12]
    assert folder.result_file("ranking.xlsx").name == "ranking.xlsx"
    assert folder.result_file("ranking.xlsx", 7).name == "ranking-007.xlsx"
    assert folder.result_file("ranking.xlsx", 1234).name == "ranking-1234.xlsx"


# ---------------------------------------------------------------- whole or not at all
def failing(error: OSError) -> Callable[..., None]:
    def replace_fails(source: object, target: object) -> None:
        raise error

    return replace_fails


@pytest.mark.parametrize(
    ("error", "check"),
    [
        (PermissionError(errno.EACCES, "denied"), said_of_file.IN_USE),  # open in Excel on Windows
        (OSError(errno.ENOSPC, "full"), said_of_file.DISK_FULL),
        (OSError(errno.EIO, "input/output error"), said_of_file.UNWRITABLE),
    ],
)
def test_a_write_that_fails_half_way_leaves_the_old(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, error: OSError, check: Check
) -> None:
    folder.keep("TV-01", 1, KEPT)
    folder.keep_original(DATA)
    before = everything(folder.root)
    monkeypatch.setattr(os, "replace", failing(error))
    for action in (
        lambda: folder.keep("TV-01", 1, Kept("other", KEPT.book)),
        lambda: folder.keep_original(b"new"),
    ):
        assert refusal(action).check is check
    assert everything(folder.root) == before


# ---------------------------------------------------------------- starting, and what stops a command
def test_a_round_is_never_overwritten(tmp_path: Path) -> None:
    path = save(tmp_path / "round.toml", b"# mine")
    found = refusal(lambda: new_round(tmp_path, "quang-nam-2019"))
    assert found.check is said.ROUND_EXISTS and found.facts["path"] == str(path)
    assert path.read_bytes() == b"# mine"


def stopped_by(error: Exception, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, code and message of the one finding of a command that was stopped."""

    def action() -> Answer:
        raise error

    code = run("rank", action, "vi", as_json=True)
    (line,) = json.loads(capsys.readouterr().out)["findings"]
    assert "{" not in line["message"]
    return code, line["code"], line["message"]


def test_what_the_disk_refuses_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    code, found, words = stopped_by(OSError(errno.EIO, "Input/output error", "b.json"), capsys)
    assert (code, found) == (2, said.DISK.code)
    assert "b.json: Input/output error" in words


def test_a_fault_of_the_program_is_a_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XEPHANG_DEBUG", raising=False)
    code, found, words = stopped_by(ZeroDivisionError("division by zero"), capsys)
    assert (code, found) == (2, said.INTERNAL.code)
    assert "ZeroDivisionError: division by zero" in words
    monkeypatch.setenv("XEPHANG_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        stopped_by(ZeroDivisionError(), capsys)
