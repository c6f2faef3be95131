"""The macros of a workbook with buttons: the VBA project out of the installed xlwings, which is not loaded for that.

No binary of others lies among our files: whoever has no xlwings gets the workbook without macros.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

MACRO: Final = "SampleCall"
"""The macro of that project: it imports the Python module that has the workbook's name, and calls its main()."""
_SOURCE: Final = "quickstart_standalone.xlsm"
_PART: Final = "xl/vbaProject.bin"
_LARGEST: Final = 4_000_000
_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_MODULES: Final = ("ThisWorkbook", "Sheet1", "Sheet2", "Module1", "xlwings")


def xlwings_folder() -> Path | None:
    """Where the package lies; None where it is not installed."""
    for finder in sys.meta_path:
        try:
            spec = finder.find_spec("xlwings", None)
        except (ImportError, AttributeError):
            return None
        if spec is not None:
            places = spec.submodule_search_locations
            return Path(next(iter(places))) if places else None
    return None


def vba_project(folder: Path | None = None) -> bytes | None:
    """The VBA project; None where xlwings, or this file of it, is missing or of another shape."""
    folder = folder or xlwings_folder()
    if folder is None:
        return None
    try:
        with ZipFile(BytesIO((folder / _SOURCE).read_bytes())) as parts:
            if parts.getinfo(_PART).file_size > _LARGEST:
                return None
            data = parts.read(_PART)
    except (OSError, BadZipFile, KeyError, ValueError):
        return None
    # An OLE container, in which the names of its modules are written as UTF-16.
    known = data[:8] == _OLE and all(name.encode("utf-16-le") in data for name in _MODULES)
    return data if known else None
