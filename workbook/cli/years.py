"""The command years: two rounds compared, and last year's ranks for the new one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, Document, JsonOption, Lang, LangOption, run
from workbook.cli.words import WORDS
from workbook.findings import fact_text
from workbook.pipeline.comparing import Compared, compare_rounds
from workbook.points import in_words
from workbook.sheets.years import note_of, under_title
from workbook.template import Template, load_template
from workbook.years import Change, Comparison, Line, Origin, Year


def years_command(
    old: Annotated[Path, typer.Argument(metavar="OLD")],
    new: Annotated[Path, typer.Argument(metavar="NEW")],
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", show_default=False)] = None,
    fill: Annotated[bool, typer.Option("--fill", metavar="")] = False,
    units: Annotated[Path | None, typer.Option("--units", metavar="FILE", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", metavar="")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        made = compare_rounds(old, new, to=to, units=units, fill=fill, force=force)
        return Answer(_as_data(made, lang), lambda: _print(made, lang), made.findings)

    return run("years", action, lang, json)


# ---------------------------------------------------------------- as data
def _as_data(made: Compared, lang: str) -> Document:
    priors = {unit.id: rank for unit, rank, _ in made.comparison.priors}
    comparison = made.comparison
    return {
        "old": _year(comparison.old),
        "new": _year(comparison.new),
        "units": [_change(one, priors[one.unit.id], lang) for one in comparison.changes],
        "gone": [_origin(one) | {"reason": None} for one in comparison.gone]
        + [_line(comparison.old.line(id_), id_) | {"reason": why} for id_, why in comparison.dissolved.items()],
        "files": [str(path) for path in made.files],
        "fill": made.fill,
    }


def _year(year: Year) -> Document:
    return {"round": year.round.id, "title": year.round.title, "year": year.round.year, "result": year.number}


def _change(one: Change, prior: int | None, lang: str) -> Document:
    return {
        **_line(one.line, one.unit.id),
        "name": one.unit.name,
        "group": one.unit.group,
        "fate": one.fate,
        "from": [_origin(origin) for origin in one.origins],
        "change": {"total": _plain(one.total), "index": _plain(one.index), "rank": one.rank, "tier": one.tier},
        "prior_rank": prior,
        "remarks": [fact_text(words, lang) for words in one.remarks],
    }


def _origin(one: Origin) -> Document:
    return {**_line(one.line, one.id), "name": one.name, "group": one.group}


def _line(line: Line | None, unit: str) -> Document:
    """Figures as texts at their places, as in result.json."""
    return {
        "unit": unit,
        "name": line.name if line else None,
        "group": line.group if line else None,
        "total": _plain(line.total) if line else None,
        "index": _plain(line.index) if line else None,
        "rank": line.rank if line else None,
        "tier": line.tier if line else None,
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


# ---------------------------------------------------------------- for people
def _print(made: Compared, lang: str) -> None:
    words = WORDS[lang]
    if made.fill is not None:
        # Nothing but the lines goes to stdout, so that they can be kept in a file as they are.
        console.print_findings(made.findings, lang, stderr=True)
        console.say(made.fill.rstrip("\n"), whole=True)
        return
    if made.comparison.new.number is not None:
        _print_tables(made.comparison, lang)
    console.print_findings(made.findings, lang)
    for path in made.files:
        console.say(words["wrote"].format(path=path), whole=True)


def _print_tables(made: Comparison, lang: str) -> None:
    template = load_template("years", lang)
    console.say(template.words["title"], "bold")
    console.say(under_title(made, template))
    titles = [Column(template.words["unit"])]
    titles += [Column(template.words[word], "right") for word in ("total", "index", "rank")]
    titles += [Column(template.words["tier"]), Column(template.words["note"])]
    for group in made.new.rubric.groups:
        changes = made.of_group(group.id)
        if changes:
            counts = {"new": made.new.ranked(group.id), "old": made.old.ranked(group.id)}
            heading = template.say("band", group=group.name, **counts)
            console.table(heading, titles, [_row(one, made, template, lang) for one in changes])


def _row(one: Change, made: Comparison, template: Template, lang: str) -> Sequence[str]:
    was = one.only.line if one.only else None
    cells = [one.unit.name]
    for key in ("total", "index"):
        old, new = (getattr(year.rubric.rounding, key) for year in (made.old, made.new))
        difference = _signed(getattr(one, key), max(old, new), lang)
        cells.append(_beside(_shown(was, key, old, lang), _shown(one.line, key, new, lang), difference))
    now = one.line
    ranks = _shown(was, "rank", 0, lang), _shown(now, "rank", 0, lang)
    cells.append(_beside(*ranks, _signed(one.rank, 0, lang)))
    cells.append(_beside(was.tier if was else None, now.tier if now else None, None))
    own = one.remarks if one.remarks != made.remarks.get(one.unit.group, ()) else ()
    notes = [note_of(one, template, lang, made.old.rubric.rounding.total), *(fact_text(words, lang) for words in own)]
    return [*cells, "; ".join(note for note in notes if note)]


def _beside(before: str | None, now: str | None, difference: str | None) -> str:
    """Both years' figures and what lies between them: "40,00 → 38,25 (-1,75)"."""
    if before is None:
        return now or ""
    return f"{before} → {now or '…'}" + (f" ({difference})" if difference is not None else "")


def _shown(line: Line | None, key: str, places: int, lang: str) -> str | None:
    value = getattr(line, key) if line else None
    return None if value is None else in_words(Decimal(value), lang, places)


def _signed(value: Decimal | int | None, places: int, lang: str) -> str | None:
    if value is None:
        return None
    text = in_words(Decimal(value), lang, places)
    return f"+{text}" if value > 0 else text
