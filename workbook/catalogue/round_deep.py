"""ROUND from 070: who scores what, exemptions, figures from lists, conclusions of the council."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

# ---------------------------------------------------------------- the form of the workbooks
MATRIX_IMPOSSIBLE = Check(
    "ROUND-070",
    ERROR,
    vi='Không dùng sheets = "matrix" được với bộ tiêu chí này: {reason}. Hãy ghi sheets = "unit" '
    "(mỗi đơn vị một trang tính) hoặc bỏ dòng này.",
    en='sheets = "matrix" is not possible with this rubric: {reason}. Write sheets = "unit" (one sheet a unit) or '
    "remove the line.",
)

# ---------------------------------------------------------------- assignments
ORDER_MEMBER = Check(
    "ROUND-071",
    ERROR,
    vi='Bộ tiêu chí làm tròn theo từng thành viên (rounding.order = "member") nên mỗi thành viên phải chấm đủ mọi tiêu '
    "chí; không phân công theo tiêu chí được. Hãy bỏ [[assignments]], hoặc đổi rounding.order trong bộ tiêu chí.",
    en='The rubric averages members\' totals (rounding.order = "member"), so every member has to score everything; '
    "criteria cannot be assigned. Remove [[assignments]], or change rounding.order in the rubric.",
)
NOBODY_ASSIGNED = Check(
    "ROUND-072",
    ERROR,
    vi="Khối “{group}” có {count} tiêu chí không được phân công cho ai chấm: {criteria}. "
    "Hãy bổ sung vào [[assignments]] của một thành viên phụ trách khối này.",
    en="In group “{group}” {count} criteria are assigned to nobody: {criteria}. Add them to the [[assignments]] of a "
    "member who has this group.",
)
ASSIGNED_TOO_FEW = Check(
    "ROUND-073",
    ERROR,
    vi="minimum_scorers = {minimum} nhưng ở khối “{group}” có {count} tiêu chí được phân công cho ít người hơn; "
    "ít nhất là “{criterion}” của “{unit}” với {scorers} người (không tính người vắng hoặc không được chấm đơn vị "
    "đó). Hãy phân công thêm người.",
    en="minimum_scorers = {minimum} but in group “{group}” {count} criteria are assigned to fewer; “{criterion}” of "
    "“{unit}” has the fewest, {scorers} (absent and recused members not counted). Assign somebody more.",
)
NOTHING_ASSIGNED = Check(
    "ROUND-074",
    WARNING,
    vi="Thành viên “{member}” có phân công nhưng không còn tiêu chí nào để chấm (khối được giao không phải khối "
    "người này phụ trách, hoặc tiêu chí lấy số liệu từ danh sách), nên không có phiếu. Hãy xem lại [[assignments]], "
    "hoặc ghi absent với lý do.",
    en="The member “{member}” has assignments but no criterion to score is left (the groups are not his, or the "
    "criteria come from lists), so there is no workbook. Look at [[assignments]], or give absent with a reason.",
)
SCORES_ALL = Check(
    "ROUND-075",
    NOTE,
    vi="Đợt này có phân công, nhưng không có dòng nào cho {members}: những người này chấm mọi tiêu chí của các khối "
    "mình phụ trách.",
    en="This round has assignments, but none for {members}: they score every criterion of their groups.",
)

# ---------------------------------------------------------------- exemptions
EXEMPT_NOT_ALLOWED = Check(
    "ROUND-076",
    ERROR,
    vi="Bộ tiêu chí không cho phép ghi KĐG ở {criteria}, nên không miễn “{criterion}” cho đơn vị được. "
    "Nếu quy định cho phép, hãy thêm markable = true vào các tiêu chí đó trong bộ tiêu chí.",
    en="The rubric allows no mark (KĐG) for {criteria}, so “{criterion}” cannot be exempted. If the rules do allow it, "
    "add markable = true to those criteria in the rubric.",
)
EXEMPT_TWICE = Check(
    "ROUND-077",
    WARNING,
    vi="Việc miễn “{criterion}” cho “{unit}” đã ghi ở {first}; lý do ghi sau được dùng. Hãy bỏ một trong hai.",
    en="“{criterion}” is exempted for “{unit}” at {first} already; the later reason stands. Remove one of the two.",
)

# ---------------------------------------------------------------- figures from lists
FACT_NOT_LISTED = Check(
    "ROUND-078",
    ERROR,
    vi="Số liệu của tiêu chí “{criterion}” do người chấm nhập, không lấy từ danh sách. "
    "Các tiêu chí lấy số liệu từ danh sách: {known}.",
    en="The figures of “{criterion}” are typed by the scorers, not listed. Criteria whose figures are listed: {known}.",
)
UNKNOWN_INPUT = Check(
    "ROUND-079",
    ERROR,
    vi="Tiêu chí “{criterion}” không có số liệu nào tên là “{input}”. Các số liệu của tiêu chí này: {known}.",
    en="“{criterion}” has no figure called “{input}”. Its figures: {known}.",
)
INPUT_NEEDED = Check(
    "ROUND-080",
    ERROR,
    vi="Tiêu chí “{criterion}” cần {count} số liệu: {known}. Hãy ghi rõ dòng này là số liệu nào ở cột input (số liệu).",
    en="“{criterion}” needs {count} figures: {known}. Say in the column input which of them this row gives.",
)
CHILD_NEEDED = Check(
    "ROUND-081",
    ERROR,
    vi="Số liệu của tiêu chí “{criterion}” lấy từ các đơn vị trực thuộc: mỗi dòng phải ghi tên đơn vị trực thuộc ở cột "
    "child (đơn vị trực thuộc).",
    en="“{criterion}” is computed from subordinate units: every row names one in the column child.",
)
CHILD_NOT_WANTED = Check(
    "ROUND-082",
    ERROR,
    vi="Tiêu chí “{criterion}” không tính từ các đơn vị trực thuộc, hoặc dòng này đã ghi rõ số liệu “{input}”; hãy để "
    "trống ô child (“{child}”).",
    en="“{criterion}” is not computed from subordinate units, or this row names the figure “{input}” already; leave "
    "child (“{child}”) empty.",
)
FACT_TWICE = Check(
    "ROUND-083",
    ERROR,
    vi="Số liệu này của “{unit}” cho tiêu chí “{criterion}” đã ghi ở {first}. Hãy bỏ một trong hai dòng.",
    en="This figure of “{unit}” for “{criterion}” stands at {first} already. Remove one of the two.",
)
FACT_NOT_SCORED = Check(
    "ROUND-084",
    WARNING,
    vi="Tiêu chí “{criterion}” không chấm cho khối “{group}” của “{unit}”; số liệu ở đây không dùng đến.",
    en="“{criterion}” is not scored for “{unit}” of group “{group}”; the figure here is not used.",
)
FACT_NOT_LEAF = Check(
    "ROUND-085",
    ERROR,
    vi="“{criterion}” là tổng của các tiêu chí con, không có điểm hay số liệu riêng. Hãy ghi tiêu chí con: {leaves}.",
    en="“{criterion}” sums its children and has no points or figures of its own. Name a child: {leaves}.",
)

# ---------------------------------------------------------------- conclusions
WANT_POINTS = Check(
    "ROUND-086",
    ERROR,
    vi='“{key}” đang là {value}; phải là số điểm, hoặc "KĐG" nếu tiêu chí không đánh giá đơn vị này.',
    en='“{key}” is {value}; it should be a number, or "KĐG" where the criterion does not apply to the unit.',
)
CONCLUSION_NOT_SCORED = Check(
    "ROUND-087",
    ERROR,
    vi="Tiêu chí “{criterion}” không chấm cho khối “{group}” của “{unit}” nên không có kết luận. Hãy bỏ dòng này.",
    en="“{criterion}” is not scored for “{unit}” of group “{group}”, so nothing is concluded. Remove this row.",
)
CONCLUSION_RANGE = Check(
    "ROUND-088",
    ERROR,
    vi="Kết luận {points} điểm cho “{unit}”, tiêu chí “{criterion}”: phải từ {low} đến {high}. Hãy sửa số điểm.",
    en="{points} points are concluded for “{unit}”, “{criterion}”: it should be {low} to {high}. Correct the figure.",
)
CONCLUSION_TOO_FINE = Check(
    "ROUND-089",
    ERROR,
    vi="Kết luận {points} điểm cho “{unit}”, tiêu chí “{criterion}”: tối đa {places} chữ số thập phân. "
    "Hãy ghi số điểm đã làm tròn.",
    en="{points} points are concluded for “{unit}”, “{criterion}”: at most {places} decimals. Give the rounded figure.",
)
CONCLUSION_MARK = Check(
    "ROUND-090",
    ERROR,
    vi="Kết luận KĐG cho “{unit}”, tiêu chí “{criterion}”: bộ tiêu chí không cho phép KĐG ở tiêu chí này. "
    "Hãy ghi số điểm, hoặc sửa bộ tiêu chí (markable = true).",
    en="KĐG is concluded for “{unit}”, “{criterion}”: the rubric allows no mark there. Give points, or change the "
    "rubric (markable = true).",
)
CONCLUSION_TWICE = Check(
    "ROUND-091",
    ERROR,
    vi="Kết luận cho “{unit}”, tiêu chí “{criterion}” đã ghi ở {first}. Hãy bỏ một trong hai.",
    en="A conclusion for “{unit}”, “{criterion}” stands at {first} already. Remove one of the two.",
)
CONCLUSION_UNEXPLAINED = Check(
    "ROUND-095",
    ERROR,
    vi="Kết luận cho “{unit}”, tiêu chí “{criterion}” thay điểm của các thành viên nhưng chưa ghi {lacking}. "
    "Hãy ghi thêm.",
    en="The conclusion for “{unit}”, “{criterion}” stands over the members' points but does not give {lacking}. "
    "Add it.",
)
EXEMPT_LOWERS = Check(
    "ROUND-096",
    WARNING,
    vi="Bộ tiêu chí xếp hạng theo tổng điểm, nên đơn vị được miễn tiêu chí sẽ có tổng điểm thấp hơn các đơn vị khác. "
    'Nếu không muốn vậy, hãy xếp hạng theo chỉ số (rank_by = "index") hoặc điểm quy đổi (rank_by = "converted").',
    en="The rubric ranks by the total, so a unit that is exempted from criteria has a lower total than the others. If "
    'that is not meant, rank by the index (rank_by = "index") or the converted total (rank_by = "converted").',
)

# ---------------------------------------------------------------- cells of these lists
CELL_NOT_NUMBER = Check(
    "ROUND-092",
    ERROR,
    vi="Ô “{column}” đang chứa {value}: là ngày tháng, giá trị lỗi hoặc đúng/sai. Hãy định dạng ô là số rồi gõ lại.",
    en="The cell “{column}” holds {value}: a date, an error value or a true/false. Format and type it as a number.",
)
AMBIGUOUS_NUMBER = Check(
    "ROUND-093",
    ERROR,
    vi="Ô “{column}” ghi “{value}”: có thể là {small} hoặc {large}. Hãy gõ lại thành số, bỏ dấu ngăn hàng nghìn.",
    en="The cell “{column}” says “{value}”: it may be {small} or {large}. Type it again without a thousands mark.",
)
CODE_UNCLEAR = Check(
    "ROUND-094",
    ERROR,
    vi="Ô “{column}” là số {value}; có thể là tiêu chí {criteria} (Excel bỏ số 0 ở cuối). "
    "Hãy định dạng ô là văn bản rồi gõ lại, hoặc ghi mã tiêu chí.",
    en="The cell “{column}” is the number {value}; it may be criterion {criteria} (Excel drops final zeros). "
    "Format the cell as text and type it again, or give the criterion's id.",
)
PERCENT_CELL = Check(
    "ROUND-097",
    ERROR,
    vi="Ô “{column}” hiện {shown} vì được định dạng phần trăm; số thật trong ô là {value}. "
    "Hãy định dạng ô là số (Number) rồi gõ lại số cần dùng (số đang hiện hay số thật), không có dấu %.",
    en="The cell “{column}” shows {shown} for it is formatted as a percentage; the number in it is {value}. "
    "Format the cell as a number and type the one that is meant (as shown or as it is), without %.",
)
CONCLUSION_NO_POINTS = Check(
    "ROUND-098",
    WARNING,
    vi="Dòng này có lý do hoặc người quyết định, nhưng ô “{column}” không có số điểm nên không được dùng làm kết "
    "luận. Nếu là kết luận, hãy gõ số điểm vào ô này; nếu không, hãy xóa lý do và người quyết định.",
    en="This row has a reason or who decided, but “{column}” has no points, so it is not used as a conclusion. "
    "If it is one, type its points here; if not, clear the reason and who decided.",
)
CODE_DOUBTFUL = Check(
    "ROUND-099",
    WARNING,
    vi="Danh sách ghi mã {value} mà không ghi {others} ở dòng nào; bộ tiêu chí có cả hai mã, và Excel hay bỏ số 0 "
    "ở cuối. Các dòng {value} được hiểu là “{criterion}”. Nếu đúng thì không cần làm gì; nếu không, "
    "hãy ghi mã (id) hoặc tên tiêu chí.",
    en="The list writes {value} and nowhere {others}; the rubric has both, and Excel tends to drop final zeros. "
    "The rows with {value} are read as “{criterion}”. If that is right, nothing is to be done; else write "
    "the criterion's id or name.",
)

CHOICE_HASH = Check(
    "ROUND-100",
    ERROR,
    vi="Mã tệp “{value}” không đúng dạng: cần ít nhất 8 chữ số, chữ cái a đến f, như xephang log và thông báo khi nhận "
    "phiếu ghi.",
    en="The file hash “{value}” has not the right shape: at least 8 digits or letters a to f, as xephang log and the "
    "messages on import show it.",
)
CHOICE_TWICE = Check(
    "ROUND-101",
    ERROR,
    vi="Phiếu được tính của “{member}” đã quyết định ở {first}. Chỉ giữ một quyết định.",
    en="Which ballot of “{member}” counts is decided at {first} already. Keep one decision.",
)
DISAGREEMENT_EMPTY = Check(
    "ROUND-120",
    WARNING,
    vi="Mục [disagreement] không ghi cell (mức chênh của một tiêu chí) cũng không ghi total (mức chênh của tổng điểm), "
    "nên không chênh lệch nào phải thảo luận. Ghi ít nhất một mức, hoặc xóa mục này.",
    en="[disagreement] gives neither cell (the difference on one criterion) nor total (that of totals), so nothing "
    "must be discussed. Give at least one of them, or remove the table.",
)
DISAGREEMENT_IDLE = Check(
    "ROUND-121",
    WARNING,
    vi="Mức chênh {key} = {limit} không bao giờ bị vượt: điểm chỉ có thể chênh nhau nhiều nhất {most}. Ghi mức nhỏ "
    "hơn, hoặc xóa khóa này.",
    en="The difference {key} = {limit} can never be exceeded: points can differ by {most} at most. Give a smaller one, "
    "or remove the key.",
)
DISCUSSED_TWICE = Check(
    "ROUND-122",
    ERROR,
    vi="Kết quả thảo luận cho {what} của đơn vị “{unit}” đã ghi ở {first}. Chỉ giữ một mục.",
    en="What was discussed on {what} of the unit “{unit}” is recorded at {first} already. Keep one.",
)
DISCUSSED_NOT_SCORED = Check(
    "ROUND-123",
    ERROR,
    vi="Đã ghi thảo luận tiêu chí “{criterion}” của đơn vị “{unit}”, nhưng khối {group} của đơn vị không chấm tiêu chí "
    "này. Sửa mã tiêu chí hoặc xóa mục này.",
    en="A discussion is recorded on “{criterion}” of the unit “{unit}”, but its group {group} is not scored on it. "
    "Correct the criterion's id or remove the entry.",
)
# ---------------------------------------------------------------- how members are combined
COMBINE_UNUSED = Check(
    "ROUND-102",
    ERROR,
    vi="“{key}” chỉ dùng với method = “{needed}”, nhưng cách gộp điểm đang là “{method}”. Hãy bỏ khóa này, hoặc sửa "
    "method.",
    en="“{key}” is for method = “{needed}” only, but the method is “{method}”. Remove the key, or change the method.",
)
COMBINE_NO_WEIGHTS = Check(
    "ROUND-103",
    ERROR,
    vi="Gộp điểm theo trọng số (method = “weighted”) nhưng chưa có trọng số nào. Hãy thêm [[combine.weights]] với role "
    "(chức vụ trong hội đồng) và weight (trọng số).",
    en="Members are combined by weight (method = “weighted”) but there is no weight. Add [[combine.weights]] with role "
    "and weight.",
)
DROP_TOO_LARGE = Check(
    "ROUND-104",
    ERROR,
    vi="drop = {drop} bỏ {drop} điểm cao nhất và {drop} điểm thấp nhất, cần ít nhất {needed} người chấm; "
    "đợt này chỉ có {count} thành viên không vắng mặt. Hãy giảm drop, hoặc chọn method khác.",
    en="drop = {drop} leaves out the {drop} highest and {drop} lowest, which needs at least {needed} scorers; this "
    "round has {count} members who are not absent. Lower drop, or choose another method.",
)
ROLE_NOBODY = Check(
    "ROUND-105",
    ERROR,
    vi="Trọng số của “{role}”: không thành viên nào có chức vụ (role) này. Các chức vụ hiện có: {known}. "
    "Hãy ghi giống hệt ở thành viên.",
    en="The weight of “{role}”: no member has this role. Roles that there are: {known}. Write it exactly as the "
    "members have it.",
)
ROLE_TWICE = Check(
    "ROUND-106",
    ERROR,
    vi="Trọng số của “{role}” đã ghi ở {first}. Chỉ giữ một.",
    en="The weight of “{role}” stands at {first} already. Keep one.",
)
CHECKS = (
    COMBINE_UNUSED,
    COMBINE_NO_WEIGHTS,
    DROP_TOO_LARGE,
    ROLE_NOBODY,
    ROLE_TWICE,
    CHOICE_HASH,
    CHOICE_TWICE,
    DISAGREEMENT_EMPTY,
    DISAGREEMENT_IDLE,
    DISCUSSED_TWICE,
    DISCUSSED_NOT_SCORED,
    MATRIX_IMPOSSIBLE,
    ORDER_MEMBER,
    NOBODY_ASSIGNED,
    ASSIGNED_TOO_FEW,
    NOTHING_ASSIGNED,
    SCORES_ALL,
    EXEMPT_NOT_ALLOWED,
    EXEMPT_TWICE,
    FACT_NOT_LISTED,
    UNKNOWN_INPUT,
    INPUT_NEEDED,
    CHILD_NEEDED,
    CHILD_NOT_WANTED,
    FACT_TWICE,
    FACT_NOT_SCORED,
    FACT_NOT_LEAF,
    WANT_POINTS,
    CONCLUSION_NOT_SCORED,
    CONCLUSION_RANGE,
    CONCLUSION_TOO_FINE,
    CONCLUSION_MARK,
    CONCLUSION_TWICE,
    CONCLUSION_UNEXPLAINED,
    EXEMPT_LOWERS,
    CELL_NOT_NUMBER,
    AMBIGUOUS_NUMBER,
    CODE_UNCLEAR,
    PERCENT_CELL,
    CONCLUSION_NO_POINTS,
    CODE_DOUBTFUL,
)
