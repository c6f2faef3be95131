"""AUDIT: what a published ranking table gets wrong, and what in it could not be read.

001-099: reading the table; 101-199: figures of one unit or column; 201-299: tiers;
301-399: order, ranks and the list of units. `Words` are sentences that the audit adds to a
check where they apply ("this maximum is inferred"; what the right value would change).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from workbook.findings import ERROR, NOTE, WARNING, Check


class Words(NamedTuple):
    """A sentence or clause in both languages, naming the same facts."""

    vi: str
    en: str


def extended(check: Check, more: Iterable[Words]) -> Check:
    """The same check (same code) with further sentences; each brings its own facts."""
    added = tuple(more)
    vi = " ".join((check.vi, *(words.vi for words in added)))
    en = " ".join((check.en, *(words.en for words in added)))
    return Check(check.code, check.severity, vi, en)


# ---------------------------------------------------------------- reading the table
NO_TABLE = Check(
    "AUDIT-001",
    ERROR,
    vi="Không tìm thấy bảng xếp hạng: cần một dòng tiêu đề có cột tên đơn vị (ví dụ “Tên đơn vị”) và ít nhất một "
    "cột "
    "điểm (ví dụ “Tổng điểm”). Đề nghị kiểm tra lại tệp hoặc tiêu đề cột.",
    en="No ranking table was found: it needs a header row with a column of unit names (such as “Tên đơn vị”) and "
    "at "
    "least one column of points (such as “Tổng điểm”). Please check the file or its column titles.",
)
NOT_A_TABLE = Check(
    "AUDIT-002",
    ERROR,
    vi="Tệp này không phải bảng dạng văn bản (CSV): {what}. Mở tệp bằng Excel và lưu lại dạng .xlsx hoặc “CSV UTF-8”.",
    en="This file is no text table (CSV): {what}. Open it in Excel and save it as .xlsx or “CSV UTF-8”.",
)
OLD_ENCODING = Check(
    "AUDIT-003",
    NOTE,
    vi="Tệp không phải UTF-8 nên được đọc theo bảng mã Windows-1258. Nếu tên đơn vị hiện sai chữ, lưu lại dạng "
    "“CSV UTF-8”.",
    en="The file is not UTF-8 and was read as Windows-1258. If unit names look wrong, save it as “CSV UTF-8”.",
)
UNKNOWN_COLUMN = Check(
    "AUDIT-004",
    NOTE,
    vi="Cột “{title}” không khớp tiêu chí hay cột nào đã biết nên không được kiểm tra.",
    en="Column “{title}” matches no criterion and no known column; it was not checked.",
)
REPEATED_COLUMN = Check(
    "AUDIT-005",
    WARNING,
    vi="Cột “{title}” trùng ý nghĩa với cột “{first}”; chỉ cột “{first}” được kiểm tra. Đổi tên một trong hai cột.",
    en="Column “{title}” means the same as column “{first}”; only “{first}” was checked. Rename one of the two.",
)
MISSING_COLUMNS = Check(
    "AUDIT-006",
    NOTE,
    vi="Bảng không có cột cho {criteria} nên không kiểm tra được phép cộng tổng điểm.",
    en="The table has no column for {criteria}, so the sums of the totals could not be checked.",
)
UNKNOWN_GROUP = Check(
    "AUDIT-007",
    ERROR,
    vi="Không xác định được “{text}” là khối nào của bộ tiêu chí ({groups}) nên mức tối đa và xếp loại của "
    "{count} đơn vị "
    "không kiểm tra được. Ghi đúng mã hoặc tên khối.",
    en="“{text}” could not be matched with a group of the rubric ({groups}); maxima and tiers of {count} units "
    "were not "
    "checked. Write the group's id or name.",
)
UNREADABLE = Check(
    "AUDIT-008",
    ERROR,
    vi="{unit}: “{text}” ở cột “{title}” không đọc được thành số. Đề nghị ghi lại, ví dụ 85,5.",
    en="{unit}: “{text}” in column “{title}” cannot be read as a number. Please write it again, for example 85.5.",
)
MISSING = Check(
    "AUDIT-009",
    ERROR,
    vi="{unit}: cột “{title}” để trống. Ghi số liệu (kể cả 0) hoặc nêu lý do không đánh giá.",
    en="{unit}: column “{title}” is empty. Write the figure (0 too), or say why it was not assessed.",
)
TOO_MANY_CELLS = Check(
    "AUDIT-010",
    ERROR,
    vi="Dòng này có {cells} ô nhưng tiêu đề chỉ có {columns} cột nên không kiểm tra được (có thể do dấu phẩy "
    "thập phân). "
    "Đặt số có dấu phẩy trong ngoặc kép, hoặc ngăn cột bằng dấu chấm phẩy.",
    en="This row has {cells} cells under {columns} columns and was not checked (a decimal comma may be the "
    "cause). Quote "
    "figures with a comma, or separate the columns by semicolons.",
)
NO_STORED_VALUE = Check(
    "AUDIT-011",
    NOTE,
    vi="{count} công thức chưa có kết quả lưu trong tệp nên không kiểm tra được. Mở tệp bằng Excel, lưu lại rồi "
    "kiểm tra.",
    en="{count} formulas have no stored result and were not checked. Open the file in Excel, save it, and audit "
    "it again.",
)
UNNAMED = Check(
    "AUDIT-012",
    ERROR,
    vi="Dòng này có số liệu nhưng không có tên đơn vị. Bổ sung tên.",
    en="This row has figures but no unit name. Add the name.",
)
NOT_FITTING = Check(
    "AUDIT-013",
    ERROR,
    vi="Bảng không khớp bộ tiêu chí “{rubric}”: {count} trong {rows} đơn vị mắc cùng một lỗi. Ví dụ: {example} "
    "Đề nghị kiểm tra đã chọn đúng bộ tiêu chí chưa (tiêu chí, cột, mức tối đa); nếu đúng thì rà lại cả bảng.",
    en="The table does not fit the rubric “{rubric}”: {count} of {rows} units have the same fault. For example: "
    "{example} Is it the right rubric (criteria, columns, maxima)? If it is, please check the whole table.",
)

# ---------------------------------------------------------------- figures
OVER_MAX = Check(
    "AUDIT-101",
    ERROR,
    vi="{unit}: “{criterion}” là {value}, cao hơn mức tối đa {max}.",
    en="{unit}: “{criterion}” is {value}, above the maximum {max}.",
)
NEGATIVE = Check(
    "AUDIT-102",
    ERROR,
    vi="{unit}: “{criterion}” là {value}, nhỏ hơn 0.",
    en="{unit}: “{criterion}” is {value}, below 0.",
)
OFF_STEP = Check(
    "AUDIT-103",
    WARNING,
    vi="{unit}: “{criterion}” là {value}, không theo bước điểm {step} như các ô khác; chỉ đúng nếu đây là điểm "
    "trung bình "
    "của nhiều người chấm. Đề nghị kiểm tra lại.",
    en="{unit}: “{criterion}” is {value}, not on the step {step} as the other cells are; right only if it is the "
    "mean of "
    "several scorers. Please check it.",
)
COLUMN_MAXIMA = Check(
    "AUDIT-104",
    ERROR,
    vi="Khối “{group}”: điểm cao nhất đã cho ở từng cột cộng lại được {sum}, lớn hơn tổng điểm tối đa {max}; vậy "
    "có ít "
    "nhất một ô vượt mức tối đa của cột.",
    en="Group “{group}”: the highest points given in each column add to {sum}, more than the maximum total "
    "{max}; so at "
    "least one cell is above its column's maximum.",
)
NOT_APPLICABLE_SCORED = Check(
    "AUDIT-105",
    ERROR,
    vi="{unit}: ghi chú “{note}” nghĩa là không đánh giá “{criterion}”, nhưng ô này có {value} điểm.",
    en="{unit}: the note “{note}” means that “{criterion}” does not apply, but it shows {value} points.",
)
PART_SUM = Check(
    "AUDIT-106",
    ERROR,
    vi="{unit}: “{criterion}” in {value}, nhưng các mục con cộng lại được {sum}. Đề nghị kiểm tra lại mục này và "
    "các mục con.",
    en="{unit}: “{criterion}” shows {value}, but its parts add to {sum}. Please check it and its parts.",
)
TOTAL_SUM = Check(
    "AUDIT-107",
    ERROR,
    vi="{unit}: tổng điểm in {value}, nhưng các phần cộng lại được {sum}. Đề nghị kiểm tra lại tổng và các phần.",
    en="{unit}: the total shows {value}, but the sections add to {sum}. Please check the total and the sections.",
)
TOTAL_OVER_MAX = Check(
    "AUDIT-108",
    ERROR,
    vi="{unit}: tổng điểm {value} cao hơn mức tối đa {max} của đơn vị này.",
    en="{unit}: the total {value} is above this unit's maximum {max}.",
)
INDEX = Check(
    "AUDIT-109",
    ERROR,
    vi="{unit}: chỉ số in {value}, nhưng {total} / {max} = {right}.",
    en="{unit}: the index shows {value}, but {total} / {max} = {right}.",
)
PRINTED_MAX = Check(
    "AUDIT-110",
    ERROR,
    vi="Cột “{title}” in mức tối đa {value}, nhưng bộ tiêu chí là {max}. Sửa tiêu đề hoặc kiểm tra lại bộ tiêu chí.",
    en="Column “{title}” prints the maximum {value}, but the rubric has {max}. Mend the title or check the rubric.",
)
PRINTED_MAX_SUM = Check(
    "AUDIT-111",
    ERROR,
    vi="Mức tối đa in ở các phần cộng lại được {sum}, khác mức tối đa của tổng điểm in là {max}.",
    en="The maxima printed for the sections add to {sum}, not to the maximum {max} printed for the total.",
)

APPLICABLE_MAX = Check(
    "AUDIT-112",
    ERROR,
    vi="{unit}: mức tối đa áp dụng in {value}, theo bộ tiêu chí và ghi chú là {max}. Sửa mức này hoặc bổ sung ghi chú.",
    en="{unit}: the applicable maximum shows {value}; by the rubric and the note it is {max}. Mend it or add the note.",
)
PERCENT = Check(
    "AUDIT-113",
    ERROR,
    vi="{unit}: tỷ lệ in {value}, nhưng {total} / {max} x 100 = {right}. Đề nghị kiểm tra lại.",
    en="{unit}: the share shows {value}, but {total} / {max} x 100 = {right}. Please check it.",
)

BELOW_LEAST = Check(
    "AUDIT-114",
    ERROR,
    vi="{unit}: “{criterion}” là {value}, thấp hơn mức thấp nhất có thể là {min}.",
    en="{unit}: “{criterion}” is {value}, below {min}, the least that is possible.",
)
NOT_SCORED = Check(
    "AUDIT-115",
    ERROR,
    vi="{unit}: “{criterion}” có {value} điểm, nhưng theo bộ tiêu chí thì khối “{group}” không chấm tiêu chí này. "
    "Bỏ điểm này, hoặc kiểm tra lại khối và bộ tiêu chí.",
    en="{unit}: “{criterion}” shows {value} points, but by the rubric it is not scored in group “{group}”. "
    "Remove the points, or check the group and the rubric.",
)
CONVERTED = Check(
    "AUDIT-116",
    ERROR,
    vi="{unit}: điểm quy đổi in {value}, nhưng {total} / {max} x {scale} = {right}. Đề nghị kiểm tra lại tổng điểm và "
    "điểm quy đổi.",
    en="{unit}: the converted points show {value}, but {total} / {max} x {scale} = {right}. Please check the total and "
    "the converted points.",
)
FULL_MAX = Check(
    "AUDIT-117",
    ERROR,
    vi="{unit}: điểm tối đa in {value}, nhưng theo bộ tiêu chí là {max}. Sửa mức này hoặc kiểm tra lại bộ tiêu chí.",
    en="{unit}: the maximum shows {value}, but by the rubric it is {max}. Mend it or check the rubric.",
)
EXCLUDED = Check(
    "AUDIT-118",
    ERROR,
    vi="{unit}: điểm không áp dụng in {value}, nhưng {full} - {max} = {right}. Đề nghị kiểm tra lại các mức tối đa.",
    en="{unit}: what does not apply shows {value}, but {full} - {max} = {right}. Please check the maxima.",
)

# ---------------------------------------------------------------- tiers
TIER = Check(
    "AUDIT-201",
    ERROR,
    vi="{unit}: xếp loại in “{tier}”, nhưng {value} thuộc mức “{right}”. Đề nghị sửa xếp loại.",
    en="{unit}: the tier shows “{tier}”, but {value} belongs to “{right}”. Please mend the tier.",
)
NO_TIER = Check(
    "AUDIT-202",
    ERROR,
    vi="{unit}: xếp loại in “{tier}”, nhưng {value} thấp hơn mọi mức của bộ tiêu chí.",
    en="{unit}: the tier shows “{tier}”, but {value} is below every tier of the rubric.",
)
UNKNOWN_TIER = Check(
    "AUDIT-203",
    ERROR,
    vi="Xếp loại “{tier}” ({count} đơn vị, đầu tiên là {unit}) không có trong bộ tiêu chí ({tiers}). Sửa nhãn "
    "xếp loại.",
    en="The tier “{tier}” ({count} units, the first is {unit}) is not in the rubric ({tiers}). Mend the label.",
)
TIER_ROW = Check(
    "AUDIT-204",
    ERROR,
    vi="{unit} và {count} đơn vị kế tiếp nằm dưới dòng “{tier}”, nhưng {value} thuộc mức “{right}”. "
    "Đề nghị kiểm tra vị trí của dòng xếp loại.",
    en="{unit} and the next {count} units stand under the row “{tier}”, but {value} belongs to “{right}”. "
    "Please check where the tier row stands.",
)
TIER_BOUND = Check(
    "AUDIT-205",
    ERROR,
    vi="Dòng “{text}” in ngưỡng từ {value}, nhưng mức “{tier}” của bộ tiêu chí là từ {lower}. Sửa dòng này hoặc kiểm "
    "tra lại bộ tiêu chí.",
    en="The row “{text}” prints the bound {value}, but the rubric's tier “{tier}” begins at {lower}. Mend the row or "
    "check the rubric.",
)

TIER_CHOICE = Check(
    "AUDIT-206",
    ERROR,
    vi="{unit}: xếp loại in “{tier}”, nhưng với {value} thì chỉ có thể là: {tiers}. Đề nghị sửa xếp loại.",
    en="{unit}: the tier shows “{tier}”, but with {value} it can only be: {tiers}. Please mend the tier.",
)
OVER_QUOTA = Check(
    "AUDIT-207",
    ERROR,
    vi="Khối “{group}”: {count} đơn vị được xếp loại “{tier}” trở lên, nhiều hơn giới hạn {limit} của bộ tiêu chí. "
    "Đề nghị kiểm tra lại xếp loại từ đơn vị này.",
    en="Group “{group}”: {count} units are classed “{tier}” or better, more than the rubric's limit of {limit}. "
    "Please check the tiers from this unit on.",
)

# ---------------------------------------------------------------- order, ranks, the list of units
ORDER = Check(
    "AUDIT-301",
    ERROR,
    vi="Sai thứ tự: {unit} ({value}) đứng sau {above} ({above_value}). Thứ tự đúng: {order}.",
    en="Wrong order: {unit} ({value}) stands below {above} ({above_value}). Right order: {order}.",
)
RANK = Check(
    "AUDIT-302",
    ERROR,
    vi="{unit} ({value}): thứ hạng in {rank}, đúng là {right}.",
    en="{unit} ({value}): the rank shows {rank}, it should be {right}.",
)
RANK_COUNTING = Check(
    "AUDIT-303",
    ERROR,
    vi="Từ {unit} trở đi thứ hạng {rank} phải là {right}: sau các đơn vị đồng hạng, bảng đếm hạng khác quy định "
    "của bộ "
    "tiêu chí. Đề nghị đánh lại thứ hạng.",
    en="From {unit} on, rank {rank} should be {right}: after units of equal rank the table counts otherwise than "
    "the "
    "rubric. Please number the ranks again.",
)
TIE_SPLIT = Check(
    "AUDIT-304",
    WARNING,
    vi="{units} cùng in {value} nhưng thứ hạng khác nhau ({ranks}). Có thể do phần lẻ không in; nếu bằng nhau "
    "thật thì "
    "cùng hạng {right}, hoặc nêu lý do tách hạng.",
    en="{units} all show {value} but have different ranks ({ranks}). Decimals not printed may explain it; if "
    "they are "
    "equal they share rank {right}, or the reason for the split should be given.",
)
TIE_BY_CHAIN = Check(
    "AUDIT-309",
    NOTE,
    vi="{units} cùng in {value} nhưng thứ hạng khác nhau ({ranks}): đúng theo thứ tự ưu tiên của bộ tiêu chí "
    "(tie_chain), xét {steps}.",
    en="{units} all show {value} but have different ranks ({ranks}): as the rubric's tie chain parts them, by {steps}.",
)
TIE = Check(
    "AUDIT-305",
    NOTE,
    vi="{units} bằng nhau ({value}); bảng không có cột thứ hạng nên không rõ có đồng hạng hay không.",
    en="{units} are equal ({value}); the table has no ranks, so whether they share one is not told.",
)
REPEATED_UNIT = Check(
    "AUDIT-306",
    ERROR,
    vi="{unit} đã có ở ô {first} trong cùng khối. Bỏ dòng thừa, hoặc ghi tên đầy đủ nếu là hai đơn vị khác nhau.",
    en="{unit} is already at cell {first} in the same group. Remove one row, or write full names if they are two "
    "units.",
)
NUMBERING = Check(
    "AUDIT-307",
    WARNING,
    vi="{unit}: số thứ tự {value}, đáng lẽ là {right}. Kiểm tra xem có thiếu hoặc thừa đơn vị.",
    en="{unit}: row number {value} where {right} was due. Check whether a unit is missing or is there twice.",
)
OTHER_ORDER = Check(
    "AUDIT-308",
    NOTE,
    vi="Khối “{group}” không in theo thứ tự kết quả; thứ hạng được kiểm tra theo số liệu.",
    en="Group “{group}” is not printed in order of results; its ranks were checked by the figures.",
)

# ---------------------------------------------------------------- what is added where it applies
ASSUMED_MAX = Words(
    "(Mức tối đa này là suy ra, không in trong quyết định.)",
    "(This maximum is inferred, the decision does not print it.)",
)
ASSUMED_TOTAL_MAX = Words(
    "(Tổng điểm tối đa này là suy ra, không in trong quyết định.)",
    "(This maximum total is inferred, the decision does not print it.)",
)
ASSUMED_TIER = Words(
    "(Ngưỡng xếp loại này là suy ra, không in trong quyết định.)",
    "(This tier bound is inferred, the decision does not print it.)",
)
WEIGHED = Words("(Đã tính hệ số và mức trần.)", "(Weights and the cap are taken into account.)")
SHORT_OF = Words(
    "Mức “{tier}” đòi “{part}” từ {bound} điểm, bảng có {figure}.",
    "“{tier}” asks for {bound} points in “{part}”; the table has {figure}.",
)
IMPLIED = Words(
    "Tổng in trong bảng khớp với giá trị {implied}, nên có thể chỉ ô này ghi sai.",
    "The sum that the table shows fits {implied}, so this cell alone may be wrong.",
)
IF_RIGHT = Words("Nếu giá trị đúng là {right_value} thì:", "If the right value is {right_value}:")
IF_SUM_RIGHT = Words("Nếu các phần đúng thì:", "If the sections are right:")
IF_NOT_APPLICABLE = Words("Nếu không đánh giá ô này thì:", "If it is not assessed:")
IF_MENDED = Words("Khi sửa thì:", "When mended:")
TOTAL_CHANGES = Words("tổng điểm {right_total} (đang in {total});", "total {right_total} (shown: {total});")
INDEX_CHANGES = Words("chỉ số {right_index} (đang in {index});", "index {right_index} (shown: {index});")
TIER_CHANGES = Words("xếp loại {right_tier} (đang in {tier});", "tier {right_tier} (shown: {tier});")
REST_STAYS = Words("thứ hạng không đổi.", "the place stays.")
PLACE_UNKNOWN = Words("thứ hạng chưa xác định được.", "the place cannot be told.")
PLACE_CHANGES = Words(
    "thứ hạng {right_place} thay vì {place} (tính theo số liệu in).",
    "place {right_place} instead of {place} (by the figures shown).",
)
NOTHING_CHANGES = Words("xếp loại và thứ hạng không đổi.", "tier and place stay.")
PLACE_DENIES_TOO = Words(
    "Vị trí của đơn vị trong bảng cũng không khớp số liệu này, nên có thể chính số liệu ghi sai.",
    "The unit's place in the table does not fit this figure either, so the figure itself may be wrong.",
)
TOTAL_TOO = Words("Tổng điểm {total} vì thế cũng không chắc đúng.", "The total {total} is therefore in doubt too.")
FITS_WITHOUT = Words(
    "Chỉ số in khớp với mức tối đa {other_max}, tức là không tính “{left_out}”; nhưng bảng không ghi chú điều đó.",
    "The index shown fits a maximum of {other_max}, which leaves out “{left_out}”, but no note says so.",
)
FITS_WITH = Words(
    "Chỉ số in khớp với mức tối đa {other_max}, tức là vẫn tính “{left_out}” dù ghi chú là không đánh giá.",
    "The index shown fits a maximum of {other_max}, which counts “{left_out}” in spite of the note.",
)
RIGHT_PLACES = Words(
    "Thứ hạng đúng của {unit} là {right_place}, của {above} là {above_place}.",
    "The right place of {unit} is {right_place}, that of {above} is {above_place}.",
)
ALSO_RANKS = Words(
    "Cùng một nguyên nhân: {count} đơn vị khác cũng sai hạng ({others}).",
    "For the same cause {count} other units have a wrong rank ({others}).",
)
CAUSE_UNKNOWN = Words("Đề nghị kiểm tra lại số liệu gốc.", "Please check the original figures.")

CHECKS = (
    NO_TABLE, NOT_A_TABLE, OLD_ENCODING, UNKNOWN_COLUMN, REPEATED_COLUMN, MISSING_COLUMNS, UNKNOWN_GROUP, UNREADABLE,
    MISSING, TOO_MANY_CELLS, NO_STORED_VALUE, UNNAMED, NOT_FITTING, OVER_MAX, NEGATIVE, OFF_STEP, COLUMN_MAXIMA,
    NOT_APPLICABLE_SCORED, PART_SUM, TOTAL_SUM, TOTAL_OVER_MAX, INDEX, PRINTED_MAX, PRINTED_MAX_SUM, APPLICABLE_MAX,
    PERCENT, BELOW_LEAST, NOT_SCORED, CONVERTED, FULL_MAX, EXCLUDED, TIER, NO_TIER, UNKNOWN_TIER, TIER_ROW, TIER_BOUND,
    TIER_CHOICE, OVER_QUOTA, ORDER, RANK, RANK_COUNTING, TIE_SPLIT, TIE, REPEATED_UNIT, NUMBERING, OTHER_ORDER,
    TIE_BY_CHAIN,
)  # fmt: skip
