"""ROUND (from 140): units that were merged, split, renamed or dissolved since the round before."""

from __future__ import annotations

from workbook.findings import ERROR, WARNING, Check

SUCCESSOR_TWICE = Check(
    "ROUND-140",
    ERROR,
    vi="Đơn vị “{unit}” đã có một mục [[successors]] ở {first}. Gộp các đơn vị cũ vào một mục.",
    en="The unit “{unit}” has a [[successors]] entry at {first} already. Name all its older units in one.",
)
ORIGIN_TWICE = Check(
    "ROUND-141",
    ERROR,
    vi="Đơn vị cũ “{origin}” ghi hai lần trong cùng một mục. Chỉ giữ một.",
    en="The older unit “{origin}” stands twice in one entry. Keep one.",
)
ORIGIN_SHARED = Check(
    "ROUND-142",
    ERROR,
    vi="Đơn vị cũ “{origin}” đã thuộc về {first}. Nếu đơn vị này được chia tách, ghi split = true ở mọi mục nêu nó; "
    "nếu không, xóa ở một nơi.",
    en="The older unit “{origin}” belongs to {first} already. If it was split, write split = true in every entry that "
    "names it; if not, remove it from one of them.",
)
SPLIT_ALONE = Check(
    "ROUND-143",
    WARNING,
    vi="Mục này ghi split = true nhưng không đơn vị nào khác có phần của “{origins}”. Thêm đơn vị còn lại, hoặc bỏ "
    "split.",
    en="This entry says split = true, but no other unit has a part of “{origins}”. Add the others, or remove split.",
)
NO_SUCCESSOR = Check(
    "ROUND-144",
    ERROR,
    vi="Mục [[successors]] không có unit (đơn vị mới) cũng không có reason. Ghi unit, hoặc ghi reason vì sao các đơn "
    "vị này không còn.",
    en="A [[successors]] entry has neither unit nor reason. Name the new unit, or give the reason why these units are "
    "no more.",
)
CHECKS = (SUCCESSOR_TWICE, ORIGIN_TWICE, ORIGIN_SHARED, SPLIT_ALONE, NO_SUCCESSOR)
