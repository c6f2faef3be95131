"""A document as .docx bytes where the library for it is installed: it is an extra, not everybody needs Word files."""

from __future__ import annotations

from workbook.documents.document import Document


def print_document(document: Document) -> bytes | None:
    """The document's bytes; None where python-docx is not installed."""
    try:
        from workbook.documents.word import write_document
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("docx", "lxml"):
            raise
        return None
    return write_document(document)
