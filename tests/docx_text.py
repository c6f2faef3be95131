"""A .docx read with the standard library alone: what it says, line by line, and how it is set up."""

from __future__ import annotations

import io
import xml.etree.ElementTree as Tree
import zipfile
from collections.abc import Iterator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Line = tuple[str, ...]
"""A paragraph's text, or the texts of a table's row by column; what is merged away is empty."""


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def body(data: bytes) -> Tree.Element:
    found = Tree.fromstring(parts(data)["word/document.xml"]).find(f"{W}body")
    assert found is not None
    return found


def text_of(element: Tree.Element) -> str:
    return "".join("\n" if node.tag == f"{W}br" else node.text or "" for node in element.iter() if node.tag in _SAID)


_SAID = {f"{W}t", f"{W}br"}


def lines(data: bytes) -> list[Line]:
    """Every paragraph that says something, and every row of every table."""
    found: list[Line] = []
    for element in body(data):
        if element.tag == f"{W}p" and text_of(element):
            found.append((text_of(element),))
        elif element.tag == f"{W}tbl":
            found += [tuple(_columns(row)) for row in element.iter(f"{W}tr")]
    return found


def _columns(row: Tree.Element) -> Iterator[str]:
    for cell in row.iter(f"{W}tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        yield text_of(cell)
        yield from [""] * (int(span.get(f"{W}val", "1")) - 1 if span is not None else 0)


def rows(data: bytes, table: int = 0) -> list[Tree.Element]:
    return list(list(body(data).iter(f"{W}tbl"))[table].iter(f"{W}tr"))


def has(element: Tree.Element, name: str) -> bool:
    return next(element.iter(f"{W}{name}"), None) is not None


def values(element: Tree.Element, name: str, attribute: str = "val") -> list[str]:
    """An attribute of every element of a name, in order."""
    return [found.get(f"{W}{attribute}", "") for found in element.iter(f"{W}{name}")]
