"""A small rubric, round and filled ballots, in memory and as a folder: what the examples start from.

Two groups, four leaves (two of them in one section), a trait, tiers by points and by index, three
members of whom one is recused from a unit. Where things stand on the sheet of the group "So": units
dv-1, dv-2, dv-3 on rows 11, 12, 13 (row 10 holds the maxima); columns D to G are mang, an-toan,
dich-vu, sang-kien; H total, I index (hidden), J rank, K tier, L missing, M invalid, O note; P to S
the hidden states.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbook.consolidation import unit_exact
from workbook.excel.cells import area_of
from workbook.excel.write import write_book
from workbook.findings import Check, Finding, say
from workbook.loading.frozen import freeze, slice_for
from workbook.model import Ballot, CellId, Choice, Issue, Member, Round, Tally, TieDecision, Unit, Waiver
from workbook.pipeline.folder import PUBLIC_KEY
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.rubric import Criterion, Group, Rubric, Tier, Trait
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.ballot_head import identity_of
from workbook.sheets.grid import Area, Book, ReadBook, ReadCell, ReadSheet, ReadValidation, Style, Validation, from_a1
from workbook.sheets.shown import open_cells, own_groups
from workbook.sheets.stamp import pack, seal
from workbook.sheets.take import Taken, identify, take

FILE = "phieu.xlsx"
GUIDE, SO, HUYEN = "Hướng dẫn", "1. Các sở, ban, ngành", "2. UBND cấp huyện"


# ---------------------------------------------------------------- the rubric and the round
def points(text: str) -> Decimal:
    return Decimal(text)


def leaf(id_: str, code: str, name: str, most: str, step: str, **more: Any) -> Criterion:
    return Criterion(id_, code, name, points(most), points(step), **more)


MANG = leaf("mang", "1.1", "Mạng nội bộ", "10", "0.25")
AN_TOAN = leaf("an-toan", "1.10", "An toàn thông tin", "10", "0.5")
DICH_VU = leaf(
    "dich-vu", "II", "Dịch vụ công", "20", "0.5", not_applicable=frozenset({"khong-tthc"}),
    group_max={"Huyen": points("15")},
)  # fmt: skip
SANG_KIEN = leaf("sang-kien", "III", "Sáng kiến", "5", "1", markable=True)
HA_TANG = Criterion("ha-tang", "I", "Hạ tầng", points("20"), points("0.5"), (MANG, AN_TOAN))
RUBRIC = Rubric(
    id="vi-du",
    title="Kết quả xếp hạng ví dụ",
    version="2026-01-05",
    legal_basis="Quyết định số 1/QĐ-UBND",
    errata=(),
    criteria=(HA_TANG, DICH_VU, SANG_KIEN),
    groups=(
        Group(
            "So", "Các sở, ban, ngành", points("45"),
            (Tier("Tốt", points("36")), Tier("Khá", points("22.5")), Tier("Yếu", None)),
        ),
        Group(
            "Huyen", "UBND cấp huyện", points("40"),
            (Tier("Tốt", points("0.8"), strict=True), Tier("Khá", points("0.5")), Tier("Yếu", None)), "index",
        ),
    ),
    traits=(Trait("khong-tthc", "Không có thủ tục hành chính", "Không TTHC"),),
)  # fmt: skip
BOTH = ("So", "Huyen")
ROUND = Round(
    id="vi-du-2026",
    title="Chấm điểm năm 2026",
    rubric="vi-du",
    year=2026,
    date=date(2026, 11, 1),
    deadline=date(2026, 11, 20),
    contact="Tổ thư ký",
    units=(
        Unit("dv-1", "Sở Y tế", "So"),
        Unit("dv-2", "Sở Xây dựng", "So"),
        Unit("dv-3", "Ban Dân tộc", "So", traits=frozenset({"khong-tthc"})),
        Unit("dv-4", "Sở Mới", "So", left_out="mới thành lập"),
        Unit("h-1", "Huyện An", "Huyen"),
        Unit("h-2", "Huyện Bình", "Huyen"),
    ),
    members=(
        Member("TV-01", "Nguyễn Văn An", "Chủ tịch", BOTH),
        Member("TV-02", "Trần Thị Bình", "Giám đốc Sở Xây dựng", BOTH, recused=frozenset({"dv-2"})),
        Member("TV-03", "Lê Văn Cường", "Ủy viên", ("So",)),
    ),
    council="Hội đồng thẩm định",
    place="Hà Nội",
)
WAIVER = Waiver("SCORE-001", "dv-1", "mang", None, "giữ như đã công bố", "Hội đồng", date(2026, 11, 25))
LEAVES = ("mang", "an-toan", "dich-vu", "sang-kien")
TABLE = """
    dv-1  8.25  7.5  15    3
    dv-2  9     8    16.5  4
    dv-3  7     6.5  KĐG   2
    h-1   9.5   9    14    KĐG
    h-2   6     5    10    1
"""
"""Scores by unit, leaf by leaf. Totals: 33.75, 37.5, 15.5; 32.5 of 35 and 22 of 40."""


def scores(table: str = TABLE) -> dict[CellId, Score]:
    """A table of scores as a mapping; "-" is a blank cell."""
    made: dict[CellId, Score] = {}
    for line in table.strip().splitlines():
        unit, *figures = line.split()
        for name, figure in zip(LEAVES, figures, strict=True):
            made[unit, name] = score(figure)
    return made


def score(text: str) -> Score:
    return None if text == "-" else NOT_APPLICABLE if text == "KĐG" else Decimal(text)


def rubric(**changes: Any) -> Rubric:
    return replace(RUBRIC, **changes)


def round_with(**changes: Any) -> Round:
    return replace(ROUND, **changes)


def with_member(member_id: str, round_: Round = ROUND, **changes: Any) -> Round:
    members = tuple(replace(each, **changes) if each.id == member_id else each for each in round_.members)
    return replace(round_, members=members)


def with_unit(unit_id: str, round_: Round = ROUND, **changes: Any) -> Round:
    return replace(
        round_, units=tuple(replace(each, **changes) if each.id == unit_id else each for each in round_.units)
    )


def decision(kind: str, *units: str) -> TieDecision:
    assert kind in ("shared", "split")
    return TieDecision(units, "split" if kind == "split" else "shared", "biểu quyết", "Hội đồng")


def choice(file: str) -> Choice:
    """The decision that this ballot of TV-01 counts."""
    return Choice("TV-01", file, "hỏi lại thành viên", "Tổ thư ký", date(2026, 11, 21))


# ---------------------------------------------------------------- one member's issue and ballot
KEY = PUBLIC_KEY
"""The key of the seals of every round that `write_round` writes."""


def issue_of(member: str = "TV-01", round_: Round = ROUND, by: Rubric = RUBRIC, number: int = 1) -> Issue:
    issue = Issue(by, slice_for(round_, member), member, number)
    return replace(issue, seal=seal(KEY, identity_of(issue)))


def ballot_of(issue: Issue, table: str = TABLE, **changes: str) -> Ballot:
    """The member's ballot from a table of scores; `changes` are cells: dv_1__mang="9.5"."""
    given = scores(table)
    given |= {(cell_id(name)): score(text) for name, text in changes.items()}
    own = {
        (unit.id, each.id): given.get((unit.id, each.id)) if is_open else NOT_APPLICABLE
        for group in own_groups(issue)
        for unit, each, is_open in open_cells(issue, group)
    }
    return Ballot(issue.member, issue.number, own)


def cell_id(name: str) -> CellId:
    """dv_1__an_toan -> ("dv-1", "an-toan")."""
    unit, leaf_name = name.replace("_", "-").split("--")
    return unit, leaf_name


def panel_of(tables: Mapping[str, str] | None = None, round_: Round = ROUND, by: Rubric = RUBRIC) -> list[Ballot]:
    """One ballot a member; another table of scores by member id."""
    own = tables or {}
    return [ballot_of(issue_of(each.id, round_, by), own.get(each.id, TABLE)) for each in round_.members]


def drawn(issue: Issue, ballot: Ballot | None = None) -> Book:
    return draw_ballot_book(issue, pack(freeze(issue)), ballot)


# ---------------------------------------------------------------- a workbook that came back, without a file
def as_read(book: Book) -> ReadBook:
    """The drawn book as reading it back gives it."""
    return ReadBook(tuple(_as_read(sheet.name, book) for sheet in book.sheets), "Microsoft Excel")


def _as_read(name: str, book: Book) -> ReadSheet:
    sheet = book.sheet(name)
    cells: dict[tuple[int, int], ReadCell] = {}
    for row, line in enumerate(sheet.rows):
        for column, cell in enumerate(line.cells):
            if cell is None:
                continue
            style = book.styles.get(cell.style, Style())
            marks = cell.formula, style.locked, style.number_format
            if cell.value is None or (cell.value == "" and cell.formula is None):
                if not style.locked:
                    cells[row, column] = ReadCell("none", "", *marks)
            elif isinstance(cell.value, str):
                cells[row, column] = ReadCell("text", cell.value, *marks)
            else:
                cells[row, column] = ReadCell("number", f"{float(cell.value):.16G}", *marks)
    return ReadSheet(
        sheet.name,
        "visible",
        cells,
        sheet.protected,
        tuple(_rule_as_read(rule) for rule in sheet.validations),
        tuple(((rule.area,), rule.formula) for rule in sheet.highlights),
        frozenset(number for number, line in enumerate(sheet.rows) if line.hidden),
        frozenset(number for number, column in enumerate(sheet.columns) if column.hidden),
        sheet.comments,
        sheet.merges,
    )


def areas_in(text: str) -> tuple[Area, ...]:
    """The areas of "B2:C9 E4"."""
    areas = tuple(map(area_of, text.split()))
    assert None not in areas, text
    return tuple(area for area in areas if area is not None)


def _rule_as_read(rule: Validation) -> ReadValidation:
    if rule.items:
        return ReadValidation(rule.areas, "list", f'"{",".join(rule.items)}"')
    return ReadValidation(rule.areas, *(("list", rule.source) if rule.source else ("custom", rule.formula)))


Edits = Mapping[str, ReadCell | None]
"""By A1 address; None empties the cell."""


def edited(book: ReadBook, sheet: str, edits: Edits) -> ReadBook:
    """The book with something else typed into some cells of one sheet; each cell stays open or locked as it was."""
    old = next(each for each in book.sheets if each.name == sheet)
    cells = dict(old.cells)
    for place, cell in edits.items():
        retype(cells, from_a1(place), cell)
    return with_sheet(book, replace(old, cells=cells))


def retype(cells: dict[tuple[int, int], ReadCell], at: tuple[int, int], cell: ReadCell | None) -> None:
    """Type into a cell, or empty it with None: an open one then stays in the file, blank."""
    old = cells.pop(at, None)
    locked = old is None or old.locked
    if cell is not None or not locked:
        cells[at] = (cell or ReadCell("none", ""))._replace(locked=locked)


def with_sheet(book: ReadBook, sheet: ReadSheet) -> ReadBook:
    """The book with the sheet of that name replaced."""
    return replace(book, sheets=tuple(sheet if each.name == sheet.name else each for each in book.sheets))


def sheet_of(book: ReadBook, name: str = SO) -> ReadSheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)


def text(value: str) -> ReadCell:
    return ReadCell("text", value, locked=False)


def number(value: str, number_format: str = "General") -> ReadCell:
    return ReadCell("number", value, locked=False, number_format=number_format)


def day(serial: str) -> ReadCell:
    return ReadCell("date", serial, locked=False, number_format="d-mmm")


def formula(written: str, shown: str = "") -> ReadCell:
    return ReadCell("number" if shown else "none", shown, written, locked=False)


def taken(read: ReadBook, issue: Issue | None = None) -> Taken:
    """What the take room makes of a returned workbook of `issue` (TV-01's by default)."""
    known = issue or issue_of()
    return take(identify(read, FILE), known, drawn(known), read, FILE)


def returned(issue: Issue | None = None, table: str = TABLE) -> ReadBook:
    """A filled workbook as Excel gives it back."""
    known = issue or issue_of()
    return as_read(drawn(known, ballot_of(known, table)))


# ---------------------------------------------------------------- totals
def unit_total(by: Rubric, tally: Tally, unit: Unit) -> Decimal | None:
    """The unit's total, rounded as the ranking rounds it; None while a leaf has no score."""
    exact = unit_exact(by, by.group(unit.group), tally, unit)
    return None if exact is None else round_half_up(exact, by.rounding.total)


# ---------------------------------------------------------------- findings
def codes(findings: Iterable[Finding]) -> list[str]:
    """The codes, sorted; every finding must be sayable in both languages."""
    found = list(findings)
    for one in found:
        assert_sayable(one)
    return sorted(one.code for one in found)


def only(findings: Iterable[Finding], check: Check) -> Finding:
    """The one finding of the check."""
    found = [one for one in findings if one.check is check]
    assert len(found) == 1, found
    assert_sayable(found[0])
    return found[0]


def assert_sayable(found: Finding) -> None:
    vi, en = say(found, "vi"), say(found, "en")
    assert vi != en
    for words in (vi, en):
        assert words.strip() and "{" not in words and "}" not in words and "None" not in words, words


# ---------------------------------------------------------------- a round as a folder
def speak_english(root: Path) -> None:
    """Ballots and results of the round are in English from now on."""
    path = root / "round.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("minimum_scorers", 'lang = "en"\nminimum_scorers', 1), encoding="utf-8")


def write_round(root: Path, round_: Round = ROUND, by: Rubric = RUBRIC) -> Path:
    """round.toml and rubric.toml in `root`; loading them gives the same round and rubric."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "rubric.toml").write_text(rubric_text(by), encoding="utf-8")
    (root / "round.toml").write_text(round_text(round_), encoding="utf-8")
    save(root / "sent" / "kept" / "seal.key", KEY.hex().encode())
    return root


def rubric_text(by: Rubric) -> str:
    tables = [_table("", id=by.id, title=by.title, version=by.version, legal_basis=by.legal_basis, ties=by.ties)]
    tables += [_table("[[traits]]", id=each.id, name=each.name, note=each.note) for each in by.traits]
    for top in by.criteria:
        tables.append(_criterion("[[criteria]]", top))
        tables += [_criterion("[[criteria.children]]", child) for child in top.children]
    for group in by.groups:
        tables.append(_table("[[groups]]", id=group.id, name=group.name, max=group.max, base=group.base))
        for tier in group.tiers:
            tables.append(_table("[[groups.tiers]]", label=tier.label, lower=tier.lower, strict=tier.strict))
    return "\n".join(tables)


def _criterion(head: str, node: Criterion) -> str:
    return _table(
        head, id=node.id, code=node.code, name=node.name, max=node.max, step=node.step,
        not_applicable=sorted(node.not_applicable), markable=node.markable, group_max=dict(node.group_max),
    )  # fmt: skip


def round_text(round_: Round) -> str:
    head = _table(
        "", id=round_.id, title=round_.title, rubric="rubric.toml", year=round_.year, date=round_.date,
        deadline=round_.deadline, contact=round_.contact, council=round_.council, place=round_.place,
        minimum_scorers=round_.minimum_scorers,
        second_ballot=None if round_.second_ballot == "newest" else round_.second_ballot,
    )  # fmt: skip
    units = [
        _table("[[units]]", id=u.id, name=u.name, group=u.group, traits=sorted(u.traits), left_out=u.left_out)
        for u in round_.units
    ]
    members = [
        _table(
            "[[members]]", id=m.id, name=m.name, role=m.role, groups=list(m.groups), recused=sorted(m.recused),
            absent=m.absent,
        )
        for m in round_.members
    ]  # fmt: skip
    waivers = [
        _table(
            "[[waivers]]", check=w.check, unit=w.unit, criterion=w.criterion, member=w.member, reason=w.reason,
            by=w.by, when=w.when,
        )
        for w in round_.waivers
    ]  # fmt: skip
    ties = [_table("[[ties]]", units=list(t.units), kind=t.kind, reason=t.reason, by=t.by) for t in round_.ties]
    choices = [
        _table("[[choices]]", member=c.member, file=c.file, reason=c.reason, by=c.by, when=c.when)
        for c in round_.choices
    ]  # fmt: skip
    return "\n".join([head, *units, *members, *waivers, *ties, *choices])


def _table(head: str, **keys: object) -> str:
    lines = [f"{name} = {_toml(value)}" for name, value in keys.items() if value not in (None, "", [], {}, False)]
    return "\n".join([head, *lines]) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(item)}" for name, item in value.items()) + " }"
    if isinstance(value, Decimal | date) or value is True:
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False)


def ballot_bytes(issue: Issue, ballot: Ballot | None = None) -> bytes:
    """The workbook as the member's Excel saves it, every formula computed."""
    return write_book(drawn(issue, ballot_of(issue) if ballot is None else ballot))


def save(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def filled_files(root: Path, round_: Round = ROUND, tables: Mapping[str, str] | None = None) -> list[Path]:
    """The filled workbook of every member who is present, in root/filled; other tables by member id."""
    own = tables or {}
    made = []
    for each in round_.members:
        if each.absent is None:
            issue = issue_of(each.id, round_)
            data = ballot_bytes(issue, ballot_of(issue, own.get(each.id, TABLE)))
            made.append(save(root / "filled" / f"{each.id}.xlsx", data))
    return made
