"""xephang: score agencies against a rubric in Excel, and rank them so that nobody can fault it."""

__version__ = "0.1.0"
