"""The texts of --help in both languages, and what of Typer's own words can be said in Vietnamese."""

from __future__ import annotations

from functools import partial
from typing import Any

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
        "audit": "Soát một bảng xếp hạng đã công bố: chỗ nào chứng minh được là sai.",
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
        "audit": "Prove the defects of a published ranking.",
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
        "table": "Bảng đã công bố (.csv hoặc .xlsx).",
        "verify": "Kiểm tra chuỗi mã của sổ, từng bản gốc và từng tệp kết quả.",
        "head": "Mốc của sổ đã ghi lại trước đây (trong biên bản): phải còn trong sổ.",
        "new folder": "Thư mục của đợt mới.",
        "demo folder": "Thư mục để ghi kết quả.",
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
        "table": "A published table (.csv or .xlsx).",
        "verify": "Check the chain of the log, every original and every result file.",
        "head": "A head of the log that was noted earlier (in the minutes): it must still be there.",
        "new folder": "The new round's folder.",
        "demo folder": "Where to write the results.",
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
            param.help = params.get(f"{name} {param.name}") or params[param.name]
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
