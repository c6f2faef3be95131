"""Open data (dữ liệu mở): a round's result as plain tables whose every column is documented. No file, no Excel.

With codes, ids give way to codes that tell nothing, names and free texts are left out, and no row stands
where its id would put it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Final, Literal, NamedTuple

from workbook.findings import Finding, Words, say
from workbook.model import Combined, Ranking, Round, Tally
from workbook.points import NOT_APPLICABLE, Score, round_half_up, tidy
from workbook.rubric import Criterion, Rubric

Kind = Literal["text", "whole", "decimal", "yes_no"]
Datum = str | int | bool | Decimal | None
Row = tuple[Datum, ...]
EXACT_PLACES: Final = 12
"""Decimals of a mean that need not end: one third is not cut where a reader would notice."""
FIGURE_PLACES: Final = 6
"""No figure of a rubric or a ballot has more decimals."""
_UNIT: Final = "unit:"


class Field(NamedTuple):
    """One column: its name in the data, what stands in it, and what it means."""

    name: str
    kind: Kind
    words: Words
    places: int = FIGURE_PLACES
    """Of decimals only: so many at most."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One table's name, what a row of it is, and its columns."""

    name: str
    words: Words
    fields: tuple[Field, ...]
    sorts: bool = True
    """Whether its rows name units or members, and are put into the order of the codes."""


@dataclass(frozen=True, slots=True)
class Table:
    shape: Shape
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """What stands for ids where names are to be left out."""

    units: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenData:
    """All that is given away of one result; `number` is that of the finished result, None where there is none."""

    round: Round
    rubric: Rubric
    number: int | None
    provisional: bool
    coded: bool
    tables: tuple[Table, ...]


# ---------------------------------------------------------------- the columns
def _text(name: str, vi: str, en: str) -> Field:
    return Field(name, "text", Words(vi, en))


def _whole(name: str, vi: str, en: str) -> Field:
    return Field(name, "whole", Words(vi, en))


def _decimal(name: str, vi: str, en: str, places: int = FIGURE_PLACES) -> Field:
    return Field(name, "decimal", Words(vi, en), places)


def _yes_no(name: str, vi: str, en: str) -> Field:
    return Field(name, "yes_no", Words(vi, en))


_GROUP = _text("group", "mã khối", "id of the group")
_UNIT_ID = _text("unit", "mã đơn vị, hoặc mã thay tên", "id of the unit, or its code")
_NAME = _text("name", "tên đơn vị; bỏ trống khi dùng mã thay tên", "name of the unit; empty with codes")
_CRITERION = _text("criterion", "mã tiêu chí", "id of the criterion")
_MARK = _yes_no(
    "not_applicable", "không đánh giá (KĐG): không phải trống, không phải 0", "not applicable: neither blank nor 0"
)

ROUND: Final = Shape(
    "round",
    Words("Đợt chấm, một dòng", "The round, one row"),
    (
        _text("round", "mã đợt", "id of the round"),
        _text("title", "tên đợt", "title of the round"),
        _whole("year", "năm được đánh giá", "the year that is judged"),
        _text("date", "ngày ghi trên phiếu, năm-tháng-ngày", "the day on the ballots, year-month-day"),
        _text("rubric", "mã bộ tiêu chí", "id of the rubric"),
        _text("rubric_version", "phiên bản bộ tiêu chí", "version of the rubric"),
        _text("legal_basis", "văn bản ban hành bộ tiêu chí", "the decision that fixed the rubric"),
        _whole(
            "result",
            "số của kết quả (results/result-NNN.json); trống nếu là tạm thời",
            "number of the result; empty where provisional",
        ),
        _yes_no(
            "provisional",
            "kết quả tạm thời, không phải kết quả đã hoàn tất",
            "a provisional result, not a finished one",
        ),
        _yes_no("coded", "đã thay tên bằng mã", "names are replaced by codes"),
    ),
    sorts=False,
)
RANKING: Final = Shape(
    "ranking",
    Words("Bảng xếp hạng, mỗi đơn vị được chấm một dòng", "The ranking, one row a scored unit"),
    (
        _GROUP,
        _text("group_name", "tên khối", "name of the group"),
        _whole(
            "position",
            "thứ tự in trong khối; trống khi dùng mã thay tên",
            "place in printed order in the group; empty with codes",
        ),
        _UNIT_ID,
        _NAME,
        _decimal("total", "tổng điểm", "total points"),
        _decimal("maximum", "điểm tối đa áp dụng cho đơn vị", "the maximum that applies to the unit"),
        _decimal("index", "chỉ số = total / maximum", "index = total / maximum"),
        _decimal("converted", "điểm quy đổi về thang của khối", "points converted to the group's scale"),
        _whole("rank", "hạng trong khối; trống nếu chưa xếp được", "rank in the group; empty where there is none yet"),
        _yes_no("tied", "có đơn vị khác bằng số dùng để xếp hạng", "another unit has the same figure"),
        _text("tier", "xếp loại", "tier"),
        _text("held_back", "loại cao hơn bị giữ lại do chỉ tiêu", "the better tier that a quota keeps it from"),
        _whole("prior_rank", "hạng năm trước; trống khi dùng mã thay tên", "rank of the year before; empty with codes"),
    ),
)
SCORES: Final = Shape(
    "scores",
    Words("Điểm tổng hợp, mỗi đơn vị và tiêu chí chấm điểm một dòng", "Combined points, one row a unit and leaf"),
    (
        _GROUP,
        _UNIT_ID,
        _CRITERION,
        _decimal(
            "points",
            "điểm được tính; trống nếu chưa có hoặc không đánh giá",
            "points that count; empty where there are none, or not applicable",
        ),
        _decimal(
            "exact",
            f"điểm trước khi làm tròn, tới {EXACT_PLACES} số lẻ",
            f"points before rounding, to {EXACT_PLACES} decimals",
            EXACT_PLACES,
        ),
        _MARK,
        _yes_no(
            "concluded",
            "điểm do hội đồng kết luận, thay cho điểm tổng hợp",
            "concluded by the council, in place of the combined points",
        ),
        _yes_no(
            "listed",
            "điểm tính từ danh sách số liệu, không thành viên nào chấm",
            "from a list of figures; no member scores it",
        ),
        _whole("scorers", "số thành viên cho điểm (không kể KĐG và ô trống)", "how many members gave a number"),
    ),
)
MEMBER_SCORES: Final = Shape(
    "member_scores",
    Words(
        "Điểm từng thành viên, mỗi ô thuộc phần chấm của thành viên có phiếu một dòng; ô trống cũng có dòng",
        "Members' points, one row a cell that a member with a ballot scores; blank cells have a row too",
    ),
    (
        _GROUP,
        _UNIT_ID,
        _CRITERION,
        _text("member", "mã thành viên, hoặc mã thay tên", "id of the member, or the code"),
        _decimal(
            "points", "điểm; trống nếu để trống hoặc không đánh giá", "points; empty where blank or not applicable"
        ),
        _MARK,
    ),
)
CRITERIA: Final = Shape(
    "criteria",
    Words(
        "Bộ tiêu chí, mỗi khối và tiêu chí một dòng (điểm tối đa có thể khác nhau giữa các khối), theo thứ tự của bộ",
        "The rubric, one row a group and criterion (maxima may differ between groups), in the rubric's order",
    ),
    (
        _GROUP,
        _CRITERION,
        _text(
            "code", "số hiệu như in trong văn bản; là chữ, 1.10 khác 1.1", "number as printed; a text, 1.10 is not 1.1"
        ),
        _text("name", "tên tiêu chí", "name of the criterion"),
        _text("parent", "mã tiêu chí cha; trống ở bậc trên cùng", "id of the parent; empty at the top"),
        _decimal("maximum", "điểm tối đa trong khối này", "maximum in this group"),
        _decimal("weight", "hệ số khi cộng vào tiêu chí cha", "what it counts for in the parent"),
        _yes_no("leaf", "tiêu chí chấm điểm (không có tiêu chí con)", "a leaf: it is scored"),
    ),
    sorts=False,
)
FINDINGS: Final = Shape(
    "findings",
    Words("Phát hiện khi kiểm tra", "What the checks found"),
    (
        _text("code", "mã phát hiện", "code of the check"),
        _text("severity", "error, warning hoặc note", "error, warning or note"),
        _text("unit", "mã đơn vị hoặc mã thay tên, nếu có", "the unit's id or code, where there is one"),
        _text("criterion", "mã tiêu chí, nếu có", "the criterion, where there is one"),
        _text("member", "mã thành viên hoặc mã thay tên, nếu có", "the member's id or code, where there is one"),
        _text("message", "nội dung; bỏ trống khi dùng mã thay tên", "the words; empty with codes"),
    ),
)
WAIVERS: Final = Shape(
    "waivers",
    Words("Điểm trái bộ tiêu chí được chấp thuận", "Figures against the rubric that stand by decision"),
    (
        _text("check", "mã phát hiện được chấp thuận", "the check that was waived"),
        _UNIT_ID,
        _CRITERION,
        _text(
            "member",
            "mã thành viên hoặc mã thay tên; trống là mọi thành viên",
            "the member's id or code; empty for anybody",
        ),
        _text("when", "ngày quyết định, năm-tháng-ngày", "day of the decision, year-month-day"),
        _text("reason", "lý do; bỏ trống khi dùng mã thay tên", "reason; empty with codes"),
        _text("by", "ai quyết định; bỏ trống khi dùng mã thay tên", "who decided; empty with codes"),
    ),
)
LEFT_OUT: Final = Shape(
    "left_out",
    Words("Đơn vị năm nay không chấm, không xếp hạng", "Units that are not scored this year"),
    (_GROUP, _UNIT_ID, _NAME, _text("reason", "lý do; bỏ trống khi dùng mã thay tên", "reason; empty with codes")),
)
SHAPES: Final = (ROUND, RANKING, SCORES, MEMBER_SCORES, CRITERIA, FINDINGS, WAIVERS, LEFT_OUT)


# ---------------------------------------------------------------- codes
def grown_codes(known: Codes, round_: Round, shuffled: Callable[[Sequence[str]], Sequence[str]]) -> Codes:
    """A code for everybody in the round; who has one keeps it. `shuffled` decides the order of the others.

    Numbers by rank would tell the rank, numbers by id the name to whoever knows the list of the units: so they
    are drawn. No id holds "#", so that no code is taken for one.
    """
    units = _grown(known.units, [unit.id for unit in round_.units], "dv", shuffled)
    return Codes(units, _grown(known.members, [member.id for member in round_.members], "tv", shuffled))


def _grown(
    known: Mapping[str, str], ids: Iterable[str], stem: str, shuffled: Callable[[Sequence[str]], Sequence[str]]
) -> dict[str, str]:
    used = set(known.values())
    free = (code for number in count(1) if (code := f"{stem}#{number:03}") not in used)
    return {**known, **dict(zip(shuffled(sorted(set(ids) - known.keys())), free, strict=False))}


# ---------------------------------------------------------------- the tables
@dataclass(frozen=True, slots=True)
class _Source:
    """What the rows are made from."""

    rubric: Rubric
    round: Round
    tally: Tally
    ranking: Ranking
    findings: Sequence[Finding]
    codes: Codes | None

    def unit(self, id_: str | None) -> str | None:
        return id_ if self.codes is None or id_ is None else self.codes.units.get(id_)

    def member(self, id_: str | None) -> str | None:
        """A scorer; of a unit that scores itself the unit."""
        if self.codes is None or id_ is None:
            return id_
        if id_.startswith(_UNIT):
            code = self.codes.units.get(id_.removeprefix(_UNIT))
            return None if code is None else _UNIT + code
        return self.codes.members.get(id_)

    def words(self, text: str | None) -> str | None:
        """A name or a free text; left out where there are codes."""
        return text if self.codes is None else None


def open_data(
    rubric: Rubric,
    round_: Round,
    tally: Tally,
    ranking: Ranking,
    findings: Sequence[Finding],
    *,
    number: int | None = None,
    provisional: bool = False,
    codes: Codes | None = None,
) -> OpenData:
    """All tables, in the order of `SHAPES`, the empty ones too."""
    source = _Source(rubric, round_, tally, ranking, findings, codes)
    coded = codes is not None
    told = rubric.id, rubric.version, rubric.legal_basis, number, provisional, coded
    rows: tuple[Iterable[Row], ...] = (
        [(round_.id, round_.title, round_.year, round_.date.isoformat(), *told)],
        *(made(source) for made in (_ranking, _scores, _member_scores, _criteria, _findings, _waivers, _left_out)),
    )
    tables = tuple(Table(shape, _in_order(shape, own, coded)) for shape, own in zip(SHAPES, rows, strict=True))
    return OpenData(round_, rubric, number, provisional, coded, tables)


def _in_order(shape: Shape, rows: Iterable[Row], coded: bool) -> tuple[Row, ...]:
    """As they come; with codes by what stands in them, for the order of ids would tell who is who."""
    return tuple(sorted(rows, key=_as_texts) if coded and shape.sorts else rows)


def _as_texts(row: Row) -> tuple[str, ...]:
    return tuple("" if datum is None else str(datum) for datum in row)


def _ranking(source: _Source) -> Iterator[Row]:
    for made in source.ranking.groups:
        for position, one in enumerate(made.standings, 1):
            yield (
                made.group.id,
                made.group.name,
                position if source.codes is None else None,
                source.unit(one.unit.id),
                source.words(one.unit.name),
                one.total,
                tidy(one.applicable_max),
                one.index,
                one.converted,
                one.rank,
                one.tied,
                one.tier,
                one.held_back,
                one.unit.prior_rank if source.codes is None else None,
            )


def _cells(source: _Source) -> Iterator[tuple[str, str, Criterion, Combined]]:
    """(group, unit, leaf, cell) of all that is scored, in the order of the tally."""
    for group in source.rubric.groups:
        leaves = source.rubric.leaves_in(group.id)
        for unit in source.round.scored(group.id):
            for leaf in leaves:
                yield group.id, unit.id, leaf, source.tally.cells[unit.id, leaf.id]


def _scores(source: _Source) -> Iterator[Row]:
    for group, unit, leaf, cell in _cells(source):
        points, mark = _datum(cell.value)
        exact = None if cell.exact is None or mark else tidy(round_half_up(cell.exact, EXACT_PLACES))
        scorers = sum(isinstance(score, Decimal) for _, score in cell.given)
        listed = leaf.is_listed(group) and not cell.concluded and not mark
        yield group, source.unit(unit), leaf.id, points, exact, mark, cell.concluded, listed, scorers


def _member_scores(source: _Source) -> Iterator[Row]:
    for group, unit, leaf, cell in _cells(source):
        for member, score in cell.given:
            yield group, source.unit(unit), leaf.id, source.member(member), *_datum(score)


def _datum(score: Score) -> tuple[Decimal | None, bool]:
    """Points, and whether the mark stands there: a blank is neither."""
    return (score if isinstance(score, Decimal) else None), score is NOT_APPLICABLE


def _criteria(source: _Source) -> Iterator[Row]:
    for group in source.rubric.groups:
        for node, parent in _nodes(source.rubric.criteria, None, group.id):
            yield (
                group.id,
                node.id,
                node.code,
                node.name,
                parent,
                tidy(node.max_in(group.id)),
                tidy(node.weight),
                not node.children,
            )


def _nodes(nodes: Iterable[Criterion], parent: str | None, group: str) -> Iterator[tuple[Criterion, str | None]]:
    """The criteria of a group with their parents, parents before children."""
    for node in nodes:
        if node.is_for(group):
            yield node, parent
            yield from _nodes(node.children, node.id, group)


def _findings(source: _Source) -> Iterator[Row]:
    for found in source.findings:
        at = found.at
        message = None if source.codes is not None else say(found, source.round.lang)
        yield found.code, found.severity.word, source.unit(at.unit), at.criterion, source.member(at.member), message


def _waivers(source: _Source) -> Iterator[Row]:
    for one in source.round.waivers:
        unit, member = source.unit(one.unit), source.member(one.member)
        words = source.words(one.reason), source.words(one.by)
        yield one.check, unit, one.criterion, member, one.when.isoformat(), *words


def _left_out(source: _Source) -> Iterator[Row]:
    for unit in source.round.units:
        if unit.left_out is not None:
            yield unit.group, source.unit(unit.id), source.words(unit.name), source.words(unit.left_out)
