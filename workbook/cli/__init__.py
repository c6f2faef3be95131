"""The command line: commands, what they print, what they give as JSON."""

from workbook.cli.commands import main

__all__ = ["main"]
