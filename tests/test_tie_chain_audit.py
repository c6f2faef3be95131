"""A published table whose ranks part equal totals: right by the tie chain, or not to be told from the table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.audits import audited, marks, rubric
from workbook.catalogue import audit as said
from workbook.findings import NOTE, say

HEAD = "no,unit,ha-tang,dich-vu,total,rank\n"


@pytest.mark.parametrize(
    ("chain", "rows", "expected"),
    [
        # A and B have 20 each, 8 and 7 of it in ha-tang.
        ((), "1,A,8,12,20,1\n2,B,7,13,20,2", [("AUDIT-304", "F3")]),
        (("ha-tang",), "1,A,8,12,20,1\n2,B,7,13,20,2", [("AUDIT-309", "F3")]),
        (("dich-vu",), "1,A,8,12,20,1\n2,B,7,13,20,2", [("AUDIT-304", "F3")]),
        # What stands in no column cannot be judged, nor what comes after it.
        (("prior_rank", "ha-tang"), "1,A,8,12,20,1\n2,B,7,13,20,2", [("AUDIT-304", "F3")]),
        (("exact",), "1,A,8,12,20,1\n2,B,7,13,20,2", [("AUDIT-304", "F3")]),
        (("ha-tang", "prior_rank"), "1,A,8,12,20,1\n2,B,7,13,20,2", [("AUDIT-309", "F3")]),
        # C and B are equal in it too, so their different ranks have another reason.
        (("ha-tang",), "1,A,8,12,20,1\n2,B,7,13,20,2\n3,C,7,13,20,3", [("AUDIT-304", "F3")]),
        (("ha-tang",), "1,A,8,12,20,1\n2,B,7,13,20,2\n3,C,7,13,20,2", [("AUDIT-309", "F3")]),
        # What is not scored for one of them parts nobody.
        (("dich-vu",), "1,A,10,0,10,1\n2,B,10,KĐG,10,2", [("AUDIT-304", "F3")]),
    ],
)
def test_a_split_is_explained_only_by_figures_that_are_printed(
    chain: tuple[str, ...], rows: str, expected: list[tuple[str, str]]
) -> None:
    assert marks(audited(HEAD + rows, replace(rubric(tiers=()), tie_chain=chain))) == expected


def test_it_says_by_what_they_are_parted() -> None:
    by = replace(rubric(tiers=()), tie_chain=("ha-tang",))
    (found,) = audited(HEAD + "1,A,8,12,20,1\n2,B,7,13,20,2", by)
    assert found.check.code == said.TIE_BY_CHAIN.code and found.severity is NOTE
    assert say(found, "vi").endswith(
        "đúng theo thứ tự ưu tiên của bộ tiêu chí (tie_chain), xét điểm “Hạ tầng kỹ thuật”."
    )
