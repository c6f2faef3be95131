"""Drafts of documents: templates/documents/*.toml drawn as a Word template, and a template filled with facts.

The built-in template and an office's own are filled in the same way; the words of both hold docxtpl's
placeholders: {{ name }}, {%p for unit in units %} alone in a paragraph, {%tr for ... %} alone in a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, cast

from workbook.catalogue import drafts as said
from workbook.documents.document import Document, Paragraph, Section, Table, TableCell, TableRow
from workbook.findings import Place, Refused, finding
from workbook.limits import USUAL, Limits
from workbook.sheets import paper
from workbook.template import Template, load_template
from workbook.workers.pool import Job, run_one

MARGINS: Final = (30.0, 15.0, 20.0, 20.0)
_FIRST_LINE: Final = 28.35
"""Nghị định 30/2020/NĐ-CP: a paragraph begins 1 cm in."""
_AFTER: Final = 6.0
_LEFT: Final = 0.42
"""The share of the page that the issuing body has, beside the name of the country."""
_MOST_SECONDS: Final = 20
"""Filling takes well below one; a hostile template is ended."""
_SPACE: Final = 62.0
"""Points in which somebody signs."""
_EPOCH: Final = datetime(2026, 1, 1)
Block = Mapping[str, Any]


def draft(
    name: str,
    lang: str,
    facts: Mapping[str, Any],
    own: bytes | None = None,
    annex: Document | None = None,
    *,
    file: str = "",
    created: datetime = _EPOCH,
    limits: Limits = USUAL,
) -> bytes:
    """The document of templates/documents/<name>.toml as .docx, with the annex behind it on pages of its own.

    `own` is an office's template in place of ours, `file` its name, `facts` are texts, numbers and truths, and
    lists and tables of such. Refused where a template is wrong, or the libraries are not installed.
    """
    try:
        from workbook.documents import filling, word

        base = (
            filling.fill(word.write_document(blank(name, lang, created)), facts, f"{name}.toml")
            if own is None
            else _filled_apart(own, facts, file or f"{name}.docx", limits)
        )
        return word.fixed(base) if annex is None else word.append(base, annex)
    except ModuleNotFoundError as error:
        raise _missing(error) from None


def template_bytes(name: str, lang: str, created: datetime = _EPOCH) -> bytes:
    """The built-in template as a .docx with its placeholders, for an office to edit."""
    try:
        from workbook.documents import word

        return word.write_document(blank(name, lang, created))
    except ModuleNotFoundError as error:
        raise _missing(error) from None


def _filled_apart(own: bytes, facts: Mapping[str, Any], file: str, limits: Limits) -> bytes:
    """Filled in a child process under limits, where a template does no harm."""
    from workbook.documents import filling

    enough = replace(limits, seconds=max(limits.seconds, _MOST_SECONDS))
    job = Job(f"{filling.__name__}:{filling.fill_own.__name__}", (own, file, limits))
    return cast(bytes, run_one(job, enough, Place(file=file), shared=dict(facts)))


def _missing(error: ModuleNotFoundError) -> Exception:
    library = (error.name or "").partition(".")[0]
    if library not in ("docx", "docxtpl", "jinja2", "lxml", "markupsafe"):
        return error
    return Refused([finding(said.LIBRARY_MISSING, Place(), library=library)])


# ---------------------------------------------------------------- a built-in template as a document
def blank(name: str, lang: str, created: datetime = _EPOCH) -> Document:
    """The built-in template with its placeholders as they stand in its words."""
    common, own = load_template("documents/common", lang), load_template(f"documents/{name}", lang)
    both = Template({**common.words, **own.words}, {**common.styles, **own.styles}, own.data)
    landscape = bool(own.data.get("landscape"))
    wide = paper.printable(landscape, MARGINS)[0]
    blocks = tuple(made for block in own.data["blocks"] for made in _block(both, block, wide))
    section = Section(blocks, landscape, MARGINS, both.words["footer"])
    return Document((section,), both.words["title"], created, lang)


def _block(words: Template, block: Block, wide: float) -> Iterator[Paragraph | Table]:
    if "tag" in block:
        yield Paragraph(f"{{%p {block['tag']} %}}", words.styles["text"])
    elif "rule" in block:
        yield Paragraph("", words.styles["text"], keep=True, before=4, after=block.get("after", 10), rule=block["rule"])
    elif "text" in block:
        yield _paragraph(words, block)
    elif "columns" in block:
        yield _listed(words, block, wide)
    elif block["part"] == "head":
        yield _head(words, wide)
    elif block["part"] == "sign":
        yield _signed(words, wide)
    else:
        yield _signed_by_two(words, wide)


def _paragraph(words: Template, block: Block) -> Paragraph:
    """Words that begin with **...** have a bold lead."""
    style = words.styles[block.get("style", "text")]
    text = words.words[block["text"]]
    lead = ""
    if text.startswith("**"):
        lead, _, text = text[2:].partition("**")
    first = _FIRST_LINE if style.align == "justify" else 0.0
    return Paragraph(
        text, style, bool(block.get("keep")), block.get("before", 0), block.get("after", _AFTER), 0, first, lead
    )


# ---------------------------------------------------------------- tables
def _listed(words: Template, block: Block, wide: float) -> Table:
    """A table with a row for each `each`; its columns share the page as `columns` says."""
    whole = sum(block["columns"])
    widths = tuple(wide * share / whole for share in block["columns"])
    count = len(widths)
    head = tuple(TableCell(words.words[key], words.styles["table_head"]) for key in block["head"])
    cells = tuple(
        TableCell(words.words[key], words.styles[style])
        for key, style in zip(block["cells"], block["looks"], strict=True)
    )
    tags = [
        TableRow((TableCell(f"{{%tr {tag} %}}", words.styles["table"], count),)) for tag in (block["each"], "endfor")
    ]
    return Table(widths, (TableRow(head, header=True, keep=True), tags[0], TableRow(cells), tags[1]))


def _stacked(paragraphs: Sequence[Paragraph], columns: int = 1) -> TableCell:
    """Paragraphs in one cell without borders."""
    first, *rest = paragraphs
    return TableCell(first.text, first.style, columns, more=tuple(rest))


def _lines(words: Template, *named: tuple[str, str]) -> list[Paragraph]:
    """Paragraphs by (word, style)."""
    return [Paragraph(words.words[word], words.styles[style]) for word, style in named]


def _rule(words: Template, long: float) -> Paragraph:
    return Paragraph("", words.styles["text"], before=2, rule=long)


def _head(words: Template, wide: float) -> Table:
    """Who issues it beside the name of the country, number and date below: both left blank."""
    left = _lines(words, ("head_over", "head_over"), ("head_name", "head_name"))
    right = _lines(words, ("nation", "nation"), ("motto", "motto"))
    motto = paper.text_width(words.words["motto"], words.styles["motto"].size, bold=True)
    left = [*([] if not left[0].text else left[:1]), left[1], _rule(words, 64)]
    rows = (
        TableRow((_stacked(left), _stacked([*right, _rule(words, motto)])), keep=True),
        TableRow(
            (_stacked(_lines(words, ("number", "number"))), _stacked(_lines(words, ("place_date", "place_date")))),
            keep=True,
        ),
    )
    return Table((wide * _LEFT, wide * (1 - _LEFT)), rows)


def _signed(words: Template, wide: float) -> Table:
    """Who gets it at the left, who signs at the right."""
    left = _lines(words, ("recipients_title", "recipients_title"), ("recipients", "recipients"))
    right = _lines(words, ("signer", "sign"), ("signer_name", "sign"))
    return Table((wide / 2, wide / 2), (TableRow((_stacked(left), _stacked(_spaced(right)))),))


def _signed_by_two(words: Template, wide: float) -> Table:
    """The secretary at the left, the chair at the right."""
    pairs = (("secretary_title", "secretary_name"), ("chair_title", "chair_name"))
    cells = tuple(_stacked(_spaced(_lines(words, (title, "sign"), (name, "sign")))) for title, name in pairs)
    return Table((wide / 2, wide / 2), (TableRow(cells),))


def _spaced(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Title and name with the room between them in which somebody signs."""
    title, name = paragraphs
    return [title, replace(name, before=_SPACE)]
