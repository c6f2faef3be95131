"""Imports that are killed: a prepared process forks one for each order and ends it with SIGKILL after a while.

Run as a program (`python -m tests.killed`): orders as JSON lines on stdin, {"root", "files", "delay"}; an answer
for each, {"killed", "seconds"}. Everything is loaded and the files are judged once, before the first fork, so that
almost all of a forked import's short life is spent on what may not be done by halves: originals and register.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from workbook.limits import Limits
from workbook.pipeline import judging
from workbook.pipeline.judging import Checked, RoundContext
from workbook.pipeline.receiving import import_files
from workbook.workers.pool import Job

_context: RoundContext | None = None


@cache
def _judged_once(data: bytes, label: str) -> Checked:
    return judging.judge(_context, data, label)


def _in_this_process(jobs: Iterable[Job], limits: Limits, shared: object) -> Iterator[tuple[int, object]]:
    """In place of the child processes that read files: what they find is the same at each attempt."""
    for number, job in enumerate(jobs):
        data, label, password = job.arguments
        assert isinstance(data, bytes) and isinstance(label, str) and password is None
        yield number, _judged_once(data, label)


def _attempt(root: Path, files: list[Path], delay: float | None) -> dict[str, object]:
    """One import in a forked process, killed after `delay` seconds if it still runs."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            import_files(root, files)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)  # a process that has ended waits for waitpid, and feels nothing
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed or os.waitstatus_to_exitcode(status) == 0
    return {"killed": killed, "seconds": time.perf_counter() - start}


def main() -> None:
    global _context
    vars(judging)["run_each"] = _in_this_process
    for line in sys.stdin:
        order = json.loads(line)
        root, files, delay = Path(order["root"]), [Path(name) for name in order["files"]], order["delay"]
        _context = judging.open_round(root)
        limits = judging.limits_of(_context)
        for path in files:
            one = judging.open_file(path, limits)
            _judged_once(one.data, one.label)
        print(json.dumps(_attempt(root, files, delay)), flush=True)


if __name__ == "__main__":
    main()
