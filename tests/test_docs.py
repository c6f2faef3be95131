"""What the documents say is true: examples run, links lead somewhere, lists are complete, pictures are small."""

from __future__ import annotations

import re
import runpy
import struct
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.commands import run
from tests.shown import Shown
from workbook.findings import ERROR, Check
from workbook.loading.rubric import load_rubric
from workbook.pipeline.demo import DEMO_RUBRICS, DemoResult
from workbook.rules.kinds import KINDS
from workbook.rules.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
READMES = (ROOT / "README.md", ROOT / "README.vi.md")
HOW_TOS = (
    "mot-dot-cham-diem", "phieu-bi-bao-loi", "diem-vuot-toi-da", "bang-diem", "cai-tren-windows",
    "bo-tieu-chi-bang-excel", "don-vi-tu-cham", "phan-cong", "gop-diem", "thao-luan", "khong-danh-gia",
    "so-nhat-ky", "gui-hai-phieu", "tep-gui-ve", "vi-sao-hang-nay",
    "du-lieu-mo", "so-sanh-hai-nam", "soat-quyet-dinh", "mau-van-ban", "phieu-ket-qua", "dinh-chinh",
    "ban-lam-viec-excel", "excel-cho-can-bo-cntt", "ham-trong-excel", "cai-khong-co-mang", "thu-trong-excel",
)  # fmt: skip
PAGES = sorted((*ROOT.glob("*.md"), *DOCS.glob("*.md"), ROOT / "rubrics/README.md", ROOT / "templates/README.md"))


def script(name: str) -> dict[str, Any]:
    """The names of one of the scripts in docs/, which is no package."""
    return runpy.run_path(str(DOCS / f"{name}.py"))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# ---------------------------------------------------------------- examples
EXAMPLES = script("examples")


def in_this_process(arguments: Sequence[str], folder: Path) -> str:
    """What the command prints, without the seconds that a start takes."""
    with chdir(folder):
        ran = run(*arguments)
    assert ran.code in (0, 1, 2), ran.err
    return ran.out


@pytest.fixture
def plain_pipe(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No terminal's width or colours, as where `make docs` runs the examples."""
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("page", EXAMPLES["documents"](), ids=lambda page: page.name)
def test_examples_print_what_the_page_shows(
    page: Path, tmp_path: Path, plain_pipe: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if "$ xephang demo " in text_of(page):
        request.getfixturevalue("shown").instead(plain_pipe)
    made = EXAMPLES["replay"](text_of(page), tmp_path, in_this_process)
    assert made == text_of(page), "if the program is right: make docs"


def test_an_example_prints_the_same_in_a_process_of_its_own(tmp_path: Path) -> None:
    """As `make docs` runs them all."""
    page = DOCS / "khong-danh-gia.md"
    assert EXAMPLES["replay"](text_of(page), tmp_path) == text_of(page)


def test_the_readmes_and_the_how_tos_have_examples() -> None:
    named = {page.stem for page in EXAMPLES["documents"]()}
    assert {"README", "README.vi", *HOW_TOS[:4]} <= named


def test_a_wrong_output_is_noticed(tmp_path: Path) -> None:
    page = "```console\n$ xephang --version\nxephang 0.0\n```\n"

    def replay(text: str) -> str:
        made = EXAMPLES["replay"](text, tmp_path, in_this_process)
        assert isinstance(made, str)
        return made

    right = replay(page)
    assert right != page
    assert replay(right) == right
    assert replay("```console\n$ xephang --version\n...\n```\n").count("...") == 1
    assert "..." not in replay("```console\n$ xephang --version\n...\nmore\n```\n")


# ---------------------------------------------------------------- README
@pytest.fixture(scope="module")
def results(shown: Shown) -> list[DemoResult]:
    return list(shown.results)


def test_the_readmes_state_what_the_demo_gives(results: list[DemoResult]) -> None:
    units, same = sum(one.units for one in results), sum(one.as_published for one in results)
    assert f"Of {units} units, {same} come out exactly as published" in " ".join(text_of(READMES[0]).split())
    assert f"Trong {units} đơn vị, {same} đơn vị ra đúng như đã công bố" in " ".join(text_of(READMES[1]).split())
    assert f"other {units - same} stand" in text_of(READMES[0])
    assert f"{units} units" in text_of(ROOT / "CHANGELOG.md")


NAMES = {
    "thanh-hoa-2020": "Thanh Hóa 2020",
    "thanh-hoa-2023": "Thanh Hóa 2023",
    "thai-binh-2020": "Thái Bình 2020",
    "lao-cai-2020": "Lào Cai 2020",
    "quang-nam-2019": "Quảng Nam 2019",
}


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
@pytest.mark.parametrize("rubric", DEMO_RUBRICS)
def test_the_readmes_name_every_defect(readme: Path, rubric: str, results: list[DemoResult]) -> None:
    section = text_of(readme).partition("183 units, 181" if readme == READMES[0] else "183 đơn vị, 181")[2]
    row = next(line for line in section.splitlines() if line.startswith("|") and NAMES[rubric] in line)
    found = next(one.defects for one in results if one.rubric == rubric)
    serious = [one for one in found if one.severity.value]
    nothing = ("nothing", "không có gì")
    assert any(word in row for word in nothing) == (not serious)
    if not any(one.severity is ERROR for one in serious) and serious:
        assert "warning" in row or "cảnh báo" in row


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_readmes_list_every_command(readme: Path) -> None:
    names = set(re.findall(r"^. ([a-z]+) {2,}\S", run("--help").out, re.MULTILINE))
    assert "generate" in names
    listed = set(re.findall(r"^\| `xephang (\w+)", text_of(readme), re.MULTILINE))
    assert listed == names


def test_both_readmes_have_the_same_parts() -> None:
    english, vietnamese = map(text_of, READMES)

    def parts(text: str) -> list[object]:
        links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("README")]
        commands = re.findall(r"^\$ (.*?)(?: --lang en)?$", text.replace("tryout", "thu"), re.MULTILINE)
        return [len(re.findall(mark, text, re.MULTILINE)) for mark in (r"^## ", r"^- ", r"^\|")] + [links, commands]

    assert parts(english) == parts(vietnamese)


def test_the_readmes_lead_to_every_how_to_and_a_windows_way_stands_beside_make() -> None:
    for readme in READMES:
        text = text_of(readme)
        assert all(f"docs/{name}.md" in text for name in HOW_TOS)
        for wanted in ("make demo", "make test", ".venv\\Scripts\\xephang demo", "-m pytest", "-m pip install"):
            assert wanted in text
    for name in HOW_TOS:
        text = text_of(DOCS / f"{name}.md")
        assert re.match(r"# [^\n]+\?\n", text), "a how-to is named by its question"
        assert re.search(r"^## [^\n]+\?$", text, re.MULTILINE), "English below"


# ---------------------------------------------------------------- all pages
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(page))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not lost


def test_codes_named_in_the_pages_exist() -> None:
    known = {check.code for check in script("findings")["checks"]()}
    for page in PAGES:
        named = set(re.findall(r"\b[A-Z]{4,6}-\d{3}\b", text_of(page)))
        assert named <= known, page.name


def test_the_page_of_findings_is_the_catalogue() -> None:
    made = script("findings")
    known: list[Check] = list(made["checks"]())
    assert len(known) == len({check.code for check in known}) > 100
    assert text_of(DOCS / "findings.md") == made["page"](known), "run: make docs"


KEYS = script("keys")


def test_the_pages_of_keys_are_the_models() -> None:
    assert text_of(DOCS / "rules.md") == KEYS["page"](), "run: make docs"
    text = text_of(ROOT / "rubrics/README.md")
    assert text == KEYS["readme"](text), "run: make docs"
    assert text.count("<!-- keys -->") == 1


def test_every_kind_of_rule_has_an_example() -> None:
    assert list(KEYS["EXAMPLES"]) == [kind.kind for kind in KINDS]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_the_examples_of_rules_load(kind: type[Rule], tmp_path: Path) -> None:
    example = KEYS["EXAMPLES"][kind.kind]
    high = int(re.findall(r"^max = (\d+)", example)[0]) if kind.counts and not kind.beyond else 0
    text = f"""id = "r"
title = "T"
version = "1"
legal_basis = "L"
[[criteria]]
id = "b"
name = "B"
max = 100
step = 1
[[criteria]]
id = "a"
name = "A"
{example}
[[groups]]
id = "So"
name = "S"
max = {100 + high}
"""
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    rubric, findings = load_rubric(tmp_path / "r.toml")
    assert type(rubric.leaves()[1].rule) is kind
    assert not findings


def test_the_architecture_names_every_room_and_no_other() -> None:
    text = text_of(DOCS / "architecture.md")
    named = set(re.findall(r"^\| `([\w/]+\.py)` \|", text, re.MULTILINE))
    there = {path.relative_to(ROOT / "workbook").as_posix() for path in (ROOT / "workbook").rglob("*.py")}
    assert named == {name for name in there if not name.endswith("__init__.py")}, "run: make docs"


def test_the_architecture_names_folders_and_files_that_exist() -> None:
    text = text_of(DOCS / "architecture.md").partition("## Where the house differs")[0]
    of_a_round = {"sent/", "returned/", "results/", "sent/kept/", "sent/kept/units/"}
    folders = set(re.findall(r"`((?:\w+/)+)`", text)) - of_a_round
    rooms = set(re.findall(r"`((?:sheets|excel|loading|pipeline|audit|cli)/\w+)`", text))
    assert [name for name in folders if not (ROOT / name).is_dir() and not (ROOT / "workbook" / name).is_dir()] == []
    assert [name for name in rooms if not (ROOT / "workbook" / f"{name}.py").is_file()] == []


# ---------------------------------------------------------------- pictures
def test_pictures_are_sharp_and_small() -> None:
    shown = {path.name for path in (DOCS / "images").glob("*.png")}
    assert shown == {picture.name for picture in script("pictures")["PICTURES"]}
    for name in shown:
        data = (DOCS / "images" / name).read_bytes()
        width, height = struct.unpack(">II", data[16:24])
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(data) < 150_000, name
        # What shows the desk is as low as the desk is.
        assert width >= 700 and height >= (300 if name in LOW else 500), name


OF_THE_DESK = (
    "desk-lists.png", "desk-start.png", "desk-after.png", "desk-ranked.png", "guide-ranking.png", "check-list.png",
)  # fmt: skip
LOW = (*OF_THE_DESK, "functions.png")
DRAWINGS = ("explorer-cmd.svg", "macro-yellow.svg", "macro-red.svg", "unblock.svg", "trusted-location.svg")


def test_drawings_are_whole_by_themselves_and_nobody_takes_them_for_screenshots() -> None:
    assert sorted(path.name for path in (DOCS / "images").iterdir() if path.suffix != ".png") == sorted(DRAWINGS)
    for name in DRAWINGS:
        data = (DOCS / "images" / name).read_bytes()
        drawing = ElementTree.fromstring(data)
        tags = {part.tag.removeprefix("{http://www.w3.org/2000/svg}") for part in drawing.iter()}
        assert tags <= {"svg", "title", "rect", "circle", "path", "text", "tspan", "g"}, "nothing is loaded or run"
        assert drawing.findtext("{*}title"), name
        assert len(data) < 10_000, name
    for page in PAGES:
        for shown in re.findall(r"((?:^!\[.+\]\(images/[\w-]+\.svg\)\n\n)+)(.*)", text_of(page), re.MULTILINE):
            assert "vẽ minh họa, không phải ảnh chụp màn hình" in shown[1], page.name


def test_every_picture_is_shown_or_linked_and_those_of_the_desk_are_described() -> None:
    linked = {name for page in PAGES for name in re.findall(r"\]\((?:docs/)?images/([^)]+)\)", text_of(page))}
    assert linked == {path.name for path in (DOCS / "images").iterdir()}

    def described(page: str) -> set[str]:
        return set(re.findall(r"!\[[^\]]{10,}\]\(images/([^)]+)\)", text_of(DOCS / f"{page}.md")))

    guides = described("ban-lam-viec-excel"), described("excel-cho-can-bo-cntt")
    assert guides == ({*OF_THE_DESK, *DRAWINGS[:-1]}, {DRAWINGS[-1]})
    assert described("ham-trong-excel") == {"functions.png"}


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_picture_is_described(readme: Path) -> None:
    described = dict(re.findall(r"!\[([^\]]{10,})\]\((docs/images/[^)]+)\)", text_of(readme)))
    shown = ("ballot.png", "annex.png", "unit-sheet.png", "desk-after.png")
    assert set(described.values()) == {f"docs/images/{name}" for name in shown}
