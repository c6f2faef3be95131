"""Start: a new round's folder with a round.toml that explains itself."""

from __future__ import annotations

from pathlib import Path

from workbook.catalogue import kept as said
from workbook.excel.write import save_bytes
from workbook.findings import Place, Refused, finding
from workbook.loading.rubric import shipped_rubrics
from workbook.loading.skeleton import new_round_text
from workbook.loading.toml_text import toml_text
from workbook.pipeline.rubrics import open_rubric


def new_round(folder: Path, rubric_name: str, lang: str = "vi") -> Path:
    """Write folder/round.toml; Refused where one is there already (nobody's work is overwritten)."""
    path = folder / "round.toml"
    if path.exists():
        raise Refused([finding(said.ROUND_EXISTS, Place(file=str(path)), path=str(path))])
    opened = open_rubric(rubric_name)
    if rubric_name in shipped_rubrics():
        save_bytes(path, new_round_text(opened.rubric, lang).encode())
    else:
        # The round keeps its own copy, so that the folder can be moved and archived as a whole.
        is_workbook = opened.path.suffix.lower() == ".xlsx"
        own = toml_text(opened.raw).encode() if is_workbook else opened.path.read_bytes()
        save_bytes(folder / "rubric.toml", own)
        save_bytes(path, new_round_text(opened.rubric, lang, "rubric.toml").encode())
    return path
