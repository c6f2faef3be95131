"""Audit: a published table against its rubric; a typed decision or annex against the round's computed result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from workbook.audit.audit import audit_book, audit_csv
from workbook.audit.back import back_check
from workbook.audit.back_page import grid_of_csv, grids_of_book
from workbook.audit.back_wanted import Computed, Wanted, make_wanted
from workbook.audit.csvtext import Grid, decode
from workbook.catalogue import audit as said_of_audit
from workbook.catalogue import audit_back as said
from workbook.documents.read_docx import is_docx, read_docx
from workbook.excel.gate import read_file
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Finding, Place, Refused, errors, finding
from workbook.limits import Limits
from workbook.model import Ranking, Unit
from workbook.pipeline.folder import is_logged
from workbook.pipeline.judging import RoundContext, open_round
from workbook.pipeline.numbered import Numbered, finished_result, lines_of
from workbook.pipeline.publishing import Assessed, assess, ranking_as_data
from workbook.pipeline.results import ANNEX, files_of
from workbook.rubric import Rubric
from workbook.sheets.annex import annex_book
from workbook.sheets.annex_parts import make_annex
from workbook.sheets.layout import STANDARD, load_layout, printed_titles
from workbook.workers.pool import Job, run_one
from workbook.years import Line

_MOST_SECONDS = 20
"""Reading and comparing takes well below one for a document of 170 units; a hostile one is ended."""


def audit_file(path: Path, rubric: Rubric) -> tuple[Finding, ...]:
    """Every defect that can be proved in a published .csv or .xlsx table; Refused if it cannot be read."""
    data = read_file(path)
    titles = printed_titles(load_layout(rubric.layout or STANDARD, "vi"))
    # The first bytes decide, not the name: a table saved under a wrong ending is read all the same.
    if data[:2] == b"PK" or path.suffix.lower() == ".xlsx":
        return audit_book(read_book(data, path.name), path.name, rubric, titles)
    return audit_csv(data, path.name, rubric, titles)


# ---------------------------------------------------------------- beside a round's result
@dataclass(frozen=True, slots=True)
class Compared:
    """A typed document beside a result. `number` is None where there is no finished one."""

    findings: tuple[Finding, ...]
    number: int | None


def audit_typed(path: Path, root: Path) -> Compared:
    """Compare a typed decision or annex (.docx, .xlsx, .csv) with the newest finished result of the round."""
    context = open_round(root)
    limits = replace(context.limits, seconds=max(context.limits.seconds, _MOST_SECONDS))
    data = read_file(path, limits)
    wanted, number, findings = _wanted(context)
    job = Job("workbook.pipeline.auditing:back_checked", (data, path.name, limits))
    found = run_one(job, limits, Place(file=path.name), shared=wanted)
    return Compared((*findings, *cast("tuple[Finding, ...]", found)), number)


def back_checked(wanted: Wanted, data: bytes, name: str, limits: Limits) -> tuple[Finding, ...]:
    """What a child process does with the bytes of the document."""
    if is_docx(data, name):
        grid, findings = read_docx(data, name, limits)
        return (*findings, *back_check([grid], name, wanted))
    if data[:2] == b"PK" or name.lower().endswith(".xlsx"):
        return back_check(grids_of_book(read_book(data, name, limits), name), name, wanted)
    text, notes = decode(data, name)
    grid_ = None if text is None else grid_of_csv(text, name, wanted.rubric, wanted.titles)
    if grid_ is None:
        return tuple(notes) or (finding(said_of_audit.NO_TABLE, Place(file=name)),)
    return (*notes, *back_check([grid_], name, wanted))


# ---------------------------------------------------------------- what it is compared with
def _wanted(context: RoundContext) -> tuple[Wanted, int | None, list[Finding]]:
    """The finished result where there is one, else what the round makes now; and what is to be said of that."""
    result = finished_result(context.folder)
    made = assess(context)
    findings: list[Finding] = []
    now = _lines(context, made.ranking)
    if result is None:
        findings.append(finding(said.NOT_PUBLISHED, Place()))
        lines: Sequence[Line] = now
        annex: list[Grid] | None = _drawn(context, made)
    else:
        lines = result.lines
        if tuple(now) != result.lines or context.rubric.version != result.version:
            findings.append(finding(said.ROUND_MOVED, Place(), number=result.number))
        annex = _published(context, result)
        if annex is None:
            name = context.folder.result_file(ANNEX, result.number).name
            findings.append(finding(said.ANNEX_GONE, Place(file=name), name=name))
    round_, rubric = context.round, context.rubric
    computed = [_computed(context, line) for line in lines if any(group.id == line.group for group in rubric.groups)]
    look = load_layout(_layout(context), round_.lang)
    left_out = sum(unit.left_out is not None for unit in round_.units)
    wanted = make_wanted(rubric, round_.year, round_.date, computed, annex, printed_titles(look), left_out)
    unscored = tuple(unit for unit in round_.units if unit.left_out is not None)
    wanted = replace(wanted, unscored=unscored, met=round_.documents.meeting.date)
    return wanted, result.number if result else None, findings


def _lines(context: RoundContext, ranking: Ranking) -> list[Line]:
    places = context.rubric.rounding
    return list(lines_of(ranking_as_data(ranking, places.total, places.index)))


def _computed(context: RoundContext, line: Line) -> Computed:
    known = next((unit for unit in context.round.units if unit.id == line.unit), None)
    # The name as it was published; an older one may have become an alias since.
    aliases = (*known.aliases, known.name) if known else ()
    unit = Unit(line.unit, line.name, line.group, aliases, known.prior_rank if known else None)
    return Computed(unit, line.group, line.total, line.index, line.converted, line.rank, line.tier)


def _layout(context: RoundContext) -> str:
    """The round's layout, the rubric's, or the standard one; a file of the office's own lies in the round's folder."""
    own = context.round.layout
    return str(context.folder.root / own) if own.endswith(".toml") else own or context.rubric.layout or STANDARD


def _published(context: RoundContext, result: Numbered) -> list[Grid] | None:
    """The sheets of the annex as it was published; None where it is not what was logged."""
    path = context.folder.result_file(ANNEX, result.number)
    logged = [entry for entry in context.folder.logged("result") if entry.data.get("number") == result.number]
    digest = files_of(logged[-1].data).get(path.name) if logged else None
    if digest is None or not is_logged(path, digest):
        return None
    try:
        return grids_of_book(read_book(path.read_bytes(), path.name, context.limits), path.name)
    except Refused:
        return None


def _drawn(context: RoundContext, made: Assessed) -> list[Grid] | None:
    """The sheets of the annex as it would be now."""
    round_ = replace(context.round, layout=_layout(context))
    try:
        annex = make_annex(made.ranking, context.rubric, round_, round_.lang, provisional=bool(errors(made.findings)))
    except ValueError:
        return None
    return grids_of_book(read_book(write_book(annex_book(annex)), ANNEX, context.limits), ANNEX)
