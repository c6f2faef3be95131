"""A command line that makes no sense: Typer's English in the reader's language, as a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbook.catalogue import kept as said
from workbook.findings import Finding, Place, Words, finding

_TROUBLES = (
    (r"No such command '(.*)'\.", "không có lệnh “{0}”", "there is no command “{0}”"),
    (r"No such option: (\S+).*", "không có tùy chọn {0}", "there is no option {0}"),
    (r"(?:Invalid value: )?Missing (?:argument|option|parameter) '(.*)'\.?", "còn thiếu {0}", "{0} is missing"),
    (r"(?:Invalid value: )?Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "thừa “{0}”", "“{0}” is too much"),
    (r"Option '(.*)' requires an argument\.", "sau {0} còn thiếu giá trị", "a value is missing after {0}"),
    (r"Option '(.*)' does not take a value\.", "{0} không có giá trị kèm theo", "{0} takes no value"),
    (
        r"Invalid value for '(.*)': (?:Value error, )?'(.*)' is not one of (.*?)\.*",
        "{0} là “{1}”, cần một trong: {2}",
        "{0} is “{1}”, one of {2} is needed",
    ),
)
_VALUED = ("--rubric", "--round", "--lang", "--to", "--for")
"""Options that take the next word."""


def trouble(message: str, command: str) -> Finding:
    """What is wrong with a command line, from Typer's message; unknown words stay as they are."""
    help_line = " ".join(part for part in ("xephang", command, "--help") if part)
    problem = Words(message, message)
    for pattern, vi, en in _TROUBLES:
        if found := re.fullmatch(pattern, message.strip(), re.DOTALL):
            problem = Words(vi.format(*found.groups()), en.format(*found.groups()))
            break
    return finding(said.USAGE, Place(), problem=problem, help=help_line)


def spoken(args: Sequence[str], default: str = "vi") -> str:
    """The language that a command line asks for, before it is parsed."""
    for position, word in enumerate(args):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang":
            value = next(iter(args[position + 1 :]), None)
        if value in ("vi", "en"):
            return value
    return default


def command_of(args: Sequence[str], names: Sequence[str]) -> str:
    """The command that a command line names; "" where it names none."""
    words = [word for before, word in zip(("", *args), args, strict=False) if before not in _VALUED]
    first = next((word for word in words if not word.startswith("-")), "")
    return first if first in names else ""
