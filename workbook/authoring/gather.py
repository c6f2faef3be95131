"""The cells of an authoring workbook -> the raw data of a rubric's file, each key with its own place.

Everything that cannot be read or does not belong together is told at once; what is left goes on
to the loader, which judges it as it judges a TOML file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbook.authoring.gathered import NOBODY, Gathered
from workbook.authoring.labels import sheet_name, title, word
from workbook.authoring.locate import Found, find, general_rows
from workbook.authoring.plan import COLUMN, GROUP, KIND, LIST, PARENT, SheetKey, Slot, columns, general
from workbook.authoring.take_rules import RuleRows, rule_rows, take_rule
from workbook.authoring.values import read
from workbook.catalogue import authoring as said
from workbook.findings import Place, Refused, Words, finding
from workbook.loading.names import Known, fold, hint, known
from workbook.loading.source import KeyPath
from workbook.rubric import TIE_WORDS
from workbook.sheets.grid import ReadBook

_WORDS: tuple[tuple[SheetKey, tuple[str, ...]], ...] = (
    ("criteria", ("name", "code")),
    ("groups", ("name",)),
    ("traits", ("name", "note")),
    ("aggregates", ("name",)),
)
"""What may stand for an id, by sheet."""


def gather(book: ReadBook, file: str) -> Gathered:
    """The raw data of a workbook called `file`; Refused where it is no authoring workbook."""
    sheets, findings = find(book, file)
    if "criteria" not in sheets and not findings:
        raise Refused([finding(said.NOT_AUTHORING, Place(file=file), criteria=sheet_name("criteria"))])
    made = Gathered(file, sheets, findings)
    for sheet, keys in _WORDS:
        made.known[sheet] = known(_spelled(made, sheet, keys))
    both = (made.known["criteria"], made.known["aggregates"])
    words = {word: ids for one in reversed(both) for word, ids in one.words.items()}
    made.known["sums"] = Known(tuple(id_ for one in both for id_ in one.ids), words)
    made.known["steps"] = Known((*TIE_WORDS, *made.known["sums"].ids), {**words, **_step_words()})
    _general(made)
    _table(made, "traits")
    _criteria(made)
    _table(made, "aggregates")
    _table(made, "groups")
    _tiers(made)
    _titles(made)
    return made


def _step_words() -> dict[str, tuple[str, ...]]:
    """What the steps of a tie chain that are no ids may be called."""
    return {fold(text): (step,) for step in TIE_WORDS for text in (step, *word(f"step_{step}"))}


def _spelled(made: Gathered, sheet: SheetKey, keys: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The ids of a sheet with the words beside them; what is wrong with them is told later."""
    texts = [[_text(found, row, key) for key in ("id", *keys)] for found, row in made.rows(sheet)]
    return [(id_, [text for text in others if text]) for id_, *others in texts if id_]


def _text(found: Found, row: int, key: str) -> str:
    value = read(Slot(key), found.cell(row, key), Words("", ""), NOBODY).value
    return str(value or "").strip()


# ---------------------------------------------------------------- plain tables
def _row(made: Gathered, found: Found, row: int, path: KeyPath, slots: Iterable[Slot]) -> dict[str, Any]:
    """The keys of one row that are filled in."""
    known_slots = list(slots)
    made.places[path] = found.place(made.file, row, known_slots[0].key)
    values = {slot.key: made.value(found, row, slot, (*path, slot.key)) for slot in known_slots}
    return {key: value for key, value in values.items() if value is not None}


def _table(made: Gathered, sheet: SheetKey) -> None:
    rows = [_row(made, found, row, (sheet, at), columns(sheet)) for at, (found, row) in enumerate(made.rows(sheet))]
    if rows:
        made.raw[sheet] = rows


def _general(made: Gathered) -> None:
    found = made.sheets.get("general")
    if found is None:
        return
    slots = {slot.key: slot for slot in general()}
    first: dict[str, Place] = {}
    for row, key, label in general_rows(found):
        at, slot = found.place(made.file, row, "#value"), slots.get(key or "")
        if slot is None:
            made.told(said.IGNORED, at, title=label or at.cell)
            continue
        several, column = slot.kind == "texts", title("general", slot.key)
        table, _, last = slot.key.rpartition(".")
        texts: list[str] = made.raw.get(slot.key, []) if several else []
        path: KeyPath = (slot.key, len(texts)) if several else (table, last) if table else (last,)
        one = Slot(slot.key) if several else slot
        if not several and slot.key in first:
            if found.filled(row, "#value"):
                made.told(said.TWICE, at, what=column, first=first[slot.key].cell)
            continue
        first[slot.key] = at
        value = made.value(found, row, one, path, at="#value", column=column)
        if value is not None and several:
            made.raw[slot.key] = [*texts, value]
        elif value is not None:
            (made.raw.setdefault(table, {}) if table else made.raw)[last] = value


# ---------------------------------------------------------------- criteria
def _criteria(made: Gathered) -> None:
    rows = made.rows("criteria")
    if not rows:
        return
    parents = _parents(made, rows)
    children: dict[int | None, list[int]] = {}
    for at, parent in enumerate(parents):
        children.setdefault(parent, []).append(at)
    slots = [slot for slot in columns("criteria") if slot.key not in (PARENT.key, KIND.key)]
    of_rules, used = rule_rows(made), set[str]()
    tops: list[Any] = []
    made.raw["criteria"] = tops
    waiting: list[tuple[int, KeyPath, list[Any]]] = [
        (at, ("criteria", number), tops) for number, at in reversed(list(enumerate(children.get(None, ()))))
    ]
    while waiting:
        at, path, siblings = waiting.pop()
        found, row = rows[at]
        node = _row(made, found, row, path, slots)
        siblings.append(node)
        id_ = str(node.get("id", "")).strip()
        # Rows of a rule belong to the first criterion of that id; the second one is told as a repeated id.
        own = of_rules.get(id_, RuleRows()) if id_ not in used else RuleRows()
        used.add(id_)
        rule = take_rule(made, own, (*path, "rule"), found, row)
        if rule is not None:
            node["rule"] = rule
        below = children.get(at, ())
        if below:
            node["children"] = inner = list[Any]()
            waiting += [(child, (*path, "children", n), inner) for n, child in reversed(list(enumerate(below)))]


def _parents(made: Gathered, rows: list[tuple[Found, int]]) -> list[int | None]:
    """The row of each row's parent; None for the topmost ones, and where the parent cannot be found."""
    ids = [_text(found, row, "id") for found, row in rows]
    first = {id_: at for at, id_ in reversed(list(enumerate(ids))) if id_}
    parents: list[int | None] = []
    column = title("criteria", PARENT.key)
    for found, row in rows:
        text = _text(found, row, PARENT.key)
        parent = first.get(made.known["criteria"].one(text) or "") if text else None
        if text and parent is None:
            at = found.place(made.file, row, PARENT.key)
            made.told(said.UNKNOWN_REFERENCE, at, column=column, value=text, hint=hint(text, made.known["criteria"]))
            made.torn = True
        parents.append(parent)
    sound = set[int]()
    for start in range(len(rows)):
        way: list[int] = []
        up: int | None = start
        while up is not None and up not in sound and up not in way:
            way.append(up)
            up = parents[up]
        if up is not None and up in way:
            found, row = rows[up]
            made.told(said.PARENT_LOOP, found.place(made.file, row, PARENT.key), value=ids[up])
            parents[up], made.torn = None, True
        sound.update(way)
    return parents


# ---------------------------------------------------------------- tiers and titles of groups
def _group_at(made: Gathered, found: Found, row: int) -> int | None:
    """The position of the group that a row names; told where there is none."""
    text = _text(found, row, GROUP.key)
    id_ = made.known["groups"].one(text) if text else None
    groups = made.raw.get("groups", ())
    at = next((at for at, group in enumerate(groups) if id_ is not None and group.get("id") == id_), None)
    here, column = found.place(made.file, row, GROUP.key), title(found.key, GROUP.key)
    if at is None and text:
        made.told(said.UNKNOWN_REFERENCE, here, column=column, value=text, hint=hint(text, made.known["groups"]))
    elif at is None:
        made.told(said.CELL_MISSING, here, key=column)
    return at


def _tiers(made: Gathered) -> None:
    slots = [slot for slot in columns("tiers") if slot.key not in (LIST.key, GROUP.key)]
    for found, row in made.rows("tiers"):
        name, group = (_text(found, row, key) for key in (LIST.key, GROUP.key))
        if bool(name) == bool(group):
            problem = (
                Words("dòng này điền cả hai", "this row fills both")
                if name
                else Words("dòng này chưa điền cột nào", "this row fills neither")
            )
            _owner(made, found, row, problem)
            continue
        owner: dict[str, Any]
        if name:
            path: KeyPath = ("tiers", name)
            owner, key = made.raw.setdefault("tiers", {}), name
        else:
            at = _group_at(made, found, row)
            if at is None:
                continue
            owner, key, path = made.raw["groups"][at], "tiers", ("groups", at, "tiers")
            if isinstance(owner.get("tiers"), str):
                shared = str(owner["tiers"])
                _owner(made, found, row, Words(f"khối này đã dùng danh sách “{shared}”", f"the group uses “{shared}”"))
                continue
        tiers = owner.setdefault(key, [])
        made.places.setdefault(path, found.place(made.file, row, LIST.key if name else GROUP.key))
        tier = _row(made, found, row, (*path, len(tiers)), slots)
        if tier or group:
            tiers.append(tier)


def _owner(made: Gathered, found: Found, row: int, problem: Words) -> None:
    columns_ = {"list": title("tiers", LIST.key), "group": title("tiers", GROUP.key)}
    made.told(said.TIER_OWNER, found.place(made.file, row, LIST.key), problem=problem, **columns_)


def _titles(made: Gathered) -> None:
    for found, row in made.rows("titles"):
        at = _group_at(made, found, row)
        key = _text(found, row, COLUMN.key)
        here = found.place(made.file, row, COLUMN.key)
        if not key:
            made.told(said.CELL_MISSING, here, key=title("titles", COLUMN.key))
        if at is None or not key:
            continue
        path: KeyPath = ("groups", at, "titles", key)
        own = made.raw["groups"][at].setdefault("titles", {})
        if path in made.places:
            made.told(said.TWICE, here, what=key, first=made.places[path].cell)
            continue
        text = made.value(found, row, Slot("title"), path)
        own[key] = text or ""
