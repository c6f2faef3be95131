"""The pool: jobs in, results out, each job in a child process under limits of time and memory."""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import queue
import subprocess
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple

from workbook.catalogue import file as said
from workbook.findings import Finding, Place, Refused, finding
from workbook.limits import MB, Limits
from workbook.workers.child import Child, Ended, folder, path
from workbook.workers.process import load_catalogue
from workbook.workers.watchdog import Watch, Watchdog

WAITING: Final = 10
STARTING: Final = 120.0
"""Seconds on the clock for a child to start and to load; it takes half a second where nothing else runs."""
SPACE: Final = 32 * MB
"""Address space beside memory: libraries that are loaded on the way, the stack of a thread."""
AHEAD: Final = 16
"""So many jobs after the oldest at work the next one waits: who wants results in order keeps no more than these."""
AFTERWARDS: Final = 10.0
"""Seconds after which a child ends itself, if by then its parent has not."""


class Job(NamedTuple):
    """One call: the function's name as "package.module:function", and what follows its first argument."""

    function: str
    arguments: tuple[object, ...] = ()


class Overrun(NamedTuple):
    """A job that was ended: over a limit, or its process died."""

    limit: Literal["seconds", "memory_mb", "crash"]
    allowed: int = 0
    """The limit; 0 for a crash."""
    code: int = 0
    """How the process ended: its exit code, or a signal as a negative number."""

    def told(self, at: Place) -> Finding:
        """The finding on the file that the job was about."""
        if self.limit == "seconds":
            return finding(said.TOO_SLOW, at, max=self.allowed)
        if self.limit == "memory_mb":
            return finding(said.TOO_MUCH_MEMORY, at, max=self.allowed)
        return finding(said.READER_DIED, at, code=self.code)


def run_each(
    jobs: Iterable[Job], limits: Limits, shared: object | None = None, size: int | None = None
) -> Iterator[tuple[int, object | Overrun]]:
    """Call function(shared, *arguments) for each job in child processes; (number, result) as they are ready.

    `shared` travels once to each child. Jobs are taken as children come free: never more than `size` and one are
    between the iterable and the caller, whatever their number, and none that is AHEAD of the oldest. A job over the
    limits is an `Overrun` and its child is replaced. Whatever a function raises is raised here, as the same exception
    where it can travel, and ends the batch: a function that judges files gives findings back. Children that cannot be
    started at all are `Refused`.
    """
    pool = _pool()
    batch = _Batch(limits, pickle.dumps(shared, pickle.HIGHEST_PROTOCOL))
    most = size or default_size()
    numbered = enumerate(jobs)

    def set_to_work() -> None:
        """Give every free child a job."""
        while len(batch.at_work) < most and batch.given - min(batch.at_work, default=batch.given) < AHEAD:
            if (taken := next(numbered, None)) is None:
                break
            batch.given += 1
            pool.set_to_work(batch, *taken)

    try:
        set_to_work()
        while batch.at_work:
            outcome = batch.next_outcome()
            pool.take_back(batch.at_work.pop(outcome.number), outcome, limits)
            if outcome.failure is not None:
                raise outcome.failure
            set_to_work()  # a child that came free goes on while the caller looks at the result
            yield outcome.number, outcome.result
    finally:
        for child in batch.at_work.values():
            pool.end(child)


def run_one(job: Job, limits: Limits, at: Place, shared: object | None = None) -> object:
    """What one job gives; Refused where it is ended, at a place that the finding names."""
    ((_, result),) = run_each([job], limits, shared)
    if isinstance(result, Overrun):
        raise Refused([result.told(at)])
    return result


def default_size() -> int:
    """Children that work at the same time, where nobody says."""
    return min(4, os.cpu_count() or 1)


# ---------------------------------------------------------------- one batch
class _Outcome(NamedTuple):
    """What became of one job: its result, or the exception that ends the batch."""

    number: int
    result: object = None
    failure: BaseException | None = None


class _Batch:
    """The jobs of one call of `run_each` that are under way."""

    def __init__(self, limits: Limits, shared: bytes) -> None:
        self.limits, self.shared = limits, shared
        self.given = 0
        self.at_work: dict[int, Child] = {}
        self.outcomes: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()

    def next_outcome(self) -> _Outcome:
        while True:
            # On Windows a wait without an end cannot be stopped by Ctrl-C.
            with contextlib.suppress(queue.Empty):
                return self.outcomes.get(timeout=0.25)


# ---------------------------------------------------------------- the pool
class _Pool:
    """All children of this process: some at work, some waiting for the next batch."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._all: set[Child] = set()
        self._watchdog = Watchdog()
        load_catalogue()

    def set_to_work(self, batch: _Batch, number: int, job: Job) -> None:
        """Give the job to a child; what becomes of it comes to the batch's outcomes."""
        child = self._get()
        batch.at_work[number] = child

        def work() -> None:
            try:
                outcome = self._outcome(child, batch, number, job)
            except BaseException as error:
                self.end(child)
                outcome = _Outcome(number, failure=error)
            batch.outcomes.put(outcome)

        # A thread for each job: a pipe can be waited for in no other way that Windows knows too.
        threading.Thread(target=work, name=f"job {number}", daemon=True).start()

    def take_back(self, child: Child, outcome: _Outcome, limits: Limits) -> None:
        """Keep the child for later, unless it has ended or grown."""
        grown = child.holds()[0] - child.first_size > limits.memory_mb * MB // 4
        with self._lock:
            sound = child in self._all and not isinstance(outcome.result, Overrun)
            keep = sound and not grown and len(self._idle) < default_size()
            if keep:
                self._idle.append(child)
        if not keep:
            self.end(child)

    def end(self, child: Child) -> int:
        with self._lock:
            self._all.discard(child)
        return child.end()

    def end_all(self) -> None:
        with self._lock:
            children, self._all, self._idle = self._all, set(), []
        for child in children:
            child.end()

    def _get(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                self._all.discard(child)
                child.end()
        try:
            child = Child()
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise _no_start(error) from error
        with self._lock:
            self._all.add(child)
        return child

    def _outcome(self, child: Child, batch: _Batch, number: int, job: Job) -> _Outcome:
        if (failure := self._load(child, batch, job.function)) is not None:
            return _Outcome(number, failure=failure)
        limits = batch.limits
        memory, space = child.holds()
        seconds, room = float(limits.seconds), limits.memory_mb * MB
        watch = Watch(child, seconds * WAITING, seconds, memory + room)
        alive = seconds * WAITING + AFTERWARDS
        try:
            with self._watchdog.over(watch):
                arguments = pickle.dumps(job.arguments, pickle.HIGHEST_PROTOCOL)
                request = ("work", arguments, folder(), space + room + SPACE, alive)
                kind, value = child.ask(*request, most=memory + room)
        except Ended:
            kind, value = "ended", None
        except MemoryError:
            kind, value = "memory", None
        except Exception as error:  # arguments or a result that cannot travel: ours to mend
            self.end(child)
            return _Outcome(number, failure=error)
        if watch.over == "seconds":
            return _Outcome(number, Overrun("seconds", limits.seconds))
        if watch.over == "memory_mb" or kind == "memory":
            return _Outcome(number, Overrun("memory_mb", limits.memory_mb))
        if kind == "ended":
            return _Outcome(number, Overrun("crash", code=child.exit_code()))
        if kind == "done":
            return _Outcome(number, value)
        return _Outcome(number, failure=_raised(kind, value))

    def _load(self, child: Child, batch: _Batch, function: str) -> BaseException | None:
        """Start the child and tell it what the batch shares; whatever stops that would stop every job."""
        if child.loaded == (batch, function):
            return None
        watch = Watch(child, STARTING)
        try:
            with self._watchdog.over(watch):
                child.greet()
                kind, value = child.ask("load", function, batch.shared, path())
        except Ended:
            reason = f"> {STARTING:g} s" if watch.over else f"exit {child.exit_code()}"
            return _no_start(reason)
        if kind != "loaded":
            return _raised(kind, value)
        child.loaded = (batch, function)
        child.first_size = child.first_size or child.holds()[0]
        return None


def _raised(kind: str, value: Any) -> BaseException:
    """What a function raised in the child."""
    if kind == "refused":
        return Refused(value)
    return value if isinstance(value, Exception) else RuntimeError(f"{kind}: {value!r}")


def _no_start(reason: object) -> Refused:
    text = getattr(reason, "strerror", None) or str(reason)
    return Refused([finding(said.NO_CHILDREN, Place(), reason=text)])


_pools: list[_Pool] = []


def _pool() -> _Pool:
    """The pool of this process, made when it is first needed; a forked process makes its own."""
    if not _pools or _pools[-1].owner != os.getpid():
        _pools.append(_Pool())
    return _pools[-1]


@atexit.register
def close() -> None:
    """End all children of this process; a later batch starts new ones."""
    if _pools and _pools[-1].owner == os.getpid():
        _pools[-1].end_all()
