"""The checks of the audit, in the order in which their findings are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from workbook.audit import prove_order, prove_ranks, prove_rows, prove_shares, prove_tiers, prove_titles
from workbook.audit.fold import folded
from workbook.audit.right import View
from workbook.findings import Finding

CHECKS: Final[tuple[Callable[[View], Iterator[Finding]], ...]] = (
    prove_order.missing_columns,
    prove_titles.printed_maxima,
    prove_titles.tier_bounds,
    prove_rows.cells,
    prove_rows.not_scored,
    prove_rows.not_applicable,
    prove_rows.steps,
    prove_rows.parts,
    prove_order.column_maxima,
    prove_rows.totals,
    prove_shares.indexes,
    prove_shares.unit_maxima,
    prove_shares.shares,
    prove_shares.converted,
    prove_tiers.tiers,
    prove_tiers.quotas,
    prove_order.order,
    prove_ranks.ranks,
    prove_ranks.ties,
    prove_order.repeated,
    prove_order.numbering,
)


def prove(seen: View) -> Iterator[Finding]:
    """Everything that one list of units proves against its rubric."""
    yield from folded(seen, (found for check in CHECKS for found in check(seen)))
