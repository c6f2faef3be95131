"""Random deep rubrics, rounds and ballots: every kind of rule mixed in ragged trees, facts right and wrong.

All is made from one `Random`, so that Hypothesis (which lends its own and shrinks what it gave) and the
seeded rounds of test_deep_rounds.py draw the same things. Awkward on purpose: exact halves, bounds that
are just reached, groups of one unit, leaves for one group only, sections in which nothing applies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Literal

from hypothesis import strategies as st

from tests.strategies import unique
from workbook.loading.frozen import slice_for
from workbook.model import Ballot, CellId, Issue, Member, Round, SelfScore, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up, tidy
from workbook.rubric import Aggregate, Criterion, Group, Rounding, Rubric, Tier, Trait, input_id
from workbook.rules.bands import Band
from workbook.rules.checklist import Item
from workbook.rules.kinds import BY_KIND, KINDS
from workbook.rules.level import Level
from workbook.rules.parts import SIMPLE, Part
from workbook.rules.rule import Input, Rule, Scale
from workbook.rules.survey import Option, Respondents
from workbook.scoring import full_max, shut_leaves
from workbook.sheets.unit_plan import unit_plans
from workbook.sheets.unit_shown import unit_cells

NAMES = (
    "Hồ sơ trực tuyến", "Tỷ lệ hồ sơ giải quyết đúng hạn", "Hạ tầng", "=1+1", "Số cuộc họp", "1.10",
    'Ứng dụng "một cửa"', "Nhân lực & đào tạo", "KĐG", "#N/A", "Dữ liệu số, nền tảng số và dịch vụ số " * 4,
)  # fmt: skip
UNITS = ("Sở Y tế", "UBND xã Đông Hưng Thuận", "=Sở", "Ban Quản lý Khu kinh tế", "08", 'Sở "Mới"', "A & B <C>", "'x")
MAXIMA = tuple(map(Decimal, ["1", "2", "2.5", "3", "5", "7", "8", "10", "12.5", "15", "20", "33", "40", "100"]))
STEPS = tuple(map(Decimal, ["0.01", "0.05", "0.1", "0.125", "0.2", "0.25", "0.5", "1", "2"]))
SHARES = tuple(map(Decimal, ["0", "0.125", "0.25", "0.3", "0.5", "0.6", "0.75", "0.8", "0.9", "1"]))
WHOLES = (1, 2, 3, 4, 6, 7, 8, 9, 12, 16, 40, 80, 125, 200, 640, 1000, 12345, 10_000_000)


# ---------------------------------------------------------------- rules
def _rows(dice: Random, least: int, most: int) -> range:
    return range(1, dice.randint(least, most) + 1)


def _falling(dice: Random, high: Decimal) -> list[Decimal]:
    """Points of bands, from the best on."""
    return [tidy(high * share) for share in sorted(dice.sample(SHARES, dice.randint(1, 4)), reverse=True)]


def _bands(dice: Random, high: Decimal, bounds: list[Decimal], direction: str) -> tuple[Band, ...]:
    worths = _falling(dice, high)
    chosen = sorted(dice.sample(bounds, min(len(worths), len(bounds))), reverse=direction == "from")
    return tuple(Band(bound, points, strict=dice.random() < 0.3) for bound, points in zip(chosen, worths, strict=False))


def _bands_rule(dice: Random, high: Decimal) -> dict[str, Any]:
    places, direction = dice.choice([0, 0, 1, 2]), dice.choice(["from", "to"])
    bounds = [Decimal(dice.randint(-20, 300)).scaleb(-places) for _ in range(6)]
    least = dice.choice([Decimal(-3), Decimal(0)])
    inside = [bound for bound in sorted(set(bounds)) if least <= bound <= 300] or [Decimal(1)]
    bands = _bands(dice, high, inside, direction)
    return {"input": "Số liệu", "bands": bands, "direction": direction, "places": places, "least": least,
            "most": Decimal(300), "unit": dice.choice(["", "cuộc", "%"])}  # fmt: skip


def _ratio_bands(dice: Random, high: Decimal) -> dict[str, Any]:
    direction = dice.choice(["from", "to"])
    bounds = list(map(Decimal, ["0", "12.5", "33.3", "50", "66.67", "80", "95.5", "100"]))
    bands = _bands(dice, high, bounds, direction)
    return {"part": "Đạt", "whole": "Tổng", "bands": bands, "direction": direction,
            "zero": dice.choice(["refuse", "zero"]), "over": dice.choice(["refuse", "cap"])}  # fmt: skip


def _ratio(dice: Random, high: Decimal) -> dict[str, Any]:
    return {"part": "Đạt", "whole": "Tổng", "unit": "hồ sơ", "zero": dice.choice(["refuse", "zero", "full"]),
            "over": dice.choice(["refuse", "cap"]),
            "target": dice.choice([Decimal(1), Decimal("0.8"), Decimal("0.3")])}  # fmt: skip


def _levels(dice: Random, high: Decimal) -> dict[str, Any]:
    rows = [Level(f"Mức thứ {n}", tidy(high * dice.choice(SHARES))) for n in _rows(dice, 2, 5)]
    shares = [Level("Nửa", share=Decimal("0.5")), Level("Hết", share=Decimal(1))]
    return {"levels": tuple(rows + shares * (dice.random() < 0.3))}


def _checklist(dice: Random, high: Decimal) -> dict[str, Any]:
    count = dice.randint(1, 4)
    by_points = tuple(Item(f"Nội dung {n}", tidy(high / 4)) for n in range(1, count + 1))
    by_share = tuple(Item(f"Nội dung {n}", share=Decimal("0.25")) for n in range(1, count + 1))
    return {"parts": dice.choice([by_points, by_share])}


def _count(dice: Random, high: Decimal) -> dict[str, Any]:
    limit = dice.choice([None, None, tidy(high / 2)])
    return {"input": "Số sáng kiến", "each": dice.choice([Decimal("0.5"), Decimal("0.3"), Decimal(2)]), "limit": limit}


def _parts(dice: Random, high: Decimal) -> dict[str, Any]:
    count = dice.choice([2, 2, 3])
    scale = Scale(tidy(high // Decimal("0.01") // count * Decimal("0.01")), Decimal("0.25"))
    kinds = (dice.choice(SIMPLE) for _ in range(count))
    return {
        "parts": tuple(
            Part(f"Phần {n}", scale.max, dice.choice([None, Decimal("0.5")]), rule_of(dice, kind.kind, scale.max))
            for n, kind in enumerate(kinds, 1)
        )
    }


def _survey(dice: Random, high: Decimal) -> dict[str, Any]:
    groups = dice.choice([("1",), ("0.65", "0.35"), ("0.5", "0.3", "0.2")])
    shares = dice.choice([("1", "0"), ("1", "0.6", "0.2", "0")])
    return {
        "options": tuple(Option(f"Mức {n}", Decimal(share)) for n, share in enumerate(shares, 1)),
        "respondents": tuple(Respondents(f"Nhóm {n}", Decimal(weight)) for n, weight in enumerate(groups, 1)),
        "zero": dice.choice(["refuse", "zero"]),
    }


MADE: Mapping[str, Callable[[Random, Decimal], dict[str, Any]]] = {
    "ratio": _ratio,
    "complement": lambda dice, _: {"bad": "Quá hạn", "whole": "Tổng", "zero": dice.choice(["refuse", "zero", "full"])},
    "bands": _bands_rule,
    "ratio_bands": _ratio_bands,
    "level": _levels,
    "checklist": _checklist,
    "count": _count,
    "sum": _parts,
    "best": _parts,
    "relative": lambda dice, _: {"input": "Số giao dịch", "places": dice.choice([0, 2])},
    "penalty": lambda dice, _: {"each": dice.choice([None, Decimal("0.5"), Decimal(3)])},
    "mandatory": lambda dice, _: {"wanted": dice.choice(["yes", "no"])},
    "informational": lambda dice, _: {"input": "Dân số", "places": dice.choice([0, 2])},
    "survey": _survey,
    "imported": lambda dice, _: {"source": "PAR INDEX", "out_of": dice.choice([Decimal(100), Decimal("9.5")])},
    "children": lambda dice, _: {"input": "Điểm", "out_of": Decimal(100), "zero": dice.choice(["refuse", "zero"])},
}  # fmt: skip
"""The keys of each kind that has any that matter."""


def rule_of(dice: Random, kind: str, high: Decimal) -> Rule:
    """A random rule of a kind, for a criterion of this maximum."""
    made: Any = BY_KIND[kind]
    ready: Rule = made(**MADE[kind](dice, high)) if kind in MADE else made()
    return ready


# ---------------------------------------------------------------- the tree
@dataclass
class _Tree:
    """Grows one ragged tree."""

    dice: Random
    groups: tuple[str, ...]
    left: int
    made: int = 0

    def nodes(self) -> tuple[Criterion, ...]:
        tops = []
        while self.left:
            tops.append(self.node(1))
        # Every group has something with a maximum.
        tops.append(Criterion("c0", "0", "Chung", Decimal(10), Decimal("0.5")))
        return tuple(tops)

    def node(self, level: int) -> Criterion:
        dice = self.dice
        self.made += 1
        common: dict[str, Any] = {
            "not_applicable": frozenset({"t1"}) if dice.random() < 0.15 else frozenset(),
            "weight": Decimal(dice.choice(["1"] * 7 + ["2", "0.4", "0.25"])),
            "dropped": "Năm nay không khảo sát" if dice.random() < 0.04 else "",
            "groups": frozenset({dice.choice(self.groups)}) if dice.random() < 0.1 else frozenset(),
            "how": dice.choice(["", "", "Theo quyết định"]),
            "evidence": dice.choice(["", "Báo cáo số 12/BC-UBND"]),
            "note": dice.choice(["", "", "Chỉ tính hồ sơ hợp lệ"]),
        }
        id_, code, name = f"c{self.made}", dice.choice(["", f"1.{self.made}0", "I"]), dice.choice(NAMES)
        if level < 4 and self.left > 1 and dice.random() < 0.35:
            children = [self.node(level + 1)]
            while self.left and dice.random() < 0.6:
                children.append(self.node(level + 1))
            return self._parent(id_, code, name, tuple(children), common)
        self.left -= 1
        kind = dice.choice(KINDS).kind
        free = kind in ("mandatory", "informational")
        high = Decimal(0) if free else dice.choice(MAXIMA)
        other = {dice.choice(self.groups): dice.choice(MAXIMA)} if not free and dice.random() < 0.1 else {}
        rule = rule_of(dice, kind, min([high, *other.values()]))
        if not all(
            flaw.check.severity < 40 for most in (high, *other.values()) for flaw in rule.flaws(Scale(most, STEPS[0]))
        ):
            other = {}
        return Criterion(
            id_,
            code,
            name,
            high,
            dice.choice(STEPS),
            markable=dice.random() < 0.3,
            group_max=other,
            rule=rule,
            **common,
        )

    def _parent(
        self, id_: str, code: str, name: str, children: tuple[Criterion, ...], common: dict[str, Any]
    ) -> Criterion:
        high = sum((child.max * child.weight for child in children), Decimal(0))
        cap = bool(high) and self.dice.random() < 0.2
        most = tidy(round_half_up(high * Decimal("0.6"), 1)) or Decimal(1) if cap else high
        return Criterion(id_, code, name, most, Decimal("0.5"), children, cap=cap, **common)


# ---------------------------------------------------------------- the rubric
def make_rubric(dice: Random, leaves: int = 8) -> Rubric:
    """A rubric of up to two groups."""
    groups = ("G1", "G2")[: dice.choice([1, 2, 2])]
    tops = _Tree(dice, groups, dice.randint(1, leaves)).nodes()
    rubric = Rubric(
        "sau", "Bộ tiêu chí sâu", "2026", "", (), tops,
        tuple(Group(name, f"Khối {name}", Decimal(100)) for name in groups),
        (Trait("t1", "Không có TTHC"),),
        Rounding(dice.randint(0, 4), dice.randint(0, 4), dice.randint(0, 4), "leaf", dice.choice(["rounded", "exact"])),
        ties=dice.choice(["shared", "dense"]),
        rank_by=dice.choice(["total", "index", "converted"]),
        shows_index=dice.random() < 0.3,
        aggregates=tuple(_aggregates(dice, tops)),
        bonus=dice.choice(["open", "capped"]),
    )  # fmt: skip
    return replace(rubric, groups=tuple(_group(dice, rubric, group) for group in rubric.groups))


def _aggregates(dice: Random, tops: tuple[Criterion, ...]) -> Iterator[Aggregate]:
    ids = [node.id for top in tops for node in _all(top)]
    for number in range(1, dice.choice([0, 1, 2]) + 1):
        yield Aggregate(f"a{number}", f"Trụ cột {number}", tuple(dice.sample(ids, min(len(ids), dice.randint(1, 3)))))


def _all(node: Criterion) -> Iterator[Criterion]:
    yield node
    for child in node.children:
        yield from _all(child)


def _group(dice: Random, rubric: Rubric, group: Group) -> Group:
    base: Any = dice.choice(["points", "percent", "index", "converted"])
    limit = full_max(rubric, group)
    highest = {"points": limit, "percent": Decimal(100), "index": Decimal(1), "converted": group.max}[base]
    shares = sorted(dice.sample(SHARES[1:], dice.randint(1, 3)), reverse=True)
    tiers = [
        Tier(f"Hạng {number}", tidy(round_half_up(highest * share, 4)), dice.random() < 0.3)
        for number, share in enumerate(shares, 1)
    ]
    nodes = [node for top in rubric.criteria for node in _all(top)]
    if dice.random() < 0.5:
        # What is only shown has no sub-total; loading refuses a bound on it.
        asked = [node.id for node in nodes if node.rule.kind != "informational"]
        chosen = dice.choice([*asked, *(made.id for made in rubric.aggregates)])
        tiers[0] = replace(tiers[0], at_least={chosen: Decimal(dice.choice(["0", "1", "2.5", "5"]))})
    gates = [node.id for node in nodes if node.rule.kind == "mandatory" and not node.children]
    if gates and dice.random() < 0.7:
        tiers[0] = replace(tiers[0], requires=(dice.choice(gates),))
    rest = [Tier("Còn lại", None)] if dice.random() < 0.6 else []
    return replace(group, base=base, tiers=tuple(tiers + rest) if dice.random() < 0.85 else ())


# ---------------------------------------------------------------- the round, the issue
def make_issue(dice: Random, leaves: int = 8, units: int = 3, *, scorer: Literal["member", "unit"] = "member") -> Issue:
    """One member's issue, or one unit's that scores itself."""
    rubric = make_rubric(dice, leaves)
    made: list[Unit] = []
    for group in rubric.groups:
        names = unique([dice.choice(UNITS) for _ in range(dice.randint(1, units))])
        for number, name in enumerate(names, 1):
            traits = frozenset({"t1"}) if dice.random() < 0.25 else frozenset()
            exempt = {dice.choice(list(rubric.nodes())).id: "không được giao"} if dice.random() < 0.2 else {}
            left_out = "Sáp nhập" if dice.random() < 0.05 else None
            made.append(Unit(f"{group.id}-{number:02}", name, group.id, (), None, traits, left_out, exempt))
    ids = tuple(group.id for group in rubric.groups)
    recused = frozenset(unit.id for unit in made if dice.random() < 0.1)
    lang: Any = dice.choice(["vi", "vi", "en"])
    round_ = Round(
        "thu-2026", "Thử", rubric.id, 2026, date(2026, 1, 5), date(2026, 1, 20), "a@b.vn", tuple(made),
        (Member("tv-1", "Nguyễn Văn An", "", ids, recused),), lang=lang, sheets="unit",
    )  # fmt: skip
    round_ = replace(round_, listed=_listed(dice, rubric, round_))
    if scorer == "unit":
        present = [unit for unit in made if unit.left_out is None] or [replace(made[0], left_out=None)]
        unit = dice.choice(present)
        own = Member(unit.id, unit.name, groups=(unit.group,))
        listed = {cell: figure for cell, figure in round_.listed.items() if cell[0] == unit.id}
        alone = replace(round_, units=(unit,), members=(own,), listed=listed)
        return Issue(rubric, alone, unit.id, 1, "unit")
    issue = Issue(rubric, slice_for(round_, "tv-1"), "tv-1", dice.randint(1, 3))
    return replace(issue, self_scores=_self_scores(dice, issue)) if dice.random() < 0.4 else issue


def _listed(dice: Random, rubric: Rubric, round_: Round) -> dict[CellId, Decimal]:
    found: dict[CellId, Decimal] = {}
    for unit in round_.units:
        for leaf in rubric.leaves_in(unit.group):
            for asked in leaf.inputs_in(unit.group):
                if asked.listed and dice.random() < 0.93:
                    found[unit.id, input_id(leaf.id, asked.id)] = _figure(dice, asked)
    return found


def _self_scores(dice: Random, issue: Issue) -> dict[str, SelfScore]:
    made: dict[str, SelfScore] = {}
    for unit in issue.round.units:
        leaves = issue.rubric.leaves_in(unit.group)
        facts = {input_id(leaf.id, one.id): _figure(dice, one) for leaf in leaves for one in leaf.inputs_in(unit.group)}
        points: dict[str, Score] = {leaf.id: dice.choice(MAXIMA) for leaf in leaves if dice.random() < 0.7}
        made[unit.id] = SelfScore(
            facts, points, {leaves[0].id: "https://a.vn/1"}, {leaves[0].id: "Đã hoàn thành " * 30}
        )
    return made


# ---------------------------------------------------------------- facts
def _figure(dice: Random, asked: Input) -> Decimal:
    """A figure that the input accepts; small and round ones come often."""
    if asked.kind in ("yes_no", "level"):
        return Decimal(dice.randint(int(asked.low), int(asked.high)))
    most = int(asked.high / asked.step)
    least = -int(-asked.low / asked.step)
    steps = [0, 1, least, most, most // 2, dice.randint(least, min(most, least + 400)), *WHOLES]
    return tidy(min(max(dice.choice(steps), least), most) * asked.step)


def _wrong(dice: Random, asked: Input) -> Score:
    off = asked.step * Decimal(dice.choice(["0.5", "0.1", "0.0001"]))
    candidates: list[Score] = [
        None, None, NOT_APPLICABLE, asked.high + asked.step, asked.low - asked.step, asked.low + off, asked.high - off,
        Decimal(-1), Decimal(123456789),
    ]  # fmt: skip
    # A cell holds fifteen digits, and in the last of them programs do not agree on what is equal.
    return dice.choice([one for one in candidates if not isinstance(one, Decimal) or len(one.as_tuple().digits) <= 14])


def _facts(dice: Random, leaf: Criterion, unit: Unit) -> dict[str, Decimal]:
    """Facts of a leaf without a clash, where some can be found soon."""
    scale, asked = leaf.scale_in(unit.group), leaf.inputs_in(unit.group)
    found: dict[str, Decimal] = {}
    for _ in range(6):
        found = {one.id: _figure(dice, one) for one in asked}
        if not next(iter(leaf.rule.clashes(found, scale)), None):
            break
    return found


def make_ballot(dice: Random, issue: Issue, *, faults: bool = True) -> Ballot:
    """What a scorer may type: whole units, blank ones, ones with marks, with and without reasons, and with faults."""
    scores: dict[CellId, Score] = {}
    remarks: dict[CellId, str] = {}
    links: dict[CellId, str] = {}
    for plan in unit_plans(issue):
        for sheet in plan.sheets:
            kinds = ["good", "good", "good", "marks", "faults", "blank"] if faults else ["good"]
            _fill_unit(dice, issue, sheet.unit, dice.choice(kinds), scores, remarks, links)
    asked = {
        (unit.id, input_id(leaf.id, one.id))
        for plan in unit_plans(issue)
        for unit, leaf, one, is_open in unit_cells(issue, plan.group)
        if is_open or not one.listed or leaf.id in shut_leaves(issue.rubric, unit)
    }
    assert scores.keys() == asked
    return Ballot(issue.member, issue.number, scores, remarks=remarks, links=links)


def _fill_unit(
    dice: Random, issue: Issue, unit: Unit, kind: str, scores: dict[CellId, Score],
    remarks: dict[CellId, str], links: dict[CellId, str],
) -> None:  # fmt: skip
    shut = shut_leaves(issue.rubric, unit)
    for leaf in issue.rubric.leaves_in(unit.group):
        asked = leaf.inputs_in(unit.group)
        if leaf.id in shut:
            scores |= {(unit.id, input_id(leaf.id, one.id)): NOT_APPLICABLE for one in asked}
            continue
        given: dict[str, Score] = {**_facts(dice, leaf, unit)}
        if kind == "marks" and leaf.markable and dice.random() < 0.7:
            given = dict.fromkeys(given)
            given[dice.choice(asked).id] = NOT_APPLICABLE
            if dice.random() < 0.8:
                remarks[unit.id, leaf.id] = "không phát sinh"
        if kind == "faults" and dice.random() < 0.4:
            one = dice.choice(asked)
            given[one.id] = _wrong(dice, one)
        if kind == "blank":
            given = dict.fromkeys(given)
        for one in asked:
            optional = one.optional and dice.random() < 0.5
            if not one.listed:
                scores[unit.id, input_id(leaf.id, one.id)] = None if optional else given[one.id]
        if dice.random() < 0.2:
            links[unit.id, leaf.id] = "https://vi-du.gov.vn/bao-cao.pdf"
            remarks.setdefault((unit.id, leaf.id), "Đã xem")


# ---------------------------------------------------------------- for Hypothesis
@st.composite
def deep_rubrics(draw: st.DrawFn, leaves: int = 8) -> Rubric:
    """A random deep rubric."""
    return make_rubric(draw(st.randoms(use_true_random=False)), leaves)


@st.composite
def deep_filled(
    draw: st.DrawFn,
    leaves: int = 8,
    units: int = 3,
    *,
    scorer: Literal["member", "unit"] = "member",
    faults: bool = True,
) -> tuple[Issue, Ballot]:
    """A random issue laid out by unit, and a ballot for it."""
    dice = draw(st.randoms(use_true_random=False))
    issue = make_issue(dice, leaves, units, scorer=scorer)
    return issue, make_ballot(dice, issue, faults=faults)
