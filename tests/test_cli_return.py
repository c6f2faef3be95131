"""The command return: what it prints, what it gives as JSON, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import document, fill_in, filled, run, sent_round
from workbook.catalogue import kept as said


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round in which one ballot of two has two faults. Every test leaves the same corrections in it."""
    folder = sent_round(tmp_path_factory.mktemp("dot") / "đợt 1")
    filled(folder)
    criterion = next(one["criterion"] for one in document("inspect", folder / "sent" / "phieu-TV-1.xlsx")[1]["inputs"])
    wrong: dict[tuple[str, str], float | str | None] = {("so-y-te", criterion): 999.0, ("phu-ninh", criterion): "7-8"}
    fill_in(folder / "sent" / "phieu-TV-1.xlsx", folder / "back" / "phieu-TV-1.xlsx", wrong)
    run("import", folder, *sorted((folder / "back").glob("*.xlsx")))
    return folder


def test_people_are_told_who_gets_what(faulty: Path) -> None:
    ran = run("return", faulty)
    assert ran.code == 0
    words = " ".join(ran.out.split())
    for said_there in ("Nguyễn Văn An (TV-1)", "phieu-TV-1 lan 2.xlsx", "phieu-TV-1 lan 2.txt", "xephang import"):
        assert said_there in words
    assert "Trần Thị Bình" not in words


def test_the_document(faulty: Path) -> None:
    code, made = document("return", faulty, "TV-1", "--annotate")
    assert code == 0 and made["findings"] == []
    (one,) = made["corrections"]
    assert list(one) == ["member", "issue", "file", "mail", "annotated", "faults", "new"]
    assert (one["member"], one["issue"], one["faults"]) == ("TV-1", 2, 2)
    for key, name in (
        ("file", "phieu-TV-1 lan 2.xlsx"),
        ("mail", "phieu-TV-1 lan 2.txt"),
        ("annotated", "phieu-TV-1 lan 2 (có ghi chú).xlsx"),
    ):
        assert Path(one[key]) == faulty / "sent" / name and Path(one[key]).is_file()


def test_nothing_to_return(faulty: Path) -> None:
    code, made = document("return", faulty, "tv.2")
    assert (code, made) == (0, {"corrections": [], "findings": []})
    assert "Không có phiếu nào phải trả lại." in run("return", faulty, "tv.2").out
    assert "There is no ballot to be returned." in run("return", faulty, "tv.2", "--lang", "en").out


def test_what_the_secretariat_must_settle_first_is_told_before_the_last_word(tmp_path: Path) -> None:
    folder = sent_round(tmp_path / "đợt 2")
    filled(folder)
    run("import", folder, *sorted((folder / "back").glob("*.xlsx")))
    for original in (folder / "returned").glob("*.xlsx"):
        original.chmod(0o600)
        original.unlink()
    out = " ".join(run("return", folder).out.split())
    assert "Không có phiếu nào phải trả lại." not in out
    assert out.index(said.ORIGINAL_GONE.code) < out.index("chưa trả lại cho ai")
    assert "are not sent back" in " ".join(run("return", folder, "--lang", "en").out.split())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_somebody_unknown(lang: str, faulty: Path) -> None:
    code, made = document("return", faulty, "ai-do", "--lang", lang)
    assert code == 2 and made["corrections"] == []
    assert [one["code"] for one in made["findings"]] == [said.RETURN_TO_NOBODY.code]


def test_a_folder_without_a_round(tmp_path: Path) -> None:
    code, made = document("return", tmp_path)
    assert code == 2 and made["corrections"] == [] and made["findings"]
