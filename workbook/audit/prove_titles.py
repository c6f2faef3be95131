"""Checks over what a table prints of its rules: maxima in titles or a row, bounds in tier rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from workbook.audit.figures import read_cell
from workbook.audit.match import find_tier
from workbook.audit.names import max_in_title
from workbook.audit.right import View, tell
from workbook.audit.tree import ZERO, counted, is_flat, limit_of, weights, whole_max
from workbook.catalogue import audit as said
from workbook.findings import Finding
from workbook.points import Reading, read_text
from workbook.rubric import Criterion, Group
from workbook.scoring import worth_of
from workbook.sheets.grid import ReadCell


def printed_maxima(seen: View) -> Iterator[Finding]:
    """A printed maximum that the rubric does not have; sections' maxima that miss the total's."""
    printed = _printed(seen)
    if seen.group is None:
        return
    wrong = False
    for key, (value, row, column) in printed.items():
        nodes = [node for node in seen.rubric.nodes() if node.id == key]
        rights = (
            _maxima_of(seen, nodes[0], seen.group) if nodes else [seen.group.max, whole_max(seen.rubric, seen.group)]
        )
        right, assumed = rights[0], nodes[0].assumed if nodes else seen.group.assumed
        if value not in rights:
            wrong = True
            more = [said.ASSUMED_MAX] if assumed else []
            title = seen.read.part.header.headings[column].own
            at = seen.read.part.grid.at(row, column, criterion=key if nodes else None)
            yield tell(said.PRINTED_MAX, at, more, title=title, value=value, max=right)
    tops = [node.id for node in seen.rubric.criteria]
    if (
        not wrong
        and is_flat(seen.rubric)
        and "total" in printed
        and len(tops) > 1
        and all(top in printed for top in tops)
    ):
        added = sum((printed[top][0] for top in tops), ZERO)
        total, row, column = printed["total"]
        if added != total:
            yield tell(said.PRINTED_MAX_SUM, seen.read.part.grid.at(row, column), sum=added, max=total)


def _maxima_of(seen: View, node: Criterion, group: Group) -> list[Decimal]:
    """What may be printed as a criterion's maximum: what counts, or the decision's figure, with its weight or not."""
    named = limit_of(node, group)
    made = [worth_of(node, group.id), named] if counted(node, group) else [named, ZERO]
    return [*made, *(one * weights(seen.rubric)[node.id] for one in made)]


def _printed(seen: View) -> dict[str, tuple[Decimal, int, int]]:
    """Maxima by column key, with the row and column where they stand."""
    found: dict[str, tuple[Decimal, int, int]] = {}
    part = seen.read.part
    keys = {node.id for node in seen.rubric.nodes()} | {"total"}
    for key, column in part.header.columns.items():
        text = max_in_title(part.header.headings[column].own)
        cells = [(ReadCell("text", text), part.header.row)] if text else []
        if part.maxima and part.maxima[1].columns.get(key) == column and column in part.maxima[2]:
            cells.append((part.maxima[2][column], part.maxima[0]))
        for cell, row in cells if key in keys else ():
            value = read_cell(cell, None, seen.group.max if seen.group else Decimal(1000))
            if isinstance(value, Decimal):
                found[key] = (value, row, column)
    return found


_FROM = re.compile(
    r"(?:từ|from|≥|>=)\s*(\d+(?:[.,]\d+)*)\s*(?:điểm|đ|points?)?\s*(?=đến|tới|trở lên|to\b|up\b|[-–,;:.)]|$)",
    re.IGNORECASE,
)


def tier_bounds(seen: View) -> Iterator[Finding]:
    """A lower bound printed in a tier row ("Mức Tốt (từ 85 điểm đến 100 điểm)") that the rubric does not have."""
    group = seen.group
    for tier_row in seen.read.part.tier_rows if group else ():
        assert group is not None
        tier = find_tier(tier_row.label, group.tiers)
        text = " ".join(unicodedata.normalize("NFC", tier_row.text).split())
        found = _FROM.findall(text)
        # One bound without a percent sign, of a kind with the rubric's own: anything else is not clear.
        if tier is None or tier.lower is None or len(found) != 1 or read_text(found[0]).reading is not Reading.NUMBER:
            continue
        value = read_text(found[0]).value
        if value is None or value in (tier.lower, tier.printed_from) or (group.base == "index" and value > 1):
            continue
        at = seen.read.part.grid.at(tier_row.row, tier_row.column)
        more = [said.ASSUMED_TIER] if tier.assumed else []
        yield tell(said.TIER_BOUND, at, more, text=text, value=value, tier=tier.label, lower=tier.lower)
