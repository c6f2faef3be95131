"""A group's summary sheet in a workbook laid out by unit: where each unit stands, its next step, its rank.

Everything on it is computed from the units' sheets; it also holds the highest figures of the group, which
relative rules need, and is what a member signs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from workbook import formulas as fx
from workbook.model import Unit
from workbook.points import round_half_up
from workbook.rubric import input_id
from workbook.sheets.ballot_head import passport_of
from workbook.sheets.ballot_rules import tier_style
from workbook.sheets.grid import Area, Cell, Highlight, Row, Sheet, a1, key_row, keyed_row
from workbook.sheets.measure import height
from workbook.sheets.unit_head import (
    INVALID_AT,
    MISSING_AT,
    count_cell,
    foot_value,
    legend_rows,
    signature,
    spelt,
    wide_rows,
)
from workbook.sheets.unit_plan import (
    CONTROL_ROW,
    SUMMARY_FIRST,
    SUMMARY_STATE,
    SUMMARY_TITLES,
    TITLE,
    UnitSheet,
)
from workbook.sheets.unit_sheet import GroupDrawing, first_open, page_of
from workbook.sheets.unit_shown import ShownUnit, rank_figure, unit_control, unit_control_places, unit_ranks

_LINKED = ("total", "limit", "index", "percent", "converted", "tier", "control")


class Summary:
    """One group's summary in the making."""

    def __init__(self, drawing: GroupDrawing) -> None:
        self.drawing, self.plan = drawing, drawing.plan
        self.sheets: dict[str, UnitSheet] = {sheet.unit.id: sheet for sheet in self.plan.sheets}
        self.shown = drawing.shown
        self.ranks = unit_ranks(self.plan, self.shown)
        self.visible = self.plan.summary_at["control"]

    # ------------------------------------------------------------ the sheet
    def sheet(self) -> Sheet:
        plan = self.plan
        units = [self._unit_row(number, unit) for number, unit in enumerate(plan.units, 1)]
        rows = (*self._head(), *units, *self._feet())
        return Sheet(
            plan.summary_name,
            plan.summary_columns,
            rows,
            merges=tuple(wide_rows(rows, self.visible)),
            highlights=tuple(self._highlights()),
            freeze=(SUMMARY_FIRST, plan.summary_at["missing"]),
            page=page_of(plan, plan.summary_name, Area(TITLE, 1, len(rows) - 1, self.visible), SUMMARY_TITLES),
            cursor=(SUMMARY_FIRST, plan.summary_at["unit"]),
        )

    def _head(self) -> Iterator[Row]:
        plan, words, round_ = self.plan, self.plan.words, self.plan.issue.round
        member = round_.member(plan.issue.member)
        who = words.say(
            "who",
            member=f"{member.name} ({member.id})",
            group=plan.group.name,
            deadline=round_.deadline.strftime("%d/%m/%Y"),
        )
        yield key_row(plan.summary_columns, passport_of(plan.issue, f"g:{plan.group.id}"))
        yield keyed_row("t:title", (Cell(words.words["summary_title"], "title"),), 27)
        yield keyed_row("t:round", (Cell(round_.title, "subtitle"),), 18)
        yield keyed_row("t:who", (Cell(who, "who"),), 18)
        yield self._state()
        yield keyed_row("h:title", self._titles(), self._titles_height())
        yield self._best()

    def _state(self) -> Row:
        shown = self.shown.values()
        missing, invalid = f"SUM({self.plan.down('missing')})", f"SUM({self.plan.down('invalid')})"
        parts = {"done": f"COUNT({self.plan.down('total')})", "units": str(len(self.sheets))}
        text = self.plan.words.words["summary_open"]
        said = text.format(
            done=sum(one.outcome is not None for one in shown),
            units=len(self.sheets),
            missing=sum(one.missing for one in shown),
            invalid=sum(one.invalid for one in shown),
        )
        formula = spelt(text, parts | {"missing": missing, "invalid": invalid})
        blanks = (Cell(None, "state"),) * (self.visible - 1)
        return keyed_row("t:state", (Cell(said, "state", formula), *blanks), 22)

    def _title(self, key: str) -> str:
        plan = self.plan
        if key.startswith("a:"):
            return next(made.name for made in plan.issue.rubric.aggregates if f"a:{made.id}" == key)
        return plan.group.titles.get(key) or plan.words.words[key]

    def _titles(self) -> tuple[Cell, ...]:
        columns = self.plan.summary_columns[1 : self.visible + 1]
        return tuple(Cell(self._title(column.key), "head") for column in columns)

    def _titles_height(self) -> float:
        columns = self.plan.summary_columns[1 : self.visible + 1]
        return height(((self._title(column.key), column.width * 0.88) for column in columns), least=2)

    def _best(self) -> Row:
        """The highest figures of the group, which the units' sheets point at."""
        plan = self.plan
        cells: list[Cell | None] = [None] * (len(plan.summary_columns) - 1)
        for leaf, asked in plan.relative_inputs:
            name = input_id(leaf.id, asked.id)
            best = self.best.get(name, Decimal(0))
            cells[plan.summary_at[f"b:{name}"] - 1] = Cell(best, "helper", f"MAX({plan.down(f'b:{name}')})")
        return keyed_row("h:best", cells, hidden=True)

    @cached_property
    def best(self) -> dict[str, Decimal]:
        """The highest sound figure of the group by input id, as the cells of the units' sheets give it."""
        found: dict[str, Decimal] = {}
        for leaf, asked in self.plan.relative_inputs:
            name = input_id(leaf.id, asked.id)
            given = (self._sound(unit, name, leaf.id) for unit in self.shown)
            found[name] = max((one for one in given if isinstance(one, Decimal)), default=Decimal(0))
        return found

    def _sound(self, unit_id: str, name: str, leaf_id: str) -> Decimal | str:
        """A unit's figure where its leaf is right and not marked, else the empty text."""
        states = self.shown[unit_id].states
        own = [state for key, state in states.items() if key == f"c:{leaf_id}" or key.startswith(f"i:{leaf_id}/")]
        fact = self.drawing.ballot.scores.get((unit_id, name))
        return fact if own and not any(own) and isinstance(fact, Decimal) else ""

    # ------------------------------------------------------------ one unit
    def _unit_row(self, number: int, unit: Unit) -> Row:
        plan, shade = self.plan, "" if number % 2 else "_alt"
        tall = max(20.0, height([(unit.name, plan.summary_columns[2].width * 0.95)]))
        if unit.id not in self.sheets:
            cells = [Cell(None, "shut") for _ in plan.summary_columns[3 : self.visible + 1]]
            cells[plan.summary_at["next"] - 3] = Cell(plan.words.words["recused"], "shut")
            lead = (Cell(number, f"no{shade}"), Cell(unit.name, f"unit{shade}"))
            return keyed_row(f"u:{unit.id}", (*lead, *cells), tall)
        sheet, row = self.sheets[unit.id], plan.summary_row[unit.id]
        link = hyperlink(sheet.name, a1(self._first_open(sheet), plan.at["fact"]), fx.text_literal(unit.name))
        lead = (Cell(number, f"no{shade}"), Cell(unit.name, f"unit_link{shade}", link))
        cells = [self._computed(column.key, sheet, row) for column in plan.summary_columns[3:]]
        return keyed_row(f"u:{unit.id}", (*lead, *cells), tall)

    def _first_open(self, sheet: UnitSheet) -> int:
        return first_open(self.plan, self.drawing.facts(sheet))

    def _computed(self, key: str, sheet: UnitSheet, row: int) -> Cell:
        plan, shown = self.plan, self.shown[sheet.unit.id]
        if key.startswith("b:"):
            return self._best_cell(key.removeprefix("b:"), sheet)
        if key in _LINKED or key.startswith("a:"):
            own = key if key.startswith("a:") else f"f:{key}"
            style = "tier" if key == "tier" else "rank" if key.startswith("a:") or key == "limit" else key
            return Cell(foot_value(plan, shown, own), style, plan.on(sheet, plan.cell(own, "points")))
        made: dict[str, Callable[[], Cell]] = {
            "missing": lambda: Cell(shown.missing, "count", plan.on(sheet, count_cell(plan, MISSING_AT))),
            "invalid": lambda: Cell(shown.invalid, "count", plan.on(sheet, count_cell(plan, INVALID_AT))),
            "next": lambda: Cell(self._next_words(shown), "next", self._next_formula(sheet, row)),
            "rank": lambda: self._rank_cell(sheet.unit.id, row),
            "tie_share": lambda: self._tie_cell(sheet.unit.id, row),
        }
        return made[key]()

    def _cell(self, row: int, key: str) -> str:
        return a1(row, self.plan.summary_at[key])

    def _best_cell(self, name: str, sheet: UnitSheet) -> Cell:
        plan = self.plan
        at = next(one for one in plan.tree if one.asked is not None and one.input_id == name)
        whole = plan.node_row[at.node.id]
        fact = plan.on(sheet, plan.cell(at.key, "fact"))
        states = plan.on(sheet, plan.span("state", whole.row, whole.last))
        formula = f'IF(SUM({states})=0,IF(ISNUMBER({fact}),{fact},""),"")'
        return Cell(self._sound(sheet.unit.id, name, at.node.id), "helper", formula)

    def _next_formula(self, sheet: UnitSheet, row: int) -> str:
        """A link to the first cell to correct, else to the first to fill."""
        plan, words = self.plan, self.plan.words.words
        states, first = plan.on(sheet, plan.whole("state")), plan.on(sheet, plan.cell(plan.tree[0].key, "state"))
        column = a1(0, plan.at["fact"]).rstrip("0123456789")

        def link(state: int, word: str) -> str:
            place = f"{fx.text_literal(column)}&(MATCH({state},{states},0)+ROW({first})-1)"
            target = fx.text_literal("#" + plan.on(sheet, ""))
            return f"HYPERLINK({target}&{place},{fx.text_literal(words[word])}&{place})"

        return (
            f"IF({self._cell(row, 'invalid')}>0,{link(2, 'next_fix')},"
            f"IF({self._cell(row, 'missing')}>0,{link(1, 'next_fill')},{fx.text_literal(words['next_done'])}))"
        )

    def _next_words(self, shown: ShownUnit) -> str:
        plan, words = self.plan, self.plan.words.words
        for state, word in ((2, "next_fix"), (1, "next_fill")):
            for at in plan.tree:
                if shown.states.get(at.key) == state:
                    return words[word] + a1(at.row, plan.at["fact"])
        return words["next_done"]

    # ------------------------------------------------------------ ranks
    def _rank_cell(self, unit_id: str, row: int) -> Cell:
        by = self.plan.issue.rubric.rank_by
        key, area = self._cell(row, by), self.plan.down(by)
        if self.plan.issue.rubric.ties == "dense":
            formula = fx.dense_rank_formula(key, area, self.plan.down("tie_share"))
        else:
            formula = fx.rank_formula(key, area)
        rank = self.ranks[unit_id]
        return Cell("" if rank is None else rank, "rank", formula)

    def _tie_cell(self, unit_id: str, row: int) -> Cell:
        by = self.plan.issue.rubric.rank_by
        keys = [rank_figure(self.plan.issue, made.outcome) for made in self.shown.values()]
        key = rank_figure(self.plan.issue, self.shown[unit_id].outcome)
        share = Decimal(0) if key is None else round_half_up(Fraction(1, keys.count(key)), 6)
        return Cell(share, "helper", fx.tie_share_formula(self._cell(row, by), self.plan.down(by)))

    # ------------------------------------------------------------ below
    def _feet(self) -> Iterator[Row]:
        plan, words = self.plan, self.plan.words
        control = unit_control(plan, self.shown.values())
        formula = fx.rounded(f"SUM({plan.down('control')})", unit_control_places(plan.issue))
        beside = (*(None,) * (self.visible - 2), Cell(words.words["control_label"], "control_label"))
        yield keyed_row("f:space", (), 9)
        yield keyed_row(CONTROL_ROW, (*beside, Cell(control, "control", formula)), 20)
        yield from legend_rows(plan, words.words["summary_legend"], plan.summary_columns)
        member = plan.issue.round.member(plan.issue.member).name
        before = min(plan.summary_at["total"], self.visible - 3)
        yield from signature(words, before, self.visible - before + 1, "signed_as", member)

    def _highlights(self) -> Iterator[Highlight]:
        plan, at = self.plan, self.plan.summary_at
        last = SUMMARY_FIRST + len(plan.units) - 1
        missing, invalid = (a1(SUMMARY_FIRST, at[key], fix_column=True) for key in ("missing", "invalid"))
        area = Area(SUMMARY_FIRST, at["next"], last, at["next"])
        yield Highlight(area, f"{invalid}>0", "next_wrong")
        yield Highlight(area, f"AND({invalid}=0,{missing}=0)", "next_done")
        for number, tier in enumerate(plan.tiers, 1):
            rule = f"{a1(SUMMARY_FIRST, at['tier'], fix_column=True)}={fx.text_literal(tier.label)}"
            tiers = Area(SUMMARY_FIRST, at["tier"], last, at["tier"])
            yield Highlight(tiers, rule, tier_style(number, len(plan.tiers)))
        faults = (plan.down(key, fixed=True) for key in ("missing", "invalid"))
        done = "+".join(f"SUM({area})" for area in faults) + "=0"
        yield Highlight(Area(SUMMARY_STATE, 1, SUMMARY_STATE, self.visible), done, "state_done")


def hyperlink(sheet: str, cell: str, text: str) -> str:
    """A formula that leads to a cell of another sheet; `text` is an expression."""
    target = f"#'{sheet}'!{cell}"
    return f"HYPERLINK({fx.text_literal(target)},{text})"
