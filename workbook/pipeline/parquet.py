"""Open data as Parquet, by pyarrow and nothing else: an optional library, so that it is looked for only here."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any, Final

from workbook.catalogue import open_data as said
from workbook.findings import Place, Refused, finding
from workbook.open_data import Field, OpenData, Table

_DIGITS: Final = 38
"""All that a Parquet decimal holds: no figure of ours comes near."""


def parquet_bytes(data: OpenData) -> dict[str, bytes]:
    """Each table by its name. Decimals are decimals of a fixed scale, never binary floats."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise Refused([finding(said.PARQUET_MISSING, Place())]) from None
    return {table.shape.name: _bytes(pyarrow, parquet, data, table) for table in data.tables}


def _bytes(pyarrow: Any, parquet: Any, data: OpenData, table: Table) -> bytes:
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.shape.fields)
    fields = [pyarrow.field(one.name, _type(pyarrow, one), metadata=_words(one)) for one in table.shape.fields]
    told = {"provisional": str(data.provisional).lower(), "coded": str(data.coded).lower(), "round": data.round.id}
    schema = pyarrow.schema(fields, metadata=told)
    arrays = [pyarrow.array(map(_exact, column), type=one.type) for column, one in zip(columns, fields, strict=True)]
    stream = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), stream)
    return stream.getvalue()


def _type(pyarrow: Any, one: Field) -> Any:
    match one.kind:
        case "text":
            return pyarrow.string()
        case "whole":
            return pyarrow.int64()
        case "yes_no":
            return pyarrow.bool_()
        case "decimal":
            return pyarrow.decimal128(_DIGITS, one.places)


def _words(one: Field) -> dict[str, str]:
    return {"vi": one.words.vi, "en": one.words.en}


def _exact(datum: object) -> object:
    """A decimal without an exponent above zero, which pyarrow does not take."""
    return Decimal(f"{datum:f}") if isinstance(datum, Decimal) else datum
