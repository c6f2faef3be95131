"""A small deep round as a folder, and how a program fills its workbooks: by what `inspect` says, with openpyxl."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from workbook.excel.fill import fill
from workbook.pipeline.inspecting import Input, inspect_file

RUBRIC = """id = "sau"
title = "Bộ tiêu chí thử"
version = "2026-01"
legal_basis = "QĐ 1"
[[criteria]]
id = "truc-tuyen"
name = "Hồ sơ trực tuyến"
max = 10
markable = true
rule = { kind = "ratio", part = "Hồ sơ trực tuyến", whole = "Tổng số hồ sơ" }
[[criteria]]
id = "ke-hoach"
name = "Có kế hoạch"
max = 10
rule = { kind = "yes_no" }
[[criteria]]
id = "giao-dich"
name = "Giao dịch"
max = 10
rule = { kind = "relative", input = "Số giao dịch" }
[[criteria]]
id = "par"
name = "Cải cách hành chính"
max = 10
rule = { kind = "imported", source = "PAR INDEX", out_of = 100 }
[[criteria]]
id = "y-thuc"
name = "Ý thức"
max = 10
step = 0.5
[[groups]]
id = "So"
name = "Các sở"
max = 50
tiers = [{ label = "Tốt", lower = 30 }, { label = "Khá" }]
"""
ROUND = """id = "d1"
title = "Đợt 1"
rubric = "sau.toml"
year = 2026
date = 2026-01-05
deadline = 2026-02-05
contact = "Tổ thư ký"
facts_from = ["so-lieu.csv"]
[[units]]
id = "y-te"
name = "Sở Y tế"
group = "So"
[[units]]
id = "xay-dung"
name = "Sở Xây dựng"
group = "So"
[[units]]
id = "moi"
name = "Sở Mới"
group = "So"
left_out = "Mới thành lập"
[[members]]
id = "an"
name = "An"
[[members]]
id = "binh"
name = "Bình"
"""
FACTS = "unit;criterion;value\nSở Y tế;par;80\nSở Xây dựng;par;60\n"
GIVEN: dict[str, str | int | None] = {
    "y-te truc-tuyen/a": 80,
    "y-te truc-tuyen/b": 100,
    "y-te ke-hoach": "Có",
    "y-te giao-dich": 50,
    "y-te y-thuc": 8,
    "xay-dung truc-tuyen/a": 3,
    "xay-dung truc-tuyen/b": 4,
    "xay-dung ke-hoach": "Không",
    "xay-dung giao-dich": 100,
    "xay-dung y-thuc": "9.5",
}
"""What a scorer types, by "unit input". Totals: 8 + 10 + 5 + 8 + 8 = 39 and 7.5 + 0 + 10 + 6 + 9.5 = 33."""
Given = Mapping[str, str | int | None]


def deep_folder(root: Path, more: str = "", rubric: str = RUBRIC, facts: str | None = FACTS) -> Path:
    """The round in `root`; `more` goes behind round.toml."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "sau.toml").write_text(rubric, encoding="utf-8")
    (root / "round.toml").write_text(ROUND + more, encoding="utf-8")
    if facts is not None:
        (root / "so-lieu.csv").write_text(facts, encoding="utf-8")
    return root


def add(root: Path, more: str) -> None:
    """Something behind round.toml."""
    with (root / "round.toml").open("a", encoding="utf-8") as file:
        file.write(more)


def change(root: Path, old: str, new: str, file: str = "round.toml") -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


def filled(path: Path, given: Given | None = None, texts: Mapping[str, str] | None = None) -> Path:
    """The workbook filled in, beside sent/; `given` changes `GIVEN`, texts by "unit criterion note|link"."""
    known: dict[str, str | int | None] = {**GIVEN, **(given or {})}
    words = texts or {}
    entries: dict[tuple[str, str], Decimal | str | None] = {}
    for item in inspect_file(path).inputs:
        value = _typed(item, known, words)
        if value is not None:
            entries[item.sheet, item.cell] = value
    target = path.parent.parent / "back" / path.name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(fill(path.read_bytes(), entries))
    return target


def _typed(item: Input, known: Given, words: Mapping[str, str]) -> Decimal | str | None:
    if item.kind in ("note", "link"):
        return words.get(f"{item.unit} {item.criterion} {item.kind}")
    value = known[f"{item.unit} {item.input or item.criterion}"]
    if value is None or value in ("Có", "Không", "KĐG", "sai"):
        return value if isinstance(value, str) else None
    return Decimal(value)


def returned(root: Path, *names: str, given: Given | None = None, texts: Mapping[str, str] | None = None) -> list[Path]:
    """Sent workbooks by name, filled in."""
    return [filled(root / "sent" / f"{name}.xlsx", given, texts) for name in names]
