"""The engines compute from inputs, never from what a file shows, and agree on what we may write."""

from __future__ import annotations

import io
from functools import cache
from types import ModuleType

import openpyxl
import pytest
import xlsxwriter

from tests.engines import Values, cached, formualizer, formulas, ironcalc, libreoffice

SHEET = "Phiếu chấm"
STALE = 424242
"""The cached value of every formula below; no case has it as its result."""

# B..E: maxima in row 1, then five units: complete with a mark, complete, one blank, a word with one
# value above and one below, and binary bad luck (0.1 + 0.2, 2.675, 1.005).
SCORES: tuple[tuple[float | str | None, ...], ...] = (
    (10, 20, 2.5, 5),
    (8.25, 17, "KĐG", 4.5),
    (8.25, 17, 2.5, 2),
    (10, None, 0, 5),
    ("tám", 21, -1, 5),
    (0.1, 0.2, 2.675, 1.005),
)
# J, K: lower bounds and tiers; L: the column of 49 numbers whose trimmed mean is 25.
TIERS = ((0, "Yếu"), (50, "Trung bình"), (70, "Khá"), (85, "Tốt"))
MANY = (1000, *range(1, 49))

FORMULAS: dict[str, tuple[str, float | str | bool]] = {
    # total, and what it depends on
    "F2": ("ROUND(SUM(B2:E2),2)", 29.75),
    "F3": ("ROUND(SUM(B3:E3),2)", 29.75),
    "F4": ("ROUND(SUM(B4:E4),2)", 15),
    "F5": ("ROUND(SUM(B5:E5),2)", 25),
    "F6": ("ROUND(SUM(B6:E6),2)", 3.98),
    # flags for the dense rank
    "G2": ("IF(COUNTIF(F$2:F2,F2)=1,1,0)", 1),
    "G3": ("IF(COUNTIF(F$2:F3,F3)=1,1,0)", 0),
    "G4": ("IF(COUNTIF(F$2:F4,F4)=1,1,0)", 1),
    "G5": ("IF(COUNTIF(F$2:F5,F5)=1,1,0)", 1),
    "G6": ("IF(COUNTIF(F$2:F6,F6)=1,1,0)", 1),
    # applicable maximum, missing, above, below
    "A10": ('SUM(B$1:E$1)-SUMIF(B2:E2,"KĐG",B$1:E$1)', 35),
    "A11": ('COLUMNS(B2:E2)-COUNT(B2:E2)-COUNTIF(B2:E2,"KĐG")', 0),
    "A12": ('COLUMNS(B4:E4)-COUNT(B4:E4)-COUNTIF(B4:E4,"KĐG")', 1),
    "A13": ('COLUMNS(B5:E5)-COUNT(B5:E5)-COUNTIF(B5:E5,"KĐG")', 1),
    "A14": ('SUMPRODUCT((B2:E2>B$1:E$1)*(B2:E2<""))', 0),
    "A15": ('SUMPRODUCT((B5:E5>B$1:E$1)*(B5:E5<""))', 1),
    "A16": ('COUNTIF(B5:E5,"<0")', 1),
    "A17": ('COUNTIF(B2:E2,">"&10.5)', 1),
    # ranks: shared with gap, with a second key, dense
    "B10": ('IF(ISNUMBER(F3),1+COUNTIF(F$2:F$6,">"&F3),"")', 1),
    "B11": ('IF(ISNUMBER(F5),1+COUNTIF(F$2:F$6,">"&F5),"")', 3),
    "B12": ("RANK(F4,F$2:F$6)", 4),
    "B13": ('1+COUNTIF(F$2:F$6,">"&F3)+COUNTIFS(F$2:F$6,F3,E$2:E$6,">"&E3)', 2),
    "B14": ('1+SUMIF(F$2:F$6,">"&F4,G$2:G$6)', 3),
    "B15": ('IF(ISNUMBER(B5),1+COUNTIF(F$2:F$6,">"&B5),"")', ""),
    # tiers: inclusive, at an exact half, just under it, strict, and none while incomplete
    "C10": ("LOOKUP(ROUND(85,2),J$1:J$4,K$1:K$4)", "Tốt"),
    "C11": ("LOOKUP(ROUND(84.995,2),J$1:J$4,K$1:K$4)", "Tốt"),
    "C12": ("LOOKUP(ROUND(84.994999,2),J$1:J$4,K$1:K$4)", "Khá"),
    "C13": ("INDEX(K$1:K$4,1+SUMPRODUCT((J$2:J$4<85)*1))", "Khá"),
    "C14": ("INDEX(K$1:K$4,1+SUMPRODUCT((J$2:J$4<85.01)*1))", "Tốt"),
    "C15": ('IF(A12>0,"",LOOKUP(ROUND(F4,2),J$1:J$4,K$1:K$4))', ""),
    # relative to the best, ratio, trimmed mean, halves
    "D10": ("IF(MAX(F2:F6)>0,ROUND(F4/MAX(F2:F6)*10,2),0)", 5.04),
    "D11": ('IF(AND(ISNUMBER(B2),ISNUMBER(C2)),IF(C2>0,ROUND(MIN(B2/C2,1)*10,2),0),"")', 4.85),
    "D12": ('IF(AND(ISNUMBER(B5),ISNUMBER(C5)),IF(C5>0,ROUND(MIN(B5/C5,1)*10,2),0),"")', ""),
    "D13": ("TRIMMEAN(L$1:L$49,(2*1+0.5)/COUNT(L$1:L$49))", 25),
    "D14": ("ROUND(D6,2)", 2.68),
    "D15": ("ROUND(-E6,2)", -1.01),
    "D16": ("ROUND(AVERAGE(B6:C6),2)", 0.15),
    "D17": ("MEDIAN(F2:F6)", 25),
    # a validation's formula: on the step, off it, the mark, a word, above
    "E10": ('IF(ISNUMBER(B2),AND(B2>=0,B2<=10,ABS(B2*4-ROUND(B2*4,0))*1000000<1),B2="KĐG")', True),
    "E11": ('IF(ISNUMBER(B6),AND(B6>=0,B6<=10,ABS(B6*4-ROUND(B6*4,0))*1000000<1),B6="KĐG")', False),
    "E12": ('IF(ISNUMBER(D2),AND(D2>=0,D2<=10,ABS(D2*4-ROUND(D2*4,0))*1000000<1),D2="KĐG")', True),
    "E13": ('IF(ISNUMBER(B5),AND(B5>=0,B5<=10,ABS(B5*4-ROUND(B5*4,0))*1000000<1),B5="KĐG")', False),
    "E14": ('IF(ISNUMBER(C2),AND(C2>=0,C2<=10,ABS(C2*4-ROUND(C2*4,0))*1000000<1),C2="KĐG")', False),
    # lookups, texts, the first missing cell
    "F10": ("VLOOKUP(70,J$1:K$4,2,FALSE)", "Khá"),
    "F11": ('INDEX(J$1:J$4,MATCH("Khá",K$1:K$4,0))', 70),
    "F12": ("MATCH(1,G3:G6,0)", 2),
    "F13": ('CHOOSE(2,"a","b")&REPT("-",2)&LEN("KĐG")', "b--3"),
    "F14": ("IFERROR(B5+1,0)", 0),
}  # fmt: skip
# No #NUM! here: the engines do not agree where it stands and where #VALUE! or #DIV/0! does.
ERRORS: dict[str, float | str] = {
    "B2+1": 9.25,
    "B5+1": "#VALUE!",
    "1/0": "#DIV/0!",
    "NA()": "#N/A",
    "KHONGCO(1)": "#NAME?",
}
OTHER = "Bảng tổng hợp"


@cache
def book() -> bytes:
    """All cases on one sheet and a second one that refers to it, each with a wrong cached value."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet, other = made.add_worksheet(SHEET), made.add_worksheet(OTHER)
        for row, scores in enumerate(SCORES):
            for column, score in enumerate(scores, 1):
                sheet.write(row, column, score)
        for row, tier in enumerate(TIERS):
            sheet.write_row(row, 9, tier)
        sheet.write_column(0, 11, MANY)
        for cell, (formula, _) in FORMULAS.items():
            sheet.write_formula(cell, f"={formula}", None, STALE)
        other.write_formula("A1", f"='{SHEET}'!F2+1", None, STALE)
        for row, formula in enumerate(ERRORS):
            sheet.write_formula(row, 15, f"={formula}", None, STALE)
    return out.getvalue()


WANTED = {SHEET: [*FORMULAS, *(f"P{row}" for row in range(1, len(ERRORS) + 1)), "A1"], OTHER: ["A1"]}
EXPECTED: Values = {
    **{(SHEET, cell): value for cell, (_, value) in FORMULAS.items()},
    **{(SHEET, f"P{row}"): value for row, value in enumerate(ERRORS.values(), 1)},
    (SHEET, "A1"): None,
    (OTHER, "A1"): 30.75,
}


def differing(values: Values) -> dict[str, tuple[object, object]]:
    """Cells that are not as expected, type included (True is not 1): computed, expected."""
    pairs = {f"{key[0]}!{key[1]}": (values[key], wanted) for key, wanted in EXPECTED.items()}
    return {
        cell: pair
        for cell, pair in pairs.items()
        if pair[0] != pair[1] or isinstance(pair[0], bool) != isinstance(pair[1], bool)
    }


def test_the_file_itself_shows_wrong_values_everywhere() -> None:
    shown = cached(book(), formulas(book()))
    assert len(shown) == len(EXPECTED) - 1
    assert set(shown.values()) == {STALE}


@pytest.mark.parametrize("engine", [ironcalc, formualizer], ids=["ironcalc", "formualizer"])
def test_portable_forms(engine: ModuleType) -> None:
    assert differing(engine.compute(book(), WANTED)) == {}


@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_portable_forms_in_libreoffice(libreoffice: ModuleType, locale: str) -> None:
    first, second = libreoffice.compute_many([(book(), WANTED), (book(), {OTHER: ["A1"]})], locale)
    assert differing(first) == {}
    assert second == {(OTHER, "A1"): 30.75}


@pytest.mark.parametrize("engine", [ironcalc, formualizer], ids=["ironcalc", "formualizer"])
def test_an_unknown_sheet_is_an_error_and_not_an_empty_cell(engine: ModuleType) -> None:
    with pytest.raises(KeyError):
        engine.compute(book(), {"Không có": ["A1"]})


# ---------------------------------------------------------------- LibreOffice as a person uses it
def ballot() -> bytes:
    """Three open cells with our validation (0..10, step 0.25, or the mark), the rest locked."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet(SHEET)
        open_cell = made.add_format({"locked": False, "num_format": "0.00"})
        for row in range(1, 5):
            sheet.write_blank(row, 1, None, open_cell)
        rule = '=IF(ISNUMBER(B2),AND(B2>=0,B2<=10,ABS(B2*4-ROUND(B2*4,0))*1000000<1),B2="KĐG")'
        sheet.data_validation("B2:B5", {"validate": "custom", "value": rule})
        sheet.write_formula("B6", "=ROUND(SUM(B2:B5),2)", None, 0)
        sheet.freeze_panes(1, 1)
        sheet.protect()
    return out.getvalue()


@pytest.mark.parametrize(("locale", "point"), [("en-US", "."), ("vi-VN", ",")])
def test_typing_is_validated_and_saved(libreoffice: ModuleType, locale: str, point: str) -> None:
    typed = {"B2": "8.25", "B3": "8.3", "B4": "KĐG", "B5": "11", "B6": "1", "A1": "1"}
    entries = [(SHEET, cell, text.replace(".", point)) for cell, text in typed.items()]
    saved = libreoffice.fill(ballot(), entries, locale)
    # 8.3 is off the step, 11 too much, B6 and A1 are locked: refused, one and all.
    expected = {"B2": 8.25, "B3": None, "B4": "KĐG", "B5": None, "B6": 8.25, "A1": None}
    assert cached(saved, {SHEET: typed}) == {(SHEET, cell): value for cell, value in expected.items()}


def test_saving_keeps_what_a_person_would_keep(libreoffice: ModuleType) -> None:
    saved, again = libreoffice.resave([ballot(), book()])
    sheet = openpyxl.load_workbook(io.BytesIO(saved))[SHEET]
    assert sheet.freeze_panes == "B2"
    assert sheet.protection.sheet
    assert [sheet[cell].protection.locked for cell in ("B2", "B6")] == [False, True]
    assert len(sheet.data_validations.dataValidation) == 1
    assert formulas(again).keys() == formulas(book()).keys()


def test_printing_gives_a_pdf(libreoffice: ModuleType) -> None:
    (pdf,) = libreoffice.to_pdf([book()])
    assert pdf.startswith(b"%PDF-")


def test_missing_libreoffice_skips_here_but_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "available", lambda: False)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception):
        libreoffice.need_libreoffice()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        libreoffice.need_libreoffice()
