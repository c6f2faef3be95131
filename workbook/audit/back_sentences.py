"""Sentences that somebody wrote: how many units in a tier, whose total, rank and tier, of which year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from workbook.audit.back_page import Page, Said
from workbook.audit.back_spoken import in_digits, value_of
from workbook.audit.back_texts import LONGEST, short
from workbook.audit.back_wanted import One, Wanted
from workbook.audit.figures import read_figure
from workbook.audit.match import find_group
from workbook.audit.names import canonical, contains, unit_name
from workbook.audit.tree import ZERO
from workbook.catalogue import audit_back as said
from workbook.findings import Check, Fact, Finding, Words, finding
from workbook.points import read_text, roundings

_NOUNS: Final = (
    r"cơ\s+quan,?\s+đơn\s+vị", r"đơn\s+vị", r"cơ\s+quan", r"sở,\s*ban,\s*ngành", "sở", "huyện", r"thành\s+phố",
    r"thị\s+xã", "xã", "phường", r"địa\s+phương",
)  # fmt: skip
_NOUN: Final = f"(?:{'|'.join(_NOUNS)})"
_COUNT: Final = re.compile(
    rf"(?<![\d,./])(\d{{1,5}})(?:\s*\(([^()]{{1,40}})\))?(?:\s*/\s*(\d{{1,5}}))?(?:\s*\([^()]{{1,40}}\))?\s*({_NOUN})\b",
    re.IGNORECASE,
)
_ANY: Final = frozenset({"đơn vị", "cơ quan", "cơ quan, đơn vị", "cơ quan đơn vị", "địa phương"})
"""Nouns of units of every group."""
_SOME_GROUP: Final = re.compile(r"\b(?:khối|nhóm|cấp)\b", re.IGNORECASE)
_SOME: Final = re.compile(
    r"(?:đứng\s+đầu|dẫn\s+đầu|nhóm\s+đầu|đứng\s+cuối|cao\s+nhất|thấp\s+nhất|liền\s+kề|còn\s+lại|tăng|giảm)\b",
    re.IGNORECASE,
)
"""Such units are some of a tier, not all of it."""
_MORE: Final = re.compile(
    r"\b(?:tăng|giảm|thêm|bớt|thiếu|hơn|kém|cách|cộng|trừ|thưởng)(?:\s+(?:thêm|được|là|cho))?\s*$", re.IGNORECASE
)
"""Before a figure that is a difference."""
_WISH: Final = re.compile(r"\b(?:phấn\s+đấu|mục\s+tiêu|chỉ\s+tiêu|để\s+đạt|cần\s+đạt|phải\s+đạt)\b", re.IGNORECASE)
_RATE: Final = re.compile(r"\b(?:tỷ\s+lệ|tỉ\s+lệ|chiếm)\b", re.IGNORECASE)
_TOLD_AFTER: Final = re.compile(
    r"\s*[”\"]?\s*(?:là|gồm|có|:|=)\s*(\d{1,4})\s*(?:\((\d{1,3}(?:[.,]\d{1,4})?)\s*%\)|[.,]|$)"
)
_IN_A_TABLE: Final = re.compile(r"\s+(\d{1,4})(?:\s+(\d{1,3}(?:[.,]\d{1,4})?)\s*%?)?\s*$")
"""Behind a tier: its count, and its share."""
_LISTED: Final = re.compile(r"(?:(?<=\))|(?<=điểm))\s*(?:,|và\b)\s*")
"""Between two of several units that a sentence names with their figures."""
_SHARE: Final = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%")
_POINTS: Final = re.compile(r"(?<![\d,./])(\d{1,5}(?:[.,]\d{1,4})?)\s*điểm\b", re.IGNORECASE)
_OTHER_FIGURE: Final = re.compile(r"(chỉ\s+số|điểm\s+quy\s+đổi)\s*:?\s*(\d{1,4}[.,]\d{1,4})\b", re.IGNORECASE)
_RANKED: Final = re.compile(r"đơn\s+vị\s+được\s+xếp\s+hạng", re.IGNORECASE)
"""Units that are left out are not among them."""
_RANK: Final = re.compile(
    r"(?:xếp\s+hạng|thứ\s+hạng|xếp\s+thứ|đứng\s+thứ|vị\s+trí\s+thứ|vị\s+thứ|hạng)\s*:?\s*(?:thứ\s+)?(nhất|nhì|ba|\d{1,4})\b",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(r"\b(?:đứng\s+đầu|dẫn\s+đầu)\b", re.IGNORECASE)
_ORDINALS: Final = {"nhất": 1, "nhì": 2, "ba": 3}
_TOTAL: Final = tuple(
    map(canonical, ("tổng số", "được đánh giá", "được xếp hạng", "được chấm", "xếp hạng cho", "đã đánh giá"))
)
_YEAR: Final = re.compile(r"(?<!/)\bnăm\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_FULL_DATE: Final = re.compile(r"tháng\s+\d{0,2}\s*năm\s+\d{4}", re.IGNORECASE)
_OF_RESULT: Final = tuple(
    map(canonical, ("công bố kết quả", "kết quả đánh giá", "kết quả xếp hạng", "đánh giá xếp hạng", "xếp hạng mức độ"))
)
_BASES: Final = tuple(
    map(canonical, ("căn cứ", "theo đề nghị", "xét đề nghị", "thực hiện", "kèm theo quyết định", "ban hành kèm"))
)
_TIER_BEFORE: Final = r"(?:xếp\s+loại|phân\s+loại|xếp\s+mức|mức\s+độ|mức|loại|hạng|đạt)"
_SENTENCE: Final = re.compile(r"(?<=[^\d])[.;](?=\s|$)|(?<=\d)[.;](?=\s+[A-ZĐÀ-Ỹ]|\s*$)|;|\n")


class _Count(NamedTuple):
    """So many units, of so many, of a tier."""

    number: int
    again: str | None
    """The same number in brackets, in words or digits, where it is another."""
    whole: int | None
    noun: str
    tier: str | None
    share: str | None


def sentence_findings(page: Page, wanted: Wanted, texts: list[Said], lists: dict[int, str]) -> Iterator[Finding]:
    """What the texts that are not the annex's own say of the result."""
    for one in texts:
        text = unicodedata.normalize("NFC", " ".join(one.text.split()))[:LONGEST]
        near = _near(one, page, lists)
        yield from _year(one, text, wanted)
        if canonical(text).startswith(_BASES):
            continue
        for piece in _SENTENCE.split(text):
            if piece and piece.strip():
                yield from _counts(one, piece.strip(), text, wanted, near)
                for clause, several in _clauses(piece.strip(), wanted):
                    yield from _of_a_unit(one, clause, wanted, several)


def _near(one: Said, page: Page, lists: dict[int, str]) -> set[str]:
    """The groups in whose lists the text may stand."""
    around = set()
    before = [entry for entry in page.entries if entry.grid is one.grid and entry.line.row < one.row]
    after = [entry for entry in page.entries if entry.grid is one.grid and entry.line.row > one.row]
    for entry in (*(() if one.across else before[-1:]), *after[:1]):
        if entry.part in lists:
            around.add(lists[entry.part])
    return around


# ---------------------------------------------------------------- the year
def _year(one: Said, text: str, wanted: Wanted) -> Iterator[Finding]:
    words = canonical(text)
    if words.startswith(_BASES) or not any(contains(words, key) for key in _OF_RESULT):
        return
    years = {int(year) for year in _YEAR.findall(_FULL_DATE.sub(" ", text))}
    if years and wanted.year not in years:
        facts: dict[str, Fact] = {"text": short(text), "found": str(min(years)), "wanted": str(wanted.year)}
        yield finding(said.YEAR_WRONG, one.grid.at(one.row, one.column), **facts)


# ---------------------------------------------------------------- counts
def _labels(wanted: Wanted) -> dict[str, str]:
    labels = {tier.label for group in wanted.rubric.groups for tier in group.tiers}
    return {label: label for label in sorted(labels, key=len, reverse=True)}


def _tiers_in(piece: str, wanted: Wanted) -> list[tuple[int, str]]:
    """Where a tier is named: after "loại", "mức", ..., or in quotes or capitals of its own."""
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for label in _labels(wanted):
        name = r"\s+".join(map(re.escape, unicodedata.normalize("NFC", label).split()))
        pattern = rf"(?:{_TIER_BEFORE}\s*:?\s*[“\"]?(?i:{name})|(?<![\w]){name})(?!\w)"
        for match in re.finditer(pattern, piece):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found.append((match.end(), label))
    return sorted(found)


def _read_counts(piece: str, wanted: Wanted) -> Iterator[_Count]:
    """Counts with their tiers: each with the tier of its own stretch of the sentence."""
    piece = in_digits(piece, _NOUN)
    matches = list(_COUNT.finditer(piece))
    tiers = _tiers_in(piece, wanted)
    if not matches and len(tiers) == 1:
        yield from _told_after(piece, *tiers[0])
    leads = bool(tiers and matches and tiers[0][0] <= matches[0].start())
    for number, match in enumerate(matches):
        after = matches[number + 1].start() if number + 1 < len(matches) else len(piece)
        before = matches[number - 1].end() if number else 0
        behind = [label for end, label in tiers if match.end() < end <= after]
        ahead = [label for end, label in tiers if before <= end <= match.start()]
        own = (ahead[-1:] or behind[:1]) if leads else (behind[:1] or ahead[-1:])
        share = _SHARE.search(piece, match.end(), after)
        if _MORE.search(piece, before, match.start()) or (own and _SOME.search(piece, match.end(), after)):
            continue
        again = _again(match[2], int(match[1]))
        whole = int(match[3]) if match[3] else None
        noun = " ".join(match[4].casefold().split())
        yield _Count(int(match[1]), again, whole, noun, own[0] if own else None, share[1] if share else None)


def _told_after(piece: str, end: int, tier: str) -> Iterator[_Count]:
    """ "Số đơn vị đạt loại Tốt: 22", and "Tốt | 22 | 68,75 %" in a small table."""
    found = _TOLD_AFTER.match(piece, end)
    if found is None and re.fullmatch(r"[\s\dIVX.)-]*", piece[: end - len(tier)]):
        found = _IN_A_TABLE.match(piece, end)
    if found is not None:
        yield _Count(int(found[1]), None, None, "", tier, found[2])


def _again(text: str | None, number: int) -> str | None:
    """What "22 (hai mươi ba)" says in its brackets, if that is another number."""
    bare = (text or "").strip()
    value = int(bare) if bare.isdecimal() else value_of(bare)
    return bare if value is not None and value != number else None


def _counts(one: Said, piece: str, text: str, wanted: Wanted, near: set[str]) -> Iterator[Finding]:
    if _is_of_another_time(piece, wanted):
        return
    at = one.grid.at(one.row, one.column)
    # A row across a table speaks of the list below it.
    scopes = [{id_} for id_ in near] if one.across and near else _scopes(piece, text, wanted, near)
    for count in _read_counts(piece, wanted):
        if count.tier is None and not any(contains(canonical(piece), key) for key in _TOTAL):
            continue
        units = [[item for item in wanted.ones if item.group.id in scope] for scope in _of_whole(count, scopes, wanted)]
        rights = [sum(item.tier == count.tier for item in part) if count.tier else len(part) for part in units]
        what = Words(f"loại {count.tier}", f"of class {count.tier}") if count.tier else Words("được xếp hạng", "ranked")
        facts: dict[str, Fact] = {"text": short(piece), "what": what}
        more = wanted.left_out if count.tier is None and not _RANKED.search(piece) else 0
        allowed = {*rights, *(right + more for right in rights)}
        if count.number not in allowed and not (count.tier is None and count.whole is not None):
            yield finding(said.COUNT_WRONG, at, found=count.number, wanted=rights[0], **facts)
        elif count.again is not None:
            yield finding(said.COUNT_WRONG, at, found=count.again, wanted=count.number, **facts)
        elif count.whole is not None and count.whole not in {len(part) for part in units}:
            facts["what"] = Words("được xếp hạng", "ranked")
            yield finding(said.COUNT_WRONG, at, found=count.whole, wanted=len(units[0]), **facts)
        elif count.share is not None and count.tier is not None:
            yield from _share(one, piece, count.share, list(zip(rights, map(len, units), strict=True)))
    yield from _share_alone(one, piece, wanted, scopes)


def _scopes(piece: str, text: str, wanted: Wanted, near: set[str]) -> list[set[str]]:
    """The groups whose units may be counted: those that the sentence names, else all, or those of the list nearby."""
    numbered = r"^\W*(?:[IVXLC]+|\d+|[a-zđ])[.)]\s*"
    groups = wanted.rubric.groups
    named = find_group(re.sub(numbered, "", piece), groups) if len(piece) < 400 else None
    own = named or find_group(re.sub(numbered, "", text), groups)
    all_of_them = {group.id for group in groups}
    if own is None:
        likely = all_of_them if _SOME_GROUP.search(piece) else near
        return [all_of_them, *({id_} for id_ in sorted(likely))]
    # "các sở và UBND cấp huyện" names one group of several.
    return [all_of_them, {own.id}] if re.search(r"\bvà\b", piece, re.IGNORECASE) else [{own.id}]


def _of_whole(count: _Count, scopes: list[set[str]], wanted: Wanted) -> list[set[str]]:
    """ "7/9 huyện" counts in the group of nine, "7 huyện" in that of the districts."""
    groups = wanted.rubric.groups
    if whole := [{group.id} for group in groups if len(wanted.of(group.id)) == count.whole]:
        return whole
    noun = canonical(count.noun)
    if not noun or count.noun in _ANY:
        return scopes
    named = [g for g in groups if any(contains(canonical(unit.name), noun) for unit in wanted.of(g.id))]
    return [*({group.id} for group in named if len(scopes) > 1 or {group.id} != scopes[0]), *scopes]


def _is_of_another_time(piece: str, wanted: Wanted) -> bool:
    """Whether the sentence speaks of another year, or of what is to be reached."""
    years = {int(year) for year in _YEAR.findall(_FULL_DATE.sub(" ", piece))}
    return bool(years and wanted.year not in years) or bool(_WISH.search(piece))


def _share_alone(one: Said, piece: str, wanted: Wanted, scopes: list[set[str]]) -> Iterator[Finding]:
    """ "Tỷ lệ loại Tốt đạt 68,75 %": a share without its count."""
    shares, tiers = _SHARE.findall(piece), _tiers_in(piece, wanted)
    if len(shares) != 1 or len(tiers) != 1 or _COUNT.search(piece) or not _RATE.search(piece):
        return
    units = [[item for item in wanted.ones if item.group.id in scope] for scope in scopes]
    parts = [(sum(item.tier == tiers[0][1] for item in part), len(part)) for part in units]
    yield from _share(one, piece, shares[0], parts)


def _share(one: Said, piece: str, text: str, parts: list[tuple[int, int]]) -> Iterator[Finding]:
    value = read_text(text).value
    places = len(text.replace(",", ".").partition(".")[2])
    shares = [Fraction(right * 100, whole) for right, whole in parts if whole]
    if value is None or not shares or any(value in roundings(share, places) for share in shares):
        return
    facts: dict[str, Fact] = {"text": short(piece), "found": text, "wanted": roundings(shares[0], places)[0]}
    yield finding(said.SHARE_WRONG, one.grid.at(one.row, one.column), **facts)


# ---------------------------------------------------------------- one unit in a sentence
def _clauses(piece: str, wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """The sentence, or what it says of each of several units; and whether these are several."""
    parts = _LISTED.split(piece)
    starts = [number for number, part in enumerate(parts) if units_in(part, wanted)]
    if len(starts) < 2:
        yield piece, False
        return
    for first, end in zip(starts, [*starts[1:], len(parts)], strict=True):
        yield ", ".join(parts[first:end]), True


def _of_a_unit(one: Said, piece: str, wanted: Wanted, several: bool) -> Iterator[Finding]:
    unit = _only_unit(piece, wanted)
    if unit is None:
        return
    at = one.grid.at(one.row, one.column, unit.name)
    facts: dict[str, Fact] = {"text": short(piece), "unit": unit.name}
    if _WISH.search(piece):
        return
    points = [found[1] for found in _POINTS.finditer(piece) if not _MORE.search(piece, 0, found.start())]
    key = "total"
    if not points and (other := _OTHER_FIGURE.search(piece)):
        points, key = [other[2]], "index" if other[1].casefold().startswith("chỉ") else "converted"
    known = _figures_of(unit)
    values = [value for text in points if (value := read_text(text).value) is not None]
    other_year = _is_of_another_time(piece, wanted)
    if values and not other_year and not any(value in known or value * 1000 in known for value in values):
        yield finding(said.SAID_FIGURE, at, found=points[0], wanted=unit.figures[key], **facts)
        return  # the wrong unit, perhaps: then its rank and tier follow
    if (wrong := _wrong_rank(piece, unit, wanted, several, other_year)) is not None:
        check, found, right = wrong
        yield finding(check, at, found=found, wanted=right, **facts)
        return
    tiers = [label for _, label in _tiers_in(_without(piece, unit), wanted)]
    if len(tiers) == 1 and tiers[0] != unit.tier and not other_year and not _COUNT.search(piece):
        yield finding(said.SAID_TIER, at, found=tiers[0], wanted=unit.tier, **facts)


def _wrong_rank(
    piece: str, unit: One, wanted: Wanted, several: bool, other_year: bool
) -> tuple[Check, int, int] | None:
    """The first rank that is neither this year's nor, where the sentence speaks of it, last year's; what it is."""
    found = list(_RANK.finditer(piece))
    ranks = [_ORDINALS.get(one[1].casefold()) or int(one[1]) for one in found]
    ranks = ranks or ([1] if not several and _FIRST.search(piece) else [])
    now, then = unit.rank, unit.unit.prior_rank
    last_year = rf"năm\s+(?:trước|ngoái|{wanted.year - 1})\b"
    before = re.search(rf"{last_year}|\btừ\b.*\b(?:lên|xuống)\b", piece, re.IGNORECASE)
    if other_year and not before:
        return None
    if other_year and before and len(found) == 1 and not re.search(r"so\s+với", piece, re.IGNORECASE):
        # "Năm 2019 xếp hạng 14" and "xếp hạng 14 năm 2019" say nothing of this year.
        behind = piece[found[0].end() : before.start()].strip(" (,")
        now = then if before.start() < found[0].start() or not behind else now
    right = {now} if before is None else {now, then}
    wrong = [rank for rank in ranks if rank not in right]
    if now is None or not wrong or (before and then is None and now in ranks):
        return None
    # Of two ranks the one that is right tells which of them the other should be.
    if before and then is not None and now in (then, *ranks):
        return said.SAID_PRIOR_RANK, wrong[0], then
    return said.SAID_RANK, wrong[0], now


def _without(piece: str, unit: One) -> str:
    for text in (unit.name, *unit.unit.aliases):
        piece = re.sub(re.escape(text), " ", piece, flags=re.IGNORECASE)
    return piece


def _only_unit(piece: str, wanted: Wanted) -> One | None:
    """The one unit that the sentence names; None where there are several, or none."""
    says = any(char.isdecimal() for char in piece) or _FIRST.search(piece) or _RANK.search(piece)
    if not says and not re.search(_TIER_BEFORE, piece, re.IGNORECASE):
        return None
    units = units_in(piece, wanted)
    return units[0] if len(units) == 1 else None


def units_in(piece: str, wanted: Wanted) -> list[One]:
    """The units that the words name."""
    words = unit_name(piece)
    found = {text: ones for text, ones in wanted.names.items() if len(text.split()) > 1 and contains(words, text)}
    longest = [text for text in found if not any(text != other and contains(other, text) for other in found)]
    return list({one.unit.id: one for text in longest for one in found[text]}.values())


def _figures_of(one: One) -> set[Decimal]:
    figures = {value for value in one.figures.values() if value is not None}
    figures |= {tier.lower for tier in one.group.tiers if tier.lower is not None} | {one.group.max}
    for key, cell in one.cells.items():
        value = read_figure(cell, key, None, ZERO)
        if isinstance(value, Decimal):
            figures.add(value)
    return figures
