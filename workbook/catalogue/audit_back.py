"""AUDIT (from 401): the typed decision or annex beside the result that was computed.

401-409: what is compared with what; 410-419: one cell; 420-429: the list of units; 430-439: rows across
the table and sums; 440-449: sentences; 450-459: dates and numbers of documents; 460-: too much to compare.
"""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

# ---------------------------------------------------------------- what is compared
NOT_PUBLISHED = Check(
    "AUDIT-401",
    WARNING,
    vi="Đợt này chưa có kết quả hoàn tất, nên văn bản được đối chiếu với số liệu tính từ các phiếu hiện có. Chạy "
    "xephang rank rồi soát lại trước khi trình ký.",
    en="The round has no finished result yet, so the document was compared with what its ballots make now. Run "
    "xephang rank and audit again before it is signed.",
)
ROUND_MOVED = Check(
    "AUDIT-402",
    WARNING,
    vi="Đối chiếu với kết quả số {number}, nhưng số liệu của đợt đã thay đổi sau kết quả này. Nếu muốn trình số liệu "
    "mới: chạy xephang rank, lập lại văn bản rồi soát lại.",
    en="Compared with result no. {number}, but the round's figures changed since. If the new figures are to be "
    "signed: run xephang rank, make the document again and audit it again.",
)
ANNEX_GONE = Check(
    "AUDIT-403",
    WARNING,
    vi="Phụ lục {name} của kết quả đã lập không còn nguyên (mất hoặc đã bị sửa), nên chỉ đối chiếu được tên, tổng "
    "điểm, chỉ số, hạng, xếp loại; các cột và câu chữ khác thì không. Khôi phục tệp này từ bản sao lưu rồi soát lại.",
    en="The annex {name} of the result is gone or was altered, so only names, totals, indexes, ranks and classes "
    "were compared, not the other columns and texts. Restore it from a backup and audit again.",
)
OLD_WORD = Check(
    "AUDIT-404",
    ERROR,
    vi="Đây là tài liệu Word kiểu cũ (.doc, .rtf) nên không đọc được. Mở bằng Word, lưu thành .docx rồi soát lại.",
    en="This is a Word document of the old kind (.doc, .rtf), which is not read. Open it in Word, save it as .docx "
    "and audit again.",
)
TRACKED = Check(
    "AUDIT-405",
    WARNING,
    vi="Văn bản còn {count} chỗ sửa đang theo dõi (Track Changes); đã soát như thể chấp nhận tất cả. Chấp nhận hoặc "
    "từ chối từng chỗ trước khi trình ký.",
    en="The document still holds {count} tracked changes; it was read as if all were accepted. Accept or reject each "
    "of them before it is signed.",
)
NOT_READ = Check(
    "AUDIT-406",
    NOTE,
    vi="Văn bản có {count} hộp văn bản, hình ảnh thay bảng hoặc phần chèn từ tệp khác; nội dung trong đó không được "
    "soát. Đề nghị tự kiểm tra.",
    en="The document has {count} text boxes, pictures in place of a table or parts put in from other files; what they "
    "say was not compared. Please check it yourself.",
)
NOT_THIS_RESULT = Check(
    "AUDIT-407",
    ERROR,
    vi="{count} trong {rows} đơn vị của bảng khác kết quả đã tính. Ví dụ: {unit} ghi {found}, kết quả là {wanted}. "
    "Đây có thể là văn bản của đợt khác, hoặc của kết quả cũ: kiểm tra lại đã chọn đúng đợt và đúng tệp chưa.",
    en="{count} of {rows} units of the table differ from the computed result. For example: {unit} has {found}, the "
    "result is {wanted}. This may be the document of another round, or of an older result: check the round and the "
    "file.",
)
NOT_COMPARED = Check(
    "AUDIT-408",
    NOTE,
    vi="Kết quả đã tính không có số liệu cho cột “{title}” nên cột này không được đối chiếu. Đề nghị tự kiểm tra.",
    en="The computed result has no figures for the column “{title}”, which was not compared. Please check it yourself.",
)
MIXED_MARKS = Check(
    "AUDIT-409",
    NOTE,
    vi="Văn bản dùng cả dấu phẩy ({comma}) và dấu chấm ({point}) thập phân; số liệu vẫn được hiểu đúng. Nên dùng "
    "thống nhất dấu phẩy.",
    en="The document uses both a decimal comma ({comma}) and a decimal point ({point}); the figures were understood. "
    "Better use one of them throughout.",
)

# ---------------------------------------------------------------- one cell
FIGURE = Check(
    "AUDIT-410",
    ERROR,
    vi="{unit}: cột “{title}” ghi {found}, kết quả đã tính là {wanted}{hint}. Sửa lại thành {wanted}.",
    en="{unit}: column “{title}” has {found}, the computed result is {wanted}{hint}. Correct it to {wanted}.",
)
RANK_DIFFERS = Check(
    "AUDIT-411",
    ERROR,
    vi="{unit}: hạng ghi {found}, kết quả đã tính là {wanted}{hint}. Sửa lại thành {wanted}.",
    en="{unit}: the rank is given as {found}, the computed result is {wanted}{hint}. Correct it to {wanted}.",
)
TIER_DIFFERS = Check(
    "AUDIT-412",
    ERROR,
    vi="{unit}: xếp loại ghi {found}, kết quả đã tính là {wanted}. Sửa lại thành {wanted}.",
    en="{unit}: the class is given as {found}, the computed result is {wanted}. Correct it to {wanted}.",
)
WORDS_DIFFER = Check(
    "AUDIT-413",
    WARNING,
    vi="{unit}: cột “{title}” ghi {found}, phụ lục đã lập ghi {wanted}. Kiểm tra lại, nếu gõ nhầm thì sửa.",
    en="{unit}: column “{title}” has {found}, the annex that was made has {wanted}. Check it, and correct it if it "
    "is a slip.",
)
MARK_GONE = Check(
    "AUDIT-414",
    WARNING,
    vi="{unit}: số liệu ở cột “{title}” mất dấu chú thích {wanted}. Ghi lại dấu, để người đọc tìm được chú thích.",
    en="{unit}: the footnote mark {wanted} is missing at the figure in column “{title}”. Put it back, so that the "
    "note is found.",
)
TITLE_MISSPELT = Check(
    "AUDIT-415",
    WARNING,
    vi="Tiêu đề cột ghi “{found}”, phụ lục đã lập ghi “{wanted}”. Kiểm tra lại, nếu gõ nhầm thì sửa.",
    en="The column's title is “{found}”, in the annex that was made it is “{wanted}”. Check it, and correct it if it "
    "is a slip.",
)

COLUMN_GONE = Check(
    "AUDIT-416",
    NOTE,
    vi="Văn bản không có cột “{title}” của phụ lục đã lập. Bỏ qua nếu đây là chủ ý.",
    en="The document has no column “{title}”, as the annex that was made has. Nothing to do if that is meant.",
)

PRIOR_RANK_DIFFERS = Check(
    "AUDIT-417",
    ERROR,
    vi="{unit}: hạng năm trước ghi {found}, theo đợt chấm này là {wanted}{hint}. Sửa lại thành {wanted}; nếu văn bản "
    "mới đúng thì sửa prior_rank của đơn vị trong round.toml.",
    en="{unit}: last year's rank is given as {found}, in this round it is {wanted}{hint}. Correct it to {wanted}, or, "
    "if the document is right, the unit's prior_rank in round.toml.",
)

# ---------------------------------------------------------------- the list of units
UNIT_GONE = Check(
    "AUDIT-420",
    ERROR,
    vi="Thiếu đơn vị “{unit}” ({group}): kết quả đã tính là {wanted}, không thấy trong văn bản. Bổ sung dòng này.",
    en="The unit “{unit}” ({group}) is missing: its computed result is {wanted}. Add its line.",
)
UNIT_TWICE = Check(
    "AUDIT-421",
    ERROR,
    vi="“{unit}” có tên hai lần; dòng kia là {first}. Bỏ dòng thừa.",
    en="“{unit}” is listed twice; the other line is {first}. Remove the one too many.",
)
UNIT_UNKNOWN = Check(
    "AUDIT-422",
    ERROR,
    vi="“{found}” không phải là đơn vị được xếp hạng trong đợt này. Bỏ dòng này, hoặc thêm tên gọi khác (aliases) "
    "của đơn vị vào round.toml.",
    en="“{found}” is no unit that was ranked in this round. Remove the line, or add the spelling to the unit's "
    "aliases in round.toml.",
)
NAME_WRONG = Check(
    "AUDIT-423",
    ERROR,
    vi="Tên đơn vị ghi “{found}”, đúng là “{wanted}”. Sửa lại tên; nếu đó cũng là tên của đơn vị thì thêm vào "
    "aliases trong round.toml.",
    en="The unit's name is typed “{found}”, it should be “{wanted}”. Correct the name, or, if the unit has that name "
    "too, add it to its aliases in round.toml.",
)
LINES_MIXED = Check(
    "AUDIT-424",
    ERROR,
    vi="Dòng “{unit}” có số liệu của “{other}”. Kiểm tra tên và số liệu của dòng này (có thể hai tên đã bị đổi chỗ, "
    "hoặc chép nhầm dòng).",
    en="The line of “{unit}” has the figures of “{other}”. Check its name and its figures (two names may have "
    "changed places, or a line was copied).",
)
WRONG_LIST = Check(
    "AUDIT-425",
    ERROR,
    vi="“{unit}” đứng trong danh sách của {found}, nhưng thuộc {wanted}. Chuyển dòng này về đúng danh sách.",
    en="“{unit}” stands in the list of {found}, but belongs to {wanted}. Move its line to the right list.",
)
ORDER_WRONG = Check(
    "AUDIT-426",
    ERROR,
    vi="{unit} đứng sai thứ tự trong {group}: đúng ra ngay {where}.{more} Sắp xếp lại các dòng.",
    en="{unit} is out of order in {group}: it should stand {where}.{more} Put the lines in order.",
)
OTHER_ORDER = Check(
    "AUDIT-427",
    NOTE,
    vi="{group}: các dòng không theo thứ tự xếp hạng như phụ lục đã lập ({count} trong {rows} đơn vị đứng chỗ khác). "
    "Bỏ qua nếu đây là chủ ý.",
    en="{group}: the lines are not in the order of the ranking as in the annex that was made ({count} of {rows} "
    "units stand elsewhere). Nothing to do if that is meant.",
)
NUMBER_WRONG = Check(
    "AUDIT-428",
    ERROR,
    vi="{unit}: số thứ tự ghi {found}, đúng ra là {wanted}. Đánh số lại.",
    en="{unit}: its number is {found}, it should be {wanted}. Number the lines again.",
)

# ---------------------------------------------------------------- rows across the table, sums
TIER_ROW_WRONG = Check(
    "AUDIT-430",
    ERROR,
    vi="Dòng “{text}” đứng trên các đơn vị xếp loại {wanted}. Sửa lại tên mức thành {wanted}.",
    en="The row “{text}” stands above units of the class {wanted}. Correct its class to {wanted}.",
)
TIER_ROW_GONE = Check(
    "AUDIT-431",
    ERROR,
    vi="Thiếu dòng mức {wanted} trước “{unit}”: {count} đơn vị của mức này đang nằm dưới dòng mức {found}. Thêm dòng "
    "mức {wanted}.",
    en="The row of the class {wanted} is missing before “{unit}”: its {count} units stand under that of {found}. Add "
    "the row of {wanted}.",
)
ROW_NUMBERS = Check(
    "AUDIT-432",
    ERROR,
    vi="Các dòng ngang bảng đánh số {found}, đúng ra là {wanted}. Đánh số lại.",
    en="The rows across the table are numbered {found}, it should be {wanted}. Number them again.",
)
SUM_WRONG = Check(
    "AUDIT-433",
    ERROR,
    vi="Dòng “{row}”, cột “{title}” ghi {found}; tính từ kết quả là {wanted}. Sửa lại thành {wanted}.",
    en="Row “{row}”, column “{title}” has {found}; by the result it is {wanted}. Correct it to {wanted}.",
)

# ---------------------------------------------------------------- sentences
COUNT_WRONG = Check(
    "AUDIT-440",
    ERROR,
    vi="Câu “{text}”: ghi {found} đơn vị {what}, kết quả đã tính là {wanted}. Sửa lại số lượng.",
    en="“{text}”: it says {found} units {what}, the computed result is {wanted}. Correct the number.",
)
SHARE_WRONG = Check(
    "AUDIT-441",
    ERROR,
    vi="Câu “{text}”: ghi {found} %, tính từ kết quả là {wanted} %. Sửa lại tỷ lệ.",
    en="“{text}”: it says {found} %, by the result it is {wanted} %. Correct the share.",
)
SAID_FIGURE = Check(
    "AUDIT-442",
    ERROR,
    vi="Câu “{text}”: ghi {found} điểm cho {unit}, kết quả đã tính là {wanted}. Sửa lại số điểm.",
    en="“{text}”: it gives {unit} {found} points, the computed result is {wanted}. Correct the figure.",
)
SAID_RANK = Check(
    "AUDIT-443",
    ERROR,
    vi="Câu “{text}”: ghi hạng {found} cho {unit}, kết quả đã tính là hạng {wanted}. Sửa lại hạng.",
    en="“{text}”: it gives {unit} rank {found}, the computed result is rank {wanted}. Correct the rank.",
)
SAID_TIER = Check(
    "AUDIT-444",
    ERROR,
    vi="Câu “{text}”: ghi {unit} xếp loại {found}, kết quả đã tính là {wanted}. Sửa lại xếp loại.",
    en="“{text}”: it gives {unit} the class {found}, the computed result is {wanted}. Correct the class.",
)
YEAR_WRONG = Check(
    "AUDIT-445",
    ERROR,
    vi="“{text}”: ghi năm {found}, kết quả là của năm {wanted}. Sửa lại năm.",
    en="“{text}”: it says {found}, the result is that of {wanted}. Correct the year.",
)
TEXT_FIGURES = Check(
    "AUDIT-446",
    ERROR,
    vi="“{text}”: ghi “{found}”, phụ lục đã lập ghi “{wanted}”. Sửa lại cho khớp.",
    en="“{text}”: it says “{found}”, the annex that was made says “{wanted}”. Make it agree.",
)
TEXT_WORDS = Check(
    "AUDIT-447",
    WARNING,
    vi="“{text}”: ghi “{found}”, phụ lục đã lập ghi “{wanted}”. Kiểm tra lại, nếu gõ nhầm thì sửa.",
    en="“{text}”: it says “{found}”, the annex that was made says “{wanted}”. Check it, and correct it if it is a "
    "slip.",
)
NOTE_GONE = Check(
    "AUDIT-448",
    WARNING,
    vi="Không thấy chú thích “{wanted}” của phụ lục đã lập. Ghi lại chú thích, hoặc chắc rằng bỏ đi là chủ ý.",
    en="The note “{wanted}” of the annex that was made is not there. Put it back, or make sure that it is left out "
    "on purpose.",
)

SAID_PRIOR_RANK = Check(
    "AUDIT-449",
    ERROR,
    vi="Câu “{text}”: ghi hạng năm trước của {unit} là {found}, theo đợt chấm này là {wanted}. Sửa lại hạng; nếu văn "
    "bản mới đúng thì sửa prior_rank của đơn vị trong round.toml.",
    en="“{text}”: it gives {unit} rank {found} last year, in this round that rank is {wanted}. Correct the rank, or, "
    "if the document is right, the unit's prior_rank in round.toml.",
)

# ---------------------------------------------------------------- dates and numbers of documents
DATE_IMPOSSIBLE = Check(
    "AUDIT-450",
    ERROR,
    vi="“{text}”: không có ngày {found}. Sửa lại ngày.",
    en="“{text}”: there is no such day as {found}. Correct the date.",
)
CITED_TWICE = Check(
    "AUDIT-451",
    ERROR,
    vi="Văn bản số {name} ghi ngày {found} ở đây, nhưng ngày {wanted} ở chỗ khác ({first}). Sửa lại cho khớp.",
    en="Document {name} is dated {found} here, but {wanted} elsewhere ({first}). Make the two agree.",
)
DECISION_DATE = Check(
    "AUDIT-452",
    ERROR,
    vi="Phụ lục ghi quyết định ngày {found}, nhưng đầu quyết định ghi ngày {wanted} ({first}). Sửa lại cho khớp.",
    en="The annex dates the decision {found}, but its head says {wanted} ({first}). Make the two agree.",
)
DECISION_NUMBER = Check(
    "AUDIT-453",
    ERROR,
    vi="Phụ lục ghi quyết định số {found}, nhưng đầu quyết định ghi số {wanted} ({first}). Sửa lại cho khớp.",
    en="The annex gives the decision's number as {found}, but its head as {wanted} ({first}). Make the two agree.",
)
BEFORE_ROUND = Check(
    "AUDIT-454",
    WARNING,
    vi="Quyết định ghi ngày {found}, trước ngày {wanted} của đợt chấm. Kiểm tra lại ngày, tháng, năm.",
    en="The decision is dated {found}, before the round's own date {wanted}. Check day, month and year.",
)
CITED_LATER = Check(
    "AUDIT-455",
    ERROR,
    vi="“{text}”: văn bản được dẫn ghi ngày {found}, sau ngày {wanted} của chính quyết định. Sửa lại ngày.",
    en="“{text}”: the document referred to is dated {found}, later than the decision itself, {wanted}. Correct the "
    "date.",
)

# ---------------------------------------------------------------- too much to compare
TEXTS_LEFT = Check(
    "AUDIT-460",
    NOTE,
    vi="{count} đoạn chữ không được đối chiếu, hoặc chỉ được đối chiếu phần đầu (từ đoạn này): mỗi văn bản đối chiếu "
    "tối đa {most} đoạn, mỗi đoạn {letters} ký tự. Đề nghị tự kiểm tra, hoặc tách phần quyết định và phụ lục ra một "
    "tệp riêng rồi soát lại.",
    en="{count} texts were not compared, or only in their beginning (from this one on): at most {most} texts of a "
    "document are, and {letters} letters of each. Please check them yourself, or put the decision and its annex into "
    "a file of their own and audit that.",
)
CHECKS = (
    NOT_PUBLISHED, ROUND_MOVED, ANNEX_GONE, OLD_WORD, TRACKED, NOT_READ, NOT_THIS_RESULT, NOT_COMPARED, MIXED_MARKS,
    FIGURE, RANK_DIFFERS, TIER_DIFFERS, WORDS_DIFFER, MARK_GONE, TITLE_MISSPELT, COLUMN_GONE, UNIT_GONE, UNIT_TWICE,
    UNIT_UNKNOWN, NAME_WRONG, LINES_MIXED, WRONG_LIST, ORDER_WRONG, OTHER_ORDER, NUMBER_WRONG, TIER_ROW_WRONG,
    TIER_ROW_GONE, ROW_NUMBERS, SUM_WRONG, COUNT_WRONG, SHARE_WRONG, SAID_FIGURE, SAID_RANK, SAID_TIER, YEAR_WRONG,
    TEXT_FIGURES, TEXT_WORDS, NOTE_GONE, DATE_IMPOSSIBLE, CITED_TWICE, DECISION_DATE, DECISION_NUMBER, BEFORE_ROUND,
    CITED_LATER, PRIOR_RANK_DIFFERS, SAID_PRIOR_RANK, TEXTS_LEFT,
)  # fmt: skip
