"""PANEL from 060: when workbooks are made; units that score themselves (shown, never counted)."""

from __future__ import annotations

from workbook.findings import NOTE, WARNING, Check

SELF_NOT_USED = Check(
    "PANEL-060",
    WARNING,
    vi="Phiếu tự chấm của {unit} còn {count} lỗi nên chưa dùng được; phiếu của thành viên không có số tự chấm này. "
    "Xem lỗi: xephang check TỆP --round THƯ-MỤC-ĐỢT; đề nghị đơn vị sửa và gửi lại.",
    en="The self-score of {unit} has {count} errors and is not used; members see no self-score of this unit. "
    "To see them: xephang check FILE --round ROUND; ask the unit to correct and return it.",
)
SELF_OUTDATED = Check(
    "PANEL-061",
    WARNING,
    vi="Phiếu tự chấm của {unit} được phát theo quy định cũ ({changes}) nên không dùng. "
    "Phát lại phiếu tự chấm cho đơn vị: xephang generate THƯ-MỤC-ĐỢT --for units",
    en="The self-score of {unit} was sent under other rules ({changes}) and is not used. "
    "Send the unit a new one: xephang generate ROUND --for units",
)
SELF_NO_LONGER_UNIT = Check(
    "PANEL-062",
    WARNING,
    vi="Phiếu tự chấm đã nhận của “{unit}” không dùng: năm nay không chấm đơn vị này (không có trong round.toml "
    "hoặc có left_out).",
    en="The self-score received of “{unit}” is not used: the unit is not scored this year (not in round.toml, or "
    "left_out).",
)
SELF_SHORTENED = Check(
    "PANEL-064",
    NOTE,
    vi="Giải trình và đường dẫn của các đơn vị dài quá mức một phiếu chứa được nên đã rút gọn còn {length} ký tự mỗi ô "
    "trong phiếu của {member}. Bản đầy đủ ở phiếu tự chấm gốc (thư mục returned).",
    en="The units' explanations and links are longer than one workbook can carry; in that of {member} each is cut to "
    "{length} letters. The full text stands in the originals (folder returned).",
)
LISTS_LACK = Check(
    "PANEL-065",
    WARNING,
    vi="Chưa có đủ số liệu từ danh sách cho: {criteria}. Trong phiếu các ô này còn trống, nên chưa hiện tổng điểm. "
    "Khi có danh sách: ghi tên tệp ở facts_from trong round.toml rồi chạy lại xephang generate.",
    en="Figures from lists are still missing for: {criteria}. In the workbooks these criteria are empty, so no total "
    "shows yet. When the lists are there: name them at facts_from in round.toml and run xephang generate again.",
)
CHECKS = (LISTS_LACK, SELF_NOT_USED, SELF_OUTDATED, SELF_NO_LONGER_UNIT, SELF_SHORTENED)
