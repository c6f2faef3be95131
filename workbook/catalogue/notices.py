"""RANK (from 090): notices to the units, and what documents of a result need."""

from __future__ import annotations

from workbook.findings import ERROR, WARNING, Check

NOT_RANKED = Check(
    "RANK-090",
    ERROR,
    vi="Đợt này chưa có kết quả hoàn tất để lập văn bản: {reason} Chạy xephang rank rồi chạy lại lệnh này; muốn lập "
    "theo số liệu hiện có, ghi rõ là tạm tính, thì thêm --provisional.",
    en="This round has no finished result for documents: {reason} Run xephang rank, then this command again; to make "
    "them of what there is, marked as provisional, add --provisional.",
)
WORD_MISSING = Check(
    "RANK-091",
    WARNING,
    vi="Không ghi được phiếu kết quả cho Word ({name}) vì máy này chưa cài thư viện python-docx; chỉ có tệp Excel. Nếu "
    'cần, chạy lệnh: pip install "xephang[docx]", rồi chạy lại lệnh này.',
    en="The notices for Word ({name}) were not written: python-docx is not installed here; there is the Excel file "
    'only. Where they are wanted, run: pip install "xephang[docx]", then this command again.',
)
TEXT_WITHHELD = Check(
    "RANK-093",
    WARNING,
    vi="{unit}, {what}: lời ghi trong round.toml nêu “{name}” (thành viên hội đồng hoặc đơn vị khác) nên không in "
    "vào phiếu kết quả; phiếu chỉ nói là có lời ghi. Muốn in, hãy viết lại lời ghi ấy trong round.toml, không nêu tên.",
    en="{unit}, {what}: what round.toml says names “{name}” (a member of the council, or another unit), so that it is "
    "not printed in the notice, which only says that there is something. To have it printed, reword it in round.toml "
    "without the name.",
)
CHECKS = (
    NOT_RANKED,
    WORD_MISSING,
    TEXT_WITHHELD,
)
