"""Years: two rounds' folders side by side, by what was published of each; last year's ranks for the new round."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbook.catalogue import years as said
from workbook.excel.write import write_book
from workbook.findings import Fact, Finding, Place, Refused, errors, fact_text, finding
from workbook.model import Unit
from workbook.pipeline.exporting import keep_apart, save_new
from workbook.pipeline.judging import RoundContext, open_round
from workbook.pipeline.numbered import finished_result, lost_results
from workbook.sheets.units_list import draw_units_list
from workbook.sheets.years import draw_years
from workbook.template import load_template
from workbook.years import Comparison, Prior, Year, compare_years

_SEPARATOR: Final = ";"
"""Parts the other names of a unit in a list."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two rounds compared, what was found, the files that were written, and the [[units]] with last year's ranks."""

    comparison: Comparison
    findings: tuple[Finding, ...]
    files: tuple[Path, ...]
    fill: str | None


def compare_rounds(
    old_root: Path,
    new_root: Path,
    *,
    to: Path | None = None,
    units: Path | None = None,
    fill: bool = False,
    force: bool = False,
) -> Compared:
    """Compare; write the comparison to `to` and the new round's units with last year's ranks to `units`.

    Of the new round nothing need be published yet where only last year's ranks are wanted. Nothing is written
    while an error stands, and round.toml is never touched.
    """
    old, new = open_round(old_root), open_round(new_root)
    if old_root.resolve() == new_root.resolve():
        raise Refused([finding(said.SAME_ROUND, Place(), round=new.round.title)])
    for path in (to, units):
        if path is not None:
            _may_be_written(path, to, units)
            for context in (old, new):
                keep_apart(context.folder, path.parent)
    priors_only = (fill or units is not None) and to is None
    found: list[Finding] = []
    years = _year(old, True, found), _year(new, not priors_only, found)
    made, of_years = compare_years(*years)
    findings = (*old.findings, *new.findings, *found, *of_years)
    lang = new.round.lang
    contents: dict[Path, bytes] = {}
    if to is not None or units is not None or fill:
        if errors(findings):
            raise Refused(findings)
        if to is not None:
            contents[to] = write_book(draw_years(made, lang))
        if units is not None:
            _listable(made.priors)
            contents[units] = write_book(draw_units_list(new.round, made.priors, lang))
    findings += save_new(contents, force=force)
    return Compared(made, findings, tuple(contents), units_as_toml(made, lang) if fill else None)


def _may_be_written(path: Path, to: Path | None, units: Path | None) -> None:
    if path.suffix.lower() != ".xlsx" or to == units:
        raise Refused([finding(said.WANT_XLSX, Place(), name=path.name)])


def _year(context: RoundContext, needed: bool, found: list[Finding]) -> Year:
    if not needed and any(lost_results(context.folder)):
        return Year(context.round, context.rubric)
    result = finished_result(context.folder)
    if result is None:
        if needed:
            raise Refused([finding(said.NOT_PUBLISHED, Place(), round=context.round.title)])
        return Year(context.round, context.rubric)
    if result.newer is not None:
        facts: dict[str, Fact] = {"round": context.round.title, "number": result.number, "newer": result.newer}
        found.append(finding(said.PROVISIONAL_SINCE, Place(), **facts))
    return Year(context.round, context.rubric, result.number, result.version, result.lines)


def _listable(priors: tuple[Prior, ...]) -> None:
    bad = [(one.unit, alias) for one in priors for alias in one.unit.aliases if _SEPARATOR in alias]
    if bad:
        raise Refused(finding(said.ALIAS_SEMICOLON, Place(unit=u.id), unit=u.name, alias=alias) for u, alias in bad)


# ---------------------------------------------------------------- lines for round.toml
def units_as_toml(made: Comparison, lang: str) -> str:
    """The new round's [[units]] with last year's ranks; one that stands there is kept where there is no other."""
    words = load_template("years", lang)
    title = " ".join(made.old.round.title.split())
    parts = [words.say("fill_head", number=made.old.number, title=title)]
    for unit, rank, why in made.priors:
        remark = "" if why is None else "# " + words.say("fill_none", why=fact_text(why, lang)) + "\n"
        parts.append(remark + _table(unit, unit.prior_rank if rank is None else rank))
    return "\n\n".join(parts) + "\n"


def _table(unit: Unit, prior_rank: int | None) -> str:
    keys: dict[str, object] = {
        "id": unit.id,
        "name": unit.name,
        "group": unit.group,
        "aliases": list(unit.aliases),
        "prior_rank": prior_rank,
        "traits": sorted(unit.traits),
        "left_out": unit.left_out,
    }
    # JSON's texts, numbers and lists of texts are TOML's too.
    own = {key: value for key, value in keys.items() if value not in (None, [])}
    return "\n".join(["[[units]]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in own.items())])
