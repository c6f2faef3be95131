"""FORM: the workbook that came back is not the form that was sent."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check, Words

NOT_OURS = Check(
    "FORM-001",
    ERROR,
    vi="Tệp này không phải phiếu chấm do xephang tạo (không tìm thấy dấu nhận dạng). Gửi lại đúng tệp đã nhận.",
    en="This file is not a ballot made by xephang (no passport found). Send the file that was issued.",
)
SHEET_MISSING = Check(
    "FORM-002",
    ERROR,
    vi="Thiếu phiếu “{sheet}”. Gửi lại tệp có đủ các trang tính.",
    en="The ballot sheet “{sheet}” is missing. Send the file with all its sheets.",
)
SHEET_TWICE = Check(
    "FORM-003",
    ERROR,
    vi="Phiếu “{sheet}” có hai bản trong tệp ({copies}). Xóa bản thừa rồi gửi lại.",
    en="The ballot sheet “{sheet}” is there twice ({copies}). Delete the spare one and send again.",
)
ROW_MISSING = Check(
    "FORM-004",
    ERROR,
    vi="Không tìm thấy dòng của {unit} trên phiếu. Lấy lại phiếu gốc và nhập lại dòng này.",
    en="The row of {unit} is not on the sheet. Start from the issued file and fill that row again.",
)
COLUMN_MISSING = Check(
    "FORM-005",
    ERROR,
    vi="Không tìm thấy cột tiêu chí “{criterion}” trên phiếu. Lấy lại phiếu gốc và nhập lại cột này.",
    en="The column of “{criterion}” is not on the sheet. Start from the issued file and fill that column again.",
)
KEY_TWICE = Check(
    "FORM-006",
    ERROR,
    vi="Dòng hoặc cột “{key}” có hai bản trên phiếu (đã sao chép cả dòng hoặc cột). Xóa bản thừa rồi gửi lại.",
    en="The row or column “{key}” is on the sheet twice (it was copied). Delete the spare one and send again.",
)
LABEL_CHANGED = Check(
    "FORM-007",
    WARNING,
    vi="Ô in sẵn đã bị sửa: đang là “{found}”, phiếu đã phát ghi “{sent}”. Điểm vẫn tính theo phiếu đã phát.",
    en="A printed cell was changed: it says “{found}”, the issued sheet said “{sent}”. Scores count as issued.",
)
FORMULA_CHANGED = Check(
    "FORM-008",
    WARNING,
    vi="Công thức đã bị sửa: đang là “{found}”, phiếu đã phát là “{sent}”. Kết quả được tính lại từ các ô điểm.",
    en="A formula was changed: it is “{found}”, the issued sheet had “{sent}”. Results are recomputed from the scores.",
)
SHOWN_DIFFERS = Check(
    "FORM-009",
    WARNING,
    vi="{what} trên phiếu là {found}, tính lại từ các ô điểm là {right}. Số tính lại được dùng; hỏi lại người chấm.",
    en="{what} on the sheet is {found}, recomputed from the scores {right}. The recomputed one counts; ask the member.",
)
PROTECTION_GONE = Check(
    "FORM-010",
    WARNING,
    vi="Trang tính không còn khóa (một số phần mềm bỏ khóa khi lưu). Mọi ô đã được đối chiếu với phiếu đã phát.",
    en="The sheet is no longer protected (some programs drop it). Every cell was compared with the issued sheet.",
)
VALIDATION_GONE = Check(
    "FORM-011",
    WARNING,
    vi="Trang tính không còn kiểm tra khi nhập (phần mềm bỏ, hoặc do dán đè). Mọi ô điểm đã được kiểm tra lại.",
    en="The sheet no longer checks what is typed (dropped by a program or by pasting). Every score was checked again.",
)
PASSPORTS_DISAGREE = Check(
    "FORM-012",
    ERROR,
    vi="Các trang tính trong tệp không cùng một phiếu ({found}). Mỗi tệp chỉ chứa phiếu của một thành "
    "viên, một lần phát.",
    en="The sheets of this file belong to different ballots ({found}). A file holds one member's one issue.",
)
OTHER_ROUND = Check(
    "FORM-013",
    ERROR,
    vi="Phiếu này thuộc đợt “{found}”, không phải đợt “{round}”. Kiểm tra lại thư mục hoặc tệp.",
    en="This ballot belongs to the round “{found}”, not to “{round}”. Check the folder or the file.",
)
MEMBER_UNKNOWN = Check(
    "FORM-014",
    ERROR,
    vi="Phiếu mang mã thành viên “{member}”, không có trong đợt này.",
    en="The ballot carries the member id “{member}”, who is not in this round.",
)
ISSUE_UNKNOWN = Check(
    "FORM-015",
    ERROR,
    vi="Không có lưu trữ của phiếu phát lần {issue} cho {member} trong thư mục sent. Khôi phục thư mục "
    "sent, hoặc phát lại phiếu.",
    en="Nothing is kept of issue {issue} for {member} in the folder sent. Restore that folder, or issue a new ballot.",
)
FOREIGN_SHEET = Check(
    "FORM-016",
    NOTE,
    vi="Tệp có thêm trang tính “{sheet}” không phải của phiếu; trang này không được đọc.",
    en="The file has an extra sheet “{sheet}” that is not part of the ballot; it was not read.",
)
SETTINGS_SHEET = Check(
    "FORM-053",
    WARNING,
    vi="Tệp có trang tính tên “{sheet}”: phần bổ trợ xlwings của Excel nghe theo trang tên này trong sổ đang mở, và "
    "trang ấy có thể bảo nó chạy một chương trình khác trên máy. Khi tệp này đang mở, không bấm Run main hay Import "
    "Functions trên thẻ xlwings. Phiếu đã phát không có trang nào tên như vậy: đổi tên trang, hoặc xóa nếu không cần.",
    en="The file has a sheet called “{sheet}”: Excel's xlwings add-in obeys a sheet of that name in the open workbook, "
    "and the sheet may make it start another program on the computer. While this file is open, do not press Run main "
    "or Import Functions on the xlwings tab. No sheet was issued under this name: rename it, or delete it if nobody "
    "needs it.",
    office=Words("Hỏi người gửi vì sao có trang này.", "Ask the sender why it is there."),
)
MOVED = Check(
    "FORM-017",
    NOTE,
    vi="Dòng hoặc cột trên phiếu đã được sắp xếp lại hay chèn thêm; vẫn đọc đúng theo mã.",
    en="Rows or columns were sorted or inserted; they were read by their keys.",
)
ISSUE_DAMAGED = Check(
    "FORM-018",
    ERROR,
    vi="Trang hướng dẫn bị thiếu, hoặc dữ liệu đi kèm trong đó đã hỏng nên không kiểm tra riêng được. Dùng --round "
    "để kiểm tra theo đợt.",
    en="The guide sheet is missing or the data that travels in it is damaged, so the file cannot be "
    "judged alone. Use --round.",
)
ISSUE_DIFFERS = Check(
    "FORM-019",
    ERROR,
    vi="Dữ liệu đi kèm trong tệp khác với bản lưu khi phát (phiếu của {member}, lần {issue}). Tệp có "
    "thể đã bị can thiệp.",
    en="The data inside the file differs from what was kept on sending ({member}, issue {issue}). It "
    "may have been tampered with.",
)
FORM_NEWER = Check(
    "FORM-020",
    ERROR,
    vi="Phiếu theo mẫu phiên bản {found}, phần mềm này đọc mẫu phiên bản {ours}. Dùng --round, hoặc "
    "phần mềm cùng phiên bản.",
    en="The ballot has form version {found}, this program reads version {ours}. Use --round, or the matching program.",
)
ROW_UNKNOWN = Check(
    "FORM-021",
    WARNING,
    vi="Có {count} dòng lạ không có trong phiếu đã phát (mã “{key}”); các dòng này không được đọc.",
    en="{count} rows were not on the issued sheet (key “{key}”); they were not read.",
)
ROW_GONE = Check(
    "FORM-022",
    WARNING,
    vi="Dòng in sẵn “{sent}” đã bị xóa khỏi phiếu. Điểm không bị ảnh hưởng.",
    en="The printed row “{sent}” was deleted from the sheet. Scores are not affected.",
)
COLUMN_GONE = Check(
    "FORM-023",
    WARNING,
    vi="Cột “{sent}” đã bị xóa khỏi phiếu. Kết quả được tính lại từ các ô điểm.",
    en="The column “{sent}” was deleted from the sheet. Results are recomputed from the scores.",
)
UNIT_EXCHANGED = Check(
    "FORM-024",
    ERROR,
    vi="Dòng hoặc trang tính mang mã của {unit} nhưng tên in trên phiếu là “{found}” (một đơn vị khác): không rõ điểm "
    "của ai. Lấy lại phiếu gốc và nhập lại phần này.",
    en="The row or sheet has the key of {unit} but the printed name is “{found}”, another unit: it is not clear whose "
    "scores these are. Start from the issued file and fill that part again.",
)
CRITERION_EXCHANGED = Check(
    "FORM-025",
    ERROR,
    vi="Cột hoặc dòng mang mã của “{criterion}” nhưng tên in là “{found}” (một tiêu chí khác): không rõ điểm "
    "của tiêu chí nào. Lấy lại phiếu gốc và nhập lại phần này.",
    en="The column or row has the key of “{criterion}” but its printed name is “{found}”, another criterion: it is not "
    "clear which these scores are for. Start from the issued file and fill that part again.",
)
MEMBER_EXCHANGED = Check(
    "FORM-026",
    ERROR,
    vi="Tên in trên phiếu là “{found}”, không phải tên trên phiếu đã phát (“{sent}”). "
    "Hỏi lại bên gửi; mỗi thành viên, mỗi đơn vị dùng đúng tệp của mình.",
    en="The printed name is “{found}”, not the one on the issued ballot (“{sent}”). "
    "Ask the sender; each member and each unit uses its own file.",
)
GUIDE_MISSING = Check(
    "FORM-027",
    WARNING,
    vi="Trang hướng dẫn đã bị xóa khỏi tệp (hoặc có hai bản). Điểm vẫn đọc được; nhắc thành viên gửi đủ "
    "các trang tính.",
    en="The guide sheet was deleted from the file (or is there twice). Scores were read; ask for all sheets next time.",
)
CRITERION_ROW_MISSING = Check(
    "FORM-028",
    ERROR,
    vi="Không tìm thấy dòng của tiêu chí “{criterion}” trên trang của {unit}. Lấy lại phiếu gốc và nhập lại dòng này.",
    en="The row of “{criterion}” is not on the sheet of {unit}. Start from the issued file and fill that row again.",
)
OPEN_COLUMN_MISSING = Check(
    "FORM-029",
    ERROR,
    vi="Không tìm thấy cột “{column}” trên trang của {unit}. Lấy lại phiếu gốc và nhập lại cột này.",
    en="The column “{column}” is not on the sheet of {unit}. Start from the issued file and fill that column again.",
)
SUMMARY_MISSING = Check(
    "FORM-030",
    WARNING,
    vi="Trang tổng hợp “{sheet}” đã bị xóa khỏi tệp (hoặc có hai bản). Điểm vẫn đọc được từ trang của từng đơn vị; "
    "nhắc gửi đủ các trang tính.",
    en="The summary sheet “{sheet}” was deleted from the file (or is there twice). Scores were read from the units' "
    "sheets; ask for all sheets next time.",
)
FORMULAS_GONE = Check(
    "FORM-031",
    WARNING,
    vi="Có {count} công thức đã bị thay bằng giá trị hoặc bị xóa (bắt đầu từ ô này; thường do lưu hay dán dạng giá "
    "trị). Kết quả được tính lại từ các ô đã nhập.",
    en="{count} formulas were replaced by values or deleted (this cell is the first; often by saving or pasting as "
    "values). Results are recomputed from what was typed.",
)
NOT_ASKED_HERE = Check(
    "FORM-032",
    ERROR,
    vi="Ô này không yêu cầu số liệu nhưng đang ghi “{found}”; nội dung này không được tính. {where} Chuyển nội dung "
    "sang đúng ô nếu cần, rồi xóa ô này.",
    en="Nothing is asked in this cell but it holds “{found}”, which does not count. {where} Move it to the right cell "
    "if it matters, then clear this one.",
)
SHUT_CELL_FILLED = Check(
    "FORM-033",
    WARNING,
    vi="Ô này để trống trên phiếu đã phát nhưng đang ghi “{found}”; nội dung này không được đọc. Ghi chú và đường dẫn "
    "chỉ được đọc ở dòng có tên tiêu chí đang chấm.",
    en="This cell was empty on the issued sheet but holds “{found}”, which was not read. Notes and links are read only "
    "in the row of a criterion that is being scored.",
)
# ---------------------------------------------------------------- whose it is, beside what was sent
SEAL_WRONG = Check(
    "FORM-060",
    ERROR,
    vi="Dấu niêm phong của tệp không khớp với phiếu đã phát (phiếu của {member}, lần {issue}): tệp không phải do thư "
    "mục đợt này phát ra, hoặc ô nhận dạng đã bị sửa. Đề nghị điền vào đúng tệp đã nhận.",
    en="The seal of the file is not that of the issued ballot ({member}, issue {issue}): it was not issued from this "
    "round's "
    "folder, or its identity was changed. Please fill in the very file that was issued.",
)
NAMED_AFTER_ANOTHER = Check(
    "FORM-061",
    WARNING,
    vi="Tên tệp là phiếu của {other} nhưng bên trong là phiếu của {member}. Phiếu được nhận theo nội dung bên trong; "
    "hỏi lại "
    "người gửi xem có điền nhầm tệp của người khác không.",
    en="The file is named as the ballot of {other} but holds that of {member}. It is taken for what it holds; ask "
    "the sender "
    "whether somebody filled in another one's file.",
)
OLDER_ISSUE = Check(
    "FORM-062",
    NOTE,
    vi="Phiếu của {member} là bản phát lần {issue}; bản mới nhất là lần {newest}. Phiếu vẫn được nhận; nếu người gửi "
    "cần điền bản mới nhất thì gửi lại bản đó.",
    en="This ballot of {member} is issue {issue}; the newest is issue {newest}. It is taken all the same; if the "
    "newest should be filled in, send that one again.",
)
NOT_ISSUED = Check(
    "FORM-063",
    ERROR,
    vi="Đợt này chưa phát phiếu lần {issue} cho {member}: không có bản lưu và dấu niêm phong không khớp. Tệp có thể do "
    "một bản sao khác của thư mục phát ra, hoặc ô nhận dạng đã bị sửa. Đề nghị điền vào đúng tệp đã nhận.",
    en="This round has not sent {member} an issue {issue}: nothing is kept of it and the seal does not fit. It may "
    "come from "
    "another copy of the folder, or its identity was changed. Please fill in the very file that was issued.",
)
GUARDS_GONE = Check(
    "FORM-035",
    WARNING,
    vi="Tệp không còn {what} như khi phát (một số phần mềm bỏ đi khi lưu). Mọi ô đã được đối chiếu với phiếu đã phát "
    "và mọi ô điểm đã được kiểm tra lại; lần sau nên lưu bằng Excel hoặc LibreOffice.",
    en="The file no longer has {what} as it was issued (some programs drop them on saving). Every cell was compared "
    "with the issued sheets and every score checked again; next time save with Excel or LibreOffice.",
)
VALIDATION_CHANGED = Check(
    "FORM-036",
    WARNING,
    vi="Có {count} ô nhập mất phần kiểm tra khi nhập hoặc có phần kiểm tra khác (thường do dán đè; bắt đầu từ ô này). "
    "Các ô điểm đã được kiểm tra lại; lần sau dán bằng “Paste Special > Values”.",
    en="{count} cells to fill in lost the check of what is typed, or have another one (often by pasting; this cell is "
    "the first). Their scores were checked again; next time paste with “Paste Special > Values”.",
)
LOCKS_CHANGED = Check(
    "FORM-037",
    WARNING,
    vi="Có {count} ô bị đổi khóa so với phiếu đã phát: ô nhập bị khóa, hoặc ô in sẵn được mở (bắt đầu từ ô này). Mọi ô "
    "đã được đối chiếu; nếu không sửa được ô điểm, hãy lấy lại phiếu gốc.",
    en="{count} cells are not locked as they were issued: a cell to fill in is locked, or a printed one is open (this "
    "cell is the first). Every cell was compared; if a score cannot be corrected, start from the issued file.",
)
HIGHLIGHTS_CHANGED = Check(
    "FORM-038",
    NOTE,
    vi="Màu tự báo ô trống, ô sai trên trang tính đã mất hoặc bị đổi. Không ảnh hưởng đến điểm; không cần làm gì.",
    en="The colours that call for empty and wrong cells of this sheet are gone or changed. Scores are not affected; "
    "nothing needs to be done.",
)
INPUTS_HIDDEN = Check(
    "FORM-039",
    NOTE,
    vi="Có {count} dòng, cột chứa ô nhập đang bị ẩn (bắt đầu từ ô này); các ô đó vẫn được đọc. Bỏ ẩn nếu cần xem lại.",
    en="{count} rows or columns with cells to fill in are hidden (this cell is the first); they were read all the "
    "same. Unhide them to look at them.",
)
SHEET_HIDDEN = Check(
    "FORM-040",
    NOTE,
    vi="Trang tính “{sheet}” đang bị ẩn; trang này vẫn được đọc. Bỏ ẩn nếu cần xem lại.",
    en="The sheet “{sheet}” is hidden; it was read all the same. Unhide it to look at it.",
)
NAMES_ADDED = Check(
    "FORM-041",
    NOTE,
    vi="Tệp có thêm {count} tên đã đặt (Name Manager), đầu tiên là “{name}”; các tên này không được dùng đến, "
    "không cần làm gì.",
    en="The file has {count} more defined names (Name Manager), the first is “{name}”; they are not used, nothing "
    "needs to be done.",
)
COMMENT = Check(
    "FORM-042",
    NOTE,
    vi="Người chấm để lại ghi chú tại ô này: “{text}”. Ghi chú không ảnh hưởng đến điểm; xem có cần trả lời không.",
    en="A comment was left at this cell: “{text}”. It does not affect scores; see whether it needs an answer.",
)
UNIT_NOT_HIS = Check(
    "FORM-043",
    WARNING,
    vi="Trên phiếu có dòng của “{unit}” ({whose}), không có trong phiếu đã phát; dòng này không được đọc. Hỏi lại "
    "người chấm vì sao có dòng này.",
    en="The sheet has a row of “{unit}” ({whose}) that was not on the issued sheet; it was not read. Ask the scorer "
    "why it is there.",
)
CRITERION_NOT_HIS = Check(
    "FORM-044",
    WARNING,
    vi="Trên phiếu có dòng hoặc cột của tiêu chí “{criterion}” ({whose}), không có trong phiếu đã phát; phần này không "
    "được đọc. Hỏi lại người chấm vì sao có phần này.",
    en="The sheet has a row or column of the criterion “{criterion}” ({whose}) that was not on the issued sheet; it "
    "was not read. Ask the scorer why it is there.",
)
SHEET_NOT_HIS = Check(
    "FORM-045",
    WARNING,
    vi="Trang tính “{sheet}” mang mã của {of}, không được phát cho người chấm này; trang này không được đọc. Hỏi lại "
    "người chấm vì sao có trang này.",
    en="The sheet “{sheet}” has the key of {of}, which was not issued to this scorer; it was not read. Ask the scorer "
    "why it is there.",
)
COLUMN_UNKNOWN = Check(
    "FORM-046",
    WARNING,
    vi="Có {count} cột lạ không có trong phiếu đã phát (mã “{key}”); các cột này không được đọc. Nội dung nào cần "
    "được tính thì nhập vào đúng cột của phiếu, rồi xóa các cột này.",
    en="{count} columns were not on the issued sheet (key “{key}”); they were not read. Whatever in them should count "
    "belongs in the columns of the issued sheet; then delete these.",
)
COLUMN_EXCHANGED = Check(
    "FORM-047",
    ERROR,
    vi="Cột mang mã của “{column}” nhưng tiêu đề in là “{found}” (một cột khác): không rõ nội dung nhập vào cột này là "
    "gì. Lấy lại phiếu gốc và nhập lại cột này.",
    en="The column has the key of “{column}” but its printed title is “{found}”, another column: it is not clear what "
    "was typed into it. Start from the issued file and fill that column again.",
)
FORMULAS_NOT_MOVED = Check(
    "FORM-048",
    WARNING,
    vi="Có {count} công thức vẫn ghi như phiếu đã phát nhưng nay trỏ sang ô khác (bắt đầu từ ô này): phần mềm đã dời "
    "hoặc xóa dòng, cột mà không chỉnh công thức theo. Kết quả được tính lại từ các ô đã nhập; lần sau sắp xếp, chèn, "
    "xóa bằng Excel.",
    en="{count} formulas still read as they were issued but now point at other cells (this cell is the first): a "
    "program moved or deleted rows or columns without adapting the formulas. Results are recomputed from what was "
    "typed; next time sort, insert and delete in Excel.",
)
INPUTS_MERGED = Check(
    "FORM-049",
    ERROR,
    vi="Các ô nhập đã bị gộp (đầu tiên là {area}), che mất nội dung của {count} ô (bắt đầu từ ô này). Màn hình và bản "
    "in không hiện các nội dung này nên không rõ người chấm đã xác nhận số nào. Bỏ gộp ô (Unmerge Cells), xem lại từng "
    "ô rồi gửi lại.",
    en="Cells to fill in were merged (first {area}), which hides what {count} of them hold (this cell is the first). "
    "Neither screen nor paper shows it, so it is not clear which figures the scorer confirmed. Unmerge the cells, look "
    "at each of them and send again.",
)
BLANKS_MERGED = Check(
    "FORM-050",
    WARNING,
    vi="Các ô nhập đã bị gộp (đầu tiên là {area}), che mất {count} ô đang trống (bắt đầu từ ô này); các ô này được đọc "
    "là chưa điền. Nếu nội dung của ô gộp là cho cả các ô đó, hãy bỏ gộp (Unmerge Cells) và nhập vào từng ô.",
    en="Cells to fill in were merged (first {area}), which hides {count} blank ones (this cell is the first); they "
    "were read as not filled in. If the merged cell stands for all of them, unmerge and fill in each one.",
)
PRINT_MERGED = Check(
    "FORM-051",
    NOTE,
    vi="Có {count} vùng ô đã bị gộp (đầu tiên là {area}), che mất chữ hoặc số in sẵn bên dưới; không che ô nhập nào. "
    "Phần in sẵn vẫn được đối chiếu với phiếu đã phát; không ảnh hưởng đến điểm, không cần làm gì.",
    en="{count} areas were merged (first {area}), which hides printed texts or figures beneath, but no cell to fill "
    "in. What is printed was compared with the issued sheet all the same; scores are not affected and nothing needs to "
    "be done.",
)
VALUES_ONLY = Check(
    "FORM-064",
    NOTE,
    vi="Phiếu đang mở trong Excel nên mới kiểm tra giá trị trong các ô. Công thức, định dạng số (như %), khóa ô, kiểm "
    "tra khi nhập, màu, ô gộp, dòng và cột ẩn, chú thích của ô chưa được kiểm tra. Lưu phiếu rồi nhận (import) hoặc "
    "kiểm tra (check) tệp đã lưu để đối chiếu đủ.",
    en="The ballot is open in Excel: only the values of its cells were checked. Formulas, number formats (such as %), "
    "locks, checks of what is typed, colours, merged cells, hidden rows and columns, and comments were not. Save the "
    "ballot and import or check the saved file to have all of it compared.",
)
SHOWN_HALF = Check(
    "FORM-034",
    NOTE,
    vi="{what} trên phiếu là {found}, tính lại là {right}: số chưa làm tròn nằm đúng giữa hai số này, phần mềm đã lưu "
    "tệp làm tròn xuống. Số tính lại (làm tròn lên) được dùng; không cần làm gì.",
    en="{what} on the sheet is {found}, recomputed {right}: the unrounded figure lies exactly half-way, and the "
    "program that saved the file rounded it down. The recomputed one (half up) counts; nothing needs to be done.",
)
CHECKS = (
    SETTINGS_SHEET, VALUES_ONLY, SHOWN_HALF, FORMULAS_NOT_MOVED, INPUTS_MERGED, BLANKS_MERGED, PRINT_MERGED,
    GUARDS_GONE, VALIDATION_CHANGED, LOCKS_CHANGED, HIGHLIGHTS_CHANGED, INPUTS_HIDDEN, SHEET_HIDDEN, NAMES_ADDED,
    COMMENT, UNIT_NOT_HIS, CRITERION_NOT_HIS, SHEET_NOT_HIS, COLUMN_UNKNOWN, COLUMN_EXCHANGED,
    SEAL_WRONG, NAMED_AFTER_ANOTHER, OLDER_ISSUE, NOT_ISSUED,
    NOT_ASKED_HERE, SHUT_CELL_FILLED, CRITERION_ROW_MISSING, OPEN_COLUMN_MISSING, SUMMARY_MISSING, FORMULAS_GONE,
    UNIT_EXCHANGED, CRITERION_EXCHANGED, MEMBER_EXCHANGED, GUIDE_MISSING,
    NOT_OURS, SHEET_MISSING, SHEET_TWICE, ROW_MISSING, COLUMN_MISSING, KEY_TWICE, LABEL_CHANGED, FORMULA_CHANGED,
    SHOWN_DIFFERS, PROTECTION_GONE, VALIDATION_GONE, PASSPORTS_DISAGREE, OTHER_ROUND, MEMBER_UNKNOWN, ISSUE_UNKNOWN,
    FOREIGN_SHEET, MOVED, ISSUE_DAMAGED, ISSUE_DIFFERS, FORM_NEWER, ROW_UNKNOWN, ROW_GONE, COLUMN_GONE,
)  # fmt: skip
