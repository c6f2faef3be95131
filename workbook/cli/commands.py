"""The commands put together: their order, their help, and what Typer says of a wrong command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from workbook import __version__
from workbook.cli import console
from workbook.cli.amend import amend_command
from workbook.cli.ballots import check_command, import_command, inspect_command
from workbook.cli.desk import desk_command
from workbook.cli.documents import documents_command
from workbook.cli.explain import explain_command
from workbook.cli.export import export_command
from workbook.cli.frame import Lang, LangOption, print_document
from workbook.cli.help import translate
from workbook.cli.history import log_command
from workbook.cli.notices import notices_command
from workbook.cli.results import audit_command, rank_command
from workbook.cli.returning import return_command
from workbook.cli.rounds import generate_command, new_command, status_command
from workbook.cli.rubrics import rubric_command, rubrics_command
from workbook.cli.showcase import demo_command
from workbook.cli.usage import command_of, spoken, trouble
from workbook.cli.words import WORDS
from workbook.cli.years import years_command

COMMANDS: dict[str, Callable[..., int]] = {
    "demo": demo_command,
    "rubrics": rubrics_command,
    "rubric": rubric_command,
    "new": new_command,
    "generate": generate_command,
    "check": check_command,
    "import": import_command,
    "status": status_command,
    "return": return_command,
    "inspect": inspect_command,
    "log": log_command,
    "rank": rank_command,
    "explain": explain_command,
    "documents": documents_command,
    "notices": notices_command,
    "audit": audit_command,
    "export": export_command,
    "years": years_command,
    "amend": amend_command,
    "desk": desk_command,
}


def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", metavar="")] = False,
    lang: LangOption = Lang.vi,
) -> int:
    if version:
        console.say(f"xephang {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        context.get_help()
    return 0


def build(lang: str) -> Any:
    """The command line as Typer knows it, with help texts in `lang`."""
    app = typer.Typer(name="xephang", add_completion=False, pretty_exceptions_enable=False)
    app.callback(invoke_without_command=True)(root)
    for name, command in COMMANDS.items():
        app.command(name)(command)
    group = typer.main.get_command(app)
    translate(group, lang)
    return group


def execute(args: Sequence[str] | None) -> int:
    """Run a command line, by default this process's own; gives the exit code."""
    console.prepare_streams()
    given = list(sys.argv[1:] if args is None else args)
    lang = spoken(given)
    # Typer expands *.xlsx on Windows only where it takes the words from the command line itself.
    words = None if args is None and given else given or ["--help"]
    of_commands = {name: {"lang": lang} for name in COMMANDS}
    try:
        code = build(lang).main(words, prog_name="xephang", standalone_mode=False, default_map=of_commands)
    except typer.Abort:
        code = 130
    except Exception as error:
        # Typer's own errors only; which class they have differs from version to version.
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        return _refuse(message(), given, lang)
    if code == 130:
        console.say(WORDS[lang]["stopped"], stderr=True)
    return code if isinstance(code, int) else 0


def _refuse(message: str, given: Sequence[str], lang: str) -> int:
    """A wrong command line; as JSON too, where JSON was asked for."""
    name = command_of(given, tuple(COMMANDS))
    found = trouble(message, name)
    if "--json" in given:
        print_document(name, {}, [found], lang)
    else:
        console.print_findings([found], lang, stderr=True)
    return 2
