"""A result as files: numbered, never overwritten, the newest also under the plain name; what of them was logged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from workbook.excel.write import save_bytes
from workbook.pipeline.folder import Folder, is_logged

ANNEX: Final = "ranking.xlsx"
ANNEX_WORD: Final = "ranking.docx"
"""The same annex for Word; only where the library for it is installed."""
TALLY: Final = "tally.xlsx"
CHANGES: Final = "changes.txt"
RESULT: Final = "result.json"
PRINTED: Final = (ANNEX, ANNEX_WORD, TALLY)
"""What people print, and may open and save."""
NAMES: Final = (*PRINTED, CHANGES, RESULT)
"""All that a result is written as; the result's data comes last, so that a number is whole or not there."""


def write_result(
    folder: Folder,
    annexes: Mapping[str, bytes],
    others: Callable[[], Mapping[str, bytes]],
    result: Mapping[str, Any],
    changes: Sequence[str],
) -> tuple[int, bool]:
    """Write the next number, unless the last one has the same annexes and data; gives it, and whether it is new.

    `others` are the files that follow from these; they are made only for a new number.
    """
    text = (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode()
    numbers = folder.result_numbers()
    if numbers and _same(folder, numbers[-1], {**annexes, RESULT: text}):
        return numbers[-1], False
    number = numbers[-1] + 1 if numbers else 1
    contents = {**annexes, **others(), RESULT: text}
    if changes:
        contents[CHANGES] = ("\n".join(changes) + "\n").encode("utf-8-sig")
    for name in NAMES:
        if name in contents:
            save_bytes(folder.result_file(name, number), contents[name])
    return number, True


def copy_newest(folder: Folder, number: int) -> dict[str, str]:
    """Put a numbered result under the plain names too, also where Excel held one of them open before.

    A file that somebody changed stays as it is; gives the names of such, each with the numbered file to look at.
    The result's data is nobody's to change.
    """
    kept = {}
    for name in NAMES:
        numbered, plain = folder.result_file(name, number), folder.result_file(name)
        data = numbered.read_bytes() if numbered.exists() else None
        was = plain.read_bytes() if plain.exists() else None
        if was is None or was == data or name == RESULT or _is_a_copy(folder, name, was):
            if data is None:
                plain.unlink(missing_ok=True)
            elif was != data:
                save_bytes(plain, data)
        else:
            kept[name] = (numbered if data is not None else folder.result_file(ANNEX, number)).name
    return kept


def printed_files(folder: Folder, number: int, kept: Mapping[str, str]) -> tuple[Path, ...]:
    """What of a result is printed: under the plain name, unless there stands a file that somebody changed."""
    made = (name for name in PRINTED if folder.result_file(name, number).exists())
    return tuple(folder.result_file(name, number if name in kept else None) for name in made)


def _is_a_copy(folder: Folder, name: str, data: bytes) -> bool:
    """Whether a plain file is still one of the numbered ones, byte for byte."""
    paths = (folder.result_file(name, number) for number in folder.result_numbers())
    return any(path.exists() and path.read_bytes() == data for path in paths)


def _same(folder: Folder, number: int, contents: Mapping[str, bytes]) -> bool:
    paths = [(folder.result_file(name, number), data) for name, data in contents.items()]
    return all(path.exists() and path.read_bytes() == data for path, data in paths) and _as_logged(folder, number)


def _as_logged(folder: Folder, number: int) -> bool:
    """Whether the files of a number are what was logged of them: what was changed since is written anew, once."""
    logged = [files_of(entry.data) for entry in folder.register.entries("result") if entry.data.get("number") == number]
    return all(is_logged(folder.results / name, digest) for name, digest in (logged[-1] if logged else {}).items())


# ---------------------------------------------------------------- in the log
def hashes_of(folder: Folder, number: int) -> dict[str, str]:
    """Name and SHA-256 of a number's files."""
    paths = (folder.result_file(name, number) for name in NAMES)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.exists()}


def files_of(body: dict[str, Any]) -> dict[str, str]:
    """Name and hash of the files that a result wrote down."""
    files = body.get("files")
    known = files.items() if isinstance(files, dict) else ()
    return {name: digest for name, digest in known if isinstance(digest, str)}
