"""The texts of --help in both languages, and what of Typer's own words can be said in Vietnamese."""

from __future__ import annotations

from functools import partial
from typing import Any

from rich.markup import escape
from typer import rich_utils

_OWN = {
    "vi": {
        "ARGUMENTS_PANEL_TITLE": "Tham số",
        "OPTIONS_PANEL_TITLE": "Tùy chọn",
        "COMMANDS_PANEL_TITLE": "Các lệnh",
        "REQUIRED_LONG_STRING": "[bắt buộc]",
        "DEFAULT_STRING": "[mặc định: {}]",
    },
    "en": {
        "ARGUMENTS_PANEL_TITLE": "Arguments",
        "OPTIONS_PANEL_TITLE": "Options",
        "COMMANDS_PANEL_TITLE": "Commands",
        "REQUIRED_LONG_STRING": "[required]",
        "DEFAULT_STRING": "[default: {}]",
    },
}
"""Typer's fixed words, by the name of their constant."""

_COMMANDS = {
    "vi": {
        "xephang": "Chấm điểm và xếp hạng cơ quan bằng Excel, không cần mạng.",
        "demo": "Trình diễn toàn bộ công việc trên năm quyết định thật và một ví dụ nhiều kiểu quy tắc.",
        "rubrics": "Liệt kê các bộ tiêu chí có sẵn.",
        "rubric": "Xem và kiểm tra một bộ tiêu chí; đổi giữa Excel và TOML (--to); so hai bộ (diff A B).",
        "new": "Tạo một đợt chấm mới, có sẵn lời giải thích.",
        "generate": "Tạo phiếu chấm cho từng thành viên, hoặc phiếu tự chấm cho từng đơn vị, trong ROUND/sent.",
        "check": "Kiểm tra phiếu chấm, từng tệp một; không ghi gì.",
        "import": "Nhận phiếu vào đợt; bản gốc được giữ nguyên trong ROUND/returned.",
        "status": "Xem ai đã gửi phiếu, ai chưa.",
        "return": "Lập phiếu sửa cho phiếu chưa được tính: điểm đọc được điền sẵn, lỗi ghi tại ô; kèm thư soạn sẵn.",
        "inspect": "Xem các ô nhập và công thức của một phiếu.",
        "log": "Xem sổ nhật ký của đợt; --verify kiểm tra sổ, bản gốc và kết quả còn nguyên vẹn.",
        "rank": "Tổng hợp, xếp hạng, ghi phụ lục và bảng tổng hợp vào ROUND/results.",
        "explain": "Giải thích vì sao đơn vị có tổng điểm, xếp loại, hạng ấy; nêu hai đơn vị: hơn kém ở đâu.",
        "documents": "Soạn dự thảo Quyết định, Tờ trình, Biên bản họp (Word, PDF); --templates: mẫu để sửa trong Word.",
        "notices": "Lập phiếu kết quả gửi từng đơn vị (Word, Excel): điểm, hạng, so với khối, vì sao.",
        "audit": "Soát một bảng đã công bố (--rubric), hoặc văn bản đã gõ so với kết quả của đợt (--round).",
        "export": "Xuất kết quả thành dữ liệu mở (csv, json, parquet, xlsx), các cột có giải thích.",
        "years": "So kết quả của hai đợt: tăng giảm, sáp nhập, chia tách; lấy hạng năm trước cho đợt mới (--fill).",
        "amend": "Đính chính sau công bố: dòng nào đổi, vì sao; dự thảo quyết định và bảng đối chiếu.",
        "desk": "Lập bàn làm việc trong Excel cho một đợt; install, remove, status: phần bổ trợ của Excel.",
    },
    "en": {
        "xephang": "Score and rank agencies in Excel, offline.",
        "demo": "The whole job on five real decisions and one example with every kind of rule.",
        "rubrics": "List the rubrics that come with the program.",
        "rubric": "Show and check a rubric; change it between Excel and TOML (--to); compare two (diff A B).",
        "new": "Make a new round, ready with comments.",
        "generate": "Write one workbook a member, or one a unit to score itself, in ROUND/sent.",
        "check": "Judge ballots, each for itself; nothing is written.",
        "import": "Take ballots into the round; the originals are kept in ROUND/returned as they are.",
        "status": "Show who has returned what.",
        "return": "Write corrections of ballots that do not count: what was read filled in, faults marked; a mail.",
        "inspect": "Show the open cells and the formulas of a ballot.",
        "log": "Show the round's log; --verify: is it, and are originals and results, still what they were.",
        "rank": "Combine the ballots, rank, write the annex and the tally into ROUND/results.",
        "explain": "Why a unit has its total, class and rank; with two units, why one stands above the other.",
        "documents": "Draft the decision, submission and minutes (Word, PDF); --templates: to edit them in Word.",
        "notices": "Write a notice for each unit (Word, Excel): its figures, rank, comparison, reasons.",
        "audit": "Prove the defects of a published table (--rubric), or check a typed document by a round (--round).",
        "export": "Write the result as open data (csv, json, parquet, xlsx), every column explained.",
        "years": "Compare two rounds: what changed, merged, split; last year's ranks for the new one (--fill).",
        "amend": "Correct what was published: which lines changed, and why; a draft decision and a table.",
        "desk": "Make the desk inside Excel for a round; install, remove, status: the add-in of Excel.",
    },
}
_EPILOG = {
    "vi": "Thứ tự thường dùng: new, generate, (các thành viên chấm), import, status, rank.",
    "en": "The usual order: new, generate, (the members score), import, status, rank.",
}
_PARAMS = {
    "vi": {
        "version": "In phiên bản rồi thôi.",
        "help": "In hướng dẫn này rồi thôi.",
        "lang": "Ngôn ngữ: vi (mặc định) hoặc en.",
        "json": "In một tài liệu JSON, ngoài ra không in gì khác.",
        "folder": "Thư mục của đợt chấm (có round.toml).",
        "for_": "members: phiếu của thành viên (mặc định); units: phiếu tự chấm của các đơn vị.",
        "files": "Các phiếu chấm (.xlsx).",
        "name": "Mã bộ tiêu chí có sẵn, tệp .toml hoặc .xlsx; hoặc chữ diff rồi hai bộ cần so.",
        "others": "Sau diff: bộ cũ và bộ mới.",
        "template": "Tạo tệp Excel mẫu mang tên đó để soạn bộ tiêu chí.",
        "to": "Ghi bộ tiêu chí ra tệp này, .toml hoặc .xlsx.",
        "force": "Cho phép ghi đè tệp đã có.",
        "schema": "In JSON Schema của bộ tiêu chí, cho trình soạn thảo.",
        "rubric": "Mã bộ tiêu chí có sẵn, tệp .toml hoặc .xlsx.",
        "password": "Mật khẩu mở tệp, do người dùng cung cấp; không bao giờ đoán. Hoặc đặt biến XEPHANG_PASSWORD.",
        "who": "Mã thành viên (hoặc unit: và mã đơn vị tự chấm); bỏ trống: mọi phiếu chưa được tính.",
        "annotate": "Thêm cả bản chép tệp của người đó có ghi chú tại ô; bản gốc không đổi.",
        "round_folder": "Thư mục của đợt: so với bản đã phát và xét cả các chấp thuận.",
        "file": "Phiếu chấm (.xlsx).",
        "provisional": "Xếp hạng tạm thời dù còn lỗi hoặc thiếu phiếu; trên bảng ghi rõ là tạm thời.",
        "table": "Bảng đã công bố (.csv, .xlsx), hoặc quyết định, phụ lục đã gõ (.docx, .xlsx, .csv).",
        "audit_round": "Thư mục của đợt: so văn bản đã gõ với kết quả mới nhất của đợt.",
        "verify": "Kiểm tra chuỗi mã của sổ, từng bản gốc và từng tệp kết quả.",
        "head": "Mốc của sổ đã ghi lại trước đây (trong biên bản): phải còn trong sổ.",
        "explain unit": "Mã, tên hoặc tên khác của đơn vị.",
        "explain other": "Đơn vị thứ hai, để so sánh.",
        "explain to": "Ghi thêm ra tệp này (.txt).",
        "new folder": "Thư mục của đợt mới.",
        "lists": "Ghi kèm hai danh sách Excel (đơn vị, thành viên) để điền, thay cho các mục trong round.toml.",
        "demo folder": "Thư mục để ghi kết quả.",
        "kind": "Kiểu tệp: csv (mặc định), json, parquet hoặc xlsx.",
        "codes": "Thay tên và mã bằng mã rút ngẫu nhiên; tệp codes.csv trong đợt cho biết mã nào của ai.",
        "export to": "Thư mục để ghi, mặc định là export (hoặc export-codes) trong đợt.",
        "export provisional": "Xuất cả khi chưa có kết quả hoàn tất; mọi tệp được đánh dấu là tạm thời.",
        "templates": "Chỉ ghi các mẫu Word vào ROUND/mau để cơ quan sửa; mẫu đã có thì giữ nguyên.",
        "no_pdf": "Không làm bản PDF.",
        "documents provisional": "Soạn cả khi chưa có kết quả hoàn tất; mọi văn bản ghi rõ là tạm tính.",
        "notices unit": "Chỉ lập cho đơn vị này (mã hoặc tên); nêu được nhiều lần; mỗi đơn vị một tệp.",
        "notices kind": "Kiểu tệp: docx, xlsx hoặc both (cả hai, mặc định).",
        "split": "Mỗi đơn vị một tệp riêng để gửi đi, tên tệp là mã của đơn vị.",
        "notices provisional": "Lập cả khi chưa có kết quả hoàn tất; mọi phiếu ghi rõ là tạm tính.",
        "old": "Thư mục của đợt cũ (đã có kết quả).",
        "new": "Thư mục của đợt mới.",
        "years to": "Ghi bảng so sánh ra tệp Excel này.",
        "amend old": "Số của kết quả đã công bố; mặc định là kết quả hoàn tất ngay trước kết quả mới.",
        "amend new": "Số của kết quả mới; mặc định là kết quả hoàn tất mới nhất.",
        "desk what": "Thư mục của đợt; hoặc install, remove, status: cài, gỡ, xem phần bổ trợ của Excel.",
        "desk plain": "Bản .xlsx không có macro, cho xlwings Lite hoặc xlwings Server.",
        "fill": "In các mục [[units]] của đợt mới kèm hạng năm trước, để chép vào round.toml; không sửa tệp nào.",
        "units": "Ghi danh sách đơn vị của đợt mới kèm hạng năm trước ra tệp Excel này, để dùng ở units_from.",
    },
    "en": {
        "version": "Print the version and stop.",
        "help": "Print this help and stop.",
        "lang": "Language: vi (default) or en.",
        "json": "Print one JSON document and nothing else.",
        "folder": "The round's folder (where round.toml is).",
        "for_": "members: the members' ballots (default); units: the units' self-score workbooks.",
        "files": "Ballots (.xlsx).",
        "name": "The id of a shipped rubric, a .toml or .xlsx file; or the word diff and the two to compare.",
        "others": "After diff: the old rubric and the new one.",
        "template": "Make a workbook of that name in which a rubric is written.",
        "to": "Write the rubric to this file, .toml or .xlsx.",
        "force": "Replace a file that is there already.",
        "schema": "Print the JSON Schema of rubrics, for editors.",
        "rubric": "The id of a shipped rubric, a .toml or .xlsx file.",
        "password": "The password that opens the files; never guessed. Also from XEPHANG_PASSWORD.",
        "who": "A member's id (or unit: and the id of a unit that scores itself); by default all that do not count.",
        "annotate": "Besides, a copy of his own file with notes at the cells; the original is not changed.",
        "round_folder": "The round's folder: compare with what was sent, and mind the waivers.",
        "file": "A ballot (.xlsx).",
        "provisional": "Rank in spite of errors or missing ballots; the sheets say that they are provisional.",
        "table": "A published table (.csv, .xlsx), or a typed decision or annex (.docx, .xlsx, .csv).",
        "audit_round": "The round's folder: compare the typed document with its newest result.",
        "verify": "Check the chain of the log, every original and every result file.",
        "head": "A head of the log that was noted earlier (in the minutes): it must still be there.",
        "explain unit": "The unit's id, name or another spelling.",
        "explain other": "A second unit, to compare.",
        "explain to": "Also write it to this file (.txt).",
        "new folder": "The new round's folder.",
        "lists": "Also write two Excel lists (units, members) to fill in, in place of their entries in round.toml.",
        "demo folder": "Where to write the results.",
        "kind": "The kind of file: csv (default), json, parquet or xlsx.",
        "codes": "Put drawn codes in place of names and ids; codes.csv in the round tells whose is which.",
        "export to": "The folder to write into; by default export (or export-codes) in the round.",
        "export provisional": "Export although no finished result stands behind it; every file is marked.",
        "templates": "Only write the Word templates into ROUND/mau, for an office to edit; what is there stays.",
        "no_pdf": "Make no PDF.",
        "documents provisional": "Draft although no finished result stands behind it; every document is marked.",
        "notices unit": "Only for this unit (id or name); may be given several times; a file for each.",
        "notices kind": "The kind of file: docx, xlsx or both (default).",
        "split": "A file of its own for each unit, named by its id, to be sent.",
        "notices provisional": "Write although no finished result stands behind it; every notice is marked.",
        "old": "The older round's folder (with a result).",
        "new": "The newer round's folder.",
        "years to": "Write the comparison to this workbook.",
        "amend old": "The number of the published result; by default the finished one before the new one.",
        "amend new": "The number of the new result; by default the newest finished one.",
        "desk what": "The round's folder; or install, remove, status: the add-in of Excel.",
        "desk plain": "An .xlsx without macros, for xlwings Lite or xlwings Server.",
        "fill": "Print the new round's [[units]] with last year's ranks, to be pasted; no file is changed.",
        "units": "Write the new round's units with last year's ranks to this workbook, for units_from.",
    },
}


_USAGE = {
    "vi": ("Cách dùng", "LỆNH", "[TÙY CHỌN]"),
    "en": ("Usage", "COMMAND", "[OPTIONS]"),
}


def translate(group: Any, lang: str) -> None:
    """Give a built Typer group, its commands and their options the help texts of `lang`."""
    for constant, words in _OWN[lang].items():
        setattr(rich_utils, constant, words)
    group.epilog = _EPILOG[lang]
    params = _PARAMS[lang]
    for name, command in (("xephang", group), *group.commands.items()):
        command.help = _COMMANDS[lang][name]
        command.get_usage = partial(_usage, command, lang)
        shown = command.get_help_option(command.make_context(name, [], resilient_parsing=True))
        for param in (*command.params, shown):
            # "[[units]]" is a text, no mark of Rich.
            param.help = escape(params.get(f"{name} {param.name}") or params[param.name])
            if param is shown or param.param_type_name == "argument":
                # "<path>" and "<bool>" tell nothing that the words do not.
                param.display_type_rich = _nothing


def _nothing(ctx: Any) -> None:
    return None


def _usage(command: Any, lang: str, ctx: Any) -> str:
    usage, any_command, options = _USAGE[lang]
    parts = [ctx.command_path]
    parts += [any_command] if hasattr(command, "commands") else []
    for param in command.params:
        if param.required or param.param_type_name == "argument":
            name = " ".join((*(opt for opt in param.opts if opt.startswith("-")), param.metavar))
            more = "..." if param.nargs == -1 else ""
            parts.append(f"{name}{more}" if param.required else f"[{name}{more}]")
    return f"{usage}: {' '.join((*parts, options))}"
