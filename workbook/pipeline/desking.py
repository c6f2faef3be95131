"""Desk: the control workbook in a round's folder, and who has returned what; nobody's changed file is overwritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import count
from pathlib import Path
from typing import Final

from workbook.catalogue import desk as said
from workbook.excel.macros import MACRO, vba_project
from workbook.excel.write import save_bytes, write_book
from workbook.findings import Finding, Place, Refused, errors, finding
from workbook.pipeline.collected import MemberStatus, status
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import RoundContext, label_of, open_round
from workbook.pipeline.self_scoring import self_scored, unit_status
from workbook.sheets.desk import Line, Scene, Standing, draw_desk, round_line

FOLDER: Final = "desk"
STEM: Final = "ban_lam_viec"
"""A name of Python's too: the macro imports the module that is called as the workbook."""
_KEPT: Final = "desk.json"
"""Beside what is kept of the issues: name and SHA-256 of what was written here last."""
_MODULE: Final = '''"""Run by the button in {name}: keep both files together, under these names."""

from workbook.excel.live import desk_called, desk_functions

globals().update(desk_functions(__file__))


def main():
    desk_called()
'''


@dataclass(frozen=True, slots=True)
class Desk:
    """The control workbook; `new` is False where it was there already, byte for byte."""

    path: Path
    new: bool
    plain: bool
    findings: tuple[Finding, ...]


def make_desk(root: Path, *, plain: bool, system: str, interpreter: str) -> Desk:
    """Write the control workbook; `system` and `interpreter` are what its macros are told of this computer."""
    context = open_round(root)
    macros = b"" if plain else vba_project()
    if macros is None:
        raise Refused([finding(said.NO_MACROS, Place(), name="quickstart_standalone.xlsm")])
    data = write_book(draw_desk(_scene(context, root, plain, _settings(system, interpreter))), macros)
    path, new = _saved(context.folder, plain, data)
    found = list(context.findings)
    first = f"{STEM}{path.suffix}"
    if path.name != first:
        found.append(finding(said.DESK_KEPT, Place(file=first), old=first, new=path.name))
    if not plain and system not in ("win32", "darwin"):
        found.append(finding(said.NO_EXCEL, Place(), system=system))
    return Desk(path, new, plain, tuple(found))


def _scene(context: RoundContext, root: Path, plain: bool, settings: tuple[tuple[str, str], ...]) -> Scene:
    round_ = context.round
    created = datetime.combine(round_.date, time())
    where = label_of(root.resolve())
    macro = "" if plain else MACRO
    return Scene(
        round_.id, round_.title, round_.council, where, created, standing(context), round_.lang, macro, settings
    )


def _settings(system: str, interpreter: str) -> tuple[tuple[str, str], ...]:
    """Which Python the macros call; on a system without Excel whatever Python is found there."""
    own = {"win32": "INTERPRETER_WIN", "darwin": "INTERPRETER_MAC"}
    known = ((own[system], interpreter),) if system in own else ()
    return (*known, ("ADD_WORKBOOK_TO_PYTHONPATH", "true"))


# ---------------------------------------------------------------- files
def _saved(folder: Folder, plain: bool, data: bytes) -> tuple[Path, bool]:
    """Write workbook and module under the first name under which nothing of somebody's lies."""
    kept = folder.kept / _KEPT
    written = _written(kept)
    for number in count(1):
        stem = STEM if number == 1 else f"{STEM}_{number}"
        path = folder.root / FOLDER / (f"{stem}.xlsx" if plain else f"{stem}.xlsm")
        files = {path: data}
        if not plain:
            files[path.with_suffix(".py")] = _MODULE.format(name=path.name).encode()
        if all(_is_ours(one, content, written) for one, content in files.items()):
            break
    new = False
    for one, content in files.items():
        if not one.exists() or one.read_bytes() != content:
            save_bytes(one, content)
            new = True
    hashes = written | {one.name: hashlib.sha256(content).hexdigest() for one, content in files.items()}
    if hashes != written:
        save_bytes(kept, json.dumps(hashes, indent=1, sort_keys=True).encode())
    return path, new


def _is_ours(path: Path, data: bytes, written: Mapping[str, str]) -> bool:
    """Whether a file may be written there: nothing is there, or what we wrote and nobody changed."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    there = path.read_bytes()
    return there == data or hashlib.sha256(there).hexdigest() == written.get(path.name)


def _written(path: Path) -> dict[str, str]:
    """What was written last; nothing where that is not known: then no file is ours."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    known = data.items() if isinstance(data, dict) else ()
    return {name: digest for name, digest in known if isinstance(digest, str)}


# ---------------------------------------------------------------- who has returned what
def standing(context: RoundContext) -> Standing:
    """The lists of members, and of units that score themselves, as far as the round has come."""
    return standing_of(context, status(context), unit_status(context, self_scored(context)))


def standing_of(context: RoundContext, members: Sequence[MemberStatus], units: Sequence[MemberStatus]) -> Standing:
    """The same from what is known of them already."""
    deadline = context.round.deadline.strftime("%d/%m/%Y" if context.round.lang == "vi" else "%Y-%m-%d")
    whose = round_line(context.round.title, context.round.council)
    return Standing(tuple(map(_member, members)), tuple(map(_unit, units)), deadline, whose)


def _member(line: MemberStatus) -> Line:
    found = () if line.checked is None or line.kind == "absent" else line.checked.findings
    own = line.member
    faults = len(errors(found))
    note = own.absent or ""
    return Line(own.name, own.role, line.issued, line.returned, line.kind, note, (faults, len(found) - faults))


def _unit(line: MemberStatus) -> Line:
    made = _member(line)
    return made._replace(kind="used") if made.kind == "counted" else made
