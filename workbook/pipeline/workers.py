"""Child processes that read files from outside, each under limits of time and memory: a bad file costs only itself."""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple

import psutil

from workbook.catalogue import file as said
from workbook.findings import Finding, Place, Refused, finding
from workbook.limits import MB, Limits
from workbook.pipeline.worker import HELLO, load_catalogue, receive, send

# How time is measured. What counts is the child's own processor time, so that a busy machine ends no honest file:
# more than `seconds` of it is too much. Waiting costs none, so there is a second limit, WAITING times as long, on the
# clock; a pause of the whole machine (a closed lid) counts as one second there. Watched by one thread every POLL.
#
# How memory is measured. What the child holds beyond its idle size, just before the job; where the system has such a
# limit (not Windows) it is told the same one, so that a burst between two looks fails at once.
POLL: Final = 0.02
WAITING: Final = 10
STARTING: Final = 120.0
"""Seconds on the clock for a child to start and to load; it takes half a second where nothing else runs."""
SPACE: Final = 32 * MB
"""Address space beside memory: libraries that are loaded on the way, the stack of a thread."""
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
    between the iterable and the caller, whatever their number. A job over the limits is an `Overrun` and its child is
    replaced. Whatever a function raises is raised here, as the same exception where it can travel, and ends the batch:
    a function that judges files gives findings back. Children that cannot be started at all are `Refused`.
    """
    pool = _pool()
    batch = _Batch(limits, pickle.dumps(shared, pickle.HIGHEST_PROTOCOL))
    most = size or default_size()
    numbered = enumerate(jobs)
    try:
        while True:
            while len(batch.at_work) < most and (taken := next(numbered, None)) is not None:
                pool.set_to_work(batch, *taken)
            if not batch.at_work:
                break
            outcome = batch.next_outcome()
            pool.take_back(batch.at_work.pop(outcome.number), outcome, limits)
            if outcome.failure is not None:
                raise outcome.failure
            # The child that came free goes on while the caller looks at the result.
            if (taken := next(numbered, None)) is not None:
                pool.set_to_work(batch, *taken)
            yield outcome.number, outcome.result
    finally:
        for child in batch.at_work.values():
            pool.end(child)


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
        self.at_work: dict[int, _Child] = {}
        self.outcomes: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()

    def next_outcome(self) -> _Outcome:
        while True:
            # On Windows a wait without an end cannot be stopped by Ctrl-C.
            with contextlib.suppress(queue.Empty):
                return self.outcomes.get(timeout=0.25)


# ---------------------------------------------------------------- one child
class _Ended(Exception):
    """The child's pipe has ended."""


class _Child:
    """A process, its pipes, and what it has loaded."""

    def __init__(self) -> None:
        # -P: files lying where the program is run are not its modules.
        command = [sys.executable, "-P", "-m", "workbook.pipeline.worker"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(_path())},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            self.meter = psutil.Process(self.process.pid)
        except BaseException:
            _end(self.process)
            raise
        self.greeted = False
        self.loaded: tuple[_Batch, str] | None = None
        self.first_size = 0

    def greet(self) -> None:
        assert self.process.stdout
        if not self.greeted and self.process.stdout.read(len(HELLO)) != HELLO:
            raise _Ended
        self.greeted = True

    def ask(self, *request: object, most: int | None = None) -> tuple[str, Any]:
        """One request and its answer."""
        assert self.process.stdin and self.process.stdout
        message = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
        try:
            send(self.process.stdin, message)
            answer = receive(self.process.stdout) if most is None else receive(self.process.stdout, most)
        except (OSError, ValueError):  # ValueError: closed by us meanwhile
            raise _Ended from None
        if answer is None:
            raise _Ended
        kind, value = pickle.loads(answer)
        return kind, value

    def holds(self) -> tuple[int, int]:
        """Bytes of memory, and of address space."""
        try:
            info = self.meter.memory_info()
        except (psutil.Error, OSError):
            return 0, 0
        # Windows takes pages away from a working set; what is promised to the process stays with it.
        return getattr(info, "private", info.rss), info.vms

    def worked(self) -> float | None:
        """Processor seconds so far; None where the system does not tell."""
        try:
            times = self.meter.cpu_times()
        except (psutil.Error, OSError):
            return None
        return times.user + times.system


def _folder() -> str | None:
    """Where relative paths start; None where that folder is gone."""
    try:
        return os.getcwd()
    except OSError:
        return None


def _path() -> list[str]:
    """Where modules are found here, so that a child finds the same ones; "" is the folder that we are in."""
    return [entry or _folder() or os.curdir for entry in sys.path if isinstance(entry, str)]


def _end(process: subprocess.Popen[bytes]) -> int:
    """End the process if it still runs, let go of its pipes, and give its exit code."""
    process.kill()
    code = process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError, ValueError):
                pipe.close()
    return code


# ---------------------------------------------------------------- the watchdog
class _Watch:
    """One child at work, and what it may still use; `over` is the limit that it broke."""

    def __init__(self, child: _Child, clock: float, seconds: float | None = None, memory: int | None = None) -> None:
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


class _Watchdog:
    """One thread that looks at all children at work, and sleeps while there are none."""

    def __init__(self) -> None:
        self._watches: set[_Watch] = set()
        self._changed = threading.Condition()
        threading.Thread(target=self._look_around, name="watchdog of child processes", daemon=True).start()

    @contextlib.contextmanager
    def over(self, watch: _Watch) -> Iterator[None]:
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


# ---------------------------------------------------------------- the pool
class _Pool:
    """All children of this process: some at work, some waiting for the next batch."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._watchdog = _Watchdog()
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

    def take_back(self, child: _Child, outcome: _Outcome, limits: Limits) -> None:
        """Keep the child for later, unless it has ended or grown."""
        grown = child.holds()[0] - child.first_size > limits.memory_mb * MB // 4
        with self._lock:
            sound = child in self._all and not isinstance(outcome.result, Overrun)
            keep = sound and not grown and len(self._idle) < default_size()
            if keep:
                self._idle.append(child)
        if not keep:
            self.end(child)

    def end(self, child: _Child) -> int:
        with self._lock:
            self._all.discard(child)
        return _end(child.process)

    def end_all(self) -> None:
        with self._lock:
            children, self._all, self._idle = self._all, set(), []
        for child in children:
            _end(child.process)

    def _get(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                self._all.discard(child)
                _end(child.process)
        try:
            child = _Child()
        except (OSError, ValueError, psutil.Error, subprocess.SubprocessError) as error:
            raise _no_start(error) from error
        with self._lock:
            self._all.add(child)
        return child

    def _outcome(self, child: _Child, batch: _Batch, number: int, job: Job) -> _Outcome:
        if (failure := self._load(child, batch, job.function)) is not None:
            return _Outcome(number, failure=failure)
        limits = batch.limits
        memory, space = child.holds()
        seconds, room = float(limits.seconds), limits.memory_mb * MB
        watch = _Watch(child, seconds * WAITING, seconds, memory + room)
        alive = seconds * WAITING + AFTERWARDS
        try:
            with self._watchdog.over(watch):
                arguments = pickle.dumps(job.arguments, pickle.HIGHEST_PROTOCOL)
                request = ("work", arguments, _folder(), space + room + SPACE, alive)
                kind, value = child.ask(*request, most=memory + room)
        except _Ended:
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
            return _Outcome(number, Overrun("crash", code=_exit_code(child.process)))
        if kind == "done":
            return _Outcome(number, value)
        return _Outcome(number, failure=_raised(kind, value))

    def _load(self, child: _Child, batch: _Batch, function: str) -> BaseException | None:
        """Start the child and tell it what the batch shares; whatever stops that would stop every job."""
        if child.loaded == (batch, function):
            return None
        watch = _Watch(child, STARTING)
        try:
            with self._watchdog.over(watch):
                child.greet()
                kind, value = child.ask("load", function, batch.shared, _path())
        except _Ended:
            reason = f"> {STARTING:g} s" if watch.over else f"exit {_exit_code(child.process)}"
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


def _exit_code(process: subprocess.Popen[bytes]) -> int:
    """How the process ended, whose pipe has ended: it may take a moment more."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(1.0)
    return _end(process)


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
