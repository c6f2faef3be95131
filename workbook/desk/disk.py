"""One file where Excel or xlwings looks for it: what stands there, written, deleted; a link is somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from workbook.catalogue import desk_install as said
from workbook.catalogue import file as said_of_file
from workbook.excel.write import save_bytes
from workbook.findings import Finding, Place, Refused, finding


class Seen(NamedTuple):
    """What stands at a path."""

    kind: str
    """absent, file, link or other (a folder, a pipe)."""
    data: bytes = b""
    """Of a link: what it leads to, empty where that is no file."""


def look(path: Path) -> Seen:
    """What stands there; Refused where it may not be read, or where a file lies in the place of its folder."""
    try:
        if path.is_symlink():
            return Seen("link", path.read_bytes() if path.is_file() else b"")
        if path.is_file():
            return Seen("file", path.read_bytes())
        if path.exists():
            return Seen("other")
    except FileNotFoundError:
        return Seen("absent")
    except PermissionError:
        raise _open(path) from None
    for folder in path.parents:
        if folder.is_file():
            facts = {"path": str(folder), "reason": "not a folder"}
            raise Refused([finding(said_of_file.UNWRITABLE, Place(file=folder.name), **facts)])
    return Seen("absent")


def write(path: Path, data: bytes) -> None:
    """Put the file there; said in the words of an add-in where it cannot be."""
    try:
        save_bytes(path, data)
    except Refused as refused:
        # "Close the file" helps nobody: an add-in has no window.
        if [found.code for found in refused.findings] == [said_of_file.IN_USE.code]:
            raise _open(path) from None
        raise


def delete(path: Path) -> None:
    """Take the file away, if there is one."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        raise _open(path) from None


def _open(path: Path) -> Refused:
    return Refused([finding(said.ADDIN_OPEN, Place(file=path.name), path=str(path))])


def no_file(path: Path) -> Finding:
    """A folder, a pipe: whatever lies there in the place of a file."""
    return finding(said.NOT_A_FILE, Place(file=path.name), path=str(path))
