"""Commands on ballots: check, import, inspect."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from workbook.cli import console
from workbook.cli.console import Column
from workbook.cli.frame import (
    Answer,
    Document,
    FilesArgument,
    JsonOption,
    Lang,
    LangOption,
    PasswordOption,
    RoundArgument,
    run,
    stopping,
)
from workbook.cli.words import WORDS
from workbook.findings import Finding
from workbook.pipeline.inspecting import Input, Inspected, inspect_file
from workbook.pipeline.judging import Checked, check_each
from workbook.pipeline.receiving import import_each
from workbook.points import MARK_TEXT, in_words


def check_command(
    files: FilesArgument,
    round_folder: Annotated[Path | None, typer.Option("--round", metavar="ROUND")] = None,
    password: PasswordOption = None,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        return _answer(check_each(files, round_folder, password), "checking", len(files), lang, json)

    return run("check", action, lang, json)


def import_command(
    folder: RoundArgument,
    files: FilesArgument,
    password: PasswordOption = None,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        return _answer(import_each(folder, files, password), "importing", len(files), lang, json)

    return run("import", action, lang, json)


class _Line(NamedTuple):
    """What is told of one file; of its ballot nothing is kept, so that memory does not grow with the files."""

    document: Document
    findings: tuple[Finding, ...]
    words: str


def _answer(results: Iterator[Checked], doing: str, count: int, lang: str, json: bool) -> Answer:
    lines: list[_Line] = []
    stopped: tuple[Finding, ...] = ()
    with console.progress_bar(WORDS[lang][doing], count, json) as step:
        try:
            for result in results:
                lines.append(_line(result, doing, lang))
                step(Path(result.file).name)
        except Exception as error:
            if not lines:
                raise
            # What was imported until then is imported: it is told before what stopped the rest.
            stopped = stopping(error)

    def show() -> None:
        for line in lines:
            console.print_findings(line.findings, lang)
            console.say(line.words, whole=True)

        if stopped:
            console.say(WORDS[lang]["stopped_at"].format(done=len(lines), count=count), "bold")

    found = tuple(found for line in lines for found in line.findings)
    return Answer({"ballots": [line.document for line in lines]}, show, found, stopped)


def _line(result: Checked, doing: str, lang: str) -> _Line:
    document = {
        "file": result.file,
        "member": result.passport.member if result.passport else None,
        "counted": result.counted,
        "verdict": result.verdict.value,
    }
    return _Line(document, result.findings, _verdict(result, lang, "imported" if doing == "importing" else "counted"))


def _verdict(result: Checked, lang: str, counted: str) -> str:
    """One line: whose file, does it count, what was found, the totals that match paper and file."""
    words = WORDS[lang]
    member = result.issue.round.member(result.issue.member).name if result.issue else None
    whose = f" ({member})" if member else ""
    if result.issue is not None and result.issue.scorer == "unit" and counted == "imported":
        counted = "self_imported"
    parts = [
        words["kept" if result.stands_back else counted if result.counted else "not_counted"],
        *([words["verdict"].format(verdict=words[f"verdict_{result.verdict.value}"])] if result.passport else []),
        console.count_words(result.findings, lang),
    ]
    if result.taken is not None and result.taken.controls:
        totals = "; ".join(
            words["of_group"].format(group=group, total=in_words(total, lang))
            for group, total in result.taken.controls.items()
        )
        parts.append(words["controls"].format(totals=totals))
    return f"{result.file}{whose}: " + ". ".join(part[:1].upper() + part[1:] for part in parts) + "."


# ---------------------------------------------------------------- inspect
def inspect_command(
    file: Annotated[Path, typer.Argument(metavar="FILE")], lang: LangOption = Lang.vi, json: JsonOption = False
) -> int:
    def action() -> Answer:
        made = inspect_file(file)
        return Answer(_inspected_as_data(made), lambda: _print_inspected(made, lang))

    return run("inspect", action, lang, json)


def _inspected_as_data(made: Inspected) -> Document:
    return {
        "round": made.passport.round,
        "rubric": made.passport.rubric,
        "member": made.passport.member,
        "form": made.passport.form,
        "inputs": [{name: getattr(item, name) for name in item.__slots__} for item in made.inputs],
        "formulas": [{name: getattr(item, name) for name in item.__slots__} for item in made.formulas],
    }


def _print_inspected(made: Inspected, lang: str) -> None:
    words, passport = WORDS[lang], made.passport
    member = made.issue.round.member(made.issue.member)
    for title, value in (
        ("of_round", f"{made.issue.round.title} ({passport.round})"),
        ("of_rubric", f"{passport.rubric}, {passport.version}"),
        ("member", f"{member.name} ({member.id})"),
        ("issue", passport.issue),
        ("form", passport.form),
    ):
        console.say(f"{words[title]}: {value}")
    of_inputs = [Column(words[title]) for title in ("cell", "unit", "criterion", "limits", "value")]
    for sheet, inputs in groupby(made.inputs, key=lambda item: item.sheet):
        rows = [
            (item.cell, item.unit, item.input or item.criterion, _limits(item, lang), _value(item, lang))
            for item in inputs
        ]
        console.table(f"{words['inputs']}: {sheet}", of_inputs, rows)
    of_formulas = [Column(words[title]) for title in ("cell", "means", "formula")]
    for sheet, formulas in groupby(made.formulas, key=lambda item: item.sheet):
        lines = [(item.cell, words[f"means_{item.means}"], item.formula) for item in formulas]
        console.table(f"{words['formulas']}: {sheet}", of_formulas, lines)


def _value(item: Input, lang: str) -> str | None:
    return in_words(item.value, lang) if isinstance(item.value, Decimal) else item.value


def _limits(item: Input, lang: str) -> str:
    if item.kind in ("note", "link"):
        return WORDS[lang][item.kind]
    if item.choices:
        return " / ".join((*item.choices, *([MARK_TEXT] if item.na else [])))
    assert item.min is not None and item.max is not None and item.step is not None
    low, high, step = (in_words(value, lang) for value in (item.min, item.max, item.step))
    return f"{low} - {high} / {step}" + (f" / {MARK_TEXT}" if item.na else "")
