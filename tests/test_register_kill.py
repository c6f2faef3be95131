"""An import that is killed at any moment: nothing is lost or half done, and the next one completes it.

200 imports are killed by SIGKILL while they keep originals and write the register (tests/killed.py forks them from
one prepared process, so that a kill costs milliseconds), and some more of the whole command with its child processes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.sample import BOTH, ROUND, TABLE, filled_files, round_with, write_round
from workbook.model import Member, Round
from workbook.pipeline.folder import Folder, fingerprint
from workbook.pipeline.history import history
from workbook.pipeline.sending import generate
from workbook.register.chain import Entry, first_break
from workbook.register.lock import hold

KILLS, WHOLE_KILLS = 200, 4
MEMBERS = 12


class Council(NamedTuple):
    """A round that was sent, and its filled ballots."""

    root: Path
    files: list[Path]


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Council:
    made: Round = round_with(
        members=tuple(
            Member(f"TV-{number:02}", f"Ủy viên {number}", "Ủy viên", BOTH) for number in range(1, MEMBERS + 1)
        )
    )
    root = write_round(tmp_path_factory.mktemp("council") / "Đợt 2026", made)
    generate(root)
    # No two ballots alike, and so no two originals.
    tables = {member.id: TABLE.replace("8.25", f"{turn / 2}") for turn, member in enumerate(made.members)}
    return Council(root, filled_files(root, made, tables))


def a_copy(council: Council, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(council.root, target)
    return target


def received(root: Path) -> tuple[Entry, ...]:
    return Folder(root, ROUND.id).register.entries("received")


def strays(root: Path) -> tuple[str, ...]:
    """Originals that were kept, but not logged yet."""
    return Folder(root, ROUND.id).unregistered()


def assert_nothing_is_half_done(root: Path) -> None:
    """What must hold after a kill at any moment."""
    folder = Folder(root, ROUND.id)
    entries = folder.register.entries()
    assert first_break(entries, ROUND.id) is None
    kept = {path.stem: fingerprint(path.read_bytes()) for path in folder.returned.glob("*.xlsx")}
    assert all(name == digest for name, digest in kept.items()), "a half file stands as an original"
    logged = [entry.file for entry in entries if entry.kind == "received"]
    assert set(logged) <= kept.keys(), "a ballot is logged, but its original is lost"
    assert len(set(logged)) == len(logged)


def assert_complete(root: Path, files: list[Path]) -> None:
    """Every ballot is there, once, in the order in which they were given, and nothing else is."""
    wanted = [fingerprint(path.read_bytes()) for path in files]
    entries = received(root)
    assert [entry.file for entry in entries] == wanted
    assert [entry.scorer for entry in entries] == [path.stem for path in files]
    assert sorted(path.stem for path in (root / "returned").glob("*.xlsx")) == sorted(wanted)
    made = history(root, verify=True)
    assert made.verified
    assert made.findings == ()
    with hold(root, "test", 0):
        pass


# ---------------------------------------------------------------- the writing part, often
@pytest.fixture
def prepared() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-X", "utf8", "-m", "tests.killed"]
    folder = Path(__file__).resolve().parent.parent
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def attempt(prepared: subprocess.Popen[str], root: Path, files: list[Path], delay: float | None) -> dict[str, Any]:
    assert prepared.stdin is not None and prepared.stdout is not None
    order = {"root": str(root), "files": [str(path) for path in files], "delay": delay}
    print(json.dumps(order), file=prepared.stdin, flush=True)
    answer = prepared.stdout.readline()
    assert answer, "the prepared process has ended"
    made = json.loads(answer)
    assert isinstance(made, dict)
    return made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks; the test of the whole command below does not")
def test_200_imports_are_killed(council: Council, prepared: subprocess.Popen[str], tmp_path: Path) -> None:
    chance = random.Random(20261120)
    root = a_copy(council, tmp_path / "dot")
    attempt(prepared, a_copy(council, root), council.files, None)  # the first is the slowest
    whole = attempt(prepared, a_copy(council, root), council.files, None)["seconds"]
    again = attempt(prepared, root, council.files, None)["seconds"]
    assert_complete(root, council.files)
    kills, reached, interrupted = 0, set[int](), 0
    while kills < KILLS:
        a_copy(council, root)
        killed = True
        while killed:
            # Spread over all that is left to do; after the last one, an import that nobody kills.
            left = again + whole * (1 - len(received(root)) / MEMBERS)
            delay = chance.uniform(0, left) if kills < KILLS else None
            killed = attempt(prepared, root, council.files, delay)["killed"]
            kills += killed
            interrupted += (root / "register.db-journal").exists() or bool(strays(root))
            assert_nothing_is_half_done(root)
            reached.add(len(received(root)))
        assert_complete(root, council.files)
    # The kills must have hit what they are for: many places of the batch, and ballots that were half way in.
    assert len(reached) > MEMBERS // 2
    assert interrupted > KILLS // 50


# ---------------------------------------------------------------- the whole command, sometimes
def start(root: Path, files: list[Path]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-X", "utf8", "-m", "workbook", "import", str(root), *map(str, files)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_the_command_is_killed_with_its_children_at_work(council: Council, tmp_path: Path) -> None:
    chance = random.Random(20261121)
    files = council.files[:4]
    root = a_copy(council, tmp_path / "dot")
    begun = time.perf_counter()
    with start(root, files) as process:
        assert process.wait() == 0
    whole = time.perf_counter() - begun
    a_copy(council, root)
    killed = 0
    for _ in range(WHOLE_KILLS):
        with start(root, files) as process:
            time.sleep(chance.uniform(0.3, 0.95) * whole)
            process.kill()
            killed += process.wait() != 0
        assert_nothing_is_half_done(root)
    assert killed
    with start(root, files) as process:
        assert process.wait() == 0
    assert_complete(root, files)
