"""Render the pictures of the documents again, from what the demo writes: `make pictures`.

LibreOffice prints a page to PDF, pdftoppm draws it, the margins are cut off and the colours
counted down to a palette. Needs `soffice` and `pdftoppm`; the tests do not need either.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

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


class Picture(NamedTuple):
    """One page of a file of the demo, or of the authoring workbook; `height` is the upper part that is kept."""

    name: str
    workbook: str
    page: int
    dpi: int
    height: float


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


def main() -> int:
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
        IMAGES.mkdir(exist_ok=True)
        for picture in PICTURES:
            pdf = print_to_pdf(folder / "demo" / picture.workbook, folder)
            image = crop(draw_page(pdf, picture.page, picture.dpi), picture.height)
            data = to_png(image)
            (IMAGES / picture.name).write_bytes(data)
            print(f"{picture.name}: {len(image.rows[0])} x {len(image.rows)}, {len(data) / 1000:.0f} kB")
    return 0


def _program(name: str) -> str:
    usual = (r"C:\Program Files\LibreOffice\program", "/Applications/LibreOffice.app/Contents/MacOS")
    found = shutil.which(name) or next(filter(None, (shutil.which(name, path=path) for path in usual)), None)
    if found is None:
        sys.exit(f"{name} is not installed")
    return found


def print_to_pdf(workbook: Path, folder: Path) -> Path:
    """The workbook or document as PDF, by a LibreOffice whose profile is fresh and ours."""
    name = f"{workbook.parent.parent.name}-{workbook.stem}-{workbook.suffix[1:]}.pdf"
    profile, target = folder / "profile", folder / name
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
    source = folder / target.with_suffix(workbook.suffix).name
    shutil.copyfile(workbook, source)
    office = [_program("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", str(folder), str(source)], check=True, capture_output=True)
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


def crop(image: Image, height: float) -> Image:
    """The upper part of the page without its white margins."""
    white = b"\xff\xff\xff"
    rows = image.rows[: round(len(image.rows) * height)]
    used = [number for number, row in enumerate(rows) if any(pixel != white for pixel in row)]
    kept = rows[max(0, used[0] - MARGIN) : used[-1] + MARGIN]
    columns = [n for n in range(len(rows[0])) if any(row[n] != white for row in kept)]
    return Image([row[max(0, columns[0] - MARGIN) : columns[-1] + MARGIN] for row in kept])


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
    sys.exit(main())
