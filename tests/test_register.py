"""The register: a chain in which every change is found, in a file or on a server, and faults that are findings."""

from __future__ import annotations

import hashlib
import pickle
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from tests.sample import assert_sayable
from tests.servers import PASSWORD, postgresql
from workbook.catalogue import kept as said
from workbook.findings import Check, Finding, Refused, say
from workbook.register import store
from workbook.register.chain import Draft, first_break, follow, genesis
from workbook.register.store import Register

ROUND = "vi-du-2026"
Opened = Callable[[str], Register]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture(params=["file", "server"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """The register of a round, in register.db or on the server; two rounds share one database."""
    url = None if request.param == "file" else request.getfixturevalue("server")
    if url is not None:
        with psycopg.connect(url) as connection:
            connection.execute("DROP TABLE IF EXISTS xephang_register")
    return lambda round_id: Register(tmp_path, round_id, url)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Five entries in a file."""
    made = Register(tmp_path, ROUND)
    made.append(*(Draft("received", f"TV-{number}", 1, f"{number}" * 32, "phieu.xlsx", {"b": 1}) for number in "12345"))
    return made


def change(tmp_path: Path, *statements: str) -> None:
    connection = sqlite3.connect(tmp_path / store.FILE, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def refusal(action: Callable[[], object]) -> Finding:
    """The one finding that an action is refused with."""
    with pytest.raises(Refused) as refused:
        action()
    (found,) = refused.value.findings
    assert_sayable(found)
    return found


# ---------------------------------------------------------------- the log
def test_nothing_is_made_before_the_first_entry(tmp_path: Path) -> None:
    register = Register(tmp_path, ROUND)
    assert (register.entries(), register.head(), register.append()) == ((), None, ())
    assert list(tmp_path.iterdir()) == []


def test_a_server_without_a_register_has_no_entries(opened: Opened) -> None:
    assert (opened(ROUND).entries(), opened(ROUND).head()) == ((), None)


def test_entries_follow_one_another(opened: Opened) -> None:
    register = opened(ROUND)
    body = {"điểm": Decimal("8.50"), "a": [None, True, {"z": 1, "b": "“x”"}]}
    made = (*register.append(Draft("issued", "TV-1", 1, body=body)), *register.append(Draft("result"), Draft("result")))
    assert register.entries() == made
    assert register.head() == made[-1]
    assert [entry.number for entry in made] == [1, 2, 3]
    assert [entry.previous for entry in made] == [genesis(ROUND), made[0].hash, made[1].hash]
    assert made[0].body == '{"a":[null,true,{"b":"“x”","z":1}],"điểm":"8.50"}'
    assert made[0].data == {"a": [None, True, {"b": "“x”", "z": 1}], "điểm": "8.50"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", entry.at) for entry in made)
    assert first_break(made, ROUND) is None
    assert register.entries("issued", "refused") == made[:1]


def test_the_hash_is_what_the_documents_say() -> None:
    """Written out, so that no later version hashes otherwise and calls an old log forged."""
    (entry,) = follow(None, [Draft("received", "TV-1", 2, "ab", "Phiếu.xlsx", {"x": Decimal("1.0")})], "now", ROUND)
    first = hashlib.sha256(b'["xephang","vi-du-2026"]').hexdigest()
    text = f'[1,"now","received","TV-1",2,"ab","Phiếu.xlsx","{{\\"x\\":\\"1.0\\"}}","{first}"]'
    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()


def test_rounds_share_a_database_and_not_a_chain(opened: Opened) -> None:
    one, two = opened("a"), opened("b")
    one.append(Draft("issued"), Draft("issued"))
    two.append(Draft("issued"))
    assert [len(each.entries()) for each in (one, two)] == [2, 1]
    assert first_break(one.entries(), "a") is first_break(two.entries(), "b") is None
    assert first_break(two.entries(), "a") == 1


@pytest.mark.parametrize(
    "bad", [Draft("lost"), Draft("result", body={"x": object()}), Draft("result", body={"x": 1e999})]
)
def test_all_drafts_are_logged_or_none(opened: Opened, bad: Draft) -> None:
    register = opened(ROUND)
    register.append(Draft("issued"))
    with pytest.raises((ValueError, TypeError)):
        register.append(Draft("issued"), bad)
    assert len(register.entries()) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a\udcff.xlsx", "a?.xlsx"), ("a\0b", "a\ufffdb"), ("'; DROP TABLE x; --",) * 2, ("ô" * 5000,) * 2],
)
def test_any_name_can_be_logged(opened: Opened, name: str, kept: str) -> None:
    register = opened(ROUND)
    register.append(Draft("refused", name=name, body={"name": name}))
    (entry,) = register.entries()
    assert (entry.name, entry.data) == (kept, {"name": name})
    assert first_break(register.entries(), ROUND) is None


def test_many_may_write_at_once(opened: Opened) -> None:
    def write(_: int) -> None:
        register = opened(ROUND)
        for _number in range(5):
            register.append(Draft("issued"), Draft("received"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    entries = opened(ROUND).entries()
    assert len(entries) == 40
    assert first_break(entries, ROUND) is None


def test_a_register_goes_to_another_process_without_its_connection(register: Register) -> None:
    assert register.head() is not None
    copy = pickle.loads(pickle.dumps(register))
    assert copy.entries() == register.entries()
    register.close()
    assert copy.entries() == register.entries()


def test_the_file_is_one_file_and_open_to_those_who_share_the_folder(register: Register, tmp_path: Path) -> None:
    change(tmp_path, "PRAGMA journal_mode=WAL")
    register.append(Draft("result"))
    assert [path.name for path in tmp_path.iterdir()] == [store.FILE]
    assert (tmp_path / store.FILE).read_bytes()[18:20] == b"\1\1", "a rollback journal, not a write-ahead log"
    (tmp_path / "beside").touch(0o666)
    assert (tmp_path / store.FILE).stat().st_mode == (tmp_path / "beside").stat().st_mode


def test_an_address_may_name_a_file(tmp_path: Path) -> None:
    register = Register(tmp_path, ROUND, f"sqlite:///{tmp_path.as_posix()}/Sổ nhật ký #1?.db")
    assert register.entries() == ()
    register.append(Draft("issued"))
    assert len(register.entries()) == 1
    assert not (tmp_path / store.FILE).exists()


def test_a_half_made_file_is_an_empty_log(tmp_path: Path) -> None:
    (tmp_path / store.FILE).touch()
    assert Register(tmp_path, ROUND).entries() == ()
    assert len(Register(tmp_path, ROUND).append(Draft("issued"))) == 1


# ---------------------------------------------------------------- tampering
_AT = "UPDATE xephang_register SET {} WHERE number = 3"
TAMPERING = {
    "number": ((_AT.format("number = 9"),), 3),
    "at": ((_AT.format("at = '2020-01-01T00:00:00+00:00'"),), 3),
    "kind": ((_AT.format("kind = 'refused'"),), 3),
    "scorer": ((_AT.format("scorer = 'TV-4'"),), 3),
    "issue": ((_AT.format("issue = 2"),), 3),
    "file": ((_AT.format("file = 'x'"),), 3),
    "name": ((_AT.format("name = name || ' '"),), 3),
    "body": ((_AT.format("""body = '{"b":2}'"""),), 3),
    "body no longer JSON": ((_AT.format("body = '{'"),), 3),
    "body of bytes": ((_AT.format("body = CAST(body AS BLOB)"),), 3),
    "previous": ((_AT.format("previous = hash"),), 3),
    "hash": ((_AT.format("hash = previous"),), 3),
    "round": ((_AT.format("round = 'khac'"),), 3),
    "deleted": (("DELETE FROM xephang_register WHERE number = 3",), 3),
    "deleted and closed up": (
        (
            "DELETE FROM xephang_register WHERE number = 3",
            "UPDATE xephang_register SET number = number - 1 WHERE number > 3",
        ),
        3,
    ),
    "the first deleted": (("DELETE FROM xephang_register WHERE number = 1",), 1),
    "inserted": (
        (
            "UPDATE xephang_register SET number = -number - 1 WHERE number > 2",
            "UPDATE xephang_register SET number = -number WHERE number < 0",
            "INSERT INTO xephang_register SELECT round, 3, at, kind, scorer, issue, file, name, body, previous, hash "
            "FROM xephang_register WHERE number = 2",
        ),
        3,
    ),
    "added": (
        (
            "INSERT INTO xephang_register SELECT round, 6, at, kind, scorer, issue, file, name, body, previous, hash "
            "FROM xephang_register WHERE number = 5",
        ),
        6,
    ),
    "swapped": (
        (
            "UPDATE xephang_register SET number = -2 WHERE number = 2",
            "UPDATE xephang_register SET number = 2 WHERE number = 4",
            "UPDATE xephang_register SET number = 4 WHERE number = -2",
        ),
        2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found_at_its_entry(register: Register, tmp_path: Path, how: str) -> None:
    statements, number = TAMPERING[how]
    assert first_break(register.entries(), ROUND) is None
    change(tmp_path, *statements)
    assert first_break(register.entries(), ROUND) == number


def test_a_forged_entry_with_a_right_hash_breaks_the_next_one(register: Register, tmp_path: Path) -> None:
    entries = register.entries()
    (forged,) = follow(entries[1], [Draft("received", "TV-9")], entries[2].at, ROUND)
    values = (forged.scorer, forged.file, forged.name, forged.body, forged.issue, forged.hash)
    connection = sqlite3.connect(tmp_path / store.FILE)
    connection.execute(_AT.format("scorer = ?, file = ?, name = ?, body = ?, issue = ?, hash = ?"), values)
    connection.commit()
    connection.close()
    assert first_break(register.entries(), ROUND) == 4


def test_the_chain_alone_does_not_show_a_missing_end(register: Register, tmp_path: Path) -> None:
    """This is what heads are written down for."""
    head = register.head()
    change(tmp_path, "DELETE FROM xephang_register WHERE number > 3")
    assert first_break(register.entries(), ROUND) is None
    assert head not in register.entries()


def test_tampering_on_a_server_is_found(server: str, tmp_path: Path) -> None:
    register = Register(tmp_path, "may-chu", server)
    register.append(Draft("issued"), Draft("received", name="a"), Draft("result"))
    assert first_break(register.entries(), "may-chu") is None
    with psycopg.connect(server) as connection:
        connection.execute("UPDATE xephang_register SET name = 'b' WHERE round = 'may-chu' AND number = 2")
    assert first_break(register.entries(), "may-chu") == 2


def test_a_body_that_is_no_longer_one_reads_as_empty(register: Register) -> None:
    entry = register.entries()[0]
    for body in ("{", "[1]", "[" * 100_000, "1" * 5000):
        assert entry._replace(body=body).data == {}


# ---------------------------------------------------------------- a file that is no register
def _spoiled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:4000] = b"\xff" * 3900
    path.write_bytes(data)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SPOILED: dict[str, tuple[Callable[[Path], object], Check]] = {
    "another kind of file": (lambda path: path.write_bytes(b"PK\3\4 sheet " * 500), said.REGISTER_DAMAGED),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:5000]), said.REGISTER_DAMAGED),
    "overwritten inside": (_spoiled, said.REGISTER_DAMAGED),
    "a text that is none": (
        lambda path: change(path.parent, _AT.format("name = CAST(X'ff' AS TEXT)")), said.REGISTER_DAMAGED,
    ),
    "another table": (
        lambda path: change(path.parent, "ALTER TABLE xephang_register RENAME COLUMN hash TO băm"),
        said.REGISTER_DAMAGED,
    ),
    "a folder": (_folder, said.DISK),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_file_is_told_and_not_overwritten(register: Register, tmp_path: Path, how: str) -> None:
    spoil, check = SPOILED[how]
    path = tmp_path / store.FILE
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    assert refusal(register.entries).check is check
    if how != "a text that is none":  # writing need not read that entry
        assert refusal(lambda: register.append(Draft("issued"))).check is check
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize(
    ("pragma", "reason"), [("max_page_count=2", "full"), ("query_only=ON", "readonly")], ids=["disk full", "read only"]
)
def test_a_disk_that_takes_nothing_is_told(
    register: Register, monkeypatch: pytest.MonkeyPatch, pragma: str, reason: str
) -> None:
    """SQLite itself is made to find the disk full, or the file not to be written to."""
    before = register.entries()
    monkeypatch.setattr(store, "PRAGMAS", (*store.PRAGMAS, pragma))
    found = refusal(lambda: register.append(*[Draft("refused", name="x" * 9000)] * 9))
    assert found.check is said.DISK
    assert reason in str(found.facts["reason"])
    assert register.entries() == before


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    register = Register(tmp_path / "gone", ROUND)
    assert register.entries() == ()
    assert refusal(lambda: register.append(Draft("issued"))).check is said.DISK


def test_a_busy_file_is_told(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PRAGMAS", ("busy_timeout=0",))
    other = sqlite3.connect(tmp_path / store.FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for action in (register.entries, register.head, lambda: register.append(Draft("issued"))):
        assert refusal(action).check is said.REGISTER_BUSY
    other.execute("ROLLBACK")
    other.close()
    assert len(register.append(Draft("issued"))) == 1


# ---------------------------------------------------------------- a server that is none
@pytest.mark.parametrize(
    "url",
    [
        "gì đó", "postgresql://", "postgresql://u:secret-1@máy", "mysql://u:secret-1@h/d", "sqlite://",
        "sqlite:///:memory:", "postgresql+psycopg2://u:secret-1@h/d", "postgresql://u:secret-1@h:cổng/d",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_told_without_repeating_it(tmp_path: Path, url: str) -> None:
    found = refusal(Register(tmp_path, ROUND, url).entries)
    assert found.check is said.REGISTER_URL
    assert "secret" not in say(found, "vi") + say(found, "en")


def test_a_missing_driver_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    found = refusal(Register(tmp_path, ROUND, "postgresql://u:secret@localhost/d").entries)
    assert found.check is said.REGISTER_DRIVER


UNREACHABLE: dict[str, Callable[[str], str]] = {
    "nobody listens": lambda url: re.sub("host=.*", "host=127.0.0.1&port=1", url),
    "no such database": lambda url: url.replace("/postgres?", "/khong-co?"),
    "another password": lambda url: re.sub(":[^:@/]*@", ":secret-1%40@", url),
    "password in the query": lambda url: re.sub(":[^:@/]*@", "@", url) + "&password=secret-1",
    "an option that is none": lambda url: url + "&tuỳ_chọn=secret-1",
}


@pytest.mark.parametrize("how", UNREACHABLE)
def test_a_server_out_of_reach_is_told_without_the_password(server: str, tmp_path: Path, how: str) -> None:
    register = Register(tmp_path, ROUND, UNREACHABLE[how](server))
    for action in (register.entries, lambda: register.append(Draft("issued"))):
        found = refusal(action)
        assert found.check is said.REGISTER_UNREACHABLE
        words = say(found, "vi") + say(found, "en")
        assert not any(secret in words for secret in ("secret", PASSWORD, "mật", "m%E1"))


def test_the_password_is_in_no_traceback_either(server: str, tmp_path: Path) -> None:
    register = Register(tmp_path, ROUND, UNREACHABLE["another password"](server))
    with pytest.raises(Refused) as refused:
        register.entries()
    assert refused.value.__suppress_context__


def test_a_user_without_rights_is_told(server: str, tmp_path: Path) -> None:
    Register(tmp_path, ROUND, server).append(Draft("issued"))
    with psycopg.connect(server) as connection:
        connection.execute("CREATE ROLE khach LOGIN PASSWORD 'khach-1'")
    guest = re.sub("//[^@]*@", "//khach:khach-1@", server)
    found = refusal(Register(tmp_path, ROUND, guest).entries)
    assert found.check is said.REGISTER_UNREACHABLE
    assert "xephang_register" in str(found.facts["reason"])
    with psycopg.connect(server) as connection:
        connection.execute("GRANT SELECT, INSERT ON xephang_register TO khach")
    assert Register(tmp_path, ROUND, guest).append(Draft("issued")), "reading and adding is all that it takes"


def test_a_busy_server_is_told(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = Register(tmp_path, ROUND, server)
    register.append(Draft("issued"))
    monkeypatch.setattr(store, "WAIT", 1)
    with psycopg.connect(server) as other:
        other.execute("LOCK TABLE xephang_register IN ACCESS EXCLUSIVE MODE")
        for action in (register.entries, lambda: register.append(Draft("issued"))):
            assert refusal(action).check is said.REGISTER_BUSY
    assert len(register.append(Draft("issued"))) == 1
