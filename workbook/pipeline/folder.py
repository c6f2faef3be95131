"""A round's folder: where everything lies, what is kept, how it is written.

round.toml; sent/ (workbooks, and sent/kept/ with what was frozen for each issue, and the key of the
seals); returned/ (originals under their hash, read-only); results/ (numbered); register.db (who sent
what, when). Writes are atomic: beside the target, then replaced. A scorer is named as in a passport:
a member by his id, a unit that scores itself by "unit:" and its id.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import secrets
import stat
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from workbook.catalogue import kept as said
from workbook.excel.write import save_bytes
from workbook.findings import Place, Refused, finding
from workbook.register.chain import Entry, first_break
from workbook.register.store import Register
from workbook.sheets.grid import Book
from workbook.sheets.keep import book_from_json, book_to_json

UNIT = "unit:"
"""Before the id of a unit that scores itself, in passports and in the register."""
PUBLIC_KEY = bytes(range(32))
"""The key of demonstrations, which everybody may know: their files come out the same everywhere."""
_REGISTER_URL = "XEPHANG_REGISTER"
"""The environment variable that names a server's database; it may hold a password, so no file of a round does."""


class Kept(NamedTuple):
    """What is kept of one issue: the frozen rubric and round, and the drawn workbook."""

    frozen: str
    book: Book
    correction: bool = False
    """Whether it went back with what its scorer had typed before: then the drawn book is not a blank one."""


class Received(NamedTuple):
    """An original that the register knows: the name it came under, and whose it is ("unit:..." for a unit's own)."""

    hash: str
    name: str
    member: str
    issue: int
    at: str = ""
    """When it was received: ISO 8601 in UTC, as `saved`."""
    sound: bool = True
    """Whether it was without errors when it came (the register's word is "counted")."""
    saved: str = ""
    opened: str = ""
    """The hash of the workbook that came out of a password; it lies beside the original."""


def unit_of(scorer: str) -> str | None:
    """The id of a unit that scores itself; None for a member. No id holds a colon."""
    return scorer.removeprefix(UNIT) if scorer.startswith(UNIT) else None


def received_in(entry: Entry) -> Received:
    """A line of the register as the original that it tells of."""
    body = entry.data
    told = (str(body.get(key, "")) for key in ("saved", "opened"))
    return Received(entry.file, entry.name, entry.scorer, entry.issue, entry.at, body.get("counted") is True, *told)


class _Log(NamedTuple):
    """The log as it was read last, and the originals that it tells of."""

    head: str
    entries: tuple[Entry, ...]
    received: tuple[Received, ...]


def _writable(path: Path) -> None:
    """Windows does not put a file in the place of a read-only one."""
    with suppress(OSError):
        path.chmod(stat.S_IREAD | stat.S_IWRITE)


def fingerprint(data: bytes) -> str:
    """The content hash that names an original: 128 bits of SHA-256, short enough for Windows paths."""
    return hashlib.sha256(data).hexdigest()[:32]


def is_logged(path: Path, digest: str) -> bool:
    """Whether a file is there and has the SHA-256 that was logged, whole or as short as `fingerprint` makes it."""
    return len(digest) >= 32 and path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest)


@dataclass(frozen=True)
class Folder:
    """The paths of a round, and the keeping of what they hold; `round` is its id, which the register goes by."""

    root: Path
    round: str = ""

    @cached_property
    def sent(self) -> Path:
        return self.root / "sent"

    @cached_property
    def kept(self) -> Path:
        return self.sent / "kept"

    @cached_property
    def kept_units(self) -> Path:
        return self.kept / "units"

    @cached_property
    def returned(self) -> Path:
        return self.root / "returned"

    @cached_property
    def results(self) -> Path:
        return self.root / "results"

    # ------------------------------------------------------------ sent
    def sent_file(self, scorer: str, number: int) -> Path:
        """A prefix keeps the name clear of what Windows reserves (CON, NUL, ...).

        No id holds a space, so that the second issue to "an" is never the first one to "an-2".
        """
        unit = unit_of(scorer)
        name = f"phieu-{scorer}" if unit is None else f"tu-cham-{unit}"
        return self.sent / (f"{name}.xlsx" if number == 1 else f"{name} lan {number}.xlsx")

    def kept_file(self, scorer: str, number: int) -> Path:
        """Units have a folder of their own: a member may bear any name that a unit has."""
        unit = unit_of(scorer)
        return (
            self.kept / f"{scorer}-{number}.json.gz" if unit is None else self.kept_units / f"{unit}-{number}.json.gz"
        )

    def issues_of(self, scorer: str) -> list[int]:
        """The numbers issued to a scorer, ascending."""
        unit = unit_of(scorer)
        where, id_ = (self.kept, scorer) if unit is None else (self.kept_units, unit)
        pattern = re.compile(re.escape(id_) + r"-(\d{1,6})\.json\.gz", re.IGNORECASE)
        names = (pattern.fullmatch(path.name) for path in where.glob("*.json.gz"))
        return sorted(int(match[1]) for match in names if match)

    def issued(self) -> dict[str, list[int]]:
        """Everybody to whom something was issued, members first, with the numbers issued to him, ascending."""
        pattern = re.compile(r"(.+)-(\d{1,6})\.json\.gz")
        found: dict[str, list[int]] = {}
        for where, prefix in ((self.kept, ""), (self.kept_units, UNIT)):
            for path in sorted(where.glob("*.json.gz")):
                if match := pattern.fullmatch(path.name):
                    found.setdefault(prefix + match[1], []).append(int(match[2]))
        return {scorer: sorted(numbers) for scorer, numbers in found.items()}

    def keep(self, scorer: str, number: int, kept: Kept) -> None:
        head = json.dumps({"frozen": kept.frozen, "correction": kept.correction}, ensure_ascii=False)
        text = f"{head}\n{book_to_json(kept.book)}"
        save_bytes(self.kept_file(scorer, number), gzip.compress(text.encode(), 6, mtime=0))

    def load_kept(self, scorer: str, number: int) -> Kept | None:
        """None where nothing is kept, or where it is damaged; a file that is only locked raises OSError."""
        path = self.kept_file(scorer, number)
        try:
            head, _, book = gzip.decompress(path.read_bytes()).decode().partition("\n")
            data = json.loads(head)
            return Kept(data["frozen"], book_from_json(book), data["correction"] is True)
        except (FileNotFoundError, gzip.BadGzipFile, zlib.error, EOFError):
            return None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    # ------------------------------------------------------------ the key of the seals
    @cached_property
    def key_file(self) -> Path:
        return self.kept / "seal.key"

    def seal_key(self) -> bytes:
        """The key that the round's seals are made with; b"" where there is none yet."""
        try:
            return bytes.fromhex(self.key_file.read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return b""

    def make_key(self, key: bytes | None = None) -> bytes:
        """The key, made on first use (`key`, or a random one): whoever has it can seal as the round does."""
        if not self.seal_key():
            save_bytes(self.key_file, (key or secrets.token_bytes(32)).hex().encode())
        return self.seal_key()

    # ------------------------------------------------------------ returned
    @cached_property
    def register(self) -> Register:
        return Register(self.root, self.round, os.environ.get(_REGISTER_URL))

    @cached_property
    def _logs(self) -> list[_Log]:
        return []

    def _log(self) -> _Log:
        """The whole log, read anew only where it has grown; Refused where it is not what was written."""
        head = self.register.head()
        if head is None:
            return _Log("", (), ())
        if not self._logs or self._logs[0].head != head.hash:
            entries = self.register.entries()
            if (number := first_break(entries, self.round)) is not None:
                raise Refused([finding(said.CHAIN_BROKEN, Place(), number=number)])
            came = tuple(received_in(entry) for entry in entries if entry.kind == "received")
            self._logs[:] = [_Log(head.hash, entries, came)]
        return self._logs[0]

    def logged(self, *kinds: str) -> tuple[Entry, ...]:
        """The entries of these kinds, for whoever builds on them; `history` shows a broken log all the same."""
        return tuple(entry for entry in self._log().entries if entry.kind in kinds)

    def received(self) -> tuple[Received, ...]:
        """In order of arrival."""
        return self._log().received

    def sweep(self) -> None:
        """Take away what a killed import left half written; only under the round's lock."""
        for path in (*self.returned.glob("~*.tmp"), *self.returned.glob("refused/~*.tmp")):
            with suppress(OSError):
                path.unlink()

    def original_file(self, digest: str) -> Path:
        return self.returned / f"{digest}.xlsx"

    def keep_original(self, data: bytes) -> str:
        """Put an original under its hash, read-only; gives the hash."""
        digest = fingerprint(data)
        target = self.original_file(digest)
        if not target.is_file() or fingerprint(target.read_bytes()) != digest:
            _writable(target)
            save_bytes(target, data)
        with suppress(OSError):  # a share may not know permissions; the hash still tells any change
            target.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
        return digest

    def keep_refused(self, data: bytes) -> None:
        """Put what is no ballot of the round aside, under its hash and never under a name that opens it."""
        target = self.returned / "refused" / f"{fingerprint(data)}.bin"
        if not target.is_file():
            save_bytes(target, data)
            with suppress(OSError):
                target.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)

    def unregistered(self) -> tuple[str, ...]:
        """Names of originals in returned/ that the register does not know."""
        known = {name for line in self.received() for name in (line.hash, line.opened)}
        return tuple(sorted(path.name for path in self.returned.glob("*.xlsx") if path.stem not in known))

    def original(self, line: Received) -> Path:
        """The kept original, without its password; Refused where it is gone or no longer what was received."""
        for digest in (line.hash, line.opened):
            path = self.original_file(digest or line.hash)
            if not path.is_file() or fingerprint(path.read_bytes()) != path.stem:
                raise Refused([finding(said.ORIGINAL_GONE, Place(file=line.name, member=line.member), name=path.name)])
        return path

    # ------------------------------------------------------------ results
    def result_numbers(self) -> list[int]:
        """Numbers already used in results/, ascending."""
        pattern = re.compile(r"[a-z]+-(\d{3,6})\.\w+")
        names = (pattern.fullmatch(path.name) for path in self.results.glob("*"))
        return sorted({int(match[1]) for match in names if match})

    def result_file(self, name: str, number: int | None = None) -> Path:
        """ "ranking.xlsx" is the newest, "ranking-003.xlsx" the third."""
        stem, _, ending = name.rpartition(".")
        return self.results / (name if number is None else f"{stem}-{number:03}.{ending}")
