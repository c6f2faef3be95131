"""Corrections in words: what changed in a line, and each recorded cause; for console, sheets and the draft decision.

`public` words name no member and nothing that one member gave: they are for the decision, which goes to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from workbook.amendment import Amendment, Cause, CellChange, LineChange, Point, Said
from workbook.confidential import Names
from workbook.findings import fact_text
from workbook.model import Round
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, in_words, read_text
from workbook.rubric import Rubric, input_id
from workbook.template import Template, load_template
from workbook.years import Line

MOST: Final = 8
"""How many causes of a line are told where there is no room for all."""
_HASH: Final = 8
_PUBLIC: Final = frozenset({"absent", "recused", "role", "groups", "assignments"})
_FIGURES: Final = ("total", "index", "converted")


@dataclass(frozen=True)
class Voice:
    """The words of one amendment in one language; the names of units are those printed last."""

    made: Amendment
    rubric: Rubric
    round: Round
    lang: str

    @cached_property
    def words(self) -> Template:
        return load_template("amendment", self.lang)

    # ------------------------------------------------------------ names
    @cached_property
    def _units(self) -> dict[str, str]:
        names = {unit.id: unit.name for unit in self.round.units}
        return names | {line.unit: line.name for line in (*self.made.old.lines, *self.made.new.lines)}

    @cached_property
    def _members(self) -> dict[str, str]:
        return {member.id: member.name for member in self.round.members}

    @cached_property
    def _names(self) -> Names:
        """Those that a decision, which goes to everybody, does not hold."""
        return Names(self.round, units=False)

    @cached_property
    def _criteria(self) -> dict[str, str]:
        return {node.id: " ".join(filter(None, (node.code, node.name))) for node in self.rubric.nodes()}

    @cached_property
    def _inputs(self) -> dict[str, str]:
        """Inputs that are not all that their criterion asks for."""
        return {
            input_id(leaf.id, asked.id): fact_text(asked.label, self.lang)
            for leaf in self.rubric.leaves()
            for group in self.rubric.groups
            for asked in leaf.inputs_in(group.id)
            if asked.id
        }

    def unit(self, id_: str) -> str:
        return self._units.get(id_, id_)

    def units(self, ids: Iterable[str], most: int = MOST) -> str:
        names = [self.unit(id_) for id_ in ids]
        return ", ".join(names[:most]) + (f", … ({len(names)})" if len(names) > most else "")

    def group(self, id_: str) -> str:
        return next((group.name for group in self.rubric.groups if group.id == id_), id_)

    def criterion(self, id_: str, input_: str = "") -> str:
        name = self._criteria.get(id_, id_)
        label = self._inputs.get(input_)
        return self.words.say("of_input", criterion=name, input=label) if label else name

    # ------------------------------------------------------------ figures
    def score(self, value: Score) -> str:
        if value is None:
            return self.words.words["none"]
        return MARK_TEXT if value is NOT_APPLICABLE else in_words(value, self.lang)

    def figure(self, line: Line | None, key: str) -> str:
        """One figure or word of a line, as it is printed."""
        value = getattr(line, key) if line is not None else None
        if value is None:
            return self.words.words["none"]
        if key in _FIGURES:
            return in_words(value, self.lang, max(0, -int(value.as_tuple().exponent)))
        return self.group(value) if key == "group" else str(value)

    def _recorded(self, said: Said | None) -> str:
        """A recorded figure: it is a text there."""
        if said is None:
            return self.words.words["none"]
        if said.value == "":
            return self.words.words["blank"]
        number = read_text(said.value).value
        plain = number is not None and f"{number:f}" == said.value
        return in_words(number, self.lang) if plain and number is not None else said.value

    # ------------------------------------------------------------ causes
    def cause(self, cause: Cause, *, public: bool = False) -> str:
        """One cause, with its recorded reason and who decided it."""
        if public and cause.point.kind in _PUBLIC:
            return self.words.words["people_public"]
        word, facts = self._word(cause, public), self._facts(cause)
        text = word.format(**facts)
        said = cause.new
        if said is None or not said.reason or (public and cause.point.kind == "choice"):
            return text
        if public and self._names.named(said.reason):
            return self.words.say("reason_withheld", text=text)
        by = "" if public and self._names.named(said.by) else said.by
        return self.words.say("reason_by" if by else "reason_only", text=text, reason=said.reason, by=by)

    def _word(self, cause: Cause, public: bool) -> str:
        """In a decision no arrow stands for words."""
        key = self._key(cause)
        if not public:
            return self.words.words[key]
        names = (f"{key}_public", f"{cause.point.kind}_public", key)
        word = next(self.words.words[name] for name in names if name in self.words.words)
        return word.replace(" → ", self.words.words["becomes"])

    def _key(self, cause: Cause) -> str:
        """The word for it: new, gone or changed, as far as there is one of its own."""
        how = "new" if cause.old is None else "gone" if cause.new is None else "changed"
        keys = (f"{cause.point.kind}_{each}" for each in (how, "changed", "new"))
        return next(key for key in keys if key in self.words.words)

    def _facts(self, cause: Cause) -> dict[str, str]:
        point = cause.point
        ballot = self.made.new.evidence.get(Point("ballot", who=point.who)) if point.who else None
        digest = ballot.value if ballot else ""
        facts = {
            "member": self._members.get(point.who, point.who),
            "criterion": self.criterion(point.criterion, point.what),
            "what": point.what,
            "check": point.what,
            "hash": digest[:_HASH],
            "old": self._recorded(cause.old),
            "new": self._recorded(cause.new),
            "group": self.group(point.what),
            "rule": self.words.words.get(f"rule_{point.what}", point.what),
        }
        if point.kind == "tie":
            facts |= {"old": self._tie(cause.old), "new": self._tie(cause.new)}
        if point.kind == "group":
            facts |= {"old": self._group(cause.old), "new": self._group(cause.new)}
        if point.kind == "trait":
            facts["what"] = next((one.name for one in self.rubric.traits if one.id == point.what), point.what)
        return facts

    def _tie(self, said: Said | None) -> str:
        kind, *units = said.value.split() if said else ("", "")
        return self.words.say("tie_shared" if kind == "shared" else "tie_split", names=self.units(units))

    def _group(self, said: Said | None) -> str:
        return self.group(said.value) if said else ""

    # ------------------------------------------------------------ lines
    def lost(self, change: LineChange) -> str:
        """What of a line nothing explains."""
        parts = []
        for what in change.unexplained:
            if what in ("added", "gone"):
                parts.append(self.words.words[what])
            elif what == "criteria":
                names = [self.criterion(cell.criterion) for cell in change.cells if not cell.causes and not cell.after]
                parts.append(self.words.say("lost_criteria", names="; ".join(names[:MOST])))
            else:
                old, new = self.figure(change.old, what), self.figure(change.new, what)
                parts.append(self.words.say(f"lost_{what}", old=old, new=new))
        return ", ".join(parts)

    def reasons(self, change: LineChange, *, public: bool = False, most: int = MOST) -> list[str]:
        """Why a line changed, each cause once; a cause that may reach everything is said to be a possible one."""
        texts: dict[str, None] = {}
        scored = [cause for cause in change.causes if public and cause.point.kind == "score"]
        if scored:
            names = dict.fromkeys(self.criterion(cause.point.criterion) for cause in scored)
            texts[self.words.say("score_public", criterion="; ".join(names))] = None
        for cause in change.causes:
            if cause not in scored:
                text = self.cause(cause, public=public)
                texts[self.words.say("possible", text=text) if change.is_possible(cause) else text] = None
        told = list(texts)
        if len(told) > most:
            left = len(told) - most
            more = self.words.words["more_public" if public else "more"]
            told = [*told[:most], more.format(count=left, sheet=self.words.words["sheet_cells"])]
        if elsewhere := self._elsewhere(change.cells):
            told.append(elsewhere)
        others = [one for one in change.follows if not any(one in cell.after for cell in change.cells)]
        if others:
            told.append(self.words.say("follows_public" if public else "follows", names=self.units(others)))
        if change.unexplained:
            told.append(self.words.say("unexplained", what=self.lost(change)))
        return told

    def _elsewhere(self, cells: Sequence[CellChange]) -> str:
        units = dict.fromkeys(name for cell in cells if not cell.causes for name in cell.after)
        return self.words.say("best_elsewhere", names=self.units(units)) if units else ""

    def changed(self, change: LineChange) -> list[str]:
        """What of a line changed, old beside new."""
        words = self.words.words
        made = [words[one] for one in ("added", "gone") if one in change.what]
        for key in change.what:
            twice = key == "converted" and key not in self.keys(change)
            if key not in ("added", "gone", "criteria") and not twice:
                old, new = self.figure(change.old, key), self.figure(change.new, key)
                made.append(self.words.say("arrow", what=words[key], old=old, new=new))
        return made or [words["criteria"]]

    def whole(self, line: Line | None, keys: Iterable[str]) -> list[str]:
        """A line as a decision says it, one text for each of these."""
        if line is None:
            return [self.words.words["not_there"]]
        return [self.words.say(f"line_{key}", value=self.figure(line, key)) for key in keys]

    def keys(self, change: LineChange) -> tuple[str, ...]:
        """What of a line is told: its name and group where they changed, its figures where they are printed."""
        made: list[str] = [key for key in ("name", "group") if key in change.what]
        made.append("total")
        lines = [line for line in (change.old, change.new) if line is not None]
        by_index = any(group.base == "index" for group in self.rubric.groups if group.id == change.line.group)
        if self.rubric.shows_index or by_index or ("index" in change.what and "total" not in change.what):
            made += ["index"] if any(line.index is not None for line in lines) else []
        if any(line.converted not in (None, line.total) for line in lines):
            made.append("converted")
        made += ["rank"] if any(line.rank is not None for line in lines) else []
        return (*made, *(["tier"] if any(line.tier is not None for line in lines) else []))
