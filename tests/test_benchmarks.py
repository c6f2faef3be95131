"""What `make bench` measures of a round runs on a tiny one, whatever shape it has; nothing is timed here."""

from __future__ import annotations

import json
import math

import pytest

from benchmarks.round_speed import LIBRARIES, PROMISED, run_from, run_of, show
from benchmarks.rounds import CASES
from workbook.checks import check_ballot
from workbook.consolidation import consolidate
from workbook.model import Issue
from workbook.ranking import rank

SMALL = (6, 6, 12)
LEAVES = {"deep": 70}


@pytest.mark.parametrize("name", CASES)
def test_the_round_is_one_that_could_be_ranked(name: str) -> None:
    rubric, round_, ballots = CASES[name][1](*SMALL)
    leaves = LEAVES.get(name, SMALL[2])
    assert (len(ballots), len(round_.units), len(rubric.leaves_in(rubric.groups[0].id))) == (*SMALL[:2], leaves)
    marks = {"BALLOT-002", "BALLOT-003"}
    issues = [Issue(rubric, round_, ballot.member, 1) for ballot in ballots]
    found = [one for issue, ballot in zip(issues, ballots, strict=True) for one in check_ballot(issue, ballot)]
    assert not [one for one in found if one.code not in marks]
    ranking, _ = rank(rubric, round_, consolidate(rubric, round_, ballots))
    ranks = [standing.rank for made in ranking.groups for standing in made.standings]
    assert len(ranks) == SMALL[1] and None not in ranks


def test_every_step_is_taken_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES["points"][1](*SMALL)
    made, again = run_of(case), run_of(case)
    assert made.scores == math.prod(SMALL) and made.digests == again.digests and made.bare > 0
    assert next(iter(made.steps)) == LIBRARIES and min(made.steps.values()) >= 0
    show("Tiny", made, PROMISED)
    printed = capsys.readouterr().out
    assert all(step in printed for step in (*made.steps, "of it statistics", "all of it", "of 300 MB promised"))


def test_a_run_comes_back_from_its_process_as_it_was() -> None:
    made = run_of(CASES["points"][1](3, 5, 4))
    assert run_from(json.dumps(made._asdict())) == made
