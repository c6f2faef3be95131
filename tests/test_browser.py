"""What a wheel asks for in a browser. The whole way, with Pyodide, is `make browser`; `.ci/run` goes it."""

from __future__ import annotations

import ast
import sys
import zipfile
from pathlib import Path

import pytest

from tests.browser.__main__ import HERE, PYODIDE, needs, wheel_of
from tests.offline import SOURCE


@pytest.mark.parametrize(
    ("line", "extras", "wanted"),
    [
        ("pydantic>=2.9,<3", (), {"pydantic"}),
        ("XlsxWriter==3.3.1", (), {"xlsxwriter"}),
        ("typing_extensions", (), {"typing-extensions"}),
        ("psutil>=6.1; sys_platform != 'emscripten'", (), set()),
        ("pywin32; sys_platform == 'win32'", (), set()),
        ("tomli; python_version < '3.11'", (), set()),
        ("greenlet>=1; platform_machine == 'x86_64'", (), set()),
        ("xlwings<0.38; extra == 'excel'", (), set()),
        ("xlwings<0.38; extra == 'excel'", ("excel",), {"xlwings"}),
        ("cryptography>=39", (), set()),
    ],
)
def test_what_is_needed_there(tmp_path: Path, line: str, extras: tuple[str, ...], wanted: set[str]) -> None:
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as parts:
        parts.writestr("a-1.dist-info/METADATA", f"Metadata-Version: 2.4\nName: a\nVersion: 1\nRequires-Dist: {line}\n")
    assert needs(wheel, extras) == wanted


@pytest.mark.parametrize(
    ("name", "version", "there"),
    [("tomli-w", "1.2.0", True), ("tomli-w", "1.2", False), ("tomli", "1.2.0", False)],
)
def test_a_wheel_is_known_by_name_and_version(tmp_path: Path, name: str, version: str, there: bool) -> None:
    (tmp_path / "tomli_w-1.2.0-py3-none-any.whl").write_bytes(b"")
    assert (wheel_of(tmp_path, name, version) is not None) is there


def test_inside_the_browser_there_is_nothing_of_the_tests() -> None:
    tree = ast.parse((HERE / "inside.py").read_text(encoding="utf-8"))
    names = {
        one.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for one in node.names
    }
    assert {name.partition(".")[0] for name in names} - sys.stdlib_module_names == {"workbook", "xlwings"}


def test_the_page_names_the_version_that_is_run() -> None:
    text = (SOURCE / "docs" / "thu-trong-excel.md").read_text(encoding="utf-8")
    assert text.count(f"Pyodide {PYODIDE} ") == 2 and "`make browser`" in text
