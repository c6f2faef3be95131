"""Export: a round's finished result as open data, every column documented; nothing is overwritten unasked."""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from workbook.audit.names import canonical, contains
from workbook.catalogue import open_data as said
from workbook.excel.write import save_bytes, write_book
from workbook.findings import Fact, Finding, Place, Refused, Words, errors, finding
from workbook.model import Round
from workbook.open_data import Codes, OpenData, grown_codes, open_data
from workbook.open_data_text import columns_page, csv_bytes, guarded, json_bytes
from workbook.pipeline.folder import Folder
from workbook.pipeline.judging import RoundContext, held_round, open_round
from workbook.pipeline.numbered import Numbered, finished_result, lines_of
from workbook.pipeline.parquet import parquet_bytes
from workbook.pipeline.publishing import Assessed, assess, ranking_as_data
from workbook.sheets.open_data import ROWS, draw_open_data

Format = Literal["csv", "json", "parquet", "xlsx"]
CODES_FILE: Final = "codes.csv"
"""Beside round.toml: whose code is which. Never in an export."""
PROVISIONAL: Final = "provisional-"
"""Before the name of every file of a provisional export."""
_PAGE: Final = "columns.md"
_WHOLE: Final = "open-data"
_CODES_HEAD: Final = ["kind", "id", "code", "name"]
_CODE: Final = re.compile(r"(dv|tv)#\d{3,6}")
_STEMS: Final = {"unit": "dv#", "member": "tv#"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. `number` is that of the result, None where the export is provisional."""

    files: tuple[Path, ...]
    number: int | None
    provisional: bool
    coded: bool
    findings: tuple[Finding, ...]


def export_round(
    root: Path,
    kind: Format,
    to: Path | None = None,
    *,
    codes: bool = False,
    provisional: bool = False,
    force: bool = False,
) -> Exported:
    """Write the tables of a round's result into a folder, by default export/ or export-codes/ in the round's own.

    Refused where no finished result stands behind them, unless `provisional`.
    """
    with _opened(root, codes) as context:
        target = to or root / ("export-codes" if codes else "export")
        # Beside round.toml lies the key of the codes.
        keep_apart(context.folder, target, root_too=True)
        made = assess(context)
        number = _finished(context, made, provisional)
        known = _codes(context) if codes else None
        data = open_data(
            context.rubric, context.round, made.tally, made.ranking, made.findings,
            number=number, provisional=number is None, codes=known,
        )  # fmt: skip
        paths = {target / name: content for name, content in _contents(data, kind).items()}
        findings = save_new(paths, force=force)
    if codes:
        findings += (finding(said.CODES_KEPT, Place(file=CODES_FILE), name=CODES_FILE), *_names_left(data))
    return Exported(tuple(paths), number, number is None, codes, findings)


def _opened(root: Path, writes: bool) -> AbstractContextManager[RoundContext]:
    """The round; held while codes are drawn, so that nobody else draws others."""
    return held_round(root, "export") if writes else nullcontext(open_round(root))


def keep_apart(folder: Folder, target: Path, *, root_too: bool = False) -> None:
    """Nothing is written among ballots, originals or results; `root_too`: nor beside round.toml."""
    where, root = target.resolve(), folder.root.resolve()
    own = (path.resolve() for path in (folder.sent, folder.returned, folder.results))
    if (root_too and where == root) or any(where.is_relative_to(path) for path in own):
        raise Refused([finding(said.PLACE_TAKEN, Place(), folder=str(target))])


# ---------------------------------------------------------------- what may be exported
def _finished(context: RoundContext, made: Assessed, provisional: bool) -> int | None:
    """The number of the result that the figures are those of; None where there is none and nobody minds."""
    faults = errors(made.findings)
    if faults:
        if provisional:
            return None
        raise Refused(errors(made.causes) or faults)
    result = finished_result(context.folder)
    reason = _unfinished(context, made, result)
    if reason is None:
        assert result is not None
        return result.number
    if provisional:
        return None
    raise Refused([finding(said.NOT_RANKED, Place(), reason=reason)])


def _unfinished(context: RoundContext, made: Assessed, result: Numbered | None) -> Words | None:
    """Why today's figures are not those of a finished result."""
    if result is None:
        return Words("chưa xếp hạng, hoặc mới xếp hạng tạm thời.", "it was not ranked yet, or only provisionally.")
    places = context.rubric.rounding
    now = tuple(lines_of(ranking_as_data(made.ranking, places.total, places.index)))
    if now == result.lines and context.rubric.version == result.version:
        return None
    return Words(
        f"số liệu đã thay đổi sau kết quả số {result.number}.", f"the figures changed since result no. {result.number}."
    )


# ---------------------------------------------------------------- the files
def _contents(data: OpenData, kind: Format) -> dict[str, bytes]:
    """The files by name, with the page of the columns beside them."""
    made: dict[str, bytes] = {}
    match kind:
        case "csv":
            made = {f"{table.shape.name}.csv": csv_bytes(table) for table in data.tables}
        case "json":
            made = {f"{_WHOLE}.json": json_bytes(data)}
        case "parquet":
            made = {f"{name}.parquet": content for name, content in parquet_bytes(data).items()}
        case "xlsx":
            for table in data.tables:
                if len(table.rows) >= ROWS:
                    facts: dict[str, Fact] = {"table": table.shape.name, "rows": len(table.rows), "most": ROWS - 1}
                    raise Refused([finding(said.TOO_MANY_ROWS, Place(), **facts)])
            made = {f"{_WHOLE}.xlsx": write_book(draw_open_data(data))}
    made[_PAGE] = columns_page(data)
    return {PROVISIONAL + name if data.provisional else name: content for name, content in made.items()}


def save_new(paths: Mapping[Path, bytes], *, force: bool) -> tuple[Finding, ...]:
    """Write files, each whole or not at all; what is there with other content stays, and then nothing is written.

    `force` replaces it, and says so.
    """
    other = [path for path, content in paths.items() if path.exists() and not _holds(path, content)]
    names = ", ".join(path.name for path in other)
    if other and (not force or any(path.is_dir() for path in other)):
        raise Refused([finding(said.FILES_THERE, Place(), folder=str(other[0].parent), names=names)])
    for path, content in paths.items():
        if not _holds(path, content):
            save_bytes(path, content)
    return (finding(said.FILES_REPLACED, Place(), names=names),) if other else ()


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


# ---------------------------------------------------------------- codes
def _codes(context: RoundContext) -> Codes:
    """The codes of the round, drawn for those who have none yet; kept before anything is written with them."""
    path = context.folder.root / CODES_FILE
    known = read_codes(path.read_bytes()) if path.exists() else Codes()
    codes = grown_codes(known, context.round, _shuffled)
    if codes != known:
        save_bytes(path, codes_bytes(codes, context.round))
    return codes


def _shuffled(ids: Sequence[str]) -> Sequence[str]:
    return secrets.SystemRandom().sample(ids, len(ids))


def codes_bytes(codes: Codes, round_: Round) -> bytes:
    """The file that tells whose code is which, by code; with names, for those who keep it."""
    names = {("unit", one.id): one.name for one in round_.units}
    names |= {("member", one.id): one.name for one in round_.members}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_CODES_HEAD)
    for kind, own in (("unit", codes.units), ("member", codes.members)):
        for id_, code in sorted(own.items(), key=lambda one: one[1]):
            writer.writerow([kind, id_, code, guarded(names.get((kind, id_), ""))])
    return stream.getvalue().encode("utf-8-sig")


def read_codes(data: bytes) -> Codes:
    """The file read back; Refused at the first line that cannot be right, for a wrong code is worse than none."""
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise _bad(1, Words("không phải CSV UTF-8", "this is no CSV in UTF-8")) from None
    if not lines or lines[0] != _CODES_HEAD:
        raise _bad(1, Words(f"cần các cột {', '.join(_CODES_HEAD)}", f"the columns are {', '.join(_CODES_HEAD)}"))
    codes: dict[str, dict[str, str]] = {"unit": {}, "member": {}}
    used: set[str] = set()
    for number, line in enumerate(lines[1:], 2):
        problem = _problem(line, codes, used)
        if problem is not None:
            raise _bad(number, problem)
        codes[line[0]][line[1]] = line[2]
        used.add(line[2])
    return Codes(codes["unit"], codes["member"])


def _problem(line: Sequence[str], codes: Mapping[str, Mapping[str, str]], used: Iterable[str]) -> Words | None:
    if len(line) != len(_CODES_HEAD) or line[0] not in codes or not line[1]:
        return Words("cần unit hoặc member, mã, mã thay tên, tên", "unit or member, id, code and name are needed")
    if not _CODE.fullmatch(line[2]) or not line[2].startswith(_STEMS[line[0]]):
        return Words(f"“{line[2]}” không phải mã thay tên", f"“{line[2]}” is no code")
    if line[1] in codes[line[0]] or line[2] in used:
        return Words("mã này đã có ở dòng trên", "this id or code stands above already")
    return None


def _names_left(data: OpenData) -> Iterator[Finding]:
    """A name that a text of the round or the rubric holds: a title that names a unit, a group of one."""
    round_ = data.round
    names = [name for unit in round_.units for name in (unit.name, *unit.aliases)]
    # A name of one short word stands in other words' place too often.
    known = {canonical(name): name for name in (*names, *(member.name for member in round_.members)) if len(name) > 4}
    places = [
        (known[name], field.name, table.shape.name, text)
        for table in data.tables
        for number, field in enumerate(table.shape.fields)
        if field.kind == "text"
        for text in dict.fromkeys(row[number] for row in table.rows)
        if isinstance(text, str)
        for name in known
        if contains(canonical(text), name)
    ]
    if places:
        name, column, table_name, text = places[0]
        facts: dict[str, Fact] = {"column": column, "table": table_name, "text": text, "count": len(places)}
        yield finding(said.NAMES_LEFT, Place(), name=name, **facts)


def _bad(line: int, problem: Words) -> Refused:
    return Refused([finding(said.CODES_BAD, Place(file=CODES_FILE), name=CODES_FILE, line=line, problem=problem)])
