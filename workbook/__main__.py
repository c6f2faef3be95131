"""`python -m workbook`: the same as the command `xephang`, where scripts are not on the path."""

from workbook.cli.commands import main

main()
