"""The file of an annex layout (templates/annex/*.toml, or a user's own): its shape, strictly judged.

A layout says what one decision's annex looks like: columns, titles, rows across the table,
footnotes. A mistake raises `ValueError` that names the file and the key path. The keys are
described in templates/README.md. Words and looks are put together by `sheets.layout`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Kind = Literal[
    "no",
    "unit",
    "prior_rank",
    "sections",
    "criterion",
    "full",
    "excluded",
    "max",
    "total",
    "percent",
    "index",
    "converted",
    "rank",
    "tier",
    "note",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnSpec(_Strict):
    """One column, or with kind "sections" one for each top criterion."""

    kind: Kind
    title: str = ""
    titles: dict[str, str] = Field(default_factory=dict)
    """Other titles by group id; for "sections" by criterion id."""
    over: str = ""
    """The upper title; neighbours with the same one share it."""
    width: float | None = Field(default=None, gt=2, le=120)
    """In characters; the unit column without a width takes what the page leaves."""
    pad: bool = True
    """Decimals always shown to the rubric's places; False: only those that are there, aligned."""
    optional: bool = False
    """Left out where no unit has anything to print in it."""
    criterion: str = ""
    most: int = Field(default=99, ge=1)
    """More sections than this are not printed at all."""
    ranks: bool = False
    """Beside the points of each section or criterion the unit's rank in it, both under its name."""

    @model_validator(mode="after")
    def _criterion_named(self) -> Self:
        if (self.kind == "criterion") != bool(self.criterion):
            raise ValueError('"criterion" goes with kind = "criterion"')
        if self.ranks and self.kind not in ("sections", "criterion"):
            raise ValueError('"ranks" goes with kind = "sections" or "criterion"')
        return self


class Paragraph(_Strict):
    """A line of text across the table."""

    text: str
    look: Literal["plain", "bold", "italic"] = "plain"


class AcrossRows(_Strict):
    """Rows across the table before a group or a tier."""

    text: str
    texts: dict[str, str] = Field(default_factory=dict)
    """Another text by group id (group rows) or tier label (tier rows)."""
    numerals: dict[str, str] = Field(default_factory=dict)
    """The numeral as printed, by group id or "group id/tier label"; else I, II, III in order."""
    numeral: Literal["roman", "none"] = "roman"


class Signature(_Strict):
    """Who signs below the table, in the right half."""

    lines: tuple[Paragraph, ...]
    space: float = Field(default=70, ge=0, le=200)
    """Points left for the signature and the seal."""
    name: str = ""


class Layout(_Strict):
    """What one annex looks like."""

    columns: tuple[ColumnSpec, ...] = Field(min_length=2)
    title: tuple[str, ...] = Field(min_length=1)
    upper: bool = False
    """The title is printed in capitals, whatever is written here."""
    heading: str = ""
    reference: str = ""
    orientation: Literal["portrait", "landscape", "auto"] = "portrait"
    size: float = Field(default=13, ge=11, le=16)
    """Of the table, in points."""
    head_size: float | None = Field(default=None, ge=10, le=16)
    """Of the column titles, where it is another."""
    tables: Literal["one", "group", "annex"] = "one"
    """One table with rows for the groups, a table of its own for each group, or an annex of its own for each."""
    annex_number: int = Field(default=0, ge=0, le=16)
    """The annex's number in its decision, where that has several: printed in Roman after the heading."""
    table_title: str = ""
    table_titles: dict[str, str] = Field(default_factory=dict)
    group_rows: AcrossRows | None = None
    tier_rows: AcrossRows | None = None
    numbering: Literal["group", "all"] = "group"
    maxima_row: bool = False
    average_row: bool = False
    """After a group's units the mean of each column's figures."""
    not_applicable: str = "KĐG"
    """What stands for "not applicable"; "0" prints the number."""
    before: tuple[Paragraph, ...] = ()
    table_notes: tuple[Paragraph, ...] = ()
    notes_title: str = "{notes_title}"
    notes: tuple[Paragraph, ...] = ()
    waiver_notes: bool = True
    tie_notes: bool = True
    quota_notes: bool = True
    first_mark: int = Field(default=1, ge=1)
    """The number of the first footnote mark that the program makes; the layout's own come before."""
    tint: Literal["tier", "total", "rank", "none"] = "tier"
    """The column that shows the tier's colour."""
    ending: str = ""
    signature: Signature | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        kinds = [column.kind for column in self.columns if column.kind != "criterion"]
        if double := {kind for kind in kinds if kinds.count(kind) > 1}:
            raise ValueError(f"columns: {', '.join(sorted(double))} more than once")
        if missing := {"unit", "total"} - set(kinds):
            raise ValueError(f"columns: {', '.join(sorted(missing))} missing")
        if self.tables != "one" and self.group_rows is not None:
            raise ValueError('group_rows goes with tables = "one"')
        return self


@dataclass(frozen=True, slots=True)
class LayoutFile:
    """A layout as written: the words of both languages by key, and the changes to styles by name."""

    layout: Layout
    words: Mapping[str, Mapping[str, str]]
    styles: Mapping[str, Mapping[str, Any]]


def read_layout(path: Path) -> LayoutFile:
    """The layout of a TOML file; ValueError names file and key path, all mistakes at once."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ValueError(f"{path.name}: there is no such annex layout in {path.parent.name}/") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    words = {code: data.pop(code, {}) for code in ("vi", "en")}
    styles = data.pop("styles", {})
    problems = [*_word_problems(words), *_style_problems(styles)]
    try:
        layout = Layout.model_validate(data)
    except ValidationError as error:
        problems += [f"{_key_path(problem['loc'])}: {problem['msg']}".removeprefix(": ") for problem in error.errors()]
    if problems:
        raise ValueError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return LayoutFile(layout, words, styles)


def _key_path(parts: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _word_problems(languages: Mapping[str, Any]) -> list[str]:
    for code, words in languages.items():
        if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
            return [f"{code}: words are texts by key"]
    odd = languages["vi"].keys() ^ languages["en"].keys()
    return [f"vi, en: {', '.join(sorted(odd))} must stand in both"] if odd else []


def _style_problems(styles: Any) -> list[str]:
    if isinstance(styles, dict) and all(isinstance(style, dict) for style in styles.values()):
        return []
    return ["styles: a style is a table of its own, [styles.title]"]
