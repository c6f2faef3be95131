"""Typing errors of whole lines: names, order, numbering, rows across the table."""

from __future__ import annotations

import re
import unicodedata
from random import Random

from tests.typing_errors.kinds import kind, neighbours, one_of, pick, same_list, text_at, type_at
from tests.typing_errors.sheets import Row, Typed
from workbook.audit.back_page import numeral
from workbook.audit.names import unit_name
from workbook.catalogue import audit as said_of_audit
from workbook.catalogue import audit_back as said
from workbook.catalogue.audit import TIER_BOUND


# ---------------------------------------------------------------- names
@kind(said.NAME_WRONG)
def letter_of_a_name(dice: Random, made: Typed) -> bool:
    spot = pick(dice, made)
    name = text_at(made, spot, "unit")
    places = [n for n, char in enumerate(name) if char.isalpha() and char.isascii()]
    place = dice.choice(places)
    other = dice.choice([char for char in "bcdghklmnpqrstvx" if char != name[place].lower()])
    return _named(made, spot, name[:place] + other + name[place + 1 :])


@kind(said.NAME_WRONG)
def tone_of_a_name(dice: Random, made: Typed) -> bool:
    """Another tone on a vowel: "Sở" becomes "Sợ"."""
    spot = pick(dice, made)
    name = unicodedata.normalize("NFD", text_at(made, spot, "unit"))
    tones = [n for n, char in enumerate(name) if char in "\u0300\u0301\u0303\u0309\u0323"]
    if not tones:
        return False
    place = dice.choice(tones)
    other = dice.choice([tone for tone in "\u0300\u0301\u0303\u0309\u0323" if tone != name[place]])
    return _named(made, spot, unicodedata.normalize("NFC", name[:place] + other + name[place + 1 :]))


@kind(said.NAME_WRONG)
def word_of_a_name_left_out(dice: Random, made: Typed) -> bool:
    spot = pick(dice, made)
    words = text_at(made, spot, "unit").split()
    del words[dice.randrange(len(words))]
    return _named(made, spot, " ".join(words))


def _named(made: Typed, spot, name: str) -> bool:  # type: ignore[no-untyped-def]
    """Whether it is another name at all, and nobody's."""
    if not name.strip() or unit_name(name) in made.wanted.names:
        return False
    type_at(made, spot, "unit", name)
    return True


@kind(said.LINES_MIXED, said.NAME_WRONG)
def names_of_two_lines_swapped(dice: Random, made: Typed) -> bool:
    pairs = [(a, b) for a, b in neighbours(made) if _differ(made, a, b)]
    if not pairs:
        return False
    one, other = dice.choice(pairs)
    first, second = (text_at(made, spot, "unit") for spot in (one, other))
    type_at(made, one, "unit", second)
    type_at(made, other, "unit", first)
    return True


def _differ(made: Typed, one, other) -> bool:  # type: ignore[no-untyped-def]
    return text_at(made, one, "total") != text_at(made, other, "total")


@kind(said.NAME_WRONG, said.LINES_MIXED)
def name_of_another_unit(dice: Random, made: Typed) -> bool:
    pairs = [(a, b) for a, b in neighbours(made) if _differ(made, a, b)]
    one, other = dice.choice(pairs)
    type_at(made, one, "unit", text_at(made, other, "unit"))
    return True


@kind(said_of_audit.UNNAMED, said.UNIT_GONE)
def name_blank(dice: Random, made: Typed) -> bool:
    spot = pick(dice, made)
    type_at(made, spot, "unit", "")
    return "no" in spot.columns


# ---------------------------------------------------------------- lines
@kind(said.ORDER_WRONG)
def two_lines_swapped(dice: Random, made: Typed) -> bool:
    pairs = [(a, b) for a, b in neighbours(made) if one_of(made, a).place != one_of(made, b).place]
    one, other = dice.choice(pairs)
    rows = made.rows
    rows[one.row], rows[other.row] = rows[other.row], rows[one.row]
    return True


@kind(said.ORDER_WRONG)
def two_lines_swapped_but_their_numbers(dice: Random, made: Typed) -> bool:
    pairs = [(a, b) for a, b in _numbered(made) if one_of(made, a).place != one_of(made, b).place]
    if not pairs:
        return False
    one, other = dice.choice(pairs)
    rows, column = made.rows, one.columns["no"]
    cells, below = rows[one.row].cells, rows[other.row].cells
    cells[column], below[column] = below[column], cells[column]
    rows[one.row], rows[other.row] = rows[other.row], rows[one.row]
    return True


@kind(said.ORDER_WRONG)
def line_far_from_its_place(dice: Random, made: Typed) -> bool:
    spots = made.spots()
    one, other = dice.sample(spots, 2)
    if (
        not same_list(one, other)
        or abs(one.row - other.row) < 4
        or one.entry.line.tier_row != other.entry.line.tier_row
    ):
        return False
    if len({one_of(made, spot).place for spot in spots if same_list(spot, one)}) < 8:
        return False
    made.rows.insert(other.row, made.rows.pop(one.row))
    return True


@kind(said.UNIT_GONE)
def line_left_out(dice: Random, made: Typed) -> bool:
    del made.rows[pick(dice, made).row]
    return True


@kind(said.UNIT_GONE)
def line_left_out_and_numbered_again(dice: Random, made: Typed) -> bool:
    spots = made.spots()
    if "no" not in spots[0].columns:
        return False
    gone = dice.choice(spots)
    for spot in spots:
        text = text_at(made, spot, "no")
        if spot.row > gone.row and same_list(spot, gone) and text.isdigit():
            type_at(made, spot, "no", str(int(text) - 1))
    del made.rows[gone.row]
    return True


@kind(said.UNIT_TWICE)
def line_twice(dice: Random, made: Typed) -> bool:
    spot = pick(dice, made)
    row = made.rows[spot.row]
    made.rows.insert(spot.row + 1, Row(row.table, dict(row.cells)))
    return True


@kind(said.UNIT_UNKNOWN)
def line_of_a_stranger(dice: Random, made: Typed) -> bool:
    spot = pick(dice, made)
    row = made.rows[spot.row]
    cells = dict(row.cells)
    cells[spot.columns["unit"]] = "Viện Quy hoạch xây dựng"
    cells[spot.columns["total"]] = "12,34"
    made.rows.insert(spot.row + 1, Row(row.table, cells))
    return True


@kind(said.WRONG_LIST)
def line_in_another_list(dice: Random, made: Typed) -> bool:
    one, other = dice.sample(made.spots(), 2)
    if same_list(one, other) or one.columns.keys() != other.columns.keys():
        return False
    row = made.rows.pop(one.row)
    place = other.row - (one.row < other.row)
    made.rows.insert(place + 1, Row(made.rows[place].table, row.cells))
    return True


# ---------------------------------------------------------------- numbering
def _numbered(made: Typed):  # type: ignore[no-untyped-def]
    return [
        (a, b) for a, b in neighbours(made) if text_at(made, a, "no").isdigit() and text_at(made, b, "no").isdigit()
    ]


@kind(said.NUMBER_WRONG)
def number_repeated(dice: Random, made: Typed) -> bool:
    pairs = _numbered(made)
    if not pairs:
        return False
    above, spot = dice.choice(pairs)
    type_at(made, spot, "no", text_at(made, above, "no"))
    return True


@kind(said.NUMBER_WRONG)
def number_skipped(dice: Random, made: Typed) -> bool:
    pairs = _numbered(made)
    if not pairs:
        return False
    _, first = dice.choice(pairs)
    for spot in made.spots():
        if same_list(spot, first) and spot.row >= first.row:
            type_at(made, spot, "no", str(int(text_at(made, spot, "no")) + 1))
    return True


# ---------------------------------------------------------------- rows across the table
def _across(made: Typed, what: str) -> list[int]:
    return [one.row for one in made.page().said if one.across == what]


def _renumber(dice: Random, made: Typed, what: str) -> bool:
    rows = [row for row in _across(made, what) if numeral(made.rows[row].text)]
    if not rows:
        return False
    row = made.rows[dice.choice(rows)]
    column = min(row.cells)
    sign = numeral(row.text)
    row.cells[column] = row.cells[column].replace(sign, sign + "I" if sign != "I" else "IV", 1)
    return True


@kind(said.ROW_NUMBERS)
def tier_rows_misnumbered(dice: Random, made: Typed) -> bool:
    return _renumber(dice, made, "tier")


@kind(said.ROW_NUMBERS)
def group_rows_misnumbered(dice: Random, made: Typed) -> bool:
    return _renumber(dice, made, "group")


@kind(said.TIER_ROW_WRONG)
def tier_row_of_another_tier(dice: Random, made: Typed) -> bool:
    rows = _across(made, "tier")
    if not rows:
        return False
    row = made.rows[dice.choice(rows)]
    labels = [tier.label for tier in made.wanted.rubric.groups[0].tiers]
    label = next(label for label in labels if f"Mức {label} " in row.text)
    other = dice.choice([one for one in labels if one != label])
    for column, text in row.cells.items():
        row.cells[column] = text.replace(f"Mức {label} ", f"Mức {other} ")
    return True


@kind(said.TIER_ROW_GONE)
def tier_row_left_out(dice: Random, made: Typed) -> bool:
    rows = _across(made, "tier")
    if rows:
        del made.rows[dice.choice(rows)]
    return bool(rows)


@kind(said.TIER_DIFFERS, said.TIER_ROW_GONE)
def tier_row_a_line_too_low(dice: Random, made: Typed) -> bool:
    rows = _across(made, "tier")
    starts = {spot.entry.part: spot.row for spot in reversed(made.spots())}
    rows = [row for row in rows if row + 1 not in starts.values()]
    if not rows:
        return False
    row = dice.choice(rows)
    made.rows[row], made.rows[row + 1] = made.rows[row + 1], made.rows[row]
    return True


@kind(TIER_BOUND, said.TEXT_FIGURES)
def bound_in_a_tier_row(dice: Random, made: Typed) -> bool:
    rows = _across(made, "tier")
    if not rows:
        return False
    row = made.rows[dice.choice(rows)]
    for column, text in row.cells.items():
        found = re.search(r"\d+", text)
        if found:
            row.cells[column] = text.replace(found[0], found[0][::-1], 1)
    return True


@kind(said.TEXT_WORDS)
def group_row_misspelt(dice: Random, made: Typed) -> bool:
    rows = _across(made, "group")
    if not rows:
        return False
    row = made.rows[dice.choice(rows)]
    column = max(row.cells, key=lambda place: len(row.cells[place]))
    row.cells[column] = row.cells[column].replace("đơn vị", "đon vị").replace("UBND", "UNBD")
    return "đon vị" in row.text


# ---------------------------------------------------------------- sums
@kind(said.SUM_WRONG)
def mean_of_a_column(dice: Random, made: Typed) -> bool:
    sums = made.page().sums
    if not sums:
        return False
    chosen = dice.choice(sums)
    row = made.rows[chosen.row]
    columns = [column for column, text in row.cells.items() if re.search(r"\d", text)]
    column = dice.choice(columns)
    text = row.cells[column]
    place = dice.choice([n for n, char in enumerate(text) if char.isdigit()])
    row.cells[column] = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    return True
