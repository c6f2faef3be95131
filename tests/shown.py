"""The demo and the teaching round, played once for all tests and all their processes; who writes takes a copy.

That playing them again anywhere gives the same bytes is proved where they are tested (test_demo, test_teaching).
"""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from workbook.cli import showcase
from workbook.findings import Finding
from workbook.loading.rubric import load_rubric, rubric_path
from workbook.pipeline.auditing import audit_file
from workbook.pipeline.demo import DemoResult, demo, published_table
from workbook.pipeline.teaching import FOLDER, Lesson, teach
from workbook.workers.process import load_catalogue


class Shown(NamedTuple):
    """What was played in `root`, and how many steps were reported."""

    root: Path
    results: tuple[DemoResult, ...]
    steps: int
    lesson: Lesson
    lesson_steps: int

    def copied(self, target: Path) -> Shown:
        """The same in another folder."""
        shutil.copytree(self.root, target, dirs_exist_ok=True)
        results = tuple(replace(one, folder=target / one.rubric) for one in self.results)
        return self._replace(root=target, results=results, lesson=replace(self.lesson, folder=target / FOLDER))

    def instead(self, patch: pytest.MonkeyPatch) -> None:
        """The command demo gets a copy of this instead of playing everything again."""

        def show(folder: Path, progress: Callable[[str], None] = lambda _: None) -> tuple[DemoResult, ...]:
            return self.copied(folder).results

        def lesson(folder: Path, progress: Callable[[str], None] = lambda _: None) -> Lesson:
            return replace(self.lesson, folder=folder)

        patch.setattr(showcase, "demo", show)
        patch.setattr(showcase, "teach", lesson)


def played(base: Path) -> Shown:
    """Played by whoever comes first to this folder, which all processes of a test run share."""
    kept, told = base / "Năm quyết định", base / "shown.pickle"
    with FileLock(base / "shown.lock"):
        if not told.exists():
            steps: list[str] = []
            results = demo(kept, steps.append)
            lesson_steps: list[str] = []
            lesson = teach(kept / FOLDER, lesson_steps.append)
            made = Shown(kept, results, len(steps), lesson, len(lesson_steps))
            half = told.with_suffix(".half")
            half.write_bytes(pickle.dumps(made))
            os.replace(half, told)
    load_catalogue()  # findings travel by their codes
    made = pickle.loads(told.read_bytes())
    assert isinstance(made, Shown)
    # What the audit adds to the words of a check does not travel.
    results = tuple(replace(one, defects=_audited(one.rubric)) for one in made.results)
    return made._replace(results=results)


def _audited(rubric: str) -> tuple[Finding, ...]:
    return audit_file(published_table(rubric), load_rubric(rubric_path(rubric))[0])
