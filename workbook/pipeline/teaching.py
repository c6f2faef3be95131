"""The teaching round: the whole chain on an invented deep rubric, through real files, by synthetic people.

The units score themselves, the members see that beside what they type, one conclusion of the council
stands over the members' points. What everybody types lies in rubrics/example/.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from workbook.catalogue.kept import ROUND_EXISTS
from workbook.excel.fill import fill
from workbook.excel.gate import read_file
from workbook.excel.write import save_bytes
from workbook.findings import Finding, Place, Refused, finding
from workbook.loading.round import ROUND_FILE, load_round
from workbook.pipeline.auditing import audit_file
from workbook.pipeline.folder import PUBLIC_KEY, Folder
from workbook.pipeline.inspecting import Input, inspect_file
from workbook.pipeline.judging import Progress, silent
from workbook.pipeline.publishing import Published, rank_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.sending import Generated, generate
from workbook.points import MARK_TEXT
from workbook.rubric import leaf_of
from workbook.shelf import shelf

FOLDER: Final = "vi-du-chuyen-doi-so"
STEPS: Final = 3 * 11 + 3 * 3 + 1
"""How often `progress` is called: each workbook of eleven units and three members is made, filled and
imported; then the ranking."""

Typed = dict[tuple[str, str], str]
"""What is typed, by (unit, input id)."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of the teaching round."""

    folder: Path
    rubric: str
    units: int
    members: int
    leaves: int
    self_scored: int
    """Units whose own workbook was taken without an error."""
    findings: tuple[Finding, ...]
    own_annex: tuple[Finding, ...]
    """What the audit says of the annex that was made: must be nothing."""
    published: Published


def teach(root: Path, progress: Progress = silent) -> Lesson:
    """Play the teaching round in `root`. Refused where another round stands there; a second run changes nothing."""
    _lay_out(root)
    own = _read("tu-cham.csv")
    Folder(root).make_key(PUBLIC_KEY)
    scored = _hand_in(root, generate(root, progress, "units"), {"": _by_cell(own, "value")}, own, progress)
    members = generate(root, progress, "members")
    appraised = _read("tham-dinh.csv")
    typed = {one.member.id: _by_cell(own, "value") | _of_member(appraised, one.member.id) for one in members.sent}
    _hand_in(root, members, typed, appraised, progress)
    made = rank_round(root)
    progress("rank")
    round_, rubric, _ = load_round(root)
    leaves, own_annex = len(rubric.leaves()), audit_file(root / "results" / "ranking.xlsx", rubric)
    return Lesson(
        root, rubric.id, len(round_.units), len(round_.members), leaves, scored, made.findings, own_annex, made
    )


def _lay_out(root: Path) -> None:
    path, ours = root / ROUND_FILE, read_file(shelf("example") / ROUND_FILE)
    if path.exists() and read_file(path) != ours:
        raise Refused([finding(ROUND_EXISTS, Place(file=path.name), path=str(path))])
    save_bytes(path, ours)
    save_bytes(root / "so-lieu.csv", read_file(shelf("example") / "so-lieu.csv"))


def _read(name: str) -> list[dict[str, str]]:
    text = (shelf("example") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _by_cell(rows: list[dict[str, str]], column: str) -> Typed:
    return {(row["unit"], row["input"]): row[column] for row in rows if row.get(column)}


def _of_member(rows: list[dict[str, str]], member: str) -> Typed:
    """What a member types otherwise than the unit did: for everybody first, then his own."""
    everybody = [row for row in rows if not row["member"]]
    return _by_cell(everybody, "value") | _by_cell([row for row in rows if row["member"] == member], "value")


def _hand_in(
    root: Path, sent: Generated, typed: Mapping[str, Typed], words: list[dict[str, str]], progress: Progress
) -> int:
    """Fill every workbook and import it; how many came in without an error. `typed` by member, "" for all."""
    filled = []
    for one in sent.sent:
        own = typed.get(one.member.id) or typed[""]
        inputs = inspect_file(one.path).inputs
        said = [row for row in words if row.get("member", "") in ("", one.member.id)]
        entries = {(item.sheet, item.cell): _entry(item, own) for item in inputs if item.input is not None}
        entries |= {(item.sheet, item.cell): text for item in inputs if (text := _words(item, said))}
        path = root / "filled" / one.path.name
        save_bytes(path, fill(read_file(one.path), {at: entry for at, entry in entries.items() if entry is not None}))
        filled.append(path)
        progress(path.name)
    return sum(checked.counted for checked in import_files(root, filled, progress))


def _entry(item: Input, typed: Typed) -> Decimal | str | None:
    """What stands in a fact's cell: the answer's word, the mark, or the figure."""
    text = typed.get((item.unit, item.input or ""))
    if text is None or text == MARK_TEXT:
        return text
    if item.kind == "yes_no":
        return item.choices[0] if text == "1" else item.choices[1]
    return Decimal(text)


def _words(item: Input, rows: list[dict[str, str]]) -> str:
    """The remark or the link on a criterion; "" where there is none."""
    if item.kind not in ("note", "link") or item.criterion is None:
        return ""
    own = [row for row in rows if row["unit"] == item.unit and leaf_of(row["input"]) == item.criterion]
    return next((row[item.kind] for row in own if row.get(item.kind)), "")
