"""xephang desk install, remove, status: where Excel loads add-ins, and never a file or a setting of somebody else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands import run
from tests.sample import codes
from workbook.catalogue import desk_install as said
from workbook.catalogue import file as said_of_file
from workbook.catalogue import round as said_of_round
from workbook.cli import desk_install as command
from workbook.cli.frame import KEYS
from workbook.desk.install import ADDIN, Machine, Package, Places, install, package_at, places_of, remove, status
from workbook.desk.settings import setting
from workbook.excel.macros import xlwings_folder
from workbook.findings import Check, Place, Refused, finding, say

PYTHON = {"win32": r"D:\xephang\.venv\Scripts\python.exe", "darwin": "/Users/thu-ky/xephang/bin/python"}
STARTUP = {
    "win32": "Roaming/Microsoft/Excel/XLSTART",
    "darwin": "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel",
}
CONFIG = {"win32": ".xlwings/xlwings.conf", "darwin": "Library/Containers/com.microsoft.Excel/Data/xlwings.conf"}
OLD, NEW = b"add-in 0.37.7", b"add-in 0.37.8"


class Desk(NamedTuple):
    """A user's home on a computer with Excel, and an xlwings beside it."""

    machine: Machine
    places: Places
    package: Package

    @property
    def addin(self) -> Path:
        return self.places.startup / ADDIN

    def install(self, check: Check | None = None) -> list[Path]:
        done = install(self.machine, self.package)
        assert codes(done.findings) == ([] if check is None else [check.code])
        return list(done.written)

    def refuses(self, check: Check, act: Callable[[], object] | None = None) -> None:
        before = tree(self.machine.home)
        with pytest.raises(Refused) as raised:
            (act or self.install)()
        assert codes(raised.value.findings) == [check.code]
        assert tree(self.machine.home) == before


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def xlwings(folder: Path, version: str, data: bytes) -> Package:
    """An xlwings as pip lays it out, as far as we look at it."""
    package = folder / version / "xlwings"
    (package / "addin").mkdir(parents=True)
    (package / "addin" / ADDIN).write_bytes(data)
    (package / f"xlwings-{version}.applescript").write_text(version, encoding="utf-8")
    (package.parent / f"xlwings-{version}.dist-info").mkdir()
    found = package_at(package)
    assert found == (package, version)
    return Package(package, version)


def machine_of(home: Path, system: str, python: str | None = None) -> Machine:
    environ = {"APPDATA": str(home / "Roaming"), "USERPROFILE": str(home), "ProgramFiles": str(home / "Programs")}
    return Machine(system, home, environ, python or PYTHON[system], r"D:\Python312", home / "Applications")


@pytest.fixture(params=["win32", "darwin"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    machine = machine_of(tmp_path / "thư ký", request.param)
    places = places_of(machine)
    assert places is not None
    places.excel[0].mkdir(parents=True)
    return Desk(machine, places, xlwings(tmp_path, "0.37.8", NEW))


# ---------------------------------------------------------------- install and remove
def test_the_add_in_lies_where_excel_loads_it_and_goes_without_a_trace(desk: Desk) -> None:
    system, home = desk.machine.system, desk.machine.home
    before = tree(home)
    written = desk.install()
    assert desk.addin == home / STARTUP[system] / ADDIN
    assert desk.addin.read_bytes() == NEW
    key = {"win32": "INTERPRETER_WIN", "darwin": "INTERPRETER_MAC"}[system]
    end = {"win32": "\r\n", "darwin": "\n"}[system]
    assert (home / CONFIG[system]).read_bytes().decode() == f'"{key}","{PYTHON[system]}"{end}'
    # Excel opens whatever lies in its startup folder: nothing but the add-in may.
    assert list(desk.places.startup.iterdir()) == [desk.addin]
    assert len(written) == {"win32": 1, "darwin": 2}[system]
    done = remove(desk.machine)
    assert set(done.removed) == set(written)
    assert not done.left and not done.findings
    assert tree(home) == before


def test_macos_gets_the_script_that_starts_python(tmp_path: Path) -> None:
    machine = machine_of(tmp_path, "darwin")
    (tmp_path / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
    for version in ("0.37.7", "0.37.8"):
        install(machine, xlwings(tmp_path / "packages", version, version.encode()))
        scripts = tmp_path / "Library" / "Application Scripts" / "com.microsoft.Excel"
        assert [path.name for path in scripts.iterdir()] == [f"xlwings-{version}.applescript"]


def test_a_second_time_changes_nothing_and_a_newer_xlwings_replaces_the_old(desk: Desk, tmp_path: Path) -> None:
    old = xlwings(tmp_path, "0.37.7", OLD)
    install(desk.machine, old)
    before = tree(desk.machine.home)
    assert install(desk.machine, old).written == ()
    assert tree(desk.machine.home) == before
    found = status(desk.machine, desk.package)
    assert (found.addin, found.installed, found.package) == ("ours", "0.37.7", "0.37.8")
    assert codes(found.findings) == [said.OUTDATED.code]
    assert desk.addin in desk.install()
    assert desk.addin.read_bytes() == NEW
    assert status(desk.machine, desk.package).findings == ()


def test_an_add_in_that_was_there_is_left_alone(desk: Desk) -> None:
    desk.places.startup.mkdir(parents=True, exist_ok=True)
    desk.addin.write_bytes(NEW)
    desk.install(said.FOREIGN)
    assert status(desk.machine, desk.package).addin == "foreign"
    remove(desk.machine)
    assert desk.addin.read_bytes() == NEW


def test_what_somebody_changed_is_neither_replaced_nor_removed(desk: Desk) -> None:
    desk.install()
    desk.addin.write_bytes(b"his own")
    desk.refuses(said.CHANGED)
    assert codes(status(desk.machine, desk.package).findings) == [said.CHANGED.code]
    for _ in range(2):
        done = remove(desk.machine)
        assert codes(done.findings) == [said.CHANGED.code]
        assert done.left == (desk.addin,)
        assert desk.addin.read_bytes() == b"his own"
    desk.addin.unlink()
    assert remove(desk.machine).ours
    assert not remove(desk.machine).ours


def test_nothing_of_ours_nothing_to_remove(desk: Desk) -> None:
    before = tree(desk.machine.home)
    assert not remove(desk.machine).ours
    assert tree(desk.machine.home) == before


@pytest.mark.parametrize("there", [False, True])
def test_killed_while_replacing_it_still_knows_its_own(desk: Desk, tmp_path: Path, there: bool) -> None:
    install(desk.machine, xlwings(tmp_path, "0.37.7", OLD))

    def killed(path: Path, data: bytes) -> None:
        if there:
            path.write_bytes(data)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbook.desk.install.write", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.install()
    assert desk.addin.read_bytes() == (NEW if there else OLD)
    assert not remove(desk.machine).left
    assert not desk.addin.exists()


# ---------------------------------------------------------------- xlwings' settings
OTHERS = '"LICENSE_KEY","abc"\r\n"Show Console","True"\r\n'


def test_only_our_line_of_the_settings_is_ours(desk: Desk) -> None:
    config = desk.places.config
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_bytes(OTHERS.encode())
    desk.install()
    text = config.read_bytes().decode()
    assert text == f'"{desk.places.key}","{desk.machine.python}"\r\n{OTHERS}'
    # Excel's add-in writes the file anew when somebody uses its ribbon: another order, our line among the others.
    config.write_bytes(f'{OTHERS}"{desk.places.key}","{desk.machine.python}"\r\n"PYTHONPATH",""\r\n'.encode())
    remove(desk.machine)
    assert config.read_bytes().decode() == f'{OTHERS}"PYTHONPATH",""\r\n'
    assert not desk.places.own.exists()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('"{key}","C:\\Python\\python.exe"\n', True),
        ('"{lower}","C:\\Python\\python.exe"\n', True),
        ('"INTERPRETER","pythonw"\n', True),
        ('"CONDA PATH","C:\\conda"\n', True),
        ('"{key}","{python}"\n', False),
        ('"CONDA PATH",""\n', False),
        ("no setting at all\n", False),
    ],
)
def test_an_interpreter_that_somebody_set_stays(desk: Desk, line: str, told: bool) -> None:
    key = desk.places.key
    text = line.format(key=key, lower=key.lower(), python=desk.machine.python)
    desk.places.config.parent.mkdir(parents=True, exist_ok=True)
    desk.places.config.write_text(text, encoding="utf-8")
    desk.install(said.CONFIG_OTHER if told else None)
    assert desk.places.config.read_text(encoding="utf-8").endswith(text)
    if told:
        assert desk.places.config.read_text(encoding="utf-8") == text
    remove(desk.machine)
    assert desk.places.config.read_text(encoding="utf-8") == text


def test_an_empty_interpreter_is_filled_and_a_changed_one_is_left(desk: Desk) -> None:
    config, key = desk.places.config, desk.places.key
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(f'"{key}",""\n', encoding="utf-8")
    desk.install()
    assert setting(config.read_bytes(), key) == desk.machine.python
    config.write_text(f'"{key}","his own"\n', encoding="utf-8")
    assert remove(desk.machine).left == (config,)
    assert config.read_text(encoding="utf-8") == f'"{key}","his own"\n'


@pytest.mark.parametrize(
    ("python", "written"),
    [
        ("{home}\\.venv\\python.exe", "%USERPROFILE%\\.venv\\python.exe"),
        ("{home}\\chấm điểm\\python.exe", None),
        ("D:\\chấm điểm\\python.exe", None),
        ("D:\\100%\\python.exe", None),
        ("D:\\xep hang\\python.exe", "D:\\xep hang\\python.exe"),
    ],
)
def test_the_add_in_reads_plain_letters_only(tmp_path: Path, python: str, written: str | None) -> None:
    home = tmp_path / "Nguyễn Thị Ánh"
    machine = machine_of(home, "win32", python.format(home=home))
    places = places_of(machine)
    assert places is not None
    places.startup.mkdir(parents=True)
    done = install(machine, xlwings(tmp_path, "0.37.8", NEW))
    assert codes(done.findings) == ([] if written else [said.CONFIG_LETTERS.code])
    assert status(machine, None).interpreter == written


# ---------------------------------------------------------------- what stands against it
def test_elsewhere_there_is_no_excel(tmp_path: Path) -> None:
    machine = Machine("linux", tmp_path, {}, "python")
    acts: list[Callable[[], object]] = [lambda: install(machine, None), lambda: remove(machine)]
    for act in acts:
        with pytest.raises(Refused) as raised:
            act()
        (found,) = raised.value.findings
        assert found.check is said.SYSTEM
        assert "Linux" in say(found, "vi")
    assert status(machine, None).places is None
    assert tree(tmp_path) == {}


def test_excel_or_xlwings_missing(desk: Desk, tmp_path: Path) -> None:
    nobody = Desk(machine_of(tmp_path / "new", desk.machine.system), desk.places, desk.package)
    (tmp_path / "new").mkdir()
    nobody.refuses(said.EXCEL_MISSING)
    assert not status(nobody.machine, None).excel
    assert status(desk.machine, None).excel
    desk.refuses(said.XLWINGS_MISSING, lambda: install(desk.machine, None))
    (desk.package.folder / "addin" / ADDIN).unlink()
    desk.refuses(said.XLWINGS_MISSING)


def test_what_the_store_s_python_writes_excel_never_sees(desk: Desk) -> None:
    base = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_3.12.0_x64"
    theirs = desk._replace(machine=replace(desk.machine, base=base))
    if desk.machine.system == "win32":
        theirs.refuses(said.STORE_PYTHON)
    else:
        theirs.install()


@pytest.mark.parametrize("act", [install, remove])
def test_excel_has_it_open(desk: Desk, act: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    package = xlwings(desk.machine.home.parent, "0.37.7", OLD)
    install(desk.machine, package)

    def in_use(path: Path, *rest: object, **more: object) -> None:
        raise PermissionError(13, "in use", str(path))

    def refused(path: Path, data: bytes) -> None:
        if path == desk.addin:
            raise Refused([finding(said_of_file.IN_USE, Place(file=path.name), path=str(path))])
        os.makedirs(path.parent, exist_ok=True)
        path.write_bytes(data)

    monkeypatch.setattr("workbook.desk.disk.save_bytes", refused)
    monkeypatch.setattr(Path, "unlink", in_use)
    with pytest.raises(Refused) as raised:
        act(*((desk.machine, desk.package) if act is install else (desk.machine,)))
    assert codes(raised.value.findings) == [said.ADDIN_OPEN.code]
    assert desk.addin.read_bytes() == OLD
    monkeypatch.undo()
    assert remove(desk.machine).removed


@pytest.mark.parametrize(
    "record",
    [
        "{",
        "[]",
        '{"version": "1", "line": null, "files": {"startup/../../thu.txt": []}}',
        '{"version": "1", "line": null, "files": {"startup/xlwings.xlam": ["x"]}}',
        '{"version": "1", "line": {"values": [1], "created": true}, "files": {}}',
        '{"version": "1", "line": {"value": "python", "created": true}, "files": {}}',
        '{"version": 1, "line": null, "files": {}}',
    ],
)
def test_a_damaged_record_stops_everything(desk: Desk, record: str) -> None:
    desk.install()
    desk.places.record.write_text(record, encoding="utf-8")
    desk.refuses(said.RECORD_BAD)
    desk.refuses(said.RECORD_BAD, lambda: remove(desk.machine))


# ---------------------------------------------------------------- the command
def test_the_installed_xlwings_has_what_we_take() -> None:
    package = package_at(xlwings_folder())
    assert package is not None
    assert (package.folder / "addin" / ADDIN).read_bytes().startswith(b"PK")
    assert (package.folder / f"xlwings-{package.version}.applescript").is_file()
    assert package_at(None) is None


@pytest.mark.parametrize(("lang", "word"), [("vi", "đã cài"), ("en", "installed, of")])
def test_the_command(desk: Desk, lang: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "this_machine", lambda: (desk.machine, desk.package))
    assert run("desk", "status", "--lang", lang).code == 0
    assert run("desk", "install", "--lang", lang).code == 0
    assert word in run("desk", "status", "--lang", lang).out
    made = json.loads(run("desk", "status", "--json").out)
    assert (made["addin"], made["installed"], made["findings"]) == ("ours", "0.37.8", [])
    made = json.loads(run("desk", "remove", "--json").out)
    assert str(desk.addin) in made["removed"]
    assert run("desk", "remove", "--lang", lang).code == 0


def test_the_command_on_another_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "this_machine", lambda: (Machine("linux", tmp_path, {}, "python"), None))
    for action in ("install", "remove"):
        ran = run("desk", action, "--json")
        made = json.loads(ran.out)
        assert ran.code == 2 and made.keys() == KEYS[f"desk {action}"].keys() | {"findings"}
        assert [one["code"] for one in made["findings"]] == [said.SYSTEM.code]
    assert json.loads(run("desk", "status", "--json").out).keys() == KEYS["desk status"].keys() | {"findings"}
    ran = run("desk", "status", "--lang", "en")
    assert ran.code == 0
    assert "none for this system" in ran.out


@pytest.mark.parametrize(
    ("words", "check"),
    [
        (["instal"], said.ACTION_UNKNOWN),
        (["Status"], said.ACTION_UNKNOWN),
        (["status", "--plain"], said.PLAIN_ALONE),
        (["dot-2026"], said_of_round.FILE_MISSING),
    ],
)
def test_a_slip_in_the_command_is_told(words: list[str], check: Check) -> None:
    ran = run("desk", *words, "--json")
    assert (ran.code, [one["code"] for one in json.loads(ran.out)["findings"]]) == (2, [check.code])
