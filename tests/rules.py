"""Rules for tests: one or more of every kind, all sound with a maximum of 10 (0 where they give no points),
and random ones with random facts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Literal

from workbook.points import round_half_up
from workbook.rules.bands import Band, Bands, Direction
from workbook.rules.best import Best
from workbook.rules.bonus import Bonus
from workbook.rules.checklist import Checklist, Item
from workbook.rules.children import Children
from workbook.rules.complement import Complement
from workbook.rules.count import Count
from workbook.rules.direct import Direct
from workbook.rules.imported import Imported
from workbook.rules.informational import Informational
from workbook.rules.level import Level, Levels
from workbook.rules.mandatory import Mandatory
from workbook.rules.parts import SIMPLE, Part
from workbook.rules.penalty import Penalty
from workbook.rules.ratio import Ratio
from workbook.rules.ratio_bands import RatioBands
from workbook.rules.relative import Relative
from workbook.rules.rule import Input, Rule, Scale
from workbook.rules.sum import Sum
from workbook.rules.survey import Option, Respondents, Survey
from workbook.rules.yes_no import YesNo

D = Decimal
ONE_OF_ALL: tuple[Rule, ...] = (
    Direct(),
    Ratio("Số hồ sơ nộp trực tuyến", "Tổng số hồ sơ", "hồ sơ"),
    Complement("Số hồ sơ quá hạn", "Tổng số hồ sơ", "hồ sơ", zero="full"),
    Bands(
        "Số cuộc họp",
        (Band(D(4), D(10)), Band(D(3), D("7.5")), Band(D(2), share=D("0.5")), Band(D(0), D(1), strict=True)),
    ),
    RatioBands(
        "Số thủ tục", "Tổng số thủ tục", (Band(D(80), share=D(1)), Band(D("33.3"), D(5)), Band(D(0), D(1), strict=True))
    ),
    YesNo("Có kế hoạch"),
    Levels((Level("Toàn đơn vị", share=D(1)), Level("Một phần", D("2.55")), Level("Chưa làm", D(0)))),
    Checklist((Item("Tường lửa", D(4)), Item("Sao lưu", share=D("0.35")), Item("Diễn tập", D("2.5")))),
    Count("Số sáng kiến", D("0.15"), "sáng kiến"),
    Sum((Part("Tỷ lệ", D(6), rule=Ratio("a", "b", zero="zero")), Part("Đếm", D(4), rule=Count("n", D("0.3"))))),
    Best(
        (Part("Cổng", D(10), rule=YesNo()), Part("Tỷ lệ", D(8), rule=Ratio("a", "b", over="cap")), Part("Chấm", D(5)))
    ),
    Relative("Số hồ sơ trực tuyến"),
    Bonus(),
    Penalty(),
    Mandatory(),
    Informational("Dân số", "người"),
    Survey(
        (Option("Tốt", D(1)), Option("Khá", D("0.6")), Option("Kém", D(0))),
        (Respondents("Người dân", D("0.65")), Respondents("Doanh nghiệp", D("0.35"))),
    ),
    Imported("Chỉ số cải cách hành chính", D(100)),
    Children("Điểm của các xã", D(100)),
)
EXAMPLES: tuple[Rule, ...] = (
    *ONE_OF_ALL,
    Ratio("a", "b", zero="zero", over="cap", target=D("0.8")),
    Complement("Số lỗi", "b"),
    Bands(
        "Chênh lệch",
        (Band(D("-1.5"), D(10)), Band(D(0), D(5), strict=True), Band(D(0), D(4)), Band(D("2.25"), D(1))),
        direction="to",
        places=2,
        least=D(-100),
        most=D(100),
    ),
    RatioBands(
        "a", "b", (Band(D("12.5"), D(10), strict=True), Band(D(50), D(5))), direction="to", zero="zero", over="cap"
    ),
    Sum(
        (
            Part("Mức", D(3), rule=Levels((Level("Đủ", D(3)), Level("Thiếu", D("1.5"))))),
            Part("Danh mục", D(3), rule=Checklist((Item("x", D(2)), Item("y", D(1))))),
            Part("Còn lại", D(2), rule=Complement("Số trễ", "Số việc")),
            Part("Chấm", D(2), D("0.25")),
        )
    ),
    Best(
        (
            Part("Theo mức", D(10), rule=Bands("Số lớp", (Band(D(3), D(10)), Band(D(1), D(3))))),
            Part("Theo tỷ lệ", D(9), rule=RatioBands("a", "b", (Band(D(50), share=D(1)),), zero="zero")),
        )
    ),
    Relative("Doanh thu", "tỷ đồng", 2),
    Penalty(D("0.35"), "Số lần báo cáo chậm", "lần"),
    Mandatory("Có vi phạm", "no"),
    Survey((Option("Hài lòng", D(1)), Option("Không", D("0.2"))), (Respondents("Người dân"),), zero="zero"),
    Imported("PAPI", D(8), places=4),
    Children("Chỉ số", D(1), places=3, zero="zero"),
)


def facts(text: str) -> dict[str, Decimal]:
    """ "a=1 b=2" -> facts by input id; a figure alone is the only input's, nothing is no facts."""
    pairs = (pair.rpartition("=") for pair in text.split())
    return {name: Decimal(figure) for name, _, figure in pairs}


# ---------------------------------------------------------------- random rules and facts
def any_rule(random: Random, kind: str, top: Decimal) -> Rule:
    """A sound rule of the kind for a criterion of this maximum."""
    return _MAKERS[kind](random, top)


def any_facts(random: Random, rule: Rule, scale: Scale) -> dict[str, Decimal]:
    """Facts within the inputs' limits: bounds, zeros, and many that make exact halves."""
    given = {asked.id: _figure(random, asked) for asked in rule.inputs(scale)}
    for part in [name for name in given if name.rpartition(".")[2] in ("a", "bad", "sum")]:
        whole = part.removesuffix("a").removesuffix("bad") + "b"
        if random.random() < 0.8 and whole in given:
            given[whole] = D(random.choice(_WHOLES))
            given[part] = D(random.randint(0, int(given[whole])))
    return given


_WHOLES = (0, 1, 3, 7, 8, 16, 40, 80, 160, 200, 400, 800, 1600, 2000, 4000, 99_999, 9_999_999, 10_000_000)


def _figure(random: Random, asked: Input) -> Decimal:
    steps = int((asked.high - asked.low) / asked.step)
    way = random.random()
    if way < 0.15:
        return random.choice((asked.low, asked.high))
    return asked.low + asked.step * random.randint(0, min(steps, random.choice((3, 20, 400, steps))))


def _shares(random: Random, top: Decimal, rows: int) -> list[Decimal | None]:
    """Points of rows from the maximum down, on a grid that makes halves."""
    fine = sorted((random.randint(0, 400) for _ in range(rows - 1)), reverse=True)
    return [top, *(round_half_up(top * part / 400, 3) for part in fine)]


def _bands(random: Random, top: Decimal, high: int, places: int, direction: Direction) -> tuple[Band, ...]:
    rows = random.randint(1, 5)
    grid = random.sample(range(1, high * 10**places), rows)
    bounds = [D(bound).scaleb(-places) for bound in sorted(grid, reverse=direction == "from")]
    worth = _shares(random, top, rows)
    return tuple(Band(bound, each, strict=random.random() < 0.3) for bound, each in zip(bounds, worth, strict=True))


def _any_bands(random: Random, top: Decimal) -> Rule:
    places, direction = random.choice((0, 0, 1, 2)), random.choice(_DIRECTIONS)
    bands = _bands(random, top, 40, places, direction)
    return Bands("x", bands, direction=direction, places=places, least=D(random.choice((0, -5))), most=D(60))


def _any_ratio_bands(random: Random, top: Decimal) -> Rule:
    direction = random.choice(_DIRECTIONS)
    bands = _bands(random, top, 100, random.choice((0, 1, 4)), direction)
    return RatioBands("a", "b", bands, "", direction, random.choice(_ZEROS[:2]), random.choice(_OVERS))


def _any_ratio(random: Random, top: Decimal) -> Rule:
    target = D(random.choice(("1", "1", "0.8", "0.95", "0.5")))
    return Ratio("a", "b", "", random.choice(_ZEROS), random.choice(_OVERS), target)


def _any_checklist(random: Random, top: Decimal) -> Rule:
    cuts = sorted(D(random.randint(0, 200)) / 200 for _ in range(random.randint(0, 4)))
    pairs = zip((D(0), *cuts), (*cuts, D(1)), strict=True)
    return Checklist(tuple(Item(f"Mục {n}", share=high - low) for n, (low, high) in enumerate(pairs)))


def _any_levels(random: Random, top: Decimal) -> Rule:
    worth = _shares(random, top, random.randint(2, 6))
    return Levels(tuple(Level(f"Mức {n}", each) for n, each in enumerate(worth)))


def _part(random: Random, number: int, top: Decimal) -> Part:
    kind = random.choice([kind for kind in _MAKERS if kind in {simple.kind for simple in SIMPLE}])
    return Part(f"Phần {number}", top, D("0.25"), any_rule(random, kind, top))


def _any_sum(random: Random, top: Decimal) -> Rule:
    first = round_half_up(top * random.randint(1, 9) / 10, 2)
    return Sum((_part(random, 1, first), _part(random, 2, top - first)))


def _any_best(random: Random, top: Decimal) -> Rule:
    rest = (round_half_up(top * random.randint(1, 10) / 10, 2) for _ in range(random.randint(1, 3)))
    return Best(tuple(_part(random, number, high) for number, high in enumerate((top, *rest), 1)))


def _any_survey(random: Random, top: Decimal) -> Rule:
    options = tuple(
        Option(f"Mức {n}", share) for n, share in enumerate((D(1), *(D(random.randint(0, 10)) / 10 for _ in "12")))
    )
    weight = D(random.randint(1, 19)) / 20
    asked = random.choice(((Respondents("Dân"),), (Respondents("Dân", weight), Respondents("Cán bộ", 1 - weight))))
    return Survey(options, asked, random.choice(_ZEROS[:2]))


def _any_children(random: Random, top: Decimal) -> Rule:
    return Children("Điểm", D(random.choice((1, 8, 100))), random.randint(0, 4), random.choice(_ZEROS[:2]))


_ZEROS: tuple[Literal["refuse"], Literal["zero"], Literal["full"]] = ("refuse", "zero", "full")
_OVERS: tuple[Literal["refuse"], Literal["cap"]] = ("refuse", "cap")
_DIRECTIONS: tuple[Direction, ...] = ("from", "to")
_EACH = ("0.05", "0.125", "0.3", "1", "2.5")
_MAKERS: dict[str, Callable[[Random, Decimal], Rule]] = {
    "direct": lambda random, top: Direct(),
    "ratio": _any_ratio,
    "complement": lambda random, top: Complement("bad", "b", "", random.choice(_ZEROS)),
    "bands": _any_bands,
    "ratio_bands": _any_ratio_bands,
    "yes_no": lambda random, top: YesNo(random.choice(("", "Có kế hoạch"))),
    "level": _any_levels,
    "checklist": _any_checklist,
    "count": lambda random, top: Count("n", D(random.choice(_EACH))),
    "sum": _any_sum,
    "best": _any_best,
    "relative": lambda random, top: Relative("x", "", random.choice((0, 0, 2))),
    "bonus": lambda random, top: Bonus(),
    "penalty": lambda random, top: Penalty(random.choice((None, *map(D, _EACH)))),
    "mandatory": lambda random, top: Mandatory(wanted=random.choice(("yes", "no"))),
    "informational": lambda random, top: Informational(places=random.choice((0, 2))),
    "survey": _any_survey,
    "imported": lambda random, top: Imported("x", D(random.choice((1, 8, 100, 1000))), "", random.randint(0, 4)),
    "children": _any_children,
}
