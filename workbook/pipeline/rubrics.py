"""Rubrics as files: open one of any kind, save it as another kind, make a workbook to write a new one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from workbook.authoring.judge import load_authoring, write_authoring
from workbook.catalogue import authoring as said
from workbook.excel.gate import read_file
from workbook.excel.read import read_book
from workbook.excel.write import save_bytes, write_book
from workbook.findings import Finding, Place, Refused, finding
from workbook.loading.rubric import load_rubric, rubric_path
from workbook.loading.source import read_text, read_toml
from workbook.loading.toml_text import reads_back, toml_text
from workbook.rubric import Rubric
from workbook.shelf import shelf

_KINDS: Final = (".toml", ".xlsx")
_COMMENT: Final = re.compile(r'\s*#(?!:schema)|(?:[^"#]|"(?:[^"\\]|\\.)*")*\s#[^"]*$')


@dataclass(frozen=True, slots=True)
class Opened:
    """A rubric that loads, with warnings and notes, the raw data of its file, and the file."""

    rubric: Rubric
    findings: tuple[Finding, ...]
    raw: Mapping[str, Any]
    path: Path


def open_rubric(name: str, folder: Path | None = None) -> Opened:
    """The rubric of a shipped id, a TOML file or a workbook; Refused with all findings on an error."""
    path = rubric_path(name, folder)
    if path.suffix.lower() == ".xlsx":
        written = load_authoring(read_book(read_file(path), path.name), path.name)
        return Opened(written.rubric, written.findings, written.raw, path)
    rubric, found = load_rubric(path)
    return Opened(rubric, found, read_toml(path, path.name)[0], path)


def load_any(path: Path) -> tuple[Rubric, tuple[Finding, ...]]:
    """`load_rubric` for a file of any kind."""
    opened = open_rubric(str(path))
    return opened.rubric, opened.findings


def save_rubric(name: str, target: Path, lang: str, *, force: bool) -> Opened:
    """Write a rubric to `target`, as TOML or as a workbook by the name's end; the findings tell what is lost.

    Refused where a file stands there already, unless `force`, and where anything but comments would be lost.
    """
    _may_write(target, _KINDS, force=force)
    opened = open_rubric(name)
    if target.suffix.lower() == ".xlsx":
        data = write_book(write_authoring(opened.raw, target.name, lang))
    else:
        text = toml_text(opened.raw)
        if not reads_back(text, opened.raw):
            raise Refused([finding(said.LOST, Place(file=target.name), where=opened.path.name)])
        data = text.encode()
    save_bytes(target, data)
    return Opened(opened.rubric, (*opened.findings, *_comments(opened.path)), opened.raw, target)


def new_authoring(target: Path, lang: str, *, force: bool) -> Path:
    """Write a workbook with sample rows, ready to be changed into one's own rubric."""
    _may_write(target, _KINDS[1:], force=force)
    example = read_toml(shelf("templates") / "rubric-example.toml", "rubric-example.toml")[0]
    save_bytes(target, write_book(write_authoring(example, target.name, lang)))
    return target


def _may_write(target: Path, kinds: tuple[str, ...], *, force: bool) -> None:
    at = Place(file=target.name)
    if target.suffix.lower() not in kinds:
        raise Refused([finding(said.TARGET_KIND, at, name=target.name, wanted=" / ".join(kinds))])
    if target.exists() and not force:
        raise Refused([finding(said.TARGET_EXISTS, at, name=str(target))])


def _comments(source: Path) -> list[Finding]:
    """The comments of a TOML file, which no other file carries."""
    if source.suffix.lower() != ".toml":
        return []
    count = sum(_COMMENT.match(line) is not None for line in read_text(source, source.name).splitlines())
    return [finding(said.COMMENTS_LOST, Place(file=source.name), count=count)] if count else []
