"""LibreOffice: typed cell by cell as a person does, or only opened and saved by its converter."""

from __future__ import annotations

from collections.abc import Sequence

from tests.engines import libreoffice
from tests.programs import Job, plain


def by_hand(jobs: Sequence[Job], locale: str, point: str) -> list[bytes]:
    """Each workbook opened with a view, typed into (validations have their say), and saved."""
    libreoffice.need_libreoffice()
    orders = [(xlsx, [(sheet, at, plain(value, point)) for sheet, at, value in typed], ()) for xlsx, typed in jobs]
    return libreoffice.edit(orders, locale)


def american(jobs: Sequence[Job]) -> list[bytes]:
    return by_hand(jobs, "en-US", ".")


def vietnamese(jobs: Sequence[Job]) -> list[bytes]:
    return by_hand(jobs, "vi-VN", ",")


def resaved(files: Sequence[bytes]) -> list[bytes]:
    """Saved by another program, then opened and saved here."""
    libreoffice.need_libreoffice()
    return libreoffice.resave(files, "vi-VN")
