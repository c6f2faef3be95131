"""The command explain: how a unit's result came about, and why one unit stands above another."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from workbook.cli import console
from workbook.cli.explain_result import print_comparison
from workbook.cli.explain_text import print_unit
from workbook.cli.explain_voice import has_end, tidied
from workbook.cli.frame import Answer, Document, JsonOption, Lang, LangOption, RoundArgument, run
from workbook.comparison import Comparison
from workbook.explanation import Explanation, Facts, Line, Origin
from workbook.findings import fact_text
from workbook.headroom import Change, Condition
from workbook.model import Settled
from workbook.pipeline.explaining import Explained, check_target, explain_round, save_text
from workbook.points import MARK_TEXT, Mark, Score
from workbook.template import load_template


def explain_command(
    folder: RoundArgument,
    unit: Annotated[str, typer.Argument(metavar="UNIT")],
    other: Annotated[str | None, typer.Argument(metavar="UNIT", show_default=False)] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", show_default=False)] = None,
    lang: LangOption = Lang.vi,
    json: JsonOption = False,
) -> int:
    def action() -> Answer:
        if to is not None:
            check_target(to)
        made = explain_round(folder, [unit] if other is None else [unit, other])
        typed = f'"{folder}"' if " " in str(folder) else str(folder)
        if to is not None:
            save_text(to, _as_text(made, typed, lang))

        def show() -> None:
            _print(made, typed, lang)
            if to is not None:
                console.say(load_template("explain", lang).say("wrote", path=to), whole=True)

        return Answer(_as_data(made, lang), show, made.findings)

    return run("explain", action, lang, json)


def _print(made: Explained, typed: str, lang: str) -> None:
    if made.comparison is not None:
        print_comparison(made, made.comparison, typed, lang)
    else:
        print_unit(made, made.units[0], lang)
    console.print_findings(made.findings, lang)


def _as_text(made: Explained, typed: str, lang: str) -> str:
    """What the console shows, as a text."""
    stream = io.StringIO()
    with redirect_stdout(stream):
        _print(made, typed, lang)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


# ---------------------------------------------------------------- as JSON
def _as_data(made: Explained, lang: str) -> Document:
    return {
        "provisional": made.provisional,
        "units": [_unit(one, lang) for one in made.units],
        "comparison": None if made.comparison is None else _comparison(made.comparison),
    }


def _figure(value: Score | Fraction) -> str | None:
    """A figure, exact: a decimal, or a fraction where it has no end; the mark as it is written."""
    if value is None:
        return None
    if isinstance(value, Mark):
        return MARK_TEXT
    return str(value) if isinstance(value, Fraction) and not has_end(value) else f"{tidied(value):f}"


def _unit(one: Explanation, lang: str) -> dict[str, Any]:
    own, parts = one.standing, one.summands
    return {
        "unit": own.unit.id,
        "name": own.unit.name,
        "group": one.group.id,
        "total": _figure(own.total),
        "exact": _figure(parts.exact if parts else None),
        "max": _figure(own.applicable_max),
        "index": _figure(own.index),
        "converted": _figure(own.converted),
        "rank": own.rank,
        "ranked": one.ranked,
        "tier": own.tier,
        "held_back": own.held_back,
        "missing": list(one.missing),
        "absent": [member.id for member in one.absent],
        "criteria": [_line(line, lang) for line in one.lines],
        "parts": [
            {"kind": part.kind, "criterion": part.node or None, "points": _figure(part.points)}
            for part in (parts.parts if parts else ())
        ],
        "members": [
            {"member": row.member, "total": _figure(row.total), "share": _figure(row.share)} for row in one.totals
        ],
        "tiers": [
            {"tier": step.tier.label, "given": step.given, "conditions": [_condition(each) for each in step.conditions]}
            for step in one.tiers
        ],
        "above": _neighbour(one.above),
        "below": _neighbour(one.below),
        "equals": [each.unit.id for each in one.equals],
        "settled": [_event(event) for event in own.settled],
        "decision": None if own.decision is None else {**asdict(own.decision), "units": list(own.decision.units)},
        "rooms": [{"criterion": room.leaf, "up": _figure(room.up), "down": _figure(room.down)} for room in one.rooms],
        "changes": [_change(change) for change in one.changes],
        "relative": one.relative,
    }


def _neighbour(one: Any) -> dict[str, Any] | None:
    return None if one is None else {"unit": one.standing.unit.id, "distance": _figure(one.distance)}


def _event(event: Settled) -> dict[str, Any]:
    figures = [_figure(figure) for figure in event.figures]
    return {"step": event.step, "units": list(event.units), "figures": figures, "passed": list(event.passed)}


def _line(line: Line, lang: str) -> dict[str, Any]:
    shut = line.shut
    return {
        "criterion": line.node.id,
        "code": line.node.code,
        "name": line.node.name,
        "depth": line.depth,
        "max": _figure(line.max),
        "points": _figure(line.value),
        "factor": _figure(line.factor),
        "adds": _figure(line.adds),
        "counts": line.counts,
        "shut": None if shut is None else {"kind": shut.kind, "reason": shut.reason, "criterion": shut.node},
        "origin": None if line.origin is None else _origin(line.origin, lang),
    }


def _origin(origin: Origin, lang: str) -> dict[str, Any]:
    concluded = origin.conclusion
    return {
        "how": fact_text(origin.how, lang),
        "given": [
            {
                "member": gave.member,
                "points": _figure(gave.points),
                "share": _figure(gave.share),
                "facts": _facts(gave.facts, lang),
                "remark": gave.remark,
                "link": gave.link,
            }
            for gave in origin.gave
        ],
        "exact": _figure(origin.exact),
        "awaited": list(origin.awaited),
        "recused": list(origin.recused),
        "listed": _facts(origin.listed, lang),
        "best": _facts(origin.best, lang),
        "conclusion": None
        if concluded is None
        else {
            "points": _figure(concluded.points),
            "explanation": concluded.explanation,
            "reason": concluded.reason,
            "by": concluded.by,
        },
        "waivers": [{**asdict(waiver), "when": waiver.when.isoformat()} for waiver in origin.waivers],
    }


def _facts(facts: Facts, lang: str) -> list[dict[str, Any]]:
    return [{"input": asked.id, "label": fact_text(asked.label, lang), "value": _figure(fact)} for asked, fact in facts]


def _condition(one: Condition) -> dict[str, Any]:
    figures = {"figure": _figure(one.figure), "bound": _figure(one.bound), "short": _figure(one.short)}
    return {"kind": one.kind, "criterion": one.name or None, "holds": one.holds, **figures}


def _change(one: Change) -> dict[str, Any]:
    return {
        "goal": one.goal,
        "unit": one.unit or None,
        "tier": one.tier or None,
        "points": _figure(one.points),
        "beyond": one.beyond,
        "equal": _figure(one.equal),
        "alone": list(one.alone),
        "possible": one.possible,
        "others": [_condition(each) for each in one.others],
    }


def _comparison(made: Comparison) -> dict[str, Any]:
    return {
        "units": [made.first.unit.id, made.second.unit.id],
        "total": _figure(made.total),
        "ranked": _figure(made.ranked),
        "settled_by": made.settled_by,
        "settled": None if made.event is None else _event(made.event),
        "lines": [
            {
                "kind": line.kind,
                "criterion": line.node or None,
                "first": _figure(line.first),
                "second": _figure(line.second),
                "points": _figure(line.points),
                "ranked": _figure(line.ranked),
            }
            for line in made.lines
        ],
    }
