"""Kinds of mutation: what stands in the cells that the scorer fills in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from math import inf, nextafter
from random import Random

from tests.mutations import books, parts
from tests.mutations.kinds import BOTH, Mutant, Where, kind
from tests.mutations.subjects import Entry, Subject, column_of, row_of
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import form as said
from workbook.catalogue import score as said_of_score
from workbook.excel.write import write_book
from workbook.findings import Check
from workbook.model import CellId
from workbook.points import NOT_APPLICABLE, Score
from workbook.sheets.grid import Cell, Value, a1
from workbook.sheets.proposals import is_fraction

FAMILY = "input"
MISSING = (said_of_ballot.MISSING, said_of_ballot.FACT_MISSING)
UNREAD = said_of_cell.FACT_UNREAD
WORD = (said_of_cell.WORD, said_of_cell.MEANT, UNREAD, said_of_cell.FACT_MEANT)
"""What is no number, with a proposal where there is one to make."""
FIGURES: tuple[Value, ...] = (Decimal(0), Decimal(8), Decimal("0.5"), "8,5")
NO_ANSWERS: tuple[Value, ...] = ("có thể", "Có/Không", Decimal(2), Decimal("0.5"), "đang làm", "50%")
PERCENT = (said_of_cell.PERCENT, said_of_cell.PERCENT_MEANT, UNREAD, said_of_cell.FACT_MEANT)
NO_MARK = (
    said_of_cell.MARK_MEANT, said_of_ballot.MARK_NOT_ALLOWED, said_of_ballot.FACT_MARK_NOT_ALLOWED,
    said_of_ballot.MARK_BESIDE_FACT, UNREAD,
)  # fmt: skip


def where(entry: Entry) -> Where:
    return Where(entry.sheet, entry.a1, entry.unit, entry.leaf)


def pick(rng: Random, at: Subject, fits: Callable[[Entry], bool]) -> Entry | None:
    entries = [entry for entry in at.entries if fits(entry)]
    return rng.choice(entries) if entries else None


MakeAt = Callable[[Random, Subject, Entry], Mutant | None]


def at_cell(
    family: str, name: str, fits: Callable[[Entry], bool], layouts: tuple[str, ...] = BOTH
) -> Callable[[MakeAt], MakeAt]:
    """A kind that is done at one cell that fits; it does not apply to a ballot without any."""

    def known(make: MakeAt) -> MakeAt:
        def made(rng: Random, at: Subject) -> Mutant | None:
            entry = pick(rng, at, fits)
            return None if entry is None else make(rng, at, entry)

        kind(family, name, layouts)(made)
        return make

    return known


def is_number(entry: Entry) -> bool:
    """An open cell that holds points or a count, as a number."""
    return entry.is_open and isinstance(entry.score, Decimal) and entry.kind in ("points", "count", "number")


def is_points(entry: Entry) -> bool:
    return is_number(entry) and entry.kind == "points"


def is_answer(entry: Entry) -> bool:
    return entry.is_open and isinstance(entry.score, Decimal) and entry.kind == "yes_no"


def is_given(entry: Entry) -> bool:
    return is_number(entry) or is_answer(entry)


def is_marked(entry: Entry) -> bool:
    """An open cell in which the scorer himself put the mark."""
    return entry.is_open and entry.score is NOT_APPLICABLE


def is_single(entry: Entry) -> bool:
    """Whether the criterion has this one input only, so that no two can contradict each other."""
    return entry.asked is None or not entry.asked.id


def style_of(at: Subject, entry: Entry) -> str:
    cell = books.get(at.book, entry.sheet, (entry.row, entry.column))
    assert cell is not None
    return cell.style


def save(rng: Random, at: Subject, edits: Iterable[tuple[Entry, Value]], formula: str | None = None) -> bytes:
    """The file with other values; figures are left as they were, or have no results at all."""
    book = at.book
    for entry, value in edits:
        cell = Cell(value, style_of(at, entry), formula)
        book = books.edited(book, entry.sheet, {(entry.row, entry.column): cell})
    data = write_book(book)
    return parts.not_computed(data) if rng.random() < 0.5 else data


def mistake(rng: Random, at: Subject, entry: Entry, value: Value, *checks: Check) -> Mutant:
    """Something that must be told in its cell."""
    return Mutant(save(rng, at, [(entry, value)]), _what(entry, value), checks, (where(entry),))


def _what(entry: Entry, value: object) -> str:
    return f"{entry.sheet}!{entry.a1} {entry.score} -> {value!r}"


def understood(rng: Random, at: Subject, entry: Entry, text: str, score: Score, *checks: Check) -> Mutant:
    """A text that is clear: a note, and the very figure counts; the sheet's own sums leave it out."""
    made = mistake(rng, at, entry, text, *checks)
    ballot = replace(at.ballot, scores={**at.ballot.scores, entry.cell: score})
    return made._replace(ballot=ballot, unread=(entry.cell,))


def legal(rng: Random, at: Subject, edits: dict[CellId, Score]) -> Mutant:
    """Another legal figure: nothing but it may change, and figures that are stale are told."""
    entries = {entry.cell: entry for entry in at.entries}
    ballot = replace(at.ballot, scores={**at.ballot.scores, **edits})
    changed = [entries[cell] for cell in edits if at.ballot.scores[cell] != edits[cell]]
    what = "; ".join(_what(entries[cell], score) for cell, score in edits.items())
    if rng.random() < 0.5:
        data = write_book(at.redrawn(ballot))
        return Mutant(parts.not_computed(data) if rng.random() < 0.5 else data, what, ballot=ballot, follows=True)
    data = save(rng, at, [(entry, shown(entry, edits[entry.cell])) for entry in changed])
    places = tuple(Where(sheet) for sheet in at.names.values())
    # Without results, or where the sums come out the same, there is nothing stale to be told.
    return Mutant(data, what, (said.SHOWN_DIFFERS,), places, True, ballot)


def shown(entry: Entry, score: Score) -> Value:
    if score is NOT_APPLICABLE or score is None:
        return "KĐG" if score is NOT_APPLICABLE else None
    assert isinstance(score, Decimal)
    return ("Có" if score else "Không") if entry.kind == "yes_no" else score


def other_figure(rng: Random, entry: Entry) -> Decimal:
    """Another figure that fits the cell."""
    assert isinstance(entry.score, Decimal)
    if entry.kind == "yes_no":
        return 1 - entry.score
    most = int(min(entry.high, max(entry.score * 2, Decimal(10))) / entry.step)
    return rng.choice([made for n in range(most + 1) if (made := n * entry.step) != entry.score])


# ---------------------------------------------------------------- nothing, the mark, zero
@at_cell(FAMILY, "a figure cleared", is_given)
def _cleared(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return mistake(rng, at, entry, None, *MISSING)


@at_cell(FAMILY, "a figure replaced by spaces", is_number)
def _spaces(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return mistake(rng, at, entry, rng.choice([" ", "   ", "\u00a0", "\u3000", "\t "]), *MISSING)


@at_cell(FAMILY, "the mark for a figure, where it is not allowed", lambda one: is_number(one) and not one.markable)
def _mark(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    checks = said_of_ballot.MARK_NOT_ALLOWED, said_of_ballot.FACT_MARK_NOT_ALLOWED, said_of_ballot.MARK_BESIDE_FACT
    return mistake(rng, at, entry, "KĐG", *checks)


@at_cell(FAMILY, "the mark for a figure, where it is allowed", lambda one: is_number(one) and one.markable)
def _mark_allowed(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    if at.layout == "matrix":
        return legal(rng, at, {entry.cell: NOT_APPLICABLE})
    made = mistake(rng, at, entry, "KĐG", said_of_ballot.MARK_WITHOUT_REASON, said_of_ballot.MARK_BESIDE_FACT)
    return made._replace(at=(Where(entry.sheet, unit=entry.unit, criterion=entry.leaf),))


@at_cell(FAMILY, "zero for a mark that the scorer gave", lambda one: is_marked(one) and is_single(one))
def _zero(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return legal(rng, at, {entry.cell: Decimal(0)})


@at_cell(FAMILY, "zero for a figure", lambda one: is_points(one) and one.score != 0)
def _zero_figure(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return legal(rng, at, {entry.cell: Decimal(0)})


@at_cell(FAMILY, "the mark spelt otherwise", is_marked)
def _mark_spelt(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    text = rng.choice(["kđg", "Kđg", "KDG", "K.Đ.G", " KĐG", "không đánh giá", "KÐG"])
    return understood(rng, at, entry, text, NOT_APPLICABLE, said_of_cell.MARK_UNDERSTOOD)


@at_cell(FAMILY, "a figure where the mark is printed", lambda one: not one.is_open)
def _score_where_marked(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    value: Value = rng.choice(FIGURES)
    return mistake(rng, at, entry, value, said_of_ballot.SCORE_WHERE_MARKED)


@kind(FAMILY, "the printed mark cleared")
def _mark_cleared(rng: Random, at: Subject) -> Mutant | None:
    entry = pick(rng, at, lambda one: not one.is_open and _is_printed(at, one))
    return entry and mistake(rng, at, entry, None, said.LABEL_CHANGED)


def _is_printed(at: Subject, entry: Entry) -> bool:
    """Whether the mark stands in this very cell: of several inputs it may stand once."""
    cell = books.get(at.book, entry.sheet, (entry.row, entry.column))
    return cell is not None and cell.value == "KĐG"


@kind(FAMILY, "a unit scored from which the scorer is recused", ("matrix",))
def _recused(rng: Random, at: Subject) -> Mutant | None:
    recused = sorted(at.issue.round.member(at.issue.member).recused)
    if not recused:
        return None
    entry = rng.choice([one for one in at.entries if one.sheet == at.names["g:So"]])
    row = row_of(at.book.sheet(entry.sheet), f"u:{recused[0]}")
    there = entry._replace(row=row, unit=recused[0])
    value: Value = rng.choice((*FIGURES, "KĐG"))
    return mistake(rng, at, there, value, said_of_ballot.SCORE_WHERE_RECUSED)


# ---------------------------------------------------------------- numbers as texts
def _text(rng: Random, at: Subject, spell: Callable[[str], str], fits: Callable[[Entry], bool]) -> Mutant | None:
    entry = pick(rng, at, fits)
    if entry is None:
        return None
    return understood(rng, at, entry, spell(f"{entry.score:f}"), entry.score, said_of_cell.UNDERSTOOD)


@kind(FAMILY, "a text with a decimal comma")
def _comma(rng: Random, at: Subject) -> Mutant | None:
    return _text(rng, at, lambda text: text.replace(".", ",") if "." in text else f"{text},0", is_points)


@kind(FAMILY, "a text with a decimal point")
def _point(rng: Random, at: Subject) -> Mutant | None:
    return _text(rng, at, lambda text: text if "." in text else f"{text}.0", is_points)


@kind(FAMILY, "spaces of all kinds around a number")
def _padded(rng: Random, at: Subject) -> Mutant | None:
    space = rng.choice([" ", "\u00a0", "\u2009", "\u3000", "\u200b", "\n", "\t"])
    return _text(
        rng, at, lambda text: rng.choice([f"{space}{text}", f"{text}{space}", f"{space}{text}{space}"]), is_number
    )


@kind(FAMILY, "full-width digits")
def _full_width(rng: Random, at: Subject) -> Mutant | None:
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    return _text(rng, at, lambda text: text.translate(wide), is_number)


@kind(FAMILY, "a unit behind the number")
def _unit_behind(rng: Random, at: Subject) -> Mutant | None:
    unit = rng.choice([" điểm", "đ", " diem", " points"])
    return _text(rng, at, lambda text: text.replace(".", ",") + unit, is_points)


def _is_counted(entry: Entry) -> bool:
    return is_number(entry) and entry.asked is not None and bool(entry.asked.unit)


@at_cell(FAMILY, "what is counted behind the number", _is_counted, ("unit",))
def _counted(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    assert entry.asked is not None
    return understood(rng, at, entry, f"{entry.score} {entry.asked.unit}", entry.score, said_of_cell.UNDERSTOOD)


@at_cell(FAMILY, "thousands that may be decimals", is_points)
def _thousands(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return mistake(rng, at, entry, rng.choice(["1.250", "1,250", "7.500", "3,125"]), said_of_cell.AMBIGUOUS)


@at_cell(FAMILY, "thousands in a count", lambda one: is_number(one) and one.leaf == "thanh-toan", ("unit",))
def _thousands_in_count(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    text, value = rng.choice([("1.250", 1250), ("1,250", 1250), ("1 250", 1250), ("2.000.000", 2000000)])
    return understood(rng, at, entry, text, Decimal(value), said_of_cell.UNDERSTOOD)


@at_cell(FAMILY, "a range instead of a number", is_number)
def _range(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    # Out of another figure than the maximum it is no score.
    text = rng.choice(["7-8", "7 - 8", "7–8", "7 đến 8", f"7/{entry.high + 1:f}", "~8", ">5"])
    return mistake(rng, at, entry, text, *WORD)


@at_cell(FAMILY, "points out of the maximum", is_points)
def _out_of(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    between = rng.choice(["/", " / "])
    text = f"{entry.score:f}{between}{entry.high:f}".replace(".", ",")
    if isinstance(entry.score, Decimal) and is_fraction(entry.score, entry.high):
        return mistake(rng, at, entry, text, *WORD)
    return understood(rng, at, entry, text, entry.score, said_of_cell.UNDERSTOOD)


@kind(FAMILY, "a note of half a surrogate")
def _half_a_character(rng: Random, at: Subject) -> Mutant | None:
    """What no text can hold, typed as an escape: the note counts, with the sign for a character that is none."""
    entry = rng.choice([one for one in at.entries if one.is_open and one.score is not NOT_APPLICABLE])
    sheet = at.book.sheet(entry.sheet)
    row = entry.row if at.layout == "matrix" else row_of(sheet, f"c:{entry.leaf}")
    place = row, column_of(sheet, "note")
    cell = books.get(at.book, entry.sheet, place)
    assert cell is not None
    text = rng.choice(["_xD800_", "_xDFFF_", "a_xDC00_b", "_xD800__xD800_"])
    kept = re.sub("_x[0-9A-F]{4}_", "\ufffd", text)
    if at.layout == "matrix":
        ballot = replace(at.ballot, notes={**at.ballot.notes, entry.unit: kept})
    else:
        ballot = replace(at.ballot, remarks={**at.ballot.remarks, (entry.unit, entry.leaf): kept})
    data = books.typed(at.book, entry.sheet, place, cell._replace(value=text))
    return Mutant(data, f"{entry.sheet}!{a1(*place)} {text}", ballot=ballot, follows=True)


@at_cell(FAMILY, "a word instead of a number", is_number)
def _word(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return mistake(rng, at, entry, rng.choice(["tám", "khá", "xem lại", "8²", "1e3", "O", "l0"]), *WORD)


@at_cell(FAMILY, "a word that may mean not applicable", lambda one: is_number(one) and not one.markable)
def _no_mark(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    text = rng.choice(["n/a", "-", "?", "không có", "x", "/", "không áp dụng"])
    return mistake(rng, at, entry, text, *NO_MARK, *WORD)


@at_cell(FAMILY, "the mark beside a number", is_number)
def _mark_and_number(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return mistake(rng, at, entry, rng.choice(["8/KĐG", "KĐG 5", "5 (kđg)"]), said_of_cell.MARK_AND_SCORE)


@at_cell(FAMILY, "an answer spelt otherwise", is_answer, ("unit",))
def _answer(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    text = rng.choice(["có", "CÓ", "yes", "x", "✓"] if entry.score else ["không", "KHÔNG", "no", "chưa"])
    return understood(rng, at, entry, text, entry.score, said_of_cell.ANSWER_UNDERSTOOD)


@at_cell(FAMILY, "an answer that is none", is_answer, ("unit",))
def _no_answer(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    value: Value = rng.choice(NO_ANSWERS)
    return mistake(rng, at, entry, value, *PERCENT)


# ---------------------------------------------------------------- other types of cell
def _format(rng: Random, at: Subject, number_format: str, value: Decimal, *checks: Check) -> Mutant | None:
    entry = pick(rng, at, is_number)
    if entry is None:
        return None
    looks = replace(at.book.styles[style_of(at, entry)], number_format=number_format)
    book = books.styled(at.book, "other", looks)
    data = books.typed(book, entry.sheet, (entry.row, entry.column), Cell(value, "other"))
    return Mutant(data, f"{_what(entry, value)} as {number_format}", checks, (where(entry),))


@kind(FAMILY, "a number that became a date")
def _date(rng: Random, at: Subject) -> Mutant | None:
    checks = said_of_cell.DATE, said_of_cell.FACT_DATE, UNREAD
    return _format(
        rng, at, rng.choice(["d-mmm", "dd/mm/yyyy", "mmm-yy"]), Decimal(rng.randrange(46000, 46360)), *checks
    )


@kind(FAMILY, "a number that became a time")
def _time(rng: Random, at: Subject) -> Mutant | None:
    checks = *WORD, said_of_cell.DATE, said_of_cell.FACT_DATE
    return _format(rng, at, "h:mm", Decimal(rng.randrange(1, 24)) / Decimal(48), *checks)


@kind(FAMILY, "a percentage")
def _percent(rng: Random, at: Subject) -> Mutant | None:
    number_format = rng.choice(["0%", "0.00%", "0.0%"])
    return _format(rng, at, number_format, Decimal(rng.randrange(1, 99)) / 100, *PERCENT)


@at_cell(FAMILY, "a percentage as text", is_number)
def _percent_text(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return mistake(rng, at, entry, rng.choice(["85%", "8,5 %", "50 %"]), *PERCENT)


def _raw(at: Subject, entry: Entry, inside: str, type_: str, *checks: Check) -> Mutant:
    """A content that only the file can say."""
    data = parts.changed(at.data, {at.part(entry.sheet): parts.cell(entry.a1, inside, type_)})
    return Mutant(data, _what(entry, inside), checks, (where(entry),))


@at_cell(FAMILY, "a logical value", is_number)
def _truth(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    return _raw(at, entry, f"<v>{rng.choice('01')}</v>", "b", said_of_cell.TRUTH, UNREAD)


@at_cell(FAMILY, "an error value", is_given)
def _error(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    error = rng.choice(["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"])
    return _raw(at, entry, f"<v>{error}</v>", "e", said_of_cell.ERROR_VALUE, UNREAD)


@at_cell(FAMILY, "a number beyond all numbers", is_number)
def _endless(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    text = rng.choice(["1e999", "nan", "inf", "-1e999", "1e308"])
    checks = said_of_cell.NO_FIGURE, UNREAD, said_of_score.ABOVE_MAX, said_of_score.FACT_OUTSIDE
    return _raw(at, entry, f"<v>{text}</v>", "n", *checks)


@at_cell(FAMILY, "a formula typed in", is_given)
def _formula(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    formula = rng.choice(["5+3", f"{entry.score}+0", "RAND()*10", "D11", "SUM(D2:D3)", "1/3", '"8"'])
    cell = Cell(entry.score if isinstance(entry.score, Decimal) else None, style_of(at, entry), formula)
    data = books.typed(at.book, entry.sheet, (entry.row, entry.column), cell)
    return Mutant(data, _what(entry, f"={formula}"), (said_of_cell.FORMULA, UNREAD), (where(entry),))


@at_cell(FAMILY, "noise behind the fifteenth digit", lambda one: is_number(one) and one.score != 0)
def _noise(rng: Random, at: Subject, entry: Entry) -> Mutant | None:
    value = nextafter(float(entry.score or 0), rng.choice([inf, -inf]))  # type: ignore[arg-type]
    data = parts.changed(at.data, {at.part(entry.sheet): parts.cell(entry.a1, f"<v>{value!r}</v>")})
    return Mutant(data, _what(entry, value), harmless=True)
