"""The commands. Each calls one sentence of the pipeline and shows what came of it.

Exit codes: 0 clean, or notes and warnings only; 1 an error finding; 2 the command could not run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook import __version__
from workbook.catalogue import kept as said
from workbook.cli import console
from workbook.cli.words import WORDS
from workbook.findings import Finding, Place, Refused, errors, finding
from workbook.loading.rubric import load_rubric, rubric_path, rubric_schema, shipped_rubrics
from workbook.pipeline.auditing import audit_file
from workbook.pipeline.demo import STEPS, DemoResult, demo
from workbook.pipeline.inspecting import inspect_file
from workbook.pipeline.publishing import Published, rank_round, ranking_as_data
from workbook.pipeline.receiving import Checked, check_files, import_files, status
from workbook.pipeline.sending import generate
from workbook.pipeline.starting import new_round

app = typer.Typer(
    name="xephang",
    help="Chấm điểm và xếp hạng cơ quan bằng Excel, không cần mạng. / Score and rank agencies in Excel, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Lang(StrEnum):
    """Languages of messages and sheets."""

    vi = "vi"
    en = "en"


LangOption = Annotated[Lang, typer.Option("--lang", help="Ngôn ngữ / language.")]
JsonOption = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON / print one JSON document.")]
RoundArgument = Annotated[Path, typer.Argument(help="Thư mục của đợt / the round's folder.", metavar="ROUND")]
FilesArgument = Annotated[list[Path], typer.Argument(help="Phiếu chấm (.xlsx) / ballots.", metavar="FILE...")]


def run(action: Callable[[], int], lang: str, as_json: bool, empty: dict[str, Any]) -> None:
    """Carry out a command; whatever stops it becomes findings, never a traceback."""
    try:
        code = action()
    except Refused as refused:
        code = _refuse(refused.findings, lang, as_json, empty)
    except OSError as error:
        path = Path(str(error.filename)).name if error.filename else ""
        at = Place(file=path or None)
        reason = error.strerror or type(error).__name__
        code = _refuse([finding(said.DISK, at, path=path or None, reason=reason)], lang, as_json, empty)
    except Exception as error:
        if os.environ.get("XEPHANG_DEBUG"):
            raise
        reason = f"{type(error).__name__}: {error}"
        code = _refuse([finding(said.INTERNAL, Place(), reason=reason)], lang, as_json, empty)
    raise typer.Exit(code)


def _refuse(findings: Iterable[Finding], lang: str, as_json: bool, empty: dict[str, Any]) -> int:
    known = list(findings)
    if as_json:
        console.print_json(empty | {"findings": [console.finding_as_data(found, lang) for found in known]})
    else:
        console.print_findings(known, lang)
        console.out().print(WORDS[lang]["refused"].format(count=console.count_words(known, lang)))
    return 2


def _code(findings: Iterable[Finding]) -> int:
    return 1 if errors(findings) else 0


def _show(findings: Iterable[Finding], lang: str, as_json: bool, document: Callable[[], dict[str, Any]]) -> int:
    """Print findings for people, or the whole document; give the exit code."""
    known = list(findings)
    if as_json:
        console.print_json(document() | {"findings": [console.finding_as_data(found, lang) for found in known]})
    else:
        console.print_findings(known, lang)
    return _code(known)


# ---------------------------------------------------------------- rubrics and rounds
@app.command("rubrics")
def rubrics_command(lang: LangOption = Lang.vi, json: JsonOption = False) -> None:
    """Các bộ tiêu chí có sẵn / the rubrics that come with the program."""

    def action() -> int:
        loaded = [load_rubric(rubric_path(name))[0] for name in shipped_rubrics()]
        if json:
            rows = [
                {
                    "id": rubric.id,
                    "title": rubric.title,
                    "version": rubric.version,
                    "groups": [group.id for group in rubric.groups],
                    "criteria": len(rubric.leaves()),
                }
                for rubric in loaded
            ]
            console.print_json({"rubrics": rows, "findings": []})
            return 0
        words = WORDS[lang.value]
        console.table(
            words["rubrics"],
            [(words["id"], "left"), (words["title"], "left"), (words["groups"], "right"), (words["leaves"], "right")],
            [(rubric.id, rubric.title, len(rubric.groups), len(rubric.leaves())) for rubric in loaded],
        )
        return 0

    run(action, lang.value, json, {"rubrics": []})


@app.command("rubric")
def rubric_command(
    name: Annotated[str, typer.Argument(help="Mã hoặc tệp / id or file.", metavar="FILE|ID")] = "",
    schema: Annotated[bool, typer.Option("--schema", help="In JSON Schema / print the JSON Schema.")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> None:
    """Xem và kiểm tra một bộ tiêu chí / show and check a rubric, with what in it is assumed."""
    from workbook.cli.rubric_view import print_rubric, rubric_as_data

    def action() -> int:
        if schema:
            console.print_json(rubric_schema())
            return 0
        rubric, findings = load_rubric(rubric_path(name))
        if not json:
            print_rubric(rubric, lang.value)
        return _show(findings, lang.value, json, lambda: {"rubric": rubric_as_data(rubric)})

    run(action, lang.value, json, {"rubric": None})


@app.command("new")
def new_command(
    folder: Annotated[Path, typer.Argument(help="Thư mục mới / the new folder.", metavar="DIR")],
    rubric: Annotated[str, typer.Option("--rubric", help="Mã bộ tiêu chí / rubric id or file.")],
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> None:
    """Tạo một đợt chấm mới / make a new round, ready with comments."""

    def action() -> int:
        path = new_round(folder, rubric, lang.value)
        if json:
            console.print_json({"file": str(path), "findings": []})
        else:
            console.out().print(WORDS[lang.value]["made_round"].format(path=path), markup=False)
        return 0

    run(action, lang.value, json, {"file": None})


# ---------------------------------------------------------------- sending and receiving
@app.command("generate")
def generate_command(folder: RoundArgument, lang: LangOption = Lang.vi, json: JsonOption = False) -> None:
    """Tạo phiếu chấm cho từng thành viên / write one workbook a member into ROUND/sent."""

    def action() -> int:
        words = WORDS[lang.value]
        with console.progress_bar(words["generating"], None, json) as step:
            made = generate(folder, lang.value, step)
        ballots = [
            {"member": sent.member.id, "file": str(sent.path), "issue": sent.number, "new": sent.new}
            for sent in made.sent
        ]
        if not json:
            for sent in made.sent:
                word = words["sent_new" if sent.new else "sent_same"]
                text = word.format(path=sent.path, member=sent.member.name, issue=sent.number)
                console.out().print(text, markup=False, soft_wrap=True)
        return _show(made.findings, lang.value, json, lambda: {"ballots": ballots})

    run(action, lang.value, json, {"ballots": []})


@app.command("check")
def check_command(
    files: FilesArgument,
    round_folder: Annotated[Path | None, typer.Option("--round", help="Thư mục của đợt / the round's folder.")] = None,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> None:
    """Kiểm tra phiếu, từng tệp một / judge ballots, each for itself."""

    def action() -> int:
        with console.progress_bar(WORDS[lang.value]["checking"], len(files), json) as step:
            results = check_files(files, round_folder, step)
        return _show_checked(results, lang.value, json, "counted")

    run(action, lang.value, json, {"ballots": []})


@app.command("import")
def import_command(
    folder: RoundArgument, files: FilesArgument, lang: LangOption = Lang.vi, json: JsonOption = False
) -> None:
    """Nhận phiếu vào đợt; bản gốc giữ nguyên / take ballots into the round; originals stay as they are."""

    def action() -> int:
        with console.progress_bar(WORDS[lang.value]["importing"], len(files), json) as step:
            results = import_files(folder, files, step)
        return _show_checked(results, lang.value, json, "imported")

    run(action, lang.value, json, {"ballots": []})


def _show_checked(results: Iterable[Checked], lang: str, as_json: bool, word: str) -> int:
    known = list(results)
    findings = [found for result in known for found in result.findings]
    ballots = [
        {
            "file": result.file,
            "member": result.passport.member if result.passport else None,
            "counted": result.counted,
        }
        for result in known
    ]
    code = _show(findings, lang, as_json, lambda: {"ballots": ballots})
    if not as_json:
        words = WORDS[lang]
        for result in known:
            member = result.passport.member if result.passport else "?"
            verdict = words[word] if result.counted else words["not_counted"]
            controls = _controls(result, lang)
            line = f"{result.file}: {member}: {verdict}. {console.count_words(result.findings, lang)}{controls}"
            console.out().print(line, markup=False, soft_wrap=True)
    return code


def _controls(result: Checked, lang: str) -> str:
    if result.taken is None or not result.taken.controls:
        return ""
    from workbook.points import in_words

    totals = "; ".join(f"{group}: {in_words(total, lang)}" for group, total in result.taken.controls.items())
    return ". " + WORDS[lang]["controls"].format(totals=totals)


@app.command("status")
def status_command(folder: RoundArgument, lang: LangOption = Lang.vi, json: JsonOption = False) -> None:
    """Ai đã gửi phiếu, ai chưa / who has returned what."""

    def action() -> int:
        words = WORDS[lang.value]
        lines = status(folder)
        if json:
            data = [
                {
                    "member": line.member.id,
                    "name": line.member.name,
                    "absent": line.member.absent,
                    "issued": list(line.issued),
                    "returned": line.returned,
                    "file": line.checked.file if line.checked else None,
                    "counted": line.checked.counted if line.checked else False,
                }
                for line in lines
            ]
            console.print_json({"members": data, "findings": []})
            return 0
        titles = ("member", "issued", "returned", "state")
        rows = [
            (
                f"{line.member.name} ({line.member.id})",
                ", ".join(map(str, line.issued)) or "-",
                line.returned or "-",
                _state(line, words, lang.value),
            )
            for line in lines
        ]
        console.table("", [(words[title], "left") for title in titles], rows)
        return 0

    run(action, lang.value, json, {"members": []})


def _state(line: Any, words: dict[str, str], lang: str) -> str:
    if line.member.absent is not None:
        return words["absent"].format(reason=line.member.absent)
    if line.checked is None:
        return words["waiting"] if line.issued else words["not_sent"]
    verdict = words["counted"] if line.checked.counted else words["not_counted"]
    return f"{verdict} ({console.count_words(line.checked.findings, lang)})"


@app.command("inspect")
def inspect_command(
    file: Annotated[Path, typer.Argument(help="Phiếu chấm (.xlsx) / a ballot.")],
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> None:
    """Các ô nhập và công thức của một phiếu / the open cells and formulas of a ballot."""
    empty: dict[str, Any] = {"round": None, "rubric": None, "member": None, "form": None, "inputs": [], "formulas": []}

    def action() -> int:
        made = inspect_file(file)
        passport = made.passport
        head = {
            "round": passport.round,
            "rubric": passport.rubric,
            "member": passport.member,
            "form": passport.form,
            "issue": passport.issue,
        }
        if json:
            inputs = [{name: getattr(item, name) for name in item.__slots__} for item in made.inputs]
            formulas = [{name: getattr(item, name) for name in item.__slots__} for item in made.formulas]
            console.print_json(head | {"inputs": inputs, "formulas": formulas, "findings": []})
            return 0
        words = WORDS[lang.value]
        console.table("", [(words["key"], "left"), (words["value"], "left")], head.items())
        titles = ("sheet", "cell", "unit", "criterion", "limits", "value")
        rows = [
            (item.sheet, item.cell, item.unit, item.criterion or "", _limits(item, lang.value), item.value)
            for item in made.inputs
        ]
        console.table(words["inputs"], [(words[title], "left") for title in titles], rows)
        return 0

    run(action, lang.value, json, empty)


def _limits(item: Any, lang: str) -> str:
    from workbook.points import in_words

    if item.kind == "note":
        return WORDS[lang]["note"]
    low, high, step = (in_words(value, lang) for value in (item.min, item.max, item.step))
    return f"{low} - {high} / {step}" + (" / KĐG" if item.na else "")


# ---------------------------------------------------------------- results
@app.command("rank")
def rank_command(
    folder: RoundArgument,
    provisional: Annotated[bool, typer.Option("--provisional", help="Tạm thời, dù còn lỗi / despite errors.")] = False,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> None:
    """Tổng hợp và xếp hạng / combine the ballots, rank, write ROUND/results."""

    def action() -> int:
        made = rank_round(folder, provisional=provisional, lang=lang.value)

        def document() -> dict[str, Any]:
            return {
                "groups": ranking_as_data(made.ranking, *made.places),
                "files": [str(path) for path in made.files],
                "number": made.number,
                "changes": list(made.changes),
            }

        if not json:
            _print_ranking(made, lang.value)
        return _show(made.findings, lang.value, json, document)

    run(action, lang.value, json, {"groups": [], "files": []})


def _print_ranking(made: Published, lang: str) -> None:
    from workbook.points import in_words

    words = WORDS[lang]
    for part in made.ranking.groups:
        rows = [
            (
                number,
                standing.unit.name,
                "" if standing.total is None else in_words(standing.total, lang, made.places[0]),
                "" if standing.index is None else in_words(standing.index, lang, made.places[1]),
                "" if standing.rank is None else f"{standing.rank}{'=' if standing.tied else ''}",
                standing.tier or "",
            )
            for number, standing in enumerate(part.standings, 1)
        ]
        titles = [("no", "right"), ("unit", "left"), ("total", "right"), ("index", "right"), ("rank", "right")]
        console.table(part.group.name, [(words[title], side) for title, side in [*titles, ("tier", "left")]], rows)
    for path in made.files:
        console.out().print(words["wrote"].format(path=path), markup=False, soft_wrap=True)
    console.out().print(words["result_new" if made.new else "result_same"].format(number=made.number))
    for change in made.changes if made.new else ():
        console.out().print(f"  {change}", markup=False)


@app.command("audit")
def audit_command(
    table: Annotated[Path, typer.Argument(help="Bảng đã công bố (.csv, .xlsx) / a published table.")],
    rubric: Annotated[str, typer.Option("--rubric", help="Mã bộ tiêu chí / rubric id or file.")],
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> None:
    """Soát một bảng xếp hạng đã công bố / prove the defects of a published ranking."""

    def action() -> int:
        loaded, _ = load_rubric(rubric_path(rubric))
        findings = audit_file(table, loaded)
        code = _show(findings, lang.value, json, lambda: {"ballots": []})
        if not json:
            console.out().print(f"{table.name}: {console.count_words(findings, lang.value)}", markup=False)
        return code

    run(action, lang.value, json, {"ballots": []})


@app.command("demo")
def demo_command(
    folder: Annotated[Path, typer.Argument(help="Thư mục kết quả / where to.", metavar="DIR")] = Path("xephang-demo"),
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> None:
    """Trình diễn trên năm quyết định thật / the whole job on five real decisions."""

    def action() -> int:
        with console.progress_bar(WORDS[lang.value]["demo"], STEPS, json) as step:
            results = demo(folder, step, lang.value)
        if json:
            console.print_json({"decisions": [_demo_as_data(result, lang.value) for result in results], "findings": []})
        else:
            _print_demo(results, lang.value, folder)
        return 0

    run(action, lang.value, json, {"decisions": []})


def _demo_as_data(result: DemoResult, lang: str) -> dict[str, Any]:
    return {
        "rubric": result.rubric,
        "units": result.units,
        "as_published": result.as_published,
        "differing": list(result.differing),
        "defects": [console.finding_as_data(found, lang) for found in result.defects],
        "own_annex_defects": result.own_annex,
        "assumed_waivers": result.waivers,
        "assumed_tie_decisions": result.tie_decisions,
        "folder": str(result.folder),
    }


def _print_demo(results: Iterable[DemoResult], lang: str, folder: Path) -> None:
    words = WORDS[lang]
    known = list(results)
    titles = ("decision", "units", "as_published", "differing", "defects", "own", "waivers", "ties")
    rows = [
        (
            result.rubric,
            result.units,
            result.as_published,
            len(result.differing),
            len(result.defects),
            result.own_annex,
            result.waivers,
            result.tie_decisions,
        )
        for result in known
    ]
    sums = [sum(row[n] for row in rows) for n in range(1, 8)]  # type: ignore[misc]
    sides = ["left", *["right"] * 7]
    console.table(
        words["demo_title"],
        list(zip((words[title] for title in titles), sides, strict=True)),
        [*rows, (words["all"], *sums)],
    )
    for result in known:
        if result.defects or result.differing:
            console.out().print(f"\n{result.rubric}", style="bold")
            console.print_findings(result.defects, lang)
            for unit in result.differing:
                console.out().print("  " + words["differs"].format(unit=unit), markup=False)
    console.out().print("\n" + words["demo_note"].format(folder=folder), markup=False)


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Phiên bản / version.")] = False) -> None:
    """xephang."""
    if version:
        typer.echo(f"xephang {__version__}")
        raise typer.Exit


def main() -> None:
    """The console command."""
    console.prepare_streams()
    app()
