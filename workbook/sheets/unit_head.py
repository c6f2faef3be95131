"""What stands above and below the tree on a unit sheet: who and for whom, state, figures, legend, signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from string import Formatter

from workbook import formulas as fx
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, in_words, round_half_up
from workbook.rubric import Tier
from workbook.sheets.ballot_head import passport_of
from workbook.sheets.grid import Area, Cell, Column, Row, a1, key_row, keyed_row
from workbook.sheets.measure import height
from workbook.sheets.unit_plan import CONTROL_ROW, STATE, UnitPlan
from workbook.sheets.unit_rows import UnitFacts
from workbook.sheets.unit_shown import ShownUnit
from workbook.sheets.unit_sums import aggregate_formula, foot_formula
from workbook.template import Template

MISSING_AT, INVALID_AT = "state", "leaf"
"""The hidden columns of the row "t:state" that hold how many cells are missing, and how many invalid."""


def visible(plan: UnitPlan) -> int:
    """How many columns of a unit sheet are seen."""
    return plan.at["note"]


def count_cell(plan: UnitPlan, column: str) -> str:
    """Where a unit sheet's own count of missing, or invalid, cells stands."""
    return a1(STATE, plan.at[column], fix_row=True, fix_column=True)


# ---------------------------------------------------------------- above
def head_rows(plan: UnitPlan, facts: UnitFacts) -> Iterator[Row]:
    words, round_ = plan.words, plan.issue.round
    deadline = round_.deadline.strftime("%d/%m/%Y")
    member = round_.member(plan.issue.member)
    who = words.say("who", member=f"{member.name} ({member.id})", group=plan.group.name, deadline=deadline)
    yield key_row(plan.columns, passport_of(plan.issue, facts.sheet.key))
    yield keyed_row("t:title", (Cell(f"{words.words['unit_title']} · {round_.title}", "kicker"),), 19)
    yield keyed_row("t:unit", (Cell(facts.unit.name, "unit_name"),), 26)
    yield keyed_row("t:who", (Cell(who, "who"),), 18)
    yield _state_row(plan, facts.shown)
    yield keyed_row("h:title", _titles(plan), _titles_height(plan))


def _state_row(plan: UnitPlan, shown: ShownUnit) -> Row:
    missing, invalid = (count_cell(plan, column) for column in (MISSING_AT, INVALID_AT))
    done, unfinished = plan.words.words["unit_done"], plan.words.words["unit_open"]
    said = spelt(unfinished, {"missing": missing, "invalid": invalid})
    formula = f"IF({missing}+{invalid}=0,{fx.text_literal(done)},{said})"
    faults = shown.missing + shown.invalid
    text = unfinished.format(missing=shown.missing, invalid=shown.invalid) if faults else done
    cells: list[Cell | None] = [Cell(text, "state", formula)]
    cells += [Cell(None, "state")] * (visible(plan) - 1)
    if plan.summary_name:
        target = fx.text_literal(f"#'{plan.summary_name}'!A1")
        back = plan.words.words["back"]
        cells[-1] = Cell(back, "back", f"HYPERLINK({target},{fx.text_literal(back)})")
    states = plan.whole("state")
    cells += [None] * (len(plan.columns) - 1 - len(cells))
    cells[plan.at[MISSING_AT] - 1] = Cell(shown.missing, "helper", f"COUNTIF({states},1)")
    cells[plan.at[INVALID_AT] - 1] = Cell(shown.invalid, "helper", f"COUNTIF({states},2)")
    return keyed_row("t:state", cells, 22)


def spelt(text: str, parts: Mapping[str, str]) -> str:
    """A text with placeholders as a formula that joins its pieces; `parts` are the placeholders' addresses."""
    pieces: list[str] = []
    for plain, name, _, _ in Formatter().parse(text):
        pieces += [fx.text_literal(plain)] if plain else []
        pieces += [parts[name]] if name else []
    return "&".join(pieces)


def title_of(plan: UnitPlan, key: str) -> str:
    """A column's title."""
    return plan.group.titles.get(key) or plan.words.words[key]


def _titles(plan: UnitPlan) -> tuple[Cell, ...]:
    return tuple(Cell(title_of(plan, column.key), "head") for column in plan.columns[1 : visible(plan) + 1])


def _titles_height(plan: UnitPlan) -> float:
    columns = plan.columns[1 : visible(plan) + 1]
    return height(((title_of(plan, column.key), column.width * 0.88) for column in columns), least=2)


# ---------------------------------------------------------------- the figures below
def foot_rows(plan: UnitPlan, facts: UnitFacts) -> Iterator[Row]:
    """Total and what follows, pillars, control; then words, and in a unit's own workbook the signature."""
    for key in plan.feet:
        yield _figure_row(plan, facts, key)
    yield keyed_row("f:space", (), 8)
    yield from legend_rows(plan, plan.words.words["unit_legend"], plan.columns)
    if plan.is_own:
        yield from signature(plan.words, plan.at["link"], 2, "signed_as", None)


def _figure_row(plan: UnitPlan, facts: UnitFacts, key: str) -> Row:
    label, value, formula = foot_label(plan, key), foot_value(plan, facts.shown, key), ""
    if key.startswith("a:"):
        made = next(one for one in plan.issue.rubric.aggregates if f"a:{one.id}" == key)
        formula = aggregate_formula(plan, made)
    else:
        formula = foot_formula(plan, key)
    blank = Cell(None, "foot")
    cells: list[Cell | None] = [blank] * visible(plan)
    # Right beside the figure; what is longer than the column runs to the left over empty cells.
    cells[plan.at["todo"] - 1] = Cell(label, "foot")
    formatted = ("f:total", "f:index", "f:percent", "f:converted", CONTROL_ROW)
    style = key.replace("f:", "foot_") if key in formatted else "foot_figure"
    cells[plan.at["points"] - 1] = Cell(value, style, formula or None)
    tall = height([(str(value), plan.width["points"] * 0.85)])
    return keyed_row(key, cells, max(20.0, tall), hidden=key == "f:exact")


def foot_label(plan: UnitPlan, key: str) -> str:
    """What stands before a figure below the tree."""
    words = plan.words
    if key.startswith("a:"):
        made = next(one for one in plan.issue.rubric.aggregates if f"a:{one.id}" == key)
        return words.say("foot_aggregate", name=made.name)
    if key == "f:total" and plan.is_own and plan.relative_inputs:
        return words.words["foot_total_later"]
    if key == "f:converted":
        return words.say("foot_converted", max=in_words(plan.group.max, plan.lang))
    return words.words["foot_" + key.removeprefix("f:")]


def foot_value(plan: UnitPlan, shown: ShownUnit, key: str) -> Decimal | str:
    """The figure of a row below the tree: "" while there is none."""
    made = shown.outcome
    if key.startswith("a:"):
        return figure(shown.values[key.removeprefix("a:")])
    if key == "f:limit":
        return shown.limits[""]
    if key == CONTROL_ROW:
        return shown.control
    if made is None:
        return ""
    if key == "f:exact":
        assert shown.exact is not None
        return round_half_up(shown.exact, 9)
    if key == "f:percent":
        return figure(shown.percent)
    if key == "f:tier":
        return made.tier or ""
    return figure({"f:total": made.total, "f:index": made.index, "f:converted": made.converted}[key])


def figure(score: Score) -> Decimal | str:
    """A cached result: a formula that gives no figure gives the empty text."""
    if score is NOT_APPLICABLE:
        return MARK_TEXT
    return score if isinstance(score, Decimal) else ""


# ---------------------------------------------------------------- words below
def legend_rows(plan: UnitPlan, legend: str, columns: Sequence[Column]) -> Iterator[Row]:
    """The legend and the tiers, each over the whole table (`wide_rows`) and as tall as it needs."""
    across = sum(column.width for column in columns if not column.hidden)
    for key, said in (("f:legend", legend), ("f:tiers", tier_words(plan))):
        if said:
            yield keyed_row(key, (Cell(said, "legend_wrap"),), height([(said, across * 0.97)]))


def wide_rows(rows: Sequence[Row], last: int) -> Iterator[Area]:
    """The merges of rows whose words run over the whole table, up to the column `last`."""
    for number, row in enumerate(rows):
        if row.key.startswith(("n:", "m:")) or row.key in ("f:legend", "f:tiers"):
            yield Area(number, 1, number, last)


def tier_words(plan: UnitPlan) -> str:
    """The tiers and their conditions in one sentence; empty where there are none."""
    if not plan.tiers:
        return ""
    parts = [_tier(plan, tier) for tier in plan.tiers]
    return plan.words.say("tiers", base=plan.words.words[f"base_{plan.group.base}"], list="; ".join(parts))


def _tier(plan: UnitPlan, tier: Tier) -> str:
    words = plan.words
    names = {node.id: node.name for node in plan.issue.rubric.nodes()}
    names |= {made.id: made.name for made in plan.issue.rubric.aggregates}
    bound = "need_above" if tier.strict else "need_bound"
    needs = [words.say(bound, name=names[key], bound=in_words(at, plan.lang)) for key, at in tier.at_least.items()]
    needs += [words.say("need_met", name=names[key]) for key in tier.requires]
    if tier.lower is None:
        return (
            words.say("tier_only", label=tier.label, needs=", ".join(needs))
            if needs
            else words.say("tier_rest", label=tier.label)
        )
    word = "tier_above" if tier.strict else "tier_from"
    said = words.say(word, label=tier.label, lower=in_words(tier.lower, plan.lang))
    return words.say("tier_needs", label=said, needs=", ".join(needs)) if needs else said


def signature(words: Template, before: int, across: int, role: str, name: str | None) -> Iterator[Row]:
    """Date, role and room for a signature, centred over `across` columns after the first `before` ones."""

    def row(key: str, text: str | None, style: str) -> Row:
        cells = (*(None,) * (before - 1), Cell(text, style), *(Cell(None, style),) * (across - 1))
        return keyed_row(key, cells, 18)

    yield row("f:date", words.words["signed_at"], "signed")
    yield row("f:role", words.words[role], "signed_bold")
    yield row("f:how", words.words["signed_how"], "signed")
    yield keyed_row("f:sign", (), 42)
    if name:
        yield row("f:name", name, "signed_bold")
