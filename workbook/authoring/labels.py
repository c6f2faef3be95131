"""What the sheets, columns and choices of an authoring workbook are called, and what such a name stands for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from workbook.authoring.plan import (
    PART_PREFIX,
    SHEETS,
    SheetKey,
    Slot,
    columns,
    general,
    list_words,
    rule_keys,
    rule_lists,
)
from workbook.findings import Words
from workbook.loading.names import fold
from workbook.rules.kinds import BY_KIND, KINDS
from workbook.template import Template, load_template

LANGUAGES: Final = ("vi", "en")


def words_of(lang: str) -> Template:
    """The workbook's words, widths and looks."""
    return load_template("authoring", lang)


def word(name: str) -> Words:
    """A word of the template in both languages."""
    return Words(*(words_of(lang).words[name] for lang in LANGUAGES))


def _bare(words: Words) -> Words:
    return Words(words.vi.rstrip("."), words.en.rstrip("."))


# ---------------------------------------------------------------- sheets and columns
def sheet_name(sheet: str) -> Words:
    return word(f"sheet_{sheet}")


@cache
def titles(sheet: SheetKey) -> Mapping[str, Words]:
    """The title of each column by its key; of the general sheet, of each row too. No two are alike."""
    known = words_of("vi").words
    slots = (*columns(sheet), *(general() if sheet == "general" else ()))
    made: dict[str, Words] = {}
    for slot in slots:
        name = f"{sheet}_{slot.key}"
        said = word(name) if name in known else _bare(slot.words or Words(slot.key, slot.key))
        if any(fold(said.vi) == fold(one.vi) or fold(said.en) == fold(one.en) for one in made.values()):
            said = Words(f"{said.vi} ({slot.key})", f"{said.en} ({slot.key})")
        made[slot.key] = said
    return made


def title(sheet: SheetKey, key: str) -> Words:
    return titles(sheet)[key]


def help_of(sheet: SheetKey, slot: Slot, lang: str) -> str:
    """What to write in a column; for a rule's key also which rules have it."""
    template = words_of(lang)
    said = template.words.get(f"{sheet}_{slot.key}_help")
    if said is not None:
        return said
    own = slot.words or Words("", "")
    users = [kind_title(made.kind) for made in KINDS if _uses(made.kind, sheet, slot.key)]
    kinds = ", ".join(dict.fromkeys(one.vi if lang == "vi" else one.en for one in users))
    text = own.vi if lang == "vi" else own.en
    return " ".join(part for part in (text, template.say("used_by", kinds=kinds) if kinds else "") if part)


def _uses(kind: str, sheet: SheetKey, key: str) -> bool:
    if sheet == "rules":
        return key in rule_keys(kind)
    return any(key in row for row in rule_lists(kind).values())


# ---------------------------------------------------------------- choices
def kind_title(kind: str) -> Words:
    return BY_KIND[kind].title


def label(slot: Slot, value: str) -> Words:
    """What a choice is called in the sheet."""
    if slot.key == "kind":
        return kind_title(value)
    if slot.key == "#rows":
        return _known(f"list_{value}") or _bare(list_words(value))
    return _known(_choice(slot, value)) or Words(value, value)


def _choice(slot: Slot, value: str) -> str:
    return f"choice_{slot.key.removeprefix(PART_PREFIX).rpartition('.')[2]}_{value}"


def _known(name: str) -> Words | None:
    return word(name) if name in words_of("vi").words else None


@cache
def meaning(slot: Slot) -> Mapping[str, str]:
    """The choice that each spelling stands for: its label in either language, an older one, or the word of the file."""
    found: dict[str, str] = {}
    for choice in slot.choices:
        for text in (choice, *label(slot, choice), *(_known(f"{_choice(slot, choice)}_before") or ())):
            found.setdefault(fold(text), choice)
    return found


@cache
def sheets_by_name() -> Mapping[str, SheetKey]:
    return {fold(name): sheet for sheet in SHEETS for name in sheet_name(sheet)}
