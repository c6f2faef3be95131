"""The lock of a round: one command at a time, the holder named, nothing locked by the dead."""

from __future__ import annotations

import errno
import getpass
import json
import os
import platform
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from tests.sample import assert_sayable
from workbook.catalogue import kept as said
from workbook.findings import Check, Finding, Refused, say
from workbook.register.lock import HOLDER, LOCK, hold

OTHER = """
import sys
from pathlib import Path
from workbook.register.lock import hold
with hold(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(root: Path, command: str = "import") -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that holds the lock."""
    args = [sys.executable, "-X", "utf8", "-c", OTHER, str(root), command]
    with subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        try:
            yield process
        finally:
            process.kill()


def refusal(root: Path, wait: float = 0.1) -> Finding:
    with pytest.raises(Refused) as refused, hold(root, "rank", wait):
        pass
    (found,) = refused.value.findings
    assert_sayable(found)
    return found


def is_free(root: Path) -> bool:
    """Whether another process gets the lock at once."""
    script = "import sys; from pathlib import Path; from workbook.register.lock import hold\n"
    script += "with hold(Path(sys.argv[1]), 'x', 0): pass"
    done = subprocess.run([sys.executable, "-c", script, str(root)], stderr=subprocess.PIPE)
    assert done.returncode == 0 or b"Refused" in done.stderr
    return done.returncode == 0


def test_the_holder_is_named(tmp_path: Path) -> None:
    started = datetime.now().astimezone()
    with another(tmp_path, "import") as process:
        found = refusal(tmp_path)
        since = datetime.fromisoformat(json.loads((tmp_path / HOLDER).read_text("utf-8"))["since"])
    assert found.check is said.LOCKED
    facts = found.facts
    assert (facts["user"], facts["computer"]) == (getpass.getuser(), platform.node())
    assert (facts["process"], facts["command"]) == (process.pid, "import")
    assert started <= since <= datetime.now().astimezone()
    assert f"{since:%d/%m/%Y}" in say(found, "vi")


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    with another(tmp_path) as process:
        assert process.stdin is not None
        threading.Timer(0.4, process.stdin.close).start()
        with hold(tmp_path, "rank", 30):
            assert process.wait(30) == 0
            assert json.loads((tmp_path / HOLDER).read_text("utf-8"))["process"] == os.getpid()


def test_the_dead_hold_nothing(tmp_path: Path) -> None:
    with another(tmp_path) as process:
        process.kill()
        process.wait()
        assert (tmp_path / HOLDER).exists(), "he had no time to take it away"
        with hold(tmp_path, "rank", 5):
            assert json.loads((tmp_path / HOLDER).read_text("utf-8"))["command"] == "rank"
    assert not (tmp_path / HOLDER).exists()


def test_a_command_inside_another_goes_on(tmp_path: Path) -> None:
    with hold(tmp_path, "rank"):
        with hold(tmp_path / ".." / tmp_path.name, "generate", 0):
            pass
        assert json.loads((tmp_path / HOLDER).read_text("utf-8"))["command"] == "rank"
        assert not is_free(tmp_path)
    assert is_free(tmp_path)


def test_another_thread_is_somebody_else(tmp_path: Path) -> None:
    found: list[Finding] = []
    with hold(tmp_path, "rank"):
        thread = threading.Thread(target=lambda: found.append(refusal(tmp_path)))
        thread.start()
        thread.join()
    assert [one.check for one in found] == [said.LOCKED]


def test_a_command_that_fails_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(tmp_path, "rank"):
        raise ZeroDivisionError
    assert is_free(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_rounds_are_locked_one_by_one(tmp_path: Path) -> None:
    one, two = tmp_path / "a", tmp_path / "Đợt 2 #%"
    one.mkdir()
    two.mkdir()
    with hold(one, "rank"), hold(two, "rank", 0):
        assert not is_free(two)


def test_a_folder_that_is_not_there_is_left_to_its_reader(tmp_path: Path) -> None:
    with hold(tmp_path / "gone", "rank"):
        pass
    assert not (tmp_path / "gone").exists()


# ---------------------------------------------------------------- particulars that say nothing
def particulars(**changes: object) -> str:
    known = {"user": "an", "computer": "máy-2", "process": 7, "command": "import", "since": "2026-11-20T08:00:00+07:00"}
    return json.dumps(known | changes)


GONE = {"computer": platform.node(), "process": 2**22 + 1}
REUSED = {"computer": platform.node(), "process": os.getpid(), "since": "2000-01-01T00:00:00+00:00"}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that another process has locked."""
    root = tmp_path_factory.mktemp("held")
    with another(root):
        yield root


@pytest.mark.parametrize(
    ("text", "check"),
    [
        (particulars(), said.LOCKED),
        (particulars(user="a\x1b[2J\n" * 900), said.LOCKED),
        (particulars(process="7"), said.LOCKED_BY_SOMEBODY),
        (particulars(since="hôm qua"), said.LOCKED_BY_SOMEBODY),
        (particulars(since="2026-11-20T08:00:00"), said.LOCKED_BY_SOMEBODY),
        (particulars(**GONE), said.LOCKED_BY_SOMEBODY),
        (particulars(**REUSED), said.LOCKED_BY_SOMEBODY),
        (particulars(computer=platform.node(), process=2**70), said.LOCKED_BY_SOMEBODY),
        ("", said.LOCKED_BY_SOMEBODY),
        ("[" * 100_000, said.LOCKED_BY_SOMEBODY),
        ('{"user": "an"}', said.LOCKED_BY_SOMEBODY),
        (None, said.LOCKED_BY_SOMEBODY),
    ],
)  # fmt: skip
def test_the_holder_file_is_only_words(held: Path, text: str | None, check: Check) -> None:
    if text is None:
        (held / HOLDER).unlink()
    else:
        (held / HOLDER).write_text(text, encoding="utf-8")
    found = refusal(held)
    assert found.check is check
    assert "\x1b" not in say(found, "vi") and len(say(found, "vi")) < 1000


@pytest.mark.parametrize("text", [particulars(), particulars(**GONE), ""])
def test_a_stale_file_locks_nobody_out(tmp_path: Path, text: str) -> None:
    with another(tmp_path):
        pass
    (tmp_path / HOLDER).write_text(text, encoding="utf-8")
    assert is_free(tmp_path)


# ---------------------------------------------------------------- folders that cannot be locked
def test_a_folder_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir()
    assert refusal(tmp_path).check is said.LOCK_IMPOSSIBLE


@pytest.mark.skipif(sys.platform == "win32", reason="flock is the lock of the other systems")
@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK])
def test_a_share_that_knows_no_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    import fcntl

    def flock(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert refusal(tmp_path).check is said.LOCK_IMPOSSIBLE
