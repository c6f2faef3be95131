"""The IT officer's way, done for real: packages into a folder, an installation without a network from it, a round.

`python -m tests.offline FOLDER [EXTRAS]` only gathers; without a folder it then installs twice outside the source
folder, with Excel's and Word's part and without any, and works there. It stands among the tests because it proves and
is no part of the product. The standard library alone, and no shell: it runs on Windows too, with a Python that has
nothing yet.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

SOURCE: Final = Path(__file__).resolve().parent.parent
WITH: Final = "excel,docx"
HASHES: Final = "bam.txt"
"""In the folder beside the packages; as pip reads it, so that pip itself refuses a package that was altered."""
NOWHERE: Final = "http://127.0.0.1:9/"
"""A port where nobody listens."""
_WHEEL: Final = re.compile(r"([A-Za-z0-9_.]+)-([A-Za-z0-9_.!+]+)(-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl")
# Types a figure into each cell that is for one: 41, 42, ... down the rows of every sheet.
_FILL: Final = """
import pathlib, sys, openpyxl
sent, filled = map(pathlib.Path, sys.argv[1:])
filled.mkdir()
for path in sorted(sent.glob("phieu-*.xlsx")):
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for validation in sheet.data_validations.dataValidation:
            for area in validation.sqref.ranges:
                for row, column in area.cells:
                    sheet.cell(row, column).value = 30 + row
    book.save(filled / path.name)
"""


# ---------------------------------------------------------------- computer A: gathering
def gather(folder: Path, extras: str = WITH) -> list[Path]:
    """Every package that xephang needs, one wheel each, and the file with their hashes.

    They are gathered beside the folder and put into it at the end: what was there stays until all of them are.
    """
    old = list(folder.glob("*.whl"))
    if old and not (folder / HASHES).is_file():
        sys.exit(
            f"{folder} có gói của người khác: hãy chọn một thư mục khác.\n"
            f"{folder} holds packages of somebody else: name another folder."
        )
    try:
        at = folder.absolute()
        at.parent.mkdir(parents=True, exist_ok=True)
        # On the same disk, so that putting a package in its place is one step.
        with tempfile.TemporaryDirectory(prefix=f"{at.name}-", dir=at.parent, ignore_cleanup_errors=True) as temporary:
            beside = Path(temporary)
            _download(beside, extras)
            (beside / HASHES).write_text(hash_list(beside, at.name), encoding="utf-8")
            return _swap(beside, folder)
    except OSError as error:
        sys.exit(
            f"Chưa ghi được vào {folder} ({error.strerror}): hãy xem lại thư mục rồi chạy lại lệnh này.\n"
            f"{folder} cannot be written to ({error.strerror}): look at the folder and run this again."
        )


def _download(folder: Path, extras: str) -> None:
    at_source = f"{SOURCE}[{extras}]" if extras else str(SOURCE)
    pip = [sys.executable, "-m", "pip", "wheel", "-qq", "--disable-pip-version-check"]
    ran = subprocess.run(
        [*pip, "-c", str(SOURCE / "constraints.txt"), "-w", str(folder), at_source],
        stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
    )  # fmt: skip
    if ran.returncode:
        lines = [line.strip() for line in ran.stderr.splitlines() if line.strip()]
        # The first one is the cause, the others are pip's conclusions.
        errors = [line for line in lines if line.upper().startswith("ERROR")]
        reason = next(iter(errors + lines[::-1]), f"exit {ran.returncode}")
        sys.exit(
            f"pip chưa gom được các gói ({reason}): hãy xem lại mạng rồi chạy lại; các gói đã gom trước đây còn "
            "nguyên.\n"
            f"pip could not gather the packages ({reason}): look at the network and run this again; packages gathered "
            "before are untouched."
        )


def _swap(beside: Path, folder: Path) -> list[Path]:
    """The new packages in, then their list, then the old ones out: stopped in between, pip still refuses or has all."""
    folder.mkdir(exist_ok=True)
    fresh = sorted(path.name for path in beside.glob("*.whl"))
    for name in (*fresh, HASHES):
        os.replace(beside / name, folder / name)
    for path in folder.glob("*.whl"):
        if path.name not in fresh:
            path.unlink()
    return [folder / name for name in fresh]


def hash_list(folder: Path, name: str) -> str:
    """A line for each package: its name, its version, the SHA-256 of its file; first how pip reads it from `name`."""
    where = f'-f "{name}" --require-hashes -r "{name}/{HASHES}"'
    lines = [f"# python -m pip install --no-index {where}"]
    for path in sorted(folder.glob("*.whl")):
        found = _WHEEL.fullmatch(path.name)
        if found is None:
            sys.exit(f"{path.name}: tên không phải của một gói wheel.\n{path.name} is not called as wheels are.")
        lines.append(f"{found[1]}=={found[2]} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}")
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- computer B: without a network
class Place(NamedTuple):
    """A folder on computer B, with what stands before each command there."""

    folder: Path
    before: tuple[str, ...]
    """Cuts the command off from every network, where the system has that for its user."""

    @property
    def scripts(self) -> Path:
        return self.folder / ".venv" / ("Scripts" if os.name == "nt" else "bin")

    def run(self, *command: str | Path, code: int = 0) -> str:
        """What a command prints; the end of everything where its exit code is another."""
        ran = subprocess.run(
            [*self.before, *map(str, command)],
            cwd=self.folder, env=environment(), capture_output=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        if ran.returncode != code:
            sys.exit(f"{' '.join(map(str, command))}: exit {ran.returncode}, not {code}\n{ran.stdout}\n{ran.stderr}")
        return ran.stdout if code == 0 else ran.stdout + ran.stderr

    def xephang(self, *words: str, code: int = 0) -> dict[str, Any]:
        """The command that was installed, with its answer."""
        answer: dict[str, Any] = json.loads(self.run(self.scripts / "xephang", *words, "--json", code=code))
        return answer

    def python(self, *words: str | Path, code: int = 0) -> str:
        return self.run(self.scripts / "python", "-I", "-X", "utf8", *words, code=code)

    def pip(self, *words: str | Path, code: int = 0) -> str:
        return self.python("-m", "pip", "install", "--quiet", "--no-index", "-f", "goi", *words, code=code)


def environment() -> dict[str, str]:
    """Ours without what could help pip or Python to something that does not lie in the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("PIP_", "PYTHON"))}
    for name in ("VIRTUAL_ENV", "XEPHANG_REGISTER", "XLWINGS_LICENSE_KEY"):
        kept.pop(name, None)
    cut = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": NOWHERE, "HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE}
    return {**kept, **cut, "http_proxy": NOWHERE, "https_proxy": NOWHERE, "PYTHONUTF8": "1"}


def cut_off() -> tuple[str, ...]:
    """A command that runs another without any network; nothing where the system has none for us."""
    unshare = shutil.which("unshare")
    for choice in ("-n", "-rn") if unshare else ():
        if subprocess.run([str(unshare), choice, "true"], capture_output=True).returncode == 0:
            return str(unshare), choice
    return ()


def place_at(folder: Path, packages: Path, before: tuple[str, ...]) -> Place:
    """A new folder with the packages and an empty virtual environment."""
    folder.mkdir()
    shutil.copytree(packages, folder / "goi")
    place = Place(folder, before)
    place.run(sys.executable, "-m", "venv", ".venv")
    return place


def must(true: bool, what: str, seen: object = "") -> None:
    """Not an assert: this runs under `python -O` too."""
    if not true:
        sys.exit(f"Not so: {what}\n{seen}")


def codes(answer: dict[str, Any]) -> list[str]:
    return [one["code"] for one in answer["findings"]]


def installed(place: Place) -> None:
    """What runs is what was installed, not the source folder."""
    where = place.python("-c", "import workbook; print(workbook.__file__)").strip()
    must(Path(where).is_relative_to(place.folder), "the installed package is used", where)
    said = place.run(place.scripts / "xephang", "--version").split()
    (wheel,) = (place.folder / "goi").glob("xephang-*.whl")
    must(said == ["xephang", wheel.name.split("-")[1]], "its version is told", said)


def play_round(place: Place, name: str) -> None:
    """A round from nothing to a ranking, by the commands of the guide."""
    place.xephang("new", name, "--rubric", "thai-binh-2020")
    sent = place.xephang("generate", name)["ballots"]
    place.python("-c", _FILL, Path(name) / "sent", "filled")
    place.xephang("import", name, *(str(path) for path in sorted((place.folder / "filled").iterdir())))
    ranked = place.xephang("rank", name)
    must(len(sent) == 3 and (place.folder / name / "results" / "ranking.xlsx").is_file(), "a ranking came out", ranked)
    must(not [one for one in ranked["findings"] if one["severity"] == "error"], "without errors", ranked)


def with_excel(place: Place) -> None:
    """As docs/cai-khong-co-mang.md says, step 2: everything; and pip looks at the hashes."""
    (spoilt,) = (place.folder / "goi").glob("tomli_w-*.whl")
    whole = spoilt.read_bytes()
    spoilt.write_bytes(whole + b"\0")
    listed = ("--require-hashes", "-r", Path("goi") / HASHES)
    must("HASHES" in place.pip(*listed, code=1), "an altered package is refused")
    spoilt.write_bytes(whole)
    place.pip(*listed)
    installed(place)
    play_round(place, "Đợt thử")
    results = place.folder / "Đợt thử" / "results"
    must((results / "ranking.docx").is_file(), "the annex for Word is there")
    made = place.xephang("desk", "Đợt thử")
    desk = place.folder / made["file"]
    with zipfile.ZipFile(desk) as parts:
        must("xl/vbaProject.bin" in parts.namelist(), "the desk has its macros", parts.namelist())
    # What the desk's macro does first.
    start = "import sys; sys.path.insert(0, sys.argv[1]); import ban_lam_viec; assert callable(ban_lam_viec.main)"
    place.python("-c", start, desk.parent)
    status = place.xephang("desk", "status")
    here = sys.platform in ("win32", "darwin")
    must(status["supported"] == here and bool(status["xlwings"]), "desk status knows where it is", status)
    if not here:  # else it would change the Excel of whoever runs this
        must(codes(made) == ["FILE-182"], "desk says that there is no Excel", made)
        for action in ("install", "remove"):
            said = place.xephang("desk", action, code=2)
            must(codes(said) == ["FILE-190"], f"desk {action} says that there is no Excel", said)


def core_only(place: Place) -> None:
    """Without any extra: the core runs, and says what Excel's part needs."""
    place.pip("xephang")
    installed(place)
    for library in ("xlwings", "docx"):
        place.python("-c", f"import {library}", code=1)
    play_round(place, "Đợt thử")
    must(not (place.folder / "Đợt thử" / "results" / "ranking.docx").exists(), "no annex for Word without its part")
    refused = place.xephang("desk", "Đợt thử", code=2)
    must(codes(refused) == ["FILE-180"], "desk says that xlwings is missing", refused)
    must(not list((place.folder / "Đợt thử").rglob("*.xlsm")), "and writes nothing")
    plain = place.xephang("desk", "Đợt thử", "--plain")
    must((place.folder / plain["file"]).suffix == ".xlsx", "desk --plain needs no xlwings", plain)
    status = place.xephang("desk", "status")
    must(status["xlwings"] is None, "desk status says that xlwings is missing", status)


# ---------------------------------------------------------------- both
def prove() -> None:
    before = cut_off()
    if before:
        print("Mạng: hệ thống đã cắt. / Network: cut off by the system.")
    else:
        print("Mạng: chỉ cấm pip dùng. / Network: pip is told not to use it (it cannot be cut off here).")
    # A name of plain letters, with a space: what the guide allows.
    with tempfile.TemporaryDirectory(prefix="may B ", ignore_cleanup_errors=True) as temporary:
        base = Path(temporary).resolve()
        for title, folder, work in (
            ("gói đã gom / packages gathered", "goi", None),
            ("cài đủ, một đợt, bàn làm việc / installed with excel and docx, a round, the desk", "day du", with_excel),
            ("chỉ phần lõi, một đợt / installed without any extra, a round, the plain desk", "loi", core_only),
        ):
            start = time.monotonic()
            if work is None:
                title = f"{len(gather(base / folder))} {title}"
            else:
                work(place_at(base / folder, base / "goi", before))
            print(f"{title}: {time.monotonic() - start:.0f} s", flush=True)


def main(arguments: Sequence[str]) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if not arguments:
        return prove()
    folder, extras = Path(arguments[0]), arguments[1] if arguments[1:] else WITH
    made = gather(folder, extras)
    print(f"Đã gom {len(made)} gói vào {folder}, mã băm của từng gói ở {folder / HASHES}.")
    print(f"{len(made)} packages in {folder}, their hashes in {folder / HASHES}.")


if __name__ == "__main__":
    main(sys.argv[1:])
