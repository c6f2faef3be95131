"""The audit of a published ranking table: every defect that the table and the rubric prove.

`audit.py` is the door (`audit_csv`, `audit_book`); `csvtext` turns bytes into a grid of cells,
`match` tells what titles, groups and tiers mean (by `names`), `table` finds the units' rows in a
grid, `figures` reads them, `right` computes what the values should be (`ladder` the places), `prove`
lists the checks (`prove_rows` one unit, `prove_order` and `prove_ranks` the list, `prove_titles` what
is printed of the rules); `fold` tells a fault of most rows once.
No file is opened here, nothing is scored or ranked for a council, and nothing is guessed: what
may have an innocent cause is a warning or a note, and one cause is told once.
"""
