"""What stands above and below the units on a ballot sheet: titles, maxima, control total, signature."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from string import Formatter

from workbook import formulas as fx
from workbook.model import Issue
from workbook.points import in_words
from workbook.rubric import Criterion, leaves_for
from workbook.sheets.ballot_plan import CONTROL_ROW, HEAD_ROWS, MAX, Plan, hint_of, title_of
from workbook.sheets.grid import Cell, Row, a1, key_row, keyed_row
from workbook.sheets.measure import height
from workbook.sheets.shown import control_places, control_total
from workbook.sheets.stamp import FORM, Passport, write_passport


def passport_of(issue: Issue, sheet: str) -> str:
    """The passport of one sheet as its cell's text; `sheet` is its key."""
    return write_passport(identity_of(issue)._replace(sheet=sheet, seal=issue.seal))


def identity_of(issue: Issue) -> Passport:
    """What all sheets of an issue's workbook have in common, without seal. The scorer is a member, or "unit:..."."""
    rubric = issue.rubric
    scorer = f"unit:{issue.member}" if issue.scorer == "unit" else issue.member
    return Passport(FORM, issue.round.id, rubric.id, rubric.version, scorer, issue.number, "")


def head_rows(plan: Plan) -> tuple[Row, ...]:
    words, issue = plan.words, plan.issue
    member = issue.round.member(issue.member)
    who = words.say(
        "who",
        member=f"{member.name} ({member.id})",
        group=plan.group.name,
        deadline=issue.round.deadline.strftime("%d/%m/%Y"),
    )
    last = plan.at["note"]
    state = Cell(_state_words(plan), "state", _state_formula(plan))
    return (
        key_row(plan.columns, passport_of(issue, f"g:{plan.group.id}")),
        keyed_row("h:step", _over_leaves(plan, lambda leaf, _: Cell(leaf.step, "helper")), hidden=True),
        keyed_row("h:hint", _hint_cells(plan), hidden=True),
        keyed_row("t:title", (Cell(words.words["title"], "title"),), 26),
        keyed_row("t:round", (Cell(issue.round.title, "subtitle"),), 18),
        keyed_row("t:who", (Cell(who, "who"),), 17),
        keyed_row("t:state", (state, *(Cell(None, "state") for _ in range(last - 1))), 21),
        keyed_row("h:section", _section_cells(plan), _section_height(plan), hidden=not _has_sections(plan)),
        keyed_row("h:title", _title_cells(plan), _title_height(plan)),
        keyed_row("h:max", _max_cells(plan), 19),
    )


def _over_leaves(plan: Plan, make: Callable[[Criterion, int], Cell]) -> tuple[Cell | None, ...]:
    return (None, None, *(make(leaf, number) for number, leaf in enumerate(plan.leaves, 1)))


def _hint_cells(plan: Plan) -> tuple[Cell | None, ...]:
    """Above the states, not the scores: a column inserted among the scores would part the two ranges."""
    before = plan.at[f"s:{plan.leaves[0].id}"] - 1
    hints = (Cell(hint_of(plan, leaf, number), "helper") for number, leaf in enumerate(plan.leaves, 1))
    return (*(None,) * before, *hints)


def _state_formula(plan: Plan) -> str:
    cells, missing, invalid = plan.summary.cells, f"SUM({plan.down('missing')})", f"SUM({plan.down('invalid')})"
    parts = {"filled": f"({cells}-{missing})", "cells": str(cells), "missing": missing, "invalid": invalid}
    pieces: list[str] = []
    for text, name, _, _ in Formatter().parse(plan.words.words["state"]):
        pieces += [fx.text_literal(text)] if text else []
        pieces += [parts[name]] if name else []
    return "&".join(pieces)


def _state_words(plan: Plan) -> str:
    made = plan.summary
    return plan.words.say(
        "state", filled=made.cells - made.missing, cells=made.cells, missing=made.missing, invalid=made.invalid
    )


def _has_sections(plan: Plan) -> bool:
    return any(top.children for top in plan.issue.rubric.criteria)


def _section_cells(plan: Plan) -> tuple[Cell | None, ...]:
    cells: list[Cell | None] = [Cell(None, "section"), Cell(None, "section")]
    for top in plan.issue.rubric.criteria:
        below = list(leaves_for([top], plan.group.id))
        if not below:
            continue
        cells.append(Cell(f"{top.code}. {top.name}" if top.code else top.name, "section"))
        cells += [Cell(None, "section")] * (len(below) - 1)
    return tuple(cells) + (Cell(None, "section"),) * (plan.at["note"] - len(cells))


def _section_height(plan: Plan) -> float:
    widths = {column.key: column.width for column in plan.columns}
    spans = [(top.name, tuple(leaves_for([top], plan.group.id))) for top in plan.issue.rubric.criteria]
    return height((name, sum(widths[f"c:{leaf.id}"] for leaf in below) * 0.92) for name, below in spans if below)


def _head_title(plan: Plan, key: str) -> str:
    return plan.group.titles.get(key) or plan.words.words[key]


def _title_cells(plan: Plan) -> tuple[Cell, ...]:
    leaves = {f"c:{leaf.id}": title_of(leaf, number) for number, leaf in enumerate(plan.leaves, 1)}
    table = plan.columns[1 : plan.at["note"] + 1]
    return tuple(Cell(leaves.get(column.key) or _head_title(plan, column.key), "head") for column in table)


def _title_height(plan: Plan) -> float:
    pairs = zip((str(cell.value) for cell in _title_cells(plan)), plan.columns[1:], strict=False)
    return height(((text, column.width * 0.88) for text, column in pairs), least=2)


def _max_cells(plan: Plan) -> tuple[Cell, ...]:
    rest = plan.columns[plan.at["total"] : plan.at["note"] + 1]
    maxima = [leaf.max_in(plan.group.id) for leaf in plan.leaves]
    total = Cell(sum(maxima, Decimal(0)), "max", fx.rounded_sum(f"SUM({plan.across(MAX, 'c')})"))
    return (
        Cell(None, "max"),
        Cell(plan.words.words["max"], "max_label"),
        *(Cell(value, "max") for value in maxima),
        total,
        *(Cell(None, "max") for _ in rest[1:]),
    )


def foot_rows(plan: Plan) -> tuple[Row, ...]:
    words = plan.words.words
    before = plan.at["total"] - 1
    control = control_total(plan.issue, plan.group, plan.ballot.scores)
    area = f"{a1(HEAD_ROWS, plan.at[f'c:{plan.leaves[0].id}'])}:{a1(plan.bottom, plan.at[f'c:{plan.leaves[-1].id}'])}"
    formula = fx.rounded(f"SUM({area})", control_places(plan.issue))
    across = plan.at["note"] - plan.at["total"]

    def signature(key: str, word: str, style: str, tall: float) -> Row:
        return keyed_row(key, (*(None,) * before, Cell(words[word], style), *(Cell(None, style),) * across), tall)

    beside = (*(None,) * (before - 1), Cell(words["control"], "control_label"))
    return (
        keyed_row("f:space", (), 9),
        keyed_row(CONTROL_ROW, (*beside, Cell(control, "control", formula)), 20),
        keyed_row("f:legend", (None, Cell(words["legend"], "legend")), 17),
        keyed_row("f:tiers", (None, Cell(_tier_words(plan), "legend")), 17),
        signature("f:date", "signed_at", "signed", 18),
        signature("f:role", "signed_as", "signed_bold", 18),
        signature("f:how", "signed_how", "signed", 18),
        keyed_row("f:sign", (), 42),
        keyed_row(
            "f:name",
            (
                *(None,) * before,
                Cell(plan.issue.round.member(plan.issue.member).name, "signed_bold"),
                *(Cell(None, "signed_bold"),) * across,
            ),
            18,
        ),
    )


def _tier_words(plan: Plan) -> str | None:
    if not plan.group.tiers:
        return None
    parts = []
    for tier in plan.group.tiers:
        word = "tier_rest" if tier.lower is None else "tier_above" if tier.strict else "tier_from"
        lower = "" if tier.lower is None else in_words(tier.lower, plan.lang)
        parts.append(plan.words.say(word, label=tier.label, lower=lower))
    return plan.words.say("tiers", base=plan.words.words[f"base_{plan.group.base}"], list="; ".join(parts))
