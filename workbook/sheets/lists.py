"""The lists of units and members of a new round as workbooks to type into: `units_from` and `members_from` read them.

The headings are those that the reader of lists knows; what explains them stands above them and on a second sheet,
where no row names all the columns that a list needs, so that nothing of it is ever read as a unit or a member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from workbook.loading.list_titles import REQUIRED
from workbook.loading.round_sense import known_groups
from workbook.loading.skeleton import SAMPLE_MEMBERS, sample_units
from workbook.rubric import Group, Rubric
from workbook.sheets.grid import (
    Area,
    Book,
    Cell,
    Column,
    Comment,
    Highlight,
    Page,
    Row,
    Sheet,
    Validation,
    a1,
)
from workbook.sheets.measure import height
from workbook.template import Template, load_template

Kind = Literal["units", "members"]
KINDS: Final[tuple[Kind, Kind]] = ("units", "members")
ROWS: Final[Mapping[Kind, int]] = {"units": 300, "members": 60}
"""Rows that are ready to type into, or twice the examples: text stays text there, and mistakes are coloured."""
HEADING: Final = 2
"""The row of the headings; below it everything is data."""
_WIDTHS: Final[Mapping[Kind, Mapping[str, float]]] = {
    "units": {"id": 16, "name": 42, "group": 34, "prior_rank": 11, "aliases": 28, "traits": 24, "left_out": 28},
    "members": {"id": 14, "name": 30, "role": 28, "groups": 34, "recused": 34, "absent": 28},
}
_NOTES: Final = (44.0, 10.0, 72.0)


def draw_list(kind: Kind, rubric: Rubric, created: datetime, lang: str) -> Book:
    """The list with the invented rows of a new round, and a sheet that explains it."""
    words = load_template("lists", lang)
    keys = _keys(kind, rubric)
    groups = [group_label(rubric, group) for group in rubric.groups]
    notes, first = _notes(kind, keys, rubric, groups, words)
    source = f"'{notes.name}'!{_fixed(Area(first, 0, first + len(groups) - 1, 0))}"
    sheet = _list(kind, keys, _samples(kind, rubric), source, words)
    return Book((sheet, notes), words.styles, words.words[f"{kind}_title"], created, rubric.id)


def group_label(rubric: Rubric, group: Group) -> str:
    """What people choose for a group: its name, or its id where the name says too little to the reader."""
    return group.name if known_groups(rubric).one(group.name) == group.id else group.id


def _keys(kind: Kind, rubric: Rubric) -> list[str]:
    """The columns that this rubric has a use for."""
    idle = {"traits"} if not rubric.traits else set()
    idle |= {"groups"} if len(rubric.groups) == 1 else set()
    return [key for key in _WIDTHS[kind] if key not in idle]


def _samples(kind: Kind, rubric: Rubric) -> list[dict[str, str]]:
    if kind == "members":
        return [{"id": id_, "name": name, "role": role} for id_, name, role in SAMPLE_MEMBERS]
    return [{"id": id_, "name": name, "group": group_label(rubric, of)} for id_, name, of in sample_units(rubric)]


# ---------------------------------------------------------------- the list
def _list(kind: Kind, keys: Sequence[str], samples: Sequence[dict[str, str]], source: str, words: Template) -> Sheet:
    columns = tuple(Column(key, _WIDTHS[kind][key]) for key in keys)
    said, last = words.words, len(keys) - 1
    room = sum(column.width for column in columns) * 0.95
    head = [
        Row("title", (Cell(said[f"{kind}_title"], "title"),), 28),
        Row("hint", (Cell(said["hint"], "hint"),), height([(said["hint"], room)])),
        Row("head", tuple(_heading(kind, key, words) for key in keys), 36),
    ]
    count = max(ROWS[kind], 2 * len(samples))
    rows = [*head, *_rows(count, columns, samples)]
    comments = (Comment(HEADING, number, said[f"how_{kind}_{key}"]) for number, key in enumerate(keys))
    return Sheet(
        said[f"{kind}_sheet"],
        columns,
        tuple(rows),
        merges=(Area(1, 0, 1, last),),
        validations=tuple(_rules(keys, count, source, words)),
        highlights=tuple(_highlights(kind, keys, count)),
        freeze=(HEADING + 1, 2),
        protected=False,
        page=Page(landscape=True, margins=(12, 12, 15, 15), footer=said["footer"], repeat_rows=(HEADING, HEADING)),
        gridlines=True,
        cursor=(HEADING + 1, 0),
        comments=tuple(comments),
    )


def _heading(kind: Kind, key: str, words: Template) -> Cell:
    return Cell(words.words[f"{kind}_{key}"], "head" if key in REQUIRED[kind] else "head_free")


def _rows(count: int, columns: Sequence[Column], samples: Sequence[dict[str, str]]) -> Iterator[Row]:
    """The examples, then rows that are empty but formatted; only those with more than a line have a height of ours."""
    for number in range(count):
        own = samples[number] if number < len(samples) else {}
        looks = {column.key: "figure" if column.key == "prior_rank" else "text" for column in columns}
        tall = height((own.get(column.key, ""), column.width * 0.95) for column in columns)
        cells = tuple(Cell(own.get(key), look) for key, look in looks.items())
        yield Row(f"r:{number}", cells, tall if tall > height([("", 1.0)]) else None)


def _body(count: int, column: int) -> Area:
    return Area(HEADING + 1, column, HEADING + count, column)


def _fixed(area: Area) -> str:
    corners = ((area.top, area.left), (area.bottom, area.right))
    return ":".join(a1(*corner, fix_row=True, fix_column=True) for corner in corners)


def _rules(keys: Sequence[str], count: int, source: str, words: Template) -> Iterator[Validation]:
    """The drop-down of groups, and what a rank can be; a member may have several groups, so he gets no drop-down."""
    said = words.words
    if "group" in keys:
        area = _body(count, keys.index("group"))
        cell = a1(area.top, area.left)
        yield Validation(area, f"COUNTIF({source},{cell})>0", said["wrong_group"], said["choose_group"], source=source)
    if "prior_rank" in keys:
        area = _body(count, keys.index("prior_rank"))
        cell = a1(area.top, area.left)
        yield Validation(area, f"IF(ISNUMBER({cell}),AND({cell}>=1,{cell}=INT({cell})),FALSE)", said["wrong_rank"],
                         said["type_rank"])  # fmt: skip


def _highlights(kind: Kind, keys: Sequence[str], count: int) -> Iterator[Highlight]:
    """What is missing, what stands twice, what is still an example; every other row that is begun has a tint.

    The four exclude one another. Borders would print three hundred empty rows.
    """
    top = HEADING + 1
    name = a1(top, keys.index("name"), fix_column=True)
    begun = f"COUNTA({a1(top, 0, fix_column=True)}:{a1(top, len(keys) - 1, fix_column=True)})>0"
    sample, striped = _is_sample(kind, name), f"MOD(ROW(),2)={(top + 1) % 2}"
    ids = _fixed(_body(count, 0))
    for number, key in enumerate(keys):
        cell = a1(top, number, fix_column=True)
        fine = [begun]
        if key in REQUIRED[kind]:
            yield Highlight(_body(count, number), f'AND({begun},{cell}="")', "missing")
            fine.append(f'{cell}<>""')
        if key == "id":
            # No COUNTIF: it takes 01 for 1, and a star in an id for anything.
            twice = f"SUMPRODUCT(--({ids}={cell}))>1"
            yield Highlight(_body(count, number), f'AND({cell}<>"",{twice})', "twice")
            fine.append(f"NOT({twice})")
        yield Highlight(_body(count, number), f"AND({','.join(fine)},{sample})", "sample")
        yield Highlight(_body(count, number), f"AND({','.join(fine)},NOT({sample}),{striped})", "band")


def _is_sample(kind: Kind, name: str) -> str:
    """Whether a row's name is still an invented one: a condition of Excel, as `skeleton.is_sample` says it."""
    if kind == "members":
        return "OR(" + ",".join(f'{name}="{one}"' for _, one, _ in SAMPLE_MEMBERS) + ")"
    return f'AND(LEFT({name},7)="Đơn vị ",LEN({name})>8,ISNUMBER(-MID({name},8,9)))'


# ---------------------------------------------------------------- what explains it
def _notes(
    kind: Kind, keys: Sequence[str], rubric: Rubric, groups: Sequence[str], words: Template
) -> tuple[Sheet, int]:
    """The second sheet, and its row of the first group."""
    said = words.words
    rows = [Row("title", (Cell(said["notes_title"], "title"),), 28), _titles(words, "column", "needed", "how")]
    for key in keys:
        needed = said["notes_yes" if key in REQUIRED[kind] else "notes_no"]
        rows.append(_note(said[f"{kind}_{key}"], needed, said[f"how_{kind}_{key}"]))
    first = len(rows) + 3
    if kind == "units" or "groups" in keys:
        column = words.say("notes_group", column=said["units_group"])
        if kind == "members":
            column = words.say("notes_trait", column=said["members_groups"])
        named = list(zip(groups, (group.id for group in rubric.groups), strict=True))
        rows += _part(said["notes_groups"], column, named, words)
        if any(label != group.name for label, group in zip(groups, rubric.groups, strict=True)):
            rows.append(Row("same", (Cell(said["notes_same"], "aside"),)))
    if "traits" in keys:
        column = words.say("notes_trait", column=said["units_traits"])
        rows += _part(said["notes_traits"], column, [(trait.name, trait.id) for trait in rubric.traits], words)
    columns = tuple(Column("", width) for width in _NOTES)
    page = Page(landscape=True, margins=(12, 12, 15, 15), footer=said["footer"])
    return Sheet(said["notes_sheet"], columns, tuple(rows), page=page), first


def _part(title: str, column: str, named: Sequence[tuple[str, str]], words: Template) -> Iterator[Row]:
    """A gap, the part's title, headings, and names with their ids."""
    yield Row("", ())
    yield Row("part", (Cell(title, "title"),), 28)
    yield _pair(column, words.words["notes_code"], "head")
    for name, id_ in named:
        yield _pair(name, id_)


def _titles(words: Template, *keys: str) -> Row:
    return Row("head", tuple(Cell(words.words[f"notes_{key}"], "head") for key in keys), 22)


def _note(name: str, needed: str, how: str) -> Row:
    tall = height([(name, _NOTES[0] * 0.95), (how, _NOTES[2] * 0.95)])
    return Row("", (Cell(name, "note"), Cell(needed or None, "note_middle"), Cell(how, "note")), tall)


def _pair(left: str, right: str, style: str = "note") -> Row:
    """A name and its id, below the columns of the sheet's first part."""
    tall = height([(left, _NOTES[0] * 0.95), (right, _NOTES[2] * 0.95)])
    return Row("", (Cell(left, style), Cell(None, style), Cell(right, style)), tall)
