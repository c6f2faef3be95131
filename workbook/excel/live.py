"""What Excel calls through xlwings: the desk's button, scripts of Server and Lite, custom functions.

The only room that imports xlwings; what is done with an open workbook stands beside it, in rooms that do without.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from pathlib import Path
from typing import Any, Final

import xlwings as xw

from workbook.catalogue import desk as said
from workbook.desk.function_rubrics import allow_paths, of_round
from workbook.desk.function_table import ALL, CATEGORY, LANGUAGES, Described, word
from workbook.desk.functions import Answer, answer
from workbook.excel.live_check import check_ballot as check_ballot
from workbook.excel.live_check import undo_check as undo_check
from workbook.excel.live_desk import CHECK, UNDO
from workbook.excel.live_desk import desk_main as desk_main
from workbook.findings import Place, finding, say

_LOG = logging.getLogger("xephang")


# ---------------------------------------------------------------- the desk's button
def desk_called() -> None:
    """What the desk's button runs; where no Excel called, the words go where xlwings shows them in a box."""
    try:
        book = xw.Book.caller()
    except Exception:
        _LOG.exception("no workbook called")
        raise SystemExit(say(finding(said.NOT_FROM_EXCEL, Place()), "vi")) from None
    desk_main(book)


# ---------------------------------------------------------------- custom functions
def _custom(one: Described, lang: str, round_: Path | None) -> Callable[..., Answer]:
    """A custom function under one of its names, for the desk of a round or for any workbook. xlwings' own `func`
    decides what that means where we run: a function of VBA on Windows, of Office.js on its server and in Lite; on
    macOS it is left as it is."""

    def custom(*given: object) -> Answer:
        with of_round(round_):
            return answer(one, lang, given)

    custom.__name__ = custom.__qualname__ = word(one.name, lang)
    custom.__doc__ = word(one.help, lang)
    custom.__annotations__ = {}  # xlwings would choose a converter by them
    parameters = []
    for each in one.arguments:
        kind = Parameter.VAR_POSITIONAL if each.many else Parameter.POSITIONAL_OR_KEYWORD
        default = None if each.optional else Parameter.empty
        parameters.append(Parameter(word(each.name, lang), kind, default=default))
    custom.__dict__["__signature__"] = Signature(parameters)
    for each in one.arguments:
        shape = {"ndim": 2} if each.is_table else {}
        # Without err_to_str a cell that shows #N/A would come as an empty one.
        xw.arg(word(each.name, lang), doc=word(each.help, lang), err_to_str=True, **shape)(custom)
    return xw.func(category=CATEGORY)(custom)


def _customs(round_: Path | None) -> dict[str, Callable[..., Answer]]:
    return {word(one.name, lang): _custom(one, lang, round_) for one in ALL for lang in LANGUAGES}


CUSTOM: Final = _customs(None)
globals().update(CUSTOM)  # where xlwings looks for them
# xlwings counts Lite as a server, but there the files are the user's own.
allow_paths(not xw.on_server or sys.platform == "emscripten")


def desk_functions(module: str) -> Mapping[str, Callable[..., Answer]]:
    """The custom functions by name, for the module beside a round's desk: no rubric named is that of its round,
    that is of the folder in which the desk lies, whatever round its cells name."""
    return _customs(Path(module).resolve().parent.parent)


# ---------------------------------------------------------------- scripts
def exposed(script: Callable[..., None], title: str) -> Callable[..., Any]:
    """A function on a book as a script of xlwings Server and Lite, to be kept in this room under its own name.

    Elsewhere it stays as it is: a button's macro calls it, and a macro of VBA has no book to give.
    """
    return xw.script(name=title)(script) if xw.on_server else script


def check_script(book: xw.Book) -> None:
    """Check the open ballot, without a round: whoever runs a script from afar names no folder of the server."""
    check_ballot(book)


def undo_script(book: xw.Book) -> None:
    """Take the marks and the list of the last check away."""
    undo_check(book)


def desk_script(book: xw.Book) -> None:
    """Do what the desk's cells ask for; on a server only in rounds of the folder that its administrator has named."""
    desk_main(book)


check_script = exposed(check_script, CHECK)
undo_script = exposed(undo_script, UNDO)
desk_script = exposed(desk_script, "Bàn làm việc")
