"""Writes report.docx from the sections; needs the extra ``word``, which nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sim.report.blocks import Section
from sim.report.material import Material
from sim.report_settings import ReportSettings

DOCUMENT = "report.docx"
LIBRARY = "docx"
LIKE_ALL_ZIP = (1980, 1, 1, 0, 0, 0)


def refused(settings: ReportSettings) -> str:
    """Why the document that was asked for can't be written, in one line; empty when it can."""
    if settings.word and not _is_installed():
        return (
            'report.word is true, but python-docx isn\'t installed: type pip install ".[word]", '
            "or leave report.word out"
        )
    return ""


def is_wanted(settings: ReportSettings) -> bool:
    """Whether it is to be written: as asked, or else if it can be."""
    return _is_installed() if settings.word is None else settings.word


def write_word(material: Material, sections: Sequence[Section]) -> Path:
    """Write ``report.docx`` among the report's files.

    Only where `refused` says nothing.
    """
    from sim.report.word.document import document

    unfinished = BytesIO()
    document(material, sections).save(unfinished)
    path = material.target / DOCUMENT
    path.write_bytes(_undated(unfinished))
    return path


def _is_installed() -> bool:
    return find_spec(LIBRARY) is not None


def _undated(document: BytesIO) -> bytes:
    """The same parts without the time of writing, so that the same text gives the same bytes."""
    written = BytesIO()
    with ZipFile(document) as parts, ZipFile(written, "w", ZIP_DEFLATED) as same:
        for name in parts.namelist():
            same.writestr(ZipInfo(name, LIKE_ALL_ZIP), parts.read(name), ZIP_DEFLATED)
    return written.getvalue()
