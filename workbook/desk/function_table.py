"""The custom functions as users meet them: names, arguments, help and examples, in both languages.

Excel's function dialog, the page docs/ham-trong-excel.md and the tests are all made from this table.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from workbook.findings import Words
from workbook.points import MARK_TEXT

LONGEST_HELP: Final = 255
"""Characters that Excel's function dialog shows of a help text."""
CATEGORY: Final = "Xephang"
"""Under which the dialog lists the functions."""
Value = float | str | None | list[list[float | str]]
"""What an example puts into an argument: a cell, or a range."""


class Argument(NamedTuple):
    """One argument. Its names are plain letters: they become names in VBA too."""

    name: Words
    help: Words
    is_table: bool = False
    """Always taken as rows and columns, even where it is one row."""
    optional: bool = False
    many: bool = False
    """The last one, which may be given again and again."""


class Example(NamedTuple):
    """What is typed, and what comes out; tested."""

    given: tuple[Value, ...]
    result: float | str


class Described(NamedTuple):
    """One function under its two names: a Vietnamese one with Vietnamese help, an English one with English help."""

    name: Words
    help: Words
    arguments: tuple[Argument, ...]
    examples: tuple[Example, ...]

    def least(self) -> int:
        """How many arguments must be given."""
        return sum(not (one.optional or one.many) for one in self.arguments)


_RUBRIC: Final = Argument(
    Words("bo_tieu_chi", "rubric"),
    Words(
        "Mã bộ tiêu chí có sẵn, hoặc đường dẫn đầy đủ tới tệp .toml, .xlsx hay tới thư mục của đợt. Để trống: bộ tiêu "
        "chí của đợt chứa bàn làm việc, chỉ khi hàm được nạp từ chính bàn làm việc ấy.",
        "The id of a shipped rubric, or the full path of a .toml or .xlsx file or of a round's folder. Empty: that of "
        "the round in whose folder the desk lies, only where the functions were loaded from that desk itself.",
    ),
)
_GROUP: Final = Argument(
    Words("khoi", "group"),
    Words(
        "Mã hoặc tên khối của đơn vị. Được để trống khi bộ tiêu chí chỉ có một khối.",
        "The id or the name of the unit's group. May be empty where the rubric has one group.",
    ),
)
_CRITERION: Final = Argument(
    Words("tieu_chi", "criterion"),
    Words(
        "Mã tiêu chí, hoặc số thứ tự đã in (dạng văn bản: “1.10” khác 1.1).",
        "The criterion's id, or its printed number as text: “1.10” is not 1.1.",
    ),
)
_LIST: Final[list[list[float | str]]] = [[90.0], [85.5], [85.5], [80.0]]

POINTS: Final = Described(
    Words("XEPHANG_DIEM", "XEPHANG_POINTS"),
    Words(
        "Điểm của một tiêu chí theo quy tắc chấm, đã làm tròn như bộ tiêu chí quy định. Thiếu số liệu thì ô trống; "
        "KĐG thì KĐG.",
        "A criterion's points by its scoring rule, rounded as the rubric says. Empty while a figure is missing; KĐG "
        "(not applicable) stays KĐG.",
    ),
    (
        _RUBRIC,
        _GROUP,
        _CRITERION,
        Argument(
            Words("so_lieu", "facts"),
            Words(
                "Các số liệu mà quy tắc cần, theo thứ tự; ô hoặc vùng. So với đơn vị cao nhất khối thì thêm số cao "
                "nhất ở cuối.",
                "The figures that the rule needs, in order; cells or ranges. A rule relative to the best unit needs "
                "the group's highest figure at the end.",
            ),
            many=True,
        ),
    ),
    (
        Example(("vi-du-chuyen-doi-so", "So", "2.5", 40.0, 60.0), 5.0),
        Example(("vi-du-chuyen-doi-so", "So", "2.5", 40.0, None), ""),
        Example(("vi-du-chuyen-doi-so", "So", "2.3", "Có"), 2.0),
    ),
)
TIER: Final = Described(
    Words("XEPHANG_XEPLOAI", "XEPHANG_TIER"),
    Words(
        "Xếp loại của một tổng điểm trong khối. Chưa xét chỉ tiêu số đơn vị mỗi loại; loại còn đòi điều kiện khác "
        "thì hàm nói rõ, không đoán.",
        "The tier of a total in its group. Quotas are not looked at; where a tier asks for more than the total, the "
        "function says so and does not guess.",
    ),
    (
        _RUBRIC,
        _GROUP,
        Argument(Words("tong_diem", "total"), Words("Tổng điểm của đơn vị.", "The unit's total.")),
        Argument(
            Words("diem_toi_da", "maximum"),
            Words(
                "Điểm tối đa áp dụng cho đơn vị, khi có tiêu chí không đánh giá. Để trống: mọi tiêu chí đều áp dụng.",
                "The unit's applicable maximum, where some criteria do not apply. Empty: all of them apply.",
            ),
            optional=True,
        ),
    ),
    (
        Example(("lao-cai-2020", "II", 65.0), "Tốt"),
        Example(("thai-binh-2020", "", 358.2, 398.0), "Tốt"),
    ),
)
RANK: Final = Described(
    Words("XEPHANG_HANG", "XEPHANG_RANK"),
    Words(
        "Hạng của một đơn vị trong khối, số cao đứng trên; bằng nhau thì theo bộ tiêu chí (đồng hạng, thứ tự ưu "
        "tiên). Chưa xét quyết định của hội đồng.",
        "A unit's rank in its group, higher figures first; ties by the rubric's rule (shared ranks, tie chain). "
        "Decisions of the council are not looked at.",
    ),
    (
        _RUBRIC,
        Argument(
            Words("don_vi", "unit"),
            Words(
                "Con số được xếp hạng của đơn vị (tổng điểm, chỉ số hay điểm quy đổi, theo bộ tiêu chí); thêm bên phải "
                "các cột của thứ tự ưu tiên, nếu có.",
                "The unit's figure that is ranked (total, index or converted points, as the rubric says); to its right "
                "the columns of the tie chain, if any.",
            ),
            is_table=True,
        ),
        Argument(
            Words("ca_khoi", "all_units"),
            Words(
                "Cũng các cột ấy của mọi đơn vị trong khối, mỗi đơn vị một dòng. Dòng trống là chưa xếp hạng.",
                "The same columns of all units of the group, one row each. An empty row is not ranked yet.",
            ),
            is_table=True,
        ),
    ),
    (
        Example(("quang-nam-2019", 85.5, _LIST), 2.0),
        Example(("quang-nam-2019", 80.0, _LIST), 4.0),
    ),
)
MAXIMUM: Final = Described(
    Words("XEPHANG_TOIDA", "XEPHANG_MAX"),
    Words(
        "Điểm tối đa của một tiêu chí cho khối của đơn vị, trước khi nhân trọng số.",
        "The maximum of a criterion for the unit's group, before its weight.",
    ),
    (_RUBRIC, _GROUP, _CRITERION),
    (Example(("quang-nam-2019", "So", "nhan-luc"), 8.0),),
)
SUM: Final = Described(
    Words("XEPHANG_TONG", "XEPHANG_SUM"),
    Words(
        "Tổng đúng theo số thập phân, không có sai số nhị phân. Ô trống và KĐG không cộng; ô không đọc được thành số "
        "thì báo, không bỏ qua.",
        "The exact decimal sum, without binary errors. Empty cells and KĐG add nothing; a cell that is no number is "
        "told, never skipped.",
    ),
    (
        Argument(
            Words("vung", "cells"),
            Words("Các ô hoặc vùng cần cộng.", "The cells or ranges that are added."),
            many=True,
        ),
    ),
    (
        Example(([[0.1, 0.2], [0.3, ""]], 0.1), 0.7),
        Example(([[MARK_TEXT], [8.5]],), 8.5),
    ),
)
ALL: Final = (POINTS, TIER, RANK, MAXIMUM, SUM)
LANGUAGES: Final = ("vi", "en")


def word(words: Words, lang: str) -> str:
    return words.vi if lang == "vi" else words.en


def call_text(one: Described, lang: str) -> str:
    """How it is written: XEPHANG_XEPLOAI(bo_tieu_chi; khoi; tong_diem; [diem_toi_da])."""
    said = []
    for argument in one.arguments:
        name = word(argument.name, lang)
        said.append(f"{name}; ..." if argument.many else f"[{name}]" if argument.optional else name)
    return f"{word(one.name, lang)}({'; '.join(said)})"


def example_text(one: Described, made: Example, lang: str) -> str:
    """An example as a formula of Excel, with the decimal sign and the separator of the language; ranges from A2 on."""
    said, column = [], 0
    for value in made.given:
        if isinstance(value, list):
            wide = len(value[0])
            said.append(f"{_LETTERS[column]}2:{_LETTERS[column + wide - 1]}{1 + len(value)}")
            column += wide
        else:
            said.append(f'"{value}"' if isinstance(value, str) else "" if value is None else _figure(value, lang))
    return f"={word(one.name, lang)}({(';' if lang == 'vi' else ',').join(said)})"


def cells_text(made: Example, lang: str) -> str:
    """What stands in the cells of an example's ranges: A2: 90; A3: 85,5; nothing where there are none."""
    said, column = [], 0
    for table in (value for value in made.given if isinstance(value, list)):
        for number, row in enumerate(table, 2):
            for letter, value in zip(_LETTERS[column:], row, strict=False):
                shown = value if isinstance(value, str) else _figure(value, lang)
                said.append(f"{letter}{number}: {shown or word(_EMPTY, lang)}")
        column += len(table[0])
    return "; ".join(said)


_LETTERS: Final = "ABCDEFGH"
_EMPTY: Final = Words("để trống", "empty")


def _figure(value: float, lang: str) -> str:
    return f"{value:g}".replace(".", "," if lang == "vi" else ".")


def page_part(lang: str) -> str:
    """The functions as the page of the docs shows them."""
    head = {
        "vi": ("| đối số | ý nghĩa |", "Ví dụ", "ô trống", "Tên tiếng Anh"),
        "en": ("| argument | meaning |", "Example", "empty", "Vietnamese name"),
    }[lang]
    parts = []
    for one in ALL:
        other = word(one.name, "en" if lang == "vi" else "vi")
        lines = [f"### `{call_text(one, lang)}`", "", f"{word(one.help, lang)} ({head[3]}: `{other}`.)", ""]
        lines += [head[0], "|---|---|"]
        lines += [f"| `{word(each.name, lang)}` | {word(each.help, lang)} |" for each in one.arguments]
        lines.append("")
        for made in one.examples:
            shown = made.result if isinstance(made.result, str) else _figure(made.result, lang)
            cells = f" ({cells_text(made, lang)})" if cells_text(made, lang) else ""
            lines += [f"- {head[1]}: `{example_text(one, made, lang)}` → {f'`{shown}`' if shown else head[2]}{cells}"]
        parts.append("\n".join(lines))
    return "\n" + "\n\n".join(parts) + "\n\n"
