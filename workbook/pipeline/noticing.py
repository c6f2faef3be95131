"""Notices: what each unit is told of its result, as Word and Excel files in notices/; nobody's file is overwritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from workbook.catalogue import notices as said
from workbook.documents.notice import notice_document
from workbook.documents.printing import print_document
from workbook.excel.write import write_book
from workbook.findings import Finding, Place, Words, finding
from workbook.notice import Notice, notices
from workbook.pipeline.drafting import save_beside
from workbook.pipeline.explaining import named_units
from workbook.pipeline.finished import finished
from workbook.pipeline.judging import Progress, RoundContext, held_round, silent
from workbook.sheets.notice import notice_book
from workbook.sheets.notice_parts import Page, Paper, page_of

Format = Literal["docx", "xlsx", "both"]
FOLDER: Final = "notices"
PROVISIONAL: Final = "tam-tinh"
"""The folder of notices that no finished result stands behind."""
STEM: Final = "phieu-ket-qua"


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was written. `same` are files that were there already with the same bytes."""

    units: tuple[str, ...]
    files: tuple[Path, ...]
    same: tuple[Path, ...]
    number: int | None
    """Of the result; None where the notices are provisional."""
    findings: tuple[Finding, ...]


def make_notices(
    root: Path,
    names: Sequence[str] = (),
    kind: Format = "both",
    *,
    split: bool = False,
    provisional: bool = False,
    progress: Progress = silent,
) -> Noticed:
    """Write the notices of all units, or of those named; with `split`, or with names, a file for each unit.

    Refused where no finished result says what the round comes to now, unless `provisional`.
    """
    with held_round(root, "notices") as context:
        wanted = {unit.id for unit in named_units(context.round, names)}
        assessed, number = finished(context, provisional=provisional)
        units = [unit for unit in context.round.units if unit.left_out is None and (not names or unit.id in wanted)]
        paper = Paper(context.round, number, context.round.lang)
        pages: list[Page] = []
        findings: list[Finding] = []
        for made in notices(context.rubric, context.round, assessed.tally, assessed.ranking, units):
            pages.append(page_of(paper, made))
            findings += [*_withheld(made), *(_contact(made) if len(pages) == 1 else ())]
            progress(made.unit.id)
        sets = {f"{STEM}-{page.unit}": [page] for page in pages} if split or names else {STEM: pages}
        writer = _Writer(_folder(context, number), kind, paper)
        for stem, its in sets.items():
            writer.write(stem, its)
    findings += writer.findings
    return Noticed(tuple(unit.id for unit in units), tuple(writer.files), tuple(writer.same), number, tuple(findings))


def _folder(context: RoundContext, number: int | None) -> Path:
    return context.folder.root / FOLDER / (PROVISIONAL if number is None else f"{number:03}")


def _withheld(made: Notice) -> Iterator[Finding]:
    for node, name in made.withheld:
        if node is None:
            what = Words("quyết định tách hạng", "the decision on equal units")
        else:
            title = f"{node.code}. {node.name}" if node.code else node.name
            what = Words(f"tiêu chí “{title}”", f"criterion “{title}”")
        at = Place(unit=made.unit.id, criterion=node.id if node is not None else None)
        yield finding(said.TEXT_WITHHELD, at, unit=made.unit.name, what=what, name=name)


def _contact(made: Notice) -> Iterator[Finding]:
    """The contact is the same for all units."""
    if made.contact.named:
        unit, what = Words("Mọi đơn vị", "All units"), Words("nơi liên hệ (contact)", "the contact")
        yield finding(said.TEXT_WITHHELD, Place(), unit=unit, what=what, name=made.contact.named)


class _Writer:
    """Files under free names in one folder, and what must be said of them."""

    def __init__(self, folder: Path, kind: Format, paper: Paper) -> None:
        self.folder, self.kind, self.paper = folder, kind, paper
        self.files: list[Path] = []
        self.same: list[Path] = []
        self.findings: list[Finding] = []
        self.without_word = False

    def write(self, stem: str, pages: Sequence[Page]) -> None:
        if self.kind != "xlsx" and not self.without_word:
            data = print_document(notice_document(self.paper, pages))
            if data is None:
                self.without_word = True
                name = f"{stem}.docx"
                self.findings.append(finding(said.WORD_MISSING, Place(), name=name))
            else:
                self._save(stem, "docx", data)
        if self.kind != "docx" or self.without_word:
            self._save(stem, "xlsx", write_book(notice_book(self.paper, pages)))

    def _save(self, stem: str, ending: str, data: bytes) -> None:
        saved = save_beside(self.folder / f"{stem}.{ending}", data)
        (self.files if saved.new else self.same).append(saved.path)
        self.findings += saved.findings
