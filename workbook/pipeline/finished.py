"""The result that documents stand on: assessed again, and held against the newest numbered one that is finished."""

from __future__ import annotations

from typing import NamedTuple

from workbook.catalogue import notices as said
from workbook.findings import Place, Refused, Words, errors, finding
from workbook.pipeline.evidence import Basis, evidence_as_data, evidence_from_data
from workbook.pipeline.judging import RoundContext
from workbook.pipeline.numbered import evidenced_result, finished_result, lines_of
from workbook.pipeline.publishing import Assessed, assess, ranking_as_data


class Finished(NamedTuple):
    """What the round comes to, and the number of the result that says the same; None where there is no such one."""

    assessed: Assessed
    number: int | None


def finished(context: RoundContext, *, provisional: bool = False) -> Finished:
    """The round's result with its number; Refused where today's figures are not those of a finished result.

    With `provisional` the figures come all the same, without a number.
    """
    made = assess(context)
    faults = errors(made.findings)
    if faults:
        if provisional:
            return Finished(made, None)
        raise Refused(errors(made.causes) or faults)
    try:
        result = finished_result(context.folder)
    except Refused:
        if provisional:
            return Finished(made, None)
        raise
    if result is None:
        reason = Words("chưa xếp hạng, hoặc mới xếp hạng tạm thời.", "it was not ranked yet, or only provisionally.")
    else:
        places = context.rubric.rounding
        now = tuple(lines_of(ranking_as_data(made.ranking, places.total, places.index)))
        same = now == result.lines and context.rubric.version == result.version
        if same and _stands_on_the_same(context, made, result.number):
            return Finished(made, result.number)
        number = result.number
        reason = Words(f"số liệu đã đổi sau kết quả số {number}.", f"the figures changed since result no. {number}.")
    if provisional:
        return Finished(made, None)
    raise Refused([finding(said.NOT_RANKED, Place(), reason=reason)])


def _stands_on_the_same(context: RoundContext, made: Assessed, number: int) -> bool:
    """Whether the points by criterion are those of the result too: more here and less there leaves a total as it was.

    A result that an older version wrote does not tell them.
    """
    then = evidenced_result(context.folder, number).basis
    if then is None:
        return True
    now = evidence_from_data(evidence_as_data(context, made.tally))
    return (then.values, _prior(then)) == (now.values, _prior(now))


def _prior(basis: Basis) -> dict[str, str]:
    """Last year's ranks, which are printed beside this year's."""
    return {point.unit: said.value for point, said in basis.points.items() if point.kind == "prior_rank"}
