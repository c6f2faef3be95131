"""What changed between two scoring rules, in words made from the keys' own: a new kind needs nothing here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from workbook.findings import Words
from workbook.rules.rule import Rule, both


def rule_changes(old: Rule, new: Rule) -> Iterator[Words]:
    """A line for each key of the rule that differs; where the kind differs, one line."""
    if old.kind != new.kind:
        yield arrow(Words("cách chấm", "rule"), quoted(old.title), quoted(new.title))
        return
    yield from _fields(old, new)


def arrow(what: Words, old: Words, new: Words) -> Words:
    """ "điểm tối đa: 10 → 12"."""
    return Words(f"{what.vi}: {old.vi} → {new.vi}", f"{what.en}: {old.en} → {new.en}")


def quoted(text: str | Words) -> Words:
    words = Words(text, text) if isinstance(text, str) else text
    return Words(f"“{words.vi}”", f"“{words.en}”")


def shown(value: object) -> Words:
    """A value of a rubric in words; what is left out is said so."""
    match value:
        case None | "" | ():
            return Words("(không có)", "(none)")
        case bool():
            return Words("có", "yes") if value else Words("không", "no")
        case Decimal():
            return both(value)
        case int():
            return both(Decimal(value))
        case Words():
            return value
        case _:
            return quoted(str(value))


# ---------------------------------------------------------------- keys and rows
def _keys(made: Any) -> dict[str, Field[Any]]:
    """The keys of a rule or a row; a rule inside a part is no key of its own."""
    return {field.name: field for field in fields(made) if not isinstance(getattr(made, field.name), Rule)}


def _name(field: Field[Any]) -> Words:
    words: Words = field.metadata["words"]
    return Words(*(_small(text.rstrip(".")) for text in words))


def _small(text: str) -> str:
    """The first letter small, unless more capitals follow it."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _fields(old: Any, new: Any) -> Iterator[Words]:
    for name, field in _keys(new).items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if isinstance(after, tuple) and all(map(is_dataclass, (*before, *after))):
            yield from _rows(_list_name(field), before, after)
        else:
            yield arrow(_name(field), shown(before), shown(after))


def _list_name(field: Field[Any]) -> Words:
    """ "Các mức, mức cao điểm trước." -> "các mức"."""
    return Words(*(text.partition(",")[0] for text in _name(field)))


def _rows(name: Words, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Words]:
    """Rows that came, went or changed, numbered as in the new rule; gone ones as in the old."""
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        shared = min(to_old - from_old, to_new - from_new)
        for step in range(shared):
            yield from _row(name, from_new + step + 1, old[from_old + step], new[from_new + step])
        for at in range(from_old + shared, to_old):
            gone = _whole(old[at])
            yield Words(f"{name.vi}: bỏ dòng {at + 1} ({gone.vi})", f"{name.en}: row {at + 1} is gone ({gone.en})")
        for at in range(from_new + shared, to_new):
            made = _whole(new[at])
            yield Words(f"{name.vi}: thêm dòng {at + 1} ({made.vi})", f"{name.en}: row {at + 1} is new ({made.en})")


def _row(name: Words, number: int, old: Any, new: Any) -> Iterator[Words]:
    where = Words(f"{name.vi}, dòng {number}", f"{name.en}, row {number}")
    inner = [field.name for field in fields(new) if isinstance(getattr(new, field.name), Rule)]
    changes = list(_fields(old, new))
    changes += [one for key in inner for one in rule_changes(getattr(old, key), getattr(new, key))]
    yield from (Words(f"{where.vi}: {one.vi}", f"{where.en}: {one.en}") for one in changes)


def _whole(row: Any) -> Words:
    """A row in words, without what is left out."""
    pieces = []
    for name, field in _keys(row).items():
        value = getattr(row, name)
        if value not in (None, "", False, ()):
            said, words = shown(value), _name(field)
            pieces.append(Words(f"{words.vi} {said.vi}", f"{words.en} {said.en}"))
    rules = [value.title for field in fields(row) if isinstance(value := getattr(row, field.name), Rule)]
    pieces += map(quoted, rules)
    return Words("; ".join(one.vi for one in pieces), "; ".join(one.en for one in pieces))
