"""A workbook under a password -> its plain bytes, by the password that somebody gave and no other.

What comes out has passed no check yet: it goes through the whole gate like any file. The container is looked into
here first, since the library that opens it believes its XML and its counts.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Final

from workbook.catalogue import file as checks
from workbook.excel.gate import refuse
from workbook.excel.kinds import is_encrypted
from workbook.findings import Place

__all__ = ["is_encrypted", "unlock"]

_INFO: Final = "EncryptionInfo"
_INFO_LIMIT: Final = 64 * 1024
"""Bytes of the description of the encryption; real ones have about 1,200."""
_SPIN_LIMIT: Final = 1_000_000
"""Rounds of hashing that the file may ask for: Excel asks for 100,000, ten times that takes about two seconds."""
_SPIN = re.compile(rb"""spinCount\s*=\s*["']?\s*([0-9]*)""")
_AGILE: Final = b"\x04\x00\x04\x00"
_STANDARD: Final = (b"\x02\x00\x02\x00", b"\x03\x00\x02\x00", b"\x04\x00\x02\x00")


def unlock(data: bytes, password: str, name: str) -> bytes:
    """The workbook inside, or the same bytes where nothing is locked; Refused where the password does not open it."""
    at = Place(file=name)
    if not is_encrypted(data):
        return data
    # They take a fifth of a second to load, and hardly any file has a password.
    from msoffcrypto import exceptions
    from msoffcrypto.format.ooxml import OOXMLFile

    _harmless(data, at)
    if not password:
        refuse(checks.WRONG_PASSWORD, at)
    plain = BytesIO()
    try:
        container: Any = OOXMLFile(BytesIO(data))
        container.load_key(password=password, verify_password=True)
        # Whether the container was altered is not asked: some programs seal it wrongly, and what comes out is
        # checked like any other file.
        container.decrypt(plain)
    except exceptions.InvalidKeyError:
        refuse(checks.WRONG_PASSWORD, at)
    except exceptions.DecryptionError as error:
        refuse(checks.UNKNOWN_ENCRYPTION, at, reason=str(error))
    except Exception as error:  # the library lets many kinds through, whatever the bytes made it stumble over
        refuse(checks.DAMAGED, at, part=_INFO, reason=str(error) or type(error).__name__)
    return plain.getvalue()


def _harmless(data: bytes, at: Place) -> None:
    """The description of the encryption is one of the two known, short, without document type, not endless to try."""
    info = _info(data, at)
    if info.startswith(_STANDARD):
        return
    if not info.startswith(_AGILE):
        refuse(checks.UNKNOWN_ENCRYPTION, at, reason=info[:4].hex(" "))
    if len(info) > _INFO_LIMIT or b"<!" in info or b"\x00" in info[8:]:
        refuse(checks.UNSAFE, at, reason=_INFO)
    for count in _SPIN.findall(info):
        if not count or len(count) > 9 or int(count) > _SPIN_LIMIT:
            refuse(checks.UNKNOWN_ENCRYPTION, at, reason=f"spinCount {count.decode() or '?'}")


def _info(data: bytes, at: Place) -> bytes:
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            info: bytes = container.openstream(_INFO).read(_INFO_LIMIT + 1)
            return info
    except Exception as error:  # as above
        refuse(checks.DAMAGED, at, part=_INFO, reason=str(error) or type(error).__name__)
