"""What the lines of the register hold, as data: ballots, the decisions in force, findings; and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workbook.findings import Finding, Words, say
from workbook.model import Ballot, CellId, Combine, Discussed, Round
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score
from workbook.register.chain import Draft
from workbook.register.store import Register


# ---------------------------------------------------------------- ballots
def ballot_as_data(ballot: Ballot) -> dict[str, Any]:
    """The ballot as the register keeps it: figures as text, the mark as it is written, null for a blank."""
    return {
        "member": ballot.member,
        "issue": ballot.issue,
        "scores": [[*cell, _as_text(score)] for cell, score in ballot.scores.items()],
        "notes": dict(ballot.notes),
        "remarks": [[*cell, text] for cell, text in ballot.remarks.items()],
        "links": [[*cell, text] for cell, text in ballot.links.items()],
    }


def ballot_from_data(data: dict[str, Any]) -> Ballot:
    """The ballot that `ballot_as_data` made into data."""
    scores: dict[CellId, Score] = {(unit, name): _as_score(text) for unit, name, text in data["scores"]}
    texts = ({(unit, leaf): text for unit, leaf, text in data[key]} for key in ("remarks", "links"))
    return Ballot(data["member"], data["issue"], scores, data["notes"], *texts)


def _as_text(score: Score) -> str | None:
    return MARK_TEXT if score is NOT_APPLICABLE else None if score is None else str(score)


def _as_score(text: str | None) -> Score:
    return None if text is None else NOT_APPLICABLE if text == MARK_TEXT else Decimal(text)


# ---------------------------------------------------------------- decisions
def record_decisions(register: Register, round_: Round) -> None:
    """Write down the decisions of round.toml that are in force now, where they are others than last time."""
    body = decisions_as_data(round_)
    written = register.entries("decisions")
    if not written or written[-1].data != body:
        register.append(Draft("decisions", body=body))


def decisions_as_data(round_: Round) -> dict[str, Any]:
    """Waivers, ties, choices, conclusions, how second ballots are treated and members combined."""
    made: dict[str, Any] = {
        "second_ballot": round_.second_ballot,
        "waivers": [_plain(one) for one in round_.waivers],
        "ties": [_plain(one) for one in round_.ties],
        "choices": [_plain(one) for one in round_.choices],
        "conclusions": [_plain(one) for one in round_.conclusions],
    }
    # Only where there is one, so that an older round's line stays what it was.
    made |= {"discussed": [_discussed(one) for one in round_.discussed]} if round_.discussed else {}
    return made | ({"combine": _plain(round_.combine)} if round_.combine != Combine() else {})


def _discussed(one: Discussed) -> dict[str, Any]:
    """Its spread only where it gives one, for the same reason."""
    made: dict[str, Any] = _plain(one)
    return made if one.spread is not None else {key: value for key, value in made.items() if key != "spread"}


def _plain(value: Any) -> Any:
    """A decision as JSON knows it."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return _as_text(value) if isinstance(value, Decimal) or value is NOT_APPLICABLE else value


# ---------------------------------------------------------------- findings and moments
def findings_as_data(findings: Iterable[Finding]) -> list[list[str]]:
    """Code, severity, cell of each, and its words as they may be told to the scorer, in both languages."""
    return [
        [one.code, one.severity.word, one.at.cell or "", *(say(one, lang, to_scorer=True) for lang in ("vi", "en"))]
        for one in findings
    ]


def codes_in(body: Mapping[str, Any]) -> list[str]:
    """The codes of what an entry says was found, each once."""
    return list(dict.fromkeys(line[0] for line in _found(body)))


def words_in(body: Mapping[str, Any], lang: str) -> list[str]:
    """The words of what an entry says was found; of an older version, which wrote them in Vietnamese only, those."""
    return [line[-1] if lang == "en" else line[3] for line in _found(body) if len(line) > 3]


def _found(body: Mapping[str, Any]) -> Iterator[list[str]]:
    """A log is data: what is no list of texts there is no finding."""
    found = body.get("findings")
    for line in found if isinstance(found, list) else ():
        if isinstance(line, list) and line:
            yield [str(text) for text in line]


def moment(text: str) -> Words:
    """A moment of the register in words, in this computer's time."""
    try:
        local = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):  # nobody said when, or it is a moment that no clock shows
        return Words("(không rõ)", "(not known)")
    return Words(local.strftime("%H:%M:%S %d/%m/%Y"), local.strftime("%Y-%m-%d %H:%M:%S"))
