"""What every test may use: a round that was sent, LibreOffice where it is needed, and how Hypothesis searches."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

# Before anything loads xlwings: its remote engine, which only tests use, needs it.
os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")

from tests.engines import libreoffice as office
from tests.sample import write_round
from tests.shown import Shown, played
from workbook.pipeline.sending import generate

# A run in the background may begin with Ctrl-C shut off, and every program started by it would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No timed tests: a slow machine is not a fault. In CI the same examples on every run.
settings.register_profile("here", deadline=None, max_examples=30)
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI", "").lower() == "true" else "here")


def pytest_collection_finish() -> None:
    """What has been loaded stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session")
def libreoffice() -> ModuleType:
    """`tests.engines.libreoffice`; the test is skipped where the program is missing, but fails in CI."""
    office.need_libreoffice()
    return office


@pytest.fixture(scope="session", autouse=True)
def console() -> Iterator[None]:
    """On whatever console the tests are run, the commands print for one of 80 columns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        yield


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def compiled(common: Path) -> Iterator[None]:
    """Where Python may keep nothing beside the sources, programs started by tests still compile all of it only once."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            patch.setenv("PYTHONPYCACHEPREFIX", str(common / "compiled"))
        yield


@pytest.fixture(scope="session")
def shown(common: Path) -> Shown:
    """The demo and the teaching round. To be copied, never changed."""
    return played(common)


@pytest.fixture(scope="session")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's round, its workbooks in sent/, nothing back yet. To be copied, never changed."""
    made = write_round(tmp_path_factory.mktemp("sent"))
    generate(made)
    return made


@pytest.fixture
def root(sent_once: Path, tmp_path: Path) -> Path:
    """A copy of it for one test, in a folder with spaces and Vietnamese letters."""
    return Path(shutil.copytree(sent_once, tmp_path / "Đợt chấm điểm 2026"))
