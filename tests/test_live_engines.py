"""What we use of an open workbook is there on each of xlwings' engines: Windows, macOS and afar (Server, Lite).

Two of the three cannot be loaded on this computer, so that all are read: what `excel/live_book.py` names must stand in
xlwings' main.py, and what that calls must stand in each engine's own class, and not only to refuse.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

import pytest
import xlwings as xw

from tests.test_house import ROOT
from workbook.excel.live_book import read_rows
from workbook.excel.macros import xlwings_folder

ENGINES: Final = {"Windows": "_xlwindows.py", "macOS": "_xlmac.py", "afar": "pro/_xlremote.py"}
# What our Protocols are called in xlwings.
CALLED: Final = {"SheetList": "Sheets", "Rows": "RangeRows", "Columns": "RangeColumns"}


class Use(NamedTuple):
    """A member of a class, and what is done with it: get, set or call."""

    owner: str
    name: str
    how: str


# What main.py does by another way than by a member of the same object on the engine.
VALUE: Final = (Use("Engine", "clean_value_data", "call"), Use("Engine", "type", "get"))
THROUGH: Final[dict[Use, tuple[Use, ...]]] = {
    Use("Range", "value", "get"): (Use("Range", "raw_value", "get"), *VALUE),
    Use("Range", "value", "set"): (
        Use("Range", "raw_value", "set"), Use("Engine", "prepare_xl_data_element", "call"), *VALUE[1:],
    ),
    Use("Range", "formula", "set"): (Use("Range", "formula", "set"), Use("Engine", "prepare_xl_data_element", "call")),
    Use("Range", "last_cell", "get"): (Use("Range", "__call__", "call"), Use("Range", "shape", "get")),
    Use("Range", "rows", "get"): (Use("Range", "shape", "get"),),
    Use("Range", "columns", "get"): (Use("Range", "shape", "get"),),
    Use("Range", "options", "call"): (),  # kept by xlwings itself
    Use("Sheets", "__getitem__", "call"): (Use("Sheets", "__call__", "call"),),
}  # fmt: skip
# Where an engine lacks something, and why that is no harm. An entry that is needed no more makes the test fail.
LACKING: Final[dict[tuple[str, Use], str]] = {
    ("afar", Use("Range", "color", "get")): "colours cannot be read: live_check asks only where is_remote() says no",
}


# ---------------------------------------------------------------- xlwings, read
@cache
def classes(file: str) -> dict[str, ast.ClassDef]:
    folder = xlwings_folder()
    assert folder is not None
    tree = ast.parse((folder / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def kind(function: ast.FunctionDef) -> str:
    """get, set or call."""
    words = [ast.unparse(each) for each in function.decorator_list]
    return (
        "set" if f"{function.name}.setter" in words else "get" if {"property", "cached_property"} & {*words} else "call"
    )


def functions(node: ast.ClassDef) -> dict[tuple[str, str], ast.FunctionDef]:
    return {(each.name, kind(each)): each for each in node.body if isinstance(each, ast.FunctionDef)}


def facade(use: Use) -> ast.FunctionDef | None:
    """What main.py has for it, in the class or in one that it comes from."""
    node = classes("main.py").get(use.owner)
    if node is None:
        return None
    own = functions(node).get((use.name, use.how))
    bases = [ast.unparse(base).partition("[")[0] for base in node.bases]
    return own or next((found for base in bases if (found := facade(use._replace(owner=base)))), None)


def behind(use: Use, function: ast.FunctionDef) -> Iterator[Use]:
    """What it needs of the engine: every self.impl.name, self.impl(...), len(self.impl), for ... in self.impl."""
    called = {id(node.func): node for node in ast.walk(function) if isinstance(node, ast.Call)}
    for node in ast.walk(function):
        if isinstance(node, ast.For) and ast.unparse(node.iter) == "self.impl":
            yield Use(use.owner, "__iter__", "call")
        if isinstance(node, ast.Call) and ast.unparse(node) == "len(self.impl)":
            yield Use(use.owner, "__len__", "call")
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self.impl":
            yield Use(use.owner, "__call__", "call")
        if isinstance(node, ast.Attribute):
            path = ast.unparse(node).split(".")
            how = "set" if isinstance(node.ctx, ast.Store) else "call" if id(node) in called else "get"
            if path[:2] == ["self", "impl"] and len(path) == 3:
                yield Use(use.owner, path[2], how)
            if path[:3] == ["self", "rng", "impl"] and len(path) == 4:
                yield Use("Range", path[3], how)
            if path in (["self", "book", "activate"], ["self", "app", "activate"]):
                yield from needed(Use(path[1].capitalize(), path[2], how))


def needed(use: Use) -> tuple[Use, ...]:
    """What a use of xlwings' own classes asks of every engine."""
    if use in THROUGH:
        return THROUGH[use]
    function = facade(use)
    assert function is not None, f"xlwings has no {use.owner}.{use.name} ({use.how})"
    found = tuple(behind(use, function))
    assert found, f"how does xlwings do {use.owner}.{use.name} ({use.how})? Say it in THROUGH"
    return found


def lacks(engine: str, use: Use) -> bool:
    """Whether the engine's own class has it not, or only to refuse."""
    own = functions(classes(ENGINES[engine])[use.owner])
    function = own.get((use.name, use.how))
    if function is None:
        made = own.get(("__init__", "call"))
        return made is None or use.how != "get" or f"self.{use.name} = " not in ast.unparse(made)
    does = [each for each in function.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    return isinstance(does[0], ast.Raise)


# ---------------------------------------------------------------- what we use
OURS: Final = ("live_book.py", "live_check.py", "live_desk.py")
PARENTS: Final = {"font": "Font", "rows": "Rows", "columns": "Columns"}


@cache
def our_trees() -> tuple[ast.Module, ...]:
    folder = ROOT / "workbook" / "excel"
    return tuple(ast.parse((folder / name).read_text(encoding="utf-8")) for name in OURS)


def done_with(owner: str, name: str) -> set[str]:
    """get, set: what our rooms do with an attribute of that name, as far as it may be this class's."""
    found = set()
    for node in (node for tree in our_trees() for node in ast.walk(tree)):
        if isinstance(node, ast.Attribute) and node.attr == name:
            parent = node.value.attr if isinstance(node.value, ast.Attribute) else ""
            if PARENTS.get(parent, owner) == owner and not (owner in PARENTS.values() and parent not in PARENTS):
                found.add("set" if isinstance(node.ctx, ast.Store) else "get")
    return found


def our_uses() -> Iterator[Use]:
    """Every member of the Protocols in live_book.py, by the names of xlwings."""
    for node in our_trees()[0].body:
        if not (isinstance(node, ast.ClassDef) and [ast.unparse(base) for base in node.bases] == ["Protocol"]):
            continue
        owner = CALLED.get(node.name, node.name)
        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                yield from (Use(owner, each.target.id, how) for how in done_with(node.name, each.target.id))
            elif isinstance(each, ast.FunctionDef):
                yield Use(owner, each.name, kind(each))


USES: Final = sorted(set(our_uses()))


def test_the_reading_sees_what_we_use() -> None:
    # Some that are plain to see; were they not found, nothing below would say anything.
    for use in (
        Use("Range", "value", "get"), Use("Range", "value", "set"), Use("Range", "color", "set"),
        Use("Font", "size", "set"), Use("RangeColumns", "hidden", "set"), Use("RangeRows", "autofit", "call"),
        Use("Sheets", "add", "call"), Use("Book", "sheets", "get"), Use("App", "alert", "call"),
    ):  # fmt: skip
        assert use in USES
    assert Use("Font", "color", "get") not in USES
    assert needed(Use("RangeColumns", "hidden", "set")) == (Use("Range", "column_hidden", "set"),)
    assert Use("App", "activate", "call") in needed(Use("Sheet", "activate", "call"))


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.owner}.{use.name}-{use.how}")
def test_xlwings_has_it(use: Use) -> None:
    assert facade(use) is not None


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_has_it_but_what_we_know_of(engine: str) -> None:
    asked = {each for use in USES for each in needed(use)}
    known = {use for name, use in LACKING if name == engine}
    assert {use for use in asked if lacks(engine, use)} == known


def test_nothing_is_used_past_xlwings_but_what_we_know_of() -> None:
    past = ("api", "impl")
    nodes = [node for tree in our_trees() for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    used = [node.attr for node in nodes if isinstance(node.value, ast.Attribute) and node.value.attr in past]
    # macOS alone: what a cell shows, where a block with errors cannot be read (below).
    assert used == ["string_value"]
    assert len([node for node in nodes if node.attr in past]) == 1


def test_no_protocol_names_more_than_we_use() -> None:
    names = {node.attr for tree in our_trees() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert {use.name for use in USES if not use.name.startswith("__")} - names == set()


def test_a_lack_is_seen() -> None:
    assert lacks("afar", Use("Range", "wrap_text", "get"))
    assert lacks("macOS", Use("Range", "no_such_thing", "get"))
    assert not lacks("afar", Use("Range", "wrap_text", "set"))


# ---------------------------------------------------------------- values, as each engine gives them
MISSING: Final = object()
"""What macOS gives for an empty cell, and for one with an error."""


def taken(engine: str, *names: str) -> dict[str, Any]:
    """Functions and tables of an engine's file, without the rest of it, which needs its system."""
    folder = xlwings_folder()
    assert folder is not None
    tree = ast.parse((folder / ENGINES[engine]).read_text(encoding="utf-8"))
    body = [
        node
        for node in tree.body
        if (isinstance(node, ast.FunctionDef) and node.name in names)
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in names)
    ]
    methods = functions(classes(ENGINES[engine])["Engine"])
    clean, raw = methods["clean_value_data", "call"], functions(classes(ENGINES[engine])["Range"])["raw_value", "get"]
    made: dict[str, Any] = {
        "dt": SimpleNamespace(datetime=datetime, date=date),
        "kw": SimpleNamespace(missing_value=MISSING),
        "time_types": (datetime,),
        "datetime_regex": SimpleNamespace(match=lambda text: None),
    }
    plain = [ast.FunctionDef(**{**vars(each), "decorator_list": []}) for each in (clean, raw)]
    exec(compile(ast.Module([*body, *plain], []), engine, "exec"), made)
    return made


class Cells(NamedTuple):
    """What Excel would give for a block: values, and on macOS what the cells show."""

    value: Any
    shown: Any = None


def range_of(engine: str, excel: Cells, size: tuple[int, int]) -> xw.Range:
    """A real xw.Range over the engine's own code for values; only Excel is played."""
    code = taken(engine, "_clean_value_data_element", "cell_errors")
    value, shown = SimpleNamespace(get=lambda: excel.value), SimpleNamespace(get=lambda: excel.shown)
    xl = SimpleNamespace(value=value, string_value=shown, Value=excel.value)
    kept = SimpleNamespace(clean_value_data=code["clean_value_data"], type="desktop", name="excel")
    book = SimpleNamespace(app=SimpleNamespace(engine=kept, pid=1), _lazy=False)
    sheet = SimpleNamespace(book=book, api={"values": []})
    known = {
        "xl": xl,
        "api": excel.value if engine == "afar" else xl,
        "sheet": sheet,
        "shape": size,
        "max_cells_per_read": None,
    }
    return xw.Range(impl=type("Range", (), {**known, "raw_value": property(code["raw_value"])})())


def sheet_of(engine: str, excel: Cells, size: tuple[int, int]) -> Any:
    return SimpleNamespace(range=lambda first, last: range_of(engine, excel, size))


BLOCKS: Final = {
    "Windows": Cells(((8.5, None), (-2146826246, "KĐG"))),
    "macOS": Cells([[8.5, MISSING], [MISSING, "KĐG"]], [["8,5", ""], ["#N/A", "KĐG"]]),
    "afar": Cells(((8.5, ""), ("#N/A", "KĐG"))),
}
# One cell: only afar that is a block too.
LONE: Final = {"Windows": Cells(-2146826281), "macOS": Cells(MISSING, "#DIV/0!"), "afar": Cells((("#DIV/0!",),))}
# One row; macOS is said to give it as a block, xlwings expects it flat as well.
ROWS: Final = (
    ("Windows", Cells(((8.5, -2146826246),))),
    ("macOS", Cells([[8.5, MISSING]], [["8,5", "#N/A"]])),
    ("macOS", Cells([8.5, MISSING], ["8,5", "#N/A"])),
    ("afar", Cells(((8.5, "#N/A"),))),
)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_block_is_read_alike_with_its_errors(engine: str) -> None:
    assert read_rows(sheet_of(engine, BLOCKS[engine], (2, 2)), 2, 2) == [[8.5, None], ["#N/A", "KĐG"]]
    assert read_rows(sheet_of(engine, LONE[engine], (1, 1)), 1, 1) == [["#DIV/0!"]]


@pytest.mark.parametrize(("engine", "row"), ROWS)
def test_a_row_is_read_alike_with_its_errors(engine: str, row: Cells) -> None:
    assert read_rows(sheet_of(engine, row, (1, 2)), 1, 2) == [[8.5, "#N/A"]]


def test_macos_still_trips_over_errors_as_text_in_a_block() -> None:
    """Why read_rows has a way of its own there: it may go when this fails."""
    with pytest.raises(TypeError):
        _ = range_of("macOS", BLOCKS["macOS"], (2, 2)).options(ndim=2, err_to_str=True).value


@pytest.mark.parametrize("values", [[[8.5], ["KĐG"]], [[8.5, 1.0]], [], MISSING])
def test_cells_that_excel_for_macos_left_out_move_no_figure(values: object) -> None:
    """It was seen to drop cells with errors (xlwings issue 1924); nothing is read then, rather than shifted."""
    with pytest.raises((ValueError, IndexError)):
        read_rows(sheet_of("macOS", Cells(values, BLOCKS["macOS"].shown), (2, 2)), 2, 2)
