"""The add-in where Excel loads it, for one user: installed, removed, looked after; only what xephang wrote is touched.

Windows and macOS have different folders and Excel has none elsewhere, so the system, the home and the environment are
arguments. What was written is remembered by hash in a file of our own, not in Excel's startup folder: Excel opens
whatever lies there. Of xlwings' settings only one line is ours, and only where nobody has set it. Everything is
looked at before the first write.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from workbook.catalogue import desk_install as said
from workbook.desk.disk import Seen, delete, look, no_file, write
from workbook.desk.settings import Wish, has, is_unicode, judged, setting, without
from workbook.excel.write import save_bytes
from workbook.findings import Finding, Place, Refused, finding

ADDIN: Final = "xlwings.xlam"
_SYSTEMS: Final = {"linux": "Linux"}
_KEY: Final = re.compile(r"startup/xlwings\.xlam|scripts/xlwings-[0-9A-Za-z.]+\.applescript")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Machine:
    """The computer and its user, as far as it matters here."""

    system: str
    """As sys.platform says it."""
    home: Path
    environ: Mapping[str, str]
    python: str
    """The interpreter that Excel is to start."""
    base: str = ""
    """Where that Python was installed; a virtual environment has it from elsewhere."""
    applications: Path = Path("/Applications")


class Package(NamedTuple):
    """The xlwings that is installed."""

    folder: Path
    version: str


class Places(NamedTuple):
    """Where things lie for one user."""

    startup: Path
    scripts: Path | None
    """macOS: where Excel may start a script from, which starts Python."""
    config: Path
    key: str
    own: Path
    excel: tuple[Path, ...]
    """Any of them is a sign that Excel is there."""

    @property
    def record(self) -> Path:
        return self.own / "desk.json"

    def path(self, key: str) -> Path:
        """Where a file of the record lies."""
        folder, _, name = key.partition("/")
        return (self.scripts or self.startup) / name if folder == "scripts" else self.startup / name


class Line(NamedTuple):
    """Our line in xlwings' settings."""

    values: tuple[str, ...]
    """Two while it is being replaced."""
    created: bool
    """Whether the file was not there before."""


@dataclass(frozen=True, slots=True)
class Record:
    """What we wrote: hashes by file (two while a file is being replaced), and the line in the settings."""

    version: str = ""
    files: Mapping[str, tuple[str, ...]] | None = None
    line: Line | None = None

    def hashes(self, key: str) -> tuple[str, ...]:
        return (self.files or {}).get(key, ())


@dataclass(frozen=True, slots=True)
class Done:
    """What an installation or a removal came to."""

    written: tuple[Path, ...] = ()
    same: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    left: tuple[Path, ...] = ()
    """Not ours, or not any more: left as they are."""
    ours: bool = False
    """Whether anything of ours was there to be removed."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """What is there."""

    places: Places | None
    """None where there is no Excel for the system."""
    excel: bool = False
    package: str | None = None
    installed: str | None = None
    """The xlwings whose add-in we installed."""
    addin: str = "absent"
    """absent, ours, foreign (somebody else's) or changed."""
    interpreter: str | None = None
    """Which Python the settings name."""
    findings: tuple[Finding, ...] = ()


# ---------------------------------------------------------------- where
def places_of(machine: Machine) -> Places | None:
    """Where this user's Excel loads add-ins; None where there is no Excel for the system."""
    home, environ = machine.home, machine.environ
    if machine.system == "win32":
        roaming = _rooted("APPDATA", environ.get("APPDATA") or home / "AppData" / "Roaming")
        excel = roaming / "Microsoft" / "Excel"
        named = [Path(environ.get(name, "")) for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)")]
        roots = [root for root in named if root.is_absolute()]
        folders = ("root/Office16", "Office16", "Office15")
        programs = [root / "Microsoft Office" / folder / "EXCEL.EXE" for root in roots for folder in folders]
        config = _rooted("USERPROFILE", environ.get("USERPROFILE") or home) / ".xlwings" / "xlwings.conf"
        return Places(excel / "XLSTART", None, config, "INTERPRETER_WIN", roaming / "xephang", (*programs, excel))
    if machine.system == "darwin":
        library = _rooted("HOME", home) / "Library"
        office = library / "Group Containers" / "UBF8T346G9.Office"
        box = library / "Containers" / "com.microsoft.Excel"
        name = "Microsoft Excel.app"
        return Places(
            office / "User Content.localized" / "Startup.localized" / "Excel",
            library / "Application Scripts" / "com.microsoft.Excel",
            box / "Data" / "xlwings.conf",
            "INTERPRETER_MAC",
            library / "Application Support" / "xephang",
            (machine.applications / name, home / "Applications" / name, box),
        )
    return None


def _rooted(name: str, value: str | Path) -> Path:
    """A folder of the user's; a relative one would put everything below whatever folder is the current one."""
    if not Path(value).is_absolute():
        raise Refused([finding(said.HOME_RELATIVE, Place(), name=name, value=str(value))])
    return Path(value)


def package_at(folder: Path | None) -> Package | None:
    """The installed xlwings; its version is read from what pip wrote beside it, without importing it."""
    if folder is None:
        return None
    known = sorted(folder.parent.glob("xlwings-*.dist-info"))
    version = known[-1].name.removeprefix("xlwings-").removesuffix(".dist-info") if known else "?"
    return Package(folder, version)


def _settled(machine: Machine) -> Places:
    places = places_of(machine)
    if places is None:
        raise Refused([finding(said.SYSTEM, Place(), system=_SYSTEMS.get(machine.system, machine.system))])
    return places


def _has_excel(places: Places) -> bool:
    return any(sign.exists() for sign in places.excel)


def _wanted(package: Package | None, places: Places) -> dict[str, bytes]:
    """The files to be there, by their key in the record."""
    if package is None:
        raise Refused([finding(said.XLWINGS_MISSING, Place(), missing="xlwings")])
    sources = {f"startup/{ADDIN}": package.folder / "addin" / ADDIN}
    if places.scripts is not None:
        name = f"xlwings-{package.version}.applescript"
        sources[f"scripts/{name}"] = package.folder / name
    for source in sources.values():
        if not source.is_file():
            raise Refused([finding(said.XLWINGS_MISSING, Place(), missing=f"{source.name} ({package.version})")])
    return {key: source.read_bytes() for key, source in sources.items()}


# ---------------------------------------------------------------- what we wrote
def read_record(places: Places) -> Record:
    """What was installed before; Refused where the record is damaged, since then nobody knows what is ours."""
    seen = look(places.record)
    if seen.kind == "absent":
        return Record()
    try:
        if seen.kind != "file":
            raise ValueError("a link or a folder")
        raw = json.loads(seen.data)
        files = {key: tuple(hashes) for key, hashes in raw["files"].items()}
        line = None if raw["line"] is None else Line(tuple(raw["line"]["values"]), bool(raw["line"]["created"]))
        texts = [raw["version"], *([] if line is None else line.values)]
        fits = all(_KEY.fullmatch(key) for key in files) and all(isinstance(text, str) for text in texts)
        if not fits or not all(_HASH.fullmatch(one) for hashes in files.values() for one in hashes):
            raise ValueError("unknown content")
        return Record(raw["version"], files, line)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        facts = {"path": str(places.record), "startup": str(places.startup), "problem": type(error).__name__}
        raise Refused([finding(said.RECORD_BAD, Place(file=places.record.name), **facts)]) from None


def _remember(places: Places, record: Record) -> None:
    if not record.files and record.line is None:
        delete(places.record)
        with suppress(OSError):  # somebody keeps something of his own there
            places.own.rmdir()
        return
    line = None if record.line is None else record.line._asdict()
    raw = {"version": record.version, "files": dict(record.files or {}), "line": line}
    save_bytes(places.record, json.dumps(raw, ensure_ascii=False, indent=1).encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _standing(places: Places, record: Record, key: str, wanted: bytes | None = None) -> str:
    """absent, ours, changed (ours once) or foreign."""
    seen = look(places.path(key))
    if seen.kind == "absent":
        return "absent"
    if not record.hashes(key):
        return "foreign"
    known = seen.kind == "file" and (_hash(seen.data) in record.hashes(key) or seen.data == wanted)
    return "ours" if known else "changed"


def _changed(path: Path) -> Finding:
    return finding(said.CHANGED, Place(file=path.name), path=str(path))


def _foreign(path: Path, version: str) -> Finding:
    return finding(said.FOREIGN, Place(file=path.name), path=str(path), version=version)


# ---------------------------------------------------------------- xlwings' settings
def _interpreter(machine: Machine) -> str | None:
    """The interpreter as the settings may name it: VBA reads them in an old encoding, so plain letters only."""

    def plain(text: str) -> bool:
        return text.isascii() and text.isprintable() and not set('"%') & set(text)

    if plain(machine.python):
        return machine.python
    home = str(machine.home)
    rest = machine.python.removeprefix(home)
    if machine.system == "win32" and rest != machine.python and rest[:1] in ("\\", "/") and plain(rest):
        return f"%USERPROFILE%{rest}"
    return None


class _Settings(NamedTuple):
    """xlwings' settings as they stand against what we want."""

    seen: Seen
    text: bytes | None = None
    """To be written; None where nothing is."""
    told: tuple[Finding, ...] = ()


def _settings(machine: Machine, places: Places, record: Record) -> _Settings:
    """What is to be written into xlwings' settings, or what stands against it; nothing is written."""
    seen, path = look(places.config), places.config
    if unfit := _unfit(seen, path):
        return _Settings(seen, told=(unfit,))
    wanted = _interpreter(machine)
    if wanted is None:
        return _Settings(seen, told=(finding(said.CONFIG_LETTERS, Place(file=path.name), python=machine.python),))
    windows = machine.system == "win32"
    wish = Wish(
        places.key,
        wanted,
        () if record.line is None else record.line.values,
        # VBA on Windows takes nothing else for the end of a line.
        b"\r\n" if windows or b"\r\n" in seen.data else b"\n",
    )
    answer = judged(seen.data, wish)
    if answer.other is not None:
        key, value = answer.other
        facts = {"path": str(path), "key": key, "value": value, "wanted": _shown(places, wanted)}
        return _Settings(seen, told=(finding(said.CONFIG_OTHER, Place(file=path.name), **facts),))
    if answer.text is not None and seen.kind == "link":
        return _Settings(seen, told=(_linked(places, wanted),))
    return _Settings(seen, answer.text)


def _unfit(seen: Seen, path: Path) -> Finding | None:
    """Why nobody could put a line into these settings or take one out."""
    if seen.kind == "other":
        return no_file(path)
    if is_unicode(seen.data):
        return finding(said.CONFIG_ENCODING, Place(file=path.name), path=str(path))
    return None


def _shown(places: Places, value: str) -> str:
    return f'"{places.key}","{value}"'


def _linked(places: Places, value: str) -> Finding:
    facts = {"path": str(places.config), "wanted": _shown(places, value)}
    return finding(said.CONFIG_LINK, Place(file=places.config.name), **facts)


def _configure(machine: Machine, places: Places, record: Record) -> tuple[Record, tuple[Finding, ...]]:
    """Put our line into the settings where nobody has set it; the record with it, and what stands against it."""
    found, wanted, line = _settings(machine, places, record), _interpreter(machine), record.line
    readable = _unfit(found.seen, places.config) is None
    if line is not None and readable and not has(found.seen.data, places.key, line.values):
        line = None
    if found.text is None or wanted is None:
        return replace(record, line=line), found.told
    created = line.created if line is not None else found.seen.kind == "absent"
    # Both values while the line is replaced, as with the files.
    _remember(places, replace(record, line=Line((*(line.values if line else ()), wanted), created)))
    write(places.config, found.text)
    return replace(record, line=Line((wanted,), created)), ()


def _unconfigure(places: Places, line: Line) -> tuple[Line | None, tuple[Path, ...], tuple[Finding, ...]]:
    """Take our line out again; the line where that cannot be, the settings where somebody else's are there instead."""
    seen, config = look(places.config), places.config
    if is_unicode(seen.data):
        return line, (config,), (finding(said.CONFIG_ENCODING, Place(file=config.name), path=str(config)),)
    if not has(seen.data, places.key, line.values):
        return None, (config,) if seen.kind == "other" or setting(seen.data, places.key) else (), ()
    if seen.kind == "link":
        return line, (config,), (_linked(places, line.values[-1]),)
    data = without(seen.data, places.key, line.values)
    if line.created and not data.strip():
        delete(config)
    else:
        write(config, data)
    return None, (), ()


# ---------------------------------------------------------------- the three actions
def install(machine: Machine, package: Package | None) -> Done:
    """Put the add-in where Excel loads it; Refused, with nothing written, where it cannot be or is not ours."""
    places = _settled(machine)
    wanted = _wanted(package, places)
    version = package.version if package else ""
    if not _has_excel(places):
        searched = ", ".join(str(sign) for sign in places.excel)
        raise Refused([finding(said.EXCEL_MISSING, Place(), places=searched)])
    if machine.system == "win32" and "windowsapps" in machine.base.lower():
        raise Refused([finding(said.STORE_PYTHON, Place(), python=machine.base)])
    record = read_record(places)
    standing = {key: _standing(places, record, key, data) for key, data in wanted.items()}
    unfit = [no_file(places.path(key)) for key in wanted if look(places.path(key)).kind == "other"]
    changed = [_changed(places.path(key)) for key, state in standing.items() if state == "changed"]
    if settings := _unfit(look(places.config), places.config):
        unfit.append(settings)
    if unfit or changed:
        raise Refused(unfit or changed)
    ours = {key: data for key, data in wanted.items() if standing[key] != "foreign"}
    # Both hashes while a file is replaced: killed in between, the next command still knows it as ours.
    files = dict(record.files or {})
    files |= {key: (*record.hashes(key), _hash(data)) for key, data in ours.items()}
    record = replace(record, files=files)
    _remember(places, record)
    written, same = [], []
    for key, data in ours.items():
        if look(places.path(key)) == ("file", data):
            same.append(places.path(key))
        else:
            write(places.path(key), data)
            written.append(places.path(key))
    removed, left = _clear(places, record, [key for key in files if key not in wanted])
    record = Record(version, {key: (_hash(data),) for key, data in ours.items()}, record.line)
    _remember(places, record)
    record, findings = _configure(machine, places, record)
    _remember(places, record)
    foreign = tuple(_foreign(places.path(key), version) for key, state in standing.items() if state == "foreign")
    return Done(tuple(written), tuple(same), removed, left, findings=(*foreign, *findings))


def _clear(places: Places, record: Record, keys: Sequence[str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Delete our files; what somebody changed stays."""
    removed, left = [], []
    for key in keys:
        path = places.path(key)
        state = _standing(places, record, key)
        if state == "ours":
            delete(path)
            removed.append(path)
        elif state == "changed":
            left.append(path)
    return tuple(removed), tuple(left)


def remove(machine: Machine) -> Done:
    """Take away exactly what `install` wrote; a file that somebody changed stays, and is told."""
    places = _settled(machine)
    record = read_record(places)
    if record.line is not None:
        look(places.config)
    removed, changed = _clear(places, record, list(record.files or {}))
    line, left, told = (None, (), ()) if record.line is None else _unconfigure(places, record.line)
    kept = {key: hashes for key, hashes in (record.files or {}).items() if places.path(key) in changed}
    _remember(places, Record(record.version, kept, line))
    there = bool(record.files) or record.line is not None
    findings = (*map(_changed, changed), *told)
    return Done(removed=removed, left=(*changed, *left), ours=there, findings=findings)


def status(machine: Machine, package: Package | None) -> Status:
    """What is there; nothing is written."""
    places = places_of(machine)
    if places is None:
        return Status(None, package=package.version if package else None)
    record = read_record(places)
    key = f"startup/{ADDIN}"
    state = _standing(places, record, key)
    installed = record.version if state == "ours" else None
    version = package.version if package else None
    findings = []
    if state == "changed":
        findings.append(_changed(places.path(key)))
    if state == "foreign":
        findings.append(_foreign(places.path(key), version or "?"))
    if installed and version and installed != version:
        findings.append(finding(said.OUTDATED, Place(file=ADDIN), installed=installed, version=version))
    settings = _settings(machine, places, record)
    if installed or record.line is not None:
        findings.extend(settings.told)
    interpreter = setting(settings.seen.data, places.key)
    return Status(places, _has_excel(places), version, installed, state, interpreter, tuple(findings))
