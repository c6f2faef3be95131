"""What stopped a command or a task, as findings: never a traceback, on a console or in a cell."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from workbook.catalogue import desk_live as said
from workbook.catalogue import file as said_of_file
from workbook.catalogue import kept as said_of_kept
from workbook.findings import Fact, Finding, Place, Refused, finding

_LOG = logging.getLogger("xephang")


def told(error: Exception) -> tuple[Finding, ...]:
    """For Excel: those of a refusal, one of the disk, or one with the class of any other error, which is logged."""
    if isinstance(error, Refused):
        return error.findings
    if isinstance(error, OSError) and (error.filename is not None or error.errno is not None):
        return (of_disk(error),)
    _LOG.error("stopped", exc_info=error)
    return (finding(said.STOPPED, Place(), reason=f"{type(error).__name__}: {error}"),)


def of_disk(error: OSError) -> Finding:
    """What the disk refused, told by its file."""
    path = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else None
    at = Place(file=Path(path).name if path else None)
    facts: dict[str, Fact] = {"path": path}
    if isinstance(error, PermissionError) and path:  # so Windows says of a file that is open in Excel
        return finding(said_of_file.DENIED, at, **facts)
    return finding(said_of_kept.DISK, at, **facts, reason=error.strerror or type(error).__name__)
