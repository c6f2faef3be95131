"""The log as a chain: each entry carries the hash of the one before, so that no change goes unnoticed.

Pure: where the entries are kept is not known here. The chain shows every change but one, a missing
end; that is why people write down its head (number and hash) and have it looked up later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

KINDS = ("issued", "received", "refused", "decisions", "result")


class Draft(NamedTuple):
    """What is to be logged; `file` is the content hash of an original, `name` the name it came under."""

    kind: str
    scorer: str = ""
    issue: int = 0
    file: str = ""
    name: str = ""
    body: Mapping[str, Any] = MappingProxyType({})


class Entry(NamedTuple):
    """What is logged. `at` is UTC in ISO 8601, `body` canonical JSON; the order of the fields is that of the hash."""

    number: int
    at: str
    kind: str
    scorer: str
    issue: int
    file: str
    name: str
    body: str
    previous: str
    hash: str

    @property
    def data(self) -> dict[str, Any]:
        """The body parsed; empty where somebody made something else of it, which the chain tells."""
        try:
            read = json.loads(self.body)
        except (ValueError, TypeError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}


def canonical(value: object) -> str:
    """JSON in the one form that is hashed: sorted keys, no spaces, letters as they are, decimals as texts."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)
    # Half a surrogate pair is no text that a database takes; so written, it is the JSON escape of itself.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"the log cannot hold a {type(value).__name__}")


def genesis(round_id: str) -> str:
    """What the first entry of a round names as its previous: no entry moves to another round unnoticed."""
    return _sha256(["xephang", round_id])


def follow(last: Entry | None, drafts: Iterable[Draft], at: str, round_id: str) -> tuple[Entry, ...]:
    """The drafts as the entries that come after `last`."""
    number, previous = (last.number, last.hash) if last else (0, genesis(round_id))
    made = []
    for draft in drafts:
        if draft.kind not in KINDS:
            raise ValueError(f"no such kind of entry: {draft.kind}")
        number += 1
        texts = (_text(draft.scorer), draft.issue, _text(draft.file), _text(draft.name), canonical(draft.body))
        entry = Entry(number, at, draft.kind, *texts, previous, "")
        previous = hash_of(entry)
        made.append(entry._replace(hash=previous))
    return tuple(made)


def _text(text: str) -> str:
    """On Linux a file's name may hold bytes that are no text, and no server's database keeps a NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def hash_of(entry: Entry) -> str:
    """What the entry's hash must be; the round is in it by way of the first `previous`."""
    return _sha256(list(entry[:-1]))


def _sha256(parts: Sequence[object]) -> str:
    return hashlib.sha256(canonical(parts).encode("utf-8")).hexdigest()


def first_break(entries: Sequence[Entry], round_id: str | None = None) -> int | None:
    """The number of the first entry whose number, previous or hash does not fit; None for a sound chain.

    All entries of a round in their order, from the first. What is named is the place in the chain, which a
    forged number cannot shift. With `round_id` the chain must also be that round's own.
    """
    previous = None if round_id is None else genesis(round_id)
    for number, entry in enumerate(entries, 1):
        if entry.number != number or (previous is not None and entry.previous != previous) or not _is_whole(entry):
            return number
        previous = entry.hash
    return None


def _is_whole(entry: Entry) -> bool:
    try:
        return hash_of(entry) == entry.hash
    except (TypeError, ValueError):  # a column holds what no entry of ours ever held
        return False
