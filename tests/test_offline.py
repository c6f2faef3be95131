"""The packages for a computer without a network: their list of hashes, and what cannot help pip on the way.

The whole way, which needs a minute and packages to gather, is `make offline`; `.ci/run` goes it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import offline
from tests.test_house import ROOT

PACKAGES = (
    ("xephang-0.1.0-py3-none-any.whl", "xephang==0.1.0"),
    ("tomli_w-1.2.0-py3-none-any.whl", "tomli_w==1.2.0"),
    ("pywin32-312-cp312-cp312-win_amd64.whl", "pywin32==312"),
    ("lxml-6.1.3-1-cp311-cp311-manylinux_2_26_x86_64.manylinux_2_28_x86_64.whl", "lxml==6.1.3"),
    ("types_openpyxl-3.1.5.20261017+here-py3-none-any.whl", "types_openpyxl==3.1.5.20261017+here"),
)


def test_the_list_names_each_package_with_its_hash(tmp_path: Path) -> None:
    for name, _ in PACKAGES:
        (tmp_path / name).write_bytes(name.encode())
    head, *lines = offline.hash_list(tmp_path, "goi").splitlines()
    wanted = {f"{pin} --hash=sha256:{hashlib.sha256(name.encode()).hexdigest()}" for name, pin in PACKAGES}
    assert head.startswith("#") and '"goi/bam.txt"' in head and set(lines) == wanted and len(lines) == len(PACKAGES)


def test_a_name_that_no_package_has_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "xephang.whl").write_bytes(b"")
    with pytest.raises(SystemExit, match=r"xephang\.whl"):
        offline.hash_list(tmp_path, "goi")


def test_packages_of_somebody_else_stay(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs-1-py3-none-any.whl"
    theirs.write_bytes(b"")
    with pytest.raises(SystemExit, match=r"người khác.*\n.*somebody else"):
        offline.gather(tmp_path)
    assert theirs.exists()


def pip_that(names: tuple[str, ...], errors: str = "") -> Callable[..., subprocess.CompletedProcess[str]]:
    """Packages arrive; then it fails, where there are errors."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        for name in names:
            (Path(command[command.index("-w") + 1]) / name).write_bytes(b"new")
        return subprocess.CompletedProcess(command, 1 if errors else 0, None, errors)

    return run


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def gathered(tmp_path: Path) -> Path:
    """A folder from before: two packages, their list and a note of the officer's."""
    folder = tmp_path / "goi"
    folder.mkdir()
    for name in ("xephang-0.1.0-py3-none-any.whl", "old-1-py3-none-any.whl", offline.HASHES, "ghi-chu.txt"):
        (folder / name).write_bytes(b"before")
    return folder


FAILED = (
    ("WARNING: Retrying\nERROR: No matching distribution\nERROR: so it failed\n", "ERROR: No matching distribution"),
    ("Traceback\nOSError: nothing\n", "OSError: nothing"),
)


@pytest.mark.parametrize(("errors", "reason"), FAILED)
def test_without_a_network_what_was_gathered_before_stays(
    tmp_path: Path, errors: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = gathered(tmp_path)
    before = content(tmp_path)
    monkeypatch.setattr(subprocess, "run", pip_that(("half-1-py3-none-any.whl",), errors))
    with pytest.raises(SystemExit) as stopped:
        offline.main([str(folder)])
    said = str(stopped.value.code).splitlines()
    assert [line.partition(" (")[0] for line in said] == [
        "pip chưa gom được các gói",
        "pip could not gather the packages",
    ]
    assert all(f"({reason})" in line for line in said)
    assert content(tmp_path) == before and [path.name for path in tmp_path.iterdir()] == ["goi"]


def test_new_packages_take_the_place_of_the_old_ones_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = gathered(tmp_path)
    fresh = tuple(sorted(name for name, _ in PACKAGES))
    monkeypatch.setattr(subprocess, "run", pip_that(fresh))
    assert offline.gather(folder) == [folder / name for name in fresh]
    assert content(folder).keys() == {*fresh, offline.HASHES, "ghi-chu.txt"}
    assert (folder / offline.HASHES).read_text(encoding="utf-8") == offline.hash_list(folder, "goi")
    assert [path.name for path in tmp_path.iterdir()] == ["goi"]


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "goi").write_bytes(b"his")
    monkeypatch.setattr(subprocess, "run", pip_that(("half-1-py3-none-any.whl",)))
    with pytest.raises(SystemExit, match=r"Chưa ghi được vào .*\n.* cannot be written to"):
        offline.gather(tmp_path / "goi")
    assert content(tmp_path) == {"goi": b"his"}


def test_nothing_of_ours_helps_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "pip_index_url", "PYTHONPATH", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "somewhere")
    made = offline.environment()
    assert "somewhere" not in made.values()
    assert made["PIP_CONFIG_FILE"] == os.devnull
    assert {made[name] for name in ("PIP_INDEX_URL", "HTTPS_PROXY", "https_proxy")} == {offline.NOWHERE}


def test_the_guide_says_what_is_gathered_and_how() -> None:
    guide = (ROOT / "docs" / "cai-khong-co-mang.md").read_text(encoding="utf-8")
    assert "python -m tests.offline goi" in guide and f"goi\\{offline.HASHES}" in guide
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for extra in offline.WITH.split(","):
        assert extra in extras and f"`{extra}`" in guide


def test_what_is_gathered_is_told_in_vietnamese_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(offline, "gather", lambda folder, extras: [folder / name for name, _ in PACKAGES])
    offline.main([str(tmp_path)])
    said = capsys.readouterr().out.splitlines()
    assert [line.split(str(tmp_path))[0] for line in said] == ["Đã gom 5 gói vào ", "5 packages in "]


def test_the_guide_upgrades_what_keeps_its_version() -> None:
    """Between two states the version is the same: pip must be told to replace it."""
    guide = (ROOT / "docs" / "cai-khong-co-mang.md").read_text(encoding="utf-8")
    commands = [line for line in guide.splitlines() if line.startswith(".venv") and "pip install" in line]
    assert all(f"--require-hashes -r goi\\{offline.HASHES}" in line for line in commands)
    assert ["--force-reinstall --no-deps" in line for line in commands] == [False, True]


def test_what_windows_and_macos_need_besides_is_pinned() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert {pin.partition("==")[0] for pin in pins} >= {"pywin32", "appscript", "colorama"}
