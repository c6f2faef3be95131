"""LibreOffice: typed cell by cell as a person does, or only opened and saved by its converter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.engines import libreoffice
from tests.programs import Job, library, plain


def by_hand(jobs: Sequence[Job], locale: str, point: str) -> list[bytes]:
    """Each workbook opened with a view, typed into (validations have their say), and saved."""
    libreoffice.need_libreoffice()
    orders = [(xlsx, [(sheet, at, plain(value, point)) for sheet, at, value in typed], ()) for xlsx, typed in jobs]
    return libreoffice.edit(orders, locale)


def american(jobs: Sequence[Job]) -> list[bytes]:
    return by_hand(jobs, "en-US", ".")


def vietnamese(jobs: Sequence[Job]) -> list[bytes]:
    return by_hand(jobs, "vi-VN", ",")


def after(fill: Callable[[Sequence[Job]], list[bytes]]) -> Callable[[Sequence[Job]], list[bytes]]:
    """Saved by another program, then opened and saved here: files go from hand to hand."""

    def both(jobs: Sequence[Job]) -> list[bytes]:
        libreoffice.need_libreoffice()
        return libreoffice.resave(fill(jobs), "vi-VN")

    return both


def resaved(jobs: Sequence[Job]) -> list[bytes]:
    """Filled by a library, which leaves every formula without a result, then opened and saved here."""
    return after(library.fill)(jobs)
