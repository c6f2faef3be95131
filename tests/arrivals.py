"""Ballots of the sample's first member as files, and bringing them to a round."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.sample import ballot_bytes, ballot_of, issue_of, save
from workbook.pipeline.judging import Checked
from workbook.pipeline.receiving import import_files

GOOD = ballot_bytes(issue_of())
OTHER = ballot_bytes(issue_of(), ballot_of(issue_of(), dv_1__mang="9.5"))
HIGH = ballot_bytes(issue_of(), ballot_of(issue_of(), dv_1__mang="55"))
"""With points above their maximum."""


def brought(root: Path, files: Mapping[str, bytes]) -> list[Checked]:
    """The files imported one after the other, by name."""
    return [import_files(root, [save(root.parent / "nhận" / name, data)])[0] for name, data in files.items()]
