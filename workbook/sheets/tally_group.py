"""One group's tally sheet: how it was computed, the result, and each member's figures beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from workbook import formulas as fx
from workbook.model import Member, Waiver
from workbook.points import MARK_TEXT
from workbook.rubric import Criterion, leaves_for
from workbook.scoring import full_max, worth_of
from workbook.sheets.ballot_plan import label_of
from workbook.sheets.ballot_rules import tier_style
from workbook.sheets.grid import Area, Cell, Column, Highlight, Page, Row, Sheet, a1
from workbook.sheets.measure import height, lines
from workbook.sheets.tally_cells import unit_cells
from workbook.sheets.tally_plan import (
    BAND,
    CHECK,
    COUNTED,
    HEAD_ROWS,
    MAX,
    METHOD,
    SECTION,
    UNIT_WIDTH,
    Plan,
)
from workbook.sheets.tally_words import counted_words, legend_words, method_words, named, tier_words, waiver_words
from workbook.sheets.tree_formulas import full_formula

MARGINS = (10.0, 10.0, 15.0, 13.0)
_SMALL = 10
"""Letter size of the members' column titles."""
_TITLE_LIMIT, _WIDE_LIMIT = 44, 64
"""A member's column repeats the criterion's name up to the first length; where the leaves are many,
the combined figures' columns have it up to the second."""


def draw_group(plan: Plan) -> Sheet:
    """The sheet of one group, units in printed order."""
    head = _head_rows(plan)
    units = tuple(
        Row(f"u:{standing.unit.id}", unit_cells(plan, number, standing), _unit_height(standing.unit.name))
        for number, standing in enumerate(plan.standings, 1)
    )
    if not units:
        units = (Row("u-none", (None, Cell(plan.words.words["no_units"], "quiet")), 20),)
    foot = _foot_rows(plan)
    rows = (*head, *units, *foot)
    return Sheet(
        plan.name,
        plan.columns,
        rows,
        merges=(*_head_merges(plan), *_foot_merges(plan, len(head) + len(units), len(rows))),
        highlights=tuple(_highlights(plan)),
        freeze=(HEAD_ROWS, 2),
        page=_page(plan, len(rows)),
        cursor=(HEAD_ROWS, 2),
    )


def page_words(plan_words: Callable[..., str], round_id: str, sheet: str) -> tuple[str, str]:
    """Header and footer of a tally sheet; "&" in a name is doubled."""
    return (
        plan_words("header", round=round_id.replace("&", "&&"))[:255],
        plan_words("footer", sheet=sheet.replace("&", "&&"))[:255],
    )


def _page(plan: Plan, rows: int) -> Page:
    """The result block is printed; members' blocks are for the screen, each has his own signed ballot.

    So are many leaves: no page is wide enough to read them on.
    """
    header, footer = page_words(plan.words.say, plan.round.id, plan.name)
    return Page(
        landscape=True,
        margins=MARGINS,
        header=header,
        footer=footer,
        repeat_rows=(BAND, MAX),
        area=Area(0, 0, rows - 1, len(plan.result_columns) - 1),
        centered=False,
    )


# ---------------------------------------------------------------- head
def _head_rows(plan: Plan) -> tuple[Row, ...]:
    words = plan.words
    last = len(plan.result_columns) - 1
    method, counted = method_words(plan), counted_words(plan)
    differs = plan.down("differs")
    wrong = f"{fx.text_literal(words.words['check_wrong'])}&SUM({differs})"
    check = f"IF(SUM({differs})=0,{fx.text_literal(words.words['check_right'])},{wrong})"
    title = words.words["title_provisional" if plan.provisional else "title"]
    return (
        Row("t:title", (Cell(title, "title"),), 26),
        Row("t:where", (Cell(words.say("where", round=plan.round.title, group=plan.made.group.name), "subtitle"),), 18),
        Row("t:method", (Cell(method, "fact"),), _wide_height(plan, method)),
        Row("t:counted", (Cell(counted, "fact"),), _wide_height(plan, counted)),
        Row("t:check", (Cell(words.words["check_right"], "check", check), *(Cell(None, "check"),) * last), 21),
        Row("h:band", _band_cells(plan), _band_height(plan)),
        Row("h:section", _section_cells(plan), _section_height(plan), hidden=not _has_sections(plan)),
        Row("h:title", _title_cells(plan), _title_height(plan)),
        Row("h:max", _max_cells(plan), 19),
    )


def _wide_height(plan: Plan, text: str) -> float:
    """Height of a text that runs over the whole result block."""
    room = sum(column.width for column in plan.result_columns) * 1.06
    return round(lines(text, room) * 15 + 4, 1)


def _blocks(plan: Plan) -> Iterator[tuple[Member, int, int]]:
    """(member, first column, last column) of each member's block."""
    for member in plan.members:
        yield member, plan.at[f"m:{member.id}:{plan.leaves[0].id}"], plan.at[f"mt:{member.id}"]


def _bands(plan: Plan) -> Iterator[tuple[str, int, int, str]]:
    """(text, first column, last column, style) of the titles over the blocks."""
    yield plan.words.words["result"], 0, plan.at["spread"], "band"
    if plan.wide:
        first, last = (plan.at[f"c:{leaf.id}"] for leaf in (plan.leaves[0], plan.leaves[-1]))
        yield plan.words.words["leaves_band"], first, last, "band"
    for number, (member, first, last) in enumerate(_blocks(plan)):
        text = plan.words.say("member_band", id=member.id, name=member.name)
        yield text, first, last, "band_other" if number % 2 else "band_member"


def _band_cells(plan: Plan) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for text, first, last, style in _bands(plan):
        cells += [Cell(text, style), *(Cell(None, style),) * (last - first)]
    return tuple(cells)


def _band_height(plan: Plan) -> float:
    members = list(_bands(plan))[2 if plan.wide else 1 :]
    return max(22.0, height((text, _width(plan, first, last) * 0.9) for text, first, last, _ in members))


def _width(plan: Plan, first: int, last: int) -> float:
    return sum(column.width for column in plan.columns[first : last + 1])


def _has_sections(plan: Plan) -> bool:
    return any(top.children for top in plan.rubric.criteria)


def _sections(plan: Plan, prefix: str) -> Iterator[tuple[Criterion, int, int]]:
    """(top criterion, first column, last column) over a block of leaves."""
    for top in plan.rubric.criteria:
        below = tuple(leaves_for([top], plan.made.group.id))
        if below:
            yield top, plan.at[f"{prefix}:{below[0].id}"], plan.at[f"{prefix}:{below[-1].id}"]


def _section_text(top: Criterion) -> str:
    return f"{top.code}. {top.name}" if top.code else top.name


def _section_cells(plan: Plan) -> tuple[Cell, ...]:
    members = tuple(column.key.startswith(("m:", "mt:")) for column in plan.shown_columns)
    cells = [Cell(None, "section_member" if his else "section") for his in members]
    for prefix in ("c", *(f"m:{member.id}" for member in plan.members)):
        for top, first, _ in _sections(plan, prefix):
            cells[first] = Cell(_section_text(top), cells[first].style)
    if plan.sections:
        cells[plan.at[f"v:{plan.sections[0].id}"]] = Cell(plan.words.words["sections_band"], "section")
    return tuple(cells)


def _section_height(plan: Plan) -> float:
    prefixes = ("c", f"m:{plan.members[0].id}") if plan.members else ("c",)
    return height(
        (_section_text(top), _width(plan, first, last) * 0.9)
        for prefix in prefixes
        for top, first, last in _sections(plan, prefix)
    )


def _title_cells(plan: Plan) -> tuple[Cell, ...]:
    return tuple(_title_cell(plan, column) for column in plan.shown_columns)


def _title_cell(plan: Plan, column: Column) -> Cell:
    kind, _, rest = column.key.partition(":")
    if kind == "c":
        number, leaf = _leaf(plan, rest)
        title = _leaf_title(leaf, number)
        return Cell(_short(title, _WIDE_LIMIT) if plan.wide else title, "head")
    if kind == "m":
        number, leaf = _leaf(plan, rest.partition(":")[2])
        return Cell(_short(_leaf_title(leaf, number), _TITLE_LIMIT), "head_member")
    if kind == "mt":
        return Cell(plan.words.words["member_total"], "head_member")
    if kind == "v":
        return Cell(_section_text(next(node for node in plan.sections if node.id == rest)), "head")
    return Cell(plan.made.group.titles.get(kind) or plan.words.words[kind], "head")


def _leaf(plan: Plan, leaf_id: str) -> tuple[int, Criterion]:
    return next((number, leaf) for number, leaf in enumerate(plan.leaves, 1) if leaf.id == leaf_id)


def _leaf_title(leaf: Criterion, number: int) -> str:
    return f"{label_of(leaf, number)}. {leaf.name}"


def _short(title: str, limit: int) -> str:
    return title if len(title) <= limit else title[:limit].rsplit(" ", 1)[0].rstrip(" ,") + "…"


def _title_height(plan: Plan) -> float:
    pairs = list(zip(_title_cells(plan), plan.columns, strict=False))
    big = [(str(cell.value), column.width * 0.88) for cell, column in pairs if cell.style == "head"]
    small = [(str(cell.value), column.width * 0.88) for cell, column in pairs if cell.style == "head_member"]
    return max(height(big, least=2), height(small, size=_SMALL))


def _max_cells(plan: Plan) -> tuple[Cell, ...]:
    return tuple(_max_cell(plan, column.key) for column in plan.shown_columns)


def _max_cell(plan: Plan, key: str) -> Cell:
    """What a column's figures can be at most; a word or a signed figure where they are in no maximum."""
    group_id = plan.made.group.id
    kind, _, rest = key.partition(":")
    if kind == "unit":
        return Cell(plan.words.words["max"], "max_label")
    if kind in ("c", "m"):
        _, leaf = _leaf(plan, rest.rpartition(":")[2])
        return _leaf_max(plan, leaf)
    if kind in ("total", "mt"):
        line = plan.line(MAX, "c" if kind == "total" else f"m:{rest}")
        whole = full_max(plan.rubric, plan.made.group)
        return Cell(whole, "max", full_formula(plan.rubric, group_id, line))
    if kind == "v":
        return Cell(worth_of(next(node for node in plan.sections if node.id == rest), group_id), "max")
    return Cell(None, "max")


def _leaf_max(plan: Plan, leaf: Criterion) -> Cell:
    scale = leaf.scale_in(plan.made.group.id)
    if not leaf.rule.counts:
        return Cell(plan.words.words["max_met" if leaf.rule.kind == "mandatory" else "max_info"], "max")
    if not leaf.rule.beyond:
        return Cell(scale.max, "max")
    lowest = leaf.rule.lowest(scale)
    return Cell(lowest if lowest < 0 else leaf.rule.highest(scale), "max_beyond")


def _head_merges(plan: Plan) -> Iterator[Area]:
    """Long texts and bands run over their blocks; the rows of figures have no merged cell."""
    last = len(plan.result_columns) - 1
    yield from (Area(row, 0, row, last) for row in (METHOD, COUNTED))
    yield from (Area(BAND, first, BAND, end) for _, first, end, _ in _bands(plan))
    if len(plan.sections) > 1:
        ends = (plan.at[f"v:{node.id}"] for node in (plan.sections[0], plan.sections[-1]))
        yield Area(SECTION, next(ends), SECTION, next(ends))
    if _has_sections(plan):
        for prefix in ("c", *(f"m:{member.id}" for member in plan.members)):
            for _, first, end in _sections(plan, prefix):
                if end > first:
                    yield Area(SECTION, first, SECTION, end)


def _unit_height(name: str) -> float:
    return max(18.5, height([(name, UNIT_WIDTH)]))


# ---------------------------------------------------------------- highlights
def _highlights(plan: Plan) -> Iterator[Highlight]:
    top, bottom = HEAD_ROWS, plan.bottom
    first, last = (plan.at[f"c:{leaf.id}"] for leaf in (plan.leaves[0], plan.leaves[-1]))
    block, cell = Area(top, first, bottom, last), a1(top, first)
    yield Highlight(Area(CHECK, 0, CHECK, plan.at["spread"]), f"SUM({_fixed(plan, 'differs')})>0", "wrong")
    if plan.standings:
        yield Highlight(block, f'{cell}=""', "empty")
        yield Highlight(block, f"{cell}={fx.text_literal(MARK_TEXT)}", "marked")
        total = plan.at["total"]
        differs = a1(top, plan.at["differs"], fix_column=True)
        yield Highlight(Area(top, total, bottom, total), f"{differs}>0", "wrong")
    tiers = plan.made.group.tiers
    if tiers and plan.standings:
        column = plan.at["tier"]
        area, cell = Area(top, column, bottom, column), a1(top, column, fix_column=True)
        for number, tier in enumerate(tiers, 1):
            yield Highlight(area, f"{cell}={fx.text_literal(tier.label)}", tier_style(number, len(tiers)))


def _fixed(plan: Plan, key: str) -> str:
    rows = (HEAD_ROWS, plan.bottom)
    return ":".join(a1(row, plan.at[key], fix_row=True, fix_column=True) for row in rows)


# ---------------------------------------------------------------- foot
def _foot_rows(plan: Plan) -> tuple[Row, ...]:
    notes = (Row(f"f:{key}", (Cell(text, "quiet"),), _wide_height(plan, text)) for key, text in _notes(plan))
    return (Row("f:space", (), 9), *notes)


def _foot_merges(plan: Plan, first: int, last: int) -> Iterator[Area]:
    return (Area(row, 0, row, len(plan.result_columns) - 1) for row in range(first + 1, last))


def _notes(plan: Plan) -> Iterator[tuple[str, str]]:
    """What a reader needs below the table: waivers first."""
    words = plan.words
    for place, waiver in _waivers(plan):
        yield f"waiver:{place}", waiver_words(plan, place, waiver)
    if plan.made.group.tiers:
        yield "tiers", tier_words(plan)
    yield from legend_words(plan)
    names = {standing.unit.id: standing.unit.name for standing in plan.standings}
    recused = [(member, sorted(member.recused & names.keys())) for member in plan.members]
    parts = [f"{named(member)}: {', '.join(names[unit] for unit in units)}" for member, units in recused if units]
    if parts:
        yield "recused", words.say("recused", list="; ".join(parts))
    left = [unit for unit in plan.round.units if unit.group == plan.made.group.id and unit.left_out is not None]
    if left:
        yield "left", words.say("left_out", list="; ".join(f"{unit.name} ({unit.left_out})" for unit in left))


def _waivers(plan: Plan) -> Iterable[tuple[int, Waiver]]:
    return ((place, plan.round.waivers[number - 1]) for number, place in plan.waiver_order.items())
