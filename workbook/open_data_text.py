"""Open data as text: CSV that no spreadsheet program computes, one JSON document, and the page of the columns."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from workbook.findings import Words
from workbook.open_data import SHAPES, Datum, OpenData, Row, Shape, Table

JSON_FORMAT: Final = "xephang-open-data"
JSON_VERSION: Final = 1
"""One more whenever a column goes or means something else; new columns and tables may come without that."""
GUARD: Final = "'"
_STARTS: Final = frozenset("=+-@＝＋－＠")
"""What makes a spreadsheet program compute a text, full-width letters too."""
_LEADS: Final = ("\t", "\r", "\n", GUARD)
_INSIDE: Final = re.compile(rf"([;\t\r\n]\s*)(?={GUARD}*[{re.escape(''.join(sorted(_STARTS)))}])")
"""Where a spreadsheet program of Vietnam, which parts cells by semicolons, would begin a cell that it computes."""
_KINDS: Final = {
    "text": Words("chữ", "text"),
    "whole": Words("số nguyên", "whole number"),
    "decimal": Words("số thập phân", "decimal"),
    "yes_no": Words("true hoặc false", "true or false"),
}


# ---------------------------------------------------------------- CSV
def guarded(text: str) -> str:
    """The text so that no spreadsheet program takes it for a formula: an apostrophe before it where it might.

    A text that begins with an apostrophe gets one more, so that whoever reads takes away one, if there is one.
    Alike inside, behind a semicolon or a line end.
    """
    text = _INSIDE.sub(rf"\1{GUARD}", text)
    risky = text.startswith(_LEADS) or text.lstrip()[:1] in _STARTS
    return GUARD + text if risky else text


def csv_text(datum: Datum) -> str:
    """One cell. Numbers are never guarded: a negative one stays a number."""
    if datum is None:
        return ""
    return guarded(datum) if isinstance(datum, str) else figure_text(datum)


def figure_text(datum: int | bool | Decimal) -> str:
    """A number with a decimal point and never an exponent; "true" and "false"."""
    if isinstance(datum, bool):
        return "true" if datum else "false"
    return f"{datum:f}" if isinstance(datum, Decimal) else str(datum)


def csv_bytes(table: Table) -> bytes:
    """The table as RFC 4180 says: commas, CRLF, quotation marks; UTF-8 with a byte order mark, for Excel."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([one.name for one in table.shape.fields])
    writer.writerows([csv_text(datum) for datum in row] for row in table.rows)
    return stream.getvalue().encode("utf-8-sig")


# ---------------------------------------------------------------- JSON
def json_bytes(data: OpenData) -> bytes:
    """All tables in one document, with the words of the columns. Decimals are texts: no reader makes binary of them."""
    head: dict[str, Any] = {
        "format": JSON_FORMAT,
        "version": JSON_VERSION,
        "provisional": data.provisional,
        "coded": data.coded,
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    tables = ",\n".join(_json_table(table) for table in data.tables)
    return "\n".join(["{", *lines, ' "tables": {', tables, " }", "}", ""]).encode()


def _json_table(table: Table) -> str:
    """One row a line: large tables stay readable, and a changed figure is one changed line."""
    words = _json(_both(table.shape.words))
    columns = ",\n".join(
        "    " + _json({"name": one.name, "kind": one.kind, **_both(one.words)}) for one in table.shape.fields
    )
    rows = ",\n".join("    " + _json_row(row) for row in table.rows)
    body = f"[\n{rows}\n   ]" if rows else "[]"
    parts = (f'   "words": {words}', f'   "columns": [\n{columns}\n   ]', f'   "rows": {body}')
    return f"  {_json(table.shape.name)}: {{\n" + ",\n".join(parts) + "\n  }"


def _json_row(row: Row) -> str:
    return _json([f"{datum:f}" if isinstance(datum, Decimal) else datum for datum in row])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _both(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}


# ---------------------------------------------------------------- the page of the columns
_PAGE: Final = """\
# Ý nghĩa các cột / What the columns mean

{title} ({round}, {year}). {state}

Ô trống là không có; không đánh giá (KĐG) là `not_applicable` = true; số 0 là 0 điểm. Số thập phân dùng dấu chấm.
Trong CSV, chữ bắt đầu bằng = + - @, dấu tab, dấu xuống dòng hoặc dấu ' được thêm một dấu ' ở trước để Excel không
tính như công thức; khi đọc bằng chương trình: nếu ô **chữ** bắt đầu bằng dấu ' thì bỏ đúng một dấu đó. Bên trong ô
chữ cũng vậy: sau dấu ; hoặc dấu xuống dòng, trước = + - @ có thêm một dấu '.

An empty cell is none; not applicable is `not_applicable` = true; 0 is zero points. Decimals have a point. In CSV a
text that begins with = + - @, a tab, a line end or an apostrophe has one apostrophe put before it, so that Excel
computes nothing; a program that reads it takes away one leading apostrophe of a **text** cell, if there is one.
Inside a text cell alike: behind a semicolon or a line end, one apostrophe is put before = + - @.
"""
_STATES: Final = {
    False: "Kết quả số {number}. / Result no. {number}.",
    True: "**KẾT QUẢ TẠM THỜI, không để công bố. / PROVISIONAL, not for publication.**",
}
_CODED: Final = (
    "\nTên đã thay bằng mã; ai có bảng xếp hạng đã công bố vẫn đối chiếu được qua điểm và hạng. / Names are replaced "
    "by codes; whoever has the published ranking can still match totals and ranks.\n"
)


def columns_page(data: OpenData) -> bytes:
    """The page that lies beside an export."""
    state = _STATES[data.provisional].format(number=data.number)
    title = " ".join(data.round.title.split())
    head = _PAGE.format(title=title, round=data.round.id, year=data.round.year, state=state)
    return (head + (_CODED if data.coded else "") + "\n" + columns_tables(SHAPES)).encode()


def columns_tables(shapes: Sequence[Shape]) -> str:
    """Every table with its columns, as Markdown."""
    return "\n".join(_section(shape) for shape in shapes)


def _section(shape: Shape) -> str:
    rows = [
        f"| `{one.name}` | {_KINDS[one.kind].vi} / {_KINDS[one.kind].en} | {one.words.vi} / {one.words.en} |"
        for one in shape.fields
    ]
    head = ["| Cột / column | Kiểu / kind | Ý nghĩa / meaning |", "|---|---|---|"]
    return "\n".join([f"## {shape.name}", "", f"{shape.words.vi}. / {shape.words.en}.", "", *head, *rows, ""])
