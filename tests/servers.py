"""A PostgreSQL server of our own: a fresh cluster in a temporary folder, reached by a socket in it, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

PASSWORD = "mật khẩu/@:%"
"""With letters that a URL must escape."""


def _program(name: str) -> str | None:
    """Debian keeps the server's programs off the path."""
    known = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    return known[-1] if known else shutil.which(name)


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of its database; the test is skipped where PostgreSQL is missing, but fails in CI."""
    initdb, control = _program("initdb"), _program("pg_ctl")
    if initdb is None or control is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("PostgreSQL is missing: .ci/run installs it")
        pytest.skip("PostgreSQL is missing")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    # A server refuses to run as root.
    as_other: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if as_other:
        shutil.chown(folder, "postgres", "postgres")
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    (folder / "password").chmod(0o644)
    data, log = folder / "data", folder / "log"

    def run(*command: str) -> None:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **as_other)
        assert done.returncode == 0, done.stderr.decode(errors="replace") + (log.read_text() if log.exists() else "")

    try:
        run(initdb, "-D", f"{data}", "-U", "thu-ky", "-A", "scram-sha-256", "--pwfile", f"{folder / 'password'}",
            "-E", "UTF8", "--locale=C", "-N")  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(control, "-D", f"{data}", "-l", f"{log}", "-o", options, "-w", "start")
        try:
            yield f"postgresql://thu-ky:{quote(PASSWORD, safe='')}@/postgres?host={quote(str(folder))}"
        finally:
            run(control, "-D", f"{data}", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
