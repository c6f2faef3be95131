"""LibreOffice, where it is installed: documents as PDF, printed in a folder and with a profile of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_PLACES: Final = (
    r"C:\Program Files\LibreOffice\program",
    r"C:\Program Files (x86)\LibreOffice\program",
    "/Applications/LibreOffice.app/Contents/MacOS",
)
"""Where it lies on systems that do not put it on the path."""
SECONDS: Final = 120


def find_office() -> str | None:
    """The program, or None where there is none."""
    return next(filter(None, (shutil.which("soffice", path=path) for path in (None, *_PLACES))), None)


def print_pdfs(program: str, documents: Mapping[str, bytes], seconds: float = SECONDS) -> tuple[dict[str, bytes], str]:
    """The .docx files by name as PDF, each under its own name, and why not where one is missing; one start for all.

    The documents are copied under plain names: no path of the round reaches the program.
    """
    with tempfile.TemporaryDirectory(prefix="xephang-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        sources = [folder / f"{number}.docx" for number in range(len(documents))]
        for source, data in zip(sources, documents.values(), strict=True):
            source.write_bytes(data)
        profile = (folder / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf"]
        reason = _run([*command, "--outdir", str(folder), *map(str, sources)], seconds)
        made = {
            name: printed.read_bytes()
            for name, source in zip(documents, sources, strict=True)
            if (printed := source.with_suffix(".pdf")).is_file()
        }
    return {name: data for name, data in made.items() if data.startswith(b"%PDF")}, reason


def _run(command: list[str], seconds: float) -> str:
    """Run it to its end, or end it with all that it started; gives what it said where it failed."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        return error.strerror or type(error).__name__
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"> {seconds:g} s"
    except BaseException:
        _end(process)
        raise
    return f"exit {code}" if code else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program is started by a script of its own: both go."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()
