"""Explain: how one unit's result came about, or why one unit stands above another; nothing is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from workbook.catalogue import rank as said
from workbook.comparison import Comparison, compare
from workbook.excel.write import save_bytes
from workbook.explanation import Explanation, explain
from workbook.findings import Finding, Place, Refused, Words, errors, finding
from workbook.loading.names import Known, fold, known
from workbook.model import Round, Unit
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import open_round
from workbook.pipeline.numbered import finished_result
from workbook.pipeline.publishing import assess
from workbook.rubric import Rubric
from workbook.rules.rule import both

_NEAREST: Final = 3
_LONGEST: Final = 300
"""Characters beyond which a text is no unit's name."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One explanation, or two and their comparison, by the round as it stands now."""

    rubric: Rubric
    round: Round
    units: tuple[Explanation, ...]
    """Where there are two, the one that stands higher comes first."""
    comparison: Comparison | None
    findings: tuple[Finding, ...]
    """What was found on these units, and the errors that concern the whole round."""
    provisional: bool


def explain_round(root: Path, names: Sequence[str]) -> Explained:
    """Explain one unit, or two and what puts one above the other; `names` are ids, names or other spellings."""
    context = open_round(root)
    units = _units(context.round, context.rubric, names)
    made = assess(context)
    order = [one.unit.id for group in made.ranking.groups for one in group.standings]
    units.sort(key=lambda unit: order.index(unit.id))  # equal units too stand as in print
    explained = tuple(explain(context.rubric, context.round, made.tally, made.ranking, unit) for unit in units)
    compared = compare(context.rubric, *explained) if len(explained) > 1 else None
    ids = {unit.id for unit in units}
    concern = [found for found in made.causes if found.at.unit in ids or (found.at.unit is None and errors([found]))]
    concern += [found for found in made.of_ranking if found.at.unit in ids]
    concern += _beside_result(context.folder, explained)
    return Explained(
        context.rubric, context.round, explained, compared, tuple(concern), provisional=bool(errors(made.findings))
    )


def _beside_result(folder: Folder, explained: Sequence[Explanation]) -> list[Finding]:
    """Where the newest finished result tells something else of these units, or cannot be trusted."""
    try:
        result = finished_result(folder)
    except Refused as refused:
        return list(refused.findings)
    if result is None:
        return []
    lines = {line.unit: line for line in result.lines}
    found = []
    for one in explained:
        own, line = one.standing, lines.get(one.unit.id)
        if line is None:
            old = Words("không có đơn vị này", "the unit is not there")
        elif (line.total, line.index, line.rank, line.tier) == (own.total, own.index, own.rank, own.tier):
            continue
        else:
            old = _result_words(line.total, line.index, line.rank, line.tier)
        now = _result_words(own.total, own.index, own.rank, own.tier)
        at = Place(unit=one.unit.id)
        found.append(finding(said.RESULT_DIFFERS, at, number=result.number, unit=one.unit.name, old=old, now=now))
    return found


def _result_words(total: Decimal | None, index: Decimal | None, rank: int | None, tier: str | None) -> Words:
    """A unit's result in one line."""
    if total is None:
        return Words("chưa có tổng điểm", "no total yet")
    vi, en = [f"tổng điểm {both(total).vi}"], [f"total {both(total).en}"]
    if index is not None:
        vi, en = [*vi, f"chỉ số {both(index).vi}"], [*en, f"index {both(index).en}"]
    if rank is not None:
        vi, en = [*vi, f"hạng {rank}"], [*en, f"rank {rank}"]
    if tier is not None:
        vi, en = [*vi, f"xếp loại {tier}"], [*en, f"class {tier}"]
    return Words(", ".join(vi), ", ".join(en))


def save_text(target: Path, text: str) -> None:
    """Write an explanation as a plain text; refused before anything is overwritten."""
    check_target(target)
    # Notepad of older Windows takes a text for UTF-8 by its mark.
    save_bytes(target, text.encode("utf-8-sig"))


def check_target(target: Path) -> None:
    at = Place(file=target.name)
    if target.suffix.lower() != ".txt":
        raise Refused([finding(said.TEXT_KIND, at, name=target.name)])
    if target.exists():
        raise Refused([finding(said.TEXT_EXISTS, at, name=str(target))])


# ---------------------------------------------------------------- which units are meant
def named_units(round_: Round, names: Sequence[str]) -> list[Unit]:
    """The units that ids, names or other spellings stand for; Refused where one stands for none that is scored."""
    units, faults = _named_units(round_, names)
    if faults:
        raise Refused(faults)
    return units


def _units(round_: Round, rubric: Rubric, names: Sequence[str]) -> list[Unit]:
    """One unit, or two that can be compared."""
    units, faults = _named_units(round_, names)
    if not faults and len(units) > 1:
        faults += _pair(rubric, *units)
    if faults:
        raise Refused(faults)
    return units


def _named_units(round_: Round, names: Sequence[str]) -> tuple[list[Unit], list[Finding]]:
    words = known((unit.id, (unit.name, *unit.aliases)) for unit in round_.units)
    found = [_unit(round_, words, name) for name in names]
    faults = [one for one in found if isinstance(one, Finding)]
    units = [one for one in found if isinstance(one, Unit)]
    for unit in units:
        if unit.left_out is not None:
            faults.append(finding(said.UNIT_LEFT_OUT, Place(unit=unit.id), unit=unit.name, reason=unit.left_out))
    return units, faults


def _pair(rubric: Rubric, first: Unit, second: Unit) -> list[Finding]:
    """Why two units cannot be compared."""
    if first.id == second.id:
        return [finding(said.SAME_UNIT, Place(unit=first.id), unit=first.name)]
    if first.group == second.group:
        return []
    group, other = (rubric.group(unit.group).name for unit in (first, second))
    names = {"first": first.name, "second": second.name}
    return [finding(said.OTHER_GROUP, Place(unit=first.id), group=group, other=other, **names)]


def _unit(round_: Round, words: Known, name: str) -> Unit | Finding:
    text = name[: _LONGEST + 1]
    one = words.one(text)
    if one is not None:
        return round_.unit(one)
    several = words.words.get(fold(text), ())
    if several:
        units = "; ".join(_named(round_, id_) for id_ in several)
        return finding(said.AMBIGUOUS_UNIT, Place(), name=text, units=units)
    near = _nearest(text, words)
    if near:
        listed = "; ".join(_named(round_, id_) for id_ in near)
        vi, en = f"Gần giống: {listed}. Hãy ghi mã hoặc tên của đơn vị.", f"Near: {listed}. Give the unit's id or name."
        hint = Words(vi, en)
    else:
        hint = Words(
            f"Hãy ghi mã hoặc tên như trong round.toml (có {len(round_.units)} đơn vị).",
            f"Give an id or a name as in round.toml ({len(round_.units)} units).",
        )
    return finding(said.UNKNOWN_UNIT, Place(), name=text, hint=hint)


def _named(round_: Round, unit_id: str) -> str:
    return f"{round_.unit(unit_id).name} ({unit_id})"


def _nearest(text: str, words: Known) -> list[str]:
    """The ids of the units whose names hold the text, or are spelt much like it."""
    if len(text) > _LONGEST or not fold(text):
        return []
    plain = {word: _bare(word) for word in words.words}
    holding = [word for word, bare in plain.items() if _bare(fold(text)) in bare]
    close = get_close_matches(_bare(fold(text)), list(plain.values()), n=_NEAREST, cutoff=0.6)
    near = [word for bare in close for word, own in plain.items() if own == bare]
    ids = [id_ for word in (*holding, *near) for id_ in words.words[word]]
    return list(dict.fromkeys(ids))[:_NEAREST]


def _bare(text: str) -> str:
    """Without the marks of Vietnamese letters, which people leave out where they are in a hurry."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
