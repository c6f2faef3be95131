"""Workbooks under a password: opened by the one that was given, never guessed, and then checked like any other."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from tests.excel_books import ballot
from workbook.catalogue import file as checks
from workbook.excel.read import read_book
from workbook.excel.unlock import is_encrypted, unlock
from workbook.excel.write import write_book
from workbook.findings import Finding, Refused, say

PLAIN = write_book(ballot())
PASSWORD = "mật khẩu 1"


def locked(data: bytes = PLAIN, password: str = PASSWORD) -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, stream)
    return stream.getvalue()


LOCKED = locked()


def refusal(data: bytes, password: str = PASSWORD) -> Finding:
    with pytest.raises(Refused) as refused:
        unlock(data, password, "f.xlsx")
    [found] = refused.value.findings
    assert found.at.file == "f.xlsx" and say(found, "vi") and say(found, "en")
    return found


def test_the_password_opens_it() -> None:
    assert is_encrypted(LOCKED) and not is_encrypted(PLAIN)
    assert unlock(LOCKED, PASSWORD, "f.xlsx") == PLAIN


def test_without_a_password_it_is_named() -> None:
    with pytest.raises(Refused) as refused:
        read_book(LOCKED, "f.xlsx")
    assert [found.check for found in refused.value.findings] == [checks.ENCRYPTED]


@pytest.mark.parametrize("password", ["", "x", "Mật khẩu 1", "mật khẩu 1 "])
def test_a_wrong_password(password: str) -> None:
    assert refusal(LOCKED, password).check is checks.WRONG_PASSWORD


def test_what_is_not_locked_stays_as_it_is() -> None:
    assert unlock(PLAIN, "x", "f.xlsx") == PLAIN
    assert unlock(b"", "x", "f.xlsx") == b""


@pytest.mark.parametrize(("old", "new", "check"), [
    (b'spinCount="100000"', b'spinCount="999999999999"', checks.UNKNOWN_ENCRYPTION),
    (b'spinCount="100000"', b'spinCount="2000000"', checks.UNKNOWN_ENCRYPTION),
    (b'spinCount="100000"', b"spinCount='1000001'", checks.UNKNOWN_ENCRYPTION),
    (b'spinCount="100000"', b'spinCount="-1"', checks.UNKNOWN_ENCRYPTION),
    (b'spinCount="100000"', b'spinCount="&#57;"', checks.UNKNOWN_ENCRYPTION),
    (b"<encryption ", b"<!DOCTYPE a><e ", checks.UNSAFE),
    (b"<keyData ", b"<keyDate ", checks.DAMAGED),
    (b'hashAlgorithm="SHA512"', b'hashAlgorithm="SHA999"', checks.DAMAGED),
    (b"\x04\x00\x04\x00\x40\x00\x00\x00<", b"\x04\x00\x03\x00\x40\x00\x00\x00<", checks.UNKNOWN_ENCRYPTION),
    (b"\x04\x00\x04\x00\x40\x00\x00\x00<", b"\x09\x00\x09\x00\x40\x00\x00\x00<", checks.UNKNOWN_ENCRYPTION),
    ("EncryptionInfo".encode("utf-16-le"), "EncryptionInfa".encode("utf-16-le"), checks.DAMAGED),
])  # fmt: skip
def test_a_container_that_was_tampered_with(old: bytes, new: bytes, check: object) -> None:
    """Lengths stay: what is longer takes from the spaces of the description, what is shorter gives some."""
    assert LOCKED.count(old) >= 1
    grown = len(new) - len(old)
    head, _, tail = LOCKED.rpartition(old)
    tail = tail[grown:] if grown >= 0 else b" " * -grown + tail
    assert refusal(head + new + tail).check is check


@pytest.mark.parametrize("size", [512, 1500, len(LOCKED) // 2, len(LOCKED) - 600])
def test_a_container_cut_short(size: int) -> None:
    try:
        assert unlock(LOCKED[:size], PASSWORD, "f.xlsx") != PLAIN
    except Refused as refused:
        assert refused.findings


@given(
    places=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4
    )
)
@settings(max_examples=30, deadline=None)
def test_mutated_containers(places: list[tuple[float, bytes]]) -> None:
    data = LOCKED
    for share, new in places:
        at = int(share * len(data))
        data = data[:at] + new + data[at + len(new) :]
    try:
        assert isinstance(unlock(data, PASSWORD, "f.xlsx"), bytes)
    except Refused as refused:
        assert refused.findings and all(say(found, "vi") for found in refused.findings)
