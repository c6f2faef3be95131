"""The lists of units beside the result: who is missing, who stands where, numbering, rows of tiers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workbook.audit.back_match import Matched, Row
from workbook.audit.back_page import Entry, Page, numeral, roman
from workbook.audit.back_rows import place_of, place_words
from workbook.audit.back_wanted import One, Wanted
from workbook.audit.ladder import longest_orderly
from workbook.audit.match import find_tier
from workbook.audit.names import without_marks
from workbook.audit.table import TierRow
from workbook.catalogue import audit_back as said
from workbook.findings import Fact, Finding, Place, Words, finding

_FEW = 2


# ---------------------------------------------------------------- who is there
def list_findings(page: Page, matched: Matched, lists: dict[int, str], unnamed: int) -> Iterator[Finding]:
    """Units missing, twice, unknown, or in another group's list. `unnamed`: lines that lost their name are told."""
    for one in matched.gone if len(matched.gone) > unnamed else ():
        wanted = one.figures["total"] if one.rank is None else _standing(one)
        file = page.entries[0].grid.file if page.entries else None
        facts: dict[str, Fact] = {"unit": one.name, "group": one.group.name, "wanted": wanted}
        yield finding(said.UNIT_GONE, Place(file=file, unit=one.name), **facts)
    for entry, row in matched.twice:
        first = place_words(place_of(row.entry, "unit"))
        yield finding(said.UNIT_TWICE, place_of(entry, "unit"), unit=entry.line.name, first=first)
    for entry in matched.unknown:
        yield finding(said.UNIT_UNKNOWN, place_of(entry, "unit"), found=entry.line.name)
    for row in strangers(matched, lists):
        found, wanted = (_group_name(matched, id_) for id_ in (lists[row.entry.part], row.one.group.id))
        yield finding(said.WRONG_LIST, place_of(row.entry, "unit"), unit=row.one.name, found=found, wanted=wanted)


def _standing(one: One) -> Fact:
    total = one.figures["total"]
    if total is None:
        return one.rank
    vi = f"{total:f} điểm, hạng {one.rank}".replace(".", ",")
    return Words(vi, f"{total:f} points, rank {one.rank}")


def _group_name(matched: Matched, group_id: str) -> str:
    return next(row.one.group.name for row in matched.rows if row.one.group.id == group_id)


def strangers(matched: Matched, lists: dict[int, str]) -> list[Row]:
    """Units in a list of another group, where their own group has a list of its own."""
    listed = set(lists.values())
    found: dict[tuple[int, str], list[Row]] = {}
    for row in matched.rows:
        if lists[row.entry.part] != row.one.group.id and row.one.group.id in listed:
            found.setdefault((row.entry.part, row.one.group.id), []).append(row)
    return [row for rows in found.values() if len(rows) <= _FEW for row in rows]


# ---------------------------------------------------------------- order
def misplaced(matched: Matched, left: set[int]) -> dict[str, list[Row]]:
    """By group, the units that stand elsewhere than in the result; `left`: entries that are told already."""
    found: dict[str, list[Row]] = {}
    groups: dict[str, list[Row]] = {}
    for row in matched.rows:
        if id(row.entry) not in left:
            groups.setdefault(row.one.group.id, []).append(row)
    for group, rows in groups.items():
        kept = set(longest_orderly([Decimal(-row.one.place) for row in rows]))
        if away := [row for number, row in enumerate(rows) if number not in kept]:
            found[group] = away
    return found


def order_findings(matched: Matched, wanted: Wanted, away: dict[str, list[Row]]) -> Iterator[Finding]:
    for group, rows in away.items():
        listed = sum(row.one.group.id == group for row in matched.rows)
        name = rows[0].one.group.name
        if len(rows) > max(3, listed // 3):
            at = rows[0].entry.grid.at(rows[0].entry.line.row, rows[0].entry.cell_place("unit"))
            yield finding(said.OTHER_ORDER, at, group=name, count=len(rows), rows=listed)
            continue
        others = ", ".join(row.one.name for row in rows[1:])
        more = Words(f" Cũng sai chỗ: {others}.", f" Also out of place: {others}.") if others else Words("", "")
        facts: dict[str, Fact] = {"unit": rows[0].one.name, "group": name, "where": _where(rows[0].one, wanted)}
        yield finding(said.ORDER_WRONG, place_of(rows[0].entry, "unit"), more=more, **facts)


def _where(one: One, wanted: Wanted) -> Words:
    same = wanted.of(one.group.id)
    number = same.index(one)
    if not number:
        return Words("ở đầu", "first")
    before = same[number - 1].name
    return Words(f"sau “{before}”", f"right after “{before}”")


def number_findings(page: Page, matched: Matched, told: set[int]) -> Iterator[Finding]:
    """The numbers of the lines: each one more than that before it, or as the annex has it."""
    rows = {id(row.entry): row for row in matched.rows}
    previous: list[int] = []
    part = -1
    for entry in page.entries:
        if "no" not in entry.line.header.columns:
            continue
        restart = entry.part != part or entry.line.restart
        part = entry.part
        row, number = rows.get(id(entry)), entry.line.number
        if number is None and entry.line.cell("no") is None:
            continue
        right = row.one.number if row else None
        due = {one + 1 for one in previous} | ({1} if restart or not previous else set())
        due |= {right} if right else set()
        if row is not None and number not in due and id(entry) not in told:
            cell = entry.line.cell("no")
            found = " ".join(cell.text.split()) if cell else None
            best = right or (previous[0] + 1 if previous else 1)
            facts: dict[str, Fact] = {"unit": entry.line.name, "found": found, "wanted": best}
            yield finding(said.NUMBER_WRONG, place_of(entry, "no"), **facts)
        if number is not None:
            # A line too many may be numbered or not.
            previous = [number] if row is not None else [*previous[:1], number]


# ---------------------------------------------------------------- rows of tiers
def tier_findings(page: Page, matched: Matched, told: set[int]) -> Iterator[Finding]:
    """What rows across the table say of the units below them."""
    rows = {id(row.entry): row for row in matched.rows if id(row.entry) not in told}
    for number, part in enumerate(page.parts):
        if "tier" in part.header.columns or not part.tier_rows:
            continue
        entries = [entry for entry in page.entries if entry.part == number]
        bounds = [*part.tier_rows, None]
        first = [entry for entry in entries if entry.line.row < part.tier_rows[0].row]
        yield from _under(None, [rows[id(e)] for e in first if id(e) in rows], entries, rows)
        for row, following in zip(part.tier_rows, bounds[1:], strict=True):
            end = following.row if following is not None else None
            under = [e for e in entries if e.line.row > row.row and (end is None or e.line.row < end)]
            yield from _under(row, [rows[id(e)] for e in under if id(e) in rows], entries, rows)


def _under(head: TierRow | None, under: list[Row], entries: list[Entry], rows: dict[int, Row]) -> Iterator[Finding]:
    """The units between one row of a tier and the next."""
    if not under:
        return
    tiers = under[0].one.group.tiers
    known = find_tier(without_marks(head.label), tiers) if head is not None and head.label else None
    label = known.label if known else None
    wrong = [row for row in under if row.one.tier != label or (head is not None and head.label and known is None)]
    right = {row.one.tier for row in under}
    if head is not None and len(right) == 1 and len(wrong) == len(under):
        at = under[0].entry.grid.at(head.row, head.column)
        yield finding(said.TIER_ROW_WRONG, at, text=head.text, wanted=under[0].one.tier)
        return
    for tier in dict.fromkeys(row.one.tier for row in wrong):
        own = [row for row in wrong if row.one.tier == tier]
        all_of_it = [entry for entry in entries if id(entry) in rows and rows[id(entry)].one.tier == tier]
        facts: dict[str, Fact] = {"unit": own[0].one.name, "found": head.label if head else None, "wanted": tier}
        if len(own) == len(all_of_it) and (len(own) > 1 or own[0] is under[-1]):
            yield finding(said.TIER_ROW_GONE, place_of(own[0].entry, "unit"), count=len(own), **facts)
        else:
            for row in own:
                facts |= {"unit": row.one.name}
                yield finding(said.TIER_DIFFERS, place_of(row.entry, "unit"), **facts)


def numeral_findings(page: Page, wanted: Wanted) -> Iterator[Finding]:
    """I, II, III before rows across the table: none left out, none twice, unless the annex itself has them so."""
    printed = [[sign for sign, _ in found] for found in _numerals(wanted.page)] if wanted.page else []
    lists = _numerals(page)
    for number, found in enumerate(lists):
        signs = [sign for sign, _ in found]
        right = list(map(roman, range(1, len(signs) + 1)))
        if signs == right or signs in (printed[number : number + 1] if len(lists) == len(printed) else printed):
            continue
        if number < len(printed):
            rest = iter(printed[number])
            if len(printed[number]) > len(signs) and all(sign in rest for sign in signs):
                continue  # a row is gone, and that is told
            right = printed[number] if len(printed[number]) == len(signs) else right
        at = next(place for (sign, place), best in zip(found, right, strict=True) if sign != best)
        yield finding(said.ROW_NUMBERS, at, found=", ".join(signs), wanted=", ".join(right))


def _numerals(page: Page) -> list[list[tuple[str, Place]]]:
    """The Roman numbers of each list's tiers, and of the groups, which are numbered through a whole document."""
    lists: dict[tuple[str, int], list[tuple[str, Place]]] = {}
    entries = [(entry.grid, entry.line.row, entry.part) for entry in page.entries]
    for one in page.said:
        sign = numeral(one.text) if one.across else ""
        if sign:
            part = next((part for grid, row, part in entries if grid is one.grid and row > one.row), -1)
            key = (one.across, part if one.across == "tier" else 0)
            lists.setdefault(key, []).append((sign, one.grid.at(one.row, one.column)))
    return list(lists.values())
