"""xephang log: what happened in words and as JSON, and what --verify and --head find."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands import ROUND_TOML, document, returned_round, run
from workbook.catalogue import kept as said
from workbook.cli.history import _details
from workbook.findings import WARNING, Check
from workbook.pipeline.folder import Folder, fingerprint
from workbook.register.chain import Draft, follow

ROUND = "dot-2026"
WHOLE, BROKEN, DOUBTFUL = "Nguyên vẹn", "KHÔNG còn nguyên vẹn", "còn cảnh báo"


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose ballots are in, and ranked; a file that is no ballot was brought too. Read only."""
    root = returned_round(tmp_path_factory.mktemp("log") / "Đợt 2026")
    (root.parent / "lạ.xlsx").write_bytes(b"PK\3\4")
    run("import", root, root.parent / "lạ.xlsx")
    assert run("rank", root, "--provisional").code in (0, 1)
    return root


@pytest.fixture
def root(ranked: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    target = tmp_path / "dot"
    shutil.copytree(ranked, target)
    return target


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A console on which no line of a table is broken."""
    monkeypatch.setenv("COLUMNS", "250")


def found(made: dict[str, Any]) -> list[str]:
    return [one["code"] for one in made["findings"]]


def change(root: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(root / "register.db")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def originals(root: Path) -> list[Path]:
    return sorted((root / "returned").glob("*.xlsx"))


def writable(path: Path) -> Path:
    path.chmod(stat.S_IREAD | stat.S_IWRITE)
    return path


# ---------------------------------------------------------------- what is shown
WORDS = {
    "vi": ("phát phiếu, lần 1", "nhận phiếu, lần 1", "tệp không nhận được", "ghi kết quả", "được tính", "kết quả số 1"),
    "en": ("ballot sent, issue 1", "ballot received, issue 1", "file not taken", "result written", "result no. 1"),
}


@pytest.mark.parametrize("lang", WORDS)
def test_the_entries_are_told_in_words(ranked: Path, lang: str, wide: None) -> None:
    ran = run("log", ranked, "--lang", lang)
    assert ran.code == 0
    for words in (*WORDS[lang], "Nguyễn Văn An (TV-1)", "phieu-TV-1.xlsx", "lạ.xlsx"):
        assert words in ran.out, words
    head = Folder(ranked, ROUND).register.head()
    assert head is not None
    assert f"{head.number}:{head.hash[:32]}" in ran.out


def test_the_document_holds_the_entries_whole(ranked: Path) -> None:
    code, made = document("log", ranked)
    assert (code, made["verified"], made["findings"]) == (0, None, [])
    entries = Folder(ranked, ROUND).register.entries()
    assert [(one["number"], one["hash"], one["body"]) for one in made["entries"]] == [
        (entry.number, entry.hash, entry.data) for entry in entries
    ]
    assert made["head"] == {"number": entries[-1].number, "hash": entries[-1].hash}
    assert {entry.kind for entry in entries} >= {"issued", "received", "refused", "result"}


def test_a_new_round_has_an_empty_log(tmp_path: Path) -> None:
    root = tmp_path / "dot"
    root.mkdir()
    (root / "round.toml").write_text(ROUND_TOML, encoding="utf-8")
    code, made = document("log", root, "--verify")
    assert (code, made["entries"], made["head"], made["verified"]) == (0, [], None, True)
    out = run("log", root, "--verify").out
    assert "chưa có gì" in out and WHOLE not in out, "of nothing there is nothing to be said"
    assert not (root / "register.db").exists(), "looking makes nothing"


def _keep_only(root: Path, *kept: str) -> None:
    for name in {"sent", "returned", "results"} - set(kept):
        shutil.rmtree(root / name)
    (root / "register.db").unlink()


def _emptied(root: Path) -> None:
    change(root, "DELETE FROM xephang_register")


_LOST: tuple[tuple[str, Callable[[Path], object], tuple[int, int, int]], ...] = (
    ("all is there", lambda root: (root / "register.db").unlink(), (2, 3, 1)),
    ("its file is there, and empty", _emptied, (2, 3, 1)),
    ("only issues", lambda root: _keep_only(root, "sent"), (2, 0, 0)),
    ("only originals", lambda root: _keep_only(root, "returned"), (0, 3, 0)),
    ("only results", lambda root: _keep_only(root, "results"), (0, 0, 1)),
)


@pytest.mark.parametrize(("how", "spoil", "counts"), _LOST, ids=[one[0] for one in _LOST])
def test_a_lost_log_is_an_error(
    root: Path, how: str, spoil: Callable[[Path], object], counts: tuple[int, int, int]
) -> None:
    spoil(root)
    for args, verified in (((), None), (("--verify",), False)):
        code, made = document("log", root, *args)
        assert (code, found(made), made["verified"]) == (1, [said.LOG_GONE.code], verified)
        assert made["findings"][0]["facts"] == dict(zip(("issues", "originals", "results"), counts, strict=True))
        assert WHOLE not in run("log", root, *args).out


def test_a_lost_log_is_begun_anew_from_what_is_there(root: Path) -> None:
    """As the words of the finding say, without a backup."""
    (root / "register.db").unlink()
    assert run("generate", root).code == 0
    assert run("import", root, *originals(root)).code == 0
    assert found(document("log", root, "--verify")[1]) == [said.RESULT_UNLOGGED.code]
    run("rank", root, "--provisional")
    assert found(document("log", root, "--verify")[1]) == []


BODIES = (
    "{}", "{", "[]", '{"findings":7,"verdict":[],"waivers":{},"files":[],"number":null}', '{"findings":[[],"x",[1]]}',
    '{"verdict":"\x1b[2J"}',
)  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_a_body_of_any_shape_is_shown(root: Path, body: str) -> None:
    """Of an older version, or forged: verifying tells, showing bears it."""
    change(root, "UPDATE xephang_register SET body = ?, at = 'x', name = '[bold]\x1b[2J', scorer = 'unit:x'", body)
    ran = run("log", root, "--verify")
    assert ran.code == 1
    assert "\x1b" not in ran.out
    assert found(document("log", root, "--verify")[1])[0] == said.CHAIN_BROKEN.code


def test_decisions_and_waivers_are_counted(root: Path, wide: None) -> None:
    body = {"waivers": [{}, {}], "ties": [{}], "choices": [{}], "second_ballot": "ask"}
    Folder(root, ROUND).register.append(Draft("decisions", body=body), Draft("result", body={"provisional": True}))
    out = run("log", root).out
    assert "2 chấp thuận; 1 quyết định đồng hạng; 1 lựa chọn phiếu; phiếu thứ hai: phải quyết định" in out
    assert "tạm thời" in out
    assert "2 waived; ties decided: 1; ballots chosen: 1; second" in run("log", root, "--lang", "en").out


_COUNTED = (
    ({"counted": True, "counts": True}, "được tính", "counted"),
    ({"counted": True, "counts": False}, "giữ lại, không tính", "kept, not counted"),
    ({"counted": False, "counts": False}, "giữ lại, không tính", "kept, not counted"),
    ({"counted": False, "counts": True}, "chưa được tính", "not counted"),
    ({"counted": True}, "được tính", "counted"),
    ({"counts": 0}, "", ""),
)


@pytest.mark.parametrize(("body", "vi", "en"), _COUNTED)
def test_whether_a_ballot_counts_is_told(body: dict[str, object], vi: str, en: str) -> None:
    (entry,) = follow(None, [Draft("received", body=body)], "now", ROUND)
    assert ["; ".join(_details(entry, lang)) for lang in ("vi", "en")] == [vi, en]


# ---------------------------------------------------------------- verifying
def test_an_untouched_round_verifies(ranked: Path) -> None:
    code, made = document("log", ranked, "--verify")
    assert (code, made["verified"], made["findings"]) == (0, True, [])
    assert WHOLE in run("log", ranked, "--verify").out


def _altered(root: Path) -> None:
    with writable(originals(root)[0]).open("ab") as stream:
        stream.write(b"\0")


def _exchanged(root: Path) -> None:
    one, two = originals(root)[:2]
    writable(one).write_bytes(two.read_bytes())


def _result(root: Path) -> Path:
    return next((root / "results").glob("ranking-001.xlsx"))


def _forged_name(root: Path) -> None:
    digest = hashlib.sha256((root / "round.toml").read_bytes()).hexdigest()
    Folder(root, ROUND).register.append(Draft("result", body={"files": {"../round.toml": digest}}))


def _cut(root: Path, *kinds: str) -> None:
    """The end of the log cut off, from the first entry of such a kind."""
    (first,) = Folder(root, ROUND).register.entries(*kinds)[:1]
    change(root, "DELETE FROM xephang_register WHERE number >= ?", first.number)


def _typed_over(root: Path, name: str) -> None:
    """As when the number and the date of the decision are typed into the printed file."""
    with (root / "results" / name).open("ab") as stream:
        stream.write(b"\0")


def _another_result(root: Path) -> None:
    (root / "results" / "ranking-002.xlsx").write_bytes(b"PK")


def _refused(root: Path) -> Path:
    return writable(next((root / "returned" / "refused").iterdir()))


def _kept_by_hand(root: Path) -> None:
    kept = root / "sent" / "kept"
    shutil.copy(kept / "TV-1-1.json.gz", kept / "TV-1-2.json.gz")


_CHANGED: tuple[tuple[str, Callable[[Path], object], Check, int], ...] = (
    ("an original deleted", lambda root: writable(originals(root)[0]).unlink(), said.ORIGINAL_GONE, 1),
    ("an original changed", _altered, said.ORIGINAL_GONE, 1),
    ("an original exchanged", _exchanged, said.ORIGINAL_GONE, 1),
    ("an original writable", lambda root: writable(originals(root)[0]), said.ORIGINALS_WRITABLE, 0),
    ("a file beside them", lambda root: (root / "returned" / f"{'a' * 32}.xlsx").touch(), said.UNREGISTERED, 0),
    ("an entry changed", lambda root: change(root, "UPDATE xephang_register SET name = 'x' WHERE number = 2"),
     said.CHAIN_BROKEN, 1),
    ("a result changed", lambda root: writable(_result(root)).write_bytes(b"PK"), said.RESULT_ALTERED, 1),
    ("a result deleted", lambda root: _result(root).unlink(), said.RESULT_GONE, 0),
    ("a name that leads out", _forged_name, said.RESULT_GONE, 0),
    ("the result cut off the log", lambda root: _cut(root, "result"), said.RESULT_UNLOGGED, 1),
    ("a numbered file put there", _another_result, said.RESULT_UNLOGGED, 1),
    ("an issue put there", _kept_by_hand, said.ISSUE_UNLOGGED, 0),
    ("a kept issue changed", lambda root: (root / "sent" / "kept" / "TV-1-1.json.gz").write_bytes(b"x"),
     said.ISSUE_ALTERED, 1),
    ("the printed annex typed into", lambda root: _typed_over(root, "ranking.xlsx"), said.PLAIN_DIFFERS, 0),
    ("the annex for Word typed into", lambda root: _typed_over(root, "ranking.docx"), said.PLAIN_DIFFERS, 0),
    ("the printed tally typed into", lambda root: _typed_over(root, "tally.xlsx"), said.PLAIN_DIFFERS, 0),
    ("a file not taken deleted", lambda root: _refused(root).unlink(), said.REFUSED_GONE, 0),
    ("a file not taken changed", lambda root: _refused(root).write_bytes(b"PK"), said.REFUSED_GONE, 0),
)  # fmt: skip


@pytest.mark.parametrize(("how", "spoil", "check", "code"), _CHANGED, ids=[one[0] for one in _CHANGED])
def test_what_was_changed_is_found(
    root: Path, how: str, spoil: Callable[[Path], object], check: Check, code: int
) -> None:
    assert document("log", root, "--verify")[0] == 0
    spoil(root)
    ended, made = document("log", root, "--verify")
    assert set(found(made)) - {said.ORIGINALS_WRITABLE.code} == {check.code} - {said.ORIGINALS_WRITABLE.code}
    assert check.code in found(made)
    assert (ended, made["verified"]) == (code, check.severity < WARNING)
    out = run("log", root, "--verify").out
    states = made["verified"], check.severity is WARNING, code == 1
    assert tuple(words in out for words in (WHOLE, DOUBTFUL, BROKEN)) == states
    assert run("log", root).code == 0, "without --verify it is only shown"


def test_a_first_entry_that_was_deleted_is_found(root: Path) -> None:
    change(root, "DELETE FROM xephang_register WHERE number = 1")
    code, made = document("log", root, "--verify")
    assert (code, found(made)) == (1, [said.CHAIN_BROKEN.code, said.ISSUE_UNLOGGED.code])


def test_a_log_cut_off_at_its_first_ballot_is_found(root: Path) -> None:
    _cut(root, "received")
    code, made = document("log", root, "--verify")
    assert (code, found(made)) == (1, [said.UNREGISTERED.code, said.RESULT_UNLOGGED.code])
    assert made["findings"][1]["facts"] == {"names": "ranking-001.docx, ranking-001.xlsx, result-001.json, … (4)"}


def test_many_unlogged_issues_are_told_in_short(root: Path) -> None:
    kept = root / "sent" / "kept"
    for number in range(2, 7):
        shutil.copy(kept / "TV-1-1.json.gz", kept / f"TV-1-{number}.json.gz")
    names = [f"TV-1-{number}.json.gz" for number in (2, 3, 4)]
    assert document("log", root, "--verify")[1]["findings"][0]["facts"] == {"names": ", ".join(names) + ", … (5)"}


def test_a_hash_that_leads_out_is_not_followed(root: Path) -> None:
    digest = fingerprint((root / "round.toml").read_bytes())
    shutil.copy(root / "round.toml", root / "returned" / f"{digest}.bin")
    Folder(root, ROUND).register.append(Draft("refused", file=f"../{digest}"))
    assert found(document("log", root, "--verify")[1]) == [said.REFUSED_GONE.code]


# ---------------------------------------------------------------- printed files, and altered results
def test_a_printed_file_that_was_changed_stays_and_is_told(root: Path) -> None:
    _typed_over(root, "ranking.xlsx")
    path = root / "results" / "ranking.xlsx"
    typed = path.read_bytes()
    made = document("rank", root, "--provisional")[1]
    assert path.read_bytes() == typed
    assert [one["facts"] for one in made["findings"] if one["code"] == said.PLAIN_KEPT.code] == [
        {"name": "ranking-001.xlsx"}
    ]
    assert [Path(name).name for name in made["files"]] == ["ranking-001.xlsx", "ranking.docx", "tally.xlsx"]
    path.unlink()
    assert said.PLAIN_KEPT.code not in found(document("rank", root, "--provisional")[1])
    assert path.read_bytes() == _result(root).read_bytes()


def test_a_copy_of_a_former_result_is_brought_up_to_date(root: Path) -> None:
    _retitled(root)
    made = document("rank", root, "--provisional")[1]
    assert said.PLAIN_KEPT.code not in found(made)
    assert [Path(name).name for name in made["files"]] == ["ranking.xlsx", "ranking.docx", "tally.xlsx"]
    assert (root / "results" / "ranking.xlsx").read_bytes() == (root / "results" / "ranking-002.xlsx").read_bytes()
    assert found(document("log", root, "--verify")[1]) == []


def test_a_changed_printed_file_is_compared_with_the_newest_result(root: Path) -> None:
    _typed_over(root, "ranking.xlsx")
    _retitled(root)
    run("rank", root, "--provisional")
    (told,) = document("log", root, "--verify")[1]["findings"]
    assert (told["code"], told["facts"]) == (said.PLAIN_DIFFERS.code, {"name": "ranking-002.xlsx"})
    shutil.copy(_result(root), root / "results" / "ranking.xlsx")
    assert found(document("log", root, "--verify")[1]) == [said.PLAIN_DIFFERS.code], "that of a former result"


def _retitled(root: Path) -> None:
    path = root / "round.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Huyện Phú Ninh", "Huyện Núi Thành"), encoding="utf-8")


@pytest.mark.parametrize("name", ["ranking-001.xlsx", "tally-001.xlsx", "result-001.json"])
def test_an_altered_result_is_mended_as_its_words_say(root: Path, name: str) -> None:
    path = root / "results" / name
    path.write_bytes(b"PK")
    assert found(document("log", root, "--verify")[1]) == [said.RESULT_ALTERED.code]
    path.rename(root / name)
    run("rank", root, "--provisional")
    code, made = document("log", root, "--verify")
    assert (code, found(made)) == (0, [said.RESULT_GONE.code])
    assert (root / "results" / name.replace("001", "002")).is_file()
    run("rank", root, "--provisional")
    assert not (root / "results" / name.replace("001", "003")).exists(), "once is enough"


def test_the_number_of_the_first_wrong_entry_is_told(root: Path) -> None:
    change(root, "UPDATE xephang_register SET scorer = 'TV-9' WHERE number = 3")
    _, made = document("log", root, "--verify")
    assert [one["facts"] for one in made["findings"] if one["code"] == said.CHAIN_BROKEN.code] == [{"number": 3}]


# ---------------------------------------------------------------- heads
HEADS: dict[str, Callable[[int, str], str]] = {
    "as printed": lambda number, head: f"{number}:{head[:32]}",
    "whole": lambda number, head: f"{number}:{head}",
    "the hash alone": lambda _, head: head,
    "short, and as typed from paper": lambda number, head: f" {number}: {head[:8].upper()} {head[8:16].upper()} ",
}


def noted(root: Path, form: str = "whole") -> str:
    """The head of the third entry, as somebody noted it."""
    entry = Folder(root, ROUND).register.entries()[2]
    return HEADS[form](entry.number, entry.hash)


@pytest.mark.parametrize("form", HEADS)
def test_a_noted_head_is_found_again(root: Path, form: str) -> None:
    head = noted(root, form)
    assert document("log", root, "--head", head)[0] == 0
    change(root, "DELETE FROM xephang_register WHERE number >= 3")
    for lost in (head, HEADS[form](3, "0123456789abcdef" * 4)):
        code, made = document("log", root, "--head", lost)
        assert (code, found(made), made["verified"]) == (1, [said.HEAD_LOST.code], False)


def test_a_head_must_stand_at_its_number(root: Path) -> None:
    head = noted(root).replace("3:", "4:", 1)
    assert found(document("log", root, "--head", head)[1]) == [said.HEAD_LOST.code]


def test_several_heads_may_be_given(root: Path) -> None:
    good, bad = noted(root), "9:" + "0" * 32
    assert found(document("log", root, "--head", good, "--head", bad)[1]) == [said.HEAD_LOST.code]


@pytest.mark.parametrize("text", ["", "3", "3:abc", "3:" + "g" * 32, "a" * 65, "-1:" + "a" * 32, "٣:" + "a" * 32])
def test_a_head_that_is_none_is_refused(ranked: Path, text: str) -> None:
    code, made = document("log", ranked, "--head", text)
    assert (code, found(made), made["entries"]) == (2, [said.HEAD_UNREADABLE.code], [])


# ---------------------------------------------------------------- a log that cannot be read
def test_a_spoiled_log_is_refused(root: Path) -> None:
    (root / "register.db").write_bytes(b"x" * 4096)
    code, made = document("log", root, "--verify")
    assert (code, found(made)) == (2, [said.REGISTER_DAMAGED.code])
    assert made["verified"] is None


def test_an_address_that_is_none_is_refused(ranked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "XEPHANG_REGISTER", "mysql://u:secret@h/d")
    ran = run("log", ranked)
    assert (ran.code, said.REGISTER_URL.code in ran.out) == (2, True)
    assert "secret" not in ran.out + ran.err
