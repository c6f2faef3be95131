"""What the arguments of a custom function mean: cells, figures, and which rubric, group and criterion is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from unicodedata import normalize

from workbook.desk import function_table as table
from workbook.desk.function_rubrics import Unanswered, rubric_named, short
from workbook.desk.seen import cell_of
from workbook.findings import Words, fact_text
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Reading, Score, from_number, in_words, read_text
from workbook.rubric import Criterion, Group, Rubric, parents_of


def flat(given: object) -> Iterator[object]:
    """The cells of a range, row by row."""
    if isinstance(given, list | tuple):
        for one in given:
            yield from flat(one)
    else:
        yield given


def only_one(given: object, name: Words) -> object:
    cells = list(flat(given))
    if len(cells) > 1:
        raise Unanswered(f"“{name.vi}” phải là một ô, không phải vùng.", f"“{name.en}” must be one cell, not a range.")
    return cells[0] if cells else None


def label(given: object, name: Words) -> str:
    """An id or a name. A whole number is its digits; with decimals, or as a day, nobody knows what was typed."""
    value = only_one(given, name)
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value % 1 == 0:
        return str(int(value))
    if not isinstance(value, str):
        raise Unanswered(
            f"“{name.vi}” phải là văn bản, ô đang là {shown(value, 'vi')} (Excel đổi 1.10 thành số, ngày). Gõ '1.10.",
            f"“{name.en}” must be text, the cell is {shown(value, 'en')} (Excel makes a number of 1.10). Type '1.10.",
        )
    return normalize("NFC", " ".join(value.split()))  # macOS writes letters and their marks apart


def shown(value: object, lang: str) -> str:
    """A cell's value as it is said in a message."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float) and (number := from_number(str(value))) is not None:
        return short(in_words(number, lang))
    if isinstance(value, date):
        return fact_text(date(value.year, value.month, value.day), lang)
    return short(str(value))


def figure_of(value: object, name: Words) -> Score:
    """A cell's figure, the mark or None; the same texts are understood as in a ballot's cells."""
    cell = None if value is None else cell_of(value)
    if cell is not None and cell.kind == "number" and (number := from_number(cell.text)) is not None:
        return number
    if cell is None or cell.kind == "text":
        read = read_text("" if cell is None else cell.text)
        if read.reading is Reading.BLANK:
            return None
        if read.reading is Reading.MARK:
            return NOT_APPLICABLE
        if read.reading is Reading.NUMBER:
            return read.value
    raise Unanswered(
        f"{name.vi} là “{shown(value, 'vi')}”, không phải số. Gõ lại thành số, để trống hoặc ghi {MARK_TEXT}.",
        f"{name.en} is “{shown(value, 'en')}”, which is no number. Enter a number, nothing, or {MARK_TEXT}.",
    )


def rubric_of(given: object) -> Rubric:
    value = only_one(given, table.POINTS.arguments[0].name)
    if value is not None and not isinstance(value, str):
        raise Unanswered(
            f"“{shown(value, 'vi')}” không phải mã hay đường dẫn của bộ tiêu chí.",
            f"“{shown(value, 'en')}” is neither the id nor the path of a rubric.",
        )
    return rubric_named((value or "").strip())


def group_of(rubric: Rubric, given: object) -> Group:
    text = label(given, table.POINTS.arguments[1].name)
    if not text and len(rubric.groups) == 1:
        return rubric.groups[0]
    folded = text.casefold()
    found = [group for group in rubric.groups if text == group.id or folded == " ".join(group.name.split()).casefold()]
    if len(found) == 1:
        return found[0]
    known = "; ".join(f"{group.id} ({short(group.name, 30)})" for group in rubric.groups)
    raise Unanswered(
        f"không có khối “{short(text)}”. Các khối: {known}." if text else f"cần ghi khối: {known}.",
        f"there is no group “{short(text)}”. Groups: {known}." if text else f"the group is needed: {known}.",
    )


def criterion_of(rubric: Rubric, group: Group, given: object) -> Criterion:
    """By id, else by the printed number where only one has it; it must be scored in the group."""
    text = label(given, table.POINTS.arguments[2].name)
    nodes = {node.id: node for node in rubric.nodes()}
    found = [nodes[text]] if text in nodes else [node for node in nodes.values() if text and node.code == text]
    if len(found) != 1:
        if found:
            near = [node.id for node in found]
        else:
            near = get_close_matches(text, [*nodes, *(node.code for node in nodes.values() if node.code)], 3)
        vi, en = (f" Có phải: {', '.join(near)}?", f" Is it {', '.join(near)}?") if near else ("", "")
        raise Unanswered(
            f"không có tiêu chí “{short(text)}” trong {rubric.id}, hoặc có nhiều tiêu chí cùng số.{vi}",
            f"no criterion “{short(text)}” in {rubric.id}, or several of that number.{en}",
        )
    node = found[0]
    above = [*(nodes[id_] for id_ in parents_of(rubric)[node.id]), node]
    if dropped := next((one.dropped for one in above if one.dropped), ""):
        raise Unanswered(
            f"tiêu chí {node.id} năm nay không chấm: {short(dropped)}.",
            f"the criterion {node.id} is not scored this year: {short(dropped)}.",
        )
    if not all(one.is_for(group.id) for one in above):
        raise Unanswered(
            f"tiêu chí {node.id} không áp dụng cho khối {group.id}.",
            f"the criterion {node.id} is not for the group {group.id}.",
        )
    return node
