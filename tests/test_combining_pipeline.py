"""[combine] from round.toml to the result: who is awaited, who must be there, and what the ranking says of it."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.sample import codes, filled_files, only, save
from workbook.catalogue import panel as said
from workbook.cli.history import _details
from workbook.findings import Finding, Refused
from workbook.pipeline.folder import Folder
from workbook.pipeline.publishing import Published, rank_round
from workbook.pipeline.receiving import import_files
from workbook.register.chain import Draft, follow


def ready(sent_once: Path, folder: Path, combine: str, count: int = 3) -> Path:
    """The sample round with these lines, and so many ballots that came back."""
    root = Path(shutil.copytree(sent_once, folder / "đợt"))
    path = root / "round.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[combine]\n{combine}\n", encoding="utf-8")
    import_files(root, filled_files(root)[:count])
    return root


def totals(made: Published) -> dict[str, str]:
    return {one.unit.id: str(one.total) for group in made.ranking.groups for one in group.standings}


def refused(root: Path) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as raised:
        rank_round(root)
    assert not list((root / "results").glob("*"))
    return raised.value.findings


def test_those_present_are_ranked_where_nobody_else_is_awaited(sent_once: Path, tmp_path: Path) -> None:
    root = ready(sent_once, tmp_path, 'missing = "present"\nquorum = 60\nchair = "TV-01"', count=2)
    made = rank_round(root)
    assert codes(made.findings) == ["PANEL-066"] and not made.provisional
    assert only(made.findings, said.BALLOT_NOT_AWAITED).at.member == "TV-03"
    assert totals(made) == {"dv-1": "33.75", "dv-2": "37.50", "dv-3": "15.50", "h-1": "32.50", "h-2": "22.00"}
    sheet = openpyxl.load_workbook(io.BytesIO((root / "results" / "tally.xlsx").read_bytes())).worksheets[0]
    counted = str(sheet["A4"].value)
    assert "2/3" in counted and "Lê Văn Cường (TV-03)" in counted and "60 %" in counted


def test_without_a_quorum_nothing_is_ranked(sent_once: Path, tmp_path: Path) -> None:
    root = ready(sent_once, tmp_path, 'missing = "present"\nquorum = 75\nchair = "TV-03"', count=2)
    assert codes(refused(root)) == ["PANEL-066", "PANEL-067", "PANEL-068"]
    import_files(root, filled_files(root)[2:])
    assert codes(rank_round(root).findings) == []


def test_a_missing_ballot_is_an_error_where_nothing_is_said(sent_once: Path, tmp_path: Path) -> None:
    found = refused(ready(sent_once, tmp_path, 'method = "median"', count=2))
    assert codes(found) == ["PANEL-001"]


def test_a_ballot_that_came_and_cannot_be_read_is_told_by_its_own_finding(sent_once: Path, tmp_path: Path) -> None:
    root = ready(sent_once, tmp_path, 'missing = "present"')
    kept = [line for line in (root / "returned").iterdir() if line.suffix == ".xlsx"]
    one = max(kept)
    one.chmod(0o600)
    save(one, b"PK\x03\x04 nothing more")
    found = refused(root)
    assert said.BALLOT_NOT_AWAITED not in [each.check for each in found] and found


def test_how_members_are_combined_is_written_into_the_log(sent_once: Path, tmp_path: Path) -> None:
    """With all that it says, so that a change of method between two results is seen."""
    text = 'method = "weighted"\nquorum = 75\n[[combine.weights]]\nrole = "Chủ tịch"\nweight = 1.5'
    root = ready(sent_once, tmp_path, text)
    rank_round(root)
    plain = (root / "round.toml").read_text(encoding="utf-8").replace("weight = 1.5", "weight = 3")
    (root / "round.toml").write_text(plain, encoding="utf-8")
    rank_round(root)
    kept = [entry.data["combine"] for entry in Folder(root, "vi-du-2026").register.entries("decisions")]
    assert [one["weights"] for one in kept] == [{"Chủ tịch": "1.5"}, {"Chủ tịch": "3"}]
    assert (kept[0]["method"], kept[0]["quorum"]) == ("weighted", "75")


@pytest.mark.parametrize(
    ("body", "vi", "en"),
    [
        ({"method": "median"}, "gộp điểm: trung vị", "combining: median"),
        ({"method": "trimmed"}, "gộp điểm: trung bình bỏ điểm cao nhất, thấp nhất", "combining: trimmed mean"),
        ({"method": "new"}, "gộp điểm: new", "combining: new"),
        ({"method": 3}, "", ""),
        (["median"], "", ""),
    ],
)
def test_the_log_says_how(body: object, vi: str, en: str) -> None:
    (entry,) = follow(None, [Draft("decisions", body={"combine": body})], "now", "vi-du-2026")
    assert ["; ".join(_details(entry, lang)) for lang in ("vi", "en")] == [vi, en]


def test_too_few_to_trim_is_told_beside_the_result(sent_once: Path, tmp_path: Path) -> None:
    """In the second group only two members score: there the plain mean counts."""
    made = rank_round(ready(sent_once, tmp_path, 'method = "trimmed"'))
    found = [one for one in made.findings if one.check is said.TOO_FEW_TO_TRIM]
    assert [one.facts["group"] for one in found] == ["Các sở, ban, ngành", "UBND cấp huyện"]
    assert totals(made)["h-1"] == "32.50"
