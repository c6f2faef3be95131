"""Gathers Pyodide and the wheels, asks the same things in it and in this Python, and compares; exit code 1 if not so.

What is asked: every example of the custom functions, a check and its undoing on an open ballot, and each task of the
desk on a round in a mounted folder.
"""

from __future__ import annotations

import email
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.browser.inside import ANSWER, ASKED
from tests.commands import document
from tests.offline import SOURCE, must
from tests.open_excel import Excel
from tests.sample import write_round
from tests.test_desk_here import CHOICES
from tests.test_desk_live import WORDS, column, progress
from tests.test_desk_live import opened as desk_opened
from tests.test_desk_server import STRANGE, as_sent, examples, seen, timeless
from tests.test_desk_tasks import files_of
from tests.test_live_check import LIST, WRONG, check, opened
from workbook.catalogue import desk as said
from workbook.desk.function_table import ALL, LANGUAGES, word
from workbook.desk.functions import answer
from workbook.desk.tasks import TASKS

HERE: Final = Path(__file__).parent
CACHE: Final = SOURCE / ".pytest_cache" / "browser"
"""Beside what pytest keeps between runs: no part of the project."""
PYODIDE: Final = "314.0.7"
PLATFORM: Final = "pyemscripten_2026_0_wasm32"
"""What that Pyodide takes besides pure Python; `pyodide_at` compares it with what Pyodide says of itself."""
NOT_THERE: Final = {"cryptography"}
"""Has no wheel for a browser in the registry (Pyodide has its own build); it only opens workbooks with a password."""
ENVIRONMENT: Final = {
    "XLWINGS_ON_SERVER": "true",  # as Lite sets it
    "XLWINGS_LICENSE_KEY": "noncommercial",
}
ROUND: Final = "Đợt thử"
CALLED: Final = {word(one.name, lang): (one, lang) for one in ALL for lang in LANGUAGES}
Asked = dict[str, list[Any]]
Command = list[str | Path]


# ---------------------------------------------------------------- what runs
def pyodide_at(folder: Path) -> Path:
    """Pyodide for Node, fetched once."""
    home = folder / f"pyodide-{PYODIDE}"
    at = home / "node_modules" / "pyodide"
    if not (at / "pyodide.mjs").is_file():
        options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
        with tempfile.TemporaryDirectory(dir=folder) as made:
            run([program("npm"), "install", "--prefix", made, *options, f"pyodide@{PYODIDE}"], Path(made))
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(made, home)
    abi = json.loads((at / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    must(f"pyemscripten_{abi['abi_version']}_{abi['arch']}" == PLATFORM, "Pyodide takes the wheels named here", abi)
    must(abi["python"].startswith("3.14."), "it is Python 3.14", abi)
    return at


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not installed (Node with npm is needed)")
    return found


def run(command: Iterable[str | Path], folder: Path, **more: str) -> None:
    """A command to its end; the end of everything where it fails."""
    ran = subprocess.run(
        [*map(str, command)], cwd=folder, env={**os.environ, **more}, stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    if ran.returncode:
        sys.exit(f"{ran.args[0]}: exit {ran.returncode}\n{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}")


def pip(*words: str | Path) -> None:
    run([sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check"], SOURCE)


def wheels_into(folder: Path, cache: Path) -> list[str]:
    """Our own wheel and all that it needs in a browser with its part for Excel, in the versions of constraints.txt."""
    pip("wheel", "--no-deps", "-w", folder, SOURCE)
    lines = (SOURCE / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    versions = {canonicalize_name(name): version for name, version in pins.items()}
    (own,) = folder.glob("*.whl")
    found, needed = {canonicalize_name("xephang"): own}, sorted(needs(own, {"excel"}))
    while needed:
        missing = [name for name in needed if wheel_of(cache, name, versions[name]) is None]
        if missing:
            target = ["--platform", PLATFORM, "--python-version", "3.14", "--implementation", "cp", "--abi", "cp314"]
            exact = [f"{name}=={versions[name]}" for name in missing]
            pip("download", "--no-deps", "--only-binary=:all:", *target, "-d", cache, *exact)
        for name in needed:
            wheel = wheel_of(cache, name, versions[name])
            must(wheel is not None, f"{name} {versions[name]} has a wheel for a browser", sorted(cache.iterdir()))
            assert wheel is not None
            found[canonicalize_name(name)] = Path(shutil.copy(wheel, folder))
        needed = sorted({more for name in needed for more in needs(found[canonicalize_name(name)])} - found.keys())
    return sorted(found)


def needs(wheel: Path, extras: Iterable[str] = ()) -> set[Any]:
    """What a wheel asks for in a browser, as its installer there reads it."""
    there = {"sys_platform": "emscripten", "platform_system": "Emscripten", "platform_machine": "wasm32"}
    there |= {"os_name": "posix", "python_version": "3.14", "python_full_version": "3.14.2"}
    with zipfile.ZipFile(wheel) as parts:
        (name,) = (one for one in parts.namelist() if one.endswith(".dist-info/METADATA"))
        listed = email.message_from_bytes(parts.read(name)).get_all("Requires-Dist") or []
    wanted = set()
    for one in map(Requirement, listed):
        if one.marker is None or any(one.marker.evaluate({**there, "extra": extra}) for extra in ("", *extras)):
            wanted.add(canonicalize_name(one.name))
    return wanted - NOT_THERE


def wheel_of(folder: Path, name: str, version: str) -> Path | None:
    for path in folder.glob("*.whl"):
        own, of = path.name.split("-")[:2]
        if canonicalize_name(own) == name and of == version:
            return path
    return None


# ---------------------------------------------------------------- what is asked
def checked() -> Excel:
    """A faulty ballot after its check."""
    excel = opened(WRONG)
    check(excel)
    return excel


def asked_both() -> Asked:
    """What this Python and the browser's must answer alike."""
    calls = [(name, as_sent(name, given)) for name, given, _ in examples()]
    calls += [(name, as_sent(name, given)) for name, given in STRANGE]
    foreign = Excel.of([("Sheet1", [[None]])])
    books = [("check_script", opened(WRONG)), ("check_script", checked()), ("undo_script", checked()),
             ("check_script", foreign)]  # fmt: skip
    return {"calls": calls, "scripts": [(script, seen(excel)) for script, excel in books]}


def desks(folder: Path) -> list[Excel]:
    """The desk of a round in the mounted folder, each task chosen in turn; made from another copy of the round."""
    root = write_round(folder)
    typed = f"/mounted/{ROUND}"
    return [desk_opened(root, one.name, CHOICES.get(one.name), root=typed) for one in TASKS]


# ---------------------------------------------------------------- what came
def functions_right(told: dict[str, Any]) -> str:
    """Paths are allowed as here and not as on a server: in Lite the files are the user's own."""
    wanted = examples()
    wanted += [(name, given, answer(*CALLED[name], given)) for name, given in STRANGE]
    for (name, given, result), cells in zip(wanted, told["cells"], strict=True):
        must(cells == [[result]], f"{name} {given} gives {result}", cells)
    names, count = {name for name, _, _ in wanted}, len(wanted) - len(STRANGE)
    return f"{count} examples of the functions under {len(names)} names, {len(STRANGE)} strange calls"


def scripts_alike(there: dict[str, Any], here: dict[str, Any], count: int) -> str:
    for number in range(count):
        one, other = ([timeless(each) for each in told["actions"][number]] for told in (there, here))
        differ = [pair for pair in zip_longest(one, other) if pair[0] != pair[1]]
        must(not differ, f"script {number + 1} does the same as here", "\n".join(map(str, differ[0])) if differ else "")
    first, _, undone, _ = there["actions"][:count]
    must(any(LIST in one["args"] for one in first if one["func"] == "addSheet"), "the check adds its sheet", first)
    must("sheetDelete" in [one["func"] for one in undone], "its undoing takes the sheet away", undone)
    for key in ("functions", "scripts"):
        must(there[key] == here[key], f"Excel is told of the same {key}", [there[key], here[key]])
    titles = [one["function_name"] for one in there["scripts"]]
    must(sorted(titles) == ["check_script", "desk_script", "undo_script"], "three scripts are told to Excel", titles)
    return f"{count} runs of check_script and undo_script, {sum(map(len, there['actions'][:count]))} actions"


def tasks_done(excels: list[Excel], told: list[Any]) -> str:
    """Every task is done or refused with its message, and nothing else."""
    done = []
    for task, excel, actions in zip(TASKS, excels, told, strict=True):
        for action in actions:
            excel.do(action)
        tab = excel.tabs[0]
        codes, line = [code for code in column(tab, "code") if code], progress(tab)
        wanted = said.NOT_HERE if task.children else said.FROM_AFAR if task.name.endswith("_open") else None
        must(codes == ([wanted.code] if wanted else []), f"{task.name}: {wanted and wanted.code}", [line, codes])
        must((" · Xong: " in line) is (wanted is None), f"{task.name} tells how it ended", line)
        if wanted is None:
            done.append(task.name)
            must(WORDS["done_list_old"] in column(tab, "text"), f"{task.name} says that the list is old", tab.texts())
    return f"{len(done)} tasks of the desk ({', '.join(done)}), {len(TASKS) - len(done)} refused with their message"


def files_alike(there: Path, folder: Path) -> str:
    """What those tasks wrote into the mounted folder is what the commands write.

    What is packed is compared unpacked; an issue inside a workbook is packed text, alike wherever zlib is not zlib-ng.
    """
    by_command = write_round(folder)
    for words in (("generate", by_command), ("generate", by_command, "--for", "units")):
        code, answer = document(*words)
        must(code == 0, "the command runs", answer)
    one, other = contents(there), contents(by_command)
    books = [name for name in other if name.endswith(".xlsx")]
    differ = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    must(not differ and len(books) > 1, "the files in the round's folder are those of the command", differ)
    return f"{len(books)} workbooks and {len(other) - len(books)} other files are those of the commands"


def contents(root: Path) -> dict[str, object]:
    """What the files of a round's folder hold; its register tells times."""
    made: dict[str, object] = {}
    for name in files_of(root):
        data = (root / name).read_bytes()
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                made[name] = {part: parts.read(part) for part in parts.namelist()}
        else:
            made[name] = gzip.decompress(data) if name.endswith(".gz") else data
    return made


# ---------------------------------------------------------------- all of it
def answered(folder: Path, asked: Asked, command: Command, **more: str) -> dict[str, Any]:
    (folder / ASKED).write_text(json.dumps(asked, default=str), encoding="utf-8")
    run(command, folder, **more)
    answer: dict[str, Any] = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    return answer


def prove(base: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    pyodide, wheels, there, here = pyodide_at(CACHE), base / "wheels", base / "there", base / "here"
    for folder in (wheels, there, here, CACHE / "wheels"):
        folder.mkdir(exist_ok=True)
    names = wheels_into(wheels, CACHE / "wheels")
    print(f"Pyodide {PYODIDE} and {len(names)} wheels: {time.monotonic() - start:.0f} s", flush=True)
    asked, excels, root = asked_both(), desks(base / "desk" / ROUND), write_round(there / ROUND)
    desk = [("desk_script", seen(excel)) for excel in excels]
    shutil.copy(HERE / "inside.py", there)
    start = time.monotonic()
    node: Command = [program("node"), HERE / "start.mjs", pyodide, wheels, there]
    browser = answered(there, {**asked, "scripts": [*asked["scripts"], *desk]}, node, INSIDE=json.dumps(ENVIRONMENT))
    took = time.monotonic() - start
    python: Command = [sys.executable, "-X", "utf8", HERE / "inside.py", here]
    with zipfile.ZipFile(next(wheels.glob("xephang-*.whl"))) as wheel:
        wheel.extractall(base / "own")
    ours = answered(here, asked, python, PYTHONPATH=str(base / "own"), **ENVIRONMENT)
    versions: dict[str, str] = {canonicalize_name(name): one for name, one in browser["versions"].items()}
    must(browser["python"].endswith(" emscripten") and browser["server"], "it ran as in Lite", browser["python"])
    must(browser["package"].endswith("/site-packages/workbook"), "the wheel ran", browser["package"])
    must(Path(ours["package"]).is_relative_to(base), "the same wheel ran here", ours["package"])
    must(set(names) <= versions.keys(), "every wheel was installed there", sorted(versions))
    shown = ", ".join(f"{name} {versions[name]}" for name in ("xephang", "xlwings", "pydantic", "pydantic-core"))
    count = len(asked["scripts"])
    print(f"Python {browser['python']}: {shown}: {took:.0f} s; compared with Python {ours['python']}")
    print("right:", functions_right(browser))
    print("alike:", scripts_alike(browser, ours, count))
    print("right:", tasks_done(excels, browser["actions"][count:]))
    print("alike:", files_alike(root, base / "command" / ROUND))


def main() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    with tempfile.TemporaryDirectory(prefix="trinh duyet ", ignore_cleanup_errors=True) as temporary:
        prove(Path(temporary).resolve())


if __name__ == "__main__":
    main()
