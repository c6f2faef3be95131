"""Which rubric a custom function means: a shipped id, a full path, a round's folder or the desk's round; read once.

A formula may stand in a workbook from anywhere. So nothing is looked for beside it or in the folder in
which Excel happens to run, and no other computer is asked: names as `\\\\server\\share` are refused, in the
formula, in the round that it names, and in links on the way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final, TypeVar

from workbook.findings import Refused, Words
from workbook.loading.rubric import rubric_path, shipped_rubrics
from workbook.loading.source import read_toml
from workbook.pipeline.rubrics import load_any
from workbook.rubric import Rubric
from workbook.shelf import shelf

T = TypeVar("T")
ROUND_FILE: Final = "round.toml"
_KEPT: Final = 32
"""Files that are remembered; a sheet with thousands of formulas names one or two."""
_Stamp = tuple[int, int]
_rubrics: dict[Path, tuple[_Stamp, Rubric | Refused]] = {}
_rounds: dict[Path, tuple[_Stamp, Path | Refused]] = {}


class Unanswered(Exception):
    """A function has no answer; the words say why, in the cell."""

    def __init__(self, vi: str, en: str) -> None:
        self.words = Words(vi, en)
        super().__init__(en)


class _Desk:
    """What the place in which the functions run settles for all of them."""

    paths: bool = True
    """Whether a formula may name files: not on a server, where they are others' files."""


_desk_round: ContextVar[Path | None] = ContextVar("desk_round", default=None)


@contextmanager
def of_round(folder: Path | None) -> Iterator[None]:
    """Inside, an empty rubric is that of this round. One process may serve the desks of several rounds."""
    before = _desk_round.set(folder)
    try:
        yield
    finally:
        _desk_round.reset(before)


def allow_paths(allowed: bool) -> None:
    """Whether formulas may name files from now on; shipped ids, and the round of their own desk, always work."""
    _Desk.paths = allowed


def rubric_named(name: str) -> Rubric:
    """The rubric; Unanswered or Refused where there is none. A file is read again only when it has changed."""
    if name in shipped_rubrics():
        return _read(shelf("rubrics") / f"{name}.toml", _rubrics, _rubric)
    path = _path(name)
    if path.is_dir():
        path = path / ROUND_FILE
    _stay_here(path)
    if path.name.lower() == ROUND_FILE:
        path = _read(path, _rounds, _of_round)
        _stay_here(path)
    return _read(path, _rubrics, _rubric)


def _path(name: str) -> Path:
    folder = _desk_round.get()
    if not name and folder is not None:
        return folder
    if not _Desk.paths:
        raise Unanswered(
            f"trên máy chủ chỉ dùng được các bộ tiêu chí có sẵn: {', '.join(shipped_rubrics())}.",
            f"on a server only the shipped rubrics can be used: {', '.join(shipped_rubrics())}.",
        )
    if not name:
        raise Unanswered(
            "chưa ghi bộ tiêu chí. Ghi mã có sẵn, hoặc đường dẫn đầy đủ tới tệp hay thư mục của đợt; chỉ hàm nạp từ "
            "chính bàn làm việc của đợt mới được để trống.",
            "no rubric is named. Give a shipped id, or the full path of a file or of a round's folder; only functions "
            "loaded from a round's own desk may leave it empty.",
        )
    if _names_network(name):
        raise Unanswered(
            "không mở đường dẫn mạng (\\\\máy\\thư mục) từ một công thức. Hãy gán thư mục ấy thành một ổ đĩa.",
            "a formula opens no network path (\\\\server\\share). Map the folder to a drive letter and name that.",
        )
    path = Path(name)
    if path.is_absolute():
        _stay_here(path)
        if path.suffix.lower() in (".toml", ".xlsx") or path.is_dir():
            return path
    known = ", ".join(shipped_rubrics())
    raise Unanswered(
        f"không có bộ tiêu chí “{short(name)}”. Ghi đường dẫn đầy đủ, hoặc một mã có sẵn: {known}.",
        f"there is no rubric “{short(name)}”. Give a full path or a shipped id: {known}.",
    )


def _names_network(name: str) -> bool:
    """Whether a path is on another computer, which only to look there would already log on to."""
    return len(name) > 1 and all(char in "/\\" for char in name[:2])


def _stay_here(path: Path) -> None:
    """Unanswered where a link on the path leads to another computer; links are read here, and not followed there."""
    reached, parts = Path(path.anchor), list(reversed(path.parts[1:]))
    links = _MOST_LINKS
    while parts:
        step = parts.pop()
        if step == "..":
            reached = reached.parent
            continue
        if not os.path.islink(reached / step):
            reached /= step
            continue
        target, links = _link(reached / step), links - 1
        if links < 0 or (_names_network(target) and not _LOCAL_TARGET.match(target)):
            where = short(str(path))
            raise Unanswered(
                f"không mở “{where}”: trên đường dẫn ấy có liên kết dẫn tới đường dẫn mạng (\\\\máy\\thư mục).",
                f"“{where}” is not opened: a link on that path leads to a network path (\\\\server\\share).",
            )
        onward = reached / target
        reached = Path(onward.anchor)
        parts += reversed(onward.parts[1:])


_MOST_LINKS: Final = 40
_LOCAL_TARGET: Final = re.compile(r"[\\/]{2}\?[\\/][A-Za-z]:")
"""How Windows writes what a link leads to on a drive of its own."""


def _link(path: Path) -> str:
    try:
        return os.readlink(path)
    except OSError:
        raise _closed(path) from None


def _closed(path: Path) -> Unanswered:
    where = short(str(path))
    return Unanswered(f"không mở được tệp “{where}”.", f"the file “{where}” cannot be opened.")


def _read(path: Path, kept: dict[Path, tuple[_Stamp, T | Refused]], make: Callable[[Path], T]) -> T:
    """What a file holds, as it was read last where it has not changed; a file with errors is not read again either."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        raise _closed(path) from None
    stamp = stat.st_mtime_ns, stat.st_size
    known = kept.get(path)
    if known is None or known[0] != stamp:
        if len(kept) >= _KEPT:
            kept.clear()
        try:
            known = stamp, make(path)
        except Refused as refused:
            known = stamp, refused
        kept[path] = known
    if isinstance(known[1], Refused):
        raise Refused(known[1].findings)
    return known[1]


def _rubric(path: Path) -> Rubric:
    return load_any(path)[0]


def _of_round(path: Path) -> Path:
    """The file of the rubric that a round names."""
    raw, _ = read_toml(path, path.name)
    name = raw.get("rubric")
    if not isinstance(name, str):
        raise Unanswered(f"tệp {ROUND_FILE} chưa ghi bộ tiêu chí của đợt.", f"{ROUND_FILE} names no rubric.")
    if name not in shipped_rubrics():
        if _names_network(name):
            raise Unanswered(
                f"tệp {ROUND_FILE} ghi bộ tiêu chí ở đường dẫn mạng ({short(name)}); một công thức không mở đường dẫn "
                "mạng. Chép tệp ấy vào thư mục của đợt rồi ghi tên tệp.",
                f"{ROUND_FILE} names a rubric at a network path ({short(name)}), which a formula does not open. Copy "
                "the file into the round's folder and name it there.",
            )
        _stay_here(path.parent / name)
    return rubric_path(name, path.parent)


def short(text: str, most: int = 60) -> str:
    """A text from a cell or a file inside a message: one line, not endless."""
    line = "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= most else line[: most - 1] + "…"
