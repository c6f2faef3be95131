"""The house stays in order: imports go down only, every check is said, used and tested, files are clean."""

from __future__ import annotations

import ast
import fnmatch
import importlib
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from workbook.findings import Check
from workbook.shelf import Folder, shelf

ROOT = Path(__file__).resolve().parent.parent

# ---------------------------------------------------------------- the plan of the house
# From the ground up. A room imports from lower floors only; rooms on one floor do not know each
# other, except those that live in one folder. "x.*" is every room of folder x that is not named
# on a floor of its own.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("points",),
    ("findings",),
    ("shelf", "catalogue.*", "formulas", "limits", "verdict", "audit.names"),
    ("rules.*", "sheets.grid", "mishap"),
    ("rubric",),
    ("model",),
    ("template", "loading.*", "scoring", "rule_diff", "combining"),
    ("facts", "rubric_diff", "confidential"),
    (
        "checks", "panel", "outdated", "consolidation", "quotas", "tie_chain", "open_data",
        "sheets.stamp", "sheets.measure",
    ),
    ("ranking", "disagreement", "agreement", "summands", "open_data_text", "years", "stability_sums"),
    ("stability", "headroom", "amendment"),
    ("explanation",),
    ("comparison", "notice"),
    ("sheets.*", "audit.*", "excel.*", "authoring.*", "register.*", "workers.*"),
    ("documents.*",),
    ("pipeline.*", "demo.*"),
    ("desk.*",),
    ("excel.live_book",),
    ("excel.live_check",),
    ("excel.live_desk",),
    ("excel.live",),
    ("cli.*",),
    ("__main__",),
)
# Rooms that may know less than their floor allows.
ONLY = {
    "catalogue.*": ("findings", "catalogue.*"),
    "excel.*": ("points", "findings", "limits", "catalogue.file", "sheets.grid", "excel.*"),
    "register.*": ("findings", "catalogue.kept", "register.*"),
    "workers.*": ("findings", "limits", "catalogue.*", "workers.*"),
}
# The rooms of that folder that stand above: what happens in an open Excel.
ABOVE = ("excel.live_book", "excel.live_check", "excel.live_desk", "excel.live")
# The core is pure: from these rooms no way leads to Excel, not even through other rooms.
CORE = (
    "scoring", "combining", "facts", "checks", "panel", "outdated", "consolidation", "quotas", "tie_chain", "ranking",
    "disagreement", "agreement", "stability_sums", "stability", "summands", "headroom", "explanation", "comparison",
    "open_data", "open_data_text", "years", "notice", "amendment", "confidential",
)
NOT_FROM_CORE = ("sheets.*", "excel.*")
# One library, one room.
LIBRARIES = {
    "xlsxwriter": ("excel.write",),
    "openpyxl": ("excel.*", "loading.list_sheets"),
    "xlwings": ("excel.live",),
    "msoffcrypto": ("excel.unlock",),
    "olefile": ("excel.unlock",),
    "sqlalchemy": ("register.store",),
    "filelock": ("register.lock",),
    "psutil": ("workers.child", "register.lock"),
    "tomli_w": ("loading.toml_text",),
    "pyarrow": ("pipeline.parquet",),
    "pydantic": ("loading.*", "sheets.layout"),
    "pydantic_core": ("loading.*",),
    "docx": ("documents.word",),
    "docxtpl": ("documents.filling",),
    "jinja2": ("documents.filling",),
    "typer": ("cli.*",),
    "rich": ("cli.*", "demo.*"),
    "numpy": ("agreement",),
    "scipy": ("agreement",),
}
LONGEST_FUNCTION, LONGEST_FILE = 60, 450


# ---------------------------------------------------------------- reading our own source
class Room(NamedTuple):
    """One file of the package; `name` is without "workbook."; a folder's own file has its name."""

    name: str
    path: Path
    tree: ast.Module


class Import(NamedTuple):
    line: int
    module: str
    name: str | None
    """The name taken out of the module, None for `import module`."""


@cache
def rooms() -> dict[str, Room]:
    found = {}
    for path in sorted((ROOT / "workbook").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT / "workbook").with_suffix("").parts).removesuffix("__init__").rstrip(".")
        found[name] = Room(name, path, ast.parse(path.read_text(encoding="utf-8")))
    return found


def imports(tree: ast.Module) -> Iterator[Import]:
    """Every import, those inside functions and under TYPE_CHECKING too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (Import(node.lineno, module, alias.name) for alias in node.names)


def rooms_entered(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, room) of every import of our own; the package itself, which is empty, left out."""
    for line, module, name in imports(tree):
        if module == "workbook" or module.startswith("workbook."):
            base = module.removeprefix("workbook").lstrip(".")
            inner = f"{base}.{name}".lstrip(".")
            entered = inner if name is not None and inner in rooms() else base
            if entered:
                yield line, entered


def fits(name: str, pattern: str) -> bool:
    """Whether the room is meant: "x.*" is folder x with its own file, or the one room x."""
    return name == pattern or (pattern.endswith(".*") and (name == pattern[:-2] or name.startswith(pattern[:-1])))


def floor(name: str) -> int | None:
    exact = [level for level, patterns in enumerate(FLOORS) if name in patterns]
    loose = [level for level, patterns in enumerate(FLOORS) if any(fits(name, pattern) for pattern in patterns)]
    return next(iter(exact + loose), None)


def all_of(problems: list[str]) -> str:
    return f"{len(problems)}:\n" + "\n".join(problems)


# ---------------------------------------------------------------- imports
def test_every_room_has_a_floor() -> None:
    packages = {name for name, room in rooms().items() if room.path.name == "__init__.py"}
    lost = [name for name in rooms() if name not in packages and floor(name) is None]
    assert not lost, f"name them in FLOORS: {lost}"


def forbidden(name: str, entered: str) -> str | None:
    """Why the room must not import the other one; None where it may."""
    here, there = floor(name), floor(entered)
    if here is None or there is None:
        return "has no floor"
    for pattern, allowed in ONLY.items():
        if name not in ABOVE and fits(name, pattern) and not any(fits(entered, one) for one in allowed):
            return f"{pattern} knows only {', '.join(allowed)}"
    if there > here:
        return "is on a higher floor"
    if there == here and name.split(".")[0] != entered.split(".")[0]:
        return "is on the same floor"
    return None


def test_imports_go_down_only() -> None:
    wrong = [
        f"{room.path.relative_to(ROOT)}:{line}: workbook.{entered} {why}"
        for room in rooms().values()
        for line, entered in rooms_entered(room.tree)
        if (why := forbidden(room.name, entered))
    ]
    assert not wrong, all_of(wrong)


@pytest.mark.parametrize(
    ("name", "entered", "may"),
    [
        ("ranking", "consolidation", True),
        ("consolidation", "ranking", False),
        ("model", "rules.rule", True),
        ("rules.ratio", "model", False),
        ("checks", "consolidation", False),
        ("loading.rubric", "loading.source", True),
        ("loading.rubric", "template", False),
        ("sheets.ballot", "sheets.stamp", True),
        ("sheets.stamp", "sheets.ballot", False),
        ("excel.write", "model", False),
        ("excel.write", "sheets.grid", True),
        ("excel.live", "pipeline.judging", True),
        ("pipeline.judging", "excel.live", False),
        ("catalogue.file", "points", False),
        ("audit.table", "excel.read", False),
        ("cli.main", "pipeline", True),
        ("pipeline", "cli", False),
    ],
)
def test_the_plan_says_what_we_mean(name: str, entered: str, may: bool) -> None:
    assert (forbidden(name, entered) is None) is may


def test_no_way_leads_from_the_core_to_excel() -> None:
    wrong = []
    for start in CORE:
        ways, waiting = {start: start}, [start]
        while waiting:
            name = waiting.pop()
            for _, entered in rooms_entered(rooms()[name].tree) if name in rooms() else ():
                if entered not in ways:
                    ways[entered] = f"{ways[name]} > {entered}"
                    waiting.append(entered)
        wrong += [way for name, way in ways.items() if any(fits(name, pattern) for pattern in NOT_FROM_CORE)]
    assert not wrong, all_of(wrong)


def test_packages_are_empty_and_imports_are_plain() -> None:
    wrong = []
    for room in rooms().values():
        if room.path.name == "__init__.py" and any(rooms_entered(room.tree)):
            wrong.append(f"{room.path.relative_to(ROOT)}: a folder's own file imports nothing of ours")
        for line, module, name in imports(room.tree):
            if module.startswith(".") or name == "*" or module.split(".")[0] in ("importlib", "tests", "benchmarks"):
                wrong.append(f"{room.path.relative_to(ROOT)}:{line}: write the whole name, `from workbook.x import y`")
    assert not wrong, all_of(wrong)


def test_one_library_one_room() -> None:
    wrong = []
    for room in rooms().values():
        for line, module, _ in imports(room.tree):
            library = module.split(".")[0]
            if library in LIBRARIES and not any(fits(room.name, pattern) for pattern in LIBRARIES[library]):
                wrong.append(f"{room.path.relative_to(ROOT)}:{line}: {library} belongs to {LIBRARIES[library]}")
    assert not wrong, all_of(wrong)


# ---------------------------------------------------------------- the catalogue
@cache
def checks() -> dict[tuple[str, str], Check]:
    """Every check by (file of the catalogue, constant)."""
    found = {}
    for path in sorted((ROOT / "workbook" / "catalogue").glob("[a-z]*.py")):
        module = importlib.import_module(f"workbook.catalogue.{path.stem}")
        found.update({(path.stem, name): value for name, value in vars(module).items() if isinstance(value, Check)})
    return found


def checks_named(tree: ast.Module) -> set[tuple[str, str]]:
    """(file of the catalogue, constant) of every check that a file names."""
    files, named = {}, set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            if node.module == "workbook.catalogue":
                files[alias.asname or alias.name] = alias.name
            elif node.module and node.module.startswith("workbook.catalogue."):
                named.add((node.module.removeprefix("workbook.catalogue."), alias.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in files:
            named.add((files[node.value.id], node.attr))
    return named


def checks_in_tables() -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """(table, check) for every dictionary of a catalogue file: to use the table is to use its values."""
    for name, room in rooms().items():
        file = name.removeprefix("catalogue.")
        for node in room.tree.body if file != name else ():
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            table = getattr(node, "value", None)
            if isinstance(table, ast.Dict) and isinstance(targets[0], ast.Name):
                used = (value.id for value in table.values if isinstance(value, ast.Name))
                yield from (((file, targets[0].id), (file, constant)) for constant in used)


def test_codes_are_unique_and_a_file_holds_one_family() -> None:
    assert checks(), "the catalogue is empty"
    twice = [code for code, count in Counter(check.code for check in checks().values()).items() if count > 1]
    assert not twice, twice
    families = {(file, check.code.split("-")[0]) for (file, _), check in checks().items()}
    mixed = [file for file, count in Counter(file for file, _ in families).items() if count > 1]
    assert not mixed, mixed


def test_every_check_is_said_in_both_languages() -> None:
    wrong = [
        f"{check.code}: vi {check.vi!r}, en {check.en!r}"
        for check in checks().values()
        if not check.vi.strip() or not check.en.strip() or check.vi == check.en
    ]
    assert not wrong, all_of(wrong)


def test_every_check_is_used() -> None:
    named = set().union(*(checks_named(room.tree) for room in rooms().values()))
    named |= {check for table, check in checks_in_tables() if table in named}
    idle = [f"{check.code} {file}.{name}" for (file, name), check in checks().items() if (file, name) not in named]
    assert not idle, all_of(idle)


def test_every_check_has_a_test() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}
    named = set().union(*(checks_named(ast.parse(text)) for text in texts.values()))
    everything = "\n".join(text for path, text in texts.items() if path != Path(__file__).resolve())
    untested = [
        f"{check.code} {file}.{name}"
        for (file, name), check in checks().items()
        if (file, name) not in named and check.code not in everything
    ]
    assert not untested, all_of(untested)


# ---------------------------------------------------------------- files
IGNORED = [
    ".git",
    *(line.strip().rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()),
]
BINARY = {".png", ".jpg", ".ico", ".xlsx", ".docx", ".pdf", ".zip", ".gz"}


def ours() -> Iterator[Path]:
    """Every text file of the tree that is not made by a tool."""
    waiting = [ROOT]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if any(pattern and fnmatch.fnmatch(path.name, pattern) for pattern in IGNORED):
                continue
            if path.is_dir():
                waiting.append(path)
            elif path.suffix.lower() not in BINARY:
                yield path


# Put together from pieces, so that this file does not hold what it looks for.
PRIVATE = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + "hosted",
            "index" + "-url",
            "find" + "-links",
            "trusted" + "-host",
            "/" + r"work/(main|shared)",
            r"\.\./" + "shared",
            "/" + r"home/\w+",
            "/" + r"root/",
            "/" + "opt/",
            r"[A-Z]:[\\/]+" + r"Users",
        )
    )
)


def test_no_file_names_a_registry_or_a_machine() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in ours()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := PRIVATE.search(line))
    ]
    assert not wrong, all_of(wrong)


def test_texts_are_composed_utf8_with_plain_line_ends() -> None:
    wrong = []
    for path in ours():
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            wrong.append(f"{path.relative_to(ROOT)}: not UTF-8")
            continue
        marks = [
            ("not NFC", not unicodedata.is_normalized("NFC", text)),
            ("a byte order mark", text.startswith("\ufeff")),
            # The published tables keep their own line ends.
            ("carriage returns", "\r" in text and path.suffix != ".csv"),
        ]
        wrong += [f"{path.relative_to(ROOT)}: {what}" for what, there in marks if there]
    assert not wrong, all_of(wrong)


def test_rooms_and_functions_are_short() -> None:
    long = []
    for room in rooms().values():
        lines = len(room.path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            long.append(f"{room.path.relative_to(ROOT)}: {lines} lines")
        for node in ast.walk(room.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{room.path.relative_to(ROOT)}:{node.lineno}: {node.name} has {length} lines")
    assert not long, all_of(long)


# ---------------------------------------------------------------- packaging
@cache
def project() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        read: dict[str, object] = tomllib.load(file)["project"]
    return read


def distributions(requirements: object) -> set[str]:
    assert isinstance(requirements, list)
    return {re.split(r"[<>=!~;\[ ]", text)[0].lower().replace("_", "-") for text in requirements}


def test_what_we_import_is_declared() -> None:
    # The first comes with pydantic, the others are what msoffcrypto-tool and python-docx are imported as.
    declared = distributions(project()["dependencies"]) | {"pydantic-core", "msoffcrypto", "docx"}
    # What only an extra brings is imported where it is needed, and its absence is told.
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    declared |= set().union(*(distributions(own) for name, own in extras.items() if name != "dev"))
    wrong = sorted(
        {
            f"{room.path.relative_to(ROOT)}:{line}: {module}"
            for room in rooms().values()
            for line, module, _ in imports(room.tree)
            if (library := module.split(".")[0]) != "workbook"
            and library not in sys.stdlib_module_names
            and library.lower().replace("_", "-") not in declared
        }
    )
    assert not wrong, all_of(wrong)


def test_constraints_pin_everything_and_name_no_place() -> None:
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*", line)] == []
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    wanted = distributions(project()["dependencies"]) | distributions(extras["dev"])
    assert wanted - distributions(lines) == set()


def test_the_wheel_carries_the_shelf() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    for folder in get_args(Folder):
        path = shelf(folder).relative_to(ROOT)
        assert (ROOT / path).is_dir()
        assert f"/{path.parts[0]}" in wheel["include"]
        assert wheel["sources"][path.parts[0]] == f"workbook/shelf_data/{path.parts[0]}"


def test_the_readme_is_on_the_package() -> None:
    assert (ROOT / "README.md").exists() == ("readme" in project()), 'pyproject.toml: readme = "README.md"'
