"""What kind of file some bytes are, told by what stands in them and never by the file's name."""

from __future__ import annotations

import re
from collections.abc import Collection

from workbook.catalogue import file as checks
from workbook.findings import Check

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06", b"PK00PK")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"mime-version", b"<style")
_SHORTCUTS = (b"L\x00\x00\x00\x01\x14\x02\x00", b"[InternetShortcut]")
_MACRO_TYPES = (b"macroEnabled", b"ms-office.vbaProject", b"ms-excel.macrosheet", b"ms-excel.intlmacrosheet")
_TYPE_OF_BIN = re.compile(rb"""<[^<>]*\bExtension\s*=\s*["']bin["'][^<>]*>""", re.IGNORECASE)
_MACRO_FOLDERS = ("xl/macrosheets/", "xl/dialogsheets/")


def kind_of(data: bytes) -> Check | None:
    """The check that names a file that is no zip; None where it is one."""
    if not data:
        return checks.EMPTY
    if data.startswith(ZIP):
        return None
    if data.startswith(OLE):
        return _old_office(data)
    if data[:1024].lstrip().startswith(b"%PDF"):
        return checks.PDF
    if data.startswith(_PICTURES) or data[4:12] in (b"ftypheic", b"ftypmif1") or data[8:12] == b"WEBP":
        return checks.PICTURE
    if data.startswith(_ARCHIVES):
        return checks.ARCHIVE
    if data.startswith(b"{\\rtf"):
        return checks.WORD
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(_SHORTCUTS) or (head.startswith(b"{") and b'"doc_id"' in head):  # the latter: Google Drive
        return checks.SHORTCUT
    if head.replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n").lower().startswith(_MARKUP):
        return checks.WEB_PAGE
    return checks.TEXT if _is_text(data) else checks.UNKNOWN


def kind_inside(names: Collection[str], *, word: bool = False) -> Check | None:
    """The check for a zip whose parts, in folded names, are not those of an .xlsx (`word`: a .docx); None where
    they may be.
    """
    if "[content_types].xml" not in names and not any(name.startswith("xl/") for name in names):
        return checks.ARCHIVE
    if any(name.startswith("ppt/" if word else ("word/", "ppt/")) for name in names):
        return checks.WORD
    if "xl/workbook.bin" in names:
        return checks.BINARY_EXCEL
    if any(name.endswith("vbaproject.bin") or name.startswith(_MACRO_FOLDERS) for name in names):
        return checks.MACROS
    return None


def kind_declared(types: bytes) -> Check | None:
    """The check for what the list of content types declares; None where nothing speaks against an .xlsx."""
    # A type for every ".bin" that the file may hold says nothing of the workbook: SheetJS always writes one.
    types = _TYPE_OF_BIN.sub(b"", types)
    if b"sheet.binary" in types:
        return checks.BINARY_EXCEL
    return checks.MACROS if any(kind in types for kind in _MACRO_TYPES) else None


def is_encrypted(data: bytes) -> bool:
    """Whether this is a workbook under a password: an OLE container around an encrypted package."""
    return data.startswith(OLE) and _names(data, "EncryptedPackage")


def _old_office(data: bytes) -> Check:
    """An OLE container: an encrypted .xlsx lies in one as well as .xls, .doc and .msg do."""
    if is_encrypted(data):
        return checks.ENCRYPTED
    if _names(data, "WordDocument") or _names(data, "PowerPoint Document"):
        return checks.WORD
    if _names(data, "__properties_version1.0"):
        return checks.MAIL
    return checks.OLD_EXCEL


def _names(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in b"\t\r\n\x0c" for byte in data[:4096])
