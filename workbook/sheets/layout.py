"""An annex layout ready for drawing: its file, the words of one language, its styles.

The shape of the file is judged by `loading.layout`; no figure is computed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from string import Formatter
from typing import Any

from workbook.loading.layout import Layout, read_layout
from workbook.sheets.grid import Style
from workbook.shelf import shelf
from workbook.template import load_template

STANDARD = "standard"
"""The layout whose words and styles all others start from, and which fits any rubric."""
_STYLE_KEYS = frozenset(field.name for field in fields(Style))


@dataclass(frozen=True, slots=True)
class Look:
    """A layout with its words in one language and its styles."""

    name: str
    layout: Layout
    words: Mapping[str, str]
    styles: Mapping[str, Style]


def load_layout(name: str, lang: str) -> Look:
    """The layout templates/annex/<name>.toml, or the file itself where `name` ends in ".toml".

    Raises ValueError with file and key path.
    """
    path = Path(name) if name.endswith(".toml") else shelf("templates") / "annex" / f"{name}.toml"
    base = load_template(f"annex/{STANDARD}", lang)
    file = read_layout(path)
    styles = dict(base.styles) if name == STANDARD else _styles(path.name, base.styles, file.styles)
    return Look(path.stem, file.layout, {**base.words, **file.words[lang]}, styles)


def style_of(look: Look, name: str) -> Style:
    """The style behind a cell's "name@fill|number format"."""
    bare, _, number_format = name.partition("|")
    base, _, fill_color = bare.partition("@")
    style = look.styles[base]
    if base.startswith("table_") and base != "table_title":
        head = look.layout.head_size if base == "table_head" else None
        style = replace(style, size=head or look.layout.size)
    if fill_color:
        style = replace(style, fill=fill_color)
    return replace(style, number_format=number_format) if number_format else style


def printed_titles(look: Look) -> dict[str, str]:
    """Column key (a criterion's id for its own column) by title as printed, where no fact stands in it."""
    titles: dict[str, str] = {}
    for column in look.layout.columns:
        key = column.criterion or column.kind
        for title in (column.title, *column.titles.values()):
            text = look.words.get(title.strip("{}"), title)
            if text and "{" not in text and column.kind != "sections":
                titles[text] = key
    return titles


def layouts() -> tuple[str, ...]:
    """The names of the layouts that come with the program."""
    return tuple(sorted(path.stem for path in (shelf("templates") / "annex").glob("*.toml")))


def _styles(file: str, base: Mapping[str, Style], own: Mapping[str, Mapping[str, Any]]) -> dict[str, Style]:
    styles = dict(base)
    for name, changes in own.items():
        if name not in base:
            raise ValueError(f"{file}: styles.{name}: there is no such style; there are {', '.join(sorted(base))}")
        if unknown := changes.keys() - _STYLE_KEYS:
            raise ValueError(f"{file}: styles.{name}: unknown {', '.join(sorted(unknown))}")
        styles[name] = replace(base[name], **changes)
    return styles


def fill(look: Look, where: str, text: str, facts: Mapping[str, object]) -> str:
    """`text` with its placeholders filled from the facts and the words.

    A word may hold facts itself ("{col_prior}" is "Xếp hạng năm {year_before}"), facts are never
    read for placeholders: a unit's name may hold a brace.
    """
    try:
        names = {re.split(r"[.\[]", name, maxsplit=1)[0] for _, name, _, _ in Formatter().parse(text) if name}
        words = {name: look.words[name] for name in names if name in look.words and name not in facts}
        known = {**facts, **{name: Formatter().vformat(word, (), facts) for name, word in words.items()}}
        return Formatter().vformat(text, (), known)
    except (KeyError, IndexError, AttributeError, ValueError, TypeError) as error:
        raise ValueError(f"{look.name}.toml: {where}: nothing is known as {error} in {text!r}") from error
