"""One word for how a returned file's form came back; its scores are judged apart."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from workbook.findings import ERROR, NOTE, WARNING, Finding, Severity, worst


class Verdict(StrEnum):
    """How far a returned file can be relied on, judged by its form and by how it was read.

    clean (sạch): all that we sent came back as it was sent.
    harmless (vô hại): only looks changed, or what was typed was understood with a note.
    repairable (sửa được): something of ours was altered, but what was typed is unambiguous.
    refused (từ chối): what was typed cannot be told for certain, or the file is not what it should be.
    """

    CLEAN = "clean"
    HARMLESS = "harmless"
    REPAIRABLE = "repairable"
    REFUSED = "refused"


_FAMILIES: Final = ("FILE", "FORM", "CELL")
"""The families that judge the form; SCORE, BALLOT and PANEL judge what was scored."""
_OF_FOLDER, _WHOSE = 90, 60
"""FILE from 090 tells of the folder (received before), FORM from 060 whose file it is (an older issue, a name), and
how much of it was seen."""
_OF: Final[dict[Severity | None, Verdict]] = {
    None: Verdict.CLEAN,
    NOTE: Verdict.HARMLESS,
    WARNING: Verdict.REPAIRABLE,
    ERROR: Verdict.REFUSED,
}


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The verdict on one file, by what was found in it; beside what it is compared with only an error counts."""
    return _OF[worst(found for found in findings if _judges(found))]


def _judges(found: Finding) -> bool:
    family, _, number = found.code.partition("-")
    beside = (family == "FILE" and int(number) >= _OF_FOLDER) or (family == "FORM" and int(number) >= _WHOSE)
    return family in _FAMILIES and (found.severity is ERROR or not beside)
