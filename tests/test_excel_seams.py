"""The zip around the parts: one part after the other, then the directory, and no byte that is nobody's."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from tests.excel_books import parts, unzipped, zipped
from tests.test_excel_gate import GOOD, reason, refusal
from workbook.catalogue import file as checks
from workbook.excel.gate import open_parts
from workbook.excel.read import read_book


# ---------------------------------------------------------------- ways to write one
class OneWay(io.BytesIO):
    """A stream that cannot be wound back, as a network's: sizes then follow the bytes that they are of."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: int) -> int:
        raise OSError


def written(stream: io.BytesIO, comment: bytes = b"", large: bool = False) -> bytes:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for part, text in unzipped(GOOD).items():
            with archive.open(part, "w", force_zip64=large) as opened:
                opened.write(text)
    return stream.getvalue()


def with_large_end(data: bytes) -> bytes:
    """The records that some programs write before the end, for sizes beyond 4 GB."""
    end = data.rfind(b"PK\x05\x06")
    _, _, _, count, total, size, offset, _ = struct.unpack("<4s4H2LH", data[end : end + 22])
    more = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, total, size, offset)
    return data[:end] + more + struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1) + data[end:]


def with_descriptor(data: bytes, layout: str, signature: bytes) -> bytes:
    """The last part's sizes once more behind it, spelt in one of the ways that there are."""
    at, directory, end = (data.rfind(b"PK" + mark) for mark in (b"\x03\x04", b"\x01\x02", b"PK\x05\x06"[2:]))
    first = data.find(b"PK\x01\x02")
    sizes = struct.unpack_from("<3L", data, at + 14)
    made = bytearray(data)
    made[at + 6] |= 8
    made[directory + 8] |= 8
    more = signature + struct.pack(layout, *sizes)
    struct.pack_into("<L", made, end + 16, first + len(more))
    return bytes(made[:first]) + more + bytes(made[first:])


HONEST: list[tuple[str, bytes]] = [
    ("written in one go", written(OneWay())),
    ("in one go, for sizes beyond 4 GB", written(OneWay(), large=True)),
    ("for sizes beyond 4 GB", written(io.BytesIO(), large=True)),
    ("the end for sizes beyond 4 GB", with_large_end(GOOD)),
    ("a remark about the zip", written(io.BytesIO(), b"7-Zip")),
    ("with folders", zipped({"xl/": b"", **unzipped(GOOD), "xl/media/": b""})),
    *(
        (f"sizes behind the part as {layout}, {len(signature)}", with_descriptor(GOOD, layout, signature))
        for layout in ("<3L", "<L2Q")
        for signature in (b"", b"PK\x07\x08")
    ),
]


@pytest.mark.parametrize("data", [data for _, data in HONEST], ids=[name for name, _ in HONEST])
def test_every_honest_way_to_write_a_zip(data: bytes) -> None:
    assert read_book(data, "f.xlsx") == read_book(GOOD, "f.xlsx")


# ---------------------------------------------------------------- nobody's
OTHER = zipped({**parts(""), "xl/other.xml": "x"})


def with_gap(data: bytes, gap: bytes) -> bytes:
    """The bytes before the second part, all addresses adapted: the directory is right."""
    at = data.find(b"PK\x03\x04", 4)
    made = bytearray(data[:at] + gap + data[at:])
    place = made.find(b"PK\x01\x02", at + len(gap))
    end = made.rfind(b"PK\x05\x06")
    struct.pack_into("<L", made, end + 16, place)
    while made.startswith(b"PK\x01\x02", place):
        (offset,) = struct.unpack_from("<L", made, place + 42)
        if offset:
            struct.pack_into("<L", made, place + 42, offset + len(gap))
        place += 46 + sum(struct.unpack_from("<3H", made, place + 28))
    return bytes(made)


SEAMS: list[tuple[str, bytes]] = [
    ("two zips glued", OTHER + GOOD),
    ("two zips glued, addresses adapted", with_gap(GOOD, OTHER)),
    ("a zip behind the end", GOOD + OTHER[: OTHER.rfind(b"PK\x05\x06")]),
    ("a zip as the remark", written(io.BytesIO(), OTHER)),
    ("bytes between two parts", with_gap(GOOD, b"\0")),
    ("sizes behind a part that are not its own", with_descriptor(GOOD, "<3L", b"PK\x03\x04")),
    ("bytes behind the end", GOOD + b"\0"),
    ("a zip within the end", with_large_end(GOOD).replace(struct.pack("<Q", 44), struct.pack("<Q", 45))),
]


@pytest.mark.parametrize("data", [data for _, data in SEAMS], ids=[name for name, _ in SEAMS])
def test_bytes_that_belong_to_no_part(data: bytes) -> None:
    """Whoever reads from the front, and many a scanner, would see other contents than we do."""
    assert "belong to no part" in reason(refusal(data))


@pytest.mark.parametrize("more", [b"", b"more", bytes(100_000)], ids=len)
def test_bytes_behind_the_packed_ones(more: bytes) -> None:
    """Within the part's own room, but not of it."""
    text, made = b"<x/>" * 500, io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part, content in unzipped(GOOD).items():
            archive.writestr(part, content)
        archive.writestr("xl/a.xml", zlib.compress(text)[2:-4] + more)
    data = bytearray(made.getvalue())
    for mark, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        head = data.rfind(mark) + method
        struct.pack_into("<H", data, head, zipfile.ZIP_DEFLATED)
        struct.pack_into("<L", data, head + 6, zlib.crc32(text))
        struct.pack_into("<L", data, head + 14, len(text))
    if more:
        assert refusal(bytes(data)).check is checks.DAMAGED
    else:
        assert open_parts(bytes(data), "f.xlsx").read("xl/a.xml") == text
