"""What xlwings' own way in answers to questions in JSON: in a browser's Python, and by the same lines in this one's.

Nothing of the tests is here: the package that was installed, xlwings and the standard library.
"""

from __future__ import annotations

import asyncio
import json
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

ASKED, ANSWER = "asked.json", "answer.json"


async def main(folder: str) -> None:
    """Read what is asked in a folder, and write the answer beside it."""
    asked = json.loads((Path(folder) / ASKED).read_text(encoding="utf-8"))
    told = await served(asked)
    (Path(folder) / ANSWER).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


async def served(asked: dict[str, Any]) -> dict[str, Any]:
    """As xlwings Server and Lite do it: the JSON comes in, xlwings finds the function in our room and calls it."""
    import xlwings as xw
    from xlwings import server as untyped

    import workbook
    from workbook.excel import live

    server: Any = untyped
    cells = []
    for name, args in asked["calls"]:
        data = {"func_name": name, "args": args, "version": "", "client": "Office.js", "runtime": "1.4"}
        cells.append(await server.custom_functions_call({**data, "date_format": None}, live))
    actions = []
    for script, seen in asked["scripts"]:
        book = await server.custom_scripts_call(live, script, typehint_to_value={xw.Book: xw.Book(json=seen)})
        actions.append(book.json()["actions"])
    return {
        "cells": cells,
        "actions": actions,
        "functions": server.custom_functions_meta(live)["functions"],
        "scripts": server.custom_scripts_meta(live),
        "python": f"{platform.python_version()} {sys.platform}",
        "server": bool(xw.on_server),
        "package": str(Path(workbook.__file__).parent),
        "versions": {one.name: one.version for one in metadata.distributions()},
    }


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
