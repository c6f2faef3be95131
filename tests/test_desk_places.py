"""The add-in of the xlwings that is really installed, in made-up homes of Windows and macOS, as the guide says."""

from __future__ import annotations

import errno
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pytest

from tests.commands import run
from tests.test_desk_install import machine_of, tree
from tests.test_house import ROOT
from workbook.catalogue import desk_install as said
from workbook.catalogue import file as said_of_file
from workbook.cli import desk_install as command
from workbook.desk.install import ADDIN, Machine, Package, Places, install, package_at, places_of, remove, status
from workbook.excel.macros import xlwings_folder

SYSTEMS: Final = ("win32", "darwin")


def real() -> Package:
    package = package_at(xlwings_folder())
    assert package is not None
    return package


def home_of(tmp_path: Path, system: str) -> tuple[Machine, Places]:
    """A user with Excel."""
    machine = machine_of(tmp_path / "thư ký", system)
    places = places_of(machine)
    assert places is not None
    places.excel[0].mkdir(parents=True)
    return machine, places


# ---------------------------------------------------------------- the real package
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_real_add_in_comes_and_goes(tmp_path: Path, system: str) -> None:
    machine, places = home_of(tmp_path, system)
    package, before = real(), tree(machine.home)
    assert package.version == version("xlwings")
    done = install(machine, package)
    assert (places.startup / ADDIN).read_bytes() == (package.folder / "addin" / ADDIN).read_bytes()
    if places.scripts:
        (script,) = places.scripts.iterdir()
        assert script.read_bytes() == (package.folder / script.name).read_bytes()
    assert not done.findings and status(machine, package).installed == package.version
    assert not remove(machine).findings
    assert tree(machine.home) == before


# What the add-in's own source says; where it changes, our places must follow.
SOURCES: Final = (
    ("Config.bas", 'Environ("USERPROFILE") & "\\." & PROJECT_NAME & "\\" & PROJECT_NAME & ".conf"'),
    ("Config.bas", "~/Library/Containers/com.microsoft.Excel/Data/xlwings.conf"),
    ("Main.bas", 'GetConfig("INTERPRETER_WIN"'),
    ("Main.bas", 'GetConfig("INTERPRETER_MAC"'),
    ("Main.bas", 'AppleScriptTask("xlwings-" & XLWINGS_VERSION & ".applescript", "VbaHandler"'),
    ("../xlwings.bas", f'XLWINGS_VERSION As String = "{version("xlwings")}"'),
)


@pytest.mark.parametrize(("file", "words"), SOURCES)
def test_the_add_in_looks_where_we_write(file: str, words: str) -> None:
    assert words in (real().folder / "addin" / file).read_text(encoding="utf-8")


def test_the_script_has_what_the_add_in_calls() -> None:
    script = real().folder / f"xlwings-{real().version}.applescript"
    assert "on VbaHandler(" in script.read_text(encoding="utf-8")


# ---------------------------------------------------------------- the guide's table
def table() -> dict[str, list[str]]:
    """The cells for each system, row by row."""
    text = (ROOT / "docs" / "excel-cho-can-bo-cntt.md").read_text(encoding="utf-8")
    rows = text.partition("| | Windows | macOS |\n|---|---|---|\n")[2].partition("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {system: [row[number] for row in cells] for number, system in enumerate(SYSTEMS, 1)}


def meant(path: str, machine: Machine, package: Package) -> Path:
    """A path as the guide writes it, for this user."""
    for name, value in machine.environ.items():
        path = path.replace(f"%{name}%", value)
    return Path(path.replace("~", str(machine.home)).replace("BẢN", package.version).replace("\\", "/"))


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_guide_names_every_file_that_is_written_and_no_other(tmp_path: Path, system: str) -> None:
    machine, places = home_of(tmp_path, system)
    install(machine, real())
    written = {path for path in machine.home.rglob("*") if path.is_file()}
    told = [re.findall(r"`([^`]+)`", cell) for cell in table()[system]]
    assert {meant(names[0], machine, real()) for names in told if names} == written
    assert [names[1:] for names in told if names[1:]] == [[places.key]]


# ---------------------------------------------------------------- what cannot be written
@contextmanager
def shut(folder: Path) -> Iterator[None]:
    """A folder in which nothing can be made, replaced or deleted, as Windows and macOS say it."""

    def unless_there(act: Callable[..., object]) -> Callable[..., object]:
        def may(*given: object, **more: object) -> object:
            paths = [Path(each) for each in (*given, *more.values()) if isinstance(each, str | Path)]
            if any(path.is_relative_to(folder) for path in paths):
                raise PermissionError(errno.EACCES, "Permission denied", str(folder))
            return act(*given, **more)

        return may

    with pytest.MonkeyPatch.context() as patch:
        # Not by chmod: whoever runs this may be root, whom that stops nowhere.
        for module, name in ((tempfile, "mkstemp"), (os, "replace"), (os, "unlink")):
            patch.setattr(module, name, unless_there(getattr(module, name)))
        yield


@contextmanager
def blocked(folder: Path) -> Iterator[None]:
    """A file that lies where the folder should be."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.is_dir():
        folder.rmdir()
    folder.write_bytes(b"")
    yield
    folder.unlink()


FOLDERS: Final = (
    ("win32", "Roaming/Microsoft/Excel/XLSTART"),
    ("win32", ".xlwings"),
    ("win32", "Roaming/xephang"),
    ("darwin", "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"),
    ("darwin", "Library/Application Scripts/com.microsoft.Excel"),
    ("darwin", "Library/Containers/com.microsoft.Excel/Data"),
    ("darwin", "Library/Application Support/xephang"),
)


@pytest.mark.parametrize(("system", "folder"), FOLDERS)
def test_where_nothing_may_be_written_that_is_said(
    tmp_path: Path, system: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, places = home_of(tmp_path, system)
    monkeypatch.setattr(command, "this_machine", lambda: (machine, real()))
    before = tree(machine.home)
    # The list of what is ours is no add-in that Excel could have open.
    first = said_of_file.IN_USE if machine.home / folder == places.own else said.ADDIN_OPEN
    for action, check in (("install", first), ("remove", said.ADDIN_OPEN)):
        with shut(machine.home / folder):
            ran = run("desk", action, "--json")
        (found,) = json.loads(ran.out)["findings"]
        assert (ran.code, found["code"]) == (2, check.code)
        assert folder.rpartition("/")[2] in found["message"]
        # As soon as it may be written, the same command ends what it began.
        assert (install(machine, real()) if action == "install" else remove(machine)).findings == ()
    assert tree(machine.home) == before


@pytest.mark.parametrize(("system", "folder"), FOLDERS)
def test_a_file_in_the_place_of_a_folder_is_said(
    tmp_path: Path, system: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, _ = home_of(tmp_path, system)
    monkeypatch.setattr(command, "this_machine", lambda: (machine, real()))
    with blocked(machine.home / folder):
        ran = run("desk", "install", "--json")
    (found,) = json.loads(ran.out)["findings"]
    assert ran.code == 2 and folder.rpartition("/")[2] in found["message"]
    assert install(machine, real()).findings == ()
    assert remove(machine).left == ()


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_add_in_that_cannot_even_be_read_is_said(
    tmp_path: Path, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, places = home_of(tmp_path, system)
    monkeypatch.setattr(command, "this_machine", lambda: (machine, real()))
    install(machine, real())
    read = Path.read_bytes

    def held(path: Path) -> bytes:
        if path == places.startup / ADDIN:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", held)
        for action in ("install", "status", "remove"):
            ran = run("desk", action, "--json")
            (found,) = json.loads(ran.out)["findings"]
            assert (ran.code, found["code"]) == (2, said.ADDIN_OPEN.code)
    assert not remove(machine).left
