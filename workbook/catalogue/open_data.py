"""FILE (from 160): open data, what is written out of a round."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

NOT_RANKED = Check(
    "FILE-160",
    ERROR,
    vi="Đợt này chưa có kết quả hoàn tất để xuất: {reason} Chạy xephang rank rồi xuất lại; muốn xuất số liệu hiện có, "
    "được đánh dấu là tạm thời, thì thêm --provisional.",
    en="This round has no finished result to export: {reason} Run xephang rank, then export again; to export what "
    "there is, marked as provisional, add --provisional.",
)
FILES_THERE = Check(
    "FILE-161",
    ERROR,
    vi="Thư mục {folder} đã có tệp cùng tên nhưng nội dung khác: {names}. Không ghi gì. Chọn thư mục khác bằng --to, "
    "chuyển các tệp này đi nơi khác, hoặc thêm --force để thay.",
    en="The folder {folder} holds files of these names with other content: {names}. Nothing was written. Choose "
    "another folder with --to, move these files away, or add --force to replace them.",
)
FILES_REPLACED = Check(
    "FILE-162",
    WARNING,
    vi="Đã thay tệp có nội dung khác theo --force: {names}. Nếu cần bản cũ, lấy từ bản sao lưu.",
    en="Files with other content were replaced, as --force says: {names}. If the old ones are needed, take them from "
    "a backup.",
)
PLACE_TAKEN = Check(
    "FILE-163",
    ERROR,
    vi="Không xuất vào {folder}: thư mục này thuộc hồ sơ của đợt (tệp mã hóa tên, phiếu, kết quả). Chọn một thư mục "
    "riêng bằng --to.",
    en="Nothing is exported into {folder}: it belongs to the round's own files (the key of the codes, ballots, "
    "results). Choose a folder of its own with --to.",
)
CODES_BAD = Check(
    "FILE-164",
    ERROR,
    vi="Tệp {name} (mã nào của ai) không đọc được ở dòng {line}: {problem}. Khôi phục tệp này từ bản sao lưu; xóa tệp "
    "thì lần xuất tới đặt mã mới, khác các bản đã công bố.",
    en="{name} (whose code is which) cannot be read at line {line}: {problem}. Restore it from a backup; without the "
    "file the next export draws new codes, other than those already published.",
)
PARQUET_MISSING = Check(
    "FILE-165",
    ERROR,
    vi='Máy này chưa cài phần ghi tệp Parquet. Cài thêm: pip install "xephang[parquet]", hoặc chọn --format csv, '
    "json, xlsx.",
    en='What writes Parquet files is not installed here. Install it: pip install "xephang[parquet]", or choose '
    "--format csv, json or xlsx.",
)
TOO_MANY_ROWS = Check(
    "FILE-166",
    ERROR,
    vi="Bảng {table} có {rows} dòng, một trang tính chỉ chứa được {most} dòng. Chọn --format csv, json hoặc parquet.",
    en="The table {table} has {rows} rows, a sheet holds {most}. Choose --format csv, json or parquet.",
)
RESULT_UNREADABLE = Check(
    "FILE-167",
    ERROR,
    vi="Không đọc được kết quả số {number} ({name}): nội dung không đúng dạng mà xephang rank ghi. Khôi phục tệp này "
    "từ bản sao lưu.",
    en="Result no. {number} ({name}) cannot be read: it has not the shape that xephang rank writes. Restore it from a "
    "backup.",
)
RESULT_LOST = Check(
    "FILE-170",
    ERROR,
    vi="Sổ nhật ký ghi kết quả số {number}, nhưng tệp của nó không còn trong thư mục results, nên không biết lần cuối "
    "đã công bố những gì. Khôi phục tệp từ bản sao lưu; không có bản sao lưu thì chạy xephang rank để ghi kết quả mới.",
    en="The log tells of result no. {number}, but its file is gone from the folder results, so that nobody knows what "
    "was published last. Restore it from a backup; without one, run xephang rank, which writes a new result.",
)
CODES_KEPT = Check(
    "FILE-168",
    NOTE,
    vi="Tệp {name} cho biết mã nào của ai: giữ kín, đừng gửi kèm bản xuất. Lần xuất sau dùng lại đúng các mã này.",
    en="{name} tells whose code is which: keep it to yourself, never send it with the export. The next export uses "
    "the same codes.",
)
NAMES_LEFT = Check(
    "FILE-169",
    WARNING,
    vi="Bản xuất đã thay tên bằng mã nhưng vẫn còn nêu “{name}” ở cột {column} của bảng {table}: “{text}” (có {count} "
    "chỗ như vậy). Chữ này là của đợt hoặc của bộ tiêu chí nên được giữ nguyên; nếu để lộ ai là ai thì sửa chữ đó rồi "
    "xuất lại.",
    en="Names are replaced by codes, and yet “{name}” stands in column {column} of the table {table}: “{text}” "
    "({count} such places). The text is the round's or the rubric's and was left as it is; if it tells who is who, "
    "change it and export again.",
)
CHECKS = (
    NOT_RANKED,
    FILES_THERE,
    FILES_REPLACED,
    PLACE_TAKEN,
    CODES_BAD,
    PARQUET_MISSING,
    TOO_MANY_ROWS,
    RESULT_UNREADABLE,
    RESULT_LOST,
    CODES_KEPT,
    NAMES_LEFT,
)
