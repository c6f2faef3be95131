"""Words and looks of the documents, read from templates/*.toml in one language.

A template file has `[vi]` and `[en]` (words by key, the same keys in both) and `[styles]`;
a style may start from another one: `like = "cell"`. Anything else in the file is `data` for the
document that owns it. Templates are ours and trusted; a mistake in one raises.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from workbook.sheets.grid import Style
from workbook.shelf import shelf

_STYLE_KEYS = frozenset(field.name for field in fields(Style))


@dataclass(frozen=True, slots=True)
class Template:
    """One document's words in one language, its styles, and its own data."""

    words: Mapping[str, str]
    styles: Mapping[str, Style]
    data: Mapping[str, Any]

    def say(self, word: str, **facts: object) -> str:
        """The word with its placeholders filled."""
        return self.words[word].format(**facts) if facts else self.words[word]


@cache
def load_template(name: str, lang: str) -> Template:
    """templates/<name>.toml in `lang` ("vi" or "en")."""
    with (shelf("templates") / f"{name}.toml").open("rb") as file:
        data = tomllib.load(file)
    languages = {code: data.pop(code, {}) for code in ("vi", "en")}
    if languages["vi"].keys() != languages["en"].keys():
        raise ValueError(f"{name}.toml: vi and en differ in {sorted(languages['vi'].keys() ^ languages['en'].keys())}")
    return Template(languages[lang], _styles(data.pop("styles", {})), data)


def _styles(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Style]:
    def whole(name: str) -> dict[str, Any]:
        own = dict(raw[name])
        parent = own.pop("like", None)
        if unknown := own.keys() - _STYLE_KEYS:
            raise ValueError(f"style {name}: unknown {sorted(unknown)}")
        return (whole(parent) if parent else {}) | own

    return {name: Style(**whole(name)) for name in raw}
