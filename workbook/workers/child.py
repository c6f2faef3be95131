"""One child process: how it is started, asked, measured and ended."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from typing import Any

from workbook.workers.process import HELLO, receive, send

if sys.platform != "emscripten":  # where the desk may be asked in a browser, and nothing is judged
    import psutil


class Ended(Exception):
    """The child's pipe has ended."""


class Child:
    """A process, its pipes, and what it has loaded."""

    def __init__(self) -> None:
        # -P: the folder where the program is run is searched for modules only where `path` says so, as it is here.
        command = [sys.executable, "-P", "-m", "workbook.workers.process"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path())},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            self.meter = psutil.Process(self.process.pid)
        except psutil.Error as error:
            self.end()
            raise OSError(str(error)) from error
        self.greeted = False
        self.loaded: object = None
        """What it was told last, which the next jobs may share."""
        self.first_size = 0

    def greet(self) -> None:
        assert self.process.stdout
        if not self.greeted and self.process.stdout.read(len(HELLO)) != HELLO:
            raise Ended
        self.greeted = True

    def ask(self, *request: object, most: int | None = None) -> tuple[str, Any]:
        """One request and its answer."""
        assert self.process.stdin and self.process.stdout
        message = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
        try:
            send(self.process.stdin, message)
            answer = receive(self.process.stdout) if most is None else receive(self.process.stdout, most)
        except (OSError, ValueError):  # ValueError: closed by us meanwhile
            raise Ended from None
        if answer is None:
            raise Ended
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

    def end(self) -> int:
        """End the process if it still runs, let go of its pipes, and give its exit code."""
        self.process.kill()
        code = self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()
        return code

    def exit_code(self) -> int:
        """How the process ended, whose pipe has ended: it may take a moment more."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(1.0)
        return self.end()


def folder() -> str | None:
    """Where relative paths start; None where that folder is gone."""
    try:
        return os.getcwd()
    except OSError:
        return None


def path() -> list[str]:
    """Where modules are found here, so that a child finds the same ones; "" is the folder that we are in."""
    return [entry or folder() or os.curdir for entry in sys.path if isinstance(entry, str)]
