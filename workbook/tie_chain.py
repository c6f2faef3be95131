"""The tie chain (thứ tự ưu tiên khi bằng nhau): what parts units of equal figure, step by step, and its words.

Equal units are parted by the first step in which all of them have a figure and not all the same one;
those that are equal still begin again at the first step, among themselves. A step in which one of
them has none (KĐG) is passed over: nobody wins or loses by what does not apply. Whoever had no rank
in the year before stands below those who had one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Final

from workbook.findings import Words
from workbook.model import Settled, Standing
from workbook.points import in_words, round_half_up
from workbook.rubric import TIE_WORDS, Group, Rubric

Figures = Mapping[str, Mapping[str, Decimal | None]]
"""By step, then by unit id: larger stands above. None: no figure, and the step is passed over."""
_NEVER: Final = Decimal("-Infinity")
"""Instead of a rank of the year before that there was not."""
EXACT_PLACES: Final = {"total": 9, "index": 12, "converted": 9}
"""What is not rounded is kept to so many decimals: what a sheet's formulas can hold exactly."""


# ---------------------------------------------------------------- figures
def step_figures(rubric: Rubric, group: Group, standings: Sequence[Standing], exact: Mapping[str, Fraction]) -> Figures:
    """What each unit has in each step; `exact` are the unrounded totals by unit id."""
    return {
        step: {one.unit.id: _figure(rubric, group, step, one, exact.get(one.unit.id)) for one in standings}
        for step in rubric.tie_chain
    }


def _figure(rubric: Rubric, group: Group, step: str, one: Standing, exact: Fraction | None) -> Decimal | None:
    match step:
        case "exact":
            return None if exact is None else exact_figure(rubric, group, exact, one.applicable_max)
        case "total" | "index" | "converted":
            return {"total": one.total, "index": one.index, "converted": one.converted}[step]
        case "prior_rank":
            return _NEVER if one.unit.prior_rank is None else -Decimal(one.unit.prior_rank)
    value = one.values.get(step)
    return value if isinstance(value, Decimal) else None


def exact_figure(rubric: Rubric, group: Group, exact: Fraction, limit: Decimal) -> Decimal | None:
    """What is ranked, not rounded; None where nothing applies and a share is ranked."""
    places = EXACT_PLACES[rubric.rank_by]
    if rubric.rank_by == "total":
        return round_half_up(exact, places)
    whole = Decimal(1) if rubric.rank_by == "index" else group.max
    return round_half_up(exact / Fraction(limit) * Fraction(whole), places) if limit else None


# ---------------------------------------------------------------- parting
def part(
    chain: Sequence[str], figures: Figures, unit_ids: Sequence[str]
) -> list[tuple[tuple[str, ...], list[Settled]]]:
    """Equal units as sets that nothing parts any more, best first, each with what parted it from the others."""
    event = _first(chain, figures, unit_ids)
    if event is None:
        return [(tuple(sorted(unit_ids)), [])]
    found = []
    for _, same in groupby(zip(event.units, event.figures, strict=True), key=itemgetter(1)):
        found += [(left, [event, *later]) for left, later in part(chain, figures, [unit for unit, _ in same])]
    return found


def _first(chain: Sequence[str], figures: Figures, unit_ids: Sequence[str]) -> Settled | None:
    """The first step that parts the units."""
    passed: list[str] = []
    for step in chain:
        known = {unit: figure for unit in unit_ids if (figure := figures[step][unit]) is not None}
        if len(known) < len(unit_ids):
            passed.append(step)
        elif len(set(known.values())) > 1:
            ordered = sorted(unit_ids, key=lambda unit: (-known[unit], unit))
            shown = tuple(_shown(step, known[unit]) for unit in ordered)
            return Settled(step, tuple(ordered), shown, tuple(passed))
    return None


def _shown(step: str, figure: Decimal) -> Decimal | None:
    if step != "prior_rank":
        return figure
    return None if figure == _NEVER else -figure


def ranks_by_round(standing: Standing, place: int, rounds: int) -> tuple[int, ...]:
    """A unit's rank before the chain, which is `place`, and after each time that it parted the unit's equals."""
    ranks = [place]
    for number in range(rounds):
        above = standing.settled[number].above(standing.unit.id) if number < len(standing.settled) else 0
        ranks.append(ranks[-1] + above)
    return tuple(ranks)


# ---------------------------------------------------------------- words
_WORDS: Final[Mapping[str, Words]] = {
    "total": Words("tổng điểm", "the total"),
    "index": Words("chỉ số", "the index"),
    "converted": Words("điểm quy đổi", "the converted points"),
    "prior_rank": Words("hạng năm trước", "the rank of the year before"),
}
_UNROUNDED: Final = Words("{} chưa làm tròn", "{} before rounding")


def step_words(rubric: Rubric, step: str) -> Words:
    """What a step compares."""
    if step == "exact":
        ranked = _WORDS[rubric.rank_by]
        return Words(_UNROUNDED.vi.format(ranked.vi), _UNROUNDED.en.format(ranked.en))
    if step in TIE_WORDS:
        return _WORDS[step]
    node = next((node for node in rubric.nodes() if node.id == step), None)
    if node is not None:
        name = f"{node.code}. {node.name}" if node.code else node.name
        return Words(f"điểm “{name}”", f"points in “{name}”")
    name = next((one.name for one in rubric.aggregates if one.id == step), step)
    return Words(f"“{name}”", f"“{name}”")


def steps_words(rubric: Rubric, steps: Iterable[str]) -> Words:
    """Several steps in one line."""
    said = [step_words(rubric, step) for step in steps]
    return Words("; ".join(one.vi for one in said), "; ".join(one.en for one in said))


def figures_words(settled: Settled, names: Mapping[str, str]) -> Words:
    """Each unit with its figure, best first: "Sở A 12,5; Sở B 10"; `names` by unit id."""
    figures = [_figure_words(settled.step, figure) for figure in settled.figures]
    units = [names[unit] for unit in settled.units]
    vi = "; ".join(f"{unit} {figure.vi}" for unit, figure in zip(units, figures, strict=True))
    return Words(vi, "; ".join(f"{unit} {figure.en}" for unit, figure in zip(units, figures, strict=True)))


def _figure_words(step: str, figure: Decimal | None) -> Words:
    if figure is None:
        return Words("không có", "none")
    return Words(in_words(figure, "vi"), in_words(figure, "en"))


def passed_words(rubric: Rubric, settled: Settled) -> Words:
    """Which steps were passed over, as a sentence; empty where none was."""
    if not settled.passed:
        return Words("", "")
    steps = [step_words(rubric, step) for step in settled.passed]
    vi, en = ", ".join(one.vi for one in steps), ", ".join(one.en for one in steps)
    return Words(
        f" Không xét {vi}, vì có đơn vị trong số này không được đánh giá ở đó.",
        f" Passed over: {en}, where not all of them are scored.",
    )
