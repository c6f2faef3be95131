"""Start: a new round's folder with a round.toml that explains itself."""

from __future__ import annotations

from pathlib import Path

from workbook.catalogue import kept as said
from workbook.excel.write import save_bytes
from workbook.findings import Place, Refused, finding
from workbook.loading.rubric import load_rubric, rubric_path, shipped_rubrics
from workbook.loading.skeleton import new_round_text


def new_round(folder: Path, rubric_name: str, lang: str = "vi") -> Path:
    """Write folder/round.toml; Refused where one is there already (nobody's work is overwritten)."""
    path = folder / "round.toml"
    if path.exists():
        raise Refused([finding(said.ROUND_EXISTS, Place(file=str(path)), path=str(path))])
    source = rubric_path(rubric_name)
    rubric, _ = load_rubric(source)
    if rubric_name in shipped_rubrics():
        save_bytes(path, new_round_text(rubric, lang).encode())
    else:
        # The round keeps its own copy, so that the folder can be moved and archived as a whole.
        save_bytes(folder / "rubric.toml", source.read_bytes())
        save_bytes(path, new_round_text(rubric, lang, "rubric.toml").encode())
    return path
