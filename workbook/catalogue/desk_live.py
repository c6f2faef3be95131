"""What stops a task, or is left over, in an open Excel."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

MARKS_SHUT = Check(
    "FILE-177",
    WARNING,
    vi="{count} ô còn màu đánh dấu vì trang đang được bảo vệ. Bỏ bảo vệ trang (thẻ Xem lại; không có mật khẩu) rồi "
    "bỏ đánh dấu lần nữa.",
    en="{count} cells keep the colour of their marks, because the sheet is protected. Unprotect the sheet (Review; "
    "there is no password) and remove the marks again.",
)
MARKS_LEFT = Check(
    "FILE-178",
    NOTE,
    vi="{count} ô đã đánh dấu lần trước không còn tìm thấy, hoặc đã được đổi màu từ đó, nên được giữ nguyên. Nếu còn "
    "màu đánh dấu ở đâu, xóa màu nền của ô đó.",
    en="{count} cells marked last time cannot be found any more, or were coloured otherwise since, and are left as "
    "they are. If a mark is still seen somewhere, clear the fill of that cell.",
)
STOPPED = Check(
    "FILE-179",
    ERROR,
    vi="Việc này dừng lại giữa chừng trong Excel ({reason}); tệp trong thư mục đợt không bị hỏng. Nhấn Esc để thoát ô "
    "đang gõ, đóng hộp thoại đang mở rồi làm lại; nếu vẫn vậy, báo cho người phụ trách kèm dòng này.",
    en="This stopped half-way in Excel ({reason}); no file of the round's folder was damaged. Press Esc to leave the "
    "cell being edited, close open dialogs and try again; if it stays so, tell whoever is in charge, with this line.",
)
NOT_READ = Check(
    "FILE-209",
    NOTE,
    vi="Trang “{sheet}”: vùng đã dùng kéo tới tận ô {last} nên chỉ xem tới ô {read}; tiếp theo là một khoảng trống "
    "dài. Nếu xa hơn nữa có nội dung lạc thì xóa đi; muốn đối chiếu đủ, lưu phiếu rồi nhận (import) hoặc kiểm tra "
    "(check) tệp đã lưu.",
    en="Sheet “{sheet}”: its used area reaches as far as cell {last}, so it was looked at only up to cell {read}; a "
    "long blank stretch follows. If something stray stands further away, delete it; to have all compared, save the "
    "ballot and import or check the saved file.",
)
LIST_KEPT = Check(
    "FILE-210",
    NOTE,
    vi="Trang “{sheet}” là của lần kiểm tra trước nhưng không còn đúng như đã ghi (có người ghi thêm, sửa hay xóa "
    "trong đó, hoặc trang này giả làm trang kết quả), nên được giữ nguyên và từ nay không coi là trang kết quả nữa. "
    "Không cần thì tự xóa trang ấy trước khi gửi phiếu đi.",
    en="Sheet “{sheet}” is of the last check but not as it was written any more (somebody wrote, changed or deleted "
    "something there, or it only pretends to be our list): it was kept as it is, and is no list of ours from now on. "
    "If it is not needed, delete it before the ballot is sent.",
)
MARKS_FORGOTTEN = Check(
    "FILE-214",
    WARNING,
    vi="Trang “{sheet}”: các ô ẩn ghi màu cũ của những ô đã tô màu bị sửa hoặc mất một phần, nên không biết đã tô "
    "những ô nào, bao nhiêu ô, và không trả lại màu cũ được. Nếu trong phiếu còn ô mang màu nền {colors} do lần kiểm "
    "tra trước tô thì tự xóa màu nền của ô đó.",
    en="Sheet “{sheet}”: the hidden cells with the old colours of the marked cells were changed or partly lost, so "
    "which cells were marked, and how many, is not known, and they cannot get their old colours back. If cells of the "
    "ballot still have the fill {colors} from the last check, clear their fill.",
)
NO_LIST = Check(
    "FILE-215",
    NOTE,
    vi="Không thấy trang kết quả của lần kiểm tra trước (đã bỏ, đã xóa, hoặc bị sửa tới mức không nhận ra), nên không "
    "có màu nào để trả lại. Nếu trong phiếu còn ô mang màu nền {colors} do lần kiểm tra trước tô thì tự xóa màu nền "
    "của ô đó, hoặc đóng phiếu mà không lưu.",
    en="There is no list of a last check (it was taken away, deleted, or changed so that it is not known any more), so "
    "no colour can be given back. If cells of the ballot still have the fill {colors} from the last check, clear their "
    "fill, or close the ballot without saving.",
)
CHECKS = (MARKS_SHUT, MARKS_LEFT, STOPPED, NOT_READ, LIST_KEPT, MARKS_FORGOTTEN, NO_LIST)
