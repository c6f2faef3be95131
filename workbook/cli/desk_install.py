"""The command desk's actions install, remove and status: the add-in in Excel's own folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from workbook.cli import console
from workbook.cli.frame import Answer, Document, run
from workbook.desk.install import Done, Machine, Package, Status, install, package_at, remove, status
from workbook.excel.macros import xlwings_folder
from workbook.template import load_template

ACTIONS = ("install", "remove", "status")


def this_machine() -> tuple[Machine, Package | None]:
    """This computer, its user, and the xlwings that is installed beside us."""
    return Machine(sys.platform, Path.home(), os.environ, sys.executable, sys.base_prefix), package_at(xlwings_folder())


def desk_action(action: str, lang: str, as_json: bool) -> int:
    """Carry out one of `ACTIONS`."""

    def act() -> Answer:
        machine, package = this_machine()
        if action == "status":
            found = status(machine, package)
            return Answer(_status_document(found), lambda: _print_status(found, machine.system, lang), found.findings)
        done = install(machine, package) if action == "install" else remove(machine)
        return Answer(_document(done), lambda: _print(done, action, lang), done.findings)

    return run(f"desk {action}", act, lang, as_json)


def _document(done: Done) -> Document:
    lists: Mapping[str, tuple[Path, ...]] = {
        "written": done.written,
        "unchanged": done.same,
        "removed": done.removed,
        "left": done.left,
    }
    return {name: [str(path) for path in paths] for name, paths in lists.items()}


def _print(done: Done, action: str, lang: str) -> None:
    words = load_template("desk", lang)
    console.print_findings(done.findings, lang)
    lists = (("wrote", done.written), ("same", done.same), ("gone", done.removed), ("left", done.left))
    for key, paths in lists:
        for path in paths:
            console.say(words.say(f"install_{key}", path=path), whole=True)
    if action == "install":
        console.say(words.say("install_then"))
    elif not done.left:
        console.say(words.say("install_removed" if done.ours else "install_nothing"))


def _status_document(found: Status) -> Document:
    return {
        "supported": found.places is not None,
        "excel": found.excel,
        "xlwings": found.package,
        "addin": found.addin,
        "installed": found.installed,
        "folder": None if found.places is None else str(found.places.startup),
        "interpreter": found.interpreter,
    }


def _print_status(found: Status, system: str, lang: str) -> None:
    words = load_template("desk", lang)
    console.print_findings(found.findings, lang)
    lines = []
    if found.places is None:
        lines.append(words.say("install_no_system", system=system))
    else:
        lines.append(words.say("install_excel_yes" if found.excel else "install_excel_no"))
    if found.package is None:
        lines.append(words.say("install_xlwings_no"))
    else:
        lines.append(words.say("install_xlwings_yes", version=found.package))
    if found.places is not None:
        lines.append(words.say(f"install_{found.addin}", version=found.installed or "?"))
        lines.append(words.say("install_folder", path=found.places.startup))
        key = "install_python" if found.interpreter else "install_python_none"
        lines.append(words.say(key, python=found.interpreter))
    for line in lines:
        console.say(line, whole=True)
