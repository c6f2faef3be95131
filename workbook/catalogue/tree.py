"""RUBRIC (070 to 099): what can be wrong between the parts of a deep rubric, and what cannot fit in Excel."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

# ---------------------------------------------------------------- rules in the tree
TOO_FEW_ROWS = Check(
    "RUBRIC-070",
    ERROR,
    vi="“{key}” có {count} dòng; phải có ít nhất {least}. Hãy thêm cho đủ.",
    en="“{key}” has {count} rows; there should be at least {least}. Add what is missing.",
)
RULE_ON_PARENT = Check(
    "RUBRIC-071",
    ERROR,
    vi="“{criterion}” là tổng của các tiêu chí con nên không có cách tính riêng. Hãy bỏ rule ở đây, "
    "hoặc ghi rule ở các tiêu chí con.",
    en="“{criterion}” sums its children and has no rule of its own. Remove rule here, or give it to the children.",
)
MAX_ZERO = Check(
    "RUBRIC-072",
    ERROR,
    vi="Điểm tối đa của “{criterion}” là 0; chỉ tiêu chí không tính điểm (mandatory, informational) mới ghi 0. "
    "Hãy ghi điểm tối đa lớn hơn 0.",
    en="The maximum of “{criterion}” is 0; only criteria without points (mandatory, informational) have 0. "
    "Give a maximum above 0.",
)
STEP_IDLE = Check(
    "RUBRIC-073",
    NOTE,
    vi="“{criterion}” tính điểm theo “{kind}” nên bước điểm không dùng đến. Có thể bỏ dòng này.",
    en="“{criterion}” is scored by “{kind}”, so its step is not used. The line may be removed.",
)

FORMULA_TOO_LONG = Check(
    "RUBRIC-074",
    ERROR,
    vi="Công thức Excel của “{criterion}” có thể dài {length} ký tự, lồng {depth} tầng; phần mềm chỉ cho {most} ký tự, "
    "{deepest} tầng vì giới hạn của Excel. Hãy bớt dòng, bớt mức, hoặc tách thành nhiều tiêu chí con.",
    en="The Excel formula of “{criterion}” can have {length} characters in {depth} levels; {most} and {deepest} are "
    "allowed because of Excel's limits. Give it fewer rows or bands, or part it into several child criteria.",
)
ENTRY_TOO_LONG = Check(
    "RUBRIC-075",
    ERROR,
    vi="Ô nhập “{input}” của “{criterion}” cần công thức hoặc danh sách kiểm tra dài {length} ký tự; Excel chỉ cho "
    "{most}. Hãy bớt mức, hoặc tách thành nhiều tiêu chí con.",
    en="The cell “{input}” of “{criterion}” needs a validation of {length} characters; Excel takes {most}. "
    "Give it fewer levels, or part it into several child criteria.",
)

# ---------------------------------------------------------------- sums
CAP_LEAF = Check(
    "RUBRIC-076",
    WARNING,
    vi="“{criterion}” không có tiêu chí con nên cap không có tác dụng. Hãy bỏ dòng này.",
    en="“{criterion}” has no children, so cap does nothing. Remove the line.",
)
CAP_IDLE = Check(
    "RUBRIC-077",
    WARNING,
    vi="“{criterion}” ghi cap = true nhưng các tiêu chí con không cộng quá điểm tối đa {max}. "
    "Hãy bỏ cap, hoặc xem lại điểm tối đa.",
    en="“{criterion}” has cap = true but its children do not add up to more than its maximum {max}. "
    "Remove cap, or look at the maxima again.",
)
CAP_HOLDS_BONUS = Check(
    "RUBRIC-078",
    WARNING,
    vi="“{criterion}” là điểm thưởng hoặc điểm trừ nằm trong “{parent}” (cap = true): điểm được cộng trước rồi mới cắt "
    "ở điểm tối đa của “{parent}”. Nếu không đúng ý, hãy đưa ra ngoài.",
    en="“{criterion}” is a bonus or penalty inside “{parent}” (cap = true): its points are added first, then the sum "
    "is cut at the maximum of “{parent}”. If that is not meant, move it out.",
)
WEIGHT_IDLE = Check(
    "RUBRIC-079",
    WARNING,
    vi="“{criterion}” không tính điểm nên weight không có tác dụng. Hãy bỏ dòng này.",
    en="“{criterion}” gives no points, so weight does nothing. Remove the line.",
)
GROUP_NOMINAL = Check(
    "RUBRIC-080",
    NOTE,
    vi="Khối “{group}” quy đổi về thang {max}; các tiêu chí cộng lại {sum}.",
    en="Group “{group}” is converted to a scale of {max}; its criteria add up to {sum}.",
)
GROUP_WITHOUT_LEAF = Check(
    "RUBRIC-081",
    ERROR,
    vi="Khối “{group}” không còn tiêu chí nào được tính điểm. Hãy xem lại groups và dropped của các tiêu chí.",
    en="Group “{group}” is left without any criterion that gives points. Look at groups and dropped of the criteria.",
)
ALL_DROPPED = Check(
    "RUBRIC-082",
    ERROR,
    vi="Mọi tiêu chí đều ghi dropped nên không còn gì để chấm. Hãy bỏ dropped ở những tiêu chí được chấm năm nay.",
    en="Every criterion is dropped, so nothing is left to score. Remove dropped where it is scored this year.",
)

# ---------------------------------------------------------------- groups of criteria
GROUPS_WIDER = Check(
    "RUBRIC-083",
    ERROR,
    vi="“{criterion}” dùng cho khối “{group}” nhưng tiêu chí cha “{parent}” thì không. "
    "Hãy thêm khối này vào groups của tiêu chí cha, hoặc bỏ ở đây.",
    en="“{criterion}” is for the group “{group}” but its parent “{parent}” is not. "
    "Add the group to the parent's groups, or remove it here.",
)
GROUP_MAX_IDLE = Check(
    "RUBRIC-084",
    WARNING,
    vi="“{criterion}” không dùng cho khối “{group}” nên group_max của khối này không có tác dụng. Hãy bỏ đi, "
    "hoặc thêm khối vào groups.",
    en="“{criterion}” is not for the group “{group}”, so group_max does nothing there. Remove it, "
    "or add the group to groups.",
)

# ---------------------------------------------------------------- aggregates
AGGREGATE_EMPTY = Check(
    "RUBRIC-085",
    ERROR,
    vi="Tổng phụ “{aggregate}” chưa có tiêu chí nào. Hãy ghi mã các tiêu chí được cộng.",
    en="The aggregate “{aggregate}” has no criteria. Write the ids of those that are added.",
)
UNKNOWN_CRITERION = Check(
    "RUBRIC-086",
    ERROR,
    vi="Không có tiêu chí hay tổng phụ mang mã “{name}”. {hint}",
    en="There is no criterion or aggregate with the id “{name}”. {hint}",
)
AGGREGATE_TWICE = Check(
    "RUBRIC-087",
    ERROR,
    vi="Tổng phụ “{aggregate}” cộng “{name}” hai lần: mã này hoặc tiêu chí cha (“{parent}”) đã có trong danh sách. "
    "Hãy bỏ một trong hai.",
    en="The aggregate “{aggregate}” counts “{name}” twice: it, or its parent (“{parent}”), is in the list already. "
    "Remove one of them.",
)
AGGREGATE_IDLE = Check(
    "RUBRIC-088",
    WARNING,
    vi="“{name}” không tính điểm nên không cộng gì vào tổng phụ “{aggregate}”. Hãy bỏ mã này.",
    en="“{name}” gives no points and adds nothing to the aggregate “{aggregate}”. Remove its id.",
)

# ---------------------------------------------------------------- tiers
AT_LEAST_BEYOND = Check(
    "RUBRIC-089",
    ERROR,
    vi="Mức “{tier}” đòi “{name}” từ {bound} điểm, nhưng ở khối “{group}” cao nhất chỉ {high}. Hãy sửa at_least.",
    en="The tier “{tier}” asks for {bound} of “{name}”, but the most in group “{group}” is {high}. Correct at_least.",
)
REQUIRES_NOT_MANDATORY = Check(
    "RUBRIC-090",
    ERROR,
    vi='Mức “{tier}” đòi “{name}” ở requires, nhưng đó không phải tiêu chí bắt buộc (kind = "mandatory"). {hint}',
    en='The tier “{tier}” requires “{name}”, which is no mandatory criterion (kind = "mandatory"). {hint}',
)
TIER_ASKS_ABSENT = Check(
    "RUBRIC-091",
    ERROR,
    vi="Mức “{tier}” đòi “{name}” nhưng khối “{group}” không chấm tiêu chí này nên không đơn vị nào đạt. "
    "Hãy cho khối này danh sách mức riêng, hoặc bỏ điều kiện.",
    en="The tier “{tier}” asks for “{name}”, which is not scored in group “{group}”, so no unit reaches it. "
    "Give the group tiers of its own, or remove the condition.",
)
QUOTA_TWICE = Check(
    "RUBRIC-092",
    ERROR,
    vi="Mức “{tier}” ghi cả quota_count và quota_percent. Hãy giữ một.",
    en="The tier “{tier}” has both quota_count and quota_percent. Keep one.",
)
QUOTA_LOWEST = Check(
    "RUBRIC-093",
    ERROR,
    vi="Mức “{tier}” là mức thấp nhất, nhận mọi đơn vị còn lại, nên không thể có chỉ tiêu. "
    "Hãy bỏ quota_count, quota_percent ở mức này.",
    en="The tier “{tier}” is the lowest and takes all that are left, so it can have no quota. "
    "Remove quota_count or quota_percent here.",
)
QUOTA_FALLS = Check(
    "RUBRIC-094",
    WARNING,
    vi="Mức “{tier}” (kể cả các mức trên) chỉ được {quota}, ít hơn chỉ tiêu {before} của mức “{above}” ở trên. "
    "Hãy xem lại: chỉ tiêu tính cho mức này và các mức trên.",
    en="The tier “{tier}”, with those above it, may hold {quota}, fewer than the {before} of “{above}” above it. "
    "Check: a quota counts the tier and all better ones.",
)
TIER_NEVER = Check(
    "RUBRIC-095",
    ERROR,
    vi="Đơn vị nào đạt mức “{tier}” thì đã đạt mức “{above}” đứng trước, nên không đơn vị nào ở mức này. "
    "Hãy sửa điều kiện của một trong hai.",
    en="Whoever reaches the tier “{tier}” has reached “{above}” before it, so nobody is ever in it. "
    "Correct the conditions of one of them.",
)
TIERS_TOO_LONG = Check(
    "RUBRIC-096",
    ERROR,
    vi="Công thức Excel xếp loại của khối “{group}” có thể dài {length} ký tự, lồng {depth} tầng; Excel chỉ cho {most} "
    "ký tự, {deepest} tầng. Hãy bớt mức, bớt điều kiện, hoặc rút ngắn tên mức.",
    en="The Excel formula for the tiers of group “{group}” can have {length} characters in {depth} levels; Excel takes "
    "{most} and {deepest}. Have fewer tiers or conditions, or shorter labels.",
)
MANDATORY_IDLE = Check(
    "RUBRIC-097",
    NOTE,
    vi="Không mức xếp loại nào đòi tiêu chí bắt buộc “{criterion}” (requires) nên kết quả của nó chỉ để xem.",
    en="No tier requires the mandatory criterion “{criterion}”, so its answer is only shown.",
)
CHAIN_UNKNOWN = Check(
    "RUBRIC-098",
    ERROR,
    vi="Bước “{name}” của tie_chain không phải mã tiêu chí hay tổng phụ, cũng không phải một trong các từ {words}. "
    "{hint}",
    en="The step “{name}” of tie_chain is no id of a criterion or an aggregate, and none of the words {words}. {hint}",
)
CHAIN_TWICE = Check(
    "RUBRIC-099",
    WARNING,
    vi="Bước “{name}” đã có ở trên trong tie_chain nên lần này không tách thêm được đơn vị nào. Hãy bỏ bớt một.",
    en="The step “{name}” stands above in tie_chain already, so it parts nobody here. Remove one of them.",
)
CHAIN_NEVER = Check(
    "RUBRIC-100",
    WARNING,
    vi="Bước “{name}” của tie_chain không bao giờ tách được đơn vị nào: {reason}. Hãy bỏ hoặc thay bước này.",
    en="The step “{name}” of tie_chain can never part two units: {reason}. Remove it, or put another in its place.",
)
CHAIN_NOT_FOR_GROUP = Check(
    "RUBRIC-101",
    NOTE,
    vi="Bước “{name}” của tie_chain không được chấm ở khối “{group}” nên ở khối đó bước này được bỏ qua.",
    en="The step “{name}” of tie_chain is not scored in group “{group}”, so it is passed over there.",
)
CHAIN_TOO_LONG = Check(
    "RUBRIC-102",
    ERROR,
    vi="tie_chain có {count} bước nên công thức Excel của hạng có thể dài {length} ký tự; Excel chỉ cho {most} ký tự. "
    "Hãy bớt bước.",
    en="With the {count} steps of tie_chain the Excel formula for the rank can have {length} characters; Excel takes "
    "{most}. Have fewer steps.",
)

CHECKS = (
    TOO_FEW_ROWS,
    RULE_ON_PARENT,
    MAX_ZERO,
    STEP_IDLE,
    FORMULA_TOO_LONG,
    ENTRY_TOO_LONG,
    CAP_LEAF,
    CAP_IDLE,
    CAP_HOLDS_BONUS,
    WEIGHT_IDLE,
    GROUP_NOMINAL,
    GROUP_WITHOUT_LEAF,
    ALL_DROPPED,
    GROUPS_WIDER,
    GROUP_MAX_IDLE,
    AGGREGATE_EMPTY,
    UNKNOWN_CRITERION,
    AGGREGATE_TWICE,
    AGGREGATE_IDLE,
    AT_LEAST_BEYOND,
    REQUIRES_NOT_MANDATORY,
    TIER_ASKS_ABSENT,
    QUOTA_TWICE,
    QUOTA_LOWEST,
    QUOTA_FALLS,
    TIER_NEVER,
    TIERS_TOO_LONG,
    MANDATORY_IDLE,
    CHAIN_UNKNOWN,
    CHAIN_TWICE,
    CHAIN_NEVER,
    CHAIN_NOT_FOR_GROUP,
    CHAIN_TOO_LONG,
)
