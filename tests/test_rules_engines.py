"""Every kind of rule computed by programs that are not ours: the same points to the last digit.

One workbook holds all cases, a row each: facts, the highest figure of the group, and the formulas of
points, clash and states. Facts are random with a fixed seed, many of them at bounds and exact halves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO
from random import Random
from typing import NamedTuple

import pytest
import xlsxwriter

from tests.engines import Value, Values, Wanted, formualizer, ironcalc, libreoffice
from tests.rules import EXAMPLES, any_facts, any_rule
from workbook.findings import Words
from workbook.formulas import rounded_points
from workbook.points import MARK_TEXT, decimals, round_half_up
from workbook.rules import entry, limits
from workbook.rules.kinds import BY_KIND
from workbook.rules.level import Level, Levels
from workbook.rules.rule import Input, Rule, Scale
from workbook.rules.yes_no import YesNo
from workbook.sheets.grid import a1

D = Decimal
Compute = Callable[[bytes, Wanted], Values]
COMPUTE = pytest.mark.parametrize("compute", [ironcalc.compute, formualizer.compute], ids=["ironcalc", "formualizer"])
YES, NO = "Có", "Không"
MAXIMA = tuple(map(D, ("10", "12.25", "35", "100", "0.5", "500", "1000", "33.3")))
SEED, RANDOM_RULES, FACTS = 20_260_115, 12, 4
FIRST_INPUT = 4


# ---------------------------------------------------------------- cases
class Case(NamedTuple):
    rule: Rule
    scale: Scale
    facts: Mapping[str, Decimal]
    best: Decimal
    places: int

    def highest(self) -> dict[str, Decimal]:
        return {asked.id: self.best for asked in self.rule.inputs(self.scale)}

    def exact(self) -> Fraction:
        return self.rule.exact(self.facts, self.scale, self.highest())


@cache
def cases() -> tuple[Case, ...]:
    """The examples and random rules of every kind, each with several sets of facts."""
    random = Random(SEED)
    rules = [(rule, Scale(D(10) if rule.counts else D(0), D("0.25"))) for rule in EXAMPLES]
    for kind, made in BY_KIND.items():
        for _ in range(RANDOM_RULES):
            top = random.choice(MAXIMA)
            rules.append((any_rule(random, kind, top), Scale(top if made.counts else D(0), D("0.25"))))
    return tuple(_case(random, rule, scale) for rule, scale in rules for _ in range(FACTS))


def _case(random: Random, rule: Rule, scale: Scale) -> Case:
    facts = any_facts(random, rule, scale)
    best = max(facts.get("", D(0)), D(random.choice((0, 1, 8, 1600, 4000, 9_999_999))))
    case = Case(rule, scale, facts, best, random.choice((2, 2, 2, 1, 0, 3)))
    if rule.typed:
        return case._replace(places=decimals(scale.step))
    halves = [places for places in range(4) if is_half(case.exact() * 10**places)]
    return case._replace(places=halves[0]) if halves else case


def is_half(figure: Fraction) -> bool:
    """Whether rounding to whole numbers has to decide."""
    return figure.denominator == 2


def points_book() -> bytes:
    """A row a case: points in A, clash in B, the highest of the group in C, then the facts."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Ca thu")
    for row, (rule, scale, facts, best, places) in enumerate(cases()):
        at = {}
        for column, asked in enumerate(rule.inputs(scale), FIRST_INPUT):
            cell, fact = a1(row, column), facts[asked.id]
            at[asked.id] = entry.numeric(asked, cell, YES)
            if asked.kind == "yes_no":
                sheet.write_string(row, column, YES if fact else NO)
            else:
                sheet.write_number(row, column, float(fact))
        sheet.write_number(row, 2, float(best))
        high = max(abs(rule.lowest(scale)), rule.highest(scale))
        expression = rule.formula(at, scale, dict.fromkeys(at, a1(row, 2)))
        sheet.write_formula(row, 0, "=" + rounded_points(expression, places, high), None, "")
        sheet.write_formula(row, 1, f"=IF({rule.clash_formula(at) or '1=0'},1,0)", None, "")
    book.close()
    return made.getvalue()


def disagreements(values: Values) -> list[str]:
    found = []
    for row, case in enumerate(cases()):
        clash = 1 if any(case.rule.clashes(case.facts, case.scale)) else 0
        for cell, right in ((a1(row, 0), round_half_up(case.exact(), case.places)), (a1(row, 1), D(clash))):
            if not same(values["Ca thu", cell], right):
                found.append(f"{cell}: ours {right}, computed {values['Ca thu', cell]!r}: {case}")
    return found


def same(computed: Value, right: Decimal) -> bool:
    return isinstance(computed, float | int) and not isinstance(computed, bool) and D(repr(float(computed))) == right


WANTED = {"Ca thu": [a1(row, column) for row in range(len(cases())) for column in (0, 1)]}


# ---------------------------------------------------------------- points and clashes
@COMPUTE
def test_formulas_give_the_points_and_the_clashes(compute: Compute) -> None:
    assert disagreements(compute(points_book(), WANTED)) == []


@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_libreoffice_gives_the_points_and_the_clashes(locale: str) -> None:
    libreoffice.need_libreoffice()
    assert disagreements(libreoffice.compute(points_book(), WANTED, locale)) == []


def test_the_cases_hold_what_they_should() -> None:
    halves = [case for case in cases() if not case.rule.typed and is_half(case.exact() * 10**case.places)]
    clashing = [case for case in cases() if any(case.rule.clashes(case.facts, case.scale))]
    assert len(cases()) > 1000 and len(halves) > 40 and 40 < len(clashing) < len(cases()) / 2
    assert {type(case.rule) for case in cases()} == set(BY_KIND.values())


def test_random_rules_are_sound_and_fit_into_excel() -> None:
    wrong = {flaw.check.code for case in cases() for flaw in case.rule.flaws(case.scale)}
    assert wrong <= {"RUBRIC-068"}, wrong  # less than the maximum is only a warning
    assert max(limits.formula_limits(case.rule, case.scale).length for case in cases()) <= limits.LONGEST
    assert max(limits.formula_limits(case.rule, case.scale).depth for case in cases()) <= limits.DEEPEST


# ---------------------------------------------------------------- what is typed
ASKED = (
    Input("", "points", Words("Điểm", "Points"), D(10), step=D("0.1")),
    Input("", "number", Words("x", "x"), D("12.5"), D("-2.25"), D("0.01")),
    Input("", "count", Words("n", "n"), D(10_000_000)),
    Input("", "count", Words("n", "n"), D(40), optional=True),
    YesNo().inputs(Scale(D(10), D(1)))[0],
    Levels(tuple(Level(f"Mức {n}", D(1)) for n in range(4))).inputs(Scale(D(10), D(1)))[0],
)
TYPED: tuple[Decimal | str | None, ...] = (
    *(None, "", "Có", "có", "Không", "KĐG", "KDG", " ", "8,5", "x", "Có ", "1"),
    *(D(n) / 10 for n in range(0, 105)),
    *(D(text) for text in ("-0.1", "-2.25", "-2.26", "8.3000001", "12.5", "12.51", "0.005", "39", "41", "10000000")),
    *(D(text) for text in ("10000001", "9999999.5", "0.07", "1.1", "4", "5", "2.675")),
)
QUESTIONS = [(asked, given, markable) for asked in ASKED for given in TYPED for markable in (False, True)]


def state(asked: Input, given: Decimal | str | None, markable: bool) -> int:
    """What a state cell should say."""
    if given is None or given == "":
        return 0 if asked.optional else 1
    if isinstance(given, Decimal):
        return 0 if asked.kind != "yes_no" and asked.accepts(given) else 2
    answers = {"Có", "có", "Không"} if asked.kind == "yes_no" else set()
    return 0 if given in answers or (markable and given == MARK_TEXT) else 2


def entries_book() -> bytes:
    """A row a question: the typed cell in A, state in B, whether a validation lets it pass in C."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Ca thu")
    for row, (asked, given, markable) in enumerate(QUESTIONS):
        if isinstance(given, Decimal):
            sheet.write_number(row, 0, float(given))
        elif given:
            sheet.write_string(row, 0, given)
        said = (asked, a1(row, 0), YES, NO, markable)
        sheet.write_formula(row, 1, "=" + entry.state_formula(*said), None, "")
        sheet.write_formula(row, 2, f"=IF({entry.fits_formula(*said)},0,2)", None, "")
    book.close()
    return made.getvalue()


def entry_disagreements(compute: Compute) -> list[str]:
    wanted = {"Ca thu": [a1(row, column) for row in range(len(QUESTIONS)) for column in (1, 2)]}
    values = compute(entries_book(), wanted)
    found = []
    for row, question in enumerate(QUESTIONS):
        right = state(*question)
        if not same(values["Ca thu", a1(row, 1)], D(right)):
            found.append(f"state of {question}: {values['Ca thu', a1(row, 1)]}")
        if question[1] and not same(values["Ca thu", a1(row, 2)], D(right)):
            found.append(f"validation of {question}: {values['Ca thu', a1(row, 2)]}")
    return found


@COMPUTE
def test_states_and_validations_tell_right_from_wrong(compute: Compute) -> None:
    assert entry_disagreements(compute) == []


def test_libreoffice_tells_right_from_wrong() -> None:
    libreoffice.need_libreoffice()
    assert entry_disagreements(libreoffice.compute) == []
