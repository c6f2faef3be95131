"""Elements that stand behind a document of any look: nothing of its usual paragraph shows in them."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

Element = Any
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH: Final = ("keepNext", "pageBreakBefore")
_LETTERS: Final = ("b", "i", "caps", "smallCaps", "u")
"""What an office's usual paragraph may switch on that nobody wants in an annex."""


class Inherited(NamedTuple):
    """What the usual paragraph of a document switches on."""

    paragraph: tuple[str, ...]
    letters: tuple[str, ...]


def inherited_looks(styles: Element) -> Inherited:
    """What has to be switched off again behind a document with these styles."""
    usual = [
        style
        for style in styles.findall(f"{_W}style")
        if style.get(f"{_W}default") and style.get(f"{_W}type") == "paragraph"
    ]
    known = {child.tag for style in usual for part in ("pPr", "rPr") for child in style.iterfind(f"{_W}{part}/*")}
    return Inherited(*(tuple(name for name in names if f"{_W}{name}" in known) for names in (_PARAGRAPH, _LETTERS)))


def settle(element: Element, inherited: Inherited) -> None:
    """Nothing in its paragraphs is left to what the document before says of spaces, lines, indents and letters."""
    for properties in element.iter(f"{_W}pPr"):
        _switch_off(properties, inherited.paragraph)
        indent = properties.get_or_add_ind()
        for name in ("left", "right", "firstLine"):
            if indent.get(f"{_W}{name}") is None:
                indent.set(f"{_W}{name}", "0")
    for properties in element.iter(f"{_W}rPr"):
        _switch_off(properties, inherited.letters)
    for spacing in element.iter(f"{_W}spacing"):
        if spacing.getparent().tag == f"{_W}pPr":
            for name, value in (("before", "0"), ("after", "0"), ("line", "240"), ("lineRule", "auto")):
                if spacing.get(f"{_W}{name}") is None:
                    spacing.set(f"{_W}{name}", value)


def _switch_off(properties: Element, names: tuple[str, ...]) -> None:
    for name in names:
        if properties.find(f"{_W}{name}") is None:
            made = getattr(properties, f"get_or_add_{name}")()
            made.set(f"{_W}val", "none" if name == "u" else "0")
