"""The passport of a sheet and the frozen issue that travels inside a workbook: write and read.

Both are plain cell texts, because common programs drop document properties and defined names.
The passport tells whose sheet this is; the frozen issue lets any file be judged without its
round. Neither is trusted: whoever reads them compares with what was kept.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import zlib
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote

from workbook.sheets.grid import PASSPORT_PREFIX

FORM = "3"
"""The form's version; raised when the layout of the ballot sheets changes."""
_SEAL = 32
"""Hexadecimal digits of a seal: 128 bits."""

_CHUNK = 16_000
_LARGEST = 8_000_000


class Passport(NamedTuple):
    """Identity of one sheet: `sheet` is its key inside the workbook ("guide", "g:So").

    `seal` is "" where there was no key: it shows who issued the workbook, never who filled it in. Where the issue is
    kept, the seal is compared with the kept one; it is computed again only for an issue of which nothing is kept.
    """

    form: str
    round: str
    rubric: str
    version: str
    member: str
    issue: int
    sheet: str
    seal: str = ""


def seal(key: bytes, passport: Passport) -> str:
    """The HMAC-SHA256 (RFC 2104) of all that the sheets of one workbook have in common, shortened."""
    text = "|".join(quote(str(part), safe="") for part in passport._replace(sheet="", seal=""))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_SEAL]


def is_sealed(key: bytes, passport: Passport) -> bool:
    """Whether the passport's seal was made with this key; nothing is sealed with an empty one."""
    return bool(key) and hmac.compare_digest(seal(key, passport).encode(), passport.seal.encode())


def write_passport(passport: Passport) -> str:
    """One line without outer spaces, safe in any cell."""
    return PASSPORT_PREFIX + "|".join(quote(str(part), safe="") for part in passport)


def read_passport(text: str) -> Passport | None:
    """The passport in a cell's text; None where it is none of ours."""
    if not text.startswith(PASSPORT_PREFIX):
        return None
    parts = [unquote(part) for part in text.removeprefix(PASSPORT_PREFIX).strip().split("|")]
    if len(parts) == len(Passport._fields) - 1:  # form 2 had no seal
        parts.append("")
    if len(parts) != len(Passport._fields) or not (parts[5].isascii() and parts[5].isdigit()) or len(text) > 2000:
        return None
    form, round_id, rubric, version, member, issue, sheet, sealed = parts
    return Passport(form, round_id, rubric, version, member, int(issue[:6]), sheet, sealed)


def pack(text: str) -> tuple[str, ...]:
    """The text as cell-sized chunks that survive trimming, line ends and Unicode forms."""
    packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    return tuple(packed[start : start + _CHUNK] for start in range(0, len(packed), _CHUNK))


def unpack(chunks: Iterable[str]) -> str | None:
    """The text of `pack`, at most 8 MB of it; None where the chunks were damaged."""
    packed = "".join(chunk.strip() for chunk in chunks)
    try:
        inflater = zlib.decompressobj()
        data = inflater.decompress(base64.b64decode(packed, validate=True), _LARGEST)
        return data.decode() if inflater.eof else None
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError):
        return None
