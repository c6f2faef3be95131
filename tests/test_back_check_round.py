"""`xephang audit FILE --round ROUND`: what the document is compared with, what is read, and what is refused."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.commands import ROUND_TOML, document, returned_round, run
from tests.sample import assert_sayable
from workbook.catalogue import audit as said_of_audit
from workbook.catalogue import audit_back as said
from workbook.catalogue import file as said_of_files
from workbook.documents.read_docx import FOOTNOTE, is_docx, read_docx
from workbook.findings import Check, Refused, key_words
from workbook.pipeline.auditing import Compared, audit_typed
from workbook.pipeline.publishing import rank_round


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round with a finished result; read only."""
    folder = returned_round(tmp_path_factory.mktemp("typed") / "dot")
    rank_round(folder)
    return folder


@pytest.fixture
def own(ranked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ranked, tmp_path / "dot"))


def checks(made: Compared) -> list[Check]:
    for found in made.findings:
        assert_sayable(found)
    return [found.check for found in made.findings]


# ---------------------------------------------------------------- what it is compared with
@pytest.mark.parametrize("name", ["ranking.xlsx", "ranking.docx"])
def test_our_own_files_agree_with_their_result(ranked: Path, name: str) -> None:
    assert audit_typed(ranked / "results" / name, ranked) == Compared((), 1)
    ran = run("audit", ranked / "results" / name, "--round", ranked)
    assert ran.code == 0 and "kết quả số 1" in ran.out


def test_a_slip_in_the_document_for_word_is_placed(ranked: Path, tmp_path: Path) -> None:
    path = tmp_path / "go.docx"
    path.write_bytes(with_text(ranked / "results" / "ranking.docx", "Huyện Phú Ninh", "Huyện Phú Nình"))
    made = audit_typed(path, ranked)
    assert checks(made) == [said.NAME_WRONG]
    (found,) = made.findings
    assert found.at.key is not None and found.at.key.startswith("table 2, line ")
    assert key_words(found.at.key, "vi").startswith("bảng 2, dòng ") and ", cột " in key_words(found.at.key, "vi")
    ran = run("audit", path, "--round", ranked)
    assert ran.code == 1 and "bảng 2, dòng" in ran.out and "Huyện Phú Nình" in ran.out


def test_json_names_the_result(ranked: Path) -> None:
    code, made = document("audit", ranked / "results" / "ranking.docx", "--round", ranked)
    assert code == 0 and made == {"result": 1, "findings": []}


def test_rubric_or_round_is_needed_and_not_both(ranked: Path) -> None:
    path = ranked / "results" / "ranking.xlsx"
    assert "còn thiếu --rubric" in run("audit", path).err
    assert run("audit", path, "--rubric", "quang-nam-2019", "--round", ranked).code == 2


def test_before_it_is_ranked_the_ballots_count(own: Path, tmp_path: Path) -> None:
    path = tmp_path / "go.xlsx"
    shutil.copy(own / "results" / "ranking.xlsx", path)
    fresh = returned_round(tmp_path / "moi")
    made = audit_typed(path, fresh)
    assert checks(made) == [said.NOT_PUBLISHED] and made.number is None


def test_a_result_that_the_round_has_left_behind_is_told(own: Path) -> None:
    text = (own / "round.toml").read_text(encoding="utf-8")
    (own / "round.toml").write_text(text.replace('name = "Huyện Phú Ninh"', 'name = "Xã Phú Ninh"'), encoding="utf-8")
    assert ROUND_TOML.count("Huyện Phú Ninh") == 1
    made = audit_typed(own / "results" / "ranking-001.xlsx", own)
    assert checks(made) == [said.ROUND_MOVED] and made.number == 1


def test_an_annex_that_was_altered_is_not_compared_with(own: Path) -> None:
    kept = own / "results" / "ranking-001.xlsx"
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes() + b" ")
    made = audit_typed(own / "results" / "ranking.docx", own)
    assert checks(made)[0] is said.ANNEX_GONE
    assert set(checks(made)) == {said.ANNEX_GONE, said.NOT_COMPARED}


def test_a_result_that_was_altered_is_refused(own: Path) -> None:
    path = own / "results" / "result-001.json"
    data = json.loads(path.read_bytes())
    data["groups"][0]["standings"][0]["total"] = "1.00"
    path.chmod(0o644)
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(Refused):
        audit_typed(own / "results" / "ranking.docx", own)


def test_a_csv_without_a_table(ranked: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    assert checks(audit_typed(path, ranked)) == [said_of_audit.NO_TABLE]


# ---------------------------------------------------------------- what Word writes
def with_text(path: Path, old: str, new: str) -> bytes:
    return rebuilt(path.read_bytes(), lambda xml: xml.replace(old, new, 1))


def rebuilt(data: bytes, change, more: dict[str, str] | None = None) -> bytes:  # type: ignore[no-untyped-def]
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "word/document.xml":
                changed = change(text.decode())
                assert changed != text.decode()
                text = changed.encode()
            target.writestr(name, text)
        for name, added in (more or {}).items():
            target.writestr(name, added)
    return stream.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>"""
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def word(body: str, more: dict[str, str] | None = None, links: str = "", head: str = "") -> bytes:
    """A document of that body, as bare as it can be."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS.format(
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": f"{head}<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    if links:
        parts["word/_rels/document.xml.rels"] = RELS.format(links)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in {**parts, **(more or {})}.items():
            target.writestr(name, text)
    return stream.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def texts(data: bytes) -> list[tuple[str, ...]]:
    grid, _ = read_docx(data, "x.docx")
    return [tuple(cell.text for cell in cells.values()) for _, cells in grid.rows()]


SPAN, DOWN, ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
READ = {
    "runs are one text": ("<w:p><w:r><w:t>95</w:t></w:r><w:r><w:t>,5</w:t></w:r></w:p>", [("95,5",)]),
    "a tab and a line end": ("<w:p><w:r><w:t>a</w:t><w:tab/><w:br/><w:t>c</w:t></w:r></w:p>", [("a \nc",)]),
    "merged cells": (
        tbl(tc(p("I"), DOWN) + tc(p("Mức Tốt"), SPAN), tc(p(""), ON) + tc(p("a")) + tc(p("b"))),
        [("I", "Mức Tốt"), ("a", "b")],
    ),
    "two paragraphs in a cell": (tbl(tc(p("Sở") + p("Y tế"))), [("Sở\nY tế",)]),
    "a table in a table comes after it": (
        tbl(tc(p("ngoài") + tbl(tc(p("trong"))) + p("")) + tc(p("cạnh"))),
        [("ngoài", "cạnh"), ("trong",)],
    ),
    "an insertion counts, a deletion does not": (
        "<w:p><w:ins><w:r><w:t>mới</w:t></w:r></w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del></w:p>",
        [("mới",)],
    ),
    "a deleted row is none": (
        tbl("<w:trPr><w:del/></w:trPr>" + tc(p("bỏ")), tc(p("giữ"))),
        [("giữ",)],
    ),
    "moved text counts where it went": (
        "<w:p><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>x</w:t></w:r></w:moveTo></w:p>",
        [("x",)],
    ),
    "hidden text is not there": (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t>hiện</w:t></w:r></w:p>",
        [("hiện",)],
    ),
    "a field shows its result": (
        "<w:p><w:r><w:instrText>SUM(ABOVE)</w:instrText></w:r><w:r><w:t>28</w:t></w:r></w:p>",
        [("28",)],
    ),
    "a content control is transparent": (f"<w:sdt><w:sdtContent>{p('trong')}</w:sdtContent></w:sdt>", [("trong",)]),
    "a text box is left out": (
        f"<w:p><w:r><w:pict><w:txbxContent>{p('hộp')}</w:txbxContent></w:pict></w:r><w:r><w:t>ngoài</w:t></w:r></w:p>",
        [("ngoài",)],
    ),
    "a footnote leaves its mark": (
        "<w:p><w:r><w:t>55</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r></w:p>",
        [(f"55{FOOTNOTE}",)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", READ)
def test_a_document_is_read_as_its_reader_sees_it(what: str) -> None:
    body, wanted = READ[what]
    assert texts(word(body)) == wanted


def test_cells_stand_in_their_columns() -> None:
    grid, _ = read_docx(word(tbl(tc(p("a"), SPAN) + tc(p("b")), tc(p("c")) + tc(p("d")) + tc(p("e")))), "x.docx")
    assert {place: cell.text for place, cell in grid.cells.items()} == {
        (0, 0): "a", (0, 2): "b", (1, 0): "c", (1, 1): "d", (1, 2): "e",
    }  # fmt: skip
    assert grid.at(1, 2).key == "table 1, line 2, column 3"


def test_each_merged_cell_knows_its_first_one() -> None:
    three = (tc(p("Tốt"), DOWN), tc(p(""), ON), tc(p(""), '<w:vMerge w:val="continue"/>'))
    grid, _ = read_docx(word(tbl(*(cell + tc(p("a")) for cell in three))), "x.docx")
    assert grid.merged == {(1, 0): (0, 0), (2, 0): (0, 0)}


def test_former_looks_of_a_cell_are_not_its_looks() -> None:
    former = f'<w:tcPrChange w:id="1" w:author="A"><w:tcPr>{SPAN}</w:tcPr></w:tcPrChange>'
    grid, _ = read_docx(word(tbl(tc(p("a"), former) + tc(p("b")))), "x.docx")
    assert sorted(grid.cells) == [(0, 0), (0, 1)]


def test_footnotes_are_read_as_notes() -> None:
    note = f'<w:footnotes {W}><w:footnote w:id="1">{p("Điểm tối đa: 100")}</w:footnote></w:footnotes>'
    link = f'<Relationship Id="r2" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
    assert texts(word(p("a"), {"word/footnotes.xml": note}, link)) == [("a",), ("Điểm tối đa: 100",)]


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("<w:p><w:ins><w:r><w:t>mới</w:t></w:r></w:ins></w:p>", said.TRACKED),
        (f"<w:p><w:r><w:pict><w:txbxContent>{p('hộp')}</w:txbxContent></w:pict></w:r></w:p>", said.NOT_READ),
        ('<w:p><w:r><w:drawing><pic:pic xmlns:pic="x"/></w:drawing></w:r></w:p>', said.NOT_READ),
    ],
)
def test_what_was_not_read_plainly_is_told(body: str, check: Check) -> None:
    _, findings = read_docx(word(p("a") + body), "x.docx")
    assert [found.check for found in findings] == [check]


def test_an_emblem_beside_a_table_is_no_table_that_was_not_read() -> None:
    picture = '<w:p><w:r><w:drawing><pic:pic xmlns:pic="x"/></w:drawing></w:r></w:p>'
    assert read_docx(word(picture + tbl(tc(p("a")))), "x.docx")[1] == ()


# ---------------------------------------------------------------- what is refused
ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
MACROS = TYPES.replace("wordprocessingml.document.main", "wordprocessingml.document.macroEnabled.main")
REFUSED = {
    "entities": (word(p("&b;"), head=ENTITIES), said_of_files.UNSAFE),
    "an entity from outside": (word(p("&a;"), head=OUTSIDE), said_of_files.UNSAFE),
    "broken XML": (word("<w:p>"), said_of_files.DAMAGED),
    "a bomb of spaces": (word(p(" " * 30_000_000)), said_of_files.TOO_MUCH_INSIDE),
    "too deep": (word("<w:p>" * 5000 + "</w:p>" * 5000), said_of_files.DAMAGED),
    "macros": (word(p("a"), {"word/vbaProject.bin": "x"}), said_of_files.MACROS),
    "declared macros": (word(p("a"), {"[Content_Types].xml": MACROS}), said_of_files.MACROS),
    "cut off": (word(p("a"))[:-40], said_of_files.DAMAGED),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), said.OLD_WORD),
    "rich text": (b"{\\rtf1 a}", said.OLD_WORD),
    "a presentation": (word(p("a"), {"ppt/presentation.xml": "<a/>"}), said_of_files.WORD),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_document_is_refused_with_its_reason(what: str) -> None:
    data, check = REFUSED[what]
    with pytest.raises(Refused) as refused:
        read_docx(data, "x.docx")
    assert [found.check for found in refused.value.findings] == [check]


def test_a_bad_document_is_refused_by_the_command_too(ranked: Path, tmp_path: Path) -> None:
    for what, (data, _) in REFUSED.items():
        path = tmp_path / "x.docx"
        path.write_bytes(data)
        ran = run("audit", path, "--round", ranked)
        assert ran.code == 2 and "x.docx" in ran.out + ran.err, what


@pytest.mark.parametrize(
    ("data", "name", "wanted"),
    [
        (word(p("a")), "x.docx", True),
        (word(p("a")), "phu-luc.xlsx", True),
        (b"{\\rtf1 a}", "x.doc", True),
        (b"a;b", "x.csv", False),
        (b"a;b", "x.docx", True),
    ],
)
def test_the_bytes_decide_what_kind_of_file_it_is(data: bytes, name: str, wanted: bool) -> None:
    assert is_docx(data, name) is wanted
