"""One group's tally sheet: how it was computed, the result, and each member's figures beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from workbook.model import Criterion, Member, Waiver
from workbook.points import MARK_TEXT, in_words
from workbook.sheets import formulas as fx
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
    mark_of,
)

MARGINS = (10.0, 10.0, 15.0, 13.0)
_SMALL = 10
"""Letter size of the members' column titles."""
_TITLE_LIMIT = 44
"""A member's column repeats the criterion's name up to this length; the result block has it whole."""


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
    """The result block is printed; members' blocks are for the screen, each has his own signed ballot."""
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


def method_words(plan: Plan) -> str:
    """The order of rounding, and how members are combined and units ranked, in words."""
    words, places, rubric = plan.words, plan.rubric.rounding, plan.rubric
    facts = {"leaf": places.leaf, "total": places.total, "index": places.index}
    parts = [words.say(f"method_{places.order}", **facts)]
    parts += [words.say("method_index", **facts)] if plan.has_index else []
    parts += [words.say("method_percent", **facts)] if plan.has_percent else []
    parts += [words.words["method_rest_member" if places.order == "member" else "method_rest"]]
    parts += [words.say(f"rank_{rubric.ties}", basis=words.words[f"basis_{rubric.rank_by}"])]
    return " ".join(parts)


def counted_words(plan: Plan) -> str:
    """How many ballots count, whose are missing, who is absent and why."""
    words = plan.words
    counted = {member.id for member in plan.members}
    expected = [member for member in plan.of_group if member.absent is None]
    late = [_named(member) for member in expected if member.id not in counted]
    absent = [f"{_named(member)}: {member.absent}" for member in plan.of_group if member.absent is not None]
    ids = ", ".join(member.id for member in plan.members)
    parts = [words.say("counted_list" if ids else "counted", counted=len(counted), expected=len(expected), members=ids)]
    parts += [words.say("not_in", members=", ".join(late))] if late else []
    parts += [words.say("absent", members="; ".join(absent))] if absent else []
    return "; ".join(parts) + "."


def _named(member: Member) -> str:
    return f"{member.name} ({member.id})"


def _wide_height(plan: Plan, text: str) -> float:
    """Height of a text that runs over the whole result block."""
    room = sum(column.width for column in plan.result_columns) * 1.06
    return round(lines(text, room) * 15 + 4, 1)


def _blocks(plan: Plan) -> Iterator[tuple[Member, int, int]]:
    """(member, first column, last column) of each member's block."""
    for member in plan.members:
        yield member, plan.at[f"m:{member.id}:{plan.leaves[0].id}"], plan.at[f"mt:{member.id}"]


def _band_cells(plan: Plan) -> tuple[Cell, ...]:
    last = len(plan.result_columns)
    cells = [Cell(plan.words.words["result"], "band"), *(Cell(None, "band"),) * (last - 1)]
    for number, (member, first, end) in enumerate(_blocks(plan)):
        style = "band_other" if number % 2 else "band_member"
        text = plan.words.say("member_band", id=member.id, name=member.name)
        cells += [Cell(text, style), *(Cell(None, style),) * (end - first)]
    return tuple(cells)


def _band_height(plan: Plan) -> float:
    texts = (
        (plan.words.say("member_band", id=member.id, name=member.name), _width(plan, first, last) * 0.9)
        for member, first, last in _blocks(plan)
    )
    return max(22.0, height(texts))


def _width(plan: Plan, first: int, last: int) -> float:
    return sum(column.width for column in plan.columns[first : last + 1])


def _has_sections(plan: Plan) -> bool:
    return any(top.children for top in plan.rubric.criteria)


def _sections(plan: Plan, prefix: str) -> Iterator[tuple[Criterion, int, int]]:
    """(top criterion, first column, last column) over a block of leaves."""
    for top in plan.rubric.criteria:
        below = tuple(top.leaves())
        yield top, plan.at[f"{prefix}:{below[0].id}"], plan.at[f"{prefix}:{below[-1].id}"]


def _section_text(top: Criterion) -> str:
    return f"{top.code}. {top.name}" if top.code else top.name


def _section_cells(plan: Plan) -> tuple[Cell, ...]:
    cells = [
        Cell(None, "section_member" if number > plan.at["spread"] else "section")
        for number in range(len(plan.shown_columns))
    ]
    for prefix in ("c", *(f"m:{member.id}" for member in plan.members)):
        for top, first, _ in _sections(plan, prefix):
            cells[first] = Cell(_section_text(top), cells[first].style)
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
        return Cell(_leaf_title(leaf, number), "head")
    if kind == "m":
        number, leaf = _leaf(plan, rest.partition(":")[2])
        return Cell(_short(_leaf_title(leaf, number)), "head_member")
    if kind == "mt":
        return Cell(plan.words.words["member_total"], "head_member")
    return Cell(plan.made.group.titles.get(kind) or plan.words.words[kind], "head")


def _leaf(plan: Plan, leaf_id: str) -> tuple[int, Criterion]:
    return next((number, leaf) for number, leaf in enumerate(plan.leaves, 1) if leaf.id == leaf_id)


def _leaf_title(leaf: Criterion, number: int) -> str:
    return f"{label_of(leaf, number)}. {leaf.name}"


def _short(title: str) -> str:
    return title if len(title) <= _TITLE_LIMIT else title[:_TITLE_LIMIT].rsplit(" ", 1)[0].rstrip(" ,") + "…"


def _title_height(plan: Plan) -> float:
    pairs = list(zip(_title_cells(plan), plan.columns, strict=False))
    big = [(str(cell.value), column.width * 0.88) for cell, column in pairs if cell.style == "head"]
    small = [(str(cell.value), column.width * 0.88) for cell, column in pairs if cell.style == "head_member"]
    return max(height(big, least=2), height(small, size=_SMALL))


def _max_cells(plan: Plan) -> tuple[Cell, ...]:
    words, group = plan.words.words, plan.made.group
    maxima = [leaf.max_in(group.id) for leaf in plan.leaves]
    whole = sum(maxima, Decimal(0))
    outcome = len(plan.result_columns) - plan.at["total"] - 1
    cells = [
        Cell(None, "max"),
        Cell(words["max"], "max_label"),
        *(Cell(value, "max") for value in maxima),
        Cell(whole, "max", f"SUM({plan.across(MAX, 'c')})"),
        *(Cell(None, "max"),) * outcome,
    ]
    for member, _, _ in _blocks(plan):
        cells += [Cell(value, "max") for value in maxima]
        cells.append(Cell(whole, "max", f"SUM({plan.across(MAX, f'm:{member.id}')})"))
    return tuple(cells)


def _head_merges(plan: Plan) -> Iterator[Area]:
    """Long texts and bands run over their blocks; the rows of figures have no merged cell."""
    last = len(plan.result_columns) - 1
    yield from (Area(row, 0, row, last) for row in (METHOD, COUNTED, BAND))
    yield from (Area(BAND, first, BAND, end) for _, first, end in _blocks(plan))
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
        yield f"waiver:{place}", _waiver_words(plan, place, waiver)
    if plan.made.group.tiers:
        yield "tiers", _tier_words(plan)
    yield "legend", words.words["legend"]
    names = {standing.unit.id: standing.unit.name for standing in plan.standings}
    recused = [(member, sorted(member.recused & names.keys())) for member in plan.members]
    parts = [f"{_named(member)}: {', '.join(names[unit] for unit in units)}" for member, units in recused if units]
    if parts:
        yield "recused", words.say("recused", list="; ".join(parts))
    left = [unit for unit in plan.round.units if unit.group == plan.made.group.id and unit.left_out is not None]
    if left:
        yield "left", words.say("left_out", list="; ".join(f"{unit.name} ({unit.left_out})" for unit in left))


def _waivers(plan: Plan) -> Iterable[tuple[int, Waiver]]:
    return ((place, plan.round.waivers[number - 1]) for number, place in plan.waiver_order.items())


def _waiver_words(plan: Plan, place: int, waiver: Waiver) -> str:
    words = plan.words
    leaf = next((leaf.name for leaf in plan.leaves if leaf.id == waiver.criterion), waiver.criterion)
    member = next((m for m in plan.round.members if m.id == waiver.member), None)
    return words.say(
        "waiver_assumed" if waiver.assumed else "waiver",
        mark=mark_of(place),
        check=waiver.check,
        unit=plan.round.unit(waiver.unit).name,
        criterion=leaf,
        member=_named(member) if member else words.words["waiver_anyone"],
        reason=waiver.reason,
        by=waiver.by,
        when=waiver.when.strftime("%d/%m/%Y") if plan.lang == "vi" else waiver.when.isoformat(),
    )


def _tier_words(plan: Plan) -> str:
    parts = []
    for tier in plan.made.group.tiers:
        word = "tier_rest" if tier.lower is None else "tier_above" if tier.strict else "tier_from"
        lower = "" if tier.lower is None else in_words(tier.lower, plan.lang)
        parts.append(plan.words.say(word, label=tier.label, lower=lower))
    return plan.words.say("tiers", base=plan.words.words[f"base_{plan.made.group.base}"], list="; ".join(parts))
