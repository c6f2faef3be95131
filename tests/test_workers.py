"""Children that read files: results by number, limits that hold, one bad job costs itself only, nothing is left."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from tests import jobs
from tests.sample import ballot_bytes, ballot_of, issue_of
from workbook.catalogue import file as said
from workbook.findings import Place, Refused, say
from workbook.limits import Limits
from workbook.workers import pool as workers
from workbook.workers.pool import Job, Overrun, run_each
from workbook.workers.process import HELLO, receive, send

LIMITS = Limits(seconds=1, memory_mb=60)
ROOMY = Limits(seconds=1, memory_mb=200)
ONLY_POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="limits of address space and Ctrl-C for a group of processes are not known there"
)


def job(function: Callable[..., object], *arguments: object) -> Job:
    return Job(f"tests.jobs:{function.__name__}", arguments)


GOOD = job(jobs.double, 21)


@pytest.fixture
def nobody() -> Iterator[None]:
    """No child is there before, none that was started in a strange way is there afterwards."""
    workers.close()
    yield
    workers.close()


# ---------------------------------------------------------------- results
def test_results_are_tagged_with_the_number_of_their_job() -> None:
    results = dict(run_each((job(jobs.double, number) for number in range(30)), LIMITS, size=3))
    assert results == {number: 2 * number for number in range(30)}


def test_no_jobs_no_children() -> None:
    assert list(run_each([], LIMITS)) == []


@pytest.mark.parametrize("shared", ["đợt", None, {"a": 1}])
def test_what_is_shared_is_the_first_argument(shared: object) -> None:
    results = run_each([job(jobs.shared_and, "một"), job(jobs.shared_and, "hai")], LIMITS, shared)
    assert sorted(results) == [(0, f"{shared} một"), (1, f"{shared} hai")]


def test_each_batch_has_its_own_share() -> None:
    shares = [dict(run_each([job(jobs.shared_and, "")], LIMITS, shared, 1))[0] for shared in ("a", "b", "b", "c")]
    assert shares == ["a ", "b ", "b ", "c "]


def test_functions_may_change_within_a_batch() -> None:
    mixed = [job(jobs.double, 1), job(jobs.shared_and, "x"), job(jobs.double, 2)]
    assert dict(run_each(mixed, LIMITS, "s", 1)) == {0: 2, 1: "s x", 2: 4}


def test_jobs_are_taken_only_when_a_child_is_free() -> None:
    taken = 0

    def counted() -> Iterator[Job]:
        nonlocal taken
        for number in range(60):
            taken += 1
            yield job(jobs.double, number)

    for done, _ in enumerate(run_each(counted(), LIMITS, size=2)):
        assert taken - done <= 2 * 2
    assert taken == 60


def test_two_batches_do_not_mix() -> None:
    first = run_each([job(jobs.double, number) for number in range(8)], LIMITS, size=1)
    second = run_each([job(jobs.double, number) for number in range(8)], LIMITS, size=1)
    pairs = list(zip(first, second, strict=True))
    assert pairs == [((number, 2 * number), (number, 2 * number)) for number in range(8)]


def test_relative_paths_start_where_the_caller_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    list(run_each([GOOD], LIMITS, size=1))  # a child that started elsewhere
    for name in ("một", "hai"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tên tệp.txt").write_text(name, encoding="utf-8")
        monkeypatch.chdir(tmp_path / name)
        assert list(run_each([job(jobs.contents, Path("tên tệp.txt"))], LIMITS, size=1)) == [(0, name)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder in which a process is")
def test_a_child_whose_folder_is_gone_follows_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("một", "hai"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tên tệp.txt").write_text(name, encoding="utf-8")
        monkeypatch.chdir(tmp_path / name)
        assert list(run_each([job(jobs.contents, Path("tên tệp.txt"))], LIMITS, size=1)) == [(0, name)]
        shutil.rmtree(tmp_path / name)


def test_what_a_job_prints_or_reads_does_not_meet_the_pipe() -> None:
    assert dict(run_each([job(jobs.noise), GOOD], LIMITS, size=1)) == {0: "", 1: 42}


# ---------------------------------------------------------------- the pool
def child_of(limits: Limits = LIMITS) -> object:
    ((_, process),) = run_each([job(jobs.process)], limits, size=1)
    return process


def test_children_are_kept_for_the_next_batch() -> None:
    first = child_of()
    assert first != os.getpid()
    assert child_of() == first


def test_after_closing_there_are_new_ones() -> None:
    first = child_of()
    workers.close()
    assert isinstance(first, int) and not psutil.pid_exists(first)
    assert child_of() != first


def test_a_child_that_has_grown_is_replaced(nobody: None) -> None:
    first, second, third = (
        dict(run_each([job(jobs.keep, size)], ROOMY, size=1))[0] for size in (jobs.MB, 100 * jobs.MB, 0)
    )
    assert first == second != third


def test_a_batch_that_is_given_up_leaves_no_child_at_work(nobody: None) -> None:
    before = set(psutil.Process().children())
    batch = run_each([GOOD, job(jobs.spin)], LIMITS, size=2)
    next(batch)
    batch.close()  # type: ignore[attr-defined]
    left = set(psutil.Process().children()) - before
    assert {child.pid for child in left} == {child_of()}


# ---------------------------------------------------------------- limits
SECONDS, MEMORY = Overrun("seconds", 1), Overrun("memory_mb", 60)


@pytest.mark.parametrize(
    ("function", "overrun"),
    [
        (jobs.spin, SECONDS),
        (jobs.spin_in_c, SECONDS),
        (jobs.swell, MEMORY),
        (jobs.burst, MEMORY),
        (jobs.large_answer, MEMORY),
        (jobs.leave, Overrun("crash", code=3)),
        (jobs.leave_politely, Overrun("crash", code=4)),
        (jobs.close_everything, Overrun("crash", code=0)),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_bad_job_costs_itself_only(function: Callable[..., object], overrun: Overrun) -> None:
    before = child_of()
    results = dict(run_each([GOOD, job(function), GOOD, job(jobs.process)], LIMITS, size=1))
    after = results.pop(3)
    assert results == {0: 42, 1: overrun, 2: 42}
    assert after != before


def test_an_aborted_child_is_a_crash_with_some_code() -> None:
    results = dict(run_each([job(jobs.abort), GOOD], LIMITS, size=1))
    assert isinstance(results[0], Overrun)
    assert (results[0].limit, results[0].code != 0, results[1]) == ("crash", True, 42)


@ONLY_POSIX
def test_a_burst_is_refused_by_the_system_itself() -> None:
    """No watchdog could be fast enough; whoever catches the MemoryError has no memory either."""
    assert list(run_each([job(jobs.burst_hidden)], LIMITS)) == [(0, "without")]


def test_waiting_is_no_work_but_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(run_each([job(jobs.rest, 1.3)], LIMITS)) == [(0, "rested")]
    monkeypatch.setattr(workers, "WAITING", 1)
    assert list(run_each([job(jobs.rest, 600)], LIMITS)) == [(0, SECONDS)]


def test_the_limits_are_those_of_the_batch() -> None:
    large = job(jobs.burst, 150 * jobs.MB)
    assert dict(run_each([large, GOOD], replace(LIMITS, memory_mb=300), size=1)) == {0: 150 * jobs.MB, 1: 42}
    assert dict(run_each([large, GOOD], LIMITS, size=1)) == {0: MEMORY, 1: 42}


@pytest.mark.parametrize(
    ("overrun", "check", "fact"),
    [
        (SECONDS, said.TOO_SLOW, "1"),
        (MEMORY, said.TOO_MUCH_MEMORY, "60 MB"),
        (Overrun("crash", code=-11), said.READER_DIED, "-11"),
    ],
)
def test_an_overrun_is_told_of_the_file(overrun: Overrun, check: object, fact: str) -> None:
    found = overrun.told(Place(file="a.xlsx"))
    assert (found.check, found.at.file) == (check, "a.xlsx")
    assert all(fact in say(found, lang) for lang in ("vi", "en"))


# ---------------------------------------------------------------- exceptions
def test_refusals_arrive_with_their_findings() -> None:
    with pytest.raises(Refused) as caught:
        list(run_each([job(jobs.refuse)], LIMITS))
    with pytest.raises(Refused) as here:
        jobs.refuse(None)
    assert caught.value.findings == here.value.findings
    assert caught.value.findings[0].check is said.TOO_SLOW


@pytest.mark.parametrize(
    ("wanted", "kind", "words"),
    [
        (job(jobs.wrong_value), ValueError, "sai"),
        (job(jobs.strange), RuntimeError, "Unpicklable: lạ 5"),
        (job(jobs.unsendable), Exception, "lambda"),
        (job(jobs.double, lambda: None), Exception, "lambda"),
        (job(jobs.double), TypeError, "number"),
        (Job("tests.jobs:nothing"), AttributeError, "nothing"),
        (Job("tests.no_such_room:nothing"), ImportError, "no_such_room"),
    ],
    ids=["a value", "unpicklable", "unsendable", "no argument for a pipe", "too few", "no function", "no module"],
)
def test_exceptions_are_raised_here(wanted: Job, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        list(run_each([wanted, GOOD], LIMITS, size=1))
    assert type(caught.value) is kind or kind is Exception or kind is ImportError
    assert list(run_each([GOOD], LIMITS, size=1)) == [(0, 42)]


def test_what_the_iterable_raises_comes_through() -> None:
    def broken() -> Iterator[Job]:
        yield GOOD
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        list(run_each(broken(), LIMITS, size=1))


# ---------------------------------------------------------------- starting and ending
def test_a_program_that_is_not_there(nobody: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(Refused) as caught:
        list(run_each([GOOD], LIMITS))
    assert [found.check for found in caught.value.findings] == [said.NO_CHILDREN]


@pytest.mark.parametrize("line", ["os._exit(7)", "print('Chào mừng đến với Python')"])
def test_a_python_that_does_not_start_as_it_should(
    nobody: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import os\n{line}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Refused) as caught:
        list(run_each([GOOD, GOOD], LIMITS))
    (found,) = caught.value.findings
    assert (found.check, str(found.facts["reason"]).split()[0]) == (said.NO_CHILDREN, "exit")


def test_files_where_the_program_is_run_are_no_modules(
    nobody: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("workbook.py", "pickle.py", "struct.py"):
        (tmp_path / name).write_text("raise SystemExit('từ ngoài')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert list(run_each([GOOD], LIMITS)) == [(0, 42)]


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A child without the pool: the test is its parent."""
    command = [sys.executable, "-m", "workbook.workers.process"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout and process.stdout.read(len(HELLO)) == HELLO
        yield process
        process.kill()


def test_a_child_ends_with_its_pipe(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin
    child.stdin.close()
    assert child.wait(60) == 0


def test_a_child_at_work_ends_itself_when_nobody_watches(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin and child.stdout
    send(child.stdin, pickle.dumps(("load", "tests.jobs:spin_in_c", pickle.dumps(None), sys.path)))
    assert receive(child.stdout) == pickle.dumps(("loaded", None))
    send(child.stdin, pickle.dumps(("work", pickle.dumps(()), None, 2**40, 0.3)))
    assert child.wait(60) == 1


PARENT = """
    from workbook.limits import Limits
    from workbook.workers.pool import Job, run_each
    try:
        print(*dict(run_each([Job("tests.jobs:process")], Limits(), size=1)).values(), flush=True)
        list(run_each([Job("tests.jobs:rest", ({rest},))], Limits(), size=1))
        input()
    except KeyboardInterrupt:
        pass
"""


@contextmanager
def parent(rest: float) -> Iterator[tuple[subprocess.Popen[bytes], psutil.Process]]:
    """A program that has one child, which rests for some seconds, and the child."""
    program = textwrap.dedent(PARENT.format(rest=rest))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command, pipe = [sys.executable, "-c", program], subprocess.PIPE
    with subprocess.Popen(command, env=env, start_new_session=True, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout
        yield process, psutil.Process(int(process.stdout.readline()))
        process.kill()


def test_a_killed_parent_leaves_no_children() -> None:
    with parent(rest=0) as (process, child):
        process.kill()
        assert psutil.wait_procs([child], timeout=60)[1] == []


@ONLY_POSIX
def test_ctrl_c_ends_all_of_them_quietly() -> None:
    with parent(rest=600) as (process, child):
        os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=60) == (b"", b"")
        assert process.returncode == 0
        assert psutil.wait_procs([child], timeout=60)[1] == []


# ---------------------------------------------------------------- files through the real reader
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">'


def hostile(old: str, sheet: Callable[[str], str]) -> bytes:
    """An honest ballot, of which one part is written anew."""
    made = BytesIO()
    honest = BytesIO(ballot_bytes(issue_of(), ballot_of(issue_of())))
    with zipfile.ZipFile(honest) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            text = source.read(name).decode("utf-8")
            target.writestr(name, sheet(text) if name == old else text)
    return made.getvalue()


def rows(row: str, count: int) -> str:
    return HEAD + "<sheetData>" + "".join(row.format(number) for number in range(1, count)) + "</sheetData></worksheet>"


# What is a bomb to unpack, and is told by its sizes.
def zeros(text: str) -> str:
    return text + " " * 120_000_000


# What unpacks to something ordinary, and is a bomb to parse.
def nested(_: str) -> str:
    return HEAD + "<a>" * 1_300_000 + "</a>" * 1_300_000 + "</worksheet>"


def nested_in_a_cell(_: str) -> str:
    return HEAD + '<sheetData><row r="1"><c r="A1"><is>' + "<r>" * 3_000_000


def attributes(_: str) -> str:
    return HEAD + "<a " + " ".join(f'a{number}="1"' for number in range(700_000)) + "/></worksheet>"


def names(_: str) -> str:
    """Every element has a name of its own, and the parser remembers them all."""
    return HEAD + "".join(f"<n{number}/>" for number in range(3_000_000)) + "</worksheet>"


def many_cells(_: str) -> str:
    return rows('<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}" t="str"><v>x{0}</v></c></row>', 700_000)


def many_formulas(_: str) -> str:
    return rows('<row r="{0}"><c r="A{0}"><f>A{0}+' + "1+" * 100 + "{0}</f></c></row>", 300_000)


def one_text(_: str) -> str:
    text = "".join(str(number) for number in range(5_000_000))
    return (
        HEAD + f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData></worksheet>'
    )


BOMBS = [zeros, nested, nested_in_a_cell, attributes, names, many_cells, many_formulas, one_text]


@pytest.mark.parametrize("sheet", BOMBS, ids=lambda sheet: sheet.__name__)
def test_a_hostile_file_costs_no_more_than_the_limits(nobody: None, sheet: Callable[[str], str]) -> None:
    limits = Limits()
    honest = ballot_bytes(issue_of(), ballot_of(issue_of()))
    files = [hostile("xl/worksheets/sheet2.xml", sheet), honest]
    results = dict(run_each([job(jobs.read, data) for data in files], limits, size=1))
    bad, good = results[0], results[1]
    assert isinstance(good, jobs.Read) and not good.codes and good.cells > 100
    if isinstance(bad, jobs.Read):
        assert bad.codes
        assert bad.seconds <= limits.seconds + 1
        assert bad.peak_mb <= limits.memory_mb + 100  # with the idle size
    else:
        assert bad in (Overrun("seconds", limits.seconds), Overrun("memory_mb", limits.memory_mb))
