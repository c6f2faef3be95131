"""Where the product's own data lies: rubrics, templates, the demo's published tables and teaching round.

In a checkout these folders stand beside the package; an installed wheel carries them inside it,
in `shelf_data/`, under the same names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Folder = Literal["rubrics", "templates", "published", "example"]

_FOLDERS: dict[Folder, str] = {
    "rubrics": "rubrics",
    "templates": "templates",
    "published": "rubrics/published",
    "example": "rubrics/example",
}


def shelf(folder: Folder) -> Path:
    """The folder's path in this installation."""
    package = Path(__file__).resolve().parent
    inside = package / "shelf_data"
    return (inside if inside.is_dir() else package.parent) / _FOLDERS[folder]
