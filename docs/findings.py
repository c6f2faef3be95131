"""Write docs/findings.md, the page of every check, from workbook/catalogue: `make docs`.

The words are the catalogue's own; `tests/test_docs.py` fails while the page says anything else.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import workbook.catalogue
from workbook.findings import ERROR, NOTE, WARNING, Check

PAGE = Path(__file__).resolve().parent / "findings.md"

_FAMILIES = {
    "FILE": ("Tệp và thư mục của đợt", "Files, and what lies in a round's folder"),
    "FORM": ("Mẫu phiếu trả về khác với phiếu đã phát", "The workbook that came back is not the form that was sent"),
    "CELL": ("Ô điểm không đọc được", "A score cell that cannot be read"),
    "SCORE": (
        "Điểm trái bộ tiêu chí; chỉ nhóm này được chấp thuận riêng",
        "A figure that breaks the rubric; only these can be waived",
    ),
    "BALLOT": ("Phiếu của một thành viên", "One member's ballot"),
    "PANEL": ("Cả hội đồng", "The members together"),
    "RANK": ("Xếp hạng", "The ranking"),
    "RUBRIC": ("Tệp bộ tiêu chí", "A rubric's file"),
    "ROUND": ("Tệp round.toml và các danh sách", "A round's file and its lists"),
    "AUDIT": ("Soát bảng đã công bố", "The audit of a published table"),
}
_SEVERITIES = {ERROR: "lỗi / error", WARNING: "cảnh báo / warning", NOTE: "ghi chú / note"}

_HEAD = """\
# Mọi phát hiện của chương trình / Every finding

Trang này do `make docs` tạo ra từ `workbook/catalogue/`; xin đừng sửa tay. Chữ trong ngoặc nhọn là chỗ chương trình
điền giá trị thật. **Lỗi**: chưa tính được, phải sửa. **Cảnh báo**: vẫn tính, cần người xem. **Ghi chú**: để biết.

This page is made by `make docs` from `workbook/catalogue/`; please do not edit it. Words in braces are filled in.
**Error**: cannot be counted. **Warning**: counts, but somebody should look. **Note**: for your information.
"""


def checks() -> Iterator[Check]:
    """Every check of the catalogue, each once."""
    for folder in workbook.catalogue.__path__:
        for path in sorted(Path(folder).glob("[a-z]*.py")):
            module = importlib.import_module(f"workbook.catalogue.{path.stem}")
            yield from (value for value in vars(module).values() if isinstance(value, Check))


def page(known: Iterable[Check]) -> str:
    """The whole page: a table for each family, by code."""
    families: dict[str, dict[str, Check]] = {name: {} for name in _FAMILIES}
    for check in known:
        families[check.code.partition("-")[0]][check.code] = check
    counts = ", ".join(f"[{name}](#{name.lower()}) {len(found)}" for name, found in families.items())
    total = sum(map(len, families.values()))
    parts = [_HEAD, f"{total}: {counts}.\n"]
    for name, found in families.items():
        parts.append(f"## {name}\n\n{_FAMILIES[name][0]}. / {_FAMILIES[name][1]}.\n")
        rows = [f"| {code} | {_SEVERITIES[one.severity]} | {_cell(one)} |" for code, one in sorted(found.items())]
        parts.append("\n".join(["| Mã / code | Mức / severity | Lời báo / words |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _cell(check: Check) -> str:
    return f"{_plain(check.text('vi'))}<br>*{_plain(check.text('en'))}*"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = "".join(f"\\{char}" if char in "|*_[]<>`\\" else char for char in text)
    return "<br>".join(" ".join(line.split()) for line in escaped.split("\n"))


def main() -> int:
    PAGE.write_text(page(checks()), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
