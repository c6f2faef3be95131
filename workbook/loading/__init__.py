"""Files that people write (TOML, lists in .xlsx and .csv) become rubrics and rounds here.

A bad file yields findings with line, key path or cell, all at once; nothing is computed here and
no workbook of scores is read.
"""
