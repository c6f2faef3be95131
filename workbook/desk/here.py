"""Where the desk runs, and what is possible and allowed there: on this computer, on a server, in a browser."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from workbook.catalogue import desk as said
from workbook.desk.tasks import Run, in_words
from workbook.findings import Place, Refused, Words, finding

ROUNDS: Final = "XEPHANG_ROUNDS"
"""The environment variable of a server that names the folder with its rounds."""


class Here(NamedTuple):
    children: bool = True
    """Whether child processes can be started."""
    server: bool = False
    """Whether what is typed comes from others: then paths lead only where the administrator has said."""
    runs: Mapping[str, Run] = MappingProxyType({})
    """The tasks about what else is open, by name: only who has that Excel can do them."""


HERE: Final = Here()
"""On the user's own computer."""


def here_of(remote: bool, system: str) -> Here:
    """For a desk that is seen from afar or not. In a browser (xlwings Lite) the files are the user's own."""
    browser = system == "emscripten"
    return Here(children=not browser, server=remote and not browser)


def round_folder(typed: str, here: Here = HERE) -> Path:
    """The round's folder; Refused where it is none. What is wrong in round.toml is told by the task itself."""
    label = in_words("desk_root")
    if not typed:
        raise Refused([finding(said.ROUND_EMPTY, Place(), label=label)])
    root = allowed(typed, _rounds()) if here.server else Path(typed)
    if root.name.casefold() == "round.toml" and root.is_file():
        root = root.parent
    # Where Excel was started from is nobody's wish: it may even be a folder with another round.
    whole = here.server or root.is_absolute()
    if whole and (root / "round.toml").is_file():
        return root
    if not whole:
        problem = Words("đây chưa phải đường dẫn đầy đủ", "this is no full path")
    elif root.is_dir():
        problem = Words("thư mục này không có tệp round.toml", "this folder has no file round.toml")
    else:
        problem = Words("không có thư mục này trên máy", "there is no such folder on this computer")
    raise Refused([finding(said.ROUND_WRONG, Place(), label=label, path=typed, problem=problem)])


def chosen_path(typed: str, root: Path, here: Here = HERE) -> str:
    """The path that was typed as a task's choice; from the round's folder where it is no whole one."""
    return str(allowed(typed, root)) if typed and here.server else typed


def allowed(typed: str, start: Path) -> Path:
    """A path typed on a server, links followed; Refused where it leads out of the rounds' folder, there or not."""
    rounds = _rounds()
    # Only to look at \\computer\share would already log on there.
    if not all(char in "/\\" for char in (typed[:2] + "  ")[:2]):
        with suppress(OSError, ValueError, RuntimeError):
            path = (start / typed).resolve()
            if path.is_relative_to(rounds):
                return path
    raise Refused([finding(said.OUTSIDE, Place(), path=typed)])


def _rounds() -> Path:
    """The folder with the server's rounds; Refused where the administrator has not named one that is there."""
    with suppress(OSError, ValueError, RuntimeError):
        path = Path(os.environ.get(ROUNDS, ""))
        if path.is_absolute() and path.is_dir():
            return path.resolve()
    raise Refused([finding(said.ROUNDS_UNSET, Place(), name=ROUNDS)])
