"""Broken on purpose: real ballots with bytes and XML mutated, read and taken; only values and `Refused` may come out.

`python -m tests.fuzz 100000` runs as many as you like (a second number is the first seed); CI runs a sample.
"""

from __future__ import annotations

import faulthandler
import re
import struct
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random
from typing import NamedTuple

from tests import deep_books, sample
from tests.deep_sample import deep_ballot
from tests.excel_books import unzipped, zipped
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Finding, Refused, say
from workbook.limits import Limits
from workbook.model import Issue
from workbook.sheets.grid import Book, ReadBook
from workbook.sheets.take import Taken, identify, take

LIMITS = Limits(cells=100_000)
HANGS = 60
"""Seconds after which a single example counts as hanging."""


class Kind(NamedTuple):
    """One kind of ballot: a whole file, its parts, and how it is taken."""

    data: bytes
    parts: dict[str, bytes]
    take: Callable[[ReadBook], Taken]


@cache
def kinds() -> tuple[Kind, ...]:
    issue, deep_issue = sample.issue_of(), deep_books.ISSUE
    matrix = _kind(issue, sample.drawn(issue), sample.drawn(issue, sample.ballot_of(issue)))
    deep = _kind(deep_issue, deep_books.drawn(deep_issue), deep_books.drawn(deep_issue, deep_ballot(deep_issue)))
    return matrix, deep


def _kind(issue: Issue, sent: Book, filled: Book) -> Kind:
    data = write_book(filled)

    def taken(book: ReadBook) -> Taken:
        return take(identify(book, sample.FILE), issue, sent, book, sample.FILE)

    return Kind(data, unzipped(data), taken)


def outcome(kind: Kind, data: bytes) -> str:
    """ "taken" or the code of the refusal; whatever else happens goes up to the test."""
    try:
        book = read_book(data, sample.FILE, LIMITS)
        assert sum(len(sheet.cells) for sheet in book.sheets) <= LIMITS.cells
        findings: tuple[Finding, ...] = kind.take(book).findings
        made = "taken"
    except Refused as refused:
        assert refused.findings
        findings, made = refused.findings, refused.findings[0].code
    for found in findings:
        assert all(say(found, lang) for lang in ("vi", "en"))
    return made


def mutated(dice: Random, kind: Kind) -> bytes:
    """The ballot with some faults: in one part's XML mostly, else in the zip's own bytes."""
    if dice.random() < 0.2:
        return _broken_zip(dice, kind.data)
    files = dict(kind.parts)
    sheets = [name for name in files if "/worksheets/" in name or "sharedStrings" in name]
    mutators, most = (_XML, 3) if dice.random() < 0.3 else (_FORMED, 2)
    for _ in range(dice.randint(1, most)):
        part = dice.choice(sheets if dice.random() < 0.75 else sorted(files))
        for _ in range(dice.randint(1, most)):
            files[part] = dice.choice(mutators)(dice, files[part])
    return zipped(files)


# ---------------------------------------------------------------- bytes
def _broken_zip(dice: Random, data: bytes) -> bytes:
    for _ in range(dice.randint(1, 4)):
        data = dice.choice((_flip, _cut, _drop, _header, _header))(dice, data)
    return data


def _place(dice: Random, data: bytes) -> int:
    return dice.randrange(len(data)) if data else 0


def _flip(dice: Random, data: bytes) -> bytes:
    at = _place(dice, data)
    return data[:at] + bytes(byte ^ (1 << dice.randrange(8)) for byte in data[at : at + 1]) + data[at + 1 :]


def _cut(dice: Random, data: bytes) -> bytes:
    return data[: _place(dice, data)] if dice.random() < 0.3 else data[: -dice.randint(1, 40)]


def _drop(dice: Random, data: bytes) -> bytes:
    at = _place(dice, data)
    return data[:at] + dice.randbytes(dice.randint(0, 8)) + data[at + dice.randint(0, 40) :]


def _header(dice: Random, data: bytes) -> bytes:
    """Another number in a field of one of the zip's own headers."""
    places = [match.start() for match in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    if not places:
        return data
    at, size = dice.choice(places) + dice.randint(4, 44), dice.choice((2, 4))
    number = dice.choice((0, 1, 8, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, dice.randrange(2**32)))
    return data[:at] + struct.pack("<I", number)[:size] + data[at + size :]


# ---------------------------------------------------------------- XML
_TAG = re.compile(rb"<[^<>]+>")
_VALUE = re.compile(rb'(?<==")[^"<>]*(?=")')
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
_VALUES = (
    b"", b"-1", b"0", b"1", b"1e999999", b"-1e999999", b"NaN", b"nan", b"Infinity", b"1_0", b"0x10", b" 8.5 ",
    b"99999999999999999999", b"1048577", b"XFE1", b"A0", b"A1048577", b"XFD1048576", b"a1", b"1e-400", b"1.2.3",
    b"n", b"s", b"str", b"b", b"e", b"d", b"inlineStr", b"true", b"shared", b"array", b"hidden", b"9" * 5000,
    b"&#x110000;", b"&#0;", b"&#xD800;", b"&bogus;", b"&lt;", b"\xff\xfe", b"\xed\xa0\x80", b"_xD800_", b"_x0000_",
    "Ｋ\u0110\u200b８，５".encode(), "đ" .encode() * 3000, b"A1:XFD1048576", b"A1:A2 " * 500, b"\xc2\xa0", b"#REF!",
    b"cmd|'/c calc'!A0", b"(" * 3000, b"SUM(" * 1500, b"'" * 999, b'&quot;' * 999, b"[" * 3000, b"{" * 500,
    b"2025-05-08T99:99:99", b"9999-12-31", b"1" * 40 + b"." + b"3" * 40, b"xephang|3|a|b|c|d|1|guide", b"u:dv-1",
    b"+" * 2000, b"1." * 700, b"8/5/2025", b"KDG", b"\t\r\n", b"," * 2000, b" " * 9000, b"A" * 40_000,
)  # fmt: skip
_FREE = re.compile(rb"(?<=<f>)[^<>]+(?=<)|(?<=<t>)[^<>]+(?=<)|(?<=<formula>)[^<>]+(?=<)|(?<=<formula1>)[^<>]+(?=<)")
_FIT = tuple(value for value in _VALUES if not re.match(rb"&(?!lt;|quot;)|[\xed\xff]", value))
_PIECES = (
    b"<c/>", b"<v>", b"</c>", b"<row>", b"</row>", b"<!---->", b"<!-- <c> -->", b"<?x y?>", b"<![CDATA[8]]>", b"]]>",
    b"<!DOCTYPE a>", b"<!ENTITY a 'b'>", b"&", b"<", b">", b"\x00", b"\xff", b"<a xmlns='x'/>", b"<x:c xmlns:x='y'/>",
    b'<c r="A1"><v>1</v></c>', b'<row r="1"/>', b'<f t="shared" si="0"/>', b"<sheetData/>", b"<mergeCell ref='A1:B2'/>",
    b'<dataValidation sqref="A1:XFD1048576"><formula1>1</formula1></dataValidation>', b"<sheetProtection/>",
    b'<col min="1" max="16384" hidden="1"/>', b"<a>" * 5000, b"<a>" * 2000 + b"</a>" * 2000,
)  # fmt: skip


_ELEMENT = re.compile(
    rb"<(c|row|si|mergeCell|dataValidation|conditionalFormatting|col|xf|sheet|f)\b.*?(?:/>|</\1>)", re.DOTALL
)
_ELEMENTS = (
    b'<c r="A1"><v>1</v></c>', b'<c r="Z99" t="str"><v>u:dv-1</v></c>', b'<row r="900"><c r="A900"><v>1</v></c></row>',
    b'<c r="B2"><f t="shared" ref="B2:D9" si="0">SUM(A1:A2)*B$1</f><v>1</v></c>', b'<mergeCell ref="A1:ZZ900"/>',
    b"<si><t>total</t></si>", b'<col min="1" max="16384" hidden="1"/>', b'<row r="11" hidden="1"/>',
    b'<dataValidation type="custom" sqref="A1:XFD1048576"><formula1>A1</formula1></dataValidation>',
)  # fmt: skip


def _span(dice: Random, data: bytes, what: re.Pattern[bytes]) -> tuple[int, int]:
    """Where one tag, value or text stands: the first after a random place."""
    found = what.search(data, _place(dice, data)) or what.search(data)
    return found.span() if found else (0, 0)


def _put(data: bytes, span: tuple[int, int], new: bytes) -> bytes:
    return data[: span[0]] + new + data[span[1] :]


def _other_value(dice: Random, data: bytes) -> bytes:
    return _put(data, _span(dice, data, _VALUE), dice.choice(_VALUES))


def _other_text(dice: Random, data: bytes) -> bytes:
    return _put(data, _span(dice, data, _TEXT), dice.choice(_VALUES))


def _tag_gone(dice: Random, data: bytes) -> bytes:
    return _put(data, _span(dice, data, _TAG), b"")


def _tag_twice(dice: Random, data: bytes) -> bytes:
    span = _span(dice, data, _TAG)
    return _put(data, span, data[slice(*span)] * dice.choice((2, 2, 3, 500)))


def _tag_elsewhere(dice: Random, data: bytes) -> bytes:
    span, target = _span(dice, data, _TAG), _span(dice, data, _TAG)
    return _put(data, (target[0], target[0]), data[slice(*span)])


def _piece(dice: Random, data: bytes) -> bytes:
    at = _span(dice, data, _TAG)[dice.randint(0, 1)]
    return _put(data, (at, at), dice.choice(_PIECES))


def _attribute(dice: Random, data: bytes) -> bytes:
    start, end = _span(dice, data, re.compile(rb"<[a-zA-Z:]+"))
    name = dice.choice(
        (b"r", b"s", b"t", b"si", b"hidden", b"ref", b"sqref", b"min", b"x" * 3000, b"xmlns", b"xmlns:q")
    )
    return _put(data, (end, end), b" " + name + b'="' + dice.choice(_VALUES) + b'"') if end > start else data


def _block(dice: Random, data: bytes) -> bytes:
    """A stretch of the part doubled or taken out."""
    one, two = sorted((_span(dice, data, _TAG)[0], _span(dice, data, _TAG)[0]))
    two = min(two, one + 20_000)
    return _put(data, (one, two), data[one:two] * dice.choice((0, 0, 2)))


def _fitting(dice: Random, data: bytes) -> bytes:
    """Another content of a string, a formula or a rule, that XML can hold."""
    return _put(data, _span(dice, data, _FREE), dice.choice(_FIT))


def _element(dice: Random, data: bytes) -> bytes:
    """A whole element of a few known kinds twice, or gone, or a well-formed one more."""
    span = _span(dice, data, _ELEMENT)
    new = dice.choice((b"", b"", data[slice(*span)] * 2, dice.choice(_ELEMENTS) + data[slice(*span)]))
    return _put(data, span, new)


def _number(dice: Random, data: bytes) -> bytes:
    """Another small number in an attribute or a cell: a style, a string, a row, a score."""
    span = _span(dice, data, re.compile(rb'(?<=[">])[0-9.]+(?=["<])'))
    return _put(data, span, str(dice.choice((dice.randrange(40), dice.randrange(1200), -1, 0.5))).encode())


def _recoded(dice: Random, data: bytes) -> bytes:
    """The whole part in another encoding, or under another name of it."""
    encoding = dice.choice(("utf-16", "utf-16-le", "latin-1", "utf-8-sig", "utf-32"))
    text = data.decode("utf-8", "replace")
    return text.replace("UTF-8", dice.choice(("UTF-8", encoding, "x-bogus"))).encode(encoding, "replace")


_FORMED = (_other_value, _other_text, _fitting, _fitting, _fitting, _fitting, _element, _element, _number, _number)
"""Most of what these make is XML still, and so comes as far as the comparison."""
_XML = (
    _other_value, _other_value, _other_value, _other_text, _other_text, _other_text, _tag_gone, _tag_twice,
    _tag_elsewhere, _piece, _piece, _attribute, _block, _flip, _drop, _recoded,
)  # fmt: skip


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 1000
    first = int(arguments[1]) if len(arguments) > 1 else 0
    seen: Counter[str] = Counter()
    faults: set[str] = set()
    for seed in range(first, first + count):
        faulthandler.dump_traceback_later(HANGS, exit=True)
        dice = Random(seed)
        kind = dice.choice(kinds())
        data = mutated(dice, kind)
        try:
            seen[outcome(kind, data)] += 1
        except Exception as error:
            told = traceback.format_exception(error)
            if (fault := "".join(told[-2:])) not in faults:  # each once, and on with the next
                faults.add(fault)
                print(f"seed {seed}", *told[-6:], flush=True)
        if (seed - first) % 1000 == 999:
            print(seed + 1, dict(seen.most_common()), flush=True)
    faulthandler.cancel_dump_traceback_later()
    return len(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
