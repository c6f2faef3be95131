"""A round's folder: where everything lies, what is kept, how it is written.

round.toml; sent/ (workbooks, and sent/kept/ with what was frozen for each issue); returned/
(originals under their hash, and received.json in order of arrival); results/ (numbered).
Writes are atomic: beside the target, then replaced. A scorer is named as in a passport: a member by
his id, a unit that scores itself by "unit:" and its id.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from workbook.catalogue import kept as said
from workbook.excel.gate import read_file
from workbook.excel.write import save_bytes
from workbook.findings import Place, Refused, finding
from workbook.sheets.grid import Book
from workbook.sheets.keep import book_from_json, book_to_json

UNIT = "unit:"
"""Before the id of a unit that scores itself, in passports and in received.json."""


class Kept(NamedTuple):
    """What is kept of one issue: the frozen rubric and round, and the drawn workbook."""

    frozen: str
    book: Book


class Received(NamedTuple):
    """One line of received.json: an original, the name it came under, whose it is ("unit:..." for a unit's own)."""

    hash: str
    name: str
    member: str
    issue: int


def unit_of(scorer: str) -> str | None:
    """The id of a unit that scores itself; None for a member. No id holds a colon."""
    return scorer.removeprefix(UNIT) if scorer.startswith(UNIT) else None


def fingerprint(data: bytes) -> str:
    """The content hash that names an original: 128 bits of SHA-256, short enough for Windows paths."""
    return hashlib.sha256(data).hexdigest()[:32]


def _is_sound(line: Received) -> bool:
    texts = all(isinstance(part, str) for part in (line.hash, line.name, line.member))
    return texts and isinstance(line.issue, int) and re.fullmatch("[0-9a-f]{32}", line.hash) is not None


@dataclass(frozen=True)
class Folder:
    """The paths of a round, and the keeping of what they hold."""

    root: Path

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

    def keep(self, scorer: str, number: int, kept: Kept) -> None:
        text = json.dumps({"frozen": kept.frozen, "book": book_to_json(kept.book)}, ensure_ascii=False)
        save_bytes(self.kept_file(scorer, number), gzip.compress(text.encode(), 6, mtime=0))

    def load_kept(self, scorer: str, number: int) -> Kept | None:
        """None where nothing is kept, or where it is damaged; a file that is only locked raises OSError."""
        path = self.kept_file(scorer, number)
        try:
            data = json.loads(gzip.decompress(path.read_bytes()))
            return Kept(data["frozen"], book_from_json(data["book"]))
        except (FileNotFoundError, gzip.BadGzipFile, zlib.error, EOFError):
            return None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    # ------------------------------------------------------------ returned
    def received(self) -> tuple[Received, ...]:
        """In order of arrival; the last of a member is the newest."""
        path = self.returned / "received.json"
        if not path.exists():
            return ()
        try:
            lines = tuple(Received(**line) for line in json.loads(read_file(path)))
            if not all(map(_is_sound, lines)):
                raise ValueError("a line of another shape")
            return lines
        except (ValueError, TypeError, RecursionError) as error:
            raise Refused([finding(said.REGISTER_UNREADABLE, Place(file=str(path)))]) from error

    def receive(self, data: bytes, name: str, member: str, issue: int) -> bool:
        """Keep an original under its hash; False where it is what the member sent last already.

        An older original that is brought again becomes the newest: somebody wants it to count.
        """
        digest = fingerprint(data)
        known = self.received()
        target = self.returned / f"{digest}.xlsx"
        if not target.is_file() or fingerprint(target.read_bytes()) != digest:
            save_bytes(target, data)
        own = [line for line in known if line.member == member]
        if own and own[-1].hash == digest:
            return False
        # On Linux a name may hold bytes that are no text; they must not stop the register.
        readable = name.encode("utf-8", "replace").decode("utf-8")
        lines = [*known, Received(digest, readable, member, issue)]
        text = json.dumps([line._asdict() for line in lines], ensure_ascii=False, indent=1)
        save_bytes(self.returned / "received.json", text.encode())
        return True

    def unregistered(self) -> tuple[str, ...]:
        """Names of originals in returned/ that received.json does not list."""
        known = {line.hash for line in self.received()}
        return tuple(sorted(path.name for path in self.returned.glob("*.xlsx") if path.stem not in known))

    def original(self, line: Received) -> Path:
        """The kept original; Refused where it is gone or no longer what was received."""
        path = self.returned / f"{line.hash}.xlsx"
        if not path.is_file() or fingerprint(path.read_bytes()) != line.hash:
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
