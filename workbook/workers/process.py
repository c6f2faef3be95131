"""A child process of `workers`: one job after another from its pipe, each under limits, until the pipe ends."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import pickle
import pkgutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import IO, Final, NamedTuple

import workbook.catalogue
from workbook.findings import Refused

HELLO: Final = b"xephang worker 1\n"
"""The first bytes of a child: whatever else comes out of the pipe, it is not one of ours."""
_LENGTH: Final = 4


# ---------------------------------------------------------------- frames, the same on both sides
def send(pipe: IO[bytes], message: bytes) -> None:
    """One frame: its length in four bytes, then a pickle."""
    pipe.write(len(message).to_bytes(_LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes], most: int = 2 ** (8 * _LENGTH)) -> bytes | None:
    """The next frame; None where the pipe ends. A frame of more than `most` bytes is a MemoryError."""
    head = pipe.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    if length > most:
        raise MemoryError(length)
    message = pipe.read(length)
    return message if len(message) == length else None


def load_catalogue() -> None:
    """Every check of the product: findings travel by their codes and must be known on both sides."""
    for module in pkgutil.iter_modules(workbook.catalogue.__path__, "workbook.catalogue."):
        pkgutil.resolve_name(module.name)


# ---------------------------------------------------------------- memory
if sys.platform in ("win32", "emscripten"):

    @contextlib.contextmanager
    def at_most(_: int) -> Iterator[None]:
        """There is no such limit here; the parent's watchdog alone holds."""
        yield

else:
    import resource

    @contextlib.contextmanager
    def at_most(space: int) -> Iterator[None]:
        """Address space that is over `space` bytes is refused by the system: a MemoryError, however fast it grows."""
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        known = [limit for limit in (space, soft, hard) if limit != resource.RLIM_INFINITY]
        with contextlib.suppress(ValueError, OSError):  # some systems know the limit and refuse to set it
            resource.setrlimit(resource.RLIMIT_AS, (min(known), hard))
        try:
            yield
        finally:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


# ---------------------------------------------------------------- jobs
class _Loaded(NamedTuple):
    """What the jobs of one batch share: their function, and its first argument."""

    function: Callable[..., object]
    shared: object


def _load(function: str, shared: bytes, path: list[str]) -> _Loaded:
    sys.path[:] = path
    return _Loaded(pkgutil.resolve_name(function), pickle.loads(shared))


def _work(loaded: _Loaded, arguments: bytes, folder: str | None, space: int, alive: float) -> bytes:
    """The pickled answer to one job.

    The process ends after `alive` seconds even if nobody watches it any more: a thread of the interpreter itself,
    which waits for no lock, sees to that.
    """
    faulthandler.dump_traceback_later(alive, exit=True, file=1)  # 1 leads nowhere
    try:
        with at_most(space):
            try:
                if folder is not None:  # not compared with our own, which may be gone
                    os.chdir(folder)
                return pickle.dumps(("done", loaded.function(loaded.shared, *pickle.loads(arguments))))
            except (MemoryError, SystemError):  # the parser in C may lose a MemoryError on its way
                pass
            except Exception as error:
                return _failed(error)
        return pickle.dumps(("memory", None))
    finally:
        faulthandler.cancel_dump_traceback_later()


def _failed(error: Exception) -> bytes:
    """The exception itself where it comes out of a pickle as it went in, else its last line."""
    try:
        if isinstance(error, Refused):  # which is made of findings and keeps only their codes as its words
            return pickle.dumps(("refused", error.findings))
        made = pickle.dumps(("failed", error))
        if type(pickle.loads(made)[1]) is type(error):
            return made
    except Exception:  # it does not travel, and how that goes wrong is of no interest
        pass
    last = traceback.format_exception_only(error)[-1].strip()
    return pickle.dumps(("failed", RuntimeError(last)))


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one request after another until there are no more."""
    loaded: _Loaded | None = None
    while (request := receive(requests)) is not None:
        kind, *details = pickle.loads(request)
        if kind == "work" and loaded is not None:
            answer = _work(loaded, *details)
        else:
            try:
                loaded = _load(*details)
                answer = pickle.dumps(("loaded", None))
            except Exception as error:
                answer = _failed(error)
        # An idle child holds nothing of its last job: it is measured before the next one.
        del request, details
        gc.collect()
        gc.freeze()  # what is left now stays: the collector need not look through it after every job
        send(answers, answer)
        del answer


def _own(number: int, mode: str) -> IO[bytes]:
    """A standard stream for us alone; whoever prints or reads in a job meets an empty device."""
    kept = os.dup(number)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, number)
    os.close(nowhere)
    return os.fdopen(kept, mode)


def main() -> None:
    """Serve the parent; end with it, without a word."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to everybody: the parent decides
    requests, answers = _own(0, "rb"), _own(1, "wb")
    with contextlib.suppress(BrokenPipeError, OSError):
        answers.write(HELLO)
        answers.flush()
        load_catalogue()
        serve(requests, answers)
    os._exit(0)  # nothing that a job has left behind may hold us


if __name__ == "__main__":
    main()
