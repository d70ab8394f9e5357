"""Everything a planner hands on, written from a results folder: charts, page, tables, maps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.report.asked_for import settings_in
from sim.report.charts import draw_all
from sim.report.choice import chosen
from sim.report.documents import write_documents
from sim.report.material import Material
from sim.report.page.write_page import write_page
from sim.report.read import ResultsProblem, read_results
from sim.report.sections import sections
from sim.report.word.write_word import refused
from sim.report_settings import ReportSettings


@dataclass(frozen=True, slots=True)
class Written:
    """The files written, the page first, and the sections left out with the reason."""

    files: list[Path]
    left_out: dict[str, str]


def write_report(folder: Path, settings: ReportSettings | None = None) -> Written:
    """Draw the charts of a results folder and write its report.

    Raises `ResultsProblem` when the folder is not whole.
    """
    results = chosen(read_results(Path(folder)))
    settings = settings or settings_in(results)
    if why := refused(settings):
        raise ResultsProblem(why)
    drawn = draw_all(results, settings)
    material = Material(results, drawn.charts, drawn.left_out, settings)
    written, left_out = sections(material)
    page = write_page(material, written)
    documents = write_documents(material, written)
    return Written([page, *documents, *drawn.files], left_out)
