"""Open data: what stands in the tables, what codes hide, and what a spreadsheet program makes of the files."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet

from tests.sample import RUBRIC, WAIVER, panel_of, round_with, with_unit
from workbook.catalogue.rank import INCOMPLETE
from workbook.consolidation import consolidate
from workbook.excel.write import write_book
from workbook.findings import Finding, Place, finding
from workbook.model import Conclusion, Round
from workbook.open_data import (
    CRITERIA,
    FINDINGS,
    LEFT_OUT,
    MEMBER_SCORES,
    RANKING,
    ROUND,
    SCORES,
    SHAPES,
    WAIVERS,
    Codes,
    Datum,
    OpenData,
    Shape,
    Table,
    grown_codes,
    open_data,
)
from workbook.open_data_text import columns_page, csv_bytes, csv_text, guarded, json_bytes
from workbook.pipeline.parquet import parquet_bytes
from workbook.points import NOT_APPLICABLE
from workbook.ranking import rank
from workbook.sheets.open_data import draw_open_data

# Three members; TV-03 scores "So" only, TV-02 not his own unit dv-2. By hand: dv-1 mang (8 + 8.25 + 8.25) / 3.
TABLES = {
    "TV-01": """
        dv-1  8     7.5  15    3
        dv-2  9     8    16.5  4
        dv-3  7     6.5  KĐG   2
        h-1   9.5   9    14    KĐG
        h-2   6     5    10    1
    """
}
ROUND_ = round_with(
    waivers=(replace(WAIVER, member="TV-01"),),
    conclusions=(Conclusion("dv-2", "sang-kien", Decimal(5), reason="giải trình", by="Hội đồng"),),
)


def made(round_: Round = ROUND_, codes: Codes | None = None, **changes: Any) -> OpenData:
    tally = consolidate(RUBRIC, round_, panel_of(TABLES, round_))
    ranking, findings = rank(RUBRIC, round_, tally)
    return open_data(RUBRIC, round_, tally, ranking, findings, codes=codes, **{"number": 3, **changes})


def rows(data: OpenData, shape: Shape) -> list[dict[str, Datum]]:
    (table,) = (table for table in data.tables if table.shape is shape)
    return [dict(zip((one.name for one in shape.fields), row, strict=True)) for row in table.rows]


def row_of(data: OpenData, shape: Shape, **keys: Datum) -> dict[str, Datum]:
    (found,) = (row for row in rows(data, shape) if keys.items() <= row.items())
    return found


def reversed_(ids: Sequence[str]) -> Sequence[str]:
    return ids[::-1]


CODES = grown_codes(Codes(), ROUND_, reversed_)


# ---------------------------------------------------------------- the tables
def test_the_ranking_stands_in_printed_order_with_its_figures() -> None:
    data = made(with_unit("dv-2", ROUND_, prior_rank=4))
    order = [(row["group"], row["position"], row["unit"], row["rank"], row["tier"]) for row in rows(data, RANKING)]
    assert order == [
        ("So", 1, "dv-2", 1, "Tốt"), ("So", 2, "dv-1", 2, "Khá"), ("So", 3, "dv-3", 3, "Yếu"),
        ("Huyen", 1, "h-1", 1, "Tốt"), ("Huyen", 2, "h-2", 2, "Khá"),
    ]  # fmt: skip
    best = row_of(data, RANKING, unit="dv-2")
    assert best == {
        "group": "So", "group_name": "Các sở, ban, ngành", "position": 1, "unit": "dv-2", "name": "Sở Xây dựng",
        "total": Decimal("38.50"), "maximum": Decimal(45), "index": Decimal("0.856"), "converted": Decimal("38.50"),
        "rank": 1, "tied": False, "tier": "Tốt", "held_back": None, "prior_rank": 4,
    }  # fmt: skip
    assert row_of(data, RANKING, unit="dv-3")["maximum"] == Decimal(25), "KĐG is not in the maximum"


def test_combined_points_are_given_exact_and_rounded() -> None:
    data = made()
    mean = row_of(data, SCORES, unit="dv-1", criterion="mang")
    assert mean == {
        "group": "So", "unit": "dv-1", "criterion": "mang", "points": Decimal("8.17"),
        "exact": Decimal("8.166666666667"), "not_applicable": False, "concluded": False, "listed": False, "scorers": 3,
    }  # fmt: skip
    assert mean["exact"] == Decimal(int(Fraction(49, 6) * 10**12) + 1).scaleb(-12)
    concluded = row_of(data, SCORES, unit="dv-2", criterion="sang-kien")
    assert (concluded["points"], concluded["concluded"], concluded["scorers"]) == (Decimal(5), True, 2)


def test_blank_zero_and_not_applicable_are_three_things() -> None:
    tables = {"TV-01": TABLES["TV-01"].replace("dv-1  8     7.5", "dv-1  -     0  ")}
    tally = consolidate(RUBRIC, ROUND_, panel_of(tables, ROUND_))
    ranking, findings = rank(RUBRIC, ROUND_, tally)
    data = open_data(RUBRIC, ROUND_, tally, ranking, findings)

    def given_by(criterion: str, unit: str = "dv-1") -> tuple[Datum, Datum]:
        row = row_of(data, MEMBER_SCORES, unit=unit, criterion=criterion, member="TV-01")
        return row["points"], row["not_applicable"]

    assert given_by("mang") == (None, False)
    assert given_by("an-toan") == (Decimal(0), False)
    assert given_by("sang-kien", "h-1") == (None, True)
    assert row_of(data, SCORES, unit="dv-3", criterion="dich-vu")["not_applicable"] is True


def test_whoever_may_not_score_a_unit_has_no_row() -> None:
    members = {
        unit: {row["member"] for row in rows(made(), MEMBER_SCORES) if row["unit"] == unit} for unit in ("dv-1", "dv-2")
    }
    assert members == {"dv-1": {"TV-01", "TV-02", "TV-03"}, "dv-2": {"TV-01", "TV-03"}}


def test_criteria_have_their_groups_maxima_and_parents() -> None:
    data = made()
    assert [row["criterion"] for row in rows(data, CRITERIA) if row["group"] == "So"] == [
        "ha-tang", "mang", "an-toan", "dich-vu", "sang-kien",
    ]  # fmt: skip
    own = row_of(data, CRITERIA, group="Huyen", criterion="dich-vu")
    assert own["maximum"] == Decimal(15) and row_of(data, CRITERIA, group="So", criterion="dich-vu")["maximum"] == 20
    assert row_of(data, CRITERIA, group="So", criterion="an-toan") == {
        "group": "So", "criterion": "an-toan", "code": "1.10", "name": "An toàn thông tin", "parent": "ha-tang",
        "maximum": Decimal(10), "weight": Decimal(1), "leaf": True,
    }  # fmt: skip


def test_decisions_and_units_left_out_are_given_too() -> None:
    data = made()
    assert rows(data, WAIVERS) == [
        {
            "check": "SCORE-001", "unit": "dv-1", "criterion": "mang", "member": "TV-01", "when": "2026-11-25",
            "reason": "giữ như đã công bố", "by": "Hội đồng",
        }
    ]  # fmt: skip
    assert rows(data, LEFT_OUT) == [{"group": "So", "unit": "dv-4", "name": "Sở Mới", "reason": "mới thành lập"}]
    assert row_of(data, ROUND)["result"] == 3 and row_of(data, ROUND)["provisional"] is False


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_datum_is_of_its_columns_kind(shape: Shape) -> None:
    kinds = {"text": str, "whole": int, "decimal": Decimal, "yes_no": bool}
    (table,) = (table for table in made().tables if table.shape is shape)
    for row in table.rows:
        for datum, one in zip(row, shape.fields, strict=True):
            assert datum is None or type(datum) is kinds[one.kind], one.name
            if isinstance(datum, Decimal):
                assert -int(datum.as_tuple().exponent) <= one.places
    names = [one.name for one in shape.fields]
    assert len(set(names)) == len(names)
    words = [shape.words, *(one.words for one in shape.fields)]
    assert all(one.vi and one.en and one.vi != one.en for one in words)


# ---------------------------------------------------------------- codes
def everything(data: OpenData) -> str:
    return json_bytes(data).decode() + columns_page(data).decode() + "".join(csv_bytes(t).decode() for t in data.tables)


def test_with_codes_no_name_no_id_and_no_free_text_is_left() -> None:
    told = [finding_of("dv-1", "TV-02"), finding_of("somebody's own text", "unit:h-1")]
    tally = consolidate(RUBRIC, ROUND_, panel_of(TABLES, ROUND_))
    ranking, _ = rank(RUBRIC, ROUND_, tally)
    plain, coded = (open_data(RUBRIC, ROUND_, tally, ranking, told, codes=codes) for codes in (None, CODES))
    ids = [*(unit.id for unit in ROUND_.units), *(member.id for member in ROUND_.members)]
    for text in (*ids, *(one.name for one in ROUND_.units), "giữ như đã công bố", "mới thành lập"):
        shown = re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])")
        assert shown.search(everything(plain)), text
        assert not shown.search(everything(coded)), text
    assert [row["member"] for row in rows(coded, FINDINGS)] == ["unit:" + CODES.units["h-1"], CODES.members["TV-02"]]
    assert [row["unit"] for row in rows(coded, FINDINGS)] == [None, CODES.units["dv-1"]]


def finding_of(unit: str, member: str) -> Finding:
    return finding(INCOMPLETE, Place(unit=unit, member=member), unit="Sở Y tế")


def test_with_codes_the_figures_are_the_same_under_the_codes() -> None:
    plain, coded = made(), made(codes=CODES)
    for shape in (SCORES, MEMBER_SCORES):
        wanted = sorted(str(_coded(row)) for row in rows(plain, shape))
        assert wanted == sorted(map(str, rows(coded, shape)))


def _coded(row: Mapping[str, Datum]) -> dict[str, Datum]:
    made = {**row, "unit": CODES.units[str(row["unit"])]}
    return made | ({"member": CODES.members[str(row["member"])]} if "member" in row else {})


def test_with_codes_the_order_of_rows_is_that_of_the_codes() -> None:
    """dv-3 has the first code: its row stands first, whatever its id or its rank."""
    assert [row["unit"] for row in rows(made(codes=CODES), RANKING)][2:] == ["dv#004", "dv#005", "dv#006"]
    assert CODES.units == {"h-2": "dv#001", "h-1": "dv#002", "dv-4": "dv#003", "dv-3": "dv#004", "dv-2": "dv#005",
                           "dv-1": "dv#006"}  # fmt: skip


def test_codes_stay_and_newcomers_get_free_ones() -> None:
    known = Codes({"dv-1": "dv#002", "gone": "dv#001"}, {"TV-01": "tv#007"})
    grown = grown_codes(known, ROUND_, lambda ids: ids)
    assert {"dv-1": "dv#002", "gone": "dv#001"}.items() <= grown.units.items()
    assert (grown.units["dv-2"], grown.members["TV-02"]) == ("dv#003", "tv#001")
    for own in (grown.units, grown.members):
        assert len(set(own.values())) == len(own)
    assert grown_codes(grown, ROUND_, lambda ids: ids) == grown


# ---------------------------------------------------------------- CSV
GUARDED = [
    ("=1+1", "'=1+1"), ("+84 235", "'+84 235"), ("-", "'-"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t'=1"),
    ("\r=1", "'\r'=1"), ("\n=1", "'\n'=1"), ("  =1", "'  =1"), ("＝1", "'＝1"), ("'a", "''a"), ("'", "''"),
    ("Sở Y tế", "Sở Y tế"), ("a=1", "a=1"), ("", ""), ("1-2", "1-2"), (" a", " a"),
    # Excel of Vietnam parts cells by semicolons, quoted or not.
    ("a;=1+1", "a;'=1+1"), ("a; \n@b", "a; \n'@b"), ("a;'=b", "a;''=b"), ("a\n- b", "a\n'- b"), ("a; b", "a; b"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), GUARDED)
def test_what_a_program_would_compute_is_guarded(text: str, shown: str) -> None:
    assert guarded(text) == shown


def unguarded(text: str) -> str:
    """What the page of the columns tells readers to do."""
    return re.sub(r"([;\t\r\n]\s*)'(?='*[=+\-@＝＋－＠])", r"\1", text.removeprefix("'"))


@given(st.one_of(st.text(max_size=20), st.text("';=+-@ \n\ta", max_size=12)))
def test_guarding_is_undone_by_what_readers_are_told(text: str) -> None:
    assert unguarded(guarded(text)) == text
    first = guarded(text).lstrip()[:1]
    assert not first or unicodedata.normalize("NFKC", first) not in ("=", "+", "@", "-") or first in "﹢₊⁺﹣⁼₌﹦﹫﬩"


@pytest.mark.parametrize(
    ("datum", "shown"),
    [
        (Decimal("-1.50"), "-1.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.000001"), "0.000001"),
        (-3, "-3"),
        (True, "true"),
        (False, "false"),
        (None, ""),
    ],
)
def test_numbers_are_numbers(datum: Datum, shown: str) -> None:
    assert csv_text(datum) == shown


HOSTILE = '=HYPERLINK("http://x","Sở, Y tế")'


def hostile() -> OpenData:
    return made(with_unit("dv-1", ROUND_, name=HOSTILE))


def test_a_table_is_read_back_whole() -> None:
    for table in hostile().tables:
        data = csv_bytes(table)
        assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == len(table.rows) + 1
        head, *body = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        assert head == [one.name for one in table.shape.fields]
        for line, row in zip(body, table.rows, strict=True):
            for text, datum, one in zip(line, row, table.shape.fields, strict=True):
                assert (unguarded(text) if one.kind == "text" else text) == (
                    (datum or "") if one.kind == "text" else csv_text(datum)
                )
    assert any(HOSTILE in str(row) for row in rows(hostile(), RANKING))


# ---------------------------------------------------------------- JSON, xlsx, Parquet
def test_the_document_holds_the_tables_and_their_words() -> None:
    data = hostile()
    document = json.loads(json_bytes(data))
    assert {key: document[key] for key in ("format", "version", "provisional", "coded")} == {
        "format": "xephang-open-data", "version": 1, "provisional": False, "coded": False,
    }  # fmt: skip
    assert list(document["tables"]) == [shape.name for shape in SHAPES]
    for table in data.tables:
        own = document["tables"][table.shape.name]
        assert own["words"] == {"vi": table.shape.words.vi, "en": table.shape.words.en}
        assert [(one["name"], one["kind"], one["vi"], one["en"]) for one in own["columns"]] == [
            (one.name, one.kind, *one.words) for one in table.shape.fields
        ]
        assert own["rows"] == [[f"{d:f}" if isinstance(d, Decimal) else d for d in row] for row in table.rows]


def test_an_empty_table_is_there_too() -> None:
    document = json.loads(json_bytes(made(replace(ROUND_, waivers=()))))
    assert document["tables"]["waivers"]["rows"] == []


def test_the_workbook_holds_texts_and_numbers_never_formulas() -> None:
    data = hostile()
    book = load_workbook(io.BytesIO(write_book(draw_open_data(data))))
    assert book.sheetnames == [*(shape.name for shape in SHAPES), "columns"]
    for table in data.tables:
        sheet = book[table.shape.name]
        assert sheet.max_row == len(table.rows) + 1
        for row, line in zip(table.rows, sheet.iter_rows(min_row=2), strict=True):
            for datum, cell in zip(row, line, strict=True):
                assert cell.data_type != "f"
                if isinstance(datum, bool):
                    assert cell.value == str(datum).lower()
                elif isinstance(datum, str):
                    assert cell.value == (datum or None)
                else:
                    assert cell.value == (None if datum is None else float(datum))
    words = [tuple(cell.value for cell in row) for row in book["columns"].iter_rows(min_row=2)]
    assert words == [(shape.name, one.name, one.kind, *one.words) for shape in SHAPES for one in shape.fields]


def test_parquet_holds_decimals_not_floats() -> None:
    data = hostile()
    files = parquet_bytes(data)
    assert list(files) == [shape.name for shape in SHAPES]
    for table in data.tables:
        read = parquet.read_table(io.BytesIO(files[table.shape.name]))
        assert [str(kind) for kind in read.schema.types] == [_arrow(table.shape, at) for at in range(read.num_columns)]
        assert [tuple(line.values()) for line in read.to_pylist()] == list(table.rows)
        assert read.schema.metadata[b"provisional"] == b"false"


def _arrow(shape: Shape, at: int) -> str:
    one = shape.fields[at]
    kinds = {"text": "string", "whole": "int64", "yes_no": "bool", "decimal": f"decimal128(38, {one.places})"}
    return kinds[one.kind]


# ---------------------------------------------------------------- the page of the columns
def test_the_page_beside_the_files_names_every_column_and_the_state() -> None:
    page = columns_page(made()).decode()
    for shape in SHAPES:
        assert f"## {shape.name}\n" in page
        assert all(
            f"| `{one.name}` |" in page and one.words.vi in page and one.words.en in page for one in shape.fields
        )
    assert "Kết quả số 3" in page and "TẠM THỜI" not in page
    assert "TẠM THỜI" in columns_page(made(number=None, provisional=True)).decode()
    assert "bằng mã" in columns_page(made(codes=CODES)).decode()


def test_the_same_round_gives_the_same_bytes() -> None:
    one, other = made(), made()
    assert json_bytes(one) == json_bytes(other)
    assert [csv_bytes(table) for table in one.tables] == [csv_bytes(table) for table in other.tables]
    assert write_book(draw_open_data(one)) == write_book(draw_open_data(other))


def test_not_applicable_is_no_number() -> None:
    assert NOT_APPLICABLE not in {datum for table in made().tables for row in table.rows for datum in row}
    assert isinstance(made().tables[0], Table)
