"""Faults around an import: files that cannot be had, a log that was changed, a stop half way, words to copy from."""

from __future__ import annotations

import gzip
import sqlite3
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.arrivals import GOOD, HIGH, OTHER, brought
from tests.commands import document, run
from tests.sample import (
    ROUND,
    ballot_bytes,
    ballot_of,
    choice,
    codes,
    filled_files,
    issue_of,
    only,
    round_text,
    round_with,
    save,
    speak_english,
    with_member,
    with_unit,
    write_round,
)
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import file as said_of_file
from workbook.catalogue import kept as said
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import score as said_of_score
from workbook.findings import Check, Finding, Place, Refused, errors, finding, say
from workbook.model import Round
from workbook.pipeline import judging
from workbook.pipeline.collected import newest_ballots, refused_files, status
from workbook.pipeline.inbox import Inbox
from workbook.pipeline.judging import RoundContext, open_round
from workbook.pipeline.publishing import rank_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.returning import give_back
from workbook.pipeline.sending import generate
from workbook.register.chain import Entry, hash_of
from workbook.register.lock import hold
from workbook.register.store import Register


def refused_lines(root: Path) -> list[Entry]:
    return list(open_round(root).folder.register.entries("refused"))


def change(root: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(root / "register.db")) as connection:
        connection.execute(statement, values)
        connection.commit()


# ---------------------------------------------------------------- half a ballot first, the whole one later
BLANK = "\n".join(f"{unit.id} - - - -" for unit in ROUND.units if unit.left_out is None)
HALF = """
    dv-1  8.25  7.5  15    3
    dv-2  -     -    -     -
    dv-3  -     -    KĐG   -
    h-1   -     -    -     -
    h-2   -     -    -     -
"""
QUITE = "dv-1 1 1 1 1\ndv-2 2 2 2 2\ndv-3 1 1 KĐG 1\nh-1 1 1 1 1\nh-2 1 1 1 2"


@pytest.mark.parametrize(
    ("first", "check"),
    [
        (BLANK, said_of_ballot.SECOND_BALLOT),
        (HALF, said_of_ballot.SECOND_BALLOT),
        (QUITE, said_of_ballot.QUITE_ANOTHER),
    ],
)
def test_what_was_empty_before_accuses_nobody(root: Path, first: str, check: Check) -> None:
    early = ballot_bytes(issue_of(), ballot_of(issue_of(), first))
    found = only(brought(root, {"nháp.xlsx": early, "đủ.xlsx": GOOD})[1].findings, check)
    assert ("ô đầu tiên: " in str(found.facts["example"])) and found.facts["count"] != 1
    assert ("không có điểm → " in str(found.facts["example"])) is (check is said_of_ballot.SECOND_BALLOT)


def test_only_cells_filled_in_on_both_are_compared(root: Path) -> None:
    """Ten cells filled in on both, six of them other ones: quite another, however many were empty before."""
    early = "dv-1 1 1 1 1\ndv-2 2 2 16.5 4\ndv-3 7 6.5 KĐG -\nh-1 - - - -\nh-2 - - - -"
    _, second = brought(root, {"a.xlsx": ballot_bytes(issue_of(), ballot_of(issue_of(), early)), "b.xlsx": GOOD})
    assert said_of_ballot.SECOND_BALLOT in [one.check for one in second.findings], "six of eleven, but below ten"
    wrong = "dv-1 1 1 1 1\ndv-2 2 2 2 2\ndv-3 1 1 KĐG -\nh-1 - - - -\nh-2 - - - -"
    _, third = brought(root, {"a.xlsx": GOOD, "c.xlsx": ballot_bytes(issue_of(), ballot_of(issue_of(), wrong))})
    found = only(third.findings, said_of_ballot.QUITE_ANOTHER)
    assert (found.facts["count"], found.facts["all"]) == (10, 11)


# ---------------------------------------------------------------- a log that is not what was written
def _bodies_emptied(root: Path) -> None:
    change(root, "UPDATE xephang_register SET body = '{}' WHERE kind = 'received'")


def _moved(root: Path) -> None:
    change(root, "UPDATE xephang_register SET at = '2026-11-20' WHERE kind = 'received'")


def _one_deleted(root: Path) -> None:
    change(root, "DELETE FROM xephang_register WHERE number = 2")


COMMANDS: dict[str, Callable[[Path], object]] = {
    "import": lambda root: brought(root, {"b.xlsx": OTHER}),
    "status": lambda root: status(open_round(root)),
    "rank": lambda root: rank_round(root, provisional=True),
    "return": give_back,
}


@pytest.mark.parametrize("break_it", [_bodies_emptied, _moved, _one_deleted])
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_built_on_a_broken_log(root: Path, command: str, break_it: Callable[[Path], None]) -> None:
    brought(root, {"a.xlsx": GOOD})
    break_it(root)
    register = open_round(root).folder.register
    before = register.entries()
    with pytest.raises(Refused) as refused:
        COMMANDS[command](root)
    assert codes(refused.value.findings) == [said.CHAIN_BROKEN.code]
    assert register.entries() == before and not (root / "results").exists()


def test_a_forged_line_without_a_ballot_is_no_fault_of_the_program(root: Path) -> None:
    """Somebody made the hashes fit again: the chain is sound, what it holds is nothing of ours."""
    brought(root, {"a.xlsx": GOOD})
    last = open_round(root).folder.register.entries()[-1]
    forged = last._replace(body='{"counted":true}', at="gestern")
    change(
        root, "UPDATE xephang_register SET body = ?, at = ?, hash = ? WHERE number = ?",
        forged.body, forged.at, hash_of(forged), forged.number,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        brought(root, {"b.xlsx": OTHER})
    assert only(refused.value.findings, said.CHAIN_BROKEN).facts["number"] == last.number


def test_the_log_is_read_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many members there are, and however often somebody asks what came."""
    import_files(root, filled_files(root))
    read: list[tuple[str, ...]] = []
    entries = Register.entries

    def counted(self: Register, *kinds: str) -> tuple[Entry, ...]:
        read.append(kinds)
        return entries(self, *kinds)

    monkeypatch.setattr(Register, "entries", counted)
    context = open_round(root)
    assert [line.returned for line in status(context)] == [1, 1, 1]
    assert refused_files(context.folder) == () and len(read) == 1


def test_a_line_that_was_added_is_known_at_once(root: Path) -> None:
    folder = open_round(root).folder
    assert folder.received() == ()
    brought(root, {"a.xlsx": GOOD})
    assert [line.name for line in folder.received()] == ["a.xlsx"]


# ---------------------------------------------------------------- files that cannot be had
def _too_large(root: Path, path: Path) -> None:
    with (root / "round.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[limits]\nfile_mb = 1\n")
    save(path, b"x" * 2_000_000)


UNHAD: dict[str, tuple[Callable[[Path, Path], object], Check]] = {
    "too large": (_too_large, said_of_file.TOO_LARGE),
    "missing": (lambda root, path: None, said_of_file.MISSING),
    "a folder": (lambda root, path: path.mkdir(), said_of_file.FOLDER),
    "0 bytes": (lambda root, path: save(path, b""), said_of_file.EMPTY),
}


@pytest.mark.parametrize("case", UNHAD)
def test_a_file_that_cannot_be_had_is_in_the_log(root: Path, tmp_path: Path, case: str) -> None:
    make, check = UNHAD[case]
    path = tmp_path / "phieu-TV-01.xlsx"
    make(root, path)
    for _ in range(2):  # the same again tomorrow, for the same reason
        (checked,) = import_files(root, [path])
        assert codes(checked.findings) == [check.code]
    (line,) = refused_lines(root)
    assert (line.name, line.file, line.data["findings"][0][0]) == ("phieu-TV-01.xlsx", "", check.code)
    assert [one.name for one in refused_files(open_round(root).folder)] == ["phieu-TV-01.xlsx"]
    assert document("log", root, "--verify")[1]["verified"] is True
    assert check.code in run("log", root).out


def test_another_reason_is_another_line(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "phieu-TV-01.xlsx"
    import_files(root, [path])
    import_files(root, [save(path, b"")])
    import_files(root, [save(path, b"%PDF-1.7")])
    import_files(root, [save(path, b"%PDF-1.7")])
    assert [line.data["findings"][0][0] for line in refused_lines(root)] == ["FILE-001", "FILE-006", "FILE-016"]
    assert [one.codes for one in refused_files(open_round(root).folder)] == [("FILE-016",)]


def test_the_sender_of_a_file_that_is_too_large_gets_a_mail(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "phieu-TV-01.xlsx"
    _too_large(root, path)
    import_files(root, [path])
    (made,) = give_back(root, "TV-01").corrections
    text = made.mail.read_text("utf-8-sig")
    assert "giới hạn là 1 MB" in text and "round.toml" not in text and "[limits]" not in text


# ---------------------------------------------------------------- what status says of files that are nobody's
def test_a_file_that_was_taken_later_is_no_longer_told(root: Path, tmp_path: Path) -> None:
    """An original that the round does not know yet, or a name under which something else came first."""
    kept = open_round(root).folder.kept_file("TV-01", 1)
    data = kept.read_bytes()
    kept.unlink()
    brought(root, {"a.xlsx": GOOD})
    import_files(root, [tmp_path / "b.xlsx"])
    assert [one.name for one in refused_files(open_round(root).folder)] == ["a.xlsx", "b.xlsx"]
    kept.write_bytes(data)
    brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER})
    assert refused_files(open_round(root).folder) == ()
    assert document("status", root)[1]["refused"] == []


def test_status_names_ten_and_counts_the_rest(root: Path) -> None:
    brought(root, {f"ảnh {number}.png": b"\x89PNG\r\n\x1a\n%d" % number for number in range(12)})
    out = " ".join(run("status", root).out.split())
    assert "ảnh 11.png; và 2 tệp nữa" in out and "ảnh 1.png;" not in out and "xephang return" in out
    assert "and 2 more" in " ".join(run("status", root, "--lang", "en").out.split())
    refused = document("status", root)[1]["refused"]
    assert len(refused) == 12 and refused[0]["codes"] == ["FILE-017"] and len(refused[0]["hash"]) == 32


# ---------------------------------------------------------------- whoever is absent
def _undecided(root: Path) -> None:
    brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER})


def _lost(root: Path) -> None:
    brought(root, {"a.xlsx": GOOD})
    for path in (root / "returned").glob("*.xlsx"):
        path.unlink()


@pytest.mark.parametrize("happened", [_undecided, _lost])
def test_the_ballot_of_an_absent_member_hinders_nothing(root: Path, happened: Callable[[Path], None]) -> None:
    write_round(root, round_with(second_ballot="ask"))
    happened(root)
    import_files(root, filled_files(root)[1:])
    assert errors(newest_ballots(open_round(root))[0][0].findings), "of a member who is there it would be an error"
    write_round(root, with_member("TV-01", round_with(second_ballot="ask", minimum_scorers=1), absent="ốm"))
    made = rank_round(root)
    assert not errors(made.findings) and not made.provisional
    assert document("status", root)[0] == 0
    assert give_back(root).corrections == () and not give_back(root).findings


def test_what_changed_since_an_absent_member_got_his_ballot_hinders_nothing(root: Path) -> None:
    brought(root, {"a.xlsx": GOOD})
    changed = with_unit("dv-3", round_with(minimum_scorers=1), traits=frozenset())
    write_round(root, with_member("TV-01", changed, absent="ốm"))
    found = rank_round(root, provisional=True).findings
    assert said_of_panel.UNIT_CHANGED not in [one.check for one in found]
    assert said_of_panel.ABSENT_BUT_RETURNED in [one.check for one in found]


# ---------------------------------------------------------------- in whose words
@pytest.mark.parametrize(
    ("check", "facts", "of_office"),
    [
        (said_of_file.ENCRYPTED, {}, "--password"),
        (said_of_file.WRONG_PASSWORD, {}, "(chữ hoa"),
        (said_of_file.TOO_LARGE, {"size": 30, "max": 20, "limit": "file_mb"}, "nâng file_mb"),
        (said_of_file.TOO_MUCH_INSIDE, {"what": "quá nhiều ô", "max": 500000, "limit": "cells"}, "nâng cells"),
        (said_of_file.TOO_SLOW, {"max": 2}, "nâng seconds"),
        (said_of_file.TOO_MUCH_MEMORY, {"max": 200}, "nâng memory_mb"),
        (said_of_score.ABOVE_MAX, {"unit": "x", "value": 11, "max": 10, "criterion": "y"}, "chấp thuận"),
    ],
)
def test_what_only_the_office_can_do_is_not_told_to_the_sender(
    check: Check, facts: dict[str, Any], of_office: str
) -> None:
    found = finding(check, Place(), **facts)
    assert of_office in say(found, "vi") and of_office not in say(found, "vi", to_scorer=True)
    for lang in ("vi", "en"):
        assert say(found, lang).startswith(say(found, lang, to_scorer=True) + " ")
        assert "round.toml" not in say(found, lang, to_scorer=True)


@pytest.mark.parametrize(("lang", "words"), [("vi", "Tệp là PDF"), ("en", "The file is a PDF")])
def test_the_log_keeps_the_words_in_both_languages(root: Path, lang: str, words: str) -> None:
    if lang == "en":
        speak_english(root)
    brought(root, {"phieu-TV-01.xlsx": b"%PDF-1.7"})
    assert [line[3][:10] for line in refused_lines(root)[0].data["findings"]] == ["Tệp là PDF"]
    (made,) = give_back(root, "TV-01").corrections
    assert words in made.mail.read_text("utf-8-sig")


# ---------------------------------------------------------------- a decision that can be copied
def pasted(root: Path, found: Finding, lang: str) -> Round:
    """The round with the decision that a finding prints copied to its end."""
    words = say(found, lang)
    block = words[words.index("[[choices]]\n") :].rsplit("\n", 1)[0]
    assert len(tomllib.loads(block)["choices"]) == 1
    path = root / "round.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + block + "\n", encoding="utf-8")
    return open_round(root).round


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("policy", "check"),
    [
        ("newest", said_of_ballot.OLDER_AFTER_NEWER),
        ("first", said_of_ballot.OTHER_COUNTS),
        ("ask", said_of_ballot.WHICH_COUNTS),
    ],
)
def test_the_printed_decision_can_be_copied(root: Path, policy: str, check: Check, lang: str) -> None:
    write_round(root, round_with(second_ballot=policy))
    *_, last = (
        brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER, "a (1).xlsx": GOOD})
        if policy == "newest"
        else brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER})
    )
    found = only(last.findings, check)
    (made,) = pasted(root, found, lang).choices
    assert (made.member, made.file, bool(made.reason and made.by)) == ("TV-01", found.facts["file"], True)
    (now,) = newest_ballots(open_round(root))[0]
    assert now.file == ("a.xlsx" if policy == "newest" else "b.xlsx") and now.counted


def test_a_decision_that_names_no_file_shows_the_right_line(root: Path) -> None:
    brought(root, {"a.xlsx": GOOD, "cao.xlsx": HIGH})
    write_round(root, round_with(choices=(choice("01234567"),)))
    (one,) = newest_ballots(open_round(root))[0]
    found = only(one.findings, said_of_ballot.CHOICE_UNKNOWN)
    line = say(found, "vi").splitlines()[1]
    named = tomllib.loads(line)["file"]
    assert f"{named} (cao.xlsx, có lỗi)" in say(found, "vi") and f"{named} (cao.xlsx, with errors)" in say(found, "en")
    text = round_text(round_with(choices=(choice(named),)))
    (root / "round.toml").write_text(text, encoding="utf-8")
    assert only(newest_ballots(open_round(root))[0][0].findings, said_of_score.ABOVE_MAX)


def test_a_decision_reads_the_same_whenever_it_is_told(root: Path) -> None:
    """So that nothing looks like a new result only because a day has passed."""
    write_round(root, round_with(second_ballot="ask"))
    brought(root, {"a.xlsx": GOOD, "b.xlsx": OTHER})
    found = only(newest_ballots(open_round(root))[0][0].findings, said_of_ballot.WHICH_COUNTS)
    assert found.facts["day"] == open_round(root).folder.received()[-1].at[:10]


# ---------------------------------------------------------------- the policy "ask"
@pytest.mark.parametrize(
    ("files", "asks"),
    [
        ({"a.xlsx": GOOD, "sai.xlsx": HIGH}, True),  # a faulty one takes no sound one's place unasked
        ({"sai.xlsx": HIGH, "a.xlsx": GOOD}, False),  # a corrected one leaves no question
        ({"sai.xlsx": HIGH}, False),
    ],
)
def test_who_is_asked(root: Path, files: Mapping[str, bytes], asks: bool) -> None:
    write_round(root, round_with(second_ballot="ask"))
    *_, last = brought(root, files)
    assert (said_of_ballot.WHICH_COUNTS in [one.check for one in last.findings]) is asks


# ---------------------------------------------------------------- round.toml while a command waits for its turn
WRITERS: dict[str, Callable[[Path], object]] = {
    "import": lambda root: brought(root, {"a.xlsx": GOOD}),
    "generate": generate,
    "rank": lambda root: rank_round(root, provisional=True),
    "return": give_back,
}


@pytest.mark.parametrize("command", WRITERS)
def test_a_round_is_read_when_its_turn_has_come(root: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[RoundContext] = []
    real_open = judging.open_round

    @contextmanager
    def waiting(*args: Any) -> Iterator[None]:
        """Somebody edits round.toml while another command still holds the lock."""
        write_round(root, round_with(title="Sửa trong khi chờ"))
        with hold(*args):
            yield

    def noted(root: Path) -> RoundContext:
        opened.append(real_open(root))
        return opened[-1]

    monkeypatch.setattr(judging, "hold", waiting)
    monkeypatch.setattr(judging, "open_round", noted)
    WRITERS[command](root)
    assert opened[-1].round.title == "Sửa trong khi chờ"


def test_no_lock_is_left_where_there_is_no_round(tmp_path: Path) -> None:
    for command in (("import", tmp_path, "a.xlsx"), ("generate", tmp_path), ("rank", tmp_path), ("return", tmp_path)):
        assert run(*command).code == 2
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- stopped half way
def busy_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database lets `count` lines in, then none."""
    add = Inbox.add
    done: list[object] = []

    def until_busy(self: Inbox, *args: Any) -> None:
        if len(done) == count:
            raise Refused([finding(said.REGISTER_BUSY, Place(file="register.db"))])
        done.append(args)
        add(self, *args)

    monkeypatch.setattr(Inbox, "add", until_busy)


def test_what_was_imported_before_a_stop_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = filled_files(root)
    busy_after(2, monkeypatch)
    ran = run("import", root, *files)
    text = " ".join(ran.out.split())
    assert ran.code == 2
    assert text.index("TV-01.xlsx") < text.index("TV-02.xlsx") < text.index("2/3 tệp") < text.index("FILE-101")
    assert "TV-03.xlsx" not in text and "Chưa thực hiện được" in text
    monkeypatch.undo()
    again = document("import", root, *files)[1]
    assert [one["counted"] for one in again["ballots"]] == [True, True, True]


def test_what_was_imported_before_a_stop_is_in_the_document(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy_after(1, monkeypatch)
    code, made = document("import", root, *filled_files(root))
    assert (code, len(made["ballots"]), made["ballots"][0]["counted"]) == (2, 1, True)
    assert [one["code"] for one in made["findings"]] == [said.REGISTER_BUSY.code]


def test_a_stop_at_the_first_file_is_a_refusal(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy_after(0, monkeypatch)
    code, made = document("import", root, *filled_files(root))
    assert (code, made["ballots"], [one["code"] for one in made["findings"]]) == (2, [], [said.REGISTER_BUSY.code])


# ---------------------------------------------------------------- what was kept is no longer what was sent
def _exchanged(root: Path) -> None:
    first, second = (open_round(root).folder.kept_file(who, 1) for who in ("TV-01", "TV-02"))
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)


def _recompressed(root: Path) -> None:
    """Everything in it is right, but for who made it: nobody can tell any more."""
    path = open_round(root).folder.kept_file("TV-01", 1)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), 1, mtime=1))


OTHERWISE: dict[str, tuple[Callable[[Path], None], Check]] = {
    "exchanged": (_exchanged, said.ISSUE_EXCHANGED),
    "altered": (_recompressed, said.ISSUE_ALTERED),
}


@pytest.mark.parametrize("case", OTHERWISE)
def test_against_what_was_not_sent_nothing_is_judged(root: Path, case: str) -> None:
    alter, check = OTHERWISE[case]
    folder = open_round(root).folder
    kept = {path: path.read_bytes() for path in folder.kept.glob("*.json.gz")}
    alter(root)
    (checked,) = brought(root, {"a.xlsx": GOOD})
    assert [one.check for one in checked.findings] == [check] and not checked.counted
    assert open_round(root).folder.received() == () and give_back(root).corrections == ()
    made = document("status", root)[1]
    assert check.code in {one["code"] for one in made["findings"]} and check.code in run("status", root).out
    for path, data in kept.items():
        path.write_bytes(data)
    assert brought(root, {"a.xlsx": GOOD})[0].counted and run("status", root).code == 0


@pytest.mark.parametrize("case", OTHERWISE)
def test_a_ballot_that_counted_is_not_judged_beside_something_else(root: Path, case: str) -> None:
    alter, check = OTHERWISE[case]
    assert brought(root, {"a.xlsx": GOOD})[0].counted
    alter(root)
    (checked,), _ = newest_ballots(open_round(root))
    assert [one.check for one in checked.findings] == [check] and not checked.counted


# ---------------------------------------------------------------- a lost log, and originals without an order
@pytest.mark.parametrize(
    "told",
    [
        finding(said.UNREGISTERED, Place(), count=2, name="x.xlsx"),
        finding(said.LOG_GONE, Place(), issues=1, originals=2, results=0),
    ],
    ids=lambda told: told.code,
)
def test_whoever_imports_originals_again_is_told_of_their_order(told: Finding) -> None:
    vi, en = (say(told, lang) for lang in ("vi", "en"))
    for text, parts in (
        (vi, ("hôi phục register.db từ bản sao", "Không có bản sao lưu", "đúng thứ tự đã nhận", "bằng xephang status")),
        (en, ("register.db from a backup", "ithout", "in the order in which they came", "xephang status")),
    ):
        places = [text.find(part) for part in parts]
        assert -1 not in places and places == sorted(places), text
