"""Text documents (.docx): drawn as values first, printed by one room, as the sheets are."""
