"""The demo: the main job on the five published decisions, through real files, by synthetic members.

Members' figures are invented so that their means give the published ones; waivers and tie
decisions that the published tables need are marked as assumed.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from workbook.catalogue.kept import ROUND_EXISTS
from workbook.catalogue.score import ABOVE_MAX
from workbook.excel.fill import fill
from workbook.excel.gate import read_file
from workbook.excel.write import save_bytes
from workbook.findings import Finding, Place, Refused, finding
from workbook.loading.round import ROUND_FILE, load_round
from workbook.loading.rubric import load_rubric, rubric_path
from workbook.model import Standing
from workbook.pipeline.auditing import audit_file
from workbook.pipeline.folder import PUBLIC_KEY, Folder
from workbook.pipeline.inspecting import inspect_file
from workbook.pipeline.publishing import Published, rank_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.sending import Progress, generate, silent
from workbook.points import round_half_up, tidy
from workbook.rubric import Criterion, Rubric
from workbook.shelf import shelf

DEMO_RUBRICS = ("thanh-hoa-2020", "thanh-hoa-2023", "thai-binh-2020", "lao-cai-2020", "quang-nam-2019")
STEPS = len(DEMO_RUBRICS) * (3 * 3 + 2)
"""How often `progress` is called: each member's file is made, filled and imported; then two more."""

_MEMBERS = (
    ("TV-01", "Nguyễn Văn An", "Chủ tịch Hội đồng"),
    ("TV-02", "Trần Thị Bình", "Giám đốc một cơ quan được chấm, ủy viên"),
    ("TV-03", "Lê Quang Cường", "Ủy viên"),
)
_DIRECTOR = "TV-02"
_BY = "người dựng bản trình diễn"
_DATES = {
    "thanh-hoa-2020": ("2021-01-27", "2021-01-20"),
    "thanh-hoa-2023": ("2024-07-02", "2024-06-25"),
    "thai-binh-2020": ("2020-12-11", "2020-12-04"),
    "lao-cai-2020": ("2021-01-08", "2020-12-31"),
    "quang-nam-2019": ("2019-12-26", "2019-12-20"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of a unit that did not come out as published. `what`: place, total, index, rank or tier."""

    unit: str
    name: str
    what: str
    published: str
    ours: str


@dataclass(frozen=True, slots=True)
class DemoResult:
    """One decision's outcome."""

    rubric: str
    units: int
    differing: tuple[Difference, ...]
    defects: tuple[Finding, ...]
    """What the audit of the published table proved: errors, warnings and notes."""
    own_annex: tuple[Finding, ...]
    """What the audit of our own annex adds to that: must be nothing."""
    waivers: int
    tie_decisions: int
    folder: Path

    @property
    def as_published(self) -> int:
        return self.units - len({one.unit for one in self.differing})


def demo(root: Path, progress: Progress = silent) -> tuple[DemoResult, ...]:
    """Run the whole chain for each decision in root/<rubric id>/.

    Refused, before anything is written, where a round of somebody else's stands there. A second
    run finds everything as it left it.
    """
    _keep_others(root)
    return tuple(_run(root / rubric_id, rubric_id, progress) for rubric_id in DEMO_RUBRICS)


def published_table(rubric_id: str) -> Path:
    return shelf("published") / f"{rubric_id}.csv"


def _keep_others(root: Path) -> None:
    for rubric_id in DEMO_RUBRICS:
        path = root / rubric_id / ROUND_FILE
        if path.exists() and read_file(path) != _round_file(rubric_id):
            raise Refused([finding(ROUND_EXISTS, Place(file=path.name), path=str(path))])


def _round_file(rubric_id: str) -> bytes:
    rubric, _ = load_rubric(rubric_path(rubric_id))
    return round_text(rubric, read_table(published_table(rubric_id))).encode()


def _run(root: Path, rubric_id: str, progress: Progress) -> DemoResult:
    rubric, _ = load_rubric(rubric_path(rubric_id))
    table = read_table(published_table(rubric_id))
    save_bytes(root / ROUND_FILE, _round_file(rubric_id))
    # The five annexes are Vietnamese documents, whatever language the summary is in.
    Folder(root).make_key(PUBLIC_KEY)
    sent = generate(root, progress)
    figures = _figures(rubric, table)
    filled = []
    for ballot in sent.sent:
        path = root / "filled" / ballot.path.name
        save_bytes(path, _play(ballot.path, ballot.member.id, rubric, figures))
        filled.append(path)
        progress(path.name)
    import_files(root, filled, progress)
    made = rank_round(root)
    progress("rank")
    defects = audit_file(published_table(rubric_id), rubric)
    own = audit_file(root / "results" / "ranking.xlsx", rubric)
    progress("audit")
    round_, _, _ = load_round(root)
    return DemoResult(
        rubric_id,
        len(table),
        tuple(_differences(table, made)),
        defects,
        tuple(found for found in own if _same(found) not in {_same(other) for other in defects}),
        sum(waiver.assumed for waiver in round_.waivers),
        sum(tie.assumed for tie in round_.ties),
        root,
    )


def _same(found: Finding) -> tuple[str, str | None, str | None]:
    """What two findings on one fault share, in the published table and in our annex."""
    return found.code, found.at.unit, found.at.criterion


# ---------------------------------------------------------------- the round
def read_table(path: Path) -> list[dict[str, str]]:
    """The published table's rows, in printed order, each with the id of its unit under "id"."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    taken: set[str] = set()
    for row in rows:
        row["id"] = slug(row["unit"], taken)
        taken.add(row["id"])
    return rows


def slug(name: str, taken: set[str]) -> str:
    """An ASCII id from a name: "Sở Y tế" -> "so-y-te"; a number is added where it is taken."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)))
    base = "-".join(words)[:36].strip("-")
    return next(text for n in range(1, 100) if (text := base if n == 1 else f"{base}-{n}") not in taken)


def round_text(rubric: Rubric, table: Sequence[Mapping[str, str]]) -> str:
    """round.toml of the demonstration: the published units, three synthetic members."""
    day, deadline = _DATES[rubric.id]
    year = rubric.id[-4:]
    director_of = table[len(table) // 2]["id"]
    groups = ", ".join(_quoted(group.id) for group in rubric.groups)
    parts = [
        "# Đợt trình diễn: đơn vị và điểm theo bảng đã công bố; thành viên và điểm từng người là giả định.",
        f"id = {_quoted(rubric.id)}",
        f"title = {_quoted(rubric.title)}",
        f"rubric = {_quoted(rubric.id)}",
        f"year = {year}",
        f"date = {day}",
        f"deadline = {deadline}",
        'council = "Hội đồng đánh giá, xếp hạng (trình diễn)"',
        'contact = "Tổ thư ký (trình diễn), thuky@example.vn"',
        "minimum_scorers = 2",
    ]
    for row in table:
        parts += ["", "[[units]]", f"id = {_quoted(row['id'])}", f"name = {_quoted(row['unit'])}"]
        parts += [f"group = {_quoted(row['group'])}"]
        parts += [f"prior_rank = {row['prior_rank']}"] if row.get("prior_rank") else []
        traits = [trait.id for trait in rubric.traits if trait.note and trait.note == row.get("note")]
        parts += [f"traits = [{', '.join(map(_quoted, traits))}]"] if traits else []
    for member, name, role in _MEMBERS:
        parts += ["", "[[members]]", f"id = {_quoted(member)}", f"name = {_quoted(name)}"]
        parts += [f"role = {_quoted(role)}", f"groups = [{groups}]"]
        parts += [f"recused = [{_quoted(director_of)}]"] if member == _DIRECTOR else []
    parts += _waivers(rubric, table, day)
    parts += _ties(rubric, table)
    return "\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _waivers(rubric: Rubric, table: Sequence[Mapping[str, str]], day: str) -> Iterator[str]:
    for row in table:
        for leaf in rubric.leaves():
            value = _published(row, leaf)
            if value is not None and value > leaf.max_in(row["group"]):
                reason = f"bảng đã công bố in {tidy(value)} trên điểm tối đa {leaf.max_in(row['group'])} (giả định)"
                yield from ("", "[[waivers]]", f"check = {_quoted(ABOVE_MAX.code)}", f"unit = {_quoted(row['id'])}")
                yield from (f"criterion = {_quoted(leaf.id)}", f"reason = {_quoted(reason)}", f"by = {_quoted(_BY)}")
                yield from (f"when = {day}", "assumed = true")


def _ties(rubric: Rubric, table: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """A decision for every set of equal figures: split where distinct ranks were printed."""
    key = "index" if rubric.rank_by == "index" else "total"
    for _, rows in groupby(table, key=lambda row: row["group"]):
        ordered = sorted(rows, key=lambda row: -Decimal(row[key]))
        for _, equal in groupby(ordered, key=lambda row: Decimal(row[key])):
            tied = list(equal)
            if len(tied) > 1:
                split = len({row.get("rank") for row in tied}) == len(tied)
                reason = "thứ tự của bảng đã công bố, không nêu lý do (giả định)"
                yield from ("", "[[ties]]", f"units = [{', '.join(_quoted(row['id']) for row in tied)}]")
                yield from (f'kind = "{"split" if split else "shared"}"', f"reason = {_quoted(reason)}")
                yield from (f"by = {_quoted(_BY)}", "assumed = true")


def _published(row: Mapping[str, str], leaf: Criterion) -> Decimal | None:
    """The published figure of a leaf; where only totals are printed, the total is the leaf."""
    text = row.get(leaf.id) if leaf.id in row else row["total"]
    return Decimal(text) if text else None


# ---------------------------------------------------------------- playing the members
Figures = Mapping[tuple[str, str], Mapping[str, Decimal]]


def _figures(rubric: Rubric, table: Sequence[Mapping[str, str]]) -> Figures:
    """By (unit, leaf): what each member types, so that the mean gives the published figure."""
    director_of = table[len(table) // 2]["id"]
    figures: dict[tuple[str, str], dict[str, Decimal]] = {}
    for turn, row in enumerate(table):
        members = [member for member, _, _ in _MEMBERS if not (member == _DIRECTOR and row["id"] == director_of)]
        for leaf in rubric.leaves():
            value = _published(row, leaf)
            if value is not None:
                spread = spread_of(value, leaf, row["group"], len(members), rubric.rounding.leaf)
                turned = spread[turn % len(spread) :] + spread[: turn % len(spread)]
                figures[row["id"], leaf.id] = dict(zip(members, turned, strict=True))
    return figures


def spread_of(value: Decimal, leaf: Criterion, group: str, count: int, places: int) -> list[Decimal]:
    """`count` figures on the step whose rounded mean is `value`; a mean that does not terminate first.

    A published figure above the maximum stays above it for everybody, so that one waiver fits.
    """
    step, high = leaf.step, leaf.max_in(group)
    low = high + step if value > high else Decimal(0)
    top = value + 2 * step if value > high else high
    patterns = [(1, 0, 0), (-1, 0, 0), (-1, 0, 1), (0, 0, 0)] if count == 3 else [(0, -1), (1, -1), (0, 0)]
    for pattern in patterns:
        given = [value + step * part for part in pattern]
        mean = sum(map(Fraction, given), Fraction(0)) / count
        if all(low <= figure <= top for figure in given) and round_half_up(mean, places) == value:
            return given
    raise ValueError(f"{value} cannot be made by {count} scorers")


def _play(path: Path, member: str, rubric: Rubric, figures: Figures) -> bytes:
    """One member fills his workbook: every open score cell."""
    inputs = (item for item in inspect_file(path).inputs if item.kind == "score" and item.criterion)
    entries = {(item.sheet, item.cell): figures[item.unit, item.criterion or ""][member] for item in inputs}
    return fill(read_file(path), entries)


# ---------------------------------------------------------------- comparing
def _differences(table: Sequence[Mapping[str, str]], made: Published) -> Iterator[Difference]:
    """Every figure that is not as printed, unit by unit in printed order."""
    lines = {
        standing.unit.id: (place, standing)
        for part in made.ranking.groups
        for place, standing in enumerate(part.standings, 1)
    }
    for row in table:
        place, standing = lines[row["id"]]
        printed = _printed(row, *made.places)
        for what, ours in _figures_of(standing, place, *made.places).items():
            if what in printed and printed[what] != ours:
                yield Difference(row["id"], row["unit"], what, printed[what], ours)


def _printed(row: Mapping[str, str], total_places: int, index_places: int) -> dict[str, str]:
    """What the published table prints of a unit; columns that it has not are left out."""
    printed = {"place": row["no"], "total": f"{round_half_up(Decimal(row['total']), total_places)}"}
    if row.get("index"):
        printed["index"] = f"{round_half_up(Decimal(row['index']), index_places)}"
    return printed | {what: row[what] for what in ("rank", "tier") if row.get(what)}


def _figures_of(standing: Standing, place: int, total_places: int, index_places: int) -> dict[str, str]:
    return {
        "place": str(place),
        "total": "" if standing.total is None else f"{standing.total:.{total_places}f}",
        "index": "" if standing.index is None else f"{standing.index:.{index_places}f}",
        "rank": str(standing.rank or ""),
        "tier": standing.tier or "",
    }
