"""The door: bytes from outside are looked at before anything in them is believed.

Here the kind of file is named, the zip is checked against itself from its first byte to its last, sizes are limited
and really counted, and the parts are handed out one at a time. What the parts mean is known in `package` and `read`,
not here.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple, NoReturn
from xml.parsers import expat

from workbook.catalogue import file as checks
from workbook.excel.kinds import ZIP, kind_declared, kind_inside, kind_of
from workbook.findings import Check, Fact, Place, Refused, Words, finding
from workbook.limits import MB, USUAL, Limits

_RATIO_FROM: Final = 10 * MB
_KEPT = 8 * MB
"""Inflated bytes that may wait to be read, so that the parts of a ballot are inflated once."""
_CHUNK = 1 << 20
_FEED = 1 << 16
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, OverflowError, struct.error)
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
"""The two packings that the format knows. Others have faults of their own and, as LZMA, ask for memory unseen."""


def refuse(check: Check, at: Place, /, **facts: Fact) -> NoReturn:
    """Nothing can go on because of this one finding."""
    raise Refused([finding(check, at, **facts)])


def too_much(at: Place, what: Words, limits: Limits, limit: str) -> NoReturn:
    """Refuse what is over the limit of that name."""
    refuse(checks.TOO_MUCH_INSIDE, at, what=what, limit=limit, max=getattr(limits, limit))


def unsafe(at: Place, vi: str, en: str) -> NoReturn:
    refuse(checks.UNSAFE, at, reason=Words(vi, en))


# ---------------------------------------------------------------- from the disk
def read_file(path: Path, limits: Limits = USUAL) -> bytes:
    """The whole file; whatever stands in the way is a FILE finding in `Refused`."""
    at = Place(file=path.name)
    if path.name.startswith("~$"):
        refuse(checks.LOCK_FILE, at, wanted=path.name[2:])
    try:
        if path.is_dir():  # asked first: Windows says "permission denied" of a folder
            refuse(checks.FOLDER, at, path=str(path))
        # A pipe never ends, and who reads it waits for ever.
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            refuse(checks.UNREADABLE, at, path=str(path), reason="không phải tệp thường / not a regular file")
        with path.open("rb") as stream:
            data = stream.read(limits.file_mb * MB + 1)
            size = path.stat().st_size
    except FileNotFoundError:
        refuse(checks.MISSING, at, path=str(path))
    except PermissionError:
        refuse(checks.DENIED, at, path=str(path))
    except OSError as error:
        refuse(checks.UNREADABLE, at, path=str(path), reason=error.strerror or type(error).__name__)
    except ValueError:  # a null character in the path
        refuse(checks.MISSING, at, path=str(path))
    _fits(max(size, len(data)), at, limits)
    return data


def _fits(size: int, at: Place, limits: Limits) -> None:
    if size > limits.file_mb * MB:
        refuse(checks.TOO_LARGE, at, size=-(-size // MB), max=limits.file_mb, limit="file_mb")


# ---------------------------------------------------------------- the parts
class _Entry(NamedTuple):
    """One part: its name as written, where its packed bytes lie, and what the directory says of it."""

    name: str
    header: int
    start: int
    packed: int
    size: int
    packing: int
    checksum: int
    described: bool
    """Whether its sizes may stand once more behind its bytes."""


class Parts:
    """The parts of one .xlsx; no more is ever inflated than the directory says, and that is limited."""

    def __init__(self, data: bytes, entries: Mapping[str, _Entry], at: Place) -> None:
        self._data, self._entries, self._at = memoryview(data), entries, at
        self._counted: set[_Entry] = set()
        self._kept: dict[_Entry, bytes] = {}
        self._room = _KEPT

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names as written, in the order of the directory."""
        return tuple(entry.name for entry in self._entries.values())

    def read(self, part: str) -> bytes:
        """One part's bytes; a missing or broken part is a finding."""
        entry = self._entries.get(part.casefold())
        if entry is None:
            refuse(checks.DAMAGED, self._at, part=part, reason=Words("không có", "missing"))
        if entry in self._kept:
            return self._kept.pop(entry)
        if entry in self._counted and entry.packing == _DEFLATED:  # at once, for it is known to be right
            return zlib.decompress(self._data[entry.start : entry.start + entry.packed], -zlib.MAX_WBITS, entry.size)
        return b"".join(self.inflated(entry))

    def inflated(self, entry: _Entry) -> Iterator[bytes]:
        """A part's bytes piece by piece, counted, and refused where they are not what the directory says."""
        if entry.packing not in (_STORED, _DEFLATED):
            refuse(checks.REPACKED, self._at, part=entry.name, found=entry.packing)
        count, checksum = 0, 0
        try:
            for chunk in _unpacked(self._data[entry.start : entry.start + entry.packed], entry.packing):
                count, checksum = count + len(chunk), zlib.crc32(chunk, checksum)
                if count > entry.size:
                    unsafe(self._at, f"{entry.name} lớn hơn đã khai", f"{entry.name} is larger than it says")
                yield chunk
        except _BROKEN as error:
            refuse(checks.DAMAGED, self._at, part=entry.name, reason=str(error) or type(error).__name__)
        if (count, checksum) != (entry.size, entry.checksum):
            reason = Words("nội dung không khớp mã kiểm tra", "the content does not fit its checksum")
            refuse(checks.DAMAGED, self._at, part=entry.name, reason=reason)
        self._counted.add(entry)

    def has_room(self, entry: _Entry) -> bool:
        """Whether the part's bytes may be kept."""
        return entry.size <= self._room

    def keep(self, entry: _Entry, data: bytes) -> None:
        """Keep the bytes of a part that was counted until somebody reads them."""
        self._kept[entry] = data
        self._room -= len(data)


def _unpacked(packed: memoryview, packing: int) -> Iterator[bytes]:
    if packing == _STORED:
        yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _FEED):
        if inflater.eof:  # bytes that nobody unpacks
            raise EOFError("deflate")
        waiting: bytes | memoryview = packed[at : at + _FEED]
        while waiting and not inflater.eof:
            yield inflater.decompress(waiting, _CHUNK)
            waiting = inflater.unconsumed_tail
    while not inflater.eof and (rest := inflater.decompress(b"", _CHUNK)):
        yield rest
    if not inflater.eof or inflater.unused_data:
        raise EOFError("deflate")


def open_parts(data: bytes, name: str, limits: Limits = USUAL, *, word: bool = False) -> Parts:
    """Judge the bytes of a file called `name` and open it; another kind of file is named.

    `word`: a text document (.docx) is what is wanted.
    """
    at = Place(file=name)
    _fits(len(data), at, limits)
    if (kind := kind_of(data)) is not None:
        refuse(kind, at)
    # Counted first: a directory of millions would be costly to read alone.
    if (count := data.count(b"PK\x01\x02")) > limits.entries:
        too_much(at, Words(f"{count} phần", f"{count} parts"), limits, "entries")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
    except _BROKEN as error:
        refuse(checks.DAMAGED, at, part="zip", reason=str(error) or type(error).__name__)
    _small_enough(infos, len(data), at, limits)
    named = _by_name(infos, at)
    if (kind := kind_inside(named.keys(), word=word)) is not None and "mimetype" not in named:
        refuse(kind, at)
    described = {info.orig_filename: _entry(info, data, at) for info in infos}
    entries = {key: described[info.orig_filename] for key, info in named.items()}
    parts = Parts(data, entries, at)
    if "mimetype" in parts and parts.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        refuse(checks.OPEN_DOCUMENT, at)
    if kind is not None:
        refuse(kind, at)
    if (kind := kind_declared(parts.read("[Content_Types].xml"))) is not None:
        refuse(kind, at)
    _seamless(list(described.values()), data, at)
    for entry in entries.values():
        _look_at(parts, entry, at)
    return parts


def _small_enough(infos: Sequence[zipfile.ZipInfo], packed: int, at: Place, limits: Limits) -> None:
    if len(infos) > limits.entries:
        too_much(at, Words(f"{len(infos)} phần", f"{len(infos)} parts"), limits, "entries")
    inflated = sum(info.file_size for info in infos)
    if inflated > limits.inflated_mb * MB:
        size = f"{-(-inflated // MB)} MB"
        too_much(at, Words(f"{size} sau khi giải nén", f"{size} unpacked"), limits, "inflated_mb")
    if inflated > _RATIO_FROM and inflated > packed * limits.ratio:
        times = inflated // packed
        too_much(at, Words(f"giải nén ra gấp {times} lần", f"unpacked {times} times as large"), limits, "ratio")


# ---------------------------------------------------------------- the zip against itself
def _by_name(infos: Sequence[zipfile.ZipInfo], at: Place) -> dict[str, zipfile.ZipInfo]:
    """Entries by folded name: part names do not care for case, and two of one name are a trap."""
    named: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.orig_filename  # `filename` is cut at a null, and on Windows its backslashes are turned
        steps = name.removesuffix("/").split("/")
        odd = any(char < " " or char in '\\:*?"<>|\x7f' for char in name)
        if odd or any(step in ("", ".", "..") for step in steps):
            unsafe(at, f"tên phần {name!r}", f"a part called {name!r}")
        if info.flag_bits & 1:
            refuse(checks.ENCRYPTED, at)
        if name.endswith("/"):  # a folder
            continue
        key = name.casefold()
        if key in named:
            unsafe(at, f"hai phần cùng tên {name}", f"two parts called {name}")
        named[key] = info
    return named


_LOCAL = struct.Struct("<4s5H3L2H")


def _entry(info: zipfile.ZipInfo, data: bytes, at: Place) -> _Entry:
    """Where a part lies; its own header, before its bytes, must say the same as the directory.

    Programs read by the one or the other, so a difference would show different contents to each.
    """
    name, offset = info.orig_filename, info.header_offset
    if not 0 <= offset <= len(data) - _LOCAL.size or not data.startswith(ZIP, offset):
        refuse(checks.DAMAGED, at, part=name, reason=Words("không có phần đầu", "its header is missing"))
    _, _, flags, packing, _, _, checksum, packed, size, name_length, extra_length = _LOCAL.unpack_from(data, offset)
    start = offset + _LOCAL.size + name_length + extra_length
    if start + info.compress_size > len(data):
        refuse(checks.DAMAGED, at, part=name, reason=Words("thiếu phần cuối", "its end is missing"))
    own_name = data[offset + _LOCAL.size : offset + _LOCAL.size + name_length]
    same = own_name == name.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")
    same = same and packing == info.compress_type and not flags & 1
    if not flags & 8 and packed != 0xFFFFFFFF and size != 0xFFFFFFFF:  # else the sizes stand after the bytes
        same = same and (packed, size, checksum) == (info.compress_size, info.file_size, info.CRC)
    if not same and info.compress_type in (_STORED, _DEFLATED):
        unsafe(at, f"{name} được khai hai cách khác nhau", f"{name} is described in two different ways")
    sizes = info.compress_size, info.file_size
    return _Entry(name, offset, start, *sizes, info.compress_type, info.CRC, bool(flags & 8))


_SIGNATURE = b"PK\x07\x08"
_DIRECTORY = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_LARGE_END = b"PK\x06\x06" + (44).to_bytes(8, "little")
_LARGE_ENDS = 56 + 20
"""What some programs write before the end, as if sizes were beyond 4 GB."""
_LONGEST_COMMENT = 1_000
"""Bytes of a remark about the whole zip; programs write none, some archivers their name."""


def _seamless(entries: Sequence[_Entry], data: bytes, at: Place) -> None:
    """One part after the other from the first byte on, then the directory, then its end: no byte is nobody's or two's.

    Shared bytes are how a small file unpacks into a huge one. Between the parts, before or behind them a second zip
    could stand: programs that read from the front, and many scanners, would see that one.
    """
    place, before = 0, Words("phần đầu tệp", "the beginning")
    for entry in sorted(entries, key=lambda entry: entry.header):
        if entry.header < place:
            unsafe(at, f"{before.vi} và {entry.name} chồng lên nhau", f"{before.en} and {entry.name} overlap")
        if entry.header > place:
            _unclaimed(before, at)
        place, before = _behind(entry, data), Words(entry.name, entry.name)
    for _ in entries:
        if not data.startswith(b"PK\x01\x02", place) or place + _DIRECTORY.size > len(data):
            _unclaimed(before, at)
        place += _DIRECTORY.size + sum(_DIRECTORY.unpack_from(data, place)[12:15])
    before = Words("mục lục của tệp nén", "the directory")
    if data.startswith(_LARGE_END, place):
        place += _LARGE_ENDS
    if not data.startswith(b"PK\x05\x06", place) or place + _END.size > len(data):
        _unclaimed(before, at)
    if (length := len(data) - place - _END.size) > _LONGEST_COMMENT or length != _END.unpack_from(data, place)[-1]:
        _unclaimed(before, at)


def _behind(entry: _Entry, data: bytes) -> int:
    """Where a part ends: behind its bytes, or behind its checksum and sizes where they follow, in one of four ways."""
    end = entry.start + entry.packed
    if entry.described:
        for layout in ("<3L", "<L2Q"):
            again = struct.pack(layout, entry.checksum, entry.packed, entry.size)
            for described in (_SIGNATURE + again, again):
                if data.startswith(described, end):
                    return end + len(described)
    return end


def _unclaimed(before: Words, at: Place) -> NoReturn:
    unsafe(at, f"sau {before.vi} có dữ liệu không thuộc phần nào", f"bytes after {before.en} that belong to no part")


# ---------------------------------------------------------------- document types
_HEAD = 1 << 16
"""A part's root element begins well before this many bytes."""


class _Reached(Exception):
    """The root element: no document type can come any more."""


def _look_at(parts: Parts, entry: _Entry, at: Place) -> None:
    """Count a part's bytes, also of one that is never read; refuse a document type in it.

    Pictures may have one: drawings in SVG often do, and nobody here opens them.
    """
    head, wanted = b"", not entry.name.casefold().startswith("xl/media/")
    kept, keeps = list[bytes](), parts.has_room(entry)
    for chunk in parts.inflated(entry):
        if len(head) < _HEAD:
            head += chunk[:_HEAD]
        if keeps:
            kept.append(chunk)
    if keeps:
        parts.keep(entry, b"".join(kept))
    if wanted and head[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        _no_document_type(head[:_HEAD], entry, at)


def _no_document_type(head: bytes, entry: _Entry, at: Place) -> None:
    def doctype(*_: object) -> NoReturn:
        unsafe(at, f"DOCTYPE trong {entry.name}", f"DOCTYPE in {entry.name}")

    def root(*_: object) -> NoReturn:
        raise _Reached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, root
    try:
        parser.Parse(head, len(head) == entry.size)
    except _Reached:
        return
    except (expat.ExpatError, ValueError, LookupError):
        return  # no XML: told when the part is read, if it is read at all
    finally:
        parser.StartDoctypeDeclHandler = parser.StartElementHandler = None
    unsafe(at, f"{entry.name} không bắt đầu", f"{entry.name} does not begin")
