"""The command `xephang`, and `python -m workbook` where scripts are not on the path: from its first moment it can stop.

Loading the program takes seconds on a slow computer, and Ctrl-C does not wait; so nothing is loaded up here.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import pairwise
from typing import NoReturn

STOPPED = {"vi": "Đã dừng theo yêu cầu.", "en": "Stopped."}
"""As in cli/words, which may just be half loaded when this is said."""
CODE = 130


def main() -> NoReturn:
    """The console command."""
    try:
        # Amid imports a KeyboardInterrupt may come out as any other error, or as none: until then, end at once.
        ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if ours:
            signal.signal(signal.SIGINT, _end)
        from workbook.cli.commands import execute

        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = execute(None)
    except KeyboardInterrupt:
        _say_stopped()
        code = CODE
    sys.exit(code)


def _end(*_: object) -> NoReturn:
    """Nothing has been begun yet, so there is nothing to clean up."""
    _say_stopped()
    os._exit(CODE)


def _say_stopped() -> None:
    words = sys.argv[1:]
    english = "--lang=en" in words or ("--lang", "en") in pairwise(words)
    print(STOPPED["en" if english else "vi"], file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
