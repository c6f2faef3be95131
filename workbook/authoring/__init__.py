"""Rubrics in Excel: a workbook in which a secretary writes a rubric, drawn from raw data and read back into it."""
