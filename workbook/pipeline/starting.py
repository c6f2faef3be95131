"""Start: a new round's folder with a round.toml that explains itself, and the lists of units and members in Excel."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

from workbook.catalogue import kept as said
from workbook.excel.write import save_bytes, write_book
from workbook.findings import Place, Refused, finding
from workbook.loading.rubric import shipped_rubrics
from workbook.loading.skeleton import LISTS, new_round_text
from workbook.loading.toml_text import toml_text
from workbook.pipeline.rubrics import Opened, open_rubric
from workbook.sheets.lists import KINDS, draw_list


def new_round(folder: Path, rubric_name: str, lang: str = "vi", *, lists: bool = False) -> Path:
    """Write folder/round.toml, with `lists` the two lists that it names; Refused where one of the files is there.

    Nobody's work is overwritten, and nothing is left half done.
    """
    path = folder / "round.toml"
    names = LISTS[lang] if lists else None
    _none_there(path, *(folder / name for name in names or ()))
    opened = open_rubric(rubric_name)
    files: dict[Path, bytes] = {}
    source = None
    if rubric_name not in shipped_rubrics():
        # The round keeps its own copy, so that the folder can be moved and archived as a whole.
        source = "rubric.toml"
        own = files[folder / source] = _own_copy(opened)
        if (folder / source).exists() and (folder / source).read_bytes() != own:
            _none_there(folder / source)
    today = date.today()
    if names:
        created = datetime.combine(today, time())
        for name, kind in zip(names, KINDS, strict=True):
            files[folder / name] = write_book(draw_list(kind, opened.rubric, created, lang))
    files[path] = new_round_text(opened.rubric, lang, source, today, names).encode()
    _write(files)
    return path


def lists_of(path: Path, lang: str) -> tuple[Path, Path]:
    """The two lists beside a new round.toml."""
    units, members = LISTS[lang]
    return path.with_name(units), path.with_name(members)


def _none_there(*paths: Path) -> None:
    there = [path for path in paths if path.exists()]
    if there:
        raise Refused([finding(said.ROUND_EXISTS, Place(file=str(path)), path=str(path)) for path in there])


def _own_copy(opened: Opened) -> bytes:
    is_workbook = opened.path.suffix.lower() == ".xlsx"
    return toml_text(opened.raw).encode() if is_workbook else opened.path.read_bytes()


def _write(files: Mapping[Path, bytes]) -> None:
    """All of the files or none, round.toml last: without it no command takes the folder for a round."""
    new = [path for path in files if not path.exists()]
    folders = {path.parent for path in files if not path.parent.exists()}
    try:
        for path, data in files.items():
            save_bytes(path, data)
    except BaseException:
        for path in new:
            with suppress(OSError):
                path.unlink()
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
        raise
