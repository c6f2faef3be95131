"""What has come so far, as the register tells it: read once an import, and every new line is known at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from workbook.catalogue import kept as said
from workbook.findings import Place, Refused, finding
from workbook.model import Ballot
from workbook.pipeline.folder import Folder, Received, received_in
from workbook.pipeline.recorded import ballot_from_data
from workbook.register.chain import Draft, Entry, canonical


class Inbox:
    """Only under the round's lock, where nobody else adds lines."""

    def __init__(self, folder: Folder) -> None:
        self._register = folder.register
        self._of: dict[str, list[Received]] = defaultdict(list)
        self._entries: dict[Received, Entry] = {}
        self._refused: set[tuple[str, ...]] = set()
        for entry in folder.logged("received", "refused"):
            self._remember(entry)

    def of(self, scorer: str) -> tuple[Received, ...]:
        """What one scorer sent, in order of arrival."""
        return tuple(self._of.get(scorer, ()))

    def ballot(self, line: Received) -> Ballot:
        """The ballot of a line, as it was read when it came; Refused where the line holds none."""
        entry = self._entries[line]
        try:
            return ballot_from_data(entry.data["ballot"])
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
            raise Refused([finding(said.CHAIN_BROKEN, Place(), number=entry.number)]) from None

    def opened(self, digest: str) -> Received | None:
        """The line of a file with a password that was opened when it came."""
        return next((line for line in self._entries if line.hash == digest and line.opened), None)

    def add(self, line: Received, body: Mapping[str, Any]) -> None:
        self._append(Draft("received", line.member, line.issue, line.hash, line.name, body))

    def refuse(self, digest: str, name: str, body: Mapping[str, Any]) -> None:
        """Tell once of what is no ballot of the round. A file whose bytes could not be had has no hash ("")."""
        if _what(digest, name, canonical(body)) not in self._refused:
            self._append(Draft("refused", file=digest, name=name, body=body))

    def _append(self, draft: Draft) -> None:
        for entry in self._register.append(draft):
            self._remember(entry)

    def _remember(self, entry: Entry) -> None:
        if entry.kind == "refused":
            self._refused.add(_what(entry.file, entry.name, entry.body))
        else:
            line = received_in(entry)
            self._of[line.member].append(line)
            self._entries[line] = entry


def _what(digest: str, name: str, body: str) -> tuple[str, ...]:
    """What a refused file is known by: its hash, else its name and what was wrong with it."""
    return (digest,) if digest else (name, body)
