"""Documents: drafts of decision, submission and minutes of a round's result, and the templates to edit in Word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import Final, NamedTuple

from workbook.catalogue import drafts as said
from workbook.catalogue import rank as said_of_rank
from workbook.documents.annex import annex_document
from workbook.documents.council import absent_unsaid
from workbook.documents.document import Document
from workbook.documents.drafts import draft, template_bytes
from workbook.documents.placeholders import Source, document_facts, missing_facts
from workbook.excel.write import save_bytes
from workbook.findings import Finding, Place, Refused, finding
from workbook.model import Ranking
from workbook.pipeline.drafting import TEMPLATES, Saved, idle_templates, office_template, save_draft
from workbook.pipeline.finished import Finished, finished
from workbook.pipeline.history import head_text
from workbook.pipeline.judging import Progress, RoundContext, open_round, silent
from workbook.pipeline.office import find_office, print_pdfs
from workbook.sheets.annex_parts import Annex, Chapter, Piece, Text, make_annex
from workbook.template import load_template

FILES: Final = {"decision": "quyet-dinh.docx", "submission": "to-trinh.docx", "minutes": "bien-ban.docx"}
"""The drafts by the name of their template, in the order in which they are signed last to first."""
EDITABLE: Final = {**FILES, "amendment": "dinh-chinh.docx"}
"""Every template that an office may edit; the last is that of `amending`."""
STEPS: Final = len(FILES) + 2
"""How often `progress` is called, with PDF."""


class Drafted(NamedTuple):
    """One document; `own` where the office's template was filled, `new` where it was not there already."""

    name: str
    path: Path
    pdf: Path | None
    own: bool
    new: bool


@dataclass(frozen=True, slots=True)
class Documented:
    """What was drafted. `number` is that of the result, None where the drafts are provisional."""

    documents: tuple[Drafted, ...]
    number: int | None
    findings: tuple[Finding, ...]


def make_documents(
    root: Path, *, provisional: bool = False, pdf: bool = True, progress: Progress = silent
) -> Documented:
    """Draft the documents of the newest finished result, which is computed again; nothing is overwritten.

    Refused where there is none that today's figures are those of, unless `provisional`.
    """
    context = open_round(root)
    made = finished(context, provisional=provisional)
    progress("rank")
    texts = {name: _drafted(context, made, name, progress) for name in FILES}
    saved = {name: save_draft(context.folder, made.number, FILES[name], data) for name, data in texts.items()}
    findings = [*context.findings, *(found for one in saved.values() for found in one.findings)]
    missing = missing_facts(context.round, context.rubric)
    if missing:
        findings.append(finding(said.BLANKS, Place(), keys=", ".join(missing)))
    if away := absent_unsaid(context.round, made.assessed.tally):
        findings.append(finding(said.ABSENT_UNSAID, Place(), members=", ".join(away)))
    if idle := idle_templates(context.folder, EDITABLE.values()):
        names = {"names": ", ".join(idle), "wanted": ", ".join(EDITABLE.values())}
        findings.append(finding(said.TEMPLATE_IDLE, Place(), **names))
    if pdf:
        findings += _print(saved, texts)
        progress("pdf")
    own = {name: (context.folder.root / TEMPLATES / file).is_file() for name, file in FILES.items()}
    drafted = tuple(Drafted(name, one.path, _pdf_of(one.path), own[name], one.new) for name, one in saved.items())
    return Documented(drafted, made.number, tuple(findings))


def _drafted(context: RoundContext, made: Finished, name: str, progress: Progress) -> bytes:
    round_, lang = context.round, context.round.lang
    source = Source(context.rubric, round_, made.assessed.tally, made.assessed.ranking)
    data = draft(
        name,
        lang,
        document_facts(source, lang, made.number, _log_head(context, made.number)),
        office_template(context.folder, FILES[name], context.limits),
        annex_for(context, source.ranking, provisional=made.number is None, reference=_reference(context, name)),
        file=FILES[name],
        created=datetime.combine(round_.date, time()),
        limits=context.limits,
    )
    progress(FILES[name])
    return data


def _log_head(context: RoundContext, number: int | None) -> str:
    """The head that the log had when the result was written: later entries would alter drafts of the same result."""
    written = (entry for entry in context.folder.register.entries("result") if entry.data.get("number") == number)
    entry = None if number is None else next(written, None)
    return "" if entry is None else head_text(entry)


def _reference(context: RoundContext, name: str) -> str | None:
    """What the annex behind a document names as that document; None for the decision, as the layout has it."""
    words = load_template("documents/facts", context.round.lang)
    if f"reference_{name}" not in words.words:
        return None
    department = context.round.documents.department or words.words["blank_name"]
    return words.say(
        f"reference_{name}", department=department, council=context.round.council or words.words["council"]
    )


def annex_for(context: RoundContext, ranking: Ranking, *, provisional: bool, reference: str | None = None) -> Document:
    """The annex of results/ as it stands behind a document: signed with that one, so that it has no signature."""
    round_ = context.round
    if round_.layout.endswith(".toml"):
        round_ = replace(round_, layout=str(context.folder.root / round_.layout))
    try:
        annex = make_annex(ranking, context.rubric, round_, round_.lang, provisional=provisional)
        return annex_document(_behind(annex, reference))
    except ValueError as error:
        at = Place(file=round_.layout or None)
        raise Refused([finding(said_of_rank.LAYOUT_BAD, at, problem=str(error))]) from error


def _behind(annex: Annex, reference: str | None) -> Annex:
    def piece(one: Piece) -> Piece:
        renamed = reference is not None and isinstance(one, Text) and one.style == "reference"
        return Text(reference or "", "reference") if renamed else one

    def chapter(one: Chapter) -> Chapter:
        return one._replace(head=tuple(map(piece, one.head)), signature=())

    return replace(annex, chapters=tuple(map(chapter, annex.chapters)))


# ---------------------------------------------------------------- PDF
def _pdf_of(path: Path) -> Path | None:
    printed = path.with_suffix(".pdf")
    return printed if printed.is_file() else None


def _print(saved: dict[str, Saved], texts: dict[str, bytes]) -> list[Finding]:
    """A PDF beside each draft that has none; what is there may be somebody's."""
    wanted = {one.path.name: (one.path, texts[name]) for name, one in saved.items() if _pdf_of(one.path) is None}
    if not wanted:
        return []
    program = find_office()
    if program is None:
        return [finding(said.NO_OFFICE, Place())]
    made, reason = print_pdfs(program, {name: data for name, (_, data) in wanted.items()})
    for name, data in made.items():
        save_bytes(wanted[name][0].with_suffix(".pdf"), data)
    lacking = [name for name in wanted if name not in made]
    return [finding(said.PDF_FAILED, Place(), names=", ".join(lacking), reason=reason or "?")] if lacking else []


# ---------------------------------------------------------------- templates
@dataclass(frozen=True, slots=True)
class Templates:
    """The templates that were written, to be edited in Word."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


def write_templates(root: Path) -> Templates:
    """Put the built-in templates into the round's folder mau/; one that is there is the office's own and stays."""
    context = open_round(root)
    created = datetime.combine(context.round.date, time())
    written: list[Path] = []
    findings: list[Finding] = []
    for name, file in EDITABLE.items():
        path = root / TEMPLATES / file
        data = template_bytes(name, context.round.lang, created)
        if path.exists() and path.read_bytes() != data:
            findings.append(finding(said.TEMPLATE_THERE, Place(file=file), name=file))
            continue
        if not path.exists():
            save_bytes(path, data)
        written.append(path)
    return Templates(tuple(written), tuple(findings))
