"""Kinds of mutation: formulas, and the results that they show."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random

from tests.mutations import books, parts
from tests.mutations.books import Spot
from tests.mutations.kinds import Mutant, Where, kind
from tests.mutations.labels import keys_of, spot_of, where
from tests.mutations.subjects import Subject, key_of
from workbook.catalogue import form as said
from workbook.excel.write import write_book
from workbook.sheets.grid import Cell, a1, from_a1
from workbook.sheets.meaning import tokens

FAMILY, SHOWN = "formula", "result"
REF = re.compile(r"(?<![A-Za-z_!'$:])(\$?[A-Z]{1,2}\$?\d+)(?![\w(:])")
"""A reference to one cell of the same sheet."""
RANGE = re.compile(r"(?<![A-Za-z_!'$:])(\$?[A-Z]{1,2}\$?\d+):(\$?[A-Z]{1,2}\$?\d+)(?![\w(])")
ELSEWHERE = re.compile(r"('(?:[^']|'')+')!(\$?[A-Z]{1,2}\$?\d+)")
"""A reference to a cell of another sheet."""
TEXT = re.compile(r'("(?:[^"]|"")*")')
OPERATORS = ((">=", ">"), (">", "<"), ("+", "-"), ("*", "/"), ("=", "<>"), ("-", "+"), ("<=", "<"), ("&", "+"))
FUNCTIONS = (("SUM(", "MAX("), ("ROUND(", "ROUNDUP("), ("COUNTIF(", "SUMIF("), ("AND(", "OR("), ("MIN(", "MAX("))


def outside_texts(formula: str, change: Callable[[str], str]) -> str:
    """The formula with everything but its quoted texts changed."""
    return "".join(part if part.startswith('"') else change(part) for part in TEXT.split(formula))


def pick(rng: Random, at: Subject, change: Callable[[str], str]) -> tuple[Spot, str] | None:
    """A formula that the change makes another one, and that other one."""
    found = books.formulas(at)
    rng.shuffle(found)
    for spot in found:
        old = spot.cell.formula or ""
        new = change(old)
        if new != old and tokens(new) != tokens(old):
            return spot, new
    return None


def changed(at: Subject, spot: Spot, cell: Cell | None) -> Mutant:
    now = None if cell is None else f"={cell.formula}" if cell.formula is not None else cell.value
    what = f"{spot.sheet}!{spot.a1} ={spot.cell.formula} -> {now!r}"
    data = books.typed(at.book, spot.sheet, spot.at, cell)
    return Mutant(data, what, (said.FORMULA_CHANGED,), (where(spot),))


def rewritten(rng: Random, at: Subject, change: Callable[[str], str]) -> Mutant | None:
    found = pick(rng, at, change)
    return found and changed(at, found[0], found[0].cell._replace(formula=found[1]))


def replaced(
    rng: Random, at: Subject, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]
) -> Mutant | None:
    """A formula in which the pattern stands, outside of its texts, with something else in its place."""
    return rewritten(rng, at, lambda text: outside_texts(text, lambda part: pattern.sub(new, part, count=1)))


# ---------------------------------------------------------------- gone
@kind(FAMILY, "a formula replaced by its value")
def _value(rng: Random, at: Subject) -> Mutant | None:
    spot = rng.choice([one for one in books.formulas(at) if one.cell.value not in (None, "")])
    return changed(at, spot, spot.cell._replace(formula=None))


@kind(FAMILY, "a formula replaced by a number")
def _constant(rng: Random, at: Subject) -> Mutant | None:
    spot = rng.choice(books.formulas(at))
    return changed(at, spot, spot.cell._replace(formula=None, value=Decimal(rng.randrange(100))))


@kind(FAMILY, "a formula replaced by a text")
def _text(rng: Random, at: Subject) -> Mutant | None:
    spot = rng.choice(books.formulas(at))
    return changed(at, spot, spot.cell._replace(formula=None, value=rng.choice(["Tốt", "1", "KĐG", "xem sau"])))


@kind(FAMILY, "a formula removed")
def _removed(rng: Random, at: Subject) -> Mutant | None:
    spot = rng.choice(books.formulas(at))
    return changed(at, spot, spot.cell._replace(formula=None, value=None))


@kind(FAMILY, "all formulas of a sheet pasted as values")
def _pasted(rng: Random, at: Subject) -> Mutant | None:
    name = rng.choice([name for key, name in at.names.items() if key != "guide"])
    edits = {spot.at: spot.cell._replace(formula=None) for spot in books.formulas(at) if spot.sheet == name}
    data = write_book(books.edited(at.book, name, dict(edits)))
    return Mutant(data, f"{name}: {len(edits)} formulas", (said.FORMULA_CHANGED, said.FORMULAS_GONE), (Where(name),))


@kind(FAMILY, "the whole file saved as values")
def _values(rng: Random, at: Subject) -> Mutant | None:
    book = at.book
    for name in at.names.values():
        edits = {spot.at: spot.cell._replace(formula=None) for spot in books.formulas(at) if spot.sheet == name}
        book = books.edited(book, name, dict(edits))
    return Mutant(write_book(book), "no formula left", (said.FORMULAS_GONE,))


# ---------------------------------------------------------------- another meaning
@kind(FAMILY, "another cell of the same sheet")
def _reference(rng: Random, at: Subject) -> Mutant | None:
    return replaced(rng, at, REF, _next_column)


def _next_column(match: re.Match[str]) -> str:
    row, column = from_a1(match[1])
    return a1(row, column + 1, fix_row="$" in match[1][1:], fix_column=match[1].startswith("$"))


@kind(FAMILY, "every reference off by one row")
def _off_by_one(rng: Random, at: Subject) -> Mutant | None:
    down = rng.choice([1, -1])
    every = re.compile(r"(?<![A-Za-z_!'$])(\$?[A-Z]{1,2})(\$?)(\d+)(?![\w(])")

    def moved(part: str) -> str:
        return every.sub(lambda match: f"{match[1]}{match[2]}{max(1, int(match[3]) + down)}", part)

    return rewritten(rng, at, lambda text: text if "!" in text else outside_texts(text, moved))


@kind(FAMILY, "a shorter range")
def _shorter(rng: Random, at: Subject) -> Mutant | None:
    def cut(match: re.Match[str]) -> str:
        (top, left), (bottom, right) = from_a1(match[1]), from_a1(match[2])
        end = a1(max(top, bottom - 1), right if bottom > top else max(left, right - 1))
        return f"{match[1]}:{end}"

    return replaced(rng, at, RANGE, cut)


@kind(FAMILY, "a longer range")
def _longer(rng: Random, at: Subject) -> Mutant | None:
    def more(match: re.Match[str]) -> str:
        bottom, right = from_a1(match[2])
        return f"{match[1]}:{a1(bottom + 1, right)}"

    return replaced(rng, at, RANGE, more)


@kind(FAMILY, "another operator")
def _operator(rng: Random, at: Subject) -> Mutant | None:
    old, new = rng.choice(OPERATORS)
    return replaced(rng, at, re.compile(re.escape(old)), new)


@kind(FAMILY, "another function")
def _function(rng: Random, at: Subject) -> Mutant | None:
    old, new = rng.choice(FUNCTIONS)
    return replaced(rng, at, re.compile(re.escape(old)), new)


@kind(FAMILY, "another number in a formula")
def _number(rng: Random, at: Subject) -> Mutant | None:
    number = re.compile(r"(?<![A-Za-z$_.\d])(\d+(?:\.\d+)?)(?![\d.A-Za-z])")

    def other(part: str) -> str:
        return part if "!" in part else number.sub(lambda match: str(Decimal(match[1]) + 1), part, count=1)

    return rewritten(rng, at, lambda text: outside_texts(text, other))


@kind(FAMILY, "another text in a formula")
def _words(rng: Random, at: Subject) -> Mutant | None:
    return rewritten(rng, at, lambda text: re.sub(r'"([^"#]+)"', r'"\1 "', text, count=1))


@kind(FAMILY, "a formula inside another IF")
def _wrapped(rng: Random, at: Subject) -> Mutant | None:
    return rewritten(
        rng, at, lambda text: rng.choice([f"IF(TRUE,{text},0)", f"IF(1=1,{text},{text})", f"IFERROR({text},0)"])
    )


@kind(FAMILY, "a formula with another sign or something added")
def _sign(rng: Random, at: Subject) -> Mutant | None:
    return rewritten(rng, at, lambda text: rng.choice([f"-({text})", f"({text})+0.5", f"({text})*1.1", f"+{text}+0"]))


@kind(FAMILY, "a cell of another sheet in place of one here")
def _foreign(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(list(at.names.values())).replace("'", "''")
    return replaced(rng, at, REF, rf"'{sheet}'!\1")


@kind(FAMILY, "a cell of another sheet, one row further")
def _elsewhere(rng: Random, at: Subject) -> Mutant | None:
    def next_row(match: re.Match[str]) -> str:
        row, column = from_a1(match[2])
        return f"{match[1]}!{a1(row + 1, column, fix_row=True, fix_column=True)}"

    return replaced(rng, at, ELSEWHERE, next_row)


@kind(FAMILY, "a cell of the wrong sheet")
def _wrong_sheet(rng: Random, at: Subject) -> Mutant | None:
    names = [f"'{name}'" for name in at.names.values()]

    def other(match: re.Match[str]) -> str:
        return f"{rng.choice([name for name in names if name != match[1]])}!{match[2]}"

    return replaced(rng, at, ELSEWHERE, other)


@kind(FAMILY, "two formulas exchanged")
def _exchanged(rng: Random, at: Subject) -> Mutant | None:
    found = books.formulas(at)
    one = rng.choice(found)
    others = [spot for spot in found if spot.sheet == one.sheet and spot.cell.formula != one.cell.formula]
    other = rng.choice(others)
    edits = {one.at: other.cell._replace(style=one.cell.style), other.at: one.cell._replace(style=other.cell.style)}
    data = write_book(books.edited(at.book, one.sheet, edits))
    return Mutant(data, f"{one.sheet}!{one.a1} and {other.a1}", (said.FORMULA_CHANGED,), (where(one), where(other)))


@kind(FAMILY, "a formula spelt otherwise")
def _spelt(rng: Random, at: Subject) -> Mutant | None:
    def spaced(text: str) -> str:
        made = outside_texts(text, lambda part: part if "!" in part else part.replace(",", ", ").replace("(", "( "))
        return outside_texts(made, lambda part: part if "!" in part else part.lower()) if rng.random() < 0.5 else made

    spot = rng.choice([one for one in books.formulas(at) if spaced(one.cell.formula or "") != one.cell.formula])
    made = changed(at, spot, spot.cell._replace(formula=spaced(spot.cell.formula or "")))
    return made._replace(said=(), harmless=True)


# ---------------------------------------------------------------- what formulas show
def _shown(at: Subject, spot: Spot | None, value: str, type_: str | None = None) -> Mutant | None:
    """The formula as it was sent, its result another."""
    if spot is None or spot.cell.formula is None:
        return None
    data = parts.changed(at.data, {at.part(spot.sheet): parts.result(spot.a1, value, type_)})
    what = f"{spot.sheet}!{spot.a1} shows {value} instead of {spot.cell.value}"
    return Mutant(data, what, (said.SHOWN_DIFFERS, said.SHOWN_HALF), (where(spot),))


def _figure(rng: Random, at: Subject, *names: str) -> Spot | None:
    """A cell that shows one of these figures: a row of units or of feet, whichever the layout has."""
    found = []
    for spot in books.formulas(at):
        sheet = at.book.sheet(spot.sheet)
        row, column = books.keys(sheet, spot.row, spot.column)
        key = key_of(sheet)
        if row.startswith("u:") and key.startswith("g:") and column in names:
            found.append(spot)
        if key.startswith("u:") and column == "points" and row.removeprefix("f:") in names:
            found.append(spot)
    return rng.choice(found) if found else None


def _other(rng: Random, spot: Spot | None) -> str:
    old = Decimal(spot.cell.value) if spot and isinstance(spot.cell.value, Decimal | int) else Decimal(0)
    return str(float(old + Decimal(rng.choice(["1", "-1", "10", "0.01", "0.25"]))))


@kind(SHOWN, "a total that is not the sum")
def _total(rng: Random, at: Subject) -> Mutant | None:
    spot = _figure(rng, at, "total")
    return _shown(at, spot, _other(rng, spot))


@kind(SHOWN, "another index")
def _index(rng: Random, at: Subject) -> Mutant | None:
    spot = _figure(rng, at, "index")
    return _shown(at, spot, _other(rng, spot))


@kind(SHOWN, "another rank")
def _rank(rng: Random, at: Subject) -> Mutant | None:
    spot = _figure(rng, at, "rank")
    if spot is None or not isinstance(spot.cell.value, Decimal | int):
        return None
    return _shown(at, spot, str(int(spot.cell.value) + rng.choice([1, 2, 7])))


@kind(SHOWN, "another tier")
def _tier(rng: Random, at: Subject) -> Mutant | None:
    spot = _figure(rng, at, "tier")
    tiers = [tier for tier in ("Tốt", "Khá", "Yếu", "Xuất sắc") if spot and tier != spot.cell.value]
    return _shown(at, spot, rng.choice(tiers), "str") if tiers else None


@kind(SHOWN, "another control total")
def _control(rng: Random, at: Subject) -> Mutant | None:
    column = "total" if at.layout == "matrix" else "control"
    spot = spot_of(at, rng.choice([key for key in at.names if key.startswith("g:")]), "f:control", column)
    return _shown(at, spot, _other(rng, spot))


@kind(SHOWN, "an error shown for a total")
def _error(rng: Random, at: Subject) -> Mutant | None:
    return _shown(at, _figure(rng, at, "total"), rng.choice(["#REF!", "#VALUE!", "#N/A"]), "e")


@kind(SHOWN, "a total shown as a text")
def _as_text(rng: Random, at: Subject) -> Mutant | None:
    return _shown(at, _figure(rng, at, "total"), rng.choice(["", "chưa có", "99,5"]), "str")


@kind(SHOWN, "the points of one criterion", ("unit",))
def _points(rng: Random, at: Subject) -> Mutant | None:
    found = [
        spot for spot in books.formulas(at)
        if keys_of(at, spot)[1] == "points"
        and keys_of(at, spot)[0][:2] in ("c:", "p:", "a:")
    ]  # fmt: skip
    spot = rng.choice(found)
    return _shown(at, spot, _other(rng, spot))


@kind(SHOWN, "a false total in a row that is called incomplete")
def _incomplete(rng: Random, at: Subject) -> Mutant | None:
    """Two results are forged at once: a count of what lacks, and the total that then nobody compares."""
    if at.layout == "matrix":
        spot = _figure(rng, at, "total")
        assert spot is not None
        row = at.book.sheet(spot.sheet).rows[spot.row].key
        other = spot_of(at, key_of(at.book.sheet(spot.sheet)), row, rng.choice(["missing", "invalid"]))
    else:
        sheet = rng.choice([key for key in at.names if key.startswith("u:")])
        leaf = rng.choice([one.leaf for one in at.entries if one.sheet == at.names[sheet] and one.is_open])
        spot, other = spot_of(at, sheet, "f:total", "points"), spot_of(at, sheet, f"c:{leaf}", "state")
    made = _shown(at, spot, _other(rng, spot))
    if made is None or other is None or other.cell.formula is None:
        return None
    data = parts.changed(made.data, {at.part(other.sheet): parts.result(other.a1, "1")})
    return made._replace(data=data, what=f"{made.what}; {other.a1} shows 1")


@kind(SHOWN, "another result of a helping cell")
def _helper(rng: Random, at: Subject) -> Mutant | None:
    wanted = ("missing", "invalid", "limit", "next", "fix", "todo", "state", "cells", "filled")
    found = [
        spot for spot in books.formulas(at)
        if keys_of(at, spot)[1] in wanted
    ]  # fmt: skip
    made = _shown(at, rng.choice(found), "1")
    return made and made._replace(at=(Where(),), harmless=True)


@kind(SHOWN, "no results at all")
def _none(rng: Random, at: Subject) -> Mutant | None:
    return Mutant(parts.not_computed(at.data), "formulas without results", harmless=True)


@kind(SHOWN, "one result that is gone")
def _gone(rng: Random, at: Subject) -> Mutant | None:
    spot = rng.choice([one for one in books.formulas(at) if one.cell.value not in (None, "")])
    pattern = rf'<c r="{spot.a1}"( s="\d+")?(?: t="\w+")?>(<f>[^<]*</f>)<v>[^<]*</v></c>'
    change = parts.by_pattern(pattern, rf'<c r="{spot.a1}"\1>\2</c>')
    return Mutant(parts.changed(at.data, {at.part(spot.sheet): change}), f"{spot.sheet}!{spot.a1}", harmless=True)
