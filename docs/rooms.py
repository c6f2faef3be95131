"""Write the rooms into docs/architecture.md, each with the first sentence of its docstring: `make docs`."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
_PLACE = re.compile(r"(?<=<!-- rooms -->\n).*?(?=<!-- end of rooms -->)", re.DOTALL)
_ORDER = (
    *("", "catalogue", "rules", "loading", "sheets", "authoring", "excel", "audit"),
    *("register", "workers", "documents", "pipeline", "desk", "cli"),
)


def rooms() -> dict[str, str]:
    """What each room says of itself, by path below `workbook/`; folders by their own file."""
    found = {}
    for path in sorted((ROOT / "workbook").rglob("*.py")):
        name = path.relative_to(ROOT / "workbook").as_posix()
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[name] = re.split(r"(?<=[\w\])])\.(?=\s|$)", " ".join(said.split("\n\n")[0].split()), maxsplit=1)[0]
    return found


def table(known: dict[str, str]) -> str:
    """A table for each folder, the package's own rooms first."""
    parts = []
    for folder in _ORDER:
        own = f"{folder}/__init__.py" if folder else "__init__.py"
        inside = {name: said for name, said in known.items() if name.rpartition("/")[0] == folder and name != own}
        title = f"**`{folder}/`**: {known[own]}" if folder else f"**`workbook/`**: {known[own]}"
        lines = [f"| `{name}` | {said.replace('|', chr(92) + '|')} |" for name, said in inside.items()]
        parts.append("\n".join([f"{title}.\n", "| room | what lives there |", "|---|---|", *lines]) + "\n")
    return "\n" + "\n".join(parts) + "\n"


def main() -> int:
    text = PAGE.read_text(encoding="utf-8")
    new = _PLACE.sub(lambda _: table(rooms()), text)
    PAGE.write_text(new, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
