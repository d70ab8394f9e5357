"""Everything a planner hands on, written from a results folder: charts, page, tables, maps."""

from __future__ import annotations

from pathlib import Path

from sim.report.charts import draw_all, may_be_there
from sim.report.documents import write_documents
from sim.report.folder.asked_for import settings_in
from sim.report.folder.choice import chosen
from sim.report.folder.read import ResultsProblem, read_results
from sim.report.folder.whole import lost_log
from sim.report.gis import INCIDENTS, MAP, SITES
from sim.report.material import Material
from sim.report.page.write_page import PAGE, write_page
from sim.report.read_ahead import read_ahead
from sim.report.sections import sections
from sim.report.staged import put_in_place, staged
from sim.report.units.units_file import UNITS
from sim.report.word.write_word import DOCUMENT, refused
from sim.report.workbook.write_workbook import WORKBOOK
from sim.report_settings import ReportSettings

_INCIDENTS = f"{MAP}/{INCIDENTS}"
WRITTEN = may_be_there() | {f"{MAP}/{SITES}", _INCIDENTS, UNITS, WORKBOOK, DOCUMENT}
"""What a report may consist of, beside the page."""


def write_report(folder: Path, settings: ReportSettings | None = None) -> list[str]:
    """Draw the charts of a results folder and write its report; an earlier one stays untouched
    until all is written. Gives what the planner should know, in lines.

    Raises `ResultsProblem` when the folder is not whole, or another command writes its report.
    """
    results = chosen(read_results(Path(folder)))
    settings = settings or settings_in(results)
    if why := refused(settings):
        raise ResultsProblem(why)
    logs = read_ahead(results)
    lost = lost_log(results.folder, results.manifest)
    earlier = WRITTEN - {_INCIDENTS} if lost else WRITTEN  # without the log they can't be had again
    with staged(results.folder) as part:
        drawn = draw_all(results, settings, part)
        material = Material(results, drawn.charts, drawn.left_out, settings, part, logs)
        written, _ = sections(material)
        write_page(material, written)
        write_documents(material, written)
        removed = put_in_place(part, results.folder, last=PAGE, earlier=earlier)
    told = []
    if lost:
        there = (results.folder / _INCIDENTS).is_file()
        kept = "; that of an earlier report stays" if there else ""
        told.append(f"{results.folder}: {lost}, and {_INCIDENTS} wasn't written{kept}.")
    if DOCUMENT in removed and settings.word is None:
        told.append(
            f"{DOCUMENT} wasn't written, since the extra 'word' isn't installed (pip install "
            "'.[word]'); an earlier one, of another report, was removed."
        )
    return told
