"""Every kind of scoring rule by itself: facts in, points out; what clashes; what is wrong with a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import get_type_hints

import pytest

from tests.rules import EXAMPLES, facts
from workbook.catalogue import rules as said_of_rules
from workbook.catalogue import score as said_of_score
from workbook.findings import Check, Place, Words, finding, say
from workbook.rules import entry, limits
from workbook.rules.bands import Band, Bands
from workbook.rules.best import Best
from workbook.rules.bonus import Bonus
from workbook.rules.checklist import Checklist, Item
from workbook.rules.children import Children
from workbook.rules.complement import Complement
from workbook.rules.count import Count
from workbook.rules.direct import Direct
from workbook.rules.imported import Imported
from workbook.rules.informational import Informational
from workbook.rules.kinds import BY_KIND, KINDS
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
TEN = Scale(D(10), D("0.5"))
NONE = Scale(D(0), D(1))


def points(rule: Rule, given: str, scale: Scale = TEN, best: str = "") -> Fraction:
    """What a rule makes of facts; "a=1 b=2", or "3" for the only one."""
    return rule.exact(facts(given), scale, facts(best))


# ---------------------------------------------------------------- points
RATIO = Ratio("a", "b")
HALVES = (Band(D(80), share=D(1)), Band(D(50), D(5)), Band(D(50), D(4)))
MEETINGS = Bands("Số cuộc họp", (Band(D(4), D(10)), Band(D(3), D("7.5")), Band(D(1), share=D("0.25"))))
DAYS = Bands("Số ngày chậm", (Band(D(0), D(10)), Band(D(5), D(4), strict=True)), direction="to")
SHARES = RatioBands("a", "b", (Band(D(80), share=D(1)), Band(D("33.3"), D(5)), Band(D(0), D(1), strict=True)))
BAD_SHARES = RatioBands("a", "b", (Band(D(1), D(10), strict=True), Band(D(5), D(5))), direction="to", zero="zero")
LEVELS = Levels((Level("Toàn bộ", share=D(1)), Level("Một phần", D("2.5")), Level("Chưa", D(0))))
LIST = Checklist((Item("Tường lửa", D(4)), Item("Sao lưu", share=D("0.35")), Item("Diễn tập", D("2.5"))))
SUM = Sum((Part("Tỷ lệ", D(6), rule=RATIO), Part("Hội nghị", D(4), rule=Count("Số hội nghị", D("0.3")))))
BEST = Best((Part("Có cổng", D(10), rule=YesNo()), Part("Có trang", D(8), rule=LEVELS), Part("Chấm", D(5), D(1))))
SURVEY = Survey(
    (Option("Tốt", D(1)), Option("Khá", D("0.6")), Option("Kém", D(0))),
    (Respondents("Người dân", D("0.65")), Respondents("Doanh nghiệp", D("0.35"))),
)


@pytest.mark.parametrize(
    ("rule", "given", "made"),
    [
        (Direct(), "7.5", "7.5"),
        (Direct(), "0", "0"),
        # a share of facts
        (RATIO, "a=1 b=3", "10/3"),
        (RATIO, "a=0 b=3", "0"),
        (RATIO, "a=3 b=3", "10"),
        (RATIO, "a=1 b=2000", "0.005"),
        (RATIO, "a=9999999 b=10000000", "9.999999"),
        (RATIO, "a=4 b=3", "10"),  # a waiver lets it stand
        (Ratio("a", "b", over="cap"), "a=5 b=4", "10"),
        (Ratio("a", "b", zero="zero"), "a=0 b=0", "0"),
        (Ratio("a", "b", zero="full"), "a=0 b=0", "10"),
        (Ratio("a", "b", target=D("0.8")), "a=79 b=100", "9.875"),
        (Ratio("a", "b", target=D("0.8")), "a=80 b=100", "10"),
        (Ratio("a", "b", target=D("0.8")), "a=81 b=100", "10"),
        (Complement("bad", "b"), "bad=1 b=8", "8.75"),
        (Complement("bad", "b"), "bad=0 b=8", "10"),
        (Complement("bad", "b"), "bad=8 b=8", "0"),
        (Complement("bad", "b"), "bad=9 b=8", "0"),  # a waiver lets it stand
        (Complement("bad", "b", zero="zero"), "bad=0 b=0", "0"),
        (Complement("bad", "b", zero="full"), "bad=0 b=0", "10"),
        # bands
        (MEETINGS, "5", "10"),
        (MEETINGS, "4", "10"),
        (MEETINGS, "3", "7.5"),
        (MEETINGS, "2", "2.5"),
        (MEETINGS, "0", "0"),
        (DAYS, "0", "10"),
        (DAYS, "1", "4"),
        (DAYS, "5", "0"),
        (SHARES, "a=8 b=10", "10"),
        (SHARES, "a=7999999 b=9999999", "5"),
        (SHARES, "a=8000000 b=9999999", "10"),
        (SHARES, "a=333 b=1000", "5"),
        (SHARES, "a=1 b=3", "5"),
        (SHARES, "a=332 b=1000", "1"),
        (SHARES, "a=0 b=1000", "0"),
        (SHARES, "a=9 b=8", "10"),  # a waiver lets it stand
        (BAD_SHARES, "a=0 b=100", "10"),
        (BAD_SHARES, "a=1 b=100", "5"),
        (BAD_SHARES, "a=5 b=100", "5"),
        (BAD_SHARES, "a=51 b=1000", "0"),
        (BAD_SHARES, "a=0 b=0", "0"),
        # answers
        (YesNo(), "1", "10"),
        (YesNo("Có kế hoạch"), "0", "0"),
        (LEVELS, "1", "10"),
        (LEVELS, "2", "2.5"),
        (LEVELS, "3", "0"),
        (LEVELS, "4", "0"),  # a waiver lets it stand
        (LIST, "p1=1 p2=1 p3=1", "10"),
        (LIST, "p1=0 p2=1 p3=0", "3.5"),
        (LIST, "p1=0 p2=0 p3=0", "0"),
        (Count("Số sáng kiến", D("0.75")), "3", "2.25"),
        (Count("Số sáng kiến", D("0.75")), "14", "10"),
        (Count("Số sáng kiến", D("0.75"), limit=D(4)), "6", "4"),
        (Count("Số sáng kiến", D("0.75")), "0", "0"),
        # rules of rules
        (SUM, "1.a=1 1.b=3 2=5", "3.5"),
        (SUM, "1.a=3 1.b=3 2=100", "10"),
        (BEST, "1=0 2=1 3=3", "8"),
        (BEST, "1=0 2=2 3=3", "3"),
        (BEST, "1=1 2=1 3=5", "10"),
        # beyond the scale, and without points
        (Bonus(), "2.5", "2.5"),
        (Penalty(), "2.5", "-2.5"),
        (Penalty(), "0", "0"),
        (Penalty(each=D("0.75")), "3", "-2.25"),
        (Penalty(each=D("0.75")), "99", "-10"),
        (Mandatory(), "1", "1"),
        (Mandatory(), "0", "0"),
        (Mandatory(wanted="no"), "1", "0"),
        (Mandatory(wanted="no"), "0", "1"),
        (Informational(), "1200000", "0"),
        (Informational(), "", "0"),
        # from lists
        (SURVEY, "r1o1=10 r1o2=0 r1o3=0 r2o1=3 r2o2=0 r2o3=0", "10"),
        (SURVEY, "r1o1=1 r1o2=1 r1o3=1 r2o1=0 r2o2=7 r2o3=0", "167/30"),
        (SURVEY, "r1o1=0 r1o2=0 r1o3=0 r2o1=0 r2o2=7 r2o3=0", "2.1"),
        (Imported("PAR INDEX", D(100)), "85.25", "8.525"),
        (Imported("PAR INDEX", D(100)), "100", "10"),
        (Imported("PAR INDEX", D(100)), "101", "10"),  # a waiver lets it stand
        (Children("Điểm của xã", D(100)), "sum=250 count=3", "25/3"),
        (Children("Điểm của xã", D(100)), "sum=300 count=3", "10"),
        (Children("Điểm của xã", D(100)), "sum=301 count=3", "10"),  # a waiver lets it stand
        (Children("Điểm của xã", D(100), zero="zero"), "sum=0 count=0", "0"),
    ],
)
def test_points(rule: Rule, given: str, made: str) -> None:
    assert points(rule, given) == Fraction(made)


@pytest.mark.parametrize(
    ("given", "best", "made"), [("5", "20", "2.5"), ("20", "20", "10"), ("0", "0", "0"), ("1", "3", "10/3")]
)
def test_points_beside_the_highest_of_the_group(given: str, best: str, made: str) -> None:
    assert points(Relative("Số hồ sơ"), given, best=best) == Fraction(made)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_points_stay_within_the_limits_that_a_rule_tells(rule: Rule) -> None:
    scale = scale_of(rule)
    for corner in corners(rule, scale):
        best = {asked.id: asked.high for asked in rule.inputs(scale)}
        assert rule.lowest(scale) <= rule.exact(corner, scale, best) <= rule.highest(scale)


def scale_of(rule: Rule) -> Scale:
    return TEN if rule.counts else NONE


def corners(rule: Rule, scale: Scale) -> list[dict[str, Decimal]]:
    """All facts lowest, all highest, and each alone highest."""
    asked = rule.inputs(scale)
    low = {one.id: one.low for one in asked}
    return [low, {one.id: one.high for one in asked}, *({**low, one.id: one.high} for one in asked)]


# ---------------------------------------------------------------- clashes
@pytest.mark.parametrize(
    ("rule", "given", "where"),
    [
        (RATIO, "a=1 b=2", None),
        (RATIO, "a=0 b=0", "b"),
        (RATIO, "a=3 b=2", "a"),
        (RATIO, "b=0", "b"),
        (RATIO, "a=3", None),
        (Ratio("a", "b", zero="zero"), "a=0 b=0", None),
        (Ratio("a", "b", zero="zero"), "a=1 b=0", "a"),
        (Ratio("a", "b", over="cap"), "a=3 b=2", None),
        (Complement("bad", "b"), "bad=0 b=0", "b"),
        (Complement("bad", "b", zero="full"), "bad=0 b=0", None),
        (Complement("bad", "b", zero="full"), "bad=3 b=2", "bad"),
        (SHARES, "a=0 b=0", "b"),
        (SHARES, "a=3 b=2", "a"),
        (BAD_SHARES, "a=0 b=0", None),
        (SUM, "1.a=3 1.b=2 2=0", "1.a"),
        (SUM, "1.a=0 1.b=0 2=0", "1.b"),
        (SUM, "1.a=1 1.b=2 2=0", None),
        (Best((Part("x", D(10)), Part("y", D(10), rule=RATIO))), "1=0 2.a=3 2.b=2", "2.a"),
        (SURVEY, "r1o1=0 r1o2=0 r1o3=0 r2o1=1 r2o2=0 r2o3=0", "r1o1"),
        (SURVEY, "r1o1=1 r1o2=0 r1o3=0 r2o1=0 r2o2=0 r2o3=0", "r2o1"),
        (SURVEY, "r1o1=1 r1o2=0 r1o3=0 r2o1=0 r2o2=0", None),
        (SURVEY, "r1o1=0 r1o2=0 r1o3=1 r2o1=0 r2o2=0 r2o3=1", None),
        (Children("x", D(100)), "sum=0 count=0", "count"),
        (Children("x", D(100), zero="zero"), "sum=0 count=0", None),
        (Children("x", D(100)), "sum=300 count=3", None),
        (Children("x", D(100)), "sum=300.01 count=3", "sum"),
    ],
)
def test_facts_that_cannot_stand_together(rule: Rule, given: str, where: str | None) -> None:
    assert [clash.input for clash in rule.clashes(facts(given), TEN)] == ([where] if where else [])


@pytest.mark.parametrize(
    ("rule", "given", "check", "words"),
    [
        (RATIO, "a=0 b=0", said_of_score.WHOLE_ZERO, "“b” bằng 0"),
        (RATIO, "a=3 b=2", said_of_score.PART_ABOVE_WHOLE, "“a” (3) lớn hơn “b” (2)"),
        (SURVEY, "r1o1=0 r1o2=0 r1o3=0", said_of_score.NO_ANSWERS, "nhóm “Người dân” không có phiếu"),
        (Children("Điểm xã", D(100)), "count=0", said_of_score.NO_CHILDREN, "số liệu “Điểm xã”"),
        (Children("Điểm xã", D(5)), "sum=16 count=3", said_of_score.MEAN_ABOVE_SCALE, "tổng 16 của 3 đơn vị"),
    ],
)
def test_a_clash_is_said_with_its_figures(rule: Rule, given: str, check: Check, words: str) -> None:
    [clash] = rule.clashes(facts(given), TEN)
    assert clash.check is check
    found = finding(check, Place(), unit="Sở Y tế", criterion="1.1", **clash.facts)
    assert words in say(found, "vi")
    assert "Sở Y tế" in say(found, "en")


# ---------------------------------------------------------------- what is wrong with a rule
def shares(*bands: Band) -> RatioBands:
    return RatioBands("a", "b", bands)


def asks(*worth: str) -> Survey:
    return Survey(tuple(Option(f"{n}", D(share)) for n, share in enumerate(worth)), (Respondents("x"),))


@pytest.mark.parametrize(
    ("rule", "scale", "check", "path"),
    [
        (Ratio("a", "b", target=D("1.2")), TEN, said_of_rules.SHARE_ABOVE_ONE, ("target",)),
        (Bands("x", HALVES[:2], least=D(9), most=D(9)), TEN, said_of_rules.LIMITS_REVERSED, ("least",)),
        (Bands("x", HALVES[:2], most=D(79)), TEN, said_of_rules.BAND_OUTSIDE, ("bands", 0, "bound")),
        (Bands("x", HALVES[:2], least=D(51)), TEN, said_of_rules.BAND_OUTSIDE, ("bands", 1, "bound")),
        (Bands("x", (Band(D("0.5"), D(10)),)), TEN, said_of_rules.BAND_TOO_FINE, ("bands", 0, "bound")),
        (Bands("x", HALVES), TEN, said_of_rules.BANDS_UNSORTED, ("bands", 2, "bound")),
        (Bands("x", HALVES[:2], direction="to"), TEN, None, ()),
        (Bands("x", (Band(D(5), D(5)), Band(D(4), D(10)))), TEN, said_of_rules.BAND_WORTH_RISES, ("bands", 1)),
        (Bands("x", (Band(D(5)),)), TEN, said_of_rules.WORTH_UNCLEAR, ("bands", 0)),
        (Bands("x", (Band(D(5), D(1), D(1)),)), TEN, said_of_rules.WORTH_UNCLEAR, ("bands", 0)),
        (Bands("x", (Band(D(5), D(11)),)), TEN, said_of_rules.WORTH_ABOVE_MAX, ("bands", 0)),
        (Bands("x", (Band(D(5), D(9)),)), TEN, said_of_rules.NEVER_FULL, ("bands",)),
        (shares(Band(D(101), D(10))), TEN, said_of_rules.BAND_OUTSIDE, ("bands", 0, "bound")),
        (shares(Band(D(100), D(10), strict=True)), TEN, said_of_rules.BAND_OUTSIDE, ("bands", 0, "bound")),
        (shares(Band(D("33.33333"), D(10))), TEN, said_of_rules.PERCENT_TOO_FINE, ("bands", 0, "bound")),
        (Levels((Level("A", D(11)), Level("B", D(0)))), TEN, said_of_rules.WORTH_ABOVE_MAX, ("levels", 0)),
        (Levels((Level("A", D(10)), Level("a", D(0)))), TEN, said_of_rules.SAME_ROW_NAME, ("levels", 1, "name")),
        (Levels((Level("A", D(9)), Level("B", D(0)))), TEN, said_of_rules.NEVER_FULL, ("levels",)),
        (Checklist((Item("A", D(6)), Item("B", D(5)))), TEN, said_of_rules.PARTS_ABOVE_MAX, ("parts",)),
        (Checklist((Item("A", D(6)), Item("B", D(3)))), TEN, said_of_rules.NEVER_FULL, ("parts",)),
        (Checklist((Item("A", share=D("0.5")), Item("B"))), TEN, said_of_rules.WORTH_UNCLEAR, ("parts", 1)),
        (Count("x", D(1), limit=D(11)), TEN, said_of_rules.LIMIT_ABOVE_MAX, ("limit",)),
        (Count("x", D(1), limit=D(9)), TEN, said_of_rules.NEVER_FULL, ("limit",)),
        (Sum((Part("A", D(6)), Part("B", D(5)))), TEN, said_of_rules.PARTS_ABOVE_MAX, ("parts",)),
        (Sum((Part("A", D(6)), Part("B", D(3)))), TEN, said_of_rules.NEVER_FULL, ("parts",)),
        (Sum((Part("A", D(6)), Part("A", D(4)))), TEN, said_of_rules.SAME_ROW_NAME, ("parts", 1, "name")),
        (Best((Part("A", D(10)), Part("B", D(11)))), TEN, said_of_rules.WORTH_ABOVE_MAX, ("parts", 1, "max")),
        (Best((Part("A", D(5)), Part("B", D(9)))), TEN, said_of_rules.NEVER_FULL, ("parts",)),
        (
            Sum((Part("A", D(5)), Part("B", D(5), rule=Bands("x", (Band(D(1), D(6)),))))),
            TEN,
            said_of_rules.WORTH_ABOVE_MAX,
            ("parts", 1, "bands", 0),
        ),
        (Mandatory(), TEN, said_of_rules.MAX_NOT_ZERO, ()),
        (Informational(), TEN, said_of_rules.MAX_NOT_ZERO, ()),
        (Survey(SURVEY.options, SURVEY.respondents[:1]), TEN, said_of_rules.WEIGHTS_NOT_ONE, ("respondents",)),
        (asks("2", "1"), TEN, said_of_rules.SHARE_ABOVE_ONE, ("options", 0, "share")),
        (asks("0.9", "0"), TEN, said_of_rules.NEVER_FULL, ("options",)),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rule(rule: Rule, scale: Scale, check: Check | None, path: tuple[str | int, ...]) -> None:
    flaws = list(rule.flaws(scale))
    assert check is None or (check.code, path) in [(flaw.check.code, flaw.path) for flaw in flaws]
    for flaw in flaws:
        assert say(finding(flaw.check, Place(), **flaw.facts), "vi")


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_examples_are_sound(rule: Rule) -> None:
    assert list(rule.flaws(scale_of(rule))) == []
    length, depth = limits.formula_limits(rule, scale_of(rule))
    assert length <= limits.LONGEST and depth <= limits.DEEPEST


def test_bands_of_one_bound_may_be_strict_first() -> None:
    rule = Bands("x", (Band(D(5), D(10), strict=True), Band(D(5), D(4))))
    assert list(rule.flaws(TEN)) == []
    assert [points(rule, figure) for figure in ("6", "5", "4")] == [10, 4, 0]


# ---------------------------------------------------------------- what Excel can take
def test_a_formula_that_excel_would_not_take_is_told() -> None:
    deep = Bands("x", tuple(Band(D(100 - n), D(10)) for n in range(60)))
    long = Checklist(tuple(Item(f"{n}", D("0.0625")) for n in range(160)))
    assert limits.formula_limits(deep, TEN).depth == 60 > limits.DEEPEST
    assert limits.formula_limits(long, TEN).length > limits.LONGEST
    assert limits.formula_limits(Direct(), TEN) == (len("$XFD$1048576"), 0)


@pytest.mark.parametrize(
    ("formula", "depth"), [("A1", 0), ("IF(A1>0,(1+2),0)", 2), ('IF(A1="((",1,0)', 1), ("'a((b'!A1", 0), ("", 0)]
)
def test_nesting_is_counted_outside_texts(formula: str, depth: int) -> None:
    assert limits.nesting(formula) == depth


@pytest.mark.parametrize("rule", EXAMPLES)
@pytest.mark.parametrize("markable", [False, True])
def test_validations_and_lists_fit(rule: Rule, markable: bool) -> None:
    for asked in rule.inputs(scale_of(rule)):
        assert len(entry.fits_formula(asked, "$XFD$1048576", "Có", "Không", markable)) <= 255
        assert limits.entry_length(asked, "Có", "Không") <= limits.LONGEST_ENTRY
        items = entry.list_items(asked, "Có", "Không", markable)
        assert items is None or (len(",".join(items)) <= 255 and not any("," in item or "." in item for item in items))
        assert all(len(words) <= 200 for words in entry.hint(asked))


# ---------------------------------------------------------------- what each kind says of itself
def test_the_kinds_are_told_apart() -> None:
    assert len(BY_KIND) == len(KINDS) == 19
    assert {type(rule) for rule in EXAMPLES} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_it_does_in_both_languages(kind: type[Rule]) -> None:
    for words in (kind.title, kind.doc):
        assert words.vi and words.en and words.vi != words.en
    for each in fields(kind):  # type: ignore[arg-type]  # every kind is a dataclass
        assert isinstance(each.metadata["words"], Words) and "example" in each.metadata, each.name
        assert get_type_hints(kind)[each.name] is not float


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_says_how_it_is_scored_with_its_maximum(rule: Rule) -> None:
    how = rule.how(scale_of(rule))
    assert how.vi and how.en
    assert not rule.counts or isinstance(rule, Levels | Checklist | Sum | Best | Bands | RatioBands) or "10" in how.vi


@pytest.mark.parametrize("rule", EXAMPLES)
def test_inputs_are_named_apart_and_accept_their_limits(rule: Rule) -> None:
    asked = rule.inputs(scale_of(rule))
    assert len({one.id for one in asked}) == len(asked) == len({one.label for one in asked})
    for one in asked:
        assert one.accepts(one.low) and one.accepts(one.high)
        assert not one.accepts(one.low - one.step) and not one.accepts(one.high + one.step)
        assert not one.accepts(one.low + one.step / 2)
        assert one.label.vi and one.label.en
    assert len(asked) == 1 or all(one.id for one in asked)


@pytest.mark.parametrize(
    ("rule", "vi"),
    [
        (Direct(), "Chấm từ 0 đến 10 điểm, bước 0,5"),
        (Ratio("số hồ sơ", "tổng số", target=D("0.8")), "a / b × 10; a: số hồ sơ; b: tổng số; đạt 80 % được đủ điểm"),
        (Ratio("x", "y", zero="full", over="cap"), "a / b × 10; a: x; b: y; b = 0: 10 điểm; a > b tính như a = b"),
        (Complement("số trễ", "tổng số"), "(b − a) / b × 10; a: số trễ; b: tổng số"),
        (MEETINGS, "Số cuộc họp: từ 4: 10; từ 3: 7,5; từ 1: 2,5; còn lại: 0"),
        (BAD_SHARES, "a / b: dưới 1%: 10; đến 5%: 5; còn lại: 0; a: a; b: b; b = 0: 0 điểm"),
        (YesNo("Có quy chế"), "Có quy chế: Có: 10; Không: 0"),
        (LEVELS, "1 = Toàn bộ: 10; 2 = Một phần: 2,5; 3 = Chưa: 0"),
        (LIST, "Cộng: Tường lửa: 4; Sao lưu: 3,5; Diễn tập: 2,5"),
        (Count("Số sáng kiến", D("0.5"), "sáng kiến", D(3)), "Số sáng kiến: 0,5 điểm mỗi sáng kiến, tối đa 3"),
        (
            Sum((Part("Tỷ lệ", D(6), rule=RATIO), Part("Chấm", D(4), D(1)))),
            "Cộng: (1) Tỷ lệ, tối đa 6: a / b × 6; a: a; b: b; (2) Chấm, tối đa 4: Chấm từ 0 đến 4 điểm, bước 1",
        ),
        (Relative("Số hồ sơ"), "x / số cao nhất của khối × 10; x: Số hồ sơ"),
        (Bonus(), "Thưởng từ 0 đến 10 điểm, bước 0,5; ngoài thang điểm"),
        (Penalty(), "trừ từ 0 đến 10 điểm, bước 0,5"),
        (Penalty(D(2), "Báo cáo chậm", "lần"), "Báo cáo chậm: trừ 2 điểm mỗi lần, nhiều nhất 10"),
        (Mandatory("Có kế hoạch"), "Có kế hoạch: phải là Có; không tính điểm"),
        (Informational("Dân số"), "Dân số: thông tin, không tính điểm"),
        (
            SURVEY,
            "Phiếu điều tra × 10; Tốt: 100 %; Khá: 60 %; Kém: 0 %; Người dân: trọng số 0,65; "
            "Doanh nghiệp: trọng số 0,35",
        ),
        (Imported("PAR INDEX", D(100)), "x / 100 × 10; x: PAR INDEX"),
        (Children("Điểm của xã", D(100)), "Trung bình các đơn vị trực thuộc / 100 × 10; Điểm của xã"),
    ],
)
def test_how_it_is_scored_in_words(rule: Rule, vi: str) -> None:
    assert rule.how(TEN).vi == vi


def test_parts_are_of_simple_kinds_and_their_labels_say_which_part() -> None:
    assert all(kind.counts and not kind.beyond and not kind.relative for kind in SIMPLE)
    twice = Sum((Part("Cổng", D(5), rule=RATIO), Part("Trang", D(5), rule=RATIO)))
    labels = {one.id: one.label.vi for rule in (BEST, twice, SUM) for one in rule.inputs(TEN)}
    assert labels == {
        **{"1": "Có cổng: Có thực hiện", "2": "Số hội nghị", "3": "Chấm: Điểm"},
        **{"1.a": "a", "1.b": "b", "2.a": "Trang: a", "2.b": "Trang: b"},
    }
    assert [one.label.vi for one in twice.inputs(TEN)] == ["Cổng: a", "Cổng: b", "Trang: a", "Trang: b"]
    assert [one.step for one in BEST.inputs(TEN)] == [1, 1, 1]
    assert [one.step for one in Sum((Part("A", D(10)),)).inputs(TEN)] == [D("0.5")]


def test_a_penalty_is_typed_or_counted() -> None:
    assert Penalty().typed and not Penalty(each=D(1)).typed
    assert [rule.typed for rule in (Direct(), Bonus(), RATIO, SUM)] == [True, True, False, False]


# ---------------------------------------------------------------- entries in cells
SCORED, WHOLE, FINE = (
    Input("", "points", Words("Điểm", "Points"), D(10), step=D("0.5")),
    Input("", "count", Words("Số hồ sơ", "Files"), D(5000), unit="hồ sơ"),
    Input("", "number", Words("x", "x"), D(100), step=D("0.01"), unit="%"),
)
CHOSEN = LEVELS.inputs(TEN)[0]
ASKED = YesNo().inputs(TEN)[0]


@pytest.mark.parametrize(
    ("asked", "vi", "en"),
    [
        (SCORED, "điểm từ 0 đến 10, bước 0,5", "points from 0 to 10, step 0.5"),
        (WHOLE, "số nguyên từ 0 đến 5.000 (hồ sơ)", "a whole number from 0 to 5,000 (hồ sơ)"),
        (FINE, "số từ 0 đến 100, tối đa 2 chữ số thập phân (%)", "a number from 0 to 100, at most 2 decimals (%)"),
        (ASKED, "Có hoặc Không", "Yes or No"),
        (CHOSEN, "1 đến 3: 1 = Toàn bộ; 2 = Một phần; 3 = Chưa", "1 to 3: 1 = Toàn bộ; 2 = Một phần; 3 = Chưa"),
    ],
)
def test_a_hint_says_what_to_type(asked: Input, vi: str, en: str) -> None:
    assert entry.hint(asked) == (vi, en)


def test_a_hint_shortens_long_levels_and_leaves_out_too_many() -> None:
    wordy = Levels(tuple(Level(f"Mô tả rất dài của mức thứ {n}, " * 4, D(1)) for n in range(4))).inputs(TEN)[0]
    many = Levels(tuple(Level(f"Mức có tên dài {n}", D(1)) for n in range(40))).inputs(TEN)[0]
    assert (
        len(entry.hint(wordy).vi) <= 200 and "4 = Mô tả rất dài" in entry.hint(wordy).vi and "…" in entry.hint(wordy).vi
    )
    assert entry.hint(many).vi == "1 đến 40"


@pytest.mark.parametrize(
    ("asked", "markable", "items"),
    [
        (ASKED, False, ("Có", "Không")),
        (ASKED, True, ("Có", "Không", "KĐG")),
        (CHOSEN, True, ("1", "2", "3", "KĐG")),
        (SCORED, True, None),
        (WHOLE, False, None),
        (Levels(tuple(Level(f"{n}", D(1)) for n in range(99))).inputs(TEN)[0], False, None),
    ],
)
def test_drop_downs_hold_answers_and_levels(asked: Input, markable: bool, items: tuple[str, ...] | None) -> None:
    assert entry.list_items(asked, "Có", "Không", markable) == items


def test_a_list_of_levels_that_excel_would_not_take_is_known() -> None:
    many = Levels(tuple(Level(f"{n}", D(1)) for n in range(99))).inputs(TEN)[0]
    assert limits.entry_length(many, "Có", "Không") == len(",".join(map(str, range(1, 100)))) + len(",KĐG") == 291
    assert limits.entry_length(ASKED, "Có", "Không") < limits.LONGEST_ENTRY


def test_an_answer_with_a_comma_has_no_drop_down() -> None:
    assert entry.list_items(ASKED, "Có, đã làm", "Không", False) is None


def test_a_formula_sees_answers_as_numbers() -> None:
    assert entry.numeric(ASKED, "$B$2", "Có") == 'IF($B$2="Có",1,0)'
    assert entry.numeric(WHOLE, "$B$2", "Có") == "$B$2"


def test_facts_in_tables_are_read() -> None:
    read: Mapping[str, Decimal] = facts("a=1 b=2.5")
    assert read == {"a": D(1), "b": D("2.5")} and facts("3") == {"": D(3)} and facts("") == {}
