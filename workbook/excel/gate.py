"""The door: bytes from outside are looked at before anything in them is believed.

Here the kind of file is named, sizes are limited and really counted, and the parts of the zip
are handed out one at a time. What the parts mean is known in `read`, not here.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final, NoReturn

from workbook.catalogue import file as checks
from workbook.findings import Check, Fact, Place, Refused, finding

FILE_LIMIT: Final = 20 * 2**20
"""Bytes of the file itself; a council's largest workbook has about 2 MB."""
INFLATED_LIMIT: Final = 100 * 2**20
ENTRY_LIMIT: Final = 2000
RATIO_LIMIT: Final = 200
RATIO_FROM: Final = 10 * 2**20
"""The ratio is judged from this size on: a small, very regular sheet shrinks well in all honesty."""

_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, OverflowError, struct.error)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The two that the format knows. Others have faults of their own and, as LZMA, ask for memory unseen."""


def refuse(check: Check, at: Place, **facts: Fact) -> NoReturn:
    """Nothing can go on because of this one finding."""
    raise Refused([finding(check, at, **facts)])


# ---------------------------------------------------------------- from the disk
def read_file(path: Path) -> bytes:
    """The whole file; whatever stands in the way is a FILE finding in `Refused`."""
    at = Place(file=path.name)
    if path.name.startswith("~$"):
        refuse(checks.LOCK_FILE, at, wanted=path.name[2:])
    try:
        if path.is_dir():  # asked first: Windows says "permission denied" of a folder
            refuse(checks.FOLDER, at, path=str(path))
        with path.open("rb") as stream:
            data = stream.read(FILE_LIMIT + 1)
            size = path.stat().st_size
    except FileNotFoundError:
        refuse(checks.MISSING, at, path=str(path))
    except PermissionError:
        refuse(checks.DENIED, at, path=str(path))
    except OSError as error:
        refuse(checks.UNREADABLE, at, path=str(path), reason=error.strerror or type(error).__name__)
    except ValueError:  # a null character in the path
        refuse(checks.MISSING, at, path=str(path))
    _fits(max(size, len(data)), at)
    return data


def _fits(size: int, at: Place) -> None:
    if size > FILE_LIMIT:
        refuse(checks.TOO_LARGE, at, size=-(-size // 2**20), max=FILE_LIMIT // 2**20)


# ---------------------------------------------------------------- the parts
class Parts:
    """The parts of one .xlsx; inflating is paid from one budget, so that no bomb goes off."""

    def __init__(self, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], at: Place) -> None:
        self._archive, self._entries, self._at = archive, entries, at
        self._budget = INFLATED_LIMIT

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._entries

    def read(self, part: str) -> bytes:
        """One part's bytes; a missing, broken or endless part is a finding."""
        entry = self._entries.get(part.casefold())
        if entry is None:
            refuse(checks.DAMAGED, self._at, part=part, reason="không có / missing")
        if entry.compress_type not in _PACKINGS:
            refuse(checks.REPACKED, self._at, part=part, found=entry.compress_type)
        chunks = []
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    self._budget -= len(chunk)
                    if self._budget < 0:
                        _too_big(self._at)
                    chunks.append(chunk)
        except _BROKEN as error:
            refuse(checks.DAMAGED, self._at, part=part, reason=_reason(error))
        return b"".join(chunks)


def open_parts(data: bytes, name: str) -> Parts:
    """Judge the bytes of a file called `name` and open it; another kind of file is named."""
    at = Place(file=name)
    _fits(len(data), at)
    _is_zip(data, at)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        entries = archive.infolist()
    except _BROKEN as error:
        refuse(checks.DAMAGED, at, part="zip", reason=_reason(error))
    _small_enough(entries, len(data), at)
    named = _by_name(entries, at)
    parts = Parts(archive, named, at)
    _is_workbook(parts, named, at)
    return parts


def _small_enough(entries: list[zipfile.ZipInfo], packed: int, at: Place) -> None:
    if len(entries) > ENTRY_LIMIT:
        refuse(checks.TOO_MUCH_INSIDE, at, what=f"{len(entries)} (zip)", max=ENTRY_LIMIT)
    inflated = sum(entry.file_size for entry in entries)
    if inflated > INFLATED_LIMIT or (inflated > RATIO_FROM and inflated > packed * RATIO_LIMIT):
        _too_big(at)


def _too_big(at: Place) -> NoReturn:
    refuse(checks.TOO_MUCH_INSIDE, at, what=f"> {INFLATED_LIMIT // 2**20} MB", max=f"{INFLATED_LIMIT // 2**20} MB")


def _by_name(entries: Iterable[zipfile.ZipInfo], at: Place) -> dict[str, zipfile.ZipInfo]:
    """Entries by folded name: part names do not care for case, and two of one name are a trap."""
    named: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if entry.filename.endswith("/"):  # a folder; is_dir() fails on an empty name
            continue
        steps = entry.filename.split("/")
        if ".." in steps or steps[0] == "" or ":" in steps[0]:
            refuse(checks.UNSAFE, at, reason=entry.filename)
        if entry.flag_bits & 1:
            refuse(checks.ENCRYPTED, at)
        key = entry.filename.casefold()
        if key in named:
            refuse(checks.UNSAFE, at, reason=f"2 x {entry.filename}")
        named[key] = entry
    return named


def _is_workbook(parts: Parts, named: Mapping[str, zipfile.ZipInfo], at: Place) -> None:
    """Other formats are zips as well; only the plain .xlsx goes through."""
    if "mimetype" in named and parts.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        refuse(checks.OPEN_DOCUMENT, at)
    if "[content_types].xml" not in named:
        refuse(checks.ARCHIVE, at)
    if any(part.startswith(("word/", "ppt/")) for part in named):
        refuse(checks.WORD, at)
    types = parts.read("[Content_Types].xml")
    if b"sheet.binary" in types or "xl/workbook.bin" in named:
        refuse(checks.BINARY_EXCEL, at)
    if b"macroEnabled" in types or any(part.endswith("vbaproject.bin") for part in named):
        refuse(checks.MACROS, at)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


# ---------------------------------------------------------------- what else it may be
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06", b"PK00PK")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"mime-version", b"<style")


def _is_zip(data: bytes, at: Place) -> None:
    if not data:
        refuse(checks.EMPTY, at)
    if not data.startswith(b"PK\x03\x04"):
        refuse(_kind(data), at)


def _kind(data: bytes) -> Check:
    """The check that names a file that is no zip."""
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(data)
    if data[:1024].lstrip().startswith(b"%PDF"):
        return checks.PDF
    if data.startswith(_PICTURES) or data[4:12] in (b"ftypheic", b"ftypmif1") or data[8:12] == b"WEBP":
        return checks.PICTURE
    if data.startswith(_ARCHIVES):
        return checks.ARCHIVE
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if head.startswith(_MARKUP):
        return checks.WEB_PAGE
    return checks.TEXT if _is_text(data) else checks.UNKNOWN


def _old_office(data: bytes) -> Check:
    """An OLE container: an encrypted .xlsx lies in one as well as .xls and .doc do."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return checks.ENCRYPTED
    if any(name.encode("utf-16-le") in data for name in ("WordDocument", "PowerPoint Document")):
        return checks.WORD
    return checks.OLD_EXCEL


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\r\n\x0c" for byte in data[:4096])
    return controls == 0
