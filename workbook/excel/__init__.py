"""Excel files in and out: one library, one room. Nothing here knows a rubric."""
