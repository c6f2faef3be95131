"""Typing errors in titles, notes and sentences, and in dates and numbers of documents."""

from __future__ import annotations

import re
from random import Random

from tests.typing_errors.kinds import edit, kind
from tests.typing_errors.sheets import CITED_DAY, NUMBER, Typed
from workbook.catalogue import audit_back as said
from workbook.catalogue.audit import PRINTED_MAX


def _replaced(dice: Random, made: Typed, pattern: str, change, where: str = "") -> bool:  # type: ignore[no-untyped-def]
    """Change what the pattern finds in one random paragraph; its first group alone, where it has one."""
    hits = [(row, found) for row, text in made.paragraphs() for found in re.finditer(pattern, text) if where in text]
    if not hits:
        return False
    row, found = dice.choice(hits)
    number = 1 if found.re.groups else 0
    start, end = found.span(number)
    text = made.rows[row].text
    new = change(found[number])
    if new == found[number]:
        return False
    made.rows[row].cells = {0: text[:start] + new + text[end:]}
    return True


def _other(dice: Random, text: str) -> str:
    return str(int(text) + dice.choice([1, 2, 3]))


# ---------------------------------------------------------------- the annex's own texts
@kind(said.TEXT_FIGURES, PRINTED_MAX)
def figure_printed_with_the_rules(dice: Random, made: Typed) -> bool:
    """A maximum or a bound in the paragraphs of the annex."""
    start = 13
    rows = [row for row, text in made.paragraphs() if row > start and re.search(r"\d+ điểm", text)]
    if not rows:
        return False
    row = dice.choice(rows)
    figures = re.findall(r"[\d.]+(?= điểm)", made.rows[row].text)
    figure = dice.choice(figures)
    other = figure[:-1] + str((int(figure[-1]) + 5) % 10)
    return edit(made, row, f"{figure} điểm", f"{other} điểm")


@kind(said.TEXT_FIGURES, said.YEAR_WRONG)
def year_in_a_title(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, rf"(?i)năm ({made.wanted.year})\b(?! của tổng)", lambda text: _other(dice, text))


@kind(said.TEXT_FIGURES)
def year_in_a_column_title(dice: Random, made: Typed) -> bool:
    heads = [
        (row, column)
        for row, one in enumerate(made.rows)
        if one.table
        for column, text in one.cells.items()
        if re.search(r"năm \d{4}", text)
    ]
    if not heads:
        return False
    row, column = dice.choice(heads)
    cells = made.rows[row].cells
    cells[column] = re.sub(r"năm (\d{4})", lambda found: f"năm {int(found[1]) + 2}", cells[column])
    return True


@kind(said.TITLE_MISSPELT)
def column_title_misspelt(dice: Random, made: Typed) -> bool:
    titles = {"Tổng điểm": "Tổng đểim", "Xếp loại": "Xêp loai", "Xếp hạng": "Xêp hang", "Chỉ số": "Chỉ sô"}
    hits = [
        (row, column)
        for row, one in enumerate(made.rows)
        if one.table
        for column, text in one.cells.items()
        if text in titles
    ]
    if not hits:
        return False
    row, column = dice.choice(hits)
    cells = made.rows[row].cells
    cells[column] = titles[cells[column]]
    return True


@kind(said.NOTE_GONE)
def note_left_out(dice: Random, made: Typed) -> bool:
    rows = [row for row, text in made.paragraphs() if text.startswith("⁽")]
    texts = [made.rows[row].text for row in rows]
    rows = [row for row in rows if texts.count(made.rows[row].text) == 1]
    if rows:
        del made.rows[dice.choice(rows)]
    return bool(rows)


@kind(said.TEXT_WORDS)
def word_of_the_annex(dice: Random, made: Typed) -> bool:
    own = {one.text for one in made.wanted.page.said} if made.wanted.page else set()
    rows = [row for row, text in made.paragraphs() if text in own and len(text.split()) > 6 and "theo" not in text]
    if not rows:
        return False
    row = dice.choice(rows)
    words = made.rows[row].text.split(" ")
    places = [n for n, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    place = dice.choice(places)
    words[place] = words[place][:-1] + ("x" if words[place][-1] != "x" else "y")
    made.rows[row].cells = {0: " ".join(words)}
    return True


# ---------------------------------------------------------------- sentences
@kind(said.COUNT_WRONG)
def count_of_a_tier(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"(?<!/)\b(\d+) đơn vị xếp loại", lambda text: _other(dice, text))


@kind(said.COUNT_WRONG)
def count_of_all(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"tổng số (\d+) đơn vị", lambda text: _other(dice, text))


@kind(said.COUNT_WRONG)
def whole_of_a_fraction(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"\d+/(\d+) đơn vị", lambda text: _other(dice, text))


@kind(said.SHARE_WRONG)
def share_in_percent(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"chiếm (\d+)", lambda text: _other(dice, text))


@kind(said.SAID_FIGURE)
def points_in_a_sentence(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"với ([\d.,]+) điểm", lambda text: text[:-1] + str((int(text[-1]) + 3) % 10))


@kind(said.SAID_RANK)
def rank_in_a_sentence(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"điểm, xếp hạng (\d+)", lambda text: _other(dice, text))


@kind(said.SAID_TIER)
def tier_in_a_sentence(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"^Đứng đầu.*xếp loại (Tốt)", lambda _: "Khá")


@kind(said.SAID_FIGURE, said.SAID_RANK)
def another_unit_in_a_sentence(dice: Random, made: Typed) -> bool:
    others = [one for one in made.wanted.ones if one.group is made.wanted.ones[0].group]
    other = dice.choice(others[1:])
    if len(made.wanted.names) < 3 or other.figures["total"] == others[0].figures["total"]:
        return False
    return _replaced(dice, made, r"Đứng đầu là (.+) với", lambda _: other.name)


# ---------------------------------------------------------------- dates and numbers
@kind(said.DATE_IMPOSSIBLE)
def day_that_is_none(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"ngày (\d\d)/\d\d/\d{4}", lambda _: dice.choice(["32", "45", "00"]))


@kind(said.DECISION_DATE)
def date_of_the_decision_in_the_annex(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"ngày (\d\d)/\d\d/\d{4}", lambda text: f"{int(text) + 4:02}", "èm theo Quyết định")


@kind(said.DECISION_NUMBER)
def number_of_the_decision_in_the_annex(dice: Random, made: Typed) -> bool:
    number = re.escape(NUMBER.partition("/")[0])
    return _replaced(dice, made, rf"số ({number})/", lambda _: "60", "èm theo Quyết định")


@kind(said.CITED_TWICE)
def date_of_a_cited_document(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, re.escape(CITED_DAY), lambda text: text.replace("09/11", "11/09"))


@kind(said.CITED_LATER)
def cited_document_from_the_future(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, rf"11/12/({made.wanted.year})", lambda text: str(int(text) + 1))


@kind(said.BEFORE_ROUND, said.DECISION_DATE, said.CITED_LATER, most=3)
def last_year_in_the_head(dice: Random, made: Typed) -> bool:
    return _replaced(dice, made, r"ngày 05 tháng 01 năm (\d+)", lambda text: str(int(text) - 1))
