"""Render the pictures of the documents again, from what the demo writes: `make pictures`.

LibreOffice prints a page to PDF, pdftoppm draws it, the margins are cut off and the colours
counted down to a palette. Needs `soffice` and `pdftoppm`; the tests do not need either.

The pictures of the desk show the round of docs/ban-lam-viec-excel.md, played by `guide.py`. Added for the pictures are
red numbers, a path as on Windows, and a button that prints. The drawings (.svg) of what only Windows and Excel show
are made by hand.
"""

from __future__ import annotations

import runpy
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from workbook.pipeline.amending import amend_round
from workbook.pipeline.demo import demo
from workbook.pipeline.documenting import make_documents
from workbook.pipeline.noticing import make_notices
from workbook.pipeline.publishing import rank_round
from workbook.pipeline.rubrics import new_authoring
from workbook.pipeline.teaching import FOLDER as LESSON
from workbook.pipeline.teaching import teach

IMAGES = Path(__file__).resolve().parent / "images"
MARGIN = 14
"""White pixels left around a picture."""
_WHITE = b"\xff\xff\xff"


class Picture(NamedTuple):
    """One page of a file of the demo, or of the authoring workbook; `height` is the upper part that is kept.

    `strips` are its parts from left to right, as shares of the page's width; each stands below the one before, so that
    a wide page can be read. `below` are workbooks of which the same page stands below.
    """

    name: str
    workbook: str
    page: int
    dpi: int
    height: float
    strips: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    below: tuple[str, ...] = ()


_HALVES = ((0.0, 0.446), (0.446, 1.0))
"""The desk's two lists."""
PICTURES = (
    Picture("ballot.png", "thai-binh-2020/filled/phieu-TV-02.xlsx", 2, 120, 0.80),
    Picture("annex.png", "thai-binh-2020/results/ranking.xlsx", 1, 110, 1.0),
    Picture("annex-groups.png", "lao-cai-2020/results/ranking.xlsx", 1, 110, 1.0),
    Picture("annex-word.png", "lao-cai-2020/results/ranking.docx", 1, 110, 1.0),
    Picture("tally-charts.png", "lao-cai-2020/results/tally.xlsx", 5, 110, 0.96),
    Picture("decision.png", "vi-du-chuyen-doi-so/documents/001/quyet-dinh.docx", 1, 110, 1.0),
    Picture("submission.png", "vi-du-chuyen-doi-so/documents/001/to-trinh.docx", 1, 110, 1.0),
    Picture("minutes.png", "vi-du-chuyen-doi-so/documents/001/bien-ban.docx", 1, 110, 1.0),
    Picture("unit-sheet.png", "vi-du-chuyen-doi-so/filled/phieu-TV-01.xlsx", 3, 120, 1.0),
    Picture("summary.png", "vi-du-chuyen-doi-so/filled/phieu-TV-01.xlsx", 2, 110, 0.75),
    Picture("notice.png", "vi-du-chuyen-doi-so/notices/001/phieu-ket-qua.docx", 9, 110, 1.0),
    Picture("amendment.png", "dinh-chinh/amendments/001-002/dinh-chinh.docx", 1, 110, 1.0),
    Picture("authoring.png", "rubrics/rubrics/bo-tieu-chi.xlsx", 8, 110, 1.0),
    Picture("desk-start.png", "guide/desk/start.xlsm", 1, 140, 0.9, ((0.0, 0.598),)),
    Picture("desk-after.png", "guide/desk/after.xlsm", 1, 140, 0.9, _HALVES),
    Picture("desk-ranked.png", "guide/desk/ranked.xlsm", 1, 140, 0.9, _HALVES),
    Picture(
        "desk-lists.png", "guide/desk/units.xlsx", 1, 110, 0.36, ((0.0, 0.83),), below=("guide/desk/members.xlsx",)
    ),
    Picture("check-list.png", "guide/desk/check.xlsx", 1, 130, 0.9, ((0.0, 0.592), (0.592, 1.0))),
    Picture("guide-ranking.png", "guide/desk/ranking.xlsx", 1, 110, 1.0),
    Picture("functions.png", "guide/desk/functions.xlsx", 1, 120, 1.0),
)

_CONCLUDED = """
[[conclusions]]
unit = "thanh-tra"
criterion = "7.3"
points = 3
explanation = "Báo cáo đã gửi đủ nhưng bị tính thiếu (ví dụ)"
reason = "Hội đồng đối chiếu lại hồ sơ (ví dụ)"
by = "Hội đồng, phiên họp ngày 05/01/2027 (ví dụ)"

[[conclusions]]
unit = "thanh-tra"
criterion = "2.1"
points = 4
reason = "Hội đồng đối chiếu lại hồ sơ (ví dụ)"
by = "Hội đồng, phiên họp ngày 05/01/2027 (ví dụ)"
"""

# Figures are shown as on a Vietnamese computer, with a decimal comma.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
</oor:items>
"""  # noqa: E501


class Image(NamedTuple):
    """Rows of pixels, each pixel three bytes."""

    rows: Sequence[Sequence[bytes]]


def main(wanted: Sequence[str] = ()) -> int:
    """All pictures, or those of these names."""
    with tempfile.TemporaryDirectory(prefix="xephang-pictures-") as name:
        folder = Path(name)
        demo(folder / "demo")
        teach(folder / "demo" / LESSON)
        make_documents(folder / "demo" / LESSON, pdf=False)
        make_notices(folder / "demo" / LESSON, kind="docx")
        corrected = Path(shutil.copytree(folder / "demo" / LESSON, folder / "demo" / "dinh-chinh"))
        with (corrected / "round.toml").open("a", encoding="utf-8") as file:
            file.write(_CONCLUDED)
        rank_round(corrected)
        amend_round(corrected)
        new_authoring(folder / "demo" / "rubrics" / "rubrics" / "bo-tieu-chi.xlsx", "vi", force=True)
        follow_the_guide(folder / "demo" / "guide")
        IMAGES.mkdir(exist_ok=True)
        for picture in [one for one in PICTURES if not wanted or one.name in wanted]:
            pdfs = [print_to_pdf(folder / "demo" / name, folder) for name in (picture.workbook, *picture.below)]
            pages = [draw_page(pdf, picture.page, picture.dpi) for pdf in pdfs]
            image = stacked([crop(page, picture.height, *strip) for page in pages for strip in picture.strips])
            data = to_png(image)
            (IMAGES / picture.name).write_bytes(data)
            print(f"{picture.name}: {len(image.rows[0])} x {len(image.rows)}, {len(data) / 1000:.0f} kB")
    return 0


def follow_the_guide(folder: Path) -> None:
    """The desk at the moments of the guide for secretaries, and a check of the faulty ballot."""
    guide = runpy.run_path(str(Path(__file__).with_name("guide.py")))
    shown = folder / "desk"
    shown.mkdir(parents=True)
    root: Path = guide["lay_out"](folder)
    for name, own in zip(("units", "members"), guide["LISTS"]["vi"], strict=True):
        shutil.copyfile(root / own, shown / f"{name}.xlsx")
    (shown / "functions.xlsx").write_bytes(guide["functions_sheet"]())
    (shown / "start.xlsm").write_bytes(with_button(guide["desk_of"](root, markers=True)))
    guide["do"](root, "generate")
    guide["members_fill"](root, guide["FAULTY"])
    came = guide["do"](root, "import", guide["BACK"])
    (shown / "after.xlsm").write_bytes(with_button(guide["desk_of"](root, came)))
    typed = root / guide["BACK"] / f"phieu-{guide['FAULTY']}.xlsx"
    (shown / "check.xlsx").write_bytes(guide["checked_of"](root, convert(typed, folder, "xlsx").read_bytes()))
    guide["do"](root, "return")
    guide["members_fill"](root)
    guide["do"](root, "import", guide["BACK"])
    (shown / "ranked.xlsm").write_bytes(with_button(guide["desk_of"](root, guide["do"](root, "rank"))))
    shutil.copyfile(root / "results" / "ranking.xlsx", shown / "ranking.xlsx")


def with_button(data: bytes) -> bytes:
    """The desk's workbook with its button in print too: it is drawn to be left out there."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".vml"):
                part = part.replace(b"<x:PrintObject>False<", b"<x:PrintObject>True<")
            new.writestr(name, part)
    return made.getvalue()


def _program(name: str) -> str:
    usual = (r"C:\Program Files\LibreOffice\program", "/Applications/LibreOffice.app/Contents/MacOS")
    found = shutil.which(name) or next(filter(None, (shutil.which(name, path=path) for path in usual)), None)
    if found is None:
        sys.exit(f"{name} is not installed")
    return found


def print_to_pdf(workbook: Path, folder: Path) -> Path:
    """The workbook or document as PDF."""
    return convert(workbook, folder, "pdf")


def convert(workbook: Path, folder: Path, kind: str) -> Path:
    """The file as LibreOffice saves it in another format, with a profile that is fresh and ours."""
    name = f"{workbook.parent.parent.name}-{workbook.stem}-{workbook.suffix[1:]}.{kind}"
    profile, target = folder / "profile", folder / "made" / name
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
    source = folder / target.with_suffix(workbook.suffix).name
    shutil.copyfile(workbook, source)
    office = [_program("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*office, "--outdir", str(target.parent), str(source)], check=True, capture_output=True)
    return target


def draw_page(pdf: Path, page: int, dpi: int) -> Image:
    command = [_program("pdftoppm"), "-r", str(dpi), "-f", str(page), "-l", str(page), str(pdf)]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    kind, width, height = data.split(maxsplit=3)[:3]
    assert kind == b"P6", "pdftoppm gives a colour PPM"
    wide, high = int(width), int(height)
    pixels = data[-3 * wide * high :]
    rows = (pixels[3 * wide * row : 3 * wide * (row + 1)] for row in range(high))
    return Image([[row[3 * n : 3 * n + 3] for n in range(wide)] for row in rows])


def crop(image: Image, height: float, left: float, right: float) -> Image:
    """The upper part of the page, or of a strip of it, without its white margins."""
    wide = len(image.rows[0])
    rows = [row[round(wide * left) : round(wide * right)] for row in image.rows[: round(len(image.rows) * height)]]
    used = [number for number, row in enumerate(rows) if any(pixel != _WHITE for pixel in row)]
    kept = rows[max(0, used[0] - MARGIN) : used[-1] + MARGIN]
    columns = [n for n in range(len(rows[0])) if any(row[n] != _WHITE for row in kept)]
    return Image([row[max(0, columns[0] - MARGIN) : columns[-1] + MARGIN] for row in kept])


def stacked(images: Sequence[Image]) -> Image:
    """One below the other."""
    wide = max(len(image.rows[0]) for image in images)
    return Image([[*row, *[_WHITE] * (wide - len(row))] for image in images for row in image.rows])


def to_png(image: Image) -> bytes:
    """A PNG of at most 256 colours: those that occur most, every other one as its nearest."""
    counted = Counter(pixel for row in image.rows for pixel in row)
    palette = [colour for colour, _ in counted.most_common(256)]
    number = {colour: min(range(len(palette)), key=lambda n: _distance(palette[n], colour)) for colour in counted}
    lines = b"".join(b"\0" + bytes(number[pixel] for pixel in row) for row in image.rows)
    head = struct.pack(">IIBBBBB", len(image.rows[0]), len(image.rows), 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(parts))


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(parts: Sequence[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for name, data in parts:
        yield struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
