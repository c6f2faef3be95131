"""results/tally.xlsx, the internal evidence: each member's figures, their combination by formula, findings.

One sheet a group (`tally_group`, its cells in `tally_cells`, its figures in `tally_plan`), then one of
charts for each (`tally_charts`), then the sheets of aggregates (`tally_pillars`) and of self scores and
conclusions (`tally_columns`), then the plain tables (`tally_lists`). It looks like the ballot and takes
the ballot's styles. Protected without a password, so that nobody changes it unawares; its check line
tells when somebody did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

from workbook.findings import Finding
from workbook.model import Ranking, Round, Tally
from workbook.rubric import Rounding, Rubric
from workbook.sheets.grid import Book, Sheet, Style
from workbook.sheets.tally_agreement import draw_agreement
from workbook.sheets.tally_cells import MARK_AFTER
from workbook.sheets.tally_charts import draw_charts
from workbook.sheets.tally_columns import draw_columns
from workbook.sheets.tally_discuss import draw_discuss
from workbook.sheets.tally_group import draw_group
from workbook.sheets.tally_lists import draw_changes, draw_findings, draw_notes, draw_ties
from workbook.sheets.tally_pillars import draw_pillars
from workbook.sheets.tally_plan import Plan, faults_of
from workbook.template import Template, load_template


def draw_tally(
    rubric: Rubric,
    round_: Round,
    tally: Tally,
    ranking: Ranking,
    findings: Sequence[Finding],
    changes: Sequence[str] = (),
    lang: str = "vi",
    *,
    provisional: bool = False,
) -> Book:
    """The internal tally workbook. Every formula carries the figure of the Decimal computation.

    `changes` are lines about what differs from the last numbered result; without any there is no
    such sheet, without equal units none of ties, without members' remarks none of notes.
    """
    words, ballot = load_template("tally", lang), load_template("ballot", lang)
    faults = faults_of(rubric, round_, tally)
    plans = [
        Plan(rubric, round_, tally, made, number, words, lang, faults, provisional)
        for number, made in enumerate(ranking.groups, 1)
    ]
    pillars = draw_pillars(rubric, round_, plans, words)
    columns = draw_columns(rubric, round_, tally, words, lang)
    discuss = draw_discuss(rubric, round_, tally, words, lang)
    agreement = draw_agreement(rubric, round_, tally, ranking, words, lang)
    ties = draw_ties(rubric, round_, ranking, words, lang)
    notes = draw_notes(round_, tally, words)
    sheets = (
        *(draw_group(plan) for plan in plans),
        *(sheet for plan in plans if (sheet := draw_charts(plan, ballot))),
        *([discuss] if discuss else []),
        *([pillars] if pillars else []),
        *([columns] if columns else []),
        *([ties] if ties else []),
        *([agreement] if agreement else []),
        *([notes] if notes else []),
        *([draw_changes(round_, changes, words)] if changes else []),
        draw_findings(rubric, round_, findings, words, lang),
    )
    title = words.words["title_provisional" if provisional else "title"]
    return Book(
        sheets,
        _styles(words, ballot, rubric.rounding, sheets),
        title=f"{title} - {round_.title}"[:255],
        created=datetime.combine(round_.date, time()),
        subject=round_.id,
    )


def _styles(words: Template, ballot: Template, rounding: Rounding, sheets: Iterable[Sheet]) -> Mapping[str, Style]:
    """The ballot's styles, this book's own over them, decimals as the rubric rounds, footnote marks."""
    styles = {**ballot.styles, **words.styles}
    styles["index"] = styles["percent"] = styles["share"]
    # Means that are not rounded show two decimals more than they would have.
    leaf = rounding.leaf + 2 if rounding.order == "total" else rounding.leaf
    places = dict.fromkeys(("value", "value_sum", "value_listed", "value_concluded"), leaf) | {"index": rounding.index}
    places |= dict.fromkeys(("total", "percent", "converted", "spread", "member_total"), rounding.total)
    for name, digits in places.items():
        styles[name] = replace(styles[name], number_format="0." + "0" * digits if digits else "0")
    met = f'[=1]"{words.words["met"]}";[=0]"{words.words["not_met"]}";0.##'
    for name in ("value", "score", "value_listed", "score_listed", "value_concluded"):
        # A mandatory criterion is met or not; what is only shown has no points.
        styles[f"{name}_met"] = replace(styles[name], number_format=met)
        styles[f"{name}_info"] = replace(styles[name], number_format='"–"')
    styles["max_beyond"] = replace(styles["max"], number_format="+0.##;-0.##;0")
    used = {cell.style for sheet in sheets for _, _, cell in sheet.filled()}
    for name in sorted(used - styles.keys()):
        base, _, mark = name.partition(MARK_AFTER)
        styles[name] = replace(styles[base], number_format=f'{styles[base].number_format}" {mark}"')
    return styles
