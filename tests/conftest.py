"""What every test may use: LibreOffice where it is needed, and how Hypothesis searches."""

from __future__ import annotations

import os
from types import ModuleType

import pytest
from hypothesis import settings

from tests.engines import libreoffice as office

# No timed tests: a slow machine is not a fault. In CI the same examples on every run.
settings.register_profile("here", deadline=None, max_examples=50)
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI", "").lower() == "true" else "here")


@pytest.fixture(scope="session")
def libreoffice() -> ModuleType:
    """`tests.engines.libreoffice`; the test is skipped where the program is missing, but fails in CI."""
    office.need_libreoffice()
    return office
