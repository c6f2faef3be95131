"""The kinds of scoring rule, one file each: inputs, points in Decimal, formula for Excel, checks, words."""
