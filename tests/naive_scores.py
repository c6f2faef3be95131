"""A deep round scored once more from its raw files: TOML tables and CSV rows in, exact points out.

Nothing of the product is used, so that a fault of the product is not repeated here. Short and slow.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import floor
from pathlib import Path
from typing import Any

Table = Mapping[str, Any]
Facts = dict[str, Fraction]
"""By the input's own id: "a", "1.b", "" for a leaf's only one."""
MARK = "KĐG"
LISTED = ("survey", "imported", "children")
IDLE = ("mandatory", "informational")
BEYOND = ("bonus", "penalty")


def half_up(value: Fraction, places: int = 2) -> Fraction:
    """Halves away from zero."""
    scaled = floor(abs(value) * 10**places + Fraction(1, 2))
    return Fraction(scaled if value >= 0 else -scaled, 10**places)


def fraction(value: object) -> Fraction:
    return Fraction(Decimal(str(value)))


# ---------------------------------------------------------------- one rule
def points(rule: Table, most: Fraction, facts: Facts, best: Fraction = Fraction(0)) -> Fraction:
    """The points of complete facts, not rounded; `best` is the highest of the group."""
    kind = rule.get("kind", "direct")
    if kind in ("direct", "bonus"):
        return facts[""]
    if kind == "yes_no":
        return most if facts[""] == 1 else Fraction(0)
    if kind == "level":
        return _worth(rule["levels"][int(facts[""]) - 1], most)
    if kind == "checklist":
        return sum((_worth(part, most) for n, part in enumerate(rule["parts"], 1) if facts[f"p{n}"]), Fraction(0))
    if kind in ("count", "penalty"):
        made = min(facts[""] * fraction(rule["each"]), most)
        return -made if kind == "penalty" else made
    if kind in ("ratio", "complement"):
        return _share(rule, facts) * most
    if kind == "bands":
        return _band(rule, facts[""], most)
    if kind == "ratio_bands":
        return _band(rule, facts["a"] / facts["b"] * 100, most) if facts["b"] else Fraction(0)
    if kind in ("sum", "best"):
        parts = [points(part, fraction(part["max"]), _of_part(facts, n)) for n, part in enumerate(rule["parts"], 1)]
        return sum(parts, Fraction(0)) if kind == "sum" else max(parts)
    if kind == "relative":
        return facts[""] / best * most if best else Fraction(0)
    return _of_lists(rule, facts) * most


def _worth(row: Table, most: Fraction) -> Fraction:
    return fraction(row["points"]) if "points" in row else fraction(row["share"]) * most


def _share(rule: Table, facts: Facts) -> Fraction:
    if not facts["b"]:
        return Fraction(1 if rule.get("zero") == "full" else 0)
    part = facts["b"] - facts["bad"] if rule["kind"] == "complement" else facts["a"]
    return min(part / facts["b"] / fraction(rule.get("target", 1)), Fraction(1))


def _band(rule: Table, value: Fraction, most: Fraction) -> Fraction:
    down = rule.get("direction") == "to"
    for band in rule["bands"]:
        bound = fraction(band["bound"])
        if value <= bound if down else value >= bound:
            return _worth(band, most)
    return Fraction(0)


def _of_part(facts: Facts, number: int) -> Facts:
    return {name.partition(".")[2]: fact for name, fact in facts.items() if name.partition(".")[0] == str(number)}


def _of_lists(rule: Table, facts: Facts) -> Fraction:
    if rule["kind"] == "imported":
        return facts[""] / fraction(rule["out_of"])
    if rule["kind"] == "children":
        return facts["sum"] / facts["count"] / fraction(rule["out_of"]) if facts["count"] else Fraction(0)
    made = Fraction(0)
    for i, group in enumerate(rule["respondents"], 1):
        counts = [facts[f"r{i}o{j}"] for j, _ in enumerate(rule["options"], 1)]
        worth = sum(n * fraction(one["share"]) for n, one in zip(counts, rule["options"], strict=True))
        made += fraction(group["weight"]) * worth / sum(counts)
    return made


# ---------------------------------------------------------------- the whole round
class Naive:
    """What each unit earns, from the rubric's and the round's files."""

    def __init__(self, rubric: Path, folder: Path) -> None:
        self.rubric = tomllib.loads(rubric.read_text(encoding="utf-8"))
        self.round = tomllib.loads((folder / "round.toml").read_text(encoding="utf-8"))
        self.own, self.appraised = _rows(folder / "tu-cham.csv"), _rows(folder / "tham-dinh.csv")
        self.lists = _rows(folder / "so-lieu.csv")

    @property
    def kinds(self) -> set[str]:
        """Every kind of rule in the rubric, those of criteria that are not scored this year too."""
        found: set[str] = set()
        waiting = list(self.rubric["criteria"])
        while waiting:
            node = waiting.pop()
            waiting += node.get("children", [])
            found |= set() if "children" in node else {_kind(node)}
        return found

    def units(self, group: str) -> list[Table]:
        return [unit for unit in self.round["units"] if unit["group"] == group]

    def tops(self, group: str) -> list[Table]:
        return [node for node in self.rubric["criteria"] if self._is_for(node, group)]

    def _is_for(self, node: Table, group: str) -> bool:
        return "dropped" not in node and group in node.get("groups", [group])

    def leaves(self, nodes: list[Table], group: str) -> Iterator[Table]:
        for node in nodes:
            if self._is_for(node, group):
                yield from self.leaves(node["children"], group) if "children" in node else iter([node])

    @cached_property
    def typed(self) -> dict[str, dict[tuple[str, str], str]]:
        """What each member types, by (unit, input): what the unit said, and what the member says otherwise."""
        base = {(row["unit"], row["input"]): row["value"] for row in self.own if row["value"]}
        made = {}
        for member in self.round["members"]:
            own = [row for row in self.appraised if row["member"] in ("", member["id"])]
            made[member["id"]] = base | {(row["unit"], row["input"]): row["value"] for row in own}
        return made

    def facts(self, member: str, unit: str, leaf: str) -> dict[str, str]:
        """By the input's own id."""
        mine = {asked: text for (owner, asked), text in self.typed[member].items() if owner == unit}
        return {asked.partition("/")[2]: text for asked, text in mine.items() if asked.partition("/")[0] == leaf}

    def listed(self, unit: str, leaf: Table) -> Facts:
        rows = [row for row in self.lists if (row["Đơn vị"], row["Tiêu chí"]) == (unit, leaf["id"])]
        values = [fraction(row["Giá trị"]) for row in rows]
        if leaf["rule"]["kind"] == "children":
            return {"sum": sum(values, Fraction(0)), "count": Fraction(len(values))}
        return {row["Số liệu"]: value for row, value in zip(rows, values, strict=True)}

    def shut(self, unit: Table, group: str) -> set[str]:
        """Leaves that are not the unit's."""
        traits = set(unit.get("traits", []))
        exempt = {one for row in self.round["exemptions"] if row["unit"] == unit["id"] for one in row["criteria"]}
        shut: set[str] = set()

        def look(nodes: list[Table]) -> None:
            for node in nodes:
                if traits & set(node.get("not_applicable", [])) or node["id"] in exempt:
                    shut.update(leaf["id"] for leaf in self.leaves([node], group))
                look(node.get("children", []))

        look(self.rubric["criteria"])
        return shut

    def best(self, leaf: Table, group: str) -> Fraction:
        found = [
            fraction(self.facts(member["id"], unit["id"], leaf["id"])[""])
            for unit in self.units(group)
            for member in self.round["members"]
        ]
        return max(found)

    def leaf_points(self, unit: Table, leaf: Table) -> Fraction | None:
        """Combined points of one leaf; None where it does not apply."""
        group, most, rule = unit["group"], fraction(leaf["max"]), leaf.get("rule", {"kind": "direct"})
        if leaf["id"] in self.shut(unit, group):
            return None
        for row in self.round["conclusions"]:
            if (row["unit"], row["criterion"]) == (unit["id"], leaf["id"]):
                return fraction(row["points"])
        if rule["kind"] in LISTED:
            return half_up(points(rule, most, self.listed(unit["id"], leaf)))
        best = self.best(leaf, group) if rule["kind"] == "relative" else Fraction(0)
        given = []
        for member in self.round["members"]:
            facts = self.facts(member["id"], unit["id"], leaf["id"])
            if MARK not in facts.values():
                numbers = {name: fraction(text) for name, text in facts.items()}
                given.append(half_up(points(rule, most, numbers, best)))
        return half_up(sum(given, Fraction(0)) / len(given)) if given else None

    def result(self, unit: Table) -> dict[str, Fraction | None]:
        """Points by leaf, with "total", "max" and "converted"."""
        group = unit["group"]
        scored = [leaf for leaf in self.leaves(self.tops(group), group) if _kind(leaf) not in IDLE]
        made = {leaf["id"]: self.leaf_points(unit, leaf) for leaf in scored}
        limit = self._sum(self.tops(group), group, {
            leaf["id"]: Fraction(0) if made[leaf["id"]] is None or _kind(leaf) in BEYOND else fraction(leaf["max"])
            for leaf in scored
        })  # fmt: skip
        summed = self._sum(self.tops(group), group, {name: value or Fraction(0) for name, value in made.items()})
        total = half_up(max(min(summed, limit), Fraction(0)))
        scale = next(fraction(one["max"]) for one in self.rubric["groups"] if one["id"] == group)
        return made | {"total": total, "max": limit, "converted": half_up(total / limit * scale)}

    def _sum(self, nodes: list[Table], group: str, values: Mapping[str, Fraction]) -> Fraction:
        """The nodes added up: weights, caps."""
        made = Fraction(0)
        for node in nodes:
            if self._is_for(node, group):
                value = values.get(node["id"], Fraction(0))
                if "children" in node:
                    value = self._sum(node["children"], group, values)
                    value = min(value, fraction(node["max"])) if node.get("cap") else value
                made += value * fraction(node.get("weight", 1))
        return made


def _kind(leaf: Table) -> str:
    return str(leaf.get("rule", {"kind": "direct"})["kind"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
