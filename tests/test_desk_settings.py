"""xlwings' settings and the add-in's place where somebody else works too: told, left alone, restored to the byte."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.sample import codes
from tests.test_desk_install import NEW, OLD, machine_of, xlwings
from workbook.catalogue import desk_install as said
from workbook.catalogue import file as said_of_file
from workbook.desk.install import ADDIN, Done, Machine, Package, Places, install, places_of, remove, status
from workbook.desk.settings import Answer, Wish, judged, setting
from workbook.findings import Check, Refused

SYSTEMS: Final = ("win32", "darwin")
MOVED: Final = {"win32": r"E:\moved\python.exe", "darwin": "/moved/python"}
"""Where Python lies after it was moved."""
TREE = dict[str, bytes | str]


class Home(NamedTuple):
    """A user with Excel, whose other files have a folder of their own."""

    machine: Machine
    places: Places
    package: Package
    elsewhere: Path

    @property
    def addin(self) -> Path:
        return self.places.startup / ADDIN

    @property
    def ours(self) -> bytes:
        """Our line as we write it."""
        end = "\r\n" if self.machine.system == "win32" else "\n"
        return f'"{self.places.key}","{self.machine.python}"{end}'.encode()

    def line(self, value: str) -> bytes:
        """A line of the same key."""
        return f'"{self.places.key}","{value}"\n'.encode()

    def settings(self, data: bytes) -> None:
        self.places.config.parent.mkdir(parents=True, exist_ok=True)
        self.places.config.write_bytes(data)

    def install(self, *checks: Check, python: str | None = None, package: Package | None = None) -> Done:
        machine = replace(self.machine, python=python or self.machine.python)
        done = install(machine, package or self.package)
        assert codes(done.findings) == [check.code for check in checks]
        return done

    def remove(self, *checks: Check) -> Done:
        done = remove(self.machine)
        assert codes(done.findings) == [check.code for check in checks]
        return done

    def told(self) -> list[str]:
        return codes(status(self.machine, self.package).findings)

    def tree(self) -> TREE:
        """Every file and link below the home."""
        return {
            path.relative_to(self.machine.home).as_posix(): os.readlink(path)
            if path.is_symlink()
            else path.read_bytes()
            for path in self.machine.home.rglob("*")
            if path.is_symlink() or path.is_file()
        }

    def refuses(self, check: Check) -> None:
        before = self.tree()
        with pytest.raises(Refused) as raised:
            install(self.machine, self.package)
        assert codes(raised.value.findings) == [check.code]
        assert self.tree() == before


def home_at(base: Path, system: str) -> Home:
    machine = machine_of(base / "thư ký", system)
    places = places_of(machine)
    assert places is not None
    places.excel[0].mkdir(parents=True)
    elsewhere = machine.home / "elsewhere"
    elsewhere.mkdir()
    return Home(machine, places, xlwings(base, "0.37.8", NEW), elsewhere)


@pytest.fixture(params=SYSTEMS)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    return home_at(tmp_path, request.param)


# ---------------------------------------------------------------- one line is ours
def test_our_line_goes_wherever_it_stands(home: Home) -> None:
    """His line above ours: ours is not forgotten while his is the one that counts."""
    home.settings(b'"A","b"\n')
    home.install()
    home.settings(home.line("his") + home.places.config.read_bytes())
    home.install(said.CONFIG_OTHER)
    assert home.told() == [said.CONFIG_OTHER.code]
    home.settings(home.places.config.read_bytes().removeprefix(home.line("his")))
    home.install()
    assert home.told() == []
    assert not home.remove().left
    assert home.places.config.read_bytes() == b'"A","b"\n'


def test_his_line_stays_when_ours_goes_from_below_it(home: Home) -> None:
    home.install()
    home.settings(home.line("his") + home.places.config.read_bytes())
    assert not home.remove().left
    assert home.places.config.read_bytes() == home.line("his")
    assert not home.remove().ours


def test_a_moved_python_replaces_our_line_where_it_stands(home: Home) -> None:
    home.settings(b'"A","b"\r\n')
    home.install()
    home.settings(b'"B","c"\r\n' + home.places.config.read_bytes())
    home.install(python=MOVED[home.machine.system])
    wanted = f'"B","c"\r\n"{home.places.key}","{MOVED[home.machine.system]}"\r\n"A","b"\r\n'
    assert home.places.config.read_bytes().decode() == wanted
    home.remove()
    assert home.places.config.read_bytes() == b'"B","c"\r\n"A","b"\r\n'


@pytest.mark.parametrize("line", [b'"CONDA PATH","C:\\conda"\n', b'"conda path","C:\\conda"\n'])
def test_conda_is_told_whenever_it_comes(home: Home, line: bytes) -> None:
    home.install()
    home.settings(line + home.places.config.read_bytes())
    home.install(said.CONFIG_OTHER)
    assert home.told() == [said.CONFIG_OTHER.code]
    home.remove()
    assert home.places.config.read_bytes() == line


def test_a_setting_behind_an_empty_one_is_told_at_once(home: Home) -> None:
    theirs = home.line("") + home.line("other")
    home.settings(theirs)
    for _ in range(2):
        home.install(said.CONFIG_OTHER)
        assert home.places.config.read_bytes() == theirs
    assert home.told() == [said.CONFIG_OTHER.code]
    home.remove()
    assert home.places.config.read_bytes() == theirs


KEEP: Final = (
    b"",
    b"\r\n\r\n",
    b'"A","b"',
    b'"A","b"\r"Z","q"',
    b'"A","b\x0bc\x0c"\x85"Z","q"\n',
    b'"INTERPRETER_WIN",""\r\n"INTERPRETER_MAC",""\r\n"X","y"',
    b'\xef\xbb\xbf"A","b"\r\n',
)


@pytest.mark.parametrize("data", KEEP)
def test_what_was_there_comes_back_to_the_byte(home: Home, data: bytes) -> None:
    home.settings(data)
    before = home.tree()
    home.install()
    written = home.places.config.read_bytes()
    assert written.startswith(home.ours.rstrip()) and written.endswith(data)
    home.install(python=MOVED[home.machine.system])
    assert setting(home.places.config.read_bytes(), home.places.key) == MOVED[home.machine.system]
    home.remove()
    assert home.tree() == before


KEY: Final = "INTERPRETER_WIN"
JUDGED: Final = (
    ("nothing there", b"", (), Answer(b'"INTERPRETER_WIN","new"\r\n')),
    ("his, the same as ours would be", b'"INTERPRETER_WIN","new"\n', (), Answer()),
    ("the same, below an empty one", b'"INTERPRETER_WIN",""\n"INTERPRETER_WIN","new"\n', (),
     Answer(b'"INTERPRETER_WIN","new"\r\n"INTERPRETER_WIN",""\n"INTERPRETER_WIN","new"\n')),
    ("ours of before", b'"INTERPRETER_WIN","old"', ("old",), Answer(b'"INTERPRETER_WIN","new"')),
    ("half replaced", b'"INTERPRETER_WIN","old"\n', ("old", "new"), Answer(b'"INTERPRETER_WIN","new"\n')),
    ("ours, then written another way", b'INTERPRETER_WIN,"old"\n', ("old",), Answer(other=(KEY, "old"))),
    ("ours below an empty one", b'"INTERPRETER_WIN",""\n"INTERPRETER_WIN","old"\n', ("old",),
     Answer(b'"INTERPRETER_WIN","new"\r\n"INTERPRETER_WIN",""\n')),
    ("the general key, ours there", b'"INTERPRETER","his"\n"INTERPRETER_WIN","new"\n', ("new",), Answer()),
)  # fmt: skip


@pytest.mark.parametrize(("title", "data", "ours", "answer"), JUDGED)
def test_the_settings_as_the_add_in_reads_them(title: str, data: bytes, ours: tuple[str, ...], answer: Answer) -> None:
    assert judged(data, Wish(KEY, "new", ours, b"\r\n")) == answer, title


# ---------------------------------------------------------------- what cannot be edited
@pytest.mark.parametrize("data", ['"A","b"\r\n'.encode("utf-16"), '"A","b"\r\n'.encode("utf-16-be"), b"\0" * 9])
def test_settings_that_are_no_plain_text_stop_it(home: Home, data: bytes) -> None:
    home.settings(data)
    home.refuses(said.CONFIG_ENCODING)


def test_settings_saved_as_unicode_afterwards_are_left_and_our_line_is_not_forgotten(home: Home) -> None:
    home.install()
    plain = home.places.config.read_bytes()
    home.settings(plain.decode().encode("utf-16"))
    assert home.told() == [said.CONFIG_ENCODING.code]
    assert home.remove(said.CONFIG_ENCODING).left == (home.places.config,)
    assert home.places.config.read_bytes() == plain.decode().encode("utf-16")
    home.settings(plain)
    assert not home.remove().left
    assert not home.places.config.exists()


@pytest.mark.parametrize("which", ["config", "addin"])
def test_a_folder_in_the_place_of_a_file_is_seen_before_anything_is_written(home: Home, which: str) -> None:
    path = home.addin if which == "addin" else home.places.config
    path.mkdir(parents=True)
    home.refuses(said.NOT_A_FILE)
    assert not (home.addin.is_file() or home.places.own.exists())
    path.rmdir()
    home.install()
    path.unlink()
    path.mkdir()
    assert home.remove(*([said.CHANGED] if which == "addin" else [])).left == (path,)
    assert path.is_dir()


@pytest.mark.parametrize("folder", ["startup", "config", "own"])
def test_a_file_in_the_place_of_a_folder_is_seen_before_anything_is_written(home: Home, folder: str) -> None:
    path = {"startup": home.places.startup, "config": home.places.config.parent, "own": home.places.own}[folder]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        path.rmdir()
    path.write_bytes(b"")
    home.refuses(said_of_file.UNWRITABLE)


def test_the_list_of_what_is_ours_is_no_link(home: Home) -> None:
    home.install()
    home.places.record.rename(home.elsewhere / "desk.json")
    home.places.record.symlink_to(home.elsewhere / "desk.json")
    home.refuses(said.RECORD_BAD)


# ---------------------------------------------------------------- links
@pytest.mark.parametrize("there", [True, False])
def test_linked_settings_are_left_and_told(home: Home, there: bool) -> None:
    target, config = home.elsewhere / "dotfiles.conf", home.places.config
    if there:
        target.write_bytes(b'"A","b"\n')
    config.parent.mkdir(parents=True, exist_ok=True)
    config.symlink_to(target)
    before = home.tree()
    home.install(said.CONFIG_LINK)
    assert home.told() == [said.CONFIG_LINK.code]
    home.remove()
    assert home.tree() == before
    target.write_bytes(home.ours)
    home.install()
    home.remove()
    assert config.is_symlink() and target.read_bytes() == home.ours


def test_settings_that_became_a_link_keep_our_line_until_somebody_takes_it_out(home: Home) -> None:
    home.install()
    target, config = home.elsewhere / "dotfiles.conf", home.places.config
    config.rename(target)
    config.symlink_to(target)
    for _ in range(2):
        assert home.remove(said.CONFIG_LINK).left == (config,)
        assert config.is_symlink() and target.read_bytes() == home.ours
    target.write_bytes(b"")
    assert not home.remove().left
    assert not home.places.own.exists()


@pytest.mark.parametrize("there", [True, False])
def test_an_add_in_that_is_a_link_is_somebody_else_s(home: Home, there: bool) -> None:
    target = home.elsewhere / "his.xlam"
    if there:
        target.write_bytes(NEW)
    home.places.startup.mkdir(parents=True, exist_ok=True)
    home.addin.symlink_to(target)
    before = home.tree()
    home.install(said.FOREIGN)
    assert status(home.machine, home.package).addin == "foreign"
    home.remove()
    assert home.tree() == before


def test_our_add_in_replaced_by_a_link_is_changed(home: Home) -> None:
    home.install()
    home.addin.rename(home.elsewhere / ADDIN)
    home.addin.symlink_to(home.elsewhere / ADDIN)
    home.refuses(said.CHANGED)
    assert home.remove(said.CHANGED).left == (home.addin,)
    assert home.addin.is_symlink() and (home.elsewhere / ADDIN).read_bytes() == NEW


# ---------------------------------------------------------------- a home that is none
@pytest.mark.parametrize("name", ["APPDATA", "USERPROFILE", "HOME"])
def test_a_relative_home_writes_nothing_below_the_current_folder(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_at(tmp_path, "darwin" if name == "HOME" else "win32")
    monkeypatch.chdir(home.machine.home)
    machine = replace(home.machine, environ={**home.machine.environ, name: "relative/path"})
    if name == "HOME":
        machine = replace(machine, home=Path("relative/path"))
    acts: tuple[Callable[[], object], ...] = (
        lambda: install(machine, home.package),
        lambda: remove(machine),
        lambda: status(machine, home.package),
    )
    before = home.tree()
    for act in acts:
        with pytest.raises(Refused) as raised:
            act()
        assert codes(raised.value.findings) == [said.HOME_RELATIVE.code]
    assert home.tree() == before


def test_excel_is_not_looked_for_below_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = machine_of(tmp_path / "thư ký", "win32")
    (tmp_path / "Programs/Microsoft Office/Office16/EXCEL.EXE").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    relative = replace(machine, environ={**machine.environ, "ProgramFiles": "Programs"})
    assert not status(relative, None).excel


# ---------------------------------------------------------------- killed
class Killed(BaseException):
    """The computer goes off."""


@contextmanager
def killed(step: int, after: bool) -> Iterator[list[int]]:
    """At that change of the disk, before or after it; gives how many changes there were."""
    done: list[int] = []

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def may(*given: object, **more: object) -> object:
            done.append(step)
            if len(done) == step and not after:
                raise Killed
            made = act(*given, **more)
            if len(done) == step:
                raise Killed
            return made

        return may

    with pytest.MonkeyPatch.context() as patch:
        for room in ("install", "disk"):
            patch.setattr(f"workbook.desk.{room}.save_bytes", counted(_saved))
        patch.setattr(Path, "unlink", counted(Path.unlink))
        yield done


def _saved(path: Path, data: bytes) -> None:
    """As save_bytes, without waiting for the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def act_of(home: Home, name: str, old: Package) -> Callable[[], object]:
    moved = replace(home.machine, python=MOVED[home.machine.system])
    return {
        "install": lambda: install(home.machine, old),
        "upgrade": lambda: install(moved, home.package),
        "remove": lambda: remove(home.machine),
    }[name]


@pytest.mark.parametrize("data", [None, b'"A","b"', b'"INTERPRETER_WIN",""\n"INTERPRETER_MAC",""\n'])
@pytest.mark.parametrize("act", ["install", "upgrade", "remove"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_killed_anywhere_it_still_goes_without_a_trace(
    tmp_path: Path, system: str, act: str, data: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = 0
    for room in ("install", "disk"):
        monkeypatch.setattr(f"workbook.desk.{room}.save_bytes", _saved)
    for after in (False, True):
        for then in ((), ("install",), ("upgrade",)):
            for step in range(1, 20):
                tried += 1
                home = home_at(tmp_path / str(tried), system)
                old = xlwings(tmp_path / str(tried), "0.37.7", OLD)
                if data is not None:
                    home.settings(data)
                before = home.tree()
                if act != "install":
                    install(home.machine, old)
                try:
                    with killed(step, after) as done:
                        act_of(home, act, old)()
                    assert len(done) < step
                    break
                except Killed:
                    pass
                for name in then:
                    act_of(home, name, old)()
                assert not home.remove().left, (after, then, step)
                assert home.tree() == before, (after, then, step)
            else:
                pytest.fail("more changes than were tried")
    assert tried > 12
