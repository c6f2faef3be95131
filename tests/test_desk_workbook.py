"""The desk's workbook: what is drawn, the parts of the one with macros, and that nobody's file is overwritten."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree
from zipfile import ZipFile

import olefile
import pytest
from openpyxl import load_workbook

from tests.commands import document, run
from tests.sample import ROUND, only, round_with, speak_english, with_member, write_round
from workbook.catalogue import desk as said
from workbook.excel import macros
from workbook.excel.gate import read_file
from workbook.excel.macros import MACRO, vba_project, xlwings_folder
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Refused
from workbook.limits import USUAL
from workbook.model import Member
from workbook.pipeline import desking
from workbook.pipeline.desking import Desk, make_desk
from workbook.pipeline.judging import open_round
from workbook.pipeline.office import find_office
from workbook.sheets.desk import COLUMNS, PASSPORT, TASKS, draw_desk
from workbook.sheets.grid import Button, Sheet
from workbook.sheets.keep import book_to_json
from workbook.template import load_template

DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = {
    "/xl/workbook.xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "/xl/worksheets/sheet1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "/xl/worksheets/sheet2.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
}


def made(root: Path, plain: bool = False, system: str = "win32") -> Desk:
    return make_desk(root, plain=plain, system=system, interpreter=r"D:\Phần mềm\xephang\python.exe")


def cells_of(path: Path, sheet: int = 0) -> dict[str, dict[str, str]]:
    """What the sheet shows: by row key, by column key."""
    cells = read_book(read_file(path, USUAL), path.name).sheets[sheet].cells
    columns = {number: cell.text for (row, number), cell in cells.items() if row == 0}
    rows = {row: cell.text for (row, number), cell in cells.items() if number == 0}
    shown: dict[str, dict[str, str]] = {}
    for (row, number), cell in cells.items():
        if cell.text and number and row:
            shown.setdefault(rows.get(row) or f"row {row + 1}", {})[columns.get(number, "?")] = cell.text
    return shown


# ---------------------------------------------------------------- what it shows
def test_the_head_of_the_desk(root: Path) -> None:
    shown = cells_of(made(root, plain=True).path)
    assert shown["t:title"]["who"] == "BÀN LÀM VIỆC CỦA THƯ KÝ"
    assert shown["d:root"]["role"] == str(root.resolve())
    assert shown["d:task"]["role"] == "Cập nhật danh sách"
    assert shown["d:choice"]["text"] == "Không cần lựa chọn."
    assert shown["d:progress"]["role"] == "Sẵn sàng: chọn việc rồi chạy."
    assert shown["d:head"]["state"] == "Tình trạng"
    assert "được tính: 0/" in shown["t:summary"]["who"].lower()


def test_every_member_has_a_line_with_what_is_known_of_him(tmp_path: Path) -> None:
    away = with_member("TV-02", ROUND, absent="đi công tác")
    root = write_round(tmp_path, away)
    lines = [line for key, line in cells_of(made(root, plain=True).path).items() if key.startswith("row ")]
    members = {line["who"]: (line["kind"], line["state"]) for line in lines if line.get("kind") not in (None, "band")}
    assert list(members) == [member.name for member in away.members]
    states = [members[member.name] for member in away.members]
    assert states == [
        ("absent", "vắng mặt: đi công tác") if member.absent else ("not_sent", "chưa tạo phiếu")
        for member in away.members
    ]


def test_a_title_of_any_length_and_signs(root: Path) -> None:
    text = (root / "round.toml").read_text("utf-8")
    (root / "round.toml").write_text(text.replace(ROUND.title, "=A&B " * 60), encoding="utf-8")
    shown = cells_of(made(root, plain=True).path)
    assert shown["t:round"]["who"].startswith("=A&B =A&B")


def test_what_is_left_looks_like_a_warning_and_names_are_those_used_elsewhere(root: Path) -> None:
    sheet = load_workbook(made(root, plain=True).path).worksheets[0]
    fills = {
        rule.formula[0].partition("=")[2]: rule.dxf.fill.bgColor.rgb
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.dxf.fill is not None
    }
    assert fills['"left"'] == fills['"warning"'] != fills['"done"']
    words = load_template("desk", "vi").words
    assert words["desk_note"] == words["check_note"] == "Ghi chú" and "ghi chú" in words["desk_count"]
    assert words["desk_role"] == load_template("ballot", "vi").words["guide_role"]


def test_in_english_too(root: Path) -> None:
    speak_english(root)
    shown = cells_of(made(root, plain=True).path)
    assert (shown["t:title"]["who"], shown["d:task"]["role"]) == ("THE SECRETARIAT'S DESK", "Refresh the list")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_task_has_a_title_and_a_hint_of_its_own(lang: str) -> None:
    words = load_template("desk", lang).words
    assert [name for name in words if name.startswith("task_")] == [f"task_{name}" for name in TASKS]
    assert len({words[f"task_{name}"] for name in TASKS}) == len(TASKS)
    assert all(words[f"hint_{name}"] for name in TASKS)


def test_the_list_of_tasks_and_their_hints_are_ranges_of_the_sheet(root: Path) -> None:
    path = made(root, plain=True).path
    sheet = read_book(read_file(path, USUAL), path.name).sheets[0]
    ((rule,), titles) = sheet.validations, load_template("desk", "vi").words
    column = next(number for number, column in enumerate(COLUMNS) if column.key == "title")
    assert (rule.kind, rule.formula) == ("list", f"$P$11:$P${10 + len(TASKS)}")
    assert [sheet.cells[10 + number, column].text for number in range(len(TASKS))] == [
        titles[f"task_{name}"] for name in TASKS
    ]
    assert not sheet.protected, "what runs in Excel writes into it"


# ---------------------------------------------------------------- the parts of the one with macros
@pytest.fixture(scope="module")
def with_macros(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk") / "Đợt chấm"
    return made(Path(shutil.copytree(sent_once, folder))).path


@pytest.fixture(scope="module")
def parts(with_macros: Path) -> dict[str, bytes]:
    with ZipFile(with_macros) as archive:
        assert archive.testzip() is None
        return {f"/{name}": archive.read(name) for name in archive.namelist()}


def test_the_content_types_are_those_of_a_workbook_with_macros(parts: dict[str, bytes]) -> None:
    tree = ElementTree.fromstring(parts["/[Content_Types].xml"])
    ours = {one.get("PartName"): one.get("ContentType") for one in tree if one.get("PartName")}
    defaults = {one.get("Extension"): one.get("ContentType") for one in tree if one.get("Extension")}
    assert {name: ours.get(name) or defaults.get(name.rpartition(".")[2]) for name in TYPES} == TYPES
    assert defaults["vml"] == "application/vnd.openxmlformats-officedocument.vmlDrawing"
    lost = [name for name in parts if name != "/[Content_Types].xml" and name not in ours]
    assert {name.rpartition(".")[2] for name in lost} <= set(defaults), lost
    assert [name for name in ours if name not in parts] == []


def relations(parts: dict[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """(owner, kind, target) of every relationship, as absolute part names."""
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        folder, owner = re.fullmatch(r"(.*)/_rels/([^/]*)\.rels", name).groups()  # type: ignore[union-attr]
        for one in ElementTree.fromstring(data):
            target = str(one.get("Target"))
            path = Path(target) if target.startswith("/") else Path("/", folder, target)
            yield f"{folder}/{owner}", str(one.get("Type")), Path(*_resolved(path)).as_posix()


def _resolved(path: Path) -> list[str]:
    kept: list[str] = []
    for part in path.parts:
        kept = kept[:-1] if part == ".." else [*kept, part]
    return kept


def test_every_relationship_leads_to_a_part_and_the_project_belongs_to_the_workbook(parts: dict[str, bytes]) -> None:
    known = list(relations(parts))
    assert [one for one in known if one[2] not in parts] == []
    project = [(owner, target) for owner, kind, target in known if kind.endswith("/vbaProject")]
    assert project == [("/xl/workbook.xml", "/xl/vbaProject.bin")]
    drawings = [(owner, target) for owner, kind, target in known if kind == f"{DOCUMENT}/vmlDrawing"]
    assert drawings == [("/xl/worksheets/sheet1.xml", "/xl/drawings/vmlDrawing1.vml")]


def test_code_names_are_those_of_the_project(parts: dict[str, bytes]) -> None:
    names = [re.findall(rb'codeName="(\w+)"', parts[f"/xl/{part}.xml"]) for part in
             ("workbook", "worksheets/sheet1", "worksheets/sheet2")]  # fmt: skip
    assert names == [[b"ThisWorkbook"], [b"Sheet1"], [b"Sheet2"]]
    with olefile.OleFileIO(BytesIO(parts["/xl/vbaProject.bin"])) as project:
        modules = {path[1] for path in project.listdir() if path[0] == "VBA"}
    assert {"ThisWorkbook", "Sheet1", "Sheet2", "Module1", "xlwings"} <= modules


def test_the_button_calls_the_macro(parts: dict[str, bytes]) -> None:
    drawing = parts["/xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r"<x:FmlaMacro>(.*?)</x:FmlaMacro>", drawing) == [f"[0]!{MACRO}"]
    assert re.findall(r'ObjectType="(\w+)"', drawing) == ["Button"]
    assert ">Chạy<" in drawing
    sheet = ElementTree.fromstring(parts["/xl/worksheets/sheet1.xml"])
    order = [one.tag.partition("}")[2] for one in sheet]
    wanted = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells",
              "conditionalFormatting", "dataValidations", "printOptions", "pageMargins", "pageSetup", "headerFooter",
              "legacyDrawing"]  # fmt: skip
    assert list(dict.fromkeys(order)) == wanted, "the order of CT_Worksheet"


def test_the_project_is_the_one_of_the_installed_xlwings(parts: dict[str, bytes]) -> None:
    folder = xlwings_folder()
    assert folder is not None
    with ZipFile(folder / "quickstart_standalone.xlsm") as archive:
        assert archive.read("xl/vbaProject.bin") == parts["/xl/vbaProject.bin"] == vba_project()


def unpacked(data: bytes) -> str:
    """A compressed container of MS-OVBA 2.4.1: a module's text."""
    made, at = bytearray(), 1
    while at < len(data):
        head = int.from_bytes(data[at : at + 2], "little")
        end, at, start = min(at + (head & 0xFFF) + 3, len(data)), at + 2, len(made)
        while at < end:
            flags, at = data[at], at + 1
            for bit in range(8):
                if at < end and flags >> bit & 1:
                    token, at = int.from_bytes(data[at : at + 2], "little"), at + 2
                    bits = max(4, (len(made) - start - 1).bit_length())
                    back, count = (token >> (16 - bits)) + 1, (token & (0xFFFF >> bits)) + 3
                    for _ in range(count):
                        made.append(made[-back])
                elif at < end:
                    made.append(data[at])
                    at += 1
    return made.decode("cp1252")


def test_the_macro_imports_the_module_of_the_workbooks_name(parts: dict[str, bytes]) -> None:
    """What our module beside the workbook relies on; another xlwings may do it otherwise."""
    with olefile.OleFileIO(BytesIO(parts["/xl/vbaProject.bin"])) as project:
        stream = project.openstream(["VBA", "Module1"]).read()
    text = unpacked(stream[re.search(rb"\x01..\x00Attribut", stream, re.DOTALL).start() :])  # type: ignore[union-attr]
    assert f"Sub {MACRO}()" in text
    assert 'RunPython "import " & mymodule & ";" & mymodule & ".main()"' in text


@pytest.mark.parametrize(
    ("system", "setting"),
    [("win32", "INTERPRETER_WIN"), ("darwin", "INTERPRETER_MAC"), ("linux", None)],
)
def test_the_macros_are_told_which_python_is_ours(root: Path, system: str, setting: str | None) -> None:
    sheets = load_workbook(made(root, system=system).path, keep_vba=True).worksheets
    assert [(sheet.title, sheet.sheet_state) for sheet in sheets][1:] == [("xlwings.conf", "hidden")]
    told = {row[0].value: row[1].value for row in sheets[1].iter_rows()}
    wanted = {setting: r"D:\Phần mềm\xephang\python.exe"} if setting else {}
    assert told == wanted | {"ADD_WORKBOOK_TO_PYTHONPATH": "true"}


def test_the_module_beside_it_has_its_name_and_a_main(with_macros: Path) -> None:
    """The macro runs `import NAME; NAME.main()`, so the name must be one of Python's. Its functions mean its round."""
    assert with_macros.stem.isidentifier()
    told = "callable(desk.main), desk.XEPHANG_MAX('', 'So', 'mang'), desk.XEPHANG_TOIDA('', 'So', 'dich-vu')"
    code = f"import sys; sys.path.insert(0, '.'); import {with_macros.stem} as desk; print({told})"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    command = [sys.executable, "-B", "-c", code]
    done = subprocess.run(command, cwd=with_macros.parent, env=environment, capture_output=True, check=False, text=True)
    assert done.stdout.split() == ["True", "10.0", "20.0"], done.stderr


def test_libreoffice_opens_it_and_prints_it(libreoffice: ModuleType, with_macros: Path, tmp_path: Path) -> None:
    (saved,) = libreoffice.resave([with_macros.read_bytes()])
    book = read_book(saved, "saved.xlsx")
    first = book.sheets[0]
    assert first.cells[0, 0].text.startswith(PASSPORT) and first.cells[1, 1].text == "BÀN LÀM VIỆC CỦA THƯ KÝ"
    assert first.cells[6, 11].text == "Không cần lựa chọn.", "the hint is computed"
    program = find_office()
    assert program is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    done = subprocess.run([*command, str(with_macros)], capture_output=True, check=True, timeout=120)
    assert b"rror" not in done.stderr
    assert (tmp_path / "ban_lam_viec.pdf").read_bytes().startswith(b"%PDF")


def test_a_button_needs_macros_and_is_never_kept_with_an_issue(root: Path) -> None:
    context = open_round(root)
    book = draw_desk(desking._scene(context, root, False, ()))
    assert book.sheets[0].buttons == (Button(5, 9, (150, 56), "Chạy", MACRO),)
    with pytest.raises(ValueError, match="a button without macros"):
        write_book(book)
    for sheet in (book.sheets[0], Sheet("x", (), (), hidden=True)):
        with pytest.raises(TypeError, match="cannot keep"):
            book_to_json(type(book)((sheet,), book.styles, "", book.created))


# ---------------------------------------------------------------- nobody's file is overwritten
def test_the_same_again_is_told_and_ours_is_renewed(root: Path) -> None:
    first, again = made(root), made(root)
    assert (first.new, again.new, first.path) == (True, False, again.path)
    (root / "round.toml").write_text(
        (root / "round.toml").read_text("utf-8").replace(ROUND.title, "Tên khác"), encoding="utf-8"
    )
    renewed = made(root)
    assert (renewed.path, renewed.new) == (first.path, True), "nobody had changed it"
    assert [path.name for path in sorted(first.path.parent.iterdir())] == ["ban_lam_viec.py", "ban_lam_viec.xlsm"]


@pytest.mark.parametrize("plain", [False, True])
def test_a_changed_workbook_stays_and_the_next_name_is_taken(root: Path, plain: bool) -> None:
    first = made(root, plain).path
    first.write_bytes(first.read_bytes() + b"typed")
    kept = first.read_bytes()
    second = made(root, plain)
    assert first.read_bytes() == kept
    assert second.path.name == f"ban_lam_viec_2{first.suffix}"
    assert plain or second.path.with_suffix(".py").is_file()
    assert only(second.findings, said.DESK_KEPT).facts["new"] == second.path.name
    assert made(root, plain).path == second.path


def test_a_module_that_somebody_changed_stays_too(root: Path) -> None:
    module = made(root).path.with_suffix(".py")
    module.write_text("print()", encoding="utf-8")
    assert made(root).path.name == "ban_lam_viec_2.xlsm"
    assert module.read_text(encoding="utf-8") == "print()"


@pytest.mark.parametrize("kept", [b"", b"[]", b'{"ban_lam_viec.xlsx": 1}', b"{" * 100_000])
def test_where_it_is_not_known_what_was_written_no_file_is_ours(root: Path, kept: bytes) -> None:
    first = made(root, plain=True).path
    (root / "sent" / "kept" / "desk.json").write_bytes(kept)
    first.write_bytes(b"")
    assert made(root, plain=True).path.name == "ban_lam_viec_2.xlsx"


# ---------------------------------------------------------------- the command
def test_the_command(root: Path) -> None:
    code, answer = document("desk", root, "--plain")
    assert (code, answer["plain"], answer["new"], Path(answer["file"]).name) == (0, True, True, "ban_lam_viec.xlsx")
    assert "ban_lam_viec.xlsx" in run("desk", root, "--plain").out
    code, answer = document("desk", root.parent / "không có")
    assert (code, answer["file"]) == (2, None)


def test_without_xlwings_only_the_plain_one_can_be_made(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(macros, "xlwings_folder", lambda: None)
    with pytest.raises(Refused) as refused:
        made(root)
    only(refused.value.findings, said.NO_MACROS)
    assert not (root / "desk").exists()
    assert made(root, plain=True).new


@pytest.mark.parametrize("data", [None, b"", b"PK\3\4", "no part", "no project"])
def test_what_is_no_project_is_not_taken(tmp_path: Path, data: bytes | str | None) -> None:
    source = tmp_path / "quickstart_standalone.xlsm"
    if isinstance(data, bytes):
        source.write_bytes(data)
    elif data is not None:
        with ZipFile(source, "w") as archive:
            archive.writestr("xl/vbaProject.bin" if data == "no project" else "x", "nothing")
    assert vba_project(tmp_path) is None


def test_on_a_system_without_excel_it_says_so(root: Path) -> None:
    assert only(made(root, system="linux").findings, said.NO_EXCEL).facts["system"] == "linux"
    assert made(root, system="win32").findings == made(root, plain=True, system="linux").findings


def test_a_round_with_many_members_has_room(tmp_path: Path) -> None:
    names = [f"Thành viên {number}" for number in range(30)]
    many = (Member(f"M-{number:02}", name, groups=("So",)) for number, name in enumerate(names))
    root = write_round(tmp_path, round_with(members=(*ROUND.members, *many)))
    shown = cells_of(made(root, plain=True).path)
    lines = (line for key, line in shown.items() if key.startswith("row "))
    assert [line["who"] for line in lines if line.get("kind") == "not_sent"][-30:] == names
