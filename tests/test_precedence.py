"""Formulas that compute the same in the same order are one formula, whatever brackets a program adds or drops."""

from __future__ import annotations

import pytest

from workbook.sheets.meaning import tokens
from workbook.sheets.precedence import order


@pytest.mark.parametrize(
    ("sent", "saved"),
    [
        ("1+2", "(1+2)"),
        ('"a"&(8-SUM(L1:L2))&"b"', '"a"&8-SUM(L1:L2)&"b"'),
        ("(A1*B1)+C1", "A1*B1+C1"),
        ("(A1-B1)-C1", "A1-B1-C1"),
        ("+A1", "A1"),
        ("--(A1>0)", "-(-(A1>0))"),
        ("-A1^2", "(-A1)^2"),
        ("-5%", "(-5)%"),
        ("A1*50%", "A1*(50%)"),
        ("IF((A1>B1),(1),((2)))", "IF(A1>B1,1,2)"),
        ("IF(A1,,2)", "IF(A1,,(2))"),
        ("NOW()", "(NOW())"),
        ("A1+1<B1&C1", "(A1+1)<(B1&C1)"),
    ],
)
def test_the_same_order(sent: str, saved: str) -> None:
    assert tokens(sent) != tokens(saved)
    assert order(tokens(sent)) == order(tokens(saved)) is not None


def test_an_area_of_one_cell_is_that_cell() -> None:
    assert tokens("SUM(A1:A1)") == tokens("SUM(A1)")
    assert order(tokens("SUM(A1:A1)")) is not None


@pytest.mark.parametrize(
    ("sent", "saved"),
    [
        ("(A1+B1)*C1", "A1+B1*C1"),
        ("A1-(B1-C1)", "A1-B1-C1"),
        ("A1/(B1*C1)", "A1/B1*C1"),
        ("2^(3^2)", "2^3^2"),
        ("-(A1^2)", "-A1^2"),
        ("-A1", "A1"),
        ("SUM(A1,B1)", "SUM(A1+B1)"),
        ("SUM(A1,B1)", "SUM(B1,A1)"),
        ("SUM(A1)", "MAX(A1)"),
        ("IF(A1,1,2)", "IF(A1,1)"),
        ("IF(A1,,2)", "IF(A1,2)"),
        ("(A1=B1)=C1", "A1=(B1=C1)"),
        ("A1<B1", "A1<=B1"),
        ('"(1)"', '"1"'),
        ("F(A1)", "A1"),
    ],
)
def test_another_order(sent: str, saved: str) -> None:
    first, second = order(tokens(sent)), order(tokens(saved))
    assert first is not None and second is not None and first != second


NO_EXPRESSIONS = (
    "", "(", ")", "1)", "(1", "()", "1 2", "1+", "*1", "(1,2)", "1(2)", "{1,2}", "#N/A", "SUM(1", "A1~B1", ",", "F(1))",
    "1,2",
)  # fmt: skip


@pytest.mark.parametrize("formula", NO_EXPRESSIONS)
def test_what_is_no_ordinary_expression_has_no_order(formula: str) -> None:
    assert order(tokens(formula)) is None


def test_a_hostile_formula_is_read_without_recursion() -> None:
    assert order(tokens("(" * 4000 + "1" + ")" * 4000)) == order(tokens("1"))
    assert order(tokens("-" * 8000 + "1")) is not None
    assert order(tokens("F(" * 2500 + "1" + ")" * 2500)) is not None
