"""How one input of a rule is typed into a cell: what fits, what a state cell says, hints and drop-downs.

Sheets of every kind say it through here, so that validation, state and hint never differ. `yes` and
`no` are the sheet's own words for the answers ("Có", "Không"); `markable` lets the mark KĐG stand.
"""

from __future__ import annotations

from typing import Final

from workbook.findings import Words
from workbook.formulas import number_literal, on_grid, text_literal
from workbook.points import MARK_TEXT, decimals
from workbook.rules.rule import Input, join, same

LONGEST_LIST: Final = 255
"""Characters of a literal drop-down list in Excel; a validation's formula may have as many."""


def fits_formula(asked: Input, cell: str, yes: str, no: str, markable: bool) -> str:
    """An Excel condition, TRUE where the cell holds what may be typed; for validations, at most 255 characters."""
    words = [f"{cell}={text_literal(word)}" for word in _words(asked, yes, no, markable)]
    other = f"OR({','.join(words)})" if len(words) > 1 else "".join(words) or "1=0"
    return f"IF(ISNUMBER({cell}),{_number_fits(asked, cell)},{other})"


def state_formula(asked: Input, cell: str, yes: str, no: str, markable: bool) -> str:
    """0 where the cell is right, 1 where it is empty, 2 where it holds something else; empty is right if optional."""
    # One word after another: beside a text or a mark AND, OR and arithmetic do not agree in all programs.
    other = "2"
    for word in reversed(_words(asked, yes, no, markable)):
        other = f"IF({cell}={text_literal(word)},0,{other})"
    empty = "0" if asked.optional else "1"
    number = "2" if asked.kind == "yes_no" else f"IF({_number_fits(asked, cell)},0,2)"
    return f'IF({cell}="",{empty},IF(ISNUMBER({cell}),{number},{other}))'


def _words(asked: Input, yes: str, no: str, markable: bool) -> list[str]:
    return [*((yes, no) if asked.kind == "yes_no" else ()), *((MARK_TEXT,) if markable else ())]


def _number_fits(asked: Input, cell: str) -> str:
    if asked.kind == "yes_no":
        return "1=0"
    low, high, step = (number_literal(figure) for figure in (asked.low, asked.high, asked.step))
    return on_grid(cell, low, high, step, decimals(asked.step))


def numeric(asked: Input, cell: str, yes: str) -> str:
    """The cell as a number, as `Rule.formula` wants it in `at`: an answer is 1 or 0."""
    return f"IF({cell}={text_literal(yes)},1,0)" if asked.kind == "yes_no" else cell


def list_items(asked: Input, yes: str, no: str, markable: bool) -> tuple[str, ...] | None:
    """The items of the cell's literal drop-down list; None where it has none, or they would not fit.

    Answers and numbers of levels only: an item with a decimal comma or point means another thing
    in another country's Excel.
    """
    items = drop_down(asked, yes, no, markable)
    if not items or any("," in item for item in items):
        return None
    return items if len(",".join(items).encode("utf-16-le")) // 2 <= LONGEST_LIST else None


def drop_down(asked: Input, yes: str, no: str, markable: bool) -> tuple[str, ...]:
    """The items whatever their length; none where figures are typed."""
    if asked.kind not in ("yes_no", "level"):
        return ()
    return (*(str(number) for number, _ in enumerate(asked.options, 1)), *_words(asked, yes, no, markable))


def hint(asked: Input, room: int = 200) -> Words:
    """What to type, shortly: "số nguyên từ 0 đến 100 (hồ sơ)", "Có hoặc Không", "1 đến 3: 1 = ...; 2 = ...".

    Descriptions of levels are shortened until all of it has at most `room` characters.
    """
    if asked.kind == "yes_no":
        return Words("Có hoặc Không", "Yes or No")
    if asked.kind == "level":
        return _levels_hint(asked, room)
    said = join(_KIND_WORDS[asked.kind], asked.low, Words(" đến ", " to "), asked.high)
    if asked.kind == "points":
        said = join(said, Words(", bước ", ", step "), asked.step)
    elif asked.kind == "number":
        places = str(decimals(asked.step))
        said = join(said, Words(", tối đa ", ", at most "), places, Words(" chữ số thập phân", " decimals"))
    return join(said, f" ({asked.unit})" if asked.unit else "")


_KIND_WORDS: Final = {
    "points": Words("điểm từ ", "points from "),
    "number": Words("số từ ", "a number from "),
    "count": Words("số nguyên từ ", "a whole number from "),
}


def _levels_hint(asked: Input, room: int) -> Words:
    head = join("1", Words(" đến ", " to "), str(len(asked.options)))
    longest = max(map(len, asked.options))
    while longest >= _SHORTEST:
        names = "; ".join(f"{number} = {_cut(name, longest)}" for number, name in enumerate(asked.options, 1))
        if len(head.vi) + len(names) + 2 <= room:
            return join(head, ": ", same(names))
        longest -= 1
    return head


_SHORTEST: Final = 8
"""Characters of a level's description below which it is better left out."""


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"
