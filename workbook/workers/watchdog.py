"""The watchdog: one thread that looks at all children at work, and ends those that are over a limit."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Final, Literal

from workbook.workers.child import Child

# How time is measured. What counts is the child's own processor time, so that a busy machine ends no honest file:
# more than `seconds` of it is too much. Waiting costs none, so there is a second limit, WAITING times as long, on the
# clock; a pause of the whole machine (a closed lid) counts as one second there. Watched by one thread every POLL.
#
# How memory is measured. What the child holds beyond its idle size, just before the job; where the system has such a
# limit (not Windows) it is told the same one, so that a burst between two looks fails at once.
POLL: Final = 0.02


class Watch:
    """One child at work, and what it may still use; `over` is the limit that it broke."""

    def __init__(self, child: Child, clock: float, seconds: float | None = None, memory: int | None = None) -> None:
        self.child, self.clock, self.memory = child, clock, memory
        start = child.worked()
        self.cpu = None if start is None or seconds is None else start + seconds
        self.over: Literal["seconds", "memory_mb"] | None = None

    def look(self, passed: float) -> None:
        """Count the time that has passed; over a limit the child is ended."""
        self.clock -= min(passed, 1.0)
        worked = None if self.cpu is None else self.child.worked()
        if self.memory is not None and self.child.holds()[0] > self.memory:
            self.over = "memory_mb"
        elif self.clock < 0 or (self.cpu is not None and worked is not None and worked > self.cpu):
            self.over = "seconds"
        if self.over is not None:
            with contextlib.suppress(OSError):
                self.child.process.kill()


class Watchdog:
    """One thread that looks at all children at work, and sleeps while there are none."""

    def __init__(self) -> None:
        self._watches: set[Watch] = set()
        self._changed = threading.Condition()
        threading.Thread(target=self._look_around, name="watchdog of child processes", daemon=True).start()

    @contextlib.contextmanager
    def over(self, watch: Watch) -> Iterator[None]:
        with self._changed:
            self._watches.add(watch)
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._watches.discard(watch)

    def _look_around(self) -> None:
        last = time.monotonic()
        while True:
            with self._changed:
                if not self._watches:
                    self._changed.wait()
                    last = time.monotonic()
                now = time.monotonic()
                for watch in self._watches:
                    if watch.over is None:
                        watch.look(now - last)
                last = now
            time.sleep(POLL)
