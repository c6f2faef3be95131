"""The kinds of value that a TOML key can hold, for pydantic: each refuses with its own check.

A field's error type is the code of the check that says it, its context the facts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from workbook.catalogue import round as round_checks
from workbook.catalogue import rubric as checks
from workbook.findings import Check, Fact
from workbook.points import decimals

LARGEST: Final = 1_000_000
MOST: Final = 1_000_000_000
"""The largest figure of a round's list; what a rule accepts may be less."""
FINEST: Final = 6
"""How many decimals a figure may have."""
ID_PATTERN: Final = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
FROZEN: Final = {"frozen": True}
"""Validation context of what we froze ourselves: figures are texts, and no text is tidied."""

_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(\..*)?", re.IGNORECASE)
_FROZEN_FIGURE = re.compile(r"-?\d{1,16}(\.\d{1,16})?(E[+-]?\d{1,3})?")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


class Shape(BaseModel):
    """What all tables of a file share: a key that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


def refusal(check: Check, **facts: Fact) -> PydanticCustomError:
    return PydanticCustomError(check.code, "see the catalogue", dict(facts))


def shown(value: object) -> str:
    """A value as it stands in the file, shortened."""
    if isinstance(value, Decimal | date):
        return str(value)[:80]
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):  # nesting or a number without end
        return "..."
    return text if len(text) <= 80 else text[:77] + "..."


def figure(value: object) -> Decimal | None:
    """A finite number of the file, None for anything else. Frozen figures are texts."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, str) and _FROZEN_FIGURE.fullmatch(value):
        value = Decimal(value)
    return value if isinstance(value, Decimal) and value.is_finite() else None


def tidy_text(text: str) -> str:
    """One spelling of the same words: composed letters, single plain spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _is_frozen(info: ValidationInfo) -> bool:
    return bool(info.context and info.context.get("frozen"))


def _figure(
    low: Decimal | int, high: Decimal | int, finest: int = FINEST
) -> Callable[[object, ValidationInfo], Decimal]:
    def read(value: object, info: ValidationInfo) -> Decimal:
        number = figure(value)
        if number is None or (isinstance(value, str) and not _is_frozen(info)):
            raise refusal(checks.WANT_NUMBER, value=shown(value))
        if not low <= number <= high:
            raise refusal(checks.NUMBER_OUT_OF_RANGE, value=shown(value), low=low, high=high)
        if (number and number.adjusted() < -finest) or decimals(number) > finest:
            raise refusal(checks.NUMBER_TOO_FINE, value=shown(value), limit=finest)
        return number if _is_frozen(info) else _plain(number)

    return read


def _plain(number: Decimal) -> Decimal:
    """Without exponent and without a negative zero; written decimals stay (0.70)."""
    exponent = number.as_tuple().exponent
    plain = number.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else number
    return plain if plain else abs(plain)


def _positive(high: Decimal | int, finest: int = FINEST) -> Callable[[object, ValidationInfo], Decimal]:
    judged = _figure(0, high, finest)

    def read(value: object, info: ValidationInfo) -> Decimal:
        sign = figure(value)
        if sign is not None and sign <= 0 and not isinstance(value, str):
            raise refusal(checks.NOT_POSITIVE, value=shown(value))
        number = judged(value, info)
        if number <= 0:
            raise refusal(checks.NOT_POSITIVE, value=shown(value))
        return number

    return read


def _text(
    limit: int, empty: bool = False, if_empty: Check = checks.EMPTY_TEXT
) -> Callable[[object, ValidationInfo], str]:
    def read(value: object, info: ValidationInfo) -> str:
        if not isinstance(value, str):
            raise refusal(checks.WANT_TEXT, value=shown(value))
        for char in value:
            if unicodedata.category(char) in ("Cc", "Cs") or char in _BIDI:
                raise refusal(checks.CONTROL_CHARACTER, character=f"U+{ord(char):04X}")
        text = value if _is_frozen(info) else tidy_text(value)
        if not text.strip() and not empty and not _is_frozen(info):
            raise refusal(if_empty)
        if len(text) > limit:
            raise refusal(checks.TEXT_TOO_LONG, length=len(text), limit=limit)
        return text

    return read


def is_id(text: str) -> bool:
    return bool(re.fullmatch(ID_PATTERN, text)) and not _RESERVED.fullmatch(text) and not text.endswith(".")


def _id(value: object) -> str:
    if not isinstance(value, str):
        raise refusal(checks.WANT_TEXT, value=shown(value))
    if not is_id(value):
        raise refusal(checks.BAD_ID, value=value[:80])
    return value


def _whole(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise refusal(checks.WANT_WHOLE, value=shown(value), low=low, high=high)
        return value

    return read


def _date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    # The commonest slip is quotation marks around a right date: it can only be meant so.
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise refusal(round_checks.WANT_DATE, value=shown(value))


def _yes_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise refusal(checks.WANT_YES_NO, value=shown(value))
    return value


def _kind(read: Callable[..., Any], **schema: Any) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(read), WithJsonSchema(schema)


def whole_between(low: int, high: int) -> Any:
    """The kind of a whole number from `low` to `high`."""
    return Annotated[int, *_kind(_whole(low, high), type="integer", minimum=low, maximum=high)]


def figure_between(low: int, high: int) -> Any:
    """The kind of a figure from `low` to `high`, both included."""
    return Annotated[Decimal, *_kind(_figure(low, high), type="number", minimum=low, maximum=high)]


def positive_to(high: int) -> Any:
    """The kind of a figure above 0, up to `high`."""
    return Annotated[Decimal, *_kind(_positive(high), type="number", exclusiveMinimum=0, maximum=high)]


Id = Annotated[str, *_kind(_id, type="string", pattern=f"^{ID_PATTERN}$")]
Name = Annotated[str, *_kind(_text(300), type="string", minLength=1, maxLength=300)]
Label = Annotated[str, *_kind(_text(100), type="string", minLength=1, maxLength=100)]
"""A tier's label: it stands several times in one formula."""
Words = Annotated[str, *_kind(_text(300, empty=True), type="string", maxLength=300)]
Reason = Annotated[
    str, *_kind(_text(2000, if_empty=round_checks.NO_REASON), type="string", minLength=1, maxLength=2000)
]
Passage = Annotated[str, *_kind(_text(2000), type="string", minLength=1, maxLength=2000)]
Remark = Annotated[str, *_kind(_text(2000, empty=True), type="string", maxLength=2000)]
Figure = Annotated[Decimal, *_kind(_figure(0, LARGEST), type="number", minimum=0, maximum=LARGEST)]
Positive = Annotated[Decimal, *_kind(_positive(LARGEST), type="number", exclusiveMinimum=0, maximum=LARGEST)]
Weight = Annotated[Decimal, *_kind(_positive(1000, 4), type="number", exclusiveMinimum=0, maximum=1000)]
Percent = Annotated[Decimal, *_kind(_positive(100, 4), type="number", exclusiveMinimum=0, maximum=100)]
Listed = Annotated[Decimal, *_kind(_figure(-MOST, MOST), type="number", minimum=-MOST, maximum=MOST)]
Places = Annotated[int, *_kind(_whole(0, 4), type="integer", minimum=0, maximum=4)]
Year = Annotated[int, *_kind(_whole(2000, 2100), type="integer", minimum=2000, maximum=2100)]
Count = Annotated[int, *_kind(_whole(1, 10_000), type="integer", minimum=1, maximum=10_000)]
Amount = Annotated[int, *_kind(_whole(1, 100_000_000), type="integer", minimum=1, maximum=100_000_000)]
Day = Annotated[date, *_kind(_date, type="string", format="date")]
YesNo = Annotated[bool, *_kind(_yes_no, type="boolean")]
