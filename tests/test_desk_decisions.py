"""The desk in real xlwings books beside the command line, on the five decisions: the same is told, written and kept."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import test_desk_live as desk
from tests.commands import document, run
from tests.open_excel import Excel, Tab, seen_here
from tests.shown import Shown
from tests.test_desk_open import Screen
from tests.test_desk_seen import ONLY_A_FILE_TELLS, values_in
from tests.test_live_check import LIST, check, looks, undo
from workbook.catalogue import amendments, drafts
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import form as said_of_form
from workbook.catalogue import score as said_of_score
from workbook.cli.console import finding_as_data
from workbook.desk.here import ROUNDS
from workbook.desk.tasks import TASKS
from workbook.excel import live
from workbook.excel.fill import fill
from workbook.excel.read import read_book
from workbook.findings import Finding, key_words
from workbook.pipeline import documenting
from workbook.pipeline.demo import DEMO_RUBRICS
from workbook.pipeline.folder import PUBLIC_KEY, Folder
from workbook.pipeline.inspecting import Input, inspect_file
from workbook.register import store
from workbook.sheets.grid import a1
from workbook.sheets.measure import clipped

Answer = Mapping[str, Any]
SEVERITIES = ("error", "warning", "note")
CHANGING = frozenset(task.name for task in TASKS if task.changes)
LISTED = ("file", "mail", "annotated", "pdf", "files")
"""The keys of a command's document that name what it wrote."""


class Step(NamedTuple):
    """A task of the list and its command; how that ends, and what it must find on every one of the five."""

    task: str
    words: tuple[str, ...] = ()
    choice: str = ""
    code: int = 0
    finds: frozenset[str] = frozenset()


# ---------------------------------------------------------------- what the desk's cells tell
class Line(NamedTuple):
    """A message, the pieces of a long one put together again; spaces do not count."""

    kind: str
    at: str
    text: str
    code: str


def bare(text: str, root: Path) -> str:
    """A text without spaces, and the same for both folders."""
    return "".join(text.split()).replace("".join(str(root).split()), "ROUND")


ON_THE_DESK = "".join(desk.WORDS["desk_task_for"].partition("{")[0].split())
"""How the desk goes on where a message names a command."""


def lines_of(tab: Tab, root: Path) -> tuple[list[Line], list[str]]:
    """The messages, and the paths of the files that are linked."""
    first = desk.row_of(tab, "d:head") + 1
    made: list[list[str]] = []
    paths: list[str] = []
    for row in range(first, 1 + max(at for at, _ in tab.values)):
        kind, at, text, code, path = (
            str(tab.values.get((row, desk.AT[key]), "")) for key in ("notice", "at", "text", "code", "path")
        )
        if path:
            paths.append(bare(path, root))
        elif kind == "more":
            made[-1][2] += text
        elif kind:
            made.append([kind, at, text, code])
    told = [Line(kind, at, bare(text, root).partition(ON_THE_DESK)[0], code) for kind, at, text, code in made]
    return told, paths


def wanted(answer: Answer, root: Path) -> list[Line]:
    """What the command found, as the desk is to tell it: by file, the gravest first."""
    made = []
    for one in sorted(answer["findings"], key=lambda one: (one["file"] or "", SEVERITIES.index(one["severity"]))):
        file = Path(one["file"]).name.removesuffix(".xlsx") if one["file"] else None
        key = one["facts"].get("path")
        where = (file, one["cell"], one["sheet"], key and key_words(key, "vi"))
        whose = None if file else one["facts"].get("member")
        at = " · ".join(filter(None, (*where, whose)))
        made.append(Line(one["severity"], clipped(at, 30), bare(one["message"], root), one["code"]))
    return made


def written(answer: Any, root: Path) -> list[str]:
    """The files that a command's document names, as they come."""
    if isinstance(answer, list):
        return [path for one in answer for path in written(one, root)]
    made: list[str] = []
    for key, value in answer.items():
        if key in LISTED:
            made += [bare(path, root) for path in (value if isinstance(value, list) else [value]) if path]
        elif isinstance(value, list) and key != "findings":
            made += written([one for one in value if isinstance(one, dict)], root)
    return made


# ---------------------------------------------------------------- one decision, in two folders
@dataclass
class Pair:
    """The same round twice: in one the desk's button is pressed, in the other the command is run."""

    by_desk: Path
    by_command: Path
    excel: Excel
    differences: list[str] = field(default_factory=list)
    """What was not alike, readable."""
    told: set[tuple[str, str]] = field(default_factory=set)

    def play(self, step: Step) -> Answer:
        """One task on both sides; the command's document."""
        tab = self.pressed(step.task, step.choice)
        told, paths = lines_of(tab, self.by_desk)
        code, answer = document(*(word.replace("ROUND", str(self.by_command)) for word in step.words))
        name = f"{step.task}: "
        self.alike(name + "how the command ended", code, step.code)
        self.alike(name + "stopped", "Không thực hiện được" in desk.progress(tab), code == 2)
        lacking = step.finds - {one["code"] for one in answer["findings"]}
        self.alike(name + "what it must find", lacking, frozenset())
        found, want = [one for one in told if one.kind in SEVERITIES], wanted(answer, self.by_command)
        if step.task == "status":
            found = self._printed_too(found, want)
        self.alike(name + "findings", found, want)
        if code != 2:
            self._done(step, answer, [one.text for one in told if one.kind not in SEVERITIES], paths)
        if step.task in CHANGING:
            self._list(name, tab, answer if step.task == "status" else document("status", self.by_command)[1])
        self._files(name)
        return answer

    def pressed(self, task: str, choice: str) -> Tab:
        """As a script of xlwings' remote engine does it; the same desk stays open all the time."""
        tab = self.excel.tabs[0]
        for cell, value in {"root": str(self.by_desk), "task": desk.WORDS[f"task_{task}"], "choice": choice}.items():
            desk.put(tab, cell, value)
        book = self.excel.book()
        live.desk_script(book)
        self.excel.run(book)
        return tab

    def alike(self, what: str, ours: Any, theirs: Any) -> None:
        """Of long lists only what differs is told, unless that is their order."""
        if ours == theirs:
            return
        if isinstance(ours, list) and (left := Counter(ours)) != (right := Counter(theirs)):
            ours, theirs = (sorted(map(str, one.elements())) for one in (left - right, right - left))
        self.differences.append(f"{what}: desk {ours} but command {theirs}")

    def _printed_too(self, found: list[Line], want: list[Line]) -> list[Line]:
        """Of what a round lacks, its command tells people alone; only programs are told of each ballot's findings."""
        more = Counter(found) - Counter(want)
        printed = run("status", self.by_command).out
        return [one for one in found if not (more[one] and f"[{one.code}]" in printed)]

    def _done(self, step: Step, answer: Answer, done: list[str], paths: list[str]) -> None:
        """The desk's own words of what was done: its figures and names are those of the command's document."""
        if step.task in ("check", "import"):
            states = {True: "done_counted", False: "done_not_counted"}
            want = [desk.WORDS[states[one["counted"]]].format(name=Path(one["file"]).name) for one in answer["ballots"]]
            self.alike(f"{step.task}: each ballot", done[1:], ["".join(text.split()) for text in want])
        elif step.task.startswith("generate"):
            counts = {"new": sum(one["new"] for one in answer["ballots"])}
            counts["same"] = len(answer["ballots"]) - counts["new"]
            text = desk.WORDS["done_generate"].format(folder=self.by_desk / "sent", **counts)
            self.alike(f"{step.task}: done", done, [bare(text, self.by_desk)])
        elif step.task != "status":
            self.alike(f"{step.task}: whether something is said", bool(done), True)
        files = [] if step.task in ("check", "import", "generate", "generate_units", "status") else answer
        self.alike(f"{step.task}: files told", paths, written(files, self.by_command))

    def _files(self, name: str) -> None:
        """What lies in the two folders; what was another already is told once."""
        ours, theirs = (_contents(root).items() - self.told for root in (self.by_desk, self.by_command))
        self.told |= ours ^ theirs
        self.alike(name + "files", sorted(ours - theirs), sorted(theirs - ours))

    def _list(self, name: str, tab: Tab, answer: Answer) -> None:
        """The lists of members and units stand as the command tells it."""
        lines = [*answer["members"], *answer["units"]]
        issued = [", ".join(map(str, one["issued"])) or "-" for one in lines]
        want = [
            (clipped(one["name"], 30 if "member" in one else 52), number, one["returned"] or "-", one["counted"])
            for one, number in zip(lines, issued, strict=True)
        ]
        rows = [row for row, at in tab.values if at == desk.AT["kind"] and row > desk.row_of(tab, "d:head")]
        keys = [desk.AT[key] for key in ("who", "sent", "back", "kind")]
        shown = [[tab.values.get((row, at)) for at in keys] for row in sorted(rows)]
        got = [(who, sent, back, kind in ("counted", "used")) for who, sent, back, kind in shown if kind != "band"]
        self.alike(name + "the list", got, want)

    def kept(self) -> None:
        """What the register holds, entry by entry, and that it is whole."""
        logs = [document("log", root, "--verify") for root in (self.by_desk, self.by_command)]
        assert [(code, answer["verified"]) for code, answer in logs] == [(0, True)] * 2
        self.alike("register", *([json.dumps(one) for one in answer["entries"]] for _, answer in logs))
        self.alike("register's head", *(answer["head"] for _, answer in logs))


def _contents(root: Path) -> dict[str, str]:
    """What lies in a round's folder but the register, and the desk itself, of which there is only one."""
    paths = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith("register."))
    own = {root / "desk", Folder(root).sent / "kept" / "desk.json"}
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if not own & {path, path.parent}
    }


# ---------------------------------------------------------------- ballots
def scores_in(path: Path) -> list[Input]:
    return [one for one in inspect_file(path).inputs if one.kind == "score"]


def spoilt(path: Path, target: Path) -> Path:
    """The ballot with a figure above its maximum, two figures in a cell, a blank one, another unit's name."""
    first, second, third, *_ = scores_in(path)
    assert first.max is not None
    typed: dict[tuple[str, str], Decimal | str | None] = {
        (first.sheet, first.cell): first.max + 50,
        (second.sheet, second.cell): "7-8",
        (third.sheet, third.cell): None,
    }
    target.write_bytes(fill(path.read_bytes(), typed))
    return target


def corrected(path: Path, right: Path, target: Path) -> Path:
    """The correction workbook with the figures of another ballot."""
    figures = {(one.unit, one.criterion): one.value for one in scores_in(right)}
    typed = {(one.sheet, one.cell): figures[one.unit, one.criterion] for one in scores_in(path)}
    target.write_bytes(fill(path.read_bytes(), typed))
    return target


def concluded(path: Path) -> str:
    """A conclusion of the council, of somewhat less than a member gave; for round.toml."""
    one = next(one for one in reversed(scores_in(path)) if _fits(one))
    assert isinstance(one.value, Decimal) and one.step is not None
    return (
        f'\n[[conclusions]]\nunit = "{one.unit}"\ncriterion = "{one.criterion}"\npoints = {one.value - 3 * one.step}\n'
        'explanation = "đơn vị đính chính số liệu"\nreason = "đồng ý giải trình"\nby = "Hội đồng"\n'
    )


def _fits(one: Input) -> bool:
    assert one.max is not None and one.step is not None
    return isinstance(one.value, Decimal) and 3 * one.step <= one.value <= one.max


def mistyped(annex: Path, target: Path) -> Path:
    """The annex with one figure changed, as somebody types it wrongly."""
    sheet = read_book(annex.read_bytes(), annex.name).sheets[0]
    row, column = max(at for at, cell in sheet.cells.items() if cell.kind == "number" and Decimal(cell.text) % 1)
    value = Decimal(sheet.cells[row, column].text) + 1
    target.write_bytes(fill(annex.read_bytes(), {(sheet.name, a1(row, column)): value}))
    return target


# ---------------------------------------------------------------- the five decisions
class Noon(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Noon:
        return cls(2026, 12, 1, 12, tzinfo=tz)


@pytest.fixture
def pair(request: pytest.FixtureRequest, shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """A decision's round before anything was sent, twice, in folders of one name length."""
    decision = str(request.param)
    monkeypatch.setenv(ROUNDS, str(tmp_path))
    monkeypatch.setattr(documenting, "find_office", lambda: None)
    monkeypatch.setattr(store, "datetime", Noon)  # the minutes and the mails tell when ballots came
    sides = [tmp_path.resolve() / name / decision for name in ("tay", "may")]
    for side in sides:
        side.mkdir(parents=True)
        shutil.copy(shown.root / decision / "round.toml", side)
        Folder(side).make_key(PUBLIC_KEY)
    return Pair(sides[0], sides[1], desk.opened(sides[0]))


FAULTS = frozenset({said_of_score.ABOVE_MAX.code, said_of_cell.WORD.code, said_of_ballot.MISSING.code})


def chain(pair: Pair, filled: list[Path]) -> Iterator[Step]:
    """The work from blank ballots to a correction; what members and council do stands between the tasks."""
    yield Step("status", ("status", "ROUND"))
    yield Step("generate", ("generate", "ROUND"))
    first, *others = filled
    for side in (pair.by_desk, pair.by_command):
        back = side / "back"
        back.mkdir()
        spoilt(first, back / first.name)
        for one in others:
            shutil.copy(one, back)
    files = tuple(f"ROUND/back/{one.name}" for one in filled)
    yield Step("check", ("check", *files, "--round", "ROUND"), "back", 1, FAULTS)
    yield Step("import", ("import", "ROUND", *files), "back", 1, FAULTS)
    yield Step("status", ("status", "ROUND"), "", 1, FAULTS)
    yield Step("rank", ("rank", "ROUND"), "", 2)
    yield Step("rank_provisional", ("rank", "ROUND", "--provisional"), "", 1)
    yield Step("export", ("export", "ROUND"), "", 2)
    yield Step("return", ("return", "ROUND"))
    (again,) = (pair.by_command / "sent").glob("phieu-*lan 2.xlsx")
    for side in (pair.by_desk, pair.by_command):
        corrected(side / "sent" / again.name, first, side / "back" / again.name)
    yield Step("import", ("import", "ROUND", f"ROUND/back/{again.name}"), f"back/{again.name}", 0)
    yield Step("rank", ("rank", "ROUND"))
    yield Step("documents", ("documents", "ROUND"), finds=frozenset({drafts.NO_OFFICE.code}))
    yield Step("notices", ("notices", "ROUND"))
    yield Step("export", ("export", "ROUND"))
    yield Step("amend", ("amend", "ROUND"), "", 2, frozenset({amendments.TOO_FEW_RESULTS.code}))
    annex = "results/ranking.xlsx"
    yield Step("audit", ("audit", f"ROUND/{annex}", "--round", "ROUND"), annex)
    for side in (pair.by_desk, pair.by_command):
        mistyped(side / annex, side / "typed.xlsx")
        with (side / "round.toml").open("a", encoding="utf-8") as file:
            file.write(concluded(others[-1]))
    yield Step("audit", ("audit", "ROUND/typed.xlsx", "--round", "ROUND"), "typed.xlsx", 1)
    yield Step("rank", ("rank", "ROUND"))
    yield Step("amend", ("amend", "ROUND"))
    yield Step("generate_units", ("generate", "ROUND", "--for", "units"))


@pytest.mark.parametrize("pair", DEMO_RUBRICS, indirect=True)
def test_every_task_does_what_its_command_does(pair: Pair, shown: Shown) -> None:
    filled = sorted((shown.root / pair.by_desk.name / "filled").glob("*.xlsx"))
    answers = {step.task: pair.play(step) for step in chain(pair, filled)}
    pair.kept()
    assert pair.differences == []
    for task in ("rank", "documents", "notices", "export", "amend"):
        assert written(answers[task], pair.by_command)
    assert answers["amend"]["lines"] and answers["generate_units"]["ballots"]
    # The two others need a ballot that is open: below.
    assert {*answers, "check_open", "undo_open"} == {task.name for task in TASKS}


# ---------------------------------------------------------------- a ballot that is open
def told_of(findings: Iterable[Answer]) -> Counter[str]:
    """Findings as a program is told them, but for what values do not show and for what is about the file itself."""
    left_out = {check.code for check in (*ONLY_A_FILE_TELLS, said_of_form.VALUES_ONLY)}
    kept = (one for one in findings if one["code"] not in left_out and not one["code"].startswith("FILE-"))
    return Counter(
        json.dumps({**one, "file": Path(one["file"] or "").name}, sort_keys=True, ensure_ascii=False) for one in kept
    )


def opened(path: Path) -> Excel:
    excel = Excel.of(values_in(read_book(path.read_bytes(), path.name)))
    excel.name = path.name
    return excel


def as_data(findings: Iterable[Finding]) -> list[Answer]:
    """As the command's document says them; JSON makes lists of tuples."""
    made: list[Answer] = json.loads(json.dumps([finding_as_data(one, "vi") for one in findings]))
    return made


@pytest.mark.parametrize("decision", DEMO_RUBRICS)
def test_an_open_ballot_is_checked_as_its_file_is(shown: Shown, decision: str, tmp_path: Path) -> None:
    root = shown.root / decision
    filled = sorted((root / "filled").glob("*.xlsx"))
    faulty = [spoilt(one, tmp_path / one.name) for one in filled]
    differences = []
    for of, paths in ((root, [*filled, *faulty]), (None, faulty[:1])):
        _, answer = document("check", *paths, *(("--round", of) if of else ()))
        for path, ballot in zip(paths, answer["ballots"], strict=True):
            excel = opened(path)
            before = looks(excel)
            made = check(excel, of)
            assert LIST in excel.names and looks(excel) == before
            assert path in filled or {one.code for one in made.findings} >= FAULTS
            ours = told_of(as_data(made.findings))
            theirs = told_of(one for one in answer["findings"] if one["file"] == ballot["file"])
            if ours != theirs:
                differences.append(f"{path.name}: desk {[*(ours - theirs)]} but command {[*(theirs - ours)]}")
            if made.counted != ballot["counted"] or made.verdict != ballot["verdict"]:
                differences.append(f"{path.name}: desk {made.counted}, {made.verdict} but command {ballot}")
            assert undo(excel).findings == () and LIST not in excel.names and looks(excel) == before
    assert differences == []


@pytest.mark.parametrize("decision", DEMO_RUBRICS)
def test_the_desk_checks_the_ballot_that_is_open_beside_it(
    shown: Shown, decision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel on the desktop, where cells are marked and what is open beside the desk can be reached."""
    root = tmp_path / decision
    root.mkdir()
    shutil.copy(shown.root / decision / "round.toml", root)
    Folder(root).make_key(PUBLIC_KEY)
    assert run("generate", root).code == 0
    path = spoilt(next((shown.root / decision / "filled").glob("*.xlsx")), tmp_path / "phieu.xlsx")
    ballot = opened(path)
    before = looks(ballot)
    kept = _contents(root)
    with seen_here(ballot):
        screen = Screen(root, monkeypatch, ballot)
        tab = screen.run("check_open")
        _, answer = document("check", path, "--round", root)
        found = [one for one in lines_of(tab, root)[0] if one.kind in SEVERITIES]
        want = wanted({"findings": [one for one in answer["findings"] if told_of([one])]}, root)
        assert [one for one in found if one.code != said_of_form.VALUES_ONLY.code] == want
        assert LIST in ballot.names and looks(ballot) != before
        screen.run("undo_open")
        assert LIST not in ballot.names and looks(ballot) == before
    assert _contents(root) == kept
