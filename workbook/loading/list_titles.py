"""The columns of lists: which titles mean which key, in Vietnamese and English, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Titles = Mapping[str, tuple[str, ...]]
"""By key, every title that means it, as `names.fold` leaves it; the second is what findings propose."""

TITLES: Final[Mapping[str, Titles]] = {
    "units": {
        "id": ("id", "mã", "mã đơn vị", "mã số"),
        "name": ("name", "tên", "tên đơn vị", "đơn vị", "tên cơ quan", "unit"),
        "group": ("group", "khối", "nhóm", "mã khối"),
        "aliases": ("aliases", "tên khác", "tên gọi khác", "cách viết khác"),
        "prior_rank": ("prior_rank", "prior rank", "hạng năm trước", "xếp hạng năm trước"),
        "traits": ("traits", "đặc điểm"),
        "left_out": ("left_out", "left out", "lý do không xếp", "lý do không xếp hạng", "không xếp hạng"),
    },
    "members": {
        "id": ("id", "mã", "mã thành viên", "mã số"),
        "name": ("name", "tên", "họ và tên", "họ tên", "tên thành viên"),
        "role": ("role", "chức vụ", "chức danh", "vai trò"),
        "groups": ("groups", "group", "khối", "các khối", "khối phụ trách"),
        "recused": ("recused", "không chấm", "đơn vị không chấm"),
        "absent": ("absent", "vắng", "vắng mặt", "lý do vắng"),
    },
    "facts": {
        "unit": ("unit", "đơn vị", "tên đơn vị", "cơ quan", "tên cơ quan"),
        "unit id": ("unit id", "mã đơn vị"),
        "criterion": ("criterion", "tiêu chí", "tên tiêu chí", "chỉ tiêu"),
        "criterion id": ("criterion id", "mã tiêu chí", "mã chỉ tiêu"),
        "input": ("input", "số liệu", "tên số liệu"),
        "child": ("child", "đơn vị trực thuộc", "đơn vị con", "xã", "xã, phường", "tên xã"),
        "value": ("value", "giá trị", "kết quả"),
    },
    "conclusions": {
        "unit": ("unit", "đơn vị", "tên đơn vị", "cơ quan", "tên cơ quan"),
        "unit id": ("unit id", "mã đơn vị"),
        "criterion": ("criterion", "tiêu chí", "tên tiêu chí", "chỉ tiêu"),
        "criterion id": ("criterion id", "mã tiêu chí", "mã chỉ tiêu"),
        "points": ("points", "kết luận", "điểm kết luận", "concluded", "conclusion"),
        "explanation": ("explanation", "giải trình"),
        "reason": ("reason", "lý do", "lý do kết luận"),
        "by": ("by", "người quyết định", "người kết luận", "cấp quyết định", "decided by"),
    },
}
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "units": ("id", "name", "group"),
    "members": ("id", "name"),
    "facts": ("unit", "criterion", "value"),
    "conclusions": ("unit", "criterion", "points"),
}
SURER: Final[Mapping[str, str]] = {"unit id": "unit", "criterion id": "criterion"}
"""Columns of ids: where one stands beside the column of names, it is read and the names are not."""
FIGURES: Final = frozenset({"points", "value"})
SKIPPED_WITHOUT: Final[Mapping[str, str]] = {"conclusions": "points"}
"""Rows that have nothing there say nothing: the list comes with a row for every criterion."""
WITH_POINTS: Final = frozenset({"reason", "by"})
"""What only a conclusion has: a row that has it and no points is asked about."""
BESIDE: Final[Mapping[str, frozenset[str]]] = {
    "conclusions": frozenset(
        {
            "tên", "name", "nội dung", "text", "điểm tối đa", "maximum", "tự chấm", "self", "thẩm định", "appraised",
            "điểm tính", "counts", "chênh với tự chấm", "beyond self",
        }
    ),
}  # fmt: skip
"""Columns of our own sheet of three scores, which becomes such a list: nobody need be told that they are not read."""
LONGEST: Final[Mapping[str, int]] = {"units": 20_000, "members": 20_000, "facts": 100_000, "conclusions": 100_000}
"""The most rows of a list."""
