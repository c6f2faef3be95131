"""How much memory one reading adds at its peak, each way in a fresh process of its own.

Measured with tracemalloc: it counts what Python, its zip reader and expat allocate from the start of the job on, the
same on every system. The resident size of the process would count the parent's peak too, which a child inherits,
and hide what fits into memory that drawing the sent book left free. The sent book is drawn before the measuring.
"""

from __future__ import annotations

import gc
import io
import subprocess
import sys
import tracemalloc
from collections.abc import Callable

import openpyxl

from benchmarks.books import deep, draw, draw_filled, matrix
from benchmarks.read_speed import FILE, judged
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.model import Issue

BOOKS: dict[str, tuple[str, Callable[[], Issue]]] = {
    "matrix": ("Matrix 60 x 100", lambda: matrix()[0]),
    "deep": ("Deep, 20 units x 70 indicators", deep),
}
WAYS = {
    "once": "openpyxl once: formulas",
    "read": "xephang, read only: read_book",
    "judged": "xephang, read and verified: read_book, identify, take",
}
MIB = 2**20


def added(book: str, way: str) -> int:
    """Bytes at the peak, in this process; the first job of its kind here, so that nothing is remembered."""
    issue = BOOKS[book][1]()
    data, sent = write_book(draw_filled(issue)), draw(issue)
    jobs: dict[str, Callable[[], object]] = {
        "once": lambda: openpyxl.load_workbook(io.BytesIO(data)),
        "read": lambda: read_book(data, FILE),
        "judged": lambda: judged(data, issue, sent),
    }
    gc.collect()
    tracemalloc.start()
    jobs[way]()
    return tracemalloc.get_traced_memory()[1]


def main() -> None:
    for book, (title, _) in BOOKS.items():
        print(f"\n{title}: memory added at the peak, ratio to one openpyxl load")
        base = 0
        for way, name in WAYS.items():
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.peak_memory", book, way], check=True, capture_output=True, text=True
            )
            peak = int(done.stdout)
            base = base or peak
            print(f"  {name:<58}{peak / MIB:9.1f} MiB{peak / base:6.2f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(added(sys.argv[1], sys.argv[2]))
    else:
        main()
