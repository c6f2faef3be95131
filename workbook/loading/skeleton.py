"""A ready round.toml for a new round: sample units and members, every option shown in comments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from workbook.points import tidy
from workbook.rubric import Group, Rubric
from workbook.shelf import shelf

LISTS: Final[Mapping[str, tuple[str, str]]] = {
    "vi": ("don-vi.xlsx", "thanh-vien.xlsx"),
    "en": ("units.xlsx", "members.xlsx"),
}
"""What the lists of units and of members are called beside a new round.toml, by language."""
SAMPLE_MEMBERS: Final = (
    ("tv-1", "Nguyễn Văn A", "Chủ tịch hội đồng"),
    ("tv-2", "Trần Thị B", "Thành viên"),
    ("tv-3", "Lê Văn C", "Thành viên"),
)
"""Id, name, role: the template's own, for lists."""

_DAYS_TO_SCORE = 14
_SAMPLE_UNIT = re.compile(r"Đơn vị \d\d+")
_SAMPLE_NAMES = frozenset(name for _, name, _ in SAMPLE_MEMBERS)
_YEAR = re.compile(r"(?<![\d/–-])(?<![–-] )20\d\d(?![\d/])(?! ?[–-] ?\d)")
"""A year that stands alone: not in the number of a decision, not in a span of years."""


def is_sample(kind: str, row: Mapping[str, object]) -> bool:
    """Whether a row of "units" or "members" still is one that `new_round_text` wrote."""
    name = row.get("name")
    if not isinstance(name, str):
        return False
    return name in _SAMPLE_NAMES if kind == "members" else bool(_SAMPLE_UNIT.fullmatch(name))


def new_round_text(
    rubric: Rubric,
    lang: str = "vi",
    source: str | None = None,
    today: date | None = None,
    lists: tuple[str, str] | None = None,
) -> str:
    """The text of a round.toml that loads as it is, to be filled in by people.

    `source` is what the file names as its rubric where that is not a shipped one; comments are
    Vietnamese with short English, or English only where `lang` is "en". With `lists`, the names of
    two files, units and members stand there and not in the text.
    """
    day = today or date.today()
    units = _sample_ids(rubric)
    name = f"{rubric.id}-{day.year}"
    filled = {
        "id": _quoted(name if len(name) <= 40 else f"dot-{day.year}"),
        "title": _quoted(_YEAR.sub(str(day.year), rubric.title)),
        "rubric": _quoted(source or rubric.id),
        "year": str(day.year),
        "date": day.isoformat(),
        "deadline": (day + timedelta(days=_DAYS_TO_SCORE)).isoformat(),
        "contact": _quoted("Tổ thư ký hội đồng, điện thoại ..., thư điện tử ..."),
        "council": _quoted("Hội đồng thẩm định"),
        "place": _quoted("Hà Nội"),
        "legal_basis": f", {_quoted(rubric.legal_basis)}" if rubric.legal_basis else "",
        "layout": _quoted(rubric.layout or rubric.id),
        "units": "\n".join(_units(group, units[group.id]) for group in rubric.groups),
        "group": _quoted(rubric.groups[0].id),
        "groups": json.dumps([group.id for group in rubric.groups]),
        "traits": json.dumps([trait.id for trait in rubric.traits[:1]]),
        "first": _quoted(units[rubric.groups[0].id][0]),
        "second": _quoted(units[rubric.groups[0].id][1]),
        **_of_criteria(rubric),
        **({"units_from": _quoted(lists[0]), "members_from": _quoted(lists[1])} if lists else {"inline": ""}),
    }
    template = (shelf("templates") / "round.toml.txt").read_text(encoding="utf-8")
    return "".join(_line(line, lang, filled) for line in template.splitlines(keepends=True))


def _of_criteria(rubric: Rubric) -> dict[str, str]:
    """Criteria for the examples: the first that is scored, one that may be marked, all whose figures are listed."""
    group = rubric.groups[0]
    leaf = rubric.leaves_in(group.id)[0]
    known = [one for each in rubric.groups for one in rubric.leaves_in(each.id)]
    listed = {one.id: None for one in known if any(asked.listed for asked in one.inputs_in(group.id))}
    markable = [one.id for one in known if one.markable]
    most = tidy(leaf.rule.highest(leaf.scale_in(group.id)))
    made = {"criterion": _quoted(leaf.id), "points": f"{most:f}", "apart": f"{tidy(most / 2):f}"}
    made |= {"listed": ", ".join(listed)} if listed else {}
    return made | ({"markable": _quoted(markable[0])} if markable else {})


def _line(line: str, lang: str, filled: dict[str, str]) -> str:
    """A line of the template in the language; "?name " stands before lines for rubrics that have such a thing."""
    if asked := re.match(r"\?(\w+) ?", line):
        if asked[1] not in filled:
            return ""
        line = line[asked.end() :]
    if line.startswith("#vi") and lang != "vi":
        return ""
    text = "#" + line[3:] if line.startswith(("#vi", "#en")) else line
    return re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], text)


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are all among TOML's."""
    return json.dumps(text, ensure_ascii=False)


def _sample_ids(rubric: Rubric) -> dict[str, tuple[str, str]]:
    """Two ids for each group; numbered on, so that no two groups share one in any spelling."""
    return {group.id: (f"dv-{2 * at + 1:02}", f"dv-{2 * at + 2:02}") for at, group in enumerate(rubric.groups)}


def sample_units(rubric: Rubric) -> list[tuple[str, str, Group]]:
    """Id, name and group of the samples, in the rubric's order."""
    ids = _sample_ids(rubric)
    return [(unit, _sample_name(unit), group) for group in rubric.groups for unit in ids[group.id]]


def _sample_name(unit: str) -> str:
    return f"Đơn vị {unit[3:]}"


def _units(group: Group, ids: tuple[str, str]) -> str:
    tables = (
        f"[[units]]\nid = {_quoted(unit)}\nname = {_quoted(_sample_name(unit))}\ngroup = {_quoted(group.id)}\n"
        for unit in ids
    )
    return f"# {group.name}\n" + "\n".join(tables)
