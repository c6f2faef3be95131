"""FILE (from 090): what lies in a round's folder: sent, returned, results."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

SENT_FILE_KEPT = Check(
    "FILE-091",
    NOTE,
    vi="Tệp trong thư mục sent đã được điền hoặc lưu lại nên được giữ nguyên. "
    "Muốn tạo lại phiếu trắng: chuyển tệp này đi nơi khác rồi chạy lại.",
    en="The file in the folder sent was filled in or saved again, so it was left as it is. "
    "To make the blank ballot again, move it elsewhere and run once more.",
)
RECEIVED_BEFORE = Check(
    "FILE-092",
    NOTE,
    vi="Tệp này đã nhận trước đây; không ghi nhận thêm lần nữa.",
    en="This very file was received before; it is not recorded twice.",
)
ORIGINAL_GONE = Check(
    "FILE-093",
    ERROR,
    vi="Bản gốc của phiếu đã nhận không còn hoặc đã bị sửa (returned/{name}). Khôi phục từ bản sao lưu, "
    "hoặc nhập lại tệp mà thành viên đã gửi.",
    en="The original of a received ballot is gone or was altered (returned/{name}). Restore it from a backup, "
    "or import again the file that the member sent.",
)
ROUND_EXISTS = Check(
    "FILE-094",
    ERROR,
    vi="Đã có {path}. Chọn thư mục khác, hoặc sửa chính tệp đó; không có gì bị ghi đè.",
    en="{path} is there already. Choose another folder, or edit that file; nothing was overwritten.",
)
DISK = Check(
    "FILE-095",
    ERROR,
    vi="Không đọc hoặc ghi được {path}: {reason}. Kiểm tra tên, quyền truy cập và chỗ trống trên đĩa.",
    en="{path} cannot be read or written: {reason}. Check the name, the permissions and the free space.",
)
USAGE = Check(
    "FILE-098",
    ERROR,
    vi="Lệnh chưa đúng: {problem}. Cách dùng: {help}",
    en="The command is not right yet: {problem}. How to use it: {help}",
)
INTERNAL = Check(
    "FILE-099",
    ERROR,
    vi="Lỗi của phần mềm ({reason}). Không có gì bị ghi đè. Gửi thông báo này cho người phát triển; "
    "đặt XEPHANG_DEBUG=1 rồi chạy lại để xem chi tiết.",
    en="A fault of the program ({reason}). Nothing was overwritten. Report it to the developers; "
    "set XEPHANG_DEBUG=1 and run again for the details.",
)
UNREGISTERED = Check(
    "FILE-096",
    WARNING,
    vi="Thư mục returned có {count} bản gốc chưa ghi trong nhật ký của đợt ({name}, ...). "
    "Nếu sổ bị mất hoặc bị cắt: trước hết khôi phục register.db từ bản sao lưu. Không có bản sao lưu, hoặc chỉ do lần "
    "nhập bị ngắt: nhập lại chính các tệp đó (xephang import) theo đúng thứ tự đã nhận; tên tệp là mã băm, không cho "
    "biết thứ tự này. Ai gửi nhiều phiếu thì phiếu khác có thể được tính: kiểm tra bằng xephang status tệp nào "
    "được tính.",
    en="The folder returned holds {count} originals that the round's register does not list ({name}, ...). "
    "If the log was lost or cut off, restore register.db from a backup first. Without one, or where only an import was "
    "stopped, import those very files again (xephang import), in the order in which they came; their names are hashes "
    "and do not tell it. Of whoever sent several, another ballot may count: xephang status tells which file does.",
)
OUTDATED = Check(
    "FILE-097",
    NOTE,
    vi="Trong thư mục sent còn {count} tệp không phải bản phát mới nhất của thành viên nào ({names}). "
    "Đừng gửi các tệp này.",
    en="The folder sent also holds {count} files that are nobody's newest issue ({names}). Do not send them.",
)
REGISTER_DAMAGED = Check(
    "FILE-100",
    ERROR,
    vi="Sổ nhật ký của đợt ({path}) bị hỏng hoặc không phải là sổ nhật ký: {reason}. Không có gì bị ghi đè. "
    "Khôi phục tệp này từ bản sao lưu; các phiếu gốc trong thư mục returned vẫn còn nguyên.",
    en="The round's log ({path}) is damaged, or is no log of ours: {reason}. Nothing was overwritten. "
    "Restore it from a backup; the originals in the folder returned are untouched.",
)
REGISTER_BUSY = Check(
    "FILE-101",
    ERROR,
    vi="Sổ nhật ký đang bị chương trình khác giữ. Đóng chương trình đang mở sổ (công cụ xem cơ sở dữ liệu, sao lưu), "
    "rồi chạy lại.",
    en="Another program keeps the log busy. Close whatever has it open (a database viewer, a backup), then run again.",
)
REGISTER_URL = Check(
    "FILE-102",
    ERROR,
    vi="Biến môi trường XEPHANG_REGISTER không phải là địa chỉ cơ sở dữ liệu dùng được. "
    "Ghi dạng postgresql://người-dùng:mật-khẩu@máy-chủ/cơ-sở-dữ-liệu, hoặc bỏ biến này để dùng register.db.",
    en="The environment variable XEPHANG_REGISTER is no database address that can be used. "
    "Write it as postgresql://user:password@server/database, or remove it to use register.db.",
)
REGISTER_DRIVER = Check(
    "FILE-103",
    ERROR,
    vi="Sổ nhật ký ở trên máy chủ PostgreSQL nhưng máy này chưa cài phần kết nối. Cài thêm xephang[postgresql] "
    "bằng pip, hoặc bỏ biến XEPHANG_REGISTER để dùng register.db.",
    en="The log is on a PostgreSQL server, but what connects to it is not installed here. Install xephang[postgresql] "
    "with pip, or remove XEPHANG_REGISTER to use register.db.",
)
REGISTER_UNREACHABLE = Check(
    "FILE-104",
    ERROR,
    vi="Không dùng được sổ nhật ký trên máy chủ {server}, cơ sở dữ liệu {database}: {reason}. "
    "Kiểm tra mạng, máy chủ và quyền của người dùng, rồi chạy lại.",
    en="The log on the server {server}, database {database}, cannot be used: {reason}. "
    "Check the network, the server and the user's rights, then run again.",
)
LOCKED = Check(
    "FILE-105",
    ERROR,
    vi="Đợt này đang bận: {user} trên máy {computer} đang chạy lệnh {command} (tiến trình {process}, từ {since}). "
    "Mỗi lúc chỉ một lệnh được ghi vào đợt. Chờ lệnh đó xong rồi chạy lại; nếu lệnh đó bị treo, "
    "kết thúc tiến trình {process} trên máy {computer}.",
    en="The round is busy: {user} on {computer} is running the command {command} (process {process}, since {since}). "
    "Only one command at a time may write into a round. Wait until it is done and run again; if it hangs, "
    "end process {process} on {computer}.",
)
LOCKED_BY_SOMEBODY = Check(
    "FILE-106",
    ERROR,
    vi="Đợt này đang bận: một lệnh khác đang ghi vào đợt (không rõ của ai). "
    "Mỗi lúc chỉ một lệnh được ghi vào đợt. Chờ lệnh đó xong rồi chạy lại.",
    en="The round is busy: another command is writing into it (it is not known whose). "
    "Only one command at a time may write into a round. Wait until it is done and run again.",
)
LOCK_IMPOSSIBLE = Check(
    "FILE-107",
    ERROR,
    vi="Không khóa được thư mục của đợt ({path}: {reason}), nên không có gì được ghi. Kiểm tra quyền ghi; "
    "nếu thư mục ở trên ổ mạng không biết khóa tệp, chép cả đợt về máy rồi làm ở đó.",
    en="The round's folder cannot be locked ({path}: {reason}), so nothing was written. Check that it can be written "
    "to; if it lies on a share that knows no locks, copy the whole round to this computer and work there.",
)
CHAIN_BROKEN = Check(
    "FILE-110",
    ERROR,
    vi="Sổ nhật ký không còn nguyên vẹn từ mục {number}: mục này hoặc chỗ ngay trước nó đã bị sửa, xóa, thêm hoặc đổi "
    "thứ tự. Giữ sổ này làm bằng chứng và báo cho hội đồng; muốn nhận phiếu, xếp hạng tiếp thì khôi phục sổ từ bản sao "
    "lưu. Không có bản sao lưu: chuyển register.db đi nơi khác, chạy xephang generate rồi nhập lại mọi bản gốc trong "
    "thư mục returned.",
    en="The log is no longer what was written, from entry {number} on: that entry, or the place just before it, was "
    "changed, deleted, added or moved. Keep it as evidence and tell the council; to import and rank again, restore the "
    "log from a backup. Without one, move register.db elsewhere, run xephang generate and import again all originals "
    "in the folder returned.",
)
HEAD_LOST = Check(
    "FILE-111",
    ERROR,
    vi="Mốc đã ghi “{head}” không có trong sổ nhật ký: phần cuối sổ đã bị cắt, hoặc sổ đã bị viết lại. "
    "Đối chiếu mốc với biên bản và sổ với bản sao lưu, rồi báo cho hội đồng.",
    en="The head that was written down, “{head}”, is not in the log: its end was cut off, or it was written anew. "
    "Compare the head with the minutes and the log with a backup, and tell the council.",
)
HEAD_UNREADABLE = Check(
    "FILE-112",
    ERROR,
    vi="“{head}” không phải là mốc của sổ nhật ký. Ghi đúng như lệnh log đã in: SỐ:MÃ, "
    "hoặc chỉ mã, ít nhất {least} chữ số đầu.",
    en="“{head}” is no head of a log. Write it as the command log printed it: NUMBER:HASH, "
    "or the hash alone, at least its first {least} digits.",
)
ORIGINALS_WRITABLE = Check(
    "FILE-113",
    NOTE,
    vi="{count} bản gốc trong thư mục returned không còn ở chế độ chỉ đọc. Nội dung vẫn đúng mã băm; "
    "nên đặt lại chế độ chỉ đọc.",
    en="{count} originals in the folder returned are no longer read-only. Their contents still match their hashes; "
    "better make them read-only again.",
)
RESULT_GONE = Check(
    "FILE-114",
    WARNING,
    vi="Tệp kết quả đã ghi trong sổ nhật ký (mục {number}) không còn trong thư mục results. "
    "Khôi phục từ bản sao lưu nếu còn cần.",
    en="A result file that the log tells of (entry {number}) is gone from the folder results. "
    "Restore it from a backup if it is still needed.",
)
RESULT_ALTERED = Check(
    "FILE-115",
    ERROR,
    vi="Tệp kết quả không còn như lúc ghi vào sổ nhật ký (mục {number}): đã bị sửa hoặc lưu lại. "
    "Không công bố tệp này; khôi phục từ bản sao lưu. Không có bản sao lưu: chuyển tệp này ra ngoài thư mục results, "
    "rồi chạy xephang rank để ghi kết quả dưới một số mới.",
    en="A result file is no longer what the log tells of (entry {number}): it was changed or saved again. "
    "Do not publish it; restore it from a backup. Without a backup, move the file out of the folder results "
    "and run xephang rank, which writes the result under a new number.",
)
LOG_GONE = Check(
    "FILE-116",
    ERROR,
    vi="Sổ nhật ký của đợt trống hoặc không còn, trong khi thư mục của đợt có {issues} phiếu đã phát, "
    "{originals} bản gốc đã nhận, {results} lần kết quả: sổ đã bị mất hoặc bị cắt. Khôi phục register.db từ bản sao "
    "lưu. Không có bản sao lưu: báo cho hội đồng, chạy xephang generate rồi nhập lại mọi bản gốc trong thư mục "
    "returned, theo đúng thứ tự đã nhận: tên tệp là mã băm, không cho biết thứ tự này, và ai gửi nhiều phiếu thì phiếu "
    "khác có thể được tính. Nhập xong, kiểm tra bằng xephang status tệp nào được tính. Nếu sổ ở trên máy chủ: đặt lại "
    "biến XEPHANG_REGISTER; nếu id trong round.toml đã bị đổi: ghi lại id cũ.",
    en="The round's log is empty or gone, but its folder holds, in numbers: issued ballots {issues}, "
    "received originals {originals}, results {results}. So the log was lost or cut off. Restore register.db from a "
    "backup. Without a backup, tell the council, run xephang generate and import every original in the folder "
    "returned again, in the order in which they came: their names are hashes and do not tell it, and of whoever sent "
    "several another ballot may count. Then see by xephang status which file counts. If the log is on a server, set "
    "XEPHANG_REGISTER again; if the id in round.toml was changed, write the former one.",
)
RESULT_UNLOGGED = Check(
    "FILE-117",
    ERROR,
    vi="Thư mục results có tệp kết quả đánh số mà sổ nhật ký không ghi ({names}): phần cuối sổ đã bị cắt, tệp từ nơi "
    "khác được đặt vào, hoặc lệnh rank bị ngắt. Không công bố. Khôi phục sổ từ bản sao lưu; nếu rank vừa bị ngắt thì "
    "chạy lại xephang rank; tệp nào vẫn bị báo thì chuyển ra ngoài thư mục results.",
    en="The folder results holds numbered files that the log does not tell of ({names}): the end of the log was cut "
    "off, they were put there from elsewhere, or the command rank was stopped. Do not publish them. Restore the log "
    "from a backup; if rank was stopped just now, run xephang rank again; move what is still told of out of the folder "
    "results.",
)
ISSUE_UNLOGGED = Check(
    "FILE-118",
    WARNING,
    vi="Thư mục sent/kept có phiếu đã phát mà sổ nhật ký không ghi ({names}): phần cuối sổ có thể đã bị cắt, hoặc lệnh "
    "bị ngắt khi đang phát. Nếu không vừa bị ngắt: đối chiếu sổ với bản sao lưu và mốc trong biên bản. "
    "Để ghi các phiếu này vào sổ: chạy xephang generate.",
    en="The folder sent/kept holds issued ballots that the log does not tell of ({names}): its end may have been cut "
    "off, or a command was stopped while it issued them. Unless it was stopped just now, compare the log with a backup "
    "and the head in the minutes. To have them logged, run xephang generate.",
)
PLAIN_DIFFERS = Check(
    "FILE-119",
    WARNING,
    vi="Tệp này khác với bản đánh số {name}. Nếu không phải do ghi số, ngày quyết định hoặc chỉnh khi in, "
    "thì đừng dùng tệp này: in từ bản đánh số {name}.",
    en="This file is other than the numbered one, {name}. Unless only the number and date of the decision were "
    "typed, or "
    "its printing was adjusted, do not use it: print from {name}.",
)
PLAIN_KEPT = Check(
    "FILE-108",
    WARNING,
    vi="Tệp trong thư mục results đã được sửa hoặc lưu lại nên được giữ nguyên; nó có thể không phải kết quả mới nhất. "
    "Kết quả mới nhất ở bản đánh số {name}. Muốn có lại bản mới dưới tên này: chuyển tệp này đi nơi khác, "
    "rồi chạy lại xephang rank.",
    en="The file in the folder results was changed or saved again, so it was left as it is; it may not be the newest "
    "result. That is in the numbered file {name}. To have it under this name again, move this file elsewhere "
    "and run xephang rank once more.",
)
REFUSED_GONE = Check(
    "FILE-109",
    WARNING,
    vi="Bản lưu của tệp không nhận được (returned/refused/{name}) không còn hoặc đã bị sửa. Khôi phục từ bản sao lưu "
    "nếu cần làm chứng cứ; kết quả không phụ thuộc vào tệp này.",
    en="The kept copy of a file that was not taken (returned/refused/{name}) is gone or was altered. Restore it from a "
    "backup if it is needed as evidence; no result depends on it.",
)
KEY_LOST = Check(
    "FILE-140",
    WARNING,
    vi="Không còn khóa của dấu niêm phong (sent/kept/{file}) nên đã tạo khóa mới: generate phát lại "
    "mọi phiếu, return lập phiếu sửa mới. Phiếu đã phát trước đây vẫn nhận được. Nếu còn bản sao lưu: khôi phục tệp "
    "đó rồi chạy lại.",
    en="The key of the round's seals (sent/kept/{file}) was gone, so a new one was made: generate issues all workbooks "
    "anew, return makes new corrections. Those sent before can still be taken. If there is a backup, restore that file "
    "and run again.",
)
RETURN_TO_NOBODY = Check(
    "FILE-130",
    ERROR,
    vi="“{name}” không phải mã của thành viên hay đơn vị nào trong đợt. Ghi đúng mã như trong round.toml; "
    "đơn vị tự chấm thì ghi unit: rồi đến mã đơn vị.",
    en="“{name}” is not the id of any member or unit of the round. Give the id as in round.toml; "
    "for a unit that scores itself, unit: and its id.",
)
NOTHING_CAME = Check(
    "FILE-131",
    NOTE,
    vi="Chưa nhận được phiếu nào của {name} nên không có gì để trả lại. Nhập phiếu trước: xephang import.",
    en="Nothing has come from {name} yet, so there is nothing to return. Import the ballot first: xephang import.",
)
NO_MORE_ASKED = Check(
    "FILE-132",
    WARNING,
    vi="Phiếu của {name} chưa được tính, nhưng theo round.toml hiện nay người này không phải chấm gì, nên không "
    "lập phiếu sửa. Kiểm tra lại danh sách thành viên, phân công và đơn vị trong round.toml.",
    en="The ballot of {name} does not count, but by round.toml of today there is nothing to score, so no correction "
    "was made. Check the members, assignments and units in round.toml.",
)
NOT_CORRECTABLE = Check(
    "FILE-133",
    WARNING,
    vi="Tệp của {name} không đọc được như một phiếu chấm nên không lập được phiếu sửa. Đã soạn thư {mail}: "
    "gửi kèm lại đúng tệp đã phát.",
    en="The file of {name} cannot be read as a ballot, so no correction could be made. The mail text {mail} was "
    "written: attach the issued file once more.",
)
NOT_ANNOTATED = Check(
    "FILE-134",
    WARNING,
    vi="Không ghi chú được vào tệp của {name} ({reason}). Phiếu sửa vẫn đầy đủ; gửi phiếu sửa là đủ.",
    en="The file of {name} could not be annotated ({reason}). The correction workbook is complete; "
    "sending that is enough.",
)
ISSUE_ALTERED = Check(
    "FILE-141",
    ERROR,
    vi="Bản lưu khi phát phiếu (sent/kept, {name}) không còn như khi ghi vào nhật ký, hoặc không đọc được: phiếu gửi "
    "về sẽ bị đối chiếu sai. Khôi phục tệp này từ bản sao lưu rồi chạy lại lệnh. Không có bản sao lưu: chuyển tệp này "
    "ra ngoài thư mục sent/kept, rồi chạy xephang generate để phát lại.",
    en="What was kept when a ballot was sent (sent/kept, {name}) is no longer what was logged, or cannot be read: "
    "returned ballots would be compared with something else. Restore that file from a backup and run the command "
    "again. Without a backup, move the file out of sent/kept and run xephang generate, which issues the ballot anew.",
)
ISSUE_EXCHANGED = Check(
    "FILE-144",
    ERROR,
    vi="Bản lưu sent/kept/{name} không phải của tên đó mà là {holds}: các tệp đã bị đổi tên hoặc tráo cho nhau, phiếu "
    "gửi về sẽ bị đối chiếu sai. Đặt lại đúng tên, hoặc khôi phục thư mục sent/kept từ bản sao lưu, rồi chạy lại lệnh.",
    en="What is kept as sent/kept/{name} is not what its name says but {holds}: files were renamed or exchanged, and "
    "returned ballots would be compared with something else. Give the files their right names, or restore the folder "
    "sent/kept from a backup, and run the command again.",
)
SENT_OF_ANOTHER = Check(
    "FILE-145",
    ERROR,
    vi="Tệp này trong thư mục sent mang tên phiếu của {own} nhưng bên trong là {holds}: tệp đã bị đổi tên hoặc tráo. "
    "Đừng gửi tệp này. Chuyển tệp đi nơi khác rồi chạy lại lệnh để có lại đúng phiếu; nếu đã gửi đi thì gửi lại "
    "phiếu đúng.",
    en="This file in the folder sent bears the name of the ballot of {own}, but inside it is {holds}: it was renamed "
    "or exchanged. Do not send it. Move it elsewhere and run the command again to have the right ballot; if it has "
    "gone out already, send the right one.",
)
NOTHING_ISSUED = Check(
    "FILE-135",
    ERROR,
    vi="Tệp của {name} không đọc được như một phiếu chấm, mà thư mục sent/kept không còn phiếu nào đã phát cho người "
    "này để gửi lại. Khôi phục thư mục sent từ bản sao lưu, hoặc chạy xephang generate, rồi chạy lại xephang return.",
    en="The file of {name} cannot be read as a ballot, and sent/kept holds no issued ballot that could go out once "
    "more. Restore the folder sent from a backup, or run xephang generate, then run xephang return again.",
)
NOT_HIS_FAULT = Check(
    "FILE-136",
    ERROR,
    vi="Tệp của {name} không nhận được vì lý do không phải của người gửi nên không soạn thư: {reason} "
    "Khắc phục xong thì nhập lại chính tệp đó: xephang import.",
    en="The file of {name} could not be taken for a reason that is not the sender's, so no mail was written: {reason} "
    "When that is mended, import the very file again: xephang import.",
)
MAIL_KEPT = Check(
    "FILE-137",
    NOTE,
    vi="Thư trong thư mục sent đã được sửa nên được giữ nguyên; thư có thể chưa nêu đúng lần trả lại này. "
    "Muốn soạn lại: chuyển tệp này đi nơi khác rồi chạy lại xephang return.",
    en="The mail text in the folder sent was edited, so it was left as it is; it may not tell what is returned now. "
    "To have it written again, move it elsewhere and run xephang return once more.",
)
ISSUE_GONE = Check(
    "FILE-142",
    ERROR,
    vi="Không còn bản lưu khi phát phiếu mà nhật ký có ghi (sent/kept: {names}): không đối chiếu được phiếu gửi về của "
    "các lần phát này. Khôi phục từ bản sao lưu, rồi nhập lại các tệp chưa nhận được: xephang import.",
    en="What was kept when ballots were sent is gone, though the log tells of it (sent/kept: {names}): returned "
    "ballots of these issues cannot be judged. Restore it from a backup, then import again what could not be taken: "
    "xephang import.",
)
KEY_GONE = Check(
    "FILE-143",
    WARNING,
    vi="Khóa của dấu niêm phong (sent/kept/{file}) không còn, hoặc không phải khóa đã dùng khi phát lần gần nhất. Khôi "
    "phục từ bản sao lưu. Không có bản sao lưu: lần generate tới sẽ phát lại mọi phiếu; phiếu đã phát trước đây vẫn "
    "nhận được.",
    en="The key of the seals (sent/kept/{file}) is gone, or is not the one with which the last issue was sealed. "
    "Restore it from a backup. Without one, the next generate issues all workbooks anew; those sent before can still "
    "be taken.",
)
CHECKS = (
    NOTHING_ISSUED,
    NOT_HIS_FAULT,
    MAIL_KEPT,
    ISSUE_GONE,
    KEY_GONE,
    ISSUE_ALTERED,
    ISSUE_EXCHANGED,
    SENT_OF_ANOTHER,
    RETURN_TO_NOBODY,
    NOTHING_CAME,
    NO_MORE_ASKED,
    NOT_CORRECTABLE,
    NOT_ANNOTATED,
    KEY_LOST,
    REGISTER_DAMAGED,
    REGISTER_BUSY,
    REGISTER_URL,
    REGISTER_DRIVER,
    REGISTER_UNREACHABLE,
    LOCKED,
    LOCKED_BY_SOMEBODY,
    LOCK_IMPOSSIBLE,
    CHAIN_BROKEN,
    HEAD_LOST,
    HEAD_UNREADABLE,
    ORIGINALS_WRITABLE,
    RESULT_GONE,
    RESULT_ALTERED,
    LOG_GONE,
    RESULT_UNLOGGED,
    ISSUE_UNLOGGED,
    PLAIN_DIFFERS,
    PLAIN_KEPT,
    REFUSED_GONE,
    OUTDATED,
    UNREGISTERED,
    SENT_FILE_KEPT,
    RECEIVED_BEFORE,
    ORIGINAL_GONE,
    ROUND_EXISTS,
    DISK,
    USAGE,
    INTERNAL,
)
