"""The command demo: five decisions done again, shown in one table, and the teaching round beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import Answer, JsonOption, Lang, LangOption, run
from workbook.cli.ranking_table import print_ranking
from workbook.cli.words import WORDS
from workbook.findings import NOTE, Finding
from workbook.pipeline.demo import STEPS, DemoResult, Difference, demo
from workbook.pipeline.publishing import ranking_as_data
from workbook.pipeline.teaching import FOLDER as LESSON
from workbook.pipeline.teaching import STEPS as LESSON_STEPS
from workbook.pipeline.teaching import Lesson, teach

FOLDER = Path("demo-out")


def demo_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR")] = FOLDER,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        with console.progress_bar(WORDS[lang]["demo"], STEPS + LESSON_STEPS, json) as step:
            results = demo(folder, step)
            lesson = teach(folder / LESSON, step)
        document = {"decisions": [_as_data(result, lang) for result in results], "example": _lesson_data(lesson, lang)}

        def show() -> None:
            _print(results, lang)
            _print_lesson(lesson, lang)
            console.say("\n" + WORDS[lang]["demo_files"].format(folder=folder), whole=True)

        return Answer(document, show)

    return run("demo", action, lang, json)


def _defects(result: DemoResult) -> tuple[Finding, ...]:
    """Errors and warnings; that two units are equal is no defect."""
    return tuple(found for found in result.defects if found.severity > NOTE)


def _as_data(result: DemoResult, lang: str) -> dict[str, Any]:
    return {
        "rubric": result.rubric,
        "units": result.units,
        "as_published": result.as_published,
        "differing": [{name: getattr(one, name) for name in one.__slots__} for one in result.differing],
        "defects": [console.finding_as_data(found, lang) for found in result.defects],
        "own_annex_defects": [console.finding_as_data(found, lang) for found in result.own_annex],
        "assumed_waivers": result.waivers,
        "assumed_tie_decisions": result.tie_decisions,
        "folder": str(result.folder),
    }


def _lesson_data(lesson: Lesson, lang: str) -> dict[str, Any]:
    return {
        "rubric": lesson.rubric,
        "criteria": lesson.leaves,
        "units": lesson.units,
        "self_scored": lesson.self_scored,
        "members": lesson.members,
        "groups": ranking_as_data(lesson.published.ranking, *lesson.published.places),
        "findings": [console.finding_as_data(found, lang) for found in lesson.findings],
        "own_annex_defects": [console.finding_as_data(found, lang) for found in lesson.own_annex],
        "folder": str(lesson.folder),
    }


def _print_lesson(lesson: Lesson, lang: str) -> None:
    """The teaching round: what was played, the ranking, and what it found."""
    words = WORDS[lang]
    console.say("\n" + words["lesson_title"], "bold")
    facts = {"criteria": lesson.leaves, "units": lesson.self_scored, "members": lesson.members}
    console.say(words["lesson"].format(rubric=lesson.rubric, **facts))
    for part in lesson.published.ranking.groups:
        print_ranking(part, lesson.published.places, lang)
    console.print_findings([found for found in lesson.findings if found.at.file is None], lang)
    console.say(words["lesson_own"].format(count=len(lesson.own_annex)))
    console.print_findings(lesson.own_annex, lang)


def _print(results: Sequence[DemoResult], lang: str) -> None:
    words = WORDS[lang]
    titles = ("units", "as_published", "differing", "defects", "own", "waivers", "ties")
    counts = [
        (
            result.units,
            result.as_published,
            result.units - result.as_published,
            len(_defects(result)),
            len(result.own_annex),
            result.waivers,
            result.tie_decisions,
        )
        for result in results
    ]
    columns = [Column(words["decision"], total=words["all"])]
    columns += [
        Column(words[title], "right", sum(of)) for title, of in zip(titles, zip(*counts, strict=True), strict=True)
    ]
    rows = [(result.rubric, *line) for result, line in zip(results, counts, strict=True)]
    console.table(words["demo_title"], columns, rows)
    for result in results:
        _print_one(result, lang)
    console.say("\n" + words["demo_legend"])
    console.say(words["demo_note"])


def _print_one(result: DemoResult, lang: str) -> None:
    """What was found in one published table, and what came out otherwise."""
    words, defects = WORDS[lang], _defects(result)
    if defects or result.differing:
        console.say("")
    console.print_findings(defects, lang)
    for name in dict.fromkeys(one.name for one in result.differing):
        parts = [_difference(one, lang) for one in result.differing if one.name == name]
        console.say("  " + words["differs"].format(unit=name, what="; ".join(parts)))
    notes = len(result.defects) - len(defects)
    if notes:
        console.say("  " + words["and_notes"].format(count=notes))


def _difference(one: Difference, lang: str) -> str:
    words = WORDS[lang]
    return words["difference"].format(what=words[one.what].lower(), published=one.published, ours=one.ours)
