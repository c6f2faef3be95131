"""Typing errors in one cell: figures, ranks, tiers, marks."""

from __future__ import annotations

import re
from random import Random

from tests.typing_errors.kinds import (
    figure_spots,
    kind,
    neighbours,
    number,
    one_of,
    pick,
    retype,
    text_at,
    type_at,
)
from tests.typing_errors.sheets import Typed
from workbook.catalogue import audit_back as said


@kind(said.FIGURE)
def digit_changed(dice: Random, made: Typed) -> bool:
    def change(text: str, dice: Random) -> str:
        place = dice.choice([n for n, char in enumerate(text) if char.isdigit()])
        other = dice.choice([char for char in "0123456789" if char != text[place]])
        return text[:place] + other + text[place + 1 :]

    return retype(dice, made, change)


@kind(said.FIGURE)
def digits_swapped(dice: Random, made: Typed) -> bool:
    def change(text: str, dice: Random) -> str | None:
        places = [n for n in range(len(text) - 1) if (text[n] + text[n + 1]).isdigit() and text[n] != text[n + 1]]
        if not places:
            return None
        place = dice.choice(places)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]

    return retype(dice, made, change)


@kind(said.FIGURE)
def decimal_mark_lost(dice: Random, made: Typed) -> bool:
    return retype(dice, made, lambda text, _: text.replace(",", "") if "," in text else None)


@kind(said.FIGURE)
def decimal_mark_moved(dice: Random, made: Typed) -> bool:
    def change(text: str, _: Random) -> str | None:
        whole, mark, rest = text.partition(",")
        return f"{whole[:-1]},{whole[-1]}{rest}" if mark and len(whole) > 1 else None

    return retype(dice, made, change)


@kind(said.FIGURE)
def digit_left_out(dice: Random, made: Typed) -> bool:
    def change(text: str, dice: Random) -> str | None:
        if len(text) < 2:
            return None
        place = dice.choice([n for n, char in enumerate(text) if char.isdigit()])
        left = text[:place] + text[place + 1 :]
        return left if re.fullmatch(r"\d+(,\d+)?", left) else None

    return retype(dice, made, change)


@kind(said.FIGURE)
def digit_doubled(dice: Random, made: Typed) -> bool:
    def change(text: str, dice: Random) -> str:
        place = dice.choice([n for n, char in enumerate(text) if char.isdigit()])
        return text[: place + 1] + text[place:]

    return retype(dice, made, change)


@kind(said.FIGURE)
def letter_for_a_digit(dice: Random, made: Typed) -> bool:
    def change(text: str, _: Random) -> str | None:
        return next((text.replace(digit, letter, 1) for digit, letter in ("0O", "1l", "5S") if digit in text), None)

    return retype(dice, made, change)


@kind(said.FIGURE)
def figure_of_the_line_above(dice: Random, made: Typed) -> bool:
    pairs = neighbours(made)
    dice.shuffle(pairs)
    for above, spot in pairs:
        for key in ("total", "index"):
            old, new = text_at(made, spot, key), text_at(made, above, key)
            if old and new and number(old) != number(new):
                type_at(made, spot, key, new)
                return True
    return False


@kind(said.FIGURE)
def figure_blank(dice: Random, made: Typed) -> bool:
    spot, key = dice.choice([one for one in figure_spots(made) if len(made.rows[one[0].row].cells) > 3] or [(None, "")])
    if spot is None:
        return False
    type_at(made, spot, key, "")
    return True


@kind(said.FIGURE, most=2)
def column_shifted_by_a_line(dice: Random, made: Typed) -> bool:
    """From some line on, every total is that of the line above."""
    pairs = neighbours(made)
    first = dice.randrange(len(pairs))
    part = pairs[first][0].entry.part
    run = [pair for pair in pairs[first:] if pair[0].entry.part == part]
    texts = [text_at(made, above, "total") for above, _ in run]
    if len(run) < 4 or len(set(texts)) < len(texts):
        return False
    for (_, spot), text in zip(run, texts, strict=True):
        type_at(made, spot, "total", text)
    return len({text_at(made, spot, "total") for _, spot in run}) == len(run)


# ---------------------------------------------------------------- ranks
def _ranked(made: Typed) -> list[tuple]:  # type: ignore[type-arg]
    return [
        (one, other) for one, other in neighbours(made) if text_at(made, one, "rank") and text_at(made, other, "rank")
    ]


@kind(said.RANK_DIFFERS)
def rank_repeated(dice: Random, made: Typed) -> bool:
    pairs = [(a, b) for a, b in _ranked(made) if text_at(made, a, "rank") != text_at(made, b, "rank")]
    if not pairs:
        return False
    above, spot = dice.choice(pairs)
    type_at(made, spot, "rank", text_at(made, above, "rank"))
    return True


@kind(said.RANK_DIFFERS)
def rank_skipped(dice: Random, made: Typed) -> bool:
    """One number is left out, and all that follow are one too high."""
    pairs = _ranked(made)
    if not pairs:
        return False
    _, first = dice.choice(pairs)
    for spot in made.spots():
        if spot.entry.part == first.entry.part and spot.row >= first.row:
            found = re.search(r"\d+", text_at(made, spot, "rank"))
            assert found
            type_at(made, spot, "rank", str(int(found[0]) + 1) + text_at(made, spot, "rank")[found.end() :])
    return True


@kind(said.RANK_DIFFERS)
def rank_changed(dice: Random, made: Typed) -> bool:
    spot = pick(dice, made)
    text = text_at(made, spot, "rank")
    if text:
        found = re.search(r"\d+", text)
        assert found
        type_at(made, spot, "rank", text.replace(found[0], str(int(found[0]) + dice.randrange(2, 30)), 1))
    return bool(text)


@kind(said.RANK_DIFFERS, most=2)
def ranks_of_two_lines_swapped(dice: Random, made: Typed) -> bool:
    pairs = [(a, b) for a, b in _ranked(made) if text_at(made, a, "rank") != text_at(made, b, "rank")]
    if not pairs:
        return False
    one, other = dice.choice(pairs)
    first, second = (text_at(made, spot, "rank") for spot in (one, other))
    type_at(made, one, "rank", second)
    type_at(made, other, "rank", first)
    return True


@kind(said.PRIOR_RANK_DIFFERS)
def rank_of_last_year_changed(dice: Random, made: Typed) -> bool:
    spots = [spot for spot in made.spots() if text_at(made, spot, "prior_rank")]
    if not spots:
        return False
    spot = dice.choice(spots)
    type_at(made, spot, "prior_rank", str(int(text_at(made, spot, "prior_rank")) + dice.randrange(1, 9)))
    return True


# ---------------------------------------------------------------- tiers
def _tiered(made: Typed):  # type: ignore[no-untyped-def]
    return [spot for spot in made.spots() if text_at(made, spot, "tier")]


@kind(said.TIER_DIFFERS)
def tier_wrong(dice: Random, made: Typed) -> bool:
    spots = _tiered(made)
    if not spots:
        return False
    spot = dice.choice(spots)
    one = one_of(made, spot)
    type_at(made, spot, "tier", dice.choice([tier.label for tier in one.group.tiers if tier.label != one.tier]))
    return True


@kind(said.TIER_DIFFERS)
def tier_misspelt(dice: Random, made: Typed) -> bool:
    spots = _tiered(made)
    if not spots:
        return False
    spot = dice.choice(spots)
    type_at(made, spot, "tier", text_at(made, spot, "tier")[:-1] + "x")
    return True


@kind(said.TIER_DIFFERS)
def tier_blank(dice: Random, made: Typed) -> bool:
    spots = _tiered(made)
    if spots:
        type_at(made, dice.choice(spots), "tier", "")
    return bool(spots)


# ---------------------------------------------------------------- notes at a figure
MARKS = re.compile(r"⁽[⁰¹²³⁴-⁹]+⁾")


@kind(said.MARK_GONE, most=2)
def footnote_mark_gone(dice: Random, made: Typed) -> bool:
    spots = [(spot, column) for spot in made.spots() for column in made.rows[spot.row].cells]
    marked = [(spot, column) for spot, column in spots if MARKS.search(made.rows[spot.row].cells[column])]
    if not marked:
        return False
    spot, column = dice.choice(marked)
    cells = made.rows[spot.row].cells
    cells[column] = MARKS.sub("", cells[column])
    return True


@kind(said.WORDS_DIFFER)
def note_cell_gone(dice: Random, made: Typed) -> bool:
    spots = [spot for spot in made.spots() if text_at(made, spot, "note")]
    if spots:
        type_at(made, dice.choice(spots), "note", "")
    return bool(spots)


@kind(said.WORDS_DIFFER)
def note_cell_at_another_unit(dice: Random, made: Typed) -> bool:
    spots = [spot for spot in made.spots() if "note" in spot.columns and not text_at(made, spot, "note")]
    if spots:
        type_at(made, dice.choice(spots), "note", "Không TTHC")
    return bool(spots)


@kind(said.FIGURE)
def rank_in_a_section_changed(dice: Random, made: Typed) -> bool:
    spots = [
        (s, k) for s in made.spots() for k in s.columns if k.startswith("title:") and text_at(made, s, k).isdigit()
    ]
    if not spots:
        return False
    spot, key = dice.choice(spots)
    type_at(made, spot, key, str(int(text_at(made, spot, key)) + 1))
    return True
