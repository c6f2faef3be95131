"""What the words of a table mean: titles -> column keys, texts -> groups, tiers and traits.

A column's key is a criterion id or one of the fixed names in `FIXED`. Nothing here reads a figure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from workbook.audit.names import canonical, contains, title, weight_in_title
from workbook.audit.tree import counted, weights
from workbook.points import read_text
from workbook.rubric import Group, Rubric, Tier, is_plain

FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "group": ("group", "khối", "nhóm", "khối đơn vị"),
    "no": ("no", "stt", "tt", "số tt", "số thứ tự"),
    "unit": (
        "unit", "đơn vị", "tên đơn vị", "cơ quan", "tên cơ quan", "cơ quan, đơn vị", "tên cơ quan, đơn vị",
        "tên sở, ban, ngành", "sở, ban, ngành", "huyện, thành phố", "huyện, thị xã, thành phố", "ubnd cấp huyện",
        "xã, phường", "xã, phường, đặc khu", "tên xã, phường", "ubnd cấp xã", "địa phương", "đơn vị được đánh giá",
        "agency", "name of unit",
    ),
    "total": (
        "total", "tổng", "tổng điểm", "tổng cộng", "tổng số điểm", "điểm đánh giá", "tổng điểm đánh giá", "điểm",
        "điểm số", "cộng", "tổng điểm đạt được", "kết quả (điểm)", "điểm kết luận", "total points", "score",
    ),
    "full": ("full", "điểm tối đa", "tổng điểm tối đa", "maximum"),
    "excluded": (
        "excluded", "điểm không áp dụng", "điểm không đánh giá", "điểm loại trừ", "điểm trừ không áp dụng",
        "not applicable",
    ),
    "max": ("max", "điểm tối đa", "điểm tối đa áp dụng", "mức tối đa áp dụng", "applicable maximum", "maximum"),
    "index": ("index", "chỉ số", "chỉ số đánh giá", "giá trị chỉ số"),
    "percent": ("percent", "tỷ lệ", "tỉ lệ", "tỷ lệ đạt", "tỉ lệ đạt", "tỷ lệ phần trăm", "share reached"),
    "converted": (
        "converted", "điểm quy đổi", "tổng điểm quy đổi", "điểm sau quy đổi", "quy đổi", "tổng điểm sau quy đổi",
        "converted points",
    ),
    "rank": ("rank", "xếp hạng", "hạng", "thứ hạng", "xếp thứ", "vị thứ", "place"),
    "tier": ("tier", "xếp loại", "phân loại", "xếp mức", "mức", "mức độ", "loại", "mức xếp loại", "class"),
    "note": ("note", "ghi chú", "notes"),
    "prior_rank": ("prior_rank", "prior", "xếp hạng năm trước", "hạng năm trước", "thứ hạng năm trước"),
}  # fmt: skip
"""The fixed columns and the titles by which they are known."""
MAX_ROWS: Final = frozenset(
    map(
        canonical,
        ("điểm tối đa", "tối đa", "thang điểm", "điểm chuẩn", "mức tối đa", "điểm tối đa của mục", "max", "maximum"),
    )
)
SUM_ROWS: Final = frozenset(
    map(
        canonical,
        ("tổng", "tổng cộng", "tổng số", "cộng", "trung bình", "bình quân", "trung bình chung", "điểm trung bình"),
    )
)
_NEUTRAL = frozenset(map(canonical, ("điểm", "số điểm", "kết luận", "điểm kết luận", "điểm đạt", "")))
_YEAR = re.compile(r"(?:năm )?\b((?:19|20)\d\d)\b")
_YEARLY = ("rank", "total", "index", "tier")
_LOOSE = {
    "converted": tuple(canonical(text) + " " for text in ("điểm quy đổi", "tổng điểm quy đổi")),
    "rank": tuple(canonical(text) + " " for text in ("xếp hạng", "thứ hạng", "rank")),
    "total": tuple(canonical(text) + " " for text in ("tổng điểm", "điểm đánh giá", "tổng số điểm")),
}


class Heading(NamedTuple):
    """The title over one column: its own (lowest) text and what stands above it."""

    own: str
    above: str = ""

    @property
    def whole(self) -> str:
        return " ".join(f"{self.above} {self.own}".split())


class Meaning(NamedTuple):
    """What the columns of one header mean."""

    keys: Mapping[int, str]
    unknown: tuple[int, ...]
    repeated: tuple[tuple[int, int], ...]
    """(column left out, column kept) of the same meaning."""


class Vocabulary(NamedTuple):
    """What titles can mean."""

    keys: Mapping[str, tuple[str, ...]]
    """Every known title in comparable form -> the column keys that it can mean."""
    depth: Mapping[str, int]
    """How far from a table's usual columns each criterion is: sections first, then what is below them."""
    weights: Mapping[str, Decimal]
    """What a point of each criterion counts for in the total."""


def vocabulary(rubric: Rubric, titles: Mapping[str, str]) -> Vocabulary:
    """The titles of the rubric, of its groups and the usual ones; `titles` from outside settle their own."""
    known: dict[str, tuple[str, ...]] = {}
    # A rubric of one leaf has no sections: its leaf is the total.
    whole = len(rubric.leaves()) == 1
    keys = {node.id: "total" if whole else node.id for node in rubric.nodes()}
    keys |= {key: key for key in FIXED} | {"prior": "prior_rank"}

    def learn(text: str, key: str) -> None:
        if key in keys and (comparable := title(text)) and comparable not in settled:
            known[comparable] = tuple(dict.fromkeys((*known.get(comparable, ()), keys[key])))

    settled: frozenset[str] = frozenset()
    for text, key in titles.items():
        learn(text, key)
    settled = frozenset(known)
    for group in rubric.groups:
        for key, text in group.titles.items():
            learn(text, key)
    for node in rubric.nodes():
        for text in (node.id, node.name, f"{node.code} {node.name}"):
            learn(text, node.id)
    deep = not is_plain(rubric)
    for key, texts in FIXED.items():
        for text in texts:
            # Where so much can be left out in silence, "Điểm tối đa" alone says nothing of what applies.
            if not (deep and key == "max" and text in FIXED["full"]):
                learn(text, key)
    settled = frozenset(known)
    for node in rubric.nodes():
        # A bare code comes last: "1" or "I" over a column says little.
        learn(node.code, node.id)
    return Vocabulary(known, _depths(rubric), weights(rubric))


def _depths(rubric: Rubric) -> dict[str, int]:
    """Sections are at 0; the one root of a tree and what is never added up are the least likely columns."""
    depth: dict[str, int] = {}
    level, nodes = 0, list(rubric.criteria)
    while nodes:
        for node in nodes:
            root = len(nodes) == 1 and bool(node.children)
            idle = not any(counted(node, group) for group in rubric.groups)
            depth[node.id] = _UNLIKELY if root or idle else level
        level, nodes = level + 1, [child for node in nodes for child in node.children]
    return depth


_UNLIKELY = 99


def meaning(headings: Mapping[int, Heading], known: Vocabulary) -> Meaning:
    """The keys of the columns under these headings."""
    found: dict[str, list[int]] = {}
    unsettled: dict[tuple[str, ...], list[int]] = {}
    for column, heading in headings.items():
        keys_of = possible_keys(heading, known)
        if len(keys_of) == 1:
            found.setdefault(keys_of[0], []).append(column)
        elif keys_of:
            unsettled.setdefault(keys_of, []).append(column)
    for keys_of, columns in unsettled.items():
        for key, column in _settled(keys_of, sorted(columns), found.keys(), known.depth):
            found.setdefault(key, []).append(column)
    keys: dict[int, str] = {}
    repeated: list[tuple[int, int]] = []
    for key, columns in found.items():
        newest = sorted(columns, key=lambda column: (-_year(headings[column]), column))
        keys[newest[0]] = key
        for column in newest[1:]:
            older = _year(headings[column]) < _year(headings[newest[0]])
            if not older or key not in _YEARLY:
                repeated.append((column, newest[0]))
            elif key == "rank" and "prior_rank" not in found and "prior_rank" not in keys.values():
                keys[column] = "prior_rank"
    left_out = {column for column, _ in repeated}
    unknown = tuple(c for c, h in headings.items() if c not in keys and c not in left_out and title(h.whole))
    return Meaning(keys, unknown, tuple(repeated))


_BEFORE = ("group", "no", "unit", "prior_rank")
"""Fixed columns that stand left of the criteria; the others stand right of them."""


def _settled(
    keys: Sequence[str], columns: Sequence[int], taken: Collection[str], depth: Mapping[str, int]
) -> list[tuple[str, int]]:
    """A title that can mean several things ("Tổng điểm", a criterion's name too): told by place."""
    free = [key for key in keys if key not in taken] or list(keys)
    fixed, nodes = [key for key in free if key in FIXED], [key for key in free if key not in FIXED]
    if {"full", "max"} <= set(fixed):
        # The one maximum of a table is that which applies, but not beside a column of what does not.
        fixed.remove("max" if "excluded" in taken else "full")
    likely = sorted(nodes, key=lambda key: depth.get(key, 0))
    if len(columns) == 1:
        # A table has a total; every other column may as well be the criterion's.
        wanted = [key for key in fixed if key in ("unit", "total")] or likely or fixed
        return [(wanted[0], columns[0])]
    before, after = [key for key in fixed if key in _BEFORE], [key for key in fixed if key not in _BEFORE]
    # Where columns are lacking, they lack among the criteria.
    kept = likely[: max(0, len(columns) - len(fixed))]
    nodes = [key for key in nodes if key in kept]
    order = [*before, *nodes, *after]
    order += [order[-1]] * (len(columns) - len(order))
    return list(zip(order, columns, strict=False))


def possible_keys(heading: Heading, known: Vocabulary) -> tuple[str, ...]:
    """What a column under this title can be; nothing for an unknown title."""
    own = title(heading.own)
    texts = [title(heading.whole), title(heading.above) if own in _NEUTRAL else "", own] if heading.above else [own]
    for text in texts:
        if text and text in known.keys:
            return _of_weight(known.keys[text], heading, known)
    bare = [" ".join(_YEAR.sub(" ", text).split()) for text in texts]
    for text in bare:
        if text and text in known.keys:
            return known.keys[text]
    return next(
        ((key,) for key, starts in _LOOSE.items() for text in bare for start in starts if text.startswith(start)), ()
    )


def _of_weight(keys: tuple[str, ...], heading: Heading, known: Vocabulary) -> tuple[str, ...]:
    """Of criteria with one name, those of the weight that the title prints."""
    printed = weight_in_title(heading.own)
    weight = read_text(printed).value if printed else Decimal(1)
    fitting = tuple(key for key in keys if known.weights.get(key, weight) == weight)
    return fitting or keys


def _year(heading: Heading) -> int:
    """The year in a title; without one it is this year's, newer than any named."""
    years = _YEAR.findall(title(heading.own)) or _YEAR.findall(title(heading.above))
    return max(map(int, years), default=9999)


# ---------------------------------------------------------------- groups
def find_group(text: str, groups: Iterable[Group]) -> Group | None:
    """The one group that the text names: by id, by name, or by a heading that holds its name."""
    words = canonical(text)
    choices = tuple(groups)
    by_id = [group for group in choices if words == canonical(group.id)]
    exact = by_id or [group for group in choices if words == canonical(group.name)]
    if exact:
        return exact[0] if len(exact) == 1 else None
    core = {group.id: _core(group.name) for group in choices}
    inside = [group for group in choices if contains(words, core[group.id])]
    # "có TTHC" stands in "không có TTHC" too: the longer name wins over a part of itself.
    longest = [g for g in inside if not any(g is not o and contains(core[o.id], core[g.id]) for o in inside)]
    if longest:
        return longest[0] if len(longest) == 1 else None
    within = [group for group in choices if len(words.split()) >= 2 and contains(core[group.id], _core(text))]
    if len(within) == 1:
        return within[0]
    first = words.split(" ")[0] if words else ""
    return next((group for group in choices if is_numeral(first) and first == canonical(group.id)), None)


def _core(name: str) -> str:
    words = canonical(name).split()
    while words and words[0] in _GROUP_WORDS:
        words = words[1:]
    return " ".join(words)


_GROUP_WORDS = frozenset(map(canonical, ("khối", "các", "nhóm", "những")))


def is_numeral(text: str) -> bool:
    """A Roman number or a letter or number that numbers a heading: "II", "a", "2"."""
    return bool(re.fullmatch(r"[ivxlc]+|[a-z]|\d{1,2}", canonical(text)))


# ---------------------------------------------------------------- tiers
_TIER_WORDS = tuple(map(canonical, ("xếp loại", "mức", "loại", "hạng", "nhóm", "mức độ", "đạt")))


def find_tier(text: str, tiers: Iterable[Tier]) -> Tier | None:
    """The tier that a cell names: "Tốt", "tốt", "Mức Tốt", "TB"."""
    words = _without_tier_word(canonical(text))
    choices = {canonical(tier.label): tier for tier in tiers}
    return choices.get(canonical(text)) or choices.get(words) or choices.get(_SHORT_TIERS.get(words, ""))


_SHORT_TIERS = {canonical("tb"): canonical("trung bình"), canonical("xs"): canonical("xuất sắc")}


def _without_tier_word(words: str) -> str:
    for word in sorted(_TIER_WORDS, key=len, reverse=True):
        if words.startswith(word + " "):
            return words.removeprefix(word + " ")
    return words


def tier_of_row(text: str, tiers: Iterable[Tier]) -> str | None:
    """The label that a full-width row prints ("I. Mức Tốt (Tổng điểm đạt từ ...)"), or None.

    A label that the rubric does not know is given as it stands, so that it can be reported; ""
    is a row that says "not classed".
    """
    before = re.split(r"[(:;]", text, maxsplit=1)[0].strip()
    words = canonical(before).split()
    if " ".join(words[-3:]) in _NO_TIER:
        return ""
    if len(words) > 1 and is_numeral(words[0]):
        words = words[1:]
        before = re.sub(r"^\s*\w+[\s.)]+", "", before)
    plain = " ".join(words)
    bare = _without_tier_word(plain)
    by_length = sorted(tiers, key=lambda tier: -len(tier.label))
    for tier in by_length:
        label = canonical(tier.label)
        if bare == label or (bare != plain and bare.startswith(label + " ")):
            return tier.label
    named = bare != plain and plain.startswith(_ROW_WORDS) and len(bare.split()) <= 3
    return re.sub(r"^(?i:xếp loại|mức độ|mức|loại)\s+", "", before).strip() if named and by_length else None


_NO_TIER = frozenset(map(canonical, ("chưa xếp loại", "không xếp loại", "not classed")))
_ROW_WORDS = (canonical("mức") + " ", canonical("xếp loại") + " ", canonical("loại") + " ")


# ---------------------------------------------------------------- traits
def traits_in(note: str, rubric: Rubric) -> frozenset[str]:
    """The traits whose printed note stands in a unit's note ("Không TTHC")."""
    words = canonical(note)
    return frozenset(trait.id for trait in rubric.traits if contains(words, canonical(trait.note)))
