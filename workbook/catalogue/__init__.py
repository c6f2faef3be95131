"""Every check of the product, one family a file: code, severity and the words in both languages.

Nothing here finds anything; the rooms that do import their checks from here.
"""
