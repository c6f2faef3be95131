"""What children are given to do in `test_workers`: good work, and all that may go wrong in it."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from typing import NamedTuple, NoReturn

from workbook.catalogue import file as said
from workbook.excel.read import read_book
from workbook.findings import Place, Refused, finding

MB = 2**20


# ---------------------------------------------------------------- good
def double(_: object, number: int) -> int:
    return 2 * number


def shared_and(shared: object, text: str) -> str:
    return f"{shared} {text}"


def process(_: object) -> int:
    return os.getpid()


def contents(_: object, path: Path) -> str:
    return path.read_text(encoding="utf-8")


def noise(_: object) -> str:
    """Prints and reads as nothing that serves a pipe should."""
    print("print")
    sys.stdout.flush()
    os.write(1, b"raw")
    os.write(2, b"raw")
    return sys.stdin.read()


def rest(_: object, seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


_kept: list[bytes] = []


def keep(_: object, size: int) -> int:
    """Leaves memory behind, within the limits."""
    _kept.append(b"x" * size)
    return os.getpid()


# ---------------------------------------------------------------- bad
def spin(_: object) -> NoReturn:
    while True:
        pass


def spin_in_c(_: object) -> object:
    """A search that no other thread of the process can interrupt."""
    return re.match(r"(a|a)*b", "a" * 60)


def swell(_: object) -> NoReturn:
    kept = []
    while True:
        kept.append(b"x" * MB)
        time.sleep(0.001)


def burst(_: object, size: int = 2000 * MB) -> int:
    """All at once, between two looks of any watchdog."""
    return len(b"x" * size)


def burst_hidden(_: object) -> str:
    """The same, by code that would rather not know; it may go on then, but never with the memory."""
    try:
        return str(len(b"x" * (2000 * MB)))
    except MemoryError:
        return "without"


def large_answer(_: object) -> list[int]:
    return list(range(20_000_000))


def leave(_: object) -> NoReturn:
    os._exit(3)


def leave_politely(_: object) -> NoReturn:
    sys.exit(4)


def abort(_: object) -> NoReturn:
    os.abort()


def close_everything(_: object) -> None:
    os.closerange(3, 100)


# ---------------------------------------------------------------- exceptions
class Unpicklable(Exception):
    """Wants more to be made than it keeps."""

    def __init__(self, name: str, number: int) -> None:
        super().__init__(f"{name} {number}")


def refuse(_: object) -> NoReturn:
    raise Refused([finding(said.TOO_SLOW, Place(file="a.xlsx"), max=7), finding(said.EMPTY, Place(file="b.xlsx"))])


def wrong_value(_: object) -> NoReturn:
    raise ValueError("sai", 3)


def strange(_: object) -> NoReturn:
    raise Unpicklable("lạ", 5)


def unsendable(_: object) -> object:
    return lambda: None


# ---------------------------------------------------------------- files
class Read(NamedTuple):
    """What reading a file came to, and what it cost the process."""

    codes: tuple[str, ...]
    cells: int
    seconds: float
    peak_mb: int


def read(_: object, data: bytes) -> Read:
    start = time.process_time()
    codes: tuple[str, ...] = ()
    cells = 0
    try:
        cells = sum(len(sheet.cells) for sheet in read_book(data, "a.xlsx").sheets)
    except Refused as refused:
        codes = tuple(found.code for found in refused.findings)
    return Read(codes, cells, time.process_time() - start, peak())


def peak() -> int:
    """The most that this process ever held, in MB; 0 where the system does not tell in a file."""
    status = Path("/proc/self/status")
    text = status.read_text(encoding="ascii") if status.exists() else ""
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) // 1024 if found else 0
