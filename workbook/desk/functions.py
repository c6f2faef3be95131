"""Custom functions for any sheet: points by rule, tier of a total, rank, maximum, exact sum; cells in, a cell out.

Arguments are what cells hold (None, number, text, truth value, day, rows of these). Figures are read as
from a returned ballot, computed as Decimal by the same rooms that rank a round, and only then become a
cell's number. What cannot be answered is said in the cell, in words; nothing is ever raised.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import chain, count, groupby
from typing import Final

from workbook.desk import function_table as table
from workbook.desk.function_arguments import criterion_of, figure_of, flat, group_of, only_one, rubric_of, shown
from workbook.desk.function_rubrics import Unanswered, short
from workbook.desk.function_table import Described, word
from workbook.desk.seen import cell_of
from workbook.facts import clashes_of, leaf_points
from workbook.findings import ERROR, Check, Fact, Finding, Place, Words, finding, say
from workbook.mishap import told
from workbook.model import CellId, Unit
from workbook.points import EXACT, MARK_TEXT, NOT_APPLICABLE, Score, in_words, round_half_up
from workbook.rubric import Aggregate, Criterion, Group, Rubric
from workbook.rules.bonus import Bonus
from workbook.rules.entry import hint
from workbook.rules.rule import Input, join
from workbook.scoring import exact_total, full_max, outcome
from workbook.sheets.decode import Answers, decode_input
from workbook.tie_chain import EXACT_PLACES, part, steps_words

Answer = float | str
PREFIX: Final = "#XEPHANG: "
"""How every message begins, so that nobody takes it for a result."""
LONGEST: Final = 255
"""Characters of a message: more cannot leave a function in an older Excel."""
_ANSWERS: Final = Answers("Có", "Không")


# ---------------------------------------------------------------- the way in and out
def answer(one: Described, lang: str, given: Sequence[object]) -> Answer:
    """What a function puts into its cell, whatever is given to it."""
    try:
        if len(given) < one.least():
            raise Unanswered(
                f"hàm cần {table.call_text(one, 'vi')}, mới có {len(given)} đối số.",
                f"the function is {table.call_text(one, 'en')}; given: {len(given)}.",
            )
        made = _CALLS[one.name.en](*given)
        return word(made, lang) if isinstance(made, Words) else _as_cell(made)
    except Unanswered as unanswered:
        return _message(word(unanswered.words, lang))
    except Exception as error:
        return _message(_first(told(error), lang))


def _message(text: str) -> str:
    said = PREFIX + text
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _first(findings: Sequence[Finding], lang: str) -> str:
    """The first error, with its place in the file."""
    found = next((one for one in findings if one.severity is ERROR), findings[0])
    where = " ".join(part for part in (found.at.file, found.at.key) if part)
    return f"{where}: {say(found, lang)}" if where else say(found, lang)


def _as_cell(score: Score | str) -> Answer:
    if score is None:
        return ""
    if not isinstance(score, Decimal):
        return score if isinstance(score, str) else MARK_TEXT
    made = float(score) + 0.0  # -0 is 0
    if not math.isfinite(made):
        raise Unanswered("kết quả lớn quá mức một ô chứa được.", "the result is larger than a cell can hold.")
    return made


# ---------------------------------------------------------------- points and maximum
def points(rubric: object, group: object, criterion: object, *facts: object) -> Score:
    """A leaf's points, rounded as the rubric says; None while a fact is missing."""
    of = rubric_of(rubric)
    its_group = group_of(of, group)
    leaf = criterion_of(of, its_group, criterion)
    if leaf.children:
        raise Unanswered(
            f"tiêu chí {leaf.id} là mục cha, điểm là tổng các mục con. Tính từng mục con.",
            f"the criterion {leaf.id} has parts; its points are their sum. Compute its parts.",
        )
    asked = leaf.asked_in(its_group.id)
    extra = [(id_, replace(one, label=join(_HIGHEST, one.label))) for id_, one in asked if leaf.rule.relative]
    given = list(flat(facts))
    if len(given) != len(asked) + len(extra):
        raise _wants(leaf, [one.label for _, one in (*asked, *extra)], len(given))
    read = {n: _fact(value, one) for n, (value, (_, one)) in enumerate(zip(given, (*asked, *extra), strict=True))}
    unit = Unit("unit", "", its_group.id)
    typed: dict[CellId, Score] = {(unit.id, id_): read[n] for n, (id_, _) in enumerate(asked)}
    highest = {id_: read[n] for n, (id_, _) in enumerate(extra, len(asked))}
    if any(score is NOT_APPLICABLE for score in read.values()):
        if any(isinstance(score, Decimal) for score in typed.values()):
            raise Unanswered(
                f"vừa có {MARK_TEXT} vừa có số liệu, chỉ giữ một.",
                f"keep one: the mark {MARK_TEXT} stands beside figures.",
            )
        return NOT_APPLICABLE
    for id_, one in asked:
        best, own = highest.get(id_), typed[unit.id, id_]
        if isinstance(best, Decimal) and isinstance(own, Decimal) and own > best:
            raise _above(one.label, own, _HIGHEST_ALONE, best)
    made = leaf_points(of, leaf, unit, typed, {id_: best for id_, best in highest.items() if isinstance(best, Decimal)})
    if made is None or None in highest.values():
        return None
    for clash in clashes_of(leaf, unit, typed):
        raise _said(clash.check, clash.facts, leaf, next(one for _, one in asked if one.id == clash.input))
    return made


_HIGHEST_ALONE: Final = Words("số cao nhất khối", "the group's highest")
_HIGHEST: Final = Words("cao nhất khối: ", "highest of the group: ")


def _wants(leaf: Criterion, labels: Sequence[Words], count: int) -> Unanswered:
    vi, en = ("; ".join(f"({n}) {word(one, lang)}" for n, one in enumerate(labels, 1)) for lang in table.LANGUAGES)
    return Unanswered(
        f"tiêu chí {leaf.id} cần {len(labels)} số liệu, đang có {count}: {vi}.",
        f"the criterion {leaf.id} needs these figures ({len(labels)}, given: {count}): {en}.",
    )


def _fact(value: object, asked: Input) -> Score:
    """One fact, read as from a ballot's cell and within its limits."""
    read = decode_input(None if value is None or value == "" else cell_of(value), asked, _ANSWERS)
    if read.check is not None and read.check.severity is ERROR:
        vi, en = (_told(read.check, read.facts, lang) for lang in table.LANGUAGES)
        if "input" not in read.facts:  # a cell of points, which is said without a name
            vi, en = f"{asked.label.vi}: {vi}", f"{asked.label.en}: {en}"
        raise Unanswered(vi, en)
    if isinstance(read.score, Decimal) and not asked.accepts(read.score):
        wanted = hint(asked)
        raise Unanswered(
            f"{asked.label.vi}: “{shown(value, 'vi')}” không hợp lệ, cần {wanted.vi}.",
            f"{asked.label.en}: “{shown(value, 'en')}” does not fit, it takes {wanted.en}.",
        )
    return read.score


def _told(check: Check, facts: Mapping[str, Fact], lang: str) -> str:
    return say(finding(check, Place(), **facts), lang, to_scorer=True)


def _said(check: Check, facts: Mapping[str, Fact], leaf: Criterion, asked: Input) -> Unanswered:
    """Facts that cannot stand together, in the words that the ballot's check has for it."""
    whole: dict[str, Fact] = {"unit": Words("đơn vị", "the unit"), "criterion": leaf.name, **facts}
    return Unanswered(_told(check, whole, "vi"), _told(check, whole, "en"))


def maximum(rubric: object, group: object, criterion: object) -> Decimal:
    """The maximum of a leaf or a parent in a group."""
    of = rubric_of(rubric)
    its_group = group_of(of, group)
    return criterion_of(of, its_group, criterion).max_in(its_group.id)


# ---------------------------------------------------------------- tier
def tier(rubric: object, group: object, total: object, most: object = None) -> Score | Words | str:
    """The tier of a total; where a tier asks for more than the total, that is said."""
    of = rubric_of(rubric)
    its_group = group_of(of, group)
    names = [one.name for one in table.TIER.arguments]
    points_, limit = figure_of(only_one(total, names[2]), names[2]), figure_of(only_one(most, names[3]), names[3])
    if not its_group.tiers:
        raise Unanswered(
            f"bộ tiêu chí {of.id} không xếp loại khối {its_group.id}.",
            f"the rubric {of.id} has no tiers for the group {its_group.id}.",
        )
    if not isinstance(points_, Decimal):
        return points_
    limit = full_max(of, its_group) if limit is None else limit
    if points_ < 0 or not isinstance(limit, Decimal) or limit <= 0:
        raise Unanswered(
            "tổng điểm không được âm, điểm tối đa phải lớn hơn 0.", "the total is negative, or the maximum not above 0."
        )
    _can_be(of, its_group, points_, limit)
    # One criterion that has this maximum: then the rounding, the base and the bounds are the ranking's own.
    whole = Criterion("total", "", "", limit, Decimal(1))
    alone = replace(of, criteria=(whole,), aggregates=(), bonus="open")
    reached = outcome(alone, its_group, {whole.id: points_}, Fraction(points_)).reached
    if not reached:
        return Words("Không xếp loại", "No tier")
    best = next(one for one in its_group.tiers if one.label == reached[0])
    if best.at_least or best.requires:
        names_ = ", ".join(_named(of, id_) for id_ in (*best.at_least, *best.requires))
        raise Unanswered(
            f"chỉ tổng điểm thì chưa xếp loại được: đủ mức {best.label}, nhưng mức ấy còn xét {names_}.",
            f"the total alone does not decide: it is enough for {best.label}, which also asks for {names_}.",
        )
    return best.label


def _can_be(rubric: Rubric, group: Group, total: Decimal, limit: Decimal) -> None:
    """Unanswered where no unit can have this total, or this maximum: a slip would be taken for the best tier."""
    full = full_max(rubric, group)
    if limit > full:
        raise _above(Words("điểm tối đa", "the maximum"), limit, Words("điểm tối đa của khối", "the group's"), full)
    highest = round_half_up(_most(rubric, group, limit), rubric.rounding.total)
    if round_half_up(total, rubric.rounding.total) > highest:
        raise _above(Words("tổng điểm", "the total"), total, Words("mức cao nhất có thể", "the highest"), highest)


def _most(rubric: Rubric, group: Group, limit: Decimal) -> Fraction:
    """The highest total of a unit with this applicable maximum. The tree itself says what caps leave of bonus."""
    leaves = rubric.leaves_in(group.id)
    bonus = {leaf.id: leaf.max_in(group.id) for leaf in leaves if isinstance(leaf.rule, Bonus)}
    nothing = {leaf.id: Decimal(0) for leaf in leaves}
    best = {leaf.id: Decimal(0) if leaf.rule.beyond else leaf.max_in(group.id) for leaf in leaves} | bonus
    most = exact_total(rubric, group, best) or Fraction(0)
    extra = Fraction(0) if rubric.bonus == "capped" else exact_total(rubric, group, nothing | bonus) or Fraction(0)
    return min(most, Fraction(limit) + extra)


def _above(what: Words, found: Decimal, than: Words, highest: Decimal) -> Unanswered:
    vi, en = ((short(in_words(found, lang), 30), in_words(highest, lang)) for lang in table.LANGUAGES)
    return Unanswered(
        f"{what.vi} {vi[0]} lớn hơn {than.vi} là {vi[1]}. Kiểm tra lại hai số này.",
        f"{what.en} {en[0]} is above {than.en}, {en[1]}. Check both figures.",
    )


def _named(rubric: Rubric, id_: str) -> str:
    nodes: Iterator[Criterion | Aggregate] = chain(rubric.nodes(), rubric.aggregates)
    found = next((one for one in nodes if one.id == id_), None)
    return id_ if found is None else f"{id_} ({short(found.name, 30)})"


# ---------------------------------------------------------------- rank
_Row = tuple[Decimal | None, ...]
"""What a unit is ranked by, and its figures in the steps of the tie chain."""
_PLACED: Final = 16
_placed: dict[tuple[object, ...], tuple[Rubric, dict[_Row, int | None]]] = {}
"""The ranks of whole groups by rubric and rows: each unit's cell asks for the same. The rubric is held, so no
other takes its place."""


def rank(rubric: object, unit: object, all_units: object) -> Score:
    """The unit's rank among all of them; None where it has no figure."""
    of = rubric_of(rubric)
    own, rows = list(flat(unit)), _rows(all_units)
    if len(rows) == 1 and len(own) == 1:
        if of.tie_chain and len(rows[0]) == 1 + len(of.tie_chain):
            raise Unanswered(
                "vùng cả khối có một dòng: không rõ là nhiều đơn vị hay một đơn vị với các cột xét tiếp. "
                "Xếp mỗi đơn vị một dòng.",
                "all units stand in one row: several units, or one with its further columns? Give each unit a row.",
            )
        rows = [[value] for value in rows[0]]  # the group stands side by side
    if len(own) not in (1, 1 + len(of.tie_chain)) or any(len(row) != len(own) for row in rows):
        steps = steps_words(of, of.tie_chain)
        raise Unanswered(
            f"mỗi đơn vị cần 1 cột (số được xếp hạng){f', hoặc thêm các cột: {steps.vi}' if of.tie_chain else ''}.",
            f"each unit needs 1 column (what is ranked){f', or also these: {steps.en}' if of.tie_chain else ''}.",
        )
    mine = _row(of, own, Words("ô của đơn vị", "the unit's cell"))
    if mine is None:
        return None
    ranks = _ranks(of, rows)
    if mine not in ranks:
        raise Unanswered("đơn vị này không có trong vùng cả khối.", "this unit is not among all units of the group.")
    place = ranks[mine]
    if place is None:
        steps = steps_words(of, of.tie_chain)
        raise Unanswered(
            f"có đơn vị bằng nhau, bộ tiêu chí còn xét: {steps.vi}. Thêm các cột ấy vào hai vùng.",
            f"units are equal, and the rubric parts them by: {steps.en}. Add these columns to both ranges.",
        )
    return Decimal(place)


def _rows(given: object) -> list[list[object]]:
    if not isinstance(given, list | tuple):
        return [[given]]
    return [list(row) if isinstance(row, list | tuple) else [row] for row in given]


def _ranks(rubric: Rubric, rows: Sequence[Sequence[object]]) -> dict[_Row, int | None]:
    values = tuple(chain.from_iterable(rows))
    # A truth value equals a number: the kinds of values belong to the key.
    key = id(rubric), len(rows), values, tuple(map(type, values))
    known = _placed.get(key)
    if known is None:
        names = (Words(f"dòng {number} của khối", f"row {number} of the group") for number in count(1))
        read = (_row(rubric, row, name) for row, name in zip(rows, names, strict=False))
        known = rubric, _place(rubric, [row for row in read if row is not None])
        if len(_placed) >= _PLACED:
            _placed.clear()
        _placed[key] = known
    return known[1]


def _row(rubric: Rubric, cells: Sequence[object], name: Words) -> _Row | None:
    """A unit's figures, rounded as the ranking rounds them; None where it has nothing to be ranked by."""
    figures = [figure_of(value, name) for value in cells]
    ranked = figures[0]
    if not isinstance(ranked, Decimal):
        return None
    steps = zip(rubric.tie_chain, figures[1:], strict=False)  # the columns of the chain may be left out
    return _rounded(rubric, rubric.rank_by, ranked), *(_step(rubric, step, figure) for step, figure in steps)


def _step(rubric: Rubric, step: str, figure: Score) -> Decimal | None:
    if step == "prior_rank":
        # Whoever had no rank in the year before stands below those who had one.
        return -figure if isinstance(figure, Decimal) else Decimal("-Infinity")
    return _rounded(rubric, step, figure) if isinstance(figure, Decimal) else None


def _rounded(rubric: Rubric, step: str, figure: Decimal) -> Decimal:
    places = {
        "total": rubric.rounding.total,
        "converted": rubric.rounding.total,
        "index": rubric.rounding.index,
        "exact": EXACT_PLACES[rubric.rank_by],
    }.get(step)
    return figure if places is None else round_half_up(figure, places)


def _place(rubric: Rubric, rows: Sequence[_Row]) -> dict[_Row, int | None]:
    """Each row's rank; None where equal rows would be parted by columns that are not given."""
    placed: dict[_Row, int | None] = {}
    lacks = bool(rubric.tie_chain) and len(max(rows, key=len, default=())) == 1
    place, unknown = 1, False
    for _, equal in groupby(sorted(rows, key=lambda row: -(row[0] or Decimal(0))), key=lambda row: row[0]):
        members = {str(number): row for number, row in enumerate(equal)}
        parting = lacks and len(members) > 1
        steps = () if lacks else rubric.tie_chain
        figures = {step: {unit: row[n] for unit, row in members.items()} for n, step in enumerate(steps, 1)}
        for left, _ in part(steps, figures, tuple(members)):
            placed.update({members[unit]: None if parting or unknown else place for unit in left})
            place = place + 1 if rubric.ties == "dense" else place + len(left)
        # How many places they take is open too, where equal units take one.
        unknown = unknown or (parting and rubric.ties == "dense")
    return placed


# ---------------------------------------------------------------- sum
def total_of(*cells: object) -> Score:
    """The exact sum of the figures; the mark where only marks stand, None where nothing does."""
    scores = [
        figure_of(value, Words(f"ô thứ {number} (theo từng dòng)", f"cell {number}, row by row"))
        for number, value in enumerate(flat(cells), 1)
    ]
    figures = [score for score in scores if isinstance(score, Decimal)]
    if not figures:
        return NOT_APPLICABLE if NOT_APPLICABLE in scores else None
    return reduce(EXACT.add, figures)


_CALLS: Final[Mapping[str, Callable[..., Score | Words | str]]] = {
    table.POINTS.name.en: points,
    table.TIER.name.en: tier,
    table.RANK.name.en: rank,
    table.MAXIMUM.name.en: maximum,
    table.SUM.name.en: total_of,
}
