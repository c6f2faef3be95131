"""The audit of a published ranking table: every defect that the table and the rubric prove.

`audit.py` is the door (`audit_csv`, `audit_book`); `csvtext` turns bytes into a grid of cells,
`match` tells what titles, groups and tiers mean (by `names`), `table` finds the units' rows in a
grid, `figures` reads them, `right` computes what the values should be (`ladder` the places), `prove`
lists the checks (`prove_rows` one unit, `prove_order` and `prove_ranks` the list, `prove_titles` what
is printed of the rules); `fold` tells a fault of most rows once.

`back.py` is the other door: a typed decision or annex beside the result that was computed
(`back_check`). `back_page` reads it (by `table`), `back_wanted` holds what it must say, `back_match`
tells which line is which unit, `back_cells` and `back_rows` compare lines, `back_lists` the list,
`back_texts`, `back_sentences` and `back_dates` what is said around it.
No file is opened here, nothing is scored or ranked for a council, and nothing is guessed: what
may have an innocent cause is a warning or a note, and one cause is told once.
"""
