"""One error planted in one decision: found or missed, and told once or several times."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.typing_errors import cells, drafted, lines, texts
from tests.typing_errors.kinds import KINDS, Kind
from tests.typing_errors.sheets import DRAFT, SUBJECTS, checked, typed
from workbook.findings import NOTE, Finding

FILES = (cells, drafted, lines, texts)
ENDINGS = ("docx", "xlsx", "csv")


class Judged(NamedTuple):
    """What became of one planted error."""

    kind: str
    subject: str
    ending: str
    found: bool
    once: bool
    findings: tuple[Finding, ...]


def plant(kind: Kind, subject: str, seed: str, ending: str = "docx") -> Judged | None:
    """None where the subject has no place for such an error."""
    dice = Random(f"{kind.name} {subject} {seed}")
    for _ in range(6):
        made = typed(subject)
        if kind.plant(dice, made):
            break
    else:
        return None
    findings = tuple(one for one in checked(made, ending) if one.severity is not NOTE)
    found = any(one.check in kind.told or one.code in {check.code for check in kind.told} for one in findings)
    return Judged(kind.name, subject, ending, found, found and len(findings) <= kind.most, findings)


def sample(per_kind: int, seed: str = "1") -> list[Judged]:
    """Every kind so often, over the subjects and kinds of files in turn."""
    judged: list[Judged] = []
    for name, kind in KINDS.items():
        made, turn = 0, 0
        while made < per_kind and turn < per_kind + 2 * len(SUBJECTS):
            subject = DRAFT if kind.draft else SUBJECTS[(turn + len(name)) % len(SUBJECTS)]
            ending = ENDINGS[turn % len(ENDINGS)]
            one = plant(kind, subject, f"{seed} {turn}", ending)
            turn += 1
            if one is not None:
                judged.append(one)
                made += 1
    return judged
