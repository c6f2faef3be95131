"""A Word template filled with facts, by docxtpl in a sandbox of Jinja: facts are texts, whatever stands in them.

Of Jinja a template has names, for, if, comparisons and a few filters. Nothing can be called, so that no
template runs longer than its loops over the facts are long; names that nothing bears are told, all at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import BytesIO
from typing import Any, Final, NoReturn, cast
from xml.parsers import expat
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from workbook.catalogue import drafts as said
from workbook.catalogue import file as said_of_file
from workbook.documents.word import clean
from workbook.excel.gate import open_parts
from workbook.findings import Finding, Place, Refused, Words, finding
from workbook.limits import MB, Limits

FILTERS: Final = (
    "capitalize",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "replace",
    "title",
    "trim",
    "upper",
)
"""What a template may do with a fact, each a filter of Jinja."""
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
    nodes.Test, nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg, nodes.List, nodes.Tuple,
)  # fmt: skip
_LONGEST: Final = 4 * MB
"""Of one part of a template that holds text; thirty pages have a tenth of it."""
_TAG: Final = re.compile(r"\{[{%#].*?[%#}]\}", re.DOTALL)
_RAW: Final = re.compile(r"\{\{(?:p|tr|tc|r)\s[^}]*\}\}")
"""Tags that put a fact among the elements of a document, where a text would be lost."""
_ATTRIBUTE: Final = re.compile(r"has no attribute '([^']*)'|'([^']*)' is undefined|^([\w.]+) is undefined")
_SHOWN: Final = 80
_WIDE: Final = re.compile("[\xa0\u2007\u2009\u202f\u3000]")
"""Spaces that Word puts in by itself, which look like any other."""
_DELETED: Final = re.compile(r"<w:delText[ >].*?</w:delText>", re.DOTALL)
"""What Track Changes still shows of words that are gone."""
_UNCLOSED: Final = re.compile(r"innermost block that needs to be closed is '(for|if)'")
_STRAY: Final = re.compile(r"unknown tag '(endfor|endif|else|elif)'")


class _Torn(Exception):
    """A for or an if begins in one cell and ends in another: what it makes is no document."""


class _Template(DocxTemplate):  # type: ignore[misc]  # the library has no types
    """The library's template with what Word typed into a tag read as it was meant, and without silent repairs."""

    def patch_xml(self, src_xml: str) -> str:
        text = _DELETED.sub(lambda gone: re.sub("[{}]", "", gone[0]), src_xml)
        text = _TAG.sub(lambda tag: _WIDE.sub(" ", tag[0]), text)
        return str(super().patch_xml(text))

    def fix_tables(self, xml: str) -> Any:
        try:
            expat.ParserCreate().Parse(xml, True)
        except expat.ExpatError:
            raise _Torn from None
        return super().fix_tables(xml)


def fill(data: bytes, facts: Mapping[str, Any], name: str) -> bytes:
    """A template of our own, filled; a mistake in it is ours and is Refused too, for a test to see."""
    return _rendered(_Template(BytesIO(data)), _cleaned(facts), name)


def fill_own(facts: Mapping[str, Any], data: bytes, name: str, limits: Limits) -> bytes:
    """A template from outside, filled: what a child process does. Refused for whatever is wrong with it."""
    try:
        parts = open_parts(data, name, limits, word=True)
    except Refused as refusal:  # what is said of workbooks would send people to Excel
        one = refusal.findings[0]
        if one.check is said_of_file.MACROS:
            _broken(name, Words("có macro, như tệp .docm", "it has macros, as a .docm has"))
        if one.check is said_of_file.UNSAFE:
            why = cast(Words, one.facts["reason"])
            _broken(name, Words(f"cấu tạo không an toàn: {why.vi}", f"built in an unsafe way: {why.en}"))
        raise
    for part in parts.names:
        if part.lower().startswith("word/") and part.lower().endswith(".xml") and len(parts.read(part)) > _LONGEST:
            _broken(name, Words(f"phần {part} quá lớn", f"the part {part} is too large"))
    try:
        return _rendered(_Template(BytesIO(data)), _cleaned(facts), name)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a library thinks of bytes from outside
        _broken(name, f"{type(error).__name__}: {error}"[:200])


def _rendered(template: DocxTemplate, facts: dict[str, Any], name: str) -> bytes:
    environment = _environment()
    template.init_docx()
    findings = list(_raw(template, name))
    for text in _texts(template):
        findings += _faults(environment, text, facts, name)
    if findings:
        raise Refused(list({repr(one): one for one in findings}.values()))
    try:
        template.render(facts, environment, autoescape=True)
    except UndefinedError as error:
        known = _ATTRIBUTE.search(str(error))
        missing = next(filter(None, known.groups()), "") if known else str(error)
        raise Refused([_unknown(name, _whole_tag(template, missing), _names(facts))]) from None
    except TemplateError as error:
        _broken(name, str(error)[:200])
    except _Torn:
        problem = Words(
            "một lệnh for hoặc if mở ở ô này mà đóng ở ô khác", "a for or an if opens in one cell and closes in another"
        )
        raise Refused(
            [finding(said.TEMPLATE_SYNTAX, Place(file=name), name=name, placeholder="for, if", problem=problem)]
        ) from None
    _leave_home(template)
    stream = BytesIO()
    template.save(stream)
    return stream.getvalue()


def _leave_home(template: DocxTemplate) -> None:
    """Without the link to the .dotm that the template was made of: Word would look for it, wherever that is."""
    for part in template.docx.part.package.parts:
        for key, link in list(part.rels.items()):
            if link.reltype.endswith("/attachedTemplate"):
                del part.rels[key]
                for child in [one for one in part.element if one.tag.endswith("}attachedTemplate")]:
                    part.element.remove(child)


def _environment() -> SandboxedEnvironment:
    # Not optimized: constants would be computed before anybody has looked at them.
    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, optimized=False)
    made.filters = {key: made.filters[key] for key in FILTERS}
    return made


# ---------------------------------------------------------------- facts
def _cleaned(value: Any) -> Any:
    """Texts as a document can hold them; with their breaks of lines, which the library makes of a line end."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value


def _names(value: Any, before: str = "") -> Iterator[str]:
    """Every name that a template may use, those in the rows of a list by their last part too."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield f"{before}{key}"
            yield from _names(item, f"{before}{key}.")
    elif isinstance(value, list) and value:
        yield from _names(value[0])


# ---------------------------------------------------------------- what is wrong with a template
def _parts(template: DocxTemplate) -> Iterator[str]:
    """The parts that are filled."""
    yield template.get_xml()
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        yield from (template.get_part_xml(part) for _, part in template.get_headers_footers(uri))
    for part in template.docx.part.package.parts:
        if part.content_type.endswith(".footnotes+xml"):
            yield part.blob.decode("utf-8", "replace")
    core = template.docx.core_properties
    yield from (
        escape(text) for text in (core.author, core.comments, core.identifier, core.subject, core.title) if text
    )


def _texts(template: DocxTemplate) -> Iterator[str]:
    """The parts as the library hands them to Jinja: a paragraph a line."""
    for xml in _parts(template):
        yield re.sub(r"<w:p([ >])", r"\n<w:p\1", template.patch_xml(xml))


def _raw(template: DocxTemplate, name: str) -> Iterator[Finding]:
    for xml in _parts(template):
        for raw in dict.fromkeys(_RAW.findall(re.sub(r"<[^>]*>", "", xml))):
            yield finding(said.TEMPLATE_FORBIDDEN, Place(file=name), name=name, what=raw[:_SHOWN])


def _faults(environment: SandboxedEnvironment, text: str, facts: Mapping[str, Any], name: str) -> Iterator[Finding]:
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        yield _syntax(error, text, name)
        return
    except RecursionError:
        yield finding(said.TEMPLATE_SYNTAX, Place(file=name), name=name, placeholder="...", problem="...")
        return
    wrong = [what for node in tree.find_all(nodes.Node) if (what := _forbidden(node, text))]
    yield from (finding(said.TEMPLATE_FORBIDDEN, Place(file=name), name=name, what=what) for what in wrong)
    if wrong:  # what cannot be used is not even looked through for names
        return
    for missing in sorted(meta.find_undeclared_variables(tree) - set(facts)):
        yield _unknown(name, missing, _names(facts))


def _forbidden(node: nodes.Node, text: str) -> str:
    """What of a template is not allowed, as it is written; "" where it is."""
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return f"| {node.name}"
    if isinstance(node, nodes.For) and node.recursive:
        return "recursive"
    if isinstance(node, nodes.Scope | nodes.EvalContextModifier):
        return "autoescape"
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        return f".{node.attr}"
    if isinstance(node, _ALLOWED) or (isinstance(node, nodes.Helper) and not isinstance(node, nodes.Expr)):
        return ""
    return _near(text, node.lineno or 0) or type(node).__name__.lower()


def _syntax(error: TemplateSyntaxError, text: str, name: str) -> Finding:
    problem: str | Words = str(error.message or "").replace("jinja", "Jinja")[:160]
    placeholder = _near(text, error.lineno)
    if stray := _STRAY.search(str(error.message)):
        problem = Words(f"{stray[1]} thừa hoặc sai chỗ", f"{stray[1]} closes nothing here")
    elif open_ := _UNCLOSED.search(str(error.message)):
        problem = Words(f"thiếu end{open_[1]}", f"its end{open_[1]} is missing")
        placeholder = re.findall(rf"\{{%-?\s*{open_[1]}\b[^%]*%\}}", text)[-1][:_SHOWN]
    return finding(said.TEMPLATE_SYNTAX, Place(file=name), name=name, placeholder=placeholder, problem=problem)


def _near(text: str, number: int) -> str:
    """The tags of a line, or all that it says where it has none that is whole."""
    lines = text.splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    tags = [re.sub(r"<[^>]*>", "", tag) for tag in _TAG.findall(line)]
    said_there = " ".join(tags) or re.sub(r"<[^>]*>", "", line).strip()
    return said_there[:_SHOWN] + ("..." if len(said_there) > _SHOWN else "")


def _whole_tag(template: DocxTemplate, missing: str) -> str:
    """The tag that uses a name of a row that it has not: "unit.nam" tells more than "nam"."""
    for text in _texts(template):
        if found := re.search(rf"[\w.]*\.{re.escape(missing)}\b", " ".join(_TAG.findall(text))):
            return found[0]
    return missing


def _unknown(name: str, missing: str, known: Iterator[str]) -> Finding:
    last = missing.rpartition(".")[2]
    near = get_close_matches(last, {one.rpartition(".")[2] for one in known}, n=1, cutoff=0.6)
    hint = Words(f"Gần giống: “{near[0]}”.", f"Near: “{near[0]}”.") if near else Words("", "")
    return finding(said.PLACEHOLDER_UNKNOWN, Place(file=name), name=name, placeholder=missing, hint=hint)


def _broken(name: str, problem: str | Words) -> NoReturn:
    raise Refused([finding(said.TEMPLATE_BROKEN, Place(file=name), name=name, problem=problem)])
