"""Write the custom functions into docs/ham-trong-excel.md, from the table that Excel's dialog shows: `make docs`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from workbook.desk.function_table import LANGUAGES, page_part

PAGE = Path(__file__).resolve().parent / "ham-trong-excel.md"


def page(text: str) -> str:
    """The page with what the table says now."""
    for lang in LANGUAGES:
        place = rf"(?<=<!-- functions {lang} -->\n).*?(?=<!-- end of functions -->)"
        text = re.sub(place, lambda _, lang=lang: page_part(lang), text, count=1, flags=re.DOTALL)  # type: ignore[misc]
    return text


def main() -> int:
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
