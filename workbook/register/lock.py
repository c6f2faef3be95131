"""One command at a time writes into a round: a lock that names its holder, and that dies with him.

The lock itself is the system's (register.lock), so that a killed process leaves nothing locked. Who
holds it stands in register.holder, for messages only: that file decides nothing.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, SoftFileLock, Timeout

from workbook.catalogue import kept as said
from workbook.findings import Finding, Place, Refused, Words, finding

if sys.platform != "emscripten":  # Python in a browser (xlwings Lite) knows no processes
    import psutil

LOCK, HOLDER = "register.lock", "register.holder"
_here = threading.local()


class Holder(NamedTuple):
    """Who holds the lock; `since` is ISO 8601 with an offset."""

    user: str
    computer: str
    process: int
    command: str
    since: str


@contextmanager
def hold(root: Path, command: str, wait: float = 10.0) -> Iterator[None]:
    """Keep everybody else from writing into the round; Refused, naming the holder, if that takes longer than `wait`.

    A command called inside another one of the same process goes on under its lock. A folder that is
    not there has nothing to lock; what is to be said of it, its reader says.
    """
    held: set[tuple[int, str]] = _here.__dict__.setdefault("held", set())
    own = os.getpid(), os.path.realpath(root)
    if own in held or not root.is_dir():
        yield
        return
    lock = _acquired(root, wait)
    held.add(own)
    try:
        _write_holder(root, command)
        yield
    finally:
        with suppress(OSError):
            (root / HOLDER).unlink()
        held.discard(own)
        lock.release()


def _acquired(root: Path, wait: float) -> FileLock:
    path = root / LOCK
    # Whoever shares the folder may hold the lock after us.
    lock = FileLock(str(path), mode=0o666)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of falling back: told below
            lock.acquire(timeout=max(wait, 0), poll_interval=0.05)
    except Timeout:
        raise Refused([_busy(root)]) from None
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused([finding(said.LOCK_IMPOSSIBLE, Place(), path=str(path), reason=reason)]) from error
    became: object = lock
    if isinstance(became, SoftFileLock):
        # What filelock falls back to where the system knows no locks: a file that outlives its holder.
        lock.release()
        raise Refused([finding(said.LOCK_IMPOSSIBLE, Place(), path=str(path), reason="flock")])
    return lock


# ---------------------------------------------------------------- who
def _write_holder(root: Path, command: str) -> None:
    """Whole or not at all; a folder that takes no such file still has its lock."""
    own = Holder(_user(), platform.node() or "?", os.getpid(), command, datetime.now().astimezone().isoformat())
    beside = root / (HOLDER + ".new")
    try:
        beside.write_text(json.dumps(own._asdict(), ensure_ascii=False), encoding="utf-8")
        os.replace(beside, root / HOLDER)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such variable, no such entry, no such table
        return "?"


def _busy(root: Path) -> Finding:
    holder = _holder(root)
    if holder is None:
        # It may have taken the lock this very moment, and be about to say so.
        time.sleep(0.2)
        holder = _holder(root)
    if holder is None:
        return finding(said.LOCKED_BY_SOMEBODY, Place())
    return finding(said.LOCKED, Place(), **holder._replace(since="")._asdict() | {"since": _since(holder.since)})


def _holder(root: Path) -> Holder | None:
    """What the holder says of himself; None where nobody does, or where it is somebody who is gone."""
    try:
        read: Any = json.loads((root / HOLDER).read_text(encoding="utf-8"))
        holder = Holder(*(read[name] for name in Holder._fields))
        since = datetime.fromisoformat(holder.since)
        texts = all(isinstance(text, str) for text in (holder.user, holder.computer, holder.command))
        whole = texts and type(holder.process) is int and since.tzinfo is not None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return holder if whole and not _is_gone(holder, since) else None


def _is_gone(holder: Holder, since: datetime) -> bool:
    """Whether it is a process of this computer that no longer runs, or whose number another one bears by now."""
    if holder.computer != platform.node() or sys.platform == "emscripten":
        return False
    try:
        started = psutil.Process(holder.process).create_time()
    except (psutil.NoSuchProcess, OverflowError, ValueError):
        return True
    except psutil.Error:
        return False
    return datetime.fromtimestamp(started).astimezone() > since + timedelta(seconds=2)


def _since(text: str) -> Words:
    local = datetime.fromisoformat(text).astimezone()
    return Words(local.strftime("%H:%M:%S ngày %d/%m/%Y"), local.strftime("%H:%M:%S on %Y-%m-%d"))
