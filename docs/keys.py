"""Write every key of a rubric's file: docs/rules.md, the tables of rubrics/README.md, the JSON Schema: `make docs`.

All of it comes from the models in `workbook/loading` and the rules in `workbook/rules`; only the
examples of rules stand here, and `tests/test_docs.py` loads each of them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from workbook.loading.rubric import rubric_schema
from workbook.rules.kinds import KINDS

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "rubrics" / "README.md"
SCHEMA = ROOT / "rubrics" / "rubric.schema.json"
PAGE = ROOT / "docs" / "rules.md"

TABLES = {
    "Top of the file": "",
    "`[rounding]`": "RoundingFile",
    "`[[traits]]`": "TraitFile",
    "`[[criteria]]` and `[[criteria.children]]`": "CriterionFile",
    "`[[aggregates]]`": "AggregateFile",
    "`[[tiers.NAME]]` and `[[groups.tiers]]`": "TierFile",
    "`[[groups]]`": "GroupFile",
}
_PLACE = re.compile(r"(?<=<!-- keys -->\n).*?(?=<!-- end of keys -->)", re.DOTALL)
_HEAD = """\
# Cách tính điểm / Scoring rules

Trang này do `make docs` tạo ra từ `workbook/rules/`; xin đừng sửa tay. Mỗi tiêu chí có một cách tính, ghi ở khóa
`rule` của tệp bộ tiêu chí; không ghi là `{ kind = "direct" }`. Điểm tính ra được làm tròn một lần, theo
`rounding.leaf`. Ô trống, số 0 và dấu KĐG là ba điều khác nhau.

This page is made by `make docs` from `workbook/rules/`; please do not edit it. Each criterion has one rule, in the key
`rule` of the rubric's file; left out it is `{ kind = "direct" }`. Points that are computed are rounded once, as
`rounding.leaf` says. An empty cell, 0 and the mark KĐG are three different things.
"""
EXAMPLES = {
    "direct": """\
max = 10
step = 0.5                          # rule = { kind = "direct" } may be left out
""",
    "ratio": """\
max = 10
rule = { kind = "ratio", part = "Số hồ sơ nộp trực tuyến", whole = "Tổng số hồ sơ", unit = "hồ sơ", target = 0.8 }
""",
    "complement": """\
max = 10
rule = { kind = "complement", bad = "Số hồ sơ quá hạn", whole = "Tổng số hồ sơ", unit = "hồ sơ", zero = "full" }
""",
    "bands": """\
max = 20

[criteria.rule]
kind = "bands"
input = "Số cuộc họp của Ban chỉ đạo trong năm"
unit = "cuộc"
bands = [
    { bound = 4, points = 20 },
    { bound = 3, points = 15 },
    { bound = 1, share = 0.25 },
]
""",
    "ratio_bands": """\
max = 10

[criteria.rule]
kind = "ratio_bands"
part = "Số dịch vụ công toàn trình"
whole = "Tổng số dịch vụ công"
bands = [
    { bound = 80, points = 10 },
    { bound = 50, points = 5, strict = true },
]
""",
    "yes_no": """\
max = 5
rule = { kind = "yes_no", question = "Có phần mềm một cửa" }
""",
    "level": """\
max = 10

[criteria.rule]
kind = "level"
levels = [
    { name = "Chưa có", points = 0 },
    { name = "Có nhưng chưa cập nhật", share = 0.5 },
    { name = "Có và cập nhật hằng tháng", points = 10 },
]
""",
    "checklist": """\
max = 5

[criteria.rule]
kind = "checklist"
parts = [
    { name = "Có tường lửa", points = 2 },
    { name = "Có phần mềm diệt vi-rút bản quyền", points = 3 },
]
""",
    "count": """\
max = 5
rule = { kind = "count", input = "Số sáng kiến được công nhận", unit = "sáng kiến", each = 0.5 }
""",
    "sum": """\
max = 50

[criteria.rule]
kind = "sum"

[[criteria.rule.parts]]
name = "Hồ sơ trực tuyến"
max = 45
kind = "ratio"
part = "Số hồ sơ nộp trực tuyến"
whole = "Tổng số hồ sơ"

[[criteria.rule.parts]]
name = "Sáng kiến"
max = 5
kind = "count"
input = "Số sáng kiến được công nhận"
each = 1
""",
    "best": """\
max = 10

[criteria.rule]
kind = "best"

[[criteria.rule.parts]]
name = "Dùng nền tảng của tỉnh"
max = 10
kind = "yes_no"

[[criteria.rule.parts]]
name = "Tự xây dựng"
max = 8
kind = "level"
levels = [{ name = "Chưa có", points = 0 }, { name = "Đã có", points = 8 }]
""",
    "relative": """\
max = 10
rule = { kind = "relative", input = "Số tin, bài đã đăng", unit = "tin" }
""",
    "bonus": """\
max = 3
step = 0.5
rule = { kind = "bonus" }
""",
    "penalty": """\
max = 5
rule = { kind = "penalty", each = 0.5, input = "Số lần báo cáo chậm", unit = "lần" }
""",
    "mandatory": """\
max = 0
rule = { kind = "mandatory", question = "Có kế hoạch năm được phê duyệt" }
""",
    "informational": """\
max = 0
rule = { kind = "informational", input = "Dân số", unit = "người" }
""",
    "survey": """\
max = 10

[criteria.rule]
kind = "survey"
options = [
    { name = "Hài lòng", share = 1 },
    { name = "Bình thường", share = 0.6 },
    { name = "Không hài lòng", share = 0 },
]
respondents = [
    { name = "Người dân", weight = 0.7 },
    { name = "Doanh nghiệp", weight = 0.3 },
]
""",
    "imported": """\
max = 10
rule = { kind = "imported", source = "Chỉ số cải cách hành chính của đơn vị", out_of = 100 }
""",
    "children": """\
max = 10
rule = { kind = "children", input = "Điểm của các xã", out_of = 100 }
""",
}
"""What follows the name of a `[[criteria]]` table, by kind."""


# ---------------------------------------------------------------- one table
def table(model: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a model's table, from its JSON Schema."""
    needed = model.get("required", [])
    yield "| khóa / key | giá trị / value | nếu không ghi / default | ví dụ / example | là gì / what it is |"
    yield "|---|---|---|---|---|"
    for key, said in model["properties"].items():
        example = toml(said["examples"][0]) if "examples" in said else ""
        default = "**bắt buộc / needed**" if key in needed else _default(key, said)
        cells = (f"`{key}`", values(said), default, _code(example), said.get("description", ""))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(key: str, said: Mapping[str, Any]) -> str:
    if key == "rule":
        return _code('{ kind = "direct" }')
    default = said.get("default")
    return _code(toml(default)) if default not in (None, "", [], {}) else ""


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def values(said: Mapping[str, Any]) -> str:
    """What may stand there, in few words of both languages."""
    if "const" in said or "enum" in said:
        return ", ".join(_code(toml(one)) for one in said.get("enum", [said.get("const")]))
    if "anyOf" in said:
        return values(next(one for one in said["anyOf"] if one.get("type") != "null"))
    if "oneOf" in said:
        named = any(one.get("type") == "string" for one in said["oneOf"])
        return "tên, hoặc các bảng / name or tables" if named else "bảng có `kind` / table with `kind`"
    match said.get("type"):
        case "string" if "pattern" in said:
            return "mã / id"
        case "string":
            return f"chữ / text, ≤ {said['maxLength']}"
        case "boolean":
            return "`true`, `false`"
        case "integer":
            return f"số nguyên / whole, {said['minimum']} … {said['maximum']}"
        case "number":
            low = f"> {said['exclusiveMinimum']}" if "exclusiveMinimum" in said else f"{said['minimum']}"
            return f"số / number, {low} … {said['maximum']}"
        case "array":
            tables = "$ref" in said["items"] or "oneOf" in said["items"]
            return "các bảng / tables" if tables else f"danh sách / list: {values(said['items'])}"
        case "object":
            inner = said.get("additionalProperties")
            return f"bảng / table: mã / id = {values(inner)}" if isinstance(inner, dict) else "bảng / table"
    return "bảng / table"


def toml(value: object) -> str:
    """A value as it stands in TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


# ---------------------------------------------------------------- the pages
def keys(schema: Mapping[str, Any]) -> str:
    """The part of rubrics/README.md between its marks."""
    parts = []
    for title, name in TABLES.items():
        model = schema["$defs"][name] if name else schema
        parts.append(f"### {title}\n\n" + "\n".join(table(model)) + "\n")
    return "\n" + "\n".join(parts) + "\n"


def readme(text: str) -> str:
    """rubrics/README.md with its tables as the models are."""
    return _PLACE.sub(lambda _: keys(rubric_schema()), text)


def page() -> str:
    """docs/rules.md, whole: each kind with its words, keys, rows and an example."""
    schema = rubric_schema()["$defs"]
    listed = [f"| [`{kind.kind}`](#{kind.kind}) | {kind.title.vi} | {kind.title.en} |" for kind in KINDS]
    parts = [_HEAD, "\n".join(["| kind | | |", "|---|---|---|", *listed]) + "\n"]
    for kind in KINDS:
        model = schema["".join(map(str.capitalize, kind.kind.split("_"))) + "RuleFile"]
        parts.append(f"## {kind.kind}\n\n**{kind.title.vi}.** {kind.doc.vi}\n\n**{kind.title.en}.** {kind.doc.en}\n")
        parts.append("\n".join(table(model)) + "\n")
        parts += _rows(kind.kind, model, schema)
        if kind.kind in EXAMPLES:
            parts.append("```toml\n" + EXAMPLES[kind.kind] + "```\n")
    return "\n".join(parts)


def _rows(kind: str, model: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    """The tables of a kind's rows; parts hold the keys of their own kind too."""
    for key, said in model["properties"].items():
        items = said.get("items", {})
        if "$ref" in items:
            yield f"Mỗi dòng của / each row of `{key}`:\n\n" + "\n".join(table(_of(items, schema))) + "\n"
        elif "oneOf" in items:
            models = [_of(one, schema) for one in items["oneOf"]]
            kinds = ", ".join(f"[`{name}`](#{name})" for name in (one["properties"]["kind"]["const"] for one in models))
            own = [key for key in models[0]["properties"] if all(key in one["properties"] for one in models)]
            shared = {**models[0], "properties": {key: models[0]["properties"][key] for key in own if key != "kind"}}
            said_of = (
                f"Mỗi phần trong / each part of `{key}`, thêm khóa của / with the keys of its `kind`: {kinds}.\n\n"
            )
            yield said_of + "\n".join(table(shared)) + "\n"


def _of(ref: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    return schema[ref["$ref"].rpartition("/")[2]]


def main() -> int:
    text = json.dumps(rubric_schema(), ensure_ascii=False, indent=2) + "\n"
    for path, made in ((PAGE, page()), (README, readme(README.read_text(encoding="utf-8"))), (SCHEMA, text)):
        path.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
