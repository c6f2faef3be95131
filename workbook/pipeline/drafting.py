"""Drafts in a round's folder: an office's own templates in mau/, and drafts, which people edit and nothing replaces."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from workbook.catalogue import drafts as said
from workbook.excel.gate import read_file
from workbook.excel.write import save_bytes
from workbook.findings import Finding, Place, finding
from workbook.limits import USUAL, Limits
from workbook.pipeline.folder import Folder

TEMPLATES: Final = "mau"
"""The folder of a round in which an office keeps its own templates."""
DOCUMENTS: Final = "documents"
PROVISIONAL: Final = "tam-tinh"
"""In place of a result's number, where the figures are only provisional."""


class Saved(NamedTuple):
    """Where a draft lies; `new` is False where a file of these bytes lay there already."""

    path: Path
    new: bool
    findings: tuple[Finding, ...] = ()


def office_template(folder: Folder, name: str, limits: Limits = USUAL) -> bytes | None:
    """The office's own template of that file name ("quyet-dinh.docx"); None where it has none."""
    path = folder.root / TEMPLATES / name
    return read_file(path, limits) if path.is_file() else None


def idle_templates(folder: Folder, known: Collection[str]) -> list[str]:
    """What lies among the office's templates and is none, but for what Word leaves there while it is open."""
    there = folder.root / TEMPLATES
    found = sorted(there.iterdir()) if there.is_dir() else []
    return [one.name for one in found if not (one.name in known and one.is_file()) and one.name[:1] not in "~."]


def draft_folder(folder: Folder, number: int | None) -> Path:
    """Where the documents of a result lie."""
    return folder.root / DOCUMENTS / (PROVISIONAL if number is None else f"{number:03}")


def save_draft(folder: Folder, number: int | None, name: str, data: bytes) -> Saved:
    """Write a document of a result, unless it is there; beside one of other content as "name lan 2.docx"."""
    return save_beside(draft_folder(folder, number) / name, data)


def save_beside(target: Path, data: bytes) -> Saved:
    """Write a file that nobody's work is lost for; it may lie there already under one of its names."""
    for number in count(1):
        path = target if number == 1 else target.with_name(f"{target.stem} lan {number}{target.suffix}")
        there = path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
        # A PDF without its document is somebody's too.
        if there or not (path.exists() or path.with_suffix(".pdf").exists()):
            break
    if not there:
        save_bytes(path, data)
    kept = (finding(said.DRAFT_KEPT, Place(file=target.name), name=target.name, new=path.name),) if number > 1 else ()
    return Saved(path, not there, kept)
